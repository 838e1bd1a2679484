//! Two entries become one person, and two again.
//!
//! Invariant: the entry that goes is kept, marked with whose it is; what hung on it hangs on him; everything that a merge
//! moved stands in its verdict, so that it can be taken back whole. Must not know: which screen asks.

use super::{Side, reason};
use crate::book::Acting;
use crate::error::{Error, OrNotFound, Result};
use crate::household::life::DEATH;
use crate::household::{HEAD, Household, json, standing};
use crate::journal::{PeopleJoined, Record};
use crate::person::{Person, Standing};
use crate::registration::Wish;
use crate::storage::Tx;
use crate::work::NewWork;
use cunshou_exchange::identity::RESIDENT_ID_CODE;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The kind of work that a payment made twice is.
pub(super) const PAID_TWICE: &str = "paid_twice";

/// What a merge moved, as its verdict keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Moved {
    /// The entry that stayed, before and after.
    kept_before: Person,
    kept_after: Person,
    /// The entry that went, as it was.
    gone_before: Person,
    /// True if it was the head of a household of its own.
    gone_was_head: bool,
    /// Payment rows whose live line went over.
    lines: Vec<Uuid>,
    /// Rows of other tables that went over, by table.
    rows: BTreeMap<String, Vec<String>>,
    /// Entries that had been merged into the one that went.
    earlier: Vec<Uuid>,
    /// The newest journal entry before the merge.
    journal_seq: u64,
    /// What was recorded about the one person then, by year.
    #[serde(default)]
    said: Option<BTreeMap<i32, String>>,
    /// Years for which what was recorded about the one that went counts more: it changed places.
    #[serde(default)]
    swapped: Vec<i32>,
    /// True if only the merge showed that he paid twice.
    #[serde(default)]
    opened_work: bool,
    /// What waited for the province's system under the entry that went, dropped with it.
    #[serde(default)]
    wishes: Vec<Wish>,
}

/// The person that two entries are: the one that stays, with what only the other knows. Pure.
fn joined(kept: &Person, gone: &Person) -> Person {
    let mut one = kept.clone();
    let gone_has_id = gone.certificate_type == RESIDENT_ID_CODE && kept.certificate_type != RESIDENT_ID_CODE;
    if gone_has_id || kept.certno.is_empty() {
        one.certificate_type.clone_from(&gone.certificate_type);
        one.certno.clone_from(&gone.certno);
        one.sex.clone_from(&gone.sex);
        one.birth = gone.birth.or(kept.birth);
    }
    if one.name_alt.is_none() {
        one.name_alt = if gone.name == kept.name { gone.name_alt.clone() } else { Some(gone.name.clone()) };
    }
    let fill = |own: &mut String, other: &str| {
        if own.is_empty() {
            other.clone_into(own);
        }
    };
    fill(&mut one.phone, &gone.phone);
    fill(&mut one.nation, &gone.nation);
    fill(&mut one.remarks, &gone.remarks);
    one.hukou = one.hukou.or_else(|| gone.hukou.clone());
    one.residence = one.residence.or_else(|| gone.residence.clone());
    one.previous_year = one.previous_year.or_else(|| gone.previous_year.clone());
    one.migrant_worker = one.migrant_worker.or(gone.migrant_worker);
    one.student = one.student.or_else(|| gone.student.clone());
    for held in &gone.categories {
        if !one.categories.iter().any(|own| own.code == held.code) {
            one.categories.push(held.clone());
        }
    }
    one.categories.sort_by(|a, b| a.code.cmp(&b.code));
    // That one entry was marked as moved away is why there are two: only a death is the person's own.
    for event in &gone.events {
        let says_where = crate::codes::event(&event.event_type)
            .is_some_and(|known| known.standing != Standing::Present.word() && event.event_type != DEATH);
        let is_known = one
            .events
            .iter()
            .any(|own| own.event_type == event.event_type && own.happened_on == event.happened_on);
        if !says_where && !is_known {
            one.events.push(event.clone());
        }
    }
    one.events.sort_by(|a, b| (a.happened_on, &a.event_type).cmp(&(b.happened_on, &b.event_type)));
    one.standing = standing(&one.events);
    one
}

