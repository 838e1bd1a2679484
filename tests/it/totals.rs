//! 合计: by month and for a year of cover, from the journal.

use cunshou_core::Error;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::reversal::VoidOrder;
use cunshou_core::totals::AllowanceSource;
use support::{TestBook, day, listed, member, void_order, yuan};

fn slip(village: &mut TestBook, slip_no: &str, amount: &str) {
    let now = village.now();
    let order = RemittanceOrder {
        remittance_id: now.id(),
        payer: Payer::Cash,
        slip_no: slip_no.to_owned(),
        remitted_on: now.on(),
        account: String::new(),
        amount: yuan(amount),
        parts: None,
        note: String::new(),
    };
    village.book.remit(&order, &now).expect("paid in");
}

/// November: two families, one voided, a slip. December: one reversed, one more family in an open session.
fn two_months() -> TestBook {
    let mut village = TestBook::new();
    let families: Vec<_> = ["张", "李", "王", "赵"]
        .iter()
        .zip([1, 11, 21, 31])
        .map(|(name, at)| village.family(name, at))
        .collect();
    let mut poor = member("钱大山", "02", "1969-04-12", 500);
    poor.categories = Some(vec![listed("minimum_living_allowance")]);
    let poor = village.register(vec![poor]);
    village.open_session("0.00");
    let voided = village.pay(&families[0]).payment.receipt_no;
    village.pay(&families[1]);
    village.pay(&poor);
    let take_back = |village: &mut TestBook, receipt_no: &str| {
        let now = village.now();
        let approval_no = Some("批1".to_owned());
        let order = VoidOrder { approval_no, ..void_order(now.id(), receipt_no) };
        village.book.void_receipt(&order, &now).expect("taken back");
    };
    take_back(&mut village, &voided);
    let reversed = village.pay(&families[2]).payment.receipt_no;
    village.count(&[("100", 24), ("10", 4)]);
    village.close();
    slip(&mut village, "S1", "1000");
    village.set_clock("2025-12-02T08:00:00+08:00");
    village.open_session("0.00");
    take_back(&mut village, &reversed);
    village.pay(&families[3]);
    village
}

#[test]
fn the_months_say_what_was_taken_given_back_and_paid_in() {
    let village = two_months();
    let season = village.book.season(Some(2026), day("2025-12-02")).expect("totals");
    let told: Vec<_> = season
        .months
        .iter()
        .map(|own| {
            let t = &own.totals;
            let back = (t.voids, t.cash_back.to_string(), t.reversals, t.reversed.to_string());
            (
                own.month.to_string(),
                t.receipts,
                t.taken.to_string(),
                back,
                t.remitted.to_string(),
                t.unremitted.to_string(),
            )
        })
        .collect();
    let back = |voids, cash: &str, reversals, reversed: &str| {
        (voids, cash.to_owned(), reversals, reversed.to_owned())
    };
    assert_eq!(
        told,
        [
            (
                "2025-11-01".into(),
                4,
                "3640.00".into(),
                back(1, "1200.00", 0, "0.00"),
                "1000.00".into(),
                "1440.00".into()
            ),
            (
                "2025-12-01".into(),
                1,
                "1200.00".into(),
                back(0, "0.00", 1, "1200.00"),
                "0.00".into(),
                "1440.00".into()
            ),
        ]
    );
    assert_eq!(
        (season.all.receipts, season.all.taken, season.all.unremitted),
        (5, yuan("4840"), yuan("1440"))
    );
    assert_eq!(season.open_session, Some(2), "its part is in, and said");
    assert_eq!(season.all.unremitted, village.book.cash_in_hand(day("2025-12-02")).expect("cash").unremitted);
    // 李, 钱 and 赵 stand: seven lines.
    assert_eq!((season.standing.people, season.standing.due), (7, yuan("2440")));
    let shares: Vec<_> =
        season.by_category.iter().map(|share| (share.code.as_str(), share.people, share.subsidy)).collect();
    assert_eq!(shares, [("", 6, yuan("0")), ("minimum_living_allowance", 1, yuan("360"))]);
    assert_eq!(season.by_fund.iter().map(|share| share.people).collect::<Vec<_>>(), [6, 1]);
    assert_eq!(village.book.season(Some(2031), day("2025-12-02")).expect("nothing").all.receipts, 0);
}

