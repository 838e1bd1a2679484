//! A question to the law: one person, one day, one thing asked.
//!
//! The wire form is the contract's JSON. Invariant: a request that was read holds only known words and real dates;
//! `None` means "unknown", and the engine tries every value. This module must not know any notice.

use crate::money::Yuan;
use crate::words::{
    Area, CategoryCode, Channel, CurrentInsurance, EventType, Foreigner, PaymentMeans, PreviousYear, Proof,
    RequestKind, Residence, StudentLevel, Subtype, UNKNOWN_WORD,
};
use chrono::NaiveDate;
use serde::de::{self, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

pub(crate) const NO_SUCH_DATE: &str = "no such date: ";

/// One line of the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The caller's own number for the question; comes back with the answer.
    pub id: String,
    /// The id of the policy that is asked.
    pub policy: String,
    /// What is asked.
    #[serde(default = "collect")]
    pub request: RequestKind,
    /// Who it is about.
    pub person: Person,
    /// The day on which money is taken, or on which a refund is asked for.
    #[serde(deserialize_with = "date")]
    pub pay_on: NaiveDate,
    /// What the payer offers, where he offers another sum than the one due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<Yuan>,
    // The margin of a worked case: read over, never part of the question.
    #[serde(default, skip_serializing, rename = "note")]
    _note: Ignored,
    #[serde(default, skip_serializing, rename = "ambiguous")]
    _ambiguous: Ignored,
    #[serde(default, skip_serializing, rename = "expect")]
    _expect: Ignored,
    #[serde(default, skip_serializing, rename = "rule")]
    _rule: Ignored,
    #[serde(default, skip_serializing, rename = "article")]
    _article: Ignored,
    #[serde(default, skip_serializing, rename = "quote")]
    _quote: Ignored,
}

impl Request {
    /// The everyday question: what does this person owe on this day?
    pub fn collect(
        id: impl Into<String>,
        policy: impl Into<String>,
        person: Person,
        pay_on: NaiveDate,
    ) -> Self {
        Self {
            id: id.into(),
            policy: policy.into(),
            request: RequestKind::Collect,
            person,
            pay_on,
            offered: None,
            _note: Ignored,
            _ambiguous: Ignored,
            _expect: Ignored,
            _rule: Ignored,
            _article: Ignored,
            _quote: Ignored,
        }
    }

    /// Reads one JSON line.
    pub fn from_json(line: &str) -> Result<Self, RequestFault> {
        serde_json::from_str(line).map_err(|e| RequestFault::from_serde(&e))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// What is known about the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Date of birth.
    #[serde(deserialize_with = "date")]
    pub birth: NaiveDate,
    /// Household registration inside or outside the policy's area; `None` = unknown.
    #[serde(default)]
    pub hukou: Option<Area>,
    /// Long-term residence; `None` = unknown.
    #[serde(default)]
    pub residence: Option<Residence>,
    /// Insurance now and last year.
    pub insurance: Insurance,
    /// Statuses on the departments' lists.
    #[serde(default)]
    pub categories: Vec<Designation>,
    /// What happened to the person.
    #[serde(default)]
    pub events: Vec<Event>,
    /// The school, for students.
    #[serde(default)]
    pub student: Option<Student>,
    /// Works away from home; `None` = not asked yet.
    #[serde(default)]
    pub migrant_worker: Option<bool>,
    /// Papers at hand.
    #[serde(default)]
    pub proofs: Vec<Proof>,
    /// Where the payment is made.
    #[serde(default = "village")]
    pub channel: Channel,
    /// When the payment reached the treasury; `None` = unknown yet.
    #[serde(default, deserialize_with = "date_or_none", skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<NaiveDate>,
    /// How it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_means: Option<PaymentMeans>,
    /// The payer cannot use the telephone's programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cannot_use_app: Option<bool>,
    /// How many on the same household register are still unpaid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household_unpaid_members: Option<u32>,
    /// Ground of a foreigner's stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreigner: Option<Foreigner>,
    /// An earlier payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Paid>,
    /// Several earlier payments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paid_list: Vec<Paid>,
}

impl Person {
    /// Someone of whom only the birth date is known, uninsured now.
    pub fn born(birth: NaiveDate) -> Self {
        Self {
            birth,
            hukou: None,
            residence: None,
            insurance: Insurance { current: CurrentInsurance::None, previous_year: None },
            categories: Vec::new(),
            events: Vec::new(),
            student: None,
            migrant_worker: None,
            proofs: Vec::new(),
            channel: Channel::Village,
            arrived_on: None,
            payment_means: None,
            cannot_use_app: None,
            household_unpaid_members: None,
            foreigner: None,
            paid: None,
            paid_list: Vec::new(),
        }
    }
}

/// Insurance now and last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insurance {
    /// For the benefit year of the policy.
    pub current: CurrentInsurance,
    /// For the year before it; `None` = unknown.
    #[serde(default)]
    pub previous_year: Option<PreviousYear>,
}

