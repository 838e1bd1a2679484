//! The sample village's roster, in and out of a real book.

use super::*;
use crate::error::Coded;
use crate::household::HouseholdInput;
use crate::household::tests::{Village, nobody};
use crate::moment::Moment;
use std::fmt::Write as _;
use std::time::Instant;

const ROSTER: &[u8] = include_bytes!("../../../../../tests/fixtures/rosters/roster_village.xlsx");
const NAME: &str = "石桥村户籍花名册.xlsx";

#[test]
fn a_dry_run_says_everything_and_writes_nothing() {
    let mut village = Village::new();
    let now = village.now();
    let preview = village.book.preview_roster(ROSTER, NAME, &now).expect("a preview");
    assert_eq!((preview.people, preview.households), (1_284, 380));
    assert_eq!((preview.good, preview.new_people, preview.new_households), (1_256, 1_256, 379));
    assert_eq!((preview.bad.len(), preview.known_people), (28, 0));
    assert!(
        preview
            .bad
            .iter()
            .chain(&preview.warnings)
            .all(|note| !note.message.is_empty() && !note.todo.is_empty())
    );
    assert_eq!(preview.origin.hidden_sheets, ["2023年旧"]);
    assert!(preview.origin.mapping.contains(&("公民身份号码".to_owned(), Some("身份证号码".to_owned()))));
    assert_eq!(preview.already_imported_at, None);
    assert_eq!(village.found(""), Vec::<String>::new(), "nothing was written");
}

#[test]
fn a_roster_comes_in_once_and_can_be_taken_back() {
    let mut village = Village::new();
    let now = village.now();
    let began = Instant::now();
    let imported = village.book.import_roster(ROSTER, NAME, &now).expect("the roster");
    println!("import of the sample roster: {:?}", began.elapsed());
    assert_eq!((imported.people, imported.households, imported.bad), (1_256, 379, 28));
    let progress = village.book.progress(2026).expect("progress");
    assert_eq!((progress.people.unpaid, progress.households.open), (1_256, 379));
    let groups: Vec<_> =
        progress.by_group.iter().map(|of| (of.village_group.as_str(), of.people.total)).collect();
    assert_eq!(groups[..3], [("一组", 113), ("二组", 93), ("三组", 114)]);
    assert_eq!((groups.len(), groups[11]), (12, ("十二组", 103)));
    let household = village.book.household_by_no("600010013").expect("a household of the roster");
    assert!(household.members.iter().all(|member| member.hukou.as_deref() == Some("in_area")));
    let now = village.now();
    assert_eq!(village.book.import_roster(ROSTER, NAME, &now).expect_err("once").code(), "E-LST-001");
    let preview = village.book.preview_roster(ROSTER, NAME, &now).expect("a preview");
    assert_eq!((preview.known_people, preview.new_people), (1_256, 0));
    assert!(preview.already_imported_at.is_some());
    let imports = village.book.imports().expect("the imports");
    assert_eq!((imports.len(), imports[0].can_undo, imports[0].people), (1, true, 1_256));
    village.book.undo_import(imported.import_id, &now).expect("taken back");
    assert_eq!(village.found(""), Vec::<String>::new());
    assert_eq!(village.book.undo_import(imported.import_id, &now).expect_err("twice").code(), "E-LST-004");
    assert_eq!(village.book.undo_import(Uuid::nil(), &now).expect_err("none").code(), "E-LST-002");
    village.book.import_roster(ROSTER, NAME, &now).expect("the roster again");
    let broken: Vec<_> =
        village.book.verify().expect("a check").into_iter().filter(|law| !law.ok()).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn an_import_that_something_rests_on_stays() {
    for touch in ["edit", "fact", "payment"] {
        let mut village = Village::new();
        let csv = csv(&[("7", "王大山", "1979-04-12", 10, "户主"), ("7", "王秀英", "1981-09-30", 11, "妻")]);
        let now = village.now();
        let imported = village.book.import_roster(csv.as_bytes(), "小组.csv", &now).expect("the list");
        let household = village.book.household_by_no("7").expect("the household");
        let now = village.now();
        let ids: Vec<_> = household.members.iter().map(|member| member.person_id).collect();
        match touch {
            "fact" => village.book.answer_facts(&ids, "migrant_worker", "false", &now).expect("a fact"),
            "payment" => {
                village.book.answer_facts(&ids, "previous_year_insurance", "normal", &now).expect("a fact");
                village.pay(household.household_id);
            }
            _ => {
                let input = crate::household::tests::as_shown(&household);
                village.save(&HouseholdInput { address: "新址".to_owned(), ..input }).expect("an edit");
            }
        }
        let now = village.now();
        let error = village.book.undo_import(imported.import_id, &now).expect_err(touch);
        assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "王大山"), "{touch}");
        assert!(!village.book.imports().expect("the imports")[0].can_undo);
        assert_eq!(village.book.household_by_no("7").expect("still there").members.len(), 2);
    }
}

