//! Lists: a township's roster checked and brought in, a department's list against it; each in a process of its own, so
//! that its peak of memory is its own.

use super::{Runs, row};
use chrono::NaiveDate;
use cunshou_core::list::ListFile;
use cunshou_core::list::category::CategoryOptions;
use cunshou_exchange::generate::{self, Wanted};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::TestBook;

const PEOPLE: u32 = 55_000;
const LISTED: usize = 5_000;
const RUNS: usize = 5;
/// What a child is called by: `speed lists-child WHAT ROSTER LIST`.
const CHILD: &str = "lists-child";

/// Does one thing and says how long it took and how much memory the process needed at most, if this process was
/// started for that.
pub(super) fn child() -> bool {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(at) = arguments.iter().position(|argument| argument == CHILD) else { return false };
    let [what, roster, list] = &arguments[at + 1..at + 4] else { return false };
    let read = |path: &str| std::fs::read(path).expect("the file of the parent");
    let took = match what.as_str() {
        "calamine" => {
            let bytes = read(roster);
            timed(|| {
                use calamine::Reader;
                let mut book: calamine::Xlsx<_> =
                    calamine::open_workbook_from_rs(std::io::Cursor::new(&bytes)).expect("a workbook");
                let name = book.sheet_names()[0].clone();
                let mut cells = book.worksheet_cells_reader(&name).expect("a sheet");
                let mut count = 0_u32;
                while let Some(cell) = cells.next_cell().expect("a cell") {
                    black_box(cell.get_value());
                    count += 1;
                }
                assert!(count > PEOPLE * 10, "all cells: {count}");
            })
        }
        "read" => {
            let bytes = read(roster);
            timed(|| {
                let found = cunshou_exchange::roster::read_roster(&bytes, "roster.xlsx", as_of());
                assert_eq!(found.expect("a roster").rows.len(), PEOPLE as usize, "everybody is good");
            })
        }
        "preview" | "import" => {
            let mut village = book();
            let bytes = read(roster);
            let now = village.now();
            timed(|| {
                if what == "preview" {
                    black_box(village.book.preview_roster(&bytes, "roster.xlsx", &now).expect("looked at"));
                } else {
                    black_box(village.book.import_roster(&bytes, "roster.xlsx", &now).expect("brought in"));
                }
            })
        }
        "list-preview" | "list-import" | "list-undo" => {
            let mut village = book();
            let now = village.now();
            village.book.import_roster(&read(roster), "roster.xlsx", &now).expect("the people of the list");
            let bytes = read(list);
            let file = ListFile { name: "list.csv", bytes: &bytes };
            let options = CategoryOptions { department: "民政", ..CategoryOptions::default() };
            let now = village.now();
            if what == "list-preview" {
                timed(|| {
                    let seen = village.book.preview_category_list(file, &options, &now);
                    assert_eq!(seen.expect("looked at").matched as usize, LISTED, "all are in the book");
                })
            } else {
                let mut import_id = None;
                let took = timed(|| {
                    let done = village.book.import_category_list(file, &options, &now);
                    import_id = done.expect("brought in").import_id;
                });
                let now = village.now();
                match import_id.filter(|_| what == "list-undo") {
                    Some(id) => timed(|| village.book.undo_import(id, &now).expect("taken back")),
                    None => took,
                }
            }
        }
        "undo" => {
            let mut village = book();
            let now = village.now();
            let done = village.book.import_roster(&read(roster), "roster.xlsx", &now).expect("brought in");
            let now = village.now();
            timed(|| village.book.undo_import(done.import_id, &now).expect("taken back"))
        }
        "again" => {
            let mut village = book();
            let now = village.now();
            let mut bytes = read(roster);
            village.book.import_roster(&bytes, "roster.xlsx", &now).expect("brought in");
            // The same people in a file of another hash: a byte behind the end of the archive.
            bytes.push(0);
            let now = village.now();
            timed(|| {
                let seen = village.book.preview_roster(&bytes, "roster.xlsx", &now).expect("looked at");
                assert_eq!(seen.known_people, PEOPLE, "all are in the book");
            })
        }
        "read-list" => {
            let bytes = read(list);
            timed(|| {
                let options = cunshou_exchange::table::ReadOptions::default();
                let found = cunshou_exchange::category_list::read_category_list(
                    &bytes,
                    "list.csv",
                    &options,
                    as_of(),
                );
                assert_eq!(found.expect("a list").rows.len(), LISTED, "every row is good");
            })
        }
        _ => return false,
    };
    println!("{} {}", took.as_micros(), peak_kib().unwrap_or_default());
    true
}

