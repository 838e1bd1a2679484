//! 去向 (两外): where somebody is, as far as the village knows.
//!
//! Invariant: what was known before stays; the newest day counts. The roster's fact about migrant workers changes only
//! when the clerk says so.

use super::{MOST_NAME, check_length};
use crate::book::Book;
use crate::codes;
use crate::error::{Error, OrNotFound, Result};
use crate::household::field_label;
use crate::moment::Moment;
use crate::person::with_fact;
use chrono::NaiveDate;
use cunshou_exchange::identity;
use uuid::Uuid;

/// Where somebody is, as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// A code of [`codes::whereabouts_kinds`].
    pub kind: String,
    /// Province and city, in words.
    pub place: String,
    /// The phone there.
    pub phone: String,
    /// The day on which it was so.
    pub as_of: NaiveDate,
    /// Who wrote it down.
    pub user: String,
}

impl Whereabouts {
    /// In a few words: 在外务工：浙江宁波.
    pub fn words(&self) -> String {
        let kind = codes::whereabouts_label(&self.kind);
        if self.place.is_empty() { kind.to_owned() } else { format!("{kind}：{}", self.place) }
    }
}

/// Who is wanted, by where he is as far as the village knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhereaboutsFilter {
    /// 两外: works or studies away from home.
    Away,
    /// Nobody wrote it down.
    NotWritten,
    /// A code of [`codes::whereabouts_kinds`].
    Kind(String),
}

impl WhereaboutsFilter {
    /// The word in requests and in the record of what was looked at.
    pub fn word(&self) -> &str {
        match self {
            Self::Away => "away",
            Self::NotWritten => "not_written",
            Self::Kind(kind) => kind,
        }
    }

    pub(crate) fn takes(&self, there: Option<&Whereabouts>) -> bool {
        match self {
            Self::Away => there.is_some_and(|there| matches!(there.kind.as_str(), "working" | "studying")),
            Self::NotWritten => there.is_none(),
            Self::Kind(kind) => there.is_some_and(|there| there.kind == *kind),
        }
    }
}

impl std::str::FromStr for WhereaboutsFilter {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        match word {
            "away" => Ok(Self::Away),
            "not_written" => Ok(Self::NotWritten),
            kind if codes::whereabouts_kinds().iter().any(|known| known.code == kind) => {
                Ok(Self::Kind(kind.to_owned()))
            }
            _ => Err(()),
        }
    }
}

/// Where somebody is, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhereaboutsInput {
    /// Who.
    pub person_id: Uuid,
    /// A code of [`codes::whereabouts_kinds`].
    pub kind: String,
    /// Province and city; may be empty.
    pub place: String,
    /// The phone there; may be empty.
    pub phone: String,
    /// The day on which it was so.
    pub as_of: NaiveDate,
    /// True if the roster is to say the same: works away from home, or not.
    pub feeds_roster: bool,
}

/// What the roster's fact about migrant workers is for each kind; nothing where it does not follow.
fn migrant_worker(kind: &str) -> Option<&'static str> {
    match kind {
        "working" => Some("true"),
        "village" => Some("false"),
        _ => None,
    }
}

impl Book {
    /// Writes down where somebody is.
    ///
    /// # Errors
    /// The first thing that is not right; nothing is written then.
    pub fn record_whereabouts(&mut self, input: &WhereaboutsInput, now: &Moment) -> Result<()> {
        if !codes::whereabouts_kinds().iter().any(|kind| kind.code == input.kind) {
            return Err(Error::UnknownCode {
                field: field_label("whereabouts"),
                code_given: input.kind.clone(),
            });
        }
        if input.as_of > now.on() {
            return Err(Error::VisitInFuture { visited_on: input.as_of, today: now.on() });
        }
        check_length("place", &input.place, MOST_NAME)?;
        let phone = match input.phone.trim() {
            "" => String::new(),
            given => identity::phone(given).or_not_found(|| Error::BadPhone { phone: given.to_owned() })?,
        };
        let fact = input.feeds_roster.then(|| migrant_worker(&input.kind));
        if fact == Some(None) {
            return Err(Error::WhereaboutsSayNothing {
                kind: codes::whereabouts_label(&input.kind).to_owned(),
            });
        }
        self.transact(now, |tx, acting| {
            let before = tx
                .person(input.person_id)?
                .or_not_found(|| Error::NoSuchPerson { member: input.person_id.to_string() })?;
            tx.insert_whereabouts(acting, input, &phone)?;
            if let Some(Some(value)) = fact {
                let after = with_fact(&before, "migrant_worker", value, now.on())?;
                if after != before {
                    tx.update_person(&after, None)?;
                    tx.note_member_change(acting, "fact_answered", Some(&before), Some(&after), None)?;
                }
            }
            Ok(())
        })
    }

    /// Where a person was and is, newest first.
    pub fn whereabouts(&self, person_id: Uuid) -> Result<Vec<Whereabouts>> {
        self.read(|tx| tx.whereabouts_of(person_id))
    }
}
