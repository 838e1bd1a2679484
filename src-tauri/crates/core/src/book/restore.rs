//! 恢复: a copy becomes the book again, somewhere else, under a new receipt series; and the drill for that day.
//!
//! Invariant: nothing that is there is written over, and the copy is only read. What the lost disk knew beyond the copy is
//! named receipt by receipt, so that the paper can bring it back. Must not know: how a receipt is entered again.

use super::files::{BookFiles, COPY_MARK, sync_folder, write_whole};
use super::head::{Head, HeadFile};
use super::keys::KeyFile;
use super::open::{BehindHead, Secret, unlock};
use super::{Acting, Book, BookKind, Identity};
use crate::error::{Error, Result};
use crate::journal::LawReport;
use crate::moment::Moment;
use crate::storage::{Storage, Tx, at_path};
use crate::user::Act;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// More lost receipts than these are a mistyped number.
const MOST_LOST: u32 = 3_000;

/// What a book holds in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Households, those of entries that were merged included.
    pub households: u32,
    /// People, likewise.
    pub people: u32,
    /// Receipts.
    pub payments: u32,
    /// Of them taken back within their session.
    pub voids: u32,
    /// Of them taken back after their close.
    pub reversals: u32,
    /// The sum of all that was ever taken.
    pub due: Yuan,
    /// Cash that went back for those taken back.
    pub cash_back: Yuan,
    /// What stands: all that was taken, without the receipts that were taken back.
    pub standing: Yuan,
    /// Cash paid into the treasury account by slips that stand.
    pub remitted: Yuan,
    /// Number of the newest close; 0 if there is none.
    pub last_close: u32,
    /// Its date.
    pub last_close_on: Option<NaiveDate>,
}

/// What a copy, or the book itself, is and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyFacts {
    /// The data file.
    pub path: PathBuf,
    /// Twelve digits.
    pub village_code: String,
    /// As on papers.
    pub village_name: String,
    /// Live, training or demo.
    pub kind: BookKind,
    /// The series of its newest receipts.
    pub series: String,
    /// How far its journal goes.
    pub head: Head,
    /// When its newest entry was made (RFC 3339, +08:00).
    pub newest_at: String,
    /// The date of a session that was open.
    pub open_session: Option<NaiveDate>,
    /// In numbers.
    pub totals: Totals,
    last_serials: BTreeMap<String, u32>,
}

/// What is known of the state that was lost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The data file that is damaged or gone: its head file, if that is still there, knows the last receipt.
    pub damaged: Option<&'a Path>,
    /// Receipt numbers from paper: the last one of each series that was in use.
    pub papers: &'a [String],
    /// The number of the newest close on paper, or of the newest package.
    pub last_close: Option<u32>,
}

/// A receipt that was given out and is not in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostReceipt {
    /// Village, series, serial.
    pub receipt_no: String,
    /// Its series.
    pub series: String,
    /// Its serial in it.
    pub serial: u32,
    /// `head` or `paper`.
    pub known_by: &'static str,
    /// The receipt under which it was entered from its paper (补录) and which stands, with its sum.
    pub entered_as: Option<(String, Yuan)>,
    /// It had been taken back before the loss, as both its papers say: nothing is to be entered.
    pub voided: Option<VoidedBefore>,
}

/// What the papers of a lost receipt say that had been taken back before the loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidedBefore {
    /// The sum on it, which came and went back.
    pub amount: Yuan,
    /// When it was taken.
    pub taken_on: NaiveDate,
    /// When it was taken back.
    pub voided_on: NaiveDate,
    /// The number on the slip of the void.
    pub slip_no: String,
    pub(super) seq: u64,
}

impl LostReceipt {
    /// Paper has to bring it back still.
    pub fn is_missing(&self) -> bool {
        self.entered_as.is_none() && self.voided.is_none()
    }
}

