//! kill -9 at any moment of an act of the real command line, and two of it at once: what was answered is there, once, and
//! what was cut off can be sent again.
//!
//! An act is one entry of [`ACTS`]. `cargo xtask storm --rounds N` kills N times; a run is named by its seed
//! (`CUNSHOU_STORM_SEED`).

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use support::dice::Dice;
use support::{PASSWORD, TestBook};
use tempfile::TempDir;

const NOW: &str = "2025-11-03T12:00:00+08:00";
/// Households of one village; a longer storm goes on in the next village.
const HOUSEHOLDS: u32 = 120;

/// An act that is cut off. It is about the receipt of the round's household.
struct Act {
    name: &'static str,
    /// What comes before it, undisturbed: a receipt, if the act is about one that stands already.
    prepare: fn(&Village, round: u32) -> Option<String>,
    /// The command, the same at each try.
    args: fn(&Village, round: u32) -> Vec<String>,
    /// The receipt that the answer names.
    answer: fn(&Value) -> Option<String>,
    /// Whether the answer of the second try says that the first one was done.
    was_done: fn(&Value) -> bool,
}

const ACTS: &[Act] = &[
    Act {
        name: "collect",
        prepare: |_, _| None,
        args: collect,
        answer: receipt_no,
        was_done: |again| again["already_taken"] == true,
    },
    Act {
        name: "void",
        prepare: |village, round| {
            let (exit, taken) = village.run(&collect(village, round));
            assert_eq!(exit, Some(0), "{taken}");
            receipt_no(&taken)
        },
        args: void,
        answer: receipt_no,
        was_done: |again| again["already_done"] == true,
    },
];

fn void(village: &Village, round: u32) -> Vec<String> {
    let (_, taken) = village.run(&collect(village, round));
    let receipt_no = receipt_no(&taken).expect("taken before");
    let id = format!("01930000-0000-7000-8001-{round:012}");
    ["receipt", "void", &receipt_no, "--reason", "wrong_household", "--void-id", &id]
        .map(str::to_owned)
        .to_vec()
}

fn collect(village: &Village, round: u32) -> Vec<String> {
    let household = &village.households[round as usize % village.households.len()];
    let id = payment_id(round);
    ["collect", "--household", household, "--tendered", "exact", "--payment-id", &id]
        .map(str::to_owned)
        .to_vec()
}

fn payment_id(round: u32) -> String {
    format!("01930000-0000-7000-8000-{round:012}")
}

fn receipt_no(answer: &Value) -> Option<String> {
    answer["receipt_no"].as_str().map(str::to_owned)
}

/// A village with its session open.
struct Village {
    folder: TempDir,
    households: Vec<String>,
}

impl Village {
    fn of(households: u32) -> Self {
        let mut village = TestBook::new();
        let households = (0..households).map(|number| village.family("测", number * 3 + 1).hh_no).collect();
        village.open_session("0.00");
        Self { folder: village.hold(), households }
    }

    fn book(&self) -> PathBuf {
        self.folder.path().join("village.cunshou")
    }

    fn beside(&self, end: &str) -> PathBuf {
        self.folder.path().join(format!("village.cunshou{end}"))
    }

