//! The workbook by which people are entered, or corrected, in the province's system.
//!
//! Invariant: all cells are text, so that no number loses a digit; the layout is data. Must not know: the book.

use crate::xlsx::{fixed_properties, head_format, text_format};
use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, XlsxError};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One person to enter or correct.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrationOut {
    /// `new`, `name` or `certificate`.
    pub kind: String,
    /// The name.
    pub name: String,
    /// A second spelling for systems that lack a character.
    pub name_alt: String,
    /// The certificate's name.
    pub certificate: String,
    /// Its full number.
    pub certno: String,
    /// What the province's system knows so far.
    pub was: String,
    /// GB/T 2261.1.
    pub sex: String,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// The nation's name.
    pub nation: String,
    /// The relation's name.
    pub relation: String,
    /// Phone.
    pub phone: String,
    /// Household number.
    pub hh_no: String,
    /// The head's name.
    pub head_name: String,
    /// The head's full number.
    pub head_certno: String,
    /// 村民组.
    pub village_group: String,
    /// Address.
    pub address: String,
    /// Why it failed before.
    pub failed: String,
}

#[derive(Deserialize)]
struct Layout {
    column: Vec<Column>,
    title: String,
    sheet: String,
    kind: HashMap<String, String>,
    sex: HashMap<String, String>,
}

#[derive(Deserialize)]
struct Column {
    field: String,
    header: String,
}

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/exchange/registration-columns.toml"))
        .expect("the layout is shipped with the program and read by a test")
});

impl RegistrationOut {
    fn cell(&self, field: &str) -> String {
        let word = |table: &HashMap<String, String>, code: &str| {
            table.get(code).cloned().unwrap_or_else(|| code.to_owned())
        };
        match field {
            "kind" => word(&LAYOUT.kind, &self.kind),
            "name" => self.name.clone(),
            "name_alt" => self.name_alt.clone(),
            "certificate" => self.certificate.clone(),
            "certno" => self.certno.clone(),
            "was" => self.was.clone(),
            "sex" => word(&LAYOUT.sex, &self.sex),
            "birth" => self.birth.map(|birth| birth.to_string()).unwrap_or_default(),
            "nation" => self.nation.clone(),
            "relation" => self.relation.clone(),
            "phone" => self.phone.clone(),
            "hh_no" => self.hh_no.clone(),
            "head_name" => self.head_name.clone(),
            "head_certno" => self.head_certno.clone(),
            "village_group" => self.village_group.clone(),
            "address" => self.address.clone(),
            "failed" => self.failed.clone(),
            _ => String::new(),
        }
    }
}

/// The workbook.
///
/// # Errors
/// The rows do not fit a sheet.
pub fn workbook(rows: &[RegistrationOut], village: &str, day: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let title = LAYOUT.title.replace("{village}", village).replace("{day}", &day.to_string());
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties(&title)?);
    let sheet = book.add_worksheet();
    sheet.set_name(&LAYOUT.sheet)?;
    let (head, text) = (head_format(), text_format());
    for (at, column) in (0_u16..).zip(&LAYOUT.column) {
        sheet.write_string_with_format(0, at, &column.header, &head)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (at, column) in (0_u16..).zip(&LAYOUT.column) {
            sheet.write_string_with_format(line, at, row.cell(&column.field), &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::Reader as _;
    use std::io::Cursor;

    #[test]
    fn every_column_of_the_layout_is_a_field_and_a_text_cell() {
        let filled = RegistrationOut {
            kind: "certificate".to_owned(),
            name: "=1+1".to_owned(),
            certno: "341799197904120108".to_owned(),
            was: "Z349962086".to_owned(),
            sex: "1".to_owned(),
            birth: NaiveDate::from_ymd_opt(1979, 4, 12),
            ..RegistrationOut::default()
        };
        let every = RegistrationOut {
            kind: "x".into(),
            name: "x".into(),
            name_alt: "x".into(),
            certificate: "x".into(),
            certno: "x".into(),
            was: "x".into(),
            sex: "x".into(),
            birth: filled.birth,
            nation: "x".into(),
            relation: "x".into(),
            phone: "x".into(),
            hh_no: "x".into(),
            head_name: "x".into(),
            head_certno: "x".into(),
            village_group: "x".into(),
            address: "x".into(),
            failed: "x".into(),
        };
        assert!(LAYOUT.column.iter().all(|column| !every.cell(&column.field).is_empty()));
        let day = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
        let bytes = workbook(&[filled], "石桥村", day).expect("a workbook");
        let mut read =
            calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(Cursor::new(bytes)).expect("it reads");
        let range = read.worksheet_range("待录入").expect("the sheet");
        let cell = |row, column| range.get((row, column)).map(ToString::to_string).unwrap_or_default();
        assert_eq!(
            (cell(1, 0), cell(1, 1), cell(1, 4)),
            ("更正证件".into(), "=1+1".into(), "341799197904120108".into())
        );
        assert_eq!(
            (cell(1, 5), cell(1, 6), cell(1, 7)),
            ("Z349962086".into(), "男".into(), "1979-04-12".into())
        );
    }
}
