//! 回执: the township's answer to a package. It comes back on the stick and settles each row.
//!
//! Invariants: an answer is taken whole or not at all, and only with the enrolled township's signature over rows that this
//! book sent; the highest number counts for a row, in whatever order answers come; the same file again changes nothing. An
//! answer never changes money: what was sent back is work, what arrived completes cover, receipts stay as they are.
//! Must not know: where the file lay, keys other than the card's.

mod slips;
mod store;

pub(crate) use slips::settle_slips;
pub use slips::{SlipAnswer, SlipState};

use crate::book::{Acting, Book};
use crate::codes;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{Acknowledged, Record, SlipArrived};
use crate::moment::Moment;
use crate::package::{AGE_IDENTITY, Package};
use crate::storage::Tx;
use crate::work::NewWork;
use chrono::NaiveDate;
pub use cunshou_exchange::ack::AckStatus;
use cunshou_exchange::ack::{AckCounts, AckFault, Answer, MAX_FILE_BYTES, read_ack};
use cunshou_exchange::crypt::{CryptFault, With, decrypt};
use cunshou_exchange::package::known_package;
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;
use uuid::Uuid;

/// Rows of a page.
pub const PAGE_SIZE: u32 = 50;

/// The table of a package that holds payment lines.
const PAYMENTS: &str = "payments";
/// Work about a payment line that was sent back.
const PAYMENT_REJECTED: &str = "ack_rejected";
/// Work about another row that was sent back.
const ROW_REJECTED: &str = "ack_row_rejected";

#[derive(Deserialize)]
struct Texts {
    line: HashMap<String, String>,
    slip: HashMap<String, String>,
    table: HashMap<String, String>,
    settled: String,
    in_time: String,
    reason: String,
    reason_and_words: String,
    unknown_todo: String,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/ack.toml"))
        .expect("the words are shipped with the program and read by a test")
});

fn text<'a>(words: &'a HashMap<String, String>, key: &str) -> &'a str {
    words.get(key).map_or("", String::as_str)
}

/// What the newest answer says of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineAnswer {
    /// Received, accepted or rejected.
    pub status: AckStatus,
    /// Of a rejected row, the code of why; one that this program does not know stands as it came.
    pub reason_code: String,
    /// Of a rejected row, the township's own words; may be empty.
    pub reason: String,
    /// Of an accepted row, the day on which it was booked, if that is known.
    pub booked_on: Option<NaiveDate>,
    /// The number of the answer.
    pub ack_no: u32,
}

impl LineAnswer {
    /// What it says, in words: 「已入库 2025-11-06」, 「被退回：……」.
    pub fn words(&self) -> String {
        let key = match (self.status, self.booked_on) {
            (AckStatus::Accepted, Some(_)) => "accepted_on",
            (status, _) => status.word(),
        };
        let day = self.booked_on.map_or_else(String::new, |day| day.to_string());
        text(&TEXTS.line, key).replace("{booked_on}", &day).replace("{reason}", &self.why())
    }

    /// Why it was sent back, in words; empty if it was not.
    pub fn why(&self) -> String {
        if self.status != AckStatus::Rejected {
            return String::new();
        }
        let known = codes::ack_reason(&self.reason_code).map(|reason| reason.label);
        let label = known.unwrap_or(&self.reason_code);
        let form = if self.reason.is_empty() { &TEXTS.reason } else { &TEXTS.reason_and_words };
        form.replace("{label}", label).replace("{words}", &self.reason)
    }

    /// What is to be done about a row that was sent back; empty if it was not.
    pub fn todo(&self) -> String {
        if self.status != AckStatus::Rejected {
            return String::new();
        }
        codes::ack_reason(&self.reason_code)
            .map_or_else(|| TEXTS.unknown_todo.clone(), |reason| reason.todo.to_owned())
    }
}

/// A row of a package with its newest answer, and whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRow {
    /// The table of the package.
    pub table: String,
    /// What the clerk calls the table.
    pub table_label: String,
    /// The row.
    pub row_id: Uuid,
    /// What is said of it.
    pub answer: LineAnswer,
    /// Whom it is about; `None` for rows about money alone.
    pub person_id: Option<Uuid>,
    /// His name.
    pub name: String,
    /// His household.
    pub household_id: Option<Uuid>,
    /// Its number.
    pub hh_no: String,
    /// The year of cover, where the row has one.
    pub levy_year: Option<i32>,
    /// The receipt of a payment line.
    pub receipt_no: Option<String>,
    /// What that line brought.
    pub due: Option<Yuan>,
    /// The close of the package.
    pub close_no: u32,
}

