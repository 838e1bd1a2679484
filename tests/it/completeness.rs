//! Who is missing and why, the table of people, and what is kept in memory of them.

use cunshou_core::codes::EnrolmentState;
use cunshou_core::enrolment::{LeftOut, Mark};
use cunshou_core::household::HouseholdInput;
use cunshou_core::person::{PEOPLE_PAGE, PeopleFilter, SortBy, Standing};
use cunshou_core::progress::{Completeness, Done, MissingQuery, Open, View};
use cunshou_core::{Coded, Error};
use proptest::prelude::*;
use support::{TestBook, day, listed, member};
use uuid::Uuid;

const YEAR: i32 = 2026;

fn all(village: &mut TestBook) -> Completeness {
    let now = village.now();
    let query = MissingQuery { levy_year: YEAR, ..MissingQuery::default() };
    village.book.completeness(&query, now.on()).expect("counted")
}

fn mark(
    village: &mut TestBook,
    person_id: Uuid,
    reason: &str,
    note: &str,
    proof: &str,
) -> Result<EnrolmentState, Error> {
    let left_out = LeftOut {
        person_id,
        reason: reason.to_owned(),
        note: note.to_owned(),
        proof: proof.to_owned(),
        ..LeftOut::default()
    };
    let now = village.now();
    village.book.mark_enrolment(&Mark { left_out, levy_year: None }, &now)
}

fn why(found: &Completeness) -> Vec<(&str, &str)> {
    found.rows.iter().map(|row| (row.name.as_str(), row.why.map_or("", Open::word))).collect()
}

#[test]
fn everyone_who_is_not_done_stands_on_the_list_with_the_reason() {
    let mut village = TestBook::new();
    let family = village.family("王", 1);
    let [father, mother, child] = [0, 1, 2].map(|place| family.members[place].person_id);
    assert_eq!(
        why(&all(&mut village)),
        [("王大山", "can_pay"), ("王秀英", "can_pay"), ("王小雨", "can_pay")]
    );

    assert_eq!(
        mark(&mut village, father, "employee_insurance", "", "").expect("marked"),
        EnrolmentState::Exempt
    );
    assert_eq!(
        mark(&mut village, mother, "paid_elsewhere", "", "手机缴费截图").expect("marked"),
        EnrolmentState::PaidElsewhere
    );
    mark(&mut village, child, "refused", "父母说明年再缴", "").expect("marked");
    let found = all(&mut village);
    assert_eq!(why(&found), [("王大山", "proof_missing"), ("王小雨", "visit_missing")]);
    assert!(
        found.rows[0].words.contains("职工医保参保证明"),
        "which paper is missing: {}",
        found.rows[0].words
    );
    assert_eq!(found.people, Done { total: 3, paid_elsewhere: 1, missing: 2, ..Done::default() });

    mark(&mut village, father, "employee_insurance", "", "看过社保卡缴费记录")
        .expect("the proof was brought");
    assert_eq!(why(&all(&mut village)), [("王小雨", "visit_missing")]);

    let now = village.now();
    village.book.take_back_mark(child, None, "标错了", &now).expect("taken back");
    assert_eq!(why(&all(&mut village)), [("王小雨", "can_pay")]);
    let again = village.book.take_back_mark(child, None, "", &now).expect_err("nothing is there");
    assert_eq!(again.code(), "E-FIL-006");
    village.open_session("0.00");
    village.pay(&family);
    let done = all(&mut village);
    assert_eq!(done.people, Done { total: 3, paid: 1, paid_elsewhere: 1, exempt: 1, ..Done::default() });
    assert_eq!((done.households.done, done.households.open), (1, 0));
    village.assert_lawful();
}

