//! 备份、恢复、人员: verified copies and their rotation, the day on which a disk is lost, passwords, roles, two pairs of hands.

use cunshou_core::book::{
    BackupCause, Evidence, LostVoidedOrder, Secret, close_of_package_name, missing_ranges, missing_words,
};
use cunshou_core::journal::{LawReport, NoteCount};
use cunshou_core::payment::{CatchUp, Order, Tendered, Terms};
use cunshou_core::person::{PeopleFilter, SortBy};
use cunshou_core::reversal::VoidOrder;
use cunshou_core::user::{HandOverForm, Role};
use cunshou_core::{Book, Coded, Error, Moment};
use std::path::{Path, PathBuf};
use support::{PASSWORD, TestBook, at, tiny_disk, yuan};
use uuid::Uuid;

const THEIRS: &str = "另一个人的密码";

fn moment(when: &str, seed: u8) -> Moment {
    Moment::new(at(when), [seed; 32])
}

fn open_as(path: &Path, user: &str, password: &str) -> cunshou_core::Result<Book> {
    let secret = Secret::Password { user: Some(user), password };
    Book::open(path, secret, &moment("2025-11-04T08:00:00+08:00", 77))
}

fn password() -> Secret<'static> {
    Secret::Password { user: None, password: PASSWORD }
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn notes(lines: &[(&str, u32)]) -> Vec<NoteCount> {
    lines.iter().map(|(note, pieces)| NoteCount { note: yuan(note), pieces: *pieces }).collect()
}

/// A village with two receipts of 1,200.00 in an open session, and a third family that has not paid.
fn paying_village() -> TestBook {
    let mut village = TestBook::new();
    let families = [village.family("张", 1), village.family("李", 11)];
    village.family("王", 21);
    village.open_session("100.00");
    for family in &families {
        village.pay(family);
    }
    village
}

fn close(village: &mut TestBook, cash: u32) {
    village.count(&[("100", cash)]);
    village.close();
}

// ---------------------------------------------------------------- copies

