//! Paper out of a printer: the system's own spooler behind one trait, and what became of each job.
//!
//! Invariant: the bytes of a paper go to the spooler from memory; no file is left behind. That a
//! job was taken is not that paper came out: a job is followed to its end, and its end is said. It
//! must not know what is on the paper, where the book lies, or a window.

mod batch;

#[cfg(unix)]
pub mod cups;
#[cfg(unix)]
mod ipp;
pub mod settings;
#[cfg(unix)]
mod sheet;
#[cfg(any(windows, test))]
mod windows;

pub use batch::{Batch, BatchDesk, BatchEnd, BatchProgress, BatchWhy, Wish, print_batch};
pub use settings::{PrintChoice, PrintSettings};

use cunshou_core::Coded;
use cunshou_paper::{Medium, Paper, PaperError};
use std::{collections::BTreeMap, fmt, sync::LazyLock};

/// A printer that the system knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterInfo {
    /// The name by which the system knows it.
    pub name: String,
    /// Whether the system takes it when none is named.
    pub is_default: bool,
}

/// A paper on its way to a printer.
#[derive(Debug, Clone, Copy)]
pub struct Sheets<'a> {
    /// The finished PDF.
    pub pdf: &'a [u8],
    /// What the queue's list shows: a number, never a person.
    pub title: &'a str,
    /// The size of the sheet in the spooler's own word, such as `A5` or `Custom.241x93.1mm`.
    pub media: &'a str,
    /// Its width and height in hundredths of a millimetre.
    pub size_hundredths_mm: (u32, u32),
    /// The printer; the system's own choice if none is named.
    pub printer: Option<&'a str>,
}

/// The system's name of a print job.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(String);

impl JobId {
    /// A job by the name that the spooler gave it: `<printer>-<number>`.
    pub fn named(name: String) -> Result<Self, PrintError> {
        let number = name.rsplit_once('-').map(|(_, number)| number);
        if number.is_some_and(|n| !n.is_empty() && n.len() < 10 && n.bytes().all(|b| b.is_ascii_digit())) {
            Ok(Self(name))
        } else {
            Err(PrintError::UnknownJob { job: name })
        }
    }

    fn number(&self) -> i32 {
        self.0.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).expect("checked by `named`")
    }

    fn printer(&self) -> &str {
        self.0.rsplit_once('-').map(|(printer, _)| printer).expect("checked by `named`")
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In the queue.
    Waiting,
    /// Somebody or the printer's policy holds it back.
    Held,
    /// The printer is at work.
    Printing,
    /// The printer has stopped, and the job with it.
    Stopped,
    /// The printer has taken all of it.
    Done,
    /// Cancelled: by a person, or by a printer that has no such paper.
    Cancelled,
    /// Given up by the system.
    Aborted,
}

impl Stage {
    /// Whether nothing more will happen to the job.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Aborted)
    }

    fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Printing => "printing",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Aborted => "aborted",
        }
    }
}

/// How a job fares, and what the printer says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// How far the job is.
    pub stage: Stage,
    /// What the printer complains of, in the keywords of RFC 8011 §5.4.12 (`media-empty`, …).
    pub complaints: Vec<String>,
}

