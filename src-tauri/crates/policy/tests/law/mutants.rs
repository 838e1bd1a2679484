//! One value of a shipped file is damaged at a time: the loader or the file's own cases must notice.
//!
//! The damages are made from the text of the file: sums, days, counts, words, lists, sentences, articles, names of
//! rules and readings, rows removed or swapped, keys removed. What is words for people only (labels, the wording of
//! readings, leaflet lines) is no value of the law and stays whole. A damage that nothing notices must stand in
//! `tests/fixtures/policy/survivors.toml` with the reason why no answer changes by it.

use crate::{Shipped, root, shipped};
use chrono::{Days, NaiveDate};
use cunshou_policy::cases::{Case, check_case, read_cases};
use cunshou_policy::{
    Area, CategoryCode, Channel, CurrentInsurance, Decision, EventType, Fact, Foreigner, Fund, Note, Policy,
    PreviousYear, Proof, Reason, Residence, Route, StudentLevel, Subtype, Word,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;

/// Words for people: no answer rests on them.
const PROSE: [&str; 11] = [
    "label",
    "question",
    "chosen",
    "alternatives",
    "basis",
    "words",
    "what",
    "source_defects",
    "place",
    "name",
    "doc_no",
];

/// A damage: what was done, and the text that came of it.
struct Mutant {
    what: String,
    toml: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Check,
    Cases,
    Sweep,
    Listed,
    Survived,
}

#[test]
fn nearly_every_damage_of_one_value_is_noticed_and_the_others_are_explained() {
    let listed = survivors();
    let policies = shipped();
    let results: Vec<(String, Vec<(String, Fate)>)> = std::thread::scope(|scope| {
        let handles: Vec<_> = policies.iter().map(|s| (s, scope.spawn(move || judge_all(s)))).collect();
        handles.into_iter().map(|(s, handle)| (s.id.clone(), handle.join().expect("no panic"))).collect()
    });
    let mut report = String::from("policy          mutants  check  cases  sweep  listed  survived\n");
    let mut surprises = Vec::new();
    let mut met = vec![0; listed.len()];
    for (id, fates) in &results {
        let count = |fate: Fate| fates.iter().filter(|(_, f)| *f == fate).count();
        let _ = writeln!(
            report,
            "{id:15} {:7}  {:5}  {:5}  {:5}  {:6}  {:8}",
            fates.len(),
            count(Fate::Check),
            count(Fate::Cases),
            count(Fate::Sweep),
            count(Fate::Listed),
            count(Fate::Survived)
        );
        assert!(fates.len() >= 100, "{id} is damaged in a hundred ways at least");
        for (what, _) in fates.iter().filter(|(_, fate)| *fate == Fate::Survived) {
            let known =
                listed.iter().position(|s| (s.policy == *id || s.policy == "*") && fits(&s.what, what));
            match known {
                Some(entry) => met[entry] += 1,
                None => surprises.push(format!("{id}\tsurvives, not listed\t{what}")),
            }
        }
    }
    for (entry, met) in listed.iter().zip(met) {
        if entry.count.map_or(met == 0, |count| count != met) {
            let Survivor { policy, what, count } = entry;
            surprises.push(format!("{policy}\t{count:?} listed, {met} survive\t{what}"));
        }
    }
    println!("{report}");
    assert!(surprises.is_empty(), "{report}{} surprises:\n{}", surprises.len(), surprises.join("\n"));
}

/// Damages that may go unnoticed.
struct Survivor {
    /// Of which policy; `*` = of any.
    policy: String,
    /// Which; `*` stands for any text.
    what: String,
    /// How many there are; `None` = some, in tables that grow without touching an answer.
    count: Option<usize>,
}

fn survivors() -> Vec<Survivor> {
    let text =
        fs::read_to_string(root().join("tests/fixtures/policy/survivors.toml")).expect("the list is there");
    let table: toml::Table = text.parse().expect("the list reads");
    let text = |entry: &toml::Value, key: &str| entry[key].as_str().expect("a text").to_owned();
    let entries = table["survivor"].as_array().expect("a list");
    entries
        .iter()
        .map(|entry| {
            let why = text(entry, "why");
            assert!(why.chars().count() >= 8, "{why}: says why");
            let count = entry
                .get("count")
                .map(|n| n.as_integer().and_then(|n| usize::try_from(n).ok()).expect("a count"));
            Survivor { policy: text(entry, "policy"), what: text(entry, "what"), count }
        })
        .collect()
}

/// `*` in the pattern stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || last == Some("")
}

