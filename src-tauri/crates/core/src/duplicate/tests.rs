//! Entries that look like one person, in a real book.

use super::*;
use crate::error::Coded;
use crate::household::tests::{Village, as_shown, nobody};
use crate::household::{Household, HouseholdInput, MemberInput};
use crate::person::CertificateAdded;

fn one(name: &str, relation: &str, birth: &str, certificate_type: &str, certno: &str) -> MemberInput {
    MemberInput {
        name: name.to_owned(),
        certificate_type: certificate_type.to_owned(),
        certno: certno.to_owned(),
        sex: Some("1".to_owned()),
        birth: Some(birth.parse().expect("a day")),
        relation: relation.to_owned(),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        same_person_confirmed: true,
        ..MemberInput::default()
    }
}

impl Village {
    fn home(&mut self, members: Vec<MemberInput>) -> Household {
        self.save(&HouseholdInput { members, ..HouseholdInput::default() }).expect("a household")
    }

    fn decide(&mut self, a: Uuid, b: Uuid, verdict: Verdict) -> Result<i64> {
        let now = self.now();
        self.book.decide_duplicate(a, b, verdict, "看过户口簿", &now)
    }

    fn whys(&self) -> Vec<Vec<&'static str>> {
        let page = self.book.duplicates(1).expect("a page");
        assert_eq!(page.total as usize, page.pairs.len());
        page.pairs.iter().map(|pair| pair.why.iter().map(|why| why.word()).collect()).collect()
    }

    fn lawful(&self) {
        for law in self.book.verify().expect("a check") {
            assert!(law.ok(), "{law:?}");
        }
    }
}

/// The same man twice: with his ID in his parents' household, with his disability card in his own.
fn twice(village: &mut Village) -> (Household, Household) {
    let id = nobody("1979-04-12", 11);
    let first = village.home(vec![
        one("王父", "02", "1950-01-01", "01", &nobody("1950-01-01", 1)),
        one("王大山", "20", "1979-04-12", "01", &id),
    ]);
    let second = village.home(vec![one("王大山", "02", "1979-04-12", "09", &format!("{id}42"))]);
    (first, second)
}

#[test]
fn entries_that_look_alike_are_found_once_with_every_reason() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    assert_eq!(village.whys(), [["same_number", "same_name_birth"]]);
    let pair = &village.book.duplicates(1).expect("a page").pairs[0];
    let people = [pair.first.person.person_id, pair.second.person.person_id];
    assert!(people.contains(&first.members[1].person_id) && people.contains(&second.members[0].person_id));
    let row = |field: &str| pair.fields.iter().find(|row| row.field == field).expect("the field");
    assert!(row("certno").differs && !row("name").differs && row("household").differs);
    assert!(row("certno").first.contains('*') && row("certno").second.contains('*'), "numbers are masked");
    assert!(pair.hints[0].contains("不在同一户"), "{:?}", pair.hints);
    assert!(pair.fields.iter().all(|row| !row.label.is_empty()), "every field has its word");

    // An old number of fifteen digits, a second spelling, and one who only shares the birth date.
    let old = format!("{}{}", &nobody("1960-05-05", 21)[..6], &nobody("1960-05-05", 21)[8..17]);
    village.home(vec![one("赵旧", "02", "1960-05-05", "99", &old)]);
    village.home(vec![one("赵新", "02", "1960-05-05", "01", &nobody("1960-05-05", 21))]);
    let mut rare = one("杨䶮", "02", "1990-01-01", "01", &nobody("1990-01-01", 31));
    rare.name_alt = Some("杨龑".to_owned());
    village.home(vec![rare]);
    village.home(vec![one("杨龑", "02", "1990-01-01", "01", &nobody("1990-01-01", 33))]);
    village.home(vec![one("别人", "02", "1990-01-01", "01", &nobody("1990-01-01", 35))]);
    assert_eq!(
        village.whys(),
        [&["same_number", "same_name_birth"][..], &["same_number"], &["second_spelling"]]
    );
}

