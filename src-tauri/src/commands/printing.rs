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
    fare(&state, request.job_id)
}

/// How the job fares; its end is noted on the receipt that it printed, once.
fn fare(state: &AppState, job_id: String) -> Result<PrintJob, CommandError> {
    let job = JobId::named(job_id)?;
    let progress = state.printer().progress(&job)?;
    if let Some(what) = copy_state(progress.stage)
        && let Ok((mut book, now)) = state.book_unasked()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        commands::book::make_sample,
        print::{PrintError, Printer, PrinterInfo, Sheets},
    };
    use cunshou_core::payment::{Order, Tendered, Terms};
    use cunshou_policy::Yuan;
    use std::sync::Mutex;

    /// A spooler in which the test says how far each job is.
    struct Spooler(&'static Mutex<Stage>);

    impl Printer for Spooler {
        fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
            Ok(vec![])
        }

        fn print(&self, _: &Sheets<'_>) -> Result<JobId, PrintError> {
            Err(PrintError::NotHere)
        }

        fn progress(&self, _: &JobId) -> Result<Progress, PrintError> {
            Ok(Progress { stage: *self.0.lock().expect("one test at a time"), complaints: vec![] })
        }
    }

    /// Takes the money of the first household that owes some, and answers the receipt's number.
    fn a_receipt(state: &AppState) -> String {
        let (mut book, now) = state.book().expect("open");
        book.open_session(now.on(), Yuan::ZERO, false, &now).expect("a session");
        let levy_year = book.policy_on(now.on()).expect("a notice").levy_year;
        let page = book.search("", 1, levy_year, now.on()).expect("households");
        let mut forms =
            page.households.iter().map(|row| book.open_collect(row.household_id, &now).expect("a form"));
        let owes =
            |form: &cunshou_core::payment::CollectForm| form.bill.totals().is_ok_and(|t| !t.due.is_zero());
        let form = forms.find(owes).expect("someone on the first page owes something");
        let order = Order {
            payment_id: form.payment_id,
            household_id: form.bill.household.household_id,
            choice: None,
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms::default(),
        };
        book.take_payment(&order, &now).expect("taken").payment.receipt_no
    }

    #[test]
    fn paper_that_came_out_is_counted_once_and_paper_that_did_not_is_not() {
        static STAGE: Mutex<Stage> = Mutex::new(Stage::Printing);
        let folder = tempfile::tempdir().expect("a folder");
        let state = AppState::with_printer(folder.path().to_owned(), Box::new(Spooler(&STAGE)));
        make_sample(&state).expect("the sample village");
        let receipt_no = a_receipt(&state);
        let printed = || state.book().expect("open").0.receipt(&receipt_no).expect("stored").printed;
        let after = |job: &str, stage: Stage| {
            *STAGE.lock().expect("one test at a time") = stage;
            fare(&state, job.to_owned()).expect("followed").state
        };
        for (job, stage, told, count) in [
            ("针打-1", Stage::Printing, PrintJobState::Printing, 0),
            ("针打-1", Stage::Stopped, PrintJobState::Waiting, 0),
            ("针打-1", Stage::Cancelled, PrintJobState::Failed, 0),
            ("针打-2", Stage::Done, PrintJobState::Done, 1),
        ] {
            state.follow(&JobId::named(job.to_owned()).expect("a job"), &receipt_no);
            assert_eq!((after(job, stage), printed()), (told, count), "{job} {stage:?}");
        }
        assert_eq!(
            (after("针打-2", Stage::Done), printed()),
            (PrintJobState::Done, 1),
            "asked again, counted once"
        );
    }
}
