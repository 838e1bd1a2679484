//! The log: what was done, also at the door, and that every act of it has words.

use super::{moment, password};
use cunshou_core::book::Secret;
use cunshou_core::{Book, Error};
use std::path::Path;
use support::TestBook;

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
