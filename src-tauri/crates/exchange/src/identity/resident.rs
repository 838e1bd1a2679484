//! Resident ID numbers: the layers of GB 11643, and the key by which two numbers are one person's.
//!
//! Invariant: a [`ResidentId`] exists only of a number that passed every layer on the given day; the first layer that fails
//! is the one that is told. Must not know: other certificates.

use super::text::{half_width, squeeze};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// No living person was born earlier than this many years ago; a number that says so has a wrong date.
pub const MAX_AGE_YEARS: i32 = 150;

/// Sex as in GB/T 2261.1 (the codes 0 and 9 stand for "not known" and "not stated").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男, code 1.
    Male,
    /// 女, code 2.
    Female,
}

impl Sex {
    /// The code of GB/T 2261.1.
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }

    /// The word on paper.
    pub fn label(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// Reads 男, 女, 1, 2 (also `男性`); anything else is not known.
    pub fn from_word(word: &str) -> Option<Self> {
        match squeeze(word).as_str() {
            "男" | "男性" | "1" => Some(Self::Male),
            "女" | "女性" | "2" => Some(Self::Female),
            _ => None,
        }
    }
}

/// A resident ID number that has passed every layer of GB 11643.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ResidentId {
    /// 18 characters, the last may be `X`.
    pub number: String,
    /// The date of birth inside the number.
    pub birth: NaiveDate,
    /// The sex inside the number.
    pub sex: Sex,
    /// False if GB/T 2260 never had the county of the number: a warning, no fault.
    pub region_known: bool,
}

/// Why a text is no valid resident ID number; the first fault in this order is the one that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum IdFault {
    /// Nothing that could be a number is written.
    #[error("no number")]
    Missing,
    /// A spreadsheet kept it as a number (`3.41799E+17`): the last digits are gone.
    #[error("the last digits are lost")]
    LostDigits,
    /// A number of the old kind, 15 digits.
    #[error("an old number of 15 digits")]
    OldFifteenDigits,
    /// Neither 15 nor 18 characters.
    #[error("neither 15 nor 18 characters")]
    Length,
    /// Something that is no digit, or an X elsewhere than in the last place.
    #[error("characters that are no digits")]
    Characters,
    /// The date inside does not exist.
    #[error("the date inside does not exist")]
    Date,
    /// The date inside lies after the given day.
    #[error("the date inside lies in the future")]
    FutureBirth,
    /// The check digit is wrong.
    #[error("the check digit is wrong")]
    CheckDigit,
}

