//! The rows of the audit log.

use crate::error::Result;
use crate::storage::{Tx, many};
use rusqlite::named_params;

/// One row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When (RFC 3339, +08:00).
    pub at: String,
    /// Who.
    pub user: String,
    /// What, as a stable word.
    pub act: String,
    /// To what or whom; no full certificate number.
    pub subject: String,
}

impl Tx<'_> {
    pub(super) fn insert_audit(&self, at: &str, user: &str, act: &str, subject: &str) -> Result<()> {
        self.sql
            .prepare_cached(include_str!("insert_audit.sql"))?
            .execute(named_params! { ":at": at, ":user": user, ":act": act, ":subject": subject })?;
        Ok(())
    }

    pub(super) fn audit_rows(&self) -> Result<Vec<AuditRow>> {
        many(self, include_str!("audit_rows.sql"), [], |row| {
            Ok(AuditRow {
                at: row.get("at")?,
                user: row.get("user")?,
                act: row.get("act")?,
                subject: row.get("subject")?,
            })
        })
    }
}
