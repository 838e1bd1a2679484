//! The departments' sample lists in and out of a real book, and what they change for money.

use super::words::{say, source};
use super::*;
use crate::error::Coded;
use crate::household::tests::{Village, nobody};
use crate::household::{Household, HouseholdInput, MemberInput};
use crate::list::ListFile;
use crate::list::reading::{self, Step as Progressing};
use crate::person::PersonCategory;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures")
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join("lists/samples").join(name)).expect(name)
}

fn expected(name: &str) -> Value {
    let all: Value = serde_json::from_slice(&sample("expected.json")).expect("JSON");
    all["files"][name].clone()
}

fn with_roster() -> Village {
    let mut village = Village::new();
    let bytes = std::fs::read(fixtures().join("rosters/roster_village.xlsx")).expect("the roster");
    let now = village.now();
    village.book.import_roster(&bytes, "花名册.xlsx", &now).expect("the roster");
    village
}

fn options() -> CategoryOptions<'static> {
    CategoryOptions::default()
}

fn import(
    village: &mut Village,
    bytes: &[u8],
    name: &str,
    options: &CategoryOptions<'_>,
) -> Result<CategoryReport> {
    let now = village.now();
    village.book.import_category_list(ListFile { name, bytes }, options, &now)
}

fn bring(village: &mut Village, name: &str) -> CategoryReport {
    import(village, &sample(name), name, &options()).expect(name)
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().expect("an array").iter().map(|of| of.as_u64().expect("a number")).collect()
}

/// Everybody's categories, by number.
fn categories(village: &Village) -> BTreeMap<String, Vec<PersonCategory>> {
    let mut all = BTreeMap::new();
    let on = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
    let mut seen = 0;
    for page in 1.. {
        let found = village.book.search("", page, 2026, on).expect("a page");
        seen += found.households.len();
        for row in &found.households {
            for member in village.book.household(row.household_id).expect("a household").members {
                if !member.categories.is_empty() {
                    all.insert(member.certno.clone(), member.categories.clone());
                }
            }
        }
        if seen >= found.total as usize {
            break;
        }
    }
    all
}

#[test]
fn every_sample_finds_its_people() {
    let village = with_roster();
    let mut village = village;
    for name in ["civil_affairs.xlsx", "civil_affairs_next.xlsx", "disabled.xlsx", "agriculture.csv"] {
        let now = village.now();
        let file = ListFile { name, bytes: &sample(name) };
        let report = village.book.preview_category_list(file, &options(), &now).expect(name);
        let want = expected(name);
        let count = |key: &str| u32::try_from(want[key].as_u64().expect(key)).expect("small");
        assert_eq!(report.rows, count("rows"), "{name}");
        assert_eq!(report.persons, count("persons"), "{name}");
        assert_eq!(report.matched, count("matched_rows"), "{name}");
        assert_eq!(report.matched_persons, count("matched_persons"), "{name}");
        assert_eq!(report.unmatched, count("unmatched_rows"), "{name}");
        let waiting: Vec<u64> = report.waiting.iter().map(|row| u64::from(row.sheet_row)).collect();
        let rows: Vec<u64> = want["unmatched"]
            .as_array()
            .expect("unmatched")
            .iter()
            .map(|of| of["row"].as_u64().expect("a row"))
            .collect();
        assert_eq!(waiting, rows, "{name}");
        if name == "civil_affairs.xlsx" {
            let found: Vec<_> =
                report.waiting.iter().filter_map(|of| Some((of.name.as_str(), of.roster_row?))).collect();
            assert_eq!(found, [("王琴", 101)], "wrong in the roster, right in the list");
        }
        let variants: Vec<u64> = report.name_variants.iter().map(|row| u64::from(*row)).collect();
        assert_eq!(variants, numbers(&want["name_variant_rows"]), "{name}");
        let differs: Vec<_> = report
            .name_differs
            .iter()
            .map(|of| serde_json::json!({ "row": of.row, "written": of.written, "roster": of.person.name }))
            .collect();
        assert_eq!(Value::from(differs), want["name_differs_rows"], "{name}");
        assert!(report.is_full && !report.cancellations_held, "{name}");
        assert_eq!(report.count(DiffKind::Added), report.persons, "{name}: the first list adds everybody");
    }
    assert_eq!(categories(&village).len(), 0, "nothing was written");
}

