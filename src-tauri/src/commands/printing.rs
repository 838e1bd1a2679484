//! Printers, and how a print job fares.

use super::paper::{self, PreviewPages};
use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use cunshou_core::receipt::CopyState;
use cunshou_paper::{Medium, Paper};
use cunshou_print::{
    self as print, JobId, PrintChoice, PrintError, PrintSettings, Progress, Stage, settings::Tuning,
};
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

/// A kind of paper.
#[derive(Debug, Deserialize, TS)]
pub struct PaperKindRequest {
    /// Its code, such as `receipt`.
    kind: String,
}

/// Which printer and which paper a kind of paper went to last.
#[derive(Debug, Serialize, TS)]
pub struct PrinterChoice {
    /// Empty: the system's own choice.
    printer: String,
    /// The form; empty where there is only one.
    paper: String,
}

/// A choice to be remembered.
#[derive(Debug, Deserialize, TS)]
pub struct RememberPrinterRequest {
    kind: String,
    printer: String,
    paper: String,
}

/// Everything that is set about printers.
#[derive(Debug, Serialize, TS)]
pub struct PrintSetup {
    /// By the kind of paper.
    choices: Vec<PrintChoiceRow>,
    /// What can lie in a tray.
    media: Vec<PrintMedium>,
    /// Printers that are off, and on what.
    fits: Vec<PrinterFitRow>,
}

/// A kind of paper, and where it goes.
#[derive(Debug, Serialize, TS)]
pub struct PrintChoiceRow {
    kind: String,
    label: String,
    printer: String,
    paper: String,
    /// It can be printed on several forms.
    has_papers: bool,
}

/// A paper in a tray.
#[derive(Debug, Serialize, TS)]
pub struct PrintMedium {
    code: &'static str,
    label: &'static str,
}

/// How a printer is off.
#[derive(Debug, Serialize, TS)]
pub struct PrinterFitRow {
    printer: String,
    medium: &'static str,
    /// Millimetres to the right, down; per cent.
    right: String,
    down: String,
    scale: String,
}

/// How a printer is off, as it was typed.
#[derive(Debug, Deserialize, TS)]
pub struct PrinterFitRequest {
    /// Empty: the system's own choice.
    printer: String,
    medium: String,
    right: String,
    down: String,
    scale: String,
}

/// The same, and where the test page is to be written.
#[derive(Debug, Deserialize, TS)]
pub struct SaveTestPageRequest {
    fit: PrinterFitRequest,
    folder: String,
}

impl PrinterFitRequest {
    fn medium(&self) -> Result<Medium, PrintError> {
        Medium::from_code(&self.medium).ok_or_else(|| PrintError::NoSuchMedium { code: self.medium.clone() })
    }

    fn tuning(&self) -> Result<Tuning, PrintError> {
        Tuning::typed(&self.right, &self.down, &self.scale)
    }

    fn printer(&self, state: &AppState) -> Result<String, PrintError> {
        state.printer().chosen(Some(&self.printer))
    }

    /// The test page with what was typed, whether it is kept or not.
    fn test_page(&self, printer: &str) -> Result<Paper, CommandError> {
        Ok(paper::test_page(self.medium()?, printer, self.tuning()?.fit())?)
    }
}

