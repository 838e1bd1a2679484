//! 走访表: the list for a round from door to door, and its quick entry afterwards.
//!
//! Invariant: a row's short number means the same person for ever, whatever became of him since the list was printed;
//! everyone who had not paid when it was made stands on it. An entry is a visit; entering a row again corrects it.

use super::list::{CadreFilter, CanvassRow, ListFilter, chosen, walking_key};
use super::{Answer, Visit, VisitInput};
use crate::book::Book;
use crate::codes::{self, EnrolmentState};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows on a page of a round.
const ROUND_PAGE: u32 = 100;
/// As many rows of a round can be entered in one act.
pub const ROWS_AT_ONCE: usize = 50;
/// Rounds that are offered for printing and entry.
const NEWEST_ROUNDS: u32 = 30;

/// A list for a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its number, as it stands on the paper.
    pub round_no: u32,
    /// The year of cover.
    pub levy_year: i32,
    /// Whom it is for: a group, a cadre, the village.
    pub title: String,
    /// The cadre who goes; empty if nobody is named.
    pub visitor: String,
    /// How many more there were who are recorded as refusing and do not stand on it.
    pub left_out: u32,
    /// Its rows.
    pub rows: u32,
    /// How many of them were entered.
    pub entered: u32,
    /// When it was made (RFC 3339).
    pub at: String,
    /// Who made it.
    pub user: String,
}

/// One row of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundRow {
    /// Its short number.
    pub row_no: u32,
    /// The person as he stands today; `None` if he is not in the book any more.
    pub person: Option<CanvassRow>,
    /// What was entered.
    pub entered: Option<Entered>,
}

/// What was entered for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The visit.
    pub visit_no: u32,
    /// A code of [`codes::canvass_outcomes`].
    pub outcome: String,
    /// The day.
    pub visited_on: NaiveDate,
    /// When to come again.
    pub next_on: Option<NaiveDate>,
}

/// A page of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundPage {
    /// The list.
    pub round: Round,
    /// Its rows from `first_row` on, at most a hundred.
    pub rows: Vec<RoundRow>,
}

/// What was written beside some rows of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundEntry {
    /// The list.
    pub round_no: u32,
    /// The short numbers.
    pub rows: Vec<u32>,
    /// A code of [`codes::canvass_outcomes`], or its key.
    pub outcome: String,
    /// The day of the visit.
    pub visited_on: NaiveDate,
    /// Who went; empty = the cadre of the list, else who has the book open.
    pub visitor: String,
    /// A code of [`codes::canvass_ways`].
    pub way: String,
    /// In his words.
    pub note: String,
    /// When to come again.
    pub next_on: Option<NaiveDate>,
    /// True if a row that was entered before is put right by this.
    pub replace: bool,
}

/// The short numbers in a text: `12`, `12-14`, `3,5 8-10`. Pure.
///
/// # Errors
/// [`Error::BadRows`] if it is no such text, [`Error::TooManyRows`] beyond [`ROWS_AT_ONCE`].
pub fn parse_rows(text: &str) -> Result<Vec<u32>> {
    let bad = || Error::BadRows { text: text.chars().take(40).collect() };
    let plain: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '－' | '–' | '—' | '~' | '～' | '至' | '到' => '-',
            '，' | '、' | ',' | ';' | '；' => ' ',
            c => c,
        })
        .collect();
    let mut rows = Vec::new();
    for part in plain.split_whitespace() {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.parse::<u32>().ok().filter(|row| *row >= 1);
        let (first, last) = (number(first).ok_or_else(bad)?, number(last).ok_or_else(bad)?);
        if last < first {
            return Err(bad());
        }
        if (last - first) as usize >= ROWS_AT_ONCE {
            return Err(Error::TooManyRows { most: ROWS_AT_ONCE });
        }
        rows.extend(first..=last);
    }
    rows.sort_unstable();
    rows.dedup();
    match rows.len() {
        0 => Err(bad()),
        many if many > ROWS_AT_ONCE => Err(Error::TooManyRows { most: ROWS_AT_ONCE }),
        _ => Ok(rows),
    }
}

