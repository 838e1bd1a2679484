//! A village's day in the real window: unlock, search, collect, receipt, close, export. By keyboard where a clerk would.

use crate::window::{Window, journey};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const PHRASE: &str = "青溪镇对账2026";

/// Types into the control that has the focus, as hands do.
pub async fn press(window: &Window, keys: &str) {
    window
        .client
        .active_element()
        .await
        .expect("something has the focus")
        .send_keys(keys)
        .await
        .expect("typed");
}

pub async fn enter(window: &Window) {
    press(window, &Key::Enter.to_string()).await;
}

/// Clicks, once nothing lies over the control any more.
pub async fn click(window: &Window, hook: &str) {
    let control = window.find(hook).await;
    window.until(&format!("a click on {hook}"), async || control.click().await.map(|()| true)).await;
}

pub async fn fill(window: &Window, hook: &str, text: &str) {
    let field = window.find(hook).await;
    field.clear().await.unwrap_or_else(|error| panic!("{hook}: {error}"));
    field.send_keys(text).await.unwrap_or_else(|error| panic!("{hook}: {error}"));
}

pub async fn shown(window: &Window, hook: &str) -> String {
    window.find(hook).await.text().await.expect("text")
}

/// Yuan of an amount as the screen groups it, for the notes that the journey puts into the drawer.
fn yuan(text: &str) -> u32 {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits
        .split('.')
        .next()
        .and_then(|whole| whole.parse().ok())
        .unwrap_or_else(|| panic!("no amount: {text}"))
}

fn files_with(folder: &Path, end: &str) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path());
    entries.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

/// From the first start to the home page of the sample village; answers its password.
pub async fn open_sample(window: &Window) -> String {
    click(window, "start-sample").await;
    let password = shown(window, "sample-password").await;
    window.picture("sample-made");
    click(window, "sample-enter").await;
    window.find("home-unremitted").await;
    password
}

