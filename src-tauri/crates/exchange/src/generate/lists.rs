//! The lists that offices hand out about a village, each in its own habit, and what is expected of them.

use super::people::{Issue, ListWords, Move, Person, School, Status, Village, WORDS};
use super::{Chance, MadeFile};
use crate::xlsx;
use chrono::{Datelike, Days, NaiveDate};
use rust_xlsxwriter::{Workbook, XlsxError};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody on a list.
struct Entry<'a> {
    person: &'a Person,
    head: Option<&'a Person>,
    /// Which of his statuses, on a list of categories.
    status: Option<usize>,
    is_stranger: bool,
}

pub(super) fn lists(village: &Village) -> Result<(Vec<MadeFile>, Value), XlsxError> {
    let mut files = Vec::new();
    let mut expected = Map::new();
    let next = next_issue(village);
    for (at, words) in (0..).zip(&WORDS.list) {
        let village = if words.issue == Issue::Standing { village } else { &next };
        let mut chance = Chance::of(village.wanted.seed, 100 + at);
        let entries = entries(village, words, &mut chance);
        if entries.is_empty() {
            continue;
        }
        let made = table(village, words, &entries, &mut chance);
        let is_csv = words.is_csv();
        let bytes = if is_csv { csv(&made.rows) } else { workbook(&words.title, &made.rows)? };
        expected.insert(words.file.clone(), made.expected);
        files.push(MadeFile { name: words.file.clone(), bytes });
    }
    Ok((files, Value::Object(expected)))
}

/// The village as the departments' next lists see it: of those with a status that lasts, every so many-th has lost it or has
/// another; somebody here and there is new.
fn next_issue(village: &Village) -> Village {
    let mut next = village.clone();
    let as_of = village.wanted.as_of;
    let status = |code: &str, begin: NaiveDate| Status {
        code: code.to_owned(),
        word: WORDS.category[code][0].clone(),
        grade: None,
        begin,
        end: None,
    };
    let (allowance, margin) = ("minimum_living_allowance", "low_income_margin");
    let mut lasting = 0;
    for person in next.households.iter_mut().flat_map(|household| &mut household.members) {
        let Some(at) = person.statuses.iter().position(|of| of.code == allowance && of.end.is_none()) else {
            continue;
        };
        lasting += 1;
        match lasting % 8 {
            2 => drop(person.statuses.remove(at)),
            5 => person.statuses[at] = status(margin, as_of.with_day(1).unwrap_or(as_of)),
            _ => {}
        }
    }
    for household in next.households.iter_mut().skip(19).step_by(61) {
        let is_new = |person: &&mut Person| {
            person.has_resident_id() && person.statuses.is_empty() && person.remarks.is_empty()
        };
        if let Some(person) = household.members.iter_mut().find(is_new) {
            person.statuses.push(status(allowance, as_of.with_day(1).unwrap_or(as_of)));
        }
    }
    next
}

/// Who stands on a list, in its order.
fn entries<'a>(village: &'a Village, words: &ListWords, chance: &mut Chance) -> Vec<Entry<'a>> {
    let as_of = village.wanted.as_of;
    let mut entries = Vec::new();
    for household in &village.households {
        let head = household.members.first();
        for person in &household.members {
            let mut add = |status| entries.push(Entry { person, head, status, is_stranger: false });
            if words.kind == "category_list" {
                for (at, status) in person.statuses.iter().enumerate() {
                    if words.codes.contains(&status.code) {
                        add(Some(at));
                    }
                }
                continue;
            }
            let age = person.age(as_of);
            let is_on = person.has_resident_id()
                && match words.kind.as_str() {
                    "insured_list" => person.insured_last_year,
                    // Only those whose sum neither a status nor their age changes: what the others owe, a notice says.
                    "paid_list" => person.paid_on.is_some() && age < 80,
                    "marked_sums" => {
                        person.deceased_on.is_none() && (!person.statuses.is_empty() || chance.once_in(12))
                    }
                    "deaths" => person.died_on.is_some(),
                    "moves" => person.moved.is_some(),
                    "school" => {
                        school_of(age).is_some() && (!person.remarks.is_empty() || !chance.once_in(3))
                    }
                    "pension" => age >= 61 && person.deceased_on.is_none(),
                    _ => false,
                };
            if is_on {
                add(None);
            }
        }
    }
    if words.kind == "moves" {
        let moved = village.strangers.iter().filter(|person| person.moved.is_some());
        entries.extend(moved.map(|person| Entry { person, head: None, status: None, is_stranger: true }));
    }
    // Nobody keeps a list in the order of the roster, and nobody's list is of the village's people alone.
    for last in (1..entries.len()).rev() {
        entries.swap(last, chance.place(last + 1));
    }
    if words.kind == "category_list" || words.kind == "insured_list" {
        for _ in 0..=entries.len() / 40 {
            let person = chance.pick(&village.strangers);
            let twice = entries.iter().any(|entry| entry.person.certno == person.certno);
            if !twice && !entries.is_empty() {
                entries.insert(
                    chance.place(entries.len()),
                    Entry { person, head: None, status: None, is_stranger: true },
                );
            }
        }
    }
    entries
}

