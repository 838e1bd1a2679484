//! Tables as they come: xlsx and csv files become sheets of typed cells.
//!
//! Invariant: memory is bounded by the caps below, whatever a file claims about itself. An xlsx is unpacked part by
//! part with a limit, checked (sizes, ratio, checksums), and only then handed to the reader, cell by cell; nothing is
//! written to disk, nothing evaluated, nothing fetched.
//!
//! A table is kept whole, within the caps, and not handed on row by row: merged ranges stand behind the rows that they
//! cover, and whether a sheet is a copy, a number counts within a group or a title names one is known only at its end.
//! Must not know: what the columns mean.

mod blanks;
mod compound;
mod markup;
mod xls;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use markup::SheetExtras;
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// No file larger than this is looked at.
pub const MAX_FILE_BYTES: usize = 32 << 20;
/// What all parts of a workbook may unpack to; 55,000 people with fifteen columns need some 50 MiB.
pub const MAX_UNPACKED_BYTES: u64 = 128 << 20;
/// No part of more than [`RATIO_FREE_BYTES`] may unpack to more than this many times its packed size.
pub const MAX_RATIO: u64 = 200;
/// Below this size the ratio says nothing.
pub const RATIO_FREE_BYTES: u64 = 4 << 20;
/// No workbook has more parts.
pub const MAX_PARTS: usize = 2_000;
/// No more sheets are read.
pub const MAX_SHEETS: usize = 50;
/// Columns to the right of this one are left out and said so.
pub const MAX_COLUMNS: u32 = 256;
/// No more rows with content are read from all sheets together.
pub const MAX_ROWS: usize = 200_000;
/// No more cells with content are read from all sheets together.
pub const MAX_CELLS: usize = 4_000_000;
/// No more characters of all cells together are kept, as bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 128 << 20;
/// No sheet has more merged ranges: three for each household of 55,000 people are half of it.
pub const MAX_MERGES: usize = 200_000;
/// No workbook has more different texts.
pub const MAX_STRINGS: usize = 1_000_000;
/// A longer text is cut there, and the cell is marked.
pub const MAX_CELL_CHARS: usize = 1_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text as written, spaces included.
    Text(String),
    /// A number: spreadsheets keep 15 digits of it, no more. Dates are numbers, too.
    Number {
        /// The stored value.
        value: f64,
        /// The cell is formatted as a date.
        is_date: bool,
    },
    /// A text of more than [`MAX_CELL_CHARS`], cut.
    CutText(String),
}

impl Cell {
    /// The cell as a person would read it in the sheet: whole numbers without a point, beyond 15 digits as
    /// `3.41799198705182E+17`, just as a spreadsheet shows what it no longer knows.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::CutText(text) => text.clone(),
            Self::Number { value, .. } => number_text(*value),
        }
    }

    /// True for a number that a spreadsheet cannot hold digit by digit.
    pub fn has_lost_digits(&self) -> bool {
        matches!(self, Self::Number { value, .. } if value.abs() >= 1e15)
    }

    /// The whole part of a number that could be a day's serial.
    pub fn serial(&self) -> Option<u32> {
        let Self::Number { value, .. } = self else { return None };
        // Times of day are the fraction and do not matter; the range makes the cast exact.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
        (0.0..4_000_000_000.0).contains(value).then(|| value.trunc() as u32)
    }
}

fn number_text(value: f64) -> String {
    if value.abs() < 1e15 {
        return format!("{value}");
    }
    let text = format!("{value:.14e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    format!("{mantissa}E+{exponent}")
}

/// A row with content.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// 1-based, as the sheet shows it (in a csv the 1-based record).
    pub number: u32,
    /// The cells with content: (0-based column, cell), by column.
    pub cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell of a 0-based column.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    }
}

/// A merged range: it shows the value of its first cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// 1-based.
    pub first_row: u32,
    /// 1-based, included.
    pub last_row: u32,
    /// 0-based.
    pub first_column: u32,
    /// 0-based, included.
    pub last_column: u32,
}

