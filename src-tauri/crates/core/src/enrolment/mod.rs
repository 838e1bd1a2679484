//! 参保登记: where each member stands in a levy year, what the notice says about him today, and whether the household
//! may be taken as it is ordered.
//!
//! Invariant: everything here except the rows is pure; the same household, day and notice give the same bill.
//! Must not know: receipts, the drawer.

mod ask;
mod mark;
mod store;

pub use mark::Mark;
pub(crate) use mark::is_over;

use ask::paid_in_full;
pub(crate) use ask::{assess_person, since_payment};

use crate::aid::Resolution;
use crate::book::{Book, BookPolicy};
use crate::codes::{self, EnrolmentState};
use crate::error::{Error, OrNotFound, Result};
use crate::household::Household;
use crate::list::office::{ListAge, OfficialSum, SumDifference};
use crate::moment::Moment;
use crate::person::{Asked, Person, Standing};
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::{
    Assessment, Decision, Fact, Field, LeavingOut, Policy, Reason, RequestFault, Yuan, explain,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Where one person stands in one levy year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    /// Nothing is known: he can pay.
    #[default]
    Unpaid,
    /// A live payment line stands in this book.
    Paid {
        /// Its receipt.
        receipt_no: String,
    },
    /// Paid by phone, at school, in another village.
    PaidElsewhere(LeftOut),
    /// Need not pay here.
    Exempt(LeftOut),
    /// Was asked and will not.
    Refused(LeftOut),
}

impl State {
    /// Without the facts.
    pub fn kind(&self) -> EnrolmentState {
        match self {
            Self::Unpaid => EnrolmentState::Unpaid,
            Self::Paid { .. } => EnrolmentState::Paid,
            Self::PaidElsewhere(_) => EnrolmentState::PaidElsewhere,
            Self::Exempt(_) => EnrolmentState::Exempt,
            Self::Refused(_) => EnrolmentState::Refused,
        }
    }

    /// The word in files and screens.
    pub fn word(&self) -> &'static str {
        self.kind().word()
    }
}

/// A member who is left out of a payment, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Who.
    pub person_id: Uuid,
    /// A code of `assets/codes/leave_out_reason.tsv`.
    pub reason: String,
    /// In the clerk's words: proof, place, why.
    pub note: String,
    /// The township's approval, by number, of a reason that the notice does not allow.
    pub approval_no: Option<String>,
    /// Which proof was seen, in the clerk's words; empty = it is still to be brought.
    pub proof: String,
}

/// Whether a member's money can be taken now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payable {
    /// Yes, by the notice.
    Yes,
    /// Yes, in full: his category is in doubt, his cover must not wait for it.
    InFull,
    /// He has paid here.
    Paid {
        /// The receipt.
        receipt_no: String,
    },
    /// He has paid elsewhere.
    PaidElsewhere,
    /// He died or moved away.
    Gone,
    /// The notice sends him elsewhere, refuses, or leaves it open.
    No(Decision),
}

/// One member of a household on the collection screen.
#[derive(Debug, Clone)]
pub struct BillLine {
    /// The member.
    pub person: Person,
    /// Where he stands.
    pub state: State,
    /// What the notice says today; `None` if it cannot be asked.
    pub assessment: Option<Assessment>,
    /// Why the notice cannot be asked about him; without a fault too: his birth date is missing.
    pub fault: Option<RequestFault>,
    /// Whether his money can be taken now.
    pub payable: Payable,
    /// True if he is part of the payment as ordered.
    pub included: bool,
    /// Why he is left out.
    pub left_out: Option<LeftOut>,
    /// True if his category is in doubt while fee and scope are certain: he may pay in full before the window ends.
    pub can_pay_in_full: bool,
    /// What the village collective pays of his sum, as ordered.
    pub aid: Yuan,
}

/// What a household owes today, as ordered.
#[derive(Debug, Clone)]
pub struct Bill {
    /// The household.
    pub household: Household,
    /// The notice.
    pub policy: BookPolicy,
    /// The day on which it is assessed.
    pub business_date: NaiveDate,
    /// One line a member.
    pub lines: Vec<BillLine>,
    /// What the tax office asks of members, where it has said it.
    pub officials: HashMap<Uuid, OfficialSum>,
    /// The list of those who have paid, and its age; `None` = there is none for the year of cover.
    pub paid_list: Option<ListAge>,
    /// The resolution by which the collective pays, with what is left of it; `None` = nothing was ordered.
    pub aid: Option<Resolution>,
    /// Paid by telephone: no cash.
    pub by_scan: bool,
}

