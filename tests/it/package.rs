//! 对账包: what leaves the book opens with stock tools, says what was taken, and is written whole or not at all.

use cunshou_core::package::Recipient;
use cunshou_core::{Error, words};
use cunshou_exchange::package::{With, decrypt, verify_package};
use support::TestBook;

const PHRASE: &str = "青溪镇 对账 2026";

fn closed_day() -> TestBook {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    village.pay(&second);
    village.count(&[("100", 24)]);
    village.close();
    village
}

#[test]
fn the_same_close_gives_the_same_zip_however_often_it_is_exported() {
    let mut village = closed_day();
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let first = village.book.export(1, stick.path(), Recipient::Passphrase(PHRASE), &now).expect("written");
    let sealed = std::fs::read(&first.path).expect("the file");
    let mut village = village.reopen();
    let now = village.now();
    let second =
        village.book.export(1, stick.path(), Recipient::Passphrase(PHRASE), &now).expect("written again");
    assert_eq!(first.package.zip_sha256, second.package.zip_sha256, "made once");
    assert_ne!(sealed, std::fs::read(&second.path).expect("the file"), "but sealed anew");
    let zip = decrypt(&sealed, With::Passphrase(PHRASE)).expect("the passphrase opens it");
    assert_eq!(zip, first.package.zip);
    let report = verify_package(&zip, None, None);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    village.assert_lawful();
}

#[test]
fn packages_name_the_one_before_them() {
    let mut village = closed_day();
    let third = village.family("王", 21);
    village.open_session("0.00");
    village.pay(&third);
    village.count(&[("100", 12)]);
    village.close();
    let now = village.now();
    let second = village.book.package(2, &now).expect("made, and the first one before it");
    let now = village.now();
    let first = village.book.package(1, &now).expect("kept");
    let report = verify_package(&second.zip, None, None);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&second.zip)).expect("a zip");
    let manifest: serde_json::Value =
        serde_json::from_reader(archive.by_name("manifest.json").expect("the manifest")).expect("JSON");
    assert_eq!(manifest["previous_package_sha256"], first.zip_sha256, "a missing package shows");
    assert_eq!(manifest["totals"]["due"], "1200.00");
    assert_eq!(manifest["totals"]["perpetual_due"], "3600.00");
    village.assert_lawful();
}

#[test]
fn a_passphrase_is_long_and_a_folder_is_there() {
    let mut village = closed_day();
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let short = village.book.export(1, stick.path(), Recipient::Passphrase("短"), &now);
    assert!(matches!(short, Err(Error::PassphraseTooShort { .. })));
    let nobody = village.book.export(1, stick.path(), Recipient::Township, &now);
    assert!(matches!(nobody, Err(Error::NoRecipient {})), "never in the clear");
    let gone = village.book.export(1, &stick.path().join("gone"), Recipient::Passphrase(PHRASE), &now);
    assert!(matches!(gone, Err(Error::NoSuchFolder { .. })));
    let none = village.book.export(7, stick.path(), Recipient::Passphrase(PHRASE), &now);
    assert!(matches!(none, Err(Error::NoSuchClose { close_no: 7 })));
    assert_eq!(std::fs::read_dir(stick.path()).expect("the stick").count(), 0, "nothing was written");
}

#[test]
fn a_full_stick_leaves_nothing_half_written_and_the_package_in_the_book() {
    let mut village = closed_day();
    let stick = support::tiny_disk("8k");
    let now = village.now();
    let full = village.book.export(1, stick.path(), Recipient::Passphrase(PHRASE), &now);
    let error = full.expect_err("the stick is full");
    assert!(matches!(error, Error::DiskFull { .. }), "{error:?}");
    assert!(words::of(&error).message.contains("满"), "said in words");
    assert_eq!(
        std::fs::read_dir(stick.path()).expect("the stick").count(),
        0,
        "the half-written file is gone"
    );
    let good = tempfile::tempdir().expect("another stick");
    let now = village.now();
    village
        .book
        .export(1, good.path(), Recipient::Passphrase(PHRASE), &now)
        .expect("the same package, another stick");
    village.assert_lawful();
}
