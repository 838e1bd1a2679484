//! Who a person is on paper: resident ID numbers, other certificates, names, relations, nations, dates, telephones.
//!
//! Invariant: pure functions over text; the date on which a birth would lie in the future is an argument. What is
//! normalised here is the one spelling that is stored, compared, hashed and exported.
//! Must not know: files, rows, households. The tables of codes and spellings are data in `assets/codes`.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The length in characters beyond which a name is no name.
pub const MAX_NAME_CHARS: usize = 50;
/// No living person was born earlier than this many years ago; a number that says so has a wrong date.
pub const MAX_AGE_YEARS: i32 = 150;
/// The code of the resident ID card in `certificate_type.tsv`.
pub const RESIDENT_ID_CODE: &str = "01";
/// The code of a birth certificate. The national table has none for it, so it goes under 其他身份证件;
/// [`CertificateKind::BirthCertificate`] keeps what it is.
pub const BIRTH_CERTIFICATE_CODE: &str = "99";

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

/// Full-width ASCII becomes half-width, every kind of space one plain space; marks that nobody sees go.
pub fn half_width(text: &str) -> String {
    // Most cells of a list are numbers and codes, which stand as they are.
    if text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    text.chars()
        .filter_map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{00AD}' => None,
            c if c.is_whitespace() => Some(' '),
            c => Some(c),
        })
        .collect()
}

/// [`half_width`] with every space removed: for words that are looked up in a table.
pub fn squeeze(text: &str) -> String {
    let mut text = half_width(text);
    text.retain(|c| c != ' ');
    text
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
fn is_scientific(text: &str) -> bool {
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
    include_str!("../../../../assets/codes/region_gbt2260.tsv")
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

/// A certificate number with the birth date hidden, as posted lists have it: the first six and the last four
/// characters of a resident ID number stay (`341799********1234`); of any other number the first and the last four
/// (`Z*****2086`), of a number too short for that only its last two.
pub fn mask(certno: &str) -> String {
    let characters: Vec<char> = certno.chars().collect();
    let (head, tail) = match characters.len() {
        18 => (6, 4),
        8.. => (1, 4),
        4..=7 => (0, 2),
        _ => (0, 0),
    };
    let hidden = characters.len().saturating_sub(head + tail);
    characters[..head]
        .iter()
        .copied()
        .chain(std::iter::repeat_n('*', hidden))
        .chain(characters[characters.len() - tail..].iter().copied())
        .collect()
}

/// True for every Han character: all blocks of the CJK ideographs, their compatibility forms, and 〇.
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3007 | 0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

static PRIVATE_USE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/gbk_private_use.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(code, character)| {
            let from = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
            Some((from, character.chars().next()?))
        })
        .collect()
});

/// A name in its one spelling: half-width, private-use leftovers of GBK replaced by the real character, every spelling
/// of the middle dot as U+00B7, no space beside a Han character or a dot, single spaces in Latin names.
pub fn normalise_name(text: &str) -> String {
    let mut characters: Vec<char> = half_width(text)
        .chars()
        .map(|c| PRIVATE_USE.get(&c).copied().unwrap_or(c))
        .map(|c| if is_dot(c) { '·' } else { c })
        .collect();
    // A full stop is a middle dot only between Han characters: "J. Smith" keeps its own.
    let sides = |at: usize, of: &[char]| {
        let before = of[..at].iter().rev().find(|c| **c != ' ').copied();
        let after = of[at + 1..].iter().find(|c| **c != ' ').copied();
        (before, after)
    };
    for at in 0..characters.len() {
        if characters[at] == '.'
            && let (Some(before), Some(after)) = sides(at, &characters)
            && is_han(before)
            && is_han(after)
        {
            characters[at] = '·';
        }
    }
    let tight = |c: char| is_han(c) || c == '·';
    let mut name = String::with_capacity(text.len());
    for (at, &c) in characters.iter().enumerate() {
        if c == ' ' {
            let (before, after) = sides(at, &characters);
            let (Some(before), Some(after)) = (before, after) else { continue };
            if tight(before) || tight(after) || name.ends_with(' ') {
                continue;
            }
        }
        name.push(c);
    }
    name
}

