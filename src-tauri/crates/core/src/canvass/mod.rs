//! 动员: who was asked to pay, when, by whom, and what he said; where he is; who answers for him; the list for the next
//! round from door to door.
//!
//! Invariant: a visit is never changed: a correction is another visit that names it, and only visits that nobody corrected
//! count. A refusal is recorded by a visit; what the notice says about those who refuse comes from the policy file.
//! Must not know: sums, paper, any notice.

mod cadre;
mod household;
mod list;
mod round;
mod store;
#[cfg(test)]
mod tests;
mod whereabouts;

pub use cadre::{Cadre, CadreInput, GroupDuty, HouseholdDuty};
pub(crate) use household::heard;
pub use household::{CanvassHousehold, CanvassPerson};
pub use list::{CadreFilter, CanvassPage, CanvassRow, Due, LIST_PAGE, LastVisit, ListFilter};
pub use round::{Entered, ROWS_AT_ONCE, Round, RoundEntry, RoundPage, RoundRow, parse_rows};
pub use whereabouts::{Whereabouts, WhereaboutsFilter, WhereaboutsInput};

use crate::book::{Acting, Book, BookPolicy, in_force};
use crate::codes::{self, CanvassOutcome};
use crate::enrolment::{LeftOut, State};
use crate::error::{Error, OrNotFound, Result};
use crate::household::{Household, field_label};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::{DateTime, Datelike, Months, NaiveDate};
use cunshou_policy::{CategoryCode, Rule, Word};
use std::collections::HashSet;
use store::Standing;
use uuid::Uuid;

/// The outcome that is a refusal, and the reason under which the enrolment keeps it.
pub const REFUSED: &str = "refused";

/// The longest name of a visitor, of whom he met, of a place.
const MOST_NAME: usize = 40;
/// The longest note.
const MOST_NOTE: usize = 200;
/// The next visit is at most so far ahead: a later day is a wrongly typed year.
const NEXT_WITHIN: Months = Months::new(12);

/// A visit as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitInput {
    /// The household.
    pub household_id: Uuid,
    /// The day of the visit; a day in the past is a visit that was written down on paper.
    pub visited_on: NaiveDate,
    /// Who went; empty = who has the book open.
    pub visitor: String,
    /// A code of [`codes::canvass_ways`].
    pub way: String,
    /// Whom he met; may be empty.
    pub met: String,
    /// In his words; may be empty.
    pub note: String,
    /// When to come again.
    pub next_on: Option<NaiveDate>,
    /// What was heard about whom. Empty only in a correction: the visit that it names did not happen.
    pub answers: Vec<Answer>,
    /// Those who refuse were told what the notice says about them.
    pub warned: bool,
    /// Whether they signed that on paper.
    pub signature: Option<Signature>,
    /// Those who refuse are recorded as such for the levy year.
    pub mark_refused: bool,
    /// The visit that this one puts right.
    pub corrects: Option<u32>,
}

/// What was heard about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub person_id: Uuid,
    /// A code of [`codes::canvass_outcomes`].
    pub outcome: String,
}

/// The refuser's signature sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// True if it is signed, false if he would not sign.
    pub signed: bool,
    /// The day on the sheet.
    pub on: NaiveDate,
}

/// A stored visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its number in the book.
    pub visit_no: u32,
    /// The year of cover that it was about.
    pub levy_year: i32,
    /// The household.
    pub household_id: Uuid,
    /// The day.
    pub visited_on: NaiveDate,
    /// Who went.
    pub visitor: String,
    /// A code of [`codes::canvass_ways`].
    pub way: String,
    /// Whom he met.
    pub met: String,
    /// In his words.
    pub note: String,
    /// When to come again.
    pub next_on: Option<NaiveDate>,
    /// The sentence of the notice that they were told: rule id and hash of the policy file.
    pub warned: Option<(String, String)>,
    /// Their signature.
    pub signature: Option<Signature>,
    /// Those who refused were recorded as refusing.
    pub marked: bool,
    /// The list from which it was entered.
    pub round_no: Option<u32>,
    /// The visit that it puts right.
    pub corrects: Option<u32>,
    /// The visit that puts this one right: then this one does not count.
    pub corrected_by: Option<u32>,
    /// When it was written down (RFC 3339).
    pub at: String,
    /// Who wrote it down.
    pub user: String,
    /// What was heard about whom.
    pub answers: Vec<VisitAnswer>,
}