/// A page of answered rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredPage {
    /// At most [`PAGE_SIZE`].
    pub rows: Vec<AnsweredRow>,
    /// All that there are.
    pub total: u32,
}

/// Which answered rows are looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnsweredQuery {
    /// Of which package; `None` = of all.
    pub close_no: Option<u32>,
    /// Only rows that the newest answer says this of.
    pub status: Option<AckStatus>,
    /// Only payment lines.
    pub payments_only: bool,
}

/// How a package is answered, by the newest answer of each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageAnswer {
    /// The close of the package.
    pub close_no: u32,
    /// The highest number of an answer to it.
    pub ack_no: u32,
    /// When that was made (RFC 3339).
    pub answered_at: String,
    /// When it was read (RFC 3339, +08:00).
    pub read_at: String,
    /// Payment lines that are accepted, received only, rejected.
    pub payments: AckCounts,
    /// Rows of the other tables that were sent back.
    pub others_rejected: u64,
}

/// What an answer said when it was read.
#[derive(Debug, Clone)]
pub struct ReadAnswer {
    /// How its package is answered now.
    pub package: PackageAnswer,
    /// The number of this answer.
    pub ack_no: u32,
    /// How many rows this answer has.
    pub counts: AckCounts,
    /// True if the same file was read before: nothing has changed.
    pub already_read: bool,
    /// A newer answer to the same package was read before this one: what that says stands.
    pub is_older: bool,
    /// What it says of slips, with how that fits what this book paid in.
    pub slips: Vec<SlipAnswer>,
    /// Receipts whose cover became certain by it.
    pub completed: Vec<String>,
}

impl Book {
    /// Reads the township's answer and settles the rows of its package.
    ///
    /// # Errors
    /// [`Error::NoTownCard`], [`Error::AckNotOurs`], [`Error::Crypt`], [`Error::Ack`]; [`Error::AckOfOtherVillage`],
    /// [`Error::AckOfOtherBook`], [`Error::AckUnknownPackage`], [`Error::AckNotOfPackage`], [`Error::AckUnknownRow`],
    /// [`Error::AckNoTaken`]; [`Error::ArrivesInFuture`]; [`Error::BookBehind`]. Each leaves the
    /// book as it was.
    pub fn read_ack(&mut self, bytes: &[u8], now: &Moment) -> Result<ReadAnswer> {
        self.refuse_while_behind()?;
        let (answer, zip) = self.open_ack(bytes)?;
        let package = self.answered_package(&answer)?;
        self.transact(now, |tx, acting| {
            let ack = &answer.ack;
            if let Some(seq) = tx.ack_by_sha256(&answer.sha256)? {
                return tx.told(&answer, seq, true, Vec::new());
            }
            if tx.ack_taken(ack.close_no, ack.ack_no)? {
                return Err(Error::AckNoTaken { close_no: ack.close_no, ack_no: ack.ack_no });
            }
            if let Some(slip) = ack.slips.iter().find(|slip| slip.arrived_on > now.on()) {
                return Err(Error::ArrivesInFuture { arrived_on: slip.arrived_on, today: now.on() });
            }
            let record = record_of(&answer, &package);
            let entry = tx.append(&Record::Acknowledged(record), acting.user, now)?;
            tx.insert_ack(&answer, &zip, entry.seq, &now.text())?;
            let slip_nos: Vec<_> = ack.slips.iter().map(|slip| slip.slip_no.clone()).collect();
            let completed = settle_slips(tx, acting, &slip_nos)?;
            tx.rejected_is_work(acting, ack.close_no, ack.ack_no)?;
            tx.settled_is_no_work(acting)?;
            let query = AnsweredQuery { close_no: Some(ack.close_no), status: None, payments_only: true };
            let lines = tx.answered(query, u32::MAX >> 1, 0)?.into_iter();
            let lines: Vec<_> = lines.filter_map(|row| row.person_id.zip(row.levy_year)).collect();
            tx.last_year_follows(acting, &lines)?;
            tx.audit(acting, "ack_read", &format!("Z{} a{}", ack.close_no, ack.ack_no))?;
            tx.told(&answer, entry.seq, false, completed)
        })
    }

