//! A list whose columns nobody foresaw: the clerk says what they are, brings it in, and takes it back.

use crate::day::{click, enter, fill, found, open_sample, press, shown};
use crate::household_life::{alt, member, registered};
use crate::window::{Window, journey};
use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};
use support::nobody;

async fn choose(window: &Window, hook: &str, value: &str) {
    window.find(hook).await.select_by_value(value).await.unwrap_or_else(|error| panic!("{hook}: {error}"));
}

#[test]
fn a_list_with_strange_headers_comes_in_and_goes_again() {
    journey("lists", async |window| {
        let stick = tempfile::tempdir().expect("a stick");
        let list = stick.path().join("八组.csv");
        let rows = [("甲", 901), ("乙", 902)]
            .map(|(name, sequence)| format!("88001,公孙{name},{},户主\n", nobody("1979-04-12", sequence)));
        let text = format!("编码,人名,号码,称谓\n{}88002,公孙丙,341799,子\n", rows.concat());
        std::fs::write(&list, text).expect("a list");
        open_sample(&window).await;
        window.script("location.hash = '#/lists'").await;
        click(&window, "list-way:roster").await;
        fill(&window, "import-path", list.to_str().expect("a plain path")).await;
        click(&window, "import-check").await;
        window.find("import-look").await;
        window.picture("columns-asked");
        choose(&window, "import-header-row", "1").await;
        for (column, field) in [(0, "户号"), (1, "姓名"), (2, "身份证号码"), (3, "与户主关系")]
        {
            choose(&window, &format!("import-column:{column}"), field).await;
        }
        window.picture("columns-said");
        click(&window, "import-check-columns").await;
        assert_eq!(shown(&window, "import-good").await.trim(), "2");
        assert_eq!(shown(&window, "import-bad").await.trim(), "1");
        window.picture("checked");
        click(&window, "import-apply").await;
        window.find("import-done").await;
        window.picture("brought-in");
        let undo = Locator::Css("[data-test^='import-undo:']");
        window
            .until("the import in the list", async || Ok(!window.client.find_all(undo).await?.is_empty()))
            .await;
        let buttons = window.client.find_all(undo).await.expect("the way back");
        buttons[0].clone().click().await.expect("asked");
        click(&window, "import-undo-yes").await;
        window.sees("已撤销").await;
        window.picture("taken-back");
    });
}

/// A family of the sample village of whom nothing is left to be asked; father and mother have numbers 1 and 2.
async fn family(window: &Window) -> Value {
    let member = |name, relation, birth: &str, sequence, sex| {
        member(name, relation, ("01", &nobody(birth, sequence)), birth, sex)
    };
    let members =
        json!(
            [member("单国庆", "02", "1970-01-01", 1, "男"), member("仇美玲", "12", "1972-02-02", 2, "女"),]
        );
    registered(window, members).await
}

/// Writes a list onto the stick and opens it in the wizard of its kind.
async fn open_list(window: &Window, way: &str, path: &std::path::Path, text: &str) {
    std::fs::write(path, text).expect("a list");
    window.script("location.hash = '#/lists'").await;
    click(window, &format!("list-way:{way}")).await;
    fill(window, "import-path", path.to_str().expect("a plain path")).await;
    click(window, "import-check").await;
}

#[test]
fn a_departments_list_is_read_as_the_clerk_says_and_so_is_the_next_one() {
    journey("category-list", async |window: Window| {
        let stick = tempfile::tempdir().expect("a stick");
        open_sample(&window).await;
        family(&window).await;
        let (father, mother) = (nobody("1970-01-01", 1), nobody("1972-02-02", 2));
        let first = format!(
            "谁,哪个号,哪一种,从哪天\n单国庆,{father},低保,2024-01-01\n公孙丁,3417,低保,2024-01-01\n"
        );
        open_list(&window, "category_list", &stick.path().join("名单一.csv"), &first).await;
        window.find("import-look").await;
        window.picture("columns-asked");
        choose(&window, "import-header-row", "1").await;
        for (column, field) in [(0, "姓名"), (1, "身份证号码"), (2, "医疗救助身份"), (3, "纳入时间")]
        {
            choose(&window, &format!("import-column:{column}"), field).await;
        }
        window.picture("columns-said");
        press(&window, &alt("k")).await;
        assert_eq!(shown(&window, "category-added").await.trim(), "1");
        assert_eq!(shown(&window, "category-bad").await.trim(), "1");
        assert!(
            !window.text().await.expect("a page").contains("低保对象"),
            "which category is not told unasked"
        );
        window.picture("checked");
        press(&window, &Key::F8.to_string()).await;
        window.sees("低保对象").await;
        window.picture("revealed");
        press(&window, &alt("d")).await;
        window.find("import-done").await;
        window.picture("applied");

        // Another list with the same headers is read so without a word.
        let next = format!(
            "谁,哪个号,哪一种,从哪天\n单国庆,{father},低保,2024-01-01\n仇美玲,{mother},低保,2025-03-01\n"
        );
        open_list(&window, "category_list", &stick.path().join("名单二.csv"), &next).await;
        assert_eq!(shown(&window, "category-added").await.trim(), "1");
        press(&window, &alt("c")).await;
        window.sees("这种表头上次由您指明过").await;
        window.picture("remembered");
    });
}

