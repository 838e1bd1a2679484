//! The rows of enrolment: why someone does not pay here, now and before.

use super::{LeftOut, State};
use crate::book::Acting;
use crate::error::{Error, Result};
use crate::household::json;
use crate::storage::{Tx, many, one, parsed};
use rusqlite::{Row, named_params};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// What is recorded about why a person does not pay here in a levy year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Recorded {
    pub(crate) state: String,
    pub(crate) reason: String,
    pub(crate) note: String,
    pub(crate) proof: String,
    pub(crate) approval_no: String,
    pub(crate) at: String,
    pub(crate) user: String,
}

impl Recorded {
    /// The same, whoever said it when.
    fn says_the_same(&self, other: &Self) -> bool {
        let of = |one: &Self| {
            [&one.state, &one.reason, &one.note, &one.proof, &one.approval_no].map(String::clone)
        };
        of(self) == of(other)
    }
}

fn recorded(row: &Row<'_>) -> Result<Recorded> {
    Ok(Recorded {
        state: row.get("state")?,
        reason: row.get("reason")?,
        note: row.get("note")?,
        proof: row.get("proof")?,
        approval_no: row.get("approval_no")?,
        at: row.get("at")?,
        user: row.get("user")?,
    })
}

fn state(row: &Row<'_>) -> Result<(Uuid, State)> {
    let person_id = parsed::<Uuid>("person", row.get_ref("person_id")?.as_str().unwrap_or_default())?;
    let receipt_no: Option<String> = row.get("receipt_no")?;
    let state: Option<String> = row.get("state")?;
    let left_out = || {
        let approval_no: Option<String> = row.get("approval_no")?;
        Ok::<_, Error>(LeftOut {
            person_id,
            reason: row.get::<_, Option<String>>("reason")?.unwrap_or_default(),
            note: row.get::<_, Option<String>>("note")?.unwrap_or_default(),
            approval_no: approval_no.filter(|number| !number.is_empty()),
            proof: row.get::<_, Option<String>>("proof")?.unwrap_or_default(),
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
}

impl Tx<'_> {
    /// Where each member of a household stands in a levy year.
    pub(crate) fn states(&self, household_id: Uuid, levy_year: i32) -> Result<HashMap<Uuid, State>> {
        let wanted = named_params! { ":household_id": household_id.to_string(), ":levy_year": levy_year };
        Ok(many(self, include_str!("states.sql"), wanted, state)?.into_iter().collect())
    }

    /// Where everybody stands in a levy year of whom something is known; the others have not paid.
    pub(crate) fn all_states(&self, levy_year: i32) -> Result<HashMap<Uuid, State>> {
        let wanted = named_params! { ":levy_year": levy_year };
        let mut states: HashMap<Uuid, State> = HashMap::new();
        for (person_id, state) in many(self, include_str!("all_states.sql"), wanted, state)? {
            // A live line stands above whatever else is recorded.
            let known = states.entry(person_id).or_default();
            if !matches!(known, State::Paid { .. }) {
                *known = state;
            }
        }
        Ok(states)
    }

    /// The receipt by which a person paid here for a levy year.
    pub(crate) fn receipt_of(&self, person_id: Uuid, levy_year: i32) -> Result<Option<String>> {
        let wanted = named_params! { ":person_id": person_id.to_string(), ":levy_year": levy_year };
        one(self, include_str!("receipt_of.sql"), wanted, |row| Ok(row.get("receipt_no")?))
    }

    /// What is recorded about why a person does not pay here in a levy year.
    pub(crate) fn enrolment(&self, person_id: Uuid, levy_year: i32) -> Result<Option<Recorded>> {
        let wanted = named_params! { ":person_id": person_id.to_string(), ":levy_year": levy_year };
        one(self, include_str!("enrolment.sql"), wanted, recorded)
    }

    /// Records why a person does not pay here; what was recorded before is kept as history.
    pub(crate) fn put_enrolment(
        &self,
        left_out: &LeftOut,
        levy_year: i32,
        state: &str,
        acting: &Acting<'_>,
    ) -> Result<()> {
        let before = self.enrolment(left_out.person_id, levy_year)?;
        let after = Recorded {
            state: state.to_owned(),
            reason: left_out.reason.clone(),
            note: left_out.note.trim().to_owned(),
            proof: left_out.proof.trim().to_owned(),
            approval_no: left_out.approval_no.as_deref().unwrap_or_default().trim().to_owned(),
            at: acting.now.text(),
            user: acting.user.to_owned(),
        };
        if before.as_ref().is_some_and(|before| before.says_the_same(&after)) {
            return Ok(());
        }
        self.sql.prepare_cached(include_str!("put_enrolment.sql"))?.execute(named_params! {
            ":person_id": left_out.person_id.to_string(),
            ":levy_year": levy_year,
            ":state": after.state,
            ":reason": after.reason,
            ":note": after.note,
            ":proof": after.proof,
            ":approval_no": after.approval_no,
            ":at": after.at,
            ":user": after.user,
        })?;
        self.note_enrolment(left_out.person_id, levy_year, before.as_ref(), Some(&after), acting)
    }

    /// Takes back what was recorded about a person, and keeps it as history. `false` if nothing was recorded.
    pub(crate) fn delete_enrolment(
        &self,
        person_id: Uuid,
        levy_year: i32,
        acting: &Acting<'_>,
    ) -> Result<bool> {
        let Some(before) = self.enrolment(person_id, levy_year)? else { return Ok(false) };
        self.sql
            .prepare_cached("DELETE FROM enrolment WHERE person_id = :person_id AND levy_year = :levy_year")?
            .execute(named_params! { ":person_id": person_id.to_string(), ":levy_year": levy_year })?;
        self.note_enrolment(person_id, levy_year, Some(&before), None, acting)?;
        Ok(true)
    }

    fn note_enrolment(
        &self,
        person_id: Uuid,
        levy_year: i32,
        before: Option<&Recorded>,
        after: Option<&Recorded>,
        acting: &Acting<'_>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_enrolment_change.sql"))?.execute(named_params! {
            ":at": acting.now.text(),
            ":user": acting.user,
            ":person_id": person_id.to_string(),
            ":levy_year": levy_year,
            ":before": before.map(json),
            ":after": after.map(json),
        })?;
        Ok(())
    }
}
