//! The rows of the book itself: identity, users, notices, settings, the demo book's clock.

use super::backup::BackupRow;
use super::restore::{LostReceipt, Totals, VoidedBefore};
use super::{BehindHead, BookPolicy, Head, Identity};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{LostVoided, LostVoidedWithdrawn};
use crate::moment::Moment;
use crate::shipped::ShippedPolicy;
use crate::storage::{Tx, many, one, parsed};
use rusqlite::{Row, named_params};
use std::collections::BTreeMap;

/// The setting of a restored book that has an old session to close before its new series begins.
const AWAITS_SERIES: &str = "awaits_series";

impl Tx<'_> {
    pub(crate) fn insert_book(
        &self,
        book: &Identity,
        signing_seed: &[u8; 32],
        user: &str,
        now: &Moment,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_book.sql"))?.execute(named_params! {
            ":book_id": book.book_id,
            ":village_code": book.village_code,
            ":village_name": book.village_name,
            ":town_name": book.town_name,
            ":kind": book.kind.word(),
            ":series": book.series,
            ":restored_from": book.restored_from,
            ":device_id": book.device_id,
            ":signing_seed": signing_seed.as_slice(),
            ":entrusted_paper": book.entrusted_paper,
            ":created_at": now.text(),
            ":created_by": user,
            ":own_clock": book.own_clock.map(|at| at.to_rfc3339()),
        })?;
        Ok(())
    }

    pub(crate) fn insert_user(&self, name: &str, role: &str, now: &Moment) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_user.sql"))?.execute(named_params! {
            ":user_id": now.id().to_string(),
            ":name": name,
            ":role": role,
            ":created_at": now.text(),
        })?;
        Ok(())
    }

    pub(crate) fn insert_policy(
        &self,
        policy: &BookPolicy,
        shipped: &ShippedPolicy,
        now: &Moment,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_policy.sql"))?.execute(named_params! {
            ":policy_id": policy.policy.id(),
            ":sha256": policy.sha256,
            ":levy_year": policy.levy_year,
            ":toml": shipped.toml,
            ":cases": shipped.cases,
            ":notice": shipped.notice,
            ":added_at": now.text(),
        })?;
        Ok(())
    }

    pub(crate) fn book(&self) -> Result<Identity> {
        one(self, include_str!("book.sql"), [], |row| {
            let kind: String = row.get("kind")?;
            let own_clock: Option<String> = row.get("own_clock")?;
            Ok(Identity {
                book_id: row.get("book_id")?,
                village_code: row.get("village_code")?,
                village_name: row.get("village_name")?,
                town_name: row.get("town_name")?,
                kind: parsed("book", &kind)?,
                series: row.get("series")?,
                restored_from: row.get("restored_from")?,
                device_id: row.get("device_id")?,
                entrusted_paper: row.get("entrusted_paper")?,
                own_clock: own_clock.map(|at| parsed("book", &at)).transpose()?,
            })
        })?
        .or_not_found(|| Error::BadRow { table: "book", detail: "empty".to_owned() })
    }

    pub(crate) fn signing_seed(&self) -> Result<[u8; 32]> {
        one(self, "SELECT signing_seed FROM book", [], |row| Ok(row.get("signing_seed")?))?
            .or_not_found(|| Error::BadRow { table: "book", detail: "empty".to_owned() })
    }

    pub(crate) fn policies(&self) -> Result<Vec<BookPolicy>> {
        let mut policies = many(self, include_str!("policies.sql"), [], |row| {
            let file = ShippedPolicy {
                toml: row.get("toml")?,
                cases: row.get("cases")?,
                notice: row.get("notice")?,
            };
            let effective_on: Option<String> = row.get("effective_on")?;
            Ok(BookPolicy {
                package_version: row.get("package_version")?,
                effective_on: effective_on.map(|day| parsed("policy_package", &day)).transpose()?,
                // It passed every check when it came in, and it lies in an encrypted, authenticated file.
                ..file.loaded_trusted()?
            })
        })?;
        // A year that came by package waits until it is opened; those that came with the book do not.
        let with_book = policies.iter().filter(|policy| policy.package_version == 0);
        let opened = self.opened_years()?.into_iter().map(|(levy_year, _)| levy_year);
        let newest = with_book.map(|policy| policy.levy_year).chain(opened).max();
        for policy in &mut policies {
            policy.awaits_opening = newest.is_some_and(|newest| policy.levy_year > newest);
        }
        Ok(policies)
    }

    /// The newest entry of the journal and the newest receipt.
    pub(crate) fn head(&self, book_id: &str) -> Result<Head> {
        one(self, include_str!("head.sql"), [], |row| {
            let hash: [u8; 32] = row.get("hash")?;
            Ok(Head {
                book_id: book_id.to_owned(),
                seq: row.get("seq")?,
                hash: crate::journal::hex(&hash),
                last_receipt: row.get("last_receipt")?,
            })
        })?
        .or_not_found(|| Error::BadRow { table: "journal", detail: "empty".to_owned() })
    }

    pub(crate) fn set_own_clock(&self, now: &Moment) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE book SET own_clock = :at WHERE own_clock IS NOT NULL")?
            .execute(named_params! { ":at": now.at().to_rfc3339() })?;
        Ok(())
    }

    pub(super) fn set_series(&self, series: &str, restored_from: &str) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE book SET series = :series, restored_from = :restored_from")?
            .execute(named_params! { ":series": series, ":restored_from": restored_from })?;
        Ok(())
    }

    /// A setting of the book, if it was ever set.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<String>> {
        one(self, "SELECT value FROM setting WHERE name = :name", named_params! { ":name": name }, |row| {
            Ok(row.get("value")?)
        })
    }

    pub(crate) fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.sql
            .prepare_cached(include_str!("set_setting.sql"))?
            .execute(named_params! { ":name": name, ":value": value })?;
        Ok(())
    }
}

