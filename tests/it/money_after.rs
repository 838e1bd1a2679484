//! 作废、冲正、缴存、退费: what happens to money after it was taken.

use cunshou_core::receipt::{Receipt, ReceiptState};
use cunshou_core::refund::{RefundOrder, RefundState};
use cunshou_core::remittance::{Payer, Remittance, RemittanceOrder};
use cunshou_core::reversal::{Reversal, VoidOrder, Way};
use cunshou_core::{Coded, Error};
use support::{TestBook, day, yuan};

fn void_order(village: &mut TestBook, receipt: &Receipt) -> VoidOrder {
    let now = village.now();
    let form =
        village.book.open_void(&receipt.payment.receipt_no, &now).expect("a receipt that can be taken back");
    support::void_order(form.void_id, &receipt.payment.receipt_no)
}

fn void(village: &mut TestBook, order: &VoidOrder) -> Result<Reversal, Error> {
    let now = village.now();
    village.book.void_receipt(order, &now)
}

fn slip(village: &mut TestBook, slip_no: &str, amount: &str) -> RemittanceOrder {
    let now = village.now();
    let form = village.book.open_remittance(Payer::Cash, &now).expect("the form opens");
    RemittanceOrder {
        remittance_id: form.remittance_id,
        payer: Payer::Cash,
        slip_no: slip_no.to_owned(),
        remitted_on: now.on(),
        account: "农商行青溪支行".to_owned(),
        amount: yuan(amount),
        parts: None,
        note: String::new(),
    }
}

fn remit(village: &mut TestBook, order: &RemittanceOrder) -> Result<Remittance, Error> {
    let now = village.now();
    village.book.remit(order, &now)
}

fn close_day(village: &mut TestBook, hundreds: u32) {
    village.count(&[("100", hundreds)]);
    village.close();
}

fn state(village: &TestBook, receipt: &Receipt) -> ReceiptState {
    village.book.receipt(&receipt.payment.receipt_no).expect("it is there").state
}

#[test]
fn a_void_gives_the_cash_back_and_keeps_number_and_papers() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("50.00");
    let receipt = village.pay(&household);
    village.count(&[("100", 12), ("50", 1)]);
    let order = void_order(&mut village, &receipt);
    let done = void(&mut village, &order).expect("taken back");
    assert_eq!((done.way, done.record.void_no, done.record.cash_back), (Way::Void, 1, yuan("1200")));
    assert_eq!(done.record.lines.len(), 3, "each member's line is mirrored");
    assert_eq!(state(&village, &receipt), ReceiptState::Voided);
    let stored = village.book.receipt(&receipt.payment.receipt_no).expect("it is there");
    let mark = village.book.receipt_paper(&stored).cancelled.expect("another copy of it is marked");
    assert_eq!((mark.cancel_no.as_str(), mark.returned), ("第1号", yuan("1200")));
    assert!(village.book.receipt_paper(&receipt).cancelled.is_none(), "as it was before, it was not");
    village.assert_lawful();

    let now = village.now();
    let cash = village.book.cash_in_hand(day("2025-11-03")).expect("cash");
    assert_eq!((cash.today, cash.drawer, cash.unremitted), (yuan("0"), yuan("50"), yuan("0")));
    let uncounted = village.book.close_session(None, None, &now);
    assert!(
        matches!(uncounted, Err(Error::NotCounted {})),
        "the count before the void says nothing any more"
    );

    // The members are open again; the number stays used.
    let again = village.pay(&household);
    assert_eq!(again.payment.serial, 2, "a number is never given twice");
    village.count(&[("100", 12), ("50", 1)]);
    let close = village.close();
    let also = close.record.also.expect("said by every new close");
    assert_eq!((close.record.payments, also.voids, also.cash_back), (2, 1, yuan("1200")));
    assert_eq!((also.perpetual_taken, also.perpetual_back), (yuan("2400"), yuan("1200")));
    assert_eq!(close.record.perpetual_due, yuan("1200"), "what remains of all that was taken");
    village.assert_lawful();
}

