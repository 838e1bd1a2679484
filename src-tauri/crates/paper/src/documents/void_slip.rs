//! The paper of a payment that was undone (作废凭证, 冲正凭证): cash went back, and the payer signs for it.

use super::{Letterhead, receipt::Cancelled, reprint_mark};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::Form;
use crate::layout::{Content, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on the slip.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VoidSlipPaper {
    /// Village and year.
    pub head: Letterhead,
    /// What was done: number, when, why, approval, cash that went back.
    pub cancelled: Cancelled,
    /// Number of the receipt that no longer holds.
    pub receipt_no: String,
    /// When that was taken, as it is to be read.
    pub taken_at: String,
    /// Number of the household.
    pub hh_no: String,
    /// Name of its head.
    pub household_head: String,
    /// Names of the people who were paid for.
    pub names: Vec<String>,
    /// What the receipt was over.
    pub total_due: Yuan,
    /// Who gave the cash back.
    pub returned_by: String,
    /// Text of the QR symbol, as on a receipt: no personal data. Empty: no symbol.
    pub qr_text: String,
    /// How often it was printed before.
    pub reprint_no: u32,
}

/// The slip, on the paper that receipts are printed on.
pub fn void_slip(document: &VoidSlipPaper, form: Form, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let mark = d.cancelled.way.mark();
    let mut fields = d.head.fields();
    fields.extend([
        ("mark", mark.to_owned()),
        ("cancel_no", d.cancelled.cancel_no.clone()),
        ("cancelled_at", d.cancelled.cancelled_at.clone()),
        ("reason", d.cancelled.reason.clone()),
        ("approval_no", d.cancelled.approval_no.clone()),
        ("returned", d.cancelled.returned.to_string()),
        ("capital", capital_amount(d.cancelled.returned)),
        ("receipt_no", d.receipt_no.clone()),
        ("taken_at", d.taken_at.clone()),
        ("hh_no", d.hh_no.clone()),
        ("household_head", d.household_head.clone()),
        ("names", d.names.join("、")),
        ("people", d.names.len().to_string()),
        ("total_due", d.total_due.to_string()),
        ("returned_by", d.returned_by.clone()),
        ("reprint_mark", reprint_mark(d.reprint_no)),
    ]);
    let title = format!("{mark}凭证 {}", d.cancelled.cancel_no);
    let content = Content { title, fields, rows: Vec::new(), qr: Some(d.qr_text.clone()) };
    lay_out(form.void_sheet()?, &content, fonts)
}
