//! Who heads a household after an act, and what the others are to him: said by the clerk, never guessed.

use super::plan::{here, member};
use super::{NewHead, Relations};
use crate::codes;
use crate::error::{Error, Result};
use crate::household::{HEAD, Household, field_label};
use crate::person::Person;
use uuid::Uuid;

/// Puts a head over those who are here, and what the others are to him.
pub(super) fn put_head(household: &mut Household, head: &NewHead) -> Result<()> {
    let hh_no = household.hh_no.clone();
    let new = member(household, head.person_id)?;
    here(new)?;
    for person in household.members.iter_mut().filter(|person| person.is_present()) {
        person.relation = if person.person_id == head.person_id {
            HEAD.to_owned()
        } else {
            said_relation(&head.relations, person, &hh_no)?
        };
    }
    household.head_id = Some(head.person_id);
    Ok(())
}

/// What becomes of a household whose head may have gone: the same head, another who is named, or nobody.
pub(super) fn settle_head(
    household: &mut Household,
    next_head: Option<&NewHead>,
    old: &Household,
) -> Result<()> {
    let stays = |id: Option<Uuid>| {
        household.members.iter().any(|member| Some(member.person_id) == id && member.is_present())
    };
    if !household.members.iter().any(Person::is_present) {
        household.head_id = None;
        return Ok(());
    }
    if stays(household.head_id) {
        return Ok(());
    }
    let name = || old.head().map_or_else(String::new, |head| head.name.clone());
    let next =
        next_head.ok_or_else(|| Error::NextHeadAsked { name: name(), hh_no: household.hh_no.clone() })?;
    put_head(household, next)
}

/// A relation that was said, known to the table, and not that of a head.
pub(super) fn said_relation(relations: &Relations, person: &Person, hh_no: &str) -> Result<String> {
    let said = relations.get(&person.person_id).map(String::as_str).unwrap_or_default();
    if said.is_empty() || said == HEAD || said == "01" {
        return Err(Error::RelationAsked { name: person.name.clone(), hh_no: hh_no.to_owned() });
    }
    known_relation(said)
}

fn known_relation(code: &str) -> Result<String> {
    if codes::relations().iter().any(|known| known.code == code) {
        return Ok(code.to_owned());
    }
    Err(Error::UnknownCode { field: field_label("relation"), code_given: code.chars().take(20).collect() })
}
