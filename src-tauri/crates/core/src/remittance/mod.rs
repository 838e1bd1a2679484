//! 缴存: cash on its way from the drawer to the treasury account. A remittance is one bank slip; it is allocated to
//! receipts, oldest first unless the clerk says otherwise.
//!
//! Invariants: the parts of a remittance are its amount; nothing is paid in that was not taken, so no advance by the clerk
//! (垫资); a retry is the same remittance. A remittance that was none is cancelled by one more entry.

mod alarm;
mod store;

pub use alarm::RemittanceAlarm;

use crate::ack::{SlipState, settle_slips};
use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{ReadyCash, Record, RemittanceCancelled, RemittancePart, RemittanceRecord, hex};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Cash that lies with the clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashInHand {
    /// Taken on the given business date, without what went back.
    pub today: Yuan,
    /// In the open session, with its float.
    pub drawer: Yuan,
    /// Taken and not yet paid into the treasury account.
    pub unremitted: Yuan,
    /// The business date of the oldest of it.
    pub oldest_on: Option<NaiveDate>,
}

impl CashInHand {
    /// How many days the oldest of it has waited.
    pub fn age_days(&self, today: NaiveDate) -> Option<i64> {
        self.oldest_on.map(|oldest| (today - oldest).num_days().max(0))
    }
}

/// Whose money a remittance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// Cash that the clerk took.
    Cash,
    /// What the village collective owes for those whom it helps.
    CollectiveAid,
}

impl Payer {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::CollectiveAid => "collective_aid",
        }
    }
}

impl std::str::FromStr for Payer {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        [Self::Cash, Self::CollectiveAid].into_iter().find(|payer| payer.word() == word).ok_or(())
    }
}

/// Money of one receipt that is not paid in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outstanding {
    /// The receipt.
    pub receipt_no: String,
    /// Its household's number.
    pub hh_no: String,
    /// The session that took it.
    pub session_no: u32,
    /// That session's date.
    pub business_date: NaiveDate,
    /// The close of that session; `None` while it is open.
    pub close_no: Option<u32>,
    /// How much of it is not paid in.
    pub amount: Yuan,
}

/// Money of one session that is not paid in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutstandingSession {
    /// The session.
    pub session_no: u32,
    /// Its date.
    pub business_date: NaiveDate,
    /// Its close; `None` while it is open.
    pub close_no: Option<u32>,
    /// Receipts with money that is not paid in.
    pub receipts: u32,
    /// How much.
    pub amount: Yuan,
    /// How many days it has waited.
    pub age_days: i64,
}

/// The form to record a remittance, opened.
#[derive(Debug, Clone)]
pub struct RemittanceForm {
    /// The id of the remittance that may come of it.
    pub remittance_id: Uuid,
    /// What is not paid in, oldest first.
    pub outstanding: Vec<Outstanding>,
    /// The same by session, oldest first.
    pub sessions: Vec<OutstandingSession>,
    /// All of it.
    pub total: Yuan,
    /// Of closed sessions: what is to be paid in, and what of it is missing. The collective's money is in nobody's drawer:
    /// nothing of it is missing.
    pub ready: ReadyCash,
    /// The account that the last remittance went to.
    pub account: String,
}

/// How a sum would be allocated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// To which receipts, oldest first.
    pub parts: Vec<RemittancePart>,
    /// How much of the sum was found short by a close and is not settled: it lies nowhere, as far as the book knows.
    pub beyond: Yuan,
}

/// What the clerk orders.
#[derive(Debug, Clone)]
pub struct RemittanceOrder {
    /// From [`Book::open_remittance`]; a retry carries the same.
    pub remittance_id: Uuid,
    /// Whose money.
    pub payer: Payer,
    /// The number of the bank's slip.
    pub slip_no: String,
    /// The day on the slip.
    pub remitted_on: NaiveDate,
    /// The account or the counter, in the clerk's words.
    pub account: String,
    /// The sum on the slip.
    pub amount: Yuan,
    /// Which receipts with how much of each; `None` = oldest first.
    pub parts: Option<Vec<(String, Yuan)>>,
    /// In the clerk's words.
    pub note: String,
}

impl RemittanceOrder {
    fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut field = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update([0x1F]);
        };
        field("cunshou/remittance/1");
        field(&self.remittance_id.to_string());
        field(self.payer.word());
        field(self.slip_no.trim());
        field(&self.remitted_on.to_string());
        field(self.account.trim());
        field(&self.amount.to_string());
        field(self.note.trim());
        for (receipt_no, amount) in self.parts.iter().flatten() {
            field(receipt_no);
            field(&amount.to_string());
        }
        hasher.finalize().into()
    }
}

