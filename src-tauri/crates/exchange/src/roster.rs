//! The roster (户籍花名册): a sheet becomes people in households, good rows and bad ones.
//!
//! Invariant: every row that stands for a person is either in [`Roster::rows`] or in [`Roster::bad`], never in both and
//! never in neither; no number is guessed, and the same bytes on the same day give the same answer.
//! Must not know: the book. Whether somebody is there already is asked by whoever imports.

use crate::identity::{
    self, CertificateKind, CertificateType, IdFault, NameFault, Sex, check_certificate, normalise_name,
    squeeze,
};
use crate::row_words::RowWords;
use crate::table::{self, BadRow, ColumnSet, Origin, ReadOptions, Table};
use crate::workbook::ReadFault;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

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

/// The columns of a roster.
pub static COLUMNS: LazyLock<ColumnSet<Field>> = LazyLock::new(|| {
    ColumnSet::from_toml(include_str!("../../../../assets/exchange/roster-columns.toml"))
        .expect("the column map is shipped with the program and read by a test")
});

impl Field {
    /// How our own lists head this column.
    pub fn header(self) -> &'static str {
        COLUMNS.header(self)
    }

    /// A bare number in its cell is a day.
    fn is_date(self) -> bool {
        matches!(self, Self::Birth | Self::DeceasedOn)
    }
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
        let first_row = first_row.map_or_else(String::new, |row| row.to_string());
        WORDS.say(self.word(), &[("first_row", &first_row)])
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

static WORDS: LazyLock<RowWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/text/row-codes.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A good row: one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Index into [`Origin::sheets`].
    pub sheet: u16,
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
    /// Index into [`Origin::sheets`].
    pub sheet: u16,
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
    /// The row as written, a text for each column of [`Origin::header`]; household, group and address filled in.
    pub cells: Vec<String>,
}

/// A warning about a good row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowWarning {
    /// Index into [`Origin::sheets`].
    pub sheet: u16,
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
    /// Index into [`Origin::sheets`], of its first row.
    pub sheet: u16,
    /// Its rows.
    pub rows: Vec<u32>,
}

/// What a roster holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Where its rows come from.
    pub origin: Origin<Field>,
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
}

impl Roster {
    /// The rows that stand for a person, good or bad.
    pub fn people(&self) -> usize {
        self.rows.len() + self.bad.len()
    }
}

/// Reads a roster. `as_of` is the day after which a birth would lie in the future.
///
/// # Errors
/// The file cannot be read as a roster; nothing has been changed by then.
pub fn read_roster(bytes: &[u8], file_name: &str, as_of: NaiveDate) -> Result<Roster, ReadFault> {
    read_roster_with(bytes, file_name, &ReadOptions::default(), as_of)
}

/// [`read_roster`] with what the clerk said about sheet, header, encoding and columns.
///
/// # Errors
/// As for [`read_roster`].
pub fn read_roster_with(
    bytes: &[u8],
    file_name: &str,
    options: &ReadOptions<'_, Field>,
    as_of: NaiveDate,
) -> Result<Roster, ReadFault> {
    let table = table::read_table(bytes, file_name, &COLUMNS, options)?;
    Ok(roster_of(table, as_of))
}

fn roster_of(mut table: Table<Field>, as_of: NaiveDate) -> Roster {
    let has_relations = table.origin.has(Field::Relation);
    let mut reader = Reader::new(table.origin.has(Field::HhNo), unit_of_numbers(&table), as_of);
    for row in std::mem::take(&mut table.rows) {
        reader.row(&row);
    }
    reader.fill_groups();
    let Reader { rows, bad, warnings, groups, household_order, .. } = reader;
    let household_warnings = household_order
        .iter()
        .filter(|_| has_relations)
        .filter_map(|number| groups[number].warning(number))
        .collect();
    Roster {
        origin: table.origin,
        rows,
        bad,
        warnings,
        household_warnings,
        households: household_order.len(),
    }
}

/// Within what a household number is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// The whole file.
    File,
    /// Each sheet numbers its households from 1.
    Sheet,
    /// Each village group numbers its households from 1.
    Group,
}

/// A number longer than this is nobody's count of the households of a group.
const MAX_COUNTED_NUMBER: usize = 4;

/// Lists with a sheet or a block for each village group often count the households of each from 1: then household 1 of
/// one group is not household 1 of the next. It is so if more than half of the short numbers come again elsewhere.
fn unit_of_numbers(table: &Table<Field>) -> Unit {
    let again = |unit: &dyn Fn(&table::Row<Field>) -> String| {
        let mut units: HashMap<String, HashSet<String>> = HashMap::new();
        for row in &table.rows {
            let number = row.text(Field::HhNo);
            let unit = unit(row);
            if !number.is_empty() && number.chars().count() <= MAX_COUNTED_NUMBER && !unit.is_empty() {
                units.entry(number).or_default().insert(unit);
            }
        }
        let shared = units.values().filter(|units| units.len() > 1).count();
        shared > 1 && shared * 2 > units.len()
    };
    if table.origin.sheets.len() > 1 && again(&|row| row.sheet.to_string()) {
        return Unit::Sheet;
    }
    if again(&|row| squeeze(&row.text(Field::VillageGroup))) { Unit::Group } else { Unit::File }
}

