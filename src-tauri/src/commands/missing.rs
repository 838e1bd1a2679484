//! Who is missing and why, and the marks of those who do not pay here.
//!
//! Invariant: why somebody is missing is the book's answer; here it is only said.

use super::{parse, people::year};
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::{
    Error,
    codes::{self, EnrolmentState},
    enrolment::{LeftOut, Mark},
    progress::{self, Done, MissingQuery, Open, View},
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Which list, of whom.
#[derive(Debug, Deserialize, TS)]
pub struct MissingRequest {
    #[ts(type = "'missing' | 'stopped' | 'new' | 'target'")]
    view: String,
    /// Which target, from 0.
    target: Option<u32>,
    /// A code of the reasons.
    why: Option<String>,
    village_group: Option<String>,
    text: String,
    page: u32,
    /// `null` = the year that is collected for.
    levy_year: Option<i32>,
}

/// The village, and a page of a list.
#[derive(Debug, Serialize, TS)]
pub struct MissingPage {
    levy_year: i32,
    people: MissingCount,
    households_total: u32,
    households_open: u32,
    by_why: Vec<MissingWhy>,
    by_group: Vec<MissingGroup>,
    targets: Vec<MissingTarget>,
    last_year: MissingLastYear,
    /// The article and the sentence that demand whole households.
    strict: Option<MissingRule>,
    rows: Vec<MissingRow>,
    total: u32,
    page: u32,
    pages: u32,
}

/// People by where they stand.
#[derive(Debug, Serialize, TS)]
pub struct MissingCount {
    total: u32,
    paid: u32,
    paid_elsewhere: u32,
    exempt: u32,
    refused: u32,
    missing: u32,
}

/// How many are open for one reason.
#[derive(Debug, Serialize, TS)]
pub struct MissingWhy {
    why: &'static str,
    label: &'static str,
    people: u32,
}

/// A village group.
#[derive(Debug, Serialize, TS)]
pub struct MissingGroup {
    village_group: String,
    people: MissingCount,
    households_total: u32,
    households_open: u32,
}

/// A target of the notice.
#[derive(Debug, Serialize, TS)]
pub struct MissingTarget {
    label: String,
    by: Option<NaiveDate>,
    percent: Option<u32>,
    is_group: bool,
    total: u32,
    done: u32,
    wanted: u32,
    article: String,
    quote: String,
}

/// Beside last year.
#[derive(Debug, Serialize, TS)]
pub struct MissingLastYear {
    insured: u32,
    kept: u32,
    exempt: u32,
    stopped: u32,
    new: u32,
    unknown: u32,
}

/// An article and its sentence.
#[derive(Debug, Serialize, TS)]
pub struct MissingRule {
    article: String,
    quote: String,
}

/// Someone on the list.
#[derive(Debug, Serialize, TS)]
pub struct MissingRow {
    person_id: Uuid,
    household_id: Uuid,
    hh_no: String,
    village_group: String,
    head: String,
    member_no: u32,
    name: String,
    certno_masked: String,
    relation: &'static str,
    age: Option<u32>,
    phone: String,
    state: &'static str,
    state_label: &'static str,
    /// `null` = he is done.
    why: Option<&'static str>,
    why_label: &'static str,
    words: String,
    due: Option<String>,
    rule: Option<MissingRule>,
    /// What is recorded about why he does not pay, in words.
    recorded: String,
    last_reason: Option<&'static str>,
    last_year_label: &'static str,
}

/// Why somebody does not pay here.
#[derive(Debug, Deserialize, TS)]
pub struct MarkEnrolmentRequest {
    person_id: String,
    /// A code of the reasons for leaving out.
    reason: String,
    note: String,
    proof: String,
    approval_no: Option<String>,
    levy_year: Option<i32>,
}

/// Whose mark was wrong, and why.
#[derive(Debug, Deserialize, TS)]
pub struct UnmarkEnrolmentRequest {
    person_id: String,
    why: String,
    levy_year: Option<i32>,
}

/// What a mark made of somebody.
#[derive(Debug, Serialize, TS)]
pub struct MarkedEnrolment {
    state: &'static str,
    state_label: &'static str,
}

impl MissingRequest {
    fn query(&self, levy_year: i32) -> Result<MissingQuery, Error> {
        let unknown = |text: &str| Error::UnknownCode { field: "why", code_given: text.to_owned() };
        let target = usize::try_from(self.target.unwrap_or_default()).unwrap_or(usize::MAX);
        Ok(MissingQuery {
            levy_year,
            view: match self.view.as_str() {
                "stopped" => View::Stopped,
                "new" => View::New,
                "target" => View::Target(target),
                _ => View::Missing,
            },
            why: self.why.as_deref().map(|why| why.parse::<Open>().map_err(|()| unknown(why))).transpose()?,
            village_group: self.village_group.clone(),
            text: self.text.clone(),
            page: self.page,
        })
    }
}

impl From<Done> for MissingCount {
    fn from(done: Done) -> Self {
        let Done { total, paid, paid_elsewhere, exempt, refused, missing } = done;
        Self { total, paid, paid_elsewhere, exempt, refused, missing }
    }
}

impl From<(String, String)> for MissingRule {
    fn from((article, quote): (String, String)) -> Self {
        Self { article, quote }
    }
}

impl From<progress::MissingRow> for MissingRow {
    fn from(row: progress::MissingRow) -> Self {
        Self {
            person_id: row.person_id,
            household_id: row.household_id,
            hh_no: row.hh_no,
            village_group: row.village_group,
            head: row.head,
            member_no: row.member_no,
            name: row.name,
            certno_masked: row.certno_masked,
            relation: codes::relation_label(&row.relation),
            age: row.age,
            phone: row.phone,
            state: row.state.word(),
            state_label: row.state.label(),
            why: row.why.map(Open::word),
            why_label: row.why.map_or("", Open::label),
            words: row.words,
            due: row.due.map(|due| due.to_string()),
            rule: row.rule.map(Into::into),
            recorded: row.recorded.as_ref().map_or_else(String::new, recorded_words),
            last_reason: row.last_reason,
            last_year_label: row.last_year.label(),
        }
    }
}

/// What is recorded about why somebody does not pay, with its proof.
fn recorded_words(left: &LeftOut) -> String {
    let label = codes::leave_out_reason(&left.reason).map_or("", |reason| reason.label);
    let said = [label, left.note.as_str(), left.proof.as_str()];
    said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("；")
}

impl From<progress::Completeness> for MissingPage {
    fn from(found: progress::Completeness) -> Self {
        let last = found.last_year;
        let target = |target: progress::TargetDone| MissingTarget {
            label: target.label,
            by: target.by,
            percent: target.percent,
            is_group: target.is_group,
            total: target.total,
            done: target.done,
            wanted: target.wanted,
            article: target.article,
            quote: target.quote,
        };
        let group = |group: progress::GroupDone| MissingGroup {
            village_group: group.village_group,
            people: group.people.into(),
            households_total: group.households.total,
            households_open: group.households.open,
        };
        let by_why = found.by_why.into_iter();
        Self {
            levy_year: found.levy_year,
            people: found.people.into(),
            households_total: found.households.total,
            households_open: found.households.open,
            by_why: by_why
                .map(|(why, people)| MissingWhy { why: why.word(), label: why.label(), people })
                .collect(),
            by_group: found.by_group.into_iter().map(group).collect(),
            targets: found.targets.into_iter().map(target).collect(),
            last_year: MissingLastYear {
                insured: last.insured,
                kept: last.kept,
                exempt: last.exempt,
                stopped: last.stopped,
                new: last.new,
                unknown: last.unknown,
            },
            strict: found.strict.map(Into::into),
            rows: found.rows.into_iter().map(Into::into).collect(),
            total: found.total,
            page: found.page,
            pages: found.pages,
        }
    }
}

impl From<EnrolmentState> for MarkedEnrolment {
    fn from(state: EnrolmentState) -> Self {
        Self { state: state.word(), state_label: state.label() }
    }
}

/// Who is missing and why.
#[tauri::command(async)]
pub fn missing(state: State<'_, AppState>, request: MissingRequest) -> Result<MissingPage, CommandError> {
    let (book, now) = state.book()?;
    let query = request.query(year(&book, &now, request.levy_year)?)?;
    Ok(book.completeness(&query, now.on())?.into())
}

/// Records why somebody does not pay here.
#[tauri::command(async)]
pub fn mark_enrolment(
    state: State<'_, AppState>,
    request: MarkEnrolmentRequest,
) -> Result<MarkedEnrolment, CommandError> {
    let (mut book, now) = state.book()?;
    let left_out = LeftOut {
        person_id: parse::person(&request.person_id)?,
        reason: request.reason,
        note: request.note,
        approval_no: request.approval_no,
        proof: request.proof,
    };
    Ok(book.mark_enrolment(&Mark { left_out, levy_year: request.levy_year }, &now)?.into())
}

/// Takes a wrong mark back; recorded.
#[tauri::command(async)]
pub fn unmark_enrolment(
    state: State<'_, AppState>,
    request: UnmarkEnrolmentRequest,
) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let person_id = parse::person(&request.person_id)?;
    Ok(book.take_back_mark(person_id, request.levy_year, &request.why, &now)?)
}
