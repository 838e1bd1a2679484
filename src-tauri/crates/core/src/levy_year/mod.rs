//! 参保年度: the years of cover in one book, and how everybody was insured in each.
//!
//! Invariant: a year is opened once, after the one before it, outside any session; nobody is lost by it, and what was asked
//! for one year is asked again for the next. Must not know: sums, windows.

mod store;

use crate::book::{Acting, Book, BookPolicy};
use crate::codes;
use crate::error::{Error, Result};
use crate::household::json;
use crate::moment::Moment;
use crate::person::Person;
use crate::progress::{PeopleCount, Progress};
use crate::storage::Tx;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

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
    const ALL: [Self; 3] = [Self::PaidHere, Self::Acknowledged, Self::List];

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
        Self::ALL.into_iter().find(|source| source.word() == word).ok_or(())
    }
}

/// Whether somebody was insured in the year before, and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LastYear {
    /// The insurance office's list has him.
    Listed,
    /// Paid here, and the township answered.
    Acknowledged,
    /// Paid here, and no answer is known yet.
    PaidHere,
    /// Paid by phone, at school or in another village, by what this book recorded.
    PaidElsewhere,
    /// Insured elsewhere.
    Elsewhere,
    /// The roster says that he was insured.
    Roster,
    /// Was not insured.
    NotInsured,
    /// Was not born yet.
    NotBorn,
    /// Nothing is known.
    #[default]
    Unknown,
}

impl LastYear {
    /// What the roster says.
    pub(crate) fn of_roster(previous_year: Option<&str>) -> Self {
        match previous_year {
            Some("normal" | "resident_here") => Self::Roster,
            Some("resident_elsewhere") => Self::Elsewhere,
            Some("none") => Self::NotInsured,
            Some("not_applicable") => Self::NotBorn,
            _ => Self::Unknown,
        }
    }

    fn of_row(source: InsuranceSource, state: &str) -> Self {
        match (state, source) {
            ("none", _) => Self::NotInsured,
            ("paid_elsewhere", _) => Self::PaidElsewhere,
            ("resident_elsewhere" | "employee", _) => Self::Elsewhere,
            (_, InsuranceSource::List) => Self::Listed,
            (_, InsuranceSource::Acknowledged) => Self::Acknowledged,
            (_, InsuranceSource::PaidHere) => Self::PaidHere,
        }
    }

    /// Insured with the residents here.
    pub fn is_insured(self) -> bool {
        matches!(
            self,
            Self::Listed | Self::Acknowledged | Self::PaidHere | Self::PaidElsewhere | Self::Roster
        )
    }

    /// The word in files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Acknowledged => "acknowledged",
            Self::PaidHere => "paid_here",
            Self::PaidElsewhere => "paid_elsewhere",
            Self::Elsewhere => "elsewhere",
            Self::Roster => "roster",
            Self::NotInsured => "not_insured",
            Self::NotBorn => "not_born",
            Self::Unknown => "unknown",
        }
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        codes::last_year_label(self.word())
    }
}

/// Where a year of cover stands in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearState {
    /// Its notice is here, and nothing was carried over yet.
    ToOpen,
    /// Money is taken for it, or can be.
    Open,
    /// It is over: it can be looked at.
    Over,
}

impl YearState {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::ToOpen => "to_open",
            Self::Open => "open",
            Self::Over => "over",
        }
    }
}

/// A year of cover.
#[derive(Debug, Clone)]
pub struct LevyYear {
    /// Which.
    pub levy_year: i32,
    /// The notice's title; empty for a year of which the book has only payments.
    pub policy_title: String,
    /// Where it stands.
    pub state: YearState,
    /// True for the one that the till collects for today.
    pub is_current: bool,
    /// When it was opened; `None` = it came with the book.
    pub opened: Option<Opened>,
    /// How far it has come.
    pub progress: Progress,
}

/// When and by whom a year was opened, and what that carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// RFC 3339.
    pub at: String,
    /// Who.
    pub user: String,
    /// What was carried over.
    pub carried: Carried,
}