#[test]
fn the_till_asks_by_the_age_of_the_paid_list() {
    journey("paid-list", async |window: Window| {
        let stick = tempfile::tempdir().expect("a stick");
        open_sample(&window).await;
        let home = family(&window).await;
        let hh_no = home["hh_no"].as_str().expect("a number").to_owned();
        let script = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke('canvass_codes', {}).then(done, no => done({ no }));";
        let codes = window.client.execute_async(script, vec![]).await.expect("the script runs");
        let today: chrono::NaiveDate =
            codes["today"].as_str().and_then(|day| day.parse().ok()).expect("the book's day");
        let until = today - chrono::Days::new(3);

        // The mother paid by telephone; the list is three days old.
        let list = format!(
            "2026年度缴费名单（截至{until}）,,,\n身份证号码,实缴金额,缴费日期,缴费渠道\n{},400,{until},微信\n",
            nobody("1972-02-02", 2)
        );
        open_list(&window, "office", &stick.path().join("缴费名单.csv"), &list).await;
        assert_eq!(shown(&window, "office-matched").await.trim(), "1");
        assert!(shown(&window, "office-outcome").await.contains("1 人标为“已在别处缴费”"));
        window.picture("checked");
        press(&window, &alt("d")).await;
        window.find("import-done").await;
        window.picture("brought-in");

        // Its age stands on the first page.
        click(&window, "nav-home").await;
        window.sees("3 天前").await;
        window.picture("home");

        // The till takes nothing before somebody has asked, and counts her as paid elsewhere.
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "200").await;
        click(&window, "session-open").await;
        click(&window, "collect-search").await;
        press(&window, "单国庆").await;
        found(&window, "单国庆").await;
        enter(&window).await;
        window.find("asked-paid").await;
        window.picture("asks");
        window.sees("别处").await;
        // What the notice asks of him is answered first, if it asks anything.
        for _ in 0..4 {
            let asks = Locator::Css("[data-test^='need-all:']");
            if window.client.find_all(asks).await.expect("the page answers").is_empty() {
                break;
            }
            press(&window, &Key::F4.to_string()).await;
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        }
        let due = shown(&window, "total-due").await;
        click(&window, "tendered").await;
        enter(&window).await;
        window.sees("问过，没缴").await;
        let stopped = Locator::Css("[data-test='take-payment']");
        assert!(
            window.client.find_all(stopped).await.expect("a page").is_empty(),
            "nothing is taken unasked"
        );
        press(&window, &Key::F7.to_string()).await;
        window
            .until("the question gone", async || {
                Ok(window.client.find_all(Locator::Css("[data-test='asked-paid']")).await?.is_empty())
            })
            .await;
        window.picture("asked");
        click(&window, "tendered").await;
        enter(&window).await;
        window.find("take-payment").await;
        enter(&window).await;
        assert!(shown(&window, "receipt-no").await.contains("000001"));
        assert_eq!(shown(&window, "receipt-total").await, due, "one of the two pays here");
        window.picture("receipt");

        // Both are done, each in the own way.
        window.script("location.hash = '#/people'").await;
        window.find("people-search").await;
        press(&window, &hh_no).await;
        window.sees("已缴 1，别处已缴 1").await;
        window.picture("people");
    });
}

#[test]
fn the_lists_of_the_sample_village_are_put_into_a_folder_and_tried() {
    journey("sample-lists", async |window: Window| {
        let stick = tempfile::tempdir().expect("a stick");
        let folder = stick.path().join("示例名单");
        open_sample(&window).await;
        window.script("location.hash = '#/lists'").await;
        fill(&window, "sample-lists-folder", folder.to_str().expect("a plain path")).await;
        press(&window, &alt("e")).await;
        window.find("sample-lists-saved").await;
        window.picture("saved");
        let files = std::fs::read_dir(&folder).expect("the folder was made").count();
        assert_eq!(files, cunshou_core::sample::Sample::shipped().lists.len(), "each list lies there");

        // A department's list, from the row that names it to the people that it brings.
        click(&window, "sample-lists-try:残联_持证残疾人名单.xlsx").await;
        window.find("import-check").await;
        press(&window, &alt("k")).await;
        let added: u32 = shown(&window, "category-added").await.trim().parse().expect("a count");
        assert!(added > 10, "{added} people are new on the list");
        window.picture("checked");
        press(&window, &alt("d")).await;
        window.find("import-done").await;

        // And an office's, on the page of its kind.
        window.script("location.hash = '#/lists'").await;
        fill(&window, "sample-lists-folder", folder.to_str().expect("a plain path")).await;
        press(&window, &alt("e")).await;
        click(&window, "sample-lists-try:税务_本年度已缴费名单.xlsx").await;
        window.find("import-check").await;
        press(&window, &alt("k")).await;
        let matched: u32 = shown(&window, "office-matched").await.trim().parse().expect("a count");
        assert!(matched > 50, "{matched} people have paid by telephone");
        window.picture("paid");
    });
}