/// What a restore of a copy would bring, or brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Losses {
    /// Receipts that paper has to bring back, in order.
    pub receipts: Vec<LostReceipt>,
    /// Closes that are not in the copy.
    pub closes: Vec<u32>,
    /// How far the lost journal went, if its head file says so.
    pub head: Option<Head>,
}

/// A book that was restored, open.
#[derive(Debug)]
pub struct Restored {
    /// The book.
    pub book: Book,
    /// What it was made of.
    pub copy: CopyFacts,
    /// What paper has to bring back.
    pub losses: Losses,
    /// False if an old session has to be closed first: until then no money is taken.
    pub series_opened: bool,
    /// The laws of the restored book.
    pub laws: Vec<LawReport>,
}

/// A drill: what a copy holds beside what the book holds now.
#[derive(Debug, Clone)]
pub struct Practice {
    /// The copy.
    pub copy: CopyFacts,
    /// The book.
    pub book: CopyFacts,
    /// The copy is an earlier state of this very journal, hash by hash.
    pub is_earlier_state: bool,
}

impl Book {
    /// Opens a copy with a password or the recovery key, reads it from end to end, and says what it holds.
    ///
    /// # Errors
    /// [`Error::NoSuchBook`], [`Error::KeysUnusable`], those of a wrong secret, [`Error::CopyUnusable`], [`Error::Newer`].
    pub fn look_at_copy(path: &Path, secret: Secret<'_>, now: &Moment) -> Result<CopyFacts> {
        Ok(read_copy(path, secret, now)?.1)
    }

    /// What would be missing after a restore of a copy.
    ///
    /// # Errors
    /// [`Error::NotOurReceipt`], [`Error::TooManyLost`], [`Error::HeadOfAnotherBook`].
    pub fn losses(copy: &CopyFacts, evidence: Evidence<'_>) -> Result<Losses> {
        let head = evidence.damaged.map(head_beside).transpose()?.flatten();
        if let (Some(head), Some(damaged)) = (&head, evidence.damaged)
            && head.book_id != copy.head.book_id
        {
            return Err(Error::HeadOfAnotherBook { path: BookFiles::at(damaged).head() });
        }
        let receipts = lost_receipts(
            &copy.village_code,
            &copy.series,
            &copy.last_serials,
            head.as_ref().and_then(|head| head.last_receipt.as_deref()),
            evidence.papers,
        )?;
        let closes = (copy.totals.last_close + 1..=evidence.last_close.unwrap_or(0)).collect();
        Ok(Losses { receipts, closes, head })
    }

