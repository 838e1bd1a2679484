//! The laws of the whole: what holds over all entries of a book, as a named list.
//!
//! Run by [`Book::verify`](crate::book::Book::verify), before each package leaves, and after every step of the
//! property test. A law only reads; it says what it found and mends nothing.

use super::ack_laws::{self, AnswerRow, AnsweredRow};
use super::record::Envelope;
use super::store::read_record;
use super::{CompletedLine, Entry, Record, chain_hash};
use super::{beside_laws, difference_laws, money_after};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// All money rows of a book in one view: the journal and its projections.
#[derive(Debug, Default)]
pub struct Ledger {
    pub(crate) entries: Vec<EntryRow>,
    pub(crate) records: Vec<Result<Envelope, String>>,
    pub(crate) payments: BTreeSet<PaymentRow>,
    pub(crate) lines: BTreeSet<LineRow>,
    pub(crate) live_lines: BTreeSet<(String, i64, String)>,
    pub(crate) sessions: BTreeSet<SessionRow>,
    pub(crate) counts: BTreeSet<CountRow>,
    pub(crate) closes: BTreeSet<CloseRow>,
    pub(crate) completions: BTreeSet<CompletionRow>,
    pub(crate) reversals: BTreeSet<ReversalRow>,
    pub(crate) reversed_lines: BTreeSet<ReversedLineRow>,
    pub(crate) remittances: BTreeSet<RemittanceRow>,
    pub(crate) remittance_parts: BTreeSet<RemittancePartRow>,
    pub(crate) cancelled: BTreeSet<(u64, u32, Option<u32>)>,
    pub(crate) refunds: BTreeSet<RefundRow>,
    pub(crate) refund_lines: BTreeSet<(u32, String, String, i64, bool)>,
    pub(crate) refund_steps: BTreeSet<(u64, u32, String, String)>,
    pub(crate) aids: BTreeSet<(u64, u32, i64, i64, Option<i64>)>,
    pub(crate) aids_ended: BTreeSet<(u64, u32)>,
    pub(crate) ticket_books: BTreeSet<(u64, u32, String, u32, u64, u64)>,
    pub(crate) tickets_spoilt: BTreeSet<(u64, String)>,
    pub(crate) tickets_returned: BTreeSet<(u64, u32, u64, u64)>,
    pub(crate) difference_steps: BTreeSet<DifferenceStepRow>,
    pub(crate) lost_voided: BTreeSet<(u64, String, i64, String, String, String)>,
    pub(crate) lost_voided_withdrawn: BTreeSet<(u64, u64)>,
    pub(crate) packages: Vec<PackageRow>,
    pub(crate) answers: Vec<AnswerRow>,
    pub(crate) answered_rows: BTreeSet<AnsweredRow>,
    pub(crate) slip_arrivals: BTreeSet<(u64, String, i64, String)>,
}

/// `journal` as compared: an entry without its bytes.
#[derive(Debug)]
pub(crate) struct EntryRow {
    pub(crate) seq: u64,
    pub(crate) kind: String,
    pub(crate) prev: [u8; 32],
    pub(crate) hash: [u8; 32],
    /// What the chain's rule makes of its bytes.
    pub(crate) computed_hash: [u8; 32],
}

/// `payment` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PaymentRow {
    pub(crate) seq: u64,
    pub(crate) payment_id: String,
    pub(crate) session_no: u32,
    pub(crate) receipt_no: String,
    pub(crate) series: String,
    pub(crate) serial: u32,
    pub(crate) business_date: String,
    pub(crate) sums_fen: [i64; 6],
    pub(crate) order_hash: String,
    pub(crate) means: String,
    pub(crate) ticket_no: Option<String>,
    pub(crate) taken_on: Option<String>,
    pub(crate) paper_no: Option<String>,
    pub(crate) aid_no: Option<u32>,
}

