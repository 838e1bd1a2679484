//! What every workbook that leaves has in common: fixed dates, so that the same rows give the same bytes, and text cells.
//!
//! Must not know: what the rows mean.

use cunshou_policy::Yuan;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

/// Document properties with a title and a date that never changes.
pub(crate) fn fixed_properties(title: &str) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_author("村收").set_creation_datetime(&created))
}

/// A cell that stays text, whatever it looks like.
pub(crate) fn text_format() -> Format {
    Format::new().set_num_format("@").set_border(FormatBorder::Thin)
}

/// A header cell.
pub(crate) fn head_format() -> Format {
    Format::new().set_num_format("@").set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center)
}

/// A sum of money.
pub(crate) fn money_format() -> Format {
    Format::new().set_num_format("0.00").set_border(FormatBorder::Thin)
}

/// A number of people or receipts.
pub(crate) fn count_format() -> Format {
    Format::new().set_num_format("0").set_border(FormatBorder::Thin)
}

/// Writes text, money and counts into one sheet, row by row.
pub(crate) struct Lines<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    head: Format,
    text: Format,
    money: Format,
    count: Format,
}

/// What stands in a cell.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Money(Yuan),
    Count(i64),
}

impl<'a> Lines<'a> {
    pub(crate) fn new(sheet: &'a mut Worksheet) -> Self {
        Self {
            sheet,
            row: 0,
            head: head_format(),
            text: text_format(),
            money: money_format(),
            count: count_format(),
        }
    }

    pub(crate) fn head(&mut self, headers: &[&str]) -> Result<(), XlsxError> {
        for (column, header) in (0_u16..).zip(headers) {
            self.sheet.write_string_with_format(self.row, column, *header, &self.head)?;
        }
        self.row += 1;
        Ok(())
    }

    pub(crate) fn line(&mut self, values: &[Value]) -> Result<(), XlsxError> {
        for (column, value) in (0_u16..).zip(values) {
            match value {
                Value::Text(text) => {
                    self.sheet.write_string_with_format(self.row, column, *text, &self.text)?;
                }
                Value::Count(count) => {
                    let shown = i32::try_from(*count).unwrap_or(i32::MAX);
                    self.sheet.write_number_with_format(self.row, column, shown, &self.count)?;
                }
                Value::Money(amount) => {
                    // All sums are done; this cell is for a person's own sums in the sheet.
                    let written = amount.to_string();
                    let shown: f64 = written.parse().map_err(|_| XlsxError::ParameterError(written))?;
                    self.sheet.write_number_with_format(self.row, column, shown, &self.money)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Leaves a row empty.
    pub(crate) fn skip(&mut self) {
        self.row += 1;
    }

    /// Keeps the first row in sight.
    pub(crate) fn freeze_head(&mut self) -> Result<(), XlsxError> {
        self.sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    /// Makes the columns as wide as what stands in them.
    pub(crate) fn fit(&mut self) {
        self.sheet.autofit();
    }
}
