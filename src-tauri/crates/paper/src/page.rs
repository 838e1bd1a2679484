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

impl Item {
    /// The same lower down.
    pub(crate) fn lowered(mut self, down_mm: f32) -> Self {
        match &mut self {
            Self::Text(line) => line.baseline_mm += down_mm,
            Self::Line { ends_mm, .. } => {
                ends_mm[1] += down_mm;
                ends_mm[3] += down_mm;
            }
            Self::Frame { box_mm, .. } => box_mm[1] += down_mm,
            Self::Qr { square_mm, .. } => square_mm[1] += down_mm,
        }
        self
    }
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

/// How one printer is off, and is put right: everything on the page is scaled about its top left corner and then moved.
/// The preview does not show it: it shows what lies in the tray when the printer has done its part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrinterFit {
    offset_x_mm: f32,
    offset_y_mm: f32,
    scale: f32,
}

impl Default for PrinterFit {
    fn default() -> Self {
        Self { offset_x_mm: 0.0, offset_y_mm: 0.0, scale: 1.0 }
    }
}

impl PrinterFit {
    /// The farthest that a page is moved, in millimetres.
    pub const MOST_OFFSET_MM: f32 = 30.0;
    /// The least and the largest scale.
    pub const SCALES: std::ops::RangeInclusive<f32> = 0.8..=1.2;

    /// Moves to the right and down are positive, in millimetres; a scale of 1 changes nothing.
    ///
    /// # Errors
    /// [`PaperError::FitOutOfRange`] beyond [`Self::MOST_OFFSET_MM`] and [`Self::SCALES`].
    pub fn new(offset_x_mm: f32, offset_y_mm: f32, scale: f32) -> Result<Self, PaperError> {
        let near = |mm: f32| mm.abs() <= Self::MOST_OFFSET_MM;
        if near(offset_x_mm) && near(offset_y_mm) && Self::SCALES.contains(&scale) {
            Ok(Self { offset_x_mm, offset_y_mm, scale })
        } else {
            Err(PaperError::FitOutOfRange)
        }
    }

    /// Moved to the right, in millimetres.
    pub fn offset_x_mm(self) -> f32 {
        self.offset_x_mm
    }

    /// Moved down, in millimetres.
    pub fn offset_y_mm(self) -> f32 {
        self.offset_y_mm
    }

    /// How much larger everything is.
    pub fn scale(self) -> f32 {
        self.scale
    }
}

/// A finished paper: ready to be shown, saved or printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Title of the document (PDF metadata; the name of the print job).
    pub title: String,
    /// Its pages; at least one.
    pub pages: Vec<Page>,
    /// Name of the medium for the print system; see [`Paper::cups_media`].
    pub(crate) cups_media: String,
    /// What the printer needs.
    pub(crate) fit: PrinterFit,
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

    /// The paper put right for a printer.
    #[must_use]
    pub fn fitted(self, fit: PrinterFit) -> Self {
        Self { fit, ..self }
    }

    /// The medium for `lp -o media=…`; of a roll, as long as its longest page.
    pub fn cups_media(&self) -> &str {
        &self.cups_media
    }

    /// Width and height of the medium in millimetres; of a roll, those of its longest page.
    pub fn size_mm(&self) -> (f32, f32) {
        let largest = |of: fn(&Page) -> f32| self.pages.iter().map(of).fold(0.0, f32::max);
        (largest(|page| page.width_mm), largest(|page| page.height_mm))
    }

    /// This paper with the pages of another of the same medium behind its own.
    #[must_use]
    pub(crate) fn followed_by(mut self, next: Self) -> Self {
        self.pages.extend(next.pages);
        self
    }

    /// Several papers of one medium as one, in this order; each keeps its own page numbers. `None` of no paper.
    pub fn join(title: impl Into<String>, papers: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut papers = papers.into_iter();
        let first = papers.next()?;
        let whole = papers.fold(first, Self::followed_by);
        Some(Self { title: title.into(), ..whole })
    }
}
