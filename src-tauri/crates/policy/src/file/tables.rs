//! What the leaflet and the township read: `[[channels]]`, `[[departments]]`, `[[targets]]`.

use crate::request::date_or_none;
use crate::words::CategoryCode;
use chrono::NaiveDate;
use serde::Deserialize;

/// `[[channels]]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelRow {
    /// What it is called.
    pub label: String,
    /// How to use it.
    pub words: String,
    /// The sentence.
    pub rule: String,
}

/// `[[departments]]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its name.
    pub name: String,
    /// Whose lists it pushes.
    #[serde(default)]
    pub pushes: Vec<CategoryCode>,
    /// What it pushes, where that is no status (a school's roll, the pension list).
    pub what: Option<String>,
    /// By when, where the notice says.
    #[serde(default, deserialize_with = "date_or_none")]
    pub by: Option<NaiveDate>,
    /// By which day of each month from then on.
    pub monthly_by: Option<u32>,
    /// The sentence.
    pub rule: String,
}

/// `[[targets]]`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What it is called.
    pub label: String,
    /// By when.
    #[serde(default, deserialize_with = "date_or_none")]
    pub by: Option<NaiveDate>,
    /// Percent of the people to be reached.
    pub percent: Option<u32>,
    /// Of which groups; empty = of all people.
    #[serde(default)]
    pub groups: Vec<CategoryCode>,
    /// The count may not fall below last year's.
    #[serde(default)]
    pub not_below_last_year: bool,
    /// People to be reached by all places together, where printed.
    pub people: Option<u32>,
    /// Points for the first and against the last.
    pub assessment: Option<TargetPoints>,
    /// How many people each place has to reach.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// The sentence.
    pub rule: String,
}

/// `[[targets]] assessment`: above the threshold *and* among the first gains, below it *and* among the last loses.
#[derive(Debug, Clone, Copy, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct TargetPoints {
    /// So many first places gain.
    pub first: u32,
    /// So many last places lose.
    pub last: u32,
    /// Points.
    pub points: u32,
}

/// `[[targets]] tasks`
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Township, street or school.
    pub place: String,
    /// People.
    pub people: u32,
}
