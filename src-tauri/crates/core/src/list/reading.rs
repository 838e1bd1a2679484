//! How a file is to be read: what the clerk says about sheet, header, encoding and columns, and what he said the last time
//! about a file with the same header.
//!
//! Invariant: a mapping is remembered only when a list came in with it. Must not know: what becomes of the rows.

use super::ListKind;
use crate::book::{Acting, Book};
use crate::error::{Error, Result};
use crate::storage::Tx;
use cunshou_exchange::identity::{mask, normalise_number};
use cunshou_exchange::office_list::OfficeKind;
use cunshou_exchange::table::{self, ColumnSet, Field, Look, ReadOptions};
use cunshou_exchange::workbook::{Encoding, ReadFault};
use cunshou_exchange::{category_list, roster};
use std::ops::ControlFlow;

/// What the clerk says about a file; by default everything is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Only this visible sheet.
    pub sheet: Option<String>,
    /// The header stands in this row (1-based); 0 if there is none.
    pub header_row: Option<u32>,
    /// How a csv is written.
    pub encoding: Option<Encoding>,
    /// (0-based column, the field as headed in our own lists, or none).
    pub mapping: Vec<(u32, Option<String>)>,
}

/// How far a long act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// Rows done.
    pub done: u32,
    /// Rows in all; 0 while nobody knows.
    pub of: u32,
}

/// What a long act is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The file is being read.
    Reading,
    /// Rows are compared with the book.
    Checking,
    /// Rows are written.
    Writing,
}

impl Step {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Checking => "checking",
            Self::Writing => "writing",
        }
    }
}

/// Whoever wants to know how far it is, and may stop it: then nothing is changed.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Nobody watches.
pub fn unwatched(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// So many rows are done between two words about how far it is.
pub(super) const ROWS_A_WORD: usize = 500;

/// Says how far it is.
///
/// # Errors
/// [`Error::Cancelled`] if whoever watches wants it to stop.
pub(crate) fn say(watch: OnProgress<'_>, step: Step, done: usize, of: usize) -> Result<()> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match watch(Progress { step, done: count(done), of: count(of) }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled {}),
    }
}

/// What a file looks like, for the wizard.
#[derive(Debug, Clone)]
pub struct ListLook {
    /// How the text is written.
    pub encoding: Encoding,
    /// The visible sheets with content, and how many rows each has.
    pub sheets: Vec<(String, u32)>,
    /// The hidden ones.
    pub hidden_sheets: Vec<String>,
    /// The sheet that the rest speaks of.
    pub sheet: String,
    /// The rows at its top.
    pub top: Vec<(u32, Vec<String>)>,
    /// 1-based row of the header, or of what looks most like one; 0 if nothing does.
    pub header_row: u32,
    /// Each header and the field that it is taken for, as headed in our own lists.
    pub mapping: Vec<(String, Option<String>)>,
    /// The mapping is the one that was used the last time.
    pub is_remembered: bool,
    /// Every field that such a list may have, and whether it must.
    pub fields: Vec<(String, bool)>,
    /// Why it cannot be read so, if it cannot.
    pub fault: Option<ReadFault>,
}

impl Book {
    /// A reading in which the clerk names columns by their headers or letters instead of pointing at them.
    ///
    /// # Errors
    /// [`Error::NoSuchColumn`]; the file cannot be read at all.
    pub fn reading_by_names(
        &self,
        kind: ListKind,
        bytes: &[u8],
        file_name: &str,
        reading: Reading,
        named: &[(String, Option<String>)],
    ) -> Result<Reading> {
        if named.is_empty() {
            return Ok(reading);
        }
        let seen = self.look_at_list(kind, bytes, file_name, &reading)?;
        let mapping = named
            .iter()
            .map(|(column, field)| {
                let at = column_named(&seen.mapping, column)
                    .ok_or_else(|| Error::NoSuchColumn { column: column.clone() })?;
                Ok((at, field.clone()))
            })
            .collect::<Result<_>>()?;
        // Columns that are said make a header of any row: it is the one in which they were found.
        let is_first = seen.sheets.first().is_none_or(|(name, _)| *name == seen.sheet);
        let sheet = reading.sheet.clone().or_else(|| (!is_first).then(|| seen.sheet.clone()));
        let header_row = reading.header_row.or((seen.header_row > 0).then_some(seen.header_row));
        Ok(Reading { sheet, header_row, mapping, ..reading })
    }

    /// Looks at a file before anything is decided: also at one without a header.
    ///
    /// # Errors
    /// The file cannot be read at all.
    pub fn look_at_list(
        &self,
        kind: ListKind,
        bytes: &[u8],
        file_name: &str,
        reading: &Reading,
    ) -> Result<ListLook> {
        let office = |of: OfficeKind| self.read(|tx| look(tx, kind, bytes, file_name, of.columns(), reading));
        match kind {
            ListKind::Roster => self.read(|tx| look(tx, kind, bytes, file_name, &roster::COLUMNS, reading)),
            ListKind::CategoryList => {
                self.read(|tx| look(tx, kind, bytes, file_name, &category_list::COLUMNS, reading))
            }
            ListKind::PaidList => office(OfficeKind::PaidList),
            ListKind::MarkedSums => office(OfficeKind::MarkedSums),
            ListKind::InsuredList => office(OfficeKind::InsuredList),
            ListKind::Deaths => office(OfficeKind::Deaths),
            ListKind::Moves => office(OfficeKind::Moves),
            ListKind::School => office(OfficeKind::School),
            ListKind::Pension => office(OfficeKind::Pension),
        }
    }
}

