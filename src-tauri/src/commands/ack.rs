//! The township's answers: found on sticks, read in, and what they settle.
//!
//! Invariant: what an answer means is the book's word; a file is read whole or refused whole.

use super::list::PathRequest;
use crate::{error::CommandError, files, state::AppState};
use chrono::NaiveDate;
use cunshou_core::ack::{self, AckStatus, AnsweredQuery};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Where to look besides the sticks.
#[derive(Debug, Deserialize, TS)]
pub struct FindAcksRequest {
    /// A folder that the clerk uses; empty = sticks only.
    folder: String,
}

/// An answer that lies on a stick or in a folder.
#[derive(Debug, PartialEq, Eq, Serialize, TS)]
pub struct FoundAck {
    path: String,
    name: String,
    /// The stick or folder.
    place: String,
}

/// How packages are answered, and what is open.
#[derive(Debug, Serialize, TS)]
pub struct AckOverview {
    /// The closes, newest first.
    packages: Vec<AckPackage>,
    /// What the bank says of slips and the book does not.
    slips: Vec<AckSlip>,
    /// Work about people whose rows were sent back that is not done.
    work_open: u32,
    /// The township's name; `null` while its card was not accepted, and no answer can be checked.
    town_name: Option<String>,
}

/// How the package of a close is answered.
#[derive(Debug, Serialize, TS)]
pub struct AckPackage {
    close_no: u32,
    business_date: NaiveDate,
    /// The package on the stick; `null` = none was written.
    file: Option<String>,
    /// `null` = there is no answer.
    answer: Option<AckPackageAnswer>,
}

/// The answer to a package, by the newest word on each row.
#[derive(Debug, Serialize, TS)]
pub struct AckPackageAnswer {
    ack_no: u32,
    answered_at: String,
    read_at: String,
    /// People whose payment is booked.
    #[ts(type = "number")]
    accepted: u64,
    /// People whose payment came and is not booked yet.
    #[ts(type = "number")]
    received: u64,
    /// People whose payment was sent back.
    #[ts(type = "number")]
    rejected: u64,
    /// Other rows that were sent back.
    #[ts(type = "number")]
    others_rejected: u64,
}

/// What the bank says of a slip.
#[derive(Debug, Serialize, TS)]
pub struct AckSlip {
    slip_no: String,
    words: String,
    fits: bool,
}

/// What an answer settled.
#[derive(Debug, Serialize, TS)]
pub struct AckRead {
    close_no: u32,
    ack_no: u32,
    /// The same file was read before: nothing has changed.
    already_read: bool,
    /// A newer answer was read before: its word stands.
    is_older: bool,
    package: AckPackageAnswer,
    slips: Vec<AckSlip>,
    /// Receipts whose cover is certain now.
    completed: Vec<String>,
}

/// Which rows.
#[derive(Debug, Deserialize, TS)]
pub struct AckRowsRequest {
    close_no: u32,
    #[ts(type = "'received' | 'accepted' | 'rejected'")]
    status: String,
    page: u32,
}

/// Rows with what is said of them.
#[derive(Debug, Serialize, TS)]
pub struct AckRows {
    rows: Vec<AckRowSaid>,
    total: u32,
    page: u32,
    pages: u32,
}

/// A row with what is said of it.
#[derive(Debug, Serialize, TS)]
pub struct AckRowSaid {
    row_id: Uuid,
    /// What kind of row.
    table: String,
    household_id: Option<Uuid>,
    hh_no: String,
    name: String,
    receipt_no: Option<String>,
    /// Empty for rows without a sum.
    due: String,
    words: String,
    todo: String,
}

/// No folder has more answers than are worth showing.
const MOST_FOUND: usize = 50;

impl From<&ack::PackageAnswer> for AckPackageAnswer {
    fn from(answer: &ack::PackageAnswer) -> Self {
        Self {
            ack_no: answer.ack_no,
            answered_at: answer.answered_at.clone(),
            read_at: answer.read_at.clone(),
            accepted: answer.payments.accepted,
            received: answer.payments.received,
            rejected: answer.payments.rejected,
            others_rejected: answer.others_rejected,
        }
    }
}

impl From<&ack::SlipAnswer> for AckSlip {
    fn from(slip: &ack::SlipAnswer) -> Self {
        Self {
            slip_no: slip.slip_no.clone(),
            words: slip.words(),
            fits: slip.state == ack::SlipState::Agrees,
        }
    }
}

