//! The county's notice on a stick: looked at, compared, taken in by the six words of its paper, read on the policy page.

use crate::day::{click, fill, open_sample, press, shown};
use crate::window::{Window, journey};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_exchange::policy_package::{PolicySheet, make_policy_package, read_policy_package};
use fantoccini::key::Key;
use std::fs;

/// A shipped notice as its county would send it, unsigned, and the words of the county's paper.
pub fn of_the_county(policy_id: &str, version: u32) -> (Vec<u8>, Vec<String>) {
    let file = ShippedPolicy::by_ids(&[policy_id]).expect("it ships with the program").remove(0);
    let policy = file.loaded().expect("it loads").policy;
    let sheet = PolicySheet {
        area_label: policy.area_label().to_owned(),
        cases: file.cases,
        effective_on: "2025-11-01".parse().expect("a day"),
        format: String::new(),
        levy_year: policy.levy_year(),
        notice: file.notice,
        package_version: version,
        policy_id: policy_id.to_owned(),
        replaces_sha256: None,
        // Another file, the same law.
        toml: format!("{}\n# 第{version}版\n", file.toml),
        version: 0,
    };
    let bytes = make_policy_package(&sheet, None).expect("a package");
    let words = read_policy_package(&bytes).expect("read back").words.to_vec();
    (bytes, words)
}

#[test]
fn a_clerk_takes_in_the_countys_notice_by_its_six_words() {
    journey("policy-package", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        click(&window, "nav-settings").await;
        click(&window, "policy-package-open").await;
        let stick = tempfile::tempdir().expect("a stick");
        let path = stick.path().join("guichi-2026-3.csq");
        let (package, words) = of_the_county("guichi-2026", 3);
        fs::write(&path, &package).expect("written");
        // A damaged copy first.
        let broken = stick.path().join("broken.csq");
        fs::write(&broken, &package[..package.len() / 2]).expect("written");
        fill(&window, "policy-package-path", broken.to_str().expect("a plain path")).await;
        click(&window, "policy-package-check").await;
        window.find("error").await;
        window.picture("damaged");

        let enter = Key::Enter.to_string();
        fill(&window, "policy-package-path", path.to_str().expect("a plain path")).await;
        press(&window, &enter).await;
        assert!(shown(&window, "policy-package-signer").await.contains("六个词"));
        window.picture("compared");
        // From here on by keyboard: the first word has the focus, Enter goes on, a wrong order is refused.
        let mut turned = words.clone();
        turned.swap(0, 1);
        for word in &turned {
            window.find("policy-package-word:0").await;
            press(&window, &format!("{word}{enter}")).await;
        }
        window.find("error").await;
        window.sees("对不上").await;
        window.picture("wrong-words");
        for (n, word) in words.iter().enumerate() {
            fill(&window, &format!("policy-package-word:{n}"), word).await;
        }
        press(&window, &enter).await;
        assert!(shown(&window, "policy-package-done").await.contains("第 3 版"));
        window.picture("taken-in");
        press(&window, &enter).await;
        window.find("policy-fee").await;
    });
}
