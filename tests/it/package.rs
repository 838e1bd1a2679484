//! 对账包: what leaves the book opens with stock tools, says what was taken, and is written whole or not at all.

use cunshou_core::canvass::{Answer, VisitInput};
use cunshou_core::duplicate::Verdict;
use cunshou_core::enrolment::Mark;
use cunshou_core::household::{Household, HouseholdInput, MemberInput};
use cunshou_core::package::Recipient;
use cunshou_core::payment::Order;
use cunshou_core::person::Person;
use cunshou_core::{Error, words};
use cunshou_exchange::package::{With, decrypt, verify_package};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use support::TestBook;

const PHRASE: &str = "青溪镇 对账 2026";

fn closed_day() -> TestBook {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    village.pay(&second);
    village.count(&[("100", 24)]);
    village.close();
    village
}

#[test]
fn the_same_close_gives_the_same_zip_however_often_it_is_exported() {
    let mut village = closed_day();
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let first = village.book.export(1, stick.path(), Recipient::Passphrase(PHRASE), &now).expect("written");
    let sealed = std::fs::read(&first.path).expect("the file");
    let mut village = village.reopen();
    let now = village.now();
    let second =
        village.book.export(1, stick.path(), Recipient::Passphrase(PHRASE), &now).expect("written again");
    assert_eq!(first.package.zip_sha256, second.package.zip_sha256, "made once");
    assert_ne!(sealed, std::fs::read(&second.path).expect("the file"), "but sealed anew");
    let zip = decrypt(&sealed, With::Passphrase(PHRASE)).expect("the passphrase opens it");
    assert_eq!(zip, first.package.zip);
    let report = verify_package(&zip, None, None);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    village.assert_lawful();
}

#[test]
fn packages_name_the_one_before_them() {
    let mut village = closed_day();
    let third = village.family("王", 21);
    village.open_session("0.00");
    village.pay(&third);
    village.count(&[("100", 12)]);
    village.close();
    let now = village.now();
    let second = village.book.package(2, &now).expect("made, and the first one before it");
    let now = village.now();
    let first = village.book.package(1, &now).expect("kept");
    let report = verify_package(&second.zip, None, None);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&second.zip)).expect("a zip");
    let manifest: serde_json::Value =
        serde_json::from_reader(archive.by_name("manifest.json").expect("the manifest")).expect("JSON");
    assert_eq!(manifest["previous_package_sha256"], first.zip_sha256, "a missing package shows");
    assert_eq!(manifest["totals"]["due"], "1200.00");
    assert_eq!(manifest["totals"]["perpetual_due"], "3600.00");
    village.assert_lawful();
}

#[test]
fn a_passphrase_is_long_and_a_folder_is_there() {
    let mut village = closed_day();
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let short = village.book.export(1, stick.path(), Recipient::Passphrase("短"), &now);
    assert!(matches!(short, Err(Error::PassphraseTooShort { .. })));
    let nobody = village.book.export(1, stick.path(), Recipient::Township, &now);
    assert!(matches!(nobody, Err(Error::NoRecipient {})), "never in the clear");
    let gone = village.book.export(1, &stick.path().join("gone"), Recipient::Passphrase(PHRASE), &now);
    assert!(matches!(gone, Err(Error::NoSuchFolder { .. })));
    let none = village.book.export(7, stick.path(), Recipient::Passphrase(PHRASE), &now);
    assert!(matches!(none, Err(Error::NoSuchClose { close_no: 7 })));
    assert_eq!(std::fs::read_dir(stick.path()).expect("the stick").count(), 0, "nothing was written");
}

#[test]
fn a_full_stick_leaves_nothing_half_written_and_the_package_in_the_book() {
    let mut village = closed_day();
    let stick = support::tiny_disk("8k");
    let now = village.now();
    let full = village.book.export(1, stick.path(), Recipient::Passphrase(PHRASE), &now);
    let error = full.expect_err("the stick is full");
    assert!(matches!(error, Error::DiskFull { .. }), "{error:?}");
    assert!(words::of(&error).message.contains("满"), "said in words");
    assert_eq!(
        std::fs::read_dir(stick.path()).expect("the stick").count(),
        0,
        "the half-written file is gone"
    );
    let good = tempfile::tempdir().expect("another stick");
    let now = village.now();
    village
        .book
        .export(1, good.path(), Recipient::Passphrase(PHRASE), &now)
        .expect("the same package, another stick");
    village.assert_lawful();
}

