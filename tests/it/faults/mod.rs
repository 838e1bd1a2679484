//! Faults that are really done: failing and lost writes, full and write-protected disks, flipped bytes, orders sent twice.
//!
//! What an act has to stand is the same for every act, so an act is one entry of [`ACTS`]: how a village comes to the
//! moment before it, the act, what the book holds of it afterwards. A new act of the book is one entry more.

mod days;
mod flip;
mod full;
mod power;
mod twice;

use crate::acknowledgement::{Township, answer_to};
use chrono::Duration;
use cunshou_core::book::Secret;
use cunshou_core::enrolment::Choice;
use cunshou_core::journal::{LawReport, NoteCount};
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::refund::RefundOrder;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::{Book, Coded, Moment, Result};
use std::path::Path;
use support::disk::{Files, files_in};
use support::{PASSWORD, TestBook, at, void_order, yuan};
use tempfile::TempDir;
use uuid::Uuid;

/// The data file of every book here.
const BOOK: &str = "village.cunshou";
/// The instant of every act here.
const CLOCK: &str = "2025-11-03T12:00:00+08:00";
/// The form that was opened before the fault; who tries again sends the same.
const PAYMENT_ID: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);

/// An act that is put to the test.
struct Act {
    name: &'static str,
    /// Brings a village to the moment before it.
    prepare: fn(&mut TestBook),
    /// Does it and answers what the clerk is told.
    run: fn(&mut Book, &Moment) -> Result<String>,
    /// What the book holds of it: the same words, or nothing.
    landed: fn(&Book) -> Option<String>,
    /// What the act says when it is sent again after it was done.
    again: Again,
}

/// What the second try of a done act says.
#[derive(PartialEq, Eq)]
enum Again {
    /// The first answer.
    TheSame,
    /// That it is done, in words.
    Refused,
}

const ACTS: &[Act] = &[
    Act { name: "payment", prepare: at_the_till, run: pay, landed: paid, again: Again::TheSame },
    Act { name: "void", prepare: at_the_till, run: void, landed: voided, again: Again::TheSame },
    Act { name: "remittance", prepare: after_the_close, run: remit, landed: remitted, again: Again::TheSame },
    Act {
        name: "refund",
        prepare: after_the_remittance,
        run: refund,
        landed: refunded,
        again: Again::TheSame,
    },
    Act { name: "close", prepare: after_the_count, run: close, landed: closed, again: Again::Refused },
    Act { name: "answer", prepare: sent_to_town, run: read_answer, landed: answered, again: Again::TheSame },
];

/// A till with one receipt given and the next household at the table.
fn at_the_till(village: &mut TestBook) {
    let first = village.family("张", 1);
    village.family("李", 11);
    village.open_session("0.00");
    village.pay(&first);
}

fn order(book: &Book, head: &str, payment_id: Uuid) -> Order {
    let found = book.search(head, 1, 2026, at(CLOCK).date_naive()).expect("the roster");
    Order {
        payment_id,
        household_id: found.households[0].household_id,
        choice: Some(Choice::default()),
        tendered: Tendered::Exact,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms::default(),
    }
}

fn pay(book: &mut Book, now: &Moment) -> Result<String> {
    let order = order(book, "李大山", PAYMENT_ID);
    Ok(book.take_payment(&order, now)?.payment.receipt_no)
}

fn paid(book: &Book) -> Option<String> {
    let receipts = book.all_receipts().expect("the receipts");
    let own = receipts.into_iter().find(|row| row.payment_id == PAYMENT_ID.to_string());
    own.map(|row| row.receipt_no)
}

/// The drawer counted, the day to be closed.
fn after_the_count(village: &mut TestBook) {
    at_the_till(village);
    let now = village.now();
    village.book.count(&[NoteCount { note: yuan("100"), pieces: 12 }], &now).expect("counted");
}

/// The day closed, its cash ready for the bank.
fn after_the_close(village: &mut TestBook) {
    after_the_count(village);
    village.close();
}

/// The cash at the treasury.
fn after_the_remittance(village: &mut TestBook) {
    after_the_close(village);
    let now = village.now();
    village.book.remit(&slip(&now), &now).expect("paid in");
}

/// The package with the township, whose card is here.
fn sent_to_town(village: &mut TestBook) {
    after_the_remittance(village);
    Township::pair(village);
    Township::package(village, 1);
}

fn read_answer(book: &mut Book, now: &Moment) -> Result<String> {
    let file = answer_to(book, now);
    let read = book.read_ack(&file, now)?;
    Ok(format!("a{} {:?}", read.ack_no, read.package.payments))
}

fn answered(book: &Book) -> Option<String> {
    let answers = book.package_answers().expect("the answers");
    answers.first().map(|own| format!("a{} {:?}", own.ack_no, own.payments))
}

fn void(book: &mut Book, now: &Moment) -> Result<String> {
    Ok(format!("V{}", book.void_receipt(&void_order(PAYMENT_ID, "1"), now)?.record.void_no))
}

fn voided(book: &Book) -> Option<String> {
    book.reversals().expect("the voids").first().map(|done| format!("V{}", done.record.void_no))
}