#[test]
fn a_copy_is_read_back_before_it_counts_and_its_age_is_known() {
    let mut village = paying_village();
    close(&mut village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let before = village.book.backup_status(now.at()).expect("told");
    assert!(before.newest.is_none() && before.is_behind(), "nothing was ever copied");
    assert_eq!((before.payments_since, before.closes_since), (2, 1));
    let backed = village.book.back_up(stick.path(), BackupCause::Close, &now).expect("copied");
    assert_eq!(backed.head, *village.book.head(), "the whole journal is in it");
    let name = backed.path.file_name().expect("a name").to_string_lossy().into_owned();
    assert_eq!(files_in(stick.path()), [name.clone(), format!("{name}.keys")], "no half file is left");
    village.set_clock("2025-11-09T12:00:00+08:00");
    let now = village.now();
    let after = village.book.backup_status(now.at()).expect("told");
    assert_eq!(after.age_days, Some(6));
    assert!(!after.is_behind(), "the copy holds every payment and close");
    let next = village.family("赵", 31);
    village.open_session("0.00");
    village.pay(&next);
    let behind = village.book.backup_status(now.at()).expect("told");
    assert_eq!((behind.payments_since, behind.is_behind()), (1, true), "what came since would be lost");
    village.assert_lawful();
}

#[test]
fn a_copy_that_cannot_be_made_leaves_nothing_and_stops_nothing() {
    let mut village = paying_village();
    let disk = tiny_disk("48k");
    let now = village.now();
    let full = village.book.back_up(disk.path(), BackupCause::Close, &now);
    assert!(matches!(full, Err(Error::DiskFull { .. })), "{full:?}");
    assert_eq!(files_in(disk.path()), Vec::<String>::new(), "no half file is left");
    let gone = village.book.back_up(Path::new("/no/such/stick"), BackupCause::Close, &now);
    assert!(matches!(gone, Err(Error::NoSuchFolder { .. })), "{gone:?}");
    let beside = village.folder().to_owned();
    let own = village.book.back_up(&beside, BackupCause::Asked, &now);
    assert!(
        matches!(own, Err(Error::BackupBesideBook { .. })),
        "a copy beside the book goes with it: {own:?}"
    );
    let status = village.book.backup_status(now.at()).expect("told");
    assert_eq!(
        status.failed.and_then(|row| row.fault).as_deref(),
        Some("E-BAK-002"),
        "the newest failure is said"
    );
    close(&mut village, 25);
    village.assert_lawful();
    let stick = tempfile::tempdir().expect("another stick");
    let now = village.now();
    village.book.backup(stick.path(), &now).expect("offered again, it works");
    let status = village.book.backup_status(now.at()).expect("told");
    assert!(status.failed.is_none(), "a copy that succeeded ends the warning");
}

#[test]
fn copies_go_to_the_second_folder_and_to_sticks_that_were_made_for_it() {
    let mut village = paying_village();
    let (folder, stick, stranger) =
        (tempfile::tempdir().expect("a"), tempfile::tempdir().expect("b"), tempfile::tempdir().expect("c"));
    let now = village.now();
    let sticks = [stick.path().to_owned(), stranger.path().to_owned()];
    let nowhere = village.book.back_up_everywhere(&sticks, BackupCause::Close, &now);
    assert!(matches!(nowhere, Err(Error::NoBackupPlace {})), "nobody said where to: {nowhere:?}");
    village.book.set_backup(Some(folder.path()), 3, &now).expect("set");
    let now = village.now();
    village.book.make_backup_stick(stick.path(), &now).expect("made");
    let now = village.now();
    let tries = village.book.back_up_everywhere(&sticks, BackupCause::Close, &now).expect("tried");
    assert_eq!(tries.iter().filter(|one| one.outcome.is_ok()).count(), 2, "{tries:?}");
    assert_eq!(files_in(stranger.path()), Vec::<String>::new(), "somebody else's stick is left alone");
    // One place fails: the other still gets its copy, and the failure is told.
    let path = folder.path().to_owned();
    drop(folder);
    let now = village.now();
    let tries = village.book.back_up_everywhere(&sticks, BackupCause::Close, &now).expect("tried");
    assert!(matches!(&tries[0].outcome, Err(Error::NoSuchFolder { .. })), "{tries:?}");
    assert_eq!((tries[0].folder.clone(), tries[1].outcome.is_ok()), (path, true));
}

#[test]
fn older_copies_of_this_book_go_and_those_of_other_books_stay() {
    let mut village = paying_village();
    let folder = tempfile::tempdir().expect("a folder");
    // The copy of another book of the same village: same names, another id.
    let mut other = TestBook::new();
    other.family("张", 1);
    let then = other.now();
    let foreign = other.book.backup(folder.path(), &then).expect("copied");
    let now = village.now();
    village.book.set_backup(Some(folder.path()), 2, &now).expect("set");
    for day in ["2025-11-28", "2025-11-29", "2025-11-30", "2025-12-01", "2025-12-02", "2025-12-03"] {
        village.set_clock(&format!("{day}T18:00:00+08:00"));
        let now = village.now();
        village.book.backup(folder.path(), &now).expect("copied");
    }
    let days: Vec<_> = files_in(folder.path())
        .into_iter()
        .filter(|name| name.ends_with(".cunshou"))
        .filter_map(|name| name.split('-').find(|part| part.len() == 8).map(str::to_owned))
        .collect();
    assert_eq!(
        days,
        ["20251103", "20251130", "20251202", "20251203"],
        "two newest, one of November, the foreign one"
    );
    assert!(foreign.exists(), "the other book's copy");
    assert_eq!(files_in(folder.path()).len(), 8, "each with its keys, nothing else");
}

// ---------------------------------------------------------------- the day on which a disk is lost

#[test]
fn a_restored_book_opens_a_new_series_and_names_the_receipts_that_paper_brings_back() {
    let mut village = paying_village();
    close(&mut village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
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
    close(&mut village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
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

fn void(receipt_no: &str, now: &Moment) -> VoidOrder {
    VoidOrder {
        void_id: now.id(),
        receipt_no: receipt_no.to_owned(),
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: None,
        paper_back: true,
    }
}

#[test]
fn a_copy_tells_what_went_back_and_what_stands() {
    let mut village = paying_village();
    let receipt_no = village.book.all_receipts().expect("list").remove(0).receipt_no;
    let now = village.now();
    village.book.void_receipt(&void(&receipt_no, &now), &now).expect("voided");
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
    let totals = Book::look_at_copy(&copy, password(), &now).expect("looked at").totals;
    assert_eq!((totals.payments, totals.due), (2, yuan("2400")), "all that was taken");
    assert_eq!((totals.voids, totals.reversals, totals.cash_back), (1, 0, yuan("1200")));
    assert_eq!((totals.standing, totals.remitted), (yuan("1200"), yuan("0")));
    let drill = village.book.practise_restore(&copy, password(), &now).expect("practised");
    assert_eq!(drill.copy.totals, drill.book.totals, "both sides compare truly");
}

#[test]
fn lost_receipts_come_back_from_paper_one_by_one() {
    let mut village = paying_village();
    let third = village.family("钱", 41);
    close(&mut village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
    let series = village.book.identity().series.clone();
    let folder = village.hold();
    let to = folder.path().join("restored.cunshou");
    let mut clock = (9..).map(|seed| moment("2025-11-04T09:00:00+08:00", seed));
    let mut next = || clock.next().expect("a moment");
    let papers = [format!("{}-{series}-000004", support::VILLAGE)];
    let evidence = Evidence { papers: &papers, ..Evidence::default() };
    let mut book = Book::restore(&copy, &to, password(), evidence, &next()).expect("restored").book;
    let left = |book: &Book| missing_words(&missing_ranges(&book.missing_receipts().expect("read")));
    let number = |serial: u32| format!("{}-{series}-{serial:06}", support::VILLAGE);
    assert_eq!(left(&book), format!("{} 至 {}（2 张）", number(3), number(4)));
    let now = next();
    book.open_session(now.on(), yuan("0.00"), false, &now).expect("opened");
    // However the number is typed, it is the same sheet.
    let order = |book: &Book, household_id, serial: &str, now: &Moment| {
        let sheet = CatchUp {
            paper_book: series.to_lowercase(),
            paper_serial: serial.to_owned(),
            taken_on: support::day("2025-11-03"),
            reason: "从备份恢复时缺的".to_owned(),
        };
        let form = book.open_collect(household_id, now).expect("the form opens");
        Order {
            payment_id: form.payment_id,
            household_id,
            choice: None,
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms { catch_up: Some(sheet), ..Terms::default() },
        }
    };
    let now = next();
    let first = order(&book, third.household_id, "3", &now);
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
    let last = order(&book, third.household_id, "０４", &now);
    book.take_payment(&last, &now).expect("entered");
    assert_eq!(left(&book), "没有");
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
}

#[test]
fn a_lost_receipt_that_had_been_taken_back_is_ticked_off_by_both_its_papers() {
    let mut village = paying_village();
    let third = village.family("钱", 41);
    close(&mut village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
    let series = village.book.identity().series.clone();
    let folder = village.hold();
    let to = folder.path().join("restored.cunshou");
    let mut clock = (9..).map(|seed| moment("2025-11-04T09:00:00+08:00", seed));
    let mut next = || clock.next().expect("a moment");
    let number = |serial: u32| format!("{}-{series}-{serial:06}", support::VILLAGE);
    let papers = [number(4)];
    let evidence = Evidence { papers: &papers, ..Evidence::default() };
    let mut book = Book::restore(&copy, &to, password(), evidence, &next()).expect("restored").book;
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
    let sheet = |serial: u32| CatchUp {
        paper_book: series.clone(),
        paper_serial: number(serial),
        taken_on: support::day("2025-11-03"),
        reason: "从备份恢复时缺的".to_owned(),
    };
    let order = |book: &Book, sheet: CatchUp, now: &Moment| Order {
        payment_id: book.open_collect(third.household_id, now).expect("the form opens").payment_id,
        household_id: third.household_id,
        choice: None,
        tendered: Tendered::Exact,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms { catch_up: Some(sheet), ..Terms::default() },
    };
    let now = next();
    let as_money = order(&book, sheet(3), &now);
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
    book.take_payment(&order(&book, sheet(3), &now), &now).expect("entered as one that stands");
    let refused = book.enter_lost_voided(&papers_say, &next());
    assert!(matches!(refused, Err(Error::PaperEntered { .. })), "{refused:?}");
    let fourth = LostVoidedOrder { receipt_no: number(4), ..papers_say };
    book.enter_lost_voided(&fourth, &next()).expect("ticked off");
    assert_eq!(left(&book), 0);
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
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
    let form = book.open_collect(family, &now).expect("the form opens");
    let order = cunshou_core::payment::Order {
        payment_id: form.payment_id,
        household_id: family,
        choice: None,
        tendered: cunshou_core::payment::Tendered::Exact,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: cunshou_core::payment::Terms::default(),
    };
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

#[test]
fn a_drill_opens_a_copy_beside_the_book_and_changes_neither() {
    let mut village = paying_village();
    close(&mut village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
    let bytes = std::fs::read(&copy).expect("the copy");
    let family = village.family("钱", 41);
    village.open_session("0.00");
    village.pay(&family);
    let now = village.now();
    let drill = village.book.practise_restore(&copy, password(), &now).expect("practised");
    assert!(drill.is_earlier_state, "hash by hash");
    assert_eq!((drill.copy.totals.payments, drill.book.totals.payments), (2, 3), "side by side");
    assert_eq!(std::fs::read(&copy).expect("the copy"), bytes, "the copy is only read");
    let mut other = TestBook::new();
    let now = other.now();
    let foreign = other.book.practise_restore(&copy, password(), &now);
    assert!(matches!(foreign, Err(Error::CopyOfAnotherBook { .. })), "{foreign:?}");
    for place in [4096 + 100, bytes.len() - 100] {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        std::fs::write(&copy, &damaged).expect("a stick goes bad");
        let refused = Book::look_at_copy(&copy, password(), &now);
        assert!(
            matches!(refused, Err(Error::CopyUnusable { .. } | Error::Database(_))),
            "byte {place}: {refused:?}"
        );
    }
}

// ---------------------------------------------------------------- people

/// A village whose clerk has a colleague.
fn village_of_two(role: Role) -> TestBook {
    let mut village = paying_village();
    let now = village.now();
    village.book.add_user("吴会计", role, THEIRS, &now).expect("added");
    village
}

#[test]
fn each_has_a_password_of_his_own_and_changes_it() {
    let mut village = village_of_two(Role::Clerk);
    let now = village.now();
    let again = village.book.add_user("吴会计", Role::Clerk, THEIRS, &now);
    assert!(matches!(again, Err(Error::UserNameTaken { .. })), "{again:?}");
    let short = village.book.add_user("郑会计", Role::Clerk, "12345", &now);
    assert!(matches!(short, Err(Error::PasswordTooShort { .. })), "{short:?}");
    let wrong = village.book.set_password("吴会计", PASSWORD, "新的密码123", &now);
    assert!(matches!(wrong, Err(Error::WrongProof { .. })), "one's own password is asked: {wrong:?}");
    village.book.set_password("吴会计", THEIRS, "新的密码123", &now).expect("changed");
    let key = village.recovery_key.clone();
    village
        .book
        .set_password("周会计", &key, "忘了又新设的", &now)
        .expect("the recovery key stands in for a lost one");
    let path = village.path();
    let _hold = village.hold();
    assert!(
        matches!(open_as(&path, "吴会计", THEIRS), Err(Error::WrongPassword { .. })),
        "the old one is gone"
    );
    let book = open_as(&path, "吴会计", "新的密码123").expect("the new one opens");
    assert_eq!(book.user(), "吴会计");
    drop(book);
    open_as(&path, "周会计", "忘了又新设的").expect("so does the other's");
}

#[test]
fn who_leaves_opens_nothing_new_and_older_copies_keep_their_secrets() {
    let mut village = village_of_two(Role::Clerk);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
    let old_keys = std::fs::read(format!("{}.keys", village.path().display())).expect("the key file");
    let old_recovery = village.recovery_key.clone();
    let own = village.book.remove_user("周会计", &[("周会计", PASSWORD)], &now);
    assert!(matches!(own, Err(Error::OwnUser { .. })), "{own:?}");
    let unproved = village.book.remove_user("吴会计", &[("周会计", "不对的这个密码")], &now);
    assert!(matches!(unproved, Err(Error::WrongProof { .. })), "{unproved:?}");
    let rekeyed = village.book.remove_user("吴会计", &[("周会计", PASSWORD)], &now).expect("removed");
    assert!(rekeyed.without_password.is_empty());
    // The book goes on under the new key without being opened again.
    let family = village.family("钱", 41);
    village.pay(&family);
    village.assert_lawful();
    let path = village.path();
    let _hold = village.hold();
    assert!(matches!(open_as(&path, "吴会计", THEIRS), Err(Error::NoSuchUser { .. })));
    let keys = PathBuf::from(format!("{}.keys", path.display()));
    let new_keys = std::fs::read(&keys).expect("the key file");
    std::fs::write(&keys, old_keys).expect("somebody kept the old key file");
    assert!(open_as(&path, "吴会计", THEIRS).is_err(), "the old key opens the old copies only");
    std::fs::write(&keys, new_keys).expect("put back");
    let old = Book::open(&path, Secret::Recovery(&old_recovery), &moment("2025-11-05T08:00:00+08:00", 3));
    assert!(matches!(old, Err(Error::WrongRecoveryKey {})), "the old recovery key is void");
    let now = moment("2025-11-05T09:00:00+08:00", 4);
    drop(Book::open(&path, Secret::Recovery(&rekeyed.recovery_key), &now).expect("the new one opens"));
    let theirs = Secret::Password { user: Some("吴会计"), password: THEIRS };
    Book::look_at_copy(&copy, theirs, &now).expect("an older copy opens with the secrets of then");
}

#[test]
fn a_change_of_the_key_that_was_cut_off_leaves_a_book_that_opens() {
    let mut village = village_of_two(Role::Clerk);
    let path = village.path();
    let keys = PathBuf::from(format!("{}.keys", path.display()));
    let before_keys: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&keys).expect("keys")).expect("JSON");
    let now = village.now();
    let both = [("周会计", PASSWORD), ("吴会计", THEIRS)];
    let rekeyed = village.book.rekey(&both, &now).expect("rekeyed");
    let _hold = village.hold();
    let after_data = std::fs::read(&path).expect("data");
    let after_keys: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&keys).expect("keys")).expect("JSON");
    // As it lies on the disk when the plug is pulled after the data file went over and before the key file did.
    let mut between = before_keys.clone();
    between["next"] = after_keys["slots"].clone();
    // A file of a program that knew no checksum: the test cannot make the right one.
    between.as_object_mut().expect("an object").remove("checksum");
    std::fs::write(&keys, between.to_string()).expect("the plug is pulled");
    let book = open_as(&path, "吴会计", THEIRS).expect("the new key is tried where the old one does not fit");
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
    drop(book);
    let mended: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&keys).expect("keys")).expect("JSON");
    assert_eq!(
        (&mended["slots"], mended.get("next")),
        (&after_keys["slots"], None),
        "the change is finished"
    );
    drop(
        Book::open(&path, Secret::Recovery(&rekeyed.recovery_key), &moment("2025-11-05T09:00:00+08:00", 4))
            .expect("opens"),
    );
    assert_ne!(after_keys["slots"], before_keys["slots"]);
    drop(after_data);
}

#[test]
fn a_change_of_the_key_that_never_began_is_forgotten() {
    let village = village_of_two(Role::Clerk);
    let path = village.path();
    let keys = PathBuf::from(format!("{}.keys", path.display()));
    let _hold = village.hold();
    let before: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&keys).expect("keys")).expect("JSON");
    // Slots of a key to which the data file never went over: those of another book's key file will do.
    let other = TestBook::new();
    let strange = std::fs::read(format!("{}.keys", other.path().display())).expect("keys");
    let strange: serde_json::Value = serde_json::from_slice(&strange).expect("JSON");
    let mut between = before.clone();
    between["next"] = strange["slots"].clone();
    // A file of a program that knew no checksum: the test cannot make the right one.
    between.as_object_mut().expect("an object").remove("checksum");
    std::fs::write(&keys, between.to_string()).expect("the plug is pulled");
    drop(open_as(&path, "周会计", PASSWORD).expect("the old key still fits"));
    let mended: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&keys).expect("keys")).expect("JSON");
    assert_eq!(mended, before, "the file is as it was");
}

