//! 盘点、日结: the blind count of the drawer and the numbered, final close (Z) of a session.
//!
//! Invariant: the count is recorded before the expected sum is told; a close rests on a count made after the last
//! payment, void or remittance out of the drawer; it is never reopened. A session that is left open is closed before another begins.

mod store;

use crate::book::Book;
use crate::codes;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{CloseAlso, CloseRecord, CountRecord, NoteCount, Record};
use crate::moment::Moment;
use crate::remittance::Payer;
use crate::session::{Session, SessionCash};
use crate::storage::Tx;
use cunshou_policy::Yuan;
use uuid::Uuid;

/// The notes and coins of the renminbi in use, in fen, largest first.
pub const DENOMINATIONS_FEN: [i64; 10] = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1];

/// What a session is counted against; shown before the count without any sum.
#[derive(Debug, Clone)]
pub struct CountForm {
    /// The open session.
    pub session: Session,
    /// Payments in it.
    pub payments: u32,
}

/// A count of the drawer as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What the journal holds.
    pub record: CountRecord,
    /// True if this answer repeats a count that was recorded before.
    pub already_recorded: bool,
}

/// How the open session stands on its newest count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InterimReading {
    pub(crate) session: Session,
    pub(crate) drawer: SessionCash,
    pub(crate) count: CountRecord,
    pub(crate) people: u32,
    pub(crate) receipt_from: Option<String>,
    pub(crate) receipt_to: Option<String>,
}

/// A stored close with who made it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// What the journal holds.
    pub record: CloseRecord,
    /// The notes of its count.
    pub notes: Vec<NoteCount>,
    /// When (RFC 3339, +08:00).
    pub closed_at: String,
    /// By whom.
    pub closed_by: String,
    /// The close's own entry in the journal.
    pub seq: u64,
    /// That entry's hash: the journal's head that the sheet and the package carry.
    pub head: [u8; 32],
    /// The file under which its package was written last.
    pub package_file: Option<String>,
    /// When that was.
    pub package_written_at: Option<String>,
}

/// What lies there, by notes and coins.
///
/// # Errors
/// [`Error::UnknownNote`] for what is no note or coin in use; [`Error::TooMuch`].
pub(crate) fn sum_of_notes(notes: &[NoteCount]) -> Result<Yuan> {
    notes.iter().try_fold(Yuan::ZERO, |sum, line| {
        if !DENOMINATIONS_FEN.contains(&line.note.fen()) {
            return Err(Error::UnknownNote { note: line.note.to_string() });
        }
        line.note.times(line.pieces).and_then(|amount| sum.checked_add(amount)).ok_or(Error::TooMuch {})
    })
}

impl Book {
    /// The session to be counted.
    ///
    /// # Errors
    /// [`Error::NoSession`].
    pub fn count_form(&self) -> Result<CountForm> {
        self.read(|tx| {
            let session = tx.open_session_row()?.ok_or(Error::NoSession {})?;
            let payments = tx.session_cash(session.session_no)?.payments;
            Ok(CountForm { session, payments })
        })
    }

    /// Records a blind count by a form of its own: see [`Book::count_by_form`].
    ///
    /// # Errors
    /// Those of [`Book::count_by_form`].
    pub fn count(&mut self, notes: &[NoteCount], now: &Moment) -> Result<CountRecord> {
        Ok(self.count_by_form(now.id(), notes, now)?.record)
    }

    /// Records a blind count and only then answers the expected sum. Counting again is allowed, by another form; each
    /// count stays. The same form again is the same count, whatever moved since: it was made once.
    ///
    /// # Errors
    /// [`Error::NoSession`], [`Error::UnknownNote`], [`Error::TooMuch`]; [`Error::CountOtherContent`] for other notes by
    /// the same form.
    pub fn count_by_form(&mut self, count_id: Uuid, notes: &[NoteCount], now: &Moment) -> Result<Counted> {
        self.transact(now, |tx, acting| {
            let laid: Vec<_> = notes.iter().filter(|line| line.pieces > 0).copied().collect();
            if let Some(record) = tx.count_by_id(count_id)? {
                if record.notes != laid {
                    return Err(Error::CountOtherContent { count_no: record.count_no });
                }
                return Ok(Counted { record, already_recorded: true });
            }
            let session = tx.open_session_row()?.ok_or(Error::NoSession {})?;
            let counted = sum_of_notes(notes)?;
            let expected = tx.session_cash(session.session_no)?.in_drawer(session.float)?;
            let count = CountRecord {
                count_id: Some(count_id),
                count_no: tx.last_count_no()? + 1,
                session_no: session.session_no,
                notes: laid,
                counted,
                expected,
                variance: counted.checked_sub(expected).ok_or(Error::TooMuch {})?,
            };
            let entry = tx.append(&Record::Count(count.clone()), acting.user, now)?;
            tx.insert_count(&count, entry.seq, now)?;
            Ok(Counted { record: count, already_recorded: false })
        })
    }

