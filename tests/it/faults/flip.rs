//! Any byte of any file of a book flipped, and its newest part cut off: noticed by the program itself, or harmless, and
//! then for a reason that stands here.

use super::{ACTS, BOOK, folder, moment, open, paid, times, unlawful};
use cunshou_core::{Book, Coded, words};
use std::collections::BTreeMap;
use std::path::Path;
use support::TestBook;
use support::dice::Dice;
use support::disk::{Files, Op, PowerLoss, Watch, files_in, put_files};

/// What became of a flipped byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    /// The book does not open: the code that the clerk reads.
    AtOpening(&'static str),
    /// It opens and says that it lacks acknowledged entries.
    Behind,
    /// It opens; the check of the whole (also before a package or a backup leaves) finds it.
    ByTheLaws,
    /// The book is exactly what it was.
    Harmless,
}

/// All that a book tells: nothing may differ that nobody was told about.
fn tells(book: &Book) -> Result<String, String> {
    let said = |error: cunshou_core::Error| format!("{error:?}");
    let receipts = book.all_receipts().map_err(said)?;
    let closes = book.closes().map_err(said)?;
    let people = book.search("", 1, 2026, moment(1).on()).map_err(said)?;
    let users = (book.user(), &book.identity().series);
    Ok(format!("{:?} {receipts:?} {closes:?} {people:?} {users:?}", book.head()))
}

/// Looks at a folder as the next start of the program does, and compares with what the book told before.
fn look(folder: &Path, before: &str) -> Result<Seen, String> {
    let book = match open(folder) {
        Ok(book) => book,
        Err(error) => {
            let words = words::of(&error);
            if words.message.is_empty() || words.todo.is_empty() {
                return Err(format!("no words for {error:?}"));
            }
            return Ok(Seen::AtOpening(error.code()));
        }
    };
    if book.behind_head().is_some() {
        return Ok(Seen::Behind);
    }
    if unlawful(&book).is_err() {
        return Ok(Seen::ByTheLaws);
    }
    let now = tells(&book)?;
    if now == before {
        Ok(Seen::Harmless)
    } else {
        Err(format!("says something else, and nobody notices: {now}"))
    }
}

/// Flips one byte after the other of a file and counts what became of it.
fn flip(files: &Files, name: &str, places: &[usize], dice: &mut Dice) -> BTreeMap<Seen, usize> {
    let folder = folder();
    put_files(folder.path(), files);
    let before = tells(&open(folder.path()).expect("it opens")).expect("it tells");
    let mut seen: BTreeMap<Seen, usize> = BTreeMap::new();
    for place in places {
        // One bit, or any other byte: a disk does both.
        let mask = if dice.below(2) == 0 {
            1 << dice.below(8)
        } else {
            1 + u8::try_from(dice.below(255)).expect("a byte")
        };
        let mut damaged = files.clone();
        damaged.get_mut(name).expect("the file")[*place] ^= mask;
        put_files(folder.path(), &damaged);
        let what =
            look(folder.path(), &before).unwrap_or_else(|why| panic!("{name} byte {place} ^ {mask}: {why}"));
        *seen.entry(what).or_default() += 1;
    }
    println!("{name}: {} bytes flipped: {seen:?}", places.len());
    seen
}

/// A day with two receipts and its close.
fn a_day() -> Files {
    let mut village = TestBook::new();
    super::after_the_count(&mut village);
    village.close();
    village.open_session("0.00");
    let third = village.family("王", 21);
    village.pay(&third);
    files_in(village.hold().path())
}

fn count(seen: &BTreeMap<Seen, usize>, what: impl Fn(&Seen) -> bool) -> usize {
    seen.iter().filter(|(seen, _)| what(seen)).map(|(_, count)| count).sum()
}