#[test]
fn a_repeated_void_is_the_same_void_and_a_second_one_is_refused() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let order = void_order(&mut village, &receipt);
    void(&mut village, &order).expect("taken back");
    let mut village = village.reopen();
    let again = void(&mut village, &order).expect("the same answer after a restart");
    assert!(again.already_done && again.record.void_no == 1, "not done twice");
    let other = VoidOrder { reason: "wrong_amount".to_owned(), ..order.clone() };
    assert!(matches!(void(&mut village, &other), Err(Error::VoidOtherContent { .. })), "one id, one content");
    let second = VoidOrder { void_id: village.now().id(), ..order };
    assert!(matches!(void(&mut village, &second), Err(Error::TakenBackBefore { void_no: 1, .. })));
    village.assert_lawful();
}

#[test]
fn a_void_says_what_is_missing() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let order = void_order(&mut village, &receipt);
    let asks = |village: &mut TestBook, change: &dyn Fn(&mut VoidOrder)| {
        let mut changed = order.clone();
        change(&mut changed);
        void(village, &changed).expect_err("something is missing").code()
    };
    assert_eq!(asks(&mut village, &|o| o.reason = "mood".to_owned()), "E-VOID-002");
    assert_eq!(asks(&mut village, &|o| o.reason = "other".to_owned()), "E-VOID-003");
    assert_eq!(asks(&mut village, &|o| o.paper_back = false), "E-VOID-004");
    assert_eq!(asks(&mut village, &|o| o.receipt_no = "99".to_owned()), "E-PAY-013");
    assert_eq!(asks(&mut village, &|o| o.note = "长".repeat(201)), "E-CAN-013");
    assert_eq!(state(&village, &receipt), ReceiptState::Taken, "nothing happened");
    let lost = VoidOrder { paper_back: false, note: "收据当场撕坏了".to_owned(), ..order };
    let done = void(&mut village, &lost).expect("with a word about the paper");
    assert!(!done.record.paper_back);
    village.assert_lawful();
}

#[test]
fn after_the_close_the_township_approves_and_the_cash_comes_from_what_lies_ready() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    let receipt = village.pay(&first);
    village.pay(&second);
    close_day(&mut village, 24);
    let order = void_order(&mut village, &receipt);
    assert!(matches!(void(&mut village, &order), Err(Error::NeedsApproval { .. })));
    let order = VoidOrder { approval_no: Some("青医〔2025〕7号".to_owned()), ..order };
    assert!(matches!(void(&mut village, &order), Err(Error::NoSession {})), "a session says on which date");
    village.set_clock("2025-11-04T08:30:00+08:00");
    village.open_session("20.00");
    let done = void(&mut village, &order).expect("approved");
    assert_eq!((done.way, done.record.session_no), (Way::Reversal, 2));
    assert_eq!(state(&village, &receipt), ReceiptState::Reversed);
    let cash = village.book.cash_in_hand(day("2025-11-04")).expect("cash");
    assert_eq!(
        (cash.drawer, cash.unremitted),
        (yuan("20"), yuan("1200")),
        "the drawer of today is not touched"
    );
    village.count(&[("20", 1)]);
    let close = village.close();
    let also = close.record.also.expect("said by every new close");
    assert_eq!((also.reversals, also.reversed, also.voids), (1, yuan("1200"), 0));
    assert_eq!((close.record.cash, also.unremitted), (yuan("0"), yuan("1200")));
    village.assert_lawful();
}

