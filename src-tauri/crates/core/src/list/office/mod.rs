//! Lists of the tax and insurance offices (who has paid, marked sums, who was insured) and of other offices (deaths, moves,
//! pupils, pensions).
//!
//! Invariant: a person is matched by his number and by nothing else; a list about money or a past year is applied at once
//! and can be taken back, a list about anything else only proposes; rows that speak of nobody are kept for whoever comes.
//! Must not know: how a workbook is read, the drawer.

mod apply;
mod plan;
mod rematch;
mod store;
mod sums;
#[cfg(test)]
mod tests;
pub(crate) mod text;

pub(crate) use plan::NewProposal;
pub use plan::OfficeNote;
pub use store::ListAge;
pub use sums::{OfficialSum, SumDifference, SumDifferencePage};

use super::ListFile;
use super::reading::{OnProgress, Reading, Step, say, unwatched};
use crate::book::{Book, in_force};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::office_list::{self, OfficeKind, OfficeList, OfficeOptions};
use cunshou_exchange::table::Origin;
use plan::Plan;
use uuid::Uuid;

/// What the clerk says about a list; what he does not say is found in the file.
#[derive(Debug, Clone, Default)]
pub struct OfficeSaid {
    /// The year of cover.
    pub levy_year: Option<i32>,
    /// The day up to which the list is.
    pub list_date: Option<NaiveDate>,
    /// Which office.
    pub office: String,
    /// The number of its letter.
    pub document_no: String,
    /// Whether the list holds everybody; `None` = found out.
    pub is_full: Option<bool>,
    /// Sheet, header, encoding, columns.
    pub reading: Reading,
}

/// What a list says, and what came of it or would come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeReport {
    /// Its kind.
    pub kind: OfficeKind,
    /// The import, if it was done.
    pub import_id: Option<Uuid>,
    /// The file.
    pub file_name: String,
    /// Where its rows come from.
    pub origin: Origin<String>,
    /// The year of cover.
    pub levy_year: Option<i32>,
    /// The day up to which the list is.
    pub list_date: NaiveDate,
    /// How that day is known: `said`, `file`, `newest_row`, `today`.
    pub list_date_from: &'static str,
    /// Whether whoever is not on it is asked about.
    pub is_full: bool,
    /// Rows that stand for a person, good or bad.
    pub rows: u32,
    /// Good rows of people of the book.
    pub matched: u32,
    /// Good rows of nobody in the book.
    pub unmatched: u32,
    /// People of whom the list says something new.
    pub added: u32,
    /// People of whom the book said something else.
    pub changed: u32,
    /// People of whom the book says the same.
    pub same: u32,
    /// Proposals and questions that wait for the clerk.
    pub proposals: u32,
    /// Among them: people who were on the list before and are not any more.
    pub no_longer: u32,
    /// Work that was opened.
    pub work: u32,
    /// People of the roster of whom the list says nothing.
    pub not_on_list: u32,
    /// People of whom the office asks another sum than the notice.
    pub differences: u32,
    /// Rows that are held back.
    pub bad: Vec<OfficeNote>,
    /// Rows to be looked at.
    pub notes: Vec<OfficeNote>,
    /// Good rows of nobody in the book; at most [`MOST_SHOWN`].
    pub nobody: Vec<OfficeNote>,
    /// When this very file came in.
    pub already_imported_at: Option<String>,
    /// A newer list of the kind stands in the book already: its day.
    pub newer_list: Option<NaiveDate>,
}

/// Rows of nobody that an answer names.
pub const MOST_SHOWN: usize = 200;

impl Book {
    /// Looks at a list without writing anything.
    ///
    /// # Errors
    /// The file cannot be read; it speaks of another year ([`Error::ListOfOtherYear`]) or of a day after today
    /// ([`Error::ListFromFuture`]).
    pub fn preview_office_list(
        &self,
        kind: OfficeKind,
        file: ListFile<'_>,
        said: &OfficeSaid,
        now: &Moment,
    ) -> Result<OfficeReport> {
        self.preview_office_list_watched(kind, file, said, now, &mut unwatched)
    }

