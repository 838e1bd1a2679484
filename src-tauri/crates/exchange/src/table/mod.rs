//! A list of people as a table: the header is found, columns become fields, and rows that stand for somebody are told
//! from titles, totals, footers and the header on the next printed page.
//!
//! Invariant: every row below the header that stands for a person is in [`Table::rows`], once; cells are as written,
//! nothing is guessed, and the same bytes with the same options give the same answer.
//! Must not know: any kind of list. A kind is an enum of fields and a column file (`assets/exchange/*-columns.toml`).

mod bad_rows;
mod columns;
mod header;
mod kind;
mod look;

pub use bad_rows::{BadRow, OWN_COLUMNS, bad_rows_workbook};
pub use columns::{Column, ColumnSet, Field};
pub use kind::is_group_title;
pub use look::{Candidate, Look, SheetLook, candidates, look};

use crate::identity::{self, half_width, squeeze};
use crate::workbook::{self, Cell, Encoding, Merge, ReadFault, Sheet};
use chrono::NaiveDate;
use header::Header;
use kind::Kind;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The header is looked for in so many rows from the top.
pub const HEADER_ROWS: usize = 20;
/// A sheet of which so many of the rows stand in a sheet before it, is a copy and not read.
const COPY_SHARE: usize = 2;
/// Sheets with fewer people are never taken for a copy.
const COPY_PEOPLE: usize = 5;

/// What the clerk said about a file; by default everything is found out.
#[derive(Debug, Clone)]
pub struct ReadOptions<'a, F> {
    /// Only this visible sheet.
    pub sheet: Option<&'a str>,
    /// The header stands in this row (1-based); 0 if there is none and the mapping names the columns.
    pub header_row: Option<u32>,
    /// How a csv is written.
    pub encoding: Option<Encoding>,
    /// (0-based column, field or none): wins over what the header says, column by column.
    pub mapping: Option<&'a [(u32, Option<F>)]>,
}

impl<F> Default for ReadOptions<'_, F> {
    fn default() -> Self {
        Self { sheet: None, header_row: None, encoding: None, mapping: None }
    }
}

/// What a table holds.
#[derive(Debug, Clone)]
pub struct Table<F> {
    /// Where its rows come from.
    pub origin: Origin<F>,
    /// The rows that stand for a person.
    pub rows: Vec<Row<F>>,
}

/// Where the rows of a list come from, and how they were read: what is said about a file whatever its kind. `F` is a
/// kind's field, or `String` for the same in the words of our own lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin<F> {
    /// The sheets that were read, in order; one empty name for a csv.
    pub sheets: Vec<String>,
    /// Hidden sheets, which are never read.
    pub hidden_sheets: Vec<String>,
    /// Further visible sheets with content, which were not read: another header, none, or the same rows again.
    pub other_sheets: Vec<String>,
    /// Hidden rows that stand for a person and were read, as (index into `sheets`, 1-based row).
    pub hidden_rows: Vec<(u16, u32)>,
    /// How the text was written.
    pub encoding: Encoding,
    /// 1-based row of the header; 0 if there is none. Of a header in two rows the upper.
    pub header_row: u32,
    /// The header, a text for each column from the first.
    pub header: Vec<String>,
    /// The same for the same header, whatever the rows: what a mapping is remembered by.
    pub header_hash: String,
    /// What each header was taken for.
    pub mapping: Vec<(String, Option<F>)>,
    /// What stands above the header, in order: titles that may name the department, the village, the date.
    pub titles: Vec<String>,
    /// Columns beyond the cap were left out.
    pub columns_left_out: bool,
    /// Serial numbers count from 1904.
    pub is_1904: bool,
}

impl<F: Field> Origin<F> {
    /// True if a column was taken for a field.
    pub fn has(&self, field: F) -> bool {
        self.mapping.iter().any(|(_, of)| *of == Some(field))
    }

