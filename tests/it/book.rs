//! 账簿: passwords, locks, damage, the head file, backups.

use cunshou_core::book::{BookKind, KdfCost, NewBook, Secret};
use cunshou_core::journal::NoteCount;
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_core::{Book, Error, Moment};
use cunshou_policy::Yuan;
use support::{PASSWORD, TestBook, VILLAGE, at, raw};

fn open(path: &std::path::Path, password: &str, when: &str) -> cunshou_core::Result<Book> {
    Book::open(path, Secret::Password { user: None, password }, &Moment::new(at(when), [3; 32]))
}

fn refused<T: std::fmt::Debug>(result: cunshou_core::Result<T>) -> Error {
    result.expect_err("this is refused")
}

#[test]
fn a_live_book_keeps_the_floor_of_its_key_however_it_was_asked() {
    let village = TestBook::of_kind(BookKind::Live);
    let keys =
        std::fs::read_to_string(format!("{}.keys", village.path().display())).expect("the key file is there");
    assert_eq!(
        keys.matches("\"memory_kib\": 65536").count(),
        2,
        "password and recovery slot at 64 MiB: {keys}"
    );
    drop(village.reopen());
}

#[test]
fn nothing_can_be_read_without_the_key() {
    let village = TestBook::new();
    let path = village.path();
    drop(village.book);
    let bytes = std::fs::read(&path).expect("the data file");
    assert!(!bytes.starts_with(b"SQLite format 3"), "the header is encrypted");
    let plain = rusqlite::Connection::open(&path).expect("the file opens as a file");
    assert!(
        plain.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_err(),
        "but says nothing"
    );
}

#[test]
fn wrong_passwords_make_the_wait_longer_also_across_restarts() {
    let village = TestBook::new();
    let path = village.path();
    let folder = village;
    drop(folder.book);
    for wait in [0, 0, 5] {
        let error = refused(open(&path, "不对的密码", "2025-11-03T10:00:00+08:00"));
        assert!(matches!(error, Error::WrongPassword { wait_seconds } if wait_seconds == wait), "{error:?}");
    }
    let shut = refused(open(&path, PASSWORD, "2025-11-03T10:00:04+08:00"));
    assert!(matches!(shut, Error::LockedOut { .. }), "even the right one waits: {shut:?}");
    let error = refused(open(&path, "又不对", "2025-11-03T10:00:06+08:00"));
    assert!(matches!(error, Error::WrongPassword { wait_seconds: 10 }), "{error:?}");
    open(&path, PASSWORD, "2025-11-03T10:01:00+08:00").expect("after the wait it opens");
}

#[test]
fn the_recovery_key_opens_the_book_however_it_is_typed() {
    let village = TestBook::new();
    let path = village.path();
    let typed = village.recovery_key.to_lowercase().replace('-', " ");
    drop(village.book);
    let now = Moment::new(at("2025-11-03T10:00:00+08:00"), [4; 32]);
    let wrong = Book::open(&path, Secret::Recovery("0000-0000"), &now);
    assert!(matches!(wrong, Err(Error::WrongRecoveryKey {})));
    Book::open(&path, Secret::Recovery(&typed), &now).expect("the key on paper opens it");
    let in_its_place = Secret::Password { user: None, password: &typed };
    Book::open(&path, in_its_place, &now).expect("also where the password is asked for");
}

#[test]
fn a_second_instance_is_refused_while_the_first_lives() {
    let village = TestBook::new();
    let path = village.path();
    let error = refused(open(&path, PASSWORD, "2025-11-03T10:00:00+08:00"));
    assert!(matches!(error, Error::InUse { .. }), "{error:?}");
    drop(village.book);
    open(&path, PASSWORD, "2025-11-03T10:00:00+08:00").expect("after it has gone the book opens");
}

