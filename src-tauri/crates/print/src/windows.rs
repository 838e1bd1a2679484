//! Windows: printing from inside the program is not offered yet, and that is said instead of guessed.

use super::{JobId, PrintError, Printer, PrinterInfo, Progress, Sheets};

/// The Windows spooler, which is not spoken to: the clerk saves the paper and prints the file.
#[derive(Debug)]
pub struct Spooler;

impl Printer for Spooler {
    fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
        Ok(Vec::new())
    }

    fn chosen(&self, _: Option<&str>) -> Result<String, PrintError> {
        Err(PrintError::NotHere)
    }

    fn print(&self, _: &Sheets<'_>) -> Result<JobId, PrintError> {
        Err(PrintError::NotHere)
    }

    fn progress(&self, job: &JobId) -> Result<Progress, PrintError> {
        Err(PrintError::UnknownJob { job: job.to_string() })
    }

    fn cancel(&self, job: &JobId) -> Result<(), PrintError> {
        Err(PrintError::UnknownJob { job: job.to_string() })
    }
}
