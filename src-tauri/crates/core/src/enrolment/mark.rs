//! Marking why somebody does not pay here, apart from any payment: from the list of who is missing.
//!
//! Invariant: whoever has paid here is never marked; a mark of before stays as history; a year that is over stays as it is.
//! Must not know: households, sums.

use super::LeftOut;
use crate::book::{Acting, Book, in_force};
use crate::codes::{self, EnrolmentState, LeaveOutReason};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::person::Person;
use crate::storage::Tx;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// Why a person does not pay here in a levy year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// Who, why, with which proof.
    pub left_out: LeftOut,
    /// The year of cover; `None` = the one that is collected for.
    pub levy_year: Option<i32>,
}

impl Book {
    /// Records why a person does not pay here: exempt, paid elsewhere, refused, or not yet. Answers the state that this
    /// makes. An exemption may be recorded before its proof is there: then it stays on the list of what is missing.
    ///
    /// # Errors
    /// [`Error::NoSuchPerson`], [`Error::MarkReasonUnknown`], [`Error::MarkOfPaid`], [`Error::MarkOfGone`],
    /// [`Error::MarkNoteMissing`], [`Error::MarkProofMissing`], [`Error::YearOver`], [`Error::NoPolicyForYear`].
    pub fn mark_enrolment(&mut self, mark: &Mark, now: &Moment) -> Result<EnrolmentState> {
        self.transact(now, |tx, acting| tx.mark_enrolment(mark, acting))
    }

    /// Takes back what was recorded about a person who does not pay (a wrong mark), with the reason for it; the mark
    /// stays as history, and that it was taken back is in the audit log. `None` = the year that is collected for.
    ///
    /// # Errors
    /// [`Error::NothingMarked`], [`Error::YearOver`]; [`Error::OverrideReasonMissing`] if an office's list set the mark.
    pub fn take_back_mark(
        &mut self,
        person_id: Uuid,
        levy_year: Option<i32>,
        why: &str,
        now: &Moment,
    ) -> Result<()> {
        self.transact(now, |tx, acting| {
            let levy_year = year_of_mark(levy_year, acting)?;
            let person = tx.person(person_id)?.or_not_found(|| unknown(person_id))?;
            // Against an office's list only with a reason.
            if why.trim().is_empty() && tx.enrolment_list(person_id, levy_year)?.is_some() {
                return Err(Error::OverrideReasonMissing { name: person.name });
            }
            if !tx.delete_enrolment(person_id, levy_year, acting)? {
                return Err(Error::NothingMarked { name: person.name });
            }
            let subject = format!("{person_id} {levy_year} {}", why.trim());
            tx.audit(acting, "enrolment_cleared", subject.trim())
        })
    }

    /// Takes back a mark, of the year that is collected for (`None`) or of another; nothing happens if there is none.
    ///
    /// # Errors
    /// Those of [`Book::take_back_mark`] but [`Error::NothingMarked`].
    pub fn clear_enrolment(&mut self, person_id: Uuid, levy_year: Option<i32>, now: &Moment) -> Result<()> {
        match self.take_back_mark(person_id, levy_year, "", now) {
            Err(Error::NothingMarked { .. }) => Ok(()),
            done => done,
        }
    }
}

impl Tx<'_> {
    /// See [`Book::mark_enrolment`].
    pub(crate) fn mark_enrolment(&self, mark: &Mark, acting: &Acting<'_>) -> Result<EnrolmentState> {
        let levy_year = year_of_mark(mark.levy_year, acting)?;
        let left_out = &mark.left_out;
        let person = self.person(left_out.person_id)?.or_not_found(|| unknown(left_out.person_id))?;
        if let Some(receipt_no) = self.receipt_of(left_out.person_id, levy_year)? {
            return Err(Error::MarkOfPaid { name: person.name, receipt_no });
        }
        let reason = check(&person, left_out)?;
        // What an office's list says is not written over: first the mark is taken away, with a reason.
        let elsewhere = reason.state_after == EnrolmentState::PaidElsewhere;
        if !elsewhere && self.enrolment_list(left_out.person_id, levy_year)?.is_some() {
            return Err(Error::OverrideReasonMissing { name: person.name });
        }
        self.put_enrolment(left_out, levy_year, reason.state_after.word(), acting)?;
        Ok(reason.state_after)
    }
}

/// Whether a reason can be recorded about a person as it was given. Pure.
fn check(person: &Person, left_out: &LeftOut) -> Result<&'static LeaveOutReason> {
    let unknown = || Error::MarkReasonUnknown { reason: left_out.reason.clone() };
    let reason = codes::leave_out_reason(&left_out.reason).ok_or_else(unknown)?;
    let name = || person.name.clone();
    if !person.is_present() {
        let standing = codes::fact_label("standing", person.standing.word());
        return Err(Error::MarkOfGone { name: name(), standing });
    }
    let says = |text: &str| !text.trim().is_empty();
    if reason.state_after == EnrolmentState::PaidElsewhere && !says(&left_out.note) && !says(&left_out.proof)
    {
        return Err(Error::MarkProofMissing { name: name(), proof: reason.proof });
    }
    if reason.needs_note && !says(&left_out.note) && !says(&left_out.proof) {
        return Err(Error::MarkNoteMissing { name: name(), label: reason.label });
    }
    Ok(reason)
}

/// The levy year that a mark is for: one of the book's, and not over.
pub(super) fn year_of_mark(levy_year: Option<i32>, acting: &Acting<'_>) -> Result<i32> {
    let today = acting.now.on();
    let Some(levy_year) = levy_year else { return Ok(in_force(acting.policies, today)?.levy_year) };
    if acting.policies.iter().all(|policy| policy.levy_year != levy_year) {
        return Err(Error::NoPolicyForYear { levy_year });
    }
    if is_over(levy_year, today) { Err(Error::YearOver { levy_year }) } else { Ok(levy_year) }
}

/// A year of cover is over when its last day has passed.
pub(crate) fn is_over(levy_year: i32, today: NaiveDate) -> bool {
    today.year() > levy_year
}

fn unknown(person_id: Uuid) -> Error {
    Error::NoSuchPerson { member: person_id.to_string() }
}
