//! The policy page of every policy that ships: what it shows, and that every line has its sentence.

use crate::{ask, load, shipped};
use cunshou_policy::{Decision, Policy, PolicyPage, explain};
use std::collections::BTreeSet;

fn pages() -> Vec<PolicyPage> {
    let policies = shipped().into_iter();
    policies.map(|s| Policy::load_trusted(&s.toml, &s.notice).expect(&s.id).page()).collect()
}

fn every_text(page: &PolicyPage) -> Vec<&str> {
    let lines = page.sections.iter().flat_map(|s| &s.lines).chain(&page.channels);
    let mut texts: Vec<&str> = lines.flat_map(|l| [l.label.as_str(), l.words.as_str()]).collect();
    texts.extend(page.windows.iter().flat_map(|w| [w.label.as_str(), &w.who_words, &w.benefit_words]));
    texts.extend(page.entries.iter().flat_map(|e| [e.label.as_str(), &e.words]));
    texts.extend(page.categories.iter().flat_map(|c| [c.label.as_str(), &c.share, &c.payer]));
    texts.extend(page.departments.iter().flat_map(|d| [d.name.as_str(), &d.by_words]));
    texts.extend(page.targets.iter().map(|t| t.label.as_str()));
    texts
}

#[test]
fn every_line_of_every_page_has_words_and_a_sentence_of_its_notice() {
    for page in pages() {
        for text in every_text(&page) {
            assert!(!text.is_empty() && !text.contains(['{', '}', '@']), "{}: 「{text}」", page.id);
        }
        let rules: BTreeSet<&str> = page.rules.iter().map(|r| r.id.as_str()).collect();
        let readings: BTreeSet<&str> = page.readings.iter().map(|r| r.id.as_str()).collect();
        for line in page.sections.iter().flat_map(|s| &s.lines).chain(&page.channels) {
            // What the village itself asks for rests on no sentence; what is left open rests on a reading.
            let ours = line.label == "一户一起参保" || !line.readings.is_empty();
            assert!(ours || !line.cites.is_empty(), "{}: {line:?}", page.id);
            assert!(line.cites.iter().all(|c| rules.contains(c.rule_id.as_str())), "{}: {line:?}", page.id);
            assert!(line.readings.iter().all(|r| readings.contains(r.as_str())), "{}: {line:?}", page.id);
            assert!(!line.words.contains("。；") && !line.words.ends_with('。'), "{}: {line:?}", page.id);
        }
        assert!(page.categories.iter().all(|c| !c.cites.is_empty()), "{}", page.id);
        assert!(page.windows.iter().all(|w| !w.cites.is_empty() && w.from <= w.to), "{}", page.id);
    }
}

#[test]
fn the_page_says_what_the_notice_says() {
    let page = load("guichi-2026").page();
    let line = |section: &str, label: &str| {
        let lines = page.sections.iter().filter(|s| s.id == section).flat_map(|s| &s.lines);
        lines.filter(|l| l.label == label).map(|l| l.words.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(line("fee", "个人缴费"), ["每人每年400元"]);
    assert_eq!(line("subsidy", "几种身份都有"), ["只享受一种，按资助最多的算；一样多的，记条文在前的一种"]);
    assert_eq!(line("entry", "新生儿，出生90天内"), ["自出生之日起享受，至 2026年12月31日"]);
    assert_eq!(
        line("designation", "已经缴费，征缴期以后才认定"),
        ["不能收，已经缴过费，新认定的资助从下一年起享受，本年度不补不退"]
    );
    assert_eq!(page.entries.len(), 3, "newborns and two late entries");
    assert_eq!(page.entries[1].from.map(|d| d.to_string()).as_deref(), Some("2026-01-01"));
    assert!(page.unused_sentences > 0, "the notice has numbers that no rule needs");
}

#[test]
fn a_sentence_that_names_hardship_is_marked_as_such() {
    let p = load("guichi-2026");
    let low = r#""categories":[{"code":"minimum_living_allowance","designated_on":"2024-05-01","designated_by":"in_area"}]"#;
    let a = ask(&p, low, "2025-11-05");
    let trail = explain::trail(&p, &a);
    let hidden: Vec<_> = trail.iter().filter(|t| t.names_category).map(|t| t.article.as_str()).collect();
    assert_eq!(hidden, ["二（二）2"], "the sentence of the subsidy, and nothing else: {trail:?}");
    let old = ask(&p, r#""birth":"1940-01-01""#, "2025-11-05");
    assert_eq!(old.decision, Decision::Collect);
    assert!(explain::trail(&p, &old).iter().all(|t| !t.names_category), "old age is no hardship");
}
