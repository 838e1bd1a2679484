//! Lists coming in from files that the clerk names: the roster, and what all kinds of lists have in common.

use crate::{
    error::{AppFault, CommandError},
    files,
    state::AppState,
    words::SAY,
};
use cunshou_core::{Error, list};
use cunshou_exchange::table::Origin;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Rows of each kind that a first answer carries; the counts beside them are whole.
const MOST_ROWS: usize = 100;

/// Which file.
#[derive(Debug, Deserialize, TS)]
pub struct PathRequest {
    pub(super) path: String,
}

/// What the clerk says about how a file is to be read; what he leaves out is found out.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ListReading {
    sheet: Option<String>,
    /// 1-based; 0 if there is no header.
    header_row: Option<u32>,
    encoding: Option<String>,
    mapping: Vec<ListColumnChoice>,
}

/// What a column is.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ListColumnChoice {
    /// 0-based.
    column: u32,
    /// As headed in our own lists; none if the column is not to be read.
    field: Option<String>,
}

/// Which file, how it is to be read, and what is to be done with it.
#[derive(Debug, Deserialize, TS)]
pub struct RosterRequest {
    path: String,
    #[serde(default)]
    reading: ListReading,
    /// What the list says otherwise about people of the book is taken over, too.
    #[serde(default)]
    take_changes: bool,
}

/// Which file of which kind is to be looked at.
#[derive(Debug, Deserialize, TS)]
pub struct ListLookRequest {
    kind: String,
    path: String,
    #[serde(default)]
    reading: ListReading,
}

/// Which file's bad rows, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveBadRowsRequest {
    path: String,
    to_folder: String,
    #[serde(default)]
    reading: ListReading,
}

/// Which import.
#[derive(Debug, Deserialize, TS)]
pub struct ImportRequest {
    pub(super) import_id: String,
}

/// What a file looks like, before anything is decided.
#[derive(Debug, Serialize, TS)]
pub struct ListLook {
    path: String,
    file_name: String,
    encoding: String,
    sheets: Vec<ListSheet>,
    hidden_sheets: Vec<String>,
    sheet: String,
    top: Vec<ListTopRow>,
    header_row: u32,
    mapping: Vec<ImportColumn>,
    is_remembered: bool,
    fields: Vec<ListField>,
    /// Why it cannot be read so.
    fault: Option<CommandError>,
}

/// A visible sheet.
#[derive(Debug, Serialize, TS)]
pub struct ListSheet {
    name: String,
    rows: u32,
}

/// A row at the top of a sheet.
#[derive(Debug, Serialize, TS)]
pub struct ListTopRow {
    row: u32,
    cells: Vec<String>,
}

/// A field that a list may have.
#[derive(Debug, Serialize, TS)]
pub struct ListField {
    header: String,
    required: bool,
}

/// What a file would bring; nothing is written. Lists are cut at a hundred rows, counts are whole.
#[derive(Debug, Serialize, TS)]
pub struct ImportPreview {
    path: String,
    file_name: String,
    origin: ListOrigin,
    people: u32,
    households: u32,
    good: u32,
    new_people: u32,
    known_people: u32,
    not_on_list: u32,
    bad: Vec<ImportRowNote>,
    bad_count: u32,
    warnings: Vec<ImportRowNote>,
    warning_count: u32,
    differences: Vec<ImportDifference>,
    difference_count: u32,
    /// How many of them can be taken over.
    change_count: u32,
    already_imported_at: Option<String>,
    similar_to: Option<SimilarImport>,
}

/// Where the rows of a list come from, and how they were read; of any kind of list.
#[derive(Debug, Serialize, TS)]
pub struct ListOrigin {
    sheets: Vec<String>,
    /// They were not read.
    hidden_sheets: Vec<String>,
    other_sheets: Vec<String>,
    /// They were read; the first hundred.
    hidden_rows: Vec<String>,
    hidden_row_count: u32,
    mapping: Vec<ImportColumn>,
    columns_left_out: bool,
}

/// Something to be said about a row.
#[derive(Debug, Serialize, TS)]
pub struct ImportRowNote {
    row: u32,
    sheet: String,
    name: String,
    code: String,
    message: String,
}

/// What the list says otherwise about somebody of the book.
#[derive(Debug, Serialize, TS)]
pub struct ImportDifference {
    row: u32,
    sheet: String,
    name: String,
    hh_no: String,
    field: String,
    before: String,
    after: String,
    can_apply: bool,
}

/// A file that brought most of these people.
#[derive(Debug, Serialize, TS)]
pub struct SimilarImport {
    file_name: String,
    at: String,
    people: u32,
}

