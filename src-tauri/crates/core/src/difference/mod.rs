//! 差额: what becomes of the difference of a close, until its money is made up, handed in or explained.
//!
//! Invariants: a difference belongs to its close and stays open until it is settled whole; what is short and what is over
//! are never set off against each other (不得以长补短); each step is an entry of its own with a number, and a retry is the
//! same step. Its cash moves what lies ready for the bank, never the drawer of an open session, whose count stays blind.

mod store;

use crate::book::Book;
use crate::codes::{self, DifferenceWay};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{CarriedDifference, CloseDifferences, DifferenceStep, Record, hex};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Where a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceState {
    /// Nobody has said yet what becomes of it, or it was to be reported and no paper says that it was.
    Open,
    /// It goes on to the next close.
    Carried,
    /// The township has it on paper; its money is still not there.
    Reported,
    /// Nothing of it is left.
    Settled,
}

impl DifferenceState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Carried, Self::Reported, Self::Settled];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Carried => "carried",
            Self::Reported => "reported",
            Self::Settled => "settled",
        }
    }
}

/// A step as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedStep {
    /// What the journal holds.
    pub record: DifferenceStep,
    /// When (RFC 3339, +08:00).
    pub at: String,
    /// By whom.
    pub by: String,
}

/// The difference of a close, and what became of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The close.
    pub close_no: u32,
    /// Its date.
    pub business_date: NaiveDate,
    /// Its entry in the journal.
    pub(crate) close_seq: u64,
    /// Counted less expected: negative is missing money.
    pub variance: Yuan,
    /// What of it is not settled, with the same sign.
    pub open: Yuan,
    /// Where it stands.
    pub state: DifferenceState,
    /// Why it arose, in the words of the close.
    pub reason: String,
    /// What the close said would become of it: a code of [`codes::difference_outcomes`].
    pub outcome: String,
    /// By whom the session was closed.
    pub closed_by: String,
    /// What was done about it, oldest first.
    pub steps: Vec<RecordedStep>,
}

impl Difference {
    /// How many days it has been open.
    pub fn age_days(&self, today: NaiveDate) -> i64 {
        (today - self.business_date).num_days().max(0)
    }

    /// True if something of it is not settled.
    pub fn is_open(&self) -> bool {
        !self.open.is_zero()
    }

    /// The ways in which it can be settled.
    pub fn ways(&self) -> impl Iterator<Item = &'static DifferenceWay> {
        let is_short = self.variance.is_negative();
        codes::difference_ways().iter().filter(move |way| way.fits(is_short))
    }
}

/// What is open in all, short and over apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenDifferences {
    /// How many closes have a difference that is not settled.
    pub count: u32,
    /// Of them those that the township has on paper.
    pub reported: u32,
    /// Missing money, above nought.
    pub short: Yuan,
    /// Money too much, above nought.
    pub over: Yuan,
    /// The date of the oldest.
    pub oldest_on: Option<NaiveDate>,
}

impl OpenDifferences {
    /// The sums over some differences. Pure.
    ///
    /// # Errors
    /// [`Error::TooMuch`] beyond the bounds of money.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Difference>) -> Result<Self> {
        let mut sums = Self::default();
        for one in all.into_iter().filter(|one| one.is_open()) {
            sums.count += 1;
            sums.reported += u32::from(one.state == DifferenceState::Reported);
            let (side, amount) = if one.open.is_negative() {
                (&mut sums.short, one.open.negated())
            } else {
                (&mut sums.over, one.open)
            };
            *side = side.checked_add(amount).ok_or(Error::TooMuch {})?;
            sums.oldest_on = sums.oldest_on.into_iter().chain([one.business_date]).min();
        }
        Ok(sums)
    }
}

/// The form to say what becomes of a difference, opened.
#[derive(Debug, Clone)]
pub struct DifferenceForm {
    /// The id of the step that may come of it.
    pub step_id: Uuid,
    /// The difference.
    pub difference: Difference,
}

/// What is done about a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follow {
    /// Its money is made up, given back, handed in or explained by a receipt.
    Settle {
        /// A code of [`codes::difference_ways`].
        way: String,
        /// How much of it, above nought.
        amount: Yuan,
        /// The receipt that was entered or taken back afterwards, where the way wants one.
        receipt_no: Option<String>,
    },
    /// It goes on to the next close.
    Carry,
    /// The township has it on paper.
    Report,
}

