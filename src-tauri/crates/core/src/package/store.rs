//! The rows of packages and their copies. INSERT and SELECT only.

use super::Package;
use crate::error::Result;
use crate::storage::{Tx, one, parsed};
use rusqlite::named_params;
use uuid::Uuid;

/// Where the next package begins.
pub(super) struct Previous {
    pub(super) zip_sha256: String,
    pub(super) journal_to: u64,
}

/// A package to be stored.
pub(super) struct NewPackage<'a> {
    pub(super) close_no: u32,
    pub(super) package_id: Uuid,
    pub(super) zip: &'a [u8],
    pub(super) zip_sha256: &'a str,
    pub(super) previous_sha256: Option<&'a str>,
    pub(super) journal_from: u64,
    pub(super) journal_to: u64,
    pub(super) made_at: &'a str,
}

impl Tx<'_> {
    pub(crate) fn package(&self, close_no: u32) -> Result<Option<Package>> {
        one(self, include_str!("package.sql"), named_params! { ":close_no": close_no }, |row| {
            let package_id: String = row.get("package_id")?;
            Ok(Package {
                close_no,
                package_id: parsed("package", &package_id)?,
                zip: row.get("zip")?,
                zip_sha256: row.get("zip_sha256")?,
            })
        })
    }

    pub(super) fn last_package_close(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(close_no), 0) AS n FROM package", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    pub(super) fn previous_package(&self, close_no: u32) -> Result<Option<Previous>> {
        one(self, include_str!("previous_package.sql"), named_params! { ":close_no": close_no }, |row| {
            Ok(Previous { zip_sha256: row.get("zip_sha256")?, journal_to: row.get("journal_to")? })
        })
    }

    pub(super) fn insert_package(&self, package: &NewPackage<'_>) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_package.sql"))?.execute(named_params! {
            ":close_no": package.close_no,
            ":package_id": package.package_id.to_string(),
            ":zip": package.zip,
            ":zip_sha256": package.zip_sha256,
            ":previous_sha256": package.previous_sha256,
            ":journal_from": package.journal_from,
            ":journal_to": package.journal_to,
            ":made_at": package.made_at,
        })?;
        Ok(())
    }

    pub(super) fn insert_package_copy(
        &self,
        seq: u64,
        close_no: u32,
        file_name: &str,
        written_at: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_package_copy.sql"))?.execute(named_params! {
            ":seq": seq,
            ":close_no": close_no,
            ":file_name": file_name,
            ":written_at": written_at,
        })?;
        Ok(())
    }
}
