//! 动员: who has not paid, household by household, and what whoever goes there needs to know.

use super::{
    household::PersonRequest,
    parse,
    visit::{CanvassVisit, CanvassWhereabouts},
};
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::{
    Book,
    canvass::{self, CadreFilter, ListFilter},
    codes::{self, EnrolmentState},
    person::Person,
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// The filter word for households for which nobody answers.
const NOBODY: &str = "nobody";

/// Whom to list.
#[derive(Debug, Deserialize, TS)]
pub struct CanvassFilter {
    /// `null` = all groups.
    village_group: Option<String>,
    /// `null` = everyone's, `nobody` = those for whom nobody answers, else the cadre's id.
    cadre: Option<String>,
    due_only: bool,
    with_refused: bool,
}

/// Whom to list, and a page from 1.
#[derive(Debug, Deserialize, TS)]
pub struct CanvassListRequest {
    filter: CanvassFilter,
    page: u32,
}

/// A page of who has not paid.
#[derive(Debug, Serialize, TS)]
pub struct CanvassPage {
    rows: Vec<CanvassRow>,
    people: u32,
    households: u32,
    overdue: u32,
    today: u32,
    never: u32,
    page: u32,
    pages: u32,
}

/// One person who has not paid.
#[derive(Debug, Serialize, TS)]
pub struct CanvassRow {
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    address: String,
    person_id: Uuid,
    name: String,
    /// The word, such as 配偶.
    relation: &'static str,
    age: Option<u32>,
    phone: String,
    #[ts(type = "'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused'")]
    state: &'static str,
    state_label: &'static str,
    is_present: bool,
    /// Where he is, in words; empty if nobody knows.
    whereabouts: String,
    /// Who answers for him; empty if nobody does.
    cadre: String,
    visits: u32,
    last: Option<CanvassLast>,
    next_on: Option<NaiveDate>,
    #[ts(type = "'overdue' | 'today' | 'later'")]
    due: &'static str,
}

/// The newest visit.
#[derive(Debug, Serialize, TS)]
pub struct CanvassLast {
    visited_on: NaiveDate,
    way: &'static str,
    visitor: String,
    outcome: &'static str,
    note: String,
}

/// What can be heard, how somebody is reached, where he can be.
#[derive(Debug, Serialize, TS)]
pub struct CanvassCodes {
    outcomes: Vec<CanvassOutcome>,
    ways: Vec<CanvassCode>,
    whereabouts: Vec<CanvassCode>,
    /// What the notice says about those who refuse; `null` where it says nothing.
    warning: Option<CanvassWarning>,
    /// The book's day.
    today: NaiveDate,
    /// Who has the book open.
    user: String,
}

/// A code and what people call it.
#[derive(Debug, Serialize, TS)]
pub struct CanvassCode {
    code: &'static str,
    label: &'static str,
}

/// What can be heard at a visit.
#[derive(Debug, Serialize, TS)]
pub struct CanvassOutcome {
    code: &'static str,
    label: &'static str,
    /// The digit that is typed for it.
    key: &'static str,
    /// It wants a note.
    needs_note: bool,
    /// It is a refusal.
    refuses: bool,
}

/// The notice's own sentence.
#[derive(Debug, Serialize, TS)]
pub struct CanvassWarning {
    article: String,
    quote: String,
}

/// Which household.
#[derive(Debug, Deserialize, TS)]
pub struct CanvassHouseholdRequest {
    household_id: String,
}

impl CanvassHouseholdRequest {
    pub(super) fn household(&self) -> cunshou_core::Result<Uuid> {
        parse::household(&self.household_id)
    }
}

/// A household as whoever goes there needs it.
#[derive(Debug, Serialize, TS)]
pub struct CanvassHousehold {
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    address: String,
    phone: String,
    members: Vec<CanvassMember>,
    visits: Vec<CanvassVisit>,
    /// The cadre who answers for this household itself; empty = the cadre of its group.
    cadre_id: String,
    /// Who answers for it; empty if nobody does.
    cadre: String,
    /// Somebody of it said last that he will not: the sheet to be signed can be printed.
    can_print_refusal: bool,
}

/// A member who is here.
#[derive(Debug, Serialize, TS)]
pub struct CanvassMember {
    person_id: Uuid,
    name: String,
    relation: &'static str,
    age: Option<u32>,
    phone: String,
    #[ts(type = "'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused'")]
    state: &'static str,
    state_label: &'static str,
    /// Newest first.
    whereabouts: Vec<CanvassWhereabouts>,
}

/// One person with what was heard of him.
#[derive(Debug, Serialize, TS)]
pub struct CanvassPerson {
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    member: CanvassMember,
    /// Empty for who is here.
    standing_label: &'static str,
    /// Who answers for his household; empty if nobody does.
    cadre: String,
    /// Newest first.
    visits: Vec<CanvassVisit>,
}

pub(super) fn outcome_label(code: &str) -> &'static str {
    codes::canvass_outcome(code).map_or("", |outcome| outcome.label)
}

impl TryFrom<CanvassFilter> for ListFilter {
    type Error = cunshou_core::Error;

    fn try_from(filter: CanvassFilter) -> Result<Self, cunshou_core::Error> {
        let cadre = match filter.cadre.as_deref() {
            None | Some("") => CadreFilter::Any,
            Some(NOBODY) => CadreFilter::Nobody,
            Some(id) => CadreFilter::Of(parse::cadre(id)?),
        };
        let CanvassFilter { village_group, due_only, with_refused, .. } = filter;
        Ok(Self { village_group, cadre, due_only, with_refused })
    }
}

