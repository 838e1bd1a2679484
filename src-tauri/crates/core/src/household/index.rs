//! Everybody, kept in memory: what a search and the table of people go through on every key.
//!
//! Invariant: it says what the rows say. Every act notes the households that it touched, and they are read again before
//! the next look. Must not know: why somebody has not paid.

use super::number::natural_key;
use crate::error::Result;
use crate::person::{SEPARATOR, Standing, household_key};
use crate::storage::Tx;
use chrono::NaiveDate;
use memchr::memmem::Finder;
use std::collections::HashSet;
use uuid::Uuid;

/// Beyond this share of all households (one in so many) everybody is read anew.
const ANEW: usize = 8;
/// Between the keys of two members of a household.
const NEXT_MEMBER: char = '\n';

/// Everybody, if they were asked for already, and who was touched since.
#[derive(Debug, Default)]
pub(crate) struct Everybody {
    index: Option<Index>,
    touched: HashSet<String>,
}

impl Everybody {
    /// Notes that these households are to be read again.
    pub(crate) fn touch(&mut self, households: Vec<String>) {
        if self.index.is_some() {
            self.touched.extend(households);
        }
    }

    /// Everybody as the rows have them now.
    pub(crate) fn current(&mut self, tx: &Tx<'_>) -> Result<&Index> {
        let touched = std::mem::take(&mut self.touched);
        let index = match self.index.take() {
            Some(index) if touched.is_empty() => index,
            Some(mut index) if touched.len() <= index.households.len() / ANEW + ANEW => {
                index.read_again(tx, &touched)?;
                index
            }
            _ => Index { households: sorted(tx.indexed_households(None)?) },
        };
        Ok(self.index.insert(index))
    }
}

/// All households in the order of their list: by group, then by number.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) households: Vec<IndexedHousehold>,
}

/// A household in memory.
#[derive(Debug)]
pub(crate) struct IndexedHousehold {
    pub(crate) household_id: Uuid,
    pub(crate) hh_no: String,
    pub(crate) head_id: Option<Uuid>,
    pub(crate) village_group: String,
    pub(crate) address: String,
    /// Its members, dead and moved ones among them, by number.
    pub(crate) people: Vec<IndexedPerson>,
    /// The search keys of the members, in their order.
    keys: String,
    /// Where it stands in the list.
    pub(crate) place: (String, String),
}

/// A member in memory.
#[derive(Debug, Clone)]
pub(crate) struct IndexedPerson {
    pub(crate) person_id: Uuid,
    pub(crate) member_no: u32,
    pub(crate) name: String,
    pub(crate) certificate_type: String,
    pub(crate) certno: String,
    pub(crate) sex: String,
    pub(crate) birth: Option<NaiveDate>,
    pub(crate) relation: String,
    pub(crate) migrant_worker: Option<bool>,
    pub(crate) phone: String,
    pub(crate) standing: Standing,
    /// The day on which the last category that a department's list gives him ends; the last of all days if it runs on.
    pub(crate) category_ends: Option<NaiveDate>,
}

impl IndexedPerson {
    /// Neither dead nor moved away.
    pub(crate) fn is_present(&self) -> bool {
        self.standing == Standing::Present
    }

    /// Whether he holds a category on a day.
    pub(crate) fn has_category_on(&self, on: NaiveDate) -> bool {
        self.category_ends.is_some_and(|ends| ends > on)
    }

    /// Full years on a day.
    pub(crate) fn age_on(&self, on: NaiveDate) -> Option<u32> {
        on.years_since(self.birth?)
    }
}

impl IndexedHousehold {
    pub(super) fn bare(
        household_id: Uuid,
        hh_no: String,
        head_id: Option<Uuid>,
        village_group: String,
        address: String,
    ) -> Self {
        let place = (natural_key(&village_group), natural_key(&hh_no));
        let people = Vec::new();
        Self { household_id, hh_no, head_id, village_group, address, people, keys: String::new(), place }
    }

