//! The roster (户籍花名册): a sheet becomes people in households, good rows and bad ones.
//!
//! Invariant: every row that stands for a person is either in [`Roster::rows`] or in [`Roster::bad`], never in both and
//! never in neither; no number is guessed, and the same bytes on the same day give the same answer.
//! Must not know: the book. Whether somebody is there already is asked by whoever imports.

use crate::identity::{
    self, CertificateKind, CertificateType, IdFault, NameFault, Sex, check_certificate, half_width,
    normalise_name, squeeze,
};
use crate::workbook::{self, Cell, Encoding, ReadFault, Row};
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The header is looked for in so many rows from the top.
pub const HEADER_ROWS: usize = 20;

/// A column that a roster may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 姓名.
    Name,
    /// 身份证号码, or the number of another certificate.
    Certno,
    /// 证件类型.
    CertificateType,
    /// 与户主关系.
    Relation,
    /// 户号.
    HhNo,
    /// 户主姓名.
    HeadName,
    /// 户主身份证号.
    HeadCertno,
    /// 性别.
    Sex,
    /// 出生日期.
    Birth,
    /// 民族.
    Nation,
    /// 户口性质.
    HukouNature,
    /// 村民组.
    VillageGroup,
    /// 住址.
    Address,
    /// 手机号码.
    Phone,
    /// 死亡时间.
    DeceasedOn,
    /// 曾用名, a second spelling.
    NameAlt,
    /// 备注.
    Remarks,
}

#[derive(Deserialize)]
struct ColumnsFile {
    column: Vec<ColumnEntry>,
}

#[derive(Deserialize)]
struct ColumnEntry {
    key: Field,
    header: String,
    aliases: Vec<String>,
}

static COLUMNS: LazyLock<Vec<ColumnEntry>> = LazyLock::new(|| {
    let file: ColumnsFile = toml::from_str(include_str!("../../../../assets/exchange/roster-columns.toml"))
        .expect("the column map is shipped with the program and read by a test");
    file.column
});

impl Field {
    /// How our own lists head this column.
    pub fn header(self) -> &'static str {
        COLUMNS.iter().find(|column| column.key == self).map_or("", |column| &column.header)
    }

    /// The field that a header means.
    fn of_header(header: &str) -> Option<Self> {
        HEADERS.get(&plain_header(header)).copied()
    }
}

static HEADERS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    COLUMNS
        .iter()
        .flat_map(|column| {
            std::iter::once(&column.header)
                .chain(&column.aliases)
                .map(|alias| (plain_header(alias), column.key))
        })
        .collect()
});

/// A header without spaces, widths, marks and brackets: `*身份证号 （18位）` is `身份证号`.
fn plain_header(header: &str) -> String {
    let mut depth = 0;
    squeeze(header)
        .to_ascii_lowercase()
        .chars()
        .filter(|c| match c {
            '(' | '[' | '【' => {
                depth += 1;
                false
            }
            ')' | ']' | '】' => {
                depth -= 1;
                false
            }
            c => depth == 0 && !matches!(c, '*' | ':' | '.' | ','),
        })
        .collect()
}

/// What is said about a row. [`RowCode::word`] is stable; what the clerk reads is in `assets/text/row-codes.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowCode {
    /// No name: the row is bad.
    MissingName,
    /// The name cell holds something that is no name: the row is bad.
    BadName,
    /// No number of any certificate: the row is bad.
    MissingId,
    /// The number was typed as a number and lost its last digits: the row is bad.
    IdLostDigits,
    /// An old number of 15 digits: the row is bad.
    OldFifteenDigits,
    /// The wrong number of characters: the row is bad.
    BadLength,
    /// Characters that no number has: the row is bad.
    BadCharacters,
    /// The date inside the number does not exist: the row is bad.
    BadDate,
    /// The date inside the number lies in the future: the row is bad.
    FutureBirth,
    /// The check digit is wrong: the row is bad.
    BadCheckDigit,
    /// The same number stands in an earlier good row: the row is bad.
    DuplicateInFile,
    /// Warning: the sex column contradicts the number; the number rules.
    SexMismatch,
    /// Warning: the birth column contradicts the number; the number rules.
    BirthMismatch,
    /// Warning: another number has the same name and birth date.
    SameNameAndBirth,
    /// Warning: accepted by birth certificate until the ID number comes.
    BirthCertificate,
    /// Warning: the relation is in no table.
    UnknownRelation,
    /// Warning: the nation is in no table.
    UnknownNation,
    /// Warning: the certificate type is in no table, so the number was checked as a resident ID.
    UnknownCertificate,
    /// Warning: no household number and none above.
    NoHousehold,
    /// Warning about a household: more than one head.
    TwoHeads,
    /// Warning about a household: no head.
    NoHead,
}

