//! From the journal's range of a close to the rows that leave.

use super::people_rows::Collected;
use super::store::NewPackage;
use crate::book::Acting;
use crate::close::Close;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{
    DifferenceStep, Envelope, LineRecord, PaymentRecord, Record, RefundLine, RefundRecord, RefundStep,
    RemittanceCancelled, RemittanceRecord, ReversedLine, hex, read_record,
};
use crate::storage::{Tx, parsed};
use chrono::{DateTime, FixedOffset};
use cunshou_exchange::package::{
    self as exchange, CloseRow, DifferenceRow, Facts, JournalEntry, PackageContents, PaymentRow, PolicyRef,
    RefundRow, RemittanceRow,
};
use cunshou_policy::{CategoryCode, Fund, Word, Yuan, text};
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Makes and stores the package of a close. Its range begins after the package before it and ends with the close.
pub(super) fn make(tx: &Tx<'_>, acting: &Acting<'_>, close_no: u32) -> Result<()> {
    let close = tx.close(close_no)?.or_not_found(|| Error::NoSuchClose { close_no })?;
    let previous = tx.previous_package(close_no)?;
    let journal_from = previous.as_ref().map_or(1, |previous| previous.journal_to + 1);
    let entries = tx.entries(journal_from, close.seq)?;
    let records = entries.iter().map(read_record).collect::<Result<Vec<_>>>()?;
    let mut payments = Vec::new();
    let mut closes = Vec::new();
    let mut village_groups = BTreeMap::new();
    let mut policies = BTreeMap::new();
    let mut remittances = Vec::new();
    let mut refunds = Vec::new();
    let mut differences = Vec::new();
    let taken_back: BTreeSet<Uuid> = records.iter().flat_map(|envelope| reversed(&envelope.record)).collect();
    for envelope in &records {
        match &envelope.record {
            Record::Payment(payment) => {
                village_groups.insert(payment.hh_no.clone(), payment.village_group.clone());
                for line in &payment.lines {
                    policies.insert((line.levy_year, line.policy_id.clone()), line.policy_sha256.clone());
                    payments.push(payment_row(envelope, payment, line, taken_back.contains(&line.row_id))?);
                }
            }
            Record::Void(back) | Record::Reversal(back) => {
                let receipt = tx
                    .receipt(&back.receipt_no)?
                    .or_not_found(|| Error::NoSuchReceipt { receipt_no: back.receipt_no.clone() })?;
                let payment = &receipt.payment;
                village_groups.insert(payment.hh_no.clone(), payment.village_group.clone());
                for (line, mirror) in payment.lines.iter().zip(&back.lines) {
                    policies.insert((line.levy_year, line.policy_id.clone()), line.policy_sha256.clone());
                    payments.push(reversal_row(envelope, payment, line, mirror)?);
                }
            }
            Record::Remittance(remittance) => {
                remittances.extend(remittance_rows(envelope, remittance, acting));
            }
            Record::RemittanceCancelled(gone) => {
                let remittance = tx
                    .remittance(gone.remittance_no)?
                    .or_not_found(|| Error::NoSuchRemittance { remittance_no: gone.remittance_no })?;
                remittances.extend(cancelled_rows(envelope, &remittance.record, gone, acting)?);
            }
            Record::RefundApplied(refund) => {
                refunds.extend(refund.lines.iter().map(|line| refund_row(refund, line, None, line.row_id)));
            }
            Record::RefundStep(step) => {
                let refund = tx
                    .refund(step.refund_no)?
                    .or_not_found(|| Error::NoSuchRefund { refund_no: step.refund_no })?
                    .record;
                let rows = refund.lines.iter();
                refunds.extend(rows.map(|line| refund_row(&refund, line, Some(step), acting.now.id())));
            }
            Record::DifferenceStep(step) => differences.push(difference_row(envelope, step, acting)),
            Record::Close(ended) => {
                let of_range = tx.close(ended.close_no)?.or_not_found(|| Error::NoSuchClose { close_no })?;
                closes.push(close_row(tx, acting, &of_range)?);
            }
            _ => {}
        }
    }
    let people = Collected::of(tx, acting, close.record.business_date, close.seq)?;
    let package_id = acting.now.id();
    let contents = PackageContents {
        facts: Facts {
            kind: acting.identity.kind.word().to_owned(),
            package_id,
            village_code: acting.identity.village_code.clone(),
            village_name: acting.identity.village_name.clone(),
            town_code: tx.setting(super::TOWN_CODE)?.unwrap_or_default(),
            device_id: acting.identity.device_id.clone(),
            book_id: acting.identity.book_id.clone(),
            series: series_of(&records).unwrap_or_else(|| acting.identity.series.clone()),
            restored_from: acting.identity.restored_from.clone(),
            policies: policies
                .into_iter()
                .map(|((levy_year, policy_id), policy_sha256)| PolicyRef {
                    levy_year: u32::try_from(levy_year).unwrap_or_default(),
                    policy_id,
                    policy_sha256,
                })
                .collect(),
            business_date: close.record.business_date,
            close_no,
            previous_package_sha256: previous.as_ref().map(|previous| previous.zip_sha256.clone()),
            remitted: close.record.also.as_ref().map_or(Yuan::ZERO, |also| also.perpetual_remitted),
            unremitted: close.record.also.as_ref().map_or(close.record.perpetual_due, |also| also.unremitted),
            perpetual_due: close.record.perpetual_due,
            operator: close.closed_by.clone(),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            written_at: acting.now.at(),
        },
        journal: entries
            .into_iter()
            .map(|e| JournalEntry {
                seq: e.seq,
                kind: e.kind,
                payload: e.payload,
                prev: e.prev,
                hash: e.hash,
            })
            .collect(),
        payments,
        people: people.rows.clone(),
        closes,
        remittances,
        refunds,
        differences,
        village_groups,
        labels: labels(),
    };
    let key = SigningKey::from_bytes(&tx.signing_seed()?);
    let zip = exchange::write_package(&contents, &key)?;
    tx.insert_package(&NewPackage {
        close_no,
        package_id,
        zip_sha256: &hex(&Sha256::digest(&zip)),
        zip: &zip,
        previous_sha256: previous.as_ref().map(|previous| previous.zip_sha256.as_str()),
        journal_from,
        journal_to: close.seq,
        made_at: &acting.now.text(),
    })?;
    people.remember(tx, close_no)
}

