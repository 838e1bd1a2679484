//! The laws of the whole, against a model: whatever a clerk does in whatever order, nothing is lost or doubled.

use crate::acknowledgement::Township;
use chrono::NaiveDate;
use cunshou_core::aid::AidGrant;
use cunshou_core::book::Secret;
use cunshou_core::difference::{DifferenceOrder, Follow};
use cunshou_core::enrolment::{AidChoice, Choice};
use cunshou_core::household::Household;
use cunshou_core::payment::{CatchUp, Order, Tendered, Terms};
use cunshou_core::refund::{RefundOrder, RefundState};
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::reversal::{VoidOrder, Way};
use cunshou_core::{Book, Error, Moment};
use cunshou_policy::Yuan;
use proptest::prelude::*;
use support::{PASSWORD, TestBook, raw, yuan};

/// What a clerk may do next.
#[derive(Debug, Clone)]
enum Step {
    Register,
    OpenSession,
    Pay { household: usize, extra: u8 },
    PayTooLittle { household: usize },
    RepeatLast,
    Void { receipt: usize, approved: bool },
    RepeatVoid,
    Remit { part: u8 },
    CancelRemittance { remittance: usize },
    Refund { receipt: usize },
    AnswerRefund { refund: usize, granted: bool },
    Count { off_by: i8 },
    Close { outcome: Option<u8> },
    Settle { difference: usize, part: u8 },
    SayOf { difference: usize, reported: bool },
    Export,
    Restart,
    NextDay,
    ClockJumpsBack,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Register),
        3 => Just(Step::OpenSession),
        6 => (any::<usize>(), 0_u8..3).prop_map(|(household, extra)| Step::Pay { household, extra }),
        1 => any::<usize>().prop_map(|household| Step::PayTooLittle { household }),
        2 => Just(Step::RepeatLast),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(receipt, approved)| Step::Void { receipt, approved }),
        1 => Just(Step::RepeatVoid),
        3 => (1_u8..5).prop_map(|part| Step::Remit { part }),
        1 => any::<usize>().prop_map(|remittance| Step::CancelRemittance { remittance }),
        1 => any::<usize>().prop_map(|receipt| Step::Refund { receipt }),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(refund, granted)| Step::AnswerRefund { refund, granted }),
        4 => (-1_i8..2).prop_map(|off_by| Step::Count { off_by }),
        4 => prop::option::of(0_u8..3).prop_map(|outcome| Step::Close { outcome }),
        2 => (any::<usize>(), 1_u8..3).prop_map(|(difference, part)| Step::Settle { difference, part }),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(difference, reported)| Step::SayOf { difference, reported }),
        1 => Just(Step::Export),
        1 => Just(Step::Restart),
        1 => Just(Step::NextDay),
        1 => Just(Step::ClockJumpsBack),
    ]
}

/// A receipt as the model knows it.
#[derive(Debug, Clone)]
struct Known {
    receipt_no: String,
    household: usize,
    session: u32,
    day: NaiveDate,
    is_back: bool,
    remitted: Yuan,
    asked_back: bool,
}

/// What must be true, kept by hand beside the book.
#[derive(Default)]
struct Model {
    households: Vec<(Household, bool)>,
    /// Number and day of the open session.
    session: Option<(u32, NaiveDate)>,
    sessions: u32,
    counted: Option<Yuan>,
    receipts: Vec<Known>,
    voids: u32,
    closes: u32,
    exported: u32,
    /// Each remittance with its parts; `None` = cancelled.
    remittances: Vec<Option<Vec<(usize, Yuan)>>>,
    /// In which session each was recorded.
    remitted_in: Vec<Option<u32>>,
    /// Cash that left the open session's drawer for the bank.
    from_drawer: Yuan,
    refunds: Vec<(usize, bool)>,
    /// Each close that differed, with what of it is open.
    differences: Vec<(u32, Yuan)>,
    steps: u32,
    last: Option<(Order, String)>,
    last_void: Option<VoidOrder>,
}

const FEE: &str = "1200";

impl Model {
    fn standing(&self) -> impl Iterator<Item = &Known> {
        self.receipts.iter().filter(|known| !known.is_back)
    }

    fn times_fee(count: usize) -> Yuan {
        yuan(FEE).times(u32::try_from(count).expect("few")).expect("small")
    }

