//! The table reader with columns of its own, on small files made here.

use super::*;
use rust_xlsxwriter::{Format, Workbook};
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
enum F {
    Name,
    HeadName,
    Certno,
    HeadCertno,
    Kind,
    BeginsOn,
}

const COLUMNS: &str = r#"
[[column]]
key = "name"
header = "姓名"
required = true
[[column]]
key = "head_name"
header = "户主姓名"
[[column]]
key = "certno"
header = "身份证号码"
aliases = ["身份证号", "证件号码"]
required = true
[[column]]
key = "head_certno"
header = "户主身份证号"
aliases = ["户主身份证号码"]
[[column]]
key = "kind"
header = "救助身份"
evidence = true
[[column]]
key = "begins_on"
header = "纳入时间"
evidence = true
"#;

fn set() -> ColumnSet<F> {
    ColumnSet::from_toml(COLUMNS).expect("a column file")
}

fn read(bytes: &[u8], name: &str, options: &ReadOptions<'_, F>) -> Result<Table<F>, ReadFault> {
    read_table(bytes, name, &set(), options)
}

/// The rows as `sheet:row name id kind`.
fn lines(table: &Table<F>) -> Vec<String> {
    table
        .rows
        .iter()
        .map(|row| {
            format!("{}:{} {} {} {}", row.sheet, row.number, row.name(), row.id().text, row.text(F::Kind))
        })
        .collect()
}

type Sheets<'a> = [(&'a str, &'a [&'a [&'a str]], &'a [(u32, u16, u32, u16)])];

fn xlsx(sheets: &Sheets<'_>) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows, merges) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                if !text.is_empty() {
                    sheet.write_string(row, column, *text).expect("a cell");
                }
            }
        }
        for (r1, c1, r2, c2) in *merges {
            let text = rows[*r1 as usize][usize::from(*c1)];
            sheet.merge_range(*r1, *c1, *r2, *c2, text, &Format::new()).expect("a range");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_header_in_two_rows_says_whose_column_it_is() {
    let rows: &[&[&str]] = &[
        &["2025年救助对象名单"],
        &["序号", "户主信息", "", "成员信息", "", "救助身份"],
        &["", "姓名", "身份证号", "姓名", "身份证号", ""],
        &["1", "甲大", "H1", "甲小", "N1", "低保"],
    ];
    let merges = [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 2, 5)];
    let table = read(&xlsx(&[("S", rows, &merges)]), "a.xlsx", &ReadOptions::default()).expect("a table");
    assert_eq!(lines(&table), ["0:4 甲小 N1 低保"]);
    assert_eq!(
        (table.rows[0].text(F::HeadName), table.rows[0].text(F::HeadCertno)),
        ("甲大".into(), "H1".into())
    );
    assert_eq!((table.origin.header_row, table.origin.titles[0].as_str()), (2, "2025年救助对象名单"));
    // The same without merged cells, as a csv has it.
    let csv = "序号,户主信息,,成员信息,\n,姓名,身份证号,姓名,身份证号\n";
    let fault = read(csv.as_bytes(), "a.csv", &ReadOptions::default()).expect_err("two names");
    assert!(matches!(fault, ReadFault::NoHeader { .. } | ReadFault::AmbiguousHeader { .. }), "{fault:?}");
}

#[test]
fn a_merged_cell_counts_for_each_row_of_its_range_and_no_further() {
    let rows: &[&[&str]] = &[
        &["姓名", "身份证号", "救助身份"],
        &["甲", "N1", "低保"],
        &["乙", "N2", ""],
        &["", "", ""],
        &["丙", "N3", ""],
        &["丁", "N4", ""],
    ];
    let merges = [(1, 2, 4, 2)];
    let table = read(&xlsx(&[("S", rows, &merges)]), "a.xlsx", &ReadOptions::default()).expect("a table");
    assert_eq!(lines(&table), ["0:2 甲 N1 低保", "0:3 乙 N2 低保", "0:5 丙 N3 低保", "0:6 丁 N4 "]);
    assert!(table.rows[1].is_covered(F::Kind) && !table.rows[3].is_covered(F::Kind));
    assert!(table.rows[3].is_merged_column(F::Kind));
    assert_eq!(table.rows[1].written(|_| false), ["乙", "N2", "低保"]);
}

