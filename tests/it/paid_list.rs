//! The paid list again and again: the same file is refused, the same rows in another file change nothing, no mark is ever
//! lost, whoever is marked pays nothing here, and each list can be taken back; whichever of his numbers the office knows.

use cunshou_core::Coded;
use cunshou_core::duplicate::Verdict;
use cunshou_core::enrolment::State;
use cunshou_core::household::Household;
use cunshou_core::list::ListFile;
use cunshou_core::list::office::{OfficeReport, OfficeSaid};
use cunshou_exchange::office_list::OfficeKind;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use support::{TestBook, day, member, nobody};
use uuid::Uuid;

/// Families of three.
const FAMILIES: usize = 3;
/// People of the book; whoever stands behind them is nobody of it.
const PEOPLE: usize = FAMILIES * 3;

/// A row of a list.
#[derive(Debug, Clone)]
struct Row {
    who: usize,
    is_refund: bool,
    on: u32,
    channel: &'static str,
}

fn row() -> impl Strategy<Value = Row> {
    let channel = prop_oneof![Just("微信"), Just("支付宝"), Just("学校代收"), Just("")];
    (0..=PEOPLE, prop::bool::weighted(0.2), 3_u32..20, channel)
        .prop_map(|(who, is_refund, on, channel)| Row { who, is_refund, on, channel })
}

/// The rows as one office writes them.
fn one_file(rows: &[Row], numbers: &[String]) -> String {
    let mut text =
        "2026年度缴费名单（截至2025-11-20）,,,\n身份证号码,实缴金额,缴费日期,缴费渠道\n".to_owned();
    for row in rows {
        let sum = if row.is_refund { "-400.00" } else { "400.00" };
        writeln!(text, "{},{sum},2025-11-{:02},{}", numbers[row.who], row.on, row.channel).expect("text");
    }
    text
}

/// The same rows in another file: other columns, another form of sums and days, blank lines, a mark, CRLF.
fn another_file(rows: &[Row], numbers: &[String]) -> String {
    let mut text = "\u{FEFF}2026年度城乡居民医保缴费名单（截至2025年11月20日）,,,,\r\n".to_owned();
    text += "序号,缴费渠道,缴费日期,实缴金额,身份证号\r\n";
    for (at, row) in rows.iter().enumerate() {
        let sum = if row.is_refund { "-400" } else { "400" };
        let (channel, number) = (row.channel, numbers[row.who].to_lowercase());
        write!(text, "{},{channel},2025/11/{},{sum},{number}\r\n", at + 1, row.on).expect("text");
        if at % 3 == 0 {
            text += ",,,,\r\n";
        }
    }
    text
}

fn bring(village: &mut TestBook, text: &str) -> cunshou_core::Result<OfficeReport> {
    let now = village.now();
    let said = OfficeSaid::default();
    let file = ListFile { name: "缴费名单.csv", bytes: text.as_bytes() };
    village.book.import_office_list(OfficeKind::PaidList, file, &said, &now)
}

/// Where everybody stands, with where and when he paid; what there is to do and to answer.
#[derive(Debug, PartialEq)]
struct Seen {
    states: BTreeMap<Uuid, State>,
    work: BTreeSet<(String, Uuid, Option<i32>)>,
    proposals: u32,
}

fn seen(village: &TestBook, homes: &[Household]) -> Seen {
    let on = day("2025-12-01");
    let mut states = BTreeMap::new();
    for home in homes {
        let bill = village.book.bill(home.household_id, None, on).expect("a bill");
        states.extend(bill.lines.into_iter().map(|line| (line.person.person_id, line.state)));
    }
    let work = village.book.work_items(true, 1).expect("work");
    assert_eq!(work.open as usize, work.items.len(), "one page");
    Seen {
        states,
        work: work.items.into_iter().map(|item| (item.kind, item.person_id, item.levy_year)).collect(),
        proposals: village.book.proposals_open().expect("proposals"),
    }
}

