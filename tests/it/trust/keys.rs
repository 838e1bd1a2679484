//! People and their passwords, and the key of the book when one of them leaves.

use super::{THEIRS, moment, open_as, village_of_two};
use cunshou_core::book::Secret;
use cunshou_core::journal::LawReport;
use cunshou_core::user::Role;
use cunshou_core::{Book, Error};
use serde_json::Value;
use std::path::{Path, PathBuf};
use support::{PASSWORD, TestBook};

fn keys_of(book: &Path) -> PathBuf {
    PathBuf::from(format!("{}.keys", book.display()))
}

fn read_keys(book: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(keys_of(book)).expect("keys")).expect("JSON")
}

/// The key file as it lies on the disk in the middle of a change: the slots of now, and beside them those to come.
fn pull_the_plug(book: &Path, before: &Value, after: &Value) {
    let mut between = before.clone();
    between["next"] = after["slots"].clone();
    // A file of a program that knew no checksum: the test cannot make the right one.
    between.as_object_mut().expect("an object").remove("checksum");
    std::fs::write(keys_of(book), between.to_string()).expect("the plug is pulled");
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
    let old_keys = std::fs::read(keys_of(&village.path())).expect("the key file");
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
    let keys = keys_of(&path);
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
    let before_keys = read_keys(&path);
    let now = village.now();
    let both = [("周会计", PASSWORD), ("吴会计", THEIRS)];
    let rekeyed = village.book.rekey(&both, &now).expect("rekeyed");
    let _hold = village.hold();
    let after_data = std::fs::read(&path).expect("data");
    let after_keys = read_keys(&path);
    // As it lies on the disk when the plug is pulled after the data file went over and before the key file did.
    pull_the_plug(&path, &before_keys, &after_keys);
    let book = open_as(&path, "吴会计", THEIRS).expect("the new key is tried where the old one does not fit");
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
    drop(book);
    let mended = read_keys(&path);
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
    let _hold = village.hold();
    let before = read_keys(&path);
    // Slots of a key to which the data file never went over: those of another book's key file will do.
    let other = TestBook::new();
    pull_the_plug(&path, &before, &read_keys(&other.path()));
    drop(open_as(&path, "周会计", PASSWORD).expect("the old key still fits"));
    let mended = read_keys(&path);
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
