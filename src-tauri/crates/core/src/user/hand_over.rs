//! 交接: the drawer goes from one pair of hands to another, counted, both present, both with their password.

use super::Act;
use crate::book::Book;
use crate::close::sum_of_notes;
use crate::error::{Error, Result};
use crate::journal::{CloseDifferences, HandOverRecord, NoteCount, Record};
use crate::moment::Moment;
use crate::papers::difference_lines;
use crate::remittance::Payer;
use cunshou_policy::Yuan;
use uuid::Uuid;

/// A hand-over as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// What the journal holds.
    pub record: HandOverRecord,
    /// When (RFC 3339, +08:00).
    pub at: String,
}

/// What both fill in, side by side.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it holds secrets")]
pub struct HandOverForm<'a> {
    /// The form: the same one again is the same hand-over.
    pub hand_over_id: Uuid,
    /// The password of who gives.
    pub own_password: &'a str,
    /// Who takes.
    pub to: &'a str,
    /// The password of who takes.
    pub their_password: &'a str,
    /// What lies there.
    pub notes: &'a [NoteCount],
    /// What both say about it.
    pub notes_said: &'a str,
}

/// What came of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The hand-over.
    pub over: HandOver,
    /// True if this answer repeats one that was recorded before.
    pub already_recorded: bool,
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
    /// The same form again is the same hand-over, whoever has the book by then.
    ///
    /// # Errors
    /// [`Error::SameHands`], [`Error::NoSuchUser`], [`Error::WrongProof`], [`Error::LockedOut`], [`Error::UnknownNote`],
    /// [`Error::TooMuch`]; [`Error::DifferenceNeedsReason`] if the count is not what the book says and `notes_said` is
    /// empty: with a reason, both sign for the difference. [`Error::HandOverOtherContent`] for something else by a form that
    /// was used.
    pub fn hand_over(&mut self, form: &HandOverForm<'_>, now: &Moment) -> Result<HandedOver> {
        self.allow(Act::Keep)?;
        let laid: Vec<_> = form.notes.iter().filter(|line| line.pieces > 0).copied().collect();
        let said = form.notes_said.trim();
        let made =
            self.hand_overs()?.into_iter().find(|over| over.record.hand_over_id == Some(form.hand_over_id));
        if let Some(over) = &made
            && (over.record.to != form.to || over.record.notes != laid || over.record.notes_said != said)
        {
            return Err(Error::HandOverOtherContent { to: over.record.to.clone() });
        }
        let from = made.as_ref().map_or_else(|| self.user().to_owned(), |over| over.record.from.clone());
        if from == form.to {
            return Err(Error::SameHands { user: from });
        }
        self.prove(&from, form.own_password, now)?;
        self.prove(form.to, form.their_password, now)?;
        let role = self
            .read(|tx| tx.role_of(form.to))?
            .ok_or_else(|| Error::NoSuchUser { user: form.to.to_owned() })?;
        self.allow_role(form.to, role, Act::Keep)?;
        if let Some(over) = made {
            self.is_now(form.to, role);
            return Ok(HandedOver { over, already_recorded: true });
        }
        let counted = sum_of_notes(form.notes)?;
        let record = self.transact_as(Act::Keep, now, |tx, acting| {
            let session = tx.open_session_row()?;
            let float = session.as_ref().map_or(Yuan::ZERO, |session| session.float);
            let outstanding = tx.outstanding(Payer::Cash)?;
            let ready = tx.ready(Payer::Cash, &outstanding)?;
            let all = outstanding.iter().map(|one| one.amount).chain([float, ready.differences.over]);
            let expected = Yuan::sum(all).and_then(|all| all.checked_sub(ready.missing()));
            let expected = expected.ok_or(Error::TooMuch {})?;
            let variance = counted.checked_sub(expected).ok_or(Error::TooMuch {})?;
            if !variance.is_zero() && said.is_empty() {
                return Err(Error::DifferenceNeedsReason { variance });
            }
            let record = HandOverRecord {
                hand_over_id: Some(form.hand_over_id),
                from: from.clone(),
                to: form.to.to_owned(),
                session_no: session.map(|session| session.session_no),
                notes: laid,
                counted,
                expected,
                variance,
                notes_said: said.to_owned(),
                differences: Some(Box::new(ready.differences)),
            };
            tx.append(&Record::HandOver(record.clone()), acting.user, now)?;
            tx.audit(acting, "hand_over", &format!("{from} → {} {counted}", form.to))?;
            Ok(record)
        })?;
        self.is_now(form.to, role);
        Ok(HandedOver { over: HandOver { record, at: now.text() }, already_recorded: false })
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
