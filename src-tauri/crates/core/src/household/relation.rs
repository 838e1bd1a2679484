//! What the members of a household are to a new head, by a table.
//!
//! Invariant: pure. The table (`assets/codes/relation_rebase.tsv`) proposes and says how sure it is; what it does not
//! know is asked, never guessed. Must not know: rows, who decides.

use crate::codes::rows;
use crate::person::Person;
use chrono::NaiveDate;
use std::sync::LazyLock;
use uuid::Uuid;

use super::HEAD;

/// How a member stands to a new head, as the table proposes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The member.
    pub person_id: Uuid,
    /// GB/T 4761; `None` = the table does not know, it must be asked.
    pub relation: Option<String>,
    /// False where the table takes the usual case for granted (children of an earlier marriage are possible).
    pub is_sure: bool,
}

struct KinRow {
    code: &'static str,
    kin: &'static str,
    sex: &'static str,
}

struct RebaseRow {
    new_head: &'static str,
    new_head_sex: &'static str,
    old_head_sex: &'static str,
    other: &'static str,
    becomes: &'static str,
    is_sure: bool,
    only_child: bool,
}

static KIN: LazyLock<Vec<KinRow>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/relation_kin.tsv"))
        .map(|row| KinRow { code: row[0], kin: row[1], sex: row[2] })
        .collect()
});

static REBASE: LazyLock<Vec<RebaseRow>> = LazyLock::new(|| {
    rows(include_str!("../../../../../assets/codes/relation_rebase.tsv"))
        .map(|row| RebaseRow {
            new_head: row[0],
            new_head_sex: row[1],
            old_head_sex: row[2],
            other: row[3],
            becomes: row[4],
            is_sure: row[5] == "sure",
            only_child: row[6] == "yes",
        })
        .collect()
});

/// What the table goes by in a person.
#[derive(Debug, Clone)]
struct One {
    code: String,
    sex: String,
    birth: Option<NaiveDate>,
}

impl One {
    fn of(person: &Person) -> Self {
        Self { code: person.relation.clone(), sex: person.sex.clone(), birth: person.birth }
    }

    fn kin(&self) -> &'static str {
        KIN.iter().find(|row| row.code == self.code).map_or("other", |row| row.kin)
    }
}

/// True if the sex of a person is what a row wants; an unknown sex fits no row that wants one.
fn fits(wanted: &str, sex: &str) -> bool {
    wanted == "-" || wanted == sex
}

/// 兄 or 弟, 姐姐 or 妹妹, by who was born first.
fn sibling(new_head: &One, other: &One) -> Option<&'static str> {
    let elder = other.birth? < new_head.birth?;
    match (other.sex.as_str(), elder) {
        ("1", true) => Some("71"),
        ("1", false) => Some("73"),
        ("2", true) => Some("75"),
        ("2", false) => Some("77"),
        _ => None,
    }
}

/// What `other` becomes when `new_head` heads the household in the place of `old_head`; the codes of both are theirs
/// to the old head.
fn becomes(
    new_kin: &str,
    new_head: &One,
    old_head: &One,
    other: &One,
    only_child: bool,
) -> (Option<String>, bool) {
    let kin = other.kin();
    let row = REBASE.iter().find(|row| {
        row.new_head == new_kin
            && row.other == kin
            && fits(row.new_head_sex, &new_head.sex)
            && fits(row.old_head_sex, &old_head.sex)
            && (!row.only_child || only_child)
    });
    let Some(row) = row else { return (None, false) };
    let code = match row.becomes {
        "same" => Some(other.code.clone()),
        "sibling" => sibling(new_head, other).map(str::to_owned),
        pair => {
            let (male, female) = pair.split_once('/').unwrap_or((pair, pair));
            match other.sex.as_str() {
                "1" => Some(male),
                "2" => Some(female),
                _ => Some(male).filter(|_| male == female),
            }
            .map(str::to_owned)
        }
    };
    // A man's wife and a woman's husband: the table does not marry two of one sex.
    let code = code.filter(|_| !matches!(row.becomes, "11/12") || other.sex != new_head.sex);
    let is_sure = row.is_sure && code.is_some();
    (code, is_sure)
}

fn only_child<'p>(members: impl IntoIterator<Item = &'p One>) -> bool {
    members.into_iter().filter(|one| one.kin() == "child").count() == 1
}

/// What everybody of `members` is to `new_head`, who is one of them; their relations are those to `old_head`. The new
/// head himself is not in the answer.
pub(crate) fn to_new_head(members: &[&Person], old_head: &Person, new_head: &Person) -> Vec<Proposal> {
    let head = One::of(new_head);
    let mut old = One::of(old_head);
    HEAD.clone_into(&mut old.code);
    let alone = only_child(members.iter().map(|person| One::of(person)).collect::<Vec<_>>().iter());
    members
        .iter()
        .filter(|person| person.person_id != new_head.person_id)
        .map(|person| {
            let other = if person.person_id == old_head.person_id { old.clone() } else { One::of(person) };
            let (relation, is_sure) = becomes(head.kin(), &head, &old, &other, alone);
            Proposal { person_id: person.person_id, relation, is_sure }
        })
        .collect()
}

