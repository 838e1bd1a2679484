//! A village that the storm goes over: its book, the commands that are run on it, and what is done in it undisturbed.

use chrono::NaiveDate;
use cunshou_core::aid::AidGrant;
use cunshou_core::book::Secret;
use cunshou_core::close::DENOMINATIONS_FEN;
use cunshou_core::enrolment::{AidChoice, Choice};
use cunshou_core::household::Household;
use cunshou_core::journal::NoteCount;
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::refund::RefundOrder;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::{Book, Moment};
use cunshou_policy::Yuan;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use support::dice::Dice;
use support::{PASSWORD, TestBook, at, day, journal_of, yuan};
use tempfile::TempDir;
use uuid::Uuid;

pub const NOW: &str = "2025-11-03T12:00:00+08:00";
const TODAY: &str = "2025-11-03";
const FLOAT: &str = "20.00";
/// What a family of three ordinary residents owes.
const EACH_FAMILY: &str = "1200.00";

/// The journal as the file holds it: each entry as its payload says it.
pub type Journal = Vec<Value>;

/// A village with its session open.
pub struct Village {
    folder: TempDir,
    /// Households of which no money was taken yet, the next one last.
    fresh: Vec<Household>,
}

impl Village {
    pub fn of(households: u32) -> Self {
        let mut village = TestBook::new();
        let mut fresh: Vec<_> = (0..households).map(|number| village.family("测", number * 3 + 1)).collect();
        fresh.reverse();
        let now = village.now();
        village.book.resolve_aid(&grant("民决〔2025〕总号"), &now).expect("entered");
        let now = village.now();
        village.book.receive_tickets("甲000001", "甲099999", now.on(), "", &now).expect("received");
        village.open_session(FLOAT);
        Self { folder: village.hold(), fresh }
    }

    /// How many households are left.
    pub fn left(&self) -> usize {
        self.fresh.len()
    }

    pub fn next_household(&mut self) -> Household {
        self.fresh.pop().expect("a village is left before its households run out")
    }

    pub fn book(&self) -> PathBuf {
        self.folder.path().join("village.cunshou")
    }

    pub fn beside(&self, end: &str) -> PathBuf {
        self.folder.path().join(format!("village.cunshou{end}"))
    }

    fn command(&self, args: &[String]) -> Command {
        let mut command = support::command::program(env!("CARGO_BIN_EXE_cunshou-cli"));
        command.args(args).arg("--book").arg(self.book()).args(["--json", "--now", NOW]);
        command.env("CUNSHOU_PASSWORD", PASSWORD).stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    pub fn start(&self, args: &[String]) -> Child {
        self.command(args).stdout(Stdio::piped()).spawn().expect("the command starts")
    }

    pub fn run(&self, args: &[String]) -> (Option<i32>, Value) {
        heard(&self.command(args).output().expect("the command runs"))
    }

    /// The journal as it is in the file, past the program.
    pub fn journal(&self) -> Journal {
        journal_of(&self.book(), PASSWORD)
    }

    /// What the program itself says of the whole.
    pub fn assert_lawful(&self) {
        let verify = ["verify".to_owned()];
        let (exit, answer) = self.run(&verify);
        assert_eq!((exit, &answer["ok"]), (Some(0), &Value::Bool(true)), "every law holds: {answer}");
    }

    /// The village before an act, with its book open in this process.
    pub fn stage<'a>(&'a mut self, dice: &'a mut Dice, round: u32) -> Stage<'a> {
        let path = self.book();
        let now = moment(dice);
        let secret = Secret::Password { user: None, password: PASSWORD };
        let book = Book::open(&path, secret, &now).expect("the book opens");
        Stage { book, dice, round, village: self }
    }
}

pub fn heard(output: &Output) -> (Option<i32>, Value) {
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

/// How many entries of each kind there are.
pub fn counts(journal: &Journal) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for entry in journal {
        *counts.entry(entry["kind"].as_str().expect("a kind")).or_default() += 1;
    }
    counts
}

/// Checks that what is numbered has no gap and no number twice.
pub fn assert_gapless(journal: &Journal) {
    const NUMBERED: &[(&str, &[&str])] = &[
        ("serial", &["payment"]),
        ("void_no", &["void", "reversal"]),
        ("remittance_no", &["remittance"]),
        ("refund_no", &["refund_applied"]),
        ("session_no", &["session_opened"]),
        ("count_no", &["count"]),
        ("close_no", &["close"]),
        ("step_no", &["difference_step"]),
        ("aid_no", &["aid_resolved"]),
        ("ticket_book_no", &["tickets_received"]),
    ];
    for (number, kinds) in NUMBERED {
        let own = journal.iter().filter(|entry| kinds.iter().any(|kind| entry["kind"] == *kind));
        let numbers: Vec<_> = own.map(|entry| entry[*number].as_u64().expect("a number")).collect();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "{number}: no gap, none twice");
    }
}

