//! What a command answers: one JSON value for scripts, words for people.

use serde_json::Value;

/// The answer of a command that was done.
#[derive(Debug)]
pub struct Said {
    /// With `--json`; `None` if the command wrote its answer itself.
    pub json: Option<Value>,
    /// Without.
    pub text: String,
    /// False if what was looked at is not right: exit status 1.
    pub is_good: bool,
}

impl Said {
    /// Done.
    pub fn done(json: Value, text: impl Into<String>) -> Self {
        Self { json: Some(json), text: text.into(), is_good: true }
    }

    /// Looked at, and found right or not.
    pub fn found(is_good: bool, json: Value, text: impl Into<String>) -> Self {
        Self { is_good, ..Self::done(json, text) }
    }

    /// Everything was written already.
    pub fn streamed(is_good: bool) -> Self {
        Self { json: None, text: String::new(), is_good }
    }
}
