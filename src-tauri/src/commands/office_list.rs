//! Lists of the tax and insurance offices and of other offices coming in; whose sums differ.

use super::{
    list::{ListOrigin, ListReading, save_beside},
    parse,
    payment::difference_words,
};
use crate::{error::CommandError, files, state::AppState};
use chrono::NaiveDate;
use cunshou_core::list::ListFile;
use cunshou_core::list::office::{ListAge, OfficeNote, OfficeReport, OfficeSaid};
use cunshou_exchange::office_list::OfficeKind;
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// A list and what the clerk says about it.
#[derive(Debug, Deserialize, TS)]
pub struct OfficeListRequest {
    #[ts(type = "OfficeListKind")]
    kind: String,
    path: String,
    /// Empty: as the file says.
    #[serde(default)]
    #[ts(optional)]
    list_date: Option<String>,
    /// `null`: as the file says.
    #[serde(default)]
    #[ts(optional)]
    levy_year: Option<i32>,
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    office: String,
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    document_no: String,
    /// Whether the list holds everybody; `null`: found out.
    #[serde(default)]
    #[ts(optional)]
    is_full: Option<bool>,
    #[serde(default)]
    reading: ListReading,
}

/// Which kind of list.
#[derive(Debug, TS)]
#[ts(rename_all = "snake_case")]
pub enum OfficeListKind {
    PaidList,
    MarkedSums,
    InsuredList,
    Deaths,
    Moves,
    School,
    Pension,
}

/// Where the bad rows go.
#[derive(Debug, Deserialize, TS)]
pub struct SaveOfficeBadRowsRequest {
    list: OfficeListRequest,
    to_folder: String,
}

/// What a list says, and what came of it or would come of it.
#[derive(Debug, Serialize, TS)]
pub struct OfficeListReport {
    #[ts(type = "OfficeListKind")]
    kind: &'static str,
    /// Set if it was done.
    import_id: Option<Uuid>,
    file_name: String,
    origin: ListOrigin,
    levy_year: Option<i32>,
    list_date: NaiveDate,
    #[ts(type = "'said' | 'file' | 'newest_row' | 'today'")]
    list_date_from: &'static str,
    is_full: bool,
    rows: u32,
    matched: u32,
    unmatched: u32,
    added: u32,
    changed: u32,
    same: u32,
    proposals: u32,
    no_longer: u32,
    work: u32,
    not_on_list: u32,
    differences: u32,
    /// The first hundred.
    bad: Vec<OfficeListNote>,
    bad_total: u32,
    /// The first hundred.
    notes: Vec<OfficeListNote>,
    notes_total: u32,
    /// The first hundred.
    nobody: Vec<OfficeListNote>,
    already_imported_at: Option<String>,
    newer_list: Option<NaiveDate>,
}

/// Something to be said about a row.
#[derive(Debug, Serialize, TS)]
pub struct OfficeListNote {
    row: u32,
    sheet: String,
    name: String,
    code: String,
    message: String,
    todo: String,
    hh_no: String,
}

/// How old what a list says is.
#[derive(Debug, Serialize, TS)]
pub struct OfficeListAge {
    #[ts(type = "OfficeListKind")]
    kind: &'static str,
    levy_year: i32,
    /// `null`: there is no list.
    list_date: Option<NaiveDate>,
    #[ts(type = "number | null")]
    age_days: Option<i64>,
    file_name: String,
}

/// Which page.
#[derive(Debug, Deserialize, TS)]
pub struct PageRequest {
    page: u32,
}

/// People of whom the tax office asks another sum.
#[derive(Debug, Serialize, TS)]
pub struct SumDifferencePage {
    rows: Vec<SumDifferenceRow>,
    total: u32,
    page: u32,
    pages: u32,
    list_date: Option<NaiveDate>,
}

/// One of them.
#[derive(Debug, Serialize, TS)]
pub struct SumDifferenceRow {
    person_id: Uuid,
    household_id: Uuid,
    hh_no: String,
    village_group: String,
    name: String,
    ours: Option<String>,
    theirs: Option<String>,
    why: String,
    article: String,
    is_paid: bool,
}

/// Rows of an answer.
const MOST_ROWS: usize = 100;

impl OfficeListRequest {
    fn kind(&self) -> Result<OfficeKind, cunshou_core::Error> {
        let unknown = |()| cunshou_core::Error::UnknownCode { field: "kind", code_given: self.kind.clone() };
        self.kind.parse().map_err(unknown)
    }

    fn said(&self) -> Result<OfficeSaid, cunshou_core::Error> {
        Ok(OfficeSaid {
            levy_year: self.levy_year,
            list_date: parse::day_or_none("list_date", self.list_date.as_deref())?,
            office: self.office.clone(),
            document_no: self.document_no.clone(),
            is_full: self.is_full,
            reading: self.reading.clone().into(),
        })
    }
}

