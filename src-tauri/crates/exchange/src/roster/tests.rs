//! What a careful import finds in rosters as villages keep them, and in files that were made to break it.
//! The expectations are data: `tests/fixtures/rosters/expected.json`.

use super::*;
use crate::workbook;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/rosters").join(name);
    std::fs::read(path).expect("the fixture is there")
}

fn expected() -> Value {
    serde_json::from_slice(&fixture("expected.json")).expect("the expectations are JSON")
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 1).expect("a date")
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).expect("a row number")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Compares everything that the expectations say about a roster.
fn check(name: &str) {
    let roster = read_roster(&fixture(name), name, as_of()).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    let all = expected();
    let expect = &all["files"][name];
    assert_eq!(roster.origin.sheets[0], expect["sheet"].as_str().unwrap_or_default(), "{name}: sheet");
    assert_eq!(roster.origin.header_row, number(&expect["header_row"]), "{name}: header row");
    assert_eq!(roster.people() as u64, expect["person_rows"].as_u64().expect("people"), "{name}: people");
    assert_eq!(
        roster.households as u64,
        expect["households"].as_u64().expect("households"),
        "{name}: households"
    );
    for ((header, field), (_, column)) in roster
        .origin
        .mapping
        .iter()
        .zip(expect["columns"].as_object().expect("columns").iter().collect::<BTreeMap<_, _>>())
    {
        assert_eq!(header, column["header"].as_str().expect("a header"), "{name}: header");
        // 证件类型 is read by us, and by the expectations left to the reader.
        if *field != Some(Field::CertificateType) {
            assert_eq!(field.map(Field::header), column["field"].as_str(), "{name}: field of {header}");
        }
    }

    let bad: BTreeMap<u32, (String, Option<u32>, Option<String>)> = roster
        .bad
        .iter()
        .map(|bad| (bad.row, (bad.code.word().to_owned(), bad.first_row, bad.household.clone())))
        .collect();
    let expect_bad: BTreeMap<u32, (String, Option<u32>, Option<String>)> = list(expect, "bad_rows")
        .iter()
        .map(|row| {
            let code = row["codes"][0].as_str().expect("a code").to_owned();
            let first_row = row["first_row"].as_u64().and_then(|row| u32::try_from(row).ok());
            (number(&row["row"]), (code, first_row, row["household"].as_str().map(str::to_owned)))
        })
        .collect();
    assert_eq!(bad, expect_bad, "{name}: bad rows");

    let warnings: BTreeMap<u32, Vec<&str>> =
        roster.warnings.iter().fold(BTreeMap::new(), |mut all, warning| {
            all.entry(warning.row).or_insert_with(Vec::new).push(warning.code.word());
            all
        });
    let expect_warnings: BTreeMap<u32, Vec<&str>> = list(expect, "warnings")
        .iter()
        .map(|row| (number(&row["row"]), list(row, "codes").iter().filter_map(Value::as_str).collect()))
        .collect();
    assert_eq!(warnings, expect_warnings, "{name}: warnings");
    let households: Vec<(&str, &str, Vec<u32>)> = roster
        .household_warnings
        .iter()
        .map(|warning| (warning.household.as_str(), warning.code.word(), warning.rows.clone()))
        .collect();
    let mut expect_households: Vec<(&str, &str, Vec<u32>)> = list(expect, "household_warnings")
        .iter()
        .map(|row| {
            (
                row["household"].as_str().expect("a household"),
                row["code"].as_str().expect("a code"),
                list(row, "rows").iter().map(number).collect(),
            )
        })
        .collect();
    expect_households.sort_by_key(|(_, _, rows)| rows.first().copied());
    assert_eq!(households, expect_households, "{name}: households");

    let rows: BTreeMap<u32, &RosterRow> = roster.rows.iter().map(|row| (row.row, row)).collect();
    for (key, found) in
        [("names", (|row| &row.name) as fn(&RosterRow) -> &String), ("ids", |row| &row.certno)]
    {
        for expect in list(expect, key) {
            if let Some(row) = rows.get(&number(&expect["row"])) {
                assert_eq!(found(row), expect["expect"].as_str().expect("a text"), "{name}: {key}");
            } else {
                assert!(bad.contains_key(&number(&expect["row"])), "{name}: {key} of a row that is lost");
            }
        }
    }
    for certificate in list(expect, "certificates") {
        let row = rows[&number(&certificate["row"])];
        let kind = match row.certificate_kind {
            CertificateKind::BirthCertificate => "birth_certificate",
            _ => &row.certificate_type,
        };
        assert_eq!(Some(kind), certificate["kind"].as_str(), "{name}: certificate");
        assert_eq!(Some(row.certno.as_str()), certificate["number"].as_str(), "{name}: certificate");
    }
    for deceased in list(expect, "deceased") {
        let on = rows[&number(&deceased["row"])].deceased_on.map(|on| on.to_string());
        assert_eq!(on.as_deref(), deceased["on"].as_str(), "{name}: deceased");
    }
    for (word, code) in expect["relation_words"].as_object().expect("relation words") {
        assert_eq!(identity::relation_code(word), code.as_str(), "{name}: {word}");
    }
    assert!(
        rows.values().all(|row| row.relation_word.is_empty() == row.relation_code.is_none()),
        "{name}: relations"
    );

    let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &roster.rows {
        *groups.entry(&row.village_group).or_default() += 1;
        *sizes.entry(row.hh_no.as_deref().unwrap_or_default()).or_default() += 1;
    }
    for bad in &roster.bad {
        *sizes.entry(bad.household.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let expect_groups: BTreeMap<&str, u64> = expect["good_by_group"]
        .as_object()
        .expect("groups")
        .iter()
        .map(|(group, count)| (group.as_str(), count.as_u64().expect("a count")))
        .collect();
    assert_eq!(groups, expect_groups, "{name}: groups");
    let mut by_size: BTreeMap<String, u64> = BTreeMap::new();
    for size in sizes.values() {
        *by_size.entry(size.to_string()).or_default() += 1;
    }
    let expect_sizes: BTreeMap<String, u64> = expect["members_by_household_size"]
        .as_object()
        .expect("sizes")
        .iter()
        .map(|(size, count)| (size.clone(), count.as_u64().expect("a count")))
        .collect();
    assert_eq!(by_size, expect_sizes, "{name}: household sizes");
    for (row, birth) in roster.rows.iter().zip(list(expect, "birth_dates")) {
        assert_eq!(row.birth.map(|birth| birth.to_string()).as_deref(), birth.as_str(), "{name}: birth");
    }
    let hidden: Vec<&str> = list(expect, "sheets")
        .iter()
        .filter(|sheet| sheet["state"] == "hidden")
        .filter_map(|sheet| sheet["name"].as_str())
        .collect();
    assert_eq!(roster.origin.hidden_sheets, hidden, "{name}: hidden sheets");
}

#[test]
fn the_roster_of_a_village_is_read_to_the_last_row() {
    check("roster_village.xlsx");
}

#[test]
fn a_gb18030_csv_is_read() {
    check("roster_gb18030.csv");
}

#[test]
fn a_csv_with_a_mark_and_a_title_is_read() {
    check("roster_utf8bom.csv");
}

#[test]
fn a_workbook_saved_by_libreoffice_is_read() {
    check("roster_lo.xlsx");
}

#[test]
fn dates_that_count_from_1904_are_read() {
    check("roster_1904.xlsx");
}

#[test]
fn the_household_of_a_row_comes_from_the_row_above() {
    let roster =
        read_roster(&fixture("roster_village.xlsx"), "roster_village.xlsx", as_of()).expect("a roster");
    let second = &roster.rows[1];
    assert_eq!(second.hh_no.as_deref(), Some("600010001"));
    assert_eq!(second.address, "柳塘镇石桥村一组1号");
    assert_eq!(second.aside[1], ("是否常住".to_owned(), "是".to_owned()));
}

/// A hostile file is read as expected, or refused with the word that is expected: never anything else.
#[test]
fn hostile_files_are_refused_in_words_or_read_as_they_are() {
    let all = expected();
    let mut report = String::new();
    for (name, expect) in all["hostile"].as_object().expect("hostile files") {
        let answer = read_roster(&fixture(&format!("hostile/{name}")), name, as_of());
        let fair = match (&answer, expect["expect"].as_str()) {
            (Err(fault), Some("refuse")) => {
                let also = list(expect, "also_fair").iter().any(|word| word == fault.word());
                expect["code"] == fault.word() || also
            }
            (Ok(roster), Some("read")) => {
                let same = |key: &str, count: usize| {
                    expect[key].as_u64().is_none_or(|expect| expect == count as u64)
                };
                let bad: Vec<u32> = roster.bad.iter().map(|bad| bad.row).collect();
                let expect_bad: Vec<u32> =
                    list(expect, "bad_rows").iter().map(|row| number(&row["row"])).collect();
                same("person_rows", roster.people())
                    && same("good_rows", roster.rows.len())
                    && same("households", roster.households)
                    && (expect["bad_rows"].is_null() || bad == expect_bad)
                    && list(expect, "stored_results").iter().all(|result| {
                        let row = roster
                            .rows
                            .iter()
                            .find(|row| row.row == number(&result["row"]))
                            .expect("the row");
                        result["expect"] == row.name || result["expect"] == row.certno
                    })
            }
            _ => false,
        };
        if !fair {
            let answer = answer.map(|roster| (roster.people(), roster.rows.len(), roster.bad));
            let _ = writeln!(report, "{name}: {answer:?}");
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn an_old_workbook_of_excel_97_is_read() {
    check("roster_old.xls");
}

/// A workbook of one sheet from its XML, packed.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive").into_inner()
}

const WORKBOOK: &[(&str, &[u8])] = &[
    ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
    ("xl/workbook.xml", br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
    ("xl/_rels/workbook.xml.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#),
];

fn with_sheet<'a>(sheet: &'a [u8], more: &[(&'a str, &'a [u8])]) -> Vec<u8> {
    let mut parts = WORKBOOK.to_vec();
    parts.push(("xl/worksheets/sheet1.xml", sheet));
    parts.extend(more);
    packed(&parts)
}

#[test]
fn a_sheet_that_unpacks_without_end_is_refused_early() {
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    sheet.resize(6 << 20, b' ');
    assert_eq!(read_roster(&with_sheet(&sheet, &[]), "a.xlsx", as_of()), Err(ReadFault::TooLarge));
}

#[test]
fn an_archive_that_lies_about_its_sizes_is_not_believed() {
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    sheet.resize(6 << 20, b' ');
    let size = u32::try_from(sheet.len()).expect("a size").to_le_bytes();
    let mut bytes = with_sheet(&sheet, &[]);
    let lie = 100_u32.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == size).collect();
    assert!(places.len() >= 2, "local and central header name the size");
    for at in places {
        bytes[at..at + 4].copy_from_slice(&lie);
    }
    let answer = read_roster(&bytes, "a.xlsx", as_of());
    assert!(matches!(answer, Err(ReadFault::TooLarge | ReadFault::Damaged)), "{answer:?}");
}

#[test]
fn a_claim_of_a_billion_strings_costs_nothing() {
    let sheet =
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    for claim in ["99999999999", "9223372036854775807"] {
        let strings = format!("<sst uniqueCount=\"{claim}\"><si><t>姓名</t></si></sst>");
        let bytes = with_sheet(sheet.as_bytes(), &[("xl/sharedStrings.xml", strings.as_bytes())]);
        let answer = read_roster(&bytes, "a.xlsx", as_of());
        assert_eq!(answer, Err(ReadFault::NoHeader { rows: 20 }), "{claim}");
    }
}

#[test]
fn an_over_long_name_makes_one_bad_row_and_is_not_kept() {
    let name = "长".repeat(300_000);
    let columns = ",".repeat(20_000);
    let text = format!(
        "户号,姓名,身份证号码,与户主关系\n1,令狐凯,341799199512306653,户主\n1,{name},341799199305096083,妻子\n4,孙国平,341799196005010213,本人{columns}\n"
    );
    let roster = read_roster(text.as_bytes(), "a.csv", as_of()).expect("a roster");
    assert_eq!((roster.rows.len(), roster.bad.len(), roster.origin.columns_left_out), (2, 1, true));
    assert_eq!((roster.bad[0].row, roster.bad[0].code), (3, RowCode::BadName));
    assert!(roster.bad[0].name.chars().count() <= identity::MAX_NAME_CHARS);
    assert!(roster.bad[0].cells.iter().all(|cell| cell.chars().count() <= workbook::MAX_CELL_CHARS));
}

#[test]
fn a_list_without_household_numbers_is_numbered_by_its_heads() {
    let text = "姓名,身份证号,关系\n令狐凯,341799199512306653,户主\n刘丹,341799199305096083,妻子\n孙国平,341799196005010213,户主\n";
    let roster = read_roster(text.as_bytes(), "a.csv", as_of()).expect("a roster");
    let households: Vec<Option<&str>> = roster.rows.iter().map(|row| row.hh_no.as_deref()).collect();
    assert_eq!(households, [Some("1"), Some("1"), Some("2")]);
}

/// The bad rows go out as they were written, with what is wrong; brought in again they are bad for the same reason, and
/// mended they are good.
#[test]
fn the_workbook_of_bad_rows_can_be_mended_and_brought_in_again() {
    let name = "roster_village.xlsx";
    let roster = read_roster(&fixture(name), name, as_of()).expect("a roster");
    let bytes = bad_rows_workbook(&roster).expect("a workbook");
    assert_eq!(bytes, bad_rows_workbook(&roster).expect("a workbook"), "the same rows give the same bytes");
    let again = read_roster(&bytes, "bad.xlsx", as_of()).expect("a roster");
    let reasons = |roster: &Roster| -> Vec<(Option<String>, String, RowCode)> {
        roster
            .bad
            .iter()
            .filter(|bad| bad.code != RowCode::DuplicateInFile)
            .map(|bad| (bad.household.clone(), bad.name.clone(), bad.code))
            .collect()
    };
    assert_eq!(reasons(&again), reasons(&roster));
    // The duplicates stand alone now, so they are good: the book will say that the number is there already.
    assert_eq!(again.rows.len(), 4);

    let mut mended = roster.clone();
    mended.bad.retain(|bad| bad.row == 101);
    let column =
        mended.origin.mapping.iter().position(|(_, field)| *field == Some(Field::Certno)).expect("a column");
    mended.bad[0].cells[column] = "0123456789X"
        .chars()
        .map(|digit| format!("34179919580517154{digit}"))
        .find(|id| identity::check_resident_id(id, as_of()).is_ok())
        .expect("one check digit is right");
    let bytes = bad_rows_workbook(&mended).expect("a workbook");
    let again = read_roster(&bytes, "bad.xlsx", as_of()).expect("a roster");
    assert_eq!((again.rows.len(), again.rows[0].name.as_str()), (1, "王琴"));
    assert_eq!(again.rows[0].hh_no.as_deref(), Some("600010082"));
}

#[test]
fn every_code_has_words() {
    for (word, words) in &WORDS.0 {
        assert!(!words.message.is_empty() && !words.todo.is_empty(), "{word}");
    }
    let all = expected();
    for word in all["reason_codes"].as_object().expect("codes").keys() {
        assert!(WORDS.0.contains_key(word), "{word}");
    }
    let (message, _) = RowCode::DuplicateInFile.words(Some(379));
    assert_eq!(message, "这个证件号码与第379行重复");
    assert!(COLUMNS.columns().iter().all(|column| COLUMNS.field_of(&column.header) == Some(column.key)));
}

/// A damaged file is read or refused; it never takes the program with it.
#[test]
fn no_damage_to_a_file_stops_the_program() {
    for name in [
        "roster_1904.xlsx",
        "hostile/merge_all.xlsx",
        "hostile/ragged.csv",
        "hostile/utf16.csv",
        "roster_old.xls",
    ] {
        let bytes = fixture(name);
        for at in (0..bytes.len()).step_by(31.max(bytes.len() / 120)) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            let _ = read_roster(&changed, name, as_of());
            let _ = read_roster(&bytes[..at], name, as_of());
        }
    }
}
