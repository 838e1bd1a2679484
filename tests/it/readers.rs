//! The readers of lists against files as villages and offices keep them, and against files that are meant to break them.
//! What is expected is data: `tests/fixtures/lists/awkward/expected.json`, written before the readers were tried on it.

use chrono::NaiveDate;
use cunshou_core::Coded;
use cunshou_core::list::ListFile;
use cunshou_core::list::office::OfficeSaid;
use cunshou_exchange::category_list::{CategoryList, read_category_list};
use cunshou_exchange::identity;
use cunshou_exchange::office_list::OfficeKind;
use cunshou_exchange::roster::{Roster, RosterRow, read_roster};
use cunshou_exchange::table::ReadOptions;
use cunshou_exchange::workbook::ReadFault;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::TestBook;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lists/awkward")
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 1).expect("a date")
}

/// What a reader answered.
enum Answer {
    Roster(Roster),
    List(CategoryList),
    Refused(ReadFault),
}

fn answer(name: &str, expect: &Value) -> Option<Answer> {
    let bytes = std::fs::read(folder().join(name)).expect(name);
    let name = name.rsplit('/').next().unwrap_or(name);
    Some(match expect["kind"].as_str() {
        Some("roster") | None => match read_roster(&bytes, name, as_of()) {
            Ok(roster) => Answer::Roster(roster),
            Err(fault) => Answer::Refused(fault),
        },
        Some("category_list") => match read_category_list(&bytes, name, &ReadOptions::default(), as_of()) {
            Ok(list) => Answer::List(list),
            Err(fault) => Answer::Refused(fault),
        },
        // Lists of payments are held against a book: the test after this one.
        _ => return None,
    })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> u64 {
    value["row"].as_u64().expect("a row")
}

fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one],
        _ => Vec::new(),
    }
}

