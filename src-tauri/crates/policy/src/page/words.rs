//! The words of the policy page, from `assets/text/policy-page.toml`.
//!
//! Invariant: this module only looks up and fills in; it decides nothing.

use crate::text::fill;
use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<HashMap<String, HashMap<String, String>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/policy-page.toml"))
        .expect("the shipped words of the policy page read")
});

/// The words for a key of a table. A key without words is found by the test that draws every page.
pub(super) fn look_up(table: &str, key: &str) -> &'static str {
    let found = WORDS.get(table).and_then(|words| words.get(key));
    debug_assert!(found.is_some(), "policy-page.toml has no [{table}] {key}");
    found.map_or("", String::as_str)
}

/// The words for a key, filled in.
pub(super) fn say(table: &str, key: &str, values: &[(&str, &str)]) -> String {
    fill(look_up(table, key), values)
}

/// `a、b、c`.
pub(super) fn list<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    words.into_iter().fold(String::new(), |mut all, word| {
        if !all.is_empty() {
            all.push('、');
        }
        all.push_str(word.as_ref());
        all
    })
}
