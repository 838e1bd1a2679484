//! Undoes an act that was a mistake, by another act, while everything that it changed is as it left it.

use super::consequence::{PAID_AND_DEAD, consequences};
use super::plan::{Plan, lawful};
use super::{LifeDone, Paper, paper};
use crate::book::Acting;
use crate::error::{Error, OrNotFound, Result};
use crate::household::{Household, history, json};
use crate::person::Person;
use crate::storage::Tx;
use uuid::Uuid;

/// One change of a stored act.
#[derive(Debug)]
pub(in crate::household) struct ActChange {
    pub(in crate::household) household_id: Uuid,
    pub(in crate::household) person_id: Option<Uuid>,
    pub(in crate::household) before: Option<String>,
    pub(in crate::household) after: Option<String>,
}

impl ActChange {
    fn read<T: serde::de::DeserializeOwned>(text: Option<&String>) -> Result<Option<T>> {
        text.map(|text| {
            serde_json::from_str(text)
                .map_err(|error| Error::BadRow { table: "roster_change", detail: error.to_string() })
        })
        .transpose()
    }

    fn before<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>> {
        Self::read(self.before.as_ref())
    }

    fn after<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>> {
        Self::read(self.after.as_ref())
    }

    /// Whom it was about, by name.
    fn name(&self) -> String {
        let one: Option<serde_json::Value> = self.after().or_else(|_| self.before()).ok().flatten();
        let text = |key: &str| one.as_ref()?.get(key)?.as_str().map(str::to_owned);
        text("name").or_else(|| text("hh_no")).unwrap_or_default()
    }
}

impl Tx<'_> {
    pub(super) fn undo_life(&self, acting: &Acting<'_>, act_id: Uuid, note: &str) -> Result<LifeDone> {
        let act = self.life_act(act_id)?.or_not_found(|| Error::NoSuchAct { act_id: act_id.to_string() })?;
        if let Some(at) = act.undone_at {
            return Err(Error::ActUndone { at });
        }
        if act.undoes.is_some() {
            return Err(Error::NoSuchAct { act_id: act_id.to_string() });
        }
        let (mut plan, brought) = self.taken_back(act_id)?;
        let words = history::life_kind(&act.kind);
        let paper = paper(
            &Paper {
                note: format!("{words} {} {}", act.people, note.trim()),
                ..Paper::of_day(acting.now.on())
            },
            acting.now.on(),
        )?;
        plan.note_empty();
        let row = Self::act_row(acting, "undo", &paper, &plan, Some(act_id));
        let bills_before = self.bills(acting, &plan.before)?;
        self.insert_life(&row)?;
        if act.kind == "death" {
            for person_id in &plan.people {
                self.withdraw_work(acting, PAID_AND_DEAD, *person_id, &paper.note)?;
            }
        }
        for person in &brought {
            self.delete_person(person.person_id)?;
            self.registration_of_change(acting, Some(person), None, None)?;
            let old = json(person);
            let (hh, id) = (person.household_id, Some(person.person_id));
            self.note_act(acting, row.act_id, "member_removed", hh, id, Some(&old), None)?;
        }
        self.write_plan(acting, row.act_id, &plan.before, &plan.after)?;
        let bills_after = self.bills(acting, &plan.after)?;
        let mut notes = plan.notes;
        notes.extend(consequences(&plan.people, &bills_before, &bills_after));
        let households =
            plan.after.iter().map(|after| self.known_household(after.household_id)).collect::<Result<_>>()?;
        Ok(LifeDone { act_id: row.act_id, kind: "undo", households, notes })
    }

    /// Everything as it was before an act, and whom the act brought; refused if anything was changed since.
    fn taken_back(&self, act_id: Uuid) -> Result<(Plan, Vec<Person>)> {
        let changes = self.changes_of_act(act_id)?;
        let mut ids: Vec<Uuid> = Vec::new();
        let mut see = |id: Uuid| {
            if !ids.contains(&id) {
                ids.push(id);
            }
        };
        for change in &changes {
            see(change.household_id);
        }
        let before: Vec<Household> = ids.iter().map(|id| self.known_household(*id)).collect::<Result<_>>()?;
        let mut after = before.clone();
        let mut people = Vec::new();
        let mut brought = Vec::new();
        for change in &changes {
            let changed = || Error::ActChangedSince { name: change.name() };
            let Some(person_id) = change.person_id else {
                // A household that the act made stays, with nobody in it.
                let place = after.iter().position(|one| one.household_id == change.household_id);
                let own = &mut after[place.ok_or_else(changed)?];
                let old: Option<Household> = change.before()?;
                let left: Option<Household> = change.after()?;
                let is_as_left = left.is_some_and(|left| {
                    (left.head_id, &left.hh_no, &left.village_group, &left.address)
                        == (own.head_id, &own.hh_no, &own.village_group, &own.address)
                });
                if !is_as_left {
                    return Err(Error::ActChangedSince { name: own.hh_no.clone() });
                }
                match old {
                    Some(old) => {
                        own.head_id = old.head_id;
                        own.village_group = old.village_group;
                        own.address = old.address;
                    }
                    None => own.head_id = None,
                }
                continue;
            };
            if people.contains(&person_id) {
                continue;
            }
            let left: Person = change.after()?.ok_or_else(changed)?;
            if self.known_person(person_id)? != left {
                return Err(changed());
            }
            people.push(person_id);
            for household in &mut after {
                household.members.retain(|member| member.person_id != person_id);
            }
            match change.before()? {
                Some(old) => {
                    let old: Person = old;
                    let place = after.iter().position(|one| one.household_id == old.household_id);
                    let own = &mut after[place.ok_or_else(changed)?];
                    own.members.push(old);
                    own.members.sort_by_key(|member| member.member_no);
                }
                None => brought.push(left),
            }
        }
        for household in &after {
            lawful(household).map_err(|_| Error::ActChangedSince { name: household.hh_no.clone() })?;
        }
        for person in &brought {
            if self.has_history(person.person_id)? {
                return Err(Error::MemberHasPaid { name: person.name.clone() });
            }
        }
        Ok((Plan { before, after, people, notes: Vec::new() }, brought))
    }
}