/// What the opening of a year carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Carried {
    /// People who are here: all of them.
    pub people: u32,
    /// Insured here in the year before: the office's list or the township's answer says so.
    pub insured: u32,
    /// Paid here in the year before; no answer is known yet.
    pub paid_not_acknowledged: u32,
    /// Insured elsewhere in the year before.
    pub elsewhere: u32,
    /// Not insured, by a list.
    pub not_insured: u32,
    /// Born since.
    pub not_born: u32,
    /// Nothing is known: it is asked.
    pub unknown: u32,
    /// Categories that still run on the year's first day.
    pub categories: u32,
    /// Categories that have ended by then: they stay as history.
    pub categories_ended: u32,
    /// People of whom something is asked again.
    pub asked_again: u32,
}

/// What is asked anew each year, as the history keeps it.
#[derive(Serialize)]
struct AskedYearly<'a> {
    name: &'a str,
    insurance_current: &'a str,
    previous_year: Option<&'a str>,
    migrant_worker: Option<bool>,
}

impl<'a> AskedYearly<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            name: &person.name,
            insurance_current: &person.insurance_current,
            previous_year: person.previous_year.as_deref(),
            migrant_worker: person.migrant_worker,
        }
    }
}

impl Book {
    /// The years of cover of this book, newest first.
    pub fn levy_years(&self, on: NaiveDate) -> Result<Vec<LevyYear>> {
        let current = self.policy_on(on).ok().map(|policy| policy.levy_year);
        self.read(|tx| {
            let opened: HashMap<i32, Opened> = tx.opened_years()?.into_iter().collect();
            let mut years: BTreeSet<i32> = tx.years_with_payments()?.into_iter().collect();
            years.extend(opened.keys());
            years.extend(self.policy_versions().iter().map(|policy| policy.levy_year));
            let year = |levy_year: i32| {
                let policy = self.policy_of_year(levy_year, on).ok();
                let waits = policy.is_some_and(|policy| policy.awaits_opening);
                Ok(LevyYear {
                    levy_year,
                    policy_title: policy.map_or_else(String::new, |policy| policy.policy.title().to_owned()),
                    state: match (waits, crate::enrolment::is_over(levy_year, on)) {
                        (true, _) => YearState::ToOpen,
                        (false, true) => YearState::Over,
                        (false, false) => YearState::Open,
                    },
                    is_current: current == Some(levy_year),
                    opened: opened.get(&levy_year).cloned(),
                    progress: tx.progress(levy_year)?,
                })
            };
            years.into_iter().rev().map(year).collect()
        })
    }

    /// The year whose notice is here and that waits to be opened.
    pub fn year_to_open(&self) -> Option<i32> {
        self.policy_versions().iter().filter(|p| p.awaits_opening).map(|p| p.levy_year).min()
    }

    /// What opening a year would carry over; nothing is changed.
    ///
    /// # Errors
    /// Those of [`Book::open_levy_year`].
    pub fn preview_levy_year(&self, levy_year: i32, now: &Moment) -> Result<Carried> {
        let policy = self.may_open(levy_year, now.on())?;
        self.read(|tx| {
            tx.no_session()?;
            let carry = Carry::over(tx, policy)?;
            Ok(carry.carried)
        })
    }

