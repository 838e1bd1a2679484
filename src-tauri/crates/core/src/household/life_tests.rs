//! Households over a year, in a real book.

use super::life::*;
use super::tests::{Village, as_shown, nobody};
use super::*;
use crate::error::Coded;
use crate::person::Standing;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the test")
}

fn paper(on: &str) -> Paper {
    Paper { kind: "household_register".to_owned(), number: "341799001".to_owned(), ..Paper::of_day(day(on)) }
}

fn request(act: LifeAct, on: &str) -> LifeRequest {
    LifeRequest { act, paper: paper(on), same_person_confirmed: false }
}

fn one(name: &str, relation: &str, birth: &str, sequence: u32) -> MemberInput {
    MemberInput {
        name: name.to_owned(),
        certno: nobody(birth, sequence),
        relation: relation.to_owned(),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        ..MemberInput::default()
    }
}

impl Village {
    fn life(&mut self, act: LifeAct, on: &str) -> Result<LifeDone> {
        let now = self.now();
        let request = request(act, on);
        let previewed = self.book.preview_life(&request, &now).map(|done| done.notes);
        let now = self.now();
        let done = self.book.record_life(&request, &now);
        match (&previewed, &done) {
            (Ok(notes), Ok(done)) => assert_eq!(*notes, done.notes, "the preview says what happens"),
            (Err(before), Err(after)) => assert_eq!(before.code(), after.code(), "the preview refuses alike"),
            other => panic!("preview and act differ: {other:?}"),
        }
        done
    }

    /// Grandparents, parents and a child: five under one roof.
    fn five(&mut self) -> Household {
        self.save(&HouseholdInput {
            village_group: "一组".to_owned(),
            address: "一组1号".to_owned(),
            members: vec![
                one("王大山", "02", "1958-04-12", 1),
                one("李秀英", "12", "1960-09-30", 2),
                one("王小雨", "20", "1985-06-01", 3),
                one("赵月", "38", "1987-06-01", 4),
                one("王念", "42", "2014-06-01", 6),
            ],
            ..HouseholdInput::default()
        })
        .expect("five are registered")
    }

    fn named(&self, hh_no: &str) -> Vec<String> {
        let household = self.book.household_by_no(hh_no).expect("the household");
        household
            .members
            .iter()
            .map(|m| format!("{}{} {}", m.member_no, m.name, codes_label(&m.relation)))
            .collect()
    }

    fn words(&self, household_id: Uuid) -> Vec<String> {
        self.book.history(household_id).expect("a history").into_iter().map(|item| item.words).collect()
    }
}

fn codes_label(code: &str) -> &'static str {
    crate::codes::relation_label(code)
}

fn ids(household: &Household, places: &[usize]) -> Vec<Uuid> {
    places.iter().map(|place| household.members[*place].person_id).collect()
}

fn proposed(proposals: Vec<Proposal>) -> Relations {
    proposals.into_iter().filter_map(|proposal| Some((proposal.person_id, proposal.relation?))).collect()
}

fn split(village: &Village, household: &Household, places: &[usize]) -> LifeAct {
    let people = ids(household, places);
    let head = people[0];
    let relations =
        proposed(village.book.propose_relations(household.household_id, &people, head).expect("proposals"));
    LifeAct::Split {
        household_id: household.household_id,
        people,
        place: NewPlace::default(),
        head: NewHead { person_id: head, relations },
        next_head: None,
    }
}

