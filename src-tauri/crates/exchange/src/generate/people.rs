//! The people: who lives with whom, how old, of what name and number, with what status.

use super::{Chance, MAX_PERSONS, REGION, Wanted};
use crate::identity::{self, CertificateKind, Sex};
use crate::roster::{Roster, RosterRow};
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// The words of `assets/exchange/generate.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    pub town: String,
    pub village: String,
    villages: Vec<String>,
    surnames: String,
    polyphonic: String,
    men_old: String,
    men_young: String,
    women_old: String,
    women_young: String,
    rare: String,
    second_spelling: String,
    pub dotted: Vec<String>,
    nations: Vec<String>,
    pub paid_amount: String,
    pub unmarked: String,
    pub remark: BTreeMap<String, String>,
    pub moves: BTreeMap<String, String>,
    pub school: Vec<School>,
    pub category: BTreeMap<String, Vec<String>>,
    pub list: Vec<ListWords>,
}

impl Words {
    /// Given names that few fonts have.
    pub(super) fn rare_names(&self) -> Vec<&str> {
        self.rare.split_whitespace().collect()
    }

    /// A rare given name, and how a system writes it that lacks the character.
    pub(super) fn second_spelling(&self) -> (&str, &str) {
        self.second_spelling.split_once(':').unwrap_or_default()
    }
}

/// Where somebody of an age goes to school.
#[derive(Debug, Deserialize)]
pub(super) struct School {
    pub name: String,
    pub level: String,
    pub place: String,
    pub from_age: i32,
    pub to_age: i32,
    pub insures: String,
}

/// How one office heads its list.
#[derive(Debug, Deserialize)]
pub(super) struct ListWords {
    pub kind: String,
    pub file: String,
    pub title: String,
    #[serde(default)]
    pub codes: Vec<String>,
    /// Which of an office's lists: the one that stands, or the one after it.
    #[serde(default)]
    pub issue: Issue,
    pub columns: Vec<String>,
}

/// Which of the lists that an office hands out one after the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Issue {
    /// The list that stands.
    #[default]
    Standing,
    /// The one after it: some people are new on it, some changed, some gone.
    Next,
    /// The one after it, with a row that has no number.
    NextSpoilt,
}

impl ListWords {
    /// Some offices hand out a csv in GB18030, the others a workbook.
    pub(super) fn is_csv(&self) -> bool {
        std::path::Path::new(&self.file).extension().is_some_and(|extension| extension == "csv")
    }
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/exchange/generate.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// A status on a department's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Code of `category.tsv`.
    pub code: String,
    /// As the office writes it.
    pub word: String,
    /// The grade of a disability.
    pub grade: Option<u8>,
    /// Since when.
    pub begin: NaiveDate,
    /// Until when, if it has ended.
    pub end: Option<NaiveDate>,
}

/// Nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name in its one spelling.
    pub name: String,
    /// The number in its one spelling.
    pub certno: String,
    /// The kind of certificate as a roster writes it.
    pub certificate: &'static str,
    /// Man or woman.
    pub sex: Sex,
    /// The day of birth.
    pub birth: NaiveDate,
    /// Relation to the head as a roster writes it.
    pub relation: &'static str,
    /// The nation as a roster writes it.
    pub nation: String,
    /// A telephone number that nobody has, or nothing.
    pub phone: String,
    /// The day of death.
    pub deceased_on: Option<NaiveDate>,
    /// Another spelling of the name, for systems that lack a character of it.
    pub name_alt: String,
    /// What somebody wrote beside the row.
    pub remarks: &'static str,
    /// What the departments' lists say.
    pub statuses: Vec<Status>,
    /// Insured in the year before.
    pub insured_last_year: bool,
    /// Has paid elsewhere for the coming year.
    pub paid_on: Option<NaiveDate>,
    /// When he died, as an office knows it; a roster may not say so yet.
    pub died_on: Option<NaiveDate>,
    /// How he moved, as an office knows it.
    pub moved: Option<Move>,
}