/// What the clerk ordered for a household: who is left out, who pays in full although a category is in doubt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Members left out, each with a reason.
    pub left_out: Vec<LeftOut>,
    /// Members who chose to pay in full.
    pub in_full: Vec<Uuid>,
    /// Members who pay although it is recorded that they need not.
    pub brought_in: Vec<Uuid>,
    /// The payer pays by telephone with the clerk's help (帮办扫码): no cash.
    pub by_scan: bool,
    /// What the village collective pays, and for whom.
    pub aid: Option<AidChoice>,
}

/// What the village collective pays in one payment (集体扶持).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AidChoice {
    /// The resolution that says so: a number of [`crate::aid`].
    pub aid_no: u32,
    /// For whom, with how much.
    pub shares: Vec<(Uuid, Yuan)>,
}

impl Choice {
    /// The choice with those who are recorded as exempt, unless the clerk named them or brought them in.
    pub(crate) fn with_recorded(mut self, states: &HashMap<Uuid, State>) -> Self {
        for state in states.values() {
            let State::Exempt(recorded) = state else { continue };
            let named = self.left_out.iter().any(|left| left.person_id == recorded.person_id);
            if !named && !self.brought_in.contains(&recorded.person_id) {
                self.left_out.push(recorded.clone());
            }
        }
        self
    }
}

/// Sums of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Fees.
    pub fee: Yuan,
    /// Subsidies.
    pub subsidy: Yuan,
    /// What the village collective pays.
    pub collective_aid: Yuan,
    /// What the household owes.
    pub due: Yuan,
}

/// Assesses each member of a household. Pure.
pub fn bill(
    policy: &BookPolicy,
    household: &Household,
    states: &HashMap<Uuid, State>,
    asked: &HashMap<Uuid, Asked>,
    choice: &Choice,
    on: NaiveDate,
) -> Bill {
    let nothing_asked = Asked::default();
    let line = |person: &Person, unpaid_members| {
        let state = states.get(&person.person_id).cloned().unwrap_or_default();
        let counter = asked.get(&person.person_id).unwrap_or(&nothing_asked);
        bill_line(&policy.policy, person, state, counter, unpaid_members, choice, on)
    };
    let mut lines: Vec<_> = household.members.iter().map(|person| line(person, 0)).collect();
    // Who stays out of this payment is known only now; the notice may have a word about him for those who pay.
    let out: Vec<_> =
        lines.iter().filter(|line| line.stays_out()).map(|line| line.person.person_id).collect();
    if !out.is_empty() {
        for place in &mut lines {
            let others = out.iter().filter(|person_id| **person_id != place.person.person_id).count();
            *place = line(&place.person, u32::try_from(others).unwrap_or(u32::MAX));
        }
    }
    Bill {
        household: household.clone(),
        policy: policy.clone(),
        business_date: on,
        lines,
        officials: HashMap::new(),
        paid_list: None,
        aid: None,
        by_scan: choice.by_scan,
    }
}

fn bill_line(
    policy: &Policy,
    person: &Person,
    state: State,
    counter: &Asked,
    unpaid_members: u32,
    choice: &Choice,
    on: NaiveDate,
) -> BillLine {
    let counter = &Asked { by_scan: choice.by_scan, ..counter.clone() };
    let by_category = assess_person(policy, person, counter, unpaid_members, on);
    let in_doubt = |answer: &Assessment| answer.decision != Decision::Collect && answer.fee.is_some();
    let whole = by_category
        .as_ref()
        .is_ok_and(in_doubt)
        .then(|| paid_in_full(policy, person, counter, unpaid_members, on).ok())
        .flatten()
        .filter(|whole| whole.decision == Decision::Collect && !person.categories.is_empty());
    let can_pay_in_full = whole.is_some();
    let in_full = can_pay_in_full && choice.in_full.contains(&person.person_id);
    let answer = whole.filter(|_| in_full).map_or(by_category, Ok);
    let decision = answer.as_ref().map_or(Decision::Undetermined, |answer| answer.decision);
    let payable = match (&state, person.standing, decision) {
        (State::Paid { receipt_no }, ..) => Payable::Paid { receipt_no: receipt_no.clone() },
        (State::PaidElsewhere(_), ..) => Payable::PaidElsewhere,
        (_, Standing::Dead | Standing::Moved, _) => Payable::Gone,
        (_, _, Decision::Collect) if in_full => Payable::InFull,
        (_, _, Decision::Collect) => Payable::Yes,
        (_, _, other) => Payable::No(other),
    };
    let left_out = choice.left_out.iter().find(|left| left.person_id == person.person_id).cloned();
    let included = left_out.is_none() && matches!(payable, Payable::Yes | Payable::InFull);
    let (assessment, fault) = match answer {
        Ok(assessment) => (Some(assessment), None),
        Err(fault) => (None, fault),
    };
    let shares = choice.aid.iter().flat_map(|aid| &aid.shares);
    let own = shares.filter(|(person_id, _)| *person_id == person.person_id).map(|(_, share)| *share);
    let aid = Yuan::sum(own).unwrap_or(Yuan::ZERO);
    let person = person.clone();
    BillLine { person, state, assessment, fault, payable, included, left_out, can_pay_in_full, aid }
}

