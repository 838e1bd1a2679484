//! The journal in a package: `journal.jsonl`, an entry a line, each with the hash of the one before.
//!
//! Invariant: a payload leaves byte for byte as it is stored, and one entry has one spelling: what does not give the
//! same line again is not read. Must not know: what an entry means; of money entries only numbers and lines are looked at.

use super::write::WriteFault;
use crate::canonical::{hex, sha256, unhex};
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// What stands before the previous hash and the payload when a journal entry is hashed.
pub const JOURNAL_DOMAIN: &[u8] = b"cunshou/journal/1\n";
/// The journal's kind of an entry that issues a receipt.
pub const PAYMENT_KIND: &str = "payment";
/// The kinds of entries whose `lines` are rows of `payments.csv`.
pub const MONEY_KINDS: [&str; 4] = [PAYMENT_KIND, "void", "reversal", "correction"];

pub(super) const JOURNAL: &str = "journal.jsonl";

/// An entry of the journal, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// 1-based, without gaps.
    pub seq: u64,
    /// What happened.
    pub kind: String,
    /// Canonical JSON, as stored: hashed and exported byte for byte.
    pub payload: Vec<u8>,
    /// The hash of the entry before.
    pub prev: [u8; 32],
    /// [`entry_hash`] of this one.
    pub hash: [u8; 32],
}

/// The hash of a journal entry: SHA-256("cunshou/journal/1\n" ‖ prev ‖ payload).
pub fn entry_hash(prev: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    sha256(&[JOURNAL_DOMAIN, prev, payload])
}

/// A line of `journal.jsonl`. The payload is the stored bytes, verbatim.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalLine<'a> {
    hash: String,
    kind: String,
    #[serde(borrow)]
    payload: &'a RawValue,
    prev: String,
    seq: u64,
}

pub(super) fn write_journal(entries: &[JournalEntry]) -> Result<Vec<u8>, WriteFault> {
    let mut out = Vec::new();
    let mut before: Option<&JournalEntry> = None;
    for entry in entries {
        let fault = WriteFault::Journal { seq: entry.seq };
        let follows = before
            .is_none_or(|before| before.hash == entry.prev && before.seq.checked_add(1) == Some(entry.seq));
        let payload: &RawValue = serde_json::from_slice(&entry.payload).map_err(|_| fault)?;
        let is_line = payload.get().as_bytes() == entry.payload && !entry.payload.contains(&b'\n');
        if !follows || !is_line || entry.hash != entry_hash(&entry.prev, &entry.payload) {
            return Err(fault);
        }
        let line = JournalLine {
            hash: hex(&entry.hash),
            kind: entry.kind.clone(),
            payload,
            prev: hex(&entry.prev),
            seq: entry.seq,
        };
        serde_json::to_writer(&mut out, &line).map_err(|_| fault)?;
        out.push(b'\n');
        before = Some(entry);
    }
    Ok(out)
}

/// Reads `journal.jsonl`; the 1-based line that is none otherwise.
pub(super) fn read_journal(bytes: &[u8]) -> Result<Vec<JournalEntry>, u32> {
    let mut entries = Vec::new();
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let text = line.strip_suffix(b"\n").ok_or(number)?;
        let line: JournalLine = serde_json::from_slice(text).map_err(|_| number)?;
        // Written again it must be the same line: no second spelling of one entry.
        if serde_json::to_vec(&line).ok().as_deref() != Some(text) {
            return Err(number);
        }
        entries.push(JournalEntry {
            seq: line.seq,
            kind: line.kind,
            payload: line.payload.get().as_bytes().to_vec(),
            prev: unhex(&line.prev).ok_or(number)?,
            hash: unhex(&line.hash).ok_or(number)?,
        });
    }
    Ok(entries)
}

/// What the verifier and the writer look at in the payload of a money entry. Other fields are the book's own.
#[derive(Deserialize)]
pub(super) struct MoneyPayload {
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) serial: Option<u64>,
    #[serde(default)]
    pub(super) receipt_no: Option<String>,
    #[serde(default)]
    pub(super) lines: Vec<MoneyLine>,
}

#[derive(Deserialize)]
pub(super) struct MoneyLine {
    pub(super) row_id: Uuid,
    pub(super) due: Yuan,
    #[serde(default)]
    pub(super) fee: Option<Yuan>,
    #[serde(default)]
    pub(super) subsidy: Option<Yuan>,
}

pub(super) fn serial_of(entry: &JournalEntry) -> Option<u64> {
    serde_json::from_slice::<MoneyPayload>(&entry.payload).ok()?.serial
}
