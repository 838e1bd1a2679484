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
    CarriedDifference, CloseDifferences, DifferenceStep, ReadyCash, RefundLine, RefundRecord, RefundStep,
    RemittanceCancelled, RemittancePart, RemittanceRecord, ReversalRecord, ReversedLine,
};
pub use beside::{
    AidEnded, AidGrant, AidResolved, LostVoided, LostVoidedWithdrawn, TicketSpoilt, TicketsReceived,
    TicketsReturned,
};
use laws::Ledger;
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
use std::mem;
use std::panic::resume_unwind;
use std::sync::mpsc;
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
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

impl Book {
    /// Checks all laws of the journal from scratch, and the file itself. What the journal says is read and judged on a
    /// thread of its own while the file is gone through.
    pub fn verify(&self) -> Result<Vec<LawReport>> {
        let (reports, faults) = thread::scope(|scope| {
            let (tell, told) = mpsc::sync_channel(TOLD_AHEAD);
            let judge = scope.spawn(move || judge(told));
            let faults = self.file_faults(move |tx| {
                // Nobody listens only if the judge has panicked, which is raised below.
                let tell = |said| drop(tell.send(said));
                let mut page = Vec::with_capacity(A_PAGE);
                let ledger = tx.ledger(|entry| {
                    page.push(entry);
                    if page.len() == A_PAGE {
                        tell(Told::Entries(mem::replace(&mut page, Vec::with_capacity(A_PAGE))));
                    }
                })?;
                tell(Told::Entries(page));
                tell(Told::Rest(Box::new(ledger)));
                Ok(())
            });
            (judge.join().unwrap_or_else(|panic| resume_unwind(panic)), faults)
        });
        let faults = faults?;
        let mut reports = reports;
        reports.push(LawReport { law: FILE_IS_WHOLE, violations: faults });
        let behind = self.behind_head().map(|behind| format!("{} of {}", behind.book_seq, behind.head_seq));
        reports.push(LawReport { law: NOTHING_LOST, violations: behind.into_iter().collect() });
        Ok(reports)
    }
}

/// How many entries are told at once.
const A_PAGE: usize = 256;
/// How many pages of entries may wait to be heard.
const TOLD_AHEAD: usize = 8;

/// What who reads the file tells the judge.
enum Told {
    /// The next entries of the journal.
    Entries(Vec<Entry>),
    /// All other money rows, after the last entry.
    Rest(Box<Ledger>),
}

/// Hears the whole ledger and runs the laws over it; if it breaks off, nothing is said.
fn judge(told: impl IntoIterator<Item = Told>) -> Vec<LawReport> {
    let mut heard = Ledger::default();
    for told in told {
        match told {
            Told::Entries(entries) => entries.iter().for_each(|entry| heard.hear(entry)),
            Told::Rest(rest) => {
                let ledger = Ledger { entries: heard.entries, records: heard.records, ..*rest };
                return LAWS.iter().map(|law| law.run(&ledger)).collect();
            }
        }
    }
    Vec::new()
}