impl Tx<'_> {
    /// Refuses an entry that would leave others without a head.
    fn not_head_of_others(&self, side: &Side) -> Result<Household> {
        let household = self.known_household(side.person.household_id)?;
        let others = household.present().any(|member| member.person_id != side.person.person_id);
        if side.is_head && others {
            return Err(Error::HeadFirst { name: side.person.name.clone(), hh_no: side.hh_no.clone() });
        }
        Ok(household)
    }

    pub(super) fn merge(&self, acting: &Acting<'_>, keeps: &Side, goes: &Side, why: &str) -> Result<i64> {
        let (kept, gone) = (&keeps.person, &goes.person);
        for (levy_year, receipt_no) in &keeps.payments {
            if let Some((_, other)) = goes.payments.iter().find(|(year, _)| year == levy_year) {
                return Err(Error::BothPaid {
                    name: kept.name.clone(),
                    levy_year: *levy_year,
                    receipt_no: receipt_no.clone(),
                    other_receipt_no: other.clone(),
                });
            }
        }
        let emptied = self.not_head_of_others(goes)?;
        let after = joined(kept, gone);
        if after.standing != Standing::Present && kept.is_present() {
            self.not_head_of_others(keeps)?;
        }
        let journal_seq = self.journal_seq()?;
        // The entry that goes gives its number free before the other takes it.
        self.retire(gone.person_id, kept.person_id)?;
        let earlier = self.repoint_merged(gone.person_id, kept.person_id)?;
        let key = self.search_key_of(&after)?;
        self.update_person(&after, Some(&key))?;
        if emptied.head_id == Some(gone.person_id) {
            self.set_head(emptied.household_id, None)?;
        }
        if !after.is_present() && keeps.is_head {
            self.set_head(after.household_id, None)?;
        }
        let lines = self.move_live_lines(gone.person_id, kept.person_id)?;
        let rows = self.move_rows(gone.person_id, kept.person_id)?;
        // Where both had something recorded, nobody who has paid elsewhere becomes one who has not.
        let swapped = self.weaker_years(kept.person_id, gone.person_id)?;
        for levy_year in &swapped {
            self.swap_enrolments(*levy_year, kept.person_id, gone.person_id)?;
        }
        let opened_work = self.ask_paid_twice(acting, kept.person_id)?;
        let wishes = self.wishes_of(gone.person_id)?;
        let moved = Moved {
            kept_before: kept.clone(),
            kept_after: after.clone(),
            gone_before: gone.clone(),
            gone_was_head: goes.is_head,
            lines: lines.clone(),
            rows,
            earlier,
            journal_seq,
            said: Some(self.said_of(kept.person_id)?),
            swapped,
            opened_work,
            wishes,
        };
        let (first, second) = super::in_order(kept.person_id, gone.person_id);
        let moved = serde_json::to_string(&moved).unwrap_or_default();
        let verdict_no =
            self.insert_verdict(acting, first, second, "merged", Some(kept.person_id), why, &moved, None)?;
        for person in [kept, gone] {
            let is_kept =
                (&after.certificate_type, &after.certno) == (&person.certificate_type, &person.certno);
            if !is_kept && !person.certno.is_empty() {
                self.insert_former_certificate(acting, after.person_id, person, Some(verdict_no))?;
            }
        }
        self.note_member_change(acting, "entries_merged", Some(kept), Some(&after), None)?;
        self.note_member_change(acting, "entries_merged", Some(gone), None, None)?;
        let joined = PeopleJoined { verdict_no, kept: kept.person_id, gone: gone.person_id, lines };
        self.append(&Record::PeopleMerged(joined), acting.user, acting.now)?;
        self.audit(acting, "duplicate_decided", &format!("merged #{verdict_no}"))?;
        Ok(verdict_no)
    }

    /// Who paid here on one entry and elsewhere on the other paid twice: that is work, not silence.
    fn ask_paid_twice(&self, acting: &Acting<'_>, person_id: Uuid) -> Result<bool> {
        let mut opened = false;
        for (levy_year, receipt_no, note) in self.paid_here_and_elsewhere(person_id)? {
            let work = NewWork {
                kind: PAID_TWICE,
                person_id,
                levy_year: Some(levy_year),
                facts: serde_json::json!({ "words": format!("{receipt_no}；{note}") }),
                article: String::new(),
                import_id: None,
            };
            opened |= self.open_work(acting, &work)?.is_some();
        }
        Ok(opened)
    }

    pub(super) fn take_back(&self, acting: &Acting<'_>, verdict_no: i64, why: &str) -> Result<()> {
        let why = reason(why)?;
        let verdict = self.verdict(verdict_no)?.or_not_found(|| Error::NoSuchVerdict {})?;
        if verdict.is_taken_back || verdict.takes_back {
            return Err(Error::NoSuchVerdict {});
        }
        if verdict.verdict == "merged" {
            let moved: Moved = serde_json::from_str(&verdict.moved)
                .map_err(|error| Error::BadRow { table: "duplicate_verdict", detail: error.to_string() })?;
            self.part(acting, verdict_no, &moved, &why)?;
        }
        let (first, second) = (verdict.first, verdict.second);
        self.insert_verdict(acting, first, second, "taken_back", None, &why, "{}", Some(verdict_no))?;
        self.audit(acting, "duplicate_decided", &format!("taken_back #{verdict_no}"))
    }

    fn part(&self, acting: &Acting<'_>, verdict_no: i64, moved: &Moved, why: &str) -> Result<()> {
        let (kept, gone) = (&moved.kept_before, &moved.gone_before);
        let in_use = || Error::VerdictInUse { name: moved.kept_after.name.clone() };
        let is_as_left = self.person(kept.person_id)?.as_ref() == Some(&moved.kept_after)
            && self.merged_into(kept.person_id)?.is_none()
            && self.merged_into(gone.person_id)? == Some(kept.person_id);
        if !is_as_left || self.paid_since(kept.person_id, moved.journal_seq)? {
            return Err(in_use());
        }
        // What was recorded since is about the one person: whose it is of two, nobody can say.
        let said = self.said_of(kept.person_id)?;
        if moved.said.as_ref().is_some_and(|then| *then != said) {
            return Err(in_use());
        }
        let home = self.known_household(gone.household_id)?;
        if moved.gone_was_head && gone.is_present() && home.present().next().is_some() {
            return Err(in_use());
        }
        self.delete_former_certificates(verdict_no)?;
        // Numbers may change hands again: the one that stayed first gives back what was the other's.
        let kept_key = self.search_key_of(kept)?;
        self.update_person(kept, Some(&kept_key))?;
        self.unretire(gone.person_id)?;
        let gone_key = self.search_key_of(gone)?;
        self.update_person(gone, Some(&gone_key))?;
        for earlier in &moved.earlier {
            self.set_merged_into(*earlier, gone.person_id)?;
        }
        if moved.gone_was_head && gone.is_present() {
            self.set_head(gone.household_id, Some(gone.person_id))?;
        }
        if kept.is_present() && kept.relation == HEAD {
            self.set_head(kept.household_id, Some(kept.person_id))?;
        }
        let lines = self.return_live_lines(&moved.lines, kept.person_id, gone.person_id)?;
        self.return_rows(&moved.rows, kept.person_id, gone.person_id)?;
        for levy_year in &moved.swapped {
            self.swap_enrolments(*levy_year, kept.person_id, gone.person_id)?;
        }
        self.note_member_change(acting, "entries_parted", Some(&moved.kept_after), Some(kept), None)?;
        let back = json(gone);
        let (home, id) = (gone.household_id, Some(gone.person_id));
        self.insert_change(acting, "entries_parted", home, id, None, Some(&back), None)?;
        if moved.opened_work {
            self.withdraw_work(acting, PAID_TWICE, kept.person_id, why)?;
        }
        for wish in &moved.wishes {
            self.put_back_wish(wish)?;
        }
        let parted = PeopleJoined { verdict_no, kept: kept.person_id, gone: gone.person_id, lines };
        self.append(&Record::PeopleParted(parted), acting.user, acting.now)?;
        Ok(())
    }
}
