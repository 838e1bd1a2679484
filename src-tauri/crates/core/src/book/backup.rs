//! 备份: verified copies of the book, data and keys, encrypted as they are; where they go, and how many are kept.
//!
//! Invariant: a copy gets its name only after it was opened with the book's own key and read back: whole, and as far as
//! the journal goes. A copy that could not be made never stops an act; it is recorded, said, and offered again.

use super::files::{BookFiles, forget_pages, is_on_the_same_disk, remove_parts, sync_folder, write_whole};
use super::{Book, BookKind, EXTENSION, Head, Identity};
use crate::error::{Coded, Error, Result};
use crate::moment::Moment;
use crate::storage::{Storage, at_path};
use crate::user::Act;
use chrono::{DateTime, FixedOffset};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The folder on a stick that makes it a backup stick: copies go to no other stick.
pub const STICK_FOLDER: &str = "村收备份";
/// How many copies are kept in a folder, if nobody said otherwise; the newest of each month stays besides.
const KEEP: u32 = 10;
/// Fewer would leave nothing to fall back on.
const KEEP_LEAST: u32 = 2;
/// More is a typing error.
const KEEP_MOST: u32 = 500;
/// The setting with the second folder.
pub(super) const FOLDER: &str = "backup_folder";
/// The setting with the number of copies that are kept.
const KEEP_SETTING: &str = "backup_keep";

/// Why a copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupCause {
    /// A session was closed.
    Close,
    /// Somebody asked for it.
    Asked,
    /// The tables are about to be changed by a newer program.
    Migration,
    /// The key was changed: older copies need the older secrets.
    Rekey,
}

impl BackupCause {
    /// The word in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Asked => "asked",
            Self::Migration => "migration",
            Self::Rekey => "rekey",
        }
    }
}

/// A copy that was opened and read back.
#[derive(Debug, Clone)]
pub struct Backed {
    /// The copy's data file; its keys lie beside it.
    pub path: PathBuf,
    /// Size of the data file.
    pub bytes: u64,
    /// How far the journal goes in it.
    pub head: Head,
    /// It lies on the same disk as the book.
    pub same_disk: bool,
    /// Older copies that were taken away.
    pub removed: Vec<PathBuf>,
}

/// One try, and what became of it.
#[derive(Debug)]
pub struct BackupTry {
    /// Where to.
    pub folder: PathBuf,
    /// The copy, or why there is none.
    pub outcome: Result<Backed>,
}

/// A try as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRow {
    /// When (RFC 3339, +08:00).
    pub at: String,
    /// Who.
    pub user: String,
    /// `close`, `asked`, `migration` or `rekey`.
    pub cause: String,
    /// Where to.
    pub folder: String,
    /// The copy's name; empty if there is none.
    pub file_name: String,
    /// It lies on the same disk as the book.
    pub same_disk: bool,
    /// Size of the data file.
    pub bytes: u64,
    /// The newest entry of the journal in it.
    pub seq: u64,
    /// Its hash, hex.
    pub hash: String,
    /// The code of what went wrong; `None` = read back and right.
    pub fault: Option<String>,
}

/// Where the book stands with its copies.
#[derive(Debug, Clone)]
pub struct BackupStatus {
    /// The second folder, if one is set.
    pub folder: Option<PathBuf>,
    /// How many copies are kept in a folder.
    pub keep: u32,
    /// The newest copy that was read back.
    pub newest: Option<BackupRow>,
    /// Its age in whole days.
    pub age_days: Option<i64>,
    /// Payments that no copy holds.
    pub payments_since: u32,
    /// Closes that no copy holds.
    pub closes_since: u32,
    /// The newest try that failed, if none succeeded after it.
    pub failed: Option<BackupRow>,
}

impl BackupStatus {
    /// True if something would be lost with the disk.
    pub fn is_behind(&self) -> bool {
        self.newest.is_none() || self.payments_since > 0 || self.closes_since > 0
    }
}

impl Book {
    /// Writes a verified copy into `folder` and answers its path.
    pub fn backup(&mut self, folder: &Path, now: &Moment) -> Result<PathBuf> {
        self.back_up(folder, BackupCause::Asked, now).map(|backed| backed.path)
    }

