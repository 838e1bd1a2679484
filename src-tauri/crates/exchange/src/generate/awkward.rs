//! Households as life makes them and chance seldom does: each at its place, so that every village that is large enough has
//! all of them.

use super::people::{
    BIRTH_CERTIFICATE, Household, Maker, Move, Person, RESIDENT, Status, Village, WORDS, surname_of,
};
use crate::identity::Sex;
use chrono::Days;

/// The first households are awkward ones, or what they stand beside.
const FIRST: usize = 18;
/// Behind them every so many-th one, so that most groups have some.
const BEGINS: usize = 20;
const APART: usize = 9;
/// Whoever stands there stands in the other household too, under the same number.
const TWICE_FROM: usize = 25;
const TWICE_AT: usize = 60;

/// What the awkward households are there for, in their order.
const KINDS: [fn(&mut Maker) -> Vec<Person>; 23] = [
    Maker::student,
    Maker::soldier,
    Maker::prisoner,
    Maker::away,
    Maker::married_in,
    Maker::married_out,
    Maker::aided,
    Maker::open,
    Maker::very_old,
    Maker::second_spelling,
    Maker::many,
    Maker::entered_by_certificate,
    Maker::entered_by_number,
    Maker::grandchild,
    Maker::dotted,
    Maker::newcomer,
    Maker::not_struck_off,
    Maker::employee,
    Maker::dotted,
    Maker::dotted,
    Maker::dotted,
    Maker::dotted,
    Maker::dotted,
];

/// What an awkward household of a village is there for must not be hidden by a fault.
pub(super) fn is_awkward(ordinal: usize) -> bool {
    ordinal < FIRST || ordinal == TWICE_FROM || kind_at(ordinal).is_some()
}

fn kind_at(ordinal: usize) -> Option<fn(&mut Maker) -> Vec<Person>> {
    let past = ordinal.checked_sub(BEGINS)?;
    if past.is_multiple_of(APART) { KINDS.get(past / APART).copied() } else { None }
}

/// Somebody who stands in two households under one number: where he stands first, and where again.
pub(super) fn in_two_households(village: &Village) -> Option<(usize, usize, Person)> {
    let first = village.households.get(TWICE_FROM)?.members.last()?;
    village.households.get(TWICE_AT)?;
    let mut again = first.clone();
    again.relation = "其他";
    first.has_resident_id().then_some((TWICE_FROM, TWICE_AT, again))
}

fn remark(key: &str) -> &'static str {
    WORDS.remark.get(key).map_or("", String::as_str)
}

impl Maker {
    /// The household that a place is there for.
    pub(super) fn awkward(&mut self, ordinal: usize) -> Option<Vec<Person>> {
        let members = match ordinal {
            0 => vec![self.one((70, 88))],
            2 => {
                let mut members = self.family(2, 1, 0);
                members.remove(0);
                members
            }
            4 => {
                let mut members = self.family(1, 0, 0);
                if let Some(second) = members.get_mut(1) {
                    second.relation = "户主";
                }
                members
            }
            6 => self.nine(),
            8 => {
                let mut members = self.family(1, 0, 1);
                if let Some(head) = members.first_mut() {
                    let on = self.as_of - Days::new(40);
                    (head.deceased_on, head.died_on) = (Some(on), Some(on));
                    head.remarks = remark("dead_head");
                }
                members
            }
            // Two heads of one name, one behind the other.
            10 | 11 => {
                let mut members = self.family(1, 0, 0);
                if let Some(head) = members.first_mut() {
                    self.people.remove(&(head.name.clone(), head.birth));
                    "王建国".clone_into(&mut head.name);
                }
                members
            }
            14 => self.dotted(),
            TWICE_FROM => self.couple((45, 60)),
            _ => return kind_at(ordinal).map(|make| make(self)),
        };
        Some(members)
    }

    /// Nine people under one number.
    fn nine(&mut self) -> Vec<Person> {
        let mut members = self.family(2, 2, 1);
        let surname = surname_of(&members[0].name).to_owned();
        let mut more = [("弟弟", (44, 54)), ("侄子", (16, 22)), ("父亲", (88, 99))].into_iter();
        while members.len() < 9 {
            let Some((relation, ages)) = more.next() else { break };
            if relation == "父亲" && members.iter().any(|member| member.relation == "父亲") {
                continue;
            }
            members.push(self.person(Some(&surname), Sex::Male, relation, ages));
        }
        members
    }

    /// More people than a receipt has lines.
    fn many(&mut self) -> Vec<Person> {
        let mut members = self.nine();
        let surname = surname_of(&members[0].name).to_owned();
        for (sex, relation, ages) in
            [(Sex::Male, "侄子", (20, 34)), (Sex::Female, "侄女", (18, 30)), (Sex::Female, "侄女", (8, 15))]
        {
            members.push(self.person(Some(&surname), sex, relation, ages));
        }
        members
    }

