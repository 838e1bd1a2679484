//! The shape of a policy file, key by key: one TOML file a notice.
//!
//! Invariant: no key that is not written here is accepted, and every table that says something about the law names
//! the rule (article and sentence) that says it. This module only reads; [`crate::load`] judges.

use crate::money::Yuan;
use crate::request::{date, date_or_none};
use crate::words::{
    Area, CategoryCode, Channel, CurrentInsurance, Decision, EventType, Fact, Foreigner, Fund, Note,
    PreviousYear, Proof, Reason, Residence, Route, StudentLevel, Subtype,
};
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

/// `[fee]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// What a person pays without subsidy.
    pub personal: Yuan,
    /// The sentence.
    pub rule: String,
    /// What the treasury adds per head.
    pub fiscal: Option<Fiscal>,
    /// What holds for people who were not insured last year, where other papers say so.
    pub continuity: Option<Continuity>,
    /// Where the notice demands one full payment.
    pub one_payment: Option<OnePayment>,
    /// What the village gets per head.
    pub handling_allowance: Option<Allowance>,
}

/// `[fee] fiscal`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fiscal {
    /// The sum per head; absent where the notice does not say.
    pub value: Option<Yuan>,
    /// Only a lower bound.
    #[serde(default)]
    pub is_minimum: bool,
    /// The year of the sum, where it is not the levy year.
    pub for_year: Option<i32>,
    /// Personal and fiscal part together, where printed.
    pub total: Option<Yuan>,
    /// The sentence with the total.
    pub total_rule: Option<String>,
    /// Where the sum stands.
    #[serde(default)]
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// `[fee] continuity`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continuity {
    /// The papers that say it.
    pub see: Vec<String>,
    /// Whom it does not touch: the only word is `newborn`.
    #[serde(default)]
    pub not_for: Vec<ContinuityExempt>,
    /// Someone whose last year is not known is asked for it and not sent to the papers yet.
    #[serde(default)]
    pub ask_first: bool,
    /// The sentence.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
    /// The reading named for someone whose last year is not known.
    pub ask_reading: Option<String>,
}

/// Whom a rule on gaps in insurance does not touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContinuityExempt {
    /// Children within their first days.
    Newborn,
}

/// `[fee] one_payment`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnePayment {
    /// The sentence against part payments.
    pub rule: String,
    /// The sentence against taking more.
    pub excess_rule: Option<String>,
}

/// `[fee] handling_allowance`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// Per person collected.
    pub amount: Yuan,
    /// The sentence.
    pub rule: String,
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

/// `[[scope]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeRow {
    /// The facts that must hold.
    pub when: ScopeFacts,
    /// What follows.
    pub then: ScopeThen,
    /// Why.
    pub reason: Option<Reason>,
    /// Any one of these papers would settle it.
    #[serde(default)]
    pub needs_any: Vec<Proof>,
    /// Whom or what to see.
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

/// What follows from a row of the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeThen {
    /// May enrol.
    In,
    /// May not.
    Refuse,
    /// Others decide.
    Refer,
    /// The notice is silent.
    Undetermined,
}

/// `when` of a scope row: each named fact must have one of the listed values.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeFacts {
    /// Household registration.
    pub hukou: Option<Vec<Area>>,
    /// Residence.
    pub residence: Option<Vec<Residence>>,
    /// Insurance for the benefit year.
    pub insurance: Option<Vec<CurrentInsurance>>,
    /// At a school of the area.
    pub student_in_area: Option<Vec<bool>>,
    /// At a school of the area, of one of these kinds.
    pub student_level: Option<Vec<StudentLevel>>,
    /// A foreigner with one of these grounds.
    pub foreigner: Option<Vec<Foreigner>>,
    /// Known to work away from home, or known not to.
    pub migrant_worker: Option<Vec<bool>>,
    /// Paid by one of these channels.
    pub channel: Option<Vec<Channel>>,
    /// At least one of these papers is at hand.
    pub any_proof: Option<Vec<Proof>>,
}

impl ScopeFacts {
    /// True if nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.hukou.is_none()
            && self.residence.is_none()
            && self.insurance.is_none()
            && self.student_in_area.is_none()
            && self.student_level.is_none()
            && self.foreigner.is_none()
            && self.migrant_worker.is_none()
            && self.channel.is_none()
            && self.any_proof.is_none()
    }
}

