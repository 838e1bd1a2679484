//! 回执: the township's answer settles each row, once and whole; what was sent back is work, and no money moves.

use crate::other_notices::{day_is_over, paid_in_january};
use crate::policy_package::{COUNTY, next_year, paired, signed};
use chrono::NaiveDate;
use cunshou_core::ack::{AckStatus, AnsweredQuery, ReadAnswer, SlipState};
use cunshou_core::levy_year::LastYear;
use cunshou_core::progress::MissingQuery;
use cunshou_core::receipt::{Receipt, ReceiptState};
use cunshou_core::refund::{RefundOrder, RefundState};
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::{Book, Coded, Error, Moment};
use cunshou_exchange::ack::{Ack, AckRow, SlipArrival, write_ack};
use cunshou_exchange::card::{TownCard, device_key, make_town_card, read_village_card};
use cunshou_exchange::crypt::{To, encrypt, identity_from, recipient_of};
use cunshou_exchange::package::{Report, verify_package};
use support::answer::answer_to as begun;
use support::{TestBook, VILLAGE, day, yuan};
use uuid::Uuid;

/// A township that answers.
#[derive(Debug, Clone)]
pub(crate) struct Township {
    seed: [u8; 32],
    /// Who opens its answers.
    recipient: String,
}

/// A package that the township has looked at.
#[derive(Debug)]
pub(crate) struct Seen {
    report: Report,
}

/// An answer in the making: whatever is not said is received.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    township: Township,
    pub(crate) ack: Ack,
    pub(crate) rows: Vec<AckRow>,
}

impl Township {
    /// Exchanges cards with a village.
    pub(crate) fn pair(village: &mut TestBook) -> Self {
        Self::pair_as(village, [8; 32])
    }

    fn pair_as(village: &mut TestBook, seed: [u8; 32]) -> Self {
        let card = TownCard {
            town_code: VILLAGE[..9].to_owned(),
            town_name: "青溪镇".to_owned(),
            village_code: village.book.identity().village_code.clone(),
            village_name: "石桥村".to_owned(),
            age_recipient: recipient_of(&identity_from([4; 32])).expect("a recipient"),
            verify_key: String::new(),
            policy_key: None,
            cash_limit: None,
            cash_days: None,
            roles: Vec::new(),
            issued_at: "2025-11-01T08:00:00+08:00".to_owned(),
        };
        let now = village.now();
        let card = make_town_card(&card, &device_key(seed)).expect("a card");
        village.book.accept_card(&card, &now).expect("accepted");
        Self::of(village, seed)
    }

    /// A township that the village is paired with by another way, with that key.
    fn of(village: &mut TestBook, seed: [u8; 32]) -> Self {
        let now = village.now();
        Self::of_book(&village.book, seed, &now)
    }

    fn of_book(book: &Book, seed: [u8; 32], now: &Moment) -> Self {
        let own = book.make_card(now).expect("a card");
        let recipient = read_village_card(&own).expect("read").card.age_recipient;
        Self { seed, recipient }
    }

    /// The package of a close, looked at.
    pub(crate) fn package(village: &mut TestBook, close_no: u32) -> Seen {
        let now = village.now();
        Self::package_of(&mut village.book, close_no, &now)
    }

    fn package_of(book: &mut Book, close_no: u32, now: &Moment) -> Seen {
        let package = book.package(close_no, now).expect("a package");
        let report = verify_package(&package.zip, None, None);
        assert!(report.is_good(), "{:?}", report.problems);
        Seen { report }
    }

    /// Says that all of it was received.
    pub(crate) fn ack(&self, package: &Seen, ack_no: u32) -> Draft {
        let row = |(table, row_id)| AckRow {
            table,
            row_id,
            status: AckStatus::Received,
            reason_code: String::new(),
            reason: String::new(),
            booked_on: None,
        };
        Draft {
            township: self.clone(),
            rows: package.report.rows().into_iter().map(row).collect(),
            ack: begun(&package.report, ack_no, &format!("2025-11-04T09:{ack_no:02}:00+08:00")),
        }
    }
}

impl Seen {
    /// The id of a row of `payments.csv`, from 0.
    pub(crate) fn line(&self, at: usize) -> Uuid {
        self.report.payments[at].row_id
    }
}

impl Draft {
    fn row(&mut self, row_id: Uuid) -> &mut AckRow {
        self.rows.iter_mut().find(|row| row.row_id == row_id).expect("a row of the package")
    }