/// A cell as a first look shows it: what stands for a number of a certificate is masked.
fn shown(cell: &str) -> String {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    if digits < 15 { cell.to_owned() } else { mask(&normalise_number(cell)) }
}

/// A column that a clerk names by its header, or by its letter as a spreadsheet does.
fn column_named(seen: &[(String, Option<String>)], name: &str) -> Option<u32> {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let by_header = seen.iter().position(|(header, _)| !header.is_empty() && plain(header) == plain(name));
    if let Some(at) = by_header {
        return u32::try_from(at).ok();
    }
    let letters = name.trim();
    if letters.is_empty() || letters.len() > 2 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number =
        letters.bytes().fold(0, |number, byte| number * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    Some(number - 1)
}

fn look<F: Field>(
    tx: &Tx<'_>,
    kind: ListKind,
    bytes: &[u8],
    file_name: &str,
    set: &ColumnSet<F>,
    reading: &Reading,
) -> Result<ListLook> {
    let columns = tx.columns_of(kind, bytes, file_name, set, reading)?;
    let options = reading.options(&columns);
    let Look { encoding, sheets, hidden_sheets, sheet, top, header_row, mapping: found, fault, .. } =
        table::look(bytes, file_name, set, &options)?;
    Ok(ListLook {
        encoding,
        sheets: sheets.into_iter().map(|of| (of.name, u32::try_from(of.rows).unwrap_or(u32::MAX))).collect(),
        hidden_sheets,
        sheet,
        top: top
            .into_iter()
            .map(|(row, cells)| (row, cells.iter().map(|cell| shown(cell)).collect()))
            .collect(),
        header_row,
        mapping: found
            .into_iter()
            .map(|(header, field)| (header, field.map(|field| set.header(field).to_owned())))
            .collect(),
        is_remembered: columns.is_remembered,
        fields: set.columns().iter().map(|column| (column.header.clone(), column.required)).collect(),
        fault,
    })
}

/// Which column is which field of a kind, as the clerk says or said before.
#[derive(Debug)]
pub(crate) struct SaidColumns<F> {
    mapping: Vec<(u32, Option<F>)>,
    /// He said it about an earlier list, whose header stands here in this row, and on this sheet if not on the first.
    is_remembered: bool,
    header_row: Option<u32>,
    sheet: Option<String>,
}

impl<F> Default for SaidColumns<F> {
    fn default() -> Self {
        Self { mapping: Vec::new(), is_remembered: false, header_row: None, sheet: None }
    }
}

impl Reading {
    /// The options for the reader, with the columns of [`Tx::columns_of`].
    pub(crate) fn options<'a, F>(&'a self, columns: &'a SaidColumns<F>) -> ReadOptions<'a, F> {
        ReadOptions {
            sheet: self.sheet.as_deref().or(columns.sheet.as_deref()),
            header_row: self.header_row.or(columns.header_row),
            encoding: self.encoding,
            mapping: (!columns.mapping.is_empty()).then_some(columns.mapping.as_slice()),
        }
    }

    /// What the clerk said about columns, in the fields of a kind of list.
    pub(crate) fn fields<F: Field>(&self, set: &ColumnSet<F>) -> Result<Vec<(u32, Option<F>)>> {
        self.mapping
            .iter()
            .map(|(column, field)| {
                let field = field
                    .as_deref()
                    .map(|field| {
                        set.named(field).ok_or_else(|| Error::NoSuchField { field: field.to_owned() })
                    })
                    .transpose()?;
                Ok((*column, field))
            })
            .collect()
    }
}

impl Tx<'_> {
    /// The columns to read a file with: what the clerk says now, else what he said about the same header before, else
    /// nothing. A remembered header is looked for in every row at the top: nobody else knows its words.
    pub(crate) fn columns_of<F: Field>(
        &self,
        kind: ListKind,
        bytes: &[u8],
        file_name: &str,
        set: &ColumnSet<F>,
        reading: &Reading,
    ) -> Result<SaidColumns<F>> {
        if !reading.mapping.is_empty() {
            return Ok(SaidColumns { mapping: reading.fields(set)?, ..SaidColumns::default() });
        }
        if !self.has_mapping(kind)? || reading.header_row == Some(0) {
            return Ok(SaidColumns::default());
        }
        for found in table::candidates(bytes, file_name, set, &reading.options(&SaidColumns::default()))? {
            let Some(remembered) = self.mapping_of(kind, &found.header_hash)? else { continue };
            // A field that the program no longer knows is no reason to refuse the file.
            let said = Reading { mapping: remembered, ..Reading::default() };
            let Ok(mapping) = said.fields(set) else { continue };
            let sheet = (!found.is_first_sheet).then_some(found.sheet);
            return Ok(SaidColumns { mapping, is_remembered: true, header_row: Some(found.row), sheet });
        }
        Ok(SaidColumns::default())
    }

    /// Remembers what the clerk said about the columns of a header, with the list that came in.
    pub(crate) fn remember_mapping(
        &self,
        acting: &Acting<'_>,
        kind: ListKind,
        header_hash: &str,
        reading: &Reading,
    ) -> Result<()> {
        if reading.mapping.is_empty() || reading.header_row == Some(0) {
            return Ok(());
        }
        self.insert_mapping(acting, kind, header_hash, &reading.mapping)
    }
}
