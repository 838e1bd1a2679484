//! Many receipts, one sheet after the other: each is handed over, followed to its end and counted before the next.
//!
//! Invariant: at most one sheet is with the spooler, so that a stop does what it says. What came out is counted as printed,
//! what did not is not, and the rest begins with the first that did not come out. It is written down that a sheet goes to
//! the spooler before it goes, so that a program that dies leaves no paper that nobody knows of.

use crate::{JobId, PrintError, PrintSettings, Printer, Progress, SendFault, Stage, send};
use cunshou_core::receipt::CopyState;
use cunshou_paper::Paper;

/// How often a spooler that does not answer is asked again before the sheet is given up.
const SILENT_TRIES: u32 = 20;
/// How often is asked after a cancelled sheet before it is given up.
const CANCEL_TRIES: u32 = 60;

/// What is to be printed, and where.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// The printers.
    pub printer: &'a dyn Printer,
    /// How they are off.
    pub settings: &'a PrintSettings,
    /// Which of them; by name.
    pub named: &'a str,
    /// The receipts, in the order in which they come out.
    pub receipt_nos: &'a [String],
    /// How many stand on a sheet.
    pub up: usize,
}

impl std::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch")
            .field("named", &self.named)
            .field("receipts", &self.receipt_nos.len())
            .finish()
    }
}

/// What the clerk wants of a batch that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// Nothing else.
    #[default]
    GoOn,
    /// No further sheet; the one that is with the printer may come out.
    StopAfterThis,
    /// Not this one either: it is cancelled.
    DropThis,
}

/// How far a batch is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchProgress {
    /// Receipts that came out.
    pub printed: usize,
    /// Receipts in all.
    pub total: usize,
    /// Those on the sheet that is with the printer.
    pub in_hand: Vec<String>,
    /// How that sheet fares.
    pub fares: Option<Progress>,
}

/// Why a batch is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchWhy<F> {
    /// Everything came out.
    Finished,
    /// The clerk stopped it.
    Stopped,
    /// A sheet did not come out.
    NotOut(Progress),
    /// The spooler did not take a sheet.
    Refused(SendFault),
    /// Nobody knows whether the last sheet came out: the spooler no longer answers for it.
    Unknown(PrintError),
    /// The book did not give or take what was wanted.
    Fault(F),
}

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchEnd<F> {
    /// Receipts that came out.
    pub printed: usize,
    /// Those that did not, beginning with the first; what nobody knows of is among them.
    pub left: Vec<String>,
    /// Why it is over.
    pub why: BatchWhy<F>,
}

/// Who gives the papers, keeps the count and listens. The book is asked for a moment at a time, and is free in between.
pub trait BatchDesk {
    /// What can go wrong with the book.
    type Fault;
    /// The receipts as their next copies, on one sheet (or more, where they are long).
    fn sheet(&mut self, receipt_nos: &[String]) -> Result<Paper, Self::Fault>;
    /// Writes down what became of their copies.
    fn note(&mut self, receipt_nos: &[String], what: CopyState) -> Result<(), Self::Fault>;
    /// Hears how far it is.
    fn told(&mut self, progress: &BatchProgress);
    /// What the clerk wants now.
    fn wish(&mut self) -> Wish;
    /// Lets a moment pass before the spooler is asked again.
    fn wait(&mut self);
}

/// Prints a batch to its end, whatever that is.
pub fn print_batch<D: BatchDesk>(batch: Batch<'_>, desk: &mut D) -> BatchEnd<D::Fault> {
    let mut progress = BatchProgress { total: batch.receipt_nos.len(), ..BatchProgress::default() };
    let ended = |progress: &BatchProgress, why| BatchEnd {
        printed: progress.printed,
        left: batch.receipt_nos[progress.printed..].to_vec(),
        why,
    };
    for sheet in batch.receipt_nos.chunks(batch.up.max(1)) {
        progress.in_hand = sheet.to_vec();
        progress.fares = None;
        desk.told(&progress);
        if desk.wish() != Wish::GoOn {
            return ended(&progress, BatchWhy::Stopped);
        }
        match print_sheet(batch, sheet, desk, &mut progress) {
            Ok(None) => {}
            Ok(Some(why)) => return ended(&progress, why),
            Err(fault) => return ended(&progress, BatchWhy::Fault(fault)),
        }
    }
    progress.in_hand = Vec::new();
    progress.fares = None;
    desk.told(&progress);
    ended(&progress, BatchWhy::Finished)
}

