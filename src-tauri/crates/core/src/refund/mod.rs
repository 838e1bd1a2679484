//! 退费申请: after its money was paid in, a receipt is not taken back by the village. The notice says who gives back what on
//! which ground; the tax office decides, the insurance office suspends the cover, and no cash leaves the drawer.
//!
//! Invariants: what is asked back was paid and is asked back once at a time; the answer is an entry of its own. With a
//! refund of all that a person paid his cover for that year ends, and he is open again; a difference leaves his cover.

mod store;

use crate::book::{Acting, Book};
use crate::codes::{self, RefundGround};
use crate::enrolment::since_payment;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{LineRecord, Record, RefundLine, RefundRecord, RefundStep, RuleRecord, hex};
use crate::moment::Moment;
use crate::person::PersonEvent;
use crate::receipt::Receipt;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::{Decision, Field, Paid, RequestKind, Word, Yuan, explain};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

pub use store::RefundRow;

/// Where a refund application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundState {
    /// 已填写: the forms are printed, nobody has them yet.
    Applied,
    /// 已递交: the offices have it.
    Submitted,
    /// 已退费: the answer is yes.
    Accepted,
    /// 不予退费: the answer is no.
    Rejected,
    /// 已撤回: the applicant took it back.
    Withdrawn,
}

impl RefundState {
    /// All states, in their order.
    pub const ALL: [Self; 5] =
        [Self::Applied, Self::Submitted, Self::Accepted, Self::Rejected, Self::Withdrawn];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// True while an answer is awaited.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Applied | Self::Submitted)
    }
}

impl std::str::FromStr for RefundState {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or(())
    }
}

/// A refund application as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// What the journal holds.
    pub record: RefundRecord,
    /// Where it stands.
    pub state: RefundState,
    /// Its steps, oldest first.
    pub steps: Vec<RefundStep>,
    /// When it was recorded (RFC 3339, +08:00).
    pub recorded_at: String,
    /// By whom.
    pub recorded_by: String,
    /// True if this answer repeats an application that was recorded before.
    pub already_recorded: bool,
}

impl Refund {
    /// What is asked back in all.
    ///
    /// # Errors
    /// [`Error::TooMuch`] beyond the bounds of money.
    pub fn amount(&self) -> Result<Yuan> {
        Yuan::sum(self.record.lines.iter().map(|line| line.amount)).ok_or(Error::TooMuch {})
    }
}

/// The form to apply for a refund, opened.
#[derive(Debug)]
pub struct RefundForm {
    /// The id of the application that may come of it.
    pub refund_id: Uuid,
    /// The receipt.
    pub receipt: Receipt,
    /// Its lines that can be asked back: live, paid for, and in no open application.
    pub line_nos: Vec<u32>,
    /// Applications of the receipt so far.
    pub earlier: Vec<u32>,
}

/// What the clerk orders.
#[derive(Debug, Clone)]
pub struct RefundOrder {
    /// From [`Book::open_refund`]; a retry carries the same.
    pub refund_id: Uuid,
    /// The receipt, by its number or its serial.
    pub receipt_no: String,
    /// For whom: numbers of its lines.
    pub line_nos: Vec<u32>,
    /// Who applies.
    pub applicant: String,
    /// Where he can be reached.
    pub phone: String,
    /// A code of [`codes::refund_grounds`].
    pub ground: String,
    /// When that happened.
    pub happened_on: Option<NaiveDate>,
    /// The paper that proves it, with its number.
    pub proof: String,
    /// In the clerk's words.
    pub note: String,
}

impl RefundOrder {
    fn hash(&self, receipt_no: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut field = |text: &str| {
            hasher.update(text.trim().as_bytes());
            hasher.update([0x1F]);
        };
        field("cunshou/refund/1");
        field(&self.refund_id.to_string());
        field(receipt_no);
        let mut line_nos = self.line_nos.clone();
        line_nos.sort_unstable();
        for line_no in &line_nos {
            field(&line_no.to_string());
        }
        for text in [&self.applicant, &self.phone, &self.ground, &self.proof, &self.note] {
            field(text);
        }
        field(&self.happened_on.map(|on| on.to_string()).unwrap_or_default());
        hasher.finalize().into()
    }
}