#[test]
fn what_cannot_be_marked_is_refused_and_changes_nothing() {
    let mut village = TestBook::new();
    let family = village.family("李", 1);
    let [father, mother, child] = [0, 1, 2].map(|place| family.members[place].person_id);
    for (reason, code) in
        [("refused", "E-FIL-003"), ("paid_elsewhere", "E-FIL-004"), ("no such", "E-FIL-002")]
    {
        let error = mark(&mut village, mother, reason, " ", "").expect_err(reason);
        assert_eq!(error.code(), code);
    }
    mark(&mut village, father, "military", "", "入伍通知书").expect("marked");
    village.open_session("0.00");
    village.pay(&family);
    assert_eq!(
        mark(&mut village, child, "employee_insurance", "", "x").expect_err("paid").code(),
        "E-FIL-001"
    );
    let now = village.now();
    let past = Mark { left_out: LeftOut { person_id: father, ..LeftOut::default() }, levy_year: Some(1999) };
    assert_eq!(village.book.mark_enrolment(&past, &now).expect_err("no notice").code(), "E-YEAR-001");
    village.set_clock("2027-01-05T09:00:00+08:00");
    let now = village.now();
    let over = Mark { left_out: LeftOut { person_id: father, ..LeftOut::default() }, levy_year: Some(YEAR) };
    assert_eq!(village.book.mark_enrolment(&over, &now).expect_err("over").code(), "E-FIL-007");
    let query = MissingQuery { levy_year: YEAR, ..MissingQuery::default() };
    let found = village.book.completeness(&query, now.on()).expect("it can be looked at");
    assert_eq!(found.people.missing, 0);
    village.assert_lawful();
}

#[test]
fn where_the_notice_wants_whole_households_the_article_stands_beside() {
    let mut village = TestBook::following("guichi-2024", "2023-11-03T09:30:00+08:00");
    let family = village.family("赵", 1);
    mark(&mut village, family.members[2].person_id, "refused", "不愿参保", "").expect("it is so");
    let now = village.now();
    let query = MissingQuery { levy_year: 2024, ..MissingQuery::default() };
    let found = village.book.completeness(&query, now.on()).expect("counted");
    let (article, quote) = found.strict.clone().expect("the notice is strict");
    assert!(quote.contains("以户为单位"), "{article} {quote}");
    let child = found.rows.iter().find(|row| row.name == "赵小雨").expect("listed");
    assert_eq!(child.why, Some(Open::NotAllowed));
    assert_eq!(child.rule.as_ref().map(|(article, _)| article.as_str()), Some(article.as_str()));
}

#[test]
fn groups_that_must_be_insured_are_counted_with_who_is_missing() {
    let mut village = TestBook::following("tongcheng-2026", "2025-11-03T09:30:00+08:00");
    let mut poor = member("周大山", "02", "1979-04-12", 1);
    poor.categories = Some(vec![listed("minimum_living_allowance")]);
    let mut ended = member("周秀英", "10", "1981-09-30", 2);
    let mut held = listed("minimum_living_allowance");
    held.ended_on = Some(day("2025-06-30"));
    ended.categories = Some(vec![held]);
    let family = village.register(vec![poor, ended]);
    let ask = |village: &mut TestBook| {
        let now = village.now();
        let query = MissingQuery { levy_year: YEAR, view: View::Target(0), ..MissingQuery::default() };
        village.book.completeness(&query, now.on()).expect("counted")
    };
    let found = ask(&mut village);
    let target = &found.targets[0];
    assert_eq!(
        (target.percent, target.total, target.done, target.wanted),
        (Some(100), 1, 0, 1),
        "{target:?}"
    );
    assert!(!target.quote.is_empty());
    assert_eq!(found.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["周大山"]);
    mark(&mut village, family.members[0].person_id, "insured_elsewhere", "", "外地凭证").expect("marked");
    let found = ask(&mut village);
    assert_eq!((found.targets[0].done, found.targets[0].wanted, found.total), (1, 0, 0));
}

