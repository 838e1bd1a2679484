//! A household as whoever goes there needs it: who has not paid, where each is, what was heard so far.

use super::{Cadre, REFUSED, Visit, Whereabouts};
use crate::book::Book;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::household::Household;
use crate::person::Person;
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// A household as whoever goes there needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanvassHousehold {
    /// The household.
    pub household: Household,
    /// How each of those who are here stands in the levy year.
    pub states: HashMap<Uuid, EnrolmentState>,
    /// Every visit, newest first, corrected ones among them.
    pub visits: Vec<Visit>,
    /// Where each was and is, newest first.
    pub whereabouts: HashMap<Uuid, Vec<Whereabouts>>,
    /// The cadre who answers for this household itself.
    pub own_cadre: Option<Uuid>,
    /// The name of who answers for it, himself or for its group.
    pub cadre: Option<String>,
    /// Somebody of it refused when he was heard last.
    pub refuses: bool,
}

/// One person as whoever asks after him needs it: what was heard of him, where he was and is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanvassPerson {
    /// The person.
    pub person: Person,
    /// The household in which he lives, or lived last.
    pub household: Household,
    /// How he stands in the levy year; `None` if he is not here any more.
    pub state: Option<EnrolmentState>,
    /// Every visit at which something was heard of him, newest first, corrected ones among them.
    pub visits: Vec<Visit>,
    /// Where he was and is, newest first.
    pub whereabouts: Vec<Whereabouts>,
    /// The name of who answers for his household, itself or for its group.
    pub cadre: Option<String>,
}

/// The cadre who answers for a household itself, and who answers for it at all.
fn duty<'c>(cadres: &'c [Cadre], household: &Household) -> (Option<&'c Cadre>, Option<&'c Cadre>) {
    let is_own =
        |cadre: &&Cadre| cadre.households.iter().any(|duty| duty.household_id == household.household_id);
    let own = cadres.iter().find(is_own);
    let of_group = || cadres.iter().find(|cadre| cadre.groups.contains(&household.village_group));
    (own, own.or_else(of_group))
}

impl Book {
    /// A household as whoever goes there needs it, for the levy year that is collected on a day.
    pub fn canvass_household(&self, household_id: Uuid, on: NaiveDate) -> Result<CanvassHousehold> {
        let levy_year = self.policy_on(on)?.levy_year;
        let household = self.household(household_id)?;
        let row = self.household_row(household_id, levy_year, on)?;
        let members = row.map(|row| row.members).unwrap_or_default();
        let visits = self.visits(household_id)?;
        let cadres = self.cadres()?;
        let (own, cadre) = duty(&cadres, &household);
        let mut whereabouts = HashMap::new();
        for person in household.present() {
            whereabouts.insert(person.person_id, self.whereabouts(person.person_id)?);
        }
        let refuses = household
            .present()
            .any(|person| heard_last(&visits, person.person_id, levy_year) == Some(REFUSED));
        Ok(CanvassHousehold {
            states: members.into_iter().map(|member| (member.person_id, member.state)).collect(),
            own_cadre: own.map(|cadre| cadre.cadre_id),
            cadre: cadre.map(|cadre| cadre.name.clone()),
            household,
            visits,
            whereabouts,
            refuses,
        })
    }

    /// One person as whoever asks after him needs it, for the levy year that is collected on a day.
    pub fn canvass_person(&self, person_id: Uuid, on: NaiveDate) -> Result<CanvassPerson> {
        let person = self.person(person_id)?;
        let household = self.household(person.household_id)?;
        let row = self.household_row(person.household_id, self.policy_on(on)?.levy_year, on)?;
        let members = row.map(|row| row.members).unwrap_or_default();
        let cadres = self.cadres()?;
        let (_, cadre) = duty(&cadres, &household);
        Ok(CanvassPerson {
            state: members
                .into_iter()
                .find(|member| member.person_id == person_id)
                .map(|member| member.state),
            visits: self.visits_of_person(person_id)?,
            whereabouts: self.whereabouts(person_id)?,
            cadre: cadre.map(|cadre| cadre.name.clone()),
            person,
            household,
        })
    }
}

/// The visits of a levy year that count at which something was heard of a person, in their order, with what was heard.
pub(crate) fn heard(
    visits: &[Visit],
    person_id: Uuid,
    levy_year: i32,
) -> impl Iterator<Item = (&Visit, &str)> {
    visits
        .iter()
        .filter(move |visit| visit.corrected_by.is_none() && visit.levy_year == levy_year)
        .filter_map(move |visit| {
            let answer = visit.answers.iter().find(|answer| answer.person_id == person_id)?;
            Some((visit, answer.outcome.as_str()))
        })
}

/// What was heard of a person last, of visits that stand newest first.
fn heard_last(visits: &[Visit], person_id: Uuid, levy_year: i32) -> Option<&str> {
    heard(visits, person_id, levy_year).next().map(|(_, outcome)| outcome)
}
