//! What a person pays and what stands beside it: `[fee]`.

use crate::money::Yuan;
use serde::Deserialize;

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
