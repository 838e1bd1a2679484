//! 资料: every paper of the village, made from the sample village's book, says what the book says, and a stock reader finds it.

use crate::papers::read_by;
use cunshou_core::codes::{self, EnrolmentState};
use cunshou_core::household::Household;
use cunshou_core::papers::Posting;
use cunshou_core::payment::{CatchUp, Order, Terms};
use cunshou_core::progress::{MissingQuery, MissingRow, Open};
use cunshou_core::{Coded, Error, words};
use cunshou_paper::{
    Fonts, Paper, blank_receipts, household_notices, key_group_ledgers, policy_leaflet, policy_slip,
    posted_list, receipt_book, subsidy_declaration, unpaid_lists, x_report,
};
use cunshou_policy::Yuan;
use std::collections::HashSet;
use std::path::Path;
use support::{TestBook, day, listed, member, yuan};
use uuid::Uuid;

/// The sample village on the first morning of its window: the shipped roster, nobody has paid.
fn sample_village() -> TestBook {
    let roster = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/demo/roster.xlsx");
    let mut village = TestBook::new();
    let now = village.now();
    let bytes = std::fs::read(roster).expect("the sample village ships with the program");
    village.book.import_roster(&bytes, "花名册.xlsx", &now).expect("it comes in");
    village
}

/// Everyone who is not done.
fn missing(village: &TestBook) -> Vec<MissingRow> {
    let mut rows = Vec::new();
    for page in 1.. {
        let query = MissingQuery { levy_year: 2026, page, ..MissingQuery::default() };
        let found = village.book.completeness(&query, day("2025-11-03")).expect("the list");
        rows.extend(found.rows);
        if page >= found.pages {
            return rows;
        }
    }
    unreachable!("a list has a last page")
}

/// The households in which somebody can pay now, in the order of the list.
fn who_can_pay(village: &TestBook) -> Vec<Household> {
    let mut seen = HashSet::new();
    let rows = missing(village).into_iter().filter(|row| row.why == Some(Open::CanPay));
    rows.filter(|row| seen.insert(row.household_id))
        .map(|row| village.book.household(row.household_id).expect("it is there"))
        .collect()
}

/// Takes the money of the first households whose bill has no open question.
fn pay_some(village: &mut TestBook, count: usize) -> Vec<Household> {
    let mut paid = Vec::new();
    for household in who_can_pay(village) {
        let order = village.order(&household);
        if village.take(&order).is_ok() {
            paid.push(household);
        }
        if paid.len() == count {
            return paid;
        }
    }
    panic!("only {} households of the sample village can pay", paid.len())
}

