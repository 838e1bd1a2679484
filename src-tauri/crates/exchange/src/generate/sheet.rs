//! The roster of a village as a workbook, and what a careful import finds in it.

use super::awkward::{in_two_households, is_awkward};
use super::people::{BIRTH_CERTIFICATE, Household, Person, RESIDENT, Village, WORDS};
use super::{Chance, MadeRoster, REGION};
use crate::identity::{self, Sex};
use crate::xlsx;
use chrono::{Datelike, Days, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Header and what a reader takes it for.
const COLUMNS: [(&str, Option<&str>); 16] = [
    ("序号", None),
    ("户编号", Some("户号")),
    ("家庭住址", Some("住址")),
    ("组别", Some("村民组")),
    ("公民身份号码", Some("身份证号码")),
    ("证件类型", None),
    ("姓名", Some("姓名")),
    ("关系", Some("与户主关系")),
    ("性别", Some("性别")),
    ("民族", Some("民族")),
    ("出生日期", Some("出生日期")),
    ("联系电话", Some("手机号码")),
    ("户口性质", Some("户口性质")),
    ("死亡时间", Some("死亡时间")),
    ("曾用名", Some("曾用名")),
    ("备注", Some("备注")),
];
const HOUSEHOLD_COLUMN: u16 = 1;
const ADDRESS_COLUMN: u16 = 2;

/// What is wrong with a row, or strange about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fault {
    CheckDigit,
    Date,
    Length,
    Characters,
    Future,
    LostDigits,
    MissingId,
    MissingName,
    Fifteen,
    /// The same person once more, in the next row.
    Repeated,
    SexMismatch,
    BirthMismatch,
}

