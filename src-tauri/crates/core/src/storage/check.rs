//! SQLite's and SQLCipher's own checks of the whole file, spread over the connections that read it.
//!
//! `PRAGMA integrity_check` goes through every tree, then through every row, and `foreign_key_check` through the rows
//! once more; each pass reads, decrypts and authenticates the pages again. Done table by table, with a cache that holds a table,
//! each page is read once. What the whole check says beyond its tables (a page in two trees or in none) is counted here.

use super::transact::Storage;
use crate::error::Result;
use rusqlite::{Connection, named_params};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The cache while a file is checked, in KiB: the largest table of a large village's season many times over.
const CHECKING_CACHE_KIB: i64 = 256 << 10;
/// The cache of everyday work, in KiB.
pub(super) const CACHE_KIB: i64 = 64 << 10;

/// The trees of a file that are still to be checked, and what was found: shared by the connections that check it.
#[derive(Debug)]
pub(crate) struct Trees(Mutex<State>);

#[derive(Debug)]
struct State {
    tables: VecDeque<String>,
    /// Which pages were met in a tree, the first page first.
    met: Vec<bool>,
    /// The pages that were not met yet.
    unmet: usize,
    /// The pages that belong to no tree.
    free: usize,
    faults: Vec<String>,
}

/// From which end of the list a connection takes its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The tables of the journal first, which the connection has just read.
    Journal,
    /// The tables of the people first.
    People,
}