/// A visible sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name; empty for a csv.
    pub name: String,
    /// The rows with content, in order.
    pub rows: Vec<Row>,
    /// The merged ranges, by their first cell.
    pub merges: Vec<Merge>,
    /// The hidden rows, with content or without, in order.
    pub hidden_rows: Vec<u32>,
}

/// How a file's text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// A workbook, which says so itself.
    Workbook,
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// GB18030, and so GBK and GB 2312.
    Gb18030,
    /// UTF-16 with a byte order mark: what a spreadsheet calls Unicode text.
    Utf16,
}

impl Encoding {
    /// All of them, as a clerk can choose among those of a csv.
    pub const ALL: [Self; 5] = [Self::Workbook, Self::Utf8, Self::Utf8Bom, Self::Gb18030, Self::Utf16];

    /// The word in answers and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Workbook => "workbook",
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Gb18030 => "gb18030",
            Self::Utf16 => "utf-16",
        }
    }
}

impl std::str::FromStr for Encoding {
    type Err = ();

    /// The words of [`Encoding::word`], and what people call GB 18030.
    fn from_str(word: &str) -> Result<Self, ()> {
        let word = word.trim().to_ascii_lowercase();
        let word = match word.as_str() {
            "gbk" | "gb2312" | "gb-18030" => "gb18030",
            "utf8" => "utf-8",
            "utf16" => "utf-16",
            word => word,
        };
        Self::ALL.into_iter().find(|encoding| encoding.word() == word).ok_or(())
    }
}

/// A file of tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// The visible sheets, in order.
    pub sheets: Vec<Sheet>,
    /// The names of the hidden sheets, which are never read.
    pub hidden_sheets: Vec<String>,
    /// Serial numbers count from 1904.
    pub is_1904: bool,
    /// What was found out about the text.
    pub encoding: Encoding,
    /// Cells beyond [`MAX_COLUMNS`] were left out.
    pub columns_left_out: bool,
}

/// Why a file cannot be read. Nothing has been changed by then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// No byte, or no cell.
    #[error("the file is empty")]
    Empty,
    /// Neither a workbook nor a csv.
    #[error("neither a workbook nor a csv file")]
    WrongType,
    /// A web page with the name of a workbook.
    #[error("a web page, not a workbook")]
    WebPage,
    /// The binary format of before Excel 97.
    #[error("a workbook of before Excel 97")]
    OldWorkbook,
    /// A workbook with a password.
    #[error("the workbook is protected by a password")]
    Encrypted,
    /// A workbook with macros.
    #[error("the workbook holds macros")]
    Macro,
    /// The bytes are not what was written: cut short, or changed.
    #[error("the file is damaged")]
    Damaged,
    /// Larger, unpacked or not, than any list of people is.
    #[error("the file is too large")]
    TooLarge,
    /// The text is not all in one encoding.
    #[error("line {line} is in no known encoding")]
    BadEncoding {
        /// The 1-based line.
        line: u32,
    },
    /// A quotation mark that is never closed swallows the rest.
    #[error("the quotation mark opened in line {line} is never closed")]
    UnclosedQuote {
        /// The 1-based line.
        line: u32,
    },
    /// Bytes of value nought in a text.
    #[error("line {line} holds bytes that are no text")]
    NotText {
        /// The 1-based line.
        line: u32,
    },
    /// No row names the columns.
    #[error("no header among the first {rows} rows")]
    NoHeader {
        /// How many rows were looked at.
        rows: u32,
    },
    /// Two columns claim to be the same.
    #[error("the columns {first} and {second} both mean {field}")]
    AmbiguousHeader {
        /// The field, as headed in our own lists.
        field: String,
        /// The one header.
        first: String,
        /// The other.
        second: String,
    },
    /// The clerk named a sheet that the file does not have, or that is hidden.
    #[error("no visible sheet {sheet}")]
    NoSuchSheet {
        /// The name.
        sheet: String,
    },
    /// The header is where the clerk says, but a column that every such list needs is missing.
    #[error("the header names no {fields}")]
    MissingColumn {
        /// The columns, as headed in our own lists.
        fields: String,
    },
    /// A table in a format that spreadsheets of other makers write.
    #[error("a workbook in the format {format}")]
    OtherWorkbook {
        /// Its usual extension.
        format: &'static str,
    },
    /// A header and nobody under it.
    #[error("no people under the header")]
    NoRows,
}