#[test]
fn who_has_no_password_after_a_change_of_the_key_gets_one_by_the_recovery_key() {
    let mut village = village_of_two(Role::Clerk);
    let now = village.now();
    let rekeyed = village.book.rekey(&[("周会计", PASSWORD)], &now).expect("rekeyed");
    assert_eq!(rekeyed.without_password, ["吴会计"], "he was not there to type it");
    let users = village.book.users().expect("listed");
    assert_eq!(users.iter().map(|user| user.has_password).collect::<Vec<_>>(), [true, false]);
    village.book.set_password("吴会计", &rekeyed.recovery_key, "又有了新密码", &now).expect("given");
    let path = village.path();
    let _hold = village.hold();
    open_as(&path, "吴会计", "又有了新密码").expect("he is back");
}

#[test]
fn roles_bind_once_the_township_switches_them_on() {
    let mut village = village_of_two(Role::Reviewer);
    close(&mut village, 25);
    let key = village.recovery_key.clone();
    let now = village.now();
    let unasked = village.book.switch_roles(true, PASSWORD, &now);
    assert!(matches!(unasked, Err(Error::RecoveryKeyWanted {})), "{unasked:?}");
    village.book.switch_roles(true, &key, &now).expect("switched on");
    let add = village.book.add_user("郑会计", Role::Clerk, "第三个密码", &now);
    assert!(matches!(add, Err(Error::NotAllowed { .. })), "people are the township's: {add:?}");
    assert!(matches!(village.book.review_close(1, "", &now), Err(Error::ReviewOfOwnClose { close_no: 1 })));
    let alone = village.book.set_role("周会计", Role::Township, &now);
    assert!(matches!(alone, Err(Error::RoleMissing { .. } | Error::NotAllowed { .. })), "{alone:?}");
    let path = village.path();
    let folder = village.hold();
    let mut book = open_as(&path, "吴会计", THEIRS).expect("the reviewer opens it");
    let now = moment("2025-11-04T09:00:00+08:00", 8);
    let session = book.open_session(now.on(), yuan("0.00"), false, &now);
    assert!(matches!(session, Err(Error::NotAllowed { .. })), "who reviews takes no money: {session:?}");
    let review = book.review_close(1, "和日结单、现金相符", &now).expect("reviewed");
    assert_eq!((review.by.as_str(), review.record.close_no), ("吴会计", 1));
    assert!(matches!(book.review_close(1, "", &now), Err(Error::ReviewedBefore { .. })));
    let stick = tempfile::tempdir().expect("a stick");
    book.backup(stick.path(), &now).expect("everybody may copy");
    book.set_password("吴会计", THEIRS, "复核人的新密码", &now).expect("everybody changes his own password");
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
    drop(book);
    // The recovery key comes from the township's safe: with it people are looked after.
    let mut book =
        Book::open(&path, Secret::Recovery(&key), &moment("2025-11-05T09:00:00+08:00", 4)).expect("opens");
    book.add_user("郑主任", Role::Township, "乡镇的老密码", &moment("2025-11-05T09:01:00+08:00", 5))
        .expect("added");
    drop(folder);
}

