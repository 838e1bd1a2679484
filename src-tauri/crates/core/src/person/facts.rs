//! Answers to what a notice asks about a person, as they change what the roster knows.
//!
//! Invariant: an answer is one of the fact's table, or refused; the person before is left as he was.

use super::Person;
use crate::codes;
use crate::error::{Error, Result};
use chrono::NaiveDate;

/// The person with the fact answered. Facts go by the words of the engine's `needs`; months count on the newest end of
/// employee insurance, grade and subtype on the category that they belong to.
pub(crate) fn with_fact(person: &Person, fact: &str, value: &str, today: NaiveDate) -> Result<Person> {
    let mut after = person.clone();
    let unknown = || Error::UnknownCode {
        field: crate::household::field_label("fact"),
        code_given: format!("{fact}={value}"),
    };
    let fact = match fact {
        "migrant_worker_status" => "migrant_worker",
        "previous_year" => "previous_year_insurance",
        fact => fact,
    };
    let value = match (fact, value) {
        ("migrant_worker", "yes") => "true",
        ("migrant_worker", "no") => "false",
        (_, value) => value,
    };
    let table = codes::fact_values(fact);
    if !table.is_empty() && !table.iter().any(|item| item.code == value) {
        return Err(unknown());
    }
    match fact {
        "migrant_worker" => after.migrant_worker = Some(value == "true"),
        "previous_year_insurance" => after.previous_year = Some(value.to_owned()),
        "hukou" => after.hukou = Some(value.to_owned()),
        "residence" => after.residence = Some(value.to_owned()),
        "insurance_current" => value.clone_into(&mut after.insurance_current),
        "disability_grade" => {
            let held =
                after.categories.iter_mut().find(|held| held.code == "disability").ok_or_else(unknown)?;
            held.grade = Some(value.parse().map_err(|_| unknown())?);
        }
        "poverty_monitored_subtype" => {
            let held = after
                .categories
                .iter_mut()
                .find(|held| held.code == "poverty_monitored")
                .ok_or_else(unknown)?;
            held.subtype = Some(value.to_owned());
        }
        "designated_on" => {
            let on: NaiveDate = value.parse().map_err(|_| unknown())?;
            if on > today {
                return Err(unknown());
            }
            for held in after.categories.iter_mut().filter(|held| held.designated_on.is_none()) {
                held.designated_on = Some(on);
            }
        }
        "employee_continuous_months" => {
            let months: u32 = value.parse().ok().filter(|months| *months < 1_000).ok_or_else(unknown)?;
            let ended = after
                .events
                .iter_mut()
                .filter(|event| event.event_type == "employee_insurance_ended")
                .max_by_key(|event| event.happened_on)
                .ok_or_else(unknown)?;
            ended.continuous_months = Some(months);
        }
        _ => return Err(unknown()),
    }
    Ok(after)
}