/// A way to put paper out of a printer.
pub trait Printer: Send + Sync {
    /// The printers that the system knows.
    fn printers(&self) -> Result<Vec<PrinterInfo>, PrintError>;
    /// The printer that a paper will go to: the named one, else the default, else the only one.
    fn chosen(&self, named: Option<&str>) -> Result<String, PrintError>;
    /// Hands a paper to the spooler. The job must then be followed: taken is not printed.
    fn print(&self, sheets: &Sheets<'_>) -> Result<JobId, PrintError>;
    /// How the job fares now.
    fn progress(&self, job: &JobId) -> Result<Progress, PrintError>;
    /// Asks the spooler to drop the job. What became of it is told by [`Self::progress`]: it may have come out already.
    fn cancel(&self, job: &JobId) -> Result<(), PrintError>;
}

/// The printer that a paper goes to when none is named: the default, else the only one.
fn usual_printer(mut printers: Vec<PrinterInfo>) -> Result<String, PrintError> {
    if let Some(at) = printers.iter().position(|printer| printer.is_default) {
        return Ok(printers.swap_remove(at).name);
    }
    match (printers.pop(), printers.is_empty()) {
        (Some(only), true) => Ok(only.name),
        _ => Err(PrintError::NoPrinter),
    }
}

/// The medium of a paper for the spooler: its own word, and width and height in hundredths of a millimetre. A sheet that
/// is printed lying is told as it lies in the tray; a roll is as long as what stands on it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sheet is some hundred millimetres"
)]
#[expect(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]
pub fn media(paper: &Paper) -> (&str, (u32, u32)) {
    let hundredths = |mm: f32| (mm * 100.0).round() as u32;
    let (width, height) = paper.size_mm();
    let size = match paper.medium() {
        Some(Medium::A5) => (height, width),
        _ => (width, height),
    };
    (paper.cups_media(), (hundredths(size.0), hundredths(size.1)))
}

/// Hands a paper to a printer, put right for it. The job must then be followed.
///
/// # Errors
/// The paper cannot be written, or the spooler does not take it.
pub fn send(
    printer: &dyn Printer,
    settings: &PrintSettings,
    paper: Paper,
    title: &str,
    named: Option<&str>,
) -> Result<JobId, SendFault> {
    let name = printer.chosen(named)?;
    let paper = settings.fitted(paper, &name);
    let (media, size_hundredths_mm) = media(&paper);
    let pdf = paper.pdf()?;
    Ok(printer.print(&Sheets { pdf: &pdf, title, media, size_hundredths_mm, printer: Some(&name) })?)
}

/// Why a paper did not go to a printer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// It cannot be laid out or written.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The spooler did not take it.
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Coded for SendFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Paper(error) => error.code(),
            Self::Print(error) => error.code(),
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Paper(error) => error.params(),
            Self::Print(error) => error.params(),
        }
    }
}

/// This machine's printers.
pub fn system() -> Box<dyn Printer> {
    #[cfg(unix)]
    return Box::new(cups::Cups::system());
    #[cfg(windows)]
    return Box::new(windows::Spooler::default());
}

/// Why nothing was printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// The machine has no printing system.
    #[error("no printing system")]
    NoPrintSystem,
    /// No printer is set up, or there are several and none is the default.
    #[error("no printer to take")]
    NoPrinter,
    /// The spooler took the paper not; `said` are its own words.
    #[error("{printer} refused: {said}")]
    Refused {
        /// Which printer.
        printer: String,
        /// What the spooler said.
        said: String,
    },
    /// The printer has no such sheet, and would put the paper on another one.
    #[error("{printer} has no sheet {media}")]
    NoSuchSheet {
        /// Which printer.
        printer: String,
        /// The sheet's name.
        media: String,
    },
    /// The printer makes files, no paper.
    #[error("{printer} makes no paper")]
    NoPaperBehind {
        /// Which printer.
        printer: String,
    },
    /// The spooler knows no such job (any more).
    #[error("unknown job {job}")]
    UnknownJob {
        /// Which job.
        job: String,
    },
    /// The spooler does not answer when asked about a job.
    #[error("the spooler is silent: {said}")]
    Silent {
        /// What the system said.
        said: String,
    },
    /// The paper cannot be drawn for the printer; `said` is why.
    #[error("not drawn: {said}")]
    NotDrawn {
        /// Why.
        said: String,
    },
    /// The file with the printers' settings cannot be read.
    #[error("the settings in {path} do not read")]
    BadSettings {
        /// Which file.
        path: String,
    },
    /// The file with the printers' settings cannot be written.
    #[error("the settings cannot be written to {path}: {said}")]
    SettingsNotWritten {
        /// Which file.
        path: String,
        /// What the system said.
        said: String,
    },
    /// A measure that is no number with at most one place, or one that no printer needs.
    #[error("{typed} is no measure from {least} to {most}")]
    BadMeasure {
        /// What was measured, in the clerk's words.
        what: &'static str,
        /// What was typed.
        typed: String,
        /// The least, with its unit.
        least: &'static str,
        /// The most, with its unit.
        most: &'static str,
    },
    /// A paper for which nothing can be set.
    #[error("no medium {code}")]
    NoSuchMedium {
        /// Its code.
        code: String,
    },
    /// A batch is being printed: the book must stay open, and no second batch can begin.
    #[error("a batch is being printed")]
    BatchRunning,
    /// No receipt was chosen.
    #[error("no receipt to print")]
    NothingToPrint,
}