/// What the clerk orders.
#[derive(Debug, Clone)]
pub struct DifferenceOrder {
    /// From [`Book::open_difference`]; a retry carries the same.
    pub step_id: Uuid,
    /// Whose difference.
    pub close_no: u32,
    /// What is done.
    pub follow: Follow,
    /// The number of the township's paper or receipt.
    pub paper_no: String,
    /// On which day.
    pub on: NaiveDate,
    /// How and why, in the clerk's words.
    pub note: String,
}

impl DifferenceOrder {
    fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut field = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update([0x1F]);
        };
        field("cunshou/difference/1");
        field(&self.step_id.to_string());
        field(&self.close_no.to_string());
        match &self.follow {
            Follow::Settle { way, amount, receipt_no } => {
                field("settled");
                field(way);
                field(&amount.to_string());
                field(receipt_no.as_deref().unwrap_or_default().trim());
            }
            Follow::Carry => field("carried"),
            Follow::Report => field("reported"),
        }
        field(self.paper_no.trim());
        field(&self.on.to_string());
        field(self.note.trim());
        hasher.finalize().into()
    }
}

/// A step that was recorded, with the difference as it stands now.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The step.
    pub step: RecordedStep,
    /// The difference.
    pub difference: Difference,
    /// True if this answer repeats a step that was recorded before.
    pub already_recorded: bool,
}

/// The longest note and paper number, in characters.
const LONGEST: usize = 200;

impl Book {
    /// All differences that closes had, newest first.
    pub fn differences(&self) -> Result<Vec<Difference>> {
        self.read(|tx| {
            let mut all = tx.differences()?;
            all.reverse();
            Ok(all)
        })
    }

    /// What is open in all.
    pub fn open_differences(&self) -> Result<OpenDifferences> {
        self.read(|tx| OpenDifferences::of(&tx.differences()?))
    }

    /// Opens the form to say what becomes of a close's difference.
    ///
    /// # Errors
    /// [`Error::NoSuchClose`], [`Error::NoDifference`].
    pub fn open_difference(&self, close_no: u32, now: &Moment) -> Result<DifferenceForm> {
        let difference = self.read(|tx| tx.difference(close_no))?;
        Ok(DifferenceForm { step_id: now.id(), difference })
    }

    /// Records what is done about a close's difference. Settled money comes to, or leaves, what lies ready for the bank.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::NoSuchClose`], [`Error::NoDifference`], [`Error::DifferenceSettledBefore`];
    /// [`Error::UnknownDifferenceWay`], [`Error::SettlesTooMuch`], [`Error::ReceiptExplainsNot`], [`Error::DifferenceNeedsWords`],
    /// [`Error::DifferenceNeedsPaper`], [`Error::DifferenceDayWrong`]; [`Error::DifferenceOtherContent`]. Each leaves the
    /// book as it was.
    pub fn follow_difference(&mut self, order: &DifferenceOrder, now: &Moment) -> Result<Followed> {
        self.refuse_while_behind()?;
        let own = |number: &String| self.full_receipt_no(number);
        let receipt_no = match &order.follow {
            Follow::Settle { receipt_no, .. } => {
                receipt_no.as_ref().filter(|number| !number.trim().is_empty()).map(own)
            }
            _ => None,
        };
        self.transact(now, |tx, acting| {
            let order_hash = order.hash();
            if let Some((step_no, known)) = tx.difference_step_by_id(order.step_id)? {
                if known != order_hash {
                    return Err(Error::DifferenceOtherContent { close_no: order.close_no });
                }
                return tx.followed(order.close_no, step_no, true);
            }
            let difference = tx.difference(order.close_no)?;
            if !difference.is_open() {
                return Err(Error::DifferenceSettledBefore { close_no: order.close_no });
            }
            let draft = checked(order, &difference, receipt_no.clone(), now)?;
            if let Some(receipt_no) = &draft.receipt_no {
                tx.must_explain(&difference, receipt_no, draft.amount)?;
            }
            let step = DifferenceStep {
                step_id: order.step_id,
                order_hash: hex(&order_hash),
                step_no: tx.last_difference_step_no()? + 1,
                ..draft
            };
            let entry = tx.append(&Record::DifferenceStep(step.clone()), acting.user, now)?;
            tx.insert_difference_step(&step, entry.seq, &order_hash)?;
            tx.followed(order.close_no, step.step_no, false)
        })
    }
}

