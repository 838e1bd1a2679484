//! The rows of counts and closes. INSERT and SELECT only.

use crate::book::Acting;
use crate::error::Result;
use crate::journal::{CloseRecord, CountRecord};
use crate::moment::Moment;
use crate::storage::{Tx, one};
use cunshou_policy::Yuan;
use rusqlite::named_params;
use uuid::Uuid;

/// What a session did, for its close.
pub(super) struct SessionFacts {
    pub(super) payments: u32,
    pub(super) people: u32,
    pub(super) receipt_from: Option<String>,
    pub(super) receipt_to: Option<String>,
}

/// Where the entries of a close are.
pub(super) struct CloseRow {
    pub(super) seq: u64,
    pub(super) count_seq: u64,
    pub(super) head: [u8; 32],
    pub(super) package_file: Option<String>,
    pub(super) package_written_at: Option<String>,
}

impl Tx<'_> {
    pub(super) fn last_count_no(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(count_no), 0) AS n FROM cash_count", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    pub(crate) fn last_close_no(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(close_no), 0) AS n FROM close", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    pub(super) fn insert_count(&self, count: &CountRecord, seq: u64, now: &Moment) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_count.sql"))?.execute(named_params! {
            ":count_no": count.count_no,
            ":seq": seq,
            ":session_no": count.session_no,
            ":counted_fen": count.counted.fen(),
            ":expected_fen": count.expected.fen(),
            ":counted_at": now.text(),
        })?;
        Ok(())
    }

    pub(super) fn newest_count_seq(&self, session_no: u32) -> Result<Option<u64>> {
        one(self, include_str!("newest_count.sql"), named_params! { ":session_no": session_no }, |row| {
            Ok(row.get("seq")?)
        })
    }

    pub(super) fn count_seq_by_id(&self, count_id: Uuid) -> Result<Option<u64>> {
        let by = named_params! { ":count_id": count_id.to_string() };
        one(self, include_str!("count_by_id.sql"), by, |row| Ok(row.get("seq")?))
    }

    pub(super) fn session_facts(&self, session_no: u32) -> Result<SessionFacts> {
        let found = one(
            self,
            include_str!("session_facts.sql"),
            named_params! { ":session_no": session_no },
            |row| {
                Ok(SessionFacts {
                    payments: row.get("payments")?,
                    people: row.get("people")?,
                    receipt_from: row.get("receipt_from")?,
                    receipt_to: row.get("receipt_to")?,
                })
            },
        )?;
        Ok(found.unwrap_or(SessionFacts { payments: 0, people: 0, receipt_from: None, receipt_to: None }))
    }

    /// All that this book ever took, without what went back.
    pub(super) fn perpetual_taken(&self) -> Result<Yuan> {
        self.fen("SELECT coalesce(sum(due_fen), 0) AS fen FROM payment", [])
    }

    /// All that ever went back by void or reversal, of whatever means.
    pub(super) fn perpetual_back(&self) -> Result<Yuan> {
        self.fen(include_str!("perpetual_back.sql"), [])
    }

    /// What the collective is to pay for a session's receipts.
    pub(super) fn session_aid(&self, session_no: u32) -> Result<Yuan> {
        self.fen(include_str!("session_aid.sql"), named_params! { ":session_no": session_no })
    }

    pub(super) fn insert_close(&self, close: &CloseRecord, seq: u64, acting: &Acting<'_>) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_close.sql"))?.execute(named_params! {
            ":close_no": close.close_no,
            ":seq": seq,
            ":session_no": close.session_no,
            ":count_no": close.count_no,
            ":business_date": close.business_date,
            ":cash_fen": close.cash.fen(),
            ":expected_fen": close.expected.fen(),
            ":counted_fen": close.counted.fen(),
            ":variance_fen": close.variance.fen(),
            ":perpetual_fen": close.perpetual_due.fen(),
            ":closed_at": acting.now.text(),
            ":closed_by": acting.user,
        })?;
        Ok(())
    }

    pub(super) fn close_row(&self, close_no: u32) -> Result<Option<CloseRow>> {
        one(self, include_str!("close.sql"), named_params! { ":close_no": close_no }, |row| {
            Ok(CloseRow {
                seq: row.get("seq")?,
                count_seq: row.get("count_seq")?,
                head: row.get("hash")?,
                package_file: row.get("file_name")?,
                package_written_at: row.get("written_at")?,
            })
        })
    }
}
