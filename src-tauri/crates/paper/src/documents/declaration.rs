//! The subsidy declaration (资助参保申报表): for whom the public purse pays, by fund and category, people who pay nothing
//! themselves included. A paper for the township, never for posting: it names categories.

use super::{Letterhead, grouped};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::{DECLARATION_A4, DECLARATION_SUMS_A4};
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeclarationPaper {
    /// Village and year.
    pub head: Letterhead,
    /// Number of the declaration; may be empty.
    pub declaration_no: String,
    /// From when to when, in words.
    pub period_words: String,
    /// Title and number of the notice.
    pub policy_title: String,
    /// Who made it.
    pub made_by: String,
    /// One line a person.
    pub lines: Vec<DeclarationLine>,
}

/// One person whose fee is paid wholly or partly by the public purse.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeclarationLine {
    /// Who pays the subsidy, as on screen.
    pub fund: String,
    /// The category, as on screen.
    pub category: String,
    /// Name.
    pub name: String,
    /// Certificate number, masked by the caller (or whole, after a recorded reveal).
    pub certno: String,
    /// Village group.
    pub village_group: String,
    /// Number of the list on which the category rests; may be empty.
    pub list_no: String,
    /// The fee of the notice.
    pub fee: Yuan,
    /// What the public purse pays of it.
    pub subsidy: Yuan,
    /// What is left for the person (and the village collective).
    pub due: Yuan,
    /// Number of the receipt; empty for somebody who pays nothing.
    pub receipt_no: String,
    /// When the person was enrolled, `YYYY-MM-DD`, or in words that and why not yet.
    pub enrolled_on: String,
}

/// The declaration on A4: a sheet of sums by fund and category, then the list of people. A line whose fee is not subsidy and
/// due is refused.
pub fn subsidy_declaration(document: &DeclarationPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    for line in &d.lines {
        super::must_add_up(line.fee, [line.subsidy, line.due])?;
    }
    let free = |lines: &[&DeclarationLine]| lines.iter().filter(|line| line.due.is_zero()).count();
    let everybody: Vec<&DeclarationLine> = d.lines.iter().collect();
    let mut fields = d.head.fields();
    fields.extend([
        ("declaration_no", d.declaration_no.clone()),
        ("period_words", d.period_words.clone()),
        ("policy_title", d.policy_title.clone()),
        ("made_by", d.made_by.clone()),
        ("people", d.lines.len().to_string()),
        ("free", free(&everybody).to_string()),
    ]);
    let title = format!("资助参保申报表 {}年度 {}", d.head.levy_year, d.head.village_name);

    let mut kinds: Vec<(String, String)> = Vec::new();
    for line in &d.lines {
        let kind = (line.fund.clone(), line.category.clone());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let mut sums_fault = None;
    let sums = grouped(
        &kinds,
        |(fund, _)| fund.clone(),
        |fund| format!("资金来源：{fund}"),
        |_| "小计".to_owned(),
        |_, (fund, category)| {
            let lines: Vec<&DeclarationLine> =
                d.lines.iter().filter(|line| line.fund == *fund && line.category == *category).collect();
            let mut sum = |of: fn(&DeclarationLine) -> Yuan| {
                Yuan::sum(lines.iter().map(|line| of(line))).unwrap_or_else(|| {
                    sums_fault = Some(PaperError::SumOutOfRange);
                    Yuan::ZERO
                })
            };
            let (fee, subsidy, due) = (sum(|line| line.fee), sum(|line| line.subsidy), sum(|line| line.due));
            let (people, free) = (lines.len() as u64, free(&lines) as u64);
            Row::line(Fields::from([
                ("category", category.clone()),
                ("fund", fund.clone()),
                ("people", people.to_string()),
                ("free", free.to_string()),
                ("fee", fee.to_string()),
                ("subsidy", subsidy.to_string()),
                ("due", due.to_string()),
            ]))
            .summing([("fee", fee), ("subsidy", subsidy), ("due", due)])
            .counting([("people", people), ("free", free)])
        },
    );
    if let Some(fault) = sums_fault {
        return Err(fault);
    }
    let content = Content { title: title.clone(), fields: fields.clone(), rows: sums, qr: None };
    let summary = lay_out(DECLARATION_SUMS_A4.sheet()?, &content, fonts)?;

    let rows = grouped(
        &d.lines,
        |line| format!("{}　{}", line.category, line.fund),
        str::to_owned,
        |_| "小计 {rows} 人".to_owned(),
        |number, line| {
            let receipt = if line.receipt_no.is_empty() && line.due.is_zero() {
                "个人不缴费".to_owned()
            } else {
                line.receipt_no.clone()
            };
            Row::line(Fields::from([
                ("number", number.to_string()),
                ("name", line.name.clone()),
                ("certno", line.certno.clone()),
                ("village_group", line.village_group.clone()),
                ("category", line.category.clone()),
                ("list_no", line.list_no.clone()),
                ("fee", line.fee.to_string()),
                ("subsidy", line.subsidy.to_string()),
                ("due", line.due.to_string()),
                ("receipt", receipt),
                ("enrolled_on", line.enrolled_on.clone()),
            ]))
            .summing([("fee", line.fee), ("subsidy", line.subsidy), ("due", line.due)])
        },
    );
    let content = Content { title, fields, rows, qr: None };
    Ok(summary.followed_by(lay_out(DECLARATION_A4.sheet()?, &content, fonts)?))
}
