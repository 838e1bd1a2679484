//! The Chinese words for the law's closed words, from `assets/text/policy.toml`.
//!
//! Invariant: every word of [`crate::words`] that people see has a label (a test walks all of them). This module
//! must not decide anything; it only looks up and fills in.

use crate::words::{CategoryCode, Decision, EventType, Fact, Fund, Note, Proof, Reason, Word};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

type Words = HashMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    category: Words,
    event: Words,
    decision: Words,
    fund: Words,
    note: Words,
    reason: Words,
    standing: Words,
    spoken: Words,
    cover: Words,
    trail: Words,
    who: Words,
    paper: Words,
    need: HashMap<String, NeedText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NeedText {
    pub question: String,
    pub option: Vec<OptionText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionText {
    pub value: String,
    pub label: String,
}

static TEXT: LazyLock<Text> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/text/policy.toml"))
        .expect("the shipped words of the law read")
});

/// A word with what people see for it, for select lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Label {
    /// The word on the wire.
    pub code: &'static str,
    /// The Chinese label.
    pub label: &'static str,
}

/// 特困供养人员, 低保对象, …
pub fn category_label(code: CategoryCode) -> &'static str {
    look_up(&TEXT.category, code.word())
}

/// 退出现役, 职工医保中断, …
pub fn event_label(event: EventType) -> &'static str {
    look_up(&TEXT.event, event.word())
}

/// 可以收, 不能收, …
pub fn decision_label(decision: Decision) -> &'static str {
    look_up(&TEXT.decision, decision.word())
}

/// 区财政, 医疗救助资金, …
pub fn fund_label(fund: Fund) -> &'static str {
    look_up(&TEXT.fund, fund.word())
}

/// 户口簿, 身份证, …
pub fn paper_label(proof: Proof) -> &'static str {
    paper(proof.wanted())
}

/// Every category, in the order of the contract.
pub fn category_labels() -> Vec<Label> {
    CategoryCode::ALL.iter().map(|c| Label { code: c.word(), label: category_label(*c) }).collect()
}

/// Every event, in the order of the contract.
pub fn event_labels() -> Vec<Label> {
    EventType::ALL.iter().map(|e| Label { code: e.word(), label: event_label(*e) }).collect()
}

pub(crate) fn note(note: Note) -> &'static str {
    look_up(&TEXT.note, note.word())
}

pub(crate) fn reason(reason: Reason, decision: Decision) -> &'static str {
    let own = format!("{}_{}", reason.word(), decision.word());
    TEXT.reason.get(&own).map_or_else(|| look_up(&TEXT.reason, reason.word()), String::as_str)
}

pub(crate) fn standing(key: &str) -> &'static str {
    look_up(&TEXT.standing, key)
}

pub(crate) fn spoken(key: &str) -> &'static str {
    look_up(&TEXT.spoken, key)
}

pub(crate) fn cover(key: &str) -> &'static str {
    look_up(&TEXT.cover, key)
}

pub(crate) fn trail(key: &str) -> &'static str {
    look_up(&TEXT.trail, key)
}

pub(crate) fn who(key: &str) -> &'static str {
    look_up(&TEXT.who, key)
}

/// 居住证, 租房协议, …
pub(crate) fn paper(fact: Fact) -> &'static str {
    look_up(&TEXT.paper, fact.word())
}

pub(crate) fn need(fact: Fact) -> Option<&'static NeedText> {
    TEXT.need.get(fact.word())
}

/// The words for a key. A key without words shows itself: the test that walks all of them keeps that from shipping.
fn look_up(words: &'static Words, key: &str) -> &'static str {
    words.get(key).map_or("", String::as_str)
}

/// Fills `{name}` by the values given.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_people_see_has_words() {
        for c in CategoryCode::ALL {
            assert!(!category_label(*c).is_empty(), "{c}");
        }
        for e in EventType::ALL {
            assert!(!event_label(*e).is_empty(), "{e}");
        }
        for d in Decision::ALL {
            assert!(!decision_label(*d).is_empty(), "{d}");
        }
        for f in Fund::ALL {
            assert!(!fund_label(*f).is_empty(), "{f}");
        }
        for n in Note::ALL {
            assert!(!note(*n).is_empty(), "{n}");
        }
        for r in Reason::ALL {
            assert!(!reason(*r, Decision::Refer).is_empty(), "{r}");
        }
        for proof in crate::words::Proof::ALL {
            assert!(!paper(proof.wanted()).is_empty(), "{proof}");
        }
        for f in Fact::ALL {
            assert!(need(*f).is_some_and(|n| !n.question.is_empty()), "{f}");
        }
    }

    #[test]
    fn the_label_lists_are_whole_and_unique() {
        let labels = category_labels();
        assert_eq!(labels.len(), CategoryCode::ALL.len());
        let mut seen: Vec<_> = labels.iter().map(|l| l.label).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), labels.len(), "two categories must not look alike");
    }
}
