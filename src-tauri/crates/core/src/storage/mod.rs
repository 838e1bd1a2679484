//! The one door to the data file: opening it (pragmas, once), migrating it, and acting on it in one transaction.
//!
//! Invariant: every write happens inside [`Storage::transact`], which begins IMMEDIATE and either commits whole or
//! leaves the file as it was. Must not know: households, money, the law. Only this folder and `store.rs` files touch SQL.

mod check;
mod open;
mod transact;

pub(crate) use check::{Side, Trees};
pub(crate) use transact::{Storage, Tx, each, many, one};

use crate::error::Error;
use rusqlite::ErrorCode;

/// The stable code of an error of the data file.
pub(crate) fn code_of(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "E-DB-002",
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "E-DB-003",
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "E-DB-004",
        _ => "E-DB-001",
    }
}

/// Whether a place had no room, whoever said so.
pub(crate) fn is_full(error: &Error) -> bool {
    match error {
        Error::DiskFull { .. } => true,
        Error::Database(fault) => fault.sqlite_error_code() == Some(ErrorCode::DiskFull),
        _ => false,
    }
}

/// Reads a stored text through its parser; a text that does not parse is damage, not a default.
pub(crate) fn parsed<T: std::str::FromStr>(table: &'static str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::BadRow { table, detail: text.to_owned() })
}

/// An error of the data file while a copy was written at `path`: a full or a shut place is said as one, with its path.
pub(crate) fn at_path(error: Error, path: &std::path::Path) -> Error {
    let Error::Database(fault) = &error else { return error };
    let kind = match fault.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => return Error::DiskFull { path: path.to_owned() },
        Some(ErrorCode::ReadOnly) => return Error::WriteProtected { path: path.to_owned() },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => std::io::ErrorKind::PermissionDenied,
        Some(ErrorCode::SystemIoFailure) => std::io::ErrorKind::Other,
        _ => return error,
    };
    Error::Io { path: path.to_owned(), kind }
}
