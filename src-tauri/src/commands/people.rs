//! The people as a table: a page, the same with categories shown, a workbook.
//!
//! Invariant: numbers leave masked; categories and full numbers only by an act that is recorded.

use super::session::till_day;
use crate::{error::CommandError, files, state::AppState, words::SAY};
use cunshou_core::{
    Book, Error, Moment,
    canvass::WhereaboutsFilter,
    codes::{self, EnrolmentState},
    person::{self, PeopleFilter, SortBy, Standing},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Who is wanted, in which order.
#[derive(Debug, Deserialize, TS)]
pub struct PeopleRequest {
    text: String,
    /// `null` = all; empty = without a group.
    village_group: Option<String>,
    #[ts(type = "'unpaid' | 'paid' | 'paid_elsewhere' | 'exempt' | 'refused' | null")]
    state: Option<String>,
    /// Holds some category today, or none.
    has_category: Option<bool>,
    /// Only for `reveal_people` and where it was shown.
    category: Option<String>,
    age_from: Option<u32>,
    age_to: Option<u32>,
    #[ts(type = "'present' | 'dead' | 'moved' | null")]
    standing: Option<String>,
    /// Dead and moved people too.
    everyone: bool,
    away: bool,
    heads_only: bool,
    /// What visits said: a kind of whereabouts, `away` (works or studies elsewhere), `not_written`.
    whereabouts: Option<String>,
    #[ts(type = "'roster' | 'hh_no' | 'name' | 'age' | 'state' | 'relation' | 'phone' | 'category'")]
    sort: String,
    descending: bool,
    page: u32,
    /// `null` = the year that is collected for.
    levy_year: Option<i32>,
}

/// The filtered table as a file.
#[derive(Debug, Deserialize, TS)]
pub struct ExportPeopleRequest {
    people: PeopleRequest,
    to_folder: String,
    /// Full numbers, and for what; `null` = masked.
    full_reason: Option<String>,
}

/// A file that was written.
#[derive(Debug, Serialize, TS)]
pub struct ExportedPeople {
    path: String,
    people: u32,
}

/// A page of people.
#[derive(Debug, Serialize, TS)]
pub struct PeoplePage {
    rows: Vec<PeopleRow>,
    total: u32,
    page: u32,
    pages: u32,
    levy_year: i32,
    unpaid: u32,
    paid: u32,
    paid_elsewhere: u32,
    exempt: u32,
    refused: u32,
    /// The groups to choose from.
    groups: Vec<String>,
    /// Categories are shown in this page.
    revealed: bool,
}

/// A person in the table.
#[derive(Debug, Serialize, TS)]
pub struct PeopleRow {
    person_id: Uuid,
    household_id: Uuid,
    hh_no: String,
    village_group: String,
    member_no: u32,
    name: String,
    certno_masked: String,
    relation: &'static str,
    is_head: bool,
    age: Option<u32>,
    phone: String,
    has_category: bool,
    /// Their words, only where they were shown.
    categories: Vec<&'static str>,
    state: &'static str,
    state_label: &'static str,
    /// Empty for who is here.
    standing_label: &'static str,
    /// Where he is, in words; only where it was asked for.
    whereabouts: String,
}

fn word<T: FromStr>(field: &'static str, text: Option<&str>) -> Result<Option<T>, Error> {
    let unknown = |text: &str| Error::UnknownCode { field, code_given: text.to_owned() };
    text.map(|text| text.parse().map_err(|_| unknown(text))).transpose()
}

impl PeopleRequest {
    fn filter(&self) -> Result<PeopleFilter, Error> {
        Ok(PeopleFilter {
            text: self.text.clone(),
            village_group: self.village_group.clone(),
            state: word::<EnrolmentState>("state", self.state.as_deref())?,
            has_category: self.has_category,
            category: self.category.clone(),
            age_from: self.age_from,
            age_to: self.age_to,
            standing: word::<Standing>("standing", self.standing.as_deref())?,
            everyone: self.everyone,
            migrant_worker: self.away.then_some(true),
            heads_only: self.heads_only,
            whereabouts: word::<WhereaboutsFilter>("whereabouts", self.whereabouts.as_deref())?,
        })
    }

    fn sort(&self) -> Result<(SortBy, bool), Error> {
        Ok((word("sort", Some(self.sort.as_str()))?.unwrap_or_default(), self.descending))
    }

    fn year(&self, book: &Book, now: &Moment) -> Result<i32, Error> {
        year(book, now, self.levy_year)
    }
}

/// The year that is asked for, or the one that is collected for.
pub(super) fn year(book: &Book, now: &Moment, levy_year: Option<i32>) -> Result<i32, Error> {
    match levy_year {
        Some(levy_year) => Ok(levy_year),
        None => Ok(book.policy_on(till_day(book, now)?)?.levy_year),
    }
}

impl PeoplePage {
    fn of(found: person::PeoplePage, levy_year: i32, revealed: bool) -> Self {
        let by_state = found.by_state;
        Self {
            rows: found.rows.into_iter().map(Into::into).collect(),
            total: found.total,
            page: found.page,
            pages: found.pages,
            levy_year,
            unpaid: by_state.unpaid,
            paid: by_state.paid,
            paid_elsewhere: by_state.paid_elsewhere,
            exempt: by_state.exempt,
            refused: by_state.refused,
            groups: found.groups,
            revealed,
        }
    }
}

impl From<person::PersonRow> for PeopleRow {
    fn from(row: person::PersonRow) -> Self {
        let gone = row.standing != Standing::Present;
        Self {
            person_id: row.person_id,
            household_id: row.household_id,
            hh_no: row.hh_no,
            village_group: row.village_group,
            member_no: row.member_no,
            name: row.name,
            certno_masked: row.certno_masked,
            relation: codes::relation_label(&row.relation),
            is_head: row.is_head,
            age: row.age,
            phone: row.phone,
            has_category: row.has_category,
            categories: row
                .categories
                .iter()
                .filter_map(|held| codes::category(&held.code))
                .map(|category| category.label)
                .collect(),
            state: row.state.word(),
            state_label: row.state.label(),
            standing_label: if gone { codes::fact_label("standing", row.standing.word()) } else { "" },
            whereabouts: row.whereabouts,
        }
    }
}

/// A page of the people that fit.
#[tauri::command(async)]
pub fn people(state: State<'_, AppState>, request: PeopleRequest) -> Result<PeoplePage, CommandError> {
    let (book, now) = state.book()?;
    let year = request.year(&book, &now)?;
    let found = book.people(&request.filter()?, request.sort()?, request.page, year, now.on())?;
    Ok(PeoplePage::of(found, year, false))
}

/// The same with the categories of the people on the page; recorded.
#[tauri::command(async)]
pub fn reveal_people(state: State<'_, AppState>, request: PeopleRequest) -> Result<PeoplePage, CommandError> {
    let (mut book, now) = state.book()?;
    let year = request.year(&book, &now)?;
    let found = book.reveal_people(&request.filter()?, request.sort()?, request.page, year, &now)?;
    Ok(PeoplePage::of(found, year, true))
}

/// Writes the filtered table as a workbook; recorded.
#[tauri::command(async)]
pub fn export_people(
    state: State<'_, AppState>,
    request: ExportPeopleRequest,
) -> Result<ExportedPeople, CommandError> {
    let (mut book, now) = state.book()?;
    let wanted = &request.people;
    let year = wanted.year(&book, &now)?;
    let reason = request.full_reason.as_deref();
    let made = book.export_people(&wanted.filter()?, wanted.sort()?, year, reason, &now)?;
    let name = SAY.people_file.with(&[("village_code", &book.identity().village_code), ("day", &now.on())]);
    let path = files::write(&request.to_folder, &name, &made.workbook)?;
    Ok(ExportedPeople { path, people: made.people })
}
