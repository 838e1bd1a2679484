//! The answer as a value: sums, days, words, and the rules behind each of them.
//!
//! Invariant: an assessment is small, copied freely and points into the tables of the policy that made it. This
//! module only holds and looks up; [`crate::assess`] decides.

use crate::money::Yuan;
use crate::policy::{Policy, ReadingIx, Rule, RuleIx, Said, SeeIx, SeeRef, Verdict};
use crate::words::{CategoryCode, Decision, Fact, Few, Field, Fund, Note, Reason, Route, Set};
use chrono::NaiveDate;

/// The answer. Amounts are in yuan, days are included on both ends; `None` = the notice does not determine it, or
/// it does not apply to the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// May the money be taken here and now?
    pub decision: Decision,
    /// Why not.
    pub reason: Option<Reason>,
    /// What a person without subsidy pays.
    pub fee: Option<Yuan>,
    /// What is paid for the person.
    pub subsidy: Option<Yuan>,
    /// What the person pays.
    pub due: Option<Yuan>,
    /// What is taken now, where the subsidy comes later.
    pub due_now: Option<Yuan>,
    /// What comes back later.
    pub subsidised_later: Option<Yuan>,
    /// The status that carries the subsidy.
    pub category: Option<CategoryCode>,
    /// All statuses with the same sum, in the order of the articles, where there is more than one.
    pub categories_tied: Few<CategoryCode, 6>,
    /// Who pays the subsidy.
    pub fund: Option<Fund>,
    /// First day of cover.
    pub benefit_from: Option<NaiveDate>,
    /// Last day of cover.
    pub benefit_to: Option<NaiveDate>,
    /// Year and month from which cover runs, where the notice gives only the month.
    pub benefit_from_month: Option<(i32, u32)>,
    /// Months of waiting.
    pub waiting_months: Option<u32>,
    /// Which way of paying carries the cover.
    pub route: Option<Route>,
    /// The last day of the period in which this way is open (window, 90 days, three months).
    pub last_day: Option<NaiveDate>,
    /// The last day on which the person may pay the whole fee although the subsidy is in doubt.
    pub pay_full_until: Option<NaiveDate>,
    /// The payment buys no cover in this year: the payer must say yes to that.
    pub needs_consent: bool,
    /// Facts and papers that are still wanted.
    pub needs: Set<Fact>,
    /// Papers of which any one is enough.
    pub needs_any: Set<Fact>,
    /// What is printed beside the answer.
    pub notes: Set<Note>,
    /// What the village gets for this person; never part of the payer's bill.
    pub handling_allowance: Option<Yuan>,
    /// What is given back or taken after a change of status.
    pub adjust: Option<Yuan>,
    /// What is given back on an application for a refund.
    pub refund_amount: Option<Yuan>,
    /// The benefit year whose payment is given back, where it is not that of the policy.
    pub refund_year: Option<i32>,
    /// The answer to a question for the treasury's part.
    pub fiscal: Option<Fiscal>,
    pub(crate) see: Few<SeeIx, 8>,
    pub(crate) readings: ReadingSet,
    pub(crate) rules: Few<(Field, RuleIx), 32>,
}

/// The treasury's part per head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fiscal {
    /// The sum, where the notice has one.
    pub value: Option<Yuan>,
    /// Only a lower bound.
    pub is_minimum: bool,
    /// The year of the sum, where it is not the levy year.
    pub for_year: Option<i32>,
    /// Both parts together, where printed.
    pub total: Option<Yuan>,
}

/// The readings of one answer, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ReadingSet(u64);

impl ReadingSet {
    pub(crate) fn insert(&mut self, reading: ReadingIx) {
        self.0 |= 1 << reading.0;
    }

    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = ReadingIx> {
        (0..64u8).filter(move |i| self.0 & (1 << i) != 0).map(ReadingIx)
    }
}