/// Waits until the list shows what was typed, and not the list before it, whose first row may hold the same words: Enter
/// before the answer opens nothing.
pub async fn found(window: &Window, text: &str) {
    let answered = "const search = document.querySelector('[data-test=collect-search]');
        const first = document.querySelector(\"[data-test^='collect-row:']\");
        return search?.dataset.fresh === 'true' && (first?.innerText ?? '').includes(arguments[0]);";
    window
        .until("the households that were looked for", async || {
            Ok(window.client.execute(answered, vec![json!(text)]).await? == Value::Bool(true))
        })
        .await;
}

/// Says yes to each question of the notice that stands open, one key each, and waits for what comes of it.
pub async fn answer_what_is_asked(window: &Window) {
    let asked =
        "return [...document.querySelectorAll(\"[data-test^='need-all:']\")].map(one => one.dataset.test)";
    for _ in 0..4 {
        let open = window.script(asked).await;
        if open == json!([]) {
            break;
        }
        press(window, &Key::F4.to_string()).await;
        // An answer may leave its question open: then the till says so, and it is answered again.
        let end = Instant::now() + Duration::from_secs(3);
        while window.script(asked).await == open && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[test]
fn a_clerk_gets_through_his_day() {
    journey("day", async |window: Window| {
        window.drawn().await;
        let password = open_sample(&window).await;
        window.picture("home-before");

        // Lock, a wrong password, the right one.
        click(&window, "lock").await;
        fill(&window, "unlock-password", "不是这个").await;
        enter(&window).await;
        window.sees("密码不对").await;
        window.picture("wrong-password");
        fill(&window, "unlock-password", password.trim()).await;
        enter(&window).await;
        window.find("home-unremitted").await;

        // Open the session with the float counted.
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "200").await;
        window.picture("session");
        click(&window, "session-open").await;

        // Search, pick, answer what the notice asks, exact cash, take: the hand stays on the keyboard.
        click(&window, "collect-search").await;
        press(&window, "三组").await;
        found(&window, "三组").await;
        window.picture("search");
        let mut presses = 1;
        enter(&window).await;
        window.find("total-due").await;
        window.picture("bill-with-questions");
        let asks = async || -> Result<bool, fantoccini::error::CmdError> {
            Ok(!window
                .client
                .find_all(fantoccini::Locator::Css("[data-test^='need-all:']"))
                .await?
                .is_empty())
        };
        while asks().await.expect("the page answers") && presses < 4 {
            press(&window, &Key::F4.to_string()).await;
            presses += 1;
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        }
        let due = yuan(&shown(&window, "total-due").await);
        window.picture("bill");
        press(&window, &Key::F2.to_string()).await;
        window.find("why-spoken").await;
        window.picture("why");
        press(&window, &Key::F2.to_string()).await;
        click(&window, "tendered").await;
        enter(&window).await;
        window.find("take-payment").await;
        window.picture("confirm");
        enter(&window).await;
        presses += 2;
        let receipt_no = shown(&window, "receipt-no").await;
        assert!(receipt_no.contains("000001"), "the first of its series: {receipt_no}");
        assert_eq!(yuan(&shown(&window, "receipt-total").await), due, "what was shown was taken");
        presses += 1; // Enter prints; this machine has no printer, so the journey saves instead.
        assert!(presses <= 8, "{presses} key presses from search to receipt");
        window
            .until("the preview of the paper", async || {
                Ok(!window
                    .client
                    .find_all(fantoccini::Locator::Css("[data-test='preview'] svg"))
                    .await?
                    .is_empty())
            })
            .await;
        window.picture("receipt");
        let stick = tempfile::tempdir().expect("a stick");
        click(&window, "save").await;
        fill(&window, "save-folder", &stick.path().display().to_string()).await;
        click(&window, "save").await;
        window.find("saved").await;
        let pdfs = files_with(stick.path(), ".pdf");
        assert_eq!(pdfs.len(), 1, "one receipt was saved");
        assert!(std::fs::read(&pdfs[0]).expect("the pdf").starts_with(b"%PDF"), "it is a PDF");

        // The list of receipts.
        click(&window, "nav-receipts").await;
        window.find("receipts-search").await;
        window.sees("000001").await;
        window.picture("receipts");

        // Count blind, compare, close.
        click(&window, "nav-close").await;
        click(&window, "close-start").await;
        fill(&window, "pieces:100.00", &((due + 200) / 100).to_string()).await;
        let rest = (due + 200) % 100;
        fill(&window, "pieces:10.00", &(rest / 10).to_string()).await;
        window.picture("count");
        let body = window.text().await.expect("the page");
        assert!(!body.contains(&format!("{}.00", due + 200)), "the count is blind");
        click(&window, "close-counted").await;
        assert_eq!(yuan(&shown(&window, "expected-sum").await), due + 200, "float and cash");
        assert_eq!(yuan(&shown(&window, "variance-sum").await), 0, "nothing is missing");
        window.picture("compared");
        click(&window, "close-session").await;
        assert!(shown(&window, "close-no").await.contains('1'), "the first Z");
        // The README shows this picture: no path of a machine on it.
        fill(&window, "export-folder", "/media/周会计/U盘").await;
        window.picture("closed");

        // The file for the township.
        fill(&window, "export-folder", &stick.path().display().to_string()).await;
        fill(&window, "export-passphrase", PHRASE).await;
        fill(&window, "export-passphrase-again", PHRASE).await;
        click(&window, "export-write").await;
        window.find("export-safe").await;
        window.picture("exported");
        let packages = files_with(stick.path(), ".csp");
        assert_eq!(packages.len(), 1, "one package on the stick");
        let sealed = std::fs::read(&packages[0]).expect("the package");
        assert!(sealed.starts_with(b"age-encryption.org/v1"), "an age file, never in the clear");

        // The book obeys its laws, and home shows the day.
        click(&window, "nav-settings").await;
        click(&window, "verify-run").await;
        let verdict = window.find("verify-result").await.attr("data-ok").await.expect("attribute");
        assert_eq!(verdict.as_deref(), Some("true"), "every law holds");
        window.picture("settings");
        click(&window, "nav-policy").await;
        window.find("policy-fee").await;
        window.picture("policy");
        click(&window, "nav-households").await;
        window.find("household-search").await;
        window.picture("households");
        click(&window, "nav-home").await;
        assert_eq!(yuan(&shown(&window, "home-unremitted").await), due, "the cash is still in the village");
        window.picture("home-after");
    });
}

#[test]
fn less_cash_than_due_is_said_and_nothing_is_taken() {
    journey("too-little", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "0").await;
        click(&window, "session-open").await;
        click(&window, "collect-search").await;
        press(&window, "五组").await;
        found(&window, "五组").await;
        enter(&window).await;
        window.find("total-due").await;
        fill(&window, "tendered", "1").await;
        enter(&window).await;
        window.sees("不够").await;
        window.picture("refused");
        click(&window, "nav-receipts").await;
        window.find("receipts-search").await;
        assert!(!window.text().await.expect("the page").contains("000001"), "nothing was taken");
    });
}