/// Somebody who moved in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub on: NaiveDate,
    /// In or out, as the office writes it.
    pub direction: &'static str,
    /// Where to, or where from.
    pub place: &'static str,
    /// Why.
    pub reason: &'static str,
}

impl Person {
    /// A resident with an ID number, not a newborn or a guest with another certificate.
    pub(super) fn has_resident_id(&self) -> bool {
        self.certificate == RESIDENT
    }

    pub(super) fn age(&self, as_of: NaiveDate) -> i32 {
        as_of.year() - self.birth.year()
    }
}

pub(super) const RESIDENT: &str = "居民身份证";
pub(super) const BIRTH_CERTIFICATE: &str = "出生医学证明";

/// People under one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Its number.
    pub hh_no: String,
    /// Its village group.
    pub group: String,
    /// Its address.
    pub address: String,
    /// Its members, the head first, where it has one.
    pub members: Vec<Person>,
}

/// A village of nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    /// As it was wanted.
    pub wanted: Wanted,
    /// Its households, by group.
    pub households: Vec<Household>,
    /// People on the departments' lists who are not on the roster.
    pub strangers: Vec<Person>,
}

pub(super) fn village(wanted: &Wanted) -> Village {
    let persons = wanted.persons.min(MAX_PERSONS) as usize;
    let mut maker = Maker::new(wanted);
    let mut households: Vec<Household> = Vec::new();
    let mut made = 0;
    while made < persons {
        let ordinal = households.len();
        let mut members = maker.household(ordinal);
        members.truncate(persons - made);
        made += members.len();
        households.push(Household {
            hh_no: String::new(),
            group: String::new(),
            address: String::new(),
            members,
        });
    }
    maker.twins(&mut households);
    maker.rare_names(&mut households);
    let groups = (persons / 105).clamp(1, 60);
    let per_group = households.len().div_ceil(groups).max(1);
    let mut number = 600_010_000;
    for (ordinal, household) in households.iter_mut().enumerate() {
        number += 1 + maker.chance.below(3);
        let group = ordinal / per_group;
        // The village of the groups: twelve each.
        let place = &WORDS.villages[(group / 12) % WORDS.villages.len()];
        household.hh_no = number.to_string();
        household.group = format!("{}组", numeral(group + 1));
        household.address = format!("{}{place}{}{}号", WORDS.town, household.group, ordinal % per_group + 1);
    }
    maker.statuses(&mut households);
    maker.paid_elsewhere(&mut households);
    let mut strangers: Vec<Person> =
        (0..(persons / 200).clamp(1, 60) * 3).map(|_| maker.stranger()).collect();
    if let Some(newcomer) = strangers.first_mut() {
        newcomer.moved = Some(maker.moved("in", 40));
    }
    Village { wanted: *wanted, households, strangers }
}

/// A village of the good rows of a roster, with statuses of our own making: so that lists can be made for a roster
/// that is there already.
pub(super) fn village_of(roster: &Roster, seed: u64, as_of: NaiveDate) -> Village {
    let persons = u32::try_from(roster.rows.len()).unwrap_or(u32::MAX);
    let wanted = Wanted { persons, seed, as_of, dirty: false };
    let mut maker = Maker::new(&wanted);
    maker.numbers = roster.rows.iter().map(|row| row.certno.clone()).collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut households: Vec<Household> = Vec::new();
    for row in &roster.rows {
        let number = row.hh_no.as_deref().unwrap_or_default();
        let at = *places.entry(number).or_insert_with(|| {
            households.push(Household {
                hh_no: number.to_owned(),
                group: row.village_group.clone(),
                address: row.address.clone(),
                members: Vec::new(),
            });
            households.len() - 1
        });
        let person = maker.of_row(row);
        // The head stands first, as the lists name him.
        let place = if row.relation_code.as_deref() == Some("02") { 0 } else { households[at].members.len() };
        households[at].members.insert(place, person);
    }
    maker.statuses(&mut households);
    maker.paid_elsewhere(&mut households);
    let mut strangers: Vec<Person> = (0..6).map(|_| maker.stranger()).collect();
    strangers[0].moved = Some(maker.moved("in", 40));
    Village { wanted, households, strangers }
}

