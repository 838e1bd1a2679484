//! 操作记录: reveals of full numbers, exports, imports, log-ins. Added to, never changed.

use crate::book::{Acting, Book};
use crate::error::Result;
use crate::moment::Moment;
use crate::storage::Tx;

mod store;

pub use store::AuditRow;

impl Book {
    /// The newest hundred rows of the audit log, newest first.
    pub fn audit_log(&self) -> Result<Vec<AuditRow>> {
        self.read(|tx| tx.audit_rows())
    }

    /// Records that someone did something that is not an entry of the journal.
    pub fn note(&mut self, act: &str, subject: &str, now: &Moment) -> Result<()> {
        self.transact(now, |tx, acting| tx.audit(acting, act, subject))
    }
}

impl Tx<'_> {
    /// One more row.
    pub(crate) fn audit(&self, acting: &Acting<'_>, act: &str, subject: &str) -> Result<()> {
        self.insert_audit(&acting.now.text(), acting.user, act, subject)
    }
}
