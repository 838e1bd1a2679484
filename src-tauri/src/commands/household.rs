//! Households and their members: finding, showing, writing down.
//!
//! Invariant: full certificate numbers and categories leave the book only by a reveal, which is recorded there.

use super::{parse, session::till_day};
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{
    Book, Moment,
    ack::LineAnswer,
    codes::{self, EnrolmentState},
    household::{self, HouseholdInput},
    person::{self, Person, PersonCategory, PersonEvent},
};
use cunshou_exchange::identity::Sex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// A word to look for, and a page from 1.
#[derive(Debug, Deserialize, TS)]
pub struct SearchRequest {
    pub(super) text: String,
    pub(super) page: u32,
}

/// A page of households.
#[derive(Debug, Serialize, TS)]
pub struct SearchPage {
    households: Vec<HouseholdRow>,
    total: u32,
    page: u32,
    pages: u32,
}

/// A household in a list.
#[derive(Debug, Serialize, TS)]
pub struct HouseholdRow {
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    address: String,
    members: Vec<MemberRow>,
    state_label: &'static str,
    unpaid: u32,
}

/// A member in a list.
#[derive(Debug, Serialize, TS)]
pub struct MemberRow {
    person_id: Uuid,
    member_no: u32,
    name: String,
    certno_masked: String,
    /// The word, such as 配偶.
    relation: &'static str,
    age: Option<u32>,
    #[ts(type = "'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused'")]
    state: &'static str,
    state_label: &'static str,
}

/// A household with all that is known of it.
#[derive(Debug, Serialize, TS)]
pub struct Household {
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    address: String,
    phone: String,
    members: Vec<Member>,
    history: Vec<HistoryItem>,
}

/// One line of a household's history.
#[derive(Debug, Serialize, TS)]
pub struct HistoryItem {
    at: String,
    words: String,
    /// An act of household life, which can be undone.
    act_id: Option<Uuid>,
    is_undone: bool,
}

/// A member with all that is known of him, except what wants a reveal.
#[derive(Debug, Serialize, TS)]
pub struct Member {
    #[serde(flatten)]
    #[ts(flatten)]
    row: MemberRow,
    name_alt: Option<String>,
    /// The code of his relation.
    relation_code: String,
    /// The word for his certificate.
    certno_type: &'static str,
    /// 男 or 女; empty if not known.
    sex: &'static str,
    birth: Option<NaiveDate>,
    /// The word, such as 汉族.
    nation: &'static str,
    hukou: Option<String>,
    residence: Option<String>,
    phone: String,
    #[ts(type = "'present' | 'dead' | 'moved'")]
    standing: &'static str,
    has_sensitive: bool,
    /// Empty while they are hidden.
    categories: Vec<MemberCategory>,
    events: Vec<MemberEvent>,
    insurance_current: String,
    previous_year: Option<String>,
    migrant_worker: Option<bool>,
    student: Option<Student>,
    /// What the township's newest answer says of his payment of this year; `null` while there is none.
    answer: Option<MemberAnswer>,
}

/// What the township says of a member's payment.
#[derive(Debug, Serialize, TS)]
pub struct MemberAnswer {
    #[ts(type = "'received' | 'accepted' | 'rejected'")]
    status: &'static str,
    words: String,
    /// Empty unless it was sent back.
    todo: String,
}

/// A category that a department's list gives.
#[derive(Debug, Serialize, TS)]
pub struct MemberCategory {
    code: String,
    label: &'static str,
    /// The grade in words, with its figure first.
    grade: Option<String>,
    subtype: Option<String>,
    designated_on: Option<NaiveDate>,
    designated_by: String,
    ended_on: Option<NaiveDate>,
    source: String,
}

/// Something that happened to a member.
#[derive(Debug, Serialize, TS)]
pub struct MemberEvent {
    r#type: String,
    label: &'static str,
    on: NaiveDate,
    continuous_months: Option<u32>,
}

/// Pupil or student.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Student {
    /// A value of the fact `student_level`.
    pub(super) level: String,
    /// A value of the fact `student_school`; a school of which nothing is said counts as here.
    pub(super) school: Option<String>,
}

/// Which household.
#[derive(Debug, Deserialize, TS)]
pub struct HouseholdRequest {
    pub(super) household_id: String,
}

/// Which person.
#[derive(Debug, Deserialize, TS)]
pub struct PersonRequest {
    pub(super) person_id: String,
}

/// A certificate number that was just typed.
#[derive(Debug, Deserialize, TS)]
pub struct CheckCertificateRequest {
    certificate_type: String,
    certno: String,
}

/// What is to be said about a certificate number.
#[derive(Debug, Serialize, TS)]
pub struct CertificateCheck {
    ok: bool,
    normalised: String,
    birth: Option<NaiveDate>,
    sex: Option<&'static str>,
    /// A refusal or a warning, ready to show.
    words: Option<String>,
    other_household: Option<HouseholdLink>,
}

