//! The engine: what one person owes on one day under one policy, and what stands behind each value.
//!
//! Invariant: the same question gives the same answer; `fee = subsidy + due` whenever money may be taken; every
//! decision names at least one rule; nothing that the notice leaves open gets a value. Unknown facts are tried with
//! every value they can have: where all answers agree, that is the answer, else just the facts that matter are asked
//! for. This module must not know any notice: no place, sum or date stands here.

mod other;
mod route;
mod subsidy;

use crate::assessment::Assessment;
use crate::file::ScopeFacts;
use crate::money::Yuan;
use crate::policy::{Law, Policy, StudentRow};
use crate::request::{Designation, Event, Person, Request, RequestFault};
use crate::words::{
    Area, CategoryCode, Decision, Fact, Few, Field, Note, PaymentMeans, PreviousYear, Reason, RequestKind,
    Residence, Subtype,
};
use chrono::{Datelike, NaiveDate};

/// Answers one request.
///
/// # Errors
/// Only where the question makes no sense: another policy, a birth after the payment, a day after the benefit year, an
/// arrival before the payment, an earlier payment that lies later.
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
    if kind == RequestKind::Collect {
        if pay_on > law.benefit_to {
            return Err(RequestFault::OtherYear { pay_on, year: law.benefit_year });
        }
        if let Some(arrived_on) = person.arrived_on.filter(|day| *day < pay_on) {
            return Err(RequestFault::ArrivedBeforePayment { arrived_on, pay_on });
        }
    }
    if let Some(paid) = person.paid.iter().chain(&person.paid_list).find(|paid| paid.on > pay_on) {
        return Err(RequestFault::PaidAfterQuestion { paid_on: paid.on, pay_on });
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
    insured_last_year: bool,
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
            merged.readings = merged.readings.union(other.readings);
            merged.needs = merged.needs.union(other.needs);
            for (field, rule) in other.rules.iter() {
                merged.rules.push((field, rule));
            }
        }
        if answers.iter().all(|a| a.substance() == answers[0].substance()) {
            return merged;
        }
        ask(&axes, &answers, &merged)
    }

    fn unknown_facts(&self) -> Few<Axis, 8> {
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
        let late = |e: &Event| law.late.iter().any(|l| l.min_months.is_some() && l.events.contains(e.kind));
        let months = p.events.iter().any(|e| e.continuous_months.is_none() && late(e));
        add(months, Fact::EmployeeContinuousMonths, 2);
        add(p.categories.iter().any(|d| d.designated_on.is_none()), Fact::DesignatedOn, 2);
        let new_or_not = p.insurance.previous_year.is_none() && p.birth.year() < law.benefit_year;
        add(law.asks_previous && new_or_not, Fact::PreviousYearInsurance, 2);
        axes
    }

    fn facts(&self, axes: &Few<Axis, 8>, mut nth: usize) -> Facts {
        let p = self.person;
        let mut facts = Facts {
            hukou: p.hukou.unwrap_or(Area::In),
            residence: p.residence.unwrap_or(Residence::InArea),
            migrant: p.migrant_worker.unwrap_or(false),
            grade: 1,
            subtype: Subtype::FormerlyPoor,
            months: 0,
            designated_late: false,
            insured_last_year: true,
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
                Fact::PreviousYearInsurance => facts.insured_last_year = value == 0,
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
        if let Some((levels, reading)) = self.student_rules().and_then(|s| s.level_reading)
            && self.person.student.is_some_and(|s| levels.contains(s.level))
        {
            a.read_as(Some(reading));
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
        for check in [Self::check_papers, Self::check_cash, Self::check_offer] {
            if a.decision == Decision::Collect {
                check(self, &mut a, facts);
            }
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
                scope.also.iter().for_each(|rule| a.cite(Field::Decision, *rule));
                a.read_as(scope.reading);
                return true;
            };
            a.judge(verdict, None);
            a.needs_any = scope.needs_any;
            if a.reason == Some(Reason::ProofMissing) {
                a.last_day = self.window_on(self.pay_on).filter(|w| w.admits(facts.migrant)).map(|w| w.to);
            }
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
            && when
                .student_level
                .as_ref()
                .is_none_or(|w| in_school && p.student.is_some_and(|s| w.contains(&s.level)))
            && when.migrant_worker.as_ref().is_none_or(|w| p.migrant_worker.is_some_and(|m| w.contains(&m)))
            && one_of(when.channel.as_ref(), &p.channel)
            && when.foreigner.as_ref().is_none_or(|w| p.foreigner.is_some_and(|f| w.contains(&f)))
            && when.any_proof.as_ref().is_none_or(|w| w.iter().any(|proof| p.proofs.contains(proof)))
    }

    // ---- students

    fn goes_to_school(&self, a: &mut Assessment) -> bool {
        let Some(students) = self.student_rules() else { return false };
        if students.channel == self.person.channel {
            a.cite(Field::Decision, students.other_channel.rule);
            return false;
        }
        a.judge(&students.other_channel, None);
        // The collection may run on in the next window.
        let in_main = self.pay_on <= self.law.main_to && !self.law.has_student_window;
        a.last_day = self.window_on(self.pay_on).map(|w| if in_main { self.law.main_to } else { w.to });
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

    // ---- the end of a payment

    /// Papers that the newly insured must show.
    fn check_papers(&self, a: &mut Assessment, facts: &Facts) {
        if self.person.birth.year() >= self.law.benefit_year {
            return;
        }
        let assumed = if facts.insured_last_year { PreviousYear::Normal } else { PreviousYear::None };
        let last_year = self.person.insurance.previous_year.unwrap_or(assumed);
        for row in self.law.registration.iter().filter(|r| r.previous_year.contains(last_year)) {
            let shown = row.papers.is_empty() || row.papers.iter().any(|p| self.person.proofs.contains(p));
            if let Some(verdict) = row.without.as_ref().filter(|_| !shown) {
                a.turn_back(verdict);
                a.needs_any = row.papers.iter().map(|p| p.wanted()).collect();
                return;
            }
            a.cite(Field::Decision, row.rule);
            if let Some(note) = row.note {
                a.notes.insert(note);
                a.cite(Field::Notes, row.note_rule);
            }
        }
    }

    /// Cash, where it is for those only who cannot pay by telephone.
    fn check_cash(&self, a: &mut Assessment, _: &Facts) {
        let Some(cash) = &self.law.cash else { return };
        let in_cash = self.person.payment_means == Some(PaymentMeans::Cash);
        if !in_cash || a.to_take().is_none_or(Yuan::is_zero) {
            return;
        }
        if self.person.cannot_use_app == Some(true) {
            a.cite(Field::Decision, cash.rule);
            a.read_as(cash.reading);
            return;
        }
        a.turn_back(&cash.otherwise);
        if self.person.cannot_use_app.is_none() {
            a.needs.insert(Fact::CannotUseApp);
        }
    }

    fn check_offer(&self, a: &mut Assessment, _: &Facts) {
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
        a.promise_nothing();
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
        if let Some((note, rule, reading)) = law.household
            && self.person.household_unpaid_members.is_some_and(|n| n > 0)
        {
            a.notes.insert(note);
            a.cite(Field::Notes, rule);
            a.read_as(reading);
        }
        if let Some((groups, rule)) = law.must_enrol {
            let active =
                |d: &Designation| groups.contains(d.code) && d.ended_on.is_none_or(|end| end > self.pay_on);
            if self.person.categories.iter().any(active) {
                a.notes.insert(Note::MustEnrolGroup);
                a.cite(Field::Notes, rule);
            }
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
}

/// The answers differ: ask for the facts that make them differ, and for no others.
fn ask(axes: &Few<Axis, 8>, answers: &[Assessment], merged: &Assessment) -> Assessment {
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
