//! The papers of money after it was taken (作废凭证, 缴存单, 退费申请表, 暂停参保申请表): shown, saved, printed.
//!
//! Invariant: what stands on a paper is the book's word. On the screen certificate numbers are masked; the forms for the
//! offices carry them whole on paper, and each such print is written down as a reveal.

use super::{
    paper::{self, PreviewPages},
    printing::PrintJob,
};
use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use cunshou_core::{Book, Error, Moment};
use cunshou_paper::{
    Fonts, Form, Paper, refund_application, remittance_sheet, suspension_application, void_slip,
};
use serde::Deserialize;
use std::sync::LazyLock;
use tauri::State;
use ts_rs::TS;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::shipped);

/// Which paper.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct MoneyPaperRequest {
    #[ts(type = "'void_slip' | 'remittance' | 'refund' | 'suspension'")]
    kind: String,
    /// The receipt's number for a slip; else the number of the remittance or of the application.
    number: String,
    /// The form of a slip; `null`: A5. The other papers have one form each.
    paper: Option<String>,
}

/// Which paper, into which folder.
#[derive(Debug, Deserialize, TS)]
pub struct SaveMoneyPaperRequest {
    paper: MoneyPaperRequest,
    folder: String,
}

/// Which paper, on which printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintMoneyPaperRequest {
    paper: MoneyPaperRequest,
    printer: Option<String>,
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

/// The paper as it looks on the screen: with masked numbers.
fn shown(book: &Book, request: &MoneyPaperRequest) -> Result<Paper, CommandError> {
    let fonts = &*FONTS;
    let paper = match request.kind.as_str() {
        "void_slip" => {
            let receipt = book.receipt(&request.number)?;
            let receipt_no = receipt.payment.receipt_no.clone();
            let done = receipt.taken_back.ok_or(Error::NotTakenBack { receipt_no })?;
            let form = request.paper.as_deref().map_or(Ok(Form::A5), paper::form)?;
            void_slip(&book.void_slip_paper(&done)?, form, fonts)
        }
        "remittance" => {
            remittance_sheet(&book.remittance_paper(&book.remittance(number(&request.number))?)?, fonts)
        }
        "refund" => {
            refund_application(&book.refund_paper(&book.refund(number(&request.number))?, false)?, fonts)
        }
        "suspension" => {
            suspension_application(&book.refund_paper(&book.refund(number(&request.number))?, false)?, fonts)
        }
        other => return Err(AppFault::NoSuchPaper { paper: other.to_owned() }.into()),
    };
    Ok(paper.map_err(AppFault::from)?)
}

/// The paper as it goes to a printer or a folder: forms for the offices with whole numbers, written down as a reveal.
fn given_out(book: &mut Book, request: &MoneyPaperRequest, now: &Moment) -> Result<Paper, CommandError> {
    let fonts = &*FONTS;
    match request.kind.as_str() {
        "refund" => {
            let document = book.refund_paper_revealed(number(&request.number), now)?;
            Ok(refund_application(&document, fonts).map_err(AppFault::from)?)
        }
        "suspension" => {
            let document = book.refund_paper_revealed(number(&request.number), now)?;
            Ok(suspension_application(&document, fonts).map_err(AppFault::from)?)
        }
        _ => shown(book, request),
    }
}

/// A paper as it will look, with masked numbers.
#[tauri::command(async)]
pub fn money_paper_preview(
    state: State<'_, AppState>,
    request: MoneyPaperRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, _) = state.book()?;
    Ok(shown(&book, &request)?.into())
}

/// Writes a paper as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_money_paper(
    state: State<'_, AppState>,
    request: SaveMoneyPaperRequest,
) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let pdf = given_out(&mut book, &request.paper, &now)?.pdf().map_err(AppFault::from)?;
    let name = match request.paper.kind.as_str() {
        "void_slip" => &SAY.void_slip_file,
        "remittance" => &SAY.remittance_file,
        "refund" => &SAY.refund_file,
        _ => &SAY.suspension_file,
    };
    Ok(files::write(&request.folder, &name.with(&[("number", &request.paper.number)]), &pdf)?)
}

/// Hands a paper to a printer; `print_job` says whether it came out.
#[tauri::command(async)]
pub fn print_money_paper(
    state: State<'_, AppState>,
    request: PrintMoneyPaperRequest,
) -> Result<PrintJob, CommandError> {
    let paper = {
        let (mut book, now) = state.book()?;
        given_out(&mut book, &request.paper, &now)?
    };
    // The job's title is in the print system's log: no name and no number of a person is in it.
    let title = if request.paper.kind == "void_slip" { "V" } else { "M" };
    let (_, told) = paper::hand_over(&state, paper, title, request.printer.as_deref())?;
    Ok(told)
}
