//! A round from door to door in the real window: the list is made and printed, walked, and entered by keyboard; a refuser
//! is told the notice's sentence.

use crate::day::{click, enter, fill, open_sample, press, shown};
use crate::window::{Window, journey};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::Value;

/// How many people of a round are entered, once the screen says so.
async fn entered(window: &Window, words: &str) {
    window
        .until(words, async || {
            let said = window.client.find(Locator::Css("[data-test='round-entered']")).await?.text().await?;
            Ok(said.starts_with(words))
        })
        .await;
}

/// Waits until the control with that hook has the focus.
async fn focused(window: &Window, hook: &str) {
    let script = format!("return document.activeElement?.dataset?.test === '{hook}'");
    window
        .until(&format!("the focus on {hook}"), async || {
            Ok(window.client.execute(&script, vec![]).await? == Value::Bool(true))
        })
        .await;
}

#[test]
fn a_walked_list_is_entered_by_keyboard() {
    journey("canvass", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;

        // Who answers for a group.
        click(&window, "nav-canvass").await;
        window.find("canvass-count").await;
        window.picture("list");
        press(&window, &format!("{}g", Key::Alt)).await;
        window.find("cadre-new").await;
        press(&window, &format!("{}n", Key::Alt)).await;
        focused(&window, "cadre-name").await;
        press(&window, "王主任").await;
        fill(&window, "cadre-phone", "154 0000 0001").await;
        click(&window, "cadre-group:一组").await;
        window.picture("cadre");
        click(&window, "cadre-save").await;
        assert!(shown(&window, "cadre-row:王主任").await.contains("15400000001"));

        // The list of his groups, on paper.
        click(&window, "nav-canvass").await;
        let cadre = window.find("canvass-cadre").await;
        cadre.select_by_label("王主任").await.expect("he is offered");
        window
            .until("his people only", async || {
                let count = window.client.find(Locator::Css("[data-test='canvass-count']")).await?;
                Ok(!count.text().await?.contains("379 户"))
            })
            .await;
        press(&window, &format!("{}p", Key::Alt)).await;
        window
            .until("the paper", async || {
                Ok(!window.client.find_all(Locator::Css("[data-test='preview'] svg")).await?.is_empty())
            })
            .await;
        window.picture("paper");

        // It comes back with figures on it: number, key, Enter; the hand stays on the keyboard.
        press(&window, &format!("{}p", Key::Alt)).await;
        focused(&window, "round-numbers").await;
        press(&window, "1").await;
        enter(&window).await;
        focused(&window, "round-outcome").await;
        let name = shown(&window, "round-name").await;
        assert!(name.starts_with("1 "), "the name is shown before anything is written: {name}");
        press(&window, "2").await;
        focused(&window, "round-next").await;
        press(&window, "+3").await;
        enter(&window).await;
        entered(&window, "已录 1 ").await;
        focused(&window, "round-numbers").await;
        for row in ["2", "3-4"] {
            press(&window, row).await;
            enter(&window).await;
            focused(&window, "round-outcome").await;
            press(&window, "1").await;
            focused(&window, "round-next").await;
            enter(&window).await;
            focused(&window, "round-numbers").await;
            window.find("round-saved").await;
        }
        entered(&window, "已录 4 ").await;
        window.picture("entered");
        // A number that is not on the paper, then one that was entered before.
        press(&window, "9999").await;
        enter(&window).await;
        window.sees("表上没有这个序号").await;
        fill(&window, "round-numbers", "2").await;
        enter(&window).await;
        window.sees("已录过").await;
        window.picture("again");
        focused(&window, "round-outcome").await;
        press(&window, "5").await;
        focused(&window, "round-next").await;
        enter(&window).await;
        window
            .until("the row put right", async || {
                let row = window.client.find(Locator::Css("[data-test='round-row:2']")).await?;
                Ok(row.text().await?.contains("不愿参保"))
            })
            .await;
        entered(&window, "已录 4 ").await;

        // The household: a refusal with the notice's sentence, and the sheet to be signed.
        press(&window, &Key::Escape.to_string()).await;
        window.find("canvass-count").await;
        window.picture("list-after");
        let table = window.client.find(Locator::Css(".canvass-list")).await.expect("a list");
        table.send_keys(&Key::Enter.to_string()).await.expect("the first household opens");
        window.find("visit-day").await;
        window.picture("household");
        let outcome =
            window.client.find(Locator::Css("[data-test^='visit-outcome:']")).await.expect("someone");
        outcome.select_by_value("refused").await.expect("a refusal");
        assert!(shown(&window, "visit-warning").await.contains("不纳入医疗救助范围"));
        click(&window, "visit-warned").await;
        click(&window, "visit-mark").await;
        window.picture("refusal");
        press(&window, &format!("{}s", Key::Alt)).await;
        window.find("visit-saved").await;
        window.picture("refused");
        click(&window, "refusal-open").await;
        window
            .until("the sheet", async || {
                Ok(!window.client.find_all(Locator::Css("[data-test='preview'] svg")).await?.is_empty())
            })
            .await;
        window.picture("sheet");
        click(&window, "nav-home").await;
        window.find("home-unremitted").await;
        window.picture("home");
    });
}
