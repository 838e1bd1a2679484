//! 资助对象名单: the departments' lists come in, are compared with what the same department said before, shown with what
//! each change means for somebody's money, and applied in one act.
//!
//! Invariant: a dry run writes nothing; a list takes away only what the same department gave; a full list with a bad row
//! takes nothing away until it is whole; nobody is matched by his name without the clerk's yes. Must not know: how a
//! workbook is read, what a notice gives.

mod effect;
mod plan;
mod store;
#[cfg(test)]
mod tests;
mod waiting;

pub use effect::{Consequence, ConsequenceKind, Effect, Owed};
pub use plan::{DiffKind, Held};
pub use waiting::{Proposal, ProposalReason, WaitingPage, WaitingRow};

use super::reading::{self, OnProgress, Reading, Step as Progressing, unwatched};
use super::{ListKind, RowNote, hash_of};
use crate::book::{Acting, Book, BookPolicy, in_force};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{ListImported, Record};
use crate::moment::Moment;
use crate::person::{Person, PersonCategory};
use crate::storage::Tx;
use crate::work::NewWork;
use chrono::NaiveDate;
use cunshou_exchange::category;
use cunshou_exchange::category_list::{self, CategoryList, ListNote};
use cunshou_exchange::table::{OWN_COLUMNS, Origin};
use plan::{Basis, Entry, Mode, Plan, Step};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use store::HeldList;
use uuid::Uuid;

/// So many people are done between two words about how far it is: what each change means is asked of the notice twice.
const STEPS_A_WORD: usize = 20;

/// What the clerk said about a list; by default it is found out.
#[derive(Debug, Clone, Default)]
pub struct CategoryOptions<'a> {
    /// Sheet, header, encoding, columns.
    pub reading: Reading,
    /// The department; empty or `auto` = by the file's words.
    pub department: &'a str,
    /// The number of the letter that came with it.
    pub document_no: &'a str,
    /// The day that it speaks of; `None` = by its title, else today.
    pub list_date: Option<NaiveDate>,
    /// Full or incremental; `None` = by its words, else full.
    pub is_full: Option<bool>,
    /// How many people lose something, said by whoever looked at the list.
    pub confirmed: Option<u32>,
    /// A script confirms only what is beyond reason: half of more than ten.
    pub is_script: bool,
}

/// Somebody of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    /// The person.
    pub person_id: Uuid,
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// His number in it.
    pub member_no: u32,
    /// 村民组.
    pub village_group: String,
    /// His name in the book.
    pub name: String,
    /// His number, masked.
    pub certno_masked: String,
}

/// What changes for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// 新增, 变更, 取消.
    pub kind: DiffKind,
    /// The name on the list.
    pub name: String,
    /// The number, masked.
    pub certno_masked: String,
    /// Who of the book it is.
    pub person: Option<PersonRef>,
    /// Rows of the sheet.
    pub rows: Vec<u32>,
    /// What the department said before.
    pub was: Vec<Held>,
    /// What it says now.
    pub now: Vec<Held>,
    /// Something of it held on the day.
    pub was_active: bool,
    /// It waits until the list is whole.
    pub is_held: bool,
    /// What it means for his money.
    pub effect: Option<Effect>,
}

/// A name on the list that is not the name in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDiffers {
    /// Row of the sheet.
    pub row: u32,
    /// As the list writes it.
    pub written: String,
    /// Who of the book has the number.
    pub person: PersonRef,
}

/// Where a list and what was typed by hand disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictKind {
    /// Typed by hand, and not on the full list: it stays.
    NotOnList,
    /// Typed by hand in another way: the list counts.
    ListCounts,
}

/// A disagreement with what was typed by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Who.
    pub person: PersonRef,
    /// Which category.
    pub code: String,
    /// How.
    pub kind: ConflictKind,
}

/// What a list is, beside its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::list) struct Heading {
    pub(in crate::list) file_name: String,
    pub(in crate::list) file_sha256: String,
    pub(in crate::list) department: String,
    pub(in crate::list) document_no: String,
    pub(in crate::list) list_date: NaiveDate,
    pub(in crate::list) is_full: bool,
    pub(in crate::list) cancellations_held: bool,
    pub(in crate::list) rows: u32,
    pub(in crate::list) bad: u32,
}

