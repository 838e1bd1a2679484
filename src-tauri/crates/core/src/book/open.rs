//! Opening a book: lock, key file, password with its growing wait, data file, head file.

use super::files::{BookFiles, is_copy};
use super::head::{Head, HeadFile};
use super::keys::KeyFile;
use super::tries::{FailedTry, Tries};
use super::upgrade::{copy_before, failed, note};
use super::{Book, EXTENSION};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::Storage;
use chrono::{DateTime, FixedOffset};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What opens a book.
#[derive(Debug, Clone, Copy)]
pub enum Secret<'a> {
    /// The password of a user (or the recovery key, typed in its place); without a name, of the book's first user.
    Password {
        /// Who.
        user: Option<&'a str>,
        /// The password.
        password: &'a str,
    },
    /// The recovery key from the township's safe.
    Recovery(&'a str),
}

/// The head file knows entries that the data file lacks: the file was put back to an older state, or its tail was lost.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BehindHead {
    /// The newest entry in the data file.
    pub book_seq: u64,
    /// The newest entry that was acknowledged.
    pub head_seq: u64,
    /// The newest receipt that was acknowledged: it and those before it must be on paper.
    pub last_receipt: Option<String>,
}

/// What the steps of a newer schema may add to a file at its opening, in bytes: more than they ever do.
const LARGEST_GROWTH: u64 = 64 << 20;

/// A book in a folder, as far as its key file tells without a password.
#[derive(Debug, Clone)]
pub struct KnownBook {
    /// The data file.
    pub path: PathBuf,
    /// The village's name.
    pub village_name: String,
    /// live, training or demo.
    pub kind: String,
    /// Who has a password.
    pub users: Vec<String>,
    /// Until when no password is tried.
    pub locked_until: Option<DateTime<FixedOffset>>,
}

