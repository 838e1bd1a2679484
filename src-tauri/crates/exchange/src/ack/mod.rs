//! The acknowledgement (回执, `.csa`): the township's signed answer to a package, row by row, and what its bank says of slips.
//!
//! Invariant: an answer is a function of its contents and the township's key; it names rows by their ids only, never a
//! person. It is accepted whole or not at all: one canonical spelling, read within caps, checked with the *enrolled* key.
//! Must not know: the book; whether the package and its rows exist is for the book to say.

#[cfg(test)]
mod tests;

use crate::archive::{self, ArchiveFault};
use crate::canonical::{canonical_json, hex, sha256};
use crate::package::TABLES;
use crate::package::table::{as_typed, harmless};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The `format` of an answer.
pub const FORMAT: &str = "cunshou/ack";
/// The `version` of an answer.
pub const VERSION: u32 = 1;
/// What stands before `ack.json` when it is signed.
pub const SIGNATURE_DOMAIN: &[u8] = b"cunshou/ack/1\n";
/// How the file's name ends.
pub const EXTENSION: &str = "csa";
/// No answer's zip is larger: the first package of a township with 55,000 people has some 200,000 rows.
pub const MAX_ZIP_BYTES: usize = 32 << 20;
/// No file is larger: what age adds to the zip is a header and sixteen bytes in 64 KiB.
pub const MAX_FILE_BYTES: usize = MAX_ZIP_BYTES + (1 << 20);
/// No answer has more rows.
pub const MAX_ROWS: usize = 300_000;
/// No answer speaks of more slips.
pub const MAX_SLIPS: usize = 2_000;
/// The longest reason and slip number, in characters.
pub const MAX_TEXT_CHARS: usize = 200;
/// The longest reason code.
pub const MAX_CODE_CHARS: usize = 40;

const ACK: &str = "ack.json";
const SIGNATURE: &str = "ack.json.sig";
const ROWS: &str = "rows.csv";
const MAX_JSON_BYTES: usize = 1 << 20;
const HEADER: [&str; 6] = ["table", "row_id", "status", "reason_code", "reason", "booked_on"];
const MARK: &str = "\u{FEFF}";
/// So many digits in a row are a telephone or an identity number: it has no place in a reason.
const DIGITS_OF_A_PERSON: usize = 11;

/// What the township says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AckStatus {
    /// Signature and sums are right; more is not known yet.
    Received,
    /// The tax office's result for that person is known.
    Accepted,
    /// It was not taken: somebody has to do something.
    Rejected,
}

impl AckStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Received, Self::Accepted, Self::Rejected];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl std::str::FromStr for AckStatus {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.word() == word).ok_or(())
    }
}

/// The answer to one row of a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AckRow {
    /// The package's table, one of [`TABLES`].
    pub table: &'static str,
    /// The row.
    pub row_id: Uuid,
    /// What is said of it.
    pub status: AckStatus,
    /// Of a rejected row, the code of why; empty otherwise.
    pub reason_code: String,
    /// Of a rejected row, the township's own words; may be empty.
    pub reason: String,
    /// Of an accepted row, the day on which it was booked, if that is known.
    pub booked_on: Option<NaiveDate>,
}

/// What the bank says of a slip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipArrival {
    /// What reached the treasury account.
    pub amount: Yuan,
    /// When.
    pub arrived_on: NaiveDate,
    /// The number of the slip.
    pub slip_no: String,
}

/// How many rows an answer has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AckCounts {
    /// Accepted rows.
    pub accepted: u64,
    /// Rows of which no more is known than that they came.
    pub received: u64,
    /// Rejected rows.
    pub rejected: u64,
    /// All rows.
    pub rows: u64,
}

impl AckCounts {
    /// The counts of rows.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a AckRow>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.rows += 1;
            match row.status {
                AckStatus::Received => counts.received += 1,
                AckStatus::Accepted => counts.accepted += 1,
                AckStatus::Rejected => counts.rejected += 1,
            }
        }
        counts
    }
}