    /// Writes the book and its key file into `folder`, opens the copy with the book's key, reads it back, and takes older
    /// copies away. What became of it is recorded either way.
    ///
    /// # Errors
    /// [`Error::NoSuchFolder`], [`Error::BackupBesideBook`], [`Error::BookExists`] (that very copy is there),
    /// [`Error::DiskFull`], [`Error::Io`], [`Error::CopyDiffers`]: nothing half-written is left.
    pub fn back_up(&mut self, folder: &Path, cause: BackupCause, now: &Moment) -> Result<Backed> {
        self.allow(Act::Backup)?;
        let outcome = self.copy_into(folder, now);
        let row = BackupRow {
            at: now.text(),
            user: self.user.clone(),
            cause: cause.word().to_owned(),
            folder: folder.display().to_string(),
            file_name: outcome.as_ref().map_or_else(|_| String::new(), |backed| name_of(&backed.path)),
            same_disk: is_on_the_same_disk(&self.files.data, folder),
            bytes: outcome.as_ref().map_or(0, |backed| backed.bytes),
            seq: self.last_head.seq,
            hash: self.last_head.hash.clone(),
            fault: outcome.as_ref().err().map(|error| error.code().to_owned()),
        };
        let noted = self.transact_as(Act::Backup, now, |tx, acting| {
            tx.insert_backup(&row)?;
            let act = if row.fault.is_none() { "backup" } else { "backup_failed" };
            let place = Path::new(&row.folder).join(&row.file_name);
            tx.audit(acting, act, &place.display().to_string())
        });
        // A copy that is there and right is not unsaid because the book's own disk could not record it.
        match (outcome, noted) {
            (Ok(backed), Ok(()) | Err(_)) => Ok(backed),
            (Err(error), _) => Err(error),
        }
    }

    /// Copies the book to the second folder, if one is set, and to each of `sticks` that has the folder of a backup stick.
    ///
    /// # Errors
    /// [`Error::NoBackupPlace`] if there is neither. That one of several places failed stands in its own outcome.
    pub fn back_up_everywhere(
        &mut self,
        sticks: &[PathBuf],
        cause: BackupCause,
        now: &Moment,
    ) -> Result<Vec<BackupTry>> {
        self.allow(Act::Backup)?;
        let set = self.read(|tx| tx.setting(FOLDER))?.filter(|folder| !folder.is_empty());
        let mut folders: Vec<PathBuf> = set.into_iter().map(PathBuf::from).collect();
        folders.extend(backup_sticks(sticks));
        let mut seen = BTreeSet::new();
        folders.retain(|folder| seen.insert(folder.clone()));
        if folders.is_empty() {
            return Err(Error::NoBackupPlace {});
        }
        let tries = folders.into_iter().map(|folder| {
            let outcome = self.back_up(&folder, cause, now);
            BackupTry { folder, outcome }
        });
        Ok(tries.collect())
    }

    /// Makes a stick a backup stick, and writes the first copy on it.
    pub fn make_backup_stick(&mut self, stick: &Path, now: &Moment) -> Result<Backed> {
        self.allow(Act::Backup)?;
        if !stick.is_dir() {
            return Err(Error::NoSuchFolder { path: stick.to_owned() });
        }
        let folder = stick.join(STICK_FOLDER);
        std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, &error))?;
        self.back_up(&folder, BackupCause::Asked, now)
    }

    /// Sets the second folder (`None` = no second folder) and how many copies are kept in a folder.
    ///
    /// # Errors
    /// [`Error::NoSuchFolder`], [`Error::BackupBesideBook`], [`Error::BadBackupKeep`].
    pub fn set_backup(&mut self, folder: Option<&Path>, keep: u32, now: &Moment) -> Result<()> {
        if let Some(folder) = folder {
            self.refuse_own_folder(folder)?;
        }
        if !(KEEP_LEAST..=KEEP_MOST).contains(&keep) {
            return Err(Error::BadBackupKeep { keep, least: KEEP_LEAST, most: KEEP_MOST });
        }
        let text = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
        self.transact_as(Act::Setup, now, |tx, acting| {
            tx.set_setting(FOLDER, &text)?;
            tx.set_setting(KEEP_SETTING, &keep.to_string())?;
            tx.audit(acting, "backup_settings", &format!("{text} × {keep}"))
        })
    }

    /// Where the book stands with its copies; `now` tells their age.
    pub fn backup_status(&self, now: DateTime<FixedOffset>) -> Result<BackupStatus> {
        self.read(|tx| {
            let newest = tx.newest_backup()?;
            let (seq, at) = newest.as_ref().map_or((0, None), |row| (row.seq, row.at.parse().ok()));
            let (payments_since, closes_since) = tx.since_seq(seq)?;
            Ok(BackupStatus {
                folder: tx.setting(FOLDER)?.filter(|folder| !folder.is_empty()).map(PathBuf::from),
                keep: tx.backup_keep()?,
                age_days: at.map(|at: DateTime<FixedOffset>| (now - at).num_days().max(0)),
                failed: tx.newest_failed_backup()?,
                newest,
                payments_since,
                closes_since,
            })
        })
    }

    /// The newest tries, newest first.
    pub fn backups(&self) -> Result<Vec<BackupRow>> {
        self.read(|tx| tx.backup_rows())
    }

    fn refuse_own_folder(&self, folder: &Path) -> Result<()> {
        if !folder.is_dir() {
            return Err(Error::NoSuchFolder { path: folder.to_owned() });
        }
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let own =
            self.files.data.parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if whole(own) == whole(folder) {
            return Err(Error::BackupBesideBook { path: folder.to_owned() });
        }
        Ok(())
    }

    fn copy_into(&self, folder: &Path, now: &Moment) -> Result<Backed> {
        self.refuse_own_folder(folder)?;
        let prefix = prefix(&self.identity);
        let name = copy_name(&prefix, now.at(), self.last_head.seq);
        let path = folder.join(&name);
        let bytes = write_copy(&self.storage, &self.files, &self.key, &self.last_head, &path)?;
        let keep = self.read(|tx| tx.backup_keep())?;
        let removed = take_older_away(folder, &prefix, &self.identity.book_id, keep, &name);
        let same_disk = is_on_the_same_disk(&self.files.data, folder);
        Ok(Backed { path, bytes, head: self.last_head.clone(), same_disk, removed })
    }
}

