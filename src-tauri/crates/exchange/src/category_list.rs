//! A department's list of categories (资助对象名单): a sheet becomes rows that say who has which category, since when, until
//! when; good rows and bad ones.
//!
//! Invariant: every row that stands for a person is in [`CategoryList::rows`], in [`CategoryList::bad`] or, in a table of
//! ticks, without a tick; no category, grade, day or number is guessed. Must not know: the book, what a notice gives.

use crate::category::{self, Change, DISABILITY, Department, Meaning, POVERTY_MONITORED};
use crate::identity::{
    self, BIRTH_CERTIFICATE_CODE, CertificateKind, CertificateType, RESIDENT_ID_CODE, check_certificate,
    normalise_name, squeeze,
};
use crate::roster::RowCode;
use crate::row_words::RowWords;
use crate::table::{self, BadRow, ColumnSet, Day, OWN_COLUMNS, Origin, ReadOptions, Row, Table};
use crate::workbook::ReadFault;
use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// A column that a list of categories may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 姓名.
    Name,
    /// 身份证号码, or the number of another certificate.
    Certno,
    /// 证件类型.
    CertificateType,
    /// 医疗救助身份.
    Category,
    /// 残疾等级.
    Grade,
    /// 残疾人证号: the ID number, the kind, the grade.
    DisabilityCard,
    /// 监测对象类型.
    Subtype,
    /// 纳入时间.
    BeginOn,
    /// 取消时间.
    EndOn,
    /// 风险是否已消除.
    RiskCleared,
    /// 变动类型.
    Change,
    /// 户主姓名.
    HeadName,
    /// 户主身份证号.
    HeadCertno,
    /// 与户主关系.
    Relation,
    /// 出生日期.
    Birth,
    /// 村（社区）.
    Village,
    /// 村民组.
    VillageGroup,
    /// 备注.
    Remarks,
}

/// The columns of a list of categories.
pub static COLUMNS: LazyLock<ColumnSet<Field>> = LazyLock::new(|| {
    ColumnSet::from_toml(include_str!("../../../../assets/exchange/category-columns.toml"))
        .expect("the column map is shipped with the program and read by a test")
});

impl Field {
    /// How our own lists head this column.
    pub fn header(self) -> &'static str {
        COLUMNS.header(self)
    }

    /// A bare number in its cell is a day.
    fn is_date(self) -> bool {
        matches!(self, Self::BeginOn | Self::EndOn | Self::Birth)
    }
}

/// What is said about a row. [`ListCode::word`] is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListCode {
    /// Name or number is not right, as in a roster: the row is bad.
    Identity(RowCode),
    /// No category: the row is bad.
    MissingCategory,
    /// A category that nobody knows: the row is bad.
    UnknownCategory,
    /// The day of begin or end is no day: the row is bad.
    UnclearDate,
    /// It ended before it began: the row is bad.
    EndBeforeBegin,
    /// 变动类型 says something that nobody knows: the row is bad.
    UnknownChange,
    /// Warning: no day of begin.
    NoBeginDate,
    /// Warning: the grade is none, the notice will ask for it.
    UnknownGrade,
    /// Warning: the grade of the column is not that of the card's number; the column rules.
    GradeDiffers,
    /// Warning: the card's number does not hold the ID number.
    CardDiffers,
    /// Warning: an earlier row says the same.
    SaidTwice,
    /// Warning: the cell of 风险是否已消除 is neither yes nor no.
    UnclearRisk,
}

impl ListCode {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity(code) => code.word(),
            Self::MissingCategory => "missing_category",
            Self::UnknownCategory => "unknown_category",
            Self::UnclearDate => "unclear_date",
            Self::EndBeforeBegin => "end_before_begin",
            Self::UnknownChange => "unknown_change",
            Self::NoBeginDate => "no_begin_date",
            Self::UnknownGrade => "unknown_grade",
            Self::GradeDiffers => "grade_differs",
            Self::CardDiffers => "card_differs",
            Self::SaidTwice => "said_twice",
            Self::UnclearRisk => "unclear_risk",
        }
    }

    /// What the clerk reads: what is wrong, and what to do. `written` is what the cell says, `first_row` the row that
    /// says the same.
    pub fn words(self, written: &str, first_row: Option<u32>) -> (String, String) {
        if let Self::Identity(code) = self {
            return code.words(first_row);
        }
        let first_row = first_row.map_or_else(String::new, |row| row.to_string());
        WORDS.say(self.word(), &[("written", written), ("first_row", &first_row)])
    }
}

