//! The documents: plain structs, filled by the caller from the book's stored record, so that a paper printed again says
//! what the first one said. Each turns itself into fields and rows for its form; none computes what anybody owes.

pub(crate) mod canvass;
pub(crate) mod close;
pub(crate) mod receipt;
pub(crate) mod recovery;

use crate::error::PaperError;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// The kind of book that a paper comes from. Papers of a book that is not live say so on every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookKind {
    /// Real money.
    #[default]
    Live,
    /// A clerk's exercises.
    Training,
    /// The sample village.
    Demo,
}

impl BookKind {
    /// The mark on each page; empty for a live book.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Live => "",
            Self::Training => "练习",
            Self::Demo => "演示",
        }
    }
}

/// Refuses a paper whose total is not the sum of its lines.
pub(crate) fn must_add_up(stated: Yuan, lines: impl IntoIterator<Item = Yuan>) -> Result<(), PaperError> {
    let computed = Yuan::sum(lines).ok_or(PaperError::SumOutOfRange)?;
    if computed == stated { Ok(()) } else { Err(PaperError::SumsDiffer { stated, computed }) }
}
