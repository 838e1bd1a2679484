//! 动员: visits to those who have not paid, where they are, who answers for them, the list for the next round.

use super::{
    household::PersonRequest,
    paper::{self, PreviewPages},
    parse,
    printing::PrintJob,
};
use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use chrono::NaiveDate;
use cunshou_core::{
    Book,
    canvass::{self, CadreFilter, ListFilter, Signature},
    codes::{self, EnrolmentState},
    person::Person,
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// The filter word for households for which nobody answers.
const NOBODY: &str = "nobody";
/// Pages of a long list that the screen draws; the rest is on paper.
const PAGES_SHOWN: usize = 4;

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

/// Where somebody was or is.
#[derive(Debug, Serialize, TS)]
pub struct CanvassWhereabouts {
    kind: String,
    words: String,
    place: String,
    phone: String,
    as_of: NaiveDate,
    user: String,
}

/// A visit as it was written down.
#[derive(Debug, Serialize, TS)]
pub struct CanvassVisit {
    visit_no: u32,
    levy_year: i32,
    visited_on: NaiveDate,
    visitor: String,
    way: String,
    way_label: &'static str,
    met: String,
    note: String,
    next_on: Option<NaiveDate>,
    warned: bool,
    signed: Option<bool>,
    signed_on: Option<NaiveDate>,
    marked: bool,
    corrects: Option<u32>,
    corrected_by: Option<u32>,
    at: String,
    user: String,
    answers: Vec<CanvassAnswer>,
}

/// What was heard about whom.
#[derive(Debug, Serialize, TS)]
pub struct CanvassAnswer {
    person_id: Uuid,
    name: String,
    outcome: String,
    label: &'static str,
}

/// A visit as it was typed.
#[derive(Debug, Deserialize, TS)]
pub struct VisitRequest {
    household_id: String,
    visited_on: String,
    /// Empty = who has the book open.
    visitor: String,
    way: String,
    met: String,
    note: String,
    next_on: Option<String>,
    /// Empty only with `corrects`: that visit did not happen.
    answers: Vec<VisitAnswerInput>,
    warned: bool,
    /// `null` = there is no sheet.
    signed: Option<bool>,
    signed_on: Option<String>,
    mark_refused: bool,
    corrects: Option<u32>,
}

/// What was heard about one person.
#[derive(Debug, Deserialize, TS)]
pub struct VisitAnswerInput {
    person_id: String,
    outcome: String,
}

/// Where somebody is, as it was typed.
#[derive(Debug, Deserialize, TS)]
pub struct WhereaboutsRequest {
    person_id: String,
    kind: String,
    place: String,
    phone: String,
    as_of: String,
    feeds_roster: bool,
}

/// Who answers for whom.
#[derive(Debug, Serialize, TS)]
pub struct CadreDuties {
    cadres: Vec<CadreItem>,
    groups: Vec<CadreGroup>,
}

/// A cadre.
#[derive(Debug, Serialize, TS)]
pub struct CadreItem {
    cadre_id: Uuid,
    name: String,
    phone: String,
    groups: Vec<String>,
    households: Vec<CadreHousehold>,
}

/// A household with a cadre of its own.
#[derive(Debug, Serialize, TS)]
pub struct CadreHousehold {
    household_id: Uuid,
    hh_no: String,
    head: String,
}

/// A village group.
#[derive(Debug, Serialize, TS)]
pub struct CadreGroup {
    village_group: String,
    households: u32,
    cadre_id: Option<Uuid>,
}

/// A cadre as he was typed.
#[derive(Debug, Deserialize, TS)]
pub struct CadreRequest {
    /// `null` = a new one.
    cadre_id: Option<String>,
    name: String,
    phone: String,
    groups: Vec<String>,
}

/// Which cadre.
#[derive(Debug, Deserialize, TS)]
pub struct CadreIdRequest {
    cadre_id: String,
}

/// Which household, and who answers for it.
#[derive(Debug, Deserialize, TS)]
pub struct CadreOfHouseholdRequest {
    household_id: String,
    /// `null` = the cadre of its group.
    cadre_id: Option<String>,
}

/// A list for a round.
#[derive(Debug, Serialize, TS)]
pub struct CanvassRound {
    round_no: u32,
    levy_year: i32,
    title: String,
    visitor: String,
    left_out: u32,
    rows: u32,
    entered: u32,
    at: String,
    user: String,
}

/// Which list, and from which row.
#[derive(Debug, Deserialize, TS)]
pub struct RoundRequest {
    round_no: u32,
    first_row: u32,
}

/// Some rows of a list.
#[derive(Debug, Serialize, TS)]
pub struct RoundPage {
    round: CanvassRound,
    rows: Vec<RoundRow>,
}

/// One row of a list.
#[derive(Debug, Serialize, TS)]
pub struct RoundRow {
    row_no: u32,
    /// `null` if he is not in the book any more.
    person: Option<CanvassRow>,
    /// There is no need to go there any more.
    is_done: bool,
    entered: Option<RoundEntered>,
}

/// What was entered for a row.
#[derive(Debug, Serialize, TS)]
pub struct RoundEntered {
    outcome: String,
    label: &'static str,
    visited_on: NaiveDate,
    next_on: Option<NaiveDate>,
}

/// What was written beside some rows.
#[derive(Debug, Deserialize, TS)]
pub struct RoundEntryRequest {
    round_no: u32,
    /// `12`, `12-14`, `3,5`.
    rows: String,
    /// The code, or the digit on the paper.
    outcome: String,
    visited_on: String,
    visitor: String,
    way: String,
    note: String,
    next_on: Option<String>,
    replace: bool,
}

/// Which list.
#[derive(Debug, Deserialize, TS)]
pub struct RoundNoRequest {
    round_no: u32,
}

/// Which list, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveRoundRequest {
    round_no: u32,
    folder: String,
}