#[test]
fn the_next_list_adds_changes_and_takes_away_by_person() {
    let mut village = with_roster();
    let first = bring(&mut village, "civil_affairs.xlsx");
    assert_eq!((first.count(DiffKind::Added), first.matched), (69, 65));
    assert_eq!(categories(&village).len(), 63, "everybody who was found holds what the list says");
    let report = bring(&mut village, "civil_affairs_next.xlsx");
    let want = &expected("civil_affairs_next.xlsx")["diff"];
    for kind in [DiffKind::Added, DiffKind::Changed, DiffKind::Removed] {
        let held = |held: &[Held]| -> Vec<Value> {
            held.iter().map(|of| serde_json::json!([of.code, of.begin_on, of.end_on])).collect()
        };
        let mut found: Vec<_> = report
            .differences
            .iter()
            .filter(|of| of.kind == kind)
            .map(|of| {
                let mut told = serde_json::json!({});
                match kind {
                    DiffKind::Added => {
                        told["rows"] = serde_json::json!(of.rows);
                        told["now"] = Value::from(held(&of.now));
                    }
                    DiffKind::Changed => {
                        told["rows"] = serde_json::json!(of.rows);
                        told["was"] = Value::from(held(&of.was));
                        told["now"] = Value::from(held(&of.now));
                    }
                    DiffKind::Removed => {
                        told["was"] = Value::from(held(&of.was));
                        told["was_active"] = Value::from(of.was_active);
                    }
                }
                told.to_string()
            })
            .collect();
        let mut want: Vec<_> = want[kind.word()]
            .as_array()
            .expect("an array")
            .iter()
            .map(|of| {
                let mut of = of.clone();
                of.as_object_mut().expect("an object").remove("id");
                of.to_string()
            })
            .collect();
        found.sort();
        want.sort();
        assert_eq!(found, want, "{kind:?}");
    }
    assert_eq!(u64::from(report.unchanged), want["unchanged_persons"].as_u64().expect("a count"));
    let held = categories(&village);
    let orphan = &held["341799201002135436"][0];
    assert_eq!(orphan.ended_on, Some("2025-12-01".parse().expect("a day")), "who is not listed has lost it");
    assert_eq!(orphan.source, "民政名单 2025-12-01");
    let codes: Vec<_> =
        held["341799201502098600"].iter().map(|of| (of.code.as_str(), of.ended_on.is_some())).collect();
    assert_eq!(codes, [("destitute_support", false), ("minimum_living_allowance", true)]);
}

#[test]
fn a_list_that_is_not_whole_takes_nothing_away_until_it_is_mended() {
    let mut village = with_roster();
    bring(&mut village, "civil_affairs.xlsx");
    let report = bring(&mut village, "civil_affairs_bad.xlsx");
    assert!(report.cancellations_held);
    assert_eq!((report.count(DiffKind::Added), report.count(DiffKind::Changed)), (5, 6));
    assert_eq!((report.count(DiffKind::Removed), report.held()), (0, 7));
    let held = categories(&village);
    assert_eq!(held["341799201002135436"][0].ended_on, None, "nobody loses anything");
    // The bad row comes back mended: only now those who are not on the list lose what they had.
    let now = village.now();
    let file = ListFile { name: "x.xlsx", bytes: &sample("civil_affairs_bad.xlsx") };
    let workbook = village.book.category_bad_rows(file, &options(), &now).expect("a workbook");
    let unmended = import(
        &mut village,
        &workbook,
        "需要改正.xlsx",
        &CategoryOptions { department: "民政", ..options() },
    );
    assert_eq!(unmended.expect_err("nothing was mended").code(), "E-CAT-005");
    let mended = "姓名,身份证号,救助身份,纳入时间,取消时间,原表行号\n赵琴,341799197007251680,低保对象,2022-12-20,,17\n";
    let report = import(&mut village, mended.as_bytes(), "改好了.csv", &options()).expect("the mended row");
    assert!(report.mends.is_some() && !report.cancellations_held);
    assert_eq!((report.count(DiffKind::Removed), report.unchanged), (6, 1));
    let held = categories(&village);
    assert!(held["341799201002135436"][0].ended_on.is_some(), "the list is whole now");
    assert_eq!(held["341799197007251680"][0].ended_on, None, "the mended row holds");
    assert!(village.book.category_lists().expect("lists").iter().all(|list| !list.cancellations_held));
    // Taken back, the list waits again.
    let now = village.now();
    village.book.undo_category_list(report.import_id.expect("an import"), &now).expect("taken back");
    assert_eq!(categories(&village)["341799201002135436"][0].ended_on, None);
    let lists = village.book.category_lists().expect("lists");
    assert!(lists.iter().any(|list| list.cancellations_held));
    // A whole list puts an end to the waiting too.
    let report = bring(&mut village, "civil_affairs_next.xlsx");
    assert_eq!((report.count(DiffKind::Removed), report.cancellations_held), (6, false));
}

