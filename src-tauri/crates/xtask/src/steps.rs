//! One program after the other, each with its time; the first that fails ends the task.

use std::{
    env,
    ffi::OsStr,
    fmt, io,
    process::{Command, ExitStatus, Stdio},
    time::Instant,
};

/// Which step failed, and how.
#[derive(Debug)]
pub enum Failed {
    /// The program ended badly.
    Step { name: String, status: ExitStatus },
    /// The program could not be started.
    Start { name: String, program: String, error: io::Error },
    /// Something is missing, with what to do.
    Missing { words: String },
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step { name, status } => write!(f, "failed in step “{name}” ({status})"),
            Self::Start { name, program, error } => {
                write!(f, "step “{name}” cannot start {program}: {error}")
            }
            Self::Missing { words } => f.write_str(words),
        }
    }
}

/// Runs one program in the foreground and says how long it took.
pub fn step(name: &str, mut command: Command) -> Result<(), Failed> {
    println!("== {name}");
    let start = Instant::now();
    let status = command.status().map_err(|error| Failed::Start {
        name: name.to_owned(),
        program: command.get_program().to_string_lossy().into_owned(),
        error,
    })?;
    if !status.success() {
        return Err(Failed::Step { name: name.to_owned(), status });
    }
    // On the other stream, so that what stands last on stdout is the test runner's own word.
    eprintln!("== {name}: ok, {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// The cargo that runs this task.
pub fn cargo<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args);
    cargo
}

/// Whether a program runs and ends well; what it prints is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// The same program with no network but loopback, by construction, where the system allows it.
pub fn offline(command: &Command) -> Command {
    let wall: Option<&[&str]> = [["-n"].as_slice(), ["-r", "-n"].as_slice()]
        .into_iter()
        .find(|flags| succeeds(Command::new("unshare").args(*flags).args(["ip", "link", "set", "lo", "up"])));
    let Some(flags) = wall else {
        eprintln!("== this system lets nobody cut the network off: the tests run with it");
        return copy(command);
    };
    let mut cut_off = Command::new("unshare");
    cut_off.args(flags).args(["sh", "-c", "ip link set lo up && exec \"$@\"", "offline"]);
    append(cut_off, command)
}

fn copy(command: &Command) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args());
    inherit(copy, command)
}

fn append(mut outer: Command, inner: &Command) -> Command {
    outer.arg(inner.get_program()).args(inner.get_args());
    inherit(outer, inner)
}

fn inherit(mut outer: Command, inner: &Command) -> Command {
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outer
}
