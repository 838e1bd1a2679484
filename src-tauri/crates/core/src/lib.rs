//! 账簿: the book of one village. Households, cash, receipts, the day's close and its package, in one encrypted file.
//!
//! Invariant: money is never edited, lost or doubled (see [`journal`]). Must not know: windows, printers, the clock;
//! the instant and the randomness of each act come in as a [`Moment`].

pub mod ack;
pub mod aid;
pub mod audit;
pub mod book;
pub mod canvass;
pub mod close;
pub mod codes;
pub mod difference;
pub mod duplicate;
pub mod enrolment;
mod error;
pub mod household;
pub mod journal;
pub mod levy_year;
pub mod list;
mod moment;
pub mod package;
pub mod papers;
pub mod payment;
pub mod person;
pub mod policy_package;
pub mod progress;
pub mod proposal;
pub mod receipt;
pub mod refund;
pub mod registration;
pub mod remittance;
pub mod reversal;
pub mod sample;
pub mod session;
pub mod shipped;
mod storage;
pub mod ticket;
pub mod totals;
pub mod user;
pub mod words;
pub mod work;

pub use book::Book;
pub use error::{Coded, Error, Result};
pub use moment::Moment;
