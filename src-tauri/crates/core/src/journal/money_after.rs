//! The laws of what happens to money after it was taken, and the rows that its entries make.

use super::laws::{
    Ledger, RefundRow, RemittancePartRow, RemittanceRow, ReversalRow, ReversedLineRow, records,
};
use super::{
    CloseAlso, CloseRecord, PaymentRecord, Record, RefundRecord, RefundStep, RemittanceRecord, ReversalRecord,
};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};

impl Ledger {
    pub(super) fn project_reversal(&mut self, seq: u64, kind: &str, back: &ReversalRecord) {
        self.reversals.insert(ReversalRow {
            seq,
            void_no: back.void_no,
            void_id: back.void_id.to_string(),
            kind: kind.to_owned(),
            payment_id: back.payment_id.to_string(),
            session_no: back.session_no,
            cash_back_fen: back.cash_back.fen(),
            order_hash: back.order_hash.clone(),
        });
        for line in &back.lines {
            self.reversed_lines.insert(ReversedLineRow {
                seq,
                row_id: line.row_id.to_string(),
                reverses: line.reverses.to_string(),
                sums_fen: [line.fee.fen(), line.subsidy.fen(), line.collective_aid.fen(), line.due.fen()],
            });
            self.retire(&line.reverses.to_string());
        }
    }

    /// A line is live no more.
    fn retire(&mut self, row_id: &str) {
        self.live_lines.retain(|live| live.2 != row_id);
    }

    pub(super) fn project_remittance(&mut self, seq: u64, remittance: &RemittanceRecord) {
        self.remittances.insert(RemittanceRow {
            seq,
            remittance_no: remittance.remittance_no,
            remittance_id: remittance.remittance_id.to_string(),
            payer: remittance.payer.clone(),
            slip_no: remittance.slip_no.clone(),
            remitted_on: remittance.remitted_on.to_string(),
            amount_fen: remittance.amount.fen(),
            session_no: remittance.session_no,
            order_hash: remittance.order_hash.clone(),
        });
        for part in &remittance.parts {
            self.remittance_parts.insert(RemittancePartRow {
                remittance_no: remittance.remittance_no,
                receipt_no: part.receipt_no.clone(),
                session_no: part.session_no,
                amount_fen: part.amount.fen(),
            });
        }
    }

    pub(super) fn project_refund(&mut self, seq: u64, refund: &RefundRecord) {
        self.refunds.insert(RefundRow {
            seq,
            refund_no: refund.refund_no,
            refund_id: refund.refund_id.to_string(),
            receipt_no: refund.receipt_no.clone(),
            applied_on: refund.applied_on.to_string(),
            order_hash: refund.order_hash.clone(),
        });
        for line in &refund.lines {
            let (row_id, reverses) = (line.row_id.to_string(), line.reverses.to_string());
            self.refund_lines.insert((
                refund.refund_no,
                row_id,
                reverses,
                line.amount.fen(),
                line.ends_cover,
            ));
        }
    }

    pub(super) fn project_refund_step(&mut self, seq: u64, step: &RefundStep) {
        self.refund_steps.insert((seq, step.refund_no, step.state.clone(), step.on.to_string()));
        if step.state == "accepted" {
            let of_refund = self.refund_lines.iter().filter(|line| line.0 == step.refund_no && line.4);
            let rows: Vec<_> = of_refund.map(|line| line.2.clone()).collect();
            for row_id in rows {
                self.retire(&row_id);
            }
        }
    }
}

fn less(a: Yuan, b: Yuan) -> Yuan {
    a.checked_sub(b).unwrap_or(a)
}

fn add(a: Yuan, b: Yuan) -> Yuan {
    a.checked_add(b).unwrap_or(a)
}

fn is_negation(a: Yuan, b: Yuan) -> bool {
    a.checked_add(b).is_some_and(Yuan::is_zero)
}

