//! Roles: what each may do once the township has switched them on.

use super::{THEIRS, close, moment, open_as, village_of_two};
use cunshou_core::book::{BackupCause, Secret};
use cunshou_core::journal::LawReport;
use cunshou_core::person::{PeopleFilter, SortBy};
use cunshou_core::user::Role;
use cunshou_core::{Book, Error};
use support::{PASSWORD, yuan};

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
