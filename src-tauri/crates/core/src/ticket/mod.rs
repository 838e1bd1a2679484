//! 《专用票据》: the township's pre-printed receipts as a register of their own, beside our receipt numbers. Each number of a
//! received book is used with a payment, spoilt, returned, or still there, so that 票账相符 can be proved on one page.
//!
//! Invariants: a number is used once, and only if its book came in and it is neither spoilt nor returned; a number of a
//! receipt that was taken back stays used up (its sheets are kept).

mod store;

use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{Record, TicketSpoilt, TicketsReceived, TicketsReturned};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;

/// A book of pre-printed receipts with what became of its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketBook {
    /// 1, 2, 3, …
    pub ticket_book_no: u32,
    /// The first whole number.
    pub first: String,
    /// The last whole number.
    pub last: String,
    /// When it came.
    pub received_on: NaiveDate,
    /// From whom.
    pub source: String,
    /// How many numbers it has: the sum of all below.
    pub received: u64,
    /// Used with a payment that stands.
    pub used: u64,
    /// Used with a payment that was taken back: the sheets are kept.
    pub voided: u64,
    /// Spoilt.
    pub spoilt: u64,
    /// Gone back unused.
    pub returned: u64,
    /// Still there.
    pub left: u64,
    /// The next number to use.
    pub next: Option<String>,
}

/// What is proved on one page: every number of every book, and every payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRegister {
    /// The books, oldest first.
    pub books: Vec<TicketBook>,
    /// Payments that stand and have a pre-printed receipt.
    pub payments_with: u64,
    /// Payments that stand and have none.
    pub payments_without: u64,
    /// Spoilt sheets with why.
    pub spoilt: Vec<TicketSpoilt>,
}

impl TicketRegister {
    /// True if as many numbers are used as payments that stand carry one, and every number is accounted for.
    pub fn agrees(&self) -> bool {
        let used: u64 = self.books.iter().map(|book| book.used).sum();
        let whole = |book: &TicketBook| {
            book.used + book.voided + book.spoilt + book.returned + book.left == book.received
        };
        used == self.payments_with && self.books.iter().all(whole)
    }
}

/// A range of numbers of one book: what its journal entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) ticket_book_no: u32,
    pub(crate) prefix: String,
    pub(crate) digits: u32,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Range {
    /// The whole number of a serial.
    pub(crate) fn whole(&self, serial: u64) -> String {
        format!("{}{serial:0width$}", self.prefix, width = self.digits as usize)
    }

    /// The serial of a whole number, if it belongs to this range.
    pub(crate) fn serial_of(&self, ticket_no: &str) -> Option<u64> {
        let digits = ticket_no.strip_prefix(self.prefix.as_str())?;
        let is_number =
            digits.len() == self.digits as usize && digits.bytes().all(|byte| byte.is_ascii_digit());
        let serial = digits.parse().ok().filter(|_| is_number)?;
        (self.first..=self.last).contains(&serial).then_some(serial)
    }
}

/// The most sheets that a book has: more is a typing error.
const LARGEST_BOOK: u64 = 100_000;

