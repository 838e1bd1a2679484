//! The shape of a policy file, key by key: one TOML file a notice.
//!
//! Invariant: no key that is not written here is accepted, and every table that says something about the law names
//! the rule (article and sentence) that says it. This module only reads; [`crate::load`] judges.

mod fee;
mod tables;
mod when;
mod who;

pub use fee::*;
pub use tables::*;
pub use when::*;
pub use who::*;

use crate::request::{date, date_or_none};
use crate::words::{CategoryCode, Decision, EventType, Note, PreviousYear, Proof, Reason};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Version of this shape; 1.
    pub schema: u32,
    /// Which notice.
    pub policy: Head,
    /// What a person pays.
    pub fee: Fee,
    /// Who may enrol; the first row that holds decides.
    pub scope: Vec<ScopeRow>,
    /// Who is subsidised, in the order of the articles.
    #[serde(default)]
    pub category: Vec<Category>,
    /// Groups that the notice knows but states no rate for.
    #[serde(default)]
    pub category_gap: Vec<CategoryGap>,
    /// Groups that the notice names only to leave them out: their answer cites the sentence.
    #[serde(default)]
    pub no_subsidy: Vec<NoSubsidy>,
    /// What holds where several categories fit.
    pub overlap: Option<Overlap>,
    /// What holds by the day and place of the designation.
    pub designation: DesignationRules,
    /// Papers wanted of the newly insured.
    #[serde(default)]
    pub registration: Vec<Registration>,
    /// Who may pay in cash.
    pub payment: Option<PaymentRules>,
    /// When money may be taken.
    pub window: Vec<Window>,
    /// What holds on all other days.
    pub outside: Outside,
    /// Children shortly after birth.
    pub newborn: Option<Newborn>,
    /// People who may come after the window, counted from an event.
    #[serde(default)]
    pub late_entry: Vec<LateEntry>,
    /// Students who are collected by their school.
    pub student: Option<StudentRules>,
    /// Who gets money back.
    #[serde(default)]
    pub refund: Vec<RefundRow>,
    /// Groups that must enrol to the last person.
    pub must_enrol: Option<MustEnrol>,
    /// Whole households.
    #[serde(default)]
    pub household: Household,
    /// The sentence by which the village's collective may pay a part.
    pub collective_aid: Option<CollectiveAid>,
    /// Who loses what by not enrolling.
    pub refuser: Option<Refuser>,
    /// Where one can pay, for the leaflet.
    #[serde(default)]
    pub channels: Vec<ChannelRow>,
    /// The telephone for complaints, for the leaflet.
    pub hotline: Option<Hotline>,
    /// Which department pushes which list, for the township.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// Targets of the campaign, for the progress page.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// Everything that rests on a way of reading.
    #[serde(default)]
    pub reading: Vec<Reading>,
    /// Article and verbatim sentence by rule id.
    pub rules: BTreeMap<String, RuleText>,
}

/// `[policy]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The file's name without its ending.
    pub id: String,
    /// Title of the notice.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its number; empty where the text has none.
    pub doc_no: String,
    /// Its date, where the text has one.
    #[serde(default, deserialize_with = "date_or_none")]
    pub issued_on: Option<NaiveDate>,
    /// The area it is for, as people say it.
    pub area_label: String,
    /// The year as the notice calls it; the year of cover follows from the benefit days.
    pub funding_year: i32,
    /// First day of the benefit year.
    #[serde(deserialize_with = "date")]
    pub benefit_from: NaiveDate,
    /// Last day of the benefit year.
    #[serde(deserialize_with = "date")]
    pub benefit_to: NaiveDate,
    /// SHA-256 of the notice's text, in hex.
    pub source_sha256: String,
    /// What is odd in the text.
    #[serde(default)]
    pub source_defects: Vec<String>,
    /// Whom to ask where the notice names nobody.
    pub ask: Vec<String>,
    /// Which of the texts under `see` are papers and no offices.
    #[serde(default)]
    pub papers: Vec<String>,
    /// The reading that says which day is the day of payment.
    pub payment_day_reading: Option<String>,
    /// Within how many days of a last day that reading is named.
    #[serde(default)]
    pub payment_day_margin_days: u32,
    /// The reading named where a last day falls on a rest day.
    pub rest_day_reading: Option<String>,
    /// The reading on which payments before the date of issue rest.
    pub before_issue_reading: Option<String>,
}

