//! The files of a book and how they are written: whole or not at all.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name's end of a book's data file.
pub const EXTENSION: &str = "cunshou";
/// What stands in the name of a copy that was made beside the book before its tables were changed.
pub(super) const COPY_MARK: &str = "before-";

/// A program that this one is just starting (to print, say) holds all its files, and so the lock of a book that was closed
/// meanwhile, until it runs itself: an instant. Another window holds it for longer.
const LOCK_TRIES: u32 = 10;
/// Between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

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
        for again in (0..LOCK_TRIES).rev() {
            match file.try_lock() {
                Ok(()) => return Ok(BookLock { _file: file }),
                Err(TryLockError::WouldBlock) if again > 0 => std::thread::sleep(LOCK_PAUSE),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(Error::io(&path, &error)),
            }
        }
        Err(Error::InUse { path: self.data.clone() })
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

/// Makes the folder's entry for `path` durable. Windows cannot sync a folder, but what it writes of a file that is flushed
/// includes its name.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(windows) {
        return OpenOptions::new().write(true).open(path)?.sync_all();
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// True for a copy that lies beside its book: it is no book to work in.
pub(super) fn is_copy(path: &Path) -> bool {
    let stem = path.file_stem().map(Path::new);
    let mark = stem.and_then(Path::extension).map(|end| end.to_string_lossy().into_owned());
    mark.is_some_and(|mark| mark.starts_with(COPY_MARK))
}

/// Removes a copy: the data file first, so that what is left over opens nothing.
pub(super) fn remove_parts(data: &Path) -> std::io::Result<()> {
    std::fs::remove_file(data)?;
    let files = BookFiles::at(data);
    for part in [files.keys(), files.head(), files.lock(), files.tries()] {
        let _ = std::fs::remove_file(part);
    }
    Ok(())
}

/// Whether two places share a disk, so that both go when it goes; unknown counts as no.
#[cfg(unix)]
pub(super) fn is_on_the_same_disk(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| std::fs::metadata(path).map(|facts| facts.dev());
    matches!((disk(one), disk(other)), (Ok(a), Ok(b)) if a == b)
}

/// Windows: by the letter of the drive.
#[cfg(not(unix))]
pub(super) fn is_on_the_same_disk(one: &Path, other: &Path) -> bool {
    let drive = |path: &Path| path.canonicalize().ok()?.components().next().map(|c| c.as_os_str().to_owned());
    matches!((drive(one), drive(other)), (Some(a), Some(b)) if a == b)
}

/// Asks the system to forget what it holds of a file, so that the next read comes from the medium. A hint: where the
/// system declines it, a comparison still holds for what it has.
#[cfg(target_os = "linux")]
pub(crate) fn forget_pages(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

/// Not run on Windows yet: there a comparison is with what the system holds.
#[cfg(not(target_os = "linux"))]
pub(crate) fn forget_pages(_file: &File) {}