/// A remittance as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remittance {
    /// What the journal holds.
    pub record: RemittanceRecord,
    /// When it was recorded (RFC 3339, +08:00).
    pub recorded_at: String,
    /// By whom.
    pub recorded_by: String,
    /// Why it is none, if it was cancelled.
    pub cancelled: Option<Cancelled>,
    /// True if this answer repeats a remittance that was recorded before.
    pub already_recorded: bool,
}

/// That a remittance is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// Why, in the clerk's words.
    pub reason: String,
    /// When that was recorded.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// The longest slip number, account and note, in characters.
const LONGEST: usize = 100;

impl Book {
    /// What lies with the clerk; `today` is the business date that counts as today.
    pub fn cash_in_hand(&self, today: NaiveDate) -> Result<CashInHand> {
        self.read(|tx| {
            let outstanding = tx.outstanding(Payer::Cash)?;
            let unremitted = sum(outstanding.iter().map(|one| one.amount))?;
            let oldest_on = outstanding.iter().map(|one| one.business_date).min();
            let drawer = match tx.open_session_row()? {
                Some(session) => tx.session_cash(session.session_no)?.in_drawer(session.float)?,
                None => Yuan::ZERO,
            };
            Ok(CashInHand { today: tx.cash_on(today)?, drawer, unremitted, oldest_on })
        })
    }

    /// Opens the form to record a remittance of `payer`'s money.
    pub fn open_remittance(&self, payer: Payer, now: &Moment) -> Result<RemittanceForm> {
        self.read(|tx| {
            let outstanding = tx.outstanding(payer)?;
            let sessions = by_session(&outstanding, now.on())?;
            Ok(RemittanceForm {
                remittance_id: now.id(),
                total: sum(outstanding.iter().map(|one| one.amount))?,
                ready: tx.ready(payer, &outstanding)?,
                sessions,
                outstanding,
                account: tx.last_account()?.unwrap_or_default(),
            })
        })
    }

    /// How a sum would be allocated, without recording anything.
    ///
    /// # Errors
    /// [`Error::NothingToRemit`], [`Error::MoreThanTaken`].
    pub fn try_allocation(&self, payer: Payer, amount: Yuan) -> Result<Allocation> {
        self.read(|tx| {
            let outstanding = tx.outstanding(payer)?;
            let parts = oldest_first(&outstanding, amount)?;
            let total = sum(outstanding.iter().map(|one| one.amount))?;
            let missing = tx.ready(payer, &outstanding)?.missing();
            let there = total.checked_sub(missing).ok_or(Error::TooMuch {})?;
            let beyond = amount.checked_sub(there).filter(|beyond| !beyond.is_negative());
            Ok(Allocation { parts, beyond: beyond.unwrap_or(Yuan::ZERO) })
        })
    }

    /// Records that money was paid into the treasury account.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::SlipMissing`], [`Error::SlipUsed`]; [`Error::NotMoney`] unless the amount is above nought;
    /// [`Error::RemittedInFuture`], [`Error::RemittedBeforeTaken`]; [`Error::NothingToRemit`], [`Error::MoreThanTaken`], [`Error::PartsDiffer`],
    /// [`Error::PartTooLarge`]; [`Error::RemittanceOtherContent`]. Each leaves the book as it was.
    pub fn remit(&mut self, order: &RemittanceOrder, now: &Moment) -> Result<Remittance> {
        self.refuse_while_behind()?;
        let own = |number: &String| self.full_receipt_no(number);
        let chosen: Option<Vec<(String, Yuan)>> =
            order.parts.as_ref().map(|parts| parts.iter().map(|(number, sum)| (own(number), *sum)).collect());
        self.transact(now, |tx, acting| {
            let order_hash = order.hash();
            if let Some((remittance_no, known)) = tx.remittance_by_id(order.remittance_id)? {
                return repeated(tx, remittance_no, known == order_hash);
            }
            let slip_no = checked(order, now)?;
            if let Some(remittance_no) = tx.live_slip(&slip_no)? {
                return Err(Error::SlipUsed { slip_no, remittance_no });
            }
            let outstanding = tx.outstanding(order.payer)?;
            let parts = match &chosen {
                Some(chosen) => as_chosen(&outstanding, order.amount, chosen)?,
                None => oldest_first(&outstanding, order.amount)?,
            };
            let taken = |part: &RemittancePart| {
                outstanding.iter().find(|one| one.receipt_no == part.receipt_no).map(|one| one.business_date)
            };
            if let Some(taken_on) =
                parts.iter().filter_map(taken).max().filter(|day| *day > order.remitted_on)
            {
                return Err(Error::RemittedBeforeTaken { remitted_on: order.remitted_on, taken_on });
            }
            let record = RemittanceRecord {
                remittance_id: order.remittance_id,
                order_hash: hex(&order_hash),
                remittance_no: tx.last_remittance_no()? + 1,
                payer: order.payer.word().to_owned(),
                slip_no,
                remitted_on: order.remitted_on,
                account: order.account.trim().to_owned(),
                amount: order.amount,
                session_no: tx.open_session_row()?.map(|session| session.session_no),
                parts,
                note: order.note.trim().to_owned(),
                ready: (order.payer == Payer::Cash)
                    .then(|| tx.ready(order.payer, &outstanding).map(Box::new))
                    .transpose()?,
            };
            let entry = tx.append(&Record::Remittance(record.clone()), acting.user, now)?;
            tx.insert_remittance(&record, entry.seq, &order_hash)?;
            // The bank may have said that it arrived before the clerk wrote it down.
            settle_slips(tx, acting, std::slice::from_ref(&record.slip_no))?;
            found(tx, record.remittance_no)
        })
    }