/// `payment_line` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LineRow {
    pub(crate) row_id: String,
    pub(crate) payment_id: String,
    pub(crate) line_no: u32,
    pub(crate) person_id: String,
    pub(crate) levy_year: i64,
    pub(crate) policy_sha256: String,
    pub(crate) sums_fen: [i64; 4],
}

/// `session` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SessionRow {
    pub(crate) seq: u64,
    pub(crate) session_no: u32,
    pub(crate) business_date: String,
    pub(crate) float_fen: i64,
}

/// `cash_count` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CountRow {
    pub(crate) seq: u64,
    pub(crate) count_no: u32,
    pub(crate) session_no: u32,
    pub(crate) counted_fen: i64,
    pub(crate) expected_fen: i64,
}

/// `close` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CloseRow {
    pub(crate) seq: u64,
    pub(crate) close_no: u32,
    pub(crate) session_no: u32,
    pub(crate) count_no: u32,
    pub(crate) sums_fen: [i64; 5],
}

/// `cover_completed` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CompletionRow {
    pub(crate) seq: u64,
    pub(crate) row_id: String,
    pub(crate) receipt_no: String,
    pub(crate) arrived_on: String,
    pub(crate) benefit_from: String,
    pub(crate) benefit_to: String,
}

/// `reversal` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReversalRow {
    pub(crate) seq: u64,
    pub(crate) void_no: u32,
    pub(crate) void_id: String,
    pub(crate) kind: String,
    pub(crate) payment_id: String,
    pub(crate) session_no: u32,
    pub(crate) cash_back_fen: i64,
    pub(crate) order_hash: String,
}

/// `reversed_line` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReversedLineRow {
    pub(crate) seq: u64,
    pub(crate) row_id: String,
    pub(crate) reverses: String,
    pub(crate) sums_fen: [i64; 4],
}

/// `remittance` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RemittanceRow {
    pub(crate) seq: u64,
    pub(crate) remittance_no: u32,
    pub(crate) remittance_id: String,
    pub(crate) payer: String,
    pub(crate) slip_no: String,
    pub(crate) remitted_on: String,
    pub(crate) amount_fen: i64,
    pub(crate) session_no: Option<u32>,
    pub(crate) order_hash: String,
}

/// `remittance_part` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RemittancePartRow {
    pub(crate) remittance_no: u32,
    pub(crate) receipt_no: String,
    pub(crate) session_no: u32,
    pub(crate) amount_fen: i64,
}

/// `difference_step` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DifferenceStepRow {
    pub(crate) seq: u64,
    pub(crate) step_no: u32,
    pub(crate) step_id: String,
    pub(crate) close_no: u32,
    pub(crate) state: String,
    pub(crate) way: Option<String>,
    pub(crate) amount_fen: i64,
    pub(crate) receipt_no: Option<String>,
    pub(crate) order_hash: String,
}

/// `refund` as compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RefundRow {
    pub(crate) seq: u64,
    pub(crate) refund_no: u32,
    pub(crate) refund_id: String,
    pub(crate) receipt_no: String,
    pub(crate) applied_on: String,
    pub(crate) order_hash: String,
}

/// `package` as compared.
#[derive(Debug, Clone)]
pub(crate) struct PackageRow {
    pub(crate) close_no: u32,
    pub(crate) zip_sha256: String,
    pub(crate) computed_sha256: String,
    pub(crate) previous_sha256: Option<String>,
    pub(crate) journal_from: u64,
    pub(crate) journal_to: u64,
    /// Of a package that is answered, the bytes, with which the answers are compared.
    pub(crate) answered_zip: Option<Vec<u8>>,
}

/// A named law.
#[derive(Debug)]
pub struct Law {
    /// Its stable name.
    pub name: &'static str,
    check: fn(&Ledger) -> Vec<String>,
}

/// What a law found.
#[derive(Debug, Clone, serde::Serialize)]
pub struct LawReport {
    /// The law's name.
    pub law: &'static str,
    /// Each violation in a few words with the entry's number; empty if the law holds.
    pub violations: Vec<String>,
}

