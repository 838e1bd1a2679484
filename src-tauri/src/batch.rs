//! The batch of receipts that is being printed: it runs in a thread of its own, so that the window stays free, and any
//! screen can ask how far it is, or have it stopped.
//!
//! Invariant: one batch at a time, and the book stays open while it runs. The receipts that did not come out are kept, so
//! that the clerk can go on with the first of them.

use crate::{commands::paper, error::CommandError, state::AppState};
use cunshou_core::{Coded as _, receipt::CopyState};
use cunshou_paper::{Form, Paper};
use cunshou_print::{
    Batch, BatchDesk, BatchEnd, BatchProgress, BatchWhy, PrintError, PrintSettings, Wish, print_batch,
};
use std::{thread, time::Duration};

/// How long the spooler is left in peace between two askings.
const WAIT: Duration = Duration::from_millis(300);

/// What is known of the batch that runs or that ran last.
#[derive(Debug, Default)]
pub struct BatchRun {
    /// It is under way.
    pub running: bool,
    /// How far it is.
    pub progress: BatchProgress,
    /// What the clerk wants of it.
    pub wish: Wish,
    /// How it ended.
    pub end: Option<BatchEnd<CommandError>>,
    /// On which form, for going on.
    pub form: Option<Form>,
}

/// Everything that a run needs; the receipts are in the order in which they come out.
#[derive(Debug)]
pub struct Order {
    /// The receipts.
    pub receipt_nos: Vec<String>,
    /// On which form.
    pub form: Form,
    /// On which printer.
    pub printer: String,
    /// How the printers are off.
    pub settings: PrintSettings,
}

/// Takes the place of the batch that ran before.
///
/// # Errors
/// One is running, or there is nothing to print.
pub fn begin(state: &AppState, order: &Order) -> Result<(), PrintError> {
    let mut run = state.batch();
    if run.running {
        return Err(PrintError::BatchRunning);
    }
    if order.receipt_nos.is_empty() {
        return Err(PrintError::NothingToPrint);
    }
    *run = BatchRun {
        running: true,
        progress: BatchProgress { total: order.receipt_nos.len(), ..BatchProgress::default() },
        form: Some(order.form),
        ..BatchRun::default()
    };
    Ok(())
}

/// Prints the batch that [`begin`] let in, to its end.
pub fn run(state: &AppState, order: &Order) {
    let _ended = Ended(state);
    let batch = Batch {
        printer: state.printer(),
        settings: &order.settings,
        named: &order.printer,
        receipt_nos: &order.receipt_nos,
        up: order.form.up(),
    };
    let end = print_batch(batch, &mut Desk { state, form: order.form });
    state.batch().end = Some(end);
}

/// A run that ends any way, a panic included, no longer holds the book.
struct Ended<'a>(&'a AppState);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.batch().running = false;
    }
}

struct Desk<'a> {
    state: &'a AppState,
    form: Form,
}

impl BatchDesk for Desk<'_> {
    type Fault = CommandError;

    fn sheet(&mut self, receipt_nos: &[String]) -> Result<Paper, CommandError> {
        let (book, _) = self.state.book()?;
        Ok(paper::receipts(&book, &book.receipts_of(receipt_nos)?, self.form)?)
    }

    fn note(&mut self, receipt_nos: &[String], what: CopyState) -> Result<(), CommandError> {
        let (mut book, now) = self.state.book()?;
        Ok(book.note_copies(receipt_nos, what, &now)?)
    }

    fn told(&mut self, progress: &BatchProgress) {
        self.state.batch().progress = progress.clone();
    }

    fn wish(&mut self) -> Wish {
        self.state.batch().wish
    }

    fn wait(&mut self) {
        thread::sleep(WAIT);
    }
}

/// The words of a fault that ended a batch, with what to do.
pub fn fault_words(why: &BatchWhy<CommandError>) -> Option<(String, String)> {
    let said = |code: &str, params: &[(&'static str, String)]| {
        let words = cunshou_core::words::say(code, params);
        (words.message, words.todo)
    };
    match why {
        BatchWhy::Finished | BatchWhy::Stopped | BatchWhy::NotOut(_) => None,
        BatchWhy::Refused(fault) => Some(said(fault.code(), &fault.params())),
        BatchWhy::Unknown(error) => Some(said(error.code(), &error.params())),
        BatchWhy::Fault(error) => Some((error.message.clone(), error.todo.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{book::make_sample, printing::tests::a_receipt};
    use cunshou_print::{JobId, Printer, PrinterInfo, Progress, Sheets, Stage};
    use std::sync::{Arc, Mutex};

    /// A spooler that prints at once what it is given, and keeps the titles.
    struct Spooler(Arc<Mutex<Vec<String>>>);

    impl Printer for Spooler {
        fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
            Ok(vec![])
        }

        fn chosen(&self, _: Option<&str>) -> Result<String, PrintError> {
            Ok("针打".to_owned())
        }

        fn print(&self, sheets: &Sheets<'_>) -> Result<JobId, PrintError> {
            let mut titles = self.0.lock().expect("one thread");
            titles.push(sheets.title.to_owned());
            JobId::named(format!("针打-{}", titles.len()))
        }

        fn progress(&self, _: &JobId) -> Result<Progress, PrintError> {
            Ok(Progress { stage: Stage::Done, complaints: vec![] })
        }

        fn cancel(&self, _: &JobId) -> Result<(), PrintError> {
            Ok(())
        }
    }

    #[test]
    fn one_batch_runs_at_a_time_and_holds_the_book_open_until_it_has_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        let titles = Arc::new(Mutex::default());
        let state = AppState::with_printer(folder.path().to_owned(), Box::new(Spooler(Arc::clone(&titles))));
        make_sample(&state).expect("the sample village");
        let receipt_no = a_receipt(&state);
        let order = |receipt_nos: Vec<String>| Order {
            receipt_nos,
            form: Form::A5,
            printer: "针打".to_owned(),
            settings: PrintSettings::default(),
        };
        assert_eq!(begin(&state, &order(vec![])), Err(PrintError::NothingToPrint));
        let one = order(vec![receipt_no.clone()]);
        begin(&state, &one).expect("nothing runs");
        assert_eq!(state.may_close_book(), Err(PrintError::BatchRunning));
        assert_eq!(begin(&state, &one), Err(PrintError::BatchRunning), "one at a time");
        run(&state, &one);
        assert_eq!(state.may_close_book(), Ok(()));
        assert_eq!(
            *titles.lock().expect("one thread"),
            std::slice::from_ref(&receipt_no),
            "a number, nobody's name"
        );
        let end = state.batch().end.clone().expect("ended");
        assert_eq!((end.printed, end.left, end.why), (1, vec![], BatchWhy::Finished));
        assert_eq!(state.book().expect("open").0.receipt(&receipt_no).expect("stored").printed, 1);
        state.close_book();
        assert!(state.batch().end.is_none(), "what was left of a batch was left of that book");
    }
}
