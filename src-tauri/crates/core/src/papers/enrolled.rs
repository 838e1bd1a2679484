//! The papers about who is enrolled: the list for the wall (公示), the ledgers of the key groups (专项台账), the subsidy
//! declaration (资助参保申报表).
//!
//! Invariant: the list for the wall has neither category nor sum nor a number that can be read. Ledger and declaration name
//! categories: each time that one is made is written down as a reveal, with its count and without anybody's name.

use super::canvass::{fill, printable, short_day};
use super::masked_or_full;
use super::store::LiveRow;
use super::village::{TEXT, group_name, head_name, own_name, place, policy_title};
use crate::book::{Book, BookPolicy};
use crate::canvass::CanvassRow;
use crate::codes::{self, EnrolmentState};
use crate::enrolment::BillLine;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{LineRecord, PaymentRecord, Record};
use crate::moment::Moment;
use crate::person::PersonCategory;
use crate::progress::{Open, Standing};
use chrono::NaiveDate;
use cunshou_exchange::identity;
use cunshou_paper::{
    DeclarationLine, DeclarationPaper, LedgerLine, LedgerPaper, MaskedNumber, PostedLine, PostedPaper,
};
use cunshou_policy::{CategoryCode, Fund, Word, Yuan, text};
use std::collections::HashMap;
use std::rc::Rc;
use uuid::Uuid;

/// A group that the notice asks for by name: on a department's list, or by birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyGroup {
    /// The code of the policy contract.
    pub code: &'static str,
    /// The word behind the key press.
    pub label: &'static str,
    /// Whoever was born then or earlier belongs to it; `None` = whoever is on the list.
    born_by: Option<NaiveDate>,
}

/// What stands on a list for the wall besides the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// First day on the wall.
    pub from: NaiveDate,
    /// Last day on the wall.
    pub to: NaiveDate,
    /// To whom one objects, with a telephone number; empty = who has the book open.
    pub contact: String,
}

