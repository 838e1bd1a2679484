//! 人: a resident as the roster knows him, with what the notices ask about.
//!
//! Invariant: a certificate number belongs to one person of the book. Must not know: sums, payments, the notice's rules.

mod asked;
mod certificate;
mod facts;
mod key;
mod listing;
mod pinyin;
mod store;

pub use asked::Asked;
pub use certificate::CertificateAdded;
pub(crate) use facts::with_fact;
pub(crate) use key::{SEPARATOR, household_key, search_key, search_words};
pub use listing::{PEOPLE_PAGE, PeopleExport, PeopleFilter, PeoplePage, PersonRow, SortBy};
pub use pinyin::{initials, spellings};

use crate::book::{Book, in_force, in_force_for};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use chrono::NaiveDate;
use cunshou_exchange::identity;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The row's id.
    pub person_id: Uuid,
    /// The household that he lives in.
    pub household_id: Uuid,
    /// His number in the household: 1, 2, 3, …; never given again.
    pub member_no: u32,
    /// The name, normalised (middle dot U+00B7, no spaces in a Han name).
    pub name: String,
    /// A second spelling for systems that lack a character.
    pub name_alt: Option<String>,
    /// A code of `assets/codes/certificate_type.tsv`.
    pub certificate_type: String,
    /// The certificate's number, normalised; for a newborn that of the birth certificate.
    pub certno: String,
    /// GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.
    pub sex: String,
    /// Birth date; unknown only where a certificate does not tell.
    pub birth: Option<NaiveDate>,
    /// GB/T 3304.
    pub nation: String,
    /// GB/T 4761, to the head.
    pub relation: String,
    /// 户籍 `in_area` or `out_of_area`; `None` = not known.
    pub hukou: Option<String>,
    /// 居住 `in_area` or `elsewhere`; `None` = not known.
    pub residence: Option<String>,
    /// Phone.
    pub phone: String,
    /// Remarks of the roster.
    pub remarks: String,
    /// `none`, `employee` or `resident_elsewhere`, for the year of cover.
    pub insurance_current: String,
    /// `normal`, `none`, `resident_here`, `resident_elsewhere`, `not_applicable`; `None` = not known.
    pub previous_year: Option<String>,
    /// Works away from home; `None` = not asked yet.
    pub migrant_worker: Option<bool>,
    /// Pupil or student.
    pub student: Option<Student>,
    /// Present, dead or moved away.
    pub standing: Standing,
    /// 资助身份, as on the departments' lists.
    pub categories: Vec<PersonCategory>,
    /// What happened to him that a notice asks about.
    pub events: Vec<PersonEvent>,
}

/// Pupil or student.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    /// `college`, `secondary_vocational`, `school`, `kindergarten`.
    pub level: String,
    /// `in_area` or `out_of_area`.
    pub school: String,
}

/// Whether a person still belongs to the village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Lives here.
    Present,
    /// Died.
    Dead,
    /// Moved away.
    Moved,
}

/// A category that a department's list gives to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCategory {
    /// A category code of the policy contract, such as `minimum_living_allowance`.
    pub code: String,
    /// Disability grade 1–4.
    pub grade: Option<u8>,
    /// `formerly_poor` or `general_household`.
    pub subtype: Option<String>,
    /// When it was given.
    pub designated_on: Option<NaiveDate>,
    /// `in_area` or `out_of_area`.
    pub designated_by: String,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// List and document that it comes from.
    pub source: String,
}

/// Something that happened to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonEvent {
    /// An event type of the policy contract, such as `military_discharge`.
    pub event_type: String,
    /// When.
    pub happened_on: NaiveDate,
    /// Months of employee insurance before it, without back-payments.
    pub continuous_months: Option<u32>,
}

impl Standing {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Dead => "dead",
            Self::Moved => "moved",
        }
    }
}

impl std::str::FromStr for Standing {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        [Self::Present, Self::Dead, Self::Moved]
            .into_iter()
            .find(|standing| standing.word() == word)
            .ok_or(())
    }
}

impl Person {
    /// The certificate number as screens show it.
    pub fn certno_masked(&self) -> String {
        identity::mask(&self.certno)
    }

    /// Full years on a day.
    pub fn age_on(&self, on: NaiveDate) -> Option<u32> {
        on.years_since(self.birth?)
    }

    /// True if he is here and counts for the household.
    pub fn is_present(&self) -> bool {
        self.standing == Standing::Present
    }

    /// True if any of his categories is health or hardship data.
    pub fn has_sensitive(&self) -> bool {
        self.categories
            .iter()
            .any(|held| crate::codes::category(&held.code).is_none_or(|category| category.sensitive))
    }
}

/// What the check of a certificate number says while it is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateCheck {
    /// The number in its one spelling.
    pub normalised: String,
    /// Birth date inside the number.
    pub birth: Option<NaiveDate>,
    /// Sex inside the number, GB/T 2261.1.
    pub sex: Option<String>,
    /// What is wrong, ready to show, with what to do; `None` = the number is right.
    pub fault: Option<(String, String)>,
    /// False if no county ever had the region code: a warning.
    pub region_known: bool,
    /// How numbers of this certificate usually look, if this one looks otherwise: a warning.
    pub usual: Option<&'static str>,
    /// Who in the book has this number.
    pub holder: Option<CertificateHolder>,
}

