//! What cash that is not paid in may cost, said before it does: the township's limits, the last safe day before a window
//! ends, and people whose cover waits for the money.
//!
//! Invariant: every day and every rule comes from the notice or from the township's card; nothing is invented. Pure but
//! for [`Book::remittance_alarms`].

use super::{Outstanding, Payer, sum};
use crate::book::Book;
use crate::error::Result;
use chrono::{Days, NaiveDate};
use cunshou_policy::{WindowDays, Yuan, time};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// So many days before its last safe day a window's end is an alarm: a week, so that a bank day is always among them.
const DEADLINE_DAYS: i64 = 7;

/// Something that the clerk must know about cash in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemittanceAlarm {
    /// More than the township allows.
    OverSum {
        /// Not paid in.
        unremitted: Yuan,
        /// What may lie with the clerk.
        limit: Yuan,
    },
    /// Longer than the township allows.
    OverDays {
        /// Days that the oldest has waited.
        age_days: i64,
        /// Days that it may.
        limit_days: u32,
    },
    /// A window ends.
    Deadline {
        /// Its name in the notice.
        window: String,
        /// Its last day.
        last_day: NaiveDate,
        /// The last day up to it on which banks work.
        safe_day: NaiveDate,
        /// Days to its last day.
        days_left: i64,
        /// Not paid in.
        unremitted: Yuan,
        /// The article of the notice.
        article: String,
    },
    /// People whose cover begins when the money arrives.
    CoverWaits {
        /// How many.
        people: u32,
    },
}

#[derive(Deserialize)]
struct Words {
    message: String,
    todo: String,
}

static TEXT: LazyLock<HashMap<String, Words>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/remittance.toml"))
        .expect("the words are shipped with the program and read by a test")
});

impl RemittanceAlarm {
    /// The stable word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::OverSum { .. } => "over_sum",
            Self::OverDays { .. } => "over_days",
            Self::Deadline { safe_day, last_day, days_left, .. } => {
                // The last safe day is over while the window is not.
                let to_safe = *days_left - (*last_day - *safe_day).num_days();
                if to_safe < 0 { "deadline_passed" } else { "deadline" }
            }
            Self::CoverWaits { .. } => "cover_waits",
        }
    }

    /// What is so, and what to do, in Chinese.
    pub fn words(&self) -> (String, String) {
        let facts: Vec<(&str, String)> = match self {
            Self::OverSum { unremitted, limit } => {
                vec![("unremitted", unremitted.to_string()), ("limit", limit.to_string())]
            }
            Self::OverDays { age_days, limit_days } => {
                vec![("age_days", age_days.to_string()), ("limit_days", limit_days.to_string())]
            }
            Self::Deadline { window, last_day, safe_day, days_left, unremitted, .. } => vec![
                ("window", window.clone()),
                ("last_day", last_day.to_string()),
                ("safe_day", safe_day.to_string()),
                ("days_left", days_left.to_string()),
                ("unremitted", unremitted.to_string()),
            ],
            Self::CoverWaits { people } => vec![("people", people.to_string())],
        };
        let fill = |text: &str| {
            facts
                .iter()
                .fold(text.to_owned(), |text, (name, fact)| text.replace(&format!("{{{name}}}"), fact))
        };
        TEXT.get(self.word()).map_or_else(Default::default, |words| (fill(&words.message), fill(&words.todo)))
    }
}

/// The last day up to `day` on which banks work. Pure.
fn last_working_day(day: NaiveDate) -> NaiveDate {
    let back = |days| day.checked_sub_days(Days::new(days));
    (0..31).filter_map(back).find(|day| !time::is_rest_day(*day)).unwrap_or(day)
}

/// What the township allows: a sum, a number of days.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) sum: Option<Yuan>,
    pub(super) days: Option<u32>,
}

/// The alarms of a day. Pure.
pub(super) fn alarms(
    outstanding: &[Outstanding],
    window: Option<&WindowDays<'_>>,
    limits: Limits,
    waiting: u32,
    today: NaiveDate,
) -> Result<Vec<RemittanceAlarm>> {
    let unremitted = sum(outstanding.iter().map(|one| one.amount))?;
    let Some(oldest_on) = outstanding.iter().map(|one| one.business_date).min() else {
        return Ok(Vec::new());
    };
    let mut alarms = Vec::new();
    if let Some(window) = window.filter(|window| window.from <= today) {
        let safe_day = last_working_day(window.to);
        if (safe_day - today).num_days() <= DEADLINE_DAYS {
            alarms.push(RemittanceAlarm::Deadline {
                window: window.label.to_owned(),
                last_day: window.to,
                safe_day,
                days_left: (window.to - today).num_days(),
                unremitted,
                article: window.rule.article.clone(),
            });
        }
    }
    if waiting > 0 {
        alarms.push(RemittanceAlarm::CoverWaits { people: waiting });
    }
    if let Some(limit) = limits.sum.filter(|limit| unremitted > *limit) {
        alarms.push(RemittanceAlarm::OverSum { unremitted, limit });
    }
    let age_days = (today - oldest_on).num_days().max(0);
    if let Some(limit_days) = limits.days.filter(|days| age_days > i64::from(*days)) {
        alarms.push(RemittanceAlarm::OverDays { age_days, limit_days });
    }
    Ok(alarms)
}