    /// What should lie in the drawer of the open session.
    fn in_drawer(&self) -> Yuan {
        let session = self.session.map_or(0, |(session_no, _)| session_no);
        let cash = Self::times_fee(self.standing().filter(|known| known.session == session).count());
        cash.checked_add(yuan("20")).and_then(|sum| sum.checked_sub(self.from_drawer)).expect("small")
    }

    /// What is short and what is over, each above nought.
    fn open_differences(&self) -> (Yuan, Yuan) {
        let side = |is_short: bool| {
            let open = self.differences.iter().map(|(_, open)| *open);
            Yuan::sum(open.filter(|open| open.is_negative() == is_short)).expect("small")
        };
        (side(true).negated(), side(false))
    }

    fn unremitted(&self) -> Yuan {
        let open = self.standing().map(|known| yuan(FEE).checked_sub(known.remitted).expect("never more"));
        Yuan::sum(open).expect("small")
    }
}

fn add(a: Yuan, b: Yuan) -> Yuan {
    a.checked_add(b).expect("small")
}

fn less(a: Yuan, b: Yuan) -> Yuan {
    a.checked_sub(b).expect("small")
}

fn run(steps: &[Step]) {
    let mut village = TestBook::new();
    let mut model = Model::default();
    let mut days = 0_u32;
    for step in steps {
        match step {
            Step::Register => {
                let sequence = u32::try_from(model.households.len()).expect("few") * 3 + 1;
                model.households.push((village.family("测", sequence), false));
            }
            Step::OpenSession => {
                let now = village.now();
                let status = village.book.session_status(&now).expect("a status");
                let opened = village.book.open_session(status.suggested_date, yuan("20"), true, &now);
                assert_eq!(opened.is_ok(), model.session.is_none(), "one session at a time: {opened:?}");
                if opened.is_ok() {
                    model.sessions += 1;
                    model.session = Some((model.sessions, status.suggested_date));
                    (model.counted, model.from_drawer) = (None, Yuan::ZERO);
                }
            }
            Step::Pay { household, extra } => pay(&mut village, &mut model, *household, *extra),
            Step::PayTooLittle { household } => {
                let Some((order, ..)) = order(&mut village, &model, *household) else { continue };
                let order = Order { tendered: Tendered::Amount(yuan("1199.99")), ..order };
                assert!(village.take(&order).is_err(), "never less than due");
            }
            Step::RepeatLast => {
                if let Some((order, receipt_no)) = &model.last {
                    let again = village.take(order).expect("a retry is answered at any time");
                    assert!(
                        again.already_taken && again.payment.receipt_no == *receipt_no,
                        "the same payment"
                    );
                }
            }
            Step::Void { receipt, approved } => void(&mut village, &mut model, *receipt, *approved),
            Step::RepeatVoid => {
                if let Some(order) = &model.last_void {
                    let now = village.now();
                    let again =
                        village.book.void_receipt(order, &now).expect("a retry is answered at any time");
                    assert!(again.already_done, "the same void");
                }
            }
            Step::Remit { part } => remit(&mut village, &mut model, *part),
            Step::CancelRemittance { remittance } => cancel(&mut village, &mut model, *remittance),
            Step::Refund { receipt } => refund(&mut village, &mut model, *receipt),
            Step::AnswerRefund { refund, granted } => answer(&mut village, &mut model, *refund, *granted),
            Step::Count { off_by } => {
                if model.session.is_none() {
                    continue;
                }
                let expected = model.in_drawer();
                let pieces = (expected.fen() / 1_000 + i64::from(*off_by)).max(0);
                let count = village.count(&[("10", u32::try_from(pieces).expect("above nought"))]);
                assert_eq!(count.expected, expected, "float, cash taken, less what went back or to the bank");
                model.counted = Some(count.variance);
            }
            Step::Close { outcome } => {
                let now = village.now();
                let word = outcome.map(|place| ["settled", "carried", "reported"][usize::from(place)]);
                let closed = village.book.close_session(word.map(|_| "数错"), word, &now);
                match (model.session, model.counted) {
                    (None, _) => assert!(matches!(closed, Err(Error::NoSession {}))),
                    (Some(_), None) => assert!(matches!(closed, Err(Error::NotCounted {}))),
                    (Some(_), Some(variance)) if !variance.is_zero() && word.is_none() => {
                        assert!(matches!(closed, Err(Error::DifferenceNeedsReason { .. })));
                    }
                    (Some((session_no, _)), Some(variance)) => {
                        let close = closed.expect("counted, and a difference has its reason");
                        model.closes += 1;
                        let told = close.record.differences.clone().expect("said by every new close");
                        let earlier: Vec<_> =
                            told.carried.iter().map(|one| (one.close_no, one.open)).collect();
                        let open = model.differences.iter().filter(|(_, open)| !open.is_zero()).copied();
                        assert_eq!(earlier, open.collect::<Vec<_>>(), "each that is open is named");
                        if !variance.is_zero() {
                            let on_the_spot = word == Some("settled");
                            let open = if on_the_spot { Yuan::ZERO } else { variance };
                            model.steps += u32::from(on_the_spot);
                            model.differences.push((model.closes, open));
                        }
                        assert_eq!((told.short, told.over), model.open_differences());
                        let taken = model.receipts.iter().filter(|known| known.session == session_no).count();
                        assert_eq!(
                            (close.record.close_no, close.record.cash),
                            (model.closes, Model::times_fee(taken))
                        );
                        assert_eq!(close.record.perpetual_due, Model::times_fee(model.standing().count()));
                        let also = close.record.also.expect("said by every new close");
                        assert_eq!(also.perpetual_taken, Model::times_fee(model.receipts.len()));
                        assert_eq!(also.unremitted, model.unremitted());
                        model.session = None;
                    }
                }
            }
            Step::Settle { difference, part } => settle(&mut village, &mut model, *difference, *part),
            Step::SayOf { difference, reported } => say_of(&mut village, &mut model, *difference, *reported),
            Step::Export => {
                if model.closes > model.exported {
                    let now = village.now();
                    let package =
                        village.book.package(model.exported + 1, &now).expect("the package is made");
                    let report = cunshou_exchange::package::verify_package(&package.zip, None, None);
                    assert!(report.is_good(), "{:?}", report.problems);
                    model.exported += 1;
                }
            }
            Step::Restart => village = village.reopen(),
            Step::NextDay => {
                days += 1;
                village.set_clock(&format!("2025-11-{:02}T08:00:00+08:00", 3 + days.min(25)));
            }
            Step::ClockJumpsBack => village.set_clock("2025-11-02T07:00:00+08:00"),
        }
        village.assert_lawful();
        let cash = village.book.cash_in_hand(support::day("2025-11-03")).expect("cash");
        assert_eq!(cash.unremitted, model.unremitted(), "after {step:?}");
        let open = village.book.open_differences().expect("differences");
        assert_eq!((open.short, open.over), model.open_differences(), "after {step:?}");
    }
    totals_are_the_closes(&village);
    let receipts = village.book.all_receipts().expect("list");
    assert_eq!(receipts.len(), model.receipts.len(), "no receipt lost, none doubled");
    let back =
        receipts.iter().filter(|receipt| matches!(receipt.state.word(), "voided" | "reversed")).count();
    assert_eq!(back, model.voids as usize, "and each taken back once");
}