#[test]
fn a_merged_name_is_not_two_people() {
    let rows: &[&[&str]] = &[&["姓名", "身份证号", "救助身份"], &["甲", "N1", "低保"], &["", "", "残疾"]];
    let merges = [(1, 0, 2, 0), (1, 1, 2, 1)];
    let table = read(&xlsx(&[("S", rows, &merges)]), "a.xlsx", &ReadOptions::default()).expect("a table");
    assert_eq!(lines(&table), ["0:2 甲 N1 低保"]);
}

#[test]
fn a_sheet_a_group_is_one_list_and_a_copy_is_left_out() {
    let header: &[&str] = &["姓名", "身份证号", "救助身份"];
    let first: &[&[&str]] = &[
        header,
        &["甲", "N1", ""],
        &["乙", "N2", ""],
        &["丙", "N3", ""],
        &["丁", "N4", ""],
        &["戊", "N5", ""],
    ];
    let second: &[&[&str]] = &[&["二组"], header, &["己", "N6", ""]];
    let other: &[&[&str]] = &[&["说明"], &["本表由村委会填写"]];
    let bytes =
        xlsx(&[("一组", first, &[]), ("二组", second, &[]), ("一组 (2)", first, &[]), ("说明", other, &[])]);
    let table = read(&bytes, "a.xlsx", &ReadOptions::default()).expect("a table");
    assert_eq!(table.origin.sheets, ["一组", "二组"]);
    assert_eq!(table.origin.other_sheets, ["一组 (2)", "说明"]);
    assert_eq!(lines(&table).last().map(String::as_str), Some("1:3 己 N6 "));
    let only = ReadOptions { sheet: Some("二组"), ..ReadOptions::default() };
    assert_eq!(lines(&read(&bytes, "a.xlsx", &only).expect("a table")), ["0:3 己 N6 "]);
    let none = ReadOptions { sheet: Some("三组"), ..ReadOptions::default() };
    assert_eq!(read(&bytes, "a.xlsx", &none).expect_err("no such sheet").code(), "E-FIL-015");
    assert_eq!(table.origin.place(1, 3), "二组 第3行");
}

#[test]
fn hidden_rows_are_read_and_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip([["姓名", "身份证号"], ["甲", "N1"], ["乙", "N2"]]) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).expect("a cell");
        }
    }
    sheet.set_row_hidden(2).expect("hidden");
    let bytes = book.save_to_buffer().expect("a workbook");
    let table = read(&bytes, "a.xlsx", &ReadOptions::default()).expect("a table");
    assert_eq!((table.rows.len(), table.origin.hidden_rows.clone()), (2, vec![(0, 3)]));
    assert!(table.rows[1].is_hidden);
}

#[test]
fn the_clerk_says_what_a_column_is() {
    let csv = "姓名,身份证号,证件号码\n甲,N1,M1\n";
    let fault = read(csv.as_bytes(), "a.csv", &ReadOptions::default()).expect_err("two numbers");
    assert_eq!(fault.word(), "ambiguous_header");
    let mapping = [(2, Some(F::Certno))];
    let options = ReadOptions { mapping: Some(&mapping), ..ReadOptions::default() };
    assert_eq!(lines(&read(csv.as_bytes(), "a.csv", &options).expect("a table")), ["0:2 甲 M1 "]);
    let ignored = [(1, None), (2, None)];
    let options = ReadOptions { mapping: Some(&ignored), header_row: Some(1), ..ReadOptions::default() };
    assert_eq!(read(csv.as_bytes(), "a.csv", &options).expect_err("no number").code(), "E-FIL-016");
    let seen = look(csv.as_bytes(), "a.csv", &set(), &ReadOptions::default()).expect("a look");
    assert_eq!((seen.header_row, seen.fault.map(|fault| fault.word())), (1, Some("ambiguous_header")));
    assert_eq!(seen.top[1], (2, vec!["甲".to_owned(), "N1".to_owned(), "M1".to_owned()]));
}

