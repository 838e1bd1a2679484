//! The rows of households and of what happened to them.

use super::Household;
use super::history::{Change, HistoryItem, LifeLine};
use super::index::{IndexedHousehold, IndexedPerson};
use super::life::{ActChange, LifeRow};
use super::number::natural_key;
use super::search::{HouseholdRow, MemberRow};
use crate::book::Acting;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::moment::Moment;
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use cunshou_exchange::identity;
use rusqlite::{Row, named_params};
use std::collections::{HashMap, HashSet};
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

fn maybe_id(row: &Row<'_>, column: &str) -> Result<Option<Uuid>> {
    row.get::<_, Option<String>>(column)?.map(|id| parsed("roster_change", &id)).transpose()
}

fn change(row: &Row<'_>) -> Result<Change> {
    let kind: Option<String> = row.get("kind")?;
    let act_of_life = match kind {
        None => None,
        Some(kind) => Some(LifeLine {
            act_id: maybe_id(row, "act_id")?.unwrap_or_default(),
            kind,
            happened_on: row.get("happened_on")?,
            paper: row.get("paper")?,
            paper_no: row.get("paper_no")?,
            note: row.get("note")?,
            from_no: row.get("from_no")?,
            into_no: row.get("into_no")?,
            people: row.get("people")?,
            is_undo: row.get("is_undo")?,
            is_undone: row.get("is_undone")?,
        }),
    };
    Ok(Change {
        at: row.get("at")?,
        user: row.get("user")?,
        act: row.get("act")?,
        before: row.get("before")?,
        after: row.get("after")?,
        life: act_of_life,
    })
}