    /// [`Book::preview_office_list`], watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`].
    pub fn preview_office_list_watched(
        &self,
        kind: OfficeKind,
        file: ListFile<'_>,
        said: &OfficeSaid,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<OfficeReport> {
        let levy_year = in_force(self.policy_versions(), now.on())?.levy_year;
        self.read(|tx| {
            let list = tx.read_office_list(kind, file, said, now, watch)?;
            let before = tx.import_of(&super::hash_of(file.bytes))?;
            let plan = Plan::of(tx, &list, file.name, said, levy_year, now, watch)?;
            let mut report = plan.report;
            if kind == OfficeKind::MarkedSums {
                let policies = self.policy_versions();
                let year = report.levy_year.unwrap_or(levy_year);
                report.differences = tx.count_differences(policies, &plan.sums, year, now.on(), watch)?;
            }
            report.already_imported_at = before.map(|import| import.at);
            Ok(report)
        })
    }

    /// Brings a list in, in one act.
    ///
    /// # Errors
    /// Those of [`Book::preview_office_list`]; [`Error::ImportedBefore`]; nothing is changed then.
    pub fn import_office_list(
        &mut self,
        kind: OfficeKind,
        file: ListFile<'_>,
        said: &OfficeSaid,
        now: &Moment,
    ) -> Result<OfficeReport> {
        self.import_office_list_watched(kind, file, said, now, &mut unwatched)
    }

    /// [`Book::import_office_list`], watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`]: nothing is changed then.
    pub fn import_office_list_watched(
        &mut self,
        kind: OfficeKind,
        file: ListFile<'_>,
        said: &OfficeSaid,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<OfficeReport> {
        let file_sha256 = super::hash_of(file.bytes);
        self.transact(now, |tx, acting| {
            if let Some(before) = tx.import_of(&file_sha256)? {
                return Err(Error::ImportedBefore { file_name: file.name.to_owned(), at: before.at });
            }
            let list = tx.read_office_list(kind, file, said, now, watch)?;
            let levy_year = in_force(acting.policies, now.on())?.levy_year;
            let plan = Plan::of(tx, &list, file.name, said, levy_year, now, watch)?;
            if plan.report.matched == 0 && plan.report.unmatched == 0 {
                return Err(Error::ListHasOnlyBadRows {
                    file_name: file.name.to_owned(),
                    bad: plan.report.bad.len(),
                });
            }
            tx.remember_mapping(acting, kind.into(), &list.origin.header_hash, &said.reading)?;
            let sums = (kind == OfficeKind::MarkedSums).then(|| plan.sums.clone());
            let mut report = tx.apply_office_plan(acting, plan, &list, said, &file_sha256, watch)?;
            if let Some(sums) = sums {
                let year = report.levy_year.unwrap_or(levy_year);
                let policies = acting.policies;
                report.differences = tx.count_differences(policies, &sums, year, now.on(), watch)?;
            }
            Ok(report)
        })
    }

    /// The bad rows of a list as a workbook to hand back.
    pub fn office_bad_rows(
        &self,
        kind: OfficeKind,
        file: ListFile<'_>,
        said: &OfficeSaid,
        now: &Moment,
    ) -> Result<Vec<u8>> {
        let list = self.read(|tx| tx.read_office_list(kind, file, said, now, &mut unwatched))?;
        list.bad_rows(plan::bad_words)
            .map_err(|_| Error::Io { path: file.name.into(), kind: std::io::ErrorKind::InvalidData })
    }

    /// The newest list of a kind for a year of cover: how old what is known is.
    pub fn newest_list(&self, kind: OfficeKind, levy_year: i32) -> Result<Option<ListAge>> {
        self.read(|tx| tx.newest_office_list(kind, levy_year))
    }
}

impl Tx<'_> {
    fn read_office_list(
        &self,
        kind: OfficeKind,
        file: ListFile<'_>,
        said: &OfficeSaid,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<OfficeList> {
        say(watch, Step::Reading, 0, 0)?;
        let columns = self.columns_of(kind.into(), file.bytes, file.name, kind.columns(), &said.reading)?;
        let options = OfficeOptions { read: said.reading.options(&columns), levy_year: said.levy_year };
        Ok(office_list::read_office_list(kind, file.bytes, file.name, &options, now.on())?)
    }

    /// The paid list by which the till asks.
    pub(crate) fn paid_list(&self, levy_year: i32) -> Result<Option<ListAge>> {
        self.newest_office_list(OfficeKind::PaidList, levy_year)
    }
}
