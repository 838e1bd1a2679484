//! When money may be taken: `[[window]]`, `[outside]`, `[newborn]`, `[[late_entry]]`, `[student]`.

use super::{Aside, Outcome};
use crate::request::{date, date_or_none};
use crate::words::{
    CategoryCode, Channel, Decision, EventType, Fact, Note, Proof, Reason, Route, StudentLevel,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `[[window]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Its name in the file.
    pub id: String,
    /// Its name on the screen.
    pub label: String,
    /// First day.
    #[serde(deserialize_with = "date")]
    pub from: NaiveDate,
    /// How the notice writes the first day, where it names no day.
    pub from_text: Option<String>,
    /// The window that this one prolongs, where the notice names no first day: it begins on the day after.
    pub follows: Option<String>,
    /// Last day, included.
    #[serde(deserialize_with = "date")]
    pub to: NaiveDate,
    /// How the notice writes the last day, where it names no day.
    pub to_text: Option<String>,
    /// On the first window: the last day of the collection period, where windows with other cover belong to it.
    #[serde(default, deserialize_with = "date_or_none")]
    pub collection_to: Option<NaiveDate>,
    /// Who may come.
    #[serde(default)]
    pub who: WindowWho,
    /// Papers that must be shown.
    #[serde(default)]
    pub proofs: Vec<Proof>,
    /// What holds without them.
    pub without_proof: Option<Outcome>,
    /// The channels that are open; empty = all.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// What holds for the others.
    pub other_channel: Option<Outcome>,
    /// From when cover runs.
    pub benefit: Route,
    /// The sentence for the days.
    pub rule: String,
    /// The sentence for the cover.
    pub benefit_rule: String,
    /// The way of reading it rests on.
    pub reading: Option<String>,
    /// What holds on these days for those who are not meant.
    pub others: Option<Outcome>,
}

/// `who` of a window; nothing named = everyone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowWho {
    /// Works away from home.
    pub migrant_worker: Option<bool>,
    /// `true`: only the students of `[student]`, who then have no other window; it may lie beside other windows.
    #[serde(default)]
    pub student: bool,
}

/// `[outside]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Before the first window.
    pub before: Outcome,
    /// Where no window and no other rule lets the person in; the first row that holds decides, the last has no
    /// condition.
    pub after: Vec<AfterRow>,
}

/// `[[outside.after]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterRow {
    /// What must hold.
    #[serde(default)]
    pub when: AfterFacts,
    /// The decision.
    pub then: Decision,
    /// Why.
    pub reason: Option<Reason>,
    /// Whom or what to see.
    #[serde(default)]
    pub see: Vec<String>,
    /// The sentence.
    pub rule: String,
    /// More sentences that belong to it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The way of reading it rests on.
    pub reading: Option<String>,
}

/// `when` of a row of `[[outside.after]]`: each named fact must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterFacts {
    /// One of these happened.
    pub events: Option<Vec<EventType>>,
    /// One of these statuses was given since the collection began.
    pub newly_designated: Option<Vec<CategoryCode>>,
    /// The person would have nothing to pay.
    #[serde(default)]
    pub free: bool,
    /// A student of `[student]`.
    #[serde(default)]
    pub student: bool,
    /// A child past its first days, born so that they reached into the benefit year.
    #[serde(default)]
    pub past_newborn: bool,
}

impl AfterFacts {
    /// True if nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.events.is_none()
            && self.newly_designated.is_none()
            && !self.free
            && !self.student
            && !self.past_newborn
    }
}

/// `[newborn]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newborn {
    /// Within so many days of birth.
    pub days: u32,
    /// From when cover runs within them.
    pub within: Route,
    /// From when cover runs after them, where the notice says.
    pub after: Option<Route>,
    /// The sentence for it, where it is another one.
    pub after_rule: Option<String>,
    /// Who takes the money within them, where it is not the village.
    pub within_elsewhere: Option<Outcome>,
    /// The same after them.
    pub after_elsewhere: Option<Outcome>,
    /// The channel that takes it where `within_elsewhere` and `after_elsewhere` send the others.
    pub elsewhere_channel: Option<Channel>,
    /// Any one of these papers must be shown.
    #[serde(default)]
    pub papers: Vec<Proof>,
    /// What holds without them.
    pub without_papers: Option<Outcome>,
    /// The reading named where such a payment falls outside the windows.
    pub outside_window_reading: Option<String>,
    /// Births for which one payment covers two years.
    pub birth_range: Option<BirthRange>,
    /// What is said where the birth lies before the benefit year.
    pub born_before_benefit_year: Option<Aside>,
    /// The sentence.
    pub rule: String,
    /// How the days are counted; named on the last day.
    pub reading: String,
}

