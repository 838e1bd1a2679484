//! What a roster would change in the book.
//!
//! Invariant: every good row of the roster is new, known already, or bad against the book; nothing is written here.
//! Must not know: transactions, the journal.

use super::reading::{OnProgress, ROWS_A_WORD, Step, say};
use super::roster::ReadRoster;
use crate::codes;
use crate::error::Result;
use crate::household::{HEAD, Household, field_label, next_number, standing};
use crate::moment::Moment;
use crate::person::{Person, PersonEvent};
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::identity::{BIRTH_CERTIFICATE_CODE, CertificateKind, Sex, squeeze};
use cunshou_exchange::roster::{COLUMNS, Roster, RosterRow};
use cunshou_exchange::table::Origin;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Something to be said about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNote {
    /// 1-based row of the sheet; of a household its first row.
    pub row: u32,
    /// Its sheet, where several were read; else empty.
    pub sheet: String,
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
    /// Where its rows come from.
    pub origin: Origin<String>,
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
    /// People of the book who are here and not on the list: only if the list speaks of people of the book at all.
    pub not_on_list: u32,
    /// Rows that are held back.
    pub bad: Vec<RowNote>,
    /// Things to look at in rows that come in.
    pub warnings: Vec<RowNote>,
    /// Where the list says something else than the book about people who are in it.
    pub differences: Vec<Difference>,
    /// When this very file came in, if it is in the book.
    pub already_imported_at: Option<String>,
    /// Another file that brought most of these people.
    pub similar_to: Option<Similar>,
}

/// A file that came in before with most of the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Its name.
    pub file_name: String,
    /// When it came in.
    pub at: String,
    /// How many of the list's people it brought.
    pub people: u32,
}

/// A fact of somebody of the book of which a list says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it stands in the list.
    pub row: u32,
    /// Its sheet, where several were read.
    pub sheet: String,
    /// Whom it concerns; the head where it concerns the household.
    pub name: String,
    /// His household in the book.
    pub hh_no: String,
    /// What differs, as the clerk calls it.
    pub field: &'static str,
    /// What the book says.
    pub before: String,
    /// What the list says.
    pub after: String,
    /// It can be taken over from the list; else it is an act of household life, which is done there.
    pub can_apply: bool,
}

#[derive(Deserialize)]
struct Texts {
    code: HashMap<String, Words>,
    kind: HashMap<String, String>,
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

/// What the clerk calls a kind of list.
pub(super) fn kind_label(word: &str) -> &'static str {
    TEXTS.kind.get(word).map_or("", String::as_str)
}

/// A note in the words of `assets/text/list.toml`.
fn note(roster: &Roster, row: &RosterRow, code: &str, hh_no: &str) -> RowNote {
    let fill = |text: &str| text.replace("{hh_no}", hh_no);
    let (message, todo) =
        TEXTS.code.get(code).map(|words| (fill(&words.message), fill(&words.todo))).unwrap_or_default();
    let sheet = roster.origin.sheet_name(row.sheet).to_owned();
    RowNote { row: row.row, sheet, name: row.name.clone(), code: code.to_owned(), message, todo }
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
    /// Where the list and the book differ.
    pub(super) differences: Vec<Difference>,
    /// What would be taken over of them, if the clerk says so.
    pub(super) updates: Vec<Update>,
    /// The rows that the file itself speaks against: a later list may have them right.
    pub(super) held_back: Vec<HeldBack>,
    not_on_list: usize,
    /// How many of the known each import brought.
    brought_by: HashMap<Uuid, usize>,
}

/// A row that was held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeldBack {
    pub(super) row: u32,
    pub(super) name: String,
    pub(super) id_written: String,
    pub(super) code: &'static str,
}

/// Something that a list changes about somebody, or a household, of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Update {
    Phone(Uuid, String),
    Relation(Uuid, String),
    Name(Uuid, String),
    Certificate(Uuid, Box<RosterRow>),
    Address(Uuid, String),
    VillageGroup(Uuid, String),
}

/// More of what stands for a number is not kept.
const MOST_ID_CHARS: usize = 40;

