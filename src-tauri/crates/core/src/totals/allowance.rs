//! 代办经费: what the village may get for the people that it collected from. An estimate: the notice or the township's
//! paper says how much a head; who pays it out, and when, is not ours to say.
//!
//! Invariant: it is told and never taken: no entry of the journal, no drawer. No sum stands in code.

use super::sum;
use crate::book::Book;
use crate::error::{Error, Result};
use crate::journal::{LineRecord, PaymentRecord};
use crate::moment::Moment;
use crate::user::Act;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// The most a head that is believed (100.00): more is a typing error.
const LARGEST_FEN: i64 = 10_000;
/// The longest name of a paper, in characters.
const LONGEST: usize = 100;

/// Where the sum a head stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowanceSource {
    /// In the notice under which people paid.
    Notice {
        /// The article.
        article: String,
        /// The sentence, word for word.
        quote: String,
    },
    /// On the township's paper, as the clerk entered it.
    Paper {
        /// The paper with its number.
        paper: String,
    },
}

/// The estimate of a year of cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowanceEstimate {
    /// How much a head.
    pub each: Yuan,
    /// For how many people: their lines stand.
    pub people: u32,
    /// Both together.
    pub amount: Yuan,
    /// Where that is said.
    pub source: AllowanceSource,
}

/// What the clerk entered.
#[derive(Serialize, Deserialize)]
struct Entered {
    each: Yuan,
    paper: String,
}

/// Under which name a year's sum is kept.
pub(super) fn setting(levy_year: i32) -> String {
    format!("handling_allowance_{levy_year}")
}

/// The estimate over the lines that stand: by the notice where it says a sum, else by the township's paper. Pure.
pub(super) fn estimate(
    lines: &[(&PaymentRecord, &LineRecord)],
    rule: impl Fn(&str) -> Option<(String, String)>,
    entered: Option<&str>,
) -> Result<Option<AllowanceEstimate>> {
    // What the notice gave was stored with each line: another version of the notice does not change it.
    let told: Vec<(Yuan, &str)> = lines
        .iter()
        .filter_map(|(_, line)| {
            let each = line.assessment["handling_allowance"].as_str()?.parse().ok()?;
            Some((each, line.policy_sha256.as_str()))
        })
        .collect();
    if let Some((each, sha256)) = told.first() {
        let (article, quote) = rule(sha256).unwrap_or_default();
        return Ok(Some(AllowanceEstimate {
            each: *each,
            people: count(told.len()),
            amount: sum(told.iter().map(|(each, _)| *each))?,
            source: AllowanceSource::Notice { article, quote },
        }));
    }
    let Some(entered) = entered.and_then(|text| serde_json::from_str::<Entered>(text).ok()) else {
        return Ok(None);
    };
    let people = count(lines.len());
    Ok(Some(AllowanceEstimate {
        each: entered.each,
        people,
        amount: entered.each.times(people).ok_or(Error::TooMuch {})?,
        source: AllowanceSource::Paper { paper: entered.paper },
    }))
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl Book {
    /// Enters how much a head the township's paper gives for a year of cover whose notice says nothing about it. Recorded.
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`]; [`Error::AllowanceInNotice`]; [`Error::NotMoney`], [`Error::AllowanceNeedsPaper`].
    pub fn set_handling_allowance(
        &mut self,
        levy_year: i32,
        each: Yuan,
        paper: &str,
        now: &Moment,
    ) -> Result<()> {
        let known: Vec<_> =
            self.policies(now.on()).into_iter().filter(|own| own.levy_year == levy_year).collect();
        if known.is_empty() {
            return Err(Error::NoPolicyForYear { levy_year });
        }
        if let Some((_, rule)) = known.iter().find_map(|own| own.policy.handling_allowance()) {
            return Err(Error::AllowanceInNotice { levy_year, article: rule.article.clone() });
        }
        if each.is_zero() || each.is_negative() || each.fen() > LARGEST_FEN {
            return Err(Error::NotMoney { text: each.to_string() });
        }
        let paper = paper.trim();
        if paper.is_empty() {
            return Err(Error::AllowanceNeedsPaper { levy_year });
        }
        if paper.chars().count() > LONGEST {
            return Err(Error::TextTooLong { field: "note", most: LONGEST });
        }
        let entered = Entered { each, paper: paper.to_owned() };
        let value = serde_json::to_string(&entered)
            .map_err(|error| Error::BadRow { table: "setting", detail: error.to_string() })?;
        self.transact_as(Act::Setup, now, |tx, acting| {
            tx.set_setting(&setting(levy_year), &value)?;
            tx.audit(acting, "handling_allowance", &format!("{levy_year}: {each} {paper}"))
        })
    }
}
