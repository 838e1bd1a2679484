//! Who is to be entered, or corrected, in the province's system.

use crate::{error::CommandError, files, state::AppState, words::SAY};
use cunshou_core::registration::{self, RegistrationFilter, RegistrationState};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Which entries.
#[derive(Debug, Deserialize, TS)]
pub struct RegistrationsRequest {
    /// `waiting`, `entered`, `failed`, `dropped`, `all`; empty: waiting and failed.
    #[ts(type = "'' | 'waiting' | 'entered' | 'failed' | 'dropped' | 'all'")]
    state: String,
    /// `new`, `name`, `certificate`; empty: all.
    #[ts(type = "'' | 'new' | 'name' | 'certificate'")]
    kind: String,
    text: String,
    page: u32,
}

/// A page of the queue.
#[derive(Debug, Serialize, TS)]
pub struct RegistrationPage {
    rows: Vec<RegistrationRow>,
    total: u32,
    page: u32,
    pages: u32,
    waiting: u32,
    entered: u32,
    failed: u32,
    dropped: u32,
}

/// One entry.
#[derive(Debug, Serialize, TS)]
pub struct RegistrationRow {
    #[ts(type = "number")]
    registration_no: i64,
    household_id: Option<Uuid>,
    hh_no: String,
    village_group: String,
    name: String,
    certno_masked: String,
    #[ts(type = "'new' | 'name' | 'certificate'")]
    kind: &'static str,
    /// What the province's system knows so far.
    was: String,
    #[ts(type = "'waiting' | 'entered' | 'failed' | 'dropped'")]
    state: &'static str,
    reason: String,
    wanted_at: String,
    decided_by: Option<String>,
}

/// Marks entries.
#[derive(Debug, Deserialize, TS)]
pub struct MarkRegistrationsRequest {
    #[ts(type = "number[]")]
    registration_nos: Vec<i64>,
    #[ts(type = "'waiting' | 'entered' | 'failed' | 'dropped'")]
    state: String,
    /// A failure needs one.
    reason: String,
}

/// Which entries go into a workbook, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct ExportRegistrationsRequest {
    filter: RegistrationsRequest,
    to_folder: String,
}

impl RegistrationsRequest {
    fn filter(&self) -> RegistrationFilter {
        RegistrationFilter {
            state: self.state.parse().ok(),
            all: self.state == "all",
            kind: self.kind.parse().ok(),
            text: self.text.clone(),
        }
    }
}

/// The queue, a page at a time.
#[tauri::command(async)]
pub fn registrations(
    state: State<'_, AppState>,
    request: RegistrationsRequest,
) -> Result<RegistrationPage, CommandError> {
    let (book, _) = state.book()?;
    let page = book.registrations(&request.filter(), request.page)?;
    let count = |state| page.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
    let row = |row: &registration::RegistrationRow| RegistrationRow {
        registration_no: row.registration_no,
        household_id: row.household_id,
        hh_no: row.hh_no.clone(),
        village_group: row.village_group.clone(),
        name: row.name.clone(),
        certno_masked: row.certno_masked.clone(),
        kind: row.kind.word(),
        was: row.was.clone(),
        state: row.state.word(),
        reason: row.reason.clone(),
        wanted_at: row.wanted_at.clone(),
        decided_by: row.decided.as_ref().map(|(who, _)| who.clone()),
    };
    Ok(RegistrationPage {
        rows: page.rows.iter().map(row).collect(),
        total: page.total,
        page: page.page,
        pages: page.pages,
        waiting: count(RegistrationState::Waiting),
        entered: count(RegistrationState::Entered),
        failed: count(RegistrationState::Failed),
        dropped: count(RegistrationState::Dropped),
    })
}

/// Marks entries of the queue.
#[tauri::command(async)]
pub fn mark_registrations(
    state: State<'_, AppState>,
    request: MarkRegistrationsRequest,
) -> Result<u32, CommandError> {
    let unknown = |()| cunshou_core::Error::UnknownCode { field: "state", code_given: request.state.clone() };
    let to = request.state.parse().map_err(unknown)?;
    let (mut book, now) = state.book()?;
    Ok(book.mark_registrations(&request.registration_nos, to, &request.reason, &now)?)
}

/// Writes the entries as a workbook with full numbers; recorded.
#[tauri::command(async)]
pub fn export_registrations(
    state: State<'_, AppState>,
    request: ExportRegistrationsRequest,
) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let workbook = book.export_registrations(&request.filter.filter(), &now)?;
    let name = SAY.registrations_file.with(&[("day", &now.on().format("%Y%m%d"))]);
    Ok(files::write(&request.to_folder, &name, &workbook)?)
}
