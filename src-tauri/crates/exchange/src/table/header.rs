//! The header of a sheet: which row or rows it is, and which column is which field.
//!
//! Invariant: a column is one field at most, a field one column at most; nothing is guessed where two columns claim a
//! field that must be there once.
//! Must not know: what the rows below mean.

use super::columns::{ColumnSet, Field};
use super::{HEADER_ROWS, ReadOptions};
use crate::identity::half_width;
use crate::workbook::{ReadFault, Row, Sheet};
use std::collections::BTreeMap;

/// A header in two rows has at most so many rows more.
const MORE_HEADER_ROWS: u32 = 2;

/// A header that was found or pointed at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header<F> {
    /// 1-based; 0 if the sheet has none and the clerk named the columns.
    pub(super) row: u32,
    /// The last row of it: the people come below.
    pub(super) last_row: u32,
    /// A text for each column from the first.
    pub(super) texts: Vec<String>,
    /// Which column is which field.
    pub(super) columns: Vec<(u32, F)>,
    /// What stands above it.
    pub(super) titles: Vec<String>,
}

impl<F: Field> Header<F> {
    pub(super) fn field_at(&self, column: u32) -> Option<F> {
        self.columns.iter().find(|(at, _)| *at == column).map(|(_, field)| *field)
    }

    pub(super) fn column(&self, field: F) -> Option<u32> {
        self.columns.iter().find(|(_, of)| *of == field).map(|(column, _)| *column)
    }
}

/// What a try at a row came to.
pub(super) enum Try<F> {
    Found(Header<F>),
    /// It is a header, but two columns claim the same field.
    Ambiguous(ReadFault, Header<F>),
    /// These required fields are missing.
    Missing(Vec<String>, Header<F>),
}

/// Looks for the header of a sheet; `Ok(None)` where there is none.
pub(super) fn find<F: Field>(
    sheet: &Sheet,
    set: &ColumnSet<F>,
    options: &ReadOptions<'_, F>,
) -> Result<Option<Header<F>>, ReadFault> {
    if let Some(row) = options.header_row {
        return match at(sheet, row, set, options.mapping) {
            Try::Found(header) => Ok(Some(header)),
            Try::Ambiguous(fault, _) => Err(fault),
            Try::Missing(fields, _) => Err(ReadFault::MissingColumn { fields: fields.join("、") }),
        };
    }
    let rows = sheet.rows.iter().take_while(|row| row.number as usize <= HEADER_ROWS);
    for row in rows {
        match at(sheet, row.number, set, options.mapping) {
            Try::Found(header) => return Ok(Some(header)),
            Try::Ambiguous(fault, _) => return Err(fault),
            Try::Missing(..) => {}
        }
    }
    Ok(None)
}

/// The row that looks most like a header although a required column is missing: what a wizard shows first.
pub(super) fn nearest<F: Field>(sheet: &Sheet, set: &ColumnSet<F>) -> Option<Header<F>> {
    sheet
        .rows
        .iter()
        .take_while(|row| row.number as usize <= HEADER_ROWS)
        .map(|row| match at(sheet, row.number, set, None) {
            Try::Found(header) | Try::Ambiguous(_, header) | Try::Missing(_, header) => header,
        })
        .filter(|header| !header.columns.is_empty())
        .max_by_key(|header| (header.columns.len(), u32::MAX - header.row))
}

/// Takes a row for the header, with the rows below that belong to it. Row 0 stands for no header: every row is data.
pub(super) fn at<F: Field>(
    sheet: &Sheet,
    row: u32,
    set: &ColumnSet<F>,
    mapping: Option<&[(u32, Option<F>)]>,
) -> Try<F> {
    let last_row = last_row(sheet, row, set);
    let names = names(sheet, row, last_row);
    let width = if row == 0 { width(&sheet.rows) } else { names.keys().last().map_or(0, |last| last + 1) };
    let mut texts = Vec::new();
    let mut columns: Vec<(u32, F)> = Vec::new();
    let mut twice = None;
    for column in 0..width {
        let name = names.get(&column);
        let text = name.map_or_else(String::new, |name| name.text());
        let text = if row == 0 { format!("第{}列", column + 1) } else { text };
        let said = mapping.and_then(|mapping| mapping.iter().find(|(at, _)| *at == column));
        let field = match said {
            Some((_, field)) => *field,
            None => name.and_then(|name| name.field(set)),
        };
        // What the clerk says about one column takes the field from every other.
        let is_taken = |field| {
            said.is_none() && mapping.is_some_and(|mapping| mapping.iter().any(|(_, of)| *of == Some(field)))
        };
        if let Some(field) = field.filter(|field| !is_taken(*field)) {
            if let Some((first, _)) = columns.iter().find(|(_, of)| *of == field) {
                if set.must_be_once(field) {
                    twice.get_or_insert_with(|| ReadFault::AmbiguousHeader {
                        field: set.header(field).to_owned(),
                        first: texts.get(*first as usize).cloned().unwrap_or_default(),
                        second: text.clone(),
                    });
                }
            } else {
                columns.push((column, field));
            }
        }
        texts.push(text);
    }
    let titles = sheet
        .rows
        .iter()
        .take_while(|of| of.number < row)
        .flat_map(|of| of.cells.iter().map(|(_, cell)| plain(&cell.text())))
        .collect();
    let header = Header { row, last_row, texts, columns, titles };
    let missing: Vec<String> = set
        .required()
        .filter(|column| header.column(column.key).is_none())
        .map(|column| column.header.clone())
        .collect();
    match (missing.is_empty(), twice) {
        (false, _) => Try::Missing(missing, header),
        (true, Some(fault)) => Try::Ambiguous(fault, header),
        (true, None) => Try::Found(header),
    }
}