#[test]
fn a_household_splits_and_each_has_its_head_and_its_relations() {
    let mut village = Village::new();
    let household = village.five();
    let act = split(&village, &household, &[2, 3, 4]);
    let done = village.life(act, "2025-11-20").expect("they part");
    assert_eq!(done.kind, "split");
    assert_eq!(village.named("1"), ["1王大山 户主", "2李秀英 妻"]);
    assert_eq!(village.named("2"), ["1王小雨 户主", "2赵月 妻", "3王念 女"]);
    assert!(done.notes.contains(&LifeNote::HouseholdMade { hh_no: "2".to_owned() }), "{:?}", done.notes);
    let new = village.book.household_by_no("2").expect("the new one");
    assert_eq!((new.village_group.as_str(), new.address.as_str()), ("一组", "一组1号"));
    assert_eq!(
        village.words(household.household_id)[0],
        "分户：王小雨、赵月、王念 从户号 1 分出，立户号 2，日期 2025-11-20，凭 户口簿 341799001"
    );
    assert_eq!(village.words(new.household_id).len(), 1, "an act is one line of a history");
    let person = village.book.person_history(household.members[4].person_id).expect("a history");
    let words: Vec<_> = person.iter().map(|item| item.words.as_str()).collect();
    assert!(words[0].starts_with("分户") && words[1] == "登记本户，共 5 人", "{words:?}");
    assert_eq!(village.found("户主2"), Vec::<String>::new());
    assert_eq!(village.found("王念"), ["王小雨"], "people are found where they are");
    // Numbers of those who left are not given to others.
    let mut input = as_shown(&village.book.household_by_no("1").expect("the old one"));
    input.members.push(one("王新", "40", "2020-01-01", 9));
    assert_eq!(village.save(&input).expect("one more").members[2].member_no, 6);
}

#[test]
fn a_split_asks_for_what_it_does_not_know() {
    let mut village = Village::new();
    let household = village.five();
    let LifeAct::Split { household_id, people, place, head, .. } = split(&village, &household, &[2, 3, 4])
    else {
        panic!("a split")
    };
    let made = |people: Vec<Uuid>, head: NewHead, next_head| LifeAct::Split {
        household_id,
        people,
        place: place.clone(),
        head,
        next_head,
    };
    let mut refused = |act: LifeAct, on: &str, code: &str| {
        let error = village.life(act, on).expect_err(code);
        assert_eq!(error.code(), code);
        let said = crate::words::of(&error);
        assert!(!said.message.contains('{') && !said.todo.contains('{'), "{said:?}");
        assert_eq!(village.named("1").len(), 5, "{code} changes nothing");
        assert!(village.book.household_by_no("2").is_err(), "{code} makes nothing");
    };
    refused(made(people.clone(), head.clone(), None), "2025-12-02", "E-HH-013");
    refused(made(people.clone(), head.clone(), None), "2010-01-01", "E-HH-014");
    refused(made(Vec::new(), head.clone(), None), "2025-11-20", "E-HH-023");
    refused(made(ids(&household, &[0, 1, 2, 3, 4]), head.clone(), None), "2025-11-20", "E-HH-019");
    let unsaid = NewHead { relations: Relations::new(), ..head.clone() };
    refused(made(people.clone(), unsaid, None), "2025-11-20", "E-HH-017");
    let two_heads = NewHead {
        relations: people.iter().map(|id| (*id, HEAD.to_owned())).collect(),
        person_id: head.person_id,
    };
    refused(made(people.clone(), two_heads, None), "2025-11-20", "E-HH-017");
    let couple = ids(&household, &[0, 1]);
    let old_pair =
        NewHead { person_id: couple[0], relations: Relations::from([(couple[1], "12".to_owned())]) };
    refused(made(couple.clone(), old_pair.clone(), None), "2025-11-20", "E-HH-016");
    refused(made(vec![Uuid::nil()], head.clone(), None), "2025-11-20", "E-HH-002");
    let next = NewHead {
        person_id: people[0],
        relations: Relations::from([(people[1], "12".to_owned()), (people[2], "30".to_owned())]),
    };
    let act = made(couple, old_pair, Some(next));
    village.life(act, "2025-11-20").expect("the old head leaves");
    assert_eq!(village.named("1"), ["3王小雨 户主", "4赵月 妻", "5王念 女"]);
    assert_eq!(village.named("2"), ["1王大山 户主", "2李秀英 妻"]);
}