impl LawReport {
    /// True if the law holds.
    pub fn ok(&self) -> bool {
        self.violations.is_empty()
    }
}

impl Law {
    /// Runs the law.
    pub fn run(&self, ledger: &Ledger) -> LawReport {
        LawReport { law: self.name, violations: (self.check)(ledger) }
    }
}

/// All laws, in the order in which they are shown.
pub const LAWS: &[Law] = &[
    Law { name: "chain_unbroken", check: chain_unbroken },
    Law { name: "entries_readable", check: entries_readable },
    Law { name: "projections_match", check: projections_match },
    Law { name: "sums_add_up", check: sums_add_up },
    Law { name: "receipts_gapless", check: receipts_gapless },
    Law { name: "one_live_line", check: one_live_line },
    Law { name: "taken_back_once", check: money_after::taken_back_once },
    Law { name: "remittances_are_taken_cash", check: money_after::remittances_are_taken_cash },
    Law { name: "refunds_in_steps", check: money_after::refunds_in_steps },
    Law { name: "aid_within_resolution", check: beside_laws::aid_within_resolution },
    Law { name: "tickets_used_once", check: beside_laws::tickets_used_once },
    Law { name: "sheets_entered_once", check: beside_laws::sheets_entered_once },
    Law { name: "sessions_in_turn", check: sessions_in_turn },
    Law { name: "dates_never_go_back", check: dates_never_go_back },
    Law { name: "closes_cover_their_session", check: money_after::closes_cover_their_session },
    Law { name: "differences_followed", check: difference_laws::differences_followed },
    Law { name: "cover_follows_arrival", check: cover_follows_arrival },
    Law { name: "packages_follow", check: packages_follow },
    Law { name: "answers_are_to_own_rows", check: ack_laws::answers_are_to_own_rows },
    Law { name: "two_pairs_of_hands", check: two_pairs_of_hands },
];

pub(super) fn records(ledger: &Ledger) -> impl Iterator<Item = &Envelope> {
    ledger.records.iter().filter_map(|record| record.as_ref().ok())
}

fn chain_unbroken(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut prev = [0_u8; 32];
    for (place, entry) in ledger.entries.iter().enumerate() {
        if entry.seq != place as u64 + 1 {
            faults.push(format!("#{}: number does not follow", entry.seq));
        }
        if entry.prev != prev {
            faults.push(format!("#{}: does not name the entry before it", entry.seq));
        }
        if entry.hash != entry.computed_hash {
            faults.push(format!("#{}: payload does not match its hash", entry.seq));
        }
        prev = entry.hash;
    }
    faults
}

fn entries_readable(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    for (entry, record) in ledger.entries.iter().zip(&ledger.records) {
        match record {
            Err(why) => faults.push(format!("#{}: {why}", entry.seq)),
            Ok(envelope) if envelope.seq != entry.seq || envelope.record.kind() != entry.kind => {
                faults.push(format!("#{}: number or kind differs from the payload", entry.seq));
            }
            Ok(_) => {}
        }
    }
    let first = ledger.records.first();
    if !matches!(first, Some(Ok(Envelope { record: Record::BookCreated(_), .. }))) {
        faults.push("#1: the journal does not begin with the book".to_owned());
    }
    faults
}

