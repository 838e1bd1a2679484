//! The laws of what stands beside payments: collective aid, pre-printed receipts, sheets of a paper book.

use super::laws::{Ledger, records};
use super::{AidGrant, Record, TicketsReceived};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};

/// The collective pays only by a resolution that was entered before and has not ended, for its year, no more for one person
/// and no more in all than it says.
pub(super) fn aid_within_resolution(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut aids: BTreeMap<u32, (&AidGrant, bool, Yuan)> = BTreeMap::new();
    let mut of_receipt = BTreeMap::new();
    for envelope in records(ledger) {
        let mut fault = |what: &str| faults.push(format!("#{}: {what}", envelope.seq));
        match &envelope.record {
            Record::AidResolved(aid) => {
                if aid.aid_no as usize != aids.len() + 1 {
                    fault("number of the resolution does not follow");
                }
                aids.insert(aid.aid_no, (&aid.grant, false, Yuan::ZERO));
            }
            Record::AidEnded(ended) => match aids.get_mut(&ended.aid_no) {
                Some((_, is_ended, _)) if !*is_ended => *is_ended = true,
                _ => fault("ends a resolution that there is not"),
            },
            Record::Payment(payment) => {
                let Some(own) = &payment.aid else {
                    if !payment.total_collective_aid.is_zero() {
                        fault("collective aid without a resolution");
                    }
                    continue;
                };
                let Some((aid, is_ended, paid)) = aids.get_mut(&own.aid_no) else {
                    fault("a resolution that there is not");
                    continue;
                };
                *paid = paid.checked_add(payment.total_collective_aid).unwrap_or(*paid);
                of_receipt.insert(payment.receipt_no.as_str(), (own.aid_no, payment.total_collective_aid));
                let year_fits = payment.lines.iter().all(|line| line.levy_year == aid.levy_year);
                let each_fits = payment.lines.iter().all(|line| line.collective_aid <= aid.most_each);
                if *is_ended || !year_fits || !each_fits || aid.budget.is_some_and(|budget| *paid > budget) {
                    fault("more than the collective resolved");
                }
            }
            Record::Void(back) | Record::Reversal(back) => {
                if let Some((aid_no, amount)) = of_receipt.get(back.receipt_no.as_str())
                    && let Some((_, _, paid)) = aids.get_mut(aid_no)
                {
                    *paid = paid.checked_sub(*amount).unwrap_or(*paid);
                }
            }
            _ => {}
        }
    }
    faults
}

/// A pre-printed number is used, spoilt or returned once, and lies in a book that came in before.
pub(super) fn tickets_used_once(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut books: Vec<&TicketsReceived> = Vec::new();
    let mut gone: BTreeSet<String> = BTreeSet::new();
    let whole = |book: &TicketsReceived, serial: u64| {
        format!("{}{serial:0width$}", book.prefix, width = book.digits as usize)
    };
    for envelope in records(ledger) {
        let mut fault = |what: &str| faults.push(format!("#{}: {what}", envelope.seq));
        let mut leaves = |ticket_no: &str| {
            let serial = |book: &&TicketsReceived| {
                let digits = ticket_no.strip_prefix(book.prefix.as_str())?;
                let serial: u64 = digits.parse().ok()?;
                (digits.len() == book.digits as usize && (book.first..=book.last).contains(&serial))
                    .then_some(())
            };
            if !books.iter().any(|book| serial(book).is_some()) {
                fault("a number of no book that came in");
            }
            if !gone.insert(ticket_no.to_owned()) {
                fault("a number that is used, spoilt or returned");
            }
        };
        match &envelope.record {
            Record::TicketsReceived(book) => books.push(book),
            Record::Payment(payment) => payment.ticket_no.iter().for_each(|number| leaves(number)),
            Record::TicketSpoilt(spoilt) => leaves(&spoilt.ticket_no),
            Record::TicketsReturned(back) => {
                let book = books.iter().find(|book| book.ticket_book_no == back.ticket_book_no).copied();
                for serial in back.first..=back.last {
                    leaves(&book.map_or_else(String::new, |book| whole(book, serial)));
                }
            }
            _ => {}
        }
    }
    faults
}

/// A sheet of a paper book is entered once while its receipt stands, and never before the money was taken.
pub(super) fn sheets_entered_once(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut sheets: BTreeMap<String, &str> = BTreeMap::new();
    for envelope in records(ledger) {
        match &envelope.record {
            Record::Payment(payment) => {
                let Some(paper) = &payment.catch_up else { continue };
                if paper.taken_on > payment.business_date {
                    faults.push(format!("#{}: entered before it was taken", envelope.seq));
                }
                if sheets.insert(paper.paper_no(), &payment.receipt_no).is_some() {
                    faults.push(format!("#{}: a sheet is entered twice", envelope.seq));
                }
            }
            Record::Void(back) | Record::Reversal(back) => {
                sheets.retain(|_, receipt_no| *receipt_no != back.receipt_no);
            }
            _ => {}
        }
    }
    faults
}
