//! 一户的变化: households that split and merge, people who move, marry, are born, die, leave and come back.
//!
//! Invariant: nobody is lost or doubled; a household with anyone in it has one head; a member number is never given to
//! another; a payment stays with its person. Each act is dated by its paper, and a mistake is undone by another act.
//! Must not know: sums and notices, except by asking for the bill before and after.

mod acts;
mod consequence;
mod head;
mod plan;
mod record;
mod undo;

pub(super) use record::LifeRow;
pub(super) use undo::ActChange;

use super::relation::{self, Proposal};
use super::{Household, MemberInput, field_label};
use crate::book::Book;
use crate::codes;
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::person::Person;
use crate::storage::Tx;
use chrono::NaiveDate;
use plan::{chosen, member};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The event of a death.
pub(crate) const DEATH: &str = "death";
/// The event of somebody's leaving the village.
pub(crate) const MOVED_AWAY: &str = "moved_away";
/// Longer paper numbers and notes are cut.
const MOST_CHARS: usize = 200;

/// By what paper, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The day that the paper gives; not after today.
    pub happened_on: NaiveDate,
    /// A code of `assets/codes/life_paper.tsv`; empty = not said.
    pub kind: String,
    /// The number on it.
    pub number: String,
    /// In the clerk's words.
    pub note: String,
}

impl Paper {
    /// No paper yet, of that day.
    pub fn of_day(happened_on: NaiveDate) -> Self {
        Self { happened_on, kind: String::new(), number: String::new(), note: String::new() }
    }
}

/// What somebody is to the head, as the clerk said or confirmed it.
pub type Relations = BTreeMap<Uuid, String>;

/// Who heads a household from now on, and what the others are to him.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewHead {
    /// The head.
    pub person_id: Uuid,
    /// What everybody else who is there is to him.
    pub relations: Relations,
}

/// Where people come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A household that is there.
    Household(Uuid),
    /// A new one.
    New(NewPlace),
}

/// A household that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPlace {
    /// Its number; `None` = the next free one.
    pub hh_no: Option<String>,
    /// 村民组; empty in a split = that of the old household.
    pub village_group: String,
    /// Address; empty in a split = that of the old household.
    pub address: String,
}

/// Why somebody goes to another household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MoveReason {
    /// 婚嫁, and back after a divorce.
    Marriage,
    /// 收养.
    Adoption,
    /// Any other reason.
    #[default]
    Other,
}

impl MoveReason {
    /// The word of the act.
    pub fn word(self) -> &'static str {
        match self {
            Self::Marriage => "marriage",
            Self::Adoption => "adoption",
            Self::Other => "move",
        }
    }

    /// The reason that a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Marriage, Self::Adoption, Self::Other].into_iter().find(|reason| reason.word() == word)
    }
}

/// An act of household life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeAct {
    /// 分户: some of a household found one of their own.
    Split {
        /// The household that they leave.
        household_id: Uuid,
        /// Who leaves.
        people: Vec<Uuid>,
        /// The new household.
        place: NewPlace,
        /// Who of them heads it.
        head: NewHead,
        /// Who heads those who stay, if the head leaves.
        next_head: Option<NewHead>,
    },
    /// 并户: everybody of a household joins another.
    Merge {
        /// The household that ends.
        from: Uuid,
        /// The household that takes them in.
        into: Uuid,
        /// What each of them is to its head.
        relations: Relations,
    },
    /// Some of a household join another.
    Move {
        /// Who.
        people: Vec<Uuid>,
        /// Where to.
        into: Uuid,
        /// What each of them is to its head.
        relations: Relations,
        /// Why.
        reason: MoveReason,
        /// Who heads those who stay, if the head leaves.
        next_head: Option<NewHead>,
    },
    /// 换户主.
    Head {
        /// The household.
        household_id: Uuid,
        /// Who heads it from now on.
        head: NewHead,
    },
    /// A child is born; the day of the paper is the birth date.
    Birth {
        /// The household.
        household_id: Uuid,
        /// The child.
        child: Box<MemberInput>,
    },
    /// Somebody died.
    Death {
        /// Who.
        person_id: Uuid,
        /// Who heads those who stay, if he was the head.
        next_head: Option<NewHead>,
    },
    /// 户口迁出: people leave the village.
    Leave {
        /// Who, all of one household.
        people: Vec<Uuid>,
        /// Who heads those who stay, if the head leaves.
        next_head: Option<NewHead>,
    },
    /// Somebody who had left comes back to his household.
    Return {
        /// Who.
        person_id: Uuid,
        /// What he is to its head; the head himself where nobody is left.
        relation: String,
    },
    /// 迁入: people come from outside.
    MoveIn {
        /// Where to.
        place: Place,
        /// Who; the first with the relation of a head heads a new household.
        members: Vec<MemberInput>,
    },
}

impl LifeAct {
    /// The word of the act in tables.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Split { .. } => "split",
            Self::Merge { .. } => "merge",
            Self::Move { reason, .. } => reason.word(),
            Self::Head { .. } => "head",
            Self::Birth { .. } => "birth",
            Self::Death { .. } => "death",
            Self::Leave { .. } => "leave",
            Self::Return { .. } => "return",
            Self::MoveIn { .. } => "move_in",
        }
    }
}

