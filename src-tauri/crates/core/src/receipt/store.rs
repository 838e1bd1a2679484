//! The rows of receipts and of their paper copies.

use super::batch::{BatchChoice, BatchGroup, BatchRow, BatchSession};
use super::{Receipt, ReceiptState};
use crate::book::Acting;
use crate::error::{Error, Result};
use crate::journal::{CoverCompleted, Record, read_record};
use crate::storage::{Tx, many, one};
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use rusqlite::{Row, named_params};

/// A receipt in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// Village, series, serial.
    pub receipt_no: String,
    /// The serial alone.
    pub serial: u32,
    /// The payment.
    pub payment_id: String,
    /// The household's number.
    pub hh_no: String,
    /// Its head as it stands on the receipt.
    pub head: String,
    /// What was taken.
    pub due: Yuan,
    /// The session's date.
    pub business_date: NaiveDate,
    /// When (RFC 3339).
    pub taken_at: String,
    /// How far it has come.
    pub state: ReceiptState,
    /// How often paper came out.
    pub printed: u32,
    /// It was handed to a printer last, and nobody wrote down whether it came out.
    pub unsure: bool,
    /// The close of its session.
    pub close_no: Option<u32>,
}

/// What became of a copy of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// Handed to a printer.
    Sent,
    /// Paper came out.
    Printed,
    /// Paper did not come out.
    Failed,
    /// Written to a file that the clerk chose.
    Saved,
}

impl CopyState {
    fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Printed => "printed",
            Self::Failed => "failed",
            Self::Saved => "saved",
        }
    }
}

