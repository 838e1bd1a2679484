//! What a department's list would change: pure decisions over loaded rows.
//!
//! Invariant: only what this department's earlier lists gave is taken away by its list; a full list with a bad row takes
//! nothing away; the same rows give the same plan. Must not know: SQL, sums, the notice.

use crate::person::{Person, PersonCategory};
use chrono::NaiveDate;
use cunshou_exchange::category::Change;
use cunshou_exchange::category_list::ListRow;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What a list says that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// A category code of the policy contract.
    pub code: String,
    /// Disability grade 1–4.
    pub grade: Option<u8>,
    /// `formerly_poor` or `general_household`.
    pub subtype: Option<String>,
    /// Since when.
    pub begin_on: Option<NaiveDate>,
    /// From which day on no longer.
    pub end_on: Option<NaiveDate>,
    /// 风险是否已消除.
    pub risk_cleared: Option<bool>,
}

impl Held {
    /// `active = begin not after the day, and end empty or after it`.
    pub fn is_active(&self, on: NaiveDate) -> bool {
        self.begin_on.is_none_or(|begin| begin <= on) && self.end_on.is_none_or(|end| end > on)
    }
}

/// A stored row of a department's list that still holds.
#[expect(clippy::struct_field_names, reason = "the columns' names")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) entry_id: Uuid,
    pub(super) department: String,
    pub(super) certno: String,
    pub(super) name: String,
    pub(super) person_id: Option<Uuid>,
    pub(super) held: Held,
    pub(super) import_id: Uuid,
    /// Where it came from, as the person's category says it.
    pub(super) source: String,
}

/// Added, changed or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DiffKind {
    /// 新增.
    Added,
    /// 变更.
    Changed,
    /// 取消.
    Removed,
}

impl DiffKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// How the list is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Whoever is not on it has lost what the department gave.
    Full,
    /// A full list that has bad rows: nothing is taken away.
    FullHeld,
    /// It says only what changed.
    Incremental,
    /// Mended rows of a full list that was held; true if now no row of it is open any more.
    Mending {
        /// The list is whole now.
        is_whole: bool,
    },
}

/// What changes for one person of the list, by his number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) kind: DiffKind,
    pub(super) certno: String,
    pub(super) name: String,
    pub(super) person_id: Option<Uuid>,
    /// Indices into the rows of the list.
    pub(super) rows: Vec<usize>,
    pub(super) was: Vec<Held>,
    pub(super) now: Vec<Held>,
    /// Entries that hold no longer.
    pub(super) gone: Vec<Uuid>,
    /// What is new, with the index of the row that says so.
    pub(super) new: Vec<(Held, usize)>,
    /// It would be taken away if the list were whole.
    pub(super) is_held: bool,
}

/// The rows of one person, and what they come to.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// People about whom the list says what it said before.
    pub(super) unchanged: usize,
    /// Entries that a full list with a bad row does not have: kept until it is whole.
    pub(super) held: Vec<Uuid>,
    /// Entries that had been held and that the mended rows have after all.
    pub(super) freed: Vec<Uuid>,
}

/// What the plan looks at.
pub(super) struct Basis<'a> {
    pub(super) rows: &'a [ListRow],
    /// Rows that count: not another village's, not nobody's.
    pub(super) counts: &'a dyn Fn(&ListRow) -> bool,
    /// What the department's lists say until now.
    pub(super) previous: &'a [Entry],
    /// Entries that a held list would have taken away.
    pub(super) held_before: &'a HashSet<Uuid>,
    pub(super) mode: Mode,
    /// The one category that the list is about; `None` = all that the department gives.
    pub(super) only: Option<&'a str>,
    /// The day that the list speaks of.
    pub(super) list_date: NaiveDate,
    /// Who of the book has the number.
    pub(super) person_of: &'a dyn Fn(&str) -> Option<Uuid>,
}

impl Basis<'_> {
    /// True if the list would name whoever has this category.
    fn is_about(&self, code: &str) -> bool {
        self.only.is_none_or(|only| only == code)
    }
}

