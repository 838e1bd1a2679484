//! What the numbers of Windows' spooler say about a job and its printer (`JOB_INFO_1`, `PRINTER_INFO_2`).
//!
//! Invariant: a job is only called done, or not done, when it was seen to be.

use crate::{Progress, Stage};

// `JOB_STATUS_…`, `PRINTER_STATUS_…` and `PRINTER_ATTRIBUTE_…` of `winspool.h`.
pub const JOB_PAUSED: u32 = 0x0001;
pub const JOB_ERROR: u32 = 0x0002;
pub const JOB_DELETING: u32 = 0x0004;
pub const JOB_PRINTING: u32 = 0x0010;
pub const JOB_OFFLINE: u32 = 0x0020;
pub const JOB_PAPER_OUT: u32 = 0x0040;
pub const JOB_PRINTED: u32 = 0x0080;
pub const JOB_DELETED: u32 = 0x0100;
pub const JOB_BLOCKED: u32 = 0x0200;
pub const JOB_NEEDS_SOMEBODY: u32 = 0x0400;
pub const JOB_COMPLETE: u32 = 0x1000;
pub const PRINTER_PAUSED: u32 = 0x0000_0001;
pub const PRINTER_ERROR: u32 = 0x0000_0002;
pub const PRINTER_JAM: u32 = 0x0000_0008;
pub const PRINTER_PAPER_OUT: u32 = 0x0000_0010;
pub const PRINTER_MANUAL_FEED: u32 = 0x0000_0020;
pub const PRINTER_PAPER_PROBLEM: u32 = 0x0000_0040;
pub const PRINTER_OFFLINE: u32 = 0x0000_0080;
pub const PRINTER_BIN_FULL: u32 = 0x0000_0800;
pub const PRINTER_NOT_AVAILABLE: u32 = 0x0000_1000;
pub const PRINTER_TONER_LOW: u32 = 0x0002_0000;
pub const PRINTER_NO_TONER: u32 = 0x0004_0000;
pub const PRINTER_NEEDS_SOMEBODY: u32 = 0x0010_0000;
pub const PRINTER_DOOR_OPEN: u32 = 0x0040_0000;
pub const PRINTER_SERVER_OFFLINE: u32 = 0x0200_0000;
/// An attribute, not a status: somebody chose «use printer offline».
pub const PRINTER_WORKS_OFFLINE: u32 = 0x0400;
/// An attribute too: jobs stay in the queue after they were printed.
pub const PRINTER_KEEPS_JOBS: u32 = 0x0100;

/// A printer at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrinterState {
    /// `PRINTER_INFO_2.Status`
    pub status: u32,
    /// `PRINTER_INFO_2.Attributes`
    pub attributes: u32,
}

/// What was seen of a job so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Every status that it had, together.
    ever: u32,
    /// How it fared at the last look.
    last: Option<Stage>,
}

impl Seen {
    /// A job that the spooler took just now.
    pub fn handed_over() -> Self {
        Self { ever: 0, last: Some(Stage::Waiting) }
    }

    /// Notes a status that the spooler told of in passing.
    pub fn note(&mut self, job_status: u32) {
        self.ever |= job_status;
    }

    /// Notes that this program told the spooler to drop the job, and the spooler took it.
    pub fn note_dropped(&mut self) {
        self.ever |= JOB_DELETING;
    }

    /// How a job fares that is in the queue.
    pub fn look(&mut self, job_status: u32, printer: PrinterState) -> Progress {
        self.note(job_status);
        let mut complaints = complaints(job_status, printer);
        let is = |bits: u32| job_status & bits != 0;
        let stage = if is(JOB_PRINTED | JOB_COMPLETE) {
            Stage::Done
        } else if is(JOB_DELETED) {
            Stage::Cancelled
        } else if is(JOB_PAUSED | JOB_DELETING) {
            // One that is being deleted may still come out, or hang: only its leaving the queue is its end.
            Stage::Held
        } else if is(JOB_ERROR | JOB_OFFLINE | JOB_PAPER_OUT | JOB_BLOCKED | JOB_NEEDS_SOMEBODY)
            || printer.is_stopped()
        {
            Stage::Stopped
        } else if is(JOB_PRINTING) {
            Stage::Printing
        } else {
            Stage::Waiting
        };
        if stage == Stage::Stopped && complaints.is_empty() {
            complaints.push("printer-stopped".to_owned());
        }
        self.last = Some(stage);
        Progress { stage, complaints }
    }