    pub(crate) fn accepts(mut self, row_id: Uuid, booked_on: &str) -> Self {
        let row = self.row(row_id);
        row.status = AckStatus::Accepted;
        row.booked_on = Some(day(booked_on));
        self
    }

    pub(crate) fn rejects(mut self, row_id: Uuid, reason_code: &str) -> Self {
        let row = self.row(row_id);
        row.status = AckStatus::Rejected;
        reason_code.clone_into(&mut row.reason_code);
        self
    }

    pub(crate) fn slip(mut self, slip_no: &str, amount: &str, arrived_on: &str) -> Self {
        let slip =
            SlipArrival { amount: yuan(amount), arrived_on: day(arrived_on), slip_no: slip_no.to_owned() };
        self.ack.slips.push(slip);
        self
    }

    /// The file on the stick.
    pub(crate) fn file(&self) -> Vec<u8> {
        let zip = write_ack(&self.ack, &self.rows, &device_key(self.township.seed)).expect("an answer");
        let recipients = [self.township.recipient.clone()];
        encrypt(&zip, To::Recipients(&recipients)).expect("sealed")
    }

    pub(crate) fn read_by(&self, village: &mut TestBook) -> cunshou_core::Result<ReadAnswer> {
        let now = village.now();
        village.book.read_ack(&self.file(), &now)
    }
}

/// The file that answers the first package of a paired book: one line is accepted, one sent back, a slip has arrived.
pub(crate) fn answer_to(book: &mut Book, now: &Moment) -> Vec<u8> {
    let package = Township::package_of(book, 1, now);
    let ack = Township::of_book(book, [8; 32], now).ack(&package, 1).accepts(package.line(0), "2025-11-03");
    ack.rejects(package.line(1), "deceased").slip("S1", "1200", "2025-11-03").file()
}

/// Two households of three paid, the day is closed, the township has its package.
fn sent_day(village: &mut TestBook) -> Seen {
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("0.00");
    village.pay(&first);
    village.pay(&second);
    village.count(&[("100", 24)]);
    village.close();
    Township::package(village, 1)
}

fn remit(village: &mut TestBook, slip_no: &str, amount: &str) {
    let on = village.now().on();
    remit_on(village, slip_no, amount, on);
}

fn remit_on(village: &mut TestBook, slip_no: &str, amount: &str, remitted_on: NaiveDate) {
    let now = village.now();
    let order = RemittanceOrder {
        remittance_id: now.id(),
        payer: Payer::Cash,
        slip_no: slip_no.to_owned(),
        remitted_on,
        account: String::new(),
        amount: yuan(amount),
        parts: None,
        note: String::new(),
    };
    village.book.remit(&order, &now).expect("paid in");
}

fn states(village: &TestBook) -> Vec<ReceiptState> {
    village.book.all_receipts().expect("receipts").into_iter().map(|row| row.state).collect()
}

fn open_work(village: &TestBook) -> Vec<(String, String)> {
    let page = village.book.work_items(true, 1).expect("work");
    page.items.into_iter().map(|item| (item.kind, item.words)).collect()
}

/// A household that paid in January, when cover begins on the day on which the money arrives; the township has the package.
fn sent_in_january() -> (TestBook, Receipt, Township, Seen) {
    let (mut village, _, receipt) = paid_in_january();
    let township = Township::pair(&mut village);
    day_is_over(&mut village);
    let package = Township::package(&mut village, 1);
    (village, receipt, township, package)
}

/// What an act could have changed.
fn all_of(village: &TestBook) -> (u64, usize, usize, Vec<ReceiptState>) {
    let book = &village.book;
    let log = book.audit_log().expect("the log").len();
    (book.head().seq, log, book.package_answers().expect("answers").len(), states(village))
}

