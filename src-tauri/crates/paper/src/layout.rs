//! Lays a document out on a form: fills the texts, breaks lines, breaks pages, carries sums.
//!
//! Invariant: nothing is clipped and nothing overlaps: a text that does not fit is set smaller, down to the form's smallest
//! print, and refused after that. Rows grow, pages follow; sums are carried in [`Yuan`] and never measured.
//!
//! A page from above: the texts at fixed places; the lines before the table (`lead`), the boxes (`grid`), the table, the lines
//! after it (`flow`), each pushed down by what stands before it. The lines and boxes before the table stand on the first
//! page, those after it on the last.
#![allow(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; money is in Yuan"
)]
#![allow(clippy::cast_precision_loss, reason = "counts of lines on a page")]

use crate::error::PaperError;
use crate::fonts::{Fonts, coverage};
use crate::form::{Align, Column, FlowRow, Grid, GridCell, GridRow, Sheet, Table};
use crate::page::{Glyphs, Item, MM_PER_PT, Page, Paper, PrinterFit, TextLine, Typeface};
use crate::qr;
use cunshou_policy::Yuan;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Height of a line in units of its size.
const LINE_HEIGHT: f32 = 1.3;
/// Height of a Han character above the baseline in units of its size.
const ASCENT: f32 = 0.88;
/// How far before its text the line of a ruled column stands.
const RULE_BEFORE_MM: f32 = 1.0;
/// By how many points a text is made smaller at a time until it fits.
const SHRINK_PT: f32 = 0.5;

/// From the top of a line to its baseline.
fn baseline(size_pt: f32) -> f32 {
    ((LINE_HEIGHT - 1.0) / 2.0 + ASCENT) * size_pt * MM_PER_PT
}

/// Texts by the names under which forms ask for them.
pub(crate) type Fields = BTreeMap<&'static str, String>;

/// What a document hands to its form.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub title: String,
    pub fields: Fields,
    pub rows: Vec<Row>,
    pub qr: Option<String>,
}

/// What a row of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum RowKind {
    /// A line with cells. Only these are summed up and counted.
    #[default]
    Line,
    /// A line over the whole width that says what follows; its text is the cell `label`. Repeated on the next page.
    Heading,
    /// The sums since the last heading; its text is the cell `label`.
    Subtotal,
}

/// One row of the table.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub kind: RowKind,
    pub cells: Fields,
    pub sums: BTreeMap<&'static str, Yuan>,
    pub counts: BTreeMap<&'static str, u64>,
}

impl Row {
    pub(crate) fn line(cells: Fields) -> Self {
        Self { cells, ..Self::default() }
    }

    pub(crate) fn heading(label: impl Into<String>) -> Self {
        Self { kind: RowKind::Heading, cells: Fields::from([("label", label.into())]), ..Self::default() }
    }

    pub(crate) fn subtotal(label: impl Into<String>) -> Self {
        Self { kind: RowKind::Subtotal, cells: Fields::from([("label", label.into())]), ..Self::default() }
    }

    pub(crate) fn summing(self, sums: impl IntoIterator<Item = (&'static str, Yuan)>) -> Self {
        Self { sums: sums.into_iter().collect(), ..self }
    }

    pub(crate) fn counting(self, counts: impl IntoIterator<Item = (&'static str, u64)>) -> Self {
        Self { counts: counts.into_iter().collect(), ..self }
    }
}

/// The document on the form.
pub(crate) fn lay_out(sheet: &Sheet, content: &Content, fonts: &Fonts) -> Result<Paper, PaperError> {
    lay_out_all(sheet, &content.title, std::slice::from_ref(content), fonts)
}

/// Several documents on the same form, one after the other: each begins its own page numbers, and where a sheet holds
/// several slips they share sheets.
pub(crate) fn lay_out_all(
    sheet: &Sheet,
    title: &str,
    contents: &[Content],
    fonts: &Fonts,
) -> Result<Paper, PaperError> {
    coverage(title, fonts)?;
    let advances = RefCell::default();
    let mut slips = Vec::new();
    for content in contents {
        let compositor = Compositor::of(sheet, content, Measure { fonts, advances: &advances })?;
        let breaks = compositor.page_breaks()?;
        for (page, rows) in breaks.iter().enumerate() {
            slips.push(compositor.page(page, breaks.len(), rows.clone())?);
        }
    }
    let pages = impose(slips, sheet);
    let cups_media = if sheet.roll {
        let longest = pages.iter().map(|page| page.height_mm).fold(sheet.height_mm, f32::max);
        format!("Custom.{}x{}mm", sheet.width_mm, longest)
    } else {
        sheet.cups_media.clone()
    };
    Ok(Paper { title: title.to_owned(), pages, cups_media, fit: PrinterFit::default(), fonts: fonts.clone() })
}

/// Length of the marks at both edges along which slips are cut apart.
const CUT_MARK_MM: f32 = 6.0;

/// Several slips on one sheet, one below the other, with marks where to cut.
fn impose(slips: Vec<Page>, sheet: &Sheet) -> Vec<Page> {
    if sheet.up < 2 {
        return slips;
    }
    let (width_mm, height_mm) = sheet.size_mm();
    let mut pages: Vec<Page> = Vec::new();
    for (at, slip) in slips.into_iter().enumerate() {
        if at % sheet.up == 0 {
            let mut page = Page { width_mm, height_mm, items: Vec::new() };
            for cut in 1..sheet.up {
                let y = cut as f32 * sheet.height_mm;
                for x in [0.0, width_mm - CUT_MARK_MM] {
                    page.items.push(Item::Line { ends_mm: [x, y, x + CUT_MARK_MM, y], width_pt: 0.4 });
                }
            }
            pages.push(page);
        }
        let down = (at % sheet.up) as f32 * sheet.height_mm;
        if let Some(page) = pages.last_mut() {
            page.items.extend(slip.items.into_iter().map(|item| item.lowered(down)));
        }
    }
    pages
}

/// Measures and sets characters.
#[derive(Clone, Copy)]
struct Measure<'a> {
    fonts: &'a Fonts,
    /// Characters that were looked up: each is measured several times until its line stands.
    advances: &'a RefCell<HashMap<char, (Typeface, u32)>>,
}

struct Compositor<'a> {
    sheet: &'a Sheet,
    content: &'a Content,
    measure: Measure<'a>,
    /// The rows of the table, broken into lines.
    rows: Vec<BrokenRow>,
    /// What stands on the first page before the table, and where it ends.
    before: (Vec<Item>, f32),
    /// Height of the table's head.
    head_height: f32,
}