impl RowCode {
    /// The stable word, as in the answers of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::MissingName => NameFault::Missing.row_code(),
            Self::BadName => NameFault::NotAName.row_code(),
            Self::MissingId => IdFault::Missing.row_code(),
            Self::IdLostDigits => IdFault::LostDigits.row_code(),
            Self::OldFifteenDigits => IdFault::OldFifteenDigits.row_code(),
            Self::BadLength => IdFault::Length.row_code(),
            Self::BadCharacters => IdFault::Characters.row_code(),
            Self::BadDate => IdFault::Date.row_code(),
            Self::FutureBirth => IdFault::FutureBirth.row_code(),
            Self::BadCheckDigit => IdFault::CheckDigit.row_code(),
            Self::DuplicateInFile => "duplicate_in_file",
            Self::SexMismatch => "sex_mismatch",
            Self::BirthMismatch => "birth_mismatch",
            Self::SameNameAndBirth => "same_name_and_birth",
            Self::BirthCertificate => "birth_certificate",
            Self::UnknownRelation => "unknown_relation",
            Self::UnknownNation => "unknown_nation",
            Self::UnknownCertificate => "unknown_certificate",
            Self::NoHousehold => "no_household",
            Self::TwoHeads => "two_heads",
            Self::NoHead => "no_head",
        }
    }

    /// What the clerk reads: what is wrong, and what to do. `first_row` fills its place in the words.
    pub fn words(self, first_row: Option<u32>) -> (String, String) {
        let Some(words) = WORDS.get(self.word()) else { return (self.word().to_owned(), String::new()) };
        let first_row = first_row.map_or_else(String::new, |row| row.to_string());
        (words.message.replace("{first_row}", &first_row), words.todo.replace("{first_row}", &first_row))
    }
}

impl From<IdFault> for RowCode {
    fn from(fault: IdFault) -> Self {
        match fault {
            IdFault::Missing => Self::MissingId,
            IdFault::LostDigits => Self::IdLostDigits,
            IdFault::OldFifteenDigits => Self::OldFifteenDigits,
            IdFault::Length => Self::BadLength,
            IdFault::Characters => Self::BadCharacters,
            IdFault::Date => Self::BadDate,
            IdFault::FutureBirth => Self::FutureBirth,
            IdFault::CheckDigit => Self::BadCheckDigit,
        }
    }
}

impl From<NameFault> for RowCode {
    fn from(fault: NameFault) -> Self {
        match fault {
            NameFault::Missing => Self::MissingName,
            NameFault::NotAName => Self::BadName,
        }
    }
}

#[derive(Deserialize)]
struct Words {
    message: String,
    todo: String,
}

static WORDS: LazyLock<HashMap<String, Words>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/text/row-codes.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A good row: one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// 1-based row of the sheet.
    pub row: u32,
    /// The household's number, from this row or the last one above that has one.
    pub hh_no: Option<String>,
    /// The name in its one spelling.
    pub name: String,
    /// A second spelling, if the list has one.
    pub name_alt: Option<String>,
    /// Code of `certificate_type.tsv`.
    pub certificate_type: String,
    /// What kind of certificate it is.
    pub certificate_kind: CertificateKind,
    /// The number in its one spelling.
    pub certno: String,
    /// False if GB/T 2260 never had the county of the number.
    pub region_known: bool,
    /// From the number, else from the column.
    pub sex: Option<Sex>,
    /// From the number, else from the column.
    pub birth: Option<NaiveDate>,
    /// Code of GB/T 4761.
    pub relation_code: Option<String>,
    /// The relation as written.
    pub relation_word: String,
    /// Code of GB/T 3304.
    pub nation_code: Option<String>,
    /// The village group; of the household's first row where the row has none.
    pub village_group: String,
    /// The address; of the household's first row where the row has none.
    pub address: String,
    /// The telephone number in its one spelling, or what is written if it is none.
    pub phone: String,
    /// 户口性质 as written.
    pub hukou_nature: String,
    /// The day of death, where the list has one.
    pub deceased_on: Option<NaiveDate>,
    /// 备注 as written. Never evaluated; made harmless in whatever leaves.
    pub remarks: String,
    /// The columns that mean nothing to us: (header, text).
    pub aside: Vec<(String, String)>,
}

