//! Lists of offices in and out of a real book.

use super::*;
use crate::book::Book;
use crate::error::Coded;
use crate::household::tests::{Village, nobody};
use crate::household::{Household, HouseholdInput, MemberInput};
use crate::list::{ListFile, ListKind};
use crate::payment::{Order, Tendered, Terms};
use crate::proposal::{ProposalKind, Verdict};
use crate::registration::RegistrationFilter;
use cunshou_policy::Yuan;
use std::fmt::Write as _;

const ROSTER: &[u8] = include_bytes!("../../../../../../tests/fixtures/rosters/roster_village.xlsx");
const INSURED: &[u8] =
    include_bytes!("../../../../../../tests/fixtures/lists/samples/last_year_insured.xlsx");

/// A family of three: numbers 10, 11 and 12.
fn family(village: &mut Village) -> Household {
    let member = |name: &str, relation: &str, birth: &str, sequence: u32| MemberInput {
        name: name.to_owned(),
        certno: nobody(birth, sequence),
        relation: relation.to_owned(),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        ..MemberInput::default()
    };
    let members = vec![
        member("王大山", "02", "1979-04-12", 10),
        member("王秀英", "10", "1981-09-30", 11),
        member("王小雨", "20", "2012-06-01", 12),
    ];
    let input = HouseholdInput {
        hh_no: Some("7".to_owned()),
        village_group: "一组".to_owned(),
        members,
        ..HouseholdInput::default()
    };
    village.save(&input).expect("a family")
}

fn numbers() -> [String; 4] {
    [nobody("1979-04-12", 10), nobody("1981-09-30", 11), nobody("2012-06-01", 12), nobody("1990-01-01", 99)]
}

/// A list of payments up to a day; each row is number, sum, day, channel.
fn paid_csv(until: &str, rows: &[(usize, &str, &str, &str)]) -> String {
    let mut text = format!("2026年度缴费名单（截至{until}）,,,\n身份证号码,实缴金额,缴费日期,缴费渠道\n");
    for (who, sum, on, channel) in rows {
        writeln!(text, "{},{sum},{on},{channel}", numbers()[*who]).expect("a string takes all");
    }
    text
}

fn bring(village: &mut Village, kind: OfficeKind, text: &str) -> Result<OfficeReport> {
    let now = village.now();
    let file = ListFile { name: "名单.csv", bytes: text.as_bytes() };
    let preview = village.book.preview_office_list(kind, file, &OfficeSaid::default(), &now);
    let done = village.book.import_office_list(kind, file, &OfficeSaid::default(), &now);
    if let (Ok(preview), Ok(done)) = (preview, &done) {
        assert_eq!(
            OfficeReport { import_id: done.import_id, ..preview },
            *done,
            "a dry run says what comes of it"
        );
    }
    done
}

fn state(book: &Book, household: &Household) -> Vec<String> {
    let on = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
    let bill = book.bill(household.household_id, None, on).expect("a bill");
    bill.lines.iter().map(|line| line.state.word().to_owned()).collect()
}

fn order(village: &mut Village, household: &Household) -> Order {
    let now = village.now();
    if village.book.session_status(&now).expect("a status").open.is_none() {
        village.book.open_session(now.on(), Yuan::ZERO, false, &now).expect("a session");
    }
    let form = village.book.open_collect(household.household_id, &now).expect("a form");
    Order {
        payment_id: form.payment_id,
        household_id: household.household_id,
        choice: None,
        tendered: Tendered::Exact,
        seen_due: None,
        asked_paid: false,
        seen_official: false,
        terms: Terms::default(),
    }
}

fn counts(report: &OfficeReport) -> (u32, u32, u32, u32, u32) {
    (report.matched, report.unmatched, report.added, report.changed, report.same)
}

#[test]
fn every_code_of_a_row_has_words() {
    use cunshou_exchange::office_list::OfficeFault::*;
    for fault in [MaskedId, BadSum, NothingSaid, BadDay, NoDay, FutureDay, OtherYear, UnknownWord] {
        assert!(text::has_code(fault.word()), "{fault:?}");
    }
    for code in ["name_differs", "paid_twice", "twice_on_list", "was_excused", "gone", "date_differs"] {
        assert!(text::has_code(code), "{code}");
    }
}