    /// Decrypts an answer and checks it against the township's card. Nothing of this book is compared yet.
    fn open_ack(&self, bytes: &[u8]) -> Result<(Answer, Vec<u8>)> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(AckFault::TooLarge.into());
        }
        let card = self.accepted_card()?.ok_or(Error::NoTownCard {})?;
        let identity = self.read(|tx| tx.setting(AGE_IDENTITY))?;
        let identity =
            identity.ok_or_else(|| Error::BadRow { table: "setting", detail: AGE_IDENTITY.to_owned() })?;
        let zip = decrypt(bytes, With::Identity(&identity)).map_err(|fault| match fault {
            CryptFault::WrongKey => Error::AckNotOurs {},
            CryptFault::Damaged => AckFault::Unreadable.into(),
            other => other.into(),
        })?;
        Ok((read_ack(&zip, &card.key)?, zip))
    }

    /// The package of this book that an answer names, if all that it says of it is so and every row is one of its rows.
    fn answered_package(&self, answer: &Answer) -> Result<Package> {
        let (ack, own) = (&answer.ack, self.identity());
        if ack.village_code != own.village_code {
            let (expected, found) = (own.village_code.clone(), ack.village_code.clone());
            return Err(Error::AckOfOtherVillage { expected, found });
        }
        let close_no = ack.close_no;
        let other_book = ack.book_id != own.book_id;
        let unknown = || {
            if other_book { Error::AckOfOtherBook {} } else { Error::AckUnknownPackage { close_no } }
        };
        let package = self.read(|tx| tx.package(close_no))?.or_not_found(unknown)?;
        let bad = || Error::BadRow { table: "package", detail: close_no.to_string() };
        let known = known_package(&package.zip).ok_or_else(bad)?;
        let manifest = &known.manifest;
        if ack.book_id != manifest.book_id || ack.device_id != manifest.device_id {
            return Err(Error::AckOfOtherBook {});
        }
        if ack.package_id != package.package_id {
            return Err(Error::AckUnknownPackage { close_no });
        }
        let facts = [
            ("package_sha256", ack.package_sha256 == package.zip_sha256),
            ("journal_head", ack.journal_head == manifest.journal_head),
            ("series", ack.series == manifest.series),
            ("kind", ack.kind == manifest.kind),
        ];
        if let Some((field, _)) = facts.into_iter().find(|(_, same)| !same) {
            return Err(Error::AckNotOfPackage { close_no, field });
        }
        let strangers = || answer.rows.iter().filter(|row| !known.rows.contains(&(row.table, row.row_id)));
        if let Some(first) = strangers().next() {
            return Err(Error::AckUnknownRow { close_no, table: first.table, count: strangers().count() });
        }
        Ok(package)
    }

    /// How each package is answered that is, newest close first.
    pub fn package_answers(&self) -> Result<Vec<PackageAnswer>> {
        self.read(|tx| {
            let closes = tx.answered_closes()?;
            closes.into_iter().map(|close_no| tx.package_answer(close_no)).collect()
        })
    }

    /// Rows with what the newest answer says of them: payment lines first, in the order of receipts. Pages count from 1.
    pub fn answered_rows(&self, query: AnsweredQuery, page: u32) -> Result<AnsweredPage> {
        self.read(|tx| {
            let total = tx.count_answered(query)?;
            let rows =
                tx.answered(query, PAGE_SIZE, page.max(1).saturating_sub(1).saturating_mul(PAGE_SIZE))?;
            Ok(AnsweredPage { rows, total })
        })
    }

    /// What the newest answer says of the live payment lines of a household's members for a year of cover, by person.
    pub fn answers_of_household(
        &self,
        household_id: Uuid,
        levy_year: i32,
    ) -> Result<HashMap<Uuid, LineAnswer>> {
        self.read(|tx| tx.answers_of_household(household_id, levy_year))
    }

    /// How many people's rows were sent back for whom nobody has said what came of it.
    pub fn ack_work_open(&self) -> Result<u32> {
        let open = self.read(|tx| tx.open_ack_work())?;
        Ok(u32::try_from(open.len()).unwrap_or(u32::MAX))
    }

    /// What answers say of slips that does not fit what this book paid in: each is asked about until it fits.
    pub fn open_slips(&self) -> Result<Vec<SlipAnswer>> {
        let all = self.slip_answers()?;
        Ok(all.into_iter().filter(|slip| slip.state != SlipState::Agrees).collect())
    }

    /// What the newest answers say of slips.
    pub fn slip_answers(&self) -> Result<Vec<SlipAnswer>> {
        self.read(|tx| tx.slip_answers())
    }
}

