//! Households in a real book on a disk, with people who are nobody.

use super::*;
use crate::book::{BookKind, KdfCost, NewBook};
use crate::codes::EnrolmentState;
use crate::error::Coded;
use crate::payment::{Order, Tendered, Terms};
use crate::person::{PersonCategory, PersonEvent, Standing};
use crate::shipped::ShippedPolicy;
use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use std::fmt::Write as _;
use std::time::Instant;
use tempfile::TempDir;

/// A demo book in a folder of its own, with a clock that goes a minute with each act.
#[derive(Debug)]
pub(crate) struct Village {
    pub(crate) book: Book,
    at: DateTime<FixedOffset>,
    acts: u64,
    _folder: TempDir,
}

impl Village {
    pub(crate) fn new() -> Self {
        Self::under("guichi-2026")
    }

    /// A village that collects under one of the shipped notices.
    pub(crate) fn under(policy_id: &str) -> Self {
        let folder = TempDir::new().expect("a folder for the book");
        let at = DateTime::parse_from_rfc3339("2025-12-01T09:00:00+08:00").expect("an instant");
        let policies = ShippedPolicy::by_ids(&[policy_id]).expect("the notice ships with the program");
        let new = NewBook {
            village_code: "341799101203",
            village_name: "石桥村",
            town_name: "青溪镇",
            kind: BookKind::Training,
            policies: &policies,
            entrusted_paper: "青溪镇〔2025〕12号",
            user: "周会计",
            password: "石桥村2026",
            cost: KdfCost::LIGHT,
            own_clock: None,
        };
        let created = Book::create(&folder.path().join("v.cunshou"), &new, &Moment::new(at, [1; 32]));
        Self { book: created.expect("the book is made").book, at, acts: 0, _folder: folder }
    }

    pub(crate) fn now(&mut self) -> Moment {
        self.at += Duration::minutes(1);
        self.acts += 1;
        let mut entropy = [0_u8; 32];
        entropy[..8].copy_from_slice(&self.acts.to_be_bytes());
        Moment::new(self.at, entropy)
    }

    /// Lets days go by.
    pub(crate) fn pass_days(&mut self, days: i64) {
        self.at += Duration::days(days);
    }

    pub(crate) fn save(&mut self, input: &HouseholdInput) -> Result<Household> {
        let now = self.now();
        self.book.save_household(input, &now)
    }

    pub(crate) fn family(&mut self, surname: &str, sequence: u32) -> Household {
        let members = vec![
            member(&format!("{surname}大山"), "02", "1979-04-12", sequence),
            member(&format!("{surname}秀英"), "10", "1981-09-30", sequence + 1),
            member(&format!("{surname}小雨"), "20", "2012-06-01", sequence + 2),
        ];
        self.save(&HouseholdInput {
            village_group: "一组".to_owned(), members, ..HouseholdInput::default()
        })
        .expect("the family is registered")
    }

    pub(crate) fn pay(&mut self, household_id: Uuid) {
        let now = self.now();
        if self.book.session_status(&now).expect("a status").open.is_none() {
            self.book
                .open_session(now.on(), cunshou_policy::Yuan::ZERO, false, &now)
                .expect("the session opens");
        }
        let form = self.book.open_collect(household_id, &now).expect("the form opens");
        let order = Order {
            payment_id: form.payment_id,
            household_id,
            choice: None,
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms::default(),
        };
        self.book.take_payment(&order, &now).expect("the money is taken");
    }

    pub(crate) fn found(&self, text: &str) -> Vec<String> {
        let on = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
        let page = self.book.search(text, 1, 2026, on).expect("a search");
        page.households.into_iter().map(|row| row.head).collect()
    }
}