fn projections_match(ledger: &Ledger) -> Vec<String> {
    let mut rebuilt = Ledger::default();
    for envelope in records(ledger) {
        rebuilt.project(envelope);
    }
    let mut faults = Vec::new();
    differences("payment", &rebuilt.payments, &ledger.payments, &mut faults);
    differences("payment_line", &rebuilt.lines, &ledger.lines, &mut faults);
    differences("live_line", &rebuilt.live_lines, &ledger.live_lines, &mut faults);
    differences("session", &rebuilt.sessions, &ledger.sessions, &mut faults);
    differences("cash_count", &rebuilt.counts, &ledger.counts, &mut faults);
    differences("close", &rebuilt.closes, &ledger.closes, &mut faults);
    differences("cover_completed", &rebuilt.completions, &ledger.completions, &mut faults);
    differences("reversal", &rebuilt.reversals, &ledger.reversals, &mut faults);
    differences("reversed_line", &rebuilt.reversed_lines, &ledger.reversed_lines, &mut faults);
    differences("remittance", &rebuilt.remittances, &ledger.remittances, &mut faults);
    differences("remittance_part", &rebuilt.remittance_parts, &ledger.remittance_parts, &mut faults);
    differences("remittance_cancelled", &rebuilt.cancelled, &ledger.cancelled, &mut faults);
    differences("difference_step", &rebuilt.difference_steps, &ledger.difference_steps, &mut faults);
    differences("refund", &rebuilt.refunds, &ledger.refunds, &mut faults);
    differences("refund_line", &rebuilt.refund_lines, &ledger.refund_lines, &mut faults);
    differences("aid", &rebuilt.aids, &ledger.aids, &mut faults);
    differences("aid_ended", &rebuilt.aids_ended, &ledger.aids_ended, &mut faults);
    differences("ticket_book", &rebuilt.ticket_books, &ledger.ticket_books, &mut faults);
    differences("ticket_spoilt", &rebuilt.tickets_spoilt, &ledger.tickets_spoilt, &mut faults);
    differences("ticket_returned", &rebuilt.tickets_returned, &ledger.tickets_returned, &mut faults);
    differences("lost_voided", &rebuilt.lost_voided, &ledger.lost_voided, &mut faults);
    let (withdrawn, stored) = (&rebuilt.lost_voided_withdrawn, &ledger.lost_voided_withdrawn);
    differences("lost_voided_withdrawn", withdrawn, stored, &mut faults);
    differences("refund_step", &rebuilt.refund_steps, &ledger.refund_steps, &mut faults);
    faults
}

fn differences<T: Ord + std::fmt::Debug>(
    table: &str,
    journal: &BTreeSet<T>,
    stored: &BTreeSet<T>,
    faults: &mut Vec<String>,
) {
    faults.extend(journal.difference(stored).map(|row| format!("{table}: lacks {row:?}")));
    faults.extend(stored.difference(journal).map(|row| format!("{table}: not in the journal: {row:?}")));
}

impl Ledger {
    /// Reads what the next entry says, and keeps no more of it than the laws compare.
    pub(super) fn hear(&mut self, entry: &Entry) {
        let mut record = read_record(entry).map_err(|error| error.to_string());
        if let Ok(Envelope { record: Record::Payment(payment), .. }) = &mut record {
            // The reasons on the paper are most of a payment, and no law asks for them; a household of one needs no room for four.
            payment.rules.clear();
            payment.lines.shrink_to_fit();
        }
        self.records.push(record);
        self.entries.push(EntryRow {
            seq: entry.seq,
            kind: entry.kind.clone(),
            prev: entry.prev,
            hash: entry.hash,
            computed_hash: chain_hash(&entry.prev, &entry.payload),
        });
    }

    /// Live lines go from one entry of the roster to another of the same person.
    fn hand_over(&mut self, from: Uuid, to: Uuid, rows: &[Uuid]) {
        let (from, to) = (from.to_string(), to.to_string());
        for row_id in rows {
            let row_id = row_id.to_string();
            let own = self.live_lines.iter().find(|live| live.0 == from && live.2 == row_id).cloned();
            if let Some(own) = own {
                self.live_lines.remove(&own);
                self.live_lines.insert((to.clone(), own.1, own.2));
            }
        }
    }

