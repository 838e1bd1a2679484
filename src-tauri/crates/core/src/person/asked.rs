//! What was asked at the counter about a person for one levy year: papers that were seen, whether he can pay by telephone.
//!
//! Invariant: an answer is one more row, the newest of a fact counts; it belongs to its levy year, so that next year's
//! clerk asks again. Must not know: which notice asks for what.

use crate::error::{Error, Result};
use cunshou_policy::{Proof, Word, explain};

/// The word of the notices for people who cannot pay by telephone.
const CANNOT_USE_APP: &str = "cannot_use_app";
/// The word for a monitored household whose risk is gone.
const RISK_CLEARED: &str = "risk_cleared";

/// What is known of a person for one levy year beyond the roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Papers that were seen.
    pub papers: Vec<Proof>,
    /// Cannot pay by telephone; `None` = not asked.
    pub cannot_use_app: Option<bool>,
    /// The risk for which his household is monitored is gone; `None` = not asked.
    pub risk_cleared: Option<bool>,
    /// He pays by telephone now, with the clerk's help: said with the order, not kept.
    pub by_scan: bool,
}

impl Asked {
    /// Takes in the next stored answer.
    pub(super) fn learn(&mut self, fact: &str, holds: bool) {
        match fact {
            CANNOT_USE_APP => self.cannot_use_app = Some(holds),
            RISK_CLEARED => self.risk_cleared = Some(holds),
            fact => {
                if let Some(paper) = Proof::from_word(fact) {
                    self.papers.retain(|seen| *seen != paper);
                    self.papers.extend(holds.then_some(paper));
                }
            }
        }
    }
}

/// A fact of this kind with its answer, as it is stored; `None` for one that the roster keeps.
pub(super) fn counter_fact<'t>(fact: &'t str, value: &'t str) -> Option<Result<(&'t str, bool)>> {
    let unknown = || Error::UnknownCode {
        field: crate::household::field_label("fact"),
        code_given: format!("{fact}={value}"),
    };
    let answer = match value {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    };
    match fact {
        explain::PAPER_SEEN if value == explain::NO_PAPER => Some(Ok((fact, false))),
        explain::PAPER_SEEN => Some(Proof::from_word(value).map(|_| (value, true)).ok_or_else(unknown)),
        CANNOT_USE_APP | RISK_CLEARED => Some(answer.map(|holds| (fact, holds)).ok_or_else(unknown)),
        _ if Proof::from_word(fact).is_some() => Some(answer.map(|holds| (fact, holds)).ok_or_else(unknown)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_answer_of_a_fact_counts() {
        let mut asked = Asked::default();
        for (fact, holds) in
            [("id_card", true), ("household_register", true), ("id_card", false), ("paper_seen", false)]
        {
            asked.learn(fact, holds);
        }
        assert_eq!(asked.papers, [Proof::HouseholdRegister]);
        assert_eq!(asked.cannot_use_app, None, "not asked is not no");
        asked.learn("cannot_use_app", false);
        assert_eq!(asked.cannot_use_app, Some(false));
    }

    #[test]
    fn answers_at_the_counter_are_told_from_facts_of_the_roster() {
        let read =
            |fact, value| counter_fact(fact, value).map(|read| read.map_err(|error| error.code_given()));
        assert_eq!(read("paper_seen", "id_card"), Some(Ok(("id_card", true))));
        assert_eq!(read("paper_seen", "none"), Some(Ok(("paper_seen", false))));
        assert_eq!(read("lease", "false"), Some(Ok(("lease", false))));
        assert_eq!(read("cannot_use_app", "maybe"), Some(Err("cannot_use_app=maybe".to_owned())));
        assert_eq!(read("paper_seen", "passport"), Some(Err("paper_seen=passport".to_owned())));
        assert_eq!(read("hukou", "in_area"), None);
    }

    impl Error {
        fn code_given(self) -> String {
            match self {
                Self::UnknownCode { code_given, .. } => code_given,
                other => panic!("{other:?}"),
            }
        }
    }
}