/// A row of the table, broken into lines.
struct BrokenRow {
    /// Of each column; of a heading and a subtotal: of its label alone.
    cells: Vec<Fitted>,
    detail: Vec<String>,
    /// Height of the cells without the detail and the free space.
    upper: f32,
    height: f32,
}

/// How a text is to be set.
#[derive(Clone, Copy)]
struct Style {
    align: Align,
    bold: bool,
    black_percent: u8,
}

/// A text that was fitted into a width: its lines and the size at which they fit.
struct Fitted {
    lines: Vec<String>,
    size_pt: f32,
}

impl Fitted {
    fn height(&self) -> f32 {
        self.lines.len() as f32 * line_height(self.size_pt)
    }
}

fn line_height(size_pt: f32) -> f32 {
    size_pt * MM_PER_PT * LINE_HEIGHT
}

/// A text at a place, without a form around it.
pub(crate) struct PlacedText<'a> {
    pub text: &'a str,
    pub x: f32,
    pub w: f32,
    pub size_pt: f32,
    pub bold: bool,
    pub align: Align,
}

/// Sets a text from `y` downwards, in as many lines as it needs, and says where it ends.
pub(crate) fn set_lines(
    items: &mut Vec<Item>,
    placed: PlacedText<'_>,
    y: f32,
    fonts: &Fonts,
) -> Result<f32, PaperError> {
    if placed.text.is_empty() {
        return Ok(y);
    }
    let advances = RefCell::default();
    let measure = Measure { fonts, advances: &advances };
    let lines = measure.wrap(placed.text, placed.w, placed.size_pt)?;
    let fitted = Fitted { lines, size_pt: placed.size_pt };
    let style = Style { align: placed.align, bold: placed.bold, black_percent: 100 };
    measure.set(items, &fitted, placed.x, y, placed.w, style)?;
    Ok(y + fitted.height())
}

/// How a heading that is repeated on the next page ends.
const CONTINUED: &str = "（续）";

impl<'a> Compositor<'a> {
    fn of(sheet: &'a Sheet, content: &'a Content, measure: Measure<'a>) -> Result<Self, PaperError> {
        let (rows, before) = (Vec::new(), (Vec::new(), 0.0));
        let mut this = Self { sheet, content, measure, rows, before, head_height: 0.0 };
        if let Some(table) = &sheet.table {
            this.head_height = this.head_height(table)?;
            this.rows =
                content.rows.iter().map(|row| this.broken_row(table, row)).collect::<Result<_, _>>()?;
        }
        this.before = this.before_table()?;
        Ok(this)
    }

    // ---- pages

    /// Lines and boxes of the first page that stand before the table.
    fn before_table(&self) -> Result<(Vec<Item>, f32), PaperError> {
        let mut items = Vec::new();
        let mut y = self.sheet.lead_top;
        for row in &self.sheet.lead {
            y = self.flow_row(&mut items, row, y)?;
        }
        if let Some(grid) = &self.sheet.grid {
            y = self.grid(&mut items, grid, grid.top.max(y + grid.gap))?;
        }
        Ok((items, y))
    }

    /// Top edge of the table.
    fn table_top(&self, table: &Table, page: usize) -> f32 {
        if page > 0 {
            table.top_next
        } else if self.before.0.is_empty() {
            table.top_first
        } else {
            table.top_first.max(self.before.1 + table.gap)
        }
    }

