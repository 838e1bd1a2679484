//! The rows of households and of what happened to them.

use super::Household;
use super::history::Change;
use super::search::{HouseholdRow, MemberRow};
use crate::book::Acting;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::moment::Moment;
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use cunshou_exchange::identity;
use rusqlite::{Row, named_params};
use uuid::Uuid;

fn household(row: &Row<'_>) -> Result<Household> {
    let head_id: Option<String> = row.get("head_id")?;
    Ok(Household {
        household_id: parsed("household", row.get_ref("household_id")?.as_str().unwrap_or_default())?,
        hh_no: row.get("hh_no")?,
        head_id: head_id.map(|id| parsed("household", &id)).transpose()?,
        village_group: row.get("village_group")?,
        address: row.get("address")?,
        members: Vec::new(),
    })
}

/// A household that fits a word, and where it stands in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) household_id: String,
    pub(super) hh_no: String,
    pub(super) village_group: String,
    /// 0 a part of someone's key is the word, 1 a part begins with it, 2 a part holds it.
    pub(super) rank: u8,
}

impl Tx<'_> {
    pub(super) fn household_row(&self, household_id: Uuid) -> Result<Option<Household>> {
        let key = household_id.to_string();
        one(self, include_str!("household.sql"), named_params! { ":household_id": key }, household)
    }

    pub(super) fn household_row_by_no(&self, hh_no: &str) -> Result<Option<Household>> {
        one(self, include_str!("household_by_no.sql"), named_params! { ":hh_no": hh_no }, household)
    }

    /// The number of a household.
    pub(crate) fn household_no(&self, household_id: Uuid) -> Result<String> {
        Ok(self.household_row(household_id)?.map(|household| household.hh_no).unwrap_or_default())
    }

    /// All household numbers.
    pub(crate) fn household_numbers(&self) -> Result<Vec<String>> {
        many(self, "SELECT hh_no FROM household", [], |row| Ok(row.get("hh_no")?))
    }

    pub(super) fn insert_household(
        &self,
        household: &Household,
        import_id: Option<Uuid>,
        now: &Moment,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_household.sql"))?.execute(named_params! {
            ":household_id": household.household_id.to_string(),
            ":hh_no": household.hh_no,
            ":head_id": household.head_id.map(|id| id.to_string()),
            ":village_group": household.village_group,
            ":address": household.address,
            ":created_at": now.text(),
            ":import_id": import_id.map(|id| id.to_string()),
        })?;
        Ok(())
    }

    pub(super) fn update_household(&self, household: &Household) -> Result<()> {
        self.sql.prepare_cached(include_str!("update_household.sql"))?.execute(named_params! {
            ":household_id": household.household_id.to_string(),
            ":hh_no": household.hh_no,
            ":head_id": household.head_id.map(|id| id.to_string()),
            ":village_group": household.village_group,
            ":address": household.address,
        })?;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one a column")]
    pub(crate) fn insert_change(
        &self,
        acting: &Acting<'_>,
        act: &str,
        household_id: Uuid,
        person_id: Option<Uuid>,
        before: Option<&str>,
        after: Option<&str>,
        import_id: Option<Uuid>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_change.sql"))?.execute(named_params! {
            ":at": acting.now.text(),
            ":user": acting.user,
            ":act": act,
            ":household_id": household_id.to_string(),
            ":person_id": person_id.map(|id| id.to_string()),
            ":before": before,
            ":after": after,
            ":import_id": import_id.map(|id| id.to_string()),
        })?;
        Ok(())
    }

    pub(super) fn changes(&self, household_id: Uuid) -> Result<Vec<Change>> {
        let household_id = household_id.to_string();
        many(self, include_str!("changes.sql"), named_params! { ":household_id": household_id }, |row| {
            Ok(Change {
                at: row.get("at")?,
                user: row.get("user")?,
                act: row.get("act")?,
                before: row.get("before")?,
                after: row.get("after")?,
            })
        })
    }

    /// The households of which someone's key holds the word; all of them for the empty word.
    pub(super) fn places(&self, word: &str, separator: char) -> Result<Vec<Place>> {
        let place = |row: &Row<'_>| {
            Ok(Place {
                household_id: row.get("household_id")?,
                hh_no: row.get("hh_no")?,
                village_group: row.get("village_group")?,
                rank: row.get("rank")?,
            })
        };
        if word.is_empty() {
            return many(self, include_str!("places.sql"), [], place);
        }
        many(
            self,
            include_str!("matches.sql"),
            named_params! {
                ":part": word,
                ":begins": format!("{separator}{word}"),
                ":whole": format!("{separator}{word}{separator}"),
            },
            place,
        )
    }

    /// The rows of a page, in the order of the ids.
    pub(super) fn household_rows(
        &self,
        ids: &[String],
        levy_year: i32,
        on: NaiveDate,
    ) -> Result<Vec<HouseholdRow>> {
        let wanted = serde_json::Value::from(ids).to_string();
        let mut rows =
            many(self, include_str!("household_rows.sql"), named_params! { ":ids": wanted }, |row| {
                let household = household(row)?;
                Ok(HouseholdRow::bare(
                    household.household_id,
                    household.hh_no,
                    household.village_group,
                    household.address,
                    household.head_id,
                ))
            })?;
        let people = many(
            self,
            include_str!("member_rows.sql"),
            named_params! { ":ids": wanted, ":levy_year": levy_year },
            |row| {
                let household_id: Uuid =
                    parsed("person", row.get_ref("household_id")?.as_str().unwrap_or_default())?;
                let state: EnrolmentState =
                    parsed("enrolment", row.get_ref("state")?.as_str().unwrap_or_default())?;
                let certno: String = row.get("certno")?;
                let birth: Option<NaiveDate> = row.get("birth")?;
                let member = MemberRow {
                    person_id: parsed("person", row.get_ref("person_id")?.as_str().unwrap_or_default())?,
                    member_no: row.get("member_no")?,
                    name: row.get("name")?,
                    certno_masked: identity::mask(&certno),
                    relation: row.get("relation")?,
                    age: birth.and_then(|birth| on.years_since(birth)),
                    state,
                };
                let is_present = row.get_ref("standing")?.as_str() == Ok("present");
                Ok((household_id, is_present, member))
            },
        )?;
        for (household_id, is_present, member) in people {
            if let Some(row) = rows.iter_mut().find(|row| row.household_id == household_id) {
                row.take(member, is_present);
            }
        }
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.household_id.to_string()));
        Ok(rows)
    }
}
