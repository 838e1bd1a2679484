//! Visits, cadres and rounds in a real book on a disk, with people who are nobody.

use super::*;
use crate::codes::EnrolmentState;
use crate::error::Coded;
use crate::household::tests::{Village, nobody};
use crate::household::{HouseholdInput, MemberInput};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the test")
}

fn family(village: &mut Village, surname: &str, group: &str, sequence: u32) -> Household {
    let member = |name: &str, relation: &str, birth: &str, sequence| MemberInput {
        name: format!("{surname}{name}"),
        certno: nobody(birth, sequence),
        relation: relation.to_owned(),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        same_person_confirmed: true,
        ..MemberInput::default()
    };
    let members = vec![
        member("大山", "02", "1979-04-12", sequence),
        member("秀英", "10", "1981-09-30", sequence + 1),
        member("小雨", "20", "2012-06-01", sequence + 2),
    ];
    let input = HouseholdInput { village_group: group.to_owned(), members, ..HouseholdInput::default() };
    village.save(&input).expect("the family is registered")
}

fn visit(household: &Household, place: usize, outcome: &str) -> VisitInput {
    VisitInput {
        household_id: household.household_id,
        visited_on: day("2025-11-20"),
        visitor: "王主任".to_owned(),
        way: "door".to_owned(),
        met: String::new(),
        note: String::new(),
        next_on: None,
        answers: vec![Answer { person_id: household.members[place].person_id, outcome: outcome.to_owned() }],
        warned: false,
        signature: None,
        mark_refused: false,
        corrects: None,
    }
}

fn record(village: &mut Village, input: &VisitInput) -> Result<Visit> {
    let now = village.now();
    village.book.record_visit(input, &now)
}

fn state(village: &Village, household: &Household, place: usize) -> EnrolmentState {
    let row = village.book.household_row(household.household_id, 2026, day("2025-12-01"));
    let row = row.expect("read").expect("there");
    let person_id = household.members[place].person_id;
    row.members.iter().find(|member| member.person_id == person_id).expect("a member").state
}

