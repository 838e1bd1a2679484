//! The files of a book and how they are written: whole or not at all.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The name's end of a book's data file.
pub const EXTENSION: &str = "cunshou";

/// Where the parts of one book are: `<book>` (data), `.keys`, `.head`, `.lock`, `.tries`.
#[derive(Debug, Clone)]
pub(crate) struct BookFiles {
    pub(crate) data: PathBuf,
}

impl BookFiles {
    pub(crate) fn at(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.data.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.beside(".keys")
    }

    pub(crate) fn head(&self) -> PathBuf {
        self.beside(".head")
    }

    pub(crate) fn tries(&self) -> PathBuf {
        self.beside(".tries")
    }

    /// SQLite's journal: beside the data file only while somebody works, or after a crash.
    pub(crate) fn journal(&self) -> PathBuf {
        self.beside("-journal")
    }

    fn lock(&self) -> PathBuf {
        self.beside(".lock")
    }

    /// Takes the book for this process until the value is dropped. A second instance is told so.
    pub(crate) fn take_lock(&self) -> Result<BookLock> {
        let path = self.lock();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::io(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(BookLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse { path: self.data.clone() }),
            Err(TryLockError::Error(error)) => Err(Error::io(&path, &error)),
        }
    }
}

/// The lock on a book; the system frees it even after a crash.
#[derive(Debug)]
pub(crate) struct BookLock {
    _file: File,
}

/// Writes a file whole: to a temporary name in the same folder, synced, then renamed over, then the folder synced.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let fresh = PathBuf::from(name);
    let written = (|| {
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)?;
        sync_folder(path)
    })();
    written.map_err(|error| {
        // The half-written copy is of no use to anyone; the file at `path` is untouched.
        let _ = std::fs::remove_file(&fresh);
        Error::io(path, &error)
    })
}

/// Makes the folder's entry for `path` durable. Windows has no such call: its rename is durable by itself.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
