//! After remittance no cash leaves the drawer: the application for a refund (退费申请表) goes to the tax office, and the one
//! to suspend the enrolment (暂停参保申请) to the insurance office.
//!
//! These two papers go to offices that act for the person himself, so the caller may give whole certificate numbers; each
//! such print is a reveal that the book records.

use super::{Letterhead, must_add_up};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::{REFUND_A4, SUSPENSION_A4, Shipped};
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on both applications. What a household has yet to say (its bank account) is left free to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RefundPaper {
    /// Village and year.
    pub head: Letterhead,
    /// Number of the application.
    pub application_no: String,
    /// When it was made, `YYYY-MM-DD`.
    pub applied_on: String,
    /// Who applies.
    pub applicant: String,
    /// Phone of the applicant; may be empty.
    pub phone: String,
    /// Village group and address; may be empty.
    pub place: String,
    /// Number of the household.
    pub hh_no: String,
    /// Name of its head.
    pub household_head: String,
    /// Why, in the words of the list of grounds.
    pub ground: String,
    /// Article of the notice; empty if the notice leaves it open.
    pub article: String,
    /// Its sentence, word for word; may be empty.
    pub quote: String,
    /// Title and number of the notice.
    pub policy_title: String,
    /// Until when one may apply, in words; may be empty.
    pub deadline_words: String,
    /// Papers that go with it.
    pub papers: Vec<String>,
    /// The office that decides on the money.
    pub tax_office: String,
    /// The office that keeps the enrolment.
    pub insurance_office: String,
    /// From when the enrolment is to rest, in words; may be empty.
    pub suspended_from: String,
    /// Who made the application at the village.
    pub handled_by: String,
    /// One line a person.
    pub lines: Vec<RefundLine>,
    /// Sum of the lines.
    pub total: Yuan,
}

/// One person whose fee is asked back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RefundLine {
    /// Name.
    pub name: String,
    /// Certificate number, as the caller shows it.
    pub certno: String,
    /// Number of the receipt.
    pub receipt_no: String,
    /// Number of the pre-printed 《专用票据》; may be empty.
    pub ticket_no: String,
    /// When it was paid, `YYYY-MM-DD`.
    pub paid_on: String,
    /// What was paid.
    pub amount: Yuan,
}

/// The application to the tax office, on A4.
pub fn refund_application(document: &RefundPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    application(document, &REFUND_A4, "退费申请表", fonts)
}

/// The application to the insurance office, on A4.
pub fn suspension_application(document: &RefundPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    application(document, &SUSPENSION_A4, "暂停参保申请表", fonts)
}

fn application(
    document: &RefundPaper,
    form: &'static Shipped,
    title: &str,
    fonts: &Fonts,
) -> Result<Paper, PaperError> {
    let d = document;
    must_add_up(d.total, d.lines.iter().map(|line| line.amount))?;
    let papers: Vec<String> =
        d.papers.iter().enumerate().map(|(at, paper)| format!("{}. {paper}", at + 1)).collect();
    let rule = match (d.article.as_str(), d.quote.as_str()) {
        ("", _) => String::new(),
        (article, "") => article.to_owned(),
        (article, quote) => format!("{article}：“{quote}”"),
    };
    let mut fields = d.head.fields();
    fields.extend([
        ("application_no", d.application_no.clone()),
        ("applied_on", d.applied_on.clone()),
        ("applicant", d.applicant.clone()),
        ("phone", d.phone.clone()),
        ("place", d.place.clone()),
        ("hh_no", d.hh_no.clone()),
        ("household_head", d.household_head.clone()),
        ("ground", d.ground.clone()),
        ("rule", rule),
        ("policy_title", d.policy_title.clone()),
        ("deadline_words", d.deadline_words.clone()),
        ("papers", papers.join("　")),
        ("tax_office", d.tax_office.clone()),
        ("insurance_office", d.insurance_office.clone()),
        ("suspended_from", d.suspended_from.clone()),
        ("handled_by", d.handled_by.clone()),
        ("people", d.lines.len().to_string()),
        ("total", d.total.to_string()),
        ("capital", capital_amount(d.total)),
    ]);
    let rows = d.lines.iter().enumerate().map(|(at, line)| {
        Row::line(Fields::from([
            ("number", (at + 1).to_string()),
            ("name", line.name.clone()),
            ("certno", line.certno.clone()),
            ("receipt_no", line.receipt_no.clone()),
            ("ticket_no", line.ticket_no.clone()),
            ("paid_on", line.paid_on.clone()),
            ("amount", line.amount.to_string()),
        ]))
        .summing([("amount", line.amount)])
    });
    let title = format!("{title} {}", d.application_no);
    lay_out(form.sheet()?, &Content { title, fields, rows: rows.collect(), qr: None }, fonts)
}
