//! Who may enrol and who is subsidised: `[[scope]]`, `[[category]]`, `[[category_gap]]`, `[designation]`.
//!
//! Invariant: rows stay in the order of the file, in which the first that holds decides. This module must not know who falls
//! under a row.

use super::Resolver;
use crate::file::{AfterWindow, Category, CategoryGap, ScopeRow, ScopeThen};
use crate::policy::law::{After, CategoryRow, Gap, ListRow, Said, Scope, Verdict};
use crate::words::Decision;

impl Resolver<'_> {
    pub(super) fn scope(&mut self, row: usize, s: &ScopeRow) -> Scope {
        let decision = match s.then {
            ScopeThen::In => None,
            ScopeThen::Refuse => Some(Decision::Refuse),
            ScopeThen::Refer => Some(Decision::Refer),
            ScopeThen::Undetermined => Some(Decision::Undetermined),
        };
        let rule = self.rule(&s.rule);
        let reading = self.reading_opt(s.reading.as_ref());
        let see = self.see_refs(&s.see);
        let also = self.rules(&s.also);
        let verdict = decision.map(|decision| {
            let also = also.clone();
            Verdict { decision, reason: s.reason, see, rule, also, reading }
        });
        let needs_any = s.needs_any.iter().map(|p| p.wanted()).collect();
        Scope { row, verdict, rule, also, reading, needs_any }
    }

    pub(super) fn category(&mut self, row: usize, c: &Category) -> CategoryRow {
        CategoryRow {
            code: c.code,
            row,
            amount: c.subsidy.amount,
            due: c.subsidy.due,
            fund: c.fund,
            confirmed_by: self.see(&c.confirmed_by),
            rule: self.rule(&c.rule),
            fund_rule: c.fund_rule.as_ref().map(|rule| self.rule(rule)),
            readings: c.readings.iter().map(|r| self.reading(r)).collect(),
            cutoff_reading: self.reading_opt(c.conditions.cutoff_reading.as_ref()),
            reading_if: self.reading_opt(c.reading_if.as_ref().map(|r| &r.id)),
            list: c.list.as_ref().map(|l| ListRow {
                cutoff: l.cutoff,
                rule: self.rule(&l.rule),
                cutoff_reading: self.reading_opt(l.cutoff_reading.as_ref()),
            }),
            more: c.more.as_ref().map(|m| {
                let said = Said {
                    note: None,
                    see: self.see_all(&m.see),
                    reading: self.reading_opt(m.reading.as_ref()),
                };
                (said, self.rule(&m.rule))
            }),
        }
    }

    pub(super) fn gap(&mut self, g: &CategoryGap) -> Gap {
        let verdict = Verdict {
            decision: Decision::Undetermined,
            reason: None,
            see: self.see_refs(&g.see),
            rule: self.rule(&g.rule),
            also: Vec::new(),
            reading: self.reading_opt(g.reading.as_ref()),
        };
        Gap { code: g.code, verdict, unless_student_rule: g.unless_student_rule }
    }

    pub(super) fn after_window(&mut self, after: &AfterWindow) -> After {
        match after {
            AfterWindow::Subsidise { named, rule, unnamed, paid } => After::Subsidise {
                named: named.iter().copied().collect(),
                rule: self.rule(rule),
                unnamed: self.verdict(unnamed),
                paid: self.verdict(paid),
            },
            AfterWindow::OriginalStatus { rule, note, reading, paid } => After::OriginalStatus {
                rule: self.rule(rule),
                note: *note,
                reading: self.reading_opt(reading.as_ref()),
                paid: self.verdict(paid),
            },
            AfterWindow::Open { unpaid, paid } => {
                After::Open { unpaid: self.verdict(unpaid), paid: self.verdict(paid) }
            }
            AfterWindow::NoCutoff { reading } => After::NoCutoff { reading: self.reading(reading) },
        }
    }
}
