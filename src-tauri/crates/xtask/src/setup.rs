//! What the machine must have before anything is built: Debian packages, Node, Rust's own tools.

use crate::steps::{Failed, cargo, step, succeeds};
use std::process::Command;

/// How much a task needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The crates and the command line.
    Rust,
    /// The window and its tests too.
    Window,
    /// The command line for Windows, and papers.
    Windows,
}

/// For the vendored OpenSSL under SQLCipher.
const FOR_RUST: &[&str] = &["build-essential", "make", "perl", "pkg-config"];

const FOR_WINDOW: &[&str] = &[
    // The window.
    "file",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    // The journeys in it: a screen, a driver, a network that is cut off.
    "fonts-noto-cjk",
    "imagemagick",
    "iproute2",
    "util-linux",
    "webkit2gtk-driver",
    "xvfb",
    "qpdf",
    "zbar-tools",
];

/// Paper and packages, looked at with other people's tools; printers.
const FOR_PAPER: &[&str] = &[
    "age",
    "avahi-daemon",
    "cups",
    "cups-client",
    "cups-filters",
    "cups-ipp-utils",
    "dbus",
    "poppler-utils",
    "unzip",
];

/// What MinGW builds, Wine runs.
const FOR_WINDOWS: &[&str] = &["gcc-mingw-w64-x86-64", "wine", "wine64"];

/// Installs what is missing, or says in one line what to install.
pub fn ready(needs: Needs) -> Result<(), Failed> {
    debian_packages(needs)?;
    if needs == Needs::Window {
        node()?;
        rust_tools()?;
    }
    Ok(())
}

fn debian_packages(needs: Needs) -> Result<(), Failed> {
    let more: &[&[&str]] = match needs {
        Needs::Rust => &[],
        Needs::Window => &[FOR_WINDOW, FOR_PAPER],
        Needs::Windows => &[FOR_WINDOWS, FOR_PAPER],
    };
    let wanted = FOR_RUST.iter().chain(more.iter().copied().flatten());
    let Ok(dpkg) = Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Abbrev}${Package}\n"]).output()
    else {
        println!("This is no Debian: the packages of {} are yours to provide.", file!());
        return Ok(());
    };
    let list = String::from_utf8_lossy(&dpkg.stdout).into_owned();
    let installed: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("ii ")).collect();
    let missing: Vec<&str> = wanted.copied().filter(|package| !installed.contains(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(apt) = apt_get() else {
        let words = format!(
            "some Debian packages are missing. Please run this once, then start again:\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        );
        return Err(Failed::Missing { words });
    };
    step("package lists", apt.with(&["update"]))?;
    let install = ["install", "-y", "--no-install-recommends"];
    step("packages", apt.with(&[&install[..], &missing[..]].concat()))
}

/// A way to run apt-get with the right to install.
struct AptGet {
    prefix: &'static [&'static str],
}

impl AptGet {
    fn with(&self, args: &[&str]) -> Command {
        let words =
            self.prefix.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]).chain(args);
        let words: Vec<&&str> = words.collect();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    }
}

fn apt_get() -> Option<AptGet> {
    let user = Command::new("id").arg("-u").output().ok()?;
    if user.stdout.trim_ascii() == b"0" {
        return Some(AptGet { prefix: &[] });
    }
    succeeds(Command::new("sudo").args(["-n", "true"])).then_some(AptGet { prefix: &["sudo", "-n"] })
}

fn node() -> Result<(), Failed> {
    const LEAST: u32 = 20;
    let version = Command::new("node").arg("--version").output().ok();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let major = version.as_deref().and_then(|v| v.strip_prefix('v')?.split('.').next()?.parse::<u32>().ok());
    if major.is_some_and(|major| major >= LEAST) {
        return Ok(());
    }
    let found = version.map_or_else(String::new, |version| format!(" (found {version})"));
    Err(Failed::Missing {
        words: format!("Node {LEAST} or newer with npm is needed to build the screens{found}"),
    })
}

fn rust_tools() -> Result<(), Failed> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !succeeds(&mut cargo([tool, "--version"])) {
            let mut rustup = Command::new("rustup");
            rustup.args(["component", "add", component]);
            step(component, rustup)?;
        }
    }
    Ok(())
}