/// What a stock reader finds on a paper, without spaces; other people's tools find the file whole.
fn read(paper: &Paper) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, paper.pdf().expect("rendered")).expect("written");
    // The papers that were looked at stay for whoever wants to look again.
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("village-papers");
    std::fs::create_dir_all(&kept).expect("a folder");
    std::fs::copy(&file, kept.join(format!("{}.pdf", paper.title.replace(['/', ' '], "-")))).expect("kept");
    read_by("qpdf", "qpdf", &["--check", "FILE"], &file);
    let text = read_by("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], &file);
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every certificate number of the village.
fn numbers(village: &TestBook) -> Vec<String> {
    let households: HashSet<Uuid> = missing(village).into_iter().map(|row| row.household_id).collect();
    let members = households.into_iter().flat_map(|id| village.book.household(id).expect("there").members);
    members.map(|person| person.certno).filter(|certno| certno.len() >= 8).collect()
}

fn assert_no_number(text: &str, numbers: &[String]) {
    assert!(numbers.len() > 100, "the sample village has people: {}", numbers.len());
    let found: Vec<&String> = numbers.iter().filter(|number| text.contains(number.as_str())).collect();
    assert!(found.is_empty(), "whole numbers on paper: {found:?}");
}

/// No status that is hardship or health may be read off a paper for residents.
fn assert_no_category(text: &str) {
    for category in codes::categories().iter().filter(|known| known.sensitive) {
        assert!(!text.contains(category.label), "{} in {text}", category.label);
    }
}

fn acts(village: &TestBook) -> Vec<String> {
    village.book.audit_log().expect("the log").into_iter().map(|row| row.act).collect()
}

fn sum(amounts: impl IntoIterator<Item = Yuan>) -> Yuan {
    Yuan::sum(amounts).expect("an amount")
}

#[test]
fn the_unpaid_lists_are_the_list_of_who_is_missing() {
    let mut village = sample_village();
    village.open_session("0.00");
    pay_some(&mut village, 3);
    let on = village.now().on();
    let rows: Vec<MissingRow> =
        missing(&village).into_iter().filter(|row| row.state == EnrolmentState::Unpaid).collect();
    let papers = village.book.unpaid_papers(None, on).expect("somebody has not paid");
    let lines = || papers.iter().flat_map(|paper| &paper.lines);
    let progress = village.book.progress(2026).expect("progress");
    assert_eq!(lines().map(|line| line.names.len()).sum::<usize>(), progress.people.unpaid as usize);
    assert_eq!(rows.len(), progress.people.unpaid as usize, "nobody else");
    assert_eq!(
        sum(lines().filter_map(|line| line.due)),
        sum(rows.iter().filter_map(|row| row.due)),
        "the sums of the list of who is missing"
    );
    let text = read(&unpaid_lists(&papers, &Fonts::shipped()).expect("laid out"));
    for row in &rows {
        assert!(text.contains(&row.hh_no), "household {} is on it", row.hh_no);
    }
    for paper in &papers {
        assert!(text.contains(&format!("合计{}户", paper.lines.len())), "{}", paper.village_group);
        let total = sum(paper.lines.iter().filter_map(|line| line.due)).to_string();
        assert!(text.contains(&total), "{total}");
    }
    assert_no_number(&text, &numbers(&village));
    assert_no_category(&text);
    // One group alone is the same sheet.
    let group = &papers[0].village_group;
    assert_eq!(village.book.unpaid_papers(Some(group), on).expect("of one group"), papers[..1].to_vec());
    let unknown = village.book.unpaid_papers(Some("没有这个组"), on);
    assert!(matches!(unknown, Err(Error::NoSuchGroup { .. })));
}

#[test]
fn where_everybody_has_paid_nobody_is_urged() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let on = village.now().on();
    let nobody = village.book.posted_paper(None, &posting(), on).expect_err("nobody is enrolled");
    assert!(words::say(nobody.code(), &nobody.params()).message.contains("还没有人参保"), "{nobody:?}");
    village.pay(&household);
    for refused in [
        village.book.unpaid_papers(None, on).expect_err("everybody has paid"),
        village.book.household_notice_papers(Some("一组"), "", on).expect_err("nobody owes"),
    ] {
        assert!(matches!(refused, Error::NobodyUnpaid { .. }), "{refused:?}");
        assert!(words::say(refused.code(), &refused.params()).message.contains("不用催缴"), "said plainly");
    }
    let refused = village.book.household_notice_paper(household.household_id, "", on);
    assert!(matches!(refused, Err(Error::NothingOwed { .. })), "{refused:?}");
    let now = village.now();
    assert!(matches!(village.book.ledger_papers(None, None, &now), Err(Error::NobodyInKeyGroups { .. })));
    let refused = village.book.declaration_paper(day("2025-10-01"), now.on(), true, &now);
    assert!(matches!(refused, Err(Error::NobodySubsidised { .. })), "{refused:?}");
    let refused = village.book.declaration_paper(now.on(), day("2025-10-01"), true, &now);
    assert!(matches!(refused, Err(Error::PeriodOdd { .. })), "{refused:?}");
    assert!(matches!(village.book.ticket_register_paper(on), Err(Error::NoTickets {})));
}