/// The number of nobody: an unassigned region, a birth date, a sequence, the right check digit (GB 11643).
pub(crate) fn nobody(birth: &str, sequence: u32) -> String {
    let body = format!("341799{}{sequence:03}", birth.replace('-', ""));
    let weights = [7_u32, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    format!("{body}{check}")
}

fn member(name: &str, relation: &str, birth: &str, sequence: u32) -> MemberInput {
    MemberInput {
        name: name.to_owned(),
        certno: nobody(birth, sequence),
        relation: relation.to_owned(),
        previous_year: Some("normal".to_owned()),
        migrant_worker: Some(false),
        ..MemberInput::default()
    }
}

/// What a screen sends back that changed nothing: numbers masked, categories not revealed.
pub(crate) fn as_shown(household: &Household) -> HouseholdInput {
    HouseholdInput {
        household_id: Some(household.household_id),
        hh_no: Some(household.hh_no.clone()),
        village_group: household.village_group.clone(),
        address: household.address.clone(),
        members: household
            .members
            .iter()
            .map(|person| MemberInput {
                person_id: Some(person.person_id),
                name: person.name.clone(),
                name_alt: person.name_alt.clone(),
                certificate_type: person.certificate_type.clone(),
                certno: person.certno_masked(),
                sex: Some(person.sex.clone()),
                birth: person.birth,
                nation: person.nation.clone(),
                relation: person.relation.clone(),
                hukou: person.hukou.clone(),
                residence: person.residence.clone(),
                phone: person.phone.clone(),
                remarks: None,
                categories: None,
                events: person.events.clone(),
                insurance_current: person.insurance_current.clone(),
                previous_year: person.previous_year.clone(),
                migrant_worker: person.migrant_worker,
                student: person.student.clone(),
                same_person_confirmed: false,
            })
            .collect(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the test")
}

#[test]
fn a_household_is_registered_with_what_follows_from_the_numbers() {
    let mut village = Village::new();
    let mut members =
        vec![member(" 单 晓明 ", "01", "1979-04-12", 1), member("阿依努尔•巴合提", "12", "1981-09-30", 12)];
    members[1].certno = format!(" {} ", nobody("1981-09-30", 12).to_lowercase());
    members[1].phone = "154 0000 0001".to_owned();
    let input = HouseholdInput {
        village_group: "三 组".to_owned(),
        address: "石桥村三组７号".to_owned(),
        members,
        ..HouseholdInput::default()
    };
    let household = village.save(&input).expect("a household");
    assert_eq!((household.hh_no.as_str(), household.village_group.as_str()), ("1", "三组"));
    assert_eq!(household.address, "石桥村三组7号");
    let [head, wife] = household.members.as_slice() else { panic!("two members") };
    assert_eq!((head.name.as_str(), head.relation.as_str(), head.sex.as_str()), ("单晓明", "02", "1"));
    assert_eq!(
        (wife.name.as_str(), wife.sex.as_str(), wife.birth),
        ("阿依努尔·巴合提", "2", Some(day("1981-09-30")))
    );
    assert_eq!((head.member_no, wife.member_no, wife.phone.as_str()), (1, 2, "15400000001"));
    assert_eq!(household.head().map(|person| person.person_id), Some(head.person_id));
    assert_eq!(village.book.household_by_no("1").expect("by number"), household);
    assert_eq!(village.book.next_household_no().expect("a number"), "2");
    let words: Vec<_> = village
        .book
        .history(household.household_id)
        .expect("a history")
        .into_iter()
        .map(|item| item.words)
        .collect();
    assert_eq!(words, ["登记本户，共 2 人"]);
}

#[test]
fn what_is_not_right_is_refused_and_changes_nothing() {
    let mut village = Village::new();
    let other = village.family("王", 10);
    let good = || vec![member("赵一", "02", "1970-01-01", 1), member("赵二", "20", "2001-02-03", 2)];
    let mut check = |expect: &str, change: &dyn Fn(&mut HouseholdInput)| {
        let mut input = HouseholdInput { members: good(), ..HouseholdInput::default() };
        change(&mut input);
        let error = village.save(&input).expect_err(expect);
        assert_eq!(error.code(), expect);
        assert!(crate::words::knows(error.code()), "{expect} has words");
        let said = crate::words::of(&error);
        assert!(!said.message.contains('{') && !said.todo.contains('{'), "all places are filled: {said:?}");
        assert_eq!(village.found(""), ["王大山"], "{expect} leaves the book as it was");
    };
    check("E-HH-003", &|input| input.members[1].certno = nobody("1979-04-12", 10));
    check("E-HH-003", &|input| input.members[1].certno = input.members[0].certno.clone());
    check("E-HH-004", &|input| {
        input.members[1].name = "王大山".to_owned();
        input.members[1].certno = nobody("1979-04-12", 77);
    });
    check("E-HH-005", &|input| input.members[0].certno = "341799197001010011".to_owned());
    check("E-HH-005", &|input| input.members[0].certno = String::new());
    check("E-HH-006", &|input| input.members[0].name = "赵1".to_owned());
    check("E-HH-007", &|input| input.members[1].relation = "02".to_owned());
    check("E-HH-007", &|input| input.members[0].relation = "20".to_owned());
    check("E-HH-007", &|input| input.members.clear());
    check("E-HH-008", &|input| input.hh_no = Some("1".to_owned()));
    check("E-HH-010", &|input| input.members[0].nation = "99".to_owned());
    check("E-HH-010", &|input| input.members[0].relation = "no".to_owned());
    check("E-HH-010", &|input| input.members[0].certificate_type = "图书证".to_owned());
    check("E-HH-010", &|input| input.members[0].hukou = Some("安徽".to_owned()));
    check("E-HH-011", &|input| {
        let event = PersonEvent {
            event_type: "death".to_owned(),
            happened_on: day("2025-12-02"),
            continuous_months: None,
        };
        input.members[1].events = vec![event];
    });
    check("E-HH-012", &|input| {
        input.members[1].certificate_type = crate::codes::BIRTH_CERTIFICATE.to_owned();
        input.members[1].certno = "Z349962086".to_owned();
    });
    check("E-HH-002", &|input| input.members[0].person_id = Some(other.members[0].person_id));
    check("E-HH-001", &|input| input.household_id = Some(other.members[0].person_id));
    let error = village
        .save(&HouseholdInput {
            members: vec![member("王大山", "02", "1979-04-12", 10)],
            ..HouseholdInput::default()
        })
        .expect_err("the number is taken");
    assert_eq!(error.params()[1..], [("hh_no", "1".to_owned()), ("head", "王大山".to_owned())]);
}

#[test]
fn two_people_of_one_name_and_birth_date_are_possible_when_confirmed() {
    let mut village = Village::new();
    village.family("王", 10);
    let mut members = vec![member("王大山", "02", "1979-04-12", 77)];
    members[0].same_person_confirmed = true;
    let household =
        village.save(&HouseholdInput { members, ..HouseholdInput::default() }).expect("another person");
    // The question is not asked again by a change of something else.
    let mut input = as_shown(&household);
    input.members[0].phone = "15400000002".to_owned();
    assert_eq!(village.save(&input).expect("a phone").members[0].phone, "15400000002");
}

#[test]
fn a_newborn_comes_in_by_birth_certificate_and_gets_his_number_later() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let mut input = as_shown(&household);
    input.members.push(MemberInput {
        certificate_type: crate::codes::BIRTH_CERTIFICATE.to_owned(),
        certno: "z349962086".to_owned(),
        sex: Some("女".to_owned()),
        birth: Some(day("2025-11-20")),
        ..member("王念", "30", "2025-11-20", 0)
    });
    let household = village.save(&input).expect("a newborn");
    let baby = &household.members[3];
    assert_eq!((baby.certificate_type.as_str(), baby.certno.as_str()), ("99", "Z349962086"));
    assert_eq!((baby.sex.as_str(), baby.member_no), ("2", 4));
    let mut input = as_shown(&household);
    input.members[3].certificate_type = "01".to_owned();
    input.members[3].certno = nobody("2025-11-20", 28);
    assert_eq!(village.save(&input).expect("the ID number").members[3].certificate_type, "01");
}

#[test]
fn a_change_keeps_what_was_not_shown_and_says_what_it_changed() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let disabled = PersonCategory {
        code: "disability".to_owned(),
        grade: None,
        subtype: None,
        designated_on: Some(day("2024-05-01")),
        designated_by: "in_area".to_owned(),
        ended_on: None,
        source: "残联名单".to_owned(),
    };
    let mut input = as_shown(&household);
    input.members[1].categories = Some(vec![disabled.clone()]);
    let household = village.save(&input).expect("a category");
    let mut input = as_shown(&household);
    input.address = "二组3号".to_owned();
    input.members[0].phone = "15400000003".to_owned();
    let household = village.save(&input).expect("an address");
    assert_eq!(household.members[1].categories, [disabled], "what the screen did not show stays");
    assert_eq!(household.members[1].certno, nobody("1981-09-30", 11), "a masked number is no number");
    assert_eq!(household.phone(), "15400000003");
    // Man and wife were given each other's numbers.
    let mut input = as_shown(&household);
    input.members[0].certno = nobody("1981-09-30", 11);
    input.members[1].certno = nobody("1979-04-12", 10);
    let household = village.save(&input).expect("numbers that change places");
    assert_eq!(household.members[0].birth, Some(day("1981-09-30")));
    let words: Vec<_> = village
        .book
        .history(household.household_id)
        .expect("a history")
        .into_iter()
        .map(|item| item.words)
        .collect();
    assert_eq!(
        words,
        [
            "修改 王秀英 的资料：出生日期、性别、证件号码",
            "修改 王大山 的资料：出生日期、性别、证件号码",
            "修改本户资料：住址",
            "修改 王大山 的资料：电话",
            "修改 王秀英 的资料：资助身份",
            "登记本户，共 3 人",
        ]
    );
    assert_eq!(village.found("二组3号"), ["王大山"], "the household is found by its new address");
    assert_eq!(village.save(&as_shown(&household)).expect("no change"), household);
    assert_eq!(
        village.book.history(household.household_id).expect("a history").len(),
        6,
        "no change leaves no trace"
    );
}

#[test]
fn numbers_of_members_are_never_given_again_and_payers_stay() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let mut input = as_shown(&household);
    input.members.pop();
    let smaller = village.save(&input).expect("a member less");
    let mut input = as_shown(&smaller);
    input.members.push(member("王小雪", "30", "2014-01-05", 40));
    let household = village.save(&input).expect("a member more");
    let numbers: Vec<_> = household.members.iter().map(|member| member.member_no).collect();
    assert_eq!(numbers, [1, 2, 4]);
    village.pay(household.household_id);
    let mut input = as_shown(&household);
    input.members.pop();
    assert_eq!(village.save(&input).expect_err("who paid stays").code(), "E-HH-009");
    assert_eq!(village.book.household(household.household_id).expect("the household"), household);
}