impl Fault {
    /// How many of 1,300 people have it, and what it is called.
    const ALL: [(Self, usize, &'static str); 12] = [
        (Self::CheckDigit, 5, "bad_check_digit"),
        (Self::Date, 3, "bad_date"),
        (Self::Length, 2, "bad_length"),
        (Self::Characters, 1, "bad_characters"),
        (Self::Future, 2, "future_birth"),
        (Self::LostDigits, 4, "id_lost_digits"),
        (Self::MissingId, 4, "missing_id"),
        (Self::MissingName, 1, "missing_name"),
        (Self::Fifteen, 2, "old_15_digit"),
        (Self::Repeated, 3, "duplicate_in_file"),
        (Self::SexMismatch, 3, "sex_mismatch"),
        (Self::BirthMismatch, 3, "birth_mismatch"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(fault, ..)| *fault == self).map_or("", |(_, _, word)| word)
    }

    fn is_warning(self) -> bool {
        matches!(self, Self::SexMismatch | Self::BirthMismatch)
    }
}

/// Which people get which fault: by household and member.
fn faults(village: &Village) -> HashMap<(usize, usize), Fault> {
    let mut chance = Chance::of(village.wanted.seed, 2);
    let people: usize = village.households.iter().map(|household| household.members.len()).sum();
    let mut found = HashMap::new();
    if !village.wanted.dirty || village.households.len() < 2 {
        return found;
    }
    for (fault, of_1300, _) in Fault::ALL {
        for _ in 0..(of_1300 * people).div_ceil(1_300) {
            // The awkward households at the beginning keep what they are there for.
            for _ in 0..200 {
                let at = chance.place(village.households.len());
                let household = &village.households[at];
                let member = chance.place(household.members.len());
                let person = &household.members[member];
                let is_plain =
                    person.has_resident_id() && person.deceased_on.is_none() && person.relation != "户主";
                let is_kept = is_awkward(at) && village.households.len() > 60;
                if is_plain && !is_kept && !found.contains_key(&(at, member)) {
                    found.insert((at, member), fault);
                    break;
                }
            }
        }
    }
    found
}

/// What the import finds, row by row, as it is written.
#[derive(Default)]
struct Expected {
    people: u32,
    good: u32,
    bad: Vec<Value>,
    by_code: BTreeMap<&'static str, u32>,
    warnings: Vec<Value>,
    households: Vec<Value>,
    others: Vec<Value>,
    names: Vec<Value>,
    ids: Vec<Value>,
    certificates: Vec<Value>,
    deceased: Vec<Value>,
    groups: BTreeMap<String, u32>,
    first_rows: HashMap<(String, NaiveDate), u32>,
}

/// A name and a number as somebody wrote them.
struct Written {
    name: String,
    certno: String,
    /// Typed as a number, so that its last digits are gone.
    is_number: bool,
    birth: Birth,
    sex: Sex,
}

/// A birth date as somebody wrote it.
enum Birth {
    Text(String),
    Number(u32),
    Date(NaiveDate),
}

pub(super) fn roster(village: &Village) -> Result<MadeRoster, XlsxError> {
    let dirty = village.wanted.dirty;
    let faults = faults(village);
    let mut book = Workbook::new();
    book.set_properties(&xlsx::fixed_properties("户籍花名册")?);
    let (text, head) = (xlsx::text_format(), xlsx::head_format());
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let title = Format::new().set_bold().set_align(FormatAlign::Center);
    // Merged cells need the whole sheet in memory; a large village is written row by row.
    let sheet = if dirty { book.add_worksheet() } else { book.add_worksheet_with_low_memory()? };
    sheet.set_name("户籍人口")?;
    for (column, width) in [(1, 12), (2, 28), (4, 22), (5, 14), (6, 14), (10, 14), (11, 14), (14, 20)] {
        sheet.set_column_width(column, width)?;
    }
    let mut out = Out {
        chance: Chance::of(village.wanted.seed, 3),
        row: 0,
        number: 0,
        dots: 0,
        text,
        date,
        expected: Expected::default(),
    };
    let year = village.wanted.as_of.year();
    let titles = [
        format!("{}{}{year}年度户籍人口花名册", WORDS.town, WORDS.village),
        format!(
            "填报单位：{}村民委员会        填报时间：{}        单位：人",
            WORDS.village, village.wanted.as_of
        ),
    ];
    for words in titles.iter().take(if dirty { 2 } else { 1 }) {
        sheet.write_string_with_format(out.row, 0, words, &title)?;
        out.row += 1;
    }
    let header_row = out.row + 1;
    for (column, (header, _)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(out.row, column, header, &head)?;
    }
    out.row += 1;
    let twice = in_two_households(village);
    let mut first_row = 0;
    for (at, household) in village.households.iter().enumerate() {
        if dirty && out.chance.once_in(70) {
            out.other("blank");
        }
        out.household(sheet, household, dirty, |member| faults.get(&(at, member)).copied())?;
        if let Some((first, again, person)) = twice.as_ref().filter(|_| dirty) {
            if at == *first {
                first_row = out.row;
            } else if at == *again {
                out.again(sheet, household, person, first_row, true)?;
            }
        }
    }
    if dirty {
        let people = out.expected.people;
        for (what, words) in [
            ("total", format!("合计        {}户        {people}人", village.households.len())),
            ("blank", String::new()),
            ("footer", "制表人：周会计        审核人：        联系电话：".to_owned()),
            ("footer", "注：以公安户籍为准，如有错漏请各组及时上报。".to_owned()),
        ] {
            if !words.is_empty() {
                sheet.write_string(out.row, 0, words)?;
            }
            out.other(what);
        }
        let hidden = book.add_worksheet();
        hidden.set_name("旧底册（勿用）")?;
        hidden.set_hidden(true);
        for (column, (header, _)) in (0..).zip(COLUMNS) {
            hidden.write_string(0, column, header)?;
        }
    }
    let bytes = book.save_to_buffer()?;
    let households = village.households.len();
    let expected = out.expected.json(header_row, households, dirty);
    Ok(MadeRoster { bytes, expected })
}

struct Out {
    chance: Chance,
    /// How many names of several parts were written.
    dots: usize,
    row: u32,
    number: u32,
    text: Format,
    date: Format,
    expected: Expected,
}

impl Out {
    /// A row that is nobody.
    fn other(&mut self, what: &str) {
        self.row += 1;
        self.expected.others.push(json!({ "row": self.row, "what": what }));
    }

