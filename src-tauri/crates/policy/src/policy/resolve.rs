//! Making a policy of a file: every name becomes a number.
//!
//! Invariant: a name that leads nowhere is a fault, and a file with a fault makes no policy. This module must not know
//! what a row means: whether it is sound is [`crate::load`]'s to judge.

mod when;
mod who;

use super::law::{
    CashRow, Continuity, CutoffRow, InWindowPaidRow, InWindowRow, Law, OverlapRow, RefundLine, Said, SeeRef,
    Verdict,
};
use super::{ReadingIx, RuleIx, SeeIx};
use crate::file::{Aside, ContinuityExempt, Outcome, PolicyFile};
use crate::load::LoadFault;
use chrono::Datelike;
use std::collections::HashMap;

/// Resolves the names of a file. Names that lead nowhere become faults; the index 0 stands in until then.
pub(crate) struct Resolver<'a> {
    file: &'a PolicyFile,
    rule_places: HashMap<&'a str, u16>,
    reading_places: HashMap<&'a str, u8>,
    see: Vec<String>,
    pub faults: Vec<LoadFault>,
}

impl<'a> Resolver<'a> {
    pub fn new(file: &'a PolicyFile) -> Self {
        let rule_places = file
            .rules
            .keys()
            .enumerate()
            .filter_map(|(i, id)| Some((id.as_str(), u16::try_from(i).ok()?)))
            .collect();
        let reading_places = file
            .reading
            .iter()
            .enumerate()
            .filter_map(|(i, r)| Some((r.id.as_str(), u8::try_from(i).ok()?)))
            .collect();
        Self { file, rule_places, reading_places, see: Vec::new(), faults: Vec::new() }
    }

    fn rule(&mut self, id: &str) -> RuleIx {
        if let Some(place) = self.rule_places.get(id) {
            return RuleIx(*place);
        }
        self.faults.push(LoadFault::UnknownRule { rule: id.to_owned() });
        RuleIx(0)
    }

    fn reading(&mut self, id: &str) -> ReadingIx {
        if let Some(place) = self.reading_places.get(id) {
            return ReadingIx(*place);
        }
        self.faults.push(LoadFault::UnknownReading { reading: id.to_owned() });
        ReadingIx(0)
    }

    fn reading_opt(&mut self, id: Option<&String>) -> Option<ReadingIx> {
        id.map(|id| self.reading(id))
    }

    fn see(&mut self, text: &str) -> SeeIx {
        let place = self.see.iter().position(|s| s == text).unwrap_or_else(|| {
            self.see.push(text.to_owned());
            self.see.len() - 1
        });
        SeeIx(u16::try_from(place).unwrap_or(0))
    }

    fn see_all(&mut self, texts: &[String]) -> Vec<SeeIx> {
        texts.iter().map(|t| self.see(t)).collect()
    }

    fn see_refs(&mut self, texts: &[String]) -> Vec<SeeRef> {
        texts
            .iter()
            .map(|t| if t == "@confirmed_by" { SeeRef::ConfirmedBy } else { SeeRef::Text(self.see(t)) })
            .collect()
    }

    fn verdict(&mut self, o: &Outcome) -> Verdict {
        Verdict {
            decision: o.then,
            reason: o.reason,
            see: self.see_refs(&o.see),
            rule: self.rule(&o.rule),
            also: self.rules(&o.also),
            reading: self.reading_opt(o.reading.as_ref()),
        }
    }

    fn rules(&mut self, ids: &[String]) -> Vec<RuleIx> {
        ids.iter().map(|id| self.rule(id)).collect()
    }

    fn said(&mut self, aside: &Aside) -> Said {
        Said {
            note: aside.note,
            see: self.see_all(&aside.see),
            reading: self.reading_opt(aside.reading.as_ref()),
        }
    }

    /// Names every rule and reading of the tables that the engine does not walk through.
    fn tables(&mut self) {
        let file = self.file;
        let rules = file.household.rule.iter().chain(file.refuser.as_ref().map(|r| &r.rule));
        let rules = rules.chain(file.collective_aid.as_ref().map(|c| &c.rule));
        let rules = rules.chain(file.hotline.as_ref().map(|h| &h.rule));
        let rules = rules.chain(file.channels.iter().map(|c| &c.rule));
        let rules = rules.chain(file.departments.iter().map(|d| &d.rule));
        for rule in rules.chain(file.targets.iter().map(|t| &t.rule)) {
            self.rule(rule);
        }
        self.see_all(&file.policy.ask);
        self.reading_opt(file.refuser.as_ref().and_then(|r| r.reading.as_ref()));
    }

