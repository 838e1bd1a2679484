//! CUPS: a paper goes in by `lp`, and how it fares is asked of the scheduler over its local socket.
//!
//! Invariant: a finished or cancelled job is purged, so that the scheduler keeps no copy of a receipt.

use super::{JobId, PrintError, Printer, PrinterInfo, Progress, Sheets, Stage, ipp, sheet, usual_printer};
use std::{
    collections::HashMap,
    ffi::OsStr,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Mutex, PoisonError},
};

/// Where schedulers listen, in the order in which they are tried.
const SOCKETS: [&str; 2] = ["/run/cups/cups.sock", "/var/run/cups/cups.sock"];

/// A CUPS scheduler on this machine.
#[derive(Debug)]
pub struct Cups {
    socket: PathBuf,
    /// Whose jobs these are; only their owner may purge them.
    user: String,
    /// How each job ended; the scheduler has forgotten it by then.
    ended: Mutex<HashMap<JobId, Progress>>,
}

impl Cups {
    /// The scheduler of this machine: `CUPS_SERVER` if it names a socket, else the usual place.
    pub fn system() -> Self {
        let named = std::env::var_os("CUPS_SERVER").map(PathBuf::from).filter(|path| path.is_absolute());
        let usual = || SOCKETS.iter().map(PathBuf::from).find(|path| path.exists());
        Self::at(named.or_else(usual).unwrap_or_else(|| SOCKETS[0].into()))
    }

    /// The scheduler that listens on `socket`.
    pub fn at(socket: PathBuf) -> Self {
        let user = std::env::var("USER").unwrap_or_default();
        Self { socket, user, ended: Mutex::default() }
    }

    /// Runs one of CUPS' own tools against this scheduler, in plain English, with `input` piped in.
    fn tool<I: AsRef<OsStr>>(
        &self,
        tool: &str,
        args: impl IntoIterator<Item = I>,
        input: &[u8],
    ) -> Result<Output, PrintError> {
        let mut child = Command::new(tool)
            .arg("-h")
            .arg(&self.socket)
            .args(args)
            .env("LC_ALL", "C")
            .env_remove("CUPS_SERVER")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => PrintError::NoPrintSystem,
                _ => silent(error),
            })?;
        // A tool that refuses closes its end early; what it says then matters, not the broken pipe.
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let _cut_short = stdin.write_all(input);
        drop(stdin);
        child.wait_with_output().map_err(silent)
    }

    fn default_printer(&self) -> Result<Option<String>, PrintError> {
        let output = self.tool("lpstat", ["-d"], &[])?;
        let said = String::from_utf8_lossy(&output.stdout);
        Ok(said.trim().strip_prefix("system default destination: ").map(str::to_owned))
    }

    fn ended(&self) -> std::sync::MutexGuard<'_, HashMap<JobId, Progress>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn socket(&self) -> &Path {
        &self.socket
    }
}

impl Printer for Cups {
    fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError> {
        let default = self.default_printer()?;
        let output = self.tool("lpstat", ["-e"], &[])?;
        let said = String::from_utf8_lossy(&output.stdout);
        Ok(said
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| PrinterInfo { name: name.to_owned(), is_default: default.as_deref() == Some(name) })
            .collect())
    }

    fn chosen(&self, named: Option<&str>) -> Result<String, PrintError> {
        if let Some(name) = named.filter(|name| !name.is_empty() && !name.starts_with('-')) {
            return Ok(name.to_owned());
        }
        usual_printer(self.printers()?)
    }

    fn print(&self, sheets: &Sheets<'_>) -> Result<JobId, PrintError> {
        let printer = self.chosen(sheets.printer)?;
        let known = ipp::printer_media(self.socket(), &printer).map_err(silent)?.words("media-supported");
        if !sheet::is_among(&known, sheets.size_hundredths_mm) {
            return Err(PrintError::NoSuchSheet { printer, media: sheets.media.to_owned() });
        }
        // The medium is named, or a driver puts an odd form on Letter; nothing is scaled to fit.
        let media = format!("media={}", sheets.media);
        let args = [
            "-d",
            &printer,
            "-t",
            sheets.title,
            "-o",
            &media,
            "-o",
            "print-scaling=none",
            "-o",
            "sides=one-sided",
            "--",
            "-",
        ];
        let output = self.tool("lp", args, sheets.pdf)?;
        let refused = |said: &[u8]| PrintError::Refused {
            printer: printer.clone(),
            said: String::from_utf8_lossy(said).trim().trim_start_matches("lp: ").to_owned(),
        };
        if !output.status.success() {
            return Err(refused(&output.stderr));
        }
        // "request id is <printer>-<number> (1 file(s))"
        let said = String::from_utf8_lossy(&output.stdout);
        let name = said.trim().strip_prefix("request id is ").and_then(|rest| rest.split(' ').next());
        JobId::named(name.unwrap_or_default().to_owned()).map_err(|_| refused(&output.stdout))
    }

    fn progress(&self, job: &JobId) -> Result<Progress, PrintError> {
        if let Some(progress) = self.ended().get(job) {
            return Ok(progress.clone());
        }
        let answer = ipp::job_attributes(self.socket(), job.number()).map_err(silent)?;
        let Some(state) = answer.integer("job-state") else {
            return Err(PrintError::UnknownJob { job: job.to_string() });
        };
        let mut stage = stage_of(state);
        let mut complaints = answer.words("job-state-reasons");
        if !stage.is_final() {
            let printer = ipp::printer_state(self.socket(), job.printer()).map_err(silent)?;
            complaints.extend(printer.words("printer-state-reasons"));
            if printer.integer("printer-state") == Some(ipp::PRINTER_STOPPED) && stage != Stage::Held {
                stage = Stage::Stopped;
            }
        }
        let progress = Progress { stage, complaints };
        if stage.is_final() {
            // Purging also deletes the scheduler's copy of the paper, which it would keep for a day.
            let _best_effort = ipp::purge_job(self.socket(), job.number(), &self.user);
            self.ended().insert(job.clone(), progress.clone());
        }
        Ok(progress)
    }

    fn cancel(&self, job: &JobId) -> Result<(), PrintError> {
        // That it has ended meanwhile is no fault: `progress` says how.
        ipp::cancel_job(self.socket(), job.number(), &self.user).map_err(silent)
    }
}

fn silent(error: io::Error) -> PrintError {
    PrintError::Silent { said: error.to_string() }
}

/// RFC 8011 §5.3.7.
fn stage_of(job_state: i32) -> Stage {
    match job_state {
        4 => Stage::Held,
        5 => Stage::Printing,
        6 => Stage::Stopped,
        7 => Stage::Cancelled,
        8 => Stage::Aborted,
        9 => Stage::Done,
        _ => Stage::Waiting,
    }
}