impl IdFault {
    /// The stable code, as in the row codes of a list.
    pub fn row_code(self) -> &'static str {
        match self {
            Self::Missing => "missing_id",
            Self::LostDigits => "id_lost_digits",
            Self::OldFifteenDigits => "old_15_digit",
            Self::Length => "bad_length",
            Self::Characters => "bad_characters",
            Self::Date => "bad_date",
            Self::FutureBirth => "future_birth",
            Self::CheckDigit => "bad_check_digit",
        }
    }

    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "E-IDN-001",
            Self::LostDigits => "E-IDN-002",
            Self::OldFifteenDigits => "E-IDN-003",
            Self::Length => "E-IDN-004",
            Self::Characters => "E-IDN-005",
            Self::Date => "E-IDN-006",
            Self::FutureBirth => "E-IDN-007",
            Self::CheckDigit => "E-IDN-008",
        }
    }

    /// The facts for the words: none, since a number must not stand in a message.
    pub fn params(self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// An ID number in its one spelling: no spaces, dashes, apostrophes or quotes, half-width, `X` for `x`.
pub fn normalise_number(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '\'' | '"' | '=' | '‘' | '’' | '‐'..='―' | '−' | '`'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// True for what a spreadsheet writes when it kept a long number as a number: `3.41799E+17`.
pub(super) fn is_scientific(text: &str) -> bool {
    let text = squeeze(text).to_ascii_uppercase();
    let Some((mantissa, exponent)) = text.split_once('E') else { return false };
    !mantissa.is_empty()
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && exponent.starts_with('+')
        && exponent.len() > 1
        && exponent[1..].bytes().all(|b| b.is_ascii_digit())
}

/// Checks a resident ID number in the layers of GB 11643-1999, after normalising it (see [`normalise_number`]).
pub fn check_resident_id(text: &str, as_of: NaiveDate) -> Result<ResidentId, IdFault> {
    if is_scientific(text) {
        return Err(IdFault::LostDigits);
    }
    let number = normalise_number(text);
    if !number.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return Err(IdFault::Missing);
    }
    let length = number.chars().count();
    if length == 15 && number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdFault::OldFifteenDigits);
    }
    if length != 18 {
        return Err(if length == 15 { IdFault::Characters } else { IdFault::Length });
    }
    let bytes = number.as_bytes();
    if bytes.len() != 18
        || !bytes[..17].iter().all(u8::is_ascii_digit)
        || !(bytes[17].is_ascii_digit() || bytes[17] == b'X')
    {
        return Err(IdFault::Characters);
    }
    let digits = |from: usize, to: usize| {
        bytes[from..to].iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let year = i32::try_from(digits(6, 10)).map_err(|_| IdFault::Date)?;
    let birth = NaiveDate::from_ymd_opt(year, digits(10, 12), digits(12, 14)).ok_or(IdFault::Date)?;
    if birth.year() < as_of.year() - MAX_AGE_YEARS {
        return Err(IdFault::Date);
    }
    if birth > as_of {
        return Err(IdFault::FutureBirth);
    }
    if check_digit(&bytes[..17]) != bytes[17] {
        return Err(IdFault::CheckDigit);
    }
    let sex = if (bytes[16] - b'0') % 2 == 1 { Sex::Male } else { Sex::Female };
    let region_known = region_known(&number[..6]);
    Ok(ResidentId { number, birth, sex, region_known })
}

/// Seventeen digits with the check digit behind them.
pub(crate) fn with_check_digit(body: &str) -> String {
    let mut number = body.to_owned();
    number.push(char::from(check_digit(body.as_bytes())));
    number
}

/// The check digit of GB 11643 (ISO 7064, MOD 11-2) for 17 digits.
fn check_digit(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

static REGIONS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    // Stored as prefecture and the two last digits of each county; leaked once, 7,000 short strings.
    include_str!("../../../../../assets/codes/region_gbt2260.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(prefecture, counties)| {
            counties.split(' ').map(move |county| format!("{prefecture}{county}"))
        })
        .map(|code| &*code.leak())
        .collect()
});

/// Whether GB/T 2260 has had this county (six digits) in any year from 1980 to 2021, as a resident's number keeps the
/// county of its first issue. Numbers of residence permits for people
/// of Taiwan, Hong Kong and Macao begin with 81, 82, 83 and no county.
pub fn region_known(code: &str) -> bool {
    matches!(code.get(..2), Some("71" | "81" | "82" | "83")) || REGIONS.contains(code)
}

/// The resident ID number that a number of whatever certificate holds: an ID number itself, the old one of 15 digits
/// (written out as 18), a disability or social security card that begins with it. Two certificates with the same key
/// are one person's.
pub fn identity_key(certno: &str) -> Option<String> {
    let number = normalise_number(certno);
    if !number.is_ascii() {
        return None;
    }
    if number.len() == 15 && number.bytes().all(|b| b.is_ascii_digit()) {
        let body = format!("{}19{}", &number[..6], &number[6..]);
        let key = format!("{body}{}", char::from(check_digit(body.as_bytes())));
        return is_well_formed(&key).then_some(key);
    }
    let key = number.get(..18).filter(|key| is_well_formed(key))?;
    Some(key.to_owned())
}

/// True for 18 characters with a date that exists and the right check digit, whenever that date is.
fn is_well_formed(number: &str) -> bool {
    let bytes = number.as_bytes();
    let date = |from: usize, to: usize| number.get(from..to).and_then(|digits| digits.parse().ok());
    let exists = || {
        let (year, month, day) = (date(6, 10)?, date(10, 12)?, date(12, 14)?);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    };
    bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && check_digit(&bytes[..17]) == bytes[17]
        && exists().is_some()
}
