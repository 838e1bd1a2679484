//! The rows of the journal. INSERT and SELECT only.

use super::ack_laws::{AnswerRow, AnsweredRow};
use super::laws::{
    CloseRow, CompletionRow, CountRow, DifferenceStepRow, Ledger, LineRow, PackageRow, PaymentRow, RefundRow,
    RemittancePartRow, RemittanceRow, ReversalRow, ReversedLineRow, SessionRow,
};
use super::record::{Envelope, canonical};
use super::{Entry, Record, chain_hash, hex};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::{Tx, each, many, one};
use rusqlite::{Row, named_params};
use serde::Deserialize;
use sha2::{Digest, Sha256};

impl Tx<'_> {
    /// Adds an entry and answers it.
    pub(crate) fn append(&self, record: &Record, by: &str, now: &Moment) -> Result<Entry> {
        let (last, prev) = one(self, include_str!("tail.sql"), [], |row| {
            Ok((row.get::<_, u64>("seq")?, row.get::<_, [u8; 32]>("hash")?))
        })?
        .unwrap_or((0, [0; 32]));
        let seq = last + 1;
        let kind = record.kind();
        let envelope = Envelope { seq, at: now.text(), by: by.to_owned(), record: record.clone() };
        let value = serde_json::to_value(&envelope)
            .map_err(|error| Error::BadRow { table: "journal", detail: error.to_string() })?;
        let payload = canonical(&value);
        let hash = chain_hash(&prev, &payload);
        self.sql.prepare_cached(include_str!("append.sql"))?.execute(named_params! {
            ":seq": seq,
            ":kind": kind,
            ":payload": payload,
            ":prev": prev.as_slice(),
            ":hash": hash.as_slice(),
        })?;
        Ok(Entry { seq, kind: kind.to_owned(), payload, prev, hash })
    }

    /// The entries of a range of numbers, both ends in it.
    pub(crate) fn entries(&self, from: u64, to: u64) -> Result<Vec<Entry>> {
        many(self, include_str!("entries.sql"), named_params! { ":from": from, ":to": to }, entry)
    }

    /// The hash of one entry.
    pub(crate) fn entry_hash(&self, seq: u64) -> Result<Option<[u8; 32]>> {
        one(self, "SELECT hash FROM journal WHERE seq = :seq", named_params! { ":seq": seq }, |row| {
            Ok(row.get("hash")?)
        })
    }

    /// The entry of this number.
    pub(crate) fn entry(&self, seq: u64) -> Result<Entry> {
        let found = self.entries(seq, seq)?.pop();
        found.ok_or_else(|| Error::BadRow { table: "journal", detail: seq.to_string() })
    }

    /// What the entry of this number says.
    pub(crate) fn record(&self, seq: u64) -> Result<Envelope> {
        read_record(&self.entry(seq)?)
    }
}

/// Reads an entry's payload.
pub(crate) fn read_record(entry: &Entry) -> Result<Envelope> {
    envelope(&entry.payload)
        .map_err(|error| Error::BadRow { table: "journal", detail: format!("{}: {error}", entry.seq) })
}

/// What stands before the record.
#[derive(Deserialize)]
struct Head {
    seq: u64,
    at: String,
    by: String,
    kind: String,
}

/// Nearly all entries are payments, and the longest. A payload of which one knows that it is one is read straight; by way of
/// [`Envelope`], serde keeps everything until it has seen the kind, which takes twice as long.
fn envelope(payload: &[u8]) -> serde_json::Result<Envelope> {
    let Head { seq, at, by, kind } = serde_json::from_slice(payload)?;
    if kind != PAYMENT {
        return serde_json::from_slice(payload);
    }
    Ok(Envelope { seq, at, by, record: Record::Payment(serde_json::from_slice(payload)?) })
}

/// [`Record::kind`] of a payment.
const PAYMENT: &str = "payment";

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        seq: row.get("seq")?,
        kind: row.get("kind")?,
        payload: row.get("payload")?,
        prev: row.get("prev")?,
        hash: row.get("hash")?,
    })
}

/// A row of a projection by its columns: a struct whose fields are named as they are, or a tuple in the law's order.
macro_rules! columns {
    ($row:ident, $name:ident { $($field:ident $(: $value:expr)?),* $(,)? }) => {
        Ok($name { $($field: columns!(@$row $field $($value)?)),* })
    };
    ($row:ident, ($($column:ident),*)) => { Ok(($(columns!(@$row $column)),*)) };
    (@$row:ident $column:ident) => { $row.get(stringify!($column))? };
    (@$row:ident $column:ident $value:expr) => { $value };
}

