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

mod flow;
mod grid;
mod measure;
mod pages;
mod table;

pub(crate) use measure::{PlacedText, set_lines};

use crate::error::PaperError;
use crate::fonts::{Fonts, coverage};
use crate::form::Sheet;
use crate::page::{Item, Paper, PrinterFit};
use cunshou_policy::Yuan;
use measure::{Fitted, Measure};
use pages::impose;
use std::cell::RefCell;
use std::collections::BTreeMap;
use table::BrokenRow;

/// By how many points a text is made smaller at a time until it fits.
const SHRINK_PT: f32 = 0.5;

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