#[test]
fn a_later_list_adds_who_is_new_and_names_who_contradicts() {
    let mut village = Village::new();
    let first = csv(&[("7", "王大山", "1979-04-12", 10, "户主")]);
    let now = village.now();
    let imported = village.book.import_roster(first.as_bytes(), "一.csv", &now).expect("the first list");
    let later = csv(&[
        ("7", "王大山", "1979-04-12", 10, "户主"),
        ("7", "王秀英", "1981-09-30", 11, "妻"),
        ("8", "李四", "1979-04-12", 10, "户主"),
        ("8", "王大山", "1979-04-12", 12, "户主"),
    ]);
    let now = village.now();
    // In the file itself the second use of a number is a fault; take that row alone to ask the book.
    let alone = csv(&[("8", "李四", "1979-04-12", 10, "户主")]);
    let preview = village.book.preview_roster(alone.as_bytes(), "三.csv", &now).expect("a preview");
    assert_eq!((preview.bad[0].code.as_str(), preview.new_people), ("duplicate_in_book", 0));
    assert_eq!(
        village.book.import_roster(alone.as_bytes(), "三.csv", &now).expect_err("nobody").code(),
        "E-LST-005"
    );
    let preview = village.book.preview_roster(later.as_bytes(), "二.csv", &now).expect("a preview");
    assert_eq!((preview.known_people, preview.new_people, preview.new_households), (1, 2, 1));
    assert!(
        preview.warnings.iter().any(|note| note.code == "same_name_in_book" && note.message.contains('7'))
    );
    let second = village.book.import_roster(later.as_bytes(), "二.csv", &now).expect("the second list");
    let household = village.book.household_by_no("7").expect("the household");
    let members: Vec<_> =
        household.members.iter().map(|member| (member.member_no, member.name.as_str())).collect();
    assert_eq!(members, [(1, "王大山"), (2, "王秀英")]);
    let words = &village.book.history(household.household_id).expect("a history")[0].words;
    assert_eq!(words, "由花名册导入成员 王秀英");
    let now = village.now();
    let error = village.book.undo_import(imported.import_id, &now).expect_err("someone joined since");
    assert_eq!(error.code(), "E-LST-003");
    village.book.undo_import(second.import_id, &now).expect("the second list goes");
    assert_eq!(village.book.household_by_no("7").expect("the household").members.len(), 1);
    village.book.undo_import(imported.import_id, &now).expect("then the first");
    assert_eq!(village.found(""), Vec::<String>::new());
}

#[test]
fn bad_rows_come_back_as_a_workbook_that_can_be_read_again() {
    let mut village = Village::new();
    let now = village.now();
    let workbook =
        village.book.bad_rows_workbook(ROSTER, NAME, &Reading::default(), &now).expect("a workbook");
    let again = village.book.preview_roster(&workbook, "需要改正.xlsx", &now).expect("it reads");
    assert!(again.people >= 27, "the rows are there: {}", again.people);
    assert_eq!(
        village
            .book
            .preview_roster(b"PK no workbook", "x.xlsx", &now)
            .expect_err("no workbook")
            .code()
            .get(..5),
        Some("E-FIL")
    );
}

