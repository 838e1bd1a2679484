//! Money. One type, two digits, no operators that nobody chose.
//!
//! Invariant: a [`Yuan`] is a whole number of fen within ±[`Yuan::LIMIT_FEN`]. There is no multiplication and no
//! division: a share of a fee is what the notice prints, checked against the file, never computed at the till.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An amount in yuan with exactly two decimals (unit: 元; one yuan is one hundred fen 分).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Yuan(Decimal);

/// Why a text is no amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// The text holds something other than digits, one point and a leading minus.
    #[error("not a decimal number")]
    NotANumber,
    /// More than two decimals: fen are the smallest unit.
    #[error("more than two decimals")]
    TooFine,
    /// Beyond ±10,000,000,000.00 yuan.
    #[error("out of range")]
    OutOfRange,
}

impl Yuan {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// The largest amount, in fen, that the program handles: ten thousand million yuan.
    pub const LIMIT_FEN: i64 = 1_000_000_000_000;

    /// The amount of so many fen. Values beyond the limit saturate at it; stored rows cannot hold them.
    pub fn from_fen(fen: i64) -> Self {
        Self(Decimal::new(fen.clamp(-Self::LIMIT_FEN, Self::LIMIT_FEN), 2))
    }

    /// The amount in fen (the unit of every `_fen` column).
    pub fn fen(self) -> i64 {
        let mut scaled = self.0;
        scaled.rescale(2);
        i64::try_from(scaled.mantissa()).unwrap_or(Self::LIMIT_FEN)
    }

    /// True for 0.00.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// True below 0.00.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// The sum, or `None` beyond the limit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        bounded(self.fen().checked_add(other.fen())?)
    }

    /// The difference, or `None` beyond the limit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        bounded(self.fen().checked_sub(other.fen())?)
    }

    /// The amount with its sign turned, for a mirrored entry.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::from_fen(-self.fen())
    }

    /// The sum of many amounts, or `None` beyond the limit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// So many times this amount (notes in a drawer), or `None` beyond the limit.
    #[must_use]
    pub fn times(self, count: u32) -> Option<Self> {
        bounded(self.fen().checked_mul(i64::from(count))?)
    }
}

fn bounded(fen: i64) -> Option<Yuan> {
    (-Yuan::LIMIT_FEN..=Yuan::LIMIT_FEN).contains(&fen).then(|| Yuan::from_fen(fen))
}

impl FromStr for Yuan {
    type Err = NotMoney;

    /// Reads `400`, `400.5` or `400.00`; surrounding spaces are allowed, signs other than a leading minus are not.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(NotMoney::NotANumber);
        }
        if digits.contains('.') && part.is_empty() {
            return Err(NotMoney::NotANumber);
        }
        if part.len() > 2 {
            return Err(NotMoney::TooFine);
        }
        let whole: i64 = whole.parse().map_err(|_| NotMoney::OutOfRange)?;
        let part: i64 = format!("{part:0<2}").parse().map_err(|_| NotMoney::NotANumber)?;
        let fen = whole.checked_mul(100).and_then(|f| f.checked_add(part)).ok_or(NotMoney::OutOfRange)?;
        bounded(if text.starts_with('-') { -fen } else { fen }).ok_or(NotMoney::OutOfRange)
    }
}

impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.fen();
        let sign = if fen < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
    }
}

impl fmt::Debug for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_back_as_they_were_written() {
        for (text, fen) in [("0", 0), ("400", 40_000), ("400.5", 40_050), ("400.05", 40_005), ("-3.20", -320)]
        {
            let amount: Yuan = text.parse().unwrap();
            assert_eq!(amount.fen(), fen, "{text}");
            assert_eq!(amount.to_string().parse::<Yuan>().unwrap(), amount, "{text} survives a round trip");
        }
    }

    #[test]
    fn what_is_no_money_is_refused() {
        for text in ["", "-", ".5", "4.", "1e3", "4,000", "４００", "1.234", "+4", "99999999999999999999"]
        {
            assert!(text.parse::<Yuan>().is_err(), "{text:?} is no amount");
        }
    }

    #[test]
    fn sums_stop_at_the_limit() {
        let limit = Yuan::from_fen(Yuan::LIMIT_FEN);
        assert_eq!(limit.checked_add(Yuan::from_fen(1)), None);
        assert_eq!(Yuan::sum([Yuan::from_fen(150), Yuan::from_fen(50)]), Some(Yuan::from_fen(200)));
        assert_eq!(Yuan::from_fen(10_000).times(3), Some(Yuan::from_fen(30_000)));
    }
}