    /// The same with each column in the words of our own lists.
    pub fn in_words(&self, set: &ColumnSet<F>) -> Origin<String> {
        let word = |field: &F| set.header(*field).to_owned();
        Origin {
            sheets: self.sheets.clone(),
            hidden_sheets: self.hidden_sheets.clone(),
            other_sheets: self.other_sheets.clone(),
            hidden_rows: self.hidden_rows.clone(),
            encoding: self.encoding,
            header_row: self.header_row,
            header: self.header.clone(),
            header_hash: self.header_hash.clone(),
            mapping: self
                .mapping
                .iter()
                .map(|(header, field)| (header.clone(), field.as_ref().map(word)))
                .collect(),
            titles: self.titles.clone(),
            columns_left_out: self.columns_left_out,
            is_1904: self.is_1904,
        }
    }
}

impl<F> Origin<F> {
    /// Where a row stands, as the clerk finds it: the row, and the sheet where several were read.
    pub fn place(&self, sheet: u16, row: u32) -> String {
        match self.sheet_name(sheet) {
            "" => row.to_string(),
            name => format!("{name} 第{row}行"),
        }
    }

    /// The name of a sheet where several were read; else empty, since there is nothing to tell apart.
    pub fn sheet_name(&self, sheet: u16) -> &str {
        let name = self.sheets.get(usize::from(sheet)).filter(|_| self.sheets.len() > 1);
        name.map_or("", String::as_str)
    }

    /// Where the hidden rows stand that were read.
    pub fn hidden_places(&self) -> Vec<String> {
        self.hidden_rows.iter().map(|(sheet, row)| self.place(*sheet, *row)).collect()
    }
}

/// What all rows of a sheet share.
#[derive(Debug)]
struct Shape<F> {
    sheet: String,
    texts: Vec<String>,
    columns: Vec<(u32, F)>,
    name: Option<F>,
    certno: Option<F>,
    is_1904: bool,
    has_merges: HashSet<u32>,
}

/// A row that stands for a person.
#[derive(Debug, Clone)]
pub struct Row<F> {
    /// Index into [`Table::sheets`].
    pub sheet: u16,
    /// 1-based, as the sheet shows it (in a csv the 1-based record).
    pub number: u32,
    /// The clerk does not see it in the sheet.
    pub is_hidden: bool,
    /// The group title above (一组), where there is one.
    pub group_title: Option<Arc<str>>,
    cells: Vec<(u32, Cell)>,
    merged: Vec<(u32, Cell)>,
    above: Option<Arc<[(u32, Cell)]>>,
    shape: Arc<Shape<F>>,
}

/// A date as a cell has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// Nothing, or a mark for nothing (`/`, `—`, `无`).
    Empty,
    /// A day of the calendar.
    On(NaiveDate),
    /// Something that is no day, as written.
    Unclear(String),
}

impl Day {
    /// The day, if it is one.
    pub fn on(&self) -> Option<NaiveDate> {
        if let Self::On(day) = self { Some(*day) } else { None }
    }
}

/// The number of a certificate as a cell has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As the sheet shows it.
    pub text: String,
    /// It was typed as a number and its last digits are gone.
    pub has_lost_digits: bool,
}

impl<F: Field> Row<F> {
    /// The cell of a field: its own, or that of a merged range which covers it. The name and the number of a person are
    /// never taken from a merged range: two rows would become one person.
    pub fn cell(&self, field: F) -> Option<&Cell> {
        self.own(field).or_else(|| {
            let column = self.column(field)?;
            self.merged.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
        })
    }

    /// The row's own cell of a field.
    pub fn own(&self, field: F) -> Option<&Cell> {
        let column = self.column(field)?;
        self.at(column)
    }

    /// The row's own cell of a 0-based column, whatever it means: for columns that no field stands for.
    pub fn at(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    }

