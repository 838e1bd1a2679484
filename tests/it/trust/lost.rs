//! The day on which a disk is lost: what a restored book knows to be missing, and how paper brings it back.

use super::{closed_and_copied, moment, notes, password, paying_village, void};
use cunshou_core::book::{
    Evidence, LostVoidedOrder, Secret, close_of_package_name, missing_ranges, missing_words,
};
use cunshou_core::journal::LawReport;
use cunshou_core::payment::{CatchUp, Order, Tendered, Terms};
use cunshou_core::{Book, Coded, Error, Moment};
use cunshou_exchange::package::verify_package;
use std::path::PathBuf;
use support::{PASSWORD, yuan};
use tempfile::TempDir;
use uuid::Uuid;

/// A book restored from a copy of two receipts, whose last paper says that two more were given out.
struct Restored {
    book: Book,
    path: PathBuf,
    /// A household that has not paid as far as the copy knows.
    third: Uuid,
    /// The series of the book that was lost.
    series: String,
    /// Holds the files.
    folder: TempDir,
}

fn restored_without_two(now: &Moment) -> Restored {
    let mut village = paying_village();
    let third = village.family("钱", 41).household_id;
    let (_stick, copy) = closed_and_copied(&mut village);
    let series = village.book.identity().series.clone();
    let folder = village.hold();
    let path = folder.path().join("restored.cunshou");
    let papers = [number(&series, 4)];
    let evidence = Evidence { papers: &papers, ..Evidence::default() };
    let book = Book::restore(&copy, &path, password(), evidence, now).expect("restored").book;
    Restored { book, path, third, series, folder }
}

/// The moments of the day after, each with its own randomness.
fn clock() -> impl FnMut() -> Moment {
    let mut clock = (9..).map(|seed| moment("2025-11-04T09:00:00+08:00", seed));
    move || clock.next().expect("a moment")
}

/// The number of a receipt as it is printed.
fn number(series: &str, serial: u32) -> String {
    format!("{}-{series}-{serial:06}", support::VILLAGE)
}

/// A sheet that was given out before the disk was lost.
fn sheet(paper_book: &str, paper_serial: &str) -> CatchUp {
    CatchUp {
        paper_book: paper_book.to_owned(),
        paper_serial: paper_serial.to_owned(),
        taken_on: support::day("2025-11-03"),
        reason: "从备份恢复时缺的".to_owned(),
    }
}

/// The whole household pays exactly, or its sheet is entered.
fn order(book: &Book, household_id: Uuid, sheet: Option<CatchUp>, now: &Moment) -> Order {
    Order {
        payment_id: book.open_collect(household_id, now).expect("the form opens").payment_id,
        household_id,
        choice: None,
        tendered: Tendered::Exact,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms { catch_up: sheet, ..Terms::default() },
    }
}

#[test]
fn a_restored_book_opens_a_new_series_and_names_the_receipts_that_paper_brings_back() {
    let mut village = paying_village();
    let (_stick, copy) = closed_and_copied(&mut village);
    // Two more receipts; then the disk is lost, but for the head file.
    let (third, fourth) = (village.family("钱", 41), village.family("孙", 51));
    village.open_session("0.00");
    let lost = [village.pay(&third), village.pay(&fourth)].map(|receipt| receipt.payment.receipt_no);
    let damaged = village.path();
    let old_series = village.book.identity().series.clone();
    let folder = village.hold();
    let mut bytes = std::fs::read(&damaged).expect("the data file");
    bytes[5000..9000].fill(0);
    std::fs::write(&damaged, &bytes).expect("the disk is damaged");

    let to = folder.path().join("restored.cunshou");
    let now = moment("2025-11-04T09:00:00+08:00", 9);
    let evidence = Evidence { damaged: Some(&damaged), ..Evidence::default() };
    let wrong = Secret::Password { user: None, password: "不对的这个密码" };
    assert!(matches!(Book::restore(&copy, &to, wrong, evidence, &now), Err(Error::WrongPassword { .. })));
    assert!(!to.exists(), "nothing is left of a refused restore");
    let over = Book::restore(&copy, &damaged, password(), evidence, &now);
    assert!(matches!(over, Err(Error::BookExists { .. })), "a book is never written over: {over:?}");

    let mut restored = Book::restore(&copy, &to, password(), evidence, &now).expect("restored");
    assert!(restored.series_opened && restored.laws.iter().all(LawReport::ok), "{:?}", restored.laws);
    let names: Vec<_> = restored.losses.receipts.iter().map(|one| one.receipt_no.clone()).collect();
    assert_eq!(names, lost, "both are named");
    assert_eq!(restored.copy.totals.payments, 2);
    assert_ne!(restored.book.identity().series, old_series, "no number is given twice");
    assert_eq!(restored.book.identity().restored_from.as_deref(), Some(old_series.as_str()));
    assert_eq!(restored.book.lost_receipts().expect("kept"), restored.losses.receipts);
    restored.book.open_session(now.on(), yuan("0.00"), false, &now).expect("the village goes on");
    drop(restored);
    let book = Book::open(&to, password(), &now).expect("opens again");
    assert!(book.behind_head().is_none(), "nothing more is awaited");
    assert_eq!(book.lost_receipts().expect("kept").len(), 2);
    let moved = Book::set_aside(&damaged, &now).expect("put aside");
    assert!(moved.len() >= 3 && moved.iter().all(|path| path.exists()), "nothing is deleted: {moved:?}");
    assert_eq!(Book::known_in(folder.path(), now.at()).len(), 1, "only the restored book is offered");
}