#[test]
fn last_year_is_compared_with_this_year() {
    let mut village = TestBook::new();
    let mut new = member("孙新来", "02", "1990-04-12", 1);
    new.previous_year = Some("none".to_owned());
    let mut unknown = member("孙不明", "02", "1991-04-12", 2);
    unknown.previous_year = None;
    let old = member("孙老户", "02", "1992-04-12", 3);
    let households: Vec<_> = [new, unknown, old].map(|one| village.register(vec![one])).into();
    let view = |village: &mut TestBook, view| {
        let now = village.now();
        let query = MissingQuery { levy_year: YEAR, view, ..MissingQuery::default() };
        village.book.completeness(&query, now.on()).expect("counted")
    };
    let names = |found: &Completeness| found.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&view(&mut village, View::Stopped)), ["孙老户"]);
    village.open_session("0.00");
    village.pay(&households[0]);
    village.pay(&households[2]);
    let found = view(&mut village, View::New);
    assert_eq!(names(&found), ["孙新来"]);
    let last = found.last_year;
    assert_eq!((last.insured, last.kept, last.stopped, last.new, last.unknown), (1, 1, 0, 1, 1));
}

#[test]
fn the_table_of_people_is_filtered_sorted_and_paged() {
    let mut village = TestBook::new();
    for n in 0..40_u32 {
        village.family(["单", "仇", "曾", "解"][(n % 4) as usize], n * 10 + 1);
    }
    let on = day("2025-11-05");
    let ask = |village: &TestBook, filter: &PeopleFilter, sort, page| {
        village.book.people(filter, sort, page, YEAR, on).expect("listed")
    };
    let everyone = PeopleFilter::default();
    let first = ask(&village, &everyone, (SortBy::Roster, false), 1);
    assert_eq!((first.total, first.pages, first.rows.len()), (120, 2, PEOPLE_PAGE as usize));
    assert_eq!(ask(&village, &everyone, (SortBy::Roster, false), 2).rows.len(), 20);
    assert_eq!(ask(&village, &everyone, (SortBy::Roster, false), 99).page, 2, "beyond the last is the last");
    let heads = PeopleFilter { heads_only: true, text: "shan".to_owned(), ..everyone.clone() };
    let found = ask(&village, &heads, (SortBy::Roster, false), 1);
    assert!(found.total >= 10 && found.rows.iter().all(|row| row.is_head), "{}", found.total);
    let young = PeopleFilter { age_to: Some(17), ..everyone.clone() };
    let found = ask(&village, &young, (SortBy::Age, true), 1);
    assert_eq!(found.total, 40);
    assert!(found.rows.windows(2).all(|pair| pair[0].age >= pair[1].age), "the oldest first");
    let by_name = ask(&village, &everyone, (SortBy::Name, false), 1);
    assert!(by_name.rows[0].name.starts_with('仇'), "qiu before shan, xie, zeng: {}", by_name.rows[0].name);
    assert!(by_name.rows.iter().all(|row| row.certno_masked.contains('*')), "numbers are masked");
    let hidden = PeopleFilter { category: Some("disability".to_owned()), ..everyone };
    let error = village.book.people(&hidden, (SortBy::Roster, false), 1, YEAR, on).expect_err("hidden");
    assert_eq!(error.code(), "E-PPL-002");
}

#[test]
fn categories_are_shown_only_where_it_is_recorded() {
    let mut village = TestBook::new();
    let mut poor = member("周大山", "02", "1979-04-12", 1);
    poor.categories = Some(vec![listed("minimum_living_allowance")]);
    village.register(vec![poor, member("周秀英", "10", "1981-09-30", 2)]);
    let on = day("2025-11-05");
    let plain =
        village.book.people(&PeopleFilter::default(), (SortBy::Roster, false), 1, YEAR, on).expect("listed");
    let marks: Vec<_> = plain.rows.iter().map(|row| (row.has_category, row.categories.len())).collect();
    assert_eq!(marks, [(true, 0), (false, 0)]);
    let filter =
        PeopleFilter { category: Some("minimum_living_allowance".to_owned()), ..PeopleFilter::default() };
    let now = village.now();
    let shown = village.book.reveal_people(&filter, (SortBy::Roster, false), 1, YEAR, &now).expect("shown");
    assert_eq!(shown.rows.iter().map(|row| row.categories.len()).collect::<Vec<_>>(), [1]);
    let audit = village.book.audit_log().expect("the log").remove(0);
    assert_eq!(audit.act, "reveal_people_categories");
    assert!(!audit.subject.contains("minimum"), "which category is not in the log: {}", audit.subject);
}

