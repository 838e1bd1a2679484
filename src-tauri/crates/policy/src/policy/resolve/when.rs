//! When money may be taken: `[[window]]`, `[outside]`, `[newborn]`, `[[late_entry]]`, `[student]`, `[[registration]]`.
//!
//! Invariant: rows stay in the order of the file, in which the first that holds decides. This module must not know which day
//! it is.

use super::Resolver;
use crate::file::{BirthRange, LateEntry, Newborn, StudentPayment, StudentRules};
use crate::policy::law::{
    AfterLine, BirthRangeRow, LateRow, NewbornRow, RegistrationRow, StudentRow, Verdict, WindowRow,
};

impl Resolver<'_> {
    pub(super) fn windows(&mut self) -> Vec<WindowRow> {
        let rows = (0..).zip(&self.file.window);
        rows.map(|(row, w)| WindowRow {
            row,
            from: w.from,
            to: w.to,
            migrant: w.who.migrant_worker,
            student: w.who.student,
            benefit: w.benefit,
            rule: self.rule(&w.rule),
            benefit_rule: self.rule(&w.benefit_rule),
            reading: self.reading_opt(w.reading.as_ref()),
            others: w.others.as_ref().map(|o| self.verdict(o)),
            without_proof: w.without_proof.as_ref().map(|o| self.verdict(o)),
            channels: w.channels.iter().copied().collect(),
            other_channel: w.other_channel.as_ref().map(|o| self.verdict(o)),
        })
        .collect()
    }

    pub(super) fn after_lines(&mut self) -> Vec<AfterLine> {
        let rows = (0..).zip(&self.file.outside.after);
        rows.map(|(row, line)| AfterLine {
            row,
            events: line.when.events.as_ref().map(|e| e.iter().copied().collect()),
            newly_designated: line.when.newly_designated.as_ref().map(|c| c.iter().copied().collect()),
            verdict: Verdict {
                decision: line.then,
                reason: line.reason,
                see: self.see_refs(&line.see),
                rule: self.rule(&line.rule),
                also: self.rules(&line.also),
                reading: self.reading_opt(line.reading.as_ref()),
            },
        })
        .collect()
    }

    pub(super) fn newborn(&mut self, n: &Newborn) -> NewbornRow {
        let rule = self.rule(&n.rule);
        NewbornRow {
            days: n.days,
            within: n.within,
            after: n.after,
            after_rule: n.after_rule.as_ref().map_or(rule, |r| self.rule(r)),
            within_elsewhere: n.within_elsewhere.as_ref().map(|o| self.verdict(o)),
            after_elsewhere: n.after_elsewhere.as_ref().map(|o| self.verdict(o)),
            elsewhere_channel: n.elsewhere_channel,
            without_papers: n.without_papers.as_ref().map(|o| self.verdict(o)),
            outside_window_reading: self.reading_opt(n.outside_window_reading.as_ref()),
            range: n.birth_range.as_ref().map(|r| self.birth_range(r)),
            before_year: n.born_before_benefit_year.as_ref().map(|a| self.said(a)),
            rule,
            reading: self.reading(&n.reading),
        }
    }

    fn birth_range(&mut self, r: &BirthRange) -> BirthRangeRow {
        BirthRangeRow {
            from: r.from,
            to: r.to,
            after_days_reading: self.reading_opt(r.after_days_reading.as_ref()),
            paid_year_before: self.verdict(&r.paid_year_before),
            refund_rule: self.rule(&r.refund_rule),
            refund_see: self.see_all(&r.refund_see),
            rule: self.rule(&r.rule),
        }
    }

    pub(super) fn late(&mut self, l: &LateEntry) -> LateRow {
        LateRow {
            events: l.events.iter().copied().collect(),
            recent: l.recent_events.iter().copied().collect(),
            recent_reading: self.reading_opt(l.recent_reading.as_ref()),
            designated: l.newly_designated.iter().copied().collect(),
            in_window_reading: self.reading_opt(l.designated_in_window_reading.as_ref()),
            late_subsidy_reading: self.reading_opt(l.late_subsidy_reading.as_ref()),
            min_months: l.min_continuous_months,
            if_fewer: l.if_fewer.as_ref().map(|o| self.verdict(o)),
            within_months: l.within_months,
            within: l.within,
            within_note: l.within_note,
            within_reading: self.reading_opt(l.within_reading.as_ref()),
            readings: l.readings.iter().map(|r| self.reading(r)).collect(),
            waiting_months: l.beyond_waiting_months,
            waiting_reading: self.reading(&l.waiting_reading),
            in_main_window: l.in_main_window.as_ref().map(|a| self.said(a)),
            rule: self.rule(&l.rule),
            who_rule: self.rule(&l.who_rule),
            reading: self.reading(&l.reading),
            or_window_reading: self.reading_opt(l.or_window_reading.as_ref()),
        }
    }

    pub(super) fn student(&mut self, s: &StudentRules) -> StudentRow {
        StudentRow {
            levels: s.levels.iter().copied().collect(),
            any_school: s.any_school,
            level_reading: s
                .level_reading
                .as_ref()
                .map(|l| (l.levels.iter().copied().collect(), self.reading(&l.id))),
            channel: s.channel,
            other_channel: self.verdict(&s.other_channel),
            categories: s.categories.iter().copied().collect(),
            alias: s.alias.iter().map(|(from, to)| (*from, *to)).collect(),
            designated_anywhere: s.designated_anywhere,
            pay_first: s.payment == StudentPayment::PayFirst,
            needs: s.needs.iter().copied().collect(),
            rule: self.rule(&s.rule),
            pay_rule: self.rule(&s.pay_rule),
            elsewhere: s.previous_year_elsewhere.as_ref().map(|a| self.said(a)),
            unlisted_reading: self.reading_opt(s.unlisted_reading.as_ref()),
        }
    }

    pub(super) fn registrations(&mut self) -> Vec<RegistrationRow> {
        let rows = self.file.registration.iter();
        rows.map(|r| RegistrationRow {
            previous_year: r.previous_year.iter().copied().collect(),
            papers: r.papers.clone(),
            without: r.without.as_ref().map(|o| self.verdict(o)),
            note: r.note,
            rule: self.rule(&r.rule),
            note_rule: self.rule(r.note_rule.as_ref().unwrap_or(&r.rule)),
        })
        .collect()
    }
}
