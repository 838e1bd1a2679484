//! 合计: what a book took, gave back and paid in, by month and for a year of cover, read from the journal.
//!
//! Invariant: the months are the whole, and the whole is the sum of the closes with what the open session did; nothing is
//! kept beside the journal. The handling allowance (代办经费) is an estimate and never touches the drawer.
//! Must not know: the roster.

mod allowance;
mod sheets;

pub use allowance::{AllowanceEstimate, AllowanceSource};
pub use sheets::{ShareOf, difference_state_label, step_label};

use crate::book::Book;
use crate::difference::OpenDifferences;
use crate::error::{Error, Result};
use crate::journal::{
    Envelope, LineRecord, PaymentRecord, Record, RefundRecord, RemittanceRecord, ReversalRecord, read_record,
};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::{Datelike, NaiveDate};
use cunshou_policy::Yuan;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What happened in a stretch of time. The names and meanings are those of a close.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Receipts issued, by whatever means.
    pub receipts: u32,
    /// Lines on them: a person and a year of cover each.
    pub people: u32,
    /// Cash taken.
    pub taken: Yuan,
    /// Receipts taken back within their session.
    pub voids: u32,
    /// Cash that went back for them.
    pub cash_back: Yuan,
    /// Receipts taken back after their close.
    pub reversals: u32,
    /// Cash that went back for them.
    pub reversed: Yuan,
    /// Payments without cash (帮办扫码), voided ones left out.
    pub scans: u32,
    /// Their sum.
    pub scanned: Yuan,
    /// What the collective is to pay, for voided receipts left out.
    pub collective_aid: Yuan,
    /// Cash paid into the treasury account by slips that stand, by the day on the slip.
    pub remitted: Yuan,
    /// What the collective paid in, likewise.
    pub aid_remitted: Yuan,
    /// Cash that was not paid in at the end.
    pub unremitted: Yuan,
    /// Refunds that the tax office granted: no cash of the drawer.
    pub refunds: u32,
    /// Their sum.
    pub refunded: Yuan,
    /// Closes.
    pub closes: u32,
    /// Money that was missing in their counts, above nought. Of the whole book: a count belongs to no year of cover.
    pub short: Yuan,
    /// Money that was too much in their counts, likewise.
    pub over: Yuan,
    /// Differences that were settled, by the day on which that was recorded, above nought.
    pub settled: Yuan,
}

impl Totals {
    fn add(&mut self, other: &Self) -> Result<()> {
        self.receipts += other.receipts;
        self.people += other.people;
        self.voids += other.voids;
        self.reversals += other.reversals;
        self.scans += other.scans;
        self.refunds += other.refunds;
        self.closes += other.closes;
        for (own, more) in [
            (&mut self.taken, other.taken),
            (&mut self.cash_back, other.cash_back),
            (&mut self.reversed, other.reversed),
            (&mut self.scanned, other.scanned),
            (&mut self.collective_aid, other.collective_aid),
            (&mut self.remitted, other.remitted),
            (&mut self.aid_remitted, other.aid_remitted),
            (&mut self.refunded, other.refunded),
            (&mut self.short, other.short),
            (&mut self.over, other.over),
            (&mut self.settled, other.settled),
        ] {
            *own = plus(*own, more)?;
        }
        self.unremitted = self.kept()?;
        Ok(())
    }

    /// Cash taken, less what went back and what was paid in.
    fn kept(&self) -> Result<Yuan> {
        let back = plus(self.cash_back, self.reversed)?;
        less(less(self.taken, back)?, self.remitted)
    }
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub month: NaiveDate,
    /// What happened in it; `unremitted` is what lay with the clerk at its end.
    pub totals: Totals,
}

/// Lines that stand (not taken back, not refunded whole), by something that they have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The code; empty for none.
    pub code: String,
    /// Lines.
    pub people: u32,
    /// Sum of their fees.
    pub fee: Yuan,
    /// Of it paid by a fund.
    pub subsidy: Yuan,
    /// Of it paid by the collective.
    pub collective_aid: Yuan,
    /// Of it paid by the people.
    pub due: Yuan,
}

