//! 缴费: one act of taking money from one household. The whole of it is [`Book::take_payment`], top to bottom.
//!
//! Invariants: a retry is the same payment; a person has at most one live line a levy year; the receipt number, the
//! rows and the journal entry are one transaction; the answer comes after the head file is synced.

mod store;
mod till;

pub use till::{AidOffer, TillOffers};

use crate::book::{Acting, Book, BookPolicy, in_force_for};
use crate::codes;
use crate::enrolment::{Bill, BillLine, Choice, LeftOut, Payable, Totals};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{
    AidRecord, CatchUpRecord, LeftOutRecord, LineRecord, OfficialSumRecord, PaymentRecord, Record,
    RuleRecord, hex,
};
use crate::moment::Moment;
use crate::papers;
use crate::person::Person;
use crate::receipt::{self, Receipt};
use crate::session::Session;
use crate::storage::Tx;
use crate::ticket::ticket_number;
use chrono::NaiveDate;
use cunshou_policy::{Word, Yuan, explain};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Cash on the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tendered {
    /// Just what is due.
    Exact,
    /// So much.
    Amount(Yuan),
}

/// A payment that was taken on paper (power cut, lost disk) and is entered afterwards (补录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchUp {
    /// The paper book, or the series of the receipts that were lost.
    pub paper_book: String,
    /// The number of the sheet.
    pub paper_serial: String,
    /// The day on which the money was taken: everything is assessed on it.
    pub taken_on: NaiveDate,
    /// Why it was taken on paper.
    pub reason: String,
}

impl CatchUp {
    fn paper_no(&self) -> String {
        CatchUpRecord::number(self.paper_book.trim(), self.paper_serial.trim())
    }
}

/// What an order says beside the cash on the table; nothing for most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// The year of cover; `None` = the one that is collected for on the day.
    pub levy_year: Option<i32>,
    /// The number of the transaction on the payer's telephone, where [`Choice::by_scan`].
    pub trade_no: String,
    /// The number of the pre-printed 《专用票据》 handed out with it.
    pub ticket_no: Option<String>,
    /// It was taken on paper before.
    pub catch_up: Option<CatchUp>,
}

impl Terms {
    /// The day on which an order is assessed: that of the paper sheet, where it was taken on paper before.
    fn assessed_on(&self, business_date: NaiveDate) -> NaiveDate {
        self.catch_up.as_ref().map_or(business_date, |paper| paper.taken_on)
    }
}

/// What the clerk orders at the till.
#[derive(Debug, Clone)]
pub struct Order {
    /// From [`Book::open_collect`], given when the form opened; a retry carries the same.
    pub payment_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// Who is left out, who pays in full, who is brought in; whoever is recorded as exempt stays out by himself.
    pub choice: Option<Choice>,
    /// Cash handed over.
    pub tendered: Tendered,
    /// The sum that the clerk saw: if it is another by now (a member was added, a category came in), nothing is taken.
    pub seen_due: Option<Yuan>,
    /// The payer was asked whether he has paid elsewhere since the day of the newest list, and has not.
    pub asked_paid: bool,
    /// The clerk has seen that the tax office asks another sum, and takes what the notice says.
    pub seen_official: bool,
    /// What is beside the cash on the table.
    pub terms: Terms,
}

impl Order {
    /// What two requests with the same id must agree in.
    fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut field = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update([0x1F]);
        };
        field("cunshou/order/1");
        field(&self.payment_id.to_string());
        field(&self.household_id.to_string());
        match self.tendered {
            Tendered::Exact => field("exact"),
            Tendered::Amount(amount) => field(&amount.to_string()),
        }
        if let Some(choice) = &self.choice {
            let mut left_out = choice.left_out.clone();
            left_out.sort();
            for left in &left_out {
                field(&left.person_id.to_string());
                field(&left.reason);
                field(left.note.trim());
                if let Some(approval_no) = approval(left) {
                    field("approved");
                    field(&approval_no);
                }
                if !left.proof.trim().is_empty() {
                    field("proof");
                    field(left.proof.trim());
                }
            }
            let mut in_full = choice.in_full.clone();
            in_full.sort();
            for person_id in &in_full {
                field("in_full");
                field(&person_id.to_string());
            }
            let mut brought_in = choice.brought_in.clone();
            brought_in.sort();
            for person_id in &brought_in {
                field("brought_in");
                field(&person_id.to_string());
            }
            if choice.by_scan {
                field("by_scan");
            }
            if let Some(aid) = &choice.aid {
                field("aid");
                field(&aid.aid_no.to_string());
                let mut shares = aid.shares.clone();
                shares.sort();
                for (person_id, share) in &shares {
                    field(&person_id.to_string());
                    field(&share.to_string());
                }
            }
        }
        let terms = &self.terms;
        if let Some(levy_year) = terms.levy_year {
            field("levy_year");
            field(&levy_year.to_string());
        }
        if !terms.trade_no.trim().is_empty() {
            field("trade");
            field(terms.trade_no.trim());
        }
        if let Some(ticket_no) = &terms.ticket_no {
            field("ticket");
            field(&ticket_number(ticket_no));
        }
        if let Some(catch_up) = &terms.catch_up {
            field("catch_up");
            field(&catch_up.paper_no());
            field(&catch_up.taken_on.to_string());
            field(catch_up.reason.trim());
        }
        hasher.finalize().into()
    }
}

