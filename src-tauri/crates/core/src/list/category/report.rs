//! What a list would bring, or brought, for the clerk to look at before and after.

use super::plan::{DiffKind, Held};
use super::{Effect, Heading, WaitingRow, count};
use crate::list::RowNote;
use chrono::NaiveDate;
use cunshou_exchange::category_list::{self, CategoryList, ListNote};
use cunshou_exchange::table::Origin;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Somebody of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    /// The person.
    pub person_id: Uuid,
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// His number in it.
    pub member_no: u32,
    /// 村民组.
    pub village_group: String,
    /// His name in the book.
    pub name: String,
    /// His number, masked.
    pub certno_masked: String,
}

/// What changes for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// 新增, 变更, 取消.
    pub kind: DiffKind,
    /// The name on the list.
    pub name: String,
    /// The number, masked.
    pub certno_masked: String,
    /// Who of the book it is.
    pub person: Option<PersonRef>,
    /// Rows of the sheet.
    pub rows: Vec<u32>,
    /// What the department said before.
    pub was: Vec<Held>,
    /// What it says now.
    pub now: Vec<Held>,
    /// Something of it held on the day.
    pub was_active: bool,
    /// It waits until the list is whole.
    pub is_held: bool,
    /// What it means for his money.
    pub effect: Option<Effect>,
}

/// A name on the list that is not the name in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDiffers {
    /// Row of the sheet.
    pub row: u32,
    /// As the list writes it.
    pub written: String,
    /// Who of the book has the number.
    pub person: PersonRef,
}

/// Where a list and what was typed by hand disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictKind {
    /// Typed by hand, and not on the full list: it stays.
    NotOnList,
    /// Typed by hand in another way: the list counts.
    ListCounts,
}

/// A disagreement with what was typed by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Who.
    pub person: PersonRef,
    /// Which category.
    pub code: String,
    /// How.
    pub kind: ConflictKind,
}

/// What a list would bring, or brought.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryReport {
    /// The import; `None` for a dry run.
    pub import_id: Option<Uuid>,
    /// The file.
    pub file_name: String,
    /// Where its rows come from.
    pub origin: Origin<String>,
    /// The department.
    pub department: String,
    /// The number of the letter.
    pub document_no: String,
    /// The day that it speaks of.
    pub list_date: NaiveDate,
    /// Full, or only what changed.
    pub is_full: bool,
    /// It is about one category alone and takes no other away.
    pub is_of_one: bool,
    /// It brings mended rows of a full list that was held.
    pub mends: Option<Uuid>,
    /// Rows that stand for somebody.
    pub rows: u32,
    /// Good rows.
    pub good: u32,
    /// Different people on good rows.
    pub persons: u32,
    /// Good rows of people of the book.
    pub matched: u32,
    /// People of the book.
    pub matched_persons: u32,
    /// Good rows of nobody in the book.
    pub unmatched: u32,
    /// Of them, rows that name another village: counted, not kept.
    pub other_villages: u32,
    /// The village that the list calls ours, where it names several.
    pub village: Option<String>,
    /// Rows of each category, and how many of them hold on the day.
    pub by_category: BTreeMap<String, (u32, u32)>,
    /// Rows by the word that the list uses.
    pub by_word: BTreeMap<String, u32>,
    /// Rows that are held back.
    pub bad: Vec<RowNote>,
    /// Things to look at in good rows.
    pub warnings: Vec<RowNote>,
    /// Names that are not those of the book.
    pub name_differs: Vec<NameDiffers>,
    /// Rows whose name is only written in another way.
    pub name_variants: Vec<u32>,
    /// Nobody of the book, with who it could be.
    pub waiting: Vec<WaitingRow>,
    /// What changes.
    pub differences: Vec<Difference>,
    /// People about whom it says what was said before.
    pub unchanged: u32,
    /// Disagreements with what was typed by hand.
    pub conflicts: Vec<Conflict>,
    /// A full list with a bad row: nothing is taken away.
    pub cancellations_held: bool,
    /// So many people lose something that somebody has to say the number; of how many.
    pub to_confirm: Option<(u32, u32)>,
    /// When this very file came in.
    pub already_imported_at: Option<String>,
}

impl CategoryReport {
    /// How many people of a kind change; those that wait are not among them.
    pub fn count(&self, kind: DiffKind) -> u32 {
        count(self.differences.iter().filter(|of| of.kind == kind && !of.is_held).count())
    }

    /// How many wait until the list is whole.
    pub fn held(&self) -> u32 {
        count(self.differences.iter().filter(|of| of.is_held).count())
    }
}

impl CategoryReport {
    pub(super) fn of(list: &CategoryList, heading: &Heading, today: NaiveDate) -> Self {
        let mut by_word: BTreeMap<String, u32> = BTreeMap::new();
        for row in &list.rows {
            *by_word.entry(row.word.clone()).or_default() += 1;
        }
        let persons: HashSet<&str> = list.rows.iter().map(|row| row.certno.as_str()).collect();
        Self {
            import_id: None,
            file_name: heading.file_name.clone(),
            origin: list.origin.in_words(&category_list::COLUMNS),
            department: heading.department.clone(),
            document_no: heading.document_no.clone(),
            list_date: heading.list_date,
            is_full: heading.is_full,
            is_of_one: list.only.is_some(),
            mends: None,
            rows: heading.rows,
            good: count(list.rows.len()),
            persons: count(persons.len()),
            matched: 0,
            matched_persons: 0,
            unmatched: 0,
            other_villages: 0,
            village: None,
            by_category: list
                .by_category(today)
                .into_iter()
                .map(|(code, counts)| (code.to_owned(), counts))
                .collect(),
            by_word,
            bad: list.bad.iter().map(|of| note(list, of)).collect(),
            warnings: list.warnings.iter().map(|of| note(list, of)).collect(),
            name_differs: Vec::new(),
            name_variants: Vec::new(),
            waiting: Vec::new(),
            differences: Vec::new(),
            unchanged: 0,
            conflicts: Vec::new(),
            cancellations_held: heading.cancellations_held,
            to_confirm: None,
            already_imported_at: None,
        }
    }
}

fn note(list: &CategoryList, of: &ListNote) -> RowNote {
    let (message, todo) = of.words();
    RowNote {
        row: of.row,
        sheet: list.origin.sheet_name(of.sheet).to_owned(),
        name: of.name.clone(),
        code: of.code.word().to_owned(),
        message,
        todo,
    }
}
