//! Questions that are no payment: the treasury's part, refunds, changes of status.
//!
//! Invariant: no answer here takes or gives money; it says what the notice says and who decides.

use super::{Facts, Question};
use crate::assessment::{Assessment, Fiscal};
use crate::policy::{After, RuleIx, SeeIx, Verdict};
use crate::request::Designation;
use crate::words::{Decision, Field, RequestKind};
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
        self.law.fiscal_see.iter().for_each(|see| a.point_to(*see));
        for rule in &self.law.fiscal_rules {
            a.cite(Field::Decision, *rule);
            a.cite(Field::Value, *rule);
        }
    }

    fn last_payment(&self) -> Option<NaiveDate> {
        let p = self.person;
        p.paid.iter().chain(&p.paid_list).map(|paid| paid.on).max()
    }

    /// A status given after the payment: what holds for the sum already paid. True if there is such a status.
    fn designated_since(&self, a: &mut Assessment, facts: &Facts, paid_on: NaiveDate) -> bool {
        let mut pending: Option<(&Verdict, Option<SeeIx>, Option<RuleIx>)> = None;
        for d in &self.person.categories {
            let on = self.designated_on(d, facts);
            if on <= paid_on || on > self.pay_on {
                continue;
            }
            let row = self.law.categories.iter().find(|r| r.code == d.code);
            let confirmed_by = row.map(|r| r.confirmed_by);
            if row.is_none() && !self.law.gaps.iter().any(|g| g.code == d.code) {
                continue;
            }
            if on <= self.law.main_to {
                if let Some(verdict) = &self.law.in_window_paid {
                    pending = pending.or(Some((verdict, confirmed_by, None)));
                }
                continue;
            }
            match &self.law.after_window {
                After::Subsidise { named, unnamed, paid, .. } if !named.contains(d.code) => {
                    pending = Some((unnamed, confirmed_by, Some(paid.rule)));
                }
                After::Subsidise { paid, .. } | After::OriginalStatus { paid, .. } => {
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
        true
    }

    pub(super) fn answer_refund(&self, a: &mut Assessment, facts: &Facts) {
        if let Some(paid_on) = self.last_payment()
            && self.designated_since(a, facts, paid_on)
        {
            return;
        }
        match self.law.refunds.first() {
            Some(verdict) => a.judge(verdict, None),
            None => a.cite(Field::Decision, self.law.fee_rule),
        }
    }

    pub(super) fn answer_recompute(&self, a: &mut Assessment, facts: &Facts) {
        let Some(paid_on) = self.last_payment() else {
            // Nothing is paid yet: what is owed today is the answer.
            let asked = Question { kind: RequestKind::Collect, ..*self };
            *a = asked.decide(facts);
            return;
        };
        let had_one = |d: &Designation| {
            self.designated_on(d, facts) <= paid_on && d.ended_on.is_none_or(|end| end > paid_on)
        };
        let subsidised = self.person.categories.iter().any(had_one);
        if !subsidised && self.designated_since(a, facts, paid_on) {
            return;
        }
        match self.law.left_after_payment {
            Some((adjust, rule)) => {
                a.decision = Decision::Answer;
                a.adjust = Some(adjust);
                a.cite(Field::Decision, rule);
                a.cite(Field::Adjust, rule);
            }
            None => self.answer_refund(a, facts),
        }
    }
}
