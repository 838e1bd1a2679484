//! Opening the data file: key, pragmas, version, migration. Done once a book, in this order.

use super::check::CACHE_KIB;
use super::transact::{Storage, Tx};
use crate::error::{Error, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::Once;
use zeroize::Zeroizing;

/// `PRAGMA application_id` of a book: the ASCII bytes "CUNS".
const APPLICATION_ID: i64 = 0x4355_4E53;

/// The schema's steps, in order; the n-th takes a file from `user_version` n-1 to n. Never edited after they land.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001-book.sql"),
    include_str!("migrations/0002-policy-package.sql"),
    include_str!("migrations/0003-person-fact.sql"),
    include_str!("migrations/0004-cover-completed.sql"),
    include_str!("migrations/0005-list-import.sql"),
    include_str!("migrations/0006-category-list.sql"),
    include_str!("migrations/0007-office-list.sql"),
    include_str!("migrations/0008-household-life.sql"),
    include_str!("migrations/0009-levy-year.sql"),
    include_str!("migrations/0010-canvassing.sql"),
    include_str!("migrations/0011-money-after.sql"),
    include_str!("migrations/0012-beside-payments.sql"),
    include_str!("migrations/0013-roster-speed.sql"),
    include_str!("migrations/0014-import-number.sql"),
    include_str!("migrations/0015-package-row.sql"),
    include_str!("migrations/0016-backup-restore-people.sql"),
    include_str!("migrations/0017-difference.sql"),
    include_str!("migrations/0018-lost-voided.sql"),
    include_str!("migrations/0019-receipt-text.sql"),
    include_str!("migrations/0020-acknowledgement.sql"),
];

/// `PRAGMA user_version` that this program writes: as many steps as there are.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

impl Storage {
    /// Makes a new encrypted data file at `path` (which must not exist) with the newest schema.
    pub(crate) fn create(path: &Path, key: &[u8; 32]) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = connect(path, flags)?;
        unlock(&connection, key)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        let mut storage = Self::over(connection);
        storage.migrate(0, |_| Ok(()))?;
        storage.watch()?;
        Ok(storage)
    }

    /// Opens the data file at `path` with its key. If the file is older than the program, `before` runs with the file's version
    /// and the program's, then the steps, then `after` with what `before` answered, which is answered too. What `before`
    /// refuses, a step that fails, and what `after` refuses leave the file as it was.
    pub(crate) fn open<T>(
        path: &Path,
        key: &[u8; 32],
        before: impl FnOnce(&Self, i64, i64) -> Result<T>,
        after: impl FnOnce(&Tx<'_>, &T) -> Result<()>,
    ) -> Result<(Self, Option<T>)> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = connect(path, flags)?;
        let damaged = |detail: String| Error::Damaged { path: path.to_owned(), detail };
        unlock(&connection, key).map_err(|error| match error {
            Error::Database(error) => damaged(error.to_string()),
            other => other,
        })?;
        let found: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if found != APPLICATION_ID {
            return Err(damaged(format!("application_id {found}")));
        }
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > SCHEMA_VERSION {
            return Err(Error::Newer { found: version, known: SCHEMA_VERSION });
        }
        let mut storage = Self::over(connection);
        let mut kept = None;
        if version < SCHEMA_VERSION {
            let known = before(&storage, version, SCHEMA_VERSION)?;
            storage.migrate(version, |tx| after(tx, &known))?;
            kept = Some(known);
        }
        storage.watch()?;
        Ok((storage, kept))
    }

    /// Opens a copy to read it: with its key, never written, in whatever schema it has.
    pub(crate) fn look_at(path: &Path, key: &[u8; 32]) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let damaged = |detail: String| Error::CopyUnusable { path: path.to_owned(), detail };
        let connection = connect(path, flags).map_err(|error| damaged(error.to_string()))?;
        unlock(&connection, key).map_err(|error| match error {
            Error::Database(error) => damaged(error.to_string()),
            other => other,
        })?;
        let found: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if found != APPLICATION_ID {
            return Err(damaged(format!("application_id {found}")));
        }
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > SCHEMA_VERSION {
            return Err(Error::Newer { found: version, known: SCHEMA_VERSION });
        }
        Ok(Self::over(connection))
    }

    /// A second reader of a file that this process holds and that nobody writes meanwhile. It asks for no lock (the first
    /// connection has them all) and sees the file as it is on the disk; closing it gives none of the first one's away,
    /// since SQLite keeps the locks of a process by file.
    pub(crate) fn beside(path: &Path, key: &[u8; 32]) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = connect(Path::new(&immutable_uri(path)?), flags)?;
        unlock(&connection, key)?;
        Ok(Self::over(connection))
    }

    /// Writes every page again under another key, as one transaction: a crash leaves the file under the old key or
    /// under the new one.
    pub(crate) fn rekey(&mut self, key: &[u8; 32]) -> Result<()> {
        let connection = self.connection_mut();
        connection.flush_prepared_statement_cache();
        connection.pragma_update(None, "rekey", raw_key(key).as_str())?;
        Ok(())
    }

    /// All steps are one transaction: the older program opens the file as long as this one does not.
    fn migrate(&mut self, from: i64, after: impl FnOnce(&Tx<'_>) -> Result<()>) -> Result<()> {
        let transaction = self.connection_mut().transaction()?;
        for sql in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(MIGRATIONS.len())) {
            transaction.execute_batch(sql)?;
        }
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        after(&Tx { sql: &transaction })?;
        transaction.commit()?;
        Ok(())
    }
}

/// Opens a connection once the cipher is ready.
///
/// SQLite calls itself initialised before it has run the cipher's own initialisation, so two threads that open the
/// first files at once could find no cipher and see their key refused. The first of all connections is made alone.
fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    static READY: Once = Once::new();
    READY.call_once(|| drop(Connection::open_in_memory()));
    Connection::open_with_flags(path, flags)
}

/// A path as <https://sqlite.org/uri.html> wants it, for a file that does not change while it is read.
fn immutable_uri(path: &Path) -> Result<String> {
    let unnamed = || Error::Io { path: path.to_owned(), kind: std::io::ErrorKind::InvalidInput };
    let path = std::path::absolute(path).map_err(|_| unnamed())?;
    let mut uri = String::from("file://");
    let text = path.to_str().ok_or_else(unnamed)?;
    if !text.starts_with('/') {
        uri.push('/');
    }
    for letter in text.chars() {
        match letter {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            '\\' if cfg!(windows) => uri.push('/'),
            other => uri.push(other),
        }
    }
    uri.push_str("?immutable=1");
    Ok(uri)
}

/// Gives the raw key and sets what holds for the life of the connection.
fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<()> {
    connection.pragma_update(None, "key", raw_key(key).as_str())?;
    // The first read decides whether the key is right.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    // One file at rest, and a commit that survives a power cut (directory entry included).
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// A raw key as SQLCipher's pragmas take it.
fn raw_key(key: &[u8; 32]) -> Zeroizing<String> {
    let mut hex = Zeroizing::new(String::with_capacity(67));
    hex.push_str("x'");
    for byte in key {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    hex.push('\'');
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_its_letters_in_a_uri() {
        // A path of Windows begins with a letter.
        let (root, begins) = if cfg!(windows) { ("C:\\", "file:///C:/") } else { ("/", "file:///") };
        let uri = immutable_uri(&Path::new(root).join("石桥 村").join("100%?#.cunshou")).expect("a path");
        assert_eq!(uri, format!("{begins}石桥 村/100%25%3f%23.cunshou?immutable=1"));
    }
}