#[test]
fn an_answer_settles_each_row_and_what_is_sent_back_is_work() {
    let mut village = TestBook::new();
    let township = Township::pair(&mut village);
    let package = sent_day(&mut village);
    assert!(village.book.package_answers().expect("answers").is_empty());
    let mut ack = township.ack(&package, 1);
    for at in 0..3 {
        ack = ack.accepts(package.line(at), "2025-11-04");
    }
    let mut ack = ack.rejects(package.line(4), "identity_mismatch");
    ack.row(package.line(4)).reason = "少一个字".to_owned();
    village.set_clock("2025-11-05T08:00:00+08:00");
    let read = ack.read_by(&mut village).expect("read");
    assert!(!read.already_read && !read.is_older);
    let payments = read.package.payments;
    assert_eq!((payments.accepted, payments.received, payments.rejected, payments.rows), (3, 2, 1, 6));
    assert_eq!(states(&village), [ReceiptState::Accepted, ReceiptState::Rejected]);
    let receipt = village.book.receipt("2").expect("a receipt");
    let words: Vec<_> =
        receipt.answers.iter().map(|answer| answer.as_ref().expect("answered").words()).collect();
    assert_eq!(words[0], "镇里已收到，还在等税务部门的结果");
    assert_eq!(words[1], "被退回：姓名和证件号码对不上（少一个字）");
    let first = village.book.receipt("1").expect("a receipt");
    assert_eq!(first.answers[0].as_ref().expect("answered").words(), "已入库 2025-11-04");
    let work = open_work(&village);
    assert_eq!(work.len(), 1, "{work:?}");
    assert!(work[0].0 == "ack_rejected" && work[0].1.contains("改正后请镇里重报"), "{work:?}");
    let query = AnsweredQuery { close_no: Some(1), status: Some(AckStatus::Rejected), payments_only: true };
    let page = village.book.answered_rows(query, 1).expect("rows");
    let row = &page.rows[0];
    assert_eq!((page.total, row.due, row.hh_no.as_str()), (1, Some(yuan("400")), "2"));
    assert_eq!(row.receipt_no.as_ref(), Some(&receipt.payment.receipt_no));
    assert_eq!(row.name, receipt.payment.lines[1].name);
    let household = village.book.household_by_no("2").expect("a household");
    let answers = village.book.answers_of_household(household.household_id, 2026).expect("answers");
    let answer = |at: usize| answers[&household.members[at].person_id].status;
    assert_eq!([answer(0), answer(1)], [AckStatus::Received, AckStatus::Rejected]);
    assert_eq!(village.book.progress(2026).expect("counts").people.paid, 6, "an answer moves no money");
    village.assert_lawful();
    let village = village.reopen();
    assert_eq!(village.book.package_answers().expect("kept")[0].payments, payments);
}

#[test]
fn the_same_file_again_changes_nothing_and_says_so() {
    let mut village = TestBook::new();
    let township = Township::pair(&mut village);
    let package = sent_day(&mut village);
    let ack = township.ack(&package, 1).rejects(package.line(0), "deceased");
    ack.read_by(&mut village).expect("read");
    let before = (all_of(&village), open_work(&village));
    let again = ack.read_by(&mut village).expect("answered, though it is sealed anew");
    assert!(again.already_read && again.package.payments.rejected == 1);
    assert_eq!((all_of(&village), open_work(&village)), before);
    let other = township.ack(&package, 1).accepts(package.line(0), "2025-11-03");
    let refused = other.read_by(&mut village).expect_err("the number is taken");
    assert_eq!(refused.code(), "E-ACK-108");
    assert_eq!((all_of(&village), open_work(&village)), before);
}