    /// The cell of a 0-based column, its own or that of a merged range.
    pub fn at_or_merged(&self, column: u32) -> Option<&Cell> {
        self.at(column).or_else(|| self.merged.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell))
    }

    /// The text of a field in a row of its own since the last person above: a household's number over its people.
    pub fn text_above(&self, field: F) -> String {
        let cell = self
            .column(field)
            .zip(self.above.as_deref())
            .and_then(|(column, above)| above.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell));
        cell.map_or_else(String::new, |cell| plain(&cell.text()))
    }

    /// The 0-based column of a field.
    pub fn column(&self, field: F) -> Option<u32> {
        self.shape.columns.iter().find(|(_, of)| *of == field).map(|(column, _)| *column)
    }

    /// The text of a field, half-width and without spaces around it; empty if there is none.
    pub fn text(&self, field: F) -> String {
        self.cell(field).map_or_else(String::new, |cell| plain(&cell.text()))
    }

    /// The date of a field.
    pub fn date(&self, field: F) -> Day {
        self.cell(field).map_or(Day::Empty, |cell| self.day(cell))
    }

    /// The date that a cell of this row's sheet means.
    pub fn day(&self, cell: &Cell) -> Day {
        let text = cell.text();
        let day = match cell {
            Cell::Text(text) => identity::parse_date(text),
            Cell::CutText(_) => None,
            Cell::Number { .. } => {
                cell.serial().and_then(|serial| identity::date_of_serial(serial, self.shape.is_1904))
            }
        };
        let nothing = squeeze(&text).chars().all(|c| "/\\-—–－.。、".contains(c)) || squeeze(&text) == "无";
        match day {
            Some(day) => Day::On(day),
            None if nothing => Day::Empty,
            None => Day::Unclear(plain(&text)),
        }
    }

    /// The number of a certificate in a field, as written.
    pub fn number_of(&self, field: F) -> Number {
        let cell = self.cell(field);
        Number {
            text: cell.map_or_else(String::new, Cell::text),
            has_lost_digits: cell.is_some_and(Cell::has_lost_digits),
        }
    }

    /// The person's own certificate number: the field `certno`.
    pub fn id(&self) -> Number {
        self.shape
            .certno
            .map_or(Number { text: String::new(), has_lost_digits: false }, |field| self.number_of(field))
    }

    /// The person's name in its one spelling: the field `name`.
    pub fn name(&self) -> String {
        let Some(cell) = self.shape.name.and_then(|field| self.own(field)) else { return String::new() };
        identity::normalise_name(&cell.text())
    }

    /// The sheet that it stands in; empty for a csv.
    pub fn sheet_name(&self) -> &str {
        &self.shape.sheet
    }

    /// True if a column holds merged ranges: then what a range covers is the file's own word.
    pub fn is_merged_column(&self, field: F) -> bool {
        self.column(field).is_some_and(|column| self.shape.has_merges.contains(&column))
    }

    /// True if a merged range covers the row in this column.
    pub fn is_covered(&self, field: F) -> bool {
        self.column(field).is_some_and(|column| self.merged.iter().any(|(at, _)| *at == column))
    }

    /// What stands in columns that mean nothing to us: (header, text). Our own columns of a file of bad rows are left
    /// out.
    pub fn aside(&self) -> Vec<(String, String)> {
        self.cells
            .iter()
            .filter(|(column, _)| !self.shape.columns.iter().any(|(of, _)| of == column))
            .filter_map(|(column, cell)| {
                let header = self.shape.texts.get(*column as usize)?;
                let is_ours = header.is_empty() || OWN_COLUMNS.contains(&header.as_str());
                (!is_ours).then(|| (header.clone(), cell.text()))
            })
            .collect()
    }

    /// The row as the sheet shows it, a text for each column of the header; dates as dates, merged ranges filled in.
    /// `is_date` says which fields are dates even where the cell is a bare number.
    pub fn written(&self, is_date: impl Fn(F) -> bool) -> Vec<String> {
        (0..)
            .zip(&self.shape.texts)
            .map(|(column, _)| {
                let field = self.shape.columns.iter().find(|(at, _)| *at == column).map(|(_, field)| *field);
                let cell = match field {
                    Some(field) => self.cell(field),
                    None => self.at_or_merged(column),
                };
                let Some(cell) = cell else { return String::new() };
                let dated = matches!(cell, Cell::Number { is_date: true, .. })
                    || (matches!(cell, Cell::Number { .. }) && field.is_some_and(&is_date));
                match self.day(cell) {
                    Day::On(day) if dated => day.to_string(),
                    _ => cell.text(),
                }
            })
            .collect()
    }
}

fn plain(text: &str) -> String {
    half_width(text).trim().to_owned()
}

