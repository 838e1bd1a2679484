//! 作废、冲正: a receipt taken back whole. Within its session it is a void, after its close and before its money is paid
//! in a reversal with the township's approval; afterwards only a refund application is open ([`crate::refund`]).
//!
//! Invariants: the payment's entry, number and papers stay; its lines are mirrored once; a retry is the same void. Cash of
//! a void leaves the open drawer, cash of a reversal leaves what lies ready for the bank.

mod store;

use crate::book::{Acting, Book};
use crate::codes;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{PaymentRecord, Record, ReversalRecord, ReversedLine, hex};
use crate::moment::Moment;
use crate::receipt::Receipt;
use crate::session::Session;
use crate::storage::Tx;
use cunshou_policy::Yuan;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Which way is open to take a receipt back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// 作废: its session is open.
    Void,
    /// 冲正: its session is closed, its money not paid in; the township approves.
    Reversal,
    /// 退费申请: its money is at the treasury.
    Refund,
}

impl Way {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Reversal => "reversal",
            Self::Refund => "refund",
        }
    }
}

/// A void or reversal as it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// What the journal holds.
    pub record: ReversalRecord,
    /// Which of the two it is.
    pub way: Way,
    /// When (RFC 3339, +08:00).
    pub done_at: String,
    /// By whom.
    pub done_by: String,
    /// The first eight hex digits of its entry's hash, for the slip.
    pub check_code: String,
    /// True if this answer repeats a void that was done before.
    pub already_done: bool,
}

/// The form to take a receipt back, opened.
#[derive(Debug)]
pub struct VoidForm {
    /// The id of the void that may come of it.
    pub void_id: Uuid,
    /// The receipt.
    pub receipt: Receipt,
    /// The way that is open.
    pub way: Way,
    /// Cash that goes back.
    pub cash_back: Yuan,
}

/// What the clerk orders.
#[derive(Debug, Clone)]
pub struct VoidOrder {
    /// From [`Book::open_void`]; a retry carries the same.
    pub void_id: Uuid,
    /// The receipt, by its number or its serial.
    pub receipt_no: String,
    /// A code of [`codes::void_reasons`].
    pub reason: String,
    /// In the clerk's words.
    pub note: String,
    /// The township's approval, for a reversal.
    pub approval_no: Option<String>,
    /// The payer handed the paper back.
    pub paper_back: bool,
}

impl VoidOrder {
    fn hash(&self, receipt_no: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let approval = self.approval_no.as_deref().unwrap_or_default();
        let paper = if self.paper_back { "paper back" } else { "paper not back" };
        for field in [
            "cunshou/void/1",
            &self.void_id.to_string(),
            receipt_no,
            &self.reason,
            self.note.trim(),
            approval.trim(),
            paper,
        ] {
            hasher.update(field.as_bytes());
            hasher.update([0x1F]);
        }
        hasher.finalize().into()
    }
}

/// The longest note and the longest approval number, in characters.
const LONGEST: usize = 200;

impl Book {
    /// Opens the form to take a receipt back: which way is open, and how much cash goes back.
    ///
    /// # Errors
    /// [`Error::NoSuchReceipt`], [`Error::TakenBackBefore`].
    pub fn open_void(&self, receipt_no: &str, now: &Moment) -> Result<VoidForm> {
        let receipt_no = self.full_receipt_no(receipt_no);
        self.read(|tx| {
            let receipt = tx
                .receipt(&receipt_no)?
                .or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.clone() })?;
            let (_, way) = tx.way_back(&receipt)?;
            let cash_back = cash_of(&receipt.payment);
            Ok(VoidForm { void_id: now.id(), receipt, way, cash_back })
        })
    }

    /// Takes a receipt back: a void in its session, a reversal after its close.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::NoSuchReceipt`], [`Error::TakenBackBefore`]; [`Error::UnknownVoidReason`],
    /// [`Error::VoidNeedsNote`], [`Error::PaperNotBack`]; [`Error::NeedsApproval`] after the close; [`Error::MoneyRemitted`] once its money
    /// was paid in (a refund application is the way then); [`Error::NoSession`] for a reversal;
    /// [`Error::VoidOtherContent`]. Each leaves the book as it was.
    pub fn void_receipt(&mut self, order: &VoidOrder, now: &Moment) -> Result<Reversal> {
        self.refuse_while_behind()?;
        let receipt_no = self.full_receipt_no(&order.receipt_no);
        self.transact(now, |tx, acting| {
            let order_hash = order.hash(&receipt_no);
            if let Some((void_no, known)) = tx.void_by_id(order.void_id)? {
                return repeated(tx, void_no, known == order_hash, &receipt_no);
            }
            let receipt = tx
                .receipt(&receipt_no)?
                .or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.clone() })?;
            let (session, way) = tx.way_back(&receipt)?;
            let approval_no = checked(order, &receipt, way)?;
            let session = match (way, session) {
                (Way::Refund, _) => return Err(Error::MoneyRemitted { receipt_no }),
                (_, Some(session)) => session,
                (_, None) => return Err(Error::NoSession {}),
            };
            let record = ReversalRecord {
                void_id: order.void_id,
                order_hash: hex(&order_hash),
                void_no: tx.last_void_no()? + 1,
                receipt_no: receipt_no.clone(),
                payment_id: receipt.payment.payment_id,
                session_no: session.session_no,
                business_date: session.business_date,
                means: receipt.payment.means.clone(),
                reason: order.reason.clone(),
                note: order.note.trim().to_owned(),
                approval_no,
                paper_back: order.paper_back,
                cash_back: cash_of(&receipt.payment),
                lines: mirrored(&receipt.payment, acting)?,
            };
            let entry = match way {
                Way::Void => Record::Void(record.clone()),
                _ => Record::Reversal(record.clone()),
            };
            let entry = tx.append(&entry, acting.user, now)?;
            tx.insert_reversal(&record, way, entry.seq, &order_hash)?;
            for line in &record.lines {
                tx.insert_reversed_line(line, entry.seq)?;
            }
            tx.retire_live_lines(&record.lines)?;
            tx.reversal(record.void_no)?
                .or_not_found(|| Error::BadRow { table: "reversal", detail: record.void_no.to_string() })
        })
    }

    /// How a receipt was taken back, if it was.
    pub fn reversal_of(&self, receipt_no: &str) -> Result<Option<Reversal>> {
        let receipt_no = self.full_receipt_no(receipt_no);
        self.read(|tx| match tx.void_of_receipt(&receipt_no)? {
            Some(void_no) => tx.reversal(void_no),
            None => Ok(None),
        })
    }

    /// Everything that was ever taken back, newest first.
    pub fn reversals(&self) -> Result<Vec<Reversal>> {
        self.read(|tx| {
            let newest = tx.last_void_no()?;
            (1..=newest).rev().filter_map(|void_no| tx.reversal(void_no).transpose()).collect()
        })
    }
}

