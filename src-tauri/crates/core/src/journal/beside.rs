//! What stands beside payments: what the village collective resolved to pay, and the register of pre-printed receipts.

use chrono::NaiveDate;
use cunshou_policy::Yuan;
use serde::{Deserialize, Serialize};

/// The village collective resolved to pay for people (集体扶持).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidResolved {
    /// 1, 2, 3, …
    pub aid_no: u32,
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
