//! People, who is missing, and years of cover.

use crate::village::Village;
use serde_json::json;
use std::path::Path;
use std::process::Command;

#[test]
fn people_and_who_is_missing_are_listed_marked_and_exported() {
    let village = Village::with_people();
    let people = village.done(&["people", "list"]);
    let total = people["total"].as_u64().expect("a count");
    assert!(people["people"].as_array().is_some_and(|page| page.len() <= 100), "a page has an end");
    let first = &people["people"][0];
    assert!(first["certno_masked"].as_str().is_some_and(|number| number.contains('*')), "{first}");
    let heads = village.done(&["people", "list", "--heads"]);
    assert!(heads["total"].as_u64().is_some_and(|heads| heads > 0 && heads < total));

    let missing = village.done(&["missing", "list"]);
    assert_eq!(missing["people"]["total"].as_u64(), Some(total));
    let why: u64 =
        missing["by_why"].as_object().expect("reasons").values().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(Some(why), missing["people"]["missing"].as_u64(), "each for one reason");
    let row = &missing["missing"][0];
    let hh_no = row["hh_no"].as_str().expect("a number");
    let member = row["member_no"].to_string();
    village.refused(&["household", "mark", hh_no, &member, "paid_elsewhere"], "E-FIL-004");
    let marked = village.done(&["household", "mark", hh_no, &member, "employee_insurance"]);
    assert_eq!((&marked["state"], &marked["proof_missing"]), (&json!("exempt"), &json!(true)));
    let open = village.done(&["missing", "list", "--why", "proof_missing"]);
    assert_eq!(open["total"], 1);
    village.done(&["household", "mark", hh_no, &member, "employee_insurance", "--proof", "看过参保证明"]);
    assert_eq!(village.done(&["missing", "list", "--why", "proof_missing"])["total"], 0);
    village.done(&["household", "unmark", hh_no, &member, "--why", "标错了"]);
    village.refused(&["household", "unmark", hh_no, &member], "E-FIL-006");

    let out = village.path("people.xlsx");
    village.refused(&["people", "export", "--out", &out, "--full", ""], "E-PPL-001");
    assert!(!Path::new(&out).exists(), "a refusal writes nothing");
    let written = village.done(&["people", "export", "--out", &out]);
    assert_eq!(written["people"].as_u64(), Some(total));
    let read = "import sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).active
rows = list(sheet.iter_rows(values_only=True))
assert all(cell is None or isinstance(cell, str) for row in rows for cell in row), 'every cell is text'
print(len(rows) - 1)";
    let told = Command::new("python3").args(["-c", read, &out]).output();
    match told {
        Ok(told) if told.status.success() => {
            assert_eq!(String::from_utf8_lossy(&told.stdout).trim(), total.to_string());
        }
        other => println!("openpyxl is not here to read it back: {other:?}"),
    }
}

#[test]
fn the_years_of_cover_are_listed_and_not_opened_twice() {
    let village = Village::with_people();
    let years = village.done(&["levy-year", "list"]);
    let listed = &years["levy_years"];
    assert_eq!((&listed[0]["levy_year"], &listed[0]["is_current"]), (&json!(2026), &json!(true)));
    village.refused(&["levy-year", "open", "2026"], "E-YEAR-002");
    village.refused(&["levy-year", "open", "2027"], "E-YEAR-001");
}
