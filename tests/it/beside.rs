//! 帮办扫码、集体扶持、专用票据、补录: what a payment can be beside cash on the table.

use cunshou_core::aid::{AidGrant, Resolution};
use cunshou_core::enrolment::{AidChoice, Choice, LeftOut};
use cunshou_core::household::Household;
use cunshou_core::payment::{AidOffer, CatchUp, Order, Tendered, Terms, TillOffers};
use cunshou_core::receipt::Receipt;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::{Coded, Error};
use support::{TestBook, day, member, yuan};

fn scan(village: &mut TestBook, household: &Household, trade_no: &str) -> Order {
    let order = village.order(household);
    Order {
        choice: Some(Choice { by_scan: true, ..Choice::default() }),
        terms: Terms { trade_no: trade_no.to_owned(), ..Terms::default() },
        ..order
    }
}

#[test]
fn a_payment_by_telephone_brings_no_cash_and_has_a_receipt() {
    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 11));
    village.open_session("50.00");
    let order = scan(&mut village, &first, " ");
    assert!(matches!(village.take(&order), Err(Error::TradeNoMissing {})), "the telephone shows a number");
    let order = scan(&mut village, &first, "4200002025110300017");
    let order = Order { tendered: Tendered::Amount(yuan("5000")), ..order };
    let receipt = village.take(&order).expect("recorded");
    let payment = &receipt.payment;
    assert_eq!(
        (payment.means.as_str(), payment.tendered, payment.change),
        ("assisted_scan", yuan("1200"), yuan("0"))
    );
    assert_eq!(payment.trade_no.as_deref(), Some("4200002025110300017"));
    village.pay(&second);
    let cash = village.book.cash_in_hand(day("2025-11-03")).expect("cash");
    assert_eq!((cash.drawer, cash.unremitted), (yuan("1250"), yuan("1200")), "only the cash of the second");
    let wrong = village.family("王", 21);
    let order = scan(&mut village, &wrong, "4200002025110300018");
    let mistaken = village.take(&order).expect("recorded");
    village.void(&mistaken);
    village.count(&[("100", 12), ("50", 1)]);
    let close = village.close();
    let also = close.record.also.expect("said by every new close");
    assert_eq!((also.scans, also.scanned, also.cash_back, also.voids), (1, yuan("1200"), yuan("0"), 1));
    assert_eq!((close.record.cash, close.record.payments), (yuan("1200"), 3));
    village.assert_lawful();
    let now = village.now();
    let package = village.book.package(1, &now).expect("the package");
    let report = cunshou_exchange::package::verify_package(&package.zip, None, None);
    assert!(report.is_good(), "{:?}", report.problems);
    let order = scan(&mut village, &wrong, "1");
    assert!(matches!(village.take(&order), Err(Error::NoSession {})));
}

#[test]
fn where_cash_is_for_those_who_cannot_scan_the_till_takes_a_scan_at_once() {
    let mut village = TestBook::following("yankou-2025", "2024-10-08T09:30:00+08:00");
    let household = village.family("张", 1);
    let policy = village.book.policy_on(day("2024-10-08")).expect("the notice").policy.clone();
    assert!(policy.prefers_scan());
    village.open_session("0.00");
    let order = village.order(&household);
    assert!(village.take(&order).is_err(), "no cash before he was asked whether he can use the telephone");
    let order = scan(&mut village, &household, "4200002024100800001");
    let receipt = village.take(&order).expect("recorded");
    assert_eq!(receipt.payment.means, "assisted_scan");
    village.assert_lawful();
    let plain = TestBook::new();
    assert!(!plain.book.policy_on(day("2025-11-03")).expect("the notice").policy.prefers_scan());
}

fn resolution(village: &mut TestBook, budget: Option<&str>) -> Resolution {
    let new = AidGrant {
        levy_year: 2026,
        resolution_no: "石桥村民决〔2025〕3号".to_owned(),
        resolved_on: day("2025-10-20"),
        source: "村集体经营收入".to_owned(),
        who: "全体村民每人50元".to_owned(),
        most_each: yuan("50"),
        budget: budget.map(yuan),
        paper: "青溪镇〔2025〕31号".to_owned(),
    };
    let now = village.now();
    village.book.resolve_aid(&new, &now).expect("entered")
}

