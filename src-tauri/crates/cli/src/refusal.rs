//! What a refused command says: a stable code, words, and an exit status.
//!
//! Invariant: the words come from `assets/text` through [`cunshou_core::words`], never from here.

use cunshou_core::words::{self, Words};
use cunshou_core::{Coded, Error};
use cunshou_exchange::ack::AckFault;
use cunshou_exchange::card::CardFault;
use cunshou_exchange::crypt::CryptFault;
use cunshou_exchange::policy_package::PolicyPackageFault;
use cunshou_paper::PaperError;
use cunshou_policy::RequestFault;
use cunshou_print::{PrintError, SendFault};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What only the command line can find wrong.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Neither a password file nor the environment names the password.
    #[error("no password")]
    NoPassword,
    /// `--now` on a book with real money, in a build that is given out.
    #[error("the clock of a live book is not set by hand")]
    NowOnLive,
    /// A file is larger than any of its kind.
    #[error("{path} is larger than {most_mib} MiB")]
    FileTooLarge {
        /// The file.
        path: PathBuf,
        /// What is read at most.
        most_mib: u64,
    },
    /// A policy file did not pass its checks.
    #[error("{path} is no usable policy")]
    PolicyRefused {
        /// The file.
        path: PathBuf,
        /// The faults, in the words of the county officer.
        faults: String,
    },
    /// A policy file has no worked cases beside it.
    #[error("{path} has no cases")]
    CasesMissing {
        /// Where they should be.
        path: PathBuf,
    },
    /// A JSON file does not read.
    #[error("{path} line {line} column {column} does not read")]
    BadJson {
        /// The file.
        path: PathBuf,
        /// Where.
        line: usize,
        /// Where in the line.
        column: usize,
    },
    /// A demonstration is there already.
    #[error("{path} holds a demo")]
    DemoThere {
        /// The folder.
        path: PathBuf,
    },
    /// An encrypted package and nothing to open it with.
    #[error("{path} is encrypted")]
    Sealed {
        /// The file.
        path: PathBuf,
    },
    /// The system gives no random bytes.
    #[error("no randomness")]
    NoRandomness,
    /// A file is no text.
    #[error("{path} is no text")]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// A folder, a pipe or a device where a file is wanted.
    #[error("{path} is no file")]
    NotAFile {
        /// What it is called.
        path: PathBuf,
    },
    /// A key is there already, and no key is written over.
    #[error("{path} holds a key")]
    KeyThere {
        /// The file.
        path: PathBuf,
    },
    /// A file holds no signing key.
    #[error("{path} holds no key")]
    NoSigningKey {
        /// The file.
        path: PathBuf,
    },
    /// A line of a csv that was handed in is wrong.
    #[error("{path} line {line}: {field}")]
    BadCsv {
        /// The file.
        path: PathBuf,
        /// 1-based.
        line: u64,
        /// The column; empty if the line cannot be read at all.
        field: &'static str,
    },
    /// A line of a csv speaks of a row that none of the packages has.
    #[error("{path} line {line} is of no package")]
    RowOfNoPackage {
        /// The file.
        path: PathBuf,
        /// 1-based.
        line: u64,
    },
    /// A village of nobody could not be written as workbooks.
    #[error("the workbooks were not made")]
    NotMade,
    /// The shipped day of the sample village does not fit the shipped roster.
    #[error("the sample day is wrong at {place}")]
    SampleDay {
        /// Where.
        place: String,
    },
}

