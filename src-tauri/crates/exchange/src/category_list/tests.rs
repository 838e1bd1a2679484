//! The departments' sample lists against what a careful reader finds in them, and the awkward ones of our own.

use super::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/lists/samples")
}

fn expected() -> Value {
    let text = std::fs::read_to_string(samples().join("expected.json")).expect("the expectations");
    serde_json::from_str(&text).expect("JSON")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the test")
}

fn read(bytes: &[u8], name: &str) -> CategoryList {
    read_category_list(bytes, name, &ReadOptions::default(), day("2025-12-01")).expect(name)
}

fn sample(name: &str) -> CategoryList {
    read(&std::fs::read(samples().join(name)).expect("the sample"), name)
}

fn rows(value: &Value) -> Vec<u64> {
    value.as_array().expect("rows").iter().map(|row| row.as_u64().expect("a row")).collect()
}

#[test]
fn every_sample_gives_what_a_careful_reader_finds() {
    let expected = expected();
    let as_of = day("2025-12-01");
    for name in [
        "civil_affairs.xlsx",
        "civil_affairs_next.xlsx",
        "civil_affairs_bad.xlsx",
        "disabled.xlsx",
        "agriculture.csv",
    ] {
        let list = sample(name);
        let want = &expected["files"][name];
        let count = |key: &str| want[key].as_u64().map(|count| usize::try_from(count).expect("small"));
        assert_eq!(Some(list.people()), count("rows"), "{name}");
        assert_eq!(Some(list.rows.len()), count("good_rows"), "{name}");
        let bad: Vec<_> = list.bad.iter().map(|bad| (u64::from(bad.row), bad.code.word())).collect();
        let want_bad: Vec<_> = want["bad_rows"]
            .as_array()
            .expect("bad rows")
            .iter()
            .map(|bad| (bad["row"].as_u64().expect("a row"), bad["codes"][0].as_str().expect("a code")))
            .collect();
        assert_eq!(bad, want_bad, "{name}");
        assert_eq!(Some(u64::from(list.origin.header_row)), want["header_row"].as_u64(), "{name}");
        if let Some(by_category) = want["by_category"].as_object() {
            let found: BTreeMap<String, Value> = list
                .by_category(as_of)
                .into_iter()
                .map(|(code, (rows, active))| {
                    (code.to_owned(), serde_json::json!({ "rows": rows, "active": active }))
                })
                .collect();
            let want: BTreeMap<String, Value> = by_category.clone().into_iter().collect();
            assert_eq!(found, want, "{name}");
        }
        if let Some(by_word) = want["by_word"].as_object() {
            let mut found: BTreeMap<&str, u64> = BTreeMap::new();
            for row in &list.rows {
                *found.entry(row.word.as_str()).or_default() += 1;
            }
            let want: BTreeMap<&str, u64> = by_word
                .iter()
                .map(|(word, count)| (word.as_str(), count.as_u64().expect("a count")))
                .collect();
            assert_eq!(found, want, "{name}");
        }
        if !want["ended_rows"].is_null() {
            let ended: Vec<u64> = list
                .rows
                .iter()
                .filter(|row| row.end_on.is_some_and(|end| end <= as_of))
                .map(|row| u64::from(row.row))
                .collect();
            assert_eq!(ended, rows(&want["ended_rows"]), "{name}");
        }
        for (key, of) in [("by_grade", 0), ("by_subtype", 1)] {
            let Some(want) = want[key].as_object() else { continue };
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            for meaning in list.rows.iter().flat_map(|row| &row.given) {
                let key = if of == 0 {
                    meaning.grade.map_or("null".to_owned(), |grade| grade.to_string())
                } else if meaning.code == POVERTY_MONITORED {
                    meaning.subtype.unwrap_or("null").to_owned()
                } else {
                    continue;
                };
                *found.entry(key).or_default() += 1;
            }
            let want: BTreeMap<String, u64> =
                want.iter().map(|(key, count)| (key.clone(), count.as_u64().expect("a count"))).collect();
            assert_eq!(found, want, "{name} {key}");
        }
        if !want["risk_cleared_rows"].is_null() {
            let cleared: Vec<u64> = list
                .rows
                .iter()
                .filter(|row| row.risk_cleared == Some(true))
                .map(|row| u64::from(row.row))
                .collect();
            assert_eq!(cleared, rows(&want["risk_cleared_rows"]), "{name}");
        }
        assert!(list.warnings.is_empty(), "{name}: {:?}", list.warnings);
    }
    let said = |name: &str| {
        let list = sample(name);
        (list.department.map(|of| of.label), list.says_full, list.title_date)
    };
    assert_eq!(said("civil_affairs.xlsx"), (Some("民政"), Some(true), None));
    let december = TitleDate::Month(day("2025-12-01"));
    assert_eq!(said("civil_affairs_next.xlsx"), (Some("民政"), Some(true), Some(december)));
    assert_eq!(december.day(day("2025-12-01")), Some(day("2025-12-01")), "the month runs");
    assert_eq!(december.day(day("2026-01-05")), Some(day("2025-12-31")));
    assert_eq!(december.day(day("2025-11-30")), None, "the future");
    assert_eq!(said("disabled.xlsx").0, Some("残联"));
    assert_eq!(said("agriculture.csv").0, Some("农业农村"));
}