    /// Makes a book of a copy at `to`, where there must be none, and opens it: same people, same keys, new receipt series.
    ///
    /// # Errors
    /// [`Error::BookExists`] if anything of a book is at `to`; those of [`Book::look_at_copy`] and [`Book::losses`];
    /// [`Error::DiskFull`], [`Error::Io`]. Nothing is left at `to` then.
    pub fn restore(
        from: &Path,
        to: &Path,
        secret: Secret<'_>,
        evidence: Evidence<'_>,
        now: &Moment,
    ) -> Result<Restored> {
        let files = BookFiles::at(to);
        if [files.data.clone(), files.keys(), files.head()].iter().any(|part| part.exists()) {
            return Err(Error::BookExists { path: to.to_owned() });
        }
        let (storage, copy) = read_copy(from, secret, now)?;
        let losses = Self::losses(&copy, evidence)?;
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, &error))?;
        }
        let made = bring(&storage, from, &files).and_then(|()| {
            drop(storage);
            let mut book = Self::open(to, secret, now)?;
            let series_opened = book.begin_again(&copy, &losses, now)?;
            let laws = book.verify()?;
            Ok((book, series_opened, laws))
        });
        match made {
            Ok((book, series_opened, laws)) => Ok(Restored { book, copy, losses, series_opened, laws }),
            Err(error) => {
                let _ = std::fs::remove_file(to);
                for part in [files.keys(), files.head(), files.tries()] {
                    let _ = std::fs::remove_file(part);
                }
                Err(error)
            }
        }
    }

    /// Restores in thought: opens a copy with what the clerk types, and puts its totals beside the book's. Recorded.
    ///
    /// # Errors
    /// Those of [`Book::look_at_copy`]; [`Error::CopyOfAnotherBook`].
    pub fn practise_restore(&mut self, from: &Path, secret: Secret<'_>, now: &Moment) -> Result<Practice> {
        let copy = Self::look_at_copy(from, secret, now)?;
        if copy.head.book_id != self.identity.book_id {
            return Err(Error::CopyOfAnotherBook { path: from.to_owned() });
        }
        let path = self.files.data.clone();
        let (book, same) = self.read(|tx| Ok((facts(tx, &path)?, tx.entry_hash(copy.head.seq)?)))?;
        let is_earlier_state = same.is_some_and(|hash| crate::journal::hex(&hash) == copy.head.hash);
        self.transact_as(Act::Backup, now, |tx, acting| {
            tx.audit(acting, "restore_practised", &from.display().to_string())
        })?;
        Ok(Practice { copy, book, is_earlier_state })
    }

    /// Puts the files of a damaged book aside under other names, so that nobody opens it by mistake. Nothing is deleted.
    pub fn set_aside(path: &Path, now: &Moment) -> Result<Vec<PathBuf>> {
        let files = BookFiles::at(path);
        let lock = files.take_lock()?;
        let stamp = now.at().format("%Y%m%d-%H%M%S");
        let mut moved = Vec::new();
        for part in [files.data.clone(), files.keys(), files.head(), files.tries()] {
            if part.exists() {
                let mut aside = part.as_os_str().to_owned();
                aside.push(format!(".aside-{stamp}"));
                let aside = PathBuf::from(aside);
                std::fs::rename(&part, &aside).map_err(|error| Error::io(&part, &error))?;
                moved.push(aside);
            }
        }
        drop(lock);
        Ok(moved)
    }

    /// The receipts that went with a lost disk, in order; those that paper brought back say under which number.
    pub fn lost_receipts(&self) -> Result<Vec<LostReceipt>> {
        self.read(|tx| tx.lost_receipts())
    }

    /// Notes what is missing, and begins the new series; answers false if an old session has to be closed first.
    fn begin_again(&mut self, copy: &CopyFacts, losses: &Losses, now: &Moment) -> Result<bool> {
        let last = losses.receipts.last().map(|lost| lost.receipt_no.clone());
        let behind = BehindHead {
            book_seq: copy.head.seq,
            head_seq: losses.head.as_ref().map_or(copy.head.seq, |head| head.seq.max(copy.head.seq)),
            last_receipt: last.or_else(|| copy.head.last_receipt.clone()),
        };
        // Whoever restores has shown the password or the township's key; that he is a reviewer must not leave no book.
        self.transact_unasked(now, |tx, acting| {
            for lost in &losses.receipts {
                tx.insert_lost(lost, acting.user, now)?;
            }
            tx.set_awaits_series(Some(&behind))?;
            tx.audit(acting, "restored", &copy.path.display().to_string())
        })?;
        self.behind = Some(behind.clone());
        if copy.open_session.is_some() {
            return Ok(false);
        }
        self.open_series(&behind, now)?;
        Ok(true)
    }
}

impl Tx<'_> {
    /// The receipts between what is here and the last one that was acknowledged.
    pub(super) fn lost_up_to(
        &self,
        last_receipt: Option<&str>,
        identity: &Identity,
    ) -> Result<Vec<LostReceipt>> {
        lost_receipts(&identity.village_code, &identity.series, &self.last_serials()?, last_receipt, &[])
    }

    /// Notes them.
    pub(super) fn note_lost(&self, last_receipt: Option<&str>, acting: &Acting<'_>) -> Result<()> {
        let lost = self.lost_up_to(last_receipt, acting.identity)?;
        lost.iter().try_for_each(|lost| self.insert_lost(lost, acting.user, acting.now))
    }
}

