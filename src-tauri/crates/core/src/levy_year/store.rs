//! The rows of levy years and of who was insured in each.

use super::InsuranceSource;
use crate::book::Acting;
use crate::error::Result;
use crate::storage::Tx;
use rusqlite::named_params;
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

    /// Takes back what an import said.
    pub(crate) fn delete_insurance_years_of(&self, import_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM insurance_year WHERE import_id = :import_id")?
            .execute(named_params! { ":import_id": import_id.to_string() })?;
        Ok(())
    }
}
