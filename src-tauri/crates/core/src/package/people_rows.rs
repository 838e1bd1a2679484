//! What a package says about people: households, enrolments with the queue for the province's system, visits.
//!
//! Invariant: of each subject (a person, a person in a levy year, somebody at a visit) a row leaves once for each state in
//! which a package found it, names the row whose place it takes, and never leaves again unchanged: what left last stands in
//! `package_row`. Money's rows are as of the close; these are as of the making of the package, but a payment counts only as
//! far as the package's journal reaches. Must not know: sums, encryption.

mod store;

use crate::book::{Acting, in_force};
use crate::error::Result;
use crate::journal::hex;
use crate::storage::{Tx, parsed};
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_exchange::package::people::{
    CanvassingRow, EnrolmentRow, HouseholdRow, PeopleRows, REMOVED, WITHDRAWN,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

const HOUSEHOLDS: &str = "households";
const ENROLMENTS: &str = "enrolments";
const CANVASSING: &str = "canvassing";

/// Of somebody of whom nothing is known, and who never left: no row.
const UNPAID: &str = "unpaid";

/// The row that left last about a subject.
#[derive(Debug, Clone)]
struct Sent {
    row_id: Uuid,
    content_sha256: String,
}

/// A row that leaves with this package.
#[derive(Debug)]
struct New {
    row_id: Uuid,
    key: String,
    corrects: Option<Uuid>,
    content_sha256: String,
}

/// Where somebody stands in a levy year.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the fields are named as the columns")]
struct State {
    state: String,
    reason: String,
    note: String,
    proof: String,
    approval_no: String,
    receipt_no: Option<String>,
    at: String,
    user: String,
}

/// A visit.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the fields are named as the columns")]
struct Visit {
    visit_no: u32,
    levy_year: i32,
    hh_no: String,
    village_group: String,
    visited_on: NaiveDate,
    visitor: String,
    way: String,
    met: String,
    note: String,
    next_on: Option<NaiveDate>,
    warned_rule: Option<String>,
    signed: Option<bool>,
    signed_on: Option<NaiveDate>,
    corrects: Option<u32>,
    at: String,
    user: String,
}

/// What was heard of somebody at a visit.
#[derive(Debug)]
struct Answer {
    visit_no: u32,
    /// The entry of which it was heard.
    entry_id: Uuid,
    /// Whose entry that is.
    person_id: Uuid,
    outcome: String,
    certificate_type: String,
    certno: String,
    name: String,
}

/// The rows of a package about people, and what is to be remembered of them.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// For the files.
    pub(super) rows: PeopleRows,
    sent: Vec<(&'static str, New)>,
}

impl Collected {
    /// Everything about people that is otherwise than in the last row that left.
    pub(super) fn of(tx: &Tx<'_>, acting: &Acting<'_>, on: NaiveDate, journal_to: u64) -> Result<Self> {
        let mut collected = Self::default();
        let people = tx.package_people()?;
        collected.households(tx, acting, &people)?;
        let people: HashMap<Uuid, HouseholdRow> = people.into_iter().collect();
        collected.enrolments(tx, acting, &people, on, journal_to)?;
        collected.canvassing(tx, acting)?;
        Ok(collected)
    }

    /// Remembers what left, once the package is stored.
    pub(super) fn remember(&self, tx: &Tx<'_>, close_no: u32) -> Result<()> {
        for (table_name, new) in &self.sent {
            tx.insert_package_row(close_no, table_name, new)?;
        }
        Ok(())
    }

    /// The ids of the row about a subject, if it says something else than the one that left last.
    fn next(
        &mut self,
        acting: &Acting<'_>,
        table_name: &'static str,
        key: String,
        last: Option<&Sent>,
        content: &str,
    ) -> Option<(Uuid, Option<Uuid>)> {
        let content_sha256 = hex(&Sha256::digest(content));
        if last.is_some_and(|last| last.content_sha256 == content_sha256) {
            return None;
        }
        let (row_id, corrects) = (acting.now.id(), last.map(|last| last.row_id));
        self.sent.push((table_name, New { row_id, key, corrects, content_sha256 }));
        Some((row_id, corrects))
    }

    fn households(
        &mut self,
        tx: &Tx<'_>,
        acting: &Acting<'_>,
        people: &[(Uuid, HouseholdRow)],
    ) -> Result<()> {
        let mut sent = tx.sent_rows(HOUSEHOLDS)?;
        for (person_id, row) in people {
            let key = person_id.to_string();
            let last = sent.remove(&key);
            if let Some((row_id, corrects)) =
                self.next(acting, HOUSEHOLDS, key, last.as_ref(), &row.row_hash())
            {
                self.rows.households.push(HouseholdRow { row_id, corrects, ..row.clone() });
            }
        }
        // Whoever left before and is not in the book any more, or is somebody's second entry.
        for (key, last) in sent.into_iter().collect::<BTreeMap<_, _>>() {
            if let Some((row_id, corrects)) = self.next(acting, HOUSEHOLDS, key, Some(&last), REMOVED) {
                self.rows.households.push(HouseholdRow { row_id, corrects, ..nobody() });
            }
        }
        Ok(())
    }

    fn enrolments(
        &mut self,
        tx: &Tx<'_>,
        acting: &Acting<'_>,
        people: &HashMap<Uuid, HouseholdRow>,
        on: NaiveDate,
        journal_to: u64,
    ) -> Result<()> {
        let sent = tx.sent_rows(ENROLMENTS)?;
        let mut states = tx.package_states(journal_to)?;
        let mut queue: BTreeMap<(Uuid, i32), Vec<(String, String)>> = BTreeMap::new();
        for (person_id, kind, state, wanted_at) in tx.package_queue()? {
            // A wish belongs to the year that was collected when it came up: later years do not tell it again.
            let wanted_on = parsed::<DateTime<FixedOffset>>("registration", &wanted_at)?.date_naive();
            let policy = in_force(acting.policies, wanted_on).or_else(|_| in_force(acting.policies, on))?;
            queue.entry((person_id, policy.levy_year)).or_default().push((kind, state));
        }
        let mut keys: BTreeSet<(Uuid, i32)> = states.keys().chain(queue.keys()).copied().collect();
        keys.extend(sent.keys().filter_map(|key| person_and_year(key)));
        let place = |person_id: &Uuid| people.get(person_id).map(|row| (&row.hh_no, row.member_no));
        let mut keys: Vec<_> = keys.into_iter().collect();
        keys.sort_by(|a, b| (place(&a.0), a).cmp(&(place(&b.0), b)));
        for (person_id, levy_year) in keys {
            let key = format!("{person_id}/{levy_year}");
            let last = sent.get(&key);
            let year = u32::try_from(levy_year).unwrap_or_default();
            let state = states.remove(&(person_id, levy_year));
            let wishes = queue.get(&(person_id, levy_year)).map(Vec::as_slice).unwrap_or_default();
            let Some(person) = people.get(&person_id) else {
                if let Some((row_id, corrects)) =
                    last.and_then(|last| self.next(acting, ENROLMENTS, key, Some(last), REMOVED))
                {
                    let who = nobody();
                    let row = enrolment(&who, year, None, &[])?;
                    self.rows.enrolments.push(EnrolmentRow {
                        row_id,
                        corrects,
                        state: REMOVED.to_owned(),
                        ..row
                    });
                }
                continue;
            };
            let row = enrolment(person, year, state.as_ref(), wishes)?;
            if last.is_none() && row.state == UNPAID && row.reason.is_empty() && row.registration.is_empty() {
                continue;
            }
            // Whose row it is may be written otherwise by now: that is no change of his state.
            let content = [
                &row.state,
                &row.reason,
                &row.note,
                &row.proof,
                &row.approval_no,
                row.receipt_no.as_deref().unwrap_or_default(),
                &row.registration,
                &row.registration_kinds,
            ]
            .join("\u{1F}");
            if let Some((row_id, corrects)) = self.next(acting, ENROLMENTS, key, last, &content) {
                self.rows.enrolments.push(EnrolmentRow { row_id, corrects, ..row });
            }
        }
        Ok(())
    }

    fn canvassing(&mut self, tx: &Tx<'_>, acting: &Acting<'_>) -> Result<()> {
        let after = tx.last_visit_sent()?;
        let visits = tx.visits_after(after)?;
        if visits.is_empty() {
            return Ok(());
        }
        let mut answers: HashMap<u32, Vec<Answer>> = HashMap::new();
        for answer in tx.answers_after(after)? {
            answers.entry(answer.visit_no).or_default().push(answer);
        }
        let merged = tx.merged_entries()?;
        // Rows of each visit that hold: the entry of which they speak, and the row.
        let mut holding: HashMap<u32, BTreeMap<Uuid, Sent>> = HashMap::new();
        for (key, sent) in tx.sent_rows(CANVASSING)? {
            if let Some((visit_no, entry_id)) = visit_and_entry(&key) {
                holding.entry(visit_no).or_default().insert(entry_id, sent);
            }
        }
        for visit in visits {
            let mut before = visit.corrects.and_then(|old| holding.remove(&old)).unwrap_or_default();
            for answer in answers.remove(&visit.visit_no).unwrap_or_default() {
                let entry = before
                    .keys()
                    .copied()
                    .find(|entry| merged.get(entry).unwrap_or(entry) == &answer.person_id);
                let last = entry.and_then(|entry| before.remove(&entry));
                self.heard(acting, &visit, answer.entry_id, Some(&answer), last.as_ref(), &mut holding)?;
            }
            for (entry_id, last) in before {
                self.heard(acting, &visit, entry_id, None, Some(&last), &mut holding)?;
            }
        }
        Ok(())
    }

    /// A row about one person and visit; without an answer the visit takes back what was said of him.
    fn heard(
        &mut self,
        acting: &Acting<'_>,
        visit: &Visit,
        entry_id: Uuid,
        answer: Option<&Answer>,
        last: Option<&Sent>,
        holding: &mut HashMap<u32, BTreeMap<Uuid, Sent>>,
    ) -> Result<()> {
        let key = format!("{}/{entry_id}", visit.visit_no);
        let outcome = answer.map_or(WITHDRAWN, |answer| &answer.outcome);
        let content = format!("{key}/{outcome}");
        let Some((row_id, corrects)) = self.next(acting, CANVASSING, key, last, &content) else {
            return Ok(());
        };
        let sent = Sent { row_id, content_sha256: String::new() };
        holding.entry(visit.visit_no).or_default().insert(entry_id, sent);
        let text = |of: fn(&Answer) -> &String| answer.map(of).cloned().unwrap_or_default();
        self.rows.canvassing.push(CanvassingRow {
            row_id,
            corrects,
            visit_no: visit.visit_no,
            levy_year: u32::try_from(visit.levy_year).unwrap_or_default(),
            hh_no: visit.hh_no.clone(),
            village_group: visit.village_group.clone(),
            psn_cert_type: text(|answer| &answer.certificate_type),
            certno: text(|answer| &answer.certno),
            psn_name: text(|answer| &answer.name),
            visited_on: visit.visited_on,
            way: visit.way.clone(),
            visitor: visit.visitor.clone(),
            met: visit.met.clone(),
            outcome: outcome.to_owned(),
            note: visit.note.clone(),
            next_on: visit.next_on,
            warned_rule: visit.warned_rule.clone().unwrap_or_default(),
            signed: visit.signed.map_or("", |signed| if signed { "yes" } else { "no" }).to_owned(),
            signed_on: visit.signed_on,
            recorded_at: parsed("canvass_visit", &visit.at)?,
            recorded_by: visit.user.clone(),
        });
        Ok(())
    }
}

fn person_and_year(key: &str) -> Option<(Uuid, i32)> {
    let (person_id, levy_year) = key.split_once('/')?;
    Some((person_id.parse().ok()?, levy_year.parse().ok()?))
}

fn visit_and_entry(key: &str) -> Option<(u32, Uuid)> {
    let (visit_no, entry_id) = key.split_once('/')?;
    Some((visit_no.parse().ok()?, entry_id.parse().ok()?))
}

/// A row that only says that the row before it holds no longer.
fn nobody() -> HouseholdRow {
    HouseholdRow {
        row_id: Uuid::nil(),
        corrects: None,
        hh_no: String::new(),
        village_group: String::new(),
        address: String::new(),
        head_certno: String::new(),
        member_no: None,
        rlts: String::new(),
        psn_cert_type: String::new(),
        certno: String::new(),
        psn_name: String::new(),
        psn_name_alt: None,
        gend: String::new(),
        brdy: None,
        naty: String::new(),
        resd_natu: String::new(),
        mob: String::new(),
        standing: REMOVED.to_owned(),
    }
}

/// How somebody stands, without the ids of the row. Pure.
fn enrolment(
    person: &HouseholdRow,
    levy_year: u32,
    state: Option<&State>,
    wishes: &[(String, String)],
) -> Result<EnrolmentRow> {
    let of = |text: fn(&State) -> &String| state.map(text).cloned().unwrap_or_default();
    // The least finished of what is asked of the province's system is what somebody has to do.
    let registration = ["waiting", "failed", "entered"]
        .into_iter()
        .find(|word| wishes.iter().any(|(_, state)| state == word))
        .unwrap_or_default();
    let mut kinds: Vec<&str> =
        wishes.iter().filter(|(_, state)| state == registration).map(|(kind, _)| kind.as_str()).collect();
    kinds.dedup();
    Ok(EnrolmentRow {
        row_id: Uuid::nil(),
        corrects: None,
        levy_year,
        hh_no: person.hh_no.clone(),
        head_certno: person.head_certno.clone(),
        psn_cert_type: person.psn_cert_type.clone(),
        certno: person.certno.clone(),
        psn_name: person.psn_name.clone(),
        psn_name_alt: person.psn_name_alt.clone(),
        state: state.map_or(UNPAID, |state| &state.state).to_owned(),
        reason: of(|state| &state.reason),
        note: of(|state| &state.note),
        proof: of(|state| &state.proof),
        approval_no: of(|state| &state.approval_no),
        receipt_no: state.and_then(|state| state.receipt_no.clone()),
        registration: registration.to_owned(),
        registration_kinds: kinds.join(";"),
        recorded_at: state.map(|state| parsed("enrolment", &state.at)).transpose()?,
        recorded_by: of(|state| &state.user),
    })
}
