//! A clerk writes down a split and decides about a double entry, by keyboard alone.

use crate::day::{click, shown};
use crate::window::{Window, journey};
use fantoccini::key::Key;
use serde_json::{Value, json};

async fn press(window: &Window, keys: &str) {
    let focus = window.client.active_element().await.expect("something has the focus");
    focus.send_keys(keys).await.expect("typed");
}

fn alt(key: &str) -> String {
    format!("{}{key}{}", Key::Alt, Key::Null)
}

/// Sets the book up with what other journeys type: a family, and its father a second time with his passport.
async fn registered(window: &Window, members: Value) -> Value {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke('save_household', { request: arguments[0] }).then(done, no => done({ no }));";
    let form = json!({
        "household_id": null, "hh_no": null, "village_group": "三组", "address": "石桥村三组", "members": members,
    });
    let saved = window.client.execute_async(script, vec![form]).await.expect("the script runs");
    assert!(saved.get("no").is_none(), "{saved}");
    saved
}

fn member(name: &str, relation: &str, certificate: (&str, &str), birth: &str, sex: &str) -> Value {
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
