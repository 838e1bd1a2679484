//! What a roster would change in the book.
//!
//! Invariant: every good row of the roster is new, known already, or bad against the book; nothing is written here.
//! Must not know: transactions, the journal.

use crate::error::Result;
use crate::household::{HEAD, Household, next_number, standing};
use crate::moment::Moment;
use crate::person::{Person, PersonEvent};
use crate::storage::Tx;
use cunshou_exchange::identity::{Sex, squeeze};
use cunshou_exchange::roster::{Roster, RosterRow};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Something to be said about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNote {
    /// 1-based row of the sheet; of a household its first row.
    pub row: u32,
    /// The name, or the number of a household.
    pub name: String,
    /// The stable word.
    pub code: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do, in a sentence.
    pub todo: String,
}

/// What a dry run says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The file.
    pub file_name: String,
    /// The sheet that was read; empty for a csv.
    pub sheet: String,
    /// Hidden sheets, which were not read.
    pub hidden_sheets: Vec<String>,
    /// Rows that stand for a person.
    pub people: u32,
    /// Households that the file names.
    pub households: u32,
    /// Good rows.
    pub good: u32,
    /// Good rows of people who are not in the book.
    pub new_people: u32,
    /// Good rows of people who are in the book already.
    pub known_people: u32,
    /// New households.
    pub new_households: u32,
    /// Rows that are held back.
    pub bad: Vec<RowNote>,
    /// Things to look at in rows that come in.
    pub warnings: Vec<RowNote>,
    /// Each header of the sheet and what it was taken for, in the words of our own lists.
    pub mapping: Vec<(String, Option<String>)>,
    /// When this very file came in, if it is in the book.
    pub already_imported_at: Option<String>,
}

#[derive(Deserialize)]
struct Texts {
    code: HashMap<String, Words>,
    residence: Residence,
}

#[derive(Deserialize)]
struct Words {
    message: String,
    todo: String,
}

/// How a list says that somebody lives elsewhere.
#[derive(Deserialize)]
struct Residence {
    headers: Vec<String>,
    elsewhere: Vec<String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/list.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A note in the words of `assets/text/list.toml`.
fn note(row: &RosterRow, code: &str, hh_no: &str) -> RowNote {
    let fill = |text: &str| text.replace("{hh_no}", hh_no);
    let (message, todo) =
        TEXTS.code.get(code).map(|words| (fill(&words.message), fill(&words.todo))).unwrap_or_default();
    RowNote { row: row.row, name: row.name.clone(), code: code.to_owned(), message, todo }
}

/// What a roster would change.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Households that are not in the book, with their members.
    pub(super) new: Vec<Household>,
    /// People who join a household of the book.
    pub(super) joining: Vec<(Household, Vec<Person>)>,
    /// Good rows of people who are in the book.
    pub(super) known: usize,
    /// Rows that the file or the book speaks against.
    pub(super) bad: Vec<RowNote>,
    /// Things to look at.
    pub(super) warnings: Vec<RowNote>,
}

impl Plan {
    pub(super) fn of(tx: &Tx<'_>, roster: &Roster, now: &Moment) -> Result<Self> {
        let mut plan = Self::default();
        plan.take_notes(roster);
        let mut numbers = tx.household_numbers()?;
        numbers.extend(roster.rows.iter().filter_map(|row| row.hh_no.clone()).collect::<HashSet<_>>());
        let mut places: HashMap<String, Place> = HashMap::new();
        for row in &roster.rows {
            if let Some(holder) = tx.certificate_holder(&row.certificate_type, &row.certno)? {
                if holder.name == row.name {
                    plan.known += 1;
                } else {
                    plan.bad.push(note(row, "duplicate_in_book", &holder.hh_no));
                }
                continue;
            }
            if let Some(birth) = row.birth
                && let Some(other) = tx.namesakes(&row.name, birth)?.into_iter().next()
            {
                plan.warnings.push(note(row, "same_name_in_book", &other.hh_no));
            }
            // A row without a household number is a household of its own.
            let hh_no = row.hh_no.clone().unwrap_or_else(|| {
                let next = next_number(&numbers);
                numbers.push(next.clone());
                next
            });
            let place = if let Some(place) = places.get(&hh_no) {
                *place
            } else {
                let place = plan.place(tx, &hh_no, row, now)?;
                places.insert(hh_no, place);
                place
            };
            plan.add(tx, place, row, now)?;
        }
        plan.bad.sort_by_key(|note| note.row);
        plan.warnings.sort_by_key(|note| note.row);
        Ok(plan)
    }

    fn take_notes(&mut self, roster: &Roster) {
        let said = |row, name: &str, code: cunshou_exchange::roster::RowCode, first_row| {
            let (message, todo) = code.words(first_row);
            RowNote { row, name: name.to_owned(), code: code.word().to_owned(), message, todo }
        };
        self.bad = roster.bad.iter().map(|bad| said(bad.row, &bad.name, bad.code, bad.first_row)).collect();
        self.warnings =
            roster.warnings.iter().map(|of| said(of.row, &of.name, of.code, of.first_row)).collect();
        self.warnings.extend(
            roster
                .household_warnings
                .iter()
                .map(|of| said(of.rows.first().copied().unwrap_or_default(), &of.household, of.code, None)),
        );
    }

