//! The law as it is shipped: policies, refusals of damaged ones, laws of all answers, words.

mod laws;
mod mutants;
mod page;
mod refusals;
mod shipped;
mod sixth;
mod tidy;
mod words;

use cunshou_policy::{Assessment, Policy, Request, assess};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

struct Shipped {
    id: String,
    toml: String,
    cases: String,
    notice: String,
}

/// Every policy file in `policies/`.
fn shipped() -> Vec<Shipped> {
    let folder = root().join("policies");
    let mut ids: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").filter(|id| !id.contains('.')).map(ToOwned::to_owned))
        .collect();
    ids.sort();
    assert!(!ids.is_empty(), "at least one policy is shipped");
    let read =
        |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    ids.into_iter()
        .map(|id| Shipped {
            toml: read(folder.join(format!("{id}.toml"))),
            cases: read(folder.join(format!("{id}.cases.toml"))),
            notice: read(folder.join(format!("notices/{id}.txt"))),
            id,
        })
        .collect()
}

/// One shipped policy by its id.
fn one(id: &str) -> Shipped {
    shipped().into_iter().find(|s| s.id == id).expect("the policy is shipped")
}

fn load(id: &str) -> Policy {
    let policy = one(id);
    Policy::load_trusted(&policy.toml, &policy.notice).expect("the policy loads")
}

/// The answer of a shipped policy to a person (JSON without the outer braces) on a day.
fn ask(policy: &Policy, person: &str, pay_on: &str) -> Assessment {
    let usual = r#""hukou":"in_area","residence":"in_area","migrant_worker":false"#;
    let insured = r#""insurance":{"current":"none","previous_year":"normal"}"#;
    let mut line: serde_json::Value = serde_json::from_str(&format!(
        r#"{{"id":"t","policy":"{}","pay_on":"{pay_on}","person":{{"birth":"1985-06-15",{usual},{insured}}}}}"#,
        policy.id()
    ))
    .unwrap();
    let own: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&format!("{{{person}}}")).unwrap();
    line["person"].as_object_mut().unwrap().extend(own);
    assess(policy, &Request::from_json(&line.to_string()).unwrap()).unwrap()
}
