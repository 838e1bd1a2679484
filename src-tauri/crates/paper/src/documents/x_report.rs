//! The X report (中途盘点单): how a session stands while it is open. It ends nothing, and says so.

use super::{Letterhead, close::DenominationLine, must_add_up};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::X_REPORT_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on an X report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct XReportPaper {
    /// Village and year.
    pub head: Letterhead,
    /// Number of the session.
    pub session_no: u64,
    /// Which report of the session it is.
    pub report_no: u64,
    /// Business date of the session, `YYYY-MM-DD`.
    pub business_date: String,
    /// Cash that lay in the drawer when the session was opened.
    pub float: Yuan,
    /// Cash taken in the session, what went back by voids left out.
    pub cash_taken: Yuan,
    /// Cash that went from the drawer to the bank.
    pub remitted: Yuan,
    /// What must lie in the drawer: float and cash taken, less what went to the bank.
    pub expected: Yuan,
    /// What was counted; `None` if nobody counted.
    pub counted: Option<Yuan>,
    /// The count, one line a denomination; empty if nobody counted.
    pub denominations: Vec<DenominationLine>,
    /// Payments taken.
    pub payments: u64,
    /// People paid for.
    pub people: u64,
    /// Payments voided.
    pub voids: u64,
    /// Cash that went back by them.
    pub voided: Yuan,
    /// Assisted scans: nothing in the drawer.
    pub scans: u64,
    /// What was paid by them.
    pub scanned: Yuan,
    /// First receipt of the session; empty if there was none.
    pub receipt_from: String,
    /// Last receipt of the session.
    pub receipt_to: String,
    /// When it was made, as it is to be read.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
}

/// The report on A4. Sums that do not add up are refused.
pub fn x_report(document: &XReportPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let gone = d.remitted.negated();
    must_add_up(d.expected, [d.float, d.cash_taken, gone])?;
    if let Some(counted) = d.counted {
        must_add_up(counted, d.denominations.iter().map(|line| line.amount))?;
    }
    let difference = match d.counted.map(|counted| counted.checked_sub(d.expected)) {
        None => "没有盘点".to_owned(),
        Some(None) => return Err(PaperError::SumOutOfRange),
        Some(Some(none)) if none.is_zero() => "账款相符".to_owned(),
        Some(Some(short)) if short.is_negative() => format!("短款 ¥{}", short.negated()),
        Some(Some(over)) => format!("长款 ¥{over}"),
    };
    let receipts = match (d.receipt_from.as_str(), d.receipt_to.as_str()) {
        ("", _) | (_, "") => "无".to_owned(),
        (from, to) if from == to => from.to_owned(),
        (from, to) => format!("{from} 至 {to}"),
    };
    let mut fields = d.head.fields();
    fields.extend([
        ("session_no", d.session_no.to_string()),
        ("report_no", d.report_no.to_string()),
        ("business_date", d.business_date.clone()),
        ("float", d.float.to_string()),
        ("cash_taken", d.cash_taken.to_string()),
        ("remitted", d.remitted.to_string()),
        ("expected", d.expected.to_string()),
        ("counted", d.counted.map_or_else(|| "—".to_owned(), |counted| format!("¥{counted}"))),
        ("counted_capital", d.counted.map_or_else(String::new, capital_amount)),
        ("difference", difference),
        ("payments", d.payments.to_string()),
        ("people", d.people.to_string()),
        ("voids", d.voids.to_string()),
        ("voided", d.voided.to_string()),
        ("scans", d.scans.to_string()),
        ("scanned", d.scanned.to_string()),
        ("receipts", receipts),
        ("made_at", d.made_at.clone()),
        ("made_by", d.made_by.clone()),
    ]);
    let rows = d.denominations.iter().map(|line| {
        let cells = Fields::from([
            ("label", line.label.clone()),
            ("pieces", line.pieces.to_string()),
            ("amount", line.amount.to_string()),
        ]);
        Row::line(cells).summing([("amount", line.amount)])
    });
    let title = format!("中途盘点单 班次{} 第{}次", d.session_no, d.report_no);
    lay_out(X_REPORT_A4.sheet()?, &Content { title, fields, rows: rows.collect(), qr: None }, fonts)
}
