//! The people as a table: one row a person, filtered, sorted, a page at a time; and the same as a workbook.
//!
//! Invariant: a page has at most [`PEOPLE_PAGE`] rows, in an order that is the same for the same book and filter; numbers
//! are masked and categories hidden unless it is recorded that they were shown. Must not know: sums, the notice.

use super::{PersonCategory, Standing, pinyin, search_words};
use crate::book::{Acting, Book};
use crate::canvass::{Whereabouts, WhereaboutsFilter};
use crate::codes::{self, EnrolmentState};
use crate::enrolment::State;
use crate::error::{Error, Result};
use crate::household::{Index, IndexedHousehold, IndexedPerson, Sought, natural_key};
use crate::moment::Moment;
use crate::progress::PeopleCount;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::{identity, people};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows on a page.
pub const PEOPLE_PAGE: u32 = 100;

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Group, household number, member number: as the roster stands.
    #[default]
    Roster,
    /// Household number.
    HouseholdNo,
    /// Name, by its pinyin.
    Name,
    /// Age.
    Age,
    /// State in the levy year.
    State,
    /// Relation to the head.
    Relation,
    /// Phone.
    Phone,
    /// Whether he holds a category.
    Category,
}

impl SortBy {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Roster, "roster"),
        (Self::HouseholdNo, "hh_no"),
        (Self::Name, "name"),
        (Self::Age, "age"),
        (Self::State, "state"),
        (Self::Relation, "relation"),
        (Self::Phone, "phone"),
        (Self::Category, "category"),
    ];
}

impl std::str::FromStr for SortBy {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(sort, _)| sort).ok_or(())
    }
}

/// Who is wanted. Nothing set = everybody who is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Words that must all fit the person.
    pub text: String,
    /// 村民组; empty text = those without a group.
    pub village_group: Option<String>,
    /// State in the levy year.
    pub state: Option<EnrolmentState>,
    /// Holds some category today, or none.
    pub has_category: Option<bool>,
    /// Holds this category today; only where it is recorded.
    pub category: Option<String>,
    /// Full years, at least.
    pub age_from: Option<u32>,
    /// Full years, at most.
    pub age_to: Option<u32>,
    /// `None` = those who are here; [`PeopleFilter::everyone`] for all.
    pub standing: Option<Standing>,
    /// Dead and moved people too.
    pub everyone: bool,
    /// Works away from home, or does not.
    pub migrant_worker: Option<bool>,
    /// Only heads of households.
    pub heads_only: bool,
    /// By where he is, as far as the village knows.
    pub whereabouts: Option<WhereaboutsFilter>,
}

impl PeopleFilter {
    /// The filter in words, without anybody's data and without the category.
    fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if !self.text.trim().is_empty() {
            words.push("text".to_owned());
        }
        words.extend(self.village_group.iter().map(|group| format!("group={group}")));
        words.extend(self.state.iter().map(|state| format!("state={}", state.word())));
        words.extend(self.has_category.iter().map(|has| format!("has_category={has}")));
        words.extend(self.category.iter().map(|_| "category".to_owned()));
        words.extend(self.age_from.iter().map(|age| format!("age>={age}")));
        words.extend(self.age_to.iter().map(|age| format!("age<={age}")));
        words.extend(self.standing.iter().map(|standing| format!("standing={}", standing.word())));
        words.extend(self.everyone.then(|| "everyone".to_owned()));
        words.extend(self.migrant_worker.iter().map(|away| format!("migrant_worker={away}")));
        words.extend(self.heads_only.then(|| "heads".to_owned()));
        words.extend(self.whereabouts.iter().map(|there| format!("whereabouts={}", there.word())));
        words.join(" ")
    }
}

