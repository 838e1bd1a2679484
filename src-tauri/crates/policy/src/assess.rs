//! The engine: what one person owes on one day under one policy, and what stands behind each value.
//!
//! Invariant: the same question gives the same answer; `fee = subsidy + due` whenever money may be taken; every
//! decision names at least one rule; nothing that the notice leaves open gets a value. Unknown facts are tried with
//! every value they can have: where all answers agree, that is the answer, else just the facts that matter are asked
//! for. This module must not know any notice: no place, sum or date stands here.

use crate::file::ScopeFacts;
use crate::money::Yuan;
use crate::policy::{
    After, CategoryRow, Gap, LateRow, Law, Policy, ReadingIx, Rule, RuleIx, Said, SeeIx, SeeRef, StudentRow,
    Verdict, WindowRow,
};
use crate::request::{Designation, ListState, Person, Request, RequestFault};
use crate::time::{last_day_after_days, last_day_after_months, next_day, rollover_in_question};
use crate::words::{
    Area, CategoryCode, Decision, Fact, Few, Field, Fund, Note, PreviousYear, Proof, Reason, RequestKind,
    Residence, Route, Set, Subtype,
};
use chrono::{Datelike, NaiveDate};

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
    /// What is printed beside the answer.
    pub notes: Set<Note>,
    /// What the village gets for this person; never part of the payer's bill.
    pub handling_allowance: Option<Yuan>,
    /// What is given back or taken after a change of status.
    pub adjust: Option<Yuan>,
    /// The answer to a question for the treasury's part.
    pub fiscal: Option<Fiscal>,
    pub(crate) see: Few<SeeIx, 8>,
    pub(crate) readings: ReadingSet,
    pub(crate) rules: Few<(Field, RuleIx), 24>,
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
    fn insert(&mut self, reading: ReadingIx) {
        self.0 |= 1 << reading.0;
    }

    pub fn iter(self) -> impl Iterator<Item = ReadingIx> {
        (0..64u8).filter(move |i| self.0 & (1 << i) != 0).map(ReadingIx)
    }
}

impl Assessment {
    const fn blank() -> Self {
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
            notes: Set::EMPTY,
            handling_allowance: None,
            adjust: None,
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

    fn cite(&mut self, field: Field, rule: RuleIx) {
        let kept = self.rules.push((field, rule));
        debug_assert!(kept, "an answer has room for all its rules");
    }

    fn point_to(&mut self, see: SeeIx) {
        let kept = self.see.push(see);
        debug_assert!(kept, "an answer has room for all whom it names");
    }

    fn read_as(&mut self, reading: Option<ReadingIx>) {
        if let Some(reading) = reading {
            self.readings.insert(reading);
        }
    }

    fn say(&mut self, said: &Said) {
        if let Some(note) = said.note {
            self.notes.insert(note);
        }
        said.see.iter().for_each(|s| self.point_to(*s));
        self.read_as(said.reading);
    }

    fn judge(&mut self, verdict: &Verdict, confirmed_by: Option<SeeIx>) {
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
    }

    /// What makes two answers different for the person.
    fn substance(&self) -> impl PartialEq + use<> {
        (
            (
                self.decision,
                self.reason,
                self.fee,
                self.subsidy,
                self.due,
                self.due_now,
                self.category,
                self.fund,
            ),
            (self.benefit_from, self.benefit_to, self.benefit_from_month, self.waiting_months),
        )
    }
}

/// Answers one request.
///
/// # Errors
/// Only where the question makes no sense: another policy, a birth after the payment, a day after the benefit year.
pub fn assess(policy: &Policy, request: &Request) -> Result<Assessment, RequestFault> {
    if request.policy != policy.id() {
        return Err(RequestFault::OtherPolicy {
            asked: request.policy.clone(),
            have: policy.id().to_owned(),
        });
    }
    assess_person(policy, &request.person, request.pay_on, request.request, request.offered)
}

/// Answers for a person without the envelope of a [`Request`].
///
/// # Errors
/// As [`assess`].
pub fn assess_person(
    policy: &Policy,
    person: &Person,
    pay_on: NaiveDate,
    kind: RequestKind,
    offered: Option<Yuan>,
) -> Result<Assessment, RequestFault> {
    let law = &policy.law;
    if person.birth > pay_on {
        return Err(RequestFault::BornAfterPayment { birth: person.birth, pay_on });
    }
    if kind == RequestKind::Collect && pay_on > law.benefit_to {
        return Err(RequestFault::OtherYear { pay_on, year: law.benefit_year });
    }
    if let Some(grade) = person.categories.iter().filter_map(|c| c.grade).find(|g| !(1..=4).contains(g)) {
        return Err(RequestFault::NoSuchGrade { grade });
    }
    let question = Question { policy, law, person, pay_on, kind, offered };
    Ok(question.try_all_values())
}

struct Question<'a> {
    policy: &'a Policy,
    law: &'a Law,
    person: &'a Person,
    pay_on: NaiveDate,
    kind: RequestKind,
    offered: Option<Yuan>,
}