fn slip(now: &Moment) -> RemittanceOrder {
    RemittanceOrder {
        remittance_id: PAYMENT_ID,
        payer: Payer::Cash,
        slip_no: "S1".to_owned(),
        remitted_on: now.on(),
        account: String::new(),
        amount: yuan("1200"),
        parts: None,
        note: String::new(),
    }
}

fn remit(book: &mut Book, now: &Moment) -> Result<String> {
    Ok(format!("S{}", book.remit(&slip(now), now)?.record.remittance_no))
}

fn remitted(book: &Book) -> Option<String> {
    book.remittances().expect("the slips").first().map(|one| format!("S{}", one.record.remittance_no))
}

fn refund(book: &mut Book, now: &Moment) -> Result<String> {
    let order = RefundOrder {
        refund_id: PAYMENT_ID,
        receipt_no: "1".to_owned(),
        line_nos: vec![1],
        applicant: "张大山".to_owned(),
        phone: String::new(),
        ground: "wrong_person".to_owned(),
        happened_on: None,
        proof: "收据".to_owned(),
        note: String::new(),
    };
    Ok(format!("T{}", book.apply_for_refund(&order, now)?.record.refund_no))
}

fn refunded(book: &Book) -> Option<String> {
    book.refunds().expect("the applications").first().map(|one| format!("T{}", one.refund_no))
}

fn close(book: &mut Book, now: &Moment) -> Result<String> {
    Ok(format!("Z{}", book.close_session(None, None, now)?.record.close_no))
}

fn closed(book: &Book) -> Option<String> {
    book.closes().expect("the closes").first().map(|close| format!("Z{}", close.record.close_no))
}

impl Act {
    /// The files of a book at the moment before the act, closed.
    fn before(&self) -> Files {
        let mut village = TestBook::new();
        (self.prepare)(&mut village);
        files_in(village.hold().path())
    }
}

/// A folder in memory where there is one: what is done in it is as real, and syncs cost nothing.
pub(crate) fn folder() -> TempDir {
    let shared_memory = Path::new("/dev/shm");
    let made = if shared_memory.is_dir() { TempDir::new_in(shared_memory) } else { TempDir::new() };
    made.expect("a folder")
}

/// The moment of the `number`-th try, so many minutes after noon: no two draw the same ids.
fn moment(number: u8) -> Moment {
    Moment::new(at(CLOCK) + Duration::minutes(i64::from(number)), [number; 32])
}

fn open(folder: &Path) -> Result<Book> {
    let secret = Secret::Password { user: None, password: PASSWORD };
    Book::open(&folder.join(BOOK), secret, &moment(200))
}

/// What the laws of the whole find wrong.
fn unlawful(book: &Book) -> std::result::Result<(), String> {
    let reports = book.verify().map_err(|error| format!("cannot be verified: {error:?}"))?;
    let broken: Vec<_> = reports.into_iter().filter(|report| !LawReport::ok(report)).collect();
    if broken.is_empty() { Ok(()) } else { Err(format!("laws are broken: {broken:?}")) }
}

/// Judges a folder after a fault as the next start of the program finds it: the book opens, what was acknowledged is
/// there, what was not is there whole or not at all, every law holds, and sending it again completes it, once. Answers
/// whether it had landed.
fn judge(act: &Act, folder: &Path, acknowledged: Option<&str>) -> std::result::Result<bool, String> {
    let mut book = open(folder).map_err(|error| format!("does not open: {} {error:?}", error.code()))?;
    if let Some(behind) = book.behind_head() {
        return Err(format!("is behind its head: {behind:?}"));
    }
    unlawful(&book)?;
    let landed = (act.landed)(&book);
    if acknowledged.is_some() && landed.as_deref() != acknowledged {
        return Err(format!("acknowledged {acknowledged:?}, found {landed:?}"));
    }
    let again = (act.run)(&mut book, &moment(201));
    let after = (act.landed)(&book);
    let right = match (&landed, &again) {
        (None, Ok(words)) => after.as_ref() == Some(words),
        (Some(first), Ok(words)) => act.again == Again::TheSame && words == first && after == landed,
        (Some(_), Err(_)) => act.again == Again::Refused && after == landed,
        (None, Err(_)) => false,
    };
    if !right {
        return Err(format!("had {landed:?}; sent again it said {again:?} and left {after:?}"));
    }
    unlawful(&book).map_err(|why| format!("after the second try: {why}"))?;
    Ok(landed.is_some())
}

/// How often something is tried here: `CUNSHOU_FAULTS=10` tries ten times the usual, `all` tries `most`. What there is to
/// try has no end (orders of lost writes, bytes times masks), so each test says what its `most` covers: all of them
/// together end in about ten minutes on two cores.
pub(crate) fn times(usual: usize, most: usize) -> usize {
    match std::env::var("CUNSHOU_FAULTS").ok().as_deref() {
        Some("all") => most,
        Some(factor) => usual.saturating_mul(factor.parse().expect("a number or “all”")),
        None => usual,
    }
}

/// Takes the money of the first household that a word finds.
fn pay_for(book: &mut Book, head: &str, now: &Moment) -> Result<String> {
    let order = order(book, head, now.id());
    Ok(book.take_payment(&order, now)?.payment.receipt_no)
}
