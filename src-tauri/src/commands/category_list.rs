//! Departments' lists coming in: looked at, applied, taken back; who waits for his person; what is to be done.
//!
//! Invariant: no category leaves the book in an answer, except by the reveal, which is recorded there.

use super::list::{ImportRequest, ImportRowNote, ListOrigin, ListReading, save_beside};
use super::parse;
use crate::{error::CommandError, files, state::AppState};
use chrono::NaiveDate;
use cunshou_core::list::ListFile;
use cunshou_core::list::category::{
    CategoryOptions, CategoryReport, ConflictKind, DiffKind, Difference, Effect, Held, PersonRef,
    StandingList, WaitingRow,
};
use cunshou_core::work::WorkItem;
use cunshou_core::{Error, codes};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Rows of a page of changes.
const PAGE_SIZE: usize = 50;
/// Notes about rows, and lists, that one answer tells.
const MOST_NOTES: usize = 100;

/// Which file, and what the clerk said about it.
#[derive(Debug, Deserialize, TS)]
pub struct CategoryListRequest {
    path: String,
    #[serde(default)]
    reading: ListReading,
    /// Empty = by the file's words.
    department: String,
    document_no: String,
    /// `null` = by the file's words, else today.
    list_date: Option<NaiveDate>,
    /// `null` = by the file's words, else full.
    is_full: Option<bool>,
    /// How many lose something, typed by the clerk.
    confirmed: Option<u32>,
    /// 1, 2, 3, …: which changes are told.
    page: u32,
}

/// Which file's bad rows, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveCategoryBadRowsRequest {
    list: CategoryListRequest,
    to_folder: String,
}

/// Somebody of the book.
#[derive(Debug, Serialize, TS)]
pub struct ListPerson {
    person_id: Uuid,
    household_id: Uuid,
    hh_no: String,
    village_group: String,
    name: String,
    certno_masked: String,
}

/// What a list would bring, or brought.
#[derive(Debug, Serialize, TS)]
pub struct CategoryListPreview {
    import_id: Option<Uuid>,
    file_name: String,
    origin: ListOrigin,
    department: String,
    document_no: String,
    list_date: NaiveDate,
    is_full: bool,
    /// It is about one category alone and takes no other away.
    is_of_one: bool,
    /// It brings mended rows of a list that was held.
    mends: bool,
    rows: u32,
    good: u32,
    persons: u32,
    matched: u32,
    unmatched: u32,
    other_villages: u32,
    added: u32,
    changed: u32,
    removed: u32,
    /// They wait until the list is whole.
    held: u32,
    unchanged: u32,
    cancellations_held: bool,
    /// So many lose something that the clerk has to type the number.
    to_confirm: Option<u32>,
    bad: Vec<ImportRowNote>,
    bad_total: u32,
    warnings: Vec<ImportRowNote>,
    name_differs: Vec<ListNameDiffers>,
    conflicts: Vec<ListConflict>,
    changes: Vec<ListChange>,
    pages: u32,
    already_imported_at: Option<String>,
}

/// A name on the list that is not the one in the book.
#[derive(Debug, Serialize, TS)]
pub struct ListNameDiffers {
    row: u32,
    written: String,
    person: ListPerson,
}

/// Where the list and what was typed by hand disagree.
#[derive(Debug, Serialize, TS)]
pub struct ListConflict {
    person: ListPerson,
    /// It stays as typed; else the list counts.
    stays: bool,
}

/// What changes for one person; which category is told by `category_list_reveal`.
#[derive(Debug, Serialize, TS)]
pub struct ListChange {
    #[ts(type = "'added' | 'changed' | 'removed'")]
    kind: &'static str,
    name: String,
    certno_masked: String,
    person: Option<ListPerson>,
    rows: Vec<u32>,
    held: bool,
    /// `null` = nobody of the book, or nothing that the notice can be asked about.
    effect: Option<ListEffect>,
}

/// What a change means for somebody's money.
#[derive(Debug, Serialize, TS)]
pub struct ListEffect {
    levy_year: i32,
    state: &'static str,
    state_label: &'static str,
    before: ListOwed,
    after: ListOwed,
    changes_due: bool,
    receipt_no: Option<String>,
    consequence: Option<ListConsequence>,
}

/// What is taken, or why it is not.
#[derive(Debug, Serialize, TS)]
pub struct ListOwed {
    label: String,
    due: Option<String>,
    article: String,
}