impl From<&PrintSettings> for PrintSetup {
    fn from(settings: &PrintSettings) -> Self {
        let choices = print::kinds().map(|kind| {
            let choice = settings.choice(&kind.code);
            PrintChoiceRow {
                kind: kind.code.clone(),
                label: kind.label.clone(),
                printer: choice.printer,
                paper: choice.paper,
                has_papers: kind.has_papers,
            }
        });
        let fits = settings.tunings().map(|(printer, medium, tuning)| PrinterFitRow {
            printer: printer.to_owned(),
            medium: medium.code(),
            right: tuning.right(),
            down: tuning.down(),
            scale: tuning.scale(),
        });
        let media = Medium::ALL.map(|medium| PrintMedium { code: medium.code(), label: medium.label() });
        Self { choices: choices.collect(), media: media.into(), fits: fits.collect() }
    }
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

/// The printer and the paper that a kind of paper went to last.
#[tauri::command(async)]
pub fn printer_choice(
    state: State<'_, AppState>,
    request: PaperKindRequest,
) -> Result<PrinterChoice, CommandError> {
    let choice = state.print_settings()?.choice(&request.kind);
    Ok(PrinterChoice { printer: choice.printer, paper: choice.paper })
}

/// Remembers where a kind of paper goes.
#[tauri::command(async)]
pub fn remember_printer(
    state: State<'_, AppState>,
    request: RememberPrinterRequest,
) -> Result<(), CommandError> {
    let mut settings = state.print_settings()?;
    let choice = PrintChoice { printer: request.printer, paper: request.paper };
    if settings.choose(&request.kind, choice) {
        state.keep_print_settings(&settings)?;
    }
    Ok(())
}

/// Everything that is set about printers.
#[tauri::command(async)]
pub fn print_setup(state: State<'_, AppState>) -> Result<PrintSetup, CommandError> {
    Ok((&state.print_settings()?).into())
}

/// Sets how a printer is off on a medium. Settings that do not read are begun anew.
#[tauri::command(async)]
pub fn set_printer_fit(
    state: State<'_, AppState>,
    request: PrinterFitRequest,
) -> Result<PrintSetup, CommandError> {
    let mut settings = state.print_settings().unwrap_or_default();
    settings.tune(&request.printer(&state)?, request.medium()?, request.tuning()?);
    state.keep_print_settings(&settings)?;
    Ok((&settings).into())
}

/// The test page as it should lie in the tray.
#[tauri::command(async)]
pub fn test_page_preview(
    state: State<'_, AppState>,
    request: PrinterFitRequest,
) -> Result<PreviewPages, CommandError> {
    // Without any printer the page can still be looked at and saved.
    let printer = request.printer(&state).unwrap_or_default();
    Ok(request.test_page(&printer)?.into())
}

/// Prints the test page with what was typed; `print_job` says whether it came out.
#[tauri::command(async)]
pub fn print_test_page(
    state: State<'_, AppState>,
    request: PrinterFitRequest,
) -> Result<PrintJob, CommandError> {
    let printer = request.printer(&state)?;
    let page = request.test_page(&printer)?;
    // The page carries its own offsets: what is kept for the printer must not come on top.
    let job = print::send(state.printer(), &PrintSettings::default(), page, "T", Some(&printer))?;
    let progress = state.printer().progress(&job)?;
    Ok(PrintJob::told(&job, &progress))
}

/// Writes the test page as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_test_page(
    state: State<'_, AppState>,
    request: SaveTestPageRequest,
) -> Result<String, CommandError> {
    let printer = request.fit.printer(&state).unwrap_or_default();
    let pdf = request.fit.test_page(&printer)?.pdf().map_err(AppFault::from)?;
    let name = SAY.test_page_file.with(&[("medium", &request.fit.medium)]);
    Ok(files::write(&request.folder, &name, &pdf)?)
}

/// Has the print system drop a job that does not move; `print_job` says what became of it.
#[tauri::command(async)]
pub fn cancel_print(state: State<'_, AppState>, request: PrintJobRequest) -> Result<PrintJob, CommandError> {
    state.printer().cancel(&JobId::named(request.job_id.clone())?)?;
    fare(&state, request.job_id)
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
pub(crate) mod tests {
    use super::*;
    use crate::commands::book::make_sample;
    use cunshou_core::payment::{Order, Tendered, Terms};
    use cunshou_policy::Yuan;
    use cunshou_print::{Printer, PrinterInfo, Sheets};
    use std::sync::Mutex;

    /// A spooler in which the test says how far each job is.
    struct Spooler(&'static Mutex<Stage>);

    impl Printer for Spooler {
        fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
            Ok(vec![])
        }

        fn chosen(&self, _: Option<&str>) -> Result<String, PrintError> {
            Ok("针打".to_owned())
        }

        fn print(&self, _: &Sheets<'_>) -> Result<JobId, PrintError> {
            Err(PrintError::NoPrinter)
        }

        fn cancel(&self, _: &JobId) -> Result<(), PrintError> {
            Ok(())
        }

        fn progress(&self, _: &JobId) -> Result<Progress, PrintError> {
            Ok(Progress { stage: *self.0.lock().expect("one test at a time"), complaints: vec![] })
        }
    }

    /// Takes the money of the first household that owes some, and answers the receipt's number.
    pub(crate) fn a_receipt(state: &AppState) -> String {
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