fn judge_all(s: &Shipped) -> Vec<(String, Fate)> {
    let cases = read_cases(&s.id, &s.cases).expect("its own cases read");
    let listed = listing(&Policy::load_trusted(&s.toml, &s.notice).expect("the policy loads"));
    mutants(&s.toml).into_iter().map(|m| (m.what, judge(s, &cases, &listed, &m.toml))).collect()
}

fn judge(s: &Shipped, cases: &[Case], listed: &[String], toml: &str) -> Fate {
    let Ok(policy) = Policy::load_trusted(toml, &s.notice) else { return Fate::Check };
    if cases.iter().any(|case| !check_case(&policy, case).is_empty()) {
        return Fate::Cases;
    }
    if Policy::load(toml, Some(&s.cases), &s.notice).is_err() {
        Fate::Sweep
    } else if listing(&policy) == *listed {
        Fate::Survived
    } else {
        Fate::Listed
    }
}

/// What `policy check` lists for a look, beside the faults.
fn listing(policy: &Policy) -> Vec<String> {
    let rules = policy.unused_rules().into_iter().chain(policy.names_not_in_notice());
    rules.map(ToOwned::to_owned).chain(policy.unquoted_sentences()).collect()
}

// ---- making the damages

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Count,
    Truth,
}

/// A value of the file.
#[derive(Debug, Clone)]
struct Token {
    range: Range<usize>,
    kind: Kind,
    /// Table, its number, key, key inside: `[[category]] 3 subsidy.amount`.
    path: String,
    key: String,
    /// The list it stands in, by the place where that begins.
    list: Option<usize>,
    /// Where `key = value` begins.
    pair: usize,
    inline: bool,
    table: String,
}

/// A table of the file: its lines.
struct Block {
    head: String,
    nth: usize,
    range: Range<usize>,
}

fn scan(text: &str) -> (Vec<Token>, Vec<Block>) {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut table, mut top, mut inner) = (String::new(), String::new(), String::new());
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut pair = 0;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let line_start = at == 0 || bytes[at - 1] == b'\n';
        if byte == b'#' {
            at += text[at..].find('\n').unwrap_or(text.len() - at);
        } else if byte == b'[' && open.is_empty() && line_start {
            let end = at + text[at..].find('\n').unwrap_or(text.len() - at);
            let head = text[at..end].split('#').next().unwrap_or_default().trim().to_owned();
            let nth = counts.entry(head.clone()).or_insert(0);
            *nth += 1;
            if let Some(last) = blocks.last_mut() {
                last.range.end = at;
            }
            table = if head.starts_with("[[") { format!("{head} {nth}") } else { head.clone() };
            blocks.push(Block { head, nth: *nth, range: at..text.len() });
            at = end;
        } else if byte == b'"' {
            let mut end = at + 1;
            while bytes[end] != b'"' {
                end += 1 + usize::from(bytes[end] == b'\\');
            }
            push(&mut tokens, at..end + 1, Kind::Text, &table, &top, &inner, &open, pair);
            at = end + 1;
        } else if byte.is_ascii_alphanumeric() {
            let end = at
                + text[at..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)))
                    .unwrap_or(text.len() - at);
            let word = &text[at..end];
            if text[end..].trim_start_matches(' ').starts_with('=') {
                if open.is_empty() {
                    (top, inner) = (word.to_owned(), String::new());
                } else {
                    word.clone_into(&mut inner);
                }
                pair = at;
            } else if word == "true" || word == "false" {
                push(&mut tokens, at..end, Kind::Truth, &table, &top, &inner, &open, pair);
            } else {
                push(&mut tokens, at..end, Kind::Count, &table, &top, &inner, &open, pair);
            }
            at = end;
        } else {
            match byte {
                b'[' | b'{' => open.push((byte, at)),
                b']' | b'}' => {
                    open.pop();
                }
                _ => {}
            }
            at += 1;
        }
    }
    (tokens, blocks)
}

