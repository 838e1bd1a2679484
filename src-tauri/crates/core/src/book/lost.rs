//! Receipts that went with a lost disk: which are missing, from which to which, and which of them paper brought back.
//!
//! Invariant: a receipt that is missing is never given again under its own number; it is entered from its paper (补录) under a
//! new one that names it. One that had been taken back before the loss is ticked off by both its papers: nothing of it is
//! entered, no cash and no cover. Must not know: how a copy is restored.

use super::Book;
use super::restore::{LostReceipt, parse_receipt};
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{LostVoided, LostVoidedWithdrawn, Record};
use crate::moment::Moment;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::Deserialize;
use std::sync::LazyLock;

/// Receipts of one series without a gap between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRange {
    /// The series.
    pub series: String,
    /// The whole number of the first.
    pub first: String,
    /// The whole number of the last.
    pub last: String,
    /// How many.
    pub count: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    none: String,
    one: String,
    range: String,
    between: String,
}

static TEXT: LazyLock<Text> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/text/lost.toml"))
        .expect("the shipped words of lost receipts read")
});

/// Receipts in the order of their numbers, as ranges. Pure.
pub fn missing_ranges(lost: &[LostReceipt]) -> Vec<MissingRange> {
    let mut ranges: Vec<(MissingRange, u32)> = Vec::new();
    for one in lost {
        match ranges.last_mut() {
            Some((range, last)) if range.series == one.series && *last + 1 == one.serial => {
                range.last.clone_from(&one.receipt_no);
                range.count += 1;
                *last = one.serial;
            }
            _ => {
                let (first, last) = (one.receipt_no.clone(), one.receipt_no.clone());
                let range = MissingRange { series: one.series.clone(), first, last, count: 1 };
                ranges.push((range, one.serial));
            }
        }
    }
    ranges.into_iter().map(|(range, _)| range).collect()
}

/// The ranges in words: from which number to which, and how many.
pub fn missing_words(ranges: &[MissingRange]) -> String {
    if ranges.is_empty() {
        return TEXT.none.clone();
    }
    let word = |range: &MissingRange| {
        let template = if range.count == 1 { &TEXT.one } else { &TEXT.range };
        template
            .replace("{first}", &range.first)
            .replace("{last}", &range.last)
            .replace("{count}", &range.count.to_string())
    };
    ranges.iter().map(word).collect::<Vec<_>>().join(&TEXT.between)
}

/// A lost receipt that had been taken back before the loss: what its two papers say.
#[derive(Debug, Clone)]
pub struct LostVoidedOrder {
    /// Its whole number, however it is typed.
    pub receipt_no: String,
    /// The sum on it.
    pub amount: Yuan,
    /// When it was taken.
    pub taken_on: NaiveDate,
    /// When it was taken back.
    pub voided_on: NaiveDate,
    /// The number on the slip of the void.
    pub slip_no: String,
    /// In the clerk's words; may be empty.
    pub note: String,
}

/// The longest slip number and note, in characters.
const LONGEST: usize = 60;

impl LostVoidedOrder {
    /// What the papers say of a receipt that is missing, if they can say so. Pure.
    fn checked(&self, lost: &LostReceipt, today: NaiveDate) -> Result<LostVoided> {
        let (slip_no, note) = (self.slip_no.trim(), self.note.trim());
        if slip_no.is_empty() {
            return Err(Error::VoidSlipMissing { receipt_no: lost.receipt_no.clone() });
        }
        for text in [slip_no, note] {
            if text.chars().count() > LONGEST {
                return Err(Error::TextTooLong { field: "note", most: LONGEST });
            }
        }
        if self.amount.is_negative() {
            return Err(Error::NotMoney { text: self.amount.to_string() });
        }
        if self.voided_on < self.taken_on || self.voided_on > today {
            return Err(Error::VoidedDayOdd { taken_on: self.taken_on, voided_on: self.voided_on });
        }
        Ok(LostVoided {
            receipt_no: lost.receipt_no.clone(),
            series: lost.series.clone(),
            serial: lost.serial,
            amount: self.amount,
            taken_on: self.taken_on,
            voided_on: self.voided_on,
            slip_no: slip_no.to_owned(),
            note: note.to_owned(),
        })
    }
}

