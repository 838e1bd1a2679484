//! Two entries side by side, field by field. Pure.
//!
//! Invariant: numbers are masked; categories are counted and not named, and differ or not by what they are.
//! Must not know: rows.

use super::{TEXTS, say};
use crate::codes;
use crate::household::field_label;
use crate::person::Person;
use cunshou_exchange::identity;
use serde::Serialize;

/// One of two entries, with what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The person.
    pub person: Person,
    /// His household's number.
    pub hh_no: String,
    /// Its head's name.
    pub head: String,
    /// True if he is the head.
    pub is_head: bool,
    /// 村民组.
    pub village_group: String,
    /// Address.
    pub address: String,
    /// His live payments: levy year and receipt.
    pub payments: Vec<(i32, String)>,
    /// Why he does not pay: levy year, state, reason.
    pub enrolments: Vec<(i32, String, String)>,
    /// Since when he is in the book (RFC 3339, +08:00).
    pub since: String,
}

/// One line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The stable word.
    pub field: &'static str,
    /// What the clerk calls it.
    pub label: &'static str,
    /// What stands in the first entry, ready to show.
    pub first: String,
    /// What stands in the second.
    pub second: String,
    /// True if they differ, also where what is shown is masked or counted.
    pub differs: bool,
}

fn yes_no(value: Option<bool>) -> String {
    value.map_or_else(String::new, |yes| {
        codes::fact_label("migrant_worker", if yes { "true" } else { "false" }).to_owned()
    })
}

fn counted(count: usize) -> String {
    if count == 0 {
        say(&TEXTS.row, "none").to_owned()
    } else {
        say(&TEXTS.row, "some").replace("{count}", &count.to_string())
    }
}

/// Everything that is known of both.
pub(super) fn fields(first: &Side, second: &Side) -> Vec<Compared> {
    let mut rows = Vec::new();
    let mut row = |field, label, a: String, b: String, differs| {
        rows.push(Compared { field, label, first: a, second: b, differs });
    };
    let (a, b) = (&first.person, &second.person);
    let mut plain = |field: &'static str, of: &dyn Fn(&Person) -> String| {
        let (left, right) = (of(a), of(b));
        let differs = left != right;
        row(field, field_label(field), left, right, differs);
    };
    plain("name", &|p| p.name.clone());
    plain("name_alt", &|p| p.name_alt.clone().unwrap_or_default());
    plain("certificate_type", &|p| {
        codes::certificate_choice(&p.certificate_type, &p.certno).label.to_owned()
    });
    row("certno", field_label("certno"), a.certno_masked(), b.certno_masked(), a.certno != b.certno);
    let mut plain = |field: &'static str, of: &dyn Fn(&Person) -> String| {
        let (left, right) = (of(a), of(b));
        let differs = left != right;
        row(field, field_label(field), left, right, differs);
    };
    plain("sex", &|p| identity::Sex::from_word(&p.sex).map_or("", identity::Sex::label).to_owned());
    plain("birth", &|p| p.birth.map_or_else(String::new, |birth| birth.to_string()));
    plain("nation", &|p| codes::nation_label(&p.nation).to_owned());
    plain("relation", &|p| codes::relation_label(&p.relation).to_owned());
    plain("phone", &|p| p.phone.clone());
    plain("standing", &|p| codes::fact_label("standing", p.standing.word()).to_owned());
    plain("hukou", &|p| fact("hukou", p.hukou.as_deref()));
    plain("residence", &|p| fact("residence", p.residence.as_deref()));
    plain("insurance_current", &|p| fact("insurance_current", Some(&p.insurance_current)));
    plain("previous_year", &|p| fact("previous_year_insurance", p.previous_year.as_deref()));
    plain("migrant_worker", &|p| yes_no(p.migrant_worker));
    plain("student", &|p| {
        p.student.as_ref().map_or_else(String::new, |student| fact("student_level", Some(&student.level)))
    });
    plain("remarks", &|p| p.remarks.clone());
    let label = |key| say(&TEXTS.row, key);
    row(
        "categories",
        label("categories"),
        counted(a.categories.len()),
        counted(b.categories.len()),
        a.categories != b.categories,
    );
    let events = |p: &Person| {
        let one = |event: &crate::person::PersonEvent| {
            let word = codes::event(&event.event_type).map_or("", |known| known.label);
            format!("{word} {}", event.happened_on)
        };
        p.events.iter().map(one).collect::<Vec<_>>().join("；")
    };
    let mut text = |field, left: String, right: String| {
        let differs = left != right;
        row(field, label(field), left, right, differs);
    };
    text("events", events(a), events(b));
    let household = |side: &Side| format!("{} {}", side.hh_no, side.head);
    text("household", household(first), household(second));
    let payments = |side: &Side| {
        let one = |(year, receipt_no): &(i32, String)| format!("{year}年度 {receipt_no}");
        side.payments.iter().map(one).collect::<Vec<_>>().join("；")
    };
    text("payments", payments(first), payments(second));
    let enrolments = |side: &Side| {
        let one = |(year, state, reason): &(i32, String, String)| {
            let words = codes::leave_out_reason(reason).map_or(state.as_str(), |reason| reason.label);
            format!("{year}年度 {words}")
        };
        side.enrolments.iter().map(one).collect::<Vec<_>>().join("；")
    };
    text("enrolments", enrolments(first), enrolments(second));
    let since = |side: &Side| side.since.chars().take(10).collect::<String>();
    text("since", since(first), since(second));
    let mut places = |field: &'static str, left: &str, right: &str| {
        row(field, field_label(field), left.to_owned(), right.to_owned(), left != right);
    };
    places("village_group", &first.village_group, &second.village_group);
    places("address", &first.address, &second.address);
    rows
}

fn fact(name: &'static str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| codes::fact_label(name, value).to_owned())
}

/// What speaks for or against their being one.
pub(super) fn hints(first: &Side, second: &Side) -> Vec<String> {
    let mut hints = Vec::new();
    if first.person.household_id != second.person.household_id {
        hints.push(say(&TEXTS.hint, "two_households").to_owned());
    }
    let is_resident = |person: &Person| person.certificate_type == identity::RESIDENT_ID_CODE;
    if is_resident(&first.person)
        && is_resident(&second.person)
        && first.person.certno != second.person.certno
    {
        hints.push(say(&TEXTS.hint, "two_numbers").to_owned());
    }
    for (year, _) in &first.payments {
        if second.payments.iter().any(|(other, _)| other == year) {
            hints.push(say(&TEXTS.hint, "both_paid").replace("{levy_year}", &year.to_string()));
        }
    }
    hints
}