#[allow(clippy::too_many_arguments, reason = "the scanner's whole state")]
fn push(
    tokens: &mut Vec<Token>,
    range: Range<usize>,
    kind: Kind,
    table: &str,
    top: &str,
    inner: &str,
    open: &[(u8, usize)],
    pair: usize,
) {
    let key = if inner.is_empty() { top } else { inner };
    let list = open.last().filter(|(bracket, _)| *bracket == b'[').map(|(_, at)| *at);
    let path = if inner.is_empty() { format!("{table} {top}") } else { format!("{table} {top}.{inner}") };
    let inline = open.iter().any(|(bracket, _)| *bracket == b'{');
    tokens.push(Token {
        range,
        kind,
        path,
        key: key.to_owned(),
        list,
        pair,
        inline,
        table: table.to_owned(),
    });
}

fn replaced(text: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}

fn mutants(text: &str) -> Vec<Mutant> {
    let (tokens, blocks) = scan(text);
    let mut all = Vec::new();
    let ids = |head: &str| -> Vec<String> {
        let rows = tokens.iter().filter(|t| t.table.starts_with(head) && t.key == "id");
        rows.map(|t| text[t.range.clone()].trim_matches('"').to_owned()).collect()
    };
    let readings = ids("[[reading]]");
    let rules: Vec<String> = blocks
        .iter()
        .filter_map(|b| b.head.strip_prefix("[rules.")?.strip_suffix(']').map(ToOwned::to_owned))
        .collect();
    for (nth, token) in tokens.iter().enumerate() {
        let old = &text[token.range.clone()];
        let mut to = |new: String| {
            let what = format!("{}: {old} -> {new}", token.path);
            all.push(Mutant { what, toml: replaced(text, token.range.clone(), &new) });
        };
        if token.key == "quote" {
            let mut chars: Vec<char> = old.chars().collect();
            let middle = chars.len() / 2;
            chars[middle] = if chars[middle] == '某' { '甲' } else { '某' };
            let what = format!("{}: one character", token.path);
            all.push(Mutant {
                what,
                toml: replaced(text, token.range.clone(), &chars.iter().collect::<String>()),
            });
            continue;
        }
        if !PROSE.contains(&token.key.as_str()) {
            values(token, old, &readings, &rules).into_iter().for_each(&mut to);
            if let Some(list) = token.list {
                all.extend(in_a_list(text, &tokens, nth, list));
            }
        }
        if token.list.is_none() || tokens[..nth].iter().all(|t| t.list != token.list) {
            all.extend(without_the_key(text, token, &tokens));
        }
    }
    for (nth, block) in blocks.iter().enumerate() {
        if block.head.starts_with("[rules.") || block.head == "[[reading]]" {
            continue;
        }
        let what = format!("{} {} removed", block.head, block.nth);
        all.push(Mutant { what, toml: replaced(text, block.range.clone(), "") });
        let next = blocks.get(nth + 1).filter(|next| next.head == block.head);
        if let Some(next) = next {
            let swapped = format!(
                "{}{}\n{}\n{}",
                &text[..block.range.start],
                &text[next.range.clone()],
                &text[block.range.clone()],
                &text[next.range.end..]
            );
            all.push(Mutant {
                what: format!("{} {} and {} swapped", block.head, block.nth, next.nth),
                toml: swapped,
            });
        }
    }
    all
}

