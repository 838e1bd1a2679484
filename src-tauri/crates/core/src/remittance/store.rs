//! The rows of remittances, and what they leave in hand. INSERT and SELECT only.

use super::{Cancelled, Outstanding, Payer, Remittance};
use crate::error::{Error, Result};
use crate::journal::{Record, RemittanceCancelled, RemittanceRecord};
use crate::storage::{Tx, many, one};
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use rusqlite::named_params;
use uuid::Uuid;

impl Tx<'_> {
    /// Money that is not paid in, by receipt, oldest first.
    pub(crate) fn outstanding(&self, payer: Payer) -> Result<Vec<Outstanding>> {
        let sql = match payer {
            Payer::Cash => include_str!("outstanding_cash.sql"),
            Payer::CollectiveAid => include_str!("outstanding_aid.sql"),
        };
        many(self, sql, [], |row| {
            Ok(Outstanding {
                receipt_no: row.get("receipt_no")?,
                hh_no: row.get("hh_no")?,
                session_no: row.get("session_no")?,
                business_date: row.get("business_date")?,
                close_no: row.get("close_no")?,
                amount: Yuan::from_fen(row.get("fen")?),
            })
        })
    }

    pub(super) fn cash_on(&self, date: NaiveDate) -> Result<Yuan> {
        self.fen(include_str!("cash_on.sql"), named_params! { ":date": date })
    }

    /// How much of a receipt was paid in.
    pub(crate) fn remitted_of(&self, receipt_no: &str) -> Result<Yuan> {
        self.fen(include_str!("remitted_of.sql"), named_params! { ":receipt_no": receipt_no })
    }

    /// How much left a session's drawer for the bank.
    pub(crate) fn remitted_from_drawer(&self, session_no: u32) -> Result<Yuan> {
        self.fen(include_str!("from_drawer.sql"), named_params! { ":session_no": session_no })
    }

    /// All cash that was ever paid in.
    pub(crate) fn remitted(&self) -> Result<Yuan> {
        self.fen(include_str!("remitted.sql"), [])
    }

    /// The one sum of a query.
    pub(crate) fn fen(&self, sql: &str, params: impl rusqlite::Params) -> Result<Yuan> {
        let found = one(self, sql, params, |row| Ok(Yuan::from_fen(row.get("fen")?)))?;
        Ok(found.unwrap_or(Yuan::ZERO))
    }

    pub(super) fn live_slip(&self, slip_no: &str) -> Result<Option<u32>> {
        let wanted = named_params! { ":slip_no": slip_no };
        one(self, include_str!("live_slip.sql"), wanted, |row| Ok(row.get("remittance_no")?))
    }

    pub(super) fn last_account(&self) -> Result<Option<String>> {
        one(self, include_str!("last_account.sql"), [], |row| Ok(row.get("account")?))
    }

    pub(super) fn last_remittance_no(&self) -> Result<u32> {
        let sql = "SELECT coalesce(max(remittance_no), 0) AS n FROM remittance";
        Ok(one(self, sql, [], |row| Ok(row.get("n")?))?.unwrap_or(0))
    }

    pub(super) fn remittance_by_id(&self, remittance_id: Uuid) -> Result<Option<(u32, [u8; 32])>> {
        let wanted = named_params! { ":remittance_id": remittance_id.to_string() };
        let sql = "SELECT remittance_no, order_hash FROM remittance WHERE remittance_id = :remittance_id";
        one(self, sql, wanted, |row| Ok((row.get("remittance_no")?, row.get("order_hash")?)))
    }

    /// A remittance, from its entries.
    pub(crate) fn remittance(&self, remittance_no: u32) -> Result<Option<Remittance>> {
        let wanted = named_params! { ":remittance_no": remittance_no };
        let found = one(self, include_str!("remittance.sql"), wanted, |row| {
            Ok((row.get::<_, u64>("seq")?, row.get::<_, Option<u64>>("cancelled_seq")?))
        })?;
        let Some((seq, cancelled_seq)) = found else { return Ok(None) };
        let envelope = self.record(seq)?;
        let bad = || Error::BadRow { table: "remittance", detail: remittance_no.to_string() };
        let Record::Remittance(record) = envelope.record else { return Err(bad()) };
        let cancelled = match cancelled_seq.map(|seq| self.record(seq)).transpose()? {
            None => None,
            Some(entry) => match entry.record {
                Record::RemittanceCancelled(cancelled) => {
                    Some(Cancelled { reason: cancelled.reason, at: entry.at, by: entry.by })
                }
                _ => return Err(bad()),
            },
        };
        Ok(Some(Remittance {
            record,
            recorded_at: envelope.at,
            recorded_by: envelope.by,
            cancelled,
            already_recorded: false,
        }))
    }

    pub(super) fn insert_remittance(
        &self,
        record: &RemittanceRecord,
        seq: u64,
        order_hash: &[u8; 32],
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_remittance.sql"))?.execute(named_params! {
            ":remittance_no": record.remittance_no,
            ":seq": seq,
            ":remittance_id": record.remittance_id.to_string(),
            ":payer": record.payer,
            ":slip_no": record.slip_no,
            ":remitted_on": record.remitted_on,
            ":amount_fen": record.amount.fen(),
            ":session_no": record.session_no,
            ":order_hash": order_hash.as_slice(),
        })?;
        for part in &record.parts {
            self.sql.prepare_cached(include_str!("insert_part.sql"))?.execute(named_params! {
                ":remittance_no": record.remittance_no,
                ":receipt_no": part.receipt_no,
                ":session_no": part.session_no,
                ":amount_fen": part.amount.fen(),
            })?;
        }
        Ok(())
    }

    pub(super) fn insert_remittance_cancelled(
        &self,
        cancelled: &RemittanceCancelled,
        seq: u64,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_cancelled.sql"))?.execute(named_params! {
            ":remittance_no": cancelled.remittance_no,
            ":seq": seq,
            ":session_no": cancelled.session_no,
        })?;
        Ok(())
    }
}