#[test]
fn the_allowance_is_an_estimate_by_the_notice_or_the_townships_paper() {
    let mut village = two_months();
    let season = village.book.season(Some(2026), day("2025-12-02")).expect("totals");
    let estimate = season.allowance.expect("the notice gives a sum a head");
    assert_eq!((estimate.people, estimate.each, estimate.amount), (7, yuan("1"), yuan("7")));
    let AllowanceSource::Notice { quote, .. } = estimate.source else { panic!("by the notice") };
    assert!(quote.contains("每人1元"), "{quote}");
    let now = village.now();
    let twice = village.book.set_handling_allowance(2026, yuan("2"), "镇文", &now);
    assert!(matches!(twice, Err(Error::AllowanceInNotice { .. })), "{twice:?}");
    // A notice that says nothing: the township's paper, entered with its number.
    let mut silent = TestBook::following("tongcheng-2026", "2025-11-03T09:30:00+08:00");
    let family = silent.family("张", 1);
    silent.open_session("0.00");
    silent.pay(&family);
    let year = |village: &TestBook| village.book.season(Some(2026), day("2025-11-03")).expect("totals");
    assert!(year(&silent).allowance.is_none() && year(&silent).can_enter_allowance, "nothing is invented");
    let now = silent.now();
    let no_paper = silent.book.set_handling_allowance(2026, yuan("1.50"), " ", &now);
    assert!(matches!(no_paper, Err(Error::AllowanceNeedsPaper { .. })), "{no_paper:?}");
    silent.book.set_handling_allowance(2026, yuan("1.50"), "镇〔2025〕8号", &now).expect("entered");
    let estimate = year(&silent).allowance.expect("now it is known");
    assert_eq!((estimate.people, estimate.amount), (3, yuan("4.50")));
    assert_eq!(estimate.source, AllowanceSource::Paper { paper: "镇〔2025〕8号".to_owned() });
    let cash = silent.book.cash_in_hand(day("2025-11-03")).expect("cash");
    assert_eq!(cash.drawer, yuan("1200"), "the drawer knows nothing of it");
    assert_eq!(silent.book.audit_log().expect("log")[0].act, "handling_allowance");
}

#[test]
fn the_workbook_holds_the_same_sums_and_names_nobody() {
    use calamine::{Data, Reader, Xlsx};
    let mut village = two_months();
    let now = village.now();
    let bytes = village.book.export_season(Some(2026), &now).expect("written");
    assert_eq!(village.book.audit_log().expect("log")[0].act, "export_totals");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["按月合计", "历次日结", "差额", "人员和资金", "代办经费"]);
    let months = book.worksheet_range("按月合计").expect("the sheet");
    let column = months
        .rows()
        .next()
        .expect("heads")
        .iter()
        .position(|head| head == &Data::String("收现金".to_owned()));
    let taken: Vec<_> = months.rows().skip(1).map(|row| row[column.expect("a column")].to_string()).collect();
    assert_eq!(taken, ["3640", "1200", "4840", ""], "months, all, and a line about the open session");
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        let cells = range.used_cells().map(|(_, _, cell)| cell.to_string());
        assert!(!cells.into_iter().any(|cell| cell.contains("大山")), "{sheet} names somebody");
    }
}

#[test]
fn a_part_of_a_receipt_fills_its_lines_in_their_order() {
    // Two years of cover cannot share a slip unfairly: the sums of the years are the whole.
    let village = two_months();
    let whole = village.book.season(None, day("2025-12-02")).expect("totals").all;
    let year = village.book.season(Some(2026), day("2025-12-02")).expect("totals").all;
    assert_eq!((whole.remitted, whole.taken), (year.remitted, year.taken));
}