/// What one line costs whom, at the till: where the subsidy comes later, the whole fee is taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// The personal fee.
    pub fee: Yuan,
    /// What a fund pays now.
    pub subsidy: Yuan,
    /// What the village collective pays.
    pub collective_aid: Yuan,
    /// What is taken.
    pub due: Yuan,
}

impl BillLine {
    /// The sums of the line; noughts where nothing can be taken.
    pub fn sums(&self) -> Sums {
        let nought =
            Sums { fee: Yuan::ZERO, subsidy: Yuan::ZERO, collective_aid: Yuan::ZERO, due: Yuan::ZERO };
        let Some((fee, owed)) = self.assessment.as_ref().and_then(|answer| answer.fee.zip(answer.to_take()))
        else {
            return nought;
        };
        // Whoever is not part of the payment, or is given more than he owes, is refused by `aid_lawful`.
        let collective_aid = if self.included { self.aid.min(owed) } else { Yuan::ZERO };
        match (fee.checked_sub(owed), owed.checked_sub(collective_aid)) {
            (Some(subsidy), Some(due)) => Sums { fee, subsidy, collective_aid, due },
            _ => nought,
        }
    }

    /// What the person owes before the collective pays anything.
    pub fn owed(&self) -> Yuan {
        self.assessment.as_ref().and_then(Assessment::to_take).unwrap_or(Yuan::ZERO)
    }

    /// True if he could be part of this payment, or lacks no more than an answer or a paper, and stays out without a
    /// lawful reason.
    fn stays_out(&self) -> bool {
        let wants = |answer: &Assessment| !answer.needs.is_empty() || !answer.needs_any.is_empty();
        match (&self.left_out, &self.payable) {
            (Some(left), Payable::Yes | Payable::InFull) => {
                codes::leave_out_reason(&left.reason).is_none_or(|reason| !reason.lawful)
            }
            (None, Payable::No(_)) => self.assessment.as_ref().is_some_and(wants),
            _ => false,
        }
    }

    /// What to ask the payer before his money can be taken: facts, and which of the papers he has. Nothing is asked
    /// about someone who does not pay now.
    pub fn questions(&self, policy: &Policy) -> Vec<explain::Need> {
        let pays = matches!(self.payable, Payable::Yes | Payable::InFull | Payable::No(_));
        let Some(answer) = self.assessment.as_ref().filter(|_| pays && self.left_out.is_none()) else {
            return Vec::new();
        };
        let mut questions = explain::needs(policy, answer);
        questions.extend(explain::paper_question(answer));
        // Whoever was sent to the telephone may find that he cannot use it: the question stays open.
        if answer.reason == Some(Reason::PaymentMeansNotAllowed) && !answer.needs.contains(Fact::CannotUseApp)
        {
            questions.push(explain::need_question(policy, Fact::CannotUseApp));
        }
        questions
    }

    /// The rule that decides the sum: the subsidy's, else the fee's.
    pub fn deciding_rule<'p>(&self, policy: &'p BookPolicy) -> Option<&'p cunshou_policy::Rule> {
        let assessment = self.assessment.as_ref()?;
        let of = |field| assessment.rules(&policy.policy, field).first().copied();
        of(Field::Subsidy).or_else(|| of(Field::Fee))
    }
}

impl Bill {
    /// The members who pay.
    pub fn included(&self) -> impl Iterator<Item = &BillLine> {
        self.lines.iter().filter(|line| line.included)
    }

    /// Sums over the members who pay.
    ///
    /// # Errors
    /// [`Error::TooMuch`] beyond the bounds of money.
    pub fn totals(&self) -> Result<Totals> {
        let sum = |of: fn(&Sums) -> Yuan| {
            Yuan::sum(self.included().map(|line| of(&line.sums()))).ok_or(Error::TooMuch {})
        };
        Ok(Totals {
            fee: sum(|s| s.fee)?,
            subsidy: sum(|s| s.subsidy)?,
            collective_aid: sum(|s| s.collective_aid)?,
            due: sum(|s| s.due)?,
        })
    }

