//! The township's look at a package: everything is computed again from the bytes.
//!
//! Invariant: nothing that a package says about itself is believed; the only thing taken from outside is the enrolled key
//! and the last known head. A package without problems is one that this device has written, whole, in its place.
//! Must not know: the laptop's book.

use super::journal::{
    JOURNAL, JournalEntry, MONEY_KINDS, MoneyPayload, PAYMENT_KIND, entry_hash, read_journal,
};
use super::manifest::{FORMAT, MANIFEST, Manifest, SIGNATURE, SIGNATURE_DOMAIN, Share, VERSION};
use super::money::{
    CLOSES, CLOSES_LAYOUT, CloseRow, DIFFERENCES, DIFFERENCES_LAYOUT, DifferenceRow, MEANS_CASH, PAYMENTS,
    PAYMENTS_LAYOUT, PaymentRow, REFUNDS, REFUNDS_LAYOUT, REMITTANCES, REMITTANCES_LAYOUT, REVS_REVERSAL,
    RefundRow, RemittanceRow,
};
use super::money_after::{self, LostVoided};
use super::people::{
    CANVASSING, CANVASSING_LAYOUT, ENROLMENTS, ENROLMENTS_LAYOUT, HOUSEHOLDS, HOUSEHOLDS_LAYOUT, PAID_HERE,
    PeopleRows, REGISTRATIONS, STANDINGS, STATES,
};
use super::summary::SUMMARY;
use super::sums::Sums;
use super::table::{Layout, TableFault, TableRow};
use crate::archive::{self, ArchiveFault};
use crate::canonical::{canonical_json, hex, sha256, unhex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use cunshou_policy::Yuan;
use ed25519_dalek::{Signature, VerifyingKey};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Something wrong with a package. None of them names a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No archive, or one that ends too soon.
    #[error("the package cannot be opened")]
    Unreadable,
    /// Larger than any package.
    #[error("the package is too large")]
    TooLarge,
    /// The archive holds bytes that were not written with it.
    #[error("the archive is not as it was written")]
    NotAsWritten,
    /// A file is missing.
    #[error("{file} is missing")]
    MissingFile {
        /// Its name.
        file: &'static str,
    },
    /// A file does not belong there.
    #[error("a file that does not belong there")]
    UnknownFile {
        /// Its name.
        file: String,
    },
    /// The manifest is none.
    #[error("the manifest cannot be read")]
    Manifest,
    /// A later format.
    #[error("format version {version} is not known")]
    Version {
        /// What the manifest says.
        version: u32,
    },
    /// The signature does not fit the manifest and the key.
    #[error("the signature is wrong")]
    Signature,
    /// Signed by another key than the enrolled one.
    #[error("signed by a key that is not enrolled")]
    OtherKey,
    /// A file is not the one that was signed.
    #[error("{file} has been changed")]
    FileChanged {
        /// Its name.
        file: String,
    },
    /// A file has more or fewer rows than the manifest says.
    #[error("{file} has {found} rows, not {stated}")]
    RowCount {
        /// Its name.
        file: String,
        /// By the manifest.
        stated: u64,
        /// In the file.
        found: u64,
    },
    /// A line of the journal is none.
    #[error("line {line} of the journal cannot be read")]
    JournalLine {
        /// 1-based.
        line: u32,
    },
    /// An entry's hash does not follow from its payload and the entry before.
    #[error("the chain breaks at entry {seq}")]
    ChainBroken {
        /// The entry.
        seq: u64,
    },
    /// The numbers of the entries have a gap.
    #[error("entry {expected} is missing, {found} comes instead")]
    SeqGap {
        /// What should come.
        expected: u64,
        /// What comes.
        found: u64,
    },
    /// The payload of a money entry cannot be read, or says another kind than its line.
    #[error("the payload of entry {seq} cannot be read")]
    Payload {
        /// The entry.
        seq: u64,
    },
    /// The range of the journal is not the one of the manifest.
    #[error("the journal is not the one of the manifest")]
    JournalRange,
    /// The journal does not go on where the last known package ended.
    #[error("the journal does not follow the last known head")]
    UnknownHead,
    /// The receipt numbers of a series have a gap.
    #[error("receipt {expected} is missing, {found} comes instead")]
    ReceiptGap {
        /// What should come.
        expected: u64,
        /// What comes.
        found: u64,
    },
    /// First and last receipt are not those of the manifest.
    #[error("the receipts are not those of the manifest")]
    ReceiptRange,
    /// The rows of a table are not what the journal says.
    #[error("{file} is not what the journal says")]
    NotOfTheJournal {
        /// Its name.
        file: &'static str,
    },
    /// A table has other columns.
    #[error("{file} has other columns")]
    Columns {
        /// Its name.
        file: &'static str,
    },
    /// A row cannot be read.
    #[error("line {line} of {file} is wrong")]
    BadRow {
        /// Its name.
        file: &'static str,
        /// 1-based.
        line: u32,
        /// The field.
        field: &'static str,
    },
    /// Two rows with one id.
    #[error("row {row_id} comes twice")]
    RowTwice {
        /// The row.
        row_id: Uuid,
    },
    /// A payment line of the journal has no row.
    #[error("the journal's line {row_id} is not in the table")]
    LineWithoutRow {
        /// The row.
        row_id: Uuid,
    },
    /// A row has no payment line in the journal.
    #[error("row {row_id} is not in the journal")]
    RowWithoutLine {
        /// The row.
        row_id: Uuid,
    },
    /// A row says something else than the journal.
    #[error("row {row_id} says another {field} than the journal")]
    RowDiffers {
        /// The row.
        row_id: Uuid,
        /// Its receipt.
        receipt_no: String,
        /// The field.
        field: &'static str,
    },
    /// Due, aid and subsidy of a row are not its sum.
    #[error("row {row_id} does not add up")]
    RowSum {
        /// The row.
        row_id: Uuid,
        /// Its receipt.
        receipt_no: String,
    },
    /// A total or count of the manifest is not the one of the rows.
    #[error("{what} is {found}, not {stated}")]
    Total {
        /// Which.
        what: &'static str,
        /// By the manifest.
        stated: String,
        /// By the rows.
        found: String,
    },
    /// More people are said to have paid by a receipt than it has lines for the year.
    #[error("row {row_id} says paid by a receipt that has no line for it")]
    EnrolmentWithoutLine {
        /// The row.
        row_id: Uuid,
        /// The receipt.
        receipt_no: String,
    },
    /// Two rows correct the same one.
    #[error("row {row_id} corrects a row that another corrects")]
    CorrectsTwice {
        /// The row.
        row_id: Uuid,
    },
    /// The close of the package is not in it, or does not add up.
    #[error("close {close_no} does not add up")]
    Close {
        /// The close.
        close_no: u32,
    },
}

