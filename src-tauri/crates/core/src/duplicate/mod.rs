//! 重复: entries of the roster that look like one person, side by side, and what was decided about them.
//!
//! Invariant: a verdict is a row that stays; it is taken back by another row, and only while nothing rests on it. A merge
//! edits no journal row: the entry that goes stays in the book as somebody's second entry, its live payments are his from
//! then on (journalled), and two who both paid for one year are never merged. Must not know: sums, notices.

mod compare;
mod find;
mod merge;
mod store;
#[cfg(test)]
mod tests;

pub use compare::{Compared, Side};
pub use find::Why;

use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::storage::Tx;
use crate::work::NewWork;
use find::{Look, Pair};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Pairs of a page.
pub const PAGE_SIZE: u32 = 20;
/// Longer reasons are cut.
const MOST_CHARS: usize = 200;

#[derive(Deserialize)]
struct Texts {
    why: HashMap<String, String>,
    hint: HashMap<String, String>,
    verdict: HashMap<String, String>,
    row: HashMap<String, String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/duplicate.toml"))
        .expect("the words are shipped with the program and read by a test")
});

fn say(texts: &'static HashMap<String, String>, key: &str) -> &'static str {
    texts.get(key).map_or("", String::as_str)
}

/// What is decided about two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One person: the entry of this id stays, the other becomes his second entry.
    Merge {
        /// Who stays.
        kept: Uuid,
    },
    /// Both stay: two entries that are both right. Not asked again.
    KeepBoth,
    /// Two people. Not asked again.
    NotSame,
}

impl Verdict {
    /// The word in tables and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Merge { .. } => "merged",
            Self::KeepBoth => "both_kept",
            Self::NotSame => "not_same",
        }
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        verdict_label(self.word())
    }
}

/// What the clerk calls a verdict.
pub fn verdict_label(word: &str) -> &'static str {
    say(&TEXTS.verdict, word)
}

/// Two entries that look like one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicatePair {
    /// The entry that was there first.
    pub first: Side,
    /// The other.
    pub second: Side,
    /// By what they look alike, the strongest first.
    pub why: Vec<Why>,
    /// What speaks for or against it, as sentences.
    pub hints: Vec<String>,
    /// Field by field.
    pub fields: Vec<Compared>,
}

/// A page of open pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicatePage {
    /// The pairs, the surest first.
    pub pairs: Vec<DuplicatePair>,
    /// How many there are on all pages.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if there is nothing.
    pub pages: u32,
}

/// What was decided, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictRow {
    /// Its number.
    pub verdict_no: i64,
    /// `merged`, `both_kept` or `not_same`.
    pub verdict: String,
    /// The names of both and their households' numbers.
    pub first: (String, String),
    /// The other.
    pub second: (String, String),
    /// Of two that were merged, who stayed.
    pub kept: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// When (RFC 3339, +08:00).
    pub at: String,
    /// Who.
    pub user: String,
    /// When it was taken back.
    pub taken_back_at: Option<String>,
}

/// The two ids in the order in which they are stored.
fn in_order(a: Uuid, b: Uuid) -> (Uuid, Uuid) {
    if a.to_string() <= b.to_string() { (a, b) } else { (b, a) }
}

fn reason(text: &str) -> Result<String> {
    let reason: String = text.trim().chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect();
    if reason.is_empty() { Err(Error::VerdictReasonMissing {}) } else { Ok(reason) }
}

impl Book {
    /// The entries that look like one person and about whom nothing was decided, the surest pairs first.
    pub fn duplicates(&self, page: u32) -> Result<DuplicatePage> {
        self.read(|tx| {
            let pairs = tx.open_pairs()?;
            let total = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
            let pages = total.div_ceil(PAGE_SIZE).max(1);
            let page = page.clamp(1, pages);
            let from = ((page - 1) * PAGE_SIZE) as usize;
            let shown = pairs.into_iter().skip(from).take(PAGE_SIZE as usize);
            let pairs = shown.map(|pair| tx.pair_shown(&pair)).collect::<Result<_>>()?;
            Ok(DuplicatePage { pairs, total, page, pages })
        })
    }

    /// How many pairs wait for a verdict.
    pub fn duplicates_open(&self) -> Result<u32> {
        self.read(|tx| Ok(u32::try_from(tx.open_pairs()?.len()).unwrap_or(u32::MAX)))
    }

    /// Two entries side by side, whether they look alike or not.
    ///
    /// # Errors
    /// [`Error::NoSuchPair`].
    pub fn duplicate_pair(&self, a: Uuid, b: Uuid) -> Result<DuplicatePair> {
        self.read(|tx| {
            let (first, second) = in_order(a, b);
            let known = tx.all_pairs()?.into_iter().find(|pair| (pair.first, pair.second) == (first, second));
            let pair = known.unwrap_or(Pair { first, second, why: Vec::new() });
            tx.pair_shown(&pair)
        })
    }

