//! Lays a document out on a form: fills the texts, breaks lines, breaks pages, carries sums.
//!
//! Invariant: nothing is clipped and nothing overlaps: a text that does not fit is set smaller, down to the form's smallest
//! print, and refused after that. Rows grow, pages follow; sums are carried in [`Yuan`] and never measured.
#![allow(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; money is in Yuan"
)]
#![allow(clippy::cast_precision_loss, reason = "counts of lines on a page")]

use crate::error::PaperError;
use crate::fonts::{Fonts, coverage};
use crate::form::{Align, Column, FlowRow, Sheet, Table};
use crate::page::{Glyphs, Item, MM_PER_PT, Page, Paper, TextLine, Typeface};
use crate::qr;
use cunshou_policy::Yuan;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

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

/// One row of the table.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub cells: Fields,
    pub sums: BTreeMap<&'static str, Yuan>,
}

/// The document on the form.
pub(crate) fn lay_out(sheet: &Sheet, content: &Content, fonts: &Fonts) -> Result<Paper, PaperError> {
    let compositor = Compositor { sheet, content, fonts, advances: RefCell::default() };
    let breaks = compositor.page_breaks()?;
    let pages = breaks.len();
    let pages = breaks
        .iter()
        .enumerate()
        .map(|(page, rows)| compositor.page(page, pages, rows.clone()))
        .collect::<Result<_, _>>()?;
    coverage(&content.title, fonts)?;
    Ok(Paper { title: content.title.clone(), pages, fonts: fonts.clone() })
}

struct Compositor<'a> {
    sheet: &'a Sheet,
    content: &'a Content,
    fonts: &'a Fonts,
    /// Characters that were looked up: each is measured several times until its line stands.
    advances: RefCell<HashMap<char, (Typeface, u32)>>,
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