/// What somebody may do shows only where he does it: each act that roles tell apart is really done, or refused, by each role.
#[test]
fn each_role_does_what_its_column_says_and_nothing_else() {
    let theirs = "第三个人的密码";
    for (role, expected) in [
        (Role::Clerk, "keep yes, review no, reveal yes, people no, setup yes, backup yes, password yes"),
        (Role::Reviewer, "keep no, review yes, reveal yes, people no, setup no, backup yes, password yes"),
        (Role::Township, "keep no, review yes, reveal yes, people yes, setup yes, backup yes, password yes"),
    ] {
        let mut village = village_of_two(Role::Reviewer);
        let person = village.family("赵", 41).members[0].clone();
        close(&mut village, 25);
        let (key, now) = (village.recovery_key.clone(), village.now());
        village.book.add_user("钱同志", role, theirs, &now).expect("added while roles are off");
        village.book.switch_roles(true, &key, &now).expect("switched on");
        let path = village.path();
        let _folder = village.hold();
        let mut book = open_as(&path, "钱同志", theirs).expect("he opens it");
        let now = moment("2025-11-04T09:00:00+08:00", 8);
        let log = |book: &Book| book.audit_log().expect("the log").len();
        let before = log(&book);
        let certno = book.reveal_certno(person.person_id, &now);
        assert_eq!(certno.as_ref().ok(), Some(&person.certno), "the whole number, to compare with paper");
        assert_eq!(log(&book), before + 1, "that it was shown is written down");
        assert_eq!(book.audit_log().expect("the log")[0].user, "钱同志", "by whom too");
        let all =
            book.reveal_people(&PeopleFilter::default(), (SortBy::default(), false), 1, 2026, &now).map(drop);
        let stick = tempfile::tempdir().expect("a stick");
        let keep = book.open_session(now.on(), yuan("0.00"), false, &now).map(drop);
        assert_eq!(all.is_ok(), keep.is_ok(), "lists with categories are the clerk's: {all:?}");
        let done = [
            ("keep", keep),
            ("review", book.review_close(1, "和日结单、现金相符", &now).map(drop)),
            ("reveal", book.reveal_categories(person.person_id, &now).map(drop)),
            ("people", book.add_user("孙同志", Role::Clerk, "第四个人的密码", &now)),
            ("setup", book.set_idle_minutes(5, &now)),
            ("backup", book.back_up(stick.path(), BackupCause::Asked, &now).map(drop)),
            ("password", book.set_password("钱同志", theirs, "自己的新密码", &now)),
        ];
        let said = done.map(|(what, outcome)| match outcome {
            Ok(()) => format!("{what} yes"),
            Err(Error::NotAllowed { user, .. }) if user == "钱同志" => format!("{what} no"),
            Err(other) => panic!("{role:?} {what}: {other:?}"),
        });
        assert_eq!(said.join(", "), expected, "{role:?}");
        assert!(book.verify().expect("verify").iter().all(LawReport::ok));
    }
}

