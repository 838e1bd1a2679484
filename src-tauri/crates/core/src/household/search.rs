//! Search as one types: the households of which someone fits every word.
//!
//! Invariant: a page is at most [`PAGE_SIZE`] households; the order is the same for the same book and text.
//! Must not know: why somebody has not paid.

use super::index::Index;
use crate::book::Book;
use crate::codes::{self, EnrolmentState};
use crate::error::Result;
use crate::person::search_words;
use crate::storage::Tx;
use chrono::NaiveDate;
use uuid::Uuid;

/// Households on a page.
pub const PAGE_SIZE: u32 = 20;

/// One member in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The person.
    pub person_id: Uuid,
    /// His number in the household.
    pub member_no: u32,
    /// His name.
    pub name: String,
    /// His certificate number with the birth date hidden.
    pub certno_masked: String,
    /// GB/T 4761, to the head.
    pub relation: String,
    /// Full years.
    pub age: Option<u32>,
    /// How he stands in the levy year.
    pub state: EnrolmentState,
}

/// One household in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    /// The household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// Its head's name.
    pub head: String,
    /// 村民组.
    pub village_group: String,
    /// Address.
    pub address: String,
    /// Those who are here.
    pub members: Vec<MemberRow>,
    /// How many of them have not paid and are not excused.
    pub unpaid: u32,
    head_id: Option<Uuid>,
}

impl HouseholdRow {
    pub(super) fn bare(
        household_id: Uuid,
        hh_no: String,
        village_group: String,
        address: String,
        head_id: Option<Uuid>,
    ) -> Self {
        let members = Vec::new();
        Self { household_id, hh_no, head: String::new(), village_group, address, members, unpaid: 0, head_id }
    }

    pub(super) fn take(&mut self, member: MemberRow, is_present: bool) {
        if self.head.is_empty() || self.head_id == Some(member.person_id) {
            self.head.clone_from(&member.name);
        }
        if is_present {
            self.unpaid += u32::from(member.state == EnrolmentState::Unpaid);
            self.members.push(member);
        }
    }

    /// `open`, `done`, or `empty` where nobody is left.
    pub fn state(&self) -> &'static str {
        match (self.members.is_empty(), self.unpaid) {
            (true, _) => "empty",
            (false, 0) => "done",
            (false, _) => "open",
        }
    }

    /// The word for [`HouseholdRow::state`].
    pub fn state_label(&self) -> &'static str {
        codes::household_state_label(self.state())
    }
}

/// A page of households.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// The households of this page.
    pub households: Vec<HouseholdRow>,
    /// All that fit.
    pub total: u32,
    /// This page, from 1; nobody is on a page beyond the last.
    pub page: u32,
    /// How many pages there are; 1 if nothing fits.
    pub pages: u32,
}

impl Book {
    /// The households that fit a text: each of its words must fit someone of the household (name, pinyin, any part of
    /// the certificate number, phone) or the household itself (number, group, address). Without a word all are listed,
    /// by group and number. Ages are those `on` a day, states those of a levy year.
    pub fn search(&self, text: &str, page: u32, levy_year: i32, on: NaiveDate) -> Result<SearchPage> {
        self.look(|tx, index| search(tx, index, text, page, levy_year, on))
    }

    /// The states of a household's members in a levy year, dead and moved ones not among them.
    pub fn household_row(
        &self,
        household_id: Uuid,
        levy_year: i32,
        on: NaiveDate,
    ) -> Result<Option<HouseholdRow>> {
        self.read(|tx| Ok(tx.household_rows(&[household_id.to_string()], levy_year, on)?.pop()))
    }
}

fn search(
    tx: &Tx<'_>,
    index: &Index,
    text: &str,
    page: u32,
    levy_year: i32,
    on: NaiveDate,
) -> Result<SearchPage> {
    let found = index.find(&search_words(text));
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.max(1);
    // Whoever goes from page to page until one is empty must come to an end, so beyond the last page stands nothing.
    let before = (page as usize - 1).saturating_mul(PAGE_SIZE as usize);
    let shown = found.into_iter().skip(before).take(PAGE_SIZE as usize);
    let ids: Vec<String> = shown.map(|household| household.household_id.to_string()).collect();
    Ok(SearchPage { households: tx.household_rows(&ids, levy_year, on)?, total, page, pages })
}
