//! The rows of proposals.

use super::Proposal;
use crate::book::Acting;
use crate::error::Result;
use crate::list::office::NewProposal;
use crate::storage::{Tx, many, one, parsed};
use cunshou_exchange::identity;
use rusqlite::{Row, named_params};
use uuid::Uuid;

fn proposal(row: &Row<'_>) -> Result<Proposal> {
    let uuid_or_none = |column: &str| -> Result<Option<Uuid>> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| parsed("proposal", &text)).transpose()
    };
    let certno: String = row.get("certno")?;
    let facts: String = row.get("facts")?;
    let standing: Option<String> = row.get("standing")?;
    let decided_by: Option<String> = row.get("decided_by")?;
    let decided_at: Option<String> = row.get("decided_at")?;
    Ok(Proposal {
        proposal_id: parsed("proposal", row.get_ref("proposal_id")?.as_str().unwrap_or_default())?,
        import_id: parsed("proposal", row.get_ref("import_id")?.as_str().unwrap_or_default())?,
        file_name: row.get("file_name")?,
        list_date: row.get("list_date")?,
        person_id: uuid_or_none("person_id")?,
        name: row.get("name")?,
        certno_masked: identity::mask(&certno),
        household_id: uuid_or_none("household_id")?,
        hh_no: row.get::<_, Option<String>>("hh_no")?.unwrap_or_default(),
        village_group: row.get::<_, Option<String>>("village_group")?.unwrap_or_default(),
        standing: standing.as_deref().map(|word| parsed("person", word)).transpose()?,
        kind: parsed("proposal", row.get_ref("kind")?.as_str().unwrap_or_default())?,
        happened_on: row.get("happened_on")?,
        words: row.get("words")?,
        facts: parsed("proposal", &facts)?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        decided: decided_by.zip(decided_at),
        certno,
    })
}

impl Tx<'_> {
    /// All proposals, open ones first, by kind, then in their order.
    pub(super) fn proposal_rows(&self) -> Result<Vec<Proposal>> {
        many(self, include_str!("rows.sql"), named_params! { ":proposal_id": None::<String> }, proposal)
    }

    pub(super) fn proposal(&self, proposal_id: Uuid) -> Result<Option<Proposal>> {
        let wanted = named_params! { ":proposal_id": proposal_id.to_string() };
        one(self, include_str!("rows.sql"), wanted, proposal)
    }

    pub(crate) fn proposals_open(&self) -> Result<u32> {
        let open = one(self, "SELECT count(*) AS open FROM proposal WHERE state = 'open'", [], |row| {
            Ok(row.get("open")?)
        })?;
        Ok(open.unwrap_or(0))
    }

    pub(crate) fn insert_proposal(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        new: &NewProposal,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert.sql"))?.execute(named_params! {
            ":proposal_id": acting.now.id().to_string(),
            ":import_id": import_id.to_string(),
            ":person_id": new.person_id.map(|id| id.to_string()),
            ":name": new.name,
            ":certno": new.certno,
            ":kind": new.kind,
            ":happened_on": new.happened_on,
            ":words": new.words,
            ":facts": new.facts.to_string(),
            ":at": acting.now.text(),
        })?;
        Ok(())
    }

    pub(super) fn decide_proposal(
        &self,
        acting: &Acting<'_>,
        id: Uuid,
        state: &str,
        reason: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("decide.sql"))?.execute(named_params! {
            ":proposal_id": id.to_string(),
            ":state": state,
            ":reason": reason,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    /// What a list that is taken back proposed is not asked any more.
    pub(crate) fn withdraw_proposals(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        self.sql.prepare_cached(include_str!("withdraw.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(), ":at": acting.now.text(), ":user": acting.user,
        })?;
        Ok(())
    }

    /// Who has a number, whatever the certificate.
    pub(super) fn holder_of_number(&self, certno: &str) -> Result<Option<Uuid>> {
        let wanted = named_params! { ":certno": certno };
        one(self, "SELECT person_id FROM person WHERE certno = :certno", wanted, |row| {
            parsed("person", row.get_ref("person_id")?.as_str().unwrap_or_default())
        })
    }

    /// The year of cover that a list is about.
    pub(super) fn list_year(&self, import_id: Uuid) -> Result<Option<i32>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        Ok(one(self, "SELECT levy_year FROM list_import WHERE import_id = :import_id", wanted, |row| {
            Ok(row.get::<_, Option<i32>>("levy_year")?)
        })?
        .flatten())
    }
}