/// What was heard about one person, with his name of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitAnswer {
    /// Who.
    pub person_id: Uuid,
    /// His name; empty if he is not in the book any more.
    pub name: String,
    /// A code of [`codes::canvass_outcomes`].
    pub outcome: String,
}

impl Book {
    /// Writes a visit down.
    ///
    /// # Errors
    /// The first thing that is not right; nothing is written then.
    pub fn record_visit(&mut self, input: &VisitInput, now: &Moment) -> Result<Visit> {
        let visit_no = self.transact(now, |tx, acting| tx.record_visit(acting, input, None))?;
        let visits = self.visits(input.household_id)?;
        visits
            .into_iter()
            .find(|visit| visit.visit_no == visit_no)
            .or_not_found(|| Error::NoSuchVisit { visit_no })
    }

    /// Every visit to a household or to somebody who lives in it now, newest first, corrected ones among them.
    pub fn visits(&self, household_id: Uuid) -> Result<Vec<Visit>> {
        self.read(|tx| tx.visits(household_id))
    }

    /// Every visit at which something was heard about a person, newest first, corrected ones among them.
    pub fn visits_of_person(&self, person_id: Uuid) -> Result<Vec<Visit>> {
        self.read(|tx| tx.visits_of_person(person_id))
    }

    /// True if a visit that counts heard a person refuse: whoever is recorded as refusing needs one.
    pub fn was_heard_refusing(&self, person_id: Uuid, levy_year: i32) -> Result<bool> {
        self.read(|tx| tx.was_heard_refusing(person_id, levy_year))
    }

    /// What the notice in force on a day says about those who refuse; nothing where it says nothing. It stands for
    /// everyone alike: to whom it applies is said by the sentence, not by us.
    pub fn refusal_warning(&self, on: NaiveDate) -> Result<Option<&Rule>> {
        Ok(warning(self.policy_on(on)?))
    }
}

/// The sentence of a notice about those who refuse.
fn warning(policy: &BookPolicy) -> Option<&Rule> {
    policy.policy.refusal_warning(CategoryCode::ALL)
}