impl Book {
    /// Who is enrolled for the levy year, of a village group or of the whole village, for the wall: paid here or elsewhere.
    ///
    /// # Errors
    /// [`Error::NobodyEnrolled`]; [`Error::PeriodOdd`]; [`Error::NoSuchGroup`]; [`Error::NameNotOnPaper`].
    pub fn posted_paper(
        &self,
        village_group: Option<&str>,
        posting: &Posting,
        on: NaiveDate,
    ) -> Result<PostedPaper> {
        must_be_a_period(posting.from, posting.to)?;
        let policy = self.policy_on(on)?;
        let everybody = self.standing_of(village_group, on)?;
        let (lines, elsewhere) = self
            .read(|tx| Ok((tx.live_rows(policy.levy_year)?, tx.paid_elsewhere_since(policy.levy_year)?)))?;
        let mut since: HashMap<Uuid, String> =
            elsewhere.into_iter().map(|(person_id, at)| (person_id, at.chars().take(10).collect())).collect();
        since.extend(lines.into_iter().map(|row| (row.person_id, row.business_date.to_string())));
        let is_enrolled =
            |one: &&Standing| matches!(one.row.state, EnrolmentState::Paid | EnrolmentState::PaidElsewhere);
        let lines = everybody
            .iter()
            .filter(is_enrolled)
            .map(|one| {
                Ok(PostedLine {
                    village_group: group_name(&one.row.village_group),
                    household_head: head_name(one)?,
                    name: own_name(one)?,
                    certno: posted_number(&one.person.certno),
                    enrolled_on: since.get(&one.row.person_id).cloned().unwrap_or_default(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        if lines.is_empty() {
            return Err(Error::NobodyEnrolled { place: place(village_group) });
        }
        let village = &self.identity().village_name;
        let place = format!("{village}{}", village_group.map_or_else(String::new, group_name));
        let objection_words = match posting.contact.trim() {
            "" => {
                fill(&TEXT.posted_objections, &[("village", village), ("name", &self.user()), ("phone", &"")])
            }
            contact => format!("{village} {contact}"),
        };
        Ok(PostedPaper {
            head: self.letterhead(policy.levy_year, on),
            village_group: village_group.map_or_else(String::new, group_name),
            intro: fill(&TEXT.posted_intro, &[("place", &place), ("year", &policy.levy_year)]),
            posted_from: posting.from.to_string(),
            posted_to: posting.to.to_string(),
            objection_words: objection_words.trim().to_owned(),
            hotline: policy.policy.hotline().and_then(|hotline| hotline.number.clone()).unwrap_or_default(),
            lines,
        })
    }

    /// The ledgers of the key groups, one a category that somebody of the place holds on a day: of one category or of all.
    /// They name categories: that they were made is written down.
    ///
    /// # Errors
    /// [`Error::NobodyInKeyGroups`]; [`Error::NoSuchGroup`]; [`Error::UnknownCode`]; [`Error::NameNotOnPaper`].
    pub fn ledger_papers(
        &mut self,
        category: Option<&str>,
        village_group: Option<&str>,
        now: &Moment,
    ) -> Result<Vec<LedgerPaper>> {
        let on = now.on();
        let groups = self.key_groups(on)?;
        if let Some(code) = category.filter(|code| groups.iter().all(|known| known.code != *code)) {
            return Err(Error::UnknownCode { field: "category", code_given: code.to_owned() });
        }
        let papers = self.ledgers(category, village_group, on)?;
        if papers.is_empty() {
            return Err(Error::NobodyInKeyGroups { place: place(village_group) });
        }
        let people: usize = papers.iter().map(|paper| paper.lines.len()).sum();
        let subject = format!("{people}: {}", place(village_group));
        self.transact(now, |tx, acting| tx.audit(acting, "key_group_ledgers", &subject))?;
        Ok(papers)
    }

    /// The key groups of the notice in force on a day, in the order of the code table, those by birth last.
    ///
    /// # Errors
    /// [`Error`] if no notice is in force.
    pub fn key_groups(&self, on: NaiveDate) -> Result<Vec<KeyGroup>> {
        let policy = &self.policy_on(on)?.policy;
        let listed = codes::categories().iter().map(|known| KeyGroup {
            code: known.code,
            label: known.label,
            born_by: None,
        });
        let by_birth = CategoryCode::ALL.iter().filter(|code| codes::category(code.word()).is_none());
        let by_birth = by_birth.filter_map(|code| {
            let born_by = Some(policy.born_by(*code)?);
            Some(KeyGroup { code: code.word(), label: text::category_label(*code), born_by })
        });
        Ok(listed.chain(by_birth).collect())
    }

    fn ledgers(
        &self,
        category: Option<&str>,
        village_group: Option<&str>,
        on: NaiveDate,
    ) -> Result<Vec<LedgerPaper>> {
        let policy = self.policy_on(on)?;
        let everybody = self.standing_of(village_group, on)?;
        let heard = self.heard_of(on)?;
        let paid: HashMap<Uuid, LiveRow> = self
            .read(|tx| tx.live_rows(policy.levy_year))?
            .into_iter()
            .map(|row| (row.person_id, row))
            .collect();
        let cadre = village_group.and_then(|group| Some(self.cadre_of_group().ok()?.remove(group)?.0));
        let groups = self.key_groups(on)?;
        let wanted = groups.iter().filter(|known| category.is_none_or(|code| known.code == code));
        let mut papers = Vec::new();
        for known in wanted {
            let held = |one: &Standing| -> Option<PersonCategory> {
                let holds = |own: &&PersonCategory| {
                    own.code == known.code
                        && own.designated_on.is_none_or(|from| from <= on)
                        && own.ended_on.is_none_or(|end| end > on)
                };
                one.person.categories.iter().find(holds).cloned()
            };
            let belongs = |one: &&Standing| match known.born_by {
                Some(by) => one.person.birth.is_some_and(|birth| birth <= by),
                None => held(one).is_some(),
            };
            let people: Vec<(&Standing, Option<PersonCategory>)> =
                everybody.iter().filter(belongs).map(|one| (one, held(one))).collect();
            if people.is_empty() {
                continue;
            }
            let code = CategoryCode::from_word(known.code);
            let lists: Vec<&str> =
                people.iter().filter_map(|(_, own)| Some(own.as_ref()?.source.as_str())).collect();
            let department =
                code.and_then(|code| policy.policy.confirmed_by(code)).unwrap_or_default().to_owned();
            papers.push(LedgerPaper {
                head: self.letterhead(policy.levy_year, on),
                category: known.label.to_owned(),
                list_words: list_words(&lists),
                department,
                target_words: code.map_or_else(String::new, |code| target_words(policy, code)),
                cadre: cadre.clone().unwrap_or_default(),
                lines: people
                    .into_iter()
                    .map(|(one, own)| ledger_line(one, own.as_ref(), paid.get(&one.row.person_id), &heard))
                    .collect::<Result<_>>()?,
            });
        }
        Ok(papers)
    }

    /// For whom the public purse pays, in a period: everyone who was paid for here with a subsidy, and everyone who owes
    /// nothing because all of it is paid for him. It names categories, and with `full_numbers` the whole certificate
    /// numbers (for the township, which settles the subsidy person by person): that it was made is written down.
    ///
    /// # Errors
    /// [`Error::NobodySubsidised`]; [`Error::PeriodOdd`]; [`Error::NameNotOnPaper`].
    pub fn declaration_paper(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        full_numbers: bool,
        now: &Moment,
    ) -> Result<DeclarationPaper> {
        must_be_a_period(from, to)?;
        let paper = self.declaration(from, to, full_numbers, now.on())?;
        if paper.lines.is_empty() {
            return Err(Error::NobodySubsidised { from, to });
        }
        let act = if full_numbers { "subsidy_declaration_full" } else { "subsidy_declaration" };
        let subject = format!("{}: {from} {to}", paper.lines.len());
        self.transact(now, |tx, acting| tx.audit(acting, act, &subject))?;
        Ok(paper)
    }

    fn declaration(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        full_numbers: bool,
        on: NaiveDate,
    ) -> Result<DeclarationPaper> {
        let policy = self.policy_on(on)?;
        let mut lines = Vec::new();
        let rows = self.read(|tx| {
            let mut rows = tx.live_rows(policy.levy_year)?;
            rows.retain(|row| (from..=to).contains(&row.business_date));
            let mut stored: Vec<(LiveRow, Rc<PaymentRecord>)> = Vec::with_capacity(rows.len());
            for row in rows {
                // Lines of one payment follow each other: its entry is read once.
                let same = stored
                    .last()
                    .filter(|(last, _)| last.seq == row.seq)
                    .map(|(_, payment)| Rc::clone(payment));
                let payment = match same {
                    Some(payment) => payment,
                    None => match tx.record(row.seq)?.record {
                        Record::Payment(payment) => Rc::new(*payment),
                        _ => return Err(Error::BadRow { table: "payment", detail: row.seq.to_string() }),
                    },
                };
                stored.push((row, payment));
            }
            Ok(stored)
        })?;
        for (row, payment) in &rows {
            let line = payment.lines.iter().find(|line| line.row_id == row.row_id);
            let line = line.or_not_found(|| Error::NoSuchReceipt { receipt_no: row.receipt_no.clone() })?;
            lines.extend(paid_line(row, line, full_numbers)?);
        }
        // Who owes nothing and is on no receipt yet is told to the township too, as long as the period goes on.
        if (from..=to).contains(&on) {
            for one in self.standing_of(None, on)? {
                if one.row.why == Some(Open::CanPay) && one.row.due == Some(Yuan::ZERO) {
                    let bill = self.bill(one.row.household_id, None, on)?;
                    let own = bill.lines.iter().find(|line| line.person.person_id == one.row.person_id);
                    lines.extend(own.map(|own| free_line(own, &one, full_numbers)).transpose()?.flatten());
                }
            }
        }
        lines.sort_by(|a: &DeclarationLine, b| (&a.fund, &a.category).cmp(&(&b.fund, &b.category)));
        Ok(DeclarationPaper {
            head: self.letterhead(policy.levy_year, on),
            declaration_no: String::new(),
            period_words: fill(&TEXT.period, &[("from", &from), ("to", &to)]),
            policy_title: policy_title(policy),
            made_by: self.user().to_owned(),
            lines,
        })
    }
}

/// Refuses a last day that comes before the first.
fn must_be_a_period(from: NaiveDate, to: NaiveDate) -> Result<()> {
    if to < from { Err(Error::PeriodOdd { from, to }) } else { Ok(()) }
}

/// A number for the wall: what the usual mask leaves, or less of it where that would still show most of a short one.
fn posted_number(certno: &str) -> MaskedNumber {
    let usual = MaskedNumber::new(&identity::mask(certno));
    usual.unwrap_or_else(|_| {
        let length = certno.chars().count();
        let shown = length / 3;
        let tail: String = certno.chars().skip(length - shown).collect();
        MaskedNumber::new(&format!("{}{tail}", "*".repeat(length - shown))).unwrap_or_default()
    })
}

/// On which lists the people of a group stand: the one that most of them stand on, and how many there are.
fn list_words(lists: &[&str]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for list in lists.iter().filter(|list| !list.is_empty()) {
        match counted.iter_mut().find(|(known, _)| known == list) {
            Some((_, count)) => *count += 1,
            None => counted.push((list, 1)),
        }
    }
    let most =
        counted.iter().enumerate().max_by_key(|(place, (_, count))| (*count, std::cmp::Reverse(*place)));
    match (most, counted.len()) {
        (None, _) => String::new(),
        (Some((_, (list, _))), 1) => (*list).to_owned(),
        (Some((_, (list, _))), count) => fill(&TEXT.ledger_lists_more, &[("first", list), ("count", &count)]),
    }
}

/// What the notice wants of a group.
fn target_words(policy: &BookPolicy, code: CategoryCode) -> String {
    let policy = &policy.policy;
    let must = policy.must_enrol().filter(|(groups, _)| groups.contains(&code));
    let must = must.map(|(_, rule)| fill(&TEXT.ledger_must, &[("article", &rule.article)]));
    let listed = policy.targets().iter().filter(|target| target.groups.contains(&code)).map(|target| {
        let rule = policy.rules().iter().find(|rule| rule.id == target.rule);
        let article = rule.map_or("", |rule| rule.article.as_str());
        fill(&TEXT.ledger_target, &[("label", &target.label), ("article", &article)])
    });
    must.into_iter().chain(listed).collect::<Vec<_>>().join("；")
}

fn ledger_line(
    one: &Standing,
    own: Option<&PersonCategory>,
    paid: Option<&LiveRow>,
    heard: &HashMap<Uuid, CanvassRow>,
) -> Result<LedgerLine> {
    let row = &one.row;
    let state_words = match (paid, &row.recorded, row.why) {
        (Some(paid), ..) => {
            let serial = paid.receipt_no.rsplit('-').next().unwrap_or_default();
            fill(&TEXT.ledger_paid, &[("receipt", &serial), ("day", &paid.business_date)])
        }
        (None, Some(recorded), _) => {
            let reason = codes::leave_out_reason(&recorded.reason).map_or("", |reason| reason.label);
            fill(&TEXT.ledger_recorded, &[("state", &row.state.label()), ("reason", &reason)])
        }
        (None, None, why) => why.map_or(row.state.label(), Open::label).to_owned(),
    };
    let birth = one.person.birth;
    let valid_words = match own.map_or((None, None), |own| (own.designated_on, own.ended_on)) {
        _ if own.is_none() => birth.map_or_else(String::new, |on| fill(&TEXT.ledger_born, &[("birth", &on)])),
        (Some(from), Some(to)) => fill(&TEXT.ledger_span, &[("from", &from), ("to", &to)]),
        (Some(from), None) => fill(&TEXT.ledger_from, &[("from", &from)]),
        (None, Some(to)) => fill(&TEXT.ledger_until, &[("to", &to)]),
        (None, None) => String::new(),
    };
    let visit_words =
        heard.get(&row.person_id).and_then(|row| row.last.as_ref()).map_or_else(String::new, |last| {
            let outcome = codes::canvass_outcome(&last.outcome).map_or("", |known| known.label);
            let way = codes::canvass_way_label(&last.way);
            fill(
                &TEXT.ledger_visit,
                &[("day", &short_day(last.visited_on)), ("way", &way), ("outcome", &outcome)],
            )
        });
    Ok(LedgerLine {
        name: own_name(one)?,
        certno_masked: row.certno_masked.clone(),
        household: fill(&TEXT.ledger_household, &[("group", &row.village_group), ("hh_no", &row.hh_no)])
            .trim()
            .to_owned(),
        phone: row.phone.clone(),
        valid_words,
        due: paid.map(|paid| paid.due).or(row.due),
        is_enrolled: matches!(
            row.state,
            EnrolmentState::Paid | EnrolmentState::PaidElsewhere | EnrolmentState::Exempt
        ),
        state_words,
        visit_words,
    })
}

/// The line of somebody who was paid for here; none where the public purse pays nothing of it.
fn paid_line(row: &LiveRow, line: &LineRecord, full_numbers: bool) -> Result<Option<DeclarationLine>> {
    let later = line.assessment["subsidised_later"].as_str().and_then(|sum| sum.parse::<Yuan>().ok());
    // Where the whole fee is taken first, what the fund gives back afterwards is declared.
    let (subsidy, is_later) = match later.filter(|_| line.subsidy.is_zero()) {
        Some(later) => (later, true),
        None => (line.subsidy, false),
    };
    if subsidy.is_zero() {
        return Ok(None);
    }
    let fund = line.fund.as_deref().and_then(Fund::from_word).map_or("", text::fund_label);
    let category = line.category.as_deref().and_then(codes::category).map_or("", |known| known.label);
    let by_law =
        || line.category.as_deref().and_then(CategoryCode::from_word).map_or("", text::category_label);
    let day = row.business_date.to_string();
    Ok(Some(DeclarationLine {
        fund: fund.to_owned(),
        category: if category.is_empty() { by_law() } else { category }.to_owned(),
        name: printable(&line.name, line.name_alt.as_deref())?,
        certno: masked_or_full(&line.certno, full_numbers),
        village_group: row.village_group.clone(),
        list_no: line.category_source.clone(),
        fee: line.fee,
        subsidy,
        due: line.fee.checked_sub(subsidy).ok_or(Error::TooMuch {})?,
        receipt_no: row.receipt_no.clone(),
        enrolled_on: if is_later { fill(&TEXT.paid_first, &[("day", &day)]) } else { day },
    }))
}

/// The line of somebody who owes nothing and is on no receipt yet.
fn free_line(line: &BillLine, one: &Standing, full_numbers: bool) -> Result<Option<DeclarationLine>> {
    let Some(answer) = line.assessment.as_ref().filter(|_| line.included) else { return Ok(None) };
    let (person, sums) = (&line.person, line.sums());
    if sums.subsidy.is_zero() {
        return Ok(None);
    }
    let word = answer.category.map(|category| category.word());
    let source = person.categories.iter().find(|own| Some(own.code.as_str()) == word);
    Ok(Some(DeclarationLine {
        fund: answer.fund.map_or("", text::fund_label).to_owned(),
        category: word
            .and_then(codes::category)
            .map(|known| known.label)
            .or_else(|| answer.category.map(text::category_label))
            .unwrap_or_default()
            .to_owned(),
        name: printable(&person.name, person.name_alt.as_deref())?,
        certno: masked_or_full(&person.certno, full_numbers),
        village_group: one.row.village_group.clone(),
        list_no: source.map_or_else(String::new, |own| own.source.clone()),
        fee: sums.fee,
        subsidy: sums.subsidy,
        due: sums.fee.checked_sub(sums.subsidy).ok_or(Error::TooMuch {})?,
        receipt_no: String::new(),
        enrolled_on: TEXT.free_unrecorded.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_for_the_wall_names_nobody_however_short_it_is() {
        // Of a resident's number the day of birth goes, which with the name would be him.
        assert_eq!(posted_number("341799197904121234").as_str(), "341799********1234");
        for certno in ["E12345678", "G1234567", "12345", "AB", "", "B340000123"] {
            let posted = posted_number(certno);
            let read = posted.as_str().chars().filter(|c| *c != '*').count();
            assert!(read * 2 <= certno.chars().count(), "{certno}: {posted:?}");
            assert_eq!(posted.as_str().chars().count(), certno.chars().count(), "{certno}: {posted:?}");
        }
    }

    #[test]
    fn a_ledger_names_the_list_that_most_of_its_people_stand_on() {
        assert_eq!(list_words(&["甲", "乙", "乙", ""]), "乙 等2份");
        assert_eq!(list_words(&["甲", "甲"]), "甲");
        assert_eq!(list_words(&[]), "");
    }
}
