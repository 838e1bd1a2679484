//! The project's tasks: `cargo xtask <task>`. Each sets up what it needs, so that a fresh Debian 12 with
//! Rust and Node is enough.
//!
//! Invariant: depends on no crate of ours and on nothing that has to be compiled first; it only starts
//! other programs.

mod setup;
mod steps;
mod ui;
mod windows;

use setup::Needs;
use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};
use steps::{Failed, cargo, step};

const HELP: &str = "\
cargo xtask <task>

  run        opens the program; where there is no display, plays the sample village's day and prints it
  test       everything that must hold: format, lints, screens, crates, journeys in the real window
  demo       plays the sample village's day without a window, into target/demo
  sample-village  makes the sample village's roster and lists in assets/demo anew; the same bytes each time
  journeys   only the journeys in the real window, with pictures in target/screens
  bench      how long things take, with the bare alternative beside each figure
  storm      long runs of random days with faults and of kill -9 against the command line (`storm --rounds 5000`)
  bindings   writes the TypeScript types of the commands
  windows    builds the command line for Windows and tries it under Wine with the same tests (not part of `test`)
  audit      licences, banned crates and sources (cargo-deny; installed when missing)
  dist       the installer of this system
  setup      only installs what run and test need
";

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let task = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    env::set_current_dir(root()).expect("the checkout is readable");
    let result = match task.as_str() {
        "run" => run(),
        "test" => test(),
        "demo" => demo(),
        "sample-village" => sample_village(),
        "journeys" => journeys(),
        "bench" => bench(&rest),
        "storm" => storm(&rest),
        "bindings" => bindings(),
        "windows" => windows::windows(&root()),
        "audit" => audit(),
        "dist" => dist(),
        "setup" => setup::ready(Needs::Window).and_then(|()| ui::built()),
        _ => {
            print!("{HELP}");
            return if task.is_empty() || task.ends_with("help") {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            };
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("\nxtask {task}: {failed}");
            ExitCode::FAILURE
        }
    }
}

/// The checkout: this crate lies three folders below it.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("src-tauri/crates/xtask").to_owned()
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(windows) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn run() -> Result<(), Failed> {
    if !has_display() {
        println!("No display here: the sample village's day without a window.");
        return demo();
    }
    setup::ready(Needs::Window)?;
    ui::built()?;
    step("run the window", cargo(["run", "--package", "cunshou"]))
}

fn demo() -> Result<(), Failed> {
    setup::ready(Needs::Rust)?;
    // The demo itself refuses a folder that holds a day already; this one is ours to begin anew.
    let folder = root().join("target/demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| Failed::Missing {
            words: format!("cannot remove {}: {error}", folder.display()),
        })?;
    }
    step("demo", cargo(["run", "--package", "cunshou-cli", "--", "demo", "--dir", "target/demo"]))
}

fn sample_village() -> Result<(), Failed> {
    setup::ready(Needs::Rust)?;
    step(
        "sample village",
        cargo(["run", "--package", "cunshou-cli", "--", "generate", "--sample", "assets/demo"]),
    )
}

fn test() -> Result<(), Failed> {
    setup::ready(Needs::Window)?;
    step("format", cargo(["fmt", "--all", "--check"]))?;
    ui::installed()?;
    step("lint of the screens", ui::npm(["run", "lint"]))?;
    ui::built()?;
    step("tests of the screens", ui::npm(["run", "test"]))?;
    let lint = ["clippy", "--workspace", "--all-targets"];
    step("lint", cargo(lint.into_iter().chain(["--", "-D", "warnings"])))?;
    let lint = ["clippy", "--workspace", "--test", "journeys", "--test", "windows"];
    step("lint of the journeys", cargo(lint.into_iter().chain(["--", "-D", "warnings"])))?;
    // Built first, and all in one way, so that an error of the compiler is told apart from a failed
    // test and nothing is built twice.
    step("build", cargo(["test", "--workspace", "--no-run"]))?;
    step("build of the journeys", cargo(["test", "--workspace", "--test", "journeys", "--no-run"]))?;
    step("tests", steps::offline(&cargo(["test", "--offline", "--workspace"])))?;
    step("journeys in the real window", steps::offline(&cargo(JOURNEYS)))
}

const JOURNEYS: [&str; 5] = ["test", "--offline", "--workspace", "--test", "journeys"];

fn journeys() -> Result<(), Failed> {
    setup::ready(Needs::Window)?;
    ui::built()?;
    // The tests of package `cunshou` make cargo build the program too, in the way `test` builds it.
    let build = ["test", "--workspace", "--test", "printing", "--test", "journeys", "--no-run"];
    step("build", cargo(build))?;
    step("journeys in the real window", steps::offline(&cargo(JOURNEYS)))
}

fn bench(filter: &[String]) -> Result<(), Failed> {
    setup::ready(Needs::Window)?;
    ui::built()?;
    let filter = filter.iter().map(String::as_str);
    step(
        "release build of the window",
        cargo(["build", "--release", "--package", "cunshou", "--bins", "--examples"]),
    )?;
    step("bench", cargo(["bench", "--package", "cunshou-tests", "--"].into_iter().chain(filter)))
}

/// Kills, races and random days, each so many times; without a number, what a night has time for.
fn storm(args: &[String]) -> Result<(), Failed> {
    let rounds = match args {
        [] => "5000",
        [flag, rounds] if flag == "--rounds" => rounds,
        [rounds] if rounds.parse::<u32>().is_ok() => rounds,
        _ => return Err(Failed::Missing { words: "call it as `cargo xtask storm --rounds N`".to_owned() }),
    };
    setup::ready(Needs::Rust)?;
    let tests: [&[&str]; 2] =
        [&["--package", "cunshou-cli", "--test", "storm"], &["--package", "cunshou-tests", "--test", "it"]];
    for test in tests {
        let mut storm = cargo(["test"].iter().chain(test).chain(&["--", "storm", "--nocapture"]));
        storm.env("CUNSHOU_STORM_ROUNDS", rounds).env("CUNSHOU_STORM_RACES", rounds);
        step(&format!("storm of {rounds} rounds, {}", test[1]), storm)?;
    }
    Ok(())
}

fn bindings() -> Result<(), Failed> {
    setup::ready(Needs::Window)?;
    ui::built()?;
    let mut write = cargo(["test", "--package", "cunshou", "--lib", "bindings"]);
    write.env("CUNSHOU_WRITE_BINDINGS", "1");
    step("bindings", write)
}

fn audit() -> Result<(), Failed> {
    if !steps::succeeds(&mut cargo(["deny", "--version"])) {
        step("cargo-deny", cargo(["install", "cargo-deny", "--locked"]))?;
    }
    step("audit", cargo(["deny", "--workspace", "check", "bans", "licenses", "sources"]))
}

fn dist() -> Result<(), Failed> {
    setup::ready(Needs::Window)?;
    ui::built()?;
    let bundle = if cfg!(windows) { "nsis" } else { "deb" };
    let mut tauri = ui::npx(["--yes", "@tauri-apps/cli@2.12.5", "build", "--bundles", bundle]);
    tauri.current_dir("src-tauri");
    step("installer", tauri)
}