static WORDS: LazyLock<RowWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/text/category-row-codes.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A good row: one person with one category or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Index into [`Origin::sheets`].
    pub sheet: u16,
    /// 1-based row of the sheet.
    pub row: u32,
    /// The name in its one spelling.
    pub name: String,
    /// The name as written.
    pub name_written: String,
    /// Code of `certificate_type.tsv`.
    pub certificate_type: String,
    /// The number in its one spelling.
    pub certno: String,
    /// From the number, else from the column.
    pub birth: Option<NaiveDate>,
    /// The head of the household.
    pub head_name: String,
    /// The village, as written.
    pub village: String,
    /// The category as written.
    pub word: String,
    /// What it means; never empty.
    pub given: Vec<Meaning>,
    /// Since when.
    pub begin_on: Option<NaiveDate>,
    /// From which day on no longer.
    pub end_on: Option<NaiveDate>,
    /// 风险是否已消除.
    pub risk_cleared: Option<bool>,
    /// What the row does in an incremental list.
    pub change: Change,
    /// An earlier row says the same.
    pub is_repeat: bool,
}

impl ListRow {
    /// `active = begin not after the day, and end empty or after it`.
    pub fn is_active(&self, on: NaiveDate) -> bool {
        self.begin_on.is_none_or(|begin| begin <= on) && self.end_on.is_none_or(|end| end > on)
    }
}

/// Something to be said about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListNote {
    /// Index into [`Origin::sheets`].
    pub sheet: u16,
    /// 1-based row of the sheet.
    pub row: u32,
    /// The name.
    pub name: String,
    /// What is to be looked at, or what is wrong.
    pub code: ListCode,
    /// The earlier row.
    pub first_row: Option<u32>,
    /// What the cell says.
    pub written: String,
    /// The number as the sheet shows it; only of bad rows.
    pub id_written: String,
    /// The row as written; only of bad rows.
    pub cells: Vec<String>,
}

impl ListNote {
    /// What is wrong, and what to do.
    pub fn words(&self) -> (String, String) {
        self.code.words(&self.written, self.first_row)
    }
}

/// The day that a title speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleDate {
    /// A day.
    Day(NaiveDate),
    /// A month, by its first day.
    Month(NaiveDate),
}

impl TitleDate {
    /// The day of the list, looked at on `today`: of a month its last day, or today while it runs. `None` if it lies in
    /// the future.
    pub fn day(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => (day <= today).then_some(day),
            Self::Month(first) => {
                let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
                (first <= today).then(|| last.min(today))
            }
        }
    }
}

/// What a list of categories holds.
#[derive(Debug, Clone)]
pub struct CategoryList {
    /// Where its rows come from.
    pub origin: Origin<Field>,
    /// The good rows.
    pub rows: Vec<ListRow>,
    /// The bad rows.
    pub bad: Vec<ListNote>,
    /// Warnings about good rows.
    pub warnings: Vec<ListNote>,
    /// Rows of a table of ticks that have no tick.
    pub unmarked: usize,
    /// The department, by the words of the file or else by the categories; `None` if nothing tells it.
    pub department: Option<&'static Department>,
    /// Whether the file says that it is full, or incremental.
    pub says_full: Option<bool>,
    /// The day that its title speaks of.
    pub title_date: Option<TitleDate>,
    /// The category that its title gives to all, where it has no column of categories.
    pub category_of_title: Option<&'static str>,
    /// Its title names one category, and all rows are of it: the list says nothing about the others of its department.
    pub only: Option<&'static str>,
    /// It is a file of bad rows that were handed back: the rows of the list that they stood in.
    pub mends_rows: Vec<u32>,
}

impl CategoryList {
    /// The rows that stand for a person, good or bad.
    pub fn people(&self) -> usize {
        self.rows.len() + self.bad.len()
    }

