//! The sync package (对账包): what a close hands to the township, and how the township checks it.
//!
//! Invariant: a package is a function of its contents and the device's key: the same close gives the same bytes. What is
//! derived (hashes, counts, totals) is computed here from the rows, never taken from the caller; and the verifier computes
//! all of it again from the bytes, trusting nothing but the enrolled key.
//! Must not know: the book. The journal's payloads are bytes here; of payments only the lines are looked into.

mod journal;
mod manifest;
mod money;
mod money_after;
pub mod people;
mod summary;
mod sums;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub use crate::crypt::{To, With, decrypt, encrypt};
pub use journal::{JOURNAL_DOMAIN, JournalEntry, MONEY_KINDS, PAYMENT_KIND, entry_hash};
pub use manifest::{
    Counts, FORMAT, FileEntry, Manifest, PolicyRef, SIGNATURE_DOMAIN, Share, Totals, VERSION,
};
pub use money::{
    CANCELLED, CLCT_TYPE_NORMAL, CLCT_TYPE_REFUND, CLCT_WAY, CloseRow, DifferenceRow, INSUTYPE,
    MEANS_ASSISTED_SCAN, MEANS_CASH, PAID_IN, PaymentRow, REVS_NORMAL, REVS_REVERSAL, REVS_REVERSED,
    RefundRow, RemittanceRow,
};
pub use money_after::{LostVoided, VoidedPapers};
pub use verify::{Problem, Report, verify_package};
pub use write::{Facts, PackageContents, WriteFault, write_package};

use crate::archive;
use crate::canonical::{hex, sha256};
use manifest::MANIFEST;
use money::{CLOSES_LAYOUT, DIFFERENCES_LAYOUT, PAYMENTS_LAYOUT, REFUNDS_LAYOUT, REMITTANCES_LAYOUT};
use std::collections::BTreeSet;
use table::Layout;
use uuid::Uuid;

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
