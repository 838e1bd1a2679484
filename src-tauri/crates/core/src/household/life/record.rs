//! Writes an act down: its row, and each change with its before-image under the act's id.

use super::consequence::consequences;
use super::plan::{Plan, lawful};
use super::{LifeAct, LifeDone, LifeRequest, Paper, paper};
use crate::book::Acting;
use crate::error::Result;
use crate::household::{Household, json};
use crate::storage::Tx;
use chrono::NaiveDate;
use uuid::Uuid;

/// An act as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::household) struct LifeRow {
    /// Its id.
    pub(in crate::household) act_id: Uuid,
    /// Its word.
    pub(in crate::household) kind: String,
    /// Its day.
    pub(in crate::household) happened_on: NaiveDate,
    /// A code of `life_paper.tsv`.
    pub(in crate::household) paper: String,
    /// The number on it.
    pub(in crate::household) paper_no: String,
    /// In the clerk's words.
    pub(in crate::household) note: String,
    /// The number of the household that people left.
    pub(in crate::household) from_no: String,
    /// The number of the household into which they came.
    pub(in crate::household) into_no: String,
    /// Who.
    pub(in crate::household) people: String,
    /// The act that it undoes.
    pub(in crate::household) undoes: Option<Uuid>,
    /// When it was undone.
    pub(in crate::household) undone_at: Option<String>,
    /// When it was written down (RFC 3339, +08:00).
    pub(in crate::household) at: String,
    /// By whom.
    pub(in crate::household) user: String,
}

impl Tx<'_> {
    /// Does an act; what [`Book::record_life`] rests on, and other acts that follow from a list.
    pub(crate) fn record_life(&self, acting: &Acting<'_>, request: &LifeRequest) -> Result<LifeDone> {
        let paper = paper(&request.paper, acting.now.on())?;
        let mut plan = self.plan(acting, request, &paper)?;
        plan.note_empty();
        for household in &plan.after {
            lawful(household)?;
        }
        let row = Self::act_row(acting, request.act.word(), &paper, &plan, None);
        let bills_before = self.bills(acting, &plan.before)?;
        self.insert_life(&row)?;
        self.write_plan(acting, row.act_id, &plan.before, &plan.after)?;
        // Whoever was born or came may stand on a list that waits for him.
        self.rematch(acting)?;
        let bills_after = self.bills(acting, &plan.after)?;
        let mut notes = plan.notes;
        notes.extend(consequences(&plan.people, &bills_before, &bills_after));
        if let LifeAct::Death { person_id, .. } = &request.act {
            self.work_of_death(acting, *person_id, &paper, &notes)?;
        }
        let households =
            plan.after.iter().map(|after| self.known_household(after.household_id)).collect::<Result<_>>()?;
        Ok(LifeDone { act_id: row.act_id, kind: request.act.word(), households, notes })
    }

    pub(super) fn act_row(
        acting: &Acting<'_>,
        kind: &str,
        paper: &Paper,
        plan: &Plan,
        undoes: Option<Uuid>,
    ) -> LifeRow {
        let of = |households: &[Household], id: Uuid| {
            households
                .iter()
                .find(|one| one.members.iter().any(|member| member.person_id == id))
                .map(|one| one.hh_no.clone())
        };
        let first = plan.people.first().copied().unwrap_or_default();
        let names: Vec<String> = plan
            .people
            .iter()
            .filter_map(|id| {
                let all = plan.after.iter().chain(&plan.before).flat_map(|household| &household.members);
                all.into_iter().find(|member| member.person_id == *id).map(|member| member.name.clone())
            })
            .collect();
        LifeRow {
            act_id: acting.now.id(),
            kind: kind.to_owned(),
            happened_on: paper.happened_on,
            paper: paper.kind.clone(),
            paper_no: paper.number.clone(),
            note: paper.note.clone(),
            from_no: of(&plan.before, first).unwrap_or_default(),
            into_no: of(&plan.after, first).unwrap_or_default(),
            people: names.join("、"),
            undoes,
            undone_at: None,
            at: acting.now.text(),
            user: acting.user.to_owned(),
        }
    }

    /// Writes what differs, each change with its before-image under the act.
    pub(super) fn write_plan(
        &self,
        acting: &Acting<'_>,
        act_id: Uuid,
        before: &[Household],
        after: &[Household],
    ) -> Result<()> {
        let bare = |household: &Household| Household { members: Vec::new(), ..household.clone() };
        let was = |person_id: Uuid| {
            before
                .iter()
                .flat_map(|household| &household.members)
                .find(|member| member.person_id == person_id)
        };
        for household in after {
            match before.iter().find(|old| old.household_id == household.household_id) {
                None => {
                    self.insert_household(household, None, acting.now)?;
                    let made = json(&bare(household));
                    self.note_act(
                        acting,
                        act_id,
                        "household_made",
                        household.household_id,
                        None,
                        None,
                        Some(&made),
                    )?;
                }
                Some(old) if bare(old) != bare(household) => {
                    self.update_household(household)?;
                    let (old, new) = (json(&bare(old)), json(&bare(household)));
                    let id = household.household_id;
                    self.note_act(acting, act_id, "household_changed", id, None, Some(&old), Some(&new))?;
                }
                Some(_) => {}
            }
        }
        for household in after {
            for person in &household.members {
                let key = household.key_of(person);
                let new = json(person);
                let (id, hh) = (Some(person.person_id), household.household_id);
                match was(person.person_id) {
                    None => {
                        self.insert_person(person, &key, None, acting.now)?;
                        self.registration_of_change(acting, None, Some(person), None)?;
                        self.note_act(acting, act_id, "member_added", hh, id, None, Some(&new))?;
                    }
                    Some(old) if old == person => {}
                    Some(old) => {
                        self.update_person(person, Some(&key))?;
                        self.registration_of_change(acting, Some(old), Some(person), None)?;
                        let old_json = json(old);
                        if old.household_id == hh {
                            self.note_act(
                                acting,
                                act_id,
                                "member_changed",
                                hh,
                                id,
                                Some(&old_json),
                                Some(&new),
                            )?;
                        } else {
                            let from = old.household_id;
                            self.note_act(
                                acting,
                                act_id,
                                "member_left",
                                from,
                                id,
                                Some(&old_json),
                                Some(&new),
                            )?;
                            self.note_act(
                                acting,
                                act_id,
                                "member_joined",
                                hh,
                                id,
                                Some(&old_json),
                                Some(&new),
                            )?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