impl Plan {
    pub(super) fn of(basis: &Basis<'_>) -> Self {
        let mut plan = Self::default();
        let mut order: Vec<&str> = Vec::new();
        let mut by_certno: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, row) in basis.rows.iter().enumerate().filter(|(_, row)| (basis.counts)(row)) {
            let rows = by_certno.entry(&row.certno).or_default();
            if rows.is_empty() {
                order.push(&row.certno);
            }
            rows.push(at);
        }
        let mut before: HashMap<&str, Vec<&Entry>> = HashMap::new();
        for entry in basis.previous {
            before.entry(&entry.certno).or_default().push(entry);
        }
        for certno in order {
            let rows = &by_certno[certno];
            let old = before.remove(certno).unwrap_or_default();
            plan.person(basis, certno, rows, &old);
        }
        // Whoever is left stands on no row of this list.
        let mut left: Vec<&Entry> = basis
            .previous
            .iter()
            .filter(|entry| before.contains_key(entry.certno.as_str()))
            .filter(|entry| basis.is_about(&entry.held.code))
            .filter(|entry| match basis.mode {
                Mode::Full | Mode::FullHeld => true,
                Mode::Incremental => false,
                Mode::Mending { is_whole } => is_whole && basis.held_before.contains(&entry.entry_id),
            })
            .collect();
        left.sort_by(|a, b| a.certno.cmp(&b.certno));
        for group in left.chunk_by(|a, b| a.certno == b.certno) {
            plan.absent(basis, group, &before);
        }
        plan
    }

    /// Somebody who stands on the list.
    fn person(&mut self, basis: &Basis<'_>, certno: &str, rows: &[usize], old: &[&Entry]) {
        let was: Vec<Held> = old.iter().map(|entry| entry.held.clone()).collect();
        let mut now: Vec<(Held, Option<usize>)> = match basis.mode {
            Mode::Full | Mode::FullHeld => was
                .iter()
                .filter(|held| !basis.is_about(&held.code))
                .map(|held| (held.clone(), None))
                .collect(),
            Mode::Incremental if rows.iter().any(|at| basis.rows[*at].change == Change::Changed) => {
                Vec::new()
            }
            Mode::Incremental => was.iter().map(|held| (held.clone(), None)).collect(),
            Mode::Mending { .. } => old
                .iter()
                .filter(|entry| !basis.held_before.contains(&entry.entry_id))
                .map(|entry| (entry.held.clone(), None))
                .collect(),
        };
        for at in rows {
            apply_row(&mut now, *at, basis);
        }
        let lost = |held: &Held| !now.iter().any(|(of, _)| of == held);
        // With a bad row in the list, a second category that is missing may stand in that row.
        let new_codes = now.iter().any(|(held, _)| !was.iter().any(|of| of.code == held.code));
        if basis.mode == Mode::FullHeld && !new_codes {
            let codes: HashSet<&str> = now.iter().map(|(held, _)| held.code.as_str()).collect();
            let kept: Vec<&&Entry> = old
                .iter()
                .filter(|entry| !codes.contains(entry.held.code.as_str()) && lost(&entry.held))
                .collect();
            self.held.extend(kept.iter().map(|entry| entry.entry_id));
            let kept: Vec<_> = kept.iter().map(|entry| (entry.held.clone(), None)).collect();
            now.extend(kept);
        }
        let lost = |held: &Held| !now.iter().any(|(of, _)| of == held);
        self.freed.extend(
            old.iter()
                .filter(|entry| basis.held_before.contains(&entry.entry_id) && !lost(&entry.held))
                .map(|entry| entry.entry_id),
        );
        let gone: Vec<Uuid> =
            old.iter().filter(|entry| lost(&entry.held)).map(|entry| entry.entry_id).collect();
        let new: Vec<(Held, usize)> = now
            .iter()
            .filter(|(held, _)| !was.contains(held))
            .filter_map(|(held, row)| Some((held.clone(), (*row)?)))
            .collect();
        if gone.is_empty() && new.is_empty() {
            self.unchanged += 1;
            return;
        }
        let now: Vec<Held> = sorted(now.into_iter().map(|(held, _)| held));
        let kind = match (was.is_empty(), now.is_empty()) {
            (true, _) => DiffKind::Added,
            (false, true) => DiffKind::Removed,
            (false, false) => DiffKind::Changed,
        };
        self.steps.push(Step {
            kind,
            certno: certno.to_owned(),
            name: basis.rows[rows[0]].name.clone(),
            person_id: (basis.person_of)(certno).or_else(|| old.iter().find_map(|entry| entry.person_id)),
            rows: rows.to_vec(),
            was: sorted(was.into_iter()),
            now,
            gone,
            new,
            is_held: false,
        });
    }

    /// Somebody of the earlier lists who is not on this one.
    fn absent(&mut self, basis: &Basis<'_>, entries: &[&Entry], before: &HashMap<&str, Vec<&Entry>>) {
        let first = entries[0];
        let is_held = basis.mode == Mode::FullHeld;
        let all = &before[first.certno.as_str()];
        let gone: Vec<Uuid> = entries.iter().map(|entry| entry.entry_id).collect();
        let now = sorted(
            all.iter().filter(|entry| !gone.contains(&entry.entry_id)).map(|entry| entry.held.clone()),
        );
        if is_held {
            self.held.extend(&gone);
        }
        self.steps.push(Step {
            kind: if now.is_empty() { DiffKind::Removed } else { DiffKind::Changed },
            certno: first.certno.clone(),
            name: first.name.clone(),
            person_id: (basis.person_of)(&first.certno)
                .or_else(|| entries.iter().find_map(|of| of.person_id)),
            rows: Vec::new(),
            was: sorted(all.iter().map(|entry| entry.held.clone())),
            now,
            gone: if is_held { Vec::new() } else { gone },
            new: Vec::new(),
            is_held,
        });
    }
}

