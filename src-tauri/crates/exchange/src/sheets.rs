//! A workbook of plain tables that leaves: text, counts and finished sums of money.
//!
//! Invariant: what somebody typed is a text cell, never a formula. Must not know: what the tables mean.

use crate::xlsx::{Lines, Value, fixed_properties};
use cunshou_policy::Yuan;
use rust_xlsxwriter::{Workbook, XlsxError};

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text, as it is to be read.
    Text(String),
    /// A number of people or things.
    Count(i64),
    /// A finished sum.
    Money(Yuan),
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Count(count) => Value::Count(*count),
            Self::Money(amount) => Value::Money(*amount),
        }
    }
}

/// A table on a sheet of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows, each no longer than the head.
    pub rows: Vec<Vec<Cell>>,
}

/// The workbook.
///
/// # Errors
/// A name that no sheet can have, or too many rows for one.
pub fn workbook(title: &str, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&fixed_properties(title)?);
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        let mut lines = Lines::new(page);
        lines.head(&sheet.head.iter().map(String::as_str).collect::<Vec<_>>())?;
        for row in &sheet.rows {
            lines.line(&row.iter().map(Cell::value).collect::<Vec<_>>())?;
        }
        lines.freeze_head()?;
        lines.fit();
    }
    book.save_to_buffer()
}
