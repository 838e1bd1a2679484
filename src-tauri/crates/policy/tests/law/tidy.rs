//! Order in the crate: statutory time is counted in one module, and the officer's guide names every key.

use crate::root;
use std::fs;
use std::path::Path;

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn days_and_months_are_counted_in_one_module() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let counting = [
        "Months::new",
        "checked_add_months",
        "checked_sub_months",
        "checked_add_days",
        "checked_sub_days",
        "Days::new",
        "+ Days",
        "- Days",
        "succ_opt",
        "pred_opt",
        "TimeDelta",
        "Duration::",
    ];
    for (name, text) in files.iter().filter(|(name, _)| !name.ends_with("src/time.rs")) {
        let found: Vec<_> = counting.iter().filter(|word| text.contains(**word)).collect();
        assert!(found.is_empty(), "{name} counts days by itself: {found:?}; statutory time is in time.rs");
    }
}

/// The keys of the policy file, as `file.rs` and its parts declare them.
fn keys() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let parts = ["file.rs", "file/fee.rs", "file/tables.rs", "file/when.rs", "file/who.rs"];
    let text = parts.map(|part| fs::read_to_string(source.join(part)).unwrap()).join("\n");
    let mut keys = Vec::new();
    for line in text.lines().map(str::trim) {
        let field = line.strip_prefix("pub ").unwrap_or(line);
        let Some((name, kind)) = field.split_once(": ") else { continue };
        let word = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let declared = line.starts_with("pub ") || line.ends_with(',');
        if word && declared && kind.ends_with(',') && !kind.contains("::default()") && !name.is_empty() {
            keys.push(if name == "conditions" { "match".to_owned() } else { name.to_owned() });
        }
    }
    keys.sort();
    keys.dedup();
    keys
}

/// As a word, a table or an assignment.
fn names(guide: &str, key: &str) -> bool {
    let forms = [
        format!("`{key}`"),
        format!("[{key}]"),
        format!("`{key} = "),
        format!("`{key}："),
        format!(" {key} = "),
    ];
    forms.iter().any(|form| guide.contains(form))
}

#[test]
fn the_guide_explains_every_key_and_every_closed_word() {
    let guide = fs::read_to_string(root().join("policies/README.md")).unwrap();
    let keys = keys();
    assert!(keys.len() > 100, "the keys were found: {}", keys.len());
    let missing: Vec<&String> = keys.iter().filter(|key| !names(&guide, key)).collect();
    assert!(missing.is_empty(), "policies/README.md does not name {missing:?}");
    let missing: Vec<&str> = words()
        .into_iter()
        .filter(|word| !guide.contains(&format!("`{word}`")) && !guide.contains(&format!("\"{word}\"`")))
        .collect();
    assert!(missing.is_empty(), "policies/README.md does not name the words {missing:?}");
}

fn words() -> Vec<&'static str> {
    use cunshou_policy::{
        Area, CategoryCode, Channel, CurrentInsurance, Decision, EventType, Foreigner, Fund, Note,
        PreviousYear, Proof, Reason, Residence, Route, StudentLevel, Subtype, Word,
    };
    fn all<W: Word>() -> impl Iterator<Item = &'static str> {
        W::ALL.iter().map(|w| w.word())
    }
    let mut words: Vec<&str> = all::<Area>()
        .chain(all::<CategoryCode>())
        .chain(all::<Channel>())
        .chain(all::<CurrentInsurance>())
        .chain(all::<Decision>())
        .chain(all::<EventType>())
        .chain(all::<Foreigner>())
        .chain(all::<Fund>())
        .chain(all::<Note>())
        .chain(all::<PreviousYear>())
        .chain(all::<Proof>())
        .chain(all::<Reason>())
        .chain(all::<Residence>())
        .chain(all::<Route>())
        .chain(all::<StudentLevel>())
        .chain(all::<Subtype>())
        .collect();
    words.extend(["full", "percent", "fixed", "largest_subsidy", "article_order", "net", "pay_first"]);
    words.extend(["subsidise", "original_status", "open", "no_cutoff", "lawful_reason", "recorded_reason"]);
    words.extend(["any", "asked_before_benefit", "ground_before_benefit", "after_benefit_start"]);
    words
}