impl Book {
    /// Makes the list for a round: everyone of a group or of a cadre (or of the village) who has not paid.
    ///
    /// # Errors
    /// [`Error::NobodyToVisit`] if all have paid, are excused or recorded as refusing.
    pub fn make_round(&mut self, filter: &ListFilter, now: &Moment) -> Result<Round> {
        let round_no = self.transact(now, |tx, acting| {
            let levy_year = crate::book::in_force(acting.policies, now.on())?.levy_year;
            let everyone = ListFilter { due_only: false, with_refused: true, ..filter.clone() };
            let all = chosen(tx.canvass_rows(levy_year, None, now.on())?, &everyone);
            let found = all.len();
            // Who was to be visited by now is picked by the household, before the refusing are left out.
            let mut rows = chosen(all, &ListFilter { with_refused: filter.with_refused, ..filter.clone() });
            if rows.is_empty() {
                return Err(Error::NobodyToVisit {});
            }
            rows.sort_by_cached_key(walking_key);
            let left_out = if filter.due_only { 0 } else { found - rows.len() };
            let cadre = match filter.cadre {
                CadreFilter::Of(id) => tx.cadres()?.into_iter().find(|cadre| cadre.cadre_id == id),
                _ => None,
            };
            let of_group = |group: &String| {
                tx.cadres().map(|all| {
                    all.into_iter().find(|cadre| cadre.groups.contains(group)).map(|cadre| cadre.name)
                })
            };
            let visitor = match (&cadre, &filter.village_group) {
                (Some(cadre), _) => cadre.name.clone(),
                (None, Some(group)) => of_group(group)?.unwrap_or_default(),
                (None, None) => String::new(),
            };
            let title = [filter.village_group.clone(), cadre.map(|cadre| cadre.name)];
            let title =
                title.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            let round_no = tx.insert_round(acting, levy_year, &title, &visitor, left_out)?;
            for (row_no, row) in (1_u32..).zip(&rows) {
                tx.insert_round_row(round_no, row_no, row.household_id, row.person_id)?;
            }
            tx.audit(acting, "canvass_round", &format!("{round_no}: {title} {}", rows.len()))?;
            Ok(round_no)
        })?;
        self.round(round_no)
    }

    /// The newest lists.
    pub fn rounds(&self) -> Result<Vec<Round>> {
        self.read(|tx| tx.rounds(None, NEWEST_ROUNDS))
    }

    /// A list by its number.
    pub fn round(&self, round_no: u32) -> Result<Round> {
        self.read(|tx| tx.round(round_no))
    }

    /// The rows of a list from a row on, at most a hundred.
    pub fn round_page(&self, round_no: u32, first_row: u32, on: NaiveDate) -> Result<RoundPage> {
        self.read(|tx| {
            let round = tx.round(round_no)?;
            Ok(RoundPage { rows: tx.round_rows(&round, first_row.max(1), ROUND_PAGE, on)?, round })
        })
    }

    /// All rows of a list, for its paper.
    pub(crate) fn round_whole(&self, round_no: u32, on: NaiveDate) -> Result<RoundPage> {
        self.read(|tx| {
            let round = tx.round(round_no)?;
            Ok(RoundPage { rows: tx.round_rows(&round, 1, u32::MAX, on)?, round })
        })
    }

    /// Enters what was written beside some rows: one visit a household. All of them, or none.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`]; [`Error::RowEntered`] if one was entered before and `replace` does not say that this puts it
    /// right; whatever is wrong with the visit.
    pub fn enter_round(&mut self, entry: &RoundEntry, now: &Moment) -> Result<Vec<RoundRow>> {
        let outcome = codes::canvass_outcomes()
            .iter()
            .find(|outcome| outcome.code == entry.outcome || outcome.key == entry.outcome)
            .or_not_found(|| Error::UnknownCode {
                field: crate::household::field_label("outcome"),
                code_given: entry.outcome.clone(),
            })?;
        self.transact(now, |tx, acting| {
            let round = tx.round(entry.round_no)?;
            let rows = tx.round_rows(&round, 1, u32::MAX, now.on())?;
            let mut households: BTreeMap<Uuid, Vec<&CanvassRow>> = BTreeMap::new();
            let mut corrected: BTreeMap<u32, Vec<Uuid>> = BTreeMap::new();
            for row_no in &entry.rows {
                let no_such = || Error::NoSuchRow { row_no: *row_no, round_no: round.round_no };
                let row = rows.iter().find(|row| row.row_no == *row_no).or_not_found(no_such)?;
                let person = row.person.as_ref().or_not_found(no_such)?;
                match &row.entered {
                    // Two rows of the list may be one person by now.
                    None => {
                        let people = households.entry(person.household_id).or_default();
                        if people.iter().all(|other| other.person_id != person.person_id) {
                            people.push(person);
                        }
                    }
                    Some(old) if entry.replace => {
                        let people = corrected.entry(old.visit_no).or_default();
                        if !people.contains(&person.person_id) {
                            people.push(person.person_id);
                        }
                    }
                    Some(old) => {
                        return Err(Error::RowEntered {
                            row_no: *row_no,
                            name: person.name.clone(),
                            outcome: codes::canvass_outcome(&old.outcome)
                                .map_or_else(|| old.outcome.clone(), |known| known.label.to_owned()),
                        });
                    }
                }
            }
            let visitor = if entry.visitor.trim().is_empty() { &round.visitor } else { &entry.visitor };
            let visit = |household_id, answers, corrects| VisitInput {
                household_id,
                visited_on: entry.visited_on,
                visitor: visitor.clone(),
                way: entry.way.clone(),
                met: String::new(),
                note: entry.note.clone(),
                next_on: entry.next_on,
                answers,
                warned: false,
                signature: None,
                mark_refused: false,
                corrects,
            };
            let answer = |person_id| Answer { person_id, outcome: outcome.code.to_owned() };
            for (household_id, people) in households {
                let answers = people.iter().map(|person| answer(person.person_id)).collect();
                tx.record_visit(acting, &visit(household_id, answers, None), Some(round.round_no))?;
            }
            for (visit_no, people) in corrected {
                tx.correct_entry(acting, visit_no, &people, &visit, &answer, round.round_no)?;
            }
            let after = tx.round_rows(&round, 1, u32::MAX, now.on())?;
            Ok(after.into_iter().filter(|row| entry.rows.contains(&row.row_no)).collect())
        })
    }
}