    /// Which rows stand on which page.
    fn page_breaks(&self) -> Result<Vec<Range<usize>>, PaperError> {
        let mut flow_height = 0.0;
        for row in &self.sheet.flow {
            flow_height += self.flow_height(row)?;
        }
        let whole = 0..self.rows.len();
        if self.sheet.roll {
            return Ok(vec![whole]);
        }
        let Some(table) = &self.sheet.table else {
            if self.before.1 + flow_height > self.sheet.flow_bottom {
                return Err(self.no_room(None));
            }
            return Ok(vec![whole]);
        };
        let sum_height = if table.totals.is_some() { Self::sum_height(table) } else { 0.0 };
        let mut pages = Vec::new();
        let mut start = 0;
        loop {
            let page = pages.len();
            let mut top = self.table_top(table, page) + self.head_height;
            if page > 0 {
                top += sum_height;
                if let Some(at) = self.open_heading(start) {
                    top += self.rows[at].height;
                }
            }
            let rest = &self.rows[start..];
            let rest_height: f32 = rest.iter().map(|row| row.height).sum();
            if top + rest_height + sum_height + flow_height <= self.sheet.flow_bottom {
                pages.push(start..self.rows.len());
                return Ok(pages);
            }
            let mut bottom = top + sum_height;
            let mut fitting = 0;
            while fitting < rest.len() && bottom + rest[fitting].height <= table.bottom_more {
                bottom += rest[fitting].height;
                fitting += 1;
            }
            // The last page shows a row at least, so that its totals do not stand alone.
            if fitting == rest.len() && fitting > 1 {
                fitting -= 1;
            }
            // No heading ends a page, and no subtotal begins one.
            let kind = |at: usize| self.content.rows.get(at).map(|row| row.kind);
            while fitting > 1
                && (kind(start + fitting - 1) == Some(RowKind::Heading)
                    || kind(start + fitting) == Some(RowKind::Subtotal))
            {
                fitting -= 1;
            }
            if fitting == 0 {
                return Err(self.no_room(self.content.rows.get(start)));
            }
            pages.push(start..start + fitting);
            start += fitting;
        }
    }

    /// The heading below which a page goes on that begins with this row.
    fn open_heading(&self, row: usize) -> Option<usize> {
        let rows = &self.content.rows;
        if rows.get(row).is_none_or(|row| row.kind == RowKind::Heading) {
            return None;
        }
        rows[..row].iter().rposition(|row| row.kind == RowKind::Heading)
    }

    fn no_room(&self, row: Option<&Row>) -> PaperError {
        let longest = |fields: &Fields| fields.values().max_by_key(|text| text.chars().count()).cloned();
        let text = row.map_or_else(|| longest(&self.content.fields), |row| longest(&row.cells));
        let text = text.unwrap_or_else(|| self.content.title.clone());
        PaperError::DoesNotFit { form: self.sheet.code.clone(), text }
    }

    fn page(&self, page: usize, pages: usize, rows: Range<usize>) -> Result<Page, PaperError> {
        let mut numbers = Fields::new();
        numbers.insert("page", (page + 1).to_string());
        numbers.insert("pages", pages.to_string());
        let lookup = [&self.content.fields, &numbers];
        let mut items = Vec::new();
        for text_box in self.sheet.text.iter().filter(|t| t.on.holds(page, pages)) {
            let Some(text) = self.fill(&text_box.text, &lookup)? else { continue };
            let style =
                Style { align: text_box.align, bold: text_box.bold, black_percent: text_box.black_percent };
            let fitted = self.fit(&text, text_box.w, text_box.size, text_box.lines)?;
            // A text that was set smaller stays on the line of its neighbours.
            let top = match fitted.lines.len() {
                1 => text_box.y + baseline(text_box.size) - baseline(fitted.size_pt),
                _ => text_box.y,
            };
            let first = items.len();
            self.measure.set(&mut items, &fitted, text_box.x, top, text_box.w, style)?;
            if text_box.framed {
                let frame = self.measure.frame_around(&items[first..], &fitted, top)?;
                items.push(frame);
            }
        }
        for rule in self.sheet.rule.iter().filter(|r| r.on.holds(page, pages)) {
            let ends_mm = [rule.from[0], rule.from[1], rule.to[0], rule.to[1]];
            items.push(Item::Line { ends_mm, width_pt: rule.width_pt });
        }
        for frame in self.sheet.frame.iter().filter(|f| f.on.holds(page, pages)) {
            items
                .push(Item::Frame { box_mm: [frame.x, frame.y, frame.w, frame.h], width_pt: frame.width_pt });
        }
        if let (Some(place), Some(text)) = (&self.sheet.qr, &self.content.qr)
            && place.on.holds(page, pages)
            && !text.is_empty()
        {
            let (modules, dark) = qr::modules(text)?;
            items.push(Item::Qr { square_mm: [place.x, place.y, place.side], modules, dark });
        }
        let mut y = 0.0;
        if page == 0 {
            items.extend(self.before.0.iter().cloned());
            y = self.before.1;
        }
        if let Some(table) = &self.sheet.table {
            y = self.table(&mut items, table, page, pages, rows)?;
        }
        if page + 1 == pages {
            for row in &self.sheet.flow {
                y = self.flow_row(&mut items, row, y)?;
            }
        }
        let height_mm = if self.sheet.roll {
            // Whole millimetres, as print systems name media.
            (y + self.sheet.flow_bottom).ceil().max(self.sheet.height_mm)
        } else {
            self.sheet.height_mm
        };
        Ok(Page { width_mm: self.sheet.width_mm, height_mm, items })
    }

