//! What happens to money after it was taken: given back, applied for, paid in. Each an entry of its own; the entry of
//! the payment stays as it is.

use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::RuleRecord;

/// A receipt taken back whole: 作废 in its session, 冲正 after its close and before its money was paid in. Number and
/// papers are kept; cash goes back to the payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReversalRecord {
    /// Given by the core when the form opened; a retry carries the same.
    pub void_id: Uuid,
    /// SHA-256 of what was ordered, hex: the same id with another order is refused.
    pub order_hash: String,
    /// 1, 2, 3, … over voids and reversals of the book.
    pub void_no: u32,
    /// The receipt.
    pub receipt_no: String,
    /// Its payment.
    pub payment_id: Uuid,
    /// The session in which this is done: the receipt's own for a void, a later one for a reversal.
    pub session_no: u32,
    /// That session's date.
    pub business_date: NaiveDate,
    /// How the payment was made.
    pub means: String,
    /// A code of `assets/codes/void_reason.tsv`.
    pub reason: String,
    /// In the clerk's words.
    pub note: String,
    /// The township's approval; a reversal has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_no: Option<String>,
    /// True if the payer handed the paper back; `false`: the note says what became of it.
    pub paper_back: bool,
    /// Cash handed back: what was due, and nothing for a payment that brought no cash.
    pub cash_back: Yuan,
    /// The payment's lines with their sums negated.
    pub lines: Vec<ReversedLine>,
}

/// The mirror of a payment line: sums of the opposite sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReversedLine {
    /// The row that leaves in packages.
    pub row_id: Uuid,
    /// The row that it takes back.
    pub reverses: Uuid,
    /// Its number on the receipt.
    pub line_no: u32,
    /// The person.
    pub person_id: Uuid,
    /// The year of cover.
    pub levy_year: i32,
    /// The fee, negated.
    pub fee: Yuan,
    /// The subsidy, negated.
    pub subsidy: Yuan,
    /// What the collective paid, negated.
    pub collective_aid: Yuan,
    /// What the person paid, negated.
    pub due: Yuan,
}

/// Money paid into the treasury account, allocated to receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceRecord {
    /// Given by the core when the form opened; a retry carries the same.
    pub remittance_id: Uuid,
    /// SHA-256 of what was ordered, hex.
    pub order_hash: String,
    /// 1, 2, 3, …
    pub remittance_no: u32,
    /// Whose money: `cash` that the clerk took, or `collective_aid` that the village collective owes.
    pub payer: String,
    /// The number of the bank's slip.
    pub slip_no: String,
    /// The day on the slip.
    pub remitted_on: NaiveDate,
    /// The account or the counter, in the clerk's words.
    pub account: String,
    /// The sum on the slip.
    pub amount: Yuan,
    /// The session that was open, whose drawer gives the money of its own receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_no: Option<u32>,
    /// Which receipts it pays in, with how much of each. Their sum is the amount.
    pub parts: Vec<RemittancePart>,
    /// In the clerk's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What was to be paid in before it and what of that was missing; of cash only. Remittances of a book that did not say
    /// it yet say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Box<ReadyCash>>,
}

/// Cash of closed sessions that is to be paid in, and what of it is missing because a count found it short and nobody
/// settled that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyCash {
    /// Taken in closed sessions and not paid in.
    pub due: Yuan,
    /// The differences that are open.
    pub differences: CloseDifferences,
}

impl ReadyCash {
    /// How much of what is due does not lie there. Never more than is due: what was paid in all the same is not missing
    /// from it any more.
    pub fn missing(&self) -> Yuan {
        self.differences.short.min(self.due)
    }

    /// How much of what is due lies there.
    pub fn lies(&self) -> Yuan {
        self.due.checked_sub(self.missing()).unwrap_or(Yuan::ZERO)
    }

    /// What counts found short and was paid in all the same: nobody has written down where that money came from.
    pub fn paid_though_missing(&self) -> Yuan {
        self.differences.short.checked_sub(self.missing()).unwrap_or(Yuan::ZERO)
    }
}

/// What a remittance pays in of one receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittancePart {
    /// The receipt.
    pub receipt_no: String,
    /// The session that took it.
    pub session_no: u32,
    /// How much of it.
    pub amount: Yuan,
}

