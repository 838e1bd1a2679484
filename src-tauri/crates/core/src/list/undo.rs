//! The imports of every kind, and how one is taken back.
//!
//! Invariant: undoing takes away just what the import brought and puts back what it changed, and only while nothing else
//! rests on it. Must not know: files.

use super::{Held, ImportRow, ListKind};
use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::household::{Household, json};
use crate::journal::Record;
use crate::moment::Moment;
use crate::person::Person;
use crate::storage::Tx;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Book {
    /// The imports of every kind, newest first.
    pub fn imports(&self) -> Result<Vec<ImportRow>> {
        self.read(|tx| {
            let mut imports = tx.imports()?;
            for import in &mut imports {
                if import.undone_at.is_none() {
                    import.held_by = tx.hindrance(import)?;
                    import.can_undo = import.held_by.is_none();
                }
            }
            Ok(imports)
        })
    }

    /// Takes back what an import brought, and puts back what it changed.
    ///
    /// # Errors
    /// [`Error::ImportInUse`] names someone of the import who paid, has an enrolment, or whose household was edited;
    /// [`Error::ImportExported`] says with which close it went to the township.
    pub fn undo_import(&mut self, import_id: Uuid, now: &Moment) -> Result<()> {
        self.transact(now, |tx, acting| {
            let import = tx
                .imports()?
                .into_iter()
                .find(|import| import.import_id == import_id)
                .or_not_found(|| Error::NoSuchImport { import_id: import_id.to_string() })?;
            if let Some(at) = import.undone_at {
                return Err(Error::ImportUndone { at });
            }
            match tx.hindrance(&import)? {
                Some(Held::By { name }) => return Err(Error::ImportInUse { name }),
                Some(Held::Exported { close_no }) => return Err(Error::ImportExported { close_no }),
                Some(Held::Later { department, at }) => return Err(Error::LaterList { department, at }),
                None => {}
            }
            tx.audit(acting, "import_undone", &import.file_name)?;
            match import.kind {
                ListKind::Roster => tx.undo_roster(acting, import_id)?,
                ListKind::CategoryList => return tx.undo_category_list(acting, import_id),
                ListKind::PaidList
                | ListKind::MarkedSums
                | ListKind::InsuredList
                | ListKind::Deaths
                | ListKind::Moves
                | ListKind::School
                | ListKind::Pension => {
                    tx.undo_office(acting, import_id)?;
                    tx.mark_undone(import_id, now)?;
                }
            }
            tx.append(&Record::ImportUndone { import_id }, acting.user, now)?;
            Ok(())
        })
    }
}

impl Tx<'_> {
    /// Why an import cannot be taken back any more.
    fn hindrance(&self, import: &ImportRow) -> Result<Option<Held>> {
        match import.kind {
            ListKind::Roster => {}
            ListKind::CategoryList => return self.category_hindrance(import.import_id),
            ListKind::PaidList
            | ListKind::MarkedSums
            | ListKind::InsuredList
            | ListKind::Deaths
            | ListKind::Moves
            | ListKind::School
            | ListKind::Pension => {
                return Ok(self.office_in_use(import.import_id)?.map(|name| Held::By { name }));
            }
        }
        if let Some(close_no) = self.exported_since(&import.at)? {
            return Ok(Some(Held::Exported { close_no }));
        }
        let name = match self.in_use(import.import_id)? {
            Some(name) => Some(name),
            None => self.updated_in_use(import.import_id, &import.at)?,
        };
        Ok(name.map(|name| Held::By { name }))
    }

    fn category_hindrance(&self, import_id: Uuid) -> Result<Option<Held>> {
        if let Some((department, at)) = self.later_list(import_id)? {
            return Ok(Some(Held::Later { department, at }));
        }
        Ok(self.category_in_use(import_id)?.map(|name| Held::By { name }))
    }

    fn undo_roster(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        let mut households: BTreeSet<Uuid> = self.households_touched_by(import_id)?.into_iter().collect();
        for (person, household, before) in self.changes_of_import(import_id)? {
            households.insert(household);
            let unreadable = |error: serde_json::Error| Error::BadRow {
                table: "roster_change",
                detail: error.to_string(),
            };
            if person.is_some() {
                let before: Person = serde_json::from_str(&before).map_err(unreadable)?;
                self.put_back_member(acting, &before, import_id)?;
            } else {
                let before: Household = serde_json::from_str(&before).map_err(unreadable)?;
                self.put_back_household(acting, &before, import_id)?;
            }
        }
        for household_id in households {
            let before = self.household(household_id)?.map(|household| json(&household));
            let act = "import_undone";
            self.insert_change(acting, act, household_id, None, before.as_deref(), None, Some(import_id))?;
        }
        self.delete_import(import_id, acting.now)
    }

    fn put_back_member(&self, acting: &Acting<'_>, before: &Person, import_id: Uuid) -> Result<()> {
        let Some(now) = self.person(before.person_id)? else { return Ok(()) };
        // Only what a list changes goes back: categories and events have their own lists.
        let after = Person {
            name: before.name.clone(),
            name_alt: before.name_alt.clone(),
            certificate_type: before.certificate_type.clone(),
            certno: before.certno.clone(),
            sex: before.sex.clone(),
            birth: before.birth,
            relation: before.relation.clone(),
            phone: before.phone.clone(),
            ..now.clone()
        };
        self.write_member(&after)?;
        self.note_member_change(acting, "member_changed", Some(&now), Some(&after), Some(import_id))
    }

    fn put_back_household(&self, acting: &Acting<'_>, before: &Household, import_id: Uuid) -> Result<()> {
        let Some(now) = self.household(before.household_id)? else { return Ok(()) };
        let after = Household {
            village_group: before.village_group.clone(),
            address: before.address.clone(),
            ..now.clone()
        };
        self.write_place(acting, "household_changed", &now, &after, import_id)
    }
}