#[test]
fn a_list_that_is_taken_back_leaves_everybody_as_he_was() {
    let mut village = with_roster();
    bring(&mut village, "civil_affairs.xlsx");
    bring(&mut village, "agriculture.csv");
    let before = categories(&village);
    let next = bring(&mut village, "civil_affairs_next.xlsx");
    bring(&mut village, "disabled.xlsx");
    assert_ne!(categories(&village), before);
    let lists = village.book.category_lists().expect("lists");
    let disabled = lists.iter().find(|list| list.department == "残联").expect("the list").import_id;
    let first = lists.iter().rfind(|list| list.department == "民政").expect("the list").import_id;
    let now = village.now();
    assert_eq!(
        village.book.undo_category_list(first, &now).expect_err("a later one rests on it").code(),
        "E-CAT-007"
    );
    village.book.undo_category_list(disabled, &now).expect("the disabled go");
    village.book.undo_category_list(next.import_id.expect("an import"), &now).expect("then the next");
    assert_eq!(categories(&village), before, "everybody is as he was");
    let again = bring(&mut village, "civil_affairs_next.xlsx");
    assert_eq!(again.count(DiffKind::Removed), 6, "it can come in again");
    for law in village.book.verify().expect("a check") {
        assert!(law.ok(), "{law:?}");
    }
}

#[test]
fn a_list_that_cannot_be_right_is_refused() {
    let mut village = with_roster();
    let code = |village: &mut Village, bytes: &[u8], name: &str, options: &CategoryOptions<'_>| {
        import(village, bytes, name, options).map(|_| ()).map_err(|error| error.code())
    };
    bring(&mut village, "civil_affairs.xlsx");
    let civil = sample("civil_affairs.xlsx");
    assert_eq!(code(&mut village, &civil, "again.xlsx", &options()), Err("E-LST-001"), "the same file");
    let small =
        format!("姓名,身份证号,救助身份,纳入时间\n张三,{},低保,2024-01-01\n", nobody("1980-01-01", 7));
    let cancels = code(&mut village, small.as_bytes(), "民政.csv", &options());
    assert_eq!(cancels, Err("E-CAT-006"), "it would take away from nearly everybody");
    let tomorrow = CategoryOptions { list_date: "2025-12-02".parse().ok(), ..options() };
    let older = CategoryOptions { list_date: "2025-11-01".parse().ok(), ..options() };
    let unknown = CategoryOptions { department: "天上", ..options() };
    assert_eq!(code(&mut village, small.as_bytes(), "a.csv", &tomorrow), Err("E-CAT-003"));
    assert_eq!(code(&mut village, small.as_bytes(), "a.csv", &older), Err("E-CAT-004"));
    assert_eq!(code(&mut village, small.as_bytes(), "a.csv", &unknown), Err("E-CAT-002"));
    let mixed = format!(
        "姓名,身份证号,救助身份\n张三,{},低保\n李四,{},残疾\n",
        nobody("1980-01-01", 7),
        nobody("1980-01-01", 9)
    );
    assert_eq!(code(&mut village, mixed.as_bytes(), "a.csv", &options()), Err("E-CAT-001"));
    let header = "姓名,身份证号,救助身份\n";
    assert!(code(&mut village, header.as_bytes(), "民政.csv", &options()).is_err(), "it would end everybody");
    let error = import(&mut village, small.as_bytes(), "民政.csv", &options()).expect_err("too many");
    let removed: u32 = error.params()[0].1.parse().expect("a number");
    let wrong = CategoryOptions { is_script: true, confirmed: Some(removed + 1), ..options() };
    assert_eq!(code(&mut village, small.as_bytes(), "民政.csv", &wrong), Err("E-CAT-006"));
    let said = CategoryOptions { confirmed: Some(removed), ..wrong };
    assert_eq!(code(&mut village, small.as_bytes(), "民政.csv", &said), Ok(()), "the number was said");
}