fn listed(village: &Village, filter: &ListFilter) -> Vec<String> {
    let page = village.book.canvass_list(filter, 1, day("2025-12-01")).expect("a list");
    page.rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn a_visit_is_kept_as_it_was_and_counts_for_each_person() {
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    let mut input = visit(&household, 0, "later");
    input
        .answers
        .push(Answer { person_id: household.members[1].person_id, outcome: "away_reached".to_owned() });
    input.next_on = Some(day("2025-12-01"));
    input.met = " 王大山本人 ".to_owned();
    let stored = record(&mut village, &input).expect("recorded");
    assert_eq!((stored.visitor.as_str(), stored.met.as_str()), ("王主任", "王大山本人"));
    assert_eq!(stored.answers[1].name, "王秀英");
    let page = village.book.canvass_list(&ListFilter::default(), 1, day("2025-12-01")).expect("a list");
    let seen: Vec<_> = page.rows.iter().map(|row| (row.name.as_str(), row.visits, row.due)).collect();
    assert_eq!(seen, [("王大山", 1, Due::Today), ("王秀英", 1, Due::Today), ("王小雨", 0, Due::Later)]);
    assert_eq!((page.people, page.households, page.today, page.overdue, page.never), (3, 1, 2, 0, 1));
    let later = village.book.canvass_list(&ListFilter::default(), 1, day("2025-12-02")).expect("a list");
    assert_eq!((later.today, later.overdue), (0, 2));
    let mut nameless = visit(&household, 2, "not_home");
    nameless.visitor = "  ".to_owned();
    assert_eq!(record(&mut village, &nameless).expect("recorded").visitor, "周会计", "who has the book open");
    assert_eq!(village.book.visits_of_person(household.members[2].person_id).expect("read").len(), 1);
    let mut fewer = crate::household::tests::as_shown(&household);
    fewer.members.pop();
    let error = village.save(&fewer).expect_err("who was visited stays");
    assert_eq!(error.code(), "E-HH-009");
}

#[test]
fn what_is_not_right_about_a_visit_is_refused_and_nothing_is_kept() {
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    let other = family(&mut village, "李", "一组", 20);
    let mut check = |expect: &str, change: &dyn Fn(&mut VisitInput)| {
        let mut input = visit(&household, 0, "later");
        change(&mut input);
        let error = record(&mut village, &input).expect_err(expect);
        assert_eq!(error.code(), expect);
        let said = crate::words::of(&error);
        assert!(!said.message.contains('{') && !said.todo.contains('{'), "all places are filled: {said:?}");
        assert_eq!(village.book.visits(household.household_id).expect("read"), [], "{expect} keeps nothing");
    };
    check("E-CAN-001", &|input| input.visited_on = day("2025-12-02"));
    check("E-CAN-002", &|input| input.visited_on = day("2024-12-31"));
    check("E-CAN-003", &|input| input.answers.clear());
    check("E-CAN-004", &|input| input.answers.push(input.answers[0].clone()));
    check("E-CAN-005", &|input| input.answers[0].outcome = "other".to_owned());
    check("E-CAN-006", &|input| input.next_on = Some(day("2025-11-19")));
    check("E-CAN-006", &|input| input.next_on = Some(day("2027-11-19")));
    check("E-CAN-007", &|input| input.warned = true);
    check("E-CAN-007", &|input| input.mark_refused = true);
    check("E-CAN-008", &|input| {
        input.answers[0].outcome = REFUSED.to_owned();
        input.signature = Some(Signature { signed: true, on: day("2025-11-19") });
    });
    check("E-CAN-011", &|input| input.corrects = Some(7));
    check("E-CAN-013", &|input| input.note = "很".repeat(201));
    check("E-CAN-013", &|input| input.met = "一\n二".to_owned());
    check("E-HH-010", &|input| input.answers[0].outcome = "perhaps".to_owned());
    check("E-HH-010", &|input| input.way = "pigeon".to_owned());
    check("E-HH-002", &|input| input.answers[0].person_id = other.members[0].person_id);
    check("E-HH-001", &|input| input.household_id = other.members[0].person_id);
}

#[test]
fn a_refusal_is_recorded_by_a_visit_and_ends_with_another() {
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    let mut refusal = visit(&household, 0, REFUSED);
    record(&mut village, &refusal).expect("a first no");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Unpaid, "one no is not the end");
    refusal.visited_on = day("2025-11-25");
    refusal.warned = true;
    refusal.signature = Some(Signature { signed: true, on: day("2025-11-25") });
    refusal.mark_refused = true;
    let stored = record(&mut village, &refusal).expect("he signed");
    assert_eq!(stored.warned.map(|(rule, _)| rule).as_deref(), Some("refuser"), "the notice's sentence");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Refused);
    let person_id = household.members[0].person_id;
    assert!(village.book.was_heard_refusing(person_id, 2026).expect("read"));
    assert_eq!(listed(&village, &ListFilter::default()), ["王秀英", "王小雨"]);
    let with = ListFilter { with_refused: true, ..ListFilter::default() };
    assert_eq!(listed(&village, &with), ["王大山", "王秀英", "王小雨"]);
    // A visit of an earlier day that is written down now does not undo what came after it.
    record(&mut village, &visit(&household, 0, "later")).expect("from the paper");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Refused);
    // Nobody at home says nothing; a promise does.
    let mut again = visit(&household, 0, "not_home");
    again.visited_on = day("2025-11-28");
    record(&mut village, &again).expect("nobody there");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Refused);
    again.answers[0].outcome = "will_pay".to_owned();
    let promise = record(&mut village, &again).expect("he changed his mind");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Unpaid);
    // The promise was written down for the wrong household: without it he refuses again.
    again.answers.clear();
    again.corrects = Some(promise.visit_no);
    record(&mut village, &again).expect("taken back");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Refused);
    let twice = record(&mut village, &again).expect_err("once");
    assert_eq!(twice.code(), "E-CAN-012");
    // And the refusal itself, taken back.
    let mut back = visit(&household, 0, REFUSED);
    back.answers.clear();
    back.corrects = Some(stored.visit_no);
    record(&mut village, &back).expect("taken back");
    assert_eq!(state(&village, &household, 0), EnrolmentState::Unpaid);
    let all = village.book.visits(household.household_id).expect("read");
    assert_eq!(all.iter().filter(|visit| visit.corrected_by.is_some()).count(), 2, "both are still there");
}

