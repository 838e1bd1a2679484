//! The sync package (对账包): what a close hands to the township, and how the township checks it.
//!
//! Invariant: a package is a function of its contents and the device's key: the same close gives the same bytes. What is
//! derived (hashes, counts, totals) is computed here from the rows, never taken from the caller; and the verifier computes
//! all of it again from the bytes, trusting nothing but the enrolled key.
//! Must not know: the book. The journal's payloads are bytes here; of payments only the lines are looked into.

mod money_after;
pub mod people;
mod summary;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod verify;

pub use crate::crypt::{To, With, decrypt, encrypt};
pub use verify::{Problem, Report, verify_package};

use crate::archive;
use crate::canonical::{canonical_json, hex, sha256, unhex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;
use ed25519_dalek::{Signer, SigningKey};
use people::PeopleRows;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use table::{Layout, table_row};
use uuid::Uuid;

/// The `format` of the manifest.
pub const FORMAT: &str = "cunshou/sync";
/// The `version` of the manifest.
pub const VERSION: u32 = 1;
/// What stands before the manifest when it is signed.
pub const SIGNATURE_DOMAIN: &[u8] = b"cunshou/sync/1\n";
/// What stands before the previous hash and the payload when a journal entry is hashed.
pub const JOURNAL_DOMAIN: &[u8] = b"cunshou/journal/1\n";
/// The journal's kind of an entry that issues a receipt.
pub const PAYMENT_KIND: &str = "payment";
/// The kinds of entries whose `lines` are rows of `payments.csv`.
pub const MONEY_KINDS: [&str; 4] = [PAYMENT_KIND, "void", "reversal", "correction"];

/// `insutype`: the residents' basic medical insurance.
pub const INSUTYPE: &str = "390";
/// `clct_way`: collected by the community (社区代收).
pub const CLCT_WAY: &str = "05";
/// `clct_type`: a normal payment.
pub const CLCT_TYPE_NORMAL: &str = "10";
/// `clct_type`: a refund to a resident.
pub const CLCT_TYPE_REFUND: &str = "991";
/// `means`: cash. Only this comes into the drawer.
pub const MEANS_CASH: &str = "cash";
/// `means`: assisted scan (帮办扫码): no cash, nothing in the drawer.
pub const MEANS_ASSISTED_SCAN: &str = "assisted_scan";
/// `state` of a remittance that stands.
pub const PAID_IN: &str = "paid_in";
/// `state` of a remittance that was none.
pub const CANCELLED: &str = "cancelled";
/// `revs_flag`: a normal row.
pub const REVS_NORMAL: &str = "Z";
/// `revs_flag`: a row that has been reversed.
pub const REVS_REVERSED: &str = "+";
/// `revs_flag`: the reversal itself, with negative sums.
pub const REVS_REVERSAL: &str = "-";

const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.json.sig";
const JOURNAL: &str = "journal.jsonl";
const PAYMENTS: &str = "payments.csv";
const CLOSES: &str = "closes.csv";
const REMITTANCES: &str = "remittances.csv";
const REFUNDS: &str = "refunds.csv";
const DIFFERENCES: &str = "differences.csv";
const SUMMARY: &str = "summary.xlsx";

static PAYMENTS_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/payments.toml")));
static CLOSES_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/closes.toml")));
static REMITTANCES_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/remittances.toml")));
static REFUNDS_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/refunds.toml")));
static DIFFERENCES_LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::shipped(include_str!("../../../../../assets/exchange/differences.toml")));