impl Problem {
    /// The stable code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "E-PKG-101",
            Self::TooLarge => "E-PKG-102",
            Self::NotAsWritten => "E-PKG-103",
            Self::MissingFile { .. } => "E-PKG-104",
            Self::UnknownFile { .. } => "E-PKG-105",
            Self::Manifest => "E-PKG-106",
            Self::Version { .. } => "E-PKG-107",
            Self::Signature => "E-PKG-108",
            Self::OtherKey => "E-PKG-109",
            Self::FileChanged { .. } => "E-PKG-110",
            Self::RowCount { .. } => "E-PKG-111",
            Self::JournalLine { .. } => "E-PKG-112",
            Self::ChainBroken { .. } => "E-PKG-113",
            Self::SeqGap { .. } => "E-PKG-114",
            Self::Payload { .. } => "E-PKG-115",
            Self::JournalRange => "E-PKG-116",
            Self::UnknownHead => "E-PKG-117",
            Self::ReceiptGap { .. } => "E-PKG-118",
            Self::ReceiptRange => "E-PKG-119",
            Self::NotOfTheJournal { .. } => "E-PKG-130",
            Self::Columns { .. } => "E-PKG-120",
            Self::BadRow { .. } => "E-PKG-121",
            Self::RowTwice { .. } => "E-PKG-122",
            Self::LineWithoutRow { .. } => "E-PKG-123",
            Self::RowWithoutLine { .. } => "E-PKG-124",
            Self::RowDiffers { .. } => "E-PKG-125",
            Self::RowSum { .. } => "E-PKG-126",
            Self::Total { .. } => "E-PKG-127",
            Self::Close { .. } => "E-PKG-128",
            Self::EnrolmentWithoutLine { .. } => "E-PKG-131",
            Self::CorrectsTwice { .. } => "E-PKG-132",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable
            | Self::TooLarge
            | Self::NotAsWritten
            | Self::Manifest
            | Self::Signature
            | Self::OtherKey
            | Self::JournalRange
            | Self::UnknownHead
            | Self::ReceiptRange => Vec::new(),
            Self::MissingFile { file } | Self::Columns { file } | Self::NotOfTheJournal { file } => {
                vec![("file", (*file).to_owned())]
            }
            Self::UnknownFile { file } | Self::FileChanged { file } => vec![("file", file.clone())],
            Self::Version { version } => vec![("version", version.to_string())],
            Self::RowCount { file, stated, found } => {
                vec![("file", file.clone()), ("stated", stated.to_string()), ("found", found.to_string())]
            }
            Self::JournalLine { line } => vec![("line", line.to_string())],
            Self::ChainBroken { seq } | Self::Payload { seq } => vec![("seq", seq.to_string())],
            Self::SeqGap { expected, found } | Self::ReceiptGap { expected, found } => {
                vec![("expected", expected.to_string()), ("found", found.to_string())]
            }
            Self::BadRow { file, line, field } => {
                vec![("file", (*file).to_owned()), ("line", line.to_string()), ("field", (*field).to_owned())]
            }
            Self::RowTwice { row_id }
            | Self::LineWithoutRow { row_id }
            | Self::RowWithoutLine { row_id }
            | Self::CorrectsTwice { row_id } => vec![("row_id", row_id.to_string())],
            Self::RowDiffers { row_id, receipt_no, field } => vec![
                ("row_id", row_id.to_string()),
                ("receipt_no", receipt_no.clone()),
                ("field", (*field).to_owned()),
            ],
            Self::RowSum { row_id, receipt_no } | Self::EnrolmentWithoutLine { row_id, receipt_no } => {
                vec![("row_id", row_id.to_string()), ("receipt_no", receipt_no.clone())]
            }
            Self::Total { what, stated, found } => {
                vec![("what", (*what).to_owned()), ("stated", stated.clone()), ("found", found.clone())]
            }
            Self::Close { close_no } => vec![("close_no", close_no.to_string())],
        }
    }
}

