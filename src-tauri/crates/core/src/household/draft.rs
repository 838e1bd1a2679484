//! What the clerk typed, turned into a household, or refused with the member whom it concerns.
//!
//! Invariant: pure; what comes out holds only codes of the tables, normalised names and checked numbers, and has one
//! head. Must not know: rows. Who else has a number or a name is asked by whoever saves.

use super::{Household, field_label};
use crate::codes;
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::person::{Person, PersonCategory, PersonEvent, Standing, Student, certificate_kind};
use chrono::NaiveDate;
use cunshou_exchange::identity::{self, Sex, half_width, normalise_name, squeeze};
use cunshou_exchange::roster::RowCode;
use std::collections::HashSet;
use uuid::Uuid;

/// A household as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HouseholdInput {
    /// The household to change; `None` = a new one.
    pub household_id: Option<Uuid>,
    /// Its number; `None` or empty = as it was, or the next free one.
    pub hh_no: Option<String>,
    /// 村民组.
    pub village_group: String,
    /// Address.
    pub address: String,
    /// All members; who is not among them is removed.
    pub members: Vec<MemberInput>,
}

impl HouseholdInput {
    /// A word for the household in a refusal.
    pub(super) fn named(&self) -> &str {
        self.hh_no.as_deref().unwrap_or_default()
    }
}

/// A member as he was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberInput {
    /// The member to change; `None` = a new one.
    pub person_id: Option<Uuid>,
    /// The name.
    pub name: String,
    /// A second spelling for systems that lack a character.
    pub name_alt: Option<String>,
    /// A code of [`codes::certificates`].
    pub certificate_type: String,
    /// The certificate's number; empty, or the masked number that the screen shows = as it was.
    pub certno: String,
    /// GB/T 2261.1; follows from a resident ID number.
    pub sex: Option<String>,
    /// Birth date; follows from a resident ID number.
    pub birth: Option<NaiveDate>,
    /// GB/T 3304.
    pub nation: String,
    /// GB/T 4761; 01 and 02 are the head.
    pub relation: String,
    /// `in_area` or `out_of_area`.
    pub hukou: Option<String>,
    /// `in_area` or `elsewhere`.
    pub residence: Option<String>,
    /// Phone.
    pub phone: String,
    /// Remarks; `None` = as they were.
    pub remarks: Option<String>,
    /// 资助身份; `None` = as they were (a screen that did not reveal them must not wipe them).
    pub categories: Option<Vec<PersonCategory>>,
    /// What happened to him. A death or a move makes him [`Standing::Dead`] or [`Standing::Moved`].
    pub events: Vec<PersonEvent>,
    /// `none`, `employee` or `resident_elsewhere`.
    pub insurance_current: String,
    /// A value of the fact `previous_year_insurance`.
    pub previous_year: Option<String>,
    /// Works away from home.
    pub migrant_worker: Option<bool>,
    /// Pupil or student.
    pub student: Option<Student>,
    /// The clerk has said that someone of the same name and birth date is another person.
    pub same_person_confirmed: bool,
}

impl Default for MemberInput {
    /// A resident with an ID card of whom nothing else is known.
    fn default() -> Self {
        Self {
            person_id: None,
            name: String::new(),
            name_alt: None,
            certificate_type: identity::RESIDENT_ID_CODE.to_owned(),
            certno: String::new(),
            sex: None,
            birth: None,
            nation: "01".to_owned(),
            relation: String::new(),
            hukou: Some("in_area".to_owned()),
            residence: Some("in_area".to_owned()),
            phone: String::new(),
            remarks: None,
            categories: None,
            events: Vec::new(),
            insurance_current: "none".to_owned(),
            previous_year: None,
            migrant_worker: None,
            student: None,
            same_person_confirmed: false,
        }
    }
}

/// The relation under which the head of a household is kept.
pub(crate) const HEAD: &str = "02";
/// Both of GB/T 4761 mean the head on a roster: 本人 and 户主.
const HEADS: [&str; 2] = ["01", HEAD];
/// Longer household numbers, groups and phones are typing faults.
const MOST_CHARS: usize = 40;
/// Longer addresses and remarks are cut.
const MOST_WORDS: usize = 200;

/// The household number that was typed, if one was.
pub(super) fn number(input: &HouseholdInput) -> Result<Option<String>> {
    let number = squeeze(input.named());
    if number.chars().count() > MOST_CHARS || number.chars().any(char::is_control) {
        return Err(Error::UnknownCode {
            field: field_label("hh_no"),
            code_given: number.chars().take(MOST_CHARS).collect(),
        });
    }
    Ok(Some(number).filter(|number| !number.is_empty()))
}

