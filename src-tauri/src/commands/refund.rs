//! Applications for money that was paid in: what the notice says, the application, its steps to the answer.
//!
//! Invariant: whether and how much comes back is the law's answer, said with its article before anything is recorded.

use super::{parse, receipt::ReceiptRequest};
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{
    Error, codes,
    journal::{PaymentRecord, RefundRecord, RefundStep, RuleRecord},
    receipt,
    refund::{self, RefundOrder, RefundState},
};
use cunshou_policy::{Decision, Word as _, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// The form to apply for a refund.
#[derive(Debug, Serialize, TS)]
pub struct RefundForm {
    /// Given when the form opens; a retry sends the same.
    refund_id: Uuid,
    receipt_no: String,
    head: String,
    hh_no: String,
    business_date: NaiveDate,
    lines: Vec<RefundCandidate>,
    grounds: Vec<RefundGround>,
    /// The newest day on which something can have happened.
    today: NaiveDate,
    /// Applications of the receipt so far.
    earlier: Vec<u32>,
}

/// A member of the receipt.
#[derive(Debug, Serialize, TS)]
pub struct RefundCandidate {
    line_no: u32,
    name: String,
    relation: &'static str,
    /// What he paid.
    due: String,
    /// He paid something, and nobody asks it back yet.
    can_ask: bool,
}

/// Why money is asked back.
#[derive(Debug, Serialize, TS)]
pub struct RefundGround {
    code: &'static str,
    label: &'static str,
    /// It happened on a day, which is asked.
    is_event: bool,
    /// Which paper proves it.
    proof: &'static str,
}

/// An application to look at or to record.
#[derive(Debug, Deserialize, TS)]
pub struct RefundRequest {
    refund_id: Uuid,
    receipt_no: String,
    line_nos: Vec<u32>,
    applicant: String,
    phone: String,
    ground: String,
    /// `null` or empty where the ground is no event.
    happened_on: Option<String>,
    proof: String,
    note: String,
}

/// What the notice says to an application.
#[derive(Debug, Serialize, TS)]
pub struct RefundSaid {
    lines: Vec<RefundLineSaid>,
    rules: Vec<RefundRule>,
}

/// What the notice says of one person.
#[derive(Debug, Serialize, TS)]
pub struct RefundLineSaid {
    line_no: u32,
    name: String,
    /// What is asked back.
    amount: String,
    /// With it his cover of that year ends.
    ends_cover: bool,
    decision_label: &'static str,
    words: String,
    /// Whom to see.
    see: Vec<String>,
}

/// A sentence of the notice.
#[derive(Debug, Serialize, TS)]
pub struct RefundRule {
    article: String,
    quote: String,
}

/// Which application.
#[derive(Debug, Deserialize, TS)]
pub struct RefundNoRequest {
    refund_no: u32,
}

/// A step of an application.
#[derive(Debug, Deserialize, TS)]
pub struct RefundStepRequest {
    refund_no: u32,
    #[ts(type = "'submitted' | 'accepted' | 'rejected' | 'withdrawn'")]
    state: String,
    on: String,
    /// By which paper.
    note: String,
}

/// An application in a list.
#[derive(Debug, Serialize, TS)]
pub struct RefundListRow {
    refund_no: u32,
    receipt_no: String,
    hh_no: String,
    head: String,
    applied_on: NaiveDate,
    amount: String,
    state_label: String,
    since: NaiveDate,
    /// An answer is awaited.
    is_open: bool,
}

/// An application as it stands.
#[derive(Debug, Serialize, TS)]
pub struct Refund {
    refund_no: u32,
    receipt_no: String,
    hh_no: String,
    head: String,
    applied_on: NaiveDate,
    applicant: String,
    phone: String,
    ground: &'static str,
    happened_on: Option<NaiveDate>,
    proof: String,
    note: String,
    amount: String,
    said: RefundSaid,
    state_label: String,
    is_open: bool,
    /// What is to be done now.
    words: String,
    /// Its steps so far, the application first.
    steps: Vec<RefundStepDone>,
    /// Steps that can come next.
    next: Vec<RefundNext>,
    recorded_at: String,
    recorded_by: String,
    /// This answer repeats an application that was recorded before.
    already_recorded: bool,
}

/// A step that was recorded.
#[derive(Debug, Serialize, TS)]
pub struct RefundStepDone {
    state_label: String,
    on: NaiveDate,
    note: String,
}

/// A step that can come next.
#[derive(Debug, Serialize, TS)]
pub struct RefundNext {
    #[ts(type = "'submitted' | 'accepted' | 'rejected' | 'withdrawn'")]
    state: &'static str,
    label: String,
    /// Its paper has to be named.
    needs_note: bool,
}

/// 已填写, 已递交, 已退费 …
pub(super) fn state_label(state: RefundState) -> String {
    match state {
        RefundState::Applied => SAY.refund_applied.plain(),
        RefundState::Submitted => SAY.refund_submitted.plain(),
        RefundState::Accepted => SAY.refund_accepted.plain(),
        RefundState::Rejected => SAY.refund_rejected.plain(),
        RefundState::Withdrawn => SAY.refund_withdrawn.plain(),
    }
}

fn state_words(state: RefundState) -> String {
    match state {
        RefundState::Applied => SAY.refund_applied_words.plain(),
        RefundState::Submitted => SAY.refund_submitted_words.plain(),
        RefundState::Accepted => SAY.refund_accepted_words.plain(),
        RefundState::Rejected => SAY.refund_rejected_words.plain(),
        RefundState::Withdrawn => SAY.refund_withdrawn_words.plain(),
    }
}

fn next(state: RefundState) -> Vec<RefundNext> {
    let later = RefundState::ALL.into_iter().filter(|step| *step != state && *step != RefundState::Applied);
    let open = later.filter(|_| state.is_open());
    let needs_note = |step| matches!(step, RefundState::Accepted | RefundState::Rejected);
    open.map(|step| RefundNext { state: step.word(), label: state_label(step), needs_note: needs_note(step) })
        .collect()
}

fn decision_label(word: &str) -> &'static str {
    let decision = Decision::ALL.iter().copied().find(|decision| decision.word() == word);
    text::decision_label(decision.unwrap_or(Decision::Undetermined))
}

