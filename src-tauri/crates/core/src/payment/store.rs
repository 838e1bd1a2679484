//! The rows of payments: projections of their journal entries. INSERT and SELECT only.

use crate::error::Result;
use crate::journal::{CatchUpRecord, LineRecord, PaymentRecord};
use crate::moment::Moment;
use crate::storage::{Tx, one};
use rusqlite::named_params;
use uuid::Uuid;

impl Tx<'_> {
    /// The receipt number and the order's hash of a payment that was taken.
    pub(super) fn payment_by_id(&self, payment_id: Uuid) -> Result<Option<(String, [u8; 32])>> {
        let wanted = named_params! { ":payment_id": payment_id.to_string() };
        one(self, include_str!("payment_by_id.sql"), wanted, |row| {
            Ok((row.get("receipt_no")?, row.get("order_hash")?))
        })
    }

    pub(super) fn insert_payment(
        &self,
        payment: &PaymentRecord,
        seq: u64,
        order_hash: &[u8; 32],
        now: &Moment,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_payment.sql"))?.execute(named_params! {
            ":payment_id": payment.payment_id.to_string(),
            ":seq": seq,
            ":session_no": payment.session_no,
            ":household_id": payment.household_id.to_string(),
            ":series": payment.series,
            ":serial": payment.serial,
            ":receipt_no": payment.receipt_no,
            ":business_date": payment.business_date,
            ":taken_at": now.text(),
            ":means": payment.means,
            ":fee_fen": payment.total_fee.fen(),
            ":subsidy_fen": payment.total_subsidy.fen(),
            ":collective_aid_fen": payment.total_collective_aid.fen(),
            ":due_fen": payment.total_due.fen(),
            ":tendered_fen": payment.tendered.fen(),
            ":change_fen": payment.change.fen(),
            ":order_hash": order_hash.as_slice(),
            ":ticket_no": payment.ticket_no,
            ":taken_on": payment.catch_up.as_ref().map(|paper| paper.taken_on),
            ":paper_no": payment.catch_up.as_ref().map(CatchUpRecord::paper_no),
            ":aid_no": payment.aid.as_ref().map(|aid| aid.aid_no),
        })?;
        Ok(())
    }

    /// The receipt under which a sheet of a paper book was entered, if it stands.
    pub(super) fn live_paper(&self, paper_no: &str) -> Result<Option<String>> {
        one(self, include_str!("live_paper.sql"), named_params! { ":paper_no": paper_no }, |row| {
            Ok(row.get("receipt_no")?)
        })
    }

    /// A member's line, and that it is the live one of its levy year.
    pub(super) fn insert_line(&self, payment_id: Uuid, line: &LineRecord) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_line.sql"))?.execute(named_params! {
            ":row_id": line.row_id.to_string(),
            ":payment_id": payment_id.to_string(),
            ":line_no": line.line_no,
            ":person_id": line.person_id.to_string(),
            ":levy_year": line.levy_year,
            ":policy_id": line.policy_id,
            ":policy_sha256": line.policy_sha256,
            ":fee_fen": line.fee.fen(),
            ":subsidy_fen": line.subsidy.fen(),
            ":collective_aid_fen": line.collective_aid.fen(),
            ":due_fen": line.due.fen(),
            ":category": line.category,
            ":fund": line.fund,
        })?;
        self.sql.prepare_cached(include_str!("insert_live_line.sql"))?.execute(named_params! {
            ":person_id": line.person_id.to_string(),
            ":levy_year": line.levy_year,
            ":row_id": line.row_id.to_string(),
        })?;
        Ok(())
    }
}