#[test]
fn money_is_paid_in_oldest_first_over_closes_and_within_one() {
    let mut village = TestBook::new();
    let families = [village.family("张", 1), village.family("李", 11), village.family("王", 21)];
    village.open_session("0.00");
    let first = village.pay(&families[0]);
    village.pay(&families[1]);
    close_day(&mut village, 24);
    village.set_clock("2025-11-05T08:30:00+08:00");
    village.open_session("0.00");
    village.pay(&families[2]);
    close_day(&mut village, 12);

    let now = village.now();
    let form = village.book.open_remittance(Payer::Cash, &now).expect("the form opens");
    let sessions: Vec<_> = form.sessions.iter().map(|one| (one.close_no, one.amount, one.age_days)).collect();
    assert_eq!(
        sessions,
        [(Some(1), yuan("2400"), 2), (Some(2), yuan("1200"), 0)],
        "the oldest first, with its age"
    );
    assert_eq!((form.total, form.ready.due, form.ready.lies()), (yuan("3600"), yuan("3600"), yuan("3600")));

    // One slip for a part of the first close, one for the rest of it and the second.
    let order = slip(&mut village, "NS2025-001", "1500.00");
    let paid_in = remit(&mut village, &order).expect("recorded");
    let parts: Vec<_> = paid_in.record.parts.iter().map(|part| part.amount).collect();
    assert_eq!(parts, [yuan("1200"), yuan("300")], "the second receipt in part");
    let order = slip(&mut village, "NS 2025-002", "2100.00");
    let rest = remit(&mut village, &order).expect("recorded");
    assert_eq!(rest.record.slip_no, "NS2025-002", "spaces are no part of a number");
    assert_eq!(village.book.cash_in_hand(day("2025-11-05")).expect("cash").unremitted, yuan("0"));
    village.assert_lawful();

    let order = void_order_of(&mut village, &first);
    assert!(
        matches!(void(&mut village, &order), Err(Error::MoneyRemitted { .. })),
        "the way is a refund now"
    );
    village.assert_lawful();
}

fn void_order_of(village: &mut TestBook, receipt: &Receipt) -> VoidOrder {
    let order = void_order(village, receipt);
    VoidOrder { approval_no: Some("青医〔2025〕9号".to_owned()), ..order }
}

#[test]
fn a_slip_that_cannot_be_is_refused_and_nothing_is_recorded() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    close_day(&mut village, 12);
    let order = slip(&mut village, "A1", "1200.00");
    let refused = |village: &mut TestBook, change: &dyn Fn(&mut RemittanceOrder)| {
        let mut changed = order.clone();
        change(&mut changed);
        remit(village, &changed).expect_err("it cannot be").code()
    };
    assert_eq!(refused(&mut village, &|o| o.slip_no = "  ".to_owned()), "E-REM-001");
    assert_eq!(refused(&mut village, &|o| o.remitted_on = day("2025-11-04")), "E-REM-003");
    assert_eq!(refused(&mut village, &|o| o.remitted_on = day("2025-11-02")), "E-REM-004");
    assert_eq!(refused(&mut village, &|o| o.amount = yuan("1200.01")), "E-REM-006");
    assert_eq!(refused(&mut village, &|o| o.amount = yuan("0")), "E-PAY-008");
    assert_eq!(refused(&mut village, &|o| o.amount = yuan("-5")), "E-PAY-008");
    let serial = receipt.payment.serial.to_string();
    let parts = |sum: &str| Some(vec![(serial.clone(), yuan(sum))]);
    assert_eq!(refused(&mut village, &|o| o.parts = parts("1199")), "E-REM-007");
    assert_eq!(refused(&mut village, &|o| o.parts = parts("1201")), "E-REM-008");
    let twice = Some(vec![(serial.clone(), yuan("600")), (serial.clone(), yuan("600"))]);
    assert_eq!(refused(&mut village, &|o| o.parts = twice.clone()), "E-REM-008");
    assert!(village.book.remittances().expect("list").is_empty(), "nothing recorded");
    remit(&mut village, &order).expect("the slip as it is");
    let again = remit(&mut village, &order).expect("a retry is the same remittance");
    assert!(again.already_recorded && village.book.remittances().expect("list").len() == 1);
    let used = RemittanceOrder { remittance_id: village.now().id(), ..order.clone() };
    assert!(matches!(remit(&mut village, &used), Err(Error::SlipUsed { remittance_no: 1, .. })));
    let fresh = RemittanceOrder { slip_no: "A2".to_owned(), ..used };
    assert!(matches!(remit(&mut village, &fresh), Err(Error::NothingToRemit {})));
    village.assert_lawful();
}