/// A person in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub person_id: Uuid,
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// 村民组.
    pub village_group: String,
    /// Its address.
    pub address: String,
    /// His number in it.
    pub member_no: u32,
    /// His name.
    pub name: String,
    /// A code of the certificates' table.
    pub certificate_type: String,
    /// The number, masked.
    pub certno_masked: String,
    /// GB/T 2261.1.
    pub sex: String,
    /// Full years.
    pub age: Option<u32>,
    /// GB/T 4761.
    pub relation: String,
    /// True for the head.
    pub is_head: bool,
    /// Phone.
    pub phone: String,
    /// Holds a category today: no more is said unless it is recorded.
    pub has_category: bool,
    /// The categories, where it is recorded that they were shown.
    pub categories: Vec<PersonCategory>,
    /// State in the levy year.
    pub state: EnrolmentState,
    /// Present, dead or moved away.
    pub standing: Standing,
    /// Where he is, in words; empty if nobody knows, and unless it was asked for.
    pub whereabouts: String,
}

/// A page of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeoplePage {
    /// The people of this page.
    pub rows: Vec<PersonRow>,
    /// All that fit.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if nobody fits.
    pub pages: u32,
    /// All that fit, by state.
    pub by_state: PeopleCount,
    /// The groups to choose from, in their order.
    pub groups: Vec<String>,
}

/// The filtered table as a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleExport {
    /// xlsx.
    pub workbook: Vec<u8>,
    /// People in it.
    pub people: u32,
}

/// Someone who fits, with what he is sorted by.
struct Fit<'i> {
    household: &'i IndexedHousehold,
    person: &'i IndexedPerson,
    state: EnrolmentState,
    whereabouts: Option<Whereabouts>,
}

impl Book {
    /// A page of the people that fit, with their states in a levy year and their ages on a day.
    ///
    /// # Errors
    /// [`Error::CategoryHidden`] if it is filtered by a category: that wants [`Book::reveal_people`].
    pub fn people(
        &self,
        filter: &PeopleFilter,
        (sort, descending): (SortBy, bool),
        page: u32,
        levy_year: i32,
        on: NaiveDate,
    ) -> Result<PeoplePage> {
        if filter.category.is_some() {
            return Err(Error::CategoryHidden {});
        }
        self.look(|tx, index| people_page(tx, index, filter, (sort, descending), page, levy_year, on))
    }

    /// The same with the categories of the people on the page; that they were shown is recorded.
    pub fn reveal_people(
        &mut self,
        filter: &PeopleFilter,
        sort: (SortBy, bool),
        page: u32,
        levy_year: i32,
        now: &Moment,
    ) -> Result<PeoplePage> {
        let on = now.on();
        let mut found = self.look(|tx, index| people_page(tx, index, filter, sort, page, levy_year, on))?;
        let ids: Vec<Uuid> = found.rows.iter().map(|row| row.person_id).collect();
        let subject = format!("{} / {}: {}", found.rows.len(), found.total, filter.words());
        let mut held = self.transact(now, |tx, acting| {
            tx.audit(acting, "reveal_people_categories", subject.trim())?;
            tx.held_by(&ids)
        })?;
        for row in &mut found.rows {
            row.categories = held.remove(&row.person_id).unwrap_or_default();
        }
        Ok(found)
    }

