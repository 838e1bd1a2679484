//! The text in which a person is found, and the words that are looked for in it.
//!
//! Invariant: what a key holds and what a search asks for go through the same spelling, so that they meet.
//! Must not know: rows, screens.

use super::{Person, pinyin};
use cunshou_exchange::identity::{half_width, normalise_name};

/// Between the parts of a key: a part that begins with the word counts for more than one that holds it.
pub(crate) const SEPARATOR: char = '|';
/// Words beyond this number are not looked for.
const MOST_WORDS: usize = 6;

/// All by which a person is found: names, pinyin, certificate, phone, and his household's number, group and address.
pub(crate) fn search_key(person: &Person, hh_no: &str, village_group: &str, address: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for name in std::iter::once(&person.name).chain(&person.name_alt) {
        parts.push(name.clone());
        parts.push(name.replace(['·', ' '], ""));
        parts.extend(pinyin::initials(name));
        parts.extend(pinyin::spellings(name));
    }
    parts.extend([&person.certno, &person.phone].map(Clone::clone));
    parts.extend([hh_no, village_group, address].map(str::to_owned));
    joined(parts)
}

/// All by which a household is found in which nobody is left.
pub(crate) fn household_key(hh_no: &str, village_group: &str, address: &str) -> String {
    joined([hh_no, village_group, address].map(str::to_owned).into())
}

fn joined(parts: Vec<String>) -> String {
    let mut key = String::with_capacity(160);
    key.push(SEPARATOR);
    let mut taken: Vec<String> = Vec::new();
    for part in parts {
        let part = half_width(&part).to_lowercase().replace(SEPARATOR, "");
        if !part.is_empty() && !taken.contains(&part) {
            key.push_str(&part);
            key.push(SEPARATOR);
            taken.push(part);
        }
    }
    key
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