#[test]
fn a_notice_is_the_bill_of_the_till() {
    let mut village = sample_village();
    let on = village.now().on();
    let household = who_can_pay(&village).remove(0);
    let bill = village.book.bill(household.household_id, None, on).expect("the till's bill");
    let paper =
        village.book.household_notice_paper(household.household_id, "李会计 0566-1234567", on).expect("made");
    assert_eq!(paper.total_due, bill.totals().expect("sums").due);
    for line in &paper.lines {
        let own = bill.lines.iter().find(|own| own.person.name == line.name).expect("a member");
        assert_eq!(line.due, own.included.then(|| own.sums().due), "{}", line.name);
    }
    let text = read(&household_notices(std::slice::from_ref(&paper), &Fonts::shipped()).expect("laid out"));
    for wanted in [&household.hh_no, &paper.total_due.to_string(), "李会计0566-1234567", "本单不是收据"]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    // Those of a group: each household that owes, once.
    let group = household.village_group.clone();
    let papers = village.book.household_notice_papers(Some(&group), "", on).expect("made");
    let owing: HashSet<String> = missing(&village)
        .into_iter()
        .filter(|row| row.village_group == group && row.why == Some(Open::CanPay))
        .map(|row| row.hh_no)
        .collect();
    assert_eq!(papers.iter().map(|paper| paper.hh_no.clone()).collect::<HashSet<_>>(), owing);
    assert_eq!(papers.len(), owing.len(), "each once");
    let text = read(&household_notices(&papers, &Fonts::shipped()).expect("laid out"));
    assert_no_number(&text, &numbers(&village));
    assert_no_category(&text);
}

#[test]
fn a_slip_says_why_without_saying_what_somebody_is() {
    let mut village = TestBook::new();
    let mut poor = member("张大山", "02", "1979-04-12", 1);
    poor.categories = Some(vec![listed("minimum_living_allowance")]);
    let household = village.register(vec![poor, member("张秀英", "10", "1981-09-30", 2)]);
    let on = village.now().on();
    let person_id = household.members[0].person_id;
    let owed = village.book.policy_slip_paper(person_id, "", on).expect("he owes something");
    let bill = village.book.bill(household.household_id, None, on).expect("the bill");
    let own = bill.lines.iter().find(|line| line.person.person_id == person_id).expect("his line");
    assert_eq!((owed.fee, owed.subsidy, owed.due), (own.sums().fee, own.sums().subsidy, own.sums().due));
    assert!(!owed.subsidy.is_zero(), "the purse pays for him");
    assert!(owed.rules.iter().any(|rule| rule.quote.is_none()), "the sentence of his subsidy is not printed");
    let text = read(&policy_slip(&owed, &Fonts::shipped()).expect("laid out"));
    assert!(text.contains("原文可以在村里当面查看") && text.contains(&owed.due.to_string()), "{text}");
    assert_no_category(&text);
    assert!(!text.contains("低保"), "{text}");
    // After the payment the slip is that of the receipt, whatever becomes of him.
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let paid = village.book.policy_slip_paper(person_id, "", on).expect("he has paid");
    let line = &receipt.payment.lines[0];
    assert_eq!((paid.fee, paid.subsidy, paid.due), (line.fee, line.subsidy, line.due));
    assert_eq!((&paid.rules, &paid.cover_words), (&owed.rules, &owed.cover_words), "the same sentences");
    assert_no_category(&read(&policy_slip(&paid, &Fonts::shipped()).expect("laid out")));
}

#[test]
fn a_slip_is_refused_for_whom_there_is_no_sum() {
    let mut village = TestBook::new();
    let mut elsewhere = member("张大山", "02", "1979-04-12", 1);
    elsewhere.insurance_current = "employee".to_owned();
    let household = village.register(vec![elsewhere]);
    let on = village.now().on();
    let refused = village.book.policy_slip_paper(household.members[0].person_id, "", on);
    let refused = refused.expect_err("he is insured by his employer");
    assert!(matches!(refused, Error::NoSumToExplain { .. }), "{refused:?}");
    let said = words::say(refused.code(), &refused.params());
    assert!(said.message.contains("张大山") && said.message.contains("没有依据单可打"), "{said:?}");
}

fn posting() -> Posting {
    Posting { from: day("2025-12-01"), to: day("2025-12-07"), contact: "李会计 0566-1234567".to_owned() }
}

