//! The program, called as a script calls it.
//!
//! Invariant: a call answers one JSON value or none, and ends by itself. Must not know: what a test asks.

use crate::VILLAGE;
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Makes a demo book of the village; where, for which notice and when is said behind it.
pub const DEMO_BOOK: [&str; 12] = [
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
    "--user",
    "周会计",
];

/// The program that a test runs: the one that was built for it, or another build of the same that is to pass the same test
/// (`CUNSHOU_TEST_PROGRAM`, such as `wine cunshou-cli.exe`).
pub fn program(built: &str) -> Command {
    let other = std::env::var("CUNSHOU_TEST_PROGRAM").unwrap_or_default();
    let mut words = other.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(built));
    command.args(words);
    command
}

/// The file that the program named. A program for Windows writes paths in its own way.
pub fn path_here(said: &str) -> PathBuf {
    said.trim_start_matches("Z:").replace('\\', "/").into()
}

/// What a command answered.
#[derive(Debug)]
pub struct Answered {
    /// The exit status.
    pub exit: i32,
    /// The JSON on stdout; null if there is none.
    pub json: Value,
    /// The words on stderr.
    pub words: String,
}

impl Answered {
    /// Runs a command to its end, with nobody who types.
    pub fn by(command: &mut Command) -> Self {
        Self::of(&command.stdin(Stdio::null()).output().expect("the command runs"))
    }

    /// What stood there when it had ended.
    pub fn of(output: &Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.lines().count() <= 1, "one JSON value: {text}");
        Self {
            exit: output.status.code().expect("the command ended by itself"),
            json: serde_json::from_str(&text).unwrap_or(Value::Null),
            words: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// What it answered, if it did what it was asked.
    #[track_caller]
    pub fn done(self) -> Value {
        assert_eq!(self.exit, 0, "{self:?}");
        self.json
    }

    /// The refusal, if it is this one: the code stands on stderr too, and no hole is left in its words.
    #[track_caller]
    pub fn refused(self, code: &str) -> Value {
        assert_eq!((self.exit, self.json["error"]["code"].as_str()), (1, Some(code)), "{self:?}");
        assert!(self.words.contains(code) && !self.words.contains('{'), "{self:?}");
        self.json["error"].clone()
    }
}