#[test]
fn a_flipped_byte_of_the_data_file_is_noticed_wherever_it_is() {
    let files = a_day();
    let data = &files[BOOK];
    let mut dice = Dice::new(0xDA7A);
    let pages = data.len() / PAGE;
    assert_eq!(pages * PAGE, data.len(), "whole pages");
    // Every page once, then anywhere; each part of a page (cipher text, IV, seal) has its turn.
    let mut places: Vec<_> = (0..pages).map(|page| page * PAGE + dice.below(PAGE)).collect();
    places.extend((0..16).chain(PAGE - SEAL..PAGE).step_by(6));
    places.extend((0..times(40, 0)).map(|_| dice.below(data.len())));
    // “All” is every byte of the first page, and of each other page a byte of every stretch of its cipher text and of its
    // seal: SQLCipher seals a page as one, so that what a byte means changes from page to page, not from byte to byte.
    let stretch = times(0, STRETCH);
    if stretch > 0 {
        places.extend(0..PAGE);
        for page in (1..pages).map(|page| page * PAGE) {
            places.extend((page..page + PAGE - SEAL).step_by(stretch).map(|at| at + dice.below(stretch)));
            places.extend((page + PAGE - SEAL..page + PAGE).step_by(16).map(|at| at + dice.below(16)));
        }
    }
    let seen = flip(&files, BOOK, &places, &mut dice);
    assert_eq!(
        count(&seen, |seen| *seen == Seen::Harmless),
        0,
        "every byte of every page is sealed: {seen:?}"
    );
}

/// The size of SQLCipher's pages.
const PAGE: usize = 4096;
/// The end of a page that is no cipher text: its IV (16 bytes) and the HMAC over all of it (64).
const SEAL: usize = 80;
/// Of so many bytes of cipher text one is flipped when everything is tried.
const STRETCH: usize = 128;

#[test]
fn a_flipped_byte_of_the_head_file_is_mended_from_the_book() {
    let files = a_day();
    let name = format!("{BOOK}.head");
    let length = files[&name].len();
    let places: Vec<_> = (0..length).step_by(length / times(160, length).min(length)).collect();
    let seen = flip(&files, &name, &places, &mut Dice::new(0x4EAD));
    // Each slot has its checksum; the book itself has everything that a spoilt slot said, and writes it anew.
    assert_eq!(count(&seen, |seen| *seen == Seen::Harmless), places.len(), "{seen:?}");
}

#[test]
fn a_flipped_byte_of_the_key_file_is_called_a_damaged_key_file() {
    let files = a_day();
    let name = format!("{BOOK}.keys");
    let places: Vec<_> = (0..files[&name].len()).collect();
    let seen = flip(&files, &name, &places, &mut Dice::new(0x5E75));
    let named = count(&seen, |seen| *seen == Seen::AtOpening("E-BOOK-008"));
    // Blanks between the words of the file mean nothing; everything else is under the seal.
    let blank = files[&name].iter().filter(|byte| byte.is_ascii_whitespace()).count();
    let harmless = count(&seen, |seen| *seen == Seen::Harmless);
    assert_eq!(named + harmless, places.len(), "nobody is told that a right password is wrong: {seen:?}");
    assert!(harmless <= blank, "only blanks are harmless: {seen:?}");
}

/// A book whose power went in the middle of an act: its journal is hot, half of its pages are written.
fn half_written() -> Files {
    let act = &ACTS[0];
    let before = act.before();
    let folder = folder();
    put_files(folder.path(), &before);
    let watch = Watch::over(folder.path());
    let mut book = open(folder.path()).expect("it opens");
    watch.start(None);
    (act.run)(&mut book, &moment(1)).expect("nothing is in the way");
    drop(book);
    let (log, _) = watch.stop();
    let of_data = |op: &Op| op.file() == BOOK && matches!(op, Op::Write { .. });
    let writes: Vec<_> = (0..log.len()).filter(|at| of_data(&log[*at])).collect();
    let middle = writes[writes.len() / 2];
    let loss = PowerLoss::after(&before, &log[..middle]);
    let all: Vec<_> = (0..loss.pending().len()).collect();
    loss.leaves(&all, &vec![support::disk::Kept::Whole; all.len()])
}

