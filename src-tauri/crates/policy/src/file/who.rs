//! Who may enrol and who is subsidised: `[[scope]]`, `[[category]]`, `[overlap]`, `[designation]`.

use super::Outcome;
use crate::money::Yuan;
use crate::request::{date, date_or_none};
use crate::words::{
    Area, CategoryCode, Channel, CurrentInsurance, Decision, Foreigner, Fund, Note, Proof, Reason, Residence,
    StudentLevel, Subtype,
};
use chrono::NaiveDate;
use serde::Deserialize;

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
