//! Visits to those who have not paid, and where people are.

use super::{
    canvass::{CanvassHousehold, outcome_label},
    parse,
};
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::{
    canvass::{self, Signature},
    codes,
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

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