    /// A household with a name of several parts, and a guest with another certificate.
    pub(super) fn dotted(&mut self) -> Vec<Person> {
        let mut members = self.family(1, 0, 0);
        let entry = &WORDS.dotted[self.dots % WORDS.dotted.len()];
        self.dots += 1;
        let mut parts = entry.split(':');
        let (nation, name, sex) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
        let sex = if sex == Some("女") { Sex::Female } else { Sex::Male };
        let mut spouse = self.person(None, sex, "其他", (25, 60));
        name.clone_into(&mut spouse.name);
        nation.clone_into(&mut spouse.nation);
        self.people.insert((spouse.name.clone(), spouse.birth));
        members.push(spouse);
        if self.certificates < 2 || self.chance.once_in(4) {
            let mut guest = self.person(None, Sex::Female, "其他", (25, 60));
            let foreign = self.certificates.is_multiple_of(2);
            (guest.certificate, guest.certno) = if foreign {
                ("护照", format!("E{:08}", 90_000_000 + self.certificates))
            } else {
                ("港澳居民来往内地通行证", format!("H{:08}", 99_000_000 + self.certificates))
            };
            if foreign {
                "MARIA GARCIA".clone_into(&mut guest.name);
                guest.nation = String::new();
            }
            self.certificates += 1;
            members.push(guest);
        }
        members
    }

    /// A child of a family with parents only, of a certain age and with a remark beside it.
    fn with_child(&mut self, sex: Sex, ages: (i32, i32), key: &str) -> Vec<Person> {
        let mut members = self.couple((50, 58));
        let surname = surname_of(&members[0].name).to_owned();
        let relation = if sex == Sex::Male { "儿子" } else { "女儿" };
        let mut child = self.person(Some(&surname), sex, relation, ages);
        child.remarks = remark(key);
        child.insured_last_year = true;
        members.push(child);
        members
    }

    fn student(&mut self) -> Vec<Person> {
        self.with_child(Sex::Female, (19, 21), "student")
    }

    fn soldier(&mut self) -> Vec<Person> {
        self.with_child(Sex::Male, (19, 21), "soldier")
    }

    fn prisoner(&mut self) -> Vec<Person> {
        let mut members = self.with_child(Sex::Male, (24, 30), "prisoner");
        if let Some(son) = members.last_mut() {
            son.insured_last_year = false;
        }
        members
    }

    /// The parents work elsewhere, the child is with its grandmother.
    fn away(&mut self) -> Vec<Person> {
        let mut members = self.couple((30, 42));
        for member in &mut members {
            member.remarks = remark("away");
        }
        let surname = surname_of(&members[0].name).to_owned();
        members.push(self.person(Some(&surname), Sex::Male, "儿子", (5, 12)));
        members.push(self.person(None, Sex::Female, "母亲", (60, 70)));
        members
    }

    fn married_in(&mut self) -> Vec<Person> {
        let mut members = self.couple((50, 60));
        let surname = surname_of(&members[0].name).to_owned();
        members.push(self.person(Some(&surname), Sex::Male, "儿子", (25, 32)));
        let mut wife = self.person(None, Sex::Female, "儿媳", (24, 30));
        wife.remarks = remark("married_in");
        wife.insured_last_year = false;
        members.push(wife);
        members
    }

    /// The office has struck her off; the roster has not.
    fn married_out(&mut self) -> Vec<Person> {
        let mut members = self.with_child(Sex::Female, (24, 30), "married_out");
        let moved = self.moved("out", 150);
        if let Some(daughter) = members.last_mut() {
            daughter.moved = Some(moved);
        }
        members
    }

    /// Somebody moved, so many days ago.
    pub(super) fn moved(&self, key: &str, days_ago: u64) -> Move {
        let word = |key: String| WORDS.moves.get(&key).map_or("", String::as_str);
        Move {
            on: self.as_of - Days::new(days_ago),
            direction: word(format!("{key}_direction")),
            place: word(format!("{key}_place")),
            reason: word(format!("{key}_reason")),
        }
    }

    /// A status that has not ended, in the plain word of the office.
    fn lasting(&self, code: &str, years: u64) -> Status {
        Status {
            code: code.to_owned(),
            word: WORDS.category[code][0].clone(),
            grade: None,
            begin: self.as_of - Days::new(365 * years),
            end: None,
        }
    }

    /// Two old people for whom everything is paid.
    fn aided(&mut self) -> Vec<Person> {
        let mut members = self.couple((72, 79));
        let status = self.lasting("destitute_support", 4);
        for member in &mut members {
            member.statuses.push(status.clone());
            member.insured_last_year = true;
        }
        members
    }

    /// A disability of which no grade is written, and nothing known of last year.
    fn open(&mut self) -> Vec<Person> {
        let mut head = self.one((40, 60));
        head.statuses.push(self.lasting("disability", 3));
        head.insured_last_year = false;
        vec![head]
    }

    /// Over a hundred, and his son of over eighty.
    fn very_old(&mut self) -> Vec<Person> {
        let mut members = vec![self.person(None, Sex::Male, "户主", (81, 84))];
        let surname = surname_of(&members[0].name).to_owned();
        members.push(self.person(Some(&surname), Sex::Male, "父亲", (101, 103)));
        for member in &mut members {
            member.insured_last_year = true;
        }
        members
    }

