//! Differences of closes in words, as they stand on the sheets of a close and of a remittance and on the screen.

use crate::difference::DifferenceState;
use crate::journal::{CarriedDifference, CloseDifferences, CloseRecord, ReadyCash};
use crate::totals::difference_state_label;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    none: String,
    short: String,
    over: String,
    carried: String,
    state: String,
    ready_short: String,
    ready_over: String,
    ready_paid: String,
    ready_settle: String,
    ready_report: String,
    beyond: String,
    sheet: String,
}

static TEXT: LazyLock<Text> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/difference.toml"))
        .expect("the shipped words of differences read")
});

/// A difference in words: what is missing, or what is too much.
pub fn short_or_over(amount: Yuan) -> String {
    match (amount.is_zero(), amount.is_negative()) {
        (true, _) => TEXT.none.clone(),
        (false, true) => TEXT.short.replace("{amount}", &amount.negated().to_string()),
        (false, false) => TEXT.over.replace("{amount}", &amount.to_string()),
    }
}

/// A difference that is open, with its close and its age on a day.
fn line(one: &CarriedDifference, on: NaiveDate) -> String {
    let days = (on - one.business_date).num_days().max(0);
    TEXT.carried
        .replace("{close_no}", &one.close_no.to_string())
        .replace("{business_date}", &one.business_date.to_string())
        .replace("{amount}", &short_or_over(one.open))
        .replace("{days}", &days.to_string())
}

/// The differences of earlier closes that are not settled, with their age on the day of the close; empty if there is none.
pub(super) fn carried(close: &CloseRecord) -> String {
    let carried = close.differences.iter().flat_map(|all| &all.carried);
    carried.map(|one| line(one, close.business_date)).collect::<Vec<_>>().join("；")
}

/// Differences that are open, a line each: of which close, how much, for how many days, and where it stands.
pub fn difference_lines(open: &CloseDifferences, on: NaiveDate) -> Vec<String> {
    let state = |word: &str| DifferenceState::ALL.into_iter().find(|state| state.word() == word);
    let said = |one: &CarriedDifference| {
        let label = state(&one.state).map_or("", difference_state_label);
        TEXT.state.replace("{difference}", &line(one, on)).replace("{state}", label)
    };
    open.carried.iter().map(said).collect()
}

/// What is to be known about cash that waits for the bank, and what is to be done; both empty if no difference is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadyWords {
    /// What is due, what lies there, what is missing or lies over.
    pub message: String,
    /// The ways to go.
    pub todo: String,
}

/// The same in words.
pub fn ready_words(ready: &ReadyCash) -> ReadyWords {
    let (missing, paid, over) = (ready.missing(), ready.paid_though_missing(), ready.differences.over);
    let fill = |template: &str| {
        let facts = [
            ("due", ready.due),
            ("lies", ready.lies()),
            ("missing", missing),
            ("paid", paid),
            ("over", over),
        ];
        facts.iter().fold(template.to_owned(), |text, (name, sum)| {
            text.replace(&format!("{{{name}}}"), &sum.to_string())
        })
    };
    let said = [(missing, &TEXT.ready_short), (paid, &TEXT.ready_paid), (over, &TEXT.ready_over)];
    let said: Vec<_> =
        said.into_iter().filter(|(sum, _)| !sum.is_zero()).map(|(_, template)| fill(template)).collect();
    let todo = match (ready.differences.short.is_zero(), over.is_zero()) {
        (true, true) => String::new(),
        (true, false) => TEXT.ready_report.clone(),
        (false, _) => TEXT.ready_settle.clone(),
    };
    ReadyWords { message: said.concat(), todo }
}

/// That a slip pays in more than lies there; empty if it does not.
pub fn beyond_words(beyond: Yuan) -> String {
    if beyond.is_zero() { String::new() } else { TEXT.beyond.replace("{beyond}", &beyond.to_string()) }
}

/// What a remittance sheet says about what was missing before it; empty if nothing was open.
pub(super) fn ready_on_paper(ready: Option<&ReadyCash>, on: NaiveDate) -> String {
    let Some(ready) = ready.filter(|ready| !ready.differences.carried.is_empty()) else {
        return String::new();
    };
    TEXT.sheet
        .replace("{due}", &ready.due.to_string())
        .replace("{lies}", &ready.lies().to_string())
        .replace("{differences}", &difference_lines(&ready.differences, on).join("；"))
}

/// What is open in all after the close; empty if nothing is. Short and over are never set off against each other.
pub(super) fn open_differences(close: &CloseRecord) -> String {
    let Some(all) = &close.differences else { return String::new() };
    let sides = [all.short.negated(), all.over].into_iter().filter(|side| !side.is_zero());
    sides.map(short_or_over).collect::<Vec<_>>().join("，")
}