#[test]
fn a_reviewer_who_comes_first_after_a_crash_is_not_shut_out() {
    let mut village = village_of_two(Role::Reviewer);
    let (key, now) = (village.recovery_key.clone(), village.now());
    village.book.switch_roles(true, &key, &now).expect("switched on");
    let path = village.path();
    let _folder = village.hold();
    std::fs::write(format!("{}-journal", path.display()), b"")
        .expect("the program ended in the middle of an act");
    let book = open_as(&path, "吴会计", THEIRS).expect("whoever comes first opens it");
    assert_eq!(book.audit_log().expect("the log")[0].act, "recovered");
}

/// The form by which 周会计 hands the drawer over.
fn over<'a>(to: &'a str, their_password: &'a str, notes: &'a [NoteCount], say: &'a str) -> HandOverForm<'a> {
    HandOverForm {
        hand_over_id: Uuid::from_u128(0x2026),
        own_password: PASSWORD,
        to,
        their_password,
        notes,
        notes_said: say,
    }
}

#[test]
fn the_drawer_goes_from_hand_to_hand_counted_and_by_two_passwords() {
    let mut village = village_of_two(Role::Clerk);
    let now = village.now();
    let right = notes(&[("100", 25)]);
    let alone = village.book.hand_over(&over("周会计", PASSWORD, &right, ""), &now);
    assert!(matches!(alone, Err(Error::SameHands { .. })), "{alone:?}");
    let absent = village.book.hand_over(&over("吴会计", "不对的这个密码", &right, ""), &now);
    assert!(matches!(absent, Err(Error::WrongProof { .. })), "both are present: {absent:?}");
    let short = village.book.hand_over(&over("吴会计", THEIRS, &notes(&[("100", 24)]), " "), &now);
    assert!(
        matches!(short, Err(Error::DifferenceNeedsReason { variance }) if variance == yuan("-100")),
        "{short:?}"
    );
    let form = over("吴会计", THEIRS, &right, "备用金一并移交");
    let done = village.book.hand_over(&form, &now).expect("handed over");
    assert_eq!((done.over.record.counted, done.over.record.expected), (yuan("2500"), yuan("2500")));
    assert_eq!(village.book.user(), "吴会计", "from now on he has the book");
    let later = village.now();
    let again = village.book.hand_over(&form, &later).expect("the same form");
    assert!(again.already_recorded && again.over == done.over, "{again:?}");
    let less = notes(&[("100", 24)]);
    let other = village.book.hand_over(&HandOverForm { notes: &less, ..form }, &later);
    assert!(matches!(other, Err(Error::HandOverOtherContent { ref to }) if to == "吴会计"), "{other:?}");
    let stranger = village.book.hand_over(&HandOverForm { their_password: PASSWORD, ..form }, &later);
    assert!(matches!(stranger, Err(Error::WrongProof { .. })), "both are asked again: {stranger:?}");
    let family = village.family("钱", 41);
    village.pay(&family);
    assert_eq!(village.book.hand_overs().expect("listed").len(), 1);
    village.assert_lawful();
    let leaves = village.now();
    let gone = village.book.remove_user("周会计", &[("吴会计", THEIRS)], &leaves);
    assert!(
        matches!(gone, Err(Error::SessionOpen { .. })),
        "the session that he opened is closed first: {gone:?}"
    );
}