/// `[[category]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Which status.
    pub code: CategoryCode,
    /// The notice's own words for it.
    pub label: String,
    /// Health or hardship: behind a key press on the screen, never on paper.
    pub sensitive: bool,
    /// What else must hold.
    #[serde(default, rename = "match")]
    pub conditions: CategoryMatch,
    /// How much.
    pub subsidy: Subsidy,
    /// Who pays it.
    pub fund: Fund,
    /// Which department confirms it.
    pub confirmed_by: String,
    /// Where the department's list decides, and until when.
    pub list: Option<ListRule>,
    /// Papers that say more about who belongs to the group.
    pub more: Option<More>,
    /// The sentence.
    pub rule: String,
    /// The sentence that says who pays the subsidy, where it is another one.
    pub fund_rule: Option<String>,
    /// The ways of reading that the sum and the payer rest on.
    #[serde(default)]
    pub readings: Vec<String>,
    /// A reading that is named where the person's registration is as given.
    pub reading_if: Option<ReadingIf>,
}

/// `match` of a category.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryMatch {
    /// Born on or before this day.
    #[serde(default, deserialize_with = "date_or_none")]
    pub born_on_or_before: Option<NaiveDate>,
    /// The reading named for someone born on that very day.
    pub cutoff_reading: Option<String>,
    /// Household registration.
    pub hukou: Option<Vec<Area>>,
    /// Disability grade.
    pub grade: Option<Vec<u8>>,
    /// Kind of monitored household.
    pub subtype: Option<Vec<Subtype>>,
    /// Whether the risk is gone.
    pub risk_cleared: Option<bool>,
}

/// `list` of a category: being on the department's list decides, whatever the grade on the certificate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// The last day on which the list may be pushed.
    #[serde(deserialize_with = "date")]
    pub cutoff: NaiveDate,
    /// The sentence.
    pub rule: String,
    /// The reading named for a list that is pushed on that very day.
    pub cutoff_reading: Option<String>,
}

/// `more` of a category.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct More {
    /// The papers.
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// `[must_enrol]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MustEnrol {
    /// Whom it concerns.
    pub categories: Vec<CategoryCode>,
    /// The sentence.
    pub rule: String,
}

/// `reading_if` of a category.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingIf {
    /// Household registration.
    pub hukou: Vec<Area>,
    /// The reading.
    pub id: String,
}

/// How much is subsidised.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subsidy {
    /// How the notice says it.
    pub kind: SubsidyKind,
    /// The percentage it prints.
    pub percent: Option<u32>,
    /// The sums follow from the percentage and are not printed.
    #[serde(default)]
    pub derived: bool,
    /// The subsidy.
    pub amount: Yuan,
    /// What is left to pay.
    pub due: Yuan,
}

/// How a notice states a subsidy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubsidyKind {
    /// The whole fee.
    Full,
    /// A percentage of the fee.
    Percent,
    /// A sum.
    Fixed,
}

/// `[[category_gap]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryGap {
    /// Which status.
    pub code: CategoryCode,
    /// The notice's own words for it.
    pub label: String,
    /// Health or hardship.
    pub sensitive: bool,
    /// The rule for students settles it.
    #[serde(default)]
    pub unless_student_rule: bool,
    /// Whom to see.
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// `[[no_subsidy]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSubsidy {
    /// Which status.
    pub code: CategoryCode,
    /// The sentence that leaves it out.
    pub rule: String,
}

/// `[overlap]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    /// Which one counts.
    pub pick: OverlapPick,
    /// Which one is named among equals.
    pub tie: OverlapTie,
    /// The sentence.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
    /// The reading named for a tie.
    pub tie_reading: Option<String>,
}

/// Which of several subsidies counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverlapPick {
    /// The largest sum.
    LargestSubsidy,
}

/// Which of several equal subsidies is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverlapTie {
    /// The first in the order of the articles.
    ArticleOrder,
}

