//! The laws of what stands beside payments: collective aid, pre-printed receipts, sheets of a paper book.

use super::laws::{Ledger, records};
use super::{AidGrant, LostVoided, Record, TicketsReceived};
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

/// A sheet of a paper book is entered once while its receipt stands, and never before the money was taken. A receipt that went
/// with a lost disk is either entered or said to have been taken back before, was never given by this book, and is missing
/// again only once.
pub(super) fn sheets_entered_once(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut sheets: BTreeMap<String, &str> = BTreeMap::new();
    let mut given: BTreeSet<&str> = BTreeSet::new();
    let mut voided: BTreeMap<u64, &LostVoided> = BTreeMap::new();
    for envelope in records(ledger) {
        let mut fault = |what: &str| faults.push(format!("#{}: {what}", envelope.seq));
        match &envelope.record {
            Record::Payment(payment) => {
                given.insert(&payment.receipt_no);
                let Some(paper) = &payment.catch_up else { continue };
                if paper.taken_on > payment.business_date {
                    fault("entered before it was taken");
                }
                if sheets.insert(paper.paper_no(), &payment.receipt_no).is_some() {
                    fault("a sheet is entered twice");
                }
            }
            Record::Void(back) | Record::Reversal(back) => {
                sheets.retain(|_, receipt_no| *receipt_no != back.receipt_no);
            }
            Record::LostVoided(lost) => {
                let own = lost.receipt_no.ends_with(&format!("-{}", lost.paper_no()));
                if !own || given.contains(lost.receipt_no.as_str()) {
                    fault("a lost receipt that this book gave, or another than it says");
                }
                if lost.amount.is_negative() || lost.voided_on < lost.taken_on || lost.slip_no.is_empty() {
                    fault("a lost receipt that was taken back lacks what it has to say");
                }
                if sheets.insert(lost.paper_no(), &lost.receipt_no).is_some() {
                    fault("a sheet is entered twice");
                }
                voided.insert(envelope.seq, lost);
            }
            Record::LostVoidedWithdrawn(withdrawn) => {
                let lost = voided.remove(&withdrawn.voided_seq);
                match lost.filter(|lost| lost.receipt_no == withdrawn.receipt_no) {
                    Some(lost) => drop(sheets.remove(&lost.paper_no())),
                    None => fault("withdraws what nobody said"),
                }
                if withdrawn.reason.trim().is_empty() {
                    fault("withdraws without a reason");
                }
            }
            _ => {}
        }
    }
    faults
}