#[test]
fn who_takes_the_drawer_over_signs_for_the_differences_that_are_open() {
    let mut village = village_of_two(Role::Clerk);
    let now = village.now();
    village.book.count(&notes(&[("100", 24), ("50", 1)]), &now).expect("counted");
    village.book.close_session(Some("找零时数错"), Some("carried"), &now).expect("closed, 50 short");
    let later = village.now();
    let open = village.book.differences_to_hand_over().expect("told before anybody signs");
    assert_eq!((open.short, open.over, open.carried.len()), (yuan("50"), yuan("0"), 1));
    // The float went back with the close: what waits for the bank is handed over, less what is known to be missing.
    let unremitted = village.book.cash_in_hand(later.on()).expect("told").unremitted;
    let there = unremitted.checked_sub(yuan("50")).expect("more than that");
    let pieces = u32::try_from(there.fen() / 5_000).expect("few");
    let right = notes(&[("50", pieces)]);
    let over = village.book.hand_over(&over("吴会计", THEIRS, &right, ""), &later);
    let over = over.expect("what was known before needs no words").over;
    assert_eq!((over.record.expected, over.record.variance), (there, yuan("0")));
    let signed = over.record.differences.as_deref().expect("said by every new hand-over");
    assert_eq!(signed, &open, "both signed for what was shown");
    assert!(over.signed_differences()[0].contains("短 50.00 元"), "{:?}", over.signed_differences());
    assert_eq!(village.book.hand_overs().expect("listed"), [over]);
    village.assert_lawful();
}

