//! What happened to a household, in words.
//!
//! Invariant: words come from `assets/text/history.toml`; they name fields, never a certificate number, a category or
//! another value that only the person himself should read. Must not know: payments.

use super::life::LifeNote;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;
use uuid::Uuid;

/// A stored change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(super) at: String,
    pub(super) user: String,
    pub(super) act: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// The act of household life that it belongs to.
    pub(super) life: Option<LifeLine>,
}

/// An act of household life, as a history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LifeLine {
    pub(super) act_id: Uuid,
    pub(super) kind: String,
    pub(super) happened_on: NaiveDate,
    pub(super) paper: String,
    pub(super) paper_no: String,
    pub(super) note: String,
    pub(super) from_no: String,
    pub(super) into_no: String,
    pub(super) people: String,
    pub(super) is_undo: bool,
    pub(super) is_undone: bool,
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
    /// The act of household life, which can be undone while nothing rests on it.
    pub act_id: Option<Uuid>,
    /// True if the act was undone.
    pub is_undone: bool,
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

#[derive(Deserialize)]
struct LifeTexts {
    kind: HashMap<String, String>,
    line: HashMap<String, String>,
    word: HashMap<String, String>,
    note: HashMap<String, String>,
    standing: HashMap<String, String>,
}

static LIFE: LazyLock<LifeTexts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/life.toml"))
        .expect("the words are shipped with the program and read by a test")
});

fn say(texts: &'static HashMap<String, String>, key: &str) -> &'static str {
    texts.get(key).map_or("", String::as_str)
}

fn filled(text: &str, facts: &[(&str, &str)]) -> String {
    facts.iter().fold(text.to_owned(), |text, (name, fact)| text.replace(&format!("{{{name}}}"), fact))
}

/// The word for an act of household life.
pub(crate) fn life_kind(kind: &str) -> &'static str {
    say(&LIFE.kind, kind)
}

/// Where somebody stands on a bill, with a place for the sum.
pub(super) fn life_standing(standing: &str) -> &'static str {
    say(&LIFE.standing, standing)
}

/// A word of `assets/text/life.toml`, filled.
pub(crate) fn life_word(word: &str, facts: &[(&str, &str)]) -> String {
    filled(say(&LIFE.word, word), facts)
}

/// What follows from an act, as a sentence.
pub fn life_note_words(note: &LifeNote) -> String {
    let text = |key: &str, facts: &[(&str, &str)]| filled(say(&LIFE.note, key), facts);
    match note {
        LifeNote::HouseholdEmpty { hh_no } => text("household_empty", &[("hh_no", hh_no)]),
        LifeNote::HouseholdMade { hh_no } => text("household_made", &[("hh_no", hh_no)]),
        LifeNote::PaymentStays { name, levy_year, receipt_no } => text(
            "payment_stays",
            &[("name", name), ("levy_year", &levy_year.to_string()), ("receipt_no", receipt_no)],
        ),
        LifeNote::PaidAndGone { name, levy_year, receipt_no } => text(
            "paid_and_gone",
            &[("name", name), ("levy_year", &levy_year.to_string()), ("receipt_no", receipt_no)],
        ),
        LifeNote::OwesOther { name, before, after } => {
            text("owes_other", &[("name", name), ("before", before), ("after", after)])
        }
        LifeNote::StaysBehind { people, hh_no } => {
            text("stays_behind", &[("people", people), ("hh_no", hh_no)])
        }
    }
}

impl LifeLine {
    fn words(&self) -> String {
        let mut words = filled(
            say(&LIFE.line, &self.kind),
            &[
                ("people", &self.people),
                ("from", &self.from_no),
                ("into", &self.into_no),
                ("note", &self.note),
            ],
        );
        if self.is_undo {
            return words;
        }
        words.push_str(&life_word("dated", &[("on", &self.happened_on.to_string())]));
        let paper = crate::codes::life_paper_label(&self.paper);
        if !paper.is_empty() && !self.paper_no.is_empty() {
            words.push_str(&life_word("numbered", &[("paper", paper), ("number", &self.paper_no)]));
        } else if !paper.is_empty() {
            words.push_str(&life_word("papered", &[("paper", paper)]));
        }
        if !self.note.is_empty() {
            words.push_str(&life_word("noted", &[("note", &self.note)]));
        }
        words
    }
}

/// The lines of a history: an act of household life is one line, whatever it changed.
pub(super) fn items(changes: &[Change]) -> Vec<HistoryItem> {
    let mut items: Vec<HistoryItem> = Vec::with_capacity(changes.len());
    let mut seen: Vec<Uuid> = Vec::new();
    for change in changes {
        let Some(life) = &change.life else {
            items.push(HistoryItem::of(change));
            continue;
        };
        if seen.contains(&life.act_id) {
            continue;
        }
        seen.push(life.act_id);
        items.push(HistoryItem {
            at: change.at.clone(),
            user: change.user.clone(),
            words: life.words(),
            act_id: Some(life.act_id).filter(|_| !life.is_undo),
            is_undone: life.is_undone,
        });
    }
    items
}

impl HistoryItem {
    /// A payment in the history of a person.
    pub(super) fn paid(at: String, levy_year: i32, receipt_no: &str) -> Self {
        let words = life_word("paid", &[("levy_year", &levy_year.to_string()), ("receipt_no", receipt_no)]);
        Self { at, user: String::new(), words, act_id: None, is_undone: false }
    }

    fn of(change: &Change) -> Self {
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
        Self { at: change.at.clone(), user: change.user.clone(), words, act_id: None, is_undone: false }
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