    fn household(
        &mut self,
        sheet: &mut Worksheet,
        household: &Household,
        dirty: bool,
        fault_of: impl Fn(usize) -> Option<Fault>,
    ) -> Result<(), XlsxError> {
        let first = self.row;
        let mut rows = Vec::new();
        let mut heads = 0;
        for (at, person) in household.members.iter().enumerate() {
            let fault = fault_of(at);
            let begins = at == 0 || !dirty;
            let row = self.person(
                sheet,
                household,
                person,
                fault.filter(|fault| *fault != Fault::Repeated),
                begins,
                dirty,
            )?;
            rows.push(row);
            heads += usize::from(person.relation == "户主");
            if fault == Some(Fault::Repeated) {
                rows.push(self.again(sheet, household, person, row, false)?);
            }
        }
        if dirty && self.row - first > 1 {
            for (column, words) in
                [(HOUSEHOLD_COLUMN, &household.hh_no), (ADDRESS_COLUMN, &household.address)]
            {
                sheet.merge_range(first, column, self.row - 1, column, words, &self.text)?;
            }
        }
        let code = match heads {
            0 => "no_head",
            1 => return Ok(()),
            _ => "two_heads",
        };
        self.expected.households.push(json!({ "household": household.hh_no, "code": code, "rows": rows }));
        Ok(())
    }

    fn person(
        &mut self,
        sheet: &mut Worksheet,
        household: &Household,
        person: &Person,
        fault: Option<Fault>,
        begins: bool,
        dirty: bool,
    ) -> Result<u32, XlsxError> {
        let written = self.written(person, fault, dirty);
        let row = self.cells(sheet, household, person, &written, begins)?;
        let expected = &mut self.expected;
        expected.people += 1;
        if let Some(fault) = fault.filter(|fault| !fault.is_warning()) {
            *expected.by_code.entry(fault.word()).or_default() += 1;
            expected.bad.push(json!({
                "row": row,
                "codes": [fault.word()],
                "name": (fault != Fault::MissingName).then_some(&person.name),
                "id_as_written": (!written.certno.is_empty()).then_some(&written.certno),
                "household": household.hh_no,
            }));
            return Ok(row);
        }
        expected.good += 1;
        *expected.groups.entry(household.group.clone()).or_default() += 1;
        let mut warnings: Vec<&str> = fault.iter().map(|fault| fault.word()).collect();
        if person.certificate == BIRTH_CERTIFICATE {
            warnings.push("birth_certificate");
            expected
                .certificates
                .push(json!({ "row": row, "kind": "birth_certificate", "number": person.certno }));
        } else if person.certificate != RESIDENT {
            let code = identity::certificate_type(person.certificate).map(|kind| kind.code);
            expected.certificates.push(json!({ "row": row, "kind": code, "number": person.certno }));
        }
        let first = *expected.first_rows.entry((person.name.clone(), person.birth)).or_insert(row);
        if first != row {
            warnings.push("same_name_and_birth");
        }
        if !warnings.is_empty() {
            expected.warnings.push(json!({ "row": row, "codes": warnings }));
        }
        if written.name != person.name || person.name.chars().any(|c| u32::from(c) > 0xFFFF || c == '·') {
            expected.names.push(json!({ "row": row, "written": written.name, "expect": person.name }));
        }
        if written.certno != person.certno {
            expected.ids.push(json!({ "row": row, "written": written.certno, "expect": person.certno }));
        }
        if let Some(on) = person.deceased_on {
            expected.deceased.push(json!({ "row": row, "on": on.to_string() }));
        }
        Ok(row)
    }

    /// The same person once more, equal only after normalising: in the next row, or in another household.
    fn again(
        &mut self,
        sheet: &mut Worksheet,
        household: &Household,
        person: &Person,
        first_row: u32,
        other_household: bool,
    ) -> Result<u32, XlsxError> {
        let written = Written {
            name: person.name.clone(),
            certno: full_width(&person.certno),
            is_number: false,
            birth: Birth::Text(person.birth.to_string()),
            sex: person.sex,
        };
        let row = self.cells(sheet, household, person, &written, other_household)?;
        let expected = &mut self.expected;
        expected.people += 1;
        *expected.by_code.entry(Fault::Repeated.word()).or_default() += 1;
        expected.bad.push(json!({
            "row": row,
            "codes": [Fault::Repeated.word()],
            "name": person.name,
            "id_as_written": written.certno,
            "household": household.hh_no,
            "first_row": first_row,
            "other_household": other_household,
        }));
        Ok(row)
    }