/// A bad row: somebody who cannot be taken over until the row is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// 1-based row of the sheet.
    pub row: u32,
    /// The name, empty if there is none; of an over-long text only the beginning.
    pub name: String,
    /// The first fault that was found.
    pub code: RowCode,
    /// The number as the sheet shows it.
    pub id_as_written: String,
    /// The household's number.
    pub household: Option<String>,
    /// For a duplicate, the good row with the same number.
    pub first_row: Option<u32>,
    /// The row as written, a text for each column of [`Roster::header`]; household, group and address filled in.
    pub cells: Vec<String>,
}

/// A warning about a good row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowWarning {
    /// 1-based row of the sheet.
    pub row: u32,
    /// The name.
    pub name: String,
    /// What is to be looked at.
    pub code: RowCode,
    /// The other row, where there is one.
    pub first_row: Option<u32>,
}

/// A warning about a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdWarning {
    /// The household's number.
    pub household: String,
    /// [`RowCode::TwoHeads`] or [`RowCode::NoHead`].
    pub code: RowCode,
    /// Its rows.
    pub rows: Vec<u32>,
}

/// What a roster holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// The name of the sheet that was read; empty for a csv.
    pub sheet: String,
    /// Hidden sheets, which were not read.
    pub hidden_sheets: Vec<String>,
    /// Further visible sheets, which were not read.
    pub other_sheets: Vec<String>,
    /// How the text was written.
    pub encoding: Encoding,
    /// 1-based row of the header.
    pub header_row: u32,
    /// The header, a text for each column from the first.
    pub header: Vec<String>,
    /// What each header was taken for.
    pub mapping: Vec<(String, Option<Field>)>,
    /// The good rows.
    pub rows: Vec<RosterRow>,
    /// The bad rows.
    pub bad: Vec<RowFault>,
    /// Warnings about good rows.
    pub warnings: Vec<RowWarning>,
    /// Warnings about households.
    pub household_warnings: Vec<HouseholdWarning>,
    /// How many households the file names, also those whose rows are all bad.
    pub households: usize,
    /// Columns beyond the cap were left out.
    pub columns_left_out: bool,
}

impl Roster {
    /// The rows that stand for a person, good or bad.
    pub fn people(&self) -> usize {
        self.rows.len() + self.bad.len()
    }
}

/// Reads a roster. `as_of` is the day after which a birth would lie in the future.
pub fn read_roster(bytes: &[u8], file_name: &str, as_of: NaiveDate) -> Result<Roster, ReadFault> {
    let book = workbook::read(bytes, file_name)?;
    let (index, header) = find_header(&book.sheets)?;
    let sheet = &book.sheets[index];
    let mut reader = Reader::new(&header, book.is_1904, as_of);
    for row in sheet.rows.iter().filter(|row| row.number > header.row) {
        reader.row(row);
    }
    let Reader { rows, bad, warnings, groups, household_order, .. } = reader;
    if rows.is_empty() && bad.is_empty() {
        return Err(ReadFault::NoRows);
    }
    let has_relations = header.columns.iter().any(|(_, field)| *field == Field::Relation);
    let household_warnings = household_order
        .iter()
        .filter(|_| has_relations)
        .filter_map(|number| groups[number].warning(number))
        .collect();
    Ok(Roster {
        sheet: sheet.name.clone(),
        hidden_sheets: book.hidden_sheets.clone(),
        other_sheets: book
            .sheets
            .iter()
            .enumerate()
            .filter(|(at, other)| *at != index && !other.rows.is_empty())
            .map(|(_, other)| other.name.clone())
            .collect(),
        encoding: book.encoding,
        header_row: header.row,
        mapping: header.mapping(),
        header: header.texts,
        rows,
        bad,
        warnings,
        household_warnings,
        households: household_order.len(),
        columns_left_out: book.columns_left_out,
    })
}

