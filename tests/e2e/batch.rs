//! Receipts printed one after the other through a real print system: all of them, stopped at a printer that stands still, gone
//! on with, saved as one file; and a printer put right by its test page.

use crate::day::{click, fill, open_sample, shown};
use crate::money::{alt, choose, collect, hit};
use crate::window::{Window, journey_beside};
use fantoccini::key::Key;
use std::process::Command;
use support::cups::Shop;

async fn told(window: &Window, hook: &str, attribute: &str) -> String {
    window.find(hook).await.attr(attribute).await.expect("an attribute").unwrap_or_default()
}

/// Waits until the batch has ended in this way.
async fn ended(window: &Window, why: &str) {
    window
        .until(&format!("a batch that is {why}"), async || {
            let words = fantoccini::Locator::Css("[data-test=batch-words]");
            Ok(window.client.find(words).await?.attr("data-why").await?.as_deref() == Some(why))
        })
        .await;
}

/// Waits until so many receipts are offered, and answers how many of them are reprints.
async fn offered(window: &Window, receipts: &str) -> String {
    window
        .until(&format!("{receipts} receipts to print"), async || {
            let sum = fantoccini::Locator::Css("[data-test=batch-sum]");
            Ok(window.client.find(sum).await?.attr("data-receipts").await?.as_deref() == Some(receipts))
        })
        .await;
    told(window, "batch-sum", "data-reprints").await
}

#[test]
fn receipts_are_printed_together_stopped_and_gone_on_with() {
    let shop = Shop::open();
    shop.queue("needles", "raw");
    let server = shop.socket();
    journey_beside("batch", &[("CUPS_SERVER", &server)], async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "200").await;
        click(&window, "session-open").await;
        for group in ["二组", "三组", "四组"] {
            collect(&window, group).await;
            hit(&window, Key::Escape).await;
            window.find("collect-search").await;
        }

        // All that were not printed yet.
        alt(&window, '4').await;
        window.find("receipts-search").await;
        window.picture("receipts");
        alt(&window, 'p').await;
        assert_eq!(offered(&window, "3").await, "0", "each for the first time");
        choose(&window, "paper", "241x93").await;
        window.picture("chosen");
        alt(&window, 'd').await;
        ended(&window, "finished").await;
        assert_eq!(shop.printed().len(), 3, "one sheet a receipt came out");
        window.picture("finished");

        // All of them again, at a printer that stands still: stopped, and the sheet given up.
        choose(&window, "batch-which", "all").await;
        assert_eq!(offered(&window, "3").await, "3", "each a reprint");
        shop.admin("cupsdisable", &["-r", "paused", "needles"]);
        alt(&window, 'd').await;
        window.sees("打印机停住了").await;
        window.picture("stands-still");
        alt(&window, 'x').await;
        window.find("batch-drop").await;
        window.picture("stopping");
        alt(&window, 'x').await;
        ended(&window, "stopped").await;
        assert_eq!(told(&window, "batch-words", "data-left").await, "3", "none of them came out");
        window.picture("stopped");
        assert_eq!(offered(&window, "3").await, "3");
        shop.admin("cupsenable", &["needles"]);
        alt(&window, 'j').await;
        ended(&window, "finished").await;
        assert_eq!(shop.printed().len(), 6, "gone on with from the first");

        // One file of them, which says what copies they are.
        alt(&window, 's').await;
        let folder = window.data().join("papers");
        std::fs::create_dir_all(&folder).expect("own folder");
        fill(&window, "save-folder", &folder.display().to_string()).await;
        click(&window, "save").await;
        let saved = shown(&window, "saved").await;
        let text = Command::new("pdftotext").args(["-layout", saved.trim(), "-"]).output();
        let text = text.unwrap_or_else(|error| panic!("pdftotext: {error}; install poppler-utils"));
        let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
        assert!(text.matches("补打第2次").count() >= 3, "each page of each says so: {text}");
        window.picture("saved");

        // A printer that is off is put right by its test page.
        alt(&window, '9').await;
        click(&window, "printers-go").await;
        window.find("fit-right").await;
        choose(&window, "fit-medium", "241x93").await;
        fill(&window, "fit-right", "99").await;
        alt(&window, 'b').await;
        window.sees("要填 -30 毫米 到 30 毫米 之间的数").await;
        window.picture("fit-refused");
        fill(&window, "fit-right", "2.5").await;
        fill(&window, "fit-down", "-1").await;
        alt(&window, 'd').await;
        window.until("the test page", async || Ok(shop.printed().len() == 7)).await;
        alt(&window, 'b').await;
        window.find("fit-said").await;
        alt(&window, 'v').await;
        window.find("preview").await;
        window.picture("fit");
        let kept =
            std::fs::read_to_string(window.data().join("printing.toml")).expect("kept beside the books");
        assert!(kept.contains("right_tenths_mm = 25") && kept.contains("241x93"), "{kept}");
        window.script("document.querySelector('[data-test^=\"printers-choice\"]')?.scrollIntoView()").await;
        window.picture("printers");
    });
}
