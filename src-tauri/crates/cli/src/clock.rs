//! The clock and the dice of this program: the only place where either is read.
//!
//! Invariant: everything else gets a [`Moment`] or an instant as an argument. Must not know: books, commands.

use crate::refusal::{CliError, Refusal};
use chrono::{DateTime, FixedOffset, Utc};
use cunshou_core::Moment;
use std::time::SystemTime;

/// The offset of China Standard Time, in seconds east.
const CHINA_STANDARD_TIME: i32 = 8 * 3600;

/// What this machine's clock says, told in China's time.
pub fn real() -> DateTime<FixedOffset> {
    let utc = DateTime::<Utc>::from(SystemTime::now());
    FixedOffset::east_opt(CHINA_STANDARD_TIME)
        .map_or_else(|| utc.fixed_offset(), |china| utc.with_timezone(&china))
}

/// The moment of one act at an instant, with fresh randomness.
///
/// # Errors
/// The system gives no randomness; without it no key and no id can be made.
pub fn moment_at(at: DateTime<FixedOffset>) -> Result<Moment, Refusal> {
    Ok(Moment::new(at, random()?))
}

/// Thirty-two bytes from the operating system.
pub fn random() -> Result<[u8; 32], Refusal> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| CliError::NoRandomness)?;
    Ok(bytes)
}