impl RefundSaid {
    fn of(record: &RefundRecord, payment: &PaymentRecord) -> Self {
        let name = |line_no: u32| payment.lines.iter().find(|line| line.line_no == line_no);
        let lines = record.lines.iter().map(|line| RefundLineSaid {
            line_no: line.line_no,
            name: name(line.line_no).map(|own| own.name.clone()).unwrap_or_default(),
            amount: line.amount.to_string(),
            ends_cover: line.ends_cover,
            decision_label: decision_label(&line.decision),
            words: line.words.clone(),
            see: line.see.clone(),
        });
        Self { lines: lines.collect(), rules: rules(&record.rules) }
    }
}

fn rules(rules: &BTreeMap<String, RuleRecord>) -> Vec<RefundRule> {
    rules
        .values()
        .map(|rule| RefundRule { article: rule.article.clone(), quote: rule.quote.clone() })
        .collect()
}

impl RefundForm {
    fn of(form: refund::RefundForm, today: NaiveDate) -> Self {
        let payment = form.receipt.payment;
        let candidates = payment.lines.iter().map(|line| RefundCandidate {
            line_no: line.line_no,
            name: line.name.clone(),
            relation: codes::relation_label(&line.relation),
            due: line.due.to_string(),
            can_ask: form.line_nos.contains(&line.line_no),
        });
        let grounds = codes::refund_grounds().iter();
        Self {
            refund_id: form.refund_id,
            lines: candidates.collect(),
            receipt_no: payment.receipt_no,
            head: payment.head_name,
            hh_no: payment.hh_no,
            business_date: payment.business_date,
            grounds: grounds
                .map(|g| RefundGround { code: g.code, label: g.label, is_event: g.is_event, proof: g.proof })
                .collect(),
            today,
            earlier: form.earlier,
        }
    }
}

impl RefundRequest {
    fn order(self) -> Result<RefundOrder, Error> {
        Ok(RefundOrder {
            refund_id: self.refund_id,
            receipt_no: self.receipt_no,
            line_nos: self.line_nos,
            applicant: self.applicant,
            phone: self.phone,
            ground: self.ground,
            happened_on: parse::day_or_none("happened_on", self.happened_on.as_deref())?,
            proof: self.proof,
            note: self.note,
        })
    }
}

