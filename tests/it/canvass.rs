//! 动员: whoever has not paid stands on the list for the round, and its papers can be read by other people's programs.

use crate::papers::read_by;
use chrono::NaiveDate;
use cunshou_core::canvass::{Answer, ListFilter, REFUSED, VisitInput, WhereaboutsInput};
use cunshou_core::codes::{self, EnrolmentState};
use cunshou_core::household::{Household, HouseholdInput};
use cunshou_core::{Coded, words};
use cunshou_paper::{Fonts, Paper, refusal_sheets, round_sheet};
use proptest::prelude::*;
use support::{TestBook, day, member};
use uuid::Uuid;

fn visit(household: &Household, places: &[usize], outcome: &str, on: NaiveDate) -> VisitInput {
    let answer = |place: &usize| Answer {
        person_id: household.members[*place].person_id,
        outcome: outcome.to_owned(),
    };
    VisitInput {
        household_id: household.household_id,
        visited_on: on,
        visitor: "王主任".to_owned(),
        way: "door".to_owned(),
        met: String::new(),
        note: String::new(),
        next_on: None,
        answers: places.iter().map(answer).collect(),
        warned: false,
        signature: None,
        mark_refused: false,
        corrects: None,
    }
}

/// The text of a paper without its spaces, as a stock reader finds it, and how many pages it has.
fn text(paper: &Paper) -> (String, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, paper.pdf().expect("rendered")).expect("written");
    read_by("qpdf", "qpdf", &["--check", "FILE"], &file);
    let text = read_by("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], &file);
    let pages = text.matches('\u{c}').count();
    (text.chars().filter(|c| !c.is_whitespace()).collect(), pages)
}

#[test]
fn the_list_for_a_round_flows_over_pages_and_names_everyone_once() {
    let mut village = TestBook::new();
    for at in 0..18 {
        village.family(["王", "李", "赵"][at as usize % 3], 1 + at * 9);
    }
    let rare = village.register(vec![
        member("𠮷大山", "02", "1969-04-12", 901),
        member("阿依努尔·巴合提", "10", "1971-09-30", 902),
    ]);
    let now = village.now();
    let there = WhereaboutsInput {
        person_id: rare.members[1].person_id,
        kind: "working".to_owned(),
        place: "宁波".to_owned(),
        phone: "15400000077".to_owned(),
        as_of: now.on(),
        feeds_roster: false,
    };
    village.book.record_whereabouts(&there, &now).expect("written");
    let now = village.now();
    let mut later = visit(&rare, &[0], "later", now.on());
    later.next_on = Some(day("2025-11-09"));
    village.book.record_visit(&later, &now).expect("recorded");
    let now = village.now();
    let round = village.book.make_round(&ListFilter::default(), &now).expect("a list");
    assert_eq!(round.rows, 56);
    let document = village.book.round_paper(round.round_no, now.on()).expect("a document");
    let (text, pages) = text(&round_sheet(&document, &Fonts::shipped()).expect("laid out"));
    assert!(pages >= 2, "{pages} pages");
    assert_eq!(
        text.matches("序号").count(),
        2 * pages,
        "each page has the head of the table, and its foot names it"
    );
    assert_eq!(text.matches("第1号表").count(), pages);
    assert!(text.contains(&format!("第{pages}页共{pages}页")));
    for expected in [
        "𠮷大山",
        // A long name takes two lines.
        "阿依努尔·",
        "巴合提",
        "在外务工：宁波",
        "15400000077",
        "11-03改天，共1次；约11-09",
        "共19户56人",
        "5不愿",
        "0其他",
        "不纳入医疗救助范围",
        "演示",
    ] {
        assert!(text.contains(expected), "{expected} in:\n{text}");
    }
    for surname in ["王", "李", "赵"] {
        assert_eq!(text.matches(&format!("{surname}秀英")).count(), 6, "everyone once");
    }
    assert!(!text.contains("341799"), "no ID number is on it");
}

