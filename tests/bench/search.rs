//! Searching as one types: every key of what clerks type to find people, in a village of 5,000 and a township of 55,000.

use super::{Runs, row};
use chrono::NaiveDate;
use cunshou_core::person::{PeopleFilter, SortBy, initials, spellings};
use cunshou_core::progress::MissingQuery;
use cunshou_exchange::generate::{self, Household, Village, Wanted};
use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{TestBook, raw};

/// So many people are looked for, spread over the whole roster, each in every way.
const SOUGHT: usize = 60;

pub(super) fn search() {
    let (village, people) = settled(5_000);
    keystrokes(&village, &people, "5,000", "p99 ≤ 5 ms");
    let path = village.path();
    drop(village.book);
    let connection = raw(&path, support::PASSWORD);
    let mut statement =
        connection.prepare("SELECT count(*) FROM person WHERE search_key LIKE '%zjg%'").expect("prepared");
    let bare = Runs::of(1_000, |_| {
        black_box(statement.query_row([], |row| row.get::<_, i64>(0)).expect("counted"));
    });
    row("  beside it: one bare LIKE over the same rows", &bare, "");
    drop(statement);

    let (mut village, people) = settled(55_000);
    let on = village.now().on();
    let first = Runs::of(1, |_| {
        black_box(village.book.search("z", 1, 2026, on).expect("searched"));
    });
    row("the first search over 55,000 (everybody is read)", &first, "");
    keystrokes(&village, &people, "55,000", "p99 ≤ 16 ms");
    let found = village.book.search("", 1, 2026, on).expect("searched").households.remove(0);
    let household = village.book.household(found.household_id).expect("there");
    let runs = Runs::of(50, |run| {
        let value = ["true", "false"][run % 2];
        let who = [household.members[0].person_id];
        let now = village.now();
        village.book.answer_facts(&who, "migrant_worker", value, &now).expect("answered");
        black_box(village.book.search("zg", 1, 2026, on).expect("searched"));
    });
    row("  a change of one person and the search after it", &runs, "");
    let query = MissingQuery { levy_year: 2026, ..MissingQuery::default() };
    let runs = Runs::of(5, |_| {
        black_box(village.book.completeness(&query, on).expect("counted"));
    });
    row("  who of 55,000 is missing and why", &runs, "");
}

/// People made by the generator and brought in as a roster.
fn settled(persons: u32) -> (TestBook, Village) {
    let mut village = TestBook::new();
    let now = village.now();
    let people = generate::village(&Wanted { persons, seed: 7, as_of: now.on(), dirty: false });
    let roster = generate::roster(&people).expect("a workbook");
    village.book.import_roster(&roster.bytes, "roster.xlsx", &now).expect("imported");
    (village, people)
}

/// What is typed to find somebody, in the ways in which clerks do it.
fn typed(household: &Household) -> Vec<(&'static str, String)> {
    let person = &household.members[0];
    let first = |of: Vec<String>| of.into_iter().next().unwrap_or_default();
    let certno = &person.certno;
    let last_four = certno.get(certno.len().saturating_sub(4)..).unwrap_or_default();
    vec![
        ("initials", first(initials(&person.name))),
        ("syllables", first(spellings(&person.name))),
        ("Han", person.name.clone()),
        ("digits", certno.clone()),
        ("digits", last_four.to_owned()),
        ("digits", person.phone.clone()),
        ("digits", household.hh_no.clone()),
        ("two words", format!("{} {}", household.group, first(initials(&person.name)))),
        ("nobody", "没有的人".to_owned()),
        ("nobody", "zzzzq".to_owned()),
    ]
}

fn keystrokes(village: &TestBook, people: &Village, size: &str, goal: &str) {
    let on = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
    let step = (people.households.len() / SOUGHT).max(1);
    let mut keys: Vec<(&'static str, String)> = vec![("emptied", String::new()); SOUGHT];
    for household in people.households.iter().step_by(step).take(SOUGHT) {
        for (way, text) in typed(household) {
            // Each key, and the pause after it, asks for what stands in the field by then.
            keys.extend(text.char_indices().map(|(at, key)| (way, text[..at + key.len_utf8()].to_owned())));
        }
    }
    black_box(village.book.search("", 1, 2026, on).expect("searched"));
    let took: Vec<(&str, Duration)> = keys
        .iter()
        .map(|(way, text)| {
            let begin = Instant::now();
            black_box(village.book.search(text, 1, 2026, on).expect("searched"));
            (*way, begin.elapsed())
        })
        .collect();
    let runs = |wanted: Option<&str>| {
        let mut runs: Vec<Duration> = took
            .iter()
            .filter(|(way, _)| wanted.is_none_or(|wanted| wanted == *way))
            .map(|(_, took)| *took)
            .collect();
        runs.sort();
        Runs(runs)
    };
    row(&format!("a search keystroke over {size} people ({} keys)", keys.len()), &runs(None), goal);
    for way in ["initials", "syllables", "Han", "digits", "two words", "nobody", "emptied"] {
        row(&format!("  of these {way}"), &runs(Some(way)), "");
    }
    let runs = Runs::of(120, |run| {
        let (_, text) = &keys[run * keys.len() / 120];
        let filter = PeopleFilter { text: text.clone(), ..PeopleFilter::default() };
        black_box(village.book.people(&filter, (SortBy::Roster, false), 1, 2026, on).expect("listed"));
    });
    row(&format!("a keystroke in the table of {size} people"), &runs, "");
}
