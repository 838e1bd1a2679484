//! Receipts: finding, showing, saving, printing, printing again.
//!
//! Invariant: a receipt shows what was stored when the money was taken; it is never assessed again.

use super::{
    household::SearchRequest,
    paper::{self, PreviewPages},
    parse,
    payment::reason_words,
    printing::PrintJob,
};
use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use chrono::NaiveDate;
use cunshou_core::{
    ack::LineAnswer,
    codes,
    receipt::{self, CopyState, ReceiptState},
};
use cunshou_policy::explain;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// The journal's word for a payment by telephone.
const MEANS_SCAN: &str = cunshou_exchange::package::MEANS_ASSISTED_SCAN;

/// A stored receipt.
#[derive(Debug, Serialize, TS)]
pub struct Receipt {
    receipt_no: String,
    series: String,
    serial: u32,
    payment_id: Uuid,
    household_id: Uuid,
    hh_no: String,
    head: String,
    village_group: String,
    business_date: NaiveDate,
    taken_at: String,
    taken_by: String,
    total_fee: String,
    total_subsidy: String,
    /// What the village collective paid.
    total_collective_aid: String,
    total_due: String,
    /// Cash, or with the clerk's help by telephone.
    means: String,
    /// By telephone: no cash.
    by_scan: bool,
    /// The number of the transaction on the telephone.
    trade_no: Option<String>,
    /// The pre-printed receipt that was handed out with it.
    ticket_no: Option<String>,
    /// The resolution by which the collective paid, and out of which money.
    aid: Option<ReceiptAid>,
    /// 补录: the sheet of the paper book on which it was taken before.
    catch_up: Option<ReceiptCatchUp>,
    levy_year: Option<i32>,
    /// 人民币大写, without 人民币.
    capital: String,
    tendered: String,
    change: String,
    lines: Vec<ReceiptLine>,
    left_out: Vec<ReceiptLeftOut>,
    #[ts(type = "'taken' | 'closed' | 'exported' | 'accepted' | 'rejected' | 'voided' | 'reversed'")]
    state: &'static str,
    /// How often paper came out.
    printed: u32,
    /// It was handed to a printer last, and nobody knows whether it came out.
    unsure: bool,
    /// This answer repeats a payment that was taken before.
    already_taken: bool,
    /// Cover of somebody begins on the day on which the money arrives: that day can be entered.
    hangs_on_arrival: bool,
    /// That day, once it is known.
    arrived_on: Option<NaiveDate>,
    /// By what it is known.
    arrival_source: String,
}

/// By which resolution the collective paid.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptAid {
    resolution_no: String,
    source: String,
}

/// The sheet of the paper book that was entered.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptCatchUp {
    paper_no: String,
    taken_on: NaiveDate,
    reason: String,
}

/// A member who paid.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptLine {
    name: String,
    relation: &'static str,
    fee: String,
    subsidy: String,
    collective_aid: String,
    due: String,
    cover_words: String,
    /// The cover that became certain with the arrival of the money.
    arrived_words: Option<String>,
    article: String,
    /// What the township's newest answer says of it; `null` while there is none.
    answer_words: Option<String>,
    /// What is to be done about it; empty unless it was sent back.
    answer_todo: String,
}

/// A member who did not.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptLeftOut {
    name: String,
    reason: String,
}

/// A receipt in a list.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptRow {
    receipt_no: String,
    head: String,
    hh_no: String,
    due: String,
    business_date: NaiveDate,
    taken_at: String,
    state_label: String,
    /// 作废 or 冲正: nothing rests on it any more.
    is_taken_back: bool,
    printed: u32,
    /// It was handed to a printer last, and nobody knows whether it came out.
    unsure: bool,
    close_no: Option<u32>,
}

/// A page of receipts.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptPage {
    rows: Vec<ReceiptRow>,
    total: u32,
    page: u32,
    pages: u32,
}

/// Which receipt.
#[derive(Debug, Deserialize, TS)]
pub struct ReceiptRequest {
    pub(super) receipt_no: String,
}

/// When the money of some receipts reached the treasury.
#[derive(Debug, Deserialize, TS)]
pub struct RecordArrivalRequest {
    receipt_nos: Vec<String>,
    arrived_on: String,
    /// By what that is known: the bank slip's number, the township's or the tax office's word.
    source: String,
}

