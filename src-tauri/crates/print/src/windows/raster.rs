//! A finished PDF as dots: drawn strip by strip in the printer's own resolution, so that a page needs little memory however
//! fine the printer is. Edges are hard: a needle or a heating element prints a dot or none.
//!
//! Invariant: nothing is read but the bytes of the paper, and nothing is scaled to fit.

use hayro::hayro_interpret::{InterpreterSettings, util::TransformExt as _};
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use hayro::vello_cpu::{
    Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit, color::palette::css::WHITE,
};
use hayro::{RenderCache, RenderSettings, render_into};

/// Finer than this no dot is seen; a finer printer gets each dot several times.
const FINEST_DPI: u32 = 600;
/// Rows of a strip.
const STRIP_ROWS: u32 = 1024;
const POINTS_AN_INCH: f64 = 72.0;
/// Half covered is black.
const HALF: u8 = 127;

/// A paper that can be drawn.
pub struct Pages(Pdf);

/// Why a paper cannot be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDrawn {
    /// It is no PDF.
    #[error("not a PDF")]
    NoPdf,
    /// It has no page.
    #[error("no page")]
    NoPage,
    /// A page with more dots than a printer has.
    #[error("too many dots")]
    TooLarge,
}

/// A part of a page, over its whole width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// The row of the page in which it begins, in drawn dots.
    pub top: u32,
    /// Its width in drawn dots.
    pub width: u32,
    /// Its rows in drawn dots.
    pub rows: u32,
    /// From black (0) to white (255), row after row.
    pub grey: Vec<u8>,
}

/// How fine a page is drawn for a printer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grain {
    /// Drawn dots an inch, across and down.
    pub dpi: (f64, f64),
    /// Dots of the printer for each drawn one, across and down.
    pub times: (u32, u32),
}

impl Grain {
    /// For a printer of so many dots an inch. One that is finer across than down by a whole number, as dot-matrix printers are,
    /// is drawn for as if it were as coarse in both: a thin line is widened to a dot only where dots are square.
    #[expect(clippy::float_arithmetic, reason = "dots of a sheet; no money is here")]
    pub fn of(printer_dpi: (u32, u32)) -> Self {
        let coarser = printer_dpi.0.min(printer_dpi.1).max(1);
        let is_whole = printer_dpi.0.is_multiple_of(coarser) && printer_dpi.1.is_multiple_of(coarser);
        let finest = if is_whole { coarser.min(FINEST_DPI) } else { FINEST_DPI };
        let times = |dpi: u32| dpi.div_ceil(finest).max(1);
        let (x, y) = (times(printer_dpi.0), times(printer_dpi.1));
        Self {
            dpi: (f64::from(printer_dpi.0) / f64::from(x), f64::from(printer_dpi.1) / f64::from(y)),
            times: (x, y),
        }
    }
}

impl Pages {
    /// Reads a finished paper.
    pub fn read(pdf: &[u8]) -> Result<Self, NotDrawn> {
        let pages = Self(Pdf::new(pdf.to_vec()).map_err(|_| NotDrawn::NoPdf)?);
        if pages.count() == 0 { Err(NotDrawn::NoPage) } else { Ok(pages) }
    }

    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.0.pages().len()
    }

    /// Whether its first page lies, so that it must be turned onto a sheet that is higher than wide.
    pub fn lies_on(&self, sheet: (u32, u32)) -> bool {
        let turned = self.0.pages().first().is_some_and(|page| {
            let (width, height) = page.render_dimensions();
            width > height
        });
        turned && sheet.0 < sheet.1
    }

    /// Draws one page (from 0) and gives its strips from the top down; those without a dot are left out.
    ///
    /// # Errors
    /// The page has more dots than a printer has, or `put` refuses a strip.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::float_arithmetic,
        reason = "dots of a sheet, fewer than 65,536 a side; no money is here"
    )]
    pub fn draw<E: From<NotDrawn>>(
        &self,
        page_at: usize,
        grain: Grain,
        mut put: impl FnMut(&Strip) -> Result<(), E>,
    ) -> Result<(), E> {
        let page = self.0.pages().get(page_at).ok_or(NotDrawn::NoPage)?;
        let (width, height) = page.render_dimensions();
        let scale = (grain.dpi.0 / POINTS_AN_INCH, grain.dpi.1 / POINTS_AN_INCH);
        let dots = |points: f32, scale: f64| (f64::from(points) * scale).ceil() as u32;
        let (width, height) = (dots(width, scale.0), dots(height, scale.1));
        let narrow = u16::try_from(width).map_err(|_| NotDrawn::TooLarge)?;
        let on_paper = Affine::scale_non_uniform(scale.0, scale.1) * page.initial_transform(true).to_kurbo();
        let cache = RenderCache::new();
        let interpreting = InterpreterSettings::default();
        let drawing =
            RenderSettings { aliasing_threshold: Some(HALF), hinting: false, ..RenderSettings::default() };
        for top in (0..height).step_by(STRIP_ROWS as usize) {
            let rows = STRIP_ROWS.min(height - top);
            let mut context = RenderContext::new(narrow, rows as u16);
            let at = Affine::translate((0.0, -f64::from(top))) * on_paper;
            render_into(page, &cache, &interpreting, &drawing, &mut context, at);
            context.flush();
            let mut pixels = Pixmap::new(narrow, rows as u16);
            let white = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
            context.render_with(&mut pixels, &mut Resources::default(), white);
            let grey: Vec<u8> = pixels
                .data_as_u8_slice()
                .chunks_exact(4)
                .map(|rgba| grey_of(rgba[0], rgba[1], rgba[2]))
                .collect();
            if grey.iter().any(|dot| *dot != u8::MAX) {
                put(&Strip { top, width, rows, grey })?;
            }
        }
        Ok(())
    }
}

