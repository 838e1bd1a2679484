//! The rows of imports.

use super::plan::KnownPerson;
use super::{ImportRow, ListKind};
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
        held_by: None,
        kind: parsed::<ListKind>("list_import", row.get_ref("kind")?.as_str().unwrap_or_default())?,
        file_sha256: row.get("file_sha256")?,
        department: row.get("department")?,
        document_no: row.get("document_no")?,
        list_date: row.get("list_date")?,
        levy_year: row.get("levy_year")?,
        is_full: row.get("is_full")?,
        cancellations_held: row.get("cancellations_held")?,
        counts: serde_json::from_str(row.get_ref("counts")?.as_str().unwrap_or_default()).unwrap_or_default(),
    })
}

fn known(row: &Row<'_>) -> Result<KnownPerson> {
    let import_id: Option<String> = row.get("import_id")?;
    let id = |column| parsed("person", row.get_ref(column)?.as_str().unwrap_or_default());
    Ok(KnownPerson {
        person_id: id("person_id")?,
        household_id: id("household_id")?,
        hh_no: row.get("hh_no")?,
        village_group: row.get("village_group")?,
        address: row.get("address")?,
        name: row.get("name")?,
        name_alt: row.get("name_alt")?,
        certificate_type: row.get("certificate_type")?,
        certno: row.get("certno")?,
        birth: row.get("birth")?,
        relation: row.get("relation")?,
        phone: row.get("phone")?,
        is_present: row.get_ref("standing")?.as_str() == Ok("present"),
        import_id: import_id.map(|id| parsed("person", &id)).transpose()?,
        is_former: row.get("is_former")?,
    })
}

/// Which column is which field; `None` = it means nothing to us.
pub(super) type Columns = Vec<(u32, Option<String>)>;

impl Tx<'_> {
    /// The import of a file that is in the book and was not undone.
    pub(crate) fn import_of(&self, file_sha256: &str) -> Result<Option<ImportRow>> {
        one(self, include_str!("import_of.sql"), named_params! { ":file_sha256": file_sha256 }, import)
    }

    pub(super) fn imports(&self) -> Result<Vec<ImportRow>> {
        many(self, include_str!("imports.sql"), [], import)
    }

    pub(super) fn insert_import(
        &self,
        acting: &Acting<'_>,
        imported: &RosterImported,
        changed: usize,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_import.sql"))?.execute(named_params! {
            ":import_id": imported.import_id.to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
            ":file_name": imported.file_name,
            ":file_sha256": imported.file_sha256,
            ":people": imported.people,
            ":households": imported.households,
            ":bad": imported.bad,
            ":counts": serde_json::json!({ "changed": changed }).to_string(),
        })?;
        self.audit(acting, "import", &imported.file_name)
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

    /// Everybody of the book, to compare a list with.
    pub(super) fn known_people(&self) -> Result<Vec<KnownPerson>> {
        many(self, include_str!("known_people.sql"), [], known)
    }

    /// What an import changed, newest first: the person (none for a household's place), the household, what was there.
    pub(super) fn changes_of_import(&self, import_id: Uuid) -> Result<Vec<(Option<Uuid>, Uuid, String)>> {
        let import_id = import_id.to_string();
        many(self, include_str!("changes_of_import.sql"), named_params! { ":import_id": import_id }, |row| {
            let person: Option<String> = row.get("person_id")?;
            Ok((
                person.map(|id| parsed("roster_change", &id)).transpose()?,
                parsed("roster_change", row.get_ref("household_id")?.as_str().unwrap_or_default())?,
                row.get("before")?,
            ))
        })
    }

    /// The head of a household that an import changed and on which something rests since.
    pub(super) fn updated_in_use(&self, import_id: Uuid, at: &str) -> Result<Option<String>> {
        let wanted = named_params! { ":import_id": import_id.to_string(), ":at": at };
        one(self, include_str!("updated_in_use.sql"), wanted, |row| Ok(row.get("name")?))
    }

    /// The first close after an instant whose package was made.
    pub(super) fn exported_since(&self, at: &str) -> Result<Option<u32>> {
        one(self, include_str!("exported_since.sql"), named_params! { ":at": at }, |row| {
            Ok(row.get("close_no")?)
        })
    }

    /// True if the clerk ever said what the columns of such a list are.
    pub(super) fn has_mapping(&self, kind: ListKind) -> Result<bool> {
        let wanted = named_params! { ":kind": kind.word() };
        Ok(one(self, include_str!("has_mapping.sql"), wanted, |_| Ok(()))?.is_some())
    }

    /// What the clerk said about the columns of a header.
    pub(super) fn mapping_of(&self, kind: ListKind, header_hash: &str) -> Result<Option<Columns>> {
        let wanted = named_params! { ":kind": kind.word(), ":header_hash": header_hash };
        let text: Option<String> =
            one(self, include_str!("mapping_of.sql"), wanted, |row| Ok(row.get("mapping")?))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    pub(super) fn insert_mapping(
        &self,
        acting: &Acting<'_>,
        kind: ListKind,
        header_hash: &str,
        mapping: &[(u32, Option<String>)],
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_mapping.sql"))?.execute(named_params! {
            ":kind": kind.word(),
            ":header_hash": header_hash,
            ":mapping": serde_json::json!(mapping).to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }
}
