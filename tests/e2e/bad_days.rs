//! What happens seldom and must go right, in the real window and by keyboard: a receipt reversed after the close, two years
//! of cover at one table, a clock that cannot be right, a paper printed again, a book of an older program.

use crate::day::{answer_what_is_asked, click, enter, fill, found, press, shown};
use crate::laid::Laid;
use crate::window::{Window, journey};
use chrono::{DateTime, Duration, FixedOffset};
use cunshou_core::book::Secret;
use cunshou_core::household::MemberInput;
use cunshou_core::receipt::CopyState;
use cunshou_core::{Book, Moment};
use fantoccini::{Locator, key::Key};
use support::{PASSWORD, at, member, yuan};

pub fn family(surname: &str, sequence: u32) -> Vec<MemberInput> {
    vec![
        member(&format!("{surname}大山"), "02", "1979-03-02", sequence),
        member(&format!("{surname}秀英"), "10", "1981-03-02", sequence + 1),
    ]
}

async fn hit(window: &Window, key: Key) {
    press(window, &key.to_string()).await;
}

pub async fn alt(window: &Window, letter: char) {
    press(window, &format!("{}{letter}", Key::Alt)).await;
}

async fn choose(window: &Window, hook: &str, value: &str) {
    window.find(hook).await.select_by_value(value).await.unwrap_or_else(|error| panic!("{hook}: {error}"));
}

/// Opens a receipt from the list, by keyboard.
async fn receipt(window: &Window, number: &str) {
    alt(window, '4').await;
    window.find("receipts-search").await;
    window.find(&format!("receipts-row:{number}")).await;
    enter(window).await;
    window.find("take-back").await;
}

pub async fn every_law_holds(window: &Window) {
    click(window, "nav-settings").await;
    click(window, "verify-run").await;
    let verdict = window.find("verify-result").await.attr("data-ok").await.expect("attribute");
    assert_eq!(verdict.as_deref(), Some("true"), "every law holds");
}

#[test]
fn a_receipt_is_reversed_after_the_close_with_the_townships_approval() {
    journey("reversal", async |window: Window| {
        window.drawn().await;
        let mut laid = Laid::new(&window, &["guichi-2026"], at("2025-11-03T09:30:00+08:00"), true);
        laid.register(family("张", 1));
        laid.register(family("李", 11));
        let number = laid.pay("张大山");
        laid.close(8);
        laid.open_on(&window).await;
        assert!(shown(&window, "home-unremitted").await.starts_with("800"), "ready for the bank");

        receipt(&window, &number).await;
        assert!(shown(&window, "take-back").await.contains("冲正"), "the way after a close");
        hit(&window, Key::F9).await;
        fill(&window, "session-float", "0").await;
        click(&window, "session-open").await;
        window.find("take-back-approval").await;
        choose(&window, "take-back-reason", "wrong_household").await;
        choose(&window, "take-back-paper", "yes").await;
        fill(&window, "take-back-note", "李家的钱收到张家名下").await;
        hit(&window, Key::F10).await;
        window.sees("批准").await;
        window.picture("asks-approval");
        assert!(
            window.client.find_all(Locator::Css("[data-test=taken-back]")).await.expect("found").is_empty(),
            "nothing goes back without the township's number"
        );
        fill(&window, "take-back-approval", "青溪镇冲〔2025〕7号").await;
        window.picture("filled");
        hit(&window, Key::F10).await;
        let said = shown(&window, "taken-back").await;
        assert!(said.contains("已冲正") && said.contains("青溪镇冲〔2025〕7号"), "{said}");
        window.picture("reversed");
        // The key again does nothing: the way is not open any more.
        assert!(
            window.client.find_all(Locator::Css("[data-test=take-back]")).await.expect("found").is_empty(),
            "once"
        );
        alt(&window, '1').await;
        assert!(shown(&window, "home-unremitted").await.starts_with('0'), "the cash went back");
        window.picture("home");
        // The household owes again, and pays under a new number.
        click(&window, "nav-collect").await;
        click(&window, "collect-search").await;
        press(&window, "张").await;
        found(&window, "张大山").await;
        enter(&window).await;
        window.find("total-due").await;
        answer_what_is_asked(&window).await;
        assert!(shown(&window, "total-due").await.contains("800"));
        click(&window, "tendered").await;
        enter(&window).await;
        window.find("take-payment").await;
        enter(&window).await;
        assert_ne!(shown(&window, "receipt-no").await.trim(), number, "a number is never given twice");
        every_law_holds(&window).await;
    });
}