/// What was found in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// SHA-256 of the zip, hexadecimal.
    pub sha256: String,
    /// What the manifest says, if it can be read. With problems, nothing of it is to be believed.
    pub manifest: Option<Manifest>,
    /// True if the signature was checked with an enrolled key. Without one the package was only checked against itself.
    pub origin_proved: bool,
    /// Everything that is wrong; empty for a good package.
    pub problems: Vec<Problem>,
    /// The journal's range.
    pub journal: Vec<JournalEntry>,
    /// The rows of `payments.csv`.
    pub payments: Vec<PaymentRow>,
    /// The rows about people.
    pub people: PeopleRows,
    /// The rows of `closes.csv`.
    pub closes: Vec<CloseRow>,
    /// The rows of `remittances.csv`.
    pub remittances: Vec<RemittanceRow>,
    /// The rows of `refunds.csv`.
    pub refunds: Vec<RefundRow>,
    /// The rows of `differences.csv`; a package of an older program has none.
    pub differences: Vec<DifferenceRow>,
    /// What the journal says of lost receipts that had been taken back before, in its order.
    pub lost_voided: Vec<LostVoided>,
}

impl Report {
    /// True if nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// All rows that an answer speaks of: the table of [`super::TABLES`], and the id.
    pub fn rows(&self) -> Vec<(&'static str, Uuid)> {
        let ids: [Vec<Uuid>; 8] = [
            self.payments.iter().map(|row| row.row_id).collect(),
            self.people.enrolments.iter().map(|row| row.row_id).collect(),
            self.people.households.iter().map(|row| row.row_id).collect(),
            self.people.canvassing.iter().map(|row| row.row_id).collect(),
            self.closes.iter().map(|row| row.row_id).collect(),
            self.remittances.iter().map(|row| row.row_id).collect(),
            self.refunds.iter().map(|row| row.row_id).collect(),
            self.differences.iter().map(|row| row.row_id).collect(),
        ];
        let tables = super::TABLES.into_iter().zip(ids);
        tables.flat_map(|(table, ids)| ids.into_iter().map(move |row_id| (table, row_id))).collect()
    }
}