/// `[designation]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignationRules {
    /// The status was given by a department elsewhere.
    pub elsewhere: Outcome,
    /// The day on which the departments' data count, whatever changes later.
    pub cutoff: Option<Cutoff>,
    /// By when the departments' lists of statuses given inside the collection period must be there.
    pub in_window: Option<InWindow>,
    /// What holds for statuses given after the collection period.
    pub after_window: AfterWindow,
    /// Paid, then given a status inside the collection period.
    pub in_window_paid: Option<InWindowPaid>,
    /// Had a status when he paid, and paid more than it asks.
    pub overpaid: Option<Outcome>,
    /// Left or changed the status after the payment.
    pub left_after_payment: Option<LeftAfterPayment>,
    /// The same, where the notice does not settle it.
    pub left_open: Option<Outcome>,
}

/// `[designation] cutoff`: statuses count as they stood on one day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cutoff {
    /// The day.
    #[serde(deserialize_with = "date")]
    pub day: NaiveDate,
    /// The sentence.
    pub rule: String,
    /// The reading named for someone who left the status after that day.
    pub left_reading: Option<String>,
    /// The reading named for someone who had a status then and was given another one since.
    pub changed_reading: Option<String>,
    /// The reading named for someone who had none then and comes after the collection period.
    pub late_reading: Option<String>,
}

/// `[designation] in_window`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InWindow {
    /// The last day for the lists.
    #[serde(deserialize_with = "date")]
    pub list_by: NaiveDate,
    /// What holds for later ones.
    pub later: Outcome,
    /// The sentence.
    pub rule: String,
}

/// `[designation] in_window_paid`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InWindowPaid {
    /// The decision; `refund` gives back what the subsidy would have been.
    pub then: Decision,
    /// Who pays it back.
    pub fund: Option<Fund>,
    /// Why.
    pub reason: Option<Reason>,
    /// Whom or what to see.
    #[serde(default)]
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
    /// More sentences that belong to it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The reading named for a status that was given after the cover began.
    pub after_benefit_reading: Option<String>,
}

/// The regimes for statuses that are given after the collection period; they exclude each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "regime")]
pub enum AfterWindow {
    /// The unpaid are subsidised at once, the paid from next year.
    Subsidise {
        /// The groups that the notice names.
        named: Vec<CategoryCode>,
        /// The sentence for the unpaid.
        rule: String,
        /// What holds for other groups.
        unnamed: Outcome,
        /// What holds for those who have paid.
        paid: Outcome,
    },
    /// Whatever is given later does not count this year.
    OriginalStatus {
        /// The sentence.
        rule: String,
        /// The note for those who pay without it.
        note: Option<Note>,
        /// The way of reading it rests on.
        reading: Option<String>,
        /// What holds for those who have paid.
        paid: Outcome,
    },
    /// The notice does not say whether it counts.
    Open {
        /// What holds for the unpaid.
        unpaid: Outcome,
        /// What holds for those who have paid.
        paid: Outcome,
    },
    /// The day of designation does not matter.
    NoCutoff {
        /// The reading it rests on.
        reading: String,
    },
}

/// `[designation] left_after_payment`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftAfterPayment {
    /// What is given back or taken: the only sum a notice has so far is none.
    pub adjust: Yuan,
    /// The sentence.
    pub rule: String,
}

/// `[[window]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Its name in the file.
    pub id: String,
    /// Its name on the screen.
    pub label: String,
    /// First day.
    #[serde(deserialize_with = "date")]
    pub from: NaiveDate,
    /// How the notice writes the first day, where it names no day.
    pub from_text: Option<String>,
    /// The window that this one prolongs, where the notice names no first day: it begins on the day after.
    pub follows: Option<String>,
    /// Last day, included.
    #[serde(deserialize_with = "date")]
    pub to: NaiveDate,
    /// How the notice writes the last day, where it names no day.
    pub to_text: Option<String>,
    /// On the first window: the last day of the collection period, where windows with other cover belong to it.
    #[serde(default, deserialize_with = "date_or_none")]
    pub collection_to: Option<NaiveDate>,
    /// Who may come.
    #[serde(default)]
    pub who: WindowWho,
    /// Papers that must be shown.
    #[serde(default)]
    pub proofs: Vec<Proof>,
    /// What holds without them.
    pub without_proof: Option<Outcome>,
    /// The channels that are open; empty = all.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// What holds for the others.
    pub other_channel: Option<Outcome>,
    /// From when cover runs.
    pub benefit: Route,
    /// The sentence for the days.
    pub rule: String,
    /// The sentence for the cover.
    pub benefit_rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
    /// What holds on these days for those who are not meant.
    pub others: Option<Outcome>,
}

