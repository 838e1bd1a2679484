//! The rows of resolutions. INSERT and SELECT only.

use super::Resolution;
use crate::error::{Error, Result};
use crate::journal::{AidResolved, Record};
use crate::storage::{Tx, one};
use cunshou_policy::Yuan;
use rusqlite::named_params;

impl Tx<'_> {
    pub(super) fn last_aid_no(&self) -> Result<u32> {
        Ok(one(self, "SELECT coalesce(max(aid_no), 0) AS n FROM aid", [], |row| Ok(row.get("n")?))?
            .unwrap_or(0))
    }

    pub(super) fn insert_aid(&self, record: &AidResolved, seq: u64) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_aid.sql"))?.execute(named_params! {
            ":aid_no": record.aid_no,
            ":seq": seq,
            ":levy_year": record.grant.levy_year,
            ":most_each_fen": record.grant.most_each.fen(),
            ":budget_fen": record.grant.budget.map(Yuan::fen),
        })?;
        Ok(())
    }

    pub(super) fn insert_aid_ended(&self, aid_no: u32, seq: u64) -> Result<()> {
        self.sql
            .prepare_cached("INSERT INTO aid_ended (aid_no, seq) VALUES (:aid_no, :seq)")?
            .execute(named_params! { ":aid_no": aid_no, ":seq": seq })?;
        Ok(())
    }

    /// A resolution with what it has paid.
    pub(crate) fn resolution(&self, aid_no: u32) -> Result<Option<Resolution>> {
        let wanted = named_params! { ":aid_no": aid_no };
        let found = one(self, include_str!("aid.sql"), wanted, |row| {
            Ok((
                row.get::<_, u64>("seq")?,
                row.get::<_, bool>("is_ended")?,
                Yuan::from_fen(row.get("paid_fen")?),
                row.get::<_, u32>("people")?,
            ))
        })?;
        let Some((seq, is_ended, paid, people)) = found else { return Ok(None) };
        let Record::AidResolved(AidResolved { grant, .. }) = self.record(seq)?.record else {
            return Err(Error::BadRow { table: "aid", detail: aid_no.to_string() });
        };
        let left = grant.budget.map(|budget| budget.checked_sub(paid).unwrap_or(Yuan::ZERO));
        Ok(Some(Resolution { aid_no, grant, paid, people, left, is_ended }))
    }
}