impl Book {
    /// Ticks off a lost receipt that had been taken back before the loss. The same papers again are the same answer.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::NoSuchLostReceipt`]; [`Error::PaperEntered`] if it was entered as one that stands;
    /// [`Error::VoidSlipMissing`], [`Error::VoidedDayOdd`], [`Error::NotMoney`], [`Error::TextTooLong`];
    /// [`Error::LostVoidedBefore`] if other papers were entered for it.
    pub fn enter_lost_voided(&mut self, order: &LostVoidedOrder, now: &Moment) -> Result<LostReceipt> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let lost = tx.lost_receipt(&acting.identity.village_code, &order.receipt_no)?;
            if let Some((receipt_no, _)) = &lost.entered_as {
                let (paper_no, receipt_no) = (lost.receipt_no.clone(), receipt_no.clone());
                return Err(Error::PaperEntered { paper_no, receipt_no });
            }
            let record = order.checked(&lost, now.on())?;
            if let Some(before) = &lost.voided {
                return match tx.record(before.seq)?.record {
                    Record::LostVoided(known) if known == record => Ok(lost),
                    _ => Err(Error::LostVoidedBefore { receipt_no: lost.receipt_no }),
                };
            }
            let entry = tx.append(&Record::LostVoided(record.clone()), acting.user, now)?;
            tx.insert_lost_voided(&record, entry.seq)?;
            tx.lost_receipt(&acting.identity.village_code, &lost.receipt_no)
        })
    }

    /// Takes back that a lost receipt had been taken back: it is missing again.
    ///
    /// # Errors
    /// [`Error::BookBehind`]; [`Error::NoSuchLostReceipt`], [`Error::LostNotVoided`], [`Error::WithdrawalNeedsReason`].
    pub fn withdraw_lost_voided(
        &mut self,
        receipt_no: &str,
        reason: &str,
        now: &Moment,
    ) -> Result<LostReceipt> {
        self.refuse_while_behind()?;
        self.transact(now, |tx, acting| {
            let lost = tx.lost_receipt(&acting.identity.village_code, receipt_no)?;
            let Some(before) = &lost.voided else {
                return Err(Error::LostNotVoided { receipt_no: lost.receipt_no });
            };
            let reason: String = reason.trim().chars().take(LONGEST).collect();
            if reason.is_empty() {
                return Err(Error::WithdrawalNeedsReason { receipt_no: lost.receipt_no });
            }
            let record =
                LostVoidedWithdrawn { receipt_no: lost.receipt_no.clone(), voided_seq: before.seq, reason };
            let entry = tx.append(&Record::LostVoidedWithdrawn(record.clone()), acting.user, now)?;
            tx.insert_lost_voided_withdrawn(&record, entry.seq)?;
            tx.lost_receipt(&acting.identity.village_code, &lost.receipt_no)
        })
    }

    /// Every receipt that is known to be missing and was not brought back from paper, in order: those that were noted, and
    /// while the book is behind its head file those up to the newest that was acknowledged.
    pub fn missing_receipts(&self) -> Result<Vec<LostReceipt>> {
        let mut missing = self.lost_receipts()?;
        if let Some(behind) = self.behind_head() {
            let identity = self.identity();
            let more = self.read(|tx| tx.lost_up_to(behind.last_receipt.as_deref(), identity))?;
            let is_new = |one: &LostReceipt| missing.iter().all(|known| known.receipt_no != one.receipt_no);
            let more: Vec<_> = more.into_iter().filter(is_new).collect();
            missing.extend(more);
        }
        missing.retain(LostReceipt::is_missing);
        missing.sort_by(|a, b| (&a.series, a.serial).cmp(&(&b.series, b.serial)));
        Ok(missing)
    }
}

impl Tx<'_> {
    /// The receipt of that whole number that went with a lost disk, however it was typed.
    fn lost_receipt(&self, village_code: &str, typed: &str) -> Result<LostReceipt> {
        let number = parse_receipt(typed, village_code, "");
        let all = self.lost_receipts()?;
        let found = number.and_then(|(series, serial)| {
            all.into_iter().find(|one| one.series == series && one.serial == serial)
        });
        found.or_not_found(|| Error::NoSuchLostReceipt { receipt_no: typed.trim().to_owned() })
    }

    /// Book and sheet of a receipt that went with a lost disk, however its number was typed; `None` = it is none.
    pub(crate) fn lost_sheet(
        &self,
        village_code: &str,
        paper_book: &str,
        paper_serial: &str,
    ) -> Result<Option<(String, String)>> {
        let series = paper_book.rsplit('-').next().unwrap_or_default().trim().to_uppercase();
        let Some((series, serial)) = parse_receipt(paper_serial, village_code, &series) else {
            return Ok(None);
        };
        Ok(self.is_lost(&series, serial)?.then(|| (series, format!("{serial:06}"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(series: &str, serial: u32) -> LostReceipt {
        LostReceipt {
            receipt_no: format!("341799101203-{series}-{serial:06}"),
            series: series.to_owned(),
            serial,
            known_by: "head",
            entered_as: None,
            voided: None,
        }
    }

    #[test]
    fn missing_numbers_are_told_from_first_to_last_by_series() {
        let all = [lost("ABCD", 4), lost("ABCD", 5), lost("ABCD", 7), lost("WXYZ", 1), lost("WXYZ", 2)];
        let words = missing_words(&missing_ranges(&all));
        let expected = "341799101203-ABCD-000004 至 341799101203-ABCD-000005（2 张）、341799101203-ABCD-000007（1 张）、\
                        341799101203-WXYZ-000001 至 341799101203-WXYZ-000002（2 张）";
        assert_eq!(words, expected);
        assert_eq!(missing_words(&[]), "没有");
    }
}