/// A status given by a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Designation {
    /// Which status.
    pub code: CategoryCode,
    /// Since when; `None` = unknown.
    #[serde(default, deserialize_with = "date_or_none")]
    pub designated_on: Option<NaiveDate>,
    /// By a department of this area or of another.
    pub designated_by: Area,
    /// Disability grade 1–4; `None` = unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
    /// Kind of monitored household; `None` = unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<Subtype>,
    /// Until when (from this day on the status is gone).
    #[serde(default, deserialize_with = "date_or_none", skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<NaiveDate>,
    /// The risk for which the household is monitored is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_cleared: Option<bool>,
    /// Whether the department has pushed its list with this person on it.
    #[serde(
        default,
        deserialize_with = "list_state",
        skip_serializing_if = "ListState::is_usual",
        serialize_with = "write_list_state"
    )]
    pub list_pushed_on: ListState,
    /// The department's own word for the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// Where a person stands on a department's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListState {
    /// On the list (the key is absent).
    #[default]
    On,
    /// Not on it (the key is null).
    NotOn,
    /// Pushed on this day.
    PushedOn(NaiveDate),
}

impl ListState {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_usual(&self) -> bool {
        *self == Self::On
    }
}

/// Something that happened to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When.
    #[serde(deserialize_with = "date")]
    pub on: NaiveDate,
    /// Months of employee insurance in a row before it, back-payments not counted; `None` = unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuous_months: Option<u32>,
}

/// A student's school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Student {
    /// Kind of school.
    pub level: StudentLevel,
    /// Inside or outside the policy's area.
    pub school: Area,
}

/// An earlier payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// When.
    #[serde(deserialize_with = "date")]
    pub on: NaiveDate,
    /// How much.
    pub amount: Yuan,
    /// When it reached the treasury.
    #[serde(default, deserialize_with = "date_or_none", skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<NaiveDate>,
    /// For which benefit year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_year: Option<i32>,
}

fn collect() -> RequestKind {
    RequestKind::Collect
}

fn village() -> Channel {
    Channel::Village
}

pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    read_date(&text)
}

pub(crate) fn date_or_none<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    Option::<Cow<str>>::deserialize(deserializer)?.map(|text| read_date(&text)).transpose()
}

/// Only `YYYY-MM-DD`: nothing looser, so that no library decides what `25-1-1` means.
fn read_date<E: de::Error>(text: &str) -> Result<NaiveDate, E> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    shape
        .then(|| {
            let number = |from: usize, to: usize| text[from..to].parse().ok();
            NaiveDate::from_ymd_opt(text[0..4].parse().ok()?, number(5, 7)?, number(8, 10)?)
        })
        .flatten()
        .ok_or_else(|| E::custom(format_args!("{NO_SUCH_DATE}{text}")))
}

