//! The rows of imports.

use super::ImportRow;
use crate::book::Acting;
use crate::error::Result;
use crate::household::Household;
use crate::journal::RosterImported;
use crate::moment::Moment;
use crate::person::{Person, search_key};
use crate::storage::{Tx, many, one, parsed};
use rusqlite::{Row, named_params};
use uuid::Uuid;

fn import(row: &Row<'_>) -> Result<ImportRow> {
    Ok(ImportRow {
        import_id: parsed("list_import", row.get_ref("import_id")?.as_str().unwrap_or_default())?,
        at: row.get("at")?,
        user: row.get("user")?,
        file_name: row.get("file_name")?,
        people: row.get("people")?,
        households: row.get("households")?,
        bad: row.get("bad")?,
        undone_at: row.get("undone_at")?,
        can_undo: false,
    })
}

impl Tx<'_> {
    /// The import of a file that is in the book and was not undone.
    pub(super) fn import_of(&self, file_sha256: &str) -> Result<Option<ImportRow>> {
        one(self, include_str!("import_of.sql"), named_params! { ":file_sha256": file_sha256 }, import)
    }

    pub(super) fn imports(&self) -> Result<Vec<ImportRow>> {
        many(self, include_str!("imports.sql"), [], import)
    }

    pub(super) fn insert_import(&self, acting: &Acting<'_>, imported: &RosterImported) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_import.sql"))?.execute(named_params! {
            ":import_id": imported.import_id.to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
            ":file_name": imported.file_name,
            ":file_sha256": imported.file_sha256,
            ":people": imported.people,
            ":households": imported.households,
            ":bad": imported.bad,
        })?;
        Ok(())
    }

    /// Someone of a list joins a household of the book.
    pub(super) fn add_member(
        &self,
        acting: &Acting<'_>,
        household: &Household,
        member: &Person,
        import_id: Uuid,
    ) -> Result<()> {
        let key = search_key(member, &household.hh_no, &household.village_group, &household.address);
        self.insert_person(member, &key, Some(import_id), acting.now)?;
        self.note_member_change(acting, "member_imported", None, Some(member), Some(import_id))
    }

    /// The name of someone on whom something rests that came after the import.
    pub(super) fn in_use(&self, import_id: Uuid) -> Result<Option<String>> {
        let import_id = import_id.to_string();
        one(self, include_str!("in_use.sql"), named_params! { ":import_id": import_id }, |row| {
            Ok(row.get("name")?)
        })
    }

    pub(super) fn households_touched_by(&self, import_id: Uuid) -> Result<Vec<Uuid>> {
        let import_id = import_id.to_string();
        many(self, include_str!("touched.sql"), named_params! { ":import_id": import_id }, |row| {
            parsed("person", row.get_ref("household_id")?.as_str().unwrap_or_default())
        })
    }

    /// Takes away the people and households of an import, and says when.
    pub(super) fn delete_import(&self, import_id: Uuid, now: &Moment) -> Result<()> {
        self.forget_registrations_of_import(import_id)?;
        let import_id = import_id.to_string();
        for sql in [
            include_str!("delete_categories.sql"),
            include_str!("delete_events.sql"),
            include_str!("delete_people.sql"),
            include_str!("delete_households.sql"),
        ] {
            self.sql.prepare_cached(sql)?.execute(named_params! { ":import_id": import_id })?;
        }
        self.sql
            .prepare_cached(include_str!("mark_undone.sql"))?
            .execute(named_params! { ":import_id": import_id, ":undone_at": now.text() })?;
        Ok(())
    }

    /// Says when an import was taken back.
    pub(super) fn mark_undone(&self, import_id: Uuid, now: &Moment) -> Result<()> {
        self.sql
            .prepare_cached(include_str!("mark_undone.sql"))?
            .execute(named_params! { ":import_id": import_id.to_string(), ":undone_at": now.text() })?;
        Ok(())
    }
}