/// One sheet to its end; `None`: it came out.
fn print_sheet<D: BatchDesk>(
    batch: Batch<'_>,
    sheet: &[String],
    desk: &mut D,
    progress: &mut BatchProgress,
) -> Result<Option<BatchWhy<D::Fault>>, D::Fault> {
    let paper = desk.sheet(sheet)?;
    desk.note(sheet, CopyState::Sent)?;
    // The title is in the print system's list: a number, nobody's name.
    let title = sheet.first().map_or("", String::as_str);
    let job = match send(batch.printer, batch.settings, paper, title, Some(batch.named)) {
        Ok(job) => job,
        Err(fault) => {
            desk.note(sheet, CopyState::Failed)?;
            return Ok(Some(BatchWhy::Refused(fault)));
        }
    };
    let fares = match follow(batch.printer, &job, desk, progress) {
        Ok(fares) => fares,
        Err(silent) => return Ok(Some(BatchWhy::Unknown(silent))),
    };
    if fares.stage != Stage::Done {
        let wanted = desk.wish() == Wish::DropThis;
        desk.note(sheet, CopyState::Failed)?;
        return Ok(Some(if wanted { BatchWhy::Stopped } else { BatchWhy::NotOut(fares) }));
    }
    // It is out, whether the book can still write it down or not.
    progress.printed += sheet.len();
    desk.note(sheet, CopyState::Printed)?;
    Ok(None)
}