/// The longest text of an application, in characters.
const LONGEST: usize = 200;

impl Book {
    /// Opens the form to apply for a refund of a receipt.
    ///
    /// # Errors
    /// [`Error::NoSuchReceipt`], [`Error::TakenBackBefore`]; [`Error::NotRemittedYet`] while a void or a reversal is the way.
    pub fn open_refund(&self, receipt_no: &str, now: &Moment) -> Result<RefundForm> {
        let receipt_no = self.full_receipt_no(receipt_no);
        self.read(|tx| {
            let receipt = tx.receipt_at_treasury(&receipt_no)?;
            let mut line_nos = Vec::new();
            for line in &receipt.payment.lines {
                if !line.due.is_zero()
                    && tx.live_holder(line.row_id)?.is_some()
                    && !tx.is_asked_back(line.row_id)?
                {
                    line_nos.push(line.line_no);
                }
            }
            let earlier = tx.refunds_of(&receipt_no)?;
            Ok(RefundForm { refund_id: now.id(), receipt, line_nos, earlier })
        })
    }

    /// What the notice says to an application, without recording anything.
    ///
    /// # Errors
    /// Those of [`Book::apply_for_refund`].
    pub fn try_refund(&self, order: &RefundOrder, now: &Moment) -> Result<RefundRecord> {
        let receipt_no = self.full_receipt_no(&order.receipt_no);
        self.rehearse(now, |tx, acting| record(tx, acting, order, &receipt_no))
    }

    /// Records an application for a refund, to be printed and handed in.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::NoSuchReceipt`], [`Error::TakenBackBefore`], [`Error::NotRemittedYet`];
    /// [`Error::UnknownGround`], [`Error::GroundDateMissing`], [`Error::GroundInFuture`], [`Error::RefundTextMissing`];
    /// [`Error::NothingToRefund`], [`Error::AskedBackBefore`]; [`Error::RefundRefused`] where the notice gives nothing back;
    /// [`Error::RefundOtherContent`]. Each leaves the book as it was.
    pub fn apply_for_refund(&mut self, order: &RefundOrder, now: &Moment) -> Result<Refund> {
        self.refuse_while_behind()?;
        let receipt_no = self.full_receipt_no(&order.receipt_no);
        self.transact(now, |tx, acting| {
            let order_hash = order.hash(&receipt_no);
            if let Some((refund_no, known)) = tx.refund_by_id(order.refund_id)? {
                if known != order_hash {
                    return Err(Error::RefundOtherContent { refund_no });
                }
                let mut refund = found(tx, refund_no)?;
                refund.already_recorded = true;
                return Ok(refund);
            }
            let record = record(tx, acting, order, &receipt_no)?;
            let entry = tx.append(&Record::RefundApplied(record.clone()), acting.user, now)?;
            tx.insert_refund(&record, entry.seq, &order_hash)?;
            found(tx, record.refund_no)
        })
    }

