//! 到账: the day on which the money of a receipt reached the treasury, where cover hangs on it.
//!
//! Invariant: the receipt stays as it was printed; the day is one more entry of the journal, and another day for the same
//! receipt is an entry that names the one it corrects. Must not know: what a notice says about cover beyond the stored
//! line and the year of its policy.

use super::Receipt;
use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{CompletedLine, CoverCompleted, Record};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;

impl Receipt {
    /// True if cover of some line begins on the day on which the money arrives.
    pub fn hangs_on_arrival(&self) -> bool {
        self.payment.lines.iter().any(|line| line.waits_for_arrival())
    }
}

impl Book {
    /// Records when the money of some receipts reached the treasury, and by what that is known (a slip's number, the
    /// township's answer); cover that hangs on that day is certain from now on. The same day again changes nothing.
    ///
    /// # Errors
    /// [`Error::NoSuchReceipt`]; [`Error::NothingHangsOnArrival`]; [`Error::ArrivedBeforePayment`],
    /// [`Error::ArrivesInFuture`], [`Error::ArrivedAfterCover`]. With one of them nothing is recorded of any receipt.
    pub fn record_arrival(
        &mut self,
        receipt_nos: &[String],
        arrived_on: NaiveDate,
        source: &str,
        now: &Moment,
    ) -> Result<Vec<Receipt>> {
        let receipt_nos: Vec<_> = receipt_nos.iter().map(|number| self.full_receipt_no(number)).collect();
        self.transact(now, |tx, acting| {
            if arrived_on > now.on() {
                return Err(Error::ArrivesInFuture { arrived_on, today: now.on() });
            }
            receipt_nos.iter().map(|number| arrive(tx, acting, number, arrived_on, source.trim())).collect()
        })
    }
}

/// Records when the money of one receipt arrived; the same day again changes nothing.
pub(crate) fn arrive(
    tx: &Tx<'_>,
    acting: &Acting<'_>,
    receipt_no: &str,
    arrived_on: NaiveDate,
    source: &str,
) -> Result<Receipt> {
    let found = || {
        tx.receipt(receipt_no)?.or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.to_owned() })
    };
    let receipt = found()?;
    let payment = &receipt.payment;
    if !receipt.hangs_on_arrival() {
        return Err(Error::NothingHangsOnArrival { receipt_no: receipt_no.to_owned() });
    }
    if arrived_on < payment.business_date {
        return Err(Error::ArrivedBeforePayment {
            receipt_no: receipt_no.to_owned(),
            business_date: payment.business_date,
            arrived_on,
        });
    }
    let known = tx.arrival(receipt_no)?;
    if known.as_ref().is_some_and(|(_, known)| known.arrived_on == arrived_on) {
        return Ok(receipt);
    }
    let mut lines = Vec::new();
    for line in payment.lines.iter().filter(|line| line.waits_for_arrival()) {
        let followed = acting.policies.iter().find(|policy| policy.sha256 == line.policy_sha256);
        let (Some(policy), Some(benefit_to)) = (followed, line.benefit_to) else {
            return Err(Error::BadRow { table: "payment_line", detail: line.row_id.to_string() });
        };
        let (year_from, _) = policy.policy.benefit_year();
        let benefit_from = arrived_on.max(year_from);
        if benefit_from > benefit_to {
            let receipt_no = receipt_no.to_owned();
            return Err(Error::ArrivedAfterCover { receipt_no, arrived_on, benefit_to });
        }
        let (row_id, line_no) = (line.row_id, line.line_no);
        lines.push(CompletedLine { row_id, line_no, year_from, benefit_from, benefit_to });
    }
    let completed = CoverCompleted {
        receipt_no: receipt_no.to_owned(),
        arrived_on,
        source: source.to_owned(),
        corrects: known.map(|(seq, _)| seq),
        lines,
    };
    let entry = tx.append(&Record::CoverCompleted(completed.clone()), acting.user, acting.now)?;
    tx.insert_completed(&completed, entry.seq)?;
    found()
}