impl ReadFault {
    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "E-FIL-001",
            Self::WrongType => "E-FIL-002",
            Self::WebPage => "E-FIL-003",
            Self::OldWorkbook => "E-FIL-004",
            Self::Encrypted => "E-FIL-005",
            Self::Macro => "E-FIL-006",
            Self::Damaged => "E-FIL-007",
            Self::TooLarge => "E-FIL-008",
            Self::BadEncoding { .. } => "E-FIL-009",
            Self::UnclosedQuote { .. } => "E-FIL-010",
            Self::NotText { .. } => "E-FIL-011",
            Self::NoHeader { .. } => "E-FIL-012",
            Self::AmbiguousHeader { .. } => "E-FIL-013",
            Self::NoRows => "E-FIL-014",
            Self::NoSuchSheet { .. } => "E-FIL-015",
            Self::MissingColumn { .. } => "E-FIL-016",
            Self::OtherWorkbook { .. } => "E-FIL-017",
        }
    }

    /// The word for scripts, as in the answers of the command line.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::WrongType | Self::WebPage | Self::OldWorkbook | Self::OtherWorkbook { .. } => "wrong_type",
            Self::Encrypted => "encrypted",
            Self::Macro => "macro",
            Self::Damaged | Self::UnclosedQuote { .. } | Self::NotText { .. } => "damaged",
            Self::TooLarge => "too_large",
            Self::BadEncoding { .. } => "bad_encoding",
            Self::NoHeader { .. } | Self::MissingColumn { .. } => "no_header",
            Self::NoSuchSheet { .. } => "no_such_sheet",
            Self::AmbiguousHeader { .. } => "ambiguous_header",
            Self::NoRows => "no_rows",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BadEncoding { line } | Self::UnclosedQuote { line } | Self::NotText { line } => {
                vec![("line", line.to_string())]
            }
            Self::NoHeader { rows } => vec![("rows", rows.to_string())],
            Self::NoSuchSheet { sheet } => vec![("sheet", sheet.clone())],
            Self::MissingColumn { fields } => vec![("fields", fields.clone())],
            Self::OtherWorkbook { format } => vec![("format", (*format).to_owned())],
            Self::AmbiguousHeader { field, first, second } => {
                vec![("field", field.clone()), ("first", first.clone()), ("second", second.clone())]
            }
            _ => Vec::new(),
        }
    }
}

/// What is counted against the caps while a file is read.
#[derive(Default)]
struct Budget {
    rows: usize,
    cells: usize,
    text_bytes: usize,
}

impl Budget {
    fn row(&mut self) -> Result<(), ReadFault> {
        self.rows += 1;
        if self.rows > MAX_ROWS { Err(ReadFault::TooLarge) } else { Ok(()) }
    }

    fn text(&mut self, text: &str) -> Result<Option<Cell>, ReadFault> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let cell = match text.char_indices().nth(MAX_CELL_CHARS) {
            Some((end, _)) => Cell::CutText(text[..end].to_owned()),
            None => Cell::Text(text.to_owned()),
        };
        self.text_bytes += text.len().min(MAX_CELL_CHARS * 4);
        self.cell()?;
        if self.text_bytes > MAX_TEXT_BYTES { Err(ReadFault::TooLarge) } else { Ok(Some(cell)) }
    }

    fn cell(&mut self) -> Result<(), ReadFault> {
        self.cells += 1;
        if self.cells > MAX_CELLS { Err(ReadFault::TooLarge) } else { Ok(()) }
    }
}

