//! 户: the household, the unit that is enrolled together.
//!
//! Invariant: a household has members and, while anyone of it is here, exactly one head; a member's number is never
//! given to another; whoever paid stays; each change leaves what was before and after. Must not know: sums, the notice.

mod draft;
mod history;
mod index;
pub mod life;
#[cfg(test)]
mod life_tests;
mod number;
mod relation;
mod search;
mod store;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use draft::{HEAD, standing};
pub use draft::{HouseholdInput, MemberInput};
pub(crate) use history::field_label;
pub use history::{HistoryItem, life_note_words};
pub(crate) use index::{Everybody, Index, IndexedHousehold, IndexedPerson, Sought};
pub(crate) use number::{natural, natural_key, next_number};
pub use relation::Proposal;
pub use search::{HouseholdRow, MemberRow, PAGE_SIZE, SearchPage};

use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::person::{Person, search_key};
use crate::storage::Tx;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use uuid::Uuid;

/// A household with all its members, in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// The row's id.
    pub household_id: Uuid,
    /// Its number as people say it (from the roster's book, or given).
    pub hh_no: String,
    /// Which member is the head (户主).
    pub head_id: Option<Uuid>,
    /// 村民组.
    pub village_group: String,
    /// Address.
    pub address: String,
    /// All members who ever belonged to it and still do.
    pub members: Vec<Person>,
}

impl Household {
    /// The head, or the first member where the roster names none.
    pub fn head(&self) -> Option<&Person> {
        self.members
            .iter()
            .find(|member| Some(member.person_id) == self.head_id)
            .or_else(|| self.members.first())
    }

    /// Those who are here: neither dead nor moved away.
    pub fn present(&self) -> impl Iterator<Item = &Person> {
        self.members.iter().filter(|member| member.is_present())
    }

    /// The phone to call: the head's, else the first member's who has one.
    pub fn phone(&self) -> &str {
        self.head()
            .into_iter()
            .chain(self.present())
            .map(|member| member.phone.as_str())
            .find(|phone| !phone.is_empty())
            .unwrap_or_default()
    }

    /// A search key of a member.
    fn key_of(&self, member: &Person) -> String {
        search_key(member, &self.hh_no, &self.village_group, &self.address)
    }
}

/// A household with what is written beside its rows. It is made of the household alone, so another thread can make it.
#[derive(Debug)]
pub(crate) struct NewHousehold {
    /// The household.
    pub(crate) household: Household,
    /// The search key of each member.
    keys: Vec<String>,
    /// The household as its history keeps it.
    image: String,
}

impl From<Household> for NewHousehold {
    fn from(household: Household) -> Self {
        let keys = household.members.iter().map(|member| household.key_of(member)).collect();
        Self { keys, image: json(&household), household }
    }
}

impl Book {
    /// The household.
    pub fn household(&self, household_id: Uuid) -> Result<Household> {
        self.read(|tx| tx.household(household_id))?
            .or_not_found(|| Error::NoSuchHousehold { hh_no: household_id.to_string() })
    }

    /// The household of that number.
    pub fn household_by_no(&self, hh_no: &str) -> Result<Household> {
        self.read(|tx| tx.household_by_no(hh_no))?
            .or_not_found(|| Error::NoSuchHousehold { hh_no: hh_no.to_owned() })
    }

    /// The number that the next new household gets if none is given.
    pub fn next_household_no(&self) -> Result<String> {
        self.read(|tx| Ok(next_number(&tx.household_numbers()?)))
    }