/// The close of a package by its file's name: `cunshou-<village>-<series>-z<close no>.csp`.
pub fn close_of_package_name(name: &str) -> Option<u32> {
    let stem = name.strip_prefix("cunshou-")?.strip_suffix(".csp")?;
    stem.rsplit_once("-z")?.1.parse().ok()
}

/// Receipts from the newest that is here to the newest that is known, series by series. Pure.
fn lost_receipts(
    village_code: &str,
    series: &str,
    last_serials: &BTreeMap<String, u32>,
    in_head: Option<&str>,
    papers: &[String],
) -> Result<Vec<LostReceipt>> {
    let mut known: BTreeMap<String, BTreeMap<u32, &'static str>> = BTreeMap::new();
    let said = papers.iter().map(|paper| (paper.as_str(), "paper"));
    for (text, known_by) in in_head.into_iter().map(|head| (head, "head")).chain(said) {
        if text.trim().is_empty() {
            continue;
        }
        let (of, serial) = parse_receipt(text, village_code, series).ok_or_else(|| Error::NotOurReceipt {
            receipt_no: text.trim().to_owned(),
            village_code: village_code.to_owned(),
        })?;
        let first = last_serials.get(&of).copied().unwrap_or(0) + 1;
        let count = (serial + 1).saturating_sub(first);
        if count > MOST_LOST {
            return Err(Error::TooManyLost { count, most: MOST_LOST });
        }
        let of_series = known.entry(of).or_default();
        for serial in first..=serial {
            of_series.entry(serial).or_insert(known_by);
        }
    }
    let receipts = known.into_iter().flat_map(|(series, serials)| {
        serials.into_iter().map(move |(serial, known_by)| LostReceipt {
            receipt_no: format!("{village_code}-{series}-{serial:06}"),
            series: series.clone(),
            serial,
            known_by,
            entered_as: None,
            voided: None,
        })
    });
    Ok(receipts.collect())
}

/// A receipt's number as it stands on paper, or its serial alone in the copy's series.
pub(super) fn parse_receipt(text: &str, village_code: &str, series: &str) -> Option<(String, u32)> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '－' | '—' | '–' => '-',
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
            other => other.to_ascii_uppercase(),
        })
        .collect();
    let serial = |text: &str| text.parse::<u32>().ok().filter(|serial| (1..=999_999).contains(serial));
    match plain.split('-').collect::<Vec<_>>()[..] {
        [alone] => Some((series.to_owned(), serial(alone)?)),
        [village, of, number] if village == village_code => {
            let plausible = of.len() == 4 && of.bytes().all(|byte| byte.is_ascii_alphanumeric());
            plausible.then(|| Some((of.to_owned(), serial(number)?)))?
        }
        _ => None,
    }
}

/// What the head file beside a lost book knows; `None` if it is not there or says nothing.
fn head_beside(damaged: &Path) -> Result<Option<Head>> {
    let path = BookFiles::at(damaged).head();
    if path.is_file() { HeadFile::peek(&path) } else { Ok(None) }
}

/// Opens a copy, checks it from end to end, and reads what it holds.
fn read_copy(path: &Path, secret: Secret<'_>, now: &Moment) -> Result<(Storage, CopyFacts)> {
    if !path.is_file() {
        return Err(Error::NoSuchBook { path: path.to_owned() });
    }
    let files = BookFiles::at(path);
    let keys = KeyFile::read(&files.keys())?;
    let mut fitting = unlock(&files, &keys, secret, now)?.keys;
    super::tries::Tries::succeeded(&files.tries());
    let (_, key) = fitting.remove(0);
    let mut opened = Storage::look_at(path, &key);
    if matches!(opened, Err(Error::CopyUnusable { .. })) && !fitting.is_empty() {
        opened = Storage::look_at(path, &fitting.remove(0).1);
    }
    let storage = opened?;
    if let Some(detail) = storage.integrity()?.into_iter().next() {
        return Err(Error::CopyUnusable { path: path.to_owned(), detail });
    }
    let facts = storage.read(|tx| facts(tx, path))?;
    if facts.head.book_id != keys.book_id {
        return Err(Error::KeysOfAnotherBook { path: files.keys() });
    }
    Ok((storage, facts))
}