table_row! {
    /// A row of `payments.csv`: a payment line, void, reversal or correction. The field names are the national platform's
    /// where it has one. Sums of a reversal are negative.
    pub struct PaymentRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row that this one corrects.
        pub corrects: Option<Uuid>,
        /// Village + series + serial, as printed.
        pub receipt_no: String,
        /// 1-based line of the receipt.
        pub line_no: u32,
        /// The payment's id.
        pub payment_id: Uuid,
        /// The year of cover.
        pub levy_year: u32,
        /// [`MEANS_CASH`] or [`MEANS_ASSISTED_SCAN`].
        pub means: String,
        /// The household's number.
        pub hh_no: String,
        /// The certificate number of the household's head.
        pub head_certno: String,
        /// Relation to the head, GB/T 4761.
        pub rlts: String,
        /// Certificate type, `certificate_type.tsv`.
        pub psn_cert_type: String,
        /// Certificate number.
        pub certno: String,
        /// Name.
        pub psn_name: String,
        /// Second spelling of the name.
        pub psn_name_alt: Option<String>,
        /// Sex, GB/T 2261.1.
        pub gend: String,
        /// Birth date.
        pub brdy: Option<NaiveDate>,
        /// Nation, GB/T 3304.
        pub naty: String,
        /// Nature of the household registration, as recorded.
        pub resd_natu: String,
        /// Telephone number.
        pub mob: String,
        /// Kind of insurance: [`INSUTYPE`].
        pub insutype: String,
        /// 1401 newborn, 1402 preschool, 1403 pupil, 1404 student, 1405 under age not at school, 1501 adult, 16 elderly.
        pub psn_type: String,
        /// Our category code, empty for none.
        pub category: String,
        /// Where the category comes from.
        pub category_source: String,
        /// Month in which the money was taken, `202511`.
        pub cashym: String,
        /// First month of the levy, `202601`.
        pub accrym_begn: String,
        /// Last month of the levy, `202612`.
        pub accrym_end: String,
        /// First day of cover, where the notice says it.
        pub benefit_from: Option<NaiveDate>,
        /// Last day of cover.
        pub benefit_to: Option<NaiveDate>,
        /// Months of waiting.
        pub waiting_months: Option<u32>,
        /// The fee of the notice for one person.
        pub std_amt: Yuan,
        /// What the person owes (due).
        pub psn_clct_amt: Yuan,
        /// What the village collective pays.
        pub collective_aid: Yuan,
        /// What public money pays (subsidy).
        pub finsubs_amt: Yuan,
        /// Who pays the subsidy.
        pub subsidy_fund: String,
        /// All of it: due + collective aid + subsidy.
        pub clct_sumamt: Yuan,
        /// How it was collected: [`CLCT_WAY`].
        pub clct_way: String,
        /// [`CLCT_TYPE_NORMAL`] or [`CLCT_TYPE_REFUND`].
        pub clct_type: String,
        /// [`REVS_NORMAL`], [`REVS_REVERSED`] or [`REVS_REVERSAL`].
        pub revs_flag: String,
        /// Of a reversal, the receipt that it reverses.
        pub orig_receipt_no: Option<String>,
        /// When the money was taken.
        pub clct_time: DateTime<FixedOffset>,
        /// Who took it.
        pub agnter_name: String,
        /// The policy by which it was assessed.
        pub policy_id: String,
        /// The article of the notice.
        pub article: String,
    }
}

table_row! {
    /// A row of `closes.csv`: a Z.
    pub struct CloseRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row that this one corrects.
        pub corrects: Option<Uuid>,
        /// Number of the close.
        pub close_no: u32,
        /// Number of the session that it ends.
        pub session_no: u32,
        /// The session's business date.
        pub business_date: NaiveDate,
        /// When the session was opened.
        pub opened_at: DateTime<FixedOffset>,
        /// When it was closed.
        pub closed_at: DateTime<FixedOffset>,
        /// Receipts issued in it.
        pub payments: u32,
        /// Payment lines in it.
        pub persons: u32,
        /// Cash in the drawer at the opening.
        pub opening_float: Yuan,
        /// Cash taken in the session.
        pub cash_taken: Yuan,
        /// Receipts taken back in the session itself.
        pub voids: u32,
        /// Cash that went back for them, out of the drawer.
        pub cash_back: Yuan,
        /// Receipts of earlier sessions taken back in this one.
        pub reversals: u32,
        /// Cash that went back for them, out of what lay ready for the bank.
        pub reversed: Yuan,
        /// Cash of the session that left its drawer for the bank before the close.
        pub remitted_from_drawer: Yuan,
        /// Payments without cash.
        pub scans: u32,
        /// Their sum.
        pub scanned: Yuan,
        /// Cash of all sessions that was not paid in at the close.
        pub unremitted: Yuan,
        /// What should be in the drawer: float + cash taken − cash back − remitted from the drawer.
        pub expected: Yuan,
        /// What was counted.
        pub counted: Yuan,
        /// Counted − expected.
        pub variance: Yuan,
        /// Why they differ.
        pub difference_reason: Option<String>,
        /// What becomes of the difference.
        pub difference_outcome: Option<String>,
        /// The count by denomination: `100.00x3;50.00x1`.
        pub denominations: String,
        /// Everything that the book has ever taken, voids and reversals deducted.
        pub perpetual_due: Yuan,
        /// Who closed it.
        pub closed_by: String,
    }
}

