//! Words of offices, from `assets/exchange/office-words.toml`.

use crate::identity::squeeze;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    payment_state: Vec<Line>,
    channel: Vec<Line>,
    direction: Vec<Line>,
    level: Vec<Line>,
    school_place: Vec<Line>,
    pension_state: Vec<Line>,
    mark: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    means: String,
    words: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/exchange/office-words.toml"))
        .expect("the words are shipped with the program and read by a test")
});

fn meaning(lines: &'static [Line], text: &str) -> Option<&'static str> {
    let text = squeeze(text).to_lowercase();
    if text.is_empty() {
        return None;
    }
    let exact = lines.iter().find(|line| line.exact.contains(&text));
    let holds = |line: &&Line| line.words.iter().any(|word| text.contains(word.as_str()));
    exact.or_else(|| lines.iter().find(holds)).map(|line| line.means.as_str())
}

pub(super) fn payment_state(text: &str) -> Option<&'static str> {
    meaning(&WORDS.payment_state, text)
}

pub(super) fn channel(text: &str) -> Option<&'static str> {
    meaning(&WORDS.channel, text)
}

pub(super) fn direction(text: &str) -> Option<&'static str> {
    meaning(&WORDS.direction, text)
}

pub(super) fn level(text: &str) -> Option<&'static str> {
    meaning(&WORDS.level, text)
}

pub(super) fn school_place(text: &str) -> Option<&'static str> {
    meaning(&WORDS.school_place, text)
}

pub(super) fn pension_state(text: &str) -> Option<&'static str> {
    meaning(&WORDS.pension_state, text)
}

/// True if a mark says that he is nobody's mark.
pub(super) fn is_no_mark(text: &str) -> bool {
    meaning(&WORDS.mark, text) == Some("none")
}