/// The household of somebody who has the number already.
#[derive(Debug, Serialize, TS)]
pub struct HouseholdLink {
    household_id: Uuid,
    hh_no: String,
    head: String,
}

/// A household as it was typed.
#[derive(Debug, Deserialize, TS)]
pub struct SaveHouseholdRequest {
    /// `null` = a new one.
    household_id: Option<String>,
    /// `null` = as it was, or the next free number.
    hh_no: Option<String>,
    village_group: String,
    address: String,
    members: Vec<MemberInput>,
}

/// A member as he was typed.
#[derive(Debug, Deserialize, TS)]
pub struct MemberInput {
    /// `null` = a new one.
    person_id: Option<String>,
    name: String,
    name_alt: Option<String>,
    certificate_type: String,
    /// Empty or the masked number = as it was.
    certno: String,
    sex: Option<String>,
    birth: Option<String>,
    nation: String,
    /// The code.
    relation: String,
    #[ts(type = "'in_area' | 'out_of_area' | null")]
    hukou: Option<String>,
    #[ts(type = "'in_area' | 'out_of_area' | null")]
    residence: Option<String>,
    phone: String,
    /// `null` = as they were: a form that did not reveal them must not wipe them.
    categories: Option<Vec<CategoryInput>>,
    events: Vec<EventInput>,
    #[ts(type = "'none' | 'employee' | 'resident_elsewhere'")]
    insurance_current: String,
    previous_year: Option<String>,
    migrant_worker: Option<bool>,
    student: Option<Student>,
    /// Someone of the same name and birth date is another person.
    same_person_confirmed: bool,
}

/// A category as it was typed.
#[derive(Debug, Deserialize, TS)]
pub struct CategoryInput {
    pub(super) code: String,
    pub(super) grade: Option<u8>,
    pub(super) subtype: Option<String>,
    pub(super) designated_on: Option<String>,
    #[ts(type = "'in_area' | 'out_of_area'")]
    pub(super) designated_by: String,
}

/// An event as it was typed.
#[derive(Debug, Deserialize, TS)]
pub struct EventInput {
    pub(super) r#type: String,
    pub(super) on: String,
    pub(super) continuous_months: Option<u32>,
}

/// An answer to a question of the engine, for some people.
#[derive(Debug, Deserialize, TS)]
pub struct AnswerFactsRequest {
    person_ids: Vec<String>,
    fact: String,
    value: String,
    /// The year of cover on the table, where it is another than the one that is collected for.
    #[serde(default)]
    #[ts(optional)]
    levy_year: Option<i32>,
}

/// Who does not live in the area, in the roster's word and in the screens'.
const ELSEWHERE: &str = "elsewhere";
const OUT_OF_AREA: &str = "out_of_area";

impl From<household::MemberRow> for MemberRow {
    fn from(row: household::MemberRow) -> Self {
        Self {
            person_id: row.person_id,
            member_no: row.member_no,
            name: row.name,
            certno_masked: row.certno_masked,
            relation: codes::relation_label(&row.relation),
            age: row.age,
            state: row.state.word(),
            state_label: row.state.label(),
        }
    }
}

impl From<household::HouseholdRow> for HouseholdRow {
    fn from(row: household::HouseholdRow) -> Self {
        Self {
            state_label: row.state_label(),
            household_id: row.household_id,
            hh_no: row.hh_no,
            head: row.head,
            village_group: row.village_group,
            address: row.address,
            members: row.members.into_iter().map(Into::into).collect(),
            unpaid: row.unpaid,
        }
    }
}

impl From<PersonCategory> for MemberCategory {
    fn from(held: PersonCategory) -> Self {
        Self {
            label: codes::category(&held.code).map_or("", |category| category.label),
            grade: held.grade.map(|grade| SAY.grade.with(&[("n", &grade)])),
            code: held.code,
            subtype: held.subtype,
            designated_on: held.designated_on,
            designated_by: held.designated_by,
            ended_on: held.ended_on,
            source: held.source,
        }
    }
}

impl From<PersonEvent> for MemberEvent {
    fn from(event: PersonEvent) -> Self {
        Self {
            label: codes::event(&event.event_type).map_or("", |known| known.label),
            r#type: event.event_type,
            on: event.happened_on,
            continuous_months: event.continuous_months,
        }
    }
}

