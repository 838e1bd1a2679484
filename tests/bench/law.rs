//! The law: people a second in memory, files loaded, JSON lines through the real command line, and what else could
//! have done it: bare JSON reading and writing, and OpenFisca-Core on the same people.

use super::population::Population;
use super::{Runs, row};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_policy::cases::read_cases;
use cunshou_policy::{Area, Decision, Policy, Request, assess, assess_person};
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// People kept in memory for the engine alone.
const IN_MEMORY: usize = 100_000;
/// Lines of the file that goes through the command line.
const LINES: usize = 1_000_000;
const LINE_RUNS: usize = 3;
/// Lines after which the memory of the command line is looked at.
const FEW_AND_MANY: [usize; 2] = [55_000, 5_100_000];
/// The policy whose people are written to files.
const IN_FILES: &str = "guichi-2026";

pub(super) fn law() {
    for shipped in ShippedPolicy::all() {
        let policy = Policy::load_trusted(&shipped.toml, &shipped.notice).expect("it ships, so it loads");
        engine(&policy);
        own_cases(&policy, &shipped);
    }
    lines();
}

fn a_second(count: usize, runs: &Runs) -> u128 {
    count as u128 * 1_000_000_000 / runs.at(50).as_nanos().max(1)
}

/// A row whose figure is a rate.
fn rate(what: &str, count: usize, runs: &Runs, goal: &str) {
    row(&format!("{what}: {} a second", a_second(count, runs)), runs, goal);
}

fn engine(policy: &Policy) {
    let people: Vec<Request> = Population::of(policy).take(IN_MEMORY).collect();
    let runs = Runs::of(15, |_| {
        for asked in &people {
            black_box(assess(policy, asked).is_ok());
        }
    });
    rate(&format!("{}, {IN_MEMORY} people", policy.id()), people.len(), &runs, "≥ 2,000,000 a second");
}

fn own_cases(policy: &Policy, shipped: &ShippedPolicy) {
    let cases = read_cases(policy.id(), &shipped.cases).expect("its cases read");
    let runs = Runs::of(200, |_| {
        for case in &cases {
            let asked = &case.request;
            black_box(assess_person(policy, &asked.person, asked.pay_on, asked.request, None).is_ok());
        }
    });
    rate(&format!("  its {} worked cases", cases.len()), cases.len(), &runs, "≥ 2,000,000 a second");
    let runs = Runs::of(10, |_| {
        black_box(
            Policy::load(&shipped.toml, Some(&shipped.cases), &shipped.notice).expect("it passes its checks"),
        );
    });
    row("  the file loaded, swept, its own cases run", &runs, "≤ 50 ms");
}

/// The same people as lines for us and as a table for OpenFisca, in a folder that goes with the run.
struct Files {
    folder: tempfile::TempDir,
    policy: PathBuf,
}

impl Files {
    fn write(policy: &Policy) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let create = |name: &str| {
            BufWriter::with_capacity(1 << 20, File::create(folder.path().join(name)).expect("made"))
        };
        let (mut lines, mut table) = (create("people.jsonl"), create("people.csv"));
        for asked in Population::of(policy).take(LINES) {
            serde_json::to_writer(&mut lines, &asked).expect("written");
            lines.write_all(b"\n").expect("written");
            writeln!(table, "{}", table_row(policy, &asked)).expect("written");
        }
        lines.flush().and_then(|()| table.flush()).expect("written");
        let file = root().join("policies").join(policy.id()).with_extension("toml");
        Self { folder, policy: file }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// What OpenFisca is asked, and the sum that the engine finds where it is the plain one.
fn table_row(policy: &Policy, asked: &Request) -> String {
    let person = &asked.person;
    let codes: Vec<_> = person.categories.iter().map(|one| one.code.to_string()).collect();
    let grade = person.categories.iter().filter_map(|one| one.grade).min().unwrap_or(0);
    let plain = person.hukou == Some(Area::In)
        && person.student.is_none()
        && person.categories.iter().all(|one| {
            one.designated_by == Area::In
                && one.ended_on.is_none()
                && one.designated_on.is_some_and(|day| day <= asked.pay_on)
        });
    let answer = assess(policy, asked).ok().filter(|answer| plain && answer.decision == Decision::Collect);
    let due = answer.and_then(|answer| answer.due).map(|due| due.to_string()).unwrap_or_default();
    let lives_here = u8::from(person.hukou != Some(Area::Out));
    format!("{},{lives_here},{grade},{},{due}", person.birth, codes.join(";"))
}

fn lines() {
    let Some(cli) = command_line() else {
        println!("JSON lines: not measured, the command line does not build");
        return;
    };
    let shipped = ShippedPolicy::by_ids(&[IN_FILES]).expect("it ships").remove(0);
    let policy = Policy::load_trusted(&shipped.toml, &shipped.notice).expect("it ships, so it loads");
    let files = Files::write(&policy);
    for (brief, what, goal) in [
        (true, "JSON lines, rule ids only (--brief)", "≥ 400,000 a second"),
        (false, "JSON lines, every sentence", "≥ 100,000 a second"),
    ] {
        let before = children_ms();
        let runs = Runs::of(LINE_RUNS, |_| {
            let status = asking(&cli, &files.policy, brief)
                .stdin(File::open(files.at("people.jsonl")).expect("it was written"))
                .stdout(Stdio::null())
                .status()
                .expect("it runs");
            assert!(status.success(), "every line has an answer");
        });
        rate(what, LINES, &runs, goal);
        if let Some(busy_ms) = before.zip(children_ms()).map(|(before, after)| after - before) {
            let a_second = (LINE_RUNS * LINES) as u64 * 1_000 / busy_ms.max(1);
            println!(
                "  by processor time: {a_second} a second for each core (less disturbed by other programs)"
            );
        }
    }
    bare_json(&files);
    for brief in [true, false] {
        memory(&cli, &policy, &files.policy, brief);
    }
    openfisca(&files);
}

/// Builds the command line as it ships, so that it is never an old one that is measured.
fn command_line() -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--release", "--package", "cunshou-cli"]).current_dir(root());
    let is_built = build.status().is_ok_and(|status| status.success());
    // The bench lies in `deps/` beside the released programs.
    let bench = std::env::current_exe().ok()?;
    let program =
        bench.parent()?.parent()?.join("cunshou-cli").with_extension(std::env::consts::EXE_EXTENSION);
    (is_built && program.exists()).then_some(program)
}