/// Group and address in their stored spelling.
pub(super) fn place(input: &HouseholdInput) -> (String, String) {
    (cut(&squeeze(&input.village_group), MOST_CHARS), cut(half_width(&input.address).trim(), MOST_WORDS))
}

/// The household that was meant.
pub(super) fn household(
    input: &HouseholdInput,
    before: Option<&Household>,
    household_id: Uuid,
    hh_no: String,
    highest_member_no: u32,
    now: &Moment,
) -> Result<Household> {
    let mut next_no = highest_member_no;
    let mut members = Vec::with_capacity(input.members.len());
    let mut certificates = HashSet::new();
    for given in &input.members {
        let old = match given.person_id {
            None => None,
            Some(id) => Some(
                before
                    .and_then(|before| before.members.iter().find(|member| member.person_id == id))
                    .ok_or_else(|| Error::NoSuchPerson { member: given.name.clone() })?,
            ),
        };
        let (person_id, member_no) = old.map_or_else(
            || {
                next_no += 1;
                (now.id(), next_no)
            },
            |old| (old.person_id, old.member_no),
        );
        let member = member(given, old, household_id, person_id, member_no, now.on())?;
        if !certificates.insert((member.certificate_type.clone(), member.certno.clone())) {
            let head = before
                .and_then(Household::head)
                .map_or_else(|| member.name.clone(), |head| head.name.clone());
            return Err(Error::CertificateTaken { name: member.name, hh_no, head });
        }
        members.push(member);
    }
    let heads: Vec<_> = members
        .iter()
        .filter(|member| member.is_present() && member.relation == HEAD)
        .map(|m| m.person_id)
        .collect();
    let anyone_here = members.iter().any(Person::is_present);
    if members.is_empty() || (anyone_here && heads.len() != 1) {
        return Err(Error::HeadMissing { hh_no });
    }
    let (village_group, address) = place(input);
    Ok(Household { household_id, hh_no, head_id: heads.first().copied(), village_group, address, members })
}

pub(super) fn member(
    given: &MemberInput,
    old: Option<&Person>,
    household_id: Uuid,
    person_id: Uuid,
    member_no: u32,
    today: NaiveDate,
) -> Result<Person> {
    let name = normalise_name(&given.name);
    if identity::name_fault(&name).is_some() {
        return Err(Error::BadName { name: cut(&name, MOST_CHARS) });
    }
    let typed = squeeze(&given.certno);
    let number = match old {
        Some(old) if typed.is_empty() || typed == old.certno_masked() => &old.certno,
        _ => &given.certno,
    };
    let kind = certificate_kind(&given.certificate_type)?;
    let certificate =
        identity::check_certificate(kind, number, today).map_err(|fault| Error::BadCertificate {
            name: name.clone(),
            certno: identity::mask(&identity::normalise_number(number)),
            fault: RowCode::from(fault).words(None).0,
        })?;
    let (sex, birth) = if let Some(id) = &certificate.resident {
        (id.sex.code().to_owned(), id.birth)
    } else {
        let birth = given.birth.ok_or_else(|| Error::BirthMissing { name: name.clone() })?;
        let sex = given.sex.as_deref().unwrap_or("0");
        let sex = Sex::from_word(sex).map_or(sex, |sex| sex.code());
        (known("sex", sex, ["0", "1", "2", "9"].contains(&sex))?, birth)
    };
    if birth > today {
        return Err(Error::BadDate { field: field_label("birth"), text: birth.to_string() });
    }
    let relation = if HEADS.iter().any(|head| *head == given.relation) { HEAD } else { &given.relation };
    let is_in = |table: &[codes::Code], code: &str| table.iter().any(|item| item.code == code);
    // What a roster did not say may stay unsaid.
    let was_empty = |of: fn(&Person) -> &String| old.is_some_and(|old| of(old).is_empty());
    let fact = |field: &'static str, value: &Option<String>| {
        value
            .as_ref()
            .filter(|value| !value.is_empty())
            .map(|value| known(field, value, is_in(codes::fact_values(field), value)))
            .transpose()
    };
    let events = events(&given.events, today)?;
    let alt = normalise_name(given.name_alt.as_deref().unwrap_or_default());
    let alt = Some(alt).filter(|alt| !alt.is_empty() && *alt != name);
    if let Some(alt) = &alt
        && identity::name_fault(alt).is_some()
    {
        return Err(Error::BadName { name: cut(alt, MOST_CHARS) });
    }
    Ok(Person {
        person_id,
        household_id,
        member_no,
        name_alt: alt,
        certificate_type: certificate.code,
        certno: certificate.number,
        sex,
        birth: Some(birth),
        nation: known(
            "nation",
            &given.nation,
            is_in(codes::nations(), &given.nation)
                || (given.nation.is_empty() && was_empty(|old| &old.nation)),
        )?,
        relation: known(
            "relation",
            relation,
            is_in(codes::relations(), relation) || (relation.is_empty() && was_empty(|old| &old.relation)),
        )?,
        hukou: fact("hukou", &given.hukou)?,
        residence: fact("residence", &given.residence)?,
        phone: identity::phone(&given.phone).unwrap_or_else(|| cut(&squeeze(&given.phone), MOST_CHARS)),
        remarks: given.remarks.as_ref().map_or_else(
            || old.map_or_else(String::new, |old| old.remarks.clone()),
            |remarks| cut(half_width(remarks).trim(), MOST_WORDS),
        ),
        insurance_current: fact("insurance_current", &Some(given.insurance_current.clone()))?
            .unwrap_or_else(|| "none".to_owned()),
        previous_year: fact("previous_year_insurance", &given.previous_year)?,
        migrant_worker: given.migrant_worker,
        student: given
            .student
            .as_ref()
            .map(|student| {
                let is_known =
                    |field, value: &str| known(field, value, is_in(codes::fact_values(field), value));
                Ok::<_, Error>(Student {
                    level: is_known("student_level", &student.level)?,
                    school: is_known("student_school", &student.school)?,
                })
            })
            .transpose()?,
        standing: standing(&events),
        categories: match &given.categories {
            Some(categories) => self::categories(categories)?,
            None => old.map_or_else(Vec::new, |old| old.categories.clone()),
        },
        events,
        name,
    })
}

