//! 交接: the drawer goes from one pair of hands to another, counted, both present, both with their password.

use super::Act;
use crate::book::Book;
use crate::close::DENOMINATIONS_FEN;
use crate::error::{Error, Result};
use crate::journal::{HandOverRecord, NoteCount, Record};
use crate::moment::Moment;
use cunshou_policy::Yuan;

/// A hand-over as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// What the journal holds.
    pub record: HandOverRecord,
    /// When (RFC 3339, +08:00).
    pub at: String,
}

impl Book {
    /// Hands everything in cash to somebody else: what is not paid in yet, and the float of the open session. The notes
    /// are those that lie there; both say so by password. From then on he to whom it went has the book open.
    ///
    /// # Errors
    /// [`Error::SameHands`], [`Error::NoSuchUser`], [`Error::WrongProof`], [`Error::LockedOut`], [`Error::UnknownNote`],
    /// [`Error::TooMuch`]; [`Error::DifferenceNeedsReason`] if the count is not what the book says and `notes_said` is
    /// empty: with a reason, both sign for the difference.
    pub fn hand_over(
        &mut self,
        (own_password, to, their_password): (&str, &str, &str),
        counted: &[NoteCount],
        notes_said: &str,
        now: &Moment,
    ) -> Result<HandOver> {
        self.allow(Act::Keep)?;
        let from = self.user().to_owned();
        if from == to {
            return Err(Error::SameHands { user: from });
        }
        self.prove(&from, own_password, now)?;
        self.prove(to, their_password, now)?;
        let role =
            self.read(|tx| tx.role_of(to))?.ok_or_else(|| Error::NoSuchUser { user: to.to_owned() })?;
        self.allow_role(to, role, Act::Keep)?;
        let mut sum = Yuan::ZERO;
        for line in counted {
            if !DENOMINATIONS_FEN.contains(&line.note.fen()) {
                return Err(Error::UnknownNote { note: line.note.to_string() });
            }
            let amount = line.note.times(line.pieces).ok_or(Error::TooMuch {})?;
            sum = sum.checked_add(amount).ok_or(Error::TooMuch {})?;
        }
        let unremitted = self.cash_in_hand(now.on())?.unremitted;
        let said = notes_said.trim();
        let record = self.transact_as(Act::Keep, now, |tx, acting| {
            let session = tx.open_session_row()?;
            let float = session.as_ref().map_or(Yuan::ZERO, |session| session.float);
            let expected = unremitted.checked_add(float).ok_or(Error::TooMuch {})?;
            let variance = sum.checked_sub(expected).ok_or(Error::TooMuch {})?;
            if !variance.is_zero() && said.is_empty() {
                return Err(Error::DifferenceNeedsReason { variance });
            }
            let record = HandOverRecord {
                from: from.clone(),
                to: to.to_owned(),
                session_no: session.map(|session| session.session_no),
                notes: counted.iter().filter(|line| line.pieces > 0).copied().collect(),
                counted: sum,
                expected,
                variance,
                notes_said: said.to_owned(),
            };
            tx.append(&Record::HandOver(record.clone()), acting.user, now)?;
            tx.audit(acting, "hand_over", &format!("{from} → {to} {sum}"))?;
            Ok(record)
        })?;
        self.is_now(to, role);
        Ok(HandOver { record, at: now.text() })
    }

    /// All hand-overs, oldest first.
    pub fn hand_overs(&self) -> Result<Vec<HandOver>> {
        let entries = self.read(|tx| tx.entries_of_people())?;
        let hand_over = |entry: crate::journal::Envelope| match entry.record {
            Record::HandOver(record) => Some(HandOver { record, at: entry.at }),
            _ => None,
        };
        Ok(entries.into_iter().filter_map(hand_over).collect())
    }
}
