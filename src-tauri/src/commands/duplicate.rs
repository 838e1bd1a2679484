//! Entries of the roster that look like one person.
//!
//! Invariant: numbers come masked and categories counted; whoever wants more asks for a reveal, which is recorded.

use super::parse;
use crate::{error::CommandError, state::AppState};
use cunshou_core::duplicate::{self, Verdict};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// A page from 1.
#[derive(Debug, Deserialize, TS)]
pub struct DuplicatesRequest {
    page: u32,
}

/// A page of pairs.
#[derive(Debug, Serialize, TS)]
pub struct DuplicatePage {
    pairs: Vec<DuplicatePair>,
    total: u32,
    page: u32,
    pages: u32,
}

/// Two entries side by side.
#[derive(Debug, Serialize, TS)]
pub struct DuplicatePair {
    first: DuplicateSide,
    second: DuplicateSide,
    /// By what they look alike, as sentences.
    why: Vec<&'static str>,
    hints: Vec<String>,
    fields: Vec<DuplicateField>,
}

/// One of two entries.
#[derive(Debug, Serialize, TS)]
pub struct DuplicateSide {
    person_id: Uuid,
    household_id: Uuid,
    name: String,
    hh_no: String,
    member_no: u32,
    has_sensitive: bool,
}

/// One line of the comparison.
#[derive(Debug, Serialize, TS)]
pub struct DuplicateField {
    field: &'static str,
    label: &'static str,
    first: String,
    second: String,
    differs: bool,
}

/// What is decided about two entries.
#[derive(Debug, Deserialize, TS)]
pub struct DecideRequest {
    first: String,
    second: String,
    #[ts(type = "'merged' | 'both_kept' | 'not_same'")]
    verdict: String,
    /// Of two that are merged: who stays.
    kept: Option<String>,
    reason: String,
}

/// What was decided.
#[derive(Debug, Serialize, TS)]
pub struct DuplicateVerdict {
    #[ts(type = "number")]
    verdict_no: i64,
    label: &'static str,
    /// Both entries: name and household.
    words: String,
    reason: String,
    at: String,
    user: String,
    taken_back_at: Option<String>,
}

/// A verdict that is taken back.
#[derive(Debug, Deserialize, TS)]
pub struct TakeBackRequest {
    #[ts(type = "number")]
    verdict_no: i64,
    reason: String,
}

impl From<duplicate::Side> for DuplicateSide {
    fn from(side: duplicate::Side) -> Self {
        Self {
            person_id: side.person.person_id,
            household_id: side.person.household_id,
            member_no: side.person.member_no,
            has_sensitive: side.person.has_sensitive(),
            name: side.person.name,
            hh_no: side.hh_no,
        }
    }
}

impl From<duplicate::DuplicatePair> for DuplicatePair {
    fn from(pair: duplicate::DuplicatePair) -> Self {
        let field = |row: duplicate::Compared| DuplicateField {
            field: row.field,
            label: row.label,
            first: row.first,
            second: row.second,
            differs: row.differs,
        };
        Self {
            first: pair.first.into(),
            second: pair.second.into(),
            why: pair.why.into_iter().map(duplicate::Why::label).collect(),
            hints: pair.hints,
            fields: pair.fields.into_iter().map(field).collect(),
        }
    }
}

impl From<duplicate::VerdictRow> for DuplicateVerdict {
    fn from(row: duplicate::VerdictRow) -> Self {
        let one = |(name, hh_no): &(String, String)| format!("{name}（{hh_no}）");
        Self {
            verdict_no: row.verdict_no,
            label: duplicate::verdict_label(&row.verdict),
            words: format!("{}、{}", one(&row.first), one(&row.second)),
            reason: row.reason,
            at: row.at,
            user: row.user,
            taken_back_at: row.taken_back_at,
        }
    }
}

impl DecideRequest {
    fn verdict(&self) -> cunshou_core::Result<Verdict> {
        Ok(match self.verdict.as_str() {
            "merged" => Verdict::Merge { kept: parse::person(self.kept.as_deref().unwrap_or_default())? },
            "both_kept" => Verdict::KeepBoth,
            _ => Verdict::NotSame,
        })
    }
}

/// A page of pairs about which nothing was decided.
#[tauri::command(async)]
pub fn duplicates(
    state: State<'_, AppState>,
    request: DuplicatesRequest,
) -> Result<DuplicatePage, CommandError> {
    let (book, _) = state.book()?;
    let found = book.duplicates(request.page)?;
    Ok(DuplicatePage {
        pairs: found.pairs.into_iter().map(Into::into).collect(),
        total: found.total,
        page: found.page,
        pages: found.pages,
    })
}

/// Decides about two entries.
#[tauri::command(async)]
pub fn decide_duplicate(state: State<'_, AppState>, request: DecideRequest) -> Result<i64, CommandError> {
    let (mut book, now) = state.book()?;
    let (first, second) = (parse::person(&request.first)?, parse::person(&request.second)?);
    Ok(book.decide_duplicate(first, second, request.verdict()?, &request.reason, &now)?)
}

/// What was decided, newest first.
#[tauri::command(async)]
pub fn duplicate_verdicts(state: State<'_, AppState>) -> Result<Vec<DuplicateVerdict>, CommandError> {
    let (book, _) = state.book()?;
    let rows = book.duplicate_verdicts()?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Takes a verdict back.
#[tauri::command(async)]
pub fn take_back_verdict(state: State<'_, AppState>, request: TakeBackRequest) -> Result<(), CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.take_back_verdict(request.verdict_no, &request.reason, &now)?)
}
