//! The rows about people that a package tells, and which of them left before. SELECT, and INSERT into a final table.

use super::{Answer, New, Sent, State, Visit};
use crate::error::Result;
use crate::storage::{Tx, many, one, parsed};
use cunshou_exchange::package::people::HouseholdRow;
use rusqlite::{Row, named_params};
use std::collections::HashMap;
use uuid::Uuid;

fn id(row: &Row<'_>, column: &str) -> Result<Uuid> {
    parsed("package_row", row.get_ref(column)?.as_str().unwrap_or_default())
}

impl Tx<'_> {
    /// Everybody of the book as `households.csv` tells him, without the ids of the row.
    pub(super) fn package_people(&self) -> Result<Vec<(Uuid, HouseholdRow)>> {
        many(self, include_str!("people.sql"), [], |row| {
            let person = HouseholdRow {
                row_id: Uuid::nil(),
                corrects: None,
                hh_no: row.get("hh_no")?,
                village_group: row.get("village_group")?,
                address: row.get("address")?,
                head_certno: row.get("head_certno")?,
                member_no: row.get("member_no")?,
                rlts: row.get("relation")?,
                psn_cert_type: row.get("certificate_type")?,
                certno: row.get("certno")?,
                psn_name: row.get("name")?,
                psn_name_alt: row.get("name_alt")?,
                gend: row.get("sex")?,
                brdy: row.get("birth")?,
                naty: row.get("nation")?,
                resd_natu: row.get::<_, Option<String>>("hukou")?.unwrap_or_default(),
                mob: row.get("phone")?,
                standing: row.get("standing")?,
            };
            Ok((id(row, "person_id")?, person))
        })
    }

    /// Where everybody stands of whom something is known, by person and levy year.
    pub(super) fn package_states(&self, journal_to: u64) -> Result<HashMap<(Uuid, i32), State>> {
        let wanted = named_params! { ":journal_to": journal_to };
        let rows = many(self, include_str!("states.sql"), wanted, |row| {
            let state = State {
                state: row.get("state")?,
                reason: row.get("reason")?,
                note: row.get("note")?,
                proof: row.get("proof")?,
                approval_no: row.get("approval_no")?,
                receipt_no: row.get("receipt_no")?,
                at: row.get("at")?,
                user: row.get("user")?,
            };
            Ok(((id(row, "person_id")?, row.get("levy_year")?), state))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The queue for the province's system: person, kind, state, since when.
    pub(super) fn package_queue(&self) -> Result<Vec<(Uuid, String, String, String)>> {
        many(self, include_str!("queue.sql"), [], |row| {
            Ok((id(row, "person_id")?, row.get("kind")?, row.get("state")?, row.get("wanted_at")?))
        })
    }

    /// What left last about each subject of a table.
    pub(super) fn sent_rows(&self, table_name: &str) -> Result<HashMap<String, Sent>> {
        let wanted = named_params! { ":table_name": table_name };
        let rows = many(self, include_str!("sent.sql"), wanted, |row| {
            let sent = Sent { row_id: id(row, "row_id")?, content_sha256: row.get("content_sha256")? };
            Ok((row.get("row_key")?, sent))
        })?;
        Ok(rows.into_iter().collect())
    }

    pub(super) fn insert_package_row(&self, close_no: u32, table_name: &str, new: &New) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_row.sql"))?.execute(named_params! {
            ":row_id": new.row_id.to_string(),
            ":close_no": close_no,
            ":table_name": table_name,
            ":row_key": new.key,
            ":corrects": new.corrects.map(|id| id.to_string()),
            ":content_sha256": new.content_sha256,
        })?;
        Ok(())
    }

    pub(super) fn last_visit_sent(&self) -> Result<u32> {
        Ok(one(self, include_str!("last_visit.sql"), [], |row| Ok(row.get("visit_no")?))?.unwrap_or(0))
    }

    pub(super) fn visits_after(&self, visit_no: u32) -> Result<Vec<Visit>> {
        many(self, include_str!("visits.sql"), named_params! { ":visit_no": visit_no }, |row| {
            Ok(Visit {
                visit_no: row.get("visit_no")?,
                levy_year: row.get("levy_year")?,
                hh_no: row.get("hh_no")?,
                village_group: row.get("village_group")?,
                visited_on: row.get("visited_on")?,
                visitor: row.get("visitor")?,
                way: row.get("way")?,
                met: row.get("met")?,
                note: row.get("note")?,
                next_on: row.get("next_on")?,
                warned_rule: row.get("warned_rule")?,
                signed: row.get("signed")?,
                signed_on: row.get("signed_on")?,
                corrects: row.get("corrects")?,
                at: row.get("at")?,
                user: row.get("user")?,
            })
        })
    }

    pub(super) fn answers_after(&self, visit_no: u32) -> Result<Vec<Answer>> {
        many(self, include_str!("answers.sql"), named_params! { ":visit_no": visit_no }, |row| {
            Ok(Answer {
                visit_no: row.get("visit_no")?,
                entry_id: id(row, "entry_id")?,
                person_id: id(row, "person_id")?,
                outcome: row.get("outcome")?,
                certificate_type: row.get("certificate_type")?,
                certno: row.get("certno")?,
                name: row.get("name")?,
            })
        })
    }

    /// Entries that were merged, and whose they are.
    pub(super) fn merged_entries(&self) -> Result<HashMap<Uuid, Uuid>> {
        let rows = many(self, include_str!("whose.sql"), [], |row| {
            Ok((id(row, "entry_id")?, id(row, "person_id")?))
        })?;
        Ok(rows.into_iter().collect())
    }
}