    /// Records that a remittance was none: entered by mistake, or sent back by the bank. Its money lies with the clerk again.
    ///
    /// # Errors
    /// [`Error::NoSuchRemittance`], [`Error::RemittanceCancelledBefore`], [`Error::CancelNeedsReason`]; [`Error::RemittanceArrived`]
    /// while the township's answer says that just this money arrived; [`Error::RemittanceInUse`] while an arrival or a refund
    /// rests on one of its receipts.
    pub fn cancel_remittance(
        &mut self,
        remittance_no: u32,
        reason: &str,
        now: &Moment,
    ) -> Result<Remittance> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let remittance = found(tx, remittance_no)?;
            if remittance.cancelled.is_some() {
                return Err(Error::RemittanceCancelledBefore { remittance_no });
            }
            let reason: String = reason.trim().chars().take(LONGEST).collect();
            if reason.is_empty() {
                return Err(Error::CancelNeedsReason { remittance_no });
            }
            let slip_no = &remittance.record.slip_no;
            let arrived = tx.slip_answers()?.into_iter().find(|said| said.slip_no == *slip_no);
            if let Some(said) = arrived.filter(|said| said.state == SlipState::Agrees) {
                return Err(Error::RemittanceArrived {
                    remittance_no,
                    slip_no: said.slip_no,
                    arrived_on: said.arrived_on,
                });
            }
            for part in &remittance.record.parts {
                if tx.has_refund(&part.receipt_no)? || tx.has_arrival(&part.receipt_no)? {
                    return Err(Error::RemittanceInUse {
                        remittance_no,
                        receipt_no: part.receipt_no.clone(),
                    });
                }
            }
            let session_no = tx.open_session_row()?.map(|session| session.session_no);
            let cancelled = RemittanceCancelled { remittance_no, reason, session_no };
            let entry = tx.append(&Record::RemittanceCancelled(cancelled.clone()), acting.user, now)?;
            tx.insert_remittance_cancelled(&cancelled, entry.seq)?;
            found(tx, remittance_no)
        })
    }

    /// One remittance.
    ///
    /// # Errors
    /// [`Error::NoSuchRemittance`].
    pub fn remittance(&self, remittance_no: u32) -> Result<Remittance> {
        self.read(|tx| found(tx, remittance_no))
    }

    /// All remittances, newest first.
    pub fn remittances(&self) -> Result<Vec<Remittance>> {
        self.read(|tx| (1..=tx.last_remittance_no()?).rev().map(|number| found(tx, number)).collect())
    }
}

impl Tx<'_> {
    /// What is to be paid in of closed sessions, and what of it is missing.
    pub(crate) fn ready(&self, payer: Payer, outstanding: &[Outstanding]) -> Result<ReadyCash> {
        let closed = outstanding.iter().filter(|one| one.close_no.is_some());
        let due = sum(closed.map(|one| one.amount))?;
        Ok(match payer {
            Payer::Cash => ReadyCash { due, differences: self.differences_open()? },
            Payer::CollectiveAid => ReadyCash { due, ..ReadyCash::default() },
        })
    }
}

