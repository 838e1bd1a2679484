//! The law as data, and the answer to what one person owes on one day.

mod money;

pub use money::{NotMoney, Yuan};
