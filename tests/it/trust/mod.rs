//! 备份、恢复、人员: verified copies and their rotation, the day on which a disk is lost, passwords, roles, two pairs of hands.

mod copies;
mod hand_over;
mod keys;
mod log;
mod lost;
mod roles;

use cunshou_core::book::Secret;
use cunshou_core::journal::NoteCount;
use cunshou_core::reversal::VoidOrder;
use cunshou_core::user::Role;
use cunshou_core::{Book, Moment};
use std::path::{Path, PathBuf};
use support::{PASSWORD, TestBook, at, yuan};
use tempfile::TempDir;

pub const THEIRS: &str = "另一个人的密码";

pub fn moment(when: &str, seed: u8) -> Moment {
    Moment::new(at(when), [seed; 32])
}

pub fn open_as(path: &Path, user: &str, password: &str) -> cunshou_core::Result<Book> {
    let secret = Secret::Password { user: Some(user), password };
    Book::open(path, secret, &moment("2025-11-04T08:00:00+08:00", 77))
}

pub fn password() -> Secret<'static> {
    Secret::Password { user: None, password: PASSWORD }
}

pub fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub fn notes(lines: &[(&str, u32)]) -> Vec<NoteCount> {
    lines.iter().map(|(note, pieces)| NoteCount { note: yuan(note), pieces: *pieces }).collect()
}

/// A village with two receipts of 1,200.00 in an open session, and a third family that has not paid.
pub fn paying_village() -> TestBook {
    let mut village = TestBook::new();
    let families = [village.family("张", 1), village.family("李", 11)];
    village.family("王", 21);
    village.open_session("100.00");
    for family in &families {
        village.pay(family);
    }
    village
}

pub fn close(village: &mut TestBook, cash: u32) {
    village.count(&[("100", cash)]);
    village.close();
}

/// The session is closed and everything copied to a stick.
pub fn closed_and_copied(village: &mut TestBook) -> (TempDir, PathBuf) {
    close(village, 25);
    let stick = tempfile::tempdir().expect("a stick");
    let now = village.now();
    let copy = village.book.backup(stick.path(), &now).expect("copied");
    (stick, copy)
}

/// A village whose clerk has a colleague.
pub fn village_of_two(role: Role) -> TestBook {
    let mut village = paying_village();
    let now = village.now();
    village.book.add_user("吴会计", role, THEIRS, &now).expect("added");
    village
}

pub fn void(receipt_no: &str, now: &Moment) -> VoidOrder {
    VoidOrder {
        void_id: now.id(),
        receipt_no: receipt_no.to_owned(),
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: None,
        paper_back: true,
    }
}