table_row! {
    /// A row of `remittances.csv`: what one bank slip pays in of one receipt. A cancelled remittance comes again with its sums
    /// negated.
    pub struct RemittanceRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// The row that this one corrects.
        pub corrects: Option<Uuid>,
        /// Number of the remittance in the book.
        pub remittance_no: u32,
        /// `cash`, or `collective_aid`.
        pub payer: String,
        /// The number of the bank's slip.
        pub slip_no: String,
        /// The day on the slip.
        pub remitted_on: NaiveDate,
        /// The account or the counter.
        pub account: String,
        /// The sum on the slip.
        pub slip_amount: Yuan,
        /// The receipt.
        pub receipt_no: String,
        /// What of it is paid in.
        pub amount: Yuan,
        /// [`PAID_IN`] or [`CANCELLED`].
        pub state: String,
        /// A note, or why it was cancelled.
        pub reason: String,
        /// Who recorded it.
        pub recorded_by: String,
    }
}

table_row! {
    /// A row of `refunds.csv`: one person's part of an application, once for the application and once for each step.
    pub struct RefundRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// Of a step, the row of the application.
        pub corrects: Option<Uuid>,
        /// Number of the application in the book.
        pub refund_no: u32,
        /// The row of `payments.csv` that is asked back.
        pub payment_row_id: Uuid,
        /// Its receipt.
        pub receipt_no: String,
        /// Its line of the receipt.
        pub line_no: u32,
        /// The year of cover.
        pub levy_year: u32,
        /// What is asked back.
        pub amount: Yuan,
        /// `1` if cover ends with it, `0` if only a difference comes back.
        pub ends_cover: String,
        /// Why, `refund_ground.tsv`.
        pub ground: String,
        /// When that happened.
        pub happened_on: Option<NaiveDate>,
        /// The paper that proves it.
        pub proof: String,
        /// Who applies.
        pub applicant: String,
        /// Where he can be reached.
        pub phone: String,
        /// What the notice says: `refund`, `refer`, `undetermined`.
        pub decision: String,
        /// Whom to see.
        pub see: String,
        /// `applied`, `submitted`, `accepted`, `rejected`, `withdrawn`.
        pub state: String,
        /// Since when.
        pub state_on: NaiveDate,
        /// In the clerk's words.
        pub note: String,
    }
}

table_row! {
    /// A row of `differences.csv`: something that was done about the difference of a close.
    pub struct DifferenceRow {
        /// The row's own id.
        pub row_id: Uuid,
        /// None: a step is never corrected, another one follows it.
        pub corrects: Option<Uuid>,
        /// Number of the step in the book.
        pub step_no: u32,
        /// Whose difference; its sum and reason are in `closes.csv`.
        pub close_no: u32,
        /// `settled`, `carried`, `reported`.
        pub state: String,
        /// How it was settled, `difference_way.tsv`; empty for another state.
        pub way: String,
        /// By how much it moved towards nought.
        pub amount: Yuan,
        /// What of it is open afterwards.
        pub open: Yuan,
        /// The township's paper.
        pub paper_no: Option<String>,
        /// The receipt that explains it.
        pub receipt_no: Option<String>,
        /// On which day.
        pub on_day: NaiveDate,
        /// How and why, in the clerk's words.
        pub note: String,
        /// Who recorded it.
        pub recorded_by: String,
    }
}