impl From<refund::RefundRow> for RefundListRow {
    fn from(row: refund::RefundRow) -> Self {
        Self {
            refund_no: row.refund_no,
            receipt_no: row.receipt_no,
            hh_no: row.hh_no,
            head: row.head,
            applied_on: row.applied_on,
            amount: row.amount.to_string(),
            state_label: state_label(row.state),
            since: row.since,
            is_open: row.state.is_open(),
        }
    }
}

impl Refund {
    fn of(refund: refund::Refund, receipt: receipt::Receipt) -> Result<Self, Error> {
        let amount = refund.amount()?.to_string();
        let (record, payment) = (refund.record, receipt.payment);
        let ground = codes::refund_grounds().iter().find(|known| known.code == record.ground);
        let applied = RefundStepDone {
            state_label: state_label(RefundState::Applied),
            on: record.applied_on,
            note: String::new(),
        };
        let done = |step: RefundStep| RefundStepDone {
            state_label: step.state.parse().map(state_label).unwrap_or_default(),
            on: step.on,
            note: step.note,
        };
        Ok(Self {
            refund_no: record.refund_no,
            said: RefundSaid::of(&record, &payment),
            receipt_no: record.receipt_no,
            hh_no: payment.hh_no,
            head: payment.head_name,
            applied_on: record.applied_on,
            applicant: record.applicant,
            phone: record.phone,
            ground: ground.map_or("", |known| known.label),
            happened_on: record.happened_on,
            proof: record.proof,
            note: record.note,
            amount,
            state_label: state_label(refund.state),
            is_open: refund.state.is_open(),
            words: state_words(refund.state),
            steps: [applied].into_iter().chain(refund.steps.into_iter().map(done)).collect(),
            next: next(refund.state),
            recorded_at: refund.recorded_at,
            recorded_by: refund.recorded_by,
            already_recorded: refund.already_recorded,
        })
    }
}

/// All applications, newest first.
#[tauri::command(async)]
pub fn refunds(state: State<'_, AppState>) -> Result<Vec<RefundListRow>, CommandError> {
    let (book, _) = state.book()?;
    Ok(book.refunds()?.into_iter().map(Into::into).collect())
}

/// One application as it stands.
#[tauri::command(async)]
pub fn refund(state: State<'_, AppState>, request: RefundNoRequest) -> Result<Refund, CommandError> {
    let (book, _) = state.book()?;
    let refund = book.refund(request.refund_no)?;
    let receipt = book.receipt(&refund.record.receipt_no)?;
    Ok(Refund::of(refund, receipt)?)
}

/// Opens the form to apply for a refund of a receipt.
#[tauri::command(async)]
pub fn open_refund(state: State<'_, AppState>, request: ReceiptRequest) -> Result<RefundForm, CommandError> {
    let (book, now) = state.book()?;
    Ok(RefundForm::of(book.open_refund(&request.receipt_no, &now)?, now.on()))
}

/// What the notice says to an application; nothing is recorded.
#[tauri::command(async)]
pub fn try_refund(state: State<'_, AppState>, request: RefundRequest) -> Result<RefundSaid, CommandError> {
    let (book, now) = state.book()?;
    let record = book.try_refund(&request.order()?, &now)?;
    Ok(RefundSaid::of(&record, &book.receipt(&record.receipt_no)?.payment))
}

/// Records an application, to be handed in.
#[tauri::command(async)]
pub fn apply_for_refund(state: State<'_, AppState>, request: RefundRequest) -> Result<Refund, CommandError> {
    let (mut book, now) = state.book()?;
    let refund = book.apply_for_refund(&request.order()?, &now)?;
    let receipt = book.receipt(&refund.record.receipt_no)?;
    Ok(Refund::of(refund, receipt)?)
}

/// Records a step of an application on its way to the answer.
#[tauri::command(async)]
pub fn record_refund_step(
    state: State<'_, AppState>,
    request: RefundStepRequest,
) -> Result<Refund, CommandError> {
    let (mut book, now) = state.book()?;
    let wrong = |()| Error::BadRow { table: "refund_step", detail: request.state.clone() };
    let step: RefundState = request.state.parse().map_err(wrong)?;
    let on = parse::day("on", &request.on)?;
    let refund = book.record_refund_step(request.refund_no, step, on, &request.note, &now)?;
    let receipt = book.receipt(&refund.record.receipt_no)?;
    Ok(Refund::of(refund, receipt)?)
}