const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Workbooks of before 1993, without a compound file around them.
const OLD_WORKBOOKS: [&[u8]; 4] =
    [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"];

/// Reads a workbook or a csv file. What it is, is told by its bytes; only a plain text is believed to be a csv by its
/// name (`csv`, `txt`, or no workbook's extension).
pub fn read(bytes: &[u8], file_name: &str) -> Result<Workbook, ReadFault> {
    read_with(bytes, file_name, None)
}

/// [`read`], where the clerk may have said how a csv is written.
pub fn read_with(bytes: &[u8], file_name: &str, encoding: Option<Encoding>) -> Result<Workbook, ReadFault> {
    if bytes.is_empty() {
        return Err(ReadFault::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadFault::TooLarge);
    }
    if bytes.starts_with(ZIP) || bytes.starts_with(EMPTY_ZIP) {
        return read_xlsx(bytes);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return xls::read(bytes);
    }
    if OLD_WORKBOOKS.iter().any(|start| bytes.starts_with(start)) {
        return Err(ReadFault::OldWorkbook);
    }
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).trim_start().to_ascii_lowercase();
    if start.starts_with("<!doctype") || start.starts_with("<html") || start.contains("<table") {
        return Err(ReadFault::WebPage);
    }
    match extension.as_deref() {
        Some("csv" | "txt" | "tsv") => read_csv(bytes, encoding),
        _ => Err(ReadFault::WrongType),
    }
}

/// Unpacks the parts that the reader needs, each against the caps and its checksum, and packs them again without
/// compression. So the sizes that the reader sees are the real ones, and nothing else of the archive reaches it.
fn unpack_checked(bytes: &[u8]) -> Result<(Vec<u8>, Vec<SheetExtras>), ReadFault> {
    // Counted before the directory is read, since reading it costs memory for each entry that it claims.
    if crate::archive::claimed_entries(bytes) > MAX_PARTS {
        return Err(ReadFault::TooLarge);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadFault::Damaged)?;
    if archive.has_duplicate_names() {
        return Err(ReadFault::Damaged);
    }
    let mut names = HashSet::new();
    let mut total = 0_u64;
    let mut extras: HashMap<String, SheetExtras> = HashMap::new();
    let (mut workbook, mut relations) = (None, None);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| ReadFault::Damaged)?;
        let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/");
        let lower = name.to_ascii_lowercase();
        if lower.ends_with("vbaproject.bin") {
            return Err(ReadFault::Macro);
        }
        match lower.as_str() {
            "xl/workbook.bin" => return Err(ReadFault::OtherWorkbook { format: "xlsb" }),
            "content.xml" => return Err(ReadFault::OtherWorkbook { format: "ods" }),
            _ => {}
        }
        if !is_wanted(&lower) {
            continue;
        }
        if !names.insert(lower.clone()) {
            return Err(ReadFault::Damaged);
        }
        let packed = part.compressed_size();
        let allowed =
            (MAX_UNPACKED_BYTES - total).min(RATIO_FREE_BYTES.max(packed.saturating_mul(MAX_RATIO)));
        if part.size() > allowed {
            return Err(ReadFault::TooLarge);
        }
        let mut content = Vec::new();
        // The size that the archive claims is not believed: one byte more than allowed is enough to know.
        part.take(allowed + 1).read_to_end(&mut content).map_err(|_| ReadFault::Damaged)?;
        let length = content.len() as u64;
        if length > allowed {
            return Err(ReadFault::TooLarge);
        }
        total += length;
        if lower.ends_with("sharedstrings.xml") {
            if markup::strings(&content) > MAX_STRINGS {
                return Err(ReadFault::TooLarge);
            }
            hide_claimed_count(&mut content);
        }
        if lower.contains("worksheets/") && !lower.contains("_rels/") {
            extras.insert(lower, markup::sheet_extras(&content)?);
            blanks::take_out(&mut content);
        } else if lower.ends_with("workbook.xml") {
            workbook = Some((name[..name.len() - "workbook.xml".len()].to_owned(), content.clone()));
        } else if lower.ends_with("_rels/workbook.xml.rels") {
            relations = Some(content.clone());
        }
        out.start_file(name, options).map_err(|_| ReadFault::Damaged)?;
        out.write_all(&content).map_err(|_| ReadFault::Damaged)?;
    }
    if workbook.is_none() && !names.iter().any(|name| name.starts_with("xl/")) {
        return Err(ReadFault::WrongType);
    }
    let stored = out.finish().map_err(|_| ReadFault::Damaged)?.into_inner();
    let (Some((folder, workbook)), Some(relations)) = (workbook, relations) else {
        return Ok((stored, Vec::new()));
    };
    let by_sheet = markup::sheet_parts(&folder, &workbook, &relations)
        .into_iter()
        .map(|part| part.and_then(|part| extras.remove(&part)).unwrap_or_default())
        .collect();
    Ok((stored, by_sheet))
}

