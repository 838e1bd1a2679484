//! Differences of closes in words, as they stand on the close sheet and on the screen.

use crate::journal::{CarriedDifference, CloseRecord};
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

/// The differences of earlier closes that are not settled, with their age on the day of the close; empty if there is none.
pub(super) fn carried(close: &CloseRecord) -> String {
    let line = |one: &CarriedDifference| {
        let days = (close.business_date - one.business_date).num_days().max(0);
        TEXT.carried
            .replace("{close_no}", &one.close_no.to_string())
            .replace("{business_date}", &one.business_date.to_string())
            .replace("{amount}", &short_or_over(one.open))
            .replace("{days}", &days.to_string())
    };
    let carried = close.differences.iter().flat_map(|all| &all.carried);
    carried.map(line).collect::<Vec<_>>().join("；")
}

/// What is open in all after the close; empty if nothing is. Short and over are never set off against each other.
pub(super) fn open_differences(close: &CloseRecord) -> String {
    let Some(all) = &close.differences else { return String::new() };
    let sides = [all.short.negated(), all.over].into_iter().filter(|side| !side.is_zero());
    sides.map(short_or_over).collect::<Vec<_>>().join("，")
}