#[test]
fn a_death_leaves_the_member_and_asks_for_a_new_head() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let mut input = as_shown(&household);
    let death = PersonEvent {
        event_type: "death".to_owned(),
        happened_on: day("2025-11-30"),
        continuous_months: None,
    };
    input.members[0].events = vec![death];
    assert_eq!(village.save(&input).expect_err("nobody is the head").code(), "E-HH-007");
    input.members[1].relation = "02".to_owned();
    let household = village.save(&input).expect("the widow is the head");
    assert_eq!(household.members[0].standing, Standing::Dead);
    assert_eq!(household.head().map(|head| head.name.as_str()), Some("王秀英"));
    let row = village.book.household_row(household.household_id, 2026, day("2025-12-01")).expect("a row");
    let row = row.expect("the household is there");
    assert_eq!((row.head.as_str(), row.members.len(), row.unpaid, row.state()), ("王秀英", 2, 2, "open"));
    let progress = village.book.progress(2026).expect("progress");
    assert_eq!((progress.people.total, progress.people.unpaid), (2, 2), "the dead owe nothing");
}

#[test]
fn a_payment_shows_in_search_and_progress() {
    let mut village = Village::new();
    let (first, second) = (village.family("王", 10), village.family("李", 20));
    village.pay(first.household_id);
    let page = village.book.search("王", 1, 2026, day("2025-12-01")).expect("a search");
    let row = &page.households[0];
    assert!(row.members.iter().all(|member| member.state == EnrolmentState::Paid), "{row:?}");
    assert_eq!((row.state(), row.state_label(), row.members[2].age), ("done", "全户已办完", Some(13)));
    let next = village.book.search("王", 1, 2027, day("2025-12-01")).expect("a search");
    assert_eq!(next.households[0].unpaid, 3, "another levy year is another matter");
    let progress = village.book.progress(2026).expect("progress");
    assert_eq!((progress.people.paid, progress.people.unpaid), (3, 3));
    assert_eq!((progress.households.done, progress.households.open), (1, 1));
    assert_eq!(progress.by_group.len(), 1);
    assert_eq!(village.book.household(second.household_id).expect("the other").members.len(), 3);
}

