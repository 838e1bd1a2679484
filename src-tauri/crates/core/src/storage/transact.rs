//! One door: an act is one transaction, or nothing.

use crate::error::Result;
use rusqlite::{Connection, Params, Row, TransactionBehavior, named_params};
use uuid::Uuid;

/// The open data file.
#[derive(Debug)]
pub(crate) struct Storage {
    connection: Connection,
}

/// A view of the data file inside one transaction. The rows of each noun are methods in that noun's `store.rs`.
#[derive(Debug)]
pub(crate) struct Tx<'a> {
    pub(crate) sql: &'a Connection,
}

impl Storage {
    pub(super) fn over(connection: Connection) -> Self {
        Self { connection }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Does the act in one IMMEDIATE transaction: an error of the act rolls everything back.
    pub(crate) fn transact<T>(&mut self, act: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = act(&Tx { sql: &transaction })?;
        transaction.commit()?;
        Ok(answer)
    }

    /// From now on the households that an act touches are noted.
    pub(super) fn watch(&self) -> Result<()> {
        self.connection.execute_batch(include_str!("watch.sql"))?;
        Ok(self.connection.execute_batch(include_str!("watch_new.sql"))?)
    }

    /// The households that were touched since this was asked last. An act that was rolled back touched nothing.
    pub(crate) fn take_touched(&self) -> Result<Vec<String>> {
        let tx = Tx { sql: &self.connection };
        let touched =
            many(&tx, "SELECT household_id FROM temp.touched", [], |row| Ok(row.get("household_id")?))?;
        if !touched.is_empty() {
            self.connection.execute_batch("DELETE FROM temp.touched")?;
        }
        Ok(touched)
    }

    /// Reads in one consistent view. What the closure writes by mistake is rolled back.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.connection.unchecked_transaction()?;
        look(&Tx { sql: &transaction })
    }

    /// Writes a compact, encrypted copy (same key) to `path`, which must not exist.
    pub(crate) fn copy_to(&self, path: &std::path::Path) -> Result<()> {
        self.connection.execute("VACUUM INTO ?1", [path.display().to_string()])?;
        Ok(())
    }
}

impl Tx<'_> {
    /// Writes the many new rows of one import: their households are noted together at the end. (A trigger on a row makes
    /// SQLite keep every page as it was before that row.) An error rolls the triggers back with the act.
    pub(crate) fn noting_at_end<T>(&self, import_id: Uuid, write: impl FnOnce() -> Result<T>) -> Result<T> {
        self.sql.execute_batch(
            "DROP TRIGGER temp.watch_household_insert; DROP TRIGGER temp.watch_person_insert",
        )?;
        let answer = write()?;
        let wanted = named_params! { ":import_id": import_id.to_string() };
        self.sql.prepare_cached(include_str!("touched_by_import.sql"))?.execute(wanted)?;
        self.sql.execute_batch(include_str!("watch_new.sql"))?;
        Ok(answer)
    }
}

/// The single row of a query, if there is one.
pub(crate) fn one<T>(
    tx: &Tx<'_>,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = tx.sql.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// Looks at each row of a query, in its order.
pub(crate) fn each(
    tx: &Tx<'_>,
    sql: &str,
    params: impl Params,
    mut look: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = tx.sql.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        look(row)?;
    }
    Ok(())
}

/// All rows of a query, in its order.
pub(crate) fn many<T>(
    tx: &Tx<'_>,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    each(tx, sql, params, |row| {
        all.push(read(row)?);
        Ok(())
    })?;
    Ok(all)
}
