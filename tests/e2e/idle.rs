//! A window that is left alone: it locks by itself, by the page and, where the page fails, by Rust; what was typed is still
//! there afterwards, nothing is done meanwhile, and a wrong password makes the next one wait.

use crate::bad_days::{every_law_holds, family};
use crate::day::{answer_what_is_asked, click, enter, fill, found, press, shown};
use crate::laid::Laid;
use crate::window::{LONGEST_WAIT, Window, patient_journey};
use chrono::{DateTime, FixedOffset, Utc};
use cunshou_core::book::Secret;
use cunshou_core::{Book, Error, Moment};
use fantoccini::Locator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use support::{PASSWORD, at};

/// A book that locks after one minute, its only family at the till, a thousand yuan typed and not taken.
async fn half_done(window: &Window) -> PathBuf {
    window.drawn().await;
    let mut laid = Laid::new(window, &["guichi-2026"], at("2025-11-03T09:30:00+08:00"), true);
    laid.register(family("张", 1));
    let now = laid.now();
    laid.book.set_idle_minutes(1, &now).expect("the shortest there is");
    let path = laid.path.clone();
    laid.open_on(window).await;
    click(window, "nav-collect").await;
    fill(window, "session-float", "0").await;
    click(window, "session-open").await;
    click(window, "collect-search").await;
    press(window, "张").await;
    found(window, "张大山").await;
    enter(window).await;
    window.find("total-due").await;
    answer_what_is_asked(window).await;
    fill(window, "tendered", "1000").await;
    path
}

/// The code with which a command is refused.
async fn refused(window: &Window, command: &str) -> String {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke(arguments[0], {})
            .then(() => done('it answers'), no => done(no.code));";
    let told = window.client.execute_async(script, vec![json!(command)]).await.expect("the script runs");
    told.as_str().unwrap_or_default().to_owned()
}

async fn there(window: &Window, hook: &str) -> bool {
    let css = format!("[data-test={hook}]");
    !window.client.find_all(Locator::Css(&css)).await.expect("the page answers").is_empty()
}

/// The household's name is nowhere to be read while the window is locked.
async fn nothing_shows(window: &Window) {
    let page = window.text().await.expect("the page answers");
    assert!(!page.contains("张大山") && !page.contains("800"), "{page}");
}

/// What was typed before is still typed; the payment is taken with it, once.
async fn goes_on(window: &Window) {
    window.find("tendered").await;
    let typed = window.find("tendered").await.prop("value").await.expect("a value");
    assert_eq!(typed.as_deref(), Some("1000"), "what was typed is still there");
    window.picture("goes-on");
    click(window, "tendered").await;
    enter(window).await;
    window.find("take-payment").await;
    assert!(shown(window, "change").await.contains("200"));
    enter(window).await;
    window.find("receipt-no").await;
    every_law_holds(window).await;
}

/// Until when the door is shut, as the file beside the book says.
fn shut_until(book: &Path) -> DateTime<FixedOffset> {
    let told = std::fs::read(format!("{}.tries", book.display())).expect("the tries");
    let told: Value = serde_json::from_slice(&told).expect("JSON");
    told["until"].as_str().expect("a wait").parse().expect("an instant")
}

#[test]
fn a_window_left_alone_locks_and_gives_back_what_was_typed_to_who_knows_the_password() {
    patient_journey("idle", async |window: Window| {
        let book = half_done(&window).await;
        window
            .within(LONGEST_WAIT, "the lock screen", async || Ok(there(&window, "lock-screen").await))
            .await;
        window.picture("locked");
        nothing_shows(&window).await;
        for command in ["home", "session_status", "remittances", "still_here"] {
            assert!(refused(&window, command).await.starts_with("E-APP-00"), "{command} while it is locked");
        }
        for _ in 0..3 {
            fill(&window, "lock-password", "不对的密码").await;
            enter(&window).await;
            window.sees("密码不对").await;
            // The field is empty again once the answer is there.
            window
                .until("an answer", async || {
                    let field = window.client.find(Locator::Css("[data-test=lock-password]")).await?;
                    Ok(field.prop("value").await?.as_deref() == Some("") && field.is_enabled().await?)
                })
                .await;
        }
        let until = shut_until(&book);
        window.picture("wrong");
        window
            .within(LONGEST_WAIT, "the right password after the wait", async || {
                if !there(&window, "lock-screen").await {
                    return Ok(true);
                }
                let field = window.client.find(Locator::Css("[data-test=lock-password]")).await?;
                if field.prop("value").await?.as_deref() == Some("") {
                    field.send_keys(PASSWORD).await?;
                    field.send_keys(&fantoccini::key::Key::Enter.to_string()).await?;
                }
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                Ok(false)
            })
            .await;
        assert!(Utc::now() >= until, "nobody comes in before {until}");
        goes_on(&window).await;
    });
}

#[test]
fn where_the_page_fails_rust_locks_and_the_page_says_so_at_the_next_key() {
    patient_journey("idle-rust", async |window: Window| {
        let path = half_done(&window).await;
        // The page's own watch is dead.
        window.script("for (let i = 0; i < 100000; i++) clearInterval(i)").await;
        let opens = || {
            let secret = Secret::Password { user: None, password: PASSWORD };
            Book::open(&path, secret, &Moment::new(at("2025-11-03T11:00:00+08:00"), [9; 32]))
        };
        assert!(matches!(opens(), Err(Error::InUse { .. })), "the window holds it");
        // Its key is forgotten and its files are free: another can open it.
        window.within(LONGEST_WAIT, "the book being let go", async || Ok(opens().is_ok())).await;
        assert!(!there(&window, "lock-screen").await, "the page does not know yet");
        assert_eq!(refused(&window, "home").await, "E-APP-006", "shut for want of anybody");
        click(&window, "tendered").await;
        enter(&window).await;
        window.find("lock-screen").await;
        nothing_shows(&window).await;
        window.picture("locked");
        fill(&window, "lock-password", PASSWORD).await;
        enter(&window).await;
        goes_on(&window).await;
    });
}
