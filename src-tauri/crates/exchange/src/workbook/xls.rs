//! The binary workbook of Excel 97 to 2003 (BIFF8), which many offices and WPS still write.
//!
//! Invariant: read record by record under the same caps as every other table; no formula is evaluated, its stored result
//! counts. Must not know: what the columns mean.

use super::compound::{Compound, u16_at, u32_at};
use super::{
    Budget, Cell, Encoding, MAX_CELL_CHARS, MAX_COLUMNS, MAX_MERGES, MAX_SHEETS, Merge, ReadFault, Row,
    Sheet, Workbook,
};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
const FILE_PASS: u16 = 0x002F;
const DATE_MODE: u16 = 0x0022;
const BOUND_SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00FC;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const ROW: u16 = 0x0208;
const LABEL_SST: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const BOOL_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const MERGED_CELLS: u16 = 0x00E5;

const BIFF8: u16 = 0x0600;
/// A row that is not shown, in the last word of its record.
const HIDDEN: u32 = 0x20;

/// Reads an old workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, ReadFault> {
    let file = match Compound::open(bytes) {
        Ok(file) => file,
        // Half a file is still known for what it was.
        Err(fault) => return Err(if names_encryption(bytes) { ReadFault::Encrypted } else { fault }),
    };
    if file.has("EncryptedPackage") {
        return Err(ReadFault::Encrypted);
    }
    if file.has("_VBA_PROJECT_CUR") || file.has("_VBA_PROJECT") {
        return Err(ReadFault::Macro);
    }
    let stream = match file.stream("Workbook")? {
        Some(stream) => stream,
        None if file.stream("Book")?.is_some() => return Err(ReadFault::OldWorkbook),
        None => return Err(ReadFault::WrongType),
    };
    drop(file);
    Reader::default().read(&stream)
}