#[test]
fn who_refuses_signs_the_notices_sentence_and_elsewhere_nothing_is_invented() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    let other = village.family("李", 31);
    for household in [&household, &other] {
        let now = village.now();
        village.book.record_visit(&visit(household, &[0, 1], REFUSED, now.on()), &now).expect("recorded");
    }
    let now = village.now();
    village.book.record_visit(&visit(&household, &[1], "will_pay", now.on()), &now).expect("recorded");
    let papers = [household.household_id, other.household_id]
        .map(|id| village.book.refusal_paper(id, now.on()).expect("a document"));
    let (said, pages) = text(&refusal_sheets(&papers, &Fonts::shipped()).expect("laid out"));
    assert_eq!(pages, 2, "a household a page");
    for expected in [
        "张大山",
        "李秀英",
        "二（二）9",
        "经反复动员后，因个人原因未参加基本医保的医疗救助对象，不纳入医疗救助范围",
        "2025-11-03上门，王主任，不愿参保",
        "签字、按指印",
    ] {
        assert!(said.contains(expected), "{expected} in:\n{said}");
    }
    assert!(!said.contains("张秀英") && !said.contains("小雨"), "who changed her mind does not sign: {said}");
    assert!(!said.contains(&household.members[0].certno), "numbers are masked");
    let mut quiet = TestBook::following("gaoyang-2026", "2025-11-12T09:00:00+08:00");
    let household = quiet.family("张", 1);
    let now = quiet.now();
    quiet.book.record_visit(&visit(&household, &[0], REFUSED, now.on()), &now).expect("recorded");
    let paper = quiet.book.refusal_paper(household.household_id, now.on()).expect("a document");
    let (said, _) = text(&refusal_sheets(&[paper], &Fonts::shipped()).expect("laid out"));
    assert!(!said.contains("通知原文") && !said.contains("救助"), "{said}");
    let mut warned = visit(&household, &[0], REFUSED, now.on());
    warned.warned = true;
    let now = quiet.now();
    let refused = quiet.book.record_visit(&warned, &now).expect_err("there is nothing to tell");
    assert_eq!(refused.code(), "E-CAN-009");
    assert!(words::of(&refused).message.contains("高阳"), "{:?}", words::of(&refused));
}

#[test]
fn a_name_that_cannot_be_printed_is_named_and_the_second_spelling_helps() {
    let mut village = TestBook::new();
    let mut rare = member("张\u{323AF}", "02", "1960-02-03", 9);
    let household = village.register(vec![rare.clone()]);
    let now = village.now();
    let round = village.book.make_round(&ListFilter::default(), &now).expect("a list");
    let refused = village.book.round_paper(round.round_no, now.on()).expect_err("no font has it");
    assert_eq!(refused.code(), "E-CAN-026");
    assert!(words::of(&refused).message.contains('\u{323AF}'));
    rare.person_id = Some(household.members[0].person_id);
    rare.name_alt = Some("张四".to_owned());
    let input = HouseholdInput {
        household_id: Some(household.household_id),
        village_group: household.village_group.clone(),
        members: vec![rare],
        ..HouseholdInput::default()
    };
    let now = village.now();
    village.book.save_household(&input, &now).expect("a second spelling");
    let paper = village.book.round_paper(round.round_no, now.on()).expect("a document");
    assert_eq!((paper.rows[0].name.as_str(), paper.rows[0].household.as_str()), ("张四", "1 张四"));
}

#[test]
fn what_was_written_stays_also_against_replace() {
    let mut village = TestBook::new();
    let household = village.family("王", 1);
    let now = village.now();
    village.book.record_visit(&visit(&household, &[0], "later", now.on()), &now).expect("recorded");
    let there = WhereaboutsInput {
        person_id: household.members[1].person_id,
        kind: "working".to_owned(),
        place: "宁波".to_owned(),
        phone: String::new(),
        as_of: now.on(),
        feeds_roster: false,
    };
    let now = village.now();
    village.book.record_whereabouts(&there, &now).expect("written");
    let now = village.now();
    village.book.make_round(&ListFilter::default(), &now).expect("a list");
    let village = village.with_raw(|raw| {
        for (table, column) in [
            ("canvass_visit", "note"),
            ("canvass_answer", "outcome"),
            ("whereabouts", "place"),
            ("canvass_round", "title"),
            ("canvass_round_row", "person_id"),
        ] {
            for sql in [
                format!("UPDATE {table} SET {column} = {column}"),
                format!("DELETE FROM {table}"),
                format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
            ] {
                assert!(raw.execute(&sql, []).is_err(), "{sql} is refused");
            }
        }
    });
    assert_eq!(village.book.visits(household.household_id).expect("read").len(), 1);
}

