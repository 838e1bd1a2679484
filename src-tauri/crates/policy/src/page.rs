//! What the policy page shows: sums, windows, readings, and the notice with the used sentences marked.
//!
//! Invariant: the segments of the page are the notice's own characters in their own order; nothing is left out but
//! blank lines, white space at line ends and a word processor's bookmark. This module must not decide anything.

use crate::file::Reading;
use crate::money::Yuan;
use crate::policy::{Policy, Rule};
use crate::text::{self, fill, fund_label};
use crate::words::{Fund, Word};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

/// Everything the policy page shows.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of the page, named as the contract of the window names them"
)]
pub struct PolicyPage {
    pub id: String,
    pub title: String,
    pub issuer: String,
    pub doc_no: String,
    pub issued_on: Option<NaiveDate>,
    pub levy_year: i32,
    pub fee: Yuan,
    pub sha256: String,
    pub windows: Vec<PageWindow>,
    pub categories: Vec<PageCategory>,
    pub readings: Vec<Reading>,
    pub rules: Vec<Rule>,
    /// Paragraphs of segments.
    pub notice: Vec<Vec<Segment>>,
}

/// A window on the page.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageWindow {
    pub label: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub who_words: String,
    pub benefit_words: String,
    pub article: String,
    pub quote: String,
}

/// A category on the page.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named as the contract of the window names them")]
pub struct PageCategory {
    pub label: String,
    pub subsidy: Yuan,
    pub due: Yuan,
    pub payer: String,
    pub confirmed_by: String,
    pub article: String,
    pub quote: String,
    pub sensitive: bool,
}

/// A stretch of the notice; with rule ids it is highlighted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// The notice's own characters.
    pub text: String,
    /// The rules that quote them.
    pub rule_ids: Vec<String>,
}

impl Policy {
    /// The policy page.
    pub fn page(&self) -> PolicyPage {
        let head = &self.file.policy;
        PolicyPage {
            id: head.id.clone(),
            title: head.title.clone(),
            issuer: head.issuer.clone(),
            doc_no: head.doc_no.clone(),
            issued_on: head.issued_on,
            levy_year: self.levy_year(),
            fee: self.fee(),
            sha256: self.file_sha256.clone(),
            windows: self.page_windows(),
            categories: self.page_categories(),
            readings: self.file.reading.clone(),
            rules: self.rules.clone(),
            notice: segment(&self.notice, &self.rules),
        }
    }

    fn page_windows(&self) -> Vec<PageWindow> {
        let (from, to) = self.benefit_year();
        let (from, to) = (from.to_string(), to.to_string());
        let windows = self.law.windows.iter().map(|w| (&self.file.window[w.row], w));
        windows
            .map(|(file, w)| PageWindow {
                label: file.label.clone(),
                from: w.from,
                to: w.to,
                who_words: text::who(if w.migrant == Some(true) { "migrant_worker" } else { "everyone" })
                    .to_owned(),
                benefit_words: fill(text::who(w.benefit.word()), &[("from", &from), ("to", &to)]),
                article: self.rule(w.rule).article.clone(),
                quote: self.rule(w.rule).quote.clone(),
            })
            .collect()
    }

    fn page_categories(&self) -> Vec<PageCategory> {
        let rows = self.law.categories.iter().map(|row| (&self.file.category[row.row], row));
        rows.map(|(file, row)| PageCategory {
            label: file.label.clone(),
            subsidy: row.amount,
            due: row.due,
            payer: fund_label(if row.fund == Fund::NotDetermined { Fund::NotDetermined } else { row.fund })
                .to_owned(),
            confirmed_by: file.confirmed_by.clone(),
            article: self.rule(row.rule).article.clone(),
            quote: self.rule(row.rule).quote.clone(),
            sensitive: file.sensitive,
        })
        .collect()
    }
}

/// Cuts the notice into paragraphs of segments. A line that a quoted sentence runs over is joined to the next.
fn segment(notice: &str, rules: &[Rule]) -> Vec<Vec<Segment>> {
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
