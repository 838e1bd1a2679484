//! What the bank says of slips: when their money arrived, and whether it is the money that this book paid in.
//!
//! Invariant: cover is completed only where all of a receipt's cash has arrived by slips whose sums are ours; whatever does
//! not fit is asked about until it fits, and completes nothing. Must not know: what a notice says about cover.

use super::{TEXTS, text};
use crate::book::Acting;
use crate::error::{Error, Result};
use crate::receipt::{Receipt, arrive};
use crate::storage::Tx;
use crate::work::NewWork;
use chrono::NaiveDate;
use cunshou_policy::Yuan;

/// How what the bank says of a slip fits what this book paid in by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipState {
    /// The same sum.
    Agrees,
    /// Another sum.
    OtherAmount,
    /// No remittance of this book has that slip.
    Unknown,
    /// It arrived before the day on the slip.
    BeforeSlip,
}

impl SlipState {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::OtherAmount => "other_amount",
            Self::Unknown => "unknown",
            Self::BeforeSlip => "before_slip",
        }
    }
}

/// What the newest answer says of a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipAnswer {
    /// The number of the slip.
    pub slip_no: String,
    /// What arrived.
    pub amount: Yuan,
    /// When.
    pub arrived_on: NaiveDate,
    /// The remittance of this book with that slip.
    pub remittance_no: Option<u32>,
    /// What this book paid in by it.
    pub ours: Option<Yuan>,
    /// The day on the slip, as this book has it.
    pub remitted_on: Option<NaiveDate>,
    /// How the two fit.
    pub state: SlipState,
    /// The answer's entry in the journal.
    pub(crate) seq: u64,
}

impl SlipAnswer {
    pub(super) fn state_of(
        arrived: (Yuan, NaiveDate),
        ours: Option<Yuan>,
        remitted_on: Option<NaiveDate>,
    ) -> SlipState {
        match (ours, remitted_on) {
            (None, _) => SlipState::Unknown,
            (Some(ours), _) if ours != arrived.0 => SlipState::OtherAmount,
            (_, Some(day)) if arrived.1 < day => SlipState::BeforeSlip,
            _ => SlipState::Agrees,
        }
    }

    /// What it says, in a sentence, with what is to be done about it.
    pub fn words(&self) -> String {
        let sum = |amount: Option<Yuan>| amount.map_or_else(String::new, |amount| amount.to_string());
        let day = |on: Option<NaiveDate>| on.map_or_else(String::new, |on| on.to_string());
        text(&TEXTS.slip, self.state.word())
            .replace("{slip_no}", &self.slip_no)
            .replace("{amount}", &self.amount.to_string())
            .replace("{arrived_on}", &self.arrived_on.to_string())
            .replace("{ours}", &sum(self.ours))
            .replace("{remitted_on}", &day(self.remitted_on))
    }
}

/// Work about somebody whose money arrived when his cover would have been over.
const TOO_LATE: &str = "arrived_after_cover";

/// Completes the cover of receipts whose cash has now arrived whole, by what answers say of these slips. Answers the receipts
/// of which a new entry says so. Money that arrived when the cover would have been over completes nothing; each member is
/// work, until another answer names an earlier day.
pub(crate) fn settle_slips(tx: &Tx<'_>, acting: &Acting<'_>, slip_nos: &[String]) -> Result<Vec<String>> {
    let mut completed = Vec::new();
    for receipt_no in tx.receipts_of_slips(slip_nos)? {
        let Some(receipt) = tx.receipt(&receipt_no)? else { continue };
        if !receipt.hangs_on_arrival() || receipt.state.is_taken_back() {
            continue;
        }
        let arrived = tx.arrived_parts(&receipt_no)?;
        let cash = Yuan::sum(arrived.iter().map(|part| part.amount)).ok_or(Error::TooMuch {})?;
        let Some(last) = arrived.into_iter().max_by_key(|part| part.arrived_on) else { continue };
        let known = receipt.arrival.as_ref().map(|arrival| arrival.arrived_on);
        if cash < receipt.payment.total_due || known == Some(last.arrived_on) {
            continue;
        }
        match arrive(tx, acting, &receipt_no, last.arrived_on, &last.slip_no) {
            Ok(receipt) => {
                for line in receipt.payment.lines.iter().filter(|line| line.waits_for_arrival()) {
                    tx.withdraw_work(acting, TOO_LATE, line.person_id, &TEXTS.in_time)?;
                }
                completed.push(receipt_no);
            }
            Err(Error::ArrivedAfterCover { arrived_on, benefit_to, .. }) => {
                too_late_is_work(tx, acting, &receipt, (arrived_on, benefit_to))?;
            }
            Err(other) => return Err(other),
        }
    }
    Ok(completed)
}

fn too_late_is_work(
    tx: &Tx<'_>,
    acting: &Acting<'_>,
    receipt: &Receipt,
    (arrived_on, benefit_to): (NaiveDate, NaiveDate),
) -> Result<()> {
    for line in receipt.payment.lines.iter().filter(|line| line.waits_for_arrival()) {
        let facts = serde_json::json!({
            "receipt_no": receipt.payment.receipt_no, "arrived_on": arrived_on.to_string(),
            "benefit_to": benefit_to.to_string(),
        });
        let work = NewWork {
            kind: TOO_LATE,
            person_id: line.person_id,
            levy_year: Some(line.levy_year),
            facts,
            article: String::new(),
            import_id: None,
        };
        tx.open_work(acting, &work)?;
    }
    Ok(())
}