#[test]
fn two_people_are_asked_about_once() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let now = village.now();
    let unsaid = village.book.decide_duplicate(a, b, Verdict::NotSame, " ", &now).expect_err("why?");
    assert_eq!(unsaid.code(), "E-DUP-004");
    assert_eq!(village.decide(a, a, Verdict::NotSame).expect_err("one").code(), "E-DUP-001");
    let kept = village.decide(b, a, Verdict::KeepBoth).expect("both stay");
    assert!(village.whys().is_empty());
    let again = village.decide(a, b, Verdict::Merge { kept: a }).expect_err("decided");
    assert_eq!(again.code(), "E-DUP-003");
    assert!(!crate::words::of(&again).message.contains('{'));
    let now = village.now();
    village.book.take_back_verdict(kept, "看错了", &now).expect("taken back");
    assert_eq!(village.whys().len(), 1, "it is asked again");
    let now = village.now();
    assert_eq!(village.book.take_back_verdict(kept, "再来", &now).expect_err("twice").code(), "E-DUP-006");
    village.decide(a, b, Verdict::NotSame).expect("two people");
    let rows = village.book.duplicate_verdicts().expect("verdicts");
    let words: Vec<_> = rows.iter().map(|row| (row.verdict.as_str(), row.taken_back_at.is_some())).collect();
    assert_eq!(words, [("not_same", false), ("both_kept", true)]);
    assert_eq!(village.book.household(second.household_id).expect("it").members.len(), 1);
}

#[test]
fn a_merge_joins_what_is_known_and_what_was_paid() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let mut input = as_shown(&second);
    input.members[0].phone = "15400000003".to_owned();
    let second = village.save(&input).expect("a phone");
    village.pay(second.household_id);
    let receipts = village.book.all_receipts().expect("receipts");
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    village.lawful();
    assert!(village.whys().is_empty());
    let person = village.book.person(a).expect("him");
    assert_eq!(person.phone, "15400000003", "what only the other knew");
    assert_eq!(person.certno, nobody("1979-04-12", 11));
    let on = chrono::NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
    let row = village.book.household_row(first.household_id, 2026, on).expect("a row").expect("it");
    let states: Vec<_> = row.members.iter().map(|member| member.state.word()).collect();
    assert_eq!(states, ["unpaid", "paid"], "the payment is his");
    assert_eq!(village.book.all_receipts().expect("receipts"), receipts, "no receipt changes");
    let emptied = village.book.household(second.household_id).expect("it is kept");
    assert_eq!((emptied.members.len(), emptied.head_id), (0, None));
    let progress = village.book.progress(2026).expect("progress");
    assert_eq!((progress.people.total, progress.people.paid), (2, 1), "nobody is counted twice");
    let words: Vec<_> =
        village.book.person_history(a).expect("a history").into_iter().map(|item| item.words).collect();
    assert!(words.iter().any(|words| words.contains("并为一人")), "{words:?}");
    assert!(words.iter().any(|words| words.starts_with("2026年度已缴费")), "{words:?}");
    // He is known by both numbers, and pays once.
    let holder = |number: &str| {
        village
            .book
            .check_certificate("09", number, on)
            .expect("a check")
            .holder
            .map(|holder| holder.person_id)
    };
    assert_eq!(holder(&format!("{}42", nobody("1979-04-12", 11))), Some(a));
    village.pay(first.household_id);
    assert_eq!(village.book.all_receipts().expect("receipts").len(), 2);
    let lines = &village
        .book
        .receipt(&village.book.all_receipts().expect("receipts")[0].receipt_no)
        .expect("it")
        .payment
        .lines;
    assert_eq!(lines.len(), 1, "only his father pays: {lines:?}");
    // His father's payment changes nothing about him; taking the merge back gives the payment back.
    let now = village.now();
    village.book.take_back_verdict(verdict_no, "原来是两个人", &now).expect("two again");
    village.lawful();
    assert_eq!(village.book.household(second.household_id).expect("as before"), second);
    assert_eq!(village.book.person(a).expect("him").phone, "");
    let state = |id: Uuid| {
        let row = village.book.household_row(id, 2026, on).expect("a row").expect("it");
        row.members.iter().map(|member| (member.name.clone(), member.state.word())).collect::<Vec<_>>()
    };
    assert_eq!(state(second.household_id), [("王大山".to_owned(), "paid")]);
    assert_eq!(state(first.household_id)[1].1, "unpaid");
    assert_eq!(village.whys().len(), 1);
}

