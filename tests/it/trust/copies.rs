//! Copies: read back before they count, where they go, which of them go again, and looked into.

use super::{close, closed_and_copied, files_in, password, paying_village, void};
use cunshou_core::book::BackupCause;
use cunshou_core::{Book, Error};
use std::path::Path;
use support::{TestBook, tiny_disk, yuan};

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
fn a_drill_opens_a_copy_beside_the_book_and_changes_neither() {
    let mut village = paying_village();
    let (_stick, copy) = closed_and_copied(&mut village);
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
