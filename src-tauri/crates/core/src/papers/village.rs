//! The papers of the whole village: who has not paid, what a household owes, who is enrolled, the key groups, for whom the
//! public purse pays.
//!
//! Invariant: sums and states are those of the till, the list of who is missing and the journal; none is made here. Lists for
//! the wall and notices to households have no category; ledger and declaration name categories and are written down as a
//! reveal.

use super::canvass::{fill, printable, short_day};
use crate::book::{Book, BookPolicy};
use crate::canvass::CanvassRow;
use crate::codes;
use crate::error::{Error, Result};
use crate::progress::{Open, Standing};
use chrono::NaiveDate;
use cunshou_paper::{UnpaidLine, UnpaidPaper};
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) village: String,
    pub(super) no_group: String,
    pub(super) policy_title: String,
    pub(super) between: String,
    pub(super) window: String,
    unpaid_elsewhere: String,
    unpaid_not_now: String,
    unpaid_last: String,
    cadre_blank: String,
    pub(super) state_due: String,
    pub(super) state_free: String,
    pub(super) state_in_full: String,
    pub(super) state_paid: String,
    pub(super) state_paid_elsewhere: String,
    pub(super) state_exempt: String,
    pub(super) state_cannot_ask: String,
    pub(super) pay: String,
    pub(super) pay_channels: String,
    pub(super) pay_scan_first: String,
    pub(super) bring: String,
    pub(super) ask: String,
    pub(super) slip_cover: String,
    pub(super) slip_decision: String,
    pub(super) posted_intro: String,
    pub(super) posted_objections: String,
    pub(super) ledger_household: String,
    pub(super) ledger_from: String,
    pub(super) ledger_span: String,
    pub(super) ledger_until: String,
    pub(super) ledger_born: String,
    pub(super) ledger_lists_more: String,
    pub(super) ledger_must: String,
    pub(super) ledger_target: String,
    pub(super) ledger_paid: String,
    pub(super) ledger_recorded: String,
    pub(super) ledger_visit: String,
    pub(super) period: String,
    pub(super) free_unrecorded: String,
    pub(super) paid_first: String,
    pub(super) ticket_book: String,
    pub(super) ticket_received: String,
    pub(super) ticket_used: String,
    pub(super) ticket_taken_back: String,
    pub(super) ticket_spoilt: String,
    pub(super) ticket_lost: String,
    pub(super) ticket_returned: String,
}

pub(super) static TEXT: LazyLock<Text> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/village-papers.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// Title and number of a notice as they stand on papers.
pub(super) fn policy_title(policy: &BookPolicy) -> String {
    let (title, doc_no) = (policy.policy.title(), policy.policy.doc_no());
    fill(&TEXT.policy_title, &[("title", &title), ("doc_no", &doc_no)])
}

/// The window in which is collected on a day, in words; empty where none is to come.
pub(super) fn window_words(policy: &BookPolicy, on: NaiveDate) -> String {
    policy.policy.window_on(on).map_or_else(String::new, |window| {
        fill(&TEXT.window, &[("label", &window.label), ("from", &window.from), ("to", &window.to)])
    })
}

/// The name of a place as a refusal says it.
pub(super) fn place(village_group: Option<&str>) -> String {
    village_group.map_or_else(|| TEXT.village.clone(), group_name)
}

/// A village group as it stands on paper.
pub(super) fn group_name(village_group: &str) -> String {
    if village_group.is_empty() { TEXT.no_group.clone() } else { village_group.to_owned() }
}

impl Book {
    /// Everybody who is here, of a village group or of the whole village, with where he stands in the levy year that is
    /// collected on a day.
    ///
    /// # Errors
    /// [`Error::NoSuchGroup`].
    pub(super) fn standing_of(&self, village_group: Option<&str>, on: NaiveDate) -> Result<Vec<Standing>> {
        let levy_year = self.policy_on(on)?.levy_year;
        let mut everybody = self.everybody_standing(levy_year, on)?;
        if let Some(group) = village_group {
            everybody.retain(|one| one.row.village_group == group);
            if everybody.is_empty() && !self.group_duties()?.iter().any(|duty| duty.village_group == group) {
                return Err(Error::NoSuchGroup { village_group: group.to_owned() });
            }
        }
        Ok(everybody)
    }

    /// What a visit knows of everybody.
    pub(super) fn heard_of(&self, on: NaiveDate) -> Result<HashMap<Uuid, CanvassRow>> {
        Ok(self.canvass_people(on)?.into_iter().map(|row| (row.person_id, row)).collect())
    }

