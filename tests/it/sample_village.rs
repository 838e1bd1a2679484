//! 示例村: what ships is what the generator makes, it holds what a village can hold, and nobody in it is real.

use chrono::NaiveDate;
use cunshou_core::canvass::WhereaboutsFilter;
use cunshou_core::enrolment::Payable;
use cunshou_core::levy_year::LastYear;
use cunshou_core::person::{PeopleFilter, SortBy};
use cunshou_core::progress::{MissingQuery, Open};
use cunshou_core::sample::{Sample, SampleKind};
use cunshou_core::{Book, Moment};
use cunshou_exchange::generate;
use cunshou_exchange::identity::{CertificateKind, check_resident_id};
use cunshou_exchange::roster::{Roster, RosterRow, RowCode, read_roster};
use cunshou_exchange::workbook::{self, Cell};
use cunshou_paper::{Fonts, coverage};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

#[test]
fn the_shipped_village_is_what_the_generator_makes() {
    let sample = Sample::shipped();
    let made = generate::files(&sample.wanted(), &sample.roster().file).expect("the workbooks are made");
    for file in &made {
        let list = sample.lists.iter().find(|list| list.file == file.name);
        let list = list.unwrap_or_else(|| panic!("{} is named in assets/demo/village.toml", file.name));
        assert!(list.bytes() == file.bytes, "{}: run `cargo xtask sample-village`", file.name);
    }
    assert_eq!(made.len(), sample.lists.len(), "nothing is named that is not made");
}

fn roster() -> Roster {
    let sample = Sample::shipped();
    let list = sample.roster();
    read_roster(list.bytes(), &list.file, sample.clock.date_naive()).expect("the shipped roster is read")
}

/// How often each text occurs.
fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

#[test]
fn nobody_in_the_shipped_village_is_real() {
    let sample = Sample::shipped();
    let today = sample.clock.date_naive();
    assert!(sample.village_code.starts_with(generate::REGION), "a village of a county that does not exist");
    for row in &roster().rows {
        if row.certificate_kind == CertificateKind::ResidentId {
            assert!(row.certno.starts_with(generate::REGION), "{}", row.certno);
            let id = check_resident_id(&row.certno, today).expect("a right number");
            assert!(!id.region_known, "{}", row.certno);
        }
        assert!(row.phone.is_empty() || row.phone.starts_with("154"), "{}", row.phone);
    }
    // In the lists, too: whatever looks like a number is one of that county.
    for list in &sample.lists {
        let book = workbook::read(list.bytes(), &list.file).expect("it is read");
        let cells = book.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.cells);
        for (_, cell) in cells {
            let Cell::Text(text) = cell else { continue };
            let plain: String = text.chars().filter(char::is_ascii_digit).collect();
            assert!(plain.len() < 15 || plain.starts_with(generate::REGION), "{}: {text}", list.file);
        }
    }
}

/// First and last character of each block of Han characters that our fonts know.
const BLOCKS: [(&str, u32, u32); 8] = [
    ("the first block", 0x4E00, 0x9FFF),
    ("Extension A", 0x3400, 0x4DBF),
    ("Extension B", 0x2_0000, 0x2_A6DF),
    ("Extension C", 0x2_A700, 0x2_B73F),
    ("Extension D", 0x2_B740, 0x2_B81F),
    ("Extension E", 0x2_B820, 0x2_CEAF),
    ("Extension F", 0x2_CEB0, 0x2_EBEF),
    ("compatibility forms", 0xF900, 0xFAFF),
];