/// Who in the book has a certificate number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateHolder {
    /// The person.
    pub person_id: Uuid,
    /// His name.
    pub name: String,
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// Its head's name.
    pub head: String,
}

impl Book {
    /// The person.
    pub fn person(&self, person_id: Uuid) -> Result<Person> {
        self.read(|tx| tx.person(person_id))?.or_not_found(|| not_found(person_id))
    }

    /// Checks a certificate number and says who has it already. `certificate_type` is a code of
    /// [`crate::codes::certificates`].
    pub fn check_certificate(
        &self,
        certificate_type: &str,
        certno: &str,
        as_of: NaiveDate,
    ) -> Result<CertificateCheck> {
        let kind = certificate_kind(certificate_type)?;
        Ok(match identity::check_certificate(kind, certno, as_of) {
            Ok(certificate) => {
                let holder = self.read(|tx| tx.certificate_holder(&certificate.code, &certificate.number))?;
                CertificateCheck {
                    birth: certificate.resident.as_ref().map(|id| id.birth),
                    sex: certificate.resident.as_ref().map(|id| id.sex.code().to_owned()),
                    region_known: certificate.resident.as_ref().is_none_or(|id| id.region_known),
                    usual: identity::unusual_form(&certificate.code, &certificate.number),
                    normalised: certificate.number,
                    fault: None,
                    holder: holder.map(Into::into),
                }
            }
            Err(fault) => CertificateCheck {
                normalised: identity::normalise_number(certno),
                birth: None,
                sex: None,
                fault: Some(cunshou_exchange::roster::RowCode::from(fault).words(None)),
                region_known: true,
                usual: None,
                holder: None,
            },
        })
    }

    /// The full certificate number of a person; that it was shown is recorded, the number is not.
    pub fn reveal_certno(&mut self, person_id: Uuid, now: &Moment) -> Result<String> {
        Ok(self.reveal(person_id, "reveal_certno", now)?.certno)
    }

    /// The categories of a person; that they were shown is recorded, which they are is not.
    pub fn reveal_categories(&mut self, person_id: Uuid, now: &Moment) -> Result<Vec<PersonCategory>> {
        Ok(self.reveal(person_id, "reveal_categories", now)?.categories)
    }

    fn reveal(&mut self, person_id: Uuid, act: &str, now: &Moment) -> Result<Person> {
        self.transact_as(crate::user::Act::Reveal, now, |tx, acting| {
            let person = tx.person(person_id)?.or_not_found(|| not_found(person_id))?;
            let hh_no = tx.household_no(person.household_id)?;
            tx.audit(acting, act, &format!("{hh_no}-{} {}", person.member_no, person.name))?;
            Ok(person)
        })
    }

    /// Writes an answer to a question of the engine (see [`crate::codes::fact_values`]) down for some people: facts of
    /// the roster change it; papers that were seen and whether somebody can pay by telephone stand for this levy year.
    ///
    /// # Errors
    /// [`Error::UnknownCode`] if the fact is none that is asked, or has no such value.
    pub fn answer_facts(&mut self, person_ids: &[Uuid], fact: &str, value: &str, now: &Moment) -> Result<()> {
        self.answer_facts_for(person_ids, None, fact, value, now)
    }

    /// The same for another year of cover than the one that is collected for: what stands for one year only is kept for that.
    ///
    /// # Errors
    /// Those of [`Book::answer_facts`]; [`Error::NoPolicyForYear`].
    pub fn answer_facts_for(
        &mut self,
        person_ids: &[Uuid],
        levy_year: Option<i32>,
        fact: &str,
        value: &str,
        now: &Moment,
    ) -> Result<()> {
        self.transact(now, |tx, acting| {
            if let Some(read) = asked::counter_fact(fact, value) {
                let (fact, holds) = read?;
                let on = tx.open_session_row()?.map_or(now.on(), |session| session.business_date);
                let policy = match levy_year {
                    None => in_force(acting.policies, on)?,
                    Some(levy_year) => in_force_for(acting.policies, levy_year, on)?,
                };
                let levy_year = policy.levy_year;
                for person_id in person_ids {
                    tx.person(*person_id)?.or_not_found(|| not_found(*person_id))?;
                    tx.insert_fact(*person_id, levy_year, fact, holds, acting)?;
                }
                return Ok(());
            }
            for person_id in person_ids {
                let before = tx.person(*person_id)?.or_not_found(|| not_found(*person_id))?;
                let after = with_fact(&before, fact, value, now.on())?;
                if after != before {
                    tx.update_person(&after, None)?;
                    tx.note_member_change(acting, "fact_answered", Some(&before), Some(&after), None)?;
                }
            }
            Ok(())
        })
    }
}

fn not_found(person_id: Uuid) -> Error {
    Error::NoSuchPerson { member: person_id.to_string() }
}

/// What a code of the certificates' table asks for.
pub(crate) fn certificate_kind(certificate_type: &str) -> Result<identity::CertificateType> {
    crate::codes::certificate_type(certificate_type).or_not_found(|| Error::UnknownCode {
        field: crate::household::field_label("certificate_type"),
        code_given: certificate_type.to_owned(),
    })
}