#[test]
fn the_list_for_the_wall_names_the_enrolled_and_nothing_else() {
    let mut village = sample_village();
    let certnos = numbers(&village);
    village.open_session("0.00");
    let paid = pay_some(&mut village, 4);
    let on = village.now().on();
    let paper = village.book.posted_paper(None, &posting(), on).expect("somebody is enrolled");
    let people = village.book.progress(2026).expect("progress").people;
    assert_eq!(paper.lines.len(), (people.paid + people.paid_elsewhere) as usize);
    assert!(paper.lines.iter().all(|line| line.enrolled_on == "2025-11-03"), "each with his day");
    let text = read(&posted_list(&paper, &Fonts::shipped()).expect("laid out"));
    assert_no_number(&text, &certnos);
    assert_no_category(&text);
    for wanted in ["2025-12-01", "2025-12-07", "李会计0566-1234567", &format!("共{}人", paper.lines.len())]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    for household in &paid {
        assert!(text.contains(&household.head().expect("a head").name), "{}", household.hh_no);
    }
    let backwards = Posting { from: day("2025-12-07"), to: day("2025-12-01"), contact: String::new() };
    assert!(matches!(village.book.posted_paper(None, &backwards, on), Err(Error::PeriodOdd { .. })));
}

#[test]
fn the_ledgers_hold_every_person_of_each_key_group_and_are_written_down() {
    let mut village = sample_village();
    for (place, code) in
        ["minimum_living_allowance", "destitute_support", "minimum_living_allowance"].iter().enumerate()
    {
        let sequence = 700 + u32::try_from(place).expect("small");
        let mut listed_one = member(["甲大山", "乙大山", "丙大山"][place], "02", "1961-04-12", sequence);
        listed_one.categories = Some(vec![listed(code)]);
        village.register(vec![listed_one]);
    }
    village.open_session("0.00");
    pay_some(&mut village, 3);
    let now = village.now();
    let papers = village.book.ledger_papers(None, None, &now).expect("somebody is on a list");
    assert_eq!(acts(&village)[0], "key_group_ledgers", "that it was made is written down");
    let lines = |label: &str| papers.iter().find(|paper| paper.category == label).map(|paper| &paper.lines);
    let names = |label: &str| -> Vec<&str> {
        lines(label).into_iter().flatten().map(|line| line.name.as_str()).collect()
    };
    assert_eq!(names("低保对象"), ["甲大山", "丙大山"], "whoever is on the list, and nobody else");
    assert_eq!(names("特困人员"), ["乙大山"]);
    let allowance = lines("低保对象").expect("a ledger");
    assert_eq!(allowance[0].due, Some(yuan("40")), "the till's sum");
    let groups = village.book.key_groups(now.on()).expect("the notice's groups");
    for paper in &papers {
        assert!(groups.iter().any(|known| known.label == paper.category), "{}", paper.category);
        assert!(!paper.lines.is_empty() && !paper.department.is_empty(), "{}", paper.category);
    }
    let text = read(&key_group_ledgers(&papers, &Fonts::shipped()).expect("laid out"));
    assert_no_number(&text, &numbers(&village));
    for paper in &papers {
        assert!(text.contains(&paper.category), "{}", paper.category);
        let enrolled = paper.lines.iter().filter(|line| line.is_enrolled).count();
        let counted = format!("在册{}人已参保{enrolled}人", paper.lines.len());
        assert!(text.contains(&counted), "{counted}");
    }
    let now = village.now();
    let code = groups.iter().find(|known| known.label == papers[0].category).expect("known").code;
    assert_eq!(village.book.ledger_papers(Some(code), None, &now).expect("one"), papers[..1].to_vec());
}