/// A household of one who has paid, or not.
fn person(village: &mut Village, name: &str, birth: &str, sequence: u32) -> Household {
    let member = MemberInput {
        name: name.to_owned(),
        certno: nobody(birth, sequence),
        relation: "02".to_owned(),
        hukou: Some("in_area".to_owned()),
        residence: Some("in_area".to_owned()),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        ..MemberInput::default()
    };
    village.save(&HouseholdInput { members: vec![member], ..HouseholdInput::default() }).expect("a household")
}

fn list(rows: &[(&str, &str, &str, &str, &str)]) -> Vec<u8> {
    let mut text = String::from("姓名,身份证号,救助身份,纳入时间,取消时间\n");
    for (name, certno, word, begin, end) in rows {
        writeln!(text, "{name},{certno},{word},{begin},{end}").expect("a string takes all");
    }
    text.into_bytes()
}

/// What each difference means: name, due before and after, what becomes of a payment.
fn told(report: &CategoryReport) -> Vec<String> {
    let due = |owed: &Owed| owed.due.map_or_else(|| owed.decision.clone(), |due| due.to_string());
    report
        .differences
        .iter()
        .map(|of| match &of.effect {
            None => format!("{} {}", of.name, of.kind.word()),
            Some(effect) => {
                let then = effect.consequence.as_ref().map_or_else(String::new, |then| {
                    let amount = then.amount.map(|sum| format!(" {sum}")).unwrap_or_default();
                    format!(" {}{amount}", then.kind.word())
                });
                format!("{} {} {}→{}{then}", of.name, of.kind.word(), due(&effect.before), due(&effect.after))
            }
        })
        .collect()
}

#[test]
fn each_notice_says_what_a_list_changes_for_money() {
    for (policy, fee, reduced, late, known) in [
        ("guichi-2026", "400.00", "40.00", "open", "open"),
        ("gaoyang-2026", "400.00", "40.00", "refund 360.00", "open"),
    ] {
        let mut village = Village::under(policy);
        let paid_late = person(&mut village, "王大山", "1979-04-12", 11);
        let paid_known = person(&mut village, "李秀英", "1981-09-30", 12);
        let unpaid = person(&mut village, "张长根", "1960-01-02", 13);
        village.pay(paid_late.household_id);
        village.pay(paid_known.household_id);
        let no = |household: &Household| household.members[0].certno.clone();
        let bytes = list(&[
            ("王大山", &no(&paid_late), "低保", "2025-12-10", ""),
            ("李秀英", &no(&paid_known), "低保", "2024-01-01", ""),
            ("张长根", &no(&unpaid), "低保", "2024-01-01", ""),
        ]);
        village.pass_days(12);
        let report = import(&mut village, &bytes, "民政.csv", &options()).expect("the list");
        assert_eq!(
            told(&report),
            [
                format!("王大山 added {fee}→{reduced} {late}"),
                format!("李秀英 added {fee}→{reduced} {known}"),
                format!("张长根 added {fee}→{reduced}"),
            ],
            "{policy}"
        );
        let work = village.book.work_items(true, 1).expect("the work");
        assert_eq!(work.open, 2, "{policy}: both sums that are paid are somebody's work");
        for item in &work.items {
            assert!(!item.words.contains("低保") && !item.article.is_empty(), "{policy}: {}", item.words);
        }
        assert!(report.differences[0].effect.as_ref().is_some_and(Effect::changes_due));
        let now = village.now();
        let import_id = report.import_id.expect("an import");
        village.book.undo_category_list(import_id, &now).expect("taken back");
        assert_eq!(village.book.work_items(true, 1).expect("the work").open, 0, "its work goes with it");
    }
}

