//! 复核: a second pair of eyes on a close, now or later.

use super::Act;
use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{CloseReviewed, Record};
use crate::moment::Moment;

/// A review as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What the journal holds.
    pub record: CloseReviewed,
    /// By whom.
    pub by: String,
    /// When (RFC 3339, +08:00).
    pub at: String,
}

impl Book {
    /// Records that whoever is here has compared a close with its sheet, the cash and the slips.
    ///
    /// # Errors
    /// [`Error::NoSuchClose`], [`Error::ReviewOfOwnClose`], [`Error::ReviewedBefore`]; [`Error::NotAllowed`] where roles
    /// are on.
    pub fn review_close(&mut self, close_no: u32, notes: &str, now: &Moment) -> Result<Review> {
        let close = self.close(close_no)?;
        if close.closed_by == self.user() {
            return Err(Error::ReviewOfOwnClose { close_no });
        }
        let own = self.user().to_owned();
        if self.reviews()?.iter().any(|review| review.record.close_no == close_no && review.by == own) {
            return Err(Error::ReviewedBefore { close_no });
        }
        let record = CloseReviewed {
            close_no,
            close_seq: close.seq,
            close_hash: crate::journal::hex(&close.head),
            notes: notes.trim().to_owned(),
        };
        self.transact_as(Act::Review, now, |tx, acting| {
            tx.append(&Record::CloseReviewed(record), acting.user, now)?;
            tx.audit(acting, "close_reviewed", &close_no.to_string())
        })?;
        let newest = self.reviews()?.pop();
        newest.or_not_found(|| Error::NoSuchClose { close_no })
    }

    /// All reviews, oldest first.
    pub fn reviews(&self) -> Result<Vec<Review>> {
        let entries = self.read(|tx| tx.entries_of_people())?;
        let review = |entry: crate::journal::Envelope| match entry.record {
            Record::CloseReviewed(record) => Some(Review { record, by: entry.by, at: entry.at }),
            _ => None,
        };
        Ok(entries.into_iter().filter_map(review).collect())
    }
}