/// What is known of a household while its rows come by.
#[derive(Default)]
struct Group {
    sheet: u16,
    rows: Vec<u32>,
    heads: usize,
    /// Its village group stands in one of its own rows.
    names_it: bool,
}

impl Group {
    fn warning(&self, household: &str) -> Option<HouseholdWarning> {
        let code = match self.heads {
            0 => RowCode::NoHead,
            1 => return None,
            _ => RowCode::TwoHeads,
        };
        let household = household.to_owned();
        Some(HouseholdWarning { household, code, sheet: self.sheet, rows: self.rows.clone() })
    }
}

type Row = table::Row<Field>;

struct Reader {
    has_numbers: bool,
    unit: Unit,
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
    /// The household's number as written.
    number: String,
    sheet: u16,
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

impl Reader {
    fn new(has_numbers: bool, unit: Unit, as_of: NaiveDate) -> Self {
        Self {
            has_numbers,
            unit,
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

    fn row(&mut self, row: &Row) {
        let id_text = row.id().text;
        let relation_word = row.text(Field::Relation);
        let relation = identity::relation_code(&relation_word);
        let household = self.household(row, relation);
        let has_group = self.carry_rest(row);
        let person = Person { row, household, name: row.name(), relation_word, relation };
        let fault = self.take(&person, &id_text);
        if let Some(number) = &person.household {
            if !self.groups.contains_key(number) {
                self.household_order.push(number.clone());
            }
            let group = self.groups.entry(number.clone()).or_default();
            if group.rows.is_empty() {
                group.sheet = row.sheet;
            }
            group.rows.push(row.number);
            group.names_it |= has_group;
            // The same person written twice is no second head.
            let is_repeated = matches!(fault, Some((RowCode::DuplicateInFile, _)));
            group.heads += usize::from(person.relation == Some("02") && !is_repeated);
        }
        if let Some((code, first_row)) = fault {
            self.bad.push(RowFault {
                sheet: row.sheet,
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

    /// The household of a person: its number, from this row, a merged range, or the last row above that has one. A list
    /// without household numbers shows households by the head's number or name, or by a row 户主 that begins each: then
    /// they are numbered as they come.
    fn household(&mut self, row: &Row, relation: Option<&str>) -> Option<String> {
        if row.sheet != self.carried.sheet {
            self.carried = Carried { sheet: row.sheet, ..Carried::default() };
        }
        if self.has_numbers {
            return self.numbered_household(row, relation);
        }
        let key = [Field::HeadCertno, Field::HeadName]
            .into_iter()
            .map(|field| squeeze(&row.text(field)))
            .find(|key| !key.is_empty());
        let begins = match &key {
            Some(key) => *key != self.carried.key,
            None => self.carried.key.is_empty() && relation == Some("02"),
        };
        if begins {
            let number = (self.household_order.len() + 1).to_string();
            self.carried = Carried {
                household: Some(number),
                key: key.unwrap_or_default(),
                sheet: row.sheet,
                ..Carried::default()
            };
        }
        self.carried.household.clone()
    }

    fn numbered_household(&mut self, row: &Row, relation: Option<&str>) -> Option<String> {
        let mut number = row.text(Field::HhNo);
        if number.is_empty() {
            number = row.text_above(Field::HhNo);
        }
        let household = match self.unit {
            Unit::File => number.clone(),
            Unit::Sheet => format!("{}-{number}", squeeze(row.sheet_name())),
            Unit::Group => format!("{}-{number}", squeeze(&row.text(Field::VillageGroup))),
        };
        if !number.is_empty() && self.carried.household.as_deref() != Some(&household) {
            self.carried =
                Carried { household: Some(household), number, sheet: row.sheet, ..Carried::default() };
        } else if number.is_empty() && row.is_merged_column(Field::HhNo) && relation == Some("02") {
            // Below a merged range, and a head himself: he is not of the household above that has a head already.
            let above = self.carried.household.as_ref().and_then(|household| self.groups.get(household));
            if above.is_some_and(|above| above.heads > 0) {
                self.carried = Carried { sheet: row.sheet, ..Carried::default() };
            }
        }
        self.carried.household.clone()
    }

    /// True if the row itself names its village group.
    fn carry_rest(&mut self, row: &Row) -> bool {
        let address = row.text(Field::Address);
        if !address.is_empty() {
            self.carried.address = address;
        }
        let mut group = squeeze(&row.text(Field::VillageGroup));
        if group.is_empty()
            && let Some(title) = &row.group_title
        {
            group = squeeze(title);
        }
        if group.is_empty() && table::is_group_title(row.sheet_name()) {
            group = squeeze(row.sheet_name());
        }
        let is_said = !group.is_empty();
        if is_said {
            self.carried.group = group;
        }
        is_said
    }

    /// A group that is written only once, beside its first household, is that of the households below it, too: where
    /// most households have none of their own.
    fn fill_groups(&mut self) {
        let said = self.groups.values().filter(|group| group.names_it).count();
        if said == 0 || said * 2 > self.groups.len() {
            return;
        }
        let mut last = String::new();
        for row in &mut self.rows {
            if row.village_group.is_empty() {
                row.village_group.clone_from(&last);
            } else {
                last.clone_from(&row.village_group);
            }
        }
    }

    /// Takes a person over, or says what is wrong with the row.
    fn take(&mut self, person: &Person<'_>, id_text: &str) -> Option<(RowCode, Option<u32>)> {
        let row = person.row;
        if let Some(fault) = identity::name_fault(&person.name) {
            return Some((fault.into(), None));
        }
        if row.id().has_lost_digits {
            return Some((RowCode::IdLostDigits, None));
        }
        let mut notes = Vec::new();
        let written_birth = row.date(Field::Birth).on();
        let kind = self.certificate_type(row, id_text, written_birth, &mut notes);
        let certificate = match check_certificate(kind, id_text, self.as_of) {
            Ok(certificate) => certificate,
            Err(fault) => return Some((fault.into(), None)),
        };
        // Where no number tells the day, the column does: nobody is born after today.
        if certificate.resident.is_none() && written_birth.is_some_and(|birth| birth > self.as_of) {
            return Some((RowCode::FutureBirth, None));
        }
        if let Some(first) = self.numbers.get(&certificate.number) {
            return Some((RowCode::DuplicateInFile, Some(*first)));
        }
        self.numbers.insert(certificate.number.clone(), row.number);
        if certificate.kind == CertificateKind::BirthCertificate {
            notes.push((RowCode::BirthCertificate, None));
        }
        let written_sex = Sex::from_word(&row.text(Field::Sex));
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
        let nation_word = row.text(Field::Nation);
        let nation = identity::nation_code(&nation_word);
        if nation.is_none() && !nation_word.is_empty() {
            notes.push((RowCode::UnknownNation, None));
        }
        if person.household.is_none() {
            notes.push((RowCode::NoHousehold, None));
        }
        let warning = |(code, first_row)| RowWarning {
            sheet: row.sheet,
            row: row.number,
            name: person.name.clone(),
            code,
            first_row,
        };
        self.warnings.extend(notes.into_iter().map(warning));
        let phone = row.text(Field::Phone);
        let name_alt = normalise_name(&row.text(Field::NameAlt));
        self.rows.push(RosterRow {
            sheet: row.sheet,
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
            hukou_nature: row.text(Field::HukouNature),
            deceased_on: row.date(Field::DeceasedOn).on(),
            remarks: row.text(Field::Remarks),
            aside: row.aside(),
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
        let word = row.text(Field::CertificateType);
        let named = identity::certificate_type(&word);
        if named.is_none() && !word.is_empty() {
            notes.push((RowCode::UnknownCertificate, None));
        }
        let resident =
            CertificateType { code: identity::RESIDENT_ID_CODE, kind: CertificateKind::ResidentId };
        let kind = named.unwrap_or(resident);
        let is_newborn = || {
            let remarks = row.text(Field::Remarks);
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

    /// The row as the sheet shows it, with what it took from the household's first row filled in: so it can stand alone.
    fn as_written(&self, person: &Person<'_>) -> Vec<String> {
        let mut cells = person.row.written(Field::is_date);
        for (field, carried) in [
            (Field::HhNo, &self.carried.number),
            (Field::VillageGroup, &self.carried.group),
            (Field::Address, &self.carried.address),
        ] {
            if let Some(cell) = person.row.column(field).and_then(|column| cells.get_mut(column as usize))
                && cell.is_empty()
            {
                cell.clone_from(carried);
            }
        }
        cells
    }
}

/// The bad rows of a roster as a workbook to hand back: the same columns, every cell as text, and behind them the row of
/// the list, what is wrong, and what to do. Mended, it can be brought in again as it is.
///
/// # Errors
/// The workbook cannot be written.
pub fn bad_rows_workbook(roster: &Roster) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let rows: Vec<BadRow<'_>> = roster
        .bad
        .iter()
        .map(|bad| {
            let (message, todo) = bad.code.words(bad.first_row);
            BadRow { cells: &bad.cells, place: roster.origin.place(bad.sheet, bad.row), message, todo }
        })
        .collect();
    table::bad_rows_workbook(&roster.origin.header, &rows)
}

#[cfg(test)]
mod tests;
