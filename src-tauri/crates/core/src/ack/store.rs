//! The rows of answers. INSERT and SELECT only.

use super::{AnsweredQuery, AnsweredRow, LineAnswer, PAYMENTS, PackageAnswer, SlipAnswer, TEXTS, text};
use crate::error::{Error, Result};
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use cunshou_exchange::ack::{AckCounts, AckStatus, Answer};
use cunshou_policy::Yuan;
use rusqlite::{Row, named_params};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A part of a receipt's cash of which the bank says that it arrived.
#[derive(Debug)]
pub(super) struct ArrivedPart {
    pub(super) slip_no: String,
    pub(super) amount: Yuan,
    pub(super) arrived_on: NaiveDate,
}

fn status(row: &Row<'_>) -> Result<AckStatus> {
    let word = row.get_ref("status")?.as_str().unwrap_or_default();
    word.parse().map_err(|()| Error::BadRow { table: "ack_row", detail: word.to_owned() })
}

fn answer(row: &Row<'_>) -> Result<LineAnswer> {
    Ok(LineAnswer {
        status: status(row)?,
        reason_code: row.get("reason_code")?,
        reason: row.get("reason")?,
        booked_on: row.get("booked_on")?,
        ack_no: row.get("ack_no")?,
    })
}

fn id(row: &Row<'_>, column: &str) -> Result<Option<Uuid>> {
    let id: Option<String> = row.get(column)?;
    id.map(|id| parsed("ack_row", &id)).transpose()
}