#[test]
fn who_has_paid_or_is_excused_cannot_be_recorded_as_refusing() {
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    village.pay(household.household_id);
    let mut refusal = visit(&household, 0, REFUSED);
    refusal.mark_refused = true;
    assert_eq!(record(&mut village, &refusal).expect_err("he has paid").code(), "E-PAY-005");
    assert_eq!(village.book.visits(household.household_id).expect("read"), []);
    assert_eq!(listed(&village, &ListFilter { with_refused: true, ..ListFilter::default() }), [""; 0]);
}

#[test]
fn a_place_whose_notice_has_no_warning_says_nothing() {
    for shipped in crate::shipped::ShippedPolicy::all() {
        let policy = shipped.loaded().expect("it loads");
        let has = warning(&policy).is_some();
        assert_eq!(has, policy.policy.id() == "guichi-2026", "{}", policy.policy.id());
    }
}

#[test]
fn a_tills_refusal_gives_way_to_a_later_visit_only() {
    let visit = |outcome: &str, on: &str, visit_no| Standing {
        person_id: Uuid::nil(),
        outcome: outcome.to_owned(),
        visit_no,
        visited_on: day(on),
        way: "door".to_owned(),
        visitor: String::new(),
        note: String::new(),
        next_on: None,
        marked: true,
    };
    let till = Some(RecordedState { state: REFUSED, on: Some(day("2025-11-20")), is_ours: false });
    let before = [visit("will_pay", "2025-11-19", 1)];
    let after = [visit("will_pay", "2025-11-21", 1), visit("not_home", "2025-11-22", 2)];
    assert_eq!(settled(&before, till), Settled::Stays);
    assert_eq!(settled(&after, till), Settled::Open);
    assert_eq!(settled(&[], till), Settled::Stays);
    assert_eq!(settled(&[visit(REFUSED, "2025-11-22", 1)], None), Settled::Refused);
    let exempt = Some(RecordedState { state: "exempt", on: Some(day("2025-11-20")), is_ours: true });
    assert_eq!(settled(&[visit(REFUSED, "2025-11-22", 1)], exempt), Settled::Stays);
}

