//! How a call ends: a wrong one, a refusal, a book that needs a paper.

use crate::village::{Answered, PASSWORD, VILLAGE, Village, cli, root};
use std::fs;
use tempfile::TempDir;

#[test]
fn a_wrong_call_exits_2_and_a_refusal_1() {
    for args in [&[][..], &["collect"], &["receipt", "pdf", "1", "--paper", "b4"], &["nonsense"]] {
        assert_eq!(cli(args).output().expect("it runs").status.code(), Some(2), "{args:?}");
    }
    let village = Village::new();
    let mut nameless = cli(["verify", "--json", "--book"]);
    let answer = Answered::of(&nameless.arg(village.book()).output().expect("it runs"));
    assert_eq!((answer.exit, answer.json["error"]["code"].as_str()), (2, Some("E-CLI-001")), "no password");

    let mut wrong = village.command(&["verify"]);
    let answer = Answered::of(&wrong.env("CUNSHOU_PASSWORD", "别的密码123").output().expect("it runs"));
    assert_eq!((answer.exit, answer.json["error"]["code"].as_str()), (1, Some("E-BOOK-001")), "{answer:?}");
    assert!(answer.words.contains("密码不对"), "{answer:?}");

    fs::write(village.path("password"), format!("{PASSWORD}\n")).expect("written");
    let file = village.path("password");
    let mut by_file = village.command(&["verify", "--password-file", &file]);
    assert_eq!(
        Answered::of(&by_file.env_remove("CUNSHOU_PASSWORD").output().expect("it runs")).json["ok"],
        true
    );
}

#[test]
fn a_live_book_needs_the_townships_paper() {
    let folder = TempDir::new().expect("a folder");
    let book = folder.path().join("live.cunshou");
    let policy = root().join("policies/guichi-2026.toml");
    let mut create = cli(["book", "create", "--json", "--village", VILLAGE, "--name", "石桥村", "--book"]);
    create.arg(&book).arg("--policy").arg(policy).env("CUNSHOU_PASSWORD", PASSWORD);
    let answer = Answered::of(&create.output().expect("it runs"));
    assert_eq!((answer.exit, answer.json["error"]["code"].as_str()), (1, Some("E-BOOK-013")), "{answer:?}");
    assert!(!book.exists(), "nothing is left");
}