    /// How a job ended that is no longer in the queue; `None`: nobody can say.
    ///
    /// The spooler removes a job that was printed and one that somebody deleted alike. One that was seen to be printed is
    /// done, one that was being deleted is not. Of one that simply went its way, the printer has taken all. But a job that
    /// was held or stood at a printer in trouble may have been printed or thrown away since.
    pub fn vanished(&self) -> Option<Stage> {
        let was = |bits: u32| self.ever & bits != 0;
        match self.last {
            _ if was(JOB_PRINTED | JOB_COMPLETE) => Some(Stage::Done),
            _ if was(JOB_DELETING | JOB_DELETED) => Some(Stage::Cancelled),
            Some(Stage::Waiting | Stage::Printing | Stage::Done) => Some(Stage::Done),
            _ => None,
        }
    }
}

impl PrinterState {
    fn is(self, bits: u32) -> bool {
        self.status & bits != 0
    }

    /// Whether its jobs stay in the queue after they were printed.
    pub fn keeps_printed_jobs(self) -> bool {
        self.attributes & PRINTER_KEEPS_JOBS != 0
    }

    /// Whether it does nothing until somebody sees to it.
    fn is_stopped(self) -> bool {
        const STOPS: u32 = PRINTER_PAUSED
            | PRINTER_ERROR
            | PRINTER_JAM
            | PRINTER_PAPER_OUT
            | PRINTER_MANUAL_FEED
            | PRINTER_PAPER_PROBLEM
            | PRINTER_OFFLINE
            | PRINTER_BIN_FULL
            | PRINTER_NOT_AVAILABLE
            | PRINTER_NO_TONER
            | PRINTER_NEEDS_SOMEBODY
            | PRINTER_DOOR_OPEN
            | PRINTER_SERVER_OFFLINE;
        self.is(STOPS) || self.attributes & PRINTER_WORKS_OFFLINE != 0
    }
}

