//! The papers for one household and for one person: what is owed (缴费通知单), and why (政策依据单).
//!
//! Invariant: the sums are those of the bill at the till, or, for who has paid, of his payment line. No category: a sentence
//! that would tell what hardship somebody is in stays in the village.

use super::canvass::{fill, printable};
use super::village::{TEXT, group_name, place, policy_title, window_words};
use crate::book::Book;
use crate::codes::{self, EnrolmentState};
use crate::enrolment::{Bill, BillLine, Payable, State};
use crate::error::{Error, OrNotFound, Result};
use chrono::NaiveDate;
use cunshou_paper::{HouseholdNoticePaper, NoticeLine, PolicySlipPaper, SlipRule};
use cunshou_policy::{Field, Word, Yuan, explain};
use uuid::Uuid;

/// The fields whose sentences stand on a slip, in their order.
const SLIP_FIELDS: [Field; 5] =
    [Field::Decision, Field::Fee, Field::Subsidy, Field::DueNow, Field::BenefitFrom];

impl Book {
    /// What one household is told that it owes on a day (缴费通知单). `contact`: whom to ask, in words; empty = the cadre who
    /// answers for it, or who has the book open.
    ///
    /// # Errors
    /// [`Error::NothingOwed`]; [`Error::NoSuchHousehold`]; [`Error::NameNotOnPaper`].
    pub fn household_notice_paper(
        &self,
        household_id: Uuid,
        contact: &str,
        on: NaiveDate,
    ) -> Result<HouseholdNoticePaper> {
        let bill = self.bill(household_id, None, on)?;
        if bill.included().next().is_none() {
            return Err(Error::NothingOwed { hh_no: bill.household.hh_no });
        }
        let contact = self.contact_words(household_id, contact)?;
        self.notice_of(&bill, contact, on)
    }

    /// The notices of every household of a village group, or of the village, that owes something, in their order.
    ///
    /// # Errors
    /// [`Error::NobodyUnpaid`]; [`Error::NoSuchGroup`]; [`Error::NameNotOnPaper`].
    pub fn household_notice_papers(
        &self,
        village_group: Option<&str>,
        contact: &str,
        on: NaiveDate,
    ) -> Result<Vec<HouseholdNoticePaper>> {
        let everybody = self.standing_of(village_group, on)?;
        let cadres = self.cadres()?;
        let mut notices = Vec::new();
        for members in everybody.chunk_by(|a, b| a.row.household_id == b.row.household_id) {
            if !members
                .iter()
                .any(|one| matches!(one.row.state, EnrolmentState::Unpaid | EnrolmentState::Refused))
            {
                continue;
            }
            let bill = self.bill(members[0].row.household_id, None, on)?;
            if bill.included().next().is_some() {
                let contact = self.contact_of(&cadres, &bill.household, contact);
                notices.push(self.notice_of(&bill, contact, on)?);
            }
        }
        if notices.is_empty() {
            return Err(Error::NobodyUnpaid { place: place(village_group) });
        }
        Ok(notices)
    }

    fn contact_words(&self, household_id: Uuid, contact: &str) -> Result<String> {
        let household = self.household(household_id)?;
        Ok(self.contact_of(&self.cadres()?, &household, contact))
    }

    /// Whom a household may ask.
    fn contact_of(
        &self,
        cadres: &[crate::canvass::Cadre],
        household: &crate::household::Household,
        contact: &str,
    ) -> String {
        if !contact.trim().is_empty() {
            return contact.trim().to_owned();
        }
        let own = cadres
            .iter()
            .find(|cadre| cadre.households.iter().any(|duty| duty.household_id == household.household_id));
        let of_group = || cadres.iter().find(|cadre| cadre.groups.contains(&household.village_group));
        let words = own.or_else(of_group).map_or_else(
            || fill(&TEXT.ask, &[("name", &self.user()), ("phone", &"")]),
            |cadre| fill(&TEXT.ask, &[("name", &cadre.name), ("phone", &cadre.phone)]),
        );
        words.trim().to_owned()
    }