#[test]
fn imports_stand_as_they_came_in_also_those_of_one_instant() {
    let mut village = Village::new();
    let at = village.now().at();
    let names: Vec<String> = (0..8_u8).map(|which| format!("第{which}份.csv")).collect();
    for (which, name) in (0..8_u8).zip(&names) {
        let list = csv(&[(&which.to_string(), "王大山", "1979-04-12", 10 + u32::from(which), "户主")]);
        // Other random bits for each; the last ones after the clock was set back.
        let at = if which < 6 { at } else { at - chrono::Duration::days(1) };
        let now = Moment::new(at, [which.wrapping_mul(151); 32]);
        village.book.import_roster(list.as_bytes(), name, &now).expect("a list");
    }
    let stand: Vec<String> =
        village.book.imports().expect("the imports").into_iter().map(|import| import.file_name).collect();
    assert_eq!(stand, names.into_iter().rev().collect::<Vec<_>>(), "the newest first");
}

/// A list with telephones and addresses.
fn full(rows: &[[&str; 6]]) -> String {
    let mut text = String::from("户号,姓名,身份证号码,与户主关系,联系电话,家庭住址\n");
    for [hh_no, name, certno, relation, phone, address] in rows {
        writeln!(text, "{hh_no},{name},{certno},{relation},{phone},{address}").expect("a string takes all");
    }
    text
}

#[test]
fn what_a_later_list_says_otherwise_is_shown_and_taken_only_if_the_clerk_says_so() {
    let mut village = Village::new();
    let (head, wife) = (nobody("1979-04-12", 10), nobody("1981-09-30", 11));
    let first = full(&[
        ["7", "王大山", &head, "户主", "15411112222", "旧址"],
        ["7", "王秀英", &wife, "妻", "", "旧址"],
    ]);
    let now = village.now();
    village.book.import_roster(first.as_bytes(), "一.csv", &now).expect("the first list");
    let later = full(&[
        ["7", "王大川", &head, "户主", "15433334444", "新址"],
        ["7", "王秀英", &wife, "户主", "", "新址"],
    ]);
    let now = village.now();
    let preview = village.book.preview_roster(later.as_bytes(), "二.csv", &now).expect("a preview");
    let shown: Vec<String> = preview
        .differences
        .iter()
        .map(|of| format!("{} {} {}→{} {}", of.name, of.field, of.before, of.after, of.can_apply))
        .collect();
    assert_eq!(
        shown,
        [
            "王大山 姓名 王大山→王大川 true",
            "王大山 电话 15411112222→15433334444 true",
            "王大山 住址 旧址→新址 true",
            "王秀英 与户主关系 妻→户主 false",
        ]
    );
    assert_eq!((preview.known_people, preview.new_people, preview.not_on_list), (2, 0, 0));
    assert_eq!(preview.similar_to.map(|of| (of.file_name, of.people)), Some(("一.csv".to_owned(), 2)));
    let error = village.book.import_roster(later.as_bytes(), "二.csv", &now).expect_err("nobody new");
    assert_eq!(error.code(), "E-LST-005");
    let reading = Reading::default();
    let done = village
        .book
        .import_roster_with(later.as_bytes(), "二.csv", &reading, true, &now, &mut unwatched)
        .expect("the changes");
    assert_eq!((done.people, done.changed), (0, 3));
    let household = village.book.household_by_no("7").expect("the household");
    let members: Vec<_> = household
        .members
        .iter()
        .map(|of| (of.name.as_str(), of.phone.as_str(), of.relation.as_str()))
        .collect();
    assert_eq!(members, [("王大川", "15433334444", "02"), ("王秀英", "", "12")]);
    assert_eq!(household.address, "新址");
    assert_eq!(village.found("王大川"), ["王大川"], "the new name is found");
    let history = village.book.history(household.household_id).expect("a history");
    assert!(history.iter().any(|item| item.words == "按花名册更新 王大川 的资料：姓名、电话"), "{history:?}");
    let now = village.now();
    village.book.undo_import(done.import_id, &now).expect("taken back");
    let household = village.book.household_by_no("7").expect("the household");
    assert_eq!((household.address.as_str(), household.members[0].name.as_str()), ("旧址", "王大山"));
    assert_eq!(household.members[0].phone, "15411112222");
    assert_eq!(village.found("王大川"), Vec::<String>::new());
}

