//! The documents of canvassing: the list for a round, the sheet that a refuser signs.

use super::kind;
use crate::book::Book;
use crate::canvass::{CanvassRow, REFUSED, RoundRow, Visit, heard};
use crate::codes;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use cunshou_paper::{RefusalPaper, RefusalPaperLine, RoundPaper, RoundPaperRow};
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;
use uuid::Uuid;

/// As many visits are told one by one on a refuser's sheet.
const VISITS_TOLD: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    legend_item: String,
    legend_between: String,
    household: String,
    household_of_group: String,
    who: String,
    last: String,
    next: String,
    between: String,
    gone: String,
    done: String,
    window: String,
    warning: String,
    visit: String,
    visits_more: String,
}

static TEXT: LazyLock<Text> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/canvass.toml"))
        .expect("the words are shipped with the program and read by a test")
});

/// The name as paper can show it; a list says of a name in no font that it cannot stand on paper.
pub(super) fn printable(name: &str, name_alt: Option<&str>) -> Result<String> {
    super::printable(name, name_alt).map_err(|error| match error {
        Error::Unprintable { name, character } => Error::NameNotOnPaper { name, character },
        other => other,
    })
}

/// A template with its holes filled.
pub(super) fn fill(template: &str, facts: &[(&str, &dyn std::fmt::Display)]) -> String {
    facts.iter().fold(template.to_owned(), |text, (hole, fact)| {
        text.replace(&format!("{{{hole}}}"), &fact.to_string())
    })
}

/// Month and day, as they are written beside a name.
pub(super) fn short_day(day: NaiveDate) -> String {
    day.format("%m-%d").to_string()
}

impl Book {
    /// The document of a list for a round, with each person as he stands on a day: the numbers are those of the first print.
    ///
    /// # Errors
    /// [`Error::NoSuchRound`]; [`Error::NameNotOnPaper`] for a name that no font of ours has.
    pub fn round_paper(&self, round_no: u32, on: NaiveDate) -> Result<RoundPaper> {
        let whole = self.round_whole(round_no, on)?;
        let policy = self.policy_on(on)?;
        let warning = self.refusal_warning(on)?.map_or_else(String::new, |rule| {
            fill(&TEXT.warning, &[("article", &rule.article), ("quote", &rule.quote)])
        });
        let people = || whole.rows.iter().filter_map(|row| row.person.as_ref());
        let groups: HashSet<&str> = people().map(|person| person.village_group.as_str()).collect();
        let households: HashSet<Uuid> = people().map(|person| person.household_id).collect();
        let (mut before, mut group) = (None, None);
        let mut rows = Vec::with_capacity(whole.rows.len());
        for row in &whole.rows {
            let household = row.person.as_ref().map(|person| person.household_id);
            let own_group = row.person.as_ref().map(|person| person.village_group.as_str());
            // The group stands where it begins: a household then takes two lines and not three.
            rows.push(round_row(row, household != before, groups.len() > 1 && own_group != group)?);
            before = household;
            group = own_group;
        }
        let outcome = |outcome: &codes::CanvassOutcome| {
            fill(&TEXT.legend_item, &[("key", &outcome.key), ("short", &outcome.short)])
        };
        let legend: Vec<_> = codes::canvass_outcomes().iter().map(outcome).collect();
        Ok(RoundPaper {
            village_name: self.identity().village_name.clone(),
            town_name: self.identity().town_name.clone(),
            levy_year: whole.round.levy_year,
            round_no,
            title: whole.round.title.clone(),
            visitor: whole.round.visitor.clone(),
            made_on: whole.round.at.chars().take(10).collect(),
            legend: legend.join(&TEXT.legend_between),
            window_words: policy.policy.window_on(on).map_or_else(String::new, |window| {
                fill(&TEXT.window, &[("label", &window.label), ("to", &window.to)])
            }),
            warning,
            households: households.len(),
            left_out: whole.round.left_out,
            rows,
            kind: kind(self.identity().kind),
        })
    }