/// Which list, and which printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintRoundRequest {
    round_no: u32,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

/// Whose sheet, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveRefusalRequest {
    household_id: String,
    folder: String,
}

/// Whose sheet, and which printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintRefusalRequest {
    household_id: String,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

fn cadre_id(text: &str) -> Result<Uuid, cunshou_core::Error> {
    text.parse().map_err(|_| cunshou_core::Error::NoSuchCadre { name: text.to_owned() })
}

fn outcome_label(code: &str) -> &'static str {
    codes::canvass_outcome(code).map_or("", |outcome| outcome.label)
}

impl TryFrom<CanvassFilter> for ListFilter {
    type Error = cunshou_core::Error;

    fn try_from(filter: CanvassFilter) -> Result<Self, cunshou_core::Error> {
        let cadre = match filter.cadre.as_deref() {
            None | Some("") => CadreFilter::Any,
            Some(NOBODY) => CadreFilter::Nobody,
            Some(id) => CadreFilter::Of(cadre_id(id)?),
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

impl From<canvass::Visit> for CanvassVisit {
    fn from(visit: canvass::Visit) -> Self {
        Self {
            visit_no: visit.visit_no,
            levy_year: visit.levy_year,
            visited_on: visit.visited_on,
            visitor: visit.visitor,
            way_label: codes::canvass_way_label(&visit.way),
            way: visit.way,
            met: visit.met,
            note: visit.note,
            next_on: visit.next_on,
            warned: visit.warned.is_some(),
            signed: visit.signature.map(|signature| signature.signed),
            signed_on: visit.signature.map(|signature| signature.on),
            marked: visit.marked,
            corrects: visit.corrects,
            corrected_by: visit.corrected_by,
            at: visit.at,
            user: visit.user,
            answers: visit
                .answers
                .into_iter()
                .map(|answer| CanvassAnswer {
                    person_id: answer.person_id,
                    name: answer.name,
                    label: outcome_label(&answer.outcome),
                    outcome: answer.outcome,
                })
                .collect(),
        }
    }
}

impl From<canvass::Whereabouts> for CanvassWhereabouts {
    fn from(there: canvass::Whereabouts) -> Self {
        Self {
            words: there.words(),
            kind: there.kind,
            place: there.place,
            phone: there.phone,
            as_of: there.as_of,
            user: there.user,
        }
    }
}

impl From<canvass::Round> for CanvassRound {
    fn from(round: canvass::Round) -> Self {
        let canvass::Round { round_no, levy_year, title, visitor, left_out, rows, entered, at, user } = round;
        Self { round_no, levy_year, title, visitor, left_out, rows, entered, at, user }
    }
}

impl From<canvass::RoundRow> for RoundRow {
    fn from(row: canvass::RoundRow) -> Self {
        Self {
            row_no: row.row_no,
            is_done: row.is_done(),
            person: row.person.map(Into::into),
            entered: row.entered.map(|entered| RoundEntered {
                label: outcome_label(&entered.outcome),
                outcome: entered.outcome,
                visited_on: entered.visited_on,
                next_on: entered.next_on,
            }),
        }
    }
}

impl From<canvass::Cadre> for CadreItem {
    fn from(cadre: canvass::Cadre) -> Self {
        Self {
            cadre_id: cadre.cadre_id,
            name: cadre.name,
            phone: cadre.phone,
            groups: cadre.groups,
            households: cadre
                .households
                .into_iter()
                .map(|household| CadreHousehold {
                    household_id: household.household_id,
                    hh_no: household.hh_no,
                    head: household.head,
                })
                .collect(),
        }
    }
}

impl CadreDuties {
    fn of(book: &Book) -> cunshou_core::Result<Self> {
        let group = |group: canvass::GroupDuty| CadreGroup {
            village_group: group.village_group,
            households: group.households,
            cadre_id: group.cadre_id,
        };
        Ok(Self {
            cadres: book.cadres()?.into_iter().map(Into::into).collect(),
            groups: book.group_duties()?.into_iter().map(group).collect(),
        })
    }
}

impl TryFrom<VisitRequest> for canvass::VisitInput {
    type Error = cunshou_core::Error;

    fn try_from(request: VisitRequest) -> Result<Self, cunshou_core::Error> {
        let visited_on = parse::day("visited_on", &request.visited_on)?;
        let signed_on = parse::day_or_none("signed_on", request.signed_on.as_deref())?;
        let answer = |answer: VisitAnswerInput| {
            Ok(canvass::Answer { person_id: parse::person(&answer.person_id)?, outcome: answer.outcome })
        };
        Ok(Self {
            household_id: parse::household(&request.household_id)?,
            visited_on,
            visitor: request.visitor,
            way: request.way,
            met: request.met,
            note: request.note,
            next_on: parse::day_or_none("next_on", request.next_on.as_deref())?,
            answers: request.answers.into_iter().map(answer).collect::<Result<_, cunshou_core::Error>>()?,
            warned: request.warned,
            // A sheet without a day of its own was signed at the visit.
            signature: request.signed.map(|signed| Signature { signed, on: signed_on.unwrap_or(visited_on) }),
            mark_refused: request.mark_refused,
            corrects: request.corrects,
        })
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
    fn of(book: &Book, household_id: Uuid, on: NaiveDate) -> cunshou_core::Result<Self> {
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
    Ok(CanvassHousehold::of(&book, parse::household(&request.household_id)?, now.on())?)
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

/// Writes a visit down.
#[tauri::command(async)]
pub fn record_visit(
    state: State<'_, AppState>,
    request: VisitRequest,
) -> Result<CanvassHousehold, CommandError> {
    let (mut book, now) = state.book()?;
    let visit = book.record_visit(&request.try_into()?, &now)?;
    Ok(CanvassHousehold::of(&book, visit.household_id, now.on())?)
}

/// Writes down where somebody is.
#[tauri::command(async)]
pub fn record_whereabouts(
    state: State<'_, AppState>,
    request: WhereaboutsRequest,
) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let input = canvass::WhereaboutsInput {
        person_id: parse::person(&request.person_id)?,
        as_of: parse::day("as_of", &request.as_of)?,
        kind: request.kind,
        place: request.place,
        phone: request.phone,
        feeds_roster: request.feeds_roster,
    };
    Ok(book.record_whereabouts(&input, &now)?)
}

/// The cadres and the groups.
#[tauri::command(async)]
pub fn cadres(state: State<'_, AppState>) -> Result<CadreDuties, CommandError> {
    let (book, _) = state.book()?;
    Ok(CadreDuties::of(&book)?)
}

/// Writes a cadre down with his groups.
#[tauri::command(async)]
pub fn save_cadre(state: State<'_, AppState>, request: CadreRequest) -> Result<CadreDuties, CommandError> {
    let (mut book, now) = state.book()?;
    let input = canvass::CadreInput {
        cadre_id: request.cadre_id.as_deref().map(cadre_id).transpose()?,
        name: request.name,
        phone: request.phone,
        groups: request.groups,
    };
    book.save_cadre(&input, &now)?;
    Ok(CadreDuties::of(&book)?)
}

/// Takes a cadre off the list.
#[tauri::command(async)]
pub fn remove_cadre(
    state: State<'_, AppState>,
    request: CadreIdRequest,
) -> Result<CadreDuties, CommandError> {
    let (mut book, now) = state.book()?;
    book.remove_cadre(cadre_id(&request.cadre_id)?, &now)?;
    Ok(CadreDuties::of(&book)?)
}

/// Lets a cadre answer for one household.
#[tauri::command(async)]
pub fn assign_household(
    state: State<'_, AppState>,
    request: CadreOfHouseholdRequest,
) -> Result<CanvassHousehold, CommandError> {
    let (mut book, now) = state.book()?;
    let household_id = parse::household(&request.household_id)?;
    let cadre_id = request.cadre_id.as_deref().map(cadre_id).transpose()?;
    book.assign_household(household_id, cadre_id, &now)?;
    Ok(CanvassHousehold::of(&book, household_id, now.on())?)
}

/// The newest lists for rounds.
#[tauri::command(async)]
pub fn rounds(state: State<'_, AppState>) -> Result<Vec<CanvassRound>, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.rounds()?.into_iter().map(Into::into).collect())
}

/// Makes a list for a round.
#[tauri::command(async)]
pub fn make_round(state: State<'_, AppState>, request: CanvassFilter) -> Result<CanvassRound, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.make_round(&request.try_into()?, &now)?.into())
}

/// At most a hundred rows of a list.
#[tauri::command(async)]
pub fn round(state: State<'_, AppState>, request: RoundRequest) -> Result<RoundPage, CommandError> {
    let (book, now) = state.book()?;
    let page = book.round_page(request.round_no, request.first_row, now.on())?;
    Ok(RoundPage { round: page.round.into(), rows: page.rows.into_iter().map(Into::into).collect() })
}

/// Enters what was written beside some rows.
#[tauri::command(async)]
pub fn enter_round(
    state: State<'_, AppState>,
    request: RoundEntryRequest,
) -> Result<Vec<RoundRow>, CommandError> {
    let (mut book, now) = state.book()?;
    let entry = canvass::RoundEntry {
        round_no: request.round_no,
        rows: canvass::parse_rows(&request.rows)?,
        outcome: request.outcome,
        visited_on: parse::day("visited_on", &request.visited_on)?,
        visitor: request.visitor,
        way: request.way,
        note: request.note,
        next_on: parse::day_or_none("next_on", request.next_on.as_deref())?,
        replace: request.replace,
    };
    Ok(book.enter_round(&entry, &now)?.into_iter().map(Into::into).collect())
}

/// The first pages of a list as they will look.
#[tauri::command(async)]
pub fn round_preview(
    state: State<'_, AppState>,
    request: RoundNoRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, now) = state.book()?;
    let mut sheet = paper::canvass_round(&book, request.round_no, now.on())?;
    sheet.pages.truncate(PAGES_SHOWN);
    Ok(sheet.into())
}

/// Writes a list as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_round(state: State<'_, AppState>, request: SaveRoundRequest) -> Result<String, CommandError> {
    let (book, now) = state.book()?;
    let sheet = paper::canvass_round(&book, request.round_no, now.on())?;
    let name = SAY.round_file.with(&[("round_no", &request.round_no)]);
    Ok(files::write(&request.folder, &name, &sheet.pdf().map_err(AppFault::from)?)?)
}

/// Hands a list to a printer; `print_job` says whether paper came out.
#[tauri::command(async)]
pub fn print_round(state: State<'_, AppState>, request: PrintRoundRequest) -> Result<PrintJob, CommandError> {
    let sheet = {
        let (book, now) = state.book()?;
        paper::canvass_round(&book, request.round_no, now.on())?
    };
    let title = format!("D{}", request.round_no);
    let (_, told) = paper::hand_over(&state, sheet, &title, request.printer.as_deref())?;
    Ok(told)
}

/// The sheet to be signed by those who do not want to enrol, as it will look.
#[tauri::command(async)]
pub fn refusal_preview(
    state: State<'_, AppState>,
    request: CanvassHouseholdRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, now) = state.book()?;
    Ok(paper::canvass_refusal(&book, parse::household(&request.household_id)?, now.on())?.into())
}

/// Writes that sheet as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_refusal(state: State<'_, AppState>, request: SaveRefusalRequest) -> Result<String, CommandError> {
    let (book, now) = state.book()?;
    let household_id = parse::household(&request.household_id)?;
    let sheet = paper::canvass_refusal(&book, household_id, now.on())?;
    let name = SAY.refusal_file.with(&[("hh_no", &book.household(household_id)?.hh_no)]);
    Ok(files::write(&request.folder, &name, &sheet.pdf().map_err(AppFault::from)?)?)
}

/// Hands that sheet to a printer; `print_job` says whether paper came out.
#[tauri::command(async)]
pub fn print_refusal(
    state: State<'_, AppState>,
    request: PrintRefusalRequest,
) -> Result<PrintJob, CommandError> {
    let sheet = {
        let (book, now) = state.book()?;
        paper::canvass_refusal(&book, parse::household(&request.household_id)?, now.on())?
    };
    let (_, told) = paper::hand_over(&state, sheet, "D", request.printer.as_deref())?;
    Ok(told)
}