#[test]
fn payments_go_with_their_people() {
    let mut village = Village::new();
    let household = village.five();
    village.pay(household.household_id);
    let receipts = village.book.all_receipts().expect("receipts");
    let act = split(&village, &household, &[2, 3, 4]);
    let done = village.life(act, "2025-11-20").expect("they part");
    let kept = done.notes.iter().filter(|note| matches!(note, LifeNote::PaymentStays { .. })).count();
    assert_eq!(kept, 3, "{:?}", done.notes);
    let row = village.book.household_by_no("2").expect("the new one");
    let on = day("2025-12-01");
    let row = village.book.household_row(row.household_id, 2026, on).expect("a row").expect("it is there");
    assert_eq!((row.unpaid, row.state()), (0, "done"));
    assert_eq!(village.book.all_receipts().expect("receipts"), receipts, "a receipt never changes");
    let words = &village.book.person_history(household.members[4].person_id).expect("a history");
    assert!(words.iter().any(|item| item.words.starts_with("2026年度已缴费，收据 ")), "{words:?}");
    assert!(village.book.verify().expect("a check").iter().all(crate::journal::LawReport::ok));
}

#[test]
fn households_merge_and_the_number_stays_with_the_empty_one() {
    let mut village = Village::new();
    let household = village.five();
    let act = split(&village, &household, &[2, 3, 4]);
    village.life(act, "2025-10-20").expect("they part");
    let young = village.book.household_by_no("2").expect("the young");
    let people: Vec<Uuid> = young.members.iter().map(|m| m.person_id).collect();
    let relations =
        village.book.propose_joining(&people, household.household_id, people[0], "20").expect("proposals");
    let merge =
        |relations| LifeAct::Merge { from: young.household_id, into: household.household_id, relations };
    assert_eq!(village.life(merge(Relations::new()), "2025-11-20").expect_err("asked").code(), "E-HH-017");
    let done = village.life(merge(proposed(relations)), "2025-11-20").expect("together again");
    assert!(done.notes.contains(&LifeNote::HouseholdEmpty { hh_no: "2".to_owned() }), "{:?}", done.notes);
    assert_eq!(village.named("1"), ["1王大山 户主", "2李秀英 妻", "6王小雨 子", "7赵月 儿媳", "8王念 孙女"]);
    assert_eq!(village.named("2"), Vec::<String>::new());
    assert_eq!(village.book.next_household_no().expect("a number"), "3", "2 is not given again");
    let same = LifeAct::Merge {
        from: household.household_id,
        into: household.household_id,
        relations: Relations::new(),
    };
    assert_eq!(village.life(same, "2025-11-20").expect_err("the same").code(), "E-HH-018");
}

#[test]
fn a_bride_moves_and_a_namesake_is_asked_about() {
    let mut village = Village::new();
    let household = village.five();
    let other = village
        .save(&HouseholdInput {
            members: vec![one("孙立", "02", "1984-01-01", 31), one("赵月", "30", "1987-06-01", 32)],
            ..HouseholdInput::default()
        })
        .expect_err("a namesake is asked about");
    assert_eq!(other.code(), "E-HH-004");
    let mut members = vec![one("孙立", "02", "1984-01-01", 31), one("赵月", "30", "1987-06-01", 32)];
    members[1].same_person_confirmed = true;
    let other = village.save(&HouseholdInput { members, ..HouseholdInput::default() }).expect("confirmed");
    let bride = household.members[3].person_id;
    let act = LifeAct::Move {
        people: vec![bride],
        into: other.household_id,
        relations: Relations::from([(bride, "12".to_owned())]),
        reason: MoveReason::Marriage,
        next_head: None,
    };
    assert_eq!(village.life(act.clone(), "2025-11-20").expect_err("asked").code(), "E-HH-004");
    let now = village.now();
    let confirmed = LifeRequest { same_person_confirmed: true, ..request(act, "2025-11-20") };
    let done = village.book.record_life(&confirmed, &now).expect("she moves");
    assert_eq!(done.kind, "marriage");
    assert_eq!(village.named(&other.hh_no), ["1孙立 户主", "2赵月 女", "3赵月 妻"]);
    assert!(village.words(other.household_id)[0].starts_with("婚嫁：赵月 从户号 1 转到户号 2"));
}

