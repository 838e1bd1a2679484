//! The rows of work.

use super::{NewWork, PAGE_SIZE, WorkItem};
use crate::book::Acting;
use crate::error::Result;
use crate::storage::{Tx, many, one, parsed};
use rusqlite::{Row, named_params};
use uuid::Uuid;

fn item(row: &Row<'_>) -> Result<WorkItem> {
    let household_id: Option<String> = row.get("household_id")?;
    let import_id: Option<String> = row.get("import_id")?;
    let facts: String = row.get("facts")?;
    let state: String = row.get("state")?;
    Ok(WorkItem {
        item_id: parsed("work_item", row.get_ref("item_id")?.as_str().unwrap_or_default())?,
        kind: row.get("kind")?,
        label: String::new(),
        person_id: parsed("work_item", row.get_ref("person_id")?.as_str().unwrap_or_default())?,
        name: row.get("name")?,
        household_id: household_id.map(|id| parsed("work_item", &id)).transpose()?,
        hh_no: row.get("hh_no")?,
        village_group: row.get("village_group")?,
        levy_year: row.get("levy_year")?,
        facts: parsed("work_item", &facts)?,
        words: String::new(),
        article: row.get("article")?,
        is_open: state == "open",
        import_id: import_id.map(|id| parsed("work_item", &id)).transpose()?,
        at: row.get("at")?,
        done_at: row.get("done_at")?,
        done_by: row.get("done_by")?,
        outcome: row.get("outcome")?,
    })
}

impl Tx<'_> {
    /// Opens work, unless the same work is open. The answer is the row of new work.
    pub(crate) fn open_work(&self, acting: &Acting<'_>, work: &NewWork) -> Result<Option<Uuid>> {
        let item_id = acting.now.id();
        let added = self.sql.prepare_cached(include_str!("insert_work.sql"))?.execute(named_params! {
            ":item_id": item_id.to_string(),
            ":kind": work.kind,
            ":person_id": work.person_id.to_string(),
            ":levy_year": work.levy_year,
            ":facts": work.facts.to_string(),
            ":article": work.article,
            ":import_id": work.import_id.map(|id| id.to_string()),
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok((added > 0).then_some(item_id))
    }

    /// Closes open work of a kind about somebody, since what made it was undone.
    pub(crate) fn withdraw_work(
        &self,
        acting: &Acting<'_>,
        kind: &str,
        person_id: Uuid,
        outcome: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("withdraw_work.sql"))?.execute(named_params! {
            ":at": acting.now.text(),
            ":user": acting.user,
            ":outcome": outcome,
            ":kind": kind,
            ":person_id": person_id.to_string(),
        })?;
        Ok(())
    }

    /// Takes back the open work of an import.
    pub(crate) fn delete_work_of(&self, import_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached("DELETE FROM work_item WHERE import_id = :import_id AND state = 'open'")?
            .execute(named_params! { ":import_id": import_id.to_string() })?;
        Ok(())
    }

    /// The rows of a page, how many there are, how many of them are open.
    pub(super) fn work_page(&self, open_only: bool, page: u32) -> Result<(Vec<WorkItem>, u32, u32)> {
        let items = many(
            self,
            include_str!("work_page.sql"),
            named_params! { ":open_only": open_only, ":most": PAGE_SIZE, ":before": (page - 1) * PAGE_SIZE },
            item,
        )?;
        let counts = one(self, include_str!("work_count.sql"), [], |row| {
            Ok((row.get::<_, u32>("total")?, row.get::<_, u32>("open")?))
        })?;
        let (total, open) = counts.unwrap_or_default();
        Ok((items, if open_only { open } else { total }, open))
    }

    /// When the work was done, empty while it is open; `None` if there is no such work.
    pub(super) fn work_done_at(&self, item_id: Uuid) -> Result<Option<String>> {
        let wanted = named_params! { ":item_id": item_id.to_string() };
        one(
            self,
            "SELECT coalesce(done_at, '') AS done_at FROM work_item WHERE item_id = :item_id",
            wanted,
            |row| Ok(row.get("done_at")?),
        )
    }

    /// The work is done, or is none any more.
    pub(crate) fn finish_work(&self, item_id: Uuid, outcome: &str, acting: &Acting<'_>) -> Result<()> {
        self.sql.prepare_cached(include_str!("finish_work.sql"))?.execute(named_params! {
            ":item_id": item_id.to_string(),
            ":done_at": acting.now.text(),
            ":done_by": acting.user,
            ":outcome": outcome,
        })?;
        Ok(())
    }
}
