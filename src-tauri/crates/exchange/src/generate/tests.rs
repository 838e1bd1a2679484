//! Villages are made the same way each time, of nobody, with all that a village can hold; the reader finds in them
//! exactly what was put in.

use super::*;
use crate::identity;
use crate::roster::{RowCode, read_roster};
use std::collections::{BTreeMap, BTreeSet};

fn wanted(persons: u32, seed: u64, dirty: bool) -> Wanted {
    let as_of = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a date");
    Wanted { persons, seed, as_of, dirty }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_other_people() {
    let make = |seed| roster(&village(&wanted(300, seed, true))).expect("a roster").bytes;
    assert!(make(7) == make(7), "the same seed");
    assert!(make(7) != make(8), "another seed");
}

#[test]
fn everybody_is_nobody_and_counted() {
    for persons in [0, 1, 2, 13, 500, 5_000] {
        let village = village(&wanted(persons, 3, false));
        let people: Vec<&Person> = village
            .households
            .iter()
            .flat_map(|household| &household.members)
            .chain(&village.strangers)
            .collect();
        assert_eq!(people.len() - village.strangers.len(), persons as usize, "as many as wanted");
        let numbers: BTreeSet<&str> = people.iter().map(|person| person.certno.as_str()).collect();
        assert_eq!(numbers.len(), people.len(), "no number twice");
        for person in people {
            if person.has_resident_id() {
                let id = identity::check_resident_id(&person.certno, village.wanted.as_of)
                    .expect("a right number");
                assert!(
                    !id.region_known && id.birth == person.birth && id.sex == person.sex,
                    "{}",
                    person.certno
                );
            }
            assert!(person.phone.is_empty() || person.phone.starts_with("154"), "a number of nobody");
            assert_eq!(identity::name_fault(&person.name), None, "{}", person.name);
            assert_eq!(identity::normalise_name(&person.name), person.name, "in its one spelling");
        }
    }
}

#[test]
fn a_village_has_every_category_and_the_awkward_households() {
    for seed in 0..5 {
        let village = village(&wanted(1_300, seed, false));
        let people = || village.households.iter().flat_map(|household| &household.members);
        let codes: BTreeSet<&str> =
            people().flat_map(|person| &person.statuses).map(|status| status.code.as_str()).collect();
        let all: BTreeSet<&str> = include_str!("../../../../../assets/codes/category.tsv")
            .lines()
            .skip(1)
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(codes, all, "seed {seed}");
        let heads = |household: &Household| {
            household.members.iter().filter(|member| member.relation == "户主").count()
        };
        let has = |what: &str, found: bool| assert!(found, "seed {seed}: {what}");
        has("no head", village.households.iter().any(|household| heads(household) == 0));
        has("two heads", village.households.iter().any(|household| heads(household) == 2));
        has("nine people", village.households.iter().any(|household| household.members.len() == 9));
        has("one person", village.households.iter().any(|household| household.members.len() == 1));
        has(
            "a dead head",
            village.households.iter().any(|household| household.members[0].deceased_on.is_some()),
        );
        has("a newborn", people().any(|person| person.certificate == people::BIRTH_CERTIFICATE));
        has("a passport", people().any(|person| person.certificate == "护照"));
        has(
            "more people than a receipt has lines",
            village.households.iter().any(|household| household.members.len() == 12),
        );
        has("a pass of Hong Kong", people().any(|person| person.certificate == "港澳居民来往内地通行证"));
        for entry in &people::WORDS.dotted {
            let name = entry.split(':').nth(1).expect("a name");
            has(name, people().any(|person| person.name == name));
        }
        for given in people::WORDS.rare_names() {
            has(given, people().any(|person| person.name.ends_with(given)));
        }
        for words in people::WORDS.remark.values() {
            has(words, people().any(|person| person.remarks == words));
        }
        has("a second spelling", people().any(|person| !person.name_alt.is_empty()));
        has(
            "a household for whom everything is paid",
            village.households.iter().any(|household| {
                household.members.len() == 2
                    && household.members.iter().all(|member| {
                        member.statuses.iter().any(|of| of.code == "destitute_support" && of.end.is_none())
                    })
            }),
        );
        has(
            "a disability without a grade",
            people()
                .flat_map(|person| &person.statuses)
                .any(|of| of.code == "disability" && of.grade.is_none()),
        );
        has(
            "a dead man whom the roster does not know to be dead",
            people().any(|person| person.died_on.is_some() && person.deceased_on.is_none()),
        );
        has("somebody over a hundred", people().any(|person| person.age(village.wanted.as_of) > 100));
        has("a rare character", people().any(|person| person.name.chars().any(|c| u32::from(c) > 0xFFFF)));
        has(
            "a polyphonic surname",
            people().any(|person| person.name.starts_with(['单', '仇', '曾', '翟', '缪'])),
        );
        let mut twice: BTreeMap<(&str, NaiveDate), u32> = BTreeMap::new();
        for person in people() {
            *twice.entry((&person.name, person.birth)).or_default() += 1;
        }
        has("the same name and birth twice", twice.values().any(|count| *count == 2));
    }
}

/// Everything that was put into a roster is found in it, and nothing else.
#[test]
fn the_reader_finds_what_was_made() {
    for (persons, seed, dirty) in
        [(40, 1, false), (1_300, 2, false), (40, 3, true), (1_300, 4, true), (2_600, 5, true)]
    {
        let made = roster(&village(&wanted(persons, seed, dirty))).expect("a roster");
        let as_of = wanted(0, 0, false).as_of;
        let found = read_roster(&made.bytes, "roster.xlsx", as_of).expect("it is read");
        let say = |what: &str| format!("{persons} people, seed {seed}, dirty {dirty}: {what}");
        let expected = &made.expected;
        assert_eq!(expected["person_rows"], found.people(), "{}", say("people"));
        assert_eq!(expected["households"], found.households, "{}", say("households"));
        assert_eq!(expected["header_row"], found.origin.header_row, "{}", say("header"));
        let bad: Vec<(u64, &str)> = found.bad.iter().map(|bad| (bad.row.into(), bad.code.word())).collect();
        let list = |key: &str| expected[key].as_array().cloned().unwrap_or_default();
        let row = |entry: &Value| entry["row"].as_u64().unwrap_or_default();
        let code = |entry: &Value| entry["codes"][0].as_str().unwrap_or_default().to_owned();
        let expect_bad: Vec<(u64, String)> =
            list("bad_rows").iter().map(|bad| (row(bad), code(bad))).collect();
        assert_eq!(
            bad,
            expect_bad.iter().map(|(row, code)| (*row, code.as_str())).collect::<Vec<_>>(),
            "{}",
            say("bad")
        );
        let mut warnings: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
        for warning in &found.warnings {
            warnings.entry(warning.row.into()).or_default().insert(warning.code.word());
        }
        let all = list("warnings");
        let expect: BTreeMap<u64, BTreeSet<&str>> = all
            .iter()
            .map(|entry| {
                (
                    row(entry),
                    entry["codes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
                )
            })
            .collect();
        assert_eq!(warnings, expect, "{}", say("warnings"));
        let heads: BTreeSet<(String, &str)> = found
            .household_warnings
            .iter()
            .map(|warning| (warning.household.clone(), warning.code.word()))
            .collect();
        let all = list("household_warnings");
        let expect: BTreeSet<(String, &str)> = all
            .iter()
            .filter_map(|entry| Some((entry["household"].as_str()?.to_owned(), entry["code"].as_str()?)))
            .collect();
        assert_eq!(heads, expect, "{}", say("heads"));
        for entry in list("names") {
            let name = found
                .rows
                .iter()
                .find(|good| u64::from(good.row) == row(&entry))
                .map(|good| good.name.as_str());
            assert_eq!(name, entry["expect"].as_str(), "{}", say("names"));
        }
        for entry in list("ids") {
            let number = found
                .rows
                .iter()
                .find(|good| u64::from(good.row) == row(&entry))
                .map(|good| good.certno.as_str());
            assert_eq!(number, entry["expect"].as_str(), "{}", say("numbers"));
        }
        if dirty && persons > 1_000 {
            let codes: BTreeSet<RowCode> = found.bad.iter().map(|bad| bad.code).collect();
            assert_eq!(codes.len(), 10, "{}", say("every fault"));
            assert_eq!(found.origin.hidden_sheets.len(), 1, "{}", say("a hidden sheet"));
        }
    }
}

/// The lists say what they are expected to say, each in its office's habit.
#[test]
fn every_office_hands_out_its_list() {
    let made = wanted(1_300, 9, false);
    let (files, expected) = lists(&village(&made)).expect("lists");
    assert_eq!(files.len(), people::WORDS.list.len());
    for file in &files {
        let expected = &expected[&file.name];
        assert!(expected["rows"].as_u64().is_some_and(|rows| rows > 0), "{}", file.name);
        if let Some(kind) = expected["kind"].as_str().and_then(|word| word.parse().ok()) {
            let options = crate::office_list::OfficeOptions::default();
            let list =
                crate::office_list::read_office_list(kind, &file.bytes, &file.name, &options, made.as_of)
                    .unwrap_or_else(|fault| panic!("{}: {fault:?}", file.name));
            assert!(list.bad.is_empty(), "{}: {:?}", file.name, list.bad);
            assert_eq!(expected["rows"], list.rows.len() + list.repeated.len(), "{}", file.name);
            continue;
        }
        let options = crate::table::ReadOptions::default();
        let list = crate::category_list::read_category_list(&file.bytes, &file.name, &options, made.as_of)
            .expect("it is read");
        let bad: Vec<(u64, &str)> = list.bad.iter().map(|bad| (bad.row.into(), bad.code.word())).collect();
        let expect = expected["bad_rows"].as_array().cloned().unwrap_or_default();
        let expect: Vec<(u64, &str)> = expect
            .iter()
            .map(|bad| {
                (bad["row"].as_u64().unwrap_or_default(), bad["codes"][0].as_str().unwrap_or_default())
            })
            .collect();
        assert_eq!(bad, expect, "{}", file.name);
        assert_eq!(expected["rows"], list.people(), "{}", file.name);
        let found: serde_json::Map<String, Value> = list
            .by_category(made.as_of)
            .into_iter()
            .map(|(code, (rows, active))| {
                (code.to_owned(), serde_json::json!({ "rows": rows, "active": active }))
            })
            .collect();
        assert_eq!(expected["by_category"], Value::Object(found), "{}", file.name);
    }
}

/// For a roster that is there already: everybody on its lists is on it, but for the strangers.
#[test]
fn lists_are_made_for_a_roster_that_is_there() {
    let as_of = wanted(0, 0, false).as_of;
    let made = roster(&village(&wanted(1_300, 12, true))).expect("a roster");
    let found = read_roster(&made.bytes, "roster.xlsx", as_of).expect("it is read");
    let village = village_of(&found, 5, as_of);
    let people = village.households.iter().flat_map(|household| &household.members);
    let numbers: BTreeSet<&str> = people.map(|person| person.certno.as_str()).collect();
    assert_eq!(numbers.len(), found.rows.len(), "everybody, once");
    let (files, expected) = lists(&village).expect("lists");
    assert_eq!(files.len(), people::WORDS.list.len());
    let matched = expected["民政_资助对象名单.xlsx"]["matched_rows"].as_u64().unwrap_or_default();
    assert!(matched > 20, "{matched}");
}