fn pay(village: &mut TestBook, model: &mut Model, household: usize, extra: u8) {
    let Some((order, paid, place)) = order(village, model, household) else { return };
    let more = Yuan::from_fen(i64::from(extra) * 5_000);
    let order = Order { tendered: Tendered::Amount(add(yuan(FEE), more)), ..order };
    let left_over = {
        let now = village.now();
        village
            .book
            .session_status(&now)
            .expect("a status")
            .open
            .is_some_and(|open| open.left_from_earlier_day)
    };
    let answer = village.take(&order);
    match (model.session, paid, left_over) {
        (None, ..) => assert!(matches!(answer, Err(Error::NoSession {})), "{answer:?}"),
        (Some(_), _, true) => assert!(matches!(answer, Err(Error::LeftOpen { .. })), "{answer:?}"),
        (Some((session, day)), false, false) => {
            let receipt = answer.expect("an open session and an unpaid household");
            assert_eq!(receipt.payment.change, more);
            assert_eq!(
                receipt.payment.serial as usize,
                model.receipts.len() + 1,
                "serials follow one another"
            );
            model.counted = None;
            model.households[place].1 = true;
            let receipt_no = receipt.payment.receipt_no;
            model.receipts.push(Known {
                receipt_no: receipt_no.clone(),
                household: place,
                session,
                day,
                is_back: false,
                remitted: Yuan::ZERO,
                asked_back: false,
            });
            model.last = Some((order, receipt_no));
        }
        // Paid whole, or a member's share was refunded and the others have paid.
        (Some(_), true, false) => assert!(answer.is_err(), "{answer:?}"),
    }
}

