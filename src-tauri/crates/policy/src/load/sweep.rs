//! Asking the law about everybody on every day: each has one sound answer, each row is used, each window is open to
//! those whom it names, and some answer rests on each reading.
//!
//! The people are made from the file itself: for each row somebody whom it means, somebody whom it just misses, and
//! the days around each date that the file names. Invariant: the same file meets the same people. This module must
//! not know any notice.

use super::faults::LoadFault;
use super::locate::{Found, Place};
use super::probe::Site;
use crate::assess::assess_person;
use crate::assessment::Assessment;
use crate::cases::Case;
use crate::file::{Category, ScopeFacts};
use crate::money::Yuan;
use crate::policy::Policy;
use crate::request::{Designation, Event, Insurance, ListState, Paid, Person, Student};
use crate::time::{days_before, last_day_after_days as days_after, last_day_after_months, next_day};
use crate::words::{
    Area, CategoryCode, Channel, CurrentInsurance, Decision, EventType, Field, PaymentMeans, PreviousYear,
    Proof, RequestKind, Residence, StudentLevel, Subtype, Word,
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

const DAYS_BEFORE_THE_FIRST_WINDOW: u32 = 60;
const ENOUGH_FAULTS: usize = 20;

/// Sweeps a probe. `cases` are asked too: a row that only a worked case reaches is used.
pub(super) fn sweep(probe: &Policy, sites: &[Site], cases: &[Case]) -> Vec<Found> {
    let mut sweep =
        Sweep { probe, sites, fired: vec![false; sites.len()], named: BTreeSet::new(), faults: Vec::new() };
    sweep.every_day();
    if sweep.faults.len() > ENOUGH_FAULTS {
        return sweep.faults;
    }
    sweep.the_edges();
    for case in cases {
        let asked = &case.request;
        sweep.ask(&asked.person, asked.pay_on, asked.request, asked.offered);
    }
    sweep.unused()
}

struct Sweep<'a> {
    probe: &'a Policy,
    sites: &'a [Site],
    fired: Vec<bool>,
    named: BTreeSet<u8>,
    faults: Vec<Found>,
}

