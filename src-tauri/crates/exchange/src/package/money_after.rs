//! What a package says about money after it was taken, checked against its journal: what was paid into the treasury account
//! and what is asked back.
//!
//! Must not know: the book.

use super::journal::JournalEntry;
use super::money::{CANCELLED, DIFFERENCES, PAID_IN, REFUNDS, REMITTANCES};
use super::verify::{Problem, Report, check_rows};
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

const LOST_VOIDED: &str = "lost_voided";
const LOST_VOIDED_WITHDRAWN: &str = "lost_voided_withdrawn";

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the fields are named as the journal names them")]
struct Remittance {
    remittance_no: u32,
    slip_no: String,
    amount: Yuan,
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    receipt_no: String,
    amount: Yuan,
}

#[derive(Deserialize)]
struct Cancelled {
    remittance_no: u32,
}

#[derive(Deserialize)]
struct Refund {
    refund_no: u32,
    lines: Vec<RefundLine>,
}

#[derive(Deserialize)]
struct RefundLine {
    row_id: Uuid,
    amount: Yuan,
}

#[derive(Deserialize)]
struct DifferenceStep {
    step_no: u32,
    close_no: u32,
    state: String,
    amount: Yuan,
    open: Yuan,
}

#[derive(Deserialize)]
struct Step {
    refund_no: u32,
    state: String,
}

/// What the clerk says of a receipt that went with a lost disk: it had been taken back before. No table has a row of it, for no
/// money of it is in the book; whoever has the papers in hand compares them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostVoided {
    /// The entry of the journal.
    pub seq: u64,
    /// The receipt's whole number.
    pub receipt_no: String,
    /// What its two papers say; `None` = it was a mistake to say so.
    pub papers: Option<VoidedPapers>,
}

/// A receipt and the slip of its void.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VoidedPapers {
    /// The sum on the receipt, which came and went back.
    pub amount: Yuan,
    /// When it was taken.
    pub taken_on: NaiveDate,
    /// When it was taken back.
    pub voided_on: NaiveDate,
    /// The number on the slip.
    pub slip_no: String,
}

#[derive(Deserialize)]
struct Numbered {
    receipt_no: String,
}

fn lost_voided(journal: &[JournalEntry], problems: &mut Vec<Problem>) -> Vec<LostVoided> {
    let said = |entry: &JournalEntry| -> serde_json::Result<LostVoided> {
        let Numbered { receipt_no } = serde_json::from_slice(&entry.payload)?;
        let papers =
            (entry.kind == LOST_VOIDED).then(|| serde_json::from_slice(&entry.payload)).transpose()?;
        Ok(LostVoided { seq: entry.seq, receipt_no, papers })
    };
    let mut all = Vec::new();
    for entry in journal.iter().filter(|entry| [LOST_VOIDED, LOST_VOIDED_WITHDRAWN].contains(&&*entry.kind)) {
        match said(entry) {
            Ok(one) => all.push(one),
            Err(_) => problems.push(Problem::Payload { seq: entry.seq }),
        }
    }
    all
}

/// The payloads of one kind, each with its entry's number. One that cannot be read is a problem of its own.
fn payloads<T: for<'a> Deserialize<'a>>(
    journal: &[JournalEntry],
    kind: &str,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let mut all = Vec::new();
    for entry in journal.iter().filter(|entry| entry.kind == kind) {
        match serde_json::from_slice(&entry.payload) {
            Ok(payload) => all.push(payload),
            Err(_) => problems.push(Problem::Payload { seq: entry.seq }),
        }
    }
    all
}

/// The rows of `remittances.csv`, `refunds.csv` and `differences.csv` are what the journal says, no more, no less.
pub(super) fn check(report: &mut Report) {
    check_rows(report, REMITTANCES, report.remittances.len());
    check_rows(report, REFUNDS, report.refunds.len());
    check_rows(report, DIFFERENCES, report.differences.len());
    let mut problems = Vec::new();
    let remittances: Vec<Remittance> = payloads(&report.journal, "remittance", &mut problems);
    let told: BTreeSet<_> = remittances
        .iter()
        .flat_map(|one| {
            let of = |part: &Part| {
                (one.remittance_no, one.slip_no.clone(), one.amount, part.receipt_no.clone(), part.amount)
            };
            one.parts.iter().map(of).collect::<Vec<_>>()
        })
        .collect();
    let parts_fit =
        |one: &Remittance| Yuan::sum(one.parts.iter().map(|part| part.amount)) == Some(one.amount);
    let standing = report.remittances.iter().filter(|row| row.state == PAID_IN);
    let rows: BTreeSet<_> = standing
        .map(|row| {
            (row.remittance_no, row.slip_no.clone(), row.slip_amount, row.receipt_no.clone(), row.amount)
        })
        .collect();
    let gone: Vec<Cancelled> = payloads(&report.journal, "remittance_cancelled", &mut problems);
    let gone: BTreeSet<_> = gone.iter().map(|one| one.remittance_no).collect();
    let cancelled = report.remittances.iter().filter(|row| row.state == CANCELLED);
    let cancelled: BTreeSet<_> = cancelled.map(|row| row.remittance_no).collect();
    if told != rows || gone != cancelled || !remittances.iter().all(parts_fit) {
        problems.push(Problem::NotOfTheJournal { file: REMITTANCES });
    }
    let refunds: Vec<Refund> = payloads(&report.journal, "refund_applied", &mut problems);
    let told: BTreeSet<_> = refunds
        .iter()
        .flat_map(|one| one.lines.iter().map(|line| (one.refund_no, line.row_id, line.amount)))
        .collect();
    let applied = report.refunds.iter().filter(|row| row.state == "applied");
    let rows: BTreeSet<_> = applied.map(|row| (row.refund_no, row.row_id, row.amount)).collect();
    let steps: Vec<Step> = payloads(&report.journal, "refund_step", &mut problems);
    let steps: BTreeSet<_> = steps.iter().map(|step| (step.refund_no, step.state.clone())).collect();
    let stepped = report.refunds.iter().filter(|row| row.state != "applied");
    let stepped: BTreeSet<_> = stepped.map(|row| (row.refund_no, row.state.clone())).collect();
    if told != rows || steps != stepped {
        problems.push(Problem::NotOfTheJournal { file: REFUNDS });
    }
    let steps: Vec<DifferenceStep> = payloads(&report.journal, "difference_step", &mut problems);
    let told: BTreeSet<_> = steps
        .iter()
        .map(|step| (step.step_no, step.close_no, step.state.clone(), step.amount, step.open))
        .collect();
    let rows = report.differences.iter();
    let rows: BTreeSet<_> =
        rows.map(|row| (row.step_no, row.close_no, row.state.clone(), row.amount, row.open)).collect();
    if told != rows {
        problems.push(Problem::NotOfTheJournal { file: DIFFERENCES });
    }
    report.lost_voided = lost_voided(&report.journal, &mut problems);
    report.problems.append(&mut problems);
}
