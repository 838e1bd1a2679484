//! How long the clerk waits, each figure beside the bare alternative on the same disk in the same run.
//!
//! Prints a table; asserts nothing (a timed assert fails on a loaded machine and proves nothing on a fast one).

mod law;
mod ledger;
mod lists;
mod paper;
mod population;
mod search;
mod window;

use cunshou_core::enrolment::Choice;
use cunshou_core::household::{Household, HouseholdInput};
use cunshou_core::payment::{Order, Tendered, Terms};
use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{TestBook, member, raw};

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of a figure, sorted.
struct Runs(Vec<Duration>);

impl Runs {
    fn of(times: usize, mut act: impl FnMut(usize)) -> Self {
        let mut runs: Vec<_> = (0..times)
            .map(|run| {
                let begin = Instant::now();
                act(run);
                begin.elapsed()
            })
            .collect();
        runs.sort();
        Self(runs)
    }

    fn at(&self, per_cent: usize) -> Duration {
        self.0[(self.0.len() * per_cent / 100).min(self.0.len() - 1)]
    }
}

fn row(what: &str, runs: &Runs, goal: &str) {
    println!(
        "{what:<58} {:>10.2?} {:>10.2?} {:>10.2?}   {goal}",
        runs.at(50),
        runs.at(99),
        runs.0.last().copied().unwrap_or_default()
    );
}

fn main() {
    if lists::child() || ledger::child() {
        return;
    }
    println!("{:<58} {:>10} {:>10} {:>10}   goal", "what", "median", "p99", "worst");
    // `cargo xtask bench -- law` measures that alone.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let parts: [(&str, fn()); 8] = [
        ("payments", payments),
        ("ledger", ledger::ledger),
        ("search", search::search),
        ("roster", roster),
        ("lists", lists::lists),
        ("paper", paper::papers),
        ("law", law::law),
        ("window", window::cold_start),
    ];
    for (name, part) in parts {
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            part();
        }
    }
}

/// Registers `count` households of four.
fn village_of(count: u32) -> (TestBook, Vec<Household>) {
    let mut village = TestBook::new();
    let mut households = Vec::new();
    for number in 0..count {
        let born =
            |year: u32| format!("{}-{:02}-{:02}", year + number / 336, number / 28 % 12 + 1, number % 28 + 1);
        let sequence = number % 240 * 4;
        let surname = ["王", "李", "张", "刘", "陈", "杨", "单", "曾", "仇"][number as usize % 9];
        let members = vec![
            member(&format!("{surname}建国"), "02", &born(1960), sequence),
            member(&format!("{surname}秀英"), "10", &born(1965), sequence + 1),
            member(&format!("{surname}小军"), "20", &born(1985), sequence + 2),
            member(&format!("{surname}小雨"), "30", &born(2005), sequence + 3),
        ];
        let now = village.now();
        let input = HouseholdInput {
            village_group: format!("{}组", number % 12 + 1),
            members,
            ..HouseholdInput::default()
        };
        households.push(village.book.save_household(&input, &now).expect("registered"));
    }
    (village, households)
}

fn payments() {
    const COUNT: u32 = 1_000;
    let (mut village, households) = village_of(COUNT);
    village.set_clock("2025-12-01T08:00:00+08:00");
    village.open_session("0.00");
    let orders: Vec<_> = households
        .iter()
        .map(|household| Order {
            payment_id: village.now().id(),
            household_id: household.household_id,
            choice: Some(Choice::default()),
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms::default(),
        })
        .collect();
    village.set_clock("2025-12-01T08:10:00+08:00");
    let moment = village.now();
    let runs = Runs::of(orders.len(), |run| {
        black_box(village.book.take_payment(&orders[run], &moment).expect("taken"));
    });
    let path = village.path();
    drop(village.book);
    let bare = bare_inserts(&path);
    row(
        "a payment of four: assessed, receipt, journal, head file",
        &runs,
        "p99 ≤ 10 ms; ≤ 3 × the next line",
    );
    row("  beside it: one bare durable SQLCipher insert (4 KB)", &bare, "");
    let per_cent = runs.at(50).as_micros() * 100 / bare.at(50).as_micros().max(1);
    println!("  ratio of the medians: {}.{:02}", per_cent / 100, per_cent % 100);
}

/// One row of a payment's size in a transaction of its own, with the book's key, cipher and durability, on its disk.
fn bare_inserts(book: &std::path::Path) -> Runs {
    let connection = raw(book, support::PASSWORD);
    for (pragma, value) in [("journal_mode", "DELETE"), ("synchronous", "EXTRA")] {
        connection.pragma_update(None, pragma, value).expect("set");
    }
    connection
        .execute_batch("CREATE TABLE bare (id INTEGER PRIMARY KEY, payload BLOB) STRICT")
        .expect("made");
    let payload = vec![7_u8; 4_096];
    Runs::of(1_000, |_| {
        connection.execute("INSERT INTO bare (payload) VALUES (?1)", [&payload]).expect("inserted");
    })
}

fn roster() {
    let bytes = include_bytes!("../fixtures/rosters/roster_village.xlsx");
    let runs = Runs::of(5, |_| {
        let mut village = TestBook::new();
        village.set_clock("2025-12-01T08:00:00+08:00");
        let now = village.now();
        black_box(village.book.import_roster(bytes, "roster.xlsx", &now).expect("imported"));
    });
    row("the sample roster (1,284 people): new book, checked, in", &runs, "≤ 1 s");
    let bare = Runs::of(5, |_| {
        black_box(cunshou_exchange::workbook::read(bytes, "roster.xlsx").expect("read"));
    });
    row("  beside it: reading its cells alone", &bare, "");
}
