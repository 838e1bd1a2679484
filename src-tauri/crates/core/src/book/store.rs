//! The rows of the book itself: identity, users, notices, settings, the demo book's clock.

use super::{BookPolicy, Head, Identity};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::shipped::ShippedPolicy;
use crate::storage::{Tx, many, one, parsed};
use rusqlite::named_params;

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
