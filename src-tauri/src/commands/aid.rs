//! 集体扶持: the resolutions of the village collective and what they have paid.

use super::parse;
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::aid;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// A resolution with what it has paid.
#[derive(Debug, Serialize, TS)]
pub struct AidResolution {
    aid_no: u32,
    levy_year: i32,
    resolution_no: String,
    resolved_on: NaiveDate,
    source: String,
    who: String,
    most_each: String,
    /// `null` = no bound.
    budget: Option<String>,
    paper: String,
    paid: String,
    people: u32,
    /// `null` = no bound.
    left: Option<String>,
    is_ended: bool,
}

/// A resolution to enter.
#[derive(Debug, Deserialize, TS)]
pub struct ResolveAidRequest {
    levy_year: i32,
    resolution_no: String,
    resolved_on: String,
    source: String,
    who: String,
    most_each: String,
    /// `null` = no bound.
    budget: Option<String>,
    paper: String,
}

/// Which resolution pays no more, and why.
#[derive(Debug, Deserialize, TS)]
pub struct EndAidRequest {
    aid_no: u32,
    reason: String,
}

impl From<aid::Resolution> for AidResolution {
    fn from(aid: aid::Resolution) -> Self {
        Self {
            aid_no: aid.aid_no,
            levy_year: aid.levy_year,
            resolution_no: aid.resolution_no,
            resolved_on: aid.resolved_on,
            source: aid.source,
            who: aid.who,
            most_each: aid.most_each.to_string(),
            budget: aid.budget.map(|sum| sum.to_string()),
            paper: aid.paper,
            paid: aid.paid.to_string(),
            people: aid.people,
            left: aid.left.map(|sum| sum.to_string()),
            is_ended: aid.is_ended,
        }
    }
}

impl ResolveAidRequest {
    fn resolution(self) -> cunshou_core::Result<aid::NewResolution> {
        Ok(aid::NewResolution {
            levy_year: self.levy_year,
            resolved_on: parse::day("resolved_on", &self.resolved_on)?,
            most_each: parse::yuan(&self.most_each)?,
            budget: self.budget.as_deref().map(parse::yuan).transpose()?,
            resolution_no: self.resolution_no,
            source: self.source,
            who: self.who,
            paper: self.paper,
        })
    }
}

/// All resolutions, newest first.
#[tauri::command(async)]
pub fn resolutions(state: State<'_, AppState>) -> Result<Vec<AidResolution>, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.resolutions()?.into_iter().map(Into::into).collect())
}

/// Enters a resolution.
#[tauri::command(async)]
pub fn resolve_aid(
    state: State<'_, AppState>,
    request: ResolveAidRequest,
) -> Result<AidResolution, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.resolve_aid(&request.resolution()?, &now)?.into())
}

/// From now on a resolution pays no more.
#[tauri::command(async)]
pub fn end_aid(state: State<'_, AppState>, request: EndAidRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.end_aid(request.aid_no, &request.reason, &now)?)
}