/// An act with its paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeRequest {
    /// The act.
    pub act: LifeAct,
    /// Its paper.
    pub paper: Paper,
    /// The clerk has said that somebody of the same name and birth date is another person.
    pub same_person_confirmed: bool,
}

/// What follows from an act, for the clerk to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeNote {
    /// Nobody is left in a household; it stays with its number.
    HouseholdEmpty {
        /// Its number.
        hh_no: String,
    },
    /// A household was made.
    HouseholdMade {
        /// Its number.
        hh_no: String,
    },
    /// Somebody takes his payment with him.
    PaymentStays {
        /// Who.
        name: String,
        /// The year of cover.
        levy_year: i32,
        /// The receipt.
        receipt_no: String,
    },
    /// Somebody who died or left has paid.
    PaidAndGone {
        /// Who.
        name: String,
        /// The year of cover.
        levy_year: i32,
        /// The receipt.
        receipt_no: String,
    },
    /// The notice asks another sum of somebody, or answers otherwise about him.
    OwesOther {
        /// Who.
        name: String,
        /// In words, before.
        before: String,
        /// In words, now.
        after: String,
    },
    /// Those who died or left stay behind with the household that ended.
    StaysBehind {
        /// Who.
        people: String,
        /// The household.
        hh_no: String,
    },
}

/// An act that was done, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeDone {
    /// Its id.
    pub act_id: Uuid,
    /// Its word.
    pub kind: &'static str,
    /// The households that it touched, as they are now; the one in which people ended up last.
    pub households: Vec<Household>,
    /// What follows from it.
    pub notes: Vec<LifeNote>,
}

impl Book {
    /// Writes an act of household life down.
    ///
    /// # Errors
    /// Each says what is missing or wrong ([`Error::NextHeadAsked`], [`Error::RelationAsked`], [`Error::NotHere`],
    /// [`Error::DayInFuture`], [`Error::BeforeBirth`], [`Error::SameNameAndBirth`] …); nothing is changed then.
    pub fn record_life(&mut self, request: &LifeRequest, now: &Moment) -> Result<LifeDone> {
        self.transact(now, |tx, acting| tx.record_life(acting, request))
    }

    /// What [`Book::record_life`] would do, without doing it.
    ///
    /// # Errors
    /// Those of [`Book::record_life`].
    pub fn preview_life(&self, request: &LifeRequest, now: &Moment) -> Result<LifeDone> {
        self.rehearse(now, |tx, acting| tx.record_life(acting, request))
    }

    /// Undoes an act that was a mistake, by another act, while everything that it changed is as it left it.
    ///
    /// # Errors
    /// [`Error::NoSuchAct`], [`Error::ActUndone`]; [`Error::ActChangedSince`] names who was changed since;
    /// [`Error::MemberHasPaid`] if somebody whom the act brought has paid.
    pub fn undo_life(&mut self, act_id: Uuid, note: &str, now: &Moment) -> Result<LifeDone> {
        self.transact(now, |tx, acting| tx.undo_life(acting, act_id, note))
    }

    /// What members would be to a new head: `people` of one household, himself among them.
    pub fn propose_relations(
        &self,
        household_id: Uuid,
        people: &[Uuid],
        new_head: Uuid,
    ) -> Result<Vec<Proposal>> {
        self.read(|tx| {
            let household = tx.known_household(household_id)?;
            let members = chosen(&household, people)?;
            let head = member(&household, new_head)?;
            let old_head = household.head().unwrap_or(head);
            Ok(relation::to_new_head(&members, old_head, head))
        })
    }

    /// What people who go to another household would be to its head, if `anchor` is `relation` to him.
    pub fn propose_joining(
        &self,
        people: &[Uuid],
        into: Uuid,
        anchor: Uuid,
        relation: &str,
    ) -> Result<Vec<Proposal>> {
        self.read(|tx| {
            let anchor = tx.known_person(anchor)?;
            let household = tx.known_household(anchor.household_id)?;
            let target = tx.known_household(into)?;
            let members = chosen(&household, people)?;
            let old_head = household.head().unwrap_or(&anchor);
            let Some(head) = target.head() else { return Ok(Vec::new()) };
            Ok(relation::to_head_of_others(&members, old_head, &anchor, relation, head))
        })
    }
}

/// The paper, checked against the calendar.
fn paper(given: &Paper, today: NaiveDate) -> Result<Paper> {
    if given.happened_on > today {
        return Err(Error::DayInFuture { happened_on: given.happened_on, today });
    }
    if !given.kind.is_empty() && !codes::life_papers().iter().any(|paper| paper.code == given.kind) {
        return Err(Error::UnknownCode { field: field_label("paper"), code_given: given.kind.clone() });
    }
    let cut = |text: &str| text.trim().chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect();
    Ok(Paper {
        happened_on: given.happened_on,
        kind: given.kind.clone(),
        number: cut(&given.number),
        note: cut(&given.note),
    })
}

impl Tx<'_> {
    pub(crate) fn known_household(&self, household_id: Uuid) -> Result<Household> {
        self.household(household_id)?
            .or_not_found(|| Error::NoSuchHousehold { hh_no: household_id.to_string() })
    }

    pub(crate) fn known_person(&self, person_id: Uuid) -> Result<Person> {
        self.person(person_id)?.or_not_found(|| Error::NoSuchPerson { member: person_id.to_string() })
    }
}