fn aided(village: &mut TestBook, household: &Household, shares: &[&str]) -> Order {
    let order = village.order(household);
    let members = household.members.iter().map(|one| one.person_id);
    let shares = members.zip(shares).map(|(person_id, sum)| (person_id, yuan(sum))).collect();
    Order {
        choice: Some(Choice { aid: Some(AidChoice { aid_no: 1, shares }), ..Choice::default() }),
        ..order
    }
}

#[test]
fn the_collective_pays_beside_the_household_and_by_a_slip_of_its_own() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    let aid = resolution(&mut village, Some("120"));
    assert_eq!((aid.aid_no, aid.left), (1, Some(yuan("120"))));
    village.open_session("0.00");
    let refused = |village: &mut TestBook, shares: &[&str]| {
        let order = aided(village, &household, shares);
        village.take(&order).expect_err("more than was resolved").code()
    };
    assert_eq!(refused(&mut village, &["50.01"]), "E-AID-008");
    assert_eq!(refused(&mut village, &["-1"]), "E-AID-008");
    assert_eq!(refused(&mut village, &["50", "50", "50"]), "E-AID-009");
    let order = aided(&mut village, &household, &["50", "50"]);
    let receipt = village.take(&order).expect("taken");
    let payment = &receipt.payment;
    assert_eq!((payment.total_collective_aid, payment.total_due), (yuan("100"), yuan("1100")));
    let sums: Vec<_> = payment.lines.iter().map(|line| (line.collective_aid, line.due)).collect();
    assert_eq!(sums, [(yuan("50"), yuan("350")), (yuan("50"), yuan("350")), (yuan("0"), yuan("400"))]);
    assert_eq!(payment.aid.as_ref().map(|aid| aid.resolution_no.as_str()), Some("石桥村民决〔2025〕3号"));
    assert_eq!(village.book.resolutions().expect("list")[0].left, Some(yuan("20")));
    village.assert_lawful();

    village.count(&[("100", 11)]);
    let close = village.close();
    assert_eq!(close.record.also.expect("said by every new close").collective_aid, yuan("100"));
    let now = village.now();
    let form = village.book.open_remittance(Payer::CollectiveAid, &now).expect("the form opens");
    assert_eq!(form.total, yuan("100"), "the collective owes its part");
    let order = RemittanceOrder {
        remittance_id: form.remittance_id,
        payer: Payer::CollectiveAid,
        slip_no: "JT-1".to_owned(),
        remitted_on: now.on(),
        account: String::new(),
        amount: yuan("100"),
        parts: None,
        note: String::new(),
    };
    village.book.remit(&order, &now).expect("recorded");
    let cash = village.book.cash_in_hand(day("2025-11-03")).expect("cash");
    assert_eq!(cash.unremitted, yuan("1100"), "the clerk's cash is another matter");
    village.assert_lawful();
    let now = village.now();
    let package = village.book.package(1, &now).expect("the package");
    let report = cunshou_exchange::package::verify_package(&package.zip, None, None);
    assert!(report.is_good(), "{:?}", report.problems);
    assert_eq!(report.manifest.expect("a manifest").totals.collective_aid, yuan("100"));
}

#[test]
fn a_resolution_ends_and_a_void_gives_its_part_back() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    resolution(&mut village, Some("100"));
    let again = AidGrant {
        levy_year: 2026,
        resolution_no: "石桥村民决〔2025〕3号".to_owned(),
        resolved_on: day("2025-10-20"),
        source: "x".to_owned(),
        who: "x".to_owned(),
        most_each: yuan("50"),
        budget: None,
        paper: "x".to_owned(),
    };
    let entered = |village: &mut TestBook, new: &AidGrant| {
        let now = village.now();
        village.book.resolve_aid(new, &now).expect_err("it cannot be").code()
    };
    assert_eq!(entered(&mut village, &again), "E-AID-005");
    assert_eq!(entered(&mut village, &AidGrant { paper: " ".to_owned(), ..again.clone() }), "E-AID-002");
    assert_eq!(entered(&mut village, &AidGrant { most_each: yuan("0"), ..again.clone() }), "E-AID-003");
    let future = AidGrant { resolved_on: day("2026-01-01"), ..again.clone() };
    assert_eq!(entered(&mut village, &future), "E-AID-004");
    assert_eq!(entered(&mut village, &AidGrant { levy_year: 2031, ..again }), "E-YEAR-001");
    village.open_session("0.00");
    let order = aided(&mut village, &household, &["50", "50"]);
    let receipt = village.take(&order).expect("taken");
    village.void(&receipt);
    assert_eq!(village.book.resolutions().expect("list")[0].left, Some(yuan("100")), "given back");
    let now = village.now();
    village.book.end_aid(1, "年度已满", &now).expect("ended");
    let order = aided(&mut village, &household, &["50"]);
    assert!(matches!(village.take(&order), Err(Error::AidEnded { aid_no: 1 })));
    let none = aided(&mut village, &household, &["0"]);
    let choice = Choice { aid: Some(AidChoice { aid_no: 9, shares: Vec::new() }), ..Choice::default() };
    let none = Order { choice: Some(choice), ..none };
    assert!(matches!(village.take(&none), Err(Error::NoSuchAid { aid_no: 9 })));
    village.assert_lawful();
}