    // ---- the boxes

    /// Draws the grid and says where it ends.
    fn grid(&self, items: &mut Vec<Item>, grid: &Grid, top: f32) -> Result<f32, PaperError> {
        let mut y = top;
        for row in &grid.row {
            if row.optional && !self.is_filled(row)? {
                continue;
            }
            let mut height = row.h;
            let mut cells = Vec::with_capacity(row.cell.len());
            for cell in &row.cell {
                let (body, foot) = self.grid_cell(grid, cell)?;
                height = height.max(body.height() + foot.height() + 2.0 * grid.pad);
                cells.push((cell, body, foot));
            }
            let mut x = grid.x;
            for (cell, body, foot) in cells {
                items.push(Item::Frame { box_mm: [x, y, cell.w, height], width_pt: grid.fine_pt });
                let (left, w) = (x + grid.pad, cell.w - 2.0 * grid.pad);
                let style = Style { align: cell.align, bold: cell.bold, black_percent: 100 };
                let free = height - body.height() - foot.height();
                let down = if cell.top { grid.pad } else { free / 2.0 };
                self.measure.set(items, &body, left, y + down, w, style)?;
                let style = Style { align: Align::Right, bold: false, black_percent: 100 };
                self.measure.set(items, &foot, left, y + height - foot.height() - grid.pad, w, style)?;
                x += cell.w;
            }
            y += height;
        }
        items.push(Item::Frame { box_mm: [grid.x, top, grid.w, y - top], width_pt: grid.strong_pt });
        Ok(y)
    }

    /// The lines of a box, and those at its foot.
    fn grid_cell(&self, grid: &Grid, cell: &GridCell) -> Result<(Fitted, Fitted), PaperError> {
        let size_pt = cell.size.unwrap_or(grid.size);
        let lines = |template: &str| -> Result<Fitted, PaperError> {
            let lines = match self.fill(template, &[&self.content.fields])? {
                Some(text) => self.measure.wrap(&text, cell.w - 2.0 * grid.pad, size_pt)?,
                None => Vec::new(),
            };
            Ok(Fitted { lines, size_pt })
        };
        Ok((lines(&cell.text)?, lines(cell.foot.as_deref().unwrap_or_default())?))
    }