/// 1 to 99 as a village writes them.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0..10 => DIGITS[number].to_owned(),
        10..20 => format!("十{}", DIGITS[number - 10]),
        _ => format!("{}十{}", DIGITS[number / 10 % 10], DIGITS[number % 10]),
    }
}

pub(super) struct Maker {
    pub(super) as_of: NaiveDate,
    pub(super) chance: Chance,
    numbers: HashSet<String>,
    pub(super) people: HashSet<(String, NaiveDate)>,
    surnames: Vec<&'static str>,
    polyphonic: Vec<&'static str>,
    given: [Vec<&'static str>; 4],
    rare: Vec<&'static str>,
    pub(super) newborns: u32,
    pub(super) certificates: u32,
    /// How many names of several parts there are.
    pub(super) dots: usize,
    /// Somebody who is entered a second time, in another household.
    pub(super) twice: Option<Person>,
}

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

impl Maker {
    fn new(wanted: &Wanted) -> Self {
        let all = &*WORDS;
        Self {
            as_of: wanted.as_of,
            chance: Chance::of(wanted.seed, 1),
            numbers: HashSet::new(),
            people: HashSet::new(),
            surnames: words(&all.surnames),
            polyphonic: words(&all.polyphonic),
            given: [
                words(&all.men_old),
                words(&all.men_young),
                words(&all.women_old),
                words(&all.women_young),
            ],
            rare: words(&all.rare),
            newborns: 0,
            certificates: 0,
            dots: 0,
            twice: None,
        }
    }

    pub(super) fn surname(&mut self) -> String {
        if self.chance.once_in(12) {
            return (*self.chance.pick(&self.polyphonic)).to_owned();
        }
        // The first surnames of the list are the frequent ones.
        let most = self.surnames.len();
        let among = [6, 16, most][self.chance.weighted(&[4, 3, 3])].min(most);
        self.surnames[self.chance.place(among)].to_owned()
    }

    /// A day on which somebody of such an age was born.
    fn born(&mut self, from_age: i32, to_age: i32) -> NaiveDate {
        let age = from_age
            + i32::try_from(self.chance.below(u64::from((to_age - from_age).unsigned_abs()) + 1))
                .unwrap_or(0);
        let first = NaiveDate::from_ymd_opt(self.as_of.year() - age, 1, 1).unwrap_or(self.as_of);
        let day = first + Days::new(self.chance.below(365));
        // Nobody is born after the day; a newborn was born a little before it.
        if day > self.as_of { self.as_of - Days::new(3 + self.chance.below(70)) } else { day }
    }

