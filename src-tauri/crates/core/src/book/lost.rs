//! Receipts that went with a lost disk: which are missing, from which to which, and which of them paper brought back.
//!
//! Invariant: a receipt that is missing is never given again under its own number; it is entered from its paper (补录) under a
//! new one that names it. Must not know: how a copy is restored.

use super::Book;
use super::restore::{LostReceipt, parse_receipt};
use crate::error::Result;
use crate::storage::Tx;
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

impl Book {
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
        missing.retain(|one| one.entered_as.is_none());
        missing.sort_by(|a, b| (&a.series, a.serial).cmp(&(&b.series, b.serial)));
        Ok(missing)
    }
}

impl Tx<'_> {
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
