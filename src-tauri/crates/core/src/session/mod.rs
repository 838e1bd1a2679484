//! 班次: a stretch of collecting with one confirmed business date, from its float to its Z.
//!
//! Invariant: at most one session is open; business dates never go back. Everything in a session is assessed on its
//! business date; the clock's date is kept beside it.

mod store;

use crate::book::Book;
use crate::error::{Error, Result};
use crate::journal::{ClockOddity, Record, SessionOpened};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;

/// A session as it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// 1, 2, 3, …
    pub session_no: u32,
    /// The confirmed date.
    pub business_date: NaiveDate,
    /// Cash in the drawer at the beginning.
    pub float: Yuan,
    /// By the clock.
    pub opened_at: DateTime<FixedOffset>,
    /// By whom.
    pub opened_by: String,
}

/// Where the till stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionStatus {
    /// The open session, if there is one.
    pub open: Option<OpenSession>,
    /// The latest business date so far.
    pub last_business_date: Option<NaiveDate>,
    /// The date to propose for the next session: the clock's, but never before the last one.
    pub suggested_date: NaiveDate,
    /// True if the clock stands before the last business date.
    pub clock_behind: bool,
    /// What is odd about the laptop's clock: it is asked about before a session opens.
    pub clock: Option<ClockOddity>,
}

/// The open session and what it took so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// Payments in it.
    pub payments: u32,
    /// Cash taken in it, without the float and without what went back.
    pub cash: Yuan,
    /// What moved in its drawer.
    pub drawer: SessionCash,
    /// True if it was opened on an earlier day of the clock: it is closed before anything else.
    pub left_from_earlier_day: bool,
}

/// So many days without an entry are asked about (a clock far ahead, or a long pause): more than a collection period's quiet
/// weeks, fewer than the months between two of them.
const QUIET_DAYS: i64 = 60;
/// A clock that stands a little behind the newest entry was set right by its owner; more is asked about.
const BEHIND_SECONDS: i64 = 120;

/// What is odd about the clock, given the newest entry; `None` = nothing. Pure.
fn clock_oddity(
    last_entry_at: DateTime<FixedOffset>,
    zone_before: Option<i32>,
    now: &Moment,
) -> Option<ClockOddity> {
    let is_behind = (last_entry_at - now.at()).num_seconds() > BEHIND_SECONDS;
    let days = (now.on() - last_entry_at.date_naive()).num_days();
    let days_ahead = (days > QUIET_DAYS).then_some(days);
    let zone_changed = zone_before.zip(now.zone_minutes()).filter(|(before, zone)| before != zone);
    (is_behind || days_ahead.is_some() || zone_changed.is_some()).then(|| ClockOddity {
        clock: now.text(),
        last_entry_at: last_entry_at.to_rfc3339(),
        is_behind,
        days_ahead,
        zone_changed,
    })
}

/// What moved in the drawer of one session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionCash {
    /// Receipts issued, by whatever means.
    pub payments: u32,
    /// Cash taken.
    pub taken: Yuan,
    /// Receipts of the session taken back in it.
    pub voids: u32,
    /// Cash that went back for them.
    pub back: Yuan,
    /// Cash that left the drawer for the bank while the session was open.
    pub remitted: Yuan,
    /// Payments without cash (帮办扫码), those taken back left out.
    pub scans: u32,
    /// Their sum.
    pub scanned: Yuan,
}

impl SessionCash {
    /// Cash taken less cash given back.
    ///
    /// # Errors
    /// [`Error::TooMuch`] beyond the bounds of money.
    pub fn kept(&self) -> Result<Yuan> {
        self.taken.checked_sub(self.back).ok_or(Error::TooMuch {})
    }

    /// What should lie in the drawer.
    ///
    /// # Errors
    /// [`Error::TooMuch`] beyond the bounds of money.
    pub fn in_drawer(&self, float: Yuan) -> Result<Yuan> {
        let kept = self.kept()?.checked_sub(self.remitted).ok_or(Error::TooMuch {})?;
        float.checked_add(kept).ok_or(Error::TooMuch {})
    }
}