/// What is known of a receipt while the journal is read from its beginning.
struct Known<'a> {
    payment: &'a PaymentRecord,
    is_back: bool,
    remitted: Yuan,
    aid_remitted: Yuan,
}

impl<'a> Known<'a> {
    fn of(payment: &'a PaymentRecord) -> Self {
        Self { payment, is_back: false, remitted: Yuan::ZERO, aid_remitted: Yuan::ZERO }
    }

    fn cash(&self) -> Yuan {
        if self.payment.means == "cash" { self.payment.total_due } else { Yuan::ZERO }
    }

    /// Cash that lies with the clerk.
    fn not_paid_in(&self) -> Yuan {
        if self.is_back { Yuan::ZERO } else { less(self.cash(), self.remitted) }
    }
}

/// A receipt is taken back once, whole, with all sums mirrored: as a void only while its session is open, as a reversal
/// only after that with an approval; never when its money was paid in. The cash that goes back is the cash that came.
pub(super) fn taken_back_once(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut receipts: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    let mut remittances: BTreeMap<u32, &RemittanceRecord> = BTreeMap::new();
    let (mut open, mut void_no) = (None, 0);
    let mut ids = BTreeSet::new();
    for envelope in records(ledger) {
        match &envelope.record {
            Record::SessionOpened(opened) => open = Some(opened.session_no),
            Record::Close(_) => open = None,
            Record::Payment(payment) => {
                receipts.insert(&payment.receipt_no, Known::of(payment));
            }
            Record::Remittance(remittance) => {
                remittances.insert(remittance.remittance_no, remittance);
                for part in &remittance.parts {
                    if let Some(known) = receipts.get_mut(part.receipt_no.as_str()) {
                        known.remitted = add(known.remitted, part.amount);
                    }
                }
            }
            Record::RemittanceCancelled(gone) => {
                for part in remittances.get(&gone.remittance_no).iter().flat_map(|one| &one.parts) {
                    if let Some(known) = receipts.get_mut(part.receipt_no.as_str()) {
                        known.remitted = less(known.remitted, part.amount);
                    }
                }
            }
            Record::Void(back) | Record::Reversal(back) => {
                let is_void = matches!(envelope.record, Record::Void(_));
                let mut fault =
                    |what: &str| faults.push(format!("#{} {}: {what}", envelope.seq, back.receipt_no));
                void_no += 1;
                if back.void_no != void_no || !ids.insert(back.void_id) {
                    fault("number or id of the void does not follow");
                }
                let Some(known) = receipts.get_mut(back.receipt_no.as_str()) else {
                    fault("no such receipt before it");
                    continue;
                };
                if known.is_back {
                    fault("taken back twice");
                }
                known.is_back = true;
                let payment = known.payment;
                let is_own_session = payment.session_no == back.session_no;
                if open != Some(back.session_no) || is_own_session != is_void {
                    fault("not in the session in which it may be taken back");
                }
                if !is_void && back.approval_no.as_deref().is_none_or(str::is_empty) {
                    fault("a reversal without an approval");
                }
                if !known.remitted.is_zero() {
                    fault("its money was paid in");
                }
                if back.payment_id != payment.payment_id || back.cash_back != known.cash() {
                    fault("gives back what was not taken");
                }
                let mirrors = payment.lines.len() == back.lines.len()
                    && payment.lines.iter().zip(&back.lines).all(|(line, mirror)| {
                        mirror.reverses == line.row_id
                            && is_negation(line.fee, mirror.fee)
                            && is_negation(line.subsidy, mirror.subsidy)
                            && is_negation(line.collective_aid, mirror.collective_aid)
                            && is_negation(line.due, mirror.due)
                    });
                if !mirrors {
                    fault("is no mirror of the payment");
                }
            }
            _ => {}
        }
    }
    faults
}