fn is_wanted(name: &str) -> bool {
    let is_markup =
        name.starts_with("[content_types]") || [".xml", ".rels"].iter().any(|end| name.ends_with(end));
    let is_elsewhere = name.starts_with('/') || name.split('/').any(|step| step == ".." || step == ".");
    let is_ornament = ["docprops/", "customxml/", "xl/theme/", "xl/drawings/", "xl/media/", "xl/charts/"]
        .iter()
        .any(|start| name.starts_with(start));
    is_markup && !is_elsewhere && !is_ornament
}

/// The reader reserves memory for as many shared strings as the table claims to hold, before it has seen one. The
/// attribute is a hint only, so it is given a name that no reader knows.
fn hide_claimed_count(content: &mut [u8]) {
    const NAME: &[u8] = b"uniqueCount";
    let mut from = 0;
    while let Some(at) = content[from..].windows(NAME.len()).position(|window| window == NAME) {
        content[from + at] = b'x';
        from += at + NAME.len();
    }
}

fn read_xlsx(bytes: &[u8]) -> Result<Workbook, ReadFault> {
    let (stored, extras) = unpack_checked(bytes)?;
    // A reader that panics over a hostile file must not take the till with it.
    catch_unwind(AssertUnwindSafe(|| read_stored(stored, extras))).unwrap_or(Err(ReadFault::Damaged))
}

fn read_stored(stored: Vec<u8>, mut extras: Vec<SheetExtras>) -> Result<Workbook, ReadFault> {
    let mut xlsx: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(stored)).map_err(fault_of)?;
    let is_1904 = xlsx.has_1904_epoch();
    let mut hidden_sheets = Vec::new();
    let mut visible = Vec::new();
    for (index, sheet) in xlsx.sheets_metadata().iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        if sheet.visible == SheetVisible::Visible {
            visible.push((index, sheet.name.clone()));
        } else {
            hidden_sheets.push(sheet.name.clone());
        }
    }
    visible.truncate(MAX_SHEETS);
    let mut budget = Budget::default();
    let mut columns_left_out = false;
    let mut sheets = Vec::new();
    for (index, name) in visible {
        let SheetExtras { merges, hidden_rows } =
            extras.get_mut(index).map(std::mem::take).unwrap_or_default();
        let mut rows: Vec<Row> = Vec::new();
        let mut reader = xlsx.worksheet_cells_reader(&name).map_err(fault_of)?;
        while let Some(cell) = reader.next_cell().map_err(fault_of)? {
            let (row, column) = cell.get_position();
            let found = match cell.get_value() {
                DataRef::Empty | DataRef::Error(_) => None,
                DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                    budget.text(text)?
                }
                DataRef::SharedString(text) => budget.text(text)?,
                DataRef::Bool(value) => budget.text(if *value { "TRUE" } else { "FALSE" })?,
                DataRef::Int(value) => budget.text(&value.to_string())?,
                DataRef::Float(value) => Some(Cell::Number { value: *value, is_date: false }),
                DataRef::DateTime(value) => Some(Cell::Number { value: value.as_f64(), is_date: true }),
            };
            let Some(found) = found else { continue };
            if column >= MAX_COLUMNS {
                columns_left_out = true;
                continue;
            }
            if matches!(found, Cell::Number { .. }) {
                budget.cell()?;
            }
            let number = row + 1;
            match rows.last_mut() {
                Some(last) if last.number == number => last.cells.push((column, found)),
                // Rows that go backwards are no sheet that a spreadsheet wrote.
                Some(last) if last.number > number => return Err(ReadFault::Damaged),
                _ => {
                    budget.row()?;
                    rows.push(Row { number, cells: vec![(column, found)] });
                }
            }
        }
        for row in &mut rows {
            row.cells.sort_by_key(|(column, _)| *column);
        }
        sheets.push(Sheet { name, rows, merges, hidden_rows });
    }
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) && !columns_left_out {
        return Err(ReadFault::Empty);
    }
    Ok(Workbook { sheets, hidden_sheets, is_1904, encoding: Encoding::Workbook, columns_left_out })
}

