//! Lists of the tax and insurance offices and of other offices that speak of people: who has paid, what somebody owes,
//! who was insured, died, moved, goes to school, draws a pension.
//!
//! Invariant: every row that stands for a person is in [`OfficeList::rows`] or in [`OfficeList::bad`], never in both; a
//! word that is in no table is a bad row, never a guess. Must not know: the book.

mod titles;
mod words;

#[cfg(test)]
mod tests;

pub use titles::{day_in, year_in};

use crate::identity::{
    CertificateKind, CertificateType, IdFault, RESIDENT_ID_CODE, certificate_type, check_certificate,
    half_width, normalise_number, squeeze,
};
use crate::roster::RowCode;
use crate::table::{BadRow, ColumnSet, Day, Origin, ReadOptions, Row, Table, bad_rows_workbook, read_table};
use crate::workbook::ReadFault;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an office's list speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfficeKind {
    /// Who has paid this year (缴费名单).
    PaidList,
    /// What the tax office will ask of whom (资助标识、应缴金额).
    MarkedSums,
    /// Who was insured in a year (参保名单).
    InsuredList,
    /// Who died.
    Deaths,
    /// Who moved in or out.
    Moves,
    /// Who goes to school.
    School,
    /// Who draws the residents' pension.
    Pension,
}

impl OfficeKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::PaidList,
        Self::MarkedSums,
        Self::InsuredList,
        Self::Deaths,
        Self::Moves,
        Self::School,
        Self::Pension,
    ];

    /// The word in tables, options and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::PaidList => "paid_list",
            Self::MarkedSums => "marked_sums",
            Self::InsuredList => "insured_list",
            Self::Deaths => "deaths",
            Self::Moves => "moves",
            Self::School => "school",
            Self::Pension => "pension",
        }
    }

    /// The columns that such a list may have.
    pub fn columns(self) -> &'static ColumnSet<OfficeField> {
        let at = Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default();
        &COLUMNS[at]
    }

    /// True if the list is about one year of cover.
    pub fn has_levy_year(self) -> bool {
        matches!(self, Self::PaidList | Self::MarkedSums | Self::InsuredList)
    }
}

impl std::str::FromStr for OfficeKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}

/// A column that such a list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeField {
    /// 姓名.
    Name,
    /// 身份证号码.
    Certno,
    /// 证件类型.
    CertificateType,
    /// 参保年度.
    LevyYear,
    /// 实缴金额.
    Amount,
    /// 缴费日期.
    PaidOn,
    /// 缴费渠道.
    Channel,
    /// 缴费状态.
    State,
    /// 资助标识.
    Mark,
    /// 缴费标准.
    Fee,
    /// 应缴金额.
    Due,
    /// 资助金额.
    Subsidy,
    /// 死亡日期.
    DiedOn,
    /// 证明文号.
    Paper,
    /// 原因.
    Reason,
    /// 迁移日期.
    MovedOn,
    /// 迁移类型.
    Direction,
    /// 迁往地.
    Destination,
    /// 学校名称.
    School,
    /// 学段.
    Level,
    /// 学校所在地.
    SchoolPlace,
    /// 是否在校参保.
    InsuredAtSchool,
    /// 待遇状态.
    PensionState,
    /// 停发日期.
    StoppedOn,
    /// 备注.
    Remarks,
}

static COLUMNS: LazyLock<[ColumnSet<OfficeField>; 7]> = LazyLock::new(|| {
    [
        include_str!("../../../../../assets/exchange/paid-columns.toml"),
        include_str!("../../../../../assets/exchange/marked-columns.toml"),
        include_str!("../../../../../assets/exchange/insured-columns.toml"),
        include_str!("../../../../../assets/exchange/deaths-columns.toml"),
        include_str!("../../../../../assets/exchange/moves-columns.toml"),
        include_str!("../../../../../assets/exchange/school-columns.toml"),
        include_str!("../../../../../assets/exchange/pension-columns.toml"),
    ]
    .map(|text| {
        ColumnSet::from_toml(text).expect("the columns are shipped with the program and read by a test")
    })
});

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OfficeFault {
    /// Its number is not right.
    Id(RowCode),
    /// Digits of its number are covered (`****`).
    MaskedId,
    /// A sum is none.
    BadSum,
    /// Neither a mark nor a sum.
    NothingSaid,
    /// A day is none.
    BadDay,
    /// The day that the list is about is missing.
    NoDay,
    /// A day lies in the future.
    FutureDay,
    /// The row speaks of another year of cover.
    OtherYear,
    /// A word is in no table.
    UnknownWord,
}

