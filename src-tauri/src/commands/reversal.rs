//! Taking a receipt back: which way is open, what will happen, and the void or reversal as it was done.
//!
//! Invariant: the way and the cash that goes back are the book's answer; the id of a void is given when its form opens.

use super::receipt::ReceiptRequest;
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{
    codes,
    refund::RefundRow,
    reversal::{self, Reversal, Way},
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// How a receipt can be taken back, or how it was.
#[derive(Debug, Serialize, TS)]
pub struct WayBack {
    receipt_no: String,
    /// `null` once it was taken back.
    #[ts(type = "'void' | 'reversal' | 'refund' | null")]
    way: Option<&'static str>,
    /// 作废, 冲正, 退费申请.
    label: String,
    taken_back: Option<TakenBack>,
    /// Applications for a refund so far.
    refunds: Vec<RefundOfReceipt>,
}

/// An application for a refund of a receipt.
#[derive(Debug, Serialize, TS)]
pub struct RefundOfReceipt {
    refund_no: u32,
    state_label: String,
}

/// The form to take a receipt back.
#[derive(Debug, Serialize, TS)]
pub struct VoidForm {
    /// Given when the form opens; a retry sends the same.
    void_id: Uuid,
    receipt_no: String,
    head: String,
    #[ts(type = "'void' | 'reversal' | 'refund'")]
    way: &'static str,
    label: String,
    /// Cash that goes back.
    cash_back: String,
    /// What will happen, a sentence each.
    words: Vec<String>,
    reasons: Vec<VoidReason>,
    /// The township's approval is wanted.
    needs_approval: bool,
}

/// Why a receipt is taken back.
#[derive(Debug, Serialize, TS)]
pub struct VoidReason {
    code: &'static str,
    label: &'static str,
    /// Wants a word about what happened.
    needs_note: bool,
}

/// A receipt to take back.
#[derive(Debug, Deserialize, TS)]
pub struct VoidRequest {
    void_id: Uuid,
    receipt_no: String,
    reason: String,
    note: String,
    /// The township's approval, for a reversal.
    approval_no: Option<String>,
    /// The payer handed the paper back.
    paper_back: bool,
}

/// A void or reversal as it was done.
#[derive(Debug, Serialize, TS)]
pub struct TakenBack {
    receipt_no: String,
    #[ts(type = "'void' | 'reversal' | 'refund'")]
    way: &'static str,
    /// 已作废, 已冲正.
    label: String,
    void_no: u32,
    session_no: u32,
    business_date: NaiveDate,
    reason: &'static str,
    note: String,
    approval_no: Option<String>,
    paper_back: bool,
    cash_back: String,
    done_at: String,
    done_by: String,
    /// For the telephone and the slip.
    check_code: String,
    /// This answer repeats a void that was done before.
    already_done: bool,
    /// What is to be done now.
    words: String,
}

fn label(way: Way) -> String {
    match way {
        Way::Void => SAY.way_void.plain(),
        Way::Reversal => SAY.way_reversal.plain(),
        Way::Refund => SAY.way_refund.plain(),
    }
}

impl From<Reversal> for TakenBack {
    fn from(done: Reversal) -> Self {
        let record = done.record;
        let reason = codes::void_reasons().iter().find(|known| known.code == record.reason);
        let facts: [(&str, &dyn std::fmt::Display); 1] = [("amount", &record.cash_back)];
        Self {
            way: done.way.word(),
            label: match done.way {
                Way::Reversal => SAY.state_reversed.plain(),
                _ => SAY.state_voided.plain(),
            },
            words: if record.cash_back.is_zero() {
                SAY.void_done_no_cash.plain()
            } else {
                SAY.void_done.with(&facts)
            },
            receipt_no: record.receipt_no,
            void_no: record.void_no,
            session_no: record.session_no,
            business_date: record.business_date,
            reason: reason.map_or("", |known| known.label),
            note: record.note,
            approval_no: record.approval_no,
            paper_back: record.paper_back,
            cash_back: record.cash_back.to_string(),
            done_at: done.done_at,
            done_by: done.done_by,
            check_code: done.check_code,
            already_done: done.already_done,
        }
    }
}

impl From<reversal::VoidForm> for VoidForm {
    fn from(form: reversal::VoidForm) -> Self {
        let payment = form.receipt.payment;
        let cash = match (form.way, form.cash_back.is_zero()) {
            (_, true) => SAY.void_no_cash.plain(),
            (Way::Reversal, false) => SAY.reversal_cash.plain(),
            (_, false) => SAY.void_cash.plain(),
        };
        let words = match form.way {
            Way::Refund => vec![SAY.refund_instead.plain()],
            _ => vec![cash, SAY.void_paper.plain(), SAY.void_open_again.plain()],
        };
        let reasons = codes::void_reasons().iter();
        Self {
            void_id: form.void_id,
            receipt_no: payment.receipt_no,
            head: payment.head_name,
            way: form.way.word(),
            label: label(form.way),
            cash_back: form.cash_back.to_string(),
            words,
            reasons: reasons
                .map(|r| VoidReason { code: r.code, label: r.label, needs_note: r.needs_note })
                .collect(),
            needs_approval: form.way == Way::Reversal,
        }
    }
}

impl From<VoidRequest> for reversal::VoidOrder {
    fn from(request: VoidRequest) -> Self {
        let VoidRequest { void_id, receipt_no, reason, note, approval_no, paper_back } = request;
        Self { void_id, receipt_no, reason, note, approval_no, paper_back }
    }
}

impl WayBack {
    fn of(
        receipt_no: String,
        way: Option<Way>,
        taken_back: Option<Reversal>,
        refunds: Vec<RefundRow>,
    ) -> Self {
        let own = refunds.into_iter().filter(|row| row.receipt_no == receipt_no);
        Self {
            way: way.map(Way::word),
            label: way.map(label).unwrap_or_default(),
            taken_back: taken_back.map(Into::into),
            refunds: own
                .map(|row| RefundOfReceipt {
                    refund_no: row.refund_no,
                    state_label: super::refund::state_label(row.state),
                })
                .collect(),
            receipt_no,
        }
    }
}

/// Which way is open to take a receipt back, or how it was taken back.
#[tauri::command(async)]
pub fn way_back(state: State<'_, AppState>, request: ReceiptRequest) -> Result<WayBack, CommandError> {
    let (book, now) = state.book()?;
    let receipt_no = book.receipt(&request.receipt_no)?.payment.receipt_no;
    let (taken_back, refunds) = (book.reversal_of(&receipt_no)?, book.refunds()?);
    let way = match taken_back {
        Some(_) => None,
        None => Some(book.open_void(&receipt_no, &now)?.way),
    };
    Ok(WayBack::of(receipt_no, way, taken_back, refunds))
}

/// Opens the form to take a receipt back.
#[tauri::command(async)]
pub fn open_void(state: State<'_, AppState>, request: ReceiptRequest) -> Result<VoidForm, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.open_void(&request.receipt_no, &now)?.into())
}

/// Takes a receipt back: a void in its session, a reversal after its close.
#[tauri::command(async)]
pub fn void_receipt(state: State<'_, AppState>, request: VoidRequest) -> Result<TakenBack, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.void_receipt(&request.into(), &now)?.into())
}
