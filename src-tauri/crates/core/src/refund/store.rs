//! The rows of refund applications. INSERT and SELECT only, but for the live line of whoever got all back.

use super::{Refund, RefundState};
use crate::error::{Error, Result};
use crate::journal::{Record, RefundLine, RefundRecord, RefundStep};
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use rusqlite::named_params;
use uuid::Uuid;

/// A refund application in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRow {
    /// Its number.
    pub refund_no: u32,
    /// The receipt.
    pub receipt_no: String,
    /// The household's number on the receipt.
    pub hh_no: String,
    /// Its head's name on the receipt.
    pub head: String,
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// What is asked back.
    pub amount: Yuan,
    /// Where it stands.
    pub state: RefundState,
    /// Since when.
    pub since: NaiveDate,
}

impl Tx<'_> {
    pub(super) fn refund_by_id(&self, refund_id: Uuid) -> Result<Option<(u32, [u8; 32])>> {
        let wanted = named_params! { ":refund_id": refund_id.to_string() };
        one(self, "SELECT refund_no, order_hash FROM refund WHERE refund_id = :refund_id", wanted, |row| {
            Ok((row.get("refund_no")?, row.get("order_hash")?))
        })
    }

    pub(super) fn last_refund_no(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(refund_no), 0) AS n FROM refund", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    /// True while an application of a receipt is on its way or was granted.
    pub(crate) fn has_refund(&self, receipt_no: &str) -> Result<bool> {
        let wanted = named_params! { ":receipt_no": receipt_no };
        Ok(one(self, include_str!("has_refund.sql"), wanted, |_| Ok(()))?.is_some())
    }

    /// True if the arrival of a receipt's money is recorded.
    pub(crate) fn has_arrival(&self, receipt_no: &str) -> Result<bool> {
        let wanted = named_params! { ":receipt_no": receipt_no };
        let sql = "SELECT seq FROM cover_completed WHERE receipt_no = :receipt_no LIMIT 1";
        Ok(one(self, sql, wanted, |_| Ok(()))?.is_some())
    }

    pub(super) fn refunds_of(&self, receipt_no: &str) -> Result<Vec<u32>> {
        let wanted = named_params! { ":receipt_no": receipt_no };
        let sql = "SELECT refund_no FROM refund WHERE receipt_no = :receipt_no ORDER BY refund_no";
        many(self, sql, wanted, |row| Ok(row.get("refund_no")?))
    }

    /// Whose live line this is.
    pub(super) fn live_holder(&self, row_id: Uuid) -> Result<Option<Uuid>> {
        let wanted = named_params! { ":row_id": row_id.to_string() };
        one(self, "SELECT person_id FROM live_line WHERE row_id = :row_id", wanted, |row| {
            parsed("live_line", &row.get::<_, String>("person_id")?)
        })
    }

    /// True while a line is in an application that is on its way or was granted.
    pub(super) fn is_asked_back(&self, row_id: Uuid) -> Result<bool> {
        let wanted = named_params! { ":row_id": row_id.to_string() };
        Ok(one(self, include_str!("is_asked_back.sql"), wanted, |_| Ok(()))?.is_some())
    }

    pub(super) fn insert_refund(&self, record: &RefundRecord, seq: u64, order_hash: &[u8; 32]) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_refund.sql"))?.execute(named_params! {
            ":refund_no": record.refund_no,
            ":seq": seq,
            ":refund_id": record.refund_id.to_string(),
            ":receipt_no": record.receipt_no,
            ":applied_on": record.applied_on,
            ":order_hash": order_hash.as_slice(),
        })?;
        for line in &record.lines {
            self.sql.prepare_cached(include_str!("insert_refund_line.sql"))?.execute(named_params! {
                ":row_id": line.row_id.to_string(),
                ":refund_no": record.refund_no,
                ":reverses": line.reverses.to_string(),
                ":amount_fen": line.amount.fen(),
                ":ends_cover": line.ends_cover,
            })?;
        }
        Ok(())
    }

    pub(super) fn insert_refund_step(&self, step: &RefundStep, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_refund_step.sql"))?.execute(named_params! {
            ":seq": seq,
            ":refund_no": step.refund_no,
            ":state": step.state,
            ":on_day": step.on,
        })?;
        Ok(())
    }

    /// Whoever got all back is open again for that year.
    pub(super) fn retire_refunded(&self, line: &RefundLine) -> Result<()> {
        let gone = self
            .sql
            .prepare_cached("DELETE FROM live_line WHERE row_id = :row_id")?
            .execute(named_params! { ":row_id": line.reverses.to_string() })?;
        if gone == 1 {
            Ok(())
        } else {
            Err(Error::BadRow { table: "live_line", detail: line.reverses.to_string() })
        }
    }

    /// An application, from its entries.
    pub(crate) fn refund(&self, refund_no: u32) -> Result<Option<Refund>> {
        let wanted = named_params! { ":refund_no": refund_no };
        let found = one(self, "SELECT seq FROM refund WHERE refund_no = :refund_no", wanted, |row| {
            Ok(row.get::<_, u64>("seq")?)
        })?;
        let Some(seq) = found else { return Ok(None) };
        let bad = || Error::BadRow { table: "refund", detail: refund_no.to_string() };
        let envelope = self.record(seq)?;
        let Record::RefundApplied(record) = envelope.record else { return Err(bad()) };
        let wanted = named_params! { ":refund_no": refund_no };
        let seqs = many(
            self,
            "SELECT seq FROM refund_step WHERE refund_no = :refund_no ORDER BY seq",
            wanted,
            |row| Ok(row.get::<_, u64>("seq")?),
        )?;
        let mut steps = Vec::new();
        for seq in seqs {
            match self.record(seq)?.record {
                Record::RefundStep(step) => steps.push(step),
                _ => return Err(bad()),
            }
        }
        let state = match steps.last() {
            None => RefundState::Applied,
            Some(step) => step.state.parse().map_err(|()| bad())?,
        };
        Ok(Some(Refund {
            record,
            state,
            steps,
            recorded_at: envelope.at,
            recorded_by: envelope.by,
            already_recorded: false,
        }))
    }

    pub(super) fn refund_rows(&self) -> Result<Vec<RefundRow>> {
        many(self, include_str!("refund_rows.sql"), [], |row| {
            let state: Option<String> = row.get("state")?;
            let applied_on: NaiveDate = row.get("applied_on")?;
            let refund_no: u32 = row.get("refund_no")?;
            Ok(RefundRow {
                refund_no,
                receipt_no: row.get("receipt_no")?,
                hh_no: row.get("hh_no")?,
                head: row.get("head")?,
                applied_on,
                amount: Yuan::from_fen(row.get("fen")?),
                state: match state {
                    None => RefundState::Applied,
                    Some(word) => word.parse().map_err(|()| Error::BadRow {
                        table: "refund_step",
                        detail: refund_no.to_string(),
                    })?,
                },
                since: row.get::<_, Option<NaiveDate>>("on_day")?.unwrap_or(applied_on),
            })
        })
    }
}
