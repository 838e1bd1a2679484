//! Judging a policy file before anyone is asked to pay by it.
//!
//! Invariant: a file with any fault is no policy; nothing is a mere warning. Each fault is a value with facts and,
//! where it can be found, the line of the file; the words for the county officer stand in
//! `assets/text/errors-policy.toml`. This module must not know any notice.

use crate::assess::assess_person;
use crate::assessment::Assessment;
use crate::cases::{CaseFault, check_case, read_cases};
use crate::file::{Category, PolicyFile, SubsidyKind};
use crate::money::Yuan;
use crate::policy::{Law, Policy, Resolver, Rule};
use crate::request::{Designation, Insurance, ListState, NO_SUCH_DATE, Person, RequestFault, Student};
use crate::time::{is_month_end, next_day};
use crate::words::{
    Area, Channel, CurrentInsurance, Decision, Field, PreviousYear, Proof, RequestKind, Residence,
    UNKNOWN_WORD,
};
use chrono::{Datelike, Days, NaiveDate};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const SCHEMA: u32 = 1;
const MOST_READINGS: usize = 64;
const DAYS_BEFORE_THE_FIRST_WINDOW: u64 = 60;

/// Why a policy file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadFault {
    /// No TOML, or a value of the wrong kind.
    #[error("not readable at {place}")]
    Unreadable {
        /// What the reader says.
        place: String,
    },
    /// A key that policy files do not have.
    #[error("unknown key {key}")]
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A key that is missing.
    #[error("missing key {key}")]
    MissingKey {
        /// The key.
        key: String,
    },
    /// A word outside its list.
    #[error("unknown word {word}")]
    UnknownWord {
        /// The word.
        word: String,
    },
    /// A date that is not in the calendar.
    #[error("no such date {text}")]
    NoSuchDate {
        /// What was written.
        text: String,
    },
    /// A file for another version of the program.
    #[error("schema {found}")]
    OtherSchema {
        /// The version it names.
        found: u32,
    },
    /// The notice is not the one that the file was written for.
    #[error("notice hash {found}, file says {expected}")]
    OtherNotice {
        /// What the file says.
        expected: String,
        /// What the notice has.
        found: String,
    },
    /// Title, number or date are not in the notice.
    #[error("{text} is not in the notice")]
    NotInNotice {
        /// What was looked for.
        text: String,
    },
    /// A sentence that is not in the notice.
    #[error("the quote of {rule} is not in the notice")]
    QuoteNotInNotice {
        /// The rule.
        rule: String,
    },
    /// A rule without article or sentence.
    #[error("{rule} has no article or no sentence")]
    EmptyRule {
        /// The rule.
        rule: String,
    },
    /// A rule that no table `[rules]` holds.
    #[error("unknown rule {rule}")]
    UnknownRule {
        /// The rule.
        rule: String,
    },
    /// A reading that no table `[[reading]]` holds.
    #[error("unknown reading {reading}")]
    UnknownReading {
        /// The reading.
        reading: String,
    },
    /// A reading without another way to read it is none.
    #[error("{reading} has no alternative")]
    NoAlternative {
        /// The reading.
        reading: String,
    },
    /// The same name twice.
    #[error("{name} stands twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// Too many readings.
    #[error("{count} readings")]
    TooManyReadings {
        /// How many.
        count: usize,
    },
    /// Subsidy and due do not make the fee.
    #[error("{label}: {amount} + {due} is not {fee}")]
    SumWrong {
        /// Whose.
        label: String,
        /// The subsidy.
        amount: Yuan,
        /// What is left.
        due: Yuan,
        /// The fee.
        fee: Yuan,
    },
    /// The percentage of the fee is not the subsidy.
    #[error("{label}: {percent} % of {fee} is not {amount}")]
    PercentWrong {
        /// Whose.
        label: String,
        /// The percentage.
        percent: u32,
        /// The fee.
        fee: Yuan,
        /// The subsidy.
        amount: Yuan,
    },
    /// The sentence does not print what the file says.
    #[error("{rule} does not print {text}")]
    NotPrinted {
        /// The rule.
        rule: String,
        /// What it should print.
        text: String,
    },
    /// Personal and fiscal part do not make the printed total.
    #[error("{fee} + {fiscal} is not {total}")]
    TotalWrong {
        /// The personal part.
        fee: Yuan,
        /// The fiscal part.
        fiscal: Yuan,
        /// What is printed.
        total: Yuan,
    },
    /// No window at all.
    #[error("no window")]
    NoWindow,
    /// A window that ends before it begins, or begins before the one above it ends.
    #[error("window {window} is out of order")]
    WindowOrder {
        /// The window.
        window: String,
    },
    /// 「月底」 that is no month's end.
    #[error("{to} of {window} is no month end")]
    NotMonthEnd {
        /// The window.
        window: String,
        /// The day.
        to: NaiveDate,
    },
    /// The benefit year is no year.
    #[error("{from} to {to} is no benefit year")]
    BenefitYearWrong {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// Several categories, and nothing says which counts.
    #[error("no overlap rule")]
    NoOverlapRule,
    /// A category that nobody can have.
    #[error("{label} never applies")]
    RowNeverFires {
        /// Whose.
        label: String,
    },
    /// A person whom a window names cannot pay on one of its days.
    #[error("{window} is closed on {on}")]
    WindowClosed {
        /// The window.
        window: String,
        /// The day.
        on: NaiveDate,
    },
    /// An answer without a rule, or with sums that do not add up.
    #[error("no sound answer on {on}")]
    Uncovered {
        /// The day.
        on: NaiveDate,
    },
    /// The last row of the scope leaves someone out.
    #[error("the scope has no last row")]
    ScopeOpen,
    /// The places of a target do not make its total.
    #[error("{label}: {sum} people, printed {people}")]
    TasksWrong {
        /// Of which target.
        label: String,
        /// What is printed.
        people: u32,
        /// What the places make.
        sum: u32,
    },
    /// The rows for days outside every window have no last row without a condition, or one too many.
    #[error("outside.after has no last row")]
    OutsideOpen,
    /// The cases cannot be read.
    #[error("cases: line {line}, key {key}")]
    CasesUnreadable {
        /// Where.
        line: usize,
        /// The key to blame, if one is.
        key: String,
    },
    /// A case asks something that makes no sense.
    #[error("case {case}: {fault}")]
    CaseUnreadable {
        /// The case.
        case: String,
        /// What is wrong.
        fault: RequestFault,
    },
    /// A case has another answer than it expects.
    #[error("case {case}: {field} is {found}, expected {expected}")]
    CaseFails {
        /// The case.
        case: String,
        /// The value.
        field: String,
        /// What the case expects.
        expected: String,
        /// What the program answers.
        found: String,
    },
}

