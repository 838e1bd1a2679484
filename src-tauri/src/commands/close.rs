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
    Error, close, codes, journal,
    papers::{head_words, note_label, short_or_over},
    session,
};
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// What is to be counted; no sum of the book is told yet.
#[derive(Debug, Serialize, TS)]
pub struct CountForm {
    /// Sent back with the count: the same form again is the same count.
    count_id: Uuid,
    session_no: u32,
    business_date: NaiveDate,
    float: String,
    payments: u32,
    notes: Vec<Denomination>,
}

/// X: what the open session did so far. The cash that should lie in the drawer is not told: the count is blind.
#[derive(Debug, Serialize, TS)]
pub struct Interim {
    session_no: u32,
    business_date: NaiveDate,
    opened_at: String,
    /// Receipts issued, by whatever means.
    receipts: u32,
    /// Of them taken back.
    voids: u32,
    /// Payments without cash (帮办扫码), and their sum.
    scans: u32,
    scanned: String,
    /// Cash that went from the drawer to the bank.
    remitted: String,
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
    count_id: Uuid,
    notes: Vec<NotePieces>,
}

/// Pieces of one note.
#[derive(Debug, Deserialize, TS)]
pub struct NotePieces {
    note: String,
    pieces: u32,
}

impl CloseRequest {
    /// The close's number.
    pub(super) fn close_no(&self) -> u32 {
        self.close_no
    }
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
    /// What becomes of the difference.
    difference_outcome: Option<&'static str>,
    payments: u32,
    people: u32,
    perpetual_due: String,
    /// `null` for a close of an older program.
    also: Option<CloseAlso>,
    /// What was open of differences when it was made; `null` for a close of an older program.
    differences: Option<CloseDifferences>,
    /// The journal's head in words, to be compared by telephone.
    journal_head_words: String,
    closed_at: String,
    closed_by: String,
    /// The file of its package, once it was written.
    exported_to: Option<String>,
}

/// What a session did besides taking cash, and what the book ever did.
#[derive(Debug, Serialize, TS)]
pub struct CloseAlso {
    voids: u32,
    /// Cash that went back for them.
    cash_back: String,
    reversals: u32,
    /// Cash that went back for them, out of what lay ready for the bank.
    reversed: String,
    /// Cash that went from the drawer to the bank.
    remitted_from_drawer: String,
    scans: u32,
    scanned: String,
    collective_aid: String,
    perpetual_taken: String,
    perpetual_back: String,
    perpetual_remitted: String,
    /// Cash that was not paid in when the session was closed.
    unremitted: String,
}

/// Differences that were not settled when a session was closed.
#[derive(Debug, Serialize, TS)]
pub struct CloseDifferences {
    /// Those of earlier closes, oldest first.
    carried: Vec<CarriedDifference>,
    /// Missing money in all, its own with it unless it was made up on the spot.
    short: String,
    /// Money too much in all.
    over: String,
}

/// A difference of an earlier close.
#[derive(Debug, Serialize, TS)]
pub struct CarriedDifference {
    close_no: u32,
    business_date: NaiveDate,
    open_words: String,
}

impl From<journal::CloseDifferences> for CloseDifferences {
    fn from(all: journal::CloseDifferences) -> Self {
        let carried = |one: journal::CarriedDifference| CarriedDifference {
            close_no: one.close_no,
            business_date: one.business_date,
            open_words: short_or_over(one.open),
        };
        Self {
            carried: all.carried.into_iter().map(carried).collect(),
            short: all.short.to_string(),
            over: all.over.to_string(),
        }
    }
}

impl From<journal::CloseAlso> for CloseAlso {
    fn from(also: journal::CloseAlso) -> Self {
        Self {
            voids: also.voids,
            cash_back: also.cash_back.to_string(),
            reversals: also.reversals,
            reversed: also.reversed.to_string(),
            remitted_from_drawer: also.remitted_from_drawer.to_string(),
            scans: also.scans,
            scanned: also.scanned.to_string(),
            collective_aid: also.collective_aid.to_string(),
            perpetual_taken: also.perpetual_taken.to_string(),
            perpetual_back: also.perpetual_back.to_string(),
            perpetual_remitted: also.perpetual_remitted.to_string(),
            unremitted: also.unremitted.to_string(),
        }
    }
}

impl From<session::OpenSession> for Interim {
    fn from(open: session::OpenSession) -> Self {
        Self {
            session_no: open.session.session_no,
            business_date: open.session.business_date,
            opened_at: open.session.opened_at.to_rfc3339(),
            receipts: open.drawer.payments,
            voids: open.drawer.voids,
            scans: open.drawer.scans,
            scanned: open.drawer.scanned.to_string(),
            remitted: open.drawer.remitted.to_string(),
        }
    }
}

impl CountForm {
    fn new(count_id: Uuid, form: close::CountForm) -> Self {
        let notes = close::DENOMINATIONS_FEN.iter().map(|fen| Yuan::from_fen(*fen));
        Self {
            count_id,
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
            difference_outcome: record.difference_outcome.and_then(|code| outcome_label(&code)),
            payments: record.payments,
            people: record.people,
            perpetual_due: record.perpetual_due.to_string(),
            also: record.also.map(Into::into),
            differences: record.differences.map(|all| (*all).into()),
            journal_head_words: head_words(&close.head),
            closed_at: close.closed_at,
            closed_by: close.closed_by,
            exported_to: close.package_file,
        }
    }
}

fn outcome_label(code: &str) -> Option<&'static str> {
    codes::difference_outcomes().iter().find(|known| known.code == code).map(|known| known.label)
}

/// X: what the open session did so far; nothing is recorded.
#[tauri::command(async)]
pub fn interim(state: State<'_, AppState>) -> Result<Interim, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.session_status(&now)?.open.ok_or(Error::NoSession {})?.into())
}

/// The session to be counted.
#[tauri::command(async)]
pub fn count_form(state: State<'_, AppState>) -> Result<CountForm, CommandError> {
    let (book, now) = state.book()?;
    Ok(CountForm::new(now.id(), book.count_form()?))
}

/// Records a blind count and only then tells the expected sum.
#[tauri::command(async)]
pub fn count(state: State<'_, AppState>, request: CountRequest) -> Result<CountResult, CommandError> {
    let (mut book, now) = state.book()?;
    let read =
        |line: &NotePieces| Ok(journal::NoteCount { note: parse::yuan(&line.note)?, pieces: line.pieces });
    let notes = request.notes.iter().map(read).collect::<cunshou_core::Result<Vec<_>>>()?;
    Ok(book.count_by_form(request.count_id, &notes, &now)?.record.into())
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
    let sheet = {
        let (book, _) = state.book()?;
        paper::close(&book, &book.close(request.close_no)?)?
    };
    let title = format!("Z{}", request.close_no);
    let (_, told) = paper::hand_over(&state, sheet, &title, request.printer.as_deref())?;
    Ok(told)
}
