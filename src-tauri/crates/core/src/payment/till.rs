//! The till's form: opened as the notice prefers, the bill of an order as it is being made, and what else the table offers
//! beside it (the next pre-printed receipt, who else pays, another year of cover).
//!
//! Invariant: nothing is written here; what may be ordered is decided by pure functions over a bill.

use super::{CollectForm, Order};
use crate::aid::Resolution;
use crate::book::{Book, BookPolicy, in_force, in_force_for};
use crate::enrolment::{self, Bill, BillLine, Choice, Payable};
use crate::error::Result;
use crate::moment::Moment;
use crate::person::Asked;
use chrono::NaiveDate;
use cunshou_policy::{Decision, Proof, Word as _, Yuan};
use std::collections::HashMap;
use uuid::Uuid;

/// What a resolution of the village collective would pay on a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AidOffer {
    /// The resolution.
    pub resolution: Resolution,
    /// The most that it can pay for each who pays, in the order of the lines.
    pub shares: Vec<(Uuid, Yuan)>,
}

/// What the table offers beside a bill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TillOffers {
    /// The next pre-printed receipt; `None` = no book of them is there.
    pub next_ticket: Option<String>,
    /// The resolutions that can pay for somebody on the bill.
    pub aid: Vec<AidOffer>,
    /// Other years of cover for which somebody of the household can pay now, newest first.
    pub other_years: Vec<i32>,
}

impl Book {
    /// Opens the form of a household as the notice prefers it: by telephone, or with cash. `levy_year`: another year of cover
    /// than the one that is collected for.
    ///
    /// # Errors
    /// [`Error::NoPolicyForDay`](crate::Error::NoPolicyForDay), [`Error::NoPolicyForYear`](crate::Error::NoPolicyForYear).
    pub fn open_till(&self, household_id: Uuid, levy_year: Option<i32>, now: &Moment) -> Result<CollectForm> {
        let on = self.till_day(now)?;
        let policy = notice(self.policy_versions(), levy_year, on)?;
        let choice = Choice { by_scan: policy.policy.prefers_scan(), ..Choice::default() };
        let bill = self.read(|tx| tx.bill(policy, household_id, Some(&choice), on))?;
        Ok(CollectForm { payment_id: now.id(), bill })
    }

    /// The bill of an order: of its year of cover, and of the day on which its money was taken.
    ///
    /// # Errors
    /// As [`Book::open_till`]; [`Error::NoSuchAid`](crate::Error::NoSuchAid).
    pub fn quote(&self, order: &Order, now: &Moment) -> Result<Bill> {
        let on = order.terms.assessed_on(self.till_day(now)?);
        let policy = notice(self.policy_versions(), order.terms.levy_year, on)?;
        self.read(|tx| tx.bill(policy, order.household_id, order.choice.as_ref(), on))
    }

    /// What the table offers beside a bill.
    pub fn till_offers(&self, bill: &Bill) -> Result<TillOffers> {
        let resolutions = self.resolutions()?;
        let mut other_years = Vec::new();
        for levy_year in years_beside(self.policy_versions(), bill.policy.levy_year) {
            let Ok(policy) = in_force_for(self.policy_versions(), levy_year, bill.business_date) else {
                continue;
            };
            let choice = Choice { by_scan: policy.policy.prefers_scan(), ..Choice::default() };
            let (household_id, on) = (bill.household.household_id, bill.business_date);
            let other = self.read(|tx| {
                let as_it_stands = tx.bill(policy, household_id, Some(&choice), on)?;
                let states = tx.states(household_id, levy_year)?;
                let shown = with_papers_shown(&as_it_stands, tx.asked(household_id, levy_year)?);
                let choice = choice.clone().with_recorded(&states);
                Ok(enrolment::bill(policy, &as_it_stands.household, &states, &shown, &choice, on))
            })?;
            if somebody_may_pay(&other) {
                other_years.push(levy_year);
            }
        }
        Ok(TillOffers { next_ticket: self.next_ticket()?, aid: aid_offers(bill, &resolutions), other_years })
    }

    fn till_day(&self, now: &Moment) -> Result<NaiveDate> {
        Ok(self.session_status(now)?.open.map_or(now.on(), |open| open.session.business_date))
    }
}

/// The notice that an order is assessed by on a day.
pub(super) fn notice(policies: &[BookPolicy], levy_year: Option<i32>, on: NaiveDate) -> Result<&BookPolicy> {
    match levy_year {
        None => in_force(policies, on),
        Some(levy_year) => in_force_for(policies, levy_year, on),
    }
}

/// The years of cover of a book beside one of them, newest first, each once. Pure.
fn years_beside(policies: &[BookPolicy], levy_year: i32) -> Vec<i32> {
    let open = policies.iter().filter(|policy| !policy.awaits_opening).map(|policy| policy.levy_year);
    let mut years: Vec<_> = open.filter(|year| *year != levy_year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    years
}

/// What is known at the table if everybody shows the papers that the notice asks of him: whether he has them is asked when the
/// form of that year is open, not before it is offered. Pure.
fn with_papers_shown(bill: &Bill, mut asked: HashMap<Uuid, Asked>) -> HashMap<Uuid, Asked> {
    for line in &bill.lines {
        let wanted = line.assessment.iter().flat_map(|answer| answer.needs_any.iter());
        let papers: Vec<_> = wanted.filter_map(|fact| Proof::from_word(fact.word())).collect();
        asked.entry(line.person.person_id).or_default().papers.extend(papers);
    }
    asked
}

/// Whether somebody on a bill can pay now, or lacks no more than an answer. Pure.
fn somebody_may_pay(bill: &Bill) -> bool {
    let lacks_an_answer = |line: &BillLine| {
        line.payable == Payable::No(Decision::Undetermined) && !line.questions(&bill.policy.policy).is_empty()
    };
    bill.included().next().is_some() || bill.lines.iter().any(lacks_an_answer)
}

/// The resolutions that can pay on a bill, each with the most for each who pays: what he owes, what the resolution gives a
/// head, what is left of it. Pure.
fn aid_offers(bill: &Bill, resolutions: &[Resolution]) -> Vec<AidOffer> {
    let pays = |one: &&Resolution| one.grant.levy_year == bill.policy.levy_year && !one.is_ended;
    let offer = |resolution: &Resolution| {
        let mut left = resolution.left;
        let mut shares = Vec::new();
        for line in bill.included() {
            let most = line.owed().min(resolution.grant.most_each);
            let share = left.map_or(most, |left| most.min(left));
            left = left.and_then(|left| left.checked_sub(share));
            if !share.is_zero() && !share.is_negative() {
                shares.push((line.person.person_id, share));
            }
        }
        AidOffer { resolution: resolution.clone(), shares }
    };
    resolutions.iter().filter(pays).map(offer).filter(|offer| !offer.shares.is_empty()).collect()
}
