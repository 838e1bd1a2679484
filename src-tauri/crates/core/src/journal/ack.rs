//! That the township answered: the entry names the answer by its hash, so that the chain covers every word of it.

use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An answer to a package was read. What it says of each row stands in the answer itself, which is stored whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The close of the package.
    pub close_no: u32,
    /// The package.
    pub package_id: Uuid,
    /// SHA-256 of its zip, hex.
    pub package_sha256: String,
    /// The number of the answer; for a row the highest counts.
    pub ack_no: u32,
    /// SHA-256 of the answer's zip, hex.
    pub ack_sha256: String,
    /// The township's key that signed it, as it was enrolled then, hex.
    pub town_key: String,
    /// When the township made it (RFC 3339).
    pub answered_at: String,
    /// Rows that are accepted.
    pub accepted: u64,
    /// Rows of which no more is known than that they came.
    pub received: u64,
    /// Rows that were sent back.
    pub rejected: u64,
    /// What it says of slips.
    pub slips: Vec<SlipArrived>,
}

/// What the bank says of a slip, by the township's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipArrived {
    /// The number of the slip.
    pub slip_no: String,
    /// What reached the treasury account.
    pub amount: Yuan,
    /// When.
    pub arrived_on: NaiveDate,
}