#[test]
fn the_declaration_sums_what_the_receipts_say_and_has_who_pays_nothing() {
    let mut village = TestBook::new();
    let with = |name: &str, sequence: u32, code: &str| {
        let mut member = member(name, "02", &format!("19{}-04-12", 60 + sequence), sequence);
        member.categories = Some(vec![listed(code)]);
        member
    };
    let poor = village.register(vec![with("张大山", 1, "minimum_living_allowance")]);
    let free = village.register(vec![with("李大山", 2, "destitute_support")]);
    let other = village.register(vec![with("王大山", 3, "destitute_support")]);
    village.family("赵", 40);
    village.open_session("0.00");
    let receipts = [village.pay(&poor), village.pay(&free)];
    let now = village.now();
    let (from, to) = (day("2025-10-20"), now.on());
    let paper = village.book.declaration_paper(from, to, true, &now).expect("the purse pays");
    assert_eq!(acts(&village)[0], "subsidy_declaration_full");
    let on_receipts: Vec<_> = paper.lines.iter().filter(|line| !line.receipt_no.is_empty()).collect();
    assert_eq!(
        sum(on_receipts.iter().map(|line| line.subsidy)),
        sum(receipts.iter().map(|receipt| receipt.payment.total_subsidy))
    );
    assert_eq!(paper.lines.len(), 3, "the ordinary family is not on it");
    let waiting: Vec<_> = paper.lines.iter().filter(|line| line.receipt_no.is_empty()).collect();
    assert_eq!((waiting.len(), waiting[0].name.as_str(), waiting[0].due), (1, "王大山", yuan("0")));
    let text = read(&subsidy_declaration(&paper, &Fonts::shipped()).expect("laid out"));
    for (household, name) in [(&poor, "张大山"), (&free, "李大山"), (&other, "王大山")] {
        assert!(
            text.contains(name) && text.contains(&household.members[0].certno),
            "{name}, to be identified"
        );
    }
    assert!(text.contains("个人不缴费"), "{text}");
    let now = village.now();
    let masked = village.book.declaration_paper(from, to, false, &now).expect("for the screen");
    assert_eq!(acts(&village)[0], "subsidy_declaration");
    let text = read(&subsidy_declaration(&masked, &Fonts::shipped()).expect("laid out"));
    assert!(!text.contains(&poor.members[0].certno), "{text}");
    // A receipt that was taken back is not declared.
    village.void(&receipts[0]);
    let now = village.now();
    let paper = village.book.declaration_paper(from, to, true, &now).expect("the others");
    assert!(paper.lines.iter().all(|line| line.name != "张大山"), "{:?}", paper.lines);
}