    /// The filtered table as a workbook. `full_numbers` gives the reason for which full certificate numbers leave the
    /// book; without it they are masked. Each export is recorded with its count and filter, never the numbers.
    ///
    /// # Errors
    /// [`Error::ExportReasonMissing`], [`Error::NobodyToExport`].
    pub fn export_people(
        &mut self,
        filter: &PeopleFilter,
        sort: (SortBy, bool),
        levy_year: i32,
        full_numbers: Option<&str>,
        now: &Moment,
    ) -> Result<PeopleExport> {
        let reason = full_numbers.map(str::trim);
        if reason.is_some_and(str::is_empty) {
            return Err(Error::ExportReasonMissing {});
        }
        let on = now.on();
        let lines = self.look(|tx, index| {
            let fits = fitting(tx, index, filter, sort, levy_year, on)?;
            Ok((1..)
                .zip(&fits)
                .map(|(line_no, fit)| fit.line(line_no, reason.is_some(), on))
                .collect::<Vec<_>>())
        })?;
        if lines.is_empty() {
            return Err(Error::NobodyToExport {});
        }
        let title = format!("{}{levy_year}", self.identity().village_name);
        let workbook = people::workbook(&title, &lines)
            .map_err(|error| Error::BadRow { table: "people", detail: error.to_string() })?;
        let act = if reason.is_some() { "export_people_full" } else { "export_people_masked" };
        let count = lines.len();
        let reason = reason.map_or_else(String::new, |reason| format!("；{reason}"));
        let subject = format!("{count}: levy_year={levy_year} {}{reason}", filter.words());
        self.transact(now, |tx, acting: &Acting<'_>| tx.audit(acting, act, &subject))?;
        Ok(PeopleExport { workbook, people: u32::try_from(count).unwrap_or(u32::MAX) })
    }
}

fn people_page(
    tx: &Tx<'_>,
    index: &Index,
    filter: &PeopleFilter,
    sort: (SortBy, bool),
    page: u32,
    levy_year: i32,
    on: NaiveDate,
) -> Result<PeoplePage> {
    let fits = fitting(tx, index, filter, sort, levy_year, on)?;
    let mut by_state = PeopleCount::default();
    for fit in &fits {
        by_state.add(fit.state, 1);
    }
    let total = by_state.total;
    let pages = total.div_ceil(PEOPLE_PAGE).max(1);
    let page = page.clamp(1, pages);
    let from = ((page - 1) * PEOPLE_PAGE) as usize;
    let rows =
        fits[from.min(fits.len())..].iter().take(PEOPLE_PAGE as usize).map(|fit| fit.row(on)).collect();
    // The households stand in the order of their groups.
    let mut groups: Vec<String> = Vec::new();
    for household in &index.households {
        if groups.last() != Some(&household.village_group) {
            groups.push(household.village_group.clone());
        }
    }
    Ok(PeoplePage { rows, total, page, pages, by_state, groups })
}

/// Everybody who fits, in order.
fn fitting<'i>(
    tx: &Tx<'_>,
    index: &'i Index,
    filter: &PeopleFilter,
    (sort, descending): (SortBy, bool),
    levy_year: i32,
    on: NaiveDate,
) -> Result<Vec<Fit<'i>>> {
    let states: HashMap<Uuid, State> = tx.all_states(levy_year)?;
    let holders = filter.category.as_deref().map(|code| tx.holders(code, on)).transpose()?;
    let mut there: HashMap<Uuid, Whereabouts> = match filter.whereabouts {
        None => HashMap::new(),
        Some(_) => tx.newest_whereabouts()?.into_iter().collect(),
    };
    let words = search_words(&filter.text);
    let sought: Vec<_> = words.iter().map(|word| Sought::of(word)).collect();
    let mut fits = Vec::new();
    for household in &index.households {
        if filter.village_group.as_ref().is_some_and(|group| *group != household.village_group) {
            continue;
        }
        // Where nobody of a household has a word, no member of it has all of them.
        if !sought.iter().all(|word| household.has(word)) {
            continue;
        }
        for (person, key) in household.with_keys() {
            if !sought.iter().all(|word| word.is_in(key.as_bytes())) {
                continue;
            }
            let state = states.get(&person.person_id).map_or(EnrolmentState::Unpaid, State::kind);
            let is_there = || {
                let there = there.get(&person.person_id);
                filter.whereabouts.as_ref().is_none_or(|wanted| wanted.takes(there))
            };
            if filter.takes(household, person, state, holders.as_ref(), on) && is_there() {
                let whereabouts = there.remove(&person.person_id);
                fits.push(Fit { household, person, state, whereabouts });
            }
        }
    }
    sort_fits(&mut fits, sort, on);
    if descending {
        fits.reverse();
    }
    Ok(fits)
}

