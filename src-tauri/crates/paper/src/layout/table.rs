//! The table of a form: rows broken into lines, headings that are repeated, sums that are carried.

use super::measure::{Fitted, Style, baseline, line_height};
use super::{Compositor, Fields, Row, RowKind};
use crate::error::PaperError;
use crate::form::{Align, Column, Table};
use crate::page::Item;
use cunshou_policy::Yuan;
use std::ops::Range;

/// How far before its text the line of a ruled column stands.
const RULE_BEFORE_MM: f32 = 1.0;

/// How a heading that is repeated on the next page ends.
const CONTINUED: &str = "（续）";

/// A row of the table, broken into lines.
pub(super) struct BrokenRow {
    /// Of each column; of a heading and a subtotal: of its label alone.
    pub(super) cells: Vec<Fitted>,
    pub(super) detail: Vec<String>,
    /// Height of the cells without the detail and the free space.
    pub(super) upper: f32,
    pub(super) height: f32,
}

impl Compositor<'_> {
    /// Top edge of the table.
    pub(super) fn table_top(&self, table: &Table, page: usize) -> f32 {
        if page > 0 {
            table.top_next
        } else if self.before.0.is_empty() {
            table.top_first
        } else {
            table.top_first.max(self.before.1 + table.gap)
        }
    }

    pub(super) fn head_height(&self, table: &Table) -> Result<f32, PaperError> {
        if table.column.iter().all(|column| column.title.is_empty()) {
            return Ok(0.0);
        }
        let mut lines = 0;
        for column in &table.column {
            lines = lines.max(self.measure.wrap(&column.title, column.w, table.title_size)?.len());
        }
        Ok(lines as f32 * line_height(table.title_size) + 2.0 * table.pad)
    }

    pub(super) fn sum_height(table: &Table) -> f32 {
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

    pub(super) fn broken_row(&self, table: &Table, row: &Row) -> Result<BrokenRow, PaperError> {
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
    pub(super) fn table(
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