impl Sweep<'_> {
    fn ask(
        &mut self,
        person: &Person,
        day: NaiveDate,
        kind: RequestKind,
        offered: Option<Yuan>,
    ) -> Option<Assessment> {
        let answer = assess_person(self.probe, person, day, kind, offered).ok()?;
        for (_, rule) in answer.rules.iter() {
            let rule = usize::from(rule.0);
            if self.sites.get(rule).is_some_and(|site| self.is_behind(site, &answer)) {
                self.fired[rule] = true;
            }
        }
        self.named.extend(answer.readings.iter().map(|reading| reading.0));
        Some(answer)
    }

    /// The row of a status is used where it carries the subsidy; being cited for those whom it just misses is not
    /// enough.
    fn is_behind(&self, site: &Site, answer: &Assessment) -> bool {
        let Place { head, nth, key } = site.place;
        if head != "[[category]]" || key != "label" {
            return true;
        }
        let row = &self.probe.law.categories[nth];
        answer.category == Some(row.code) && answer.subsidy == Some(row.amount)
    }

    fn expect(&mut self, person: &Person, day: NaiveDate) {
        let answer = self.ask(person, day, RequestKind::Collect, None);
        if self.faults.len() <= ENOUGH_FAULTS && !answer.is_some_and(|a| is_sound(&a)) {
            self.faults.push(LoadFault::Uncovered { on: day }.into());
        }
    }

    /// Every day from sixty days before the first window to the end of the benefit year.
    fn every_day(&mut self) {
        let law = &self.probe.law;
        let first = days_before(law.main_from, DAYS_BEFORE_THE_FIRST_WINDOW);
        let people = self.people_of_every_day();
        for day in first.iter_days().take_while(|d| *d <= law.benefit_to) {
            for person in people.iter().filter(|p| p.birth <= day) {
                self.expect(person, day);
            }
            if let Some(newborn) = &law.newborn {
                let birth = days_before(day, newborn.days);
                self.expect(&Person { birth, ..ordinary(law.benefit_from) }, day);
            }
            self.closed_windows(day);
            if self.faults.len() > ENOUGH_FAULTS {
                return;
            }
        }
    }

    fn closed_windows(&mut self, day: NaiveDate) {
        for (nth, w) in self.probe.file.window.iter().enumerate() {
            if day < w.from || w.to < day {
                continue;
            }
            let mut person = ordinary(self.probe.law.benefit_from);
            person.migrant_worker = Some(w.who.migrant_worker.unwrap_or(false));
            person.proofs.extend(&w.proofs);
            person.channel = w.channels.first().copied().unwrap_or(Channel::Village);
            if let Some(students) = self.probe.file.student.as_ref().filter(|_| w.who.student) {
                let level = students.levels.first().copied();
                person.student = level.map(|level| Student { level, school: Area::In });
                person.channel = students.channel;
            }
            let answer = self.ask(&person, day, RequestKind::Collect, None);
            if answer.is_none_or(|a| a.decision != Decision::Collect) {
                let fault = LoadFault::WindowClosed { window: w.id.clone(), on: day };
                self.faults.push(fault.at("[[window]]", nth, "id", None));
            }
        }
    }

    fn people_of_every_day(&self) -> Vec<Person> {
        let law = &self.probe.law;
        let usual = ordinary(law.benefit_from);
        let long_ago = days_before(law.main_from, 365);
        let mut people = vec![usual.clone()];
        for category in &self.probe.file.category {
            if let Some(birth) = category.conditions.born_on_or_before {
                people.push(Person { birth, ..usual.clone() });
                continue;
            }
            for since in [long_ago, next_day(law.main_to)] {
                people.push(with(&usual, designation(category, since)));
            }
        }
        people.extend(self.probe.file.category_gap.iter().map(|gap| with(&usual, given(gap.code, long_ago))));
        let mut all = Vec::new();
        for person in people {
            if let Some(students) = &self.probe.file.student {
                let student =
                    students.levels.first().map(|level| Student { level: *level, school: Area::In });
                all.push(Person { student, channel: students.channel, ..person.clone() });
            }
            all.push(Person { migrant_worker: Some(true), ..person.clone() });
            all.push(Person { migrant_worker: None, ..person.clone() });
            all.push(person);
        }
        all.push(Person { birth: law.benefit_from, ..usual });
        all
    }

    // ---- the edges

    fn the_edges(&mut self) {
        let days: Vec<NaiveDate> = self.key_days().into_iter().collect();
        for person in self.people_of_the_scope() {
            for day in [self.probe.law.main_from, self.probe.law.benefit_from] {
                self.expect(&person, day);
            }
        }
        let mut people = self.people_with_statuses();
        people.extend(self.people_with_events());
        people.extend(self.others());
        for person in &people {
            let lives = |day: &NaiveDate| {
                let arrives = person.arrived_on.is_none_or(|on| *day <= on);
                person.birth <= *day && arrives && person.paid_list.iter().all(|paid| paid.on <= *day)
            };
            for day in days.iter().filter(|day| lives(day)) {
                self.expect(person, *day);
            }
        }
        for person in &people {
            self.ask_about_payments(person);
        }
        let usual = ordinary(self.probe.law.benefit_from);
        let fee = self.probe.law.fee;
        for offered in [Yuan::from_fen(100), fee.checked_add(Yuan::from_fen(100)).unwrap_or(fee)] {
            self.ask(&usual, self.probe.law.main_from, RequestKind::Collect, Some(offered));
        }
        self.ask(&usual, self.probe.law.main_from, RequestKind::FiscalSubsidy, None);
        for code in CategoryCode::ALL {
            self.ask(
                &with(&usual, given(*code, days_before(self.probe.law.main_from, 365))),
                self.probe.law.main_from,
                RequestKind::Collect,
                None,
            );
        }
    }

    /// Refunds and changes of status: a payment on each edge of the windows, asked about before and in the benefit
    /// year.
    fn ask_about_payments(&mut self, person: &Person) {
        if person.categories.is_empty() && person.events.is_empty() && person.paid_list.is_empty() {
            return;
        }
        let law = &self.probe.law;
        let days = [
            law.main_to,
            next_day(law.main_to),
            days_before(law.benefit_from, 1),
            law.benefit_from,
            days_after(law.main_to.max(law.benefit_from), 40),
        ];
        for on in [next_day(law.main_from), law.main_to] {
            let paid = Some(Paid {
                on,
                amount: law.fee,
                arrived_on: Some(next_day(on)),
                for_year: Some(law.benefit_year),
            });
            let person = Person { paid, ..person.clone() };
            for day in days.iter().filter(|day| on < **day) {
                self.ask(&person, *day, RequestKind::Refund, None);
                if !person.categories.is_empty() {
                    self.ask(&person, *day, RequestKind::Recompute, None);
                }
            }
        }
    }

    /// The days around each date that the file names.
    fn key_days(&self) -> BTreeSet<NaiveDate> {
        let file = &self.probe.file;
        let law = &self.probe.law;
        let mut dates = vec![law.main_to, law.benefit_from];
        for window in &file.window {
            dates.extend([window.from, window.to]);
        }
        dates.extend(file.designation.cutoff.as_ref().map(|c| c.day));
        dates.extend(file.designation.in_window.as_ref().map(|w| w.list_by));
        dates.extend(file.category.iter().filter_map(|c| c.list.as_ref()).map(|l| l.cutoff));
        let mut days = BTreeSet::new();
        for date in dates {
            days.extend([days_before(date, 1), date, next_day(date)]);
        }
        for late in &law.late {
            for event in self.event_days() {
                let last = last_day_after_months(event, late.within_months);
                days.extend([last, next_day(last)]);
            }
        }
        days.extend([days_after(law.main_from, 20), days_after(law.main_to, 40), law.benefit_to]);
        days.into_iter().filter(|day| *day <= law.benefit_to).collect()
    }

    /// Days on which something may have happened: long ago, in the collection period, after it.
    fn event_days(&self) -> [NaiveDate; 4] {
        let law = &self.probe.law;
        let last_year = NaiveDate::from_ymd_opt(law.benefit_year - 1, 12, 20).unwrap_or(law.main_to);
        [days_before(law.main_from, 30), last_year, days_before(law.main_to, 30), days_after(law.main_to, 5)]
    }

    fn people_of_the_scope(&self) -> Vec<Person> {
        let usual = ordinary(self.probe.law.benefit_from);
        let mut people = Vec::new();
        for row in &self.probe.file.scope {
            for hukou in values(row.when.hukou.as_ref(), Area::ALL) {
                for residence in values(row.when.residence.as_ref(), Residence::ALL) {
                    for proofs in [row.when.any_proof.clone().unwrap_or_default(), Vec::new()] {
                        let insurance = row.when.insurance.as_ref().and_then(|i| i.first().copied());
                        people.push(Person {
                            hukou: Some(hukou),
                            residence: Some(residence),
                            insurance: Insurance {
                                current: insurance.unwrap_or(CurrentInsurance::None),
                                ..usual.insurance
                            },
                            foreigner: row.when.foreigner.as_ref().and_then(|f| f.first().copied()),
                            migrant_worker: row
                                .when
                                .migrant_worker
                                .as_ref()
                                .and_then(|m| m.first().copied())
                                .or(usual.migrant_worker),
                            student: student_of(&row.when),
                            proofs,
                            ..usual.clone()
                        });
                    }
                }
            }
        }
        people
    }

    fn people_with_statuses(&self) -> Vec<Person> {
        let (file, law) = (&self.probe.file, &self.probe.law);
        let usual = ordinary(law.benefit_from);
        let long_ago = days_before(law.main_from, 365);
        let mut people = Vec::new();
        let mut singles = Vec::new();
        let mut since = vec![
            days_after(law.main_from, 2),
            days_before(law.main_to, 1),
            next_day(law.main_to),
            days_after(law.main_to, 10),
        ];
        since.extend(law.cutoff.map(|c| c.day).into_iter().flat_map(|day| [day, next_day(day)]));
        if let Some(w) = &law.in_window {
            since.extend([w.list_by, next_day(w.list_by)]);
        }
        for category in &file.category {
            if let Some(birth) = category.conditions.born_on_or_before {
                for hukou in Area::ALL {
                    people.push(Person { birth, hukou: Some(*hukou), ..usual.clone() });
                    people.push(Person {
                        birth: days_before(birth, 1),
                        hukou: Some(*hukou),
                        ..usual.clone()
                    });
                }
                continue;
            }
            let one = designation(category, long_ago);
            singles.push(one.clone());
            let out = Designation { designated_by: Area::Out, ..one.clone() };
            let ended = Designation { ended_on: Some(days_after(law.main_from, 5)), ..one.clone() };
            let ends_late = Designation { ended_on: Some(days_after(law.main_to, 5)), ..one.clone() };
            let unlisted = Designation { list_pushed_on: ListState::NotOn, ..one.clone() };
            let unknown = Designation { designated_on: None, ..one.clone() };
            let misses = Designation {
                grade: one.grade.map(|_| 4),
                subtype: one.subtype.map(|s| {
                    if s == Subtype::FormerlyPoor { Subtype::GeneralHousehold } else { Subtype::FormerlyPoor }
                }),
                risk_cleared: one.risk_cleared.map(|cleared| !cleared),
                ..one.clone()
            };
            let mut variants = vec![one.clone(), out, ended, ends_late, unlisted, unknown, misses];
            variants.extend(since.iter().map(|on| Designation { designated_on: Some(*on), ..one.clone() }));
            if let Some(list) = &category.list {
                for day in [list.cutoff, next_day(list.cutoff)] {
                    variants.push(Designation { list_pushed_on: ListState::PushedOn(day), ..one.clone() });
                }
            }
            if let Some(w) = &law.in_window {
                let late = ListState::PushedOn(next_day(w.list_by));
                variants.push(Designation {
                    designated_on: Some(days_after(law.main_from, 2)),
                    list_pushed_on: late,
                    ..one.clone()
                });
            }
            people.extend(variants.into_iter().map(|d| with(&usual, d)));
        }
        people.extend(file.category_gap.iter().map(|gap| with(&usual, given(gap.code, long_ago))));
        for (nth, one) in singles.iter().enumerate() {
            for other in &singles[nth + 1..] {
                people.push(Person { categories: vec![one.clone(), other.clone()], ..usual.clone() });
            }
        }
        for day in law.cutoff.iter().map(|c| next_day(c.day)) {
            for (one, later) in singles.iter().zip(singles.iter().cycle().skip(1)) {
                let later = Designation { designated_on: Some(day), ..later.clone() };
                people.push(Person { categories: vec![one.clone(), later], ..usual.clone() });
            }
        }
        let students: Vec<Person> = self.as_students(&singles, &usual);
        people.extend(students);
        people
    }

    fn as_students(&self, statuses: &[Designation], usual: &Person) -> Vec<Person> {
        let Some(rules) = &self.probe.file.student else { return Vec::new() };
        let mut people = Vec::new();
        for level in &rules.levels {
            for channel in [rules.channel, Channel::Village] {
                for previous_year in [PreviousYear::Normal, PreviousYear::ResidentElsewhere] {
                    let insurance = Insurance { previous_year: Some(previous_year), ..usual.insurance };
                    let student = Some(Student { level: *level, school: Area::In });
                    let person = Person { insurance, student, channel, ..usual.clone() };
                    people.push(person.clone());
                    people.extend(statuses.iter().map(|d| with(&person, d.clone())));
                }
            }
        }
        people
    }

    fn people_with_events(&self) -> Vec<Person> {
        let usual = ordinary(self.probe.law.benefit_from);
        let asked = &self.probe.file;
        let kinds = asked.late_entry.iter().flat_map(|l| &l.events);
        let kinds = kinds.chain(asked.outside.after.iter().flat_map(|row| row.when.events.iter().flatten()));
        let kinds: BTreeSet<EventType> =
            kinds.chain(asked.refund.iter().flat_map(|row| &row.grounds)).copied().collect();
        let least = self.probe.law.least_months.unwrap_or(0);
        let mut people = Vec::new();
        for kind in kinds {
            for on in self.event_days() {
                for months in [least, least.saturating_sub(1)] {
                    let event = Event { kind, on, continuous_months: Some(months) };
                    for migrant in [false, true] {
                        people.push(Person {
                            events: vec![event],
                            migrant_worker: Some(migrant),
                            ..usual.clone()
                        });
                    }
                }
            }
        }
        people.push(Person {
            events: vec![Event {
                kind: EventType::MovedAway,
                on: self.event_days()[1],
                continuous_months: None,
            }],
            ..usual
        });
        people
    }

    /// Newborns, papers, channels, cash, households, last year's insurance.
    fn others(&self) -> Vec<Person> {
        let law = &self.probe.law;
        let usual = ordinary(law.benefit_from);
        let mut people = vec![
            Person { household_unpaid_members: Some(1), ..usual.clone() },
            Person { arrived_on: Some(law.benefit_to), ..usual.clone() },
        ];
        for previous_year in PreviousYear::ALL.iter().map(|p| Some(*p)).chain([None]) {
            let insurance = Insurance { previous_year, ..usual.insurance };
            for proofs in [Vec::new(), usual.proofs.clone()] {
                people.push(Person { insurance, proofs, ..usual.clone() });
            }
        }
        for channel in Channel::ALL {
            for proofs in [Vec::new(), Proof::ALL.to_vec()] {
                people.push(Person {
                    channel: *channel,
                    proofs,
                    migrant_worker: Some(true),
                    ..usual.clone()
                });
            }
        }
        for cannot_use_app in [Some(true), Some(false), None] {
            people.push(Person { payment_means: Some(PaymentMeans::Cash), cannot_use_app, ..usual.clone() });
        }
        let mut births = vec![
            law.benefit_from,
            days_before(law.benefit_from, 1),
            days_after(law.main_from, 10),
            days_before(law.main_from, 20),
        ];
        if let Some(newborn) = &law.newborn {
            births.push(days_before(law.benefit_from, newborn.days));
            births.push(days_before(law.benefit_from, newborn.days + 1));
            births.push(days_before(days_after(law.main_to, 30), newborn.days + 5));
            if let Some(range) = &newborn.range {
                births.extend([days_before(range.from, 1), range.from, range.to, next_day(range.to)]);
            }
        }
        for birth in births {
            let insurance = Insurance { previous_year: Some(PreviousYear::None), ..usual.insurance };
            let child = Person { birth, insurance, ..usual.clone() };
            let paid = |year: i32| Paid {
                on: next_day(birth),
                amount: law.fee,
                arrived_on: None,
                for_year: Some(year),
            };
            people.push(Person { proofs: Vec::new(), ..child.clone() });
            people.push(Person { paid_list: vec![paid(law.benefit_year - 1)], ..child.clone() });
            people.push(Person {
                paid_list: vec![paid(law.benefit_year - 1), paid(law.benefit_year)],
                ..child.clone()
            });
            people
                .push(Person { insurance: Insurance { previous_year: None, ..insurance }, ..child.clone() });
            people.push(child);
        }
        people.extend(self.as_students(&[], &usual));
        people
    }

    // ---- what was found

    fn unused(mut self) -> Vec<Found> {
        for (site, fired) in self.sites.iter().zip(&self.fired) {
            if site.answers && !fired {
                let Place { head, nth, key } = site.place;
                self.faults.push(LoadFault::RowNeverFires { label: site.label.clone() }.at(
                    head,
                    nth,
                    key,
                    Some(&site.rule),
                ));
            }
        }
        let refuser = self.probe.file.refuser.as_ref().and_then(|r| r.reading.as_ref());
        for (nth, reading) in self.probe.file.reading.iter().enumerate() {
            let named = u8::try_from(nth).is_ok_and(|nth| self.named.contains(&nth));
            if !named && refuser != Some(&reading.id) {
                let fault = LoadFault::ReadingNeverNamed { reading: reading.id.clone() };
                self.faults.push(fault.at("[[reading]]", nth, "id", None));
            }
        }
        self.faults
    }
}

