//! The display list: what stands where on a sheet, in millimetres from its top left corner.
//!
//! Invariant: an item says everything about its look; a back end (PDF, SVG) adds nothing and decides nothing.
#![allow(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]

use crate::error::PaperError;
use crate::fonts::Fonts;

/// Millimetres of one typographic point.
pub(crate) const MM_PER_PT: f32 = 25.4 / 72.0;

/// One of the two shipped fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Typeface {
    /// Noto Sans CJK SC, cut.
    Sans,
    /// Hanazono Mincho, cut: what the first lacks.
    Han,
}

impl Typeface {
    /// The family name, as `@font-face` names it in the window.
    pub fn family(self) -> &'static str {
        match self {
            Self::Sans => "Cunshou Sans",
            Self::Han => "Cunshou Han",
        }
    }
}

/// Characters of one line that are set in one typeface.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyphs {
    /// The font of all of them.
    pub typeface: Typeface,
    /// The characters.
    pub text: String,
    /// Left edge of each character in millimetres; as many as there are characters.
    pub x_mm: Vec<f32>,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// Height of the baseline from the top of the page.
    pub baseline_mm: f32,
    /// Size in points.
    pub size_pt: f32,
    /// Set heavier (outlined in its own colour; there is no second weight of the fonts).
    pub bold: bool,
    /// Share of black: 100 is black, 15 a pale mark behind the text.
    pub black_percent: u8,
    /// The characters, in runs of one typeface.
    pub glyphs: Vec<Glyphs>,
}

impl TextLine {
    /// The text without its places.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Thickness of the outline that makes a line bold, in points.
    pub(crate) fn bold_pt(&self) -> f32 {
        self.size_pt * 0.035
    }
}

/// Something drawn on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A line of text.
    Text(TextLine),
    /// A straight line.
    Line {
        /// Start and end in millimetres: x1, y1, x2, y2.
        ends_mm: [f32; 4],
        /// Thickness in points.
        width_pt: f32,
    },
    /// An empty rectangle.
    Frame {
        /// Left, top, width and height in millimetres.
        box_mm: [f32; 4],
        /// Thickness of its line in points.
        width_pt: f32,
    },
    /// A QR symbol without its quiet zone (the form keeps that free).
    Qr {
        /// Left, top and side in millimetres.
        square_mm: [f32; 3],
        /// Modules on a side.
        modules: usize,
        /// Dark modules, row by row.
        dark: Vec<bool>,
    },
}

/// One side of one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width in millimetres.
    pub width_mm: f32,
    /// Height in millimetres.
    pub height_mm: f32,
    /// What is drawn, in drawing order.
    pub items: Vec<Item>,
}

impl Page {
    /// The lines of text in drawing order.
    pub fn lines(&self) -> impl Iterator<Item = &TextLine> {
        self.items.iter().filter_map(|item| match item {
            Item::Text(line) => Some(line),
            _ => None,
        })
    }

    /// The page as an SVG picture; see [`Paper::svg`].
    pub fn svg(&self) -> String {
        crate::svg::to_svg(self)
    }
}

/// A finished paper: ready to be shown, saved or printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Title of the document (PDF metadata; the name of the print job).
    pub title: String,
    /// Its pages; at least one.
    pub pages: Vec<Page>,
    /// The fonts that it was laid out with.
    pub(crate) fonts: Fonts,
}

impl Paper {
    /// The paper as a PDF. The same paper gives the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        crate::pdf::to_pdf(self)
    }

    /// One SVG picture a page for the preview. It uses presentation attributes only (no style, no script), needs the
    /// families "Cunshou Sans" and "Cunshou Han" by `@font-face`, and is sized by its container.
    pub fn svg(&self) -> Vec<String> {
        self.pages.iter().map(Page::svg).collect()
    }
}
