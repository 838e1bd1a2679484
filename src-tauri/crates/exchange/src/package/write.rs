//! Writing a package: the caller's facts and rows in, a signed zip out.
//!
//! Invariant: hashes, counts and sums are computed here from the rows, and contents that do not fit together leave nothing.
//! The same contents and key give the same bytes. Must not know: the book, to whom it goes, how it is encrypted.

use super::journal::{JOURNAL, JournalEntry, PAYMENT_KIND, serial_of, write_journal};
use super::manifest::{
    Counts, FORMAT, FileEntry, MANIFEST, Manifest, PolicyRef, SIGNATURE, SIGNATURE_DOMAIN, Totals, VERSION,
};
use super::money::{
    CLOSES, CLOSES_LAYOUT, CloseRow, DIFFERENCES, DIFFERENCES_LAYOUT, DifferenceRow, PAYMENTS,
    PAYMENTS_LAYOUT, PaymentRow, REFUNDS, REFUNDS_LAYOUT, REMITTANCES, REMITTANCES_LAYOUT, RefundRow,
    RemittanceRow,
};
use super::people::PeopleRows;
use super::summary::{self, SUMMARY};
use super::sums::Sums;
use crate::archive;
use crate::canonical::{canonical_json, hex, sha256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;
use ed25519_dalek::{Signer, SigningKey};
use std::collections::BTreeMap;
use uuid::Uuid;

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

pub(super) fn sign(key: &SigningKey, manifest: &[u8]) -> Vec<u8> {
    let signature = key.sign(&[SIGNATURE_DOMAIN, manifest].concat());
    BASE64.encode(signature.to_bytes()).into_bytes()
}