    /// Whether any field is filled that the cells of a row name.
    fn is_filled(&self, row: &GridRow) -> Result<bool, PaperError> {
        for cell in row.cell.iter().filter(|cell| cell.text.contains('{')) {
            if self.fill(&cell.text, &[&self.content.fields])?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // ---- the table

    fn head_height(&self, table: &Table) -> Result<f32, PaperError> {
        if table.column.iter().all(|column| column.title.is_empty()) {
            return Ok(0.0);
        }
        let mut lines = 0;
        for column in &table.column {
            lines = lines.max(self.measure.wrap(&column.title, column.w, table.title_size)?.len());
        }
        Ok(lines as f32 * line_height(table.title_size) + 2.0 * table.pad)
    }

    fn sum_height(table: &Table) -> f32 {
        line_height(table.size) + 2.0 * table.pad
    }

    /// The lines of one cell; none if it is empty. A sum or a count never breaks: it is set smaller.
    fn cell(&self, table: &Table, column: &Column, row: &Row) -> Result<Fitted, PaperError> {
        let size_pt = table.size;
        let Some(text) = self.fill(&column.text, &[&row.cells])? else {
            return Ok(Fitted { lines: Vec::new(), size_pt });
        };
        if column.sum.is_some() || column.count.is_some() {
            return self.fit(&text, column.w, size_pt, 1);
        }
        let lines = self.measure.wrap(&text, column.w, size_pt)?;
        let lines = match &column.short {
            Some(short) if lines.len() > 1 => match self.fill(short, &[&row.cells])? {
                Some(text) => self.measure.wrap(&text, column.w, size_pt)?,
                None => Vec::new(),
            },
            _ => lines,
        };
        Ok(Fitted { lines, size_pt })
    }

    fn broken_row(&self, table: &Table, row: &Row) -> Result<BrokenRow, PaperError> {
        if row.kind != RowKind::Line {
            let label = row.cells.get("label").cloned().unwrap_or_default();
            let lines = if row.kind == RowKind::Heading {
                // Room for the word that is added on the next page.
                let longer = label.clone() + CONTINUED;
                let count = self.measure.wrap(&longer, Self::heading_width(table), table.size)?.len();
                let mut lines = self.measure.wrap(&label, Self::heading_width(table), table.size)?;
                lines.resize(count, String::new());
                lines
            } else {
                vec![label]
            };
            let upper = lines.len() as f32 * line_height(table.size);
            let height = upper + 2.0 * table.pad;
            let cells = vec![Fitted { lines, size_pt: table.size }];
            return Ok(BrokenRow { cells, detail: Vec::new(), upper, height });
        }
        let cells: Vec<Fitted> =
            table.column.iter().map(|column| self.cell(table, column, row)).collect::<Result<_, _>>()?;
        let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1);
        let upper = most as f32 * line_height(table.size);
        let mut broken = BrokenRow { cells, detail: Vec::new(), upper, height: upper };
        if let Some(detail) = &table.detail
            && let Some(text) = self.fill(&detail.text, &[&row.cells])?
        {
            broken.detail = self.measure.wrap(&text, detail.w, detail.size)?;
            broken.height += broken.detail.len() as f32 * line_height(detail.size);
        }
        broken.height = (broken.height + 2.0 * table.pad).max(table.row_h);
        Ok(broken)
    }

    fn heading_width(table: &Table) -> f32 {
        table.w - 2.0 * RULE_BEFORE_MM
    }

    /// Draws the rows of one page and says where the table ends.
    fn table(
        &self,
        items: &mut Vec<Item>,
        table: &Table,
        page: usize,
        pages: usize,
        rows: Range<usize>,
    ) -> Result<f32, PaperError> {
        let line = |items: &mut Vec<Item>, y: f32, width_pt: f32| {
            items.push(Item::Line { ends_mm: [table.x, y, table.x + table.w, y], width_pt });
        };
        let style = |align, bold| Style { align, bold, black_percent: 100 };
        let top = self.table_top(table, page);
        let mut y = top;
        // Lines before columns stop where a heading or sums stand.
        let mut ruled_from = top;
        line(items, y, table.strong_pt);
        if self.head_height > 0.0 {
            for column in &table.column {
                let lines = self.measure.wrap(&column.title, column.w, table.title_size)?;
                let fitted = Fitted { lines, size_pt: table.title_size };
                let middle = y + (self.head_height - fitted.height()) / 2.0;
                let bold = style(column.align, true);
                self.measure.set(items, &fitted, column.x, middle, column.w, bold)?;
            }
            y += self.head_height;
            line(items, y, table.strong_pt);
        }
        if page > 0
            && let Some(totals) = &table.totals
        {
            rule_columns(items, table, ruled_from, y);
            y = self.sum_row(items, table, &totals.carried, 0..rows.start, y)?;
            line(items, y, table.fine_pt);
            ruled_from = y;
        }
        if page > 0
            && let Some(at) = self.open_heading(rows.start)
        {
            rule_columns(items, table, ruled_from, y);
            let mut lines = self.rows[at].cells[0].lines.clone();
            lines.retain(|line| !line.is_empty());
            let text = lines.concat() + CONTINUED;
            let lines = self.measure.wrap(&text, Self::heading_width(table), table.size)?;
            let fitted = Fitted { lines, size_pt: table.size };
            let (x, w) = (table.x + RULE_BEFORE_MM, Self::heading_width(table));
            self.measure.set(items, &fitted, x, y + table.pad, w, style(Align::Left, true))?;
            y += self.rows[at].height;
            line(items, y, table.fine_pt);
            ruled_from = y;
        }
        for at in rows.clone() {
            if at > rows.start {
                line(items, y, table.fine_pt);
            }
            let (row, broken) = (&self.content.rows[at], &self.rows[at]);
            match row.kind {
                RowKind::Heading => {
                    rule_columns(items, table, ruled_from, y);
                    let mut lines = broken.cells[0].lines.clone();
                    lines.retain(|line| !line.is_empty());
                    let fitted = Fitted { lines, size_pt: table.size };
                    let (x, w) = (table.x + RULE_BEFORE_MM, Self::heading_width(table));
                    self.measure.set(items, &fitted, x, y + table.pad, w, style(Align::Left, true))?;
                    y += broken.height;
                    ruled_from = y;
                }
                RowKind::Subtotal => {
                    let from = self.content.rows[..at].iter().rposition(|row| row.kind == RowKind::Heading);
                    let label = &broken.cells[0].lines[0];
                    rule_columns(items, table, ruled_from, y);
                    y = self.sum_row(items, table, label, from.map_or(0, |from| from + 1)..at, y)?;
                    ruled_from = y;
                }
                RowKind::Line => {
                    for (column, fitted) in table.column.iter().zip(&broken.cells) {
                        let style = style(column.align, column.bold);
                        // What was set smaller stays on the line of its neighbours.
                        let top = y + table.pad + baseline(table.size) - baseline(fitted.size_pt);
                        self.measure.set(items, fitted, column.x, top, column.w, style)?;
                    }
                    if let Some(detail) = &table.detail {
                        let fitted = Fitted { lines: broken.detail.clone(), size_pt: detail.size };
                        let style = style(Align::Left, false);
                        self.measure.set(
                            items,
                            &fitted,
                            detail.x,
                            y + table.pad + broken.upper,
                            detail.w,
                            style,
                        )?;
                    }
                    y += broken.height;
                }
            }
        }
        rule_columns(items, table, ruled_from, y);
        if let Some(totals) = &table.totals {
            line(items, y, table.strong_pt);
            let (label, range) = if page + 1 == pages {
                (&totals.total, 0..self.content.rows.len())
            } else {
                (&totals.forward, 0..rows.end)
            };
            y = self.sum_row(items, table, label, range, y)?;
        }
        line(items, y, table.strong_pt);
        if table.boxed {
            for x in [table.x, table.x + table.w] {
                items.push(Item::Line { ends_mm: [x, top, x, y], width_pt: table.strong_pt });
            }
        }
        Ok(y)
    }

    /// A row with the sums of some rows.
    fn sum_row(
        &self,
        items: &mut Vec<Item>,
        table: &Table,
        label: &str,
        rows: Range<usize>,
        y: f32,
    ) -> Result<f32, PaperError> {
        let Some(totals) = &table.totals else { return Ok(y) };
        let top = y + table.pad;
        let style = |align| Style { align, bold: true, black_percent: 100 };
        let lines = || self.content.rows[rows.clone()].iter().filter(|row| row.kind == RowKind::Line);
        let mut counts = Fields::new();
        counts.insert("rows", lines().count().to_string());
        if let Some(label) = self.fill(label, &[&self.content.fields, &counts])? {
            let fitted = self.fit(&label, totals.w, table.size, 1)?;
            self.measure.set(items, &fitted, totals.x, top, totals.w, style(Align::Left))?;
        }
        for column in &table.column {
            let text = if let Some(name) = &column.sum {
                let amounts = lines().map(|row| row.sums.get(name.as_str()).copied());
                let amounts: Option<Vec<Yuan>> = amounts.collect();
                let amounts = amounts.ok_or_else(|| self.unknown(name))?;
                Yuan::sum(amounts).ok_or(PaperError::SumOutOfRange)?.to_string()
            } else if let Some(name) = &column.count {
                let counts = lines().map(|row| row.counts.get(name.as_str()).copied());
                let sum: Option<u64> = counts.sum();
                sum.ok_or_else(|| self.unknown(name))?.to_string()
            } else {
                continue;
            };
            let fitted = self.fit(&text, column.w, table.size, 1)?;
            let top = top + baseline(table.size) - baseline(fitted.size_pt);
            self.measure.set(items, &fitted, column.x, top, column.w, style(column.align))?;
        }
        Ok(y + Self::sum_height(table))
    }

    // ---- lines before and after the table

    /// The filled cells of a row; none if all of them are empty. Space to write stays where something else does.
    fn flow_cells(&self, row: &FlowRow) -> Result<Vec<(usize, Fitted)>, PaperError> {
        let mut cells = Vec::new();
        let (mut named, mut filled) = (false, false);
        for (at, cell) in row.cell.iter().enumerate() {
            named |= !cell.text.is_empty();
            if let Some(text) = self.fill(&cell.text, &[&self.content.fields])? {
                cells.push((at, self.fit(&text, cell.w, cell.size, cell.lines)?));
                filled = true;
            } else if cell.write_pt.is_some() {
                cells.push((at, Fitted { lines: vec![String::new()], size_pt: cell.size }));
            }
        }
        if named && !filled {
            cells.clear();
        }
        Ok(cells)
    }

    /// The side of the symbol in a row, if the document has one.
    fn flow_qr(&self, row: &FlowRow) -> Option<(f32, &str)> {
        let text = self.content.qr.as_deref().filter(|text| !text.is_empty())?;
        Some((row.qr_side?, text))
    }

    fn flow_height(&self, row: &FlowRow) -> Result<f32, PaperError> {
        if row.qr_side.is_some() {
            return Ok(self.flow_qr(row).map_or(0.0, |(side, _)| row.gap + side));
        }
        let cells = self.flow_cells(row)?;
        Ok(cells
            .iter()
            .map(|(_, fitted)| fitted.height())
            .reduce(f32::max)
            .map_or(0.0, |height| row.gap + height))
    }

    fn flow_row(&self, items: &mut Vec<Item>, row: &FlowRow, y: f32) -> Result<f32, PaperError> {
        if row.qr_side.is_some() {
            let Some((side, text)) = self.flow_qr(row) else { return Ok(y) };
            let (modules, dark) = qr::modules(text)?;
            let left = (self.sheet.width_mm - side) / 2.0;
            items.push(Item::Qr { square_mm: [left, y + row.gap, side], modules, dark });
            return Ok(y + row.gap + side);
        }
        let cells = self.flow_cells(row)?;
        let Some(height) = cells.iter().map(|(_, fitted)| fitted.height()).reduce(f32::max) else {
            return Ok(y);
        };
        if let Some(width_pt) = row.rule_above_pt {
            let left = row.cell.iter().map(|cell| cell.x).fold(f32::MAX, f32::min);
            let right = row.cell.iter().map(|cell| cell.x + cell.w).fold(0.0, f32::max);
            let (left, right) =
                self.sheet.table.as_ref().map_or((left, right), |table| (table.x, table.x + table.w));
            let middle = y + row.gap / 2.0;
            items.push(Item::Line { ends_mm: [left, middle, right, middle], width_pt });
        }
        let largest = cells.iter().map(|(_, fitted)| fitted.size_pt).reduce(f32::max).unwrap_or(0.0);
        for (at, fitted) in &cells {
            let cell = &row.cell[*at];
            let style = Style { align: cell.align, bold: cell.bold, black_percent: 100 };
            // Cells of different sizes stand on one line.
            let top = match fitted.lines.len() {
                1 => y + row.gap + baseline(largest) - baseline(fitted.size_pt),
                _ => y + row.gap,
            };
            let first = items.len();
            self.measure.set(items, fitted, cell.x, top, cell.w, style)?;
            if cell.framed {
                let frame = self.measure.frame_around(&items[first..], fitted, top)?;
                items.push(frame);
            }
            if let Some(width_pt) = cell.write_pt {
                let foot = y + row.gap + height;
                items.push(Item::Line { ends_mm: [cell.x, foot, cell.x + cell.w, foot], width_pt });
            }
        }
        Ok(y + row.gap + height)
    }

    // ---- texts

    fn unknown(&self, name: &str) -> PaperError {
        PaperError::BadForm { form: self.sheet.code.clone(), place: name.to_owned() }
    }

    /// The text with its `{fields}` filled in; `None` where it names fields and all of them are empty.
    fn fill(&self, template: &str, lookup: &[&Fields]) -> Result<Option<String>, PaperError> {
        let mut text = String::new();
        let (mut named, mut filled) = (false, false);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| self.unknown(template))?;
            let value =
                lookup.iter().find_map(|fields| fields.get(name)).ok_or_else(|| self.unknown(name))?;
            for character in value.chars() {
                self.measure.advance(character, value)?;
            }
            named = true;
            filled |= !value.is_empty();
            text += before;
            text += value;
            rest = after;
        }
        text += rest;
        Ok((!text.trim().is_empty() && (filled || !named)).then(|| text.trim().to_owned()))
    }

    /// Breaks a text into at most so many lines, smaller if need be.
    fn fit(&self, text: &str, w: f32, size_pt: f32, most: usize) -> Result<Fitted, PaperError> {
        let mut size_pt = size_pt;
        loop {
            let lines = self.measure.wrap(text, w, size_pt)?;
            if lines.len() <= most {
                return Ok(Fitted { lines, size_pt });
            }
            size_pt -= SHRINK_PT;
            if size_pt < self.sheet.smallest {
                return Err(PaperError::DoesNotFit { form: self.sheet.code.clone(), text: text.to_owned() });
            }
        }
    }
}