#[test]
fn where_somebody_is_feeds_the_roster_only_with_a_yes() {
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    let person_id = household.members[1].person_id;
    let mut there = WhereaboutsInput {
        person_id,
        kind: "working".to_owned(),
        place: "浙江宁波".to_owned(),
        phone: "154 0000 0009".to_owned(),
        as_of: day("2025-11-20"),
        feeds_roster: false,
    };
    let now = village.now();
    village.book.record_whereabouts(&there, &now).expect("written");
    assert_eq!(village.book.person(person_id).expect("there").migrant_worker, Some(false));
    there.feeds_roster = true;
    let now = village.now();
    village.book.record_whereabouts(&there, &now).expect("written");
    assert_eq!(village.book.person(person_id).expect("there").migrant_worker, Some(true));
    let history = village.book.history(household.household_id).expect("a history");
    assert_eq!(history[0].words, "补充 王秀英 的情况：是否外出务工");
    let page = village.book.canvass_list(&ListFilter::default(), 1, day("2025-12-01")).expect("a list");
    let row = page.rows.iter().find(|row| row.person_id == person_id).expect("unpaid");
    assert_eq!(row.whereabouts.as_ref().map(Whereabouts::words).as_deref(), Some("在外务工：浙江宁波"));
    assert_eq!(row.phone, "15400000009");
    // An older day that is written down later does not become the newest.
    let older = WhereaboutsInput {
        kind: "village".to_owned(),
        as_of: day("2025-10-01"),
        feeds_roster: false,
        ..there.clone()
    };
    let now = village.now();
    village.book.record_whereabouts(&older, &now).expect("written");
    assert_eq!(village.book.whereabouts(person_id).expect("read")[0].kind, "working");
    for (expect, change) in [
        ("E-CAN-001", WhereaboutsInput { as_of: day("2025-12-02"), ..there.clone() }),
        ("E-CAN-014", WhereaboutsInput { phone: "没有".to_owned(), ..there.clone() }),
        ("E-CAN-015", WhereaboutsInput { kind: "studying".to_owned(), ..there.clone() }),
        ("E-HH-010", WhereaboutsInput { kind: "moon".to_owned(), ..there.clone() }),
        ("E-HH-002", WhereaboutsInput { person_id: household.household_id, ..there.clone() }),
    ] {
        let now = village.now();
        assert_eq!(village.book.record_whereabouts(&change, &now).expect_err(expect).code(), expect);
    }
    assert_eq!(village.book.whereabouts(person_id).expect("read").len(), 3);
}

#[test]
fn the_table_of_people_is_filtered_by_where_they_are() {
    use crate::person::{PeopleFilter, SortBy};
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    let mut write = |place: usize, kind: &str, on: &str| {
        let there = WhereaboutsInput {
            person_id: household.members[place].person_id,
            kind: kind.to_owned(),
            place: String::new(),
            phone: String::new(),
            as_of: day(on),
            feeds_roster: false,
        };
        let now = village.now();
        village.book.record_whereabouts(&there, &now).expect("written");
    };
    write(0, "working", "2025-10-01");
    write(0, "village", "2025-11-01");
    write(1, "working", "2025-11-02");
    let found = |word: &str| {
        let whereabouts = Some(word.parse::<WhereaboutsFilter>().expect(word));
        let filter = PeopleFilter { whereabouts, ..PeopleFilter::default() };
        let page = village.book.people(&filter, (SortBy::Roster, false), 1, 2026, day("2025-12-01"));
        let rows = page.expect("a page").rows;
        rows.into_iter().map(|row| (row.name, row.whereabouts)).collect::<Vec<_>>()
    };
    let pair = |name: &str, words: &str| (name.to_owned(), words.to_owned());
    assert_eq!(found("away"), [pair("王秀英", "在外务工")], "what was written last counts");
    assert_eq!(found("village"), [pair("王大山", "在村里")]);
    assert_eq!(found("not_written"), [pair("王小雨", "")]);
    assert!(found("studying").is_empty());
    assert!("moon".parse::<WhereaboutsFilter>().is_err());
    let all =
        village.book.people(&PeopleFilter::default(), (SortBy::Roster, false), 1, 2026, day("2025-12-01"));
    assert_eq!(all.expect("a page").total, 3);
}

