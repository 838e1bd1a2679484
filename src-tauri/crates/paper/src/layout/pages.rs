//! Which rows stand on which page, what each page carries, and several slips on one sheet.

use super::measure::{Style, baseline};
use super::{Compositor, Fields, Row, RowKind};
use crate::error::PaperError;
use crate::form::Sheet;
use crate::page::{Item, Page};
use crate::qr;
use std::ops::Range;

/// Length of the marks at both edges along which slips are cut apart.
const CUT_MARK_MM: f32 = 6.0;

/// Several slips on one sheet, one below the other, with marks where to cut.
pub(super) fn impose(slips: Vec<Page>, sheet: &Sheet) -> Vec<Page> {
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

impl Compositor<'_> {
    /// Which rows stand on which page.
    pub(super) fn page_breaks(&self) -> Result<Vec<Range<usize>>, PaperError> {
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

    pub(super) fn page(&self, page: usize, pages: usize, rows: Range<usize>) -> Result<Page, PaperError> {
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

    /// The heading below which a page goes on that begins with this row.
    pub(super) fn open_heading(&self, row: usize) -> Option<usize> {
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
}