/// The form of a household, opened.
#[derive(Debug)]
pub struct CollectForm {
    /// The id of the payment that may come of it.
    pub payment_id: Uuid,
    /// What the household owes.
    pub bill: Bill,
}

/// A bill with its cash: what is due, handed over and handed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The sums.
    pub totals: Totals,
    /// Handed over.
    pub tendered: Yuan,
    /// Handed back.
    pub change: Yuan,
}

/// Settles a bill: whole premiums only, no part payment, no advance. Pure.
///
/// # Errors
/// [`Error::LessThanDue`]; [`Error::TooMuch`] beyond the bounds of money.
pub fn settle(bill: &Bill, tendered: Tendered) -> Result<Settled> {
    let totals = bill.totals()?;
    let tendered = match tendered {
        Tendered::Amount(amount) if !bill.by_scan => amount,
        // By telephone just what is due is paid, and nothing comes back.
        _ => totals.due,
    };
    if tendered < totals.due || tendered.is_negative() {
        return Err(Error::LessThanDue { due: totals.due, tendered });
    }
    let change = tendered.checked_sub(totals.due).ok_or(Error::TooMuch {})?;
    Ok(Settled { totals, tendered, change })
}

impl Book {
    /// Opens the form of a household for another year of cover than the one that is collected for (a child born in
    /// December needs two years at one table).
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`].
    pub fn open_collect_for(&self, household_id: Uuid, levy_year: i32, now: &Moment) -> Result<CollectForm> {
        let on = self.session_status(now)?.open.map_or(now.on(), |open| open.session.business_date);
        let policy = in_force_for(self.policy_versions(), levy_year, on)?;
        let bill = self.read(|tx| tx.bill(policy, household_id, None, on))?;
        Ok(CollectForm { payment_id: now.id(), bill })
    }

    /// Opens the form of a household: gives the payment id and assesses everyone on the session's date (the clock's
    /// date while no session is open).
    pub fn open_collect(&self, household_id: Uuid, now: &Moment) -> Result<CollectForm> {
        let on = self.session_status(now)?.open.map_or(now.on(), |open| open.session.business_date);
        Ok(CollectForm { payment_id: now.id(), bill: self.bill(household_id, None, on)? })
    }

    /// What [`Book::take_payment`] would say, without taking anything.
    ///
    /// # Errors
    /// Those of [`Book::take_payment`], each naming what stands in the way.
    pub fn try_payment(&self, order: &Order, now: &Moment) -> Result<Settled> {
        self.refuse_while_behind()?;
        self.read(|tx| {
            let session = tx.session_to_collect_in(now)?;
            let (bill, settled) = considered(tx, self.policy_versions(), order, &session)?;
            terms_hold(tx, order, &bill, &session, &self.identity().village_code)?;
            Ok(settled)
        })
    }

    /// Takes the money of a household.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::OtherContent`] if the id was used for another order; [`Error::NoSession`] and [`Error::LeftOpen`];
    /// [`Error::NobodyPays`], [`Error::AlreadyPaid`]; [`Error::ReasonMissing`] and [`Error::ReasonNotLawful`] for who is
    /// left out ([`Error::CanvassingNoteMissing`] with the township's approval); [`Error::LessThanDue`]; those of
    /// [`Bill::aid_lawful`], of a pre-printed number and of a sheet that is entered afterwards. Each leaves the book as it was.
    pub fn take_payment(&mut self, order: &Order, now: &Moment) -> Result<Receipt> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let order_hash = order.hash();
            if let Some((receipt_no, known)) = tx.payment_by_id(order.payment_id)? {
                return repeated(tx, receipt_no, known == order_hash);
            }
            let session = tx.session_to_collect_in(now)?;
            let (bill, settled) = considered(tx, acting.policies, order, &session)?;
            let beside = terms_hold(tx, order, &bill, &session, &acting.identity.village_code)?;
            if order.seen_due.is_some_and(|seen| seen != settled.totals.due) {
                return Err(Error::BillChanged {});
            }
            let (serial, receipt_no) = receipt::issue(tx, acting)?;
            let payment =
                record(order, order_hash, &session, &bill, &settled, (serial, receipt_no), beside, acting);
            let entry = tx.append(&Record::Payment(Box::new(payment.clone())), acting.user, now)?;
            tx.insert_payment(&payment, entry.seq, &order_hash, now)?;
            for line in &payment.lines {
                tx.insert_line(payment.payment_id, line)?;
            }
            // Whoever could have paid and stays out: nobody else's standing changes by a word in the order.
            let could_pay = |line: &&BillLine| matches!(line.payable, Payable::Yes | Payable::InFull);
            for left_out in bill.lines.iter().filter(could_pay).filter_map(|line| line.left_out.as_ref()) {
                if let Some(reason) = codes::leave_out_reason(&left_out.reason) {
                    tx.put_enrolment(left_out, bill.policy.levy_year, reason.state_after.word(), acting)?;
                }
            }
            let answered = payment.lines.len();
            Ok(Receipt {
                payment,
                taken_at: now.text(),
                taken_by: acting.user.to_owned(),
                check_code: Receipt::check_code(&entry),
                state: crate::receipt::ReceiptState::Taken,
                printed: 0,
                unsure: false,
                already_taken: false,
                taken_back: None,
                arrival: None,
                answers: vec![None; answered],
            })
        })
    }
}

