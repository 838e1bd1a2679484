//! The papers of money after it was taken: the mark and the slip of a void, the sheet of a remittance, the forms of a
//! refund application.

use super::{kind, masked_or_full, minute};
use crate::book::Book;
use crate::codes;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::RuleRecord;
use crate::moment::Moment;
use crate::receipt::Receipt;
use crate::refund::Refund;
use crate::remittance::Remittance;
use crate::reversal::{Reversal, Way};
use cunshou_paper::{
    Cancelled, Cancelling, Letterhead, RefundLine, RefundPaper, RemittanceLine, RemittancePaper,
    VoidSlipPaper,
};
use std::collections::BTreeSet;

/// How a receipt was taken back, as it stands on paper.
pub(super) fn cancelled(done: &Reversal) -> Cancelled {
    let record = &done.record;
    let reason = codes::void_reasons().iter().find(|known| known.code == record.reason);
    let label = reason.map_or("", |reason| reason.label);
    let words = [label, record.note.as_str()].into_iter().filter(|text| !text.is_empty());
    Cancelled {
        way: if done.way == Way::Void { Cancelling::Void } else { Cancelling::Reversal },
        cancel_no: format!("第{}号", record.void_no),
        cancelled_at: minute(&done.done_at),
        reason: words.collect::<Vec<_>>().join("，"),
        approval_no: record.approval_no.clone().unwrap_or_default(),
        returned: record.cash_back,
    }
}

impl Book {
    fn head_of(&self, levy_year: i32, printed_on: String) -> Letterhead {
        let identity = self.identity();
        Letterhead {
            village_name: identity.village_name.clone(),
            town_name: identity.town_name.clone(),
            levy_year,
            printed_on,
            kind: kind(identity.kind),
        }
    }

    /// The slip of a void or reversal: cash went back, and the payer signs for it.
    ///
    /// # Errors
    /// [`Error::NoSuchReceipt`].
    pub fn void_slip_paper(&self, done: &Reversal) -> Result<VoidSlipPaper> {
        let receipt = self.receipt(&done.record.receipt_no)?;
        let payment = &receipt.payment;
        let levy_year = payment.lines.first().map_or(0, |line| line.levy_year);
        Ok(VoidSlipPaper {
            head: self.head_of(levy_year, day_of(&done.done_at)),
            cancelled: cancelled(done),
            receipt_no: payment.receipt_no.clone(),
            taken_at: minute(&receipt.taken_at),
            hh_no: payment.hh_no.clone(),
            household_head: payment.head_name.clone(),
            names: payment.lines.iter().map(|line| line.name.clone()).collect(),
            total_due: payment.total_due,
            returned_by: done.done_by.clone(),
            qr_text: format!("{} -{} {}", payment.receipt_no, done.record.cash_back, done.check_code),
            reprint_no: 0,
        })
    }

    /// The sheet of a remittance, its receipts oldest first.
    ///
    /// # Errors
    /// [`Error::NoSuchReceipt`] if a receipt of it cannot be found.
    pub fn remittance_paper(&self, remittance: &Remittance) -> Result<RemittancePaper> {
        let record = &remittance.record;
        let receipts: Vec<Receipt> =
            record.parts.iter().map(|part| self.receipt(&part.receipt_no)).collect::<Result<_>>()?;
        let first = receipts.first().and_then(|receipt| receipt.payment.lines.first());
        let on = day_of(&remittance.recorded_at).parse().unwrap_or(record.remitted_on);
        let sessions: BTreeSet<u32> = record.parts.iter().map(|part| part.session_no).collect();
        let closes = self.closes()?;
        let numbers = closes.iter().rev().filter(|close| sessions.contains(&close.record.session_no));
        let numbers: Vec<_> = numbers.map(|close| close.record.close_no.to_string()).collect();
        let lines = record.parts.iter().zip(&receipts).map(|(part, receipt)| RemittanceLine {
            village_group: receipt.payment.village_group.clone(),
            receipt_no: part.receipt_no.clone(),
            business_date: receipt.payment.business_date.to_string(),
            household_head: receipt.payment.head_name.clone(),
            people: u32::try_from(receipt.payment.lines.len()).unwrap_or(u32::MAX),
            amount: part.amount,
        });
        Ok(RemittancePaper {
            head: self.head_of(first.map_or(0, |line| line.levy_year), day_of(&remittance.recorded_at)),
            remittance_no: record.remittance_no.to_string(),
            amount: record.amount,
            slip_no: record.slip_no.clone(),
            account_name: record.account.clone(),
            account_no: String::new(),
            bank_name: String::new(),
            remitted_on: record.remitted_on.to_string(),
            closes: numbers.join("、"),
            remitted_by: remittance.recorded_by.clone(),
            note: record.note.clone(),
            differences: super::difference::ready_on_paper(record.ready.as_deref(), on),
            lines: lines.collect(),
        })
    }