#[test]
fn every_pre_printed_number_is_accounted_for() {
    let mut village = TestBook::new();
    let families = [village.family("张", 1), village.family("李", 11), village.family("王", 21)];
    let now = village.now();
    let odd = village.book.receive_tickets("皖0000100", "皖0000001", now.on(), "", &now);
    assert!(matches!(odd, Err(Error::TicketRangeOdd { .. })));
    let book =
        village.book.receive_tickets("皖 0000001", "皖0000010", now.on(), "青溪镇", &now).expect("received");
    assert_eq!((book.received, book.left, book.next.as_deref()), (10, 10, Some("皖0000001")));
    let now = village.now();
    let twice = village.book.receive_tickets("皖0000010", "皖0000020", now.on(), "", &now);
    assert!(matches!(twice, Err(Error::TicketOverlaps { ticket_book_no: 1 })));

    village.open_session("0.00");
    let with = |village: &mut TestBook, household: &Household, number: &str| {
        let order = village.order(household);
        let terms = Terms { ticket_no: Some(number.to_owned()), ..Terms::default() };
        village.take(&Order { terms, ..order })
    };
    assert!(matches!(with(&mut village, &families[0], "皖0000011"), Err(Error::TicketUnknown { .. })));
    let first = with(&mut village, &families[0], "皖０００００01").expect("full-width digits are digits");
    assert_eq!(first.payment.ticket_no.as_deref(), Some("皖0000001"));
    assert!(matches!(with(&mut village, &families[1], "皖0000001"), Err(Error::TicketGone { .. })));
    let second = with(&mut village, &families[1], "皖0000002").expect("taken");
    village.void(&second);
    village.pay(&families[2]);
    let now = village.now();
    assert!(matches!(
        village.book.spoil_ticket("皖0000003", "", true, &now),
        Err(Error::TicketReasonMissing { .. })
    ));
    village.book.spoil_ticket("皖0000003", "写错", true, &now).expect("spoilt");
    assert!(matches!(
        village.book.spoil_ticket("皖0000003", "写错", true, &now),
        Err(Error::TicketGone { .. })
    ));
    let returned =
        village.book.return_tickets("皖0000009", "皖0000010", now.on(), "青溪镇", &now).expect("returned");
    assert_eq!(returned, 2);
    let twice = village.book.return_tickets("皖0000010", "皖0000010", now.on(), "青溪镇", &now);
    assert!(matches!(twice, Err(Error::TicketGone { .. })));

    let register = village.book.ticket_register().expect("the register");
    let book = &register.books[0];
    let counts = (book.used, book.voided, book.spoilt, book.returned, book.left);
    assert_eq!((counts, book.next.as_deref()), ((1, 1, 1, 2, 5), Some("皖0000004")));
    assert_eq!((register.payments_with, register.payments_without), (1, 1));
    assert!(register.agrees(), "票账相符");
    village.assert_lawful();
}