#[test]
fn a_book_needs_a_code_a_paper_a_password_and_a_notice() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = ShippedPolicy::by_ids(&["guichi-2026"]).expect("shipped");
    let good = NewBook {
        village_code: VILLAGE,
        village_name: "石桥村",
        town_name: "青溪镇",
        kind: BookKind::Demo,
        policies: &policies,
        entrusted_paper: "委托书",
        user: "周会计",
        password: PASSWORD,
        cost: KdfCost::LIGHT,
        own_clock: None,
    };
    let now = Moment::new(at("2025-11-03T10:00:00+08:00"), [5; 32]);
    let path = folder.path().join("b.cunshou");
    let make = |new: &NewBook<'_>| refused(Book::create(&path, new, &now));
    assert!(matches!(make(&NewBook { village_code: "3417", ..good }), Error::BadVillageCode { .. }));
    assert!(
        matches!(make(&NewBook { entrusted_paper: " ", ..good }), Error::NotEntrusted {}),
        "no cash before that"
    );
    assert!(matches!(make(&NewBook { password: "12345", ..good }), Error::PasswordTooShort { .. }));
    assert!(matches!(make(&NewBook { policies: &[], ..good }), Error::NoPolicy {}));
    let two = ShippedPolicy::by_ids(&["guichi-2026", "tongcheng-2026"]).expect("both ship with the program");
    let refused = make(&NewBook { policies: &two, ..good });
    assert!(matches!(refused, Error::TwoPoliciesOneYear { levy_year: 2026 }), "one notice a levy year");
    assert!(matches!(make(&NewBook { village_name: "", ..good }), Error::NameMissing { .. }));
    assert!(!path.exists(), "nothing is left on the disk");
    Book::create(&path, &good, &now).expect("with all of them it is made");
    assert!(matches!(make(&good), Error::BookExists { .. }), "an existing book is never overwritten");
}

#[test]
fn a_foreign_key_file_is_refused_and_nothing_is_touched() {
    let first = TestBook::new();
    let second = TestBook::new();
    let (path, other) = (first.path(), second.path());
    drop(second.book);
    let keys = |path: &std::path::Path| std::path::PathBuf::from(format!("{}.keys", path.display()));
    let foreign = std::fs::read(keys(&other)).expect("the other book's keys");
    drop(first.book);
    let before = std::fs::read(&path).expect("the data file");
    std::fs::write(keys(&path), foreign).expect("the wrong keys are put there");
    let error = refused(open(&path, PASSWORD, "2025-11-03T10:00:00+08:00"));
    assert!(matches!(error, Error::Damaged { .. } | Error::KeysOfAnotherBook { .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).expect("the data file"), before, "nothing was written");
}

#[test]
fn a_flipped_byte_in_the_data_file_is_noticed() {
    let mut village = TestBook::new();
    village.family("张", 1);
    let path = village.path();
    drop(village.book);
    let whole = std::fs::read(&path).expect("the data file");
    for place in [100, 4096 + 17, whole.len() / 2, whole.len() - 9] {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x40;
        std::fs::write(&path, &damaged).expect("the damage is done");
        let opened = open(&path, PASSWORD, "2025-11-03T10:00:00+08:00");
        let noticed = opened.is_err_and(|error| matches!(error, Error::Damaged { .. } | Error::Database(_)))
            || open(&path, PASSWORD, "2025-11-03T10:00:00+08:00")
                .and_then(|book| book.verify())
                .map_or(true, |laws| laws.iter().any(|law| !law.ok()));
        assert!(noticed, "byte {place}");
    }
}

#[test]
fn a_book_put_back_to_yesterday_names_the_receipt_that_paper_must_show() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    let path = village.path();
    let TestBook { book, .. } = &village;
    assert!(book.behind_head().is_none());
    let mut village = village.reopen();
    let yesterday = std::fs::read(&path).expect("a copy of the disk");
    let lost = village.pay(&second);
    drop(village.book);
    std::fs::write(&path, yesterday).expect("the old disk is put back");
    let mut book = open(&path, PASSWORD, "2025-11-03T12:00:00+08:00").expect("it opens");
    let behind = book.behind_head().expect("and says that something is missing");
    assert_eq!(behind.last_receipt.as_deref(), Some(lost.payment.receipt_no.as_str()));
    assert!(behind.head_seq > behind.book_seq);
    // Another payment now would give the lost receipt's number to somebody else.
    let now = Moment::new(at("2025-11-03T12:00:00+08:00"), [7; 32]);
    let form = book.open_collect(second.household_id, &now).expect("the form opens");
    let order = Order {
        payment_id: form.payment_id,
        household_id: second.household_id,
        choice: None,
        tendered: Tendered::Exact,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms::default(),
    };
    assert!(
        matches!(book.take_payment(&order, &now), Err(Error::BookBehind { .. })),
        "no number is given twice"
    );
    assert!(
        matches!(book.continue_after_loss(&now), Err(Error::SessionOpen { .. })),
        "the old session first"
    );
    book.count(&[NoteCount { note: "100".parse().expect("an amount"), pieces: 12 }], &now).expect("counted");
    book.close_session(None, None, &now).expect("closed");
    book.continue_after_loss(&now).expect("there is no newer copy: the loss is accepted and recorded");
    let old_series = lost.payment.series.clone();
    assert_eq!(book.identity().restored_from.as_deref(), Some(old_series.as_str()));
    book.open_session(now.on(), Yuan::ZERO, false, &now).expect("opened");
    let receipt = book.take_payment(&order, &now).expect("taken, in a series of its own");
    assert_ne!(receipt.payment.series, old_series, "no number is given twice");
    assert_eq!(receipt.payment.serial, 1);
    let first_package = book.package(1, &now).expect("the old close still goes to the township");
    let report = cunshou_exchange::package::verify_package(&first_package.zip, None, None);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    drop(book);
    let book = open(&path, PASSWORD, "2025-11-03T13:00:00+08:00").expect("it opens");
    assert!(book.behind_head().is_none(), "from here on nothing is missing");
    assert!(book.verify().expect("verify").iter().all(cunshou_core::journal::LawReport::ok));
}