    /// Rows of each category as listed, and how many of them hold on a day.
    pub fn by_category(&self, on: NaiveDate) -> BTreeMap<&'static str, (u32, u32)> {
        let mut counts: BTreeMap<&'static str, (u32, u32)> = BTreeMap::new();
        for row in &self.rows {
            for meaning in &row.given {
                let (rows, active) = counts.entry(meaning.code).or_default();
                *rows += 1;
                *active += u32::from(row.is_active(on));
            }
        }
        counts
    }
}

/// Reads a list of categories. `as_of` is the day after which a birth would lie in the future.
///
/// # Errors
/// The file cannot be read as such a list; nothing has been changed by then.
pub fn read_category_list(
    bytes: &[u8],
    file_name: &str,
    options: &ReadOptions<'_, Field>,
    as_of: NaiveDate,
) -> Result<CategoryList, ReadFault> {
    let table = table::read_table(bytes, file_name, &COLUMNS, options)?;
    let mut list = list_of(table, file_name, as_of)?;
    list.department = department_of(&list, file_name);
    Ok(list)
}

fn list_of(table: Table<Field>, file_name: &str, as_of: NaiveDate) -> Result<CategoryList, ReadFault> {
    let Table { origin, rows } = table;
    let has = |field| origin.has(field);
    let ticks = tick_columns(&origin.mapping, &rows);
    let texts = || {
        origin.titles.iter().chain(&origin.sheets).map(String::as_str).chain(std::iter::once(stem(file_name)))
    };
    let needs_title = !has(Field::Category) && !has(Field::Subtype) && ticks.is_empty();
    let category_of_title = if needs_title { category_in_title(texts()) } else { None };
    let is_of_disabled = needs_title && (has(Field::Grade) || has(Field::DisabilityCard));
    let for_all = category_of_title.or(is_of_disabled.then_some(DISABILITY));
    if needs_title && for_all.is_none() {
        return Err(ReadFault::MissingColumn { fields: Field::Category.header().to_owned() });
    }
    let mends = origin.header.iter().position(|header| *header == OWN_COLUMNS[0]);
    let mut reader = Reader {
        as_of,
        has_category: has(Field::Category),
        has_begin: has(Field::BeginOn),
        ticks,
        for_all,
        rows: Vec::new(),
        bad: Vec::new(),
        warnings: Vec::new(),
        unmarked: 0,
        said: HashMap::new(),
        mends_rows: Vec::new(),
    };
    for row in &rows {
        if let Some(cell) = mends.and_then(|at| row.at(u32::try_from(at).ok()?)) {
            reader.mends_rows.extend(row_of_place(&cell.text()));
        }
        reader.row(row);
    }
    let named = category_in_title(texts());
    let only = named.filter(|code| {
        !reader.rows.is_empty() && reader.rows.iter().flat_map(|row| &row.given).all(|of| of.code == *code)
    });
    let says_full = texts().find_map(category::says_full).or(has(Field::Change).then_some(false));
    let title_date = texts().find_map(date_in);
    Ok(CategoryList {
        says_full,
        title_date,
        only,
        category_of_title: for_all,
        origin,
        rows: reader.rows,
        bad: reader.bad,
        warnings: reader.warnings,
        unmarked: reader.unmarked,
        department: None,
        mends_rows: reader.mends_rows,
    })
}

/// `17`, or `民政对象 第17行`, of a file of bad rows.
fn row_of_place(text: &str) -> Option<u32> {
    let text = squeeze(text);
    let text = text.rsplit('第').next().unwrap_or_default().trim_end_matches('行').to_owned();
    text.split('.').next()?.parse().ok()
}