// ---------------------------------------------------------------- what was done

#[test]
fn wrong_passwords_at_the_door_are_in_the_log_after_the_next_right_one() {
    let village = TestBook::new();
    let path = village.path();
    let _hold = village.hold();
    for second in [1, 2] {
        let now = moment(&format!("2025-11-03T10:00:0{second}+08:00"), 3);
        let wrong = Secret::Password { user: Some("周会计"), password: "不对的这个密码" };
        assert!(matches!(Book::open(&path, wrong, &now), Err(Error::WrongPassword { .. })));
    }
    let mut book = Book::open(&path, password(), &moment("2025-11-03T11:00:00+08:00", 4)).expect("opens");
    let log = book.audit_log().expect("read");
    let failed: Vec<_> =
        log.iter().filter(|row| row.act == "login_failed").map(|row| row.at.as_str()).collect();
    assert_eq!(
        failed,
        ["2025-11-03T10:00:02.000+08:00", "2025-11-03T10:00:01.000+08:00"],
        "when they happened"
    );
    let filter = cunshou_core::audit::AuditFilter { group: "login".to_owned(), ..Default::default() };
    let page = book.audit_page(&filter, 9).expect("filtered");
    assert_eq!((page.total, page.page, page.pages), (2, 1, 1));
    let none = cunshou_core::audit::AuditFilter { group: "no such".to_owned(), ..Default::default() };
    assert_eq!(
        book.audit_page(&none, 1).expect("filtered").total,
        0,
        "a group that is not there finds nothing"
    );
    let workbook = book.export_audit(&filter, &moment("2025-11-03T11:05:00+08:00", 5)).expect("a workbook");
    assert!(workbook.starts_with(b"PK"), "an xlsx file");
    assert_eq!(book.audit_log().expect("read")[0].act, "export_audit", "that it left is in the log");
    drop(book);
    let book = Book::open(&path, password(), &moment("2025-11-03T12:00:00+08:00", 6)).expect("opens");
    assert_eq!(
        book.audit_log().expect("read").iter().filter(|row| row.act == "login_failed").count(),
        2,
        "once"
    );
}

#[test]
fn every_act_of_the_log_has_words() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/core/src");
    let mut folders = vec![sources];
    let mut found = std::collections::BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for call in ["audit(acting, ", "note_as(crate::user::Act::Backup, ", "self.note("] {
                for rest in text.split(call).skip(1) {
                    // One call may choose between two acts.
                    let line = rest.split(';').next().unwrap_or_default();
                    let chosen = line.split(", ").next().unwrap_or_default();
                    found.extend(chosen.split('"').skip(1).step_by(2).map(str::to_owned));
                }
            }
        }
    }
    assert!(found.len() > 25, "the sources name their acts: {found:?}");
    let mute: Vec<_> = found.iter().filter(|act| !cunshou_core::audit::knows_act(act)).collect();
    assert!(mute.is_empty(), "no words in assets/text/audit.toml for {mute:?}");
}