/// Everything of a year of cover, or of the whole book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// The year of cover; `None` = all.
    pub levy_year: Option<i32>,
    /// The years that have lines, in order.
    pub levy_years: Vec<i32>,
    /// Its months, oldest first.
    pub months: Vec<Month>,
    /// All of them.
    pub all: Totals,
    /// Lines that stand.
    pub standing: Share,
    /// The same by category, most people first.
    pub by_category: Vec<Share>,
    /// By the fund that pays the subsidy; the code is empty where none does.
    pub by_fund: Vec<Share>,
    /// By means.
    pub by_means: Vec<Share>,
    /// Differences of the whole book that are not settled.
    pub differences: OpenDifferences,
    /// The session that is still open: its part is in the sums, and in no close.
    pub open_session: Option<u32>,
    /// 代办经费, as an estimate; `None` where neither the notice nor the township's paper gives a sum a head.
    pub allowance: Option<AllowanceEstimate>,
    /// The notice of the year says nothing about it: what the township's paper gives can be entered.
    pub can_enter_allowance: bool,
}

impl Book {
    /// The totals for somebody who looks at the sums by category: that they were shown is recorded.
    pub fn reveal_season(&mut self, levy_year: Option<i32>, now: &Moment) -> Result<Season> {
        let subject = levy_year.map_or_else(String::new, |year| year.to_string());
        self.transact(now, |tx, acting| tx.audit(acting, "reveal_category_totals", &subject))?;
        self.season(levy_year, now.on())
    }

    /// The totals of a year of cover by month, or of the whole book; `on` decides which version of a notice counts.
    pub fn season(&self, levy_year: Option<i32>, on: NaiveDate) -> Result<Season> {
        self.read(|tx| {
            let records = tx.all_records()?;
            let mut season = season(&records, levy_year)?;
            season.differences = OpenDifferences::of(&tx.differences()?)?;
            season.open_session = tx.open_session_row()?.map(|session| session.session_no);
            if let Some(levy_year) = levy_year {
                let rule = |sha256: &str| {
                    let known = self.policy_by_sha256(sha256)?;
                    let (_, rule) = known.policy.handling_allowance()?;
                    Some((rule.article.clone(), rule.quote.clone()))
                };
                let in_notice = self
                    .policies(on)
                    .iter()
                    .any(|own| own.levy_year == levy_year && own.policy.handling_allowance().is_some());
                season.can_enter_allowance = !in_notice;
                let entered = tx.setting(&allowance::setting(levy_year))?;
                season.allowance =
                    allowance::estimate(&standing(&records, Some(levy_year)), rule, entered.as_deref())?;
            }
            Ok(season)
        })
    }
}

impl Tx<'_> {
    fn all_records(&self) -> Result<Vec<Envelope>> {
        self.entries(1, u64::MAX >> 1)?.iter().map(read_record).collect()
    }
}

fn plus(a: Yuan, b: Yuan) -> Result<Yuan> {
    a.checked_add(b).ok_or(Error::TooMuch {})
}

fn less(a: Yuan, b: Yuan) -> Result<Yuan> {
    a.checked_sub(b).ok_or(Error::TooMuch {})
}

fn size(amount: Yuan) -> Yuan {
    if amount.is_negative() { amount.negated() } else { amount }
}