fn names_encryption(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// A record: its kind and its bytes.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The record at a place, and where the next begins.
fn record(stream: &[u8], at: usize) -> Option<(Record<'_>, usize)> {
    let kind = u16_at(stream, at)?;
    let length = usize::from(u16_at(stream, at + 2)?);
    let data = stream.get(at + 4..at + 4 + length)?;
    Some((Record { kind, data }, at + 4 + length))
}

/// A sheet as the globals name it.
struct Bound {
    at: usize,
    name: String,
    is_visible: bool,
}

#[derive(Default)]
struct Reader {
    is_1904: bool,
    bound: Vec<Bound>,
    strings: Vec<String>,
    /// Numbers of the formats that show a date, of those that the file itself defines; true and false.
    formats: Vec<(u16, bool)>,
    /// For each style, whether it shows a date.
    styles: Vec<bool>,
    style_formats: Vec<u16>,
    budget: Budget,
    columns_left_out: bool,
}

impl Reader {
    fn read(mut self, stream: &[u8]) -> Result<Workbook, ReadFault> {
        self.globals(stream)?;
        self.styles = self.style_formats.iter().map(|format| self.shows_date(*format)).collect();
        let bound = std::mem::take(&mut self.bound);
        let hidden_sheets = bound.iter().filter(|of| !of.is_visible).map(|of| of.name.clone()).collect();
        let mut sheets = Vec::new();
        for sheet in bound.into_iter().filter(|of| of.is_visible).take(MAX_SHEETS) {
            sheets.push(self.sheet(stream, sheet)?);
        }
        if sheets.iter().all(|sheet| sheet.rows.is_empty()) && !self.columns_left_out {
            return Err(ReadFault::Empty);
        }
        Ok(Workbook {
            sheets,
            hidden_sheets,
            is_1904: self.is_1904,
            encoding: Encoding::Workbook,
            columns_left_out: self.columns_left_out,
        })
    }

    fn globals(&mut self, stream: &[u8]) -> Result<(), ReadFault> {
        let (first, mut at) = record(stream, 0).ok_or(ReadFault::Damaged)?;
        if first.kind != BOF || u16_at(first.data, 0) != Some(BIFF8) {
            return Err(ReadFault::OldWorkbook);
        }
        loop {
            let (of, next) = record(stream, at).ok_or(ReadFault::Damaged)?;
            at = next;
            let data = of.data;
            match of.kind {
                EOF => return Ok(()),
                FILE_PASS => return Err(ReadFault::Encrypted),
                DATE_MODE => self.is_1904 = u16_at(data, 0) == Some(1),
                BOUND_SHEET => self.bound.extend(bound_sheet(data)),
                FORMAT => {
                    let number = u16_at(data, 0).ok_or(ReadFault::Damaged)?;
                    let text = long_text(&data[2..]).ok_or(ReadFault::Damaged)?;
                    self.formats.push((number, is_date_format(&text)));
                }
                XF => self.style_formats.push(u16_at(data, 2).ok_or(ReadFault::Damaged)?),
                SHARED_STRINGS => {
                    let mut parts = vec![data];
                    while let Some((more, after)) = record(stream, at).filter(|(of, _)| of.kind == CONTINUE) {
                        parts.push(more.data);
                        at = after;
                    }
                    self.strings = shared_strings(&parts).ok_or(ReadFault::Damaged)?;
                }
                _ => {}
            }
        }
    }

    fn shows_date(&self, format: u16) -> bool {
        self.formats
            .iter()
            .find(|(number, _)| *number == format)
            .map_or(matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58), |(_, is_date)| *is_date)
    }

    fn sheet(&mut self, stream: &[u8], bound: Bound) -> Result<Sheet, ReadFault> {
        let mut sheet =
            Sheet { name: bound.name, rows: Vec::new(), merges: Vec::new(), hidden_rows: Vec::new() };
        let mut cells: Vec<(u32, u32, Cell)> = Vec::new();
        let (first, mut at) = record(stream, bound.at).ok_or(ReadFault::Damaged)?;
        // A chart or a macro sheet has no people.
        if first.kind != BOF || u16_at(first.data, 2) != Some(0x0010) {
            return if first.kind == BOF { Ok(sheet) } else { Err(ReadFault::Damaged) };
        }
        let mut depth = 1;
        let mut formula: Option<(u32, u32)> = None;
        while depth > 0 {
            let (of, next) = record(stream, at).ok_or(ReadFault::Damaged)?;
            at = next;
            match of.kind {
                BOF => depth += 1,
                EOF => depth -= 1,
                _ if depth > 1 => {}
                ROW => {
                    let row = u16_at(of.data, 0).ok_or(ReadFault::Damaged)?;
                    if u32_at(of.data, 12).is_some_and(|marks| marks & HIDDEN != 0) {
                        sheet.hidden_rows.push(u32::from(row) + 1);
                    }
                }
                MERGED_CELLS => {
                    sheet.merges.extend(merges(of.data));
                    if sheet.merges.len() > MAX_MERGES {
                        return Err(ReadFault::TooLarge);
                    }
                }
                STRING => {
                    if let Some((row, column)) = formula.take() {
                        let text = long_text(of.data).ok_or(ReadFault::Damaged)?;
                        self.text(&mut cells, row, column, &text)?;
                    }
                }
                _ => self.cell(of, &mut cells, &mut formula)?,
            }
        }
        // Spreadsheets write cells in order; whoever does not is put in order here.
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        for (row, column, cell) in cells {
            let number = row + 1;
            match sheet.rows.last_mut() {
                Some(last) if last.number == number => match last.cells.last_mut() {
                    Some((at, same)) if *at == column => *same = cell,
                    _ => last.cells.push((column, cell)),
                },
                _ => {
                    self.budget.row()?;
                    sheet.rows.push(Row { number, cells: vec![(column, cell)] });
                }
            }
        }
        sheet.merges.sort_by_key(|merge| (merge.first_row, merge.first_column));
        sheet.hidden_rows.sort_unstable();
        Ok(sheet)
    }

    fn cell(
        &mut self,
        of: Record<'_>,
        cells: &mut Vec<(u32, u32, Cell)>,
        formula: &mut Option<(u32, u32)>,
    ) -> Result<(), ReadFault> {
        if !matches!(of.kind, LABEL_SST | LABEL | RICH_LABEL | NUMBER | RK | MUL_RK | BOOL_ERROR | FORMULA) {
            return Ok(());
        }
        let data = of.data;
        let word = |at| u16_at(data, at).ok_or(ReadFault::Damaged);
        let (row, column, style) = (u32::from(word(0)?), u32::from(word(2)?), word(4)?);
        match of.kind {
            LABEL_SST => {
                let index = u32_at(data, 6).ok_or(ReadFault::Damaged)? as usize;
                let text = self.strings.get(index).cloned().ok_or(ReadFault::Damaged)?;
                self.text(cells, row, column, &text)?;
            }
            LABEL | RICH_LABEL => {
                let text = long_text(&data[6..]).ok_or(ReadFault::Damaged)?;
                self.text(cells, row, column, &text)?;
            }
            NUMBER => {
                let value = double(data, 6).ok_or(ReadFault::Damaged)?;
                self.number(cells, (row, column), style, value)?;
            }
            RK => {
                let value = rk(u32_at(data, 6).ok_or(ReadFault::Damaged)?);
                self.number(cells, (row, column), style, value)?;
            }
            MUL_RK => {
                for (column, pair) in (column..).zip(data[4..data.len().max(6) - 2].chunks_exact(6)) {
                    let style = u16_at(pair, 0).ok_or(ReadFault::Damaged)?;
                    let value = rk(u32_at(pair, 2).ok_or(ReadFault::Damaged)?);
                    self.number(cells, (row, column), style, value)?;
                }
            }
            BOOL_ERROR => {
                if data.get(7) == Some(&0) {
                    let text = if data.get(6) == Some(&0) { "FALSE" } else { "TRUE" };
                    self.text(cells, row, column, text)?;
                }
            }
            _ => match data.get(6..14).ok_or(ReadFault::Damaged)? {
                [0, .., 0xFF, 0xFF] => *formula = Some((row, column)),
                [1, _, value, .., 0xFF, 0xFF] => {
                    self.text(cells, row, column, if *value == 0 { "FALSE" } else { "TRUE" })?;
                }
                [.., 0xFF, 0xFF] => {}
                _ => {
                    let value = double(data, 6).ok_or(ReadFault::Damaged)?;
                    self.number(cells, (row, column), style, value)?;
                }
            },
        }
        Ok(())
    }

    fn text(
        &mut self,
        cells: &mut Vec<(u32, u32, Cell)>,
        row: u32,
        column: u32,
        text: &str,
    ) -> Result<(), ReadFault> {
        let Some(cell) = self.budget.text(text)? else { return Ok(()) };
        self.put(cells, row, column, cell);
        Ok(())
    }

    fn number(
        &mut self,
        cells: &mut Vec<(u32, u32, Cell)>,
        (row, column): (u32, u32),
        style: u16,
        value: f64,
    ) -> Result<(), ReadFault> {
        self.budget.cell()?;
        let is_date = self.styles.get(usize::from(style)).copied().unwrap_or(false);
        self.put(cells, row, column, Cell::Number { value, is_date });
        Ok(())
    }

    fn put(&mut self, cells: &mut Vec<(u32, u32, Cell)>, row: u32, column: u32, cell: Cell) {
        if column >= MAX_COLUMNS {
            self.columns_left_out = true;
        } else {
            cells.push((row, column, cell));
        }
    }
}

