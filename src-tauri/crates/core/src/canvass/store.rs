//! The rows of canvassing.

use super::list::{CanvassRow, Due};
use super::round::{Entered, Round};
use super::{
    Answer, Cadre, GroupDuty, HouseholdDuty, Signature, Visit, VisitAnswer, VisitInput, Whereabouts,
    WhereaboutsInput,
};
use crate::book::Acting;
use crate::error::Result;
use crate::household::natural;
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was heard about a person at a visit that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub person_id: Uuid,
    pub outcome: String,
    pub visit_no: u32,
    pub visited_on: NaiveDate,
    pub way: String,
    pub visitor: String,
    pub note: String,
    pub next_on: Option<NaiveDate>,
    pub marked: bool,
}

fn id(row: &Row<'_>, column: &str) -> Result<Uuid> {
    parsed("canvass", row.get_ref(column)?.as_str().unwrap_or_default())
}

fn last_row(tx: &Tx<'_>) -> u32 {
    u32::try_from(tx.sql.last_insert_rowid()).unwrap_or(u32::MAX)
}

impl Tx<'_> {
    // ---- visits

    pub(super) fn insert_visit(
        &self,
        acting: &Acting<'_>,
        input: &VisitInput,
        levy_year: i32,
        told: Option<(&str, &str)>,
        round_no: Option<u32>,
    ) -> Result<u32> {
        let visitor = input.visitor.trim();
        self.sql.prepare_cached(include_str!("insert_visit.sql"))?.execute(named_params! {
            ":levy_year": levy_year,
            ":household_id": input.household_id.to_string(),
            ":visited_on": input.visited_on,
            ":visitor": if visitor.is_empty() { acting.user } else { visitor },
            ":way": input.way,
            ":met": input.met.trim(),
            ":note": input.note.trim(),
            ":next_on": input.next_on,
            ":warned_rule": told.map(|(rule, _)| rule),
            ":warned_by": told.map(|(_, sha256)| sha256),
            ":signed": input.signature.map(|signature| signature.signed),
            ":signed_on": input.signature.map(|signature| signature.on),
            ":marked": input.mark_refused,
            ":round_no": round_no,
            ":corrects": input.corrects,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(last_row(self))
    }

    pub(super) fn insert_answer(&self, visit_no: u32, answer: &Answer) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_answer.sql"))?.execute(named_params! {
            ":visit_no": visit_no,
            ":person_id": answer.person_id.to_string(),
            ":outcome": answer.outcome,
        })?;
        Ok(())
    }

    /// Every visit to a household or to somebody who lives in it, newest first.
    pub(crate) fn visits(&self, household_id: Uuid) -> Result<Vec<Visit>> {
        self.visits_by(None, Some(household_id), None)
    }

    pub(super) fn visits_of_person(&self, person_id: Uuid) -> Result<Vec<Visit>> {
        self.visits_by(None, None, Some(person_id))
    }

    pub(super) fn visit(&self, visit_no: u32) -> Result<Option<Visit>> {
        Ok(self.visits_by(Some(visit_no), None, None)?.pop())
    }

    fn visits_by(
        &self,
        visit_no: Option<u32>,
        household_id: Option<Uuid>,
        person_id: Option<Uuid>,
    ) -> Result<Vec<Visit>> {
        let wanted = named_params! {
            ":visit_no": visit_no,
            ":household_id": household_id.map(|id| id.to_string()),
            ":person_id": person_id.map(|id| id.to_string()),
        };
        let mut visits = many(self, include_str!("visits.sql"), wanted, visit)?;
        for visit in &mut visits {
            visit.answers = self.answers(visit.visit_no)?;
        }
        Ok(visits)
    }

    fn answers(&self, visit_no: u32) -> Result<Vec<VisitAnswer>> {
        many(self, include_str!("answers.sql"), named_params! { ":visit_no": visit_no }, |row| {
            Ok(VisitAnswer {
                person_id: id(row, "person_id")?,
                name: row.get("name")?,
                outcome: row.get("outcome")?,
            })
        })
    }

    /// What was heard for a levy year, of everybody or of one person, at visits that count.
    pub(super) fn standing_answers(&self, levy_year: i32, person_id: Option<Uuid>) -> Result<Vec<Standing>> {
        let person_id = person_id.map(|id| id.to_string());
        let wanted = named_params! { ":levy_year": levy_year, ":person_id": person_id };
        many(self, include_str!("standing_answers.sql"), wanted, |row| {
            Ok(Standing {
                person_id: id(row, "person_id")?,
                outcome: row.get("outcome")?,
                visit_no: row.get("visit_no")?,
                visited_on: row.get("visited_on")?,
                way: row.get("way")?,
                visitor: row.get("visitor")?,
                note: row.get("note")?,
                next_on: row.get("next_on")?,
                marked: row.get("marked")?,
            })
        })
    }

    pub(super) fn is_of_a_visit(&self, person_id: Uuid, at: &str) -> Result<bool> {
        let wanted = named_params! { ":person_id": person_id.to_string(), ":at": at };
        let found = one(self, include_str!("is_of_a_visit.sql"), wanted, |row| Ok(row.get("found")?))?;
        Ok(found.unwrap_or(false))
    }

    // ---- the list

    pub(super) fn canvass_people(
        &self,
        levy_year: i32,
        ids: Option<&[Uuid]>,
        on: NaiveDate,
    ) -> Result<Vec<CanvassRow>> {
        let ids = ids.map(|ids| {
            serde_json::Value::from(ids.iter().map(Uuid::to_string).collect::<Vec<_>>()).to_string()
        });
        let wanted = named_params! { ":levy_year": levy_year, ":ids": ids };
        many(self, include_str!("canvass_people.sql"), wanted, |row| {
            let birth: Option<NaiveDate> = row.get("birth")?;
            let head: String = row.get("head")?;
            let name: String = row.get("name")?;
            Ok(CanvassRow {
                household_id: id(row, "household_id")?,
                hh_no: row.get("hh_no")?,
                head_alt: if head.is_empty() { row.get("name_alt")? } else { row.get("head_alt")? },
                head: if head.is_empty() { name.clone() } else { head },
                village_group: row.get("village_group")?,
                address: row.get("address")?,
                person_id: id(row, "person_id")?,
                member_no: row.get("member_no")?,
                name,
                name_alt: row.get("name_alt")?,
                relation: row.get("relation")?,
                age: birth.and_then(|birth| on.years_since(birth)),
                phone: row.get("phone")?,
                state: parsed("enrolment", row.get_ref("state")?.as_str().unwrap_or_default())?,
                is_present: row.get_ref("standing")?.as_str() == Ok("present"),
                whereabouts: None,
                cadre: None,
                visits: 0,
                last: None,
                next_on: None,
                due: Due::Later,
            })
        })
    }

    // ---- whereabouts

    pub(super) fn insert_whereabouts(
        &self,
        acting: &Acting<'_>,
        input: &WhereaboutsInput,
        phone: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_whereabouts.sql"))?.execute(named_params! {
            ":person_id": input.person_id.to_string(),
            ":kind": input.kind,
            ":place": input.place.trim(),
            ":phone": phone,
            ":as_of": input.as_of,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    pub(super) fn whereabouts_of(&self, person_id: Uuid) -> Result<Vec<Whereabouts>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("whereabouts_of.sql"), wanted, whereabouts)
    }

    /// Where everybody is of whom it is known, the newest last.
    pub(crate) fn newest_whereabouts(&self) -> Result<Vec<(Uuid, Whereabouts)>> {
        many(self, include_str!("newest_whereabouts.sql"), [], |row| {
            Ok((id(row, "person_id")?, whereabouts(row)?))
        })
    }

    // ---- cadres

    pub(super) fn cadres(&self) -> Result<Vec<Cadre>> {
        let mut cadres = many(self, include_str!("cadres.sql"), [], |row| {
            Ok(Cadre {
                cadre_id: id(row, "cadre_id")?,
                name: row.get("name")?,
                phone: row.get("phone")?,
                groups: Vec::new(),
                households: Vec::new(),
            })
        })?;
        let groups = many(self, include_str!("cadre_groups.sql"), [], |row| {
            Ok((id(row, "cadre_id")?, row.get::<_, String>("village_group")?))
        })?;
        let households = many(self, include_str!("cadre_households.sql"), [], |row| {
            let duty = HouseholdDuty {
                household_id: id(row, "household_id")?,
                hh_no: row.get("hh_no")?,
                head: row.get("head")?,
            };
            Ok((id(row, "cadre_id")?, duty))
        })?;
        for cadre in &mut cadres {
            let own = groups.iter().filter(|(cadre_id, _)| *cadre_id == cadre.cadre_id);
            cadre.groups = own.map(|(_, group)| group.clone()).collect();
            cadre.groups.sort_by(|a, b| natural(a, b));
            let own = households.iter().filter(|(cadre_id, _)| *cadre_id == cadre.cadre_id);
            cadre.households = own.map(|(_, household)| household.clone()).collect();
            cadre.households.sort_by(|a, b| natural(&a.hh_no, &b.hh_no));
        }
        Ok(cadres)
    }

    pub(super) fn group_duties(&self) -> Result<Vec<GroupDuty>> {
        many(self, include_str!("group_duties.sql"), [], |row| {
            let cadre_id: Option<String> = row.get("cadre_id")?;
            Ok(GroupDuty {
                village_group: row.get("village_group")?,
                households: row.get("households")?,
                cadre_id: cadre_id.map(|id| parsed("cadre_group", &id)).transpose()?,
            })
        })
    }

    pub(super) fn put_cadre(&self, cadre_id: Uuid, name: &str, phone: &str) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_cadre.sql"))?.execute(named_params! {
            ":cadre_id": cadre_id.to_string(),
            ":name": name,
            ":phone": phone,
        })?;
        Ok(())
    }

    pub(super) fn put_group_duty(&self, village_group: &str, cadre_id: Uuid) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_group_duty.sql"))?.execute(named_params! {
            ":village_group": village_group,
            ":cadre_id": cadre_id.to_string(),
        })?;
        Ok(())
    }

    pub(super) fn put_household_duty(&self, household_id: Uuid, cadre_id: Uuid) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_household_duty.sql"))?.execute(named_params! {
            ":household_id": household_id.to_string(),
            ":cadre_id": cadre_id.to_string(),
        })?;
        Ok(())
    }

    pub(super) fn delete_duties_for_groups(&self, cadre_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM cadre_group WHERE cadre_id = :cadre_id")?
            .execute(named_params! { ":cadre_id": cadre_id.to_string() })?;
        Ok(())
    }

    pub(super) fn delete_household_duty(&self, household_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM cadre_household WHERE household_id = :household_id")?
            .execute(named_params! { ":household_id": household_id.to_string() })?;
        Ok(())
    }

    pub(super) fn delete_cadre(&self, cadre_id: Uuid) -> Result<()> {
        self.delete_duties_for_groups(cadre_id)?;
        for sql in [
            "DELETE FROM cadre_household WHERE cadre_id = :cadre_id",
            "DELETE FROM cadre WHERE cadre_id = :cadre_id",
        ] {
            self.sql.prepare_cached(sql)?.execute(named_params! { ":cadre_id": cadre_id.to_string() })?;
        }
        Ok(())
    }

    // ---- rounds

    pub(super) fn insert_round(
        &self,
        acting: &Acting<'_>,
        levy_year: i32,
        title: &str,
        visitor: &str,
        left_out: usize,
    ) -> Result<u32> {
        self.sql.prepare_cached(include_str!("insert_round.sql"))?.execute(named_params! {
            ":levy_year": levy_year,
            ":title": title,
            ":visitor": visitor,
            ":left_out": left_out,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(last_row(self))
    }

    pub(super) fn insert_round_row(
        &self,
        round_no: u32,
        row_no: u32,
        household_id: Uuid,
        person_id: Uuid,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_round_row.sql"))?.execute(named_params! {
            ":round_no": round_no,
            ":row_no": row_no,
            ":household_id": household_id.to_string(),
            ":person_id": person_id.to_string(),
        })?;
        Ok(())
    }

    pub(super) fn rounds(&self, round_no: Option<u32>, most: u32) -> Result<Vec<Round>> {
        let wanted = named_params! { ":round_no": round_no, ":most": most };
        many(self, include_str!("rounds.sql"), wanted, |row| {
            Ok(Round {
                round_no: row.get("round_no")?,
                levy_year: row.get("levy_year")?,
                title: row.get("title")?,
                visitor: row.get("visitor")?,
                left_out: row.get("left_out")?,
                rows: row.get("people")?,
                entered: row.get("entered")?,
                at: row.get("at")?,
                user: row.get("user")?,
            })
        })
    }

    pub(super) fn stored_round_rows(
        &self,
        round_no: u32,
        first_row: u32,
        most: u32,
    ) -> Result<Vec<(u32, Uuid)>> {
        let wanted = named_params! { ":round_no": round_no, ":first_row": first_row, ":most": most };
        many(self, include_str!("round_rows.sql"), wanted, |row| {
            Ok((row.get("row_no")?, id(row, "person_id")?))
        })
    }

    /// What was entered for each person of a list; the newest entry counts.
    pub(super) fn round_entries(&self, round_no: u32) -> Result<BTreeMap<Uuid, Entered>> {
        let wanted = named_params! { ":round_no": round_no };
        let entries = many(self, include_str!("round_entries.sql"), wanted, |row| {
            let entered = Entered {
                visit_no: row.get("visit_no")?,
                outcome: row.get("outcome")?,
                visited_on: row.get("visited_on")?,
                next_on: row.get("next_on")?,
            };
            Ok((id(row, "person_id")?, entered))
        })?;
        Ok(entries.into_iter().collect())
    }
}