/// What is paid in was taken before, is not taken back, and is paid in once; the parts are the slip's sum; a slip is used
/// once, says what was to be paid in before it, and a remittance is cancelled once.
pub(super) fn remittances_are_taken_cash(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut receipts: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    let mut live: BTreeMap<u32, &RemittanceRecord> = BTreeMap::new();
    let (mut open, mut remittance_no) = (None, 0);
    let mut ids = BTreeSet::new();
    for envelope in records(ledger) {
        match &envelope.record {
            Record::SessionOpened(opened) => open = Some(opened.session_no),
            Record::Close(_) => open = None,
            Record::Payment(payment) => {
                receipts.insert(&payment.receipt_no, Known::of(payment));
            }
            Record::Void(back) | Record::Reversal(back) => {
                if let Some(known) = receipts.get_mut(back.receipt_no.as_str()) {
                    known.is_back = true;
                }
            }
            Record::Remittance(remittance) => {
                let mut fault =
                    |what: &str| faults.push(format!("#{} {}: {what}", envelope.seq, remittance.slip_no));
                remittance_no += 1;
                if remittance.remittance_no != remittance_no || !ids.insert(remittance.remittance_id) {
                    fault("number or id of the remittance does not follow");
                }
                if remittance.session_no != open {
                    fault("names a session that is not the open one");
                }
                if live.values().any(|one| one.slip_no == remittance.slip_no) {
                    fault("the slip was used before");
                }
                if Yuan::sum(remittance.parts.iter().map(|part| part.amount)) != Some(remittance.amount) {
                    fault("the parts are not the sum of the slip");
                }
                let is_cash = remittance.payer == "cash";
                if let Some(ready) = &remittance.ready {
                    let closed = receipts.values().filter(|known| Some(known.payment.session_no) != open);
                    let due = Yuan::sum(closed.map(Known::not_paid_in));
                    if !is_cash || due != Some(ready.due) {
                        fault("says that another sum was to be paid in");
                    }
                }
                for part in &remittance.parts {
                    let Some(known) = receipts.get_mut(part.receipt_no.as_str()) else {
                        fault("pays in a receipt that was not given");
                        continue;
                    };
                    let (bound, so_far) = if is_cash {
                        (known.cash(), &mut known.remitted)
                    } else {
                        (known.payment.total_collective_aid, &mut known.aid_remitted)
                    };
                    *so_far = add(*so_far, part.amount);
                    if known.is_back || *so_far > bound || part.amount.is_negative() || part.amount.is_zero()
                    {
                        fault("pays in more than was taken");
                    }
                    if part.session_no != known.payment.session_no
                        || remittance.remitted_on < known.payment.business_date
                    {
                        fault("pays in before it was taken");
                    }
                }
                live.insert(remittance.remittance_no, remittance);
            }
            Record::RemittanceCancelled(gone) => {
                let Some(remittance) = live.remove(&gone.remittance_no) else {
                    faults.push(format!("#{}: cancels a remittance that there is not", envelope.seq));
                    continue;
                };
                if gone.session_no != open {
                    faults.push(format!("#{}: names a session that is not the open one", envelope.seq));
                }
                for part in &remittance.parts {
                    let Some(known) = receipts.get_mut(part.receipt_no.as_str()) else { continue };
                    let is_cash = remittance.payer == "cash";
                    let so_far = if is_cash { &mut known.remitted } else { &mut known.aid_remitted };
                    *so_far = less(*so_far, part.amount);
                }
            }
            _ => {}
        }
    }
    faults
}