/// The series of the receipts in a range: a close of the old state keeps its own after a new series began.
fn series_of(records: &[Envelope]) -> Option<String> {
    records.iter().find_map(|envelope| match &envelope.record {
        Record::Payment(payment) => Some(payment.series.clone()),
        _ => None,
    })
}

fn instant(text: &str) -> Result<DateTime<FixedOffset>> {
    parsed("journal", text)
}

/// The payment lines that an entry takes back.
fn reversed(record: &Record) -> Vec<Uuid> {
    match record {
        Record::Void(back) | Record::Reversal(back) => back.lines.iter().map(|line| line.reverses).collect(),
        _ => Vec::new(),
    }
}

/// The row that takes a payment line back: the same line with its sums negated.
fn reversal_row(
    envelope: &Envelope,
    payment: &PaymentRecord,
    line: &LineRecord,
    mirror: &ReversedLine,
) -> Result<PaymentRow> {
    let row = payment_row(envelope, payment, line, false)?;
    Ok(PaymentRow {
        row_id: mirror.row_id,
        corrects: Some(line.row_id),
        std_amt: mirror.fee,
        psn_clct_amt: mirror.due,
        collective_aid: mirror.collective_aid,
        finsubs_amt: mirror.subsidy,
        clct_sumamt: mirror.fee,
        revs_flag: exchange::REVS_REVERSAL.to_owned(),
        orig_receipt_no: Some(payment.receipt_no.clone()),
        ..row
    })
}

fn remittance_rows<'a>(
    envelope: &'a Envelope,
    remittance: &'a RemittanceRecord,
    acting: &'a Acting<'_>,
) -> impl Iterator<Item = RemittanceRow> + 'a {
    remittance.parts.iter().map(|part| RemittanceRow {
        row_id: acting.now.id(),
        corrects: None,
        remittance_no: remittance.remittance_no,
        payer: remittance.payer.clone(),
        slip_no: remittance.slip_no.clone(),
        remitted_on: remittance.remitted_on,
        account: remittance.account.clone(),
        slip_amount: remittance.amount,
        receipt_no: part.receipt_no.clone(),
        amount: part.amount,
        state: "paid_in".to_owned(),
        reason: remittance.note.clone(),
        recorded_by: envelope.by.clone(),
    })
}

fn cancelled_rows(
    envelope: &Envelope,
    remittance: &RemittanceRecord,
    gone: &RemittanceCancelled,
    acting: &Acting<'_>,
) -> Result<Vec<RemittanceRow>> {
    let negated = |sum: Yuan| Yuan::ZERO.checked_sub(sum).ok_or(Error::TooMuch {});
    remittance_rows(envelope, remittance, acting)
        .map(|row| {
            Ok(RemittanceRow {
                slip_amount: negated(row.slip_amount)?,
                amount: negated(row.amount)?,
                state: "cancelled".to_owned(),
                reason: gone.reason.clone(),
                ..row
            })
        })
        .collect()
}

fn difference_row(envelope: &Envelope, step: &DifferenceStep, acting: &Acting<'_>) -> DifferenceRow {
    DifferenceRow {
        row_id: acting.now.id(),
        corrects: None,
        step_no: step.step_no,
        close_no: step.close_no,
        state: step.state.clone(),
        way: step.way.clone().unwrap_or_default(),
        amount: step.amount,
        open: step.open,
        paper_no: step.paper_no.clone(),
        receipt_no: step.receipt_no.clone(),
        on_day: step.on,
        note: step.note.clone(),
        recorded_by: envelope.by.clone(),
    }
}

