//! 流水: the append-only, hash-chained record of everything that touches money.
//!
//! Invariant: `hash = SHA-256("cunshou/journal/1\n" ‖ prev ‖ payload)` over the payload bytes as stored; entries are
//! added, never changed. The other money tables are projections of it, which [`Book::verify`] rebuilds and compares.

mod ack;
mod ack_laws;
mod after;
mod beside;
mod beside_laws;
mod difference_laws;
mod laws;
mod money_after;
mod record;
mod store;

pub use ack::{Acknowledged, SlipArrived};
pub use after::{
    CarriedDifference, CloseDifferences, DifferenceStep, RefundLine, RefundRecord, RefundStep,
    RemittanceCancelled, RemittancePart, RemittanceRecord, ReversalRecord, ReversedLine,
};
pub use beside::{AidEnded, AidGrant, AidResolved, TicketSpoilt, TicketsReceived, TicketsReturned};
pub use laws::{LAWS, Law, LawReport};
pub(crate) use record::Envelope;
pub use record::{
    AidRecord, BookCreated, CatchUpRecord, ClockOddity, CloseAlso, CloseRecord, CloseReviewed, CompletedLine,
    CountRecord, CoverCompleted, HandOverRecord, LeftOutRecord, LineRecord, ListImported, NoteCount,
    OfficialSumRecord, PackageWritten, PaymentRecord, PeopleJoined, Record, RosterImported, RuleRecord,
    SeriesOpened, SessionOpened,
};
pub(crate) use store::read_record;

use crate::book::Book;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::panic::resume_unwind;
use std::thread;

/// One stored entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3, … without a gap.
    pub seq: u64,
    /// The kind, as in the payload.
    pub kind: String,
    /// Canonical JSON, stored once and never written again.
    pub payload: Vec<u8>,
    /// The hash of the entry before (noughts before the first).
    pub prev: [u8; 32],
    /// The hash of this entry.
    pub hash: [u8; 32],
}

/// The law that the file passes SQLite's and SQLCipher's own checks.
const FILE_IS_WHOLE: &str = "file_is_whole";
/// The law that the book holds everything that its head file saw acknowledged.
pub(crate) const NOTHING_LOST: &str = "nothing_acknowledged_lost";

/// The chain's rule.
pub fn chain_hash(prev: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"cunshou/journal/1\n");
    hasher.update(prev);
    hasher.update(payload);
    hasher.finalize().into()
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Book {
    /// Checks all laws of the journal from scratch, and the file itself.
    pub fn verify(&self) -> Result<Vec<LawReport>> {
        let mut ledger = self.read(|tx| tx.ledger())?;
        // The laws are arithmetic on what was read: the file is gone through meanwhile, on this thread, which holds it.
        let (laws, file) = thread::scope(|scope| {
            let laws = scope.spawn(move || {
                ledger.read_records();
                LAWS.iter().map(|law| law.run(&ledger)).collect::<Vec<_>>()
            });
            let file = self.file_faults();
            (laws.join(), file)
        });
        let mut reports = laws.unwrap_or_else(|panic| resume_unwind(panic));
        reports.push(LawReport { law: FILE_IS_WHOLE, violations: file? });
        let behind = self.behind_head().map(|behind| format!("{} of {}", behind.book_seq, behind.head_seq));
        reports.push(LawReport { law: NOTHING_LOST, violations: behind.into_iter().collect() });
        Ok(reports)
    }
}