/// `[newborn.birth_range]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BirthRange {
    /// First day of birth.
    #[serde(deserialize_with = "date")]
    pub from: NaiveDate,
    /// Last day of birth, included.
    #[serde(deserialize_with = "date")]
    pub to: NaiveDate,
    /// The reading named where the payment comes after the first days.
    pub after_days_reading: Option<String>,
    /// What holds where only the year before was paid.
    pub paid_year_before: Outcome,
    /// The sentence by which the year before is given back where both were paid.
    pub refund_rule: String,
    /// Whom to see for it.
    #[serde(default)]
    pub refund_see: Vec<String>,
    /// The sentence.
    pub rule: String,
}

/// `[[late_entry]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateEntry {
    /// Its name in the file.
    pub id: String,
    /// Its name on the screen.
    pub label: String,
    /// The events that open it.
    pub events: Vec<EventType>,
    /// Events that must lie in the benefit year or the year before.
    #[serde(default)]
    pub recent_events: Vec<EventType>,
    /// The reading named for them where the years of event and payment differ.
    pub recent_reading: Option<String>,
    /// Statuses that open it when they are new.
    #[serde(default)]
    pub newly_designated: Vec<CategoryCode>,
    /// The reading named for a status that was given inside the collection period.
    pub designated_in_window_reading: Option<String>,
    /// The reading named where a new status comes late and still carries the subsidy.
    pub late_subsidy_reading: Option<String>,
    /// Months of employee insurance in a row that are needed.
    pub min_continuous_months: Option<u32>,
    /// What holds with fewer.
    pub if_fewer: Option<Outcome>,
    /// Within so many months of the event.
    pub within_months: u32,
    /// From when cover runs within them.
    pub within: Route,
    /// What is said beside an entry within them.
    pub within_note: Option<Note>,
    /// The reading that such an entry rests on.
    pub within_reading: Option<String>,
    /// Readings that every such entry rests on.
    #[serde(default)]
    pub readings: Vec<String>,
    /// How many months of waiting hold after them.
    pub beyond_waiting_months: u32,
    /// How waiting is counted.
    pub waiting_reading: String,
    /// What is said beside an entry inside the collection period.
    pub in_main_window: Option<Aside>,
    /// The sentence for the months.
    pub rule: String,
    /// The sentence that names the people.
    pub who_rule: String,
    /// How the months are counted; named on the last day.
    pub reading: String,
    /// The reading named where a window is open to the person too.
    pub or_window_reading: Option<String>,
}

/// `[student]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudentRules {
    /// Which students.
    pub levels: Vec<StudentLevel>,
    /// Wherever the school is.
    #[serde(default)]
    pub any_school: bool,
    /// A reading that is named for one kind of school.
    pub level_reading: Option<LevelReading>,
    /// By whom they are collected.
    pub channel: Channel,
    /// What holds elsewhere.
    pub other_channel: Outcome,
    /// The statuses that count for them.
    #[serde(default)]
    pub categories: Vec<CategoryCode>,
    /// Statuses that count as another one for them.
    #[serde(default)]
    pub alias: BTreeMap<CategoryCode, CategoryCode>,
    /// Whoever designated them.
    #[serde(default)]
    pub designated_anywhere: bool,
    /// When the subsidy is given.
    pub payment: StudentPayment,
    /// Papers wanted for it.
    #[serde(default)]
    pub needs: Vec<Fact>,
    /// The sentence for the subsidy.
    pub rule: String,
    /// The sentence for the way of paying.
    pub pay_rule: String,
    /// What is said where last year's insurance was not here.
    pub previous_year_elsewhere: Option<Aside>,
    /// The reading named for statuses that are not listed.
    pub unlisted_reading: Option<String>,
}

/// `[student] level_reading`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelReading {
    /// Which students.
    pub levels: Vec<StudentLevel>,
    /// The reading.
    pub id: String,
}

/// When a student's subsidy is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudentPayment {
    /// At once.
    Net,
    /// Later: the whole fee is paid first.
    PayFirst,
}
