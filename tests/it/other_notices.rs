//! Whole days of a village under each of the other notices that ship with the program: what they ask at the table, what
//! they refuse, and how cover becomes certain.

use cunshou_core::enrolment::{BillLine, Choice, Payable};
use cunshou_core::household::{Household, MemberInput};
use cunshou_core::receipt::Receipt;
use cunshou_core::{Error, words};
use cunshou_policy::{Note, Reason, explain};
use support::{TestBook, day, left_out, listed, member, yuan};

/// The questions of a line, by their facts.
fn facts(village: &TestBook, line: &BillLine, on: &str) -> Vec<String> {
    let policy = village.book.policy_on(day(on)).expect("a notice is in force");
    line.questions(&policy.policy).into_iter().map(|need| need.fact).collect()
}

fn reason(line: &BillLine) -> Option<Reason> {
    line.assessment.as_ref().and_then(|answer| answer.reason)
}

fn has_note(line: &BillLine, note: Note) -> bool {
    line.assessment.as_ref().is_some_and(|answer| answer.notes.contains(note))
}

pub(crate) fn day_is_over(village: &mut TestBook) {
    let now = village.now();
    let form = village.book.count_form().expect("a session is open");
    let cash = village.book.session_status(&now).expect("where the till stands").open.expect("open").cash;
    let yuan =
        u32::try_from(form.session.float.checked_add(cash).expect("small").fen() / 100).expect("small");
    village.count(&[("1", yuan)]);
    village.close();
    village.assert_lawful();
}

// ---- cash only for those who cannot pay by telephone

const IN_YANKOU: &str = "2024-10-08";

fn in_yankou() -> TestBook {
    let mut village = TestBook::following("yankou-2025", "2024-10-08T08:30:00+08:00");
    village.open_session("0.00");
    village
}

fn couple(surname: &str, born: u32) -> Vec<MemberInput> {
    vec![
        member(&format!("{surname}老根"), "02", &format!("{born}-03-04"), 1),
        member(&format!("{surname}桂英"), "10", &format!("{born}-07-11"), 2),
    ]
}

#[test]
fn cash_is_taken_once_it_is_known_that_they_cannot_pay_by_telephone() {
    let mut village = in_yankou();
    let household = village.register(couple("沈", 1950));
    for line in village.lines(&household) {
        assert_eq!(
            (&line.payable, reason(&line)),
            (&Payable::No(cunshou_policy::Decision::Refuse), Some(Reason::PaymentMeansNotAllowed))
        );
        assert_eq!(facts(&village, &line, IN_YANKOU), ["cannot_use_app"], "one question, with two answers");
    }
    let order = village.order(&household);
    assert!(matches!(village.take(&order), Err(Error::NobodyPays {})), "no cash before the question");
    village.answer(&household, "cannot_use_app", "false");
    assert!(matches!(village.take(&order), Err(Error::NobodyPays {})), "whoever can, scans");
    let line = &village.lines(&household)[0];
    assert_eq!(
        facts(&village, line, IN_YANKOU),
        ["cannot_use_app"],
        "the telephone may turn out to be broken"
    );
    village.answer(&household, "cannot_use_app", "true");
    let receipt = village.take(&order).expect("the same form, now with the answer");
    assert_eq!(receipt.payment.total_due, yuan("800.00"));
    let behind: Vec<_> = receipt.payment.rules.values().map(|rule| rule.quote.as_str()).collect();
    assert!(behind.iter().any(|quote| quote.contains("现金")), "the sentence about cash is kept: {behind:?}");
    day_is_over(&mut village);
}