impl Assessment {
    pub(crate) const fn blank() -> Self {
        Self {
            decision: Decision::Undetermined,
            reason: None,
            fee: None,
            subsidy: None,
            due: None,
            due_now: None,
            subsidised_later: None,
            category: None,
            categories_tied: Few::EMPTY,
            fund: None,
            benefit_from: None,
            benefit_to: None,
            benefit_from_month: None,
            waiting_months: None,
            route: None,
            last_day: None,
            pay_full_until: None,
            needs_consent: false,
            needs: Set::EMPTY,
            needs_any: Set::EMPTY,
            notes: Set::EMPTY,
            handling_allowance: None,
            adjust: None,
            refund_amount: None,
            refund_year: None,
            fiscal: None,
            see: Few::EMPTY,
            readings: ReadingSet(0),
            rules: Few::EMPTY,
        }
    }

    /// The sum to take now: what is due, or the whole fee where the subsidy comes later. `None` unless the decision
    /// is to collect.
    pub fn to_take(&self) -> Option<Yuan> {
        (self.decision == Decision::Collect).then(|| self.due_now.or(self.due)).flatten()
    }

    /// The offices and papers to see, in the notice's own words.
    pub fn see<'p>(&self, policy: &'p Policy) -> Vec<&'p str> {
        self.see.iter().map(|s| policy.see(s)).collect()
    }

    /// The ids of the readings that the answer rests on.
    pub fn readings<'p>(&self, policy: &'p Policy) -> Vec<&'p str> {
        self.readings.iter().map(|r| policy.reading(r).id.as_str()).collect()
    }

    /// The rules behind a value, the deciding one first.
    pub fn rules<'p>(&self, policy: &'p Policy, field: Field) -> Vec<&'p Rule> {
        self.cited(field).map(|r| policy.rule(r)).collect()
    }

    /// Every rule of the answer with the value that it stands behind.
    pub fn trail<'p>(&self, policy: &'p Policy) -> Vec<(Field, &'p Rule)> {
        self.rules.iter().map(|(field, rule)| (field, policy.rule(rule))).collect()
    }

    pub(crate) fn cited(&self, field: Field) -> impl Iterator<Item = RuleIx> + '_ {
        self.rules.iter().filter(move |(f, _)| *f == field).map(|(_, r)| r)
    }

    pub(crate) fn cite(&mut self, field: Field, rule: RuleIx) {
        let kept = self.rules.push((field, rule));
        debug_assert!(kept, "an answer has room for all its rules");
    }

    pub(crate) fn point_to(&mut self, see: SeeIx) {
        let kept = self.see.push(see);
        debug_assert!(kept, "an answer has room for all whom it names");
    }

    pub(crate) fn read_as(&mut self, reading: Option<ReadingIx>) {
        if let Some(reading) = reading {
            self.readings.insert(reading);
        }
    }

    pub(crate) fn say(&mut self, said: &Said) {
        if let Some(note) = said.note {
            self.notes.insert(note);
        }
        said.see.iter().for_each(|s| self.point_to(*s));
        self.read_as(said.reading);
    }

    pub(crate) fn judge(&mut self, verdict: &Verdict, confirmed_by: Option<SeeIx>) {
        self.decision = verdict.decision;
        self.reason = verdict.reason;
        for see in &verdict.see {
            match see {
                SeeRef::Text(see) => self.point_to(*see),
                SeeRef::ConfirmedBy => confirmed_by.into_iter().for_each(|s| self.point_to(s)),
            }
        }
        self.read_as(verdict.reading);
        self.cite(Field::Decision, verdict.rule);
        verdict.also.iter().for_each(|rule| self.cite(Field::Decision, *rule));
    }

    /// A payment that could be taken is not, for a reason that the payer can mend.
    pub(crate) fn turn_back(&mut self, verdict: &Verdict) {
        self.judge(verdict, None);
        self.promise_nothing();
    }

    /// No cover.
    pub(crate) fn promise_nothing(&mut self) {
        self.benefit_from = None;
        self.benefit_to = None;
        self.benefit_from_month = None;
        self.waiting_months = None;
    }

    /// What makes two answers different for the person.
    pub(crate) fn substance(&self) -> impl PartialEq + use<> {
        (
            (
                (self.decision, self.reason, self.fee, self.subsidy, self.due, self.due_now),
                (self.category, self.fund, self.refund_amount, self.refund_year, self.adjust),
            ),
            (self.benefit_from, self.benefit_to, self.benefit_from_month, self.waiting_months),
        )
    }
}
