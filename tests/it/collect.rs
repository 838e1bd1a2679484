//! 收费: what may be taken, what is refused, and that a retry is the same payment.

use cunshou_core::enrolment::{Choice, Payable};
use cunshou_core::payment::Tendered;
use cunshou_core::{Error, words};
use support::{TestBook, day, left_out, listed, member, yuan};

#[test]
fn a_household_pays_what_the_notice_says_and_the_receipt_keeps_it() {
    let mut village = TestBook::new();
    let mut mother = member("张桂兰", "52", "1944-03-08", 2);
    mother.categories = Some(vec![listed("minimum_living_allowance")]);
    let household = village.register(vec![member("张大山", "02", "1979-04-12", 1), mother]);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let sums: Vec<_> = receipt.payment.lines.iter().map(|line| (line.name.as_str(), line.due)).collect();
    assert_eq!(
        sums,
        [("张大山", yuan("400.00")), ("张桂兰", yuan("40.00"))],
        "低保 beats 80周岁: the largest subsidy"
    );
    assert_eq!(receipt.payment.total_due, yuan("440.00"));
    assert_eq!(
        receipt.payment.lines[1].fund.as_deref(),
        Some("district_finance"),
        "who pays the subsidy is kept"
    );
    assert!(
        receipt.payment.lines[0].cover_words.contains("待遇起始以保费到账为准"),
        "a receipt never promises cover"
    );
    for line in &receipt.payment.lines {
        let named = line.assessment["rules"].as_object().expect("each value names its rules").values();
        for rule in named.flat_map(|ids| ids.as_array().expect("a list")) {
            let key = format!("{}/{}", line.policy_id, rule.as_str().expect("a rule id"));
            assert!(receipt.payment.rules.contains_key(&key), "{key} is kept with its sentence");
        }
    }
    assert!(receipt.payment.receipt_no.ends_with("-000001"), "the series begins at one");
    let again = village.book.receipt("1").expect("the receipt is found by its serial");
    assert_eq!(again.payment, receipt.payment, "the stored receipt is what was answered");
    village.assert_lawful();
}

#[test]
fn the_same_form_sent_twice_is_one_payment() {
    let mut village = TestBook::new();
    let household = village.family("李", 10);
    village.open_session("0.00");
    let order = village.order(&household);
    let first = village.take(&order).expect("taken");
    let second = village.take(&order).expect("a retry is answered, not refused");
    assert!(second.already_taken && !first.already_taken, "the second answer says that it repeats");
    assert_eq!(second.payment, first.payment);
    let mut village = village.reopen();
    let third = village.take(&order).expect("a retry after a restart is the same payment");
    assert_eq!(third.payment.receipt_no, first.payment.receipt_no);
    let mut other = order.clone();
    other.tendered = Tendered::Amount(yuan("2000.00"));
    let refused = village.take(&other).expect_err("the same id with another content");
    assert!(matches!(refused, Error::OtherContent { .. }), "{refused:?}");
    assert_eq!(village.book.all_receipts().expect("list").len(), 1, "one payment in all");
    village.assert_lawful();
}

#[test]
fn less_cash_than_due_is_refused_and_leaves_the_book_as_it_was() {
    let mut village = TestBook::new();
    let household = village.family("王", 20);
    village.open_session("0.00");
    let head = village.book.head().clone();
    let mut order = village.order(&household);
    order.tendered = Tendered::Amount(yuan("1199.99"));
    let refused = village.take(&order).expect_err("no part payment");
    let said = words::of(&refused);
    assert!(said.message.contains("1200.00") && said.message.contains("1199.99"), "{said:?}");
    assert_eq!(village.book.head(), &head, "nothing was written");
    order.tendered = Tendered::Amount(yuan("1300.00"));
    let receipt = village.take(&order).expect("the same form with enough cash");
    assert_eq!(receipt.payment.change, yuan("100.00"));
}

#[test]
fn who_is_left_out_needs_a_reason_and_pays_later_on_a_receipt_of_his_own() {
    let mut village = TestBook::new();
    let household = village.family("赵", 30);
    village.open_session("0.00");
    let mut order = village.order(&household);
    for reason in ["", "no_such_reason"] {
        let left = left_out(&household, 2, reason, "");
        order.choice = Some(Choice { left_out: vec![left], ..Choice::default() });
        let refused = village.take(&order).expect_err("no reason");
        assert!(matches!(&refused, Error::ReasonMissing { name } if name == "赵小雨"), "{refused:?}");
    }
    order.choice = Some(Choice { left_out: vec![left_out(&household, 2, "later", "")], ..Choice::default() });
    let receipt = village.take(&order).expect("a recorded reason is enough under this notice");
    assert_eq!(receipt.payment.total_due, yuan("800.00"));
    assert_eq!(receipt.payment.left_out[0].reason, "later", "the reason is on record");
    let rest = village.pay(&household);
    assert_eq!(rest.payment.lines.len(), 1, "only he was still open");
    assert_eq!(rest.payment.lines[0].name, "赵小雨");
    let order = village.order(&household);
    let refused = village.take(&order).expect_err("nobody is open any more");
    assert!(matches!(refused, Error::AlreadyPaid { .. }), "{refused:?}");
    village.assert_lawful();
}