impl Plan {
    pub(super) fn of(tx: &Tx<'_>, roster: &Roster, now: &Moment, watch: OnProgress<'_>) -> Result<Self> {
        let mut plan = Self::default();
        plan.take_notes(roster);
        let known = Known::new(tx.known_people()?);
        let mut numbers = tx.household_numbers()?;
        numbers.extend(roster.rows.iter().filter_map(|row| row.hh_no.clone()).collect::<HashSet<_>>());
        let mut places: HashMap<String, Place> = HashMap::new();
        let mut seen: HashSet<Uuid> = HashSet::new();
        let mut compared: HashSet<Uuid> = HashSet::new();
        for (at, row) in roster.rows.iter().enumerate() {
            if at % ROWS_A_WORD == 0 {
                say(watch, Step::Checking, at, roster.rows.len())?;
            }
            let holder = known.holder(row).or_else(|| known.newborn(row));
            if let Some(holder) = holder {
                if !same_person(holder, row) {
                    plan.bad.push(note(roster, row, "duplicate_in_book", &holder.hh_no));
                    continue;
                }
                plan.known += 1;
                if let Some(import_id) = holder.import_id {
                    *plan.brought_by.entry(import_id).or_default() += 1;
                }
                if seen.insert(holder.person_id) {
                    let is_first = compared.insert(holder.household_id);
                    plan.compare(roster, row, holder, is_first);
                }
                continue;
            }
            if let Some(other) = known.namesake(row) {
                plan.warnings.push(note(roster, row, "same_name_in_book", &other.hh_no));
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
        if plan.known > 0 {
            plan.not_on_list = known.present().filter(|person| !seen.contains(person)).count();
        }
        plan.bad.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
        plan.warnings.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
        Ok(plan)
    }

    /// What the list says otherwise about somebody of the book. What it leaves empty, it does not say.
    fn compare(&mut self, roster: &Roster, row: &RosterRow, holder: &KnownPerson, is_first: bool) {
        let mut differ = |field: &'static str, before: &str, after: &str, update: Option<Update>| {
            self.differences.push(Difference {
                row: row.row,
                sheet: roster.origin.sheet_name(row.sheet).to_owned(),
                name: holder.name.clone(),
                hh_no: holder.hh_no.clone(),
                field: field_label(field),
                before: before.to_owned(),
                after: after.to_owned(),
                can_apply: update.is_some(),
            });
            self.updates.extend(update);
        };
        let person = holder.person_id;
        if holder.name != row.name && holder.name_alt.as_deref() != Some(&row.name) {
            differ("name", &holder.name, &row.name, Some(Update::Name(person, row.name.clone())));
        }
        if holder.certno != row.certno && !holder.is_former {
            let update = Update::Certificate(person, Box::new(row.clone()));
            let masked = |number: &str| cunshou_exchange::identity::mask(number);
            differ("certno", &masked(&holder.certno), &masked(&row.certno), Some(update));
        }
        if !row.phone.is_empty() && holder.phone != row.phone {
            differ("phone", &holder.phone, &row.phone, Some(Update::Phone(person, row.phone.clone())));
        }
        if let Some(relation) =
            row.relation_code.as_deref().map(|code| if code == "01" { HEAD } else { code })
            && holder.relation != relation
        {
            // Who is the head is decided in the household, with its paper.
            let is_plain = holder.relation != HEAD && relation != HEAD;
            let label = |code: &str| {
                codes::relations()
                    .iter()
                    .find(|item| item.code == code)
                    .map_or_else(String::new, |item| item.label.to_owned())
            };
            let update = is_plain.then(|| Update::Relation(person, relation.to_owned()));
            differ("relation", &label(&holder.relation), &row.relation_word, update);
        }
        if let Some(hh_no) = row.hh_no.as_deref().filter(|hh_no| *hh_no != holder.hh_no) {
            differ("hh_no", &holder.hh_no, hh_no, None);
        }
        if let Some(died) = row.deceased_on.filter(|_| holder.is_present) {
            differ("standing", "", &died.to_string(), None);
        }
        if !is_first || row.hh_no.as_deref().is_some_and(|hh_no| hh_no != holder.hh_no) {
            return;
        }
        let household = holder.household_id;
        if !row.address.is_empty() && holder.address != row.address {
            let update = Update::Address(household, row.address.clone());
            differ("address", &holder.address, &row.address, Some(update));
        }
        if !row.village_group.is_empty() && holder.village_group != row.village_group {
            let update = Update::VillageGroup(household, row.village_group.clone());
            differ("village_group", &holder.village_group, &row.village_group, Some(update));
        }
    }

    fn take_notes(&mut self, roster: &Roster) {
        let said = |sheet, row, name: &str, code: cunshou_exchange::roster::RowCode, first_row| {
            let (message, todo) = code.words(first_row);
            let sheet = roster.origin.sheet_name(sheet).to_owned();
            RowNote { row, sheet, name: name.to_owned(), code: code.word().to_owned(), message, todo }
        };
        self.bad = roster
            .bad
            .iter()
            .map(|bad| said(bad.sheet, bad.row, &bad.name, bad.code, bad.first_row))
            .collect();
        self.held_back = roster
            .bad
            .iter()
            .map(|bad| HeldBack {
                row: bad.row,
                name: bad.name.clone(),
                id_written: bad.id_as_written.chars().take(MOST_ID_CHARS).collect(),
                code: bad.code.word(),
            })
            .collect();
        self.warnings = roster
            .warnings
            .iter()
            .map(|of| said(of.sheet, of.row, &of.name, of.code, of.first_row))
            .collect();
        self.warnings.extend(roster.household_warnings.iter().map(|of| {
            said(of.sheet, of.rows.first().copied().unwrap_or_default(), &of.household, of.code, None)
        }));
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

    /// The import that brought most of the list's people, if it is nearly the same list.
    fn similar(&self, roster: &Roster) -> Option<(Uuid, usize)> {
        let (import_id, people) = self.brought_by.iter().max_by_key(|(_, people)| **people)?;
        (*people * 10 >= roster.rows.len() * 8).then_some((*import_id, *people))
    }

    /// What a dry run says; what is said of rows goes out of the plan.
    pub(super) fn preview(&mut self, tx: &Tx<'_>, read: &ReadRoster) -> Result<Preview> {
        let ReadRoster { roster, file_name, file_sha256, .. } = read;
        let already_imported_at = tx.import_of(file_sha256)?.map(|import| import.at);
        let similar_to = match self.similar(roster).filter(|_| already_imported_at.is_none()) {
            None => None,
            Some((import_id, people)) => tx
                .imports()?
                .into_iter()
                .find(|import| import.import_id == import_id)
                .map(|import| Similar { file_name: import.file_name, at: import.at, people: count(people) }),
        };
        Ok(Preview {
            file_name: file_name.clone(),
            origin: roster.origin.in_words(&COLUMNS),
            people: count(roster.people()),
            households: count(roster.households),
            good: count(roster.rows.len()),
            new_people: count(self.people()),
            known_people: count(self.known),
            new_households: count(self.new.len()),
            not_on_list: count(self.not_on_list),
            bad: std::mem::take(&mut self.bad),
            warnings: std::mem::take(&mut self.warnings),
            differences: std::mem::take(&mut self.differences),
            already_imported_at,
            similar_to,
        })
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Somebody of the book, as far as a list speaks of him.
#[derive(Debug, Clone)]
pub(super) struct KnownPerson {
    pub(super) person_id: Uuid,
    pub(super) household_id: Uuid,
    pub(super) hh_no: String,
    pub(super) village_group: String,
    pub(super) address: String,
    pub(super) name: String,
    pub(super) name_alt: Option<String>,
    pub(super) certificate_type: String,
    pub(super) certno: String,
    pub(super) birth: Option<NaiveDate>,
    pub(super) relation: String,
    pub(super) phone: String,
    pub(super) is_present: bool,
    pub(super) import_id: Option<Uuid>,
    /// The number is one that he had before.
    pub(super) is_former: bool,
}

/// Everybody of the book, by number and by name and birth date.
struct Known {
    people: Vec<KnownPerson>,
    by_number: HashMap<(String, String), usize>,
    by_birth: HashMap<(String, NaiveDate), Vec<usize>>,
}

impl Known {
    fn new(people: Vec<KnownPerson>) -> Self {
        let mut by_number = HashMap::with_capacity(people.len());
        let mut by_birth: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, person) in people.iter().enumerate() {
            if !person.certno.is_empty() {
                by_number.entry((person.certificate_type.clone(), person.certno.clone())).or_insert(at);
            }
            if let Some(birth) = person.birth {
                by_birth.entry((person.name.clone(), birth)).or_default().push(at);
            }
        }
        Self { people, by_number, by_birth }
    }

    /// Who has the number of a row.
    fn holder(&self, row: &RosterRow) -> Option<&KnownPerson> {
        if self.people.is_empty() {
            return None;
        }
        let key = (row.certificate_type.clone(), row.certno.clone());
        self.by_number.get(&key).map(|at| &self.people[*at])
    }

    fn namesakes(&self, row: &RosterRow) -> impl Iterator<Item = &KnownPerson> {
        let found = row
            .birth
            .filter(|_| !self.people.is_empty())
            .and_then(|birth| self.by_birth.get(&(row.name.clone(), birth)));
        found.into_iter().flatten().map(|at| &self.people[*at])
    }

    /// Somebody else with the same name and birth date.
    fn namesake(&self, row: &RosterRow) -> Option<&KnownPerson> {
        self.namesakes(row).next()
    }

    /// A child that is in the book by its birth certificate, and has its ID number now.
    fn newborn(&self, row: &RosterRow) -> Option<&KnownPerson> {
        let is_resident = row.certificate_kind == CertificateKind::ResidentId;
        self.namesakes(row)
            .filter(|_| is_resident)
            .find(|other| other.certificate_type == BIRTH_CERTIFICATE_CODE && !other.is_former)
    }

    fn present(&self) -> impl Iterator<Item = Uuid> {
        let people: HashSet<Uuid> = self
            .people
            .iter()
            .filter(|person| person.is_present && !person.is_former)
            .map(|person| person.person_id)
            .collect();
        people.into_iter()
    }
}

/// The same number, and a name that can be the same person's: as in the book, its second spelling, or the same surname
/// with no more than one other character. Anything else is somebody else's number.
fn same_person(holder: &KnownPerson, row: &RosterRow) -> bool {
    let names = std::iter::once(&holder.name).chain(&holder.name_alt).chain(&row.name_alt);
    if names.into_iter().any(|name| *name == row.name) || row.name_alt.as_ref() == Some(&holder.name) {
        return true;
    }
    let (ours, theirs): (Vec<char>, Vec<char>) = (holder.name.chars().collect(), row.name.chars().collect());
    let others = ours.iter().zip(&theirs).filter(|(a, b)| a != b).count();
    ours.len() == theirs.len() && ours.len() > 1 && ours.first() == theirs.first() && others <= 1
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
        for kind in crate::list::ListKind::ALL {
            assert!(!kind.label().is_empty(), "{kind:?}");
            assert_eq!(kind.word().parse(), Ok(kind));
        }
    }
}