#[test]
fn a_payment_after_the_list_keeps_it() {
    let mut village = Village::new();
    let household = person(&mut village, "王大山", "1979-04-12", 11);
    let bytes = list(&[("王大山", &household.members[0].certno, "低保", "2024-01-01", "")]);
    let report = import(&mut village, &bytes, "民政.csv", &options()).expect("the list");
    village.pay(household.household_id);
    let now = village.now();
    let error =
        village.book.undo_category_list(report.import_id.expect("an import"), &now).expect_err("paid");
    assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "王大山"));
}

#[test]
fn a_visit_after_the_list_keeps_it() {
    for is_visit in [true, false] {
        let mut village = Village::new();
        let household = person(&mut village, "张三", "1979-04-12", 10);
        let who = household.members[0].person_id;
        let visit = |village: &mut Village| {
            let now = village.now();
            if is_visit {
                let input = crate::canvass::VisitInput {
                    household_id: household.household_id,
                    visited_on: now.on(),
                    visitor: "王主任".to_owned(),
                    way: "door".to_owned(),
                    met: String::new(),
                    note: String::new(),
                    next_on: None,
                    answers: vec![crate::canvass::Answer { person_id: who, outcome: "later".to_owned() }],
                    warned: false,
                    signature: None,
                    mark_refused: false,
                    corrects: None,
                };
                village.book.record_visit(&input, &now).expect("a visit");
            } else {
                let input = crate::canvass::WhereaboutsInput {
                    person_id: who,
                    kind: "working".to_owned(),
                    place: "浙江宁波".to_owned(),
                    phone: String::new(),
                    as_of: now.on(),
                    feeds_roster: false,
                };
                village.book.record_whereabouts(&input, &now).expect("where he is");
            }
        };
        visit(&mut village);
        let bytes = list(&[("张三", &nobody("1979-04-12", 10), "低保对象", "2025-01-01", "")]);
        let report = import(&mut village, &bytes, "民政低保名单.csv", &options()).expect("a list");
        let id = report.import_id.expect("done");
        let now = village.now();
        village.book.undo_import(id, &now).expect("a visit before the list does not hold it");
        let bytes = list(&[("张三", &nobody("1979-04-12", 10), "低保对象", "2025-02-01", "")]);
        let report = import(&mut village, &bytes, "民政低保名单.csv", &options()).expect("another list");
        visit(&mut village);
        let now = village.now();
        let error =
            village.book.undo_import(report.import_id.expect("done"), &now).expect_err("visited since");
        assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "张三"));
        let rows = village.book.imports().expect("imports");
        assert!(!rows[0].can_undo || !rows[1].can_undo, "the list says so before it is asked");
    }
}

#[test]
fn departments_do_not_take_away_what_others_gave() {
    let mut village = Village::new();
    let household = person(&mut village, "王大山", "1979-04-12", 11);
    let certno = household.members[0].certno.clone();
    let other = nobody("1980-01-01", 7);
    let both = list(&[("王大山", &certno, "重度残疾", "2020-01-01", "")]);
    import(&mut village, &both, "民政.csv", &CategoryOptions { department: "民政", ..options() })
        .expect("one");
    let graded = format!("姓名,身份证号,残疾等级,认定时间\n王大山,{certno},二级,2019-01-01\n");
    import(&mut village, graded.as_bytes(), "残联.csv", &options()).expect("two");
    let none = list(&[("张三", &other, "低保", "2020-01-01", "")]);
    let report =
        import(&mut village, &none, "民政.csv", &CategoryOptions { department: "民政", ..options() })
            .expect("three");
    assert_eq!(report.count(DiffKind::Removed), 1);
    let held = &categories(&village)[&certno];
    assert_eq!(
        (held[0].grade, held[0].ended_on, held[0].source.as_str()),
        (Some(2), None, "残联名单 2025-12-01")
    );
    // What the clerk typed himself stays, and is said.
    let typed = person(&mut village, "李秀英", "1981-09-30", 12);
    let mut input = crate::household::tests::as_shown(&typed);
    input.members[0].categories = Some(vec![PersonCategory {
        code: "minimum_living_allowance".to_owned(),
        grade: None,
        subtype: None,
        designated_on: "2023-01-01".parse().ok(),
        designated_by: "in_area".to_owned(),
        ended_on: None,
        source: "手工".to_owned(),
    }]);
    village.save(&input).expect("typed");
    let again = list(&[
        ("张三", &other, "低保", "2020-01-01", ""),
        ("王五", &nobody("1980-01-01", 9), "特困", "2020-01-01", ""),
    ]);
    let report = import(&mut village, &again, "民政.csv", &options()).expect("four");
    assert_eq!(report.conflicts.len(), 1);
    assert_eq!(
        (report.conflicts[0].person.name.as_str(), report.conflicts[0].kind),
        ("李秀英", ConflictKind::NotOnList)
    );
    assert_eq!(categories(&village)[&typed.members[0].certno][0].ended_on, None);
}