#[test]
fn answers_are_kept_and_unknown_ones_refused() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let ids: Vec<_> = household.members.iter().map(|member| member.person_id).collect();
    let now = village.now();
    for (fact, value) in [
        ("previous_year_insurance", "none"),
        ("migrant_worker_status", "true"),
        ("hukou", "out_of_area"),
        ("residence", "elsewhere"),
        ("insurance_current", "employee"),
    ] {
        village.book.answer_facts(&ids, fact, value, &now).expect(fact);
    }
    let person = village.book.person(ids[1]).expect("the person");
    assert_eq!((person.previous_year.as_deref(), person.migrant_worker), (Some("none"), Some(true)));
    assert_eq!(
        (person.hukou.as_deref(), person.residence.as_deref()),
        (Some("out_of_area"), Some("elsewhere"))
    );
    assert_eq!(person.insurance_current, "employee");
    for (fact, value) in
        [("hukou", "no"), ("disability_grade", "2"), ("no_such_fact", "1"), ("disability_grade", "9")]
    {
        let error = village.book.answer_facts(&ids, fact, value, &now).expect_err(fact);
        assert_eq!(error.code(), "E-HH-010", "{fact}={value}");
    }
    let words = &village.book.history(household.household_id).expect("a history")[0].words;
    assert_eq!(words, "补充 王小雨 的情况：其他医保");
}