fn fault_of(error: calamine::XlsxError) -> ReadFault {
    match error {
        calamine::XlsxError::Password => ReadFault::Encrypted,
        calamine::XlsxError::FileNotFound(_) | calamine::XlsxError::NotAWorksheet(_) => ReadFault::WrongType,
        _ => ReadFault::Damaged,
    }
}

fn read_csv(bytes: &[u8], encoding: Option<Encoding>) -> Result<Workbook, ReadFault> {
    let (text, encoding) = match encoding {
        Some(encoding) if encoding != Encoding::Workbook => (decode_as(bytes, encoding)?, encoding),
        _ => decode(bytes)?,
    };
    if let Some(line) = text.split('\n').position(|line| line.contains('\0')) {
        return Err(ReadFault::NotText { line: count(line + 1) });
    }
    let start: String = text.split('\n').take(20).collect();
    let delimiter =
        [',', '\t', ';'].into_iter().rev().max_by_key(|mark| start.matches(*mark).count()).unwrap_or(',');
    let mut budget = Budget::default();
    let mut columns_left_out = false;
    let mut rows = Vec::new();
    let mut records = Records { text: &text, at: 0, line: 1, delimiter };
    let mut number = 0;
    loop {
        let mut column = 0;
        let mut cells = Vec::new();
        let more = records.next(|field| {
            if column >= MAX_COLUMNS {
                columns_left_out = true;
            } else if let Some(cell) = budget.text(field)? {
                cells.push((column, cell));
            }
            column += 1;
            Ok(())
        })?;
        if !more {
            break;
        }
        number += 1;
        if !cells.is_empty() {
            budget.row()?;
            rows.push(Row { number, cells });
        }
    }
    if rows.is_empty() {
        return Err(ReadFault::Empty);
    }
    let sheet = Sheet { name: String::new(), rows, merges: Vec::new(), hidden_rows: Vec::new() };
    Ok(Workbook {
        sheets: vec![sheet],
        hidden_sheets: Vec::new(),
        is_1904: false,
        encoding,
        columns_left_out,
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn decode(bytes: &[u8]) -> Result<(String, Encoding), ReadFault> {
    let whole = |encoding: &'static encoding_rs::Encoding, bytes: &[u8]| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text =
            String::from_utf8(rest.to_vec()).map_err(|e| bad_line(rest, e.utf8_error().valid_up_to()))?;
        return Ok((text, Encoding::Utf8Bom));
    }
    for (mark, encoding) in [(b"\xFF\xFE", encoding_rs::UTF_16LE), (b"\xFE\xFF", encoding_rs::UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = whole(encoding, rest).ok_or(ReadFault::BadEncoding { line: 1 })?;
            return Ok((text, Encoding::Utf16));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let fault = ReadFault::BadEncoding { line: count(index + 1) };
        whole(encoding_rs::GB18030, line).ok_or(fault.clone())?;
        // Three characters that happen to be right in UTF-8 too are no chance: somebody pasted two files together,
        // and the names in this line would come out as other names.
        let foreign =
            std::str::from_utf8(line).map_or(0, |text| text.chars().filter(|c| !c.is_ascii()).count());
        if foreign >= 3 {
            return Err(fault);
        }
    }
    let text = whole(encoding_rs::GB18030, bytes).ok_or(ReadFault::BadEncoding { line: 1 })?;
    Ok((text, Encoding::Gb18030))
}

/// The text in the encoding that the clerk chose; a byte that has no meaning in it is refused with its line.
fn decode_as(bytes: &[u8], encoding: Encoding) -> Result<String, ReadFault> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let whole = |encoding: &'static encoding_rs::Encoding, bytes: &[u8]| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    match encoding {
        Encoding::Gb18030 => whole(encoding_rs::GB18030, bytes).ok_or_else(|| {
            let line = bytes
                .split(|byte| *byte == b'\n')
                .position(|line| whole(encoding_rs::GB18030, line).is_none())
                .unwrap_or(0);
            ReadFault::BadEncoding { line: count(line + 1) }
        }),
        Encoding::Utf16 => {
            let (encoding, rest) = match bytes {
                [0xFE, 0xFF, rest @ ..] => (encoding_rs::UTF_16BE, rest),
                [0xFF, 0xFE, rest @ ..] | rest => (encoding_rs::UTF_16LE, rest),
            };
            whole(encoding, rest).ok_or(ReadFault::BadEncoding { line: 1 })
        }
        Encoding::Workbook | Encoding::Utf8 | Encoding::Utf8Bom => {
            String::from_utf8(bytes.to_vec()).map_err(|e| bad_line(bytes, e.utf8_error().valid_up_to()))
        }
    }
}

fn bad_line(bytes: &[u8], valid_up_to: usize) -> ReadFault {
    ReadFault::BadEncoding { line: count(bytes[..valid_up_to].split(|byte| *byte == b'\n').count()) }
}

/// Records of a csv after RFC 4180, with the line ends of every system; our own reader, because blank lines count as
/// records here and a quotation mark that is never closed must be noticed.
struct Records<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    delimiter: char,
}

