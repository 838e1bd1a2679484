//! Which status carries the subsidy, and which one is in doubt.
//!
//! Invariant: a status in doubt stops the matter only if it could give more than what is certain; then the fee is
//! still named, with the last day on which the person may pay in full.

use super::{Facts, Question};
use crate::assessment::Assessment;
use crate::money::Yuan;
use crate::policy::{
    After, CategoryRow, Gap, InWindowRow, ListRow, ReadingIx, RuleIx, Said, SeeIx, StudentRow, Verdict,
};
use crate::request::{Designation, ListState};
use crate::time::{last_day_after_months, next_day};
use crate::words::{Area, CategoryCode, Decision, Fact, Few, Field, Fund, Note, Set};
use chrono::NaiveDate;

/// Someone so much too young for a row that goes by the birth date is told the sentence all the same.
const YOUNGER_MONTHS: u32 = 12;

impl Question<'_> {
    /// The rules for students that hold for this person.
    pub(super) fn student_rules(&self) -> Option<&StudentRow> {
        let student = self.person.student?;
        let here = |s: &&StudentRow| s.any_school || student.school == Area::In;
        self.law.student.as_ref().filter(here).filter(|s| s.levels.contains(student.level))
    }

    pub(super) fn designated_on(&self, d: &Designation, facts: &Facts) -> NaiveDate {
        d.designated_on.unwrap_or(if facts.designated_late {
            next_day(self.law.main_to).min(self.pay_on)
        } else {
            NaiveDate::MIN
        })
    }

    /// True if the status counts for this year: it holds on the day of payment, or held on the day on which the
    /// departments' data count.
    fn counts(&self, d: &Designation, facts: &Facts) -> bool {
        self.law.cutoff.map_or_else(
            || self.is_active(d, facts),
            |cutoff| {
                let end = d.ended_on.is_none_or(|end| end > cutoff.day);
                self.designated_on(d, facts) <= cutoff.day && end
            },
        )
    }

    /// Names the day on which the departments' data count, where a status came or went around it.
    fn mind_the_cutoff(&self, facts: &Facts, found: &mut Found<'_>) {
        let Some(cutoff) = self.law.cutoff else { return };
        let known = |d: &&Designation| self.law.categories.iter().any(|row| row.code == d.code);
        for d in self.person.categories.iter().filter(known) {
            found.near.push(cutoff.rule);
            let ended = d.ended_on.is_some_and(|end| end <= self.pay_on);
            if self.counts(d, facts) {
                if ended {
                    found.readings.push(cutoff.left_reading);
                }
            } else if self.designated_on(d, facts) <= self.pay_on && !ended {
                found.readings.push(cutoff.changed_reading);
                found.late_reading = cutoff.late_reading.filter(|_| self.pay_on > self.law.main_to);
            }
        }
    }

    pub(super) fn is_active(&self, d: &Designation, facts: &Facts) -> bool {
        self.designated_on(d, facts) <= self.pay_on && d.ended_on.is_none_or(|end| end > self.pay_on)
    }

    /// Finds the subsidy; true if a status in doubt could give more than what is certain, which ends the matter.
    pub(super) fn doubts_category(&self, a: &mut Assessment, facts: &Facts) -> bool {
        if self.person.categories.is_empty() && !self.law.categories.iter().any(|r| self.birth_row(r)) {
            self.subsidise(a, &Found::default(), facts);
            return false;
        }
        let mut found = Found::default();
        self.mind_the_cutoff(facts, &mut found);
        for row in &self.law.categories {
            self.weigh(row, facts, &mut found);
        }
        for gap in &self.law.gaps {
            self.weigh_gap(gap, facts, &mut found);
        }
        for (code, rule) in &self.law.no_subsidy {
            let known = |d: &Designation| d.code == *code && self.is_active(d, facts);
            if self.person.categories.iter().any(known) {
                found.near.push(*rule);
            }
        }
        found.notes.iter().for_each(|n| a.notes.insert(n));
        let certain =
            found.matched.iter().map(|place| self.law.categories[place].amount).max().unwrap_or(Yuan::ZERO);
        let Some(doubt) = found.doubt.filter(|d| d.could_be > certain) else {
            self.subsidise(a, &found, facts);
            return false;
        };
        // The subsidy is in doubt, the cover need not be: see whether the whole fee could be taken today.
        let mut in_full = *a;
        self.find_route(&mut in_full, facts);
        if in_full.decision == Decision::Collect {
            a.pay_full_until = in_full.last_day;
            a.last_day = in_full.last_day;
            for (field, rule) in in_full.rules.iter().filter(|(f, _)| *f == Field::BenefitFrom) {
                a.cite(field, rule);
            }
        }
        let scope_rules = a.rules;
        a.rules = Few::EMPTY;
        match doubt.kind {
            Doubt::Verdict(verdict, confirmed_by) => a.judge(verdict, confirmed_by),
            Doubt::NotOnList(row) => {
                a.decision = Decision::Undetermined;
                a.needs.insert(Fact::OnDepartmentList);
                a.point_to(row.confirmed_by);
                a.cite(Field::Decision, row.rule);
            }
            Doubt::ListLate(list) => {
                a.judge(&list.later, None);
                a.needs.insert(Fact::OnDepartmentList);
                a.cite(Field::Decision, list.rule);
            }
        }
        a.read_as(found.doubt_reading);
        scope_rules.iter().for_each(|(field, rule)| a.cite(field, rule));
        found.near.iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        true
    }

    /// True if the row goes by the birth date and the person is old enough, or not much younger.
    fn birth_row(&self, row: &CategoryRow) -> bool {
        let conditions = &self.policy.file.category[row.row].conditions;
        let day = conditions.born_on_or_before;
        day.is_some_and(|day| self.person.birth <= last_day_after_months(day, YOUNGER_MONTHS))
    }

    fn weigh<'l>(&'l self, row: &'l CategoryRow, facts: &Facts, found: &mut Found<'l>) {
        let conditions = &self.policy.file.category[row.row].conditions;
        let place = row.row;
        let lives_right = conditions.hukou.as_ref().is_none_or(|h| h.contains(&facts.hukou));
        if let Some(day) = conditions.born_on_or_before {
            if self.person.birth <= day {
                if lives_right {
                    found.matched.push(place);
                } else {
                    found.near.push(row.rule);
                }
            } else if self.person.birth <= last_day_after_months(day, YOUNGER_MONTHS) {
                // Just too young: the sentence says why.
                found.near.push(row.rule);
            }
            return;
        }
        let students = self.student_rules();
        for d in &self.person.categories {
            let code = students.map_or(d.code, |s| s.stands_for(d.code));
            if code != row.code {
                continue;
            }
            if !self.counts(d, facts) {
                found.near.push(row.rule);
                continue;
            }
            if let Some(list) = row.list {
                self.weigh_list(row, list, d, facts, found);
                continue;
            }
            let grade = d.grade.unwrap_or(facts.grade);
            let fits = lives_right
                && conditions.grade.as_ref().is_none_or(|g| g.contains(&grade))
                && conditions
                    .subtype
                    .as_ref()
                    .is_none_or(|s| s.contains(&d.subtype.unwrap_or(facts.subtype)))
                && conditions.risk_cleared.is_none_or(|c| d.risk_cleared.unwrap_or(false) == c);
            if !fits {
                found.near.push(row.rule);
                continue;
            }
            self.weigh_designation(row, d, facts, found);
        }
    }

    /// Where the department's list decides: who is on it in time is subsidised, whatever the certificate says.
    fn weigh_list<'l>(
        &'l self,
        row: &'l CategoryRow,
        list: ListRow,
        d: &Designation,
        facts: &Facts,
        found: &mut Found<'l>,
    ) {
        if d.designated_by == Area::Out {
            found.near.push(row.rule);
            found.doubt(row.amount, Doubt::Verdict(&self.law.elsewhere, Some(row.confirmed_by)));
            return;
        }
        let pushed_on = match d.list_pushed_on {
            ListState::On => Some(self.designated_on(d, facts)),
            ListState::PushedOn(day) => Some(day),
            ListState::NotOn => None,
        };
        match pushed_on {
            Some(day) if day <= list.cutoff && day <= self.pay_on => {
                if day == list.cutoff {
                    found.readings.push(list.cutoff_reading);
                }
                found.extra.push(list.rule);
                found.extra_codes.insert(row.code);
                found.matched.push(row.row);
            }
            None if self.pay_on <= list.cutoff => {
                let grades = self.policy.file.category[row.row].conditions.grade.as_ref();
                if grades.is_none_or(|g| d.grade.is_none_or(|grade| g.contains(&grade))) {
                    found.doubt(row.amount, Doubt::NotOnList(row));
                } else {
                    found.near.push(row.rule);
                }
            }
            Some(day) if day <= list.cutoff => found.doubt(row.amount, Doubt::NotOnList(row)),
            _ => {
                found.near.push(list.rule);
                found.more = row.more.as_ref();
            }
        }
    }

    fn weigh_designation<'l>(
        &'l self,
        row: &'l CategoryRow,
        d: &Designation,
        facts: &Facts,
        found: &mut Found<'l>,
    ) {
        let listed_student = self.student_rules().filter(|s| s.categories.contains(row.code));
        if let Some(students) = self.student_rules() {
            if listed_student.is_some() {
                found.student_rule = Some(students.rule);
            } else {
                found.near.push(students.rule);
                found.doubt_reading = students.unlisted_reading;
                found.readings.push(students.unlisted_reading);
            }
        }
        let anywhere = listed_student.is_some_and(|s| s.designated_anywhere);
        if d.designated_by == Area::Out && !anywhere {
            found.near.push(row.rule);
            found.doubt(row.amount, Doubt::Verdict(&self.law.elsewhere, Some(row.confirmed_by)));
            return;
        }
        let on_list = match d.list_pushed_on {
            ListState::On => true,
            ListState::NotOn => false,
            ListState::PushedOn(day) => day <= self.pay_on,
        };
        let on = self.designated_on(d, facts);
        if let Some(list) = &self.law.in_window
            && self.law.main_from <= on
            && on <= self.law.main_to
        {
            let pushed_on = if let ListState::PushedOn(day) = d.list_pushed_on { day } else { on };
            if pushed_on > list.list_by {
                found.doubt(row.amount, Doubt::ListLate(list));
                return;
            }
            found.extra.push(list.rule);
            found.extra_codes.insert(row.code);
            if !on_list {
                found.near.push(list.rule);
            }
        }
        if !on_list {
            found.doubt(row.amount, Doubt::NotOnList(row));
            return;
        }
        if on > self.law.main_to {
            match &self.law.after_window {
                After::Subsidise { named, rule, unnamed, .. } => {
                    if !named.contains(row.code) {
                        found.doubt(row.amount, Doubt::Verdict(unnamed, Some(row.confirmed_by)));
                        return;
                    }
                    found.extra.push(*rule);
                    found.extra_codes.insert(row.code);
                }
                After::OriginalStatus { rule, note, reading, .. } => {
                    found.near.push(*rule);
                    if let Some(note) = note {
                        found.notes.insert(*note);
                    }
                    found.readings.push(*reading);
                    return;
                }
                After::Open { unpaid, .. } => {
                    found.doubt(row.amount, Doubt::Verdict(unpaid, Some(row.confirmed_by)));
                    return;
                }
                After::NoCutoff { reading } => {
                    found.readings.push(Some(*reading));
                }
            }
        }
        found.matched.push(row.row);
    }

    fn weigh_gap<'l>(&'l self, gap: &'l Gap, facts: &Facts, found: &mut Found<'l>) {
        let settled = gap.unless_student_rule
            && self
                .student_rules()
                .is_some_and(|s| s.categories.contains(gap.code) && s.stands_for(gap.code) != gap.code);
        let known = |d: &Designation| d.code == gap.code && self.is_active(d, facts);
        if !settled && self.person.categories.iter().any(known) {
            found.doubt(self.law.fee, Doubt::Verdict(&gap.verdict, None));
        }
    }

    /// Writes the certain subsidy into the answer.
    fn subsidise(&self, a: &mut Assessment, found: &Found<'_>, facts: &Facts) {
        let law = self.law;
        let winner = found.matched.iter().fold(None::<&CategoryRow>, |best, place| {
            let row = &law.categories[place];
            if best.is_some_and(|b| b.amount >= row.amount) { best } else { Some(row) }
        });
        let Some(row) = winner else {
            a.subsidy = Some(Yuan::ZERO);
            a.due = Some(law.fee);
            a.cite(Field::Subsidy, law.fee_rule);
            found.near.iter().for_each(|rule| a.cite(Field::Subsidy, rule));
            a.read_as(found.late_reading);
            if let Some((said, rule)) = found.more {
                a.say(said);
                a.cite(Field::Subsidy, *rule);
            }
            return;
        };
        a.subsidy = Some(row.amount);
        a.due = Some(row.due);
        a.category = Some(row.code);
        a.fund = Some(row.fund);
        found.student_rule.into_iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        a.cite(Field::Subsidy, row.rule);
        row.fund_rule.into_iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        row.readings.iter().for_each(|reading| a.read_as(Some(*reading)));
        found.readings.iter().for_each(|r| a.read_as(r));
        if let Some((said, rule)) = &row.more {
            a.say(said);
            a.cite(Field::Subsidy, *rule);
        }
        if found.extra_codes.contains(row.code) {
            found.extra.iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        }
        let conditions = &self.policy.file.category[row.row].conditions;
        if conditions.born_on_or_before == Some(self.person.birth) {
            a.read_as(row.cutoff_reading);
        }
        let reading_if = self.policy.file.category[row.row].reading_if.as_ref();
        if reading_if.is_some_and(|r| r.hukou.contains(&facts.hukou)) {
            a.read_as(row.reading_if);
        }
        let codes: Set<CategoryCode> = self.person.categories.iter().map(|d| d.code).collect();
        if found.matched.len() > 1 || codes.iter().any(|code| code != row.code) {
            if let Some(overlap) = law.overlap {
                a.cite(Field::Subsidy, overlap.rule);
                a.read_as(overlap.reading);
            }
            // What the other statuses would have given, or why they give nothing.
            found.near.iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        }
        if law.cutoff.is_some() {
            found.near.iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        }
        if found.matched.len() > 1 {
            let mut tied = Few::EMPTY;
            let mut one_fund = true;
            for equal in found.matched.iter().map(|p| &law.categories[p]).filter(|r| r.amount == row.amount) {
                tied.push(equal.code);
                one_fund &= equal.fund == row.fund;
            }
            if tied.len() > 1 {
                a.categories_tied = tied;
                a.read_as(law.overlap.and_then(|overlap| overlap.tie_reading));
                if !one_fund {
                    a.fund = Some(Fund::NotDetermined);
                }
            }
        }
    }
}

/// What the statuses of a person amount to.
#[derive(Default)]
struct Found<'l> {
    matched: Few<usize, 12>,
    near: Few<RuleIx, 6>,
    extra: Few<RuleIx, 4>,
    extra_codes: Set<CategoryCode>,
    readings: Few<Option<ReadingIx>, 6>,
    late_reading: Option<ReadingIx>,
    doubt_reading: Option<ReadingIx>,
    notes: Set<Note>,
    student_rule: Option<RuleIx>,
    more: Option<&'l (Said, RuleIx)>,
    doubt: Option<DoubtFound<'l>>,
}

#[derive(Clone, Copy)]
struct DoubtFound<'l> {
    could_be: Yuan,
    kind: Doubt<'l>,
}

#[derive(Clone, Copy)]
enum Doubt<'l> {
    Verdict(&'l Verdict, Option<SeeIx>),
    NotOnList(&'l CategoryRow),
    ListLate(&'l InWindowRow),
}

impl<'l> Found<'l> {
    fn doubt(&mut self, could_be: Yuan, kind: Doubt<'l>) {
        if self.doubt.is_none_or(|d| d.could_be < could_be) {
            self.doubt = Some(DoubtFound { could_be, kind });
        }
    }
}
