//! What stands beside payments: what the village collective resolved to pay, the register of pre-printed receipts,
//! and receipts that went with a lost disk after they had been taken back.

use super::CatchUpRecord;
use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// What a resolution of the village collective grants (集体扶持), and by which papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidGrant {
    /// For which year of cover.
    pub levy_year: i32,
    /// The number of the resolution of the villagers' meeting.
    pub resolution_no: String,
    /// Its day.
    pub resolved_on: NaiveDate,
    /// Out of which money: the collective's income, a donation. Never the clerk's own.
    pub source: String,
    /// For whom, in words.
    pub who: String,
    /// The most that is paid for one person.
    pub most_each: Yuan,
    /// The most that is paid in all; `None` = no bound.
    pub budget: Option<Yuan>,
    /// The township's paper that confirms it.
    pub paper: String,
}

/// The village collective resolved to pay for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidResolved {
    /// 1, 2, 3, …
    pub aid_no: u32,
    /// What it grants.
    #[serde(flatten)]
    pub grant: AidGrant,
}

/// A resolution pays no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidEnded {
    /// Which.
    pub aid_no: u32,
    /// Why, in the clerk's words.
    pub reason: String,
}

/// A book of pre-printed receipts (《专用票据》) came from the township.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsReceived {
    /// 1, 2, 3, …
    pub ticket_book_no: u32,
    /// What stands before the digits.
    pub prefix: String,
    /// How many digits a number has.
    pub digits: u32,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// When it came.
    pub received_on: NaiveDate,
    /// From whom, by which paper.
    pub source: String,
}

/// A pre-printed receipt cannot be used any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketSpoilt {
    /// Its whole number.
    pub ticket_no: String,
    /// Why, in the clerk's words.
    pub reason: String,
    /// True if the sheet is kept; `false`: it is lost.
    pub is_kept: bool,
}

/// Unused pre-printed receipts went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsReturned {
    /// Their book.
    pub ticket_book_no: u32,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// When.
    pub returned_on: NaiveDate,
    /// To whom, by which paper.
    pub to: String,
}

/// A receipt that went with a lost disk had been taken back before the loss: the receipt with its mark and the slip of the
/// void say so. Nothing of it stands, no cash and no cover; its number is explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostVoided {
    /// Its whole number.
    pub receipt_no: String,
    /// The series.
    pub series: String,
    /// The serial in the series.
    pub serial: u32,
    /// The sum on it, which came and went back.
    pub amount: Yuan,
    /// When it was taken, by the receipt.
    pub taken_on: NaiveDate,
    /// When it was taken back, by the slip.
    pub voided_on: NaiveDate,
    /// The number on the slip.
    pub slip_no: String,
    /// Where the papers are and what else is to be said; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl LostVoided {
    /// Series and serial as the sheet of a paper book, under which it would be entered if it stood.
    pub fn paper_no(&self) -> String {
        CatchUpRecord::number(&self.series, &format!("{:06}", self.serial))
    }
}

/// It had not been taken back: the receipt is missing again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostVoidedWithdrawn {
    /// The receipt's whole number.
    pub receipt_no: String,
    /// The entry that said so.
    pub voided_seq: u64,
    /// Why, in the clerk's words.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use crate::journal::record::{Envelope, canonical};

    #[test]
    fn a_resolution_is_one_flat_entry() {
        let written = concat!(
            r#"{"aid_no":1,"at":"2025-10-21T09:00:00+08:00","budget":null,"by":"李会计","kind":"aid_resolved","#,
            r#""levy_year":2026,"most_each":"50.00","paper":"青溪镇〔2025〕31号","resolution_no":"民决3号","#,
            r#""resolved_on":"2025-10-20","seq":9,"source":"村集体经营收入","who":"全体村民"}"#,
        );
        let entry: Envelope = serde_json::from_str(written).expect("an entry of a book that is there");
        let again = canonical(&serde_json::to_value(&entry).expect("JSON"));
        assert_eq!(String::from_utf8(again).expect("text"), written, "the chain is over these bytes");
    }
}