    /// Writes a household down, new or changed, with all its members: those with an id are changed, those without are
    /// new, those who are not named are removed.
    ///
    /// # Errors
    /// The first thing that is not right, with the member whom it concerns; nothing is changed then.
    pub fn save_household(&mut self, input: &HouseholdInput, now: &Moment) -> Result<Household> {
        self.transact(now, |tx, acting| {
            let before = match input.household_id {
                Some(id) => Some(
                    tx.household(id)?
                        .or_not_found(|| Error::NoSuchHousehold { hh_no: input.named().to_owned() })?,
                ),
                None => None,
            };
            let household_id = before.as_ref().map_or_else(|| now.id(), |before| before.household_id);
            let hh_no = tx.number_for(input, before.as_ref())?;
            let highest = if before.is_some() { tx.highest_member_no(household_id)? } else { 0 };
            let after = draft::household(input, before.as_ref(), household_id, hh_no, highest, now)?;
            tx.check_others(input, before.as_ref(), &after)?;
            match &before {
                Some(before) => tx.change_household(acting, before, &after)?,
                None => tx.add_household(acting, &after.clone().into(), None, "household_added")?,
            }
            // Whoever stood on a department's list before he stood in the book gets what it says of him.
            tx.rematch(acting)?;
            tx.household(household_id)?.or_not_found(|| Error::NoSuchHousehold { hh_no: after.hh_no })
        })
    }

    /// What happened to the household and its members, newest first. Payments stand in its receipts.
    pub fn history(&self, household_id: Uuid) -> Result<Vec<HistoryItem>> {
        Ok(history::items(&self.read(|tx| tx.changes(household_id))?))
    }

    /// What happened to a person in whatever household he lived, newest first: how he came, what was changed, acts with
    /// their papers, payments.
    pub fn person_history(&self, person_id: Uuid) -> Result<Vec<HistoryItem>> {
        self.read(|tx| {
            let mut items = history::items(&tx.changes_of_person(person_id)?);
            items.extend(tx.payments_of_person(person_id)?);
            items.sort_by(|a, b| b.at.cmp(&a.at));
            Ok(items)
        })
    }
}