/// A header of the sheet, and what it was taken for.
#[derive(Debug, Serialize, TS)]
pub struct ImportColumn {
    header: String,
    field: Option<String>,
}

/// What an import brought.
#[derive(Debug, Serialize, TS)]
pub struct ImportApplied {
    import_id: Uuid,
    people: u32,
    households: u32,
    bad: u32,
    changed: u32,
}

/// How far a long act is.
#[derive(Debug, Serialize, TS)]
pub struct ImportProgress {
    /// `reading`, `checking` or `writing`.
    step: String,
    done: u32,
    of: u32,
}

/// An import in the list of imports.
#[derive(Debug, Serialize, TS)]
pub struct ImportRecord {
    import_id: Uuid,
    kind: String,
    kind_label: String,
    file_name: String,
    /// The first characters of the file's SHA-256: enough to compare by eye.
    file_hash: String,
    at: String,
    user: String,
    people: u32,
    bad: u32,
    department: String,
    document_no: String,
    list_date: Option<String>,
    cancellations_held: bool,
    undone: bool,
    /// Nothing rests on it yet.
    can_undo: bool,
    /// Why it cannot be taken back, in words; empty if it can.
    held_by: String,
}

impl From<list::RowNote> for ImportRowNote {
    fn from(note: list::RowNote) -> Self {
        let message =
            if note.todo.is_empty() { note.message } else { format!("{}；{}", note.message, note.todo) };
        Self { row: note.row, sheet: note.sheet, name: note.name, code: note.code, message }
    }
}

impl From<(String, Option<String>)> for ImportColumn {
    fn from((header, field): (String, Option<String>)) -> Self {
        Self { header, field }
    }
}

impl From<list::Difference> for ImportDifference {
    fn from(of: list::Difference) -> Self {
        let list::Difference { row, sheet, name, hh_no, field, before, after, can_apply } = of;
        Self { row, sheet, name, hh_no, field: field.to_owned(), before, after, can_apply }
    }
}

impl From<ListReading> for list::Reading {
    fn from(reading: ListReading) -> Self {
        Self {
            sheet: reading.sheet,
            header_row: reading.header_row,
            encoding: reading.encoding.and_then(|word| word.parse().ok()),
            mapping: reading.mapping.into_iter().map(|of| (of.column, of.field)).collect(),
        }
    }
}

impl From<Origin<String>> for ListOrigin {
    fn from(origin: Origin<String>) -> Self {
        Self {
            hidden_row_count: count(&origin.hidden_rows),
            hidden_rows: first(origin.hidden_places()),
            sheets: origin.sheets,
            hidden_sheets: origin.hidden_sheets,
            other_sheets: origin.other_sheets,
            mapping: columns(origin.mapping),
            columns_left_out: origin.columns_left_out,
        }
    }
}

fn columns(mapping: Vec<(String, Option<String>)>) -> Vec<ImportColumn> {
    mapping.into_iter().map(|(header, field)| ImportColumn { header, field }).collect()
}

fn count<T>(rows: &[T]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

fn first<T, U: From<T>>(rows: Vec<T>) -> Vec<U> {
    rows.into_iter().take(MOST_ROWS).map(Into::into).collect()
}

impl ImportPreview {
    fn of(path: String, preview: list::RosterPreview) -> Self {
        let changes = preview.differences.iter().filter(|of| of.can_apply).count();
        Self {
            path,
            file_name: preview.file_name,
            origin: preview.origin.into(),
            people: preview.people,
            households: preview.households,
            good: preview.good,
            new_people: preview.new_people,
            known_people: preview.known_people,
            not_on_list: preview.not_on_list,
            bad_count: count(&preview.bad),
            bad: first(preview.bad),
            warning_count: count(&preview.warnings),
            warnings: first(preview.warnings),
            difference_count: count(&preview.differences),
            differences: first(preview.differences),
            change_count: u32::try_from(changes).unwrap_or(u32::MAX),
            already_imported_at: preview.already_imported_at,
            similar_to: preview.similar_to.map(|of| SimilarImport {
                file_name: of.file_name,
                at: of.at,
                people: of.people,
            }),
        }
    }
}

/// Looks at a file of any kind before anything is decided: its sheets, its first rows, what its columns seem to be.
#[tauri::command(async)]
pub fn list_look(state: State<'_, AppState>, request: ListLookRequest) -> Result<ListLook, CommandError> {
    let (bytes, file_name) = files::read(&request.path)?;
    let (book, _) = state.book()?;
    let unknown = |()| Error::ListKindUnknown { kind: request.kind.clone() };
    let kind = request.kind.parse().map_err(unknown)?;
    let look = book.look_at_list(kind, &bytes, &file_name, &request.reading.into())?;
    Ok(ListLook {
        path: request.path,
        file_name,
        encoding: look.encoding.word().to_owned(),
        sheets: look.sheets.into_iter().map(|(name, rows)| ListSheet { name, rows }).collect(),
        hidden_sheets: look.hidden_sheets,
        sheet: look.sheet,
        top: look.top.into_iter().map(|(row, cells)| ListTopRow { row, cells }).collect(),
        header_row: look.header_row,
        mapping: columns(look.mapping),
        is_remembered: look.is_remembered,
        fields: look.fields.into_iter().map(|(header, required)| ListField { header, required }).collect(),
        fault: look.fault.map(|fault| CommandError::from(Error::List(fault))),
    })
}

/// Looks at a roster without writing anything.
#[tauri::command(async)]
pub fn import_preview(
    state: State<'_, AppState>,
    request: RosterRequest,
) -> Result<ImportPreview, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (book, now) = state.book()?;
    let reading = request.reading.into();
    let preview = state.watched(|watch| book.preview_roster_with(&bytes, &name, &reading, &now, watch))?;
    Ok(ImportPreview::of(request.path, preview))
}

