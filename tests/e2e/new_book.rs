//! A clerk makes his own village's book, is shown the recovery key once, and brings in his roster.

use crate::day::{click, fill, shown};
use crate::window::{Window, journey};

#[test]
fn a_clerk_makes_his_book_and_brings_in_his_roster() {
    journey("new-book", async |window: Window| {
        window.drawn().await;
        click(&window, "start-new").await;
        click(&window, "new-kind-training").await;
        click(&window, "new-next").await;
        fill(&window, "new-village-code", "3417").await;
        fill(&window, "new-village-name", "石桥村").await;
        fill(&window, "new-town-name", "青溪镇").await;
        click(&window, "new-next").await;
        window.sees("12").await;
        window.picture("code-refused");
        fill(&window, "new-village-code", "341799101203").await;
        click(&window, "new-next").await;
        let policy = window.find("new-policy:guichi-2026").await;
        if !policy.is_selected().await.expect("a check box") {
            policy.click().await.expect("chosen");
        }
        click(&window, "new-next").await;
        fill(&window, "new-entrusted-paper", "青溪镇〔2025〕12号 委托代收通知").await;
        window.picture("paper");
        click(&window, "new-next").await;
        fill(&window, "new-user", "周会计").await;
        fill(&window, "new-password", "石桥村的账本").await;
        fill(&window, "new-password-again", "石桥村的账本").await;
        click(&window, "new-create").await;
        let key = shown(&window, "recovery-key").await;
        assert_eq!(key.trim().split('-').count(), 8, "eight groups to copy: {key}");
        window.picture("recovery-key");
        click(&window, "recovery-copied").await;
        click(&window, "recovery-done").await;
        window.find("home-unremitted").await;
        window.sees("练习").await;

        window.script("location.hash = '#/households/import'").await;
        let roster = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rosters/roster_village.xlsx");
        let no_workbook = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/demo/village.toml");
        fill(&window, "import-path", no_workbook).await;
        click(&window, "import-check").await;
        window.find("error").await;
        window.picture("no-workbook");
        fill(&window, "import-path", roster).await;
        click(&window, "import-check").await;
        assert!(
            shown(&window, "import-good").await.contains("1256"),
            "good rows, before anything is written"
        );
        assert!(shown(&window, "import-bad").await.contains("28"), "and those to mend");
        window.picture("roster-checked");
        click(&window, "import-apply").await;
        window.find("import-done").await;
        window.picture("roster-in");
        click(&window, "nav-households").await;
        window.sees("379").await;
    });
}
