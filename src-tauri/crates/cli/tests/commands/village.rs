//! A village in a folder of its own, and the command line called in it as a script calls it.
//!
//! Invariant: a call answers one JSON value or none, and ends by itself. Must not know: what a test asks.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub const PASSWORD: &str = "石桥村2026";
pub const MORNING: &str = "2025-11-03T09:00:00+08:00";
pub const VILLAGE: &str = "341799101203";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

pub fn cli<I: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = support::program(env!("CARGO_BIN_EXE_cunshou-cli"));
    command.args(args).env_remove("CUNSHOU_PASSWORD").stdin(Stdio::null());
    command
}

/// What a command answered: exit status, the JSON on stdout, the words on stderr.
#[derive(Debug)]
pub struct Answered {
    pub exit: i32,
    pub json: Value,
    pub words: String,
}

pub fn answered(output: &Output) -> Answered {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.lines().count() <= 1, "one JSON value: {text}");
    Answered {
        exit: output.status.code().expect("the command ended by itself"),
        json: serde_json::from_str(&text).unwrap_or(Value::Null),
        words: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A demo book on 3 November 2025 with the sample roster in it.
pub struct Village {
    pub folder: TempDir,
}

impl Village {
    pub fn new() -> Self {
        Self::following("guichi-2026", MORNING)
    }

    pub fn following(policy_id: &str, now: &str) -> Self {
        let village = Self { folder: TempDir::new().expect("a folder") };
        let policy = root().join(format!("policies/{policy_id}.toml"));
        let policy = policy.to_str().expect("a path");
        let made = village.run(&[
            "book",
            "create",
            "--kind",
            "demo",
            "--village",
            VILLAGE,
            "--name",
            "石桥村",
            "--town",
            "青溪镇",
            "--policy",
            policy,
            "--user",
            "周会计",
            "--now",
            now,
        ]);
        assert_eq!(made.exit, 0, "{made:?}");
        assert_eq!(
            made.json["recovery_key"].as_str().map(|key| key.split('-').count()),
            Some(8),
            "shown once"
        );
        village
    }

    pub fn with_people() -> Self {
        let village = Self::new();
        let roster = root().join("tests/fixtures/rosters/roster_village.xlsx");
        let imported = village.run(&["roster", "import", roster.to_str().expect("a path")]);
        assert_eq!(imported.exit, 0, "{imported:?}");
        village
    }

    pub fn book(&self) -> PathBuf {
        self.folder.path().join("village.cunshou")
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = cli(args);
        command.arg("--book").arg(self.book()).arg("--json").env("CUNSHOU_PASSWORD", PASSWORD);
        command
    }

    pub fn run(&self, args: &[&str]) -> Answered {
        answered(&self.command(args).output().expect("the command runs"))
    }

    pub fn done(&self, args: &[&str]) -> Value {
        let answer = self.run(args);
        assert_eq!(answer.exit, 0, "{args:?}: {answer:?}");
        answer.json
    }

    pub fn refused(&self, args: &[&str], code: &str) -> Value {
        let answer = self.run(args);
        assert_eq!(
            (answer.exit, answer.json["error"]["code"].as_str()),
            (1, Some(code)),
            "{args:?}: {answer:?}"
        );
        assert!(answer.words.contains(code), "the code and the words are on stderr: {answer:?}");
        answer.json["error"].clone()
    }
}