impl Records<'_> {
    /// Hands over the fields of the next record; false at the end of the file.
    fn next(&mut self, mut field: impl FnMut(&str) -> Result<(), ReadFault>) -> Result<bool, ReadFault> {
        if self.at >= self.text.len() {
            return Ok(false);
        }
        let mut value = String::new();
        let mut quoted_since = None;
        let mut is_start = true;
        let mut rest = self.text[self.at..].char_indices().peekable();
        while let Some((offset, c)) = rest.next() {
            let next = rest.peek().map(|(_, c)| *c);
            if c == '\n' {
                self.line += 1;
            }
            match (quoted_since, c) {
                (None, '"') if is_start => quoted_since = Some(self.line),
                (Some(_), '"') if next == Some('"') => {
                    value.push('"');
                    rest.next();
                }
                (Some(_), '"') => quoted_since = None,
                // `1, "张三"`: a space before the quotation mark is none of the text.
                (None, ' ') if is_start && next == Some('"') => continue,
                (None, '\r') if next == Some('\n') => {}
                (None, '\n' | '\r') => {
                    self.at += offset + 1;
                    field(&value)?;
                    return Ok(true);
                }
                (None, c) if c == self.delimiter => {
                    field(&value)?;
                    value.clear();
                    is_start = true;
                    continue;
                }
                // A text is kept only as far as the cell will keep it.
                (_, c) if value.len() <= MAX_CELL_CHARS * 4 => value.push(c),
                _ => {}
            }
            is_start = false;
        }
        if let Some(line) = quoted_since {
            return Err(ReadFault::UnclosedQuote { line: count(line) });
        }
        self.at = self.text.len();
        field(&value)?;
        Ok(true)
    }
}