impl LoadFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "E-POL-001",
            Self::UnknownKey { .. } => "E-POL-002",
            Self::MissingKey { .. } => "E-POL-003",
            Self::UnknownWord { .. } => "E-POL-004",
            Self::NoSuchDate { .. } => "E-POL-005",
            Self::OtherSchema { .. } => "E-POL-006",
            Self::OtherNotice { .. } => "E-POL-007",
            Self::NotInNotice { .. } => "E-POL-008",
            Self::QuoteNotInNotice { .. } => "E-POL-009",
            Self::EmptyRule { .. } => "E-POL-010",
            Self::UnknownRule { .. } => "E-POL-011",
            Self::UnknownReading { .. } => "E-POL-012",
            Self::NoAlternative { .. } => "E-POL-013",
            Self::Twice { .. } => "E-POL-014",
            Self::TooManyReadings { .. } => "E-POL-015",
            Self::SumWrong { .. } => "E-POL-016",
            Self::PercentWrong { .. } => "E-POL-017",
            Self::NotPrinted { .. } => "E-POL-018",
            Self::TotalWrong { .. } => "E-POL-019",
            Self::NoWindow => "E-POL-020",
            Self::WindowOrder { .. } => "E-POL-021",
            Self::NotMonthEnd { .. } => "E-POL-022",
            Self::BenefitYearWrong { .. } => "E-POL-023",
            Self::NoOverlapRule => "E-POL-024",
            Self::RowNeverFires { .. } => "E-POL-025",
            Self::WindowClosed { .. } => "E-POL-026",
            Self::Uncovered { .. } => "E-POL-027",
            Self::ScopeOpen => "E-POL-028",
            Self::CasesUnreadable { .. } => "E-POL-029",
            Self::CaseUnreadable { .. } => "E-POL-030",
            Self::CaseFails { .. } => "E-POL-031",
            Self::OutsideOpen => "E-POL-032",
            Self::TasksWrong { .. } => "E-POL-033",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let text = |s: &dyn ToString| s.to_string();
        match self {
            Self::Unreadable { place } => vec![("place", place.clone())],
            Self::UnknownKey { key } | Self::MissingKey { key } => vec![("key", key.clone())],
            Self::UnknownWord { word } => vec![("word", word.clone())],
            Self::NoSuchDate { text } | Self::NotInNotice { text } => vec![("text", text.clone())],
            Self::OtherSchema { found } => vec![("found", text(found))],
            Self::OtherNotice { expected, found } => {
                vec![("expected", expected.clone()), ("found", found.clone())]
            }
            Self::QuoteNotInNotice { rule } | Self::EmptyRule { rule } | Self::UnknownRule { rule } => {
                vec![("rule", rule.clone())]
            }
            Self::UnknownReading { reading } | Self::NoAlternative { reading } => {
                vec![("reading", reading.clone())]
            }
            Self::Twice { name } => vec![("name", name.clone())],
            Self::TooManyReadings { count } => vec![("count", text(count))],
            Self::SumWrong { label, amount, due, fee } => {
                vec![
                    ("label", label.clone()),
                    ("amount", text(amount)),
                    ("due", text(due)),
                    ("fee", text(fee)),
                ]
            }
            Self::PercentWrong { label, percent, fee, amount } => {
                vec![
                    ("label", label.clone()),
                    ("percent", text(percent)),
                    ("fee", text(fee)),
                    ("amount", text(amount)),
                ]
            }
            Self::NotPrinted { rule, text } => vec![("rule", rule.clone()), ("text", text.clone())],
            Self::TotalWrong { fee, fiscal, total } => {
                vec![("fee", text(fee)), ("fiscal", text(fiscal)), ("total", text(total))]
            }
            Self::NoWindow | Self::NoOverlapRule | Self::ScopeOpen | Self::OutsideOpen => Vec::new(),
            Self::TasksWrong { label, people, sum } => {
                vec![("label", label.clone()), ("people", text(people)), ("sum", text(sum))]
            }
            Self::WindowOrder { window } => vec![("window", window.clone())],
            Self::NotMonthEnd { window, to } => vec![("window", window.clone()), ("to", text(to))],
            Self::BenefitYearWrong { from, to } => vec![("from", text(from)), ("to", text(to))],
            Self::RowNeverFires { label } => vec![("label", label.clone())],
            Self::WindowClosed { window, on } => vec![("window", window.clone()), ("on", text(on))],
            Self::Uncovered { on } => vec![("on", text(on))],
            Self::CasesUnreadable { line, key } => vec![("line", text(line)), ("key", key.clone())],
            Self::CaseUnreadable { case, fault } => {
                vec![("case", case.clone()), ("fault", fault.code().to_owned())]
            }
            Self::CaseFails { case, field, expected, found } => vec![
                ("case", case.clone()),
                ("field", field.clone()),
                ("expected", expected.clone()),
                ("found", found.clone()),
            ],
        }
    }
}

