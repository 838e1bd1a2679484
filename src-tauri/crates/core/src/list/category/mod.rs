//! 资助对象名单: the departments' lists come in, are compared with what the same department said before, shown with what
//! each change means for somebody's money, and applied in one act.
//!
//! Invariant: a dry run writes nothing; a list takes away only what the same department gave; a full list with a bad row
//! takes nothing away until it is whole; nobody is matched by his name without the clerk's yes. Must not know: how a
//! workbook is read, what a notice gives.

mod apply;
mod effect;
mod plan;
mod prepare;
mod report;
mod store;
#[cfg(test)]
mod tests;
mod undo;
mod waiting;
mod words;

pub use effect::{Consequence, ConsequenceKind, Effect, Owed};
pub use plan::{DiffKind, Held};
pub use report::{CategoryReport, Conflict, ConflictKind, Difference, NameDiffers, PersonRef};
pub use waiting::{Proposal, ProposalReason, WaitingPage, WaitingRow};

use super::reading::{OnProgress, Reading, unwatched};
use super::{ListFile, ListKind, hash_of};
use crate::book::Book;
use crate::error::{Error, Result};
use crate::moment::Moment;
use chrono::NaiveDate;
use cunshou_exchange::category_list;
use uuid::Uuid;

/// So many people are done between two words about how far it is: what each change means is asked of the notice twice.
const STEPS_A_WORD: usize = 20;

/// What the clerk said about a list; by default it is found out.
#[derive(Debug, Clone, Default)]
pub struct CategoryOptions<'a> {
    /// Sheet, header, encoding, columns.
    pub reading: Reading,
    /// The department; empty or `auto` = by the file's words.
    pub department: &'a str,
    /// The number of the letter that came with it.
    pub document_no: &'a str,
    /// The day that it speaks of; `None` = by its title, else today.
    pub list_date: Option<NaiveDate>,
    /// Full or incremental; `None` = by its words, else full.
    pub is_full: Option<bool>,
    /// How many people lose something, said by whoever looked at the list.
    pub confirmed: Option<u32>,
    /// A script confirms only what is beyond reason: half of more than ten.
    pub is_script: bool,
}

/// What a list is, beside its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::list) struct Heading {
    pub(in crate::list) file_name: String,
    pub(in crate::list) file_sha256: String,
    pub(in crate::list) department: String,
    pub(in crate::list) document_no: String,
    pub(in crate::list) list_date: NaiveDate,
    pub(in crate::list) is_full: bool,
    pub(in crate::list) cancellations_held: bool,
    pub(in crate::list) rows: u32,
    pub(in crate::list) bad: u32,
}

/// A list of a department in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingList {
    /// The import.
    pub import_id: Uuid,
    /// The department.
    pub department: String,
    /// The number of the letter.
    pub document_no: String,
    /// The day that it speaks of.
    pub list_date: Option<NaiveDate>,
    /// The file.
    pub file_name: String,
    /// When it came in.
    pub at: String,
    /// Who brought it.
    pub user: String,
    /// Full, or only what changed.
    pub is_full: bool,
    /// It still holds its cancellations.
    pub cancellations_held: bool,
    /// Rows that stand for somebody.
    pub rows: u32,
    /// Rows held back.
    pub bad: u32,
    /// When it was undone.
    pub undone_at: Option<String>,
}

impl Book {
    /// Looks at a list without writing anything: who is on it, what changes against the department's last lists, and what
    /// that means for each.
    ///
    /// # Errors
    /// The file cannot be read; the department cannot be told.
    pub fn preview_category_list(
        &self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
    ) -> Result<CategoryReport> {
        self.preview_category_list_watched(file, options, now, &mut unwatched)
    }

    /// [`Book::preview_category_list`], watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`].
    pub fn preview_category_list_watched(
        &self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryReport> {
        let file_sha256 = hash_of(file.bytes);
        self.read(|tx| {
            let list = tx.read_category_list(file, options, now, watch)?;
            let prepared = tx.prepare(
                &list,
                file.name,
                &file_sha256,
                options,
                self.policy_versions(),
                &self.identity().village_name,
                now.on(),
                watch,
            )?;
            Ok(prepared.report)
        })
    }

    /// Looks at a list to read the categories on it; that they were shown is recorded, which they are is not.
    ///
    /// # Errors
    /// As for [`Book::preview_category_list_watched`].
    pub fn reveal_category_list(
        &mut self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryReport> {
        let report = self.preview_category_list_watched(file, options, now, watch)?;
        self.note("reveal_category_list", file.name, now)?;
        Ok(report)
    }

    /// Applies a list, in one act.
    ///
    /// # Errors
    /// [`Error::ImportedBefore`]; [`Error::NothingUsable`] if every row is bad; [`Error::ManyCancellations`] if so many
    /// people would lose something that the number has to be said; nothing is changed then.
    pub fn import_category_list(
        &mut self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
    ) -> Result<CategoryReport> {
        self.import_category_list_watched(file, options, now, &mut unwatched)
    }

    /// [`Book::import_category_list`], watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`]: nothing is changed then.
    pub fn import_category_list_watched(
        &mut self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryReport> {
        let file_sha256 = hash_of(file.bytes);
        self.transact(now, |tx, acting| {
            if let Some(before) = tx.import_of(&file_sha256)? {
                return Err(Error::ImportedBefore { file_name: file.name.to_owned(), at: before.at });
            }
            let list = tx.read_category_list(file, options, now, watch)?;
            tx.rematch(acting)?;
            let mut prepared = tx.prepare(
                &list,
                file.name,
                &file_sha256,
                options,
                acting.policies,
                &acting.identity.village_name,
                now.on(),
                watch,
            )?;
            if list.rows.is_empty() {
                return Err(Error::NothingUsable { file_name: file.name.to_owned() });
            }
            if let Some((removed, total)) = prepared.report.to_confirm
                && options.confirmed != Some(removed)
            {
                return Err(Error::ManyCancellations { removed, total });
            }
            let import_id = now.id();
            let (kind, hash) = (ListKind::CategoryList, &list.origin.header_hash);
            tx.remember_mapping(acting, kind, hash, &options.reading)?;
            tx.apply(acting, import_id, &list, &prepared, watch)?;
            prepared.report.import_id = Some(import_id);
            Ok(prepared.report)
        })
    }

    /// The bad rows of a list as a workbook to hand back; mended, it is brought in as it is.
    pub fn category_bad_rows(
        &self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
    ) -> Result<Vec<u8>> {
        let list = self.read(|tx| tx.read_category_list(file, options, now, &mut unwatched))?;
        category_list::bad_rows_workbook(&list)
            .map_err(|_| Error::Io { path: file.name.into(), kind: std::io::ErrorKind::InvalidData })
    }

    /// The departments' lists, newest first.
    pub fn category_lists(&self) -> Result<Vec<StandingList>> {
        self.read(|tx| tx.standing_lists())
    }

    /// Takes a list back: what it gave, changed and took away is as it was before.
    ///
    /// # Errors
    /// [`Error::LaterList`] if a later list of the department stands; [`Error::ImportInUse`] names someone who paid or
    /// was changed since.
    pub fn undo_category_list(&mut self, import_id: Uuid, now: &Moment) -> Result<()> {
        self.transact(now, |tx, acting| tx.undo_category_list(acting, import_id))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
