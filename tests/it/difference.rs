//! 差额: what becomes of a close's difference, until its money is there, handed in or explained.

use cunshou_core::Error;
use cunshou_core::difference::{DifferenceOrder, DifferenceState, Follow};
use cunshou_core::papers::{beyond_words, difference_lines, ready_words};
use cunshou_core::remittance::{Payer, RemittanceForm, RemittanceOrder};
use cunshou_core::reversal::VoidOrder;
use cunshou_policy::Yuan;
use support::{TestBook, day, void_order, yuan};

/// A day that ends with 1,200.00 taken and `pieces` tens counted, closed with that outcome.
fn day_that_differs(village: &mut TestBook, surname: &str, sequence: u32, tens: u32, outcome: &str) -> u32 {
    let household = village.family(surname, sequence);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("10", tens)]);
    let now = village.now();
    let close = village.book.close_session(Some("数钱时发现"), Some(outcome), &now).expect("closed");
    close.record.close_no
}

fn order(
    village: &mut TestBook,
    close_no: u32,
    follow: Follow,
    paper_no: &str,
    note: &str,
) -> DifferenceOrder {
    let now = village.now();
    let form = village.book.open_difference(close_no, &now).expect("a form");
    DifferenceOrder {
        step_id: form.step_id,
        close_no,
        follow,
        paper_no: paper_no.to_owned(),
        on: now.on(),
        note: note.to_owned(),
    }
}

fn settle(way: &str, amount: &str, receipt_no: Option<&str>) -> Follow {
    Follow::Settle { way: way.to_owned(), amount: yuan(amount), receipt_no: receipt_no.map(str::to_owned) }
}

fn follow(
    village: &mut TestBook,
    order: &DifferenceOrder,
) -> cunshou_core::Result<(u32, Yuan, DifferenceState)> {
    let now = village.now();
    let done = village.book.follow_difference(order, &now)?;
    Ok((done.step.record.step_no, done.difference.open, done.difference.state))
}

#[test]
fn a_shortage_stays_open_until_it_is_made_up_whole() {
    let mut village = TestBook::new();
    let close_no = day_that_differs(&mut village, "张", 1, 115, "carried");
    let open = village.book.open_differences().expect("read");
    assert_eq!((open.count, open.short, open.over), (1, yuan("50"), yuan("0")));
    assert_eq!(open.oldest_on, Some(day("2025-11-03")));
    let part = order(&mut village, close_no, settle("made_up", "20", None), "", "抽屉夹层里找到 20 元");
    assert_eq!(follow(&mut village, &part).expect("settled"), (1, yuan("-30"), DifferenceState::Carried));
    let now = village.now();
    let again = village.book.follow_difference(&part, &now).expect("a retry is answered");
    assert!(again.already_recorded && again.step.record.step_no == 1, "the same step");
    let other = DifferenceOrder { note: "别的话".to_owned(), ..part };
    assert!(matches!(follow(&mut village, &other), Err(Error::DifferenceOtherContent { .. })));
    let too_much = order(&mut village, close_no, settle("made_up", "30.01", None), "", "补足");
    assert!(matches!(follow(&mut village, &too_much), Err(Error::SettlesTooMuch { .. })));
    let wrong_side = order(&mut village, close_no, settle("handed_in", "30", None), "收条1", "");
    assert!(matches!(follow(&mut village, &wrong_side), Err(Error::UnknownDifferenceWay { .. })));
    let wordless = order(&mut village, close_no, settle("made_up", "30", None), "", "  ");
    assert!(matches!(follow(&mut village, &wordless), Err(Error::DifferenceNeedsWords { .. })));
    let rest = order(&mut village, close_no, settle("made_up", "30", None), "", "经办人补足");
    assert_eq!(follow(&mut village, &rest).expect("settled"), (2, yuan("0"), DifferenceState::Settled));
    let late = order(&mut village, close_no, Follow::Carry, "", "再等等");
    assert!(matches!(follow(&mut village, &late), Err(Error::DifferenceSettledBefore { .. })));
    assert_eq!(village.book.open_differences().expect("read").count, 0);
    village.assert_lawful();
}