/// An entry of the journal, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// 1-based, without gaps.
    pub seq: u64,
    /// What happened.
    pub kind: String,
    /// Canonical JSON, as stored: hashed and exported byte for byte.
    pub payload: Vec<u8>,
    /// The hash of the entry before.
    pub prev: [u8; 32],
    /// [`entry_hash`] of this one.
    pub hash: [u8; 32],
}

/// The hash of a journal entry: SHA-256("cunshou/journal/1\n" ‖ prev ‖ payload).
pub fn entry_hash(prev: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    sha256(&[JOURNAL_DOMAIN, prev, payload])
}

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

/// What the caller says about a package; everything else in the manifest follows from the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// `live` or `demo`. A training book cannot export.
    pub kind: String,
    /// UUIDv7.
    pub package_id: Uuid,
    /// Twelve digits.
    pub village_code: String,
    /// The village's name, for the headings of the summary.
    pub village_name: String,
    /// The township's code; empty without a township's card.
    pub town_code: String,
    /// The laptop.
    pub device_id: String,
    /// The book.
    pub book_id: String,
    /// The receipt series of the book.
    pub series: String,
    /// The book that this one was restored from.
    pub restored_from: Option<String>,
    /// The policies of the lines.
    pub policies: Vec<PolicyRef>,
    /// The close's business date.
    pub business_date: NaiveDate,
    /// The close.
    pub close_no: u32,
    /// SHA-256 of the zip of the package before, hexadecimal; none in the first.
    pub previous_package_sha256: Option<String>,
    /// Cash paid into the treasury account, ever.
    pub remitted: Yuan,
    /// Cash taken and not yet paid in.
    pub unremitted: Yuan,
    /// Everything the book has ever taken.
    pub perpetual_due: Yuan,
    /// Who exports.
    pub operator: String,
    /// Version of the program.
    pub app_version: String,
    /// When the package was made.
    pub written_at: DateTime<FixedOffset>,
}

/// Everything that goes into a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageContents {
    /// See [`Facts`].
    pub facts: Facts,
    /// The journal's range, in order.
    pub journal: Vec<JournalEntry>,
    /// One row a payment line, void, reversal or correction.
    pub payments: Vec<PaymentRow>,
    /// What is new about people.
    pub people: PeopleRows,
    /// The closes of the range; the last is the close of the package.
    pub closes: Vec<CloseRow>,
    /// What was paid into the treasury account.
    pub remittances: Vec<RemittanceRow>,
    /// What is asked back from the treasury.
    pub refunds: Vec<RefundRow>,
    /// What was done about differences.
    pub differences: Vec<DifferenceRow>,
    /// For people only: the village group of each household number, for the summary.
    pub village_groups: BTreeMap<String, String>,
    /// For people only: Chinese words for the codes of categories, funds and means in the summary.
    pub labels: BTreeMap<String, String>,
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

/// Why a package cannot be written: the caller's data do not fit together, and nothing has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// A journal entry does not follow from the one before it, or its payload is no line of JSON.
    #[error("journal entry {seq} does not fit")]
    Journal {
        /// Its number.
        seq: u64,
    },
    /// The range of the journal is empty.
    #[error("no journal entry")]
    NoJournal,
    /// The last close is not the close of the package.
    #[error("the close {close_no} is not in the package")]
    NoClose {
        /// The close that is missing.
        close_no: u32,
    },
    /// Sums beyond every bound.
    #[error("a sum is out of range")]
    Sum,
    /// A table or the summary cannot be written.
    #[error("a table cannot be written")]
    Table,
    /// More than a package may hold.
    #[error("the package is too large")]
    TooLarge,
}

impl WriteFault {
    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Journal { .. } => "E-PKG-001",
            Self::NoJournal => "E-PKG-002",
            Self::NoClose { .. } => "E-PKG-003",
            Self::Sum => "E-PKG-004",
            Self::Table => "E-PKG-005",
            Self::TooLarge => "E-PKG-006",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Journal { seq } => vec![("seq", seq.to_string())],
            Self::NoClose { close_no } => vec![("close_no", close_no.to_string())],
            _ => Vec::new(),
        }
    }
}