fn void(village: &mut TestBook, model: &mut Model, receipt: usize, approved: bool) {
    let Some(place) = receipt.checked_rem(model.receipts.len()) else { return };
    let known = model.receipts[place].clone();
    let now = village.now();
    let order = VoidOrder {
        void_id: now.id(),
        receipt_no: known.receipt_no.clone(),
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: approved.then(|| "批1".to_owned()),
        paper_back: true,
    };
    let answer = village.book.void_receipt(&order, &now);
    let is_own = model.session.is_some_and(|(session_no, _)| session_no == known.session);
    match (known.is_back, known.remitted.is_zero() && !known.asked_back, is_own) {
        (true, ..) => assert!(matches!(answer, Err(Error::TakenBackBefore { .. })), "{answer:?}"),
        (_, false, _) => assert!(answer.is_err(), "paid in: {answer:?}"),
        (_, _, false) if !approved => {
            assert!(matches!(answer, Err(Error::NeedsApproval { .. })), "{answer:?}");
        }
        (_, _, false) if model.session.is_none() => {
            assert!(matches!(answer, Err(Error::NoSession {})), "{answer:?}");
        }
        _ => {
            let done = answer.expect("this way is open");
            assert_eq!(done.way == Way::Void, is_own);
            model.voids += 1;
            assert_eq!((done.record.void_no, done.record.cash_back), (model.voids, yuan(FEE)));
            model.receipts[place].is_back = true;
            model.households[known.household].1 = false;
            if is_own {
                model.counted = None;
            }
            model.last_void = Some(order);
        }
    }
}

fn remit(village: &mut TestBook, model: &mut Model, part: u8) {
    let now = village.now();
    let unremitted = model.unremitted();
    let amount = Yuan::from_fen(unremitted.fen() / 4 * i64::from(part));
    let slip_no = format!("S{}", model.remittances.len());
    let order = RemittanceOrder {
        remittance_id: now.id(),
        payer: Payer::Cash,
        slip_no,
        remitted_on: now.on(),
        account: String::new(),
        amount,
        parts: None,
        note: String::new(),
    };
    let mut left = amount;
    let mut parts = Vec::new();
    for (place, known) in model.receipts.iter().enumerate().filter(|(_, known)| !known.is_back) {
        let share = left.min(less(yuan(FEE), known.remitted));
        if !share.is_zero() {
            parts.push((place, share));
            left = less(left, share);
        }
    }
    let answer = village.book.remit(&order, &now);
    let too_early = parts.iter().any(|(place, _)| model.receipts[*place].day > now.on());
    if amount.is_zero() || too_early {
        assert!(answer.is_err(), "{answer:?}");
        return;
    }
    let done = answer.expect("taken and not paid in");
    assert_eq!(done.record.parts.len(), parts.len(), "oldest first");
    let session = model.session.map(|(session_no, _)| session_no);
    for (place, share) in &parts {
        let known = &mut model.receipts[*place];
        known.remitted = add(known.remitted, *share);
        if Some(known.session) == session {
            model.from_drawer = add(model.from_drawer, *share);
        }
    }
    model.counted = None;
    model.remittances.push(Some(parts));
    model.remitted_in.push(session);
}

fn cancel(village: &mut TestBook, model: &mut Model, remittance: usize) {
    let Some(place) = remittance.checked_rem(model.remittances.len()) else { return };
    let now = village.now();
    let number = u32::try_from(place + 1).expect("few");
    let answer = village.book.cancel_remittance(number, "银行退回", &now);
    let Some(parts) = model.remittances[place].clone() else {
        assert!(matches!(answer, Err(Error::RemittanceCancelledBefore { .. })), "{answer:?}");
        return;
    };
    if parts.iter().any(|(receipt, _)| model.receipts[*receipt].asked_back) {
        assert!(matches!(answer, Err(Error::RemittanceInUse { .. })), "{answer:?}");
        return;
    }
    answer.expect("cancelled");
    let session = model.session.map(|(session_no, _)| session_no);
    for (receipt, share) in &parts {
        let known = &mut model.receipts[*receipt];
        known.remitted = less(known.remitted, *share);
        if Some(known.session) == session && model.remitted_in[place] == session {
            model.from_drawer = less(model.from_drawer, *share);
        }
    }
    model.counted = None;
    model.remittances[place] = None;
}