#[test]
fn a_reveal_is_recorded_without_what_was_revealed() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let now = village.now();
    let certno = village.book.reveal_certno(household.members[1].person_id, &now).expect("the number");
    assert_eq!(certno, nobody("1981-09-30", 11));
    village.book.reveal_categories(household.members[1].person_id, &now).expect("the categories");
    let log = village.book.audit_log().expect("the log");
    assert_eq!((log[1].act.as_str(), log[1].subject.as_str()), ("reveal_certno", "1-2 王秀英"));
    assert_eq!(log[0].act, "reveal_categories");
    assert!(log.iter().all(|row| !row.subject.contains(&certno)));
}

#[test]
fn a_number_is_checked_while_it_is_typed() {
    let mut village = Village::new();
    let household = village.family("王", 10);
    let check = |kind: &str, number: &str| village.book.check_certificate(kind, number, day("2025-12-01"));
    let good = check("01", &nobody("1990-05-05", 13)).expect("a check");
    assert_eq!((good.fault, good.holder, good.birth), (None, None, Some(day("1990-05-05"))));
    assert_eq!((good.sex.as_deref(), good.region_known), (Some("1"), false));
    let taken = check("01", &nobody("1979-04-12", 10)).expect("a check").holder.expect("someone has it");
    assert_eq!((taken.household_id, taken.head.as_str()), (household.household_id, "王大山"));
    let (message, todo) = check("01", "34179919900505").expect("a check").fault.expect("a fault");
    assert!(!message.is_empty() && !todo.is_empty());
    assert_eq!(check("no such", "1").expect_err("no such certificate").code(), "E-HH-010");
}

