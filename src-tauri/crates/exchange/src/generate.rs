//! Villages of nobody: rosters and departments' lists for tests, benches, training and the sample village.
//!
//! Invariant: a function of its arguments. The same number of people, seed and day give the same bytes; every resident
//! ID number carries a region code that no county has, every telephone number a prefix that no operator hands out.
//! Must not know: the book, a notice, files. What a list looks like is data: `assets/exchange/generate.toml`.

mod awkward;
mod lists;
mod people;
mod sheet;

use crate::roster::Roster;
use crate::workbook::MAX_ROWS;
use chrono::NaiveDate;
use rust_xlsxwriter::XlsxError;
use serde_json::Value;

pub use people::{Household, Move, Person, Status, Village};

/// The county of every number: no county has it.
pub const REGION: &str = "341799";
/// No more people are made: no larger roster would be read.
pub const MAX_PERSONS: u32 = 150_000;

const _: () = assert!((MAX_PERSONS as usize) < MAX_ROWS, "every roster that is made can be read");

/// What kind of village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How many people, at most [`MAX_PERSONS`].
    pub persons: u32,
    /// All the randomness there is.
    pub seed: u64,
    /// The day on which everybody is as old as he is.
    pub as_of: NaiveDate,
    /// With the faults that rosters have in life, and merged cells, titles, blank rows and a hidden sheet.
    pub dirty: bool,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A roster and what a careful import finds in it.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeRoster {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// What is expected of it, in the shape of the expectations of the sample files.
    pub expected: Value,
}

/// Makes the people.
pub fn village(wanted: &Wanted) -> Village {
    people::village(wanted)
}

/// Takes the people of a roster that is there already, so that lists can be made for it. What the lists say of them is
/// made up: this is for rosters of nobody.
pub fn village_of(roster: &Roster, seed: u64, as_of: NaiveDate) -> Village {
    people::village_of(roster, seed, as_of)
}

/// Writes the roster of a village, with faults where the village was wanted with them.
pub fn roster(village: &Village) -> Result<MadeRoster, XlsxError> {
    sheet::roster(village)
}

/// Writes the lists that offices hand out about a village, and what is expected of each (by file name).
pub fn lists(village: &Village) -> Result<(Vec<MadeFile>, Value), XlsxError> {
    lists::lists(village)
}

/// The roster of a village under a name, and its lists: everything that is shipped of a sample village.
pub fn files(wanted: &Wanted, roster_name: &str) -> Result<Vec<MadeFile>, XlsxError> {
    let village = village(wanted);
    let roster = MadeFile { name: roster_name.to_owned(), bytes: roster(&village)?.bytes };
    Ok(std::iter::once(roster).chain(lists(&village)?.0).collect())
}

/// Steele, Lea and Flood's `SplitMix64`: the same numbers on every machine.
#[derive(Debug, Clone)]
struct Chance(u64);

impl Chance {
    /// A source of its own for each purpose, so that a change in one leaves the others as they are.
    fn of(seed: u64, purpose: u64) -> Self {
        let mut chance = Self(seed ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        chance.below(2);
        chance
    }

    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % count.max(1)
    }

    /// True once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).unwrap_or_default()
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.place(of.len())]
    }

    /// Which of several things, each with its weight.
    fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        weights.len() - 1
    }
}

#[cfg(test)]
mod tests;