#[test]
fn cash_of_the_open_session_leaves_its_drawer() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("50.00");
    let receipt = village.pay(&first);
    village.count(&[("100", 12), ("50", 1)]);
    let order = slip(&mut village, "B1", "1200.00");
    remit(&mut village, &order).expect("at noon to the bank");
    let cash = village.book.cash_in_hand(day("2025-11-03")).expect("cash");
    assert_eq!((cash.drawer, cash.unremitted), (yuan("50"), yuan("0")));
    let order = void_order(&mut village, &receipt);
    assert!(matches!(void(&mut village, &order), Err(Error::MoneyRemitted { .. })));
    village.pay(&second);
    village.count(&[("100", 12), ("50", 1)]);
    let close = village.close();
    let also = close.record.also.expect("said by every new close");
    assert_eq!((close.record.cash, also.remitted_from_drawer), (yuan("2400"), yuan("1200")));
    assert_eq!((also.unremitted, also.perpetual_remitted), (yuan("1200"), yuan("1200")));
    village.assert_lawful();
}

#[test]
fn a_cancelled_remittance_puts_the_money_back_with_the_clerk() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let order = slip(&mut village, "C1", "1200.00");
    remit(&mut village, &order).expect("recorded");
    let now = village.now();
    assert!(matches!(village.book.cancel_remittance(1, " ", &now), Err(Error::CancelNeedsReason { .. })));
    assert!(matches!(village.book.cancel_remittance(7, "错", &now), Err(Error::NoSuchRemittance { .. })));
    let gone = village.book.cancel_remittance(1, "回单号填错", &now).expect("cancelled");
    assert_eq!(gone.cancelled.map(|gone| gone.reason).as_deref(), Some("回单号填错"));
    let twice = village.book.cancel_remittance(1, "回单号填错", &now);
    assert!(matches!(twice, Err(Error::RemittanceCancelledBefore { .. })));
    let cash = village.book.cash_in_hand(day("2025-11-03")).expect("cash");
    assert_eq!(
        (cash.drawer, cash.unremitted),
        (yuan("1200"), yuan("1200")),
        "back in the drawer of the open session"
    );
    close_day(&mut village, 12);
    village.assert_lawful();
    // The slip can be entered again as it should have been; then it is cancelled after the close.
    let order = slip(&mut village, "C1", "1200.00");
    remit(&mut village, &order).expect("the number is free again");
    let now = village.now();
    village.book.cancel_remittance(2, "银行退回", &now).expect("cancelled");
    assert_eq!(village.book.cash_in_hand(day("2025-11-03")).expect("cash").unremitted, yuan("1200"));
    let order = void_order_of(&mut village, &receipt);
    village.set_clock("2025-11-04T09:00:00+08:00");
    village.open_session("0.00");
    void(&mut village, &order).expect("its money lies here, so it can be taken back");
    village.assert_lawful();
}

fn refund_order(village: &mut TestBook, receipt: &Receipt) -> RefundOrder {
    let now = village.now();
    let form = village.book.open_refund(&receipt.payment.receipt_no, &now).expect("the form opens");
    RefundOrder {
        refund_id: form.refund_id,
        receipt_no: receipt.payment.receipt_no.clone(),
        line_nos: vec![1],
        applicant: "张大山".to_owned(),
        phone: "13900000001".to_owned(),
        ground: "joined_employee_insurance".to_owned(),
        happened_on: Some(now.on()),
        proof: "职工参保证明 2025-118".to_owned(),
        note: String::new(),
    }
}

