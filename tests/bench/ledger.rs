//! The whole of a season: a journal of 55,000 payments checked from scratch, a payment at its end, and the close of a day.
//!
//! The long journal is made in memory (`/dev/shm`, where there is one), in a process of its own: what is measured on it
//! is reading. The close is measured on the disk of the books.

use super::{Runs, row};
use cunshou_core::household::Household;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{TestBook, nobody};

const PAYMENTS: u32 = 55_000;
/// A busy day of the last week.
const A_DAY: usize = 500;
const CLOSES: usize = 12;
/// What the child is called by.
const CHILD: &str = "ledger-child";
const MEMORY: &str = "/dev/shm";

/// Makes the long journal and measures on it, if this process was started for that.
pub(super) fn child() -> bool {
    if !std::env::args().any(|argument| argument == CHILD) {
        return false;
    }
    let (mut village, households) = of_singles(PAYMENTS);
    let mut taken = take_all(&mut village, &households, "2025-12-20T08:00:00+08:00");
    let mut last = taken.split_off(taken.len() - 1_000);
    last.sort();
    row(&format!("a payment of one, after {PAYMENTS} (book in memory)"), &Runs(last), "");
    verified(&village.reopen(), PAYMENTS, "≤ 4 s");
    true
}

fn verified(village: &TestBook, payments: u32, goal: &str) {
    let runs = Runs::of(5, |_| {
        assert!(village.book.verify().expect("checked").iter().all(cunshou_core::journal::LawReport::ok));
    });
    row(&format!("verify: every law over {payments} payments, and the file"), &runs, goal);
}

pub(super) fn ledger() {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    if Path::new(MEMORY).is_dir() {
        command.env("TMPDIR", MEMORY);
    }
    let output = command.arg(CHILD).stderr(Stdio::inherit()).output().expect("it runs");
    print!("{}", String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        println!("  the long journal: {}", output.status);
    }
    closes();
}

/// Days of so many payments, each counted and closed: the close alone, and as the clerk waits for it, with its count.
fn closes() {
    let count = u32::try_from(A_DAY * CLOSES).expect("it fits");
    let (mut village, households) = of_singles(count);
    let mut closed = Vec::new();
    let mut counted = Vec::new();
    for (day, households) in (1..).zip(households.chunks(A_DAY)) {
        take_all(&mut village, households, &format!("2025-12-{day:02}T08:00:00+08:00"));
        let began = Instant::now();
        // 400 yuan each.
        village.count(&[("100", count_of(A_DAY * 4))]);
        let between = Instant::now();
        black_box(village.close());
        counted.push(began.elapsed());
        closed.push(between.elapsed());
    }
    let sorted = |mut runs: Vec<Duration>| {
        runs.sort();
        Runs(runs)
    };
    row(&format!("the close of a day of {A_DAY} payments"), &sorted(closed), "≤ 100 ms");
    row("  the same with its count", &sorted(counted), "");
    verified(&village.reopen(), count, "");
}

/// Opens a session at that instant and takes everybody's money: how long each took.
fn take_all(village: &mut TestBook, households: &[Household], at: &str) -> Vec<Duration> {
    let orders: Vec<_> = households.iter().map(|household| village.order(household)).collect();
    village.set_clock(at);
    village.open_session("0.00");
    // The clock of a test book goes on by a minute an act: a day has not so many.
    let now = village.now();
    let take = |order| {
        let begin = Instant::now();
        black_box(village.book.take_payment(order, &now).expect("taken"));
        begin.elapsed()
    };
    orders.iter().map(take).collect()
}

fn count_of(pieces: usize) -> u32 {
    u32::try_from(pieces).expect("a drawer")
}

/// Households of one, brought in as a roster: ordinary residents, insured last year.
fn of_singles(count: u32) -> (TestBook, Vec<Household>) {
    let mut village = TestBook::new();
    let mut roster = String::from("户号,组,姓名,身份证号,与户主关系\n");
    for number in 0..count {
        let day = number / 900;
        let birth = format!("{}-{:02}-{:02}", 1950 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        let given = ["建国", "秀英", "小军", "大山"][number as usize % 4];
        let surname = ["王", "李", "张", "刘", "陈", "杨", "单", "曾", "仇"][number as usize % 9];
        let certno = nobody(&birth, number % 900);
        writeln!(roster, "{},{}组,{surname}{given},{certno},户主", 600_000_000 + number, number % 12 + 1)
            .expect("a text takes it");
    }
    let now = village.now();
    let imported = village.book.import_roster(roster.as_bytes(), "roster.csv", &now).expect("brought in");
    assert_eq!(imported.people, count, "everybody is good");
    let on = now.on();
    let mut households = Vec::new();
    for page in 1.. {
        let found = village.book.search("", page, 2026, on).expect("searched").households;
        if found.is_empty() {
            break;
        }
        let whole = found.iter().map(|row| village.book.household(row.household_id).expect("there"));
        households.extend(whole);
    }
    assert_eq!(households.len(), count as usize, "a household each");
    let people: Vec<_> = households.iter().map(|household| household.members[0].person_id).collect();
    let now = village.now();
    for (fact, value) in [("previous_year", "normal"), ("migrant_worker", "false")] {
        village.book.answer_facts(&people, fact, value, &now).expect("answered");
    }
    (village, households)
}