/// The largest float that is believed (100,000.00): more is a typing error.
const LARGEST_FLOAT_FEN: i64 = 10_000_000;

impl Session {
    /// True once the clock's day has passed in which the session was opened.
    pub(crate) fn is_left_over(&self, now: &Moment) -> bool {
        now.on() > self.opened_at.date_naive()
    }
}

impl Book {
    /// Where the till stands now.
    pub fn session_status(&self, now: &Moment) -> Result<SessionStatus> {
        self.read(|tx| tx.session_status(now))
    }

    /// Opens a session on a business date with the float counted. `confirmed`: the clerk said yes to a date that is
    /// not the clock's, and to a clock that is odd; that is recorded.
    ///
    /// # Errors
    /// [`Error::BookBehind`], [`Error::SessionOpen`], [`Error::DateGoesBack`], [`Error::DateUnconfirmed`],
    /// [`Error::ClockOdd`], [`Error::BadFloat`].
    pub fn open_session(
        &mut self,
        business_date: NaiveDate,
        float: Yuan,
        confirmed: bool,
        now: &Moment,
    ) -> Result<Session> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            if float.is_negative() || float.fen() > LARGEST_FLOAT_FEN {
                return Err(Error::BadFloat { float });
            }
            let status = tx.session_status(now)?;
            if let Some(open) = status.open {
                return Err(Error::SessionOpen { business_date: open.session.business_date });
            }
            if let Some(last) = status.last_business_date.filter(|last| business_date < *last) {
                return Err(Error::DateGoesBack { business_date, last });
            }
            if business_date != now.on() && !confirmed {
                return Err(Error::DateUnconfirmed { business_date, clock_date: now.on() });
            }
            if let Some(odd) = status.clock.as_ref().filter(|_| !confirmed) {
                return Err(Error::ClockOdd {
                    clock: now.text(),
                    last_entry_at: odd.last_entry_at.clone(),
                    days_ahead: odd.days_ahead.unwrap_or(0),
                    zone_minutes: now.zone_minutes().unwrap_or_default(),
                });
            }
            let session = Session {
                session_no: tx.last_session_no()? + 1,
                business_date,
                float,
                opened_at: now.at(),
                opened_by: acting.user.to_owned(),
            };
            let opened = SessionOpened {
                session_no: session.session_no,
                business_date,
                clock_deviation_days: (now.on() - business_date).num_days(),
                float,
                zone_minutes: now.zone_minutes(),
                clock: status.clock,
            };
            let entry = tx.append(&Record::SessionOpened(opened), acting.user, now)?;
            tx.insert_session(&session, entry.seq)?;
            Ok(session)
        })
    }
}

impl Tx<'_> {
    /// The open session to take money in, or why there is none.
    pub(crate) fn session_to_collect_in(&self, now: &Moment) -> Result<Session> {
        let session = self.open_session_row()?.ok_or(Error::NoSession {})?;
        if session.is_left_over(now) {
            return Err(Error::LeftOpen { business_date: session.business_date });
        }
        Ok(session)
    }

    pub(crate) fn session_status(&self, now: &Moment) -> Result<SessionStatus> {
        let last_business_date = self.last_business_date()?;
        let open = self
            .open_session_row()?
            .map(|session| {
                let drawer = self.session_cash(session.session_no)?;
                let left_from_earlier_day = session.is_left_over(now);
                let (payments, cash) = (drawer.payments, drawer.kept()?);
                Ok::<_, Error>(OpenSession { session, payments, cash, drawer, left_from_earlier_day })
            })
            .transpose()?;
        Ok(SessionStatus {
            open,
            last_business_date,
            suggested_date: last_business_date.map_or(now.on(), |last| last.max(now.on())),
            clock_behind: last_business_date.is_some_and(|last| now.on() < last),
            clock: match self.newest_entry_at()? {
                Some(last) => clock_oddity(last, self.last_zone()?, now),
                None => None,
            },
        })
    }
}