    pub(super) fn person(
        &mut self,
        surname: Option<&str>,
        sex: Sex,
        relation: &'static str,
        ages: (i32, i32),
    ) -> Person {
        let birth = self.born(ages.0, ages.1);
        let certno = self.resident_number(birth, sex);
        let is_old = self.as_of.year() - birth.year() >= 45;
        let names = match (sex, is_old) {
            (Sex::Male, true) => 0,
            (Sex::Male, false) => 1,
            (Sex::Female, true) => 2,
            (Sex::Female, false) => 3,
        };
        let mut name = String::new();
        // The same name and birth twice is made on purpose, or not at all.
        for round in 0..200 {
            let surname = match surname {
                Some(surname) => surname.to_owned(),
                None => self.surname(),
            };
            let given: &str = if self.chance.once_in(200) {
                self.chance.pick::<&str>(&self.rare)
            } else {
                self.chance.pick::<&str>(&self.given[names])
            };
            name = format!("{surname}{given}");
            if round > 100 {
                name.push_str(self.chance.pick::<&str>(&self.given[names]));
            }
            if !self.people.contains(&(name.clone(), birth)) {
                break;
            }
        }
        self.people.insert((name.clone(), birth));
        let nation = self.chance.pick(&WORDS.nations).clone();
        let age = self.as_of.year() - birth.year();
        let has_phone = (16..80).contains(&age) && !self.chance.once_in(6);
        Person {
            name,
            certno,
            certificate: RESIDENT,
            sex,
            birth,
            relation,
            nation,
            phone: if has_phone {
                format!("154{:08}", self.chance.below(100_000_000))
            } else {
                String::new()
            },
            deceased_on: None,
            name_alt: String::new(),
            remarks: "",
            statuses: Vec::new(),
            insured_last_year: age > 0 && !self.chance.once_in(13),
            paid_on: None,
            died_on: None,
            moved: None,
        }
    }

    /// A number that no one has: right check digit, a county that does not exist.
    pub(super) fn resident_number(&mut self, birth: NaiveDate, sex: Sex) -> String {
        loop {
            let sequence = self.chance.below(500) * 2 + u64::from(sex == Sex::Male);
            let body = format!("{REGION}{}{sequence:03}", birth.format("%Y%m%d"));
            let number = identity::with_check_digit(&body);
            if self.numbers.insert(number.clone()) {
                return number;
            }
        }
    }

    fn of_row(&mut self, row: &RosterRow) -> Person {
        let relation = identity::relations()
            .iter()
            .find(|(code, _)| Some(*code) == row.relation_code.as_deref())
            .map_or("其他", |(_, name)| *name);
        let birth = row.birth.unwrap_or(self.as_of);
        Person {
            name: row.name.clone(),
            certno: row.certno.clone(),
            certificate: match row.certificate_kind {
                CertificateKind::ResidentId => RESIDENT,
                CertificateKind::BirthCertificate => BIRTH_CERTIFICATE,
                CertificateKind::Other => "其他证件",
            },
            sex: row.sex.unwrap_or(Sex::Male),
            birth,
            relation,
            nation: String::new(),
            phone: row.phone.clone(),
            deceased_on: row.deceased_on,
            name_alt: row.name_alt.clone().unwrap_or_default(),
            remarks: "",
            statuses: Vec::new(),
            insured_last_year: self.as_of.year() > birth.year() && !self.chance.once_in(13),
            paid_on: None,
            died_on: row.deceased_on,
            moved: None,
        }
    }

    fn stranger(&mut self) -> Person {
        let sex = if self.chance.once_in(2) { Sex::Male } else { Sex::Female };
        self.person(None, sex, "户主", (20, 85))
    }

    pub(super) fn either(&mut self) -> Sex {
        if self.chance.once_in(2) { Sex::Male } else { Sex::Female }
    }

    /// A household: mostly ordinary ones, the awkward ones at fixed places, so that every village has them.
    fn household(&mut self, ordinal: usize) -> Vec<Person> {
        if let Some(members) = self.awkward(ordinal) {
            return members;
        }
        if self.chance.once_in(90) {
            return self.dotted();
        }
        let kind = self.chance.weighted(&[8, 7, 15, 16, 14, 8, 20, 6, 6]);
        match kind {
            0 => vec![self.one((66, 95))],
            1 => vec![self.one((22, 60))],
            2 => self.couple((62, 92)),
            3 => self.family(1, 0, 0),
            4 => self.family(2, 0, 0),
            5 => self.family(1, 0, 1),
            6 => self.family(0, 2, 0),
            7 => self.family(1, 2, 1),
            _ => self.family(3, 0, 0),
        }
    }

    pub(super) fn one(&mut self, ages: (i32, i32)) -> Person {
        let sex = self.either();
        self.person(None, sex, "户主", ages)
    }