/// The name of a package on the stick.
pub fn package_file_name(village_code: &str, series: &str, close_no: u32) -> String {
    format!("cunshou-{village_code}-{series}-z{close_no}.csp")
}

/// The tables of a package whose rows are answered one by one, by the names of their files without `.csv`.
pub const TABLES: [&str; 8] =
    ["payments", "enrolments", "households", "canvassing", "closes", "remittances", "refunds", "differences"];

/// A package that its own book holds, as far as an answer to it has to fit: nothing is checked again.
#[derive(Debug, Clone)]
pub struct Known {
    /// What its manifest says.
    pub manifest: Manifest,
    /// Its rows: the table of [`TABLES`], and the id.
    pub rows: BTreeSet<(&'static str, Uuid)>,
}

/// The manifest and the ids of all rows of a package that was written before; none if it is no package.
pub fn known_package(zip: &[u8]) -> Option<Known> {
    let (files, fault) = archive::read(zip);
    if fault.is_some() {
        return None;
    }
    let file = |name: &str| files.iter().find(|(own, _)| own == name).map(|(_, content)| content.as_slice());
    let manifest = serde_json::from_slice(file(MANIFEST)?).ok()?;
    let layouts: [&Layout; 8] = [
        &PAYMENTS_LAYOUT,
        &people::ENROLMENTS_LAYOUT,
        &people::HOUSEHOLDS_LAYOUT,
        &people::CANVASSING_LAYOUT,
        &CLOSES_LAYOUT,
        &REMITTANCES_LAYOUT,
        &REFUNDS_LAYOUT,
        &DIFFERENCES_LAYOUT,
    ];
    let mut rows = BTreeSet::new();
    for (table, layout) in TABLES.into_iter().zip(layouts) {
        // A program that did not follow differences wrote no file of them.
        if let Some(content) = file(&format!("{table}.csv")) {
            rows.extend(layout.row_ids(content)?.into_iter().map(|row_id| (table, row_id)));
        }
    }
    Some(Known { manifest, rows })
}

/// SHA-256 of a package's zip in hexadecimal digits: its name towards the township and the next package.
pub fn package_sha256(zip: &[u8]) -> String {
    hex(&sha256(&[zip]))
}

/// Writes a package: the zip, not yet encrypted. The same contents and key give the same bytes.
pub fn write_package(contents: &PackageContents, key: &SigningKey) -> Result<Vec<u8>, WriteFault> {
    let facts = &contents.facts;
    let close = contents
        .closes
        .last()
        .filter(|close| close.close_no == facts.close_no)
        .ok_or(WriteFault::NoClose { close_no: facts.close_no })?;
    let journal = write_journal(&contents.journal)?;
    let (Some(first), Some(last)) = (contents.journal.first(), contents.journal.last()) else {
        return Err(WriteFault::NoJournal);
    };
    let serials: Vec<u64> =
        contents.journal.iter().filter(|entry| entry.kind == PAYMENT_KIND).filter_map(serial_of).collect();
    let payments = PAYMENTS_LAYOUT.write(&contents.payments).ok_or(WriteFault::Table)?;
    let closes = CLOSES_LAYOUT.write(&contents.closes).ok_or(WriteFault::Table)?;
    let remittances = REMITTANCES_LAYOUT.write(&contents.remittances).ok_or(WriteFault::Table)?;
    let refunds = REFUNDS_LAYOUT.write(&contents.refunds).ok_or(WriteFault::Table)?;
    let differences = DIFFERENCES_LAYOUT.write(&contents.differences).ok_or(WriteFault::Table)?;
    let sums = Sums::of(&contents.payments).ok_or(WriteFault::Sum)?;
    let summary = summary::workbook(contents, &sums).map_err(|_| WriteFault::Table)?;
    let mut files = vec![
        (JOURNAL.to_owned(), journal, Some(contents.journal.len())),
        (PAYMENTS.to_owned(), payments, Some(contents.payments.len())),
    ];
    files.extend(contents.people.files().ok_or(WriteFault::Table)?);
    files.extend([
        (CLOSES.to_owned(), closes, Some(contents.closes.len())),
        (REMITTANCES.to_owned(), remittances, Some(contents.remittances.len())),
        (REFUNDS.to_owned(), refunds, Some(contents.refunds.len())),
        (DIFFERENCES.to_owned(), differences, Some(contents.differences.len())),
        (SUMMARY.to_owned(), summary, None),
    ]);
    let manifest = Manifest {
        app_version: facts.app_version.clone(),
        book_id: facts.book_id.clone(),
        business_date: facts.business_date,
        close_no: facts.close_no,
        counts: Counts {
            canvassing: contents.people.canvassing.len() as u64,
            closes: contents.closes.len() as u64,
            enrolments: contents.people.enrolments.len() as u64,
            entries: contents.journal.len() as u64,
            households: contents.people.households.len() as u64,
            payments: serials.len() as u64,
            persons: sums.persons,
            voids: sums.voids,
        },
        device_id: facts.device_id.clone(),
        device_key: hex(key.verifying_key().as_bytes()),
        files: files
            .iter()
            .map(|(name, content, rows)| FileEntry {
                name: name.clone(),
                rows: rows.map(|rows| rows as u64),
                sha256: hex(&sha256(&[content])),
            })
            .collect(),
        format: FORMAT.to_owned(),
        journal_from: first.seq,
        journal_head: hex(&last.hash),
        journal_prev: hex(&first.prev),
        journal_to: last.seq,
        kind: facts.kind.clone(),
        operator: facts.operator.clone(),
        package_id: facts.package_id,
        policies: facts.policies.clone(),
        previous_package_sha256: facts.previous_package_sha256.clone(),
        receipt_from: serials.first().copied(),
        receipt_to: serials.last().copied(),
        restored_from: facts.restored_from.clone(),
        series: facts.series.clone(),
        totals: Totals {
            by_category: sums.by_category,
            by_fund: sums.by_fund,
            by_means: sums.by_means,
            cash_counted: close.counted,
            collective_aid: sums.all.collective_aid,
            due: sums.all.due,
            perpetual_due: facts.perpetual_due,
            remitted: facts.remitted,
            subsidy: sums.all.subsidy,
            unremitted: facts.unremitted,
            variance: close.variance,
        },
        town_code: facts.town_code.clone(),
        version: VERSION,
        village_code: facts.village_code.clone(),
        written_at: facts.written_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
    };
    let manifest = canonical_json(&manifest).map_err(|_| WriteFault::Table)?;
    let signature = sign(key, &manifest);
    let mut parts = vec![(MANIFEST.to_owned(), manifest), (SIGNATURE.to_owned(), signature)];
    parts.extend(files.into_iter().map(|(name, content, _)| (name, content)));
    archive::write(&parts).ok_or(WriteFault::TooLarge)
}

fn sign(key: &SigningKey, manifest: &[u8]) -> Vec<u8> {
    let signature = key.sign(&[SIGNATURE_DOMAIN, manifest].concat());
    BASE64.encode(signature.to_bytes()).into_bytes()
}

/// A line of `journal.jsonl`. The payload is the stored bytes, verbatim.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalLine<'a> {
    hash: String,
    kind: String,
    #[serde(borrow)]
    payload: &'a RawValue,
    prev: String,
    seq: u64,
}

