//! Every way in which a policy file can be wrong, as a value with facts.
//!
//! Invariant: a fault has a stable code, and its words stand in `assets/text/errors-policy.toml`; no prose here.
//! This module must not know how a fault is found.

use crate::money::Yuan;
use crate::request::RequestFault;
use chrono::NaiveDate;

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
    /// A row that nobody and no day can reach: another row stands before it, or its conditions never hold.
    #[error("{label} never applies")]
    RowNeverFires {
        /// The row: the notice's word for it, or its table and place.
        label: String,
    },
    /// A reading on which no answer rests.
    #[error("no answer rests on {reading}")]
    ReadingNeverNamed {
        /// The reading.
        reading: String,
    },
    /// Two rows of one status fit the same person and give different sums, and nothing says which counts.
    #[error("{label} and {other} fit the same person with {amount} and {other_amount}")]
    RowsCollide {
        /// The upper row.
        label: String,
        /// The lower row.
        other: String,
        /// What the upper row gives.
        amount: Yuan,
        /// What the lower row gives.
        other_amount: Yuan,
    },
    /// The same sentence of the same article under two names.
    #[error("{rule} repeats the sentence of {other}")]
    QuoteTwice {
        /// The later one.
        rule: String,
        /// The earlier one.
        other: String,
    },
    /// The sentence prints another period of cover than the file has.
    #[error("{rule} prints the cover as {text}")]
    OtherBenefitDates {
        /// The rule.
        rule: String,
        /// What it prints.
        text: String,
    },
    /// A row asks for something and does not say what holds without it.
    #[error("{label} has no {key}")]
    NoOtherWay {
        /// The row.
        label: String,
        /// The key that is missing.
        key: String,
    },
    /// A status of health or hardship that is not marked as such.
    #[error("{label} must be sensitive")]
    MustBeSensitive {
        /// Whose.
        label: String,
    },
    /// The sentence does not stand in that article of the notice.
    #[error("{rule} does not stand in {article}")]
    OtherArticle {
        /// The rule.
        rule: String,
        /// What the file says.
        article: String,
        /// Where the sentence stands.
        found: String,
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
            Self::ReadingNeverNamed { .. } => "E-POL-034",
            Self::RowsCollide { .. } => "E-POL-035",
            Self::QuoteTwice { .. } => "E-POL-036",
            Self::OtherBenefitDates { .. } => "E-POL-037",
            Self::NoOtherWay { .. } => "E-POL-038",
            Self::OtherArticle { .. } => "E-POL-039",
            Self::MustBeSensitive { .. } => "E-POL-040",
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
            Self::UnknownReading { reading }
            | Self::NoAlternative { reading }
            | Self::ReadingNeverNamed { reading } => vec![("reading", reading.clone())],
            Self::RowsCollide { label, other, amount, other_amount } => vec![
                ("label", label.clone()),
                ("other", other.clone()),
                ("amount", text(amount)),
                ("other_amount", text(other_amount)),
            ],
            Self::QuoteTwice { rule, other } => vec![("rule", rule.clone()), ("other", other.clone())],
            Self::NoOtherWay { label, key } => vec![("label", label.clone()), ("key", key.clone())],
            Self::OtherArticle { rule, article, found } => {
                vec![("rule", rule.clone()), ("article", article.clone()), ("found", found.clone())]
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
            Self::NotPrinted { rule, text } | Self::OtherBenefitDates { rule, text } => {
                vec![("rule", rule.clone()), ("text", text.clone())]
            }
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
            Self::RowNeverFires { label } | Self::MustBeSensitive { label } => vec![("label", label.clone())],
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
    /// The sentence of the notice that the faulty place rests on, where it rests on one.
    pub sentence: Option<String>,
}

impl LoadProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// The facts for the words, line and sentence among them (empty where they are not known).
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = self.fault.params();
        if !params.iter().any(|(name, _)| *name == "line") {
            params.push(("line", self.line.map_or_else(String::new, |l| l.to_string())));
        }
        params.push(("sentence", self.sentence.clone().unwrap_or_default()));
        params
    }
}