/// Half of a difference, or all of it.
fn settle(village: &mut TestBook, model: &mut Model, difference: usize, part: u8) {
    let Some(place) = difference.checked_rem(model.differences.len()) else { return };
    let (close_no, open) = model.differences[place];
    let size = if open.is_negative() { open.negated() } else { open };
    let amount = Yuan::from_fen(size.fen() / i64::from(part));
    let way = if open.is_negative() { "made_up" } else { "given_back" };
    let follow = Follow::Settle { way: way.to_owned(), amount, receipt_no: None };
    let answer = said(village, close_no, follow, "补足");
    if open.is_zero() {
        assert!(matches!(answer, Err(Error::DifferenceSettledBefore { .. })), "{answer:?}");
        return;
    }
    model.steps += 1;
    assert_eq!(answer.expect("open"), model.steps, "numbers follow one another");
    let moved = if open.is_negative() { amount } else { amount.negated() };
    model.differences[place].1 = add(open, moved);
}

fn say_of(village: &mut TestBook, model: &mut Model, difference: usize, reported: bool) {
    let Some(place) = difference.checked_rem(model.differences.len()) else { return };
    let (close_no, open) = model.differences[place];
    let follow = if reported { Follow::Report } else { Follow::Carry };
    let answer = said(village, close_no, follow, "还在查");
    assert_eq!(answer.is_ok(), !open.is_zero(), "{answer:?}");
    model.steps += u32::from(answer.is_ok());
}

fn said(village: &mut TestBook, close_no: u32, follow: Follow, note: &str) -> Result<u32, Error> {
    let now = village.now();
    let on = village.book.open_difference(close_no, &now)?.difference.business_date.max(now.on());
    let order = DifferenceOrder {
        step_id: now.id(),
        close_no,
        follow,
        paper_no: "镇〔2025〕9号".to_owned(),
        on,
        note: note.to_owned(),
    };
    Ok(village.book.follow_difference(&order, &now)?.step.record.step_no)
}

/// The totals of the book, from its journal, are the sum of its closes and of what the open session did.
fn totals_are_the_closes(village: &TestBook) {
    let season = village.book.season(None, support::day("2025-11-28")).expect("totals");
    let closes = village.book.closes().expect("closes");
    let open = village
        .book
        .session_status(&Moment::new(support::at("2025-11-28T23:00:00+08:00"), [3; 32]))
        .expect("a status")
        .open;
    let drawer = open.map(|open| open.drawer).unwrap_or_default();
    let also = |of: fn(&cunshou_core::journal::CloseAlso) -> Yuan| {
        Yuan::sum(closes.iter().filter_map(|close| close.record.also.as_ref()).map(of)).expect("small")
    };
    let all = &season.all;
    let receipts: u32 = closes.iter().map(|close| close.record.payments).sum();
    assert_eq!(all.receipts, receipts + drawer.payments);
    let taken = Yuan::sum(closes.iter().map(|close| close.record.cash)).expect("small");
    assert_eq!(all.taken, add(taken, drawer.taken));
    let voids: u32 =
        closes.iter().filter_map(|close| close.record.also.as_ref()).map(|also| also.voids).sum();
    assert_eq!(all.voids, voids + drawer.voids);
    assert_eq!(all.cash_back, add(also(|also| also.cash_back), drawer.back));
    assert_eq!(all.scanned, add(also(|also| also.scanned), drawer.scanned));
    let back = village.book.reversals().expect("reversals");
    assert_eq!(all.voids + all.reversals, u32::try_from(back.len()).expect("few"));
    let cash_back = Yuan::sum(back.iter().map(|done| done.record.cash_back)).expect("small");
    assert_eq!(add(all.cash_back, all.reversed), cash_back);
    let cash = village.book.cash_in_hand(support::day("2025-11-03")).expect("cash");
    assert_eq!(all.unremitted, cash.unremitted, "what is left after giving back and paying in");
    let variances = closes.iter().map(|close| close.record.variance);
    assert_eq!(less(all.over, all.short), Yuan::sum(variances).expect("small"));
    let months = Yuan::sum(season.months.iter().map(|month| month.totals.taken)).expect("small");
    assert_eq!(months, all.taken, "the months are the whole");
    let years = season
        .levy_years
        .iter()
        .map(|year| village.book.season(Some(*year), support::day("2025-11-28")).expect("a year").all);
    let remitted = Yuan::sum(years.map(|year| year.remitted)).expect("small");
    assert_eq!(remitted, all.remitted, "the years are the whole");
}

