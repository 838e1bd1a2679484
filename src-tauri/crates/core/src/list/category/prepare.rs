//! What is decided about a list before anything is written: whose list it is, what changes, what that means for each.

use super::plan::{self, Basis, DiffKind, Entry, Held, Mode, Plan, Step};
use super::store::HeldList;
use super::words::source;
use super::{
    CategoryOptions, CategoryReport, Conflict, ConflictKind, Difference, Heading, NameDiffers, PersonRef,
    STEPS_A_WORD, count, effect,
};
use crate::book::{BookPolicy, in_force};
use crate::error::{Error, OrNotFound, Result};
use crate::list::reading::{self, OnProgress, Step as Progressing};
use crate::list::{ListFile, ListKind};
use crate::moment::Moment;
use crate::person::{Person, PersonCategory};
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::category;
use cunshou_exchange::category_list::{self, CategoryList};
use cunshou_exchange::table::OWN_COLUMNS;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What is decided about a list, before anything is written.
pub(super) struct Prepared {
    pub(super) heading: Heading,
    pub(super) plan: Plan,
    pub(super) held: Option<HeldList>,
    pub(super) mended_rows: Vec<u32>,
    pub(super) is_whole: bool,
    pub(super) people: HashMap<Uuid, Person>,
    pub(super) after: HashMap<Uuid, Person>,
    pub(super) report: CategoryReport,
    pub(super) policy: Option<BookPolicy>,
}

impl Tx<'_> {
    pub(super) fn read_category_list(
        &self,
        file: ListFile<'_>,
        options: &CategoryOptions<'_>,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<CategoryList> {
        reading::say(watch, Progressing::Reading, 0, 0)?;
        let reading = &options.reading;
        let kind = ListKind::CategoryList;
        let columns = self.columns_of(kind, file.bytes, file.name, &category_list::COLUMNS, reading)?;
        Ok(category_list::read_category_list(file.bytes, file.name, &reading.options(&columns), now.on())?)
    }

    #[expect(clippy::too_many_arguments, reason = "what a list is looked at with")]
    pub(super) fn prepare(
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
        let people = self.people_of(&wanted)?;
        let entries = self.entries_of(&changed)?;
        let after = after(&plan, &people, &entries, &heading, today);
        let refs = self.person_refs(&wanted)?;
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
                    let (Some(person), Some(known)) = (people.get(&person_id), refs.get(&person_id)) else {
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