#[test]
fn a_list_of_one_category_leaves_the_others_of_its_department_alone() {
    let mut village = Village::new();
    let one = person(&mut village, "王大山", "1979-04-12", 11).members[0].certno.clone();
    let two = person(&mut village, "李秀英", "1981-09-30", 12).members[0].certno.clone();
    let first =
        list(&[("王大山", &one, "低保", "2020-01-01", ""), ("李秀英", &two, "特困", "2020-01-01", "")]);
    import(&mut village, &first, "民政.csv", &options()).expect("the full list");
    let other = nobody("1980-01-01", 7);
    let only = list(&[("张三", &other, "特困人员", "2020-01-01", "")]);
    let report = import(&mut village, &only, "民政局特困人员名单.csv", &options()).expect("the destitute");
    assert!(report.is_of_one);
    assert_eq!((report.count(DiffKind::Added), report.count(DiffKind::Removed)), (1, 1));
    let held = categories(&village);
    assert_eq!((held[&one][0].ended_on, held[&two][0].ended_on.is_some()), (None, true));
}

#[test]
fn a_list_of_changes_changes_only_what_it_names() {
    let mut village = Village::new();
    let one = person(&mut village, "王大山", "1979-04-12", 11).members[0].certno.clone();
    let two = person(&mut village, "李秀英", "1981-09-30", 12).members[0].certno.clone();
    let three = person(&mut village, "张长根", "1960-01-02", 13).members[0].certno.clone();
    let first =
        list(&[("王大山", &one, "低保", "2020-01-01", ""), ("李秀英", &two, "低保", "2020-01-01", "")]);
    import(&mut village, &first, "民政.csv", &options()).expect("the full list");
    let changes = format!(
        "姓名,身份证号,救助身份,变动类型,纳入时间,取消时间\n王大山,{one},特困,变更,2025-11-01,\n李秀英,{two},低保,取消,,2025-11-01\n张长根,{three},低保,新增,2025-11-05,\n"
    );
    let report = import(&mut village, changes.as_bytes(), "民政变动.csv", &options()).expect("the changes");
    assert!(!report.is_full);
    assert_eq!(
        (report.count(DiffKind::Added), report.count(DiffKind::Changed), report.count(DiffKind::Removed)),
        (1, 2, 0)
    );
    let held = categories(&village);
    let told = |certno: &str| -> Vec<String> {
        let end = |of: &PersonCategory| of.ended_on.map(|day| day.to_string()).unwrap_or_default();
        held[certno].iter().map(|of| format!("{} {}", of.code, end(of))).collect()
    };
    assert_eq!(told(&one), ["destitute_support ", "minimum_living_allowance 2025-12-01"]);
    assert_eq!(told(&two), ["minimum_living_allowance 2025-11-01"]);
    assert_eq!(told(&three), ["minimum_living_allowance "]);
}