impl Measure<'_> {
    /// The typeface and advance of a character, or an error that names it and the text in which it stands.
    fn advance(&self, character: char, text: &str) -> Result<(Typeface, u32), PaperError> {
        if let Some(known) = self.advances.borrow().get(&character) {
            return Ok(*known);
        }
        let found = self.fonts.advance(character, text)?;
        self.advances.borrow_mut().insert(character, found);
        Ok(found)
    }

    /// Breaks a text into lines of a width. Numbers and Latin words stay whole where they can, closing marks do not begin a
    /// line and opening marks do not end one. A line feed of the form ends a line; in a field it is refused like any control
    /// character.
    fn wrap(&self, text: &str, w: f32, size_pt: f32) -> Result<Vec<String>, PaperError> {
        let em = size_pt * MM_PER_PT;
        let mut lines = Vec::new();
        let mut line: Vec<(char, f32)> = Vec::new();
        let mut width = 0.0;
        for character in text.chars() {
            if character == '\n' {
                let whole: String = line.drain(..).map(|(c, _)| c).collect();
                lines.push(whole.trim_end().to_owned());
                width = 0.0;
                continue;
            }
            let advance = self.advance(character, text)?.1 as f32 / 1000.0 * em;
            // A hair of tolerance, since sums of rounded widths are compared with a rounded box.
            if width + advance > w + 0.01 && !line.is_empty() && character != ' ' {
                let at = break_before(&line, character);
                let rest: Vec<(char, f32)> = line.split_off(at);
                lines.push(line.iter().map(|(c, _)| *c).collect::<String>().trim_end().to_owned());
                line = rest.into_iter().skip_while(|(c, _)| *c == ' ').collect();
                width = line.iter().map(|(_, advance)| advance).sum();
            }
            line.push((character, advance));
            width += advance;
        }
        let last: String = line.iter().map(|(c, _)| *c).collect();
        lines.push(last.trim_end().to_owned());
        Ok(lines)
    }

    /// Draws the lines of a text into a box.
    fn set(
        &self,
        items: &mut Vec<Item>,
        fitted: &Fitted,
        x: f32,
        y: f32,
        w: f32,
        style: Style,
    ) -> Result<(), PaperError> {
        let em = fitted.size_pt * MM_PER_PT;
        for (at, text) in fitted.lines.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let mut runs: Vec<Glyphs> = Vec::new();
            let mut pen = 0.0;
            for character in text.chars() {
                let (typeface, advance) = self.advance(character, text)?;
                push(&mut runs, typeface, character, pen);
                pen += advance as f32 / 1000.0 * em;
            }
            let left = match style.align {
                Align::Left => x,
                Align::Center => x + (w - pen) / 2.0,
                Align::Right => x + w - pen,
            };
            for run in &mut runs {
                run.x_mm.iter_mut().for_each(|place| *place += left);
            }
            let top = y + at as f32 * line_height(fitted.size_pt);
            items.push(Item::Text(TextLine {
                baseline_mm: top + baseline(fitted.size_pt),
                size_pt: fitted.size_pt,
                bold: style.bold,
                black_percent: style.black_percent,
                glyphs: runs,
            }));
        }
        Ok(())
    }

    /// A frame around lines that were just set.
    fn frame_around(&self, items: &[Item], fitted: &Fitted, y: f32) -> Result<Item, PaperError> {
        let em = fitted.size_pt * MM_PER_PT;
        let (mut left, mut right) = (f32::MAX, f32::MIN);
        for item in items {
            let Item::Text(line) = item else { continue };
            for run in &line.glyphs {
                for (character, x) in run.text.chars().zip(&run.x_mm) {
                    left = left.min(*x);
                    right = right.max(x + self.advance(character, &run.text)?.1 as f32 / 1000.0 * em);
                }
            }
        }
        let margin = em * 0.3;
        let box_mm = [left - margin, y, right - left + 2.0 * margin, fitted.height()];
        Ok(Item::Frame { box_mm, width_pt: 1.0 })
    }
}