#[test]
fn a_paid_list_marks_people_and_is_taken_back_whole() {
    let mut village = Village::new();
    let household = family(&mut village);
    let first =
        paid_csv("2025-11-20", &[(0, "400", "2025-11-03", "微信"), (3, "400", "2025-11-04", "支付宝")]);
    let report = bring(&mut village, OfficeKind::PaidList, &first).expect("a list");
    assert_eq!((counts(&report), report.list_date_from), ((1, 1, 1, 0, 0), "file"));
    assert_eq!(report.list_date.to_string(), "2025-11-20");
    assert_eq!(state(&village.book, &household), ["paid_elsewhere", "unpaid", "unpaid"]);
    let on = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
    let bill = village.book.bill(household.household_id, None, on).expect("a bill");
    let crate::enrolment::State::PaidElsewhere(left) = &bill.lines[0].state else { panic!("marked") };
    assert_eq!(
        left.note, "缴费名单（截至 2025-11-20）：2025-11-03，微信，400.00 元",
        "where and when he paid"
    );
    assert_eq!(left.proof, "缴费名单 2025-11-20");
    assert_eq!(bring(&mut village, OfficeKind::PaidList, &first).expect_err("once").code(), "E-LST-001");

    // The same people in a later list change nothing but the age.
    let second =
        paid_csv("2025-11-25", &[(0, "400", "2025-11-03", "微信"), (1, "400", "2025-11-22", "微信")]);
    let again = bring(&mut village, OfficeKind::PaidList, &second).expect("a later list");
    assert_eq!(counts(&again), (2, 0, 1, 0, 1));
    assert_eq!(state(&village.book, &household), ["paid_elsewhere", "paid_elsewhere", "unpaid"]);
    let age = village.book.newest_list(OfficeKind::PaidList, 2026).expect("an age").expect("a list");
    assert_eq!(age.age_days(on), 6);

    let now = village.now();
    let id = report.import_id.expect("done");
    let error = village.book.undo_import(id, &now).expect_err("a later list rests on it");
    assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "王大山"));
    village.book.undo_import(again.import_id.expect("done"), &now).expect("the later one goes");
    assert_eq!(state(&village.book, &household), ["paid_elsewhere", "unpaid", "unpaid"]);
    village.book.undo_import(id, &now).expect("then the first");
    assert_eq!(state(&village.book, &household), ["unpaid", "unpaid", "unpaid"]);
    assert!(village.book.newest_list(OfficeKind::PaidList, 2026).expect("an age").is_none());
    let broken: Vec<_> =
        village.book.verify().expect("a check").into_iter().filter(|law| !law.ok()).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn a_visit_after_an_offices_list_keeps_it() {
    let mut village = Village::new();
    let household = family(&mut village);
    let visit = |village: &mut Village, place: usize| {
        let now = village.now();
        let person_id = household.members[place].person_id;
        let input = crate::canvass::VisitInput {
            household_id: household.household_id,
            visited_on: now.on(),
            visitor: "王主任".to_owned(),
            way: "door".to_owned(),
            met: String::new(),
            note: String::new(),
            next_on: None,
            answers: vec![crate::canvass::Answer { person_id, outcome: "later".to_owned() }],
            warned: false,
            signature: None,
            mark_refused: false,
            corrects: None,
        };
        village.book.record_visit(&input, &now).expect("a visit");
    };
    visit(&mut village, 0);
    let list = paid_csv("2025-11-20", &[(0, "400", "2025-11-03", "微信")]);
    let id = bring(&mut village, OfficeKind::PaidList, &list).expect("a list").import_id.expect("done");
    visit(&mut village, 1);
    let now = village.now();
    village.book.undo_import(id, &now).expect("neither an earlier visit nor another's holds it");
    let list = paid_csv("2025-11-21", &[(0, "400", "2025-11-03", "微信")]);
    let id = bring(&mut village, OfficeKind::PaidList, &list).expect("a list").import_id.expect("done");
    visit(&mut village, 0);
    let now = village.now();
    let error = village.book.undo_import(id, &now).expect_err("visited since");
    assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-LST-003", "王大山"));
    let list = "2025年度参保名单\n姓名,身份证号码\n王秀英,".to_owned() + &numbers()[1] + "\n";
    let id = bring(&mut village, OfficeKind::InsuredList, &list).expect("a list").import_id.expect("done");
    visit(&mut village, 1);
    let now = village.now();
    assert_eq!(village.book.undo_import(id, &now).expect_err("visited since").code(), "E-LST-003");
}