impl Tx<'_> {
    /// Writes a visit down and lets those who refuse, or do not refuse any more, be recorded as such.
    pub(crate) fn record_visit(
        &self,
        acting: &Acting<'_>,
        input: &VisitInput,
        round_no: Option<u32>,
    ) -> Result<u32> {
        let household = self
            .household(input.household_id)?
            .or_not_found(|| Error::NoSuchHousehold { hh_no: input.household_id.to_string() })?;
        let today = acting.now.on();
        let policy = in_force(acting.policies, today)?;
        let warned = input.warned.then(|| warning(policy)).flatten();
        let before = match input.corrects {
            None => None,
            Some(visit_no) => {
                let found = self.visits(input.household_id)?.into_iter().find(|v| v.visit_no == visit_no);
                let old = found.or_not_found(|| Error::NoSuchVisit { visit_no })?;
                if let Some(by) = old.corrected_by {
                    return Err(Error::VisitCorrected { visit_no, by });
                }
                Some(old)
            }
        };
        let levy_year = before.as_ref().map_or(policy.levy_year, |old| old.levy_year);
        check(input, &household, before.as_ref(), levy_year, today)?;
        if input.warned && warned.is_none() {
            return Err(Error::NoRefusalWarning { title: policy.policy.title().to_owned() });
        }
        let round_no = round_no.or(before.as_ref().and_then(|old| old.round_no));
        let told = warned.map(|rule| (rule.id.as_str(), policy.sha256.as_str()));
        let visit_no = self.insert_visit(acting, input, levy_year, told, round_no)?;
        for answer in &input.answers {
            self.insert_answer(visit_no, answer)?;
        }
        let mut touched: HashSet<Uuid> = input.answers.iter().map(|answer| answer.person_id).collect();
        touched.extend(before.iter().flat_map(|old| &old.answers).map(|answer| answer.person_id));
        for person_id in touched {
            let new = input.answers.iter().find(|answer| answer.person_id == person_id);
            let old = before.as_ref().and_then(|old| {
                let answer = old.answers.iter().find(|answer| answer.person_id == person_id)?;
                Some((answer.outcome.as_str(), old.marked))
            });
            let new = new.map(|answer| (answer.outcome.as_str(), input.mark_refused));
            if new == Some((REFUSED, true)) {
                self.may_refuse(person_id, levy_year)?;
            }
            if [new, old].into_iter().flatten().any(|(outcome, marked)| verdict(outcome, marked).is_some()) {
                self.settle_refusal(acting, person_id, levy_year, &input.note)?;
            }
        }
        Ok(visit_no)
    }

    /// Refuses to record as refusing who has paid or is excused.
    fn may_refuse(&self, person_id: Uuid, levy_year: i32) -> Result<()> {
        let person =
            self.person(person_id)?.or_not_found(|| Error::NoSuchPerson { member: person_id.to_string() })?;
        match self.states(person.household_id, levy_year)?.remove(&person_id) {
            Some(State::Paid { receipt_no }) => Err(Error::AlreadyPaid { name: person.name, receipt_no }),
            Some(State::PaidElsewhere(_) | State::Exempt(_)) => {
                Err(Error::ExcusedCannotRefuse { name: person.name })
            }
            _ => Ok(()),
        }
    }

    /// Brings the state of the enrolment to what the visits that count say about a person.
    fn settle_refusal(&self, acting: &Acting<'_>, person_id: Uuid, levy_year: i32, note: &str) -> Result<()> {
        let visits = self.standing_answers(levy_year, Some(person_id))?;
        let enrolment = self.enrolment(person_id, levy_year)?;
        let is_ours = match &enrolment {
            Some(row) => self.is_of_a_visit(person_id, &row.at)?,
            None => false,
        };
        let recorded = enrolment.as_ref().map(|row| RecordedState {
            state: &row.state,
            on: DateTime::parse_from_rfc3339(&row.at).ok().map(|at| at.date_naive()),
            is_ours,
        });
        match settled(&visits, recorded) {
            Settled::Stays => Ok(()),
            Settled::Refused => {
                let note = if note.trim().is_empty() {
                    codes::canvass_outcome(REFUSED).map_or("", |outcome| outcome.label)
                } else {
                    note.trim()
                };
                let left_out = LeftOut {
                    person_id,
                    reason: REFUSED.to_owned(),
                    note: note.to_owned(),
                    ..LeftOut::default()
                };
                self.put_enrolment(&left_out, levy_year, REFUSED, acting)?;
                self.audit(acting, "enrolment_refused", &person_id.to_string())
            }
            Settled::Open => {
                self.delete_enrolment(person_id, levy_year, acting)?;
                self.audit(acting, "enrolment_cleared", &person_id.to_string())
            }
        }
    }

    /// True if a visit that counts heard a refusal: whoever is recorded as refusing needs one.
    pub(crate) fn was_heard_refusing(&self, person_id: Uuid, levy_year: i32) -> Result<bool> {
        let answers = self.standing_answers(levy_year, Some(person_id))?;
        Ok(answers.iter().any(|answer| answer.outcome == REFUSED))
    }
}

/// What is recorded of somebody who does not pay here.
#[derive(Debug, Clone, Copy)]
struct RecordedState<'a> {
    state: &'a str,
    /// Since which day.
    on: Option<NaiveDate>,
    /// It came from a visit.
    is_ours: bool,
}

/// What the visits make of the state of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    /// It stays as it is.
    Stays,
    /// He is recorded as refusing.
    Refused,
    /// He is not: he can be asked again.
    Open,
}

/// Whether an answer says that he refuses (true) or does not any more (false); nothing where it says neither.
fn verdict(outcome: &str, marked: bool) -> Option<bool> {
    let outcome: &CanvassOutcome = codes::canvass_outcome(outcome)?;
    if outcome.code == REFUSED { marked.then_some(true) } else { outcome.clears_refusal.then_some(false) }
}

