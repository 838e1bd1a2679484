//! What a refused command tells the screen: a stable code, and words in Chinese that say what to do.
//!
//! Invariant: the words come from `assets/text`, never from here.

use serde::Serialize;
use std::{collections::BTreeMap, sync::LazyLock};
use ts_rs::TS;

/// Something with a stable code and facts, whose words stand in `assets/text/errors-*.toml`.
pub trait Coded {
    /// The stable code, such as `E-PRN-001`.
    fn code(&self) -> &'static str;
    /// The facts, by the placeholder that they fill.
    fn params(&self) -> Vec<(&'static str, String)>;
}

/// The answer of a command that was refused or failed. `message` and `todo` are ready to show.
#[derive(Debug, Clone, Serialize, TS, PartialEq, Eq)]
pub struct CommandError {
    /// The stable code, for the log and for tests.
    pub code: String,
    /// What happened, in Chinese.
    pub message: String,
    /// What the clerk can do about it, in Chinese.
    pub todo: String,
    /// The facts, for a screen that wants to point at them.
    pub params: BTreeMap<String, String>,
}

#[derive(serde::Deserialize)]
struct Words {
    message: String,
    todo: String,
}

static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/text/errors-app.toml")).expect("a test reads the shipped words")
});

impl<E: Coded> From<E> for CommandError {
    fn from(error: E) -> Self {
        let params: BTreeMap<String, String> =
            error.params().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let code = error.code();
        let words = WORDS.get(code).unwrap_or_else(|| panic!("a test checks that {code} has words"));
        Self {
            code: code.to_owned(),
            message: fill(&words.message, &params),
            todo: fill(&words.todo, &params),
            params,
        }
    }
}

fn fill(words: &str, params: &BTreeMap<String, String>) -> String {
    params.iter().fold(words.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::PrintError;

    #[test]
    fn every_refusal_of_the_window_has_words_without_holes() {
        for error in PrintError::examples() {
            let code = error.code();
            let told = CommandError::from(error);
            assert!(!told.message.is_empty() && !told.todo.is_empty(), "{code} has words");
            assert!(
                !format!("{}{}", told.message, told.todo).contains(['{', '}']),
                "{code} leaves a hole: {told:?}"
            );
        }
    }
}
