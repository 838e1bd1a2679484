//! Receipts printed together, or saved as one file: a village group's, a session's, or what was looked for.
//!
//! Invariant: which receipts these are, and which of them are reprints, is the book's word; what came out is counted sheet by
//! sheet (`crate::batch`).

use super::paper;
use crate::{
    batch::{self, Order},
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use cunshou_core::receipt::{BatchChoice, BatchGroup, BatchRow, BatchSession, CopyState, ReceiptBatch};
use cunshou_print::{self as print, BatchWhy, PrintError, Wish};
use serde::{Deserialize, Serialize};
use std::thread;
use tauri::{AppHandle, Manager as _, State};
use ts_rs::TS;

/// The most rows that the screen is told.
const ROWS: usize = 100;

/// Which receipts.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BatchRequest {
    /// Number, head, household or payer; empty: everyone.
    text: String,
    /// `null` = every group.
    village_group: Option<String>,
    /// `null` = every session.
    session_no: Option<u32>,
    /// Those too that came out before; they are reprints.
    printed_too: bool,
}

/// Which receipts, on which paper and printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintBatchRequest {
    batch: BatchRequest,
    paper: String,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

/// On which printer the rest of the last batch is to come out.
#[derive(Debug, Deserialize, TS)]
pub struct GoOnBatchRequest {
    printer: Option<String>,
}

/// Which receipts, on which paper, into which folder.
#[derive(Debug, Deserialize, TS)]
pub struct SaveBatchRequest {
    batch: BatchRequest,
    paper: String,
    folder: String,
}

/// How a batch is to be stopped.
#[derive(Debug, Deserialize, TS)]
pub struct StopBatchRequest {
    /// The sheet that is with the printer is cancelled too.
    drop_sheet: bool,
}

/// What can be chosen.
#[derive(Debug, Serialize, TS)]
pub struct BatchForm {
    groups: Vec<BatchGroupItem>,
    sessions: Vec<BatchSessionItem>,
}

/// A village group with receipts.
#[derive(Debug, Serialize, TS)]
pub struct BatchGroupItem {
    village_group: String,
    receipts: u32,
}

/// A session with receipts, in words.
#[derive(Debug, Serialize, TS)]
pub struct BatchSessionItem {
    session_no: u32,
    label: String,
    receipts: u32,
    is_open: bool,
}

/// What a choice comes to.
#[derive(Debug, Serialize, TS)]
pub struct BatchPlan {
    receipts: u32,
    /// Of them the first time.
    firsts: u32,
    /// Of them marked as reprints.
    reprints: u32,
    /// Of them handed to a printer with nobody knowing whether they came out.
    unsure: u32,
    /// Left out, since they were taken back.
    taken_back: u32,
    /// At most a hundred, in the order in which they come out.
    rows: Vec<BatchPlanRow>,
}

/// A receipt of a batch.
#[derive(Debug, Serialize, TS)]
pub struct BatchPlanRow {
    receipt_no: String,
    head: String,
    hh_no: String,
    village_group: String,
    due: String,
    printed: u32,
    unsure: bool,
}

/// How far the batch is that runs, or how the last one ended.
#[derive(Debug, Serialize, TS)]
pub struct BatchStatus {
    running: bool,
    /// It was asked to stop.
    stopping: bool,
    /// Receipts that came out.
    printed: u32,
    total: u32,
    /// The receipts on the sheet that is with the printer.
    in_hand: Vec<String>,
    /// How that sheet fares.
    words: String,
    /// How it ended, once it has.
    end: Option<BatchEnded>,
}

/// How a batch ended.
#[derive(Debug, Serialize, TS)]
pub struct BatchEnded {
    #[ts(type = "'finished' | 'stopped' | 'not_out' | 'refused' | 'unknown' | 'fault'")]
    why: &'static str,
    printed: u32,
    /// Receipts that did not come out.
    left: u32,
    /// The first of them.
    next_receipt_no: Option<String>,
    /// What happened, and how many came out.
    words: String,
    /// What to do about it; empty if nothing.
    todo: String,
}