fn double(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(data.get(at..at + 8)?.try_into().ok()?))
}

/// A number in 30 bits: the upper half of a double or a whole number, perhaps a hundred times too large.
#[expect(
    clippy::float_arithmetic,
    reason = "the format stores cells so; no money is read from a list of people"
)]
fn rk(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & 0xFFFF_FFFC) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

fn bound_sheet(data: &[u8]) -> Option<Bound> {
    let at = u32_at(data, 0)? as usize;
    let (visibility, kind) = (*data.get(4)? & 3, *data.get(5)?);
    let length = usize::from(*data.get(6)?);
    let is_wide = data.get(7)? & 1 != 0;
    let name = characters(data.get(8..)?, length, is_wide)?;
    (kind == 0).then_some(Bound { at, name, is_visible: visibility == 0 })
}

fn merges(data: &[u8]) -> impl Iterator<Item = Merge> + '_ {
    data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|range| {
        let word = |at| u16_at(range, at).map(u32::from);
        let (first_row, last_row, first_column, last_column) = (word(0)?, word(2)?, word(4)?, word(6)?);
        (first_row <= last_row && first_column <= last_column).then_some(Merge {
            first_row: first_row + 1,
            last_row: last_row + 1,
            first_column,
            last_column,
        })
    })
}

/// Characters of one byte (the lower half of Unicode's first page) or two.
fn characters(data: &[u8], length: usize, is_wide: bool) -> Option<String> {
    if is_wide {
        let units: Vec<u16> =
            data.get(..2 * length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
        return Some(String::from_utf16_lossy(&units));
    }
    Some(data.get(..length)?.iter().map(|byte| char::from(*byte)).collect())
}

/// A text with its length in two bytes, as in labels, formats and results of formulas. One that goes on in another
/// record is cut there: it is longer than any name.
fn long_text(data: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(data, 0)?);
    let is_wide = data.get(2)? & 1 != 0;
    let rest = data.get(3..)?;
    let there = if is_wide { rest.len() / 2 } else { rest.len() };
    characters(rest, length.min(there), is_wide)
}

