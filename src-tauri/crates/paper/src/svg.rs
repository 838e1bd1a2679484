//! The display list as SVG, for the preview. Each character has its own place, so that the window's text layout cannot
//! move it: the preview is the paper. Units are tenths of a millimetre, since browsers dislike tiny font sizes.
#![allow(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]

use crate::page::{Glyphs, Item, MM_PER_PT, Page, TextLine};
use std::fmt::Write;

const UNITS_PER_MM: f32 = 10.0;

/// One page as a picture.
pub(crate) fn to_svg(page: &Page) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let (width, height) = (number(page.width_mm), number(page.height_mm));
    let _ = write!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"><rect width="{width}" height="{height}" fill="#fff"/>"##
    );
    for item in &page.items {
        match item {
            Item::Text(line) => text_line(&mut out, line),
            Item::Line { ends_mm: [x1, y1, x2, y2], width_pt } => {
                let _ = write!(
                    out,
                    r##"<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#000" stroke-width="{}"/>"##,
                    number(*x1),
                    number(*y1),
                    number(*x2),
                    number(*y2),
                    number(*width_pt * MM_PER_PT)
                );
            }
            Item::Frame { box_mm: [x, y, width, height], width_pt } => {
                let _ = write!(
                    out,
                    r##"<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="#000" stroke-width="{}"/>"##,
                    number(*x),
                    number(*y),
                    number(*width),
                    number(*height),
                    number(*width_pt * MM_PER_PT)
                );
            }
            Item::Qr { square_mm: [x, y, side], modules, dark } => {
                let _ = write!(
                    out,
                    r##"<svg x="{}" y="{}" width="{}" height="{}" viewBox="0 0 {modules} {modules}" shape-rendering="crispEdges"><path fill="#000" d="{}"/></svg>"##,
                    number(*x),
                    number(*y),
                    number(*side),
                    number(*side),
                    qr_path(*modules, dark)
                );
            }
        }
    }
    out += "</svg>";
    out
}

fn text_line(out: &mut String, line: &TextLine) {
    let grey = 255 - u32::from(line.black_percent.min(100)) * 255 / 100;
    let colour = format!("#{grey:02x}{grey:02x}{grey:02x}");
    let size = number(line.size_pt * MM_PER_PT);
    let bold = if line.bold {
        format!(r#" stroke="{colour}" stroke-width="{}""#, number(line.bold_pt() * MM_PER_PT))
    } else {
        String::new()
    };
    for run in pieces(&line.glyphs) {
        let places: Vec<String> = run.x_mm.iter().map(|x| number(*x)).collect();
        let _ = write!(
            out,
            r#"<text x="{}" y="{}" font-family="{}" font-size="{size}" fill="{colour}"{bold} xml:space="preserve">"#,
            places.join(" "),
            number(line.baseline_mm),
            run.typeface.family(),
        );
        for character in run.text.chars() {
            match character {
                '<' => *out += "&lt;",
                '>' => *out += "&gt;",
                '&' => *out += "&amp;",
                other => out.push(other),
            }
        }
        *out += "</text>";
    }
}

/// The runs, with each character beyond the basic plane alone: engines disagree on whether it takes one place or two.
fn pieces(runs: &[Glyphs]) -> Vec<Glyphs> {
    let mut out: Vec<Glyphs> = Vec::new();
    for run in runs {
        let mut open = false;
        for (character, x) in run.text.chars().zip(&run.x_mm) {
            let alone = u32::from(character) > 0xFFFF;
            match out.last_mut() {
                Some(last) if open && !alone => {
                    last.text.push(character);
                    last.x_mm.push(*x);
                }
                _ => out.push(Glyphs { typeface: run.typeface, text: character.to_string(), x_mm: vec![*x] }),
            }
            open = !alone;
        }
    }
    out
}

/// Dark modules as horizontal bars: one path, a few hundred moves.
fn qr_path(modules: usize, dark: &[bool]) -> String {
    let mut path = String::new();
    for (y, row) in dark.chunks(modules.max(1)).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let length = row[x..].iter().take_while(|dark| **dark).count();
            if length > 0 {
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += length.max(1);
        }
    }
    path
}

/// Millimetres in the picture's units, with as few digits as place it within a hundredth of a millimetre.
fn number(mm: f32) -> String {
    let text = format!("{:.1}", mm * UNITS_PER_MM);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