    pub(super) fn couple(&mut self, ages: (i32, i32)) -> Vec<Person> {
        let surname = self.surname();
        let head = self.person(Some(&surname), Sex::Male, "户主", ages);
        let wife_word = *self.chance.pick(&["妻", "妻子", "之妻", "配偶"]);
        let wife = self.spouse(&head, wife_word);
        vec![head, wife]
    }

    /// A wife of about the age of her husband.
    fn spouse(&mut self, of: &Person, relation: &'static str) -> Person {
        let age = of.age(self.as_of);
        self.person(None, Sex::Female, relation, ((age - 5).max(22), (age + 2).max(22)))
    }

    /// A child of somebody, at most so old; nobody has children before twenty.
    fn child_of(&mut self, parent: &Person, sex: Sex, relation: &'static str, ages: (i32, i32)) -> Person {
        let most = (parent.age(self.as_of) - 20).clamp(0, ages.1);
        let surname = surname_of(&parent.name).to_owned();
        let child = self.person(Some(&surname), sex, relation, (ages.0.min(most), most));
        self.perhaps_newborn(child)
    }

    /// A couple with so many children of their own, so many grandchildren by a son who lives with them, and the father
    /// or mother of the head.
    pub(super) fn family(&mut self, children: usize, grandchildren: usize, parents: usize) -> Vec<Person> {
        const SONS: [&str; 3] = ["长子", "次子", "三子"];
        const DAUGHTERS: [&str; 3] = ["长女", "次女", "三女"];
        let (ages, of_children) = if grandchildren > 0 { ((50, 68), (24, 34)) } else { ((27, 48), (0, 22)) };
        let mut members = self.couple(ages);
        let head = members[0].clone();
        let (mut sons, mut daughters) = (0, 0);
        for _ in 0..children.min(3) {
            let sex = self.either();
            let relation = if sex == Sex::Male {
                sons += 1;
                if self.chance.once_in(3) && sons == 1 { "儿子" } else { SONS[sons - 1] }
            } else {
                daughters += 1;
                if self.chance.once_in(3) && daughters == 1 { "女儿" } else { DAUGHTERS[daughters - 1] }
            };
            members.push(self.child_of(&head, sex, relation, of_children));
        }
        if grandchildren > 0 {
            let son = self.child_of(&head, Sex::Male, "儿子", (25, 42));
            let wife_word = *self.chance.pick(&["儿媳", "儿媳妇", "媳"]);
            let wife = self.spouse(&son, wife_word);
            members.extend([son.clone(), wife]);
            for _ in 0..grandchildren {
                let sex = self.either();
                let relation = if sex == Sex::Male { "孙子" } else { "孙女" };
                members.push(self.child_of(&son, sex, relation, (0, 16)));
            }
        }
        if parents > 0 {
            let sex = self.either();
            let surname = surname_of(&head.name).to_owned();
            let (relation, surname) =
                if sex == Sex::Male { ("父亲", Some(surname.as_str())) } else { ("母亲", None) };
            let age = head.age(self.as_of);
            members.push(self.person(surname, sex, relation, (age + 21, (age + 34).min(103))));
        }
        members
    }