#[test]
fn a_child_born_in_december_pays_for_two_years_at_one_table() {
    journey("two-years", async |window: Window| {
        window.drawn().await;
        let first = at("2024-12-20T09:30:00+08:00");
        let mut laid = Laid::new(&window, &["guichi-2024", "yankou-2025"], first, true);
        laid.register(vec![member("张大山", "02", "1979-03-02", 1), member("张小满", "20", "2024-12-08", 2)]);
        laid.open_on(&window).await;
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "0").await;
        click(&window, "session-open").await;
        click(&window, "collect-search").await;
        press(&window, "张").await;
        found(&window, "张大山").await;
        enter(&window).await;
        window.find("trade-no").await;
        window.picture("next-year");
        // The year that ends first: it is for the child alone.
        // The notice of the year to come sends the child to the county; that he can pay for this year here is said at once.
        window.find("other-year:2024").await;
        alt(&window, 'y').await;
        assert!(shown(&window, "other-year-band").await.contains("2024"));
        window.picture("this-year");
        answer_what_is_asked(&window).await;
        window.picture("this-year-asked");
        click(&window, "tendered").await;
        enter(&window).await;
        window.find("take-payment").await;
        window.picture("confirm");
        enter(&window).await;
        let born = shown(&window, "receipt-no").await;
        window.picture("receipt-of-this-year");
        // And at the same table the year to come, for the father: the notice sends the child to the county.
        alt(&window, 'y').await;
        window.find("trade-no").await;
        press(&window, "4200002024122000017").await;
        enter(&window).await;
        window.find("take-payment").await;
        window.picture("confirm-next");
        enter(&window).await;
        window
            .until("the second receipt", async || {
                let no = window.client.find(Locator::Css("[data-test=receipt-no]")).await?.text().await?;
                Ok(!no.is_empty() && no != born)
            })
            .await;
        window.picture("receipt-of-next-year");
        every_law_holds(&window).await;
    });
}

/// The laptop's clock beside what the book remembers: what the session's dialog says, that it takes a yes, and that it is kept.
async fn odd_clock(
    window: &Window,
    newest: DateTime<FixedOffset>,
    zone: Option<i32>,
    words: &str,
    name: &str,
) {
    window.drawn().await;
    let mut laid = Laid::new(window, &["guichi-2026"], newest, false);
    laid.register(family("张", 1));
    let mut now = laid.now();
    if let Some(minutes) = zone {
        now = now.in_zone(minutes);
    }
    laid.book.open_session(now.on(), yuan("0"), true, &now).expect("opened");
    laid.close(0);
    laid.open_on(window).await;
    click(window, "nav-collect").await;
    let said = shown(window, "session-clock").await;
    assert!(said.contains(words), "{said}");
    window.picture(&format!("{name}-asked"));
    fill(window, "session-float", "0").await;
    click(window, "session-open").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.picture(&format!("{name}-unconfirmed"));
    assert!(
        window.find("session-confirm-date").await.is_displayed().await.expect("told"),
        "without a yes no session opens"
    );
    click(window, "session-confirm-date").await;
    click(window, "session-open").await;
    window.find("collect-search").await;
    window.picture(&format!("{name}-opened"));
    every_law_holds(window).await;
}

fn laptop() -> DateTime<FixedOffset> {
    DateTime::<chrono::Utc>::from(std::time::SystemTime::now())
        .with_timezone(&FixedOffset::east_opt(8 * 3600).expect("an offset"))
}

