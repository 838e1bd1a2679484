//! The screens: their packages and their build, done again only when something they are made of changed.

use crate::steps::{Failed, step};
use std::{
    ffi::OsStr,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::{Path, PathBuf},
    process::Command,
};

const UI: &str = "ui";
const LOCK: &str = "ui/package-lock.json";

/// npm, in the folder of the screens.
pub fn npm<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(args).current_dir(UI);
    npm
}

/// npx, for a tool that is no dependency of the screens.
pub fn npx<I: AsRef<OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut npx = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
    npx.args(args);
    npx
}

/// Installs the packages that the lock file names.
pub fn installed() -> Result<(), Failed> {
    let stamp = Stamp { file: "ui/node_modules/.packages-made-of", made: LOCK };
    let sources = digest(&[PathBuf::from(LOCK)])?;
    if !stamp.is_fresh(sources) {
        step("packages of the screens", npm(["ci", "--no-audit", "--no-fund"]))?;
        stamp.write(sources)?;
    }
    Ok(())
}

/// Builds the screens into `ui/dist`, which the window embeds. The build checks their types first.
pub fn built() -> Result<(), Failed> {
    installed()?;
    // Vite names every other file by its contents in this one.
    let stamp = Stamp { file: "ui/node_modules/.dist-made-of", made: "ui/dist/index.html" };
    let sources = digest(&sources()?)?;
    if !stamp.is_fresh(sources) {
        step("build of the screens", npm(["run", "build"]))?;
        stamp.write(sources)?;
    }
    Ok(())
}

/// Everything under `ui` but what is made from it.
fn sources() -> Result<Vec<PathBuf>, Failed> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(UI)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
            let path = entry.map_err(|error| unreadable(&folder, error))?.path();
            match path.is_dir() {
                true if path.ends_with("node_modules") || path.ends_with("dist") => {}
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

fn digest(files: &[PathBuf]) -> Result<u64, Failed> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(file).map_err(|error| unreadable(file, error))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Remembers of what a file was made, and that nobody has made it of something else since.
struct Stamp {
    file: &'static str,
    made: &'static str,
}

impl Stamp {
    fn is_fresh(&self, sources: u64) -> bool {
        let found = fs::read_to_string(self.file).ok();
        found.is_some() && found == self.contents(sources).ok()
    }

    fn write(&self, sources: u64) -> Result<(), Failed> {
        fs::write(self.file, self.contents(sources)?).map_err(|error| unreadable(Path::new(self.file), error))
    }

    fn contents(&self, sources: u64) -> Result<String, Failed> {
        Ok(format!("{sources:016x} {:016x}\n", digest(&[PathBuf::from(self.made)])?))
    }
}

fn unreadable(path: &Path, error: io::Error) -> Failed {
    Failed::Start {
        name: "look at the screens' sources".to_owned(),
        program: path.display().to_string(),
        error,
    }
}