#[test]
fn one_person_is_shown_with_what_was_heard_of_him() {
    let mut village = Village::new();
    let household = family(&mut village, "王", "一组", 10);
    let other = family(&mut village, "李", "二组", 20);
    let cadre = CadreInput {
        cadre_id: None,
        name: "王主任".to_owned(),
        phone: String::new(),
        groups: vec!["一组".to_owned()],
    };
    let now = village.now();
    village.book.save_cadre(&cadre, &now).expect("a cadre");
    record(&mut village, &visit(&household, 0, "later")).expect("recorded");
    record(&mut village, &visit(&household, 1, "not_home")).expect("recorded");
    let person_id = household.members[0].person_id;
    let seen = village.book.canvass_person(person_id, day("2025-12-01")).expect("he is there");
    assert_eq!((seen.visits.len(), seen.visits[0].answers[0].name.as_str()), (1, "王大山"));
    assert_eq!((seen.state, seen.cadre.as_deref()), (Some(EnrolmentState::Unpaid), Some("王主任")));
    assert_eq!((seen.household.hh_no, seen.whereabouts.len()), (household.hh_no.clone(), 0));
    let nobody_heard = village.book.canvass_person(other.members[0].person_id, day("2025-12-01"));
    let nobody_heard = nobody_heard.expect("he is there");
    assert_eq!((nobody_heard.visits.len(), nobody_heard.cadre), (0, None));
    let unknown = village.book.canvass_person(household.household_id, day("2025-12-01")).expect_err("nobody");
    assert_eq!(unknown.code(), "E-HH-002");
}

