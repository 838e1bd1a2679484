//! Every policy that is shipped, with its own cases and the golden cases beside the tests.

use crate::{load, one, root, shipped};
use cunshou_policy::cases::{check_case, read_cases, read_golden};
use cunshou_policy::{Policy, RequestFault, assess};
use std::fs;

#[test]
fn every_shipped_policy_passes_all_its_checks_and_cases() {
    for s in shipped() {
        match Policy::load(&s.toml, Some(&s.cases), &s.notice) {
            Ok(policy) => assert_eq!(policy.id(), s.id, "the id is the file's name"),
            Err(problems) => {
                let list: Vec<String> =
                    problems.iter().map(|p| format!("line {:?}: {} {}", p.line, p.code(), p.fault)).collect();
                panic!("{}:\n{}", s.id, list.join("\n"));
            }
        }
        assert!(read_cases(&s.id, &s.cases).unwrap().len() >= 30, "{} has its thirty cases", s.id);
    }
}

#[test]
fn every_golden_case_is_answered_with_its_article_and_sentence() {
    let folder = root().join("tests/fixtures/policy");
    let mut count = 0;
    for s in shipped() {
        let policy = load(&s.id);
        let text =
            fs::read_to_string(folder.join(format!("{}.cases.jsonl", s.id))).expect("golden cases are there");
        for line in text.lines() {
            let case = read_golden(line).expect("a golden case reads");
            assert_eq!(check_case(&policy, &case), [], "{}: {}", case.id, case.note);
            let margin: serde_json::Value = serde_json::from_str(line).unwrap();
            let answer = assess(&policy, &case.request).unwrap();
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let (article, quote) = (margin["article"].as_str().unwrap(), margin["quote"].as_str().unwrap());
            let told = answer.trail(&policy);
            let shown: Vec<_> = told.iter().map(|(_, r)| (&r.article, bare(&r.quote))).collect();
            let found = shown.iter().any(|(a, q)| *a == article && *q == bare(quote));
            assert!(found, "{}: {article} {quote} is not among {shown:?}", case.id);
            count += 1;
        }
    }
    assert!(count >= 34, "the golden cases were run: {count}");
}

#[test]
fn the_guichi_2026_cases_are_all_there() {
    let s = one("guichi-2026");
    let own = read_cases(&s.id, &s.cases).unwrap();
    assert!(own.len() >= 100, "34 public cases and the edges around them: {}", own.len());
    let golden = fs::read_to_string(root().join("tests/fixtures/policy/guichi-2026.cases.jsonl")).unwrap();
    for line in golden.lines() {
        let case = read_golden(line).unwrap();
        assert!(own.iter().any(|c| c.id == case.id), "{} stands beside the policy too", case.id);
    }
}

#[test]
fn a_question_for_another_policy_is_refused() {
    let s = one("guichi-2026");
    let policy = load(&s.id);
    let mut request = read_cases(&s.id, &s.cases).unwrap().remove(0).request;
    request.policy = "elsewhere-2031".to_owned();
    let fault = assess(&policy, &request).unwrap_err();
    assert!(matches!(fault, RequestFault::OtherPolicy { .. }), "{fault}");
    assert_eq!(fault.code(), "E-REQ-007");
}

#[test]
fn a_stored_answer_carries_article_and_sentence_and_a_brief_one_only_ids() {
    let policy = load("guichi-2026");
    let mla = r#""categories":[{"code":"minimum_living_allowance","designated_on":"2024-05-01","designated_by":"in_area"}]"#;
    let answer = crate::ask(&policy, mla, "2025-11-05");
    let full = serde_json::to_value(answer.answer(&policy).with_id("x")).unwrap();
    assert_eq!(full["id"], "x");
    assert_eq!(full["rules"]["subsidy"][0]["article"], "二（二）2");
    assert!(full["rules"]["fund"][0]["quote"].as_str().unwrap().contains("360元"));
    let brief = serde_json::to_value(answer.answer(&policy).brief()).unwrap();
    assert_eq!(brief["rules"]["subsidy"], serde_json::json!(["sub-90"]));
    assert_eq!(brief["due"], full["due"]);
}