    /// The rows that an entry makes.
    pub(crate) fn project(&mut self, envelope: &Envelope) {
        let seq = envelope.seq;
        match &envelope.record {
            Record::SessionOpened(opened) => {
                self.sessions.insert(SessionRow {
                    seq,
                    session_no: opened.session_no,
                    business_date: opened.business_date.to_string(),
                    float_fen: opened.float.fen(),
                });
            }
            Record::Payment(payment) => {
                self.payments.insert(PaymentRow {
                    seq,
                    payment_id: payment.payment_id.to_string(),
                    session_no: payment.session_no,
                    receipt_no: payment.receipt_no.clone(),
                    series: payment.series.clone(),
                    serial: payment.serial,
                    business_date: payment.business_date.to_string(),
                    sums_fen: [
                        payment.total_fee.fen(),
                        payment.total_subsidy.fen(),
                        payment.total_collective_aid.fen(),
                        payment.total_due.fen(),
                        payment.tendered.fen(),
                        payment.change.fen(),
                    ],
                    order_hash: payment.order_hash.clone(),
                    means: payment.means.clone(),
                    ticket_no: payment.ticket_no.clone(),
                    taken_on: payment.catch_up.as_ref().map(|paper| paper.taken_on.to_string()),
                    paper_no: payment.catch_up.as_ref().map(|paper| paper.paper_no()),
                    aid_no: payment.aid.as_ref().map(|aid| aid.aid_no),
                });
                for line in &payment.lines {
                    self.lines.insert(LineRow {
                        row_id: line.row_id.to_string(),
                        payment_id: payment.payment_id.to_string(),
                        line_no: line.line_no,
                        person_id: line.person_id.to_string(),
                        levy_year: i64::from(line.levy_year),
                        policy_sha256: line.policy_sha256.clone(),
                        sums_fen: [
                            line.fee.fen(),
                            line.subsidy.fen(),
                            line.collective_aid.fen(),
                            line.due.fen(),
                        ],
                    });
                    let live =
                        (line.person_id.to_string(), i64::from(line.levy_year), line.row_id.to_string());
                    self.live_lines.insert(live);
                }
            }
            Record::PeopleMerged(joined) => self.hand_over(joined.gone, joined.kept, &joined.lines),
            Record::PeopleParted(parted) => self.hand_over(parted.kept, parted.gone, &parted.lines),
            Record::Count(count) => {
                self.counts.insert(CountRow {
                    seq,
                    count_no: count.count_no,
                    session_no: count.session_no,
                    counted_fen: count.counted.fen(),
                    expected_fen: count.expected.fen(),
                });
            }
            Record::Close(close) => {
                self.closes.insert(CloseRow {
                    seq,
                    close_no: close.close_no,
                    session_no: close.session_no,
                    count_no: close.count_no,
                    sums_fen: [
                        close.cash.fen(),
                        close.expected.fen(),
                        close.counted.fen(),
                        close.variance.fen(),
                        close.perpetual_due.fen(),
                    ],
                });
            }
            Record::CoverCompleted(completed) => {
                for line in &completed.lines {
                    self.completions.insert(CompletionRow {
                        seq,
                        row_id: line.row_id.to_string(),
                        receipt_no: completed.receipt_no.clone(),
                        arrived_on: completed.arrived_on.to_string(),
                        benefit_from: line.benefit_from.to_string(),
                        benefit_to: line.benefit_to.to_string(),
                    });
                }
            }
            Record::BookCreated(_)
            | Record::RosterImported(_)
            | Record::ListImported(_)
            | Record::SeriesOpened(_)
            | Record::ImportUndone { .. }
            | Record::PackageWritten(_)
            | Record::Acknowledged(_)
            | Record::HandOver(_)
            | Record::CloseReviewed(_) => {}
            Record::Void(back) => self.project_reversal(seq, "void", back),
            Record::Reversal(back) => self.project_reversal(seq, "reversal", back),
            Record::Remittance(remittance) => self.project_remittance(seq, remittance),
            Record::RemittanceCancelled(cancelled) => {
                self.cancelled.insert((seq, cancelled.remittance_no, cancelled.session_no));
            }
            Record::DifferenceStep(step) => self.project_difference_step(seq, step),
            Record::RefundApplied(refund) => self.project_refund(seq, refund),
            Record::RefundStep(step) => self.project_refund_step(seq, step),
            Record::AidResolved(aid) => {
                let (most, budget) = (aid.grant.most_each.fen(), aid.grant.budget.map(Yuan::fen));
                self.aids.insert((seq, aid.aid_no, i64::from(aid.grant.levy_year), most, budget));
            }
            Record::AidEnded(ended) => {
                self.aids_ended.insert((seq, ended.aid_no));
            }
            Record::TicketsReceived(book) => {
                let range = (book.digits, book.first, book.last);
                self.ticket_books.insert((
                    seq,
                    book.ticket_book_no,
                    book.prefix.clone(),
                    range.0,
                    range.1,
                    range.2,
                ));
            }
            Record::TicketSpoilt(spoilt) => {
                self.tickets_spoilt.insert((seq, spoilt.ticket_no.clone()));
            }
            Record::LostVoided(lost) => {
                let days = (lost.taken_on.to_string(), lost.voided_on.to_string());
                let (receipt_no, slip_no) = (lost.receipt_no.clone(), lost.slip_no.clone());
                self.lost_voided.insert((seq, receipt_no, lost.amount.fen(), days.0, days.1, slip_no));
            }
            Record::LostVoidedWithdrawn(withdrawn) => {
                self.lost_voided_withdrawn.insert((seq, withdrawn.voided_seq));
            }
            Record::TicketsReturned(back) => {
                self.tickets_returned.insert((seq, back.ticket_book_no, back.first, back.last));
            }
        }
    }
}

