//! The text in which a person is found, and the words that are looked for in it.
//!
//! Invariant: what a key holds and what a search asks for go through the same spelling, so that they meet.
//! Must not know: rows, screens.

use super::{Person, pinyin};
use cunshou_exchange::identity::{half_width, normalise_name};
use std::ops::Range;

/// Between the parts of a key: a part that begins with the word counts for more than one that holds it.
pub(crate) const SEPARATOR: char = '|';
/// Words beyond this number are not looked for.
const MOST_WORDS: usize = 6;

/// All by which a person is found: names, pinyin, certificate, phone, and his household's number, group and address.
pub(crate) fn search_key(person: &Person, hh_no: &str, village_group: &str, address: &str) -> String {
    let mut key = Key::new();
    for name in std::iter::once(&person.name).chain(&person.name_alt) {
        key.add(name);
        if name.contains(['·', ' ']) {
            key.add(&name.replace(['·', ' '], ""));
        }
        for part in pinyin::initials(name).iter().chain(&pinyin::spellings(name)) {
            key.add(part);
        }
    }
    for part in [person.certno.as_str(), &person.phone, hh_no, village_group, address] {
        key.add(part);
    }
    key.text
}

/// All by which a household is found in which nobody is left.
pub(crate) fn household_key(hh_no: &str, village_group: &str, address: &str) -> String {
    let mut key = Key::new();
    for part in [hh_no, village_group, address] {
        key.add(part);
    }
    key.text
}

/// A key that grows: each part once, a separator before and behind it.
struct Key {
    text: String,
    /// Where each part begins and ends.
    parts: Vec<Range<usize>>,
}

impl Key {
    fn new() -> Self {
        let mut text = String::with_capacity(160);
        text.push(SEPARATOR);
        Self { text, parts: Vec::with_capacity(16) }
    }

    fn add(&mut self, part: &str) {
        // Pinyin and numbers, which most parts are, stand as they will be found.
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if part.bytes().all(is_plain) {
            self.add_spelt(part);
        } else {
            self.add_spelt(&half_width(part).to_lowercase().replace(SEPARATOR, ""));
        }
    }

    fn add_spelt(&mut self, part: &str) {
        if part.is_empty() || self.parts.iter().any(|known| &self.text[known.clone()] == part) {
            return;
        }
        let begin = self.text.len();
        self.text.push_str(part);
        self.parts.push(begin..self.text.len());
        self.text.push(SEPARATOR);
    }
}

/// The words of a search, in the spelling of the keys.
pub(crate) fn search_words(text: &str) -> Vec<String> {
    half_width(text)
        .split(' ')
        .map(|word| normalise_name(word).to_lowercase().replace(SEPARATOR, "").replace('ü', "v"))
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect()
}
