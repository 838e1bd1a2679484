//! The same order twice: pressed twice, sent again after a crash, sent by two at once; and the same id for something else.

use super::{CLOCK, PAYMENT_ID, at_the_till, moment, open, order};
use cunshou_core::enrolment::{Choice, LeftOut};
use cunshou_core::payment::{Order, Tendered};
use cunshou_core::receipt::Receipt;
use cunshou_core::{Book, Error, Moment, Result};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, Mutex};
use support::{TestBook, at, yuan};
use uuid::Uuid;

/// No two acts share a moment.
fn a_moment_of_its_own() -> Moment {
    static PRESSED: AtomicU64 = AtomicU64::new(1);
    let mut entropy = [13; 32];
    entropy[..8].copy_from_slice(&PRESSED.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Moment::new(at(CLOCK), entropy)
}

/// Two hands press at the same moment; the book stands behind one lock, as it does in the window.
fn at_once(book: &Mutex<Book>, orders: [&Order; 2]) -> [Result<Receipt>; 2] {
    let ready = Barrier::new(2);
    let press = |order: &Order, now: &Moment| {
        ready.wait();
        book.lock().expect("nobody panicked").take_payment(order, now)
    };
    std::thread::scope(|scope| {
        let hands = orders.map(|order| {
            let (press, now) = (&press, a_moment_of_its_own());
            scope.spawn(move || press(order, &now))
        });
        hands.map(|hand| hand.join().expect("pressed"))
    })
}

/// A village of so many households with a session, its book behind a lock, and an order for each household.
fn a_queue(households: u32) -> (tempfile::TempDir, Mutex<Book>, Vec<Order>) {
    let mut village = TestBook::new();
    let households: Vec<_> = (0..households).map(|number| village.family("测", number * 3 + 1)).collect();
    village.open_session("0.00");
    let orders = households.iter().map(|household| village.order(household)).collect();
    let folder = village.hold();
    let book = open(folder.path()).expect("it opens");
    (folder, Mutex::new(book), orders)
}

#[test]
fn two_at_once_with_the_same_order_get_the_same_receipt() {
    let (_folder, book, orders) = a_queue(30);
    for order in &orders {
        let [first, second] = at_once(&book, [order, order]).map(|answer| answer.expect("both are answered"));
        assert_eq!(first.payment.receipt_no, second.payment.receipt_no, "one payment");
        assert_ne!(first.already_taken, second.already_taken, "one of them took the money");
    }
    let book = book.into_inner().expect("nobody panicked");
    assert_eq!(book.all_receipts().expect("the receipts").len(), orders.len());
    super::unlawful(&book).expect("every law holds");
}

#[test]
fn two_at_once_with_forms_of_their_own_take_the_money_once() {
    let (_folder, book, orders) = a_queue(30);
    for order in &orders {
        let other =
            Order { payment_id: Uuid::from_u128(order.payment_id.as_u128() ^ 0xFFFF), ..order.clone() };
        let answers = at_once(&book, [order, &other]);
        let taken = answers.iter().filter(|answer| answer.is_ok()).count();
        let refused =
            answers.iter().filter(|answer| matches!(answer, Err(Error::AlreadyPaid { .. }))).count();
        assert_eq!((taken, refused), (1, 1), "{answers:?}");
    }
    let book = book.into_inner().expect("nobody panicked");
    assert_eq!(book.all_receipts().expect("the receipts").len(), orders.len());
    super::unlawful(&book).expect("every law holds");
}

#[test]
fn the_same_id_for_something_else_is_refused_and_names_the_receipt() {
    let mut village = TestBook::new();
    at_the_till(&mut village);
    let folder = village.hold();
    let mut book = open(folder.path()).expect("it opens");
    let first = order(&book, "李大山", PAYMENT_ID);
    let receipt = book.take_payment(&first, &moment(1)).expect("taken");
    let another = order(&book, "张大山", PAYMENT_ID);
    let left_out = LeftOut {
        person_id: receipt.payment.lines[2].person_id,
        reason: "later".to_owned(),
        note: String::new(),
        approval_no: None,
        proof: String::new(),
    };
    let fewer =
        Order { choice: Some(Choice { left_out: vec![left_out], ..Choice::default() }), ..first.clone() };
    let more = Order { tendered: Tendered::Amount(yuan("1300")), ..first.clone() };
    for (number, other) in [another, fewer, more].iter().enumerate() {
        let refused = book.take_payment(other, &moment(20 + u8::try_from(number).expect("few")));
        let named = matches!(&refused, Err(Error::OtherContent { receipt_no }) if *receipt_no == receipt.payment.receipt_no);
        assert!(named, "{number}: {refused:?}");
    }
    // After a crash, after a restart, after the close: the very same order is the very same payment.
    drop(book);
    let mut book = open(folder.path()).expect("it opens");
    let again = book.take_payment(&first, &moment(31)).expect("answered");
    assert_eq!((again.already_taken, again.payment), (true, receipt.payment.clone()));
    book.count(&[cunshou_core::journal::NoteCount { note: yuan("100"), pieces: 24 }], &moment(32))
        .expect("counted");
    book.close_session(None, None, &moment(33)).expect("closed");
    let again = book.take_payment(&first, &moment(34)).expect("answered after the close too");
    assert_eq!((again.already_taken, again.payment), (true, receipt.payment));
    super::unlawful(&book).expect("every law holds");
}