impl OfficeFault {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id(code) => code.word(),
            Self::MaskedId => "masked_id",
            Self::BadSum => "bad_sum",
            Self::NothingSaid => "nothing_said",
            Self::BadDay => "bad_day",
            Self::NoDay => "no_day",
            Self::FutureDay => "future_day",
            Self::OtherYear => "other_year",
            Self::UnknownWord => "unknown_word",
        }
    }
}

/// A row that speaks of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeRow {
    /// The sheet; empty for a csv.
    pub sheet: String,
    /// 1-based row of the sheet.
    pub row: u32,
    /// The name in its one spelling; may be empty, the number decides.
    pub name: String,
    /// A code of the certificates' table.
    pub certificate_type: String,
    /// The number in its one spelling.
    pub certno: String,
    /// Birth date, if the number tells it.
    pub birth: Option<NaiveDate>,
    /// The year of cover, if the row says it.
    pub levy_year: Option<i32>,
    /// The day of payment, death, move, or from which a pension stopped.
    pub on: Option<NaiveDate>,
    /// The whole personal fee, if the row says it.
    pub fee: Option<Yuan>,
    /// What was paid, or is to be paid.
    pub sum: Option<Yuan>,
    /// The meaning of the row's word: a payment's state, a move's direction, a level of school, the state of a pension,
    /// `none` or `mark` of a mark.
    pub meaning: &'static str,
    /// What else it means: the channel `own` or `agent`, the school `in_area` or `out_of_area`; empty = not known.
    pub aside: &'static str,
    /// The office's words: channel, mark, destination, school and class, state of the pension.
    pub words: String,
    /// The paper's number.
    pub paper: String,
    /// Reason and remarks.
    pub remarks: String,
}

/// A row that is held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadOfficeRow {
    /// The sheet; empty for a csv.
    pub sheet: String,
    /// 1-based row of the sheet.
    pub row: u32,
    /// The name.
    pub name: String,
    /// The number as the sheet shows it.
    pub id_written: String,
    /// The first fault that was found.
    pub fault: OfficeFault,
    /// What is written where the fault is.
    pub written: String,
    /// For a duplicate, the row with the same number.
    pub first_row: Option<u32>,
    /// The row as written.
    pub cells: Vec<String>,
}

/// What a list holds.
#[derive(Debug, Clone)]
pub struct OfficeList {
    /// Its kind.
    pub kind: OfficeKind,
    /// Where its rows come from.
    pub origin: Origin<OfficeField>,
    /// The year of cover that title or file name say.
    pub levy_year: Option<i32>,
    /// The day up to which title or file name say that the list is.
    pub list_date: Option<NaiveDate>,
    /// Good rows.
    pub rows: Vec<OfficeRow>,
    /// Rows that are held back.
    pub bad: Vec<BadOfficeRow>,
    /// Good rows that say the same as an earlier row of the same person: left out.
    pub repeated: Vec<(u32, u32)>,
}

/// What is said about a list before it is read.
#[derive(Debug, Clone, Default)]
pub struct OfficeOptions<'a> {
    /// Sheet, header, encoding, columns.
    pub read: ReadOptions<'a, OfficeField>,
    /// The year of cover that the list is about, as the clerk says; rows of another year are held back.
    pub levy_year: Option<i32>,
}