    fn notice_of(&self, bill: &Bill, contact: String, on: NaiveDate) -> Result<HouseholdNoticePaper> {
        let (policy, household) = (&bill.policy, &bill.household);
        let head = household.head();
        let pay_words = if policy.policy.prefers_scan() {
            TEXT.pay_scan_first.clone()
        } else {
            let page = policy.policy.page();
            let channels: Vec<&str> = page.channels.iter().map(|line| line.label.as_str()).collect();
            // The last of them is where to complain; it has a place of its own.
            let last = channels.len().saturating_sub(usize::from(policy.policy.hotline().is_some()));
            match channels[..last].join(&TEXT.between) {
                none if none.is_empty() => TEXT.pay.clone(),
                channels => fill(&TEXT.pay_channels, &[("channels", &channels), ("pay", &TEXT.pay)]),
            }
        };
        let members = bill.lines.iter().filter(|line| line.payable != Payable::Gone);
        Ok(HouseholdNoticePaper {
            head: self.letterhead(policy.levy_year, on),
            hh_no: household.hh_no.clone(),
            household_head: head
                .map_or(Ok(String::new()), |head| printable(&head.name, head.name_alt.as_deref()))?,
            village_group: group_name(&household.village_group),
            policy_title: policy_title(policy),
            lines: members.map(|line| notice_line(bill, line)).collect::<Result<_>>()?,
            total_due: bill.totals()?.due,
            window_words: window_words(policy, on),
            pay_words,
            bring_words: TEXT.bring.clone(),
            contact_words: contact,
            hotline: policy.policy.hotline().and_then(|hotline| hotline.number.clone()).unwrap_or_default(),
        })
    }

    /// Why one person owes his sum on a day, or owed what he paid: each rule with its sentence (政策依据单).
    ///
    /// # Errors
    /// [`Error::NoSumToExplain`] where the notice lets no money be taken from him now, and he has not paid here;
    /// [`Error::NoSuchPerson`]; [`Error::NameNotOnPaper`].
    pub fn policy_slip_paper(
        &self,
        person_id: Uuid,
        contact: &str,
        on: NaiveDate,
    ) -> Result<PolicySlipPaper> {
        let person = self.person(person_id)?;
        let bill = self.bill(person.household_id, None, on)?;
        let unknown = || Error::NoSuchPerson { member: person_id.to_string() };
        let line = bill.lines.iter().find(|line| line.person.person_id == person_id).or_not_found(unknown)?;
        let contact = self.contact_words(person.household_id, contact)?;
        let mut slip = match &line.state {
            State::Paid { receipt_no } => self.slip_of_paid(receipt_no, person_id, on)?,
            _ => self.slip_of_owed(&bill, line, on)?,
        };
        slip.name = printable(&person.name, person.name_alt.as_deref())?;
        slip.hh_no.clone_from(&bill.household.hh_no);
        slip.contact_words = contact;
        Ok(slip)
    }

    /// The slip of somebody who could pay on a day.
    fn slip_of_owed(&self, bill: &Bill, line: &BillLine, on: NaiveDate) -> Result<PolicySlipPaper> {
        let policy = &bill.policy.policy;
        let answer = line.assessment.as_ref().filter(|answer| answer.to_take().is_some());
        let Some(answer) = answer.filter(|_| matches!(line.payable, Payable::Yes | Payable::InFull)) else {
            let words = match (&line.payable, &line.assessment) {
                (Payable::PaidElsewhere, _) => TEXT.state_paid_elsewhere.clone(),
                (_, Some(answer)) => explain::standing_words(policy, answer),
                _ => TEXT.state_cannot_ask.clone(),
            };
            return Err(Error::NoSumToExplain { name: line.person.name.clone(), words });
        };
        let sums = line.sums();
        let rules = SLIP_FIELDS.into_iter().flat_map(|field| {
            answer.rules(policy, field).into_iter().map(move |rule| SlipRule {
                label: slip_label(field).to_owned(),
                article: rule.article.clone(),
                quote: (!explain::names_category(policy, &rule.id)).then(|| rule.quote.clone()),
            })
        });
        // Whom the clerk left out is not part of the bill; his slip says what he would pay.
        let due = if line.included { sums.due } else { line.owed() };
        Ok(PolicySlipPaper {
            head: self.letterhead(bill.policy.levy_year, on),
            on: bill.business_date.to_string(),
            fee: sums.fee,
            subsidy: sums.subsidy,
            collective_aid: if line.included { sums.collective_aid } else { Yuan::ZERO },
            due,
            cover_words: cover(&explain::cover_words(policy, answer)),
            policy_title: policy_title(&bill.policy),
            rules: once(rules),
            ..PolicySlipPaper::default()
        })
    }