/// Reads the people of a file.
///
/// # Errors
/// The file cannot be read, has no header, or nobody stands below it; nothing has been changed by then.
pub fn read_table<F: Field>(
    bytes: &[u8],
    file_name: &str,
    set: &ColumnSet<F>,
    options: &ReadOptions<'_, F>,
) -> Result<Table<F>, ReadFault> {
    let book = workbook::read_with(bytes, file_name, options.encoding)?;
    let candidates: Vec<usize> = match options.sheet.filter(|name| !name.is_empty()) {
        None => (0..book.sheets.len()).collect(),
        Some(name) => {
            let at = book.sheets.iter().position(|sheet| sheet.name == name);
            vec![at.ok_or_else(|| ReadFault::NoSuchSheet { sheet: name.to_owned() })?]
        }
    };
    let mut found: Option<(usize, Header<F>)> = None;
    for at in &candidates {
        if let Some(header) = header::find(&book.sheets[*at], set, options)? {
            found = Some((*at, header));
            break;
        }
    }
    let Some((first, header)) = found else {
        return Err(ReadFault::NoHeader { rows: u32::try_from(HEADER_ROWS).unwrap_or(u32::MAX) });
    };
    let mut origin = Origin {
        sheets: Vec::new(),
        hidden_sheets: book.hidden_sheets,
        other_sheets: Vec::new(),
        hidden_rows: Vec::new(),
        encoding: book.encoding,
        header_row: header.row,
        mapping: (0..).zip(&header.texts).map(|(at, text)| (text.clone(), header.field_at(at))).collect(),
        header: header.texts.clone(),
        header_hash: hash_of(&header.texts),
        titles: header.titles.clone(),
        columns_left_out: book.columns_left_out,
        is_1904: book.is_1904,
    };
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    let only_one = options.sheet.is_some();
    let is_alone = only_one || book.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).count() == 1;
    for (at, sheet) in book.sheets.into_iter().enumerate() {
        if sheet.rows.is_empty() {
            continue;
        }
        let header = match at {
            at if at == first => Some(header.clone()),
            at if at < first || only_one => None,
            // One sheet a group, each with the same header: one list.
            _ => header::find(&sheet, set, options)
                .ok()
                .flatten()
                .filter(|other| hash_of(&other.texts) == origin.header_hash),
        };
        let name = sheet.name.clone();
        let index = u16::try_from(origin.sheets.len()).unwrap_or(u16::MAX);
        let rows = header.map(|header| people(sheet, index, &header, set, book.is_1904)).unwrap_or_default();
        // Only another sheet can be a copy of this one.
        let marks: Vec<u64> = if is_alone { Vec::new() } else { rows.iter().map(mark).collect() };
        let again = marks.iter().filter(|mark| seen.contains(*mark)).count();
        let is_copy = again >= COPY_PEOPLE && again * COPY_SHARE > marks.len();
        if (rows.is_empty() || is_copy) && at != first {
            origin.other_sheets.push(name);
            continue;
        }
        seen.extend(marks);
        origin.hidden_rows.extend(rows.iter().filter(|row| row.is_hidden).map(|row| (index, row.number)));
        origin.sheets.push(name);
        all.extend(rows);
    }
    if all.is_empty() { Err(ReadFault::NoRows) } else { Ok(Table { origin, rows: all }) }
}

/// The same for rows that say the same about the same person.
fn mark<F: Field>(row: &Row<F>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (column, _) in &row.shape.columns {
        row.at(*column).map(|cell| squeeze(&cell.text())).hash(&mut hasher);
    }
    hasher.finish()
}