/// One fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadProblem {
    /// What is wrong.
    pub fault: LoadFault,
    /// The line of the policy file, counted from 1, where it can be found.
    pub line: Option<usize>,
}

impl LoadProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// The facts for the words, the line among them (empty where it is not known).
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = self.fault.params();
        if !params.iter().any(|(name, _)| *name == "line") {
            params.push(("line", self.line.map_or_else(String::new, |l| l.to_string())));
        }
        params
    }
}

/// SHA-256 in hex of a policy file or notice, as books and receipts store it.
pub fn file_sha256(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| char::from(HEX[usize::from(n)]);
    Sha256::digest(text.as_bytes()).iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

impl Policy {
    /// Reads a policy file, checks it against its notice, sweeps every day, and runs its cases.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(toml: &str, cases: Option<&str>, notice: &str) -> Result<Self, Vec<LoadProblem>> {
        let policy = Self::load_trusted(toml, notice)?;
        let mut faults = policy.sweep();
        if let Some(cases) = cases {
            faults.extend(policy.run_cases(cases));
        }
        if faults.is_empty() { Ok(policy) } else { Err(locate(toml, faults)) }
    }

    /// Reads a policy file whose hash was checked before: all checks but the sweep of days and the cases.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load_trusted(toml: &str, notice: &str) -> Result<Self, Vec<LoadProblem>> {
        let file: PolicyFile = toml::from_str(toml).map_err(|e| vec![unreadable(toml, &e)])?;
        let mut faults = check_names(&file);
        faults.extend(check_notice(&file, notice));
        faults.extend(check_sums(&file));
        faults.extend(check_days(&file));
        faults.extend(check_print(&file));
        let mut resolver = Resolver::new(&file);
        let resolved = resolver.law();
        faults.append(&mut resolver.faults);
        let Some((law, see)) = resolved.filter(|_| faults.is_empty()) else {
            return Err(locate(toml, faults));
        };
        let rules = file
            .rules
            .iter()
            .map(|(id, r)| Rule { id: id.clone(), article: r.article.clone(), quote: r.quote.clone() })
            .collect();
        Ok(Self { file_sha256: file_sha256(toml), notice: notice.to_owned(), rules, see, law, file })
    }

    fn run_cases(&self, text: &str) -> Vec<LoadFault> {
        match read_cases(self.id(), text) {
            Ok(cases) => cases
                .iter()
                .flat_map(|case| check_case(self, case))
                .map(|m| LoadFault::CaseFails {
                    case: m.case,
                    field: m.field,
                    expected: m.expected,
                    found: m.found,
                })
                .collect(),
            Err(CaseFault::File { line, key }) => vec![LoadFault::CasesUnreadable { line, key }],
            Err(CaseFault::Request { case, fault }) => vec![LoadFault::CaseUnreadable { case, fault }],
        }
    }

    /// Every day from sixty days before the first window to the end of the benefit year, for people of every
    /// status: each has one sound answer, each row is used, and each window is open to those whom it names.
    fn sweep(&self) -> Vec<LoadFault> {
        let law = &self.law;
        let first =
            law.main_from.checked_sub_days(Days::new(DAYS_BEFORE_THE_FIRST_WINDOW)).unwrap_or(law.main_from);
        let mut faults = Vec::new();
        let mut fired = BTreeSet::new();
        let people = self.people_to_try(law);
        for day in first.iter_days().take_while(|d| *d <= law.benefit_to) {
            for person in people.iter().filter(|p| p.birth <= day) {
                let Ok(answer) = assess_person(self, person, day, RequestKind::Collect, None) else {
                    faults.push(LoadFault::Uncovered { on: day });
                    continue;
                };
                if !is_sound(&answer) {
                    faults.push(LoadFault::Uncovered { on: day });
                }
                fired.extend(answer.category);
            }
            faults.extend(self.closed_windows(day));
            if faults.len() > 20 {
                return faults;
            }
        }
        let silent = self.file.category.iter().filter(|c| !fired.contains(&c.code));
        faults.extend(silent.map(|c| LoadFault::RowNeverFires { label: c.label.clone() }));
        faults
    }

    fn closed_windows(&self, day: NaiveDate) -> Vec<LoadFault> {
        let open = self.file.window.iter().filter(|w| w.from <= day && day <= w.to);
        open.filter_map(|w| {
            let mut person = ordinary(self.law.benefit_from);
            person.migrant_worker = Some(w.who.migrant_worker.unwrap_or(false));
            person.proofs.extend(&w.proofs);
            person.channel = w.channels.first().copied().unwrap_or(Channel::Village);
            if let Some(students) = self.file.student.as_ref().filter(|_| w.who.student) {
                let level = students.levels.first().copied();
                person.student = level.map(|level| Student { level, school: Area::In });
                person.channel = students.channel;
            }
            let answer = assess_person(self, &person, day, RequestKind::Collect, None).ok();
            let collects = answer.is_some_and(|a| a.decision == Decision::Collect);
            (!collects).then(|| LoadFault::WindowClosed { window: w.id.clone(), on: day })
        })
        .collect()
    }

    fn people_to_try(&self, law: &Law) -> Vec<Person> {
        let usual = ordinary(law.benefit_from);
        let long_ago = law.main_from.checked_sub_days(Days::new(365)).unwrap_or(law.main_from);
        let mut people = vec![usual.clone()];
        for category in &self.file.category {
            if let Some(day) = category.conditions.born_on_or_before {
                people.push(Person { birth: day, ..usual.clone() });
                continue;
            }
            for since in [long_ago, next_day(law.main_to)] {
                people.push(Person { categories: vec![designation(category, since)], ..usual.clone() });
            }
        }
        for gap in &self.file.category_gap {
            let given = Designation {
                code: gap.code,
                designated_on: Some(long_ago),
                designated_by: Area::In,
                grade: None,
                subtype: None,
                ended_on: None,
                risk_cleared: None,
                list_pushed_on: ListState::On,
                label: None,
            };
            people.push(Person { categories: vec![given], ..usual.clone() });
        }
        let mut all = Vec::new();
        for person in people {
            if let Some(students) = &self.file.student {
                let student =
                    students.levels.first().map(|level| Student { level: *level, school: Area::In });
                all.push(Person { student, channel: students.channel, ..person.clone() });
            }
            all.push(Person { migrant_worker: Some(true), ..person.clone() });
            all.push(Person { migrant_worker: None, ..person.clone() });
            all.push(person);
        }
        all.push(Person { birth: law.benefit_from, ..usual.clone() });
        all
    }
}