    /// Resolves the whole file; the faults found are in [`Resolver::faults`].
    pub fn law(&mut self) -> Option<(Law, Vec<String>)> {
        let file = self.file;
        let first = file.window.first()?;
        let fee_rule = self.rule(&file.fee.rule);
        let one = file.fee.one_payment.as_ref();
        let part_rule = one.map_or(fee_rule, |o| self.rule(&o.rule));
        let excess_rule = one.and_then(|o| o.excess_rule.as_ref()).map_or(fee_rule, |r| self.rule(r));
        self.tables();
        let scope = (0..).zip(&file.scope).map(|(row, s)| self.scope(row, s)).collect();
        let law = Law {
            fiscal_rules: file
                .fee
                .fiscal
                .iter()
                .flat_map(|f| std::iter::once(&f.rule).chain(&f.total_rule))
                .map(|rule| self.rule(rule))
                .collect(),
            fiscal_see: file.fee.fiscal.as_ref().map(|f| self.see_all(&f.see)).unwrap_or_default(),
            fiscal_reading: self.reading_opt(file.fee.fiscal.as_ref().and_then(|f| f.reading.as_ref())),
            must_enrol: file
                .must_enrol
                .as_ref()
                .map(|m| (m.categories.iter().copied().collect(), self.rule(&m.rule))),
            fee: file.fee.personal,
            fee_rule,
            continuity: file.fee.continuity.as_ref().map(|c| Continuity {
                see: self.see_all(&c.see),
                spares_newborn: c.not_for.contains(&ContinuityExempt::Newborn),
                ask_first: c.ask_first,
                rule: self.rule(&c.rule),
                reading: self.reading_opt(c.reading.as_ref()),
                ask_reading: self.reading_opt(c.ask_reading.as_ref()),
            }),
            part_rule,
            excess_rule,
            allowance: file.fee.handling_allowance.as_ref().map(|a| (a.amount, self.rule(&a.rule))),
            scope,
            categories: (0..).zip(&file.category).map(|(row, c)| self.category(row, c)).collect(),
            gaps: file.category_gap.iter().map(|g| self.gap(g)).collect(),
            overlap: file.overlap.as_ref().map(|o| OverlapRow {
                rule: self.rule(&o.rule),
                reading: self.reading_opt(o.reading.as_ref()),
                tie_reading: self.reading_opt(o.tie_reading.as_ref()),
            }),
            no_subsidy: file.no_subsidy.iter().map(|n| (n.code, self.rule(&n.rule))).collect(),
            elsewhere: self.verdict(&file.designation.elsewhere),
            cutoff: file.designation.cutoff.as_ref().map(|c| CutoffRow {
                day: c.day,
                rule: self.rule(&c.rule),
                left_reading: self.reading_opt(c.left_reading.as_ref()),
                changed_reading: self.reading_opt(c.changed_reading.as_ref()),
                late_reading: self.reading_opt(c.late_reading.as_ref()),
            }),
            in_window: file.designation.in_window.as_ref().map(|w| InWindowRow {
                list_by: w.list_by,
                later: self.verdict(&w.later),
                rule: self.rule(&w.rule),
            }),
            after_window: self.after_window(&file.designation.after_window),
            in_window_paid: file.designation.in_window_paid.as_ref().map(|p| InWindowPaidRow {
                verdict: Verdict {
                    decision: p.then,
                    reason: p.reason,
                    see: self.see_refs(&p.see),
                    rule: self.rule(&p.rule),
                    also: self.rules(&p.also),
                    reading: self.reading_opt(p.reading.as_ref()),
                },
                fund: p.fund,
                after_benefit_reading: self.reading_opt(p.after_benefit_reading.as_ref()),
            }),
            overpaid: file.designation.overpaid.as_ref().map(|o| self.verdict(o)),
            left_open: file.designation.left_open.as_ref().map(|o| self.verdict(o)),
            registration: self.registrations(),
            cash: file.payment.as_ref().map(|p| CashRow {
                otherwise: self.verdict(&p.cash_otherwise),
                rule: self.rule(&p.rule),
                reading: self.reading_opt(p.reading.as_ref()),
            }),
            left_after_payment: file
                .designation
                .left_after_payment
                .as_ref()
                .map(|l| (l.adjust, self.rule(&l.rule))),
            windows: self.windows(),
            before: self.verdict(&file.outside.before),
            after: self.after_lines(),
            newborn: file.newborn.as_ref().map(|n| self.newborn(n)),
            late: file.late_entry.iter().map(|l| self.late(l)).collect(),
            student: file.student.as_ref().map(|s| self.student(s)),
            refunds: file
                .refund
                .iter()
                .map(|r| RefundLine {
                    when: r.when,
                    grounds: r.grounds.iter().copied().collect(),
                    verdict: Verdict {
                        decision: r.then,
                        reason: r.reason,
                        see: self.see_refs(&r.see),
                        rule: self.rule(&r.rule),
                        also: self.rules(&r.also),
                        reading: self.reading_opt(r.reading.as_ref()),
                    },
                })
                .collect(),
            household: file.household.note.zip(file.household.rule.as_ref()).map(|(note, rule)| {
                (note, self.rule(rule), self.reading_opt(file.household.reading.as_ref()))
            }),
            rollover: self.reading_opt(file.policy.rest_day_reading.as_ref()),
            payment_day: self.reading_opt(file.policy.payment_day_reading.as_ref()),
            payment_day_margin: u64::from(file.policy.payment_day_margin_days),
            before_issue: self.reading_opt(file.policy.before_issue_reading.as_ref()),
            issued_on: file.policy.issued_on,
            benefit_from: file.policy.benefit_from,
            benefit_to: file.policy.benefit_to,
            benefit_year: file.policy.benefit_from.year(),
            main_from: first.from,
            main_to: first.collection_to.unwrap_or(first.to),
            has_student_window: file.window.iter().any(|w| w.who.student),
            asks_grade: file.category.iter().any(|c| c.conditions.grade.is_some() && c.list.is_none()),
            asks_subtype: file.category.iter().any(|c| c.conditions.subtype.is_some()),
            asks_migrant: file.window.iter().any(|w| w.who.migrant_worker.is_some()),
            asks_previous: file.registration.iter().any(|r| r.without.is_some()),
            least_months: file.late_entry.iter().filter_map(|l| l.min_continuous_months).min(),
        };
        Some((law, std::mem::take(&mut self.see)))
    }
}