/// Processor time of the children that have ended. Linux only.
fn children_ms() -> Option<u64> {
    const TICK_MS: u64 = 10;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold spaces; user and system time of the children are the 14th and 15th after it.
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some((ticks(13)? + ticks(14)?) * TICK_MS)
}

fn asking(cli: &Path, policy: &Path, brief: bool) -> Command {
    let mut command = Command::new(cli);
    command.args(["policy", "assess", "--policy"]).arg(policy);
    if brief {
        command.arg("--brief");
    }
    command
}

/// Each line parsed as JSON and written again, on as many cores: what no answer can be faster than with this parser.
fn bare_json(files: &Files) {
    let text = fs::read_to_string(files.at("people.jsonl")).expect("it was written");
    let lines: Vec<&str> = text.lines().collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let runs = Runs::of(3, |_| {
        thread::scope(|scope| {
            for share in lines.chunks(lines.len().div_ceil(cores)) {
                scope.spawn(move || {
                    let mut written = Vec::new();
                    for line in share {
                        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                        written.clear();
                        serde_json::to_writer(&mut written, &value).expect("written");
                        black_box(&written);
                    }
                });
            }
        });
    });
    rate(&format!("  beside it: parsed and written back, {cores} threads"), lines.len(), &runs, "");
}

/// The most memory that the command line held, after few and after many lines.
fn memory(cli: &Path, policy: &Policy, file: &Path, brief: bool) {
    let held = FEW_AND_MANY.map(|count| peak_kib(cli, policy, file, brief, count));
    let words = if brief { "--brief" } else { "every sentence" };
    for (count, held) in FEW_AND_MANY.into_iter().zip(held) {
        let held = held.map_or_else(|| "not measured here".to_owned(), |kib| format!("{kib} KiB"));
        println!(
            "{:<58} {held:>32}   the same for both",
            format!("most memory after {count} lines, {words}")
        );
    }
}

fn peak_kib(cli: &Path, policy: &Policy, file: &Path, brief: bool, count: usize) -> Option<u64> {
    let piped = asking(cli, file, brief).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut asked = Asked(piped.expect("it runs"));
    let mut input = BufWriter::with_capacity(1 << 16, asked.0.stdin.take().expect("a pipe"));
    let mut output = BufReader::with_capacity(1 << 16, asked.0.stdout.take().expect("a pipe"));
    let mut people = Population::of(policy);
    thread::scope(|scope| {
        // It answers what it was asked without waiting for the end, so its memory can be read while it still runs.
        let answers = scope.spawn(move || {
            for number in 0..count {
                let passed = output.skip_until(b'\n').expect("an answer");
                assert!(passed > 0, "line {number} has no answer");
            }
            output
        });
        for asked in people.by_ref().take(count) {
            serde_json::to_writer(&mut input, &asked).expect("asked");
            input.write_all(b"\n").expect("asked");
        }
        input.flush().expect("asked");
        answers.join().expect("all answered");
    });
    let status = fs::read_to_string(format!("/proc/{}/status", asked.0.id())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

struct Asked(Child);

impl Drop for Asked {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// OpenFisca-Core with the sums of the same file, installed beside the run where Python can.
fn openfisca(files: &Files) {
    let folder = root().join("tests/bench/openfisca");
    let python = files.at("python/bin/python");
    let done = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let is_installed = done(Command::new("python3").args(["-m", "venv"]).arg(files.at("python")))
        && done(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(folder.join("requirements.txt")),
        );
    if !is_installed {
        println!("  beside it: OpenFisca-Core: not installed");
        return;
    }
    let mut sums = Command::new(&python);
    sums.arg(folder.join("sums.py")).arg(&files.policy);
    sums.args([files.at("people.csv"), files.at("people.jsonl"), files.at("out.txt")]);
    let output = sums.output().expect("it runs");
    let Ok(found) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
        println!("  beside it: OpenFisca-Core: {}", String::from_utf8_lossy(&output.stderr).trim_end());
        return;
    };
    let number = |key: &str| found[key].as_u64().unwrap_or_default();
    for (what, key) in [
        ("arrays in memory", "arrays_ms"),
        ("CSV to CSV", "csv_ms"),
        ("JSON lines to JSON lines", "lines_ms"),
    ] {
        let a_second = number("people") * 1_000 / number(key).max(1);
        println!(
            "{:<58} {:>8}ms",
            format!("  OpenFisca-Core, sums only, {what}: {a_second} a second"),
            number(key)
        );
    }
    println!("{:<58} {:>8}µs", "  OpenFisca-Core, sums only, one person", number("one_us"));
    println!("  the same sum for {} of {} people whose case is plain", number("same"), number("compared"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
