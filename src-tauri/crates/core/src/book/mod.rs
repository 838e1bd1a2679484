//! 账簿: one open data file, for all levy years of a village, with its key file, head file and lock.
//!
//! Invariant: while a [`Book`] lives, nobody else has its files; when an act has answered, the data file holds it and
//! the head file says so. Must not know: windows, printers, the clock.

mod backup;
mod create;
mod files;
mod head;
mod keys;
mod lost;
mod open;
mod restore;
mod store;
mod tries;
mod upgrade;
mod users;

pub use backup::{Backed, BackupCause, BackupRow, BackupStatus, BackupTry, STICK_FOLDER};
pub use create::{Created, NewBook};
pub use files::EXTENSION;
pub(crate) use files::{forget_pages, sync_folder};
pub use head::Head;
pub use keys::{KdfCost, PASSWORD_LEAST};
pub use lost::{LostVoidedOrder, MissingRange, missing_ranges, missing_words};
pub use open::{BehindHead, KnownBook, Secret};
pub use restore::{
    CopyFacts, Evidence, Losses, LostReceipt, Practice, Restored, Totals, VoidedBefore, close_of_package_name,
};
pub use upgrade::BroughtUp;
pub use users::Rekeyed;

use crate::error::{Error, Result};
use crate::household::{Everybody, Index};
use crate::journal::{Record, SeriesOpened};
use crate::moment::Moment;
use crate::storage::{Side, Storage, Trees, Tx};
use crate::user::{Act, Role};
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Policy;
use files::{BookFiles, BookLock};
use head::HeadFile;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use zeroize::Zeroizing;

/// What a book is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookKind {
    /// Real money of a real village.
    Live,
    /// 练习: to learn with; nothing leaves it.
    Training,
    /// 演示: the sample village, with a clock of its own; its packages are marked and no live township takes them.
    Demo,
}

impl BookKind {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Training => "training",
            Self::Demo => "demo",
        }
    }
}

impl std::str::FromStr for BookKind {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        match word {
            "live" => Ok(Self::Live),
            "training" => Ok(Self::Training),
            "demo" => Ok(Self::Demo),
            _ => Err(()),
        }
    }
}

/// Who and what a book is.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The book's own id.
    pub book_id: String,
    /// Twelve digits: the village's code of the statistical office.
    pub village_code: String,
    /// The village's name as it stands on papers.
    pub village_name: String,
    /// The township's name as it stands on papers.
    pub town_name: String,
    /// Live, training or demo.
    pub kind: BookKind,
    /// The receipt series of this book: another for each created or restored book.
    pub series: String,
    /// The series of the book that this one was restored from.
    pub restored_from: Option<String>,
    /// This laptop's id in packages.
    pub device_id: String,
    /// The township's paper that entrusts the village to collect.
    pub entrusted_paper: String,
    /// A demo book's own clock: the instant of its newest act.
    pub(crate) own_clock: Option<DateTime<FixedOffset>>,
}

/// A notice that the book follows, for one levy year.
#[derive(Clone)]
pub struct BookPolicy {
    /// The year of cover.
    pub levy_year: i32,
    /// The loaded notice.
    pub policy: Arc<Policy>,
    /// SHA-256 of the policy file, lower-case hex: what each line made under it carries.
    pub sha256: String,
    /// The notice itself.
    pub notice: Arc<str>,
    /// The county's count of its packages; 0 = it came with the book.
    pub package_version: u32,
    /// The day from which it may be used; `None` = always.
    pub effective_on: Option<NaiveDate>,
    /// Its year of cover was not opened yet: nothing is collected under it.
    pub awaits_opening: bool,
}

impl BookPolicy {
    /// Whether it may be used on a day.
    pub fn is_effective(&self, day: NaiveDate) -> bool {
        self.effective_on.is_none_or(|from| from <= day)
    }