impl Book {
    /// The books in a folder, by name. A key file that cannot be read is passed over.
    pub fn known_in(folder: &Path, now: DateTime<FixedOffset>) -> Vec<KnownBook> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut books: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == EXTENSION) && !is_copy(path))
            .filter_map(|path| Self::known(&path, now).ok())
            .collect();
        books.sort_by(|a, b| a.path.cmp(&b.path));
        books
    }

    /// What is known of the book at `path` without its password.
    pub fn known(path: &Path, now: DateTime<FixedOffset>) -> Result<KnownBook> {
        if !path.is_file() {
            return Err(Error::NoSuchBook { path: path.to_owned() });
        }
        let files = BookFiles::at(path);
        let keys = KeyFile::read(&files.keys())?;
        Ok(KnownBook {
            path: path.to_owned(),
            village_name: keys.village_name.clone(),
            kind: keys.kind.clone(),
            users: keys.users(),
            locked_until: Tries::read(&files.tries()).shut_until(now),
        })
    }

    /// Opens the book at `path`. One of an older program is copied and brought up first ([`Book::brought_up`]).
    ///
    /// # Errors
    /// [`Error::NoSuchBook`], [`Error::InUse`], [`Error::KeysUnusable`], [`Error::LockedOut`], [`Error::WrongPassword`],
    /// [`Error::WrongRecoveryKey`], [`Error::Damaged`], [`Error::Newer`], [`Error::KeysOfAnotherBook`],
    /// [`Error::NoRoomToBringUp`].
    pub fn open(path: &Path, secret: Secret<'_>, now: &Moment) -> Result<Self> {
        Self::open_with_sticks(path, secret, &[], now)
    }

    /// [`Book::open`]; of the `sticks` that are plugged in (their top folders) the backup sticks get a copy of a book that
    /// has to be brought up.
    ///
    /// # Errors
    /// Those of [`Book::open`].
    pub fn open_with_sticks(
        path: &Path,
        secret: Secret<'_>,
        sticks: &[PathBuf],
        now: &Moment,
    ) -> Result<Self> {
        if !path.is_file() {
            return Err(Error::NoSuchBook { path: path.to_owned() });
        }
        let files = BookFiles::at(path);
        let lock = files.take_lock()?;
        let keys = KeyFile::read(&files.keys())?;
        let Unlocked { mut user, keys: mut fitting, by_recovery, wrong_before } =
            unlock(&files, &keys, secret, now)?;
        let open_with = |key: &[u8; 32]| {
            Storage::open(
                &files.data,
                key,
                |old, from, to| copy_before(old, &files, key, sticks, (from, to), now),
                |tx, brought_up| note(tx, brought_up, &user, now),
            )
        };
        let cut_off = files.journal().exists();
        let length = || std::fs::metadata(&files.data).map_or(0, |found| found.len());
        let before = length();
        let (mut of, mut key) = fitting.remove(0);
        let mut opened = open_with(&key);
        // The program stopped while the key was being changed: the data file is under the old key or under the new one.
        if matches!(opened, Err(Error::Damaged { .. })) && !fitting.is_empty() {
            (of, key) = fitting.remove(0);
            opened = open_with(&key);
        }
        let (mut storage, brought_up) = opened.map_err(|error| failed(error, &files, now))?;
        // A rollback makes no file longer, but a spoilt journal can: to terabytes of nothing that no check would get through.
        if cut_off && length() > before.saturating_mul(2).saturating_add(LARGEST_GROWTH) {
            let detail = format!("{before} -> {} bytes", length());
            return Err(Error::Damaged { path: files.data.clone(), detail });
        }
        if keys.next().is_some() {
            of.write(&files.keys())?;
        }
        let in_book = storage.read(|tx| {
            let identity = tx.book()?;
            let policies = tx.policies()?;
            let head = tx.head(&identity.book_id)?;
            Ok((identity, policies, head))
        });
        // The key is right by now: what cannot be read here is damage, whatever SQLite calls it.
        let (identity, policies, in_book) = in_book.map_err(|error| unreadable(&files.data, error))?;
        if identity.book_id != keys.book_id {
            return Err(Error::KeysOfAnotherBook { path: files.keys() });
        }
        let (users, roles_on) = storage.read(|tx| Ok((tx.users()?, tx.roles_on()?)))?;
        let here: Vec<_> = users.into_iter().filter(|one| one.removed_at.is_none()).collect();
        // Whoever was removed while a change of the key was cut off is not let in by the old slot; the recovery key always is.
        let named = here.iter().find(|one| one.name == user);
        let anybody = here.first().filter(|_| by_recovery);
        let found = named.or(anybody).ok_or_else(|| Error::NoSuchUser { user: user.clone() })?;
        let role = found.role;
        user.clone_from(&found.name);
        let mut head_file = HeadFile::open(&files.head())?;
        let acknowledged = head_file.read()?.filter(|head| head.book_id == identity.book_id);
        let behind = acknowledged
            .as_ref()
            .and_then(|head| behind(&storage, head, &in_book).transpose())
            .transpose()?;
        let behind = match behind {
            Some(behind) => Some(behind),
            None => storage.read(|tx| tx.awaits_series())?,
        };
        // What happened while the book was shut is written down before anything else.
        if !wrong_before.is_empty() || by_recovery {
            storage.transact(|tx| {
                for wrong in &wrong_before {
                    tx.insert_audit(&instant(wrong.at), &wrong.user, "login_failed", "")?;
                }
                if by_recovery {
                    tx.insert_audit(&now.text(), &user, "opened_by_recovery", "")?;
                }
                Ok(())
            })?;
        }
        Tries::succeeded(&files.tries());
        // The head file is never taken back: what it knows and the book lacks stays known until a restore.
        let stale =
            behind.is_none() && acknowledged.as_ref() != Some(&in_book) && head_file.write(&in_book).is_err();
        let mut book =
            Self::assemble(storage, files, identity, policies, user, head_file, in_book, lock, key, now.at());
        book.behind = behind;
        book.role = role;
        book.roles_on = roles_on;
        book.by_recovery = by_recovery;
        book.brought_up = brought_up;
        book.head_stale = stale;
        if cut_off {
            book.refuse_damage()?;
            // What the file holds was perhaps never synced. This row is: and with it everything before it.
            // Nobody's act, so no role is asked: a reviewer who comes first after a crash is not shut out.
            let now = now.moved_to(book.clock(now.at()));
            book.transact_unasked(&now, |tx, acting| tx.audit(acting, "recovered", ""))?;
        }
        Ok(book)
    }

    /// After the program or the power ended in the middle of an act: SQLite has rolled it back by its journal, but a
    /// journal that was spoilt itself can leave pages of two times side by side, each of them whole. So everything is
    /// looked at before anybody works in the book.
    fn refuse_damage(&self) -> Result<()> {
        let reports = self.verify().map_err(|error| unreadable(&self.files.data, error))?;
        let broken = reports.iter().find(|report| !report.ok() && report.law != crate::journal::NOTHING_LOST);
        broken.map_or(Ok(()), |report| {
            Err(Error::Damaged { path: self.files.data.clone(), detail: report.law.to_owned() })
        })
    }
}