fn is_dot(c: char) -> bool {
    matches!(
        c,
        '·' | '•'
            | '・'
            | '･'
            | '‧'
            | '∙'
            | '⋅'
            | '●'
            | '○'
            | '◦'
            | '⸱'
            | '\u{0387}'
            | '\u{FE52}'
            | '\u{2024}'
            | '\u{25AA}'
    )
}

/// Why a normalised name is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NameFault {
    /// The cell is empty.
    #[error("no name")]
    Missing,
    /// The cell holds something that is no name: digits, signs, a formula, too many characters.
    #[error("no name but something else")]
    NotAName,
}

impl NameFault {
    /// The stable code, as in the row codes of a list.
    pub fn row_code(self) -> &'static str {
        match self {
            Self::Missing => "missing_name",
            Self::NotAName => "bad_name",
        }
    }

    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "E-IDN-011",
            Self::NotAName => "E-IDN-012",
        }
    }

    /// The facts for the words: none.
    pub fn params(self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// Looks at a normalised name: letters or Han characters, with middle dots, spaces, hyphens, apostrophes, full stops
/// and brackets between them, at most [`MAX_NAME_CHARS`].
pub fn name_fault(name: &str) -> Option<NameFault> {
    let mut length = 0;
    let mut letters = 0;
    for c in name.chars() {
        length += 1;
        if is_han(c) || c.is_alphabetic() {
            letters += 1;
        } else if !matches!(c, '·' | ' ' | '-' | '\'' | '’' | '.' | '(' | ')' | '（' | '）') {
            return Some(NameFault::NotAName);
        }
        if length > MAX_NAME_CHARS {
            return Some(NameFault::NotAName);
        }
    }
    match (length, letters) {
        (0, _) => Some(NameFault::Missing),
        (_, 0) => Some(NameFault::NotAName),
        _ if name.starts_with(['-', '\'', '.', '·', ' ']) => Some(NameFault::NotAName),
        _ => None,
    }
}

/// What kind of certificate a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// Resident ID card or household register: checked by [`check_resident_id`].
    ResidentId,
    /// 出生医学证明, until the ID number comes.
    BirthCertificate,
    /// Any other certificate: accepted as written.
    Other,
}

/// A row of the table of certificate types, as a list's words name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateType {
    /// Two digits of `certificate_type.tsv`.
    pub code: &'static str,
    /// What is to be checked.
    pub kind: CertificateKind,
}

type Table = HashMap<&'static str, &'static str>;

fn table(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.lines().skip(1).filter_map(|line| line.split_once('\t')).collect()
}

static CERTIFICATE_NAMES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../assets/codes/certificate_type.tsv")));
static CERTIFICATE_WORDS: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../assets/codes/certificate_words.tsv")));
static RELATION_NAMES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../assets/codes/relation_gbt4761.tsv")));
static RELATION_WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut words: Table = RELATION_NAMES.iter().map(|(code, name)| (*name, *code)).collect();
    words.extend(table(include_str!("../../../../assets/codes/relation_words.tsv")));
    words
});
static NATION_NAMES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../assets/codes/nation_gbt3304.tsv")));

/// The certificate types as (code, name), for a list to choose from.
pub fn certificate_types() -> &'static [(&'static str, &'static str)] {
    &CERTIFICATE_NAMES
}

/// The relations of GB/T 4761 as (code, name), for a list to choose from.
pub fn relations() -> &'static [(&'static str, &'static str)] {
    &RELATION_NAMES
}

/// The nations of GB/T 3304 as (code, name), for a list to choose from.
pub fn nations() -> &'static [(&'static str, &'static str)] {
    &NATION_NAMES
}