#[test]
fn the_next_close_names_what_is_carried_and_never_sets_over_off_against_short() {
    let mut village = TestBook::new();
    let first = day_that_differs(&mut village, "张", 1, 115, "carried");
    village.set_clock("2025-11-05T08:00:00+08:00");
    let second = day_that_differs(&mut village, "李", 11, 122, "reported");
    let close = village.book.close(second).expect("there");
    let told = close.record.differences.as_ref().expect("said by every new close");
    assert_eq!((told.short, told.over), (yuan("50"), yuan("20")), "side by side");
    assert_eq!(told.carried.len(), 1);
    assert_eq!((told.carried[0].close_no, told.carried[0].state.as_str()), (first, "carried"));
    let paper = village.book.close_paper(&close);
    assert_eq!(paper.carried, "第1号日结（2025-11-03）短 50.00 元，已放 2 天");
    assert_eq!(paper.open_differences, "短 50.00 元，长 20.00 元");
    // To be reported is not reported: that takes the township's paper.
    let states: Vec<_> = village.book.differences().expect("read").iter().map(|one| one.state).collect();
    assert_eq!(states, [DifferenceState::Open, DifferenceState::Carried], "newest first");
    let no_paper = order(&mut village, second, Follow::Report, "", "");
    assert!(matches!(follow(&mut village, &no_paper), Err(Error::DifferenceNeedsPaper { .. })));
    let report = order(&mut village, second, Follow::Report, "青溪镇报〔2025〕3号", "");
    assert_eq!(follow(&mut village, &report).expect("reported"), (1, yuan("20"), DifferenceState::Reported));
    let sums = village.book.open_differences().expect("read");
    assert_eq!((sums.count, sums.reported, sums.over), (2, 1, yuan("20")), "its money is still there");
    let no_receipt = order(&mut village, second, settle("handed_in", "20", None), "", "");
    assert!(matches!(follow(&mut village, &no_receipt), Err(Error::DifferenceNeedsPaper { .. })));
    let hand_in = order(&mut village, second, settle("handed_in", "20", None), "收条7", "");
    assert_eq!(follow(&mut village, &hand_in).expect("handed in").2, DifferenceState::Settled);
    village.assert_lawful();
}

#[test]
fn what_is_made_up_on_the_spot_is_a_step_of_its_own() {
    let mut village = TestBook::new();
    let close_no = day_that_differs(&mut village, "张", 1, 121, "settled");
    let difference = village.book.differences().expect("read").remove(0);
    assert_eq!(difference.state, DifferenceState::Settled);
    let step = &difference.steps[0].record;
    assert_eq!(
        (step.way.as_deref(), step.amount, step.note.as_str()),
        (Some("given_back"), yuan("-10"), "数钱时发现")
    );
    assert_eq!((step.close_no, step.open), (close_no, yuan("0")));
    let told = village.book.close(close_no).expect("there").record.differences.expect("said");
    assert_eq!((told.short, told.over), (yuan("0"), yuan("0")));
    village.assert_lawful();
}

#[test]
fn money_too_much_is_explained_by_a_receipt_that_was_entered_afterwards() {
    let mut village = TestBook::new();
    let household = village.family("王", 31);
    // 1,200.00 more than the book: a family paid and was not entered.
    let close_no = day_that_differs(&mut village, "张", 1, 240, "carried");
    let before = village.book.all_receipts().expect("list").remove(0).receipt_no;
    let older = order(&mut village, close_no, settle("entered", "1200", Some(&before)), "", "");
    assert!(
        matches!(follow(&mut village, &older), Err(Error::ReceiptExplainsNot { .. })),
        "taken before the close"
    );
    village.open_session("0.00");
    let entered = village.pay(&household).payment.receipt_no;
    let too_much = order(&mut village, close_no, settle("entered", "1200.01", Some(&entered)), "", "");
    assert!(matches!(follow(&mut village, &too_much), Err(Error::SettlesTooMuch { .. })));
    let right = order(&mut village, close_no, settle("entered", "1200", Some(&entered)), "", "当天漏记");
    assert_eq!(follow(&mut village, &right).expect("explained").2, DifferenceState::Settled);
    // The cash is in the drawer of the session that entered it.
    let count = village.count(&[("100", 12)]);
    assert_eq!(count.variance, yuan("0"));
    village.close();
    village.assert_lawful();
}

