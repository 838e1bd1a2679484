//! Where in the notice a sentence stands: headings 一、 （一） 1. and the article that a rule names.
//!
//! Invariant: an article is refused only where the notice shows another heading above the sentence; forms of article
//! that are not headings (an annex, an office) must be words of the notice. This module must not know any notice.

use super::bare;
use super::faults::LoadFault;
use super::locate::Found;
use crate::file::PolicyFile;

const COUNTS: &str = "一二三四五六七八九十";

/// A heading: where it begins in the text without white space, how deep, and its number.
struct Heading {
    at: usize,
    depth: usize,
    number: String,
}

/// An article as a rule writes it: words before, number of each depth, words after.
#[derive(Default)]
struct Article<'a> {
    before: &'a str,
    numbers: [&'a str; 3],
    after: &'a str,
}

pub(super) fn check_articles(file: &PolicyFile, notice: &str) -> Vec<Found> {
    let (text, headings) = read_headings(notice);
    let mut faults = Vec::new();
    for (id, rule) in &file.rules {
        let quote = bare(&rule.quote);
        let article = read_article(&rule.article);
        let mut places = text.match_indices(&quote).map(|(at, _)| at).peekable();
        if quote.is_empty() || places.peek().is_none() {
            continue;
        }
        let named = |words: &str| words.is_empty() || text.contains(&bare(words));
        let first = places.peek().copied().unwrap_or(0);
        let fits = named(article.before)
            && named(article.after)
            && places.any(|at| {
                let here = above(&headings, at);
                article.numbers.iter().zip(&here).all(|(wanted, here)| wanted.is_empty() || wanted == here)
            });
        if !fits {
            let [one, two, three] = above(&headings, first);
            let found =
                if two.is_empty() { format!("{one}{three}") } else { format!("{one}（{two}）{three}") };
            let fault = LoadFault::OtherArticle { rule: id.clone(), article: rule.article.clone(), found };
            faults.push(fault.into());
        }
    }
    faults
}

/// The numbers of the headings above a place.
fn above(headings: &[Heading], at: usize) -> [&str; 3] {
    let mut here = [""; 3];
    for heading in headings.iter().take_while(|h| h.at <= at) {
        here[heading.depth..].fill("");
        here[heading.depth] = &heading.number;
    }
    here
}

/// The notice without white space, and its headings. A heading begins a line; several may begin the same one.
fn read_headings(notice: &str) -> (String, Vec<Heading>) {
    let mut text = String::new();
    let mut headings = Vec::new();
    for line in notice.lines() {
        let at = text.len();
        let line = bare(line);
        let mut rest = line.trim_start_matches('-');
        for (depth, take) in
            [(0, take_count as fn(&str) -> Option<(&str, &str)>), (1, take_bracket), (2, take_digits)]
        {
            if let Some((number, after)) = take(rest) {
                headings.push(Heading { at, depth, number: number.to_owned() });
                rest = after;
            }
        }
        text.push_str(&line);
    }
    (text, headings)
}

fn counted(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !COUNTS.contains(c)).unwrap_or(text.len()))
}

fn take_count(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = counted(text);
    let rest = rest.strip_prefix('、')?;
    (!number.is_empty()).then_some((number, rest))
}

fn take_bracket(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = counted(text.strip_prefix(['（', '('])?);
    let rest = rest.strip_prefix(['）', ')'])?;
    (!number.is_empty()).then_some((number, rest))
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn take_digits(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = digits(text);
    let rest = rest.strip_prefix(['.', '．', '、'])?;
    (1..=2).contains(&number.len()).then_some((number, rest))
}

fn read_article(text: &str) -> Article<'_> {
    let (before, rest) = text.split_at(text.find(|c| COUNTS.contains(c)).unwrap_or(text.len()));
    if rest.is_empty() {
        return Article { before, ..Article::default() };
    }
    if before.ends_with(['（', '(']) {
        return Article { before: text, ..Article::default() };
    }
    let (one, rest) = counted(rest);
    let (two, rest) = take_bracket(rest).unwrap_or(("", rest));
    let (three, after) = digits(rest);
    Article { before, numbers: [one, two, three], after: after.trim() }
}