fn whereabouts(row: &Row<'_>) -> Result<Whereabouts> {
    Ok(Whereabouts {
        kind: row.get("kind")?,
        place: row.get("place")?,
        phone: row.get("phone")?,
        as_of: row.get("as_of")?,
        user: row.get("user")?,
    })
}

fn visit(row: &Row<'_>) -> Result<Visit> {
    let warned_rule: Option<String> = row.get("warned_rule")?;
    let warned_by: Option<String> = row.get("warned_by")?;
    let signed: Option<bool> = row.get("signed")?;
    let signed_on: Option<NaiveDate> = row.get("signed_on")?;
    Ok(Visit {
        visit_no: row.get("visit_no")?,
        levy_year: row.get("levy_year")?,
        household_id: id(row, "household_id")?,
        visited_on: row.get("visited_on")?,
        visitor: row.get("visitor")?,
        way: row.get("way")?,
        met: row.get("met")?,
        note: row.get("note")?,
        next_on: row.get("next_on")?,
        warned: warned_rule.zip(warned_by),
        signature: signed.zip(signed_on).map(|(signed, on)| Signature { signed, on }),
        marked: row.get("marked")?,
        round_no: row.get("round_no")?,
        corrects: row.get("corrects")?,
        corrected_by: row.get("corrected_by")?,
        at: row.get("at")?,
        user: row.get("user")?,
        answers: Vec::new(),
    })
}