/// What a list would bring, or brought.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryReport {
    /// The import; `None` for a dry run.
    pub import_id: Option<Uuid>,
    /// The file.
    pub file_name: String,
    /// Where its rows come from.
    pub origin: Origin<String>,
    /// The department.
    pub department: String,
    /// The number of the letter.
    pub document_no: String,
    /// The day that it speaks of.
    pub list_date: NaiveDate,
    /// Full, or only what changed.
    pub is_full: bool,
    /// It is about one category alone and takes no other away.
    pub is_of_one: bool,
    /// It brings mended rows of a full list that was held.
    pub mends: Option<Uuid>,
    /// Rows that stand for somebody.
    pub rows: u32,
    /// Good rows.
    pub good: u32,
    /// Different people on good rows.
    pub persons: u32,
    /// Good rows of people of the book.
    pub matched: u32,
    /// People of the book.
    pub matched_persons: u32,
    /// Good rows of nobody in the book.
    pub unmatched: u32,
    /// Of them, rows that name another village: counted, not kept.
    pub other_villages: u32,
    /// The village that the list calls ours, where it names several.
    pub village: Option<String>,
    /// Rows of each category, and how many of them hold on the day.
    pub by_category: BTreeMap<String, (u32, u32)>,
    /// Rows by the word that the list uses.
    pub by_word: BTreeMap<String, u32>,
    /// Rows that are held back.
    pub bad: Vec<RowNote>,
    /// Things to look at in good rows.
    pub warnings: Vec<RowNote>,
    /// Names that are not those of the book.
    pub name_differs: Vec<NameDiffers>,
    /// Rows whose name is only written in another way.
    pub name_variants: Vec<u32>,
    /// Nobody of the book, with who it could be.
    pub waiting: Vec<WaitingRow>,
    /// What changes.
    pub differences: Vec<Difference>,
    /// People about whom it says what was said before.
    pub unchanged: u32,
    /// Disagreements with what was typed by hand.
    pub conflicts: Vec<Conflict>,
    /// A full list with a bad row: nothing is taken away.
    pub cancellations_held: bool,
    /// So many people lose something that somebody has to say the number; of how many.
    pub to_confirm: Option<(u32, u32)>,
    /// When this very file came in.
    pub already_imported_at: Option<String>,
}

impl CategoryReport {
    /// How many people of a kind change; those that wait are not among them.
    pub fn count(&self, kind: DiffKind) -> u32 {
        count(self.differences.iter().filter(|of| of.kind == kind && !of.is_held).count())
    }

    /// How many wait until the list is whole.
    pub fn held(&self) -> u32 {
        count(self.differences.iter().filter(|of| of.is_held).count())
    }
}

/// A list of a department in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingList {
    /// The import.
    pub import_id: Uuid,
    /// The department.
    pub department: String,
    /// The number of the letter.
    pub document_no: String,
    /// The day that it speaks of.
    pub list_date: Option<NaiveDate>,
    /// The file.
    pub file_name: String,
    /// When it came in.
    pub at: String,
    /// Who brought it.
    pub user: String,
    /// Full, or only what changed.
    pub is_full: bool,
    /// It still holds its cancellations.
    pub cancellations_held: bool,
    /// Rows that stand for somebody.
    pub rows: u32,
    /// Rows held back.
    pub bad: u32,
    /// When it was undone.
    pub undone_at: Option<String>,
}

#[derive(Deserialize)]
struct Texts {
    category: HashMap<String, String>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../../assets/text/category-list.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A sentence of `assets/text/category-list.toml`.
fn say(key: &str) -> &'static str {
    TEXTS.category.get(key).map_or("", String::as_str)
}