fn refund(village: &mut TestBook, model: &mut Model, receipt: usize) {
    let Some(place) = receipt.checked_rem(model.receipts.len()) else { return };
    let known = model.receipts[place].clone();
    let now = village.now();
    let order = RefundOrder {
        refund_id: now.id(),
        receipt_no: known.receipt_no.clone(),
        line_nos: vec![1],
        applicant: "测大山".to_owned(),
        phone: String::new(),
        ground: "wrong_person".to_owned(),
        happened_on: None,
        proof: "收据".to_owned(),
        note: String::new(),
    };
    let answer = village.book.apply_for_refund(&order, &now);
    if known.is_back || known.remitted.is_zero() || known.asked_back {
        assert!(answer.is_err(), "{answer:?}");
        return;
    }
    answer.expect("its money is at the treasury");
    model.receipts[place].asked_back = true;
    model.refunds.push((place, true));
}

fn answer(village: &mut TestBook, model: &mut Model, refund: usize, granted: bool) {
    let Some(place) = refund.checked_rem(model.refunds.len()) else { return };
    let number = u32::try_from(place + 1).expect("few");
    let now = village.now();
    let state = if granted { RefundState::Accepted } else { RefundState::Rejected };
    let applied_on = village.book.refund(number).expect("there").record.applied_on;
    let answer = village.book.record_refund_step(number, state, now.on(), "批复", &now);
    if !model.refunds[place].1 || now.on() < applied_on {
        assert!(answer.is_err(), "{answer:?}");
        return;
    }
    answer.expect("answered");
    model.refunds[place].1 = false;
    let receipt = model.refunds[place].0;
    if !granted {
        model.receipts[receipt].asked_back = false;
    }
}

fn order(village: &mut TestBook, model: &Model, household: usize) -> Option<(Order, bool, usize)> {
    let place = household.checked_rem(model.households.len())?;
    let (household, paid) = &model.households[place];
    Some((village.order(household), *paid, place))
}

/// Random days to play: some in each test run, thousands by `CUNSHOU_MODEL_CASES` (`cargo xtask storm`).
fn cases() -> u32 {
    std::env::var("CUNSHOU_MODEL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(16)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_done_nothing_is_lost_or_doubled(steps in prop::collection::vec(step(), 1..40)) {
        run(&steps);
    }
}

