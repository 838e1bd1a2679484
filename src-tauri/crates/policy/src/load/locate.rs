//! Where in the file a fault is, and on which sentence the place rests.
//!
//! Invariant: a line is given only where it can be found. This module must not know how faults are found.

use super::faults::{LoadFault, LoadProblem};
use crate::file::PolicyFile;
use crate::request::NO_SUCH_DATE;
use crate::words::UNKNOWN_WORD;

/// A table of the file (`[[window]]`, counted from 0) and a key in it; the key may stand in an inline table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub head: &'static str,
    pub nth: usize,
    pub key: &'static str,
}

/// A fault with what is known about its place.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub fault: LoadFault,
    pub place: Option<Place>,
    pub rule: Option<String>,
}

impl From<LoadFault> for Found {
    fn from(fault: LoadFault) -> Self {
        Self { fault, place: None, rule: None }
    }
}

impl LoadFault {
    pub(super) fn at(
        self,
        head: &'static str,
        nth: usize,
        key: &'static str,
        rule: Option<&String>,
    ) -> Found {
        Found { fault: self, place: Some(Place { head, nth, key }), rule: rule.cloned() }
    }
}

/// A file that the TOML reader does not take: what it says becomes a fault with facts.
pub(super) fn unreadable(text: &str, error: &toml::de::Error) -> LoadProblem {
    let line = error.span().and_then(|s| text.get(..s.start)).map(|t| t.matches('\n').count() + 1);
    let message = error.message();
    let quoted = || message.split('`').nth(1).unwrap_or_default().to_owned();
    let told = |mark: &str| message.split_once(mark).map(|(_, rest)| rest.to_owned());
    let fault = if let Some(word) = told(UNKNOWN_WORD) {
        LoadFault::UnknownWord { word }
    } else if let Some(text) = told(NO_SUCH_DATE) {
        LoadFault::NoSuchDate { text }
    } else if message.starts_with("unknown field") {
        LoadFault::UnknownKey { key: quoted() }
    } else if message.starts_with("missing field") {
        LoadFault::MissingKey { key: quoted() }
    } else if message.starts_with("unknown variant") {
        LoadFault::UnknownWord { word: quoted() }
    } else {
        LoadFault::Unreadable { place: message.lines().next().unwrap_or_default().to_owned() }
    };
    LoadProblem { fault, line, sentence: None }
}

/// Adds line and sentence to each fault, where the file has them.
pub(super) fn locate(text: &str, file: &PolicyFile, found: Vec<Found>) -> Vec<LoadProblem> {
    found
        .into_iter()
        .map(|Found { fault, place, rule }| {
            let line = place.and_then(|place| line_of(text, place)).or_else(|| search(text, &fault));
            let rule = rule.as_ref().or(rule_of(&fault));
            let sentence = rule.and_then(|rule| file.rules.get(rule)).map(|r| r.quote.clone());
            LoadProblem { fault, line, sentence }
        })
        .collect()
}

/// The line of a key in the nth table of a name, or of the table's head.
fn line_of(text: &str, place: Place) -> Option<usize> {
    let table = place.head.trim_matches(['[', ']']);
    let heads = text.lines().enumerate().filter(|(_, line)| line.starts_with(place.head));
    let (head, _) = heads.into_iter().nth(place.nth)?;
    let inside = |line: &str| {
        let name = line.trim_start_matches('[');
        !line.starts_with('[') || (name.starts_with(table) && name[table.len()..].starts_with('.'))
    };
    let rest = text.lines().enumerate().skip(head + 1).take_while(|(_, line)| inside(line));
    let key = |line: &str| {
        let line = line.trim_start();
        let named = |rest: &str| rest.trim_start().starts_with(['=', ']', '.']);
        line.strip_prefix(place.key).is_some_and(named)
            || line.contains(&format!(".{}]", place.key))
            || line.contains(&format!(" {} = ", place.key))
    };
    let found = rest.into_iter().find(|(_, line)| !place.key.is_empty() && key(line));
    Some(found.map_or(head, |(line, _)| line) + 1)
}

fn rule_of(fault: &LoadFault) -> Option<&String> {
    match fault {
        LoadFault::QuoteNotInNotice { rule }
        | LoadFault::EmptyRule { rule }
        | LoadFault::NotPrinted { rule, .. }
        | LoadFault::QuoteTwice { rule, .. }
        | LoadFault::OtherBenefitDates { rule, .. }
        | LoadFault::OtherArticle { rule, .. } => Some(rule),
        _ => None,
    }
}

fn search(text: &str, fault: &LoadFault) -> Option<usize> {
    let line_with = |wanted: &str| text.lines().position(|l| l.contains(wanted)).map(|i| i + 1);
    let line_starting =
        |wanted: &str| text.lines().position(|l| l.trim_start().starts_with(wanted)).map(|i| i + 1);
    if let Some(rule) = rule_of(fault) {
        return line_starting(&format!("[rules.{rule}]"));
    }
    match fault {
        LoadFault::UnknownRule { rule } => line_with(&format!("\"{rule}\"")),
        LoadFault::UnknownReading { reading } => line_with(&format!("\"{reading}\"")),
        LoadFault::NoAlternative { reading } | LoadFault::ReadingNeverNamed { reading } => {
            line_with(&format!("id = \"{reading}\""))
        }
        LoadFault::Twice { name } => {
            let places = text.lines().enumerate().filter(|(_, l)| l.contains(&format!("\"{name}\"")));
            places.map(|(i, _)| i + 1).nth(1)
        }
        LoadFault::OtherNotice { .. } => line_starting("source_sha256"),
        LoadFault::NotInNotice { text } => line_with(&format!("\"{text}\"")),
        LoadFault::OtherSchema { .. } => line_starting("schema"),
        LoadFault::BenefitYearWrong { .. } => line_starting("benefit_from"),
        LoadFault::ScopeOpen => line_starting("[[scope]]"),
        LoadFault::OutsideOpen => line_starting("[[outside.after]]"),
        LoadFault::NoOverlapRule => line_starting("[[category]]"),
        LoadFault::TotalWrong { .. } => line_starting("fiscal"),
        _ => None,
    }
}