fn life_row(row: &Row<'_>) -> Result<LifeRow> {
    Ok(LifeRow {
        act_id: maybe_id(row, "act_id")?.unwrap_or_default(),
        kind: row.get("kind")?,
        happened_on: row.get("happened_on")?,
        paper: row.get("paper")?,
        paper_no: row.get("paper_no")?,
        note: row.get("note")?,
        from_no: row.get("from_no")?,
        into_no: row.get("into_no")?,
        people: row.get("people")?,
        undoes: maybe_id(row, "undoes")?,
        undone_at: row.get("undone_at")?,
        at: row.get("at")?,
        user: row.get("user")?,
    })
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
        many(self, include_str!("household_numbers.sql"), [], |row| Ok(row.get("hh_no")?))
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

    pub(crate) fn update_household(&self, household: &Household) -> Result<()> {
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
            change(row)
        })
    }

    pub(super) fn changes_of_person(&self, person_id: Uuid) -> Result<Vec<Change>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("changes_of_person.sql"), wanted, change)
    }

    pub(super) fn payments_of_person(&self, person_id: Uuid) -> Result<Vec<HistoryItem>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("payments_of_person.sql"), wanted, |row| {
            Ok(HistoryItem::paid(
                row.get("taken_at")?,
                row.get("levy_year")?,
                &row.get::<_, String>("receipt_no")?,
            ))
        })
    }

    /// True if another household had this number before.
    pub(super) fn former_number(&self, hh_no: &str, own: Option<Uuid>) -> Result<bool> {
        let own = own.map(|id| id.to_string()).unwrap_or_default();
        let wanted = named_params! { ":hh_no": hh_no, ":household_id": own };
        Ok(one(self, include_str!("former_number.sql"), wanted, |_| Ok(()))?.is_some())
    }

    pub(super) fn insert_life(&self, row: &LifeRow) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_life.sql"))?.execute(named_params! {
            ":act_id": row.act_id.to_string(),
            ":kind": row.kind,
            ":happened_on": row.happened_on,
            ":paper": row.paper,
            ":paper_no": row.paper_no,
            ":note": row.note,
            ":from_no": row.from_no,
            ":into_no": row.into_no,
            ":people": row.people,
            ":undoes": row.undoes.map(|id| id.to_string()),
            ":at": row.at,
            ":user": row.user,
        })?;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one a column")]
    pub(super) fn note_act(
        &self,
        acting: &Acting<'_>,
        act_id: Uuid,
        act: &str,
        household_id: Uuid,
        person_id: Option<Uuid>,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("note_act.sql"))?.execute(named_params! {
            ":at": acting.now.text(),
            ":user": acting.user,
            ":act": act,
            ":household_id": household_id.to_string(),
            ":person_id": person_id.map(|id| id.to_string()),
            ":before": before,
            ":after": after,
            ":act_id": act_id.to_string(),
        })?;
        Ok(())
    }

    pub(super) fn life_act(&self, act_id: Uuid) -> Result<Option<LifeRow>> {
        one(self, include_str!("life_act.sql"), named_params! { ":act_id": act_id.to_string() }, life_row)
    }

    pub(super) fn changes_of_act(&self, act_id: Uuid) -> Result<Vec<ActChange>> {
        let wanted = named_params! { ":act_id": act_id.to_string() };
        many(self, include_str!("changes_of_act.sql"), wanted, |row| {
            Ok(ActChange {
                household_id: parsed("roster_change", &row.get::<_, String>("household_id")?)?,
                person_id: maybe_id(row, "person_id")?,
                before: row.get("before")?,
                after: row.get("after")?,
            })
        })
    }

    /// All households with their members, in the order of their groups and numbers.
    pub(crate) fn all_households(&self) -> Result<Vec<Household>> {
        let mut members = self.everybody()?;
        let mut households = many(self, include_str!("all_households.sql"), [], household)?;
        households.sort_by_cached_key(|one| {
            (natural_key(&one.village_group), natural_key(&one.hh_no), one.household_id)
        });
        for household in &mut households {
            household.members = members.remove(&household.household_id).unwrap_or_default();
        }
        Ok(households)
    }

    /// The households to keep in memory, in no order: all of them, or those of a set of ids.
    pub(super) fn indexed_households(&self, ids: Option<&HashSet<String>>) -> Result<Vec<IndexedHousehold>> {
        let ids = ids.map(|ids| ids.iter().map(String::as_str).collect::<serde_json::Value>().to_string());
        let wanted = named_params! { ":ids": ids };
        let mut households = many(self, include_str!("indexed_households.sql"), wanted, |row| {
            let found = household(row)?;
            Ok(IndexedHousehold::bare(
                found.household_id,
                found.hh_no,
                found.head_id,
                found.village_group,
                found.address,
            ))
        })?;
        let places: HashMap<Uuid, usize> =
            households.iter().enumerate().map(|(place, household)| (household.household_id, place)).collect();
        let category_ends: HashMap<String, NaiveDate> =
            many(self, include_str!("category_holders.sql"), wanted, |row| {
                Ok((row.get("person_id")?, row.get("ends")?))
            })?
            .into_iter()
            .collect();
        let mut people = many(self, include_str!("indexed_people.sql"), wanted, |row| {
            let household_id: Uuid =
                parsed("person", row.get_ref("household_id")?.as_str().unwrap_or_default())?;
            let person_id: String = row.get("person_id")?;
            let person = IndexedPerson {
                category_ends: category_ends.get(&person_id).copied(),
                person_id: parsed("person", &person_id)?,
                member_no: row.get("member_no")?,
                name: row.get("name")?,
                certificate_type: row.get("certificate_type")?,
                certno: row.get("certno")?,
                sex: row.get("sex")?,
                birth: row.get("birth")?,
                relation: row.get("relation")?,
                migrant_worker: row.get("migrant_worker")?,
                phone: row.get("phone")?,
                standing: parsed("person", row.get_ref("standing")?.as_str().unwrap_or_default())?,
            };
            Ok((household_id, person, row.get::<_, String>("search_key")?))
        })?;
        people.sort_by_key(|(_, person, _)| person.member_no);
        for (household_id, person, search_key) in people {
            if let Some(household) = places.get(&household_id).and_then(|place| households.get_mut(*place)) {
                household.take(person, &search_key);
            }
        }
        for household in &mut households {
            household.close();
        }
        Ok(households)
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