    /// Records how an application went on: handed in, granted, refused, withdrawn.
    ///
    /// # Errors
    /// [`Error::NoSuchRefund`]; [`Error::RefundAnswered`] once it has its answer; [`Error::RefundStepOdd`] for a day before the
    /// application or after today, or a step twice; [`Error::RefundTextMissing`] for an answer without its paper.
    pub fn record_refund_step(
        &mut self,
        refund_no: u32,
        state: RefundState,
        on: NaiveDate,
        note: &str,
        now: &Moment,
    ) -> Result<Refund> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let refund = found(tx, refund_no)?;
            if !refund.state.is_open() {
                return Err(Error::RefundAnswered { refund_no });
            }
            let last_on = refund.steps.last().map_or(refund.record.applied_on, |step| step.on);
            if on < last_on || on > now.on() || state == RefundState::Applied || state == refund.state {
                return Err(Error::RefundStepOdd { refund_no, on, last_on });
            }
            let note: String = note.trim().chars().take(LONGEST).collect();
            if note.is_empty() && matches!(state, RefundState::Accepted | RefundState::Rejected) {
                return Err(Error::RefundTextMissing { field: "answer" });
            }
            let step = RefundStep { refund_no, state: state.word().to_owned(), on, note };
            let entry = tx.append(&Record::RefundStep(step.clone()), acting.user, now)?;
            tx.insert_refund_step(&step, entry.seq)?;
            if state == RefundState::Accepted {
                for line in refund.record.lines.iter().filter(|line| line.ends_cover) {
                    tx.retire_refunded(line)?;
                }
            }
            found(tx, refund_no)
        })
    }

    /// One application.
    ///
    /// # Errors
    /// [`Error::NoSuchRefund`].
    pub fn refund(&self, refund_no: u32) -> Result<Refund> {
        self.read(|tx| found(tx, refund_no))
    }

    /// All applications, newest first.
    pub fn refunds(&self) -> Result<Vec<RefundRow>> {
        self.read(|tx| tx.refund_rows())
    }
}

fn found(tx: &Tx<'_>, refund_no: u32) -> Result<Refund> {
    tx.refund(refund_no)?.or_not_found(|| Error::NoSuchRefund { refund_no })
}

/// The ground with its day, and every text that must be there.
fn checked(order: &RefundOrder, receipt: &Receipt, now: &Moment) -> Result<&'static RefundGround> {
    let ground = codes::refund_grounds().iter().find(|known| known.code == order.ground);
    let ground = ground.ok_or_else(|| Error::UnknownGround { ground: order.ground.clone() })?;
    match order.happened_on {
        None if ground.is_event => return Err(Error::GroundDateMissing { ground: ground.label.to_owned() }),
        Some(on) if on > now.on() => return Err(Error::GroundInFuture { happened_on: on, today: now.on() }),
        _ => {}
    }
    let texts = [("applicant", &order.applicant), ("proof", &order.proof)];
    if let Some((field, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(Error::RefundTextMissing { field });
    }
    if ground.code == "other" && order.note.trim().is_empty() {
        return Err(Error::RefundTextMissing { field: "note" });
    }
    for text in [&order.applicant, &order.phone, &order.proof, &order.note] {
        if text.chars().count() > LONGEST {
            return Err(Error::TextTooLong { field: "refund", most: LONGEST });
        }
    }
    if order.line_nos.is_empty() {
        return Err(Error::NothingToRefund { name: receipt.payment.head_name.clone() });
    }
    Ok(ground)
}

/// The application as it would be recorded: each person's line with what the notice says of it.
fn record(tx: &Tx<'_>, acting: &Acting<'_>, order: &RefundOrder, receipt_no: &str) -> Result<RefundRecord> {
    let receipt = tx.receipt_at_treasury(receipt_no)?;
    let ground = checked(order, &receipt, acting.now)?;
    let mut rules = BTreeMap::new();
    let mut lines = Vec::new();
    let mut wanted = order.line_nos.clone();
    wanted.sort_unstable();
    wanted.dedup();
    for line_no in wanted {
        let line = receipt.payment.lines.iter().find(|line| line.line_no == line_no);
        let line = line.ok_or_else(|| Error::NothingToRefund { name: line_no.to_string() })?;
        lines.push(asked_back(tx, acting, order, ground, &receipt, line, &mut rules)?);
    }
    Ok(RefundRecord {
        refund_id: order.refund_id,
        order_hash: hex(&order.hash(receipt_no)),
        refund_no: tx.last_refund_no()? + 1,
        receipt_no: receipt_no.to_owned(),
        applied_on: acting.now.on(),
        applicant: order.applicant.trim().to_owned(),
        phone: order.phone.trim().to_owned(),
        ground: ground.code.to_owned(),
        happened_on: order.happened_on,
        proof: order.proof.trim().to_owned(),
        note: order.note.trim().to_owned(),
        lines,
        rules,
    })
}