impl Coded for PrintError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPrintSystem => "E-PRN-001",
            Self::NoPrinter => "E-PRN-002",
            Self::Refused { .. } => "E-PRN-003",
            Self::UnknownJob { .. } => "E-PRN-004",
            Self::Silent { .. } => "E-PRN-005",
            Self::NotDrawn { .. } => "E-PRN-014",
            Self::NoSuchSheet { .. } => "E-PRN-007",
            Self::BadSettings { .. } => "E-PRN-008",
            Self::SettingsNotWritten { .. } => "E-PRN-009",
            Self::BadMeasure { .. } => "E-PRN-010",
            Self::NoSuchMedium { .. } => "E-PRN-011",
            Self::BatchRunning => "E-PRN-012",
            Self::NothingToPrint => "E-PRN-013",
            Self::NoPaperBehind { .. } => "E-PRN-015",
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoPrintSystem | Self::NoPrinter | Self::BatchRunning | Self::NothingToPrint => vec![],
            Self::BadSettings { path } => vec![("path", path.clone())],
            Self::SettingsNotWritten { path, said } => vec![("path", path.clone()), ("said", said.clone())],
            Self::BadMeasure { what, typed, least, most } => vec![
                ("what", (*what).to_owned()),
                ("typed", typed.clone()),
                ("least", (*least).to_owned()),
                ("most", (*most).to_owned()),
            ],
            Self::NoPaperBehind { printer } => vec![("printer", printer.clone())],
            Self::NoSuchMedium { code } => vec![("paper", code.clone())],
            Self::Refused { printer, said } => vec![("printer", printer.clone()), ("said", said.clone())],
            Self::NoSuchSheet { printer, media } => {
                vec![("printer", printer.clone()), ("media", media.clone())]
            }
            Self::UnknownJob { job } => vec![("job", job.clone())],
            Self::Silent { said } | Self::NotDrawn { said } => vec![("said", said.clone())],
        }
    }
}

/// A kind of paper, which can go to a printer of its own.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct PaperKind {
    /// Its code.
    pub code: String,
    /// Its name for the clerk.
    pub label: String,
    /// It can be printed on several forms.
    #[serde(default)]
    pub has_papers: bool,
}

/// The kinds of paper, in the order in which the settings name them.
pub fn kinds() -> impl Iterator<Item = &'static PaperKind> {
    WORDS.kind.iter()
}

#[derive(serde::Deserialize)]
struct Words {
    kind: Vec<PaperKind>,
    stage: BTreeMap<String, String>,
    complaint: BTreeMap<String, String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/text/print.toml"))
        .expect("a test reads the shipped words")
});

