//! 资料 in the real window and by keyboard: the screen of all papers, and the papers from where the clerk needs them.

use crate::day::{click, enter, fill, open_sample, press, shown};
use crate::window::{Window, journey};
use fantoccini::{Locator, key::Key};
use std::path::Path;
use std::process::Command;

/// Presses a key that is no letter.
async fn hit(window: &Window, key: Key) {
    press(window, &key.to_string()).await;
}

/// Alt with a letter or digit.
async fn alt(window: &Window, letter: char) {
    press(window, &format!("{}{letter}", Key::Alt)).await;
}

/// Waits until pages of a paper are drawn.
async fn drawn(window: &Window) {
    window
        .until("the pages of the paper", async || {
            let pages = Locator::Css("[data-test='preview'] svg");
            Ok(!window.client.find_all(pages).await?.is_empty())
        })
        .await;
}

/// Waits until a refusal with this code is said.
async fn refused(window: &Window, code: &str) {
    window
        .until(&format!("the refusal {code}"), async || {
            let said = Locator::Css("[data-test='error']");
            for one in window.client.find_all(said).await? {
                if one.attr("data-code").await?.as_deref() == Some(code) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await;
}

/// The text of the only PDF of a folder, without spaces.
fn text_of(folder: &Path, begins: &str) -> String {
    let files = std::fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path());
    let named = |path: &std::path::PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins))
    };
    let found: Vec<_> = files.filter(named).collect();
    assert_eq!(found.len(), 1, "one {begins}: {found:?}");
    let text = Command::new("pdftotext").arg("-layout").arg(&found[0]).arg("-").output();
    let text = text.expect("poppler-utils is installed").stdout;
    String::from_utf8_lossy(&text).chars().filter(|c| !c.is_whitespace()).collect()
}

async fn save(window: &Window, folder: &Path) {
    alt(window, 's').await;
    fill(window, "save-folder", &folder.display().to_string()).await;
    enter(window).await;
    window.find("saved").await;
}

#[test]
fn every_paper_of_the_village_is_at_hand() {
    journey("papers", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        let folder = tempfile::tempdir().expect("a folder");

        // The list of the unpaid: from the home page by key, Enter, Enter.
        alt(&window, '0').await;
        window.find("papers-list").await;
        window.picture("papers");
        enter(&window).await;
        enter(&window).await;
        drawn(&window).await;
        let pages = window.find("papers-pages").await.attr("data-pages").await.expect("read").expect("said");
        assert!(pages.parse::<u32>().expect("a count") >= 1, "{pages}");
        window.picture("unpaid");
        save(&window, folder.path()).await;
        let text = text_of(folder.path(), "催缴单");
        assert!(text.contains("居民医保催缴单") && text.contains("合计"), "{text}");
        hit(&window, Key::Escape).await;

        // Nobody has paid: there is nothing to post, and it says so.
        click(&window, "papers-item:posted").await;
        hit(&window, Key::F9).await;
        refused(&window, "E-PAP-004").await;
        window.picture("nobody-enrolled");

        // What names categories warns first.
        click(&window, "papers-item:ledgers").await;
        window.sees("记入查看记录").await;
        hit(&window, Key::F9).await;
        drawn(&window).await;
        window.picture("ledgers");
        click(&window, "papers-item:leaflet").await;
        fill(&window, "papers-contact", "李会计 0566-1234567").await;
        enter(&window).await;
        drawn(&window).await;
        window.picture("leaflet");

        // One household's notice, chosen by search.
        click(&window, "papers-item:notice").await;
        hit(&window, Key::F2).await;
        fill(&window, "papers-search", "三组").await;
        window
            .until("the households of the group", async || {
                let rows = Locator::Css("[data-test^='papers-found:']");
                let rows = window.client.find_all(rows).await?;
                let Some(first) = rows.first() else { return Ok(false) };
                Ok(first.text().await?.contains("三组"))
            })
            .await;
        window.picture("choose-household");
        enter(&window).await;
        window.find("papers-show").await;
        hit(&window, Key::F9).await;
        drawn(&window).await;
        window.picture("notice");
        save(&window, folder.path()).await;
        let text = text_of(folder.path(), "缴费通知单");
        assert!(text.contains("本单不是收据") && text.contains("李会计0566-1234567"), "{text}");

        // From the list of who is missing: the notice of the household under the cursor.
        alt(&window, '1').await;
        // The key is there once the list behind it was counted, after the cash.
        window.find("home-missing").await;
        alt(&window, 'm').await;
        window.find("missing-search").await;
        window
            .until("somebody on the list", async || {
                let rows = Locator::Css("[data-test^='missing-row:']");
                Ok(!window.client.find_all(rows).await?.is_empty())
            })
            .await;
        hit(&window, Key::F6).await;
        window.find("village-paper-close").await;
        window.picture("missing-notice");
        hit(&window, Key::Escape).await;

        // Beside the till: why somebody owes his sum, as a slip.
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "200").await;
        click(&window, "session-open").await;
        click(&window, "collect-search").await;
        press(&window, "三组").await;
        crate::day::found(&window, "三组").await;
        enter(&window).await;
        window.find("total-due").await;
        hit(&window, Key::F2).await;
        window.find("why-spoken").await;
        alt(&window, 'p').await;
        window.find("village-paper-close").await;
        drawn(&window).await;
        window.picture("slip");
        hit(&window, Key::Escape).await;

        // The X report waits for a count: the count is blind.
        alt(&window, '5').await;
        window.find("close-interim").await;
        alt(&window, 'p').await;
        refused(&window, "E-CLO-001").await;
        hit(&window, Key::Escape).await;
        click(&window, "close-start").await;
        fill(&window, "pieces:100.00", "2").await;
        hit(&window, Key::F9).await;
        assert!(shown(&window, "expected-sum").await.contains("200"), "the float");
        alt(&window, 'p').await;
        drawn(&window).await;
        window.picture("x-report");
        save(&window, folder.path()).await;
        let text = text_of(folder.path(), "中途盘点单");
        assert!(text.contains("账款相符") && text.contains("200.00"), "{text}");
    });
}