/// What becomes of a sum that is paid.
#[derive(Debug, Serialize, TS)]
pub struct ListConsequence {
    #[ts(type = "'nothing' | 'refund' | 'next_year' | 'open'")]
    kind: &'static str,
    amount: Option<String>,
    article: String,
    words: String,
}

/// The categories of a page of changes, shown on request.
#[derive(Debug, Serialize, TS)]
pub struct CategoryListReveal {
    /// In the order of the page's changes.
    changes: Vec<RevealedChange>,
    by_category: Vec<RevealedCount>,
}

/// What was and what is now, in words.
#[derive(Debug, Serialize, TS)]
pub struct RevealedChange {
    was: Vec<String>,
    now: Vec<String>,
}

/// How many rows a category has on the list, and how many of them hold.
#[derive(Debug, Serialize, TS)]
pub struct RevealedCount {
    label: String,
    rows: u32,
    active: u32,
}

/// A department's list in the book.
#[derive(Debug, Serialize, TS)]
pub struct CategoryListRow {
    import_id: Uuid,
    department: String,
    document_no: String,
    list_date: Option<NaiveDate>,
    file_name: String,
    at: String,
    user: String,
    is_full: bool,
    cancellations_held: bool,
    rows: u32,
    bad: u32,
    undone: bool,
}

/// Which page.
#[derive(Debug, Deserialize, TS)]
pub struct WaitingRequest {
    page: u32,
}

/// Rows that wait for their person.
#[derive(Debug, Serialize, TS)]
pub struct WaitingPage {
    rows: Vec<WaitingPerson>,
    total: u32,
}

/// Somebody of a list who is not in the book.
#[derive(Debug, Serialize, TS)]
pub struct WaitingPerson {
    entry_id: Uuid,
    department: String,
    name: String,
    certno_masked: String,
    head_name: String,
    list_date: Option<NaiveDate>,
    /// The row of the roster in which he was held back.
    roster_row: Option<u32>,
    proposals: Vec<WaitingProposal>,
}

/// Who it could be.
#[derive(Debug, Serialize, TS)]
pub struct WaitingProposal {
    person: ListPerson,
    reason: &'static str,
}

/// What the clerk says about a row and a person.
#[derive(Debug, Deserialize, TS)]
pub struct DecideWaitingRequest {
    entry_id: String,
    person_id: String,
    is_same: bool,
}

/// Which work.
#[derive(Debug, Deserialize, TS)]
pub struct WorkRequest {
    open_only: bool,
    page: u32,
}

/// A page of work.
#[derive(Debug, Serialize, TS)]
pub struct WorkPage {
    items: Vec<WorkRow>,
    total: u32,
    open: u32,
}

/// A piece of work.
#[derive(Debug, Serialize, TS)]
pub struct WorkRow {
    item_id: Uuid,
    label: String,
    name: String,
    household_id: Option<Uuid>,
    hh_no: String,
    words: String,
    article: String,
    open: bool,
    at: String,
    done_at: Option<String>,
    done_by: Option<String>,
    outcome: String,
}

/// What came of a piece of work.
#[derive(Debug, Deserialize, TS)]
pub struct FinishWorkRequest {
    item_id: String,
    outcome: String,
}

impl CategoryListRequest {
    fn options(&self) -> CategoryOptions<'_> {
        CategoryOptions {
            reading: self.reading.clone().into(),
            department: &self.department,
            document_no: &self.document_no,
            list_date: self.list_date,
            is_full: self.is_full,
            confirmed: self.confirmed,
            ..CategoryOptions::default()
        }
    }
}

impl From<PersonRef> for ListPerson {
    fn from(of: PersonRef) -> Self {
        Self {
            person_id: of.person_id,
            household_id: of.household_id,
            hh_no: of.hh_no,
            village_group: of.village_group,
            name: of.name,
            certno_masked: of.certno_masked,
        }
    }
}

impl From<Effect> for ListEffect {
    fn from(of: Effect) -> Self {
        let changes_due = of.changes_due();
        let owed = |owed: cunshou_core::list::category::Owed| ListOwed {
            label: owed.decision_label,
            due: owed.due.map(|due| due.to_string()),
            article: owed.article,
        };
        Self {
            levy_year: of.levy_year,
            state: of.state.word(),
            state_label: of.state.label(),
            before: owed(of.before),
            after: owed(of.after),
            changes_due,
            receipt_no: of.receipt_no,
            consequence: of.consequence.map(|then| ListConsequence {
                kind: then.kind.word(),
                amount: then.amount.map(|amount| amount.to_string()),
                article: then.article,
                words: then.words,
            }),
        }
    }
}