/// Which receipt on which paper.
#[derive(Debug, Deserialize, TS)]
pub struct ReceiptPaperRequest {
    receipt_no: String,
    paper: String,
}

/// Which receipt on which paper, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveReceiptRequest {
    receipt_no: String,
    paper: String,
    folder: String,
}

/// Which receipt on which paper, and which printer.
#[derive(Debug, Deserialize, TS)]
pub struct PrintReceiptRequest {
    receipt_no: String,
    paper: String,
    /// `null` = the system's own choice.
    printer: Option<String>,
}

impl From<receipt::Receipt> for Receipt {
    fn from(receipt: receipt::Receipt) -> Self {
        let hangs_on_arrival = receipt.hangs_on_arrival();
        let arrival = receipt.arrival;
        let arrived_words = |row_id: Uuid| {
            let completed = arrival.iter().flat_map(|arrival| &arrival.lines);
            let own = completed.into_iter().find(|line| line.row_id == row_id);
            own.map(|line| explain::arrived_words(line.benefit_from, line.benefit_to))
        };
        let payment = receipt.payment;
        let by_scan = payment.means == MEANS_SCAN;
        let means = if by_scan { &SAY.means_scan } else { &SAY.means_cash };
        let catch_up = payment.catch_up.map(|paper| ReceiptCatchUp {
            paper_no: paper.paper_no(),
            taken_on: paper.taken_on,
            reason: paper.reason,
        });
        Self {
            means: means.plain(),
            by_scan,
            trade_no: payment.trade_no,
            ticket_no: payment.ticket_no,
            aid: payment.aid.map(|aid| ReceiptAid { resolution_no: aid.resolution_no, source: aid.source }),
            catch_up,
            levy_year: payment.lines.first().map(|line| line.levy_year),
            total_collective_aid: payment.total_collective_aid.to_string(),
            receipt_no: payment.receipt_no,
            series: payment.series,
            serial: payment.serial,
            payment_id: payment.payment_id,
            household_id: payment.household_id,
            hh_no: payment.hh_no,
            head: payment.head_name,
            village_group: payment.village_group,
            business_date: payment.business_date,
            taken_at: receipt.taken_at,
            taken_by: receipt.taken_by,
            total_fee: payment.total_fee.to_string(),
            total_subsidy: payment.total_subsidy.to_string(),
            total_due: payment.total_due.to_string(),
            capital: cunshou_paper::capital_amount(payment.total_due),
            tendered: payment.tendered.to_string(),
            change: payment.change.to_string(),
            lines: payment
                .lines
                .into_iter()
                .zip(receipt.answers)
                .map(|(line, answer)| ReceiptLine {
                    name: line.name,
                    relation: codes::relation_label(&line.relation),
                    fee: line.fee.to_string(),
                    subsidy: line.subsidy.to_string(),
                    collective_aid: line.collective_aid.to_string(),
                    due: line.due.to_string(),
                    cover_words: line.cover_words,
                    arrived_words: arrived_words(line.row_id),
                    article: line.article,
                    answer_words: answer.as_ref().map(LineAnswer::words),
                    answer_todo: answer.map_or_else(String::new, |answer| answer.todo()),
                })
                .collect(),
            left_out: payment
                .left_out
                .into_iter()
                .map(|left| ReceiptLeftOut {
                    name: left.name,
                    reason: reason_words(&left.reason, &left.note, left.approval_no.as_deref()),
                })
                .collect(),
            state: receipt.state.word(),
            printed: receipt.printed,
            unsure: receipt.unsure,
            already_taken: receipt.already_taken,
            hangs_on_arrival,
            arrived_on: arrival.as_ref().map(|arrival| arrival.arrived_on),
            arrival_source: arrival.as_ref().map_or_else(String::new, |arrival| arrival.source.clone()),
        }
    }
}

impl From<receipt::ReceiptRow> for ReceiptRow {
    fn from(row: receipt::ReceiptRow) -> Self {
        Self {
            receipt_no: row.receipt_no,
            head: row.head,
            hh_no: row.hh_no,
            due: row.due.to_string(),
            business_date: row.business_date,
            taken_at: row.taken_at,
            state_label: state_label(row.state),
            is_taken_back: row.state.is_taken_back(),
            printed: row.printed,
            unsure: row.unsure,
            close_no: row.close_no,
        }
    }
}