/// Rows of a table of a package about people: whom, how he stands, whether an earlier row gives way.
fn told(package: &cunshou_core::package::Package) -> (Vec<String>, Vec<String>, Vec<String>) {
    let report = verify_package(&package.zip, None, None);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let people = report.people;
    let mark = |corrects: Option<uuid::Uuid>| if corrects.is_some() { " again" } else { "" };
    let households = people
        .households
        .iter()
        .map(|row| format!("{} {}{}", row.psn_name, row.standing, mark(row.corrects)));
    let enrolments = people.enrolments.iter().map(|row| {
        let receipt =
            row.receipt_no.as_deref().and_then(|number| number.rsplit('-').next()).unwrap_or_default();
        let words = [&row.reason, receipt, &row.registration, &row.registration_kinds];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        format!("{} {} {} {}{}", row.psn_name, row.levy_year, row.state, words.join(" "), mark(row.corrects))
    });
    let visits = people
        .canvassing
        .iter()
        .map(|row| format!("{} {} {}{}", row.visit_no, row.psn_name, row.outcome, mark(row.corrects)));
    (households.collect(), enrolments.collect(), visits.collect())
}

fn visit(household: &Household, answers: &[(usize, &str)], corrects: Option<u32>) -> VisitInput {
    let answer = |(place, outcome): &(usize, &str)| Answer {
        person_id: household.members[*place].person_id,
        outcome: (*outcome).to_owned(),
    };
    VisitInput {
        household_id: household.household_id,
        visited_on: support::day("2025-11-03"),
        visitor: "王主任".to_owned(),
        way: "door".to_owned(),
        met: String::new(),
        note: "说过了".to_owned(),
        next_on: None,
        answers: answers.iter().map(answer).collect(),
        warned: false,
        signature: None,
        mark_refused: answers.iter().any(|(_, outcome)| *outcome == "refused"),
        corrects,
    }
}

fn excused(household: &Household, place: usize) -> Mark {
    let mut left_out = support::left_out(household, place, "employee_insurance", "单位参加职工医保");
    "社保卡、参保证明".clone_into(&mut left_out.proof);
    Mark { left_out, levy_year: None }
}

/// The household as a form would send it back.
fn as_input(household: &Household) -> HouseholdInput {
    let member = |person: &Person| MemberInput {
        person_id: Some(person.person_id),
        name: person.name.clone(),
        name_alt: person.name_alt.clone(),
        certificate_type: person.certificate_type.clone(),
        certno: person.certno_masked(),
        sex: Some(person.sex.clone()),
        birth: person.birth,
        nation: person.nation.clone(),
        relation: person.relation.clone(),
        hukou: person.hukou.clone(),
        residence: person.residence.clone(),
        phone: person.phone.clone(),
        events: person.events.clone(),
        insurance_current: person.insurance_current.clone(),
        previous_year: person.previous_year.clone(),
        migrant_worker: person.migrant_worker,
        student: person.student.clone(),
        ..MemberInput::default()
    };
    HouseholdInput {
        household_id: Some(household.household_id),
        hh_no: Some(household.hh_no.clone()),
        village_group: household.village_group.clone(),
        address: household.address.clone(),
        members: household.members.iter().map(member).collect(),
    }
}

fn end_of_day(village: &mut TestBook, cash: u32) -> cunshou_core::package::Package {
    village.count(&[("100", cash)]);
    let close_no = village.close().record.close_no;
    let now = village.now();
    village.book.package(close_no, &now).expect("a package")
}