impl Compositor<'_> {
    // ---- pages

    /// Which rows stand on which page.
    fn page_breaks(&self) -> Result<Vec<std::ops::Range<usize>>, PaperError> {
        let Some(table) = &self.sheet.table else { return Ok(std::iter::once(0..0).collect()) };
        let heights: Vec<f32> =
            self.content.rows.iter().map(|row| self.row_height(table, row)).collect::<Result<_, _>>()?;
        let sum_height = if table.totals.is_some() { Self::sum_height(table) } else { 0.0 };
        let mut flow_height = 0.0;
        for row in &self.sheet.flow {
            flow_height += self.flow_height(row)?;
        }
        let mut pages = Vec::new();
        let mut start = 0;
        loop {
            let first = pages.is_empty();
            let top = if first { table.top_first } else { table.top_next + sum_height };
            let top = top + self.head_height(table)?;
            let rest = &heights[start..];
            if top + rest.iter().sum::<f32>() + sum_height + flow_height <= self.sheet.flow_bottom {
                pages.push(start..heights.len());
                return Ok(pages);
            }
            let mut bottom = top + sum_height;
            let mut fitting = 0;
            while fitting < rest.len() && bottom + rest[fitting] <= table.bottom_more {
                bottom += rest[fitting];
                fitting += 1;
            }
            // The last page shows a row at least, so that its totals do not stand alone.
            if fitting == rest.len() && fitting > 1 {
                fitting -= 1;
            }
            if fitting == 0 {
                return Err(self.no_room(self.content.rows.get(start)));
            }
            pages.push(start..start + fitting);
            start += fitting;
        }
    }

    fn no_room(&self, row: Option<&Row>) -> PaperError {
        let text = row.map_or_else(
            || self.content.title.clone(),
            |row| row.cells.values().max_by_key(|text| text.chars().count()).cloned().unwrap_or_default(),
        );
        PaperError::DoesNotFit { form: self.sheet.code.clone(), text }
    }

    fn page(&self, page: usize, pages: usize, rows: std::ops::Range<usize>) -> Result<Page, PaperError> {
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
            self.set(&mut items, &fitted, text_box.x, top, text_box.w, style)?;
            if text_box.framed {
                let frame = self.frame_around(&items[first..], &fitted, top)?;
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
        let mut y = self.sheet.table.as_ref().map_or(0.0, |table| table.top_first);
        if let Some(table) = &self.sheet.table {
            y = self.table(&mut items, table, page, pages, rows)?;
        }
        if page + 1 == pages {
            for row in &self.sheet.flow {
                y = self.flow_row(&mut items, row, y)?;
            }
        }
        Ok(Page { width_mm: self.sheet.width_mm, height_mm: self.sheet.height_mm, items })
    }

    // ---- the table

    fn head_height(&self, table: &Table) -> Result<f32, PaperError> {
        let mut lines = 0;
        for column in &table.column {
            lines = lines.max(self.wrap(&column.title, column.w, table.title_size)?.len());
        }
        Ok(lines as f32 * line_height(table.title_size) + 2.0 * table.pad)
    }

    fn sum_height(table: &Table) -> f32 {
        line_height(table.size) + 2.0 * table.pad
    }

    /// The lines of one cell; none if it is empty.
    fn cell(&self, table: &Table, column: &Column, row: &Row) -> Result<Vec<String>, PaperError> {
        let Some(text) = self.fill(&column.text, &[&row.cells])? else { return Ok(Vec::new()) };
        let lines = self.wrap(&text, column.w, table.size)?;
        match &column.short {
            Some(short) if lines.len() > 1 => match self.fill(short, &[&row.cells])? {
                Some(text) => self.wrap(&text, column.w, table.size),
                None => Ok(Vec::new()),
            },
            _ => Ok(lines),
        }
    }

    /// The height of a row without its second line, and with it.
    fn row_heights(&self, table: &Table, row: &Row) -> Result<(f32, f32), PaperError> {
        let mut lines = 1;
        for column in &table.column {
            lines = lines.max(self.cell(table, column, row)?.len());
        }
        let upper = lines as f32 * line_height(table.size);
        let lower = match &table.detail {
            Some(detail) => match self.fill(&detail.text, &[&row.cells])? {
                Some(text) => {
                    self.wrap(&text, detail.w, detail.size)?.len() as f32 * line_height(detail.size)
                }
                None => 0.0,
            },
            None => 0.0,
        };
        Ok((upper, upper + lower + 2.0 * table.pad))
    }

    fn row_height(&self, table: &Table, row: &Row) -> Result<f32, PaperError> {
        Ok(self.row_heights(table, row)?.1)
    }

    /// Draws the rows of one page and says where the table ends.
    fn table(
        &self,
        items: &mut Vec<Item>,
        table: &Table,
        page: usize,
        pages: usize,
        rows: std::ops::Range<usize>,
    ) -> Result<f32, PaperError> {
        let line = |items: &mut Vec<Item>, y: f32, width_pt: f32| {
            items.push(Item::Line { ends_mm: [table.x, y, table.x + table.w, y], width_pt });
        };
        let style = |align, bold| Style { align, bold, black_percent: 100 };
        let mut y = if page == 0 { table.top_first } else { table.top_next };
        let headed = table.column.iter().any(|column| !column.title.is_empty());
        line(items, y, table.strong_pt);
        if headed {
            let height = self.head_height(table)?;
            for column in &table.column {
                let lines = self.wrap(&column.title, column.w, table.title_size)?;
                let fitted = Fitted { lines, size_pt: table.title_size };
                let middle = y + (height - fitted.height()) / 2.0;
                let bold = style(column.align, true);
                self.set(items, &fitted, column.x, middle, column.w, bold)?;
            }
            y += height;
            line(items, y, table.strong_pt);
        }
        if page > 0
            && let Some(totals) = &table.totals
        {
            y = self.sum_row(items, table, &totals.carried, 0..rows.start, y)?;
            line(items, y, table.fine_pt);
        }
        for (at, row) in self.content.rows[rows.clone()].iter().enumerate() {
            if at > 0 {
                line(items, y, table.fine_pt);
            }
            let (upper, height) = self.row_heights(table, row)?;
            for column in &table.column {
                let fitted = Fitted { lines: self.cell(table, column, row)?, size_pt: table.size };
                let style = style(column.align, column.bold);
                self.set(items, &fitted, column.x, y + table.pad, column.w, style)?;
            }
            if let Some(detail) = &table.detail
                && let Some(text) = self.fill(&detail.text, &[&row.cells])?
            {
                let fitted = Fitted { lines: self.wrap(&text, detail.w, detail.size)?, size_pt: detail.size };
                let style = style(Align::Left, false);
                self.set(items, &fitted, detail.x, y + table.pad + upper, detail.w, style)?;
            }
            y += height;
        }
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
        let top = if page == 0 { table.top_first } else { table.top_next };
        for column in table.column.iter().filter(|column| column.ruled) {
            let x = column.x - RULE_BEFORE_MM;
            items.push(Item::Line { ends_mm: [x, top, x, y], width_pt: table.fine_pt });
        }
        Ok(y)
    }

    /// A row with the sums of some rows.
    fn sum_row(
        &self,
        items: &mut Vec<Item>,
        table: &Table,
        label: &str,
        rows: std::ops::Range<usize>,
        y: f32,
    ) -> Result<f32, PaperError> {
        let Some(totals) = &table.totals else { return Ok(y) };
        let top = y + table.pad;
        let style = |align| Style { align, bold: true, black_percent: 100 };
        let mut counts = Fields::new();
        counts.insert("rows", rows.len().to_string());
        if let Some(label) = self.fill(label, &[&self.content.fields, &counts])? {
            let fitted = self.fit(&label, totals.w, table.size, 1)?;
            self.set(items, &fitted, totals.x, top, totals.w, style(Align::Left))?;
        }
        for column in &table.column {
            let Some(name) = &column.sum else { continue };
            let amounts = self.content.rows[rows.clone()].iter().map(|row| row.sums.get(name.as_str()));
            if amounts.clone().any(|amount| amount.is_none()) {
                return Err(self.unknown(name));
            }
            let sum = Yuan::sum(amounts.flatten().copied()).ok_or(PaperError::SumOutOfRange)?;
            let fitted = self.fit(&sum.to_string(), column.w, table.size, 1)?;
            self.set(items, &fitted, column.x, top, column.w, style(column.align))?;
        }
        Ok(y + Self::sum_height(table))
    }

    // ---- the flow after the table

    /// The filled cells of a row; none if all of them are empty.
    fn flow_cells(&self, row: &FlowRow) -> Result<Vec<(usize, Fitted)>, PaperError> {
        let mut cells = Vec::new();
        for (at, cell) in row.cell.iter().enumerate() {
            if let Some(text) = self.fill(&cell.text, &[&self.content.fields])? {
                cells.push((at, self.fit(&text, cell.w, cell.size, cell.lines)?));
            }
        }
        Ok(cells)
    }

    fn flow_height(&self, row: &FlowRow) -> Result<f32, PaperError> {
        let cells = self.flow_cells(row)?;
        Ok(cells
            .iter()
            .map(|(_, fitted)| fitted.height())
            .reduce(f32::max)
            .map_or(0.0, |height| row.gap + height))
    }

    fn flow_row(&self, items: &mut Vec<Item>, row: &FlowRow, y: f32) -> Result<f32, PaperError> {
        let cells = self.flow_cells(row)?;
        let Some(height) = cells.iter().map(|(_, fitted)| fitted.height()).reduce(f32::max) else {
            return Ok(y);
        };
        if let (Some(width_pt), Some(table)) = (row.rule_above_pt, &self.sheet.table) {
            let middle = y + row.gap / 2.0;
            items.push(Item::Line { ends_mm: [table.x, middle, table.x + table.w, middle], width_pt });
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
            self.set(items, fitted, cell.x, top, cell.w, style)?;
        }
        Ok(y + row.gap + height)
    }

    // ---- texts

    /// The typeface and advance of a character, or an error that names it and the text in which it stands.
    fn advance(&self, character: char, text: &str) -> Result<(Typeface, u32), PaperError> {
        if let Some(known) = self.advances.borrow().get(&character) {
            return Ok(*known);
        }
        let found = self.fonts.advance(character, text)?;
        self.advances.borrow_mut().insert(character, found);
        Ok(found)
    }

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
                self.advance(character, value)?;
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
            let lines = self.wrap(text, w, size_pt)?;
            if lines.len() <= most {
                return Ok(Fitted { lines, size_pt });
            }
            size_pt -= SHRINK_PT;
            if size_pt < self.sheet.smallest {
                return Err(PaperError::DoesNotFit { form: self.sheet.code.clone(), text: text.to_owned() });
            }
        }
    }

    /// Breaks a text into lines of a width. Numbers and Latin words stay whole where they can, closing marks do not begin a
    /// line and opening marks do not end one.
    fn wrap(&self, text: &str, w: f32, size_pt: f32) -> Result<Vec<String>, PaperError> {
        let em = size_pt * MM_PER_PT;
        let mut lines = Vec::new();
        let mut line: Vec<(char, f32)> = Vec::new();
        let mut width = 0.0;
        for character in text.chars() {
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
        for (at, text) in fitted.lines.iter().enumerate() {
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
    use crate::form::RECEIPT_A5;

    fn lines(text: &str, w: f32) -> Vec<String> {
        let sheet = RECEIPT_A5.sheet().unwrap();
        let content = Content::default();
        let fonts = Fonts::shipped();
        let compositor = Compositor { sheet, content: &content, fonts: &fonts, advances: RefCell::default() };
        compositor.wrap(text, w, 10.0).unwrap()
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
