//! Certificates: their kinds, the words for them, and the number of each checked by its kind.
//!
//! Invariant: a [`Certificate`] exists only of a number that passed the check of its kind; an unusual form is a doubt and
//! refuses nothing. Must not know: how a resident ID number is made: that is [`super::resident`].

use super::codes::table;
use super::resident::{IdFault, ResidentId, check_resident_id, is_scientific, normalise_number};
use super::text::{is_han, squeeze};
use chrono::NaiveDate;
use serde::Serialize;
use std::sync::LazyLock;

/// The code of the resident ID card in `certificate_type.tsv`.
pub const RESIDENT_ID_CODE: &str = "01";
/// The code of a birth certificate. The national table has none for it, so it goes under 其他身份证件;
/// [`CertificateKind::BirthCertificate`] keeps what it is.
pub const BIRTH_CERTIFICATE_CODE: &str = "99";

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

pub(super) static CERTIFICATE_NAMES: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../../assets/codes/certificate_type.tsv")));
pub(super) static CERTIFICATE_WORDS: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| table(include_str!("../../../../../assets/codes/certificate_words.tsv")));

/// The certificate types as (code, name), for a list to choose from.
pub fn certificate_types() -> &'static [(&'static str, &'static str)] {
    &CERTIFICATE_NAMES
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

static CERTIFICATE_FORMS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    include_str!("../../../../../assets/codes/certificate_format.tsv")
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