#[test]
fn a_list_without_a_header_is_read_when_the_columns_are_named() {
    let csv = "甲,N1,低保\n乙,N2,\n";
    assert_eq!(
        read(csv.as_bytes(), "a.csv", &ReadOptions::default()).expect_err("no header").word(),
        "no_header"
    );
    let seen = look(csv.as_bytes(), "a.csv", &set(), &ReadOptions::default()).expect("a look");
    assert_eq!((seen.header_row, seen.top.len()), (0, 2));
    let mapping = [(0, Some(F::Name)), (1, Some(F::Certno)), (2, Some(F::Kind))];
    let options = ReadOptions { mapping: Some(&mapping), header_row: Some(0), ..ReadOptions::default() };
    let table = read(csv.as_bytes(), "a.csv", &options).expect("a table");
    assert_eq!(lines(&table), ["0:1 甲 N1 低保", "0:2 乙 N2 "]);
    assert_eq!(table.origin.header, ["第1列", "第2列", "第3列"]);
}

#[test]
fn the_same_header_has_the_same_hash_whatever_stands_below() {
    let hash = |csv: &str| {
        read(csv.as_bytes(), "a.csv", &ReadOptions::default()).expect("a table").origin.header_hash
    };
    assert_eq!(hash("姓名,身份证号\n甲,N1\n"), hash("标题\n姓 名,身份证号,\n乙,N2\n"));
    assert_ne!(hash("姓名,身份证号\n甲,N1\n"), hash("身份证号,姓名\nN1,甲\n"));
}

#[test]
fn a_date_is_a_day_nothing_or_unclear() {
    let csv = "姓名,身份证号,纳入时间\n甲,N1,2025年11月3日\n乙,N2,/\n丙,N3,长期\n丁,N4,\n";
    let table = read(csv.as_bytes(), "a.csv", &ReadOptions::default()).expect("a table");
    let days: Vec<Day> = table.rows.iter().map(|row| row.date(F::BeginsOn)).collect();
    let third = NaiveDate::from_ymd_opt(2025, 11, 3).expect("a day");
    assert_eq!(days, [Day::On(third), Day::Empty, Day::Unclear("长期".to_owned()), Day::Empty]);
}

#[test]
fn rows_between_people_are_told_apart() {
    let csv = "名单\n序号,姓名,身份证号,救助身份\n一组,,,\n1,甲,N1,\n,小计,1,\n序号,姓名,身份证号,救助身份\n二组,,,\n1,乙,,低保\n,,,\n合计,2,,\n制表：丙,,,\n";
    let table = read(csv.as_bytes(), "a.csv", &ReadOptions::default()).expect("a table");
    assert_eq!(lines(&table), ["0:4 甲 N1 ", "0:8 乙  低保"]);
    assert_eq!(table.rows[1].group_title.as_deref(), Some("二组"));
}

#[test]
fn other_formats_are_refused_with_the_way_out() {
    use std::io::Write as _;
    for (part, format) in [("xl/workbook.bin", "xlsb"), ("content.xml", "ods")] {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(b"x").expect("its content");
        let bytes = zip.finish().expect("an archive").into_inner();
        let fault = read(&bytes, "a.xlsx", &ReadOptions::default()).expect_err(format);
        assert_eq!((fault.code(), fault.params()), ("E-FIL-017", vec![("format", format.to_owned())]));
    }
}

#[test]
fn every_row_at_the_top_may_be_a_header_that_nobody_knows() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").expect("a name").write_string(0, 0, "请看第二页").expect("a cell");
    let sheet = book.add_worksheet().set_name("名单").expect("a name");
    for (row, cells) in [(0, vec!["某村名单", ""]), (1, vec!["谁", "号"]), (2, vec!["甲", "N1"])] {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let options = ReadOptions { sheet: Some("名单"), header_row: Some(2), ..ReadOptions::default() };
    let mapping = [(0, Some(F::Name)), (1, Some(F::Certno))];
    let said = ReadOptions { mapping: Some(&mapping), ..options.clone() };
    let hash = read(&bytes, "a.xlsx", &said).expect("a table").origin.header_hash;
    let all = candidates(&bytes, "a.xlsx", &set(), &ReadOptions::default()).expect("rows");
    let found: Vec<_> = all.iter().filter(|one| one.header_hash == hash).collect();
    assert_eq!(found.len(), 1, "one row has these words: {all:?}");
    assert_eq!((found[0].sheet.as_str(), found[0].row, found[0].is_first_sheet), ("名单", 2, false));
    assert_eq!(candidates(&bytes, "a.xlsx", &set(), &options).expect("rows").len(), 1, "only what was said");
}