#[test]
fn a_household_of_which_nobody_pays_gets_no_receipt() {
    let mut village = TestBook::new();
    let household = village.family("孙", 40);
    village.open_session("0.00");
    let mut order = village.order(&household);
    let everyone = (0..3).map(|place| left_out(&household, place, "later", "")).collect();
    order.choice = Some(Choice { left_out: everyone, ..Choice::default() });
    assert!(matches!(village.take(&order), Err(Error::NobodyPays {})));
}

#[test]
fn before_the_window_opens_nothing_can_be_taken() {
    let mut village = TestBook::new();
    village.set_clock("2025-10-19T08:00:00+08:00");
    let household = village.family("周", 50);
    village.open_session("0.00");
    let now = village.now();
    let form = village.book.open_collect(household.household_id, &now).expect("the form opens");
    assert!(
        form.bill.lines.iter().all(|line| matches!(line.payable, Payable::No(_))),
        "each member is refused"
    );
    let order = village.order(&household);
    assert!(matches!(village.take(&order), Err(Error::NobodyPays {})));
}

#[test]
fn a_changed_household_is_shown_again_before_money_moves() {
    let mut village = TestBook::new();
    let household = village.family("吴", 60);
    village.open_session("0.00");
    let mut order = village.order(&household);
    order.seen_due = Some(yuan("800.00"));
    assert!(matches!(village.take(&order), Err(Error::BillChanged {})));
}

#[test]
fn without_a_session_no_money_is_taken() {
    let mut village = TestBook::new();
    let household = village.family("郑", 70);
    let order = village.order(&household);
    assert!(matches!(village.take(&order), Err(Error::NoSession {})));
}

#[test]
fn a_session_left_open_overnight_is_closed_before_anything_else() {
    let mut village = TestBook::new();
    let household = village.family("冯", 80);
    village.open_session("0.00");
    village.set_clock("2025-11-04T08:00:00+08:00");
    let order = village.order(&household);
    assert!(matches!(village.take(&order), Err(Error::LeftOpen { .. })));
    let now = village.now();
    let second = village.book.open_session(day("2025-11-04"), yuan("0"), false, &now);
    assert!(matches!(second, Err(Error::SessionOpen { .. })));
    village.count(&[]);
    village.close();
    village.open_session("0.00");
    village.pay(&household);
    village.assert_lawful();
}

#[test]
fn a_business_date_never_goes_back_and_another_than_the_clocks_is_confirmed() {
    let mut village = TestBook::new();
    let now = village.now();
    let ahead = day("2025-11-05");
    assert!(matches!(
        village.book.open_session(ahead, yuan("0"), false, &now),
        Err(Error::DateUnconfirmed { .. })
    ));
    village.book.open_session(ahead, yuan("0"), true, &now).expect("confirmed");
    village.count(&[]);
    village.close();
    let now = village.now();
    let back = village.book.open_session(day("2025-11-04"), yuan("0"), true, &now);
    assert!(matches!(back, Err(Error::DateGoesBack { .. })), "{back:?}");
}

#[test]
fn someone_insured_at_work_is_refused_and_the_others_pay() {
    let mut village = TestBook::new();
    let mut employed = member("陈建国", "20", "1999-01-05", 91);
    employed.insurance_current = "employee".into();
    let household = village.register(vec![member("陈老根", "02", "1970-02-02", 90), employed]);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    assert_eq!(receipt.payment.lines.len(), 1);
    assert_eq!(receipt.payment.left_out[0].reason, "refuse", "the engine's decision is on record");
}

#[test]
fn an_orphan_whose_rate_the_notice_leaves_open_may_pay_in_full_and_only_when_asked() {
    let mut village = TestBook::new();
    let mut orphan = member("何小满", "41", "2014-05-05", 96);
    orphan.categories = Some(vec![listed("orphan")]);
    let household = village.register(vec![member("何爷爷", "02", "1950-02-02", 95), orphan]);
    village.open_session("0.00");
    let now = village.now();
    let form = village.book.open_collect(household.household_id, &now).expect("the form opens");
    let line = &form.bill.lines[1];
    assert!(!line.included && line.can_pay_in_full, "open in the notice: {:?}", line.payable);
    let mut order = village.order(&household);
    order.choice = Some(Choice { in_full: vec![line.person.person_id], ..Choice::default() });
    let receipt = village.take(&order).expect("cover must not wait for the category");
    assert_eq!(receipt.payment.total_due, yuan("800.00"));
    village.assert_lawful();
}

#[test]
fn who_has_paid_elsewhere_stays_so_whatever_the_form_says() {
    let mut village = TestBook::new();
    let household = village.family("谢", 120);
    village.open_session("0.00");
    let mut order = village.order(&household);
    order.choice = Some(Choice {
        left_out: vec![left_out(&household, 2, "paid_elsewhere", "学校收据 12 号")],
        ..Choice::default()
    });
    village.take(&order).expect("the parents pay, the child has paid at school");
    let now = village.now();
    let choice = Choice { left_out: vec![left_out(&household, 2, "later", "")], ..Choice::default() };
    let bill = village.book.bill(household.household_id, Some(&choice), now.on()).expect("the bill");
    assert_eq!(bill.lines[2].payable, Payable::PaidElsewhere, "{:?}", bill.lines[2].state);
    let order = village.order(&household);
    assert!(matches!(village.take(&order), Err(Error::AlreadyPaid { .. })), "nobody is open");
    village.assert_lawful();
}