#[test]
fn the_shipped_village_has_the_names_that_few_systems_can_write() {
    let roster = roster();
    let fonts = Fonts::shipped();
    for row in &roster.rows {
        coverage(&row.name, &fonts).unwrap_or_else(|error| panic!("{}: {error}", row.name));
    }
    let names: String = roster.rows.iter().map(|row| row.name.as_str()).collect();
    for (block, first, last) in BLOCKS {
        let found = names.chars().filter(|c| (first..=last).contains(&u32::from(*c))).count();
        assert!(found > 0, "{block}");
    }
    assert!(
        roster.rows.iter().any(|row| row.name_alt.as_ref().is_some_and(|alt| *alt != row.name)),
        "a second spelling"
    );
    let dotted = roster.rows.iter().filter(|row| row.name.contains('·')).count();
    assert!(dotted >= 7, "{dotted} names of several parts");

    // As they stand in the sheet: every dot that villages type, and a leftover of an old system.
    let list = Sample::shipped().roster();
    let book = workbook::read(list.bytes(), &list.file).expect("it is read");
    let text: String = book.sheets[0]
        .rows
        .iter()
        .filter_map(|row| match row.cell(6) {
            Some(Cell::Text(name)) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for dot in ['·', '•', '・', '．', '.', '‧'] {
        assert!(text.contains(dot), "the dot {dot}");
    }
    assert!(text.contains('\u{E863}'), "a character of GBK's private use");
    let surnames = ["单", "仇", "曾", "翟", "缪", "解", "区", "盖", "覃", "查", "万俟", "尉迟"];
    let missing: Vec<_> = surnames
        .into_iter()
        .filter(|surname| !roster.rows.iter().any(|row| row.name.starts_with(surname)))
        .collect();
    assert!(missing.len() <= 2, "surnames that are read otherwise than the character alone: {missing:?}");
}

#[test]
fn the_shipped_village_has_the_households_that_are_awkward() {
    let roster = roster();
    let today = Sample::shipped().clock.date_naive();
    assert!((1_240..=1_270).contains(&roster.rows.len()), "{} people", roster.rows.len());
    let groups = counted(roster.rows.iter().map(|row| row.village_group.as_str()));
    assert_eq!(groups.len(), 12, "{groups:?}");

    let mut households: BTreeMap<&str, Vec<&RosterRow>> = BTreeMap::new();
    for row in &roster.rows {
        households.entry(row.hh_no.as_deref().unwrap_or_default()).or_default().push(row);
    }
    let age = |row: &RosterRow| row.birth.and_then(|birth| today.years_since(birth)).unwrap_or_default();
    let has = |what: &str, test: &dyn Fn(&[&RosterRow]) -> bool| {
        let found = households.values().filter(|members| test(members)).count();
        assert!(found > 0, "{what}");
        found
    };
    has("one old person", &|members| members.len() == 1 && age(members[0]) >= 70);
    has("more people than a receipt has lines", &|members| members.len() >= 12);
    has("a newborn by the hospital's paper", &|members| {
        members.iter().any(|row| row.certificate_kind == CertificateKind::BirthCertificate)
    });
    has("other certificates", &|members| {
        members.iter().any(|row| row.certificate_kind == CertificateKind::Other)
    });
    has("a dead head", &|members| members.iter().any(|row| row.deceased_on.is_some()));
    has("somebody over a hundred", &|members| members.iter().any(|row| age(row) >= 100));
    for word in ["大学生", "军人", "服刑", "在外务工", "嫁入", "出嫁", "迁入", "职工医保"]
    {
        has(word, &|members| members.iter().any(|row| row.remarks.contains(word)));
    }
    for code in [RowCode::NoHead, RowCode::TwoHeads] {
        assert!(roster.household_warnings.iter().any(|of| of.code == code), "{code:?}");
    }
    let names = counted(roster.rows.iter().map(|row| row.name.as_str()));
    assert!(names["王建国"] >= 2, "two people of one name");
    let twice: BTreeSet<(&str, Option<NaiveDate>)> = roster
        .warnings
        .iter()
        .filter(|warning| warning.code == RowCode::SameNameAndBirth)
        .filter_map(|warning| roster.rows.iter().find(|row| row.row == warning.row))
        .map(|row| (row.name.as_str(), row.birth))
        .collect();
    assert!(twice.len() >= 2, "one name and one birth date: a twin entry and a newborn with two papers");

    let codes = counted(roster.bad.iter().map(|bad| bad.code.word()));
    assert_eq!(codes.len(), 10, "every fault that a row can have: {codes:?}");
    let elsewhere = roster.bad.iter().filter(|bad| bad.code == RowCode::DuplicateInFile).any(|bad| {
        let first = roster.rows.iter().find(|row| Some(row.row) == bad.first_row);
        first.is_some_and(|first| first.hh_no != bad.household)
    });
    assert!(elsewhere, "a person in two households");
}

struct Desk {
    book: Book,
    acts: u8,
    _folder: TempDir,
}

impl Desk {
    fn now(&mut self) -> Moment {
        self.acts += 1;
        Moment::new(Sample::shipped().clock, [self.acts; 32])
    }

    /// The sample village as a clerk meets it.
    fn opened() -> Self {
        let sample = Sample::shipped();
        let folder = TempDir::new().expect("a folder");
        let notices = sample.notices().expect("they ship with the program");
        let path = folder.path().join("sample.cunshou");
        let created = Book::create(&path, &sample.book(&notices), &Moment::new(sample.clock, [255; 32]));
        let mut book = created.expect("a book").book;
        let mut acts = 0;
        let filled: cunshou_core::Result<()> = book.fill_sample(|| {
            acts += 1;
            Ok(Moment::new(sample.clock, [acts; 32]))
        });
        filled.expect("roster, lists and people fit each other");
        Self { book, acts, _folder: folder }
    }

    fn bring_in(&mut self, file: &str) {
        let list =
            Sample::shipped().lists.iter().find(|list| list.file == file).expect("a list of the village");
        let now = self.now();
        let brought = self.book.bring_in_sample(list, &now).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(brought.matched > 0, "{file} speaks of somebody of the village");
    }
}

#[test]
fn the_sample_book_has_something_to_show_when_it_is_opened() {
    let desk = Desk::opened();
    let today = Sample::shipped().clock.date_naive();
    let levy_year = desk.book.policy_on(today).expect("a notice").levy_year;
    let query = MissingQuery { levy_year, ..MissingQuery::default() };
    let seen = desk.book.completeness(&query, today).expect("counted");
    let why: BTreeMap<&str, u32> = seen.by_why.iter().map(|(why, count)| (why.word(), *count)).collect();
    assert!(why.get(Open::CanPay.word()).is_some_and(|count| *count > 1_000), "{why:?}");
    assert_eq!(why.get(Open::ProofMissing.word()), Some(&1), "a student whose paper is not here");
    assert_eq!(seen.people.exempt, 3, "a soldier, a prisoner and an employee whose papers are");
    let away = PeopleFilter { whereabouts: Some(WhereaboutsFilter::Away), ..PeopleFilter::default() };
    let away = desk.book.people(&away, (SortBy::default(), false), 1, levy_year, today).expect("people");
    assert_eq!(away.total, 2, "a couple that works elsewhere");
    let last = &seen.last_year;
    let strangers_to_last_year = seen.people.total.saturating_sub(last.insured);
    assert!(last.insured > 1_000 && strangers_to_last_year > 50, "{last:?}");
    assert_eq!(seen.by_group.len(), 12, "every group");

    // A household for which everything is paid: it owes nothing and its money can be taken.
    let mut pages = 1..=u32::MAX;
    let mut aided = 0;
    let mut owing = BTreeSet::new();
    let mut asked = 0;
    loop {
        let page = desk.book.search("", pages.next().expect("a page"), levy_year, today).expect("households");
        for row in &page.households {
            let bill = desk.book.bill(row.household_id, None, today).expect("a bill");
            let due: Vec<Yuan> = bill
                .lines
                .iter()
                .filter(|line| matches!(line.payable, Payable::Yes))
                .map(|line| line.sums().due)
                .collect();
            aided += usize::from(due.len() == bill.lines.len() && due.iter().all(|due| due.is_zero()));
            owing.extend(due);
            asked += bill.lines.iter().filter(|line| !line.questions(&bill.policy.policy).is_empty()).count();
        }
        if page.page == page.pages {
            break;
        }
    }
    assert!(aided > 0, "a household for which everything is paid");
    assert!((20..400).contains(&asked), "some, not all, are asked something at the table: {asked}");
    assert!(owing.len() >= 4, "people owe different sums: {owing:?}");
    assert!(
        seen.rows
            .iter()
            .any(|row| row.last_year == LastYear::NotInsured || row.last_year == LastYear::Unknown)
    );
}

#[test]
fn every_list_of_the_sample_village_can_be_tried_in_its_book() {
    let mut desk = Desk::opened();
    let sample = Sample::shipped();
    let today = sample.clock.date_naive();
    let levy_year = desk.book.policy_on(today).expect("a notice").levy_year;
    for list in sample.lists.iter().filter(|list| list.kind != SampleKind::Roster && !list.stands) {
        desk.bring_in(&list.file);
    }
    let categories = include_str!("../../assets/codes/category.tsv").lines().skip(1);
    for code in categories.filter_map(|line| line.split('\t').next()) {
        let filter = PeopleFilter { category: Some(code.to_owned()), ..PeopleFilter::default() };
        let now = desk.now();
        let found = desk.book.reveal_people(&filter, (SortBy::default(), false), 1, levy_year, &now);
        assert!(found.expect("the people").total > 0, "{code}");
    }
    let proposals = desk.book.proposals(true, None, 1).expect("the proposals");
    assert!(proposals.open > 3, "{}", proposals.open);
    let now = desk.now();
    let differences = desk.book.sum_differences(1, &now).expect("the differences");
    assert!(differences.total > 0, "the office marks somebody whom no list names");
    assert!(desk.book.duplicates_open().expect("the duplicates") > 1, "a newborn twice, a twin entry");
    for report in desk.book.verify().expect("the laws are run") {
        assert!(report.violations.is_empty(), "{:?}", report.violations);
    }
    let lists = desk.book.category_lists().expect("the lists");
    let newest =
        lists.iter().find(|list| list.department == "民政").expect("the civil affairs office's list");
    assert!(!newest.cancellations_held, "the whole list frees what the spoilt one held");
}