#[test]
fn an_answer_belongs_to_its_levy_year_and_survives_a_restart() {
    let mut village = in_yankou();
    let household = village.register(couple("沈", 1950));
    village.answer(&household, "cannot_use_app", "true");
    let mut village = village.reopen();
    assert_eq!(village.lines(&household)[0].payable, Payable::Yes);
    let village = village.with_raw(|file| {
        let rows: i64 = file
            .query_row(
                "SELECT count(*) FROM person_fact WHERE levy_year = 2025 AND user = '周会计'",
                [],
                |row| row.get(0),
            )
            .expect("the rows are there");
        assert_eq!(rows, 2, "who, and for which year");
        file.execute_batch(
            "DROP TRIGGER person_fact_is_final_update; UPDATE person_fact SET levy_year = 2024",
        )
        .expect("last year's answers");
    });
    let mut village = village.reopen();
    let line = &village.lines(&household)[0];
    assert_eq!(facts(&village, line, IN_YANKOU), ["cannot_use_app"], "asked again in the next year");
}

#[test]
fn the_newly_insured_show_a_register_or_a_permit_and_get_the_special_receipt() {
    let mut village = in_yankou();
    let mut members = couple("许", 1960);
    members[1].previous_year = Some("none".to_owned());
    let household = village.register(members);
    village.answer(&household, "cannot_use_app", "true");
    let lines = village.lines(&household);
    assert_eq!(lines[0].payable, Payable::Yes, "insured last year: no paper");
    assert_eq!(reason(&lines[1]), Some(Reason::ProofMissing));
    assert_eq!(facts(&village, &lines[1], IN_YANKOU), ["paper_seen"]);
    let policy = village.book.policy_on(day(IN_YANKOU)).expect("in force").policy.clone();
    let question = lines[1].questions(&policy).remove(0);
    let choices: Vec<_> = question.options.iter().map(|option| option.label.as_str()).collect();
    assert_eq!(choices, ["带了户口簿", "带了居住证", "都没有带"], "{}", question.question);
    let now = village.now();
    let wife = [lines[1].person.person_id];
    village.book.answer_facts(&wife, "paper_seen", "none", &now).expect("kept");
    assert_eq!(reason(&village.lines(&household)[1]), Some(Reason::ProofMissing), "without a paper not yet");
    village.book.answer_facts(&wife, "paper_seen", "household_register", &now).expect("kept");
    let lines = village.lines(&household);
    assert_eq!(lines[1].payable, Payable::Yes);
    assert!(has_note(&lines[1], Note::PrintSpecialReceipt), "the note about 《专用票据》");
    assert!(
        explain::notes(&policy, lines[1].assessment.as_ref().expect("assessed"))
            .concat()
            .contains("《专用票据》")
    );
    assert!(!has_note(&lines[0], Note::PrintSpecialReceipt), "only for the newly insured");
    let receipt = village.pay(&household);
    assert_eq!(receipt.payment.total_due, yuan("800.00"));
    assert_eq!(receipt.payment.lines[1].assessment["notes"], serde_json::json!(["print_special_receipt"]));
    day_is_over(&mut village);
}

#[test]
fn who_owes_nothing_is_registered_without_a_word_about_cash() {
    let mut village = in_yankou();
    let mut free = member("钱孤老", "02", "1948-05-06", 9);
    free.categories = Some(vec![listed("destitute_support")]);
    let household = village.register(vec![free]);
    let line = &village.lines(&household)[0];
    assert_eq!((&line.payable, facts(&village, line, IN_YANKOU)), (&Payable::Yes, vec![]));
    let receipt = village.pay(&household);
    assert_eq!(receipt.payment.total_due, yuan("0.00"));
    assert_eq!(receipt.payment.lines[0].subsidy, yuan("400.00"));
    day_is_over(&mut village);
}

#[test]
fn in_the_extension_a_migrant_worker_shows_his_work_paper() {
    let mut village = TestBook::following("yankou-2025", "2025-02-03T09:00:00+08:00");
    let mut worker = member("马进城", "02", "1985-02-03", 1);
    worker.migrant_worker = Some(true);
    let household = village.register(vec![worker]);
    village.open_session("0.00");
    let line = &village.lines(&household)[0];
    assert_eq!(reason(line), Some(Reason::ProofMissing));
    assert_eq!(facts(&village, line, "2025-02-03"), ["migrant_work_proof"]);
    village.answer(&household, "migrant_work_proof", "true");
    village.answer(&household, "cannot_use_app", "true");
    let receipt = village.pay(&household);
    assert_eq!(receipt.payment.lines[0].benefit_from, Some(day("2025-02-04")), "from the day after");
    day_is_over(&mut village);
}

