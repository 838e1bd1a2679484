//! The papers of canvassing (动员): the list for a round from door to door (走访表), with space to write, and the sheet that
//! somebody signs who does not want to enrol (告知单).
//!
//! Invariant: neither shows a category, a sum or a whole ID number. The warning is the notice's own sentence, the same for
//! everyone, or nothing: who holds the paper learns nothing about anybody from it.

use super::BookKind;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::{CANVASS_REFUSAL_A4, CANVASS_ROUND_A4};
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use serde::{Deserialize, Serialize};

/// The list for a round.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RoundPaper {
    /// The village.
    pub village_name: String,
    /// Its township.
    pub town_name: String,
    /// The year of cover.
    pub levy_year: i32,
    /// Number of the list, for the entry afterwards.
    pub round_no: u32,
    /// Whom it is for: a group, a cadre; empty for the village.
    pub title: String,
    /// The cadre who goes; empty if nobody is named.
    pub visitor: String,
    /// When the list was made, `YYYY-MM-DD`.
    pub made_on: String,
    /// What each figure stands for that is written beside a row.
    pub legend: String,
    /// Until when is collected; empty outside every window.
    pub window_words: String,
    /// What the notice says about those who refuse, with its article; empty if nothing.
    pub warning: String,
    /// How many households.
    pub households: usize,
    /// How many people are recorded as refusing and do not stand on the list.
    pub left_out: u32,
    /// One row a person.
    pub rows: Vec<RoundPaperRow>,
    /// The kind of book.
    pub kind: BookKind,
}

/// One person on the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RoundPaperRow {
    /// The short number by which the row is entered afterwards.
    pub row_no: u32,
    /// Number and head of the household; empty below the first of its people.
    pub household: String,
    /// Name.
    pub name: String,
    /// Relation to the head, and age.
    pub who: String,
    /// Phone.
    pub phone: String,
    /// Where he is, and what was heard at the last visit.
    pub known: String,
    /// What stands in the box of the outcome: empty, or that there is no need to go.
    pub outcome: String,
}

/// What one household signs that does not want to enrol.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RefusalPaper {
    /// The village.
    pub village_name: String,
    /// Its township.
    pub town_name: String,
    /// The year of cover.
    pub levy_year: i32,
    /// The notice's title and number.
    pub policy_title: String,
    /// Number of the household.
    pub hh_no: String,
    /// Name of its head.
    pub household_head: String,
    /// Village group and address.
    pub place: String,
    /// Article of the notice about those who refuse; empty if it says nothing.
    pub article: String,
    /// Its sentence, word for word; empty if it says nothing.
    pub quote: String,
    /// The visits, in words.
    pub visits: String,
    /// One line a person.
    pub lines: Vec<RefusalPaperLine>,
    /// The day of printing, `YYYY-MM-DD`.
    pub printed_on: String,
    /// The kind of book.
    pub kind: BookKind,
}

/// One person who does not want to enrol.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RefusalPaperLine {
    /// Name.
    pub name: String,
    /// Relation to the head.
    pub relation: String,
    /// Certificate number, masked by the caller.
    pub certno_masked: String,
    /// How often he was visited.
    pub visits: u32,
}

/// The list for a round on A4; its rows flow over as many pages as it needs.
pub fn round_sheet(document: &RoundPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let left_out = if d.left_out > 0 { d.left_out.to_string() } else { String::new() };
    let fields = Fields::from([
        ("village_name", d.village_name.clone()),
        ("town_name", d.town_name.clone()),
        ("levy_year", d.levy_year.to_string()),
        ("round_no", d.round_no.to_string()),
        ("title", d.title.clone()),
        ("visitor", d.visitor.clone()),
        ("made_on", d.made_on.clone()),
        ("legend", d.legend.clone()),
        ("window_words", d.window_words.clone()),
        ("warning", d.warning.clone()),
        ("households", d.households.to_string()),
        ("people", d.rows.len().to_string()),
        ("left_out", left_out),
        ("kind_mark", d.kind.mark().to_owned()),
    ]);
    let rows = d.rows.iter().map(|row| {
        Row::line(Fields::from([
            ("row_no", row.row_no.to_string()),
            ("household", row.household.clone()),
            ("name", row.name.clone()),
            ("who", row.who.clone()),
            ("phone", row.phone.clone()),
            ("known", row.known.clone()),
            ("outcome", row.outcome.clone()),
        ]))
    });
    let content =
        Content { title: format!("走访表 第{}号", d.round_no), fields, rows: rows.collect(), qr: None };
    lay_out(CANVASS_ROUND_A4.sheet()?, &content, fonts)
}

/// The sheets to be signed, each household on a page of its own.
pub fn refusal_sheets(documents: &[RefusalPaper], fonts: &Fonts) -> Result<Paper, PaperError> {
    let mut sheets = documents.iter().map(|document| refusal_sheet(document, fonts));
    let mut all = match sheets.next() {
        Some(first) => first?,
        None => return refusal_sheet(&RefusalPaper::default(), fonts),
    };
    for sheet in sheets {
        all.pages.extend(sheet?.pages);
    }
    Ok(all)
}

fn refusal_sheet(document: &RefusalPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let fields = Fields::from([
        ("village_name", d.village_name.clone()),
        ("town_name", d.town_name.clone()),
        ("levy_year", d.levy_year.to_string()),
        ("policy_title", d.policy_title.clone()),
        ("hh_no", d.hh_no.clone()),
        ("household_head", d.household_head.clone()),
        ("place", d.place.clone()),
        ("article", d.article.clone()),
        ("quote", d.quote.clone()),
        ("visits", d.visits.clone()),
        ("people", d.lines.len().to_string()),
        ("printed_on", d.printed_on.clone()),
        ("kind_mark", d.kind.mark().to_owned()),
    ]);
    let rows = d.lines.iter().map(|line| {
        Row::line(Fields::from([
            ("name", line.name.clone()),
            ("relation", line.relation.clone()),
            ("certno_masked", line.certno_masked.clone()),
            ("visits", line.visits.to_string()),
        ]))
    });
    let content = Content { title: format!("告知单 {}", d.hh_no), fields, rows: rows.collect(), qr: None };
    lay_out(CANVASS_REFUSAL_A4.sheet()?, &content, fonts)
}