/// One complete set of facts: what is known, and one value for each fact that is not.
#[derive(Clone, Copy)]
struct Facts {
    hukou: Area,
    residence: Residence,
    migrant: bool,
    grade: u8,
    subtype: Subtype,
    months: u32,
    designated_late: bool,
}

/// A fact that is not known, with the number of values it can have.
#[derive(Clone, Copy, PartialEq)]
struct Axis {
    fact: Fact,
    values: usize,
}

impl Question<'_> {
    fn try_all_values(&self) -> Assessment {
        let axes = self.unknown_facts();
        let known = self.facts(&axes, 0);
        if axes.is_empty() {
            return self.decide(&known);
        }
        let count = axes.iter().map(|a| a.values).product();
        let answers: Vec<Assessment> = (0..count).map(|nth| self.decide(&self.facts(&axes, nth))).collect();
        let mut merged = answers[0];
        for other in &answers[1..] {
            merged.readings.0 |= other.readings.0;
            merged.needs = merged.needs.union(other.needs);
        }
        if answers.iter().all(|a| a.substance() == answers[0].substance()) {
            return merged;
        }
        ask(&axes, &answers, &merged)
    }

    fn unknown_facts(&self) -> Few<Axis, 7> {
        let (p, law) = (self.person, self.law);
        let mut axes = Few::EMPTY;
        let mut add = |unknown: bool, fact, values| {
            if unknown {
                axes.push(Axis { fact, values });
            }
        };
        add(p.hukou.is_none(), Fact::Hukou, 2);
        add(p.residence.is_none(), Fact::Residence, 2);
        add(law.asks_migrant && p.migrant_worker.is_none(), Fact::MigrantWorkerStatus, 2);
        let disabled = |d: &Designation| d.code == CategoryCode::Disability && d.grade.is_none();
        add(law.asks_grade && p.categories.iter().any(disabled), Fact::DisabilityGrade, 4);
        let monitored = |d: &Designation| d.code == CategoryCode::PovertyMonitored && d.subtype.is_none();
        add(law.asks_subtype && p.categories.iter().any(monitored), Fact::PovertyMonitoredSubtype, 2);
        let late = |e: &crate::request::Event| {
            law.late.iter().any(|l| l.min_months.is_some() && l.events.contains(e.kind))
        };
        let months = p.events.iter().any(|e| e.continuous_months.is_none() && late(e));
        add(months, Fact::EmployeeContinuousMonths, 2);
        add(p.categories.iter().any(|d| d.designated_on.is_none()), Fact::DesignatedOn, 2);
        axes
    }

    fn facts(&self, axes: &Few<Axis, 7>, mut nth: usize) -> Facts {
        let p = self.person;
        let mut facts = Facts {
            hukou: p.hukou.unwrap_or(Area::In),
            residence: p.residence.unwrap_or(Residence::InArea),
            migrant: p.migrant_worker.unwrap_or(false),
            grade: 1,
            subtype: Subtype::FormerlyPoor,
            months: 0,
            designated_late: false,
        };
        for axis in axes.iter() {
            let value = nth % axis.values;
            nth /= axis.values;
            match axis.fact {
                Fact::Hukou => facts.hukou = [Area::In, Area::Out][value],
                Fact::Residence => facts.residence = [Residence::InArea, Residence::Elsewhere][value],
                Fact::MigrantWorkerStatus => facts.migrant = value == 1,
                Fact::DisabilityGrade => facts.grade = [1, 2, 3, 4][value],
                Fact::PovertyMonitoredSubtype => {
                    facts.subtype = [Subtype::FormerlyPoor, Subtype::GeneralHousehold][value];
                }
                Fact::EmployeeContinuousMonths => {
                    facts.months =
                        self.law.least_months.map_or(0, |m| m.saturating_sub(1) + u32::from(value == 1));
                }
                Fact::DesignatedOn => facts.designated_late = value == 1,
                _ => {}
            }
        }
        facts
    }

    fn decide(&self, facts: &Facts) -> Assessment {
        let mut a = Assessment::blank();
        match self.kind {
            RequestKind::FiscalSubsidy => {
                self.answer_fiscal(&mut a);
                return a;
            }
            RequestKind::Refund => {
                self.answer_refund(&mut a, facts);
                return a;
            }
            RequestKind::Recompute => {
                self.answer_recompute(&mut a, facts);
                return a;
            }
            RequestKind::Collect => {}
        }
        if !self.enters_scope(&mut a, facts) {
            return a;
        }
        if self.pay_on < self.law.main_from {
            a.judge(&self.law.before, None);
            a.last_day = Some(self.law.main_to);
            return a;
        }
        a.fee = Some(self.law.fee);
        a.cite(Field::Fee, self.law.fee_rule);
        if self.doubts_category(&mut a, facts) {
            return a;
        }
        if self.goes_to_school(&mut a) {
            return a;
        }
        self.find_route(&mut a, facts);
        if a.decision == Decision::Collect {
            self.check_offer(&mut a);
        }
        if a.decision == Decision::Collect {
            self.finish(&mut a);
        } else {
            a.subsidy = None;
            a.category = None;
            a.categories_tied = Few::EMPTY;
            a.fund = None;
            if a.reason != Some(Reason::PartialPayment) && a.reason != Some(Reason::AmountExceedsDue) {
                a.due = None;
            }
        }
        a
    }

    // ---- scope

    fn enters_scope(&self, a: &mut Assessment, facts: &Facts) -> bool {
        for scope in &self.law.scope {
            if !self.scope_holds(&self.policy.file.scope[scope.row].when, facts) {
                continue;
            }
            let Some(verdict) = &scope.verdict else {
                a.cite(Field::Decision, scope.rule);
                a.read_as(scope.reading);
                return true;
            };
            a.judge(verdict, None);
            return false;
        }
        a.cite(Field::Decision, self.law.fee_rule);
        false
    }

    fn scope_holds(&self, when: &ScopeFacts, facts: &Facts) -> bool {
        fn one_of<T: PartialEq>(wanted: Option<&Vec<T>>, have: &T) -> bool {
            wanted.is_none_or(|w| w.contains(have))
        }
        let p = self.person;
        let in_school = p.student.is_some_and(|s| s.school == Area::In);
        one_of(when.hukou.as_ref(), &facts.hukou)
            && one_of(when.residence.as_ref(), &facts.residence)
            && one_of(when.insurance.as_ref(), &p.insurance.current)
            && one_of(when.student_in_area.as_ref(), &in_school)
            && when.foreigner.as_ref().is_none_or(|w| p.foreigner.is_some_and(|f| w.contains(&f)))
            && when.any_proof.as_ref().is_none_or(|w| w.iter().any(|proof| p.proofs.contains(proof)))
    }

    // ---- category and subsidy

    /// The rules for students that hold for this person.
    fn student_rules(&self) -> Option<&StudentRow> {
        let student = self.person.student?;
        self.law.student.as_ref().filter(|s| student.school == Area::In && s.levels.contains(student.level))
    }

    fn designated_on(&self, d: &Designation, facts: &Facts) -> NaiveDate {
        d.designated_on.unwrap_or(if facts.designated_late {
            next_day(self.law.main_to).min(self.pay_on)
        } else {
            NaiveDate::MIN
        })
    }

    fn is_active(&self, d: &Designation, facts: &Facts) -> bool {
        self.designated_on(d, facts) <= self.pay_on && d.ended_on.is_none_or(|end| end > self.pay_on)
    }

    /// Finds the subsidy; true if a status in doubt could give more than what is certain, which ends the matter.
    fn doubts_category(&self, a: &mut Assessment, facts: &Facts) -> bool {
        if self.person.categories.is_empty() && !self.law.categories.iter().any(|r| self.birth_row(r)) {
            self.subsidise(a, &Found::default(), facts);
            return false;
        }
        let mut found = Found::default();
        for row in &self.law.categories {
            self.weigh(row, facts, &mut found);
        }
        for gap in &self.law.gaps {
            self.weigh_gap(gap, facts, &mut found);
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
        }
        scope_rules.iter().for_each(|(field, rule)| a.cite(field, rule));
        found.near.iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        true
    }

    fn birth_row(&self, row: &CategoryRow) -> bool {
        let conditions = &self.policy.file.category[row.row].conditions;
        conditions.born_on_or_before.is_some_and(|day| self.person.birth <= day)
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
            }
            return;
        }
        let students = self.student_rules();
        for d in &self.person.categories {
            let code = students.map_or(d.code, |s| s.stands_for(d.code));
            if code != row.code || !self.is_active(d, facts) {
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
                found.readings.push(students.unlisted_reading);
            }
        }
        let anywhere = listed_student.is_some_and(|s| s.designated_anywhere);
        if d.designated_by == Area::Out && !anywhere {
            found.doubt(row.amount, Doubt::Verdict(&self.law.elsewhere, Some(row.confirmed_by)));
            return;
        }
        let on_list = match d.list_pushed_on {
            ListState::On => true,
            ListState::NotOn => false,
            ListState::PushedOn(day) => day <= self.pay_on,
        };
        if !on_list {
            found.doubt(row.amount, Doubt::NotOnList(row));
            return;
        }
        if self.designated_on(d, facts) > self.law.main_to {
            match &self.law.after_window {
                After::Subsidise { named, rule, unnamed, .. } => {
                    if !named.contains(row.code) {
                        found.doubt(row.amount, Doubt::Verdict(unnamed, Some(row.confirmed_by)));
                        return;
                    }
                    found.extra.push(*rule);
                    found.late_codes.insert(row.code);
                }
                After::OriginalStatus { rule, .. } => {
                    found.near.push(*rule);
                    found.notes.insert(Note::PaysAsOriginalStatus);
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
            return;
        };
        a.subsidy = Some(row.amount);
        a.due = Some(row.due);
        a.category = Some(row.code);
        a.fund = Some(row.fund);
        found.student_rule.into_iter().for_each(|rule| a.cite(Field::Subsidy, rule));
        a.cite(Field::Subsidy, row.rule);
        found.readings.iter().for_each(|r| a.read_as(r));
        if found.late_codes.contains(row.code) {
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
        if found.matched.len() > 1 {
            if let Some((rule, _)) = law.overlap {
                a.cite(Field::Subsidy, rule);
            }
            let mut tied = Few::EMPTY;
            let mut one_fund = true;
            for equal in found.matched.iter().map(|p| &law.categories[p]).filter(|r| r.amount == row.amount) {
                tied.push(equal.code);
                one_fund &= equal.fund == row.fund;
            }
            if tied.len() > 1 {
                a.categories_tied = tied;
                a.read_as(law.overlap.and_then(|(_, reading)| reading));
                if !one_fund {
                    a.fund = Some(Fund::NotDetermined);
                }
            }
        }
    }

    // ---- students

    fn goes_to_school(&self, a: &mut Assessment) -> bool {
        let Some(students) = self.student_rules().filter(|s| s.channel != self.person.channel) else {
            return false;
        };
        a.judge(&students.other_channel, None);
        a.last_day = self.window_on(self.pay_on).map(|w| w.to);
        if students.pay_first && a.subsidy.is_some_and(|s| !s.is_zero()) {
            a.due_now = a.fee;
            a.subsidised_later = a.subsidy;
        }
        a.subsidy = None;
        a.due = None;
        a.category = None;
        a.categories_tied = Few::EMPTY;
        a.fund = None;
        true
    }

    // ---- the way of paying

    fn window_on(&self, day: NaiveDate) -> Option<&WindowRow> {
        self.law.windows.iter().find(|w| w.from <= day && day <= w.to)
    }

    fn find_route(&self, a: &mut Assessment, facts: &Facts) {
        if self.as_newborn(a) {
            return;
        }
        let mut fewer = None;
        if self.as_late_entry(a, facts, &mut fewer) {
            return;
        }
        let Some(window) = self.window_on(self.pay_on) else {
            let verdict = fewer.unwrap_or(&self.law.after);
            self.flag_rollover_after_windows(a);
            a.judge(verdict, None);
            return;
        };
        if !window.admits(facts.migrant) {
            self.flag_rollover_after_windows(a);
            a.judge(fewer.or(window.others.as_ref()).unwrap_or(&self.law.after), None);
            return;
        }
        if !window.channels.is_empty() && !window.channels.contains(self.person.channel) {
            a.judge(window.other_channel.as_ref().unwrap_or(&self.law.after), None);
            return;
        }
        let missing = |proof: &&Proof| !self.person.proofs.contains(proof);
        let wanted = &self.policy.file.window[window.row].proofs;
        if wanted.iter().any(|p| missing(&p)) {
            a.judge(window.without_proof.as_ref().unwrap_or(&self.law.after), None);
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
        }
        self.cover(a, window.benefit, window.to);
    }

    /// The last day of some window was a rest day, and today is not yet past the next working day.
    fn flag_rollover_after_windows(&self, a: &mut Assessment) {
        if self.law.windows.iter().any(|w| rollover_in_question(w.to, self.pay_on)) {
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
        if !within && last < self.law.benefit_from {
            return false;
        }
        a.decision = Decision::Collect;
        a.cite(Field::Decision, newborn.rule);
        a.cite(Field::BenefitFrom, newborn.rule);
        if self.pay_on == last {
            a.read_as(Some(newborn.reading));
        }
        if rollover_in_question(last, self.pay_on) {
            a.read_as(self.rollover_reading());
        }
        if within
            && birth < self.law.benefit_from
            && let Some(said) = &newborn.before_year
        {
            a.say(said);
        }
        self.cover(a, if within { newborn.within } else { newborn.after }, last);
        true
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
            self.cover(a, late.within, last);
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
            let new = on >= self.law.main_from && d.designated_by == Area::In && self.is_active(d, facts);
            if new && late.designated.contains(d.code) {
                take(Entry { on, designated: true, recent: false });
            }
        }
        entry
    }

    // ---- cover

    fn cover(&self, a: &mut Assessment, route: Route, last_day: NaiveDate) {
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
        let as_newborn =
            law.newborn.as_ref().is_some_and(|n| a.cited(Field::BenefitFrom).any(|r| r == n.rule));
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
        a.benefit_from = None;
        a.benefit_to = None;
        a.benefit_from_month = None;
        a.waiting_months = None;
        a.notes.insert(Note::ContinuityRulesElsewhere);
        continuity.see.iter().for_each(|s| a.point_to(*s));
        a.cite(Field::BenefitFrom, continuity.rule);
    }

    // ---- the end of a payment

    fn check_offer(&self, a: &mut Assessment) {
        let pays_first = self.student_rules().is_some_and(|s| s.pay_first);
        let Some((offered, due)) = self.offered.zip(if pays_first { a.fee } else { a.due }) else { return };
        if offered == due {
            return;
        }
        let (reason, rule) = if offered < due {
            (Reason::PartialPayment, self.law.part_rule)
        } else {
            (Reason::AmountExceedsDue, self.law.excess_rule)
        };
        a.decision = Decision::Refuse;
        a.reason = Some(reason);
        a.cite(Field::Decision, rule);
        a.benefit_from = None;
        a.benefit_to = None;
        a.benefit_from_month = None;
        a.waiting_months = None;
    }

    fn finish(&self, a: &mut Assessment) {
        let law = self.law;
        if let Some(students) = self.student_rules()
            && a.subsidy.is_some_and(|s| !s.is_zero())
        {
            if students.pay_first {
                a.due_now = a.fee;
                a.subsidised_later = a.subsidy;
                a.cite(Field::DueNow, students.pay_rule);
            }
            let has = |fact: Fact| self.person.proofs.iter().any(|p| p.wanted() == fact);
            students.needs.iter().filter(|f| !has(*f)).for_each(|f| a.needs.insert(f));
            self.mind_students_last_year(a, students);
        }
        if let Some((amount, rule)) = law.allowance {
            a.handling_allowance = Some(amount);
            a.cite(Field::HandlingAllowance, rule);
        }
        if let Some((note, rule)) = law.household
            && self.person.household_unpaid_members.is_some_and(|n| n > 0)
        {
            a.notes.insert(note);
            a.cite(Field::Notes, rule);
        }
        if law.issued_on.is_some_and(|day| self.pay_on < day) {
            a.read_as(law.before_issue);
        }
    }

    fn mind_students_last_year(&self, a: &mut Assessment, students: &StudentRow) {
        let Some(said) = &students.elsewhere else { return };
        match self.person.insurance.previous_year {
            Some(PreviousYear::ResidentElsewhere | PreviousYear::None) => a.say(said),
            Some(PreviousYear::Normal) | None => a.read_as(said.reading),
            Some(PreviousYear::ResidentHere | PreviousYear::NotApplicable) => {}
        }
    }

    // ---- other questions

    fn answer_fiscal(&self, a: &mut Assessment) {
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
        for see in &fiscal.see {
            let place = self.policy.see.iter().position(|s| s == see).and_then(|p| u16::try_from(p).ok());
            if let Some(place) = place {
                a.point_to(SeeIx(place));
            }
        }
        let place =
            self.policy.rules.iter().position(|r| r.id == fiscal.rule).and_then(|p| u16::try_from(p).ok());
        let rule = place.map_or(self.law.fee_rule, RuleIx);
        a.cite(Field::Decision, rule);
        a.cite(Field::Value, rule);
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

    fn answer_refund(&self, a: &mut Assessment, facts: &Facts) {
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

    fn answer_recompute(&self, a: &mut Assessment, facts: &Facts) {
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

#[derive(Clone, Copy)]
struct Entry {
    on: NaiveDate,
    designated: bool,
    recent: bool,
}

/// What the statuses of a person amount to.
#[derive(Default)]
struct Found<'l> {
    matched: Few<usize, 12>,
    near: Few<RuleIx, 6>,
    extra: Few<RuleIx, 2>,
    late_codes: Set<CategoryCode>,
    readings: Few<Option<ReadingIx>, 3>,
    notes: Set<Note>,
    student_rule: Option<RuleIx>,
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
}

impl<'l> Found<'l> {
    fn doubt(&mut self, could_be: Yuan, kind: Doubt<'l>) {
        if self.doubt.is_none_or(|d| d.could_be < could_be) {
            self.doubt = Some(DoubtFound { could_be, kind });
        }
    }
}

/// The answers differ: ask for the facts that make them differ, and for no others.
fn ask(axes: &Few<Axis, 7>, answers: &[Assessment], merged: &Assessment) -> Assessment {
    let mut asked = Assessment::blank();
    asked.readings = merged.readings;
    asked.needs = merged.needs;
    let mut step = 1;
    for axis in axes.iter() {
        let matters = (0..answers.len()).any(|nth| {
            let value = nth / step % axis.values;
            let base = nth - value * step;
            answers[nth].substance() != answers[base].substance()
        });
        if matters {
            asked.needs.insert(axis.fact);
        }
        step *= axis.values;
    }
    let fee = answers[0].fee;
    asked.fee = fee.filter(|_| answers.iter().all(|a| a.fee == fee));
    for answer in answers {
        for (field, rule) in answer.rules.iter() {
            if matches!(field, Field::Decision | Field::Subsidy | Field::BenefitFrom) {
                let field = if field == Field::Subsidy { Field::Needs } else { Field::Decision };
                asked.rules.push((field, rule));
            }
            if field == Field::Fee && asked.fee.is_some() {
                asked.rules.push((field, rule));
            }
        }
    }
    let payable = |a: &Assessment| a.decision == Decision::Collect || a.pay_full_until.is_some();
    asked.last_day = answers.iter().filter_map(|a| a.last_day).min();
    if asked.fee.is_some() && answers.iter().all(payable) {
        asked.pay_full_until = answers.iter().filter_map(|a| a.pay_full_until.or(a.last_day)).min();
    }
    asked
}