fn stem(file_name: &str) -> &str {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The columns whose header is a category and whose cells are ticks (or grades, of a disability).
fn tick_columns(mapping: &[(String, Option<Field>)], rows: &[Row<Field>]) -> Vec<(u32, Meaning, String)> {
    (0..)
        .zip(mapping)
        .filter(|(_, (_, field))| field.is_none())
        .filter_map(|(column, (header, _)): (u32, _)| match category::meanings(header).as_slice() {
            [meaning] => Some((column, *meaning, header.clone())),
            _ => None,
        })
        .filter(|(column, meaning, _)| {
            let mut cells = rows.iter().filter_map(|row| row.at_or_merged(*column)).map(|cell| cell.text());
            cells.all(|text| {
                category::tick(&text).is_some()
                    || (meaning.code == DISABILITY && category::grade(&text).is_some())
            })
        })
        .collect()
}

/// The one category that titles name, where there is just one.
fn category_in_title<'t>(mut texts: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    texts.find_map(|text| {
        let characters: Vec<char> = squeeze(text).chars().collect();
        let mut found = HashSet::new();
        let mut at = 0;
        while at < characters.len() {
            let longest = (at + 2..=characters.len().min(at + 24)).rev().find_map(|end| {
                let word: String = characters[at..end].iter().collect();
                match category::meanings(&word).as_slice() {
                    [meaning] => Some((end, meaning.code)),
                    _ => None,
                }
            });
            match longest {
                Some((end, code)) => {
                    found.insert(code);
                    at = end;
                }
                None => at += 1,
            }
        }
        if found.len() == 1 { found.into_iter().next() } else { None }
    })
}

/// The first date in a text: 2025年11月30日, 2025-11-30, 20251130, or a month (2025年11月).
fn date_in(text: &str) -> Option<TitleDate> {
    let text = squeeze(text);
    let characters: Vec<char> = text.chars().collect();
    for at in 0..characters.len() {
        let begins = characters[at] == '2' && (at == 0 || !characters[at - 1].is_ascii_digit());
        if !begins {
            continue;
        }
        let rest: String = characters[at..].iter().take(12).collect();
        let upto = |marks: &[char]| rest.find(marks).map(|end| &rest[..end]);
        let day = [
            upto(&['日']).map(|text| format!("{text}日")),
            Some(rest.chars().take_while(|c| c.is_ascii_digit() || "-/.".contains(*c)).collect::<String>()),
        ];
        for text in day.into_iter().flatten() {
            let text = text.replace('.', "-");
            if let Some(day) = identity::parse_date(text.trim_end_matches('-')) {
                return Some(TitleDate::Day(day));
            }
        }
        let month = upto(&['月']).and_then(|text| {
            let (year, month) = text.split_once('年')?;
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
        });
        if let Some(month) = month.filter(|month| (2000..2150).contains(&month.year())) {
            return Some(TitleDate::Month(month));
        }
    }
    None
}

/// The department that the file's words name, titles before sheets before the file's name; else the one that gives the
/// categories of most rows, if it gives more than half.
fn department_of(list: &CategoryList, file_name: &str) -> Option<&'static Department> {
    let texts = list
        .origin
        .titles
        .iter()
        .chain(&list.origin.sheets)
        .map(String::as_str)
        .chain(std::iter::once(stem(file_name)));
    if let Some(named) = texts.into_iter().find_map(category::department) {
        return Some(named);
    }
    let given = || list.rows.iter().flat_map(|row| &row.given);
    category::departments().iter().find(|of| {
        given().filter(|meaning| of.categories.contains(&meaning.code)).count() * 2 > given().count()
    })
}

struct Reader {
    as_of: NaiveDate,
    has_category: bool,
    has_begin: bool,
    ticks: Vec<(u32, Meaning, String)>,
    for_all: Option<&'static str>,
    rows: Vec<ListRow>,
    bad: Vec<ListNote>,
    warnings: Vec<ListNote>,
    unmarked: usize,
    /// Number, category and days to the first row that said so.
    said: HashMap<Said, u32>,
    mends_rows: Vec<u32>,
}

/// A warning: what, what the cell says, the earlier row.
type Note = (ListCode, String, Option<u32>);