// ---- cover from the day on which the money arrives

fn in_gaoyang(first: &str) -> TestBook {
    let mut village = TestBook::following("gaoyang-2026", first);
    village.open_session("0.00");
    village
}

#[test]
fn until_december_cover_runs_for_the_year_and_the_household_is_reminded() {
    let mut village = in_gaoyang("2025-12-10T09:00:00+08:00");
    let household = village.family("赵", 10);
    let now = village.now();
    let reminded = |reason: Option<&str>| {
        let left = reason.map(|reason| left_out(&household, 2, reason, ""));
        let choice = Choice { left_out: left.into_iter().collect(), ..Choice::default() };
        let bill = village.book.bill(household.household_id, Some(&choice), now.on()).expect("the bill");
        has_note(&bill.lines[0], Note::HouseholdShouldEnrolTogether)
    };
    assert!(!reminded(None), "everyone pays now: nobody is missing");
    assert!(reminded(Some("later")), "one stays out");
    assert!(!reminded(Some("employee_insurance")), "he is insured at work: nobody is missing");
    let receipt = village.pay(&household);
    for line in &receipt.payment.lines {
        assert_eq!((line.benefit_from, line.benefit_to), (Some(day("2026-01-01")), Some(day("2026-12-31"))));
    }
    assert!(!receipt.hangs_on_arrival());
    let now = village.now();
    let refused = village.book.record_arrival(&["1".to_owned()], day("2025-12-10"), "", &now);
    assert!(matches!(refused, Err(Error::NothingHangsOnArrival { .. })), "{refused:?}");
    let mut order = village.order(&household);
    order.choice = Some(Choice::default());
    assert!(matches!(village.take(&order), Err(Error::AlreadyPaid { .. })));
    day_is_over(&mut village);
}

/// A couple that paid in January.
pub(crate) fn paid_in_january() -> (TestBook, Household, Receipt) {
    let mut village = in_gaoyang("2026-01-12T09:00:00+08:00");
    let household = village.register(couple("孙", 1970));
    let line = &village.lines(&household)[0];
    assert_eq!(
        (&line.payable, facts(&village, line, "2026-01-12")),
        (&Payable::Yes, vec![]),
        "nobody can tell"
    );
    let policy = village.book.policy_on(day("2026-01-12")).expect("in force").policy.clone();
    let words = explain::standing_words(&policy, line.assessment.as_ref().expect("assessed"));
    assert!(!words.contains("到账"), "the day of arrival is no question at the table: {words}");
    let receipt = village.pay(&household);
    (village, household, receipt)
}

