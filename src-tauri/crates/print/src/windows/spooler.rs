//! Windows' spooler behind [`Printer`].

use super::calls::{self, OpenPrinter, Watch};
use super::form::leads_to_paper;
use super::job::Seen;
use super::raster::{Grain, NotDrawn, Pages};
use crate::{JobId, PrintError, Printer, PrinterInfo, Progress, Sheets, Stage, usual_printer};
use std::{
    collections::HashMap,
    fmt, io,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long is waited for the spooler's last word on a job that has just left the queue.
const LAST_WORD_MS: u32 = 300;

/// The spooler of this machine.
#[derive(Default)]
pub struct Spooler {
    jobs: Mutex<HashMap<JobId, Followed>>,
}

impl fmt::Debug for Spooler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spooler").finish_non_exhaustive()
    }
}

/// What is known of a job: the spooler has forgotten it once it is over.
#[derive(Default)]
struct Followed {
    seen: Seen,
    watch: Option<Watch>,
    ended: Option<Progress>,
}

impl Followed {
    fn listen(&mut self, job: u32, patience_ms: u32) {
        for status in self.watch.as_mut().map(|watch| watch.heard(job, patience_ms)).unwrap_or_default() {
            self.seen.note(status);
        }
    }
}

impl Spooler {
    fn jobs(&self) -> MutexGuard<'_, HashMap<JobId, Followed>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Printer for Spooler {
    fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
        let default = calls::default_printer();
        let all = calls::printers().map_err(silent)?.into_iter();
        let with_paper = all.filter(|(_, port)| leads_to_paper(port));
        let info = |(name, _)| PrinterInfo { is_default: default.as_ref() == Some(&name), name };
        Ok(with_paper.map(info).collect())
    }

    fn chosen(&self, named: Option<&str>) -> Result<String, PrintError> {
        match named.filter(|name| !name.is_empty()) {
            Some(name) => Ok(name.to_owned()),
            None => usual_printer(self.printers()?),
        }
    }

    fn print(&self, sheets: &Sheets<'_>) -> Result<JobId, PrintError> {
        let printer = self.chosen(sheets.printer)?;
        let refused =
            |error: io::Error| PrintError::Refused { printer: printer.clone(), said: error.to_string() };
        let no_such_sheet =
            || PrintError::NoSuchSheet { printer: printer.clone(), media: sheets.media.to_owned() };
        let open = OpenPrinter::named(&printer).map_err(refused)?;
        if !leads_to_paper(&open.port().map_err(refused)?) {
            return Err(PrintError::NoPaperBehind { printer });
        }
        let size = sheets.size_hundredths_mm;
        let sheet = open.forms().map_err(refused)?.sheet(size).ok_or_else(no_such_sheet)?;
        let pages = Pages::read(sheets.pdf)?;
        let lies = pages.lies_on(size);
        let canvas = open.canvas(sheet, lies).map_err(refused)?;
        let bed = canvas.bed();
        if !bed.is_of(if lies { (size.1, size.0) } else { size }) {
            return Err(no_such_sheet());
        }
        // It listens before there is a job, so that nothing of it is missed.
        let watch = open.watch();
        let grain = Grain::of(bed.dpi);
        let mut document = canvas.start(sheets.title).map_err(refused)?;
        for page in 0..pages.count() {
            document
                .page(|document| {
                    pages.draw(page, grain, |strip| Ok::<_, Fault>(document.put(strip, grain, &bed)?))
                })
                .map_err(|fault| match fault {
                    Fault::Drawing(fault) => fault.into(),
                    Fault::Printer(error) => refused(error),
                })?;
        }
        let number = document.finish().map_err(refused)?;
        let job = JobId::named(format!("{printer}-{number}"))?;
        let followed = Followed { seen: Seen::handed_over(), watch, ended: None };
        // The spooler counts from one again when it starts again: this is another job than one of the same number before.
        self.jobs().insert(job.clone(), followed);
        Ok(job)
    }

    fn progress(&self, job: &JobId) -> Result<Progress, PrintError> {
        let mut jobs = self.jobs();
        let followed = jobs.entry(job.clone()).or_default();
        if let Some(progress) = &followed.ended {
            return Ok(progress.clone());
        }
        let number = job.number().unsigned_abs();
        let printer = OpenPrinter::named(job.printer()).map_err(silent)?;
        let status = printer.job_status(number).map_err(silent)?;
        followed.listen(number, if status.is_none() { LAST_WORD_MS } else { 0 });
        let progress = match status {
            Some(status) => {
                let state = printer.state().map_err(silent)?;
                let progress = followed.seen.look(status, state);
                if progress.stage == Stage::Done && state.keeps_printed_jobs() {
                    // Or the printer would keep a copy of the receipt.
                    let _best_effort = printer.drop_job(number);
                }
                progress
            }
            None => match followed.seen.vanished() {
                Some(stage) => Progress { stage, complaints: Vec::new() },
                None => return Err(PrintError::UnknownJob { job: job.to_string() }),
            },
        };
        if progress.stage.is_final() {
            *followed = Followed { ended: Some(progress.clone()), ..Followed::default() };
        }
        Ok(progress)
    }

    fn cancel(&self, job: &JobId) -> Result<(), PrintError> {
        let printer = OpenPrinter::named(job.printer()).map_err(silent)?;
        let number = job.number().unsigned_abs();
        match printer.drop_job(number) {
            Ok(()) => self.jobs().entry(job.clone()).or_default().seen.note_dropped(),
            // That it has ended meanwhile is no fault: `progress` says how.
            Err(_) if printer.job_status(number).is_ok_and(|status| status.is_none()) => {}
            Err(error) => return Err(silent(error)),
        }
        Ok(())
    }
}

/// Why a page was not put down.
enum Fault {
    Drawing(NotDrawn),
    Printer(io::Error),
}

impl From<NotDrawn> for Fault {
    fn from(fault: NotDrawn) -> Self {
        Self::Drawing(fault)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Printer(error)
    }
}

impl From<NotDrawn> for PrintError {
    fn from(fault: NotDrawn) -> Self {
        Self::NotDrawn { said: fault.to_string() }
    }
}

fn silent(error: io::Error) -> PrintError {
    PrintError::Silent { said: error.to_string() }
}