/// Takes the good rows of a roster over.
#[tauri::command(async)]
pub fn import_apply(
    state: State<'_, AppState>,
    request: RosterRequest,
) -> Result<ImportApplied, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (mut book, now) = state.book()?;
    let (reading, changes) = (request.reading.into(), request.take_changes);
    let done =
        state.watched(|watch| book.import_roster_with(&bytes, &name, &reading, changes, &now, watch))?;
    Ok(ImportApplied {
        import_id: done.import_id,
        people: done.people,
        households: done.households,
        bad: done.bad,
        changed: done.changed,
    })
}

/// How far the list is that comes in now.
#[tauri::command(async)]
pub fn import_progress(state: State<'_, AppState>) -> Result<Option<ImportProgress>, CommandError> {
    Ok(state.progress().map(|of| ImportProgress {
        step: of.step.word().to_owned(),
        done: of.done,
        of: of.of,
    }))
}

/// Stops the list that comes in now; nothing of it stays.
#[tauri::command(async)]
pub fn import_cancel(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.stop();
    Ok(())
}

/// Writes the bad rows of a roster as a workbook to hand back.
#[tauri::command(async)]
pub fn save_bad_rows(
    state: State<'_, AppState>,
    request: SaveBadRowsRequest,
) -> Result<String, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (book, now) = state.book()?;
    let workbook = book.bad_rows_workbook(&bytes, &name, &request.reading.into(), &now)?;
    Ok(save_beside(&request.to_folder, &name, &workbook)?)
}

/// Writes a workbook of bad rows under the name of the list that they are of.
pub(super) fn save_beside(to_folder: &str, name: &str, workbook: &[u8]) -> Result<String, AppFault> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Ok(files::write(to_folder, &SAY.bad_rows_file.with(&[("stem", &stem)]), workbook)?)
}

/// The newest hundred imports of every kind, newest first.
#[tauri::command(async)]
pub fn imports(state: State<'_, AppState>) -> Result<Vec<ImportRecord>, CommandError> {
    let (book, _) = state.book()?;
    let record = |import: list::ImportRow| ImportRecord {
        import_id: import.import_id,
        kind: import.kind.word().to_owned(),
        kind_label: import.kind.label().to_owned(),
        file_name: import.file_name,
        file_hash: import.file_sha256.chars().take(12).collect(),
        at: import.at,
        user: import.user,
        people: import.people,
        bad: import.bad,
        department: import.department,
        document_no: import.document_no,
        list_date: import.list_date.map(|date| date.to_string()),
        cancellations_held: import.cancellations_held,
        undone: import.undone_at.is_some(),
        can_undo: import.can_undo,
        held_by: match import.held_by {
            None => String::new(),
            Some(list::Held::By { name }) => SAY.import_held.with(&[("name", &name)]),
            Some(list::Held::Later { department, at }) => {
                SAY.import_later.with(&[("department", &department), ("at", &at.get(..10).unwrap_or(&at))])
            }
            Some(list::Held::Exported { close_no }) => SAY.import_exported.with(&[("close_no", &close_no)]),
        },
    };
    Ok(book.imports()?.into_iter().take(MOST_ROWS).map(record).collect())
}

/// Takes back what an import brought.
#[tauri::command(async)]
pub fn import_undo(state: State<'_, AppState>, request: ImportRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let unknown = |_| Error::NoSuchImport { import_id: request.import_id.clone() };
    Ok(book.undo_import(request.import_id.parse().map_err(unknown)?, &now)?)
}
