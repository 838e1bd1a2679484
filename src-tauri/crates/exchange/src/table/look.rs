//! A first look at a file, for the wizard: its sheets, the rows at the top, and what its header seems to be. Works on
//! files that [`super::read_table`] refuses for want of a header, so that the clerk can point at it.

use super::columns::{ColumnSet, Field};
use super::header::{self, Header, Try};
use super::{HEADER_ROWS, ReadOptions, hash_of, plain};
use crate::workbook::{self, Encoding, ReadFault, Sheet};

/// Columns that a first look shows.
const LOOK_COLUMNS: usize = 40;
/// Characters of a cell that a first look shows.
const LOOK_CHARS: usize = 40;

/// What a file looks like.
#[derive(Debug, Clone)]
pub struct Look<F> {
    /// How the text is written.
    pub encoding: Encoding,
    /// The visible sheets with content.
    pub sheets: Vec<SheetLook>,
    /// The hidden ones, by name.
    pub hidden_sheets: Vec<String>,
    /// The sheet that the header below is of.
    pub sheet: String,
    /// The rows at the top of that sheet: (1-based row, texts from the first column).
    pub top: Vec<(u32, Vec<String>)>,
    /// 1-based row of the header, or of what looks most like one; 0 if nothing does.
    pub header_row: u32,
    /// Each header and what it is taken for.
    pub mapping: Vec<(String, Option<F>)>,
    /// What a mapping of this header is remembered by.
    pub header_hash: String,
    /// Why the header cannot be used as it is: required columns missing, or two that claim the same.
    pub fault: Option<ReadFault>,
}

/// A visible sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLook {
    /// Its name; empty for a csv.
    pub name: String,
    /// How many rows with content it has.
    pub rows: usize,
}

/// Looks at a file.
///
/// # Errors
/// The file cannot be read at all.
pub fn look<F: Field>(
    bytes: &[u8],
    file_name: &str,
    set: &ColumnSet<F>,
    options: &ReadOptions<'_, F>,
) -> Result<Look<F>, ReadFault> {
    let book = workbook::read_with(bytes, file_name, options.encoding)?;
    let filled: Vec<&Sheet> = book.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).collect();
    let tries: Vec<(&Sheet, Header<F>, Option<ReadFault>)> = filled
        .iter()
        .filter(|sheet| options.sheet.is_none_or(|name| name == sheet.name))
        .filter_map(|sheet| {
            let (header, fault) = try_sheet(sheet, set, options)?;
            Some((*sheet, header, fault))
        })
        .collect();
    let fields = |header: &Header<F>| header.columns.len();
    let best = tries
        .iter()
        .position(|(_, _, fault)| fault.is_none())
        .or_else(|| (0..tries.len()).max_by_key(|at| (fields(&tries[*at].1), usize::MAX - at)));
    let sheet = match (best, options.sheet) {
        (Some(at), _) => tries[at].0,
        (None, Some(name)) => *filled
            .iter()
            .find(|sheet| sheet.name == name)
            .ok_or_else(|| ReadFault::NoSuchSheet { sheet: name.to_owned() })?,
        (None, None) => *filled.first().ok_or(ReadFault::Empty)?,
    };
    let (header, fault) = match best {
        Some(at) => (Some(tries[at].1.clone()), tries[at].2.clone()),
        None => (None, Some(ReadFault::NoHeader { rows: u32::try_from(HEADER_ROWS).unwrap_or(u32::MAX) })),
    };
    let texts = header.as_ref().map(|header| header.texts.clone()).unwrap_or_default();
    Ok(Look {
        encoding: book.encoding,
        sheets: filled
            .iter()
            .map(|sheet| SheetLook { name: sheet.name.clone(), rows: sheet.rows.len() })
            .collect(),
        hidden_sheets: book.hidden_sheets.clone(),
        sheet: sheet.name.clone(),
        top: top(sheet),
        header_row: header.as_ref().map_or(0, |header| header.row),
        header_hash: hash_of(&texts),
        mapping: (0..)
            .zip(texts)
            .map(|(at, text)| (text, header.as_ref().and_then(|header| header.field_at(at))))
            .collect(),
        fault,
    })
}

/// A row at the top of a sheet that may be a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The sheet.
    pub sheet: String,
    /// No sheet with content stands before it.
    pub is_first_sheet: bool,
    /// 1-based.
    pub row: u32,
    /// What a mapping of it would be remembered by.
    pub header_hash: String,
}

/// The rows that may be a header, in order: for headers of which nobody knows a word, and which a clerk has explained
/// before.
///
/// # Errors
/// The file cannot be read at all.
pub fn candidates<F: Field>(
    bytes: &[u8],
    file_name: &str,
    set: &ColumnSet<F>,
    options: &ReadOptions<'_, F>,
) -> Result<Vec<Candidate>, ReadFault> {
    let book = workbook::read_with(bytes, file_name, options.encoding)?;
    let mut found = Vec::new();
    for (at, sheet) in book.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).enumerate() {
        if options.sheet.is_some_and(|name| name != sheet.name) {
            continue;
        }
        let rows = sheet.rows.iter().map(|row| row.number).take_while(|row| *row as usize <= HEADER_ROWS);
        for row in rows.filter(|row| options.header_row.is_none_or(|wanted| wanted == *row)) {
            let (Try::Found(header) | Try::Ambiguous(_, header) | Try::Missing(_, header)) =
                header::at(sheet, row, set, None);
            found.push(Candidate {
                sheet: sheet.name.clone(),
                is_first_sheet: at == 0,
                row,
                header_hash: hash_of(&header.texts),
            });
        }
    }
    Ok(found)
}

fn try_sheet<F: Field>(
    sheet: &Sheet,
    set: &ColumnSet<F>,
    options: &ReadOptions<'_, F>,
) -> Option<(Header<F>, Option<ReadFault>)> {
    let missing = |fields: &[String]| ReadFault::MissingColumn { fields: fields.join("、") };
    let answer = |of: Try<F>| match of {
        Try::Found(header) => (header, None),
        Try::Ambiguous(fault, header) => (header, Some(fault)),
        Try::Missing(fields, header) => (header, Some(missing(&fields))),
    };
    if let Some(row) = options.header_row {
        return Some(answer(header::at(sheet, row, set, options.mapping)));
    }
    let found = sheet
        .rows
        .iter()
        .take_while(|row| row.number as usize <= HEADER_ROWS)
        .map(|row| header::at(sheet, row.number, set, options.mapping))
        .find(|of| !matches!(of, Try::Missing(..)));
    if let Some(found) = found {
        return Some(answer(found));
    }
    let nearest = header::nearest(sheet, set)?;
    Some(answer(header::at(sheet, nearest.row, set, options.mapping)))
}

fn top(sheet: &Sheet) -> Vec<(u32, Vec<String>)> {
    sheet
        .rows
        .iter()
        .take(HEADER_ROWS + 5)
        .map(|row| {
            let mut texts = Vec::new();
            for (column, cell) in &row.cells {
                let at = *column as usize;
                if at < LOOK_COLUMNS {
                    texts.resize(at + 1, String::new());
                    texts[at] = plain(&cell.text()).chars().take(LOOK_CHARS).collect();
                }
            }
            (row.number, texts)
        })
        .collect()
}
