//! The rows that progress is counted from.

use super::StateCount;
use crate::error::Result;
use crate::storage::{Tx, many, parsed};
use rusqlite::named_params;

impl Tx<'_> {
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