#[test]
fn without_a_head_file_the_last_paper_says_what_is_lost() {
    let mut village = paying_village();
    let (_stick, copy) = closed_and_copied(&mut village);
    let key = village.recovery_key.clone();
    let series = village.book.identity().series.clone();
    let folder = village.hold();
    let now = moment("2025-11-04T09:00:00+08:00", 9);
    let papers = [format!("{}-{series}-000004", support::VILLAGE)];
    let evidence = Evidence {
        papers: &papers,
        last_close: close_of_package_name("cunshou-341799101203-X-z3.csp"),
        damaged: None,
    };
    let looked =
        Book::look_at_copy(&copy, Secret::Recovery(&key), &now).expect("the township's key opens it");
    let losses = Book::losses(&looked, evidence).expect("told");
    assert_eq!(losses.receipts.iter().map(|one| one.serial).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(losses.closes, [2, 3], "two sheets of the township are not in the copy either");
    let foreign = ["341799101204-ABCD-000004".to_owned()];
    let refused = Book::losses(&looked, Evidence { papers: &foreign, ..Evidence::default() });
    assert!(matches!(refused, Err(Error::NotOurReceipt { .. })), "{refused:?}");
    let to = folder.path().join("restored.cunshou");
    let restored = Book::restore(&copy, &to, Secret::Recovery(&key), evidence, &now).expect("restored");
    assert!(restored.book.opened_by_recovery(), "a new password is wanted");
    assert_eq!(restored.book.lost_receipts().expect("kept")[0].known_by, "paper");
}

#[test]
fn lost_receipts_come_back_from_paper_one_by_one() {
    let mut next = clock();
    let Restored { mut book, third, series, folder: _folder, .. } = restored_without_two(&next());
    let left = |book: &Book| missing_words(&missing_ranges(&book.missing_receipts().expect("read")));
    let number = |serial: u32| number(&series, serial);
    assert_eq!(left(&book), format!("{} 至 {}（2 张）", number(3), number(4)));
    let now = next();
    book.open_session(now.on(), yuan("0.00"), false, &now).expect("opened");
    // However the number is typed, it is the same sheet.
    let order = |book: &Book, household_id, serial: &str, now: &Moment| {
        order(book, household_id, Some(sheet(&series.to_lowercase(), serial)), now)
    };
    let now = next();
    let first = order(&book, third, "3", &now);
    let receipt = book.take_payment(&first, &now).expect("entered").payment;
    let sheet = receipt.catch_up.clone().expect("marked");
    assert_eq!(sheet.paper_no(), format!("{series}-000003"), "as it stood on the paper");
    assert_eq!(left(&book), format!("{}（1 张）", number(4)), "the list grows shorter");
    let lost = book.lost_receipts().expect("kept");
    assert_eq!(lost[0].entered_as, Some((receipt.receipt_no.clone(), yuan("1200"))));
    let other = book.search("王", 1, 2026, now.on()).expect("found").households[0].household_id;
    let now = next();
    let again = order(&book, other, &number(3), &now);
    let refused = book.take_payment(&again, &now);
    assert!(matches!(refused, Err(Error::PaperEntered { .. })), "{refused:?}");
    let now = next();
    book.void_receipt(&void(&receipt.receipt_no, &now), &now).expect("voided");
    assert_eq!(
        left(&book),
        format!("{} 至 {}（2 张）", number(3), number(4)),
        "and longer if one is taken back"
    );
    let now = next();
    let right = order(&book, other, &format!(" {} ", number(3)), &now);
    book.take_payment(&right, &now).expect("entered for the right household");
    let now = next();
    let last = order(&book, third, "０４", &now);
    book.take_payment(&last, &now).expect("entered");
    assert_eq!(left(&book), "没有");
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
}

#[test]
fn a_lost_receipt_that_had_been_taken_back_is_ticked_off_by_both_its_papers() {
    let mut next = clock();
    let Restored { mut book, path: to, third, series, folder: _folder } = restored_without_two(&next());
    let number = |serial: u32| number(&series, serial);
    let totals = |book: &Book| format!("{:?}", book.season(None, support::day("2025-11-04")).expect("told"));
    let before = totals(&book);
    let left = |book: &Book| book.missing_receipts().expect("read").len();
    assert_eq!(left(&book), 2);
    let papers_say = LostVoidedOrder {
        receipt_no: format!(" {} ", number(3).to_lowercase()),
        amount: yuan("1200"),
        taken_on: support::day("2025-11-03"),
        voided_on: support::day("2025-11-03"),
        slip_no: " 第3号 ".to_owned(),
        note: "收据和作废单在存根本里".to_owned(),
    };
    // What the papers do not say, and what is no lost receipt, is refused, and nothing is written.
    for (order, code) in [
        (LostVoidedOrder { slip_no: " ".to_owned(), ..papers_say.clone() }, "E-RST-007"),
        (LostVoidedOrder { voided_on: support::day("2025-11-02"), ..papers_say.clone() }, "E-RST-008"),
        (LostVoidedOrder { voided_on: support::day("2025-11-05"), ..papers_say.clone() }, "E-RST-008"),
        (LostVoidedOrder { receipt_no: number(2), ..papers_say.clone() }, "E-RST-006"),
        (LostVoidedOrder { receipt_no: "3".to_owned(), ..papers_say.clone() }, "E-RST-006"),
    ] {
        let refused = book.enter_lost_voided(&order, &next()).expect_err("refused");
        assert_eq!(Coded::code(&refused), code, "{order:?}");
    }
    let entries = book.head().seq;
    // No session is open: nothing comes into a drawer by it.
    let ticked = book.enter_lost_voided(&papers_say, &next()).expect("ticked off");
    let voided = ticked.voided.as_ref().expect("said");
    assert_eq!((voided.amount, voided.slip_no.as_str()), (yuan("1200"), "第3号"));
    assert_eq!((left(&book), book.head().seq), (1, entries + 1), "the list is shorter by one");
    assert_eq!(book.enter_lost_voided(&papers_say, &next()).expect("a retry"), ticked);
    assert_eq!(book.head().seq, entries + 1, "and writes nothing");
    let other = LostVoidedOrder { amount: yuan("800"), ..papers_say.clone() };
    let refused = book.enter_lost_voided(&other, &next());
    assert!(matches!(refused, Err(Error::LostVoidedBefore { .. })), "{refused:?}");
    assert_eq!(totals(&book), before, "no receipt, no void, no cash");
    assert_eq!(book.cash_in_hand(next().on()).expect("told").unremitted, yuan("2400"));
    // It cannot be entered as money as well.
    let now = next();
    book.open_session(now.on(), yuan("0.00"), false, &now).expect("opened");
    let now = next();
    let third_sheet = || Some(sheet(&series, &number(3)));
    let as_money = order(&book, third, third_sheet(), &now);
    let refused = book.take_payment(&as_money, &now);
    assert!(matches!(refused, Err(Error::PaperVoided { .. })), "{refused:?}");
    // It was a mistake: the list is longer again, the receipt is entered, and cannot be ticked off then.
    let wordless = book.withdraw_lost_voided(&number(3), "  ", &next());
    assert!(matches!(wordless, Err(Error::WithdrawalNeedsReason { .. })), "{wordless:?}");
    book.withdraw_lost_voided(&number(3), "票号看错了", &next()).expect("withdrawn");
    assert_eq!(left(&book), 2);
    let again = book.withdraw_lost_voided(&number(3), "票号看错了", &next());
    assert!(matches!(again, Err(Error::LostNotVoided { .. })), "{again:?}");
    let now = next();
    book.take_payment(&order(&book, third, third_sheet(), &now), &now).expect("entered as one that stands");
    let refused = book.enter_lost_voided(&papers_say, &next());
    assert!(matches!(refused, Err(Error::PaperEntered { .. })), "{refused:?}");
    let fourth = LostVoidedOrder { receipt_no: number(4), ..papers_say };
    book.enter_lost_voided(&fourth, &next()).expect("ticked off");
    assert_eq!(left(&book), 0);
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
    // The township hears of each of them: no table has a row, and only it can compare the papers.
    book.count(&notes(&[("100", 12)]), &next()).expect("counted");
    let close = book.close_session(None, None, &next()).expect("closed");
    let package = book.package(close.record.close_no, &next()).expect("a package");
    let report = verify_package(&package.zip, None, None);
    assert!(report.is_good(), "{:?}", report.problems);
    let heard = report.lost_voided.iter().map(|one| (one.receipt_no.clone(), one.papers.is_some()));
    assert_eq!(
        heard.collect::<Vec<_>>(),
        [(number(3), true), (number(3), false), (number(4), true)],
        "{:?}",
        report.lost_voided
    );
    let papers = report.lost_voided[0].papers.as_ref().expect("said");
    assert_eq!((papers.amount, papers.slip_no.as_str()), (yuan("1200"), "第3号"));
    drop(book);
    // What was said stays said, and the journal is the witness of the rows.
    let raw = support::raw(&to, PASSWORD);
    for statement in [
        "UPDATE lost_voided SET amount_fen = 1",
        "DELETE FROM lost_voided",
        "INSERT OR REPLACE INTO lost_voided SELECT * FROM lost_voided LIMIT 1",
        "UPDATE lost_voided_withdrawn SET voided_seq = 1",
        "DELETE FROM lost_voided_withdrawn",
        "INSERT OR REPLACE INTO lost_voided_withdrawn SELECT * FROM lost_voided_withdrawn LIMIT 1",
    ] {
        assert!(raw.execute_batch(statement).is_err(), "{statement} must be stopped by the file itself");
    }
    raw.execute_batch("DROP TRIGGER lost_voided_is_final_update; UPDATE lost_voided SET amount_fen = 1")
        .expect("by force");
    drop(raw);
    let book = Book::open(&to, password(), &next()).expect("opens");
    let broken: Vec<_> = book.verify().expect("verify").into_iter().filter(|law| !law.ok()).collect();
    assert_eq!(broken.iter().map(|law| law.law).collect::<Vec<_>>(), ["projections_match"], "{broken:?}");
}

#[test]
fn a_copy_of_an_open_session_takes_no_money_until_that_is_closed() {
    let mut village = paying_village();
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied in the middle of the day");
    let folder = village.hold();
    let to = folder.path().join("restored.cunshou");
    let now = moment("2025-11-03T15:00:00+08:00", 9);
    let papers = ["3".to_owned()];
    let evidence = Evidence { papers: &papers, ..Evidence::default() };
    let restored = Book::restore(&copy, &to, password(), evidence, &now).expect("restored");
    assert!(!restored.series_opened, "the old session comes first");
    drop(restored);
    let mut book = Book::open(&to, password(), &now).expect("opens");
    assert!(book.behind_head().is_some(), "also after a restart nothing is taken under old numbers");
    let family = book.search("王", 1, 2026, now.on()).expect("found").households[0].household_id;
    let order = order(&book, family, None, &now);
    let refused = book.take_payment(&order, &now);
    let all = |missing: &str| missing.ends_with("000003（1 张）");
    assert!(matches!(&refused, Err(Error::BookBehind { missing, .. }) if all(missing)), "{refused:?}");
    book.count(&notes(&[("100", 25)]), &now).expect("counted");
    book.close_session(None, None, &now).expect("closed");
    book.continue_after_loss(&now).expect("the new series begins");
    book.open_session(now.on(), yuan("0.00"), false, &now).expect("opened");
    let receipt = book.take_payment(&order, &now).expect("taken");
    assert_eq!(receipt.payment.serial, 1, "in a series of its own");
    assert_eq!(book.lost_receipts().expect("kept").iter().map(|one| one.serial).collect::<Vec<_>>(), [3]);
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
}