fn record_of(answer: &Answer, package: &Package) -> Acknowledged {
    let ack = &answer.ack;
    Acknowledged {
        close_no: ack.close_no,
        package_id: package.package_id,
        package_sha256: package.zip_sha256.clone(),
        ack_no: ack.ack_no,
        ack_sha256: answer.sha256.clone(),
        town_key: ack.town_key.clone(),
        answered_at: ack.answered_at.clone(),
        accepted: ack.counts.accepted,
        received: ack.counts.received,
        rejected: ack.counts.rejected,
        slips: ack
            .slips
            .iter()
            .map(|slip| SlipArrived {
                slip_no: slip.slip_no.clone(),
                amount: slip.amount,
                arrived_on: slip.arrived_on,
            })
            .collect(),
    }
}

impl Tx<'_> {
    /// What an answer said, as it stands now.
    fn told(
        &self,
        answer: &Answer,
        seq: u64,
        already_read: bool,
        completed: Vec<String>,
    ) -> Result<ReadAnswer> {
        let package = self.package_answer(answer.ack.close_no)?;
        let slips = self.slip_answers()?.into_iter().filter(|slip| slip.seq == seq).collect();
        Ok(ReadAnswer {
            ack_no: answer.ack.ack_no,
            counts: answer.ack.counts,
            already_read,
            is_older: package.ack_no > answer.ack.ack_no,
            slips,
            completed,
            package,
        })
    }

    /// Opens work for each row about somebody that this answer sends back, and that no newer one speaks of.
    fn rejected_is_work(&self, acting: &Acting<'_>, close_no: u32, ack_no: u32) -> Result<()> {
        let status = Some(AckStatus::Rejected);
        let query = AnsweredQuery { close_no: Some(close_no), status, payments_only: false };
        for row in
            self.answered(query, u32::MAX >> 1, 0)?.into_iter().filter(|row| row.answer.ack_no == ack_no)
        {
            let Some(person_id) = row.person_id else { continue };
            let is_payment = row.table == PAYMENTS;
            let facts = serde_json::json!({
                "row_id": row.row_id, "table": row.table, "what": row.table_label, "reason": row.answer.why(),
                "todo": row.answer.todo(), "receipt_no": row.receipt_no.clone().unwrap_or_default(),
            });
            let work = NewWork {
                kind: if is_payment { PAYMENT_REJECTED } else { ROW_REJECTED },
                person_id,
                levy_year: row.levy_year,
                facts,
                article: String::new(),
                import_id: None,
            };
            self.open_work(acting, &work)?;
        }
        Ok(())
    }

    /// Closes open work about rows that the newest answer does not send back any more.
    fn settled_is_no_work(&self, acting: &Acting<'_>) -> Result<()> {
        for (item_id, table, row_id) in self.open_ack_work()? {
            let answer = self.newest_answer(&table, &row_id)?;
            if answer.is_some_and(|answer| answer.status != AckStatus::Rejected) {
                self.finish_work(item_id, &TEXTS.settled, acting)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(code: &str, words: &str) -> LineAnswer {
        LineAnswer {
            status: AckStatus::Rejected,
            reason_code: code.to_owned(),
            reason: words.to_owned(),
            booked_on: None,
            ack_no: 1,
        }
    }

    #[test]
    fn every_status_and_table_has_words() {
        for status in AckStatus::ALL {
            assert!(!text(&TEXTS.line, status.word()).is_empty(), "{status:?}");
        }
        for table in cunshou_exchange::package::TABLES {
            assert!(!text(&TEXTS.table, table).is_empty(), "{table}");
        }
        for state in ["agrees", "other_amount", "unknown", "before_slip"] {
            assert!(!text(&TEXTS.slip, state).is_empty(), "{state}");
        }
    }

    #[test]
    fn a_code_that_is_not_known_stands_as_it_came() {
        let known = rejected("identity_mismatch", "");
        assert!(known.words().contains("姓名") && !known.todo().is_empty(), "{}", known.words());
        let new = rejected("county_says_no", "县里另有通知");
        assert_eq!(new.why(), "county_says_no（县里另有通知）");
        assert!(!new.todo().is_empty(), "somebody is to be asked");
    }
}
