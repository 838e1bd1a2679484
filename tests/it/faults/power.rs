//! Each write, sync, cut and deletion of an act fails once; and the power goes at any moment between them, with what was
//! not synced lost, torn or come in another order.

use super::{ACTS, Act, folder, judge, moment, open, times};
use cunshou_core::Coded;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use support::dice::Dice;
use support::disk::{Fault, Files, HeadFails, HeadFault, Kept, Op, PowerLoss, Watch, files_in, put_files};
use tempfile::TempDir;

/// The head file of every book here.
const HEAD: &str = "village.cunshou.head";

/// What came of the states of an act.
#[derive(Default)]
struct Tally {
    states: usize,
    landed: usize,
    acknowledged: usize,
    bad: Vec<String>,
}

impl Tally {
    fn note(&mut self, state: impl FnOnce() -> String, acknowledged: bool, judged: Result<bool, String>) {
        self.states += 1;
        self.acknowledged += usize::from(acknowledged);
        match judged {
            Ok(landed) => self.landed += usize::from(landed),
            Err(why) => self.bad.push(format!("{}: {why}", state())),
        }
    }

    fn end(&self, what: &str) {
        println!(
            "{what}: {} states, {} acknowledged, {} there, {} bad",
            self.states,
            self.acknowledged,
            self.landed,
            self.bad.len()
        );
        let first: Vec<_> = self.bad.iter().take(5).collect();
        assert!(self.bad.is_empty(), "{what}: {} of {} are bad: {first:#?}", self.bad.len(), self.states);
        assert!(self.states > 0, "{what}: something was tried");
    }
}

/// An act that nothing disturbs, with all that it does to the disk.
struct Recorded {
    before: Files,
    log: Vec<Op>,
    /// How many operations were done when the answer came.
    answered: usize,
    answer: String,
}

fn record(act: &Act) -> Recorded {
    let before = act.before();
    let folder = folder();
    put_files(folder.path(), &before);
    let watch = Watch::over(folder.path());
    let mut book = open(folder.path()).expect("it opens");
    watch.start(None);
    let answer = (act.run)(&mut book, &moment(1)).expect("nothing is in the way");
    let answered = watch.so_far();
    drop(book);
    let (log, _) = watch.stop();
    Recorded { before, log, answered, answer }
}

#[test]
fn the_head_is_written_and_synced_after_the_book_and_before_the_answer() {
    for act in ACTS {
        let recorded = record(act);
        let of_head = |op: &Op| op.file() == HEAD;
        let last_of_book =
            recorded.log[..recorded.answered].iter().rposition(|op| !of_head(op)).expect("it wrote");
        let head: Vec<_> = recorded.log.iter().enumerate().filter(|(_, op)| of_head(op)).collect();
        assert_eq!(head.len(), 2, "{}: one sector and its sync: {head:?}", act.name);
        assert!(
            head.iter().all(|(at, _)| *at > last_of_book && *at < recorded.answered),
            "{}: after the book, before the answer",
            act.name
        );
        let waiting = PowerLoss::after(&recorded.before, &recorded.log[..recorded.answered]);
        assert!(
            waiting.pending().is_empty(),
            "{}: nothing waits when the answer comes: {waiting:?}",
            act.name
        );
    }
}

/// Which operation fails how. What makes an act durable or takes it back (syncs, cuts, deletions, new files, the first and
/// the last write) fails in every way each time; of the many writes between, the usual run takes some, each with one of its
/// faults in turn. Answers how many there are to choose from.
fn to_fail(log: &[Op], dice: &mut Dice) -> (Vec<(usize, Fault)>, usize) {
    const OF_A_WRITE: [Fault; 4] = [Fault::Io, Fault::Full, Fault::Half, Fault::Gone];
    let ours: Vec<&Op> = log.iter().filter(|op| op.file() != HEAD).collect();
    let is_write = |op: &Op| matches!(op, Op::Write { .. });
    let edges = [ours.iter().position(|op| is_write(op)), ours.iter().rposition(|op| is_write(op))];
    let (mut always, mut sometimes) = (Vec::new(), Vec::new());
    for (number, op) in ours.iter().enumerate() {
        if !is_write(op) {
            always.extend([Fault::Io, Fault::Gone].map(|fault| (number, fault)));
        } else if edges.contains(&Some(number)) {
            always.extend(OF_A_WRITE.map(|fault| (number, fault)));
        } else {
            sometimes.push(number);
        }
    }
    let possible = always.len() + sometimes.len() * OF_A_WRITE.len();
    dice.shuffle(&mut sometimes);
    // One fault of each write first, then another of each, and so on.
    let of_all = (0..OF_A_WRITE.len()).flat_map(|more| {
        sometimes.iter().enumerate().map(move |(turn, number)| (*number, OF_A_WRITE[(turn + more) % 4]))
    });
    always.extend(of_all.take(times(FAILING, possible)));
    (always, possible)
}

/// How many faults of the writes between are tried in the usual run of an act.
const FAILING: usize = 12;

