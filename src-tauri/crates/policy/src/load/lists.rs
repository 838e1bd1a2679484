//! What is no fault but worth a look: rules that nothing names, names that are not in the notice, sentences with
//! numbers that no rule quotes.
//!
//! This module must not know any notice.

use super::{bare, probe};
use crate::policy::Policy;
use std::collections::BTreeSet;

/// Words that make a sentence worth a rule even without a number.
const WEIGHTY: [&str; 3] = ["给予", "资助", "待遇"];

impl Policy {
    /// The rules that no table names: context, or something that was forgotten.
    pub fn unused_rules(&self) -> Vec<&str> {
        let mut used = BTreeSet::new();
        probe::each_rule(&mut self.file.clone(), &mut |_, rule| {
            used.insert(rule.clone());
        });
        self.rules.iter().map(|r| r.id.as_str()).filter(|id| !used.contains(*id)).collect()
    }

    /// Offices and papers that the file names in other words than the notice: an abbreviation, or a mistake.
    pub fn names_not_in_notice(&self) -> Vec<&str> {
        let text = bare(&self.notice);
        let mut seen = BTreeSet::new();
        let names = self.see.iter().map(String::as_str);
        names.filter(|name| seen.insert(*name) && !text.contains(&bare(name))).collect()
    }

    /// Sentences of the notice with a number, a date or a word of giving, of which no rule quotes a part.
    pub fn unquoted_sentences(&self) -> Vec<String> {
        let text = bare(&self.notice);
        let mut quoted: Vec<(usize, usize)> = Vec::new();
        for quote in self.rules.iter().map(|r| bare(&r.quote)).filter(|q| !q.is_empty()) {
            quoted.extend(text.match_indices(&quote).map(|(at, found)| (at, at + found.len())));
        }
        let mut at = 0;
        let mut sentences = Vec::new();
        for sentence in text.split_inclusive(['。', '；', ';']) {
            let (from, to) = (at, at + sentence.len());
            at = to;
            let weighty = sentence.contains(|c: char| c.is_ascii_digit())
                || WEIGHTY.iter().any(|word| sentence.contains(word));
            if weighty && !quoted.iter().any(|(a, b)| *a < to && from < *b) {
                sentences.push(sentence.to_owned());
            }
        }
        sentences
    }
}
