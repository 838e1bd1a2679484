//! The queue of a real book: who comes into it by what the clerk does, and how he leaves it.

use super::*;
use crate::error::Coded;
use crate::household::HouseholdInput;
use crate::household::tests::{Village, as_shown, nobody};
use crate::household::{Household, MemberInput};

fn input(members: &[(&str, &str, u32)]) -> HouseholdInput {
    let member = |(name, birth, sequence): &(&str, &str, u32)| MemberInput {
        name: (*name).to_owned(),
        certno: nobody(birth, *sequence),
        relation: if *sequence % 10 == 0 { "02" } else { "20" }.to_owned(),
        ..MemberInput::default()
    };
    HouseholdInput { members: members.iter().map(member).collect(), ..HouseholdInput::default() }
}

fn family(village: &mut Village) -> Household {
    village.save(&input(&[("王大山", "1979-04-12", 10), ("王小雨", "2012-06-01", 11)])).expect("a family")
}

fn queue(village: &Village, filter: &RegistrationFilter) -> Vec<String> {
    let page = village.book.registrations(filter, 1).expect("a queue");
    page.rows
        .iter()
        .map(|row| format!("{} {} {} {}", row.name, row.kind.word(), row.was, row.state.word()))
        .collect()
}

fn all() -> RegistrationFilter {
    RegistrationFilter { all: true, ..RegistrationFilter::default() }
}

#[test]
fn whoever_is_added_by_hand_waits_and_a_correction_waits_once() {
    let mut village = Village::new();
    let household = family(&mut village);
    assert_eq!(queue(&village, &all()), ["王大山 new  waiting", "王小雨 new  waiting"]);
    let mut changed = as_shown(&household);
    changed.members[1].name = "王晓雨".to_owned();
    let household = village.save(&changed).expect("a new spelling");
    assert_eq!(queue(&village, &all()), ["王大山 new  waiting", "王晓雨 new  waiting"], "new is new");

    let now = village.now();
    village.book.mark_registrations(&[1, 2], RegistrationState::Entered, "", &now).expect("typed");
    assert_eq!(village.book.registrations_open().expect("a count"), 0);
    let mut changed = as_shown(&household);
    changed.members[1].name = "王筱雨".to_owned();
    changed.members[0].certno = nobody("1979-04-12", 30);
    let household = village.save(&changed).expect("corrections");
    let was = cunshou_exchange::identity::mask(&nobody("1979-04-12", 10));
    assert_eq!(
        queue(&village, &RegistrationFilter::default()),
        [format!("王大山 certificate {was} waiting"), "王筱雨 name 王晓雨 waiting".to_owned()],
        "what the province's system knows stands beside it, the number masked"
    );
    let mut changed = as_shown(&household);
    changed.members[1].name = "王小禹".to_owned();
    let household = village.save(&changed).expect("once more");
    assert_eq!(queue(&village, &RegistrationFilter::default())[1], "王小禹 name 王晓雨 waiting");
    let mut changed = as_shown(&household);
    changed.members[1].name = "王晓雨".to_owned();
    village.save(&changed).expect("as it was");
    assert_eq!(queue(&village, &RegistrationFilter::default()).len(), 1, "nothing is left to correct");
}

#[test]
fn the_first_roster_is_what_the_province_knows_and_later_ones_are_new() {
    let mut village = Village::new();
    let csv = |hh: &str, name: &str, sequence| {
        format!("户号,姓名,身份证号码,与户主关系\n{hh},{name},{},户主\n", nobody("1979-04-12", sequence))
    };
    let now = village.now();
    village.book.import_roster(csv("7", "王大山", 10).as_bytes(), "一.csv", &now).expect("the first");
    assert_eq!(queue(&village, &all()), Vec::<String>::new());
    let now = village.now();
    let later =
        village.book.import_roster(csv("8", "李大山", 20).as_bytes(), "二.csv", &now).expect("the second");
    assert_eq!(queue(&village, &all()), ["李大山 new  waiting"]);
    let now = village.now();
    village.book.undo_import(later.import_id, &now).expect("taken back");
    assert_eq!(queue(&village, &all()), Vec::<String>::new(), "and nobody waits for it");
}

#[test]
fn an_import_of_which_somebody_was_typed_in_stays() {
    let mut village = Village::new();
    let csv = |hh: &str, name: &str, sequence| {
        format!("户号,姓名,身份证号码,与户主关系\n{hh},{name},{},户主\n", nobody("1979-04-12", sequence))
    };
    let now = village.now();
    village.book.import_roster(csv("7", "王大山", 10).as_bytes(), "一.csv", &now).expect("the first");
    let now = village.now();
    let later =
        village.book.import_roster(csv("8", "李大山", 20).as_bytes(), "二.csv", &now).expect("the second");
    let now = village.now();
    village.book.mark_registrations(&[1], RegistrationState::Entered, "", &now).expect("typed");
    let now = village.now();
    let error = village.book.undo_import(later.import_id, &now).expect_err("the province knows him");
    assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "李大山"));
}

#[test]
fn failures_need_a_reason_and_come_back_as_work() {
    let mut village = Village::new();
    family(&mut village);
    let now = village.now();
    let fail = |book: &mut Book, numbers: &[i64], reason: &str, now: &Moment| {
        book.mark_registrations(numbers, RegistrationState::Failed, reason, now)
    };
    assert_eq!(fail(&mut village.book, &[1], " ", &now).expect_err("why").code(), "E-REG-002");
    assert_eq!(fail(&mut village.book, &[1, 99], "查无此人", &now).expect_err("which").code(), "E-REG-001");
    assert_eq!(village.book.registrations_open().expect("a count"), 2, "nothing was changed");
    fail(&mut village.book, &[1], "系统里已有同号的人", &now).expect("failed");
    let page = village.book.registrations(&RegistrationFilter::default(), 1).expect("a page");
    assert_eq!((page.total, page.rows[0].reason.as_str()), (2, "系统里已有同号的人"), "it is work again");
    assert_eq!(page.counts[2], (RegistrationState::Failed, 1));
    let some = RegistrationFilter { text: "小雨".to_owned(), ..RegistrationFilter::default() };
    assert_eq!(queue(&village, &some).len(), 1);
}

#[test]
fn the_workbook_carries_full_numbers_and_its_making_is_recorded() {
    let mut village = Village::new();
    family(&mut village);
    let now = village.now();
    let bytes = village.book.export_registrations(&RegistrationFilter::default(), &now).expect("a workbook");
    let number = nobody("1979-04-12", 10);
    let read = cunshou_exchange::workbook::read(&bytes, "x.xlsx").expect("it reads");
    assert!(format!("{read:?}").contains(&number), "whoever types it in needs the whole number");
    let log = village.book.audit_log().expect("a log");
    assert_eq!((log[0].act.as_str(), log[0].subject.as_str()), ("registrations_exported", "2"));
    assert!(log.iter().all(|row| !row.subject.contains(&number)));
    let none = RegistrationFilter { text: "nobody".to_owned(), ..RegistrationFilter::default() };
    assert_eq!(village.book.export_registrations(&none, &now).expect_err("nobody").code(), "E-REG-003");
}