/// The brightness of a colour (ITU-R BT.601).
#[expect(clippy::cast_possible_truncation, reason = "the weights are 256 together")]
fn grey_of(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

/// A strip as Windows takes it: rows from the top, each filled up to four bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// 1 (black is 0, white is 1) or 8 (grey).
    pub bits_a_dot: u16,
    /// The rows.
    pub bytes: Vec<u8>,
}

impl Strip {
    /// One bit a dot where there is only black and white, which is an eighth to carry; else a byte.
    pub fn bitmap(&self) -> Bitmap {
        let rows = self.grey.chunks_exact(self.width as usize);
        let is_grey = self.grey.iter().any(|dot| !matches!(dot, 0 | 255));
        let (bits_a_dot, packed): (u16, Vec<Vec<u8>>) = if is_grey {
            (8, rows.map(<[u8]>::to_vec).collect())
        } else {
            let eight = |dots: &[u8]| {
                dots.iter().enumerate().fold(0_u8, |byte, (at, dot)| byte | ((dot & 0x80) >> at))
            };
            (1, rows.map(|row| row.chunks(8).map(eight).collect()).collect())
        };
        let mut bytes = Vec::new();
        for row in packed {
            bytes.extend(row);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        Bitmap { bits_a_dot, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_paper::{Fonts, Medium, Paper, PrinterFit, test_page};
    use std::{fs, process::Command};

    fn paper() -> Paper {
        test_page(Medium::A5, "针打 GK-580", PrinterFit::default(), &Fonts::shipped()).expect("laid out")
    }

    /// A page as poppler draws it: width, height and the grey of each dot.
    fn by_poppler(pdf: &[u8], dpi: (u32, u32)) -> (usize, usize, Vec<u8>) {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("paper.pdf"), folder.path().join("page"));
        fs::write(&from, pdf).expect("own folder");
        let status = Command::new("pdftoppm")
            .args(["-gray", "-singlefile", "-aa", "no", "-aaVector", "no"])
            .args(["-rx", &dpi.0.to_string(), "-ry", &dpi.1.to_string()])
            .args([&from, &to])
            .status();
        assert!(status.expect("the Debian package poppler-utils").success());
        let bytes = fs::read(to.with_extension("pgm")).expect("a page");
        let head: Vec<&[u8]> = bytes.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
        let number = |text: &[u8]| String::from_utf8_lossy(text).parse().expect("a size");
        let (width, height): (usize, usize) = (number(head[1]), number(head[2]));
        let dots = bytes[bytes.len() - width * height..].to_vec();
        (width, height, dots)
    }

    fn drawn(pages: &Pages, grain: Grain) -> (usize, Vec<u8>) {
        let (mut width, mut dots) = (0, Vec::new());
        pages
            .draw(0, grain, |strip| {
                width = strip.width as usize;
                dots.resize(strip.top as usize * width, u8::MAX);
                dots.extend(&strip.grey);
                Ok::<_, NotDrawn>(())
            })
            .expect("drawn");
        (width, dots)
    }

    #[test]
    fn a_paper_is_drawn_as_another_program_draws_it() {
        let paper = paper();
        let pdf = paper.pdf().expect("written");
        let pages = Pages::read(&pdf).expect("a paper");
        assert!(pages.lies_on((14_800, 21_000)) && !pages.lies_on((21_000, 14_800)));
        // An office printer and one with needles.
        for dpi in [(300, 300), (180, 180)] {
            let (width, height, theirs) = by_poppler(&pdf, dpi);
            let (ours_width, mut ours) = drawn(&pages, Grain::of(dpi));
            assert!(ours_width.abs_diff(width) <= 1, "{ours_width} dots instead of {width}");
            ours.resize(ours_width * height, u8::MAX);
            let is_black = |dots: &[u8], stride: usize, x: usize, y: usize| {
                x < stride && dots.get(y * stride + x).is_some_and(|grey| *grey < 128)
            };
            // A dot is in both where the other program has one beside it: edges may fall to either side.
            let alone = |these: &[u8], stride: usize, those: &[u8], other_stride: usize| {
                let (mut ink, mut alone) = (0_usize, 0_usize);
                for y in 0..height {
                    for x in 0..width {
                        if is_black(these, stride, x, y) {
                            ink += 1;
                            let near = |y: usize| {
                                (x.saturating_sub(1)..=x + 1).any(|x| is_black(those, other_stride, x, y))
                            };
                            alone += usize::from(!(y.saturating_sub(1)..=y + 1).any(near));
                        }
                    }
                }
                (ink, alone)
            };
            let (ink, extra) = alone(&ours, ours_width, &theirs, width);
            let (their_ink, missing) = alone(&theirs, width, &ours, ours_width);
            assert!(ink > 2000 && their_ink > 2000, "{ink} and {their_ink} dots at {dpi:?}");
            assert!(extra * 500 < ink, "{extra} of {ink} dots are nowhere near theirs at {dpi:?}");
            assert!(missing * 500 < their_ink, "{missing} of {their_ink} dots are missing at {dpi:?}");
        }
    }

    #[test]
    fn a_printer_that_is_too_fine_gets_each_dot_several_times() {
        assert_eq!(Grain::of((360, 180)), Grain { dpi: (180.0, 180.0), times: (2, 1) });
        assert_eq!(Grain::of((240, 216)), Grain { dpi: (240.0, 216.0), times: (1, 1) });
        assert_eq!(Grain::of((180, 180)), Grain { dpi: (180.0, 180.0), times: (1, 1) });
        assert_eq!(Grain::of((600, 600)), Grain { dpi: (600.0, 600.0), times: (1, 1) });
        assert_eq!(Grain::of((1200, 600)), Grain { dpi: (600.0, 600.0), times: (2, 1) });
        assert_eq!(Grain::of((2400, 1200)), Grain { dpi: (600.0, 600.0), times: (4, 2) });
    }

    #[test]
    fn dots_are_packed_by_eight_where_there_is_no_grey() {
        let strip = |width, grey: &[u8]| {
            let rows = u32::try_from(grey.len()).expect("few") / width;
            Strip { top: 0, width, rows, grey: grey.to_vec() }.bitmap()
        };
        let nine = [0, 255, 255, 0, 0, 0, 0, 255, 255];
        assert_eq!(strip(9, &nine), Bitmap { bits_a_dot: 1, bytes: vec![0b0110_0001, 0x80, 0, 0] });
        let two_rows = strip(1, &[255, 0]);
        assert_eq!(two_rows, Bitmap { bits_a_dot: 1, bytes: vec![0x80, 0, 0, 0, 0, 0, 0, 0] });
        let grey = strip(5, &[0, 1, 2, 3, 255]);
        assert_eq!(grey, Bitmap { bits_a_dot: 8, bytes: vec![0, 1, 2, 3, 255, 0, 0, 0] });
    }

    #[test]
    fn what_is_no_paper_is_not_drawn() {
        assert_eq!(Pages::read(b"").err(), Some(NotDrawn::NoPdf));
        assert_eq!(Pages::read(b"%PDF-1.7 nothing").err(), Some(NotDrawn::NoPdf));
    }
}
