//! A clerk writes down a split and decides about a double entry, by keyboard alone.

use crate::day::{click, fill, open_sample, shown};
use crate::window::{Window, journey};
use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};

async fn press(window: &Window, keys: &str) {
    let focus = window.client.active_element().await.expect("something has the focus");
    focus.send_keys(keys).await.expect("typed");
}

pub fn alt(key: &str) -> String {
    format!("{}{key}{}", Key::Alt, Key::Null)
}

/// Sets the book up with what other journeys type: a family, and its father a second time with his passport.
pub async fn registered(window: &Window, members: Value) -> Value {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke('save_household', { request: arguments[0] }).then(done, no => done({ no }));";
    let form = json!({
        "household_id": null, "hh_no": null, "village_group": "三组", "address": "石桥村三组", "members": members,
    });
    let saved = window.client.execute_async(script, vec![form]).await.expect("the script runs");
    assert!(saved.get("no").is_none(), "{saved}");
    saved
}

pub fn member(name: &str, relation: &str, certificate: (&str, &str), birth: &str, sex: &str) -> Value {
    json!({
        "person_id": null, "name": name, "name_alt": null, "certificate_type": certificate.0, "certno": certificate.1,
        "sex": sex, "birth": birth, "nation": "01", "relation": relation, "hukou": "in_area", "residence": "in_area",
        "phone": "", "categories": [], "events": [], "insurance_current": "none", "previous_year": "normal",
        "migrant_worker": false, "student": null, "same_person_confirmed": true,
    })
}

#[test]
fn a_clerk_splits_a_household_and_merges_a_double_entry() {
    journey("household-life", async |window: Window| {
        window.drawn().await;
        click(&window, "start-sample").await;
        shown(&window, "sample-password").await;
        click(&window, "sample-enter").await;
        window.find("home-unremitted").await;
        let nobody = support::nobody;
        let family = json!([
            member("单国庆", "02", ("01", &nobody("1960-01-01", 1)), "1960-01-01", "男"),
            member("仇美玲", "12", ("01", &nobody("1962-02-02", 2)), "1962-02-02", "女"),
            member("单子轩", "20", ("01", &nobody("1988-03-03", 3)), "1988-03-03", "男"),
            member("缪春花", "38", ("01", &nobody("1990-04-04", 4)), "1990-04-04", "女"),
        ]);
        let home = registered(&window, family).await;
        registered(&window, json!([member("单子轩", "02", ("16", "E12345678"), "1988-03-03", "男")])).await;

        // To the household by search, and from there to what happened.
        press(&window, &alt("3")).await;
        window.find("household-search").await;
        press(&window, "仇美玲").await;
        window.find(&format!("household-row:{}", home["hh_no"].as_str().expect("a number"))).await;
        press(&window, &Key::Enter.to_string()).await;
        window.find("household-life").await;
        press(&window, &alt("b")).await;
        window.find("life-kind").await;
        window.sees("一些人从这一户分出来").await;
        // Kind, day, paper, its number, a note; then the people: the third and the fourth.
        let tab = Key::Tab.to_string();
        press(&window, &tab).await;
        press(&window, "20251103").await;
        for _ in 0..6 {
            press(&window, &tab).await;
        }
        press(&window, " ").await;
        press(&window, &tab).await;
        press(&window, " ").await;
        window.find("life-relation:缪春花").await;
        window.picture("split");
        press(&window, &alt("s")).await;
        window.find("life-record").await;
        window.sees("新立户号").await;
        window.picture("split-preview");
        press(&window, &Key::Enter.to_string()).await;
        window.sees("分户：单子轩、缪春花 从户号").await;
        window.picture("split-done");

        // The double entry: one key, one sentence.
        press(&window, &alt("3")).await;
        window.find("duplicates-open").await;
        press(&window, &alt("d")).await;
        window.find("duplicate-pair").await;
        // The sample village has pairs of its own.
        while !shown(&window, "duplicate-pair").await.contains("单子轩") {
            press(&window, &Key::PageDown.to_string()).await;
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
        window.sees("姓名、出生日期都相同").await;
        window.picture("pair");
        press(&window, "1").await;
        window.find("duplicate-reason").await;
        press(&window, "看过身份证和护照").await;
        press(&window, &Key::Enter.to_string()).await;
        window.find("duplicate-done").await;
        window.sees("并为一人").await;
        window.picture("merged");
    });
}

#[test]
fn a_family_moves_in_and_one_person_is_followed_up() {
    journey("move-in", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;

        // A household of its own, by keyboard: the first who comes is its head.
        press(&window, &alt("3")).await;
        window.find("household-move-in").await;
        press(&window, &alt("b")).await;
        window.find("life-name").await;
        fill(&window, "life-day", "20251103").await;
        fill(&window, "life-group", "三组").await;
        fill(&window, "life-name", "缪长河").await;
        fill(&window, "life-certno", &support::nobody("1972-05-06", 7)).await;
        press(&window, &alt("n")).await;
        window.find("life-name:1").await;
        press(&window, "单桂花").await;
        fill(&window, "life-certno:1", &support::nobody("1974-07-08", 8)).await;
        press(&window, &alt("s")).await;
        window.sees("选好与户主的关系").await;
        window.picture("asks");
        window.find("life-new-relation:1").await.select_by_value("12").await.expect("offered");
        press(&window, &alt("s")).await;
        window.find("life-record").await;
        window.sees("新立户号").await;
        window.picture("preview");
        press(&window, &Key::Enter.to_string()).await;
        window.find("household-collect").await;
        window.sees("缪长河 家").await;
        window.picture("made");

        // Where she is, written down from the page of one person, which is one key from the table of people.
        window.script("location.hash = '#/people'").await;
        window.find("people-search").await;
        press(&window, "单桂花").await;
        window
            .until("the one who was looked for", async || {
                let rows = Locator::Css("[data-test='people-search'][data-fresh='true']");
                let rows = !window.client.find_all(rows).await?.is_empty();
                Ok(rows
                    && window.client.find_all(Locator::Css("tr[data-test^='people-row:']")).await?.len() == 1)
            })
            .await;
        window.picture("table");
        press(&window, &Key::F4.to_string()).await;
        window.find("person-visits").await;
        window.sees("还没有走访记录").await;
        press(&window, &alt("v")).await;
        window.find("where-person").await.select_by_label("单桂花").await.expect("offered");
        window.find("where-kind").await.select_by_value("working").await.expect("offered");
        fill(&window, "where-place", "浙江宁波").await;
        press(&window, &alt("w")).await;
        window.sees("在外务工：浙江宁波").await;
        window.find("visit-outcome:单桂花").await.select_by_value("later").await.expect("offered");
        press(&window, &alt("s")).await;
        window.find("visit-saved").await;

        // She is among those who are away, and her page says what was heard.
        window.script("location.hash = '#/people'").await;
        window.find("people-search").await;
        press(&window, "单桂花").await;
        window.find("people-whereabouts").await.select_by_value("away").await.expect("offered");
        window.sees("在外务工：浙江宁波").await;
        window.picture("away");
        window
            .until("her alone", async || {
                Ok(window.client.find_all(Locator::Css("tr[data-test^='people-row:']")).await?.len() == 1)
            })
            .await;
        press(&window, &Key::F4.to_string()).await;
        window.sees("单桂花的走访").await;
        window.sees("改天").await;
        window.picture("person");
        press(&window, &Key::Escape.to_string()).await;
        window.find("people-search").await;
    });
}
