//! What a list changes for somebody's money: what he owes before and after, and what the notice says of a sum that is paid.
//!
//! Invariant: every sum, day and sentence comes from the engine; what the notice leaves open is said to be open; no word
//! of it names a category. Must not know: rows, SQL.

use crate::book::BookPolicy;
use crate::codes::EnrolmentState;
use crate::enrolment::{assess_person, since_payment};
use crate::person::{Asked, Person};
use chrono::NaiveDate;
use cunshou_policy::{Assessment, Decision, Field, Paid, Reason, RequestKind, Word, Yuan, explain};

/// What the notice says about taking somebody's money on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The decision's word: `collect`, `refer`, `refuse`, `undetermined`; empty if the notice cannot be asked.
    pub decision: String,
    /// The decision in Chinese.
    pub decision_label: String,
    /// What is taken, where it can be.
    pub due: Option<Yuan>,
    /// The article that the sum rests on.
    pub article: String,
}

/// What a change means for a sum that is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsequenceKind {
    /// The sum stays as it is.
    Nothing,
    /// An application for a refund can go forward.
    Refund,
    /// It counts from the next year on.
    NextYear,
    /// The notice leaves it to an office, or is silent.
    Open,
}

impl ConsequenceKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Refund => "refund",
            Self::NextYear => "next_year",
            Self::Open => "open",
        }
    }
}

/// What becomes of a sum that is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// Nothing, a refund, next year, open.
    pub kind: ConsequenceKind,
    /// What comes back.
    pub amount: Option<Yuan>,
    /// The article.
    pub article: String,
    /// What the notice says, in words that name no category.
    pub words: String,
    /// The offices to see.
    pub see: String,
}

/// What a list changes for somebody's money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The year of cover.
    pub levy_year: i32,
    /// Where he stands in it.
    pub state: EnrolmentState,
    /// What he owed before the list.
    pub before: Owed,
    /// What he owes after it.
    pub after: Owed,
    /// The receipt of what he paid here.
    pub receipt_no: Option<String>,
    /// What becomes of it; only for whoever has paid here.
    pub consequence: Option<Consequence>,
}

impl Effect {
    /// True if the sum or the decision is another one.
    pub fn changes_due(&self) -> bool {
        self.before.decision != self.after.decision || self.before.due != self.after.due
    }
}

/// A live payment line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LivePayment {
    pub(super) receipt_no: String,
    pub(super) paid: Paid,
}

/// Where somebody stands, for the question what a list changes.
#[derive(Debug, Clone, Default)]
pub(super) struct Situation {
    pub(super) asked: Asked,
    pub(super) state: Option<EnrolmentState>,
    pub(super) payment: Option<LivePayment>,
}

fn owed(policy: &BookPolicy, person: &Person, asked: &Asked, on: NaiveDate) -> (Owed, Option<Assessment>) {
    match assess_person(&policy.policy, person, asked, 0, on) {
        Ok(answer) => {
            let article = explain::article(&policy.policy, &answer).unwrap_or_default().to_owned();
            let owed = Owed {
                decision: answer.decision.word().to_owned(),
                decision_label: cunshou_policy::text::decision_label(answer.decision).to_owned(),
                due: answer.to_take(),
                article,
            };
            (owed, Some(answer))
        }
        Err(_) => (
            Owed {
                decision: String::new(),
                decision_label: String::new(),
                due: None,
                article: String::new(),
            },
            None,
        ),
    }
}

/// What changes for somebody between two states of his categories.
pub(super) fn effect(
    policy: &BookPolicy,
    before: &Person,
    after: &Person,
    was: &Situation,
    asked_after: &Asked,
    on: NaiveDate,
) -> Effect {
    let (owed_before, _) = owed(policy, before, &was.asked, on);
    let (owed_after, _) = owed(policy, after, asked_after, on);
    let consequence = was
        .payment
        .as_ref()
        .filter(|payment| payment.paid.on <= on)
        .and_then(|payment| consequence(policy, before, after, asked_after, &payment.paid, on));
    Effect {
        levy_year: policy.levy_year,
        state: was.state.unwrap_or(EnrolmentState::Unpaid),
        before: owed_before,
        after: owed_after,
        receipt_no: was.payment.as_ref().map(|payment| payment.receipt_no.clone()),
        consequence,
    }
}

/// What the notice says about a sum that was paid, now that the categories are others. `None` if nothing that it asks
/// about changed.
fn consequence(
    policy: &BookPolicy,
    before: &Person,
    after: &Person,
    asked: &Asked,
    paid: &Paid,
    on: NaiveDate,
) -> Option<Consequence> {
    // What he should have paid on the day on which he paid, had the list been in the book.
    let then = assess_person(&policy.policy, after, asked, 0, paid.on).ok();
    let due_then = then.as_ref().and_then(Assessment::to_take);
    if let Some(due) = due_then.filter(|due| *due > paid.amount) {
        let article = then.as_ref().and_then(|then| explain::article(&policy.policy, then));
        return Some(Consequence {
            kind: ConsequenceKind::Open,
            amount: None,
            article: article.unwrap_or_default().to_owned(),
            words: fill("paid_less", &[("due", &due.to_string()), ("paid", &paid.amount.to_string())]),
            see: String::new(),
        });
    }
    let paid_too_much = due_then.is_some_and(|due| due < paid.amount);
    let kind = if paid_too_much { RequestKind::Refund } else { RequestKind::Recompute };
    if !paid_too_much && before.categories == after.categories {
        return None;
    }
    let answer = since_payment(&policy.policy, after, asked, paid.clone(), kind, on).ok()?;
    let policy = &policy.policy;
    let article =
        answer.rules(policy, Field::Decision).first().map_or_else(String::new, |rule| rule.article.clone());
    let see = answer.see(policy).join("、");
    // A refund is of what was paid above the new sum. Any other sum comes from another ground and is not ours to promise.
    let owed_now = assess_person(policy, after, asked, 0, on).ok().and_then(|answer| answer.to_take());
    let is_difference = |back: Yuan| {
        [due_then, owed_now].into_iter().flatten().any(|due| paid.amount.checked_sub(due) == Some(back))
    };
    let kind = match answer.decision {
        Decision::Refund if answer.refund_amount.is_some_and(is_difference) => ConsequenceKind::Refund,
        Decision::Refuse if answer.reason == Some(Reason::SubsidyFromNextYear) => ConsequenceKind::NextYear,
        Decision::Refuse | Decision::Answer => ConsequenceKind::Nothing,
        _ => ConsequenceKind::Open,
    };
    let words = match (kind, answer.decision) {
        (ConsequenceKind::Open, Decision::Refund) => fill("ask_refund", &[("see", &see)]),
        _ => explain::spoken(policy, &answer),
    };
    Some(Consequence {
        kind,
        amount: answer.refund_amount.filter(|_| kind == ConsequenceKind::Refund),
        article,
        words,
        see,
    })
}

fn fill(key: &str, values: &[(&str, &str)]) -> String {
    let text = super::words::say(key);
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