#[test]
fn once_paid_in_a_refund_is_applied_for_and_followed_to_its_answer() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let now = village.now();
    let early = village.book.open_refund(&receipt.payment.receipt_no, &now);
    assert!(matches!(early, Err(Error::NotRemittedYet { .. })), "the money lies here yet");
    close_day(&mut village, 12);
    let order = slip(&mut village, "D1", "1200.00");
    remit(&mut village, &order).expect("recorded");

    let order = refund_order(&mut village, &receipt);
    let now = village.now();
    let looked = village.book.try_refund(&order, &now).expect("what the notice says");
    assert!(village.book.refunds().expect("list").is_empty(), "a look records nothing");
    let refund = village.book.apply_for_refund(&order, &now).expect("recorded");
    assert_eq!((refund.record.refund_no, refund.amount().expect("small")), (1, yuan("400")));
    assert_eq!((refund.state, refund.record.lines[0].ends_cover), (RefundState::Applied, true));
    assert_eq!(looked.lines[0].decision, refund.record.lines[0].decision);
    assert!(!refund.record.rules.is_empty(), "with the sentence of the notice");
    let now = village.now();
    let again = village.book.apply_for_refund(&order, &now).expect("a retry is the same application");
    assert!(again.already_recorded);
    let second = RefundOrder { refund_id: village.now().id(), ..order.clone() };
    let now = village.now();
    assert!(matches!(village.book.apply_for_refund(&second, &now), Err(Error::AskedBackBefore { .. })));
    let cancel = village.book.cancel_remittance(1, "错", &now);
    assert!(matches!(cancel, Err(Error::RemittanceInUse { .. })), "the refund rests on it");
    village.assert_lawful();

    // He stays insured while the offices decide; the drawer has nothing to do with it.
    let state_of = |village: &mut TestBook| {
        let line = village.lines(&household).swap_remove(0);
        matches!(line.state, cunshou_core::enrolment::State::Paid { .. })
    };
    assert!(state_of(&mut village), "still paid");
    let now = village.now();
    let step = |village: &mut TestBook, state, note: &str| {
        let on = now.on();
        village.book.record_refund_step(1, state, on, note, &now)
    };
    step(&mut village, RefundState::Submitted, "").expect("handed in");
    assert!(matches!(step(&mut village, RefundState::Submitted, ""), Err(Error::RefundStepOdd { .. })));
    assert!(matches!(step(&mut village, RefundState::Accepted, ""), Err(Error::RefundTextMissing { .. })));
    let answered = step(&mut village, RefundState::Accepted, "退费凭证 88").expect("granted");
    assert_eq!(answered.steps.len(), 2);
    assert!(!state_of(&mut village), "open again for the year");
    assert!(matches!(step(&mut village, RefundState::Rejected, "x"), Err(Error::RefundAnswered { .. })));
    assert_eq!(village.book.cash_in_hand(day("2025-11-03")).expect("cash").unremitted, yuan("0"));
    village.assert_lawful();
    village.reopen().assert_lawful();
}

#[test]
fn an_application_says_what_is_missing_and_what_the_notice_refuses() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    close_day(&mut village, 12);
    let order = slip(&mut village, "E1", "1200.00");
    remit(&mut village, &order).expect("recorded");
    let order = refund_order(&mut village, &receipt);
    let refused = |village: &mut TestBook, change: &dyn Fn(&mut RefundOrder)| {
        let mut changed = order.clone();
        change(&mut changed);
        let now = village.now();
        village.book.apply_for_refund(&changed, &now).expect_err("it cannot be").code()
    };
    assert_eq!(refused(&mut village, &|o| o.ground = "mood".to_owned()), "E-REF-002");
    assert_eq!(refused(&mut village, &|o| o.happened_on = None), "E-REF-003");
    assert_eq!(refused(&mut village, &|o| o.happened_on = Some(day("2025-12-31"))), "E-REF-004");
    assert_eq!(refused(&mut village, &|o| o.proof = " ".to_owned()), "E-REF-005");
    assert_eq!(refused(&mut village, &|o| o.line_nos = Vec::new()), "E-REF-006");
    assert_eq!(refused(&mut village, &|o| o.line_nos = vec![9]), "E-REF-006");
    village.assert_lawful();
}