/// The values that a row lists for a fact, or else all.
fn values<T: Copy>(listed: Option<&Vec<T>>, all: &[T]) -> Vec<T> {
    listed.cloned().unwrap_or_else(|| all.to_vec())
}

fn student_of(when: &ScopeFacts) -> Option<Student> {
    let level = when.student_level.as_ref().and_then(|levels| levels.first().copied());
    let in_school = when.student_in_area.as_ref().is_some_and(|w| w.contains(&true));
    let level = level.or(in_school.then_some(StudentLevel::School))?;
    Some(Student { level, school: Area::In })
}

fn is_sound(a: &Assessment) -> bool {
    let cited = a.cited(Field::Decision).next().is_some();
    if a.decision != Decision::Collect {
        let settled_by = !a.see.is_empty() || !a.needs.is_empty() || !a.needs_any.is_empty();
        return cited && (a.reason.is_some() || settled_by);
    }
    let adds_up = a.fee.is_some() && a.subsidy.zip(a.due).and_then(|(s, d)| s.checked_add(d)) == a.fee;
    let dated = a.benefit_from.zip(a.benefit_to).is_none_or(|(from, to)| from <= to);
    let placed = a.cited(Field::Fee).next().is_some() && a.cited(Field::Subsidy).next().is_some();
    cited && adds_up && dated && placed && a.cited(Field::BenefitFrom).next().is_some()
}