    /// Where the people of a household number go.
    fn place(&mut self, tx: &Tx<'_>, hh_no: &str, row: &RosterRow, now: &Moment) -> Result<Place> {
        if let Some(household) = tx.household_by_no(hh_no)? {
            self.joining.push((household, Vec::new()));
            return Ok(Place::Joining(self.joining.len() - 1));
        }
        self.new.push(Household {
            household_id: now.id(),
            hh_no: hh_no.to_owned(),
            head_id: None,
            village_group: row.village_group.clone(),
            address: row.address.clone(),
            members: Vec::new(),
        });
        Ok(Place::New(self.new.len() - 1))
    }

    fn add(&mut self, tx: &Tx<'_>, place: Place, row: &RosterRow, now: &Moment) -> Result<()> {
        match place {
            Place::New(at) => {
                let household = &mut self.new[at];
                let member_no = u32::try_from(household.members.len()).unwrap_or(u32::MAX - 1) + 1;
                let person = person(row, household.household_id, member_no, now);
                if household.head_id.is_none() && person.relation == HEAD && person.is_present() {
                    household.head_id = Some(person.person_id);
                }
                household.members.push(person);
            }
            Place::Joining(at) => {
                let (household, members) = &mut self.joining[at];
                let member_no = match members.last() {
                    Some(last) => last.member_no,
                    None => tx.highest_member_no(household.household_id)?,
                } + 1;
                members.push(person(row, household.household_id, member_no, now));
            }
        }
        Ok(())
    }

    /// People who come in.
    pub(super) fn people(&self) -> usize {
        self.new.iter().map(|household| household.members.len()).sum::<usize>()
            + self.joining.iter().map(|(_, members)| members.len()).sum::<usize>()
    }

    /// Households that they live in.
    pub(super) fn households(&self) -> usize {
        self.new.len() + self.joining.len()
    }

    pub(super) fn preview(
        self,
        roster: &Roster,
        file_name: &str,
        already_imported_at: Option<String>,
    ) -> Preview {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Preview {
            file_name: file_name.to_owned(),
            sheet: roster.sheets.join("、"),
            hidden_sheets: roster.hidden_sheets.clone(),
            people: count(roster.people()),
            households: count(roster.households),
            good: count(roster.rows.len()),
            new_people: count(self.people()),
            known_people: count(self.known),
            new_households: count(self.new.len()),
            mapping: roster
                .mapping
                .iter()
                .map(|(header, field)| (header.clone(), field.map(|field| field.header().to_owned())))
                .collect(),
            bad: self.bad,
            warnings: self.warnings,
            already_imported_at,
        }
    }
}

/// Where the people of a household number go: the place in [`Plan::new`] or in [`Plan::joining`].
#[derive(Debug, Clone, Copy)]
enum Place {
    New(usize),
    Joining(usize),
}

/// The person that a good row stands for. Whoever is on the village's roster has his household registration here.
fn person(row: &RosterRow, household_id: Uuid, member_no: u32, now: &Moment) -> Person {
    let events: Vec<PersonEvent> = row
        .deceased_on
        .into_iter()
        .map(|happened_on| PersonEvent {
            event_type: "death".to_owned(),
            happened_on,
            continuous_months: None,
        })
        .collect();
    Person {
        person_id: now.id(),
        household_id,
        member_no,
        name: row.name.clone(),
        name_alt: row.name_alt.clone(),
        certificate_type: row.certificate_type.clone(),
        certno: row.certno.clone(),
        sex: row.sex.map_or("0", Sex::code).to_owned(),
        birth: row.birth,
        nation: row.nation_code.clone().unwrap_or_default(),
        relation: row
            .relation_code
            .clone()
            .map_or_else(String::new, |code| if code == "01" { HEAD.to_owned() } else { code }),
        hukou: Some("in_area".to_owned()),
        residence: Some(if lives_elsewhere(row) { "elsewhere" } else { "in_area" }.to_owned()),
        phone: row.phone.clone(),
        remarks: row.remarks.clone(),
        insurance_current: "none".to_owned(),
        previous_year: None,
        migrant_worker: None,
        student: None,
        standing: standing(&events),
        categories: Vec::new(),
        events,
    }
}

/// True if a column of the list says that somebody does not live here.
fn lives_elsewhere(row: &RosterRow) -> bool {
    let Residence { headers, elsewhere } = &TEXTS.residence;
    row.aside
        .iter()
        .any(|(header, text)| headers.contains(&squeeze(header)) && elsewhere.contains(&squeeze(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_lists_are_whole() {
        for code in ["duplicate_in_book", "same_name_in_book"] {
            let words = &TEXTS.code[code];
            assert!(words.message.contains("{hh_no}") && !words.todo.is_empty(), "{code}");
        }
        assert!(!TEXTS.residence.headers.is_empty());
    }
}
