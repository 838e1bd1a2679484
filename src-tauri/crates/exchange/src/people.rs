//! The table of people as a workbook that leaves: which column stands where is data.
//!
//! Invariant: every cell is text, so that a number keeps all its digits and nothing that a person typed is a formula.
//! Must not know: which of the numbers are masked.

use crate::xlsx::{fixed_properties, head_format, text_format};
use rust_xlsxwriter::{Workbook, XlsxError};
use serde::Deserialize;
use std::sync::LazyLock;

macro_rules! person_line {
    ($( $(#[$doc:meta])* $field:ident, )*) => {
        /// A person in the workbook, each field as it is to be read.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct PersonLine { $( $(#[$doc])* pub $field: String, )* }

        impl PersonLine {
            fn field(&self, name: &str) -> Option<&str> {
                match name { $( stringify!($field) => Some(&self.$field), )* _ => None }
            }
        }
    };
}

person_line! {
    /// 1, 2, 3, …
    line_no,
    /// 村民组.
    village_group,
    /// 户号.
    hh_no,
    /// The head's name.
    head,
    /// Name.
    name,
    /// Relation to the head, the word.
    relation,
    /// Certificate, the word.
    certificate_type,
    /// Its number, masked or full.
    certno,
    /// 男 or 女.
    sex,
    /// Full years.
    age,
    /// Phone.
    phone,
    /// Address.
    address,
    /// State in the levy year, the word.
    state,
    /// 在册, 已去世, 已迁出.
    standing,
}

#[derive(Deserialize)]
struct Layout {
    column: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    field: String,
    header: String,
}

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/exchange/people-columns.toml"))
        .expect("the layout is shipped with the program and read by a test")
});

/// The workbook.
///
/// # Errors
/// A sheet cannot hold so many rows.
pub fn workbook(title: &str, lines: &[PersonLine]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties(title)?);
    let sheet = book.add_worksheet();
    sheet.set_name("人员")?;
    let (head, text) = (head_format(), text_format());
    for (place, column) in (0_u16..).zip(&LAYOUT.column) {
        sheet.write_string_with_format(0, place, &column.header, &head)?;
        let widest = lines.iter().take(200).filter_map(|line| line.field(&column.field)).map(width).max();
        sheet.set_column_width(place, u32::max(widest.unwrap_or(0), width(&column.header)) + 2)?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        for (place, column) in (0_u16..).zip(&LAYOUT.column) {
            sheet.write_string_with_format(
                row,
                place,
                line.field(&column.field).unwrap_or_default(),
                &text,
            )?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// How wide a text stands: a Han character takes two places.
fn width(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn every_column_of_the_layout_is_a_field() {
        assert!(LAYOUT.column.iter().all(|column| PersonLine::default().field(&column.field).is_some()));
    }

    #[test]
    fn what_looks_like_a_number_or_a_formula_stays_text() {
        let line = PersonLine {
            name: "=HYPERLINK(\"http://x\")".into(),
            certno: "341799196707156436".into(),
            phone: "+8615400000001".into(),
            address: "@SUM(1)".into(),
            hh_no: "007".into(),
            ..PersonLine::default()
        };
        let bytes = workbook("石桥村", &[line]).expect("written");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let formulas = book.worksheet_formula("人员").expect("the sheet");
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "no cell is a formula");
        let sheet = book.worksheet_range("人员").expect("the sheet");
        let cells: Vec<_> = sheet.rows().nth(1).expect("a row").to_vec();
        for text in ["=HYPERLINK(\"http://x\")", "341799196707156436", "+8615400000001", "@SUM(1)", "007"] {
            assert!(cells.contains(&Data::String(text.to_owned())), "{text} is a text cell: {cells:?}");
        }
    }
}
