//! A clerk works through the list of who is missing by keyboard: marks somebody with the proof he saw, takes a wrong mark
//! back, and looks the people up in the table.

use crate::day::{click, open_sample, press};
use crate::window::{Window, journey};
use fantoccini::{Locator, key::Key};

/// The first row of a list: which one, by the number behind the colon of its hook.
async fn first(window: &Window, hook: &str) -> String {
    let css = format!("tr[data-test^='{hook}:']");
    window
        .until(&format!("a row of {hook}"), async || {
            Ok(!window.client.find_all(Locator::Css(&css)).await?.is_empty())
        })
        .await;
    let row = window.client.find(Locator::Css(&css)).await.expect("a row");
    let name = row.attr("data-test").await.expect("an attribute").expect("its hook");
    name.split_once(':').map(|(_, row)| row.to_owned()).expect("a row has its number")
}

async fn says(window: &Window, hook: &str, text: &str) {
    let css = format!("[data-test='{hook}']");
    window
        .until(&format!("「{text}」 in {hook}"), async || {
            Ok(window.client.find(Locator::Css(&css)).await?.text().await?.contains(text))
        })
        .await;
}

#[test]
fn a_clerk_sees_who_is_missing_and_marks_the_reason() {
    journey("completeness", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        window.find("home-missing").await;
        window.picture("home");

        // From the home page to the list, all by keys.
        window.script("document.querySelector('[data-test=home-missing] button').click()").await;
        window.find("missing-search").await;
        let whom = first(&window, "missing-row").await;
        window.picture("missing");
        press(&window, &Key::F3.to_string()).await;
        window.picture("missing-targets");
        press(&window, &Key::F3.to_string()).await;

        // An exemption without its proof stays on the list and says which paper is wanted.
        press(&window, &Key::F4.to_string()).await;
        window.find("missing-reason").await.select_by_value("employee_insurance").await.expect("offered");
        window.picture("mark");
        click(&window, "missing-mark-ok").await;
        says(&window, "missing-said", "已记下").await;
        let row = format!("missing-row:{whom}");
        says(&window, &row, "证明还没看到").await;
        window.picture("proof-missing");

        // The proof comes: he leaves the list.
        press(&window, &Key::F4.to_string()).await;
        window.find("missing-reason").await.select_by_value("employee_insurance").await.expect("offered");
        let proof = window.find("missing-proof").await;
        proof.send_keys("社保缴费记录").await.expect("typed");
        proof.send_keys(&Key::Return.to_string()).await.expect("done");
        window
            .until("he is off the list", async || {
                let css = format!("[data-test='{row}']");
                Ok(window.client.find_all(Locator::Css(&css)).await?.is_empty())
            })
            .await;

        // In the table he stands as exempt; categories come only with the key.
        window.script("location.hash = '#/people'").await;
        window.find("people-search").await;
        first(&window, "people-row").await;
        window.find("people-state").await.select_by_value("exempt").await.expect("offered");
        says(&window, &format!("people-row:{whom}"), "不用缴").await;
        press(&window, &Key::F8.to_string()).await;
        window.picture("people");
        window.script("location.hash = '#/levy-years'").await;
        window.find("year-row:2026").await;
        window.picture("levy-years");
    });
}
