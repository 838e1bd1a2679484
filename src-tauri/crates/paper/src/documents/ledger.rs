//! The ledger of one key group (重点人群专项台账): who is on a department's list, and how far each is. A paper for the township
//! and the cadre who answers for the group, never for posting: it names a category.

use super::Letterhead;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::LEDGER_A4;
use crate::layout::{Content, Fields, Row, lay_out_all};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on the ledger of one group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LedgerPaper {
    /// Village and year.
    pub head: Letterhead,
    /// The category, as on screen.
    pub category: String,
    /// The department whose list it is.
    pub department: String,
    /// Number and day of the list, in words; may be empty.
    pub list_words: String,
    /// What the notice asks of this group (全员参保), in words; may be empty.
    pub target_words: String,
    /// Who answers for it; may be empty.
    pub cadre: String,
    /// One line a person.
    pub lines: Vec<LedgerLine>,
}

/// One person of a key group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LedgerLine {
    /// Name.
    pub name: String,
    /// Certificate number, masked by the caller.
    pub certno_masked: String,
    /// Village group and number of the household.
    pub household: String,
    /// Phone; may be empty.
    pub phone: String,
    /// From when to when the category holds, in words.
    pub valid_words: String,
    /// What the person pays or paid here; `None` where that is nothing, or not known yet.
    pub due: Option<Yuan>,
    /// Enrolled for the year: here, elsewhere, or lawfully in another scheme.
    pub is_enrolled: bool,
    /// How far the person is: receipt, paid elsewhere, exempt, refused.
    pub state_words: String,
    /// What was heard at the last visit; may be empty.
    pub visit_words: String,
}

/// One ledger a group, each on pages of its own, on A4.
pub fn key_group_ledgers(documents: &[LedgerPaper], fonts: &Fonts) -> Result<Paper, PaperError> {
    let contents: Vec<Content> = match documents {
        [] => vec![content(&LedgerPaper::default())],
        some => some.iter().map(content).collect(),
    };
    let title = match documents {
        [one] => format!("专项台账 {}", one.category),
        _ => "重点人群专项台账".to_owned(),
    };
    lay_out_all(LEDGER_A4.sheet()?, &title, &contents, fonts)
}

fn content(document: &LedgerPaper) -> Content {
    let d = document;
    let enrolled = d.lines.iter().filter(|line| line.is_enrolled).count();
    let mut fields = d.head.fields();
    fields.extend([
        ("category", d.category.clone()),
        ("department", d.department.clone()),
        ("list_words", d.list_words.clone()),
        ("target_words", d.target_words.clone()),
        ("cadre", d.cadre.clone()),
        ("people", d.lines.len().to_string()),
        ("enrolled", enrolled.to_string()),
        ("missing", (d.lines.len() - enrolled).to_string()),
        ("rate", rate(enrolled, d.lines.len())),
    ]);
    let rows = d.lines.iter().enumerate().map(|(at, line)| {
        Row::line(Fields::from([
            ("number", (at + 1).to_string()),
            ("name", line.name.clone()),
            ("certno_masked", line.certno_masked.clone()),
            ("household", line.household.clone()),
            ("phone", line.phone.clone()),
            ("valid_words", line.valid_words.clone()),
            ("due", line.due.map_or_else(|| "—".to_owned(), |due| due.to_string())),
            ("enrolled", if line.is_enrolled { "是" } else { "否" }.to_owned()),
            ("state_words", line.state_words.clone()),
            ("visit_words", line.visit_words.clone()),
        ]))
        .summing([("due", line.due.unwrap_or(Yuan::ZERO))])
    });
    Content { title: d.category.clone(), fields, rows: rows.collect(), qr: None }
}

/// A share in per cent with one place, cut off and not rounded, so that 99.9 never reads 100.
fn rate(part: usize, whole: usize) -> String {
    let per_mille = (part * 1000).checked_div(whole);
    per_mille.map_or_else(String::new, |share| format!("{}.{}%", share / 10, share % 10))
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn only_everybody_is_a_hundred_per_cent() {
        assert_eq!([rate(3, 3), rate(2999, 3000), rate(0, 3), rate(0, 0)], ["100.0%", "99.9%", "0.0%", ""]);
    }
}