/// The newest visit with a verdict decides. A refusal that did not come from a visit (the till's, with the township's
/// approval) gives way only to a visit of that day or later. Pure.
fn settled(visits: &[Standing], recorded: Option<RecordedState<'_>>) -> Settled {
    let deciding = visits
        .iter()
        .filter_map(|visit| Some((visit, verdict(&visit.outcome, visit.marked)?)))
        .max_by_key(|(visit, _)| (visit.visited_on, visit.visit_no));
    match (deciding, recorded) {
        (Some((_, true)), None | Some(RecordedState { state: "unpaid", .. })) => Settled::Refused,
        (Some((visit, false)), Some(RecordedState { state: REFUSED, on, is_ours }))
            if is_ours || on.is_none_or(|on| on <= visit.visited_on) =>
        {
            Settled::Open
        }
        (None, Some(RecordedState { state: REFUSED, is_ours: true, .. })) => Settled::Open,
        _ => Settled::Stays,
    }
}

/// Checks a visit against the household and the calendar. Pure.
fn check(
    input: &VisitInput,
    household: &Household,
    before: Option<&Visit>,
    levy_year: i32,
    today: NaiveDate,
) -> Result<()> {
    if input.visited_on > today {
        return Err(Error::VisitInFuture { visited_on: input.visited_on, today });
    }
    // Nobody is asked for a year of cover before the year that goes before it.
    if input.visited_on.year() < levy_year - 1 {
        return Err(Error::VisitTooEarly { visited_on: input.visited_on, levy_year });
    }
    if !codes::canvass_ways().iter().any(|way| way.code == input.way) {
        return Err(Error::UnknownCode { field: field_label("way"), code_given: input.way.clone() });
    }
    for (field, text, most) in [
        ("visitor", &input.visitor, MOST_NAME),
        ("met", &input.met, MOST_NAME),
        ("note", &input.note, MOST_NOTE),
    ] {
        check_length(field, text, most)?;
    }
    if let Some(next_on) = input.next_on
        && (next_on < input.visited_on || next_on > input.visited_on + NEXT_WITHIN)
    {
        return Err(Error::NextVisitOdd { next_on, visited_on: input.visited_on });
    }
    if input.answers.is_empty() && input.corrects.is_none() {
        return Err(Error::NobodyVisited {});
    }
    let mut seen = HashSet::new();
    for answer in &input.answers {
        // Who has moved to another household since is still named by the visit that is put right.
        let heard = || {
            let old = before?.answers.iter().find(|old| old.person_id == answer.person_id)?;
            Some(old.name.as_str())
        };
        let member = household.members.iter().find(|member| member.person_id == answer.person_id);
        let name = member
            .map(|member| member.name.as_str())
            .or_else(heard)
            .or_not_found(|| Error::NoSuchPerson { member: answer.person_id.to_string() })?;
        if !seen.insert(answer.person_id) {
            return Err(Error::VisitedTwice { name: name.to_owned() });
        }
        let outcome = codes::canvass_outcome(&answer.outcome).or_not_found(|| Error::UnknownCode {
            field: field_label("outcome"),
            code_given: answer.outcome.clone(),
        })?;
        if outcome.needs_note && input.note.trim().is_empty() {
            return Err(Error::OutcomeNeedsNote { name: name.to_owned(), outcome: outcome.label.to_owned() });
        }
    }
    let refuses = input.answers.iter().any(|answer| answer.outcome == REFUSED);
    if !refuses && (input.warned || input.signature.is_some() || input.mark_refused) {
        return Err(Error::NobodyRefuses {});
    }
    if let Some(signature) = input.signature
        && (signature.on < input.visited_on || signature.on > today)
    {
        return Err(Error::SignatureOdd { signed_on: signature.on, visited_on: input.visited_on, today });
    }
    Ok(())
}

/// Refuses a text that is longer than its place.
fn check_length(field: &'static str, text: &str, most: usize) -> Result<()> {
    if text.trim().chars().count() > most || text.chars().any(char::is_control) {
        return Err(Error::TextTooLong { field: field_label(field), most });
    }
    Ok(())
}