/// The shared strings. A string may go on in the next part, which then begins with the width of its characters.
fn shared_strings(parts: &[&[u8]]) -> Option<Vec<String>> {
    let claimed = u32_at(parts.first()?, 4)? as usize;
    let mut walk = Walk { parts, part: 0, at: 8 };
    let mut strings = Vec::new();
    for _ in 0..claimed {
        // What a damaged count claims beyond the end is not there.
        if walk.is_at_end() {
            break;
        }
        let length = usize::from(u16::from_le_bytes([walk.byte()?, walk.byte()?]));
        let marks = walk.byte()?;
        let runs =
            if marks & 8 == 0 { 0 } else { usize::from(u16::from_le_bytes([walk.byte()?, walk.byte()?])) };
        let extra = if marks & 4 == 0 {
            0
        } else {
            u32::from_le_bytes([walk.byte()?, walk.byte()?, walk.byte()?, walk.byte()?]) as usize
        };
        strings.push(walk.text(length, marks & 1 != 0)?);
        walk.skip(runs * 4 + extra)?;
    }
    Some(strings)
}

/// A walk over the parts of the shared strings.
struct Walk<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
}

impl Walk<'_> {
    fn is_at_end(&mut self) -> bool {
        while self.parts.get(self.part).is_some_and(|part| self.at >= part.len()) {
            self.part += 1;
            self.at = 0;
        }
        self.part >= self.parts.len()
    }

    fn byte(&mut self) -> Option<u8> {
        if self.is_at_end() {
            return None;
        }
        let byte = *self.parts[self.part].get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.is_at_end() {
                return None;
            }
            let step = count.min(self.parts[self.part].len() - self.at);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    fn text(&mut self, length: usize, mut is_wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        let mut left = length;
        while left > 0 {
            let before = self.part;
            if self.is_at_end() {
                return None;
            }
            if self.part != before {
                is_wide = self.byte()? & 1 != 0;
            }
            let part = self.parts[self.part].get(self.at..)?;
            let width = if is_wide { 2 } else { 1 };
            let count = left.min(part.len() / width);
            if count == 0 && !part.is_empty() {
                return None;
            }
            // No more is kept than a cell keeps, and one character to see that it was longer.
            for unit in part[..count * width].chunks_exact(width) {
                if units.len() <= 2 * MAX_CELL_CHARS {
                    units.push(if is_wide { u16_at(unit, 0)? } else { u16::from(unit[0]) });
                }
            }
            self.at += count * width;
            left -= count;
        }
        Some(String::from_utf16_lossy(&units))
    }
}

/// True for a number format that shows a day: it has a `y`, `d` or Chinese date word outside of quotes and brackets.
fn is_date_format(format: &str) -> bool {
    if format.eq_ignore_ascii_case("general") {
        return false;
    }
    let mut is_quoted = false;
    let mut is_bracketed = false;
    let mut is_escaped = false;
    for c in format.chars() {
        if std::mem::take(&mut is_escaped) {
            continue;
        }
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '\\' | '_' | '*' => is_escaped = true,
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            _ if is_bracketed => {}
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests;
