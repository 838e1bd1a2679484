//! Rows of lists that speak of nobody in the book: who it could be, and the clerk's word about it.
//!
//! Invariant: a row finds its person by the number, or by the clerk's yes; a no is asked once. Must not know: files.

use super::plan::{Held, categories_after};
use super::store::Candidate;
use super::{Heading, PersonRef, count};
use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::person::Person;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::category_list::{CategoryList, ListRow};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Rows of a page.
const PAGE_SIZE: usize = 50;
/// Proposals that a row has at most.
const MOST_PROPOSALS: usize = 5;

/// Why somebody may be the person of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProposalReason {
    /// The same name, born on the same day.
    NameAndBirth,
    /// The same name, and a number that differs in one or two places.
    NameAndNumber,
    /// The same name in a household of the same head.
    NameAndHead,
}

impl ProposalReason {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NameAndBirth => "name_and_birth",
            Self::NameAndNumber => "name_and_number",
            Self::NameAndHead => "name_and_head",
        }
    }

    /// What the clerk reads.
    pub fn label(self) -> &'static str {
        super::words::say(self.word())
    }
}

/// Somebody who may be the person of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who.
    pub person: PersonRef,
    /// Why.
    pub reason: ProposalReason,
}

/// A row that waits for its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// The stored row; nil while the list is only looked at.
    pub entry_id: Uuid,
    /// The department.
    pub department: String,
    /// The name on the list.
    pub name: String,
    /// The number, masked.
    pub certno_masked: String,
    pub(super) certno: String,
    /// Birth, from the number.
    pub birth: Option<NaiveDate>,
    /// The head of the household, as the list names him.
    pub head_name: String,
    /// The day of the list.
    pub list_date: Option<NaiveDate>,
    /// Row of the list.
    pub sheet_row: u32,
    /// Who it could be.
    pub proposals: Vec<Proposal>,
    /// The row of the roster in which he was held back for a wrong number.
    pub roster_row: Option<u32>,
}

/// A page of rows that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPage {
    /// The rows.
    pub rows: Vec<WaitingRow>,
    /// How many there are on all pages.
    pub total: u32,
}

/// How many characters of two numbers of one length differ.
fn distance(a: &str, b: &str) -> usize {
    if a.len() == b.len() { a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count() } else { usize::MAX }
}

impl Book {
    /// The rows of departments' lists that wait for their person, with who it could be. Pages count from 1.
    pub fn waiting_rows(&self, page: u32) -> Result<WaitingPage> {
        self.read(|tx| {
            let rows = tx.waiting_rows()?;
            let total = count(rows.len());
            let from = (page.max(1) as usize - 1) * PAGE_SIZE;
            let mut rows: Vec<WaitingRow> = rows.into_iter().skip(from).take(PAGE_SIZE).collect();
            tx.propose(&mut rows)?;
            Ok(WaitingPage { rows, total })
        })
    }

    /// The clerk says that a waiting row is this person, or is not. A yes gives him what the list says.
    ///
    /// # Errors
    /// [`Error::NoSuchWaiting`] if the row waits no longer.
    pub fn decide_waiting(
        &mut self,
        entry_id: Uuid,
        person_id: Uuid,
        is_same: bool,
        now: &Moment,
    ) -> Result<()> {
        self.transact(now, |tx, acting| {
            let certno = tx
                .waiting_certno(entry_id)?
                .or_not_found(|| Error::NoSuchWaiting { entry_id: entry_id.to_string() })?;
            tx.person(person_id)?.or_not_found(|| Error::NoSuchPerson { member: person_id.to_string() })?;
            tx.put_match(acting, &certno, person_id, is_same)?;
            if is_same {
                tx.give_waiting(acting, &certno, person_id, "clerk")?;
            }
            tx.audit(acting, if is_same { "list_match_yes" } else { "list_match_no" }, &person_id.to_string())
        })
    }

    /// Looks again for the people of rows that wait: whoever was added since gets what the lists say of him.
    pub fn rematch(&mut self, now: &Moment) -> Result<u32> {
        self.transact(now, |tx, acting| tx.rematch(acting))
    }
}