impl Tx<'_> {
    /// The household with its members, categories and events: four queries by index.
    pub(crate) fn household(&self, household_id: Uuid) -> Result<Option<Household>> {
        self.with_members(self.household_row(household_id)?)
    }

    /// The household of that number.
    pub(crate) fn household_by_no(&self, hh_no: &str) -> Result<Option<Household>> {
        self.with_members(self.household_row_by_no(hh_no)?)
    }

    fn with_members(&self, row: Option<Household>) -> Result<Option<Household>> {
        row.map(|mut household| {
            household.members = self.members(household.household_id)?;
            Ok(household)
        })
        .transpose()
    }

    fn number_for(&self, input: &HouseholdInput, before: Option<&Household>) -> Result<String> {
        let given = draft::number(input)?;
        match (given, before) {
            (None, Some(before)) => Ok(before.hh_no.clone()),
            (None, None) => Ok(next_number(&self.household_numbers()?)),
            (Some(hh_no), before) => match self.household_row_by_no(&hh_no)? {
                Some(other) if before.is_none_or(|before| before.household_id != other.household_id) => {
                    Err(Error::HouseholdNoTaken { hh_no })
                }
                None if self.former_number(&hh_no, before.map(|before| before.household_id))? => {
                    Err(Error::HouseholdNoUsed { hh_no })
                }
                _ => Ok(hh_no),
            },
        }
    }

    /// Compares the members with everybody else in the book, and with who was a member until now.
    fn check_others(
        &self,
        input: &HouseholdInput,
        before: Option<&Household>,
        after: &Household,
    ) -> Result<()> {
        let staying: HashSet<Uuid> = after.members.iter().map(|member| member.person_id).collect();
        let old =
            |id: Uuid| before.and_then(|before| before.members.iter().find(|member| member.person_id == id));
        for gone in
            before.iter().flat_map(|before| &before.members).filter(|old| !staying.contains(&old.person_id))
        {
            if self.has_history(gone.person_id)? {
                return Err(Error::MemberHasPaid { name: gone.name.clone() });
            }
        }
        let was_here = |id: Uuid| old(id).is_some();
        for (member, given) in after.members.iter().zip(&input.members) {
            if let Some(holder) = self.certificate_holder(&member.certificate_type, &member.certno)?
                && !was_here(holder.person_id)
            {
                return Err(Error::CertificateTaken {
                    name: member.name.clone(),
                    hh_no: holder.hh_no,
                    head: holder.head,
                });
            }
            let old = old(member.person_id);
            let is_same = old.is_some_and(|old| old.name == member.name && old.birth == member.birth);
            let Some(birth) = member.birth.filter(|_| !is_same && !given.same_person_confirmed) else {
                continue;
            };
            let elsewhere =
                self.namesakes(&member.name, birth)?.into_iter().find(|other| !was_here(other.person_id));
            let beside = after.members.iter().find(|other| {
                other.person_id != member.person_id && other.name == member.name && other.birth == Some(birth)
            });
            if let Some(hh_no) =
                elsewhere.map(|other| other.hh_no).or_else(|| beside.map(|_| after.hh_no.clone()))
            {
                return Err(Error::SameNameAndBirth {
                    name: member.name.clone(),
                    birth: birth.to_string(),
                    hh_no,
                });
            }
        }
        Ok(())
    }

    /// A new household with its members.
    pub(crate) fn add_household(
        &self,
        acting: &Acting<'_>,
        new: &NewHousehold,
        import_id: Option<Uuid>,
        act: &str,
    ) -> Result<()> {
        let NewHousehold { household, keys, image } = new;
        self.insert_household(household, import_id, acting.now)?;
        for (member, key) in household.members.iter().zip(keys) {
            self.insert_person(member, key, import_id, acting.now)?;
            self.registration_of_change(acting, None, Some(member), import_id)?;
        }
        self.insert_change(acting, act, household.household_id, None, None, Some(image), import_id)
    }

    fn change_household(&self, acting: &Acting<'_>, before: &Household, after: &Household) -> Result<()> {
        let staying: HashSet<Uuid> = after.members.iter().map(|member| member.person_id).collect();
        for gone in before.members.iter().filter(|old| !staying.contains(&old.person_id)) {
            self.delete_person(gone.person_id)?;
            self.note_member_change(acting, "member_removed", Some(gone), None, None)?;
        }
        let old = |member: &Person| before.members.iter().find(|old| old.person_id == member.person_id);
        // Two members may have been given each other's numbers: both are free before either is written.
        for member in &after.members {
            if old(member).is_some_and(|old| old.certno != member.certno) {
                self.free_certificate(member.person_id)?;
            }
        }
        let moved = before.hh_no != after.hh_no
            || before.village_group != after.village_group
            || before.address != after.address;
        for member in &after.members {
            match old(member) {
                None => {
                    self.insert_person(member, &after.key_of(member), None, acting.now)?;
                    self.note_member_change(acting, "member_added", None, Some(member), None)?;
                }
                Some(old) if old != member => {
                    self.update_person(member, Some(&after.key_of(member)))?;
                    // Another paper came; a number of the same paper that was mended is not his and never was.
                    if old.certificate_type != member.certificate_type {
                        self.forget_former_certificate(member)?;
                        self.insert_former_certificate(acting, member.person_id, old, None)?;
                    }
                    self.note_member_change(acting, "member_changed", Some(old), Some(member), None)?;
                }
                Some(_) if moved => self.update_person(member, Some(&after.key_of(member)))?,
                Some(_) => {}
            }
        }
        if moved || before.head_id != after.head_id {
            self.update_household(after)?;
            let bare = |household: &Household| json(&Household { members: Vec::new(), ..household.clone() });
            self.insert_change(
                acting,
                "household_changed",
                after.household_id,
                None,
                Some(&bare(before)),
                Some(&bare(after)),
                None,
            )?;
        }
        Ok(())
    }

    /// Records what a member was and is, and what that means for the province's system.
    pub(crate) fn note_member_change(
        &self,
        acting: &Acting<'_>,
        act: &str,
        before: Option<&Person>,
        after: Option<&Person>,
        import_id: Option<Uuid>,
    ) -> Result<()> {
        let Some(person) = after.or(before) else { return Ok(()) };
        self.registration_of_change(acting, before, after, import_id)?;
        let (before, after) = (before.map(json), after.map(json));
        self.insert_change(
            acting,
            act,
            person.household_id,
            Some(person.person_id),
            before.as_deref(),
            after.as_deref(),
            import_id,
        )
    }
}

/// The JSON of what a row was or is.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain structs of texts and numbers always have a JSON form")
}