#[test]
fn who_paid_on_both_entries_is_work_and_no_merge() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    village.pay(first.household_id);
    village.pay(second.household_id);
    let hints = &village.book.duplicates(1).expect("a page").pairs[0].hints;
    assert!(hints.iter().any(|hint| hint.contains("2026")), "{hints:?}");
    let error = village.decide(a, b, Verdict::Merge { kept: a }).expect_err("both paid");
    assert_eq!(error.code(), "E-DUP-002");
    let said = crate::words::of(&error);
    assert!(!said.message.contains('{') && !said.todo.contains('{'));
    let work = village.book.work_items(true, 1).expect("work");
    assert_eq!((work.open, work.items[0].kind.as_str(), work.items[0].person_id), (1, "paid_twice", a));
    assert_eq!(village.whys().len(), 1, "it stays a question");
    village.lawful();
}

#[test]
fn a_head_of_others_is_not_merged_away() {
    let mut village = Village::new();
    let (first, _) = twice(&mut village);
    let father = first.members[0].person_id;
    let other = village.home(vec![one("王父", "02", "1950-01-01", "16", "E12345678")]);
    let copy = other.members[0].person_id;
    assert_eq!(
        village.decide(father, copy, Verdict::Merge { kept: copy }).expect_err("head").code(),
        "E-DUP-007"
    );
    village.decide(father, copy, Verdict::Merge { kept: father }).expect("the lone entry goes");
    assert_eq!(village.book.person(father).expect("him").certificate_type, "01");
    assert!(village.book.household(other.household_id).expect("it").members.is_empty());
}

#[test]
fn a_merge_that_something_rests_on_is_not_taken_back() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    village.pay(first.household_id);
    let now = village.now();
    let error = village.book.take_back_verdict(verdict_no, "错了", &now).expect_err("he paid");
    assert_eq!(error.code(), "E-DUP-005");
    let (first, second) = {
        let mut other = Village::new();
        let homes = twice(&mut other);
        village = other;
        homes
    };
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    let mut input = as_shown(&village.book.household(first.household_id).expect("it"));
    input.members[1].phone = "15400000009".to_owned();
    village.save(&input).expect("a phone");
    let now = village.now();
    assert_eq!(
        village.book.take_back_verdict(verdict_no, "错了", &now).expect_err("changed").code(),
        "E-DUP-005"
    );
}

#[test]
fn merges_follow_one_another_and_come_apart_in_turn() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let third = village.home(vec![one("王大山", "02", "1979-04-12", "16", "E12345678")]);
    let (a, b, c) = (first.members[1].person_id, second.members[0].person_id, third.members[0].person_id);
    village.pay(second.household_id);
    assert_eq!(village.whys().len(), 3);
    let inner = village.decide(b, c, Verdict::Merge { kept: c }).expect("b is c");
    let outer = village.decide(a, c, Verdict::Merge { kept: a }).expect("c is a");
    village.lawful();
    assert_eq!(village.book.read(|tx| tx.merged_into(b)).expect("b"), Some(a));
    let now = village.now();
    assert_eq!(village.book.take_back_verdict(inner, "x", &now).expect_err("a knows").code(), "E-DUP-005");
    let now = village.now();
    village.book.take_back_verdict(outer, "x", &now).expect("c is c");
    village.lawful();
    let now = village.now();
    village.book.take_back_verdict(inner, "x", &now).expect("b is b");
    village.lawful();
    assert_eq!(village.book.household(second.household_id).expect("as before"), second);
    assert_eq!(village.book.household(third.household_id).expect("as before"), third);
    assert_eq!(village.whys().len(), 3);
}

