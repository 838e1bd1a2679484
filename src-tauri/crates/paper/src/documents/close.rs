//! The close sheet (日结单): one session's cash, counted blind and compared, to be signed and kept.

use super::{BookKind, must_add_up, reprint_mark};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::CLOSE_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on a close sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClosePaper {
    /// The village.
    pub village_name: String,
    /// Its township.
    pub town_name: String,
    /// Number of the close (Z).
    pub close_no: u64,
    /// Number of the session that it ends.
    pub session_no: u64,
    /// Business date of the session, `YYYY-MM-DD`.
    pub business_date: String,
    /// Cash that lay in the drawer when the session was opened.
    pub float: Yuan,
    /// Cash taken in the session.
    pub cash_taken: Yuan,
    /// Cash that went back to payers within the session.
    pub cash_back: Yuan,
    /// Cash that left the drawer for the bank within the session.
    pub remitted: Yuan,
    /// What must lie in the drawer: float and cash taken, without what went back and what went to the bank.
    pub expected: Yuan,
    /// What was counted.
    pub counted: Yuan,
    /// Counted less expected: negative is missing money.
    pub variance: Yuan,
    /// Why they differ; empty if they do not.
    pub difference_reason: String,
    /// What becomes of the difference; empty if there is none.
    pub difference_outcome: String,
    /// Payments taken.
    pub payments: u64,
    /// People paid for.
    pub people: u64,
    /// What the session did besides taking cash, in words; empty if nothing.
    pub also: String,
    /// First receipt of the session; empty if there was none.
    pub receipt_from: String,
    /// Last receipt of the session.
    pub receipt_to: String,
    /// All that was ever taken in this book.
    pub perpetual_due: Yuan,
    /// Head of the journal as short check words.
    pub journal_head_words: String,
    /// When it was closed, as it is to be read.
    pub closed_at: String,
    /// Who closed it.
    pub closed_by: String,
    /// The count, one line a denomination.
    pub denominations: Vec<DenominationLine>,
    /// The kind of book.
    pub kind: BookKind,
    /// How often it was printed before.
    pub reprint_no: u32,
}

/// One denomination of the count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DenominationLine {
    /// Its name, e.g. 100元.
    pub label: String,
    /// Notes or coins counted.
    pub pieces: u32,
    /// What they are worth together.
    pub amount: Yuan,
}

/// The close sheet on A4. A count that is not the sum of its denominations, or an expected sum that does not follow from the
/// float and what moved in the drawer, is refused.
pub fn close_sheet(document: &ClosePaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    must_add_up(document.counted, document.denominations.iter().map(|line| line.amount))?;
    let (back, remitted) = (document.cash_back.negated(), document.remitted.negated());
    must_add_up(document.expected, [document.float, document.cash_taken, back, remitted])?;
    must_add_up(document.counted, [document.expected, document.variance])?;
    lay_out(CLOSE_A4.sheet()?, &content(document), fonts)
}

fn content(document: &ClosePaper) -> Content {
    let d = document;
    let receipts = match (d.receipt_from.as_str(), d.receipt_to.as_str()) {
        ("", _) | (_, "") => "无".to_owned(),
        (from, to) if from == to => from.to_owned(),
        (from, to) => format!("{from} 至 {to}"),
    };
    let difference = if d.variance.is_zero() {
        "账款相符"
    } else if d.variance.is_negative() {
        "短款"
    } else {
        "长款"
    };
    let variance = if d.variance.is_negative() { d.variance.negated() } else { d.variance };
    let fields = Fields::from([
        ("village_name", d.village_name.clone()),
        ("town_name", d.town_name.clone()),
        ("close_no", d.close_no.to_string()),
        ("session_no", d.session_no.to_string()),
        ("business_date", d.business_date.clone()),
        ("float", d.float.to_string()),
        ("cash_taken", d.cash_taken.to_string()),
        ("expected", d.expected.to_string()),
        ("counted", d.counted.to_string()),
        ("counted_capital", capital_amount(d.counted)),
        ("also", d.also.clone()),
        ("difference", difference.to_owned()),
        ("variance", variance.to_string()),
        ("difference_reason", d.difference_reason.clone()),
        ("difference_outcome", d.difference_outcome.clone()),
        ("payments", d.payments.to_string()),
        ("people", d.people.to_string()),
        ("receipts", receipts),
        ("perpetual_due", d.perpetual_due.to_string()),
        ("journal_head_words", d.journal_head_words.clone()),
        ("closed_at", d.closed_at.clone()),
        ("closed_by", d.closed_by.clone()),
        ("kind_mark", d.kind.mark().to_owned()),
        ("reprint_mark", reprint_mark(d.reprint_no)),
    ]);
    let rows = d
        .denominations
        .iter()
        .map(|line| {
            let cells = Fields::from([
                ("label", line.label.clone()),
                ("pieces", line.pieces.to_string()),
                ("amount", line.amount.to_string()),
            ]);
            Row::line(cells).summing([("amount", line.amount)])
        })
        .collect();
    Content { title: format!("日结单 第{}号", d.close_no), fields, rows, qr: None }
}