    /// The slip of somebody who has paid: what his payment line and its sentences say.
    fn slip_of_paid(&self, receipt_no: &str, person_id: Uuid, on: NaiveDate) -> Result<PolicySlipPaper> {
        let receipt = self.receipt(receipt_no)?;
        let payment = &receipt.payment;
        let levy_year = self.policy_on(on)?.levy_year;
        // Of two entries that were one person the line may stand under the one that went.
        let rows = self.read(|tx| tx.live_rows(levy_year))?;
        let own = rows.iter().find(|row| row.person_id == person_id).map(|row| row.row_id);
        let line = payment.lines.iter().find(|line| Some(line.row_id) == own);
        let line = line.or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.to_owned() })?;
        let policy = self.policy_by_sha256(&line.policy_sha256);
        let ids = |field: Field| {
            let listed = line.assessment["rules"][field.word()].as_array();
            listed.into_iter().flatten().filter_map(|id| id.as_str()).collect::<Vec<_>>()
        };
        let mut rules = Vec::new();
        for field in SLIP_FIELDS {
            for id in ids(field) {
                let Some(rule) = payment.rules.get(&format!("{}/{id}", line.policy_id)) else { continue };
                // Without the notice nobody knows which of its sentences are private: then none is printed.
                let is_public = policy.is_some_and(|own| !explain::names_category(&own.policy, id));
                rules.push(SlipRule {
                    label: slip_label(field).to_owned(),
                    article: rule.article.clone(),
                    quote: is_public.then(|| rule.quote.clone()),
                });
            }
        }
        Ok(PolicySlipPaper {
            head: self.letterhead(line.levy_year, on),
            on: payment.business_date.to_string(),
            fee: line.fee,
            subsidy: line.subsidy,
            collective_aid: line.collective_aid,
            due: line.due,
            cover_words: cover(&line.cover_words),
            policy_title: policy.map_or_else(String::new, policy_title),
            rules: once(rules.into_iter()),
            ..PolicySlipPaper::default()
        })
    }
}

/// What a rule settles, in the words of a resident.
fn slip_label(field: Field) -> &'static str {
    if field == Field::Decision { &TEXT.slip_decision } else { explain::field_label(field) }
}

/// What is said of cover, with its caveat.
fn cover(words: &str) -> String {
    let caveat = &super::TEXT.receipt_caveat;
    if words.is_empty() || words.contains(caveat.as_str()) {
        return words.to_owned();
    }
    fill(&TEXT.slip_cover, &[("cover", &words), ("caveat", caveat)])
}

/// Each sentence once, under the first thing that it settles.
fn once(rules: impl Iterator<Item = SlipRule>) -> Vec<SlipRule> {
    let mut kept: Vec<SlipRule> = Vec::new();
    for rule in rules {
        if !kept.iter().any(|known| known.article == rule.article && known.quote == rule.quote) {
            kept.push(rule);
        }
    }
    kept
}

fn notice_line(bill: &Bill, line: &BillLine) -> Result<NoticeLine> {
    let (person, sums) = (&line.person, line.sums());
    let policy = &bill.policy.policy;
    let state_words = match (&line.payable, &line.assessment) {
        _ if line.included && line.payable == Payable::InFull => TEXT.state_in_full.clone(),
        _ if line.included && sums.due.is_zero() => TEXT.state_free.clone(),
        _ if line.included => TEXT.state_due.clone(),
        (Payable::Paid { receipt_no }, _) => {
            let serial = receipt_no.rsplit('-').next().unwrap_or_default();
            fill(&TEXT.state_paid, &[("receipt", &serial)])
        }
        (Payable::PaidElsewhere, _) => TEXT.state_paid_elsewhere.clone(),
        _ if matches!(line.state, State::Exempt(_)) => TEXT.state_exempt.clone(),
        (_, Some(answer)) => explain::standing_words(policy, answer),
        _ => TEXT.state_cannot_ask.clone(),
    };
    let of_due = |amount: Yuan| if line.included { amount } else { Yuan::ZERO };
    Ok(NoticeLine {
        name: printable(&person.name, person.name_alt.as_deref())?,
        relation: codes::relation_label(&person.relation).to_owned(),
        fee: of_due(sums.fee),
        subsidy: of_due(sums.subsidy),
        collective_aid: of_due(sums.collective_aid),
        due: line.included.then_some(sums.due),
        state_words,
        article: if line.included {
            line.deciding_rule(&bill.policy).map_or_else(String::new, |rule| rule.article.clone())
        } else {
            String::new()
        },
    })
}