impl From<canvass::CanvassRow> for CanvassRow {
    fn from(row: canvass::CanvassRow) -> Self {
        Self {
            household_id: row.household_id,
            hh_no: row.hh_no,
            head: row.head,
            village_group: row.village_group,
            address: row.address,
            person_id: row.person_id,
            name: row.name,
            relation: codes::relation_label(&row.relation),
            age: row.age,
            phone: row.phone,
            state: row.state.word(),
            state_label: row.state.label(),
            is_present: row.is_present,
            whereabouts: row.whereabouts.map(|there| there.words()).unwrap_or_default(),
            cadre: row.cadre.map(|(_, name)| name).unwrap_or_default(),
            visits: row.visits,
            last: row.last.map(|last| CanvassLast {
                visited_on: last.visited_on,
                way: codes::canvass_way_label(&last.way),
                visitor: last.visitor,
                outcome: outcome_label(&last.outcome),
                note: last.note,
            }),
            next_on: row.next_on,
            due: row.due.word(),
        }
    }
}

impl From<canvass::CanvassPage> for CanvassPage {
    fn from(page: canvass::CanvassPage) -> Self {
        Self {
            rows: page.rows.into_iter().map(Into::into).collect(),
            people: page.people,
            households: page.households,
            overdue: page.overdue,
            today: page.today,
            never: page.never,
            page: page.page,
            pages: page.pages,
        }
    }
}

impl CanvassMember {
    fn of(
        person: &Person,
        state: Option<EnrolmentState>,
        whereabouts: Vec<canvass::Whereabouts>,
        on: NaiveDate,
    ) -> Self {
        Self {
            person_id: person.person_id,
            name: person.name.clone(),
            relation: codes::relation_label(&person.relation),
            age: person.age_on(on),
            phone: person.phone.clone(),
            state: state.map_or("unpaid", EnrolmentState::word),
            state_label: state.map_or("", EnrolmentState::label),
            whereabouts: whereabouts.into_iter().map(Into::into).collect(),
        }
    }
}

impl CanvassPerson {
    fn of(found: canvass::CanvassPerson, on: NaiveDate) -> Self {
        let canvass::CanvassPerson { person, household, state, visits, whereabouts, cadre } = found;
        let standing = (!person.is_present()).then(|| codes::fact_label("standing", person.standing.word()));
        Self {
            household_id: household.household_id,
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            member: CanvassMember::of(&person, state, whereabouts, on),
            standing_label: standing.unwrap_or_default(),
            hh_no: household.hh_no,
            village_group: household.village_group,
            cadre: cadre.unwrap_or_default(),
            visits: visits.into_iter().map(Into::into).collect(),
        }
    }
}

impl CanvassHousehold {
    pub(super) fn of(book: &Book, household_id: Uuid, on: NaiveDate) -> cunshou_core::Result<Self> {
        let mut found = book.canvass_household(household_id, on)?;
        let household = found.household;
        let member = |person: &Person| {
            let there = found.whereabouts.remove(&person.person_id).unwrap_or_default();
            CanvassMember::of(person, found.states.get(&person.person_id).copied(), there, on)
        };
        Ok(Self {
            household_id,
            hh_no: household.hh_no.clone(),
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            village_group: household.village_group.clone(),
            address: household.address.clone(),
            phone: household.phone().to_owned(),
            members: household.present().map(member).collect(),
            can_print_refusal: found.refuses,
            visits: found.visits.into_iter().map(Into::into).collect(),
            cadre_id: found.own_cadre.map(|id| id.to_string()).unwrap_or_default(),
            cadre: found.cadre.unwrap_or_default(),
        })
    }
}

/// The tables of canvassing, and the notice's sentence about those who refuse.
#[tauri::command(async)]
pub fn canvass_codes(state: State<'_, AppState>) -> Result<CanvassCodes, CommandError> {
    let (book, now) = state.book()?;
    let items = |table: &'static [codes::Code]| {
        table.iter().map(|item| CanvassCode { code: item.code, label: item.label }).collect()
    };
    let outcome = |outcome: &codes::CanvassOutcome| CanvassOutcome {
        code: outcome.code,
        label: outcome.label,
        key: outcome.key,
        needs_note: outcome.needs_note,
        refuses: outcome.code == canvass::REFUSED,
    };
    let warning = book.refusal_warning(now.on())?;
    Ok(CanvassCodes {
        outcomes: codes::canvass_outcomes().iter().map(outcome).collect(),
        ways: items(codes::canvass_ways()),
        whereabouts: items(codes::whereabouts_kinds()),
        warning: warning
            .map(|rule| CanvassWarning { article: rule.article.clone(), quote: rule.quote.clone() }),
        today: now.on(),
        user: book.user().to_owned(),
    })
}

/// Who has not paid: overdue visits first.
#[tauri::command(async)]
pub fn canvass_list(
    state: State<'_, AppState>,
    request: CanvassListRequest,
) -> Result<CanvassPage, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.canvass_list(&request.filter.try_into()?, request.page, now.on())?.into())
}

/// A household with its visits.
#[tauri::command(async)]
pub fn canvass_household(
    state: State<'_, AppState>,
    request: CanvassHouseholdRequest,
) -> Result<CanvassHousehold, CommandError> {
    let (book, now) = state.book()?;
    Ok(CanvassHousehold::of(&book, request.household()?, now.on())?)
}

/// A person with his visits.
#[tauri::command(async)]
pub fn canvass_person(
    state: State<'_, AppState>,
    request: PersonRequest,
) -> Result<CanvassPerson, CommandError> {
    let (book, now) = state.book()?;
    let found = book.canvass_person(parse::person(&request.person_id)?, now.on())?;
    Ok(CanvassPerson::of(found, now.on()))
}
