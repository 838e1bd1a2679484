//! The sheet with the recovery key, for the township's safe. The key comes from the screen that was told it once.

use super::{
    paper::{self, PreviewPages},
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

/// The key as it was shown.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct RecoveryRequest {
    recovery_key: String,
}

/// The key as it was shown, and where to.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct SaveRecoveryRequest {
    recovery_key: String,
    folder: String,
}

/// The key as it was shown, and which printer.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct PrintRecoveryRequest {
    recovery_key: String,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

/// The sheet as it will look.
#[tauri::command(async)]
pub fn recovery_preview(
    state: State<'_, AppState>,
    request: RecoveryRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, now) = state.book()?;
    Ok(paper::recovery_key(&book, &request.recovery_key, now.on())?.into())
}

/// Writes the sheet as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_recovery(
    state: State<'_, AppState>,
    request: SaveRecoveryRequest,
) -> Result<String, CommandError> {
    let (book, now) = state.book()?;
    let sheet = paper::recovery_key(&book, &request.recovery_key, now.on())?;
    let name = SAY.recovery_file.with(&[("village_code", &book.identity().village_code)]);
    Ok(files::write(&request.folder, &name, &sheet.pdf().map_err(AppFault::from)?)?)
}

/// Hands the sheet to a printer; `print_job` says whether paper came out.
#[tauri::command(async)]
pub fn print_recovery(
    state: State<'_, AppState>,
    request: PrintRecoveryRequest,
) -> Result<PrintJob, CommandError> {
    let sheet = {
        let (book, now) = state.book()?;
        paper::recovery_key(&book, &request.recovery_key, now.on())?
    };
    let (_, told) = paper::hand_over(&state, sheet, "K", request.printer.as_deref())?;
    Ok(told)
}