/// The same id again: the same void, or a refusal if the order differs.
fn repeated(tx: &Tx<'_>, void_no: u32, same_order: bool, receipt_no: &str) -> Result<Reversal> {
    if !same_order {
        return Err(Error::VoidOtherContent { receipt_no: receipt_no.to_owned() });
    }
    let mut known = tx
        .reversal(void_no)?
        .or_not_found(|| Error::BadRow { table: "reversal", detail: void_no.to_string() })?;
    known.already_done = true;
    Ok(known)
}

/// Cash that a payment brought.
fn cash_of(payment: &PaymentRecord) -> Yuan {
    if payment.means == "cash" { payment.total_due } else { Yuan::ZERO }
}

/// Reason, note, paper and approval, as this way back wants them. Answers the approval's number.
fn checked(order: &VoidOrder, receipt: &Receipt, way: Way) -> Result<Option<String>> {
    let reason = codes::void_reasons().iter().find(|known| known.code == order.reason);
    let reason = reason.ok_or_else(|| Error::UnknownVoidReason { reason: order.reason.clone() })?;
    let note = order.note.trim();
    if reason.needs_note && note.is_empty() {
        return Err(Error::VoidNeedsNote { reason: reason.label.to_owned() });
    }
    if !order.paper_back && note.is_empty() {
        return Err(Error::PaperNotBack { receipt_no: receipt.payment.receipt_no.clone() });
    }
    let approval = order.approval_no.as_deref().map(str::trim).filter(|number| !number.is_empty());
    for text in [Some(note), approval].into_iter().flatten() {
        if text.chars().count() > LONGEST {
            return Err(Error::TextTooLong { field: "note", most: LONGEST });
        }
    }
    if way == Way::Reversal && approval.is_none() {
        return Err(Error::NeedsApproval { receipt_no: receipt.payment.receipt_no.clone() });
    }
    Ok(approval.map(str::to_owned).filter(|_| way == Way::Reversal))
}

/// The payment's lines with their sums negated.
fn mirrored(payment: &PaymentRecord, acting: &Acting<'_>) -> Result<Vec<ReversedLine>> {
    let negated = |sum: Yuan| Yuan::ZERO.checked_sub(sum).ok_or(Error::TooMuch {});
    payment
        .lines
        .iter()
        .map(|line| {
            Ok(ReversedLine {
                row_id: acting.now.id(),
                reverses: line.row_id,
                line_no: line.line_no,
                person_id: line.person_id,
                levy_year: line.levy_year,
                fee: negated(line.fee)?,
                subsidy: negated(line.subsidy)?,
                collective_aid: negated(line.collective_aid)?,
                due: negated(line.due)?,
            })
        })
        .collect()
}

impl Tx<'_> {
    /// The way that is open to take a receipt back, and the open session.
    ///
    /// # Errors
    /// [`Error::TakenBackBefore`].
    pub(crate) fn way_back(&self, receipt: &Receipt) -> Result<(Option<Session>, Way)> {
        let receipt_no = &receipt.payment.receipt_no;
        if let Some(void_no) = self.void_of_receipt(receipt_no)? {
            return Err(Error::TakenBackBefore { receipt_no: receipt_no.clone(), void_no });
        }
        let session = self.open_session_row()?;
        let is_remitted = !self.remitted_of(receipt_no)?.is_zero() || receipt.arrival.is_some();
        let is_refunding = self.has_refund(receipt_no)?;
        let way = if is_remitted || is_refunding {
            Way::Refund
        } else if session.as_ref().is_some_and(|open| open.session_no == receipt.payment.session_no) {
            Way::Void
        } else {
            Way::Reversal
        };
        Ok((session, way))
    }
}