impl Trees {
    /// The trees of a file, none checked.
    pub(crate) fn of(storage: &Storage) -> Result<Self> {
        let sql = storage.connection();
        let tables = texts(sql, include_str!("tables.sql"), None)?;
        let page_count: i64 = sql.pragma_query_value(None, "page_count", |row| row.get(0))?;
        // SQLCipher answers this one itself, as a text.
        let page_size: String = sql.pragma_query_value(None, "cipher_page_size", |row| row.get(0))?;
        let free: i64 = sql.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
        // The page at the first gibibyte is never used: SQLite keeps its locks there.
        let has_lock_page = page_size.parse().is_ok_and(|size: i64| page_count > (1 << 30) / size);
        let unmet = usize::try_from(page_count).unwrap_or_default();
        let state = State {
            tables: tables.into(),
            met: vec![false; unmet],
            unmet,
            free: usize::try_from(free).unwrap_or_default() + usize::from(has_lock_page),
            faults: Vec::new(),
        };
        Ok(Self(Mutex::new(state)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, from: Side) -> Option<String> {
        let tables = &mut self.state().tables;
        match from {
            Side::Journal => tables.pop_front(),
            Side::People => tables.pop_back(),
        }
    }

    fn found(&self, faults: Vec<String>, pages: &[u32]) {
        let mut state = self.state();
        state.faults.extend(faults);
        for page in pages {
            let place = usize::try_from(*page).unwrap_or_default().wrapping_sub(1);
            let fault = match state.met.get_mut(place) {
                Some(met) if !*met => {
                    *met = true;
                    state.unmet -= 1;
                    continue;
                }
                Some(_) => format!("page {page} is in two places"),
                None => format!("page {page} lies beyond the end"),
            };
            state.faults.push(fault);
        }
    }

    /// What is wrong with the file once all its trees were checked: nothing, if it is whole.
    fn verdict(&self) -> Vec<String> {
        let mut state = self.state();
        if state.faults.is_empty() && state.unmet != state.free {
            let fault = format!("{} pages in no tree, {} known as free", state.unmet, state.free);
            state.faults.push(fault);
        }
        std::mem::take(&mut state.faults)
    }
}

impl Storage {
    /// SQLite's and SQLCipher's own checks of the file: empty if it is whole.
    pub(crate) fn integrity(&self) -> Result<Vec<String>> {
        let trees = Trees::of(self)?;
        self.read_anew(|| self.check(&trees, Side::Journal))?;
        self.verdict(&trees)
    }

    /// Does what reads the whole file, with room for it: what was in memory is forgotten first, so that each page
    /// comes from the disk and is authenticated, and given back afterwards.
    pub(crate) fn read_anew<T>(&self, read: impl FnOnce() -> T) -> Result<T> {
        let sql = self.connection();
        sql.execute_batch("PRAGMA shrink_memory")?;
        sql.pragma_update(None, "cache_size", -CHECKING_CACHE_KIB)?;
        let answer = read();
        sql.pragma_update(None, "cache_size", -CACHE_KIB)?;
        sql.execute_batch("PRAGMA shrink_memory")?;
        Ok(answer)
    }

    /// Checks trees until none is left.
    pub(crate) fn check(&self, trees: &Trees, from: Side) {
        while let Some(table) = trees.next(from) {
            // A page that does not authenticate is an error of SQLite, but here it is what was asked for.
            match self.faults_and_pages(&table) {
                Ok((faults, pages)) => trees.found(faults, &pages),
                Err(fault) => trees.found(vec![format!("{table}: {fault}")], &[]),
            }
        }
    }

    fn faults_and_pages(&self, table: &str) -> Result<(Vec<String>, Vec<u32>)> {
        let faults = faults_of(self.connection(), table)?;
        let pages = if faults.is_empty() { pages_of(self.connection(), table)? } else { Vec::new() };
        Ok((faults, pages))
    }

    /// What is wrong with the file once all its trees were checked. SQLCipher names the pages that do not authenticate, and
    /// looks at free ones too, which are in no tree.
    pub(crate) fn verdict(&self, trees: &Trees) -> Result<Vec<String>> {
        let free = trees.state().free;
        let mut faults = trees.verdict();
        if free > 0 || !faults.is_empty() {
            faults.extend(texts(self.connection(), "PRAGMA cipher_integrity_check", None)?);
        }
        Ok(faults)
    }
}

/// What SQLite finds wrong with a table, its indexes, its rows, and what its rows point to.
fn faults_of(sql: &Connection, table: &str) -> Result<Vec<String>> {
    let mut faults = texts(sql, include_str!("integrity_of_table.sql"), Some(table))?;
    faults.retain(|said| said != "ok");
    faults.extend(texts(sql, include_str!("lost_parents_of_table.sql"), Some(table))?);
    Ok(faults)
}

/// The pages of a table and of its indexes.
fn pages_of(sql: &Connection, table: &str) -> Result<Vec<u32>> {
    let mut statement = sql.prepare_cached(include_str!("pages_of_table.sql"))?;
    let rows = statement.query_map(named_params! { ":table": table }, |row| row.get("pageno"))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// The first column of a query, which may ask for a table.
fn texts(sql: &Connection, query: &str, table: Option<&str>) -> Result<Vec<String>> {
    let mut statement = sql.prepare_cached(query)?;
    let rows = match table {
        Some(table) => statement.query(named_params! { ":table": table })?,
        None => statement.query([])?,
    };
    Ok(rows.mapped(|row| row.get(0)).collect::<std::result::Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new book's file, changed behind SQLite's back.
    fn file_after(change: &str) -> (tempfile::TempDir, Storage) {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("账 簿#1.cunshou");
        let storage = Storage::create(&path, &[7; 32]).expect("a file");
        storage
            .connection()
            .execute_batch(&format!("PRAGMA writable_schema = ON; {change}"))
            .expect("changed");
        drop(storage);
        (dir, Storage::look_at(&path, &[7; 32]).expect("it opens"))
    }

    /// What SQLite's own check of the whole file says.
    fn own_check(storage: &Storage) -> Vec<String> {
        let said = texts(storage.connection(), "PRAGMA integrity_check", None).expect("checked");
        said.into_iter().filter(|said| said != "ok").collect()
    }

    #[test]
    fn a_whole_file_has_no_faults() {
        let (_dir, storage) = file_after("");
        assert_eq!(storage.integrity().expect("checked"), own_check(&storage));
        assert_eq!(storage.integrity().expect("checked"), Vec::<String>::new());
    }

    #[test]
    fn free_pages_are_no_fault() {
        let (_dir, storage) = file_after(
            "CREATE TABLE gone (a TEXT);
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 500)
             INSERT INTO gone SELECT printf('%1000d', n) FROM n;
             DROP TABLE gone",
        );
        assert!(Trees::of(&storage).expect("counted").state().free > 100);
        assert_eq!(storage.integrity().expect("checked"), Vec::<String>::new());
    }

    #[test]
    fn what_the_whole_check_says_of_pages_is_said_here_too() {
        for (change, said) in [
            // An index that is forgotten: its page is in no tree.
            ("DELETE FROM sqlite_schema WHERE name = 'person_certno'", "pages in no tree"),
            // Two tables in one tree, neither of which has an index.
            (
                "CREATE TABLE a (n INTEGER PRIMARY KEY); CREATE TABLE b (n INTEGER PRIMARY KEY);
                 UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'a')
                 WHERE name = 'b'",
                "in two places",
            ),
        ] {
            let (_dir, storage) = file_after(change);
            let faults = storage.integrity().expect("checked");
            assert!(faults.iter().any(|fault| fault.contains(said)), "{change}: {faults:?}");
            assert!(!own_check(&storage).is_empty(), "{change}: SQLite says so, too");
        }
    }

    #[test]
    fn two_connections_find_what_one_finds() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("账 簿#1.cunshou");
        let storage = Storage::create(&path, &[7; 32]).expect("a file");
        storage
            .connection()
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO live_line (person_id, levy_year, row_id) VALUES ('nobody', 2026, 'no line')",
            )
            .expect("written");
        let alone = storage.integrity().expect("checked");
        assert_eq!(alone, ["live_line  lacks its payment_line"]);
        for side in [Side::Journal, Side::People] {
            let trees = Trees::of(&storage).expect("counted");
            let beside = Storage::beside(&path, &[7; 32]).expect("a second reader");
            beside.check(&trees, side);
            drop(beside);
            assert_eq!(storage.verdict(&trees).expect("said"), alone, "{side:?}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_second_reader_takes_no_lock_away() {
        use std::os::unix::fs::MetadataExt;
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("locked.cunshou");
        let storage = Storage::create(&path, &[7; 32]).expect("a file");
        let inode = format!(":{} ", std::fs::metadata(&path).expect("there").ino());
        // As the system knows them: the connections of one process would not ask it.
        let locks = || -> Vec<String> {
            let all = std::fs::read_to_string("/proc/locks").expect("the system's locks");
            let own = all.lines().filter(|line| line.contains(&inode) && line.contains(" WRITE "));
            own.map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")).collect()
        };
        let held = locks();
        assert!(!held.is_empty(), "the first connection has the file for itself");
        let beside = Storage::beside(&path, &[7; 32]).expect("a second reader");
        beside.check(&Trees::of(&beside).expect("counted"), Side::People);
        drop(beside);
        assert_eq!(locks(), held);
        drop(storage);
        assert_eq!(locks(), Vec::<String>::new());
    }
}