fn ordinary(benefit_from: NaiveDate) -> Person {
    let birth = NaiveDate::from_ymd_opt(benefit_from.year() - 40, 6, 15).unwrap_or(benefit_from);
    Person {
        hukou: Some(Area::In),
        residence: Some(Residence::InArea),
        insurance: Insurance { current: CurrentInsurance::None, previous_year: Some(PreviousYear::Normal) },
        migrant_worker: Some(false),
        proofs: vec![Proof::IdCard, Proof::HouseholdRegister, Proof::BirthCertificate],
        ..Person::born(birth)
    }
}

fn with(person: &Person, designation: Designation) -> Person {
    Person { categories: vec![designation], ..person.clone() }
}

/// Somebody whom the row means.
fn designation(category: &Category, since: NaiveDate) -> Designation {
    let conditions = &category.conditions;
    Designation {
        grade: conditions.grade.as_ref().and_then(|g| g.first().copied()),
        subtype: conditions.subtype.as_ref().and_then(|s| s.first().copied()),
        risk_cleared: conditions.risk_cleared,
        ..given(category.code, since)
    }
}

fn given(code: CategoryCode, since: NaiveDate) -> Designation {
    Designation {
        code,
        designated_on: Some(since),
        designated_by: Area::In,
        grade: None,
        subtype: None,
        ended_on: None,
        risk_cleared: None,
        list_pushed_on: ListState::On,
        label: None,
    }
}