/// Lines before the columns that are to be told apart.
fn rule_columns(items: &mut Vec<Item>, table: &Table, from: f32, to: f32) {
    if to - from < 0.01 {
        return;
    }
    for column in table.column.iter().filter(|column| column.ruled) {
        let x = column.x - RULE_BEFORE_MM;
        items.push(Item::Line { ends_mm: [x, from, x, to], width_pt: table.fine_pt });
    }
}

fn push(runs: &mut Vec<Glyphs>, typeface: Typeface, character: char, x: f32) {
    match runs.last_mut() {
        Some(run) if run.typeface == typeface => {
            run.text.push(character);
            run.x_mm.push(x);
        }
        _ => runs.push(Glyphs { typeface, text: character.to_string(), x_mm: vec![x] }),
    }
}

/// Where to break a full line when `next` does not fit any more: the place before which the new line begins.
fn break_before(line: &[(char, f32)], next: char) -> usize {
    let mut following = next;
    for at in (1..=line.len()).rev() {
        let before = line[at - 1].0;
        if may_break(before, following) {
            return at;
        }
        following = before;
    }
    line.len()
}

fn may_break(before: char, after: char) -> bool {
    const NOT_AT_START: &str = "，。、；：！？）》」』】〕％%·…—”’,.;:!?)]}";
    const NOT_AT_END: &str = "（《「『【〔“‘¥￥([{";
    let word =
        |c: char| c.is_ascii_alphanumeric() || "-.*/_+#:,".contains(c) || ('\u{c0}'..='\u{24f}').contains(&c);
    !(NOT_AT_START.contains(after) || NOT_AT_END.contains(before) || (word(before) && word(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, w: f32) -> Vec<String> {
        let fonts = Fonts::shipped();
        Measure { fonts: &fonts, advances: &RefCell::default() }.wrap(text, w, 10.0).unwrap()
    }

    #[test]
    fn lines_break_where_a_reader_of_chinese_expects_it() {
        // One Han character of 10 pt is 3.53 mm wide.
        assert_eq!(lines("一二三四五六", 14.2), ["一二三四", "五六"]);
        assert_eq!(lines("一二三四，五六", 14.2), ["一二三", "四，五六"], "no comma begins a line");
        assert_eq!(lines("一二三（四五六", 14.2), ["一二三", "（四五六"], "no bracket ends one");
        assert_eq!(lines("待遇 2026-01-01 至 2026-12-31", 30.0), ["待遇 2026-01-01", "至 2026-12-31"]);
        assert_eq!(
            lines("12345678901234567890", 10.0).concat(),
            "12345678901234567890",
            "a long number loses nothing"
        );
        assert_eq!(lines("", 10.0), [""]);
    }
}