fn is_sound(a: &Assessment) -> bool {
    let cited = a.cited(Field::Decision).next().is_some();
    if a.decision != Decision::Collect {
        return cited;
    }
    let adds_up = a.fee.is_some() && a.subsidy.zip(a.due).and_then(|(s, d)| s.checked_add(d)) == a.fee;
    let dated = a.benefit_from.zip(a.benefit_to).is_none_or(|(from, to)| from <= to);
    let placed = a.cited(Field::Fee).next().is_some() && a.cited(Field::Subsidy).next().is_some();
    cited && adds_up && dated && placed && a.cited(Field::BenefitFrom).next().is_some()
}

fn ordinary(benefit_from: NaiveDate) -> Person {
    let birth = NaiveDate::from_ymd_opt(benefit_from.year() - 40, 6, 15).unwrap_or(benefit_from);
    Person {
        hukou: Some(Area::In),
        residence: Some(Residence::InArea),
        insurance: Insurance { current: CurrentInsurance::None, previous_year: Some(PreviousYear::Normal) },
        migrant_worker: Some(false),
        proofs: vec![Proof::IdCard, Proof::HouseholdRegister, Proof::BirthCertificate],
        ..Person::born(birth)
    }
}

fn designation(category: &Category, since: NaiveDate) -> Designation {
    let conditions = &category.conditions;
    Designation {
        code: category.code,
        designated_on: Some(since),
        designated_by: Area::In,
        grade: conditions.grade.as_ref().and_then(|g| g.first().copied()),
        subtype: conditions.subtype.as_ref().and_then(|s| s.first().copied()),
        ended_on: None,
        risk_cleared: conditions.risk_cleared,
        list_pushed_on: ListState::On,
        label: None,
    }
}

