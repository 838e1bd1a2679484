//! Money after it was taken, in the real window and by keyboard: a receipt taken back, collected again, a close with a
//! difference, the cash paid in, a refund applied for.

use crate::day::{answer_what_is_asked, click, enter, fill, found, open_sample, press, shown};
use crate::window::{Window, journey};
use fantoccini::key::Key;

/// Presses a key that is no letter.
pub async fn hit(window: &Window, key: Key) {
    press(window, &key.to_string()).await;
}

/// Alt with a letter.
pub async fn alt(window: &Window, letter: char) {
    press(window, &format!("{}{letter}", Key::Alt)).await;
}

pub async fn choose(window: &Window, hook: &str, value: &str) {
    window.find(hook).await.select_by_value(value).await.unwrap_or_else(|error| panic!("{hook}: {error}"));
}

/// Waits until the control that matches has the focus.
async fn focused(window: &Window, css: &str) {
    let script = format!("return document.activeElement?.matches({css:?}) ?? false");
    window
        .until(&format!("the focus on {css}"), async || {
            Ok(window.client.execute(&script, vec![]).await? == serde_json::Value::Bool(true))
        })
        .await;
}

/// The digits of an amount as the screen groups it.
fn fen(text: &str) -> u64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no amount: {text}"))
}

/// Takes what a household of a group owes; answers its receipt and the sum in fen.
pub async fn collect(window: &Window, group: &str) -> (String, u64) {
    click(window, "nav-collect").await;
    click(window, "collect-search").await;
    fill(window, "collect-search", group).await;
    found(window, group).await;
    enter(window).await;
    window.find("total-due").await;
    answer_what_is_asked(window).await;
    let due = fen(&shown(window, "total-due").await);
    click(window, "tendered").await;
    enter(window).await;
    window.find("take-payment").await;
    enter(window).await;
    (shown(window, "receipt-no").await.trim().to_owned(), due)
}

/// Opens the newest receipt from the list, by keyboard.
async fn newest_receipt(window: &Window, number: &str) {
    alt(window, '4').await;
    window.find("receipts-search").await;
    window.find(&format!("receipts-row:{number}")).await;
    enter(window).await;
    window.find("take-back").await;
}

