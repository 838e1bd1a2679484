//! A village in a folder of its own, and the command line called in it as a script calls it.
//!
//! Must not know: what a test asks.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::command::{DEMO_BOOK, program};
pub use support::{VILLAGE, command::Answered};
use tempfile::TempDir;

pub const PASSWORD: &str = "石桥村2026";
pub const MORNING: &str = "2025-11-03T09:00:00+08:00";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

pub fn cli<I: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = program(env!("CARGO_BIN_EXE_cunshou-cli"));
    command.args(args).env_remove("CUNSHOU_PASSWORD").stdin(Stdio::null());
    command
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
        let made = village.run(&[&DEMO_BOOK[..], &["--policy", policy, "--now", now]].concat());
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
        Answered::by(&mut self.command(args))
    }

    pub fn done(&self, args: &[&str]) -> Value {
        self.run(args).done()
    }

    pub fn refused(&self, args: &[&str], code: &str) -> Value {
        self.run(args).refused(code)
    }
}
