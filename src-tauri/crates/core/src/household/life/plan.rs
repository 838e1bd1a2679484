//! What an act makes of the households that it touches: before, after, and what there is to say about it.

use super::LifeNote;
use crate::codes;
use crate::error::{Error, Result};
use crate::household::{HEAD, Household};
use crate::person::Person;
use chrono::NaiveDate;
use uuid::Uuid;

/// Households before and after an act.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) before: Vec<Household>,
    pub(super) after: Vec<Household>,
    /// Those whom the act is about.
    pub(super) people: Vec<Uuid>,
    pub(super) notes: Vec<LifeNote>,
}

impl Plan {
    pub(super) fn after_mut(&mut self, household_id: Uuid) -> &mut Household {
        let place = self.after.iter().position(|household| household.household_id == household_id);
        &mut self.after[place.unwrap_or_default()]
    }

    /// Takes people out of a household of the plan and puts them into another, under new numbers.
    pub(super) fn move_people(&mut self, people: &[Uuid], from: Uuid, into: Uuid, mut highest: u32) {
        let mut moving = Vec::new();
        self.after_mut(from).members.retain(|member| {
            let goes = people.contains(&member.person_id);
            if goes {
                moving.push(member.clone());
            }
            !goes
        });
        for mut person in moving {
            highest += 1;
            person.household_id = into;
            person.member_no = highest;
            self.after_mut(into).members.push(person);
        }
    }

    pub(super) fn note_empty(&mut self) {
        for household in &self.after {
            let was = self.before.iter().find(|before| before.household_id == household.household_id);
            if was.is_some_and(|was| was.present().next().is_some()) && household.present().next().is_none() {
                self.notes.push(LifeNote::HouseholdEmpty { hh_no: household.hh_no.clone() });
            }
        }
    }
}

/// The member of a household.
pub(super) fn member(household: &Household, person_id: Uuid) -> Result<&Person> {
    household
        .members
        .iter()
        .find(|member| member.person_id == person_id)
        .ok_or_else(|| Error::NoSuchPerson { member: person_id.to_string() })
}

/// Members of a household, each once.
pub(super) fn chosen<'h>(household: &'h Household, people: &[Uuid]) -> Result<Vec<&'h Person>> {
    if people.is_empty() {
        return Err(Error::NobodyNamed {});
    }
    let mut all = Vec::with_capacity(people.len());
    for person_id in people {
        let found = member(household, *person_id)?;
        if !all.iter().any(|other: &&Person| other.person_id == *person_id) {
            all.push(found);
        }
    }
    Ok(all)
}

pub(super) fn here(person: &Person) -> Result<()> {
    if person.is_present() {
        return Ok(());
    }
    Err(Error::NotHere {
        name: person.name.clone(),
        standing: codes::fact_label("standing", person.standing.word()),
    })
}

/// Nothing happens to somebody before he is born.
pub(super) fn born_by(people: &[&Person], on: NaiveDate) -> Result<()> {
    for person in people {
        if let Some(birth) = person.birth.filter(|birth| *birth > on) {
            return Err(Error::BeforeBirth {
                name: person.name.clone(),
                birth: birth.to_string(),
                happened_on: on,
            });
        }
    }
    Ok(())
}

/// Checks what must hold of every household after an act.
pub(super) fn lawful(household: &Household) -> Result<()> {
    let heads = household.present().filter(|member| member.relation == HEAD).count();
    let head_is_here = household.present().any(|member| Some(member.person_id) == household.head_id);
    let is_empty = household.present().next().is_none();
    if (is_empty && household.head_id.is_none()) || (heads == 1 && head_is_here) {
        return Ok(());
    }
    Err(Error::HeadMissing { hh_no: household.hh_no.clone() })
}
