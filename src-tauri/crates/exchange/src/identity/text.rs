//! Characters of a cell in their one form, before anybody asks what the cell says.
//!
//! Invariant: what is brought into form twice stays as it is. Must not know: what the text means.

/// Full-width ASCII becomes half-width, every kind of space one plain space; marks that nobody sees go.
pub fn half_width(text: &str) -> String {
    // Most cells of a list are numbers and codes, which stand as they are.
    if text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    text.chars()
        .filter_map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{00AD}' => None,
            c if c.is_whitespace() => Some(' '),
            c => Some(c),
        })
        .collect()
}

/// [`half_width`] with every space removed: for words that are looked up in a table.
pub fn squeeze(text: &str) -> String {
    let mut text = half_width(text);
    text.retain(|c| c != ' ');
    text
}

/// True for every Han character: all blocks of the CJK ideographs, their compatibility forms, and 〇.
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3007 | 0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}
