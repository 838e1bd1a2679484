//! 名单导入: the village's roster comes in, is looked at first, taken over in one act, and can be undone.
//!
//! Invariant: a dry run writes nothing; an import is one transaction or nothing; undoing one takes away just what it
//! brought, and only while nothing else rests on it. Must not know: how a workbook is read, money.

pub mod category;
mod kind;
pub mod office;
mod plan;
mod reading;
mod roster;
mod store;
#[cfg(test)]
mod tests;
mod undo;

pub use kind::ListKind;
pub use plan::{Difference, Preview as RosterPreview, RowNote, Similar};
pub use reading::{ListLook, OnProgress, Progress, Reading, Step, unwatched};
pub use roster::ReadRoster;

use crate::journal::hex;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A list as the clerk chose it.
#[derive(Debug, Clone, Copy)]
pub struct ListFile<'a> {
    /// What the file is called.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
}

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
    /// Facts of people who were in the book already, taken over from the list.
    pub changed: u32,
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
    /// Why it cannot be taken back any more.
    pub held_by: Option<Held>,
    /// What it is about.
    pub kind: ListKind,
    /// SHA-256 of the file, hex.
    pub file_sha256: String,
    /// The department or office that it comes from; empty for a roster.
    pub department: String,
    /// The number of the letter that came with it.
    pub document_no: String,
    /// The day that it speaks of.
    pub list_date: Option<NaiveDate>,
    /// The year of cover, for lists that speak of one.
    pub levy_year: Option<i32>,
    /// Whoever of that department is not on it has lost the category.
    pub is_full: bool,
    /// It had bad rows, so nobody lost anything yet.
    pub cancellations_held: bool,
    /// Further counts of the kind.
    pub counts: serde_json::Value,
}

/// Why an import cannot be taken back any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Something rests on this person: a payment, an enrolment, an edit.
    By {
        /// His name.
        name: String,
    },
    /// A later list of the same department stands on it.
    Later {
        /// The department.
        department: String,
        /// When the later list came in.
        at: String,
    },
    /// It went to the township with this close.
    Exported {
        /// Which.
        close_no: u32,
    },
}

/// The bytes of a file as it is remembered: a changed file is another file.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
