//! The head file `<book>.head`: how far the journal went, outside the data file.
//!
//! It is synced after each commit and before the answer, so a data file put back to an older state (a copied disk, a
//! damaged tail) is noticed at the next opening and the missing receipt can be named. Two fixed slots are written in
//! turn, in place: no new space is needed (a full disk cannot stop it) and a torn write spoils one slot at most.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// How far the journal of a book went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The book.
    pub book_id: String,
    /// The newest entry's number.
    pub seq: u64,
    /// Its hash, lower-case hex.
    pub hash: String,
    /// The newest receipt's number, if there is one.
    pub last_receipt: Option<String>,
}

const SLOT: usize = 512;

/// The open head file.
#[derive(Debug)]
pub(crate) struct HeadFile {
    file: File,
    path: std::path::PathBuf,
}

impl HeadFile {
    /// Opens the head file, making an empty one if there is none.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let error = |error| Error::io(path, &error);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(error)?;
        if file.metadata().map_err(error)?.len() < 2 * SLOT as u64 {
            let mut whole = &file;
            whole.seek(SeekFrom::Start(0)).map_err(error)?;
            whole.write_all(&[b' '; 2 * SLOT]).map_err(error)?;
            file.sync_all().map_err(error)?;
            super::files::sync_folder(path).map_err(error)?;
        }
        Ok(Self { file, path: path.to_owned() })
    }

    /// The newest head that reads back whole.
    pub(crate) fn read(&mut self) -> Result<Option<Head>> {
        let mut bytes = Vec::with_capacity(2 * SLOT);
        let mut read = || {
            self.file.seek(SeekFrom::Start(0))?;
            Read::by_ref(&mut self.file).take(2 * SLOT as u64).read_to_end(&mut bytes)
        };
        read().map_err(|error| Error::io(&self.path, &error))?;
        Ok(bytes.chunks(SLOT).filter_map(decode).max_by_key(|head| head.seq))
    }

    /// What a head file says that is only looked at: the newest head that reads back whole, if there is one.
    pub(crate) fn peek(path: &Path) -> Result<Option<Head>> {
        let file = File::open(path).map_err(|error| Error::io(path, &error))?;
        let mut bytes = Vec::with_capacity(2 * SLOT);
        file.take(2 * SLOT as u64).read_to_end(&mut bytes).map_err(|error| Error::io(path, &error))?;
        Ok(bytes.chunks(SLOT).filter_map(decode).max_by_key(|head| head.seq))
    }

    /// Forgets what lay ahead: both slots now say `head`. Only after the loss was accepted and recorded.
    pub(crate) fn start_over(&mut self, head: &Head) -> Result<()> {
        let blank = [b' '; 2 * SLOT];
        let mut write = || {
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(&blank)?;
            self.file.sync_data()
        };
        write().map_err(|error| Error::io(&self.path, &error))?;
        self.write(head)
    }

    /// Writes the head into the slot that is not the newest, and syncs.
    pub(crate) fn write(&mut self, head: &Head) -> Result<()> {
        let slot = (head.seq % 2) * SLOT as u64;
        let mut write = || {
            self.file.seek(SeekFrom::Start(slot))?;
            self.file.write_all(&encode(head))?;
            self.file.sync_data()
        };
        write().map_err(|error| Error::io(&self.path, &error))
    }
}

/// One slot: a line of JSON, its checksum, blanks, a line end. Readable by eye.
fn encode(head: &Head) -> Vec<u8> {
    let json = serde_json::to_string(head).unwrap_or_default();
    let mut line = format!("{json} {}", checksum(&json));
    line.truncate(SLOT - 1);
    format!("{line:<width$}\n", width = SLOT - 1).into_bytes()
}

fn decode(slot: &[u8]) -> Option<Head> {
    let text = std::str::from_utf8(slot).ok()?.trim_end();
    let (json, sum) = text.rsplit_once(' ')?;
    (checksum(json) == sum).then(|| serde_json::from_str(json).ok()).flatten()
}

fn checksum(json: &str) -> String {
    crate::journal::hex(&Sha256::digest(json.as_bytes()))[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seq: u64) -> Head {
        Head {
            book_id: "b".into(),
            seq,
            hash: "ab".repeat(32),
            last_receipt: Some("341799101203-ABCD-000001".into()),
        }
    }

    #[test]
    fn a_torn_slot_leaves_the_one_before() {
        let slots = [encode(&head(4)), encode(&head(5))].concat();
        let newest = |bytes: &[u8]| bytes.chunks(SLOT).filter_map(decode).map(|h| h.seq).max();
        assert_eq!(newest(&slots), Some(5), "the newest slot rules");
        for place in 0..SLOT - 1 {
            let mut torn = slots.clone();
            torn[SLOT + place] ^= 1;
            assert!(
                matches!(newest(&torn), Some(4 | 5)),
                "byte {place} of a slot torn: the other still reads"
            );
        }
    }
}
