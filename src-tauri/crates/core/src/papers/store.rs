//! The rows behind the papers of the village. SELECT only.

use crate::error::Result;
use crate::storage::{Tx, many, parsed};
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use rusqlite::named_params;
use std::collections::HashSet;
use uuid::Uuid;

/// A payment line that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LiveRow {
    /// The row of the payment.
    pub(super) row_id: Uuid,
    /// Whose it is today: of two entries that were one person, the one that stayed.
    pub(super) person_id: Uuid,
    /// The payment's entry in the journal.
    pub(super) seq: u64,
    /// Its receipt.
    pub(super) receipt_no: String,
    /// The day for which it was taken.
    pub(super) business_date: NaiveDate,
    /// Village group of the household that he lives in now.
    pub(super) village_group: String,
    /// What the person paid.
    pub(super) due: Yuan,
}

/// A payment with a pre-printed receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TicketUse {
    /// The payment's entry in the journal.
    pub(super) seq: u64,
    /// The whole number.
    pub(super) ticket_no: String,
    /// The day.
    pub(super) business_date: NaiveDate,
    /// What was paid.
    pub(super) due: Yuan,
    /// It was taken back.
    pub(super) is_back: bool,
}

impl Tx<'_> {
    /// The payment lines that stand for a year of cover, oldest first.
    pub(super) fn live_rows(&self, levy_year: i32) -> Result<Vec<LiveRow>> {
        many(self, include_str!("live_rows.sql"), named_params! { ":levy_year": levy_year }, |row| {
            let id = |column| parsed("live_line", row.get_ref(column)?.as_str().unwrap_or_default());
            Ok(LiveRow {
                row_id: id("row_id")?,
                person_id: id("person_id")?,
                seq: row.get("seq")?,
                receipt_no: row.get("receipt_no")?,
                business_date: row.get("business_date")?,
                village_group: row.get("village_group")?,
                due: Yuan::from_fen(row.get("due_fen")?),
            })
        })
    }

    /// Since when it is recorded of people that they have paid elsewhere for a year of cover.
    pub(super) fn paid_elsewhere_since(&self, levy_year: i32) -> Result<Vec<(Uuid, String)>> {
        let wanted = named_params! { ":levy_year": levy_year };
        many(self, include_str!("paid_elsewhere_since.sql"), wanted, |row| {
            let person_id = parsed("enrolment", row.get_ref("person_id")?.as_str().unwrap_or_default())?;
            Ok((person_id, row.get("since")?))
        })
    }

    /// The payments that used a pre-printed receipt, oldest first.
    pub(super) fn ticket_uses(&self) -> Result<Vec<TicketUse>> {
        many(self, include_str!("ticket_uses.sql"), [], |row| {
            Ok(TicketUse {
                seq: row.get("seq")?,
                ticket_no: row.get("ticket_no")?,
                business_date: row.get("business_date")?,
                due: Yuan::from_fen(row.get("due_fen")?),
                is_back: row.get("is_back")?,
            })
        })
    }

    /// Where the journal speaks of books, spoilt sheets and returns of pre-printed receipts.
    pub(super) fn ticket_entries(&self) -> Result<Vec<u64>> {
        many(self, include_str!("ticket_entries.sql"), [], |row| Ok(row.get("seq")?))
    }

    /// The sheets of paper books that were entered.
    pub(super) fn entered_sheets(&self) -> Result<HashSet<String>> {
        let sql = "SELECT paper_no FROM payment WHERE paper_no IS NOT NULL";
        let entered = many(self, sql, [], |row| Ok(row.get::<_, String>("paper_no")?))?;
        Ok(entered.into_iter().collect())
    }

    /// What the book has taken with a pre-printed receipt, by its lines that stand.
    pub(super) fn booked_on_tickets(&self) -> Result<Yuan> {
        let found =
            many(self, include_str!("booked_on_tickets.sql"), [], |row| Ok(Yuan::from_fen(row.get("fen")?)))?;
        Ok(found.into_iter().next().unwrap_or(Yuan::ZERO))
    }

    /// How often the drawer was counted in a session.
    pub(super) fn counts_of(&self, session_no: u32) -> Result<u64> {
        let sql = "SELECT count(*) AS counts FROM cash_count WHERE session_no = :session_no";
        let found =
            many(self, sql, named_params! { ":session_no": session_no }, |row| Ok(row.get("counts")?))?;
        Ok(found.into_iter().next().unwrap_or_default())
    }
}
