//! Receipts that are printed together: which they are, which of them were printed before, and what became of their copies.
//!
//! Invariant: what was taken back is never in a batch (its paper carries a mark and is printed by itself), and a receipt's
//! next copy says how many came out before.

use super::{CopyState, Receipt};
use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::household::natural;
use crate::moment::Moment;
use chrono::NaiveDate;
use cunshou_policy::Yuan;

/// Which receipts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchChoice {
    /// Number, head, household or payer; empty: everyone.
    pub text: String,
    /// The village group as it stands on the receipt; `None`: every group.
    pub village_group: Option<String>,
    /// The session; `None`: every session.
    pub session_no: Option<u32>,
    /// Those too that came out before: their next copies are reprints.
    pub printed_too: bool,
}

/// A receipt that can be printed with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Village, series, serial.
    pub receipt_no: String,
    /// The household's number.
    pub hh_no: String,
    /// Its head as it stands on the receipt.
    pub head: String,
    /// The group as it stands on the receipt.
    pub village_group: String,
    /// What was taken.
    pub due: Yuan,
    /// The session.
    pub session_no: u32,
    /// How often paper came out.
    pub printed: u32,
    /// It was handed to a printer, and nobody wrote down whether it came out: the program ended meanwhile.
    pub unsure: bool,
    /// 作废 or 冲正.
    pub(crate) taken_back: bool,
}

/// What a choice comes to, in the order of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiptBatch {
    /// Those that are printed.
    pub rows: Vec<BatchRow>,
    /// Of them printed before: their next copies say so.
    pub reprints: u32,
    /// Of them handed to a printer with nobody knowing whether they came out.
    pub unsure: u32,
    /// Left out, since they were taken back.
    pub taken_back: u32,
}

/// A village group with receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchGroup {
    /// Its name as it stands on receipts.
    pub village_group: String,
    /// How many.
    pub receipts: u32,
}

/// A session with receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchSession {
    /// Its number.
    pub session_no: u32,
    /// Its date.
    pub business_date: NaiveDate,
    /// How many.
    pub receipts: u32,
    /// Its close; `None`: it is open.
    pub close_no: Option<u32>,
}

impl Book {
    /// The receipts of a choice.
    pub fn receipt_batch(&self, choice: &BatchChoice) -> Result<ReceiptBatch> {
        let all = self.read(|tx| tx.batch_rows(choice))?;
        let mut batch = ReceiptBatch::default();
        for row in all {
            if row.taken_back {
                batch.taken_back += 1;
            } else if choice.printed_too || row.printed == 0 {
                batch.reprints += u32::from(row.printed > 0);
                batch.unsure += u32::from(row.unsure);
                batch.rows.push(row);
            }
        }
        Ok(batch)
    }

    /// The village groups that have receipts.
    pub fn receipt_groups(&self) -> Result<Vec<BatchGroup>> {
        let mut groups = self.read(|tx| tx.batch_groups())?;
        groups.sort_by(|a, b| natural(&a.village_group, &b.village_group));
        Ok(groups)
    }

    /// The sessions that have receipts, the newest first.
    pub fn receipt_sessions(&self) -> Result<Vec<BatchSession>> {
        self.read(|tx| tx.batch_sessions())
    }

    /// Several receipts by their numbers, in this order.
    pub fn receipts_of(&self, receipt_nos: &[String]) -> Result<Vec<Receipt>> {
        receipt_nos.iter().map(|receipt_no| self.receipt(receipt_no)).collect()
    }

    /// Records what became of the copies of several receipts on one sheet, all or none.
    pub fn note_copies(&mut self, receipt_nos: &[String], what: CopyState, now: &Moment) -> Result<()> {
        let full: Vec<String> = receipt_nos.iter().map(|number| self.full_receipt_no(number)).collect();
        self.transact(now, |tx, acting| {
            for receipt_no in &full {
                tx.receipt(receipt_no)?
                    .or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.clone() })?;
                tx.insert_copy(receipt_no, what, acting)?;
            }
            Ok(())
        })
    }
}