fn kind_of(code: &str) -> CertificateKind {
    if code == RESIDENT_ID_CODE { CertificateKind::ResidentId } else { CertificateKind::Other }
}

/// The certificate type that a word means: a code, a name of the table, or a usual word for one.
pub fn certificate_type(word: &str) -> Option<CertificateType> {
    let word = squeeze(word);
    for (name, rest) in CERTIFICATE_WORDS.iter() {
        if *name == word {
            let (code, kind) = rest.split_once('\t')?;
            let kind = match kind {
                "resident_id" => CertificateKind::ResidentId,
                "birth_certificate" => CertificateKind::BirthCertificate,
                _ => CertificateKind::Other,
            };
            return Some(CertificateType { code, kind });
        }
    }
    CERTIFICATE_NAMES
        .iter()
        .find(|(code, name)| squeeze(name) == word || *code == word)
        .map(|(code, _)| CertificateType { code, kind: kind_of(code) })
}

/// A certificate number that has passed the check of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Two digits of `certificate_type.tsv`.
    pub code: String,
    /// What it is.
    pub kind: CertificateKind,
    /// The number in its one spelling.
    pub number: String,
    /// Birth, sex and region; only of resident ID numbers.
    pub resident: Option<ResidentId>,
}

/// Checks a number by the kind of its certificate: resident ID numbers by GB 11643, a birth certificate as one letter
/// and nine digits, anything else as four to thirty letters and digits.
pub fn check_certificate(
    kind: CertificateType,
    number: &str,
    as_of: NaiveDate,
) -> Result<Certificate, IdFault> {
    let certificate =
        |number, resident| Certificate { code: kind.code.to_owned(), kind: kind.kind, number, resident };
    match kind.kind {
        CertificateKind::ResidentId => {
            let id = check_resident_id(number, as_of)?;
            Ok(certificate(id.number.clone(), Some(id)))
        }
        CertificateKind::BirthCertificate => {
            if let Some(number) = birth_certificate_number(number) {
                return Ok(certificate(number, None));
            }
            let number = normalise_number(number);
            if !number.bytes().any(|b| b.is_ascii_alphanumeric()) {
                Err(IdFault::Missing)
            } else if number.chars().count() == 10 {
                Err(IdFault::Characters)
            } else {
                Err(IdFault::Length)
            }
        }
        CertificateKind::Other => {
            if is_scientific(number) {
                return Err(IdFault::LostDigits);
            }
            // Dashes and brackets belong to some of these numbers, so only spaces and quotes go.
            let number: String = squeeze(number)
                .chars()
                .filter(|c| !matches!(c, '\'' | '"' | '‘' | '’'))
                .map(|c| c.to_ascii_uppercase())
                .collect();
            if !number.bytes().any(|b| b.is_ascii_alphanumeric()) {
                Err(IdFault::Missing)
            } else if !number.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || "-()/.".contains(c))
                || number.starts_with(['-', '.', '/', ')'])
            {
                Err(IdFault::Characters)
            } else if (4..=30).contains(&number.chars().count()) {
                Ok(certificate(number, None))
            } else {
                Err(IdFault::Length)
            }
        }
    }
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

static CERTIFICATE_FORMS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/certificate_format.tsv")
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| line.split('\t').collect())
        .collect()
});

/// How numbers of a certificate usually look, if this one looks otherwise: a doubt, no fault, since papers of other
/// places differ. `code` is one of `certificate_type.tsv`.
pub fn unusual_form(code: &str, number: &str) -> Option<&'static str> {
    let form = CERTIFICATE_FORMS.iter().find(|form| form[0] == code)?;
    (!form[1].split(' ').any(|pattern| looks_like(pattern, number))).then_some(form[2])
}

