//! The two shipped fonts: which of them has a character, and how wide it is.
//!
//! Invariant: a character is set in "Cunshou Sans" where that has it, else in "Cunshou Han", else it is refused. The second
//! font is parsed only when a character asks for it. Where the files come from: `assets/fonts/README.md`.

use crate::error::PaperError;
use crate::page::Typeface;
use std::fmt;
use std::sync::{Arc, OnceLock};
use ttf_parser::{Face, GlyphId};

/// "Cunshou Sans" (OpenType, CFF outlines): Han, Latin and punctuation of daily use.
pub const PRIMARY_BYTES: &[u8] = include_bytes!("../../../../assets/fonts/sans.otf");
/// "Cunshou Han" (TrueType outlines): the Han characters that the first lacks.
pub const FALLBACK_BYTES: &[u8] = include_bytes!("../../../../assets/fonts/han.ttf");

/// The shipped fonts, parsed on first use. A clone is a handle to the same fonts.
#[derive(Clone)]
pub struct Fonts(Arc<Inner>);

struct Inner {
    sans: Face<'static>,
    han: OnceLock<Option<Face<'static>>>,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("han_parsed", &self.0.han.get().is_some()).finish()
    }
}

impl PartialEq for Fonts {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Fonts {
    /// The fonts that are built into the program.
    pub fn shipped() -> Self {
        static SHIPPED: OnceLock<Fonts> = OnceLock::new();
        SHIPPED
            .get_or_init(|| {
                let sans = Face::parse(PRIMARY_BYTES, 0).expect("assets/fonts/sans.otf is a font");
                Self(Arc::new(Inner { sans, han: OnceLock::new() }))
            })
            .clone()
    }

    /// The face of a typeface.
    pub(crate) fn face(&self, typeface: Typeface) -> Result<&Face<'static>, PaperError> {
        match typeface {
            Typeface::Sans => Ok(&self.0.sans),
            Typeface::Han => self
                .0
                .han
                .get_or_init(|| Face::parse(FALLBACK_BYTES, 0).ok())
                .as_ref()
                .ok_or(PaperError::BadFont { font: Typeface::Han.family() }),
        }
    }

    /// The typeface that has the character, and its glyph there; `None` if no font has it.
    pub(crate) fn glyph(&self, character: char) -> Result<Option<(Typeface, GlyphId)>, PaperError> {
        // Invisible characters have empty glyphs in many fonts; on paper they are as good as lost, so they are refused.
        if character.is_control() {
            return Ok(None);
        }
        for typeface in [Typeface::Sans, Typeface::Han] {
            if let Some(glyph) = self.face(typeface)?.glyph_index(character).filter(|glyph| glyph.0 != 0) {
                return Ok(Some((typeface, glyph)));
            }
        }
        Ok(None)
    }

    /// The typeface of a character and its advance in thousandths of an em; an error if no font has it.
    pub(crate) fn advance(&self, character: char, text: &str) -> Result<(Typeface, u32), PaperError> {
        let (typeface, glyph) = self
            .glyph(character)?
            .ok_or_else(|| PaperError::NoGlyph { character, where_: text.to_owned() })?;
        let face = self.face(typeface)?;
        let width = u32::from(face.glyph_hor_advance(glyph).unwrap_or(0));
        Ok((typeface, width * 1000 / u32::from(face.units_per_em())))
    }
}

/// Whether every character of the text can be printed. The first that cannot is named.
pub fn coverage(text: &str, fonts: &Fonts) -> Result<(), PaperError> {
    for character in text.chars() {
        if fonts.glyph(character)?.is_none() {
            return Err(PaperError::NoGlyph { character, where_: text.to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_shipped_block_can_be_printed() {
        let fonts = Fonts::shipped();
        for name in
            ["张伟", "㛃", "䶮", "𠮷", "𪜀", "𫝀", "𫠝", "𬺡", "阿依努尔·巴合提", "買買提", "﨎", "囍Aé"]
        {
            assert_eq!(coverage(name, &fonts), Ok(()), "{name}");
        }
        assert_eq!(fonts.glyph('张').unwrap().unwrap().0, Typeface::Sans);
        assert_eq!(fonts.glyph('𪜀').unwrap().unwrap().0, Typeface::Han, "Noto lacks most of Extension C");
    }

    #[test]
    fn the_blocks_of_unicode_10_are_whole() {
        let fonts = Fonts::shipped();
        // First and last code point of each block as of Unicode 10; Hanazono ends there.
        for (first, last) in [
            (0x4E00, 0x9FEA),
            (0x3400, 0x4DB5),
            (0x20000, 0x2A6D6),
            (0x2A700, 0x2B734),
            (0x2B740, 0x2B81D),
            (0x2B820, 0x2CEA1),
            (0x2CEB0, 0x2EBE0),
        ] {
            for character in (first..=last).filter_map(char::from_u32) {
                assert!(fonts.glyph(character).unwrap().is_some(), "U+{:X} is missing", u32::from(character));
            }
        }
    }

    #[test]
    fn a_character_in_no_font_is_named() {
        let fonts = Fonts::shipped();
        for (text, character) in
            [("张👍", '👍'), ("王\u{e863}", '\u{e863}'), ("李\u{200b}四", '\u{200b}'), ("赵\t六", '\t')]
        {
            let error = coverage(text, &fonts).unwrap_err();
            assert_eq!(error, PaperError::NoGlyph { character, where_: text.to_owned() });
            assert_eq!(error.code(), "E-PAPER-001");
            assert!(error.params().contains(&("character", character.to_string())));
        }
    }

    #[test]
    fn digits_are_equally_wide_so_that_columns_of_money_line_up() {
        let fonts = Fonts::shipped();
        for digit in '0'..='9' {
            assert_eq!(fonts.advance(digit, "").unwrap(), (Typeface::Sans, 555), "{digit}");
        }
    }
}