/// What `ack.json` says. Package, village, device, book and series are those of the manifest that it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ack {
    /// The number of the answer; for a row, and for a slip, the highest counts.
    pub ack_no: u32,
    /// When it was made, RFC 3339.
    pub answered_at: String,
    /// Version of the program that wrote it.
    pub app_version: String,
    /// The book.
    pub book_id: String,
    /// The close of the package.
    pub close_no: u32,
    /// How many rows; [`write_ack`] sets it.
    pub counts: AckCounts,
    /// The laptop.
    pub device_id: String,
    /// [`FORMAT`].
    pub format: String,
    /// Hash of the package's last journal entry, hexadecimal.
    pub journal_head: String,
    /// `live` or `demo`.
    pub kind: String,
    /// The package.
    pub package_id: Uuid,
    /// SHA-256 of the package's zip, hexadecimal.
    pub package_sha256: String,
    /// SHA-256 of `rows.csv`, hexadecimal; [`write_ack`] sets it.
    pub rows_sha256: String,
    /// The receipt series.
    pub series: String,
    /// What is known of slips, by number.
    pub slips: Vec<SlipArrival>,
    /// The township's code.
    pub town_code: String,
    /// The ed25519 key that signs, hexadecimal; [`write_ack`] sets it. Never trusted: only to say whose answer it is.
    pub town_key: String,
    /// [`VERSION`].
    pub version: u32,
    /// Twelve digits.
    pub village_code: String,
}

/// An answer that is well formed and signed by the enrolled key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub ack: Ack,
    /// Its rows, by table and id.
    pub rows: Vec<AckRow>,
    /// SHA-256 of the zip, hexadecimal: the name of the answer.
    pub sha256: String,
}

/// Why an answer is refused, or cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AckFault {
    /// No archive, or one that ends too soon.
    #[error("the answer cannot be opened")]
    Unreadable,
    /// Larger than any answer.
    #[error("the answer is too large")]
    TooLarge,
    /// Bytes that were not written with it, another spelling, a file too many or too few.
    #[error("the answer is not as it was written")]
    NotAsWritten,
    /// `ack.json` is none.
    #[error("ack.json cannot be read")]
    Json,
    /// A later format.
    #[error("answer version {version} is not known")]
    Version {
        /// What it says.
        version: u32,
    },
    /// Signed by another township's key, or by one that the township had before.
    #[error("signed by a key that is not enrolled")]
    OtherKey,
    /// The signature does not fit.
    #[error("the signature is wrong")]
    Signature,
    /// `rows.csv` is not the one that was signed, or another number of rows.
    #[error("rows.csv is not the one that was signed")]
    RowsChanged,
    /// A row is wrong.
    #[error("row {line} is wrong: {field}")]
    Row {
        /// 1-based line of `rows.csv`.
        line: u32,
        /// The field.
        field: &'static str,
    },
    /// What is said of a slip is wrong.
    #[error("slip {place} is wrong: {field}")]
    Slip {
        /// 1-based.
        place: u32,
        /// The field.
        field: &'static str,
    },
}

impl AckFault {
    /// The stable error code, with words in `assets/text/errors-exchange.toml`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "E-ACK-001",
            Self::TooLarge => "E-ACK-002",
            Self::NotAsWritten => "E-ACK-003",
            Self::Json => "E-ACK-004",
            Self::Version { .. } => "E-ACK-005",
            Self::OtherKey => "E-ACK-006",
            Self::Signature => "E-ACK-007",
            Self::RowsChanged => "E-ACK-008",
            Self::Row { .. } => "E-ACK-009",
            Self::Slip { .. } => "E-ACK-010",
        }
    }

    /// The facts for the words.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Version { version } => vec![("version", version.to_string())],
            Self::Row { line, field } => vec![("line", line.to_string()), ("field", (*field).to_owned())],
            Self::Slip { place, field } => vec![("place", place.to_string()), ("field", (*field).to_owned())],
            _ => Vec::new(),
        }
    }
}

/// The name of an answer on the stick.
pub fn ack_file_name(ack: &Ack) -> String {
    let Ack { village_code, series, close_no, ack_no, .. } = ack;
    format!("cunshou-ack-{village_code}-{series}-z{close_no}-a{ack_no}.{EXTENSION}")
}

