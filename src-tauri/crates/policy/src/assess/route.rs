//! By which way the payment comes in, and from when to when it covers.
//!
//! Invariant: special rules (newborns, late entries) come before the windows; a cover that begins after the benefit
//! year is no cover; where the notice sends someone to other papers, no cover is promised.

use super::{Facts, Question};
use crate::assessment::Assessment;
use crate::money::Yuan;
use crate::policy::{LateRow, ReadingIx, Verdict, WindowRow};
use crate::request::{Designation, Paid};
use crate::time::{last_day_after_days, last_day_after_months, next_day, rollover_in_question};
use crate::words::{
    Area, CategoryCode, Decision, EventType, Fact, Field, Note, PreviousYear, Proof, Route, Set,
};
use chrono::{Datelike, NaiveDate};

impl Question<'_> {
    /// The window that is open to the person on a day; students who have windows of their own have no other.
    pub(super) fn window_on(&self, day: NaiveDate) -> Option<&WindowRow> {
        let as_student = self.law.has_student_window && self.student_rules().is_some();
        self.law.windows.iter().find(|w| w.student == as_student && w.from <= day && day <= w.to)
    }

    pub(super) fn find_route(&self, a: &mut Assessment, facts: &Facts) {
        if self.as_newborn(a) {
            return;
        }
        let mut fewer = None;
        if self.as_late_entry(a, facts, &mut fewer) {
            return;
        }
        let window = self.window_on(self.pay_on);
        let Some(window) = window.filter(|w| w.admits(facts.migrant)) else {
            self.flag_rollover_after_windows(a);
            let special = fewer.or_else(|| self.after_line(a, facts, false));
            let others = window.and_then(|w| w.others.as_ref());
            if let Some(verdict) = special.or(others).or_else(|| self.after_line(a, facts, true)) {
                a.judge(verdict, None);
            }
            return;
        };
        if !window.channels.is_empty() && !window.channels.contains(self.person.channel) {
            if let Some(verdict) = &window.other_channel {
                a.judge(verdict, None);
            }
            return;
        }
        let missing = |proof: &&Proof| !self.person.proofs.contains(proof);
        let wanted = &self.policy.file.window[window.row].proofs;
        if wanted.iter().any(|p| missing(&p)) {
            if let Some(verdict) = &window.without_proof {
                a.judge(verdict, None);
            }
            a.last_day = Some(window.to);
            wanted.iter().filter(missing).for_each(|p| a.needs.insert(p.wanted()));
            return;
        }
        a.decision = Decision::Collect;
        a.cite(Field::Decision, window.rule);
        a.cite(Field::BenefitFrom, window.benefit_rule);
        a.read_as(window.reading);
        if rollover_in_question(window.to, self.pay_on) {
            a.read_as(self.rollover_reading());
        }
        if self.born_uninsured_last_year()
            && let Some(said) = self.law.newborn.as_ref().and_then(|n| n.before_year.as_ref())
        {
            a.say(said);
            a.cite(Field::Notes, self.law.newborn.as_ref().map_or(window.rule, |n| n.after_rule));
        }
        if self.person.arrived_on.is_some_and(|day| day > window.to) {
            a.read_as(self.law.payment_day);
        }
        self.cover(a, window.benefit, window.to, false);
    }

    /// The row that says what holds where nothing lets the person in: the first that fits, with or without
    /// conditions.
    fn after_line(&self, a: &Assessment, facts: &Facts, is_last: bool) -> Option<&Verdict> {
        let rows = self.law.after.iter();
        let mut rows = rows.map(|line| (line, &self.policy.file.outside.after[line.row].when));
        let found = rows.find(|(line, when)| {
            let happened = |kinds: Set<EventType>| {
                self.person.events.iter().any(|e| kinds.contains(e.kind) && e.on <= self.pay_on)
            };
            let newly = |codes: Set<CategoryCode>| {
                let new = |d: &Designation| codes.contains(d.code) && self.is_new(d, facts);
                self.person.categories.iter().any(new)
            };
            when.is_empty() == is_last
                && line.events.is_none_or(happened)
                && line.newly_designated.is_none_or(newly)
                && (!when.free || a.due.is_some_and(Yuan::is_zero))
                && (!when.student || self.student_rules().is_some())
                && (!when.past_newborn || self.is_past_newborn())
        });
        found.map(|(line, _)| &line.verdict)
    }

    /// A status of this area that was given since the collection began, or since the day on which the data count.
    fn is_new(&self, d: &Designation, facts: &Facts) -> bool {
        let since = self.law.cutoff.map_or(self.law.main_from, |cutoff| next_day(cutoff.day));
        let on = self.designated_on(d, facts);
        on >= since && d.designated_by == Area::In && self.is_active(d, facts)
    }

    /// A child past its first days, which reached into the benefit year.
    fn is_past_newborn(&self) -> bool {
        self.law.newborn.as_ref().is_some_and(|newborn| {
            let last = last_day_after_days(self.person.birth, newborn.days);
            last >= self.law.benefit_from && last < self.pay_on
        })
    }

    /// The last day of some window was a rest day, and today is not yet past the next working day.
    fn flag_rollover_after_windows(&self, a: &mut Assessment) {
        let first_days = self.law.newborn.as_ref().map(|n| last_day_after_days(self.person.birth, n.days));
        let mut last_days = self.law.windows.iter().map(|w| w.to).chain(first_days);
        if last_days.any(|day| rollover_in_question(day, self.pay_on)) {
            a.read_as(self.rollover_reading());
        }
    }

    fn rollover_reading(&self) -> Option<ReadingIx> {
        self.law.rollover
    }

    /// Born in the year before the benefit year and not known to have been insured in it.
    fn born_uninsured_last_year(&self) -> bool {
        self.person.birth.year() == self.law.benefit_year - 1
            && !matches!(
                self.person.insurance.previous_year,
                Some(PreviousYear::Normal | PreviousYear::ResidentHere | PreviousYear::ResidentElsewhere)
            )
    }

    fn as_newborn(&self, a: &mut Assessment) -> bool {
        let Some(newborn) = &self.law.newborn else { return false };
        let birth = self.person.birth;
        let last = last_day_after_days(birth, newborn.days);
        let within = self.pay_on <= last;
        let range = newborn.range.as_ref().filter(|r| r.from <= birth && birth <= r.to);
        let range = range.filter(|_| within || self.pay_on <= self.law.main_to);
        if range.is_none() && !within && last < self.law.benefit_from {
            return false;
        }
        let Some(route) = Some(newborn.within).filter(|_| within || range.is_some()).or(newborn.after) else {
            return false;
        };
        let rule = match range {
            Some(range) => range.rule,
            None if within => newborn.rule,
            None => newborn.after_rule,
        };
        a.cite(Field::BenefitFrom, rule);
        if self.pay_on == last {
            a.read_as(Some(newborn.reading));
        }
        if rollover_in_question(last, self.pay_on) {
            a.read_as(self.rollover_reading());
        }
        if within
            && range.is_none()
            && birth < self.law.benefit_from
            && let Some(said) = &newborn.before_year
        {
            a.say(said);
        }
        if let Some(range) = range
            && self.paid_for(self.law.benefit_year - 1).is_some()
            && self.paid_for(self.law.benefit_year).is_none()
        {
            a.judge(&range.paid_year_before, None);
            (a.benefit_from, a.benefit_to) = (Some(birth), Some(self.law.benefit_to));
            return true;
        }
        let elsewhere = if within { &newborn.within_elsewhere } else { &newborn.after_elsewhere };
        let taken_here = newborn.elsewhere_channel == Some(self.person.channel);
        if let Some(verdict) = elsewhere.as_ref().filter(|_| !taken_here) {
            a.judge(verdict, None);
            match route {
                Route::Birth if birth >= self.law.benefit_from => self.run_from(a, birth),
                Route::DayAfterPayment => self.run_from(a, next_day(self.pay_on)),
                _ => {}
            }
            return true;
        }
        let wanted = || self.policy.file.newborn.iter().flat_map(|n| &n.papers);
        let shown = wanted().any(|paper| self.person.proofs.contains(paper));
        if let Some(verdict) = newborn.without_papers.as_ref().filter(|_| !shown) {
            a.judge(verdict, None);
            let papers: Set<Fact> = wanted().map(|p| p.wanted()).collect();
            *(if wanted().count() > 1 { &mut a.needs_any } else { &mut a.needs }) = papers;
            return true;
        }
        a.decision = Decision::Collect;
        a.cite(Field::Decision, rule);
        if self.pay_on > self.law.main_to {
            a.read_as(newborn.outside_window_reading);
        }
        if let Some(range) = range {
            if !within {
                a.read_as(range.after_days_reading);
            }
            self.cover(a, Route::Birth, last.max(self.law.main_to), true);
            a.waiting_months = Some(0);
            (a.benefit_from, a.benefit_to) = (Some(birth), Some(self.law.benefit_to));
            return true;
        }
        self.cover(a, route, last, true);
        true
    }

    /// An earlier payment for a benefit year.
    pub(super) fn paid_for(&self, year: i32) -> Option<&Paid> {
        let paid = self.person.paid.iter().chain(&self.person.paid_list);
        paid.filter(|paid| paid.for_year == Some(year)).max_by_key(|paid| paid.on)
    }

    fn as_late_entry<'l>(
        &'l self,
        a: &mut Assessment,
        facts: &Facts,
        fewer: &mut Option<&'l Verdict>,
    ) -> bool {
        let in_main = self.pay_on <= self.law.main_to;
        let mut chosen: Option<(&LateRow, Entry)> = None;
        for late in &self.law.late {
            let Some(entry) = self.late_entry(late, facts, fewer) else { continue };
            if in_main {
                if !entry.designated
                    && let Some(said) = &late.in_main_window
                {
                    a.say(said);
                    a.cite(Field::Notes, late.rule);
                    a.cite(Field::Notes, late.who_rule);
                }
                continue;
            }
            let better = |c: &(&LateRow, Entry)| self.is_within(late, entry) && !self.is_within(c.0, c.1);
            if chosen.as_ref().is_none_or(better) {
                chosen = Some((late, entry));
            }
        }
        let Some((late, entry)) = chosen else { return false };
        let last = last_day_after_months(entry.on, late.within_months);
        let within = self.pay_on <= last;
        a.decision = Decision::Collect;
        a.cite(Field::Decision, late.who_rule);
        a.cite(Field::BenefitFrom, late.rule);
        late.readings.iter().for_each(|reading| a.read_as(Some(*reading)));
        if self.pay_on == last {
            a.read_as(Some(late.reading));
        }
        if rollover_in_question(last, self.pay_on) {
            a.read_as(self.rollover_reading());
        }
        if entry.recent && entry.on.year() != self.pay_on.year() {
            a.read_as(late.recent_reading);
        }
        if entry.designated && entry.on <= self.law.main_to {
            a.read_as(late.in_window_reading);
        }
        if within {
            if let Some(note) = late.within_note {
                a.notes.insert(note);
                a.cite(Field::Notes, late.rule);
            }
            a.read_as(late.within_reading);
            self.cover(a, late.within, last, false);
            return true;
        }
        if entry.designated && a.subsidy.is_some_and(|s| !s.is_zero()) {
            a.read_as(late.late_subsidy_reading);
        }
        if self.window_on(self.pay_on).is_some_and(|w| w.admits(facts.migrant)) {
            a.read_as(late.or_window_reading);
        }
        a.read_as(Some(late.waiting_reading));
        a.waiting_months = Some(late.waiting_months);
        a.route = Some(Route::Waiting);
        self.run_from(a, next_day(last_day_after_months(self.pay_on, late.waiting_months)));
        if last_day_after_days(last, u32::try_from(self.law.payment_day_margin).unwrap_or(0)) >= self.pay_on {
            a.read_as(self.law.payment_day);
        }
        self.mind_gap(a, false);
        true
    }

    fn is_within(&self, late: &LateRow, entry: Entry) -> bool {
        self.pay_on <= last_day_after_months(entry.on, late.within_months)
    }

    /// The latest event or new status that opens a late entry.
    fn late_entry<'l>(
        &'l self,
        late: &'l LateRow,
        facts: &Facts,
        fewer: &mut Option<&'l Verdict>,
    ) -> Option<Entry> {
        let mut entry: Option<Entry> = None;
        let mut take = |new: Entry| {
            if entry.is_none_or(|e| e.on < new.on) {
                entry = Some(new);
            }
        };
        for e in &self.person.events {
            if !late.events.contains(e.kind) || e.on > self.pay_on {
                continue;
            }
            let recent = late.recent.contains(e.kind);
            if recent && e.on.year() < self.law.benefit_year - 1 {
                continue;
            }
            if late.min_months.is_some_and(|least| e.continuous_months.unwrap_or(facts.months) < least) {
                *fewer = late.if_fewer.as_ref();
                continue;
            }
            take(Entry { on: e.on, designated: false, recent });
        }
        for d in &self.person.categories {
            let on = self.designated_on(d, facts);
            if late.designated.contains(d.code) && self.is_new(d, facts) {
                take(Entry { on, designated: true, recent: false });
            }
        }
        entry
    }

    fn cover(&self, a: &mut Assessment, route: Route, last_day: NaiveDate, as_newborn: bool) {
        let law = self.law;
        a.route = Some(route);
        a.last_day = Some(last_day);
        a.waiting_months = Some(0);
        let left = (last_day - self.pay_on).num_days();
        if route == Route::DayAfterPayment || (left >= 0 && left.unsigned_abs() <= law.payment_day_margin) {
            a.read_as(law.payment_day);
        }
        match route {
            Route::BenefitYear | Route::Waiting => self.run_from(a, law.benefit_from),
            Route::DayAfterPayment => self.run_from(a, next_day(self.pay_on)),
            Route::Birth => self.run_from(a, self.person.birth),
            Route::ArrivalDate => {
                if let Some(day) = self.person.arrived_on {
                    self.run_from(a, day);
                } else {
                    a.benefit_to = Some(law.benefit_to);
                    a.needs.insert(Fact::PaymentArrivalDate);
                }
            }
            Route::PaymentMonth => {
                a.benefit_from_month = Some((self.pay_on.year(), self.pay_on.month()));
                a.benefit_to = Some(law.benefit_to);
            }
        }
        self.mind_gap(a, as_newborn);
    }

    fn run_from(&self, a: &mut Assessment, day: NaiveDate) {
        let from = day.max(self.law.benefit_from);
        if from > self.law.benefit_to {
            a.notes.insert(Note::WaitingExceedsYear);
            a.needs_consent = true;
            return;
        }
        a.benefit_from = Some(from);
        a.benefit_to = Some(self.law.benefit_to);
    }

    /// Not insured last year, and the notice sends such people to papers that are not at hand: the money may be
    /// taken, but no cover is promised.
    fn mind_gap(&self, a: &mut Assessment, as_newborn: bool) {
        let Some(continuity) = &self.law.continuity else { return };
        let born_since = self.person.birth.year() >= self.law.benefit_year;
        if born_since || (as_newborn && continuity.spares_newborn) {
            return;
        }
        match self.person.insurance.previous_year {
            Some(PreviousYear::None) => {}
            None => a.needs.insert(Fact::PreviousYearInsurance),
            Some(_) => return,
        }
        a.promise_nothing();
        if self.person.insurance.previous_year.is_none() {
            a.read_as(continuity.ask_reading);
        } else {
            a.read_as(continuity.reading);
        }
        if continuity.ask_first && self.person.insurance.previous_year.is_none() {
            a.cite(Field::BenefitFrom, continuity.rule);
            return;
        }
        a.notes.insert(Note::ContinuityRulesElsewhere);
        continuity.see.iter().for_each(|s| a.point_to(*s));
        a.cite(Field::BenefitFrom, continuity.rule);
    }
}

#[derive(Clone, Copy)]
struct Entry {
    on: NaiveDate,
    designated: bool,
    recent: bool,
}