/// Whether an entry says all of this.
pub fn says(entry: &Value, all: &Map<String, Value>) -> bool {
    all.iter().all(|(name, value)| entry[name] == *value)
}

fn moment(dice: &mut Dice) -> Moment {
    let mut entropy = [0; 32];
    for eight in entropy.chunks_mut(8) {
        eight.copy_from_slice(&dice.roll().to_be_bytes());
    }
    Moment::new(at(NOW), entropy)
}

fn grant(resolution_no: &str) -> AidGrant {
    AidGrant {
        levy_year: 2026,
        resolution_no: resolution_no.to_owned(),
        resolved_on: day("2025-10-20"),
        source: "村集体经营收入".to_owned(),
        who: "全体村民每人50元".to_owned(),
        most_each: yuan("50"),
        budget: None,
        paper: "青溪镇〔2025〕31号".to_owned(),
    }
}

/// The fewest notes that make an amount.
fn laid(amount: Yuan) -> Vec<NoteCount> {
    let mut left = amount.fen();
    let mut notes = Vec::new();
    for fen in DENOMINATIONS_FEN {
        let pieces = u32::try_from(left / fen).expect("above nought, and small");
        left %= fen;
        notes.push(NoteCount { note: Yuan::from_fen(fen), pieces });
    }
    notes
}

/// The village before an act. Everything here is done undisturbed, by the program's own library: only the act itself is
/// the storm's business. Dropped before the act begins.
pub struct Stage<'a> {
    pub book: Book,
    pub dice: &'a mut Dice,
    pub round: u32,
    village: &'a mut Village,
}

