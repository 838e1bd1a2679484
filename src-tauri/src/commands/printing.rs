//! Printers, and how a print job fares.

use crate::{
    error::CommandError,
    print::{self, JobId, Progress, Stage},
    state::AppState,
};
use cunshou_core::receipt::CopyState;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// A printer that the clerk can choose.
#[derive(Debug, Serialize, TS)]
pub struct PrinterInfo {
    /// The name by which the system knows it.
    pub name: String,
    /// Whether the system takes it when none is named.
    pub is_default: bool,
}

/// How far a job is, as far as the screen needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintJobState {
    /// In the queue, held, or the printer has stopped: it may still come out.
    Waiting,
    /// The printer is at work.
    Printing,
    /// The printer has taken all of it.
    Done,
    /// It will not come out; print again.
    Failed,
}

/// A print job, with words for the clerk.
#[derive(Debug, Serialize, TS)]
pub struct PrintJob {
    /// The system's name for it.
    pub job_id: String,
    /// How far it is.
    pub state: PrintJobState,
    /// The same in words, with what to do when it does not move.
    pub words: String,
}

/// Which job to ask about.
#[derive(Debug, Deserialize, TS)]
pub struct PrintJobRequest {
    /// As given when the job was made.
    pub job_id: String,
}

impl PrintJob {
    /// What the screen hears of a job.
    pub fn told(job: &JobId, progress: &Progress) -> Self {
        let state = match progress.stage {
            Stage::Waiting | Stage::Held | Stage::Stopped => PrintJobState::Waiting,
            Stage::Printing => PrintJobState::Printing,
            Stage::Done => PrintJobState::Done,
            Stage::Cancelled | Stage::Aborted => PrintJobState::Failed,
        };
        Self { job_id: job.to_string(), state, words: print::words(progress) }
    }
}

/// The printers of this machine.
#[tauri::command(async)]
pub fn printers(state: State<'_, AppState>) -> Result<Vec<PrinterInfo>, CommandError> {
    let printers = state.printer().printers()?;
    Ok(printers.into_iter().map(|p| PrinterInfo { name: p.name, is_default: p.is_default }).collect())
}

/// How a print job fares; asked again and again until it is done or has failed.
#[tauri::command(async)]
pub fn print_job(state: State<'_, AppState>, request: PrintJobRequest) -> Result<PrintJob, CommandError> {
    let job = JobId::named(request.job_id)?;
    let progress = state.printer().progress(&job)?;
    if let Some(what) = copy_state(progress.stage)
        && let Ok((mut book, now)) = state.book()
        && let Some(receipt_no) = state.ended(&job)
    {
        book.note_copy(&receipt_no, what, &now)?;
    }
    Ok(PrintJob::told(&job, &progress))
}

/// What an ended job made of the copy that it printed.
fn copy_state(stage: Stage) -> Option<CopyState> {
    match stage {
        Stage::Done => Some(CopyState::Printed),
        Stage::Cancelled | Stage::Aborted => Some(CopyState::Failed),
        Stage::Waiting | Stage::Held | Stage::Printing | Stage::Stopped => None,
    }
}
