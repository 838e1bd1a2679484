//! 收据: the numbered paper of one payment. It shows what the journal stored, so it never changes.

mod arrival;
mod batch;
mod store;

use crate::ack::LineAnswer;
use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{CoverCompleted, Entry, PaymentRecord, hex};
use crate::moment::Moment;
use crate::reversal::Reversal;
use crate::storage::Tx;

pub(crate) use arrival::arrive;
pub use batch::{BatchChoice, BatchGroup, BatchRow, BatchSession, ReceiptBatch};
pub use store::{CopyState, ReceiptRow};

/// A stored receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// What the journal holds.
    pub payment: PaymentRecord,
    /// When the money was taken (RFC 3339, +08:00).
    pub taken_at: String,
    /// Who took it.
    pub taken_by: String,
    /// The first eight hex digits of its entry's hash: for the QR code and the telephone.
    pub check_code: String,
    /// How far its row has come.
    pub state: ReceiptState,
    /// How often paper came out of a printer.
    pub printed: u32,
    /// It was handed to a printer last, and nobody wrote down whether it came out: the program ended meanwhile, or the
    /// print system no longer knew. Somebody has to look at the paper.
    pub unsure: bool,
    /// True if this answer repeats a payment that was taken before.
    pub already_taken: bool,
    /// How it was taken back, if it was.
    pub taken_back: Option<Reversal>,
    /// What the arrival of the money made certain; `None` while it is not known, and where nothing hangs on it.
    pub arrival: Option<CoverCompleted>,
    /// What the township's newest answer says of each line, in their order; `None` while there is none.
    pub answers: Vec<Option<LineAnswer>>,
}

impl Receipt {
    /// The check code of a journal entry.
    pub(crate) fn check_code(entry: &Entry) -> String {
        hex(&entry.hash)[..8].to_owned()
    }
}

/// How far a receipt has come on its way to the township.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptState {
    /// In an open session.
    Taken,
    /// Its session is closed.
    Closed,
    /// Its package was written.
    Exported,
    /// The township's answer accepts each of its lines: the tax office's result for all of them is known.
    Accepted,
    /// The township's answer sends a line of it back.
    Rejected,
    /// 作废: taken back within its session.
    Voided,
    /// 冲正: taken back after its close.
    Reversed,
}

impl ReceiptState {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Closed => "closed",
            Self::Exported => "exported",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Voided => "voided",
            Self::Reversed => "reversed",
        }
    }

    /// True once it was taken back: its papers are marked, and nothing rests on it any more.
    pub fn is_taken_back(self) -> bool {
        matches!(self, Self::Voided | Self::Reversed)
    }
}

/// A page of receipts, newest first.
#[derive(Debug, Clone)]
pub struct ReceiptPage {
    /// At most [`ReceiptPage::SIZE`].
    pub rows: Vec<ReceiptRow>,
    /// All that match.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// Pages in all.
    pub pages: u32,
}

impl ReceiptPage {
    /// Rows on a page.
    pub const SIZE: u32 = 20;
}

/// The next receipt number of a book: village, series, serial. Given in the transaction that stores the payment.
pub(crate) fn issue(tx: &Tx<'_>, acting: &Acting<'_>) -> Result<(u32, String)> {
    let serial = tx.last_serial(&acting.identity.series)? + 1;
    Ok((serial, format!("{}-{}-{serial:06}", acting.identity.village_code, acting.identity.series)))
}

impl Book {
    /// A receipt by its number; the serial alone is enough within this book's series.
    pub fn receipt(&self, receipt_no: &str) -> Result<Receipt> {
        let receipt_no = self.full_receipt_no(receipt_no);
        self.read(|tx| {
            tx.receipt(&receipt_no)?.or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.clone() })
        })
    }

    /// Receipts whose number, head or household matches `text` (all for an empty text), newest first.
    pub fn receipts(&self, text: &str, page: u32) -> Result<ReceiptPage> {
        self.read(|tx| {
            let (rows, total) = tx.receipt_rows(text.trim(), page.max(1), ReceiptPage::SIZE)?;
            Ok(ReceiptPage {
                rows,
                total,
                page: page.max(1),
                pages: total.div_ceil(ReceiptPage::SIZE).max(1),
            })
        })
    }

    /// Every receipt of the book, oldest first (for the command line and the township).
    pub fn all_receipts(&self) -> Result<Vec<ReceiptRow>> {
        self.read(|tx| {
            let (mut rows, _) = tx.receipt_rows("", 1, u32::MAX >> 1)?;
            rows.reverse();
            Ok(rows)
        })
    }

    /// The newest receipt, to be shown after a crash.
    pub fn last_receipt(&self) -> Result<Option<ReceiptRow>> {
        self.read(|tx| Ok(tx.receipt_rows("", 1, 1)?.0.into_iter().next()))
    }

    /// Records that a receipt went to a printer or file, or came out, or did not.
    pub fn note_copy(&mut self, receipt_no: &str, what: CopyState, now: &Moment) -> Result<()> {
        let receipt_no = self.full_receipt_no(receipt_no);
        self.transact(now, |tx, acting| {
            tx.receipt(&receipt_no)?
                .or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.clone() })?;
            tx.insert_copy(&receipt_no, what, acting)
        })
    }

    pub(crate) fn full_receipt_no(&self, receipt_no: &str) -> String {
        let receipt_no = receipt_no.trim();
        match receipt_no.parse::<u32>() {
            Ok(serial) => format!("{}-{}-{serial:06}", self.identity().village_code, self.identity().series),
            Err(_) => receipt_no.to_owned(),
        }
    }
}