fn list_state<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ListState, D::Error> {
    Ok(date_or_none(deserializer)?.map_or(ListState::NotOn, ListState::PushedOn))
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn write_list_state<S: Serializer>(state: &ListState, serializer: S) -> Result<S::Ok, S::Error> {
    match state {
        ListState::PushedOn(day) => day.serialize(serializer),
        ListState::On | ListState::NotOn => serializer.serialize_none(),
    }
}

/// Why a question cannot be answered at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// The line is no JSON.
    #[error("not JSON, column {column}")]
    NotJson {
        /// Where reading stopped.
        column: usize,
    },
    /// A key that the contract does not have.
    #[error("unknown field {field}")]
    UnknownField {
        /// The key.
        field: String,
    },
    /// A key that the contract demands.
    #[error("missing field {field}")]
    MissingField {
        /// The key.
        field: String,
    },
    /// A word outside its closed list.
    #[error("unknown word {word}")]
    UnknownWord {
        /// The word.
        word: String,
    },
    /// A date that is not in the calendar or not written `YYYY-MM-DD`.
    #[error("no such date {text}")]
    NoSuchDate {
        /// What was written.
        text: String,
    },
    /// A value of the wrong kind, such as a number for a name, or a sum that is no sum.
    #[error("wrong kind of value, column {column}")]
    WrongShape {
        /// Where.
        column: usize,
    },
    /// The question is for another policy.
    #[error("asked of {asked}, answered by {have}")]
    OtherPolicy {
        /// The policy of the question.
        asked: String,
        /// The policy at hand.
        have: String,
    },
    /// The person is born after the payment.
    #[error("born {birth} after {pay_on}")]
    BornAfterPayment {
        /// Date of birth.
        birth: NaiveDate,
        /// Date of the payment.
        pay_on: NaiveDate,
    },
    /// The day lies after the policy's benefit year.
    #[error("{pay_on} is after the year {year}")]
    OtherYear {
        /// Date of the payment.
        pay_on: NaiveDate,
        /// The policy's levy year.
        year: i32,
    },
    /// The money arrived before it was paid.
    #[error("arrived {arrived_on}, before {pay_on}")]
    ArrivedBeforePayment {
        /// When it arrived.
        arrived_on: NaiveDate,
        /// When it was paid.
        pay_on: NaiveDate,
    },
    /// An earlier payment that lies after the day of the question.
    #[error("paid {paid_on}, asked {pay_on}")]
    PaidAfterQuestion {
        /// When it was paid.
        paid_on: NaiveDate,
        /// When it is asked.
        pay_on: NaiveDate,
    },
    /// A line longer than any request can be.
    #[error("longer than {most_kib} KiB")]
    TooLong {
        /// The longest line that is read, in KiB.
        most_kib: usize,
    },
    /// A disability grade other than 1–4.
    #[error("no disability grade {grade}")]
    NoSuchGrade {
        /// The grade.
        grade: u8,
    },
}

