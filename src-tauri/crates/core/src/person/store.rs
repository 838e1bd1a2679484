//! The rows of people, their categories and events.

use super::{Asked, CertificateHolder, Person, PersonCategory, PersonEvent, Student};
use crate::book::Acting;
use crate::error::Result;
use crate::moment::Moment;
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use rusqlite::{Row, named_params};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Someone with his household, to be named in a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) person_id: Uuid,
    pub(crate) name: String,
    pub(crate) household_id: Uuid,
    pub(crate) hh_no: String,
    pub(crate) head: String,
}

impl From<Holder> for CertificateHolder {
    fn from(holder: Holder) -> Self {
        let Holder { person_id, name, household_id, hh_no, head } = holder;
        Self { person_id, name, household_id, hh_no, head }
    }
}

fn id(row: &Row<'_>, column: &str) -> Result<Uuid> {
    parsed("person", row.get_ref(column)?.as_str().unwrap_or_default())
}

fn person(row: &Row<'_>) -> Result<Person> {
    let student_level: Option<String> = row.get("student_level")?;
    Ok(Person {
        person_id: id(row, "person_id")?,
        household_id: id(row, "household_id")?,
        member_no: row.get("member_no")?,
        name: row.get("name")?,
        name_alt: row.get("name_alt")?,
        certificate_type: row.get("certificate_type")?,
        certno: row.get("certno")?,
        sex: row.get("sex")?,
        birth: row.get("birth")?,
        nation: row.get("nation")?,
        relation: row.get("relation")?,
        hukou: row.get("hukou")?,
        residence: row.get("residence")?,
        phone: row.get("phone")?,
        remarks: row.get("remarks")?,
        insurance_current: row.get("insurance_current")?,
        previous_year: row.get("previous_year")?,
        migrant_worker: row.get("migrant_worker")?,
        student: match student_level {
            Some(level) => Some(Student { level, school: row.get("student_school")? }),
            None => None,
        },
        standing: parsed("person", row.get_ref("standing")?.as_str().unwrap_or_default())?,
        categories: Vec::new(),
        events: Vec::new(),
    })
}

fn category(row: &Row<'_>) -> Result<(Uuid, PersonCategory)> {
    let held = PersonCategory {
        code: row.get("code")?,
        grade: row.get("grade")?,
        subtype: row.get("subtype")?,
        designated_on: row.get("designated_on")?,
        designated_by: row.get("designated_by")?,
        ended_on: row.get("ended_on")?,
        source: row.get("source")?,
    };
    Ok((id(row, "person_id")?, held))
}

fn event(row: &Row<'_>) -> Result<(Uuid, PersonEvent)> {
    let event = PersonEvent {
        event_type: row.get("type")?,
        happened_on: row.get("happened_on")?,
        continuous_months: row.get("continuous_months")?,
    };
    Ok((id(row, "person_id")?, event))
}

fn holder(row: &Row<'_>) -> Result<Holder> {
    Ok(Holder {
        person_id: id(row, "person_id")?,
        name: row.get("name")?,
        household_id: id(row, "household_id")?,
        hh_no: row.get("hh_no")?,
        head: row.get("head")?,
    })
}

