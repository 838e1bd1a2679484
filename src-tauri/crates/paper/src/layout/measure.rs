//! Measures and sets characters: how wide a text is, where its lines break, where each stands.

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::Align;
use crate::page::{Glyphs, Item, MM_PER_PT, TextLine, Typeface};
use std::cell::RefCell;
use std::collections::HashMap;

/// Height of a line in units of its size.
const LINE_HEIGHT: f32 = 1.3;
/// Height of a Han character above the baseline in units of its size.
const ASCENT: f32 = 0.88;

/// From the top of a line to its baseline.
pub(super) fn baseline(size_pt: f32) -> f32 {
    ((LINE_HEIGHT - 1.0) / 2.0 + ASCENT) * size_pt * MM_PER_PT
}

pub(super) fn line_height(size_pt: f32) -> f32 {
    size_pt * MM_PER_PT * LINE_HEIGHT
}

/// Measures and sets characters.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    pub(super) fonts: &'a Fonts,
    /// Characters that were looked up: each is measured several times until its line stands.
    pub(super) advances: &'a RefCell<HashMap<char, (Typeface, u32)>>,
}

/// How a text is to be set.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) align: Align,
    pub(super) bold: bool,
    pub(super) black_percent: u8,
}

/// A text that was fitted into a width: its lines and the size at which they fit.
pub(super) struct Fitted {
    pub(super) lines: Vec<String>,
    pub(super) size_pt: f32,
}

impl Fitted {
    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * line_height(self.size_pt)
    }
}

/// A text at a place, without a form around it.
pub(crate) struct PlacedText<'a> {
    pub text: &'a str,
    pub x: f32,
    pub w: f32,
    pub size_pt: f32,
    pub bold: bool,
    pub align: Align,
}

/// Sets a text from `y` downwards, in as many lines as it needs, and says where it ends.
pub(crate) fn set_lines(
    items: &mut Vec<Item>,
    placed: PlacedText<'_>,
    y: f32,
    fonts: &Fonts,
) -> Result<f32, PaperError> {
    if placed.text.is_empty() {
        return Ok(y);
    }
    let advances = RefCell::default();
    let measure = Measure { fonts, advances: &advances };
    let lines = measure.wrap(placed.text, placed.w, placed.size_pt)?;
    let fitted = Fitted { lines, size_pt: placed.size_pt };
    let style = Style { align: placed.align, bold: placed.bold, black_percent: 100 };
    measure.set(items, &fitted, placed.x, y, placed.w, style)?;
    Ok(y + fitted.height())
}

