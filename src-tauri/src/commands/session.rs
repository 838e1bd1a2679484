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
        let behind = status.last_business_date.filter(|_| status.clock_behind);
        let clock = now.at().format("%Y-%m-%d %H:%M");
        Ok(Self {
            open: status.open.map(Into::into),
            suggested_date: status.suggested_date,
            last_business_date: status.last_business_date,
            clock_words: behind.map(|last| SAY.clock_behind.with(&[("clock", &clock), ("last", &last)])),
        })
    }
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
