//! A county's notice from its desk to a village's book, by the real binary: pack, sign, verify, add.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use support::command::{Answered, program};
use tempfile::TempDir;

const PASSWORD: &str = "石桥村2026";

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../policies")
}

fn run<I: AsRef<OsStr>>(folder: &TempDir, args: impl IntoIterator<Item = I>) -> Answered {
    let mut command = program(env!("CARGO_BIN_EXE_cunshou-cli"));
    command.args(args).arg("--json").current_dir(folder.path());
    Answered::by(command.env("CUNSHOU_PASSWORD", PASSWORD))
}

fn done<const N: usize>(folder: &TempDir, args: [&str; N]) -> Value {
    run(folder, args).done()
}

fn refused<const N: usize>(folder: &TempDir, args: [&str; N], code: &str) {
    run(folder, args).refused(code);
}

/// A county's desk with its own copy of the notice.
fn desk() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("notices")).expect("a folder");
    for name in ["guichi-2026.toml", "guichi-2026.cases.toml", "notices/guichi-2026.txt"] {
        fs::copy(policies().join(name), folder.path().join(name)).expect("copied");
    }
    folder
}

fn pack(folder: &TempDir, version: &str, out: &str) -> Value {
    let policy = ["policy", "pack", "--policy", "guichi-2026.toml", "--effective", "2025-11-01"];
    run(folder, policy.into_iter().chain(["--version", version, "-o", out])).done()
}

fn book(folder: &TempDir) {
    let args = ["book", "create", "--kind", "demo", "--village", "341799101203", "--name", "石桥村"];
    let more = ["--policy", "guichi-2026.toml", "--user", "周会计", "--book", "v.cunshou"];
    let now = ["--now", "2025-11-03T09:00:00+08:00"];
    run(folder, args.into_iter().chain(more).chain(now)).done();
}

#[test]
fn a_package_goes_from_the_countys_desk_into_a_village_book() {
    let folder = desk();
    let packed = pack(&folder, "1", "a.csq");
    let words = packed["words"].as_array().expect("six words");
    assert_eq!(
        (words.len(), &packed["signed_by"], packed["cases"].as_u64() > Some(0)),
        (6, &Value::Null, true)
    );
    let made = done(&folder, ["policy", "keygen", "-o", "county.key"]);
    let public = made["public_key"].as_str().expect("a key").to_owned();
    refused(&folder, ["policy", "keygen", "-o", "county.key"], "E-CLI-012");
    let signed = done(&folder, ["policy", "sign", "--key", "county.key", "a.csq"]);
    assert_eq!((&signed["words"], &signed["signed_by"]), (&packed["words"], &made["public_key"]));
    let verified = done(&folder, ["policy", "verify", "a.csq", "--key", &public]);
    assert_eq!((&verified["ok"], &verified["origin_proved"]), (&Value::Bool(true), &Value::Bool(true)));
    refused(&folder, ["policy", "verify", "a.csq", "--key", &"0".repeat(64)], "E-PKP-006");
    assert_eq!(done(&folder, ["policy", "verify", "a.csq"])["origin_proved"], false);

    book(&folder);
    let typed: Vec<_> = words.iter().filter_map(Value::as_str).collect();
    refused(&folder, ["policy", "add", "--book", "v.cunshou", "a.csq"], "E-LAW-001");
    refused(&folder, ["policy", "add", "--book", "v.cunshou", "a.csq", "--words", "阳光"], "E-LAW-002");
    let typed = typed.join("　");
    let added = done(&folder, ["policy", "add", "--book", "v.cunshou", "a.csq", "--words", &typed]);
    assert_eq!((&added["added"], added["trusted_by"].as_str()), (&Value::Bool(true), Some("words")));
    let again = done(&folder, ["policy", "add", "--book", "v.cunshou", "a.csq", "--words", &typed]);
    assert_eq!((&again["added"], &again["already_there"]), (&Value::Bool(false), &Value::Bool(true)));
    assert_eq!(done(&folder, ["verify", "--book", "v.cunshou"])["ok"], true);
}

#[test]
fn what_does_not_pass_is_neither_packed_nor_signed() {
    let folder = desk();
    pack(&folder, "1", "good.csq");
    let path = folder.path().join("guichi-2026.cases.toml");
    let cases = fs::read_to_string(&path).expect("cases").replacen("\"400.00\"", "\"399.00\"", 1);
    fs::write(&path, cases).expect("written");
    let bad =
        ["policy", "pack", "--policy", "guichi-2026.toml", "--version", "2", "--effective", "2025-11-01"];
    refused(&folder, bad, "E-CLI-004");
    assert!(!folder.path().join("guichi-2026-2.csq").exists(), "nothing is left");

    done(&folder, ["policy", "keygen", "-o", "county.key"]);
    let mut bytes = fs::read(folder.path().join("good.csq")).expect("a package");
    let at = bytes.windows(4).rposition(|four| four == b"400.").expect("a sum");
    bytes[at] = b'3';
    fs::write(folder.path().join("bad.csq"), bytes).expect("written");
    refused(&folder, ["policy", "sign", "--key", "county.key", "bad.csq"], "E-LAW-004");
    refused(&folder, ["policy", "verify", "bad.csq"], "E-LAW-004");
    refused(&folder, ["policy", "verify", "county.key"], "E-PKP-001");
    refused(&folder, ["policy", "sign", "--key", "guichi-2026.toml", "good.csq"], "E-PKP-007");
}
