//! Households over the year and double entries, by the real binary.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use support::command::{Answered, program};
use tempfile::TempDir;

const PASSWORD: &str = "石桥村2026";

struct Village {
    folder: TempDir,
}

/// The number of nobody: an unassigned region, a birth date, a sequence, the right check digit (GB 11643).
fn nobody(birth: &str, sequence: u32) -> String {
    let body = format!("341799{}{sequence:03}", birth.replace('-', ""));
    let weights = [7_u32, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{body}{check}")
}

impl Village {
    fn new() -> Self {
        let village = Self { folder: TempDir::new().expect("a folder") };
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../policies/guichi-2026.toml");
        village.done(&[
            "book",
            "create",
            "--kind",
            "training",
            "--village",
            "341799101203",
            "--name",
            "石桥村",
            "--town",
            "青溪镇",
            "--policy",
            policy.to_str().expect("a path"),
            "--user",
            "周会计",
        ]);
        let people = [
            ("王大山", "02", "1958-04-12", 1),
            ("李秀英", "12", "1960-09-30", 2),
            ("王小雨", "20", "1985-06-01", 3),
            ("赵月", "38", "1987-06-01", 4),
            ("王念", "42", "2014-06-01", 6),
        ];
        let members: Vec<Value> = people
            .iter()
            .map(|(name, relation, birth, sequence)| {
                json!({
                    "name": name, "relation": relation, "certno": nobody(birth, *sequence),
                    "previous_year": "normal", "migrant_worker": false,
                })
            })
            .collect();
        let file = village.write("home.json", &json!({"village_group": "一组", "members": members}));
        village.done(&["household", "add", &file]);
        village
    }

    fn write(&self, name: &str, value: &Value) -> String {
        let path: PathBuf = self.folder.path().join(name);
        std::fs::write(&path, value.to_string()).expect("written");
        path.display().to_string()
    }

    fn run(&self, args: &[&str]) -> Answered {
        let mut command = program(env!("CARGO_BIN_EXE_cunshou-cli"));
        command.args(args).args(["--json", "--now", "2025-12-01T09:30:00+08:00", "--book"]);
        Answered::by(command.arg(self.folder.path().join("v.cunshou")).env("CUNSHOU_PASSWORD", PASSWORD))
    }

    fn done(&self, args: &[&str]) -> Value {
        self.run(args).done()
    }

    fn refused(&self, args: &[&str], code: &str) {
        self.run(args).refused(code);
    }
}

fn names(household: &Value) -> Vec<String> {
    let member = |one: &Value| {
        format!(
            "{}{}",
            one["name"].as_str().unwrap_or_default(),
            one["relation_label"].as_str().unwrap_or_default()
        )
    };
    household["members"].as_array().map(|all| all.iter().map(member).collect()).unwrap_or_default()
}

#[test]
fn a_year_of_a_household() {
    let village = Village::new();
    let split = |more: &[&str]| {
        let mut args = vec!["household", "split", "1", "--member", "3", "4", "5", "--on", "2025-11-20"];
        args.extend(more);
        village.run(&args)
    };
    split(&[]).refused("E-HH-017");
    let dry = split(&["--likely", "--dry-run"]).done();
    assert_eq!((&dry["act_id"], &dry["dry_run"]), (&Value::Null, &json!(true)), "{dry}");
    let done = split(&["--likely", "--paper", "household_register", "--paper-no", "12"]).done();
    assert_eq!(names(&done["households"][0]), ["王大山户主", "李秀英妻"]);
    assert_eq!(names(&done["households"][1]), ["王小雨户主", "赵月妻", "王念女"]);
    village.refused(&["household", "merge", "2", "--into", "1"], "E-HH-017");
    let back = village.done(&["household", "merge", "2", "--into", "1", "--relation", "1=20", "--likely"]);
    assert_eq!(names(&back["households"][1]), ["王大山户主", "李秀英妻", "王小雨子", "赵月儿媳", "王念孙女"]);
    assert!(back["notes"][0].as_str().expect("a note").contains("户号 2"), "{back}");

    village.refused(&["household", "death", "1", "--member", "1"], "E-HH-016");
    let death = ["household", "death", "1", "--member", "1", "--next-head", "2", "--next-likely"];
    let died = village.done(&death);
    assert_eq!(died["households"][0]["head"], "李秀英");
    let act = died["act_id"].as_str().expect("an act").to_owned();
    village.done(&["household", "undo", &act, "--note", "听错了"]);
    village.refused(&["household", "undo", &act], "E-HH-021");
    village.done(&["household", "leave", "1", "--member", "8", "--on", "2025-09-01"]);
    village.done(&["household", "return", "1", "--member", "8", "--relation", "42"]);
    let child = village.write(
        "child.json",
        &json!({
            "name": "王新", "relation": "41", "certificate_type": "出生医学证明", "certno": "Z349962086", "sex": "男",
        }),
    );
    village.done(&["household", "birth", "1", &child, "--on", "2025-11-11"]);
    let number = nobody("2025-11-11", 7);
    let certificate = ["household", "certificate", "1", "--member", "9", &number];
    assert_eq!(village.done(&certificate)["added"], true);
    village.refused(&certificate, "E-HH-028");
    let history = village.done(&["household", "history", "1", "--member", "9"]);
    assert_eq!(history["history"].as_array().map(Vec::len), Some(2), "{history}");
    let all = village.done(&["household", "history", "1"]);
    assert!(all["history"].as_array().map_or(0, Vec::len) >= 8, "{all}");
    let shown = village.done(&["household", "head", "1", "--member", "6", "--likely", "--dry-run"]);
    assert_eq!(shown["households"][0]["head"], "王小雨");
    assert_eq!(village.done(&["verify"])["ok"], true);
}

#[test]
fn a_double_entry_is_decided_once() {
    let village = Village::new();
    let twin = village.write(
        "twin.json",
        &json!({"members": [{
            "name": "王小雨", "relation": "02", "certificate_type": "16", "certno": "E12345678", "sex": "男",
            "birth": "1985-06-01", "same_person_confirmed": true,
        }]}),
    );
    village.done(&["household", "add", &twin]);
    let list = village.done(&["duplicate", "list"]);
    assert_eq!((&list["total"], &list["pairs"][0]["why"]), (&json!(1), &json!(["same_name_birth"])));
    let decide = |what: &str, reason: &str| {
        village.run(&["duplicate", "decide", "1-3", "2-1", "--as", what, "--reason", reason])
    };
    decide("merge", "").refused("E-DUP-004");
    let merged = decide("merge", "看过护照").done();
    assert_eq!(merged["verdict"], "merged", "{merged}");
    assert_eq!(village.done(&["duplicate", "list"])["total"], 0);
    assert_eq!(village.done(&["search", "王小雨"])["total"], 1, "he is found once");
    let number = merged["verdict_no"].to_string();
    village.done(&["duplicate", "take-back", &number, "--reason", "再问问"]);
    assert_eq!(village.done(&["duplicate", "list"])["total"], 1);
    let rows = village.done(&["duplicate", "verdicts"]);
    assert_ne!(rows["verdicts"][0]["taken_back_at"], Value::Null, "{rows}");
    assert_eq!(village.done(&["verify"])["ok"], true);
}