fn write_journal(entries: &[JournalEntry]) -> Result<Vec<u8>, WriteFault> {
    let mut out = Vec::new();
    let mut before: Option<&JournalEntry> = None;
    for entry in entries {
        let fault = WriteFault::Journal { seq: entry.seq };
        let follows = before
            .is_none_or(|before| before.hash == entry.prev && before.seq.checked_add(1) == Some(entry.seq));
        let payload: &RawValue = serde_json::from_slice(&entry.payload).map_err(|_| fault)?;
        let is_line = payload.get().as_bytes() == entry.payload && !entry.payload.contains(&b'\n');
        if !follows || !is_line || entry.hash != entry_hash(&entry.prev, &entry.payload) {
            return Err(fault);
        }
        let line = JournalLine {
            hash: hex(&entry.hash),
            kind: entry.kind.clone(),
            payload,
            prev: hex(&entry.prev),
            seq: entry.seq,
        };
        serde_json::to_writer(&mut out, &line).map_err(|_| fault)?;
        out.push(b'\n');
        before = Some(entry);
    }
    Ok(out)
}

/// Reads `journal.jsonl`; the 1-based line that is none otherwise.
fn read_journal(bytes: &[u8]) -> Result<Vec<JournalEntry>, u32> {
    let mut entries = Vec::new();
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let text = line.strip_suffix(b"\n").ok_or(number)?;
        let line: JournalLine = serde_json::from_slice(text).map_err(|_| number)?;
        // Written again it must be the same line: no second spelling of one entry.
        if serde_json::to_vec(&line).ok().as_deref() != Some(text) {
            return Err(number);
        }
        entries.push(JournalEntry {
            seq: line.seq,
            kind: line.kind,
            payload: line.payload.get().as_bytes().to_vec(),
            prev: unhex(&line.prev).ok_or(number)?,
            hash: unhex(&line.hash).ok_or(number)?,
        });
    }
    Ok(entries)
}