#[test]
fn missing_money_is_explained_by_a_receipt_that_was_taken_back_afterwards() {
    let mut village = TestBook::new();
    let close_no = day_that_differs(&mut village, "张", 1, 0, "carried");
    let receipt_no = village.book.all_receipts().expect("list").remove(0).receipt_no;
    let early = order(&mut village, close_no, settle("entered", "1200", Some(&receipt_no)), "", "");
    assert!(matches!(follow(&mut village, &early), Err(Error::ReceiptExplainsNot { .. })), "it stands");
    village.open_session("0.00");
    let now = village.now();
    let approval_no = Some("批1".to_owned());
    let void = VoidOrder { approval_no, ..void_order(now.id(), &receipt_no) };
    village.book.void_receipt(&void, &now).expect("reversed");
    let right = order(&mut village, close_no, settle("entered", "1200", Some(&receipt_no)), "", "当天已退");
    assert_eq!(follow(&mut village, &right).expect("explained").2, DifferenceState::Settled);
    village.count(&[]);
    village.close();
    village.assert_lawful();
}

#[test]
fn a_step_about_nothing_is_refused() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("100", 12)]);
    let close_no = village.close().record.close_no;
    let now = village.now();
    assert!(matches!(village.book.open_difference(close_no, &now), Err(Error::NoDifference { .. })));
    assert!(matches!(village.book.open_difference(9, &now), Err(Error::NoSuchClose { .. })));
}

#[test]
fn steps_leave_in_the_package_of_the_next_close() {
    let mut village = TestBook::new();
    let close_no = day_that_differs(&mut village, "张", 1, 115, "carried");
    let step = order(&mut village, close_no, settle("made_up", "50", None), "", "=补足");
    follow(&mut village, &step).expect("settled");
    village.open_session("0.00");
    village.count(&[]);
    village.close();
    for close_no in [1, 2] {
        let now = village.now();
        let package = village.book.package(close_no, &now).expect("made");
        let report = cunshou_exchange::package::verify_package(&package.zip, None, None);
        assert!(report.is_good(), "{:?}", report.problems);
        let rows: Vec<_> =
            report.differences.iter().map(|row| (row.close_no, row.amount, row.note.clone())).collect();
        let expected = if close_no == 1 { vec![] } else { vec![(1, yuan("50"), "=补足".to_owned())] };
        assert_eq!(rows, expected);
    }
    village.assert_lawful();
}

#[test]
fn a_session_with_a_void_and_a_slip_prints_its_close() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("20.00");
    let mistaken = village.pay(&first);
    village.pay(&second);
    village.void(&mistaken);
    village.count(&[("100", 12), ("10", 2)]);
    let close = village.close();
    let paper = village.book.close_paper(&close);
    assert_eq!(
        (paper.cash_taken, paper.cash_back, paper.expected),
        (yuan("2400"), yuan("1200"), yuan("1220"))
    );
    cunshou_paper::close_sheet(&paper, &cunshou_paper::Fonts::shipped()).expect("it adds up and is laid out");
}

fn form(village: &mut TestBook, payer: Payer) -> RemittanceForm {
    let now = village.now();
    village.book.open_remittance(payer, &now).expect("a form")
}

fn slip(village: &mut TestBook, slip_no: &str, amount: &str) -> RemittanceOrder {
    RemittanceOrder {
        remittance_id: form(village, Payer::Cash).remittance_id,
        payer: Payer::Cash,
        slip_no: slip_no.to_owned(),
        remitted_on: village.now().on(),
        account: "农商行".to_owned(),
        amount: yuan(amount),
        parts: None,
        note: String::new(),
    }
}