impl Coded for CliError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPassword => "E-CLI-001",
            Self::NowOnLive => "E-CLI-002",
            Self::FileTooLarge { .. } => "E-CLI-003",
            Self::PolicyRefused { .. } => "E-CLI-004",
            Self::CasesMissing { .. } => "E-CLI-005",
            Self::BadJson { .. } => "E-CLI-006",
            Self::DemoThere { .. } => "E-CLI-007",
            Self::Sealed { .. } => "E-CLI-008",
            Self::NoRandomness => "E-CLI-009",
            Self::NotText { .. } => "E-CLI-010",
            Self::SampleDay { .. } => "E-CLI-011",
            Self::KeyThere { .. } => "E-CLI-012",
            Self::NotMade => "E-CLI-013",
            Self::NotAFile { .. } => "E-CLI-014",
            Self::NoSigningKey { .. } => "E-CLI-015",
            Self::BadCsv { .. } => "E-CLI-016",
            Self::RowOfNoPackage { .. } => "E-CLI-017",
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::NoPassword | Self::NowOnLive | Self::NoRandomness | Self::NotMade => Vec::new(),
            Self::FileTooLarge { path, most_mib } => {
                vec![("path", shown(path)), ("most_mib", most_mib.to_string())]
            }
            Self::PolicyRefused { path, faults } => vec![("path", shown(path)), ("faults", faults.clone())],
            Self::BadJson { path, line, column } => {
                vec![("path", shown(path)), ("line", line.to_string()), ("column", column.to_string())]
            }
            Self::CasesMissing { path }
            | Self::DemoThere { path }
            | Self::KeyThere { path }
            | Self::Sealed { path }
            | Self::NotAFile { path }
            | Self::NoSigningKey { path }
            | Self::NotText { path } => {
                vec![("path", shown(path))]
            }
            Self::BadCsv { path, line, field } => {
                vec![("path", shown(path)), ("line", line.to_string()), ("field", (*field).to_owned())]
            }
            Self::RowOfNoPackage { path, line } => vec![("path", shown(path)), ("line", line.to_string())],
            Self::SampleDay { place } => vec![("place", place.clone())],
        }
    }
}

/// A command that was not done.
#[derive(Debug)]
pub struct Refusal {
    /// Code, message, what to do.
    pub words: Words,
    /// The facts.
    pub params: BTreeMap<&'static str, String>,
    /// 1 refused, 2 usage.
    pub exit: u8,
}

/// The exit status of a command that was refused.
pub const REFUSED: u8 = 1;
/// The exit status of a command that was called wrongly.
pub const USAGE: u8 = 2;

impl Refusal {
    fn of(code: &'static str, params: Vec<(&'static str, String)>) -> Self {
        Self { words: words::say(code, &params), params: params.into_iter().collect(), exit: REFUSED }
    }

    /// A file that cannot be read or written; a full and a write-protected disk have words of their own.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        Self::from(Error::io(path, error))
    }

    /// The answer on stdout with `--json`.
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({"error": {
            "code": self.words.code, "message": self.words.message, "todo": self.words.todo, "params": self.params,
        }})
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::of(error.code(), error.params())
    }
}

impl From<CliError> for Refusal {
    fn from(error: CliError) -> Self {
        let exit = if matches!(error, CliError::NoPassword) { USAGE } else { REFUSED };
        Self { exit, ..Self::of(error.code(), error.params()) }
    }
}

macro_rules! from_faults {
    ($($fault:ty),+ $(,)?) => {
        $( impl From<$fault> for Refusal {
            fn from(fault: $fault) -> Self {
                Self::of(fault.code(), fault.params())
            }
        } )+
    };
}

from_faults!(
    AckFault,
    CardFault,
    CryptFault,
    PaperError,
    PolicyPackageFault,
    PrintError,
    RequestFault,
    SendFault
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_command_line_has_words_without_holes() {
        let path = || PathBuf::from("a");
        let all = [
            CliError::NoPassword,
            CliError::NowOnLive,
            CliError::FileTooLarge { path: path(), most_mib: 1 },
            CliError::PolicyRefused { path: path(), faults: "b".to_owned() },
            CliError::CasesMissing { path: path() },
            CliError::BadJson { path: path(), line: 1, column: 2 },
            CliError::DemoThere { path: path() },
            CliError::Sealed { path: path() },
            CliError::NoRandomness,
            CliError::NotText { path: path() },
            CliError::SampleDay { place: "c".to_owned() },
            CliError::KeyThere { path: path() },
            CliError::NoSigningKey { path: path() },
            CliError::BadCsv { path: path(), line: 2, field: "status" },
            CliError::RowOfNoPackage { path: path(), line: 2 },
        ];
        for error in all {
            let code = error.code();
            assert!(words::knows(code), "{code} has words of its own");
            let said = Refusal::from(error).words;
            assert!(
                !format!("{}{}", said.message, said.todo).contains('{'),
                "{code} leaves a hole: {said:?}"
            );
        }
    }
}
