//! Days as people and spreadsheets write them.
//!
//! Invariant: a text that could mean two days means none. Must not know: what happened on the day, which day it is now.

use super::text::half_width;
use chrono::{Datelike, NaiveDate};

/// Reads a date as people write it: 2025-11-03, 2025/11/3, 20251103, 2025年11月3日, each also with a time of 00:00:00
/// or in full-width digits. What has no year of four digits or no day is no date.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = half_width(text);
    let text = text.trim();
    let day = text.split_once(' ').map_or(text, |(day, time)| {
        let time = time.trim();
        let midnight = !time.is_empty() && time.chars().all(|c| matches!(c, '0' | ':' | '.'));
        if midnight { day } else { text }
    });
    let day: String = day.chars().filter(|c| *c != ' ').collect();
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return date_of(&day[..4], &day[4..6], &day[6..]);
    }
    let parts: Vec<&str> = if let Some(rest) = day.strip_suffix('日') {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        vec![year, month, day]
    } else {
        let mark = if day.contains('/') { '/' } else { '-' };
        day.split(mark).collect()
    };
    let [year, month, day] = parts[..] else { return None };
    date_of(year, month, day)
}

fn date_of(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number = |text: &str, most: usize| -> Option<u32> {
        let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().ok() } else { None }
    };
    if year.len() != 4 {
        return None;
    }
    let date =
        NaiveDate::from_ymd_opt(i32::try_from(number(year, 4)?).ok()?, number(month, 2)?, number(day, 2)?)?;
    (1850..=2150).contains(&date.year()).then_some(date)
}

/// A day from a spreadsheet's serial number, in the date system of 1900 (with its 29 February 1900) or of 1904;
/// eight digits such as 20251103 are read as written.
pub fn date_of_serial(serial: u32, is_1904: bool) -> Option<NaiveDate> {
    let days = match (serial, is_1904) {
        (18_500_101..=21_501_231, _) => return parse_date(&serial.to_string()),
        (100_000.., _) | (0 | 60, false) => return None,
        (_, true) => {
            return NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(chrono::Days::new(serial.into()));
        }
        (1..60, false) => serial + 1,
        (_, false) => serial,
    };
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days.into()))
}