/// The header of a sheet: which column is which field.
struct Header {
    row: u32,
    texts: Vec<String>,
    columns: Vec<(u32, Field)>,
}

impl Header {
    fn mapping(&self) -> Vec<(String, Option<Field>)> {
        let field = |at: usize| {
            self.columns
                .iter()
                .find(|(column, _)| usize::try_from(*column) == Ok(at))
                .map(|(_, field)| *field)
        };
        self.texts.iter().enumerate().map(|(at, text)| (text.clone(), field(at))).collect()
    }

    fn column(&self, field: Field) -> Option<u32> {
        self.columns.iter().find(|(_, of)| *of == field).map(|(column, _)| *column)
    }
}

/// The first visible sheet with a header, and the header: a row among the first [`HEADER_ROWS`] that names both the
/// name and the number. Two columns that both claim to be one of these are refused; of other fields the first counts.
fn find_header(sheets: &[workbook::Sheet]) -> Result<(usize, Header), ReadFault> {
    for (index, sheet) in sheets.iter().enumerate() {
        let rows = sheet.rows.iter().take_while(|row| row.number as usize <= HEADER_ROWS);
        for row in rows {
            let mut texts = Vec::new();
            let mut columns: Vec<(u32, Field)> = Vec::new();
            let mut twice = None;
            for (column, cell) in &row.cells {
                let text = half_width(&cell.text()).trim().to_owned();
                let at = *column as usize;
                texts.resize(texts.len().max(at + 1), String::new());
                if let Some(field) = Field::of_header(&text) {
                    if let Some((first, _)) = columns.iter().find(|(_, of)| *of == field) {
                        if matches!(field, Field::Name | Field::Certno | Field::HhNo) {
                            let first = texts[*first as usize].clone();
                            let fault = ReadFault::AmbiguousHeader {
                                field: field.header(),
                                first,
                                second: text.clone(),
                            };
                            twice.get_or_insert(fault);
                        }
                    } else {
                        columns.push((*column, field));
                    }
                }
                texts[at] = text;
            }
            let header = Header { row: row.number, texts, columns };
            if header.column(Field::Name).is_some() && header.column(Field::Certno).is_some() {
                return match twice {
                    Some(fault) => Err(fault),
                    None => Ok((index, header)),
                };
            }
        }
    }
    Err(ReadFault::NoHeader { rows: u32::try_from(HEADER_ROWS).unwrap_or(u32::MAX) })
}

/// What is known of a household while its rows come by.
#[derive(Default)]
struct Group {
    rows: Vec<u32>,
    heads: usize,
}

impl Group {
    fn warning(&self, household: &str) -> Option<HouseholdWarning> {
        let code = match self.heads {
            0 => RowCode::NoHead,
            1 => return None,
            _ => RowCode::TwoHeads,
        };
        Some(HouseholdWarning { household: household.to_owned(), code, rows: self.rows.clone() })
    }
}

struct Reader<'a> {
    header: &'a Header,
    is_1904: bool,
    as_of: NaiveDate,
    rows: Vec<RosterRow>,
    bad: Vec<RowFault>,
    warnings: Vec<RowWarning>,
    groups: HashMap<String, Group>,
    household_order: Vec<String>,
    numbers: HashMap<String, u32>,
    births: HashMap<(String, NaiveDate), u32>,
    carried: Carried,
}

/// What the rows below a household's first row take from it.
#[derive(Default)]
struct Carried {
    household: Option<String>,
    key: String,
    group: String,
    address: String,
}

/// What stands where in a row.
struct Person<'a> {
    row: &'a Row,
    household: Option<String>,
    name: String,
    relation_word: String,
    relation: Option<&'static str>,
}

impl<'a> Reader<'a> {
    fn new(header: &'a Header, is_1904: bool, as_of: NaiveDate) -> Self {
        Self {
            header,
            is_1904,
            as_of,
            rows: Vec::new(),
            bad: Vec::new(),
            warnings: Vec::new(),
            groups: HashMap::new(),
            household_order: Vec::new(),
            numbers: HashMap::new(),
            births: HashMap::new(),
            carried: Carried::default(),
        }
    }

