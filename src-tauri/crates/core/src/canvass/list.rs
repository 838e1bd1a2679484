//! 催缴名单: who has not paid, with all that the next visit needs to know.
//!
//! Invariant: everyone who is here and is neither paid nor excused stands on the list, whatever was heard of him; whoever
//! is recorded as refusing only where he is asked for. A household stays together. Must not know: sums, categories.

use super::{Whereabouts, store::Standing};
use crate::book::Book;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::household::natural_key;
use crate::storage::Tx;
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// People on a page.
pub const LIST_PAGE: u32 = 50;

/// Whose households to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CadreFilter {
    /// Everyone's.
    #[default]
    Any,
    /// Those for which nobody answers.
    Nobody,
    /// Those of one cadre.
    Of(Uuid),
}

/// Whom to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListFilter {
    /// Only this village group.
    pub village_group: Option<String>,
    /// Only the households of a cadre.
    pub cadre: CadreFilter,
    /// Only households of which someone is to be visited today or was to be before.
    pub due_only: bool,
    /// Also who is recorded as refusing.
    pub with_refused: bool,
}

/// Whether the next visit is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Its day has passed.
    Overdue,
    /// It is today.
    Today,
    /// Not yet, or no day was agreed.
    Later,
}

impl Due {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Later => "later",
        }
    }

    fn of(next_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match next_on {
            Some(next_on) if next_on < today => Self::Overdue,
            Some(next_on) if next_on == today => Self::Today,
            _ => Self::Later,
        }
    }
}

/// The newest visit that heard something of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastVisit {
    /// Its number.
    pub visit_no: u32,
    /// The day.
    pub visited_on: NaiveDate,
    /// A code of [`crate::codes::canvass_ways`].
    pub way: String,
    /// Who went.
    pub visitor: String,
    /// A code of [`crate::codes::canvass_outcomes`].
    pub outcome: String,
    /// In his words.
    pub note: String,
}

/// One person on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanvassRow {
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// Its head's name.
    pub head: String,
    /// A second spelling of it.
    pub head_alt: Option<String>,
    /// 村民组.
    pub village_group: String,
    /// Address.
    pub address: String,
    /// The person.
    pub person_id: Uuid,
    /// His number in the household.
    pub member_no: u32,
    /// His name.
    pub name: String,
    /// A second spelling.
    pub name_alt: Option<String>,
    /// GB/T 4761, to the head.
    pub relation: String,
    /// Full years.
    pub age: Option<u32>,
    /// The phone to call: his own, the one of his whereabouts, or his head's.
    pub phone: String,
    /// How he stands.
    pub state: EnrolmentState,
    /// False if he died or moved away since.
    pub is_present: bool,
    /// Where he is.
    pub whereabouts: Option<Whereabouts>,
    /// Who answers for him.
    pub cadre: Option<(Uuid, String)>,
    /// How often he was visited for this levy year.
    pub visits: u32,
    /// The newest visit.
    pub last: Option<LastVisit>,
    /// When to come again, as agreed at the newest visit.
    pub next_on: Option<NaiveDate>,
    /// Whether that is due.
    pub due: Due,
}

impl CanvassRow {
    /// True if he is to be won over: here, neither paid nor excused nor recorded as refusing.
    pub fn is_open(&self) -> bool {
        self.is_present && self.state == EnrolmentState::Unpaid
    }
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanvassPage {
    /// The people of this page.
    pub rows: Vec<CanvassRow>,
    /// All who fit.
    pub people: u32,
    /// Their households.
    pub households: u32,
    /// People who were to be visited before today.
    pub overdue: u32,
    /// People to be visited today.
    pub today: u32,
    /// People who were never visited.
    pub never: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if nobody fits.
    pub pages: u32,
}

impl Book {
    /// Who has not paid, for the levy year that is collected on a day: households with an overdue visit first, then by
    /// group and number.
    pub fn canvass_list(&self, filter: &ListFilter, page: u32, on: NaiveDate) -> Result<CanvassPage> {
        let levy_year = self.policy_on(on)?.levy_year;
        let rows = self.read(|tx| tx.canvass_rows(levy_year, None, on))?;
        Ok(paged(chosen(rows, filter), page))
    }

    /// Everybody who is here as a visit needs to know him, for the levy year that is collected on a day.
    pub(crate) fn canvass_people(&self, on: NaiveDate) -> Result<Vec<CanvassRow>> {
        let levy_year = self.policy_on(on)?.levy_year;
        self.read(|tx| tx.canvass_rows(levy_year, None, on))
    }