impl From<OfficeNote> for OfficeListNote {
    fn from(note: OfficeNote) -> Self {
        let OfficeNote { row, sheet, name, code, message, todo, hh_no } = note;
        Self { row, sheet, name, code, message, todo, hh_no }
    }
}

impl From<OfficeReport> for OfficeListReport {
    fn from(report: OfficeReport) -> Self {
        let count = |notes: &[OfficeNote]| u32::try_from(notes.len()).unwrap_or(u32::MAX);
        let (bad_total, notes_total) = (count(&report.bad), count(&report.notes));
        let first =
            |notes: Vec<OfficeNote>| notes.into_iter().take(MOST_ROWS).map(OfficeListNote::from).collect();
        Self {
            kind: report.kind.word(),
            import_id: report.import_id,
            file_name: report.file_name,
            origin: report.origin.into(),
            levy_year: report.levy_year,
            list_date: report.list_date,
            list_date_from: report.list_date_from,
            is_full: report.is_full,
            rows: report.rows,
            matched: report.matched,
            unmatched: report.unmatched,
            added: report.added,
            changed: report.changed,
            same: report.same,
            proposals: report.proposals,
            no_longer: report.no_longer,
            work: report.work,
            not_on_list: report.not_on_list,
            differences: report.differences,
            bad: first(report.bad),
            bad_total,
            notes: first(report.notes),
            notes_total,
            nobody: first(report.nobody),
            already_imported_at: report.already_imported_at,
            newer_list: report.newer_list,
        }
    }
}

impl OfficeListAge {
    pub(super) fn of(kind: OfficeKind, levy_year: i32, age: Option<ListAge>, today: NaiveDate) -> Self {
        Self {
            kind: kind.word(),
            levy_year,
            age_days: age.as_ref().map(|age| age.age_days(today)),
            list_date: age.as_ref().map(|age| age.list_date),
            file_name: age.map_or_else(String::new, |age| age.file_name),
        }
    }
}

/// Looks at a list without writing anything.
#[tauri::command(async)]
pub fn office_list_preview(
    state: State<'_, AppState>,
    request: OfficeListRequest,
) -> Result<OfficeListReport, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let (kind, said) = (request.kind()?, request.said()?);
    let (book, now) = state.book()?;
    let report = state.watched(|watch| book.preview_office_list_watched(kind, file, &said, &now, watch))?;
    Ok(report.into())
}

/// Brings a list in.
#[tauri::command(async)]
pub fn office_list_apply(
    state: State<'_, AppState>,
    request: OfficeListRequest,
) -> Result<OfficeListReport, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let (kind, said) = (request.kind()?, request.said()?);
    let (mut book, now) = state.book()?;
    let report = state.watched(|watch| book.import_office_list_watched(kind, file, &said, &now, watch))?;
    Ok(report.into())
}

/// Writes the bad rows of a list as a workbook to hand back.
#[tauri::command(async)]
pub fn save_office_bad_rows(
    state: State<'_, AppState>,
    request: SaveOfficeBadRowsRequest,
) -> Result<String, CommandError> {
    let (bytes, name) = files::read(&request.list.path)?;
    let file = ListFile { name: &name, bytes: &bytes };
    let kind = request.list.kind()?;
    let (book, now) = state.book()?;
    let workbook = book.office_bad_rows(kind, file, &request.list.said()?, &now)?;
    Ok(save_beside(&request.to_folder, &name, &workbook)?)
}

/// How old the lists about money and the last year are.
#[tauri::command(async)]
pub fn office_list_ages(state: State<'_, AppState>) -> Result<Vec<OfficeListAge>, CommandError> {
    let (book, now) = state.book()?;
    let levy_year = book.policy_on(now.on())?.levy_year;
    let age = |kind, year| {
        let age = book.newest_list(kind, year)?;
        Ok::<_, cunshou_core::Error>(OfficeListAge::of(kind, year, age, now.on()))
    };
    Ok(vec![
        age(OfficeKind::PaidList, levy_year)?,
        age(OfficeKind::MarkedSums, levy_year)?,
        age(OfficeKind::InsuredList, levy_year - 1)?,
    ])
}

/// People of whom the tax office asks another sum than the notice.
#[tauri::command(async)]
pub fn sum_differences(
    state: State<'_, AppState>,
    request: PageRequest,
) -> Result<SumDifferencePage, CommandError> {
    let (book, now) = state.book()?;
    let page = book.sum_differences(request.page, &now)?;
    let row = |one: cunshou_core::list::office::SumDifference| SumDifferenceRow {
        person_id: one.person_id,
        household_id: one.household_id,
        hh_no: one.hh_no,
        village_group: one.village_group,
        name: one.name,
        ours: one.ours.map(|sum| sum.to_string()),
        theirs: one.theirs.map(|sum| sum.to_string()),
        why: difference_words(one.why),
        article: one.article,
        is_paid: one.is_paid,
    };
    Ok(SumDifferencePage {
        rows: page.rows.into_iter().map(row).collect(),
        total: page.total,
        page: page.page,
        pages: page.pages,
        list_date: page.list_date,
    })
}
