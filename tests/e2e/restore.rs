//! The day on which the disk is lost: a copy from the stick, the last paper, a new series, in the real window.

use crate::day::{click, fill, open_sample, shown};
use crate::window::{Window, journey};
use std::path::PathBuf;

/// The copies in a folder, newest last.
fn copies(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path());
    let mut copies: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "cunshou")).collect();
    copies.sort();
    copies
}

#[test]
fn a_book_is_copied_lost_and_restored() {
    journey("restore", async |window: Window| {
        window.drawn().await;
        let password = open_sample(&window).await;
        let stick = tempfile::tempdir().expect("a stick");

        // A copy, and the drill that shows that it opens.
        click(&window, "nav-settings").await;
        fill(&window, "backup-folder", stick.path().to_str().expect("a plain path")).await;
        click(&window, "backup-set").await;
        window.sees("每次日结以后自动备份").await;
        click(&window, "backup-everywhere").await;
        window.sees("备份完成").await;
        window.picture("backed-up");
        let copy = copies(stick.path()).pop().expect("a copy");
        fill(&window, "practise-from", copy.to_str().expect("a plain path")).await;
        fill(&window, "practise-password", password.trim()).await;
        click(&window, "practise-run").await;
        window.sees("演练没有改动任何东西").await;
        window.picture("drill");
        click(&window, "log-open").await;
        window.sees("恢复演练").await;
        window.picture("log");

        // The laptop is locked; its book is lost.
        click(&window, "lock").await;
        click(&window, "start-restore").await;
        window.picture("restore-empty");
        fill(&window, "restore-from", copy.to_str().expect("a plain path")).await;
        fill(&window, "restore-password", "不对的密码").await;
        click(&window, "restore-look").await;
        window.sees("密码不对").await;
        fill(&window, "restore-password", password.trim()).await;
        fill(&window, "restore-papers", "3").await;
        click(&window, "restore-look").await;
        let lost = window.find("restore-lost").await;
        assert_eq!(
            lost.attr("data-receipts").await.expect("told").as_deref(),
            Some("3"),
            "three papers and none in the copy"
        );
        window.picture("restore-look");
        click(&window, "restore-run").await;
        window.find("restore-done").await;
        window.picture("restored");
        click(&window, "restore-enter").await;
        window.find("home-unremitted").await;
        assert!(
            shown(&window, "home-lost-receipts").await.contains('3'),
            "the home page reminds of the papers"
        );
        window.picture("home-after");
        // One of them had been voided before the loss: both papers tick it off, and it is no money.
        click(&window, "home-lost-open").await;
        let left = async || window.find("lost-left").await.attr("data-count").await.expect("told");
        assert_eq!(left().await.as_deref(), Some("3"));
        click(&window, "lost-voided:2").await;
        window.find("lost-voided-amount").await;
        window.picture("voided-form");
        click(&window, "lost-voided-save").await;
        window.sees("没有作废单的，请按补录办").await;
        fill(&window, "lost-voided-amount", "1200").await;
        fill(&window, "lost-voided-taken", "20251031").await;
        fill(&window, "lost-voided-day", "20251031").await;
        fill(&window, "lost-voided-slip", "第1号").await;
        click(&window, "lost-voided-save").await;
        window.find("lost-voided-row").await;
        assert_eq!(left().await.as_deref(), Some("2"), "the list is shorter");
        window.picture("lost-receipts");
        click(&window, "lost-withdraw").await;
        fill(&window, "lost-withdraw-reason", "票号看错了").await;
        click(&window, "lost-withdraw-run").await;
        window.until("all three again", async || Ok(left().await.as_deref() == Some("3"))).await;
        let kept = std::fs::read_dir(window.data()).expect("the folder of books").count();
        assert!(kept >= 4, "the old files are still there, under other names");
    });
}