    /// How many people are to be visited on a day, and how many were to be before it.
    pub fn visits_due(&self, on: NaiveDate) -> Result<(u32, u32)> {
        let list = self.canvass_list(&ListFilter { due_only: true, ..ListFilter::default() }, 1, on)?;
        Ok((list.today, list.overdue))
    }
}

impl Tx<'_> {
    /// The people of the roster as the list shows them: some by their ids, or everyone who is here.
    pub(super) fn canvass_rows(
        &self,
        levy_year: i32,
        ids: Option<&[Uuid]>,
        on: NaiveDate,
    ) -> Result<Vec<CanvassRow>> {
        let mut rows = self.canvass_people(levy_year, ids, on)?;
        let mut visits: HashMap<Uuid, Vec<Standing>> = HashMap::new();
        for answer in self.standing_answers(levy_year, None)? {
            visits.entry(answer.person_id).or_default().push(answer);
        }
        let mut whereabouts: HashMap<Uuid, Whereabouts> = self.newest_whereabouts()?.into_iter().collect();
        let cadres = self.cadres()?;
        let by_group: HashMap<&str, _> =
            cadres.iter().flat_map(|c| c.groups.iter().map(move |group| (group.as_str(), c))).collect();
        let by_household: HashMap<Uuid, _> =
            cadres.iter().flat_map(|c| c.households.iter().map(move |h| (h.household_id, c))).collect();
        for row in &mut rows {
            let cadre =
                by_household.get(&row.household_id).or_else(|| by_group.get(row.village_group.as_str()));
            row.cadre = cadre.map(|cadre| (cadre.cadre_id, cadre.name.clone()));
            row.whereabouts = whereabouts.remove(&row.person_id);
            if let Some(there) = row.whereabouts.as_ref().filter(|there| !there.phone.is_empty()) {
                // The phone of where he is now reaches him; the roster's may lie at home.
                row.phone.clone_from(&there.phone);
            }
            let Some(heard) = visits.remove(&row.person_id) else { continue };
            row.visits = u32::try_from(heard.len()).unwrap_or(u32::MAX);
            if let Some(last) = heard.into_iter().max_by_key(|visit| (visit.visited_on, visit.visit_no)) {
                row.next_on = last.next_on;
                row.due = Due::of(last.next_on, on);
                row.last = Some(LastVisit {
                    visit_no: last.visit_no,
                    visited_on: last.visited_on,
                    way: last.way,
                    visitor: last.visitor,
                    outcome: last.outcome,
                    note: last.note,
                });
            }
        }
        Ok(rows)
    }
}

/// Those who fit, households together, overdue ones first. Pure.
pub(super) fn chosen(rows: Vec<CanvassRow>, filter: &ListFilter) -> Vec<CanvassRow> {
    let fits = |row: &CanvassRow| {
        (row.is_open() || filter.with_refused && row.is_present && row.state == EnrolmentState::Refused)
            && filter.village_group.as_ref().is_none_or(|group| *group == row.village_group)
            && match filter.cadre {
                CadreFilter::Any => true,
                CadreFilter::Nobody => row.cadre.is_none(),
                CadreFilter::Of(wanted) => row.cadre.as_ref().is_some_and(|(cadre, _)| *cadre == wanted),
            }
    };
    let mut rows: Vec<_> = rows.into_iter().filter(fits).collect();
    // The household is visited as a whole: its earliest day counts for all of it.
    let mut earliest: HashMap<Uuid, NaiveDate> = HashMap::new();
    for row in rows.iter().filter(|row| row.due < Due::Later) {
        if let Some(next_on) = row.next_on {
            let day = earliest.entry(row.household_id).or_insert(next_on);
            *day = (*day).min(next_on);
        }
    }
    if filter.due_only {
        rows.retain(|row| earliest.contains_key(&row.household_id));
    }
    rows.sort_by_cached_key(|row| {
        let day = earliest.get(&row.household_id).copied();
        (day.is_none(), day, walking_key(row))
    });
    rows
}

/// The order in which one walks: group by group, house by house.
pub(super) fn walking_key(row: &CanvassRow) -> (String, String, String, u32) {
    (natural_key(&row.village_group), natural_key(&row.hh_no), row.hh_no.clone(), row.member_no)
}

fn paged(rows: Vec<CanvassRow>, page: u32) -> CanvassPage {
    let count = |holds: &dyn Fn(&CanvassRow) -> bool| {
        u32::try_from(rows.iter().filter(|row| holds(row)).count()).unwrap_or(u32::MAX)
    };
    let people = count(&|_| true);
    let (overdue, today) = (count(&|row| row.due == Due::Overdue), count(&|row| row.due == Due::Today));
    let never = count(&|row| row.visits == 0);
    let households: std::collections::HashSet<Uuid> = rows.iter().map(|row| row.household_id).collect();
    let pages = people.div_ceil(LIST_PAGE).max(1);
    let page = page.clamp(1, pages);
    let from = ((page - 1) * LIST_PAGE) as usize;
    CanvassPage {
        households: u32::try_from(households.len()).unwrap_or(u32::MAX),
        rows: rows.into_iter().skip(from).take(LIST_PAGE as usize).collect(),
        people,
        overdue,
        today,
        never,
        page,
        pages,
    }
}