#[test]
fn three_days_tell_each_change_about_people_once() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    let entered = |village: &mut TestBook, numbers: &[i64]| {
        let now = village.now();
        village
            .book
            .mark_registrations(numbers, cunshou_core::registration::RegistrationState::Entered, "", &now)
            .expect("typed in");
    };
    // Day one: two families are new, one pays, one is asked at the door.
    village.open_session("0.00");
    village.pay(&first);
    let now = village.now();
    village.book.record_visit(&visit(&second, &[(0, "later"), (1, "refused")], None), &now).expect("a visit");
    entered(&mut village, &[1, 2, 3]);
    let (households, enrolments, visits) = told(&end_of_day(&mut village, 12));
    assert_eq!(
        households,
        ["张大山", "张秀英", "张小雨", "李大山", "李秀英", "李小雨"].map(|name| format!("{name} present"))
    );
    assert_eq!(
        enrolments,
        [
            "张大山 2026 paid 000001 entered new",
            "张秀英 2026 paid 000001 entered new",
            "张小雨 2026 paid 000001 entered new",
            "李大山 2026 unpaid waiting new",
            "李秀英 2026 refused refused waiting new",
            "李小雨 2026 unpaid waiting new",
        ]
    );
    assert_eq!(visits, ["1 李大山 later", "1 李秀英 refused"]);

    // Day two: one pays after all, another is excused, a phone changes, the visit is put right, a name is corrected.
    village.set_clock("2025-11-04T09:00:00+08:00");
    village.open_session("0.00");
    let now = village.now();
    let put_right = visit(&second, &[(1, "later")], Some(1));
    village.book.record_visit(&put_right, &now).expect("put right");
    let now = village.now();
    village.book.mark_enrolment(&excused(&second, 2), &now).expect("excused");
    let mut input = as_input(&village.book.household(first.household_id).expect("it"));
    input.members[1].phone = "15400000009".to_owned();
    let now = village.now();
    village.book.save_household(&input, &now).expect("a phone");
    let order = Order { choice: None, ..village.order(&second) };
    village.take(&order).expect("the others pay");
    let package = end_of_day(&mut village, 8);
    let (households, enrolments, visits) = told(&package);
    assert_eq!(households, ["张秀英 present again"]);
    assert_eq!(
        enrolments,
        [
            "李大山 2026 paid 000002 waiting new again",
            "李秀英 2026 paid 000002 waiting new again",
            "李小雨 2026 exempt employee_insurance waiting new again",
        ]
    );
    assert_eq!(
        visits,
        ["2 李秀英 later again", "2  withdrawn again"],
        "nobody is told twice, nothing is left standing"
    );

    // Day three: only the queue moves, and somebody turns out to be in the book twice.
    village.set_clock("2025-11-05T09:00:00+08:00");
    village.open_session("0.00");
    entered(&mut village, &[4]);
    let (households, enrolments, visits) = told(&end_of_day(&mut village, 0));
    assert_eq!((households, visits), (Vec::new(), Vec::new()));
    assert_eq!(enrolments, ["李大山 2026 paid 000002 entered new again"]);

    // Day four: nothing happened, nothing is told.
    village.set_clock("2025-11-06T09:00:00+08:00");
    village.open_session("0.00");
    assert_eq!(told(&end_of_day(&mut village, 0)), (Vec::new(), Vec::new(), Vec::new()));
    village.assert_lawful();
}

#[test]
fn who_leaves_the_book_or_turns_out_to_be_another_is_told_once() {
    let mut village = TestBook::new();
    let home = village.family("张", 1);
    let mut other = support::member("张大山", "02", "1979-01-02", 777);
    other.same_person_confirmed = true;
    let alone = village.register(vec![other]);
    village.open_session("0.00");
    end_of_day(&mut village, 0);
    village.set_clock("2025-11-04T09:00:00+08:00");
    village.open_session("0.00");
    let (kept, merged) = (home.members[0].person_id, alone.members[0].person_id);
    let now = village.now();
    let verdict_no = village
        .book
        .decide_duplicate(kept, merged, Verdict::Merge { kept }, "看过户口簿", &now)
        .expect("one person");
    let (households, enrolments, _) = told(&end_of_day(&mut village, 0));
    assert_eq!(households, [" removed again"], "the entry that went gives way");
    assert_eq!(enrolments, [" 2026 removed  again"], "and waits for nothing");
    village.set_clock("2025-11-05T09:00:00+08:00");
    village.open_session("0.00");
    let now = village.now();
    village.book.take_back_verdict(verdict_no, "是两个人", &now).expect("two again");
    let (households, enrolments, _) = told(&end_of_day(&mut village, 0));
    assert_eq!(households, ["张大山 present again"], "he is told again");
    assert_eq!(enrolments, ["张大山 2026 unpaid waiting new again"]);
    village.assert_lawful();
}