// ---- the named checks

fn unreadable(text: &str, error: &toml::de::Error) -> LoadProblem {
    let line = error.span().and_then(|s| text.get(..s.start)).map(|t| t.matches('\n').count() + 1);
    let message = error.message();
    let quoted = || message.split('`').nth(1).unwrap_or_default().to_owned();
    let told = |mark: &str| message.split_once(mark).map(|(_, rest)| rest.to_owned());
    let fault = if let Some(word) = told(UNKNOWN_WORD) {
        LoadFault::UnknownWord { word }
    } else if let Some(text) = told(NO_SUCH_DATE) {
        LoadFault::NoSuchDate { text }
    } else if message.starts_with("unknown field") {
        LoadFault::UnknownKey { key: quoted() }
    } else if message.starts_with("missing field") {
        LoadFault::MissingKey { key: quoted() }
    } else if message.starts_with("unknown variant") {
        LoadFault::UnknownWord { word: quoted() }
    } else {
        LoadFault::Unreadable { place: message.lines().next().unwrap_or_default().to_owned() }
    };
    LoadProblem { fault, line }
}

fn check_names(file: &PolicyFile) -> Vec<LoadFault> {
    let mut faults = Vec::new();
    if file.schema != SCHEMA {
        faults.push(LoadFault::OtherSchema { found: file.schema });
    }
    if file.reading.len() > MOST_READINGS {
        faults.push(LoadFault::TooManyReadings { count: file.reading.len() });
    }
    let mut seen = BTreeSet::new();
    let categories = file.category.iter().map(|c| (c.code, c.conditions.subtype.clone(), c.label.as_str()));
    let gaps = file.category_gap.iter().map(|g| (g.code, None, g.label.as_str()));
    for (code, subtype, label) in categories.chain(gaps) {
        if !seen.insert(format!("{code:?} {subtype:?}")) {
            faults.push(LoadFault::Twice { name: label.to_owned() });
        }
    }
    let mut names = BTreeSet::new();
    let windows = file.window.iter().map(|w| &w.id).chain(file.late_entry.iter().map(|l| &l.id));
    for name in windows.chain(file.reading.iter().map(|r| &r.id)) {
        if !names.insert(name) {
            faults.push(LoadFault::Twice { name: name.clone() });
        }
    }
    for reading in file.reading.iter().filter(|r| r.alternatives.is_empty() || r.chosen.is_empty()) {
        faults.push(LoadFault::NoAlternative { reading: reading.id.clone() });
    }
    let open_end = file.scope.last().is_none_or(|row| !row.when.is_empty());
    if open_end {
        faults.push(LoadFault::ScopeOpen);
    }
    let after = &file.outside.after;
    if after.iter().rposition(|row| row.when.is_empty()) != after.len().checked_sub(1)
        || after.iter().filter(|row| row.when.is_empty()).count() != 1
    {
        faults.push(LoadFault::OutsideOpen);
    }
    if file.category.len() > 1 && file.overlap.is_none() {
        faults.push(LoadFault::NoOverlapRule);
    }
    faults
}

