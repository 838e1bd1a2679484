//! One page that proves 票账相符: the register of the township's pre-printed receipts (票据登记簿), what came, what was used,
//! spoilt and given back, and what must still lie in the drawer.

use super::Letterhead;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::RECEIPT_BOOK_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on a page of the register.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReceiptBookPaper {
    /// Village and year.
    pub head: Letterhead,
    /// What kind of receipts they are, e.g. 《专用票据》.
    pub book_name: String,
    /// From when to when, in words; may be empty.
    pub period_words: String,
    /// How many lay there before the first line.
    pub opening: u64,
    /// What happened, oldest first.
    pub lines: Vec<ReceiptBookLine>,
    /// How many must lie there after the last line.
    pub closing: u64,
    /// What the used receipts are over together.
    pub used_amount: Yuan,
    /// What the book has taken on receipts of this kind, to be compared.
    pub booked_amount: Yuan,
    /// Who keeps the register.
    pub kept_by: String,
}

/// One line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReceiptBookLine {
    /// When, `YYYY-MM-DD`.
    pub on: String,
    /// What happened, in words.
    pub what: String,
    /// First number.
    pub from_no: String,
    /// Last number.
    pub to_no: String,
    /// Came from the township.
    pub received: u64,
    /// Were used for payments.
    pub used: u64,
    /// Were spoilt.
    pub spoilt: u64,
    /// Went back to the township.
    pub returned: u64,
    /// Who did it.
    pub by: String,
}

/// The page on A4. Balances are added up line by line; a closing balance that does not follow is refused.
pub fn receipt_book(document: &ReceiptBookPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let mut balance = d.opening;
    let mut rows = Vec::with_capacity(d.lines.len());
    let shown = |count: u64| if count > 0 { count.to_string() } else { String::new() };
    for line in &d.lines {
        let gone = line.used + line.spoilt + line.returned;
        let there = balance + line.received;
        balance =
            there.checked_sub(gone).ok_or(PaperError::CountsDiffer { stated: gone, computed: there })?;
        let cells = Fields::from([
            ("on", line.on.clone()),
            ("what", line.what.clone()),
            ("from_no", line.from_no.clone()),
            ("to_no", line.to_no.clone()),
            ("received", shown(line.received)),
            ("used", shown(line.used)),
            ("spoilt", shown(line.spoilt)),
            ("returned", shown(line.returned)),
            ("balance", balance.to_string()),
            ("by", line.by.clone()),
        ]);
        rows.push(Row::line(cells).counting([
            ("received", line.received),
            ("used", line.used),
            ("spoilt", line.spoilt),
            ("returned", line.returned),
        ]));
    }
    if balance != d.closing {
        return Err(PaperError::CountsDiffer { stated: d.closing, computed: balance });
    }
    let agreement =
        if d.used_amount == d.booked_amount { "票账相符" } else { "票账不符，请核对" };
    let mut fields = d.head.fields();
    fields.extend([
        ("book_name", d.book_name.clone()),
        ("period_words", d.period_words.clone()),
        ("opening", d.opening.to_string()),
        ("closing", d.closing.to_string()),
        ("used_amount", d.used_amount.to_string()),
        ("booked_amount", d.booked_amount.to_string()),
        ("agreement", agreement.to_owned()),
        ("kept_by", d.kept_by.clone()),
    ]);
    let content = Content { title: format!("票据登记簿 {}", d.book_name), fields, rows, qr: None };
    lay_out(RECEIPT_BOOK_A4.sheet()?, &content, fonts)
}
