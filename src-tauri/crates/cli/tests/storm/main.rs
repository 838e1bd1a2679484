//! kill -9 at any moment of an act of the real command line, and two of it at once: what was answered is there, once, and
//! what was cut off can be sent again.
//!
//! An act is one entry of [`ACTS`]. `cargo xtask storm --rounds N` kills N times; a run is named by its seed
//! (`CUNSHOU_STORM_SEED`), and `CUNSHOU_STORM_ACT` (a part of a name) storms over some acts only.

mod acts;
mod village;

use acts::{ACTS, Act, Again};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Output};
use std::time::{Duration, Instant};
use support::dice::Dice;
use village::{Journal, Village, assert_gapless, counts, heard, is_hot, says};

/// Households of one village; a longer storm goes on in the next village.
const HOUSEHOLDS: u32 = 120;
/// The most that one round takes of them.
const MOST_A_ROUND: usize = 2;

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
    /// As soon as the answer was heard: before the program has ended, if it can be.
    AtTheAnswer,
}

impl Pulled {
    fn rolled(dice: &mut Dice, whole: Duration) -> Self {
        let part =
            |dice: &mut Dice, of: Duration| of * u32::try_from(dice.below(1_000)).expect("small") / 1_000;
        match dice.below(12) {
            0..=2 => Self::AnyTime(part(dice, whole + whole / 10)),
            3 | 4 => Self::InTheAct(part(dice, whole / 8)),
            5..=7 => Self::InTheCommit(part(dice, Duration::from_millis(6))),
            8 | 9 => Self::AtTheHead(part(dice, Duration::from_millis(2))),
            _ => Self::AtTheAnswer,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::AnyTime(_) => "any time",
            Self::InTheAct(_) => "in the act",
            Self::InTheCommit(_) => "in the commit",
            Self::AtTheHead(_) => "at the head file",
            Self::AtTheAnswer => "at the answer",
        }
    }

    /// Waits for the moment and kills; a child that ended before is left as it is. Answers what it had said.
    fn kill(self, mut child: Child, journal: &Path, head: &Path, head_before: &[u8]) -> Output {
        let has_come = || match self {
            Self::AnyTime(_) | Self::AtTheAnswer => true,
            Self::InTheAct(_) => journal.exists(),
            Self::InTheCommit(_) => is_hot(journal),
            Self::AtTheHead(_) => fs::read(head).is_ok_and(|bytes| bytes != head_before),
        };
        while !has_come() && child.try_wait().expect("it is ours").is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        let mut said = Vec::new();
        match self {
            Self::AnyTime(after)
            | Self::InTheAct(after)
            | Self::InTheCommit(after)
            | Self::AtTheHead(after) => std::thread::sleep(after),
            // The first byte, or the end of a program that says nothing.
            Self::AtTheAnswer => {
                let answer = child.stdout.as_mut().expect("piped");
                answer.take(1).read_to_end(&mut said).expect("a pipe");
            }
        }
        // On Unix this is SIGKILL; a child that has just ended cannot be killed any more.
        let _ = child.kill();
        let mut output = child.wait_with_output().expect("it is gone");
        said.append(&mut output.stdout);
        output.stdout = said;
        output
    }
}

/// How far an act had come when its program was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Nothing of it is in the book.
    BeforeCommit,
    /// The same, and a journal lay there that had to be rolled back.
    InTheCommit,
    /// The book has it; nobody was told.
    AfterCommit,
    /// It was answered, and killed then.
    AfterAnswer,
    /// It was answered and had ended when the signal came.
    TooLate,
}

impl Phase {
    const ALL: [(Self, &'static str); 5] = [
        (Self::BeforeCommit, "before the commit"),
        (Self::InTheCommit, "in the commit, rolled back"),
        (Self::AfterCommit, "after the commit, not answered"),
        (Self::AfterAnswer, "after the answer"),
        (Self::TooLate, "it had ended"),
    ];
}

/// What the storm struck.
#[derive(Default)]
struct Diary {
    by_act: BTreeMap<&'static str, BTreeMap<Phase, u32>>,
    by_moment: BTreeMap<&'static str, u32>,
}

impl Diary {
    fn note(&mut self, act: &Act, pulled: Pulled, phase: Phase) {
        *self.by_act.entry(act.name).or_default().entry(phase).or_default() += 1;
        *self.by_moment.entry(pulled.word()).or_default() += 1;
    }