/// Writes an answer: the zip, not yet encrypted. The same contents and key give the same bytes, in whatever order rows and
/// slips come.
pub fn write_ack(ack: &Ack, rows: &[AckRow], key: &SigningKey) -> Result<Vec<u8>, AckFault> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(place);
    check_rows(&rows)?;
    let mut slips = ack.slips.clone();
    slips.sort_by(|a, b| a.slip_no.cmp(&b.slip_no));
    let csv = write_rows(&rows).ok_or(AckFault::TooLarge)?;
    let ack = Ack {
        counts: AckCounts::of(&rows),
        format: FORMAT.to_owned(),
        rows_sha256: hex(&sha256(&[&csv])),
        slips,
        town_key: hex(key.verifying_key().as_bytes()),
        version: VERSION,
        ..ack.clone()
    };
    check_slips(&ack.slips)?;
    let json = canonical_json(&ack).map_err(|_| AckFault::Json)?;
    let signature = BASE64.encode(key.sign(&[SIGNATURE_DOMAIN, &json].concat()).to_bytes()).into_bytes();
    let files = [(ACK, json), (SIGNATURE, signature), (ROWS, csv)];
    let zip = archive::write(&files.map(|(name, content)| (name.to_owned(), content)));
    zip.filter(|zip| zip.len() <= MAX_ZIP_BYTES).ok_or(AckFault::TooLarge)
}

/// Reads an answer (the zip, already decrypted). `enrolled` is the key of the township's accepted card.
pub fn read_ack(zip: &[u8], enrolled: &VerifyingKey) -> Result<Answer, AckFault> {
    if zip.len() > MAX_ZIP_BYTES {
        return Err(AckFault::TooLarge);
    }
    let files = match archive::read(zip) {
        (files, None) => files,
        (_, Some(ArchiveFault::Unreadable)) => return Err(AckFault::Unreadable),
        (_, Some(ArchiveFault::TooLarge)) => return Err(AckFault::TooLarge),
        (_, Some(ArchiveFault::NotAsWritten)) => return Err(AckFault::NotAsWritten),
    };
    if !files.iter().map(|(name, _)| name.as_str()).eq([ACK, SIGNATURE, ROWS]) {
        return Err(AckFault::NotAsWritten);
    }
    let (json, signature, csv) = (&files[0].1, &files[1].1, &files[2].1);
    if json.len() > MAX_JSON_BYTES {
        return Err(AckFault::TooLarge);
    }
    let start: Start = serde_json::from_slice(json).map_err(|_| AckFault::Json)?;
    if start.format != FORMAT {
        return Err(AckFault::Json);
    }
    if start.version != VERSION {
        return Err(AckFault::Version { version: start.version });
    }
    let ack: Ack = serde_json::from_slice(json).map_err(|_| AckFault::Json)?;
    if canonical_json(&ack).ok().as_deref() != Some(json.as_slice()) {
        return Err(AckFault::NotAsWritten);
    }
    if ack.town_key != hex(enrolled.as_bytes()) {
        return Err(AckFault::OtherKey);
    }
    let signature = BASE64
        .decode(signature)
        .ok()
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .ok_or(AckFault::Signature)?;
    enrolled
        .verify_strict(&[SIGNATURE_DOMAIN, json.as_slice()].concat(), &signature)
        .map_err(|_| AckFault::Signature)?;
    if hex(&sha256(&[csv])) != ack.rows_sha256 {
        return Err(AckFault::RowsChanged);
    }
    let rows = read_rows(csv)?;
    check_rows(&rows)?;
    check_slips(&ack.slips)?;
    if AckCounts::of(&rows) != ack.counts {
        return Err(AckFault::RowsChanged);
    }
    // One answer, one text: no second spelling of the same rows.
    if write_rows(&rows).as_deref() != Some(csv.as_slice()) {
        return Err(AckFault::NotAsWritten);
    }
    Ok(Answer { ack, rows, sha256: hex(&sha256(&[zip])) })
}

/// What is read before anything else, so that a later version is told from damage.
#[derive(Deserialize)]
struct Start {
    format: String,
    version: u32,
}

/// Where a row stands in the file.
fn place(row: &AckRow) -> (usize, Uuid) {
    (TABLES.iter().position(|table| *table == row.table).unwrap_or(TABLES.len()), row.row_id)
}