#[test]
fn a_backup_is_a_book_of_its_own_that_opens_with_the_same_password() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("the backup is written");
    let book = open(&copy, PASSWORD, "2025-11-03T12:00:00+08:00").expect("it opens");
    assert_eq!(book.all_receipts().expect("list").len(), 1);
    assert!(book.verify().expect("verify").iter().all(cunshou_core::journal::LawReport::ok));
}

/// What the program writes as the version of its tables.
fn newest_schema() -> i64 {
    i64::try_from(include_str!("../fixtures/migrations.txt").lines().count()).expect("few")
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_an_older_one_is_copied_before_it_is_changed() {
    let mut village = TestBook::new();
    village.family("张", 1);
    let path = village.path();
    let _folder = village.hold();
    let set_version = |version: i64| {
        raw(&path, PASSWORD).pragma_update(None, "user_version", version).expect("the version is set");
    };
    set_version(99);
    let before = std::fs::read(&path).expect("the data file");
    let error = refused(open(&path, PASSWORD, "2025-11-03T10:00:00+08:00"));
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).expect("the data file"), before, "nothing was written");
    // An older version number over a present schema: the steps cannot run, so the file must stay as it was,
    // and the copy that was made before must open like the book itself.
    set_version(0);
    let before = std::fs::read(&path).expect("the data file");
    refused(open(&path, PASSWORD, "2025-11-03T10:00:00+08:00"));
    assert_eq!(std::fs::read(&path).expect("the data file"), before, "a failed step leaves nothing behind");
    let copy = path.with_file_name("village.before-20251103-100000.cunshou");
    raw(&copy, PASSWORD).pragma_update(None, "user_version", newest_schema()).expect("the copy is a book");
    let book = open(&copy, PASSWORD, "2025-11-03T10:00:00+08:00").expect("and opens with the same password");
    assert_eq!(book.search("张大山", 1, 2026, support::day("2025-11-03")).expect("searched").total, 1);
}

#[test]
fn a_book_of_every_schema_before_is_brought_up_with_all_it_held() {
    let newest = newest_schema();
    for version in (1..newest).filter(|version| *version < 5 || version % 3 == 0 || version + 1 == newest) {
        let version = usize::try_from(version).expect("few");
        let mut village = TestBook::new();
        let household = village.family("张", 2);
        for (sequence, name) in [(701, "一.csv"), (702, "二.csv"), (703, "三.csv")] {
            let certno = support::nobody("1960-02-03", sequence);
            let list = format!("户号,姓名,身份证号码,与户主关系\n{sequence},李大山,{certno},户主\n");
            let now = village.now();
            village.book.import_roster(list.as_bytes(), name, &now).expect("a list comes in");
        }
        village.open_session("0.00");
        let receipt = village.pay(&household);
        village.count(&[("100", 12)]);
        village.close();
        let path = village.path();
        let _folder = village.hold();
        support::as_of_schema(&path, version);
        let found: i64 = raw(&path, PASSWORD)
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .expect("the version of then");
        assert_eq!(found, i64::try_from(version).expect("small"));
        let book = open(&path, PASSWORD, "2025-11-04T09:00:00+08:00").expect("it is brought up");
        assert!(book.verify().expect("verify").iter().all(cunshou_core::journal::LawReport::ok), "{version}");
        let page = book.search("张", 1, 2026, support::day("2025-11-04")).expect("searched");
        assert_eq!((page.total, page.households[0].unpaid), (1, 0), "{version}");
        let imports = book.imports().expect("the lists");
        let names: Vec<&str> = imports.iter().map(|import| import.file_name.as_str()).collect();
        assert_eq!(names, ["三.csv", "二.csv", "一.csv"], "the newest first, as before: {version}");
        let receipt_no = receipt.payment.receipt_no;
        assert_eq!(book.receipt(&receipt_no).expect("the receipt").payment.receipt_no, receipt_no);
    }
}