    /// Puts the newest levy year first, and its newest version before the older ones.
    pub(crate) fn sort(policies: &mut [Self]) {
        policies.sort_by_key(|policy| std::cmp::Reverse((policy.levy_year, policy.package_version)));
    }
}

impl std::fmt::Debug for BookPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BookPolicy")
            .field("id", &self.policy.id())
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

/// The open book of one village.
pub struct Book {
    storage: Storage,
    files: BookFiles,
    identity: Identity,
    policies: Vec<BookPolicy>,
    user: String,
    head: HeadFile,
    last_head: Head,
    behind: Option<BehindHead>,
    head_stale: bool,
    key: Zeroizing<[u8; 32]>,
    role: Role,
    roles_on: bool,
    by_recovery: bool,
    brought_up: Option<BroughtUp>,
    /// The disk failed at the very end of an act: until the book is opened again nobody knows whether it was done.
    uncertain: bool,
    opened: (DateTime<FixedOffset>, Option<DateTime<FixedOffset>>),
    everybody: RefCell<Everybody>,
    /// Freed last.
    _lock: BookLock,
}

impl std::fmt::Debug for Book {
    /// Which file and how far, never what is in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book")
            .field("path", &self.files.data)
            .field("seq", &self.last_head.seq)
            .finish_non_exhaustive()
    }
}

impl Book {
    /// Who and what this book is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Who opened it.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The data file.
    pub fn path(&self) -> &Path {
        &self.files.data
    }

    /// The notices that the book follows or followed, in all their versions: newest levy year first, then newest version.
    pub fn policy_versions(&self) -> &[BookPolicy] {
        &self.policies
    }

    /// Each notice once, newest levy year first: the version in force on a day, or the one to come if none is yet.
    pub fn policies(&self, day: NaiveDate) -> Vec<&BookPolicy> {
        let mut ids: Vec<&str> = Vec::new();
        for policy in &self.policies {
            if !ids.contains(&policy.policy.id()) {
                ids.push(policy.policy.id());
            }
        }
        ids.into_iter().filter_map(|id| self.policy(id, day)).collect()
    }

    /// The notice to collect under on a day: the newest levy year's, in the newest version that is effective.
    pub fn policy_on(&self, business_date: NaiveDate) -> Result<&BookPolicy> {
        in_force(&self.policies, business_date)
    }

    /// The notice of that id, in the version in force on a day, or the one to come if none is yet.
    pub fn policy(&self, policy_id: &str, day: NaiveDate) -> Option<&BookPolicy> {
        let versions = self.policies.iter().filter(|policy| policy.policy.id() == policy_id);
        let in_force = versions.clone().find(|policy| policy.is_effective(day));
        in_force.or_else(|| versions.min_by_key(|policy| policy.effective_on))
    }

    /// The very file under which a line was made.
    pub fn policy_by_sha256(&self, sha256: &str) -> Option<&BookPolicy> {
        self.policies.iter().find(|policy| policy.sha256 == sha256)
    }

    /// Follows one more notice, or one more version of it, from now on.
    pub(crate) fn follow(&mut self, mut policy: BookPolicy) {
        let opened = self.policies.iter().filter(|own| !own.awaits_opening).map(|own| own.levy_year).max();
        policy.awaits_opening = opened.is_some_and(|newest| policy.levy_year > newest);
        self.policies.push(policy);
        BookPolicy::sort(&mut self.policies);
    }

    /// From now on money is taken for a year of cover.
    pub(crate) fn opened_year(&mut self, levy_year: i32) {
        for policy in self.policies.iter_mut().filter(|policy| policy.levy_year <= levy_year) {
            policy.awaits_opening = false;
        }
    }

    /// What the head file knows and the data file lacks, found when the book was opened.
    pub fn behind_head(&self) -> Option<&BehindHead> {
        self.behind.as_ref()
    }

