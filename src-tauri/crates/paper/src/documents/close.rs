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
    /// Receipts of the session that were voided in it.
    pub voids: u64,
    /// Cash that went back for them.
    pub cash_back: Yuan,
    /// Cash that went from the drawer to the bank.
    pub remitted: Yuan,
    /// Assisted scans: nothing in the drawer.
    pub scans: u64,
    /// What was paid by them.
    pub scanned: Yuan,
    /// What the village collective owes for the session's receipts.
    pub collective_aid: Yuan,
    /// What must lie in the drawer: float and cash taken, less what went back and what went to the bank.
    pub expected: Yuan,
    /// What was counted.
    pub counted: Yuan,
    /// Counted less expected: negative is missing money.
    pub variance: Yuan,
    /// Why they differ; empty if they do not.
    pub difference_reason: String,
    /// What becomes of the difference; empty if there is none.
    pub difference_outcome: String,
    /// Differences of earlier closes that are not settled, each in a line; empty if there is none.
    pub carried: String,
    /// What is missing or too much in all, in a line; empty if nothing is.
    pub open_differences: String,
    /// Payments taken.
    pub payments: u64,
    /// People paid for.
    pub people: u64,
    /// Cash that is not in the drawer, in words: given back after an earlier close, not yet in the bank; empty if none.
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

/// The close sheet on A4. A count that is not the sum of its denominations, or an expected sum that is not what went in and
/// out, is refused.
pub fn close_sheet(document: &ClosePaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    must_add_up(document.counted, document.denominations.iter().map(|line| line.amount))?;
    let gone = [document.cash_back.negated(), document.remitted.negated()];
    must_add_up(document.expected, [document.float, document.cash_taken, gone[0], gone[1]])?;
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
        ("out_words", out_words(d)),
        ("beside_words", beside_words(d)),
        ("carried", d.carried.clone()),
        ("open_differences", d.open_differences.clone()),
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

/// How the expected sum comes about where cash also left the drawer; else nothing, since then it is float and cash.
fn out_words(d: &ClosePaper) -> String {
    let mut words = Vec::new();
    if d.voids > 0 {
        words.push(format!("作废退回 {} 笔 ¥{}", d.voids, d.cash_back));
    }
    if !d.remitted.is_zero() {
        words.push(format!("已从钱箱缴存 ¥{}", d.remitted));
    }
    words.join("，")
}

/// What was paid without cash; nothing if nothing was.
fn beside_words(d: &ClosePaper) -> String {
    let mut words = Vec::new();
    if d.scans > 0 {
        words.push(format!("帮办扫码 {} 笔 ¥{}", d.scans, d.scanned));
    }
    if !d.collective_aid.is_zero() {
        words.push(format!("集体扶持 ¥{}", d.collective_aid));
    }
    words.join("，")
}
