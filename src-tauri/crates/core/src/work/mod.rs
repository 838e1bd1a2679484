//! 待办: what somebody has to do about a person, opened by an act that found it and done when it is written what came of it.
//!
//! Invariant: the same work is open once for a person and levy year; done work stays as it was done; no sentence of it
//! names a category. Must not know: who opens it, sums, the notice.

mod store;
#[cfg(test)]
mod tests;

use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;
use uuid::Uuid;

/// Rows of a page.
pub const PAGE_SIZE: u32 = 50;

/// Work that an act asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewWork {
    /// A kind of `assets/text/work.toml`.
    pub(crate) kind: &'static str,
    /// Whom it is about.
    pub(crate) person_id: Uuid,
    /// The year of cover that it is about.
    pub(crate) levy_year: Option<i32>,
    /// What it rests on, as a JSON object of texts; they fill the kind's sentence.
    pub(crate) facts: Value,
    /// The article of the notice that says so.
    pub(crate) article: String,
    /// The list that showed it.
    pub(crate) import_id: Option<Uuid>,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    /// The row.
    pub item_id: Uuid,
    /// The stable kind.
    pub kind: String,
    /// What the clerk calls the kind.
    pub label: String,
    /// Whom it is about.
    pub person_id: Uuid,
    /// His name.
    pub name: String,
    /// His household.
    pub household_id: Option<Uuid>,
    /// Its number.
    pub hh_no: String,
    /// 村民组.
    pub village_group: String,
    /// The year of cover.
    pub levy_year: Option<i32>,
    /// What it rests on.
    pub facts: Value,
    /// What is to be done, as a sentence.
    pub words: String,
    /// The article of the notice.
    pub article: String,
    /// True while nobody has done it.
    pub is_open: bool,
    /// The list that showed it.
    pub import_id: Option<Uuid>,
    /// Since when (RFC 3339, +08:00).
    pub at: String,
    /// When it was done.
    pub done_at: Option<String>,
    /// Who did it.
    pub done_by: Option<String>,
    /// What came of it.
    pub outcome: String,
}

/// A page of work, open work first, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkPage {
    /// The rows.
    pub items: Vec<WorkItem>,
    /// How many there are on all pages.
    pub total: u32,
    /// How many of them are open.
    pub open: u32,
}

#[derive(Deserialize)]
struct Texts {
    kind: HashMap<String, Kind>,
}

#[derive(Deserialize)]
struct Kind {
    label: String,
    sentence: String,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/work.toml"))
        .expect("the words are shipped with the program and read by a test")
});

impl WorkItem {
    /// Says what is to be done, in the words of the kind.
    fn speak(&mut self) {
        let Some(kind) = TEXTS.kind.get(&self.kind) else { return };
        self.label.clone_from(&kind.label);
        let year = self.levy_year.map(|year| year.to_string()).unwrap_or_default();
        let mut words = kind.sentence.replace("{name}", &self.name).replace("{levy_year}", &year);
        for (fact, value) in self.facts.as_object().into_iter().flatten() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            words = words.replace(&format!("{{{fact}}}"), &text);
        }
        words.trim().clone_into(&mut self.words);
    }
}

impl Book {
    /// The work there is; `open_only` leaves out what was done. Pages count from 1.
    pub fn work_items(&self, open_only: bool, page: u32) -> Result<WorkPage> {
        let (mut items, total, open) = self.read(|tx| tx.work_page(open_only, page.max(1)))?;
        items.iter_mut().for_each(WorkItem::speak);
        Ok(WorkPage { items, total, open })
    }

    /// Says what came of a piece of work, which is done then.
    ///
    /// # Errors
    /// [`Error::NoSuchWork`], [`Error::WorkDone`] if somebody did it before, [`Error::OutcomeMissing`] without words.
    pub fn finish_work(&mut self, item_id: Uuid, outcome: &str, now: &Moment) -> Result<()> {
        let outcome = outcome.trim();
        if outcome.is_empty() {
            return Err(Error::OutcomeMissing {});
        }
        self.transact(now, |tx, acting| {
            let done_at = tx.work_done_at(item_id)?;
            let done_at = done_at.or_not_found(|| Error::NoSuchWork { item_id: item_id.to_string() })?;
            if !done_at.is_empty() {
                return Err(Error::WorkDone { at: done_at });
            }
            tx.finish_work(item_id, outcome, acting)?;
            tx.audit(acting, "work_done", &item_id.to_string())
        })
    }
}