fn refund_row(
    refund: &RefundRecord,
    line: &RefundLine,
    step: Option<&RefundStep>,
    row_id: Uuid,
) -> RefundRow {
    RefundRow {
        row_id,
        corrects: step.map(|_| line.row_id),
        refund_no: refund.refund_no,
        payment_row_id: line.reverses,
        receipt_no: refund.receipt_no.clone(),
        line_no: line.line_no,
        levy_year: u32::try_from(line.levy_year).unwrap_or_default(),
        amount: line.amount,
        ends_cover: if line.ends_cover { "1" } else { "0" }.to_owned(),
        ground: refund.ground.clone(),
        happened_on: refund.happened_on,
        proof: refund.proof.clone(),
        applicant: refund.applicant.clone(),
        phone: refund.phone.clone(),
        decision: line.decision.clone(),
        see: line.see.join("、"),
        state: step.map_or_else(|| "applied".to_owned(), |step| step.state.clone()),
        state_on: step.map_or(refund.applied_on, |step| step.on),
        note: step.map_or_else(|| refund.note.clone(), |step| step.note.clone()),
    }
}

fn payment_row(
    envelope: &Envelope,
    payment: &PaymentRecord,
    line: &LineRecord,
    is_reversed: bool,
) -> Result<PaymentRow> {
    Ok(PaymentRow {
        row_id: line.row_id,
        corrects: line.corrects,
        receipt_no: payment.receipt_no.clone(),
        line_no: line.line_no,
        payment_id: payment.payment_id,
        levy_year: u32::try_from(line.levy_year).unwrap_or_default(),
        means: payment.means.clone(),
        hh_no: payment.hh_no.clone(),
        head_certno: payment.head_certno.clone(),
        rlts: line.relation.clone(),
        psn_cert_type: line.certificate_type.clone(),
        certno: line.certno.clone(),
        psn_name: line.name.clone(),
        psn_name_alt: line.name_alt.clone(),
        gend: line.sex.clone(),
        brdy: line.birth,
        naty: line.nation.clone(),
        resd_natu: String::new(),
        mob: line.phone.clone(),
        insutype: exchange::INSUTYPE.to_owned(),
        psn_type: line.person_type.clone(),
        category: line.category.clone().unwrap_or_default(),
        category_source: line.category_source.clone(),
        cashym: payment.business_date.format("%Y%m").to_string(),
        accrym_begn: format!("{}01", line.levy_year),
        accrym_end: format!("{}12", line.levy_year),
        benefit_from: line.benefit_from,
        benefit_to: line.benefit_to,
        waiting_months: line.waiting_months,
        std_amt: line.fee,
        psn_clct_amt: line.due,
        collective_aid: line.collective_aid,
        finsubs_amt: line.subsidy,
        subsidy_fund: line.fund.clone().unwrap_or_default(),
        clct_sumamt: line.fee,
        clct_way: exchange::CLCT_WAY.to_owned(),
        clct_type: exchange::CLCT_TYPE_NORMAL.to_owned(),
        revs_flag: if is_reversed { exchange::REVS_REVERSED } else { exchange::REVS_NORMAL }.to_owned(),
        orig_receipt_no: None,
        clct_time: instant(&envelope.at)?,
        agnter_name: envelope.by.clone(),
        policy_id: line.policy_id.clone(),
        article: line.article.clone(),
    })
}

fn close_row(tx: &Tx<'_>, acting: &Acting<'_>, close: &Close) -> Result<CloseRow> {
    let session = tx.session(close.record.session_no)?.or_not_found(|| Error::NoSession {})?;
    let also = close.record.also.clone().unwrap_or_default();
    let notes = close.notes.iter().map(|line| format!("{}x{}", line.note, line.pieces));
    Ok(CloseRow {
        row_id: acting.now.id(),
        corrects: None,
        close_no: close.record.close_no,
        session_no: close.record.session_no,
        business_date: close.record.business_date,
        opened_at: session.opened_at,
        closed_at: instant(&close.closed_at)?,
        payments: close.record.payments,
        persons: close.record.people,
        opening_float: close.record.float,
        cash_taken: close.record.cash,
        voids: also.voids,
        cash_back: also.cash_back,
        reversals: also.reversals,
        reversed: also.reversed,
        remitted_from_drawer: also.remitted_from_drawer,
        scans: also.scans,
        scanned: also.scanned,
        unremitted: also.unremitted,
        expected: close.record.expected,
        counted: close.record.counted,
        variance: close.record.variance,
        difference_reason: close.record.difference_reason.clone(),
        difference_outcome: close.record.difference_outcome.clone(),
        denominations: notes.collect::<Vec<_>>().join(";"),
        perpetual_due: close.record.perpetual_due,
        closed_by: close.closed_by.clone(),
    })
}

/// Chinese words for the codes in the summary.
fn labels() -> BTreeMap<String, String> {
    let categories = CategoryCode::ALL.iter().map(|code| (code.word(), text::category_label(*code)));
    let funds = Fund::ALL.iter().map(|fund| (fund.word(), text::fund_label(*fund)));
    let means = [(exchange::MEANS_CASH, "现金"), (exchange::MEANS_ASSISTED_SCAN, "帮办扫码")];
    categories.chain(funds).chain(means).map(|(code, label)| (code.to_owned(), label.to_owned())).collect()
}