impl From<Difference> for ListChange {
    fn from(of: Difference) -> Self {
        Self {
            kind: of.kind.word(),
            name: of.name,
            certno_masked: of.certno_masked,
            person: of.person.map(Into::into),
            rows: of.rows,
            held: of.is_held,
            effect: of.effect.map(Into::into),
        }
    }
}

/// The changes of a page.
fn page_of(all: Vec<Difference>, page: u32) -> impl Iterator<Item = Difference> {
    all.into_iter().skip((page.max(1) as usize - 1) * PAGE_SIZE).take(PAGE_SIZE)
}

impl CategoryListPreview {
    fn of(report: CategoryReport, page: u32) -> Self {
        let notes = |notes: Vec<cunshou_core::list::RowNote>| -> Vec<ImportRowNote> {
            notes.into_iter().take(MOST_NOTES).map(Into::into).collect()
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            import_id: report.import_id,
            added: report.count(DiffKind::Added),
            changed: report.count(DiffKind::Changed),
            removed: report.count(DiffKind::Removed),
            held: report.held(),
            file_name: report.file_name,
            origin: report.origin.into(),
            department: report.department,
            document_no: report.document_no,
            list_date: report.list_date,
            is_full: report.is_full,
            is_of_one: report.is_of_one,
            mends: report.mends.is_some(),
            rows: report.rows,
            good: report.good,
            persons: report.persons,
            matched: report.matched,
            unmatched: report.unmatched,
            other_villages: report.other_villages,
            unchanged: report.unchanged,
            cancellations_held: report.cancellations_held,
            to_confirm: report.to_confirm.map(|(removed, _)| removed),
            bad_total: count(report.bad.len()),
            bad: notes(report.bad),
            warnings: notes(report.warnings),
            name_differs: report
                .name_differs
                .into_iter()
                .take(MOST_NOTES)
                .map(|of| ListNameDiffers { row: of.row, written: of.written, person: of.person.into() })
                .collect(),
            conflicts: report
                .conflicts
                .into_iter()
                .take(MOST_NOTES)
                .map(|of| ListConflict {
                    stays: of.kind == ConflictKind::NotOnList,
                    person: of.person.into(),
                })
                .collect(),
            pages: count(report.differences.len().div_ceil(PAGE_SIZE).max(1)),
            changes: page_of(report.differences, page).map(Into::into).collect(),
            already_imported_at: report.already_imported_at,
        }
    }
}

/// A category in words: which, its grade, since when, until when.
fn words(held: &Held) -> String {
    let label = codes::category(&held.code).map_or(held.code.as_str(), |category| category.label);
    let grade =
        held.grade.map(|grade| codes::fact_label("disability_grade", &grade.to_string())).unwrap_or_default();
    let subtype = held
        .subtype
        .as_deref()
        .map(|of| codes::fact_label("poverty_monitored_subtype", of))
        .unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    format!("{label}{grade}{subtype} {}—{}", day(held.begin_on), day(held.end_on))
}

/// Looks at a department's list without writing anything.
#[tauri::command(async)]
pub fn category_list_preview(
    state: State<'_, AppState>,
    request: CategoryListRequest,
) -> Result<CategoryListPreview, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let (book, now) = state.book()?;
    let options = request.options();
    let report = state.watched(|watch| book.preview_category_list_watched(file, &options, &now, watch))?;
    Ok(CategoryListPreview::of(report, request.page))
}

/// The categories of a page of changes; that they were shown is recorded.
#[tauri::command(async)]
pub fn category_list_reveal(
    state: State<'_, AppState>,
    request: CategoryListRequest,
) -> Result<CategoryListReveal, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let (mut book, now) = state.book()?;
    let options = request.options();
    let report = state.watched(|watch| book.reveal_category_list(file, &options, &now, watch))?;
    let by_category = report
        .by_category
        .iter()
        .map(|(code, (rows, active))| RevealedCount {
            label: codes::category(code).map_or(code.as_str(), |category| category.label).to_owned(),
            rows: *rows,
            active: *active,
        })
        .collect();
    let changes = page_of(report.differences, request.page)
        .map(|of| RevealedChange {
            was: of.was.iter().map(words).collect(),
            now: of.now.iter().map(words).collect(),
        })
        .collect();
    Ok(CategoryListReveal { changes, by_category })
}