impl Tx<'_> {
    /// Puts an entry right for some of the people whom it names; for the others it stays as it was, in a row of its own.
    fn correct_entry(
        &self,
        acting: &crate::book::Acting<'_>,
        visit_no: u32,
        people: &[Uuid],
        visit: &impl Fn(Uuid, Vec<Answer>, Option<u32>) -> VisitInput,
        answer: &impl Fn(Uuid) -> Answer,
        round_no: u32,
    ) -> Result<()> {
        let old = self.visit(visit_no)?.or_not_found(|| Error::NoSuchVisit { visit_no })?;
        let answers = people.iter().copied().map(answer).collect();
        self.record_visit(acting, &visit(old.household_id, answers, Some(visit_no)), Some(round_no))?;
        let others: Vec<Answer> = old
            .answers
            .iter()
            .filter(|other| !people.contains(&other.person_id))
            .map(|other| Answer { person_id: other.person_id, outcome: other.outcome.clone() })
            .collect();
        if others.is_empty() {
            return Ok(());
        }
        let Visit { household_id, visited_on, visitor, way, met, note, next_on, signature, marked, .. } = old;
        let refuses = others.iter().any(|other| other.outcome == super::REFUSED);
        let rest = VisitInput {
            household_id,
            visited_on,
            visitor,
            way,
            met,
            note,
            next_on,
            answers: others,
            warned: refuses && old.warned.is_some(),
            signature: signature.filter(|_| refuses),
            mark_refused: refuses && marked,
            corrects: None,
        };
        self.record_visit(acting, &rest, Some(round_no))?;
        Ok(())
    }

    fn round(&self, round_no: u32) -> Result<Round> {
        self.rounds(Some(round_no), 1)?.pop().or_not_found(|| Error::NoSuchRound { round_no })
    }

    fn round_rows(&self, round: &Round, first_row: u32, most: u32, on: NaiveDate) -> Result<Vec<RoundRow>> {
        let stored = self.stored_round_rows(round.round_no, first_row, most)?;
        let ids: Vec<Uuid> = stored.iter().map(|(_, person_id)| *person_id).collect();
        let people: BTreeMap<Uuid, CanvassRow> = self
            .canvass_rows(round.levy_year, Some(&ids), on)?
            .into_iter()
            .map(|person| (person.person_id, person))
            .collect();
        let entered = self.round_entries(round.round_no)?;
        Ok(stored
            .into_iter()
            .map(|(row_no, person_id)| RoundRow {
                row_no,
                person: people.get(&person_id).cloned(),
                entered: entered.get(&person_id).cloned(),
            })
            .collect())
    }
}

impl RoundRow {
    /// True if there is no need to go there any more: he has paid since, is excused, or has left.
    pub fn is_done(&self) -> bool {
        self.person.as_ref().is_none_or(|person| {
            !person.is_present || !matches!(person.state, EnrolmentState::Unpaid | EnrolmentState::Refused)
        })
    }
}
