//! Copies of the book: where they go, how old the newest is, and what became of each try.

use super::package::FolderRequest;
use crate::{error::CommandError, state::AppState, sticks, words::SAY};
use cunshou_core::{
    Book, Moment,
    book::{self, BackupCause, STICK_FOLDER},
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
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
        sticks: sticks::plugged_in()
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
    let plugged: Vec<PathBuf> =
        sticks::plugged_in().into_iter().map(|stick| PathBuf::from(stick.folder)).collect();
    let cause = if request.after_close { BackupCause::Close } else { BackupCause::Asked };
    let (mut book, now) = state.book()?;
    Ok(book.back_up_everywhere(&plugged, cause, &now)?.into_iter().map(outcome).collect())
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