#[test]
fn what_closes_found_short_is_missing_from_what_is_to_be_paid_in_and_over_is_beside_it() {
    let mut village = TestBook::new();
    let short = day_that_differs(&mut village, "张", 1, 115, "carried");
    village.set_clock("2025-11-05T08:00:00+08:00");
    day_that_differs(&mut village, "李", 11, 122, "reported");
    let ready = form(&mut village, Payer::Cash).ready;
    assert_eq!(
        (ready.due, ready.lies(), ready.missing(), ready.differences.over),
        (yuan("2400"), yuan("2350"), yuan("50"), yuan("20")),
        "over is not set off against short"
    );
    assert_eq!(
        difference_lines(&ready.differences, village.now().on()),
        [
            "第1号日结（2025-11-03）短 50.00 元，已放 2 天，计入下次，没了结",
            "第2号日结（2025-11-05）长 20.00 元，已放 0 天，没了结"
        ]
    );
    let words = ready_words(&ready);
    for told in ["2400.00", "2350.00", "少 50.00", "20.00 元是盘点时长的"] {
        assert!(words.message.contains(told), "{told}: {}", words.message);
    }
    assert!(words.todo.contains("了结") && words.todo.contains("报镇里"), "both ways: {}", words.todo);
    // The collective's money lies in nobody's hand.
    assert_eq!(form(&mut village, Payer::CollectiveAid).ready.missing(), yuan("0"));
    // What lies there can be paid in without a word; a yuan more is told, and recorded: the bank's slip is a fact.
    let told = |village: &TestBook, amount: &str| {
        village.book.try_allocation(Payer::Cash, yuan(amount)).expect("allocated").beyond
    };
    assert_eq!(told(&village, "2350"), yuan("0"));
    assert_eq!(told(&village, "2351"), yuan("1"));
    assert!(beyond_words(yuan("1")).contains("多 1.00 元") && beyond_words(yuan("0")).is_empty());
    let first = slip(&mut village, "A1", "2350");
    let now = village.now();
    let done = village.book.remit(&first, &now).expect("paid in");
    let said = done.record.ready.as_deref().expect("said by every new slip for cash");
    assert_eq!((said.due, said.missing(), said.differences.carried.len()), (yuan("2400"), yuan("50"), 2));
    let paper = village.book.remittance_paper(&done).expect("a sheet");
    assert!(
        paper.differences.contains("应缴 2400.00 元") && paper.differences.contains("第1号日结"),
        "{}",
        paper.differences
    );
    // Paid in all the same: nothing is missing from what is due, and where it came from is asked.
    let rest = slip(&mut village, "A2", "50");
    let now = village.now();
    village.book.remit(&rest, &now).expect("paid in");
    let ready = form(&mut village, Payer::Cash).ready;
    assert_eq!((ready.due, ready.missing(), ready.paid_though_missing()), (yuan("0"), yuan("0"), yuan("50")));
    assert!(ready_words(&ready).message.contains("50.00 元没有登记是怎么补上的"));
    village.assert_lawful();
    // Settled: nothing more is said of it.
    let settled = order(&mut village, short, settle("made_up", "50", None), "", "经办人补足");
    follow(&mut village, &settled).expect("settled");
    let ready = form(&mut village, Payer::Cash).ready;
    assert_eq!((ready.differences.short, ready.differences.carried.len()), (yuan("0"), 1));
    village.assert_lawful();
}

#[test]
fn a_slip_on_a_day_without_a_difference_says_nothing_on_its_sheet() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("100", 12)]);
    let now = village.now();
    village.book.close_session(None, None, &now).expect("closed");
    let ready = form(&mut village, Payer::Cash).ready;
    assert_eq!((ready.due, ready.lies()), (yuan("1200"), yuan("1200")));
    assert_eq!(ready_words(&ready), cunshou_core::papers::ReadyWords::default());
    let all = slip(&mut village, "A1", "1200");
    let now = village.now();
    let done = village.book.remit(&all, &now).expect("paid in");
    assert_eq!(village.book.remittance_paper(&done).expect("a sheet").differences, "");
    village.assert_lawful();
}
