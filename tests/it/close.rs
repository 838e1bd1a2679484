//! 盘点、日结: blind count, difference with reason, numbers, two sessions on one date.

use cunshou_core::Error;
use cunshou_core::journal::NoteCount;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_paper::{Fonts, TextLine, close_sheet};
use support::{TestBook, yuan};

#[test]
fn a_day_closes_on_a_blind_count() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("50.00");
    village.pay(&household);
    let now = village.now();
    assert!(matches!(village.book.close_session(None, None, &now), Err(Error::NotCounted {})), "count first");
    let count = village.count(&[("100", 12), ("50", 1)]);
    assert_eq!((count.counted, count.expected, count.variance), (yuan("1250"), yuan("1250"), yuan("0")));
    let close = village.close();
    assert_eq!((close.record.close_no, close.record.payments, close.record.people), (1, 1, 3));
    assert_eq!(close.record.perpetual_due, yuan("1200"), "what this book ever took");
    village.assert_lawful();
}

#[test]
fn a_payment_after_the_count_asks_for_another_count() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    village.count(&[("100", 12)]);
    village.pay(&second);
    let now = village.now();
    assert!(matches!(village.book.close_session(None, None, &now), Err(Error::NotCounted {})));
    village.count(&[("100", 24)]);
    village.close();
    village.assert_lawful();
}

#[test]
fn a_difference_needs_a_reason_and_what_becomes_of_it() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    let count = village.count(&[("100", 11), ("50", 1)]);
    assert_eq!(count.variance, yuan("-50"));
    let now = village.now();
    let no_reason = village.book.close_session(Some("  "), Some("reported"), &now);
    assert!(matches!(no_reason, Err(Error::DifferenceNeedsReason { .. })));
    let no_outcome = village.book.close_session(Some("找零多给"), None, &now);
    assert!(matches!(no_outcome, Err(Error::UnknownOutcome { .. })));
    let close = village.book.close_session(Some("找零多给"), Some("reported"), &now).expect("closed");
    assert_eq!(close.record.difference_reason.as_deref(), Some("找零多给"));
    village.assert_lawful();
}

#[test]
fn a_close_sheet_adds_up_when_a_receipt_was_voided_and_cash_went_to_the_bank() {
    let mut village = TestBook::new();
    let households = [village.family("张", 1), village.family("李", 11), village.family("王", 21)];
    village.open_session("50.00");
    let receipts = households.each_ref().map(|household| village.pay(household));
    village.void(&receipts[0]);
    let now = village.now();
    let order = RemittanceOrder {
        remittance_id: now.id(),
        payer: Payer::Cash,
        slip_no: "1".to_owned(),
        remitted_on: now.on(),
        account: String::new(),
        amount: yuan("1200"),
        parts: None,
        note: String::new(),
    };
    village.book.remit(&order, &now).expect("paid in");
    village.count(&[("100", 12), ("50", 1)]);
    let close = village.close();
    let document = village.book.close_paper(&close);
    assert_eq!((document.cash_back, document.remitted), (yuan("1200"), yuan("1200")));
    let paper = close_sheet(&document, &Fonts::shipped()).expect("50 + 3600 - 1200 - 1200 = 1250");
    let lines: Vec<String> = paper.pages[0].lines().map(TextLine::text).collect();
    assert!(
        lines.contains(&"应有现金里已减去：作废退回 1 笔 ¥1200.00，已从钱箱缴存 ¥1200.00".to_owned()),
        "{lines:?}"
    );
}

#[test]
fn a_second_session_on_the_same_date_has_its_own_z() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    village.count(&[("100", 12)]);
    village.close();
    village.open_session("0.00");
    village.pay(&second);
    village.count(&[("100", 12)]);
    let close = village.close();
    assert_eq!((close.record.close_no, close.record.cash), (2, yuan("1200")), "its own cash only");
    assert_eq!(close.record.perpetual_due, yuan("2400"));
    village.assert_lawful();
}

#[test]
fn a_closed_day_takes_no_more_money() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.count(&[]);
    village.close();
    let order = village.order(&household);
    assert!(matches!(village.take(&order), Err(Error::NoSession {})), "a closed session is never reopened");
    let now = village.now();
    assert!(matches!(village.book.close_session(None, None, &now), Err(Error::NoSession {})));
}