#[test]
fn an_export_with_full_numbers_wants_a_reason_and_is_recorded_without_them() {
    let mut village = TestBook::new();
    let mut strange = member("王建国", "02", "1960-01-02", 1);
    strange.phone = "+15400000001".to_owned();
    let household = village.register(vec![strange]);
    let certno = household.members[0].certno.clone();
    let sort = (SortBy::Roster, false);
    let now = village.now();
    let everyone = PeopleFilter::default();
    let error = village.book.export_people(&everyone, sort, YEAR, Some(" "), &now).expect_err("no reason");
    assert_eq!(error.code(), "E-PPL-001");
    let masked = village.book.export_people(&everyone, sort, YEAR, None, &now).expect("masked");
    let full = village.book.export_people(&everyone, sort, YEAR, Some("镇里核对"), &now).expect("full");
    assert_eq!((masked.people, full.people), (1, 1));
    let holds = |workbook: &[u8]| {
        use std::io::Read;
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a workbook");
        let mut strings = String::new();
        zip.by_name("xl/sharedStrings.xml").expect("texts").read_to_string(&mut strings).expect("read");
        strings.contains(&certno)
    };
    assert!(!holds(&masked.workbook) && holds(&full.workbook));
    let log = village.book.audit_log().expect("the log");
    let acts: Vec<_> = log.iter().map(|row| row.act.as_str()).take(2).collect();
    assert_eq!(acts, ["export_people_full", "export_people_masked"]);
    assert!(log[0].subject.contains("镇里核对") && !log[0].subject.contains(&certno), "{}", log[0].subject);
    let nobody = PeopleFilter { standing: Some(Standing::Dead), ..PeopleFilter::default() };
    let error = village.book.export_people(&nobody, sort, YEAR, None, &now).expect_err("nobody fits");
    assert_eq!(error.code(), "E-PPL-003");
}

