//! The roster coming in from a file that the clerk names.

use crate::{error::CommandError, files, state::AppState, words::SAY};
use cunshou_core::{Error, list};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Which file.
#[derive(Debug, Deserialize, TS)]
pub struct PathRequest {
    pub(super) path: String,
}

/// Which file's bad rows, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct SaveBadRowsRequest {
    path: String,
    to_folder: String,
}

/// Which import.
#[derive(Debug, Deserialize, TS)]
pub struct ImportRequest {
    pub(super) import_id: String,
}

/// What a file would bring; nothing is written.
#[derive(Debug, Serialize, TS)]
pub struct ImportPreview {
    path: String,
    file_name: String,
    sheet: String,
    /// They were not read.
    hidden_sheets: Vec<String>,
    people: u32,
    households: u32,
    good: u32,
    new_people: u32,
    bad: Vec<ImportRowNote>,
    warnings: Vec<ImportRowNote>,
    mapping: Vec<ImportColumn>,
    already_imported_at: Option<String>,
}

/// Something to be said about a row.
#[derive(Debug, Serialize, TS)]
pub struct ImportRowNote {
    row: u32,
    name: String,
    code: String,
    message: String,
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
}

/// An import in the list of imports.
#[derive(Debug, Serialize, TS)]
pub struct ImportRecord {
    import_id: Uuid,
    file_name: String,
    at: String,
    user: String,
    people: u32,
    undone: bool,
    /// Nothing rests on it yet.
    can_undo: bool,
}

impl From<list::RowNote> for ImportRowNote {
    fn from(note: list::RowNote) -> Self {
        let message =
            if note.todo.is_empty() { note.message } else { format!("{}；{}", note.message, note.todo) };
        Self { row: note.row, name: note.name, code: note.code, message }
    }
}

impl From<(String, Option<String>)> for ImportColumn {
    fn from((header, field): (String, Option<String>)) -> Self {
        Self { header, field }
    }
}

impl ImportPreview {
    fn of(path: String, preview: list::RosterPreview) -> Self {
        Self {
            path,
            file_name: preview.file_name,
            sheet: preview.sheet,
            hidden_sheets: preview.hidden_sheets,
            people: preview.people,
            households: preview.households,
            good: preview.good,
            new_people: preview.new_people,
            bad: preview.bad.into_iter().map(Into::into).collect(),
            warnings: preview.warnings.into_iter().map(Into::into).collect(),
            mapping: preview
                .mapping
                .into_iter()
                .map(|(header, field)| ImportColumn { header, field })
                .collect(),
            already_imported_at: preview.already_imported_at,
        }
    }
}

/// Looks at a roster without writing anything.
#[tauri::command(async)]
pub fn import_preview(
    state: State<'_, AppState>,
    request: PathRequest,
) -> Result<ImportPreview, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (book, now) = state.book()?;
    let preview = book.preview_roster(&bytes, &name, &now)?;
    Ok(ImportPreview::of(request.path, preview))
}

/// Takes the good rows of a roster over.
#[tauri::command(async)]
pub fn import_apply(state: State<'_, AppState>, request: PathRequest) -> Result<ImportApplied, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (mut book, now) = state.book()?;
    let done = book.import_roster(&bytes, &name, &now)?;
    Ok(ImportApplied { import_id: done.import_id, people: done.people, households: done.households })
}

/// Writes the bad rows of a roster as a workbook to hand back.
#[tauri::command(async)]
pub fn save_bad_rows(
    state: State<'_, AppState>,
    request: SaveBadRowsRequest,
) -> Result<String, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (book, now) = state.book()?;
    let workbook = book.bad_rows_workbook(&bytes, &name, &now)?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    Ok(files::write(&request.to_folder, &SAY.bad_rows_file.with(&[("stem", &stem)]), &workbook)?)
}

/// The imports, newest first.
#[tauri::command(async)]
pub fn imports(state: State<'_, AppState>) -> Result<Vec<ImportRecord>, CommandError> {
    let (book, _) = state.book()?;
    let record = |import: list::ImportRow| ImportRecord {
        import_id: import.import_id,
        file_name: import.file_name,
        at: import.at,
        user: import.user,
        people: import.people,
        undone: import.undone_at.is_some(),
        can_undo: import.can_undo,
    };
    Ok(book.imports()?.into_iter().map(record).collect())
}

/// Takes back what an import brought.
#[tauri::command(async)]
pub fn import_undo(state: State<'_, AppState>, request: ImportRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    let unknown = |_| Error::NoSuchImport { import_id: request.import_id.clone() };
    Ok(book.undo_import(request.import_id.parse().map_err(unknown)?, &now)?)
}
