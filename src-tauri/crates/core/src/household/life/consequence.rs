//! What an act means for money: payments that go with their people, sums that the notice asks otherwise, work to do. Knows
//! no sum itself: it asks for the bill before and after.

use super::{LifeNote, Paper};
use crate::book::{Acting, in_force};
use crate::enrolment::{BillLine, Payable, State};
use crate::error::Result;
use crate::household::{Household, history};
use crate::storage::Tx;
use crate::work::NewWork;
use std::collections::HashMap;
use uuid::Uuid;

/// The work that a death after a payment makes, in `assets/text/work.toml`.
pub(super) const PAID_AND_DEAD: &str = "paid_and_dead";

/// The bill of everybody whom an act may concern.
#[derive(Debug, Default)]
pub(super) struct Bills {
    levy_year: i32,
    lines: HashMap<Uuid, BillLine>,
}

impl Tx<'_> {
    /// The bills of households today, by person; none where no notice is in force.
    pub(super) fn bills(&self, acting: &Acting<'_>, households: &[Household]) -> Result<Bills> {
        let on = self.open_session_row()?.map_or(acting.now.on(), |session| session.business_date);
        let Ok(policy) = in_force(acting.policies, on) else { return Ok(Bills::default()) };
        let mut lines = HashMap::new();
        for household in households {
            let bill = self.bill(policy, household.household_id, None, on)?;
            lines.extend(bill.lines.into_iter().map(|line| (line.person.person_id, line)));
        }
        Ok(Bills { levy_year: policy.levy_year, lines })
    }

    /// Somebody died who has paid: whether the money can come back is work to do.
    pub(super) fn work_of_death(
        &self,
        acting: &Acting<'_>,
        person_id: Uuid,
        paper: &Paper,
        notes: &[LifeNote],
    ) -> Result<()> {
        for note in notes {
            let LifeNote::PaidAndGone { levy_year, receipt_no, .. } = note else { continue };
            let work = NewWork {
                kind: PAID_AND_DEAD,
                person_id,
                levy_year: Some(*levy_year),
                facts: serde_json::json!({ "receipt_no": receipt_no, "on": paper.happened_on }),
                article: String::new(),
                import_id: None,
            };
            self.open_work(acting, &work)?;
        }
        Ok(())
    }
}

/// What an act means for money: payments that go with their people, sums that changed.
pub(super) fn consequences(people: &[Uuid], before: &Bills, after: &Bills) -> Vec<LifeNote> {
    let mut notes = Vec::new();
    let levy_year = after.levy_year;
    let mut lines: Vec<&BillLine> = after.lines.values().collect();
    lines.sort_by_key(|line| (line.person.household_id, line.person.member_no));
    for line in lines {
        let name = || line.person.name.clone();
        let is_concerned = people.contains(&line.person.person_id);
        let receipt = match &line.state {
            State::Paid { receipt_no } if is_concerned => Some(receipt_no.clone()),
            _ => None,
        };
        let old = before.lines.get(&line.person.person_id);
        let moved = old.is_some_and(|old| old.person.household_id != line.person.household_id);
        if let Some(receipt_no) = receipt {
            if !line.person.is_present() {
                notes.push(LifeNote::PaidAndGone { name: name(), levy_year, receipt_no });
            } else if moved {
                notes.push(LifeNote::PaymentStays { name: name(), levy_year, receipt_no });
            }
            continue;
        }
        if let Some(old) = old {
            let (before, after) = (owes(old), owes(line));
            if before != after {
                notes.push(LifeNote::OwesOther { name: name(), before, after });
            }
        }
    }
    notes
}

/// Where somebody stands on the bill, in words.
fn owes(line: &BillLine) -> String {
    let text = history::life_standing(match &line.payable {
        Payable::Yes | Payable::InFull => "yes",
        Payable::Paid { .. } => "paid",
        Payable::PaidElsewhere => "paid_elsewhere",
        Payable::Gone => "gone",
        Payable::No(_) => "open",
    });
    text.replace("{due}", &line.sums().due.to_string())
}
