//! 集体扶持: the resolutions of the village collective and what they have paid.

use super::parse;
use crate::{error::CommandError, state::AppState};
use cunshou_core::aid;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// What a resolution grants, and by which papers.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AidGrant {
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

/// A resolution with what it has paid.
#[derive(Debug, Serialize, TS)]
pub struct AidResolution {
    aid_no: u32,
    #[serde(flatten)]
    grant: AidGrant,
    paid: String,
    people: u32,
    /// `null` = no bound.
    left: Option<String>,
    is_ended: bool,
}

/// Which resolution pays no more, and why.
#[derive(Debug, Deserialize, TS)]
pub struct EndAidRequest {
    aid_no: u32,
    reason: String,
}

impl From<aid::AidGrant> for AidGrant {
    fn from(grant: aid::AidGrant) -> Self {
        Self {
            levy_year: grant.levy_year,
            resolution_no: grant.resolution_no,
            resolved_on: grant.resolved_on.to_string(),
            source: grant.source,
            who: grant.who,
            most_each: grant.most_each.to_string(),
            budget: grant.budget.map(|sum| sum.to_string()),
            paper: grant.paper,
        }
    }
}

impl From<aid::Resolution> for AidResolution {
    fn from(aid: aid::Resolution) -> Self {
        Self {
            aid_no: aid.aid_no,
            grant: aid.grant.into(),
            paid: aid.paid.to_string(),
            people: aid.people,
            left: aid.left.map(|sum| sum.to_string()),
            is_ended: aid.is_ended,
        }
    }
}

impl TryFrom<AidGrant> for aid::AidGrant {
    type Error = cunshou_core::Error;

    fn try_from(grant: AidGrant) -> cunshou_core::Result<Self> {
        Ok(Self {
            levy_year: grant.levy_year,
            resolved_on: parse::day("resolved_on", &grant.resolved_on)?,
            most_each: parse::yuan(&grant.most_each)?,
            budget: grant.budget.as_deref().map(parse::yuan).transpose()?,
            resolution_no: grant.resolution_no,
            source: grant.source,
            who: grant.who,
            paper: grant.paper,
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
pub fn resolve_aid(state: State<'_, AppState>, request: AidGrant) -> Result<AidResolution, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.resolve_aid(&request.try_into()?, &now)?.into())
}

/// From now on a resolution pays no more.
#[tauri::command(async)]
pub fn end_aid(state: State<'_, AppState>, request: EndAidRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.end_aid(request.aid_no, &request.reason, &now)?)
}