#[test]
fn what_was_recorded_before_a_list_comes_back_with_its_undoing() {
    let mut village = Village::new();
    let household = family(&mut village);
    let now = village.now();
    let left = |at: usize, reason: &str| crate::enrolment::LeftOut {
        person_id: household.members[at].person_id,
        reason: reason.to_owned(),
        note: "说以后再说".to_owned(),
        proof: String::new(),
        approval_no: None,
    };
    let refused = left(1, "refused");
    village
        .book
        .transact(&now, |tx, acting| {
            tx.put_enrolment(&refused, 2026, "refused", acting)?;
            tx.put_enrolment(&left(0, "paid_elsewhere"), 2026, "paid_elsewhere", acting)
        })
        .expect("recorded");
    let list = paid_csv("2025-11-20", &[(0, "400", "2025-11-03", "微信"), (1, "400", "2025-11-04", "微信")]);
    let report = bring(&mut village, OfficeKind::PaidList, &list).expect("a list");
    assert_eq!(counts(&report), (2, 0, 0, 2, 0), "what the clerk wrote down is changed, and said");
    assert!(report.notes.iter().any(|note| note.code == "was_excused" && note.name == "王秀英"));
    let now = village.now();
    village.book.undo_import(report.import_id.expect("done"), &now).expect("taken back");
    assert_eq!(state(&village.book, &household), ["paid_elsewhere", "refused", "unpaid"]);
}

