//! A full disk and a write-protected one, really mounted, at each act: refused in words that say what to do, nothing
//! lost, and done once there is room.

use super::{BOOK, PAYMENT_ID, after_the_count, at_the_till, closed, moment, open, order, paid, unlawful};
use cunshou_core::package::Recipient;
use cunshou_core::{Book, Coded, Error, Moment, Result, words};
use std::path::Path;
use support::disk::{Files, files_in, put_files};
use support::{TestBook, TinyDisk, tiny_disk};

/// Told by telephone.
const PHRASE: &str = "青溪镇 对账 2026";

/// An act that needs room, on the book's disk or on a stick.
struct Needy {
    name: &'static str,
    prepare: fn(&mut TestBook),
    run: fn(&mut Book, &Path, &Moment) -> Result<()>,
    /// Whether it was done, by what the book says and the stick holds.
    done: fn(&Book, &Path) -> bool,
    /// It writes to a stick too.
    to_stick: bool,
}

const NEEDY: &[Needy] = &[
    Needy { name: "import", prepare: an_empty_book, run: import, done: imported, to_stick: false },
    Needy {
        name: "pay",
        prepare: at_the_till,
        run: pay,
        done: |book, _| paid(book).is_some(),
        to_stick: false,
    },
    Needy {
        name: "close",
        prepare: after_the_count,
        run: close,
        done: |book, _| closed(book).is_some(),
        to_stick: false,
    },
    Needy { name: "backup", prepare: at_the_till, run: backup, done: backed_up, to_stick: true },
    Needy { name: "export", prepare: after_the_close, run: export, done: exported, to_stick: true },
];

fn an_empty_book(_: &mut TestBook) {}

fn import(book: &mut Book, _: &Path, now: &Moment) -> Result<()> {
    let roster = include_bytes!("../../fixtures/rosters/roster_village.xlsx");
    book.import_roster(roster, "花名册.xlsx", now).map(drop)
}

fn imported(book: &Book, _: &Path) -> bool {
    let people = book.search("", 1, 2026, moment(9).on()).expect("the roster").total;
    let imports = book.imports().expect("the imports").len();
    assert_eq!(people > 0, imports > 0, "people and the record of their import come together");
    imports > 0
}

fn pay(book: &mut Book, _: &Path, now: &Moment) -> Result<()> {
    let order = order(book, "李大山", PAYMENT_ID);
    book.take_payment(&order, now).map(drop)
}

fn close(book: &mut Book, _: &Path, now: &Moment) -> Result<()> {
    super::close(book, now).map(drop)
}

fn backup(book: &mut Book, stick: &Path, now: &Moment) -> Result<()> {
    book.backup(stick, now).map(drop)
}

fn after_the_close(village: &mut TestBook) {
    after_the_count(village);
    village.close();
}

fn export(book: &mut Book, stick: &Path, now: &Moment) -> Result<()> {
    book.export(1, stick, Recipient::Passphrase(PHRASE), now).map(drop)
}

/// A copy that lies on the stick under its name was opened and read back: it is one, also where the book's own disk has no
/// room to say so.
fn backed_up(_: &Book, stick: &Path) -> bool {
    files_in(stick).keys().any(|name| name.strip_suffix(".cunshou").is_some())
}

fn exported(book: &Book, stick: &Path) -> bool {
    let noted = book.closes().expect("the closes")[0].package_file.is_some();
    noted && files_in(stick).keys().any(|name| name.strip_suffix(".csp").is_some())
}

impl Needy {
    fn before(&self) -> Files {
        let mut village = TestBook::new();
        (self.prepare)(&mut village);
        files_in(village.hold().path())
    }
}

/// A refusal in Chinese that says what happened and what to do, and names what is full or protected.
fn said(error: &Error, codes: &[&str], what: &str) {
    assert!(codes.contains(&error.code()), "{what}: {error:?}");
    let words = words::of(error);
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    assert!(chinese(&words.message) && chinese(&words.todo), "{what}: {words:?}");
    assert!(!words.message.contains('{') && !words.todo.contains('{'), "{what}: {words:?}");
}