/// `who` of a window; nothing named = everyone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowWho {
    /// Works away from home.
    pub migrant_worker: Option<bool>,
    /// `true`: only the students of `[student]`, who then have no other window; it may lie beside other windows.
    #[serde(default)]
    pub student: bool,
}

/// `[outside]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Before the first window.
    pub before: Outcome,
    /// Where no window and no other rule lets the person in; the first row that holds decides, the last has no
    /// condition.
    pub after: Vec<AfterRow>,
}

/// `[[outside.after]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterRow {
    /// What must hold.
    #[serde(default)]
    pub when: AfterFacts,
    /// The decision.
    pub then: Decision,
    /// Why.
    pub reason: Option<Reason>,
    /// Whom or what to see.
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

/// `when` of a row of `[[outside.after]]`: each named fact must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterFacts {
    /// One of these happened.
    pub events: Option<Vec<EventType>>,
    /// One of these statuses was given since the collection began.
    pub newly_designated: Option<Vec<CategoryCode>>,
    /// The person would have nothing to pay.
    #[serde(default)]
    pub free: bool,
    /// A student of `[student]`.
    #[serde(default)]
    pub student: bool,
    /// A child past its first days, born so that they reached into the benefit year.
    #[serde(default)]
    pub past_newborn: bool,
}

impl AfterFacts {
    /// True if nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.events.is_none()
            && self.newly_designated.is_none()
            && !self.free
            && !self.student
            && !self.past_newborn
    }
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

/// `[newborn]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newborn {
    /// Within so many days of birth.
    pub days: u32,
    /// From when cover runs within them.
    pub within: Route,
    /// From when cover runs after them, where the notice says.
    pub after: Option<Route>,
    /// The sentence for it, where it is another one.
    pub after_rule: Option<String>,
    /// Who takes the money within them, where it is not the village.
    pub within_elsewhere: Option<Outcome>,
    /// The same after them.
    pub after_elsewhere: Option<Outcome>,
    /// The channel that takes it where `within_elsewhere` and `after_elsewhere` send the others.
    pub elsewhere_channel: Option<Channel>,
    /// Any one of these papers must be shown.
    #[serde(default)]
    pub papers: Vec<Proof>,
    /// What holds without them.
    pub without_papers: Option<Outcome>,
    /// The reading named where such a payment falls outside the windows.
    pub outside_window_reading: Option<String>,
    /// Births for which one payment covers two years.
    pub birth_range: Option<BirthRange>,
    /// What is said where the birth lies before the benefit year.
    pub born_before_benefit_year: Option<Aside>,
    /// The sentence.
    pub rule: String,
    /// How the days are counted; named on the last day.
    pub reading: String,
}

/// `[newborn.birth_range]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BirthRange {
    /// First day of birth.
    #[serde(deserialize_with = "date")]
    pub from: NaiveDate,
    /// Last day of birth, included.
    #[serde(deserialize_with = "date")]
    pub to: NaiveDate,
    /// The reading named where the payment comes after the first days.
    pub after_days_reading: Option<String>,
    /// What holds where only the year before was paid.
    pub paid_year_before: Outcome,
    /// The sentence by which the year before is given back where both were paid.
    pub refund_rule: String,
    /// Whom to see for it.
    #[serde(default)]
    pub refund_see: Vec<String>,
    /// The sentence.
    pub rule: String,
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