    fn cell<'r>(&self, row: &'r Row, field: Field) -> Option<&'r Cell> {
        row.cell(self.header.column(field)?)
    }

    fn text(&self, row: &Row, field: Field) -> String {
        self.cell(row, field).map_or_else(String::new, |cell| half_width(&cell.text()).trim().to_owned())
    }

    fn date(&self, row: &Row, field: Field) -> Option<NaiveDate> {
        match self.cell(row, field)? {
            Cell::Text(text) => identity::parse_date(text),
            Cell::CutText(_) => None,
            cell @ Cell::Number { .. } => identity::date_of_serial(cell.serial()?, self.is_1904),
        }
    }

    fn row(&mut self, row: &Row) {
        let name_text = self.text(row, Field::Name);
        let id_text = self.cell(row, Field::Certno).map_or_else(String::new, Cell::text);
        self.carry_household(row);
        if !is_person(&name_text, &id_text) {
            return;
        }
        let relation_word = self.text(row, Field::Relation);
        let relation = identity::relation_code(&relation_word);
        let household = self.household(row, relation);
        self.carry_rest(row);
        let person = Person { row, household, name: normalise_name(&name_text), relation_word, relation };
        let fault = self.take(&person, &id_text);
        if let Some(number) = &person.household {
            if !self.groups.contains_key(number) {
                self.household_order.push(number.clone());
            }
            let group = self.groups.entry(number.clone()).or_default();
            group.rows.push(row.number);
            // The same person written twice is no second head.
            let is_repeated = matches!(fault, Some((RowCode::DuplicateInFile, _)));
            group.heads += usize::from(person.relation == Some("02") && !is_repeated);
        }
        if let Some((code, first_row)) = fault {
            self.bad.push(RowFault {
                row: row.number,
                name: person.name.chars().take(identity::MAX_NAME_CHARS).collect(),
                code,
                id_as_written: id_text,
                cells: self.as_written(&person),
                household: person.household,
                first_row,
            });
        }
    }

    /// A household number counts for the rows below until the next one, also from a row that is no person.
    fn carry_household(&mut self, row: &Row) {
        let number = self.text(row, Field::HhNo);
        if !number.is_empty() && self.carried.household.as_deref() != Some(&number) {
            self.carried = Carried { household: Some(number), ..Carried::default() };
        }
    }

    /// The household of a person. A list without household numbers shows households by the head's number or name, or by
    /// a row 户主 that begins each: then they are numbered as they come.
    fn household(&mut self, row: &Row, relation: Option<&str>) -> Option<String> {
        if self.header.column(Field::HhNo).is_some() {
            return self.carried.household.clone();
        }
        let key = [Field::HeadCertno, Field::HeadName]
            .into_iter()
            .map(|field| self.text(row, field))
            .find(|key| !key.is_empty());
        let begins = match &key {
            Some(key) => *key != self.carried.key,
            None => self.carried.key.is_empty() && relation == Some("02"),
        };
        if begins {
            let number = (self.household_order.len() + 1).to_string();
            self.carried =
                Carried { household: Some(number), key: key.unwrap_or_default(), ..Carried::default() };
        }
        self.carried.household.clone()
    }

    fn carry_rest(&mut self, row: &Row) {
        for (field, clean) in [(Field::VillageGroup, true), (Field::Address, false)] {
            let text = self.text(row, field);
            if !text.is_empty() {
                let text = if clean { squeeze(&text) } else { text };
                let place = if clean { &mut self.carried.group } else { &mut self.carried.address };
                *place = text;
            }
        }
    }

    /// Takes a person over, or says what is wrong with the row.
    fn take(&mut self, person: &Person, id_text: &str) -> Option<(RowCode, Option<u32>)> {
        let row = person.row;
        if let Some(fault) = identity::name_fault(&person.name) {
            return Some((fault.into(), None));
        }
        if self.cell(row, Field::Certno).is_some_and(Cell::has_lost_digits) {
            return Some((RowCode::IdLostDigits, None));
        }
        let mut notes = Vec::new();
        let written_birth = self.date(row, Field::Birth);
        let kind = self.certificate_type(row, id_text, written_birth, &mut notes);
        let certificate = match check_certificate(kind, id_text, self.as_of) {
            Ok(certificate) => certificate,
            Err(fault) => return Some((fault.into(), None)),
        };
        if let Some(first) = self.numbers.get(&certificate.number) {
            return Some((RowCode::DuplicateInFile, Some(*first)));
        }
        self.numbers.insert(certificate.number.clone(), row.number);
        if certificate.kind == CertificateKind::BirthCertificate {
            notes.push((RowCode::BirthCertificate, None));
        }
        let written_sex = Sex::from_word(&self.text(row, Field::Sex));
        let (sex, birth) = match &certificate.resident {
            Some(id) => {
                if written_sex.is_some_and(|sex| sex != id.sex) {
                    notes.push((RowCode::SexMismatch, None));
                }
                if written_birth.is_some_and(|birth| birth != id.birth) {
                    notes.push((RowCode::BirthMismatch, None));
                }
                (Some(id.sex), Some(id.birth))
            }
            None => (written_sex, written_birth),
        };
        if let Some(birth) = birth {
            let first = *self.births.entry((person.name.clone(), birth)).or_insert(row.number);
            if first != row.number {
                notes.push((RowCode::SameNameAndBirth, Some(first)));
            }
        }
        if person.relation.is_none() && !person.relation_word.is_empty() {
            notes.push((RowCode::UnknownRelation, None));
        }
        let nation_word = self.text(row, Field::Nation);
        let nation = identity::nation_code(&nation_word);
        if nation.is_none() && !nation_word.is_empty() {
            notes.push((RowCode::UnknownNation, None));
        }
        if person.household.is_none() {
            notes.push((RowCode::NoHousehold, None));
        }
        let warning =
            |(code, first_row)| RowWarning { row: row.number, name: person.name.clone(), code, first_row };
        self.warnings.extend(notes.into_iter().map(warning));
        let phone = self.text(row, Field::Phone);
        let name_alt = normalise_name(&self.text(row, Field::NameAlt));
        self.rows.push(RosterRow {
            row: row.number,
            hh_no: person.household.clone(),
            name: person.name.clone(),
            name_alt: Some(name_alt).filter(|name| !name.is_empty()),
            certificate_type: certificate.code,
            certificate_kind: certificate.kind,
            certno: certificate.number,
            region_known: certificate.resident.is_none_or(|id| id.region_known),
            sex,
            birth,
            relation_code: person.relation.map(str::to_owned),
            relation_word: person.relation_word.clone(),
            nation_code: nation.map(str::to_owned),
            village_group: self.carried.group.clone(),
            address: self.carried.address.clone(),
            phone: identity::phone(&phone).unwrap_or(phone),
            hukou_nature: self.text(row, Field::HukouNature),
            deceased_on: self.date(row, Field::DeceasedOn),
            remarks: self.text(row, Field::Remarks),
            aside: self.aside(row),
        });
        None
    }

    /// The certificate that a row means: what its column says, else a resident ID, unless the number is one of a birth
    /// certificate and the row speaks of a newborn.
    fn certificate_type(
        &self,
        row: &Row,
        id_text: &str,
        birth: Option<NaiveDate>,
        notes: &mut Vec<(RowCode, Option<u32>)>,
    ) -> CertificateType {
        let word = self.text(row, Field::CertificateType);
        let named = identity::certificate_type(&word);
        if named.is_none() && !word.is_empty() {
            notes.push((RowCode::UnknownCertificate, None));
        }
        let resident =
            CertificateType { code: identity::RESIDENT_ID_CODE, kind: CertificateKind::ResidentId };
        let kind = named.unwrap_or(resident);
        let is_newborn = || {
            let remarks = self.text(row, Field::Remarks);
            let born_lately = birth.is_some_and(|birth| birth + Days::new(730) > self.as_of);
            born_lately || id_text.contains("出生") || remarks.contains("出生") || remarks.contains("新生儿")
        };
        if kind.code != resident.code
            || identity::birth_certificate_number(id_text).is_none()
            || !is_newborn()
        {
            return kind;
        }
        CertificateType { code: identity::BIRTH_CERTIFICATE_CODE, kind: CertificateKind::BirthCertificate }
    }

    fn aside(&self, row: &Row) -> Vec<(String, String)> {
        row.cells
            .iter()
            .filter(|(column, _)| !self.header.columns.iter().any(|(of, _)| of == column))
            .filter_map(|(column, cell)| {
                let header = self.header.texts.get(*column as usize)?;
                (!header.is_empty()).then(|| (header.clone(), cell.text()))
            })
            .collect()
    }

    /// The row as the sheet shows it, with what it took from the household's first row filled in: so it can stand alone.
    fn as_written(&self, person: &Person) -> Vec<String> {
        let field_of =
            |at: u32| self.header.columns.iter().find(|(column, _)| *column == at).map(|(_, field)| *field);
        (0..)
            .zip(&self.header.texts)
            .map(|(at, _)| {
                let field = field_of(at);
                if let Some(cell) = person.row.cell(at) {
                    let date = match (cell, field) {
                        (Cell::Number { .. }, Some(Field::Birth | Field::DeceasedOn)) => {
                            cell.serial().and_then(|serial| identity::date_of_serial(serial, self.is_1904))
                        }
                        (Cell::Number { is_date: true, .. }, _) => {
                            cell.serial().and_then(|serial| identity::date_of_serial(serial, self.is_1904))
                        }
                        _ => None,
                    };
                    return date.map_or_else(|| cell.text(), |date| date.to_string());
                }
                match field {
                    Some(Field::HhNo) => person.household.clone().unwrap_or_default(),
                    Some(Field::VillageGroup) => self.carried.group.clone(),
                    Some(Field::Address) => self.carried.address.clone(),
                    _ => String::new(),
                }
            })
            .collect()
    }
}