    /// Gives statuses by chance, and then each code to somebody at least once, where there is anybody fit for it.
    fn statuses(&mut self, households: &mut [Household]) {
        let mut chance = Chance(self.chance.below(u64::MAX));
        let as_of = self.as_of;
        // Whoever has a status or a remark already has it because his household is there for it.
        let mut seen: HashSet<&str> = FREQUENT
            .iter()
            .map(|(code, _)| *code)
            .filter(|code| {
                let mut people = households.iter().flat_map(|household| &household.members);
                people.any(|person| person.statuses.iter().any(|status| status.code == *code))
            })
            .collect();
        for person in households.iter_mut().flat_map(|household| &mut household.members) {
            let is_plain = person.statuses.is_empty() && person.remarks.is_empty();
            if !person.has_resident_id() || person.deceased_on.is_some() || !is_plain {
                continue;
            }
            let age = person.age(as_of);
            for (code, one_in) in FREQUENT {
                let fits = fits(code, age);
                if fits && chance.once_in(*one_in) && person.statuses.len() < 2 {
                    seen.insert(code);
                    let status = status(&mut chance, code, as_of, person.birth);
                    person.statuses.push(status);
                }
            }
        }
        for (code, _) in FREQUENT.iter().filter(|(code, _)| !seen.contains(code)) {
            let mut all: Vec<&mut Person> = households
                .iter_mut()
                .flat_map(|household| &mut household.members)
                .filter(|person| person.has_resident_id() && person.deceased_on.is_none())
                .filter(|person| person.statuses.is_empty() && person.remarks.is_empty())
                .filter(|person| fits(code, person.age(as_of)))
                .collect();
            if all.is_empty() {
                continue;
            }
            let place = chance.place(all.len());
            let birth = all[place].birth;
            all[place].statuses.push(status(&mut chance, code, as_of, birth));
        }
    }

    /// Some pay by telephone: mostly whole households, now and then one person of a household.
    fn paid_elsewhere(&mut self, households: &mut [Household]) {
        for household in households {
            let on = self.as_of - Days::new(1 + self.chance.below(13));
            let is_whole = self.chance.once_in(8);
            for person in &mut household.members {
                let alone = self.chance.once_in(45);
                let is_plain =
                    person.statuses.is_empty() && person.remarks.is_empty() && person.moved.is_none();
                let lives = person.deceased_on.is_none() && person.died_on.is_none();
                if (is_whole || alone) && is_plain && lives {
                    person.paid_on = Some(on);
                }
            }
        }
    }
}

/// One in so many of those who are fit for it has each.
const FREQUENT: &[(&str, u64)] = &[
    ("minimum_living_allowance", 32),
    ("disability", 38),
    ("destitute_support", 90),
    ("low_income_margin", 240),
    ("poverty_monitored", 60),
    ("out_of_poverty", 25),
    ("returned_to_poverty", 420),
    ("key_entitled_group", 300),
    ("pension_entitled_group", 330),
    ("resettled_fisher", 260),
    ("family_planning_hardship", 340),
    ("illness_impoverished", 600),
    ("high_risk_mental_patient", 900),
    ("orphan", 260),
    ("de_facto_unattended_child", 160),
    ("hiv_affected_child", 900),
];

fn fits(code: &str, age: i32) -> bool {
    match code {
        "orphan" | "de_facto_unattended_child" | "hiv_affected_child" => (2..17).contains(&age),
        "destitute_support" | "key_entitled_group" | "pension_entitled_group" => age >= 55,
        "family_planning_hardship" => age >= 49,
        "resettled_fisher" | "high_risk_mental_patient" => (25..70).contains(&age),
        _ => age >= 2,
    }
}

fn status(chance: &mut Chance, code: &str, as_of: NaiveDate, birth: NaiveDate) -> Status {
    let words = &WORDS.category[code];
    let begin = as_of - Days::new(60 + chance.below(3_000));
    let ended = chance.once_in(12);
    let begin = begin.max(birth + Days::new(30));
    Status {
        code: code.to_owned(),
        word: chance.pick(words).clone(),
        grade: (code == "disability").then(|| [1, 2, 3, 4][chance.place(4)]),
        begin,
        end: (ended && begin + Days::new(40) < as_of).then(|| as_of - Days::new(1 + chance.below(30))),
    }
}

/// The surname of a name that was made here.
pub(super) fn surname_of(name: &str) -> &str {
    let double = WORDS
        .polyphonic
        .split_whitespace()
        .find(|surname| surname.chars().count() == 2 && name.starts_with(surname));
    double.unwrap_or_else(|| &name[..name.chars().next().map_or(0, char::len_utf8)])
}