    fn command(&self, args: &[String]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cunshou-cli"));
        command.args(args).arg("--book").arg(self.book()).args(["--json", "--now", NOW]);
        command.env("CUNSHOU_PASSWORD", PASSWORD).stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn start(&self, args: &[String]) -> Child {
        self.command(args).stdout(Stdio::piped()).spawn().expect("the command starts")
    }

    fn run(&self, args: &[String]) -> (Option<i32>, Value) {
        heard(&self.command(args).output().expect("the command runs"))
    }

    fn done(&self, args: &[&str]) -> Value {
        let args: Vec<_> = args.iter().map(|&arg| arg.to_owned()).collect();
        let (exit, answer) = self.run(&args);
        assert_eq!(exit, Some(0), "{args:?}: {answer}");
        answer
    }

    /// The receipts of the book: number by payment. Checks that the numbers have no gap and that every law holds.
    fn audited(&self) -> BTreeMap<String, String> {
        assert_eq!(self.done(&["verify"])["ok"], true, "every law holds");
        let list = self.done(&["receipt", "list"]);
        let rows = list["receipts"].as_array().expect("receipts");
        let serials: Vec<_> = rows.iter().filter_map(|row| row["serial"].as_u64()).collect();
        assert_eq!(serials, (1..=rows.len() as u64).collect::<Vec<_>>(), "no gap, none twice");
        let text = |row: &Value, key: &str| row[key].as_str().expect("a text").to_owned();
        let by_payment: BTreeMap<_, _> =
            rows.iter().map(|row| (text(row, "payment_id"), text(row, "receipt_no"))).collect();
        assert_eq!(by_payment.len(), rows.len(), "one receipt a payment");
        by_payment
    }
}

fn heard(output: &Output) -> (Option<i32>, Value) {
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

/// When the plug is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pulled {
    /// Some time after the start, wherever that is.
    AnyTime(Duration),
    /// That long after the journal of the act has come: while the act is decided and old pages are put aside.
    InTheAct(Duration),
    /// That long after the journal was synced: while pages are written over, synced, committed.
    InTheCommit(Duration),
    /// That long after the head file has changed: between the commit and the answer.
    AtTheHead(Duration),
}

impl Pulled {
    fn rolled(dice: &mut Dice, whole: Duration) -> Self {
        let part =
            |dice: &mut Dice, of: Duration| of * u32::try_from(dice.below(1_000)).expect("small") / 1_000;
        match dice.below(10) {
            0..=2 => Self::AnyTime(part(dice, whole + whole / 10)),
            3 | 4 => Self::InTheAct(part(dice, whole / 8)),
            5..=7 => Self::InTheCommit(part(dice, Duration::from_millis(6))),
            _ => Self::AtTheHead(part(dice, Duration::from_millis(2))),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::AnyTime(_) => "any time",
            Self::InTheAct(_) => "in the act",
            Self::InTheCommit(_) => "in the commit",
            Self::AtTheHead(_) => "at the head file",
        }
    }