/// The bill of an order with its cash, if the money may be taken.
fn considered(
    tx: &Tx<'_>,
    policies: &[BookPolicy],
    order: &Order,
    session: &Session,
) -> Result<(Bill, Settled)> {
    // Money that was taken on paper is assessed on the day on which it was taken; the township sees it as 补录.
    let on = order.terms.assessed_on(session.business_date);
    let policy = till::notice(policies, order.terms.levy_year, on)?;
    let bill = tx.bill(policy, order.household_id, order.choice.as_ref(), on)?;
    bill.not_paid_before()?;
    bill.completeness()?;
    printable(&bill)?;
    bill.aid_lawful()?;
    bill.asked_since_list(order.asked_paid)?;
    bill.official_sums_seen(order.seen_official)?;
    let settled = settle(&bill, order.tendered)?;
    Ok((bill, settled))
}

/// What an order says beside the cash, checked: as it is kept with the payment.
#[derive(Debug, Default)]
struct Beside {
    ticket_no: Option<String>,
    trade_no: Option<String>,
    aid: Option<AidRecord>,
    catch_up: Option<CatchUpRecord>,
}

/// The longest text beside a payment, in characters.
const LONGEST: usize = 60;

fn terms_hold(
    tx: &Tx<'_>,
    order: &Order,
    bill: &Bill,
    session: &Session,
    village_code: &str,
) -> Result<Beside> {
    let terms = &order.terms;
    let kept = |text: &str| -> Result<String> {
        let text = text.trim();
        let fits = text.chars().count() <= LONGEST;
        fits.then(|| text.to_owned()).ok_or(Error::TextTooLong { field: "terms", most: LONGEST })
    };
    let trade_no = kept(&terms.trade_no)?;
    if bill.by_scan && trade_no.is_empty() && !bill.totals()?.due.is_zero() {
        return Err(Error::TradeNoMissing {});
    }
    let ticket_no = match terms.ticket_no.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => Some(tx.usable_ticket(number)?),
        None => None,
    };
    let catch_up = match &terms.catch_up {
        None => None,
        Some(paper) => Some(caught_up(tx, paper, session, village_code, &kept)?),
    };
    let aid = bill.aid.as_ref().map(|aid| AidRecord {
        aid_no: aid.aid_no,
        resolution_no: aid.grant.resolution_no.clone(),
        source: aid.grant.source.clone(),
    });
    Ok(Beside { ticket_no, trade_no: Some(trade_no).filter(|_| bill.by_scan), aid, catch_up })
}

