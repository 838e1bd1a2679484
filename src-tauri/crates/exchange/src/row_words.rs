//! What the clerk reads about a row of a list: what is wrong, and what to do, by the stable word of its code.

use serde::Deserialize;
use std::collections::HashMap;

/// The words of a kind of list, a file of `assets/text`.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct RowWords(pub(crate) HashMap<String, Words>);

/// What is said about a row.
#[derive(Deserialize)]
pub(crate) struct Words {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) todo: String,
}

impl RowWords {
    /// Message and what to do, with their `{facts}` filled in; a word that has none is said itself.
    pub(crate) fn say(&self, word: &str, facts: &[(&str, &str)]) -> (String, String) {
        let Some(words) = self.0.get(word) else { return (word.to_owned(), String::new()) };
        let fill = |text: &str| {
            facts
                .iter()
                .fold(text.to_owned(), |text, (fact, value)| text.replace(&format!("{{{fact}}}"), value))
        };
        (fill(&words.message), fill(&words.todo))
    }
}