#[test]
fn final_tables_take_no_change_from_anyone() {
    let village = eventful();
    let mut statements = Vec::new();
    for (table, column) in [
        ("journal", "payload = x'00'"),
        ("payment", "due_fen = 0"),
        ("payment_line", "due_fen = 0"),
        ("session", "float_fen = 9"),
        ("cash_count", "counted_fen = 9"),
        ("close", "counted_fen = 9"),
        ("roster_change", "act = ''"),
        ("policy", "levy_year = 1"),
        ("reversal", "cash_back_fen = 0"),
        ("reversed_line", "due_fen = 0"),
        ("remittance", "amount_fen = 1"),
        ("remittance_part", "amount_fen = 1"),
        ("refund", "receipt_no = ''"),
        ("refund_line", "amount_fen = 0"),
        ("refund_step", "on_day = ''"),
        ("difference_step", "amount_fen = 1"),
        ("aid", "most_each_fen = 1"),
        ("ticket_book", "last_no = 99"),
        ("ack", "ack_no = 9"),
        ("ack_row", "status = 'received'"),
        ("slip_arrival", "amount_fen = 9"),
    ] {
        for statement in [
            format!("UPDATE {table} SET {column}"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"),
        ] {
            statements.push(statement);
        }
    }
    let village = village.with_raw(|file| {
        for statement in &statements {
            assert!(file.execute_batch(statement).is_err(), "{statement} must be stopped by the file itself");
        }
    });
    village.assert_lawful();
}

/// A book in which everything happened that a law speaks of: taken, taken back, paid in, asked back, closed.
fn eventful() -> TestBook {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    let now = village.now();
    village.book.receive_tickets("T001", "T010", now.on(), "青溪镇", &now).expect("received");
    let aid = AidGrant {
        levy_year: 2026,
        resolution_no: "决1".to_owned(),
        resolved_on: now.on(),
        source: "村集体收入".to_owned(),
        who: "全体".to_owned(),
        most_each: yuan("50"),
        budget: None,
        paper: "批1".to_owned(),
    };
    village.book.resolve_aid(&aid, &now).expect("resolved");
    village.open_session("0.00");
    let mistaken = village.pay(&first);
    let now = village.now();
    let order = VoidOrder {
        void_id: now.id(),
        receipt_no: mistaken.payment.receipt_no,
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: None,
        paper_back: true,
    };
    village.book.void_receipt(&order, &now).expect("taken back");
    let order = village.order(&first);
    let sheet = CatchUp {
        paper_book: "本1".to_owned(),
        paper_serial: "7".to_owned(),
        taken_on: support::day("2025-11-02"),
        reason: "停电".to_owned(),
    };
    let terms = Terms { ticket_no: Some("T001".to_owned()), catch_up: Some(sheet), ..Terms::default() };
    let receipt = village.take(&Order { terms, ..order }).expect("taken");
    let order = village.order(&second);
    let shares = vec![(second.members[0].person_id, yuan("50"))];
    let choice = Choice { aid: Some(AidChoice { aid_no: 1, shares }), ..Choice::default() };
    village.take(&Order { choice: Some(choice), ..order }).expect("taken");
    village.count(&[("100", 23), ("50", 1)]);
    village.close();
    let now = village.now();
    let order = RemittanceOrder {
        remittance_id: now.id(),
        payer: Payer::Cash,
        slip_no: "S1".to_owned(),
        remitted_on: now.on(),
        account: String::new(),
        amount: yuan("1200"),
        parts: None,
        note: String::new(),
    };
    village.book.remit(&order, &now).expect("paid in");
    let order = RefundOrder {
        refund_id: now.id(),
        receipt_no: receipt.payment.receipt_no,
        line_nos: vec![1],
        applicant: "张大山".to_owned(),
        phone: String::new(),
        ground: "wrong_person".to_owned(),
        happened_on: None,
        proof: "收据".to_owned(),
        note: String::new(),
    };
    village.book.apply_for_refund(&order, &now).expect("asked back");
    village.book.record_refund_step(1, RefundState::Submitted, now.on(), "", &now).expect("handed in");
    village.open_session("20.00");
    village.count(&[("10", 1)]);
    let now = village.now();
    village.book.close_session(Some("少了一张"), Some("carried"), &now).expect("closed with a difference");
    let follow = Follow::Settle { way: "made_up".to_owned(), amount: yuan("6"), receipt_no: None };
    said(&mut village, 2, follow, "先补 6 元").expect("settled in part");
    village.open_session("20.00");
    village.count(&[("10", 2)]);
    village.close();
    let township = Township::pair(&mut village);
    let package = Township::package(&mut village, 1);
    let bad = package.line(3);
    let ack = township.ack(&package, 1).rejects(bad, "identity_mismatch").slip("S1", "1200", "2025-11-03");
    ack.read_by(&mut village).expect("the township's answer");
    village.assert_lawful();
    village
}

#[test]
fn each_law_notices_its_own_damage() {
    // Triggers are taken off as someone with the key could; the laws then find what he did.
    let in_payload = |kind: &str, from: &str, to: &str| {
        format!(
            "UPDATE journal SET payload = CAST(replace(CAST(payload AS TEXT), '{from}', '{to}') AS BLOB) WHERE kind = '{kind}'"
        )
    };
    let damages = [
        ("chain_unbroken", in_payload("payment", "1200.00", "0200.00")),
        ("projections_match", "UPDATE payment SET due_fen = 0, fee_fen = subsidy_fen + collective_aid_fen, tendered_fen = change_fen".to_owned()),
        ("projections_match", "DELETE FROM live_line".to_owned()),
        ("projections_match", "UPDATE reversal SET cash_back_fen = 0".to_owned()),
        ("projections_match", "DELETE FROM reversed_line".to_owned()),
        ("projections_match", "UPDATE remittance SET amount_fen = amount_fen - 1".to_owned()),
        ("projections_match", "DELETE FROM remittance_part".to_owned()),
        ("projections_match", "UPDATE refund_line SET amount_fen = 1".to_owned()),
        ("projections_match", "DELETE FROM refund_step".to_owned()),
        ("projections_match", "UPDATE payment SET ticket_no = NULL".to_owned()),
        ("projections_match", "UPDATE payment SET means = 'assisted_scan'".to_owned()),
        ("projections_match", "UPDATE aid SET most_each_fen = 1".to_owned()),
        ("projections_match", "UPDATE ticket_book SET last_no = last_no + 1".to_owned()),
        ("sums_add_up", in_payload("payment", "\"total_due\":\"1200.00\"", "\"total_due\":\"1100.00\"")),
        ("receipts_gapless", in_payload("payment", "\"serial\":2", "\"serial\":4")),
        ("one_live_line", in_payload("void", "\"kind\":\"void\"", "\"kind\":\"lost\"")),
        ("taken_back_once", in_payload("void", "\"cash_back\":\"1200.00\"", "\"cash_back\":\"1000.00\"")),
        ("taken_back_once", in_payload("void", "\"kind\":\"void\"", "\"kind\":\"reversal\"")),
        ("taken_back_once", in_payload("void", "-400.00", "-300.00")),
        ("remittances_are_taken_cash", in_payload("remittance", "1200.00", "1300.00")),
        ("remittances_are_taken_cash", in_payload("remittance", "\"remitted_on\":\"2025-11-03\"", "\"remitted_on\":\"2025-11-01\"")),
        ("refunds_in_steps", in_payload("refund_applied", "\"amount\":\"400.00\"", "\"amount\":\"400.01\"")),
        ("refunds_in_steps", in_payload("refund_step", "\"refund_no\":1", "\"refund_no\":2")),
        ("aid_within_resolution", in_payload("aid_resolved", "\"most_each\":\"50.00\"", "\"most_each\":\"49.00\"")),
        ("tickets_used_once", in_payload("tickets_received", "\"first\":1", "\"first\":2")),
        ("sheets_entered_once", in_payload("payment", "\"taken_on\":\"2025-11-02\"", "\"taken_on\":\"2025-11-04\"")),
        ("projections_match", "UPDATE difference_step SET amount_fen = amount_fen + 1".to_owned()),
        ("differences_followed", in_payload("difference_step", "\"amount\":\"6.00\"", "\"amount\":\"7.00\"")),
        ("differences_followed", in_payload("difference_step", "\"way\":\"made_up\"", "\"way\":\"handed_in\"")),
        ("differences_followed", in_payload("close", "\"open\":\"-4.00\"", "\"open\":\"-3.00\"")),
        ("differences_followed", in_payload("close", "\"difference_outcome\":\"carried\"", "\"difference_outcome\":\"settled\"")),
        ("closes_cover_their_session", in_payload("close", "\"voids\":1", "\"voids\":0")),
        ("closes_cover_their_session", in_payload("close", "\"unremitted\":\"2350.00\"", "\"unremitted\":\"0.00\"")),
        ("answers_are_to_own_rows", in_payload("acknowledged", "\"ack_no\":1", "\"ack_no\":2")),
        ("answers_are_to_own_rows", in_payload("acknowledged", "1200.00", "1300.00")),
        ("answers_are_to_own_rows", "UPDATE ack SET zip = x'00'".to_owned()),
        ("answers_are_to_own_rows", "UPDATE ack_row SET status = 'accepted', reason_code = '' WHERE status = 'rejected'".to_owned()),
        ("answers_are_to_own_rows", "DELETE FROM ack_row WHERE table_name = 'closes'".to_owned()),
        ("answers_are_to_own_rows", "UPDATE slip_arrival SET arrived_on = '2025-11-04'".to_owned()),
        ("answers_are_to_own_rows", "UPDATE package SET zip = x'00'".to_owned()),
        ("sessions_in_turn", in_payload("void", "\"session_no\":1", "\"session_no\":2")),
    ];
    let village = eventful();
    let name = village.path().file_name().expect("a name").to_owned();
    let folder = village.hold();
    for (law, damage) in damages {
        let copy = tempfile::TempDir::new().expect("a folder");
        for file in std::fs::read_dir(folder.path()).expect("the book's files").flatten() {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).expect("copied");
        }
        let path = copy.path().join(&name);
        {
            let file = raw(&path, PASSWORD);
            let triggers: Vec<String> = file
                .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .expect("a query")
                .query_map([], |row| row.get(0))
                .expect("rows")
                .map(|name| name.expect("a name"))
                .collect();
            for trigger in triggers {
                file.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("taken off");
            }
            assert!(file.execute(&damage, []).expect("the damage is done") > 0, "{damage}");
        }
        let secret = Secret::Password { user: None, password: PASSWORD };
        let now = Moment::new(support::at("2025-11-03T18:00:00+08:00"), [7; 32]);
        let book = Book::open(&path, secret, &now).expect("the damaged book opens");
        let reports = book.verify().expect("verify");
        let found = reports.iter().find(|report| report.law == law).expect("the law exists");
        assert!(!found.ok(), "{law} notices: {damage}");
    }
}
