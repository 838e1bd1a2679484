//! 参保年度: the years of cover in one book, and how everybody was insured in each.
//!
//! Invariant: a year is opened once, and nobody is lost by it. Must not know: sums, windows.

mod store;

/// Who says how a person was insured in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InsuranceSource {
    /// This book took the money, and no answer is known yet.
    PaidHere,
    /// This book took the money, and the township's answer says that it was booked.
    Acknowledged,
    /// The insurance office's list.
    List,
}

impl InsuranceSource {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::PaidHere => "paid_here",
            Self::Acknowledged => "acknowledged",
            Self::List => "list",
        }
    }
}

impl std::str::FromStr for InsuranceSource {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        [Self::PaidHere, Self::Acknowledged, Self::List]
            .into_iter()
            .find(|source| source.word() == word)
            .ok_or(())
    }
}