/// A text of a good row, under the name that the expectations have for it.
type Text = (&'static str, fn(&RosterRow) -> String);

/// Row → code, `good` where nothing is expected to be wrong.
type Codes = BTreeMap<u64, String>;

/// Says in which rows the bad ones are not those that are expected. `open_rows` may also be answered in other ways.
fn compare_rows(expect: &Value, bad: &Codes, any_code: bool, said: &mut Vec<String>) -> i64 {
    let dropped: BTreeSet<u64> = list(expect, "drop_bad").iter().filter_map(Value::as_u64).collect();
    let wanted: BTreeMap<u64, Vec<&str>> = list(expect, "bad_rows")
        .iter()
        .map(|row| (number(row), words(&row["codes"])))
        .filter(|(row, _)| !dropped.contains(row))
        .collect();
    let open: BTreeMap<u64, Vec<&str>> =
        list(expect, "open_rows").iter().map(|row| (number(row), words(&row["also_fair"]))).collect();
    let may_be_bad: BTreeSet<u64> = list(expect, "also_bad_ok").iter().filter_map(Value::as_u64).collect();
    let mut more_bad = 0;
    for row in bad.keys().chain(wanted.keys()).copied().collect::<BTreeSet<u64>>() {
        let found = bad.get(&row).map_or("good", String::as_str);
        let is_wanted = match wanted.get(&row) {
            Some(codes) => codes.contains(&found) || (any_code && found != "good"),
            None => found == "good",
        };
        let fair = open.get(&row).is_some_and(|fair| {
            fair.contains(&found)
                || (found != "good" && fair.contains(&"bad"))
                || (found == "good" && fair.contains(&"nobody"))
        });
        if is_wanted {
            continue;
        }
        if fair || (found != "good" && may_be_bad.contains(&row)) {
            more_bad += i64::from(!wanted.contains_key(&row)) - i64::from(found == "good");
            continue;
        }
        said.push(format!("row {row} is {found}, expected {:?}", wanted.get(&row).unwrap_or(&vec!["good"])));
    }
    more_bad
}

fn compare_count(what: &str, expect: &Value, found: usize, said: &mut Vec<String>) {
    if let Some(wanted) = expect.as_u64()
        && wanted != found as u64
    {
        said.push(format!("{found} {what}, expected {wanted}"));
    }
}

/// What in a roster is not as it is expected.
fn compare_roster(expect: &Value, roster: &Roster) -> Vec<String> {
    let mut said = Vec::new();
    let bad: Codes = roster.bad.iter().map(|bad| (bad.row.into(), bad.code.word().to_owned())).collect();
    if expect["bad_count"].is_null() {
        let more_bad = compare_rows(expect, &bad, false, &mut said);
        if let Some(good) = expect["good_rows"].as_i64()
            && good - more_bad != i64::try_from(roster.rows.len()).expect("few rows")
        {
            said.push(format!("{} good rows, expected {good}", roster.rows.len()));
        }
    }
    compare_count("people", &expect["person_rows"], roster.people(), &mut said);
    compare_count("households", &expect["households"], roster.households, &mut said);
    compare_count("header row", &expect["header_row"], roster.origin.header_row as usize, &mut said);
    compare_count("other sheets", &expect["says_other_sheets"], roster.origin.other_sheets.len(), &mut said);
    if let Some(sheet) = expect["sheet"].as_str().filter(|sheet| *sheet != "any")
        && roster.origin.sheets.first().map(String::as_str) != Some(sheet)
    {
        said.push(format!("read {:?}, expected {sheet}", roster.origin.sheets));
    }
    if expect["hidden_sheets"].is_array() && words(&expect["hidden_sheets"]) != roster.origin.hidden_sheets {
        said.push(format!("hidden {:?}", roster.origin.hidden_sheets));
    }
    let open: BTreeSet<u64> = list(expect, "open_rows").iter().map(number).collect();
    if expect["warnings"].is_array() {
        let mut found: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
        for warning in roster.warnings.iter().filter(|warning| !open.contains(&warning.row.into())) {
            found.entry(warning.row.into()).or_default().insert(warning.code.word());
        }
        let wanted: BTreeMap<u64, BTreeSet<&str>> = list(expect, "warnings")
            .iter()
            .filter(|row| !open.contains(&number(row)))
            .map(|row| (number(row), words(&row["codes"]).into_iter().collect()))
            .collect();
        if found != wanted {
            said.push(format!("warnings {found:?}, expected {wanted:?}"));
        }
        if expect["household_warnings"] != "any" {
            let mut found: Vec<&str> =
                roster.household_warnings.iter().map(|warning| warning.code.word()).collect();
            let mut wanted: Vec<&str> = list(expect, "household_warnings")
                .iter()
                .filter_map(|warning| warning["code"].as_str())
                .collect();
            found.sort_unstable();
            wanted.sort_unstable();
            if found != wanted {
                said.push(format!("households {found:?}, expected {wanted:?}"));
            }
        }
    }
    let good: BTreeMap<u64, &RosterRow> = roster.rows.iter().map(|row| (row.row.into(), row)).collect();
    let texts: [Text; 3] = [
        ("names", |row| row.name.clone()),
        ("ids", |row| row.certno.clone()),
        ("births", |row| row.birth.map_or_else(String::new, |birth| birth.to_string())),
    ];
    for (key, text) in texts {
        for row in list(expect, key).iter().filter(|row| !open.contains(&number(row))) {
            let found = good.get(&number(row)).map(|row| text(row)).unwrap_or_default();
            if row["expect"] != found {
                said.push(format!("{key} of row {}: {found:?}, expected {}", number(row), row["expect"]));
            }
        }
    }
    for row in list(expect, "no_birth_rows").iter().filter_map(Value::as_u64) {
        if let Some(birth) = good.get(&row).and_then(|row| row.birth) {
            said.push(format!("row {row}: the birth date {birth} is guessed"));
        }
    }
    for relation in list(expect, "relations") {
        let word = relation["word"].as_str().expect("a word");
        if identity::relation_code(word) != relation["code"].as_str() {
            said.push(format!("{word} is {:?}", identity::relation_code(word)));
        }
    }
    if let Some(groups) = expect["good_by_group"].as_object().filter(|_| open.is_empty()) {
        let mut found: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &roster.rows {
            *found.entry(&row.village_group).or_default() += 1;
        }
        let wanted: BTreeMap<&str, u64> =
            groups.iter().map(|(group, count)| (group.as_str(), count.as_u64().expect("a count"))).collect();
        if found != wanted {
            said.push(format!("groups {found:?}, expected {wanted:?}"));
        }
    }
    said
}

/// What in a list of categories is not as it is expected. How it meets a book is another test's matter.
fn compare_list(expect: &Value, list_read: &CategoryList) -> Vec<String> {
    let mut said = Vec::new();
    let bad: Codes = list_read.bad.iter().map(|bad| (bad.row.into(), bad.code.word().to_owned())).collect();
    if expect["bad_rows"].is_array() {
        compare_rows(expect, &bad, true, &mut said);
    }
    if let Some(least) = expect["bad_count_min"].as_u64()
        && (bad.len() as u64) < least
    {
        said.push(format!("{} bad rows, expected {least} or more", bad.len()));
    }
    compare_count("people", &expect["rows"], list_read.people(), &mut said);
    let has_open = expect["open_counts"] == true || !list(expect, "open_rows").is_empty();
    if let Some(wanted) = expect["by_category"].as_object().filter(|_| !has_open) {
        let found: BTreeMap<&str, (u64, u64)> = list_read
            .by_category(as_of())
            .into_iter()
            .map(|(code, (rows, active))| (code, (rows.into(), active.into())))
            .collect();
        let count = |of: &Value, key: &str| of[key].as_u64().unwrap_or_default();
        let wanted: BTreeMap<&str, (u64, u64)> = wanted
            .iter()
            .map(|(code, of)| (code.as_str(), (count(of, "rows"), count(of, "active"))))
            .collect();
        if found != wanted {
            said.push(format!("categories {found:?}, expected {wanted:?}"));
        }
    }
    for word in list(expect, "words") {
        let row = list_read.rows.iter().find(|row| u64::from(row.row) == number(word));
        let codes: Vec<&str> = row.iter().flat_map(|row| &row.given).map(|meaning| meaning.code).collect();
        if Some(codes.as_slice())
            != word["code"].as_str().map(|code| [code]).as_ref().map(<[&str; 1]>::as_slice)
        {
            said.push(format!("{} is {codes:?}, expected {}", word["word"], word["code"]));
        }
    }
    said
}

fn compare(expect: &Value, answer: &Answer) -> Vec<String> {
    match (answer, expect["expect"].as_str()) {
        (Answer::Refused(fault), Some("refuse")) => {
            let wanted = words(&expect["code"]);
            let is_wanted = wanted.contains(&"any") || wanted.contains(&fault.word());
            if is_wanted {
                Vec::new()
            } else {
                vec![format!("refused as {}, expected {wanted:?}", fault.word())]
            }
        }
        (Answer::Refused(fault), _) => vec![format!("refused: {fault}")],
        (_, Some("refuse")) => vec!["was not refused".to_owned()],
        (Answer::Roster(roster), _) => compare_roster(expect, roster),
        (Answer::List(list), _) => compare_list(expect, list),
    }
}

#[test]
fn every_awkward_file_gives_what_a_careful_reader_finds() {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("the expectations");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let mut report = String::new();
    let mut seen = 0;
    for (name, expect) in all["files"].as_object().expect("files") {
        let Some(answer) = answer(name, expect) else { continue };
        seen += 1;
        let said = compare(expect, &answer);
        let is_fair = || {
            list(expect, "also").iter().any(|also| {
                let mut other = expect.clone();
                for (key, value) in also.as_object().expect("what is otherwise") {
                    other[key] = value.clone();
                }
                compare(&other, &answer).is_empty()
            })
        };
        if said.is_empty() || is_fair() {
            continue;
        }
        let _ = writeln!(report, "{name} ({}):", expect["what"].as_str().unwrap_or_default());
        for line in said {
            let _ = writeln!(report, "    {line}");
        }
    }
    assert!(seen > 90, "the files are there: {seen}");
    assert!(report.is_empty(), "{report}");
}

/// What in a paid list, brought into a book with its roster, is not as it is expected.
fn compare_paid(expect: &Value, name: &str) -> Vec<String> {
    let read = |name: &str| std::fs::read(folder().join(name)).expect(name);
    let plain = name.rsplit('/').next().unwrap_or(name);
    let mut village = TestBook::new();
    village.set_clock("2025-12-01T09:00:00+08:00");
    let now = village.now();
    let roster = expect["roster"].as_str().expect("the roster that it is held against");
    village.book.import_roster(&read(roster), "花名册.xlsx", &now).expect("the roster");
    let now = village.now();
    // A list that does not say up to which day it is: the clerk says so, as the refusal asks him to.
    let mut said = OfficeSaid::default();
    let bring = |book: &mut cunshou_core::Book, said: &OfficeSaid| {
        book.import_office_list(
            OfficeKind::PaidList,
            ListFile { name: plain, bytes: &read(name) },
            said,
            &now,
        )
    };
    let mut report = bring(&mut village.book, &said);
    if report.as_ref().is_err_and(|error| error.code() == "E-OFF-002") {
        said.list_date = Some(support::day("2025-11-30"));
        report = bring(&mut village.book, &said);
    }
    let people = village.book.progress(2026).expect("progress").people;
    let report = match (report, expect["expect"].as_str()) {
        (Err(_), Some("refuse")) if people.paid_elsewhere == 0 => return Vec::new(),
        (Err(error), _) => return vec![format!("refused: {}", error.code())],
        (Ok(_), Some("refuse")) => return vec!["was not refused".to_owned()],
        (Ok(report), _) => report,
    };
    let mut said = Vec::new();
    compare_count("rows", &expect["rows"], report.rows as usize, &mut said);
    compare_count("marked", &expect["marked"], report.added as usize, &mut said);
    compare_count("marked in the book", &expect["marked"], people.paid_elsewhere as usize, &mut said);
    compare_count("unmatched", &expect["unmatched_rows"], report.unmatched as usize, &mut said);
    // Nobody is marked by his name, and no row is passed over in silence.
    let told = report.matched as usize + report.unmatched as usize + report.bad.len();
    if told > report.rows as usize {
        said.push(format!("{told} rows told of {}", report.rows));
    }
    village.assert_lawful();
    said
}

#[test]
fn every_paid_list_marks_who_has_paid_and_nobody_else() {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("the expectations");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let files = all["files"].as_object().expect("files");
    let mut seen = 0;
    let mut report = String::new();
    for (name, expect) in files.iter().filter(|(_, expect)| expect["kind"] == "paid_list") {
        seen += 1;
        let said = compare_paid(expect, name);
        let is_fair = || {
            list(expect, "also").iter().any(|also| {
                let mut other = expect.clone();
                for (key, value) in also.as_object().expect("what is otherwise") {
                    other[key] = value.clone();
                }
                compare_paid(&other, name).is_empty()
            })
        };
        if !said.is_empty() && !is_fair() {
            let _ = writeln!(report, "{name} ({}): {said:?}", expect["what"].as_str().unwrap_or_default());
        }
    }
    assert_eq!(seen, 5, "the files are there");
    assert!(report.is_empty(), "{report}");
}