    /// The sum to take, where somebody on the bill pays; it may be nought, where a fund pays all. `None`: nobody pays, so
    /// there is no sum, not even nought.
    ///
    /// # Errors
    /// [`Error::TooMuch`] beyond the bounds of money.
    pub fn to_take(&self) -> Result<Option<Yuan>> {
        if self.included().next().is_none() { Ok(None) } else { Ok(Some(self.totals()?.due)) }
    }

    /// Refuses a household in which everyone who could pay has paid: it says by which receipt.
    ///
    /// # Errors
    /// [`Error::AlreadyPaid`].
    pub fn not_paid_before(&self) -> Result<()> {
        if self.lines.iter().any(|line| matches!(line.payable, Payable::Yes | Payable::InFull)) {
            return Ok(());
        }
        let paid = self.lines.iter().find_map(|line| match &line.state {
            State::Paid { receipt_no } => Some((line.person.name.clone(), receipt_no.clone())),
            _ => None,
        });
        if let Some((name, receipt_no)) = paid {
            return Err(Error::AlreadyPaid { name, receipt_no });
        }
        // Who would pay and has paid elsewhere: where and when stands in the refusal.
        let elsewhere = self.lines.iter().find_map(|line| match &line.state {
            State::PaidElsewhere(left) if !left.note.is_empty() => {
                Some((line.person.name.clone(), left.note.clone()))
            }
            _ => None,
        });
        elsewhere.map_or(Ok(()), |(name, words)| Err(Error::PaidElsewhere { name, words }))
    }

    /// The day of the list after which somebody may have paid by telephone: then the till has to ask. `None` = there is
    /// no list, or nobody pays.
    pub fn asks_since(&self) -> Option<NaiveDate> {
        self.included().next()?;
        self.paid_list.as_ref().map(|list| list.list_date).filter(|date| *date < self.business_date)
    }

    /// Refuses cash before somebody was asked whether he has paid since the newest list.
    ///
    /// # Errors
    /// [`Error::NotAskedSinceList`].
    pub fn asked_since_list(&self, asked: bool) -> Result<()> {
        match self.asks_since() {
            Some(list_date) if !asked => Err(Error::NotAskedSinceList { list_date }),
            _ => Ok(()),
        }
    }

    /// Refuses cash before the clerk has seen that the tax office asks another sum of somebody who pays.
    ///
    /// # Errors
    /// [`Error::OfficialSumDiffers`].
    pub fn official_sums_seen(&self, seen: bool) -> Result<()> {
        let pays = |person_id| self.included().any(|line| line.person.person_id == person_id);
        let differences = self.sum_differences();
        let first =
            differences.iter().find(|one| pays(one.person_id) && one.theirs.is_some() && one.ours.is_some());
        match first {
            Some(SumDifference { name, ours: Some(ours), theirs: Some(theirs), .. }) if !seen => {
                Err(Error::OfficialSumDiffers { name: name.clone(), ours: *ours, theirs: *theirs })
            }
            _ => Ok(()),
        }
    }

    /// Refuses what the collective did not resolve: more than a person owes, more than it gives a head, more than is left,
    /// another year, or a resolution that has ended.
    ///
    /// # Errors
    /// [`Error::AidOfOtherYear`], [`Error::AidEnded`], [`Error::AidTooMuch`], [`Error::AidSpent`].
    pub fn aid_lawful(&self) -> Result<()> {
        let Some(aid) = &self.aid else { return Ok(()) };
        if aid.grant.levy_year != self.policy.levy_year {
            return Err(Error::AidOfOtherYear { aid_no: aid.aid_no, levy_year: aid.grant.levy_year });
        }
        if aid.is_ended {
            return Err(Error::AidEnded { aid_no: aid.aid_no });
        }
        for line in self.lines.iter().filter(|line| !line.aid.is_zero()) {
            let most = if line.included { line.owed().min(aid.grant.most_each) } else { Yuan::ZERO };
            if line.aid.is_negative() || line.aid > most {
                return Err(Error::AidTooMuch { name: line.person.name.clone(), aid: line.aid, most });
            }
        }
        let wanted = self.totals()?.collective_aid;
        match aid.left {
            Some(left) if wanted > left => Err(Error::AidSpent { aid_no: aid.aid_no, wanted, left }),
            _ => Ok(()),
        }
    }

