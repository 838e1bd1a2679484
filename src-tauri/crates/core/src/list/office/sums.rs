//! 资助标识: what the tax office asks of somebody, beside what the notice says.
//!
//! Invariant: the notice decides what is taken; a difference is shown before money moves and never settled here.

use crate::book::{Book, BookPolicy};
use crate::enrolment::{Bill, BillLine, Payable};
use crate::error::Result;
use crate::list::reading::{OnProgress, Step, say};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many people are assessed between two words about how far it is.
const SUMS_A_WORD: usize = 100;
/// Rows of a page.
const PAGE_SIZE: usize = 100;

/// What the tax office's newest list asks of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialSum {
    /// The sum; `None` if the list has a mark only.
    pub due: Option<Yuan>,
    /// The office's word for the mark; health or hardship data.
    pub mark: String,
    /// Whether it is a mark at all.
    pub is_marked: bool,
    /// The day of the list.
    pub list_date: NaiveDate,
}

/// Somebody of whom the tax office asks another sum than the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumDifference {
    /// Who.
    pub person_id: Uuid,
    /// His name.
    pub name: String,
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// 村民组.
    pub village_group: String,
    /// What the notice says; `None` where it does not let the money be taken here and now.
    pub ours: Option<Yuan>,
    /// What the tax office asks.
    pub theirs: Option<Yuan>,
    /// Why they differ: `no_category_here`, `no_mark_there`, `other`.
    pub why: &'static str,
    /// The article that decides our sum.
    pub article: String,
    /// The day of the office's list.
    pub list_date: NaiveDate,
    /// He has paid already.
    pub is_paid: bool,
}

/// A page of differences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumDifferencePage {
    /// The rows, by group and household.
    pub rows: Vec<SumDifference>,
    /// All differences.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if there is no difference.
    pub pages: u32,
    /// The day of the newest list; `None` = there is none.
    pub list_date: Option<NaiveDate>,
}

/// Compares one line of a bill with what the office asks. Pure.
fn compare(bill: &Bill, line: &BillLine, official: &OfficialSum) -> Option<SumDifference> {
    if matches!(line.payable, Payable::Gone | Payable::PaidElsewhere) {
        return None;
    }
    let collectable = matches!(line.payable, Payable::Yes | Payable::InFull | Payable::Paid { .. });
    let ours =
        collectable.then(|| line.assessment.as_ref().and_then(cunshou_policy::Assessment::to_take)).flatten();
    let differs = match (ours, official.due) {
        (Some(ours), Some(theirs)) => ours != theirs,
        (None, Some(_)) => !collectable,
        // A mark without a sum can only be compared as a mark.
        (_, None) => official.is_marked == line.person.categories.is_empty(),
    };
    let holds = !line.person.categories.is_empty();
    let why = match (holds, official.is_marked) {
        (false, true) => "no_category_here",
        (true, false) => "no_mark_there",
        _ => "other",
    };
    differs.then(|| SumDifference {
        person_id: line.person.person_id,
        name: line.person.name.clone(),
        household_id: bill.household.household_id,
        hh_no: bill.household.hh_no.clone(),
        village_group: bill.household.village_group.clone(),
        ours,
        theirs: official.due,
        why,
        article: line.deciding_rule(&bill.policy).map_or_else(String::new, |rule| rule.article.clone()),
        list_date: official.list_date,
        is_paid: matches!(line.payable, Payable::Paid { .. }),
    })
}

impl Bill {
    /// Members of whom the tax office asks another sum than the notice.
    pub fn sum_differences(&self) -> Vec<SumDifference> {
        self.lines
            .iter()
            .filter_map(|line| compare(self, line, self.officials.get(&line.person.person_id)?))
            .collect()
    }
}

impl Book {
    /// Everybody of whom the tax office asks another sum than the notice of the day.
    pub fn sum_differences(&self, page: u32, now: &Moment) -> Result<SumDifferencePage> {
        let policy = self.policy_on(now.on())?;
        let (rows, age) = self.read(|tx| {
            let mut rows = Vec::new();
            for household_id in tx.official_households(policy.levy_year)? {
                rows.extend(tx.bill(policy, household_id, None, now.on())?.sum_differences());
            }
            let kind = cunshou_exchange::office_list::OfficeKind::MarkedSums;
            Ok((rows, tx.newest_office_list(kind, policy.levy_year)?))
        })?;
        let total = rows.len();
        let pages = total.div_ceil(PAGE_SIZE).max(1);
        let page = (page as usize).clamp(1, pages);
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(SumDifferencePage {
            rows: rows.into_iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE).collect(),
            total: short(total),
            page: short(page),
            pages: short(pages),
            list_date: age.map(|age| age.list_date),
        })
    }
}

impl Tx<'_> {
    /// What the tax office asks of the people of a household.
    pub(crate) fn officials(&self, household_id: Uuid, levy_year: i32) -> Result<HashMap<Uuid, OfficialSum>> {
        let rows = self.official_rows(household_id, levy_year)?;
        Ok(rows
            .into_iter()
            .map(|(person_id, due, mark, is_marked, list_date)| {
                (person_id, OfficialSum { due, mark, is_marked, list_date })
            })
            .collect())
    }

    /// How many people of a list owe another sum by the notice.
    pub(super) fn count_differences(
        &self,
        policies: &[BookPolicy],
        sums: &[(Uuid, Option<Yuan>, bool)],
        levy_year: i32,
        on: NaiveDate,
        watch: OnProgress<'_>,
    ) -> Result<u32> {
        let Some(policy) =
            policies.iter().find(|policy| policy.levy_year == levy_year && policy.is_effective(on))
        else {
            return Ok(0);
        };
        let by_person: HashMap<Uuid, OfficialSum> = sums
            .iter()
            .map(|(person_id, due, is_marked)| {
                let sum =
                    OfficialSum { due: *due, mark: String::new(), is_marked: *is_marked, list_date: on };
                (*person_id, sum)
            })
            .collect();
        let mut seen = HashSet::new();
        let mut count = 0;
        for (done, (person_id, ..)) in sums.iter().enumerate() {
            if done % SUMS_A_WORD == 0 {
                say(watch, Step::Checking, done, sums.len())?;
            }
            let Some(household_id) = self.household_of(*person_id)? else { continue };
            if !seen.insert(household_id) {
                continue;
            }
            let mut bill = self.bill(policy, household_id, None, on)?;
            bill.officials.clone_from(&by_person);
            count += u32::try_from(bill.sum_differences().len()).unwrap_or(u32::MAX);
        }
        Ok(count)
    }
}