fn found(tx: &Tx<'_>, remittance_no: u32) -> Result<Remittance> {
    tx.remittance(remittance_no)?.or_not_found(|| Error::NoSuchRemittance { remittance_no })
}

/// The same id again: the same remittance, or a refusal if the order differs.
fn repeated(tx: &Tx<'_>, remittance_no: u32, same_order: bool) -> Result<Remittance> {
    if !same_order {
        return Err(Error::RemittanceOtherContent { remittance_no });
    }
    let mut known = found(tx, remittance_no)?;
    known.already_recorded = true;
    Ok(known)
}

fn sum(amounts: impl Iterator<Item = Yuan>) -> Result<Yuan> {
    Yuan::sum(amounts).ok_or(Error::TooMuch {})
}

/// What the slip says, checked by itself. Answers its number.
fn checked(order: &RemittanceOrder, now: &Moment) -> Result<String> {
    let slip_no: String = order.slip_no.split_whitespace().collect();
    if slip_no.is_empty() {
        return Err(Error::SlipMissing {});
    }
    for text in [slip_no.as_str(), order.account.trim(), order.note.trim()] {
        if text.chars().count() > LONGEST {
            return Err(Error::TextTooLong { field: "slip", most: LONGEST });
        }
    }
    if order.amount.is_zero() || order.amount.is_negative() {
        return Err(Error::NotMoney { text: order.amount.to_string() });
    }
    if order.remitted_on > now.on() {
        return Err(Error::RemittedInFuture { remitted_on: order.remitted_on, today: now.on() });
    }
    Ok(slip_no)
}

fn part(one: &Outstanding, amount: Yuan) -> RemittancePart {
    RemittancePart { receipt_no: one.receipt_no.clone(), session_no: one.session_no, amount }
}

/// Allocates a sum to receipts, oldest first. Pure.
///
/// # Errors
/// [`Error::NothingToRemit`]; [`Error::MoreThanTaken`].
fn oldest_first(outstanding: &[Outstanding], amount: Yuan) -> Result<Vec<RemittancePart>> {
    let total = sum(outstanding.iter().map(|one| one.amount))?;
    if total.is_zero() {
        return Err(Error::NothingToRemit {});
    }
    if amount > total {
        return Err(Error::MoreThanTaken { amount, total });
    }
    let mut left = amount;
    let mut parts = Vec::new();
    for one in outstanding {
        if left.is_zero() {
            break;
        }
        let share = left.min(one.amount);
        left = left.checked_sub(share).ok_or(Error::TooMuch {})?;
        parts.push(part(one, share));
    }
    Ok(parts)
}

/// The allocation that the clerk chose, checked against what is not paid in. Pure.
///
/// # Errors
/// [`Error::PartTooLarge`]; [`Error::PartsDiffer`] if the parts are not the amount.
fn as_chosen(
    outstanding: &[Outstanding],
    amount: Yuan,
    chosen: &[(String, Yuan)],
) -> Result<Vec<RemittancePart>> {
    let mut parts: Vec<RemittancePart> = Vec::new();
    for (receipt_no, share) in chosen.iter().filter(|(_, share)| !share.is_zero()) {
        let one = outstanding.iter().find(|one| one.receipt_no == *receipt_no);
        let open = one.map_or(Yuan::ZERO, |one| one.amount);
        let is_twice = parts.iter().any(|part| part.receipt_no == *receipt_no);
        match one {
            Some(one) if *share <= open && !share.is_negative() && !is_twice => parts.push(part(one, *share)),
            _ => return Err(Error::PartTooLarge { receipt_no: receipt_no.clone(), open }),
        }
    }
    let parts_sum = sum(parts.iter().map(|part| part.amount))?;
    if parts_sum != amount {
        return Err(Error::PartsDiffer { amount, parts: parts_sum });
    }
    Ok(parts)
}

fn by_session(outstanding: &[Outstanding], today: NaiveDate) -> Result<Vec<OutstandingSession>> {
    let mut sessions: Vec<OutstandingSession> = Vec::new();
    for one in outstanding {
        match sessions.iter_mut().find(|session| session.session_no == one.session_no) {
            Some(session) => {
                session.receipts += 1;
                session.amount = session.amount.checked_add(one.amount).ok_or(Error::TooMuch {})?;
            }
            None => sessions.push(OutstandingSession {
                session_no: one.session_no,
                business_date: one.business_date,
                close_no: one.close_no,
                receipts: 1,
                amount: one.amount,
                age_days: (today - one.business_date).num_days().max(0),
            }),
        }
    }
    Ok(sessions)
}
