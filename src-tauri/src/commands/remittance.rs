//! Cash on its way to the treasury account: what is not paid in, how a slip is allocated, what was paid in.
//!
//! Invariant: every sum and every share of a receipt is the book's answer; a retry carries the id of the form.

use super::parse;
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{
    Error,
    journal::{ReadyCash, RemittancePart},
    papers::{ReadyWords, beyond_words, difference_lines, ready_words},
    remittance::{self, Outstanding, OutstandingSession, Payer, RemittanceOrder},
};
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Whose money.
#[derive(Debug, Deserialize, TS)]
pub struct PayerRequest {
    /// `cash` that the clerk took, `collective_aid` that the village collective owes.
    #[ts(type = "'cash' | 'collective_aid'")]
    payer: String,
}

/// The form to record a remittance.
#[derive(Debug, Serialize, TS)]
pub struct RemittanceForm {
    /// Given when the form opens; a retry sends the same.
    remittance_id: Uuid,
    /// The newest day that a slip can bear.
    today: NaiveDate,
    /// By session, oldest first.
    sessions: Vec<OutstandingOfSession>,
    /// By receipt, oldest first.
    receipts: Vec<OutstandingReceipt>,
    total: String,
    /// Of closed sessions.
    ready: ReadyMoney,
    /// The account of the last remittance.
    account: String,
    /// What to do about it.
    words: String,
}

/// Money of closed sessions, and what of it is missing.
#[derive(Debug, Serialize, TS)]
pub struct ReadyMoney {
    /// To be paid in.
    due: String,
    /// What of it lies there: the sum to propose.
    lies: String,
    /// What of it does not, by the closes of `differences`.
    missing: String,
    /// The differences of closes that are open, in words.
    differences: Vec<String>,
    /// What is missing and what lies over, in words; empty if no difference is open.
    message: String,
    /// What to do about it.
    todo: String,
}

/// Money of a session that is not paid in.
#[derive(Debug, Serialize, TS)]
pub struct OutstandingOfSession {
    session_no: u32,
    business_date: NaiveDate,
    /// `null` while the session is open.
    close_no: Option<u32>,
    receipts: u32,
    amount: String,
    #[ts(type = "number")]
    age_days: i64,
}

/// Money of a receipt that is not paid in.
#[derive(Debug, Serialize, TS)]
pub struct OutstandingReceipt {
    receipt_no: String,
    hh_no: String,
    session_no: u32,
    business_date: NaiveDate,
    close_no: Option<u32>,
    amount: String,
}

/// A sum to be allocated.
#[derive(Debug, Deserialize, TS)]
pub struct AllocationRequest {
    #[ts(type = "'cash' | 'collective_aid'")]
    payer: String,
    amount: String,
}

/// How a sum would be allocated.
#[derive(Debug, Serialize, TS)]
pub struct Allocation {
    parts: Vec<AllocatedPart>,
    /// That it is more than lies there, and what to do; empty if it is not.
    beyond_words: String,
}

/// What a slip pays in of one receipt.
#[derive(Debug, Serialize, TS)]
pub struct AllocatedPart {
    receipt_no: String,
    session_no: u32,
    amount: String,
}

/// What the clerk wants a slip to pay in of one receipt.
#[derive(Debug, Deserialize, TS)]
pub struct WantedPart {
    receipt_no: String,
    amount: String,
}

/// A bank slip to record.
#[derive(Debug, Deserialize, TS)]
pub struct RemitRequest {
    remittance_id: Uuid,
    #[ts(type = "'cash' | 'collective_aid'")]
    payer: String,
    slip_no: String,
    remitted_on: String,
    account: String,
    amount: String,
    /// `null` = oldest first.
    parts: Option<Vec<WantedPart>>,
    note: String,
}

/// Which remittance is none, and why.
#[derive(Debug, Deserialize, TS)]
pub struct CancelRemittanceRequest {
    remittance_no: u32,
    reason: String,
}

/// A remittance as it was recorded.
#[derive(Debug, Serialize, TS)]
pub struct Remittance {
    remittance_no: u32,
    #[ts(type = "'cash' | 'collective_aid'")]
    payer: String,
    payer_label: String,
    slip_no: String,
    remitted_on: NaiveDate,
    account: String,
    amount: String,
    parts: Vec<AllocatedPart>,
    note: String,
    recorded_at: String,
    recorded_by: String,
    /// Why it is none, if it was cancelled.
    cancelled: Option<CancelledRemittance>,
    /// This answer repeats a remittance that was recorded before.
    already_recorded: bool,
}

/// That a remittance is none.
#[derive(Debug, Serialize, TS)]
pub struct CancelledRemittance {
    reason: String,
    at: String,
    by: String,
}

fn payer(word: &str) -> Result<Payer, Error> {
    word.parse().map_err(|()| Error::BadRow { table: "payer", detail: word.to_owned() })
}

fn payer_label(payer: &str) -> String {
    match payer {
        "collective_aid" => SAY.payer_collective.plain(),
        _ => SAY.payer_cash.plain(),
    }
}