#[test]
fn the_number_of_a_newborn_comes_later() {
    let mut village = Village::new();
    let mut baby = one("王念", "20", "2025-11-20", crate::codes::BIRTH_CERTIFICATE, "Z349962086");
    baby.sex = Some("2".to_owned());
    let home = village.home(vec![one("王父", "02", "1990-01-01", "01", &nobody("1990-01-01", 1)), baby]);
    let who = home.members[1].person_id;
    let on = chrono::NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
    let mut add = |number: &str, confirmed: bool| {
        let now = village.now();
        village.book.add_certificate(who, "01", number, confirmed, &now)
    };
    assert_eq!(add("341799202511200000", false).expect_err("a wrong digit").code(), "E-HH-005");
    let boy = add(&nobody("2025-11-21", 3), false).expect_err("another day, a boy");
    assert_eq!(boy.code(), "E-HH-024");
    let said = crate::words::of(&boy).message;
    assert!(said.contains("2025-11-20 / 2025-11-21") && said.contains("女 / 男"), "{said}");
    let Ok(CertificateAdded::Added(after)) = add(&nobody("2025-11-20", 4), false) else { panic!("added") };
    assert_eq!((after.certificate_type.as_str(), after.sex.as_str()), ("01", "2"));
    assert_eq!(add(&nobody("2025-11-20", 4), false).expect_err("again").code(), "E-HH-028");
    let former = village.book.former_certificates(who).expect("former");
    assert_eq!(former, [("出生医学证明（新生儿）", "Z*****2086".to_owned())]);
    let holder =
        village.book.check_certificate(crate::codes::BIRTH_CERTIFICATE, "Z349962086", on).expect("a check");
    assert_eq!(holder.holder.map(|holder| holder.person_id), Some(who), "still known by it");
    assert_eq!(village.found(&nobody("2025-11-20", 4)), ["王父"]);
    let history = village.book.person_history(who).expect("a history");
    assert!(history[0].words.starts_with("补上 王念 的证件号码"), "{:?}", history[0]);
    let open =
        village.book.registrations(&crate::registration::RegistrationFilter::default(), 1).expect("a queue");
    assert!(open.rows.iter().any(|row| row.person_id == who), "the province's system is to know");
}

#[test]
fn a_number_that_somebody_has_makes_a_pair() {
    let mut village = Village::new();
    let home = village.home(vec![one("王一", "02", "1990-01-01", "01", &nobody("1990-01-01", 1))]);
    let other = village.home(vec![one("王小一", "02", "1991-01-01", "16", "E12345678")]);
    let who = other.members[0].person_id;
    let now = village.now();
    let added =
        village.book.add_certificate(who, "01", &nobody("1990-01-01", 1), false, &now).expect("an answer");
    assert!(
        matches!(added, CertificateAdded::Claimed { other } if other.person_id == home.members[0].person_id)
    );
    assert_eq!(village.book.person(who).expect("as before").certno, "E12345678");
    assert_eq!(village.whys(), [["claimed"]]);
    let now = village.now();
    village.book.add_certificate(who, "01", &nobody("1990-01-01", 1), false, &now).expect("an answer");
    assert_eq!(village.whys().len(), 1, "asked once");
}

fn heard(village: &mut Village, home: &Household, who: Uuid, on: &str, outcome: &str) -> u32 {
    let now = village.now();
    let input = crate::canvass::VisitInput {
        household_id: home.household_id,
        visited_on: on.parse().expect("a day"),
        visitor: "王主任".to_owned(),
        way: "door".to_owned(),
        met: String::new(),
        note: "说过了".to_owned(),
        next_on: None,
        answers: vec![crate::canvass::Answer { person_id: who, outcome: outcome.to_owned() }],
        warned: false,
        signature: None,
        mark_refused: outcome == crate::canvass::REFUSED,
        corrects: None,
    };
    village.book.record_visit(&input, &now).expect("recorded").visit_no
}

