//! Copies of the book: where they go, how old the newest is, and what became of each try.

use super::package::FolderRequest;
use crate::{error::CommandError, state::AppState, words::SAY};
use cunshou_core::{
    Book, Moment,
    book::{self, BackupCause, STICK_FOLDER},
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tauri::State;
use ts_rs::TS;

/// After so many days a copy is called old.
const OLD_DAYS: i64 = 7;

/// Where the book stands with its copies.
#[derive(Debug, Serialize, TS)]
pub struct BackupStatus {
    /// The second folder; empty = none is set.
    folder: String,
    /// How many copies are kept in a folder.
    keep: u32,
    /// The newest copy that was read back.
    newest_path: Option<String>,
    newest_at: Option<String>,
    #[ts(type = "number | null")]
    age_days: Option<i64>,
    /// How it stands.
    #[ts(type = "'good' | 'wait' | 'bad'")]
    tone: &'static str,
    /// How it stands and what to do, in words.
    words: String,
    /// The newest close is in no copy yet.
    wants_copy: bool,
    sticks: Vec<BackupStick>,
}

/// A stick that is plugged in.
#[derive(Debug, Serialize, TS)]
pub struct BackupStick {
    path: String,
    label: String,
    #[ts(type = "number")]
    free_bytes: u64,
    /// Copies go to it by themselves.
    is_backup_stick: bool,
}

/// Where copies go from now on.
#[derive(Debug, Deserialize, TS)]
pub struct SetBackupRequest {
    /// Empty = no second folder.
    folder: String,
    keep: u32,
}

/// Why copies are made.
#[derive(Debug, Deserialize, TS)]
pub struct BackUpRequest {
    /// True right after a close.
    after_close: bool,
}

/// What became of one try.
#[derive(Debug, Serialize, TS)]
pub struct BackupOutcome {
    folder: String,
    /// The copy; `null` = there is none.
    path: Option<String>,
    /// It lies on the same disk as the book.
    same_disk: bool,
    error: Option<CommandError>,
}

/// How the copies stand, for a line of the home page.
#[derive(Debug, Serialize, TS)]
pub struct BackupLine {
    #[ts(type = "'good' | 'wait' | 'bad'")]
    tone: &'static str,
    words: String,
}

impl BackupLine {
    /// Of the open book.
    pub(super) fn of(book: &Book, now: &Moment) -> Result<Self, CommandError> {
        let (tone, words) = told(&book.backup_status(now.at())?);
        Ok(Self { tone, words })
    }
}

/// A book of an older program was brought up: what was kept of it as it was, and what was not.
#[derive(Debug, Serialize, TS)]
pub struct BroughtUp {
    #[ts(type = "'good' | 'wait'")]
    tone: &'static str,
    words: String,
    /// What is to be known or done about the copy.
    todo: String,
    /// What became of the second folder and of each backup stick.
    elsewhere: Vec<BackupOutcome>,
}

impl From<&book::BroughtUp> for BroughtUp {
    fn from(up: &book::BroughtUp) -> Self {
        let path = up.beside().unwrap_or_default();
        let mut todo = match up.elsewhere() {
            _ if up.outlives_the_disk() => SAY.brought_up_safe.plain(),
            [] => SAY.brought_up_only_beside.plain(),
            tried if tried.iter().any(|row| row.fault.is_none()) => SAY.brought_up_same_disk.plain(),
            _ => SAY.brought_up_not_elsewhere.plain(),
        };
        if up.other_sticks > 0 && !up.outlives_the_disk() {
            todo += &SAY.brought_up_other_sticks.plain();
        }
        Self {
            tone: if up.outlives_the_disk() { "good" } else { "wait" },
            words: SAY.brought_up.with(&[("path", &path.display())]),
            todo,
            elsewhere: up.elsewhere().iter().map(recorded).collect(),
        }
    }
}

/// A try as it was recorded, in words.
fn recorded(row: &book::BackupRow) -> BackupOutcome {
    let facts = [("path", row.folder.clone()), ("detail", String::new()), ("kind", String::new())];
    let error = row.fault.as_deref().map(|code| CommandError::told(code, &facts));
    let path = Path::new(&row.folder).join(&row.file_name).display().to_string();
    BackupOutcome {
        folder: row.folder.clone(),
        path: error.is_none().then_some(path),
        same_disk: row.same_disk,
        error,
    }
}

/// How the copies stand, and what to do.
fn told(status: &book::BackupStatus) -> (&'static str, String) {
    let Some(newest) = &status.newest else {
        let nothing_to_lose = status.payments_since == 0 && status.closes_since == 0;
        return (if nothing_to_lose { "wait" } else { "bad" }, SAY.backup_never.plain());
    };
    let age = match status.age_days.unwrap_or(0) {
        0 => SAY.backup_today.plain(),
        days => SAY.backup_days.with(&[("days", &days)]),
    };
    if status.failed.is_some() {
        return ("bad", SAY.backup_failed.with(&[("age", &age)]));
    }
    if status.payments_since > 0 {
        let tone = if status.closes_since > 0 { "bad" } else { "wait" };
        return (tone, SAY.backup_behind.with(&[("age", &age), ("payments", &status.payments_since)]));
    }
    if status.age_days.unwrap_or(0) >= OLD_DAYS {
        return ("wait", SAY.backup_old.with(&[("age", &age)]));
    }
    if newest.same_disk {
        return ("wait", SAY.backup_same_disk.with(&[("age", &age)]));
    }
    ("good", SAY.backup_good.with(&[("age", &age)]))
}

fn status(book: &Book, now: &Moment) -> Result<BackupStatus, CommandError> {
    let status = book.backup_status(now.at())?;
    let (tone, words) = told(&status);
    let newest = status.newest.as_ref();
    Ok(BackupStatus {
        folder: status.folder.as_ref().map(|folder| folder.display().to_string()).unwrap_or_default(),
        keep: status.keep,
        newest_path: newest.map(|row| Path::new(&row.folder).join(&row.file_name).display().to_string()),
        newest_at: newest.map(|row| row.at.clone()),
        age_days: status.age_days,
        tone,
        words,
        wants_copy: status.closes_since > 0 || status.failed.is_some(),
        sticks: cunshou_stick::plugged_in()
            .into_iter()
            .map(|stick| BackupStick {
                is_backup_stick: Path::new(&stick.folder).join(STICK_FOLDER).is_dir(),
                path: stick.folder,
                label: stick.label,
                free_bytes: stick.free_bytes,
            })
            .collect(),
    })
}

fn outcome(one: book::BackupTry) -> BackupOutcome {
    let folder = one.folder.display().to_string();
    match one.outcome {
        Ok(backed) => BackupOutcome {
            folder,
            path: Some(backed.path.display().to_string()),
            same_disk: backed.same_disk,
            error: None,
        },
        Err(error) => BackupOutcome { folder, path: None, same_disk: false, error: Some(error.into()) },
    }
}

/// How old the newest copy is, and which sticks are plugged in.
#[tauri::command(async)]
pub fn backup_status(state: State<'_, AppState>) -> Result<BackupStatus, CommandError> {
    let (book, now) = state.book()?;
    status(&book, &now)
}

/// Says where copies go from now on.
#[tauri::command(async)]
pub fn set_backup(
    state: State<'_, AppState>,
    request: SetBackupRequest,
) -> Result<BackupStatus, CommandError> {
    let (mut book, now) = state.book()?;
    let folder = Some(request.folder.trim()).filter(|folder| !folder.is_empty()).map(Path::new);
    book.set_backup(folder, request.keep, &now)?;
    status(&book, &now)
}

/// Copies the book to the second folder and to every backup stick; what became of each is answered.
#[tauri::command(async)]
pub fn back_up(
    state: State<'_, AppState>,
    request: BackUpRequest,
) -> Result<Vec<BackupOutcome>, CommandError> {
    let cause = if request.after_close { BackupCause::Close } else { BackupCause::Asked };
    let (mut book, now) = state.book()?;
    Ok(book.back_up_everywhere(&cunshou_stick::folders(), cause, &now)?.into_iter().map(outcome).collect())
}

/// Makes a stick a backup stick and writes the first copy on it.
#[tauri::command(async)]
pub fn make_backup_stick(
    state: State<'_, AppState>,
    request: FolderRequest,
) -> Result<BackupStatus, CommandError> {
    let (mut book, now) = state.book()?;
    book.make_backup_stick(Path::new(request.folder()), &now)?;
    status(&book, &now)
}