    fn tell(&self) {
        let sum = |phase| self.by_act.values().filter_map(|own| own.get(phase)).sum::<u32>();
        for (phase, words) in &Phase::ALL {
            println!("  {:6}  {words}", sum(phase));
        }
        println!("  the plug was pulled: {:?}", self.by_moment);
        for act in ACTS {
            let Some(own) = self.by_act.get(act.name) else { continue };
            let each: Vec<_> = Phase::ALL.iter().map(|(phase, _)| own.get(phase).unwrap_or(&0)).collect();
            let all: u32 = own.values().sum();
            println!("  {all:6}  {:<44} {each:?}", act.name);
        }
    }
}

/// Every act as often as every other, in an order of its own each time.
struct Deck {
    acts: Vec<&'static Act>,
    left: Vec<&'static Act>,
}

impl Deck {
    fn new() -> Self {
        let wanted = std::env::var("CUNSHOU_STORM_ACT").unwrap_or_default();
        let acts: Vec<_> = ACTS.iter().filter(|act| act.name.contains(&wanted)).collect();
        assert!(!acts.is_empty(), "no act is called {wanted}");
        Self { acts, left: Vec::new() }
    }

    fn draw(&mut self, dice: &mut Dice) -> &'static Act {
        if self.left.is_empty() {
            self.left.clone_from(&self.acts);
            dice.shuffle(&mut self.left);
        }
        self.left.pop().expect("just filled")
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(all) => all,
        other => panic!("an act says what its entry holds: {other}"),
    }
}

/// An act that was cut off, from the journal before it to the moment when everything of it is there, once.
struct CutOff<'a> {
    act: &'static Act,
    village: &'a Village,
    args: &'a [String],
    before: &'a Journal,
}

impl CutOff<'_> {
    fn fail(&self, why: &str, answer: &Value) -> ! {
        panic!("{}, {:?}: {why}: {answer}", self.act.name, self.args)
    }

    /// The journal goes on from what it was, with what the act adds, once.
    fn assert_added(&self, journal: &Journal, answer: &Value) {
        if journal.get(..self.before.len()) != Some(self.before) {
            self.fail("what was there before is lost", answer);
        }
        let mut expected = counts(self.before);
        for kind in self.act.entries {
            *expected.entry(kind).or_default() += 1;
        }
        assert_eq!(counts(journal), expected, "{}: lost 0, doubled 0: {answer}", self.act.name);
        assert_gapless(journal);
    }

    /// The book holds what was answered.
    fn assert_holds(&self, journal: &Journal, answer: &Value) {
        let wanted = object((self.act.holds)(answer));
        if wanted.values().any(Value::is_null) {
            self.fail("the answer names what was recorded", &Value::Object(wanted));
        }
        if !journal[self.before.len()..].iter().any(|entry| says(entry, &wanted)) {
            self.fail("answered and lost", &Value::Object(wanted));
        }
    }

    /// Sends it again: what is answered, and whether it had been done before.
    fn again(&self) -> (Value, bool) {
        let (exit, answer) = self.village.run(self.args);
        match (exit, &self.act.again) {
            (Some(0), Again::TheSame(word)) => match answer[*word].as_bool() {
                Some(done) => (answer, done),
                None => self.fail("says whether it was done before", &answer),
            },
            (Some(0), Again::Refused(_)) => (answer, false),
            (Some(1), Again::Refused(codes)) => {
                let error = &answer["error"];
                let code = error["code"].as_str().unwrap_or_default();
                if !codes.contains(&code) || error["todo"].as_str().is_none_or(str::is_empty) {
                    self.fail("refused in words, because it is done", &answer);
                }
                (answer, true)
            }
            _ => self.fail("what was cut off is sent again", &answer),
        }
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
}

#[test]
fn storm_of_kills_loses_and_doubles_nothing() {
    // Each act four times in the usual run.
    let rounds = number("CUNSHOU_STORM_ROUNDS", 4 * ACTS.len() as u64);
    let seed = number("CUNSHOU_STORM_SEED", 0x2025_1103);
    let mut dice = Dice::new(seed);
    let mut diary = Diary::default();
    let mut deck = Deck::new();
    let mut round = 0;
    while round < rounds {
        let wanted = usize::try_from(rounds - round).expect("small").saturating_mul(MOST_A_ROUND) + 1;
        let mut village = Village::of(HOUSEHOLDS.min(u32::try_from(wanted).unwrap_or(HOUSEHOLDS)));
        let mut whole = None;
        while round < rounds && village.left() >= MOST_A_ROUND {
            round += 1;
            let act = deck.draw(&mut dice);
            let mut stage = village.stage(&mut dice, u32::try_from(round).expect("few"));
            stage.assert_lawful();
            let args = (act.prepare)(&mut stage);
            drop(stage);
            let begun = Instant::now();
            let before = village.journal();
            // How long one takes only says where kills may fall; nothing is concluded from it.
            let whole = *whole.get_or_insert_with(|| {
                village.assert_lawful();
                begun.elapsed()
            });
            let pulled = Pulled::rolled(&mut dice, whole);
            let cut_off = CutOff { act, village: &village, args: &args, before: &before };
            let phase = strike(&cut_off, pulled, &mut dice);
            diary.note(act, pulled, phase);
        }
        village.assert_lawful();
    }
    println!("storm: {rounds} kills from seed {seed:#x}: lost 0, doubled 0, numbers gapless");
    diary.tell();
}

