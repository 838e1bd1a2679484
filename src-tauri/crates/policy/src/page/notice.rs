//! The notice itself, cut where the sentences that the file uses begin and end.
//!
//! Invariant: the segments are the notice's own characters in their own order; nothing is left out but blank lines,
//! white space at line ends and a word processor's bookmark.

use crate::policy::Rule;
use serde::Serialize;
use std::collections::BTreeSet;

/// A stretch of the notice; with rule ids it is highlighted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// The notice's own characters.
    pub text: String,
    /// The rules that quote them.
    pub rule_ids: Vec<String>,
}

/// Cuts the notice into paragraphs of segments. A line that a quoted sentence runs over is joined to the next.
pub(super) fn segment(notice: &str, rules: &[Rule]) -> Vec<Vec<Segment>> {
    let lines: Vec<&str> = notice.lines().map(clean).filter(|l| !l.is_empty()).collect();
    // Every visible character with its line; sentences are found among these.
    let visible: Vec<(usize, char)> = lines
        .iter()
        .enumerate()
        .flat_map(|(n, line)| line.chars().filter(|c| !c.is_whitespace()).map(move |c| (n, c)))
        .collect();
    let stream: String = visible.iter().map(|(_, c)| c).collect();
    let mut marks: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); visible.len()];
    let mut joined = BTreeSet::new();
    for (place, rule) in rules.iter().enumerate() {
        let quote: String = rule.quote.chars().filter(|c| !c.is_whitespace()).collect();
        let Some(at) = stream.find(&quote) else { continue };
        let first = stream[..at].chars().count();
        let last = first + quote.chars().count();
        for mark in &mut marks[first..last] {
            mark.insert(place);
        }
        joined.extend(visible[first].0 + 1..=visible[last - 1].0);
    }
    let mut paragraphs: Vec<Vec<Segment>> = Vec::new();
    let mut next = 0;
    for (n, line) in lines.iter().enumerate() {
        if !joined.contains(&n) || paragraphs.is_empty() {
            paragraphs.push(Vec::new());
        }
        let Some(paragraph) = paragraphs.last_mut() else { continue };
        let mut current: Option<(BTreeSet<usize>, String)> = None;
        for c in line.chars() {
            let mark = marks.get(next).cloned().unwrap_or_default();
            let same = current.as_ref().is_some_and(|(m, _)| *m == mark) || c.is_whitespace();
            match &mut current {
                Some((_, text)) if same => text.push(c),
                _ => {
                    push(paragraph, current.take(), rules);
                    current = Some((mark, c.to_string()));
                }
            }
            if !c.is_whitespace() {
                next += 1;
            }
        }
        push(paragraph, current, rules);
    }
    paragraphs
}

fn push(paragraph: &mut Vec<Segment>, piece: Option<(BTreeSet<usize>, String)>, rules: &[Rule]) {
    let Some((marks, text)) = piece else { return };
    let rule_ids: Vec<String> = marks.into_iter().map(|place| rules[place].id.clone()).collect();
    match paragraph.last_mut() {
        Some(last) if last.rule_ids == rule_ids => last.text.push_str(&text),
        _ => paragraph.push(Segment { text, rule_ids }),
    }
}

/// A line without the white space around it and without the bookmark that a word processor left.
fn clean(line: &str) -> &str {
    let line = line.trim();
    match line.strip_prefix("[bookmark:").and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) => rest.trim(),
        None => line,
    }
}

/// How many sentences speak of a number, a day, a sum or a share and are quoted by no rule: what a reader of the
/// file may still want to look at.
pub(super) fn unused_with_numbers(notice: &[Vec<Segment>]) -> usize {
    let mut unused = 0;
    for paragraph in notice {
        let (mut used, mut number) = (false, false);
        for segment in paragraph {
            for c in segment.text.chars() {
                used |= !segment.rule_ids.is_empty();
                number |= c.is_ascii_digit() || c == '%';
                if matches!(c, '。' | '；' | ';') {
                    unused += usize::from(number && !used);
                    (used, number) = (false, false);
                }
            }
        }
        unused += usize::from(number && !used);
    }
    unused
}
