//! The page that shows how far a printer is off (测试页): borders, a cross of rulers, and how to read them.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::Align;
use crate::layout::{PlacedText, set_lines};
use crate::medium::Medium;
use crate::page::{Item, Page, Paper, PrinterFit};

/// Length of the page on a roll.
const ROLL_MM: f32 = 120.0;
/// The outer border's distance from the edge of the paper.
const BORDER_MM: f32 = 5.0;
/// What tractor forms keep free left and right.
const HOLES_MM: f32 = 14.0;

/// A test page for a paper with what the printer is set to; print it, lay a ruler on it, and type what is missing. Along the
/// rulers a small stroke is a millimetre, a long one a centimetre; the figures count from the left and from the top edge of
/// the paper.
pub fn test_page(medium: Medium, printer: &str, fit: PrinterFit, fonts: &Fonts) -> Result<Paper, PaperError> {
    let form = medium.form();
    let (width, height) = form.size_mm();
    let height = if form.is_roll() { ROLL_MM } else { height };
    let holes = form.cups_media().starts_with("Custom.241");
    let side = if holes { HOLES_MM } else { BORDER_MM };
    let narrow = width < 100.0;
    let border = |inner: f32, width_pt: f32| Item::Frame {
        box_mm: [
            side + inner,
            BORDER_MM + inner,
            width - 2.0 * (side + inner),
            height - 2.0 * (BORDER_MM + inner),
        ],
        width_pt,
    };
    let mut items = vec![border(0.0, 0.7)];
    if !narrow {
        items.push(border(5.0, 0.3));
    }
    let across = (height / 2.0).round();
    // On a narrow roll the standing ruler makes room for the text.
    let down = if narrow { (width - side - 6.0).round() } else { (width / 2.0).round() };
    ruler(&mut items, fonts, [side, width - side], [across, down], true)?;
    ruler(&mut items, fonts, [BORDER_MM, height - BORDER_MM], [down, across], false)?;

    let (title, size) = if narrow { (16.0, 8.0) } else { (26.0, 10.5) };
    let printer = if printer.is_empty() { String::new() } else { format!("打印机 {printer}") };
    let now = format!(
        "右移 {} 毫米　下移 {} 毫米　缩放 {}%",
        tenths(fit.offset_x_mm()),
        tenths(fit.offset_y_mm()),
        tenths(fit.scale() * 100.0)
    );
    let told = format!(
        "外框离纸的左边应是 {side} 毫米、上边应是 {BORDER_MM} 毫米。量出来少几毫米，右移、下移就加几；多几毫米就减几。\
         横尺从左边框到右边框应是 {} 毫米，不是的就改缩放，再打一张看看。",
        tenths(width - 2.0 * side)
    );
    let left = if narrow { side + 2.0 } else { side + 7.0 };
    // Left of the standing ruler are its figures.
    let w = down - 12.0 - left;
    let mut y = BORDER_MM + 7.0;
    for (text, size_pt, bold) in [
        ("测试页", title, true),
        (medium.label(), size, false),
        (printer.as_str(), size, false),
        (now.as_str(), size, false),
    ] {
        let placed = PlacedText { text, x: left, w, size_pt, bold, align: Align::Left };
        y = set_lines(&mut items, placed, y, fonts)? + 1.0;
    }
    let x = if narrow { left } else { down + 7.0 };
    let (top, w) = (across + 8.0, if narrow { w } else { width - side - 7.0 - x });
    let placed = PlacedText { text: &told, x, w, size_pt: size, bold: false, align: Align::Left };
    set_lines(&mut items, placed, top, fonts)?;

    let page = Page { width_mm: width, height_mm: height, items };
    let cups_media =
        if form.is_roll() { format!("Custom.{width}x{height}mm") } else { form.cups_media().to_owned() };
    let title = format!("测试页 {}", medium.label());
    Ok(Paper { title, pages: vec![page], cups_media, fit, fonts: fonts.clone() })
}

/// A ruler whose figures are distances from the edge of the paper, and where the other one crosses it.
fn ruler(
    items: &mut Vec<Item>,
    fonts: &Fonts,
    [from, to]: [f32; 2],
    [at, crossing]: [f32; 2],
    lies: bool,
) -> Result<(), PaperError> {
    let line = |along1: f32, across1: f32, along2: f32, across2: f32, width_pt: f32| Item::Line {
        ends_mm: if lies { [along1, across1, along2, across2] } else { [across1, along1, across2, along2] },
        width_pt,
    };
    items.push(line(from, at, to, at, 0.5));
    let mut mm = from.ceil();
    while mm <= to {
        let (length, centimetre) = match mm.rem_euclid(10.0) {
            tenth if tenth < 0.5 => (4.0, true),
            tenth if (tenth - 5.0).abs() < 0.5 => (2.8, false),
            _ => (1.6, false),
        };
        items.push(line(mm, at, mm, at + length, 0.3));
        // The figures at the crossing would lie over the other ruler.
        if centimetre && mm - from > 6.0 && to - mm > 6.0 && (mm - crossing).abs() > 12.0 {
            let figure = format!("{mm}");
            let (x, y) = if lies { (mm - 5.0, at - 4.2) } else { (at - 11.0, mm - 1.7) };
            let align = if lies { Align::Center } else { Align::Right };
            let placed = PlacedText { text: &figure, x, w: 10.0, size_pt: 7.0, bold: false, align };
            set_lines(items, placed, y, fonts)?;
        }
        mm += 1.0;
    }
    Ok(())
}

/// With one place, and none where it is none.
fn tenths(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
