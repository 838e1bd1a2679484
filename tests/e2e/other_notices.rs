//! What other notices ask at the table, in the real window and by keyboard: who pays cash, which paper was seen, and the
//! day on which the money arrived.

use crate::day::{click, enter, fill, found, press, shown};
use crate::laid::Laid;
use crate::window::{Window, journey};
use cunshou_core::household::MemberInput;
use fantoccini::key::Key;
use support::{at, member};

/// Lays a demo book that follows a notice from an instant on into the window's folder, and opens it on the screen.
pub async fn open_book(window: &Window, policy_id: &str, first: &str, members: Vec<MemberInput>) {
    let mut laid = Laid::new(window, &[policy_id], at(first), true);
    laid.register(members);
    laid.open_on(window).await;
    click(window, "nav-collect").await;
    fill(window, "session-float", "0").await;
    click(window, "session-open").await;
    click(window, "collect-search").await;
}

#[test]
fn the_question_about_the_telephone_takes_one_key_and_so_does_the_paper() {
    journey("yankou", async |window: Window| {
        window.drawn().await;
        let mut wife = member("沈桂英", "10", "1952-07-11", 2);
        wife.previous_year = Some("none".to_owned());
        let couple = vec![member("沈老根", "02", "1950-03-04", 1), wife];
        open_book(&window, "yankou-2025", "2024-10-08T08:30:00+08:00", couple).await;
        press(&window, "沈").await;
        found(&window, "沈老根").await;
        enter(&window).await;

        // The till starts with the telephone. Cash is refused until somebody asked; her paper first needs an answer of its own.
        window.find("trade-no").await;
        window.sees("带了户口簿").await;
        press(&window, &Key::F10.to_string()).await;
        window.find("need-all:cannot_use_app:true").await;
        window.sees("请扫码缴费").await;
        window.sees("带了户口簿").await;
        window.picture("asked");
        press(&window, &Key::F4.to_string()).await;
        window
            .until("the first answer is kept", async || {
                let open = fantoccini::Locator::Css("[data-test='need-all:cannot_use_app:true']");
                Ok(window.client.find_all(open).await?.is_empty())
            })
            .await;
        window.sees("沈桂英：带了户口簿").await;
        press(&window, &Key::F4.to_string()).await;
        window.sees("沈桂英：不会用手机，交现金").await;
        window.picture("one-more");
        press(&window, &Key::F4.to_string()).await;
        window
            .until("the sum of both", async || {
                let due = window.client.find(fantoccini::Locator::Css("[data-test='total-due']")).await?;
                Ok(due.text().await?.contains("800"))
            })
            .await;
        assert!(shown(&window, "till-note").await.contains("沈桂英：请打印《专用票据》"));
        window.picture("bill");
        enter(&window).await;
        window.find("take-payment").await;
        enter(&window).await;
        assert!(shown(&window, "receipt-total").await.contains("800"));
        window.picture("receipt");
    });
}

#[test]
fn the_day_of_arrival_is_entered_on_the_receipt_and_completes_the_cover() {
    journey("gaoyang", async |window: Window| {
        window.drawn().await;
        let one = vec![member("孙到账", "02", "1970-03-04", 1)];
        open_book(&window, "gaoyang-2026", "2026-01-12T09:00:00+08:00", one).await;
        press(&window, "孙").await;
        found(&window, "孙到账").await;
        enter(&window).await;
        window.find("total-due").await;
        window.sees("自缴费到账之日起").await;
        assert!(
            !window.text().await.expect("the page").contains("哪一天到账"),
            "nobody at the table can tell"
        );
        window.picture("bill");
        enter(&window).await;
        window.find("take-payment").await;
        enter(&window).await;
        shown(&window, "receipt-no").await;
        click(&window, "nav-receipts").await;
        window.find("receipts-search").await;
        window.sees("000001").await;
        enter(&window).await;
        assert!(shown(&window, "arrival-words").await.contains("自缴费到账之日起至 2026-12-31"));
        press(&window, &Key::F7.to_string()).await;
        window.find("arrival-day").await;
        press(&window, "20260111").await;
        enter(&window).await;
        window.sees("早于").await;
        window.picture("too-early");
        fill(&window, "arrival-day", "20260112").await;
        fill(&window, "arrival-source", "回单 7781").await;
        enter(&window).await;
        window.sees("待遇 2026-01-12 至 2026-12-31（已到账）").await;
        window.sees("回单 7781").await;
        window.picture("arrived");
        click(&window, "nav-settings").await;
        click(&window, "verify-run").await;
        let verdict = window.find("verify-result").await.attr("data-ok").await.expect("attribute");
        assert_eq!(verdict.as_deref(), Some("true"), "every law holds");
    });
}