/// The rows of a sheet that stand for a person.
fn people<F: Field>(
    sheet: Sheet,
    index: u16,
    header: &Header<F>,
    set: &ColumnSet<F>,
    is_1904: bool,
) -> Vec<Row<F>> {
    let evidence: Vec<u32> = set
        .columns()
        .iter()
        .filter(|column| column.evidence)
        .filter_map(|column| header.column(column.key))
        .collect();
    let below: Vec<Merge> = sheet
        .merges
        .iter()
        .filter(|merge| merge.first_row > header.last_row && merge.last_row > merge.first_row)
        .copied()
        .collect();
    let shape = Arc::new(Shape {
        sheet: sheet.name,
        texts: header.texts.clone(),
        columns: header.columns.clone(),
        name: set.name,
        certno: set.certno,
        is_1904,
        has_merges: below.iter().map(|merge| merge.first_column).collect(),
    });
    let names: Vec<u32> =
        [set.name, set.certno].into_iter().flatten().filter_map(|field| header.column(field)).collect();
    let name_column = set.name.and_then(|field| header.column(field));
    let number_column = set.certno.and_then(|field| header.column(field));
    let header_words: Vec<String> = header.texts.iter().map(|text| squeeze(text)).collect();
    let hidden: HashSet<u32> = sheet.hidden_rows.into_iter().collect();
    let mut covers = Covers { merges: below, next: 0, open: Vec::new() };
    let mut group_title: Option<Arc<str>> = None;
    let mut above: Option<Arc<[(u32, Cell)]>> = None;
    let mut rows = Vec::new();
    for row in sheet.rows.into_iter().filter(|row| row.number > header.last_row) {
        let merged = covers.of(&row);
        let text_at = |column: Option<u32>| {
            column.and_then(|column| row.cell(column)).map_or_else(String::new, Cell::text)
        };
        let name = text_at(name_column);
        let number = text_at(number_column);
        let kind = if kind::is_surely_person(&name, &number) {
            Kind::Person
        } else {
            let texts: Vec<String> = row.cells.iter().map(|(_, cell)| plain(&cell.text())).collect();
            let same = row
                .cells
                .iter()
                .filter(|(column, cell)| {
                    header_words.get(*column as usize).is_some_and(|text| *text == squeeze(&cell.text()))
                })
                .count();
            let is_header = header.row > 0
                && (same * 2 > texts.len()
                    || (set.name.is_some()
                        && set.field_of(&name) == set.name
                        && (squeeze(&number).is_empty() || set.field_of(&number) == set.certno)));
            let evidence = evidence.iter().filter(|column| row.cell(**column).is_some()).count();
            kind::kind_of(&name, &number, &texts, is_header, &header.titles, evidence)
        };
        match kind {
            Kind::Person => rows.push(Row {
                sheet: index,
                number: row.number,
                is_hidden: hidden.contains(&row.number),
                group_title: group_title.clone(),
                cells: row.cells,
                above: above.take(),
                merged: merged.into_iter().filter(|(column, _)| !names.contains(column)).collect(),
                shape: Arc::clone(&shape),
            }),
            Kind::GroupTitle(title) => group_title = Some(title.into()),
            Kind::Bare => above = Some(row.cells.into()),
            Kind::Other => {}
        }
    }
    rows
}

/// The merged ranges that reach into a row, while the rows come by.
struct Covers {
    merges: Vec<Merge>,
    next: usize,
    /// (column, last row, value): one a column, the newest counts.
    open: Vec<(u32, u32, Cell)>,
}

impl Covers {
    /// The values that merged ranges above give to a row.
    fn of(&mut self, row: &workbook::Row) -> Vec<(u32, Cell)> {
        self.open.retain(|(_, last, _)| *last >= row.number);
        let merged = self
            .open
            .iter()
            .filter(|(column, ..)| row.cell(*column).is_none())
            .map(|(column, _, cell)| (*column, cell.clone()));
        let merged = merged.collect();
        while let Some(merge) = self.merges.get(self.next).filter(|merge| merge.first_row <= row.number) {
            self.next += 1;
            if merge.first_row < row.number {
                continue;
            }
            if let Some(cell) = row.cell(merge.first_column) {
                self.open.retain(|(column, ..)| *column != merge.first_column);
                self.open.push((merge.first_column, merge.last_row, cell.clone()));
            }
        }
        merged
    }
}

fn hash_of(texts: &[String]) -> String {
    let plain: Vec<String> = texts.iter().map(|text| squeeze(text)).collect();
    let hash = crate::canonical::sha256(&[b"cunshou/header/1\n", plain.join("\n").trim_end().as_bytes()]);
    hash.iter().take(16).fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
