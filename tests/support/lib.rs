//! What the tests share: a real book on a real disk, people who are nobody, a clock that goes when told.

pub mod answer;
pub mod command;
#[cfg(unix)]
pub mod cups;
pub mod dice;
pub mod disk;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use cunshou_core::book::{BookKind, KdfCost, NewBook, Secret};
use cunshou_core::enrolment::{BillLine, Choice, LeftOut};
use cunshou_core::household::{Household, HouseholdInput, MemberInput};
use cunshou_core::journal::NoteCount;
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::person::PersonCategory;
use cunshou_core::receipt::Receipt;
use cunshou_core::reversal::{Reversal, VoidOrder};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_core::{Book, Moment, Result};
use cunshou_policy::Yuan;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use uuid::Uuid;

/// The password of every test book.
pub const PASSWORD: &str = "石桥村2026";
/// A village of a region that no county has.
pub const VILLAGE: &str = "341799101203";

/// A book in a folder of its own.
#[derive(Debug)]
pub struct TestBook {
    /// The open book. Taken out by [`TestBook::reopen`].
    pub book: Book,
    /// The recovery key shown at creation.
    pub recovery_key: String,
    folder: TempDir,
    at: DateTime<FixedOffset>,
    acts: u64,
}

/// Other random bytes for each book of a run, so that no two share a key.
fn entropy() -> [u8; 32] {
    static BOOKS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    let mut bytes = [1; 32];
    bytes[..8].copy_from_slice(&BOOKS.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_be_bytes());
    bytes
}

/// An instant in China.
pub fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("the test's instant is one")
}

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("the test's day is one")
}

/// An amount.
pub fn yuan(text: &str) -> Yuan {
    text.parse().expect("the test's amount is one")
}

