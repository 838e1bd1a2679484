//! Checking the whole book from scratch.

use crate::{error::CommandError, state::AppState, words};
use cunshou_core::journal::LawReport;
use serde::Serialize;
use tauri::State;
use ts_rs::TS;

/// What the check found.
#[derive(Debug, Serialize, TS)]
pub struct VerifyReport {
    ok: bool,
    laws: Vec<VerifyLaw>,
}

/// One law, and where it is broken.
#[derive(Debug, Serialize, TS)]
pub struct VerifyLaw {
    law: &'static str,
    label: String,
    ok: bool,
    violations: Vec<String>,
}

impl From<LawReport> for VerifyLaw {
    fn from(report: LawReport) -> Self {
        Self {
            law: report.law,
            label: words::law(report.law),
            ok: report.ok(),
            violations: report.violations,
        }
    }
}

/// Checks every law of the journal, and the file itself.
#[tauri::command(async)]
pub fn verify_book(state: State<'_, AppState>) -> Result<VerifyReport, CommandError> {
    let (book, _) = state.book()?;
    let reports = book.verify()?;
    Ok(VerifyReport {
        ok: reports.iter().all(LawReport::ok),
        laws: reports.into_iter().map(Into::into).collect(),
    })
}
