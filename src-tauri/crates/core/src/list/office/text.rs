//! What is said about an office's list, from `assets/text/office.toml`.

use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Texts {
    code: HashMap<String, Said>,
    words: HashMap<String, String>,
}

#[derive(Deserialize)]
struct Said {
    message: String,
    todo: String,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../../assets/text/office.toml"))
        .expect("the words are shipped with the program and read by a test")
});

fn fill(text: &str, facts: &[(&str, &str)]) -> String {
    facts.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// What is wrong with a row, and what to do; empty if the code has no words here.
pub(super) fn code(code: &str, facts: &[(&str, &str)]) -> (String, String) {
    TEXTS.code.get(code).map(|said| (fill(&said.message, facts), fill(&said.todo, facts))).unwrap_or_default()
}

/// A sentence of what a list brings about.
pub(crate) fn words(key: &str, facts: &[(&str, &str)]) -> String {
    TEXTS.words.get(key).map(|text| fill(text, facts)).unwrap_or_default()
}

#[cfg(test)]
pub(super) fn has_code(code: &str) -> bool {
    TEXTS.code.contains_key(code)
}