impl Tx<'_> {
    pub(super) fn insert_backup(&self, row: &BackupRow) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_backup.sql"))?.execute(named_params! {
            ":at": row.at,
            ":user": row.user,
            ":cause": row.cause,
            ":folder": row.folder,
            ":file_name": row.file_name,
            ":same_disk": row.same_disk,
            ":bytes": row.bytes,
            ":seq": row.seq,
            ":hash": row.hash,
            ":fault": row.fault,
        })?;
        Ok(())
    }

    pub(super) fn backup_rows(&self) -> Result<Vec<BackupRow>> {
        many(self, include_str!("backup_rows.sql"), [], backup_row)
    }

    pub(super) fn newest_backup(&self) -> Result<Option<BackupRow>> {
        one(self, include_str!("newest_backup.sql"), [], backup_row)
    }

    pub(super) fn newest_failed_backup(&self) -> Result<Option<BackupRow>> {
        one(self, include_str!("newest_failed_backup.sql"), [], backup_row)
    }

    /// Payments and closes after an entry of the journal.
    pub(super) fn since_seq(&self, seq: u64) -> Result<(u32, u32)> {
        let found = one(self, include_str!("since_seq.sql"), named_params! { ":seq": seq }, |row| {
            Ok((row.get("payments")?, row.get("closes")?))
        })?;
        Ok(found.unwrap_or((0, 0)))
    }

    /// What a book, or a copy of any schema, holds in numbers.
    pub(super) fn totals(&self) -> Result<Totals> {
        // A copy may be of a schema that knew no way back.
        let knows = "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name IN ('reversal', 'remittance')";
        let after = if one(self, knows, [], |row| Ok(row.get::<_, u32>("n")?))? == Some(2) {
            one(self, include_str!("totals_after.sql"), [], |row| {
                let fen = |name: &str| Ok::<_, Error>(cunshou_policy::Yuan::from_fen(row.get(name)?));
                let sums = (fen("cash_back_fen")?, fen("back_fen")?, fen("remitted_fen")?);
                Ok((row.get("voids")?, row.get("reversals")?, sums))
            })?
        } else {
            None
        };
        let (voids, reversals, (cash_back, back, remitted)) = after.unwrap_or_default();
        one(self, include_str!("totals.sql"), [], |row| {
            let due = cunshou_policy::Yuan::from_fen(row.get("due_fen")?);
            Ok(Totals {
                voids,
                reversals,
                cash_back,
                standing: due.checked_sub(back).ok_or(Error::TooMuch {})?,
                remitted,
                households: row.get("households")?,
                people: row.get("people")?,
                payments: row.get("payments")?,
                due,
                last_close: row.get("last_close")?,
                last_close_on: row.get("last_close_on")?,
            })
        })?
        .or_not_found(|| Error::BadRow { table: "book", detail: "empty".to_owned() })
    }

    /// When the newest entry was made (RFC 3339, +08:00).
    pub(super) fn newest_at(&self, seq: u64) -> Result<String> {
        Ok(self.record(seq)?.at)
    }

    /// The newest serial of each series.
    pub(super) fn last_serials(&self) -> Result<BTreeMap<String, u32>> {
        let sql = "SELECT series, max(serial) AS serial FROM payment GROUP BY series";
        let rows = many(self, sql, [], |row| Ok((row.get("series")?, row.get("serial")?)))?;
        Ok(rows.into_iter().collect())
    }

    pub(super) fn insert_lost(&self, lost: &LostReceipt, by: &str, now: &Moment) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_lost.sql"))?.execute(named_params! {
            ":receipt_no": lost.receipt_no,
            ":series": lost.series,
            ":serial": lost.serial,
            ":known_by": lost.known_by,
            ":noted_at": now.text(),
            ":noted_by": by,
        })?;
        Ok(())
    }

    pub(super) fn lost_receipts(&self) -> Result<Vec<LostReceipt>> {
        many(self, include_str!("lost_receipts.sql"), [], |row| {
            let known_by: String = row.get("known_by")?;
            Ok(LostReceipt {
                receipt_no: row.get("receipt_no")?,
                series: row.get("series")?,
                serial: row.get("serial")?,
                known_by: if known_by == "head" { "head" } else { "paper" },
                entered_as: row
                    .get::<_, Option<String>>("entered_as")?
                    .map(|number| {
                        Ok::<_, Error>((number, cunshou_policy::Yuan::from_fen(row.get("entered_fen")?)))
                    })
                    .transpose()?,
                voided: row
                    .get::<_, Option<u64>>("voided_seq")?
                    .map(|seq| {
                        Ok::<_, Error>(VoidedBefore {
                            amount: cunshou_policy::Yuan::from_fen(row.get("voided_fen")?),
                            taken_on: row.get("taken_on")?,
                            voided_on: row.get("voided_on")?,
                            slip_no: row.get("slip_no")?,
                            seq,
                        })
                    })
                    .transpose()?,
            })
        })
    }

    /// Whether a sheet is a lost receipt that is said to have been taken back before the loss.
    pub(crate) fn is_lost_voided(&self, paper_no: &str) -> Result<bool> {
        let wanted = named_params! { ":paper_no": paper_no };
        let found = one(self, include_str!("is_lost_voided.sql"), wanted, |row| Ok(row.get::<_, i64>("n")?))?;
        Ok(found.is_some())
    }

    pub(super) fn insert_lost_voided(&self, lost: &LostVoided, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_lost_voided.sql"))?.execute(named_params! {
            ":seq": seq,
            ":receipt_no": lost.receipt_no,
            ":amount_fen": lost.amount.fen(),
            ":taken_on": lost.taken_on.to_string(),
            ":voided_on": lost.voided_on.to_string(),
            ":slip_no": lost.slip_no,
        })?;
        Ok(())
    }

    pub(super) fn insert_lost_voided_withdrawn(
        &self,
        withdrawn: &LostVoidedWithdrawn,
        seq: u64,
    ) -> Result<()> {
        let sql = "INSERT INTO lost_voided_withdrawn (seq, voided_seq) VALUES (:seq, :voided_seq)";
        self.sql
            .prepare_cached(sql)?
            .execute(named_params! { ":seq": seq, ":voided_seq": withdrawn.voided_seq })?;
        Ok(())
    }

    /// Whether this receipt went with a lost disk.
    pub(super) fn is_lost(&self, series: &str, serial: u32) -> Result<bool> {
        let wanted = named_params! { ":series": series, ":serial": serial };
        let sql = "SELECT 1 AS n FROM lost_receipt WHERE series = :series AND serial = :serial";
        Ok(one(self, sql, wanted, |row| Ok(row.get::<_, i64>("n")?))?.is_some())
    }

    /// What a restored book lacks whose new series has not begun yet.
    pub(super) fn awaits_series(&self) -> Result<Option<BehindHead>> {
        let Some(text) = self.setting(AWAITS_SERIES)?.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let read = serde_json::from_str(&text);
        read.map(Some).map_err(|error| Error::BadRow { table: "setting", detail: error.to_string() })
    }

    pub(super) fn set_awaits_series(&self, behind: Option<&BehindHead>) -> Result<()> {
        let text = behind.map(serde_json::to_string).transpose();
        let text = text.map_err(|error| Error::BadRow { table: "setting", detail: error.to_string() })?;
        self.set_setting(AWAITS_SERIES, &text.unwrap_or_default())
    }
}

fn backup_row(row: &Row<'_>) -> Result<BackupRow> {
    Ok(BackupRow {
        at: row.get("at")?,
        user: row.get("user")?,
        cause: row.get("cause")?,
        folder: row.get("folder")?,
        file_name: row.get("file_name")?,
        same_disk: row.get("same_disk")?,
        bytes: row.get("bytes")?,
        seq: row.get("seq")?,
        hash: row.get("hash")?,
        fault: row.get("fault")?,
    })
}