#[test]
fn the_last_one_to_move_leaves_an_empty_household() {
    let mut village = Village::new();
    let household = village.five();
    let lonely = village
        .save(&HouseholdInput {
            members: vec![one("钱一", "02", "1950-01-01", 41)],
            ..HouseholdInput::default()
        })
        .expect("one alone");
    let who = lonely.members[0].person_id;
    let act = |into| LifeAct::Move {
        people: vec![who],
        into,
        relations: Relations::from([(who, "99".to_owned())]),
        reason: MoveReason::Other,
        next_head: None,
    };
    let done = village.life(act(household.household_id), "2025-11-20").expect("he moves");
    assert!(done.notes.contains(&LifeNote::HouseholdEmpty { hh_no: lonely.hh_no.clone() }));
    let empty = village.book.household(lonely.household_id).expect("it is kept");
    assert_eq!((empty.members.len(), empty.head_id), (0, None));
    // Whoever comes back into an empty house heads it.
    let back = LifeAct::Move {
        people: vec![who],
        into: lonely.household_id,
        relations: Relations::new(),
        reason: MoveReason::Other,
        next_head: None,
    };
    village.life(back, "2025-11-22").expect("home again");
    assert_eq!(village.named(&lonely.hh_no), ["2钱一 户主"], "his old number is not given again");
}

#[test]
fn a_birth_a_death_and_a_departure_are_dated_by_their_papers() {
    let mut village = Village::new();
    let household = village.five();
    let child = MemberInput {
        name: "王新".to_owned(),
        certificate_type: crate::codes::BIRTH_CERTIFICATE.to_owned(),
        certno: "Z349962086".to_owned(),
        sex: Some("1".to_owned()),
        relation: "41".to_owned(),
        ..MemberInput::default()
    };
    let birth = |child: &MemberInput| LifeAct::Birth {
        household_id: household.household_id,
        child: Box::new(child.clone()),
    };
    let done = village.life(birth(&child), "2025-11-20").expect("a child");
    let born = &done.households[0].members[5];
    assert_eq!((born.birth, born.member_no), (Some(day("2025-11-20")), 6));
    let twin = MemberInput {
        name: "王生".to_owned(),
        certno: "Z349962087".to_owned(),
        birth: Some(day("2025-11-19")),
        ..child
    };
    assert_eq!(village.life(birth(&twin), "2025-11-20").expect_err("another day").code(), "E-HH-025");
    assert_eq!(village.life(birth(&twin), "2025-12-09").expect_err("not yet").code(), "E-HH-013");

    let head = household.members[0].person_id;
    let death = |next_head| LifeAct::Death { person_id: head, next_head };
    assert_eq!(village.life(death(None), "2025-11-25").expect_err("who follows?").code(), "E-HH-016");
    let wife = household.members[1].person_id;
    let others: Vec<Uuid> = village
        .book
        .household(household.household_id)
        .expect("it")
        .members
        .iter()
        .map(|m| m.person_id)
        .collect();
    let mut relations =
        proposed(village.book.propose_relations(household.household_id, &others, wife).expect("proposals"));
    relations.remove(&head);
    let done = village
        .life(death(Some(NewHead { person_id: wife, relations })), "2025-11-25")
        .expect("written down");
    let after = &done.households[0];
    assert_eq!(after.members[0].standing, Standing::Dead);
    assert_eq!(after.head().map(|head| head.name.as_str()), Some("李秀英"));
    assert_eq!(
        village.named("1"),
        ["1王大山 户主", "2李秀英 户主", "3王小雨 子", "4赵月 儿媳", "5王念 孙女", "6王新 孙子"]
    );
    assert!(
        done.notes.iter().any(|note| matches!(note, LifeNote::OwesOther { name, .. } if name == "王大山")),
        "{:?}",
        done.notes
    );
    assert_eq!(village.life(death(None), "2025-11-26").expect_err("he is dead").code(), "E-HH-015");

    let student = household.members[4].person_id;
    village
        .life(LifeAct::Leave { people: vec![student], next_head: None }, "2025-09-01")
        .expect("she leaves");
    assert_eq!(village.book.person(student).expect("her").standing, Standing::Moved);
    let back = |relation: &str| LifeAct::Return { person_id: student, relation: relation.to_owned() };
    assert_eq!(village.life(back("42"), "2025-08-01").expect_err("before she left").code(), "E-HH-011");
    assert_eq!(village.life(back(""), "2025-11-30").expect_err("as what?").code(), "E-HH-017");
    village.life(back("42"), "2025-11-30").expect("she is back");
    assert!(village.book.person(student).expect("her").is_present());
    assert_eq!(village.life(back("42"), "2025-11-30").expect_err("she is here").code(), "E-HH-027");
}