#[test]
fn a_flipped_byte_of_a_hot_journal_is_noticed_or_changes_nothing() {
    let files = half_written();
    let name = format!("{BOOK}-journal");
    let journal = &files[&name];
    let mut dice = Dice::new(0x107);
    // Its header, the number and the checksum of each page in it, then anywhere.
    let record = PAGE + 8;
    let mut places: Vec<_> = (0..28).collect();
    let records = (512..journal.len()).step_by(record).step_by(if times(1, 2) == 1 { 3 } else { 1 });
    places.extend(records.clone().map(|at| at + 3));
    places.extend(records.map(|at| at + record - 1).filter(|at| *at < journal.len()));
    places.extend((0..times(24, journal.len() / 128).min(journal.len())).map(|_| dice.below(journal.len())));
    places.retain(|place| *place < journal.len());
    let seen = flip(&files, &name, &places, &mut dice);
    let told = count(&seen, |seen| matches!(seen, Seen::AtOpening(_) | Seen::Behind));
    let harmless = count(&seen, |seen| *seen == Seen::Harmless);
    // After a crash the program looks at the whole book before anybody works in it.
    assert_eq!(told + harmless, places.len(), "{seen:?}");
    assert!(told > 0, "some of it matters: {seen:?}");
}

#[test]
fn a_hot_journal_that_is_gone_is_noticed() {
    let mut files = half_written();
    files.remove(&format!("{BOOK}-journal"));
    let folder = folder();
    put_files(folder.path(), &files);
    let seen = look(folder.path(), "").expect("it is noticed");
    assert!(matches!(seen, Seen::AtOpening(_) | Seen::ByTheLaws), "{seen:?}");
}

#[test]
fn a_data_file_that_lost_its_end_is_noticed() {
    let files = a_day();
    let folder = folder();
    let mut seen: BTreeMap<Seen, usize> = BTreeMap::new();
    let length = files[BOOK].len();
    for cut in
        [1, 16, PAGE / 2, PAGE - 1, PAGE, 2 * PAGE, 5 * PAGE, length / 2, length - PAGE, length - 1, length]
    {
        let mut damaged = files.clone();
        damaged.get_mut(BOOK).expect("the data file").truncate(length - cut);
        put_files(folder.path(), &damaged);
        let what = look(folder.path(), "").unwrap_or_else(|why| panic!("{cut} bytes cut off: {why}"));
        *seen.entry(what).or_default() += 1;
    }
    println!("data file cut: {seen:?}");
    assert_eq!(count(&seen, |seen| *seen == Seen::Harmless), 0);
}

#[test]
fn an_older_data_file_beside_a_newer_head_is_noticed_and_the_receipt_named() {
    // After each receipt of a morning a copy of the disk: any of them put back, the program names what is missing.
    let mut village = TestBook::new();
    let households: Vec<_> = (0..6).map(|number| village.family("测", number * 3 + 1)).collect();
    village.open_session("0.00");
    let path = village.path();
    let mut copies = Vec::new();
    for household in &households {
        copies.push(std::fs::read(&path).expect("the data file"));
        village.pay(household);
        village = village.reopen();
    }
    let newest = village.book.head().last_receipt.clone().expect("receipts were given");
    let now = files_in(village.hold().path());
    let folder = folder();
    for (kept, copy) in copies.into_iter().enumerate() {
        let mut files = now.clone();
        files.insert(BOOK.to_owned(), copy);
        put_files(folder.path(), &files);
        let mut book = open(folder.path()).expect("it opens, to be looked at");
        let behind = book.behind_head().expect("and says that something is missing").clone();
        assert_eq!(behind.last_receipt.as_deref(), Some(newest.as_str()), "{kept} receipts kept");
        assert_eq!(behind.head_seq - behind.book_seq, (households.len() - kept) as u64, "how many entries");
        let refused = super::pay_for(&mut book, "测大山", &moment(5)).expect_err("no number is given twice");
        let words = words::of(&refused);
        assert!(words.todo.contains(&newest), "the receipt is named: {words:?}");
        assert!(unlawful(&book).is_err(), "the check of the whole says it too");
        assert!(paid(&book).is_none());
    }
}