    /// Writes a row; its number, counted from 1.
    fn cells(
        &mut self,
        sheet: &mut Worksheet,
        household: &Household,
        person: &Person,
        written: &Written,
        begins: bool,
    ) -> Result<u32, XlsxError> {
        let row = self.row;
        self.row += 1;
        self.number += 1;
        let text = &self.text;
        sheet.write_number(row, 0, self.number)?;
        if begins {
            sheet.write_string_with_format(row, HOUSEHOLD_COLUMN, &household.hh_no, text)?;
            sheet.write_string_with_format(row, ADDRESS_COLUMN, &household.address, text)?;
        }
        sheet.write_string_with_format(row, 3, &household.group, text)?;
        match written.certno.parse::<f64>() {
            Ok(number) if written.is_number => sheet.write_number(row, 4, number)?,
            _ => sheet.write_string_with_format(row, 4, &written.certno, text)?,
        };
        let deceased = person.deceased_on.map_or_else(String::new, |on| on.to_string());
        for (column, words) in [
            (5, person.certificate),
            (6, &written.name),
            (7, person.relation),
            (8, written.sex.label()),
            (9, &person.nation),
            (11, &person.phone),
            (12, "农业户口"),
            (13, &deceased),
            (14, &person.name_alt),
            (15, person.remarks),
        ] {
            if !words.is_empty() {
                sheet.write_string_with_format(row, column, words, text)?;
            }
        }
        match &written.birth {
            Birth::Text(words) => sheet.write_string_with_format(row, 10, words, text)?,
            Birth::Number(number) => sheet.write_number(row, 10, *number)?,
            Birth::Date(day) => {
                let year = u16::try_from(day.year()).unwrap_or(1900);
                let (month, on) =
                    (u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1));
                let day = ExcelDateTime::from_ymd(year, month, on)?;
                sheet.write_datetime_with_format(row, 10, &day, &self.date)?
            }
        };
        Ok(row + 1)
    }

    /// Name, number, birth and sex as they stand in the sheet.
    fn written(&mut self, person: &Person, fault: Option<Fault>, dirty: bool) -> Written {
        let chance = &mut self.chance;
        let birth = match fault {
            Some(Fault::BirthMismatch) => person.birth - Days::new(27),
            _ => person.birth,
        };
        let sex = match (fault, person.sex) {
            (Some(Fault::SexMismatch), Sex::Male) => Sex::Female,
            (Some(Fault::SexMismatch), Sex::Female) => Sex::Male,
            (_, sex) => sex,
        };
        let form = chance.weighted(&[5, 2, 2, 2, 1, 2]);
        let (year, month, day) = (birth.year(), birth.month(), birth.day());
        let birth = match form {
            0 => Birth::Text(birth.to_string()),
            1 => Birth::Text(format!("{year}/{month}/{day}")),
            2 => Birth::Text(birth.format("%Y%m%d").to_string()),
            3 => Birth::Text(format!("{year}年{month}月{day}日")),
            4 => Birth::Number(birth.format("%Y%m%d").to_string().parse().unwrap_or_default()),
            _ if (1901..=2100).contains(&year) => Birth::Date(birth),
            _ => Birth::Text(birth.to_string()),
        };
        let mut written = Written {
            name: person.name.clone(),
            certno: person.certno.clone(),
            is_number: fault == Some(Fault::LostDigits),
            birth,
            sex,
        };
        if !dirty {
            return written;
        }
        if let Some(fault) = fault.filter(|fault| !fault.is_warning()) {
            if fault == Fault::MissingName {
                written.name = String::new();
            } else {
                written.certno = spoilt(fault, &person.certno, chance);
            }
            return written;
        }
        written.name = dressed_name(&person.name, &mut self.dots, chance);
        if person.has_resident_id() {
            written.certno = dressed_number(&person.certno, chance);
        }
        written
    }
}