/// Checks a package (the zip, already decrypted) from its bytes: archive, signature, files, journal chain, receipt numbers,
/// rows, sums. `enrolled` is the key that the township keeps for this device; `known_head` the journal head of the last
/// package that it has accepted.
pub fn verify_package(zip: &[u8], enrolled: Option<&VerifyingKey>, known_head: Option<[u8; 32]>) -> Report {
    let mut report = Report {
        sha256: super::package_sha256(zip),
        manifest: None,
        origin_proved: false,
        problems: Vec::new(),
        journal: Vec::new(),
        payments: Vec::new(),
        people: PeopleRows::default(),
        closes: Vec::new(),
        remittances: Vec::new(),
        refunds: Vec::new(),
        differences: Vec::new(),
        lost_voided: Vec::new(),
    };
    let (files, fault) = archive::read(zip);
    match fault {
        None => {}
        Some(ArchiveFault::Unreadable) => report.problems.push(Problem::Unreadable),
        Some(ArchiveFault::TooLarge) => report.problems.push(Problem::TooLarge),
        Some(ArchiveFault::NotAsWritten) => report.problems.push(Problem::NotAsWritten),
    }
    if files.is_empty() {
        return report;
    }
    let files: BTreeMap<&str, &[u8]> =
        files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let known = [
        MANIFEST,
        SIGNATURE,
        JOURNAL,
        PAYMENTS,
        ENROLMENTS,
        HOUSEHOLDS,
        CANVASSING,
        CLOSES,
        REMITTANCES,
        REFUNDS,
        SUMMARY,
    ];
    for file in known {
        if !files.contains_key(file) {
            report.problems.push(Problem::MissingFile { file });
        }
    }
    for file in files.keys().filter(|file| !known.contains(*file) && **file != DIFFERENCES) {
        report.problems.push(Problem::UnknownFile { file: (*file).to_owned() });
    }
    check_manifest(&mut report, &files, enrolled);
    check_files(&mut report, &files);
    check_journal(&mut report, &files, known_head);
    report.payments = rows(&mut report.problems, &PAYMENTS_LAYOUT, &files, PAYMENTS);
    report.people = PeopleRows {
        enrolments: rows(&mut report.problems, &ENROLMENTS_LAYOUT, &files, ENROLMENTS),
        households: rows(&mut report.problems, &HOUSEHOLDS_LAYOUT, &files, HOUSEHOLDS),
        canvassing: rows(&mut report.problems, &CANVASSING_LAYOUT, &files, CANVASSING),
    };
    report.closes = rows(&mut report.problems, &CLOSES_LAYOUT, &files, CLOSES);
    report.remittances = rows(&mut report.problems, &REMITTANCES_LAYOUT, &files, REMITTANCES);
    report.refunds = rows(&mut report.problems, &REFUNDS_LAYOUT, &files, REFUNDS);
    if files.contains_key(DIFFERENCES) {
        report.differences = rows(&mut report.problems, &DIFFERENCES_LAYOUT, &files, DIFFERENCES);
    }
    check_payments(&mut report);
    money_after::check(&mut report);
    check_people(&mut report);
    check_totals(&mut report);
    check_closes(&mut report);
    report
}