#[test]
fn a_notice_that_gives_nothing_back_refuses_with_its_sentence() {
    // Yankou: after cover began nothing comes back.
    let mut village = TestBook::following("yankou-2025", "2024-10-08T09:30:00+08:00");
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.answer(&household, "cannot_use_app", "true");
    let receipt = village.pay(&household);
    let hundreds = u32::try_from(receipt.payment.total_due.fen() / 10_000).expect("small");
    close_day(&mut village, hundreds);
    let order = slip(&mut village, "F1", &receipt.payment.total_due.to_string());
    remit(&mut village, &order).expect("recorded");
    village.set_clock("2025-03-01T09:00:00+08:00");
    let order = refund_order(&mut village, &receipt);
    let now = village.now();
    match village.book.apply_for_refund(&order, &now) {
        Err(Error::RefundRefused { article, .. }) => assert!(!article.is_empty(), "with its article"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_package_carries_what_went_back_and_what_was_paid_in() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    let receipt = village.pay(&first);
    let order = void_order(&mut village, &receipt);
    void(&mut village, &order).expect("taken back");
    village.pay(&second);
    close_day(&mut village, 12);
    let order = slip(&mut village, "G1", "1200.00");
    remit(&mut village, &order).expect("recorded after the close: in the next package");
    let now = village.now();
    let package = village.book.package(1, &now).expect("the first package");
    let report = cunshou_exchange::package::verify_package(&package.zip, None, None);
    assert!(report.is_good(), "{:?}", report.problems);
    let flags: Vec<_> = report.payments.iter().map(|row| row.revs_flag.as_str()).collect();
    assert_eq!(flags, ["+", "+", "+", "-", "-", "-", "Z", "Z", "Z"], "taken, taken back, taken");
    assert!(report.remittances.is_empty());
    let totals = report.manifest.expect("a manifest").totals;
    assert_eq!((totals.due, totals.remitted, totals.unremitted), (yuan("1200"), yuan("0"), yuan("1200")));

    village.set_clock("2025-11-04T09:00:00+08:00");
    village.open_session("0.00");
    let now = village.now();
    village.book.cancel_remittance(1, "回单号填错", &now).expect("cancelled");
    let order = slip(&mut village, "G2", "1200.00");
    remit(&mut village, &order).expect("recorded");
    let receipts = village.book.all_receipts().expect("list");
    let last = village.book.receipt(&receipts[1].receipt_no).expect("there");
    let order = refund_order(&mut village, &last);
    let now = village.now();
    village.book.apply_for_refund(&order, &now).expect("recorded");
    village.book.record_refund_step(1, RefundState::Submitted, now.on(), "", &now).expect("handed in");
    village.count(&[]);
    village.close();
    let now = village.now();
    let package = village.book.package(2, &now).expect("the second package");
    let report = cunshou_exchange::package::verify_package(&package.zip, None, None);
    assert!(report.is_good(), "{:?}", report.problems);
    let slips: Vec<_> =
        report.remittances.iter().map(|row| (row.slip_no.as_str(), row.state.as_str(), row.amount)).collect();
    let expected = [
        ("G1", "paid_in", yuan("1200")),
        ("G1", "cancelled", yuan("-1200")),
        ("G2", "paid_in", yuan("1200")),
    ];
    assert_eq!(slips, expected);
    let refunds: Vec<_> = report.refunds.iter().map(|row| (row.state.as_str(), row.amount)).collect();
    assert_eq!(refunds, [("applied", yuan("400")), ("submitted", yuan("400"))]);
}

#[test]
fn cash_in_hand_says_what_it_may_cost_before_it_does() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    let on = |village: &TestBook, today: &str| {
        let alarms = village.book.remittance_alarms(day(today)).expect("alarms");
        alarms.iter().map(|alarm| alarm.word()).collect::<Vec<_>>()
    };
    assert_eq!(on(&village, "2025-11-03"), Vec::<&str>::new());
    assert_eq!(on(&village, "2025-12-23"), Vec::<&str>::new(), "eight days before the window ends");
    assert_eq!(on(&village, "2025-12-24"), ["deadline"]);
    assert_eq!(on(&village, "2025-12-31"), ["deadline"], "the last day is a day on which banks work");
    close_day(&mut village, 12);
    let order = slip(&mut village, "H1", "1200.00");
    remit(&mut village, &order).expect("recorded");
    assert_eq!(on(&village, "2025-12-31"), Vec::<&str>::new(), "nothing in hand, nothing to say");

    // Gaoyang, January: cover begins on the day on which the money arrives.
    let mut village = TestBook::following("gaoyang-2026", "2026-01-12T09:30:00+08:00");
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let waiting = receipt.payment.lines.iter().filter(|line| line.waits_for_arrival()).count();
    assert!(waiting > 0, "the notice lets cover wait for the money");
    assert_eq!(on(&village, "2026-01-12"), ["cover_waits"]);
}
