//! A clerk reads the notices and tries a person, by keyboard: every notice that ships, each tab, a question answered
//! in place, and the category that stays behind its key.

use crate::day::{click, shown};
use crate::window::{Window, journey};
use fantoccini::{Locator, key::Key};

/// What each notice of the program must show of itself, in the picture, the table and the targets.
const NOTICES: [(&str, &str, &str, &str); 5] = [
    ("guichi-2026", "400.00", "外出务工人员延长期", "应保尽保"),
    ("tongcheng-2026", "400.00", "名单截止", "重点群体"),
    ("yankou-2025", "400.00", "进度目标", "排在前3名的加1分"),
    ("gaoyang-2026", "400.00", "缴费到账之日起享受", "99%"),
    ("guichi-2024", "380.00", "2024年1月1日—2月29日", "合计"),
];

async fn press(window: &Window, keys: &str) {
    let focus = window.client.active_element().await.expect("something has the focus");
    focus.send_keys(keys).await.expect("typed");
}

/// Chooses a notice as the keyboard does: the select tells the page that it changed.
async fn choose(window: &Window, id: &str) {
    let select = window.find("policy-select").await;
    select.select_by_value(id).await.expect("the notice is offered");
}

async fn holds(window: &Window, css: &str, text: &str) {
    window
        .until(&format!("「{text}」 in {css}"), async || {
            Ok(window.client.find(Locator::Css(css)).await?.text().await?.contains(text))
        })
        .await;
}

#[test]
fn a_clerk_reads_the_notices_and_tries_a_person() {
    journey("policy", async |window: Window| {
        window.drawn().await;
        click(&window, "start-sample").await;
        shown(&window, "sample-password").await;
        click(&window, "sample-enter").await;
        window.find("home-unremitted").await;
        click(&window, "nav-policy").await;
        window.find("policy-fee").await;
        holds(&window, "[data-test='policy-words']", "本账簿正按这份文件收").await;

        // Each notice: the picture with its rows, the tables, the targets.
        for (id, fee, on_the_page, among_the_targets) in NOTICES {
            choose(&window, id).await;
            window
                .until("the fee of the notice", async || {
                    let money = window.client.find(Locator::Css("[data-test='policy-fee']")).await?;
                    Ok(money.attr("data-amount").await?.as_deref() == Some(fee))
                })
                .await;
            press(&window, &Key::F2.to_string()).await;
            holds(&window, ".policy-body", on_the_page).await;
            window.picture(&format!("rules-{id}"));
            window.script("document.querySelector('[data-part=categories]').scrollIntoView()").await;
            window.picture(&format!("subsidies-{id}"));
            press(&window, &Key::F3.to_string()).await;
            holds(&window, ".policy-body", among_the_targets).await;
            window.picture(&format!("targets-{id}"));
        }

        // From a line to its sentence, and on by keys; the list narrows as one types.
        choose(&window, "guichi-2026").await;
        press(&window, &Key::F2.to_string()).await;
        holds(&window, ".subsidies", "低保对象").await;
        window.script("document.querySelector('.subsidies tbody tr:nth-child(3) .link').click()").await;
        holds(&window, ".notice mark.chosen", "90%定额资助").await;
        press(&window, &Key::F8.to_string()).await;
        holds(&window, ".notice mark.chosen", "80%定额资助").await;
        click(&window, "policy-filter").await;
        press(&window, "新生儿").await;
        press(&window, &Key::Down.to_string()).await;
        holds(&window, ".notice mark.chosen", "落地参保").await;
        window.picture("notice");
        press(&window, &Key::F5.to_string()).await;
        holds(&window, ".readings-list", "也可以理解为").await;
        window.picture("readings");

        // A person and a day: the sum with its article; a question answered in place.
        press(&window, &Key::F6.to_string()).await;
        window.find("trial-birth").await;
        press(&window, "19450101").await;
        press(&window, &Key::Enter.to_string()).await;
        let sum = window.find("trial-due").await;
        assert_eq!(sum.attr("data-amount").await.expect("attribute").as_deref(), Some("200.00"));
        let spoken = shown(&window, "why-spoken").await;
        assert!(spoken.contains("二（二）5") && spoken.contains("个人缴200元"), "{spoken}");
        window.picture("trial");
        window.find("trial-need:previous_year_insurance:normal").await;
        press(&window, &Key::F7.to_string()).await;
        holds(&window, ".trial-head", "2026-01-01").await;
        window.picture("trial-answered");

        // A hardship is shown only after its key, in the words of the notice too.
        window
            .find("trial-category:0")
            .await
            .select_by_value("minimum_living_allowance")
            .await
            .expect("offered");
        click(&window, "trial-run").await;
        holds(&window, ".trial-head", "40").await;
        let page = window.text().await.expect("text");
        assert!(!page.contains("低保对象、重点优抚对象给予90%"), "the sentence would give him away");
        press(&window, &Key::F8.to_string()).await;
        holds(&window, ".why", "低保对象、重点优抚对象给予90%").await;
        window.picture("trial-revealed");
        press(&window, &Key::F9.to_string()).await;
        window.sees("带来的材料").await;
        window.picture("trial-more");

        // And to the place where the county's next notice comes in.
        click(&window, "policy-import").await;
        window
            .until("the import", async || {
                Ok(window.client.current_url().await?.as_str().contains("/settings"))
            })
            .await;
    });
}
