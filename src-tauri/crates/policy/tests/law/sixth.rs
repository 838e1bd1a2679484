//! A sixth notice, made up, is served from its file alone: no line of code knows it.

use crate::{root, shipped};
use cunshou_policy::cases::{check_case, read_cases};
use cunshou_policy::{Decision, Person, Policy, RequestKind, assess_person};
use std::fs;
use std::path::Path;

const ID: &str = "liutang-2032";

fn sixth() -> (String, String, String) {
    let folder = root().join("tests/fixtures/policy/sixth");
    let read = |name: String| fs::read_to_string(folder.join(name)).expect("the fixture is there");
    (read(format!("{ID}.toml")), read(format!("{ID}.cases.toml")), read(format!("notices/{ID}.txt")))
}

#[test]
fn a_new_notice_is_served_from_its_file_alone() {
    let (toml, cases, notice) = sixth();
    let policy = Policy::load(&toml, Some(&cases), &notice).unwrap_or_else(|problems| {
        let list: Vec<String> =
            problems.iter().map(|p| format!("line {:?}: {} {}", p.line, p.code(), p.fault)).collect();
        panic!("{}", list.join("\n"))
    });
    assert_eq!((policy.id(), policy.levy_year()), (ID, 2032));
    assert!(read_cases(ID, &cases).unwrap().len() >= 30, "thirty cases by hand");
    assert_eq!(policy.unused_rules(), Vec::<&str>::new(), "each sentence is used");
    assert_eq!(policy.names_not_in_notice(), Vec::<&str>::new(), "each office stands in the notice");
}

#[test]
fn its_cases_are_not_those_of_any_shipped_notice() {
    let (toml, cases, notice) = sixth();
    let policy = Policy::load_trusted(&toml, &notice).unwrap();
    let own = read_cases(ID, &cases).unwrap();
    for s in shipped() {
        let other = Policy::load_trusted(&s.toml, &s.notice).unwrap();
        assert_ne!((policy.fee(), policy.benefit_year()), (other.fee(), other.benefit_year()), "{}", s.id);
        let failed = own.iter().filter(|case| {
            let mut case = (*case).clone();
            s.id.clone_into(&mut case.request.policy);
            !check_case(&other, &case).is_empty()
        });
        assert!(failed.count() * 2 > own.len(), "{} answers most of them otherwise", s.id);
    }
}

#[test]
fn its_leap_day_and_its_gap_follow_from_its_own_dates() {
    let (toml, _, notice) = sixth();
    let policy = Policy::load_trusted(&toml, &notice).unwrap();
    let mut person = Person::born("1990-01-01".parse().unwrap());
    person.hukou = Some(cunshou_policy::Area::In);
    person.residence = Some(cunshou_policy::Residence::InArea);
    person.insurance.previous_year = Some(cunshou_policy::PreviousYear::Normal);
    person.migrant_worker = Some(true);
    person.proofs = vec![cunshou_policy::Proof::MigrantWorkProof];
    for (day, decision) in [
        ("2031-12-20", Decision::Collect),
        ("2031-12-25", Decision::Refer),
        ("2032-02-29", Decision::Collect),
        ("2032-03-01", Decision::Refer),
    ] {
        let answer =
            assess_person(&policy, &person, day.parse().unwrap(), RequestKind::Collect, None).unwrap();
        assert_eq!(answer.decision, decision, "{day}");
    }
}

#[test]
fn no_line_of_code_knows_it() {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !["target", "node_modules", "gen"].contains(&name.as_str()) {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs")
                && !path.to_string_lossy().contains("/tests/")
            {
                let text = fs::read_to_string(&path).unwrap();
                if ["liutang", "柳政"].iter().any(|word| text.contains(word)) {
                    found.push(path.display().to_string());
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src-tauri"), &mut found);
    assert_eq!(found, Vec::<String>::new(), "it is a file, not code");
}