fn place(village: &mut Village, who: Uuid, place: &str, as_of: &str) {
    let input = crate::canvass::WhereaboutsInput {
        person_id: who,
        kind: "working".to_owned(),
        place: place.to_owned(),
        phone: String::new(),
        as_of: as_of.parse().expect("a day"),
        feeds_roster: false,
    };
    let now = village.now();
    village.book.record_whereabouts(&input, &now).expect("written down");
}

fn december() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day")
}

/// Visits, the last of them and their number on the list, whereabouts.
type Canvassed = (Vec<u32>, Option<(u32, Option<u32>)>, Vec<String>);

/// Everything that canvassing says of somebody.
fn canvassed(village: &Village, who: Uuid) -> Canvassed {
    let visits = village.book.visits_of_person(who).expect("visits");
    let all = crate::canvass::ListFilter { with_refused: true, ..crate::canvass::ListFilter::default() };
    let page = village.book.canvass_list(&all, 1, december()).expect("a list");
    let row = page.rows.into_iter().find(|row| row.person_id == who);
    let places = village.book.whereabouts(who).expect("places").into_iter().map(|at| at.place).collect();
    (
        visits.iter().map(|visit| visit.visit_no).collect(),
        row.map(|row| (row.visits, row.last.map(|last| last.visit_no))),
        places,
    )
}

#[test]
fn visits_and_whereabouts_follow_the_person_and_come_back() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let own = heard(&mut village, &first, a, "2025-11-10", "later");
    let other = heard(&mut village, &second, b, "2025-11-20", crate::canvass::REFUSED);
    place(&mut village, a, "浙江宁波", "2025-06-01");
    place(&mut village, b, "江苏苏州", "2025-09-01");
    let before = [canvassed(&village, a), canvassed(&village, b)];
    assert_eq!(before[1], (vec![other], Some((1, Some(other))), vec!["江苏苏州".to_owned()]));
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    assert_eq!(
        canvassed(&village, a),
        (vec![other, own], Some((2, Some(other))), vec!["江苏苏州".to_owned(), "浙江宁波".to_owned()]),
        "all that was heard of either entry is his, the newest counts"
    );
    let home = village.book.canvass_household(first.household_id, december()).expect("his household");
    let seen: Vec<_> = home.visits.iter().map(|visit| visit.visit_no).collect();
    assert_eq!(seen, [other, own], "the visit to the entry that went is seen where he lives");
    assert!(home.refuses, "he said no last");
    assert_eq!(home.whereabouts[&a][0].place, "江苏苏州");
    assert!(village.book.was_heard_refusing(a, 2026).expect("read"));
    let open = village.book.household_completeness(first.household_id, 2026, december()).expect("a look");
    let why = open.missing.iter().find(|row| row.person_id == a).and_then(|row| row.why);
    assert_ne!(why, Some(crate::progress::Open::VisitMissing), "the refusal has its visit");
    let now = village.now();
    village.book.take_back_verdict(verdict_no, "原来是两个人", &now).expect("two again");
    assert_eq!([canvassed(&village, a), canvassed(&village, b)], before, "each has his own again");
    village.lawful();
}

#[test]
fn a_refusal_of_the_entry_that_went_ends_with_a_visit_to_the_person() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    heard(&mut village, &second, b, "2025-11-20", crate::canvass::REFUSED);
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    let states = |village: &Village| {
        let states = village.book.read(|tx| tx.states(first.household_id, 2026)).expect("states");
        states[&a].word().to_owned()
    };
    assert_eq!(states(&village), "refused");
    let mut put_right = village.book.visits_of_person(a).expect("visits").remove(0);
    assert_eq!(put_right.answers[0].person_id, a, "the visit names him");
    put_right.answers[0].outcome = "later".to_owned();
    let input = crate::canvass::VisitInput {
        household_id: put_right.household_id,
        visited_on: put_right.visited_on,
        visitor: put_right.visitor,
        way: put_right.way,
        met: put_right.met,
        note: put_right.note,
        next_on: None,
        answers: vec![crate::canvass::Answer { person_id: a, outcome: "later".to_owned() }],
        warned: false,
        signature: None,
        mark_refused: false,
        corrects: Some(put_right.visit_no),
    };
    let now = village.now();
    village.book.record_visit(&input, &now).expect("put right");
    assert_eq!(states(&village), "unpaid", "the refusal came from the visit that was put right");
    let now = village.now();
    let error = village.book.take_back_verdict(verdict_no, "错了", &now).expect_err("it was changed since");
    assert_eq!(error.code(), "E-DUP-005");
}