/// Reads a list.
///
/// # Errors
/// The file cannot be read, or nobody stands in it.
pub fn read_office_list(
    kind: OfficeKind,
    bytes: &[u8],
    file_name: &str,
    options: &OfficeOptions<'_>,
    as_of: NaiveDate,
) -> Result<OfficeList, ReadFault> {
    let table = read_table(bytes, file_name, kind.columns(), &options.read)?;
    Ok(of_table(kind, table, file_name, options, as_of))
}

fn of_table(
    kind: OfficeKind,
    table: Table<OfficeField>,
    file_name: &str,
    options: &OfficeOptions<'_>,
    as_of: NaiveDate,
) -> OfficeList {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let Table { origin, rows } = table;
    let said = || origin.titles.iter().chain(&origin.sheets).map(String::as_str).chain([stem]);
    let levy_year = said().find_map(year_in);
    let list_date = said().find_map(|text| day_in(text, as_of));
    let mut list = OfficeList {
        kind,
        origin,
        levy_year,
        list_date,
        rows: Vec::with_capacity(rows.len()),
        bad: Vec::new(),
        repeated: Vec::new(),
    };
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let year = options.levy_year.or(levy_year);
    for row in &rows {
        match office_row(kind, row, year, as_of) {
            Ok(good) => {
                let key = (good.certificate_type.clone(), good.certno.clone());
                match seen.get(&key) {
                    Some(first) if same_said(&list.rows[*first], &good) => {
                        list.repeated.push((good.row, list.rows[*first].row));
                    }
                    // Two payments of one person are both of interest; of other lists the second row contradicts.
                    Some(first) if kind != OfficeKind::PaidList => {
                        let first_row = Some(list.rows[*first].row);
                        list.bad.push(held_back(
                            row,
                            OfficeFault::Id(RowCode::DuplicateInFile),
                            String::new(),
                            first_row,
                        ));
                    }
                    _ => {
                        seen.entry(key).or_insert(list.rows.len());
                        list.rows.push(good);
                    }
                }
            }
            Err((fault, written)) => list.bad.push(held_back(row, fault, written, None)),
        }
    }
    list
}

fn same_said(a: &OfficeRow, b: &OfficeRow) -> bool {
    (a.on, a.sum, a.fee, a.meaning, &a.words, a.levy_year)
        == (b.on, b.sum, b.fee, b.meaning, &b.words, b.levy_year)
}

fn held_back(
    row: &Row<OfficeField>,
    fault: OfficeFault,
    written: String,
    first_row: Option<u32>,
) -> BadOfficeRow {
    BadOfficeRow {
        sheet: row.sheet_name().to_owned(),
        row: row.number,
        name: row.name().chars().take(40).collect(),
        id_written: row.id().text,
        fault,
        written: written.chars().take(40).collect(),
        first_row,
        cells: row.written(|field| {
            use OfficeField::{DiedOn, MovedOn, PaidOn, StoppedOn};
            matches!(field, DiedOn | MovedOn | PaidOn | StoppedOn)
        }),
    }
}

type Fault = (OfficeFault, String);