#[test]
fn each_operation_of_an_act_fails_once() {
    let mut dice = Dice::new(0x2025_1104);
    for act in ACTS {
        let recorded = record(act);
        let (states, possible) = to_fail(&recorded.log, &mut dice);
        let mut tally = Tally::default();
        let mut refusals: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, fault) in states {
            let what = || format!("{} {number} {fault:?}", act.name);
            let failing = Failing::new(act, &recorded.before, number, fault);
            if let Some(code) = failing.refused {
                *refusals.entry(code).or_default() += 1;
            }
            tally.note(what, failing.answer.is_some(), failing.killed(act));
            if fault != Fault::Gone {
                tally.note(what, true, failing.goes_on_and_loses_its_power(act, &recorded.before));
            }
        }
        println!("{}: {possible} faults to choose from", act.name);
        println!("{}: refusals {refusals:?}", act.name);
        tally.end(&format!("{}, each operation fails", act.name));
    }
}

/// An act during which one operation failed, with the disk as it was left.
struct Failing {
    folder: TempDir,
    watch: Watch,
    /// What the clerk was told at last.
    answer: Option<String>,
    /// What he was told first, if that was no.
    refused: Option<&'static str>,
    /// The files when the program ended.
    left: Files,
}

impl Failing {
    fn new(act: &Act, before: &Files, number: usize, fault: Fault) -> Self {
        let folder = folder();
        put_files(folder.path(), before);
        let watch = Watch::over(folder.path());
        let mut book = open(folder.path()).expect("it opens");
        watch.start(Some((number, fault)));
        let first = (act.run)(&mut book, &moment(1));
        let refused = first.as_ref().err().map(Coded::code);
        let mut answer = first.ok();
        if let Some(code) = refused.filter(|_| fault != Fault::Gone) {
            let there = (act.landed)(&book).is_some();
            assert_eq!(
                there,
                code == "E-DB-005",
                "{} {number} {fault:?}: “not done” is not said of what is",
                act.name
            );
            // The clerk presses the key again: the same order, in the same window.
            let again = (act.run)(&mut book, &moment(2));
            assert!(!there || again.is_err(), "{} {number}: what may be lost is not acknowledged", act.name);
            answer = again.ok();
        }
        drop(book);
        assert!(watch.struck(), "{}: operation {number} is reached again", act.name);
        let left = files_in(folder.path());
        Self { folder, watch, answer, refused, left }
    }

    /// The program is started again on what it left.
    fn killed(&self, act: &Act) -> Result<bool, String> {
        let folder = folder();
        put_files(folder.path(), &self.left);
        judge(act, folder.path(), self.answer.as_deref())
    }