#[test]
fn from_january_on_cover_is_completed_when_the_money_has_arrived() {
    let (mut village, _, receipt) = paid_in_january();
    let line = &receipt.payment.lines[0];
    assert_eq!((line.benefit_from, line.benefit_to), (None, Some(day("2026-12-31"))));
    assert_eq!(line.cover_words, "待遇自缴费到账之日起至 2026-12-31");
    assert!(receipt.hangs_on_arrival() && receipt.arrival.is_none());
    let number = receipt.payment.receipt_no.clone();
    day_is_over(&mut village);
    let arrive = |village: &mut TestBook, on: &str, source: &str| {
        let now = village.now();
        village.book.record_arrival(std::slice::from_ref(&number), day(on), source, &now)
    };
    let early = arrive(&mut village, "2026-01-11", "").expect_err("before it was taken");
    assert!(words::of(&early).message.contains("2026-01-12"), "{early:?}");
    let ahead = arrive(&mut village, "2026-01-15", "").expect_err("tomorrow is not known");
    assert!(matches!(ahead, Error::ArrivesInFuture { .. }), "{ahead:?}");
    village.set_clock("2026-01-16T10:00:00+08:00");
    let head = village.book.head().seq;
    let completed = arrive(&mut village, "2026-01-15", "回单 7781").expect("recorded").remove(0);
    assert_eq!(completed.payment, receipt.payment, "the receipt stays as it is");
    let arrival = completed.arrival.expect("the arrival is known");
    assert_eq!(
        (arrival.arrived_on, arrival.source.as_str(), arrival.corrects),
        (day("2026-01-15"), "回单 7781", None)
    );
    let covers: Vec<_> = arrival.lines.iter().map(|line| (line.benefit_from, line.benefit_to)).collect();
    assert_eq!(covers, [(day("2026-01-15"), day("2026-12-31")); 2]);
    assert_eq!(village.book.head().seq, head + 1, "one entry");
    arrive(&mut village, "2026-01-15", "又登一次").expect("the same day is the same answer");
    assert_eq!(village.book.head().seq, head + 1, "and no further entry");
    let corrected = arrive(&mut village, "2026-01-14", "回单 7781").expect("a correction").remove(0);
    let arrival = corrected.arrival.expect("known");
    assert_eq!((arrival.lines[0].benefit_from, arrival.corrects), (day("2026-01-14"), Some(head + 1)));
    village.assert_lawful();
    let village = village.reopen();
    let stored = village.book.receipt(&number).expect("stored");
    assert_eq!(stored.arrival, Some(arrival), "the newest counts");
    village.assert_lawful();
}

#[test]
fn a_completed_cover_is_what_the_engine_says_when_it_knows_the_day() {
    let (mut village, household, receipt) = paid_in_january();
    village.set_clock("2026-02-03T10:00:00+08:00");
    let now = village.now();
    let numbers = [receipt.payment.receipt_no];
    let arrival =
        village.book.record_arrival(&numbers, day("2026-02-02"), "", &now).expect("recorded").remove(0);
    let policy = &village.book.policy_on(day("2026-01-12")).expect("in force").policy;
    let mut person = cunshou_policy::Person::born(household.members[0].birth.expect("known"));
    person.hukou = Some(cunshou_policy::Area::In);
    person.residence = Some(cunshou_policy::Residence::InArea);
    person.insurance.previous_year = Some(cunshou_policy::PreviousYear::Normal);
    person.migrant_worker = Some(false);
    person.arrived_on = Some(day("2026-02-02"));
    let kind = cunshou_policy::RequestKind::Collect;
    let engine =
        cunshou_policy::assess_person(policy, &person, day("2026-01-12"), kind, None).expect("answers");
    let line = &arrival.arrival.expect("known").lines[0];
    assert_eq!((engine.benefit_from, engine.benefit_to), (Some(line.benefit_from), Some(line.benefit_to)));
}

#[test]
fn one_receipt_that_cannot_be_completed_keeps_all_of_them_waiting() {
    let (mut village, _, receipt) = paid_in_january();
    let now = village.now();
    let numbers = [receipt.payment.receipt_no.clone(), "999".to_owned()];
    let refused = village.book.record_arrival(&numbers, day("2026-01-12"), "", &now);
    assert!(matches!(refused, Err(Error::NoSuchReceipt { .. })), "{refused:?}");
    let stored = village.book.receipt(&receipt.payment.receipt_no).expect("stored");
    assert_eq!(stored.arrival, None, "all or nothing");
}