/// What the events make of a person. A move counts until the clerk takes it away again.
pub(crate) fn standing(events: &[PersonEvent]) -> Standing {
    let of =
        |event: &PersonEvent| codes::event(&event.event_type).and_then(|known| known.standing.parse().ok());
    let all: Vec<Standing> = events.iter().filter_map(of).collect();
    [Standing::Dead, Standing::Moved].into_iter().find(|one| all.contains(one)).unwrap_or(Standing::Present)
}

/// Events as they are stored: known types, none in the future, each once, in the order of their days.
fn events(given: &[PersonEvent], today: NaiveDate) -> Result<Vec<PersonEvent>> {
    let mut events: Vec<PersonEvent> = Vec::with_capacity(given.len());
    for event in given {
        known("event", &event.event_type, codes::event(&event.event_type).is_some())?;
        if event.happened_on > today {
            return Err(Error::BadDate { field: field_label("event"), text: event.happened_on.to_string() });
        }
        let is_same = |other: &PersonEvent| {
            other.event_type == event.event_type && other.happened_on == event.happened_on
        };
        if !events.iter().any(is_same) {
            events.push(event.clone());
        }
    }
    events.sort_by(|a, b| (a.happened_on, &a.event_type).cmp(&(b.happened_on, &b.event_type)));
    Ok(events)
}

/// Categories as they are stored: known codes, each once, by code.
fn categories(given: &[PersonCategory]) -> Result<Vec<PersonCategory>> {
    let mut categories: Vec<PersonCategory> = Vec::with_capacity(given.len());
    for held in given {
        known("category", &held.code, codes::category(&held.code).is_some())?;
        if let Some(grade) = held.grade {
            known("disability_grade", &grade.to_string(), (1..=4).contains(&grade))?;
        }
        if let Some(subtype) = &held.subtype {
            let values = codes::fact_values("poverty_monitored_subtype");
            known("poverty_monitored_subtype", subtype, values.iter().any(|item| item.code == subtype))?;
        }
        let by = held.designated_by.as_str();
        known("designated_by", by, ["in_area", "out_of_area"].contains(&by))?;
        if !categories.iter().any(|other| other.code == held.code) {
            categories.push(held.clone());
        }
    }
    categories.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(categories)
}

fn known(field: &'static str, code: &str, is_known: bool) -> Result<String> {
    if is_known {
        Ok(code.to_owned())
    } else {
        Err(Error::UnknownCode { field: field_label(field), code_given: cut(code, MOST_CHARS) })
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