/// What is wrong, in the keywords of RFC 8011 §5.4.12, each once.
fn complaints(job_status: u32, printer: PrinterState) -> Vec<String> {
    let job = |bits: u32| job_status & bits != 0;
    let works_offline = printer.attributes & PRINTER_WORKS_OFFLINE != 0;
    [
        ("media-empty", job(JOB_PAPER_OUT) || printer.is(PRINTER_PAPER_OUT)),
        ("media-needed", printer.is(PRINTER_MANUAL_FEED | PRINTER_PAPER_PROBLEM)),
        ("media-jam", printer.is(PRINTER_JAM)),
        ("door-open", printer.is(PRINTER_DOOR_OPEN)),
        ("output-area-full", printer.is(PRINTER_BIN_FULL)),
        ("marker-supply-empty", printer.is(PRINTER_NO_TONER)),
        ("marker-supply-low", printer.is(PRINTER_TONER_LOW)),
        (
            "offline",
            job(JOB_OFFLINE)
                || works_offline
                || printer.is(PRINTER_OFFLINE | PRINTER_NOT_AVAILABLE | PRINTER_SERVER_OFFLINE),
        ),
        ("paused", printer.is(PRINTER_PAUSED)),
    ]
    .into_iter()
    .filter(|(_, is_said)| *is_said)
    .map(|(keyword, _)| keyword.to_owned())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    const WELL: PrinterState = PrinterState { status: 0, attributes: 0 };

    fn printer(status: u32) -> PrinterState {
        PrinterState { status, ..WELL }
    }

    #[test]
    fn each_status_is_a_stage_and_what_is_wrong_is_said() {
        let offline = PrinterState { attributes: PRINTER_WORKS_OFFLINE, ..WELL };
        assert!(!offline.keeps_printed_jobs());
        assert!(PrinterState { attributes: PRINTER_KEEPS_JOBS, ..WELL }.keeps_printed_jobs());
        for (job, printer, stage, said) in [
            (0, WELL, Stage::Waiting, ""),
            (0x0008, WELL, Stage::Waiting, ""),
            (JOB_PRINTING, WELL, Stage::Printing, ""),
            (JOB_PRINTING, printer(PRINTER_TONER_LOW), Stage::Printing, "marker-supply-low"),
            (JOB_PAUSED, WELL, Stage::Held, ""),
            (JOB_PRINTING | JOB_PAPER_OUT, WELL, Stage::Stopped, "media-empty"),
            (JOB_PRINTING, printer(PRINTER_PAPER_OUT), Stage::Stopped, "media-empty"),
            (JOB_PRINTING | JOB_OFFLINE, WELL, Stage::Stopped, "offline"),
            (0, offline, Stage::Stopped, "offline"),
            (JOB_PRINTING | JOB_ERROR, WELL, Stage::Stopped, "printer-stopped"),
            (JOB_ERROR, printer(PRINTER_JAM | PRINTER_DOOR_OPEN), Stage::Stopped, "media-jam door-open"),
            (JOB_NEEDS_SOMEBODY, WELL, Stage::Stopped, "printer-stopped"),
            (JOB_BLOCKED, printer(PRINTER_BIN_FULL), Stage::Stopped, "output-area-full"),
            (0, printer(PRINTER_NO_TONER), Stage::Stopped, "marker-supply-empty"),
            (0, printer(PRINTER_MANUAL_FEED), Stage::Stopped, "media-needed"),
            (0, printer(PRINTER_PAUSED), Stage::Stopped, "paused"),
            (JOB_PRINTING | JOB_DELETING, WELL, Stage::Held, ""),
            (JOB_DELETING | JOB_DELETED, WELL, Stage::Cancelled, ""),
            (JOB_PRINTED | JOB_DELETED, WELL, Stage::Done, ""),
            (JOB_COMPLETE, printer(PRINTER_PAPER_OUT), Stage::Done, "media-empty"),
        ] {
            let progress = Seen::default().look(job, printer);
            assert_eq!((progress.stage, progress.complaints.join(" ").as_str()), (stage, said), "{job:#x}");
            let all = words(&progress);
            let is_said = said.split(' ').filter(|keyword| !keyword.is_empty()).all(|keyword| {
                let alone = Progress { stage: Stage::Stopped, complaints: vec![keyword.to_owned()] };
                words(&alone) != words(&Progress { stage: Stage::Stopped, complaints: vec![] })
            });
            assert!(is_said && !all.is_empty(), "{said} has words");
        }
    }

    #[test]
    fn a_job_that_left_the_queue_ended_as_it_was_seen_to() {
        let after = |looks: &[u32]| {
            let mut seen = Seen::default();
            for status in looks {
                seen.look(*status, WELL);
            }
            seen.vanished()
        };
        assert_eq!(after(&[0]), Some(Stage::Done), "a small paper is through before anybody sees it printed");
        assert_eq!(after(&[0, JOB_PRINTING]), Some(Stage::Done));
        assert_eq!(after(&[JOB_PRINTING | JOB_DELETING]), Some(Stage::Cancelled));
        assert_eq!(after(&[JOB_DELETING, JOB_PRINTED]), Some(Stage::Done), "it was too late to drop it");
        assert_eq!(
            after(&[JOB_PAPER_OUT]),
            None,
            "paper was put in, or it was thrown away: look at the paper"
        );
        assert_eq!(after(&[JOB_PAUSED]), None);
        assert_eq!(after(&[JOB_PAPER_OUT, JOB_PRINTING]), Some(Stage::Done), "it had gone on");
        assert_eq!(after(&[]), None, "a job that this program never saw");
        assert_eq!(Seen::handed_over().vanished(), Some(Stage::Done), "through before the first look");
    }

    #[test]
    fn what_the_spooler_told_in_passing_counts_too() {
        let mut seen = Seen::default();
        seen.look(0, WELL);
        seen.note(JOB_DELETING | JOB_DELETED);
        assert_eq!(seen.vanished(), Some(Stage::Cancelled), "somebody deleted it between two looks");
        let mut seen = Seen::default();
        seen.look(JOB_PAPER_OUT, WELL);
        seen.note(JOB_PRINTED | JOB_DELETED);
        assert_eq!(seen.vanished(), Some(Stage::Done), "paper was put in and it came out");
        let mut seen = Seen::default();
        seen.look(JOB_PRINTING, WELL);
        seen.note_dropped();
        assert_eq!(seen.vanished(), Some(Stage::Cancelled));
    }
}