impl Tx<'_> {
    /// The entry of an answer that was read before.
    pub(super) fn ack_by_sha256(&self, sha256: &str) -> Result<Option<u64>> {
        let wanted = named_params! { ":zip_sha256": sha256 };
        one(self, "SELECT seq FROM ack WHERE zip_sha256 = :zip_sha256", wanted, |row| Ok(row.get("seq")?))
    }

    /// True if an answer of that number to that package was read before.
    pub(super) fn ack_taken(&self, close_no: u32, ack_no: u32) -> Result<bool> {
        let wanted = named_params! { ":close_no": close_no, ":ack_no": ack_no };
        let sql = "SELECT seq FROM ack WHERE close_no = :close_no AND ack_no = :ack_no";
        Ok(one(self, sql, wanted, |row| Ok(row.get::<_, u64>("seq")?))?.is_some())
    }

    /// An answer with all that it says.
    pub(super) fn insert_ack(&self, answer: &Answer, zip: &[u8], seq: u64, read_at: &str) -> Result<()> {
        let ack = &answer.ack;
        self.sql.prepare_cached(include_str!("insert_ack.sql"))?.execute(named_params! {
            ":seq": seq,
            ":close_no": ack.close_no,
            ":ack_no": ack.ack_no,
            ":zip": zip,
            ":zip_sha256": answer.sha256,
            ":answered_at": ack.answered_at,
            ":read_at": read_at,
        })?;
        let mut insert = self.sql.prepare_cached(include_str!("insert_row.sql"))?;
        for row in &answer.rows {
            insert.execute(named_params! {
                ":table_name": row.table,
                ":row_id": row.row_id.to_string(),
                ":ack_no": ack.ack_no,
                ":seq": seq,
                ":status": row.status.word(),
                ":reason_code": row.reason_code,
                ":reason": row.reason,
                ":booked_on": row.booked_on,
            })?;
        }
        let mut insert = self.sql.prepare_cached(include_str!("insert_slip.sql"))?;
        for slip in &ack.slips {
            insert.execute(named_params! {
                ":slip_no": slip.slip_no,
                ":seq": seq,
                ":ack_no": ack.ack_no,
                ":answered_at": ack.answered_at,
                ":amount_fen": slip.amount.fen(),
                ":arrived_on": slip.arrived_on,
            })?;
        }
        Ok(())
    }

    /// The closes of packages that are answered, newest first.
    pub(super) fn answered_closes(&self) -> Result<Vec<u32>> {
        let sql = "SELECT DISTINCT close_no FROM ack ORDER BY close_no DESC";
        many(self, sql, [], |row| Ok(row.get("close_no")?))
    }

    /// How a package is answered.
    pub(super) fn package_answer(&self, close_no: u32) -> Result<PackageAnswer> {
        let wanted = named_params! { ":close_no": close_no };
        let newest = one(self, include_str!("newest_ack.sql"), wanted, |row| {
            Ok(PackageAnswer {
                close_no,
                ack_no: row.get("ack_no")?,
                answered_at: row.get("answered_at")?,
                read_at: row.get("read_at")?,
                payments: AckCounts::default(),
                others_rejected: 0,
            })
        })?;
        let mut answer =
            newest.ok_or_else(|| Error::BadRow { table: "ack", detail: close_no.to_string() })?;
        let wanted = named_params! { ":close_no": close_no };
        let counts = many(self, include_str!("count_statuses.sql"), wanted, |row| {
            Ok((row.get::<_, bool>("is_payment")?, status(row)?, row.get::<_, u64>("n")?))
        })?;
        for (is_payment, status, n) in counts {
            let payments = &mut answer.payments;
            match (is_payment, status) {
                (true, AckStatus::Accepted) => payments.accepted = n,
                (true, AckStatus::Received) => payments.received = n,
                (true, AckStatus::Rejected) => payments.rejected = n,
                (false, AckStatus::Rejected) => answer.others_rejected = n,
                (false, _) => {}
            }
        }
        let payments = &mut answer.payments;
        payments.rows = payments.accepted + payments.received + payments.rejected;
        Ok(answer)
    }

    /// How many rows there are.
    pub(super) fn count_answered(&self, query: AnsweredQuery) -> Result<u32> {
        let wanted = named_params! {
            ":close_no": query.close_no,
            ":status": query.status.map(AckStatus::word),
            ":payments_only": query.payments_only,
        };
        Ok(one(self, include_str!("count_answered.sql"), wanted, |row| Ok(row.get("n")?))?.unwrap_or(0))
    }

    /// Rows with their newest answer.
    pub(super) fn answered(&self, query: AnsweredQuery, most: u32, before: u32) -> Result<Vec<AnsweredRow>> {
        let wanted = named_params! {
            ":close_no": query.close_no,
            ":status": query.status.map(AckStatus::word),
            ":payments_only": query.payments_only,
            ":most": most,
            ":before": before,
        };
        many(self, include_str!("answered.sql"), wanted, |row| {
            let table: String = row.get("table_name")?;
            let row_id: String = row.get("row_id")?;
            let due_fen: Option<i64> = row.get("due_fen")?;
            Ok(AnsweredRow {
                table_label: text(&TEXTS.table, &table).to_owned(),
                table,
                row_id: parsed("ack_row", &row_id)?,
                answer: answer(row)?,
                person_id: id(row, "person_id")?,
                name: row.get("name")?,
                household_id: id(row, "household_id")?,
                hh_no: row.get("hh_no")?,
                levy_year: row.get("levy_year")?,
                receipt_no: row.get("receipt_no")?,
                due: due_fen.map(Yuan::from_fen),
                close_no: row.get("close_no")?,
            })
        })
    }

    /// What the newest answer says of a row.
    pub(super) fn newest_answer(&self, table: &str, row_id: &str) -> Result<Option<LineAnswer>> {
        let wanted = named_params! { ":table_name": table, ":row_id": row_id };
        one(self, include_str!("newest_answer.sql"), wanted, answer)
    }

    /// What the newest answer says of a payment line.
    pub(crate) fn answer_of_line(&self, row_id: Uuid) -> Result<Option<LineAnswer>> {
        self.newest_answer(PAYMENTS, &row_id.to_string())
    }

    /// What the newest answer says of the live lines of a household's members.
    pub(super) fn answers_of_household(
        &self,
        household_id: Uuid,
        levy_year: i32,
    ) -> Result<HashMap<Uuid, LineAnswer>> {
        let wanted = named_params! { ":household_id": household_id.to_string(), ":levy_year": levy_year };
        let rows = many(self, include_str!("of_household.sql"), wanted, |row| {
            let person_id: String = row.get("person_id")?;
            Ok((parsed("live_line", &person_id)?, answer(row)?))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Open work about rows that were sent back: the work, the table, the row.
    pub(super) fn open_ack_work(&self) -> Result<Vec<(Uuid, String, String)>> {
        many(self, include_str!("open_work.sql"), [], |row| {
            let item_id: String = row.get("item_id")?;
            Ok((parsed("work_item", &item_id)?, row.get("table_name")?, row.get("row_id")?))
        })
    }

    /// What the newest answers say of slips, the newest arrival first.
    pub(crate) fn slip_answers(&self) -> Result<Vec<SlipAnswer>> {
        many(self, include_str!("slips.sql"), [], |row| {
            let (amount, arrived_on) = (Yuan::from_fen(row.get("amount_fen")?), row.get("arrived_on")?);
            let ours = row.get::<_, Option<i64>>("ours_fen")?.map(Yuan::from_fen);
            let remitted_on = row.get("remitted_on")?;
            Ok(SlipAnswer {
                slip_no: row.get("slip_no")?,
                amount,
                arrived_on,
                remittance_no: row.get("remittance_no")?,
                ours,
                remitted_on,
                state: SlipAnswer::state_of((amount, arrived_on), ours, remitted_on),
                seq: row.get("seq")?,
            })
        })
    }

    /// The receipts that are paid in by these slips, in their order.
    pub(super) fn receipts_of_slips(&self, slip_nos: &[String]) -> Result<Vec<String>> {
        let mut receipts = BTreeSet::new();
        for slip_no in slip_nos {
            let wanted = named_params! { ":slip_no": slip_no };
            receipts.extend(many(self, include_str!("receipts_of_slip.sql"), wanted, |row| {
                Ok((row.get::<_, u64>("seq")?, row.get::<_, String>("receipt_no")?))
            })?);
        }
        Ok(receipts.into_iter().map(|(_, receipt_no)| receipt_no).collect())
    }

    /// The parts of a receipt's cash of which the bank says that they arrived, by slips whose sums are ours.
    pub(super) fn arrived_parts(&self, receipt_no: &str) -> Result<Vec<ArrivedPart>> {
        let wanted = named_params! { ":receipt_no": receipt_no };
        many(self, include_str!("arrived_parts.sql"), wanted, |row| {
            Ok(ArrivedPart {
                slip_no: row.get("slip_no")?,
                amount: Yuan::from_fen(row.get("amount_fen")?),
                arrived_on: row.get("arrived_on")?,
            })
        })
    }
}
