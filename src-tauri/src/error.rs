//! What a refused command tells the screen: a stable code, and words in Chinese that say what to do.
//!
//! Invariant: the words come from `assets/text`, never from here.

pub use cunshou_core::Coded;

use cunshou_paper::PaperError;
use cunshou_policy::RequestFault;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// The answer of a command that was refused or failed. `message` and `todo` are ready to show.
#[derive(Debug, Clone, Serialize, TS, PartialEq, Eq)]
pub struct CommandError {
    /// The stable code, for the log and for tests.
    pub code: String,
    /// What happened, in Chinese.
    pub message: String,
    /// What the clerk can do about it, in Chinese.
    pub todo: String,
    /// The facts, for a screen that wants to point at them.
    pub params: BTreeMap<String, String>,
}

/// What only the window can refuse, and what comes from crates that do not know the book.
#[derive(Debug, thiserror::Error)]
pub enum AppFault {
    /// No book is open.
    #[error("no book is open")]
    NoBook,
    /// The book was closed because nobody did anything for a while.
    #[error("the book was left alone")]
    LeftAlone,
    /// A file that no list can be.
    #[error("{path} is larger than {most_mib} MiB")]
    TooLarge {
        /// Which file.
        path: String,
        /// The most that is read.
        most_mib: u64,
    },
    /// A form of a receipt that the program does not have.
    #[error("no form {paper}")]
    NoSuchPaper {
        /// Its code.
        paper: String,
    },
    /// A notice that the book does not follow.
    #[error("no policy {policy_id}")]
    NoSuchPolicy {
        /// Its id.
        policy_id: String,
    },
    /// The system has no randomness to give.
    #[error("no randomness")]
    NoRandomness,
    /// The sample lists are for a demo or a training book.
    #[error("no sample lists in a live book")]
    NoSamplesInLiveBook,
    /// A paper that cannot be laid out.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// A question to the law that makes no sense.
    #[error(transparent)]
    Question(#[from] RequestFault),
    /// A refusal of the book.
    #[error(transparent)]
    Book(#[from] cunshou_core::Error),
}

impl Coded for AppFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NoBook => "E-APP-001",
            Self::TooLarge { .. } => "E-APP-002",
            Self::NoSuchPaper { .. } => "E-APP-003",
            Self::NoSuchPolicy { .. } => "E-APP-004",
            Self::NoRandomness => "E-APP-005",
            Self::LeftAlone => "E-APP-006",
            Self::NoSamplesInLiveBook => "E-APP-007",
            Self::Paper(error) => error.code(),
            Self::Question(fault) => fault.code(),
            Self::Book(error) => error.code(),
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoBook | Self::LeftAlone | Self::NoRandomness | Self::NoSamplesInLiveBook => vec![],
            Self::TooLarge { path, most_mib } => {
                vec![("path", path.clone()), ("most_mib", most_mib.to_string())]
            }
            Self::NoSuchPaper { paper } => vec![("paper", paper.clone())],
            Self::NoSuchPolicy { policy_id } => vec![("policy_id", policy_id.clone())],
            Self::Paper(error) => error.params(),
            Self::Question(fault) => fault.params(),
            Self::Book(error) => error.params(),
        }
    }
}

impl CommandError {
    /// What a code says with these facts.
    pub(crate) fn told(code: &str, params: &[(&'static str, String)]) -> Self {
        let words = cunshou_core::words::say(code, params);
        Self {
            code: words.code,
            message: words.message,
            todo: words.todo,
            params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        }
    }
}

impl<E: Coded> From<E> for CommandError {
    fn from(error: E) -> Self {
        Self::told(error.code(), &error.params())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_the_window_has_words_without_holes() {
        let text = || "x".to_owned();
        let own = [
            AppFault::NoBook,
            AppFault::LeftAlone,
            AppFault::TooLarge { path: text(), most_mib: 1 },
            AppFault::NoSuchPaper { paper: text() },
            AppFault::NoSuchPolicy { policy_id: text() },
            AppFault::NoRandomness,
            AppFault::NoSamplesInLiveBook,
            AppFault::Paper(PaperError::SumOutOfRange),
        ];
        for told in own.into_iter().map(CommandError::from) {
            let code = &told.code;
            assert!(cunshou_core::words::knows(code), "{code} has words");
            assert!(!told.message.is_empty() && !told.todo.is_empty(), "{code} has words");
            assert!(
                !format!("{}{}", told.message, told.todo).contains(['{', '}']),
                "{code} leaves a hole: {told:?}"
            );
        }
    }
}
