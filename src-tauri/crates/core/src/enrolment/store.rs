//! The rows of enrolment: why someone does not pay here.

use super::{LeftOut, State};
use crate::book::Acting;
use crate::error::{Error, Result};
use crate::storage::{Tx, many, parsed};
use rusqlite::named_params;
use std::collections::HashMap;
use uuid::Uuid;

impl Tx<'_> {
    /// Where each member of a household stands in a levy year.
    pub(crate) fn states(&self, household_id: Uuid, levy_year: i32) -> Result<HashMap<Uuid, State>> {
        let wanted = named_params! { ":household_id": household_id.to_string(), ":levy_year": levy_year };
        let rows = many(self, include_str!("states.sql"), wanted, |row| {
            let person_id: String = row.get("person_id")?;
            let person_id = parsed::<Uuid>("person", &person_id)?;
            let receipt_no: Option<String> = row.get("receipt_no")?;
            let state: Option<String> = row.get("state")?;
            let left_out = || {
                Ok::<_, Error>(LeftOut {
                    person_id,
                    reason: row.get::<_, Option<String>>("reason")?.unwrap_or_default(),
                    note: row.get::<_, Option<String>>("note")?.unwrap_or_default(),
                    approval_no: None,
                })
            };
            let state = match (receipt_no, state.as_deref()) {
                (Some(receipt_no), _) => State::Paid { receipt_no },
                (None, Some("paid_elsewhere")) => State::PaidElsewhere(left_out()?),
                (None, Some("exempt")) => State::Exempt(left_out()?),
                (None, Some("refused")) => State::Refused(left_out()?),
                (None, _) => State::Unpaid,
            };
            Ok((person_id, state))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Records why a person does not pay here.
    pub(crate) fn put_enrolment(
        &self,
        left_out: &LeftOut,
        levy_year: i32,
        state: &str,
        acting: &Acting<'_>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_enrolment.sql"))?.execute(named_params! {
            ":person_id": left_out.person_id.to_string(),
            ":levy_year": levy_year,
            ":state": state,
            ":reason": left_out.reason,
            ":note": left_out.note.trim(),
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    pub(super) fn delete_enrolment(&self, person_id: Uuid, levy_year: i32) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM enrolment WHERE person_id = :person_id AND levy_year = :levy_year")?
            .execute(named_params! { ":person_id": person_id.to_string(), ":levy_year": levy_year })?;
        Ok(())
    }
}
