//! The blind count and the day's close.

use super::{
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
    close, journal,
    papers::{head_words, note_label},
};
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// What is to be counted; no sum of the book is told yet.
#[derive(Debug, Serialize, TS)]
pub struct CountForm {
    session_no: u32,
    business_date: NaiveDate,
    float: String,
    payments: u32,
    notes: Vec<Denomination>,
}

/// A note or coin.
#[derive(Debug, Serialize, TS)]
pub struct Denomination {
    note: String,
    label: String,
}

/// The drawer as it was counted.
#[derive(Debug, Deserialize, TS)]
pub struct CountRequest {
    notes: Vec<NotePieces>,
}

/// Pieces of one note.
#[derive(Debug, Deserialize, TS)]
pub struct NotePieces {
    note: String,
    pieces: u32,
}

impl NotePieces {
    /// The denomination as the screen sent it.
    pub(super) fn note(&self) -> &str {
        &self.note
    }

    /// How many.
    pub(super) fn pieces(&self) -> u32 {
        self.pieces
    }
}

/// What the count says beside the book.
#[derive(Debug, Serialize, TS)]
pub struct CountResult {
    counted: String,
    expected: String,
    variance: String,
    words: String,
}

/// The end of a session; both are wanted if the count differs.
#[derive(Debug, Deserialize, TS)]
pub struct CloseSessionRequest {
    difference_reason: Option<String>,
    difference_outcome: Option<String>,
}

/// Which close.
#[derive(Debug, Deserialize, TS)]
pub struct CloseRequest {
    close_no: u32,
}

/// Which close, and which printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintCloseRequest {
    close_no: u32,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

/// Which close, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveCloseRequest {
    close_no: u32,
    folder: String,
}

/// A stored close.
#[derive(Debug, Serialize, TS)]
pub struct Close {
    close_no: u32,
    session_no: u32,
    business_date: NaiveDate,
    float: String,
    cash_taken: String,
    expected: String,
    counted: String,
    variance: String,
    difference_reason: Option<String>,
    payments: u32,
    people: u32,
    perpetual_due: String,
    /// The journal's head in words, to be compared by telephone.
    journal_head_words: String,
    closed_at: String,
    closed_by: String,
    /// The file of its package, once it was written.
    exported_to: Option<String>,
}

impl From<close::CountForm> for CountForm {
    fn from(form: close::CountForm) -> Self {
        let notes = close::DENOMINATIONS_FEN.iter().map(|fen| Yuan::from_fen(*fen));
        Self {
            session_no: form.session.session_no,
            business_date: form.session.business_date,
            float: form.session.float.to_string(),
            payments: form.payments,
            notes: notes
                .map(|note| Denomination { note: note.to_string(), label: note_label(note) })
                .collect(),
        }
    }
}

impl From<journal::CountRecord> for CountResult {
    fn from(count: journal::CountRecord) -> Self {
        let variance = count.variance;
        let words = match (variance.is_zero(), variance.is_negative()) {
            (true, _) => SAY.count_even.plain(),
            (false, false) => SAY.count_over.with(&[("amount", &variance)]),
            (false, true) => SAY.count_short.with(&[("amount", &variance.negated())]),
        };
        Self {
            counted: count.counted.to_string(),
            expected: count.expected.to_string(),
            variance: variance.to_string(),
            words,
        }
    }
}

impl From<close::Close> for Close {
    fn from(close: close::Close) -> Self {
        let record = close.record;
        Self {
            close_no: record.close_no,
            session_no: record.session_no,
            business_date: record.business_date,
            float: record.float.to_string(),
            cash_taken: record.cash.to_string(),
            expected: record.expected.to_string(),
            counted: record.counted.to_string(),
            variance: record.variance.to_string(),
            difference_reason: record.difference_reason,
            payments: record.payments,
            people: record.people,
            perpetual_due: record.perpetual_due.to_string(),
            journal_head_words: head_words(&close.head),
            closed_at: close.closed_at,
            closed_by: close.closed_by,
            exported_to: close.package_file,
        }
    }
}

/// The session to be counted.
#[tauri::command(async)]
pub fn count_form(state: State<'_, AppState>) -> Result<CountForm, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.count_form()?.into())
}

/// Records a blind count and only then tells the expected sum.
#[tauri::command(async)]
pub fn count(state: State<'_, AppState>, request: CountRequest) -> Result<CountResult, CommandError> {
    let (mut book, now) = state.book()?;
    let read =
        |line: &NotePieces| Ok(journal::NoteCount { note: parse::yuan(&line.note)?, pieces: line.pieces });
    let notes = request.notes.iter().map(read).collect::<cunshou_core::Result<Vec<_>>>()?;
    Ok(book.count(&notes, &now)?.into())
}

/// Closes the open session for good.
#[tauri::command(async)]
pub fn close_session(
    state: State<'_, AppState>,
    request: CloseSessionRequest,
) -> Result<Close, CommandError> {
    let (mut book, now) = state.book()?;
    let (reason, outcome) = (request.difference_reason.as_deref(), request.difference_outcome.as_deref());
    Ok(book.close_session(reason, outcome, &now)?.into())
}

/// All closes, newest first.
#[tauri::command(async)]
pub fn closes(state: State<'_, AppState>) -> Result<Vec<Close>, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.closes()?.into_iter().map(Into::into).collect())
}

/// The close sheet as it will look.
#[tauri::command(async)]
pub fn close_preview(
    state: State<'_, AppState>,
    request: CloseRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, _) = state.book()?;
    Ok(paper::close(&book, &book.close(request.close_no)?)?.into())
}

/// Writes the close sheet as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_close(state: State<'_, AppState>, request: SaveCloseRequest) -> Result<String, CommandError> {
    let (book, _) = state.book()?;
    let pdf = paper::close(&book, &book.close(request.close_no)?)?.pdf().map_err(AppFault::from)?;
    let facts: [(&str, &dyn std::fmt::Display); 2] =
        [("village_code", &book.identity().village_code), ("close_no", &request.close_no)];
    Ok(files::write(&request.folder, &SAY.close_file.with(&facts), &pdf)?)
}

/// Hands the close sheet to a printer; `print_job` says whether paper came out.
#[tauri::command(async)]
pub fn print_close(state: State<'_, AppState>, request: PrintCloseRequest) -> Result<PrintJob, CommandError> {
    let pdf = {
        let (book, _) = state.book()?;
        paper::close(&book, &book.close(request.close_no)?)?.pdf().map_err(AppFault::from)?
    };
    let title = format!("Z{}", request.close_no);
    let (_, told) = paper::print(&state, &pdf, &title, paper::a4(), request.printer.as_deref())?;
    Ok(told)
}