#[test]
fn an_x_report_rests_on_a_blind_count() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    let now = village.now();
    assert!(matches!(village.book.x_report_paper(&now), Err(Error::NoSession {})));
    village.open_session("50.00");
    village.pay(&household);
    let now = village.now();
    let refused = village.book.x_report_paper(&now);
    assert!(
        matches!(refused, Err(Error::NotCounted {})),
        "the expected sum is told after the count: {refused:?}"
    );
    let count = village.count(&[("100", 12), ("20", 2)]);
    let now = village.now();
    let paper = village.book.x_report_paper(&now).expect("counted");
    assert_eq!((paper.expected, paper.counted, paper.report_no), (count.expected, Some(count.counted), 1));
    let text = read(&x_report(&paper, &Fonts::shipped()).expect("laid out"));
    for wanted in ["1250.00", "1240.00", "短款¥10.00", "1笔3人", "中途盘点不是日结"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn the_register_proves_where_every_pre_printed_number_is() {
    let mut village = TestBook::new();
    let families = [village.family("张", 1), village.family("李", 11), village.family("王", 21)];
    let now = village.now();
    village.book.receive_tickets("皖0000001", "皖0000010", now.on(), "青溪镇", &now).expect("received");
    village.open_session("0.00");
    let receipts = [0, 1, 2].map(|place: usize| {
        let order = village.order(&families[place]);
        let ticket_no = Some(format!("皖000000{}", place + 1));
        let terms = Terms { ticket_no, ..Terms::default() };
        village.take(&Order { terms, ..order }).expect("taken")
    });
    village.void(&receipts[2]);
    let now = village.now();
    village.book.spoil_ticket("皖0000004", "写错", true, &now).expect("spoilt");
    village.book.return_tickets("皖0000009", "皖0000010", now.on(), "青溪镇", &now).expect("returned");
    let paper = village.book.ticket_register_paper(now.on()).expect("a register");
    let counted = |of: fn(&cunshou_paper::ReceiptBookLine) -> u64| paper.lines.iter().map(of).sum::<u64>();
    let register = village.book.ticket_register().expect("the register");
    let book = &register.books[0];
    assert_eq!(counted(|line| line.received), book.received);
    assert_eq!((counted(|line| line.used), book.used), (2, 2));
    assert_eq!(counted(|line| line.spoilt), book.spoilt + book.voided);
    assert_eq!((counted(|line| line.returned), paper.closing), (book.returned, book.left));
    assert_eq!((paper.used_amount, paper.booked_amount), (yuan("2400"), yuan("2400")));
    let used: Vec<_> = paper.lines.iter().filter(|line| line.used > 0).collect();
    assert_eq!(
        (used.len(), used[0].from_no.as_str(), used[0].to_no.as_str()),
        (1, "皖0000001", "皖0000002"),
        "one line a run"
    );
    let text = read(&receipt_book(&paper, &Fonts::shipped()).expect("the balances follow"));
    for wanted in ["票账相符", "期末应结存4张", "2400.00", "写错"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn blank_sheets_are_numbered_and_an_entered_number_is_not_printed_again() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let on = village.now().on();
    let paper = village.book.blank_receipt_paper(" A ", 8, 3, on).expect("made");
    assert_eq!(paper.serials, ["0008", "0009", "0010"]);
    let drawn = blank_receipts(&paper, &Fonts::shipped()).expect("laid out");
    assert_eq!(drawn.pages.len(), 3, "payer's part and stub share a sheet");
    let text = read(&drawn);
    for serial in &paper.serials {
        assert_eq!(text.matches(&format!("序号{serial}")).count(), 2, "{serial} in {text}");
    }
    let order = village.order(&household);
    let sheet = CatchUp {
        paper_book: "A".to_owned(),
        paper_serial: "0009".to_owned(),
        taken_on: on,
        reason: "停电".to_owned(),
    };
    let terms = Terms { catch_up: Some(sheet), ..Terms::default() };
    village.take(&Order { terms, ..order }).expect("entered");
    let refused = village.book.blank_receipt_paper("A", 1, 20, on);
    assert!(matches!(&refused, Err(Error::SheetEntered { paper_no }) if paper_no == "A-0009"), "{refused:?}");
    village.book.blank_receipt_paper("A", 10, 20, on).expect("later numbers are free");
    for (book, count) in [("", 1), ("A", 0), ("A", 201)] {
        let refused = village.book.blank_receipt_paper(book, 1, count, on);
        assert!(matches!(refused, Err(Error::BlankSheetsOdd { .. })), "{book} {count}: {refused:?}");
    }
}

#[test]
fn the_leaflet_says_whom_to_ask_in_the_village() {
    let mut village = sample_village();
    let on = village.now().on();
    let paper = village.book.leaflet_paper("李会计 0566-1234567", on).expect("the notice is in force");
    let text = read(&policy_leaflet(&paper, &Fonts::shipped()).expect("laid out"));
    assert!(text.contains("李会计0566-1234567"), "{text}");
}

#[test]
fn a_name_in_no_font_is_named_and_no_list_is_made() {
    let mut village = TestBook::new();
    let rare = member("张\u{323AF}", "02", "1960-02-03", 9);
    let household = village.register(vec![rare.clone()]);
    let on = village.now().on();
    for refused in [
        village.book.unpaid_papers(None, on).expect_err("no font has it"),
        village.book.household_notice_paper(household.household_id, "", on).expect_err("no font has it"),
        village.book.policy_slip_paper(household.members[0].person_id, "", on).expect_err("no font has it"),
    ] {
        assert!(
            matches!(&refused, Error::NameNotOnPaper { character, .. } if character == "\u{323AF}"),
            "{refused:?}"
        );
    }
}