/// Goes through ever more room on `disk` until the act is done; each refusal before that leaves everything as it was.
fn until_there_is_room(act: &Needy, disk: &TinyDisk, book_in: &Path, stick: &Path, codes: &[&str]) -> usize {
    for (refused, room) in [0].into_iter().chain((0..12).map(|step| 4096 << step)).enumerate() {
        let mut book = open(book_in).expect("it opens while there is room");
        disk.fill(room);
        let answer = (act.run)(&mut book, stick, &moment(u8::try_from(refused + 1).expect("few")));
        if answer.is_ok() {
            assert!((act.done)(&book, stick), "{} with {room}: acknowledged and there", act.name);
            drop(book);
            disk.free();
            let book = open(book_in).expect("it opens");
            assert!(book.behind_head().is_none() && (act.done)(&book, stick), "{}: still there", act.name);
            unlawful(&book).unwrap_or_else(|why| panic!("{} with {room}: {why}", act.name));
            return refused;
        }
        said(&answer.expect_err("refused"), codes, &format!("{} with {room} bytes of room", act.name));
        assert!(!(act.done)(&book, stick), "{} with {room}: refused and not done", act.name);
        // The program is ended while the disk is still full, and started again when somebody has made room.
        drop(book);
        disk.free();
        let book = open(book_in).expect("it opens");
        assert!(book.behind_head().is_none(), "{} with {room}: nothing is missing", act.name);
        assert!(!(act.done)(&book, stick), "{} with {room}: not done after a restart", act.name);
        unlawful(&book).unwrap_or_else(|why| panic!("{} with {room}: {why}", act.name));
    }
    panic!("{}: there was room for it at last", act.name);
}

#[test]
fn a_full_disk_under_the_book_refuses_each_act_in_words_and_lets_it_be_done_later() {
    for act in NEEDY {
        let disk = tiny_disk("16m");
        put_files(disk.path(), &act.before());
        let stick = super::folder();
        let refused = until_there_is_room(act, &disk, disk.path(), stick.path(), &["E-DB-002"]);
        println!("{}: refused {refused} times for want of room under the book", act.name);
        // A copy goes to the stick: it needs no room under the book.
        assert!(refused > 0 || act.name == "backup", "{}: a full disk is noticed", act.name);
    }
}

#[test]
fn a_full_stick_refuses_backup_and_export_by_the_sticks_name_and_lets_them_be_done_later() {
    for act in NEEDY.iter().filter(|act| act.to_stick) {
        let folder = super::folder();
        put_files(folder.path(), &act.before());
        let stick = tiny_disk("16m");
        let refused = until_there_is_room(act, &stick, folder.path(), stick.path(), &["E-IO-002"]);
        println!("{}: refused {refused} times for want of room on the stick", act.name);
        assert!(refused > 0, "{}: a full stick is noticed", act.name);
    }
}

#[test]
fn a_write_protected_disk_refuses_each_act_in_words_and_lets_it_be_done_later() {
    for act in NEEDY {
        let disk = tiny_disk("16m");
        put_files(disk.path(), &act.before());
        let before = files_in(disk.path());
        let stick = super::folder();
        disk.protect(true);
        // A book that cannot be written is not opened at all: nobody begins an act that cannot be kept.
        let error = open(disk.path()).expect_err("it cannot be written");
        said(&error, &["E-IO-003"], act.name);
        assert_eq!(files_in(disk.path()), before, "{}: nothing changed", act.name);
        disk.protect(false);
        let mut book = open(disk.path()).expect("it opens again");
        (act.run)(&mut book, stick.path(), &moment(1)).expect("and the act is done");
        assert!((act.done)(&book, stick.path()), "{}: done", act.name);
        unlawful(&book).unwrap_or_else(|why| panic!("{}: {why}", act.name));
    }
}

#[test]
fn a_write_protected_stick_refuses_backup_and_export_in_words_and_lets_them_be_done_later() {
    for act in NEEDY.iter().filter(|act| act.to_stick) {
        let folder = super::folder();
        put_files(folder.path(), &act.before());
        let stick = tiny_disk("16m");
        stick.protect(true);
        let mut book = open(folder.path()).expect("the book's own disk is fine");
        let error = (act.run)(&mut book, stick.path(), &moment(1)).expect_err("the stick cannot be written");
        said(&error, &["E-IO-003"], act.name);
        let path = stick.path().display().to_string();
        assert!(
            words::of(&error).message.contains(&path),
            "{}: the stick is named, not the book: {error:?}",
            act.name
        );
        unlawful(&book).unwrap_or_else(|why| panic!("{}: {why}", act.name));
        stick.protect(false);
        (act.run)(&mut book, stick.path(), &moment(2)).expect("and the act is done");
        assert!((act.done)(&book, stick.path()), "{}: done", act.name);
        drop(book);
        let book = open(folder.path()).expect("it opens");
        unlawful(&book).unwrap_or_else(|why| panic!("{}: {why}", act.name));
        assert!(folder.path().join(BOOK).is_file());
    }
}