/// `9` a digit, `#` a digit or X, `A` a letter, `*` a letter or digit; anything else is itself.
fn looks_like(pattern: &str, number: &str) -> bool {
    pattern.chars().count() == number.chars().count()
        && pattern.chars().zip(number.chars()).all(|(wanted, c)| match wanted {
            '9' => c.is_ascii_digit(),
            '#' => c.is_ascii_digit() || c == 'X',
            'A' => c.is_ascii_uppercase(),
            '*' => c.is_ascii_alphanumeric(),
            wanted => wanted == c,
        })
}

/// The number of a birth certificate: one letter and nine digits, as printed since 1996. The words 出生医学证明, which
/// lists like to write into the same cell, are left out.
pub fn birth_certificate_number(text: &str) -> Option<String> {
    let number = normalise_number(text);
    let number = if number.contains("出生") {
        number.trim_start_matches(|c: char| is_han(c) || matches!(c, ':' | '(' | ')'))
    } else {
        &number
    };
    let bytes = number.as_bytes();
    (bytes.len() == 10 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit))
        .then(|| number.to_owned())
}

/// The code of GB/T 4761 for a relation as a list writes it; 本人 on a roster is the head (02).
pub fn relation_code(word: &str) -> Option<&'static str> {
    let word = squeeze(word);
    if let Some(code) = RELATION_WORDS.get(word.as_str()) {
        return Some(code);
    }
    // 户主之妻, 户主的儿子, 户主母亲: what is said is whose.
    let of_head = word.strip_prefix("户主").map(|rest| rest.trim_start_matches(['之', '的']));
    if let Some(code) = of_head.and_then(|rest| RELATION_WORDS.get(rest)) {
        return Some(code);
    }
    RELATION_NAMES.iter().find(|(code, _)| *code == word).map(|(code, _)| *code)
}

/// The code of GB/T 3304 for a nation: 汉, 汉族 or 01.
pub fn nation_code(word: &str) -> Option<&'static str> {
    let word = squeeze(word);
    if word.is_empty() {
        return None;
    }
    NATION_NAMES
        .iter()
        .find(|(code, name)| *code == word || *name == word || name.strip_suffix('族') == Some(word.as_str()))
        .map(|(code, _)| *code)
}

/// Reads a date as people write it: 2025-11-03, 2025/11/3, 20251103, 2025年11月3日, each also with a time of 00:00:00
/// or in full-width digits. What has no year of four digits or no day is no date.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = half_width(text);
    let text = text.trim();
    let day = text.split_once(' ').map_or(text, |(day, time)| {
        let time = time.trim();
        let midnight = !time.is_empty() && time.chars().all(|c| matches!(c, '0' | ':' | '.'));
        if midnight { day } else { text }
    });
    let day: String = day.chars().filter(|c| *c != ' ').collect();
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return date_of(&day[..4], &day[4..6], &day[6..]);
    }
    let parts: Vec<&str> = if let Some(rest) = day.strip_suffix('日') {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        vec![year, month, day]
    } else {
        let mark = if day.contains('/') { '/' } else { '-' };
        day.split(mark).collect()
    };
    let [year, month, day] = parts[..] else { return None };
    date_of(year, month, day)
}

fn date_of(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number = |text: &str, most: usize| -> Option<u32> {
        let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().ok() } else { None }
    };
    if year.len() != 4 {
        return None;
    }
    let date =
        NaiveDate::from_ymd_opt(i32::try_from(number(year, 4)?).ok()?, number(month, 2)?, number(day, 2)?)?;
    (1850..=2150).contains(&date.year()).then_some(date)
}

