//! The sample village's roster, in and out of a real book.

use super::*;
use crate::error::Coded;
use crate::household::HouseholdInput;
use crate::household::tests::{Village, nobody};
use std::fmt::Write as _;
use std::time::Instant;

const ROSTER: &[u8] = include_bytes!("../../../../../assets/demo/roster.xlsx");
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
    assert_eq!(preview.hidden_sheets, ["2023年旧"]);
    assert!(preview.mapping.contains(&("公民身份号码".to_owned(), Some("身份证号码".to_owned()))));
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
    let workbook = village.book.bad_rows_workbook(ROSTER, NAME, &now).expect("a workbook");
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

fn csv(rows: &[(&str, &str, &str, u32, &str)]) -> String {
    let mut text = String::from("户号,姓名,身份证号码,与户主关系\n");
    for (hh_no, name, birth, sequence, relation) in rows {
        writeln!(text, "{hh_no},{name},{},{relation}", nobody(birth, *sequence)).expect("a string takes all");
    }
    text
}