impl From<BatchRequest> for BatchChoice {
    fn from(request: BatchRequest) -> Self {
        Self {
            text: request.text,
            village_group: request.village_group,
            session_no: request.session_no,
            printed_too: request.printed_too,
        }
    }
}

impl From<BatchGroup> for BatchGroupItem {
    fn from(group: BatchGroup) -> Self {
        Self { village_group: group.village_group, receipts: group.receipts }
    }
}

impl From<BatchSession> for BatchSessionItem {
    fn from(session: BatchSession) -> Self {
        let label = match session.close_no {
            None => SAY.batch_open_session.with(&[("date", &session.business_date)]),
            Some(close_no) => {
                SAY.batch_closed_session.with(&[("date", &session.business_date), ("close_no", &close_no)])
            }
        };
        Self {
            session_no: session.session_no,
            label,
            receipts: session.receipts,
            is_open: session.close_no.is_none(),
        }
    }
}

impl From<BatchRow> for BatchPlanRow {
    fn from(row: BatchRow) -> Self {
        Self {
            receipt_no: row.receipt_no,
            head: row.head,
            hh_no: row.hh_no,
            village_group: row.village_group,
            due: row.due.to_string(),
            printed: row.printed,
            unsure: row.unsure,
        }
    }
}

impl From<ReceiptBatch> for BatchPlan {
    fn from(batch: ReceiptBatch) -> Self {
        let receipts = count(batch.rows.len());
        Self {
            receipts,
            firsts: receipts - batch.reprints,
            reprints: batch.reprints,
            unsure: batch.unsure,
            taken_back: batch.taken_back,
            rows: batch.rows.into_iter().take(ROWS).map(Into::into).collect(),
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl BatchStatus {
    fn of(run: &batch::BatchRun) -> Self {
        let progress = &run.progress;
        Self {
            running: run.running,
            stopping: run.wish != Wish::GoOn,
            printed: count(progress.printed),
            total: count(progress.total),
            in_hand: progress.in_hand.clone(),
            words: progress.fares.as_ref().map_or_else(String::new, print::words),
            end: run.end.as_ref().filter(|_| !run.running).map(|end| {
                let (printed, left) = (count(end.printed), count(end.left.len()));
                let first = end.left.first().cloned();
                let facts: [(&str, &dyn std::fmt::Display); 3] = [
                    ("printed", &printed),
                    ("left", &left),
                    ("first", &first.as_deref().unwrap_or_default()),
                ];
                let rest = if left == 0 { String::new() } else { SAY.batch_left.with(&facts) };
                let (fault, todo) = batch::fault_words(&end.why).unwrap_or_default();
                let (why, words) = match &end.why {
                    BatchWhy::Finished => ("finished", SAY.batch_finished.with(&facts)),
                    BatchWhy::Stopped => ("stopped", SAY.batch_stopped.plain()),
                    BatchWhy::NotOut(fares) => ("not_out", print::words(fares)),
                    BatchWhy::Refused(_) => ("refused", fault),
                    BatchWhy::Unknown(_) => ("unknown", fault),
                    BatchWhy::Fault(_) => ("fault", fault),
                };
                BatchEnded {
                    why,
                    printed,
                    left,
                    next_receipt_no: first.clone(),
                    words: format!("{words}{rest}"),
                    todo,
                }
            }),
        }
    }
}

/// What can be chosen for a batch.
#[tauri::command(async)]
pub fn batch_form(state: State<'_, AppState>) -> Result<BatchForm, CommandError> {
    let (book, _) = state.book()?;
    Ok(BatchForm {
        groups: book.receipt_groups()?.into_iter().map(Into::into).collect(),
        sessions: book.receipt_sessions()?.into_iter().map(Into::into).collect(),
    })
}

/// Which receipts a choice comes to; nothing is printed.
#[tauri::command(async)]
pub fn batch_plan(state: State<'_, AppState>, request: BatchRequest) -> Result<BatchPlan, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.receipt_batch(&request.into())?.into())
}

/// Begins to print a batch; `batch_status` says how far it is.
#[tauri::command(async)]
pub fn print_batch(
    app: AppHandle,
    state: State<'_, AppState>,
    request: PrintBatchRequest,
) -> Result<BatchStatus, CommandError> {
    let order = order(&state, request)?;
    started(&app, &state, order)
}

/// Begins to print what the last batch left, from the first that did not come out.
#[tauri::command(async)]
pub fn go_on_batch(
    app: AppHandle,
    state: State<'_, AppState>,
    request: GoOnBatchRequest,
) -> Result<BatchStatus, CommandError> {
    let order = rest(&state, request.printer.as_deref())?;
    started(&app, &state, order)
}

/// How far the batch is that runs, or how the last one ended.
#[tauri::command(async)]
pub fn batch_status(state: State<'_, AppState>) -> Result<BatchStatus, CommandError> {
    Ok(BatchStatus::of(&state.batch()))
}

/// No further sheet is printed; the one that is with the printer may come out, or is cancelled too.
#[tauri::command(async)]
pub fn stop_batch(
    state: State<'_, AppState>,
    request: StopBatchRequest,
) -> Result<BatchStatus, CommandError> {
    let mut run = state.batch();
    run.wish = if request.drop_sheet { Wish::DropThis } else { Wish::StopAfterThis };
    Ok(BatchStatus::of(&run))
}

/// Writes a batch as one PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_batch(state: State<'_, AppState>, request: SaveBatchRequest) -> Result<String, CommandError> {
    let form = paper::form(&request.paper)?;
    let (mut book, now) = state.book()?;
    let receipt_nos = numbers(book.receipt_batch(&request.batch.into())?)?;
    let pdf =
        paper::receipts(&book, &book.receipts_of(&receipt_nos)?, form)?.pdf().map_err(AppFault::from)?;
    let facts: [(&str, &dyn std::fmt::Display); 3] = [
        ("first", &receipt_nos.first().map_or("", String::as_str)),
        ("last", &receipt_nos.last().map_or("", String::as_str)),
        ("count", &receipt_nos.len()),
    ];
    let path = files::write(&request.folder, &SAY.batch_file.with(&facts), &pdf)?;
    book.note_copies(&receipt_nos, CopyState::Saved, &now)?;
    Ok(path)
}

/// The numbers of a batch that is not empty.
fn numbers(batch: ReceiptBatch) -> Result<Vec<String>, PrintError> {
    let receipt_nos: Vec<String> = batch.rows.into_iter().map(|row| row.receipt_no).collect();
    if receipt_nos.is_empty() { Err(PrintError::NothingToPrint) } else { Ok(receipt_nos) }
}

fn order(state: &AppState, request: PrintBatchRequest) -> Result<Order, CommandError> {
    let form = paper::form(&request.paper)?;
    let receipt_nos = {
        let (book, _) = state.book()?;
        numbers(book.receipt_batch(&request.batch.into())?)?
    };
    let printer = state.printer().chosen(request.printer.as_deref())?;
    Ok(Order { receipt_nos, form, printer, settings: state.print_settings()? })
}

fn rest(state: &AppState, printer: Option<&str>) -> Result<Order, CommandError> {
    let printer = state.printer().chosen(printer)?;
    let settings = state.print_settings()?;
    let run = state.batch();
    let (Some(form), Some(end)) = (run.form, &run.end) else {
        return Err(PrintError::NothingToPrint.into());
    };
    Ok(Order { receipt_nos: end.left.clone(), form, printer, settings })
}

/// Lets the batch run in a thread of its own.
fn started(app: &AppHandle, state: &AppState, order: Order) -> Result<BatchStatus, CommandError> {
    batch::begin(state, &order)?;
    let app = app.clone();
    thread::spawn(move || batch::run(&app.state::<AppState>(), &order));
    Ok(BatchStatus::of(&state.batch()))
}