#[test]
fn the_figures_on_the_paper_are_the_keys_of_the_entry() {
    let keys: Vec<_> = codes::canvass_outcomes().iter().map(|outcome| outcome.key).collect();
    assert_eq!(keys, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]);
    assert!(codes::canvass_outcomes().iter().all(|outcome| !outcome.short.is_empty()));
    assert!(codes::leave_out_reason(REFUSED).is_some(), "a refusal is a reason of the enrolment");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was paid, refused or heard: whoever has not paid, is here and is not recorded as refusing stands on one
    /// of the groups' printed lists, once, and nobody else does.
    #[test]
    fn nobody_unpaid_is_missing_from_the_printed_rounds(
        groups in prop::collection::vec(0_usize..3, 3..8),
        acts in prop::collection::vec((0_usize..8, 0_usize..4, 0_usize..3), 0..12),
    ) {
        let mut village = TestBook::new();
        let mut households = Vec::new();
        for (at, group) in (0_u32..).zip(&groups) {
            let household = village.family("王", 1 + at * 9);
            let mut input = HouseholdInput {
                household_id: Some(household.household_id),
                village_group: ["一组", "二组", ""][*group].to_owned(),
                ..HouseholdInput::default()
            };
            for (place, person) in household.members.iter().enumerate() {
                let birth = person.birth.expect("known").to_string();
                let mut same = member(&person.name, &person.relation, &birth, 1 + at * 9 + u32::try_from(place).expect("a small household"));
                same.person_id = Some(person.person_id);
                input.members.push(same);
            }
            let now = village.now();
            households.push(village.book.save_household(&input, &now).expect("its group"));
        }
        village.open_session("0.00");
        for (which, act, place) in acts {
            let household = &households[which % households.len()];
            if act == 0 {
                let order = village.order(household);
                let _may_be_paid = village.take(&order);
                continue;
            }
            let mut heard = visit(household, &[place], ["", REFUSED, "will_pay", "not_home"][act], day("2025-11-03"));
            heard.mark_refused = act == 1;
            let now = village.now();
            let _may_have_paid = village.book.record_visit(&heard, &now);
        }
        let mut wanted: Vec<Uuid> = Vec::new();
        for household in &households {
            let row = village.book.household_row(household.household_id, 2026, day("2025-11-03"));
            let members = row.expect("read").expect("there").members;
            let open = members.into_iter().filter(|member| member.state == EnrolmentState::Unpaid);
            wanted.extend(open.map(|member| member.person_id));
        }
        let mut found: Vec<Uuid> = Vec::new();
        for group in village.book.group_duties().expect("groups") {
            let filter = ListFilter { village_group: Some(group.village_group), ..ListFilter::default() };
            let now = village.now();
            match village.book.make_round(&filter, &now) {
                Ok(round) => {
                    let document = village.book.round_paper(round.round_no, now.on()).expect("a document");
                    let page = village.book.round_page(round.round_no, 1, now.on()).expect("rows");
                    for (printed, row) in document.rows.iter().zip(&page.rows) {
                        let person = row.person.as_ref().expect("in the book");
                        prop_assert_eq!((printed.row_no, &printed.name), (row.row_no, &person.name));
                        found.push(person.person_id);
                    }
                    prop_assert_eq!(document.rows.len(), page.rows.len());
                }
                Err(error) => prop_assert_eq!(error.code(), "E-CAN-019"),
            }
        }
        wanted.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(found, wanted);
    }
}