#[test]
fn the_law_of_arrival_notices_a_cover_that_does_not_follow() {
    let (mut village, _, receipt) = paid_in_january();
    let now = village.now();
    village
        .book
        .record_arrival(&[receipt.payment.receipt_no], day("2026-01-12"), "", &now)
        .expect("recorded");
    let village = village.with_raw(|file| {
        file.execute_batch(
            "DROP TRIGGER journal_is_final_update;
             UPDATE journal SET payload = CAST(replace(CAST(payload AS TEXT),
                 '\"benefit_from\":\"2026-01-12\"', '\"benefit_from\":\"2026-01-02\"') AS BLOB)
             WHERE kind = 'cover_completed'",
        )
        .expect("the damage is done");
    });
    let reports = village.book.verify().expect("verify");
    for law in ["cover_follows_arrival", "chain_unbroken", "projections_match"] {
        assert!(!reports.iter().find(|report| report.law == law).expect("the law").ok(), "{law}");
    }
}

#[test]
fn a_child_born_in_autumn_pays_for_one_year_and_is_covered_from_birth() {
    let mut village = in_gaoyang("2025-12-20T09:00:00+08:00");
    let mut parents = couple("周", 1995);
    parents.push(MemberInput {
        previous_year: Some("not_applicable".to_owned()),
        ..member("周小满", "20", "2025-10-08", 3)
    });
    let household = village.register(parents);
    let child = &village.lines(&household)[2];
    assert_eq!(facts(&village, child, "2025-12-20"), ["birth_certificate"], "its paper is asked for");
    let now = village.now();
    village.book.answer_facts(&[child.person.person_id], "birth_certificate", "true", &now).expect("kept");
    let receipt = village.pay(&household);
    let line = &receipt.payment.lines[2];
    assert_eq!((line.benefit_from, line.benefit_to), (Some(day("2025-10-08")), Some(day("2026-12-31"))));
    assert_eq!(receipt.payment.total_due, yuan("1200.00"));
    day_is_over(&mut village);
}

#[test]
fn a_household_whose_risk_is_gone_is_no_longer_subsidised() {
    let mut village = in_gaoyang("2025-12-10T09:00:00+08:00");
    let mut monitored = member("吴监测", "02", "1975-05-05", 1);
    let mut category = listed("poverty_monitored");
    category.subtype = Some("formerly_poor".to_owned());
    monitored.categories = Some(vec![category]);
    let household = village.register(vec![monitored]);
    assert_eq!(village.lines(&household)[0].sums().due, yuan("40.00"));
    village.answer(&household, "risk_cleared", "true");
    assert_eq!(village.lines(&household)[0].sums().due, yuan("400.00"));
}

// ---- any of three papers, whole households, a cut-off day

const IN_GUICHI: &str = "2023-11-06";

fn in_guichi() -> TestBook {
    let mut village = TestBook::following("guichi-2024", "2023-11-06T08:30:00+08:00");
    village.open_session("0.00");
    village
}

#[test]
fn one_key_says_for_the_whole_household_that_a_paper_was_seen() {
    let mut village = in_guichi();
    let household = village.family("郑", 30);
    for line in village.lines(&household) {
        assert_eq!(reason(&line), Some(Reason::ProofMissing), "nobody has shown anything yet");
        assert_eq!(facts(&village, &line, IN_GUICHI), ["paper_seen"]);
    }
    village.answer(&household, "paper_seen", "household_register");
    let receipt = village.pay(&household);
    assert_eq!(receipt.payment.total_due, yuan("1140.00"));
    day_is_over(&mut village);
}

#[test]
fn a_paper_that_was_not_right_after_all_is_taken_back() {
    let mut village = in_guichi();
    let household = village.register(vec![member("冯一", "02", "1980-01-01", 1)]);
    village.answer(&household, "paper_seen", "id_card");
    assert_eq!(village.lines(&household)[0].payable, Payable::Yes);
    village.answer(&household, "id_card", "false");
    assert_eq!(reason(&village.lines(&household)[0]), Some(Reason::ProofMissing), "the newest answer counts");
}