impl crate::storage::Tx<'_> {
    fn backup_keep(&self) -> Result<u32> {
        Ok(self.setting(KEEP_SETTING)?.and_then(|keep| keep.parse().ok()).unwrap_or(KEEP))
    }
}

/// The folders for copies on those of the sticks that were made backup sticks.
pub(super) fn backup_sticks(sticks: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    sticks.iter().map(|stick| stick.join(STICK_FOLDER)).filter(|folder| folder.is_dir())
}

/// Writes a copy whole: to a temporary name, synced, opened with the key, read back, compared, then renamed.
/// Answers the size of its data file.
pub(super) fn write_copy(
    storage: &Storage,
    files: &BookFiles,
    key: &[u8; 32],
    head: &Head,
    path: &Path,
) -> Result<u64> {
    if path.exists() {
        return Err(Error::BookExists { path: path.to_owned() });
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let keys_beside = BookFiles::at(path).keys();
    let written = (|| {
        let _ = std::fs::remove_file(&part);
        // The system says why a place cannot be written; SQLite only says that it cannot.
        File::create(&part).map_err(|error| Error::io(path, &error))?;
        storage.copy_to(&part).map_err(|error| at_path(error, path))?;
        let at = |error: std::io::Error| Error::io(path, &error);
        File::options().read(true).write(true).open(&part).and_then(|file| file.sync_all()).map_err(at)?;
        read_back(&part, key, head).map_err(|error| at_path(error, path))?;
        let keys = std::fs::read(files.keys()).map_err(|error| Error::io(files.keys(), &error))?;
        write_whole(&keys_beside, &keys)?;
        let back = File::open(&keys_beside).and_then(|file| {
            forget_pages(&file);
            std::fs::read(&keys_beside)
        });
        if back.map_err(at)? != keys {
            return Err(Error::CopyDiffers { path: keys_beside.clone(), detail: "keys".to_owned() });
        }
        let bytes = std::fs::metadata(&part).map_err(at)?.len();
        std::fs::rename(&part, path).map_err(at)?;
        sync_folder(path).map_err(at)?;
        Ok(bytes)
    })();
    if written.is_err() {
        for left in [&part, path, &keys_beside] {
            let _ = std::fs::remove_file(left);
        }
    }
    written
}

/// Opens a copy from the medium, not from memory, and compares: whole, and as far as the book goes.
fn read_back(path: &Path, key: &[u8; 32], head: &Head) -> Result<()> {
    if let Ok(file) = File::open(path) {
        forget_pages(&file);
    }
    let differs = |detail: String| Error::CopyDiffers { path: path.to_owned(), detail };
    let copy = Storage::look_at(path, key).map_err(|error| match error {
        Error::CopyUnusable { detail, .. } => differs(detail),
        other => other,
    })?;
    if let Some(fault) = copy.integrity()?.into_iter().next() {
        return Err(differs(fault));
    }
    let found = copy.read(|tx| tx.head(&head.book_id))?;
    if found != *head {
        return Err(differs(format!("{} / {}", found.seq, head.seq)));
    }
    Ok(())
}

/// How the names of a book's copies begin.
pub(super) fn prefix(identity: &Identity) -> String {
    match identity.kind {
        BookKind::Live => identity.village_code.clone(),
        other => format!("{}-{}", identity.village_code, other.word()),
    }
}

/// Village, instant, newest entry: names sort as the copies were made.
pub(super) fn copy_name(prefix: &str, at: DateTime<FixedOffset>, seq: u64) -> String {
    format!("{prefix}-{}-{seq:06}.{EXTENSION}", at.format("%Y%m%d-%H%M%S"))
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The instant in the name of a copy of this prefix: `20251103-180500`.
fn stamp_of<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let rest = name.strip_prefix(prefix)?.strip_prefix('-')?.strip_suffix(EXTENSION)?.strip_suffix('.')?;
    let mut parts = rest.split('-');
    let (day, time, seq, end) = (parts.next()?, parts.next()?, parts.next()?, parts.next());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = end.is_none() && day.len() == 8 && time.len() == 6 && seq.len() >= 6;
    (fits && digits(day) && digits(time) && digits(seq)).then(|| &rest[..15])
}

/// Which copies go: all but the newest `keep`, the newest of each month, and the one that was just written.
fn superfluous(names: &[String], prefix: &str, keep: usize, written: &str) -> Vec<String> {
    let mut copies: Vec<_> = names.iter().filter_map(|name| Some((stamp_of(name, prefix)?, name))).collect();
    copies.sort_by(|a, b| b.cmp(a));
    let mut months = BTreeSet::new();
    let mut gone = Vec::new();
    for (place, (stamp, name)) in copies.into_iter().enumerate() {
        let newest_of_month = months.insert(&stamp[..6]);
        if place >= keep && !newest_of_month && name != written {
            gone.push(name.clone());
        }
    }
    gone
}

/// Takes superfluous copies of this very book away. What cannot be removed stays: it does no harm.
fn take_older_away(folder: &Path, prefix: &str, book_id: &str, keep: u32, written: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let own = |name: &String| {
        let keys = super::keys::KeyFile::read(&BookFiles::at(&folder.join(name)).keys());
        keys.is_ok_and(|keys| keys.book_id == book_id)
    };
    let names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| stamp_of(name, prefix).is_some() && own(name))
        .collect();
    let gone = superfluous(&names, prefix, keep as usize, written);
    gone.into_iter().map(|name| folder.join(name)).filter(|path| remove_parts(path).is_ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(days: &[&str]) -> Vec<String> {
        days.iter().map(|day| format!("341799101203-{day}-180000-000042.{EXTENSION}")).collect()
    }

    #[test]
    fn the_newest_stay_and_one_of_each_month() {
        let all =
            names(&["20250930", "20251001", "20251015", "20251031", "20251101", "20251102", "20251103"]);
        let gone = superfluous(&all, "341799101203", 2, &all[6]);
        assert_eq!(gone, names(&["20251101", "20251015", "20251001"]), "30 September and 31 October stay");
    }

    #[test]
    fn the_copy_just_written_stays_even_if_the_clock_went_back() {
        let all = names(&["20251001", "20251002", "20251103", "20251104", "20251105"]);
        let gone = superfluous(&all, "341799101203", 2, &all[0]);
        assert_eq!(gone, names(&["20251103"]), "the written one stays, and the newest of October");
    }

    #[test]
    fn other_files_and_other_books_are_no_copies() {
        let prefix = "341799101203";
        for name in [
            "341799101203.cunshou",
            "341799101203-demo-20251103-180000-000042.cunshou",
            "341799101203-20251103-180000-000042.cunshou.keys",
            "341799101203-20251103-180000.cunshou",
            "341799101204-20251103-180000-000042.cunshou",
            "341799101203-2025110x-180000-000042.cunshou",
        ] {
            assert_eq!(stamp_of(name, prefix), None, "{name}");
        }
        let own = "341799101203-20251103-180000-1000042.cunshou";
        assert_eq!(stamp_of(own, prefix), Some("20251103-180000"), "a journal of a million entries");
        let demo = "341799101203-demo-20251103-180000-000042.cunshou";
        assert_eq!(stamp_of(demo, "341799101203-demo"), Some("20251103-180000"));
    }
}