#[test]
fn each_way_to_write_a_day_is_read_or_held_back() {
    let list = sample("odd_dates.xlsx");
    for want in expected()["files"]["odd_dates.xlsx"]["dates"].as_array().expect("dates") {
        let number = want["row"].as_u64().expect("a row");
        let good = list.rows.iter().find(|row| u64::from(row.row) == number);
        let bad = list.bad.iter().find(|bad| u64::from(bad.row) == number);
        let begin = good.and_then(|row| row.begin_on).map(|day| day.to_string());
        let wanted = want["expect"].as_str().map(str::to_owned);
        let fair = want["also_fair"].as_str();
        let is_right = match (&wanted, good) {
            (Some(_), Some(_)) => begin == wanted,
            (None, None) => bad.is_some_and(|bad| bad.code == ListCode::UnclearDate),
            (None, Some(_)) => fair == Some(begin.as_deref().unwrap_or("empty")),
            (Some(_), None) => false,
        };
        assert!(is_right, "{want}: {begin:?} {bad:?}");
    }
    assert_eq!(list.people(), 19);
    assert_eq!(list.department.map(|of| of.label), Some("民政"), "by its categories");
}

const A: &str = "341799193812285703";
const B: &str = "341799195108156771";
const C: &str = "341799193802173142";

fn csv(text: &str) -> CategoryList {
    read(text.replace("{A}", A).replace("{B}", B).replace("{C}", C).as_bytes(), "名单.csv")
}

/// Row, categories, begin, end of the good rows; row and code of the bad ones and of warnings.
fn told(list: &CategoryList) -> String {
    let mut told: Vec<(u32, String)> = Vec::new();
    for row in &list.rows {
        let given: Vec<_> = row
            .given
            .iter()
            .map(|of| match (of.grade, of.subtype) {
                (Some(grade), _) => format!("{}/{grade}", of.code),
                (_, Some(subtype)) => format!("{}/{subtype}", of.code),
                _ => of.code.to_owned(),
            })
            .collect();
        let days = format!(
            "{}..{}",
            row.begin_on.map(|day| day.to_string()).unwrap_or_default(),
            row.end_on.map(|day| day.to_string()).unwrap_or_default()
        );
        told.push((row.row, format!("{} {days} {:?}", given.join("+"), row.change)));
    }
    told.extend(list.bad.iter().map(|bad| (bad.row, format!("bad {}", bad.code.word()))));
    told.extend(list.warnings.iter().map(|of| (of.row, format!("warning {}", of.code.word()))));
    told.sort_by_key(|(row, _)| *row);
    told.into_iter().fold(String::new(), |all, (row, text)| all + &format!("{row} {text}\n"))
}