#[test]
fn cash_goes_back_to_the_payer_and_on_to_the_treasury() {
    journey("money", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "200").await;
        click(&window, "session-open").await;
        let (first, due) = collect(&window, "三组").await;

        // Taken back at the table.
        newest_receipt(&window, &first).await;
        window.picture("receipt");
        hit(&window, Key::F9).await;
        assert_eq!(fen(&shown(&window, "take-back-cash").await), due, "all of it goes back");
        window.picture("void");
        hit(&window, Key::F10).await;
        window.sees("请选一个原因").await;
        window.picture("void-asks");
        choose(&window, "take-back-reason", "wrong_household").await;
        choose(&window, "take-back-paper", "yes").await;
        fill(&window, "take-back-note", "李家的钱收到张家名下").await;
        window.picture("void-filled");
        hit(&window, Key::F10).await;
        assert!(shown(&window, "taken-back").await.contains("已作废"), "said on its page");
        assert_eq!(shown(&window, "taken-back-no").await, "1");
        window
            .until("the mark on its paper", async || {
                Ok(window
                    .script("return document.querySelector('[data-test=preview]')?.innerHTML.length ?? 0")
                    .await
                    != 0)
            })
            .await;
        window.picture("voided");
        hit(&window, Key::Escape).await;
        window.sees("已作废").await;
        window.picture("receipts-voided");

        // Collected again; the count is ten short.
        let (second, again) = collect(&window, "三组").await;
        assert_eq!(again, due, "they owe the same again");
        assert_ne!(first, second, "a number is never given twice");
        alt(&window, '5').await;
        let so_far = shown(&window, "close-interim").await;
        assert!(so_far.contains("收据 2 张") && so_far.contains("作废 1 张"), "{so_far}");
        assert!(!so_far.contains(".00"), "no sum of the drawer before the count: {so_far}");
        window.picture("interim");
        enter(&window).await;
        let drawer = due / 100 + 200 - 10;
        fill(&window, "pieces:10.00", &(drawer / 10).to_string()).await;
        fill(&window, "pieces:1.00", &(drawer % 10).to_string()).await;
        hit(&window, Key::F9).await;
        assert_eq!(fen(&shown(&window, "variance-sum").await), 1_000, "ten short");
        window.picture("short");
        hit(&window, Key::F4).await;
        window.find("close-start").await;
        enter(&window).await;
        fill(&window, "pieces:10.00", &(drawer / 10).to_string()).await;
        fill(&window, "pieces:1.00", &(drawer % 10).to_string()).await;
        hit(&window, Key::F9).await;
        fill(&window, "difference-reason", "找零时多给了一张 10 元").await;
        choose(&window, "difference-outcome", "reported").await;
        hit(&window, Key::F10).await;
        window.find("close-no").await;
        let also = shown(&window, "close-also").await;
        assert!(also.contains("1 张，退现金"), "{also}");
        window.picture("closed");

        // After the close the township approves.
        newest_receipt(&window, &second).await;
        assert!(shown(&window, "take-back").await.contains("冲正"));
        hit(&window, Key::F9).await;
        fill(&window, "session-float", "0").await;
        click(&window, "session-open").await;
        window.find("take-back-approval").await;
        window.picture("reversal");
        hit(&window, Key::Escape).await;

        // To the bank.
        alt(&window, '1').await;
        window.find("home-go-remit").await;
        window.picture("home-unremitted");
        alt(&window, 'j').await;
        assert_eq!(fen(&shown(&window, "remit-total").await), due);
        window.picture("remittance");
        let page = window.text().await.expect("the page");
        let today: String = page.split("今天是 ").nth(1).expect("the day is told").chars().take(8).collect();
        focused(&window, "[data-test=remit-slip]").await;
        press(&window, "NS2025 001").await;
        enter(&window).await;
        press(&window, &today).await;
        enter(&window).await;
        enter(&window).await;
        press(&window, "农商行青溪支行").await;
        enter(&window).await;
        enter(&window).await;
        focused(&window, "[data-test=remit-record]").await;
        window.picture("allocated");
        hit(&window, Key::F6).await;
        fill(&window, &format!("remit-part:{second}"), "1").await;
        hit(&window, Key::F10).await;
        window.sees("和回单金额").await;
        window.picture("parts-differ");
        alt(&window, 's').await;
        window.find("remit-change").await;
        hit(&window, Key::F10).await;
        assert!(shown(&window, "remit-done").await.contains("NS2025001"));
        window.picture("remitted");

        // A refund is applied for and followed.
        newest_receipt(&window, &second).await;
        assert!(shown(&window, "take-back").await.contains("退费申请"));
        hit(&window, Key::F9).await;
        focused(&window, "[data-test^='refund-member:']").await;
        window.picture("refund-form");
        if window.script("return document.querySelector('[data-test^=refund-member]:checked') === null").await
            == true
        {
            press(&window, " ").await;
        }
        choose(&window, "refund-ground", "joined_employee_insurance").await;
        fill(&window, "refund-day", &today).await;
        alt(&window, 's').await;
        window.find("refund-said").await;
        window.picture("refund-said");
        hit(&window, Key::F10).await;
        window.find("refund-state").await;
        window.picture("refund");
        choose(&window, "refund-step", "submitted").await;
        fill(&window, "refund-step-day", &today).await;
        hit(&window, Key::F10).await;
        focused(&window, "[data-test=refund-state]").await;
        assert!(shown(&window, "refund-state").await.starts_with("已递交"));
        window.picture("refund-submitted");
        hit(&window, Key::Escape).await;
        window.find("refund-row:1").await;
        window.picture("refunds");

        // A slip on which a refund rests stays.
        hit(&window, Key::Escape).await;
        window.find("home-go-remit").await;
        alt(&window, 'j').await;
        let row = window.find("remit-row:1").await;
        row.send_keys(&Key::Enter.to_string()).await.expect("it opens");
        fill(&window, "remit-reason", "银行退回").await;
        hit(&window, Key::F10).await;
        window.sees("不能撤销").await;
        window.picture("remittance-kept");
        hit(&window, Key::Escape).await;

        alt(&window, '1').await;
        assert_eq!(fen(&shown(&window, "home-unremitted").await), 1_000, "but for the ten that were short");
        assert!(shown(&window, "home-refunds").await.contains('1'));
        assert!(shown(&window, "home-differences").await.contains("短 10.00 元"), "until it is settled");
        window.picture("home");

        // The ten that were short are made up, in two steps; the totals say all of it.
        alt(&window, '5').await;
        assert!(shown(&window, "difference-open").await.contains("短 10.00 元"));
        window.picture("close-with-open-difference");
        alt(&window, 'c').await;
        window.picture("differences");
        click(&window, "difference-start:1").await;
        choose(&window, "difference-way", "made_up").await;
        fill(&window, "difference-amount", "4").await;
        hit(&window, Key::F10).await;
        window.sees("请照实写一句").await;
        window.picture("difference-asks");
        fill(&window, "difference-note", "抽屉夹层里找到 4 元").await;
        hit(&window, Key::F10).await;
        assert!(shown(&window, "difference-said").await.contains("还有短 6.00 元没了结"));
        click(&window, "difference-start:1").await;
        choose(&window, "difference-way", "made_up").await;
        fill(&window, "difference-note", "经办人补足").await;
        hit(&window, Key::F10).await;
        window.sees("的差额已了结").await;
        window.picture("difference-settled");
        hit(&window, Key::Escape).await;
        window.find("close-go-totals").await;
        alt(&window, 'h').await;
        assert!(shown(&window, "season-row:all").await.contains("1 张"), "one was voided");
        assert!(shown(&window, "season-allowance").await.contains("不从钱箱里取"));
        window.picture("totals");
        hit(&window, Key::F2).await;
        window.sees("收起人员类别").await;
        window.picture("totals-categories");
        alt(&window, '1').await;
        window.find("home-refunds").await;
        let gone = "return document.querySelector('[data-test=home-differences]') === null";
        assert_eq!(window.script(gone).await, true, "nothing is open any more");
        click(&window, "nav-settings").await;
        click(&window, "verify-run").await;
        let verdict = window.find("verify-result").await.attr("data-ok").await.expect("attribute");
        assert_eq!(verdict.as_deref(), Some("true"), "every law holds");
    });
}
