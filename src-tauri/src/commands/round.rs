//! Lists for rounds: made, printed, and entered again from the paper.

use super::{
    canvass::{CanvassFilter, CanvassRow, outcome_label},
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
use cunshou_core::canvass;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// Pages of a long list that the screen draws; the rest is on paper.
const PAGES_SHOWN: usize = 4;

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