/// What a village's people did, by the place of the household and of the member.
#[derive(Debug, Clone)]
enum Act {
    Pay(usize),
    Mark(usize, usize, &'static str, bool),
    Clear(usize, usize),
    Rename(usize, usize),
    Group(usize, usize),
    Phone(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let house = 0..6_usize;
    let reason =
        prop::sample::select(vec!["employee_insurance", "paid_elsewhere", "refused", "later", "military"]);
    prop::collection::vec(
        prop_oneof![
            house.clone().prop_map(Act::Pay),
            (house.clone(), 0..3_usize, reason, any::<bool>()).prop_map(|(h, m, r, p)| Act::Mark(h, m, r, p)),
            (house.clone(), 0..3_usize).prop_map(|(h, m)| Act::Clear(h, m)),
            (house.clone(), 0..4_usize).prop_map(|(h, n)| Act::Rename(h, n)),
            (house.clone(), 0..3_usize).prop_map(|(h, g)| Act::Group(h, g)),
            house.prop_map(Act::Phone),
        ],
        1..14,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The village is the sum of its households and groups, the filters of the table part it, and what is kept in memory
    /// is what a book that was just opened reads.
    #[test]
    fn counts_are_sums_filters_part_and_memory_follows(acts in acts()) {
        let mut village = TestBook::new();
        let families: Vec<_> = (0..6).map(|n| village.family(["王", "李", "张", "刘", "陈", "杨"][n as usize], n * 10 + 1)).collect();
        village.open_session("0.00");
        for act in &acts {
            // Each look keeps everybody in memory, so that the next act must be noticed.
            let _ = village.book.search("", 1, YEAR, day("2025-11-05")).expect("found");
            let id = |h: usize| families[h].household_id;
            match act {
                Act::Pay(h) => {
                    let order = village.order(&families[*h]);
                    let _ = village.take(&order);
                }
                Act::Mark(h, m, reason, seen) => {
                    let proof = if *seen { "看过" } else { "" };
                    let _ = mark(&mut village, families[*h].members[*m].person_id, reason, "问过本人", proof);
                }
                Act::Clear(h, m) => {
                    let now = village.now();
                    let _ = village.book.take_back_mark(families[*h].members[*m].person_id, None, "", &now);
                }
                Act::Rename(h, n) => edit(&mut village, id(*h), |input| input.members[0].name = ["万俟雪", "尉迟恭", "单晓明", "区志"][*n].to_owned()),
                Act::Group(h, g) => edit(&mut village, id(*h), |input| input.village_group = ["二组", "十组", ""][*g].to_owned()),
                Act::Phone(h) => edit(&mut village, id(*h), |input| input.members[1].phone = "15400001234".to_owned()),
            }
        }
        let on = day("2025-11-05");
        let found = all(&mut village);
        let sum = |of: &dyn Fn(&Done) -> u32| found.by_group.iter().map(|group| of(&group.people)).sum::<u32>();
        let whole = found.people;
        prop_assert_eq!(whole.total, whole.paid + whole.paid_elsewhere + whole.exempt + whole.refused + whole.missing);
        prop_assert_eq!((sum(&|d| d.total), sum(&|d| d.missing)), (whole.total, whole.missing));
        prop_assert_eq!(found.by_why.iter().map(|(_, people)| people).sum::<u32>(), whole.missing);
        prop_assert_eq!(found.total, whole.missing);
        let mut of_households = Done::default();
        for family in &families {
            let one = village.book.household_completeness(family.household_id, YEAR, on).expect("counted");
            prop_assert_eq!(one.missing.len(), one.people.missing as usize);
            of_households.total += one.people.total;
            of_households.missing += one.people.missing;
        }
        prop_assert_eq!((of_households.total, of_households.missing), (whole.total, whole.missing));

        let count = |filter: PeopleFilter| {
            village.book.people(&filter, (SortBy::Roster, false), 1, YEAR, on).expect("listed").total
        };
        let everyone = count(PeopleFilter::default());
        prop_assert_eq!(everyone, whole.total);
        let by_state = EnrolmentState::ALL.map(|state| count(PeopleFilter { state: Some(state), ..PeopleFilter::default() }));
        prop_assert_eq!(by_state.iter().sum::<u32>(), everyone);
        let groups = village.book.people(&PeopleFilter::default(), (SortBy::Roster, false), 1, YEAR, on).expect("listed").groups;
        let by_group: u32 = groups.iter().map(|group| count(PeopleFilter { village_group: Some(group.clone()), ..PeopleFilter::default() })).sum();
        prop_assert_eq!(by_group, everyone);
        let ages: u32 = [(0, 17), (18, 59), (60, 200)].iter().map(|(from, to)| count(PeopleFilter { age_from: Some(*from), age_to: Some(*to), ..PeopleFilter::default() })).sum();
        prop_assert_eq!(ages, everyone);

        let texts = ["", "wjx", "moqixue", "yuchi", "shan", "ouzhi", "1234", "二组", "大山"];
        let look = |village: &TestBook| texts.map(|text| village.book.search(text, 1, YEAR, on).expect("found"));
        let kept = look(&village);
        let village = village.reopen();
        prop_assert_eq!(kept, look(&village));
        village.assert_lawful();
    }
}

/// Changes a household as its form would.
fn edit(village: &mut TestBook, household_id: Uuid, change: impl FnOnce(&mut HouseholdInput)) {
    let household = village.book.household(household_id).expect("there");
    let members = household.members.iter().map(|person| cunshou_core::household::MemberInput {
        person_id: Some(person.person_id),
        name: person.name.clone(),
        certificate_type: person.certificate_type.clone(),
        certno: person.certno.clone(),
        nation: person.nation.clone(),
        relation: person.relation.clone(),
        hukou: person.hukou.clone(),
        residence: person.residence.clone(),
        phone: person.phone.clone(),
        categories: None,
        insurance_current: person.insurance_current.clone(),
        previous_year: person.previous_year.clone(),
        migrant_worker: person.migrant_worker,
        ..cunshou_core::household::MemberInput::default()
    });
    let mut input = HouseholdInput {
        household_id: Some(household_id),
        hh_no: Some(household.hh_no.clone()),
        village_group: household.village_group.clone(),
        address: household.address.clone(),
        members: members.collect(),
    };
    change(&mut input);
    let now = village.now();
    village.book.save_household(&input, &now).expect("the change is kept");
}
