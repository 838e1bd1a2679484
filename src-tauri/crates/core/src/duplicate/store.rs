//! The rows of duplicates: who is looked at, what was decided, what went over with a merge.

use super::find::Look;
use super::{VerdictRow, in_order};
use crate::book::Acting;
use crate::error::Result;
use crate::person::{Person, search_key};
use crate::storage::{Tx, many, one, parsed};
use rusqlite::{Row, named_params};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Tables of which a person's rows go over to him with a merge, and what names a row of his in them. Final tables are
/// read over both entries instead.
const WITH_THE_PERSON: &[(&str, &str)] = &[
    ("enrolment", "CAST(levy_year AS TEXT)"),
    ("insurance_year", "levy_year || '/' || source"),
    ("category_entry", "entry_id"),
    ("category_match", "certno"),
    ("office_row", "import_id || '/' || place"),
    ("proposal", "proposal_id"),
    ("work_item", "item_id"),
    ("former_certificate", "certificate_type || '/' || certno"),
];

/// A stored verdict.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) first: Uuid,
    pub(super) second: Uuid,
    pub(super) verdict: String,
    pub(super) moved: String,
    pub(super) takes_back: bool,
    pub(super) is_taken_back: bool,
}

fn id(row: &Row<'_>, column: &str) -> Result<Uuid> {
    parsed("duplicate_verdict", row.get_ref(column)?.as_str().unwrap_or_default())
}

fn pair(row: &Row<'_>) -> Result<(Uuid, Uuid)> {
    Ok(in_order(id(row, "first")?, id(row, "second")?))
}