fn sum(amounts: impl IntoIterator<Item = Yuan>) -> Result<Yuan> {
    Yuan::sum(amounts).ok_or(Error::TooMuch {})
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The day of an instant of the journal.
fn day_of(at: &str) -> Result<NaiveDate> {
    let day = at.get(..10).and_then(|day| day.parse().ok());
    day.ok_or_else(|| Error::BadRow { table: "journal", detail: at.to_owned() })
}

fn in_year(levy_year: Option<i32>, of_line: i32) -> bool {
    levy_year.is_none_or(|wanted| wanted == of_line)
}

/// The sums of all entries. Pure; what only the book knows is still to come.
fn season(records: &[Envelope], levy_year: Option<i32>) -> Result<Season> {
    let mut months: BTreeMap<NaiveDate, Totals> = BTreeMap::new();
    let mut payments: BTreeMap<&str, &PaymentRecord> = BTreeMap::new();
    let mut paid_in: BTreeMap<(&str, &str), Yuan> = BTreeMap::new();
    let mut refunds: BTreeMap<u32, &RefundRecord> = BTreeMap::new();
    let mut levy_years = BTreeSet::new();
    let cancelled: BTreeSet<u32> = records
        .iter()
        .filter_map(|envelope| match &envelope.record {
            Record::RemittanceCancelled(gone) => Some(gone.remittance_no),
            _ => None,
        })
        .collect();
    for envelope in records {
        match &envelope.record {
            Record::Payment(payment) => {
                payments.insert(&payment.receipt_no, payment);
                levy_years.extend(payment.lines.iter().map(|line| line.levy_year));
                let month = months.entry(first_of_month(payment.business_date)).or_default();
                month.add(&of_payment(payment, levy_year)?)?;
            }
            Record::Void(back) | Record::Reversal(back) => {
                let Some(payment) = payments.get(back.receipt_no.as_str()) else { continue };
                let is_void = matches!(envelope.record, Record::Void(_));
                let month = months.entry(first_of_month(back.business_date)).or_default();
                take_back(month, payment, back, is_void, levy_year)?;
            }
            Record::Remittance(slip) if !cancelled.contains(&slip.remittance_no) => {
                let month = months.entry(first_of_month(slip.remitted_on)).or_default();
                month.add(&of_slip(slip, &payments, &mut paid_in, levy_year)?)?;
            }
            Record::RefundApplied(refund) => {
                refunds.insert(refund.refund_no, refund);
            }
            Record::RefundStep(step) if step.state == "accepted" => {
                let lines = refunds.get(&step.refund_no).map(|refund| refund.lines.as_slice());
                let own: Vec<_> = lines
                    .unwrap_or_default()
                    .iter()
                    .filter(|line| in_year(levy_year, line.levy_year))
                    .map(|line| line.amount)
                    .collect();
                let month = months.entry(first_of_month(step.on)).or_default();
                let refunded = sum(own.iter().copied())?;
                month.add(&Totals { refunds: u32::from(!own.is_empty()), refunded, ..Totals::default() })?;
            }
            Record::Close(close) => {
                let month = months.entry(first_of_month(close.business_date)).or_default();
                let mut own = Totals { closes: 1, ..Totals::default() };
                let side = if close.variance.is_negative() { &mut own.short } else { &mut own.over };
                *side = size(close.variance);
                month.add(&own)?;
            }
            Record::DifferenceStep(step) => {
                let month = months.entry(first_of_month(day_of(&envelope.at)?)).or_default();
                month.add(&Totals { settled: size(step.amount), ..Totals::default() })?;
            }
            _ => {}
        }
    }
    let mut all = Totals::default();
    let mut in_order = Vec::new();
    for (month, mut totals) in months {
        all.add(&totals)?;
        totals.unremitted = all.unremitted;
        in_order.push(Month { month, totals });
    }
    let lines = standing(records, levy_year);
    Ok(Season {
        levy_year,
        levy_years: levy_years.into_iter().collect(),
        months: in_order,
        all,
        standing: shares(&lines, |_, _| String::new())?.pop().unwrap_or_else(|| nobody(String::new())),
        by_category: shares(&lines, |_, line| line.category.clone().unwrap_or_default())?,
        by_fund: shares(&lines, |_, line| line.fund.clone().unwrap_or_default())?,
        by_means: shares(&lines, |payment, _| payment.means.clone())?,
        differences: OpenDifferences::default(),
        open_session: None,
        allowance: None,
        can_enter_allowance: false,
    })
}

fn of_payment(payment: &PaymentRecord, levy_year: Option<i32>) -> Result<Totals> {
    let own: Vec<_> = payment.lines.iter().filter(|line| in_year(levy_year, line.levy_year)).collect();
    if own.is_empty() {
        return Ok(Totals::default());
    }
    let due = sum(own.iter().map(|line| line.due))?;
    let is_cash = payment.means == "cash";
    Ok(Totals {
        receipts: 1,
        people: u32::try_from(own.len()).unwrap_or(u32::MAX),
        taken: if is_cash { due } else { Yuan::ZERO },
        scans: u32::from(!is_cash),
        scanned: if is_cash { Yuan::ZERO } else { due },
        collective_aid: sum(own.iter().map(|line| line.collective_aid))?,
        ..Totals::default()
    })
}

/// A receipt goes back whole. As on a close, a void takes its scan and its collective aid with it; a reversal does not
/// change what an earlier close said.
fn take_back(
    month: &mut Totals,
    payment: &PaymentRecord,
    back: &ReversalRecord,
    is_void: bool,
    levy_year: Option<i32>,
) -> Result<()> {
    let own = of_payment(payment, levy_year)?;
    if own.receipts == 0 {
        return Ok(());
    }
    let cash = if back.cash_back.is_zero() { Yuan::ZERO } else { own.taken };
    if is_void {
        month.scans -= own.scans.min(month.scans);
        month.scanned = less(month.scanned, own.scanned)?;
        month.collective_aid = less(month.collective_aid, own.collective_aid)?;
        month.add(&Totals { voids: 1, cash_back: cash, ..Totals::default() })
    } else {
        month.add(&Totals { reversals: 1, reversed: cash, ..Totals::default() })
    }
}

/// What a slip pays in for a year of cover: a part of a receipt fills its lines in their order.
fn of_slip<'a>(
    slip: &'a RemittanceRecord,
    payments: &BTreeMap<&str, &PaymentRecord>,
    paid_in: &mut BTreeMap<(&'a str, &'a str), Yuan>,
    levy_year: Option<i32>,
) -> Result<Totals> {
    let is_cash = slip.payer == "cash";
    let mut amount = Yuan::ZERO;
    for part in &slip.parts {
        let so_far = paid_in.entry((&slip.payer, &part.receipt_no)).or_default();
        let Some(payment) = payments.get(part.receipt_no.as_str()) else { continue };
        let (from, to) = (*so_far, plus(*so_far, part.amount)?);
        *so_far = to;
        let mut begins = Yuan::ZERO;
        for line in &payment.lines {
            let of_line = if is_cash { line.due } else { line.collective_aid };
            let ends = plus(begins, of_line)?;
            let (first, last) = (begins.max(from), ends.min(to));
            if in_year(levy_year, line.levy_year) && first < last {
                amount = plus(amount, less(last, first)?)?;
            }
            begins = ends;
        }
    }
    Ok(if is_cash {
        Totals { remitted: amount, ..Totals::default() }
    } else {
        Totals { aid_remitted: amount, ..Totals::default() }
    })
}

