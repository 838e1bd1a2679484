//! A book of an older program: copied whole before its tables are changed, here and elsewhere; on a full disk left as it was.

use cunshou_core::book::{STICK_FOLDER, Secret};
use cunshou_core::journal::LawReport;
use cunshou_core::{Book, Coded, Error, Moment, words};
use std::path::{Path, PathBuf};
use support::disk::{Fault, Files, Op, Watch, files_in, put_files};
use support::{PASSWORD, TestBook, as_of_schema, at, raw, rows_of, tiny_disk};
use tempfile::TempDir;

/// The data file of every book here.
const BOOK: &str = "village.cunshou";
/// When the newer program opens it.
const OPENED: &str = "2025-11-04T09:00:00+08:00";

/// What this program writes as the version of its tables.
fn newest() -> usize {
    include_str!("../fixtures/migrations.txt").lines().count()
}

/// A village that has taken and closed money, as the program of an older schema left it; `prepare` sets it up before.
fn older(version: usize, prepare: impl FnOnce(&mut TestBook)) -> TempDir {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    village.pay(&household);
    village.count(&[("100", 12)]);
    village.close();
    prepare(&mut village);
    let folder = village.hold();
    as_of_schema(&folder.path().join(BOOK), version);
    folder
}

fn open(folder: &Path, sticks: &[PathBuf]) -> cunshou_core::Result<Book> {
    open_at(folder, sticks, OPENED)
}

fn open_at(folder: &Path, sticks: &[PathBuf], when: &str) -> cunshou_core::Result<Book> {
    let secret = Secret::Password { user: None, password: PASSWORD };
    Book::open_with_sticks(&folder.join(BOOK), secret, sticks, &Moment::new(at(when), [3; 32]))
}

fn lawful(book: &Book) {
    let reports = book.verify().expect("verify");
    assert!(reports.iter().all(LawReport::ok), "{reports:?}");
}

/// A copy that holds exactly what the older book held, and opens with its own key file: that is what the older program needs.
fn is_as_it_was(copy: &Path, rows: &str) {
    assert_eq!(rows_of(copy, PASSWORD), rows, "{}: the tables and rows of then", copy.display());
    let healthy: String = raw(copy, PASSWORD)
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("it can be read");
    assert_eq!(healthy, "ok", "{}", copy.display());
}

fn only_copy_in(folder: &Path) -> PathBuf {
    let names: Vec<_> =
        files_in(folder).into_keys().filter(|name| name.strip_suffix(".keys").is_none()).collect();
    assert_eq!(names.len(), 1, "one copy and nothing half: {names:?}");
    assert!(folder.join(format!("{}.keys", names[0])).is_file(), "its keys beside it");
    folder.join(&names[0])
}

#[test]
fn before_its_tables_change_a_book_is_copied_here_and_elsewhere_and_the_age_is_known() {
    let newest = newest();
    for version in [1, 4, 10, newest - 1] {
        // Disks of their own: a copy on the book's disk is no backup.
        let (second, stick, other) = (tiny_disk("16m"), tiny_disk("16m"), dir());
        std::fs::create_dir(stick.path().join(STICK_FOLDER)).expect("a backup stick");
        let folder = older(version, |village| {
            let now = village.now();
            village.book.set_backup(Some(second.path()), 5, &now).expect("the second folder");
        });
        let rows = rows_of(&folder.path().join(BOOK), PASSWORD);
        let sticks = [stick.path().to_owned(), other.path().to_owned()];
        let book = open(folder.path(), &sticks).expect("it is brought up");
        lawful(&book);
        let up = book.brought_up().expect("it was").clone();
        assert_eq!((up.from, up.to), (version.try_into().expect("few"), newest.try_into().expect("few")));
        let beside = up.beside().expect("a copy beside the book");
        is_as_it_was(&beside, &rows);
        is_as_it_was(&only_copy_in(second.path()), &rows);
        is_as_it_was(&only_copy_in(&stick.path().join(STICK_FOLDER)), &rows);
        assert_eq!(files_in(other.path()), Files::new(), "somebody else's stick is left alone");
        assert_eq!((up.copies.len(), up.other_sticks), (3, 1), "{up:?}");
        let status = book.backup_status(at("2025-11-06T10:00:00+08:00")).expect("told");
        assert_eq!((status.age_days, status.is_behind()), (Some(2), false), "version {version}: {status:?}");
        let log = book.backups().expect("the log");
        assert_eq!(log.len(), 3, "each is written down");
        assert!(
            log.iter().all(|row| row.cause == "migration" && row.user == "周会计" && row.fault.is_none())
        );
        // The next opening changes nothing any more.
        drop(book);
        let book = open(folder.path(), &sticks).expect("it opens");
        assert!(book.brought_up().is_none() && book.backups().expect("the log").len() == 3);
        // And the newer program reads the copy of then as well.
        let to = folder.path().join("restored.cunshou");
        let secret = Secret::Password { user: None, password: PASSWORD };
        let now = Moment::new(at("2025-11-07T09:00:00+08:00"), [5; 32]);
        let restored = Book::restore(&beside, &to, secret, cunshou_core::book::Evidence::default(), &now);
        let restored = restored.expect("a copy of the older tables becomes a book again");
        assert_eq!((restored.copy.totals.payments, restored.copy.totals.people), (1, 3));
        assert!(restored.laws.iter().all(LawReport::ok), "{:?}", restored.laws);
    }
}

