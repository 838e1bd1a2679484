//! The receipt (代收凭证): what one household paid, for whom, and for which cover.
//!
//! Invariant: it carries no category and no reason of a subsidy, and ID numbers only as the caller masked them; cover dates
//! stand with their caveat.

use super::{BookKind, must_add_up, reprint_mark};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::Form;
use crate::layout::{Content, Fields, Row, lay_out_all};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReceiptPaper {
    /// The village.
    pub village_name: String,
    /// Its township.
    pub town_name: String,
    /// Number of the receipt: village, series and serial.
    pub receipt_no: String,
    /// Name of the head of the household.
    pub household_head: String,
    /// Number of the household.
    pub hh_no: String,
    /// Village group; may be empty.
    pub village_group: String,
    /// The year of cover.
    pub levy_year: i32,
    /// Title and number of the notice that the sums follow.
    pub policy_title: String,
    /// Business date of the session, `YYYY-MM-DD`.
    pub business_date: String,
    /// When the money was taken, as it is to be read.
    pub taken_at: String,
    /// Who took it.
    pub taken_by: String,
    /// One line a paying member.
    pub lines: Vec<ReceiptPaperLine>,
    /// Sum of the fees.
    pub total_fee: Yuan,
    /// Sum of the subsidies.
    pub total_subsidy: Yuan,
    /// Sum of the collective aid.
    pub total_collective_aid: Yuan,
    /// What the household paid.
    pub total_due: Yuan,
    /// Cash handed over.
    pub tendered: Yuan,
    /// Cash given back.
    pub change: Yuan,
    /// Members who were left out of this payment.
    pub left_out: Vec<LeftOut>,
    /// Text of the QR symbol: number, sum and check code, no personal data. Plain ASCII: scanners guess the encoding of
    /// anything else, and guess wrong. Empty: no symbol.
    pub qr_text: String,
    /// How often it was printed before: 0 is the first print, else it is marked 「补打 第N次」.
    pub reprint_no: u32,
    /// What became of the payment afterwards: marked 「作废」 or 「冲正」, with what went back.
    pub cancelled: Option<Cancelled>,
    /// Serial of the paper book from which it was entered later: marked 「补录」. Empty: entered at once.
    pub catch_up_no: String,
    /// How it was paid.
    pub means: PaperMeans,
    /// Number of the pre-printed 《专用票据》; may be empty.
    pub ticket_no: String,
    /// Resolution on which the collective aid rests; may be empty.
    pub aid_note: String,
    /// The kind of book: papers of a training or demo book are marked on each page.
    pub kind: BookKind,
    /// What kind of paper this is: 「代收凭证，正式票据以税务部门开具为准」.
    pub footer_note: String,
    /// On cover dates: 「待遇起始以保费到账为准」.
    pub caveat: String,
}

/// How a receipt was paid.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperMeans {
    /// Cash, which went into the drawer.
    #[default]
    Cash,
    /// Assisted scan (帮办扫码): the payer's own phone or card; nothing went into the drawer.
    AssistedScan {
        /// Number of the transaction as the phone shows it; may be empty.
        reference: String,
    },
}

/// How a payment was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cancelling {
    /// Within its session (作废).
    #[default]
    Void,
    /// After its session's close, with the township's approval (冲正).
    Reversal,
}

impl Cancelling {
    /// The mark on the paper.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Void => "作废",
            Self::Reversal => "冲正",
        }
    }
}

/// What a receipt says about its being undone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cancelled {
    /// Which way.
    pub way: Cancelling,
    /// Number of the void or reversal.
    pub cancel_no: String,
    /// When, as it is to be read.
    pub cancelled_at: String,
    /// Why.
    pub reason: String,
    /// Number of the township's approval; empty for a void.
    pub approval_no: String,
    /// Cash that went back.
    pub returned: Yuan,
}

impl Cancelled {
    /// All of it in one sentence.
    pub(crate) fn words(&self) -> String {
        let mut parts = vec![format!("{} {}", self.way.mark(), self.cancel_no), self.cancelled_at.clone()];
        if !self.approval_no.is_empty() {
            parts.push(format!("批准文号 {}", self.approval_no));
        }
        if !self.reason.is_empty() {
            parts.push(format!("原因：{}", self.reason));
        }
        parts.push(format!("已退现金 ¥{}", self.returned));
        parts.join("　")
    }
}

/// One member on a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReceiptPaperLine {
    /// Name.
    pub name: String,
    /// Relation to the head.
    pub relation: String,
    /// Certificate number, masked by the caller.
    pub certno_masked: String,
    /// The fee of the notice.
    pub fee: Yuan,
    /// What the public purse pays of it.
    pub subsidy: Yuan,
    /// What the village collective pays of it.
    pub collective_aid: Yuan,
    /// What the member pays.
    pub due: Yuan,
    /// From when to when cover runs, or that this is open.
    pub cover_words: String,
    /// Article of the notice.
    pub article: String,
}

/// A member who was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeftOut {
    /// Name.
    pub name: String,
    /// Recorded reason.
    pub reason: String,
}

/// The receipt on a form. A long household flows onto further pages with carried sums; on a roll the page grows. Totals that
/// are not the sums of the lines are refused.
pub fn receipt(document: &ReceiptPaper, form: Form, fonts: &Fonts) -> Result<Paper, PaperError> {
    receipts(std::slice::from_ref(document), form, fonts)
}