fn facts(tx: &Tx<'_>, path: &Path) -> Result<CopyFacts> {
    let identity = tx.book()?;
    let head = tx.head(&identity.book_id)?;
    Ok(CopyFacts {
        path: path.to_owned(),
        village_code: identity.village_code,
        village_name: identity.village_name,
        kind: identity.kind,
        series: identity.series,
        newest_at: tx.newest_at(head.seq)?,
        head,
        open_session: tx.open_session_row()?.map(|session| session.business_date),
        totals: tx.totals()?,
        last_serials: tx.last_serials()?,
    })
}

/// Writes data and keys of a copy where the book is to be, each whole or not at all.
fn bring(copy: &Storage, from: &Path, files: &BookFiles) -> Result<()> {
    let keys = std::fs::read(BookFiles::at(from).keys()).map_err(|error| Error::io(from, &error))?;
    write_whole(&files.keys(), &keys)?;
    let part = files.data.with_extension(format!("{COPY_MARK}part"));
    let _ = std::fs::remove_file(&part);
    let written = copy.copy_to(&part).map_err(|error| at_path(error, &files.data)).and_then(|()| {
        std::fs::File::options()
            .read(true)
            .write(true)
            .open(&part)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&part, &files.data))
            .and_then(|()| sync_folder(&files.data))
            .map_err(|error| Error::io(&files.data, &error))
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const VILLAGE: &str = "341799101203";

    fn lost(here: u32, head: Option<&str>, papers: &[&str]) -> Result<Vec<String>> {
        let serials = BTreeMap::from([("ABCD".to_owned(), here)]);
        let papers: Vec<_> = papers.iter().map(|&paper| paper.to_owned()).collect();
        let lost = lost_receipts(VILLAGE, "ABCD", &serials, head, &papers)?;
        Ok(lost.into_iter().map(|lost| format!("{} {}", &lost.receipt_no[13..], lost.known_by)).collect())
    }

    #[test]
    fn what_lies_between_the_copy_and_the_newest_number_is_lost() {
        let head = Some("341799101203-ABCD-000005");
        assert_eq!(lost(3, head, &[]).expect("told"), ["ABCD-000004 head", "ABCD-000005 head"]);
        assert_eq!(lost(5, head, &[]).expect("told"), Vec::<String>::new(), "the copy holds all");
        assert_eq!(lost(7, head, &[]).expect("told"), Vec::<String>::new(), "the head file lags");
        assert_eq!(
            lost(4, head, &["6"]).expect("told"),
            ["ABCD-000005 head", "ABCD-000006 paper"],
            "paper knows more than the head file; a serial alone is of the copy's series"
        );
        assert_eq!(
            lost(4, None, &["３４１７９９１０１２０３－wxyz－２"]).expect("told"),
            ["WXYZ-000001 paper", "WXYZ-000002 paper"],
            "a series that began after the copy is lost from its first receipt on"
        );
    }

    #[test]
    fn a_number_that_cannot_be_ours_is_refused() {
        for text in ["341799101204-ABCD-000005", "甲", "0", "341799101203-AB-1", "1-2"] {
            assert!(matches!(lost(3, None, &[text]), Err(Error::NotOurReceipt { .. })), "{text}");
        }
        assert!(matches!(lost(3, None, &["900000"]), Err(Error::TooManyLost { .. })), "surely mistyped");
    }

    #[test]
    fn a_package_names_its_close() {
        assert_eq!(close_of_package_name("cunshou-341799101203-ABCD-z17.csp"), Some(17));
        assert_eq!(close_of_package_name("cunshou-341799101203-ABCD-z17.zip"), None);
    }
}