fn sorted(held: impl Iterator<Item = Held>) -> Vec<Held> {
    let mut held: Vec<Held> = held.collect();
    held.sort();
    held.dedup();
    held
}

/// What one more row makes of what somebody has.
fn apply_row(now: &mut Vec<(Held, Option<usize>)>, at: usize, basis: &Basis<'_>) {
    let row = &basis.rows[at];
    for meaning in &row.given {
        let mut held = Held {
            code: meaning.code.to_owned(),
            grade: meaning.grade,
            subtype: meaning.subtype.map(str::to_owned),
            begin_on: row.begin_on,
            end_on: row.end_on,
            risk_cleared: row.risk_cleared,
        };
        let same_code = |of: &(Held, Option<usize>)| of.0.code == held.code;
        if basis.mode == Mode::Incremental {
            match row.change {
                Change::Same if now.iter().any(same_code) => continue,
                Change::Ended => {
                    let end_on = row.end_on.or(Some(basis.list_date));
                    let mut found = false;
                    for (of, from) in now.iter_mut().filter(|(of, _)| of.code == held.code) {
                        found = true;
                        if of.end_on.is_none_or(|end| end_on.is_some_and(|ended| ended < end)) {
                            of.end_on = end_on;
                            *from = Some(at);
                        }
                    }
                    if found {
                        continue;
                    }
                    held.end_on = end_on;
                }
                // A row of this list says what holds now; one of an earlier list is over.
                Change::Given | Change::Changed | Change::Same => {
                    now.retain(|(of, from)| of.code != held.code || from.is_some() || *of == held);
                }
            }
        }
        if !now.iter().any(|(of, _)| *of == held) {
            now.push((held, Some(at)));
        }
    }
}

/// What a person's categories become: `codes` are those that the list touches, `entries` what all departments' lists say
/// of him from now on.
pub(super) fn categories_after(
    person: &Person,
    codes: &BTreeSet<String>,
    entries: &[(Held, String)],
    list_date: NaiveDate,
    today: NaiveDate,
) -> Vec<PersonCategory> {
    let mut after: Vec<PersonCategory> = Vec::new();
    for own in person.categories.iter().filter(|own| !codes.contains(&own.code)) {
        after.push(own.clone());
    }
    for code in codes {
        let said: Vec<&(Held, String)> = entries.iter().filter(|(held, _)| held.code == *code).collect();
        if let Some((held, source)) = best(&said, today) {
            // Days that mean nothing: it ended on the day on which it began.
            after.push(PersonCategory {
                code: code.clone(),
                grade: held.grade,
                subtype: held.subtype.clone(),
                designated_on: held.begin_on,
                designated_by: "in_area".to_owned(),
                ended_on: held.end_on,
                source: source.clone(),
            });
        } else if let Some(own) = person.categories.iter().find(|own| own.code == *code) {
            let ended_on = own.ended_on.map_or(list_date, |end| end.min(list_date));
            // What was to begin later never began.
            if own.designated_on.is_none_or(|begin| begin < ended_on) {
                after.push(PersonCategory { ended_on: Some(ended_on), ..own.clone() });
            }
        }
    }
    after.sort_by(|a, b| a.code.cmp(&b.code));
    after
}

/// Of several rows about one category the one that holds today, then the one without an end, the later, the graver.
fn best<'e>(said: &[&'e (Held, String)], today: NaiveDate) -> Option<&'e (Held, String)> {
    said.iter().copied().max_by_key(|(held, _)| {
        (
            held.is_active(today),
            held.end_on.is_none(),
            held.end_on,
            held.begin_on,
            held.grade.map(|grade| u8::MAX - grade),
        )
    })
}

/// True if two spellings are one name: width, spaces, the middle dot and the second spelling make no difference.
pub(super) fn is_same_name(person: &Person, name: &str) -> bool {
    let plain = |name: &str| -> String {
        cunshou_exchange::identity::normalise_name(name)
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '·')
            .flat_map(char::to_lowercase)
            .collect()
    };
    let name = plain(name);
    plain(&person.name) == name || person.name_alt.as_deref().is_some_and(|alt| plain(alt) == name)
}

/// The village that a list calls ours: the one that most of the rows of people of the book name. A list that names only
/// one village is all ours.
pub(super) fn own_village<'r>(
    rows: &'r [ListRow],
    village_name: &str,
    is_ours: impl Fn(&ListRow) -> bool,
) -> Option<&'r str> {
    let names: BTreeSet<&str> =
        rows.iter().map(|row| row.village.as_str()).filter(|name| !name.is_empty()).collect();
    if names.len() < 2 {
        return None;
    }
    let mut matched: HashMap<&str, usize> = HashMap::new();
    for row in rows.iter().filter(|row| !row.village.is_empty() && is_ours(row)) {
        *matched.entry(&row.village).or_default() += 1;
    }
    let named = names.iter().copied().find(|name| name.starts_with(village_name));
    named.or_else(|| matched.into_iter().max_by_key(|(name, count)| (*count, *name)).map(|(name, _)| name))
}