impl Member {
    /// Whoever died or moved away stands in no count; he is shown as excused, with the reason.
    fn of(person: Person, state: Option<EnrolmentState>, answer: Option<&LineAnswer>, on: NaiveDate) -> Self {
        let row = MemberRow {
            person_id: person.person_id,
            member_no: person.member_no,
            certno_masked: person.certno_masked(),
            relation: codes::relation_label(&person.relation),
            age: person.age_on(on),
            state: state.unwrap_or(EnrolmentState::Exempt).word(),
            state_label: state
                .map_or_else(|| codes::fact_label("standing", person.standing.word()), EnrolmentState::label),
            name: person.name.clone(),
        };
        let has_sensitive = person.has_sensitive();
        Self {
            row,
            name_alt: person.name_alt,
            relation_code: person.relation,
            standing: person.standing.word(),
            certno_type: codes::certificate_choice(&person.certificate_type, &person.certno).label,
            sex: sex_label(&person.sex),
            birth: person.birth,
            nation: codes::nation_label(&person.nation),
            hukou: person.hukou,
            residence: person.residence.map(to_screen),
            phone: person.phone,
            has_sensitive,
            categories: Some(person.categories)
                .filter(|_| !has_sensitive)
                .map(|all| all.into_iter().map(Into::into).collect())
                .unwrap_or_default(),
            events: person.events.into_iter().map(Into::into).collect(),
            insurance_current: person.insurance_current,
            previous_year: person.previous_year,
            migrant_worker: person.migrant_worker,
            student: person.student.map(|s| Student { level: s.level, school: Some(s.school) }),
            answer: answer.map(|answer| MemberAnswer {
                status: answer.status.word(),
                words: answer.words(),
                todo: answer.todo(),
            }),
        }
    }
}

impl Household {
    fn of(book: &Book, household: household::Household, now: &Moment) -> cunshou_core::Result<Self> {
        let on = till_day(book, now)?;
        let levy_year = book.policy_on(on)?.levy_year;
        let row = book.household_row(household.household_id, levy_year, on)?;
        let states: HashMap<Uuid, EnrolmentState> = row
            .into_iter()
            .flat_map(|row| row.members)
            .map(|member| (member.person_id, member.state))
            .collect();
        let answers = book.answers_of_household(household.household_id, levy_year)?;
        let history = book.history(household.household_id)?;
        Ok(Self {
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            phone: household.phone().to_owned(),
            household_id: household.household_id,
            hh_no: household.hh_no,
            village_group: household.village_group,
            address: household.address,
            members: household
                .members
                .into_iter()
                .map(|person| {
                    let state = states.get(&person.person_id).copied();
                    let answer = answers.get(&person.person_id);
                    Member::of(person, state, answer, on)
                })
                .collect(),
            history: history
                .into_iter()
                .map(|item| HistoryItem {
                    at: item.at,
                    words: item.words,
                    act_id: item.act_id,
                    is_undone: item.is_undone,
                })
                .collect(),
        })
    }
}

impl From<person::CertificateCheck> for CertificateCheck {
    fn from(check: person::CertificateCheck) -> Self {
        let unknown = (!check.region_known).then(|| SAY.region_unknown.plain());
        let unknown = unknown.or(check.usual.map(|usual| SAY.certificate_unusual.with(&[("usual", &usual)])));
        Self {
            ok: check.fault.is_none(),
            normalised: check.normalised,
            birth: check.birth,
            sex: check.sex.as_deref().map(sex_label),
            words: check.fault.map(|(message, todo)| format!("{message}；{todo}")).or(unknown),
            other_household: check.holder.map(Into::into),
        }
    }
}

impl From<person::CertificateHolder> for HouseholdLink {
    fn from(holder: person::CertificateHolder) -> Self {
        Self { household_id: holder.household_id, hh_no: holder.hh_no, head: holder.head }
    }
}

impl SaveHouseholdRequest {
    fn input(self, before: Option<&household::Household>) -> cunshou_core::Result<HouseholdInput> {
        Ok(HouseholdInput {
            household_id: before.map(|household| household.household_id),
            hh_no: self.hh_no,
            village_group: self.village_group,
            address: self.address,
            members: self.members.into_iter().map(|member| member.input(before)).collect::<Result<_, _>>()?,
        })
    }
}

impl MemberInput {
    pub(super) fn input(
        self,
        before: Option<&household::Household>,
    ) -> cunshou_core::Result<household::MemberInput> {
        let person_id = self.person_id.as_deref().map(parse::person).transpose()?;
        let old =
            before.and_then(|household| household.members.iter().find(|m| Some(m.person_id) == person_id));
        let held = old.map_or(&[][..], |person| &person.categories);
        let category = |typed: CategoryInput| typed.category(held);
        Ok(household::MemberInput {
            person_id,
            name: self.name,
            name_alt: self.name_alt,
            certificate_type: self.certificate_type,
            certno: self.certno,
            sex: self.sex,
            birth: parse::day_or_none("birth", self.birth.as_deref())?,
            nation: self.nation,
            relation: self.relation,
            hukou: self.hukou,
            residence: self.residence.map(from_screen),
            phone: self.phone,
            remarks: None,
            categories: self.categories.map(|all| all.into_iter().map(category).collect()).transpose()?,
            events: self.events.into_iter().map(EventInput::event).collect::<Result<_, _>>()?,
            insurance_current: self.insurance_current,
            previous_year: self.previous_year,
            migrant_worker: self.migrant_worker,
            student: self.student.map(|student| person::Student {
                level: student.level,
                school: student.school.unwrap_or_else(|| "in_area".to_owned()),
            }),
            same_person_confirmed: self.same_person_confirmed,
        })
    }
}

