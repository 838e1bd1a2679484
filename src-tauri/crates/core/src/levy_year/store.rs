//! The rows of levy years and of who was insured in each.

use super::{InsuranceSource, LastYear, Opened};
use crate::book::Acting;
use crate::error::{Error, Result};
use crate::person::Person;
use crate::storage::{Tx, many, parsed};
use rusqlite::named_params;
use std::collections::HashMap;
use uuid::Uuid;

impl Tx<'_> {
    /// Records how a person was insured in a year (`resident_here`, `resident_elsewhere`, `employee`, `none`), as one
    /// source says it; what the same source said before is replaced.
    pub(crate) fn put_insurance_year(
        &self,
        person_id: Uuid,
        levy_year: i32,
        source: InsuranceSource,
        state: &str,
        import_id: Option<Uuid>,
        acting: &Acting<'_>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_insurance_year.sql"))?.execute(named_params! {
            ":person_id": person_id.to_string(),
            ":levy_year": levy_year,
            ":source": source.word(),
            ":state": state,
            ":import_id": import_id.map(|id| id.to_string()),
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    /// How everybody was insured in the year before a levy year, of whom something is known: the office's list stands above
    /// an answer, an answer above a payment.
    pub(crate) fn last_year(&self, levy_year: i32) -> Result<HashMap<Uuid, LastYear>> {
        let wanted = named_params! { ":levy_year": levy_year - 1 };
        let rows = many(self, include_str!("last_year.sql"), wanted, |row| {
            let person_id: Uuid =
                parsed("insurance_year", row.get_ref("person_id")?.as_str().unwrap_or_default())?;
            let source: InsuranceSource =
                parsed("insurance_year", row.get_ref("source")?.as_str().unwrap_or_default())?;
            let state: String = row.get("state")?;
            Ok((person_id, source, LastYear::of_row(source, &state)))
        })?;
        let mut best: HashMap<Uuid, (InsuranceSource, LastYear)> = HashMap::new();
        for (person_id, source, last) in rows {
            let known = best.entry(person_id).or_insert((source, last));
            // Two rows of one weight: whoever paid here was insured here, whatever else was written down.
            if (source, last.is_insured()) > (known.0, known.1.is_insured()) {
                *known = (source, last);
            }
        }
        Ok(best.into_iter().map(|(person_id, (_, last))| (person_id, last)).collect())
    }

    /// The years that were opened, oldest first.
    pub(crate) fn opened_years(&self) -> Result<Vec<(i32, Opened)>> {
        many(self, include_str!("opened_years.sql"), [], |row| {
            let counts: String = row.get("counts")?;
            let bad =
                |error: serde_json::Error| Error::BadRow { table: "levy_year", detail: error.to_string() };
            let carried = serde_json::from_str(&counts).map_err(bad)?;
            Ok((row.get("levy_year")?, Opened { at: row.get("at")?, user: row.get("user")?, carried }))
        })
    }

    pub(super) fn insert_levy_year(&self, levy_year: i32, counts: &str, acting: &Acting<'_>) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_levy_year.sql"))?.execute(named_params! {
            ":levy_year": levy_year,
            ":opened_on": acting.now.on(),
            ":at": acting.now.text(),
            ":user": acting.user,
            ":counts": counts,
        })?;
        Ok(())
    }

    /// For which years money was taken.
    pub(super) fn years_with_payments(&self) -> Result<Vec<i32>> {
        many(self, include_str!("years_with_payments.sql"), [], |row| Ok(row.get("levy_year")?))
    }

    /// Writes what is asked each year.
    pub(super) fn ask_again(&self, person: &Person) -> Result<()> {
        self.sql.prepare_cached(include_str!("ask_again.sql"))?.execute(named_params! {
            ":person_id": person.person_id.to_string(),
            ":previous_year": person.previous_year,
            ":migrant_worker": person.migrant_worker,
            ":insurance_current": person.insurance_current,
        })?;
        Ok(())
    }

    /// Takes back what an import said.
    pub(crate) fn delete_insurance_years_of(&self, import_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM insurance_year WHERE import_id = :import_id")?
            .execute(named_params! { ":import_id": import_id.to_string() })?;
        Ok(())
    }
}