fn dir() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn without_a_second_place_the_copy_beside_the_book_is_kept_and_what_failed_is_known() {
    // Nowhere was named.
    let folder = older(3, |_| ());
    let rows = rows_of(&folder.path().join(BOOK), PASSWORD);
    let book = open(folder.path(), &[]).expect("it is brought up");
    let up = book.brought_up().expect("it was");
    assert!(up.elsewhere().is_empty() && !up.outlives_the_disk());
    is_as_it_was(&up.beside().expect("beside"), &rows);
    let status = book.backup_status(at(OPENED)).expect("told");
    assert!(status.newest.is_none(), "a copy on the same disk beside the book is no backup: {status:?}");
    // The second folder is away, the stick is full, the third is write-protected: each is said, nothing is stopped.
    let away = dir();
    let folder = older(3, |village| {
        let now = village.now();
        village.book.set_backup(Some(away.path()), 5, &now).expect("the second folder");
    });
    drop(away);
    let (full, protected) = (tiny_disk("48k"), tiny_disk("1m"));
    for stick in [&full, &protected] {
        std::fs::create_dir(stick.path().join(STICK_FOLDER)).expect("a backup stick");
    }
    protected.protect(true);
    let sticks = [full.path().to_owned(), protected.path().to_owned()];
    let book = open(folder.path(), &sticks).expect("it is brought up");
    lawful(&book);
    let up = book.brought_up().expect("it was");
    let faults: Vec<_> = up.elsewhere().iter().map(|row| row.fault.clone().unwrap_or_default()).collect();
    assert_eq!(faults, ["E-EXP-002", "E-IO-002", "E-IO-003"], "gone, full, write-protected: {up:?}");
    assert_eq!(files_in(&full.path().join(STICK_FOLDER)), Files::new(), "no half file is left");
    let status = book.backup_status(at(OPENED)).expect("told");
    assert_eq!(status.failed.and_then(|row| row.fault).as_deref(), Some("E-IO-003"), "the home page says so");
}

/// An older book is opened with ever more room on its disk: until there is enough it is refused, in words, and stays as it
/// was to the byte, with nothing left over beside it.
#[test]
fn a_full_disk_leaves_an_older_book_as_it_was_until_there_is_room() {
    let folder = older(4, |_| ());
    let disk = tiny_disk("16m");
    put_files(disk.path(), &files_in(folder.path()));
    let data = std::fs::read(disk.path().join(BOOK)).expect("the data file");
    let rows = rows_of(&disk.path().join(BOOK), PASSWORD);
    let names = |files: &Files| files.keys().filter(|name| name.starts_with("village")).cloned().collect();
    let before: Vec<String> = names(&files_in(disk.path()));
    let (mut refused, mut with_a_copy) = (0, 0);
    for room in [0].into_iter().chain((1..=64).map(|step| step * 64 * 1024)) {
        disk.fill(room);
        let opened = open(disk.path(), &[]);
        disk.free();
        let Err(error) = opened else {
            let book = opened.expect("brought up");
            lawful(&book);
            is_as_it_was(&book.brought_up().expect("it was").beside().expect("beside"), &rows);
            assert!(refused > 2 && with_a_copy > 0, "refused {refused} times, {with_a_copy} after the copy");
            return;
        };
        assert!(matches!(error, Error::NoRoomToBringUp { .. }), "with {room}: {error:?}");
        let said = words::of(&error);
        assert!(said.message.contains("没有换成") && said.todo.contains("MB"), "{said:?}");
        let now = std::fs::read(disk.path().join(BOOK)).expect("the data file");
        // A rollback may leave other bytes, never other rows.
        assert_eq!(rows_of(&disk.path().join(BOOK), PASSWORD), rows, "with {room}: as it was");
        with_a_copy += usize::from(room > data.len() as u64);
        assert_eq!(now.len(), data.len(), "with {room}: no longer than it was");
        assert_eq!(names(&files_in(disk.path())) as Vec<String>, before, "with {room}: nothing is left over");
        refused += 1;
    }
    panic!("there was room at last");
}