#[test]
fn a_sheet_of_the_paper_book_is_entered_once_and_assessed_on_its_day() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.set_clock("2025-11-10T09:00:00+08:00");
    village.open_session("0.00");
    let sheet = |serial: &str, taken_on: &str| CatchUp {
        paper_book: "停电本1".to_owned(),
        paper_serial: serial.to_owned(),
        taken_on: day(taken_on),
        reason: "11月8日停电".to_owned(),
    };
    let entered = |village: &mut TestBook, household: &Household, paper: CatchUp| {
        let order = village.order(household);
        village.take(&Order { terms: Terms { catch_up: Some(paper), ..Terms::default() }, ..order })
    };
    let future = entered(&mut village, &household, sheet("007", "2025-11-11"));
    assert!(matches!(future, Err(Error::PaperInFuture { .. })));
    assert!(matches!(
        entered(&mut village, &household, sheet(" ", "2025-11-08")),
        Err(Error::PaperSheetMissing {})
    ));
    let receipt = entered(&mut village, &household, sheet("007", "2025-11-08")).expect("entered");
    let paper = receipt.payment.catch_up.as_ref().expect("marked 补录");
    assert_eq!((paper.paper_no().as_str(), paper.taken_on), ("停电本1-007", day("2025-11-08")));
    assert_eq!(
        receipt.payment.business_date,
        day("2025-11-10"),
        "it belongs to the session in which it was entered"
    );
    let other = village.family("李", 11);
    let twice = entered(&mut village, &other, sheet("007", "2025-11-08"));
    assert!(matches!(twice, Err(Error::PaperEntered { .. })), "one sheet, one payment");
    village.void(&receipt);
    entered(&mut village, &other, sheet("007", "2025-11-08")).expect("the sheet is free again after a void");
    village.assert_lawful();
}

#[test]
fn a_child_born_in_december_pays_for_two_years_at_one_table() {
    let mut village = TestBook::following_all(&["guichi-2024", "yankou-2025"], "2024-12-20T09:30:00+08:00");
    let household = village
        .register(vec![member("张大山", "02", "1979-03-02", 1), member("张小满", "20", "2024-12-08", 2)]);
    village.open_session("0.00");
    let everyone: Vec<_> = household.members.iter().map(|one| one.person_id).collect();
    let now = village.now();
    village
        .book
        .answer_facts_for(&everyone, Some(2024), "household_register", "true", &now)
        .expect("the register lies on the table");
    let form = village.book.open_collect_for(household.household_id, 2024, &now).expect("the year before");
    let payers: Vec<_> = form.bill.included().map(|line| line.person.name.clone()).collect();
    assert_eq!(payers, ["张小满"], "the window of that year has closed for everybody else");
    let order = village.order(&household);
    let terms = Terms { levy_year: Some(2024), ..Terms::default() };
    let born =
        village.take(&Order { payment_id: form.payment_id, terms, ..order }).expect("his year of birth");
    let of = |receipt: &Receipt| {
        let lines = receipt.payment.lines.iter();
        lines.map(|line| (line.name.clone(), line.levy_year, line.policy_id.clone())).collect::<Vec<_>>()
    };
    assert_eq!(of(&born), [("张小满".to_owned(), 2024, "guichi-2024".to_owned())]);
    // The year to come, at the same table: that notice sends the child to the county's window.
    let order = scan(&mut village, &household, "42000020241220001");
    let next = village.take(&order).expect("the year to come");
    assert_eq!(of(&next), [("张大山".to_owned(), 2025, "yankou-2025".to_owned())]);
    let order = village.order(&household);
    let terms = Terms { levy_year: Some(2024), ..Terms::default() };
    let twice = village.take(&Order { terms, ..order });
    assert!(matches!(twice, Err(Error::AlreadyPaid { .. })), "once for each year");
    let order = village.order(&household);
    let terms = Terms { levy_year: Some(2019), ..Terms::default() };
    let unknown = village.take(&Order { terms, ..order });
    assert!(matches!(unknown, Err(Error::NoPolicyForYear { levy_year: 2019 })));
    village.assert_lawful();
}

/// Who is offered how much.
fn offered(offers: &TillOffers) -> Vec<Vec<(usize, String)>> {
    let shares =
        |offer: &AidOffer| offer.shares.iter().map(|share| share.1.to_string()).enumerate().collect();
    offers.aid.iter().map(shares).collect()
}

fn offers(village: &mut TestBook, order: &Order) -> TillOffers {
    let now = village.now();
    let bill = village.book.quote(order, &now).expect("a bill");
    village.book.till_offers(&bill).expect("offers")
}

