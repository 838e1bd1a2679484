//! 缴存: cash on its way from the drawer to the treasury account. So far the book knows what has not been paid in;
//! the act of paying in, with slip and allocation, is added beside this.

mod store;

use crate::book::Book;
use crate::error::Result;
use chrono::NaiveDate;
use cunshou_policy::Yuan;

/// Cash that lies with the clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashInHand {
    /// Taken on the given business date.
    pub today: Yuan,
    /// In the open session, with its float.
    pub drawer: Yuan,
    /// Taken and not yet paid into the treasury account.
    pub unremitted: Yuan,
    /// The business date of the oldest of it.
    pub oldest_on: Option<NaiveDate>,
}

impl CashInHand {
    /// How many days the oldest of it has waited.
    pub fn age_days(&self, today: NaiveDate) -> Option<i64> {
        self.oldest_on.map(|oldest| (today - oldest).num_days().max(0))
    }
}

impl Book {
    /// What lies with the clerk; `today` is the business date that counts as today.
    pub fn cash_in_hand(&self, today: NaiveDate) -> Result<CashInHand> {
        self.read(|tx| {
            let (unremitted, oldest_on) = tx.unremitted()?;
            let drawer = match tx.open_session_row()? {
                Some(session) => {
                    let (_, cash) = tx.session_cash(session.session_no)?;
                    session.float.checked_add(cash).unwrap_or(cash)
                }
                None => Yuan::ZERO,
            };
            Ok(CashInHand { today: tx.cash_on(today)?, drawer, unremitted, oldest_on })
        })
    }
}