#[test]
fn who_dies_after_paying_is_said_with_his_receipt() {
    let mut village = Village::new();
    let household = village.five();
    village.pay(household.household_id);
    let who = household.members[4].person_id;
    let done =
        village.life(LifeAct::Death { person_id: who, next_head: None }, "2025-11-30").expect("written down");
    assert!(
        matches!(&done.notes[..], [LifeNote::PaidAndGone { name, levy_year: 2026, .. }] if name == "王念"),
        "{:?}",
        done.notes
    );
    let words = life_note_words(&done.notes[0]);
    assert!(words.contains("退费") && !words.contains('{'), "{words}");
    let work = village.book.work_items(true, 1).expect("work");
    assert!(
        work.items[0].words.contains("王念") && !work.items[0].words.contains('{'),
        "{:?}",
        work.items[0]
    );
    let now = village.now();
    village.book.undo_life(done.act_id, "弄错人了", &now).expect("undone");
    assert_eq!(village.book.work_items(true, 1).expect("work").open, 0, "no death, no work");
}

#[test]
fn a_new_head_wants_everybodys_relation() {
    let mut village = Village::new();
    let household = village.five();
    let son = household.members[2].person_id;
    let all: Vec<Uuid> = household.members.iter().map(|m| m.person_id).collect();
    let proposals = village.book.propose_relations(household.household_id, &all, son).expect("proposals");
    let act = |relations| LifeAct::Head {
        household_id: household.household_id,
        head: NewHead { person_id: son, relations },
    };
    let mut few = proposed(proposals.clone());
    few.remove(&household.members[1].person_id);
    assert_eq!(village.life(act(few), "2025-11-20").expect_err("asked").code(), "E-HH-017");
    village.life(act(proposed(proposals)), "2025-11-20").expect("a new head");
    assert_eq!(village.named("1"), ["1王大山 父亲", "2李秀英 母亲", "3王小雨 户主", "4赵月 妻", "5王念 女"]);
    assert_eq!(village.found("王大山"), ["王小雨"]);
}

#[test]
fn people_come_from_outside_into_a_household_or_a_new_one() {
    let mut village = Village::new();
    let household = village.five();
    let into = |relation: &str| LifeAct::MoveIn {
        place: Place::Household(household.household_id),
        members: vec![one("周来", relation, "1990-01-01", 51)],
    };
    assert_eq!(village.life(into("02"), "2025-11-20").expect_err("one head").code(), "E-HH-017");
    village.life(into("28"), "2025-11-20").expect("a son-in-law");
    assert_eq!(village.life(into("28"), "2025-11-20").expect_err("twice").code(), "E-HH-003");
    let new = LifeAct::MoveIn {
        place: Place::New(NewPlace { village_group: "三组".to_owned(), ..NewPlace::default() }),
        members: vec![one("周新", "01", "1991-01-01", 53), one("周小", "20", "2016-01-01", 55)],
    };
    let done = village.life(new, "2025-11-20").expect("a new household");
    assert_eq!(done.notes, [LifeNote::HouseholdMade { hh_no: "2".to_owned() }]);
    assert_eq!(village.named("2"), ["1周新 户主", "2周小 子"]);
    let headless = LifeAct::MoveIn {
        place: Place::New(NewPlace::default()),
        members: vec![one("周三", "20", "1991-01-01", 57)],
    };
    assert_eq!(village.life(headless, "2025-11-20").expect_err("no head").code(), "E-HH-007");
}