/// All rows of a projection, in the collection that the laws compare.
fn all<T, C: FromIterator<T>>(tx: &Tx<'_>, sql: &str, read: fn(&Row<'_>) -> Result<T>) -> Result<C> {
    Ok(many(tx, sql, [], read)?.into_iter().collect())
}

/// Several sums of a row.
fn sums<const N: usize>(row: &Row<'_>, columns: [&str; N]) -> Result<[i64; N]> {
    let mut sums_fen = [0; N];
    for (sum_fen, column) in sums_fen.iter_mut().zip(columns) {
        *sum_fen = row.get(column)?;
    }
    Ok(sums_fen)
}

/// What a line of a receipt, or its counterpart, adds up to.
fn line_sums(row: &Row<'_>) -> Result<[i64; 4]> {
    sums(row, ["fee_fen", "subsidy_fen", "collective_aid_fen", "due_fen"])
}

/// The hash of the order that a row was written for.
fn order_hash(row: &Row<'_>) -> Result<String> {
    Ok(hex(&row.get::<_, [u8; 32]>("order_hash")?))
}

impl Tx<'_> {
    /// All money rows for the laws but the entries, which are told first, one by one: they are [heard](Ledger::hear) elsewhere.
    pub(crate) fn ledger(&self, mut tell: impl FnMut(Entry)) -> Result<Ledger> {
        let all_of_them = named_params! { ":from": 1, ":to": i64::MAX };
        each(self, include_str!("entries.sql"), all_of_them, |row| {
            tell(entry(row)?);
            Ok(())
        })?;
        Ok(Ledger {
            entries: Vec::new(),
            records: Vec::new(),
            payments: all(self, include_str!("ledger_payments.sql"), |row| {
                let sums_fen =
                    ["fee_fen", "subsidy_fen", "collective_aid_fen", "due_fen", "tendered_fen", "change_fen"];
                columns!(
                    row,
                    PaymentRow {
                        seq,
                        payment_id,
                        session_no,
                        receipt_no,
                        series,
                        serial,
                        business_date,
                        sums_fen: sums(row, sums_fen)?,
                        order_hash: order_hash(row)?,
                        means,
                        ticket_no,
                        taken_on,
                        paper_no,
                        aid_no,
                    }
                )
            })?,
            lines: all(self, include_str!("ledger_lines.sql"), |row| {
                columns!(
                    row,
                    LineRow {
                        row_id,
                        payment_id,
                        line_no,
                        person_id,
                        levy_year,
                        policy_sha256,
                        sums_fen: line_sums(row)?,
                    }
                )
            })?,
            live_lines: all(self, "SELECT person_id, levy_year, row_id FROM live_line", |row| {
                columns!(row, (person_id, levy_year, row_id))
            })?,
            sessions: all(self, "SELECT seq, session_no, business_date, float_fen FROM session", |row| {
                columns!(row, SessionRow { seq, session_no, business_date, float_fen })
            })?,
            counts: all(self, include_str!("ledger_counts.sql"), |row| {
                columns!(row, CountRow { seq, count_no, session_no, counted_fen, expected_fen })
            })?,
            closes: all(self, include_str!("ledger_closes.sql"), |row| {
                let sums_fen = ["cash_fen", "expected_fen", "counted_fen", "variance_fen", "perpetual_fen"];
                columns!(
                    row,
                    CloseRow { seq, close_no, session_no, count_no, sums_fen: sums(row, sums_fen)? }
                )
            })?,
            completions: all(self, include_str!("ledger_completions.sql"), |row| {
                columns!(row, CompletionRow { seq, row_id, receipt_no, arrived_on, benefit_from, benefit_to })
            })?,
            reversals: all(self, include_str!("ledger_reversals.sql"), |row| {
                columns!(
                    row,
                    ReversalRow {
                        seq,
                        void_no,
                        void_id,
                        kind,
                        payment_id,
                        session_no,
                        cash_back_fen,
                        order_hash: order_hash(row)?,
                    }
                )
            })?,
            reversed_lines: all(self, include_str!("ledger_reversed_lines.sql"), |row| {
                columns!(row, ReversedLineRow { seq, row_id, reverses, sums_fen: line_sums(row)? })
            })?,
            remittances: all(self, include_str!("ledger_remittances.sql"), |row| {
                columns!(
                    row,
                    RemittanceRow {
                        seq,
                        remittance_no,
                        remittance_id,
                        payer,
                        slip_no,
                        remitted_on,
                        amount_fen,
                        session_no,
                        order_hash: order_hash(row)?,
                    }
                )
            })?,
            remittance_parts: all(self, include_str!("ledger_remittance_parts.sql"), |row| {
                columns!(row, RemittancePartRow { remittance_no, receipt_no, session_no, amount_fen })
            })?,
            cancelled: all(self, "SELECT seq, remittance_no, session_no FROM remittance_cancelled", |row| {
                columns!(row, (seq, remittance_no, session_no))
            })?,
            refunds: all(self, include_str!("ledger_refunds.sql"), |row| {
                columns!(
                    row,
                    RefundRow {
                        seq,
                        refund_no,
                        refund_id,
                        receipt_no,
                        applied_on,
                        order_hash: order_hash(row)?
                    }
                )
            })?,
            refund_lines: all(self, include_str!("ledger_refund_lines.sql"), |row| {
                columns!(row, (refund_no, row_id, reverses, amount_fen, ends_cover))
            })?,
            difference_steps: all(self, include_str!("ledger_difference_steps.sql"), |row| {
                columns!(
                    row,
                    DifferenceStepRow {
                        seq,
                        step_no,
                        step_id,
                        close_no,
                        state,
                        way,
                        amount_fen,
                        receipt_no,
                        order_hash: order_hash(row)?,
                    }
                )
            })?,
            lost_voided: all(self, include_str!("ledger_lost_voided.sql"), |row| {
                columns!(row, (seq, receipt_no, amount_fen, taken_on, voided_on, slip_no))
            })?,
            lost_voided_withdrawn: all(self, "SELECT seq, voided_seq FROM lost_voided_withdrawn", |row| {
                columns!(row, (seq, voided_seq))
            })?,
            refund_steps: all(self, "SELECT seq, refund_no, state, on_day FROM refund_step", |row| {
                columns!(row, (seq, refund_no, state, on_day))
            })?,
            aids: all(self, "SELECT seq, aid_no, levy_year, most_each_fen, budget_fen FROM aid", |row| {
                columns!(row, (seq, aid_no, levy_year, most_each_fen, budget_fen))
            })?,
            aids_ended: all(self, "SELECT seq, aid_no FROM aid_ended", |row| columns!(row, (seq, aid_no)))?,
            ticket_books: all(self, include_str!("ledger_ticket_books.sql"), |row| {
                columns!(row, (seq, ticket_book_no, prefix, digits, first_no, last_no))
            })?,
            tickets_spoilt: all(self, "SELECT seq, ticket_no FROM ticket_spoilt", |row| {
                columns!(row, (seq, ticket_no))
            })?,
            tickets_returned: all(self, include_str!("ledger_tickets_returned.sql"), |row| {
                columns!(row, (seq, ticket_book_no, first_no, last_no))
            })?,
            packages: all(self, include_str!("ledger_packages.sql"), |row| {
                let zip: Vec<u8> = row.get("zip")?;
                columns!(
                    row,
                    PackageRow {
                        close_no,
                        zip_sha256,
                        computed_sha256: hex(&Sha256::digest(&zip)),
                        previous_sha256,
                        journal_from,
                        journal_to,
                        answered_zip: row.get::<_, bool>("is_answered")?.then_some(zip),
                    }
                )
            })?,
            answers: all(self, "SELECT seq, close_no, ack_no, zip, zip_sha256 FROM ack", |row| {
                columns!(row, AnswerRow { seq, close_no, ack_no, zip, zip_sha256 })
            })?,
            answered_rows: all(self, include_str!("ledger_answered_rows.sql"), |row| {
                columns!(
                    row,
                    AnsweredRow { seq, table_name, row_id, ack_no, status, reason_code, reason, booked_on }
                )
            })?,
            slip_arrivals: all(
                self,
                "SELECT seq, slip_no, amount_fen, arrived_on FROM slip_arrival",
                |row| columns!(row, (seq, slip_no, amount_fen, arrived_on)),
            )?,
        })
    }
}