fn office_row(
    kind: OfficeKind,
    row: &Row<OfficeField>,
    levy_year: Option<i32>,
    as_of: NaiveDate,
) -> Result<OfficeRow, Fault> {
    let certificate = certificate(row, as_of)?;
    let mut good = OfficeRow {
        sheet: row.sheet_name().to_owned(),
        row: row.number,
        name: row.name(),
        certificate_type: certificate.0,
        certno: certificate.1,
        birth: certificate.2,
        levy_year: year_in(&row.text(OfficeField::LevyYear)),
        ..OfficeRow::default()
    };
    if let (Some(wanted), Some(year)) = (levy_year, good.levy_year)
        && wanted != year
    {
        return Err((OfficeFault::OtherYear, row.text(OfficeField::LevyYear)));
    }
    match kind {
        OfficeKind::PaidList | OfficeKind::InsuredList => paid(kind, row, &mut good, as_of)?,
        OfficeKind::MarkedSums => marked(row, &mut good)?,
        OfficeKind::Deaths => {
            good.on = day(row, OfficeField::DiedOn, as_of)?;
            good.meaning = "dead";
            good.words = row.text(OfficeField::Reason);
        }
        OfficeKind::Moves => {
            good.on = day(row, OfficeField::MovedOn, as_of)?;
            let direction = row.text(OfficeField::Direction);
            good.meaning = if direction.is_empty() {
                // A list of moves without a direction is one of those who left, unless its header says where from.
                "out"
            } else {
                words::direction(&direction).ok_or((OfficeFault::UnknownWord, direction))?
            };
            good.words = row.text(OfficeField::Destination);
        }
        OfficeKind::School => {
            let (school, level) = (row.text(OfficeField::School), row.text(OfficeField::Level));
            let meaning = words::level(&level).or_else(|| words::level(&school));
            good.meaning = meaning.ok_or_else(|| (OfficeFault::UnknownWord, format!("{school}{level}")))?;
            good.aside = words::school_place(&row.text(OfficeField::SchoolPlace)).unwrap_or_default();
            good.words =
                [school, level].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        }
        OfficeKind::Pension => {
            let state = row.text(OfficeField::PensionState);
            good.on = match day(row, OfficeField::DiedOn, as_of)? {
                Some(died) => {
                    good.meaning = "dead";
                    Some(died)
                }
                None => day(row, OfficeField::StoppedOn, as_of)?,
            };
            let reason = row.text(OfficeField::Reason);
            if good.meaning.is_empty() {
                good.meaning = if state.is_empty() {
                    "paid"
                } else {
                    words::pension_state(&state).ok_or((OfficeFault::UnknownWord, state.clone()))?
                };
                // Stopped because he died is a death.
                if good.meaning == "stopped" && words::pension_state(&reason) == Some("dead") {
                    good.meaning = "dead";
                }
            }
            good.words =
                [state, reason].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，");
        }
    }
    good.paper = cut(&row.text(OfficeField::Paper));
    good.remarks = cut(&row.text(OfficeField::Remarks));
    good.words = cut(&good.words);
    Ok(good)
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

fn paid(
    kind: OfficeKind,
    row: &Row<OfficeField>,
    good: &mut OfficeRow,
    as_of: NaiveDate,
) -> Result<(), Fault> {
    good.sum = sum(row, OfficeField::Amount)?;
    // When somebody was insured in a past year is of no use; that it cannot be read must not hold his year back.
    good.on = match (kind, day(row, OfficeField::PaidOn, as_of)) {
        (OfficeKind::InsuredList, Err(_)) => None,
        (_, day) => day?,
    };
    good.words = row.text(OfficeField::Channel);
    good.aside = words::channel(&good.words).unwrap_or_default();
    let state = row.text(OfficeField::State);
    good.meaning = match state.as_str() {
        "" if good.sum.is_some_and(Yuan::is_negative) => "not_paid",
        "" => "paid",
        state => words::payment_state(state).ok_or_else(|| (OfficeFault::UnknownWord, state.to_owned()))?,
    };
    Ok(())
}

fn marked(row: &Row<OfficeField>, good: &mut OfficeRow) -> Result<(), Fault> {
    good.fee = sum(row, OfficeField::Fee)?;
    let subsidy = sum(row, OfficeField::Subsidy)?;
    // Sums that are not said follow from the two that are.
    good.sum = match (sum(row, OfficeField::Due)?, good.fee, subsidy) {
        (Some(due), ..) => Some(due),
        (None, Some(fee), Some(subsidy)) => fee.checked_sub(subsidy),
        _ => None,
    };
    if good.sum.is_some_and(Yuan::is_negative) {
        return Err((OfficeFault::BadSum, row.text(OfficeField::Due)));
    }
    good.words = row.text(OfficeField::Mark);
    good.meaning = if good.words.is_empty() || words::is_no_mark(&good.words) { "none" } else { "mark" };
    if good.sum.is_none() && good.words.is_empty() {
        return Err((OfficeFault::NothingSaid, String::new()));
    }
    Ok(())
}

/// Certificate type, number, birth.
fn certificate(
    row: &Row<OfficeField>,
    as_of: NaiveDate,
) -> Result<(String, String, Option<NaiveDate>), Fault> {
    let number = row.id();
    let fault = |code| (OfficeFault::Id(code), number.text.clone());
    if number.has_lost_digits {
        return Err(fault(RowCode::IdLostDigits));
    }
    if half_width(&number.text).contains('*') {
        return Err((OfficeFault::MaskedId, number.text.clone()));
    }
    let resident = CertificateType { code: RESIDENT_ID_CODE, kind: CertificateKind::ResidentId };
    let word = row.text(OfficeField::CertificateType);
    let kind = if word.is_empty() { resident } else { certificate_type(&word).unwrap_or(resident) };
    let checked = check_certificate(kind, &number.text, as_of).or_else(|error| {
        // A list without a column for it mixes kinds of certificates: a number that is plainly none of an ID card.
        let written = normalise_number(&number.text);
        let is_birth = word.is_empty() && crate::identity::birth_certificate_number(&written).is_some();
        let birth = CertificateType {
            code: crate::identity::BIRTH_CERTIFICATE_CODE,
            kind: CertificateKind::BirthCertificate,
        };
        if is_birth { check_certificate(birth, &number.text, as_of) } else { Err(error) }
    });
    match checked {
        Ok(certificate) => {
            let birth = certificate.resident.map(|id| id.birth);
            Ok((certificate.code, certificate.number, birth))
        }
        Err(error) => Err(fault(id_code(error))),
    }
}

fn id_code(fault: IdFault) -> RowCode {
    RowCode::from(fault)
}

fn sum(row: &Row<OfficeField>, field: OfficeField) -> Result<Option<Yuan>, Fault> {
    let written = row.text(field);
    let text: String = squeeze(&written)
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | '￥' | '¥' | '元' | '"' | '\''))
        .collect();
    if text.is_empty() || text.chars().all(|c| "/-—–无".contains(c)) {
        return Ok(None);
    }
    // A sheet writes 400.000 for a sum that it was told to show so.
    let text = match text.split_once('.') {
        Some((whole, part)) if part.len() > 2 && part[2..].bytes().all(|b| b == b'0') => {
            format!("{whole}.{}", &part[..2])
        }
        _ => text,
    };
    text.parse().map(Some).map_err(|_| (OfficeFault::BadSum, written))
}

