//! 进度: how far a levy year has come, in people and households, for the village and each of its groups.
//!
//! Invariant: everyone who is here counts once, in one state. Must not know: sums, deadlines, targets of a notice.

mod completeness;
mod store;

pub(crate) use completeness::Standing;
pub use completeness::{
    Completeness, Done, GroupDone, HouseholdDone, LastYearDone, MISSING_PAGE, MissingQuery, MissingRow, Open,
    TargetDone, View,
};

use crate::book::Book;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::household::natural;
use crate::storage::Tx;
use std::collections::HashMap;

/// People by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeopleCount {
    /// All who are here.
    pub total: u32,
    /// With a live payment line.
    pub paid: u32,
    /// Paid elsewhere, with proof.
    pub paid_elsewhere: u32,
    /// Need not pay.
    pub exempt: u32,
    /// Do not want to.
    pub refused: u32,
    /// The rest.
    pub unpaid: u32,
}

impl PeopleCount {
    /// Counts some more people.
    pub(crate) fn add(&mut self, state: EnrolmentState, people: u32) {
        self.total += people;
        *match state {
            EnrolmentState::Unpaid => &mut self.unpaid,
            EnrolmentState::Paid => &mut self.paid,
            EnrolmentState::PaidElsewhere => &mut self.paid_elsewhere,
            EnrolmentState::Exempt => &mut self.exempt,
            EnrolmentState::Refused => &mut self.refused,
        } += people;
    }
}

/// Households, done or not. Households in which nobody is left do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HouseholdCount {
    /// All with someone who is here.
    pub total: u32,
    /// In which everyone has paid, is excused or has refused.
    pub done: u32,
    /// The rest.
    pub open: u32,
}

impl HouseholdCount {
    pub(crate) fn add(&mut self, is_open: bool) {
        self.total += 1;
        self.open += u32::from(is_open);
        self.done += u32::from(!is_open);
    }
}

/// How far one village group has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupProgress {
    /// 村民组.
    pub village_group: String,
    /// Its people.
    pub people: PeopleCount,
    /// Its households.
    pub households: HouseholdCount,
}

/// How far a levy year has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The year of cover.
    pub levy_year: i32,
    /// Everyone.
    pub people: PeopleCount,
    /// All households.
    pub households: HouseholdCount,
    /// Group by group, in their natural order.
    pub by_group: Vec<GroupProgress>,
}

/// So many people of a household are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateCount {
    household_id: String,
    village_group: String,
    state: EnrolmentState,
    people: u32,
}

impl Book {
    /// How far the levy year has come.
    pub fn progress(&self, levy_year: i32) -> Result<Progress> {
        self.read(|tx| tx.progress(levy_year))
    }
}

impl Tx<'_> {
    /// How far the levy year has come.
    pub(crate) fn progress(&self, levy_year: i32) -> Result<Progress> {
        Ok(count(levy_year, &self.state_counts(levy_year)?))
    }
}

fn count(levy_year: i32, counts: &[StateCount]) -> Progress {
    let mut people = PeopleCount::default();
    let mut groups: HashMap<&str, PeopleCount> = HashMap::new();
    let mut open: HashMap<(&str, &str), bool> = HashMap::new();
    for one in counts {
        people.add(one.state, one.people);
        groups.entry(&one.village_group).or_default().add(one.state, one.people);
        *open.entry((&one.village_group, &one.household_id)).or_default() |=
            one.state == EnrolmentState::Unpaid;
    }
    let mut households = HouseholdCount::default();
    let mut by_group: HashMap<&str, HouseholdCount> = HashMap::new();
    for ((group, _), is_open) in open {
        households.add(is_open);
        by_group.entry(group).or_default().add(is_open);
    }
    let mut by_group: Vec<_> = groups
        .into_iter()
        .map(|(group, people)| GroupProgress {
            village_group: group.to_owned(),
            people,
            households: by_group.get(group).copied().unwrap_or_default(),
        })
        .collect();
    by_group.sort_by(|a, b| natural(&a.village_group, &b.village_group));
    Progress { levy_year, people, households, by_group }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_done_when_nobody_of_it_is_unpaid() {
        let one = |household: &str, group: &str, state, people| StateCount {
            household_id: household.to_owned(),
            village_group: group.to_owned(),
            state,
            people,
        };
        let progress = count(
            2026,
            &[
                one("a", "十组", EnrolmentState::Paid, 3),
                one("a", "十组", EnrolmentState::Exempt, 1),
                one("b", "十组", EnrolmentState::Paid, 1),
                one("b", "十组", EnrolmentState::Unpaid, 2),
                one("c", "二组", EnrolmentState::Refused, 1),
            ],
        );
        let expect = PeopleCount { total: 8, paid: 4, paid_elsewhere: 0, exempt: 1, refused: 1, unpaid: 2 };
        assert_eq!(progress.people, expect);
        assert_eq!(progress.households, HouseholdCount { total: 3, done: 2, open: 1 });
        let groups: Vec<_> =
            progress.by_group.iter().map(|g| (g.village_group.as_str(), g.households.done)).collect();
        assert_eq!(groups, [("二组", 1), ("十组", 1)], "groups stand in their natural order");
    }
}