fn state_label(state: ReceiptState) -> String {
    match state {
        ReceiptState::Taken => SAY.state_taken.plain(),
        ReceiptState::Closed => SAY.state_closed.plain(),
        ReceiptState::Exported => SAY.state_exported.plain(),
        ReceiptState::Accepted => SAY.state_accepted.plain(),
        ReceiptState::Rejected => SAY.state_rejected.plain(),
        ReceiptState::Voided => SAY.state_voided.plain(),
        ReceiptState::Reversed => SAY.state_reversed.plain(),
    }
}

/// Receipts whose number, head or household fits a text, newest first.
#[tauri::command(async)]
pub fn receipts(state: State<'_, AppState>, request: SearchRequest) -> Result<ReceiptPage, CommandError> {
    let (book, _) = state.book()?;
    let page = book.receipts(&request.text, request.page)?;
    let rows = page.rows.into_iter().map(Into::into).collect();
    Ok(ReceiptPage { rows, total: page.total, page: page.page, pages: page.pages })
}

/// One receipt as it was stored.
#[tauri::command(async)]
pub fn receipt(state: State<'_, AppState>, request: ReceiptRequest) -> Result<Receipt, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.receipt(&request.receipt_no)?.into())
}

/// Enters the day on which the money arrived; cover that hangs on it is certain from now on. The receipts stay.
#[tauri::command(async)]
pub fn record_arrival(
    state: State<'_, AppState>,
    request: RecordArrivalRequest,
) -> Result<Vec<Receipt>, CommandError> {
    let (mut book, now) = state.book()?;
    let arrived_on = parse::day("arrived_on", &request.arrived_on)?;
    let receipts = book.record_arrival(&request.receipt_nos, arrived_on, &request.source, &now)?;
    Ok(receipts.into_iter().map(Into::into).collect())
}

/// The receipt as its next copy will look.
#[tauri::command(async)]
pub fn receipt_preview(
    state: State<'_, AppState>,
    request: ReceiptPaperRequest,
) -> Result<PreviewPages, CommandError> {
    let (book, _) = state.book()?;
    let stored = book.receipt(&request.receipt_no)?;
    Ok(paper::receipt(&book, &stored, paper::form(&request.paper)?)?.into())
}

/// Writes the receipt as a PDF into a folder that the clerk chose.
#[tauri::command(async)]
pub fn save_receipt(state: State<'_, AppState>, request: SaveReceiptRequest) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let stored = book.receipt(&request.receipt_no)?;
    let receipt_no = &stored.payment.receipt_no;
    let pdf = paper::receipt(&book, &stored, paper::form(&request.paper)?)?.pdf().map_err(AppFault::from)?;
    let name = SAY.receipt_file.with(&[("receipt_no", receipt_no)]);
    let path = files::write(&request.folder, &name, &pdf)?;
    book.note_copy(receipt_no, CopyState::Saved, &now)?;
    Ok(path)
}

/// Hands the receipt to a printer; `print_job` says whether paper came out.
#[tauri::command(async)]
pub fn print_receipt(
    state: State<'_, AppState>,
    request: PrintReceiptRequest,
) -> Result<PrintJob, CommandError> {
    let form = paper::form(&request.paper)?;
    let (receipt_no, paper) = {
        let (mut book, now) = state.book()?;
        let stored = book.receipt(&request.receipt_no)?;
        let paper = paper::receipt(&book, &stored, form)?;
        // Written down before it goes: paper of which the book does not know must not come out.
        book.note_copy(&stored.payment.receipt_no, CopyState::Sent, &now)?;
        (stored.payment.receipt_no, paper)
    };
    // The book is free while the print system thinks.
    match paper::hand_over(&state, paper, &receipt_no, request.printer.as_deref()) {
        Ok((job, told)) => {
            state.follow(&job, &receipt_no);
            Ok(told)
        }
        Err(refused) => {
            let (mut book, now) = state.book()?;
            book.note_copy(&receipt_no, CopyState::Failed, &now)?;
            Err(refused)
        }
    }
}
