//! Files that the clerk names: read with a bound, written whole or not at all.
//!
//! Invariant: what a path holds is never trusted to be small, and nothing half-written is left behind.

use crate::error::AppFault;
use cunshou_core::Error;
use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

const MOST_MIB: u64 = 64;

/// The bytes of a file, and its name.
pub fn read(path: &str) -> Result<(Vec<u8>, String), AppFault> {
    let path = Path::new(path);
    let refused = |error: io::Error| AppFault::from(Error::Io { path: path.to_owned(), kind: error.kind() });
    // A pipe or a device would never end, or never begin.
    if !fs::metadata(path).map_err(refused)?.is_file() {
        return Err(refused(io::ErrorKind::InvalidInput.into()));
    }
    let file = File::open(path).map_err(refused)?;
    let most = MOST_MIB << 20;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > most {
        return Err(AppFault::TooLarge { path: path.display().to_string(), most_mib: MOST_MIB });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((bytes, name))
}

/// Writes a file into a folder that is there, over one of the same name, and answers its path.
pub fn write(folder: &str, name: &str, bytes: &[u8]) -> Result<String, Error> {
    let folder = Path::new(folder);
    if !folder.is_dir() {
        return Err(Error::NoSuchFolder { path: folder.to_owned() });
    }
    // A household's number may hold a stroke: it must not lead to another folder.
    let name = name.replace(['/', '\\', ':'], "-");
    let path = folder.join(&name);
    let part = folder.join(format!("{name}.part"));
    put(&part, &path, bytes).map_err(|error| {
        // The half-written copy is of no use to anyone.
        let _gone = fs::remove_file(&part);
        refusal(path.clone(), &error)
    })?;
    Ok(path.display().to_string())
}

fn put(part: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(part, path)
}

fn refusal(path: PathBuf, error: &io::Error) -> Error {
    Error::io(path, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunshou_core::Coded as _;

    #[test]
    fn a_file_is_written_whole_and_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().to_str().expect("a plain path");
        let path = write(place, "收据.pdf", b"one").expect("written");
        let again = write(place, "收据.pdf", b"two").expect("written over");
        assert_eq!(path, again);
        assert_eq!(read(&path).expect("read"), (b"two".to_vec(), "收据.pdf".to_owned()));
        assert_eq!(
            fs::read_dir(folder.path()).expect("the folder").count(),
            1,
            "no half-written copy is left"
        );
    }

    #[test]
    fn what_is_not_there_is_refused_with_words() {
        assert_eq!(write("/no/such/folder", "x", b"").expect_err("no folder").code(), "E-EXP-002");
        assert_eq!(read("/no/such/file").expect_err("no file").code(), "E-IO-001");
    }
}
