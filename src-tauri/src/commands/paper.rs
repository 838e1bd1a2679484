//! Papers on their way to the screen, a folder or a printer.
//!
//! Invariant: what stands on a paper is the book's word; here it is only laid out and sent.

use super::printing::PrintJob;
use crate::{
    error::{AppFault, CommandError},
    state::AppState,
};
use chrono::NaiveDate;
use cunshou_core::{Book, close::Close, receipt::Receipt};
use cunshou_paper::{Fonts, Form, Medium, Paper, PrinterFit};
use cunshou_print::{JobId, Progress, Stage};
use serde::Serialize;
use std::sync::LazyLock;
use ts_rs::TS;

/// A paper as the screen shows it: one picture a page.
#[derive(Debug, Serialize, TS)]
pub struct PreviewPages {
    svg: Vec<String>,
}

impl From<Paper> for PreviewPages {
    fn from(paper: Paper) -> Self {
        Self { svg: paper.svg() }
    }
}

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::shipped);

/// The form of a code.
pub(super) fn form(code: &str) -> Result<Form, AppFault> {
    Form::from_code(code).ok_or_else(|| AppFault::NoSuchPaper { paper: code.to_owned() })
}

/// The receipt as its next copy: after the first it says so.
pub(super) fn receipt(book: &Book, receipt: &Receipt, form: Form) -> Result<Paper, AppFault> {
    Ok(cunshou_paper::receipt(&book.receipt_paper(receipt), form, &FONTS)?)
}

/// Several receipts in one paper, each as its next copy.
pub(crate) fn receipts(book: &Book, receipts: &[Receipt], form: Form) -> Result<Paper, AppFault> {
    let documents: Vec<_> = receipts.iter().map(|receipt| book.receipt_paper(receipt)).collect();
    Ok(cunshou_paper::receipts(&documents, form, &FONTS)?)
}

/// The page that shows how far a printer is off on a medium.
pub(super) fn test_page(medium: Medium, printer: &str, fit: PrinterFit) -> Result<Paper, AppFault> {
    Ok(cunshou_paper::test_page(medium, printer, fit, &FONTS)?)
}

/// The close sheet.
pub(super) fn close(book: &Book, close: &Close) -> Result<Paper, AppFault> {
    Ok(cunshou_paper::close_sheet(&book.close_paper(close), &FONTS)?)
}

/// The list for a round from door to door, with each person as he stands on a day.
pub(super) fn canvass_round(book: &Book, round_no: u32, on: NaiveDate) -> Result<Paper, CommandError> {
    Ok(cunshou_paper::round_sheet(&book.round_paper(round_no, on)?, &FONTS).map_err(AppFault::from)?)
}

/// What those of a household sign who do not want to enrol.
pub(super) fn canvass_refusal(
    book: &Book,
    household_id: uuid::Uuid,
    on: NaiveDate,
) -> Result<Paper, CommandError> {
    let document = book.refusal_paper(household_id, on)?;
    Ok(cunshou_paper::refusal_sheets(&[document], &FONTS).map_err(AppFault::from)?)
}

/// The recovery key's sheet for the township's safe.
pub(super) fn recovery_key(book: &Book, key: &str, created_on: NaiveDate) -> Result<Paper, AppFault> {
    Ok(cunshou_paper::recovery_key(&book.recovery_paper(key, created_on), &FONTS)?)
}

/// Hands a paper to a printer, put right for it. The job is followed by `print_job`; `title` is in the print system's list,
/// so it is a number and nobody's name.
pub(super) fn hand_over(
    state: &AppState,
    paper: Paper,
    title: &str,
    printer: Option<&str>,
) -> Result<(JobId, PrintJob), CommandError> {
    let settings = state.print_settings()?;
    let job = cunshou_print::send(state.printer(), &settings, paper, title, printer)?;
    // A spooler that is silent now is asked again; the paper is on its way.
    let unknown = |_| Progress { stage: Stage::Waiting, complaints: Vec::new() };
    let progress = state.printer().progress(&job).unwrap_or_else(unknown);
    let told = PrintJob::told(&job, &progress);
    Ok((job, told))
}
