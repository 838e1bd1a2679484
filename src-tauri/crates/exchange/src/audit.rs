//! The audit log as a workbook that leaves: who looked at what, and when.
//!
//! Invariant: every cell is text, so nothing that a person typed is a formula. Must not know: what an act means.

use crate::xlsx::{fixed_properties, head_format, text_format};
use rust_xlsxwriter::{Workbook, XlsxError};

/// A row of the log, as it is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: String,
    /// Who.
    pub user: String,
    /// What, in words.
    pub act: String,
    /// To what or whom.
    pub subject: String,
}

/// Header and width in characters of each column.
const COLUMNS: [(&str, u32); 4] = [("时间", 24), ("经办人", 12), ("做了什么", 24), ("对象", 60)];

/// The workbook.
///
/// # Errors
/// A sheet cannot hold so many rows.
pub fn workbook(title: &str, lines: &[AuditLine]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties(title)?);
    let sheet = book.add_worksheet();
    sheet.set_name("操作记录")?;
    let (head, text) = (head_format(), text_format());
    for (place, (header, width)) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, place, header, &head)?;
        sheet.set_column_width(place, width)?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        for (place, cell) in (0_u16..).zip([&line.at, &line.user, &line.act, &line.subject]) {
            sheet.write_string_with_format(row, place, cell, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn rows_stand_as_text_under_their_headers() {
        let line = AuditLine {
            at: "2025-11-03T09:31:00.000+08:00".into(),
            user: "周会计".into(),
            act: "查看完整证件号码".into(),
            subject: "=1+1".into(),
        };
        let bytes = workbook("石桥村", &[line]).expect("written");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let formulas = book.worksheet_formula("操作记录").expect("the sheet");
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "no cell is a formula");
        let sheet = book.worksheet_range("操作记录").expect("the sheet");
        let rows: Vec<_> = sheet.rows().map(<[Data]>::to_vec).collect();
        assert_eq!(rows[0][2], Data::String("做了什么".to_owned()));
        assert_eq!(rows[1][3], Data::String("=1+1".to_owned()));
    }
}