/// What the people who come into a household are to its head: `anchor` is one of them and has been said to be
/// `anchor_relation` to `head`; the others follow from what they were to each other. `old_head` is the head of the
/// household that they come from.
pub(crate) fn to_head_of_others(
    movers: &[&Person],
    old_head: &Person,
    anchor: &Person,
    anchor_relation: &str,
    head: &Person,
) -> Vec<Proposal> {
    let mut to_anchor: Vec<(Uuid, One)> = Vec::new();
    for proposal in to_new_head(movers, old_head, anchor) {
        let Some(person) = movers.iter().find(|person| person.person_id == proposal.person_id) else {
            continue;
        };
        let code = if anchor.person_id == old_head.person_id {
            person.relation.clone()
        } else {
            proposal.relation.unwrap_or_default()
        };
        to_anchor.push((person.person_id, One { code, ..One::of(person) }));
    }
    let anchor_one = One { code: HEAD.to_owned(), ..One::of(anchor) };
    let new_head = One { code: String::new(), ..One::of(head) };
    let kin = inverse(anchor_relation, &anchor_one, &new_head);
    let alone = only_child(to_anchor.iter().map(|(_, one)| one));
    let mut all = vec![Proposal {
        person_id: anchor.person_id,
        relation: Some(anchor_relation.to_owned()),
        is_sure: true,
    }];
    all.extend(to_anchor.iter().map(|(person_id, one)| {
        let (relation, is_sure) =
            kin.map_or((None, false), |kin| becomes(kin, &new_head, &anchor_one, one, alone));
        Proposal { person_id: *person_id, relation, is_sure }
    }));
    all
}

