//! What the payments say about cash in hand.

use crate::error::Result;
use crate::storage::{Tx, one};
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use rusqlite::named_params;

impl Tx<'_> {
    pub(super) fn unremitted(&self) -> Result<(Yuan, Option<NaiveDate>)> {
        let found = one(self, include_str!("unremitted.sql"), [], |row| {
            Ok((Yuan::from_fen(row.get("fen")?), row.get("oldest_on")?))
        })?;
        Ok(found.unwrap_or((Yuan::ZERO, None)))
    }

    pub(super) fn cash_on(&self, date: NaiveDate) -> Result<Yuan> {
        let found = one(self, include_str!("cash_on.sql"), named_params! { ":date": date }, |row| {
            Ok(Yuan::from_fen(row.get("fen")?))
        })?;
        Ok(found.unwrap_or(Yuan::ZERO))
    }
}