/// Answers to this village that lie at the top of a folder, newest name first.
fn answers_in(folder: &Path, place: &str, village_code: &str) -> Vec<FoundAck> {
    let start = format!("cunshou-ack-{village_code}-");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| {
            name.starts_with(&start)
                && Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("csa"))
        })
        .take(MOST_FOUND)
        .map(|name| FoundAck {
            path: folder.join(&name).display().to_string(),
            name,
            place: place.to_owned(),
        })
        .collect();
    found.sort_by(|a, b| b.name.cmp(&a.name));
    found
}

/// The answers on the sticks that are plugged in, and in the clerk's folder.
#[tauri::command(async)]
pub fn find_acks(
    state: State<'_, AppState>,
    request: FindAcksRequest,
) -> Result<Vec<FoundAck>, CommandError> {
    let village_code = state.book()?.0.identity().village_code.clone();
    let sticks =
        cunshou_stick::plugged_in().into_iter().map(|stick| (PathBuf::from(stick.folder), stick.label));
    let folder = request.folder.trim();
    let own = (!folder.is_empty()).then(|| (PathBuf::from(folder), folder.to_owned()));
    let mut found = Vec::new();
    for (folder, place) in sticks.chain(own) {
        for one in answers_in(&folder, &place, &village_code) {
            if found.iter().all(|known: &FoundAck| known.path != one.path) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// How packages are answered, and what is open.
#[tauri::command(async)]
pub fn ack_overview(state: State<'_, AppState>) -> Result<AckOverview, CommandError> {
    let (book, _) = state.book()?;
    let answers = book.package_answers()?;
    let packages = book.closes()?.into_iter().map(|close| {
        let close_no = close.record.close_no;
        AckPackage {
            close_no,
            business_date: close.record.business_date,
            file: close.package_file,
            answer: answers.iter().find(|answer| answer.close_no == close_no).map(Into::into),
        }
    });
    Ok(AckOverview {
        packages: packages.collect(),
        slips: book.open_slips()?.iter().map(Into::into).collect(),
        work_open: book.ack_work_open()?,
        town_name: book.accepted_card()?.map(|presented| presented.card.town_name),
    })
}

/// Reads an answer in; the same file again changes nothing.
#[tauri::command(async)]
pub fn read_ack(state: State<'_, AppState>, request: PathRequest) -> Result<AckRead, CommandError> {
    let (bytes, _) = files::read(&request.path)?;
    let (mut book, now) = state.book()?;
    let read = book.read_ack(&bytes, &now)?;
    Ok(AckRead {
        close_no: read.package.close_no,
        ack_no: read.ack_no,
        already_read: read.already_read,
        is_older: read.is_older,
        package: (&read.package).into(),
        slips: read.slips.iter().map(Into::into).collect(),
        completed: read.completed,
    })
}

/// The rows of a package of which the newest answer says this.
#[tauri::command(async)]
pub fn ack_rows(state: State<'_, AppState>, request: AckRowsRequest) -> Result<AckRows, CommandError> {
    let (book, _) = state.book()?;
    let status: Option<AckStatus> = request.status.parse().ok();
    let query = AnsweredQuery {
        close_no: Some(request.close_no),
        status,
        payments_only: status != Some(AckStatus::Rejected),
    };
    let page = book.answered_rows(query, request.page)?;
    let rows = page.rows.into_iter().map(|row| AckRowSaid {
        row_id: row.row_id,
        words: row.answer.words(),
        todo: row.answer.todo(),
        table: row.table_label,
        household_id: row.household_id,
        hh_no: row.hh_no,
        name: row.name,
        receipt_no: row.receipt_no,
        due: row.due.map_or_else(String::new, |due| due.to_string()),
    });
    Ok(AckRows {
        rows: rows.collect(),
        total: page.total,
        page: request.page.max(1),
        pages: page.total.div_ceil(ack::PAGE_SIZE).max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_this_village_are_found_and_no_others() {
        let folder = tempfile::tempdir().expect("a stick");
        for name in [
            "cunshou-ack-341799101203-A-z1-a1.csa",
            "cunshou-ack-341799101203-A-z2-a1.csa",
            "cunshou-ack-341799101204-A-z1-a1.csa",
            "cunshou-341799101203-A-z1.csp",
            "cunshou-ack-341799101203-A-z1-a1.csa.part",
        ] {
            std::fs::write(folder.path().join(name), b"").expect("a file");
        }
        let found = answers_in(folder.path(), "U", "341799101203");
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["cunshou-ack-341799101203-A-z2-a1.csa", "cunshou-ack-341799101203-A-z1-a1.csa"]);
        assert!(answers_in(&folder.path().join("gone"), "U", "341799101203").is_empty());
    }
}