#[test]
fn wishes_for_the_provinces_system_come_back_with_a_merge_that_is_taken_back() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let queue = |village: &Village| {
        let all = crate::registration::RegistrationFilter { all: true, ..Default::default() };
        let page = village.book.registrations(&all, 1).expect("a queue");
        let row = |row: &crate::registration::RegistrationRow| {
            (row.registration_no, row.person_id, row.state.word(), row.reason.clone(), row.decided.clone())
        };
        page.rows.iter().map(row).collect::<Vec<_>>()
    };
    let number = queue(&village).into_iter().find(|row| row.1 == b).expect("he waits").0;
    let now = village.now();
    let failed = crate::registration::RegistrationState::Failed;
    village.book.mark_registrations(&[number], failed, "同号已有人", &now).expect("marked");
    let before = queue(&village);
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    let merged = queue(&village);
    let wish = merged.iter().find(|row| row.0 == number).expect("it is kept");
    assert_eq!((wish.1, wish.2), (a, "dropped"), "one person waits once");
    let now = village.now();
    village.book.take_back_verdict(verdict_no, "原来是两个人", &now).expect("two again");
    assert_eq!(queue(&village), before, "each waits as he did");
}

#[test]
fn who_paid_elsewhere_on_either_entry_has_paid_elsewhere() {
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    let put = |village: &mut Village, who: Uuid, reason: &str, state: &str| {
        let now = village.now();
        let left = crate::enrolment::LeftOut {
            person_id: who,
            reason: reason.to_owned(),
            note: format!("{reason}的说明"),
            ..Default::default()
        };
        village.book.transact(&now, |tx, acting| tx.put_enrolment(&left, 2026, state, acting)).expect("put");
    };
    put(&mut village, a, "refused", "refused");
    put(&mut village, b, "paid_elsewhere", "paid_elsewhere");
    let state = |village: &Village, home: &Household, who: Uuid| {
        village.book.read(|tx| tx.states(home.household_id, 2026)).expect("states")[&who].word().to_owned()
    };
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    assert_eq!(state(&village, &first, a), "paid_elsewhere", "nobody asks him for money again");
    let all = village.book.read(|tx| tx.all_states(2026)).expect("states");
    assert_eq!(all[&a].word(), "paid_elsewhere", "on every list");
    let now = village.now();
    village.book.take_back_verdict(verdict_no, "原来是两个人", &now).expect("two again");
    assert_eq!(state(&village, &first, a), "refused");
    assert_eq!(state(&village, &second, b), "paid_elsewhere");

    // Paid here on one entry and elsewhere on the other: that is work.
    let mut village = Village::new();
    let (first, second) = twice(&mut village);
    let (a, b) = (first.members[1].person_id, second.members[0].person_id);
    village.pay(second.household_id);
    put(&mut village, a, "paid_elsewhere", "paid_elsewhere");
    let verdict_no = village.decide(a, b, Verdict::Merge { kept: a }).expect("one person");
    let work = village.book.work_items(true, 1).expect("work");
    assert_eq!((work.open, work.items[0].kind.as_str(), work.items[0].person_id), (1, "paid_twice", a));
    let now = village.now();
    village.book.take_back_verdict(verdict_no, "原来是两个人", &now).expect("two again");
    assert_eq!(village.book.work_items(true, 1).expect("work").open, 0, "two people paid once each");
    village.lawful();
}