    /// The document that those of a household sign who do not want to enrol: everyone of whom a visit of the levy year heard
    /// so last, or who is recorded as refusing.
    ///
    /// # Errors
    /// [`Error::NobodyHeardRefusing`]; [`Error::NameNotOnPaper`] for a name that no font of ours has.
    pub fn refusal_paper(&self, household_id: Uuid, on: NaiveDate) -> Result<RefusalPaper> {
        let household = self.household(household_id)?;
        let policy = self.policy_on(on)?;
        let visits = self.visits(household_id)?;
        let of = |person_id: Uuid| heard(&visits, person_id, policy.levy_year);
        let mut lines = Vec::new();
        let mut told = Vec::new();
        for person in household.present() {
            // The newest visit stands first.
            if of(person.person_id).next().is_none_or(|(_, outcome)| outcome != REFUSED) {
                continue;
            }
            told.extend(of(person.person_id).map(|(visit, outcome)| (visit.visit_no, outcome)));
            lines.push(RefusalPaperLine {
                name: printable(&person.name, person.name_alt.as_deref())?,
                relation: codes::relation_label(&person.relation).to_owned(),
                certno_masked: person.certno_masked(),
                visits: u32::try_from(of(person.person_id).count()).unwrap_or(u32::MAX),
            });
        }
        if lines.is_empty() {
            return Err(Error::NobodyHeardRefusing { hh_no: household.hh_no });
        }
        let warning = self.refusal_warning(on)?;
        let head = household.head();
        let head = head.map_or(Ok(String::new()), |head| printable(&head.name, head.name_alt.as_deref()))?;
        Ok(RefusalPaper {
            village_name: self.identity().village_name.clone(),
            town_name: self.identity().town_name.clone(),
            levy_year: policy.levy_year,
            policy_title: format!("{} {}", policy.policy.title(), policy.policy.doc_no()),
            hh_no: household.hh_no.clone(),
            household_head: head,
            place: format!("{} {}", household.village_group, household.address).trim().to_owned(),
            article: warning.map_or_else(String::new, |rule| rule.article.clone()),
            quote: warning.map_or_else(String::new, |rule| rule.quote.clone()),
            visits: visits_told(&visits, &told),
            lines,
            printed_on: on.to_string(),
            kind: kind(self.identity().kind),
        })
    }
}

/// The visits in words, oldest first; of many, the newest.
fn visits_told(visits: &[Visit], told: &[(u32, &str)]) -> String {
    let mut items: Vec<String> = Vec::new();
    let mut count = 0;
    for visit in visits {
        let Some((_, outcome)) = told.iter().find(|(visit_no, _)| *visit_no == visit.visit_no) else {
            continue;
        };
        count += 1;
        if items.len() < VISITS_TOLD {
            items.push(fill(
                &TEXT.visit,
                &[
                    ("day", &visit.visited_on),
                    ("way", &codes::canvass_way_label(&visit.way)),
                    ("visitor", &visit.visitor),
                    ("outcome", &codes::canvass_outcome(outcome).map_or("", |known| known.label)),
                ],
            ));
        }
    }
    items.reverse();
    let mut text = items.join(&TEXT.between);
    if count > items.len() {
        text += &TEXT.between;
        text += &fill(&TEXT.visits_more, &[("visits", &count)]);
    }
    text
}

fn round_row(row: &RoundRow, is_first: bool, with_group: bool) -> Result<RoundPaperRow> {
    let Some(person) = &row.person else {
        return Ok(RoundPaperRow {
            row_no: row.row_no,
            name: TEXT.gone.clone(),
            outcome: TEXT.done.clone(),
            ..RoundPaperRow::default()
        });
    };
    let template = if with_group { &TEXT.household_of_group } else { &TEXT.household };
    let household = fill(
        template,
        &[
            ("group", &person.village_group),
            ("hh_no", &person.hh_no),
            ("head", &printable(&person.head, person.head_alt.as_deref())?),
        ],
    );
    let age = person.age.map_or_else(String::new, |age| age.to_string());
    Ok(RoundPaperRow {
        row_no: row.row_no,
        household: if is_first { household.trim().to_owned() } else { String::new() },
        name: printable(&person.name, person.name_alt.as_deref())?,
        who: if age.is_empty() {
            codes::relation_label(&person.relation).to_owned()
        } else {
            fill(&TEXT.who, &[("relation", &codes::relation_label(&person.relation)), ("age", &age)])
        },
        phone: person.phone.clone(),
        known: known(person),
        outcome: if row.is_done() { TEXT.done.clone() } else { String::new() },
    })
}

/// Where he is, and what was heard last.
fn known(person: &CanvassRow) -> String {
    let mut parts = Vec::new();
    if let Some(there) = person.whereabouts.as_ref().filter(|there| there.kind != "village") {
        parts.push(there.words());
    }
    if let Some(last) = &person.last {
        let outcome = codes::canvass_outcome(&last.outcome).map_or("", |known| known.short);
        parts.push(fill(
            &TEXT.last,
            &[("day", &short_day(last.visited_on)), ("outcome", &outcome), ("visits", &person.visits)],
        ));
    }
    if let Some(next_on) = person.next_on {
        parts.push(fill(&TEXT.next, &[("day", &short_day(next_on))]));
    }
    parts.join(&TEXT.between)
}
