//! 名单导入: the village's roster comes in, is looked at first, taken over in one act, and can be undone.
//!
//! Invariant: a dry run writes nothing; an import is one transaction or nothing; undoing one takes away just what it
//! brought, and only while nothing else rests on it. Must not know: how a workbook is read, money.

pub mod category;
pub mod office;
mod plan;
mod store;
#[cfg(test)]
mod tests;

pub use plan::{Preview as RosterPreview, RowNote};

use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::household::json;
use crate::journal::{Record, RosterImported, hex};
use crate::moment::Moment;
use cunshou_exchange::roster::{self, Roster};
use plan::Plan;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What an import brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The import.
    pub import_id: Uuid,
    /// People taken in.
    pub people: u32,
    /// Households that they live in.
    pub households: u32,
    /// Rows held back.
    pub bad: u32,
}

/// An import, as the list of imports shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The import.
    pub import_id: Uuid,
    /// When (RFC 3339, +08:00).
    pub at: String,
    /// Who.
    pub user: String,
    /// The file.
    pub file_name: String,
    /// People taken in.
    pub people: u32,
    /// Households that they live in.
    pub households: u32,
    /// Rows held back.
    pub bad: u32,
    /// When it was undone.
    pub undone_at: Option<String>,
    /// True while nobody of it paid, has an enrolment, or was edited.
    pub can_undo: bool,
}

/// The bytes of a file as it is remembered: a changed file is another file.
fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

impl Book {
    /// Looks at a roster without writing anything: what it would bring, every bad row with its reason, what is there
    /// already.
    ///
    /// # Errors
    /// The file cannot be read, in the words of the reader.
    pub fn preview_roster(&self, bytes: &[u8], file_name: &str, now: &Moment) -> Result<RosterPreview> {
        let roster = roster::read_roster(bytes, file_name, now.on())?;
        self.read(|tx| {
            let plan = Plan::of(tx, &roster, now)?;
            let before = tx.import_of(&hash_of(bytes))?;
            Ok(plan.preview(&roster, file_name, before.map(|import| import.at)))
        })
    }

    /// Takes the good rows of a roster over, in one act.
    ///
    /// # Errors
    /// [`Error::ImportedBefore`] for a file that is in the book, [`Error::NothingNew`] if everybody in it is; nothing
    /// is changed then.
    pub fn import_roster(&mut self, bytes: &[u8], file_name: &str, now: &Moment) -> Result<Imported> {
        let roster: Roster = roster::read_roster(bytes, file_name, now.on())?;
        let file_sha256 = hash_of(bytes);
        self.transact(now, |tx, acting| {
            if let Some(before) = tx.import_of(&file_sha256)? {
                return Err(Error::ImportedBefore { file_name: file_name.to_owned(), at: before.at });
            }
            let plan = Plan::of(tx, &roster, now)?;
            if plan.people() == 0 {
                return Err(Error::NothingNew { file_name: file_name.to_owned() });
            }
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let imported = RosterImported {
                import_id: now.id(),
                file_name: file_name.to_owned(),
                file_sha256: file_sha256.clone(),
                people: count(plan.people()),
                households: count(plan.households()),
                bad: count(plan.bad.len()),
            };
            tx.insert_import(acting, &imported)?;
            for household in &plan.new {
                tx.add_household(acting, household, Some(imported.import_id), "imported")?;
            }
            for (household, members) in &plan.joining {
                for member in members {
                    tx.add_member(acting, household, member, imported.import_id)?;
                }
            }
            tx.registrations_of_import(acting, imported.import_id)?;
            for bad in &roster.bad {
                let code = bad.code.word();
                tx.hold_row_back(imported.import_id, bad.row, &bad.name, &bad.id_as_written, code)?;
            }
            tx.rematch(acting)?;
            tx.rematch_office_import(acting, imported.import_id)?;
            tx.append(&Record::RosterImported(imported.clone()), acting.user, now)?;
            Ok(Imported {
                import_id: imported.import_id,
                people: imported.people,
                households: imported.households,
                bad: imported.bad,
            })
        })
    }

    /// The imports, newest first.
    pub fn imports(&self) -> Result<Vec<ImportRow>> {
        self.read(|tx| {
            let mut imports = tx.imports()?;
            for import in &mut imports {
                let in_use = tx.in_use(import.import_id)?.or(tx.office_in_use(import.import_id)?);
                import.can_undo = import.undone_at.is_none() && in_use.is_none();
            }
            Ok(imports)
        })
    }

    /// Takes back what an import brought.
    ///
    /// # Errors
    /// [`Error::ImportInUse`] names someone of the import who paid, has an enrolment, or whose household was edited.
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
            if tx.office_kind(import_id)?.is_some() {
                tx.undo_office(acting, import_id)?;
                tx.mark_undone(import_id, now)?;
                return tx.append(&Record::ImportUndone { import_id }, acting.user, now).map(|_| ());
            }
            if let Some(name) = tx.in_use(import_id)? {
                return Err(Error::ImportInUse { name });
            }
            for household_id in tx.households_touched_by(import_id)? {
                let before = tx.household(household_id)?.map(|household| json(&household));
                tx.insert_change(
                    acting,
                    "import_undone",
                    household_id,
                    None,
                    before.as_deref(),
                    None,
                    Some(import_id),
                )?;
            }
            tx.delete_import(import_id, now)?;
            tx.append(&Record::ImportUndone { import_id }, acting.user, now)?;
            Ok(())
        })
    }

    /// The bad rows of a roster as a workbook to hand back: as they were written, with the reason of each.
    pub fn bad_rows_workbook(&self, bytes: &[u8], file_name: &str, now: &Moment) -> Result<Vec<u8>> {
        let roster = roster::read_roster(bytes, file_name, now.on())?;
        roster::bad_rows_workbook(&roster)
            .map_err(|_| Error::Io { path: file_name.into(), kind: std::io::ErrorKind::InvalidData })
    }
}