impl Tx<'_> {
    /// Rows of a list that is only looked at and that speak of nobody.
    pub(super) fn waiting_of(
        &self,
        list: &CategoryList,
        heading: &Heading,
        is_waiting: impl Fn(&ListRow) -> bool,
    ) -> Result<Vec<WaitingRow>> {
        let mut seen = HashSet::new();
        let mut rows: Vec<WaitingRow> = list
            .rows
            .iter()
            .filter(|row| is_waiting(row) && seen.insert(row.certno.as_str()))
            .map(|row| WaitingRow {
                entry_id: Uuid::nil(),
                department: heading.department.clone(),
                name: row.name.clone(),
                certno_masked: cunshou_exchange::identity::mask(&row.certno),
                certno: row.certno.clone(),
                birth: row.birth,
                head_name: row.head_name.clone(),
                list_date: Some(heading.list_date),
                sheet_row: row.row,
                proposals: Vec::new(),
                roster_row: None,
            })
            .collect();
        self.propose(&mut rows)?;
        Ok(rows)
    }

    /// Says of each row who it could be.
    fn propose(&self, rows: &mut [WaitingRow]) -> Result<()> {
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let by_name = self.candidates(&names)?;
        let rosters = self.held_back_of_rosters(&names)?;
        let declined: HashSet<(String, Uuid)> = self.declined_matches()?.into_iter().collect();
        for row in rows {
            let fits = |of: &Candidate| {
                let same_birth = row.birth.is_some() && of.birth == row.birth;
                if same_birth {
                    Some(ProposalReason::NameAndBirth)
                } else if distance(&of.certno, &row.certno) <= 2 {
                    Some(ProposalReason::NameAndNumber)
                } else if !row.head_name.is_empty() && of.head == row.head_name {
                    Some(ProposalReason::NameAndHead)
                } else {
                    None
                }
            };
            let mut proposals: Vec<Proposal> = by_name
                .get(&row.name)
                .into_iter()
                .flatten()
                .filter(|of| !declined.contains(&(row.certno.clone(), of.person.person_id)))
                .filter_map(|of| Some(Proposal { reason: fits(of)?, person: of.person.clone() }))
                .collect();
            proposals.sort_by_key(|of| of.reason);
            proposals.truncate(MOST_PROPOSALS);
            row.proposals = proposals;
            row.roster_row = rosters
                .iter()
                .find(|(name, _, written)| {
                    let written = cunshou_exchange::identity::normalise_number(written);
                    *name == row.name
                        && (written.len() != row.certno.len() || distance(&written, &row.certno) <= 2)
                })
                .map(|(_, sheet_row, _)| *sheet_row);
        }
        Ok(())
    }

    /// Gives the waiting rows of a number to a person, and him the categories that they say.
    fn give_waiting(&self, acting: &Acting<'_>, certno: &str, person_id: Uuid, by: &str) -> Result<()> {
        let taken = self.take_waiting(certno, person_id, by)?;
        let Some((import_id, _)) = taken.first() else { return Ok(()) };
        let people: HashMap<Uuid, Person> = self.people_of(&[person_id])?;
        let Some(before) = people.get(&person_id) else { return Ok(()) };
        let codes: BTreeSet<String> = taken.iter().map(|(_, code)| code.clone()).collect();
        let said: Vec<(Held, String)> = self
            .entries_of(&[person_id])?
            .remove(&person_id)
            .unwrap_or_default()
            .into_iter()
            .map(|entry| (entry.held, entry.source))
            .collect();
        let today = acting.now.on();
        let categories = categories_after(before, &codes, &said, today, today);
        if categories != before.categories {
            let after = Person { categories, ..before.clone() };
            self.write_categories(acting, before, &after, *import_id, "category_list")?;
        }
        Ok(())
    }

    /// Looks again for the people of rows that wait. To be called by whatever adds people or gives them numbers.
    pub(crate) fn rematch(&self, acting: &Acting<'_>) -> Result<u32> {
        let found = self.waiting_with_person()?;
        for (certno, person_id) in &found {
            self.give_waiting(acting, certno, *person_id, "certno")?;
        }
        Ok(count(found.len()))
    }
}