#[test]
fn who_is_not_in_the_book_waits_and_is_found_by_the_clerk_or_when_he_is_added() {
    let mut village = Village::new();
    let known = person(&mut village, "王大山", "1979-04-12", 11);
    let stranger = nobody("1990-05-05", 21);
    let bytes = list(&[
        ("王大山", &nobody("1979-04-12", 31), "低保", "2020-01-01", ""),
        ("李秀英", &stranger, "特困", "2020-01-01", ""),
    ]);
    let report = import(&mut village, &bytes, "民政.csv", &options()).expect("the list");
    assert_eq!((report.matched, report.unmatched, categories(&village).len()), (0, 2, 0), "no name decides");
    let page = village.book.waiting_rows(1).expect("who waits");
    assert_eq!(page.total, 2);
    let proposal = &page.rows[0].proposals[0];
    assert_eq!((proposal.person.name.as_str(), proposal.reason), ("王大山", ProposalReason::NameAndBirth));
    assert!(page.rows[1].proposals.is_empty());
    let now = village.now();
    let (entry, wang) = (page.rows[0].entry_id, known.members[0].person_id);
    village.book.decide_waiting(entry, wang, false, &now).expect("no");
    let page = village.book.waiting_rows(1).expect("who waits");
    assert!(page.rows[0].proposals.is_empty(), "a no is asked once");
    village.book.decide_waiting(entry, wang, true, &now).expect("yes after all");
    assert_eq!(categories(&village)[&known.members[0].certno][0].code, "minimum_living_allowance");
    assert_eq!(village.book.decide_waiting(entry, wang, true, &now).expect_err("done").code(), "E-CAT-008");
    // He is added with his number: the list is looked at again.
    person(&mut village, "李秀英", "1990-05-05", 21);
    let now = village.now();
    village.book.rematch(&now).expect("looked again");
    assert_eq!(categories(&village)[&stranger][0].code, "destitute_support");
    assert_eq!(village.book.waiting_rows(1).expect("who waits").total, 0);
    // The next list finds him by the clerk's yes.
    let now = village.now();
    let file = ListFile { name: "民政.csv", bytes: &bytes };
    let report = village.book.preview_category_list(file, &options(), &now).expect("a look");
    assert_eq!((report.matched, report.unchanged), (2, 2));
}

#[test]
fn other_villages_are_counted_and_not_kept() {
    let mut village = Village::new();
    let known = person(&mut village, "王大山", "1979-04-12", 11).members[0].certno.clone();
    let text = format!(
        "乡镇,村,姓名,身份证号,救助身份\n柳塘镇,石桥村,王大山,{known},低保\n柳塘镇,杏花村,李秀英,{},低保\n柳塘镇,石桥村,张三,{},低保\n",
        nobody("1990-05-05", 21),
        nobody("1990-05-05", 23),
    );
    let report = import(&mut village, text.as_bytes(), "民政.csv", &options()).expect("the list");
    assert_eq!((report.matched, report.unmatched, report.other_villages), (1, 2, 1));
    assert_eq!(report.count(DiffKind::Added), 2);
    assert_eq!(village.book.waiting_rows(1).expect("who waits").total, 1);
}

#[test]
fn the_risk_that_a_list_calls_gone_is_not_asked_again() {
    let mut village = Village::new();
    let household = person(&mut village, "王大山", "1979-04-12", 11);
    let text = format!(
        "姓名,身份证号,人员类别,认定时间,风险是否已消除\n王大山,{},脱贫不稳定户,2020-01-01,是\n",
        household.members[0].certno
    );
    import(&mut village, text.as_bytes(), "防返贫.csv", &options()).expect("the list");
    let asked = village.book.read(|tx| tx.asked(household.household_id, 2026)).expect("facts");
    assert_eq!(asked[&household.members[0].person_id].risk_cleared, Some(true));
}

#[test]
fn the_words_are_whole() {
    for key in [
        "source",
        "source_with_document",
        "paid_less",
        "ask_refund",
        "name_and_birth",
        "name_and_number",
        "name_and_head",
    ] {
        assert!(!say(key).is_empty(), "{key}");
    }
    assert_eq!(
        source("民政", "2025-12-01".parse().ok(), "民〔2025〕3号"),
        "民政名单 2025-12-01（民〔2025〕3号）"
    );
}

/// Headers that nobody foresaw, and what the clerk says of them.
fn strange(rows: &[(&str, &str, &str)]) -> (Vec<u8>, Reading) {
    let mut text = String::from("谁,哪个号,哪一种,从哪天\n");
    for (name, certno, category) in rows {
        writeln!(text, "{name},{certno},{category},2024-01-01").expect("a string takes all");
    }
    let field = |word: &str| Some(word.to_owned());
    let mapping = vec![
        (0, field("姓名")),
        (1, field("身份证号码")),
        (2, field("医疗救助身份")),
        (3, field("纳入时间")),
    ];
    (text.into_bytes(), Reading { header_row: Some(1), mapping, ..Reading::default() })
}