impl Tx<'_> {
    /// The person, with categories and events.
    pub(crate) fn person(&self, person_id: Uuid) -> Result<Option<Person>> {
        let key = person_id.to_string();
        let Some(mut found) =
            one(self, include_str!("person.sql"), named_params! { ":person_id": key }, person)?
        else {
            return Ok(None);
        };
        let household = found.household_id.to_string();
        let mine = |(of, _): &(Uuid, _)| *of == person_id;
        let categories = many(
            self,
            include_str!("categories.sql"),
            named_params! { ":household_id": household },
            category,
        )?;
        found.categories = categories.into_iter().filter(mine).map(|(_, held)| held).collect();
        let events =
            many(self, include_str!("events.sql"), named_params! { ":household_id": household }, event)?;
        found.events =
            events.into_iter().filter(|(of, _)| *of == person_id).map(|(_, event)| event).collect();
        Ok(Some(found))
    }

    /// Everyone of a household, by number, with categories and events: three queries.
    pub(crate) fn members(&self, household_id: Uuid) -> Result<Vec<Person>> {
        let key = household_id.to_string();
        let mut members =
            many(self, include_str!("members.sql"), named_params! { ":household_id": key }, person)?;
        let categories =
            many(self, include_str!("categories.sql"), named_params! { ":household_id": key }, category)?;
        for (of, held) in categories {
            if let Some(member) = members.iter_mut().find(|member| member.person_id == of) {
                member.categories.push(held);
            }
        }
        for (of, event) in
            many(self, include_str!("events.sql"), named_params! { ":household_id": key }, event)?
        {
            if let Some(member) = members.iter_mut().find(|member| member.person_id == of) {
                member.events.push(event);
            }
        }
        Ok(members)
    }

    /// Everybody, with categories and events, by household and number: three queries.
    pub(crate) fn everybody(&self) -> Result<HashMap<Uuid, Vec<Person>>> {
        let people = many(self, include_str!("all_people.sql"), [], person)?;
        let mut of: HashMap<Uuid, Person> = people.into_iter().map(|one| (one.person_id, one)).collect();
        for (person_id, held) in many(self, include_str!("all_categories.sql"), [], category)? {
            if let Some(person) = of.get_mut(&person_id) {
                person.categories.push(held);
            }
        }
        for (person_id, event) in many(self, include_str!("all_events.sql"), [], event)? {
            if let Some(person) = of.get_mut(&person_id) {
                person.events.push(event);
            }
        }
        let mut households: HashMap<Uuid, Vec<Person>> = HashMap::new();
        for person in of.into_values() {
            households.entry(person.household_id).or_default().push(person);
        }
        for members in households.values_mut() {
            members.sort_by_key(|member| member.member_no);
        }
        Ok(households)
    }

    /// What was asked at the counter about anybody for a levy year.
    pub(crate) fn all_asked(&self, levy_year: i32) -> Result<HashMap<Uuid, Asked>> {
        let wanted = named_params! { ":levy_year": levy_year };
        let rows = many(self, include_str!("all_facts.sql"), wanted, |row| {
            Ok((id(row, "person_id")?, row.get::<_, String>("fact")?, row.get::<_, bool>("holds")?))
        })?;
        let mut asked: HashMap<Uuid, Asked> = HashMap::new();
        for (person_id, fact, holds) in rows {
            asked.entry(person_id).or_default().learn(&fact, holds);
        }
        Ok(asked)
    }

    /// Many people at once, with categories and events: three queries.
    pub(crate) fn people_of(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Person>> {
        let ids = serde_json::json!(ids).to_string();
        let wanted = named_params! { ":ids": ids };
        let people = many(self, include_str!("people_of.sql"), wanted, person)?;
        let mut people: HashMap<Uuid, Person> =
            people.into_iter().map(|person| (person.person_id, person)).collect();
        for (of, held) in many(self, include_str!("categories_of.sql"), wanted, category)? {
            if let Some(person) = people.get_mut(&of) {
                person.categories.push(held);
            }
        }
        for (of, event) in many(self, include_str!("events_of.sql"), wanted, event)? {
            if let Some(person) = people.get_mut(&of) {
                person.events.push(event);
            }
        }
        Ok(people)
    }

    /// What was asked at the counter about many people for a levy year.
    pub(crate) fn asked_of(&self, ids: &[Uuid], levy_year: i32) -> Result<HashMap<Uuid, Asked>> {
        let ids = serde_json::json!(ids).to_string();
        let wanted = named_params! { ":ids": ids, ":levy_year": levy_year };
        let rows = many(self, include_str!("facts_of.sql"), wanted, |row| {
            Ok((id(row, "person_id")?, row.get::<_, String>("fact")?, row.get::<_, bool>("holds")?))
        })?;
        let mut asked: HashMap<Uuid, Asked> = HashMap::new();
        for (person_id, fact, holds) in rows {
            asked.entry(person_id).or_default().learn(&fact, holds);
        }
        Ok(asked)
    }

    /// The categories of some people, by person.
    pub(super) fn held_by(&self, people: &[Uuid]) -> Result<HashMap<Uuid, Vec<PersonCategory>>> {
        let ids: Vec<String> = people.iter().map(Uuid::to_string).collect();
        let wanted = named_params! { ":ids": serde_json::Value::from(ids).to_string() };
        let mut held: HashMap<Uuid, Vec<PersonCategory>> = HashMap::new();
        for (person_id, one) in many(self, include_str!("held_by.sql"), wanted, category)? {
            held.entry(person_id).or_default().push(one);
        }
        Ok(held)
    }

    /// Who holds a category on a day.
    pub(super) fn holders(&self, code: &str, on: NaiveDate) -> Result<HashSet<Uuid>> {
        let wanted = named_params! { ":code": code, ":day": on };
        let holders = many(self, include_str!("holders.sql"), wanted, |row| id(row, "person_id"))?;
        Ok(holders.into_iter().collect())
    }

    /// Writes the categories of a person, as they are now.
    pub(crate) fn replace_categories(&self, person: &Person) -> Result<()> {
        let person_id = person.person_id.to_string();
        self.sql
            .prepare_cached("DELETE FROM person_category WHERE person_id = :person_id")?
            .execute(named_params! { ":person_id": person_id })?;
        self.insert_categories(person)
    }

    /// What was asked at the counter about the people of a household for a levy year.
    pub(crate) fn asked(&self, household_id: Uuid, levy_year: i32) -> Result<HashMap<Uuid, Asked>> {
        let wanted = named_params! { ":household_id": household_id.to_string(), ":levy_year": levy_year };
        let rows = many(self, include_str!("facts_of_household.sql"), wanted, |row| {
            Ok((id(row, "person_id")?, row.get::<_, String>("fact")?, row.get::<_, bool>("holds")?))
        })?;
        let mut asked: HashMap<Uuid, Asked> = HashMap::new();
        for (person_id, fact, holds) in rows {
            asked.entry(person_id).or_default().learn(&fact, holds);
        }
        Ok(asked)
    }

    /// One more answer that somebody gave at the counter.
    pub(super) fn insert_fact(
        &self,
        person_id: Uuid,
        levy_year: i32,
        fact: &str,
        holds: bool,
        acting: &Acting<'_>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_fact.sql"))?.execute(named_params! {
            ":person_id": person_id.to_string(),
            ":levy_year": levy_year,
            ":fact": fact,
            ":holds": holds,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    pub(crate) fn insert_person(
        &self,
        person: &Person,
        search_key: &str,
        import_id: Option<Uuid>,
        now: &Moment,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_person.sql"))?.execute(named_params! {
            ":person_id": person.person_id.to_string(),
            ":household_id": person.household_id.to_string(),
            ":member_no": person.member_no,
            ":name": person.name,
            ":name_alt": person.name_alt,
            ":certificate_type": person.certificate_type,
            ":certno": person.certno,
            ":sex": person.sex,
            ":birth": person.birth,
            ":nation": person.nation,
            ":relation": person.relation,
            ":hukou": person.hukou,
            ":residence": person.residence,
            ":phone": person.phone,
            ":remarks": person.remarks,
            ":insurance_current": person.insurance_current,
            ":previous_year": person.previous_year,
            ":migrant_worker": person.migrant_worker,
            ":student_level": person.student.as_ref().map(|student| &student.level),
            ":student_school": person.student.as_ref().map(|student| &student.school),
            ":standing": person.standing.word(),
            ":search_key": search_key,
            ":created_at": now.text(),
            ":import_id": import_id.map(|id| id.to_string()),
        })?;
        self.insert_details(person)
    }

    /// Writes a person as he is now; without a search key the old one stays.
    pub(crate) fn update_person(&self, person: &Person, search_key: Option<&str>) -> Result<()> {
        self.sql.prepare_cached(include_str!("update_person.sql"))?.execute(named_params! {
            ":person_id": person.person_id.to_string(),
            ":household_id": person.household_id.to_string(),
            ":member_no": person.member_no,
            ":name": person.name,
            ":name_alt": person.name_alt,
            ":certificate_type": person.certificate_type,
            ":certno": person.certno,
            ":sex": person.sex,
            ":birth": person.birth,
            ":nation": person.nation,
            ":relation": person.relation,
            ":hukou": person.hukou,
            ":residence": person.residence,
            ":phone": person.phone,
            ":remarks": person.remarks,
            ":insurance_current": person.insurance_current,
            ":previous_year": person.previous_year,
            ":migrant_worker": person.migrant_worker,
            ":student_level": person.student.as_ref().map(|student| &student.level),
            ":student_school": person.student.as_ref().map(|student| &student.school),
            ":standing": person.standing.word(),
            ":search_key": search_key,
        })?;
        self.delete_details(person.person_id)?;
        self.insert_details(person)
    }

    /// Frees a certificate number that this act gives to someone else.
    pub(crate) fn free_certificate(&self, person_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE person SET certno = '' WHERE person_id = :person_id")?
            .execute(named_params! { ":person_id": person_id.to_string() })?;
        Ok(())
    }

    /// Takes a person off the roster, who must have no payment and no enrolment.
    pub(crate) fn delete_person(&self, person_id: Uuid) -> Result<()> {
        self.delete_details(person_id)?;
        self.sql
            .prepare_cached("DELETE FROM former_certificate WHERE person_id = :person_id")?
            .execute(named_params! { ":person_id": person_id.to_string() })?;
        self.sql
            .prepare_cached("DELETE FROM person WHERE person_id = :person_id")?
            .execute(named_params! { ":person_id": person_id.to_string() })?;
        Ok(())
    }

    /// Somebody had this certificate: he is still known by it.
    pub(crate) fn insert_former_certificate(
        &self,
        acting: &Acting<'_>,
        person_id: Uuid,
        before: &Person,
        verdict_no: Option<i64>,
    ) -> Result<()> {
        if before.certno.is_empty() {
            return Ok(());
        }
        self.sql.prepare_cached(include_str!("insert_former_certificate.sql"))?.execute(named_params! {
            ":certificate_type": before.certificate_type,
            ":certno": before.certno,
            ":person_id": person_id.to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
            ":verdict_no": verdict_no,
        })?;
        Ok(())
    }

    /// A certificate of before is the one of now again.
    pub(crate) fn forget_former_certificate(&self, now: &Person) -> Result<()> {
        self.sql
            .prepare_cached(
                "DELETE FROM former_certificate WHERE certificate_type = :certificate_type AND certno = :certno",
            )?
            .execute(named_params! { ":certificate_type": now.certificate_type, ":certno": now.certno })?;
        Ok(())
    }

    /// What a verdict brought is taken back with it.
    pub(crate) fn delete_former_certificates(&self, verdict_no: i64) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM former_certificate WHERE verdict_no = :verdict_no")?
            .execute(named_params! { ":verdict_no": verdict_no })?;
        Ok(())
    }

    pub(super) fn former_certificates(&self, person_id: Uuid) -> Result<Vec<(String, String)>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(
            self,
            "SELECT certificate_type, certno FROM former_certificate WHERE person_id = :person_id ORDER BY at",
            wanted,
            |row| Ok((row.get("certificate_type")?, row.get("certno")?)),
        )
    }

    fn insert_categories(&self, person: &Person) -> Result<()> {
        let person_id = person.person_id.to_string();
        for held in &person.categories {
            self.sql.prepare_cached(include_str!("insert_category.sql"))?.execute(named_params! {
                ":person_id": person_id,
                ":code": held.code,
                ":grade": held.grade,
                ":subtype": held.subtype,
                ":designated_on": held.designated_on,
                ":designated_by": held.designated_by,
                ":ended_on": held.ended_on,
                ":source": held.source,
            })?;
        }
        Ok(())
    }

    fn insert_details(&self, person: &Person) -> Result<()> {
        self.insert_categories(person)?;
        let person_id = person.person_id.to_string();
        for event in &person.events {
            self.sql.prepare_cached(include_str!("insert_event.sql"))?.execute(named_params! {
                ":person_id": person_id,
                ":type": event.event_type,
                ":happened_on": event.happened_on,
                ":continuous_months": event.continuous_months,
            })?;
        }
        Ok(())
    }

    fn delete_details(&self, person_id: Uuid) -> Result<()> {
        for sql in [
            "DELETE FROM person_category WHERE person_id = :person_id",
            "DELETE FROM person_event WHERE person_id = :person_id",
        ] {
            self.sql.prepare_cached(sql)?.execute(named_params! { ":person_id": person_id.to_string() })?;
        }
        Ok(())
    }

    /// Who has a certificate number.
    pub(crate) fn certificate_holder(&self, certificate_type: &str, certno: &str) -> Result<Option<Holder>> {
        one(
            self,
            include_str!("certificate_holder.sql"),
            named_params! { ":certificate_type": certificate_type, ":certno": certno },
            holder,
        )
    }

    /// Everyone of that name and birth date.
    pub(crate) fn namesakes(&self, name: &str, birth: NaiveDate) -> Result<Vec<Holder>> {
        many(self, include_str!("namesakes.sql"), named_params! { ":name": name, ":birth": birth }, holder)
    }

    /// True if there ever was a payment line of the person, or there is an enrolment row: then he stays on the roster.
    pub(crate) fn has_history(&self, person_id: Uuid) -> Result<bool> {
        let person_id = person_id.to_string();
        Ok(one(self, include_str!("has_history.sql"), named_params! { ":person_id": person_id }, |row| {
            Ok(row.get("has_history")?)
        })?
        .unwrap_or(false))
    }

    /// The highest member number that the household ever gave.
    pub(crate) fn highest_member_no(&self, household_id: Uuid) -> Result<u32> {
        let household_id = household_id.to_string();
        Ok(one(
            self,
            include_str!("highest_member_no.sql"),
            named_params! { ":household_id": household_id },
            |row| Ok(row.get::<_, Option<u32>>("highest")?),
        )?
        .flatten()
        .unwrap_or(0))
    }
}