/// A text without its white space, for comparing with a sentence of a notice.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn check_notice(file: &PolicyFile, notice: &str) -> Vec<LoadFault> {
    let mut faults = Vec::new();
    let found = file_sha256(notice);
    if found != file.policy.source_sha256 {
        faults.push(LoadFault::OtherNotice { expected: file.policy.source_sha256.clone(), found });
    }
    let text = bare(notice);
    let head = [&file.policy.title, &file.policy.issuer, &file.policy.doc_no];
    let issued = file.policy.issued_on.map(|d| format!("{}年{}月{}日", d.year(), d.month(), d.day()));
    for part in head.into_iter().filter(|t| !t.is_empty()).chain(issued.as_ref()) {
        if !text.contains(&bare(part)) {
            faults.push(LoadFault::NotInNotice { text: part.clone() });
        }
    }
    for target in &file.targets {
        for task in &target.tasks {
            let printed = format!("{}{}", task.place, task.people);
            if !text.contains(&printed) {
                faults.push(LoadFault::NotInNotice { text: printed });
            }
        }
        let sum: u32 = target.tasks.iter().map(|t| t.people).sum();
        if let Some(people) = target.people.filter(|people| *people != sum) {
            faults.push(LoadFault::TasksWrong { label: target.label.clone(), people, sum });
        }
    }
    for (id, rule) in &file.rules {
        if rule.article.trim().is_empty() || rule.quote.trim().is_empty() {
            faults.push(LoadFault::EmptyRule { rule: id.clone() });
        } else if !text.contains(&bare(&rule.quote)) {
            faults.push(LoadFault::QuoteNotInNotice { rule: id.clone() });
        }
    }
    faults
}

fn check_sums(file: &PolicyFile) -> Vec<LoadFault> {
    let fee = file.fee.personal;
    let mut faults = Vec::new();
    for category in &file.category {
        let s = &category.subsidy;
        let label = || category.label.clone();
        let in_bounds = !s.amount.is_negative() && !s.due.is_negative() && !s.amount.is_zero();
        if !in_bounds || s.amount.checked_add(s.due) != Some(fee) {
            faults.push(LoadFault::SumWrong { label: label(), amount: s.amount, due: s.due, fee });
        }
        let percent = match s.kind {
            SubsidyKind::Full => Some(100),
            SubsidyKind::Percent => s.percent.or(Some(0)),
            SubsidyKind::Fixed => None,
        };
        if let Some(percent) = percent
            && fee.times(percent) != s.amount.times(100)
        {
            faults.push(LoadFault::PercentWrong { label: label(), percent, fee, amount: s.amount });
        }
    }
    if let Some((value, total)) = file.fee.fiscal.as_ref().and_then(|f| f.value.zip(f.total))
        && fee.checked_add(value) != Some(total)
    {
        faults.push(LoadFault::TotalWrong { fee, fiscal: value, total });
    }
    faults
}