#[test]
fn columns_are_what_the_clerk_says_and_remembered_with_the_list() {
    let mut village = Village::new();
    let household = person(&mut village, "王大山", "1979-04-12", 11);
    let certno = household.members[0].certno.clone();
    let other = nobody("1980-01-01", 7);
    let (bytes, reading) = strange(&[("王大山", &certno, "低保")]);
    let as_said = |reading| CategoryOptions { department: "民政", reading, ..options() };
    let look = |village: &Village, bytes: &[u8], kind| {
        village.book.look_at_list(kind, bytes, "民政.csv", &Reading::default()).expect("a look")
    };
    assert!(look(&village, &bytes, ListKind::CategoryList).fault.is_some(), "nobody knows such headers");
    let error =
        import(&mut village, &bytes, "民政.csv", &as_said(Reading::default())).expect_err("no header");
    assert_eq!(error.code(), "E-FIL-012");
    let report = import(&mut village, &bytes, "民政.csv", &as_said(reading)).expect("the list");
    assert_eq!((report.count(DiffKind::Added), report.matched), (1, 1));
    assert_eq!(report.origin.mapping[2], ("哪一种".to_owned(), Some("医疗救助身份".to_owned())));
    assert_eq!(categories(&village)[&certno][0].code, "minimum_living_allowance");
    // The next list with these headers is read so without a word; a list of another kind is not.
    let (next, _) = strange(&[("王大山", &certno, "特困"), ("张三", &other, "低保")]);
    let seen = look(&village, &next, ListKind::CategoryList);
    assert!(seen.is_remembered && seen.fault.is_none(), "{seen:?}");
    assert!(!look(&village, &next, ListKind::PaidList).is_remembered, "each kind has its own columns");
    let report = import(&mut village, &next, "民政.csv", &as_said(Reading::default())).expect("read again");
    assert_eq!((report.count(DiffKind::Changed), report.unmatched), (1, 1));
}

#[test]
fn a_list_says_how_far_it_is_and_stops_when_told() {
    let mut village = with_roster();
    let (name, bytes) = ("civil_affairs.xlsx", sample("civil_affairs.xlsx"));
    for stop_at in [Progressing::Reading, Progressing::Checking, Progressing::Writing] {
        let now = village.now();
        let mut stop = |of: reading::Progress| {
            let last = of.step == stop_at && (of.done == of.of || stop_at == Progressing::Checking);
            if last { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        };
        let error = village
            .book
            .import_category_list_watched(ListFile { name, bytes: &bytes }, &options(), &now, &mut stop)
            .expect_err("stopped");
        assert_eq!(error.code(), Error::Cancelled {}.code(), "{stop_at:?}");
        assert!(village.book.category_lists().expect("lists").is_empty(), "{stop_at:?}: nothing stays");
        assert!(categories(&village).is_empty(), "{stop_at:?}: nobody has a category of it");
    }
    let now = village.now();
    let mut heard = Vec::new();
    let mut listen = |of: reading::Progress| {
        heard.push((of.step, of.done, of.of));
        std::ops::ControlFlow::Continue(())
    };
    village
        .book
        .import_category_list_watched(ListFile { name, bytes: &bytes }, &options(), &now, &mut listen)
        .expect("the list");
    let steps: Vec<_> = heard.iter().map(|(step, ..)| *step).collect();
    assert!(steps.windows(2).all(|two| two[0] as u8 <= two[1] as u8), "one step after the other: {heard:?}");
    assert_eq!(heard.first(), Some(&(Progressing::Reading, 0, 0)));
    assert!(steps.contains(&Progressing::Checking), "{heard:?}");
    let (step, done, of) = heard.last().expect("something was heard");
    assert!(*step == Progressing::Writing && done == of && *of > 0, "{heard:?}");
    assert!(heard.iter().all(|(_, done, of)| done <= of), "never more than all: {heard:?}");
}