fn check_manifest(report: &mut Report, files: &BTreeMap<&str, &[u8]>, enrolled: Option<&VerifyingKey>) {
    let Some(bytes) = files.get(MANIFEST) else { return };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else {
        report.problems.push(Problem::Manifest);
        return;
    };
    if manifest.format != FORMAT || canonical_json(&manifest).ok().as_deref() != Some(*bytes) {
        report.problems.push(Problem::Manifest);
    }
    if manifest.version != VERSION {
        report.problems.push(Problem::Version { version: manifest.version });
    }
    let own = unhex(&manifest.device_key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    if let (Some(enrolled), Some(own)) = (enrolled, &own)
        && enrolled != own
    {
        report.problems.push(Problem::OtherKey);
    }
    let signature = files
        .get(SIGNATURE)
        .and_then(|text| BASE64.decode(text).ok())
        .and_then(|bytes| Signature::from_slice(&bytes).ok());
    let message = [SIGNATURE_DOMAIN, bytes].concat();
    let is_right = match (enrolled.or(own.as_ref()), signature) {
        (Some(key), Some(signature)) => key.verify_strict(&message, &signature).is_ok(),
        _ => false,
    };
    if !is_right {
        report.problems.push(Problem::Signature);
    }
    report.origin_proved = is_right && enrolled.is_some();
    report.manifest = Some(manifest);
}

fn check_files(report: &mut Report, files: &BTreeMap<&str, &[u8]>) {
    let Some(manifest) = &report.manifest else { return };
    let expected = [
        JOURNAL,
        PAYMENTS,
        ENROLMENTS,
        HOUSEHOLDS,
        CANVASSING,
        CLOSES,
        REMITTANCES,
        REFUNDS,
        DIFFERENCES,
        SUMMARY,
    ];
    // A program that did not follow differences wrote no file of them.
    let has_differences = files.contains_key(DIFFERENCES);
    let expected = expected.into_iter().filter(|name| has_differences || *name != DIFFERENCES);
    if !manifest.files.iter().map(|file| file.name.as_str()).eq(expected) {
        report.problems.push(Problem::Manifest);
    }
    for file in &manifest.files {
        let same =
            files.get(file.name.as_str()).is_some_and(|content| hex(&sha256(&[content])) == file.sha256);
        if !same {
            report.problems.push(Problem::FileChanged { file: file.name.clone() });
        }
    }
}

pub(super) fn check_rows(report: &mut Report, name: &str, found: usize) {
    let stated = report
        .manifest
        .as_ref()
        .and_then(|manifest| manifest.files.iter().find(|file| file.name == name))
        .and_then(|file| file.rows);
    let found = found as u64;
    if let Some(stated) = stated
        && stated != found
    {
        report.problems.push(Problem::RowCount { file: name.to_owned(), stated, found });
    }
}

fn check_journal(report: &mut Report, files: &BTreeMap<&str, &[u8]>, known_head: Option<[u8; 32]>) {
    let Some(bytes) = files.get(JOURNAL) else { return };
    let entries = match read_journal(bytes) {
        Ok(entries) => entries,
        Err(line) => {
            report.problems.push(Problem::JournalLine { line });
            return;
        }
    };
    let mut before: Option<&JournalEntry> = None;
    for entry in &entries {
        let follows = before.is_none_or(|before| before.hash == entry.prev);
        if !follows || entry.hash != entry_hash(&entry.prev, &entry.payload) {
            report.problems.push(Problem::ChainBroken { seq: entry.seq });
        }
        if let Some(expected) = before.map(|before| before.seq.saturating_add(1))
            && expected != entry.seq
        {
            report.problems.push(Problem::SeqGap { expected, found: entry.seq });
        }
        before = Some(entry);
    }
    if let (Some(known), Some(first)) = (known_head, entries.first())
        && first.prev != known
    {
        report.problems.push(Problem::UnknownHead);
    }
    if let Some(manifest) = &report.manifest {
        let same = entries.first().zip(entries.last()).is_some_and(|(first, last)| {
            manifest.journal_from == first.seq
                && manifest.journal_to == last.seq
                && manifest.journal_prev == hex(&first.prev)
                && manifest.journal_head == hex(&last.hash)
        });
        if !same {
            report.problems.push(Problem::JournalRange);
        }
    }
    check_rows(report, JOURNAL, entries.len());
    report.journal = entries;
}

fn rows<R: TableRow>(
    problems: &mut Vec<Problem>,
    layout: &Layout,
    files: &BTreeMap<&str, &[u8]>,
    file: &'static str,
) -> Vec<R> {
    let Some(bytes) = files.get(file) else { return Vec::new() };
    match layout.read(bytes) {
        Ok(rows) => rows,
        Err(TableFault::Layout) => {
            problems.push(Problem::Columns { file });
            Vec::new()
        }
        Err(TableFault::Row { line, field }) => {
            problems.push(Problem::BadRow { file, line, field });
            Vec::new()
        }
    }
}

/// The rows of `payments.csv` are the lines of the journal's money entries, no more, no less; and receipts have no gap.
fn check_payments(report: &mut Report) {
    check_rows(report, PAYMENTS, report.payments.len());
    let problems = &mut report.problems;
    let mut rows: HashMap<Uuid, &PaymentRow> = HashMap::new();
    for row in &report.payments {
        if rows.insert(row.row_id, row).is_some() {
            problems.push(Problem::RowTwice { row_id: row.row_id });
        }
        let sum = Yuan::sum([row.psn_clct_amt, row.collective_aid, row.finsubs_amt]);
        if sum != Some(row.clct_sumamt) {
            problems.push(Problem::RowSum { row_id: row.row_id, receipt_no: row.receipt_no.clone() });
        }
    }
    let mut told: BTreeSet<Uuid> = BTreeSet::new();
    let mut serials: Vec<u64> = Vec::new();
    for entry in report.journal.iter().filter(|entry| MONEY_KINDS.contains(&entry.kind.as_str())) {
        let Ok(payload) = serde_json::from_slice::<MoneyPayload>(&entry.payload) else {
            problems.push(Problem::Payload { seq: entry.seq });
            continue;
        };
        if payload.kind.is_some_and(|kind| kind != entry.kind) {
            problems.push(Problem::Payload { seq: entry.seq });
        }
        if entry.kind == PAYMENT_KIND {
            match payload.serial {
                Some(serial) => serials.push(serial),
                None => problems.push(Problem::Payload { seq: entry.seq }),
            }
        }
        for line in &payload.lines {
            if !told.insert(line.row_id) {
                problems.push(Problem::RowTwice { row_id: line.row_id });
            }
            let Some(row) = rows.get(&line.row_id) else {
                problems.push(Problem::LineWithoutRow { row_id: line.row_id });
                continue;
            };
            let differences = [
                ("psn_clct_amt", row.psn_clct_amt != line.due),
                ("std_amt", line.fee.is_some_and(|fee| fee != row.std_amt)),
                ("finsubs_amt", line.subsidy.is_some_and(|subsidy| subsidy != row.finsubs_amt)),
                (
                    "receipt_no",
                    payload.receipt_no.as_ref().is_some_and(|receipt_no| *receipt_no != row.receipt_no),
                ),
            ];
            for (field, _) in differences.into_iter().filter(|(_, differs)| *differs) {
                let receipt_no = row.receipt_no.clone();
                problems.push(Problem::RowDiffers { row_id: line.row_id, receipt_no, field });
            }
        }
    }
    for row in &report.payments {
        if !told.contains(&row.row_id) {
            problems.push(Problem::RowWithoutLine { row_id: row.row_id });
        }
    }
    for pair in serials.windows(2) {
        let expected = pair[0].saturating_add(1);
        if pair[1] != expected {
            problems.push(Problem::ReceiptGap { expected, found: pair[1] });
        }
    }
    if let Some(manifest) = &report.manifest
        && (manifest.receipt_from != serials.first().copied()
            || manifest.receipt_to != serials.last().copied())
    {
        problems.push(Problem::ReceiptRange);
    }
    let found = serials.len().to_string();
    total(
        &mut report.problems,
        report.manifest.as_ref(),
        "payments",
        |of| of.counts.payments.to_string(),
        found,
    );
}

/// The rows about people: words that are known, each id once, no row corrected twice, and nobody said to have paid by a
/// receipt of this package that has no line for him.
fn check_people(report: &mut Report) {
    check_rows(report, ENROLMENTS, report.people.enrolments.len());
    check_rows(report, HOUSEHOLDS, report.people.households.len());
    check_rows(report, CANVASSING, report.people.canvassing.len());
    let Report { problems, payments, people, .. } = report;
    let (mut seen, mut corrected) = (BTreeSet::new(), BTreeSet::new());
    for (row_id, corrects) in people.ids() {
        if !seen.insert(row_id) {
            problems.push(Problem::RowTwice { row_id });
        }
        if corrects.is_some_and(|old| !corrected.insert(old)) {
            problems.push(Problem::CorrectsTwice { row_id });
        }
    }
    let line = |at: usize| u32::try_from(at + 2).unwrap_or(u32::MAX);
    let bad = |file, at, field| Problem::BadRow { file, line: line(at), field };
    for (at, row) in people.households.iter().enumerate() {
        if !STANDINGS.contains(&row.standing.as_str()) {
            problems.push(bad(HOUSEHOLDS, at, "standing"));
        }
    }
    let mut lines: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    let mut receipts: BTreeSet<&str> = BTreeSet::new();
    for row in payments.iter().filter(|row| row.revs_flag != REVS_REVERSAL) {
        *lines.entry((&row.receipt_no, row.levy_year)).or_default() += 1;
        receipts.insert(&row.receipt_no);
    }
    for (at, row) in people.enrolments.iter().enumerate() {
        if !STATES.contains(&row.state.as_str()) {
            problems.push(bad(ENROLMENTS, at, "state"));
        }
        if !REGISTRATIONS.contains(&row.registration.as_str()) {
            problems.push(bad(ENROLMENTS, at, "registration"));
        }
        if (row.state == PAID_HERE) != row.receipt_no.is_some() {
            problems.push(bad(ENROLMENTS, at, "receipt_no"));
        }
        let Some(receipt_no) = row.receipt_no.as_deref().filter(|number| receipts.contains(number)) else {
            continue;
        };
        // What an earlier package brought is checked with that one.
        match lines.get_mut(&(receipt_no, row.levy_year)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => problems.push(Problem::EnrolmentWithoutLine {
                row_id: row.row_id,
                receipt_no: receipt_no.to_owned(),
            }),
        }
    }
}

fn total(
    problems: &mut Vec<Problem>,
    manifest: Option<&Manifest>,
    what: &'static str,
    stated: impl Fn(&Manifest) -> String,
    found: String,
) {
    let Some(stated) = manifest.map(stated) else { return };
    if stated != found {
        problems.push(Problem::Total { what, stated, found });
    }
}

/// Shares in one line, for comparing and for showing.
fn words(shares: &[Share]) -> String {
    let word = |share: &Share| {
        format!("{}×{} {}/{}/{}", share.code, share.lines, share.due, share.subsidy, share.collective_aid)
    };
    shares.iter().map(word).collect::<Vec<_>>().join("; ")
}

fn check_totals(report: &mut Report) {
    let Report { manifest, problems, payments, people, closes, journal, .. } = report;
    let Some(sums) = Sums::of(payments) else {
        problems.push(Problem::Total { what: "due", stated: String::new(), found: String::new() });
        return;
    };
    let of = manifest.as_ref();
    total(problems, of, "due", |of| of.totals.due.to_string(), sums.all.due.to_string());
    total(problems, of, "subsidy", |of| of.totals.subsidy.to_string(), sums.all.subsidy.to_string());
    total(
        problems,
        of,
        "collective_aid",
        |of| of.totals.collective_aid.to_string(),
        sums.all.collective_aid.to_string(),
    );
    total(problems, of, "by_category", |of| words(&of.totals.by_category), words(&sums.by_category));
    total(problems, of, "by_fund", |of| words(&of.totals.by_fund), words(&sums.by_fund));
    total(problems, of, "by_means", |of| words(&of.totals.by_means), words(&sums.by_means));
    total(problems, of, "persons", |of| of.counts.persons.to_string(), sums.persons.to_string());
    total(problems, of, "voids", |of| of.counts.voids.to_string(), sums.voids.to_string());
    total(problems, of, "entries", |of| of.counts.entries.to_string(), journal.len().to_string());
    total(
        problems,
        of,
        "enrolments",
        |of| of.counts.enrolments.to_string(),
        people.enrolments.len().to_string(),
    );
    total(
        problems,
        of,
        "households",
        |of| of.counts.households.to_string(),
        people.households.len().to_string(),
    );
    total(
        problems,
        of,
        "canvassing",
        |of| of.counts.canvassing.to_string(),
        people.canvassing.len().to_string(),
    );
    total(problems, of, "closes", |of| of.counts.closes.to_string(), closes.len().to_string());
}

fn check_closes(report: &mut Report) {
    check_rows(report, CLOSES, report.closes.len());
    for close in &report.closes {
        let expected = close
            .opening_float
            .checked_add(close.cash_taken)
            .and_then(|sum| sum.checked_sub(close.cash_back))
            .and_then(|sum| sum.checked_sub(close.remitted_from_drawer));
        let variance = close.counted.checked_sub(close.expected);
        if expected != Some(close.expected) || variance != Some(close.variance) {
            report.problems.push(Problem::Close { close_no: close.close_no });
        }
    }
    let Some(manifest) = &report.manifest else { return };
    let fits = report.closes.last().is_some_and(|close| {
        close.close_no == manifest.close_no
            && close.business_date == manifest.business_date
            && close.counted == manifest.totals.cash_counted
            && close.variance == manifest.totals.variance
            && close.perpetual_due == manifest.totals.perpetual_due
            && close.unremitted == manifest.totals.unremitted
    });
    if !fits {
        report.problems.push(Problem::Close { close_no: manifest.close_no });
    }
    let kept = |close: &CloseRow| {
        close.cash_taken.checked_sub(close.cash_back).and_then(|sum| sum.checked_sub(close.reversed))
    };
    let in_drawer = report.closes.iter().map(kept).collect::<Option<Vec<_>>>().and_then(Yuan::sum);
    let of_rows =
        Yuan::sum(report.payments.iter().filter(|row| row.means == MEANS_CASH).map(|row| row.psn_clct_amt));
    if in_drawer.is_none() || in_drawer != of_rows {
        let words = |sum: Option<Yuan>| sum.map_or_else(String::new, |sum| sum.to_string());
        let (stated, found) = (words(in_drawer), words(of_rows));
        report.problems.push(Problem::Total { what: "cash_taken", stated, found });
    }
}
