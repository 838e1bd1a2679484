//! What a payment can be beside cash on the table, in the real window: by telephone, with a pre-printed receipt and the
//! collective's aid, and from the paper book.

use crate::day::{click, enter, fill, found, press, shown};
use crate::other_notices::open_book;
use crate::window::{Window, journey};
use fantoccini::key::Key;
use support::member;

/// The laws hold at the end of the day.
async fn every_law_holds(window: &Window) {
    click(window, "nav-settings").await;
    click(window, "verify-run").await;
    let verdict = window.find("verify-result").await.attr("data-ok").await.expect("attribute");
    assert_eq!(verdict.as_deref(), Some("true"), "every law holds");
}

/// Finds the household and opens its bill, by keyboard.
async fn pick(window: &Window, family: &str) {
    press(window, family).await;
    found(window, family).await;
    enter(window).await;
    window.find("total-due").await;
}

#[test]
fn where_the_notice_prefers_the_telephone_the_till_starts_there() {
    journey("scan", async |window: Window| {
        window.drawn().await;
        let one = vec![member("沈老根", "02", "1970-03-04", 1)];
        open_book(&window, "yankou-2025", "2024-10-08T08:30:00+08:00", one).await;
        pick(&window, "沈").await;
        window.find("trade-no").await;
        assert!(shown(&window, "total-due").await.contains("400"));
        window.picture("opened");
        enter(&window).await;
        window.find("blocker").await;
        window.picture("no-number");
        press(&window, "4200002024100800017").await;
        enter(&window).await;
        window.find("take-payment").await;
        window.picture("confirm");
        enter(&window).await;
        assert!(shown(&window, "receipt-total").await.contains("400"));
        assert!(shown(&window, "receipt-means").await.contains("4200002024100800017"));
        window.picture("receipt");
        click(&window, "nav-home").await;
        let cash = shown(&window, "home-unremitted").await;
        assert!(cash.starts_with('0'), "no cash came in: {cash}");
        every_law_holds(&window).await;
    });
}

#[test]
fn cash_with_a_pre_printed_receipt_and_the_collective_beside() {
    journey("aid", async |window: Window| {
        window.drawn().await;
        let family = vec![
            member("张大山", "02", "1979-03-02", 1),
            member("张秀英", "10", "1981-03-02", 2),
            member("张小雨", "20", "2012-03-02", 3),
        ];
        open_book(&window, "guichi-2026", "2025-11-03T09:30:00+08:00", family).await;

        // A book of receipts and a resolution.
        click(&window, "nav-settings").await;
        click(&window, "tickets-go").await;
        click(&window, "tickets-receive").await;
        fill(&window, "tickets-first", "皖0000001").await;
        fill(&window, "tickets-last", "皖0000050").await;
        fill(&window, "tickets-day", "20251101").await;
        fill(&window, "tickets-with", "青溪镇").await;
        window.picture("book");
        enter(&window).await;
        window.find("tickets-row:1").await;
        click(&window, "tickets-spoil").await;
        fill(&window, "tickets-first", "皖0000001").await;
        fill(&window, "tickets-reason", "打印歪了").await;
        enter(&window).await;
        window.sees("已登记作废").await;
        window.picture("register");
        click(&window, "nav-settings").await;
        click(&window, "resolutions-go").await;
        window.sees("还没有集体扶持决议").await;
        click(&window, "resolution-new").await;
        for (hook, text) in [
            ("resolution-no", "石桥村民决〔2025〕3号"),
            ("resolution-day", "20251020"),
            ("resolution-paper", "青溪镇〔2025〕31号"),
            ("resolution-source", "村集体经营收入"),
            ("resolution-who", "全体村民"),
            ("resolution-each", "50"),
            ("resolution-budget", "120"),
        ] {
            fill(&window, hook, text).await;
        }
        window.picture("resolution");
        enter(&window).await;
        window.find("resolution-row:1").await;
        window.picture("resolutions");

        // The usual payment with both.
        click(&window, "nav-collect").await;
        click(&window, "collect-search").await;
        pick(&window, "张大").await;
        press(&window, &Key::F3.to_string()).await;
        window.find("ticket-no").await;
        window.picture("more");
        enter(&window).await;
        click(&window, "aid-open").await;
        window.find("aid-share:3").await;
        window.picture("aid");
        enter(&window).await;
        assert!(shown(&window, "total-aid").await.contains("120"));
        assert!(shown(&window, "line-aid:3").await.contains("20"));
        window.picture("bill");
        window
            .until("the hand on the cash", async || {
                let focus = window.client.active_element().await?.attr("data-test").await?;
                Ok(focus.as_deref() == Some("tendered"))
            })
            .await;
        enter(&window).await;
        window.find("take-payment").await;
        enter(&window).await;
        assert!(shown(&window, "receipt-total").await.contains("1,080"));
        assert!(shown(&window, "receipt-aid").await.contains("120"));
        assert!(shown(&window, "receipt-ticket").await.contains("皖0000002"));
        window.picture("receipt");

        click(&window, "nav-settings").await;
        click(&window, "tickets-go").await;
        let agrees = window.find("tickets-agree").await.attr("data-ok").await.expect("attribute");
        assert_eq!(agrees.as_deref(), Some("true"));
        assert!(shown(&window, "tickets-row:1").await.contains("皖0000003"), "the next one");
        window.picture("register-after");
        click(&window, "nav-settings").await;
        click(&window, "resolutions-go").await;
        assert!(shown(&window, "resolution-row:1").await.contains("120"));
        click(&window, "resolution-end:1").await;
        window.find("resolution-reason").await;
        press(&window, "钱已用完").await;
        window.picture("ending");
        enter(&window).await;
        window.sees("已停用").await;
        window.picture("ended");
        every_law_holds(&window).await;
    });
}

#[test]
fn a_sheet_of_the_paper_book_is_entered_with_a_band_that_nobody_misses() {
    journey("catch-up", async |window: Window| {
        window.drawn().await;
        let one = vec![member("李补录", "02", "1979-03-02", 1)];
        open_book(&window, "guichi-2026", "2025-11-10T09:30:00+08:00", one).await;
        pick(&window, "李").await;
        press(&window, &Key::F3.to_string()).await;
        click(&window, "catch-up-open").await;
        fill(&window, "catch-up-book", "停电本1").await;
        fill(&window, "catch-up-serial", "007").await;
        fill(&window, "catch-up-day", "20251108").await;
        fill(&window, "catch-up-reason", "11月8日停电").await;
        window.picture("sheet");
        enter(&window).await;
        assert!(shown(&window, "catch-up-band").await.contains("停电本1-007"));
        window.picture("bill");
        click(&window, "tendered").await;
        enter(&window).await;
        window.find("take-payment").await;
        enter(&window).await;
        let paper = shown(&window, "receipt-catch-up").await;
        assert!(paper.contains("停电本1-007") && paper.contains("2025年11月8日"), "{paper}");
        window.picture("receipt");
        click(&window, "nav-receipts").await;
        window.sees("000001").await;
        enter(&window).await;
        window.find("receipt-catch-up").await;
        window.picture("stored");
        every_law_holds(&window).await;
    });
}
