//! Papers on their way to the screen, a folder or a printer.
//!
//! Invariant: what stands on a paper is the book's word; here it is only laid out and sent.

use super::printing::PrintJob;
use crate::{
    error::{AppFault, CommandError},
    print::{JobId, Sheets},
    state::AppState,
};
use chrono::NaiveDate;
use cunshou_core::{Book, close::Close, receipt::Receipt};
use cunshou_paper::{Fonts, Form, Paper};
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

/// Sheets that are not forms of receipts, with their size in hundredths of a millimetre.
const A4: (&str, (u32, u32)) = ("A4", (21_000, 29_700));

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::shipped);

/// The form of a code.
pub(super) fn form(code: &str) -> Result<Form, AppFault> {
    Form::from_code(code).ok_or_else(|| AppFault::NoSuchPaper { paper: code.to_owned() })
}

/// The receipt as its next copy: after the first it says so.
pub(super) fn receipt(book: &Book, receipt: &Receipt, form: Form) -> Result<Paper, AppFault> {
    Ok(cunshou_paper::receipt(&book.receipt_paper(receipt), form, &FONTS)?)
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

/// Hands a paper to a printer. The job is followed by `print_job`.
pub(super) fn print(
    state: &AppState,
    pdf: &[u8],
    title: &str,
    sheet: (&str, (u32, u32)),
    printer: Option<&str>,
) -> Result<(JobId, PrintJob), CommandError> {
    let sheets = Sheets { pdf, title, media: sheet.0, size_hundredths_mm: sheet.1, printer };
    let job = state.printer().print(&sheets)?;
    let progress = state.printer().progress(&job)?;
    let told = PrintJob::told(&job, &progress);
    Ok((job, told))
}

/// The name and size of a paper's medium for the print system; a roll is as long as what stands on it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sheet is some hundred millimetres"
)]
#[expect(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]
pub(super) fn sheet(paper: &Paper) -> (&str, (u32, u32)) {
    let hundredths = |mm: f32| (mm * 100.0).round() as u32;
    let (width, height) = paper.size_mm();
    (paper.cups_media(), (hundredths(width), hundredths(height)))
}

/// The sheet of close sheets and recovery keys.
pub(super) fn a4() -> (&'static str, (u32, u32)) {
    A4
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_paper::ReceiptPaper;

    #[test]
    fn forms_have_the_print_systems_names_and_sizes() {
        let paper =
            |form| cunshou_paper::receipt(&ReceiptPaper::default(), form, &FONTS).expect("an empty form");
        assert_eq!(sheet(&paper(Form::Form241x93)), ("Custom.241x93.1mm", (24_100, 9_310)));
        let roll = paper(Form::Roll58);
        let (name, (width, height)) = sheet(&roll);
        assert_eq!(name, format!("Custom.58x{}mm", height / 100));
        assert_eq!(width, 5_800);
    }
}