/// What a row says: number, category, begin and end.
type Said = (String, &'static str, Option<NaiveDate>, Option<NaiveDate>);

/// A fault, and what the cell says.
type Fault = (ListCode, String);

impl Reader {
    fn row(&mut self, row: &Row<Field>) {
        match self.take(row) {
            Ok(()) => {}
            Err((code, written)) => {
                let number = row.id();
                let name: String = row.name().chars().take(identity::MAX_NAME_CHARS).collect();
                self.bad.push(ListNote {
                    sheet: row.sheet,
                    row: row.number,
                    name,
                    code,
                    first_row: None,
                    written: written.chars().take(40).collect(),
                    id_written: number.text,
                    cells: row.written(Field::is_date),
                });
            }
        }
    }

    fn take(&mut self, row: &Row<Field>) -> Result<(), Fault> {
        let identity = |code: RowCode| (ListCode::Identity(code), String::new());
        let name = row.name();
        if let Some(fault) = identity::name_fault(&name) {
            return Err(identity(fault.into()));
        }
        let number = row.id();
        if number.has_lost_digits {
            return Err(identity(RowCode::IdLostDigits));
        }
        let kind = kind_of(&row.text(Field::CertificateType), &number.text);
        let certificate =
            check_certificate(kind, &number.text, self.as_of).map_err(|fault| identity(fault.into()))?;
        let mut notes = Vec::new();
        let Some((word, mut given)) = self.categories(row)? else {
            self.unmarked += 1;
            return Ok(());
        };
        let begin_on = match row.date(Field::BeginOn) {
            Day::On(day) => Some(day),
            Day::Empty => None,
            Day::Unclear(text) => return Err((ListCode::UnclearDate, text)),
        };
        let end_on = match row.date(Field::EndOn) {
            Day::On(day) => Some(day),
            Day::Empty => None,
            Day::Unclear(text) if is_open_end(&text) => None,
            Day::Unclear(text) => return Err((ListCode::UnclearDate, text)),
        };
        if let (Some(begin), Some(end)) = (begin_on, end_on)
            && end < begin
        {
            return Err((ListCode::EndBeforeBegin, format!("{begin}、{end}")));
        }
        let change_text = row.text(Field::Change);
        let change =
            category::change(&change_text).ok_or_else(|| (ListCode::UnknownChange, change_text.clone()))?;
        if begin_on.is_none() && self.has_begin && change != Change::Ended {
            notes.push((ListCode::NoBeginDate, String::new(), None));
        }
        set_grade(row, &certificate.number, &mut given, &mut notes);
        let risk_text = row.text(Field::RiskCleared);
        let risk_cleared = if squeeze(&risk_text).is_empty() { None } else { risk(&risk_text, &mut notes) };
        let mut is_repeat = true;
        let mut first = None;
        for meaning in &given {
            let key = (certificate.number.clone(), meaning.code, begin_on, end_on);
            match self.said.get(&key) {
                Some(row) => first = Some(*row),
                None => {
                    is_repeat = false;
                    self.said.insert(key, row.number);
                }
            }
        }
        if is_repeat {
            notes.push((ListCode::SaidTwice, String::new(), first));
        }
        self.warnings.extend(notes.into_iter().map(|(code, written, first_row)| ListNote {
            sheet: row.sheet,
            row: row.number,
            name: name.clone(),
            code,
            first_row,
            written,
            id_written: String::new(),
            cells: Vec::new(),
        }));
        let birth = certificate.resident.as_ref().map(|id| id.birth).or(row.date(Field::Birth).on());
        self.rows.push(ListRow {
            sheet: row.sheet,
            row: row.number,
            name,
            name_written: row.own(Field::Name).map_or_else(String::new, |cell| cell.text()),
            certificate_type: certificate.code,
            certno: certificate.number,
            birth,
            head_name: normalise_name(&row.text(Field::HeadName)),
            village: squeeze(&row.text(Field::Village)),
            word,
            given,
            begin_on,
            end_on,
            risk_cleared,
            change,
            is_repeat,
        });
        Ok(())
    }

    /// What a row is given, with the words for it; `None` for a row of a table of ticks without one.
    fn categories(&self, row: &Row<Field>) -> Result<Option<(String, Vec<Meaning>)>, Fault> {
        let mut given: Vec<Meaning> = Vec::new();
        let mut words: Vec<String> = Vec::new();
        let text = row.cell(Field::Category).map_or_else(String::new, |cell| cell.text());
        if !squeeze(&text).is_empty() {
            given = category::meanings(&text);
            if given.is_empty() {
                return Err((ListCode::UnknownCategory, text.trim().to_owned()));
            }
            words.push(text);
        }
        for (column, meaning, header) in &self.ticks {
            let Some(cell) = row.at_or_merged(*column) else { continue };
            let text = cell.text();
            let grade = if meaning.code == DISABILITY && category::tick(&text) != Some(false) {
                category::grade(&text).filter(|_| squeeze(&text) != "1")
            } else {
                None
            };
            if (grade.is_some() || category::tick(&text) == Some(true))
                && !given.iter().any(|of| of.code == meaning.code)
            {
                given.push(Meaning { grade: grade.or(meaning.grade), ..*meaning });
                words.push(header.clone());
            }
        }
        let subtype = row.text(Field::Subtype);
        if !squeeze(&subtype).is_empty() {
            let closer = category::meanings(&subtype);
            if let Some(monitored) = given.iter_mut().find(|of| of.code == POVERTY_MONITORED) {
                let said = closer.iter().find(|of| of.code == POVERTY_MONITORED);
                monitored.subtype = monitored.subtype.or(said.and_then(|of| of.subtype));
            } else if given.is_empty() && !self.has_category {
                if closer.is_empty() {
                    return Err((ListCode::UnknownCategory, subtype));
                }
                given = closer;
                words.push(subtype);
            }
        }
        if given.is_empty()
            && let Some(code) = self.for_all
        {
            given.push(Meaning { code, grade: None, subtype: None });
        }
        match (given.is_empty(), self.ticks.is_empty() || self.has_category) {
            (true, true) => Err((ListCode::MissingCategory, String::new())),
            (true, false) => Ok(None),
            (false, _) => Ok(Some((words.join("、"), given))),
        }
    }
}

/// The grade of a disability: what the column says, else the word, else the card's number.
fn set_grade(row: &Row<Field>, certno: &str, given: &mut [Meaning], notes: &mut Vec<Note>) {
    let Some(disability) = given.iter_mut().find(|of| of.code == DISABILITY) else { return };
    let text = row.text(Field::Grade);
    let written = category::grade(&text).or(disability.grade);
    if !squeeze(&text).is_empty() && category::grade(&text).is_none() {
        notes.push((ListCode::UnknownGrade, text.clone(), None));
    }
    let card_text = row.number_of(Field::DisabilityCard);
    let card = if card_text.has_lost_digits { None } else { category::disability_card(&card_text.text) };
    let mut of_card = None;
    if let Some((number, grade)) = card {
        if number == certno {
            of_card = Some(grade);
        } else {
            notes.push((ListCode::CardDiffers, String::new(), None));
        }
    }
    if let (Some(written), Some(card)) = (written, of_card)
        && written != card
    {
        notes.push((ListCode::GradeDiffers, format!("{written}、{card}"), None));
    }
    disability.grade = written.or(of_card);
}

fn risk(text: &str, notes: &mut Vec<Note>) -> Option<bool> {
    let plain = squeeze(text);
    let said = match plain.as_str() {
        "已消除" | "消除" | "风险已消除" | "已解除" => Some(true),
        "未消除" | "风险未消除" | "尚未消除" | "未解除" => Some(false),
        _ => category::tick(text),
    };
    if said.is_none() {
        notes.push((ListCode::UnclearRisk, text.to_owned(), None));
    }
    said
}

/// What people write where nothing ended.
fn is_open_end(text: &str) -> bool {
    ["长期", "至今", "永久", "无期限", "未取消", "否", "在册", "享受中", "无固定期限", "长期有效"]
        .contains(&squeeze(text).as_str())
}

/// What the column says, else a resident ID, unless the number is one of a birth certificate.
fn kind_of(word: &str, number: &str) -> CertificateType {
    let resident = CertificateType { code: RESIDENT_ID_CODE, kind: CertificateKind::ResidentId };
    let kind = identity::certificate_type(word).unwrap_or(resident);
    if kind.code == RESIDENT_ID_CODE && identity::birth_certificate_number(number).is_some() {
        return CertificateType { code: BIRTH_CERTIFICATE_CODE, kind: CertificateKind::BirthCertificate };
    }
    kind
}

/// The bad rows of a list as a workbook to hand back; mended, it is brought in as it is.
///
/// # Errors
/// The workbook cannot be written.
pub fn bad_rows_workbook(list: &CategoryList) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let rows: Vec<BadRow<'_>> = list
        .bad
        .iter()
        .map(|bad| {
            let (message, todo) = bad.words();
            BadRow { cells: &bad.cells, place: list.origin.place(bad.sheet, bad.row), message, todo }
        })
        .collect();
    table::bad_rows_workbook(&list.origin.header, &rows)
}

#[cfg(test)]
mod tests;
