//! The leaflet for residents (明白纸): sums, windows, channels, and where to complain. It speaks of the notice and of nobody:
//! the statuses that it lists are those of the notice's own table.

use super::Letterhead;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::LEAFLET_A4;
use crate::layout::{Content, Fields, Row, lay_out};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What stands on a leaflet; all of it comes from the policy file's page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeafletPaper {
    /// Village and year.
    pub head: Letterhead,
    /// Title of the notice.
    pub policy_title: String,
    /// Its number.
    pub doc_no: String,
    /// Who issued it.
    pub issuer: String,
    /// The area for which it holds.
    pub area_label: String,
    /// What one person pays a year.
    pub fee: Yuan,
    /// From when to when cover runs, in words.
    pub benefit_words: String,
    /// When one can pay.
    pub windows: Vec<LeafletWindow>,
    /// Who pays less.
    pub sums: Vec<LeafletSum>,
    /// Where one can pay.
    pub channels: Vec<LeafletLine>,
    /// Everything else that residents ask: newborns, refunds, ….
    pub sections: Vec<LeafletSection>,
    /// Number to complain to, in words; empty: a line to write it on.
    pub hotline: String,
    /// The village's own contact; may be empty.
    pub contact_words: String,
}

/// One stretch of days in which one can pay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeafletWindow {
    /// Its name in the notice.
    pub label: String,
    /// First and last day, in words.
    pub days: String,
    /// For whom.
    pub who: String,
    /// From when cover runs.
    pub cover: String,
}

/// What people of one status pay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeafletSum {
    /// The status, as the notice names it, with its conditions.
    pub label: String,
    /// What the public purse pays.
    pub subsidy: Yuan,
    /// What is left to pay.
    pub due: Yuan,
}

/// A subject with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeafletSection {
    /// The subject.
    pub title: String,
    /// What is said about it.
    pub lines: Vec<LeafletLine>,
}

/// One thing that residents ask.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeafletLine {
    /// What it is about.
    pub label: String,
    /// What the notice says.
    pub words: String,
}

/// The leaflet on A4; it flows over as many pages as it needs. A sum that is not fee less subsidy is refused.
pub fn policy_leaflet(document: &LeafletPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    for sum in &d.sums {
        super::must_add_up(d.fee, [sum.subsidy, sum.due])?;
    }
    let mut fields = d.head.fields();
    fields.extend([
        ("policy_title", d.policy_title.clone()),
        ("doc_no", d.doc_no.clone()),
        ("issuer", d.issuer.clone()),
        ("area_label", d.area_label.clone()),
        ("fee", d.fee.to_string()),
        ("benefit_words", d.benefit_words.clone()),
        ("hotline", if d.hotline.is_empty() { "＿＿＿＿＿＿＿＿".to_owned() } else { d.hotline.clone() }),
        ("contact_words", d.contact_words.clone()),
    ]);
    let mut rows = Vec::new();
    let mut section = |title: &str, lines: Vec<(String, String)>| {
        if !lines.is_empty() {
            rows.push(Row::heading(title));
        }
        rows.extend(
            lines
                .into_iter()
                .map(|(label, words)| Row::line(Fields::from([("name", label), ("words", words)]))),
        );
    };
    let window = |window: &LeafletWindow| {
        let words: Vec<&str> = [window.days.as_str(), &window.who, &window.cover]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        (window.label.clone(), words.join("；"))
    };
    section("什么时候缴", d.windows.iter().map(window).collect());
    let sum =
        |sum: &LeafletSum| (sum.label.clone(), format!("资助 {} 元，个人缴 {} 元", sum.subsidy, sum.due));
    section("哪些人有资助、自己缴多少", d.sums.iter().map(sum).collect());
    let line = |line: &LeafletLine| (line.label.clone(), line.words.clone());
    section("怎么缴", d.channels.iter().map(line).collect());
    for other in &d.sections {
        section(&other.title, other.lines.iter().map(line).collect());
    }
    let title = format!("居民医保明白纸 {}年度", d.head.levy_year);
    lay_out(LEAFLET_A4.sheet()?, &Content { title, fields, rows, qr: None }, fonts)
}
