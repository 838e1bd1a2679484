//! The rows of voids and reversals. INSERT and SELECT only, but for the live line that a reversed line no longer is.

use super::{Reversal, Way};
use crate::error::{Error, Result};
use crate::journal::{Record, ReversalRecord, ReversedLine, read_record};
use crate::receipt::Receipt;
use crate::storage::{Tx, one};
use cunshou_policy::Yuan;
use rusqlite::named_params;
use uuid::Uuid;

/// What went back in a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CashBack {
    /// Receipts of the session itself.
    pub(crate) voids: u32,
    /// Cash back for them, out of the drawer.
    pub(crate) from_drawer: Yuan,
    /// Receipts of earlier sessions.
    pub(crate) reversals: u32,
    /// Cash back for them, out of what lies ready for the bank.
    pub(crate) from_kept: Yuan,
}

impl Tx<'_> {
    /// The number and the order's hash of a void that was done.
    pub(super) fn void_by_id(&self, void_id: Uuid) -> Result<Option<(u32, [u8; 32])>> {
        let wanted = named_params! { ":void_id": void_id.to_string() };
        one(self, include_str!("void_by_id.sql"), wanted, |row| {
            Ok((row.get("void_no")?, row.get("order_hash")?))
        })
    }

    /// The void of a receipt, if it was taken back.
    pub(crate) fn void_of_receipt(&self, receipt_no: &str) -> Result<Option<u32>> {
        let wanted = named_params! { ":receipt_no": receipt_no };
        one(self, include_str!("void_of_receipt.sql"), wanted, |row| Ok(row.get("void_no")?))
    }

    pub(super) fn last_void_no(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(void_no), 0) AS n FROM reversal", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    /// A void or reversal, from its entry.
    pub(crate) fn reversal(&self, void_no: u32) -> Result<Option<Reversal>> {
        let wanted = named_params! { ":void_no": void_no };
        let found = one(self, "SELECT seq FROM reversal WHERE void_no = :void_no", wanted, |row| {
            Ok(row.get::<_, u64>("seq")?)
        })?;
        let Some(seq) = found else { return Ok(None) };
        let entry = self.entry(seq)?;
        let envelope = read_record(&entry)?;
        let (record, way) = match envelope.record {
            Record::Void(record) => (record, Way::Void),
            Record::Reversal(record) => (record, Way::Reversal),
            _ => return Err(Error::BadRow { table: "reversal", detail: void_no.to_string() }),
        };
        Ok(Some(Reversal {
            record,
            way,
            done_at: envelope.at,
            done_by: envelope.by,
            check_code: Receipt::check_code(&entry),
            already_done: false,
        }))
    }

    pub(super) fn insert_reversal(
        &self,
        record: &ReversalRecord,
        way: Way,
        seq: u64,
        order_hash: &[u8; 32],
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_reversal.sql"))?.execute(named_params! {
            ":void_no": record.void_no,
            ":seq": seq,
            ":void_id": record.void_id.to_string(),
            ":kind": way.word(),
            ":payment_id": record.payment_id.to_string(),
            ":session_no": record.session_no,
            ":cash_back_fen": record.cash_back.fen(),
            ":order_hash": order_hash.as_slice(),
        })?;
        Ok(())
    }

    /// The mirror of a payment line; a second one of the same line breaks the key.
    pub(crate) fn insert_reversed_line(&self, line: &ReversedLine, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_reversed_line.sql"))?.execute(named_params! {
            ":row_id": line.row_id.to_string(),
            ":seq": seq,
            ":reverses": line.reverses.to_string(),
            ":fee_fen": line.fee.fen(),
            ":subsidy_fen": line.subsidy.fen(),
            ":collective_aid_fen": line.collective_aid.fen(),
            ":due_fen": line.due.fen(),
        })?;
        Ok(())
    }

    /// The members are open again: their lines are live no more. Each was live, or nothing happens at all.
    pub(crate) fn retire_live_lines(&self, lines: &[ReversedLine]) -> Result<()> {
        for line in lines {
            let gone = self
                .sql
                .prepare_cached("DELETE FROM live_line WHERE row_id = :row_id")?
                .execute(named_params! { ":row_id": line.reverses.to_string() })?;
            if gone != 1 {
                return Err(Error::BadRow { table: "live_line", detail: line.reverses.to_string() });
            }
        }
        Ok(())
    }

    /// What went back in a session.
    pub(crate) fn cash_back(&self, session_no: u32) -> Result<CashBack> {
        let wanted = named_params! { ":session_no": session_no };
        let found = one(self, include_str!("cash_back.sql"), wanted, |row| {
            Ok(CashBack {
                voids: row.get("voids")?,
                from_drawer: Yuan::from_fen(row.get("from_drawer_fen")?),
                reversals: row.get("reversals")?,
                from_kept: Yuan::from_fen(row.get("from_kept_fen")?),
            })
        })?;
        Ok(found.unwrap_or_default())
    }
}
