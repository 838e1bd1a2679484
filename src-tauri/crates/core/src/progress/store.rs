//! The rows that progress is counted from.

use super::StateCount;
use crate::error::Result;
use crate::storage::{Tx, many, one, parsed};
use rusqlite::named_params;
use std::collections::HashSet;
use uuid::Uuid;

impl Tx<'_> {
    /// Whom a visit concerned in a levy year.
    pub(super) fn visited(&self, levy_year: i32) -> Result<HashSet<Uuid>> {
        let there = "SELECT 1 FROM sqlite_schema WHERE name = 'canvass_answer'";
        if one(self, there, [], |_| Ok(()))?.is_none() {
            return Ok(HashSet::new());
        }
        let wanted = named_params! { ":levy_year": levy_year };
        let people = many(self, include_str!("refusal_visits.sql"), wanted, |row| {
            parsed("canvass_answer", row.get_ref("person_id")?.as_str().unwrap_or_default())
        })?;
        Ok(people.into_iter().collect())
    }

    pub(super) fn state_counts(&self, levy_year: i32) -> Result<Vec<StateCount>> {
        many(self, include_str!("state_counts.sql"), named_params! { ":levy_year": levy_year }, |row| {
            Ok(StateCount {
                household_id: row.get("household_id")?,
                village_group: row.get("village_group")?,
                state: parsed("enrolment", row.get_ref("state")?.as_str().unwrap_or_default())?,
                people: row.get("people")?,
            })
        })
    }
}
