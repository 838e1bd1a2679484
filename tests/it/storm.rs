//! kill -9 at random moments: what was acknowledged is there, once, and what was cut off can be sent again.
//!
//! The child is this very test binary, told by its environment to take payments until it is killed.

use cunshou_core::book::Secret;
use cunshou_core::enrolment::Choice;
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::{Book, Moment};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::{PASSWORD, TestBook, at};
use uuid::Uuid;

const BOOK: &str = "CUNSHOU_STORM_BOOK";
const SEED: &str = "CUNSHOU_STORM_SEED";
const CLOCK: &str = "2025-11-03T10:00:00+08:00";

fn open(path: &Path, seed: u8) -> Book {
    let secret = Secret::Password { user: None, password: PASSWORD };
    Book::open(path, secret, &Moment::new(at(CLOCK), [seed; 32])).expect("the book opens after the kill")
}

fn order(payment_id: Uuid, household_id: Uuid) -> Order {
    Order {
        payment_id,
        household_id,
        choice: Some(Choice::default()),
        tendered: Tendered::Exact,
        seen_due: None,
        asked_paid: true,
        seen_official: false,
        terms: Terms::default(),
    }
}

/// Takes payments until it is killed; as a test of its own it has nothing to do.
#[test]
fn storm_child() {
    let Ok(path) = std::env::var(BOOK) else { return };
    let seed: u32 = std::env::var(SEED).expect("a seed").parse().expect("a number");
    let mut book = open(Path::new(&path), 1);
    let mut entropy = [1; 32];
    entropy[..4].copy_from_slice(&seed.to_be_bytes());
    let now = Moment::new(at(CLOCK), entropy);
    let mut out = std::io::stdout();
    let mut page = 1;
    loop {
        let found = book.search("", page, 2026, now.on()).expect("the roster");
        for household in &found.households {
            if household.members.iter().all(|member| member.state.word() == "paid") {
                continue;
            }
            let order = order(now.id(), household.household_id);
            writeln!(out, "try {} {}", order.payment_id, order.household_id).expect("said");
            out.flush().expect("said");
            let receipt = book.take_payment(&order, &now).expect("taken");
            writeln!(out, "ok {} {}", order.payment_id, receipt.payment.receipt_no).expect("said");
            out.flush().expect("said");
        }
        page += 1;
        if page > found.pages {
            return;
        }
    }
}

#[test]
fn storm_of_kills_loses_and_doubles_nothing() {
    let rounds: u32 = std::env::var("CUNSHOU_STORM_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(30);
    let mut village = TestBook::new();
    for sequence in 0..(rounds * 4).min(300) {
        village.family("测", sequence * 3 + 1);
    }
    village.open_session("0.00");
    let path = village.path();
    let _folder = village.hold();
    let (mut acknowledged, mut cut_off) = (Vec::new(), 0_u32);
    let mut dice = 0x2025_1103_u32;
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", "storm::storm_child", "--nocapture", "--test-threads=1"])
            .env(BOOK, &path)
            .env(SEED, round.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the child starts");
        let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
        // Not before the first payment began; then after a while that the dice decide.
        let mut lines: Vec<String> =
            said.by_ref().map_while(Result::ok).take_while(|line| !line.starts_with("try ")).collect();
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        std::thread::sleep(Duration::from_micros(u64::from(dice >> 16) % 25_000));
        child.kill().expect("SIGKILL");
        child.wait().expect("it is gone");
        lines.extend(said.map_while(Result::ok));
        let mut book = open(&path, 251);
        for line in lines.iter().filter_map(|line| line.strip_prefix("ok ")) {
            let (_, receipt_no) = line.split_once(' ').expect("id and number");
            book.receipt(receipt_no)
                .unwrap_or_else(|error| panic!("acknowledged and lost: {receipt_no}: {error:?}"));
            acknowledged.push(receipt_no.to_owned());
        }
        let words = lines.iter().rev().find_map(|line| line.strip_prefix("try "));
        if let Some((payment, household)) = words.and_then(|words| words.split_once(' ')) {
            let answered = lines.iter().any(|line| line.starts_with(&format!("ok {payment}")));
            if !answered {
                cut_off += 1;
                let again = order(payment.parse().expect("an id"), household.parse().expect("an id"));
                let mut entropy = [252; 32];
                entropy[..4].copy_from_slice(&round.to_be_bytes());
                let now = Moment::new(at(CLOCK), entropy);
                let receipt = book.take_payment(&again, &now).expect("what was cut off is sent again");
                let twice = book.take_payment(&again, &now).expect("and again");
                assert_eq!(receipt.payment.receipt_no, twice.payment.receipt_no, "one payment");
            }
        }
    }
    let book = open(&path, 253);
    for report in book.verify().expect("verify") {
        assert!(report.ok(), "{}: {:?}", report.law, report.violations);
    }
    acknowledged.sort();
    let before = acknowledged.len();
    acknowledged.dedup();
    assert_eq!(before, acknowledged.len(), "no number was given twice");
    println!("storm: {rounds} kills, {before} acknowledged, {cut_off} cut off, lost 0, doubled 0");
}