#[test]
fn a_clock_behind_the_newest_entry_is_asked_about() {
    journey("clock-behind", async |window: Window| {
        odd_clock(&window, laptop() + Duration::days(2), None, "早", "clock").await;
    });
}

#[test]
fn a_clock_far_ahead_of_the_newest_entry_is_asked_about() {
    journey("clock-ahead", async |window: Window| {
        odd_clock(&window, laptop() - Duration::days(200), None, "天", "clock").await;
    });
}

#[test]
fn a_clock_in_another_zone_is_asked_about() {
    journey("clock-zone", async |window: Window| {
        // The window's laptop stands in Greenwich or in China; the entry was made in New York.
        odd_clock(&window, laptop() - Duration::hours(3), Some(-300), "时区", "clock").await;
    });
}

#[test]
fn a_receipt_that_came_out_once_is_printed_again_as_a_reprint() {
    journey("reprint", async |window: Window| {
        window.drawn().await;
        let mut laid = Laid::new(&window, &["guichi-2026"], at("2025-11-03T09:30:00+08:00"), true);
        laid.register(family("张", 1));
        let number = laid.pay("张大山");
        for state in [CopyState::Sent, CopyState::Printed] {
            let now = laid.now();
            laid.book.note_copy(&number, state, &now).expect("noted");
        }
        laid.open_on(&window).await;
        receipt(&window, &number).await;
        window.sees("1 次").await;
        let mark = async || -> Result<bool, fantoccini::error::CmdError> {
            let text = window
                .client
                .execute("return document.querySelector('[data-test=preview]')?.textContent ?? ''", vec![])
                .await?;
            Ok(text.as_str().is_some_and(|text| !text.is_empty()))
        };
        window.until("the preview", mark).await;
        window.picture("before");
        // This laptop has no printer that answers, or the clerk keeps the file: the mark is on it either way.
        let stick = tempfile::tempdir().expect("a stick");
        click(&window, "save").await;
        fill(&window, "save-folder", &stick.path().display().to_string()).await;
        click(&window, "save").await;
        window.find("saved").await;
        window.picture("saved");
        let saved =
            std::fs::read_dir(stick.path()).expect("the stick").flatten().next().expect("a file").path();
        let text = std::process::Command::new("pdftotext").arg(&saved).arg("-").output();
        let text = String::from_utf8_lossy(&text.expect("pdftotext runs").stdout).into_owned();
        assert!(text.contains("补打") && text.contains("第1次"), "{text}");
        every_law_holds(&window).await;
    });
}

#[test]
fn a_book_of_an_older_program_says_what_was_kept_of_it() {
    journey("brought-up", async |window: Window| {
        window.drawn().await;
        let mut laid = Laid::new(&window, &["guichi-2026"], at("2025-11-03T09:30:00+08:00"), false);
        laid.register(family("张", 1));
        laid.pay("张大山");
        laid.close(8);
        let path = laid.path.clone();
        let Laid { book, .. } = laid;
        drop(book);
        support::as_of_schema(&path, 10);
        window.script("location.reload()").await;
        fill(&window, "unlock-password", PASSWORD).await;
        enter(&window).await;
        let said = shown(&window, "brought-up").await;
        assert!(said.contains("before-") && said.contains("别处没有存"), "{said}");
        window.picture("said");
        click(&window, "brought-up-read").await;
        assert!(shown(&window, "home-unremitted").await.starts_with("800"), "everything is there");
        window.picture("home");
        every_law_holds(&window).await;
        let secret = Secret::Password { user: None, password: PASSWORD };
        let other = Book::look_at_copy(
            &std::fs::read_dir(window.data())
                .expect("the folder")
                .flatten()
                .map(|entry| entry.path())
                .find(|path| {
                    path.to_string_lossy().contains("before-")
                        && path.extension().is_some_and(|end| end == "cunshou")
                })
                .expect("a copy"),
            secret,
            &Moment::new(at("2025-11-04T09:00:00+08:00"), [9; 32]),
        );
        assert_eq!(other.expect("it opens").totals.payments, 1);
    });
}
