//! The bad rows of a list as a workbook to hand back.
//!
//! Invariant: mended, it can be brought in again as it is; brought in unmended, its rows are bad for the same reasons.

use rust_xlsxwriter::{Workbook, XlsxError};

/// What we add behind the list's own columns.
pub const OWN_COLUMNS: [&str; 3] = ["原表行号", "哪里不对", "怎样改正"];

/// A row to hand back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow<'a> {
    /// The row as written, a text for each column of the header ([`super::Row::written`]).
    pub cells: &'a [String],
    /// Where it stands: the row, with the sheet where there are several.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub todo: String,
}

/// The bad rows of a list: the same columns, every cell as text, and behind them the row of the list, what is wrong, and
/// what to do.
///
/// # Errors
/// The workbook cannot be written.
pub fn bad_rows_workbook(header: &[String], rows: &[BadRow<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&crate::xlsx::fixed_properties("需要改正的行")?);
    let sheet = book.add_worksheet();
    sheet.set_name("需要改正")?;
    let text = crate::xlsx::text_format();
    let head = crate::xlsx::head_format();
    // A file that is mended in two rounds must not grow our own columns twice.
    let kept: Vec<usize> =
        (0..header.len()).filter(|at| !OWN_COLUMNS.contains(&header[*at].as_str())).collect();
    let headers = kept.iter().map(|at| header[*at].as_str()).chain(OWN_COLUMNS);
    for (column, header) in (0_u16..).zip(headers) {
        sheet.write_string_with_format(0, column, header, &head)?;
    }
    for (line, bad) in (1_u32..).zip(rows) {
        let own = [bad.place.as_str(), bad.message.as_str(), bad.todo.as_str()];
        let cells = kept.iter().map(|at| bad.cells.get(*at).map_or("", String::as_str));
        for (column, cell) in (0_u16..).zip(cells.chain(own)) {
            sheet.write_string_with_format(line, column, cell, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    book.save_to_buffer()
}