/// What an order says as a step, if it can be done; number and hash are still to come. Pure.
fn checked(
    order: &DifferenceOrder,
    difference: &Difference,
    receipt_no: Option<String>,
    now: &Moment,
) -> Result<DifferenceStep> {
    let close_no = order.close_no;
    let (note, paper_no) = (order.note.trim(), order.paper_no.trim());
    for text in [note, paper_no] {
        if text.chars().count() > LONGEST {
            return Err(Error::TextTooLong { field: "note", most: LONGEST });
        }
    }
    if order.on > now.on().max(difference.business_date) || order.on < difference.business_date {
        return Err(Error::DifferenceDayWrong { on: order.on, closed_on: difference.business_date });
    }
    let is_short = difference.variance.is_negative();
    let (state, way, amount) = match &order.follow {
        Follow::Settle { way, amount, .. } => {
            let known = codes::difference_ways().iter().find(|known| known.code == way);
            let known = known
                .filter(|known| known.fits(is_short))
                .ok_or_else(|| Error::UnknownDifferenceWay { way: way.clone() })?;
            if amount.is_zero() || amount.is_negative() {
                return Err(Error::NotMoney { text: amount.to_string() });
            }
            let left = if is_short { difference.open.negated() } else { difference.open };
            if *amount > left {
                return Err(Error::SettlesTooMuch { amount: *amount, open: left });
            }
            if known.needs == "paper" && paper_no.is_empty() {
                return Err(Error::DifferenceNeedsPaper { close_no });
            }
            if known.needs == "receipt" && receipt_no.is_none() {
                return Err(Error::ReceiptExplainsNot { receipt_no: String::new(), amount: *amount });
            }
            if known.needs == "note" && note.is_empty() {
                return Err(Error::DifferenceNeedsWords { close_no });
            }
            ("settled", Some(known.code), if is_short { *amount } else { amount.negated() })
        }
        Follow::Carry if note.is_empty() => return Err(Error::DifferenceNeedsWords { close_no }),
        Follow::Carry => ("carried", None, Yuan::ZERO),
        Follow::Report if paper_no.is_empty() => return Err(Error::DifferenceNeedsPaper { close_no }),
        Follow::Report => ("reported", None, Yuan::ZERO),
    };
    let with_receipt = way == Some("entered");
    Ok(DifferenceStep {
        step_id: Uuid::nil(),
        order_hash: String::new(),
        step_no: 0,
        close_no,
        state: state.to_owned(),
        way: way.map(str::to_owned),
        amount,
        open: difference.open.checked_add(amount).ok_or(Error::TooMuch {})?,
        paper_no: (!paper_no.is_empty()).then(|| paper_no.to_owned()),
        receipt_no: receipt_no.filter(|_| with_receipt),
        on: order.on,
        note: note.to_owned(),
    })
}