    /// It is started again and the act is acknowledged; then the power goes, and nothing that was not synced is left.
    fn goes_on_and_loses_its_power(&self, act: &Act, before: &Files) -> Result<bool, String> {
        let mut book = open(self.folder.path()).map_err(|error| format!("does not open: {error:?}"))?;
        let answer = match (act.landed)(&book) {
            Some(answer) => answer,
            None => (act.run)(&mut book, &moment(3)).map_err(|error| format!("not done then: {error:?}"))?,
        };
        let (log, _) = self.watch.stop();
        drop(book);
        let folder = folder();
        put_files(folder.path(), &PowerLoss::after(before, &log).leaves(&[], &[]));
        judge(act, folder.path(), Some(&answer))
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_head_file_that_cannot_be_written_or_synced_stops_no_act_and_is_mended_by_the_next() {
    for act in ACTS {
        let before = act.before();
        for fault in [HeadFault::NoRoom, HeadFault::NoSync] {
            let folder = folder();
            put_files(folder.path(), &before);
            let mut book = open(folder.path()).expect("it opens");
            let failing = HeadFails::in_folder(folder.path(), fault);
            let answer = (act.run)(&mut book, &moment(1)).expect("the book holds it: that is the answer");
            assert!(book.head_is_stale(), "{} {fault:?}: the screen is told", act.name);
            let pulled = files_in(folder.path());
            drop(failing);
            // Killed now, or the next act: either way the head catches up.
            let elsewhere = super::folder();
            put_files(elsewhere.path(), &pulled);
            assert_eq!(judge(act, elsewhere.path(), Some(&answer)), Ok(true), "{} {fault:?}", act.name);
            book.note_copy("1", cunshou_core::receipt::CopyState::Sent, &moment(3)).expect("another act");
            assert!(!book.head_is_stale(), "{} {fault:?}: the next act writes it", act.name);
            drop(book);
            assert_eq!(judge(act, folder.path(), Some(&answer)), Ok(true), "{} {fault:?}", act.name);
        }
    }
}

/// The states in which a power loss can leave what was pending, the telling ones first.
fn telling(pending: &[&Op], dice: &mut Dice, random: usize) -> Vec<(Vec<usize>, Vec<Kept>)> {
    let count = pending.len();
    let forward: Vec<usize> = (0..count).collect();
    let with = |kept: &dyn Fn(usize) -> Kept| {
        (forward.clone(), forward.iter().map(|at| kept(*at)).collect::<Vec<_>>())
    };
    let yes = |whole: bool| if whole { Kept::Whole } else { Kept::Nothing };
    let is_write = |at: usize| matches!(pending[at], Op::Write { .. });
    let sectors = |at: usize| match pending[at] {
        Op::Write { bytes, .. } => bytes.len().div_ceil(support::disk::SECTOR),
        _ => 1,
    };
    let mut states = vec![with(&|_| Kept::Nothing), with(&|_| Kept::Whole)];
    states.push((forward.iter().rev().copied().collect(), vec![Kept::Whole; count]));
    states.push(with(&|at| if is_write(at) { Kept::Length } else { Kept::Whole }));
    for edge in 0..count {
        // Everything before it; the same with this one torn; everything after it; all but this; only this.
        states.push(with(&|at| yes(at < edge)));
        if sectors(edge) > 1 {
            let half = (1 << (sectors(edge) / 2)) - 1;
            for mask in [half, !half, dice.roll()] {
                states.push(with(&|at| if at == edge { Kept::Sectors(mask) } else { yes(at < edge) }));
            }
            states.push(with(&|at| if at == edge { Kept::Length } else { yes(at < edge) }));
        }
        states.push(with(&|at| yes(at > edge)));
        states.push(with(&|at| yes(at != edge)));
        states.push(with(&|at| yes(at == edge)));
    }
    for _ in 0..random {
        let mut order = forward.clone();
        if dice.below(2) == 0 {
            dice.shuffle(&mut order);
        }
        let kept = forward.iter().map(|at| match dice.below(4) {
            0 => Kept::Nothing,
            1 if is_write(*at) => Kept::Sectors(dice.roll()),
            2 if is_write(*at) => Kept::Length,
            _ => Kept::Whole,
        });
        let kept = kept.collect();
        states.push((order, kept));
    }
    states
}

#[test]
fn power_lost_at_any_moment_leaves_an_act_whole_or_undone() {
    let mut dice = Dice::new(0x2025_1103);
    for act in ACTS {
        let recorded = record(act);
        let log = &recorded.log;
        // What can be on its way is largest just before each sync; every earlier moment is one of its parts.
        let borders = (0..log.len())
            .filter(|at| matches!(log[*at], Op::Sync { .. } | Op::Delete { durable: true, .. }))
            .chain([recorded.answered, log.len()]);
        let mut all: Vec<(usize, Files)> = Vec::new();
        let mut seen = BTreeSet::new();
        for border in borders.collect::<BTreeSet<_>>() {
            let loss = PowerLoss::after(&recorded.before, &log[..border]);
            for (order, kept) in telling(loss.pending(), &mut dice, times(40, 400).min(4_000)) {
                let files = loss.leaves(&order, &kept);
                let mut hasher = DefaultHasher::new();
                (border >= recorded.answered, &files).hash(&mut hasher);
                if seen.insert(hasher.finish()) {
                    all.push((border, files));
                }
            }
        }
        let possible = all.len();
        dice.shuffle(&mut all);
        all.truncate(times(USUAL, MOST));
        let folder = folder();
        let mut tally = Tally::default();
        for (border, files) in &all {
            put_files(folder.path(), files);
            let acknowledged = (*border >= recorded.answered).then_some(recorded.answer.as_str());
            let judged = judge(act, folder.path(), acknowledged);
            tally.note(|| format!("{} after {border}", act.name), acknowledged.is_some(), judged);
        }
        println!("{}: {} operations, {possible} states to choose from", act.name, log.len());
        tally.end(&format!("{}, power lost", act.name));
    }
}

/// How many states of an act are tried in the usual run.
const USUAL: usize = 120;
/// How many when everything is tried: orders and torn sectors have no end, so it is a sample of this size over every
/// moment at which something was on its way.
const MOST: usize = 800;

#[test]
fn a_torn_head_file_is_mended_from_the_book() {
    for act in ACTS {
        let recorded = record(act);
        let after = PowerLoss::after(&recorded.before, &recorded.log);
        let whole = after.leaves(&[], &[]);
        let head = HEAD.to_owned();
        let (old, new) = (&recorded.before[&head], &whole[&head]);
        let changed: Vec<usize> = (0..new.len()).filter(|at| old[*at] != new[*at]).collect();
        let folder = folder();
        let mut tally = Tally::default();
        // The book is ahead; of the head's slot any first part, or any last part, has come.
        for cut in changed.iter().step_by(changed.len() / times(24, changed.len()).min(changed.len()).max(1))
        {
            for first in [true, false] {
                let mut torn = old.clone();
                let range = if first { 0..*cut } else { *cut..new.len() };
                torn[range.clone()].copy_from_slice(&new[range]);
                let mut files = whole.clone();
                files.insert(head.clone(), torn);
                put_files(folder.path(), &files);
                let judged = judge(act, folder.path(), Some(&recorded.answer));
                tally.note(|| format!("{} head cut at {cut}, first part {first}", act.name), true, judged);
            }
        }
        tally.end(&format!("{}, head torn", act.name));
    }
}