impl Tx<'_> {
    pub(super) fn looks(&self) -> Result<Vec<Look>> {
        many(self, include_str!("looks.sql"), [], |row| {
            Ok(Look {
                person_id: id(row, "person_id")?,
                name: row.get("name")?,
                name_alt: row.get("name_alt")?,
                certno: row.get("certno")?,
                birth: row.get("birth")?,
            })
        })
    }

    pub(super) fn claims(&self) -> Result<Vec<(Uuid, Uuid)>> {
        many(self, "SELECT first, second FROM duplicate_claim", [], pair)
    }

    /// Two entries that were found to claim one certificate.
    pub(crate) fn insert_claim(&self, acting: &Acting<'_>, a: Uuid, b: Uuid) -> Result<()> {
        let (first, second) = in_order(a, b);
        self.sql.prepare_cached(include_str!("insert_claim.sql"))?.execute(named_params! {
            ":first": first.to_string(),
            ":second": second.to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    pub(super) fn decided_pairs(&self) -> Result<HashSet<(Uuid, Uuid)>> {
        Ok(many(self, include_str!("decided.sql"), [], pair)?.into_iter().collect())
    }

    pub(super) fn verdict_of_pair(&self, first: Uuid, second: Uuid) -> Result<Option<(String, String)>> {
        let wanted = named_params! { ":first": first.to_string(), ":second": second.to_string() };
        one(self, include_str!("verdict_of_pair.sql"), wanted, |row| Ok((row.get("at")?, row.get("user")?)))
    }

    pub(super) fn verdict(&self, verdict_no: i64) -> Result<Option<Stored>> {
        one(self, include_str!("verdict.sql"), named_params! { ":verdict_no": verdict_no }, |row| {
            Ok(Stored {
                first: id(row, "first")?,
                second: id(row, "second")?,
                verdict: row.get("verdict")?,
                moved: row.get("moved")?,
                takes_back: row.get("takes_back")?,
                is_taken_back: row.get("is_taken_back")?,
            })
        })
    }

    pub(super) fn verdict_rows(&self) -> Result<Vec<VerdictRow>> {
        many(self, include_str!("verdicts.sql"), [], |row| {
            let kept: Option<String> = row.get("kept")?;
            Ok(VerdictRow {
                verdict_no: row.get("verdict_no")?,
                verdict: row.get("verdict")?,
                first: (row.get("first_name")?, row.get("first_no")?),
                second: (row.get("second_name")?, row.get("second_no")?),
                kept: kept.map(|id| parsed("duplicate_verdict", &id)).transpose()?,
                reason: row.get("reason")?,
                at: row.get("at")?,
                user: row.get("user")?,
                taken_back_at: row.get("taken_back_at")?,
            })
        })
    }

    #[expect(clippy::too_many_arguments, reason = "one a column")]
    pub(super) fn insert_verdict(
        &self,
        acting: &Acting<'_>,
        first: Uuid,
        second: Uuid,
        verdict: &str,
        kept: Option<Uuid>,
        reason: &str,
        moved: &str,
        takes_back: Option<i64>,
    ) -> Result<i64> {
        self.sql.prepare_cached(include_str!("insert_verdict.sql"))?.execute(named_params! {
            ":first": first.to_string(),
            ":second": second.to_string(),
            ":verdict": verdict,
            ":kept": kept.map(|id| id.to_string()),
            ":reason": reason,
            ":moved": moved,
            ":takes_back": takes_back,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(self.sql.last_insert_rowid())
    }

    /// Whose second entry this is.
    pub(crate) fn merged_into(&self, person_id: Uuid) -> Result<Option<Uuid>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        let found =
            one(self, "SELECT merged_into FROM person WHERE person_id = :person_id", wanted, |row| {
                Ok(row.get::<_, Option<String>>("merged_into")?)
            })?;
        found.flatten().map(|id| parsed("person", &id)).transpose()
    }

    pub(super) fn live_payments(&self, person_id: Uuid) -> Result<Vec<(i32, String)>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("live_payments.sql"), wanted, |row| {
            Ok((row.get("levy_year")?, row.get("receipt_no")?))
        })
    }

    pub(super) fn enrolments_of(&self, person_id: Uuid) -> Result<Vec<(i32, String, String)>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("enrolments.sql"), wanted, |row| {
            Ok((row.get("levy_year")?, row.get("state")?, row.get("reason")?))
        })
    }

    pub(super) fn created_at(&self, person_id: Uuid) -> Result<String> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        let found = one(self, "SELECT created_at FROM person WHERE person_id = :person_id", wanted, |row| {
            Ok(row.get("created_at")?)
        })?;
        Ok(found.unwrap_or_default())
    }

    pub(crate) fn search_key_of(&self, person: &Person) -> Result<String> {
        let household = self.known_household(person.household_id)?;
        Ok(search_key(person, &household.hh_no, &household.village_group, &household.address))
    }

    pub(super) fn journal_seq(&self) -> Result<u64> {
        let newest =
            one(self, "SELECT coalesce(max(seq), 0) AS seq FROM journal", [], |row| Ok(row.get("seq")?))?;
        Ok(newest.unwrap_or(0))
    }

    /// True if somebody paid after an entry of the journal.
    pub(super) fn paid_since(&self, person_id: Uuid, seq: u64) -> Result<bool> {
        let wanted = named_params! { ":person_id": person_id.to_string(), ":seq": seq };
        Ok(one(self, include_str!("paid_since.sql"), wanted, |_| Ok(()))?.is_some())
    }

    /// Years for which what is recorded about the entry that goes counts more than what is recorded about the other.
    pub(super) fn weaker_years(&self, kept: Uuid, gone: Uuid) -> Result<Vec<i32>> {
        let wanted = named_params! { ":kept": kept.to_string(), ":gone": gone.to_string() };
        many(self, include_str!("weaker_years.sql"), wanted, |row| Ok(row.get("levy_year")?))
    }

    /// What is recorded about two entries for a year changes places.
    pub(super) fn swap_enrolments(&self, levy_year: i32, one: Uuid, other: Uuid) -> Result<()> {
        let image =
            |person_id: Uuid| -> Result<Option<String>> {
                let wanted = named_params! { ":person_id": person_id.to_string(), ":levy_year": levy_year };
                crate::storage::one(self, include_str!("enrolment_image.sql"), wanted, |row| {
                    Ok(row.get("image")?)
                })
            };
        let (of_one, of_other) = (image(one)?, image(other)?);
        for (person_id, image) in [(one, of_other), (other, of_one)] {
            let Some(image) = image else { continue };
            self.sql.prepare_cached(include_str!("put_image.sql"))?.execute(named_params! {
                ":person_id": person_id.to_string(),
                ":levy_year": levy_year,
                ":image": image,
            })?;
        }
        Ok(())
    }

    /// Years for which somebody paid here and elsewhere: the receipt, and what is known of the other payment.
    pub(super) fn paid_here_and_elsewhere(&self, person_id: Uuid) -> Result<Vec<(i32, String, String)>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("paid_twice.sql"), wanted, |row| {
            Ok((row.get("levy_year")?, row.get("receipt_no")?, row.get("note")?))
        })
    }

    /// What is recorded about why somebody does not pay, by year.
    pub(super) fn said_of(&self, person_id: Uuid) -> Result<BTreeMap<i32, String>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        let said = many(self, include_str!("said.sql"), wanted, |row| {
            Ok((row.get("levy_year")?, row.get("said")?))
        })?;
        Ok(said.into_iter().collect())
    }

    /// Takes an entry out of every list: it is somebody's second one.
    pub(super) fn retire(&self, person_id: Uuid, kept: Uuid) -> Result<()> {
        let person = named_params! { ":person_id": person_id.to_string(), ":kept": kept.to_string() };
        self.sql.prepare_cached(include_str!("retire.sql"))?.execute(person)?;
        for sql in [
            "DELETE FROM person_category WHERE person_id = :person_id",
            "DELETE FROM person_event WHERE person_id = :person_id",
        ] {
            self.sql.prepare_cached(sql)?.execute(named_params! { ":person_id": person_id.to_string() })?;
        }
        Ok(())
    }

    pub(super) fn unretire(&self, person_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE person SET merged_into = NULL WHERE person_id = :person_id")?
            .execute(named_params! { ":person_id": person_id.to_string() })?;
        Ok(())
    }

    pub(super) fn set_merged_into(&self, person_id: Uuid, kept: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE person SET merged_into = :kept WHERE person_id = :person_id")?
            .execute(named_params! { ":person_id": person_id.to_string(), ":kept": kept.to_string() })?;
        Ok(())
    }

    /// Entries that were second ones of the one that goes become second ones of the one that stays.
    pub(super) fn repoint_merged(&self, gone: Uuid, kept: Uuid) -> Result<Vec<Uuid>> {
        let wanted = named_params! { ":gone": gone.to_string() };
        let earlier: Vec<Uuid> =
            many(self, "SELECT person_id FROM person WHERE merged_into = :gone", wanted, |row| {
                id(row, "person_id")
            })?;
        for person_id in &earlier {
            self.set_merged_into(*person_id, kept)?;
        }
        Ok(earlier)
    }

    pub(super) fn set_head(&self, household_id: Uuid, head: Option<Uuid>) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE household SET head_id = :head_id WHERE household_id = :household_id")?
            .execute(named_params! {
                ":head_id": head.map(|id| id.to_string()),
                ":household_id": household_id.to_string(),
            })?;
        Ok(())
    }

    /// The live lines of one entry become the other's; which rows of payments they are.
    pub(super) fn move_live_lines(&self, from: Uuid, to: Uuid) -> Result<Vec<Uuid>> {
        let wanted = named_params! { ":from": from.to_string() };
        let rows: Vec<Uuid> = many(
            self,
            "SELECT row_id FROM live_line WHERE person_id = :from ORDER BY levy_year",
            wanted,
            |row| id(row, "row_id"),
        )?;
        self.return_live_lines(&rows, from, to)
    }

    /// The same for these rows, as far as they are live.
    pub(super) fn return_live_lines(&self, rows: &[Uuid], from: Uuid, to: Uuid) -> Result<Vec<Uuid>> {
        let mut moved = Vec::new();
        for row_id in rows {
            let changed = self
                .sql
                .prepare_cached(
                    "UPDATE live_line SET person_id = :to WHERE row_id = :row_id AND person_id = :from",
                )?
                .execute(named_params! {
                    ":to": to.to_string(),
                    ":row_id": row_id.to_string(),
                    ":from": from.to_string(),
                })?;
            if changed > 0 {
                moved.push(*row_id);
            }
        }
        Ok(moved)
    }

    /// What hangs on one entry hangs on the other; where he has such a row himself, his counts.
    pub(super) fn move_rows(&self, from: Uuid, to: Uuid) -> Result<BTreeMap<String, Vec<String>>> {
        let mut moved = BTreeMap::new();
        for (table, key) in WITH_THE_PERSON {
            let wanted = named_params! { ":from": from.to_string() };
            let sql = format!("SELECT {key} AS row_key FROM {table} WHERE person_id = :from");
            let keys: Vec<String> = many(self, &sql, wanted, |row| Ok(row.get("row_key")?))?;
            let mut went = Vec::new();
            for key in keys {
                if self.move_row(table, &key, from, to)? {
                    went.push(key);
                }
            }
            if !went.is_empty() {
                moved.insert((*table).to_owned(), went);
            }
        }
        Ok(moved)
    }

    fn move_row(&self, table: &str, key: &str, from: Uuid, to: Uuid) -> Result<bool> {
        let Some((table, named)) = WITH_THE_PERSON.iter().find(|(known, _)| *known == table) else {
            return Ok(false);
        };
        let sql = format!(
            "UPDATE OR IGNORE {table} SET person_id = :to WHERE person_id = :from AND {named} = :row_key"
        );
        let changed = self.sql.prepare_cached(&sql)?.execute(named_params! {
            ":to": to.to_string(),
            ":from": from.to_string(),
            ":row_key": key,
        })?;
        Ok(changed > 0)
    }

    pub(super) fn return_rows(
        &self,
        rows: &BTreeMap<String, Vec<String>>,
        from: Uuid,
        to: Uuid,
    ) -> Result<()> {
        for (table, keys) in rows {
            for key in keys {
                self.move_row(table, key, from, to)?;
            }
        }
        Ok(())
    }
}