fn check_days(file: &PolicyFile) -> Vec<LoadFault> {
    let mut faults = Vec::new();
    let (from, to) = (file.policy.benefit_from, file.policy.benefit_to);
    let whole_year = from.month() == 1
        && from.day() == 1
        && from.year() == to.year()
        && to.month() == 12
        && to.day() == 31;
    if !whole_year {
        faults.push(LoadFault::BenefitYearWrong { from, to });
    }
    if file.window.is_empty() {
        faults.push(LoadFault::NoWindow);
    }
    // Windows for students lie beside the others; each kind has its own order.
    let mut last: [Option<NaiveDate>; 2] = [None; 2];
    for window in &file.window {
        let last = &mut last[usize::from(window.who.student)];
        let adjoins = last.is_none_or(|l| l < window.from);
        let ends = window.collection_to.is_none_or(|end| end >= window.to && end <= to);
        let prolonged = window.follows.as_ref().is_none_or(|id| {
            let before = file.window.iter().find(|w| w.id == *id);
            before.is_some_and(|before| next_day(before.to) == window.from)
        });
        if window.from > window.to || !adjoins || window.to > to || !ends || !prolonged {
            faults.push(LoadFault::WindowOrder { window: window.id.clone() });
        }
        if window.to_text.is_some() && !is_month_end(window.to) {
            faults.push(LoadFault::NotMonthEnd { window: window.id.clone(), to: window.to });
        }
        *last = Some(window.to);
    }
    faults
}

/// The sentence must print the sums, days and counts that the file reads out of it.
fn check_print(file: &PolicyFile) -> Vec<LoadFault> {
    let mut faults = Vec::new();
    let mut prints = |rules: &[&String], text: String| {
        let quotes: Vec<String> =
            rules.iter().filter_map(|r| file.rules.get(*r)).map(|r| bare(&r.quote)).collect();
        if !quotes.is_empty() && !quotes.iter().any(|q| holds_number(q, &text)) {
            faults.push(LoadFault::NotPrinted { rule: rules[0].clone(), text });
        }
    };
    prints(&[&file.fee.rule], yuan(file.fee.personal));
    if let Some(a) = &file.fee.handling_allowance {
        prints(&[&a.rule], yuan(a.amount));
    }
    for category in &file.category {
        let s = &category.subsidy;
        let rule = [&category.rule];
        if let Some(percent) = s.percent {
            prints(&rule, format!("{percent}%"));
        }
        if s.kind != SubsidyKind::Full && !s.derived {
            prints(&rule, yuan(s.amount));
            prints(&rule, yuan(s.due));
        }
        if let Some(day) = category.conditions.born_on_or_before {
            prints(&rule, format!("{}年{}月{}日", day.year(), day.month(), day.day()));
        }
    }
    for window in &file.window {
        let rules = [&window.rule, &window.benefit_rule];
        let day = |day: NaiveDate| format!("{}月{}日", day.month(), day.day());
        let from = window.from_text.clone().unwrap_or_else(|| day(window.from));
        if window.follows.is_none() {
            prints(&rules, from);
        }
        if window.from_text.is_some() {
            prints(&rules, format!("{}月", window.from.month()));
        }
        if let Some(end) = window.collection_to {
            prints(&rules, day(end));
        }
        let to =
            window.to_text.clone().unwrap_or_else(|| format!("{}月{}日", window.to.month(), window.to.day()));
        prints(&rules, to);
        if window.to_text.is_some() {
            prints(&rules, format!("{}月底", window.to.month()));
        }
    }
    let long_day = |day: NaiveDate| format!("{}年{}月{}日", day.year(), day.month(), day.day());
    let short_day = |day: NaiveDate| format!("{}月{}日", day.month(), day.day());
    if let Some(newborn) = &file.newborn {
        prints(&[&newborn.rule], format!("{}天", newborn.days));
        if let Some(rule) = &newborn.after_rule {
            prints(&[rule], format!("{}天", newborn.days));
        }
        if let Some(range) = &newborn.birth_range {
            prints(&[&range.rule], long_day(range.from));
            prints(&[&range.rule], long_day(range.to));
        }
    }
    if let Some(cutoff) = &file.designation.cutoff {
        prints(&[&cutoff.rule], long_day(cutoff.day));
    }
    if let Some(list) = &file.designation.in_window {
        prints(&[&list.rule], short_day(list.list_by));
    }
    if let Some(fiscal) = &file.fee.fiscal {
        for (sum, rule) in [(fiscal.value, Some(&fiscal.rule)), (fiscal.total, fiscal.total_rule.as_ref())] {
            if let Some((sum, rule)) = sum.zip(rule) {
                prints(&[rule], yuan(sum));
            }
        }
        if let Some((year, _)) = fiscal.for_year.zip(fiscal.value) {
            prints(&[&fiscal.rule], format!("{year}年"));
        }
    }
    for target in &file.targets {
        if let Some(by) = target.by {
            prints(&[&target.rule], short_day_or_month(file, &target.rule, by));
        }
        let whole = target.percent == Some(100) && prints_everyone(file, &target.rule);
        if let Some(percent) = target.percent.filter(|_| !whole) {
            prints(&[&target.rule], format!("{percent}%"));
        }
    }
    for late in &file.late_entry {
        prints(&[&late.rule], format!("{}个月", late.within_months));
        prints(&[&late.rule], format!("超过{}个月", late.within_months));
        prints(&[&late.rule], format!("{}个月待遇享受等待期", late.beyond_waiting_months));
        if let Some(months) = late.min_continuous_months {
            prints(&[&late.who_rule], format!("{months}个月"));
        }
    }
    faults
}

