//! The readers of lists under damage: thousands of changed copies of small files, the same ones in every run.
//!
//! Never a panic, never more people than rows, the same bytes twice give the same answer, and memory stays bounded. The
//! files are in `tests/corpora`; whatever once broke a reader is added there and is then read as it is, too.

use chrono::NaiveDate;
use cunshou_exchange::category_list::read_category_list;
use cunshou_exchange::roster::read_roster;
use cunshou_exchange::table::ReadOptions;
use cunshou_exchange::workbook;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

/// Changed copies of each file.
const COPIES: u64 = 200;
/// The most that reading such small files may need, the rest of the test program included.
const MOST_KIB: u64 = 400 << 10;
/// Set in the process that does the work, so that the memory is its own.
const CHILD: &str = "CUNSHOU_CORPORA_CHILD";
const TEST: &str = "corpora::no_damage_to_a_list_breaks_a_reader";

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the corpus").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file of the corpus"))
        })
        .collect()
}

/// `SplitMix64`: the same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % count.max(1) as u64).expect("a place")
    }

    /// Damages some bytes in one of the ways in which files are damaged or made to damage.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        const TOKENS: [&[u8]; 16] = [
            b"\0",
            b"\xFF\xFF\xFF\xFF",
            b"\"",
            b",",
            b"\r\n",
            b"<",
            b"</row>",
            b"<row r=\"1048576\">",
            b"r=\"XFD1\"",
            b"&#x0;",
            b"&e;",
            b"99999999999",
            b"-1",
            b"\x85\x39",
            b"\xEF\xBB\xBF",
            b"<!DOCTYPE x>",
        ];
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            let to = (at + self.below(64)).min(bytes.len());
            match self.below(8) {
                0 | 1 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                2 => bytes[at..to].fill(0),
                3 => {
                    bytes.drain(at..to);
                }
                4 => {
                    let again = bytes[at..to].to_vec();
                    bytes.splice(at..at, again);
                }
                5 => bytes.truncate(at),
                6 => {
                    let token = TOKENS[self.below(TOKENS.len())];
                    bytes.splice(at..at, token.iter().copied());
                }
                _ => {
                    let token = TOKENS[self.below(TOKENS.len())];
                    let end = (at + token.len()).min(bytes.len());
                    bytes.splice(at..end, token.iter().copied());
                }
            }
        }
    }
}

/// The parts of a zip, in order.
fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).ok()?;
            let mut content = Vec::new();
            part.read_to_end(&mut content).ok()?;
            Some((String::from_utf8_lossy(part.name_raw()).into_owned(), content))
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in parts {
        zip.start_file(name.as_str(), options).expect("a part");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A changed copy. What is inside a workbook is changed before it is packed, else its checksum would tell at once.
fn changed(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed);
    if let Some(mut parts) = parts(bytes).filter(|parts| !parts.is_empty())
        && chance.below(4) > 0
    {
        let at = chance.below(parts.len());
        chance.damage(&mut parts[at].1);
        return packed(&parts);
    }
    let mut bytes = bytes.to_vec();
    chance.damage(&mut bytes);
    bytes
}

/// Reads a file with every reader, twice.
fn read(bytes: &[u8], name: &str, what: &str) {
    let as_of = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a date");
    let rows = workbook::read(bytes, name)
        .map(|book| book.sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>())
        .unwrap_or_default();
    let roster = read_roster(bytes, name, as_of);
    assert!(roster == read_roster(bytes, name, as_of), "{what}: another roster the second time");
    if let Ok(roster) = roster {
        assert!(roster.people() <= rows, "{what}: {} people in {rows} rows", roster.people());
    }
    let list = || read_category_list(bytes, name, &ReadOptions::default(), as_of);
    let (first, second) = (list(), list());
    assert!(format!("{first:?}") == format!("{second:?}"), "{what}: another list the second time");
    if let Ok(list) = first {
        assert!(list.people() <= rows, "{what}: {} people in {rows} rows of a list", list.people());
    }
}

fn read_all() {
    for (name, bytes) in corpus() {
        read(&bytes, &name, &name);
        for seed in 0..COPIES {
            let copy = changed(&bytes, seed);
            read(&copy, &name, &format!("{name}, copy {seed}"));
        }
    }
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[test]
fn no_damage_to_a_list_breaks_a_reader() {
    assert!(corpus().len() >= 10, "the files are there");
    if std::env::var_os(CHILD).is_none() && cfg!(target_os = "linux") {
        let this = std::env::current_exe().expect("the test program");
        let mut child = std::process::Command::new(this);
        let output = child.args([TEST, "--exact", "--nocapture"]).env(CHILD, "1").output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("1 passed"), "the child runs this test: {said}");
        return;
    }
    read_all();
    if let Some(peak) = peak_kib().filter(|_| std::env::var_os(CHILD).is_some()) {
        assert!(peak < MOST_KIB, "{peak} KiB");
    }
}
