//! The law of what becomes of the difference of a close, and the rows that its entries make.

use super::laws::{DifferenceStepRow, Ledger, records};
use super::{CarriedDifference, CloseDifferences, CloseRecord, DifferenceStep, PaymentRecord, Record};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};

impl Ledger {
    pub(super) fn project_difference_step(&mut self, seq: u64, step: &DifferenceStep) {
        self.difference_steps.insert(DifferenceStepRow {
            seq,
            step_no: step.step_no,
            step_id: step.step_id.to_string(),
            close_no: step.close_no,
            state: step.state.clone(),
            way: step.way.clone(),
            amount_fen: step.amount.fen(),
            receipt_no: step.receipt_no.clone(),
            order_hash: step.order_hash.clone(),
        });
    }
}

/// A difference while the journal is read from its beginning.
struct Followed<'a> {
    close: &'a CloseRecord,
    seq: u64,
    open: Yuan,
    /// The newest step that did not settle anything.
    said: Option<&'a str>,
}

impl Followed<'_> {
    fn state(&self) -> &str {
        match (self.said, self.close.difference_outcome.as_deref()) {
            (Some(state), _) => state,
            (None, Some("carried")) => "carried",
            (None, _) => "open",
        }
    }
}

fn add(a: Yuan, b: Yuan) -> Yuan {
    a.checked_add(b).unwrap_or(a)
}

fn size(amount: Yuan) -> Yuan {
    if amount.is_negative() { amount.negated() } else { amount }
}

/// What an entry has to say about the differences that are open before it, and a close about its own beside them.
fn told(earlier: &BTreeMap<u32, Followed<'_>>, close: Option<&CloseRecord>) -> CloseDifferences {
    let open = earlier.values().filter(|one| !one.open.is_zero());
    let mut all = CloseDifferences {
        carried: open
            .map(|one| CarriedDifference {
                close_no: one.close.close_no,
                business_date: one.close.business_date,
                variance: one.close.variance,
                open: one.open,
                state: one.state().to_owned(),
            })
            .collect(),
        ..CloseDifferences::default()
    };
    let own = close.filter(|close| close.difference_outcome.as_deref() != Some("settled"));
    let own = own.map(|close| close.variance);
    let sums: Vec<Yuan> = all.carried.iter().map(|one| one.open).chain(own).collect();
    for open in sums {
        let side = if open.is_negative() { &mut all.short } else { &mut all.over };
        *side = add(*side, size(open));
    }
    all
}

/// What happened to a receipt's cash, as far as it can explain a difference.
struct Cash<'a> {
    payment: &'a PaymentRecord,
    taken_at: u64,
    back_at: Option<u64>,
    explains: Yuan,
}

