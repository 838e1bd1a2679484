//! Household numbers and their order, as people read them.
//!
//! Invariant: pure. 2 comes before 10 and 二组 before 十组, whatever the letters around them.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

/// A key by which texts are ordered with the numbers in them as numbers, Arabic or Chinese.
pub(crate) fn natural_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 24);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.peek().copied() {
        if let Some(value) = number(&mut rest) {
            // A number stands before every letter, the shorter number before the longer.
            let digits = value.to_string();
            key.push('\u{1}');
            key.push(char::from(b'a' + u8::try_from(digits.len()).unwrap_or(25)));
            key.push_str(&digits);
        } else {
            key.push(c);
            rest.next();
        }
    }
    key
}

/// Compares texts by [`natural_key`].
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    natural_key(a).cmp(&natural_key(b)).then_with(|| a.cmp(b))
}

/// Reads a number where one begins, and goes past it.
fn number(text: &mut Peekable<Chars<'_>>) -> Option<u64> {
    let first = *text.peek()?;
    if first.is_ascii_digit() {
        let mut value = 0_u64;
        while let Some(digit) = text.peek().and_then(|c| c.to_digit(10)) {
            value = value.saturating_mul(10).saturating_add(u64::from(digit));
            text.next();
        }
        return Some(value);
    }
    numeral(first)?;
    let (mut tens, mut ones, mut has_tens) = (0_u64, 0_u64, false);
    while let Some(value) = text.peek().copied().and_then(numeral) {
        text.next();
        if value == 10 {
            tens = ones.max(1);
            ones = 0;
            has_tens = true;
        } else {
            ones = if has_tens { value } else { ones * 10 + value };
        }
    }
    Some(tens * 10 + ones)
}

fn numeral(c: char) -> Option<u64> {
    "〇一二三四五六七八九十".chars().position(|numeral| numeral == c).map(|value| value as u64)
}

/// The number after the greatest of all numbers that end in a digit, of the same width: 600010013, then 600010014.
pub(crate) fn next_number(taken: &[String]) -> String {
    let ends_in_digit = |number: &&String| number.ends_with(|c: char| c.is_ascii_digit());
    let Some(last) = taken.iter().filter(ends_in_digit).max_by_key(|number| natural_key(number)) else {
        return "1".to_owned();
    };
    let head = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &last[head.len()..];
    let mut value: u128 = digits.parse().unwrap_or(0);
    loop {
        value = value.wrapping_add(1);
        let next = format!("{head}{value:0width$}", width = digits.len());
        if !taken.contains(&next) {
            return next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_texts_are_ordered_as_numbers() {
        let mut groups = ["十二组", "二组", "十组", "一组", "12", "2", "二十组", "", "上一组"];
        groups.sort_by(|a, b| natural(a, b));
        assert_eq!(groups, ["", "一组", "2", "二组", "十组", "12", "十二组", "二十组", "上一组"]);
    }

    #[test]
    fn the_next_number_follows_the_greatest() {
        let next = |taken: &[&str]| next_number(&taken.iter().map(|&no| no.to_owned()).collect::<Vec<_>>());
        assert_eq!(next(&[]), "1");
        assert_eq!(next(&["9", "10"]), "11");
        assert_eq!(next(&["600010013", "600010009"]), "600010014");
        assert_eq!(next(&["A-009", "A-010"]), "A-011");
        assert_eq!(next(&["099"]), "100");
        assert_eq!(next(&["无号"]), "1");
    }
}