fn check_rows(rows: &[AckRow]) -> Result<(), AckFault> {
    if rows.len() > MAX_ROWS {
        return Err(AckFault::TooLarge);
    }
    let mut before = None;
    for (index, row) in rows.iter().enumerate() {
        let fault = |field| AckFault::Row { line: line_of(index), field };
        if before.is_some_and(|before| before >= place(row)) {
            return Err(fault("row_id"));
        }
        before = Some(place(row));
        let is_rejected = row.status == AckStatus::Rejected;
        let is_code = row.reason_code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if row.reason_code.is_empty() == is_rejected || !is_code || row.reason_code.len() > MAX_CODE_CHARS {
            return Err(fault("reason_code"));
        }
        if (!is_rejected && !row.reason.is_empty()) || !is_reason(&row.reason) {
            return Err(fault("reason"));
        }
        if row.booked_on.is_some() && row.status != AckStatus::Accepted {
            return Err(fault("booked_on"));
        }
    }
    Ok(())
}

/// A line of words that names nobody by a number.
fn is_reason(text: &str) -> bool {
    let mut digits = 0;
    let names_somebody = text.chars().any(|c| {
        digits = if c.is_numeric() { digits + 1 } else { 0 };
        digits >= DIGITS_OF_A_PERSON
    });
    !names_somebody && is_line(text)
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= MAX_TEXT_CHARS && !text.chars().any(char::is_control) && text.trim() == text
}

fn check_slips(slips: &[SlipArrival]) -> Result<(), AckFault> {
    if slips.len() > MAX_SLIPS {
        return Err(AckFault::TooLarge);
    }
    let mut before: Option<&str> = None;
    for (index, slip) in slips.iter().enumerate() {
        let fault = |field| AckFault::Slip { place: line_of(index) - 1, field };
        let is_number = !slip.slip_no.is_empty() && !slip.slip_no.contains(char::is_whitespace);
        if !is_number
            || !is_line(&slip.slip_no)
            || before.is_some_and(|before| before >= slip.slip_no.as_str())
        {
            return Err(fault("slip_no"));
        }
        before = Some(&slip.slip_no);
        if slip.amount.is_zero() || slip.amount.is_negative() {
            return Err(fault("amount"));
        }
    }
    Ok(())
}

/// The line of a csv on which a row stands, below the header.
fn line_of(index: usize) -> u32 {
    u32::try_from(index + 2).unwrap_or(u32::MAX)
}

fn write_rows(rows: &[AckRow]) -> Option<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    writer.write_record(HEADER).ok()?;
    for row in rows {
        let booked_on = row.booked_on.map_or_else(String::new, |day| day.to_string());
        let (row_id, reason) = (row.row_id.to_string(), harmless(&row.reason));
        let cells = [row.table, &row_id, row.status.word(), &row.reason_code, &reason, &booked_on];
        writer.write_record(cells).ok()?;
    }
    writer.into_inner().ok()
}

fn read_rows(bytes: &[u8]) -> Result<Vec<AckRow>, AckFault> {
    let text = bytes.strip_prefix(MARK.as_bytes()).ok_or(AckFault::NotAsWritten)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let mut records = reader.records();
    let header = records.next().and_then(Result::ok).ok_or(AckFault::NotAsWritten)?;
    if !header.iter().eq(HEADER) {
        return Err(AckFault::NotAsWritten);
    }
    let mut rows = Vec::new();
    for (index, record) in records.enumerate() {
        if index >= MAX_ROWS {
            return Err(AckFault::TooLarge);
        }
        let fault = |field| AckFault::Row { line: line_of(index), field };
        let record = record.map_err(|_| fault(""))?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let booked_on = match cell(5) {
            "" => None,
            day => Some(day.parse().map_err(|_| fault("booked_on"))?),
        };
        rows.push(AckRow {
            table: TABLES.into_iter().find(|table| *table == cell(0)).ok_or_else(|| fault("table"))?,
            row_id: cell(1).parse().map_err(|_| fault("row_id"))?,
            status: cell(2).parse().map_err(|()| fault("status"))?,
            reason_code: cell(3).to_owned(),
            reason: as_typed(cell(4)),
            booked_on,
        });
    }
    Ok(rows)
}
