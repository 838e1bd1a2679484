//! The remittance sheet (缴存单): what was paid into the treasury account, and which receipts it covers.

use super::{Letterhead, grouped, must_add_up};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::REMITTANCE_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on a remittance sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemittancePaper {
    /// Village and year.
    pub head: Letterhead,
    /// Number of the remittance.
    pub remittance_no: String,
    /// What was paid in.
    pub amount: Yuan,
    /// Number of the bank's slip.
    pub slip_no: String,
    /// Name of the account.
    pub account_name: String,
    /// Its number.
    pub account_no: String,
    /// The bank.
    pub bank_name: String,
    /// When it was paid in, `YYYY-MM-DD`.
    pub remitted_on: String,
    /// Which closes it comes from, in words; may be empty.
    pub closes: String,
    /// Who paid it in.
    pub remitted_by: String,
    /// Remarks; may be empty.
    pub note: String,
    /// What was to be paid in before it and what of that was missing, in words; empty if no difference was open.
    pub differences: String,
    /// The receipts that it covers, oldest first.
    pub lines: Vec<RemittanceLine>,
}

/// One receipt that a remittance covers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemittanceLine {
    /// Village group of the household.
    pub village_group: String,
    /// Number of the receipt.
    pub receipt_no: String,
    /// Business date of the receipt, `YYYY-MM-DD`.
    pub business_date: String,
    /// Name of the head of the household.
    pub household_head: String,
    /// People paid for.
    pub people: u32,
    /// What of it was paid in.
    pub amount: Yuan,
}

/// The sheet on A4, its receipts by village group with group totals. An amount that is not the sum of its receipts is
/// refused.
pub fn remittance_sheet(document: &RemittancePaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    must_add_up(d.amount, d.lines.iter().map(|line| line.amount))?;
    let mut fields = d.head.fields();
    fields.extend([
        ("remittance_no", d.remittance_no.clone()),
        ("amount", d.amount.to_string()),
        ("capital", capital_amount(d.amount)),
        ("slip_no", d.slip_no.clone()),
        ("account_name", d.account_name.clone()),
        ("account_no", d.account_no.clone()),
        ("bank_name", d.bank_name.clone()),
        ("remitted_on", d.remitted_on.clone()),
        ("closes", d.closes.clone()),
        ("remitted_by", d.remitted_by.clone()),
        ("note", d.note.clone()),
        ("differences", d.differences.clone()),
        ("receipts", d.lines.len().to_string()),
    ]);
    let rows = grouped(
        &d.lines,
        |line| line.village_group.clone(),
        |group| if group.is_empty() { "未分组".to_owned() } else { group.to_owned() },
        |group| {
            if group.is_empty() {
                "小计 {rows} 张".to_owned()
            } else {
                format!("{group} 小计 {{rows}} 张")
            }
        },
        |number, line| {
            let cells = Fields::from([
                ("number", number.to_string()),
                ("receipt_no", line.receipt_no.clone()),
                ("business_date", line.business_date.clone()),
                ("household_head", line.household_head.clone()),
                ("people", line.people.to_string()),
                ("amount", line.amount.to_string()),
            ]);
            Row::line(cells).summing([("amount", line.amount)]).counting([("people", line.people.into())])
        },
    );
    let content = Content { title: format!("缴存单 {}", d.remittance_no), fields, rows, qr: None };
    lay_out(REMITTANCE_A4.sheet()?, &content, fonts)
}