impl Book {
    /// What the clerk must know today about cash that is not paid in, the most pressing first.
    pub fn remittance_alarms(&self, today: NaiveDate) -> Result<Vec<RemittanceAlarm>> {
        let card = self.town_card()?;
        let limits = Limits {
            sum: card.as_ref().and_then(|card| card.cash_limit),
            days: card.as_ref().and_then(|card| card.cash_days),
        };
        let policy = self.policy_on(today)?;
        self.read(|tx| {
            let outstanding = tx.outstanding(Payer::Cash)?;
            let mut waiting = 0;
            for one in &outstanding {
                let receipt = tx.receipt(&one.receipt_no)?;
                let lines = receipt.iter().filter(|receipt| receipt.arrival.is_none());
                let lines = lines.flat_map(|receipt| &receipt.payment.lines);
                waiting += lines.filter(|line| line.waits_for_arrival()).count();
            }
            let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
            alarms(&outstanding, policy.policy.window_on(today).as_ref(), limits, waiting, today)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn cash(on: &str, fen: i64) -> Outstanding {
        Outstanding {
            receipt_no: "R".to_owned(),
            hh_no: String::new(),
            session_no: 1,
            business_date: day(on),
            close_no: Some(1),
            amount: Yuan::from_fen(fen),
        }
    }

    #[test]
    fn the_townships_limits_are_alarms_only_beyond_them() {
        let limits = Limits { sum: Some(Yuan::from_fen(100_000)), days: Some(3) };
        let on = |outstanding: &[Outstanding], today: &str| {
            let all = alarms(outstanding, None, limits, 0, day(today)).expect("small");
            all.iter().map(RemittanceAlarm::word).collect::<Vec<_>>()
        };
        assert_eq!(on(&[], "2025-12-01"), Vec::<&str>::new(), "nothing in hand, nothing to say");
        assert_eq!(on(&[cash("2025-11-03", 100_000)], "2025-11-06"), Vec::<&str>::new());
        assert_eq!(on(&[cash("2025-11-03", 100_001)], "2025-11-06"), ["over_sum"]);
        assert_eq!(on(&[cash("2025-11-03", 100)], "2025-11-07"), ["over_days"]);
        assert_eq!(
            on(&[cash("2025-11-07", 1), cash("2025-11-03", 100_000)], "2025-11-07"),
            ["over_sum", "over_days"]
        );
    }

    #[test]
    fn the_last_safe_day_is_one_on_which_banks_work() {
        // 2027-01-01 is a holiday; 31 December 2022 was a Saturday, 30 December a Friday.
        assert_eq!(last_working_day(day("2022-12-31")), day("2022-12-30"));
        assert_eq!(last_working_day(day("2025-12-31")), day("2025-12-31"));
    }

    #[test]
    fn every_alarm_has_words_with_all_places_filled() {
        let all = [
            RemittanceAlarm::OverSum { unremitted: Yuan::from_fen(1), limit: Yuan::from_fen(2) },
            RemittanceAlarm::OverDays { age_days: 4, limit_days: 3 },
            RemittanceAlarm::Deadline {
                window: "集中征缴期".to_owned(),
                last_day: day("2022-12-31"),
                safe_day: day("2022-12-30"),
                days_left: 1,
                unremitted: Yuan::from_fen(1),
                article: String::new(),
            },
            RemittanceAlarm::Deadline {
                window: "集中征缴期".to_owned(),
                last_day: day("2022-12-31"),
                safe_day: day("2022-12-30"),
                days_left: 0,
                unremitted: Yuan::from_fen(1),
                article: String::new(),
            },
            RemittanceAlarm::CoverWaits { people: 2 },
        ];
        let words: Vec<_> = all.iter().map(RemittanceAlarm::word).collect();
        assert_eq!(words, ["over_sum", "over_days", "deadline", "deadline_passed", "cover_waits"]);
        for alarm in &all {
            let (message, todo) = alarm.words();
            assert!(
                !message.is_empty() && !todo.is_empty() && !message.contains('{') && !todo.contains('{'),
                "{alarm:?}"
            );
        }
        assert_eq!(TEXT.len(), 5);
    }
}