/// Several receipts in one file, in this order, each with its own page numbers; where a sheet holds several they share
/// sheets. No receipt at all gives an empty form, so that a paper always has a page.
pub fn receipts(documents: &[ReceiptPaper], form: Form, fonts: &Fonts) -> Result<Paper, PaperError> {
    let checked = |document: &ReceiptPaper| {
        must_add_up(document.total_fee, document.lines.iter().map(|line| line.fee))?;
        must_add_up(document.total_subsidy, document.lines.iter().map(|line| line.subsidy))?;
        must_add_up(document.total_collective_aid, document.lines.iter().map(|line| line.collective_aid))?;
        must_add_up(document.total_due, document.lines.iter().map(|line| line.due))?;
        Ok(content(document))
    };
    let contents: Vec<Content> = match documents {
        [] => vec![content(&ReceiptPaper::default())],
        some => some.iter().map(checked).collect::<Result<_, _>>()?,
    };
    let title = match documents {
        [first, .., last] => {
            format!("代收凭证 {} 至 {} 共{}张", first.receipt_no, last.receipt_no, documents.len())
        }
        _ => contents[0].title.clone(),
    };
    lay_out_all(form.sheet()?, &title, &contents, fonts)
}

fn content(document: &ReceiptPaper) -> Content {
    let d = document;
    let void_mark = d.cancelled.as_ref().map_or("", |cancelled| cancelled.way.mark());
    let left_out: Vec<String> = d
        .left_out
        .iter()
        .map(|out| {
            if out.reason.is_empty() { out.name.clone() } else { format!("{}（{}）", out.name, out.reason) }
        })
        .collect();
    let fields = Fields::from([
        ("village_name", d.village_name.clone()),
        ("town_name", d.town_name.clone()),
        ("receipt_no", d.receipt_no.clone()),
        ("household_head", d.household_head.clone()),
        ("hh_no", d.hh_no.clone()),
        ("village_group", d.village_group.clone()),
        ("levy_year", d.levy_year.to_string()),
        ("policy_title", d.policy_title.clone()),
        ("business_date", d.business_date.clone()),
        ("taken_at", d.taken_at.clone()),
        ("taken_by", d.taken_by.clone()),
        ("people", d.lines.len().to_string()),
        ("total_fee", d.total_fee.to_string()),
        ("total_subsidy", d.total_subsidy.to_string()),
        ("total_collective_aid", d.total_collective_aid.to_string()),
        ("total_due", d.total_due.to_string()),
        ("capital", capital_amount(d.total_due)),
        ("tendered", d.tendered.to_string()),
        ("change", d.change.to_string()),
        ("left_out", left_out.join("、")),
        ("reprint_mark", reprint_mark(d.reprint_no)),
        ("void_mark", void_mark.to_owned()),
        ("kind_mark", d.kind.mark().to_owned()),
        ("catch_up_mark", if d.catch_up_no.is_empty() { "" } else { "补录" }.to_owned()),
        // The strongest mark goes across the sheet: a void exercise is an exercise.
        ("across", if d.kind == BookKind::Live { void_mark } else { d.kind.mark() }.to_owned()),
        ("money_words", money_words(d)),
        ("cancel_words", d.cancelled.as_ref().map_or_else(String::new, Cancelled::words)),
        ("ticket_no", d.ticket_no.clone()),
        ("catch_up_no", d.catch_up_no.clone()),
        ("aid_note", d.aid_note.clone()),
        ("footer_note", d.footer_note.clone()),
        ("caveat", d.caveat.clone()),
    ]);
    let rows = d.lines.iter().map(|line| row(line, &d.caveat)).collect();
    Content { title: format!("代收凭证 {}", d.receipt_no), fields, rows, qr: Some(d.qr_text.clone()) }
}

/// What was handed over and given back.
fn money_words(d: &ReceiptPaper) -> String {
    match &d.means {
        PaperMeans::Cash => format!("实收 ¥{}　找零 ¥{}", d.tendered, d.change),
        PaperMeans::AssistedScan { reference } if reference.is_empty() => "帮办扫码，未收现金".to_owned(),
        PaperMeans::AssistedScan { reference } => format!("帮办扫码，未收现金（{reference}）"),
    }
}

fn row(line: &ReceiptPaperLine, caveat: &str) -> Row {
    // The caveat stands once on the sheet; in each line it would hide the dates.
    let cover = if caveat.is_empty() {
        line.cover_words.clone()
    } else {
        line.cover_words.replace(&format!("（{caveat}）"), "")
    };
    let cover = cover.trim().to_owned();
    let cover_short = cover.strip_prefix("待遇").unwrap_or(&cover).trim_start().to_owned();
    let article_words =
        if line.article.is_empty() { String::new() } else { format!("依据 {}", line.article) };
    Row::line(Fields::from([
        ("name", line.name.clone()),
        ("relation", line.relation.clone()),
        ("certno_masked", line.certno_masked.clone()),
        ("fee", line.fee.to_string()),
        ("subsidy", line.subsidy.to_string()),
        ("collective_aid", line.collective_aid.to_string()),
        ("due", line.due.to_string()),
        ("cover_words", cover),
        ("cover_short", cover_short),
        ("article", line.article.clone()),
        ("article_words", article_words),
    ]))
    .summing([
        ("fee", line.fee),
        ("subsidy", line.subsidy),
        ("collective_aid", line.collective_aid),
        ("due", line.due),
    ])
}