/// A target's day as its sentence prints it: the day, or 「10月底」 for a month's last day.
fn short_day_or_month(file: &PolicyFile, rule: &str, by: NaiveDate) -> String {
    let end = format!("{}月底", by.month());
    let says_end = file.rules.get(rule).is_some_and(|r| bare(&r.quote).contains(&end));
    if is_month_end(by) && says_end { end } else { format!("{}月{}日", by.month(), by.day()) }
}

/// A sentence may say a hundred per cent in words.
fn prints_everyone(file: &PolicyFile, rule: &str) -> bool {
    file.rules.get(rule).is_some_and(|r| bare(&r.quote).contains("全员"))
}

fn yuan(amount: Yuan) -> String {
    let text = amount.to_string();
    let whole = text.strip_suffix(".00").unwrap_or(&text);
    format!("{whole}元")
}

/// True if the text holds the words and no digit runs on before them (「340元」 does not print 「40元」).
fn holds_number(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_digit()))
}

/// Adds the line of the file to each fault, where the file has one for it.
fn locate(text: &str, faults: Vec<LoadFault>) -> Vec<LoadProblem> {
    let line_with = |wanted: &str| text.lines().position(|l| l.contains(wanted)).map(|i| i + 1);
    let line_starting =
        |wanted: &str| text.lines().position(|l| l.trim_start().starts_with(wanted)).map(|i| i + 1);
    faults
        .into_iter()
        .map(|fault| {
            let line = match &fault {
                LoadFault::QuoteNotInNotice { rule }
                | LoadFault::EmptyRule { rule }
                | LoadFault::NotPrinted { rule, .. } => line_starting(&format!("[rules.{rule}]")),
                LoadFault::UnknownRule { rule } => line_with(&format!("\"{rule}\"")),
                LoadFault::UnknownReading { reading } => line_with(&format!("\"{reading}\"")),
                LoadFault::NoAlternative { reading } => line_with(&format!("id = \"{reading}\"")),
                LoadFault::SumWrong { label, .. }
                | LoadFault::PercentWrong { label, .. }
                | LoadFault::TasksWrong { label, .. }
                | LoadFault::RowNeverFires { label } => line_with(&format!("\"{label}\"")),
                LoadFault::Twice { name } => {
                    let places = text.lines().enumerate().filter(|(_, l)| l.contains(&format!("\"{name}\"")));
                    places.map(|(i, _)| i + 1).nth(1)
                }
                LoadFault::WindowOrder { window }
                | LoadFault::NotMonthEnd { window, .. }
                | LoadFault::WindowClosed { window, .. } => line_with(&format!("\"{window}\"")),
                LoadFault::OtherNotice { .. } => line_starting("source_sha256"),
                LoadFault::NotInNotice { text } => line_with(text),
                LoadFault::OtherSchema { .. } => line_starting("schema"),
                LoadFault::BenefitYearWrong { .. } => line_starting("benefit_from"),
                LoadFault::ScopeOpen => line_starting("[[scope]]"),
                LoadFault::OutsideOpen => line_starting("[[outside.after]]"),
                LoadFault::NoOverlapRule => line_starting("[[category]]"),
                LoadFault::TotalWrong { .. } => line_starting("fiscal"),
                _ => None,
            };
            LoadProblem { fault, line }
        })
        .collect()
}