/// Starts the act, kills it, looks at what is left, and sends it again.
fn strike(cut_off: &CutOff<'_>, pulled: Pulled, dice: &mut Dice) -> Phase {
    let CutOff { act, village, args, before } = cut_off;
    let (journal, head) = (village.beside("-journal"), village.beside(".head"));
    let head_before = fs::read(&head).expect("the head file");
    let (exit, answer) = heard(&pulled.kill(village.start(args), &journal, &head, &head_before));
    let was_hot = is_hot(&journal);
    if exit.is_some_and(|exit| exit != 0) {
        cut_off.fail("killed or done, never refused", &answer);
    }
    let acknowledged = (!answer.is_null()).then_some(answer);
    // Sometimes somebody looks first, without sending anything again.
    if dice.below(4) == 0 {
        village.assert_lawful();
        let found = village.journal();
        assert_eq!(found.get(..before.len()), Some(&before[..]), "{}: nothing is lost", act.name);
        assert!(found.len() - before.len() <= act.entries.len(), "{}: nothing came by itself", act.name);
        if let Some(answer) = &acknowledged {
            cut_off.assert_added(&found, answer);
            cut_off.assert_holds(&found, answer);
        }
    }
    let (again, was_done) = cut_off.again();
    let now = village.journal();
    cut_off.assert_added(&now, &again);
    let is_answer = again["error"].is_null();
    if is_answer {
        cut_off.assert_holds(&now, &again);
    }
    if let Some(first) = &acknowledged {
        cut_off.assert_holds(&now, first);
        if !was_done {
            cut_off.fail("answered, so it was there", &again);
        }
        if is_answer {
            assert_eq!((act.holds)(first), (act.holds)(&again), "answered once, the same ever after");
        }
    }
    // And once more: a third try is as harmless as a second.
    if dice.below(4) == 0 {
        let (third, was_done) = cut_off.again();
        if !was_done {
            cut_off.fail("it was there", &third);
        }
        cut_off.assert_added(&village.journal(), &third);
    }
    match (acknowledged.is_some(), exit, was_done, was_hot) {
        (true, Some(_), ..) => Phase::TooLate,
        (true, None, ..) => Phase::AfterAnswer,
        (false, _, true, _) => Phase::AfterCommit,
        (false, _, false, true) => Phase::InTheCommit,
        (false, _, false, false) => Phase::BeforeCommit,
    }
}

#[test]
fn storm_of_two_at_once_gives_one_receipt_a_household() {
    let races = u32::try_from(number("CUNSHOU_STORM_RACES", 100)).expect("few");
    let mut village = Village::of(races);
    let mut dice = Dice::new(0x2A);
    let mut what: BTreeMap<String, u32> = BTreeMap::new();
    let mut known = BTreeMap::new();
    for race in 0..races {
        let household = village.next_household();
        let by_form = |form: u32| -> Vec<String> {
            let id = format!("01930000-0000-7000-8000-{form:012}");
            ["collect", "--household", &household.hh_no, "--tendered", "exact", "--payment-id", &id]
                .map(str::to_owned)
                .to_vec()
        };
        let same_form = dice.below(2) == 0;
        let (first, second) = (by_form(race), by_form(if same_form { race } else { 1_000_000 + race }));
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
    village.assert_lawful();
    let journal = village.journal();
    assert_gapless(&journal);
    let text = |entry: &Value, name: &str| entry[name].as_str().expect("a text").to_owned();
    let found: BTreeMap<_, _> = journal
        .iter()
        .filter(|entry| entry["kind"] == "payment")
        .map(|entry| (text(entry, "payment_id"), text(entry, "receipt_no")))
        .collect();
    assert_eq!(found, known, "one receipt a household, none doubled");
    println!("two at once: {races} races: {what:?}; doubled 0");
}

fn receipt_no(answer: &Value) -> Option<String> {
    answer["receipt_no"].as_str().map(str::to_owned)
}
