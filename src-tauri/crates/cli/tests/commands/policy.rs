//! Notices asked without a book: assessed, checked, explained.

use crate::village::{Answered, cli, root};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::Stdio;
use tempfile::TempDir;

/// The golden cases as requests, without what is expected of them.
fn golden() -> Vec<(Value, Value)> {
    let text = fs::read_to_string(root().join("tests/fixtures/policy/guichi-2026.cases.jsonl"))
        .expect("golden cases");
    text.lines()
        .map(|line| {
            let mut request: Value = serde_json::from_str(line).expect("a case is JSON");
            let fields = request.as_object_mut().expect("a case is an object");
            let expect = fields.remove("expect").expect("a case expects something");
            for margin in ["note", "rule", "article", "quote", "ambiguous"] {
                fields.remove(margin);
            }
            (request, expect)
        })
        .collect()
}

#[test]
fn assess_answers_each_golden_case_and_goes_on_after_a_malformed_line() {
    let cases = golden();
    let mut lines: Vec<String> = cases.iter().map(|(request, _)| request.to_string()).collect();
    lines.insert(7, "{\"id\": \"broken\", ".to_owned());
    let run = |lines: &[String], extra: &[&str]| {
        let policy = root().join("policies/guichi-2026.toml");
        let mut assess = cli(["policy", "assess"]);
        let assess =
            assess.args(extra).arg("--policy").arg(policy).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = assess.spawn().expect("it runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = lines.join("\n") + "\n";
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("it writes").expect("all of it");
        let answers: Vec<Value> = String::from_utf8(output.stdout)
            .expect("text")
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        (output.status.code(), answers)
    };
    let (exit, mut answers) = run(&lines, &[]);
    assert_eq!(
        (exit, answers.len()),
        (Some(1), lines.len()),
        "one answer a line, and the run says that one was bad"
    );
    let broken = answers.remove(7);
    assert_eq!(broken["error"]["code"], "E-REQ-001");
    for ((request, expect), answer) in cases.iter().zip(&answers) {
        assert_eq!(request["id"], answer["id"], "the order is kept");
        for field in ["decision", "fee", "subsidy", "due", "benefit_from", "waiting_months"] {
            if let Some(expected) = expect.get(field) {
                assert_eq!(&answer[field], expected, "{} {field}", answer["id"]);
            }
        }
        let rules = answer["rules"].as_object().expect("values name their rules");
        assert!(
            rules
                .values()
                .flat_map(|rules| rules.as_array().expect("a list"))
                .all(|rule| rule["quote"].is_string())
        );
    }
    lines.remove(7);
    let (exit, answers) = run(&lines, &["--brief"]);
    assert_eq!(exit, Some(0));
    assert!(answers[0]["rules"]["fee"][0].is_string(), "--brief gives ids only");
}

#[test]
fn a_policy_file_is_checked_and_a_changed_sum_is_found() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("notices")).expect("a folder");
    for name in ["guichi-2026.toml", "guichi-2026.cases.toml", "notices/guichi-2026.txt"] {
        fs::copy(root().join("policies").join(name), folder.path().join(name)).expect("copied");
    }
    let file = folder.path().join("guichi-2026.toml");
    let check = || {
        let mut check = cli(["policy", "check", "--json"]);
        Answered::of(
            &check.arg(&file).arg(folder.path().join("guichi-2026.cases.toml")).output().expect("it runs"),
        )
    };
    let good = check();
    assert_eq!((good.exit, &good.json["files"][0]["ok"]), (0, &json!(true)), "{good:?}");
    assert_eq!(good.json["files"].as_array().map(Vec::len), Some(1), "a case file goes with its policy");
    assert!(good.json["files"][0]["cases"].as_u64() >= Some(30));
    let text = fs::read_to_string(&file).expect("the file");
    fs::write(&file, text.replacen("\"360.00\"", "\"350.00\"", 1)).expect("written");
    let bad = check();
    assert_eq!((bad.exit, &bad.json["ok"]), (1, &json!(false)));
    assert!(
        bad.json["files"][0]["problems"][0]["message"].as_str().is_some_and(|message| !message.is_empty()),
        "{bad:?}"
    );
}

#[test]
fn a_made_up_notice_is_checked_asked_and_explained_from_its_file() {
    let folder = root().join("tests/fixtures/policy/sixth");
    let file = folder.join("liutang-2032.toml");
    let checked = Answered::of(&cli(["policy", "check", "--json"]).arg(&file).output().expect("it runs"));
    assert_eq!((checked.exit, &checked.json["files"][0]["levy_year"]), (0, &json!(2032)), "{checked:?}");
    let request = json!({"id": "r", "policy": "liutang-2032", "pay_on": "2032-02-29", "person": {
        "birth": "1990-01-01", "hukou": "in_area", "residence": "in_area", "migrant_worker": true,
        "insurance": {"current": "none", "previous_year": "normal"}, "proofs": ["migrant_work_proof"]}});
    let temp = TempDir::new().expect("a folder");
    let path = temp.path().join("request.json");
    fs::write(&path, request.to_string()).expect("written");
    let mut explain = cli(["policy", "explain", "--policy"]);
    explain.arg(&file).arg("--request").arg(&path);
    let text = String::from_utf8(explain.output().expect("it runs").stdout).expect("text");
    assert!(
        text.contains("个人缴420元") && text.contains("三（二）") && text.contains("2032-03-01"),
        "{text}"
    );
}

#[test]
fn a_refused_file_is_told_with_line_words_and_sentence() {
    let folder = TempDir::new().expect("a folder");
    let from = root().join("tests/fixtures/policy/sixth");
    fs::create_dir(folder.path().join("notices")).expect("a folder");
    for name in ["liutang-2032.toml", "liutang-2032.cases.toml", "notices/liutang-2032.txt"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("copied");
    }
    let file = folder.path().join("liutang-2032.toml");
    let text = fs::read_to_string(&file).expect("the file");
    let line = text.lines().position(|l| l.contains("label = \"低保对象\"")).expect("the row") + 1;
    fs::write(&file, text.replacen("percent = 85", "percent = 84", 1)).expect("written");
    let output = cli(["policy", "check"]).arg(&file).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for words in [&*format!("第{line}行"), "84%", "原文：「低保对象资助85%，县财政承担357元，个人缴纳63元」"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn an_answer_is_explained_article_by_article() {
    let folder = TempDir::new().expect("a folder");
    let request = folder.path().join("request.json");
    let (case, _) =
        golden().into_iter().find(|(case, _)| case["id"] == "G26-014").expect("the case of an old man");
    fs::write(&request, case.to_string()).expect("written");
    let mut explain = cli(["policy", "explain", "--policy"]);
    explain.arg(root().join("policies/guichi-2026.toml")).arg("--request").arg(&request);
    let text = String::from_utf8(explain.output().expect("it runs").stdout).expect("text");
    assert!(text.contains("个人缴200元") && text.contains("80周岁及以上老年人口"), "{text}");
}