impl Tx<'_> {
    pub(super) fn last_serial(&self, series: &str) -> Result<u32> {
        let found = one(self, include_str!("last_serial.sql"), named_params! { ":series": series }, |row| {
            Ok(row.get("serial")?)
        })?;
        Ok(found.unwrap_or(0))
    }

    /// The stored receipt of a number.
    pub(crate) fn receipt(&self, receipt_no: &str) -> Result<Option<Receipt>> {
        let found =
            one(self, include_str!("receipt.sql"), named_params! { ":receipt_no": receipt_no }, |row| {
                Ok((row.get("seq")?, state(row)?, row.get("printed")?, row.get("unsure")?))
            })?;
        let Some((seq, state, printed, unsure)) = found else { return Ok(None) };
        let entry = self.entry(seq)?;
        let envelope = read_record(&entry)?;
        let Record::Payment(payment) = envelope.record else {
            return Err(Error::BadRow { table: "payment", detail: receipt_no.to_owned() });
        };
        let answers = payment.lines.iter().map(|line| self.answer_of_line(line.row_id));
        let answers = answers.collect::<Result<_>>()?;
        Ok(Some(Receipt {
            payment: *payment,
            taken_at: envelope.at,
            taken_by: envelope.by,
            check_code: Receipt::check_code(&entry),
            state,
            printed,
            unsure,
            already_taken: false,
            taken_back: match self.void_of_receipt(receipt_no)? {
                Some(void_no) => self.reversal(void_no)?,
                None => None,
            },
            arrival: self.arrival(receipt_no)?.map(|(_, completed)| completed),
            answers,
        }))
    }

    /// The newest entry that says when the money of a receipt arrived, with its number.
    pub(super) fn arrival(&self, receipt_no: &str) -> Result<Option<(u64, CoverCompleted)>> {
        let wanted = named_params! { ":receipt_no": receipt_no };
        let Some(seq) = one(self, include_str!("arrival.sql"), wanted, |row| Ok(row.get("seq")?))? else {
            return Ok(None);
        };
        match self.record(seq)?.record {
            Record::CoverCompleted(completed) => Ok(Some((seq, completed))),
            _ => Err(Error::BadRow { table: "cover_completed", detail: seq.to_string() }),
        }
    }

    /// The rows of a completed cover, as their journal entry says.
    pub(super) fn insert_completed(&self, completed: &CoverCompleted, seq: u64) -> Result<()> {
        for line in &completed.lines {
            self.sql.prepare_cached(include_str!("insert_completed.sql"))?.execute(named_params! {
                ":seq": seq,
                ":row_id": line.row_id.to_string(),
                ":receipt_no": completed.receipt_no,
                ":arrived_on": completed.arrived_on,
                ":benefit_from": line.benefit_from,
                ":benefit_to": line.benefit_to,
            })?;
        }
        Ok(())
    }

    pub(super) fn receipt_rows(&self, text: &str, page: u32, size: u32) -> Result<(Vec<ReceiptRow>, u32)> {
        let pattern = containing(text);
        let total =
            one(self, include_str!("count_receipts.sql"), named_params! { ":pattern": pattern }, |row| {
                Ok(row.get("total")?)
            })?;
        let offset = (page - 1).saturating_mul(size);
        let wanted = named_params! { ":pattern": pattern, ":limit": size, ":offset": offset };
        let rows = many(self, include_str!("receipts.sql"), wanted, |row| {
            Ok(ReceiptRow {
                receipt_no: row.get("receipt_no")?,
                serial: row.get("serial")?,
                payment_id: row.get("payment_id")?,
                hh_no: row.get("hh_no")?,
                head: row.get("head")?,
                due: Yuan::from_fen(row.get("due_fen")?),
                business_date: row.get("business_date")?,
                taken_at: row.get("taken_at")?,
                state: state(row)?,
                printed: row.get("printed")?,
                unsure: row.get("unsure")?,
                close_no: row.get("close_no")?,
            })
        })?;
        Ok((rows, total.unwrap_or(0)))
    }

    pub(super) fn batch_rows(&self, choice: &BatchChoice) -> Result<Vec<BatchRow>> {
        let wanted = named_params! {
            ":village_group": choice.village_group,
            ":session_no": choice.session_no,
            ":pattern": containing(choice.text.trim()),
        };
        many(self, include_str!("batch.sql"), wanted, |row| {
            Ok(BatchRow {
                receipt_no: row.get("receipt_no")?,
                hh_no: row.get("hh_no")?,
                head: row.get("head")?,
                village_group: row.get("village_group")?,
                due: Yuan::from_fen(row.get("due_fen")?),
                session_no: row.get("session_no")?,
                printed: row.get("printed")?,
                unsure: row.get("unsure")?,
                taken_back: row.get("taken_back")?,
            })
        })
    }

    pub(super) fn batch_groups(&self) -> Result<Vec<BatchGroup>> {
        many(self, include_str!("batch_groups.sql"), [], |row| {
            Ok(BatchGroup { village_group: row.get("village_group")?, receipts: row.get("receipts")? })
        })
    }

    pub(super) fn batch_sessions(&self) -> Result<Vec<BatchSession>> {
        many(self, include_str!("batch_sessions.sql"), [], |row| {
            Ok(BatchSession {
                session_no: row.get("session_no")?,
                business_date: row.get("business_date")?,
                receipts: row.get("receipts")?,
                close_no: row.get("close_no")?,
            })
        })
    }

    pub(super) fn insert_copy(&self, receipt_no: &str, what: CopyState, acting: &Acting<'_>) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_copy.sql"))?.execute(named_params! {
            ":receipt_no": receipt_no,
            ":at": acting.now.text(),
            ":user": acting.user,
            ":what": what.word(),
        })?;
        Ok(())
    }
}

/// What contains a text, for LIKE.
fn containing(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

fn state(row: &Row<'_>) -> Result<ReceiptState> {
    let (closed, exported): (bool, bool) = (row.get("closed")?, row.get("exported")?);
    let back: Option<String> = row.get("back")?;
    if let Some(kind) = back {
        return Ok(if kind == "void" { ReceiptState::Voided } else { ReceiptState::Reversed });
    }
    let (accepted, rejected): (bool, bool) = (row.get("accepted")?, row.get("rejected")?);
    Ok(match (closed, exported) {
        _ if rejected => ReceiptState::Rejected,
        _ if accepted => ReceiptState::Accepted,
        (_, true) => ReceiptState::Exported,
        (true, false) => ReceiptState::Closed,
        (false, false) => ReceiptState::Taken,
    })
}
