//! What every workbook that leaves has in common: fixed dates, so that the same rows give the same bytes, and text cells.
//!
//! Must not know: what the rows mean.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, XlsxError};

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