/// Follows a job to its end; an error says that its end is not known.
fn follow<D: BatchDesk>(
    printer: &dyn Printer,
    job: &JobId,
    desk: &mut D,
    progress: &mut BatchProgress,
) -> Result<Progress, PrintError> {
    let (mut silent, mut dropped) = (0, 0);
    loop {
        match printer.progress(job) {
            Ok(fares) => {
                silent = 0;
                progress.fares = Some(fares.clone());
                desk.told(progress);
                if fares.stage.is_final() {
                    return Ok(fares);
                }
            }
            Err(PrintError::Silent { .. }) if silent < SILENT_TRIES => silent += 1,
            Err(error) => return Err(error),
        }
        if desk.wish() == Wish::DropThis {
            if dropped == 0 {
                // What became of it is asked above, whether the spooler took the wish or not.
                let _asked = printer.cancel(job);
            }
            dropped += 1;
            if dropped > CANCEL_TRIES {
                return Err(PrintError::UnknownJob { job: job.to_string() });
            }
        }
        desk.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrinterInfo;
    use cunshou_paper::{Fonts, Form, ReceiptPaper};
    use std::sync::Mutex;

    /// A spooler that answers what the test says, one answer an asking.
    struct Spooler {
        answers: Mutex<Vec<Result<Stage, PrintError>>>,
        jobs: Mutex<Vec<String>>,
        cancelled: Mutex<u32>,
    }

    impl Spooler {
        fn answering(answers: impl IntoIterator<Item = Result<Stage, PrintError>>) -> Self {
            let mut answers: Vec<_> = answers.into_iter().collect();
            answers.reverse();
            Self { answers: Mutex::new(answers), jobs: Mutex::default(), cancelled: Mutex::default() }
        }
    }

    impl Printer for Spooler {
        fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
            Ok(vec![])
        }

        fn chosen(&self, named: Option<&str>) -> Result<String, PrintError> {
            named.map(str::to_owned).ok_or(PrintError::NoPrinter)
        }

        fn print(&self, sheets: &crate::Sheets<'_>) -> Result<JobId, PrintError> {
            let mut jobs = self.jobs.lock().expect("one thread");
            jobs.push(sheets.title.to_owned());
            JobId::named(format!("q-{}", jobs.len()))
        }

        fn progress(&self, _: &JobId) -> Result<Progress, PrintError> {
            let answer = self.answers.lock().expect("one thread").pop().expect("asked as often as was said");
            answer.map(|stage| Progress { stage, complaints: vec![] })
        }

        fn cancel(&self, _: &JobId) -> Result<(), PrintError> {
            *self.cancelled.lock().expect("one thread") += 1;
            Ok(())
        }
    }

    /// A desk that wishes something from a certain asking on.
    #[derive(Default)]
    struct Desk {
        noted: Vec<String>,
        asked: u32,
        wish_from: u32,
        wish: Wish,
        full: bool,
    }

    impl BatchDesk for Desk {
        type Fault = &'static str;

        fn sheet(&mut self, _: &[String]) -> Result<Paper, Self::Fault> {
            let document = ReceiptPaper::default();
            cunshou_paper::receipt(&document, Form::A5, &Fonts::shipped()).map_err(|_| "no paper")
        }

        fn note(&mut self, receipt_nos: &[String], what: CopyState) -> Result<(), Self::Fault> {
            if self.full && what == CopyState::Printed {
                return Err("the disk is full");
            }
            self.noted.push(format!("{} {what:?}", receipt_nos.join("+")));
            Ok(())
        }

        fn told(&mut self, _: &BatchProgress) {}

        fn wish(&mut self) -> Wish {
            self.asked += 1;
            if self.asked > self.wish_from { self.wish } else { Wish::GoOn }
        }

        fn wait(&mut self) {}
    }

    fn run(spooler: &Spooler, desk: &mut Desk, up: usize) -> (usize, String, BatchWhy<&'static str>) {
        let receipt_nos = ["1", "2", "3"].map(str::to_owned);
        let settings = PrintSettings::default();
        let batch =
            Batch { printer: spooler, settings: &settings, named: "q", receipt_nos: &receipt_nos, up };
        let end = print_batch(batch, desk);
        (end.printed, end.left.join(","), end.why)
    }

    const NEVER: u32 = u32::MAX;
    use Stage::{Cancelled, Done, Printing};

    #[test]
    fn each_sheet_is_followed_and_counted_before_the_next() {
        let spooler = Spooler::answering([Ok(Printing), Ok(Done), Ok(Done)]);
        let mut desk = Desk { wish_from: NEVER, ..Desk::default() };
        assert_eq!(run(&spooler, &mut desk, 2), (3, String::new(), BatchWhy::Finished));
        assert_eq!(desk.noted, ["1+2 Sent", "1+2 Printed", "3 Sent", "3 Printed"]);
    }

    #[test]
    fn a_stop_lets_the_sheet_at_the_printer_come_out_and_sends_no_other() {
        let spooler = Spooler::answering([Ok(Done), Ok(Printing), Ok(Done)]);
        let mut desk = Desk { wish: Wish::StopAfterThis, wish_from: 2, ..Desk::default() };
        assert_eq!(run(&spooler, &mut desk, 1), (2, "3".into(), BatchWhy::Stopped));
        assert_eq!(desk.noted, ["1 Sent", "1 Printed", "2 Sent", "2 Printed"]);
        assert_eq!(*spooler.cancelled.lock().expect("one thread"), 0);
    }

    #[test]
    fn a_sheet_that_is_given_up_is_cancelled_and_not_counted() {
        let spooler = Spooler::answering([Ok(Stage::Stopped), Ok(Stage::Stopped), Ok(Cancelled)]);
        let mut desk = Desk { wish: Wish::DropThis, wish_from: 1, ..Desk::default() };
        assert_eq!(run(&spooler, &mut desk, 1), (0, "1,2,3".into(), BatchWhy::Stopped));
        assert_eq!(desk.noted, ["1 Sent", "1 Failed"]);
        assert_eq!(*spooler.cancelled.lock().expect("one thread"), 1, "asked once");
        // It was too late: the paper lies in the tray, and is counted.
        let spooler = Spooler::answering([Ok(Printing), Ok(Done)]);
        let mut desk = Desk { wish: Wish::DropThis, wish_from: 1, ..Desk::default() };
        assert_eq!(run(&spooler, &mut desk, 1), (1, "2,3".into(), BatchWhy::Stopped));
        assert_eq!(desk.noted, ["1 Sent", "1 Printed"]);
    }

    #[test]
    fn what_did_not_come_out_ends_the_batch_and_is_the_first_of_the_rest() {
        let spooler = Spooler::answering([Ok(Done), Ok(Cancelled)]);
        let mut desk = Desk { wish_from: NEVER, ..Desk::default() };
        let why = BatchWhy::NotOut(Progress { stage: Cancelled, complaints: vec![] });
        assert_eq!(run(&spooler, &mut desk, 1), (1, "2,3".into(), why));
        assert_eq!(desk.noted, ["1 Sent", "1 Printed", "2 Sent", "2 Failed"]);
    }

    #[test]
    fn a_spooler_that_is_silent_for_a_while_is_asked_again_and_one_that_is_gone_is_said() {
        let silent = || Err(PrintError::Silent { said: "x".into() });
        let spooler = Spooler::answering([silent(), silent(), Ok(Done), Ok(Done), Ok(Done)]);
        let mut desk = Desk { wish_from: NEVER, ..Desk::default() };
        assert_eq!(run(&spooler, &mut desk, 1).0, 3);
        let spooler = Spooler::answering(std::iter::repeat_with(silent).take(30));
        let mut desk = Desk { wish_from: NEVER, ..Desk::default() };
        let (printed, left, why) = run(&spooler, &mut desk, 1);
        assert_eq!((printed, left.as_str()), (0, "1,2,3"));
        assert!(matches!(why, BatchWhy::Unknown(PrintError::Silent { .. })), "{why:?}");
        assert_eq!(desk.noted, ["1 Sent"], "nobody says that it came out, nobody that it did not");
    }

    #[test]
    fn paper_that_is_out_is_not_printed_again_because_the_book_could_not_write_it_down() {
        let spooler = Spooler::answering([Ok(Done)]);
        let mut desk = Desk { wish_from: NEVER, full: true, ..Desk::default() };
        assert_eq!(run(&spooler, &mut desk, 1), (1, "2,3".into(), BatchWhy::Fault("the disk is full")));
        assert_eq!(desk.noted, ["1 Sent"]);
    }
}
