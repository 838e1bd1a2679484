//! The documents: plain structs, filled by the caller from the book's stored record, so that a paper printed again says
//! what the first one said. Each turns itself into fields and rows for its form; none computes what anybody owes.

pub(crate) mod blank_receipt;
pub(crate) mod canvass;
pub(crate) mod close;
pub(crate) mod declaration;
pub(crate) mod leaflet;
pub(crate) mod ledger;
pub(crate) mod notice;
pub(crate) mod posted;
pub(crate) mod receipt;
pub(crate) mod receipt_book;
pub(crate) mod recovery;
pub(crate) mod refund;
pub(crate) mod remittance;
pub(crate) mod test_page;
pub(crate) mod unpaid;
pub(crate) mod void_slip;
pub(crate) mod x_report;

use crate::error::PaperError;
use crate::layout::{Fields, Row};
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// The kind of book that a paper comes from. Papers of a book that is not live say so on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookKind {
    /// Real money.
    #[default]
    Live,
    /// A clerk's exercises.
    Training,
    /// The sample village.
    Demo,
}

impl BookKind {
    /// The mark on each page; empty for a live book.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Live => "",
            Self::Training => "练习",
            Self::Demo => "演示",
        }
    }
}

/// What stands at the head of every list and form of a village.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Letterhead {
    /// The village.
    pub village_name: String,
    /// Its township.
    pub town_name: String,
    /// The year of cover.
    pub levy_year: i32,
    /// The day of printing, `YYYY-MM-DD`.
    pub printed_on: String,
    /// The kind of book.
    pub kind: BookKind,
}

impl Letterhead {
    pub(crate) fn fields(&self) -> Fields {
        Fields::from([
            ("village_name", self.village_name.clone()),
            ("town_name", self.town_name.clone()),
            ("levy_year", self.levy_year.to_string()),
            ("printed_on", self.printed_on.clone()),
            ("kind_mark", self.kind.mark().to_owned()),
        ])
    }
}

/// A mark that counts the prints; empty for the first.
pub(crate) fn reprint_mark(reprint_no: u32) -> String {
    if reprint_no > 0 { format!("补打 第{reprint_no}次") } else { String::new() }
}

/// The rows under a heading for each group, with its sums below where more than one group is there. Groups stand in the
/// order in which they first appear, rows within them in the order given.
pub(crate) fn grouped<T>(
    lines: &[T],
    group: impl Fn(&T) -> String,
    heading: impl Fn(&str) -> String,
    subtotal: impl Fn(&str) -> String,
    mut row: impl FnMut(usize, &T) -> Row,
) -> Vec<Row> {
    let mut order: Vec<String> = Vec::new();
    for line in lines {
        let group = group(line);
        if !order.contains(&group) {
            order.push(group);
        }
    }
    let mut rows = Vec::new();
    let mut number = 0;
    for name in &order {
        if order.len() > 1 {
            rows.push(Row::heading(heading(name)));
        }
        for line in lines.iter().filter(|line| group(line) == *name) {
            number += 1;
            rows.push(row(number, line));
        }
        if order.len() > 1 {
            rows.push(Row::subtotal(subtotal(name)));
        }
    }
    rows
}

/// Refuses a paper whose total is not the sum of its lines.
pub(crate) fn must_add_up(stated: Yuan, lines: impl IntoIterator<Item = Yuan>) -> Result<(), PaperError> {
    let computed = Yuan::sum(lines).ok_or(PaperError::SumOutOfRange)?;
    if computed == stated { Ok(()) } else { Err(PaperError::SumsDiffer { stated, computed }) }
}
