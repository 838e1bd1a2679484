//! The manifest of a package: what is in it, from where to where, and its sums; the part that is signed.
//!
//! Invariant: fields stand in the order of canonical JSON, and a field that is not written here is refused. Must not know:
//! how a value is come by, nor whether it is true.

use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The `format` of the manifest.
pub const FORMAT: &str = "cunshou/sync";
/// The `version` of the manifest.
pub const VERSION: u32 = 1;
/// What stands before the manifest when it is signed.
pub const SIGNATURE_DOMAIN: &[u8] = b"cunshou/sync/1\n";

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SIGNATURE: &str = "manifest.json.sig";

/// A policy that a package refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRef {
    /// The year of cover.
    pub levy_year: u32,
    /// Id of the policy file.
    pub policy_id: String,
    /// Its SHA-256.
    pub policy_sha256: String,
}

/// What a manifest says. Field by field `formats.md` §1; amounts are decimal strings with two digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the program that wrote it.
    pub app_version: String,
    /// The book.
    pub book_id: String,
    /// The close's business date.
    pub business_date: NaiveDate,
    /// The close.
    pub close_no: u32,
    /// How much is in it.
    pub counts: Counts,
    /// The laptop.
    pub device_id: String,
    /// The ed25519 key that signs, hexadecimal. Never trusted: a package is checked with the enrolled key.
    pub device_key: String,
    /// Every file but the manifest and its signature, in the order of the archive.
    pub files: Vec<FileEntry>,
    /// [`FORMAT`].
    pub format: String,
    /// Number of the first journal entry.
    pub journal_from: u64,
    /// Hash of the last journal entry, hexadecimal.
    pub journal_head: String,
    /// Hash before the first journal entry, hexadecimal.
    pub journal_prev: String,
    /// Number of the last journal entry.
    pub journal_to: u64,
    /// `live` or `demo`.
    pub kind: String,
    /// Who exported.
    pub operator: String,
    /// UUIDv7.
    pub package_id: Uuid,
    /// The policies of the lines.
    pub policies: Vec<PolicyRef>,
    /// SHA-256 of the zip of the package before; none in the first.
    pub previous_package_sha256: Option<String>,
    /// First serial of the series in the range; none without a receipt.
    pub receipt_from: Option<u64>,
    /// Last serial of the series in the range.
    pub receipt_to: Option<u64>,
    /// The book that this one was restored from.
    pub restored_from: Option<String>,
    /// The receipt series.
    pub series: String,
    /// Its sums.
    pub totals: Totals,
    /// The township's code; empty without its card.
    pub town_code: String,
    /// [`VERSION`].
    pub version: u32,
    /// Twelve digits.
    pub village_code: String,
    /// When it was made, RFC 3339.
    pub written_at: String,
}

/// How much is in a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Rows of `canvassing.csv`.
    pub canvassing: u64,
    /// Closes.
    pub closes: u64,
    /// Rows of `enrolments.csv`.
    pub enrolments: u64,
    /// Journal entries.
    pub entries: u64,
    /// Rows of `households.csv`.
    pub households: u64,
    /// Receipts.
    pub payments: u64,
    /// Persons with a normal row.
    pub persons: u64,
    /// Rows that reverse another.
    pub voids: u64,
}

/// Sums of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// By category: due, subsidy, collective aid.
    pub by_category: Vec<Share>,
    /// By who pays the subsidy.
    pub by_fund: Vec<Share>,
    /// By means.
    pub by_means: Vec<Share>,
    /// Cash counted at the close.
    pub cash_counted: Yuan,
    /// Sum of `collective_aid`.
    pub collective_aid: Yuan,
    /// Sum of `psn_clct_amt`.
    pub due: Yuan,
    /// Everything the book has ever taken.
    pub perpetual_due: Yuan,
    /// Paid into the treasury account, ever.
    pub remitted: Yuan,
    /// Sum of `finsubs_amt`.
    pub subsidy: Yuan,
    /// Taken and not yet paid in.
    pub unremitted: Yuan,
    /// Counted − expected at the close.
    pub variance: Yuan,
}

/// A part of the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The code; empty for "none".
    pub code: String,
    /// Sum of `collective_aid`.
    pub collective_aid: Yuan,
    /// Sum of `psn_clct_amt`.
    pub due: Yuan,
    /// Rows, reversals deducted.
    pub lines: i64,
    /// Sum of `finsubs_amt`.
    pub subsidy: Yuan,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Rows without the header; none for what has no rows.
    pub rows: Option<u64>,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}
