//! The rows of sessions.

use super::{Session, SessionCash};
use crate::error::Result;
use crate::storage::{Tx, one, parsed};
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;
use rusqlite::{Row, named_params};

impl Tx<'_> {
    pub(super) fn insert_session(&self, session: &Session, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_session.sql"))?.execute(named_params! {
            ":session_no": session.session_no,
            ":seq": seq,
            ":business_date": session.business_date,
            ":float_fen": session.float.fen(),
            ":opened_at": session.opened_at.to_rfc3339(),
            ":opened_by": session.opened_by,
        })?;
        Ok(())
    }

    /// The session without a close.
    pub(crate) fn open_session_row(&self) -> Result<Option<Session>> {
        one(self, include_str!("open_session.sql"), [], session)
    }

    /// A session by its number.
    pub(crate) fn session(&self, session_no: u32) -> Result<Option<Session>> {
        one(self, include_str!("session.sql"), named_params! { ":session_no": session_no }, session)
    }

    pub(super) fn last_session_no(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(session_no), 0) AS n FROM session", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    /// When the newest entry of the journal was made.
    pub(super) fn newest_entry_at(&self) -> Result<Option<DateTime<FixedOffset>>> {
        one(self, include_str!("newest_entry_at.sql"), [], |row| {
            parsed("journal", &row.get::<_, String>("at")?)
        })
    }

    /// The zone of the newest session that knows its own.
    pub(super) fn last_zone(&self) -> Result<Option<i32>> {
        one(self, include_str!("last_zone.sql"), [], |row| Ok(row.get("zone")?))
    }

    pub(super) fn last_business_date(&self) -> Result<Option<NaiveDate>> {
        Ok(one(self, "SELECT max(business_date) AS d FROM session", [], |row| Ok(row.get("d")?))?.flatten())
    }

    /// What moved in the drawer of a session.
    pub(crate) fn session_cash(&self, session_no: u32) -> Result<SessionCash> {
        let wanted = named_params! { ":session_no": session_no };
        let found = one(self, include_str!("session_cash.sql"), wanted, |row| {
            Ok(SessionCash {
                payments: row.get("payments")?,
                taken: Yuan::from_fen(row.get("taken_fen")?),
                scans: row.get("scans")?,
                scanned: Yuan::from_fen(row.get("scanned_fen")?),
                ..SessionCash::default()
            })
        })?;
        let back = self.cash_back(session_no)?;
        Ok(SessionCash {
            voids: back.voids,
            back: back.from_drawer,
            remitted: self.remitted_from_drawer(session_no)?,
            ..found.unwrap_or_default()
        })
    }
}

fn session(row: &Row<'_>) -> Result<Session> {
    let opened_at: String = row.get("opened_at")?;
    Ok(Session {
        session_no: row.get("session_no")?,
        business_date: row.get("business_date")?,
        float: Yuan::from_fen(row.get("float_fen")?),
        opened_at: parsed("session", &opened_at)?,
        opened_by: row.get("opened_by")?,
    })
}