/// A number with a fault in it.
fn spoilt(fault: Fault, certno: &str, chance: &mut Chance) -> String {
    let body = &certno[..17];
    match fault {
        Fault::CheckDigit => {
            // The next digit in the last place but one is never right by chance: the check digit tells each single error.
            let last = body.as_bytes()[16];
            let other = if last == b'9' { b'0' } else { last + 1 };
            format!("{}{}{}", &certno[..16], char::from(other), &certno[17..])
        }
        Fault::Date => {
            let day = *chance.pick(&["0230", "1301", "0431", "0229"]);
            let year = if day == "0229" { "1954" } else { &certno[6..10] };
            identity::with_check_digit(&format!("{REGION}{year}{day}{}", &certno[14..17]))
        }
        Fault::Length => {
            if chance.once_in(2) {
                body.to_owned()
            } else {
                format!("{certno}0")
            }
        }
        Fault::Characters => format!("{}O{}", &certno[..8], &certno[9..]),
        Fault::Future => {
            let year = 2_051 + chance.below(20);
            identity::with_check_digit(&format!("{REGION}{year}{}", &certno[10..17]))
        }
        Fault::Fifteen => format!("{REGION}{}{}", &certno[8..14], &certno[14..17]),
        Fault::MissingId => String::new(),
        // A spreadsheet keeps fifteen digits of it.
        Fault::LostDigits => format!("{}000", &certno[..15]),
        Fault::MissingName | Fault::Repeated | Fault::SexMismatch | Fault::BirthMismatch => certno.to_owned(),
    }
}

/// The dots that villages type between the parts of a name.
const DOTS: [&str; 6] = ["·", "•", "・", "．", ".", "‧"];

fn dressed_name(name: &str, dots: &mut usize, chance: &mut Chance) -> String {
    if name.contains('·') {
        *dots += 1;
        return name.replace('·', DOTS[*dots % DOTS.len()]);
    }
    if name.contains('䶮') && chance.once_in(2) {
        return name.replace('䶮', "\u{E863}");
    }
    let mut characters = name.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(first), Some(second), None) if chance.once_in(12) => {
            let space = *chance.pick(&['\u{3000}', ' ', '\u{A0}']);
            [first, space, second].iter().collect()
        }
        _ => name.to_owned(),
    }
}

fn dressed_number(certno: &str, chance: &mut Chance) -> String {
    if certno.ends_with('X') && chance.once_in(2) {
        return certno.to_ascii_lowercase();
    }
    match chance.below(60) {
        0 => format!("{certno} "),
        1 => format!("\u{3000}{certno}"),
        2 => full_width(certno),
        3 => format!("{} {} {}", &certno[..6], &certno[6..14], &certno[14..]),
        4 => format!("\u{202d}{certno}\u{202c}"),
        _ => certno.to_owned(),
    }
}

fn full_width(text: &str) -> String {
    text.chars()
        .filter_map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0) } else { Some(c) })
        .collect()
}

impl Expected {
    fn json(self, header_row: u32, households: usize, dirty: bool) -> Value {
        let columns: serde_json::Map<String, Value> = ('A'..='P')
            .zip(COLUMNS)
            .map(|(letter, (header, field))| {
                (letter.to_string(), json!({ "header": header, "field": field }))
            })
            .collect();
        let mut expected = json!({
            "kind": "roster",
            "sheet": "户籍人口",
            "header_row": header_row,
            "columns": columns,
            "household_cells": if dirty { "merged" } else { "every" },
            "person_rows": self.people,
            "good_rows": self.good,
            "bad_row_count": self.bad.len(),
            "households": households,
            "bad_by_code": self.by_code,
            "bad_rows": self.bad,
            "warnings": self.warnings,
            "household_warnings": self.households,
            "not_people_rows": self.others,
            "names": self.names,
            "ids": self.ids,
            "certificates": self.certificates,
            "deceased": self.deceased,
            "open_rows": [],
            "good_by_group": self.groups,
        });
        if dirty {
            expected["sheets"] = json!([
                { "name": "户籍人口", "state": "visible" },
                { "name": "旧底册（勿用）", "state": "hidden" },
            ]);
        }
        expected
    }
}