#[test]
fn changes_that_a_payment_or_an_edit_rests_on_stay() {
    for touch in ["edit", "payment"] {
        let mut village = Village::new();
        let head = nobody("1979-04-12", 10);
        let first = full(&[["7", "王大山", &head, "户主", "15411112222", "旧址"]]);
        let now = village.now();
        village.book.import_roster(first.as_bytes(), "一.csv", &now).expect("the first list");
        let later = full(&[["7", "王大山", &head, "户主", "15433334444", "新址"]]);
        let now = village.now();
        let done = village
            .book
            .import_roster_with(later.as_bytes(), "二.csv", &Reading::default(), true, &now, &mut unwatched)
            .expect("the changes");
        let household = village.book.household_by_no("7").expect("the household");
        if touch == "payment" {
            let now = village.now();
            let ids = [household.members[0].person_id];
            village.book.answer_facts(&ids, "previous_year_insurance", "normal", &now).expect("a fact");
            village.pay(household.household_id);
        } else {
            let input = crate::household::tests::as_shown(&household);
            village.save(&HouseholdInput { address: "更新的址".to_owned(), ..input }).expect("an edit");
        }
        let now = village.now();
        let error = village.book.undo_import(done.import_id, &now).expect_err(touch);
        assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "王大山"), "{touch}");
    }
}

#[test]
fn a_child_of_a_birth_certificate_is_the_same_child_with_its_number() {
    let mut village = Village::new();
    let (head, child) = (nobody("1979-04-12", 10), nobody("2025-09-30", 11));
    let text = |number: &str| {
        format!(
            "户号,姓名,身份证号码,与户主关系,出生日期,备注\n7,王大山,{head},户主,,\n7,王小宝,{number},子,2025-09-30,新生儿\n"
        )
    };
    let now = village.now();
    let first = text("Z341799201");
    village.book.import_roster(first.as_bytes(), "一.csv", &now).expect("the first list");
    let later = text(&child);
    let now = village.now();
    let preview = village.book.preview_roster(later.as_bytes(), "二.csv", &now).expect("a preview");
    assert_eq!((preview.known_people, preview.new_people, preview.differences.len()), (2, 0, 1));
    let done = village
        .book
        .import_roster_with(later.as_bytes(), "二.csv", &Reading::default(), true, &now, &mut unwatched)
        .expect("the number");
    let household = village.book.household_by_no("7").expect("the household");
    assert_eq!(household.members[1].certno, child);
    assert_eq!(household.members.len(), 2, "nobody is doubled");
    let now = village.now();
    village.book.undo_import(done.import_id, &now).expect("taken back");
    let household = village.book.household_by_no("7").expect("the household");
    assert_eq!(household.members[1].certno, "Z341799201");
}

