//! Telephone numbers in their one spelling.
//!
//! Invariant: what is returned is digits, with one dash at most. Must not know: whose number it is.

use super::text::squeeze;

/// A telephone number in its one spelling, if it is one: a mobile number of 11 digits that begins with 1, or a fixed
/// one of 7 to 12 digits, with or without a dash after the area code.
pub fn phone(text: &str) -> Option<String> {
    let text: String =
        squeeze(text).chars().map(|c| if matches!(c, '‐'..='―' | '−') { '-' } else { c }).collect();
    let text = text.strip_prefix("+86").unwrap_or(&text);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() + text.matches('-').count() != text.chars().count() {
        return None;
    }
    if digits.len() == 11 && digits.starts_with('1') {
        return Some(digits);
    }
    ((7..=12).contains(&digits.len()) && text.matches('-').count() <= 1).then(|| text.to_owned())
}
