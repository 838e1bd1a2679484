//! Sheets of the paper book for days without power (应急收据): numbered, written by hand, entered afterwards (补录). A sheet
//! has the payer's part and the stub, with the same number.

use super::Letterhead;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::BLANK_RECEIPT_A4;
use crate::layout::{Content, Fields, Row, lay_out_all};
use crate::page::Paper;
use serde::{Deserialize, Serialize};

/// Lines for members on a sheet.
const ROWS: usize = 6;

/// What stands on blank sheets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BlankReceiptPaper {
    /// Village and year.
    pub head: Letterhead,
    /// Which paper book: what is entered as its number afterwards.
    pub paper_book: String,
    /// The numbers of the sheets, as they are printed.
    pub serials: Vec<String>,
}

/// The sheets on A4, payer's part and stub one below the other.
pub fn blank_receipts(document: &BlankReceiptPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    let parts = [
        ("收据联（交缴费人）", "来电以后由收款人录入电脑，凭本联换打印的收据。本联不是正式票据。"),
        (
            "存根联（收款人留存）",
            "来电以后照本联补录：本号、序号、收款日期、每人金额。补录后写上收据号留存。",
        ),
    ];
    let mut contents = Vec::with_capacity(d.serials.len() * parts.len());
    for serial in &d.serials {
        for (part, note) in parts {
            let mut fields = d.head.fields();
            fields.extend([
                ("part", part.to_owned()),
                ("note", note.to_owned()),
                ("paper_book", d.paper_book.clone()),
                ("paper_serial", serial.clone()),
            ]);
            let blank = || Row::line(Fields::from([("blank", String::new())]));
            let rows = (0..ROWS).map(|_| blank()).collect();
            contents.push(Content { title: format!("应急收据 {serial}"), fields, rows, qr: None });
        }
    }
    let title = match d.serials.as_slice() {
        [] => format!("应急收据 {}", d.paper_book),
        [one] => format!("应急收据 {} {one}", d.paper_book),
        [first, .., last] => format!("应急收据 {} {first} 至 {last}", d.paper_book),
    };
    lay_out_all(BLANK_RECEIPT_A4.sheet()?, title.trim(), &contents, fonts)
}