    /// Refuses what would give a receipt number twice while the book lacks entries that were acknowledged.
    pub(crate) fn refuse_while_behind(&self) -> Result<()> {
        self.behind.as_ref().map_or(Ok(()), |behind| {
            Err(Error::BookBehind {
                book_seq: behind.book_seq,
                head_seq: behind.head_seq,
                missing: missing_words(&missing_ranges(&self.missing_receipts()?)),
            })
        })
    }

    /// Goes on with a book that was put back to an older state and has no newer copy: a new receipt series begins, and
    /// the journal says from where to where entries were lost, so that the paper can bring the receipts back.
    ///
    /// # Errors
    /// [`Error::NothingLost`]; [`Error::SessionOpen`] if a session of the old state is open (close it first).
    pub fn continue_after_loss(&mut self, now: &Moment) -> Result<()> {
        self.allow(Act::Keep)?;
        let behind = self.behind.clone().ok_or(Error::NothingLost {})?;
        self.open_series(&behind, now)
    }

    /// Begins a new receipt series over what is here, and notes the receipts that are not.
    fn open_series(&mut self, behind: &BehindHead, now: &Moment) -> Result<()> {
        let series = keys::base32(&now.draw(), 4);
        let previous = self.identity.series.clone();
        let opened = SeriesOpened {
            series: series.clone(),
            previous_series: previous.clone(),
            kept_to_seq: behind.book_seq,
            lost_to_seq: behind.head_seq,
            last_receipt: behind.last_receipt.clone(),
        };
        self.transact_unasked(now, |tx, acting| {
            if let Some(open) = tx.open_session_row()? {
                return Err(Error::SessionOpen { business_date: open.business_date });
            }
            tx.note_lost(behind.last_receipt.as_deref(), acting)?;
            tx.append(&Record::SeriesOpened(opened), acting.user, now)?;
            tx.set_series(&series, &previous)?;
            tx.set_awaits_series(None)?;
            tx.audit(acting, "continue_after_loss", &series)
        })?;
        self.identity.series = series;
        self.identity.restored_from = Some(previous);
        self.behind = None;
        self.head.start_over(&self.last_head)
    }

    /// True while the head file could not be written (a full or write-protected disk); the data file holds everything.
    pub fn head_is_stale(&self) -> bool {
        self.head_stale
    }

    /// The newest journal entry.
    pub fn head(&self) -> &Head {
        &self.last_head
    }

    /// The book's time for a real instant. A demo book keeps its own clock, which runs only while the book is open.
    pub fn clock(&self, real: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        match (self.identity.own_clock, self.opened) {
            (Some(own), (at, _)) if real > at => own + (real - at),
            (Some(own), _) => own,
            (None, _) => real,
        }
    }

    /// Does an act of the one who keeps the book: one transaction, then the head file, then the answer. Acts that another
    /// role may do too go through [`Book::transact_as`].
    pub(crate) fn transact<T>(
        &mut self,
        now: &Moment,
        act: impl FnOnce(&Tx<'_>, &Acting<'_>) -> Result<T>,
    ) -> Result<T> {
        self.transact_as(Act::Keep, now, act)
    }

    fn transact_unasked<T>(
        &mut self,
        now: &Moment,
        act: impl FnOnce(&Tx<'_>, &Acting<'_>) -> Result<T>,
    ) -> Result<T> {
        if self.uncertain {
            return Err(Error::PerhapsDone {});
        }
        let acting = Acting { identity: &self.identity, policies: &self.policies, user: &self.user, now };
        let own_clock = self.identity.own_clock.is_some();
        let done = self.storage.transact(|tx| {
            let answer = act(tx, &acting)?;
            if own_clock {
                tx.set_own_clock(now)?;
            }
            Ok((answer, tx.head(&acting.identity.book_id)?))
        });
        let (answer, head) = match done {
            Err(error @ Error::Database(_)) => return Err(self.doubt(error)),
            done => done?,
        };
        // An act that is durable is not undone by what is only kept in memory: that is read anew then.
        match self.storage.take_touched() {
            Ok(touched) => self.everybody.get_mut().touch(touched),
            Err(_) => *self.everybody.get_mut() = Everybody::default(),
        }
        self.note_head(head);
        Ok(answer)
    }