impl Tx<'_> {
    /// All differences, oldest first.
    pub(crate) fn differences(&self) -> Result<Vec<Difference>> {
        self.differing_closes()?.into_iter().map(|close_no| self.difference(close_no)).collect()
    }

    /// The difference of a close.
    ///
    /// # Errors
    /// [`Error::NoSuchClose`], [`Error::NoDifference`].
    pub(crate) fn difference(&self, close_no: u32) -> Result<Difference> {
        let close = self.close(close_no)?.or_not_found(|| Error::NoSuchClose { close_no })?;
        let record = close.record;
        if record.variance.is_zero() {
            return Err(Error::NoDifference { close_no });
        }
        let steps = self.difference_steps(close_no)?;
        let outcome = record.difference_outcome.unwrap_or_default();
        // A close of an older program that says "settled" has no step: its word is all that there is.
        let was_settled = record.differences.is_none() && outcome == "settled";
        let open = match steps.last() {
            _ if was_settled => Yuan::ZERO,
            Some(step) => step.record.open,
            None => record.variance,
        };
        let said =
            steps.iter().rev().map(|step| step.record.state.as_str()).find(|state| *state != "settled");
        let state = match said {
            _ if open.is_zero() => DifferenceState::Settled,
            Some("reported") => DifferenceState::Reported,
            Some(_) => DifferenceState::Carried,
            None if outcome == "carried" => DifferenceState::Carried,
            None => DifferenceState::Open,
        };
        Ok(Difference {
            close_no,
            business_date: record.business_date,
            close_seq: close.seq,
            variance: record.variance,
            open,
            state,
            reason: record.difference_reason.unwrap_or_default(),
            outcome,
            closed_by: close.closed_by,
            steps,
        })
    }

    /// The differences that are open now, oldest first, short and over apart.
    pub(crate) fn differences_open(&self) -> Result<CloseDifferences> {
        let open: Vec<_> = self.differences()?.into_iter().filter(Difference::is_open).collect();
        let sums = OpenDifferences::of(&open)?;
        let carried = open.iter().map(|one| CarriedDifference {
            close_no: one.close_no,
            business_date: one.business_date,
            variance: one.variance,
            open: one.open,
            state: one.state.word().to_owned(),
        });
        Ok(CloseDifferences { carried: carried.collect(), short: sums.short, over: sums.over })
    }

    /// What a close says about differences: those of earlier closes, and what is open in all after it.
    pub(crate) fn close_differences(&self, own: Yuan, is_settled: bool) -> Result<CloseDifferences> {
        let earlier = self.differences_open()?;
        let own = if is_settled { Yuan::ZERO } else { own };
        let (short, over) = if own.is_negative() { (own.negated(), Yuan::ZERO) } else { (Yuan::ZERO, own) };
        Ok(CloseDifferences {
            short: earlier.short.checked_add(short).ok_or(Error::TooMuch {})?,
            over: earlier.over.checked_add(over).ok_or(Error::TooMuch {})?,
            ..earlier
        })
    }

    /// Records that a difference was made up on the spot, as part of its close.
    pub(crate) fn settle_on_the_spot(
        &self,
        close_no: u32,
        note: &str,
        acting: &crate::book::Acting<'_>,
    ) -> Result<()> {
        let difference = self.difference(close_no)?;
        let is_short = difference.variance.is_negative();
        let order = DifferenceOrder {
            step_id: acting.now.id(),
            close_no,
            follow: Follow::Settle {
                way: if is_short { "made_up" } else { "given_back" }.to_owned(),
                amount: if is_short { difference.open.negated() } else { difference.open },
                receipt_no: None,
            },
            paper_no: String::new(),
            on: acting.now.on().max(difference.business_date),
            note: note.chars().take(LONGEST).collect(),
        };
        let order_hash = order.hash();
        let step = DifferenceStep {
            step_id: order.step_id,
            order_hash: hex(&order_hash),
            step_no: self.last_difference_step_no()? + 1,
            ..checked(&order, &difference, None, acting.now)?
        };
        let entry = self.append(&Record::DifferenceStep(step.clone()), acting.user, acting.now)?;
        self.insert_difference_step(&step, entry.seq, &order_hash)
    }

    /// A receipt explains a difference if it was entered after the close with at least that much cash (money that was over
    /// was his), or taken back after it (money that was short had gone back); each of its yuan explains once.
    fn must_explain(&self, difference: &Difference, receipt_no: &str, moved: Yuan) -> Result<()> {
        let amount = if moved.is_negative() { moved.negated() } else { moved };
        let cannot = || Error::ReceiptExplainsNot { receipt_no: receipt_no.to_owned(), amount };
        let cash = if difference.variance.is_negative() {
            self.cash_back_after(receipt_no, difference.close_seq)?
        } else {
            self.cash_entered_after(receipt_no, difference.close_seq)?
        };
        let explained = self.explained_by(receipt_no)?;
        let wanted = explained.checked_add(amount).ok_or(Error::TooMuch {})?;
        if cash.is_none_or(|cash| wanted > cash) { Err(cannot()) } else { Ok(()) }
    }

    fn followed(&self, close_no: u32, step_no: u32, already_recorded: bool) -> Result<Followed> {
        let difference = self.difference(close_no)?;
        let step = difference.steps.iter().find(|step| step.record.step_no == step_no).cloned();
        let step =
            step.or_not_found(|| Error::BadRow { table: "difference_step", detail: step_no.to_string() })?;
        Ok(Followed { step, difference, already_recorded })
    }
}
