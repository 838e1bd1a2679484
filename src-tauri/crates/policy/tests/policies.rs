//! Every policy that is shipped, with its own cases and the golden cases beside the tests.

use cunshou_policy::cases::{check_case, read_cases, read_golden};
use cunshou_policy::{Policy, RequestFault, assess};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// Every policy file in `policies/`: id, file, cases, notice.
fn shipped() -> Vec<(String, String, String, String)> {
    let folder = root().join("policies");
    let mut ids: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").filter(|id| !id.contains('.')).map(ToOwned::to_owned))
        .collect();
    ids.sort();
    assert!(!ids.is_empty(), "at least one policy is shipped");
    ids.into_iter()
        .map(|id| {
            let read = |path: PathBuf| {
                fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
            };
            let toml = read(folder.join(format!("{id}.toml")));
            let cases = read(folder.join(format!("{id}.cases.toml")));
            let notice = read(folder.join(format!("notices/{id}.txt")));
            (id, toml, cases, notice)
        })
        .collect()
}

fn load(id: &str) -> Policy {
    let (_, toml, _, notice) = shipped().into_iter().find(|(i, ..)| i == id).expect("the policy is shipped");
    Policy::load_trusted(&toml, &notice).expect("the policy loads")
}

#[test]
fn every_shipped_policy_passes_all_its_checks_and_cases() {
    for (id, toml, cases, notice) in shipped() {
        match Policy::load(&toml, Some(&cases), &notice) {
            Ok(policy) => assert_eq!(policy.id(), id, "the id is the file's name"),
            Err(problems) => {
                let list: Vec<String> =
                    problems.iter().map(|p| format!("line {:?}: {} {}", p.line, p.code(), p.fault)).collect();
                panic!("{id}:\n{}", list.join("\n"));
            }
        }
        assert!(read_cases(&id, &cases).unwrap().len() >= 30, "{id} has its thirty cases");
    }
}

#[test]
fn every_golden_case_is_answered_with_its_article_and_sentence() {
    let folder = root().join("tests/fixtures/policy");
    let mut count = 0;
    for (id, ..) in shipped() {
        let policy = load(&id);
        let text =
            fs::read_to_string(folder.join(format!("{id}.cases.jsonl"))).expect("golden cases are there");
        for line in text.lines() {
            let case = read_golden(line).expect("a golden case reads");
            assert_eq!(check_case(&policy, &case), [], "{}: {}", case.id, case.note);
            let margin: serde_json::Value = serde_json::from_str(line).unwrap();
            let answer = assess(&policy, &case.request).unwrap();
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let (article, quote) = (margin["article"].as_str().unwrap(), margin["quote"].as_str().unwrap());
            let told = answer.trail(&policy);
            let shown: Vec<_> = told.iter().map(|(_, r)| (&r.article, bare(&r.quote))).collect();
            let found = shown
                .iter()
                .any(|(a, q)| *a == article && (q.contains(&bare(quote)) || bare(quote).contains(q)));
            assert!(found, "{}: {article} {quote} is not among {shown:?}", case.id);
            count += 1;
        }
    }
    assert!(count >= 34, "the golden cases were run: {count}");
}

#[test]
fn a_question_for_another_policy_is_refused() {
    let (id, _, cases, _) = shipped().remove(0);
    let policy = load(&id);
    let mut request = read_cases(&id, &cases).unwrap().remove(0).request;
    request.policy = "elsewhere-2031".to_owned();
    let fault = assess(&policy, &request).unwrap_err();
    assert!(matches!(fault, RequestFault::OtherPolicy { .. }), "{fault}");
    assert_eq!(fault.code(), "E-REQ-007");
}