/// The lines that stand: not taken back, and cover not ended by a refund.
fn standing(records: &[Envelope], levy_year: Option<i32>) -> Vec<(&PaymentRecord, &LineRecord)> {
    let mut gone: BTreeSet<Uuid> = BTreeSet::new();
    let mut refunds: BTreeMap<u32, Vec<Uuid>> = BTreeMap::new();
    for envelope in records {
        match &envelope.record {
            Record::Void(back) | Record::Reversal(back) => {
                gone.extend(back.lines.iter().map(|line| line.reverses));
            }
            Record::RefundApplied(refund) => {
                let ending = refund.lines.iter().filter(|line| line.ends_cover);
                refunds.insert(refund.refund_no, ending.map(|line| line.reverses).collect());
            }
            Record::RefundStep(step) if step.state == "accepted" => {
                gone.extend(refunds.get(&step.refund_no).into_iter().flatten());
            }
            _ => {}
        }
    }
    let payments = records.iter().filter_map(|envelope| match &envelope.record {
        Record::Payment(payment) => Some(payment.as_ref()),
        _ => None,
    });
    payments
        .flat_map(|payment| payment.lines.iter().map(move |line| (payment, line)))
        .filter(|(_, line)| in_year(levy_year, line.levy_year) && !gone.contains(&line.row_id))
        .collect()
}

fn nobody(code: String) -> Share {
    let nought = Yuan::ZERO;
    Share { code, people: 0, fee: nought, subsidy: nought, collective_aid: nought, due: nought }
}

/// Lines by something that they have in common, most people first.
fn shares(
    lines: &[(&PaymentRecord, &LineRecord)],
    code: impl Fn(&PaymentRecord, &LineRecord) -> String,
) -> Result<Vec<Share>> {
    let mut shares: BTreeMap<String, Share> = BTreeMap::new();
    for (payment, line) in lines {
        let code = code(payment, line);
        let share = shares.entry(code.clone()).or_insert_with(|| nobody(code));
        share.people += 1;
        share.fee = plus(share.fee, line.fee)?;
        share.subsidy = plus(share.subsidy, line.subsidy)?;
        share.collective_aid = plus(share.collective_aid, line.collective_aid)?;
        share.due = plus(share.due, line.due)?;
    }
    let mut shares: Vec<_> = shares.into_values().collect();
    shares.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.code.cmp(&b.code)));
    Ok(shares)
}