/// What becomes of the question: refused, referred, undetermined.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The decision.
    pub then: Decision,
    /// Why.
    pub reason: Option<Reason>,
    /// Whom or what to see; `@confirmed_by` stands for the department of the category.
    #[serde(default)]
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// More sentences that belong to it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// Something that is said beside the answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aside {
    /// The note.
    pub note: Option<Note>,
    /// Whom to see.
    #[serde(default)]
    pub see: Vec<String>,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// `[[registration]]`: papers wanted of people with such a last year.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// How last year must have been; `not_applicable` never counts as new.
    pub previous_year: Vec<PreviousYear>,
    /// Any one of these papers; empty = none.
    #[serde(default)]
    pub papers: Vec<Proof>,
    /// What holds without them.
    pub without: Option<Outcome>,
    /// What is said beside the answer.
    pub note: Option<Note>,
    /// The sentence.
    pub rule: String,
    /// The sentence of the note, where it is another one.
    pub note_rule: Option<String>,
}

/// `[payment]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRules {
    /// What holds for cash from someone who can pay by telephone.
    pub cash_otherwise: Outcome,
    /// The sentence that allows cash.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// `[collective_aid]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectiveAid {
    /// The sentence.
    pub rule: String,
}

/// `[hotline]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Hotline {
    /// The number, where the notice prints one.
    pub number: Option<String>,
    /// What to write on the leaflet.
    pub words: String,
    /// The sentence.
    pub rule: String,
}

/// `[[refund]]`; the first row that holds decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundRow {
    /// When the row holds.
    pub when: RefundWhen,
    /// The grounds that it is for; empty = any.
    #[serde(default)]
    pub grounds: Vec<EventType>,
    /// What follows; `refund` gives back what was paid.
    pub then: Decision,
    /// Why.
    pub reason: Option<Reason>,
    /// Whom to see.
    #[serde(default)]
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// More sentences that belong to it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// When a refund row holds, by the day on which the cover of that payment begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundWhen {
    /// Always.
    Any,
    /// Asked for before the cover begins, for a payment inside the collection period.
    AskedBeforeBenefit,
    /// The ground lies before the cover, the question after its beginning.
    GroundBeforeBenefit,
    /// Asked for after the cover began.
    AfterBenefitStart,
}

/// `[household]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Household {
    /// What leaving a member out needs.
    pub leaving_out: LeavingOut,
    /// The note for a household with others unpaid.
    pub note: Option<Note>,
    /// The sentence.
    pub rule: Option<String>,
    /// The way of reading the note rests on.
    pub reading: Option<String>,
}

impl Default for Household {
    fn default() -> Self {
        Self { leaving_out: LeavingOut::RecordedReason, note: None, rule: None, reading: None }
    }
}

/// What leaving a member of the household out needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeavingOut {
    /// A reason that the law knows; else a reviewer.
    LawfulReason,
    /// Any reason, recorded.
    RecordedReason,
}

/// `[refuser]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuser {
    /// Whom it concerns.
    pub categories: Vec<CategoryCode>,
    /// The reading of who is meant.
    pub reading: Option<String>,
    /// The sentence.
    pub rule: String,
}

/// `[[reading]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Its name.
    pub id: String,
    /// What is open.
    pub question: String,
    /// How it is read here.
    pub chosen: String,
    /// How else it could be read.
    pub alternatives: Vec<String>,
    /// Why it is read so.
    pub basis: String,
}

/// `[rules.<id>]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Where in the notice.
    pub article: String,
    /// The sentence, word for word.
    pub quote: String,
}