    /// Closes the open session (Z) on its newest count.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::NotCounted`] if the drawer was not counted since the last payment;
    /// [`Error::DifferenceNeedsReason`] and [`Error::UnknownOutcome`] if the count differs.
    pub fn close_session(
        &mut self,
        reason: Option<&str>,
        outcome: Option<&str>,
        now: &Moment,
    ) -> Result<Close> {
        let close_no = self.transact(now, |tx, acting| {
            let session = tx.open_session_row()?.ok_or(Error::NoSession {})?;
            let count = tx.newest_count(session.session_no)?.ok_or(Error::NotCounted {})?;
            let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
            if !count.variance.is_zero() {
                if reason.is_none() {
                    return Err(Error::DifferenceNeedsReason { variance: count.variance });
                }
                let known = outcome
                    .is_some_and(|code| codes::difference_outcomes().iter().any(|known| known.code == code));
                if !known {
                    return Err(Error::UnknownOutcome { outcome: outcome.unwrap_or_default().to_owned() });
                }
            }
            let differs = !count.variance.is_zero();
            let on_the_spot = differs && outcome == Some("settled");
            let differences = tx.close_differences(count.variance, on_the_spot)?;
            let facts = tx.session_facts(session.session_no)?;
            let drawer = tx.session_cash(session.session_no)?;
            let also = tx.close_also(session.session_no, &drawer)?;
            let perpetual_due =
                also.perpetual_taken.checked_sub(also.perpetual_back).ok_or(Error::TooMuch {})?;
            let head = tx.head(&acting.identity.book_id)?;
            let close = CloseRecord {
                close_no: tx.last_close_no()? + 1,
                session_no: session.session_no,
                business_date: session.business_date,
                count_no: count.count_no,
                float: session.float,
                cash: drawer.taken,
                expected: count.expected,
                counted: count.counted,
                variance: count.variance,
                also: Some(also),
                differences: Some(Box::new(differences)),
                difference_reason: reason.filter(|_| differs).map(str::to_owned),
                difference_outcome: outcome.filter(|_| differs).map(str::to_owned),
                payments: facts.payments,
                people: facts.people,
                receipt_from: facts.receipt_from,
                receipt_to: facts.receipt_to,
                perpetual_due,
                journal_seq: head.seq,
                journal_head: head.hash,
            };
            let entry = tx.append(&Record::Close(close.clone()), acting.user, now)?;
            tx.insert_close(&close, entry.seq, acting)?;
            if on_the_spot {
                tx.settle_on_the_spot(close.close_no, reason.unwrap_or_default(), acting)?;
            }
            Ok(close.close_no)
        })?;
        self.close(close_no)
    }

    /// One close.
    pub fn close(&self, close_no: u32) -> Result<Close> {
        self.read(|tx| tx.close(close_no)?.or_not_found(|| Error::NoSuchClose { close_no }))
    }

    /// All closes, newest first.
    pub fn closes(&self) -> Result<Vec<Close>> {
        self.read(|tx| {
            let newest = tx.last_close_no()?;
            (1..=newest).rev().filter_map(|close_no| tx.close(close_no).transpose()).collect()
        })
    }
}

impl Tx<'_> {
    /// What a session did besides taking cash, and what the book ever did.
    fn close_also(&self, session_no: u32, drawer: &SessionCash) -> Result<CloseAlso> {
        let back = self.cash_back(session_no)?;
        let outstanding = self.outstanding(Payer::Cash)?;
        Ok(CloseAlso {
            voids: drawer.voids,
            cash_back: drawer.back,
            reversals: back.reversals,
            reversed: back.from_kept,
            remitted_from_drawer: drawer.remitted,
            scans: drawer.scans,
            scanned: drawer.scanned,
            collective_aid: self.session_aid(session_no)?,
            perpetual_taken: self.perpetual_taken()?,
            perpetual_back: self.perpetual_back()?,
            perpetual_remitted: self.remitted()?,
            unremitted: Yuan::sum(outstanding.iter().map(|one| one.amount)).ok_or(Error::TooMuch {})?,
        })
    }

    /// How the open session stands on the count that a close might rest on.
    pub(crate) fn interim(&self) -> Result<InterimReading> {
        let session = self.open_session_row()?.ok_or(Error::NoSession {})?;
        let count = self.newest_count(session.session_no)?.ok_or(Error::NotCounted {})?;
        let facts = self.session_facts(session.session_no)?;
        Ok(InterimReading {
            drawer: self.session_cash(session.session_no)?,
            count,
            people: facts.people,
            receipt_from: facts.receipt_from,
            receipt_to: facts.receipt_to,
            session,
        })
    }

    /// The count that a close may rest on: the session's newest, if no payment came after it.
    fn newest_count(&self, session_no: u32) -> Result<Option<CountRecord>> {
        self.newest_count_seq(session_no)?.map(|seq| self.count_at(seq)).transpose()
    }

    /// The count that a form made.
    fn count_by_id(&self, count_id: Uuid) -> Result<Option<CountRecord>> {
        self.count_seq_by_id(count_id)?.map(|seq| self.count_at(seq)).transpose()
    }

    fn count_at(&self, seq: u64) -> Result<CountRecord> {
        match self.record(seq)?.record {
            Record::Count(count) => Ok(count),
            _ => Err(Error::BadRow { table: "cash_count", detail: seq.to_string() }),
        }
    }

    /// One close, from its entry and that of its count.
    pub(crate) fn close(&self, close_no: u32) -> Result<Option<Close>> {
        let Some(row) = self.close_row(close_no)? else { return Ok(None) };
        let envelope = self.record(row.seq)?;
        let count = self.record(row.count_seq)?;
        let (Record::Close(record), Record::Count(count)) = (envelope.record, count.record) else {
            return Err(Error::BadRow { table: "close", detail: close_no.to_string() });
        };
        Ok(Some(Close {
            record,
            notes: count.notes,
            closed_at: envelope.at,
            closed_by: envelope.by,
            seq: row.seq,
            head: row.head,
            package_file: row.package_file,
            package_written_at: row.package_written_at,
        }))
    }
}
