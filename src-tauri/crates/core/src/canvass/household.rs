//! A household as whoever goes there needs it: who has not paid, where each is, what was heard so far.

use super::{REFUSED, Visit, Whereabouts};
use crate::book::Book;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::household::Household;
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

impl Book {
    /// A household as whoever goes there needs it, for the levy year that is collected on a day.
    pub fn canvass_household(&self, household_id: Uuid, on: NaiveDate) -> Result<CanvassHousehold> {
        let levy_year = self.policy_on(on)?.levy_year;
        let household = self.household(household_id)?;
        let row = self.household_row(household_id, levy_year, on)?;
        let members = row.map(|row| row.members).unwrap_or_default();
        let visits = self.visits(household_id)?;
        let cadres = self.cadres()?;
        let own =
            cadres.iter().find(|cadre| cadre.households.iter().any(|duty| duty.household_id == household_id));
        let of_group = || cadres.iter().find(|cadre| cadre.groups.contains(&household.village_group));
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
            cadre: own.or_else(of_group).map(|cadre| cadre.name.clone()),
            household,
            visits,
            whereabouts,
            refuses,
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
