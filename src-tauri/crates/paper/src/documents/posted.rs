//! The list that is posted on the wall (公示): who is enrolled.
//!
//! Invariant: the type has no place for a category, a sum, a phone or a reason, and takes a certificate number only as
//! [`MaskedNumber`], which cannot hold a whole one.

use super::Letterhead;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::POSTED_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A certificate number with so much of it hidden that it names nobody: at least half of it, eight characters or more of a
/// resident ID number, and the days of birth always.
#[derive(Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MaskedNumber(String);

impl MaskedNumber {
    /// Takes a number that is masked already.
    ///
    /// # Errors
    /// [`PaperError::NotMasked`] if too much of it can be read.
    pub fn new(masked: &str) -> Result<Self, PaperError> {
        let all: Vec<char> = masked.chars().collect();
        let hidden = all.iter().filter(|c| **c == '*').count();
        let birth_date = 6..14;
        let enough = match all.len() {
            0 => true,
            18 => all[birth_date].iter().all(|c| *c == '*'),
            length => hidden * 2 >= length,
        };
        if enough { Ok(Self(masked.to_owned())) } else { Err(PaperError::NotMasked) }
    }

    /// What stands on the paper.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MaskedNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for MaskedNumber {
    type Error = PaperError;

    fn try_from(masked: String) -> Result<Self, PaperError> {
        Self::new(&masked)
    }
}

impl From<MaskedNumber> for String {
    fn from(masked: MaskedNumber) -> Self {
        masked.0
    }
}

/// What stands on a posted list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PostedPaper {
    /// Village and year.
    pub head: Letterhead,
    /// The village group; empty for the whole village.
    pub village_group: String,
    /// What it says to the reader, in words.
    pub intro: String,
    /// First day of posting, `YYYY-MM-DD`.
    pub posted_from: String,
    /// Last day of posting, `YYYY-MM-DD`.
    pub posted_to: String,
    /// Where to object: people and telephone numbers, in words.
    pub objection_words: String,
    /// Where to complain; may be empty.
    pub hotline: String,
    /// One line a person.
    pub lines: Vec<PostedLine>,
}

/// One person on a posted list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PostedLine {
    /// Village group.
    pub village_group: String,
    /// Name of the head of the household.
    pub household_head: String,
    /// Name.
    pub name: String,
    /// Certificate number, masked.
    pub certno: MaskedNumber,
    /// When the person was enrolled, `YYYY-MM-DD`.
    pub enrolled_on: String,
}

/// The list on A4.
pub fn posted_list(document: &PostedPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let mut fields = d.head.fields();
    fields.extend([
        ("village_group", d.village_group.clone()),
        ("intro", d.intro.clone()),
        ("posted_from", d.posted_from.clone()),
        ("posted_to", d.posted_to.clone()),
        ("objection_words", d.objection_words.clone()),
        ("hotline", d.hotline.clone()),
        ("people", d.lines.len().to_string()),
    ]);
    let rows = d.lines.iter().enumerate().map(|(at, line)| {
        Row::line(Fields::from([
            ("number", (at + 1).to_string()),
            ("village_group", line.village_group.clone()),
            ("household_head", line.household_head.clone()),
            ("name", line.name.clone()),
            ("certno", line.certno.as_str().to_owned()),
            ("enrolled_on", line.enrolled_on.clone()),
        ]))
    });
    let title = format!("参保公示 {}年度 {}", d.head.levy_year, d.village_group);
    let content = Content { title: title.trim().to_owned(), fields, rows: rows.collect(), qr: None };
    lay_out(POSTED_A4.sheet()?, &content, fonts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_can_be_read_is_not_posted() {
        for masked in ["341799********1234", "******************", "Z*****2086", "*****67", ""] {
            assert_eq!(MaskedNumber::new(masked).unwrap().as_str(), masked);
            let json = toml::Value::String(masked.to_owned());
            assert!(json.try_into::<MaskedNumber>().is_ok(), "{masked}");
        }
        for open in ["341799197904121234", "34179919790412****", "3417991979041*1234", "Z12345678", "ab*d"] {
            assert_eq!(MaskedNumber::new(open).unwrap_err(), PaperError::NotMasked, "{open}");
            assert!(toml::Value::String(open.to_owned()).try_into::<MaskedNumber>().is_err(), "{open}");
        }
    }
}
