//! Statutory time: how days, months and years are counted.
//!
//! Follows the Civil Code: art. 200 (years, months, days of the Gregorian calendar), 201 (the first day is not
//! counted), 202 (a period of months ends on the corresponding day, or on the month's last day where there is none),
//! 203 (a last day on a public rest day; the engine only *names* that, it never extends a period by itself),
//! 204 (another way of counting may be agreed or prescribed: a reading of the policy file says so).
//!
//! Invariant: no library default decides silently: every step is written out here and tabled in the tests. This
//! module must not know any notice, and never reads a clock.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// True for a leap year of the Gregorian calendar.
pub fn is_leap_year(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// How many days a month (1–12) has.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// True for the last day of a month.
pub fn is_month_end(day: NaiveDate) -> bool {
    day.day() == days_in_month(day.year(), day.month())
}

/// The last day of a period of `days` days that begins with an event on `start` (art. 201: that day is not counted).
pub fn last_day_after_days(start: NaiveDate, days: u32) -> NaiveDate {
    start.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// So many days before a day.
pub fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
}

/// The last day of a period of `months` months that begins with an event on `start` (art. 202: the corresponding
/// day of the last month; where the month has no such day, its last day).
pub fn last_day_after_months(start: NaiveDate, months: u32) -> NaiveDate {
    let count = start.month0() + months;
    let year = start.year() + i32::try_from(count / 12).unwrap_or(0);
    let month = count % 12 + 1;
    let day = start.day().min(days_in_month(year, month));
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

/// The day after.
pub fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// Full years of age (周岁) on a day: reached on the birthday; someone born on 29 February reaches them on
/// 28 February of a common year (art. 202).
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> Option<u32> {
    if on < birth {
        return None;
    }
    let years = u32::try_from(on.year() - birth.year()).ok()?;
    let reached = last_day_after_months(birth, years * 12) <= on;
    Some(if reached { years } else { years - 1 })
}

/// True for a public rest day (法定休假日): weekends and holidays, less the weekends worked instead.
pub fn is_rest_day(day: NaiveDate) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    (weekend && !REST_DAYS.work.contains(&day)) || REST_DAYS.rest.contains(&day)
}

/// The first working day after a day.
pub fn next_working_day(day: NaiveDate) -> NaiveDate {
    let mut day = next_day(day);
    while is_rest_day(day) && day < NaiveDate::MAX {
        day = next_day(day);
    }
    day
}

/// True if art. 203 is in question on `on`: the last day of a period is a rest day, and `on` is that day or one of
/// the days up to the next working day.
pub fn rollover_in_question(last_day: NaiveDate, on: NaiveDate) -> bool {
    on >= last_day && is_rest_day(last_day) && on <= next_working_day(last_day)
}

struct RestDays {
    rest: BTreeSet<NaiveDate>,
    work: BTreeSet<NaiveDate>,
}

static REST_DAYS: LazyLock<RestDays> = LazyLock::new(read_rest_days);

fn read_rest_days() -> RestDays {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        year: Vec<Year>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Year {
        #[serde(rename = "year")]
        _number: i32,
        rest: Vec<String>,
        work: Vec<NaiveDate>,
    }
    let file: File =
        toml::from_str(include_str!("../data/rest-days.toml")).expect("the shipped table of rest days reads");
    let mut days = RestDays { rest: BTreeSet::new(), work: BTreeSet::new() };
    for year in file.year {
        for span in year.rest {
            let (from, to) = span.split_once("..").expect("a span has two ends");
            let from: NaiveDate = from.parse().expect("a span begins with a date");
            let to: NaiveDate = to.parse().expect("a span ends with a date");
            days.rest.extend(from.iter_days().take_while(|d| *d <= to));
        }
        days.work.extend(year.work);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_from_the_next_day() {
        for (start, days, last) in [
            ("2026-03-01", 90, "2026-05-30"),
            ("2024-02-01", 90, "2024-05-01"), // across 29 February
            ("2023-02-01", 90, "2023-05-02"),
            ("2025-12-01", 90, "2026-03-01"),
            ("2026-01-01", 0, "2026-01-01"),
            ("2025-12-31", 1, "2026-01-01"),
            ("2023-12-01", 90, "2024-02-29"), // the 90th day is the leap day
            ("2023-12-02", 90, "2024-03-01"),
            ("2024-01-15", 90, "2024-04-14"), // across it
            ("2024-02-29", 90, "2024-05-29"), // born on it
            ("2032-01-05", 60, "2032-03-05"),
        ] {
            assert_eq!(last_day_after_days(d(start), days), d(last), "art. 201: {start} + {days} days");
        }
    }

    #[test]
    fn months_end_on_the_corresponding_day_or_the_month_end() {
        for (start, months, last) in [
            ("2026-01-15", 3, "2026-04-15"),
            ("2025-11-30", 3, "2026-02-28"),
            ("2023-11-30", 3, "2024-02-29"),
            ("2023-11-29", 3, "2024-02-29"),
            ("2025-12-31", 2, "2026-02-28"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-02-28", 3, "2026-05-28"), // the corresponding day, not the month's end
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2026-10-20", 3, "2027-01-20"),
            ("2026-08-31", 1, "2026-09-30"),
            ("2023-11-30", 12, "2024-11-30"),
            ("2023-12-31", 2, "2024-02-29"),
            ("2022-12-31", 2, "2023-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2096-11-30", 39, "2100-02-28"), // 2100 is no leap year
            ("2031-12-31", 2, "2032-02-29"),
            ("2026-05-20", 0, "2026-05-20"),
        ] {
            assert_eq!(
                last_day_after_months(d(start), months),
                d(last),
                "art. 202: {start} + {months} months"
            );
        }
    }

    #[test]
    fn the_day_after_and_the_day_before_cross_every_border() {
        for (day, next) in [
            ("2024-02-28", "2024-02-29"),
            ("2024-02-29", "2024-03-01"),
            ("2023-02-28", "2023-03-01"),
            ("2025-12-31", "2026-01-01"),
        ] {
            assert_eq!((next_day(d(day)), days_before(d(next), 1)), (d(next), d(day)), "{day}");
        }
    }

    #[test]
    fn month_ends_and_leap_years() {
        for (year, leap) in
            [(2024, true), (2025, false), (2026, false), (2000, true), (1900, false), (2100, false)]
        {
            assert_eq!(is_leap_year(year), leap, "{year}");
        }
        assert!(
            is_month_end(d("2026-02-28")) && is_month_end(d("2024-02-29")) && is_month_end(d("2026-04-30"))
        );
        assert!(!is_month_end(d("2024-02-28")) && !is_month_end(d("2026-12-30")));
    }

    #[test]
    fn months_agree_with_the_calendar_of_chrono_on_every_day_of_nine_years() {
        for start in d("2020-01-01").iter_days().take_while(|d| d.year() < 2029) {
            for months in [1, 3, 6, 12] {
                let other = start.checked_add_months(chrono::Months::new(months)).unwrap();
                assert_eq!(last_day_after_months(start, months), other, "{start} + {months}");
            }
        }
    }

    #[test]
    fn ages_are_reached_on_the_birthday() {
        for (birth, on, age) in [
            ("1945-12-31", "2025-12-30", Some(79)),
            ("1945-12-31", "2025-12-31", Some(80)),
            ("2004-02-29", "2026-02-27", Some(21)),
            ("2004-02-29", "2026-02-28", Some(22)),
            ("2026-03-01", "2026-03-01", Some(0)),
            ("2026-03-02", "2026-03-01", None),
        ] {
            assert_eq!(age_on(d(birth), d(on)), age, "{birth} on {on}");
        }
    }

    #[test]
    fn rest_days_follow_the_state_councils_table() {
        for (day, rest) in [
            ("2026-05-30", true),  // a Saturday
            ("2026-02-28", false), // a Saturday worked for the Spring Festival
            ("2026-02-17", true),  // a Tuesday in the Spring Festival
            ("2025-12-31", false),
            ("2026-05-10", true),
            ("2024-05-01", true),
            ("2023-09-10", true),
        ] {
            assert_eq!(is_rest_day(d(day)), rest, "{day}");
        }
        assert_eq!(next_working_day(d("2026-02-14")), d("2026-02-24"));
    }

    #[test]
    fn a_last_day_on_a_rest_day_is_in_question_until_the_next_working_day() {
        let last = d("2026-05-10"); // a Sunday
        for (on, asked) in
            [("2026-05-09", false), ("2026-05-10", true), ("2026-05-11", true), ("2026-05-12", false)]
        {
            assert_eq!(rollover_in_question(last, d(on)), asked, "{on}");
        }
    }
}