/// Where a category comes from, as the person's page says it.
fn source(department: &str, list_date: Option<NaiveDate>, document_no: &str) -> String {
    let date = list_date.map(|day| day.to_string()).unwrap_or_default();
    let key = if document_no.is_empty() { "source" } else { "source_with_document" };
    say(key)
        .replace("{department}", department)
        .replace("{list_date}", &date)
        .replace("{document_no}", document_no)
        .trim()
        .to_owned()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn note(list: &CategoryList, of: &ListNote) -> RowNote {
    let (message, todo) = of.words();
    RowNote {
        row: of.row,
        sheet: list.origin.sheet_name(of.sheet).to_owned(),
        name: of.name.clone(),
        code: of.code.word().to_owned(),
        message,
        todo,
    }
}

/// What is decided about a list, before anything is written.
struct Prepared {
    heading: Heading,
    plan: Plan,
    held: Option<HeldList>,
    mended_rows: Vec<u32>,
    is_whole: bool,
    people: HashMap<Uuid, Person>,
    after: HashMap<Uuid, Person>,
    report: CategoryReport,
    policy: Option<BookPolicy>,
}

impl Book {
    /// Looks at a list without writing anything: who is on it, what changes against the department's last lists, and what
    /// that means for each.
    ///
    /// # Errors
    /// The file cannot be read; the department cannot be told.
    pub fn preview_category_list(
        &self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
    ) -> Result<CategoryReport> {
        self.preview_category_list_watched(bytes, file_name, options, now, &mut unwatched)
    }

    /// [`Book::preview_category_list`], watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`].
    pub fn preview_category_list_watched(
        &self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryReport> {
        let file_sha256 = hash_of(bytes);
        self.read(|tx| {
            let list = tx.read_category_list(bytes, file_name, options, now, watch)?;
            let prepared = tx.prepare(
                &list,
                file_name,
                &file_sha256,
                options,
                self.policy_versions(),
                &self.identity().village_name,
                now.on(),
                watch,
            )?;
            Ok(prepared.report)
        })
    }

    /// Looks at a list to read the categories on it; that they were shown is recorded, which they are is not.
    ///
    /// # Errors
    /// As for [`Book::preview_category_list_watched`].
    pub fn reveal_category_list(
        &mut self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryReport> {
        let report = self.preview_category_list_watched(bytes, file_name, options, now, watch)?;
        self.note("reveal_category_list", file_name, now)?;
        Ok(report)
    }

    /// Applies a list, in one act.
    ///
    /// # Errors
    /// [`Error::ImportedBefore`]; [`Error::NothingUsable`] if every row is bad; [`Error::ManyCancellations`] if so many
    /// people would lose something that the number has to be said; nothing is changed then.
    pub fn import_category_list(
        &mut self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
    ) -> Result<CategoryReport> {
        self.import_category_list_watched(bytes, file_name, options, now, &mut unwatched)
    }

    /// [`Book::import_category_list`], watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`]: nothing is changed then.
    pub fn import_category_list_watched(
        &mut self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryReport> {
        let file_sha256 = hash_of(bytes);
        self.transact(now, |tx, acting| {
            if let Some(before) = tx.import_of(&file_sha256)? {
                return Err(Error::ImportedBefore { file_name: file_name.to_owned(), at: before.at });
            }
            let list = tx.read_category_list(bytes, file_name, options, now, watch)?;
            tx.rematch(acting)?;
            let mut prepared = tx.prepare(
                &list,
                file_name,
                &file_sha256,
                options,
                acting.policies,
                &acting.identity.village_name,
                now.on(),
                watch,
            )?;
            if list.rows.is_empty() {
                return Err(Error::NothingUsable { file_name: file_name.to_owned() });
            }
            if let Some((removed, total)) = prepared.report.to_confirm
                && options.confirmed != Some(removed)
            {
                return Err(Error::ManyCancellations { removed, total });
            }
            let import_id = now.id();
            let (kind, hash) = (ListKind::CategoryList, &list.origin.header_hash);
            tx.remember_mapping(acting, kind, hash, &options.reading)?;
            tx.apply(acting, import_id, &list, &prepared, watch)?;
            prepared.report.import_id = Some(import_id);
            Ok(prepared.report)
        })
    }

    /// The bad rows of a list as a workbook to hand back; mended, it is brought in as it is.
    pub fn category_bad_rows(
        &self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
    ) -> Result<Vec<u8>> {
        let list = self.read(|tx| tx.read_category_list(bytes, file_name, options, now, &mut unwatched))?;
        category_list::bad_rows_workbook(&list)
            .map_err(|_| Error::Io { path: file_name.into(), kind: std::io::ErrorKind::InvalidData })
    }

    /// The departments' lists, newest first.
    pub fn category_lists(&self) -> Result<Vec<StandingList>> {
        self.read(|tx| tx.standing_lists())
    }

    /// Takes a list back: what it gave, changed and took away is as it was before.
    ///
    /// # Errors
    /// [`Error::LaterList`] if a later list of the department stands; [`Error::ImportInUse`] names someone who paid or
    /// was changed since.
    pub fn undo_category_list(&mut self, import_id: Uuid, now: &Moment) -> Result<()> {
        self.transact(now, |tx, acting| tx.undo_category_list(acting, import_id))
    }
}

/// The department that the clerk named, or the file's words.
fn department(options: &CategoryOptions<'_>, list: &CategoryList, file_name: &str) -> Result<String> {
    let said = options.department.trim();
    if said.is_empty() || said == "auto" {
        let found = list.department.map(|of| of.label.to_owned());
        return found.or_not_found(|| Error::DepartmentUnclear { file_name: file_name.to_owned() });
    }
    category::department(said).map(|of| of.label.to_owned()).or_not_found(|| Error::UnknownDepartment {
        text: said.to_owned(),
        known: category::departments().iter().map(|of| of.label).collect::<Vec<_>>().join("、"),
    })
}

impl Tx<'_> {
    fn read_category_list(
        &self,
        bytes: &[u8],
        file_name: &str,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryList> {
        reading::say(watch, Progressing::Reading, 0, 0)?;
        let reading = &options.reading;
        let kind = ListKind::CategoryList;
        let columns = self.columns_of(kind, bytes, file_name, &category_list::COLUMNS, reading)?;
        Ok(category_list::read_category_list(bytes, file_name, &reading.options(&columns), now.on())?)
    }

    #[expect(clippy::too_many_arguments, reason = "what a list is looked at with")]
    fn prepare(
        &self,
        list: &CategoryList,
        file_name: &str,
        file_sha256: &str,
        options: &CategoryOptions<'_>,
        policies: &[BookPolicy],
        village_name: &str,
        today: NaiveDate,
        watch: OnProgress<'_>,
    ) -> Result<Prepared> {
        let department = department(options, list, file_name)?;
        let list_date =
            options.list_date.or_else(|| list.title_date.and_then(|date| date.day(today))).unwrap_or(today);
        if list_date > today {
            return Err(Error::ListInFuture { list_date, today });
        }
        // A file of bad rows that were handed back belongs to the list that they stood in.
        let held = self.held_list(&department)?;
        let mends = held.as_ref().filter(|_| !list.mends_rows.is_empty());
        let is_full =
            mends.is_none() && options.is_full.or(list.says_full).unwrap_or(list.mends_rows.is_empty());
        if let Some((newest, _)) = self.newest_list(&department)?
            && is_full
            && list_date < newest
        {
            return Err(Error::ListOlder { department, list_date, newest });
        }
        let bad_rows: HashSet<u32> = list.bad.iter().map(|bad| bad.row).collect();
        let mended_rows = mends.map(|held| mended(list, &held.open_rows)).unwrap_or_default();
        let is_whole = mends.is_some_and(|held| {
            bad_rows.is_empty() && held.open_rows.iter().all(|row| mended_rows.contains(row))
        });
        let mode = match (mends, is_full, list.bad.is_empty()) {
            (Some(_), ..) => Mode::Mending { is_whole },
            (None, true, true) => Mode::Full,
            (None, true, false) => Mode::FullHeld,
            (None, false, _) => Mode::Incremental,
        };
        let numbers: Vec<(String, String)> =
            list.rows.iter().map(|row| (row.certificate_type.clone(), row.certno.clone())).collect();
        let by_certno = self.people_by_certno(&numbers)?;
        let confirmed = self.confirmed_matches()?;
        let person_of = |certno: &str| by_certno.get(certno).or_else(|| confirmed.get(certno)).copied();
        let village = plan::own_village(&list.rows, village_name, |row| person_of(&row.certno).is_some());
        let counts = |row: &category_list::ListRow| {
            village.is_none_or(|own| row.village.is_empty() || row.village == own)
                || person_of(&row.certno).is_some()
        };
        let previous = self.department_entries(&department)?;
        let held_before: HashSet<Uuid> =
            mends.map(|held| held.entries.iter().copied().collect()).unwrap_or_default();
        let plan = Plan::of(&Basis {
            rows: &list.rows,
            counts: &counts,
            previous: &previous,
            held_before: &held_before,
            mode,
            only: list.only,
            list_date,
            person_of: &person_of,
        });
        let heading = Heading {
            file_name: file_name.to_owned(),
            file_sha256: file_sha256.to_owned(),
            department,
            document_no: options.document_no.trim().to_owned(),
            list_date,
            is_full,
            cancellations_held: mode == Mode::FullHeld || mode == Mode::Mending { is_whole: false },
            rows: count(list.people()),
            bad: count(list.bad.len()),
        };
        let changed: BTreeSet<Uuid> = plan.steps.iter().filter_map(|step| step.person_id).collect();
        let mut wanted: BTreeSet<Uuid> = list.rows.iter().filter_map(|row| person_of(&row.certno)).collect();
        wanted.extend(&changed);
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        let changed: Vec<Uuid> = changed.into_iter().collect();
        let people = self.people_of(&changed)?;
        let entries = self.entries_of(&changed)?;
        let after = after(&plan, &people, &entries, &heading, today);
        let refs = self.person_refs(&wanted)?;
        let names = self.people_of(&wanted)?;
        let policy = in_force(policies, today).ok().cloned();
        let situations = match &policy {
            Some(policy) => self.situations(&changed, policy.levy_year)?,
            None => HashMap::new(),
        };
        let mut differences = Vec::with_capacity(plan.steps.len());
        for (done, step) in plan.steps.iter().enumerate() {
            if done % STEPS_A_WORD == 0 {
                reading::say(watch, Progressing::Checking, done, plan.steps.len())?;
            }
            let policy = policy.as_ref();
            differences.push(difference(step, list, &refs, &people, &after, policy, &situations, today));
        }
        let conflicts = self.conflicts(&heading, list.only, mode, &plan, &people, &entries, &refs)?;
        let mut report = CategoryReport::of(list, &heading, today);
        report.mends = mends.map(|held| held.import_id);
        report.village = village.map(str::to_owned);
        report.differences = differences;
        report.conflicts = conflicts;
        report.unchanged = count(plan.unchanged);
        report.already_imported_at = self.import_of(file_sha256)?.map(|import| import.at);
        let mut seen = HashSet::new();
        for row in &list.rows {
            match person_of(&row.certno) {
                Some(person_id) => {
                    report.matched += 1;
                    seen.insert(person_id);
                    let (Some(person), Some(known)) = (names.get(&person_id), refs.get(&person_id)) else {
                        continue;
                    };
                    if !plan::is_same_name(person, &row.name) {
                        report.name_differs.push(NameDiffers {
                            row: row.row,
                            written: row.name.clone(),
                            person: known.clone(),
                        });
                    } else if row.name_written != person.name {
                        report.name_variants.push(row.row);
                    }
                }
                None => {
                    report.unmatched += 1;
                    report.other_villages += u32::from(!counts(row));
                }
            }
        }
        report.matched_persons = count(seen.len());
        report.waiting =
            self.waiting_of(list, &heading, |row| person_of(&row.certno).is_none() && counts(row))?;
        report.to_confirm = to_confirm(&plan, &previous, options, today);
        let held = if mends.is_some() { held } else { None };
        Ok(Prepared { heading, plan, held, mended_rows, is_whole, people, after, report, policy })
    }

    #[expect(clippy::too_many_arguments, reason = "what a disagreement is seen by")]
    fn conflicts(
        &self,
        heading: &Heading,
        only: Option<&str>,
        mode: Mode,
        plan: &Plan,
        people: &HashMap<Uuid, Person>,
        entries: &HashMap<Uuid, Vec<Entry>>,
        refs: &HashMap<Uuid, PersonRef>,
    ) -> Result<Vec<Conflict>> {
        let mut conflicts = Vec::new();
        // What was typed by hand and stands on the list in another way: the list counts.
        for step in &plan.steps {
            let Some(person) = step.person_id.and_then(|id| people.get(&id)) else { continue };
            let Some(known) = refs.get(&person.person_id) else { continue };
            for (held, _) in &step.new {
                let from_lists = entries
                    .get(&person.person_id)
                    .is_some_and(|of| of.iter().any(|entry| entry.held.code == held.code));
                let own = person.categories.iter().find(|own| own.code == held.code);
                let differs = |own: &PersonCategory| {
                    (own.grade, own.designated_on, own.ended_on) != (held.grade, held.begin_on, held.end_on)
                };
                if !from_lists && own.is_some_and(differs) {
                    conflicts.push(Conflict {
                        person: known.clone(),
                        code: held.code.clone(),
                        kind: ConflictKind::ListCounts,
                    });
                }
            }
        }
        if matches!(mode, Mode::Full | Mode::FullHeld) {
            let codes: Vec<&str> = category::departments()
                .iter()
                .filter(|of| of.label == heading.department)
                .flat_map(|of| of.categories.iter().copied())
                .collect();
            let on_list: HashSet<(Uuid, &str)> = plan
                .steps
                .iter()
                .filter_map(|step| Some((step.person_id?, &step.now)))
                .flat_map(|(id, now)| now.iter().map(move |held| (id, held.code.as_str())))
                .collect();
            for (person, code) in self.typed_by_hand(&codes)? {
                if only.is_none_or(|only| only == code)
                    && !on_list.contains(&(person.person_id, code.as_str()))
                {
                    conflicts.push(Conflict { person, code, kind: ConflictKind::NotOnList });
                }
            }
        }
        Ok(conflicts)
    }

    fn apply(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        list: &CategoryList,
        prepared: &Prepared,
        watch: OnProgress<'_>,
    ) -> Result<()> {
        let Prepared { heading, plan, report, .. } = prepared;
        let entry = self.append(
            &Record::ListImported(ListImported {
                import_id,
                list_kind: "category_list".to_owned(),
                department: heading.department.clone(),
                document_no: heading.document_no.clone(),
                list_date: Some(heading.list_date),
                file_name: heading.file_name.clone(),
                file_sha256: heading.file_sha256.clone(),
                rows: heading.rows,
                bad: heading.bad,
            }),
            acting.user,
            acting.now,
        )?;
        let counts = json!({
            "seq": entry.seq,
            "matched": report.matched,
            "unmatched": report.unmatched,
            "added": report.count(DiffKind::Added),
            "changed": report.count(DiffKind::Changed),
            "removed": report.count(DiffKind::Removed),
            "held": report.held(),
            "mends": report.mends,
        });
        self.insert_category_import(acting, import_id, heading, &counts.to_string())?;
        let steps: Vec<&Step> = plan.steps.iter().filter(|step| !step.is_held).collect();
        for (done, step) in steps.iter().enumerate() {
            if done % STEPS_A_WORD == 0 {
                reading::say(watch, Progressing::Writing, done, steps.len())?;
            }
            self.write_step(step, &list.rows, heading, import_id, acting.now)?;
        }
        if heading.is_full {
            self.hold(import_id, &plan.held)?;
        }
        for bad in &list.bad {
            self.hold_row_back(import_id, bad.row, &bad.name, &bad.id_written, bad.code.word())?;
        }
        if let Some(held) = &prepared.held {
            self.free_held(held.import_id, import_id, &plan.freed)?;
            self.mend_rows(held.import_id, import_id, &prepared.mended_rows, prepared.is_whole)?;
        }
        let mut written: Vec<&Uuid> = prepared.after.keys().collect();
        written.sort();
        for person_id in written {
            let (before, after) = (&prepared.people[person_id], &prepared.after[person_id]);
            if before.categories != after.categories {
                self.write_categories(acting, before, after, import_id, "category_list")?;
            }
        }
        self.open_work_of(acting, import_id, prepared)?;
        // The last moment at which stopping still changes nothing.
        reading::say(watch, Progressing::Writing, steps.len(), steps.len())
    }

    /// Opens the work that the notice leaves to somebody about sums that are paid.
    fn open_work_of(&self, acting: &Acting<'_>, import_id: Uuid, prepared: &Prepared) -> Result<()> {
        let Some(policy) = &prepared.policy else { return Ok(()) };
        for difference in prepared.report.differences.iter().filter(|of| !of.is_held) {
            let (Some(person), Some(effect)) = (&difference.person, &difference.effect) else { continue };
            let Some(consequence) = &effect.consequence else { continue };
            let kind = match consequence.kind {
                ConsequenceKind::Refund => "refund_application",
                ConsequenceKind::Open => "ask_office",
                ConsequenceKind::Nothing | ConsequenceKind::NextYear => continue,
            };
            let amount = consequence.amount.map(|amount| amount.to_string()).unwrap_or_default();
            let receipt_no = effect.receipt_no.clone().unwrap_or_default();
            self.open_work(
                acting,
                &NewWork {
                    kind,
                    person_id: person.person_id,
                    levy_year: Some(policy.levy_year),
                    facts: json!({
                        "amount": amount,
                        "see": consequence.see,
                        "words": consequence.words,
                        "receipt_no": receipt_no,
                        "policy_id": policy.policy.id(),
                    }),
                    article: consequence.article.clone(),
                    import_id: Some(import_id),
                },
            )?;
        }
        Ok(())
    }

    /// Takes a department's list back.
    pub(crate) fn undo_category_list(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        let import = self
            .standing_lists()?
            .into_iter()
            .find(|list| list.import_id == import_id)
            .or_not_found(|| Error::NoSuchImport { import_id: import_id.to_string() })?;
        if let Some(at) = import.undone_at {
            return Err(Error::ImportUndone { at });
        }
        if let Some((department, at)) = self.later_list(import_id)? {
            return Err(Error::LaterList { department, at });
        }
        if let Some(name) = self.category_in_use(import_id)? {
            return Err(Error::ImportInUse { name });
        }
        let before = self.before_import(import_id)?;
        let ids: Vec<Uuid> = before.iter().map(|(id, _)| *id).collect();
        let people = self.people_of(&ids)?;
        for (person_id, json) in &before {
            let Some(person) = people.get(person_id) else { continue };
            let was: Was = serde_json::from_str(json)
                .map_err(|error| Error::BadRow { table: "roster_change", detail: error.to_string() })?;
            let after = Person { categories: was.categories, ..person.clone() };
            self.write_categories(acting, person, &after, import_id, "category_list_undone")?;
        }
        self.undo_entries(import_id)?;
        self.delete_work_of(import_id)?;
        self.mark_undone(import_id, acting.now)?;
        self.append(&Record::ImportUndone { import_id }, acting.user, acting.now)?;
        Ok(())
    }
}

/// What a before-image is read for.
#[derive(Deserialize)]
struct Was {
    categories: Vec<PersonCategory>,
}

/// The rows of the held list that the good rows of a file of mended rows stand for.
fn mended(list: &CategoryList, open: &[u32]) -> Vec<u32> {
    if list.bad.is_empty() {
        return open.iter().copied().filter(|row| list.mends_rows.contains(row)).collect();
    }
    // Rows that are bad again stay open: which they are, their own column says.
    let still: HashSet<u32> = list
        .bad
        .iter()
        .filter_map(|bad| {
            let at = list.origin.header.iter().position(|header| *header == OWN_COLUMNS[0])?;
            bad.cells.get(at)?.trim().trim_end_matches('行').rsplit('第').next()?.parse().ok()
        })
        .collect();
    open.iter().copied().filter(|row| list.mends_rows.contains(row) && !still.contains(row)).collect()
}

/// What each person's categories become.
fn after(
    plan: &Plan,
    people: &HashMap<Uuid, Person>,
    entries: &HashMap<Uuid, Vec<Entry>>,
    heading: &Heading,
    today: NaiveDate,
) -> HashMap<Uuid, Person> {
    let own = source(&heading.department, Some(heading.list_date), &heading.document_no);
    let mut after: HashMap<Uuid, Person> = HashMap::new();
    for step in plan.steps.iter().filter(|step| !step.is_held) {
        let Some((person_id, person)) = step.person_id.and_then(|id| Some((id, people.get(&id)?))) else {
            continue;
        };
        let person = after.get(&person_id).unwrap_or(person);
        let codes: BTreeSet<String> =
            step.was.iter().chain(&step.now).map(|held| held.code.clone()).collect();
        let standing = entries.get(&person_id).map(Vec::as_slice).unwrap_or_default();
        let mut said: Vec<(Held, String)> = standing
            .iter()
            .filter(|entry| !step.gone.contains(&entry.entry_id))
            .map(|entry| (entry.held.clone(), entry.source.clone()))
            .collect();
        said.extend(step.new.iter().map(|(held, _)| (held.clone(), own.clone())));
        let categories = plan::categories_after(person, &codes, &said, heading.list_date, today);
        let person = Person { categories, ..person.clone() };
        after.insert(person_id, person);
    }
    after
}

#[expect(clippy::too_many_arguments, reason = "what a change is told by")]
fn difference(
    step: &Step,
    list: &CategoryList,
    refs: &HashMap<Uuid, PersonRef>,
    people: &HashMap<Uuid, Person>,
    after: &HashMap<Uuid, Person>,
    policy: Option<&BookPolicy>,
    situations: &HashMap<Uuid, effect::Situation>,
    today: NaiveDate,
) -> Difference {
    let effect = (|| {
        let person_id = step.person_id.filter(|_| !step.is_held)?;
        let (before, after) = (people.get(&person_id)?, after.get(&person_id)?);
        let was = situations.get(&person_id).cloned().unwrap_or_default();
        let mut asked = was.asked.clone();
        asked.risk_cleared = step.now.iter().find_map(|held| held.risk_cleared).or(asked.risk_cleared);
        Some(effect::effect(policy?, before, after, &was, &asked, today))
    })();
    Difference {
        kind: step.kind,
        name: step.name.clone(),
        certno_masked: cunshou_exchange::identity::mask(&step.certno),
        person: step.person_id.and_then(|id| refs.get(&id)).cloned(),
        rows: step.rows.iter().map(|at| list.rows[*at].row).collect(),
        was_active: step.was.iter().any(|held| held.is_active(today)),
        was: step.was.clone(),
        now: step.now.clone(),
        is_held: step.is_held,
        effect,
    }
}

/// The least list that is asked about.
const LEAST_TO_CONFIRM: u32 = 10;

/// How many would lose something, if that is more than usual: a fifth; for a script, half.
fn to_confirm(
    plan: &Plan,
    previous: &[Entry],
    options: &CategoryOptions<'_>,
    today: NaiveDate,
) -> Option<(u32, u32)> {
    let removed = plan
        .steps
        .iter()
        .filter(|step| step.kind == DiffKind::Removed && !step.is_held)
        .filter(|step| step.was.iter().any(|held| held.is_active(today)))
        .count();
    let total: HashSet<&str> = previous.iter().map(|entry| entry.certno.as_str()).collect();
    let (removed, total) = (count(removed), count(total.len()));
    let share = if options.is_script { 2 } else { 5 };
    (total > LEAST_TO_CONFIRM && removed * share >= total).then_some((removed, total))
}

impl CategoryReport {
    fn of(list: &CategoryList, heading: &Heading, today: NaiveDate) -> Self {
        let mut by_word: BTreeMap<String, u32> = BTreeMap::new();
        for row in &list.rows {
            *by_word.entry(row.word.clone()).or_default() += 1;
        }
        let persons: HashSet<&str> = list.rows.iter().map(|row| row.certno.as_str()).collect();
        Self {
            import_id: None,
            file_name: heading.file_name.clone(),
            origin: list.origin.in_words(&category_list::COLUMNS),
            department: heading.department.clone(),
            document_no: heading.document_no.clone(),
            list_date: heading.list_date,
            is_full: heading.is_full,
            is_of_one: list.only.is_some(),
            mends: None,
            rows: heading.rows,
            good: count(list.rows.len()),
            persons: count(persons.len()),
            matched: 0,
            matched_persons: 0,
            unmatched: 0,
            other_villages: 0,
            village: None,
            by_category: list
                .by_category(today)
                .into_iter()
                .map(|(code, counts)| (code.to_owned(), counts))
                .collect(),
            by_word,
            bad: list.bad.iter().map(|of| note(list, of)).collect(),
            warnings: list.warnings.iter().map(|of| note(list, of)).collect(),
            name_differs: Vec::new(),
            name_variants: Vec::new(),
            waiting: Vec::new(),
            differences: Vec::new(),
            unchanged: 0,
            conflicts: Vec::new(),
            cancellations_held: heading.cancellations_held,
            to_confirm: None,
            already_imported_at: None,
        }
    }
}