/// The number of nobody: an unassigned region, a birth date, a sequence, the right check digit (GB 11643).
pub fn nobody(birth: &str, sequence: u32) -> String {
    let body = format!("341799{}{sequence:03}", birth.replace('-', ""));
    let weights = [7_u32, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{body}{check}")
}

/// A member to register: an ordinary resident of the village, insured last year.
pub fn member(name: &str, relation: &str, birth: &str, sequence: u32) -> MemberInput {
    MemberInput {
        name: name.to_owned(),
        certificate_type: "01".to_owned(),
        certno: nobody(birth, sequence),
        relation: relation.to_owned(),
        hukou: Some("in_area".to_owned()),
        residence: Some("in_area".to_owned()),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        ..MemberInput::default()
    }
}

/// A category of the district's own list, since before the window.
pub fn listed(code: &str) -> PersonCategory {
    PersonCategory {
        code: code.to_owned(),
        grade: None,
        subtype: None,
        designated_on: Some(day("2024-05-01")),
        designated_by: "in_area".to_owned(),
        ended_on: None,
        source: "测试名单".to_owned(),
    }
}

impl TestBook {
    /// A demo book (so that nothing slows the key) that follows Guichi 2026, on 3 November 2025, half past nine.
    pub fn new() -> Self {
        Self::of_kind(BookKind::Demo)
    }

    /// The same of another kind.
    pub fn of_kind(kind: BookKind) -> Self {
        Self::with(kind, &["guichi-2026"], "2025-11-03T09:30:00+08:00")
    }

    /// A demo book that follows another of the shipped notices, from that instant on.
    pub fn following(policy_id: &str, first: &str) -> Self {
        Self::with(BookKind::Demo, &[policy_id], first)
    }

    /// The same with the notices of several years of cover.
    pub fn following_all(policy_ids: &[&str], first: &str) -> Self {
        Self::with(BookKind::Demo, policy_ids, first)
    }

    fn with(kind: BookKind, policy_ids: &[&str], first: &str) -> Self {
        let folder = TempDir::new().expect("a folder for the book");
        let first = at(first);
        let policies = ShippedPolicy::by_ids(policy_ids).expect("the notice ships with the program");
        let new = NewBook {
            village_code: VILLAGE,
            village_name: "石桥村",
            town_name: "青溪镇",
            kind,
            policies: &policies,
            entrusted_paper: "青溪镇〔2025〕12号 委托代收通知",
            user: "周会计",
            password: PASSWORD,
            cost: KdfCost::LIGHT,
            own_clock: None,
        };
        let path = folder.path().join("village.cunshou");
        let created = Book::create(&path, &new, &Moment::new(first, entropy())).expect("the book is made");
        Self { book: created.book, recovery_key: created.recovery_key, folder, at: first, acts: 0 }
    }

    /// The moment of the next act: a minute after the last one.
    pub fn now(&mut self) -> Moment {
        self.at += Duration::minutes(1);
        self.moment()
    }

    /// Sets the clock.
    pub fn set_clock(&mut self, instant: &str) {
        self.at = at(instant);
    }

    fn moment(&mut self) -> Moment {
        self.acts += 1;
        let mut entropy = [0_u8; 32];
        entropy[..8].copy_from_slice(&self.acts.to_be_bytes());
        Moment::new(self.at, entropy)
    }

    /// The data file.
    pub fn path(&self) -> PathBuf {
        self.book.path().to_owned()
    }

    /// The folder of the book.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the book and opens it again with its password.
    #[must_use]
    pub fn reopen(self) -> Self {
        let Self { book, recovery_key, folder, at, mut acts } = self;
        let path = book.path().to_owned();
        drop(book);
        acts += 1;
        let now = Moment::new(at, [9; 32]);
        let secret = Secret::Password { user: None, password: PASSWORD };
        let book = Book::open(&path, secret, &now).expect("the book opens again");
        Self { book, recovery_key, folder, at, acts }
    }

    /// Closes the book and keeps its folder.
    #[must_use]
    pub fn hold(self) -> TempDir {
        drop(self.book);
        self.folder
    }

    /// Lets a test at the data file as somebody with the password and a tool could get at it, then opens the book again.
    #[must_use]
    pub fn with_raw(self, act: impl FnOnce(&rusqlite::Connection)) -> Self {
        let Self { book, recovery_key, folder, at, acts } = self;
        let path = book.path().to_owned();
        drop(book);
        act(&raw(&path, PASSWORD));
        let secret = Secret::Password { user: None, password: PASSWORD };
        let book = Book::open(&path, secret, &Moment::new(at, [8; 32])).expect("the book opens again");
        Self { book, recovery_key, folder, at, acts }
    }

    /// Registers a household.
    pub fn register(&mut self, members: Vec<MemberInput>) -> Household {
        self.try_register(members).expect("the household is registered")
    }

    /// Registers a household, or says why not.
    pub fn try_register(&mut self, members: Vec<MemberInput>) -> Result<Household> {
        let now = self.now();
        let input =
            HouseholdInput { village_group: "一组".to_owned(), members, ..HouseholdInput::default() };
        self.book.save_household(&input, &now)
    }

    /// A couple with a child, all ordinary residents: they owe 1,200.00.
    pub fn family(&mut self, surname: &str, sequence: u32) -> Household {
        // Each family is born on days of its own: the same name and birth date twice would be asked about.
        let born = |year: u32| {
            format!("{}-{:02}-{:02}", year + sequence / 324, sequence / 27 % 12 + 1, sequence % 27 + 1)
        };
        self.register(vec![
            member(&format!("{surname}大山"), "02", &born(1979), sequence),
            member(&format!("{surname}秀英"), "10", &born(1981), sequence + 1),
            member(&format!("{surname}小雨"), "20", &born(2012), sequence + 2),
        ])
    }

    /// Opens a session on the clock's date.
    pub fn open_session(&mut self, float: &str) {
        let now = self.now();
        self.book.open_session(now.on(), yuan(float), true, &now).expect("the session opens");
    }

    /// An order for a household with exact cash.
    pub fn order(&mut self, household: &Household) -> Order {
        let now = self.now();
        let form = self.book.open_collect(household.household_id, &now).expect("the form opens");
        Order {
            payment_id: form.payment_id,
            household_id: household.household_id,
            choice: Some(Choice::default()),
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms::default(),
        }
    }

    /// The lines of a household's bill at the till.
    pub fn lines(&mut self, household: &Household) -> Vec<BillLine> {
        let now = self.now();
        self.book.open_collect(household.household_id, &now).expect("the form opens").bill.lines
    }

    /// Answers a question for everyone of a household.
    pub fn answer(&mut self, household: &Household, fact: &str, value: &str) {
        let everyone: Vec<_> = household.members.iter().map(|member| member.person_id).collect();
        let now = self.now();
        self.book.answer_facts(&everyone, fact, value, &now).expect("the answer is kept");
    }

    /// Takes an order.
    pub fn take(&mut self, order: &Order) -> Result<Receipt> {
        let now = self.now();
        self.book.take_payment(order, &now)
    }

    /// Takes a household's money, exactly.
    pub fn pay(&mut self, household: &Household) -> Receipt {
        let order = self.order(household);
        self.take(&order).expect("the money is taken")
    }

    /// Takes a receipt back: a void while its session is open.
    pub fn void(&mut self, receipt: &Receipt) -> Reversal {
        let now = self.now();
        let order = void_order(now.id(), &receipt.payment.receipt_no);
        self.book.void_receipt(&order, &now).expect("the receipt is taken back")
    }

    /// Counts the drawer: denomination in yuan and pieces.
    pub fn count(&mut self, notes: &[(&str, u32)]) -> cunshou_core::journal::CountRecord {
        let now = self.now();
        let notes: Vec<_> =
            notes.iter().map(|(note, pieces)| NoteCount { note: yuan(note), pieces: *pieces }).collect();
        self.book.count(&notes, &now).expect("the count is recorded")
    }

    /// Closes the session without a difference.
    pub fn close(&mut self) -> cunshou_core::close::Close {
        let now = self.now();
        self.book.close_session(None, None, &now).expect("the session closes")
    }

    /// Asserts that every law of the book holds.
    pub fn assert_lawful(&self) {
        for report in self.book.verify().expect("the book can be verified") {
            assert!(report.ok(), "law {} is broken: {:?}", report.law, report.violations);
        }
    }
}

impl Default for TestBook {
    fn default() -> Self {
        Self::new()
    }
}

/// The order to void a receipt that was collected under the wrong household; its paper came back.
pub fn void_order(void_id: Uuid, receipt_no: &str) -> VoidOrder {
    VoidOrder {
        void_id,
        receipt_no: receipt_no.to_owned(),
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: None,
        paper_back: true,
    }
}

/// Someone left out, with a reason.
pub fn left_out(household: &Household, place: usize, reason: &str, note: &str) -> LeftOut {
    LeftOut {
        person_id: household.members[place].person_id,
        reason: reason.to_owned(),
        note: note.to_owned(),
        approval_no: None,
        proof: String::new(),
    }
}

/// A disk of a few kilobytes, really mounted (tmpfs), so that it really fills up.
#[derive(Debug)]
pub struct TinyDisk {
    folder: TempDir,
}

/// Mounts a tiny disk. Needs root: where that is not to be had, the test fails loudly instead of passing for nothing.
pub fn tiny_disk(size: &str) -> TinyDisk {
    mounted(TempDir::new().expect("a mount point"), size)
}

/// The same where a desktop mounts sticks, so that it is found as one.
pub fn tiny_stick(size: &str) -> TinyDisk {
    mounted(TempDir::with_prefix_in("cunshou-", "/mnt").expect("a mount point: run this as root"), size)
}

fn mounted(folder: TempDir, size: &str) -> TinyDisk {
    let mount = |program: &str| {
        let mut command = std::process::Command::new(program);
        if program == "sudo" {
            command.args(["-n", "mount"]);
        }
        let options = format!("size={size},mode=0777");
        command.args(["-t", "tmpfs", "-o", &options, "cunshou-test"]).arg(folder.path());
        command.status().is_ok_and(|status| status.success())
    };
    assert!(mount("mount") || mount("sudo"), "the full-disk tests mount a tmpfs: run them as root");
    TinyDisk { folder }
}

impl TinyDisk {
    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it up but for `room` bytes (in whole pages of memory).
    pub fn fill(&self, room: u64) {
        use std::io::Write;
        self.free();
        let mut filler = std::fs::File::create(self.filler()).expect("room for a name");
        let page = [0_u8; 4096];
        while filler.write_all(&page).is_ok() {}
        let full = filler.metadata().expect("its size").len();
        filler.set_len(full.saturating_sub(room)).expect("some of it is given back");
    }

    /// Takes away what filled it.
    pub fn free(&self) {
        let _ = std::fs::remove_file(self.filler());
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("别的东西")
    }

    /// Makes it write-protected, or writable again. No file on it may be open for writing.
    pub fn protect(&self, protected: bool) {
        let option = if protected { "remount,ro" } else { "remount,rw" };
        let done = [&["mount"][..], &["sudo", "-n", "mount"]].into_iter().any(|words| {
            let mut command = std::process::Command::new(words[0]);
            command.args(&words[1..]).args(["-o", option]).arg(self.folder.path());
            command.status().is_ok_and(|status| status.success())
        });
        assert!(done, "the tests of write-protected disks remount a tmpfs: run them as root");
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        for (program, first) in [("umount", None), ("sudo", Some(["-n", "umount"]))] {
            let mut command = std::process::Command::new(program);
            command.args(first.into_iter().flatten()).arg("--lazy").arg(self.folder.path());
            if command.status().is_ok_and(|status| status.success()) {
                break;
            }
        }
    }
}

/// Opens the data file from its documented key file alone: Argon2id over the password, XChaCha20-Poly1305 over the key.
///
/// Written from the format, not from the program, so that it also proves that the file can be opened without it.
pub fn raw(path: &Path, password: &str) -> rusqlite::Connection {
    keyed(path, path, password)
}

/// The journal as the data file holds it, past the program: what each entry says, in its order.
pub fn journal_of(path: &Path, password: &str) -> Vec<serde_json::Value> {
    let raw = raw(path, password);
    let mut entries = raw.prepare("SELECT payload FROM journal ORDER BY seq").expect("a query");
    let payloads = entries.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
    payloads
        .map(|payload| serde_json::from_slice(&payload.expect("a payload")).expect("an entry is JSON"))
        .collect()
}

/// The data file at `file` under the key of the book at `path`.
fn keyed(path: &Path, file: &Path, password: &str) -> rusqlite::Connection {
    use base64::Engine;
    use chacha20poly1305::aead::{Aead, KeyInit, Payload};
    let keys = std::fs::read(format!("{}.keys", path.display())).expect("the key file");
    let keys: serde_json::Value = serde_json::from_slice(&keys).expect("the key file is JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let bytes = |value: &serde_json::Value| {
        base64::engine::general_purpose::STANDARD.decode(text(value)).expect("base 64")
    };
    let number = |value: &serde_json::Value| u32::try_from(value.as_u64().expect("a number")).expect("small");
    let slots = keys["slots"].as_array().expect("slots");
    let slot = slots.iter().find(|slot| slot["opens_with"] == "password").expect("a password slot");
    let cost = argon2::Params::new(
        number(&slot["cost"]["memory_kib"]),
        number(&slot["cost"]["passes"]),
        1,
        Some(32),
    );
    let argon =
        argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, cost.expect("sane costs"));
    let mut wrapping = [0_u8; 32];
    argon.hash_password_into(password.as_bytes(), &bytes(&slot["salt"]), &mut wrapping).expect("derived");
    let nonce: [u8; 24] = bytes(&slot["nonce"]).try_into().expect("24 bytes");
    let bound =
        format!("{}\n{}\nPassword\n{}", text(&keys["format"]), text(&keys["book_id"]), text(&slot["user"]));
    let sealed = bytes(&slot["wrapped"]);
    let key = chacha20poly1305::XChaCha20Poly1305::new((&wrapping).into())
        .decrypt(&nonce.into(), Payload { msg: &sealed, aad: bound.as_bytes() })
        .expect("the password opens the slot");
    let hex = cunshou_exchange::canonical::hex(&key);
    let connection = rusqlite::Connection::open(file).expect("the data file");
    connection.pragma_update(None, "key", format!("x'{hex}'")).expect("keyed");
    connection.pragma_update(None, "recursive_triggers", true).expect("as the program sets it");
    connection
}

