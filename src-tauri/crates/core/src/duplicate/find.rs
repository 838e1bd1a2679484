//! Which entries look like one person. Pure.
//!
//! Invariant: a pair comes once, with everything that speaks for it; the surest pairs come first and the order is the
//! same for the same roster. Must not know: rows, verdicts.

use chrono::NaiveDate;
use cunshou_exchange::identity::identity_key;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

use super::{TEXTS, in_order, say};

/// What is looked at in a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) person_id: Uuid,
    pub(crate) name: String,
    pub(crate) name_alt: Option<String>,
    pub(crate) certno: String,
    pub(crate) birth: Option<NaiveDate>,
}

/// By what two entries look alike; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The same ID number stands in two certificates: the 18 and the old 15 digits, the ID card and a disability or
    /// social security card.
    SameNumber,
    /// The number that came for one is the other's.
    Claimed,
    /// The same name and birth date.
    SameNameBirth,
    /// The name of one is the second spelling of the other, and the birth date is the same.
    SecondSpelling,
}

impl Why {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::SameNumber => "same_number",
            Self::Claimed => "claimed",
            Self::SameNameBirth => "same_name_birth",
            Self::SecondSpelling => "second_spelling",
        }
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        say(&TEXTS.why, self.word())
    }
}

/// Two entries that look alike, the lesser id first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) first: Uuid,
    pub(crate) second: Uuid,
    pub(crate) why: Vec<Why>,
}

/// A group of more than these is no question to a person but a fault of a list: each is paired with the first only.
const MOST_IN_A_GROUP: usize = 12;

/// The pairs that look alike.
pub(super) fn pairs(looks: &[Look], claims: &HashSet<(Uuid, Uuid)>) -> Vec<Pair> {
    let mut found: BTreeMap<(Uuid, Uuid), Vec<Why>> = BTreeMap::new();
    let mut note = |a: Uuid, b: Uuid, why: Why| {
        if a != b {
            let reasons = found.entry(in_order(a, b)).or_default();
            if !reasons.contains(&why) {
                reasons.push(why);
            }
        }
    };
    let mut by_number: HashMap<String, Vec<Uuid>> = HashMap::new();
    // Each name that somebody is written by, with whether it is his first.
    let mut by_name: HashMap<(&str, NaiveDate), Vec<(Uuid, bool)>> = HashMap::new();
    for look in looks {
        if let Some(key) = identity_key(&look.certno) {
            by_number.entry(key).or_default().push(look.person_id);
        }
        let Some(birth) = look.birth else { continue };
        by_name.entry((look.name.as_str(), birth)).or_default().push((look.person_id, true));
        if let Some(alt) = look.name_alt.as_deref().filter(|alt| *alt != look.name) {
            by_name.entry((alt, birth)).or_default().push((look.person_id, false));
        }
    }
    let reach = |place: usize, length: usize| if length > MOST_IN_A_GROUP { place.min(1) } else { place };
    for group in by_number.values().filter(|group| group.len() > 1) {
        for (place, b) in group.iter().enumerate() {
            for a in &group[..reach(place, group.len())] {
                note(*a, *b, Why::SameNumber);
            }
        }
    }
    for group in by_name.values().filter(|group| group.len() > 1) {
        for (place, (b, b_first)) in group.iter().enumerate() {
            for (a, a_first) in &group[..reach(place, group.len())] {
                note(*a, *b, if *a_first && *b_first { Why::SameNameBirth } else { Why::SecondSpelling });
            }
        }
    }
    let known: HashSet<Uuid> = looks.iter().map(|look| look.person_id).collect();
    for (a, b) in claims {
        if known.contains(a) && known.contains(b) {
            note(*a, *b, Why::Claimed);
        }
    }
    let mut pairs: Vec<Pair> = found
        .into_iter()
        .map(|((first, second), mut why)| {
            why.sort_unstable();
            Pair { first, second, why }
        })
        .collect();
    pairs.sort_by(|a, b| (a.why.first(), a.first, a.second).cmp(&(b.why.first(), b.first, b.second)));
    pairs
}
