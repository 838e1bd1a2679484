//! What a title or a file name says: of which year of cover a list is, and up to which day.

use crate::identity::half_width;
use chrono::{Datelike, NaiveDate};

/// The year of cover in a text: `2026年度…`, `2026年城乡居民…`, `202601-202612`, `2026`. Years that no list of ours is
/// about are passed over.
pub fn year_in(text: &str) -> Option<i32> {
    let text: Vec<char> = half_width(text).chars().collect();
    let mut best = None;
    for at in 0..text.len().saturating_sub(3) {
        let four = &text[at..at + 4];
        let begins = at == 0 || !text[at - 1].is_ascii_digit();
        if !begins || !four.iter().all(char::is_ascii_digit) {
            continue;
        }
        let year: i32 = four.iter().collect::<String>().parse().ok()?;
        if !(2000..=2100).contains(&year) {
            continue;
        }
        let rest: String = text[at + 4..].iter().collect();
        if rest.starts_with("年度") {
            return Some(year);
        }
        // A year with a month behind it is a day, and says nothing of the year of cover unless nothing else does.
        let is_day = rest.starts_with("年") && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        if !is_day && best.is_none() && !is_date_like(&rest) {
            best = Some(year);
        }
    }
    best
}

/// `-11-20`, `.11.20`, `/11/20`, `1120`: the rest of a day.
fn is_date_like(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('-' | '.' | '/') => {
            let parts = rest[1..].split(['-', '.', '/']).take(2).collect::<Vec<_>>();
            parts.len() == 2
                && parts[0].len() <= 2
                && !parts[0].is_empty()
                && parts[1].chars().next().is_some_and(|c| c.is_ascii_digit())
                && parts[0].bytes().all(|b| b.is_ascii_digit())
        }
        Some(c) if c.is_ascii_digit() => {
            let digits = rest.chars().take_while(char::is_ascii_digit).count();
            digits == 4
        }
        _ => false,
    }
}

/// The last day in a text that is not after `as_of` where there is one: `截至2025年11月20日`, `2025-11-20`, `2025.11.20`,
/// `20251120`.
pub fn day_in(text: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let text: Vec<char> = half_width(text).chars().filter(|c| !c.is_whitespace() || *c == ' ').collect();
    let mut found: Vec<NaiveDate> = Vec::new();
    for at in 0..text.len() {
        if !text[at].is_ascii_digit() || (at > 0 && text[at - 1].is_ascii_digit()) {
            continue;
        }
        let rest: String = text[at..].iter().collect();
        if let Some(day) = day_at_start(&rest) {
            found.push(day);
        }
    }
    found.iter().rev().find(|day| **day <= as_of).or(found.last()).copied()
}

fn day_at_start(text: &str) -> Option<NaiveDate> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 || digits == 14 {
        let part = |from: usize, to: usize| text[from..to].parse::<u32>().ok();
        return day(part(0, 4)?, part(4, 6)?, part(6, 8)?);
    }
    if digits != 4 {
        return None;
    }
    let mut numbers = Vec::new();
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if number.is_empty() {
            return None;
        }
        numbers.push(std::mem::take(&mut number).parse::<u32>().ok()?);
        if numbers.len() == 3 {
            break;
        }
        if !matches!(c, '年' | '月' | '-' | '.' | '/') {
            return None;
        }
    }
    if !number.is_empty() && numbers.len() < 3 {
        numbers.push(number.parse().ok()?);
    }
    let [year, month, of_month] = numbers[..] else { return None };
    day(year, month, of_month)
}

fn day(year: u32, month: u32, of_month: u32) -> Option<NaiveDate> {
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, of_month)?;
    (1900..=2100).contains(&day.year()).then_some(day)
}