/// A refund is applied for with lines that were taken and not taken back, for no more than was paid and once at a time; its
/// steps follow one another and end with an answer.
pub(super) fn refunds_in_steps(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut lines = BTreeMap::new();
    let mut asked: BTreeMap<uuid::Uuid, u32> = BTreeMap::new();
    let mut refunds: BTreeMap<u32, (&RefundRecord, Option<&str>)> = BTreeMap::new();
    for envelope in records(ledger) {
        match &envelope.record {
            Record::Payment(payment) => {
                lines.extend(payment.lines.iter().map(|line| (line.row_id, line.due)));
            }
            Record::Void(back) | Record::Reversal(back) => {
                for line in &back.lines {
                    lines.remove(&line.reverses);
                }
            }
            Record::RefundApplied(refund) => {
                let mut fault = |what: &str| faults.push(format!("#{}: {what}", envelope.seq));
                if refund.refund_no as usize != refunds.len() + 1 {
                    fault("number of the refund does not follow");
                }
                for line in &refund.lines {
                    if lines
                        .get(&line.reverses)
                        .is_none_or(|due| line.amount > *due || line.amount.is_negative())
                    {
                        fault("asks back what was not paid");
                    }
                    if asked.insert(line.reverses, refund.refund_no).is_some() {
                        fault("asks back twice");
                    }
                }
                refunds.insert(refund.refund_no, (refund, None));
            }
            Record::RefundStep(step) => {
                let Some((refund, state)) = refunds.get_mut(&step.refund_no) else {
                    faults.push(format!("#{}: a step of a refund that there is not", envelope.seq));
                    continue;
                };
                let follows = match *state {
                    None => true,
                    Some("submitted") => step.state != "submitted",
                    _ => false,
                };
                if !follows {
                    faults.push(format!("#{}: a step after the answer", envelope.seq));
                }
                *state = Some(&step.state);
                if matches!(step.state.as_str(), "rejected" | "withdrawn") {
                    for line in &refund.lines {
                        asked.remove(&line.reverses);
                    }
                }
            }
            _ => {}
        }
    }
    faults
}

/// Sums of a session while the journal is read.
#[derive(Default)]
struct Running {
    session_no: u32,
    float: Yuan,
    cash: Yuan,
    payments: u32,
    people: usize,
    last_count: Option<(u32, Yuan)>,
    also: CloseAlso,
}

impl Running {
    fn expected(&self) -> Yuan {
        less(less(add(self.float, self.cash), self.also.cash_back), self.also.remitted_from_drawer)
    }

    fn covered_by(&self, close: &CloseRecord) -> bool {
        let net = less(self.also.perpetual_taken, self.also.perpetual_back);
        close.float == self.float
            && close.cash == self.cash
            && close.expected == self.expected()
            && Some((close.count_no, close.counted)) == self.last_count
            && close.counted.checked_sub(close.expected) == Some(close.variance)
            && close.payments == self.payments
            && close.people as usize == self.people
            && close.perpetual_due == net
            && (close.variance.is_zero() || close.difference_reason.is_some())
            && close.also.as_ref().is_none_or(|also| *also == self.also)
    }
}

