//! The laws of the whole, against a model: whatever a clerk does in whatever order, nothing is lost or doubled.

use cunshou_core::Error;
use cunshou_core::household::Household;
use cunshou_core::payment::{Order, Tendered};
use cunshou_policy::Yuan;
use proptest::prelude::*;
use support::{TestBook, yuan};

/// What a clerk may do next.
#[derive(Debug, Clone)]
enum Step {
    Register,
    OpenSession,
    Pay { household: usize, extra: u8 },
    PayTooLittle { household: usize },
    RepeatLast,
    Count { off_by: i8 },
    Close,
    Restart,
    NextDay,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Register),
        3 => Just(Step::OpenSession),
        6 => (any::<usize>(), 0_u8..3).prop_map(|(household, extra)| Step::Pay { household, extra }),
        1 => any::<usize>().prop_map(|household| Step::PayTooLittle { household }),
        2 => Just(Step::RepeatLast),
        3 => (-1_i8..2).prop_map(|off_by| Step::Count { off_by }),
        3 => Just(Step::Close),
        1 => Just(Step::Restart),
        1 => Just(Step::NextDay),
    ]
}

/// What must be true, kept by hand beside the book.
#[derive(Default)]
struct Model {
    households: Vec<(Household, bool)>,
    session: Option<(Yuan, String)>,
    counted: Option<Yuan>,
    taken: Yuan,
    receipts: u32,
    closes: u32,
    last: Option<(Order, String)>,
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
                let opened = village.book.open_session(now.on(), yuan("20"), false, &now);
                assert_eq!(opened.is_ok(), model.session.is_none(), "one session at a time: {opened:?}");
                if opened.is_ok() {
                    model.session = Some((Yuan::ZERO, now.on().to_string()));
                    model.counted = None;
                }
            }
            Step::Pay { household, extra } => {
                let Some((order, paid, place)) = order(&mut village, &model, *household) else { continue };
                let handed =
                    yuan("1200").checked_add(Yuan::from_fen(i64::from(*extra) * 5_000)).expect("small");
                let order = Order { tendered: Tendered::Amount(handed), ..order };
                let answer = village.take(&order);
                let left_over =
                    model.session.as_ref().is_some_and(|(_, on)| *on != village.now().on().to_string());
                match (&mut model.session, paid, left_over) {
                    (None, ..) => assert!(matches!(answer, Err(Error::NoSession {})), "{answer:?}"),
                    (Some(_), _, true) => {
                        assert!(matches!(answer, Err(Error::LeftOpen { .. })), "{answer:?}");
                    }
                    (Some(_), true, _) => {
                        assert!(matches!(answer, Err(Error::AlreadyPaid { .. })), "{answer:?}");
                    }
                    (Some((cash, _)), false, false) => {
                        let receipt = answer.expect("an open session and an unpaid household");
                        assert_eq!(receipt.payment.change, Yuan::from_fen(i64::from(*extra) * 5_000));
                        *cash = cash.checked_add(yuan("1200")).expect("small");
                        model.taken = model.taken.checked_add(yuan("1200")).expect("small");
                        model.receipts += 1;
                        model.counted = None;
                        model.households[place].1 = true;
                        assert_eq!(receipt.payment.serial, model.receipts, "serials follow one another");
                        model.last = Some((order, receipt.payment.receipt_no));
                    }
                }
            }
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
            Step::Count { off_by } => {
                let Some((cash, _)) = &model.session else { continue };
                let expected = cash.checked_add(yuan("20")).expect("small");
                let pieces =
                    u32::try_from(expected.fen() / 1_000 + i64::from(*off_by)).expect("above nought");
                let count = village.count(&[("10", pieces)]);
                assert_eq!(count.expected, expected, "float and cash");
                model.counted = Some(count.variance);
            }
            Step::Close => {
                let now = village.now();
                let closed = village.book.close_session(None, None, &now);
                match (&model.session, model.counted) {
                    (None, _) => assert!(matches!(closed, Err(Error::NoSession {}))),
                    (Some(_), None) => assert!(matches!(closed, Err(Error::NotCounted {}))),
                    (Some(_), Some(variance)) if !variance.is_zero() => {
                        assert!(matches!(closed, Err(Error::DifferenceNeedsReason { .. })));
                    }
                    (Some((cash, _)), Some(_)) => {
                        let close = closed.expect("counted without a difference");
                        model.closes += 1;
                        assert_eq!((close.record.close_no, close.record.cash), (model.closes, *cash));
                        assert_eq!(close.record.perpetual_due, model.taken);
                        model.session = None;
                    }
                }
            }
            Step::Restart => village = village.reopen(),
            Step::NextDay => {
                days += 1;
                village.set_clock(&format!("2025-11-{:02}T08:00:00+08:00", 3 + days.min(25)));
            }
        }
        village.assert_lawful();
    }
    let receipts = village.book.all_receipts().expect("list");
    assert_eq!(receipts.len(), model.receipts as usize, "no receipt lost, none doubled");
    assert_eq!(
        Yuan::sum(receipts.iter().map(|receipt| receipt.due)),
        Some(model.taken),
        "every yuan is there"
    );
}

fn order(village: &mut TestBook, model: &Model, household: usize) -> Option<(Order, bool, usize)> {
    let place = household.checked_rem(model.households.len())?;
    let (household, paid) = &model.households[place];
    Some((village.order(household), *paid, place))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_done_nothing_is_lost_or_doubled(steps in prop::collection::vec(step(), 1..30)) {
        run(&steps);
    }
}

#[test]
fn final_tables_take_no_change_from_anyone() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("100", 12)]);
    village.close();
    for (table, column) in [
        ("journal", "payload = x'00'"),
        ("payment", "due_fen = 0"),
        ("payment_line", "due_fen = 0"),
        ("session", "float_fen = 9"),
        ("cash_count", "counted_fen = 9"),
        ("close", "counted_fen = 9"),
        ("roster_change", "act = ''"),
        ("policy", "levy_year = 1"),
    ] {
        for statement in [
            format!("UPDATE {table} SET {column}"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"),
        ] {
            village = village.with_raw(|file| {
                assert!(
                    file.execute_batch(&statement).is_err(),
                    "{statement} must be stopped by the file itself"
                );
            });
        }
    }
    village.assert_lawful();
}

#[test]
fn each_law_notices_its_own_damage() {
    // Triggers are taken off as someone with the key could; the laws then find what he did.
    for (law, damage) in [
        (
            "chain_unbroken",
            "UPDATE journal SET payload = CAST(replace(CAST(payload AS TEXT), '1200.00', '0200.00') AS BLOB) WHERE kind = 'payment'",
        ),
        (
            "projections_match",
            "UPDATE payment SET taken_at = '', session_no = session_no, due_fen = 0, fee_fen = 0, tendered_fen = change_fen",
        ),
        ("projections_match", "DELETE FROM live_line"),
    ] {
        let mut village = TestBook::new();
        let household = village.family("张", 1);
        village.open_session("0.00");
        village.pay(&household);
        let village = village.with_raw(|file| {
            for table in ["journal", "payment"] {
                for act in ["update", "delete"] {
                    file.execute_batch(&format!("DROP TRIGGER {table}_is_final_{act}")).expect("taken off");
                }
            }
            file.execute_batch(damage).expect("the damage is done");
        });
        let reports = village.book.verify().expect("verify");
        let found = reports.iter().find(|report| report.law == law).expect("the law exists");
        assert!(!found.ok(), "{law} notices: {damage}");
    }
}