/// A remittance that was entered by mistake, or that the bank sent back: its money lies with the clerk again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceCancelled {
    /// Which.
    pub remittance_no: u32,
    /// Why, in the clerk's words.
    pub reason: String,
    /// The session that was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_no: Option<u32>,
}

/// A refund applied for after the money was paid in: the tax office decides, no cash leaves the drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRecord {
    /// Given by the core when the form opened; a retry carries the same.
    pub refund_id: Uuid,
    /// SHA-256 of what was ordered, hex.
    pub order_hash: String,
    /// 1, 2, 3, …
    pub refund_no: u32,
    /// The receipt.
    pub receipt_no: String,
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// Who applies: the payer himself or his relative.
    pub applicant: String,
    /// Where he can be reached.
    pub phone: String,
    /// The ground: an event of `assets/codes/event.tsv`, or `paid_twice`, `other`.
    pub ground: String,
    /// When that happened.
    pub happened_on: Option<NaiveDate>,
    /// The paper that proves it, with its number.
    pub proof: String,
    /// In the clerk's words.
    pub note: String,
    /// For whom, with how much.
    pub lines: Vec<RefundLine>,
    /// The sentences of the notice behind the answers, as `<policy id>/<rule id>`.
    pub rules: BTreeMap<String, RuleRecord>,
}

/// One person's part of a refund application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// The row that leaves in packages.
    pub row_id: Uuid,
    /// The payment line.
    pub reverses: Uuid,
    /// Its number on the receipt.
    pub line_no: u32,
    /// The person.
    pub person_id: Uuid,
    /// The year of cover.
    pub levy_year: i32,
    /// What is asked back: all that the person paid, or the part that the notice gives back.
    pub amount: Yuan,
    /// True if it is all that the person paid: with the refund his cover for that year ends. A difference leaves it.
    pub ends_cover: bool,
    /// What the engine says: `refund`, `refer`, `undetermined`.
    pub decision: String,
    /// Whom to see.
    pub see: Vec<String>,
    /// What was decided, in one sentence.
    pub words: String,
}

/// Something was done about the difference of a close. Its money comes to, or leaves, what lies ready for the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceStep {
    /// Given by the core when the form opened; a retry carries the same.
    pub step_id: Uuid,
    /// SHA-256 of what was ordered, hex.
    pub order_hash: String,
    /// 1, 2, 3, … over all differences of the book.
    pub step_no: u32,
    /// Whose difference.
    pub close_no: u32,
    /// `settled`, `carried` or `reported`.
    pub state: String,
    /// How it was settled: a code of `assets/codes/difference_way.tsv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// By how much the difference moves towards nought: above nought for missing money, below for money too much; nought
    /// unless something is settled.
    pub amount: Yuan,
    /// What of it is open afterwards.
    pub open: Yuan,
    /// The township's paper, or its receipt for what was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_no: Option<String>,
    /// The receipt that explains it: entered after the close, or taken back after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_no: Option<String>,
    /// On which day.
    pub on: NaiveDate,
    /// How and why, in the clerk's words.
    pub note: String,
}

/// What is open of differences: said by a close (of earlier closes, and in all after it), by a remittance and by a hand-over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseDifferences {
    /// Those of earlier closes that are not settled, oldest first.
    pub carried: Vec<CarriedDifference>,
    /// Missing money in all, its own with it unless it was made up on the spot; above nought.
    pub short: Yuan,
    /// Money too much in all, likewise. The two are never set off against each other.
    pub over: Yuan,
}

/// A difference of an earlier close that is not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedDifference {
    /// Its close.
    pub close_no: u32,
    /// That close's date.
    pub business_date: NaiveDate,
    /// The whole difference.
    pub variance: Yuan,
    /// What of it is open.
    pub open: Yuan,
    /// `open`, `carried` or `reported`.
    pub state: String,
}

/// A step of a refund application on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundStep {
    /// Which application.
    pub refund_no: u32,
    /// `submitted`, `accepted`, `rejected` or `withdrawn`.
    pub state: String,
    /// On which day.
    pub on: NaiveDate,
    /// By which paper, in the clerk's words.
    pub note: String,
}