#[test]
fn a_note_that_does_not_exist_is_no_count() {
    let mut village = TestBook::new();
    village.open_session("0.00");
    let now = village.now();
    let wrong = [cunshou_core::journal::NoteCount { note: yuan("3"), pieces: 1 }];
    assert!(matches!(village.book.count(&wrong, &now), Err(Error::UnknownNote { .. })));
}

#[test]
fn an_odd_clock_is_said_asked_and_recorded() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("100", 12)]);
    village.close();
    let asked = |village: &mut TestBook, instant: &str| {
        village.set_clock(instant);
        let now = village.now();
        let date = now.on().max(support::day("2025-11-03"));
        let refused = village.book.open_session(date, yuan("0"), false, &now).map(|_| ());
        let status = village.book.session_status(&now).expect("a status");
        (refused, status.clock)
    };
    // Set back within the day: the date alone would not show it.
    let (refused, clock) = asked(&mut village, "2025-11-03T07:00:00+08:00");
    assert!(matches!(refused, Err(Error::ClockOdd { .. })), "{refused:?}");
    assert!(clock.is_some_and(|clock| clock.is_behind));
    // Far ahead of the newest entry.
    let (refused, clock) = asked(&mut village, "2026-06-03T07:00:00+08:00");
    assert!(matches!(refused, Err(Error::ClockOdd { .. })), "{refused:?}");
    assert_eq!(clock.and_then(|clock| clock.days_ahead), Some(212));
    // Set back, looked at, and confirmed: it is in the journal.
    village.set_clock("2025-11-03T07:00:00+08:00");
    let now = village.now();
    village.book.open_session(now.on(), yuan("0"), true, &now).expect("confirmed");
    village.count(&[]);
    village.close();
    village.assert_lawful();
    // The next day nothing is odd any more.
    let (refused, clock) = asked(&mut village, "2025-11-04T07:00:00+08:00");
    assert!(refused.is_ok() && clock.is_none(), "{refused:?} {clock:?}");
    village.count(&[]);
    village.close();
    // Another zone than in the session before.
    let in_zone = |village: &mut TestBook, day: &str, minutes: i32| {
        village.set_clock(&format!("{day}T08:00:00+08:00"));
        let now = village.now().in_zone(minutes);
        village.book.open_session(now.on(), yuan("0"), false, &now).map(|_| ())
    };
    in_zone(&mut village, "2025-11-05", 480).expect("the first that knows its zone");
    village.count(&[]);
    village.close();
    let moved = in_zone(&mut village, "2025-11-06", 540);
    assert!(matches!(moved, Err(Error::ClockOdd { zone_minutes: 540, .. })), "{moved:?}");
    in_zone(&mut village, "2025-11-06", 480).expect("as before");
}

#[test]
fn the_same_form_of_a_count_is_the_same_count() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    let notes =
        |pieces: u32| [NoteCount { note: yuan("100"), pieces }, NoteCount { note: yuan("50"), pieces: 0 }];
    let form = village.now().id();
    let now = village.now();
    let counted = village.book.count_by_form(form, &notes(12), &now).expect("counted");
    assert_eq!((counted.record.count_no, counted.record.count_id), (1, Some(form)));
    assert!(!counted.already_recorded);
    // Pressed twice, sent again after a crash, even after another household paid: it was counted once.
    village.pay(&second);
    let now = village.now();
    let again = village.book.count_by_form(form, &notes(12), &now).expect("answered");
    assert_eq!((again.already_recorded, again.record), (true, counted.record));
    let now = village.now();
    let other = village.book.count_by_form(form, &notes(24), &now);
    assert!(matches!(other, Err(Error::CountOtherContent { count_no: 1 })), "{other:?}");
    let now = village.now();
    let early = village.book.close_session(None, None, &now);
    assert!(matches!(early, Err(Error::NotCounted {})), "an old count covers no new money: {early:?}");
    assert_eq!(village.count(&[("100", 24)]).count_no, 2, "a count of its own");
    village.close();
    let now = village.now();
    let late = village.book.count_by_form(form, &notes(12), &now).expect("answered after the close too");
    assert_eq!((late.already_recorded, late.record.count_no), (true, 1));
    village.assert_lawful();
}