/// Each step follows a close that differed; it settles no more than is open, in a way that fits, with what that way wants; a
/// receipt explains what its own cash moved after the close, once; a difference that was made up on the spot is settled by
/// the very next entry; and each close, remittance and hand-over names what is open of those before it.
pub(super) fn differences_followed(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut all: BTreeMap<u32, Followed<'_>> = BTreeMap::new();
    let mut receipts: BTreeMap<&str, Cash<'_>> = BTreeMap::new();
    let (mut ids, mut step_no) = (BTreeSet::new(), 0);
    let mut on_the_spot: Option<u32> = None;
    for envelope in records(ledger) {
        let seq = envelope.seq;
        let due = on_the_spot.take();
        match &envelope.record {
            Record::DifferenceStep(step) if due.is_none_or(|close_no| close_no == step.close_no) => {}
            _ if due.is_some() => faults.push(format!("#{seq}: a difference was not made up on the spot")),
            _ => {}
        }
        match &envelope.record {
            Record::Payment(payment) => {
                let cash = Cash { payment, taken_at: seq, back_at: None, explains: Yuan::ZERO };
                receipts.insert(&payment.receipt_no, cash);
            }
            Record::Void(back) | Record::Reversal(back) => {
                if let Some(cash) = receipts.get_mut(back.receipt_no.as_str()) {
                    cash.back_at = Some(seq);
                }
            }
            Record::Remittance(slip)
                if slip.ready.as_ref().is_some_and(|ready| ready.differences != told(&all, None)) =>
            {
                faults.push(format!("#{seq} {}: names other differences than are open", slip.slip_no));
            }
            Record::HandOver(over)
                if over.differences.as_ref().is_some_and(|said| **said != told(&all, None)) =>
            {
                faults.push(format!("#{seq}: the hand-over names other differences than are open"));
            }
            Record::Close(close) => {
                if close.differences.as_ref().is_some_and(|said| **said != told(&all, Some(close))) {
                    faults.push(format!("#{seq}: Z{} names other differences than are open", close.close_no));
                }
                if close.variance.is_zero() {
                    continue;
                }
                let is_settled = close.difference_outcome.as_deref() == Some("settled");
                // An older program said so and wrote no step.
                let by_word = is_settled && close.differences.is_none();
                let open = if by_word { Yuan::ZERO } else { close.variance };
                on_the_spot = (is_settled && !by_word).then_some(close.close_no);
                all.insert(close.close_no, Followed { close, seq, open, said: None });
            }
            Record::DifferenceStep(step) => {
                let mut fault = |what: &str| faults.push(format!("#{seq} Z{}: {what}", step.close_no));
                step_no += 1;
                if step.step_no != step_no || !ids.insert(step.step_id) {
                    fault("number or id of the step does not follow");
                }
                let Some(one) = all.get_mut(&step.close_no) else {
                    fault("follows a close without a difference");
                    continue;
                };
                let is_short = one.close.variance.is_negative();
                if one.open.is_zero() {
                    fault("a step after all was settled");
                }
                let moved = one.open.checked_add(step.amount);
                // Towards nought and not beyond it.
                let settles = !step.amount.is_zero()
                    && step.amount.is_negative() != is_short
                    && size(step.amount) <= size(one.open);
                let fits = match step.state.as_str() {
                    "settled" => settles,
                    "carried" | "reported" => step.amount.is_zero() && step.way.is_none(),
                    _ => false,
                };
                if !fits || moved != Some(step.open) {
                    fault("settles what is not open");
                }
                if due.is_some() && !step.open.is_zero() {
                    fault("was not made up on the spot");
                }
                let has_paper = step.paper_no.as_ref().is_some_and(|paper| !paper.is_empty());
                let has_note = !step.note.trim().is_empty();
                let has_what_it_needs = match (step.state.as_str(), step.way.as_deref()) {
                    ("settled", Some("made_up")) => is_short && has_note,
                    ("settled", Some("given_back")) => !is_short && has_note,
                    ("settled", Some("handed_in")) => !is_short && has_paper,
                    ("settled", Some("entered")) => {
                        explains(&mut receipts, step, one.seq, is_short).is_some()
                    }
                    ("carried", None) => has_note,
                    ("reported", None) => has_paper,
                    _ => false,
                };
                if !has_what_it_needs || step.on < one.close.business_date {
                    fault("lacks what it has to say");
                }
                one.open = step.open;
                if step.state != "settled" {
                    one.said = Some(&step.state);
                }
            }
            _ => {}
        }
    }
    if on_the_spot.is_some() {
        faults.push("a difference was not made up on the spot".to_owned());
    }
    faults
}

/// The receipt of a step moved that much cash after the close: entered (money was over) or taken back (money was short).
fn explains(
    receipts: &mut BTreeMap<&str, Cash<'_>>,
    step: &DifferenceStep,
    close_seq: u64,
    is_short: bool,
) -> Option<()> {
    let cash = receipts.get_mut(step.receipt_no.as_deref()?)?;
    let in_time = match (is_short, cash.back_at) {
        (true, Some(back_at)) => cash.taken_at < close_seq && back_at > close_seq,
        (false, None) => cash.taken_at > close_seq,
        _ => false,
    };
    cash.explains = add(cash.explains, size(step.amount));
    let enough = cash.payment.means == "cash" && cash.explains <= cash.payment.total_due;
    (in_time && enough).then_some(())
}
