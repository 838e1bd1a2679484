//! Laws that hold for every answer of every shipped policy.

use crate::{ask, load, shipped};
use chrono::{Days, NaiveDate};
use cunshou_policy::{
    Area, CategoryCode, Channel, CurrentInsurance, Decision, Designation, Event, EventType, Fact, Field,
    Insurance, ListState, Note, Person, Policy, PreviousYear, RequestKind, Residence, Student, StudentLevel,
    Word, Yuan, assess_person,
};
use proptest::prelude::*;
use proptest::sample::select;

fn maybe<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Option<T>> {
    prop_oneof![1 => Just(None), 4 => select(values).prop_map(Some)]
}

prop_compose! {
    /// Somebody, with a day on which he comes, counted from 90 days before the first window.
    fn somebody()(
        age_days in 0u64..38_000,
        day in 0u64..520,
        hukou in maybe(Area::ALL.to_vec()),
        residence in maybe(Residence::ALL.to_vec()),
        current in select(CurrentInsurance::ALL),
        previous in maybe(PreviousYear::ALL.to_vec()),
        migrant in maybe(vec![true, false]),
        categories in prop::collection::vec((select(CategoryCode::ALL), maybe((0u64..900).collect()), select(Area::ALL), maybe(vec![1u8, 2, 3, 4]), any::<bool>()), 0..4),
        events in prop::collection::vec((select(EventType::ALL), 0u64..900, maybe(vec![0u32, 5, 6, 24])), 0..3),
        student in maybe(StudentLevel::ALL.to_vec()),
        channel in select(Channel::ALL),
        offered in prop_oneof![4 => Just(None), 1 => (0i64..60_000).prop_map(|f| Some(Yuan::from_fen(f)))],
    ) -> (u64, u64, Person, Option<Yuan>) {
        let zero = NaiveDate::MIN;
        let mut person = Person::born(zero);
        person.hukou = hukou;
        person.residence = residence;
        person.insurance = Insurance { current, previous_year: previous };
        person.migrant_worker = migrant;
        person.channel = channel;
        person.student = student.map(|level| Student { level, school: Area::In });
        person.categories = categories.into_iter().map(|(code, on, by, grade, listed)| Designation {
            code,
            designated_on: on.map(|d| zero + Days::new(d)),
            designated_by: by,
            grade,
            subtype: None,
            ended_on: None,
            risk_cleared: None,
            list_pushed_on: if listed { ListState::On } else { ListState::NotOn },
            label: None,
        }).collect();
        person.events = events.into_iter().map(|(kind, on, continuous_months)| Event { kind, on: zero + Days::new(on), continuous_months }).collect();
        (age_days, day, person, offered)
    }
}

/// Moves the relative days of [`somebody`] to the calendar of a policy.
fn place(policy: &Policy, age_days: u64, day: u64, person: &Person) -> (Person, NaiveDate) {
    let first = policy.windows().next().unwrap().from - Days::new(90);
    let pay_on = (first + Days::new(day)).min(policy.benefit_year().1);
    let shift = |d: NaiveDate| first - Days::new(400) + (d - NaiveDate::MIN);
    let mut person = person.clone();
    person.birth = pay_on - Days::new(age_days);
    for category in &mut person.categories {
        category.designated_on = category.designated_on.map(shift);
    }
    for event in &mut person.events {
        event.on = shift(event.on);
    }
    (person, pay_on)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_sound(input in somebody()) {
        let (age_days, day, person, offered) = input;
        for policy in policies() {
            let (person, pay_on) = place(policy, age_days, day, &person);
            for kind in RequestKind::ALL {
                let a = assess_person(policy, &person, pay_on, *kind, offered).unwrap();
                prop_assert_eq!(a, assess_person(policy, &person, pay_on, *kind, offered).unwrap(), "the same again");
                prop_assert!(!a.rules(policy, Field::Decision).is_empty(), "a decision names a rule: {:?}", a);
                let text = serde_json::to_string(&a.answer(policy)).unwrap();
                prop_assert!(text.contains("\"decision\""));
                if a.decision == Decision::Collect {
                    let sum = a.subsidy.unwrap().checked_add(a.due.unwrap());
                    prop_assert_eq!(sum, a.fee, "fee = subsidy + due");
                    prop_assert_eq!(a.fee, Some(policy.fee()));
                    prop_assert!(!a.subsidy.unwrap().is_negative() && !a.due.unwrap().is_negative());
                    prop_assert_eq!(a.category.is_some(), !a.subsidy.unwrap().is_zero(), "a subsidy has a category");
                    prop_assert!(!a.rules(policy, Field::Subsidy).is_empty());
                    prop_assert_eq!(a.benefit_from.is_some(), a.benefit_from.is_some() && a.benefit_to.is_some());
                    prop_assert!(!cunshou_policy::explain::cover_words(policy, &a).is_empty());
                } else {
                    prop_assert_eq!(a.to_take(), None);
                }
                if let (Some(from), Some(to)) = (a.benefit_from, a.benefit_to) {
                    let (first, last) = policy.benefit_year();
                    prop_assert!(first <= from && from <= to && to == last);
                }
                if a.needs_consent {
                    prop_assert!(a.notes.contains(Note::WaitingExceedsYear));
                }
                if a.decision == Decision::Undetermined {
                    prop_assert!(!a.needs.is_empty() || !a.see(policy).is_empty(), "somebody can settle it: {:?}", a);
                }
                let spoken = cunshou_policy::explain::spoken(policy, &a);
                prop_assert!(!spoken.is_empty() && !spoken.contains('{'), "{}", spoken);
            }
        }
    }

    #[test]
    fn a_fact_that_is_asked_for_settles_something(input in somebody()) {
        let (age_days, day, person, _) = input;
        for policy in policies() {
            let (person, pay_on) = place(policy, age_days, day, &person);
            let a = assess_person(policy, &person, pay_on, RequestKind::Collect, None).unwrap();
            if a.decision != Decision::Undetermined || !a.needs.contains(Fact::MigrantWorkerStatus) {
                continue;
            }
            let answers = [true, false].map(|migrant| {
                let told = Person { migrant_worker: Some(migrant), ..person.clone() };
                assess_person(policy, &told, pay_on, RequestKind::Collect, None).unwrap()
            });
            for told in &answers {
                prop_assert!(!told.needs.contains(Fact::MigrantWorkerStatus), "it is not asked for twice");
            }
        }
    }
}

fn policies() -> &'static [Policy] {
    static POLICIES: std::sync::OnceLock<Vec<Policy>> = std::sync::OnceLock::new();
    POLICIES.get_or_init(|| shipped().iter().map(|s| load(&s.id)).collect())
}

#[test]
fn more_subsidy_is_never_lost_by_one_more_status() {
    let policy = load("guichi-2026");
    let given = |codes: &[&str]| {
        let list: Vec<String> = codes
            .iter()
            .map(|c| {
                format!(
                    r#"{{"code":"{c}","designated_on":"2024-05-01","designated_by":"in_area","grade":1}}"#
                )
            })
            .collect();
        ask(&policy, &format!(r#""categories":[{}]"#, list.join(",")), "2025-11-05").subsidy
    };
    let codes = [
        "minimum_living_allowance",
        "disability",
        "poverty_monitored",
        "returned_to_poverty",
        "key_entitled_group",
    ];
    for one in codes {
        for two in codes {
            assert!(given(&[one, two]) >= given(&[one]), "{one} + {two}");
            assert_eq!(given(&[one, two]), given(&[two, one]), "the order on the list does not matter");
        }
    }
}
