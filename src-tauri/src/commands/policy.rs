//! The notices: reading them, and asking what somebody would owe.
//!
//! Invariant: a trial takes nothing and keeps nothing; every word and sum on the page is the law's own answer.

use super::{
    household::{EventInput, Student, from_screen},
    parse,
    payment::CollectLine,
    session::till_day,
};
use crate::{
    error::{AppFault, CommandError},
    state::AppState,
    words::SAY,
};
use chrono::NaiveDate;
use cunshou_core::{Book, Error, book::BookPolicy, shipped::ShippedPolicy};
use cunshou_policy::{
    Area, Assessment, CategoryCode, Channel, CurrentInsurance, Designation, Event, EventType, Foreigner,
    Insurance, ListState, Paid, PaymentMeans, Person, Policy, PreviousYear, Proof, Request, RequestKind,
    Residence, StudentLevel, Subtype, Word, explain, text,
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::sync::{Arc, LazyLock};
use tauri::State;
use ts_rs::TS;

/// A notice that can be read and tried: the book's own, and all that ship with the program.
#[derive(Debug, Serialize, TS)]
pub struct PolicyRow {
    id: String,
    title: String,
    doc_no: String,
    area_label: String,
    levy_year: i32,
    /// The book follows it.
    in_book: bool,
    /// Money is collected under it today.
    in_force: bool,
    /// What it is to the book, and until when.
    words: String,
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
    area_label: String,
    levy_year: i32,
    fee: String,
    benefit_from: NaiveDate,
    benefit_to: NaiveDate,
    sha256: String,
    windows: Vec<PolicyWindow>,
    entries: Vec<PolicyEntry>,
    marks: Vec<PolicyMark>,
    categories: Vec<PolicyCategory>,
    sections: Vec<PolicySection>,
    targets: Vec<PolicyTarget>,
    departments: Vec<PolicyDepartment>,
    channels: Vec<PolicyLine>,
    readings: Vec<PolicyReading>,
    rules: Vec<PolicyRule>,
    /// Paragraphs of segments.
    notice: Vec<Vec<NoticeSegment>>,
    /// Sentences with numbers that the file does not use.
    unused_sentences: usize,
    form: TrialForm,
}

/// A sentence that a line rests on.
#[derive(Debug, Serialize, TS)]
pub struct PolicyCite {
    rule_id: String,
    article: String,
}

/// A collection window.
#[derive(Debug, Serialize, TS)]
pub struct PolicyWindow {
    label: String,
    from: NaiveDate,
    to: NaiveDate,
    who_words: String,
    benefit_words: String,
    cites: Vec<PolicyCite>,
    /// Ids of the readings that it rests on.
    readings: Vec<String>,
}

/// A way in that is open from an event on.
#[derive(Debug, Serialize, TS)]
pub struct PolicyEntry {
    label: String,
    words: String,
    /// The first day on which it matters; `null` = any day.
    from: Option<NaiveDate>,
}

/// One day in the picture of the windows.
#[derive(Debug, Serialize, TS)]
pub struct PolicyMark {
    on: NaiveDate,
    label: String,
    /// A target of the campaign; else a department's list.
    is_target: bool,
}

/// What a category pays.
#[derive(Debug, Serialize, TS)]
pub struct PolicyCategory {
    label: String,
    conditions: String,
    share: String,
    subsidy: String,
    due: String,
    payer: String,
    confirmed_by: String,
    list_until: Option<NaiveDate>,
    cites: Vec<PolicyCite>,
    readings: Vec<String>,
    sensitive: bool,
}

/// A subject with its lines.
#[derive(Debug, Serialize, TS)]
pub struct PolicySection {
    id: String,
    title: String,
    lines: Vec<PolicyLine>,
}

/// One thing that the notice says.
#[derive(Debug, Serialize, TS)]
pub struct PolicyLine {
    label: String,
    words: String,
    cites: Vec<PolicyCite>,
    readings: Vec<String>,
}

/// A target of the campaign.
#[derive(Debug, Serialize, TS)]
pub struct PolicyTarget {
    label: String,
    by: Option<NaiveDate>,
    percent: Option<u32>,
    of_words: String,
    points_words: String,
    tasks: Vec<PolicyTask>,
    people: Option<u32>,
    cites: Vec<PolicyCite>,
}

/// How many people a place has to reach.
#[derive(Debug, Serialize, TS)]
pub struct PolicyTask {
    place: String,
    people: u32,
}

/// A department's lists, and by when.
#[derive(Debug, Serialize, TS)]
pub struct PolicyDepartment {
    name: String,
    pushes: String,
    by_words: String,
    cites: Vec<PolicyCite>,
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

/// A word of the law and what people see for it.
#[derive(Debug, Serialize, TS)]
pub struct LawWord {
    code: &'static str,
    label: &'static str,
}

/// What the form of a trial offers: first what this notice asks for, then the rest.
#[derive(Debug, Serialize, TS)]
pub struct TrialForm {
    categories: Vec<LawWord>,
    other_categories: Vec<LawWord>,
    papers: Vec<LawWord>,
    other_papers: Vec<LawWord>,
    channels: Vec<LawWord>,
    asks_means: bool,
    asks_arrival: bool,
    asks_foreigner: bool,
}

/// A status of somebody who is tried.
#[derive(Debug, Deserialize, TS)]
pub struct TrialCategory {
    code: String,
    grade: Option<u8>,
    subtype: Option<String>,
    designated_on: Option<String>,
    #[ts(type = "'in_area' | 'out_of_area'")]
    designated_by: String,
    #[serde(default)]
    ended_on: Option<String>,
    #[serde(default)]
    risk_cleared: Option<bool>,
    /// `pushed` comes with the day.
    #[serde(default)]
    #[ts(type = "'on' | 'not_on' | 'pushed'")]
    list: ListWord,
    #[serde(default)]
    list_pushed_on: Option<String>,
}

/// Where somebody stands on the department's list.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListWord {
    /// On it.
    #[default]
    On,
    /// Not on it.
    NotOn,
    /// Pushed on a day.
    Pushed,
}

/// An earlier payment of somebody who is tried.
#[derive(Debug, Deserialize, TS)]
pub struct TrialPaid {
    on: String,
    amount: String,
    arrived_on: Option<String>,
    for_year: Option<i32>,
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
    categories: Vec<TrialCategory>,
    migrant_worker: Option<bool>,
    student: Option<Student>,
    events: Vec<EventInput>,
    /// Papers at hand.
    #[serde(default)]
    proofs: Vec<String>,
    /// Where it is paid; `null` = in the village.
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    #[ts(type = "'qr' | 'cash' | null")]
    payment_means: Option<String>,
    #[serde(default)]
    cannot_use_app: Option<bool>,
    #[serde(default)]
    arrived_on: Option<String>,
    #[serde(default)]
    household_unpaid_members: Option<u32>,
    #[serde(default)]
    #[ts(type = "'expert_spouse' | 'employed' | null")]
    foreigner: Option<String>,
    #[serde(default)]
    paid: Vec<TrialPaid>,
}

/// What would this person owe, or get back, on that day?
#[derive(Debug, Deserialize, TS)]
pub struct TrialRequest {
    policy_id: String,
    person: TrialPerson,
    pay_on: String,
    /// What is asked; `null` = what is owed.
    #[serde(default)]
    #[ts(type = "'collect' | 'refund' | 'recompute' | 'fiscal_subsidy' | null")]
    kind: Option<String>,
    /// What the payer offers, where it is another sum than the one due.
    #[serde(default)]
    offered: Option<String>,
}

/// The answer to a trial.
#[derive(Debug, Serialize, TS)]
pub struct TrialAnswer {
    /// 可以收, 不能收, 可以申请退费 …
    decision_label: &'static str,
    /// What the sum is: 个人交, 退多少 …
    sum_label: String,
    sum: Option<String>,
    /// The winning category; the screen keeps it behind a key press.
    category_label: Option<String>,
    /// Papers of which any one would settle it.
    papers_any: Vec<LawWord>,
    line: CollectLine,
}

/// A word of the law's closed lists, or the refusal that names it.
fn word<W: Word>(field: &'static str, text: &str) -> Result<W, Error> {
    W::from_word(text).ok_or_else(|| Error::UnknownCode { field, code_given: text.to_owned() })
}

fn word_or_none<W: Word>(field: &'static str, text: Option<&str>) -> Result<Option<W>, Error> {
    text.filter(|text| !text.is_empty()).map(|text| word(field, text)).transpose()
}

impl TrialRequest {
    fn question(&self) -> Result<Request, Error> {
        let (person, on) = (self.person.person()?, parse::day("pay_on", &self.pay_on)?);
        let kind = word_or_none::<RequestKind>("request", self.kind.as_deref())?;
        let mut question = Request::collect("", self.policy_id.clone(), person, on);
        question.request = kind.unwrap_or(RequestKind::Collect);
        question.offered = self.offered.as_deref().map(parse::yuan).transpose()?;
        Ok(question)
    }
}

impl TrialPerson {
    fn person(&self) -> Result<Person, Error> {
        let birth = parse::day_or_none("birth", self.birth.as_deref())?;
        let residence = self.residence.clone().map(from_screen);
        Ok(Person {
            hukou: word_or_none("hukou", self.hukou.as_deref())?,
            residence: word_or_none::<Residence>("residence", residence.as_deref())?,
            insurance: Insurance {
                current: word::<CurrentInsurance>("insurance_current", &self.insurance_current)?,
                previous_year: word_or_none::<PreviousYear>(
                    "previous_year_insurance",
                    self.previous_year.as_deref(),
                )?,
            },
            migrant_worker: self.migrant_worker,
            student: self.student.as_ref().map(student).transpose()?,
            categories: self.categories.iter().map(designation).collect::<Result<_, _>>()?,
            events: self.events.iter().map(event).collect::<Result<_, _>>()?,
            proofs: self.proofs.iter().map(|p| word::<Proof>("proofs", p)).collect::<Result<_, _>>()?,
            channel: word_or_none("channel", self.channel.as_deref())?.unwrap_or(Channel::Village),
            payment_means: word_or_none::<PaymentMeans>("payment_means", self.payment_means.as_deref())?,
            cannot_use_app: self.cannot_use_app,
            arrived_on: parse::day_or_none("arrived_on", self.arrived_on.as_deref())?,
            household_unpaid_members: self.household_unpaid_members,
            foreigner: word_or_none::<Foreigner>("foreigner", self.foreigner.as_deref())?,
            paid_list: self.paid.iter().map(paid).collect::<Result<_, _>>()?,
            ..Person::born(birth.ok_or(Error::BirthMissing { name: String::new() })?)
        })
    }
}

fn student(typed: &Student) -> Result<cunshou_policy::Student, Error> {
    Ok(cunshou_policy::Student {
        level: word::<StudentLevel>("student_level", &typed.level)?,
        school: word_or_none("student_school", typed.school.as_deref())?.unwrap_or(Area::In),
    })
}

fn designation(typed: &TrialCategory) -> Result<Designation, Error> {
    Ok(Designation {
        code: word::<CategoryCode>("category", &typed.code)?,
        designated_on: parse::day_or_none("designated_on", typed.designated_on.as_deref())?,
        designated_by: word("designated_by", &typed.designated_by)?,
        grade: typed.grade,
        subtype: word_or_none::<Subtype>("poverty_monitored_subtype", typed.subtype.as_deref())?,
        ended_on: parse::day_or_none("ended_on", typed.ended_on.as_deref())?,
        risk_cleared: typed.risk_cleared,
        list_pushed_on: match typed.list {
            ListWord::On => ListState::On,
            ListWord::NotOn => ListState::NotOn,
            ListWord::Pushed => {
                let text = typed.list_pushed_on.as_deref().unwrap_or_default();
                ListState::PushedOn(parse::day("list_pushed_on", text)?)
            }
        },
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

fn paid(typed: &TrialPaid) -> Result<Paid, Error> {
    Ok(Paid {
        on: parse::day("paid_on", &typed.on)?,
        amount: parse::yuan(&typed.amount)?,
        arrived_on: parse::day_or_none("arrived_on", typed.arrived_on.as_deref())?,
        for_year: typed.for_year,
    })
}

impl TrialAnswer {
    fn of(policy: &Policy, answer: &Assessment) -> Self {
        let sum = explain::main_sum(answer);
        let proofs = Proof::ALL.iter().copied();
        Self {
            decision_label: text::decision_label(answer.decision),
            sum_label: sum.as_ref().map(|sum| sum.label.clone()).unwrap_or_default(),
            sum: sum.map(|sum| sum.amount.to_string()),
            category_label: answer.category.map(|code| text::category_label(code).to_owned()),
            papers_any: proofs
                .filter(|proof| answer.needs_any.contains(proof.wanted()))
                .map(|proof| LawWord { code: proof.word(), label: text::paper_label(proof) })
                .collect(),
            line: CollectLine::trial(policy, answer),
        }
    }
}

fn law_words(labels: Vec<text::Label>) -> Vec<LawWord> {
    labels.into_iter().map(|label| LawWord { code: label.code, label: label.label }).collect()
}

fn cites(cites: Vec<cunshou_policy::Cite>) -> Vec<PolicyCite> {
    cites.into_iter().map(|cite| PolicyCite { rule_id: cite.rule_id, article: cite.article }).collect()
}

/// Converts each item of a list.
fn each<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(Into::into).collect()
}

impl From<cunshou_policy::PageWindow> for PolicyWindow {
    fn from(w: cunshou_policy::PageWindow) -> Self {
        Self {
            label: w.label,
            from: w.from,
            to: w.to,
            who_words: w.who_words,
            benefit_words: w.benefit_words,
            cites: cites(w.cites),
            readings: w.readings,
        }
    }
}

impl From<cunshou_policy::PageEntry> for PolicyEntry {
    fn from(e: cunshou_policy::PageEntry) -> Self {
        Self { label: e.label, words: e.words, from: e.from }
    }
}

impl From<cunshou_policy::PageMark> for PolicyMark {
    fn from(m: cunshou_policy::PageMark) -> Self {
        Self { on: m.on, label: m.label, is_target: m.is_target }
    }
}

impl From<cunshou_policy::PageCategory> for PolicyCategory {
    fn from(c: cunshou_policy::PageCategory) -> Self {
        Self {
            label: c.label,
            conditions: c.conditions,
            share: c.share,
            subsidy: c.subsidy.to_string(),
            due: c.due.to_string(),
            payer: c.payer,
            confirmed_by: c.confirmed_by,
            list_until: c.list_until,
            cites: cites(c.cites),
            readings: c.readings,
            sensitive: c.sensitive,
        }
    }
}

impl From<cunshou_policy::PageLine> for PolicyLine {
    fn from(l: cunshou_policy::PageLine) -> Self {
        Self { label: l.label, words: l.words, cites: cites(l.cites), readings: l.readings }
    }
}

impl From<cunshou_policy::PageSection> for PolicySection {
    fn from(s: cunshou_policy::PageSection) -> Self {
        Self { id: s.id, title: s.title, lines: each(s.lines) }
    }
}

impl From<cunshou_policy::PageTask> for PolicyTask {
    fn from(t: cunshou_policy::PageTask) -> Self {
        Self { place: t.place, people: t.people }
    }
}

impl From<cunshou_policy::PageTarget> for PolicyTarget {
    fn from(t: cunshou_policy::PageTarget) -> Self {
        Self {
            label: t.label,
            by: t.by,
            percent: t.percent,
            of_words: t.of_words,
            points_words: t.points_words,
            tasks: each(t.tasks),
            people: t.people,
            cites: cites(t.cites),
        }
    }
}

impl From<cunshou_policy::PageDepartment> for PolicyDepartment {
    fn from(d: cunshou_policy::PageDepartment) -> Self {
        Self { name: d.name, pushes: d.pushes, by_words: d.by_words, cites: cites(d.cites) }
    }
}

impl From<cunshou_policy::Reading> for PolicyReading {
    fn from(r: cunshou_policy::Reading) -> Self {
        Self {
            id: r.id,
            question: r.question,
            chosen: r.chosen,
            alternatives: r.alternatives,
            basis: r.basis,
        }
    }
}

impl From<cunshou_policy::Rule> for PolicyRule {
    fn from(r: cunshou_policy::Rule) -> Self {
        Self { id: r.id, article: r.article, quote: r.quote }
    }
}

impl From<cunshou_policy::Segment> for NoticeSegment {
    fn from(s: cunshou_policy::Segment) -> Self {
        Self { text: s.text, rule_ids: s.rule_ids }
    }
}

impl From<cunshou_policy::PageForm> for TrialForm {
    fn from(f: cunshou_policy::PageForm) -> Self {
        Self {
            categories: law_words(f.categories),
            other_categories: law_words(f.other_categories),
            papers: law_words(f.papers),
            other_papers: law_words(f.other_papers),
            channels: law_words(f.channels),
            asks_means: f.asks_means,
            asks_arrival: f.asks_arrival,
            asks_foreigner: f.asks_foreigner,
        }
    }
}

impl From<cunshou_policy::PolicyPage> for PolicyPage {
    fn from(page: cunshou_policy::PolicyPage) -> Self {
        Self {
            id: page.id,
            title: page.title,
            issuer: page.issuer,
            doc_no: page.doc_no,
            issued_on: page.issued_on,
            area_label: page.area_label,
            levy_year: page.levy_year,
            fee: page.fee.to_string(),
            benefit_from: page.benefit_from,
            benefit_to: page.benefit_to,
            sha256: page.sha256,
            windows: each(page.windows),
            entries: each(page.entries),
            marks: each(page.marks),
            categories: each(page.categories),
            sections: each(page.sections),
            targets: each(page.targets),
            departments: each(page.departments),
            channels: each(page.channels),
            readings: each(page.readings),
            rules: each(page.rules),
            notice: page.notice.into_iter().map(each).collect(),
            unused_sentences: page.unused_sentences,
            form: page.form.into(),
        }
    }
}

/// The notices in the program, loaded once: they do not change while it runs.
static SHIPPED: LazyLock<Vec<Arc<Policy>>> = LazyLock::new(|| {
    let files = ShippedPolicy::all().into_iter();
    let loaded = files.filter_map(|file| Policy::load_trusted(&file.toml, &file.notice).ok());
    let mut policies: Vec<_> = loaded.map(Arc::new).collect();
    policies.sort_by_key(|policy| Reverse(policy.levy_year()));
    policies
});

/// The notices in the program, the newest levy year first.
pub(super) fn shipped() -> &'static [Arc<Policy>] {
    &SHIPPED
}

/// The book's own version of a notice, or the one in the program.
fn find(book: &Book, id: &str, on: NaiveDate) -> Result<Arc<Policy>, AppFault> {
    let own = book.policy(id, on).map(|found| Arc::clone(&found.policy));
    let shipped = || SHIPPED.iter().find(|policy| policy.id() == id).map(Arc::clone);
    own.or_else(shipped).ok_or_else(|| AppFault::NoSuchPolicy { policy_id: id.to_owned() })
}

impl PolicyRow {
    /// One that the book follows.
    fn own(own: &BookPolicy, in_force: bool, day: NaiveDate) -> Self {
        let until = own.policy.windows().map(|window| window.to).max();
        let words = match (in_force, until, own.effective_on.filter(|from| *from > day)) {
            (true, Some(until), _) => SAY.policy_in_force.with(&[("until", &until)]),
            (_, _, Some(from)) => SAY.policy_to_come.with(&[("from", &from)]),
            _ => SAY.policy_in_book.plain(),
        };
        Self { in_book: true, in_force, words, ..Self::shipped(&own.policy) }
    }

    /// One that only ships with the program.
    fn shipped(policy: &Policy) -> Self {
        Self {
            id: policy.id().to_owned(),
            title: policy.title().to_owned(),
            doc_no: policy.doc_no().to_owned(),
            area_label: policy.area_label().to_owned(),
            levy_year: policy.levy_year(),
            in_book: false,
            in_force: false,
            words: SAY.policy_shipped.plain(),
        }
    }
}

/// The notices that can be read: first the one in force, then the book's others, then those in the program.
#[tauri::command(async)]
pub fn policies(state: State<'_, AppState>) -> Result<Vec<PolicyRow>, CommandError> {
    let (book, now) = state.book()?;
    let day = till_day(&book, &now)?;
    let in_force = book.policy_on(day).ok().map(|own| own.sha256.clone());
    let own = book.policies(day).into_iter();
    let own = own.map(|own| PolicyRow::own(own, in_force.as_ref() == Some(&own.sha256), day));
    let others = SHIPPED.iter().filter(|shipped| book.policy(shipped.id(), day).is_none());
    let mut rows: Vec<PolicyRow> = own.chain(others.map(|shipped| PolicyRow::shipped(shipped))).collect();
    rows.sort_by_key(|row| (!row.in_force, !row.in_book, std::cmp::Reverse(row.levy_year)));
    Ok(rows)
}

/// A notice with its sums, windows, readings and its own words.
#[tauri::command(async)]
pub fn policy(state: State<'_, AppState>, request: PolicyRequest) -> Result<PolicyPage, CommandError> {
    let (book, now) = state.book()?;
    Ok(find(&book, &request.id, till_day(&book, &now)?)?.page().into())
}

/// What somebody would owe on a day; nothing is taken and nothing kept.
#[tauri::command(async)]
pub fn trial(state: State<'_, AppState>, request: TrialRequest) -> Result<TrialAnswer, CommandError> {
    let (book, now) = state.book()?;
    let policy = find(&book, &request.policy_id, till_day(&book, &now)?)?;
    let answer = cunshou_policy::assess(&policy, &request.question()?).map_err(AppFault::from)?;
    Ok(TrialAnswer::of(&policy, &answer))
}