fn day(row: &Row<OfficeField>, field: OfficeField, as_of: NaiveDate) -> Result<Option<NaiveDate>, Fault> {
    match row.date(field) {
        Day::Empty => Ok(None),
        Day::On(day) if day > as_of => Err((OfficeFault::FutureDay, day.to_string())),
        Day::On(day) => Ok(Some(day)),
        // A day with a time beside it is that day.
        Day::Unclear(text) => match titles::day_in(&text, as_of) {
            Some(day) if day <= as_of => Ok(Some(day)),
            Some(day) => Err((OfficeFault::FutureDay, day.to_string())),
            None => Err((OfficeFault::BadDay, text)),
        },
    }
}

impl OfficeList {
    /// The newest day that a row speaks of.
    pub fn newest_day(&self) -> Option<NaiveDate> {
        self.rows.iter().filter_map(|row| row.on).max()
    }

    /// Where a bad row stands, as the clerk finds it.
    pub fn place_of(&self, bad: &BadOfficeRow) -> String {
        let sheet = self.origin.sheets.iter().position(|name| *name == bad.sheet).unwrap_or_default();
        self.origin.place(u16::try_from(sheet).unwrap_or_default(), bad.row)
    }

    /// The bad rows as a workbook to hand back; `words` says of each what is wrong and what to do.
    ///
    /// # Errors
    /// The workbook cannot be written.
    pub fn bad_rows(
        &self,
        words: impl Fn(&BadOfficeRow) -> (String, String),
    ) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let rows: Vec<_> = self
            .bad
            .iter()
            .map(|bad| {
                let (message, todo) = words(bad);
                BadRow { cells: &bad.cells, place: self.place_of(bad), message, todo }
            })
            .collect();
        bad_rows_workbook(&self.origin.header, &rows)
    }
}
