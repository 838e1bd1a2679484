//! What happened to a household, in words.
//!
//! Invariant: words come from `assets/text/history.toml`; they name fields, never a certificate number, a category or
//! another value that only the person himself should read. Must not know: payments.

use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A stored change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(super) at: String,
    pub(super) user: String,
    pub(super) act: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// One line of a household's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryItem {
    /// When (RFC 3339, +08:00).
    pub at: String,
    /// Who did it.
    pub user: String,
    /// What, as a sentence.
    pub words: String,
}

#[derive(Deserialize)]
struct Texts {
    act: HashMap<String, String>,
    field: HashMap<String, String>,
    between: String,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/history.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// What the clerk calls a field.
pub(crate) fn field_label(field: &'static str) -> &'static str {
    TEXTS.field.get(field).map_or(field, String::as_str)
}

impl HistoryItem {
    pub(super) fn of(change: &Change) -> Self {
        let read =
            |json: &Option<String>| json.as_deref().and_then(|json| serde_json::from_str::<Value>(json).ok());
        let (before, after) = (read(&change.before), read(&change.after));
        let one = after.as_ref().or(before.as_ref());
        let text = |key: &str| one.and_then(|value| value.get(key)?.as_str()).unwrap_or_default().to_owned();
        let people = one.and_then(|value| Some(value.get("members")?.as_array()?.len())).unwrap_or(0);
        let words = TEXTS.act.get(&change.act).map_or(change.act.as_str(), String::as_str);
        let words = words
            .replace("{name}", &text("name"))
            .replace("{hh_no}", &text("hh_no"))
            .replace("{people}", &people.to_string())
            .replace("{fields}", &changed(before.as_ref(), after.as_ref()).join(&TEXTS.between));
        Self { at: change.at.clone(), user: change.user.clone(), words }
    }
}

/// The fields that differ, as the clerk calls them, in the order of the words' file.
fn changed(before: Option<&Value>, after: Option<&Value>) -> Vec<&'static str> {
    let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after) else {
        return Vec::new();
    };
    let mut fields: Vec<_> = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value))
        .filter_map(|(key, _)| TEXTS.field.get(key).map(String::as_str))
        .collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}