    fn second_spelling(&mut self) -> Vec<Person> {
        let mut members = self.family(1, 0, 0);
        let (rare, plain) = WORDS.second_spelling();
        for (member, name) in members.iter_mut().zip([rare]) {
            self.people.remove(&(member.name.clone(), member.birth));
            let surname = surname_of(&member.name).to_owned();
            member.name = format!("{surname}{name}");
            member.name_alt = format!("{surname}{plain}");
        }
        members
    }

    /// A newborn by the paper of the hospital …
    fn entered_by_certificate(&mut self) -> Vec<Person> {
        let mut members = self.couple((26, 34));
        let surname = surname_of(&members[0].name).to_owned();
        let mut child = self.person(Some(&surname), Sex::Male, "儿子", (0, 0));
        child.birth = self.as_of - Days::new(50);
        child.insured_last_year = false;
        let mut entered = child.clone();
        child.certno = self.resident_number(child.birth, child.sex);
        self.twice = Some(child);
        self.certify(&mut entered);
        members.push(entered);
        members
    }

    /// … and the same child by its number, with the mother's parents.
    fn entered_by_number(&mut self) -> Vec<Person> {
        let mut members = self.couple((52, 62));
        if let Some(mut child) = self.twice.take() {
            child.relation = "外孙";
            members.push(child);
        }
        members
    }

    /// An orphan with the grandparents.
    fn grandchild(&mut self) -> Vec<Person> {
        let mut members = self.couple((60, 68));
        let surname = surname_of(&members[0].name).to_owned();
        let mut child = self.person(Some(&surname), Sex::Female, "孙女", (8, 13));
        child.statuses.push(self.lasting("orphan", 2));
        members.push(child);
        members
    }

    fn newcomer(&mut self) -> Vec<Person> {
        let mut members = self.couple((35, 48));
        for member in &mut members {
            member.remarks = remark("newcomer");
            member.insured_last_year = false;
        }
        members
    }

    /// The office knows that he is dead; the roster does not.
    fn not_struck_off(&mut self) -> Vec<Person> {
        let mut members = self.couple((70, 79));
        if let Some(head) = members.first_mut() {
            head.died_on = Some(self.as_of - Days::new(75));
        }
        members
    }

    fn employee(&mut self) -> Vec<Person> {
        let mut members = self.family(1, 0, 0);
        if let Some(head) = members.first_mut() {
            head.remarks = remark("employee");
            head.insured_last_year = false;
        }
        members
    }

    /// Born within the last three months: some have no ID number yet.
    pub(super) fn perhaps_newborn(&mut self, mut child: Person) -> Person {
        let age_days = (self.as_of - child.birth).num_days();
        if age_days <= 90 && !self.chance.once_in(3) {
            self.certify(&mut child);
        }
        child
    }

    /// A birth certificate instead of a number.
    fn certify(&mut self, child: &mut Person) {
        self.newborns += 1;
        child.certificate = BIRTH_CERTIFICATE;
        child.certno = format!("Z3499{:05}", 10_000 + self.newborns);
        child.remarks = remark("newborn");
    }

    /// Two people of one name and one birth date, in different households; and one newborn at least.
    pub(super) fn twins(&mut self, households: &mut [Household]) {
        if households.len() < 20 {
            return;
        }
        let model = households[12].members[0].clone();
        let twin = &mut households[17].members[0];
        let certno = self.resident_number(model.birth, model.sex);
        twin.name.clone_from(&model.name);
        (twin.sex, twin.birth, twin.certno) = (model.sex, model.birth, certno);
        if self.newborns == 0
            && let Some(member) = households[13].members.last().cloned()
        {
            let mut child = self.person(Some(surname_of(&member.name)), Sex::Female, "孙女", (0, 0));
            child.birth = self.as_of - Days::new(20);
            child.insured_last_year = false;
            self.certify(&mut child);
            if let Some(last) = households[13].members.last_mut() {
                *last = child;
            }
        }
    }

    /// Each of the rare given names to somebody, where there are enough people.
    pub(super) fn rare_names(&mut self, households: &mut [Household]) {
        let rare = WORDS.rare_names();
        let apart = households.len() / (rare.len() + 1);
        if apart < 4 {
            return;
        }
        for (at, given) in rare.into_iter().enumerate() {
            // Somebody plain from a place on: the twins have their name for a purpose.
            let from = (at + 1) * apart;
            let is_plain =
                |person: &&mut Person| person.certificate == RESIDENT && !person.name.contains('·');
            let person = households
                .iter_mut()
                .enumerate()
                .skip(from)
                .filter(|(at, _)| !is_awkward(*at))
                .find_map(|(_, household)| household.members.iter_mut().rev().find(is_plain));
            let Some(person) = person else { continue };
            self.people.remove(&(person.name.clone(), person.birth));
            person.name = format!("{}{given}", surname_of(&person.name));
            self.people.insert((person.name.clone(), person.birth));
        }
    }
}