/// What the head is to somebody who is `relation` to him.
fn inverse(relation: &str, one: &One, head: &One) -> Option<&'static str> {
    let row = KIN.iter().find(|row| row.code == relation)?;
    match row.kin {
        "elder_sibling" => return Some("younger_sibling"),
        "younger_sibling" => return Some("elder_sibling"),
        "sibling" => return Some("sibling"),
        _ => {}
    }
    let sex = if row.sex == "-" { one.sex.as_str() } else { row.sex };
    REBASE
        .iter()
        .filter(|rebase| rebase.other == "self" && rebase.becomes != "sibling")
        .filter(|rebase| fits(rebase.new_head_sex, &head.sex) && fits(rebase.old_head_sex, sex))
        .find(|rebase| {
            let is_kin = |code: &str| {
                KIN.iter().any(|known| known.code == code && known.kin == row.kin && fits(known.sex, sex))
            };
            rebase.becomes.split('/').any(is_kin)
        })
        .map(|rebase| rebase.new_head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use crate::person::Standing;

    fn person(name: &str, relation: &str, sex: &str, born: i32) -> Person {
        let mut bytes = [0; 16];
        bytes[..name.len().min(16)].copy_from_slice(&name.as_bytes()[..name.len().min(16)]);
        Person {
            person_id: Uuid::from_bytes(bytes),
            household_id: Uuid::nil(),
            member_no: 1,
            name: name.to_owned(),
            name_alt: None,
            certificate_type: "01".to_owned(),
            certno: String::new(),
            sex: sex.to_owned(),
            birth: NaiveDate::from_ymd_opt(born, 1, 1),
            nation: "01".to_owned(),
            relation: relation.to_owned(),
            hukou: None,
            residence: None,
            phone: String::new(),
            remarks: String::new(),
            insurance_current: "none".to_owned(),
            previous_year: None,
            migrant_worker: None,
            student: None,
            standing: Standing::Present,
            categories: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Three generations under one roof.
    fn family() -> Vec<Person> {
        vec![
            person("head", "02", "1", 1960),
            person("wife", "12", "2", 1962),
            person("father", "51", "1", 1935),
            person("son", "20", "1", 1985),
            person("inlaw", "38", "2", 1987),
            person("grandson", "41", "1", 2012),
            person("sister", "77", "2", 1965),
            person("lodger", "99", "1", 1970),
        ]
    }

    fn as_words(proposals: &[Proposal], people: &[Person]) -> Vec<String> {
        proposals
            .iter()
            .map(|proposal| {
                let name =
                    people.iter().find(|one| one.person_id == proposal.person_id).map_or("", |one| &one.name);
                let sure = if proposal.is_sure { "" } else { "?" };
                let said = proposal.relation.as_deref().map_or("ask", codes::relation_label);
                format!("{name} {said}{sure}")
            })
            .collect()
    }

    fn under(new_head: &str) -> Vec<String> {
        let people = family();
        let all: Vec<&Person> = people.iter().collect();
        let head = people.iter().find(|one| one.name == new_head).expect("he is one of them");
        as_words(&to_new_head(&all, &people[0], head), &people)
    }

    #[test]
    fn each_new_head_sees_his_family_with_his_own_eyes() {
        assert_eq!(
            under("wife"),
            [
                "head 夫",
                "father 公公",
                "son 子?",
                "inlaw 儿媳?",
                "grandson 孙子?",
                "sister ask?",
                "lodger 非亲属?"
            ]
        );
        assert_eq!(
            under("son"),
            [
                "head 父亲",
                "wife 母亲?",
                "father 祖父",
                "inlaw 妻?",
                "grandson 子?",
                "sister 姑母",
                "lodger 非亲属?"
            ]
        );
        assert_eq!(
            under("father"),
            [
                "head 子",
                "wife 儿媳",
                "son 孙子",
                "inlaw 孙媳妇或外孙媳妇",
                "grandson 曾孙子或外曾孙子",
                "sister 女",
                "lodger 非亲属?"
            ]
        );
        assert_eq!(
            under("inlaw"),
            [
                "head 公公",
                "wife 婆婆",
                "father ask?",
                "son 夫?",
                "grandson 子?",
                "sister ask?",
                "lodger 非亲属?"
            ]
        );
        assert_eq!(
            under("grandson"),
            [
                "head 祖父",
                "wife 祖母",
                "father 曾祖父",
                "son 父亲?",
                "inlaw 母亲?",
                "sister ask?",
                "lodger 非亲属?"
            ]
        );
        assert_eq!(
            under("sister"),
            [
                "head 兄",
                "wife 嫂",
                "father 父亲",
                "son 侄子",
                "inlaw ask?",
                "grandson ask?",
                "lodger 非亲属?"
            ]
        );
        assert!(under("lodger").iter().all(|said| said.ends_with("ask?")), "a stranger's kin is asked about");
    }

    #[test]
    fn with_two_children_nobody_is_married_off_by_the_table() {
        let mut people = family();
        people.push(person("other", "30", "2", 1990));
        let all: Vec<&Person> = people.iter().collect();
        let said = as_words(&to_new_head(&all, &people[0], &people[3]), &people);
        assert!(
            said.contains(&"inlaw ask?".to_owned()) && said.contains(&"grandson ask?".to_owned()),
            "{said:?}"
        );
        assert!(said.contains(&"other 妹妹".to_owned()), "{said:?}");
    }

    #[test]
    fn an_unknown_sex_is_asked_about() {
        let mut people = family();
        people[0].sex = "0".to_owned();
        let all: Vec<&Person> = people.iter().collect();
        let said = as_words(&to_new_head(&all, &people[0], &people[3]), &people);
        assert!(
            said.contains(&"head ask?".to_owned()) && said.contains(&"father ask?".to_owned()),
            "{said:?}"
        );
    }

    #[test]
    fn people_who_join_another_household_follow_from_one_of_them() {
        let people = family();
        let movers: Vec<&Person> = people[..6].iter().collect();
        let uncle = person("uncle", "02", "1", 1950);
        let said = |anchor: usize, relation: &str| {
            as_words(&to_head_of_others(&movers, &people[0], &people[anchor], relation, &uncle), &people)
        };
        assert_eq!(
            said(0, "73"),
            ["head 弟", "wife 弟媳", "father 父亲", "son 侄子", "inlaw ask?", "grandson ask?"]
        );
        let mother = person("granny", "02", "2", 1936);
        let said = as_words(&to_head_of_others(&movers, &people[0], &people[0], "20", &mother), &people);
        assert_eq!(
            said,
            [
                "head 子",
                "wife 儿媳",
                "father 夫?",
                "son 孙子",
                "inlaw 孙媳妇或外孙媳妇",
                "grandson 曾孙子或外曾孙子"
            ]
        );
        // A daughter-in-law comes with her own child: the child follows her.
        let pair: Vec<&Person> = vec![&people[4], &people[5]];
        let joined = to_head_of_others(&pair, &people[0], &people[4], "38", &uncle);
        assert_eq!(joined[0].relation.as_deref(), Some("38"));
    }

    #[test]
    fn the_tables_hold_only_known_codes_and_kinds() {
        for row in KIN.iter() {
            assert!(!codes::relation_label(row.code).is_empty(), "{}", row.code);
        }
        assert_eq!(KIN.len(), codes::relations().len(), "every code has its kind");
        for row in REBASE.iter() {
            for kin in [row.new_head, row.other] {
                assert!(KIN.iter().any(|known| known.kin == kin), "{kin}");
            }
            if !["same", "sibling"].contains(&row.becomes) {
                for code in row.becomes.split('/') {
                    assert!(KIN.iter().any(|known| known.code == code), "{code}");
                }
            }
        }
    }
}
