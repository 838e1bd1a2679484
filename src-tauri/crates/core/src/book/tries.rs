//! Wrong passwords: each makes the next wait longer, also across restarts. It slows people, not someone with the disk.

use super::files::write_whole;
use chrono::{DateTime, Duration, FixedOffset};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How often the password was wrong in a row, and until when the door stays shut.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tries {
    failures: u32,
    until: Option<DateTime<FixedOffset>>,
    /// Each wrong password until the next right one, which moves them into the audit log.
    #[serde(default)]
    log: Vec<FailedTry>,
}

/// A wrong password while the book was shut.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FailedTry {
    /// When.
    pub(crate) at: DateTime<FixedOffset>,
    /// As whom.
    pub(crate) user: String,
}

/// The file does not grow without end: of more tries than these the newest are kept.
const LOG_MOST: usize = 200;

/// Wrong passwords without a wait.
const FREE: u32 = 2;
/// The longest wait, in seconds.
const LONGEST: i64 = 15 * 60;

impl Tries {
    pub(crate) fn read(path: &Path) -> Self {
        std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Until when no password is tried. A clock put back does not lengthen the wait beyond the longest one.
    pub(crate) fn shut_until(&self, now: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
        let until = self.until?.min(now + Duration::seconds(LONGEST));
        (until > now).then_some(until)
    }

    /// Counts one more wrong password; answers the wait in seconds.
    pub(crate) fn failed(&mut self, path: &Path, user: &str, now: DateTime<FixedOffset>) -> i64 {
        self.failures = self.failures.saturating_add(1);
        self.log.push(FailedTry { at: now, user: user.to_owned() });
        let too_many = self.log.len().saturating_sub(LOG_MOST);
        self.log.drain(..too_many);
        let doublings = self.failures.saturating_sub(FREE + 1).min(10);
        let wait = if self.failures <= FREE { 0 } else { (5_i64 << doublings).min(LONGEST) };
        self.until = (wait > 0).then(|| now + Duration::seconds(wait));
        // A wait that cannot be stored still holds in this process; the password stays wrong either way.
        let _ = serde_json::to_vec(self).map(|bytes| write_whole(path, &bytes));
        wait
    }

    /// The wrong passwords that are in no audit log yet, oldest first.
    pub(crate) fn log(&self) -> &[FailedTry] {
        &self.log
    }

    /// Forgets the wrong passwords after a right one.
    pub(crate) fn succeeded(path: &Path) {
        let _ = std::fs::remove_file(path);
    }
}