/// A close covers its session: what was taken, what went back, what left for the bank, the count, and all that the book
/// ever did.
pub(super) fn closes_cover_their_session(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut running = Running::default();
    let mut close_no = 0;
    let mut payments: BTreeMap<&str, &PaymentRecord> = BTreeMap::new();
    let mut remittances: BTreeMap<u32, &RemittanceRecord> = BTreeMap::new();
    let mut forms = BTreeSet::new();
    // Cash that is not paid in, over all sessions.
    let mut unremitted = Yuan::ZERO;
    for envelope in records(ledger) {
        match &envelope.record {
            Record::SessionOpened(opened) => {
                let also = CloseAlso {
                    perpetual_taken: running.also.perpetual_taken,
                    perpetual_back: running.also.perpetual_back,
                    perpetual_remitted: running.also.perpetual_remitted,
                    ..CloseAlso::default()
                };
                running = Running {
                    session_no: opened.session_no,
                    float: opened.float,
                    also,
                    ..Running::default()
                };
            }
            Record::Payment(payment) => {
                payments.insert(&payment.receipt_no, payment);
                running.also.perpetual_taken = add(running.also.perpetual_taken, payment.total_due);
                running.also.collective_aid = add(running.also.collective_aid, payment.total_collective_aid);
                if payment.means == "cash" {
                    running.cash = add(running.cash, payment.total_due);
                    unremitted = add(unremitted, payment.total_due);
                } else {
                    running.also.scans += 1;
                    running.also.scanned = add(running.also.scanned, payment.total_due);
                }
                running.payments += 1;
                running.people += payment.lines.len();
                running.last_count = None;
            }
            Record::Void(back) | Record::Reversal(back) => {
                let Some(payment) = payments.get(back.receipt_no.as_str()) else { continue };
                running.also.perpetual_back = add(running.also.perpetual_back, payment.total_due);
                unremitted = less(unremitted, back.cash_back);
                if matches!(envelope.record, Record::Reversal(_)) {
                    running.also.reversals += 1;
                    running.also.reversed = add(running.also.reversed, back.cash_back);
                    continue;
                }
                running.also.voids += 1;
                running.also.cash_back = add(running.also.cash_back, back.cash_back);
                running.also.collective_aid = less(running.also.collective_aid, payment.total_collective_aid);
                if payment.means != "cash" {
                    running.also.scans = running.also.scans.saturating_sub(1);
                    running.also.scanned = less(running.also.scanned, payment.total_due);
                }
                running.last_count = None;
            }
            Record::Remittance(remittance) => {
                remittances.insert(remittance.remittance_no, remittance);
                if remittance.payer == "cash" {
                    running.also.perpetual_remitted = add(running.also.perpetual_remitted, remittance.amount);
                    unremitted = less(unremitted, remittance.amount);
                    let own = from_drawer(remittance, running.session_no);
                    running.also.remitted_from_drawer = add(running.also.remitted_from_drawer, own);
                }
                running.last_count = running.last_count.filter(|_| remittance.session_no.is_none());
            }
            Record::RemittanceCancelled(gone) => {
                if let Some(remittance) =
                    remittances.get(&gone.remittance_no).filter(|one| one.payer == "cash")
                {
                    running.also.perpetual_remitted =
                        less(running.also.perpetual_remitted, remittance.amount);
                    unremitted = add(unremitted, remittance.amount);
                    if gone.session_no == remittance.session_no {
                        let own = from_drawer(remittance, running.session_no);
                        running.also.remitted_from_drawer = less(running.also.remitted_from_drawer, own);
                    }
                }
                running.last_count = running.last_count.filter(|_| gone.session_no.is_none());
            }
            Record::Count(count) => {
                let sum = count
                    .notes
                    .iter()
                    .try_fold(Yuan::ZERO, |sum, n| sum.checked_add(n.note.times(n.pieces)?));
                if sum != Some(count.counted) || count.expected != running.expected() {
                    faults.push(format!("#{}: the count does not add up", envelope.seq));
                }
                if count.count_id.is_some_and(|count_id| !forms.insert(count_id)) {
                    faults.push(format!("#{}: a form counted twice", envelope.seq));
                }
                running.last_count = Some((count.count_no, count.counted));
            }
            Record::Close(close) => {
                close_no += 1;
                running.also.unremitted = unremitted;
                let right = close.close_no == close_no
                    && running.covered_by(close)
                    && close.journal_seq + 1 == envelope.seq;
                if !right {
                    faults.push(format!("#{}: Z{} does not cover its session", envelope.seq, close.close_no));
                }
            }
            _ => {}
        }
    }
    faults
}

/// What a remittance took out of the drawer of the session that was open: the parts of that session's own receipts.
fn from_drawer(remittance: &RemittanceRecord, session_no: u32) -> Yuan {
    let is_open = remittance.session_no == Some(session_no);
    let own = remittance.parts.iter().filter(|part| is_open && part.session_no == session_no);
    Yuan::sum(own.map(|part| part.amount)).unwrap_or(Yuan::ZERO)
}
