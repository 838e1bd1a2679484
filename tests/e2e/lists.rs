//! A list whose columns nobody foresaw: the clerk says what they are, brings it in, and takes it back.

use crate::day::{click, fill, open_sample, shown};
use crate::window::{Window, journey};
use fantoccini::Locator;
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