fn marked(seen: &Seen) -> BTreeSet<Uuid> {
    let paid = seen.states.iter().filter(|(_, state)| matches!(state, State::PaidElsewhere(_)));
    paid.map(|(person_id, _)| *person_id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_that_comes_twice_changes_nothing_and_loses_no_mark(
        rows in prop::collection::vec(row(), 1..12),
        pays_before in prop::collection::vec(any::<bool>(), FAMILIES),
        pays_between in prop::collection::vec(any::<bool>(), FAMILIES),
        pays_after in prop::collection::vec(any::<bool>(), FAMILIES),
    ) {
        let mut village = TestBook::new();
        village.set_clock("2025-12-01T09:00:00+08:00");
        let homes: Vec<Household> =
            ["张", "李", "王"].iter().zip([1, 11, 21]).map(|(name, sequence)| village.family(name, sequence)).collect();
        let mut numbers: Vec<String> =
            homes.iter().flat_map(|home| home.members.iter().map(|member| member.certno.clone())).collect();
        prop_assert_eq!(numbers.len(), PEOPLE);
        numbers.push(nobody("1990-01-01", 99));
        village.open_session("0.00");
        // Whoever is marked owes nothing any more: a family in which everybody is, is not asked at all.
        let pay = |village: &mut TestBook, who: &[bool]| {
            for (home, _) in homes.iter().zip(who).filter(|(_, pays)| **pays) {
                let before = marked(&seen(village, &homes));
                let order = village.order(home);
                let receipt = village.take(&order);
                if let Ok(receipt) = receipt {
                    for line in &receipt.payment.lines {
                        assert!(!before.contains(&line.person_id), "nobody pays who has paid elsewhere");
                    }
                }
            }
        };
        pay(&mut village, &pays_before);
        let at_first = seen(&village, &homes);

        let first = bring(&mut village, &one_file(&rows, &numbers)).expect("a list");
        let after_one = seen(&village, &homes);
        prop_assert!(marked(&after_one).len() == first.added as usize, "{:?}", first);
        let again = bring(&mut village, &one_file(&rows, &numbers)).expect_err("the same file");
        prop_assert_eq!(again.code(), "E-LST-001");
        prop_assert_eq!(&seen(&village, &homes), &after_one);

        pay(&mut village, &pays_between);
        let between = seen(&village, &homes);
        prop_assert_eq!(marked(&between), marked(&after_one), "a payment of others takes no mark");
        let second = bring(&mut village, &another_file(&rows, &numbers)).expect("the same rows in another file");
        prop_assert_eq!((second.added, second.changed), (0, 0), "{:?}", second);
        prop_assert_eq!((second.matched, second.rows), (first.matched, first.rows));
        let after_two = seen(&village, &homes);
        prop_assert_eq!(&after_two.states, &between.states, "the same said twice is said once");
        prop_assert_eq!(after_two.proposals, between.proposals);
        prop_assert_eq!(&after_two.work, &between.work, "what was asked once is not asked again");

        pay(&mut village, &pays_after);
        let at_last = seen(&village, &homes);
        prop_assert_eq!(marked(&at_last), marked(&after_one), "and none is lost");
        village.assert_lawful();

        for report in [second, first] {
            let now = village.now();
            village.book.undo_import(report.import_id.expect("done"), &now).expect("taken back");
        }
        let undone = seen(&village, &homes);
        for (person, state) in &undone.states {
            if !matches!(state, State::Paid { .. }) {
                prop_assert_eq!(state, &at_first.states[person], "as before the lists");
            }
        }
        prop_assert_eq!(&undone.work, &at_first.work);
        prop_assert_eq!(undone.proposals, at_first.proposals);
        village.assert_lawful();
    }
}

/// Somebody who is in the book twice: as a son of the house, and with a passport in a household of his own.
fn twice(village: &mut TestBook) -> (Household, Household) {
    let home = village.family("张", 1);
    let mut other = member("张大山", "02", "1979-01-02", 777);
    other.same_person_confirmed = true;
    let alone = village.register(vec![other]);
    (home, alone)
}

fn row_of(who: usize) -> Vec<Row> {
    vec![Row { who, is_refund: false, on: 5, channel: "微信" }]
}

#[test]
fn a_person_of_two_entries_is_found_by_either_number() {
    let mut village = TestBook::new();
    village.set_clock("2025-12-01T09:00:00+08:00");
    let (home, alone) = twice(&mut village);
    let (kept, gone) = (home.members[0].person_id, alone.members[0].person_id);
    let numbers = [home.members[0].certno.clone(), alone.members[0].certno.clone()];
    let now = village.now();
    let merged = village
        .book
        .decide_duplicate(kept, gone, Verdict::Merge { kept }, "看过户口簿", &now)
        .expect("one person");
    // The office knows him by the number that went.
    let report = bring(&mut village, &one_file(&row_of(1), &numbers)).expect("a list");
    assert_eq!((report.matched, report.unmatched, report.added), (1, 0, 1));
    let is_paid = |village: &TestBook| {
        matches!(seen(village, std::slice::from_ref(&home)).states[&kept], State::PaidElsewhere(_))
    };
    assert!(is_paid(&village), "nobody takes his money again");
    let report = bring(&mut village, &another_file(&row_of(1), &numbers)).expect("the same in another file");
    assert_eq!((report.matched, report.added, report.same), (1, 0, 1));
    // Both numbers on one list are one person who paid twice.
    let both = [row_of(0), row_of(1)].concat();
    let report = bring(&mut village, &one_file(&both, &numbers)).expect("both numbers");
    assert_eq!((report.matched, report.work), (2, 1), "{report:?}");
    assert!(is_paid(&village));
    let now = village.now();
    let error = village.book.take_back_verdict(merged, "错了", &now).expect_err("whose payment would it be");
    assert_eq!(error.code(), "E-DUP-005");
    let lists: Vec<Uuid> =
        village.book.imports().expect("lists").into_iter().map(|list| list.import_id).collect();
    assert_eq!(lists.len(), 3);
    for import_id in lists {
        let now = village.now();
        village.book.undo_import(import_id, &now).expect("each list is taken back, the newest first");
    }
    assert!(!is_paid(&village));
    let now = village.now();
    village.book.take_back_verdict(merged, "错了", &now).expect("then nothing rests on it");
    village.assert_lawful();
}

#[test]
fn a_mark_of_either_entry_outlives_the_merge() {
    for marked_entry in [0, 1] {
        let mut village = TestBook::new();
        village.set_clock("2025-12-01T09:00:00+08:00");
        let (home, alone) = twice(&mut village);
        let (kept, gone) = (home.members[0].person_id, alone.members[0].person_id);
        let numbers = [home.members[0].certno.clone(), alone.members[0].certno.clone()];
        bring(&mut village, &one_file(&row_of(marked_entry), &numbers)).expect("a list");
        let now = village.now();
        let verdict = Verdict::Merge { kept };
        village.book.decide_duplicate(kept, gone, verdict, "看过户口簿", &now).expect("one person");
        let homes = [home.clone(), alone.clone()];
        let after = seen(&village, &homes);
        assert_eq!(marked(&after), BTreeSet::from([kept]), "entry {marked_entry} was marked");
        village.open_session("0.00");
        let receipt = village.pay(&home);
        assert!(receipt.payment.lines.iter().all(|line| line.person_id != kept), "he pays nothing here");
        let report = bring(&mut village, &another_file(&row_of(marked_entry), &numbers)).expect("again");
        assert_eq!((report.matched, report.added, report.changed, report.same), (1, 0, 0, 1));
        assert_eq!(marked(&seen(&village, &homes)), BTreeSet::from([kept]));
        village.assert_lawful();
    }
}