#[test]
fn a_cadre_answers_for_groups_and_for_single_households() {
    let mut village = Village::new();
    let first = family(&mut village, "王", "一组", 10);
    let second = family(&mut village, "李", "十组", 20);
    let third = family(&mut village, "赵", "二组", 30);
    let save = |village: &mut Village, name: &str, groups: &[&str]| {
        let now = village.now();
        let input = CadreInput {
            cadre_id: None,
            name: name.to_owned(),
            phone: "15400000001".to_owned(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        };
        village.book.save_cadre(&input, &now)
    };
    let wang = save(&mut village, "王主任", &["一组", "十组"]).expect("a cadre");
    let li = save(&mut village, "李书记", &["二组"]).expect("another");
    assert_eq!(save(&mut village, "王主任", &[]).expect_err("taken").code(), "E-CAN-016");
    assert_eq!(save(&mut village, "周会计", &["九组"]).expect_err("no such group").code(), "E-CAN-018");
    assert_eq!(save(&mut village, " ", &[]).expect_err("no name").code(), "E-BOOK-019");
    let of = |cadre| ListFilter { cadre, ..ListFilter::default() };
    let heads = |village: &Village, cadre| -> Vec<String> {
        listed(village, &of(cadre)).into_iter().filter(|name| name.ends_with("大山")).collect()
    };
    assert_eq!(heads(&village, CadreFilter::Of(wang)), ["王大山", "李大山"], "in their natural order");
    let now = village.now();
    village.book.assign_household(second.household_id, Some(li), &now).expect("her own cadre");
    assert_eq!(heads(&village, CadreFilter::Of(wang)), ["王大山"]);
    assert_eq!(heads(&village, CadreFilter::Of(li)), ["赵大山", "李大山"]);
    let now = village.now();
    village.book.remove_cadre(li, &now).expect("removed");
    assert_eq!(heads(&village, CadreFilter::Nobody), ["赵大山"], "the group's cadre answers again");
    assert_eq!(village.book.cadres().expect("read").len(), 1);
    let groups = village.book.group_duties().expect("read");
    let groups: Vec<_> = groups.iter().map(|group| (group.village_group.as_str(), group.cadre_id)).collect();
    assert_eq!(groups, [("一组", Some(wang)), ("二组", None), ("十组", Some(wang))]);
    for household in [first, third] {
        let now = village.now();
        let gone = village.book.assign_household(household.household_id, Some(li), &now);
        assert_eq!(gone.expect_err("no such cadre").code(), "E-CAN-017");
    }
}

#[test]
fn a_round_is_entered_by_its_numbers_and_a_mistake_by_entering_it_again() {
    let mut village = Village::new();
    let first = family(&mut village, "王", "一组", 10);
    let second = family(&mut village, "李", "一组", 20);
    family(&mut village, "赵", "二组", 30);
    let group = ListFilter { village_group: Some("一组".to_owned()), ..ListFilter::default() };
    let now = village.now();
    let round = village.book.make_round(&group, &now).expect("a list");
    assert_eq!((round.round_no, round.title.as_str(), round.rows, round.entered), (1, "一组", 6, 0));
    let mut entry = RoundEntry {
        round_no: 1,
        rows: parse_rows("1-2,4").expect("rows"),
        outcome: "2".to_owned(),
        visited_on: day("2025-11-30"),
        visitor: "王主任".to_owned(),
        way: "door".to_owned(),
        note: String::new(),
        next_on: Some(day("2025-12-05")),
        replace: false,
    };
    let now = village.now();
    let rows = village.book.enter_round(&entry, &now).expect("entered");
    let said: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = row.person.as_ref().map_or("", |person| person.name.as_str());
            (row.row_no, name, row.entered.as_ref().map_or("", |entered| entered.outcome.as_str()))
        })
        .collect();
    assert_eq!(said, [(1, "王大山", "later"), (2, "王秀英", "later"), (4, "李大山", "later")]);
    assert_eq!(village.book.visits(first.household_id).expect("read").len(), 1, "one visit a household");
    let now = village.now();
    let again = village.book.enter_round(&entry, &now).expect_err("entered before");
    assert_eq!(again.code(), "E-CAN-022");
    assert_eq!(again.params()[1], ("name", "王大山".to_owned()));
    // One of the two was heard wrongly; the other stays as he was.
    entry.rows = vec![2];
    entry.outcome = "refused".to_owned();
    entry.replace = true;
    let now = village.now();
    village.book.enter_round(&entry, &now).expect("put right");
    let page = village.book.round_page(1, 1, day("2025-12-01")).expect("read");
    let outcomes: Vec<_> =
        page.rows.iter().map(|row| row.entered.as_ref().map_or("", |e| e.outcome.as_str())).collect();
    assert_eq!(outcomes, ["later", "refused", "", "later", "", ""]);
    assert_eq!(page.round.entered, 3);
    let list = village.book.canvass_list(&group, 1, day("2025-12-01")).expect("a list");
    assert!(list.rows.iter().all(|row| row.visits <= 1), "a correction is no second visit");
    // Someone pays after the list was printed: the numbers of the others stay.
    village.pay(second.household_id);
    let page = village.book.round_page(1, 4, day("2025-12-01")).expect("read");
    assert_eq!(
        page.rows.iter().map(|row| (row.row_no, row.is_done())).collect::<Vec<_>>(),
        [(4, true), (5, true), (6, true)]
    );
    for (expect, change) in [
        ("E-CAN-021", RoundEntry { rows: vec![7], ..entry.clone() }),
        ("E-CAN-020", RoundEntry { round_no: 9, ..entry.clone() }),
        ("E-HH-010", RoundEntry { outcome: "x".to_owned(), ..entry.clone() }),
        ("E-CAN-001", RoundEntry { visited_on: day("2025-12-09"), ..entry.clone() }),
    ] {
        let now = village.now();
        assert_eq!(village.book.enter_round(&change, &now).expect_err(expect).code(), expect);
    }
    village.pay(first.household_id);
    let now = village.now();
    assert_eq!(village.book.make_round(&group, &now).expect_err("all have paid").code(), "E-CAN-019");
}

#[test]
fn short_numbers_are_read_as_they_are_written() {
    let read = |text: &str| parse_rows(text).map_err(|error| error.code());
    assert_eq!(read("12"), Ok(vec![12]));
    assert_eq!(read(" １２－１４，3、5 "), Ok(vec![3, 5, 12, 13, 14]));
    for bad in ["", "0", "-3", "3-", "5-3", "十二", "1.5", "99999999999"] {
        assert_eq!(read(bad), Err("E-CAN-023"), "{bad:?}");
    }
    assert_eq!(read("1-51"), Err("E-CAN-024"));
    assert_eq!(read("1-30 31-60"), Err("E-CAN-024"));
}