    /// Checks that whoever could pay and is left out has a reason that the notice accepts (户为单位), or the township's
    /// approval together with a note of what was done to win him over.
    ///
    /// # Errors
    /// [`Error::ReasonMissing`], [`Error::ReasonNotLawful`], [`Error::CanvassingNoteMissing`], [`Error::NobodyPays`].
    pub fn completeness(&self) -> Result<()> {
        for line in self.lines.iter().filter(|line| matches!(line.payable, Payable::Yes | Payable::InFull)) {
            let Some(left_out) = &line.left_out else { continue };
            let name = || line.person.name.clone();
            let reason = codes::leave_out_reason(&left_out.reason)
                .ok_or_else(|| Error::ReasonMissing { name: name() })?;
            if reason.needs_note && left_out.note.trim().is_empty() {
                return Err(Error::ReasonMissing { name: name() });
            }
            if self.policy.policy.leaving_out() == LeavingOut::LawfulReason && !reason.lawful {
                if left_out.approval_no.as_deref().is_some_and(|number| !number.trim().is_empty()) {
                    if left_out.note.trim().is_empty() {
                        return Err(Error::CanvassingNoteMissing { name: name() });
                    }
                    continue;
                }
                let rule = self.policy.policy.household_rule();
                return Err(Error::ReasonNotLawful {
                    name: name(),
                    article: rule.map_or_else(String::new, |rule| rule.article.clone()),
                    quote: rule.map_or_else(String::new, |rule| rule.quote.clone()),
                });
            }
        }
        if self.included().next().is_none() { Err(Error::NobodyPays {}) } else { Ok(()) }
    }
}

impl Book {
    /// The bill of a household on a day, as ordered. Whoever is recorded as exempt stays out unless he is brought in.
    pub fn bill(&self, household_id: Uuid, choice: Option<&Choice>, on: NaiveDate) -> Result<Bill> {
        let policy = self.policy_on(on)?;
        self.read(|tx| tx.bill(policy, household_id, choice, on))
    }

    /// Takes away the mark of somebody who counts as paid by an office's list, against the list: the reason is in the
    /// audit log. `None` = the year that is collected for.
    ///
    /// # Errors
    /// [`Error::OverrideReasonMissing`]; [`Error::NotMarkedByList`] if no list set the mark; [`Error::YearOver`],
    /// [`Error::NoPolicyForYear`].
    pub fn clear_paid_mark(
        &mut self,
        person_id: Uuid,
        levy_year: Option<i32>,
        reason: &str,
        now: &Moment,
    ) -> Result<()> {
        let reason: String = reason.trim().chars().take(200).collect();
        self.transact(now, |tx, acting| {
            let levy_year = mark::year_of_mark(levy_year, acting)?;
            let person = tx
                .person(person_id)?
                .or_not_found(|| Error::NoSuchPerson { member: person_id.to_string() })?;
            if reason.is_empty() {
                return Err(Error::OverrideReasonMissing { name: person.name });
            }
            let Some(list) = tx.enrolment_list(person_id, levy_year)? else {
                return Err(Error::NotMarkedByList { name: person.name });
            };
            tx.delete_enrolment(person_id, levy_year, acting)?;
            tx.audit(
                acting,
                "paid_mark_cleared",
                &format!("{person_id} {levy_year} {} {reason}", list.list_date),
            )
        })
    }
}

impl Tx<'_> {
    /// The bill of a household; what [`Book::take_payment`] rests on.
    pub(crate) fn bill(
        &self,
        policy: &BookPolicy,
        household_id: Uuid,
        choice: Option<&Choice>,
        on: NaiveDate,
    ) -> Result<Bill> {
        let mut household = self
            .household(household_id)?
            .or_not_found(|| Error::NoSuchHousehold { hh_no: household_id.to_string() })?;
        self.as_of_year(household.members.iter_mut(), policy.levy_year)?;
        let states = self.states(household_id, policy.levy_year)?;
        let asked = self.asked(household_id, policy.levy_year)?;
        let choice = choice.cloned().unwrap_or_default().with_recorded(&states);
        let mut bill = bill(policy, &household, &states, &asked, &choice, on);
        bill.officials = self.officials(household_id, policy.levy_year)?;
        bill.paid_list = self.paid_list(policy.levy_year)?;
        if let Some(aid) = &choice.aid {
            bill.aid = self.resolution(aid.aid_no)?;
            if bill.aid.is_none() {
                return Err(Error::NoSuchAid { aid_no: aid.aid_no });
            }
        }
        Ok(bill)
    }
}
