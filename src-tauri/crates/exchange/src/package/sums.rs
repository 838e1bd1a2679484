//! The sums of a package's payment rows, as the manifest and the summary say them.
//!
//! Invariant: a sum beyond every bound is none, and a row that reverses counts as minus one line. Must not know: who asks,
//! the writer or the verifier.

use super::manifest::Share;
use super::money::{PaymentRow, REVS_REVERSAL};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};

/// The sums of rows, as the manifest has them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) all: Share,
    pub(crate) by_category: Vec<Share>,
    pub(crate) by_fund: Vec<Share>,
    pub(crate) by_means: Vec<Share>,
    pub(crate) persons: u64,
    pub(crate) voids: u64,
}

impl Sums {
    /// Adds up; none beyond every bound. A row that reverses counts as minus one line.
    pub(crate) fn of(rows: &[PaymentRow]) -> Option<Self> {
        let reversals = rows.iter().filter(|row| row.revs_flag == REVS_REVERSAL).count();
        let persons: BTreeSet<&str> =
            rows.iter().filter(|row| row.revs_flag != REVS_REVERSAL).map(|row| row.certno.as_str()).collect();
        Some(Self {
            all: shares(rows, |_| "")?.pop().unwrap_or_else(|| Share::none("")),
            by_category: shares(rows, |row| &row.category)?,
            by_fund: shares(rows, |row| &row.subsidy_fund)?,
            by_means: shares(rows, |row| &row.means)?,
            persons: persons.len() as u64,
            voids: reversals as u64,
        })
    }
}

impl Share {
    fn none(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            collective_aid: Yuan::ZERO,
            due: Yuan::ZERO,
            lines: 0,
            subsidy: Yuan::ZERO,
        }
    }

    fn add(&mut self, row: &PaymentRow) -> Option<()> {
        self.due = self.due.checked_add(row.psn_clct_amt)?;
        self.subsidy = self.subsidy.checked_add(row.finsubs_amt)?;
        self.collective_aid = self.collective_aid.checked_add(row.collective_aid)?;
        self.lines += if row.revs_flag == REVS_REVERSAL { -1 } else { 1 };
        Some(())
    }
}

/// The sums of rows by a key, sorted by it.
pub(crate) fn shares<'a>(
    rows: &'a [PaymentRow],
    key: impl Fn(&'a PaymentRow) -> &'a str,
) -> Option<Vec<Share>> {
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    for row in rows {
        let key = key(row);
        shares.entry(key).or_insert_with(|| Share::none(key)).add(row)?;
    }
    Some(shares.into_values().collect())
}