#[test]
fn households_are_found_by_whatever_people_say() {
    let mut village = Village::new();
    for (name, group, sequence) in [("单晓明", "十组", 1), ("仇国强", "二组", 3), ("万俟雪", "二组", 5)]
    {
        let mut members = vec![member(name, "02", "1970-03-03", sequence)];
        members[0].phone = format!("1540000000{sequence}");
        members.push(member(&format!("{}小妹", &name[..3]), "30", "2001-03-03", sequence));
        let input = HouseholdInput { village_group: group.to_owned(), members, ..HouseholdInput::default() };
        village.save(&input).expect("a household");
    }
    for (text, expect) in [
        ("单", &["单晓明"][..]),
        ("sxm", &["单晓明"]),
        ("SXM", &["单晓明"]),
        ("shanxiao", &["单晓明"]),
        ("dxm", &["单晓明"]),
        ("qgq", &["仇国强"]),
        ("qiuguoqiang", &["仇国强"]),
        ("mqx", &["万俟雪"]),
        ("mo", &["万俟雪"]),
        ("１５４００００", &["仇国强", "万俟雪", "单晓明"]),
        ("二组 小妹", &["仇国强", "万俟雪"]),
        ("晓明 小妹", &["单晓明"]),
        ("晓明 国强", &[]),
        ("不存在", &[]),
        ("", &["仇国强", "万俟雪", "单晓明"]),
        (" | ", &["仇国强", "万俟雪", "单晓明"]),
        ("3", &["万俟雪", "单晓明", "仇国强"]),
    ] {
        if text == "3" {
            assert_eq!(
                village.found(text).first().map(String::as_str),
                Some("万俟雪"),
                "the household number comes first"
            );
        } else {
            assert_eq!(village.found(text), expect, "{text}");
        }
    }
    let number = nobody("1970-03-03", 5);
    assert_eq!(village.found(&number[10..]), ["万俟雪"], "the end of the number is enough");
}

#[test]
fn search_and_load_are_quick_in_a_large_village() {
    let mut village = Village::new();
    let mut csv = String::from("户号,村民组,姓名,身份证号码,与户主关系\n");
    let (surnames, given) =
        (["王", "李", "张", "单", "翟", "欧阳"], ["国强", "秀英", "晓明", "建军", "小红", "志刚"]);
    for at in 0..5_000_u32 {
        let (household, place) = (at / 4, at % 4);
        let name = format!("{}{}", surnames[(at % 6) as usize], given[(at / 6 % 6) as usize]);
        let birth = format!("19{:02}-{:02}-{:02}", 40 + at % 60, 1 + at / 60 % 12, 1 + at / 720 % 28);
        let relation = if place == 0 { "户主" } else { "子" };
        let number = nobody(&birth, at % 1_000);
        writeln!(csv, "{},{}组,{name},{number},{relation}", 600_000 + household, household / 100 + 1)
            .expect("a string takes all");
    }
    let now = village.now();
    let began = Instant::now();
    let imported = village.book.import_roster(csv.as_bytes(), "大村.csv", &now).expect("a large village");
    println!("import of {} people: {:?}", imported.people, began.elapsed());
    assert_eq!((imported.people, imported.households), (5_000, 1_250));
    let page = |number| village.book.search("", number, 2026, day("2025-12-01")).expect("a page");
    let (last, beyond, far) = (page(63), page(64), page(u32::MAX));
    assert_eq!((last.households.len(), last.total, last.pages), (10, 1_250, 63), "the last page");
    for after in [beyond, far] {
        assert_eq!((after.households.len(), after.total, after.pages), (0, 1_250, 63), "nobody is beyond it");
    }
    for text in ["w", "wgq", "王国强", "1990", "19900", "翟 12组", "600777", ""] {
        village.found(text);
        let began = Instant::now();
        let page = village.book.search(text, 1, 2026, day("2025-12-01")).expect("a search");
        println!(
            "search {text:?}: {} of {} households in {:?}",
            page.households.len(),
            page.total,
            began.elapsed()
        );
    }
    let household = village.book.household_by_no("600777").expect("a household");
    let began = Instant::now();
    for _ in 0..100 {
        village.book.household(household.household_id).expect("the household");
    }
    println!("load of a household of four: {:?}", began.elapsed() / 100);
    let began = Instant::now();
    village.book.progress(2026).expect("progress");
    println!("progress of 5,000 people: {:?}", began.elapsed());
}
