//! 交接: the drawer goes from one pair of hands to another, counted, both present, both with their password.

use super::Act;
use crate::book::Book;
use crate::close::DENOMINATIONS_FEN;
use crate::error::{Error, Result};
use crate::journal::{CloseDifferences, HandOverRecord, NoteCount, Record};
use crate::moment::Moment;
use crate::papers::difference_lines;
use crate::remittance::Payer;
use cunshou_policy::Yuan;

/// A hand-over as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// What the journal holds.
    pub record: HandOverRecord,
    /// When (RFC 3339, +08:00).
    pub at: String,
}

impl HandOver {
    /// The differences of closes for which both signed, in words.
    pub fn signed_differences(&self) -> Vec<String> {
        let day: String = self.at.chars().take(10).collect();
        let on = day.parse().unwrap_or_default();
        self.record.differences.as_deref().map_or_else(Vec::new, |open| difference_lines(open, on))
    }
}

impl Book {
    /// Hands everything in cash to somebody else: what is not paid in yet, and the float of the open session, less what
    /// closes found short and with what they found over as long as nobody settled that. The notes are those that lie there;
    /// both say so by password, and for the differences that are open. From then on he to whom it went has the book open.
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
        let said = notes_said.trim();
        let record = self.transact_as(Act::Keep, now, |tx, acting| {
            let session = tx.open_session_row()?;
            let float = session.as_ref().map_or(Yuan::ZERO, |session| session.float);
            let outstanding = tx.outstanding(Payer::Cash)?;
            let ready = tx.ready(Payer::Cash, &outstanding)?;
            let all = outstanding.iter().map(|one| one.amount).chain([float, ready.differences.over]);
            let expected = Yuan::sum(all).and_then(|all| all.checked_sub(ready.missing()));
            let expected = expected.ok_or(Error::TooMuch {})?;
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
                differences: Some(Box::new(ready.differences)),
            };
            tx.append(&Record::HandOver(record.clone()), acting.user, now)?;
            tx.audit(acting, "hand_over", &format!("{from} → {to} {sum}"))?;
            Ok(record)
        })?;
        self.is_now(to, role);
        Ok(HandOver { record, at: now.text() })
    }

    /// The differences of closes that are open: whoever takes the drawer over takes them over with it.
    pub fn differences_to_hand_over(&self) -> Result<CloseDifferences> {
        self.read(|tx| tx.differences_open())
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
