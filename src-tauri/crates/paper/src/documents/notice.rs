//! What a household is told: what it owes and why (缴费通知单), and why one person owes his sum (政策依据单).
//!
//! Invariant: neither has a place for a category. The reason of a subsidy is its article; a sentence that names a hardship or
//! an illness is not put on paper ([`SlipRule::quote`]).

use super::{Letterhead, must_add_up};
use crate::capital::capital_amount;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::{HOUSEHOLD_NOTICE_A4, POLICY_SLIP_A5};
use crate::layout::{Content, Fields, Row, lay_out, lay_out_all};
use crate::page::Paper;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What one household owes. It is no receipt, and says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HouseholdNoticePaper {
    /// Village and year.
    pub head: Letterhead,
    /// Number of the household.
    pub hh_no: String,
    /// Name of its head.
    pub household_head: String,
    /// Village group; may be empty.
    pub village_group: String,
    /// Title and number of the notice.
    pub policy_title: String,
    /// One line a member.
    pub lines: Vec<NoticeLine>,
    /// What is to be paid.
    pub total_due: Yuan,
    /// Until when is collected, in words.
    pub window_words: String,
    /// Where and how one can pay, in words.
    pub pay_words: String,
    /// What to bring; may be empty.
    pub bring_words: String,
    /// Whom to ask, with a telephone number; may be empty.
    pub contact_words: String,
    /// Where to complain; may be empty.
    pub hotline: String,
}

/// One member on the notice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Name.
    pub name: String,
    /// Relation to the head.
    pub relation: String,
    /// The fee of the notice.
    pub fee: Yuan,
    /// What the public purse pays of it.
    pub subsidy: Yuan,
    /// What the village collective pays of it.
    pub collective_aid: Yuan,
    /// What is left to pay; `None` for somebody who has nothing to pay here (paid already, exempt, to ask elsewhere).
    pub due: Option<Yuan>,
    /// How he stands, and where he has to ask: 未缴, 已缴, …
    pub state_words: String,
    /// Article of the notice on which the sum rests.
    pub article: String,
}

/// The notices, two on an A4 sheet, to be cut. A total that is not the sum of the lines is refused.
pub fn household_notices(documents: &[HouseholdNoticePaper], fonts: &Fonts) -> Result<Paper, PaperError> {
    let contents: Vec<Content> = match documents {
        [] => vec![notice(&HouseholdNoticePaper::default())?],
        some => some.iter().map(notice).collect::<Result<_, _>>()?,
    };
    let title = match documents {
        [one] => format!("缴费通知单 {}", one.hh_no),
        _ => format!("缴费通知单 共{}户", documents.len()),
    };
    lay_out_all(HOUSEHOLD_NOTICE_A4.sheet()?, &title, &contents, fonts)
}

fn notice(document: &HouseholdNoticePaper) -> Result<Content, PaperError> {
    let d = document;
    must_add_up(d.total_due, d.lines.iter().filter_map(|line| line.due))?;
    for line in &d.lines {
        if let Some(due) = line.due {
            must_add_up(line.fee, [line.subsidy, line.collective_aid, due])?;
        }
    }
    let mut fields = d.head.fields();
    fields.extend([
        ("hh_no", d.hh_no.clone()),
        ("household_head", d.household_head.clone()),
        ("village_group", d.village_group.clone()),
        ("policy_title", d.policy_title.clone()),
        ("total_due", d.total_due.to_string()),
        ("capital", capital_amount(d.total_due)),
        ("people", d.lines.iter().filter(|line| line.due.is_some()).count().to_string()),
        ("window_words", d.window_words.clone()),
        ("pay_words", d.pay_words.clone()),
        ("bring_words", d.bring_words.clone()),
        ("contact_words", d.contact_words.clone()),
        ("hotline", d.hotline.clone()),
    ]);
    let rows = d.lines.iter().map(|line| {
        // Somebody who has nothing to pay here is told how he stands, not what it would cost.
        let shown = |amount: Yuan| if line.due.is_some() { amount.to_string() } else { "—".to_owned() };
        Row::line(Fields::from([
            ("name", line.name.clone()),
            ("relation", line.relation.clone()),
            ("fee", shown(line.fee)),
            ("subsidy", shown(line.subsidy)),
            ("collective_aid", shown(line.collective_aid)),
            ("due", line.due.map_or_else(|| "—".to_owned(), |due| due.to_string())),
            ("state_words", line.state_words.clone()),
            ("article", line.article.clone()),
        ]))
        .summing([("due", line.due.unwrap_or(Yuan::ZERO))])
    });
    Ok(Content { title: format!("缴费通知单 {}", d.hh_no), fields, rows: rows.collect(), qr: None })
}

/// Why one person owes his sum.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PolicySlipPaper {
    /// Village and year.
    pub head: Letterhead,
    /// Name.
    pub name: String,
    /// Number of the household; may be empty.
    pub hh_no: String,
    /// The day for which it holds, `YYYY-MM-DD`.
    pub on: String,
    /// The fee of the notice.
    pub fee: Yuan,
    /// What the public purse pays of it.
    pub subsidy: Yuan,
    /// What the village collective pays of it.
    pub collective_aid: Yuan,
    /// What is left to pay.
    pub due: Yuan,
    /// From when to when cover runs, or that this is open; with its caveat.
    pub cover_words: String,
    /// Title and number of the notice.
    pub policy_title: String,
    /// The rules that were used.
    pub rules: Vec<SlipRule>,
    /// Whom to ask; may be empty.
    pub contact_words: String,
}

/// One rule with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SlipRule {
    /// What it settles: 缴费标准, 资助, 待遇时间, ….
    pub label: String,
    /// Where it stands in the notice.
    pub article: String,
    /// Its sentence, word for word. `None` where the sentence names a sensitive category: then the paper says that it can be
    /// read at the village, and nobody who finds the slip learns why somebody is helped.
    pub quote: Option<String>,
}

/// The slip on A5. A due that is not what is left of the fee is refused.
pub fn policy_slip(document: &PolicySlipPaper, fonts: &Fonts) -> Result<Paper, PaperError> {
    let d = document;
    must_add_up(d.fee, [d.subsidy, d.collective_aid, d.due])?;
    let mut fields = d.head.fields();
    fields.extend([
        ("name", d.name.clone()),
        ("hh_no", d.hh_no.clone()),
        ("on", d.on.clone()),
        ("fee", d.fee.to_string()),
        ("subsidy", d.subsidy.to_string()),
        ("collective_aid", d.collective_aid.to_string()),
        ("due", d.due.to_string()),
        ("cover_words", d.cover_words.clone()),
        ("policy_title", d.policy_title.clone()),
        ("contact_words", d.contact_words.clone()),
    ]);
    let rows = d.rules.iter().map(|rule| {
        let quote = rule
            .quote
            .as_ref()
            .map_or_else(|| "原文可以在村里当面查看。".to_owned(), |quote| format!("“{quote}”"));
        Row::line(Fields::from([
            ("label", rule.label.clone()),
            ("article", rule.article.clone()),
            ("quote", quote),
        ]))
    });
    let content =
        Content { title: format!("政策依据单 {}", d.name), fields, rows: rows.collect(), qr: None };
    lay_out(POLICY_SLIP_A5.sheet()?, &content, fonts)
}