impl Stage<'_> {
    fn now(&mut self) -> Moment {
        moment(self.dice)
    }

    fn today() -> NaiveDate {
        day(TODAY)
    }

    /// A command as it is typed.
    #[expect(clippy::unused_self, reason = "a stage gives the command; it reads alike in the table")]
    pub fn words(&self, command: &str) -> Vec<String> {
        command.split_whitespace().map(str::to_owned).collect()
    }

    /// An id for the act, as its option.
    pub fn id(&mut self, option: &str) -> String {
        format!("{option} {}", self.now().id())
    }

    /// The number of a bank slip.
    pub fn slip(&self) -> String {
        format!("回单{}-{:06}", self.book.identity().series, self.round)
    }

    /// The command that takes the next household's money.
    pub fn collect(&mut self, more: &str) -> Vec<String> {
        let hh_no = self.village.next_household().hh_no;
        let id = self.id("--payment-id");
        self.words(&format!("collect --household {hh_no} --tendered exact {id} {more}"))
    }

    pub fn next_ticket(&self) -> String {
        self.book.next_ticket().expect("the register").expect("a book of tickets is not used up")
    }

    fn is_open(&mut self) -> bool {
        let now = self.now();
        self.book.session_status(&now).expect("the till").open.is_some()
    }

    /// A session is open.
    pub fn opened(&mut self) {
        if !self.is_open() {
            let now = self.now();
            self.book.open_session(Self::today(), yuan(FLOAT), true, &now).expect("it opens");
        }
    }

    /// No session is open.
    pub fn closed(&mut self) {
        if self.is_open() {
            self.counted(0);
            let now = self.now();
            self.book.close_session(None, None, &now).expect("it closes");
        }
    }

    /// The drawer of the open session was counted, off by so many fen.
    pub fn counted(&mut self, off_by_fen: i64) {
        let now = self.now();
        let open = self.book.session_status(&now).expect("the till").open.expect("a session");
        let expected = open.drawer.in_drawer(open.session.float).expect("small");
        let notes = laid(expected.checked_add(Yuan::from_fen(off_by_fen)).expect("small"));
        let now = self.now();
        self.book.count(&notes, &now).expect("counted");
    }

    /// An open session was counted, and money is missing or too much.
    pub fn counted_wrong(&mut self) {
        self.opened();
        let off_by_fen = *self.dice.pick(&[-1_000, 500]);
        self.counted(off_by_fen);
    }

    /// A household paid in the open session: its receipt.
    pub fn paid(&mut self) -> String {
        self.took(Choice::default())
    }

    fn took(&mut self, choice: Choice) -> String {
        self.opened();
        let household = self.village.next_household();
        let choice = match choice.aid {
            Some(aid) => {
                let shares = household.members.iter().map(|member| (member.person_id, yuan("50"))).collect();
                Choice { aid: Some(AidChoice { shares, ..aid }), ..choice }
            }
            None => choice,
        };
        let now = self.now();
        let order = Order {
            payment_id: now.id(),
            household_id: household.household_id,
            choice: Some(choice),
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms::default(),
        };
        self.book.take_payment(&order, &now).expect("taken").payment.receipt_no
    }

    /// A receipt of a closed session of which nothing was paid in.
    pub fn closed_receipt(&mut self) -> String {
        let whole = |stage: &mut Self| {
            let now = stage.now();
            let form = stage.book.open_remittance(Payer::Cash, &now).expect("the form");
            let mut own = form.outstanding.into_iter();
            own.find(|one| one.close_no.is_some() && one.amount == yuan(EACH_FAMILY))
        };
        if let Some(one) = whole(self) {
            return one.receipt_no;
        }
        self.paid();
        self.closed();
        whole(self).expect("its money lies ready for the bank").receipt_no
    }

    /// A sum that can be paid in: all that lies there, all of the oldest receipt, or a part of it.
    pub fn something_to_remit(&mut self) -> Yuan {
        self.paid();
        let now = self.now();
        let form = self.book.open_remittance(Payer::Cash, &now).expect("the form");
        let oldest = form.outstanding[0].amount;
        *self.dice.pick(&[form.total, oldest, yuan("100.00").min(oldest)])
    }

    /// What the collective owes and has not paid in.
    pub fn aid_to_remit(&mut self) -> Yuan {
        let aid = AidChoice { aid_no: 1, shares: Vec::new() };
        self.took(Choice { aid: Some(aid), ..Choice::default() });
        let now = self.now();
        self.book.open_remittance(Payer::CollectiveAid, &now).expect("the form").total
    }

    /// A receipt's money was paid in: the number of that remittance.
    pub fn remitted(&mut self, receipt_no: &str) -> u32 {
        let now = self.now();
        let remittance_id = now.id();
        let order = RemittanceOrder {
            remittance_id,
            payer: Payer::Cash,
            slip_no: format!("先{}", remittance_id.simple()),
            remitted_on: Self::today(),
            account: String::new(),
            amount: yuan(EACH_FAMILY),
            parts: Some(vec![(receipt_no.to_owned(), yuan(EACH_FAMILY))]),
            note: String::new(),
        };
        self.book.remit(&order, &now).expect("paid in").record.remittance_no
    }

    /// A refund was applied for, and perhaps handed in: the number of the application.
    pub fn applied_for_refund(&mut self) -> u32 {
        let receipt_no = self.paid();
        self.remitted(&receipt_no);
        let now = self.now();
        let order = RefundOrder {
            refund_id: now.id(),
            receipt_no,
            line_nos: vec![2],
            applicant: "测大山".to_owned(),
            phone: String::new(),
            ground: "wrong_person".to_owned(),
            happened_on: None,
            proof: "收据".to_owned(),
            note: String::new(),
        };
        self.book.apply_for_refund(&order, &now).expect("applied for").record.refund_no
    }

    /// A close whose difference is open: its number, a way to settle it, and the whole of it.
    pub fn differing_close(&mut self) -> (u32, &'static str, String) {
        let open = |stage: &Self| {
            let all = stage.book.differences().expect("the differences");
            all.into_iter().find(|one| one.is_open() && one.open.fen().abs() > 100)
        };
        if open(self).is_none() {
            self.closed();
            self.counted_wrong();
            let now = self.now();
            self.book.close_session(Some("数错"), Some("carried"), &now).expect("closed");
        }
        let one = open(self).expect("a difference");
        let ways: Vec<_> = one.ways().filter(|way| way.needs != "receipt").map(|way| way.code).collect();
        let whole = if one.open.is_negative() { one.open.negated() } else { one.open };
        (one.close_no, *self.dice.pick::<&'static str>(&ways), whole.to_string())
    }

    /// A resolution of the collective was entered: its number.
    pub fn resolved(&mut self) -> u32 {
        let now = self.now();
        let number = format!("先决{}", Uuid::simple(now.id()));
        self.book.resolve_aid(&grant(&number), &now).expect("entered").aid_no
    }

    /// Asserts that every law of the book holds.
    pub fn assert_lawful(&self) {
        for report in self.book.verify().expect("it can be verified") {
            assert!(report.ok(), "law {} is broken: {:?}", report.law, report.violations);
        }
    }
}

/// Whether a file is there and its first byte is not nought: a journal that waits to be rolled back has its first byte
/// only between its sync and the commit.
pub fn is_hot(journal: &Path) -> bool {
    use std::io::Read;
    let mut first = [0];
    std::fs::File::open(journal).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first[0] != 0
}