impl CategoryInput {
    /// What the form does not show of a category (list, end, kind) stays as it was.
    fn category(self, held: &[PersonCategory]) -> cunshou_core::Result<PersonCategory> {
        let before = held.iter().find(|held| held.code == self.code);
        Ok(PersonCategory {
            grade: self.grade,
            subtype: self.subtype.or_else(|| before.and_then(|held| held.subtype.clone())),
            designated_on: parse::day_or_none("designated_on", self.designated_on.as_deref())?,
            designated_by: self.designated_by,
            ended_on: before.and_then(|held| held.ended_on),
            source: before.map_or_else(|| SAY.category_by_hand.plain(), |held| held.source.clone()),
            code: self.code,
        })
    }
}

impl EventInput {
    fn event(self) -> cunshou_core::Result<PersonEvent> {
        Ok(PersonEvent {
            event_type: self.r#type,
            happened_on: parse::day("event", &self.on)?,
            continuous_months: self.continuous_months,
        })
    }
}

fn to_screen(residence: String) -> String {
    if residence == ELSEWHERE { OUT_OF_AREA.to_owned() } else { residence }
}

/// Where somebody lives, in the roster's word.
pub(super) fn from_screen(residence: String) -> String {
    if residence == OUT_OF_AREA { ELSEWHERE.to_owned() } else { residence }
}

fn sex_label(code: &str) -> &'static str {
    Sex::from_word(code).map_or("", Sex::label)
}

/// The households that fit a text; all of them for an empty one.
#[tauri::command(async)]
pub fn search(state: State<'_, AppState>, request: SearchRequest) -> Result<SearchPage, CommandError> {
    let (book, now) = state.book()?;
    let on = till_day(&book, &now)?;
    let found = book.search(&request.text, request.page, book.policy_on(on)?.levy_year, on)?;
    Ok(SearchPage {
        households: found.households.into_iter().map(Into::into).collect(),
        total: found.total,
        page: found.page,
        pages: found.pages,
    })
}

/// A household with its members and its history.
#[tauri::command(async)]
pub fn household(state: State<'_, AppState>, request: HouseholdRequest) -> Result<Household, CommandError> {
    let (book, now) = state.book()?;
    let found = book.household(parse::household(&request.household_id)?)?;
    Ok(Household::of(&book, found, &now)?)
}

/// The full certificate number of a person; recorded.
#[tauri::command(async)]
pub fn reveal_certno(state: State<'_, AppState>, request: PersonRequest) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.reveal_certno(parse::person(&request.person_id)?, &now)?)
}

/// The categories of a person; recorded.
#[tauri::command(async)]
pub fn reveal_categories(
    state: State<'_, AppState>,
    request: PersonRequest,
) -> Result<Vec<MemberCategory>, CommandError> {
    let (mut book, now) = state.book()?;
    let held = book.reveal_categories(parse::person(&request.person_id)?, &now)?;
    Ok(held.into_iter().map(Into::into).collect())
}

/// What is to be said about a certificate number that was just typed.
#[tauri::command(async)]
pub fn check_certificate(
    state: State<'_, AppState>,
    request: CheckCertificateRequest,
) -> Result<CertificateCheck, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.check_certificate(&request.certificate_type, &request.certno, now.on())?.into())
}

/// Writes a household down, new or changed.
#[tauri::command(async)]
pub fn save_household(
    state: State<'_, AppState>,
    request: SaveHouseholdRequest,
) -> Result<Household, CommandError> {
    let (mut book, now) = state.book()?;
    let household_id = request.household_id.as_deref().map(parse::household).transpose()?;
    let before = household_id.map(|id| book.household(id)).transpose()?;
    let saved = book.save_household(&request.input(before.as_ref())?, &now)?;
    Ok(Household::of(&book, saved, &now)?)
}

/// Writes down what somebody answered.
#[tauri::command(async)]
pub fn answer_facts(state: State<'_, AppState>, request: AnswerFactsRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let people = parse::people(&request.person_ids)?;
    Ok(book.answer_facts_for(&people, request.levy_year, &request.fact, &request.value, &now)?)
}