    /// Opens a year of cover: the roster stays, categories that still run go on, last year's insurance is filled in from
    /// what was paid here and from the office's list, and what is asked each year is asked again.
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`], [`Error::YearOpened`], [`Error::YearGoesBack`], [`Error::YearInSession`].
    pub fn open_levy_year(&mut self, levy_year: i32, now: &Moment) -> Result<Carried> {
        let policy = self.may_open(levy_year, now.on())?.clone();
        let carried = self.transact(now, |tx, acting| {
            tx.no_session()?;
            let carry = Carry::over(tx, &policy)?;
            for (person_id, source) in &carry.paid {
                tx.put_insurance_year(*person_id, levy_year - 1, *source, "resident_here", None, acting)?;
            }
            for (before, after) in &carry.changes {
                tx.ask_again(after)?;
                tx.insert_change(
                    acting,
                    "levy_year_opened",
                    after.household_id,
                    Some(after.person_id),
                    Some(&json(&AskedYearly::of(before))),
                    Some(&json(&AskedYearly::of(after))),
                    None,
                )?;
            }
            tx.insert_levy_year(levy_year, &json(&carry.carried), acting)?;
            tx.audit(acting, "levy_year_opened", &levy_year.to_string())?;
            Ok(carry.carried)
        })?;
        self.opened_year(levy_year);
        Ok(carried)
    }

    /// The notice of a year that may be opened now.
    fn may_open(&self, levy_year: i32, on: NaiveDate) -> Result<&BookPolicy> {
        let policy = self.policy_of_year(levy_year, on)?;
        if policy.awaits_opening {
            // Years are opened one after another.
            return match self.year_to_open().filter(|first| *first < levy_year) {
                Some(first) => {
                    self.policy_of_year(first, on).and(Err(Error::YearBefore { levy_year, first }))
                }
                None => Ok(policy),
            };
        }
        let newest = self.policy_versions().iter().filter(|p| !p.awaits_opening).map(|p| p.levy_year).max();
        match newest {
            Some(newest) if newest > levy_year => Err(Error::YearGoesBack { levy_year, newest }),
            _ => {
                let opened = self.read(|tx| tx.opened_years())?;
                let row = opened.into_iter().find(|(year, _)| *year == levy_year);
                let opened_on = row.map_or_else(String::new, |(_, opened)| opened.at);
                let opened_on = opened_on.get(..10).unwrap_or_default().to_owned();
                Err(Error::YearOpened { levy_year, opened_on })
            }
        }
    }
}

/// What the opening of a year does to everybody. Decided purely, then written.
struct Carry {
    carried: Carried,
    /// Before and after.
    changes: Vec<(Person, Person)>,
    /// Who paid here for the year before, and whether that is acknowledged.
    paid: Vec<(Uuid, InsuranceSource)>,
}

impl Carry {
    fn over(tx: &Tx<'_>, policy: &BookPolicy) -> Result<Self> {
        let levy_year = policy.levy_year;
        let last = tx.last_year(levy_year)?;
        let first_day = policy.policy.benefit_year().0;
        let mut carry = Self { carried: Carried::default(), changes: Vec::new(), paid: Vec::new() };
        let mut people: Vec<Person> = tx.everybody()?.into_values().flatten().collect();
        people.sort_by_key(|person| (person.household_id, person.member_no));
        for person in people.into_iter().filter(Person::is_present) {
            carry.take(person, &last, levy_year, first_day);
        }
        Ok(carry)
    }

    fn take(&mut self, person: Person, last: &HashMap<Uuid, LastYear>, levy_year: i32, first_day: NaiveDate) {
        let carried = &mut self.carried;
        carried.people += 1;
        for held in &person.categories {
            let ended = held.ended_on.is_some_and(|end| end <= first_day);
            *if ended { &mut carried.categories_ended } else { &mut carried.categories } += 1;
        }
        let born_since = person.birth.is_some_and(|birth| birth.year() >= levy_year);
        let before = last.get(&person.person_id).copied();
        let before = before.unwrap_or(if born_since { LastYear::NotBorn } else { LastYear::Unknown });
        let (count, previous_year) = match before {
            LastYear::Listed | LastYear::Acknowledged | LastYear::Roster => {
                (&mut carried.insured, Some("resident_here"))
            }
            LastYear::PaidElsewhere => (&mut carried.insured, Some("normal")),
            LastYear::PaidHere => (&mut carried.paid_not_acknowledged, Some("resident_here")),
            LastYear::Elsewhere => (&mut carried.elsewhere, Some("resident_elsewhere")),
            LastYear::NotInsured => (&mut carried.not_insured, Some("none")),
            LastYear::NotBorn => (&mut carried.not_born, Some("not_applicable")),
            LastYear::Unknown => (&mut carried.unknown, None),
        };
        *count += 1;
        match before {
            LastYear::PaidHere => self.paid.push((person.person_id, InsuranceSource::PaidHere)),
            LastYear::Acknowledged => self.paid.push((person.person_id, InsuranceSource::Acknowledged)),
            _ => {}
        }
        let mut after = person.clone();
        after.previous_year = previous_year.map(str::to_owned);
        after.migrant_worker = None;
        "none".clone_into(&mut after.insurance_current);
        if after != person {
            carried.asked_again += u32::from(
                person.migrant_worker.is_some()
                    || person.insurance_current != after.insurance_current
                    || after.previous_year.is_none(),
            );
            self.changes.push((person, after));
        }
    }
}

impl Tx<'_> {
    fn no_session(&self) -> Result<()> {
        let open = self.open_session_row()?;
        open.map_or(Ok(()), |open| Err(Error::YearInSession { business_date: open.business_date }))
    }

    /// Where the next year was opened already, the roster follows the township's answer about the year before: of whom that
    /// sends back nothing is known any more, and who is accepted was insured here.
    pub(crate) fn last_year_follows(&self, acting: &Acting<'_>, answered: &[(Uuid, i32)]) -> Result<()> {
        let newest = self.opened_years()?.into_iter().map(|(year, _)| year).max();
        let Some(newest) = newest.filter(|newest| answered.iter().any(|(_, year)| year + 1 == *newest))
        else {
            return Ok(());
        };
        let last = self.last_year(newest)?;
        for (person_id, _) in answered.iter().filter(|(_, year)| year + 1 == newest) {
            let Some(before) = self.person(*person_id)? else { continue };
            let mut after = before.clone();
            after.previous_year = match (before.previous_year.as_deref(), last.get(person_id)) {
                (Some("resident_here"), None) => None,
                (None, Some(last)) if last.is_insured() => Some("resident_here".to_owned()),
                _ => continue,
            };
            self.ask_again(&after)?;
            self.insert_change(
                acting,
                "last_year_answered",
                after.household_id,
                Some(after.person_id),
                Some(&json(&AskedYearly::of(&before))),
                Some(&json(&AskedYearly::of(&after))),
                None,
            )?;
        }
        Ok(())
    }

    /// Puts the insurance of the year before into people of whom the roster speaks for another year: a later one was
    /// opened since.
    pub(crate) fn as_of_year<'p>(
        &self,
        people: impl Iterator<Item = &'p mut Person>,
        levy_year: i32,
    ) -> Result<()> {
        let newest = self.opened_years()?.into_iter().map(|(year, _)| year).max();
        if newest.is_none_or(|newest| newest <= levy_year) {
            return Ok(());
        }
        let last = self.last_year(levy_year)?;
        for person in people {
            person.previous_year = match last.get(&person.person_id).copied().unwrap_or_default() {
                LastYear::Listed | LastYear::Acknowledged | LastYear::PaidHere | LastYear::Roster => {
                    Some("resident_here".to_owned())
                }
                LastYear::PaidElsewhere => Some("normal".to_owned()),
                LastYear::Elsewhere => Some("resident_elsewhere".to_owned()),
                LastYear::NotInsured => Some("none".to_owned()),
                LastYear::NotBorn => Some("not_applicable".to_owned()),
                LastYear::Unknown => person
                    .birth
                    .is_some_and(|birth| birth.year() >= levy_year)
                    .then(|| "not_applicable".to_owned()),
            };
        }
        Ok(())
    }
}

impl Progress {
    /// People who are done in one way or another.
    pub fn settled(&self) -> u32 {
        let PeopleCount { paid, paid_elsewhere, exempt, refused, .. } = self.people;
        paid + paid_elsewhere + exempt + refused
    }
}