#[test]
fn the_highest_number_counts_in_whatever_order_answers_come() {
    let first = |township: &Township, package: &Seen| {
        township
            .ack(package, 1)
            .rejects(package.line(0), "money_missing")
            .rejects(package.line(1), "deceased")
    };
    let second = |township: &Township, package: &Seen| {
        township.ack(package, 2).accepts(package.line(0), "2025-11-03").rejects(package.line(1), "deceased")
    };
    let outcomes: Vec<_> = [false, true]
        .into_iter()
        .map(|turned| {
            let mut village = TestBook::new();
            let township = Township::pair(&mut village);
            let package = sent_day(&mut village);
            let mut acks = [first(&township, &package), second(&township, &package)];
            if turned {
                acks.reverse();
            }
            let late: Vec<_> =
                acks.iter().map(|ack| ack.read_by(&mut village).expect("read").is_older).collect();
            assert_eq!(late, [false, turned], "an older answer says that it is one");
            village.assert_lawful();
            let answer = village.book.package_answers().expect("answers").remove(0);
            let receipt = village.book.receipt("1").expect("a receipt");
            let words: Vec<_> = receipt.answers.iter().flatten().map(|own| own.words()).collect();
            // Each book has a series of its own.
            let work = open_work(&village).into_iter().map(|(kind, words)| {
                (kind, words.split_once("被镇里退回").map(|(_, why)| why.to_owned()).expect("its words"))
            });
            (answer.ack_no, answer.payments, words, work.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(outcomes[0], outcomes[1]);
    let (ack_no, _, words, work) = &outcomes[0];
    assert_eq!((*ack_no, words[0].as_str()), (2, "已入库 2025-11-03"));
    assert_eq!(work.len(), 1, "what the newer answer accepts is no work any more: {work:?}");
    assert!(work[0].1.contains("已去世"), "{work:?}");
}

#[test]
fn an_answer_that_is_not_to_this_book_is_refused_whole() {
    let mut village = TestBook::new();
    let unpaired = Township::of(&mut village, [8; 32]);
    let package = sent_day(&mut village);
    let refused = unpaired.ack(&package, 1).read_by(&mut village).expect_err("nobody to check it by");
    assert_eq!(refused.code(), "E-ACK-102");
    let township = Township::pair(&mut village);
    let good = township.ack(&package, 1);
    let before = all_of(&village);
    let stranger = Township { seed: [9; 32], ..township.clone() };
    let elsewhere = Township {
        recipient: recipient_of(&identity_from([5; 32])).expect("a recipient"),
        ..township.clone()
    };
    let changed = |change: fn(&mut Ack)| {
        let mut draft = good.clone();
        change(&mut draft.ack);
        draft
    };
    let mut one_too_many = good.clone();
    one_too_many.rows.push(AckRow { row_id: Uuid::from_u128(7), ..one_too_many.rows[0].clone() });
    let mut wrong_table = good.clone();
    wrong_table.rows[0].table = "closes";
    let refusals = [
        (stranger.ack(&package, 1), "E-ACK-006"),
        (elsewhere.ack(&package, 1), "E-ACK-101"),
        (changed(|ack| ack.village_code = "341799101204".to_owned()), "E-ACK-103"),
        (changed(|ack| ack.book_id = Uuid::from_u128(1).to_string()), "E-ACK-104"),
        (changed(|ack| ack.device_id = Uuid::from_u128(1).to_string()), "E-ACK-104"),
        (changed(|ack| ack.close_no = 9), "E-ACK-105"),
        (changed(|ack| ack.package_id = Uuid::from_u128(1)), "E-ACK-105"),
        (changed(|ack| ack.package_sha256 = "0".repeat(64)), "E-ACK-106"),
        (changed(|ack| ack.journal_head = "0".repeat(64)), "E-ACK-106"),
        (changed(|ack| ack.series = "Z".to_owned()), "E-ACK-106"),
        (changed(|ack| ack.kind = "live".to_owned()), "E-ACK-106"),
        (one_too_many, "E-ACK-107"),
        (wrong_table, "E-ACK-107"),
        (good.clone().slip("S1", "400", "2025-12-01"), "E-ARR-002"),
    ];
    for (draft, code) in refusals {
        let refused = draft.read_by(&mut village).expect_err(code);
        assert_eq!(refused.code(), code, "{refused:?}");
        let words = cunshou_core::words::of(&refused);
        assert!(!words.message.contains('{') && !words.todo.is_empty(), "{words:?}");
    }
    let now = village.now();
    let mut damaged = good.file();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert_eq!(village.book.read_ack(&damaged, &now).expect_err("damaged").code(), "E-ACK-001");
    assert_eq!(village.book.read_ack(b"PK", &now).expect_err("no answer").code(), "E-ACK-001");
    assert_eq!(all_of(&village), before, "nothing has changed");
    good.read_by(&mut village).expect("and the right one is read");
    village.assert_lawful();
}

#[test]
fn what_arrived_completes_cover_once_all_of_a_receipt_is_there() {
    let (mut village, receipt, township, package) = sent_in_january();
    remit(&mut village, "S1", "300");
    let due = receipt.payment.total_due;
    let rest = due.checked_sub(yuan("300")).expect("more than that was due").to_string();
    village.set_clock("2026-01-20T10:00:00+08:00");
    let number = receipt.payment.receipt_no.as_str();
    let arrival = |village: &TestBook| village.book.receipt(number).expect("a receipt").arrival;
    let first = township.ack(&package, 1).slip("S1", "300", "2026-01-14").slip("S2", &rest, "2026-01-19");
    let read = first.read_by(&mut village).expect("read");
    assert_eq!((read.completed.len(), arrival(&village)), (0, None), "part of the money is not there yet");
    let slips: Vec<_> = read.slips.iter().map(|slip| (slip.slip_no.as_str(), slip.state)).collect();
    assert_eq!(slips, [("S2", SlipState::Unknown), ("S1", SlipState::Agrees)]);
    assert_eq!(
        village.book.open_slips().expect("asked").len(),
        1,
        "a slip that the book lacks is no silence"
    );
    // The clerk had forgotten to write the second slip down.
    remit_on(&mut village, "S2", &rest, day("2026-01-15"));
    let known = arrival(&village).expect("known as soon as the remittance is");
    assert_eq!((known.arrived_on, known.source.as_str()), (day("2026-01-19"), "S2"));
    assert!(known.lines.iter().all(|line| line.benefit_from == day("2026-01-19")));
    assert!(village.book.open_slips().expect("asked").is_empty());
    let second = township.ack(&package, 2).slip("S2", &rest, "2026-01-18");
    let read = second.read_by(&mut village).expect("read");
    assert_eq!(read.completed, [number.to_owned()]);
    let corrected = arrival(&village).expect("known");
    assert_eq!((corrected.arrived_on, corrected.corrects.is_some()), (day("2026-01-18"), true));
    assert_eq!(
        village.book.receipt(number).expect("a receipt").payment,
        receipt.payment,
        "it stays as it was"
    );
    village.assert_lawful();
}

/// January, paid in, but the bank booked it when the year of cover was over: nobody may believe that he is covered, and the
/// rest of the answer is read all the same.
#[test]
fn money_that_arrives_after_the_cover_is_work_and_completes_nothing() {
    let (mut village, receipt, township, package) = sent_in_january();
    let due = receipt.payment.total_due.to_string();
    remit(&mut village, "S1", &due);
    let number = receipt.payment.receipt_no.as_str();
    let last = receipt.payment.lines.iter().filter_map(|line| line.benefit_to).max().expect("cover ends");
    let late = last.succ_opt().expect("a day");
    village.set_clock(&format!("{}T10:00:00+08:00", late.succ_opt().expect("a day")));
    let first = township.ack(&package, 1).slip("S1", &due, &late.to_string());
    let read = first.read_by(&mut village).expect("the answer itself is read");
    assert_eq!((read.completed.len(), read.slips[0].state), (0, SlipState::Agrees));
    assert!(village.book.receipt(number).expect("a receipt").arrival.is_none(), "no cover begins");
    let waiting = receipt.payment.lines.iter().filter(|line| line.waits_for_arrival()).count();
    let work = open_work(&village);
    assert!(work.len() == waiting && work.iter().all(|(kind, _)| kind == "arrived_after_cover"), "{work:?}");
    assert!(work[0].1.contains(number) && work[0].1.contains(&late.to_string()), "{work:?}");
    township.ack(&package, 2).slip("S1", &due, &late.to_string()).read_by(&mut village).expect("said again");
    assert_eq!(open_work(&village).len(), waiting, "the same work is there once");
    township.ack(&package, 3).slip("S1", &due, "2026-01-14").read_by(&mut village).expect("put right");
    assert!(open_work(&village).is_empty(), "the money was there in time");
    assert!(village.book.receipt(number).expect("a receipt").arrival.is_some());
    village.assert_lawful();
}

#[test]
fn a_remittance_whose_money_arrived_cannot_be_cancelled() {
    let mut village = TestBook::new();
    let township = Township::pair(&mut village);
    let package = sent_day(&mut village);
    remit(&mut village, "S1", "1200");
    remit(&mut village, "S2", "1200");
    let today = village.now().on().to_string();
    township
        .ack(&package, 1)
        .slip("S1", "1200", &today)
        .slip("S2", "1100", &today)
        .read_by(&mut village)
        .expect("read");
    let now = village.now();
    let gone = village.book.cancel_remittance(1, "以为没有缴", &now);
    assert!(matches!(gone, Err(Error::RemittanceArrived { remittance_no: 1, .. })), "{gone:?}");
    village.book.cancel_remittance(2, "金额填错", &now).expect("another sum than the bank's is put right");
    village.assert_lawful();
}

#[test]
fn a_slip_of_another_sum_is_asked_about_until_it_fits() {
    let (mut village, receipt, township, package) = sent_in_january();
    let due = receipt.payment.total_due.to_string();
    remit(&mut village, "S1", &due);
    village.set_clock("2026-01-20T10:00:00+08:00");
    township.ack(&package, 1).slip("S1", "700", "2026-01-14").read_by(&mut village).expect("read");
    let open = village.book.open_slips().expect("asked");
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].state, open[0].ours.map(|sum| sum.to_string())),
        (SlipState::OtherAmount, Some(due.clone()))
    );
    assert!(open[0].words().contains("700.00") && open[0].words().contains(&due), "{}", open[0].words());
    let number = receipt.payment.receipt_no.as_str();
    assert!(village.book.receipt(number).expect("a receipt").arrival.is_none(), "nothing is certain");
    township.ack(&package, 2).slip("S1", &due, "2026-01-11").read_by(&mut village).expect("read");
    assert_eq!(village.book.open_slips().expect("asked")[0].state, SlipState::BeforeSlip);
    township.ack(&package, 3).slip("S1", &due, "2026-01-14").read_by(&mut village).expect("read");
    assert!(village.book.open_slips().expect("asked").is_empty());
    assert!(village.book.receipt(number).expect("a receipt").arrival.is_some());
    village.assert_lawful();
}