/// Other values of the same kind.
fn values(token: &Token, old: &str, readings: &[String], rules: &[String]) -> Vec<String> {
    match token.kind {
        Kind::Truth => return vec![if old == "true" { "false" } else { "true" }.to_owned()],
        Kind::Count => {
            let count: i64 = old.parse().expect("a whole number");
            return [count - 1, count + 1].into_iter().filter(|n| *n >= 0).map(|n| n.to_string()).collect();
        }
        Kind::Text => {}
    }
    let bare = old.trim_matches('"');
    let quoted = |text: &str| format!("\"{text}\"");
    if let Ok(day) = bare.parse::<NaiveDate>() {
        let month = chrono::Months::new(1);
        let days = [day - Days::new(1), day + Days::new(1), day - month, day + month];
        let days: BTreeSet<NaiveDate> = days.into_iter().collect();
        return days.into_iter().map(|d| quoted(&d.to_string())).collect();
    }
    if let Some((yuan, fen)) = bare.split_once('.')
        && let (Ok(yuan), Ok(fen)) = (yuan.parse::<i64>(), fen.parse::<i64>())
    {
        let sum = yuan * 100 + fen;
        let sums = [sum - 100, sum - 1, sum + 1, sum + 100];
        return sums
            .into_iter()
            .filter(|s| *s >= 0)
            .map(|s| quoted(&format!("{}.{:02}", s / 100, s % 100)))
            .collect();
    }
    if token.key == "article" {
        let counts: Vec<char> = "一二三四五六七八九十".chars().collect();
        let next = |c: char| match counts.iter().position(|d| *d == c) {
            Some(at) => Some(counts[(at + 1) % 10]),
            None => c.to_digit(10).and_then(|d| char::from_digit((d + 1) % 10, 10)),
        };
        let changed = old
            .char_indices()
            .filter_map(|(at, c)| Some(format!("{}{}{}", &old[..at], next(c)?, &old[at + c.len_utf8()..])));
        return changed.collect();
    }
    let neighbour = |list: &[String]| {
        let at = list.iter().position(|id| id == bare);
        at.map(|at| list[(at + 1) % list.len()].clone()).filter(|id| id != bare)
    };
    if token.key.contains("reading") {
        return neighbour(readings).into_iter().map(|id| quoted(&id)).collect();
    }
    if token.key.ends_with("rule") || token.key == "also" {
        return neighbour(rules).into_iter().map(|id| quoted(&id)).collect();
    }
    let words = words_of(token);
    if !words.is_empty() {
        // Each other word would be thousands: the two beside it in its list.
        let at = words.iter().position(|w| *w == bare).unwrap_or_else(|| panic!("{}: {bare}", token.path));
        let beside = [words[(at + 1) % words.len()], words[(at + words.len() - 1) % words.len()]];
        let beside: BTreeSet<&str> = beside.into_iter().filter(|w| *w != bare).collect();
        return beside.into_iter().map(quoted).collect();
    }
    match token.key.as_str() {
        "id" => vec![quoted(&format!("{bare}x"))],
        "see" | "refund_see" | "papers" | "ask" | "confirmed_by" | "title" | "issuer" | "area_label"
        | "source_sha256" => {
            let mut chars: Vec<char> = bare.chars().collect();
            let last = chars.len().saturating_sub(1);
            chars.get_mut(last).into_iter().for_each(|c| *c = if *c == '某' { '甲' } else { '某' });
            (!chars.is_empty()).then(|| quoted(&chars.into_iter().collect::<String>())).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn all<W: Word>() -> Vec<&'static str> {
    W::ALL.iter().map(|w| w.word()).collect()
}

/// The closed list that a key takes its words from.
fn words_of(token: &Token) -> Vec<&'static str> {
    let scope_row = token.table.starts_with("[[scope]]");
    let refund_row = token.table.starts_with("[[refund]]");
    match token.key.as_str() {
        "code" | "categories" | "newly_designated" | "named" | "groups" | "pushes" => all::<CategoryCode>(),
        "then" if scope_row => vec!["in", "refuse", "refer", "undetermined"],
        "then" => all::<Decision>(),
        "when" if refund_row => {
            vec!["any", "asked_before_benefit", "ground_before_benefit", "after_benefit_start"]
        }
        "reason" => all::<Reason>(),
        "fund" => all::<Fund>(),
        "note" | "within_note" => all::<Note>(),
        "events" | "recent_events" | "grounds" => all::<EventType>(),
        "hukou" => all::<Area>(),
        "residence" => all::<Residence>(),
        "insurance" => all::<CurrentInsurance>(),
        "previous_year" => all::<PreviousYear>(),
        "student_level" | "levels" => all::<StudentLevel>(),
        "subtype" => all::<Subtype>(),
        "channel" | "channels" => all::<Channel>(),
        "foreigner" => all::<Foreigner>(),
        "papers" if token.table == "[policy]" => Vec::new(),
        "any_proof" | "proofs" | "papers" | "needs_any" => all::<Proof>(),
        "needs" => all::<Fact>(),
        "benefit" | "within" | "after" if !token.table.starts_with("[outside") => all::<Route>(),
        "kind" => vec!["full", "percent", "fixed"],
        "regime" => vec!["subsidise", "original_status", "open", "no_cutoff"],
        "payment" => vec!["net", "pay_first"],
        "leaving_out" => vec!["lawful_reason", "recorded_reason"],
        _ => Vec::new(),
    }
}

/// The element dropped; before the first one, another word added.
fn in_a_list(text: &str, tokens: &[Token], nth: usize, list: usize) -> Vec<Mutant> {
    let token = &tokens[nth];
    let old = &text[token.range.clone()];
    let mates: Vec<&Token> = tokens.iter().filter(|t| t.list == Some(list)).collect();
    let at = mates.iter().position(|t| t.range == token.range).expect("it stands in its list");
    let range = match (mates.get(at + 1), at.checked_sub(1).map(|i| mates[i])) {
        (Some(next), _) => token.range.start..next.range.start,
        (None, Some(before)) => before.range.end..token.range.end,
        (None, None) => token.range.clone(),
    };
    let mut made =
        vec![Mutant { what: format!("{}: {old} dropped", token.path), toml: replaced(text, range, "") }];
    if at == 0 {
        let have: Vec<&str> = mates.iter().map(|t| text[t.range.clone()].trim_matches('"')).collect();
        let missing = words_of(token).into_iter().find(|w| !have.contains(w));
        let grade = (token.kind == Kind::Count)
            .then(|| (1..=4).map(|g| g.to_string()).find(|g| !have.contains(&g.as_str())))
            .flatten();
        let new = missing.map(|w| format!("\"{w}\"")).or(grade);
        if let Some(new) = new.filter(|_| token.kind != Kind::Truth) {
            made.push(Mutant {
                what: format!("{}: {new} added", token.path),
                toml: replaced(text, token.range.start..token.range.start, &format!("{new}, ")),
            });
        }
    }
    made
}

/// The file without `key = …`, where that stands on one line or in an inline table.
fn without_the_key(text: &str, token: &Token, tokens: &[Token]) -> Vec<Mutant> {
    let what = format!("{} removed", token.path);
    let line_end = token.pair + text[token.pair..].find('\n').map_or(text.len() - token.pair, |n| n + 1);
    if !token.inline {
        let one_line = tokens.iter().filter(|t| t.pair == token.pair).all(|t| t.range.end < line_end);
        return one_line
            .then(|| Mutant { what, toml: replaced(text, token.pair..line_end, "") })
            .into_iter()
            .collect();
    }
    let last =
        tokens.iter().filter(|t| t.pair == token.pair).map(|t| t.range.end).max().unwrap_or(token.range.end);
    let end = last + usize::from(token.list.is_some());
    let before = text[..token.pair].trim_end();
    let range = if before.ends_with(',') {
        before.len() - 1..end
    } else if text[end..].starts_with(", ") {
        token.pair..end + 2
    } else {
        token.pair..end
    };
    vec![Mutant { what, toml: replaced(text, range, "") }]
}
