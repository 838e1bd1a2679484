//! Names: their one spelling, and what is no name.
//!
//! Invariant: a name that was normalised stays as it is. Must not know: whose name it is, which names there are.

use super::text::{half_width, is_han};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The length in characters beyond which a name is no name.
pub const MAX_NAME_CHARS: usize = 50;

static PRIVATE_USE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("../../../../../assets/codes/gbk_private_use.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(code, character)| {
            let from = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
            Some((from, character.chars().next()?))
        })
        .collect()
});

/// A name in its one spelling: half-width, private-use leftovers of GBK replaced by the real character, every spelling
/// of the middle dot as U+00B7, no space beside a Han character or a dot, single spaces in Latin names.
pub fn normalise_name(text: &str) -> String {
    let mut characters: Vec<char> = half_width(text)
        .chars()
        .map(|c| PRIVATE_USE.get(&c).copied().unwrap_or(c))
        .map(|c| if is_dot(c) { '·' } else { c })
        .collect();
    // A full stop is a middle dot only between Han characters: "J. Smith" keeps its own.
    let sides = |at: usize, of: &[char]| {
        let before = of[..at].iter().rev().find(|c| **c != ' ').copied();
        let after = of[at + 1..].iter().find(|c| **c != ' ').copied();
        (before, after)
    };
    for at in 0..characters.len() {
        if characters[at] == '.'
            && let (Some(before), Some(after)) = sides(at, &characters)
            && is_han(before)
            && is_han(after)
        {
            characters[at] = '·';
        }
    }
    let tight = |c: char| is_han(c) || c == '·';
    let mut name = String::with_capacity(text.len());
    for (at, &c) in characters.iter().enumerate() {
        if c == ' ' {
            let (before, after) = sides(at, &characters);
            let (Some(before), Some(after)) = (before, after) else { continue };
            if tight(before) || tight(after) || name.ends_with(' ') {
                continue;
            }
        }
        name.push(c);
    }
    name
}

fn is_dot(c: char) -> bool {
    matches!(
        c,
        '·' | '•'
            | '・'
            | '･'
            | '‧'
            | '∙'
            | '⋅'
            | '●'
            | '○'
            | '◦'
            | '⸱'
            | '\u{0387}'
            | '\u{FE52}'
            | '\u{2024}'
            | '\u{25AA}'
    )
}

/// Why a normalised name is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NameFault {
    /// The cell is empty.
    #[error("no name")]
    Missing,
    /// The cell holds something that is no name: digits, signs, a formula, too many characters.
    #[error("no name but something else")]
    NotAName,
}

impl NameFault {
    /// The stable code, as in the row codes of a list.
    pub fn row_code(self) -> &'static str {
        match self {
            Self::Missing => "missing_name",
            Self::NotAName => "bad_name",
        }
    }

    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "E-IDN-011",
            Self::NotAName => "E-IDN-012",
        }
    }

    /// The facts for the words: none.
    pub fn params(self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// Looks at a normalised name: letters or Han characters, with middle dots, spaces, hyphens, apostrophes, full stops
/// and brackets between them, at most [`MAX_NAME_CHARS`].
pub fn name_fault(name: &str) -> Option<NameFault> {
    let mut length = 0;
    let mut letters = 0;
    for c in name.chars() {
        length += 1;
        if is_han(c) || c.is_alphabetic() {
            letters += 1;
        } else if !matches!(c, '·' | ' ' | '-' | '\'' | '’' | '.' | '(' | ')' | '（' | '）') {
            return Some(NameFault::NotAName);
        }
        if length > MAX_NAME_CHARS {
            return Some(NameFault::NotAName);
        }
    }
    match (length, letters) {
        (0, _) => Some(NameFault::Missing),
        (_, 0) => Some(NameFault::NotAName),
        _ if name.starts_with(['-', '\'', '.', '·', ' ']) => Some(NameFault::NotAName),
        _ => None,
    }
}