/// Sorts what stands in the roster's order, so that the roster's order decides between equals.
fn sort_fits(fits: &mut [Fit<'_>], sort: SortBy, on: NaiveDate) {
    match sort {
        SortBy::Roster => {}
        SortBy::HouseholdNo => fits.sort_by(|a, b| a.household.place.1.cmp(&b.household.place.1)),
        SortBy::Name => fits.sort_by_cached_key(|fit| {
            let spelt = pinyin::spellings(&fit.person.name).into_iter().next();
            (spelt.unwrap_or_else(|| fit.person.name.clone()), fit.person.name.clone())
        }),
        // Whoever was born later is younger; whose birth is unknown stands last.
        SortBy::Age => fits.sort_by_key(|fit| {
            (fit.person.birth.is_none(), fit.person.birth.map(|birth| on.signed_duration_since(birth)))
        }),
        SortBy::State => fits.sort_by_key(|fit| (!fit.person.is_present(), fit.state)),
        SortBy::Relation => fits.sort_by(|a, b| a.person.relation.cmp(&b.person.relation)),
        SortBy::Phone => {
            fits.sort_by_cached_key(|fit| (fit.person.phone.is_empty(), natural_key(&fit.person.phone)));
        }
        SortBy::Category => fits.sort_by_key(|fit| !fit.person.has_category_on(on)),
    }
}

impl PeopleFilter {
    fn takes(
        &self,
        household: &IndexedHousehold,
        person: &IndexedPerson,
        state: EnrolmentState,
        holders: Option<&HashSet<Uuid>>,
        on: NaiveDate,
    ) -> bool {
        let age = person.age_on(on);
        let stands = match self.standing {
            Some(standing) => person.standing == standing,
            None => self.everyone || person.is_present(),
        };
        stands
            && self.state.is_none_or(|wanted| wanted == state)
            && self.has_category.is_none_or(|wanted| wanted == person.has_category_on(on))
            && holders.is_none_or(|holders| holders.contains(&person.person_id))
            && self.age_from.is_none_or(|least| age.is_some_and(|age| age >= least))
            && self.age_to.is_none_or(|most| age.is_some_and(|age| age <= most))
            && self.migrant_worker.is_none_or(|wanted| person.migrant_worker == Some(wanted))
            && (!self.heads_only || is_head(household, person))
    }
}

fn is_head(household: &IndexedHousehold, person: &IndexedPerson) -> bool {
    household.head().is_some_and(|head| head.person_id == person.person_id)
}

impl Fit<'_> {
    fn row(&self, on: NaiveDate) -> PersonRow {
        let (household, person) = (self.household, self.person);
        PersonRow {
            person_id: person.person_id,
            household_id: household.household_id,
            hh_no: household.hh_no.clone(),
            village_group: household.village_group.clone(),
            address: household.address.clone(),
            member_no: person.member_no,
            name: person.name.clone(),
            certificate_type: person.certificate_type.clone(),
            certno_masked: identity::mask(&person.certno),
            sex: person.sex.clone(),
            age: person.age_on(on),
            relation: person.relation.clone(),
            is_head: is_head(household, person),
            phone: person.phone.clone(),
            has_category: person.has_category_on(on),
            categories: Vec::new(),
            state: self.state,
            standing: person.standing,
            whereabouts: self.whereabouts.as_ref().map(Whereabouts::words).unwrap_or_default(),
        }
    }

    /// A line of the workbook. It names no category: who holds one is hardship data, and a file goes on.
    fn line(&self, line_no: u32, full: bool, on: NaiveDate) -> people::PersonLine {
        let (household, person) = (self.household, self.person);
        let certno = if full { person.certno.clone() } else { identity::mask(&person.certno) };
        people::PersonLine {
            line_no: line_no.to_string(),
            village_group: household.village_group.clone(),
            hh_no: household.hh_no.clone(),
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            name: person.name.clone(),
            relation: codes::relation_label(&person.relation).to_owned(),
            certificate_type: codes::certificate_choice(&person.certificate_type, &person.certno)
                .label
                .to_owned(),
            certno,
            sex: identity::Sex::from_word(&person.sex).map_or("", identity::Sex::label).to_owned(),
            age: person.age_on(on).map_or_else(String::new, |age| age.to_string()),
            phone: person.phone.clone(),
            address: household.address.clone(),
            state: self.state.label().to_owned(),
            standing: codes::fact_label("standing", person.standing.word()).to_owned(),
        }
    }
}
