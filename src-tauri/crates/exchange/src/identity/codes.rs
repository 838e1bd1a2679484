//! Relations and nations: the words of a list and the codes of the standards.
//!
//! Invariant: a word that stands in no table has no code; nothing is guessed. Must not know: whose relation it is.

use super::text::squeeze;
use std::collections::HashMap;
use std::sync::LazyLock;

type Table = HashMap<&'static str, &'static str>;

pub(super) fn table(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.lines().skip(1).filter_map(|line| line.split_once('\t')).collect()
}

pub(super) static RELATION_NAMES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../../assets/codes/relation_gbt4761.tsv")));
pub(super) static RELATION_WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut words: Table = RELATION_NAMES.iter().map(|(code, name)| (*name, *code)).collect();
    words.extend(table(include_str!("../../../../../assets/codes/relation_words.tsv")));
    words
});
static NATION_NAMES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../../assets/codes/nation_gbt3304.tsv")));

/// The relations of GB/T 4761 as (code, name), for a list to choose from.
pub fn relations() -> &'static [(&'static str, &'static str)] {
    &RELATION_NAMES
}

/// The nations of GB/T 3304 as (code, name), for a list to choose from.
pub fn nations() -> &'static [(&'static str, &'static str)] {
    &NATION_NAMES
}

/// The code of GB/T 4761 for a relation as a list writes it; 本人 on a roster is the head (02).
pub fn relation_code(word: &str) -> Option<&'static str> {
    let word = squeeze(word);
    if let Some(code) = RELATION_WORDS.get(word.as_str()) {
        return Some(code);
    }
    // 户主之妻, 户主的儿子, 户主母亲: what is said is whose.
    let of_head = word.strip_prefix("户主").map(|rest| rest.trim_start_matches(['之', '的']));
    if let Some(code) = of_head.and_then(|rest| RELATION_WORDS.get(rest)) {
        return Some(code);
    }
    RELATION_NAMES.iter().find(|(code, _)| *code == word).map(|(code, _)| *code)
}

/// The code of GB/T 3304 for a nation: 汉, 汉族 or 01.
pub fn nation_code(word: &str) -> Option<&'static str> {
    let word = squeeze(word);
    if word.is_empty() {
        return None;
    }
    NATION_NAMES
        .iter()
        .find(|(code, name)| *code == word || *name == word || name.strip_suffix('族') == Some(word.as_str()))
        .map(|(code, _)| *code)
}
