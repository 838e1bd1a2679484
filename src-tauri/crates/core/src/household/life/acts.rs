//! The acts: what each makes of the households, and what each refuses. Nothing is written here.

use super::head::{put_head, said_relation, settle_head};
use super::plan::{Plan, born_by, chosen, here, member};
use super::{DEATH, LifeAct, LifeNote, LifeRequest, MOVED_AWAY, NewHead, NewPlace, Paper, Place, Relations};
use crate::book::Acting;
use crate::codes;
use crate::error::{Error, Result};
use crate::household::{HEAD, Household, HouseholdInput, MemberInput, draft, field_label};
use crate::person::{Person, PersonEvent, Standing};
use crate::storage::Tx;
use chrono::NaiveDate;
use uuid::Uuid;

impl Tx<'_> {
    pub(super) fn plan(&self, acting: &Acting<'_>, request: &LifeRequest, paper: &Paper) -> Result<Plan> {
        let on = paper.happened_on;
        match &request.act {
            LifeAct::Split { household_id, people, place, head, next_head } => {
                self.plan_split(acting, *household_id, people, place, head, next_head.as_ref(), on)
            }
            LifeAct::Merge { from, into, relations } => self.plan_merge(request, *from, *into, relations, on),
            LifeAct::Move { people, into, relations, next_head, .. } => {
                self.plan_move(request, people, *into, relations, next_head.as_ref(), on)
            }
            LifeAct::Head { household_id, head } => {
                let before = self.known_household(*household_id)?;
                let mut after = before.clone();
                put_head(&mut after, head)?;
                let person = member(&before, head.person_id)?;
                born_by(&[person], on)?;
                let people = vec![head.person_id];
                Ok(Plan { before: vec![before], after: vec![after], people, notes: Vec::new() })
            }
            LifeAct::Birth { household_id, child } => {
                let mut child = child.as_ref().clone();
                let birth = *child.birth.get_or_insert(on);
                let place = Place::Household(*household_id);
                let plan = self.plan_move_in(acting, request, &place, std::slice::from_ref(&child))?;
                let is_child = |person: &&Person| plan.people.contains(&person.person_id);
                let born = plan.after.iter().flat_map(|after| &after.members).find(is_child);
                let birth = born.and_then(|child| child.birth).unwrap_or(birth);
                if birth != on {
                    return Err(Error::BirthDiffers {
                        name: child.name.clone(),
                        birth: birth.to_string(),
                        happened_on: on,
                    });
                }
                Ok(plan)
            }
            LifeAct::Death { person_id, next_head } => {
                let person = self.known_person(*person_id)?;
                self.plan_gone(person.household_id, &[*person_id], DEATH, next_head.as_ref(), on)
            }
            LifeAct::Leave { people, next_head } => {
                let first = self.known_person(*people.first().ok_or(Error::NobodyNamed {})?)?;
                self.plan_gone(first.household_id, people, MOVED_AWAY, next_head.as_ref(), on)
            }
            LifeAct::Return { person_id, relation } => self.plan_return(*person_id, relation, on),
            LifeAct::MoveIn { place, members } => {
                let plan = self.plan_move_in(acting, request, place, members)?;
                let came = |person: &&Person| plan.people.contains(&person.person_id);
                let people: Vec<&Person> =
                    plan.after.iter().flat_map(|after| &after.members).filter(came).collect();
                born_by(&people, on)?;
                Ok(plan)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one a part of the act")]
    fn plan_split(
        &self,
        acting: &Acting<'_>,
        household_id: Uuid,
        people: &[Uuid],
        place: &NewPlace,
        head: &NewHead,
        next_head: Option<&NewHead>,
        on: NaiveDate,
    ) -> Result<Plan> {
        let before = self.known_household(household_id)?;
        let going = chosen(&before, people)?;
        for person in &going {
            here(person)?;
        }
        born_by(&going, on)?;
        if before.present().count() == going.len() {
            return Err(Error::NobodyStays { hh_no: before.hh_no });
        }
        let mut made = self.new_household(acting, place)?;
        if made.village_group.is_empty() {
            made.village_group.clone_from(&before.village_group);
        }
        if made.address.is_empty() {
            made.address.clone_from(&before.address);
        }
        let people: Vec<Uuid> = going.iter().map(|person| person.person_id).collect();
        let new_id = made.household_id;
        let notes = vec![LifeNote::HouseholdMade { hh_no: made.hh_no.clone() }];
        let mut plan = Plan {
            before: vec![before.clone()],
            after: vec![before.clone(), made],
            people: people.clone(),
            notes,
        };
        plan.move_people(&people, household_id, new_id, 0);
        settle_head(plan.after_mut(household_id), next_head, &before)?;
        put_head(plan.after_mut(new_id), head)?;
        Ok(plan)
    }

    fn plan_merge(
        &self,
        request: &LifeRequest,
        from: Uuid,
        into: Uuid,
        relations: &Relations,
        on: NaiveDate,
    ) -> Result<Plan> {
        let ending = self.known_household(from)?;
        let people: Vec<Uuid> = ending.present().map(|person| person.person_id).collect();
        if people.is_empty() {
            return Err(Error::NobodyNamed {});
        }
        let mut plan = self.plan_move(request, &people, into, relations, None, on)?;
        let behind: Vec<&str> = ending
            .members
            .iter()
            .filter(|member| !member.is_present())
            .map(|member| member.name.as_str())
            .collect();
        if !behind.is_empty() {
            plan.notes.push(LifeNote::StaysBehind { people: behind.join("、"), hh_no: ending.hh_no });
        }
        Ok(plan)
    }

    fn plan_move(
        &self,
        request: &LifeRequest,
        people: &[Uuid],
        into: Uuid,
        relations: &Relations,
        next_head: Option<&NewHead>,
        on: NaiveDate,
    ) -> Result<Plan> {
        let first = self.known_person(*people.first().ok_or(Error::NobodyNamed {})?)?;
        let before = self.known_household(first.household_id)?;
        let target = self.known_household(into)?;
        if before.household_id == target.household_id {
            return Err(Error::SameHousehold { hh_no: before.hh_no });
        }
        let going = chosen(&before, people)?;
        for person in &going {
            here(person)?;
            if !request.same_person_confirmed {
                beside(person, &target)?;
            }
        }
        born_by(&going, on)?;
        let people: Vec<Uuid> = going.iter().map(|person| person.person_id).collect();
        let was_empty = target.present().next().is_none();
        let highest = self.highest_member_no(into)?;
        let mut plan = Plan {
            before: vec![before.clone(), target.clone()],
            after: vec![before.clone(), target],
            people: people.clone(),
            notes: Vec::new(),
        };
        plan.move_people(&people, before.household_id, into, highest);
        settle_head(plan.after_mut(before.household_id), next_head, &before)?;
        let after = plan.after_mut(into);
        let hh_no = after.hh_no.clone();
        if was_empty {
            // Whoever comes into an empty house heads it: the one who is said to, or the only one.
            let said = |person: &&Person| relations.get(&person.person_id).is_some_and(|said| said == HEAD);
            let head = after.members.iter().filter(|person| people.contains(&person.person_id)).find(said);
            let head = match (head, people.as_slice()) {
                (Some(head), _) => head.person_id,
                (None, [only]) => *only,
                (None, _) => {
                    return Err(Error::NextHeadAsked { name: first.name, hh_no });
                }
            };
            put_head(after, &NewHead { person_id: head, relations: relations.clone() })?;
        } else {
            for person in after.members.iter_mut().filter(|person| people.contains(&person.person_id)) {
                person.relation = said_relation(relations, person, &hh_no)?;
            }
        }
        Ok(plan)
    }

    fn plan_gone(
        &self,
        household_id: Uuid,
        people: &[Uuid],
        event: &str,
        next_head: Option<&NewHead>,
        on: NaiveDate,
    ) -> Result<Plan> {
        let before = self.known_household(household_id)?;
        let going = chosen(&before, people)?;
        for person in &going {
            // Somebody who left the village can still die.
            if !(event == DEATH && person.standing == Standing::Moved) {
                here(person)?;
            }
        }
        born_by(&going, on)?;
        let mut after = before.clone();
        for person in after.members.iter_mut().filter(|person| people.contains(&person.person_id)) {
            with_event(person, event, on);
        }
        settle_head(&mut after, next_head, &before)?;
        Ok(Plan { before: vec![before], after: vec![after], people: people.to_vec(), notes: Vec::new() })
    }

    fn plan_return(&self, person_id: Uuid, relation: &str, on: NaiveDate) -> Result<Plan> {
        let person = self.known_person(person_id)?;
        if person.standing != Standing::Moved {
            return Err(Error::NotAway {
                name: person.name.clone(),
                standing: codes::fact_label("standing", person.standing.word()),
            });
        }
        let left_on = person
            .events
            .iter()
            .filter(|event| event.event_type == MOVED_AWAY)
            .map(|event| event.happened_on)
            .max();
        if let Some(left_on) = left_on.filter(|left_on| *left_on > on) {
            return Err(Error::BadDate { field: field_label("event"), text: format!("{on} < {left_on}") });
        }
        let before = self.known_household(person.household_id)?;
        let mut after = before.clone();
        let was_empty = before.present().next().is_none();
        let hh_no = before.hh_no.clone();
        for own in after.members.iter_mut().filter(|own| own.person_id == person_id) {
            own.events.retain(|event| event.event_type != MOVED_AWAY);
            own.standing = draft::standing(&own.events);
            own.relation = if was_empty {
                HEAD.to_owned()
            } else {
                said_relation(&Relations::from([(person_id, relation.to_owned())]), own, &hh_no)?
            };
        }
        if was_empty {
            after.head_id = Some(person_id);
        }
        Ok(Plan { before: vec![before], after: vec![after], people: vec![person_id], notes: Vec::new() })
    }

    fn plan_move_in(
        &self,
        acting: &Acting<'_>,
        request: &LifeRequest,
        place: &Place,
        members: &[MemberInput],
    ) -> Result<Plan> {
        if members.is_empty() {
            return Err(Error::NobodyNamed {});
        }
        let (before, mut after, mut highest) = match place {
            Place::Household(household_id) => {
                let household = self.known_household(*household_id)?;
                let highest = self.highest_member_no(*household_id)?;
                (vec![household.clone()], household, highest)
            }
            Place::New(made) => (Vec::new(), self.new_household(acting, made)?, 0),
        };
        let was_empty = after.present().next().is_none();
        let mut people = Vec::with_capacity(members.len());
        for given in members {
            highest += 1;
            let (id, on) = (acting.now.id(), acting.now.on());
            let person = draft::member(given, None, after.household_id, id, highest, on)?;
            if !was_empty && person.relation == HEAD {
                return Err(Error::RelationAsked { name: person.name, hh_no: after.hh_no });
            }
            if !codes::relations().iter().any(|known| known.code == person.relation) {
                return Err(Error::RelationAsked { name: person.name, hh_no: after.hh_no });
            }
            let confirmed = given.same_person_confirmed || request.same_person_confirmed;
            self.check_newcomer(&person, &after, confirmed)?;
            people.push(id);
            after.members.push(person);
        }
        if was_empty {
            let head = after.present().find(|person| person.relation == HEAD).map(|head| head.person_id);
            after.head_id = head;
        }
        let notes = if before.is_empty() {
            vec![LifeNote::HouseholdMade { hh_no: after.hh_no.clone() }]
        } else {
            Vec::new()
        };
        Ok(Plan { before, after: vec![after], people, notes })
    }

    /// Refuses a certificate that somebody has, and asks about somebody of the same name and birth date.
    fn check_newcomer(&self, person: &Person, household: &Household, confirmed: bool) -> Result<()> {
        let taken =
            |hh_no: String, head: String| Error::CertificateTaken { name: person.name.clone(), hh_no, head };
        if let Some(holder) = self.certificate_holder(&person.certificate_type, &person.certno)? {
            return Err(taken(holder.hh_no, holder.head));
        }
        let is_mine = |other: &&Person| {
            (&other.certificate_type, &other.certno) == (&person.certificate_type, &person.certno)
        };
        if household.members.iter().any(|other| is_mine(&other)) {
            return Err(taken(household.hh_no.clone(), person.name.clone()));
        }
        if confirmed {
            return Ok(());
        }
        beside(person, household)?;
        let Some(birth) = person.birth else { return Ok(()) };
        match self.namesakes(&person.name, birth)?.into_iter().next() {
            Some(other) => Err(Error::SameNameAndBirth {
                name: person.name.clone(),
                birth: birth.to_string(),
                hh_no: other.hh_no,
            }),
            None => Ok(()),
        }
    }

    fn new_household(&self, acting: &Acting<'_>, place: &NewPlace) -> Result<Household> {
        let input = HouseholdInput {
            hh_no: place.hh_no.clone(),
            village_group: place.village_group.clone(),
            address: place.address.clone(),
            ..HouseholdInput::default()
        };
        let hh_no = self.number_for(&input, None)?;
        let (village_group, address) = draft::place(&input);
        Ok(Household {
            household_id: acting.now.id(),
            hh_no,
            head_id: None,
            village_group,
            address,
            members: Vec::new(),
        })
    }
}

/// Somebody of the same name and birth date in a household.
fn beside(person: &Person, household: &Household) -> Result<()> {
    let is_like = |other: &&Person| {
        other.person_id != person.person_id
            && other.name == person.name
            && other.birth.is_some()
            && other.birth == person.birth
    };
    match household.members.iter().find(is_like) {
        Some(other) => Err(Error::SameNameAndBirth {
            name: person.name.clone(),
            birth: other.birth.map_or_else(String::new, |birth| birth.to_string()),
            hh_no: household.hh_no.clone(),
        }),
        None => Ok(()),
    }
}

/// Somebody with one more event, standing as it makes him stand.
fn with_event(person: &mut Person, event_type: &str, happened_on: NaiveDate) {
    let is_same = |event: &PersonEvent| event.event_type == event_type && event.happened_on == happened_on;
    if !person.events.iter().any(is_same) {
        person.events.push(PersonEvent {
            event_type: event_type.to_owned(),
            happened_on,
            continuous_months: None,
        });
    }
    person.events.sort_by(|a, b| (a.happened_on, &a.event_type).cmp(&(b.happened_on, &b.event_type)));
    person.standing = draft::standing(&person.events);
}