    /// [`Book::refund_paper`] with whole certificate numbers: written down as a reveal.
    ///
    /// # Errors
    /// [`Error::NoSuchRefund`].
    pub fn refund_paper_revealed(&mut self, refund_no: u32, now: &Moment) -> Result<RefundPaper> {
        let refund = self.refund(refund_no)?;
        self.transact(now, |tx, acting| tx.audit(acting, "refund_forms", &refund_no.to_string()))?;
        self.refund_paper(&refund, true)
    }

    /// The forms of a refund application, for the tax office and for the insurance office. `full_numbers`: with whole
    /// certificate numbers, since the offices act for the person himself; the caller records that as a reveal.
    ///
    /// # Errors
    /// [`Error::NoSuchReceipt`].
    pub fn refund_paper(&self, refund: &Refund, full_numbers: bool) -> Result<RefundPaper> {
        let record = &refund.record;
        let receipt = self.receipt(&record.receipt_no)?;
        let payment = &receipt.payment;
        let ground = codes::refund_grounds().iter().find(|known| known.code == record.ground);
        let when = record.happened_on.map(|on| format!("（{on}）")).unwrap_or_default();
        let first = payment.lines.first();
        let policy = first.and_then(|line| self.policy_by_sha256(&line.policy_sha256)).map(|own| &own.policy);
        // The sentence that decides stands with its article; what the notice leaves open is left open.
        let RuleRecord { article, quote } = record
            .rules
            .values()
            .next()
            .cloned()
            .unwrap_or(RuleRecord { article: String::new(), quote: String::new() });
        let see: BTreeSet<&str> =
            record.lines.iter().flat_map(|line| &line.see).map(String::as_str).collect();
        let lines = record
            .lines
            .iter()
            .map(|line| {
                let paid = payment.lines.iter().find(|paid| paid.row_id == line.reverses);
                let paid =
                    paid.or_not_found(|| Error::NoSuchReceipt { receipt_no: record.receipt_no.clone() })?;
                Ok(RefundLine {
                    name: paid.name.clone(),
                    certno: masked_or_full(&paid.certno, full_numbers),
                    receipt_no: record.receipt_no.clone(),
                    ticket_no: payment.ticket_no.clone().unwrap_or_default(),
                    paid_on: payment.business_date.to_string(),
                    amount: line.amount,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(RefundPaper {
            head: self.head_of(first.map_or(0, |line| line.levy_year), day_of(&refund.recorded_at)),
            application_no: record.refund_no.to_string(),
            applied_on: record.applied_on.to_string(),
            applicant: record.applicant.clone(),
            phone: record.phone.clone(),
            place: payment.village_group.clone(),
            hh_no: payment.hh_no.clone(),
            household_head: payment.head_name.clone(),
            ground: ground.map_or_else(String::new, |ground| format!("{}{when}", ground.label)),
            article,
            quote,
            policy_title: policy.map_or_else(String::new, |p| format!("{} {}", p.title(), p.doc_no())),
            deadline_words: String::new(),
            papers: vec![record.proof.clone()],
            tax_office: see.into_iter().collect::<Vec<_>>().join("、"),
            insurance_office: String::new(),
            suspended_from: String::new(),
            handled_by: refund.recorded_by.clone(),
            total: refund.amount()?,
            lines,
        })
    }
}

/// The day of an instant.
fn day_of(text: &str) -> String {
    text.chars().take(10).collect()
}