/// How a job fares, in the clerk's words, with what the printer complains of before what to do.
pub fn words(progress: &Progress) -> String {
    let complaints: Vec<&str> = progress
        .complaints
        .iter()
        // A keyword may end in its weight: `media-empty-error`, `media-low-warning`.
        .map(|keyword| {
            ["-error", "-warning", "-report"]
                .iter()
                .fold(&**keyword, |k, end| k.strip_suffix(end).unwrap_or(k))
        })
        .filter_map(|keyword| WORDS.complaint.get(keyword).map(String::as_str))
        .collect();
    let stage = WORDS.stage.get(progress.stage.key()).map_or("", String::as_str);
    // What a printer complains of no longer matters once it has taken all.
    if complaints.is_empty() || progress.stage == Stage::Done {
        return stage.to_owned();
    }
    format!("{}。{stage}", complaints.join("，"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_paper::Form;

    #[test]
    fn every_refusal_has_words_without_holes() {
        let text = || "x".to_owned();
        let all = [
            PrintError::NoPrintSystem,
            PrintError::NoPrinter,
            PrintError::Refused { printer: text(), said: text() },
            PrintError::UnknownJob { job: text() },
            PrintError::Silent { said: text() },
            PrintError::NotDrawn { said: text() },
            PrintError::NoSuchSheet { printer: text(), media: text() },
            PrintError::BadSettings { path: text() },
            PrintError::SettingsNotWritten { path: text(), said: text() },
            PrintError::BadMeasure { what: "x", typed: text(), least: "x", most: "x" },
            PrintError::NoSuchMedium { code: text() },
            PrintError::NoPaperBehind { printer: text() },
            PrintError::BatchRunning,
            PrintError::NothingToPrint,
        ];
        for error in all {
            let (code, said) = (error.code(), cunshou_core::words::say(error.code(), &error.params()));
            assert!(cunshou_core::words::knows(code), "{code} has words");
            assert!(!said.message.is_empty() && !said.todo.is_empty(), "{code} has words");
            assert!(!format!("{}{}", said.message, said.todo).contains(['{', '}']), "{code}: {said:?}");
        }
    }

    #[test]
    fn papers_have_the_print_systems_names_and_sizes() {
        let fonts = cunshou_paper::Fonts::shipped();
        let paper = |form| {
            cunshou_paper::receipt(&cunshou_paper::ReceiptPaper::default(), form, &fonts)
                .expect("an empty form")
        };
        assert_eq!(media(&paper(Form::Form241x93)), ("Custom.241x93.1mm", (24_100, 9_310)));
        assert_eq!(media(&paper(Form::A5)), ("A5", (14_800, 21_000)), "the sheet lies upright in the tray");
        assert_eq!(media(&paper(Form::A4Two)), ("A4", (21_000, 29_700)));
        let roll = paper(Form::Roll58);
        let (name, (width, height)) = media(&roll);
        assert_eq!(name, format!("Custom.58x{}mm", height / 100));
        assert_eq!(width, 5_800);
    }

    #[test]
    fn the_default_printer_is_taken_or_the_only_one() {
        let printers = |names: &[&str], default: &str| {
            let info = |name: &&str| PrinterInfo { name: (*name).to_owned(), is_default: *name == default };
            usual_printer(names.iter().map(info).collect())
        };
        assert_eq!(printers(&["a", "b"], "b"), Ok("b".to_owned()));
        assert_eq!(printers(&["a"], ""), Ok("a".to_owned()));
        for none in [printers(&["a", "b"], ""), printers(&[], "")] {
            assert_eq!(none, Err(PrintError::NoPrinter), "nobody guesses between two");
        }
    }

    #[test]
    fn every_stage_has_words() {
        use Stage::{Aborted, Cancelled, Done, Held, Printing, Stopped, Waiting};
        for stage in [Waiting, Held, Printing, Stopped, Done, Cancelled, Aborted] {
            assert!(!words(&Progress { stage, complaints: vec![] }).is_empty(), "{stage:?} has words");
        }
    }

    #[test]
    fn the_printers_complaint_comes_first() {
        let stopped =
            Progress { stage: Stage::Stopped, complaints: vec!["media-empty-error".into(), "none".into()] };
        assert!(words(&stopped).starts_with("打印机缺纸。"), "{}", words(&stopped));
        let done = Progress { stage: Stage::Done, complaints: vec!["media-empty-error".into()] };
        assert!(
            !words(&done).contains("缺纸"),
            "a printer that has just run out has still printed this sheet"
        );
    }

    #[test]
    fn a_job_has_a_printer_and_a_number() {
        for (name, good) in [
            ("针式-打印机-12", true),
            ("12", false),
            ("a-", false),
            ("a-1x", false),
            ("a-12345678901", false),
        ] {
            assert_eq!(JobId::named(name.to_owned()).is_ok(), good, "{name}");
        }
    }
}
