//! Files of the caller: read up to a cap, written whole or not at all.

use crate::refusal::{CliError, Refusal};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// No file that is handed in is larger.
const MOST_MIB: u64 = 64;

/// The bytes of a file. A folder, a pipe or a device is none: the one holds nothing, the others may never end.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let found = std::fs::metadata(path).map_err(|error| Refusal::io(path, &error))?;
    if !found.is_file() {
        return Err(CliError::NotAFile { path: path.to_owned() }.into());
    }
    read_any(path)
}

/// The same of whatever the caller names: a script may hand over a password or a question through a pipe.
fn read_any(path: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take((MOST_MIB << 20) + 1).read_to_end(&mut bytes))
        .map_err(|error| Refusal::io(path, &error))?;
    if bytes.len() as u64 > MOST_MIB << 20 {
        return Err(CliError::FileTooLarge { path: path.to_owned(), most_mib: MOST_MIB }.into());
    }
    Ok(bytes)
}

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String, Refusal> {
    String::from_utf8(read_any(path)?).map_err(|_| CliError::NotText { path: path.to_owned() }.into())
}

/// The first line of a file that holds a secret.
pub fn read_secret(path: &Path) -> Result<String, Refusal> {
    Ok(read_text(path)?.lines().next().unwrap_or_default().trim_end().to_owned())
}

/// Writes a file whole, beside its place first.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written = (|| {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    })();
    written.map_err(|error| {
        // A half-written copy is of no use to anyone; what stood at `path` still does.
        let _ = std::fs::remove_file(&part);
        Refusal::io(path, &error)
    })
}

/// The last part of a path, as it is said.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