fn sums_add_up(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    for envelope in records(ledger) {
        let Record::Payment(payment) = &envelope.record else { continue };
        let mut fault = |what: &str| faults.push(format!("#{} {}: {what}", envelope.seq, payment.receipt_no));
        for line in &payment.lines {
            if Yuan::sum([line.subsidy, line.collective_aid, line.due]) != Some(line.fee) {
                fault("a line's fee is not subsidy and due");
            }
        }
        let columns = [
            (Yuan::sum(payment.lines.iter().map(|l| l.fee)), payment.total_fee),
            (Yuan::sum(payment.lines.iter().map(|l| l.subsidy)), payment.total_subsidy),
            (Yuan::sum(payment.lines.iter().map(|l| l.collective_aid)), payment.total_collective_aid),
            (Yuan::sum(payment.lines.iter().map(|l| l.due)), payment.total_due),
        ];
        if columns.iter().any(|(sum, total)| *sum != Some(*total)) {
            fault("a total is not the sum of the lines");
        }
        if payment.tendered.checked_sub(payment.change) != Some(payment.total_due)
            || payment.change.is_negative()
        {
            fault("tendered less change is not what was due");
        }
        if payment.lines.is_empty() {
            fault("no line");
        }
    }
    faults
}

fn receipts_gapless(ledger: &Ledger) -> Vec<String> {
    let mut last: BTreeMap<&str, u32> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for envelope in records(ledger) {
        let Record::Payment(payment) = &envelope.record else { continue };
        let newest = last.entry(&payment.series).or_default();
        if payment.serial != *newest + 1 {
            faults.push(format!("#{}: {} follows serial {newest}", envelope.seq, payment.receipt_no));
        }
        *newest = payment.serial;
        if !ids.insert(payment.payment_id) {
            faults.push(format!("#{}: payment id used twice", envelope.seq));
        }
    }
    faults
}

