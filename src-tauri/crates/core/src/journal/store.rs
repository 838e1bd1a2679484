//! The rows of the journal. INSERT and SELECT only.

use super::laws::{
    CloseRow, CompletionRow, CountRow, DifferenceStepRow, Ledger, LineRow, PackageRow, PaymentRow, RefundRow,
    RemittancePartRow, RemittanceRow, ReversalRow, ReversedLineRow, SessionRow,
};
use super::record::{Envelope, canonical};
use super::{Entry, Record, chain_hash, hex};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::{Tx, many, one};
use rusqlite::{Row, named_params};
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
    serde_json::from_slice(&entry.payload)
        .map_err(|error| Error::BadRow { table: "journal", detail: format!("{}: {error}", entry.seq) })
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        seq: row.get("seq")?,
        kind: row.get("kind")?,
        payload: row.get("payload")?,
        prev: row.get("prev")?,
        hash: row.get("hash")?,
    })
}

impl Tx<'_> {
    /// All money rows, for the laws.
    pub(crate) fn ledger(&self) -> Result<Ledger> {
        let entries = self.entries(1, u64::MAX >> 1)?;
        let records =
            entries.iter().map(|entry| read_record(entry).map_err(|error| error.to_string())).collect();
        Ok(Ledger {
            entries,
            records,
            payments: many(self, include_str!("ledger_payments.sql"), [], |row| {
                let order_hash: [u8; 32] = row.get("order_hash")?;
                Ok(PaymentRow {
                    seq: row.get("seq")?,
                    payment_id: row.get("payment_id")?,
                    session_no: row.get("session_no")?,
                    receipt_no: row.get("receipt_no")?,
                    series: row.get("series")?,
                    serial: row.get("serial")?,
                    business_date: row.get("business_date")?,
                    sums_fen: [
                        row.get("fee_fen")?,
                        row.get("subsidy_fen")?,
                        row.get("collective_aid_fen")?,
                        row.get("due_fen")?,
                        row.get("tendered_fen")?,
                        row.get("change_fen")?,
                    ],
                    order_hash: hex(&order_hash),
                    means: row.get("means")?,
                    ticket_no: row.get("ticket_no")?,
                    taken_on: row.get("taken_on")?,
                    paper_no: row.get("paper_no")?,
                    aid_no: row.get("aid_no")?,
                })
            })?
            .into_iter()
            .collect(),
            lines: many(self, include_str!("ledger_lines.sql"), [], |row| {
                Ok(LineRow {
                    row_id: row.get("row_id")?,
                    payment_id: row.get("payment_id")?,
                    line_no: row.get("line_no")?,
                    person_id: row.get("person_id")?,
                    levy_year: row.get("levy_year")?,
                    policy_sha256: row.get("policy_sha256")?,
                    sums_fen: [
                        row.get("fee_fen")?,
                        row.get("subsidy_fen")?,
                        row.get("collective_aid_fen")?,
                        row.get("due_fen")?,
                    ],
                })
            })?
            .into_iter()
            .collect(),
            live_lines: many(self, "SELECT person_id, levy_year, row_id FROM live_line", [], |row| {
                Ok((row.get("person_id")?, row.get("levy_year")?, row.get("row_id")?))
            })?
            .into_iter()
            .collect(),
            sessions: many(
                self,
                "SELECT seq, session_no, business_date, float_fen FROM session",
                [],
                |row| {
                    Ok(SessionRow {
                        seq: row.get("seq")?,
                        session_no: row.get("session_no")?,
                        business_date: row.get("business_date")?,
                        float_fen: row.get("float_fen")?,
                    })
                },
            )?
            .into_iter()
            .collect(),
            counts: many(self, include_str!("ledger_counts.sql"), [], |row| {
                Ok(CountRow {
                    seq: row.get("seq")?,
                    count_no: row.get("count_no")?,
                    session_no: row.get("session_no")?,
                    counted_fen: row.get("counted_fen")?,
                    expected_fen: row.get("expected_fen")?,
                })
            })?
            .into_iter()
            .collect(),
            closes: many(self, include_str!("ledger_closes.sql"), [], |row| {
                Ok(CloseRow {
                    seq: row.get("seq")?,
                    close_no: row.get("close_no")?,
                    session_no: row.get("session_no")?,
                    count_no: row.get("count_no")?,
                    sums_fen: [
                        row.get("cash_fen")?,
                        row.get("expected_fen")?,
                        row.get("counted_fen")?,
                        row.get("variance_fen")?,
                        row.get("perpetual_fen")?,
                    ],
                })
            })?
            .into_iter()
            .collect(),
            completions: many(self, include_str!("ledger_completions.sql"), [], |row| {
                Ok(CompletionRow {
                    seq: row.get("seq")?,
                    row_id: row.get("row_id")?,
                    receipt_no: row.get("receipt_no")?,
                    arrived_on: row.get("arrived_on")?,
                    benefit_from: row.get("benefit_from")?,
                    benefit_to: row.get("benefit_to")?,
                })
            })?
            .into_iter()
            .collect(),
            reversals: many(self, include_str!("ledger_reversals.sql"), [], |row| {
                let order_hash: [u8; 32] = row.get("order_hash")?;
                Ok(ReversalRow {
                    seq: row.get("seq")?,
                    void_no: row.get("void_no")?,
                    void_id: row.get("void_id")?,
                    kind: row.get("kind")?,
                    payment_id: row.get("payment_id")?,
                    session_no: row.get("session_no")?,
                    cash_back_fen: row.get("cash_back_fen")?,
                    order_hash: hex(&order_hash),
                })
            })?
            .into_iter()
            .collect(),
            reversed_lines: many(self, include_str!("ledger_reversed_lines.sql"), [], |row| {
                Ok(ReversedLineRow {
                    seq: row.get("seq")?,
                    row_id: row.get("row_id")?,
                    reverses: row.get("reverses")?,
                    sums_fen: [
                        row.get("fee_fen")?,
                        row.get("subsidy_fen")?,
                        row.get("collective_aid_fen")?,
                        row.get("due_fen")?,
                    ],
                })
            })?
            .into_iter()
            .collect(),
            remittances: many(self, include_str!("ledger_remittances.sql"), [], |row| {
                let order_hash: [u8; 32] = row.get("order_hash")?;
                Ok(RemittanceRow {
                    seq: row.get("seq")?,
                    remittance_no: row.get("remittance_no")?,
                    remittance_id: row.get("remittance_id")?,
                    payer: row.get("payer")?,
                    slip_no: row.get("slip_no")?,
                    remitted_on: row.get("remitted_on")?,
                    amount_fen: row.get("amount_fen")?,
                    session_no: row.get("session_no")?,
                    order_hash: hex(&order_hash),
                })
            })?
            .into_iter()
            .collect(),
            remittance_parts: many(self, include_str!("ledger_remittance_parts.sql"), [], |row| {
                Ok(RemittancePartRow {
                    remittance_no: row.get("remittance_no")?,
                    receipt_no: row.get("receipt_no")?,
                    session_no: row.get("session_no")?,
                    amount_fen: row.get("amount_fen")?,
                })
            })?
            .into_iter()
            .collect(),
            cancelled: many(
                self,
                "SELECT seq, remittance_no, session_no FROM remittance_cancelled",
                [],
                |row| Ok((row.get("seq")?, row.get("remittance_no")?, row.get("session_no")?)),
            )?
            .into_iter()
            .collect(),
            refunds: many(self, include_str!("ledger_refunds.sql"), [], |row| {
                let order_hash: [u8; 32] = row.get("order_hash")?;
                Ok(RefundRow {
                    seq: row.get("seq")?,
                    refund_no: row.get("refund_no")?,
                    refund_id: row.get("refund_id")?,
                    receipt_no: row.get("receipt_no")?,
                    applied_on: row.get("applied_on")?,
                    order_hash: hex(&order_hash),
                })
            })?
            .into_iter()
            .collect(),
            refund_lines: many(self, include_str!("ledger_refund_lines.sql"), [], |row| {
                Ok((
                    row.get("refund_no")?,
                    row.get("row_id")?,
                    row.get("reverses")?,
                    row.get("amount_fen")?,
                    row.get("ends_cover")?,
                ))
            })?
            .into_iter()
            .collect(),
            difference_steps: many(self, include_str!("ledger_difference_steps.sql"), [], |row| {
                let order_hash: [u8; 32] = row.get("order_hash")?;
                Ok(DifferenceStepRow {
                    seq: row.get("seq")?,
                    step_no: row.get("step_no")?,
                    step_id: row.get("step_id")?,
                    close_no: row.get("close_no")?,
                    state: row.get("state")?,
                    way: row.get("way")?,
                    amount_fen: row.get("amount_fen")?,
                    receipt_no: row.get("receipt_no")?,
                    order_hash: hex(&order_hash),
                })
            })?
            .into_iter()
            .collect(),
            aids: many(
                self,
                "SELECT seq, aid_no, levy_year, most_each_fen, budget_fen FROM aid",
                [],
                |row| {
                    Ok((
                        row.get("seq")?,
                        row.get("aid_no")?,
                        row.get("levy_year")?,
                        row.get("most_each_fen")?,
                        row.get("budget_fen")?,
                    ))
                },
            )?
            .into_iter()
            .collect(),
            aids_ended: many(self, "SELECT seq, aid_no FROM aid_ended", [], |row| {
                Ok((row.get("seq")?, row.get("aid_no")?))
            })?
            .into_iter()
            .collect(),
            ticket_books: many(self, include_str!("ledger_ticket_books.sql"), [], |row| {
                Ok((
                    row.get("seq")?,
                    row.get("ticket_book_no")?,
                    row.get("prefix")?,
                    row.get("digits")?,
                    row.get("first_no")?,
                    row.get("last_no")?,
                ))
            })?
            .into_iter()
            .collect(),
            tickets_spoilt: many(self, "SELECT seq, ticket_no FROM ticket_spoilt", [], |row| {
                Ok((row.get("seq")?, row.get("ticket_no")?))
            })?
            .into_iter()
            .collect(),
            tickets_returned: many(self, include_str!("ledger_tickets_returned.sql"), [], |row| {
                Ok((row.get("seq")?, row.get("ticket_book_no")?, row.get("first_no")?, row.get("last_no")?))
            })?
            .into_iter()
            .collect(),
            refund_steps: many(self, "SELECT seq, refund_no, state, on_day FROM refund_step", [], |row| {
                Ok((row.get("seq")?, row.get("refund_no")?, row.get("state")?, row.get("on_day")?))
            })?
            .into_iter()
            .collect(),
            packages: many(self, include_str!("ledger_packages.sql"), [], |row| {
                let zip: Vec<u8> = row.get("zip")?;
                Ok(PackageRow {
                    close_no: row.get("close_no")?,
                    zip_sha256: row.get("zip_sha256")?,
                    computed_sha256: hex(&Sha256::digest(&zip)),
                    previous_sha256: row.get("previous_sha256")?,
                    journal_from: row.get("journal_from")?,
                    journal_to: row.get("journal_to")?,
                })
            })?,
        })
    }
}