/// A day from a spreadsheet's serial number, in the date system of 1900 (with its 29 February 1900) or of 1904;
/// eight digits such as 20251103 are read as written.
pub fn date_of_serial(serial: u32, is_1904: bool) -> Option<NaiveDate> {
    let days = match (serial, is_1904) {
        (18_500_101..=21_501_231, _) => return parse_date(&serial.to_string()),
        (100_000.., _) | (0 | 60, false) => return None,
        (_, true) => {
            return NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(chrono::Days::new(serial.into()));
        }
        (1..60, false) => serial + 1,
        (_, false) => serial,
    };
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days.into()))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date of the test")
    }

    #[test]
    fn a_number_is_refused_at_the_first_layer_that_fails() {
        let check = |text: &str| check_resident_id(text, day("2025-12-01")).map(|id| id.number);
        let good = |text: &str| Ok(text.to_owned());
        for (written, expect) in [
            ("34179919800106116x", good("34179919800106116X")),
            ("３４１７９９２００７０７１９６００７", good("341799200707196007")),
            ("341799-19961230-5586", good("341799199612305586")),
            ("'341799200003163442", good("341799200003163442")),
            ("\u{202d}341799199309268305\u{202c}", good("341799199309268305")),
            ("\t341799199102082634", good("341799199102082634")),
            ("=\"341799202109169374\"", good("341799202109169374")),
            ("", Err(IdFault::Missing)),
            ("待办", Err(IdFault::Missing)),
            ("/", Err(IdFault::Missing)),
            ("3.41799E+17", Err(IdFault::LostDigits)),
            ("341799801216530", Err(IdFault::OldFifteenDigits)),
            ("34179919620622321", Err(IdFault::Length)),
            ("3417992O0108233603", Err(IdFault::Characters)),
            ("34179919X001061160", Err(IdFault::Characters)),
            ("34179919540229792X", Err(IdFault::Date)),
            ("341799000001012689", Err(IdFault::Date)),
            ("341799205103022754", Err(IdFault::FutureBirth)),
            ("341799195805171543", Err(IdFault::CheckDigit)),
        ] {
            assert_eq!(check(written), expect, "{written}");
        }
    }

    #[test]
    fn sex_birth_and_region_follow_from_the_number() {
        let id = check_resident_id("341799196707156436", day("2025-12-01")).expect("a good number");
        assert_eq!((id.birth, id.sex, id.region_known), (day("1967-07-15"), Sex::Male, false));
        assert!(
            region_known("341702")
                && region_known("342901")
                && !region_known("341799")
                && !region_known("999999")
        );
    }

    #[test]
    fn the_day_of_the_question_decides_what_is_the_future() {
        let number = "341799202510173329";
        assert!(check_resident_id(number, day("2025-10-17")).is_ok());
        assert_eq!(check_resident_id(number, day("2025-10-16")), Err(IdFault::FutureBirth));
    }

    #[test]
    fn a_mask_hides_the_birth_date() {
        assert_eq!(mask("34179919670715643X"), "341799********643X");
        assert_eq!(mask("Z349962086"), "Z*****2086");
        assert_eq!(mask("12345"), "***45");
        assert_eq!(mask(""), "");
    }

    #[test]
    fn a_name_has_one_spelling() {
        for (written, expect) in [
            ("徐　露", "徐露"),
            (" 章 文静 ", "章文静"),
            ("阿依努尔•巴合提", "阿依努尔·巴合提"),
            ("吉克・阿木", "吉克·阿木"),
            ("努尔兰.叶尔兰", "努尔兰·叶尔兰"),
            ("努尔兰 ． 叶尔兰", "努尔兰·叶尔兰"),
            ("杨\u{E863}", "杨䶮"),
            ("John  A. Smith", "John A. Smith"),
            ("\u{202d}李敏\u{202c}", "李敏"),
        ] {
            assert_eq!(normalise_name(written), expect, "{written}");
            assert_eq!(name_fault(expect), None, "{expect}");
        }
        for wrong in ["=HYPERLINK", "12", "张3", "·", "-张", "\u{E900}", "名".repeat(51).as_str()] {
            assert_eq!(name_fault(wrong), Some(NameFault::NotAName), "{wrong}");
        }
        assert_eq!(name_fault(""), Some(NameFault::Missing));
    }

    #[test]
    fn relations_nations_and_certificates_come_from_the_tables() {
        for (word, code) in
            [("本人", "02"), ("之妻", "12"), ("媳", "38"), ("孙", "41"), ("女", "30"), ("02", "02")]
        {
            assert_eq!(relation_code(word), Some(code), "{word}");
        }
        assert_eq!(relation_code("邻居"), None);
        assert_eq!(
            (nation_code("汉"), nation_code("维吾尔族"), nation_code("")),
            (Some("01"), Some("05"), None)
        );
        let kind = |word| certificate_type(word).map(|c| (c.code, c.kind));
        assert_eq!(kind("居民身份证"), Some(("01", CertificateKind::ResidentId)));
        assert_eq!(kind("出生医学证明"), Some(("99", CertificateKind::BirthCertificate)));
        assert_eq!(kind("外国人护照"), Some(("08", CertificateKind::Other)));
        assert_eq!(kind("澳门特区护照/港澳居民来往内地通行证"), Some(("05", CertificateKind::Other)));
        assert_eq!(kind("图书证"), None);
    }

    #[test]
    fn every_word_of_the_alias_tables_means_a_code_of_the_standard() {
        for code in RELATION_WORDS.values() {
            assert!(RELATION_NAMES.iter().any(|(known, _)| known == code), "{code}");
        }
        for (word, rest) in CERTIFICATE_WORDS.iter() {
            let code = rest.split('\t').next().expect("a code");
            assert!(CERTIFICATE_NAMES.iter().any(|(known, _)| *known == code), "{word}");
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let third = Some(day("2025-11-03"));
        for written in
            ["2025-11-03", "2025/11/3", "20251103", "2025年11月3日", "2025-11-03 00:00:00", "２０２５-11-03 "]
        {
            assert_eq!(parse_date(written), third, "{written}");
        }
        for written in
            ["2025-02-30", "/", "—", "11/12/2025", "20251301", "25-11-3", "长期", "2025年11月", "", "45964"]
        {
            assert_eq!(parse_date(written), None, "{written}");
        }
        assert_eq!(date_of_serial(45964, false), third);
        assert_eq!(date_of_serial(45964 - 1462, true), third);
        assert_eq!(date_of_serial(20_251_103, false), third);
        assert_eq!(date_of_serial(1, false), Some(day("1900-01-01")));
        assert_eq!((date_of_serial(60, false), date_of_serial(61, false)), (None, Some(day("1900-03-01"))));
    }

    #[test]
    fn certificates_of_one_person_have_one_key() {
        let key = Some("341799196707156436".to_owned());
        for number in
            ["341799196707156436", "341799670715643", "34179919670715643642", "34179919670715643642B1"]
        {
            assert_eq!(identity_key(number), key, "{number}");
        }
        for number in [
            "341799196707156437",
            "341799671315643",
            "Z349962086",
            "",
            "H12345678",
            "三四一七九九一九六七〇七一五六四三六",
        ] {
            assert_eq!(identity_key(number), None, "{number}");
        }
    }

    #[test]
    fn a_number_that_looks_odd_is_doubted_and_not_refused() {
        for (code, number) in [
            ("04", "H12345678"),
            ("05", "M1234567890"),
            ("06", "12345678"),
            ("07", "USA123456789012"),
            ("08", "K12345"),
            ("09", "34179919670715643642"),
            ("16", "E12345678"),
            ("16", "EA1234567"),
            ("17", "81000019670715643X"),
            ("02", "军字第1号"),
        ] {
            assert_eq!(unusual_form(code, number), None, "{code} {number}");
        }
        for (code, number) in
            [("04", "M12345678"), ("06", "T1234"), ("07", "123"), ("16", "123456789"), ("17", "8100")]
        {
            assert!(unusual_form(code, number).is_some(), "{code} {number}");
        }
    }

    #[test]
    fn telephones_are_digits() {
        assert_eq!(phone("154 1234 5678").as_deref(), Some("15412345678"));
        assert_eq!(phone("0566-2123456").as_deref(), Some("0566-2123456"));
        assert_eq!((phone("无"), phone("123")), (None, None));
    }
}