    /// Who answers for each village group.
    pub(super) fn cadre_of_group(&self) -> Result<HashMap<String, (String, String)>> {
        let of = |cadre: crate::canvass::Cadre| {
            let (name, phone) = (cadre.name, cadre.phone);
            cadre.groups.into_iter().map(move |group| (group, (name.clone(), phone.clone())))
        };
        Ok(self.cadres()?.into_iter().flat_map(of).collect())
    }

    /// Whoever has not paid (催缴单), one document a village group: those of one, or of all.
    ///
    /// # Errors
    /// [`Error::NobodyUnpaid`]; [`Error::NoSuchGroup`]; [`Error::NameNotOnPaper`] for a name that no font of ours has.
    pub fn unpaid_papers(&self, village_group: Option<&str>, on: NaiveDate) -> Result<Vec<UnpaidPaper>> {
        let policy = self.policy_on(on)?;
        let mut unpaid = self.standing_of(village_group, on)?;
        unpaid.retain(|one| one.row.state == codes::EnrolmentState::Unpaid);
        if unpaid.is_empty() {
            return Err(Error::NobodyUnpaid { place: place(village_group) });
        }
        let (heard, cadres) = (self.heard_of(on)?, self.cadre_of_group()?);
        let mut papers = Vec::new();
        for group in unpaid.chunk_by(|a, b| a.row.village_group == b.row.village_group) {
            let name = &group[0].row.village_group;
            let households = group.chunk_by(|a, b| a.row.household_id == b.row.household_id);
            papers.push(UnpaidPaper {
                head: self.letterhead(policy.levy_year, on),
                village_group: group_name(name),
                cadre: cadres.get(name).map_or_else(|| TEXT.cadre_blank.clone(), |(name, _)| name.clone()),
                window_words: window_words(policy, on),
                lines: households.map(|members| unpaid_line(members, &heard)).collect::<Result<_>>()?,
            });
        }
        Ok(papers)
    }
}

/// The name of a member's head as paper can show it.
pub(super) fn head_name(one: &Standing) -> Result<String> {
    printable(&one.row.head, one.head_alt.as_deref())
}

/// His own name as paper can show it.
pub(super) fn own_name(one: &Standing) -> Result<String> {
    printable(&one.row.name, one.person.name_alt.as_deref())
}

fn unpaid_line(members: &[Standing], heard: &HashMap<Uuid, CanvassRow>) -> Result<UnpaidLine> {
    let named = |one: &Standing| {
        let name = own_name(one)?;
        Ok(match one.row.why {
            Some(Open::Referred) => fill(&TEXT.unpaid_elsewhere, &[("name", &name)]),
            Some(Open::NotNow) => fill(&TEXT.unpaid_not_now, &[("name", &name)]),
            _ => name,
        })
    };
    // Whom the notice sends elsewhere or lets wait owes nothing here now; of the others the sum is known or still open.
    let is_open = |one: &&Standing| {
        one.row.due.is_none() && !matches!(one.row.why, Some(Open::Referred | Open::NotNow))
    };
    let undetermined = members.iter().filter(is_open).count();
    let dues: Vec<Yuan> = members.iter().filter_map(|one| one.row.due).collect();
    let due = Yuan::sum(dues.iter().copied()).ok_or(Error::TooMuch {})?;
    let known = || members.iter().filter_map(|one| heard.get(&one.row.person_id));
    let last =
        known().filter_map(|row| row.last.as_ref()).max_by_key(|last| (last.visited_on, last.visit_no));
    let phone = known().map(|row| &row.phone).chain(members.iter().map(|one| &one.row.phone));
    Ok(UnpaidLine {
        hh_no: members[0].row.hh_no.clone(),
        household_head: head_name(&members[0])?,
        phone: phone.into_iter().find(|phone| !phone.is_empty()).cloned().unwrap_or_default(),
        names: members.iter().map(named).collect::<Result<_>>()?,
        due: (undetermined == 0 || !dues.is_empty()).then_some(due),
        undetermined: undetermined as u64,
        last_words: last.map_or_else(String::new, |last| {
            let outcome = codes::canvass_outcome(&last.outcome).map_or("", |known| known.short);
            fill(&TEXT.unpaid_last, &[("day", &short_day(last.visited_on)), ("outcome", &outcome)])
        }),
    })
}