fn timed(act: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    act();
    begin.elapsed()
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day")
}

fn book() -> TestBook {
    let mut village = TestBook::new();
    village.set_clock("2025-12-01T08:00:00+08:00");
    village
}

/// The most memory that this process has had, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

pub(super) fn lists() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let village =
        generate::village(&Wanted { persons: PEOPLE, seed: 20_251_201, as_of: as_of(), dirty: false });
    let made = timed(|| {
        let roster = generate::roster(&village).expect("a roster");
        std::fs::write(at("roster.xlsx"), roster.bytes).expect("written");
    });
    let mut list = String::from("姓名,身份证号,救助身份,纳入时间\n");
    let listed = village
        .households
        .iter()
        .flat_map(|household| &household.members)
        .filter(|person| {
            person.certificate == "居民身份证" && person.birth < as_of() - chrono::Days::new(800)
        })
        .step_by(7)
        .take(LISTED);
    for person in listed {
        writeln!(list, "{},{},低保对象,2024-05-01", person.name, person.certno).expect("a text takes it");
    }
    std::fs::write(at("list.csv"), list).expect("written");
    drop(village);
    println!("{:<58} {made:>10.2?}", format!("  (a roster of {PEOPLE} people written)"));
    for (what, says, goal) in [
        ("import", format!("a roster of {PEOPLE} people: checked, in"), "≤ 3 s, ≤ 200 MB"),
        ("preview", "  the same only looked at".to_owned(), ""),
        ("read", "  beside it: read and checked without a book".to_owned(), ""),
        ("calamine", "  beside it: calamine, its cells alone".to_owned(), ""),
        ("again", "  the same people in a later list, looked at".to_owned(), ""),
        ("undo", "  the roster taken back".to_owned(), ""),
        ("list-import", format!("a category list of {LISTED} against them: planned, in"), "≤ 0.5 s"),
        ("list-preview", "  the same only looked at".to_owned(), ""),
        ("read-list", "  beside it: read and checked without a book".to_owned(), ""),
        ("list-undo", "  the list taken back".to_owned(), ""),
    ] {
        measure(&says, goal, || {
            let mut command = Command::new(std::env::current_exe().expect("this program"));
            command.args([CHILD, what]).arg(at("roster.xlsx")).arg(at("list.csv"));
            command
        });
    }
    openpyxl(folder.path());
}

/// Runs a program that prints microseconds and KiB, several times.
fn measure(what: &str, goal: &str, command: impl Fn() -> Command) {
    let mut most_kib = 0;
    let mut durations = Vec::new();
    for _ in 0..RUNS {
        let output = command().stderr(Stdio::inherit()).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let mut numbers = text.split_whitespace().filter_map(|number| number.parse::<u64>().ok());
        let (Some(micros), Some(kib)) = (numbers.next(), numbers.next()) else {
            println!("{what:<58} not measured: {}", output.status);
            return;
        };
        durations.push(Duration::from_micros(micros));
        most_kib = most_kib.max(kib);
    }
    durations.sort();
    row(what, &Runs(durations), &format!("{goal}  [{} MB at most]", most_kib / 1_024));
}

/// openpyxl reading the same cells, installed beside the run where Python can.
fn openpyxl(folder: &Path) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/openpyxl");
    let python = folder.join("python/bin/python");
    let done = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let is_installed = done(Command::new("python3").args(["-m", "venv"]).arg(folder.join("python")))
        && done(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(scripts.join("requirements.txt")),
        );
    if !is_installed {
        println!("  beside it: openpyxl: not installed");
        return;
    }
    measure("  beside it: openpyxl (read-only), its cells alone", "", || {
        let mut command = Command::new(&python);
        command.arg(scripts.join("read.py")).arg(folder.join("roster.xlsx"));
        command
    });
}
