//! The program for Windows, on a machine without Windows: compiled by MinGW, run by Wine, tried by the same tests.

use crate::setup::{self, Needs};
use crate::steps::{Failed, cargo, step, succeeds};
use crate::ui;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

const TARGET: &str = "x86_64-pc-windows-gnu";

const LIBRARIES: [&str; 6] =
    ["cunshou-policy", "cunshou-exchange", "cunshou-paper", "cunshou-core", "cunshou-print", "cunshou-stick"];

/// The tests of the command line, and those that need Windows.
const TESTS: [&str; 8] = [
    "windows",
    "acknowledgement",
    "commands",
    "differences",
    "household_life",
    "policy_package",
    "storm",
    "trust",
];

/// Tests of what is this system's own: its tools, its printing (Windows' has a test of its own), its sticks.
const NOT_THERE: [&str; 4] = [
    "stock_tools_open_a_package",
    "a_paper_is_drawn_as_another_program_draws_it",
    "receipts_are_printed_together_and_a_printer_is_put_right",
    "before_new_tables_a_copy_goes_to_the_backup_stick_that_is_plugged_in",
];

/// Wine before 9 lacks the one call by which Rust draws random bytes; the next one down does the same.
const RANDOM_BYTES: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) { return SystemFunction036(data, (ULONG)length); }
";

/// Lints everything as it is for Windows (that compiles the window too), builds the command line and tries it. Not part of
/// `test`: the database's C code alone takes longer for another system than everything else together.
pub fn windows(root: &Path) -> Result<(), Failed> {
    setup::ready(Needs::Windows)?;
    if !has_target() {
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]);
        step("Rust for Windows", rustup)?;
    }
    ui::built()?;
    let packages = LIBRARIES.iter().chain(&["cunshou-cli", "cunshou"]).flat_map(|name| ["--package", *name]);
    let lint = ["clippy", "--target", TARGET].into_iter().chain(packages).chain(["--", "-D", "warnings"]);
    step("lint for Windows", cargo(lint))?;
    step("program for Windows", cargo(["build", "--target", TARGET, "--package", "cunshou-cli"]))?;
    let folder = target_folder(root).join(TARGET).join("debug");
    let prefix = target_folder(root).join("wine");
    random_bytes(&folder).map_err(|error| Failed::Start {
        name: "random bytes for Wine".to_owned(),
        program: folder.display().to_string(),
        error,
    })?;
    let in_wine = |mut command: Command| {
        command.env("WINEPREFIX", &prefix).env("WINEDEBUG", "-all").env("LC_ALL", "C.UTF-8");
        command
    };
    let mut boot = Command::new("wineboot");
    boot.arg("--init");
    step("Wine", in_wine(boot))?;
    let skipped = || ["--"].into_iter().chain(NOT_THERE.iter().flat_map(|test| ["--skip", *test]));
    let libraries = LIBRARIES.iter().flat_map(|name| ["--package", *name]);
    let mut units =
        cargo(["test", "--target", TARGET, "--lib"].into_iter().chain(libraries).chain(skipped()));
    units.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", "wine");
    step("tests of the crates on Windows", in_wine(units))?;
    let tests = TESTS.iter().flat_map(|test| ["--test", *test]);
    let mut run = cargo(["test", "--workspace"].into_iter().chain(tests).chain(skipped()));
    run.env("CUNSHOU_TEST_PROGRAM", format!("wine {}", folder.join("cunshou-cli.exe").display()));
    step("tests of the program for Windows", in_wine(run))
}

fn has_target() -> bool {
    let said = Command::new("rustup").args(["target", "list", "--installed"]).output();
    said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains(TARGET))
}

fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

fn random_bytes(folder: &Path) -> io::Result<()> {
    let is_there = ["/usr/lib/x86_64-linux-gnu/wine", "/usr/lib/wine"]
        .iter()
        .any(|wine| Path::new(wine).join("x86_64-windows/bcryptprimitives.dll").exists());
    if is_there {
        return Ok(());
    }
    let source = folder.join("bcryptprimitives.c");
    fs::write(&source, RANDOM_BYTES)?;
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    compiler
        .args(["-shared", "-O2", "-o"])
        .arg(folder.join("bcryptprimitives.dll"))
        .arg(&source)
        .arg("-ladvapi32");
    if !succeeds(&mut compiler) {
        return Err(io::Error::other("x86_64-w64-mingw32-gcc failed"));
    }
    // Windows looks beside the program: those of the tests lie one folder deeper.
    let beside_tests = folder.join("deps/bcryptprimitives.dll");
    fs::copy(folder.join("bcryptprimitives.dll"), beside_tests).map(drop)
}
