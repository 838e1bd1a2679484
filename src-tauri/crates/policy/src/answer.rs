//! The answer as one line of the contract.
//!
//! Invariant: every value that comes from the notice names its rules; a value that the notice leaves open is written
//! as `null`, never left out, where money is taken. This module only writes what [`crate::assess`] found.

use crate::assessment::Assessment;
use crate::policy::{Policy, Rule};
use crate::words::{Decision, Field};
use chrono::NaiveDate;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// How much of each rule is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Id, article and sentence.
    Sentences,
    /// Ids only.
    Brief,
}

/// An assessment ready to be written as JSON.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    id: Option<&'a str>,
    policy: &'a Policy,
    assessment: &'a Assessment,
    detail: Detail,
}

impl Assessment {
    /// The answer with every sentence, for storage beside a payment and for the contract.
    pub fn answer<'a>(&'a self, policy: &'a Policy) -> Answer<'a> {
        Answer { id: None, policy, assessment: self, detail: Detail::Sentences }
    }
}

impl<'a> Answer<'a> {
    /// With the number of the question.
    #[must_use]
    pub fn with_id(self, id: &'a str) -> Self {
        Self { id: Some(id), ..self }
    }

    /// With rule ids only.
    #[must_use]
    pub fn brief(self) -> Self {
        Self { detail: Detail::Brief, ..self }
    }

    /// The rules behind a value; several values share the rules of the one that they follow from.
    fn rules_of(&self, field: Field) -> impl Iterator<Item = &'a Rule> {
        let source = match field {
            Field::Due | Field::Category | Field::Fund | Field::SubsidisedLater => Field::Subsidy,
            Field::BenefitTo | Field::BenefitFromMonth | Field::WaitingMonths => Field::BenefitFrom,
            other => other,
        };
        let later = field == Field::SubsidisedLater;
        let stands_behind = move |cited| cited == source || (later && cited == Field::DueNow);
        let (policy, assessment) = (self.policy, self.assessment);
        let rules = assessment.rules.iter().filter(move |(cited, _)| stands_behind(*cited));
        rules.map(move |(_, rule)| policy.rule(rule))
    }

    fn has(&self, field: Field) -> bool {
        let a = self.assessment;
        match field {
            Field::Decision | Field::BenefitFrom | Field::WaitingMonths => true,
            Field::Fee => a.fee.is_some(),
            // The rules of a refused subsidy stay with the answer: they say why there is none.
            Field::Subsidy => a.subsidy.is_some() || a.decision != Decision::Collect,
            Field::Due => a.due.is_some(),
            Field::DueNow => a.due_now.is_some(),
            Field::SubsidisedLater => a.subsidised_later.is_some(),
            Field::Category => a.category.is_some(),
            Field::Fund => a.fund.is_some(),
            Field::BenefitTo => a.benefit_to.is_some(),
            Field::BenefitFromMonth => a.benefit_from_month.is_some(),
            Field::Needs => !a.needs.is_empty(),
            Field::Notes => !a.notes.is_empty(),
            Field::See => false,
            Field::RefundAmount => a.refund_amount.is_some(),
            Field::HandlingAllowance => a.handling_allowance.is_some(),
            Field::Adjust => a.adjust.is_some(),
            Field::Value => a.fiscal.is_some(),
        }
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let a = self.assessment;
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = self.id {
            map.serialize_entry("id", id)?;
        }
        map.serialize_entry("decision", &a.decision)?;
        if let Some(reason) = a.reason {
            map.serialize_entry("reason", &reason)?;
        }
        if a.decision == Decision::Collect {
            map.serialize_entry("fee", &a.fee)?;
            map.serialize_entry("subsidy", &a.subsidy)?;
            map.serialize_entry("due", &a.due)?;
            map.serialize_entry("category", &a.category)?;
            map.serialize_entry("fund", &a.fund)?;
            map.serialize_entry("benefit_from", &a.benefit_from)?;
            map.serialize_entry("benefit_to", &a.benefit_to)?;
            map.serialize_entry("waiting_months", &a.waiting_months)?;
        } else {
            some(&mut map, "fee", a.fee)?;
            some(&mut map, "due", a.due)?;
            some(&mut map, "fund", a.fund)?;
            some(&mut map, "benefit_from", a.benefit_from)?;
            some(&mut map, "benefit_to", a.benefit_to)?;
        }
        list(&mut map, "categories_tied", || a.categories_tied.iter())?;
        some(&mut map, "due_now", a.due_now)?;
        some(&mut map, "subsidised_later", a.subsidised_later)?;
        some(&mut map, "benefit_from_month", a.benefit_from_month.map(|(y, m)| format!("{y:04}-{m:02}")))?;
        some(&mut map, "handling_allowance", a.handling_allowance)?;
        some(&mut map, "adjust", a.adjust)?;
        some(&mut map, "refund_amount", a.refund_amount)?;
        some(&mut map, "refund_year", a.refund_year)?;
        if let Some(fiscal) = a.fiscal {
            map.serialize_entry("field", "fiscal_subsidy")?;
            map.serialize_entry("value", &fiscal.value)?;
            if fiscal.is_minimum {
                map.serialize_entry("is_minimum", &true)?;
            }
            some(&mut map, "for_year", fiscal.for_year)?;
            some(&mut map, "total", fiscal.total)?;
        }
        some(&mut map, "last_day", a.last_day)?;
        some(&mut map, "pay_full_until", a.pay_full_until)?;
        list(&mut map, "needs", || a.needs.iter())?;
        list(&mut map, "needs_any", || a.needs_any.iter())?;
        list(&mut map, "see", || a.see.iter().map(|see| self.policy.see(see)))?;
        list(&mut map, "readings", || a.readings.iter().map(|one| self.policy.reading(one).id.as_str()))?;
        list(&mut map, "notes", || a.notes.iter())?;
        map.serialize_entry("rules", &Rules(self))?;
        map.end()
    }
}

fn some<M: SerializeMap, T: Serialize>(
    map: &mut M,
    key: &'static str,
    value: Option<T>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |v| map.serialize_entry(key, &v))
}

/// A list, left out where nothing is in it. Nothing is collected: batches write millions of these.
fn list<M, I>(map: &mut M, key: &'static str, values: impl Fn() -> I) -> Result<(), M::Error>
where
    M: SerializeMap,
    I: Iterator<Item: Serialize>,
{
    if values().next().is_none() { Ok(()) } else { map.serialize_entry(key, &Each(values)) }
}

struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct Rules<'a, 'b>(&'b Answer<'a>);

impl Serialize for Rules<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use crate::words::Word;
        let answer = self.0;
        let mut map = serializer.serialize_map(None)?;
        for field in Field::ALL.iter().copied().filter(|f| answer.has(*f)) {
            let rules = || answer.rules_of(field);
            match answer.detail {
                Detail::Sentences => list(&mut map, field.word(), rules)?,
                Detail::Brief => list(&mut map, field.word(), || rules().map(|rule| rule.id.as_str()))?,
            }
        }
        map.end()
    }
}

/// A malformed line's answer: its number, and the code with its facts.
#[derive(Debug, Clone, serde::Serialize)]
pub struct BadLine<'a> {
    /// The number of the question, where it could be read.
    pub id: Option<&'a str>,
    /// What is wrong.
    pub error: BadLineError,
}

/// What is wrong with a line.
#[derive(Debug, Clone, serde::Serialize)]
pub struct BadLineError {
    /// The stable code.
    pub code: &'static str,
    /// In the words of `assets/text`.
    pub message: String,
}

/// The day as people write it in a sentence: `2026年1月1日`.
pub(crate) fn chinese_day(day: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
