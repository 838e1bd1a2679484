//! Two years of cover in one book.

use crate::policy_package::{COUNTY, next_year, paired, signed};
use cunshou_core::enrolment::{LeftOut, Mark};
use cunshou_core::levy_year::{LastYear, YearState};
use cunshou_core::progress::MissingQuery;
use cunshou_core::{Coded, Error};
use support::{TestBook, day, listed, member};

fn with_next_year(village: &mut TestBook) {
    let now = village.now();
    village.book.accept_policy_package(&signed(&next_year(), COUNTY), None, None, &now).expect("accepted");
}

fn open(village: &mut TestBook, levy_year: i32) -> Result<cunshou_core::levy_year::Carried, Error> {
    let now = village.now();
    village.book.open_levy_year(levy_year, &now)
}

#[test]
fn a_wrong_mark_of_another_year_is_taken_away_for_that_year_only() {
    let mut village = paired();
    let family = village.family("王", 1);
    let person_id = family.members[1].person_id;
    with_next_year(&mut village);
    let mark = |levy_year| Mark {
        left_out: LeftOut {
            person_id,
            reason: "paid_elsewhere".to_owned(),
            proof: "手机缴费截图".to_owned(),
            ..LeftOut::default()
        },
        levy_year: Some(levy_year),
    };
    for levy_year in [2026, 2027] {
        let now = village.now();
        village.book.mark_enrolment(&mark(levy_year), &now).expect("marked");
    }
    let now = village.now();
    village.book.clear_enrolment(person_id, Some(2027), &now).expect("taken away");
    let state = |village: &TestBook, levy_year| {
        village.book.progress(levy_year).expect("counts").people.paid_elsewhere
    };
    assert_eq!((state(&village, 2027), state(&village, 2026)), (0, 1), "the other year's mark stays");
    let now = village.now();
    let unknown = village.book.clear_enrolment(person_id, Some(2031), &now);
    assert!(matches!(unknown, Err(Error::NoPolicyForYear { .. })), "{unknown:?}");
}

#[test]
fn a_new_year_carries_everybody_and_asks_again() {
    let mut village = paired();
    let mut poor = member("钱大山", "02", "1969-04-12", 500);
    let mut ended = listed("disability");
    ended.ended_on = Some(day("2026-10-31"));
    poor.categories = Some(vec![listed("minimum_living_allowance"), ended]);
    let mut worker = member("钱职工", "20", "1999-04-12", 501);
    worker.insurance_current = "employee".to_owned();
    let other = village.register(vec![poor, worker]);
    let family = village.family("王", 1);
    village.open_session("0.00");
    village.pay(&family);
    assert_eq!(open(&mut village, 2027).expect_err("no notice").code(), "E-YEAR-001");
    assert_eq!(open(&mut village, 2026).expect_err("it is open").code(), "E-YEAR-002");
    village.count(&[("100", 12)]);
    village.close();
    let now = village.now();
    let left_out = LeftOut {
        person_id: other.members[1].person_id,
        reason: "employee_insurance".to_owned(),
        proof: "参保证明".to_owned(),
        ..LeftOut::default()
    };
    village.book.mark_enrolment(&Mark { left_out, levy_year: None }, &now).expect("marked");
    village.set_clock("2026-09-10T09:00:00+08:00");
    with_next_year(&mut village);
    let years: Vec<_> = village
        .book
        .levy_years(day("2026-09-10"))
        .expect("years")
        .iter()
        .map(|year| (year.levy_year, year.state, year.is_current))
        .collect();
    assert_eq!(years, [(2027, YearState::ToOpen, false), (2026, YearState::Open, true)]);

    village.open_session("0.00");
    assert_eq!(open(&mut village, 2027).expect_err("inside a session").code(), "E-YEAR-004");
    village.count(&[]);
    village.close();
    let carried = open(&mut village, 2027).expect("opened");
    assert_eq!((carried.people, carried.paid_not_acknowledged, carried.unknown), (5, 3, 2), "{carried:?}");
    assert_eq!((carried.categories, carried.categories_ended), (1, 1));
    assert_eq!(open(&mut village, 2027).expect_err("twice").code(), "E-YEAR-002");

    let year = village.book.policy_on(day("2026-09-10")).expect("in force").levy_year;
    assert_eq!(year, 2027);
    let father = village.book.person(family.members[0].person_id).expect("nobody is lost");
    assert_eq!((father.previous_year.as_deref(), father.migrant_worker), (Some("resident_here"), None));
    let worker = village.book.person(other.members[1].person_id).expect("nobody is lost");
    assert_eq!((worker.insurance_current.as_str(), worker.previous_year), ("none", None));
    let poor = village.book.person(other.members[0].person_id).expect("nobody is lost");
    assert_eq!(poor.categories.len(), 2, "an ended category stays as history");

    let query = MissingQuery { levy_year: 2027, ..MissingQuery::default() };
    let found = village.book.completeness(&query, day("2026-09-10")).expect("counted");
    assert_eq!((found.people.total, found.people.missing), (5, 5), "everybody is asked again");
    let row = |name: &str| found.rows.iter().find(|row| row.name == name).expect("listed");
    assert_eq!(row("王大山").last_year, LastYear::PaidHere);
    assert_eq!(row("钱职工").last_reason, Some("已参加职工医保"), "a hint, no fact");
    let before = MissingQuery { levy_year: 2026, ..MissingQuery::default() };
    let found = village.book.completeness(&before, day("2026-09-10")).expect("counted");
    assert_eq!((found.people.paid, found.people.exempt), (3, 1), "the year before stays as it was");

    let village = village.reopen();
    assert_eq!(village.book.policy_on(day("2026-09-10")).expect("in force").levy_year, 2027);
    let opened = village.book.levy_years(day("2026-09-10")).expect("years").remove(0).opened.expect("a row");
    assert_eq!(opened.carried.people, 5);
    village.assert_lawful();
}
