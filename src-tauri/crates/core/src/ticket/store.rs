//! The rows of pre-printed receipts. INSERT and SELECT only.

use super::{Range, TicketBook, TicketRegister};
use crate::error::{Error, Result};
use crate::journal::{Record, TicketsReceived, TicketsReturned};
use crate::storage::{Tx, many, one};
use rusqlite::named_params;
use std::collections::HashMap;

/// What became of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Used,
    Voided,
    Spoilt,
}

impl Tx<'_> {
    pub(crate) fn ticket_ranges(&self) -> Result<Vec<Range>> {
        let sql = "SELECT ticket_book_no, prefix, digits, first_no, last_no FROM ticket_book ORDER BY ticket_book_no";
        many(self, sql, [], |row| {
            Ok(Range {
                ticket_book_no: row.get("ticket_book_no")?,
                prefix: row.get("prefix")?,
                digits: row.get("digits")?,
                first: row.get("first_no")?,
                last: row.get("last_no")?,
            })
        })
    }

    pub(super) fn ticket_is_gone(&self, ticket_no: &str, ticket_book_no: u32, serial: u64) -> Result<bool> {
        let wanted = named_params! {
            ":ticket_no": ticket_no, ":ticket_book_no": ticket_book_no, ":serial": serial,
        };
        Ok(one(self, include_str!("is_gone.sql"), wanted, |_| Ok(()))?.is_some())
    }

    pub(super) fn insert_ticket_book(&self, record: &TicketsReceived, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_book.sql"))?.execute(named_params! {
            ":ticket_book_no": record.ticket_book_no,
            ":seq": seq,
            ":prefix": record.prefix,
            ":digits": record.digits,
            ":first_no": record.first,
            ":last_no": record.last,
        })?;
        Ok(())
    }

    pub(super) fn insert_ticket_spoilt(&self, ticket_no: &str, seq: u64) -> Result<()> {
        self.sql
            .prepare_cached("INSERT INTO ticket_spoilt (ticket_no, seq) VALUES (:ticket_no, :seq)")?
            .execute(named_params! { ":ticket_no": ticket_no, ":seq": seq })?;
        Ok(())
    }

    pub(super) fn insert_tickets_returned(&self, record: &TicketsReturned, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_returned.sql"))?.execute(named_params! {
            ":seq": seq,
            ":ticket_book_no": record.ticket_book_no,
            ":first_no": record.first,
            ":last_no": record.last,
        })?;
        Ok(())
    }

    pub(super) fn ticket_register(&self) -> Result<TicketRegister> {
        let mut fates: HashMap<String, Fate> = HashMap::new();
        for (ticket_no, is_back) in many(self, include_str!("used.sql"), [], |row| {
            Ok((row.get::<_, String>("ticket_no")?, row.get::<_, bool>("is_back")?))
        })? {
            fates.insert(ticket_no, if is_back { Fate::Voided } else { Fate::Used });
        }
        let mut spoilt = Vec::new();
        for seq in
            many(self, "SELECT seq FROM ticket_spoilt ORDER BY seq", [], |row| Ok(row.get::<_, u64>("seq")?))?
        {
            let Record::TicketSpoilt(one) = self.record(seq)?.record else {
                return Err(Error::BadRow { table: "ticket_spoilt", detail: seq.to_string() });
            };
            fates.insert(one.ticket_no.clone(), Fate::Spoilt);
            spoilt.push(one);
        }
        let returned =
            many(self, "SELECT ticket_book_no, first_no, last_no FROM ticket_returned", [], |row| {
                Ok((
                    row.get::<_, u32>("ticket_book_no")?,
                    row.get::<_, u64>("first_no")?,
                    row.get::<_, u64>("last_no")?,
                ))
            })?;
        let seqs = many(self, "SELECT seq FROM ticket_book ORDER BY ticket_book_no", [], |row| {
            Ok(row.get::<_, u64>("seq")?)
        })?;
        let mut books = Vec::new();
        for (range, seq) in self.ticket_ranges()?.into_iter().zip(seqs) {
            let Record::TicketsReceived(record) = self.record(seq)?.record else {
                return Err(Error::BadRow { table: "ticket_book", detail: seq.to_string() });
            };
            let (mut used, mut voided, mut bad, mut back, mut left, mut next) = (0, 0, 0, 0, 0, None);
            for serial in range.first..=range.last {
                let whole = range.whole(serial);
                let is_returned = returned.iter().any(|(book, first, last)| {
                    *book == range.ticket_book_no && (*first..=*last).contains(&serial)
                });
                match fates.get(&whole) {
                    Some(Fate::Used) => used += 1,
                    Some(Fate::Voided) => voided += 1,
                    Some(Fate::Spoilt) => bad += 1,
                    None if is_returned => back += 1,
                    None => {
                        left += 1;
                        next.get_or_insert(whole);
                    }
                }
            }
            books.push(TicketBook {
                ticket_book_no: range.ticket_book_no,
                first: range.whole(range.first),
                last: range.whole(range.last),
                received_on: record.received_on,
                source: record.source,
                received: range.last - range.first + 1,
                used,
                voided,
                spoilt: bad,
                returned: back,
                left,
                next,
            });
        }
        let counts = one(self, include_str!("payments.sql"), [], |row| {
            Ok((row.get::<_, u64>("with_ticket")?, row.get::<_, u64>("without")?))
        })?;
        let (payments_with, payments_without) = counts.unwrap_or_default();
        Ok(TicketRegister { books, payments_with, payments_without, spoilt })
    }
}