/// Nobody pays twice for a year, also where two entries of the roster turn out to be one person; what is taken back or
/// refunded was live.
fn one_live_line(ledger: &Ledger) -> Vec<String> {
    let mut live: BTreeMap<(Uuid, i32), Uuid> = BTreeMap::new();
    let mut whose: BTreeMap<Uuid, (Uuid, i32)> = BTreeMap::new();
    let mut asked_back: BTreeMap<u32, Vec<Uuid>> = BTreeMap::new();
    let mut faults = Vec::new();
    for envelope in records(ledger) {
        match &envelope.record {
            Record::Payment(payment) => {
                for line in &payment.lines {
                    let key = (line.person_id, line.levy_year);
                    whose.insert(line.row_id, key);
                    if live.insert(key, line.row_id).is_some() {
                        faults.push(format!(
                            "#{}: member {} pays twice for {}",
                            envelope.seq, line.member_no, line.levy_year
                        ));
                    }
                }
            }
            Record::PeopleMerged(joined) | Record::PeopleParted(joined) => {
                let is_merged = matches!(envelope.record, Record::PeopleMerged(_));
                let (from, to) =
                    if is_merged { (joined.gone, joined.kept) } else { (joined.kept, joined.gone) };
                for row_id in &joined.lines {
                    let own = whose.get(row_id).copied().filter(|key| key.0 == from);
                    let Some(levy_year) = own.filter(|key| live.get(key) == Some(row_id)).map(|key| key.1)
                    else {
                        faults.push(format!("#{}: a payment changes hands that is not theirs", envelope.seq));
                        continue;
                    };
                    live.remove(&(from, levy_year));
                    whose.insert(*row_id, (to, levy_year));
                    if live.insert((to, levy_year), *row_id).is_some() {
                        faults.push(format!("#{}: one person pays twice for {levy_year}", envelope.seq));
                    }
                }
            }
            Record::Void(back) | Record::Reversal(back) => {
                let rows = back.lines.iter().map(|line| line.reverses).collect::<Vec<_>>();
                retire(&mut live, &whose, &rows, envelope.seq, &mut faults);
            }
            Record::RefundApplied(refund) => {
                let ending = refund.lines.iter().filter(|line| line.ends_cover);
                asked_back.insert(refund.refund_no, ending.map(|line| line.reverses).collect());
            }
            Record::RefundStep(step) if step.state == "accepted" => {
                let rows = asked_back.get(&step.refund_no).cloned().unwrap_or_default();
                retire(&mut live, &whose, &rows, envelope.seq, &mut faults);
            }
            _ => {}
        }
    }
    faults
}

/// Lines are live no more; each was.
fn retire(
    live: &mut BTreeMap<(Uuid, i32), Uuid>,
    whose: &BTreeMap<Uuid, (Uuid, i32)>,
    rows: &[Uuid],
    seq: u64,
    faults: &mut Vec<String>,
) {
    for row_id in rows {
        let own = whose.get(row_id).filter(|key| live.get(key) == Some(row_id));
        if own.and_then(|key| live.remove(key)).is_none() {
            faults.push(format!("#{seq}: takes back a line that is not live"));
        }
    }
}

fn sessions_in_turn(ledger: &Ledger) -> Vec<String> {
    let mut open = None;
    let mut faults = Vec::new();
    for envelope in records(ledger) {
        let mut expect = |session_no: u32, what: &str| {
            if open != Some(session_no) {
                faults.push(format!("#{}: {what} outside session {session_no}", envelope.seq));
            }
        };
        match &envelope.record {
            Record::SessionOpened(opened) => {
                if let Some(still) = open {
                    faults.push(format!("#{}: session {still} is still open", envelope.seq));
                }
                open = Some(opened.session_no);
            }
            Record::Payment(payment) => expect(payment.session_no, "payment"),
            Record::Void(back) => expect(back.session_no, "void"),
            Record::Reversal(back) => expect(back.session_no, "reversal"),
            Record::Count(count) => expect(count.session_no, "count"),
            Record::Close(close) => {
                expect(close.session_no, "close");
                open = None;
            }
            _ => {}
        }
    }
    faults
}

fn dates_never_go_back(ledger: &Ledger) -> Vec<String> {
    let mut last = None;
    let mut faults = Vec::new();
    for envelope in records(ledger) {
        if let Record::SessionOpened(opened) = &envelope.record {
            if last.is_some_and(|last| opened.business_date < last) {
                faults.push(format!("#{}: business date goes back", envelope.seq));
            }
            last = Some(opened.business_date);
        }
    }
    faults
}

