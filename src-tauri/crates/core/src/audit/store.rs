//! The rows of the audit log. INSERT and SELECT only.

use super::AuditFilter;
use crate::error::Result;
use crate::storage::{Tx, many, one};
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
    pub(crate) fn insert_audit(&self, at: &str, user: &str, act: &str, subject: &str) -> Result<()> {
        self.sql
            .prepare_cached(include_str!("insert_audit.sql"))?
            .execute(named_params! { ":at": at, ":user": user, ":act": act, ":subject": subject })?;
        Ok(())
    }

    pub(super) fn audit_rows(
        &self,
        filter: &AuditFilter,
        acts: &[&str],
        limit: u32,
        offset: u32,
    ) -> Result<Vec<AuditRow>> {
        let params = named_params! {
            ":acts": listed(acts),
            ":user": filter.user.trim(),
            ":from": filter.from,
            ":to": filter.to,
            ":text": filter.text.trim(),
            ":limit": limit,
            ":offset": offset,
        };
        many(self, include_str!("audit_rows.sql"), params, |row| {
            Ok(AuditRow {
                at: row.get("at")?,
                user: row.get("user")?,
                act: row.get("act")?,
                subject: row.get("subject")?,
            })
        })
    }

    pub(super) fn audit_count(&self, filter: &AuditFilter, acts: &[&str]) -> Result<u32> {
        let params = named_params! {
            ":acts": listed(acts),
            ":user": filter.user.trim(),
            ":from": filter.from,
            ":to": filter.to,
            ":text": filter.text.trim(),
        };
        Ok(one(self, include_str!("audit_count.sql"), params, |row| Ok(row.get("n")?))?.unwrap_or(0))
    }

    pub(super) fn audit_users(&self) -> Result<Vec<String>> {
        many(self, "SELECT DISTINCT user FROM audit ORDER BY user", [], |row| Ok(row.get("user")?))
    }
}

/// Acts as one text in which each is found between commas; empty = all.
fn listed(acts: &[&str]) -> String {
    if acts.is_empty() { String::new() } else { format!(",{},", acts.join(",")) }
}
