//! The papers of the drawer while the session is open, and of what must lie beside it: the X report (中途盘点单) and the
//! register of the pre-printed receipts (票据登记簿).

use super::canvass::fill;
use super::store::TicketUse;
use super::village::TEXT;
use super::{denomination, minute};
use crate::book::Book;
use crate::error::{Error, Result};
use crate::journal::{CatchUpRecord, Envelope, Record};
use crate::moment::Moment;
use crate::ticket::Range;
use chrono::NaiveDate;
use cunshou_paper::{BlankReceiptPaper, ReceiptBookLine, ReceiptBookPaper, XReportPaper};
use cunshou_policy::Yuan;

/// As many blank sheets are made at once: a thicker book is a typing error.
const MOST_SHEETS: u32 = 200;

impl Book {
    /// How the open session stands, on its newest count. Without a count since the last movement of the drawer nothing is
    /// told: else the next count would not be blind.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::NotCounted`].
    pub fn x_report_paper(&self, now: &Moment) -> Result<XReportPaper> {
        let levy_year = self.policy_on(now.on())?.levy_year;
        let reading = self.read(|tx| tx.interim())?;
        let (session, drawer, count) = (&reading.session, &reading.drawer, &reading.count);
        let counts = self.read(|tx| tx.counts_of(session.session_no))?;
        Ok(XReportPaper {
            head: self.letterhead(levy_year, now.on()),
            session_no: session.session_no.into(),
            report_no: counts,
            business_date: session.business_date.to_string(),
            float: session.float,
            cash_taken: drawer.kept()?,
            remitted: drawer.remitted,
            expected: count.expected,
            counted: Some(count.counted),
            denominations: count.notes.iter().filter_map(denomination).collect(),
            payments: drawer.payments.into(),
            people: reading.people.into(),
            voids: drawer.voids.into(),
            voided: drawer.back,
            scans: drawer.scans.into(),
            scanned: drawer.scanned,
            receipt_from: reading.receipt_from.clone().unwrap_or_default(),
            receipt_to: reading.receipt_to.clone().unwrap_or_default(),
            made_at: minute(&now.text()),
            made_by: self.user().to_owned(),
        })
    }

    /// Numbered sheets of the paper book for days without power, to be entered afterwards under these numbers.
    ///
    /// # Errors
    /// [`Error::BlankSheetsOdd`] without a book, for no sheet or for too many; [`Error::SheetEntered`] if one of them was
    /// entered already: its number is not given to another payment.
    pub fn blank_receipt_paper(
        &self,
        paper_book: &str,
        first: u32,
        count: u32,
        on: NaiveDate,
    ) -> Result<BlankReceiptPaper> {
        let paper_book = paper_book.trim();
        let last = first.checked_add(count.saturating_sub(1));
        let (1..=MOST_SHEETS, true, Some(last)) = (count, !paper_book.is_empty(), last) else {
            return Err(Error::BlankSheetsOdd { most: MOST_SHEETS });
        };
        let serials: Vec<String> = (first..=last).map(|serial| format!("{serial:04}")).collect();
        let entered = self.read(|tx| tx.entered_sheets())?;
        for serial in &serials {
            let paper_no = CatchUpRecord::number(paper_book, serial);
            if entered.contains(&paper_no) {
                return Err(Error::SheetEntered { paper_no });
            }
        }
        Ok(BlankReceiptPaper {
            head: self.letterhead(self.policy_on(on)?.levy_year, on),
            paper_book: paper_book.to_owned(),
            serials,
        })
    }