/// Steps of the schema of which each took the file one version further; older programs knew only the first of them.
const STEPS: [&str; 19] = [
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0001-book.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0002-policy-package.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0003-person-fact.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0004-cover-completed.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0005-list-import.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0006-category-list.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0007-office-list.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0008-household-life.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0009-levy-year.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0010-canvassing.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0011-money-after.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0012-beside-payments.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0013-roster-speed.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0014-import-number.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0015-package-row.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0016-backup-restore-people.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0017-difference.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0018-lost-voided.sql"),
    include_str!("../../src-tauri/crates/core/src/storage/migrations/0019-receipt-text.sql"),
];

/// Writes a book again as the program of an older schema (1 to the newest) would have left it: the tables of then, made by the steps
/// that landed then, with the rows that they can hold. What only newer tables know is not in it.
pub fn as_of_schema(path: &Path, version: usize) {
    let now = raw(path, PASSWORD);
    let names = |sql: &str| -> Vec<String> {
        let mut statement = now.prepare(sql).expect("a query");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|name| name.expect("a name")).collect()
    };
    let application_id: i64 =
        now.pragma_query_value(None, "application_id", |row| row.get(0)).expect("an id");
    now.pragma_update(None, "foreign_keys", false).expect("switched off");
    let older = path.with_extension("older");
    // SQLCipher attaches under the key of the first file.
    now.execute("ATTACH ?1 AS older", [older.to_str().expect("a plain path")]).expect("the older file");
    let alone = rusqlite::Connection::open_in_memory().expect("memory");
    for step in STEPS.iter().take(version) {
        alone.execute_batch(step).expect("the step of then");
    }
    let objects: Vec<(String, String, String)> = alone
        .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, rowid")
        .expect("a query")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    let in_then = |kind: &str, sql: &str| {
        let made = format!("CREATE {kind} ");
        let (_, rest) = sql.split_once(' ').expect("CREATE …");
        let rest = rest.trim_start_matches(kind).trim_start_matches(&kind.to_uppercase()).trim_start();
        format!("{made}older.{rest}")
    };
    for (kind, name, sql) in objects.iter().filter(|(kind, ..)| kind == "table") {
        now.execute_batch(&in_then(kind, sql)).expect("the table of then");
        let source = if name == "roster_import" { "list_import" } else { name.as_str() };
        let columns = |schema: &str, table: &str| {
            names(&format!("SELECT name FROM pragma_table_info('{table}', '{schema}')"))
        };
        let known = columns("main", source);
        let both: Vec<String> = columns("older", name).into_iter().filter(|of| known.contains(of)).collect();
        let both = both.join(", ");
        now.execute_batch(&format!("INSERT INTO older.{name} ({both}) SELECT {both} FROM main.{source}"))
            .expect("the rows of then");
    }
    drop(now);
    let then = keyed(path, &older, PASSWORD);
    for (_, _, sql) in objects.iter().filter(|(kind, ..)| kind != "table") {
        then.execute_batch(sql).expect("indexes and triggers of then");
    }
    then.pragma_update(None, "user_version", i64::try_from(version).expect("small")).expect("the version");
    then.pragma_update(None, "application_id", application_id).expect("the mark");
    drop(then);
    std::fs::rename(&older, path).expect("in its place");
}

/// Everything that a data file holds, table by table and row by row, as text: what a compact copy holds too.
pub fn rows_of(file: &Path, password: &str) -> String {
    use std::fmt::Write;
    let raw = raw(file, password);
    let mut text = String::new();
    let version: i64 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
    writeln!(text, "version {version}").expect("text");
    let mut schema = raw.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").expect("a query");
    let things: Vec<(String, Option<String>)> = schema
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .map(|thing| thing.expect("a thing"))
        .collect();
    for (name, sql) in &things {
        writeln!(text, "{name}: {sql:?}").expect("text");
        if !sql.as_ref().is_some_and(|sql| sql.starts_with("CREATE TABLE")) {
            continue;
        }
        let mut all = raw.prepare(&format!("SELECT * FROM \"{name}\"")).expect("a query");
        let columns = all.column_count();
        let mut rows: Vec<String> = all
            .query_map([], |row| {
                let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
                Ok(format!("{:?}", values.collect::<rusqlite::Result<Vec<_>>>()?))
            })
            .expect("rows")
            .map(|row| row.expect("a row"))
            .collect();
        rows.sort();
        for row in rows {
            writeln!(text, "  {row}").expect("text");
        }
    }
    text
}
