//! A book of an older program: copied before its tables are changed, and what became of that told afterwards.
//!
//! Invariant: without a copy beside the book that was read back the tables are not touched; a copy for a second place that
//! cannot be reached stops nothing and is said. Must not know: which sticks there are (they are an argument).

use super::backup::{BackupCause, BackupRow, FOLDER, backup_sticks, copy_name, name_of, prefix, write_copy};
use super::files::{BookFiles, COPY_MARK, is_on_the_same_disk, remove_parts};
use super::{Book, EXTENSION};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::{Storage, Tx, is_full};
use std::path::{Path, PathBuf};

/// Room for the copy beside the book, SQLite's journal and what newer tables add: so many times the file.
const ROOM_TIMES: u64 = 3;

/// A book that an older program wrote, brought up to this program's tables when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtUp {
    /// The version of its tables before.
    pub from: i64,
    /// And now.
    pub to: i64,
    /// What became of each copy that was tried before: beside the book first, then the second folder, then backup sticks.
    pub copies: Vec<BackupRow>,
    /// Sticks that were plugged in and are no backup sticks: nothing was written on them.
    pub other_sticks: usize,
}

impl BroughtUp {
    /// The copy beside the book, as it was before. There always is one.
    pub fn beside(&self) -> Option<PathBuf> {
        self.copies.first().map(|row| Path::new(&row.folder).join(&row.file_name))
    }

    /// What became of the copies for other places.
    pub fn elsewhere(&self) -> &[BackupRow] {
        self.copies.get(1..).unwrap_or_default()
    }

    /// A copy lies where the book's disk does not take it along.
    pub fn outlives_the_disk(&self) -> bool {
        self.elsewhere().iter().any(|row| row.fault.is_none() && !row.same_disk)
    }
}

impl Book {
    /// What was done to the book at this opening, if an older program wrote it.
    pub fn brought_up(&self) -> Option<&BroughtUp> {
        self.brought_up.as_ref()
    }
}

/// Copies a book whose tables are about to be changed: beside itself, to the second folder, and to backup sticks.
///
/// # Errors
/// [`Error::NoRoomToBringUp`], or why else there is no copy beside the book.
pub(super) fn copy_before(
    old: &Storage,
    files: &BookFiles,
    key: &[u8; 32],
    sticks: &[PathBuf],
    (from, to): (i64, i64),
    now: &Moment,
) -> Result<BroughtUp> {
    let (identity, head, folder) = old.read(|tx| {
        let identity = tx.book()?;
        let head = tx.head(&identity.book_id)?;
        Ok((identity, head, tx.setting(FOLDER)?))
    })?;
    let row = |path: &Path, copied: &Result<u64>| {
        let folder = path.parent().unwrap_or(Path::new("."));
        BackupRow {
            at: now.text(),
            user: String::new(),
            cause: BackupCause::Migration.word().to_owned(),
            folder: folder.display().to_string(),
            file_name: copied.as_ref().map_or_else(|_| String::new(), |_| name_of(path)),
            same_disk: is_on_the_same_disk(&files.data, folder),
            bytes: *copied.as_ref().unwrap_or(&0),
            seq: head.seq,
            hash: head.hash.clone(),
            fault: copied.as_ref().err().map(|error| crate::error::Coded::code(error).to_owned()),
        }
    };
    let beside = beside(files, now);
    // Without a copy the tables are not touched.
    let copied = write_copy(old, files, key, &head, &beside);
    let mut copies = vec![row(&beside, &copied)];
    copied.map_err(|error| no_room(error, files))?;
    let second = folder.filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let mut places: Vec<PathBuf> = second.into_iter().collect();
    places.extend(backup_sticks(sticks).filter(|stick| !places.contains(stick)).collect::<Vec<_>>());
    for place in places {
        let path = place.join(copy_name(&prefix(&identity), now.at(), head.seq));
        // The second folder may be a disk that is not plugged in: then there is the copy beside the book.
        let copied = if place.is_dir() {
            write_copy(old, files, key, &head, &path)
        } else {
            Err(Error::NoSuchFolder { path: place })
        };
        copies.push(row(&path, &copied));
    }
    let other_sticks = sticks.len() - backup_sticks(sticks).count();
    Ok(BroughtUp { from, to, copies, other_sticks })
}

/// Writes down what was done, in the transaction that does it.
pub(super) fn note(tx: &Tx<'_>, up: &BroughtUp, user: &str, now: &Moment) -> Result<()> {
    for copy in &up.copies {
        tx.insert_backup(&BackupRow { user: user.to_owned(), ..copy.clone() })?;
    }
    tx.insert_audit(&now.text(), user, "brought_up", &format!("{} → {}", up.from, up.to))
}

/// Why a book could not be opened. Where there was no room for the new tables, the copy beside the unchanged book only takes
/// more of it away, at each further try: it goes.
pub(super) fn failed(error: Error, files: &BookFiles, now: &Moment) -> Error {
    let beside = beside(files, now);
    if !beside.exists() {
        return error;
    }
    if is_full(&error) {
        let _ = remove_parts(&beside);
    }
    no_room(error, files)
}

/// Where the copy beside the book is made at this moment.
fn beside(files: &BookFiles, now: &Moment) -> PathBuf {
    files.data.with_extension(format!("{COPY_MARK}{}.{EXTENSION}", now.at().format("%Y%m%d-%H%M%S")))
}

fn no_room(error: Error, files: &BookFiles) -> Error {
    if !is_full(&error) {
        return error;
    }
    let bytes = std::fs::metadata(&files.data).map_or(0, |found| found.len());
    let room_mib = bytes.saturating_mul(ROOM_TIMES).div_ceil(1 << 20).max(1);
    Error::NoRoomToBringUp { path: files.data.clone(), room_mib }
}