#[test]
fn a_whole_household_pays_unless_the_township_approves() {
    let mut village = in_guichi();
    let household = village.family("陈", 40);
    village.answer(&household, "paper_seen", "household_register");
    let mut order = village.order(&household);
    let mut without_the_child = |village: &mut TestBook, note: &str, approval_no: Option<&str>| {
        let mut left = left_out(&household, 2, "later", note);
        left.approval_no = approval_no.map(str::to_owned);
        order.choice = Some(Choice { left_out: vec![left], ..Choice::default() });
        village.take(&order)
    };
    let refused = without_the_child(&mut village, "不愿意", None).expect_err("no lawful reason");
    let said = words::of(&refused);
    assert!(
        said.todo.starts_with("三8写明") && said.todo.contains("不得选择性参保"),
        "article and sentence: {said:?}"
    );
    let refused = without_the_child(&mut village, "不愿意", Some("  ")).expect_err("no number");
    assert!(matches!(refused, Error::ReasonNotLawful { .. }), "{refused:?}");
    let refused =
        without_the_child(&mut village, "", Some("青医保〔2023〕3号")).expect_err("no word of the visits");
    assert!(matches!(refused, Error::CanvassingNoteMissing { .. }), "{refused:?}");
    let note = "11月2日、5日上门动员两次，本人不愿";
    let receipt = without_the_child(&mut village, note, Some(" 青医保〔2023〕3号 ")).expect("approved");
    assert_eq!(receipt.payment.total_due, yuan("760.00"));
    let left = &receipt.payment.left_out[0];
    assert_eq!((left.approval_no.as_deref(), left.note.as_str()), (Some("青医保〔2023〕3号"), note));
    let stored = village.book.receipt("1").expect("stored");
    assert_eq!(
        stored.payment.left_out[0].approval_no.as_deref(),
        Some("青医保〔2023〕3号"),
        "in the journal"
    );
    let other =
        without_the_child(&mut village, note, Some("另一号")).expect_err("the same form, another paper");
    assert!(matches!(other, Error::OtherContent { .. }), "{other:?}");
    day_is_over(&mut village);
}

#[test]
fn whoever_is_lawfully_elsewhere_holds_nobody_up() {
    let mut village = in_guichi();
    let household = village.family("褚", 50);
    village.answer(&household, "paper_seen", "household_register");
    let mut order = village.order(&household);
    order.choice = Some(Choice {
        left_out: vec![left_out(&household, 2, "student_elsewhere", "")],
        ..Choice::default()
    });
    assert_eq!(village.take(&order).expect("the notice allows it").payment.total_due, yuan("760.00"));
}

#[test]
fn a_status_counts_as_it_stood_on_the_cut_off_day() {
    let mut village = in_guichi();
    let mut with = |name: &str, sequence: u32, designated: &str, ended: Option<&str>| {
        let mut person = member(name, "02", &format!("1970-01-{sequence:02}"), sequence);
        let mut category = listed("minimum_living_allowance");
        category.designated_on = Some(day(designated));
        category.ended_on = ended.map(day);
        person.categories = Some(vec![category]);
        let household = village.register(vec![person]);
        village.answer(&household, "paper_seen", "id_card");
        village.lines(&household)[0].sums().due
    };
    assert_eq!(with("在册", 1, "2023-08-31", None), yuan("38.00"), "on the day itself");
    assert_eq!(with("后来", 2, "2023-09-01", None), yuan("380.00"), "a day late");
    assert_eq!(with("退出", 3, "2022-01-01", Some("2023-09-15")), yuan("38.00"), "ended after the day");
    assert_eq!(with("早退", 4, "2022-01-01", Some("2023-08-01")), yuan("380.00"), "ended before it");
}

// ---- nothing special, and that is the point

#[test]
fn tongcheng_takes_a_household_without_another_question() {
    let mut village = TestBook::following("tongcheng-2026", "2025-11-10T09:00:00+08:00");
    let household = village.family("卫", 60);
    village.open_session("0.00");
    for line in village.lines(&household) {
        assert_eq!((&line.payable, facts(&village, &line, "2025-11-10")), (&Payable::Yes, vec![]));
    }
    let receipt = village.pay(&household);
    assert_eq!(receipt.payment.lines.len(), 3);
    day_is_over(&mut village);
}