/// A sheet of a paper book: named whole, not entered before, taken before the session's day and not in the future.
fn caught_up(
    tx: &Tx<'_>,
    paper: &CatchUp,
    session: &Session,
    village_code: &str,
    kept: &impl Fn(&str) -> Result<String>,
) -> Result<CatchUpRecord> {
    let (paper_book, paper_serial) = (kept(&paper.paper_book)?, kept(&paper.paper_serial)?);
    // A receipt that went with a lost disk is the same sheet however its number is typed.
    let (paper_book, paper_serial) =
        tx.lost_sheet(village_code, &paper_book, &paper_serial)?.unwrap_or((paper_book, paper_serial));
    let record =
        CatchUpRecord { paper_book, paper_serial, taken_on: paper.taken_on, reason: kept(&paper.reason)? };
    if [&record.paper_book, &record.paper_serial, &record.reason].into_iter().any(String::is_empty) {
        return Err(Error::PaperSheetMissing {});
    }
    if paper.taken_on > session.business_date {
        return Err(Error::PaperInFuture { taken_on: paper.taken_on, business_date: session.business_date });
    }
    if let Some(receipt_no) = tx.live_paper(&record.paper_no())? {
        return Err(Error::PaperEntered { paper_no: record.paper_no(), receipt_no });
    }
    if tx.is_lost_voided(&record.paper_no())? {
        return Err(Error::PaperVoided { paper_no: record.paper_no() });
    }
    Ok(record)
}

/// The same id again: the same receipt, or a refusal if the order differs.
fn repeated(tx: &Tx<'_>, receipt_no: String, same_order: bool) -> Result<Receipt> {
    if !same_order {
        return Err(Error::OtherContent { receipt_no });
    }
    let mut receipt =
        tx.receipt(&receipt_no)?.or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.clone() })?;
    receipt.already_taken = true;
    Ok(receipt)
}

/// Checks that the receipt can be printed before any money is taken for it.
fn printable(bill: &Bill) -> Result<()> {
    let names = bill.included().map(|line| &line.person).chain(bill.household.head());
    for person in names {
        papers::printable(&person.name, person.name_alt.as_deref())?;
    }
    Ok(())
}

/// Everything that the receipt will ever show.
#[allow(
    clippy::too_many_arguments,
    reason = "each is one thing that a receipt shows; a struct would only name them twice"
)]
fn record(
    order: &Order,
    order_hash: [u8; 32],
    session: &Session,
    bill: &Bill,
    settled: &Settled,
    (serial, receipt_no): (u32, String),
    beside: Beside,
    acting: &Acting<'_>,
) -> PaymentRecord {
    let head = bill.household.head();
    let lines =
        (1..).zip(bill.included()).map(|(line_no, line)| line_record(line_no, line, bill, acting.now));
    let left_out = bill.lines.iter().filter(|line| !line.included).map(|line| LeftOutRecord {
        person_id: line.person.person_id,
        name: line.person.name.clone(),
        reason: line.left_out.as_ref().map_or_else(|| why_not(line).to_owned(), |left| left.reason.clone()),
        note: line.left_out.as_ref().map_or_else(String::new, |left| left.note.trim().to_owned()),
        approval_no: line.left_out.as_ref().and_then(approval),
    });
    PaymentRecord {
        payment_id: order.payment_id,
        order_hash: hex(&order_hash),
        receipt_no,
        series: acting.identity.series.clone(),
        serial,
        session_no: session.session_no,
        business_date: session.business_date,
        household_id: bill.household.household_id,
        hh_no: bill.household.hh_no.clone(),
        head_name: head.map_or_else(String::new, |head| head.name.clone()),
        head_certno: head.map_or_else(String::new, |head| head.certno.clone()),
        village_group: bill.household.village_group.clone(),
        means: if bill.by_scan { "assisted_scan" } else { "cash" }.to_owned(),
        total_fee: settled.totals.fee,
        total_subsidy: settled.totals.subsidy,
        total_collective_aid: settled.totals.collective_aid,
        total_due: settled.totals.due,
        tendered: settled.tendered,
        change: settled.change,
        lines: lines.collect(),
        left_out: left_out.collect(),
        rules: rules(bill),
        asked_since: bill.asks_since(),
        official_sums: official_sums(bill),
        ticket_no: beside.ticket_no,
        trade_no: beside.trade_no,
        aid: beside.aid,
        catch_up: beside.catch_up,
    }
}

