//! Sessions: where the till stands, and opening one.

use super::parse;
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{Book, Moment, session};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// The open session.
#[derive(Debug, Serialize, TS)]
pub struct OpenSession {
    session_no: u32,
    business_date: NaiveDate,
    float: String,
    opened_at: String,
    payments: u32,
    /// It was opened on an earlier day and is closed before anything else.
    left_from_earlier_day: bool,
}

/// Where the till stands.
#[derive(Debug, Serialize, TS)]
pub struct SessionStatus {
    open: Option<OpenSession>,
    suggested_date: NaiveDate,
    last_business_date: Option<NaiveDate>,
    /// What is wrong with the laptop's clock, if anything is.
    clock_words: Option<String>,
}

/// A session to open.
#[derive(Debug, Deserialize, TS)]
pub struct OpenSessionRequest {
    business_date: String,
    float: String,
    /// Yes to a date that differs from the clock's.
    confirmed: bool,
}

impl SessionStatus {
    pub(super) fn of(book: &Book, now: &Moment) -> cunshou_core::Result<Self> {
        let status = book.session_status(now)?;
        Ok(Self {
            suggested_date: status.suggested_date,
            last_business_date: status.last_business_date,
            clock_words: clock_words(&status, now),
            open: status.open.map(Into::into),
        })
    }
}

/// What is odd about the laptop's clock, in words; `None` = nothing.
fn clock_words(status: &session::SessionStatus, now: &Moment) -> Option<String> {
    let clock = now.at().format("%Y-%m-%d %H:%M");
    let mut words = Vec::new();
    if let Some(last) = status.last_business_date.filter(|_| status.clock_behind) {
        words.push(SAY.clock_behind.with(&[("clock", &clock), ("last", &last)]));
    }
    if let Some(odd) = &status.clock {
        let last = minute(&odd.last_entry_at);
        if odd.is_behind && !status.clock_behind {
            words.push(SAY.clock_behind_entry.with(&[("clock", &clock), ("last", &last)]));
        }
        if let Some(days) = odd.days_ahead {
            words.push(SAY.clock_ahead.with(&[("clock", &clock), ("last", &last), ("days", &days)]));
        }
        if let Some((before, zone)) = odd.zone_changed {
            words.push(SAY.clock_zone.with(&[("before", &zone_text(before)), ("zone", &zone_text(zone))]));
        }
    }
    (!words.is_empty()).then(|| words.concat())
}

/// `2025-11-03T09:30:00.000+08:00` as a clerk reads it.
fn minute(instant: &str) -> String {
    let read = chrono::DateTime::parse_from_rfc3339(instant);
    read.map_or_else(|_| instant.to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}

/// Minutes east of Greenwich as `UTC+08:00`.
fn zone_text(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

impl From<session::OpenSession> for OpenSession {
    fn from(open: session::OpenSession) -> Self {
        Self {
            session_no: open.session.session_no,
            business_date: open.session.business_date,
            float: open.session.float.to_string(),
            opened_at: open.session.opened_at.to_rfc3339(),
            payments: open.payments,
            left_from_earlier_day: open.left_from_earlier_day,
        }
    }
}

/// The day on which households are assessed now: the session's, or the clock's while none is open.
pub(super) fn till_day(book: &Book, now: &Moment) -> cunshou_core::Result<NaiveDate> {
    Ok(book.session_status(now)?.open.map_or(now.on(), |open| open.session.business_date))
}

/// Where the till stands.
#[tauri::command(async)]
pub fn session_status(state: State<'_, AppState>) -> Result<SessionStatus, CommandError> {
    let (book, now) = state.book()?;
    Ok(SessionStatus::of(&book, &now)?)
}

/// Opens a session with the float counted.
#[tauri::command(async)]
pub fn open_session(
    state: State<'_, AppState>,
    request: OpenSessionRequest,
) -> Result<SessionStatus, CommandError> {
    let (mut book, now) = state.book()?;
    let business_date = parse::day("business_date", &request.business_date)?;
    book.open_session(business_date, parse::yuan(&request.float)?, request.confirmed, &now)?;
    Ok(SessionStatus::of(&book, &now)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_core::journal::ClockOddity;

    /// Behind, days ahead, zones before and now.
    type Odd = (bool, Option<i64>, Option<(i32, i32)>);

    fn said(clock_behind: bool, odd: Option<Odd>) -> Option<String> {
        let now = "2025-11-03T09:30:00+08:00".parse().expect("an instant");
        let clock = odd.map(|(is_behind, days_ahead, zone_changed)| ClockOddity {
            clock: String::new(),
            last_entry_at: "2025-11-03T10:12:13.000+08:00".to_owned(),
            is_behind,
            days_ahead,
            zone_changed,
        });
        let last = NaiveDate::from_ymd_opt(2025, 11, 4);
        let status = session::SessionStatus {
            open: None,
            last_business_date: last,
            suggested_date: last.expect("a day"),
            clock_behind,
            clock,
        };
        clock_words(&status, &Moment::new(now, [1; 32]))
    }

    #[test]
    fn whatever_is_odd_about_the_clock_is_said() {
        assert_eq!(said(false, None), None);
        assert!(
            said(true, Some((true, None, None))).expect("words").contains("2025-11-04"),
            "the day says it"
        );
        let behind = said(false, Some((true, None, None))).expect("words");
        assert!(behind.contains("2025-11-03 09:30") && behind.contains("2025-11-03 10:12"), "{behind}");
        let ahead = said(false, Some((false, Some(90), None))).expect("words");
        assert!(ahead.contains("90 天"), "{ahead}");
        let zone = said(false, Some((false, None, Some((480, -210))))).expect("words");
        assert!(zone.contains("UTC+08:00") && zone.contains("UTC-03:30"), "{zone}");
        let both = said(false, Some((false, Some(90), Some((480, 540))))).expect("words");
        assert!(both.contains("90 天") && both.contains("UTC+09:00"), "{both}");
    }
}