/// Applies a department's list.
#[tauri::command(async)]
pub fn category_list_apply(
    state: State<'_, AppState>,
    request: CategoryListRequest,
) -> Result<CategoryListPreview, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let (mut book, now) = state.book()?;
    let options = request.options();
    let report = state.watched(|watch| book.import_category_list_watched(file, &options, &now, watch))?;
    Ok(CategoryListPreview::of(report, request.page))
}

/// Writes the bad rows of a list as a workbook to hand back.
#[tauri::command(async)]
pub fn category_list_bad_rows(
    state: State<'_, AppState>,
    request: SaveCategoryBadRowsRequest,
) -> Result<String, CommandError> {
    let (bytes, name) = files::read(&request.list.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let (book, now) = state.book()?;
    let workbook = book.category_bad_rows(file, &request.list.options(), &now)?;
    Ok(save_beside(&request.to_folder, &name, &workbook)?)
}

/// The departments' lists, newest first.
#[tauri::command(async)]
pub fn category_lists(state: State<'_, AppState>) -> Result<Vec<CategoryListRow>, CommandError> {
    let (book, _) = state.book()?;
    let row = |of: StandingList| CategoryListRow {
        import_id: of.import_id,
        department: of.department,
        document_no: of.document_no,
        list_date: of.list_date,
        file_name: of.file_name,
        at: of.at,
        user: of.user,
        is_full: of.is_full,
        cancellations_held: of.cancellations_held,
        rows: of.rows,
        bad: of.bad,
        undone: of.undone_at.is_some(),
    };
    Ok(book.category_lists()?.into_iter().take(MOST_NOTES).map(row).collect())
}

/// Takes a department's list back.
#[tauri::command(async)]
pub fn category_list_undo(state: State<'_, AppState>, request: ImportRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let unknown = |_| Error::NoSuchImport { import_id: request.import_id.clone() };
    Ok(book.undo_category_list(request.import_id.parse().map_err(unknown)?, &now)?)
}

/// Who of the lists waits for his person.
#[tauri::command(async)]
pub fn waiting_rows(
    state: State<'_, AppState>,
    request: WaitingRequest,
) -> Result<WaitingPage, CommandError> {
    let (book, _) = state.book()?;
    let page = book.waiting_rows(request.page)?;
    let row = |of: WaitingRow| WaitingPerson {
        entry_id: of.entry_id,
        department: of.department,
        name: of.name,
        certno_masked: of.certno_masked,
        head_name: of.head_name,
        list_date: of.list_date,
        roster_row: of.roster_row,
        proposals: of
            .proposals
            .into_iter()
            .map(|of| WaitingProposal { reason: of.reason.label(), person: of.person.into() })
            .collect(),
    };
    Ok(WaitingPage { rows: page.rows.into_iter().map(row).collect(), total: page.total })
}

/// The clerk says that a row is this person, or is not.
#[tauri::command(async)]
pub fn decide_waiting(state: State<'_, AppState>, request: DecideWaitingRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let unknown = |_| Error::NoSuchWaiting { entry_id: request.entry_id.clone() };
    let entry_id = request.entry_id.parse().map_err(unknown)?;
    Ok(book.decide_waiting(entry_id, parse::person(&request.person_id)?, request.is_same, &now)?)
}

/// Looks again for the people of rows that wait.
#[tauri::command(async)]
pub fn rematch_waiting(state: State<'_, AppState>) -> Result<u32, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.rematch(&now)?)
}

/// What is to be done.
#[tauri::command(async)]
pub fn work_items(state: State<'_, AppState>, request: WorkRequest) -> Result<WorkPage, CommandError> {
    let (book, _) = state.book()?;
    let page = book.work_items(request.open_only, request.page)?;
    let row = |of: WorkItem| WorkRow {
        item_id: of.item_id,
        label: of.label,
        name: of.name,
        household_id: of.household_id,
        hh_no: of.hh_no,
        words: of.words,
        article: of.article,
        open: of.is_open,
        at: of.at,
        done_at: of.done_at,
        done_by: of.done_by,
        outcome: of.outcome,
    };
    Ok(WorkPage { items: page.items.into_iter().map(row).collect(), total: page.total, open: page.open })
}

/// Says what came of a piece of work.
#[tauri::command(async)]
pub fn finish_work(state: State<'_, AppState>, request: FinishWorkRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let unknown = |_| Error::NoSuchWork { item_id: request.item_id.clone() };
    Ok(book.finish_work(request.item_id.parse().map_err(unknown)?, &request.outcome, &now)?)
}