#[test]
fn an_error_while_the_tables_are_changed_keeps_its_code() {
    let folder = older(2, |_| ());
    // A table of a later step stands there already: the step cannot run.
    raw(&folder.path().join(BOOK), PASSWORD)
        .execute_batch("CREATE TABLE levy_year (x TEXT) STRICT")
        .expect("somebody was at the file");
    let rows = rows_of(&folder.path().join(BOOK), PASSWORD);
    let error = open(folder.path(), &[]).expect_err("a later step cannot run");
    assert_eq!(error.code(), "E-DB-001", "{error:?}");
    assert_eq!(
        rows_of(&folder.path().join(BOOK), PASSWORD),
        rows,
        "the earlier steps that could run are undone with it: the older program opens it"
    );
}

/// The disk fails at one operation after another while the copy is written and the tables are changed: afterwards the book is
/// the older one with all its rows, or the newer one whole; never something between, and it always opens.
#[test]
fn each_operation_of_bringing_a_book_up_fails_once() {
    let source = older(4, |_| ());
    let before = files_in(source.path());
    let rows = rows_of(&source.path().join(BOOK), PASSWORD);
    let log = {
        let folder = crate::faults::folder();
        put_files(folder.path(), &before);
        let watch = Watch::over(folder.path());
        watch.start(None);
        drop(open(folder.path(), &[]).expect("nothing is in the way"));
        watch.stop().0
    };
    let operations: Vec<&Op> = log.iter().filter(|op| op.file().strip_suffix(".head").is_none()).collect();
    // The last ones decide; before them a sample, when everything is tried of this size.
    let wanted = crate::faults::times(30, 150).min(operations.len());
    let step = operations.len().div_ceil(wanted).max(1);
    let (mut older, mut newer, mut refused) = (0, 0, 0);
    for number in (0..operations.len()).filter(|at| at % step == 0 || at + 12 > operations.len()) {
        for fault in [Fault::Full, Fault::Io, Fault::Gone] {
            let what = format!("{number} of {} {:?} {fault:?}", operations.len(), operations[number].file());
            let folder = crate::faults::folder();
            put_files(folder.path(), &before);
            let watch = Watch::over(folder.path());
            watch.start(Some((number, fault)));
            let opened = open(folder.path(), &[]);
            refused += usize::from(opened.is_err());
            let told = opened.as_ref().err().map(|error| error.code());
            drop(opened);
            assert!(watch.stop().1, "{what}: it is reached again");
            drop(watch);
            let now = rows_of(&folder.path().join(BOOK), PASSWORD);
            if now == rows {
                older += 1;
                assert!(told.is_some(), "{what}: what was not done is not acknowledged");
                assert!(
                    fault != Fault::Full || told == Some("E-BOOK-023"),
                    "{what}: want of room is said as that, not {told:?}"
                );
            } else {
                newer += 1;
                assert!(now.starts_with(&format!("version {}\n", newest())), "{what}: whole, or not at all");
            }
            let again = open_at(folder.path(), &[], "2025-11-04T09:01:00+08:00");
            lawful(&again.unwrap_or_else(|error| panic!("{what}: {error:?}")));
        }
    }
    println!(
        "bringing up: {} operations, {older} as before, {newer} whole, {refused} refused",
        operations.len()
    );
    assert!(older > 20 && newer > 0, "both sides of the commit were tried");
}
