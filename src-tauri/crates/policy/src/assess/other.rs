//! Questions that are no payment: the treasury's part, refunds, changes of status.
//!
//! Invariant: no answer here takes or gives money; it says what the notice says and who decides.

use super::{Facts, Question};
use crate::assessment::{Assessment, Fiscal};
use crate::file::RefundWhen;
use crate::policy::{After, RefundLine, RuleIx, SeeIx, Verdict};
use crate::request::{Designation, Paid};
use crate::time::next_day;
use crate::words::{Decision, EventType, Fact, Field, RequestKind, Route, Set};
use chrono::NaiveDate;

impl Question<'_> {
    pub(super) fn answer_fiscal(&self, a: &mut Assessment) {
        let Some(fiscal) = &self.policy.file.fee.fiscal else {
            a.decision = Decision::Undetermined;
            a.cite(Field::Decision, self.law.fee_rule);
            return;
        };
        a.decision = if fiscal.value.is_some() { Decision::Answer } else { Decision::Undetermined };
        a.fiscal = Some(Fiscal {
            value: fiscal.value,
            is_minimum: fiscal.is_minimum,
            for_year: fiscal.for_year,
            total: fiscal.total,
        });
        a.read_as(self.law.fiscal_reading);
        self.law.fiscal_see.iter().for_each(|see| a.point_to(*see));
        for rule in &self.law.fiscal_rules {
            a.cite(Field::Decision, *rule);
            a.cite(Field::Value, *rule);
        }
    }

    fn last_payment(&self) -> Option<&Paid> {
        let p = self.person;
        p.paid.iter().chain(&p.paid_list).max_by_key(|paid| paid.on)
    }

    /// The day on which the cover of a payment begins, by the window in which it was made; `None` where that is the
    /// day of an arrival that is not known.
    fn cover_began(&self, paid: &Paid) -> Option<NaiveDate> {
        let range = self.law.newborn.as_ref().and_then(|n| n.range.as_ref());
        let birth = self.person.birth;
        if range.is_some_and(|r| r.from <= birth && birth <= r.to) {
            return Some(birth);
        }
        match self.window_on(paid.on).map(|w| w.benefit) {
            Some(Route::BenefitYear) => Some(self.law.benefit_from),
            Some(Route::ArrivalDate) => paid.arrived_on,
            Some(Route::DayAfterPayment) => Some(next_day(paid.on)),
            _ => Some(paid.on),
        }
    }

    /// A status given after the payment: what holds for the sum already paid. True if there is such a status.
    fn designated_since(&self, a: &mut Assessment, facts: &Facts, paid: &Paid) -> bool {
        let mut pending: Option<(&Verdict, Option<SeeIx>, Option<RuleIx>)> = None;
        let mut gives_back: Option<NaiveDate> = None;
        for d in &self.person.categories {
            let on = self.designated_on(d, facts);
            if on <= paid.on || on > self.pay_on {
                continue;
            }
            let row = self.law.categories.iter().find(|r| r.code == d.code);
            let confirmed_by = row.map(|r| r.confirmed_by);
            if row.is_none() && !self.law.gaps.iter().any(|g| g.code == d.code) {
                continue;
            }
            if on <= self.law.main_to && self.law.cutoff.is_none() {
                if let Some(row) = &self.law.in_window_paid {
                    pending = pending.or(Some((&row.verdict, confirmed_by, None)));
                    gives_back = Some(on).filter(|_| row.verdict.decision == Decision::Refund);
                }
                continue;
            }
            match &self.law.after_window {
                After::Subsidise { named, unnamed, paid, .. } if !named.contains(d.code) => {
                    pending = Some((unnamed, confirmed_by, Some(paid.rule)));
                }
                After::Subsidise { paid, .. }
                | After::OriginalStatus { paid, .. }
                | After::Open { paid, .. } => {
                    a.judge(paid, confirmed_by);
                    return true;
                }
                After::NoCutoff { .. } => {}
            }
        }
        let Some((verdict, confirmed_by, rule)) = pending else { return false };
        if let Some(rule) = rule {
            a.cite(Field::Decision, rule);
        }
        a.judge(verdict, confirmed_by);
        match gives_back.filter(|_| a.decision == Decision::Refund) {
            Some(on) => self.give_back_the_subsidy(a, facts, paid, on),
            None => true,
        }
    }

    /// Paid, then given a status inside the collection period: what was paid above the new due comes back. A status
    /// in doubt leaves the sum open. False if nothing comes back: the status carries no more than the one before.
    fn give_back_the_subsidy(
        &self,
        a: &mut Assessment,
        facts: &Facts,
        paid: &Paid,
        designated_on: NaiveDate,
    ) -> bool {
        if self.cover_began(paid).is_none_or(|began| designated_on >= began) {
            a.read_as(self.law.in_window_paid.as_ref().and_then(|row| row.after_benefit_reading));
        }
        let mut owed = Assessment::blank();
        owed.fee = Some(self.law.fee);
        if self.doubts_category(&mut owed, facts) {
            *a = owed;
            a.fee = None;
            a.pay_full_until = None;
            a.last_day = None;
            return true;
        }
        let back = owed.due.and_then(|due| paid.amount.checked_sub(due));
        if back.is_none_or(|back| back.is_zero() || back.is_negative()) {
            *a = Assessment::blank();
            return false;
        }
        for (field, rule) in owed.rules.iter() {
            a.cite(field, rule);
        }
        a.readings = a.readings.union(owed.readings);
        a.refund_amount = back;
        a.fund = self.law.in_window_paid.as_ref().and_then(|row| row.fund);
        let rule = a.cited(Field::Decision).next();
        if let Some(rule) = rule {
            a.cite(Field::RefundAmount, rule);
        }
        true
    }

    /// True if a status that the person had when he paid asks for less than he paid.
    fn overpaid(&self, facts: &Facts, paid: &Paid) -> bool {
        let then = Question { pay_on: paid.on, kind: RequestKind::Collect, ..*self };
        let mut owed = Assessment::blank();
        !then.doubts_category(&mut owed, facts) && owed.due.is_some_and(|due| due < paid.amount)
    }

    /// The first ground of a list that has come to pass.
    fn ground(&self, grounds: Set<EventType>) -> Option<NaiveDate> {
        let events = self.person.events.iter().filter(|e| e.on <= self.pay_on);
        events.filter(|e| grounds.is_empty() || grounds.contains(e.kind)).map(|e| e.on).min()
    }

    /// `None` where the answer hangs on the day of an arrival that is not known.
    fn refund_holds(&self, line: &RefundLine, paid: Option<&Paid>) -> Option<bool> {
        let ground = self.ground(line.grounds);
        if !line.grounds.is_empty() && ground.is_none() {
            return Some(false);
        }
        let Some(paid) = paid else { return Some(line.when == RefundWhen::Any) };
        if line.when == RefundWhen::Any {
            return Some(true);
        }
        let began = self.cover_began(paid)?;
        Some(match line.when {
            RefundWhen::Any => true,
            RefundWhen::AskedBeforeBenefit => self.pay_on < began && paid.on <= self.law.main_to,
            RefundWhen::GroundBeforeBenefit => ground.is_some_and(|on| on < began) && began <= self.pay_on,
            RefundWhen::AfterBenefitStart => began <= self.pay_on,
        })
    }

    pub(super) fn answer_refund(&self, a: &mut Assessment, facts: &Facts) {
        if self.gives_back_the_year_before(a) {
            return;
        }
        let paid = self.last_payment();
        if let Some(paid) = paid
            && self.designated_since(a, facts, paid)
        {
            return;
        }
        let too_much = paid.is_some_and(|paid| self.overpaid(facts, paid));
        if let Some(verdict) = self.law.overpaid.as_ref().filter(|_| too_much) {
            a.judge(verdict, None);
            return;
        }
        let mut rows = self.law.refunds.iter().map(|line| (line, self.refund_holds(line, paid)));
        let Some((line, holds)) = rows.find(|(_, holds)| *holds != Some(false)) else {
            a.cite(Field::Decision, self.law.fee_rule);
            return;
        };
        if holds.is_none() {
            a.needs.insert(Fact::PaymentArrivalDate);
            a.cite(Field::Decision, line.verdict.rule);
            return;
        }
        a.judge(&line.verdict, None);
        if a.decision == Decision::Refund {
            a.refund_amount = paid.map(|paid| paid.amount);
            a.cite(Field::RefundAmount, line.verdict.rule);
        }
    }

    /// A birth for which one payment covers two years, and both were paid: the year before comes back.
    fn gives_back_the_year_before(&self, a: &mut Assessment) -> bool {
        let range = self.law.newborn.as_ref().and_then(|n| n.range.as_ref());
        let birth = self.person.birth;
        let Some(range) = range.filter(|r| r.from <= birth && birth <= r.to) else { return false };
        let year = self.law.benefit_year - 1;
        let Some((paid, _)) = self.paid_for(year).zip(self.paid_for(self.law.benefit_year)) else {
            return false;
        };
        a.decision = Decision::Refund;
        a.refund_amount = Some(paid.amount);
        a.refund_year = Some(year);
        range.refund_see.iter().for_each(|see| a.point_to(*see));
        a.cite(Field::Decision, range.refund_rule);
        a.cite(Field::RefundAmount, range.refund_rule);
        true
    }

    pub(super) fn answer_recompute(&self, a: &mut Assessment, facts: &Facts) {
        let Some(paid) = self.last_payment() else {
            // Nothing is paid yet: what is owed today is the answer.
            let asked = Question { kind: RequestKind::Collect, ..*self };
            *a = asked.decide(facts);
            return;
        };
        let had_one = |d: &Designation| {
            self.designated_on(d, facts) <= paid.on && d.ended_on.is_none_or(|end| end > paid.on)
        };
        let subsidised = self.person.categories.iter().any(had_one);
        let mut since = Assessment::blank();
        if self.designated_since(&mut since, facts, paid)
            && (!subsidised || since.decision == Decision::Refund)
        {
            *a = since;
            return;
        }
        match (self.law.left_after_payment, &self.law.left_open) {
            (Some((adjust, rule)), _) => {
                a.decision = Decision::Answer;
                a.adjust = Some(adjust);
                a.cite(Field::Decision, rule);
                a.cite(Field::Adjust, rule);
            }
            (None, Some(verdict)) => a.judge(verdict, None),
            (None, None) => self.answer_refund(a, facts),
        }
    }
}