/// A completed cover belongs to lines that were taken and wait for the arrival of their money, all of a receipt at once;
/// it begins on that day, never before the payment or the year of cover, and ends when the line says. A second entry
/// for a receipt names the one before it.
fn cover_follows_arrival(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut taken = BTreeMap::new();
    let mut newest: BTreeMap<&str, u64> = BTreeMap::new();
    for envelope in records(ledger) {
        match &envelope.record {
            Record::Payment(payment) => {
                taken.insert(payment.receipt_no.as_str(), payment);
            }
            Record::CoverCompleted(completed) => {
                let mut fault =
                    |what: &str| faults.push(format!("#{} {}: {what}", envelope.seq, completed.receipt_no));
                let Some(payment) = taken.get(completed.receipt_no.as_str()) else {
                    fault("no such receipt before it");
                    continue;
                };
                let waiting = payment.lines.iter().filter(|line| line.waits_for_arrival());
                if !waiting.map(|line| line.row_id).eq(completed.lines.iter().map(|line| line.row_id)) {
                    fault("not the lines that wait for the arrival");
                }
                if completed.arrived_on < payment.business_date {
                    fault("the money arrived before it was taken");
                }
                let right = |own: &CompletedLine| {
                    let line = payment.lines.iter().find(|line| line.row_id == own.row_id);
                    line.is_some_and(|line| line.benefit_to == Some(own.benefit_to))
                        && own.benefit_from == completed.arrived_on.max(own.year_from)
                        && own.benefit_from <= own.benefit_to
                };
                if !completed.lines.iter().all(right) {
                    fault("cover does not follow from the arrival");
                }
                if newest.insert(&completed.receipt_no, envelope.seq) != completed.corrects {
                    fault("does not name the entry that it corrects");
                }
            }
            _ => {}
        }
    }
    faults
}

fn packages_follow(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut from, mut previous) = (1, None);
    for package in &ledger.packages {
        let right = package.journal_from == from
            && package.journal_to >= from
            && package.previous_sha256 == previous
            && package.zip_sha256 == package.computed_sha256;
        if !right {
            faults.push(format!("package of Z{} does not follow the one before it", package.close_no));
        }
        from = package.journal_to + 1;
        previous = Some(package.zip_sha256.clone());
    }
    faults
}

/// A review names a close before it, by its hash, and is not by who made that close; a hand-over goes from its author to
/// somebody else, is recorded once, adds up, and a difference has words.
fn two_pairs_of_hands(ledger: &Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    let mut closes: BTreeMap<u32, (u64, &str)> = BTreeMap::new();
    let mut forms = BTreeSet::new();
    for envelope in records(ledger) {
        let seq = envelope.seq;
        match &envelope.record {
            Record::Close(close) => {
                closes.insert(close.close_no, (seq, &envelope.by));
            }
            Record::CloseReviewed(review) => {
                let known = closes.get(&review.close_no).filter(|(at, _)| *at == review.close_seq);
                let hash = ledger
                    .entries
                    .iter()
                    .find(|entry| entry.seq == review.close_seq)
                    .map(|e| super::hex(&e.hash));
                if known.is_none() || hash.as_deref() != Some(&review.close_hash) {
                    faults.push(format!("#{seq}: reviews no close before it"));
                } else if known.is_some_and(|(_, by)| *by == envelope.by) {
                    faults.push(format!("#{seq}: Z{} is reviewed by who made it", review.close_no));
                }
            }
            Record::HandOver(over) => {
                let sum = over
                    .notes
                    .iter()
                    .try_fold(Yuan::ZERO, |sum, line| sum.checked_add(line.note.times(line.pieces)?));
                let right = over.from == envelope.by
                    && over.from != over.to
                    && sum == Some(over.counted)
                    && over.counted.checked_sub(over.expected) == Some(over.variance)
                    && (over.variance.is_zero() || !over.notes_said.trim().is_empty());
                if over.hand_over_id.is_some_and(|form| !forms.insert(form)) {
                    faults.push(format!("#{seq}: a form handed over twice"));
                }
                if !right {
                    faults.push(format!("#{seq}: the hand-over is not right"));
                }
            }
            _ => {}
        }
    }
    faults
}