/// What the tax office asks of those who pay, where it is another sum: the clerk saw it.
fn official_sums(bill: &Bill) -> Vec<OfficialSumRecord> {
    let pays = |person_id| bill.included().any(|line| line.person.person_id == person_id);
    bill.sum_differences()
        .into_iter()
        .filter(|one| pays(one.person_id))
        .filter_map(|one| {
            Some(OfficialSumRecord { person_id: one.person_id, due: one.theirs?, list_date: one.list_date })
        })
        .collect()
}

/// The sentences behind all answers of a bill, each once.
fn rules(bill: &Bill) -> BTreeMap<String, RuleRecord> {
    let policy = &bill.policy.policy;
    let answers = bill.included().filter_map(|line| line.assessment.as_ref());
    let cited = answers.flat_map(|answer| answer.trail(policy));
    cited
        .map(|(_, rule)| {
            let text = RuleRecord { article: rule.article.clone(), quote: rule.quote.clone() };
            (format!("{}/{}", policy.id(), rule.id), text)
        })
        .collect()
}

fn line_record(line_no: u32, line: &BillLine, bill: &Bill, now: &Moment) -> LineRecord {
    let (policy, on) = (&bill.policy, bill.business_date);
    let (person, sums) = (&line.person, line.sums());
    let assessment = line.assessment.as_ref();
    let category = assessment.and_then(|answer| answer.category).map(|category| category.word().to_owned());
    let source = person.categories.iter().find(|own| Some(&own.code) == category.as_ref());
    LineRecord {
        row_id: now.id(),
        corrects: None,
        line_no,
        person_id: person.person_id,
        member_no: person.member_no,
        levy_year: policy.levy_year,
        name: person.name.clone(),
        name_alt: person.name_alt.clone(),
        certificate_type: person.certificate_type.clone(),
        certno: person.certno.clone(),
        sex: person.sex.clone(),
        birth: person.birth,
        nation: person.nation.clone(),
        relation: person.relation.clone(),
        phone: person.phone.clone(),
        person_type: person_type(person, on).to_owned(),
        category_source: source.map_or_else(String::new, |own| own.source.clone()),
        category,
        fee: sums.fee,
        subsidy: sums.subsidy,
        collective_aid: sums.collective_aid,
        due: sums.due,
        fund: assessment.and_then(|answer| answer.fund).map(|fund| fund.word().to_owned()),
        benefit_from: assessment.and_then(|answer| answer.benefit_from),
        benefit_to: assessment.and_then(|answer| answer.benefit_to),
        waiting_months: assessment.and_then(|answer| answer.waiting_months),
        cover_words: assessment
            .map_or_else(String::new, |answer| explain::cover_words(&policy.policy, answer)),
        article: line.deciding_rule(policy).map_or_else(String::new, |rule| rule.article.clone()),
        policy_id: policy.policy.id().to_owned(),
        policy_sha256: policy.sha256.clone(),
        assessment: assessment
            .and_then(|answer| serde_json::to_value(answer.answer(&policy.policy).brief()).ok())
            .unwrap_or_default(),
    }
}

/// The township's approval number, if one is written.
fn approval(left: &LeftOut) -> Option<String> {
    let number = left.approval_no.as_deref()?.trim();
    (!number.is_empty()).then(|| number.to_owned())
}

/// Why a member who was not left out by the clerk is not part of the payment.
fn why_not(line: &BillLine) -> &'static str {
    match &line.payable {
        Payable::Yes | Payable::InFull => "",
        Payable::Paid { .. } => "paid",
        Payable::PaidElsewhere => "paid_elsewhere",
        Payable::Gone => "gone",
        Payable::No(decision) => decision.word(),
    }
}

/// `psn_type` of the national platform: 1401 newborn, 1402 preschool, 1403 pupil, 1404 student, 1405 under age and not at
/// school, 1501 adult, 16 elderly. The ages are the platform's, no notice's.
fn person_type(person: &Person, on: NaiveDate) -> &'static str {
    let age = person.birth.and_then(|birth| on.years_since(birth)).unwrap_or_default();
    match (person.student.as_ref().map(|student| student.level.as_str()), age) {
        (_, 0) => "1401",
        (Some("college" | "secondary_vocational"), _) => "1404",
        (Some("school"), _) => "1403",
        (Some("kindergarten"), _) | (None, 1..=5) => "1402",
        (_, 1..=17) => "1405",
        (_, 18..=59) => "1501",
        (_, 60..) => "16",
    }
}