/// What the verifier and the writer look at in the payload of a money entry. Other fields are the book's own.
#[derive(Deserialize)]
struct MoneyPayload {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    serial: Option<u64>,
    #[serde(default)]
    receipt_no: Option<String>,
    #[serde(default)]
    lines: Vec<MoneyLine>,
}

#[derive(Deserialize)]
struct MoneyLine {
    row_id: Uuid,
    due: Yuan,
    #[serde(default)]
    fee: Option<Yuan>,
    #[serde(default)]
    subsidy: Option<Yuan>,
}

fn serial_of(entry: &JournalEntry) -> Option<u64> {
    serde_json::from_slice::<MoneyPayload>(&entry.payload).ok()?.serial
}

/// The sums of rows, as the manifest has them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) all: Share,
    pub(crate) by_category: Vec<Share>,
    pub(crate) by_fund: Vec<Share>,
    pub(crate) by_means: Vec<Share>,
    pub(crate) persons: u64,
    pub(crate) voids: u64,
}

impl Sums {
    /// Adds up; none beyond every bound. A row that reverses counts as minus one line.
    pub(crate) fn of(rows: &[PaymentRow]) -> Option<Self> {
        let reversals = rows.iter().filter(|row| row.revs_flag == REVS_REVERSAL).count();
        let persons: BTreeSet<&str> =
            rows.iter().filter(|row| row.revs_flag != REVS_REVERSAL).map(|row| row.certno.as_str()).collect();
        Some(Self {
            all: shares(rows, |_| "")?.pop().unwrap_or_else(|| Share::none("")),
            by_category: shares(rows, |row| &row.category)?,
            by_fund: shares(rows, |row| &row.subsidy_fund)?,
            by_means: shares(rows, |row| &row.means)?,
            persons: persons.len() as u64,
            voids: reversals as u64,
        })
    }
}

impl Share {
    fn none(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            collective_aid: Yuan::ZERO,
            due: Yuan::ZERO,
            lines: 0,
            subsidy: Yuan::ZERO,
        }
    }

    fn add(&mut self, row: &PaymentRow) -> Option<()> {
        self.due = self.due.checked_add(row.psn_clct_amt)?;
        self.subsidy = self.subsidy.checked_add(row.finsubs_amt)?;
        self.collective_aid = self.collective_aid.checked_add(row.collective_aid)?;
        self.lines += if row.revs_flag == REVS_REVERSAL { -1 } else { 1 };
        Some(())
    }
}

/// The sums of rows by a key, sorted by it.
pub(crate) fn shares<'a>(
    rows: &'a [PaymentRow],
    key: impl Fn(&'a PaymentRow) -> &'a str,
) -> Option<Vec<Share>> {
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    for row in rows {
        let key = key(row);
        shares.entry(key).or_insert_with(|| Share::none(key)).add(row)?;
    }
    Some(shares.into_values().collect())
}