#[test]
fn whoever_stops_an_import_finds_the_book_as_it_was() {
    let mut village = Village::new();
    let now = village.now();
    for stop_at in [Step::Reading, Step::Checking, Step::Writing] {
        let mut seen = Vec::new();
        let error = village
            .book
            .import_roster_with(ROSTER, NAME, &Reading::default(), false, &now, &mut |progress| {
                seen.push(progress);
                // Well inside of the step, where there is an inside.
                if progress.step == stop_at && (progress.done > 0 || stop_at == Step::Reading) {
                    std::ops::ControlFlow::Break(())
                } else {
                    std::ops::ControlFlow::Continue(())
                }
            })
            .expect_err("stopped");
        assert_eq!(error.code(), "E-LST-006", "{stop_at:?}");
        assert!(seen.last().is_some_and(|last| last.step == stop_at && last.done <= last.of));
        assert_eq!(village.found(""), Vec::<String>::new(), "{stop_at:?}: nothing was changed");
        assert_eq!(village.book.imports().expect("the imports"), []);
    }
    // What is kept in memory for the search follows: after an import that was stopped, in one, and after it.
    village.family("缪", 500);
    assert_eq!(village.found("mds"), ["缪大山"]);
    let now = village.now();
    village.book.import_roster(ROSTER, NAME, &now).expect("the roster after all");
    assert!(village.found("600010013").len() == 1 && village.found("").len() > 1);
    village.family("覃", 600);
    assert_eq!(village.found("qds"), ["覃大山"]);
}

#[test]
fn what_the_clerk_says_about_columns_is_remembered_with_the_list() {
    let mut village = Village::new();
    let (one, two) = (nobody("1979-04-12", 10), nobody("1981-09-30", 11));
    let list =
        |certno: &str, name: &str| format!("编号,人名,身份证号,证件号码,称谓\n7,{name},{certno},X1,户主\n");
    let first = list(&one, "王大山");
    let now = village.now();
    let seen = village
        .book
        .look_at_list(ListKind::Roster, first.as_bytes(), "一.csv", &Reading::default())
        .expect("a look");
    assert_eq!((seen.header_row, seen.is_remembered), (1, false));
    assert_eq!(seen.fault.map(|fault| fault.code()), Some("E-FIL-016"));
    assert!(seen.fields.contains(&("姓名".to_owned(), true)));
    assert!(seen.top.iter().flat_map(|(_, cells)| cells).all(|cell| *cell != one), "numbers are masked");
    let field = |name: &str| Some(name.to_owned());
    let reading = Reading {
        mapping: vec![
            (0, field("户号")),
            (1, field("姓名")),
            (2, field("身份证号码")),
            (3, None),
            (4, field("与户主关系")),
        ],
        header_row: Some(1),
        ..Reading::default()
    };
    let preview = village
        .book
        .preview_roster_with(first.as_bytes(), "一.csv", &reading, &now, &mut unwatched)
        .expect("a preview");
    assert_eq!((preview.new_people, preview.bad.len()), (1, 0));
    let error =
        village.book.preview_roster(first.as_bytes(), "一.csv", &now).expect_err("not remembered yet");
    assert_eq!(error.code(), "E-FIL-012");
    village
        .book
        .import_roster_with(first.as_bytes(), "一.csv", &reading, false, &now, &mut unwatched)
        .expect("the list");
    let next = list(&two, "李四");
    let now = village.now();
    let seen = village
        .book
        .look_at_list(ListKind::Roster, next.as_bytes(), "二.csv", &Reading::default())
        .expect("a look");
    assert!(seen.is_remembered && seen.fault.is_none(), "{seen:?}");
    let preview = village.book.preview_roster(next.as_bytes(), "二.csv", &now).expect("a preview");
    assert_eq!((preview.new_people, preview.origin.mapping[1].1.as_deref()), (1, Some("姓名")));
    let wrong = Reading { mapping: vec![(0, field("没有这一项"))], ..Reading::default() };
    let error = village
        .book
        .preview_roster_with(next.as_bytes(), "二.csv", &wrong, &now, &mut unwatched)
        .expect_err("no such field");
    assert_eq!(error.code(), "E-LST-008");
}

fn csv(rows: &[(&str, &str, &str, u32, &str)]) -> String {
    let mut text = String::from("户号,姓名,身份证号码,与户主关系\n");
    for (hh_no, name, birth, sequence, relation) in rows {
        writeln!(text, "{hh_no},{name},{},{relation}", nobody(birth, *sequence)).expect("a string takes all");
    }
    text
}