impl Measure<'_> {
    /// The typeface and advance of a character, or an error that names it and the text in which it stands.
    pub(super) fn advance(&self, character: char, text: &str) -> Result<(Typeface, u32), PaperError> {
        if let Some(known) = self.advances.borrow().get(&character) {
            return Ok(*known);
        }
        let found = self.fonts.advance(character, text)?;
        self.advances.borrow_mut().insert(character, found);
        Ok(found)
    }

    /// Breaks a text into lines of a width. Numbers and Latin words stay whole where they can, closing marks do not begin a
    /// line and opening marks do not end one. A line feed of the form ends a line; in a field it is refused like any control
    /// character.
    pub(super) fn wrap(&self, text: &str, w: f32, size_pt: f32) -> Result<Vec<String>, PaperError> {
        let em = size_pt * MM_PER_PT;
        let mut lines = Vec::new();
        let mut line: Vec<(char, f32)> = Vec::new();
        let mut width = 0.0;
        for character in text.chars() {
            if character == '\n' {
                let whole: String = line.drain(..).map(|(c, _)| c).collect();
                lines.push(whole.trim_end().to_owned());
                width = 0.0;
                continue;
            }
            let advance = self.advance(character, text)?.1 as f32 / 1000.0 * em;
            // A hair of tolerance, since sums of rounded widths are compared with a rounded box.
            if width + advance > w + 0.01 && !line.is_empty() && character != ' ' {
                let at = break_before(&line, character);
                let rest: Vec<(char, f32)> = line.split_off(at);
                lines.push(line.iter().map(|(c, _)| *c).collect::<String>().trim_end().to_owned());
                line = rest.into_iter().skip_while(|(c, _)| *c == ' ').collect();
                width = line.iter().map(|(_, advance)| advance).sum();
            }
            line.push((character, advance));
            width += advance;
        }
        let last: String = line.iter().map(|(c, _)| *c).collect();
        lines.push(last.trim_end().to_owned());
        Ok(lines)
    }

    /// Draws the lines of a text into a box.
    pub(super) fn set(
        &self,
        items: &mut Vec<Item>,
        fitted: &Fitted,
        x: f32,
        y: f32,
        w: f32,
        style: Style,
    ) -> Result<(), PaperError> {
        let em = fitted.size_pt * MM_PER_PT;
        for (at, text) in fitted.lines.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let mut runs: Vec<Glyphs> = Vec::new();
            let mut pen = 0.0;
            for character in text.chars() {
                let (typeface, advance) = self.advance(character, text)?;
                push(&mut runs, typeface, character, pen);
                pen += advance as f32 / 1000.0 * em;
            }
            let left = match style.align {
                Align::Left => x,
                Align::Center => x + (w - pen) / 2.0,
                Align::Right => x + w - pen,
            };
            for run in &mut runs {
                run.x_mm.iter_mut().for_each(|place| *place += left);
            }
            let top = y + at as f32 * line_height(fitted.size_pt);
            items.push(Item::Text(TextLine {
                baseline_mm: top + baseline(fitted.size_pt),
                size_pt: fitted.size_pt,
                bold: style.bold,
                black_percent: style.black_percent,
                glyphs: runs,
            }));
        }
        Ok(())
    }

    /// A frame around lines that were just set.
    pub(super) fn frame_around(&self, items: &[Item], fitted: &Fitted, y: f32) -> Result<Item, PaperError> {
        let em = fitted.size_pt * MM_PER_PT;
        let (mut left, mut right) = (f32::MAX, f32::MIN);
        for item in items {
            let Item::Text(line) = item else { continue };
            for run in &line.glyphs {
                for (character, x) in run.text.chars().zip(&run.x_mm) {
                    left = left.min(*x);
                    right = right.max(x + self.advance(character, &run.text)?.1 as f32 / 1000.0 * em);
                }
            }
        }
        let margin = em * 0.3;
        let box_mm = [left - margin, y, right - left + 2.0 * margin, fitted.height()];
        Ok(Item::Frame { box_mm, width_pt: 1.0 })
    }
}

fn push(runs: &mut Vec<Glyphs>, typeface: Typeface, character: char, x: f32) {
    match runs.last_mut() {
        Some(run) if run.typeface == typeface => {
            run.text.push(character);
            run.x_mm.push(x);
        }
        _ => runs.push(Glyphs { typeface, text: character.to_string(), x_mm: vec![x] }),
    }
}

/// Where to break a full line when `next` does not fit any more: the place before which the new line begins.
fn break_before(line: &[(char, f32)], next: char) -> usize {
    let mut following = next;
    for at in (1..=line.len()).rev() {
        let before = line[at - 1].0;
        if may_break(before, following) {
            return at;
        }
        following = before;
    }
    line.len()
}

fn may_break(before: char, after: char) -> bool {
    const NOT_AT_START: &str = "，。、；：！？）》」』】〕％%·…—”’,.;:!?)]}";
    const NOT_AT_END: &str = "（《「『【〔“‘¥￥([{";
    let word =
        |c: char| c.is_ascii_alphanumeric() || "-.*/_+#:,".contains(c) || ('\u{c0}'..='\u{24f}').contains(&c);
    !(NOT_AT_START.contains(after) || NOT_AT_END.contains(before) || (word(before) && word(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, w: f32) -> Vec<String> {
        let fonts = Fonts::shipped();
        Measure { fonts: &fonts, advances: &RefCell::default() }.wrap(text, w, 10.0).unwrap()
    }

    #[test]
    fn lines_break_where_a_reader_of_chinese_expects_it() {
        // One Han character of 10 pt is 3.53 mm wide.
        assert_eq!(lines("一二三四五六", 14.2), ["一二三四", "五六"]);
        assert_eq!(lines("一二三四，五六", 14.2), ["一二三", "四，五六"], "no comma begins a line");
        assert_eq!(lines("一二三（四五六", 14.2), ["一二三", "（四五六"], "no bracket ends one");
        assert_eq!(lines("待遇 2026-01-01 至 2026-12-31", 30.0), ["待遇 2026-01-01", "至 2026-12-31"]);
        assert_eq!(
            lines("12345678901234567890", 10.0).concat(),
            "12345678901234567890",
            "a long number loses nothing"
        );
        assert_eq!(lines("", 10.0), [""]);
    }
}