#[test]
fn a_mistake_is_undone_by_another_act_while_nothing_rests_on_it() {
    let mut village = Village::new();
    let household = village.five();
    let act = split(&village, &household, &[2, 3, 4]);
    let done = village.life(act, "2025-11-20").expect("they part");
    let now = village.now();
    let undone = village.book.undo_life(done.act_id, "听错了", &now).expect("undone");
    assert!(undone.notes.contains(&LifeNote::HouseholdEmpty { hh_no: "2".to_owned() }));
    assert_eq!(village.book.household(household.household_id).expect("as before"), household);
    let history = village.book.history(household.household_id).expect("a history");
    assert_eq!(history[0].words, "撤销：分户 王小雨、赵月、王念 听错了");
    assert!(history[1].is_undone && history[0].act_id.is_none(), "what was undone stays in the history");
    let now = village.now();
    assert_eq!(village.book.undo_life(done.act_id, "", &now).expect_err("twice").code(), "E-HH-021");
    assert_eq!(village.book.undo_life(undone.act_id, "", &now).expect_err("an undoing").code(), "E-HH-022");

    // Somebody was changed since.
    let act = split(&village, &household, &[2, 3, 4]);
    let done = village.life(act, "2025-11-20").expect("they part again");
    let mut input = as_shown(&village.book.household_by_no("3").expect("the new one"));
    input.members[0].phone = "15400000009".to_owned();
    village.save(&input).expect("a phone");
    let now = village.now();
    assert_eq!(village.book.undo_life(done.act_id, "", &now).expect_err("changed").code(), "E-HH-020");

    // A child written down by mistake goes; one who has paid stays.
    let birth = LifeAct::Birth {
        household_id: household.household_id,
        child: Box::new(one("王新", "41", "2025-11-20", 61)),
    };
    let done = village.life(birth.clone(), "2025-11-20").expect("a child");
    let now = village.now();
    village.book.undo_life(done.act_id, "重复登记", &now).expect("undone");
    assert_eq!(village.named("1").len(), 2);
    let done = village.life(birth, "2025-11-20").expect("a child");
    assert_eq!(done.households[0].members[2].member_no, 7, "the number of the mistake is not given again");
    village.pay(household.household_id);
    let now = village.now();
    assert_eq!(village.book.undo_life(done.act_id, "", &now).expect_err("paid").code(), "E-HH-009");
}

#[test]
fn household_numbers_are_not_given_twice() {
    let mut village = Village::new();
    let household = village.five();
    let mut input = as_shown(&household);
    input.hh_no = Some("77".to_owned());
    village.save(&input).expect("renumbered");
    let other = |hh_no: Option<&str>| HouseholdInput {
        hh_no: hh_no.map(str::to_owned),
        members: vec![one("孙立", "02", "1984-01-01", 31)],
        ..HouseholdInput::default()
    };
    assert_eq!(village.save(&other(Some("1"))).expect_err("used before").code(), "E-HH-026");
    assert_eq!(village.save(&other(None)).expect("the next").hh_no, "78");
    input.hh_no = Some("1".to_owned());
    assert_eq!(village.save(&input).expect("its own number again").hh_no, "1");
}

#[test]
fn an_import_is_not_undone_under_people_who_moved_since() {
    let mut village = Village::new();
    let home = village.five();
    let csv =
        format!("户号,村民组,姓名,身份证号码,与户主关系\n900,三组,周一,{},户主\n", nobody("1970-01-01", 71));
    let now = village.now();
    let imported = village.book.import_roster(csv.as_bytes(), "一户.csv", &now).expect("one man comes in");
    let one_man = village.book.household_by_no("900").expect("his household");
    let who = one_man.members[0].person_id;
    let act = LifeAct::Merge {
        from: one_man.household_id,
        into: home.household_id,
        relations: Relations::from([(who, "99".to_owned())]),
    };
    let done = village.life(act, "2025-11-20").expect("he moves in");
    let now = village.now();
    assert_eq!(village.book.undo_import(imported.import_id, &now).expect_err("he moved").code(), "E-LST-003");
    assert_eq!(village.named("1").len(), 6, "nobody is lost");
    let now = village.now();
    village.book.undo_life(done.act_id, "", &now).expect("he moves back");
    assert_eq!(village.named("900"), ["1周一 户主"]);
}