/// A number as people type it: spaces taken away, full-width digits made narrow, letters upper-case.
pub fn ticket_number(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// Prefix and digits of a whole number; `None` if it does not end with digits.
fn split(ticket_no: &str) -> Option<(String, u32, u64)> {
    let digits = ticket_no.bytes().rev().take_while(u8::is_ascii_digit).count().min(18);
    let (prefix, serial) = ticket_no.split_at(ticket_no.len() - digits);
    Some((prefix.to_owned(), u32::try_from(digits).ok()?, serial.parse().ok()?))
}

impl Book {
    /// Records a book of pre-printed receipts, by its first and last number.
    ///
    /// # Errors
    /// [`Error::TicketRangeOdd`]; [`Error::TicketOverlaps`] with a book that is there.
    pub fn receive_tickets(
        &mut self,
        first: &str,
        last: &str,
        received_on: NaiveDate,
        source: &str,
        now: &Moment,
    ) -> Result<TicketBook> {
        self.refuse_while_behind()?;
        let (first, last) = (ticket_number(first), ticket_number(last));
        let odd = || Error::TicketRangeOdd { first: first.clone(), last: last.clone() };
        let (prefix, digits, first_no) = split(&first).ok_or_else(odd)?;
        let (last_prefix, last_digits, last_no) = split(&last).ok_or_else(odd)?;
        let fits = prefix == last_prefix
            && digits == last_digits
            && last_no >= first_no
            && last_no - first_no < LARGEST_BOOK
            && prefix.chars().count() <= 20
            && received_on <= now.on();
        if !fits {
            return Err(odd());
        }
        let source: String = source.trim().chars().take(100).collect();
        let ticket_book_no = self.transact(now, |tx, acting| {
            let books = tx.ticket_ranges()?;
            let record = TicketsReceived {
                ticket_book_no: u32::try_from(books.len()).unwrap_or(u32::MAX).saturating_add(1),
                prefix,
                digits,
                first: first_no,
                last: last_no,
                received_on,
                source,
            };
            let overlaps = |book: &&Range| {
                book.prefix == record.prefix
                    && book.digits == digits
                    && book.first <= last_no
                    && first_no <= book.last
            };
            if let Some(book) = books.iter().find(overlaps) {
                return Err(Error::TicketOverlaps { ticket_book_no: book.ticket_book_no });
            }
            let entry = tx.append(&Record::TicketsReceived(record.clone()), acting.user, now)?;
            tx.insert_ticket_book(&record, entry.seq)?;
            Ok(record.ticket_book_no)
        })?;
        let register = self.ticket_register()?;
        let found = register.books.into_iter().find(|book| book.ticket_book_no == ticket_book_no);
        found.or_not_found(|| Error::BadRow { table: "ticket_book", detail: ticket_book_no.to_string() })
    }

    /// Records that a pre-printed receipt cannot be used any more.
    ///
    /// # Errors
    /// [`Error::TicketUnknown`], [`Error::TicketGone`]; [`Error::TicketReasonMissing`].
    pub fn spoil_ticket(&mut self, ticket_no: &str, reason: &str, is_kept: bool, now: &Moment) -> Result<()> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let ticket_no = tx.usable_ticket(ticket_no)?;
            let reason: String = reason.trim().chars().take(100).collect();
            if reason.is_empty() {
                return Err(Error::TicketReasonMissing { ticket_no });
            }
            let record = TicketSpoilt { ticket_no, reason, is_kept };
            let entry = tx.append(&Record::TicketSpoilt(record.clone()), acting.user, now)?;
            tx.insert_ticket_spoilt(&record.ticket_no, entry.seq)
        })
    }

    /// Records that unused pre-printed receipts went back.
    ///
    /// # Errors
    /// [`Error::TicketRangeOdd`]; [`Error::TicketUnknown`], [`Error::TicketGone`] for a number of them.
    pub fn return_tickets(
        &mut self,
        first: &str,
        last: &str,
        returned_on: NaiveDate,
        to: &str,
        now: &Moment,
    ) -> Result<u64> {
        self.refuse_while_behind()?;
        let (first, last) = (ticket_number(first), ticket_number(last));
        self.transact(now, |tx, acting| {
            let books = tx.ticket_ranges()?;
            let own =
                books.iter().find_map(|book| Some((book, book.serial_of(&first)?, book.serial_of(&last)?)));
            let odd = || Error::TicketRangeOdd { first: first.clone(), last: last.clone() };
            let (book, first_no, last_no) = own.ok_or_else(odd)?;
            if last_no < first_no || returned_on > now.on() {
                return Err(odd());
            }
            for serial in first_no..=last_no {
                tx.usable_ticket(&book.whole(serial))?;
            }
            let record = TicketsReturned {
                ticket_book_no: book.ticket_book_no,
                first: first_no,
                last: last_no,
                returned_on,
                to: to.trim().chars().take(100).collect(),
            };
            let entry = tx.append(&Record::TicketsReturned(record.clone()), acting.user, now)?;
            tx.insert_tickets_returned(&record, entry.seq)?;
            Ok(last_no - first_no + 1)
        })
    }

    /// Every book with what became of its numbers.
    pub fn ticket_register(&self) -> Result<TicketRegister> {
        self.read(|tx| tx.ticket_register())
    }

    /// The next pre-printed receipt to use: the first unused number of the oldest book that has one.
    pub fn next_ticket(&self) -> Result<Option<String>> {
        let register = self.ticket_register()?;
        Ok(register.books.into_iter().find_map(|book| book.next))
    }
}

impl Tx<'_> {
    /// A number that can be used: its book came in, and it is neither used, spoilt nor returned. Answers it as it is kept.
    ///
    /// # Errors
    /// [`Error::TicketUnknown`], [`Error::TicketGone`].
    pub(crate) fn usable_ticket(&self, text: &str) -> Result<String> {
        let ticket_no = ticket_number(text);
        let books = self.ticket_ranges()?;
        let own = books.iter().find_map(|book| Some((book, book.serial_of(&ticket_no)?)));
        let (book, serial) = own.ok_or_else(|| Error::TicketUnknown { ticket_no: ticket_no.clone() })?;
        if self.ticket_is_gone(&ticket_no, book.ticket_book_no, serial)? {
            return Err(Error::TicketGone { ticket_no });
        }
        Ok(ticket_no)
    }
}

#[cfg(test)]
mod tests {
    use super::{Range, split, ticket_number};

    #[test]
    fn a_number_is_read_as_people_write_it() {
        assert_eq!(ticket_number(" ａ 000 123 "), "A000123");
        assert_eq!(split("皖A000123"), Some(("皖A".to_owned(), 6, 123)));
        assert_eq!(split("ABC"), None);
        let range = Range { ticket_book_no: 1, prefix: "A".to_owned(), digits: 6, first: 100, last: 199 };
        assert_eq!((range.serial_of("A000123"), range.whole(7)), (Some(123), "A000007".to_owned()));
        for other in ["A00123", "B000123", "A000200", "A00012X", ""] {
            assert_eq!(range.serial_of(other), None, "{other}");
        }
    }
}
