//! The list of those who have not paid, one village group a list (催缴单), for the cadre who goes round.
//!
//! Invariant: no category stands on it; what a household owes is one sum.

use super::Letterhead;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::UNPAID_A4;
use crate::layout::{Content, Fields, Row, lay_out_all};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// The list of one group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UnpaidPaper {
    /// Village and year.
    pub head: Letterhead,
    /// The group.
    pub village_group: String,
    /// Who answers for it; may be empty.
    pub cadre: String,
    /// Until when is collected, in words; may be empty.
    pub window_words: String,
    /// One line a household.
    pub lines: Vec<UnpaidLine>,
}

/// One household in which somebody has not paid.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UnpaidLine {
    /// Number of the household.
    pub hh_no: String,
    /// Name of its head.
    pub household_head: String,
    /// Phone; may be empty.
    pub phone: String,
    /// Who has not paid.
    pub names: Vec<String>,
    /// What those of them owe together whose sums are known; `None` while none is.
    pub due: Option<Yuan>,
    /// How many of them are not determined yet.
    pub undetermined: u64,
    /// What was heard last; may be empty.
    pub last_words: String,
}

/// The lists on A4, each group on pages of its own.
pub fn unpaid_lists(documents: &[UnpaidPaper], fonts: &Fonts) -> Result<Paper, PaperError> {
    let contents: Vec<Content> = match documents {
        [] => vec![content(&UnpaidPaper::default())],
        some => some.iter().map(content).collect(),
    };
    let title = match documents {
        [one] => format!("催缴单 {}", one.village_group),
        _ => "催缴单".to_owned(),
    };
    lay_out_all(UNPAID_A4.sheet()?, &title, &contents, fonts)
}

fn content(document: &UnpaidPaper) -> Content {
    let d = document;
    let people: usize = d.lines.iter().map(|line| line.names.len()).sum();
    let open = d.lines.iter().filter(|line| line.due.is_none() || line.undetermined > 0).count();
    let mut fields = d.head.fields();
    fields.extend([
        ("village_group", d.village_group.clone()),
        ("cadre", d.cadre.clone()),
        ("window_words", d.window_words.clone()),
        ("households", d.lines.len().to_string()),
        ("people", people.to_string()),
        ("open", if open > 0 { open.to_string() } else { String::new() }),
    ]);
    let rows = d.lines.iter().enumerate().map(|(at, line)| {
        let people = line.names.len() as u64;
        Row::line(Fields::from([
            ("number", (at + 1).to_string()),
            ("hh_no", line.hh_no.clone()),
            ("household_head", line.household_head.clone()),
            ("phone", line.phone.clone()),
            ("names", names_words(line)),
            ("people", people.to_string()),
            ("due", due_words(line)),
            ("last_words", line.last_words.clone()),
        ]))
        .summing([("due", line.due.unwrap_or(Yuan::ZERO))])
        .counting([("people", people)])
    });
    Content { title: format!("催缴单 {}", d.village_group), fields, rows: rows.collect(), qr: None }
}

/// The sum of those whose sums are known.
fn due_words(line: &UnpaidLine) -> String {
    line.due.map_or_else(|| "待定".to_owned(), |due| due.to_string())
}

/// Who has not paid, and how many of them are not in the sum yet.
fn names_words(line: &UnpaidLine) -> String {
    let names = line.names.join("、");
    match (line.due, line.undetermined) {
        (None, _) | (Some(_), 0) => names,
        (Some(_), people) => format!("{names}（其中 {people} 人待定）"),
    }
}