#[test]
fn awkward_lists_are_read_or_held_back_row_by_row() {
    for (what, text, expect) in [
        (
            "several categories in a cell, an unknown one, none",
            "姓名,身份证号,救助身份,纳入时间,取消时间\n张三,{A},低保、残疾二级,2024-01-01,长期\n李四,{B},困难群众,2024-01-01,\n王五,{C},,2024-01-01,\n",
            "2 minimum_living_allowance+disability/2 2024-01-01.. Given\n3 bad unknown_category\n4 bad missing_category\n",
        ),
        (
            "columns of ticks, with a grade in the one of the disabled",
            "姓名,身份证号,低保,特困,残疾,残疾类别\n张三,{A},√,,二级,视力\n李四,{B},,是,否,\n王五,{C},,,,肢体\n",
            "2 minimum_living_allowance+disability/2 .. Given\n3 destitute_support .. Given\n",
        ),
        (
            "a list that changes only some",
            "姓名,身份证号,人员类别,变动类型,认定时间,退出时间\n张三,{A},低保,新增,2025-11-01,/\n李四,{B},低保,取消,2020-01-01,2025-11-01\n王五,{C},低保,搬家,2020-01-01,\n",
            "2 minimum_living_allowance 2025-11-01.. Given\n3 minimum_living_allowance 2020-01-01..2025-11-01 Ended\n4 bad unknown_change\n",
        ),
        (
            "the title names the category of all",
            "石桥村特困人员名单,\n姓名,身份证号\n张三,{A}\n",
            "3 destitute_support .. Given\n",
        ),
        (
            "the disabled, by their card; a card that contradicts",
            "姓名,身份证号,残疾人证号,残疾等级\n张三,{A},{A}41,\n李四,{B},{B}42,一级\n王五,{C},{A}43,五级\n",
            "2 disability/1 .. Given\n3 disability/1 .. Given\n3 warning grade_differs\n4 disability .. Given\n4 warning unknown_grade\n4 warning card_differs\n",
        ),
        (
            "the monitored, by their own column",
            "姓名,身份证号,监测对象类别,风险是否消除\n张三,{A},边缘易致贫户,是\n李四,{B},突发严重困难户,不知道\n",
            "2 poverty_monitored/general_household .. Given\n3 poverty_monitored .. Given\n3 warning unclear_risk\n",
        ),
        (
            "said twice, ended before it began, lost digits",
            "姓名,身份证号,救助身份,纳入时间,取消时间\n张三,{A},低保,2024-01-01,\n张三,{A},低保户,2024-01-01,\n李四,{B},低保,2024-01-01,2023-01-01\n王五,3.41799E+17,低保,2024-01-01,\n",
            "2 minimum_living_allowance 2024-01-01.. Given\n3 minimum_living_allowance 2024-01-01.. Given\n3 warning said_twice\n4 bad end_before_begin\n5 bad id_lost_digits\n",
        ),
    ] {
        assert_eq!(told(&csv(text)), expect, "{what}");
    }
    let no_category = "姓名,身份证号,备注\n张三,341799193812285703,x\n";
    let fault =
        read_category_list(no_category.as_bytes(), "x.csv", &ReadOptions::default(), day("2025-12-01"));
    assert!(matches!(fault, Err(ReadFault::MissingColumn { .. })), "{fault:?}");
}

#[test]
fn titles_tell_what_kind_of_list_it_is() {
    for (text, expect) in [
        ("截至2025年11月30日在册低保对象", Some(TitleDate::Day(day("2025-11-30")))),
        ("低保名单20251103", Some(TitleDate::Day(day("2025-11-03")))),
        ("低保名单2025-11-3", Some(TitleDate::Day(day("2025-11-03")))),
        ("2025.11.03低保", Some(TitleDate::Day(day("2025-11-03")))),
        ("2025年11月新增低保对象", Some(TitleDate::Month(day("2025-11-01")))),
        ("2026年度资助名单", None),
        ("名单", None),
    ] {
        assert_eq!(date_in(text), expect, "{text}");
    }
    assert_eq!(category_in_title(["石桥村低保边缘家庭名单"].into_iter()), Some("low_income_margin"));
    assert_eq!(category_in_title(["低保、特困人员名单"].into_iter()), None, "two are none");
}

#[test]
fn bad_rows_go_back_and_come_in_mended() {
    let list = sample("civil_affairs_bad.xlsx");
    let workbook = bad_rows_workbook(&list).expect("a workbook");
    let again = read(&workbook, "需要改正.xlsx");
    assert_eq!((again.rows.len(), again.bad.len()), (0, 1), "unmended it is bad for the same reason");
    assert_eq!(again.bad[0].code.word(), "missing_id");
    assert_eq!(again.mends_rows, [17]);
    assert_eq!((row_of_place("民政对象 第17行"), row_of_place("17")), (Some(17), Some(17)));
}

#[test]
fn every_code_has_words_and_every_column_its_field() {
    for code in [
        ListCode::MissingCategory,
        ListCode::UnknownCategory,
        ListCode::UnclearDate,
        ListCode::EndBeforeBegin,
        ListCode::UnknownChange,
        ListCode::NoBeginDate,
        ListCode::UnknownGrade,
        ListCode::GradeDiffers,
        ListCode::CardDiffers,
        ListCode::SaidTwice,
        ListCode::UnclearRisk,
    ] {
        let (message, todo) = code.words("某词", Some(3));
        assert!(!message.contains('{') && !todo.is_empty() && message != code.word(), "{code:?}");
    }
    assert_eq!(WORDS.0.len(), 11, "no words are left over");
    assert_eq!(Field::Category.header(), "医疗救助身份");
    assert_eq!(COLUMNS.field_of("残疾人证号"), Some(Field::DisabilityCard));
    assert_eq!(COLUMNS.field_of("残疾类别"), None);
}