/// Whether a row with such a name and number stands for a person: totals, footers, group titles, repeated headers and
/// rows with neither do not.
fn is_person(name: &str, id: &str) -> bool {
    let name = squeeze(name);
    let id = squeeze(id);
    if name.is_empty() && id.is_empty() {
        return false;
    }
    if Field::of_header(&name) == Some(Field::Name)
        && matches!(Field::of_header(&id), Some(Field::Certno) | None)
    {
        return false;
    }
    if ["合计", "总计", "小计", "共计", "累计"].iter().any(|total| name.starts_with(total)) {
        return false;
    }
    if !id.is_empty() {
        return true;
    }
    let is_footer = name.contains([':', '：'])
        || ["制表", "填表", "审核", "注", "说明", "备注"].iter().any(|word| name == *word);
    let is_group_title = name.ends_with('组')
        && name
            .trim_end_matches('组')
            .trim_end_matches("村民")
            .chars()
            .all(|c| "第一二三四五六七八九十0123456789".contains(c));
    !is_footer && !is_group_title
}

/// The bad rows of a roster as a workbook to hand back: the same columns, every cell as text, and behind them the row of
/// the list, what is wrong, and what to do. Mended, it can be brought in again as it is.
pub fn bad_rows_workbook(roster: &Roster) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_properties(&crate::xlsx::fixed_properties("需要改正的行")?);
    let sheet = book.add_worksheet();
    sheet.set_name("需要改正")?;
    let text = crate::xlsx::text_format();
    let head = crate::xlsx::head_format();
    let own: HashSet<&str> = OWN_COLUMNS.into_iter().collect();
    // A file that is mended in two rounds must not grow our own columns twice.
    let kept: Vec<usize> =
        (0..roster.header.len()).filter(|at| !own.contains(roster.header[*at].as_str())).collect();
    let headers = kept.iter().map(|at| roster.header[*at].as_str()).chain(OWN_COLUMNS);
    for (column, header) in (0_u16..).zip(headers) {
        sheet.write_string_with_format(0, column, header, &head)?;
    }
    for (line, bad) in (1_u32..).zip(&roster.bad) {
        let (message, todo) = bad.code.words(bad.first_row);
        let own = [bad.row.to_string(), message, todo];
        let cells = kept.iter().map(|at| bad.cells.get(*at).map_or("", String::as_str));
        for (column, cell) in (0_u16..).zip(cells.chain(own.iter().map(String::as_str))) {
            sheet.write_string_with_format(line, column, cell, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    book.save_to_buffer()
}

const OWN_COLUMNS: [&str; 3] = ["原表行号", "哪里不对", "怎样改正"];

#[cfg(test)]
mod tests;
