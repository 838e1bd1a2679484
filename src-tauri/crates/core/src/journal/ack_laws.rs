//! The law of the township's answers, checked again from the bytes that are stored.

use super::laws::{Ledger, PackageRow, records};
use super::{Acknowledged, Record, hex};
use cunshou_exchange::ack::{Answer, read_ack};
use cunshou_exchange::canonical::unhex;
use cunshou_exchange::package::known_package;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// `ack` as compared.
#[derive(Debug, Clone)]
pub(crate) struct AnswerRow {
    pub(crate) seq: u64,
    pub(crate) close_no: u32,
    pub(crate) ack_no: u32,
    pub(crate) zip: Vec<u8>,
    pub(crate) zip_sha256: String,
}

/// `ack_row` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AnsweredRow {
    pub(crate) seq: u64,
    pub(crate) table_name: String,
    pub(crate) row_id: String,
    pub(crate) ack_no: u32,
    pub(crate) status: String,
    pub(crate) reason_code: String,
    pub(crate) reason: String,
    pub(crate) booked_on: Option<String>,
}

/// The key in an entry opens the answer that the entry names, and the answer says what the entry says of it.
fn opened(record: &Acknowledged, row: &AnswerRow) -> Option<Answer> {
    let is_row = row.close_no == record.close_no
        && row.ack_no == record.ack_no
        && row.zip_sha256 == record.ack_sha256
        && hex(&Sha256::digest(&row.zip)) == record.ack_sha256;
    let key = unhex(&record.town_key).and_then(|key| VerifyingKey::from_bytes(&key).ok())?;
    let answer = is_row.then(|| read_ack(&row.zip, &key).ok()).flatten()?;
    let ack = &answer.ack;
    let counts = (ack.counts.accepted, ack.counts.received, ack.counts.rejected);
    let slips = ack.slips.iter().map(|slip| (&slip.slip_no, slip.amount, slip.arrived_on));
    let same = (ack.close_no, ack.ack_no, ack.package_id)
        == (record.close_no, record.ack_no, record.package_id)
        && ack.package_sha256 == record.package_sha256
        && ack.answered_at == record.answered_at
        && counts == (record.accepted, record.received, record.rejected)
        && slips.eq(record.slips.iter().map(|slip| (&slip.slip_no, slip.amount, slip.arrived_on)));
    same.then_some(answer)
}

/// Every answer is to a package of this book that was made before it, with the township's signature over rows of that package
/// and no others; a package has each number once; and the rows of answers and slips are what the signed answers say.
pub(super) fn answers_are_to_own_rows(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let packages: BTreeMap<u32, &PackageRow> =
        ledger.packages.iter().map(|package| (package.close_no, package)).collect();
    let mut known = BTreeMap::new();
    let stored: BTreeMap<u64, &AnswerRow> =
        ledger.answers.iter().map(|answer| (answer.seq, answer)).collect();
    let (mut numbers, mut rows, mut slips) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut told = BTreeSet::new();
    for envelope in records(ledger) {
        let Record::Acknowledged(record) = &envelope.record else { continue };
        let seq = envelope.seq;
        told.insert(seq);
        let mut fault =
            |what: &str| faults.push(format!("#{seq} Z{} a{}: {what}", record.close_no, record.ack_no));
        if !numbers.insert((record.close_no, record.ack_no)) {
            fault("the number of the answer was used before");
        }
        let package = packages
            .get(&record.close_no)
            .filter(|package| package.zip_sha256 == record.package_sha256 && package.journal_to < seq);
        let Some(zip) = package.and_then(|package| package.answered_zip.as_deref()) else {
            fault("answers to no package of this book");
            continue;
        };
        let Some(answer) = stored.get(&seq).and_then(|row| opened(record, row)) else {
            fault("the stored answer is not the one that was read");
            continue;
        };
        let package = known.entry(record.close_no).or_insert_with(|| known_package(zip));
        let Some(package) = package else {
            fault("its package cannot be read");
            continue;
        };
        if package.manifest.package_id != record.package_id
            || package.manifest.journal_head != answer.ack.journal_head
        {
            fault("names another package");
        }
        if answer.rows.iter().any(|row| !package.rows.contains(&(row.table, row.row_id))) {
            fault("answers to rows that its package does not have");
        }
        rows.extend(answer.rows.iter().map(|row| AnsweredRow {
            seq,
            table_name: row.table.to_owned(),
            row_id: row.row_id.to_string(),
            ack_no: record.ack_no,
            status: row.status.word().to_owned(),
            reason_code: row.reason_code.clone(),
            reason: row.reason.clone(),
            booked_on: row.booked_on.map(|day| day.to_string()),
        }));
        slips.extend(
            record
                .slips
                .iter()
                .map(|slip| (seq, slip.slip_no.clone(), slip.amount.fen(), slip.arrived_on.to_string())),
        );
    }
    faults.extend(
        stored.keys().filter(|seq| !told.contains(seq)).map(|seq| format!("#{seq}: no answer was read")),
    );
    let differ = rows.symmetric_difference(&ledger.answered_rows);
    faults.extend(differ.map(|row| {
        format!("ack_row: #{} {} {} is not what the answer says", row.seq, row.table_name, row.row_id)
    }));
    let differ = slips.symmetric_difference(&ledger.slip_arrivals);
    faults.extend(
        differ.map(|slip| format!("slip_arrival: #{} {} is not what the answer says", slip.0, slip.1)),
    );
    faults
}