#[test]
fn the_till_proposes_the_most_that_a_resolution_can_pay() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let order = village.order(&household);
    assert_eq!(
        offers(&mut village, &order),
        TillOffers::default(),
        "nothing is folded out where nothing is there"
    );
    resolution(&mut village, Some("120"));
    let now = village.now();
    village.book.receive_tickets("皖01", "皖09", now.on(), "", &now).expect("received");
    let found = offers(&mut village, &order);
    let text = |sum: &str| sum.to_owned();
    assert_eq!(
        offered(&found),
        [[(0, text("50.00")), (1, text("50.00")), (2, text("20.00"))]],
        "until it is spent"
    );
    assert_eq!(found.next_ticket.as_deref(), Some("皖01"));

    // Whoever stays out is offered nothing; the proposal can be ordered as it stands.
    let left_out = LeftOut {
        person_id: household.members[1].person_id,
        reason: "refused".to_owned(),
        note: "说以后再说".to_owned(),
        approval_no: Some("青溪镇〔2025〕9号".to_owned()),
        ..LeftOut::default()
    };
    let choice = Choice { left_out: vec![left_out], ..Choice::default() };
    let order = Order { choice: Some(choice.clone()), ..order };
    let shares = offers(&mut village, &order).aid.remove(0).shares;
    let ordered: Vec<_> = shares.iter().map(|(person_id, _)| *person_id).collect();
    assert_eq!(ordered, [household.members[0].person_id, household.members[2].person_id]);
    let order =
        Order { choice: Some(Choice { aid: Some(AidChoice { aid_no: 1, shares }), ..choice }), ..order };
    assert_eq!(village.take(&order).expect("taken").payment.total_collective_aid, yuan("100"));
    let other = village.family("李", 11);
    let order = village.order(&other);
    assert_eq!(offered(&offers(&mut village, &order)), [[(0, text("20.00"))]], "what is left of it");
    let now = village.now();
    village.book.end_aid(1, "不再给", &now).expect("ended");
    assert_eq!(offered(&offers(&mut village, &order)), Vec::<Vec<_>>::new(), "an ended one is not offered");
    village.assert_lawful();
}

#[test]
fn the_form_opens_as_the_notice_prefers_and_follows_its_year_and_its_day() {
    let mut village = TestBook::following_all(&["guichi-2024", "yankou-2025"], "2024-12-20T09:30:00+08:00");
    let household = village
        .register(vec![member("张大山", "02", "1979-03-02", 1), member("张小满", "20", "2024-12-08", 2)]);
    let adults = village.register(vec![member("李大山", "02", "1979-04-02", 3)]);
    village.open_session("0.00");
    let now = village.now();
    let form = village.book.open_till(household.household_id, None, &now).expect("the year to come");
    assert!(form.bill.by_scan, "that notice wants the telephone first");
    let payers: Vec<_> = form.bill.included().map(|line| line.person.name.clone()).collect();
    assert_eq!((form.bill.policy.levy_year, payers), (2025, vec!["张大山".to_owned()]));
    assert_eq!(
        village.book.till_offers(&form.bill).expect("offers").other_years,
        [2024],
        "the child's first year"
    );
    let now = village.now();
    let grown = village.book.open_till(adults.household_id, None, &now).expect("the form").bill;
    let none = village.book.till_offers(&grown).expect("offers").other_years;
    assert_eq!(none, Vec::<i32>::new(), "nobody is offered a year that is closed to him");

    let now = village.now();
    let born =
        village.book.open_till(household.household_id, Some(2024), &now).expect("the year before").bill;
    assert!(!born.by_scan, "that notice takes cash");
    let order = village.order(&household);
    let terms = Terms { levy_year: Some(2024), ..Terms::default() };
    let order = Order { terms, ..order };
    let now = village.now();
    let quoted = village.book.quote(&order, &now).expect("quoted");
    assert_eq!((quoted.policy.levy_year, quoted.by_scan), (2024, false));
    let missing = Order { terms: Terms { levy_year: Some(2019), ..Terms::default() }, ..order.clone() };
    assert!(matches!(village.book.quote(&missing, &now), Err(Error::NoPolicyForYear { levy_year: 2019 })));

    // A sheet of the paper book is assessed on its own day.
    let sheet = CatchUp {
        paper_book: "停电本1".to_owned(),
        paper_serial: "007".to_owned(),
        taken_on: day("2024-12-18"),
        reason: "停电".to_owned(),
    };
    let order = Order { terms: Terms { catch_up: Some(sheet), ..Terms::default() }, ..order };
    let quoted = village.book.quote(&order, &now).expect("quoted");
    assert_eq!(quoted.business_date, day("2024-12-18"));
}
