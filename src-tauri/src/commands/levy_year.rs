//! The years of cover: which there are, what opening the next one carries over, opening it.

use crate::{error::CommandError, state::AppState};
use cunshou_core::levy_year::{self, Carried};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// Which year.
#[derive(Debug, Deserialize, TS)]
pub struct LevyYearRequest {
    levy_year: i32,
}

/// A year of cover.
#[derive(Debug, Serialize, TS)]
pub struct LevyYearRow {
    levy_year: i32,
    policy_title: String,
    #[ts(type = "'to_open' | 'open' | 'over'")]
    state: &'static str,
    is_current: bool,
    opened_at: Option<String>,
    opened_by: Option<String>,
    carried: Option<LevyYearCarried>,
    people: u32,
    paid: u32,
    paid_elsewhere: u32,
    exempt: u32,
    refused: u32,
    unpaid: u32,
    households: u32,
    households_done: u32,
}

/// What the opening of a year carries over.
#[derive(Debug, Serialize, TS)]
pub struct LevyYearCarried {
    people: u32,
    insured: u32,
    paid_not_acknowledged: u32,
    elsewhere: u32,
    not_insured: u32,
    not_born: u32,
    unknown: u32,
    categories: u32,
    categories_ended: u32,
    asked_again: u32,
}

impl From<Carried> for LevyYearCarried {
    fn from(carried: Carried) -> Self {
        Self {
            people: carried.people,
            insured: carried.insured,
            paid_not_acknowledged: carried.paid_not_acknowledged,
            elsewhere: carried.elsewhere,
            not_insured: carried.not_insured,
            not_born: carried.not_born,
            unknown: carried.unknown,
            categories: carried.categories,
            categories_ended: carried.categories_ended,
            asked_again: carried.asked_again,
        }
    }
}

impl From<levy_year::LevyYear> for LevyYearRow {
    fn from(year: levy_year::LevyYear) -> Self {
        let (people, households) = (year.progress.people, year.progress.households);
        Self {
            levy_year: year.levy_year,
            policy_title: year.policy_title,
            state: year.state.word(),
            is_current: year.is_current,
            opened_at: year.opened.as_ref().map(|opened| opened.at.clone()),
            opened_by: year.opened.as_ref().map(|opened| opened.user.clone()),
            carried: year.opened.map(|opened| opened.carried.into()),
            people: people.total,
            paid: people.paid,
            paid_elsewhere: people.paid_elsewhere,
            exempt: people.exempt,
            refused: people.refused,
            unpaid: people.unpaid,
            households: households.total,
            households_done: households.done,
        }
    }
}

/// The years of cover, newest first.
#[tauri::command(async)]
pub fn levy_years(state: State<'_, AppState>) -> Result<Vec<LevyYearRow>, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.levy_years(now.on())?.into_iter().map(Into::into).collect())
}

/// What opening a year would carry over.
#[tauri::command(async)]
pub fn preview_levy_year(
    state: State<'_, AppState>,
    request: LevyYearRequest,
) -> Result<LevyYearCarried, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.preview_levy_year(request.levy_year, &now)?.into())
}

/// Opens a year.
#[tauri::command(async)]
pub fn open_levy_year(
    state: State<'_, AppState>,
    request: LevyYearRequest,
) -> Result<LevyYearCarried, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.open_levy_year(request.levy_year, &now)?.into())
}