/// Where somebody of an age goes to school.
fn school_of(age: i32) -> Option<&'static School> {
    WORDS.school.iter().find(|school| (school.from_age..=school.to_age).contains(&age))
}

struct Made {
    rows: Vec<Vec<String>>,
    expected: Value,
}

/// The rows of a list with title and header, and what is expected of it.
fn table(village: &Village, words: &ListWords, entries: &[Entry<'_>], chance: &mut Chance) -> Made {
    let wanted = &village.wanted;
    let columns: Vec<(&str, &str)> =
        words.columns.iter().filter_map(|column| column.split_once(':')).collect();
    let (year, last_year) = (wanted.as_of.year() + 1, wanted.as_of.year());
    let as_of = wanted.as_of;
    let day = |on: NaiveDate| format!("{}年{}月{}日", on.year(), on.month(), on.day());
    let month_before = as_of - Days::new(u64::from(as_of.day()));
    let fill = |text: &str| {
        text.replace("{year}", &year.to_string())
            .replace("{last_year}", &last_year.to_string())
            .replace("{day}", &day(as_of))
            .replace("{month_before}", &day(month_before))
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !words.title.is_empty() {
        rows.push(vec![fill(&words.title)]);
    }
    rows.push(columns.iter().map(|(_, header)| (*header).to_owned()).collect());
    let header_row = rows.len();
    // In the middle of the list, where nobody looks first.
    let spoilt = (words.issue == Issue::NextSpoilt).then_some(entries.len() / 2);
    let says_end = columns.iter().any(|(key, _)| *key == "end");
    let mut by_category: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let (mut matched, mut unmatched, mut variants, mut ended) = (0, Vec::new(), Vec::new(), Vec::new());
    let (mut persons, mut matched_persons) = (BTreeSet::new(), BTreeSet::new());
    let mut bad = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let is_spoilt = spoilt == Some(at);
        let row = rows.len() + 1;
        let person = entry.person;
        // A stranger has the list's first category, since some time.
        let code = words.codes.first().map_or("", String::as_str);
        let (code, word, begin, end, grade) = match entry.status.map(|at| &person.statuses[at]) {
            Some(status) => {
                (status.code.as_str(), status.word.clone(), status.begin, status.end, status.grade)
            }
            None => (
                code,
                WORDS.category.get(code).map_or_else(String::new, |all| all[0].clone()),
                wanted.as_of - Days::new(700),
                None,
                Some(3),
            ),
        };
        // An office without a column for it does not say that something has ended.
        let end = end.filter(|_| says_end);
        let name = spelled(&person.name, chance);
        if is_spoilt {
            bad.push(json!({ "row": row, "codes": ["missing_id"], "name": person.name }));
        } else {
            persons.insert(person.certno.as_str());
        }
        if is_spoilt {
            // Nobody can be matched by a name.
        } else if entry.is_stranger {
            unmatched.push(json!({ "row": row, "name": person.name, "id": person.certno }));
        } else {
            matched += 1;
            matched_persons.insert(person.certno.as_str());
        }
        if name != person.name {
            variants.push(row);
        }
        if words.kind == "category_list" && !is_spoilt {
            let (listed, active) = by_category.entry(code).or_default();
            *listed += 1;
            *active += u32::from(end.is_none_or(|end| end > wanted.as_of));
        }
        if end.is_some() {
            ended.push(row);
        }
        let cells = columns.iter().map(|(key, _)| match *key {
            "number" => (row - header_row).to_string(),
            "town" => WORDS.town.clone(),
            "village" => WORDS.village.clone(),
            "head" => entry.head.map_or_else(String::new, |head| head.name.clone()),
            "head_id" => entry
                .head
                .filter(|head| head.has_resident_id())
                .map_or_else(String::new, |head| head.certno.clone()),
            "name" => name.clone(),
            "id" => {
                if is_spoilt {
                    String::new()
                } else if chance.once_in(9) {
                    person.certno.to_ascii_lowercase()
                } else {
                    person.certno.clone()
                }
            }
            "relation" => {
                if entry.is_stranger {
                    String::new()
                } else {
                    person.relation.to_owned()
                }
            }
            "word" => word.clone(),
            "begin" => date_text(begin, chance),
            "end" => end.map_or_else(String::new, |end| date_text(end, chance)),
            "grade" => grade.map_or_else(String::new, |grade| grade_text(grade, chance)),
            // The card: the ID number, one digit for the kind, one for the grade.
            "card" => format!("{}4{}", person.certno, grade.unwrap_or(4)),
            "year" => year.to_string(),
            "last_year" => last_year.to_string(),
            "amount" => WORDS.paid_amount.clone(),
            "paid_on" => person.paid_on.map_or_else(String::new, |on| on.to_string()),
            "last_paid_on" => (wanted.as_of - Days::new(330 + chance.below(60))).to_string(),
            "channel" => (*chance.pick(&["微信", "支付宝", "皖事通", "银行柜台"])).to_owned(),
            "mark" => mark_of(person, wanted.as_of, chance),
            "moved_on" => person.moved.as_ref().map_or_else(String::new, |moved| moved.on.to_string()),
            "direction" => moved(person, |moved| moved.direction),
            "destination" => moved(person, |moved| moved.place),
            "reason" => moved(person, |moved| moved.reason),
            "died_on" => person.died_on.map_or_else(String::new, |on| date_text(on, chance)),
            "school" => school_of(person.age(as_of)).map_or_else(String::new, |school| school.name.clone()),
            "level" => school_of(person.age(as_of)).map_or_else(String::new, |school| school.level.clone()),
            "place" => school_of(person.age(as_of)).map_or_else(String::new, |school| school.place.clone()),
            "insures" => {
                school_of(person.age(as_of)).map_or_else(String::new, |school| school.insures.clone())
            }
            "begin_pension" => (person.birth + Days::new(60 * 366)).format("%Y-%m").to_string(),
            _ => String::new(),
        });
        rows.push(cells.collect());
    }
    let people = rows.len() - header_row;
    if !words.is_csv() && chance.once_in(2) {
        rows.push(vec![format!("合计：{people}人")]);
    }
    let by_category: Map<String, Value> = by_category
        .into_iter()
        .map(|(code, (rows, active))| (code.to_owned(), json!({ "rows": rows, "active": active })))
        .collect();
    let expected = json!({
        "kind": words.kind,
        "header_row": header_row,
        "rows": people,
        "persons": persons.len(),
        "good_rows": people - bad.len(),
        "bad_rows": bad,
        "matched_rows": matched,
        "matched_persons": matched_persons.len(),
        "unmatched_rows": unmatched.len(),
        "unmatched": unmatched,
        "by_category": by_category,
        "ended_rows": ended,
        "name_variant_rows": variants,
        "full_list": true,
        "outcome": "accepted",
    });
    Made { rows, expected }
}

/// What the tax office's system marks somebody as; now and then it has not heard of it yet, or marks somebody whom no list
/// names.
fn mark_of(person: &Person, as_of: NaiveDate, chance: &mut Chance) -> String {
    let lasting = person.statuses.iter().find(|status| status.end.is_none_or(|end| end > as_of));
    match lasting {
        Some(status) if !chance.once_in(20) => status.word.clone(),
        None if chance.once_in(30) => WORDS.category["minimum_living_allowance"][0].clone(),
        _ => WORDS.unmarked.clone(),
    }
}

fn moved(person: &Person, word: impl Fn(&Move) -> &'static str) -> String {
    person.moved.as_ref().map_or_else(String::new, |moved| word(moved).to_owned())
}

/// The same name with a space or another dot in it, now and then.
fn spelled(name: &str, chance: &mut Chance) -> String {
    if !chance.once_in(10) {
        return name.to_owned();
    }
    if name.contains('·') {
        return name.replace('·', "•");
    }
    let mut characters = name.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(first), Some(second), None) => [first, '\u{3000}', second].iter().collect(),
        _ => format!(" {name}"),
    }
}

fn date_text(day: NaiveDate, chance: &mut Chance) -> String {
    match chance.below(4) {
        0 => day.to_string(),
        1 => format!("{}/{}/{}", day.year(), day.month(), day.day()),
        2 => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        _ => day.format("%Y%m%d").to_string(),
    }
}

fn grade_text(grade: u8, chance: &mut Chance) -> String {
    let place = usize::from(grade.clamp(1, 4)) - 1;
    match chance.below(4) {
        0 => format!("{}级", ["一", "二", "三", "四"][place]),
        1 => format!("{}级", ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"][place]),
        2 => format!("{}级", ["壹", "贰", "叁", "肆"][place]),
        _ => grade.to_string(),
    }
}

fn workbook(title: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&xlsx::fixed_properties(title)?);
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.set_name("名单")?;
    let text = xlsx::text_format();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    book.save_to_buffer()
}

/// GB18030, as the systems of the offices write it.
fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let text: String = rows.iter().map(|cells| cells.join(",") + "\r\n").collect();
    encoding_rs::GB18030.encode(&text).0.into_owned()
}
