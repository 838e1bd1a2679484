//! The notices: reading them, and asking what somebody would owe.

use super::{
    household::{CategoryInput, EventInput, Student, from_screen},
    parse,
    payment::CollectLine,
};
use crate::{
    error::{AppFault, CommandError},
    state::AppState,
};
use chrono::NaiveDate;
use cunshou_core::{Error, book::BookPolicy};
use cunshou_policy::{
    Area, CategoryCode, CurrentInsurance, Designation, Event, EventType, Insurance, ListState, Person,
    PreviousYear, RequestKind, Residence, StudentLevel, Subtype, Word,
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// A notice that the book follows.
#[derive(Debug, Serialize, TS)]
pub struct PolicyRow {
    id: String,
    title: String,
    doc_no: String,
    levy_year: i32,
}

/// Which notice.
#[derive(Debug, Deserialize, TS)]
pub struct PolicyRequest {
    id: String,
}

/// Everything on the policy page.
#[derive(Debug, Serialize, TS)]
pub struct PolicyPage {
    id: String,
    title: String,
    issuer: String,
    doc_no: String,
    issued_on: Option<NaiveDate>,
    levy_year: i32,
    fee: String,
    sha256: String,
    windows: Vec<PolicyWindow>,
    categories: Vec<PolicyCategory>,
    readings: Vec<PolicyReading>,
    rules: Vec<PolicyRule>,
    /// Paragraphs of segments.
    notice: Vec<Vec<NoticeSegment>>,
}

/// A collection window.
#[derive(Debug, Serialize, TS)]
pub struct PolicyWindow {
    label: String,
    from: NaiveDate,
    to: NaiveDate,
    who_words: String,
    benefit_words: String,
    article: String,
    quote: String,
}

/// What a category pays.
#[derive(Debug, Serialize, TS)]
pub struct PolicyCategory {
    label: String,
    subsidy: String,
    due: String,
    payer: String,
    confirmed_by: String,
    article: String,
    quote: String,
    sensitive: bool,
}

/// What the notice leaves open, and how it is read.
#[derive(Debug, Serialize, TS)]
pub struct PolicyReading {
    id: String,
    question: String,
    chosen: String,
    alternatives: Vec<String>,
    basis: String,
}

/// A sentence of the notice.
#[derive(Debug, Serialize, TS)]
pub struct PolicyRule {
    id: String,
    article: String,
    quote: String,
}

/// A stretch of the notice; with rule ids it is highlighted.
#[derive(Debug, Serialize, TS)]
pub struct NoticeSegment {
    text: String,
    rule_ids: Vec<String>,
}

/// Somebody of whom only the facts matter.
#[derive(Debug, Deserialize, TS)]
pub struct TrialPerson {
    birth: Option<String>,
    #[ts(type = "'in_area' | 'out_of_area' | null")]
    hukou: Option<String>,
    #[ts(type = "'in_area' | 'out_of_area' | null")]
    residence: Option<String>,
    insurance_current: String,
    previous_year: Option<String>,
    categories: Vec<CategoryInput>,
    migrant_worker: Option<bool>,
    student: Option<Student>,
    events: Vec<EventInput>,
}

/// What would this person owe on that day?
#[derive(Debug, Deserialize, TS)]
pub struct TrialRequest {
    policy_id: String,
    person: TrialPerson,
    pay_on: String,
}

/// A word of the law's closed lists, or the refusal that names it.
fn word<W: Word>(field: &'static str, text: &str) -> Result<W, Error> {
    W::from_word(text).ok_or_else(|| Error::UnknownCode { field, code_given: text.to_owned() })
}

fn word_or_none<W: Word>(field: &'static str, text: Option<&str>) -> Result<Option<W>, Error> {
    text.filter(|text| !text.is_empty()).map(|text| word(field, text)).transpose()
}

impl TrialPerson {
    fn person(&self) -> Result<Person, Error> {
        let birth = parse::day_or_none("birth", self.birth.as_deref())?;
        let mut person = Person::born(birth.ok_or(Error::BirthMissing { name: String::new() })?);
        person.hukou = word_or_none("hukou", self.hukou.as_deref())?;
        let residence = self.residence.clone().map(from_screen);
        person.residence = word_or_none::<Residence>("residence", residence.as_deref())?;
        person.insurance = Insurance {
            current: word::<CurrentInsurance>("insurance_current", &self.insurance_current)?,
            previous_year: word_or_none::<PreviousYear>(
                "previous_year_insurance",
                self.previous_year.as_deref(),
            )?,
        };
        person.migrant_worker = self.migrant_worker;
        person.student = self.student.as_ref().map(student).transpose()?;
        person.categories = self.categories.iter().map(designation).collect::<Result<_, _>>()?;
        person.events = self.events.iter().map(event).collect::<Result<_, _>>()?;
        Ok(person)
    }
}

fn student(typed: &Student) -> Result<cunshou_policy::Student, Error> {
    Ok(cunshou_policy::Student {
        level: word::<StudentLevel>("student_level", &typed.level)?,
        school: word_or_none("student_school", typed.school.as_deref())?.unwrap_or(Area::In),
    })
}

fn designation(typed: &CategoryInput) -> Result<Designation, Error> {
    Ok(Designation {
        code: word::<CategoryCode>("category", &typed.code)?,
        designated_on: parse::day_or_none("designated_on", typed.designated_on.as_deref())?,
        designated_by: word("designated_by", &typed.designated_by)?,
        grade: typed.grade,
        subtype: word_or_none::<Subtype>("poverty_monitored_subtype", typed.subtype.as_deref())?,
        ended_on: None,
        risk_cleared: None,
        list_pushed_on: ListState::On,
        label: None,
    })
}

fn event(typed: &EventInput) -> Result<Event, Error> {
    Ok(Event {
        kind: word::<EventType>("event", &typed.r#type)?,
        on: parse::day("event", &typed.on)?,
        continuous_months: typed.continuous_months,
    })
}

impl From<cunshou_policy::PolicyPage> for PolicyPage {
    fn from(page: cunshou_policy::PolicyPage) -> Self {
        Self {
            id: page.id,
            title: page.title,
            issuer: page.issuer,
            doc_no: page.doc_no,
            issued_on: page.issued_on,
            levy_year: page.levy_year,
            fee: page.fee.to_string(),
            sha256: page.sha256,
            windows: page
                .windows
                .into_iter()
                .map(|w| PolicyWindow {
                    label: w.label,
                    from: w.from,
                    to: w.to,
                    who_words: w.who_words,
                    benefit_words: w.benefit_words,
                    article: w.article,
                    quote: w.quote,
                })
                .collect(),
            categories: page
                .categories
                .into_iter()
                .map(|c| PolicyCategory {
                    label: c.label,
                    subsidy: c.subsidy.to_string(),
                    due: c.due.to_string(),
                    payer: c.payer,
                    confirmed_by: c.confirmed_by,
                    article: c.article,
                    quote: c.quote,
                    sensitive: c.sensitive,
                })
                .collect(),
            readings: page
                .readings
                .into_iter()
                .map(|r| PolicyReading {
                    id: r.id,
                    question: r.question,
                    chosen: r.chosen,
                    alternatives: r.alternatives,
                    basis: r.basis,
                })
                .collect(),
            rules: page
                .rules
                .into_iter()
                .map(|r| PolicyRule { id: r.id, article: r.article, quote: r.quote })
                .collect(),
            notice: page
                .notice
                .into_iter()
                .map(|paragraph| {
                    let segments = paragraph.into_iter();
                    segments.map(|s| NoticeSegment { text: s.text, rule_ids: s.rule_ids }).collect()
                })
                .collect(),
        }
    }
}

impl From<&BookPolicy> for PolicyRow {
    fn from(own: &BookPolicy) -> Self {
        Self {
            id: own.policy.id().to_owned(),
            title: own.policy.title().to_owned(),
            doc_no: own.policy.doc_no().to_owned(),
            levy_year: own.levy_year,
        }
    }
}

/// The notices that the book follows, newest levy year first.
#[tauri::command(async)]
pub fn policies(state: State<'_, AppState>) -> Result<Vec<PolicyRow>, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.policies(now.on()).into_iter().map(Into::into).collect())
}

/// A notice with its sums, windows, readings and its own words.
#[tauri::command(async)]
pub fn policy(state: State<'_, AppState>, request: PolicyRequest) -> Result<PolicyPage, CommandError> {
    let (book, now) = state.book()?;
    let found = book.policy(&request.id, now.on()).ok_or(AppFault::NoSuchPolicy { policy_id: request.id })?;
    Ok(found.policy.page().into())
}

/// What somebody would owe on a day; nothing is taken and nothing kept.
#[tauri::command(async)]
pub fn trial(state: State<'_, AppState>, request: TrialRequest) -> Result<CollectLine, CommandError> {
    let (book, now) = state.book()?;
    let found = book
        .policy(&request.policy_id, now.on())
        .ok_or(AppFault::NoSuchPolicy { policy_id: request.policy_id })?;
    let (person, on) = (request.person.person()?, parse::day("pay_on", &request.pay_on)?);
    let answer = cunshou_policy::assess_person(&found.policy, &person, on, RequestKind::Collect, None)
        .map_err(AppFault::from)?;
    Ok(CollectLine::trial(&found.policy, &answer))
}