    /// Waits for the moment and kills; a child that ended before is left as it is.
    fn kill(self, child: &mut Child, journal: &Path, head: &Path, head_before: &[u8]) {
        let alive = |child: &mut Child| child.try_wait().expect("it is ours").is_none();
        let has_come = || match self {
            Self::AnyTime(_) => true,
            Self::InTheAct(_) => journal.exists(),
            Self::InTheCommit(_) => is_hot(journal),
            Self::AtTheHead(_) => fs::read(head).is_ok_and(|bytes| bytes != head_before),
        };
        while !has_come() && alive(child) {
            std::thread::sleep(Duration::from_micros(50));
        }
        let (Self::AnyTime(after)
        | Self::InTheAct(after)
        | Self::InTheCommit(after)
        | Self::AtTheHead(after)) = self;
        std::thread::sleep(after);
        // On Unix this is SIGKILL; a child that has just ended cannot be killed any more.
        let _ = child.kill();
    }
}

/// Whether a journal waits to be rolled back: its first byte is nought before its sync and after the commit.
fn is_hot(journal: &Path) -> bool {
    let mut first = [0];
    fs::File::open(journal).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first[0] != 0
}

#[test]
fn storm_of_kills_loses_and_doubles_nothing() {
    let rounds: u32 =
        std::env::var("CUNSHOU_STORM_ROUNDS").ok().map_or(100, |n| n.parse().expect("a number"));
    let seed: u64 =
        std::env::var("CUNSHOU_STORM_SEED").ok().map_or(0x2025_1103, |n| n.parse().expect("a number"));
    let mut dice = Dice::new(seed);
    let mut what: BTreeMap<String, u32> = BTreeMap::new();
    let mut note = |event: String| *what.entry(event).or_default() += 1;
    let mut left = rounds;
    while left > 0 {
        let here = left.min(HOUSEHOLDS - 1);
        left -= here;
        let village = Village::of(here + 1);
        let begun = Instant::now();
        let (exit, answer) = village.run(&collect(&village, 0));
        assert_eq!(exit, Some(0), "undisturbed: {answer}");
        // How long one takes only says where kills may fall; nothing is concluded from it.
        let whole = begun.elapsed();
        let mut known = BTreeMap::from([(payment_id(0), receipt_no(&answer).expect("a receipt"))]);
        for round in 1..=here {
            let act = &ACTS[dice.below(ACTS.len())];
            let standing = (act.prepare)(&village, round);
            let args = (act.args)(&village, round);
            let pulled = Pulled::rolled(&mut dice, whole);
            let (journal, head) = (village.beside("-journal"), village.beside(".head"));
            let head_before = fs::read(&head).expect("the head file");
            let mut child = village.start(&args);
            pulled.kill(&mut child, &journal, &head, &head_before);
            let (exit, answer) = heard(&child.wait_with_output().expect("it is gone"));
            let hot = is_hot(&journal);
            let acknowledged = (act.answer)(&answer);
            assert!(
                exit.is_none() || exit == Some(0),
                "{}: killed or done, never refused: {answer}",
                act.name
            );
            if round % 20 == 0 {
                // Look first, without sending anything again.
                let found = village.audited();
                for (payment, receipt) in &known {
                    assert_eq!(found.get(payment), Some(receipt), "answered and lost");
                }
                assert!(found.len() - known.len() <= 1, "nothing came by itself");
            }
            let (exit, again) = village.run(&args);
            let committed = (act.was_done)(&again);
            assert!(exit == Some(0) || committed, "what was cut off is sent again: {again}");
            let receipt = (act.answer)(&again).or(standing).expect("it is answered");
            if let Some(acknowledged) = &acknowledged {
                assert_eq!(*acknowledged, receipt, "answered once, the same ever after");
                assert!(committed, "answered, so it was there: {again}");
            }
            known.insert(payment_id(round), receipt);
            note(format!(
                "{}, {}",
                pulled.word(),
                match (acknowledged.is_some(), committed, hot) {
                    (true, ..) => "answered",
                    (false, true, _) => "stored, not answered",
                    (false, false, true) => "not stored, a journal to roll back",
                    (false, false, false) => "not stored",
                }
            ));
        }
        assert_eq!(village.audited(), known, "acknowledged lost 0, doubled 0");
    }
    println!("storm: {rounds} kills from seed {seed:#x}: lost 0, doubled 0, numbers gapless");
    for (event, count) in what {
        println!("  {count:5}  {event}");
    }
}

#[test]
fn storm_of_two_at_once_gives_one_receipt_a_household() {
    let races: u32 = std::env::var("CUNSHOU_STORM_RACES").ok().map_or(100, |n| n.parse().expect("a number"));
    let village = Village::of(races);
    let mut dice = Dice::new(0x2A);
    let mut what: BTreeMap<String, u32> = BTreeMap::new();
    let mut known = BTreeMap::new();
    for race in 0..races {
        let first = collect(&village, race);
        let mut second = first.clone();
        let same_form = dice.below(2) == 0;
        if !same_form {
            *second.last_mut().expect("the id") = payment_id(1_000_000 + race);
        }
        let one = village.start(&first);
        if dice.below(3) == 0 {
            // Not quite at once: the first may be gone when the second comes.
            std::thread::sleep(Duration::from_millis(dice.below(200) as u64));
        }
        let rivals = [one, village.start(&second)];
        let answers = rivals.map(|rival| heard(&rival.wait_with_output().expect("it ends")));
        let mut receipts = BTreeSet::new();
        for (exit, answer) in &answers {
            match exit {
                Some(0) => {
                    receipts.insert(receipt_no(answer).expect("a receipt"));
                    let id = answer["payment_id"].as_str().expect("an id").to_owned();
                    known.insert(id, receipt_no(answer).expect("a receipt"));
                    *what.entry("answered".to_owned()).or_default() += 1;
                }
                Some(1) => {
                    let error = &answer["error"];
                    let code = error["code"].as_str().expect("a code").to_owned();
                    let allowed = if same_form { &["E-BOOK-003"][..] } else { &["E-BOOK-003", "E-PAY-005"] };
                    assert!(allowed.contains(&code.as_str()), "refused in words, for that reason: {answer}");
                    assert!(
                        error["todo"].as_str().is_some_and(|todo| !todo.is_empty()),
                        "with what to do: {answer}"
                    );
                    *what.entry(code).or_default() += 1;
                }
                _ => panic!("neither done nor refused: {answer}"),
            }
        }
        assert_eq!(receipts.len(), 1, "one receipt: {answers:?}");
    }
    assert_eq!(village.audited(), known, "one receipt a household, none doubled, no gap");
    println!("two at once: {races} races: {what:?}; doubled 0");
}