    /// A household in which nobody is left is still found by its own words.
    pub(super) fn close(&mut self) {
        if self.people.is_empty() {
            self.keys = household_key(&self.hh_no, &self.village_group, &self.address);
        }
    }

    pub(super) fn take(&mut self, person: IndexedPerson, search_key: &str) {
        if !self.people.is_empty() {
            self.keys.push(NEXT_MEMBER);
        }
        self.keys.push_str(search_key);
        self.people.push(person);
    }

    /// The head, or the first member where the roster names none.
    pub(crate) fn head(&self) -> Option<&IndexedPerson> {
        self.people
            .iter()
            .find(|person| Some(person.person_id) == self.head_id)
            .or_else(|| self.people.first())
    }

    /// Whether the word is in the key of some member.
    pub(crate) fn has(&self, word: &Sought<'_>) -> bool {
        word.is_in(self.keys.as_bytes())
    }

    /// Its members with their search keys.
    pub(crate) fn with_keys(&self) -> impl Iterator<Item = (&IndexedPerson, &str)> {
        self.people.iter().zip(self.keys.split(NEXT_MEMBER))
    }
}

impl Index {
    fn read_again(&mut self, tx: &Tx<'_>, touched: &HashSet<String>) -> Result<()> {
        let ids: HashSet<Uuid> = touched.iter().filter_map(|id| id.parse().ok()).collect();
        self.households.retain(|household| !ids.contains(&household.household_id));
        for household in tx.indexed_households(Some(touched))? {
            let key = |other: &IndexedHousehold| (other.place.clone(), other.household_id);
            let place = self.households.partition_point(|other| key(other) < key(&household));
            self.households.insert(place, household);
        }
        Ok(())
    }

    /// The households of which someone fits every word, best first, in their order.
    pub(super) fn find(&self, words: &[String]) -> Vec<&IndexedHousehold> {
        let sought: Vec<_> = words.iter().map(|word| Sought::of(word)).collect();
        let mut found: Vec<(u8, &IndexedHousehold)> = self
            .households
            .iter()
            .filter_map(|household| {
                let worst =
                    |rank: u8, word: &Sought<'_>| Some(rank.max(word.rank(household.keys.as_bytes())?));
                Some((sought.iter().try_fold(0, worst)?, household))
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, household)| household).collect()
    }
}

fn sorted(mut households: Vec<IndexedHousehold>) -> Vec<IndexedHousehold> {
    households.sort_by(|a, b| (&a.place, a.household_id).cmp(&(&b.place, b.household_id)));
    households
}

/// A word that is looked for: anywhere, at the beginning of a part of a key, as a whole part.
pub(crate) struct Sought<'w> {
    part: Finder<'w>,
    begins: Finder<'static>,
    whole: Finder<'static>,
}

impl<'w> Sought<'w> {
    pub(crate) fn of(word: &'w str) -> Self {
        Self {
            part: Finder::new(word),
            begins: Finder::new(&format!("{SEPARATOR}{word}")).into_owned(),
            whole: Finder::new(&format!("{SEPARATOR}{word}{SEPARATOR}")).into_owned(),
        }
    }

    /// Whether the word is in a key.
    pub(crate) fn is_in(&self, key: &[u8]) -> bool {
        self.part.find(key).is_some()
    }

    /// 0 a part of some key is the word, 1 a part begins with it, 2 a part holds it.
    fn rank(&self, keys: &[u8]) -> Option<u8> {
        let first = self.part.find(keys)?;
        // What begins with the word holds it, so nothing before the first hit needs to be looked at again.
        let rest = &keys[first.saturating_sub(SEPARATOR.len_utf8())..];
        Some(match (self.whole.find(rest), self.begins.find(rest)) {
            (Some(_), _) => 0,
            (None, Some(_)) => 1,
            (None, None) => 2,
        })
    }
}