#[test]
fn a_new_year_knows_who_was_acknowledged() {
    let mut village = paired();
    let township = Township::of(&mut village, [8; 32]);
    let package = sent_day(&mut village);
    remit(&mut village, "S1", "2400");
    let ack = township.ack(&package, 1).accepts(package.line(0), "2025-11-03");
    ack.rejects(package.line(1), "insured_elsewhere").read_by(&mut village).expect("read");
    // The third person's money is asked back, and comes back: he is not insured here.
    let receipt = village.book.receipt("1").expect("a receipt");
    let now = village.now();
    let order = RefundOrder {
        refund_id: now.id(),
        receipt_no: receipt.payment.receipt_no.clone(),
        line_nos: vec![3],
        applicant: "张大山".to_owned(),
        phone: String::new(),
        ground: "wrong_person".to_owned(),
        happened_on: None,
        proof: "收据".to_owned(),
        note: String::new(),
    };
    village.book.apply_for_refund(&order, &now).expect("asked back");
    for state in [RefundState::Submitted, RefundState::Accepted] {
        village.book.record_refund_step(1, state, now.on(), "批复", &now).expect("a step");
    }
    village.set_clock("2026-09-10T09:00:00+08:00");
    let now = village.now();
    village.book.accept_policy_package(&signed(&next_year(), COUNTY), None, None, &now).expect("accepted");
    let now = village.now();
    let carried = village.book.open_levy_year(2027, &now).expect("opened");
    assert_eq!((carried.insured, carried.paid_not_acknowledged, carried.unknown), (1, 3, 2), "{carried:?}");
    let last = |village: &TestBook| -> Vec<LastYear> {
        let query = MissingQuery { levy_year: 2027, ..MissingQuery::default() };
        let found = village.book.completeness(&query, day("2026-09-10")).expect("counted");
        let row = |line: &cunshou_core::journal::LineRecord| {
            found.rows.iter().find(|row| row.person_id == line.person_id).expect("listed").last_year
        };
        receipt.payment.lines.iter().map(row).collect()
    };
    assert_eq!(last(&village), [LastYear::Acknowledged, LastYear::Unknown, LastYear::Unknown]);
    // An answer that comes after the year was opened still counts.
    let people: Vec<_> = receipt.payment.lines.iter().map(|line| line.person_id).collect();
    let previous =
        |village: &TestBook, at: usize| village.book.person(people[at]).expect("a person").previous_year;
    assert_eq!((previous(&village, 0).as_deref(), previous(&village, 1)), (Some("resident_here"), None));
    let turned = township.ack(&package, 2).accepts(package.line(1), "2025-11-05");
    let turned = turned.rejects(package.line(0), "insured_elsewhere");
    turned.read_by(&mut village).expect("read");
    assert_eq!(last(&village)[..2], [LastYear::Unknown, LastYear::Acknowledged]);
    assert_eq!((previous(&village, 0), previous(&village, 1).as_deref()), (None, Some("resident_here")));
    village.assert_lawful();
}

#[test]
fn a_book_that_lost_entries_reads_no_answer_before_that_is_said() {
    let mut village = TestBook::new();
    let township = Township::pair(&mut village);
    let package = sent_day(&mut village);
    let ack = township.ack(&package, 1);
    let path = village.path();
    let early = std::fs::read(&path).expect("the data file");
    ack.read_by(&mut village).expect("read");
    let folder = village.hold();
    std::fs::write(&path, early).expect("an older disk comes back");
    let secret = cunshou_core::book::Secret::Password { user: None, password: support::PASSWORD };
    let now = Moment::new(support::at("2025-11-04T18:00:00+08:00"), [7; 32]);
    let mut book = Book::open(&path, secret, &now).expect("the older state opens");
    assert!(matches!(book.read_ack(&ack.file(), &now), Err(Error::BookBehind { .. })));
    drop(folder);
}