fn plain(text: &str) -> String {
    half_width(text).trim().to_owned()
}

fn width(rows: &[Row]) -> u32 {
    rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| column + 1).max().unwrap_or(0)
}

/// What stands over a column: the words of the header's rows, from above.
#[derive(Default)]
struct Name {
    above: String,
    below: String,
}

impl Name {
    fn text(&self) -> String {
        if self.below.is_empty() { self.above.clone() } else { self.below.clone() }
    }

    /// `户主信息` over `姓名` is the head's name; else the word below counts, then both together, then the one above.
    fn field<F: Field>(&self, set: &ColumnSet<F>) -> Option<F> {
        if self.below.is_empty() {
            return set.field_of(&self.above);
        }
        if self.above.contains("户主") && !self.below.contains("户主") && !self.above.contains('与') {
            return set.field_of(&format!("户主{}", self.below));
        }
        set.field_of(&self.below).or_else(|| set.field_of(&format!("{}{}", self.above, self.below)))
    }
}

fn cells(sheet: &Sheet, number: u32) -> BTreeMap<u32, String> {
    sheet
        .rows
        .binary_search_by_key(&number, |row| row.number)
        .map(|at| {
            sheet.rows[at]
                .cells
                .iter()
                .map(|(column, cell)| (*column, plain(&cell.text())))
                .filter(|(_, text)| !text.is_empty())
                .collect()
        })
        .unwrap_or_default()
}

/// The words over each column; a merged cell counts for each of its columns.
fn names(sheet: &Sheet, row: u32, last_row: u32) -> BTreeMap<u32, Name> {
    let mut names: BTreeMap<u32, Name> = BTreeMap::new();
    if row == 0 {
        return names;
    }
    for (column, text) in cells(sheet, row) {
        let wide = sheet
            .merges
            .iter()
            .find(|of| of.first_row == row && of.first_column == column)
            .filter(|_| last_row > row)
            .map_or(column, |of| of.last_column);
        for column in column..=wide.min(crate::workbook::MAX_COLUMNS) {
            let name = names.entry(column).or_default();
            if name.above.is_empty() {
                name.above.clone_from(&text);
            }
        }
    }
    for number in row + 1..=last_row {
        for (column, text) in cells(sheet, number) {
            names.entry(column).or_default().below = text;
        }
    }
    names
}

/// The last row of a header that begins at `row`: merged cells reach down to it, or the row below only names columns
/// that have no word of their own above.
fn last_row<F: Field>(sheet: &Sheet, row: u32, set: &ColumnSet<F>) -> u32 {
    if row == 0 {
        return 0;
    }
    let above = cells(sheet, row);
    let is_wide = |column: u32| {
        sheet.merges.iter().any(|of| {
            of.first_row == row
                && of.last_column > of.first_column
                && (of.first_column..=of.last_column).contains(&column)
        })
    };
    let merged = sheet
        .merges
        .iter()
        .filter(|of| of.first_row == row && of.last_row > row && above.contains_key(&of.first_column))
        .map(|of| of.last_row)
        .max();
    if let Some(last) = merged {
        // A range that swallows the people is no header.
        return if last - row <= MORE_HEADER_ROWS { last } else { row };
    }
    let below = cells(sheet, row + 1);
    let names_only = !below.is_empty()
        && below.keys().all(|column| !above.contains_key(column) || is_wide(*column))
        && below.values().any(|text| set.field_of(text).is_some())
        && above.len() > 1;
    if names_only { row + 1 } else { row }
}