    /// After the disk failed: the act is undone, or, where it failed on the last sync, it may stand in the file and yet
    /// be lost with the power. Then nothing more is done, and nothing acknowledged, before the book was opened again.
    fn doubt(&mut self, error: Error) -> Error {
        let newest = self.storage.read(|tx| tx.head(&self.identity.book_id));
        self.uncertain = newest.is_err() || newest.is_ok_and(|head| head.seq != self.last_head.seq);
        if self.uncertain { Error::PerhapsDone {} } else { error }
    }

    /// Does an act and takes it back: what it would answer.
    pub(crate) fn rehearse<T>(
        &self,
        now: &Moment,
        act: impl FnOnce(&Tx<'_>, &Acting<'_>) -> Result<T>,
    ) -> Result<T> {
        let acting = Acting { identity: &self.identity, policies: &self.policies, user: &self.user, now };
        self.storage.read(|tx| act(tx, &acting))
    }

    /// Looks at everybody, who is kept in memory, and at the rows, in one consistent view.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Tx<'_>, &Index) -> Result<T>) -> Result<T> {
        self.storage.read(|tx| look(tx, self.everybody.borrow_mut().current(tx)?))
    }

    /// Looks, in one consistent view.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.storage.read(look)
    }

    /// What SQLite and SQLCipher find wrong with the data file: nothing, if it is whole. `first` reads from it before, and
    /// what it reads is still in memory when its tables are checked; a second connection begins with the other tables.
    pub(crate) fn file_faults(&self, first: impl FnOnce(&Tx<'_>) -> Result<()>) -> Result<Vec<String>> {
        let trees = Trees::of(&self.storage)?;
        let (path, key) = (&self.files.data, &self.key);
        self.storage.read_anew(|| {
            self.read(first)?;
            thread::scope(|scope| {
                scope.spawn(|| {
                    // Where there cannot be a second connection, the first one checks all.
                    let beside = Storage::beside(path, key)?;
                    beside.read_anew(|| beside.check(&trees, Side::People))
                });
                self.storage.check(&trees, Side::Journal);
            });
            Ok::<_, Error>(())
        })??;
        self.storage.verdict(&trees)
    }

    /// Brings the head file up to the data file. The act is durable already: a head file that cannot be written is
    /// said on the screen and tried again with the next act, never a reason to take money twice.
    fn note_head(&mut self, head: Head) {
        if head.seq != self.last_head.seq || self.head_stale {
            self.head_stale = self.head.write(&head).is_err();
            self.last_head = head;
        }
    }
}

/// The notice to collect under on a day: of the newest year that is open. `policies` stand as [`BookPolicy::sort`] puts them.
pub(crate) fn in_force(policies: &[BookPolicy], business_date: NaiveDate) -> Result<&BookPolicy> {
    let effective =
        policies.iter().find(|policy| !policy.awaits_opening && policy.is_effective(business_date));
    effective.ok_or(Error::NoPolicyForDay { business_date })
}

/// The notice of a year of cover, in its newest version that is effective on a day; that year must be open.
pub(crate) fn in_force_for(
    policies: &[BookPolicy],
    levy_year: i32,
    business_date: NaiveDate,
) -> Result<&BookPolicy> {
    let effective = policies.iter().find(|policy| {
        policy.levy_year == levy_year && !policy.awaits_opening && policy.is_effective(business_date)
    });
    effective.ok_or(Error::NoPolicyForYear { levy_year })
}

/// What an act may look at besides its rows.
#[derive(Debug)]
pub(crate) struct Acting<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) policies: &'a [BookPolicy],
    pub(crate) user: &'a str,
    pub(crate) now: &'a Moment,
}