/// What a whole file would never answer, as what it is.
fn unreadable(path: &Path, error: Error) -> Error {
    match error {
        Error::Database(_) | Error::BadRow { .. } => {
            Error::Damaged { path: path.to_owned(), detail: error.to_string() }
        }
        other => other,
    }
}

/// What a secret opened.
pub(super) struct Unlocked {
    /// Who.
    pub(super) user: String,
    /// The key files in which the secret fits, with the key that it gives: two only while a key is being changed.
    pub(super) keys: Vec<(KeyFile, Zeroizing<[u8; 32]>)>,
    /// It was the recovery key.
    pub(super) by_recovery: bool,
    /// Wrong passwords since the last right one.
    pub(super) wrong_before: Vec<FailedTry>,
}

/// Finds the key that a secret opens; a wrong one makes the next wait longer.
pub(super) fn unlock(
    files: &BookFiles,
    keys: &KeyFile,
    secret: Secret<'_>,
    now: &Moment,
) -> Result<Unlocked> {
    let mut tries = Tries::read(&files.tries());
    if let Some(until) = tries.shut_until(now.at()) {
        return Err(Error::LockedOut { until });
    }
    let files_of_keys = || [Some(keys.current()), keys.next()].into_iter().flatten();
    let users: Vec<String> = files_of_keys().flat_map(|keys| keys.users()).collect();
    let first = || users.first().cloned().unwrap_or_default();
    let (user, by_password) = match secret {
        Secret::Password { user, password } => {
            let user = user.map_or_else(first, str::to_owned);
            // Who forgot his password types the recovery key where the password goes; so does who lost it with a
            // change of the key, and then he has no slot.
            if !users.contains(&user) && !super::keys::is_recovery_key(password) {
                return Err(Error::NoSuchUser { user });
            }
            (user, Some(password))
        }
        Secret::Recovery(_) => (first(), None),
    };
    let open = |keys: &KeyFile| match (by_password, secret) {
        (Some(password), _) => keys.open_with_either(&user, password),
        (None, Secret::Recovery(recovery)) => keys.open_with_recovery(recovery),
        (None, Secret::Password { .. }) => None,
    };
    let fitting: Vec<_> = files_of_keys().filter_map(|keys| open(&keys).map(|key| (keys, key))).collect();
    let Some((fits, _)) = fitting.first() else {
        let wait_seconds = tries.failed(&files.tries(), &user, now.at());
        return Err(match secret {
            Secret::Password { .. } => Error::WrongPassword { wait_seconds },
            Secret::Recovery(_) => Error::WrongRecoveryKey {},
        });
    };
    let by_recovery = by_password.is_none_or(|password| fits.open_with_password(&user, password).is_none());
    let wrong_before = tries.log().to_vec();
    Ok(Unlocked { user, keys: fitting, by_recovery, wrong_before })
}

fn instant(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, false)
}

/// Compares what was acknowledged with what the data file holds.
fn behind(storage: &Storage, acknowledged: &Head, in_book: &Head) -> Result<Option<BehindHead>> {
    let same = storage.read(|tx| tx.entry_hash(acknowledged.seq))?;
    let whole = same.is_some_and(|hash| crate::journal::hex(&hash) == acknowledged.hash);
    Ok((!whole).then(|| BehindHead {
        book_seq: in_book.seq,
        head_seq: acknowledged.seq,
        last_receipt: acknowledged.last_receipt.clone(),
    }))
}
