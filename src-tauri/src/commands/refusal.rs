//! The sheet to be signed by those who do not want to enrol.

use super::{
    canvass::CanvassHouseholdRequest,
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
use serde::Deserialize;
use tauri::State;
use ts_rs::TS;

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

/// The sheet to be signed by those who do not want to enrol, as it will look.
#[tauri::command(async)]
pub fn refusal_preview(
    state: State<'_, AppState>,
    request: CanvassHouseholdRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, now) = state.book()?;
    Ok(paper::canvass_refusal(&book, request.household()?, now.on())?.into())
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
