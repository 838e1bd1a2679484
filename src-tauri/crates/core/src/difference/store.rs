//! The rows of what becomes of differences. INSERT and SELECT only.

use super::RecordedStep;
use crate::error::{Error, Result};
use crate::journal::{DifferenceStep, Record};
use crate::storage::{Tx, many, one};
use cunshou_policy::Yuan;
use rusqlite::named_params;
use uuid::Uuid;

impl Tx<'_> {
    /// Numbers of the closes whose count differed, in order.
    pub(super) fn differing_closes(&self) -> Result<Vec<u32>> {
        let sql = "SELECT close_no FROM close WHERE variance_fen <> 0 ORDER BY close_no";
        many(self, sql, [], |row| Ok(row.get("close_no")?))
    }

    pub(super) fn last_difference_step_no(&self) -> Result<u32> {
        let sql = "SELECT coalesce(max(step_no), 0) AS n FROM difference_step";
        Ok(one(self, sql, [], |row| Ok(row.get("n")?))?.unwrap_or(0))
    }

    /// The number and the order's hash of a step that was recorded.
    pub(super) fn difference_step_by_id(&self, step_id: Uuid) -> Result<Option<(u32, [u8; 32])>> {
        let wanted = named_params! { ":step_id": step_id.to_string() };
        one(self, include_str!("step_by_id.sql"), wanted, |row| {
            Ok((row.get("step_no")?, row.get("order_hash")?))
        })
    }

    /// What was done about a close's difference, oldest first.
    pub(super) fn difference_steps(&self, close_no: u32) -> Result<Vec<RecordedStep>> {
        let wanted = named_params! { ":close_no": close_no };
        let seqs: Vec<u64> = many(self, include_str!("steps.sql"), wanted, |row| Ok(row.get("seq")?))?;
        let read = |seq: u64| {
            let envelope = self.record(seq)?;
            match envelope.record {
                Record::DifferenceStep(record) => {
                    Ok(RecordedStep { record, at: envelope.at, by: envelope.by })
                }
                _ => Err(Error::BadRow { table: "difference_step", detail: seq.to_string() }),
            }
        };
        seqs.into_iter().map(read).collect()
    }

    /// How much cash a receipt brought that was entered after an entry and stands; `None` = it is not such a receipt.
    pub(super) fn cash_entered_after(&self, receipt_no: &str, seq: u64) -> Result<Option<Yuan>> {
        let wanted = named_params! { ":receipt_no": receipt_no, ":seq": seq };
        one(self, include_str!("entered_after.sql"), wanted, |row| Ok(Yuan::from_fen(row.get("fen")?)))
    }

    /// How much cash went back for a receipt that was taken back after an entry; `None` = it was not.
    pub(super) fn cash_back_after(&self, receipt_no: &str, seq: u64) -> Result<Option<Yuan>> {
        let wanted = named_params! { ":receipt_no": receipt_no, ":seq": seq };
        one(self, include_str!("back_after.sql"), wanted, |row| Ok(Yuan::from_fen(row.get("fen")?)))
    }

    /// How much of differences a receipt explains already.
    pub(super) fn explained_by(&self, receipt_no: &str) -> Result<Yuan> {
        self.fen(include_str!("explained_by.sql"), named_params! { ":receipt_no": receipt_no })
    }

    pub(super) fn insert_difference_step(
        &self,
        step: &DifferenceStep,
        seq: u64,
        order_hash: &[u8; 32],
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_step.sql"))?.execute(named_params! {
            ":step_no": step.step_no,
            ":seq": seq,
            ":step_id": step.step_id.to_string(),
            ":close_no": step.close_no,
            ":state": step.state,
            ":way": step.way,
            ":amount_fen": step.amount.fen(),
            ":receipt_no": step.receipt_no,
            ":order_hash": order_hash.as_slice(),
        })?;
        Ok(())
    }
}