    /// Decides about two entries.
    ///
    /// # Errors
    /// [`Error::NoSuchPair`], [`Error::VerdictReasonMissing`], [`Error::PairDecided`]; for a merge [`Error::HeadFirst`],
    /// and [`Error::BothPaid`], which also leaves the double payment as work to do.
    pub fn decide_duplicate(
        &mut self,
        a: Uuid,
        b: Uuid,
        verdict: Verdict,
        reason: &str,
        now: &Moment,
    ) -> Result<i64> {
        let decided = self.transact(now, |tx, acting| tx.decide(acting, a, b, verdict, reason));
        if let (
            Err(Error::BothPaid { levy_year, receipt_no, other_receipt_no, .. }),
            Verdict::Merge { kept },
        ) = (&decided, verdict)
        {
            let words = format!("{receipt_no}、{other_receipt_no}");
            let work = NewWork {
                kind: merge::PAID_TWICE,
                person_id: kept,
                levy_year: Some(*levy_year),
                facts: serde_json::json!({ "words": words }),
                article: String::new(),
                import_id: None,
            };
            self.transact(now, |tx, acting| tx.open_work(acting, &work))?;
        }
        decided
    }

    /// Takes a verdict back, by another row: two that were merged are two again.
    ///
    /// # Errors
    /// [`Error::NoSuchVerdict`]; [`Error::VerdictInUse`] names who was changed or paid since.
    pub fn take_back_verdict(&mut self, verdict_no: i64, reason: &str, now: &Moment) -> Result<()> {
        self.transact(now, |tx, acting| tx.take_back(acting, verdict_no, reason))
    }

    /// What was decided, newest first.
    pub fn duplicate_verdicts(&self) -> Result<Vec<VerdictRow>> {
        self.read(|tx| tx.verdict_rows())
    }
}

impl Tx<'_> {
    fn all_pairs(&self) -> Result<Vec<Pair>> {
        let looks: Vec<Look> = self.looks()?;
        let claims: HashSet<(Uuid, Uuid)> = self.claims()?.into_iter().map(|(a, b)| in_order(a, b)).collect();
        Ok(find::pairs(&looks, &claims))
    }

    fn open_pairs(&self) -> Result<Vec<Pair>> {
        let decided = self.decided_pairs()?;
        let mut pairs = self.all_pairs()?;
        pairs.retain(|pair| !decided.contains(&(pair.first, pair.second)));
        Ok(pairs)
    }

    fn pair_shown(&self, pair: &Pair) -> Result<DuplicatePair> {
        let (first, second) = (self.side(pair.first)?, self.side(pair.second)?);
        let fields = compare::fields(&first, &second);
        let hints = compare::hints(&first, &second);
        Ok(DuplicatePair { first, second, why: pair.why.clone(), hints, fields })
    }

    fn side(&self, person_id: Uuid) -> Result<Side> {
        if self.merged_into(person_id)?.is_some() {
            return Err(Error::NoSuchPair {});
        }
        let person = self.person(person_id)?.or_not_found(|| Error::NoSuchPair {})?;
        let household = self.known_household(person.household_id)?;
        Ok(Side {
            payments: self.live_payments(person_id)?,
            enrolments: self.enrolments_of(person_id)?,
            since: self.created_at(person_id)?,
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            is_head: household.head_id == Some(person_id),
            hh_no: household.hh_no,
            village_group: household.village_group,
            address: household.address,
            person,
        })
    }

    fn decide(&self, acting: &Acting<'_>, a: Uuid, b: Uuid, verdict: Verdict, why: &str) -> Result<i64> {
        let why = reason(why)?;
        let (first, second) = in_order(a, b);
        if first == second {
            return Err(Error::NoSuchPair {});
        }
        let (side_a, side_b) = (self.side(first)?, self.side(second)?);
        if let Some((at, user)) = self.verdict_of_pair(first, second)? {
            return Err(Error::PairDecided { at, user });
        }
        match verdict {
            Verdict::Merge { kept } => {
                let (keeps, goes) = match kept {
                    kept if kept == first => (side_a, side_b),
                    kept if kept == second => (side_b, side_a),
                    _ => return Err(Error::NoSuchPair {}),
                };
                self.merge(acting, &keeps, &goes, &why)
            }
            Verdict::KeepBoth | Verdict::NotSame => {
                let verdict_no =
                    self.insert_verdict(acting, first, second, verdict.word(), None, &why, "{}", None)?;
                self.audit(acting, "duplicate_decided", &format!("{} #{verdict_no}", verdict.word()))?;
                Ok(verdict_no)
            }
        }
    }
}