/// One person's line: what comes back under the notice by which it was paid.
fn asked_back(
    tx: &Tx<'_>,
    acting: &Acting<'_>,
    order: &RefundOrder,
    ground: &RefundGround,
    receipt: &Receipt,
    line: &LineRecord,
    rules: &mut BTreeMap<String, RuleRecord>,
) -> Result<RefundLine> {
    let name = || line.name.clone();
    let holder = tx.live_holder(line.row_id)?;
    if tx.is_asked_back(line.row_id)? {
        return Err(Error::AskedBackBefore { name: name() });
    }
    let Some(person_id) = holder.filter(|_| !line.due.is_zero()) else {
        return Err(Error::NothingToRefund { name: name() });
    };
    let followed = acting.policies.iter().find(|policy| policy.sha256 == line.policy_sha256);
    let policy =
        followed.ok_or_else(|| Error::BadRow { table: "payment_line", detail: line.row_id.to_string() })?;
    let mut person =
        tx.person(person_id)?.or_not_found(|| Error::NoSuchPerson { member: line.member_no.to_string() })?;
    if ground.is_event
        && let Some(happened_on) = order.happened_on
    {
        let event_type = ground.code.to_owned();
        person.events.push(PersonEvent { event_type, happened_on, continuous_months: None });
    }
    let asked = tx.asked_of(&[person_id], line.levy_year)?.remove(&person_id).unwrap_or_default();
    let paid = Paid {
        on: receipt.payment.business_date,
        amount: line.due,
        arrived_on: receipt.arrival.as_ref().map(|arrival| arrival.arrived_on),
        for_year: Some(line.levy_year),
    };
    let law = &policy.policy;
    let answer = since_payment(law, &person, &asked, paid, RequestKind::Refund, acting.now.on());
    let base = |amount: Yuan| RefundLine {
        row_id: acting.now.id(),
        reverses: line.row_id,
        line_no: line.line_no,
        person_id: line.person_id,
        levy_year: line.levy_year,
        amount,
        ends_cover: amount == line.due,
        decision: Decision::Undetermined.word().to_owned(),
        see: Vec::new(),
        words: String::new(),
    };
    // A person whom the notice cannot be asked about (no birth date yet) is for the office to decide.
    let Ok(answer) = answer else { return Ok(base(line.due)) };
    if answer.decision == Decision::Refuse {
        let decisive = answer.rules(law, Field::Decision).first().copied();
        return Err(Error::RefundRefused {
            name: name(),
            words: explain::spoken(law, &answer),
            article: decisive.map_or_else(String::new, |rule| rule.article.clone()),
        });
    }
    for (_, rule) in answer.trail(law) {
        let text = RuleRecord { article: rule.article.clone(), quote: rule.quote.clone() };
        rules.insert(format!("{}/{}", law.id(), rule.id), text);
    }
    let amount = answer.refund_amount.filter(|amount| *amount <= line.due).unwrap_or(line.due);
    Ok(RefundLine {
        decision: answer.decision.word().to_owned(),
        see: answer.see(law).into_iter().map(str::to_owned).collect(),
        words: explain::spoken(law, &answer),
        ..base(amount)
    })
}

impl Tx<'_> {
    /// A receipt whose money is at the treasury and that is not taken back.
    fn receipt_at_treasury(&self, receipt_no: &str) -> Result<Receipt> {
        let receipt = self
            .receipt(receipt_no)?
            .or_not_found(|| Error::NoSuchReceipt { receipt_no: receipt_no.to_owned() })?;
        let is_scan = receipt.payment.means != "cash";
        let (_, way) = self.way_back(&receipt)?;
        if way != crate::reversal::Way::Refund && !is_scan {
            return Err(Error::NotRemittedYet { receipt_no: receipt_no.to_owned() });
        }
        Ok(receipt)
    }
}