    /// The register of the pre-printed receipts: what came, was used, spoilt and given back, in the order in which it was
    /// written down.
    ///
    /// # Errors
    /// [`Error::NoTickets`].
    pub fn ticket_register_paper(&self, on: NaiveDate) -> Result<ReceiptBookPaper> {
        let levy_year = self.policy_on(on)?.levy_year;
        let register = self.ticket_register()?;
        if register.books.is_empty() {
            return Err(Error::NoTickets {});
        }
        let (entries, uses) = self.read(|tx| {
            let entries = tx.ticket_entries()?.into_iter().map(|seq| Ok((seq, tx.record(seq)?)));
            let uses = tx.ticket_uses()?.into_iter().map(|one| Ok((tx.record(one.seq)?.by, one)));
            Ok((entries.collect::<Result<Vec<_>>>()?, uses.collect::<Result<Vec<_>>>()?))
        })?;
        let ranges = self.read(|tx| tx.ticket_ranges())?;
        let mut lines: Vec<(u64, ReceiptBookLine)> = Vec::new();
        for (seq, entry) in entries {
            lines.push((seq, entry_line(seq, entry, &ranges)?));
        }
        let mut used = Yuan::ZERO;
        for (user, one) in uses {
            if !one.is_back {
                used = used.checked_add(one.due).ok_or(Error::TooMuch {})?;
            }
            lines.push((one.seq, use_line(user, one)));
        }
        lines.sort_by_key(|(seq, _)| *seq);
        let mut merged: Vec<ReceiptBookLine> = Vec::with_capacity(lines.len());
        for (_, line) in lines {
            let follows = merged.last().is_some_and(|last| continues(&ranges, last, &line));
            match merged.last_mut().filter(|_| follows) {
                Some(last) => {
                    last.used += line.used;
                    last.to_no = line.to_no;
                }
                None => merged.push(line),
            }
        }
        Ok(ReceiptBookPaper {
            head: self.letterhead(levy_year, on),
            book_name: TEXT.ticket_book.clone(),
            period_words: String::new(),
            opening: 0,
            lines: merged,
            closing: register.books.iter().map(|book| book.left).sum(),
            used_amount: used,
            booked_amount: self.read(|tx| tx.booked_on_tickets())?,
            kept_by: self.user().to_owned(),
        })
    }
}

/// What the journal says of a book, a spoilt sheet or a return, as a line of the register.
fn entry_line(seq: u64, entry: Envelope, ranges: &[Range]) -> Result<ReceiptBookLine> {
    let on: String = entry.at.chars().take(10).collect();
    let line = match entry.record {
        Record::TicketsReceived(book) => ReceiptBookLine {
            on: book.received_on.to_string(),
            what: fill(&TEXT.ticket_received, &[("source", &book.source)]).trim().to_owned(),
            from_no: whole(&book.prefix, book.digits, book.first),
            to_no: whole(&book.prefix, book.digits, book.last),
            received: book.last - book.first + 1,
            ..ReceiptBookLine::default()
        },
        Record::TicketSpoilt(sheet) => ReceiptBookLine {
            on,
            what: fill(
                if sheet.is_kept { &TEXT.ticket_spoilt } else { &TEXT.ticket_lost },
                &[("reason", &sheet.reason)],
            ),
            from_no: sheet.ticket_no.clone(),
            to_no: sheet.ticket_no,
            spoilt: 1,
            ..ReceiptBookLine::default()
        },
        Record::TicketsReturned(back) => {
            let range = ranges.iter().find(|range| range.ticket_book_no == back.ticket_book_no);
            let number = |serial| range.map_or_else(String::new, |range| range.whole(serial));
            ReceiptBookLine {
                on: back.returned_on.to_string(),
                what: fill(&TEXT.ticket_returned, &[("to", &back.to)]).trim().to_owned(),
                from_no: number(back.first),
                to_no: number(back.last),
                returned: back.last - back.first + 1,
                ..ReceiptBookLine::default()
            }
        }
        _ => return Err(Error::BadRow { table: "ticket_book", detail: seq.to_string() }),
    };
    Ok(ReceiptBookLine { by: entry.by, ..line })
}

/// A payment's sheet as a line of the register; that of a receipt that was taken back is spoilt and kept.
fn use_line(user: String, one: TicketUse) -> ReceiptBookLine {
    ReceiptBookLine {
        on: one.business_date.to_string(),
        what: if one.is_back { &TEXT.ticket_taken_back } else { &TEXT.ticket_used }.clone(),
        from_no: one.ticket_no.clone(),
        to_no: one.ticket_no,
        used: u64::from(!one.is_back),
        spoilt: u64::from(one.is_back),
        by: user,
        ..ReceiptBookLine::default()
    }
}

/// A whole number of a pre-printed receipt.
fn whole(prefix: &str, digits: u32, serial: u64) -> String {
    format!("{prefix}{serial:0width$}", width = digits as usize)
}

/// True if a sheet was used on the same day by the same person, right after the last one of a line.
fn continues(ranges: &[Range], last: &ReceiptBookLine, next: &ReceiptBookLine) -> bool {
    let serial =
        |number: &str| ranges.iter().find_map(|range| Some((range.ticket_book_no, range.serial_of(number)?)));
    let follows = match (serial(&last.to_no), serial(&next.from_no)) {
        (Some((book, before)), Some((other, after))) => book == other && after == before + 1,
        _ => false,
    };
    last.used > 0 && next.used > 0 && last.on == next.on && last.by == next.by && follows
}
