//! The rows of accepted policy packages. INSERT and SELECT only.

use super::{Installed, TrustedBy};
use crate::book::Acting;
use crate::error::Result;
use crate::storage::{Tx, one};
use cunshou_exchange::policy_package::PolicyPackage;
use rusqlite::named_params;

impl Tx<'_> {
    /// The newest package of a notice.
    pub(super) fn installed_policy_package(&self, policy_id: &str) -> Result<Option<Installed>> {
        one(self, include_str!("installed.sql"), named_params! { ":policy_id": policy_id }, |row| {
            Ok(Installed { version: row.get("package_version")?, sheet_sha256: row.get("sheet_sha256")? })
        })
    }

    /// Whether the book holds this very policy file.
    pub(super) fn has_policy(&self, policy_id: &str, sha256: &str) -> Result<bool> {
        let asked = named_params! { ":policy_id": policy_id, ":sha256": sha256 };
        Ok(one(self, include_str!("has_policy.sql"), asked, |_| Ok(()))?.is_some())
    }

    pub(super) fn insert_policy_package(
        &self,
        package: &PolicyPackage,
        policy_sha256: &str,
        trusted_by: TrustedBy,
        acting: &Acting<'_>,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_policy_package.sql"))?.execute(named_params! {
            ":policy_id": package.sheet.policy_id,
            ":package_version": package.sheet.package_version,
            ":policy_sha256": policy_sha256,
            ":effective_on": package.sheet.effective_on.to_string(),
            ":sheet_sha256": package.sheet_sha256,
            ":replaces_sha256": package.sheet.replaces_sha256,
            ":trusted_by": trusted_by.word(),
            ":signed_by": package.key_hex(),
            ":added_at": acting.now.text(),
            ":added_by": acting.user,
        })?;
        Ok(())
    }
}