#[test]
fn several_closes_that_leave_at_once_tell_people_in_the_first() {
    let mut village = TestBook::new();
    let first = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&first);
    village.count(&[("100", 12)]);
    village.close();
    village.set_clock("2025-11-04T09:00:00+08:00");
    let second = village.family("李", 11);
    village.open_session("0.00");
    village.pay(&second);
    village.count(&[("100", 12)]);
    village.close();
    let now = village.now();
    let last = village.book.package(2, &now).expect("made, and the first one before it");
    let now = village.now();
    let earlier = village.book.package(1, &now).expect("kept");
    let (households, enrolments, _) = told(&earlier);
    assert_eq!(households.len(), 6, "people are as of the making");
    assert!(
        enrolments.contains(&"李大山 2026 unpaid waiting new".to_owned()),
        "a payment counts only as far as the journal of its package reaches: {enrolments:?}"
    );
    let (households, enrolments, _) = told(&last);
    assert_eq!(households, Vec::<String>::new());
    assert_eq!(enrolments.len(), 3);
    assert_eq!(enrolments[0], "李大山 2026 paid 000002 waiting new again");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens on each day, whoever lays the packages one upon the other knows what the book knows.
    #[test]
    fn packages_laid_upon_one_another_are_the_book(
        days in prop::collection::vec(prop::collection::vec((0_u8..6, 0_usize..3, 0_usize..3), 0..5), 1..5),
    ) {
        let mut village = TestBook::new();
        let mut homes: Vec<Household> =
            ["张", "李", "王"].iter().zip([1, 11, 21]).map(|(name, at)| village.family(name, at)).collect();
        let mut standing: BTreeMap<uuid::Uuid, (String, String)> = BTreeMap::new();
        let mut states: BTreeMap<uuid::Uuid, (String, u32, String)> = BTreeMap::new();
        let mut heard: BTreeMap<uuid::Uuid, (u32, String, String)> = BTreeMap::new();
        for (at, acts) in days.iter().enumerate() {
            village.set_clock(&format!("2025-11-{:02}T09:00:00+08:00", at + 4));
            village.open_session("0.00");
            for (act, home, place) in acts {
                let household = village.book.household(homes[*home].household_id).expect("it");
                homes[*home] = household.clone();
                let now = village.now();
                match act {
                    0 => {
                        let order = Order { choice: None, ..village.order(&household) };
                        let _ = village.take(&order);
                    }
                    1 => drop(village.book.record_visit(&visit(&household, &[(*place, "later")], None), &now)),
                    2 => drop(village.book.record_visit(&visit(&household, &[(*place, "refused")], None), &now)),
                    3 => {
                        let newest = village.book.visits(household.household_id).expect("visits").into_iter().next();
                        let corrects = newest.map(|visit| visit.visit_no);
                        let answers: &[_] = if *place == 0 { &[] } else { &[(*place, "not_home")] };
                        drop(village.book.record_visit(&visit(&household, answers, corrects), &now));
                    }
                    4 => {
                        drop(village.book.mark_enrolment(&excused(&household, *place), &now));
                    }
                    _ => {
                        let mut input = as_input(&household);
                        input.members[*place].phone = format!("154000000{:02}", at * 3 + place);
                        village.book.save_household(&input, &now).expect("changed");
                    }
                }
            }
            let now = village.now();
            let cash = village.book.session_status(&now).expect("a status").open.expect("a session").cash;
            let package = end_of_day(&mut village, u32::try_from(cash.fen() / 10_000).expect("small"));
            let report = verify_package(&package.zip, None, None);
            prop_assert!(report.problems.is_empty(), "{:?}", report.problems);
            for row in report.people.households {
                prop_assert_eq!(row.corrects.is_some(), row.corrects.and_then(|old| standing.remove(&old)).is_some());
                standing.insert(row.row_id, (row.certno, row.mob));
            }
            for row in report.people.enrolments {
                prop_assert_eq!(row.corrects.is_some(), row.corrects.and_then(|old| states.remove(&old)).is_some());
                states.insert(row.row_id, (row.certno, row.levy_year, row.state));
            }
            for row in report.people.canvassing {
                prop_assert_eq!(row.corrects.is_some(), row.corrects.and_then(|old| heard.remove(&old)).is_some());
                heard.insert(row.row_id, (row.visit_no, row.certno, row.outcome));
            }
        }
        let on = support::day("2025-11-20");
        let (mut people, mut known, mut visits) = (Vec::new(), Vec::new(), BTreeSet::new());
        for home in &homes {
            let household = village.book.household(home.household_id).expect("it");
            people.extend(household.members.iter().map(|member| (member.certno.clone(), member.phone.clone())));
            let bill = village.book.bill(home.household_id, None, on).expect("a bill");
            known.extend(bill.lines.iter().map(|line| (line.person.certno.clone(), 2026, line.state.word().to_owned())));
            for visit in village.book.visits(home.household_id).expect("visits") {
                for answer in visit.answers.iter().filter(|_| visit.corrected_by.is_none()) {
                    let who = household.members.iter().find(|member| member.person_id == answer.person_id).expect("him");
                    visits.insert((visit.visit_no, who.certno.clone(), answer.outcome.clone()));
                }
            }
        }
        let sorted = |mut all: Vec<(String, String)>| { all.sort(); all };
        prop_assert_eq!(sorted(standing.into_values().collect()), sorted(people));
        known.sort();
        let mut told: Vec<_> = states.into_values().collect();
        told.sort();
        prop_assert_eq!(told, known);
        let told: BTreeSet<_> = heard.into_values().filter(|(_, _, outcome)| outcome != "withdrawn").collect();
        prop_assert_eq!(told, visits);
        village.assert_lawful();
    }
}
