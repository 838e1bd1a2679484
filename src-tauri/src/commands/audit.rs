//! What was done in the book, as far as it is no entry of the journal.

use crate::{error::CommandError, files, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::audit::{self, AuditFilter};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// Which rows.
#[derive(Debug, Deserialize, TS)]
pub struct AuditRequest {
    /// A code of `groups`; empty = all.
    group: String,
    /// Who; empty = everybody.
    user: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// A part of what it was about.
    text: String,
    page: u32,
}

/// Which rows go into a workbook, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct ExportAuditRequest {
    filter: AuditRequest,
    to_folder: String,
}

/// A page of the log.
#[derive(Debug, Serialize, TS)]
pub struct AuditPage {
    rows: Vec<AuditRow>,
    total: u32,
    page: u32,
    pages: u32,
    users: Vec<String>,
    groups: Vec<AuditGroup>,
}

/// What was done.
#[derive(Debug, Serialize, TS)]
pub struct AuditRow {
    at: String,
    user: String,
    label: String,
    subject: String,
}

/// A group of acts.
#[derive(Debug, Serialize, TS)]
pub struct AuditGroup {
    code: &'static str,
    label: &'static str,
}

impl AuditRequest {
    fn filter(&self) -> AuditFilter {
        AuditFilter {
            group: self.group.clone(),
            user: self.user.clone(),
            from: self.from,
            to: self.to,
            text: self.text.clone(),
        }
    }
}

/// The log, a page at a time, newest first.
#[tauri::command(async)]
pub fn audit_log(state: State<'_, AppState>, request: AuditRequest) -> Result<AuditPage, CommandError> {
    let (book, _) = state.book()?;
    let page = book.audit_page(&request.filter(), request.page)?;
    let row = |row: audit::AuditRow| AuditRow {
        label: audit::act_label(&row.act).to_owned(),
        at: row.at,
        user: row.user,
        subject: row.subject,
    };
    Ok(AuditPage {
        rows: page.rows.into_iter().map(row).collect(),
        total: page.total,
        page: page.page,
        pages: page.pages,
        users: page.users,
        groups: audit::audit_groups().map(|(code, label)| AuditGroup { code, label }).collect(),
    })
}

/// Writes the rows as a workbook; recorded.
#[tauri::command(async)]
pub fn export_audit(state: State<'_, AppState>, request: ExportAuditRequest) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let workbook = book.export_audit(&request.filter.filter(), &now)?;
    let name = SAY.audit_file.with(&[("day", &now.on().format("%Y%m%d"))]);
    Ok(files::write(&request.to_folder, &name, &workbook)?)
}
