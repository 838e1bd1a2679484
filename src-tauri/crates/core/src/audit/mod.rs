//! 操作记录: reveals of full numbers, exports, imports, settings, failed log-ins. Added to, never changed.
//!
//! Invariant: a row holds no full certificate number and no secret. Its act is a stable word; what people read stands in
//! `assets/text/audit.toml`.

use crate::book::{Acting, Book};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::audit::{self, AuditLine};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

mod store;

pub use store::AuditRow;

/// Rows of a page.
pub const AUDIT_PAGE: u32 = 50;

/// What an act is called, and where it belongs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActWords {
    label: String,
    group: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AuditWords {
    group: BTreeMap<String, String>,
    act: BTreeMap<String, ActWords>,
}

static WORDS: LazyLock<AuditWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/audit.toml"))
        .expect("a test reads the shipped words")
});

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// A code of [`audit_groups`]; empty = all.
    pub group: String,
    /// Who; empty = everybody.
    pub user: String,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// To this day.
    pub to: Option<NaiveDate>,
    /// A part of what it was about.
    pub text: String,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// Its rows, newest first.
    pub rows: Vec<AuditRow>,
    /// All that fit.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if nothing fits.
    pub pages: u32,
    /// Everybody who is in the log.
    pub users: Vec<String>,
}

/// The groups of acts, by code, with what people call them.
pub fn audit_groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.group.iter().map(|(code, label)| (code.as_str(), label.as_str()))
}

/// What people call an act; the word itself if it has none.
pub fn act_label(act: &str) -> &str {
    WORDS.act.get(act).map_or(act, |words| words.label.as_str())
}

/// True if people have a word for an act.
pub fn knows_act(act: &str) -> bool {
    WORDS.act.contains_key(act)
}

impl Book {
    /// The newest hundred rows of the audit log, newest first.
    pub fn audit_log(&self) -> Result<Vec<AuditRow>> {
        self.read(|tx| tx.audit_rows(&AuditFilter::default(), &[], 100, 0))
    }

    /// A page of the audit log.
    pub fn audit_page(&self, filter: &AuditFilter, page: u32) -> Result<AuditPage> {
        let acts = acts_of(&filter.group);
        self.read(|tx| {
            let total = tx.audit_count(filter, &acts)?;
            let pages = total.div_ceil(AUDIT_PAGE).max(1);
            let page = page.clamp(1, pages);
            let rows = tx.audit_rows(filter, &acts, AUDIT_PAGE, (page - 1) * AUDIT_PAGE)?;
            Ok(AuditPage { rows, total, page, pages, users: tx.audit_users()? })
        })
    }

    /// The rows that fit as a workbook, oldest first. That they left is a row of its own.
    pub fn export_audit(&mut self, filter: &AuditFilter, now: &Moment) -> Result<Vec<u8>> {
        let acts = acts_of(&filter.group);
        let mut rows = self.read(|tx| tx.audit_rows(filter, &acts, u32::MAX, 0))?;
        rows.reverse();
        let lines: Vec<_> = rows
            .into_iter()
            .map(|row| AuditLine {
                act: act_label(&row.act).to_owned(),
                at: row.at,
                user: row.user,
                subject: row.subject,
            })
            .collect();
        let workbook = audit::workbook(&self.identity().village_name, &lines)
            .map_err(|error| Error::BadRow { table: "audit", detail: error.to_string() })?;
        self.note_as(crate::user::Act::Backup, "export_audit", &lines.len().to_string(), now)?;
        Ok(workbook)
    }

    /// Records that someone did something that is not an entry of the journal.
    pub fn note(&mut self, act: &str, subject: &str, now: &Moment) -> Result<()> {
        self.note_as(crate::user::Act::Keep, act, subject, now)
    }

    fn note_as(&mut self, kind: crate::user::Act, act: &str, subject: &str, now: &Moment) -> Result<()> {
        self.transact_as(kind, now, |tx, acting| tx.audit(acting, act, subject))
    }
}

impl Tx<'_> {
    /// One more row.
    pub(crate) fn audit(&self, acting: &Acting<'_>, act: &str, subject: &str) -> Result<()> {
        self.insert_audit(&acting.now.text(), acting.user, act, subject)
    }
}

/// The acts of a group; none = every act.
fn acts_of(group: &str) -> Vec<&'static str> {
    let of = WORDS.act.iter().filter(|(_, words)| !group.is_empty() && words.group == group);
    let mut acts: Vec<_> = of.map(|(act, _)| act.as_str()).collect();
    // A group of nothing finds nothing, instead of everything.
    if acts.is_empty() && !group.is_empty() {
        acts.push("-");
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_belongs_to_a_group_that_has_a_name() {
        for (act, words) in &WORDS.act {
            assert!(!words.label.is_empty() && WORDS.group.contains_key(&words.group), "{act}");
        }
    }
}