/// `[[late_entry]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateEntry {
    /// Its name in the file.
    pub id: String,
    /// Its name on the screen.
    pub label: String,
    /// The events that open it.
    pub events: Vec<EventType>,
    /// Events that must lie in the benefit year or the year before.
    #[serde(default)]
    pub recent_events: Vec<EventType>,
    /// The reading named for them where the years of event and payment differ.
    pub recent_reading: Option<String>,
    /// Statuses that open it when they are new.
    #[serde(default)]
    pub newly_designated: Vec<CategoryCode>,
    /// The reading named for a status that was given inside the collection period.
    pub designated_in_window_reading: Option<String>,
    /// The reading named where a new status comes late and still carries the subsidy.
    pub late_subsidy_reading: Option<String>,
    /// Months of employee insurance in a row that are needed.
    pub min_continuous_months: Option<u32>,
    /// What holds with fewer.
    pub if_fewer: Option<Outcome>,
    /// Within so many months of the event.
    pub within_months: u32,
    /// From when cover runs within them.
    pub within: Route,
    /// What is said beside an entry within them.
    pub within_note: Option<Note>,
    /// The reading that such an entry rests on.
    pub within_reading: Option<String>,
    /// Readings that every such entry rests on.
    #[serde(default)]
    pub readings: Vec<String>,
    /// How many months of waiting hold after them.
    pub beyond_waiting_months: u32,
    /// How waiting is counted.
    pub waiting_reading: String,
    /// What is said beside an entry inside the collection period.
    pub in_main_window: Option<Aside>,
    /// The sentence for the months.
    pub rule: String,
    /// The sentence that names the people.
    pub who_rule: String,
    /// How the months are counted; named on the last day.
    pub reading: String,
    /// The reading named where a window is open to the person too.
    pub or_window_reading: Option<String>,
}

/// `[student]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudentRules {
    /// Which students.
    pub levels: Vec<StudentLevel>,
    /// Wherever the school is.
    #[serde(default)]
    pub any_school: bool,
    /// A reading that is named for one kind of school.
    pub level_reading: Option<LevelReading>,
    /// By whom they are collected.
    pub channel: Channel,
    /// What holds elsewhere.
    pub other_channel: Outcome,
    /// The statuses that count for them.
    #[serde(default)]
    pub categories: Vec<CategoryCode>,
    /// Statuses that count as another one for them.
    #[serde(default)]
    pub alias: BTreeMap<CategoryCode, CategoryCode>,
    /// Whoever designated them.
    #[serde(default)]
    pub designated_anywhere: bool,
    /// When the subsidy is given.
    pub payment: StudentPayment,
    /// Papers wanted for it.
    #[serde(default)]
    pub needs: Vec<Fact>,
    /// The sentence for the subsidy.
    pub rule: String,
    /// The sentence for the way of paying.
    pub pay_rule: String,
    /// What is said where last year's insurance was not here.
    pub previous_year_elsewhere: Option<Aside>,
    /// The reading named for statuses that are not listed.
    pub unlisted_reading: Option<String>,
}

/// `[student] level_reading`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelReading {
    /// Which students.
    pub levels: Vec<StudentLevel>,
    /// The reading.
    pub id: String,
}

/// When a student's subsidy is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudentPayment {
    /// At once.
    Net,
    /// Later: the whole fee is paid first.
    PayFirst,
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

/// `[[channels]]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelRow {
    /// What it is called.
    pub label: String,
    /// How to use it.
    pub words: String,
    /// The sentence.
    pub rule: String,
}

/// `[[departments]]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its name.
    pub name: String,
    /// Whose lists it pushes.
    #[serde(default)]
    pub pushes: Vec<CategoryCode>,
    /// What it pushes, where that is no status (a school's roll, the pension list).
    pub what: Option<String>,
    /// By when, where the notice says.
    #[serde(default, deserialize_with = "date_or_none")]
    pub by: Option<NaiveDate>,
    /// By which day of each month from then on.
    pub monthly_by: Option<u32>,
    /// The sentence.
    pub rule: String,
}

/// `[[targets]]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What it is called.
    pub label: String,
    /// By when.
    #[serde(default, deserialize_with = "date_or_none")]
    pub by: Option<NaiveDate>,
    /// Percent of the people to be reached.
    pub percent: Option<u32>,
    /// Of which groups; empty = of all people.
    #[serde(default)]
    pub groups: Vec<CategoryCode>,
    /// The count may not fall below last year's.
    #[serde(default)]
    pub not_below_last_year: bool,
    /// People to be reached by all places together, where printed.
    pub people: Option<u32>,
    /// Points for the first and against the last.
    pub assessment: Option<TargetPoints>,
    /// How many people each place has to reach.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// The sentence.
    pub rule: String,
}

/// `[[targets]] assessment`: above the threshold *and* among the first gains, below it *and* among the last loses.
#[derive(Debug, Clone, Copy, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct TargetPoints {
    /// So many first places gain.
    pub first: u32,
    /// So many last places lose.
    pub last: u32,
    /// Points.
    pub points: u32,
}

/// `[[targets]] tasks`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Township, street or school.
    pub place: String,
    /// People.
    pub people: u32,
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