impl RequestFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "E-REQ-001",
            Self::UnknownField { .. } => "E-REQ-002",
            Self::MissingField { .. } => "E-REQ-003",
            Self::UnknownWord { .. } => "E-REQ-004",
            Self::NoSuchDate { .. } => "E-REQ-005",
            Self::WrongShape { .. } => "E-REQ-006",
            Self::OtherPolicy { .. } => "E-REQ-007",
            Self::BornAfterPayment { .. } => "E-REQ-008",
            Self::OtherYear { .. } => "E-REQ-009",
            Self::NoSuchGrade { .. } => "E-REQ-010",
            Self::ArrivedBeforePayment { .. } => "E-REQ-011",
            Self::PaidAfterQuestion { .. } => "E-REQ-012",
            Self::TooLong { .. } => "E-REQ-013",
        }
    }

    /// The facts for the words in `assets/text/errors-policy.toml`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotJson { column } | Self::WrongShape { column } => vec![("column", column.to_string())],
            Self::UnknownField { field } | Self::MissingField { field } => vec![("field", field.clone())],
            Self::UnknownWord { word } => vec![("word", word.clone())],
            Self::NoSuchDate { text } => vec![("text", text.clone())],
            Self::OtherPolicy { asked, have } => vec![("asked", asked.clone()), ("have", have.clone())],
            Self::BornAfterPayment { birth, pay_on } => {
                vec![("birth", birth.to_string()), ("pay_on", pay_on.to_string())]
            }
            Self::OtherYear { pay_on, year } => {
                vec![("pay_on", pay_on.to_string()), ("year", year.to_string())]
            }
            Self::NoSuchGrade { grade } => vec![("grade", grade.to_string())],
            Self::TooLong { most_kib } => vec![("most_kib", most_kib.to_string())],
            Self::ArrivedBeforePayment { arrived_on, pay_on } => {
                vec![("arrived_on", arrived_on.to_string()), ("pay_on", pay_on.to_string())]
            }
            Self::PaidAfterQuestion { paid_on, pay_on } => {
                vec![("paid_on", paid_on.to_string()), ("pay_on", pay_on.to_string())]
            }
        }
    }

    fn from_serde(error: &serde_json::Error) -> Self {
        let column = error.column();
        if !error.is_data() {
            return Self::NotJson { column };
        }
        let text = error.to_string();
        let quoted = || text.split('`').nth(1).unwrap_or_default().to_owned();
        let told = |mark: &str| {
            let rest = text.split_once(mark)?.1;
            Some(rest.rsplit_once(" at line ").map_or(rest, |(word, _)| word).to_owned())
        };
        if let Some(word) = told(UNKNOWN_WORD) {
            Self::UnknownWord { word }
        } else if let Some(date) = told(NO_SUCH_DATE) {
            Self::NoSuchDate { text: date }
        } else if text.starts_with("unknown field") {
            Self::UnknownField { field: quoted() }
        } else if text.starts_with("missing field") {
            Self::MissingField { field: quoted() }
        } else {
            Self::WrongShape { column }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id":"a","policy":"p","person":{"birth":"1985-06-15","hukou":"in_area","residence":null,"insurance":{"current":"none","previous_year":"normal"},"categories":[{"code":"disability","designated_on":"2024-05-01","designated_by":"in_area","grade":1,"list_pushed_on":null}]},"pay_on":"2025-11-05","note":"x","expect":{"decision":"collect"}}"#;

    #[test]
    fn a_line_reads_with_its_usual_values() {
        let request = Request::from_json(LINE).unwrap();
        assert_eq!(request.request, RequestKind::Collect);
        assert_eq!(request.person.channel, Channel::Village);
        assert_eq!(request.person.residence, None, "null is unknown");
        assert_eq!(request.person.categories[0].list_pushed_on, ListState::NotOn, "null is not on the list");
        let again = serde_json::to_string(&request).unwrap();
        assert_eq!(Request::from_json(&again).unwrap(), request, "writes back what it read");
    }

    #[test]
    fn each_bad_line_has_its_own_code() {
        for (from, to, code) in [
            (r#""id":"a""#, r#""id":"a"#, "E-REQ-001"),
            (r#""policy""#, r#""polcy""#, "E-REQ-002"),
            (r#""birth":"1985-06-15","#, "", "E-REQ-003"),
            ("in_area", "in_town", "E-REQ-004"),
            (r#""disability""#, r#""rich""#, "E-REQ-004"),
            ("1985-06-15", "1985-02-29", "E-REQ-005"),
            ("1985-06-15", "1985-6-15", "E-REQ-005"),
            ("2025-11-05", "+025-11-05", "E-REQ-005"),
            (r#""1985-06-15""#, "19850615", "E-REQ-006"),
        ] {
            let line = LINE.replacen(from, to, 1);
            let fault = Request::from_json(&line).unwrap_err();
            assert_eq!(fault.code(), code, "{from} -> {to}: {fault}");
        }
    }
}
