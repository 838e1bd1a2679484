//! The boxes of a form: rows of cells that grow with their texts.

use super::Compositor;
use super::measure::{Fitted, Style};
use crate::error::PaperError;
use crate::form::{Align, Grid, GridCell, GridRow};
use crate::page::Item;

impl Compositor<'_> {
    /// Draws the grid and says where it ends.
    pub(super) fn grid(&self, items: &mut Vec<Item>, grid: &Grid, top: f32) -> Result<f32, PaperError> {
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
}