impl From<OutstandingSession> for OutstandingOfSession {
    fn from(one: OutstandingSession) -> Self {
        let OutstandingSession { session_no, business_date, close_no, receipts, amount, age_days } = one;
        Self { session_no, business_date, close_no, receipts, amount: amount.to_string(), age_days }
    }
}

impl From<Outstanding> for OutstandingReceipt {
    fn from(one: Outstanding) -> Self {
        let Outstanding { receipt_no, hh_no, session_no, business_date, close_no, amount } = one;
        Self { receipt_no, hh_no, session_no, business_date, close_no, amount: amount.to_string() }
    }
}

impl From<RemittancePart> for AllocatedPart {
    fn from(part: RemittancePart) -> Self {
        let RemittancePart { receipt_no, session_no, amount } = part;
        Self { receipt_no, session_no, amount: amount.to_string() }
    }
}

impl ReadyMoney {
    fn of(ready: &ReadyCash, today: NaiveDate) -> Self {
        let ReadyWords { message, todo } = ready_words(ready);
        Self {
            due: ready.due.to_string(),
            lies: ready.lies().to_string(),
            missing: ready.missing().to_string(),
            differences: difference_lines(&ready.differences, today),
            message,
            todo,
        }
    }
}

impl RemittanceForm {
    fn of(form: remittance::RemittanceForm, today: NaiveDate) -> Self {
        let words = match (form.total.is_zero(), form.ready.due == form.total) {
            (true, _) => SAY.remit_nothing.plain(),
            (false, true) => SAY.remit_ready.plain(),
            (false, false) => SAY.remit_open_session.with(&[("ready", &form.ready.due)]),
        };
        Self {
            remittance_id: form.remittance_id,
            today,
            sessions: form.sessions.into_iter().map(Into::into).collect(),
            receipts: form.outstanding.into_iter().map(Into::into).collect(),
            total: form.total.to_string(),
            ready: ReadyMoney::of(&form.ready, today),
            account: form.account,
            words,
        }
    }
}

impl RemitRequest {
    fn order(self) -> Result<RemittanceOrder, Error> {
        let part = |part: WantedPart| Ok((part.receipt_no, parse::yuan(&part.amount)?));
        let parts = self.parts.map(|parts| parts.into_iter().map(part).collect::<Result<Vec<_>, Error>>());
        Ok(RemittanceOrder {
            remittance_id: self.remittance_id,
            payer: payer(&self.payer)?,
            remitted_on: parse::day("remitted_on", &self.remitted_on)?,
            amount: parse::yuan(&self.amount)?,
            slip_no: self.slip_no,
            account: self.account,
            parts: parts.transpose()?,
            note: self.note,
        })
    }
}

impl From<remittance::Remittance> for Remittance {
    fn from(done: remittance::Remittance) -> Self {
        let record = done.record;
        Self {
            remittance_no: record.remittance_no,
            payer_label: payer_label(&record.payer),
            payer: record.payer,
            slip_no: record.slip_no,
            remitted_on: record.remitted_on,
            account: record.account,
            amount: record.amount.to_string(),
            parts: record.parts.into_iter().map(Into::into).collect(),
            note: record.note,
            recorded_at: done.recorded_at,
            recorded_by: done.recorded_by,
            cancelled: done.cancelled.map(|gone| CancelledRemittance {
                reason: gone.reason,
                at: gone.at,
                by: gone.by,
            }),
            already_recorded: done.already_recorded,
        }
    }
}

/// What is not paid in, and the form to pay it in.
#[tauri::command(async)]
pub fn open_remittance(
    state: State<'_, AppState>,
    request: PayerRequest,
) -> Result<RemittanceForm, CommandError> {
    let (book, now) = state.book()?;
    Ok(RemittanceForm::of(book.open_remittance(payer(&request.payer)?, &now)?, now.on()))
}

/// How a sum would be allocated to receipts; nothing is recorded.
#[tauri::command(async)]
pub fn try_allocation(
    state: State<'_, AppState>,
    request: AllocationRequest,
) -> Result<Allocation, CommandError> {
    let (book, _) = state.book()?;
    let amount: Yuan = parse::yuan(&request.amount)?;
    let allocation = book.try_allocation(payer(&request.payer)?, amount)?;
    Ok(Allocation {
        parts: allocation.parts.into_iter().map(Into::into).collect(),
        beyond_words: beyond_words(allocation.beyond),
    })
}

/// Records a bank slip.
#[tauri::command(async)]
pub fn remit(state: State<'_, AppState>, request: RemitRequest) -> Result<Remittance, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.remit(&request.order()?, &now)?.into())
}

/// All remittances, newest first.
#[tauri::command(async)]
pub fn remittances(state: State<'_, AppState>) -> Result<Vec<Remittance>, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.remittances()?.into_iter().map(Into::into).collect())
}

/// Records that a remittance was none; its money lies with the clerk again.
#[tauri::command(async)]
pub fn cancel_remittance(
    state: State<'_, AppState>,
    request: CancelRemittanceRequest,
) -> Result<Remittance, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.cancel_remittance(request.remittance_no, &request.reason, &now)?.into())
}
