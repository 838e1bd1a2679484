//! People to ask about: the same ones in every run, mostly ordinary, some with statuses, events and unknown facts.

use chrono::{Days, NaiveDate};
use cunshou_policy::words::{
    Area, CategoryCode, Channel, CurrentInsurance, EventType, PreviousYear, Proof, Residence, StudentLevel,
    Subtype,
};
use cunshou_policy::{Designation, Event, Insurance, ListState, Person, Policy, Request, Student};

/// A source of people for one policy.
#[derive(Debug)]
pub(super) struct Population {
    policy: String,
    /// The first and last day of the window in which nearly all pay.
    window: (NaiveDate, NaiveDate),
    year: i32,
    chance: Chance,
    asked: usize,
}

impl Population {
    pub(super) fn of(policy: &Policy) -> Self {
        let window = policy.windows().next().map(|window| (window.from, window.to)).expect("one window");
        Self {
            policy: policy.id().to_owned(),
            window,
            year: policy.levy_year(),
            chance: Chance(20_251_020),
            asked: 0,
        }
    }

    fn person(&mut self) -> Person {
        let year = self.year;
        let chance = &mut self.chance;
        let day = |chance: &mut Chance, from: i32, to: i32| {
            let from = NaiveDate::from_ymd_opt(from, 1, 1).expect("a day");
            let until = NaiveDate::from_ymd_opt(to, 9, 30).expect("a day");
            from + Days::new(chance.below((until - from).num_days().unsigned_abs()))
        };
        let oldest = year - [40, 70, 90, 105][chance.of([40, 45, 13, 2])];
        let birth = day(chance, oldest, year - 1);
        let age = year - 1 - chrono::Datelike::year(&birth);
        let mut person = Person::born(birth);
        person.hukou = [Some(Area::In), Some(Area::Out), None][chance.of([93, 4, 3])];
        person.residence =
            [Some(Residence::InArea), Some(Residence::Elsewhere), None][chance.of([80, 15, 5])];
        person.insurance = Insurance {
            current: [
                CurrentInsurance::None,
                CurrentInsurance::Employee,
                CurrentInsurance::ResidentElsewhere,
            ][chance.of([96, 3, 1])],
            previous_year: [
                Some(PreviousYear::Normal),
                Some(PreviousYear::ResidentHere),
                Some(PreviousYear::ResidentElsewhere),
                Some(PreviousYear::None),
                None,
            ][chance.of([85, 5, 2, 5, 3])],
        };
        if age < 1 {
            person.insurance.previous_year = Some(PreviousYear::NotApplicable);
        }
        for _ in 0..chance.of([84, 13, 3]) {
            let code = STATUSES[chance.of([26, 22, 10, 8, 8, 6, 6, 5, 4, 3, 2])];
            person.categories.push(Designation {
                code,
                designated_on: (chance.below(100) >= 2).then(|| day(chance, year - 8, year - 1)),
                designated_by: [Area::In, Area::Out][chance.of([98, 2])],
                grade: (code == CategoryCode::Disability)
                    .then(|| [Some(1), Some(2), Some(3), Some(4), None][chance.of([25, 25, 22, 22, 6])])
                    .flatten(),
                subtype: (code == CategoryCode::PovertyMonitored && chance.below(10) > 0)
                    .then_some(Subtype::GeneralHousehold),
                ended_on: (chance.below(100) < 3).then(|| day(chance, year - 1, year - 1)),
                risk_cleared: None,
                list_pushed_on: [ListState::On, ListState::NotOn][chance.of([96, 4])],
                label: None,
            });
        }
        if chance.below(100) < 2 {
            person.events.push(Event {
                kind: [
                    EventType::EmployeeInsuranceEnded,
                    EventType::MilitaryDischarge,
                    EventType::ReleaseFromPrison,
                ][chance.of([80, 15, 5])],
                on: day(chance, year - 1, year - 1),
                continuous_months: [Some(3), Some(24), None][chance.of([20, 70, 10])],
            });
        }
        if (4..22).contains(&age) && chance.below(100) < 90 {
            let level = match age {
                4..=6 => StudentLevel::Kindergarten,
                7..=17 => StudentLevel::School,
                _ => StudentLevel::College,
            };
            person.student = Some(Student { level, school: [Area::In, Area::Out][chance.of([80, 20])] });
        }
        person.migrant_worker =
            if age < 18 { Some(false) } else { [Some(false), Some(true), None][chance.of([68, 25, 7])] };
        if chance.below(100) < 4 {
            person.proofs.push([Proof::MigrantWorkProof, Proof::ResidencePermit][chance.of([50, 50])]);
        }
        person.channel = [Channel::Village, Channel::School, Channel::Online][chance.of([94, 3, 3])];
        person.household_unpaid_members = (chance.below(100) < 5).then_some(1);
        person
    }

    fn pay_on(&mut self) -> NaiveDate {
        let (from, to) = match self.chance.of([92, 8]) {
            0 => self.window,
            _ => (self.window.0 - Days::new(10), self.window.1 + Days::new(90)),
        };
        from + Days::new(self.chance.below((to - from).num_days().unsigned_abs() + 1))
    }
}

/// Without end: as many as are taken.
impl Iterator for Population {
    type Item = Request;

    fn next(&mut self) -> Option<Request> {
        self.asked += 1;
        let person = self.person();
        let pay_on = self.pay_on().max(person.birth);
        Some(Request::collect(format!("p{:07}", self.asked), &self.policy, person, pay_on))
    }
}

const STATUSES: [CategoryCode; 11] = [
    CategoryCode::MinimumLivingAllowance,
    CategoryCode::Disability,
    CategoryCode::OutOfPoverty,
    CategoryCode::PovertyMonitored,
    CategoryCode::LowIncomeMargin,
    CategoryCode::DestituteSupport,
    CategoryCode::KeyEntitledGroup,
    CategoryCode::ResettledFisher,
    CategoryCode::FamilyPlanningHardship,
    CategoryCode::ReturnedToPoverty,
    CategoryCode::Orphan,
];

/// Steele, Lea and Flood's `SplitMix64`: the same numbers on every machine.
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % count.max(1)
    }

    /// Which of several things, each with its weight.
    fn of<const N: usize>(&mut self, weights: [u64; N]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.into_iter().enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        N - 1
    }
}
