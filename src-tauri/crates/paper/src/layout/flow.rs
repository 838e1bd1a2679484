//! The lines before and after the table, one below the other.

use super::Compositor;
use super::measure::{Fitted, Style, baseline};
use crate::error::PaperError;
use crate::form::FlowRow;
use crate::page::Item;
use crate::qr;

impl Compositor<'_> {
    pub(super) fn flow_row(&self, items: &mut Vec<Item>, row: &FlowRow, y: f32) -> Result<f32, PaperError> {
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

    pub(super) fn flow_height(&self, row: &FlowRow) -> Result<f32, PaperError> {
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
}