#[test]
fn the_till_asks_before_it_takes_cash_and_the_receipt_remembers() {
    let mut village = Village::new();
    let household = family(&mut village);
    let order_before = order(&mut village, &household);
    let now = village.now();
    village.book.try_payment(&order_before, &now).expect("no list, no question");
    bring(&mut village, OfficeKind::PaidList, &paid_csv("2025-11-20", &[(3, "400", "2025-11-03", "微信")]))
        .expect("a list");
    let order = order(&mut village, &household);
    let now = village.now();
    let error = village.book.take_payment(&order, &now).expect_err("not asked");
    assert_eq!((error.code(), error.params()[0].1.as_str()), ("E-PAY-016", "2025-11-20"));
    assert_eq!(village.book.try_payment(&order, &now).expect_err("not asked").code(), "E-PAY-016");
    let asked = Order { asked_paid: true, ..order };
    let receipt = village.book.take_payment(&asked, &now).expect("asked");
    assert_eq!(receipt.payment.asked_since.map(|day| day.to_string()).as_deref(), Some("2025-11-20"));
    let again = village.book.take_payment(&asked, &now).expect("the same again");
    assert!(again.already_taken, "whether he was asked is no part of the order");
    let broken: Vec<_> =
        village.book.verify().expect("a check").into_iter().filter(|law| !law.ok()).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn whoever_is_on_the_list_is_refused_and_the_mark_goes_only_with_a_reason() {
    let mut village = Village::new();
    let household = family(&mut village);
    let all = [
        (0, "400", "2025-11-03", "微信"),
        (1, "400", "2025-11-03", "微信"),
        (2, "400", "2025-11-03", "微信"),
    ];
    bring(&mut village, OfficeKind::PaidList, &paid_csv("2025-11-20", &all)).expect("a list");
    let order = Order { asked_paid: true, ..order(&mut village, &household) };
    let now = village.now();
    let error = village.book.take_payment(&order, &now).expect_err("all have paid");
    assert_eq!(error.code(), "E-PAY-018");
    assert!(error.params()[1].1.contains("2025-11-03，微信"), "{error:?}");
    let person = household.members[1].person_id;
    assert_eq!(
        village.book.clear_enrolment(person, None, &now).expect_err("a list set it").code(),
        "E-OFF-011"
    );
    assert_eq!(village.book.clear_paid_mark(person, None, " ", &now).expect_err("why").code(), "E-OFF-011");
    village.book.clear_paid_mark(person, None, "看了缴费记录，没有", &now).expect("cleared");
    assert!(village.book.audit_log().expect("a log")[0].subject.contains("看了缴费记录"));
    assert_eq!(village.book.clear_paid_mark(person, None, "又", &now).expect_err("gone").code(), "E-OFF-012");
    let now = village.now();
    let receipt = village.book.take_payment(&order, &now).expect("she pays");
    assert_eq!(receipt.payment.lines.len(), 1);
}

#[test]
fn paid_here_and_on_the_list_is_twice_unless_the_list_shows_our_own_payment() {
    let mut village = Village::new();
    let household = family(&mut village);
    village.pay(household.household_id);
    let list = paid_csv("2025-11-30", &[(0, "400", "2025-11-03", "微信"), (1, "400", "2025-11-29", "")]);
    let report = bring(&mut village, OfficeKind::PaidList, &list).expect("a list");
    assert_eq!(
        (report.work, counts(&report)),
        (2, (2, 0, 0, 0, 0)),
        "nothing of ours went to the township yet"
    );
    let work = village.book.work_items(true, 1).expect("work");
    assert_eq!((work.open, work.items[0].kind.as_str()), (2, "paid_twice"));
    assert!(
        work.items[0].words.contains("微信") && work.items[0].words.contains("收据"),
        "{}",
        work.items[0].words
    );
    let now = village.now();
    village.book.undo_import(report.import_id.expect("done"), &now).expect("taken back");
    assert_eq!(village.book.work_items(true, 1).expect("work").open, 0);
}

#[test]
fn who_stands_twice_on_a_list_is_work_and_a_refund_is_no_payment() {
    let mut village = Village::new();
    let household = family(&mut village);
    let rows = [
        (0, "400", "2025-11-03", "微信"),
        (0, "400", "2025-11-09", "支付宝"),
        (1, "400", "2025-11-03", "微信"),
        (1, "-400", "2025-11-08", "微信"),
    ];
    let report = bring(&mut village, OfficeKind::PaidList, &paid_csv("2025-11-20", &rows)).expect("a list");
    assert_eq!(
        (report.work, state(&village.book, &household)),
        (1, vec!["paid_elsewhere".into(), "unpaid".into(), "unpaid".into()])
    );
}

#[test]
fn whoever_is_no_longer_on_the_list_is_asked_about_and_not_silently_unpaid() {
    let mut village = Village::new();
    let household = family(&mut village);
    let both = [(0, "400", "2025-11-03", "微信"), (1, "400", "2025-11-03", "微信")];
    bring(&mut village, OfficeKind::PaidList, &paid_csv("2025-11-20", &both)).expect("a list");
    let report =
        bring(&mut village, OfficeKind::PaidList, &paid_csv("2025-11-25", &both[..1])).expect("a later list");
    assert_eq!((report.no_longer, report.proposals), (1, 1));
    assert_eq!(state(&village.book, &household), ["paid_elsewhere", "paid_elsewhere", "unpaid"]);
    let page = village.book.proposals(true, Some(ProposalKind::NoLongerPaid), 1).expect("a page");
    assert_eq!(page.rows[0].words, "2025-11-20 的缴费名单上有，2025-11-25 的名单上没有了");
    let now = village.now();
    let ids = [page.rows[0].proposal_id];
    let no = Verdict::Decline { reason: " ".to_owned() };
    assert_eq!(village.book.decide_proposals(&ids, &no, &now).expect_err("why").code(), "E-OFF-007");
    let yes = Verdict::Take { on: None, school: None, note: "已退".to_owned() };
    village.book.decide_proposals(&ids, &yes, &now).expect("taken");
    assert_eq!(state(&village.book, &household), ["paid_elsewhere", "unpaid", "unpaid"]);
    assert_eq!(village.book.decide_proposals(&ids, &yes, &now).expect_err("once").code(), "E-OFF-006");
}

#[test]
fn whoever_comes_later_is_found_in_the_lists() {
    let mut village = Village::new();
    let list = paid_csv("2025-11-20", &[(1, "400", "2025-11-03", "微信")]);
    let report = bring(&mut village, OfficeKind::PaidList, &list).expect("a list");
    assert_eq!((report.matched, report.unmatched), (0, 1));
    let household = family(&mut village);
    assert_eq!(state(&village.book, &household), ["unpaid", "paid_elsewhere", "unpaid"]);
    assert_eq!(village.book.registrations(&RegistrationFilter::default(), 1).expect("a queue").total, 3);
}

#[test]
fn lists_of_another_year_or_day_are_refused() {
    let mut village = Village::new();
    family(&mut village);
    let row = nobody("1979-04-12", 10);
    let refused =
        |village: &mut Village, kind, text: &str| bring(village, kind, text).expect_err("refused").code();
    let other = format!("身份证号码,实缴金额,参保年度,缴费日期\n{row},380,2025,2024-11-03\n");
    assert_eq!(refused(&mut village, OfficeKind::PaidList, &other), "E-OFF-001");
    let undated = format!("身份证号码,实缴金额\n{row},400\n");
    assert_eq!(refused(&mut village, OfficeKind::PaidList, &undated), "E-OFF-002");
    let future = format!("截至2025年12月20日,\n身份证号码,实缴金额\n{row},400\n");
    assert_eq!(refused(&mut village, OfficeKind::PaidList, &future), "E-OFF-003");
    let bad = "截至2025年11月20日,\n身份证号码,实缴金额\n341799197904120109,400\n";
    assert_eq!(refused(&mut village, OfficeKind::PaidList, bad), "E-OFF-004");
}

#[test]
fn marked_sums_are_shown_before_money_moves() {
    let mut village = Village::new();
    let household = family(&mut village);
    let [first, second, ..] = numbers();
    let list = format!(
        "2026年度资助标识（2025-11-20）,,\n姓名,身份证号码,资助标识,应缴金额\n王大山,{first},低保对象,40\n王秀英,{second},普通,400\n"
    );
    let report = bring(&mut village, OfficeKind::MarkedSums, &list).expect("a list");
    assert_eq!((counts(&report), report.differences), ((2, 0, 2, 0, 0), 1));
    let now = village.now();
    let page = village.book.sum_differences(1, &now).expect("a page");
    let row = &page.rows[0];
    assert_eq!((page.total, row.name.as_str(), row.why), (1, "王大山", "no_category_here"));
    assert_eq!(
        (row.ours.map(|sum| sum.to_string()), row.theirs.map(|sum| sum.to_string())),
        (Some("400.00".into()), Some("40.00".into()))
    );
    assert!(!row.article.is_empty(), "our sum has its article");
    let order = order(&mut village, &household);
    let now = village.now();
    let error = village.book.take_payment(&order, &now).expect_err("not seen");
    assert_eq!(error.code(), "E-PAY-017");
    let seen = Order { seen_official: true, ..order };
    let receipt = village.book.take_payment(&seen, &now).expect("seen");
    assert_eq!(receipt.payment.official_sums.len(), 1);
    assert_eq!(receipt.payment.total_due.to_string(), "1200.00", "what the notice says is taken");
    let later = format!("2026年度（2025-11-28）,\n身份证号码,应缴金额\n{first},400\n");
    let report = bring(&mut village, OfficeKind::MarkedSums, &later).expect("a later list");
    assert_eq!((report.changed, report.differences), (1, 0), "the newest list counts");
}

#[test]
fn the_sample_of_last_year_gives_what_it_should() {
    let mut village = Village::new();
    let now = village.now();
    village.book.import_roster(ROSTER, "花名册.xlsx", &now).expect("the roster");
    let now = village.now();
    let said = OfficeSaid::default();
    let insured = ListFile { name: "参保名单.xlsx", bytes: INSURED };
    let report =
        village.book.import_office_list(OfficeKind::InsuredList, insured, &said, &now).expect("the list");
    assert_eq!((report.rows, report.matched, report.unmatched), (1_165, 1_154, 11));
    assert_eq!((report.not_on_list, report.levy_year, report.bad.len()), (100, Some(2025), 0));
    let mut nobody: Vec<u32> = report.nobody.iter().map(|note| note.row).collect();
    nobody.sort_unstable();
    assert_eq!(nobody, [116, 385, 395, 430, 644, 690, 799, 827, 852, 988, 1027]);
    let differs: Vec<u32> =
        report.notes.iter().filter(|note| note.code == "name_differs").map(|note| note.row).collect();
    assert_eq!(differs, [135, 308, 558, 703, 838]);
    assert_eq!(report.added + report.changed, 1_154);
    let now = village.now();
    village.book.undo_import(report.import_id.expect("done"), &now).expect("taken back");
    let again = village.book.import_office_list(OfficeKind::InsuredList, insured, &said, &now);
    assert_eq!(again.expect("again").added + report.changed, 1_154, "it was taken back whole");
}

#[test]
fn deaths_moves_pupils_and_pensions_only_propose() {
    let mut village = Village::new();
    let household = family(&mut village);
    let [first, second, third, stranger] = numbers();
    let deaths = format!("姓名,身份证号码,死亡日期,死亡证明编号\n王秀英,{second},2025-10-03,A12\n");
    let report = bring(&mut village, OfficeKind::Deaths, &deaths).expect("a list");
    assert_eq!((report.proposals, counts(&report)), (1, (1, 0, 1, 0, 0)));
    let again = format!(
        "姓名,身份证号码,死亡日期,死亡证明编号\n王秀英,{second},2025-10-03,A12\n,{stranger},2025-10-03,\n"
    );
    assert_eq!(bring(&mut village, OfficeKind::Deaths, &again).expect("again").proposals, 0, "asked once");
    let moves =
        format!("身份证号码,迁移日期,变动类型\n{stranger},2025-10-03,迁入\n{third},2025-10-04,迁往市外\n");
    assert_eq!(bring(&mut village, OfficeKind::Moves, &moves).expect("a list").proposals, 2);
    let school = format!("身份证号码,学校,年级\n{third},青溪小学,三年级\n");
    assert_eq!(bring(&mut village, OfficeKind::School, &school).expect("a list").proposals, 1);
    let pension = format!("身份证号码,待遇状态\n{first},暂停发放\n{second},正常\n");
    assert_eq!(bring(&mut village, OfficeKind::Pension, &pension).expect("a list").proposals, 1);

    let find =
        |village: &Village, kind| village.book.proposals(true, Some(kind), 1).expect("a page").rows.remove(0);
    let take = |school: Option<&str>| Verdict::Take {
        on: None,
        school: school.map(str::to_owned),
        note: String::new(),
    };
    let student = find(&village, ProposalKind::Student);
    assert!(student.wants_school());
    let now = village.now();
    let error = village.book.decide_proposals(&[student.proposal_id], &take(None), &now).expect_err("where");
    assert_eq!(error.code(), "E-OFF-009");
    village.book.decide_proposals(&[student.proposal_id], &take(Some("in_area")), &now).expect("taken");
    let pupil = village.book.person(household.members[2].person_id).expect("him").student.expect("a pupil");
    assert_eq!((pupil.level.as_str(), pupil.school.as_str()), ("school", "in_area"));

    let new = find(&village, ProposalKind::NewPerson);
    let now = village.now();
    assert_eq!(
        village.book.decide_proposals(&[new.proposal_id], &take(None), &now).expect_err("who").code(),
        "E-OFF-010"
    );
    village
        .book
        .decide_proposals(&[new.proposal_id], &Verdict::Decline { reason: "不是本村的".to_owned() }, &now)
        .expect("declined");
    let death = find(&village, ProposalKind::Death);
    let now = village.now();
    village.book.decide_proposals(&[death.proposal_id], &take(None), &now).expect("taken");
    let dead = village.book.person(household.members[1].person_id).expect("her");
    assert_eq!(
        (dead.standing, dead.events[0].happened_on.to_string()),
        (crate::person::Standing::Dead, "2025-10-03".into())
    );
    let moved = find(&village, ProposalKind::MovedAway);
    let now = village.now();
    village.book.decide_proposals(&[moved.proposal_id], &take(None), &now).expect("taken");
    assert_eq!(
        village.book.person(household.members[2].person_id).expect("him").standing,
        crate::person::Standing::Moved
    );
    let now = village.now();
    let error = village.book.undo_import(report.import_id.expect("done"), &now).expect_err("it was taken");
    assert_eq!(error.code(), "E-LST-003");
}

#[test]
fn a_paid_list_with_strange_headers_is_read_as_the_clerk_says_and_remembered() {
    let mut village = Village::new();
    let household = family(&mut village);
    let list = |until: &str, who: usize| {
        format!("2026年度缴费名单（截至{until}）,,\n号,收了多少,哪一天\n{},400,2025-11-03\n", numbers()[who])
    };
    let said = OfficeSaid {
        reading: Reading {
            header_row: Some(2),
            mapping: vec![
                (0, Some("身份证号码".to_owned())),
                (1, Some("实缴金额".to_owned())),
                (2, Some("缴费日期".to_owned())),
            ],
            ..Reading::default()
        },
        ..OfficeSaid::default()
    };
    let first = list("2025年11月5日", 0);
    let error = bring(&mut village, OfficeKind::PaidList, &first).expect_err("no such header");
    assert!(error.code().starts_with("E-FIL-"), "{error:?}");
    let now = village.now();
    let file = ListFile { name: "名单.csv", bytes: first.as_bytes() };
    let done = village.book.import_office_list(OfficeKind::PaidList, file, &said, &now).expect("the list");
    assert_eq!((done.added, state(&village.book, &household)[0].as_str()), (1, "paid_elsewhere"));
    let next = bring(&mut village, OfficeKind::PaidList, &list("2025年11月20日", 1)).expect("remembered");
    assert_eq!((next.added, next.matched, next.origin.header_row), (1, 1, 2));
    let seen = village
        .book
        .look_at_list(ListKind::Deaths, first.as_bytes(), "名单.csv", &Reading::default())
        .expect("a look");
    assert!(!seen.is_remembered && seen.fault.is_some(), "each kind has its own columns: {seen:?}");
}

#[test]
fn an_office_list_says_how_far_it_is_and_stops_when_told() {
    let mut village = Village::new();
    let household = family(&mut village);
    let text = paid_csv("2025年11月5日", &[(0, "400", "2025-11-03", ""), (1, "400", "2025-11-04", "")]);
    let mut heard = Vec::new();
    let now = village.now();
    let mut stop = |of: crate::list::Progress| {
        heard.push((of.step, of.done, of.of));
        let last = of.step == Step::Writing && of.done == of.of;
        if last { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    };
    let said = OfficeSaid::default();
    let file = ListFile { name: "名单.csv", bytes: text.as_bytes() };
    let error = village
        .book
        .import_office_list_watched(OfficeKind::PaidList, file, &said, &now, &mut stop)
        .expect_err("stopped at the last moment");
    assert_eq!(error.code(), Error::Cancelled {}.code());
    assert_eq!(heard[0], (Step::Reading, 0, 0));
    assert!(heard.contains(&(Step::Checking, 0, 2)) && heard.contains(&(Step::Writing, 2, 4)), "{heard:?}");
    assert!(state(&village.book, &household).iter().all(|state| state == "unpaid"), "nothing stays");
    assert!(village.book.newest_list(OfficeKind::PaidList, 2026).expect("read").is_none());
    bring(&mut village, OfficeKind::PaidList, &text).expect("the same file can still come in");
}
