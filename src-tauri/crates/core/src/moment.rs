//! The instant of an act, handed in from outside: this crate reads no clock and rolls no dice.
//!
//! Invariant: two acts never share a [`Moment`]; all ids of an act follow from its instant and its random bytes.

use chrono::{DateTime, FixedOffset, NaiveDate};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use uuid::Uuid;

/// When an act happens (+08:00), and the randomness it may use for ids and keys.
#[derive(Debug)]
pub struct Moment {
    at: DateTime<FixedOffset>,
    zone_minutes: Option<i32>,
    entropy: [u8; 32],
    drawn: Cell<u32>,
}

/// The offset of China Standard Time, in seconds east.
const CHINA_STANDARD_TIME: i32 = 8 * 3600;

impl Moment {
    /// The moment `at` (any offset; kept as +08:00) with 32 random bytes from the operating system.
    pub fn new(at: DateTime<FixedOffset>, entropy: [u8; 32]) -> Self {
        Self { at: in_china(at), zone_minutes: None, entropy, drawn: Cell::new(0) }
    }

    /// The instant.
    pub fn at(&self) -> DateTime<FixedOffset> {
        self.at
    }

    /// The calendar day of the instant in China.
    pub fn on(&self) -> NaiveDate {
        self.at.date_naive()
    }

    /// The same randomness at another instant (a demo book's own clock).
    #[must_use]
    pub fn moved_to(&self, at: DateTime<FixedOffset>) -> Self {
        let (entropy, drawn) = (self.entropy, self.drawn.clone());
        Self { at: in_china(at), zone_minutes: self.zone_minutes, entropy, drawn }
    }

    /// The same moment, told by a laptop that believes itself so many minutes east of Greenwich (480 in China).
    #[must_use]
    pub fn in_zone(mut self, minutes: i32) -> Self {
        self.zone_minutes = Some(minutes);
        self
    }

    /// How many minutes east of Greenwich the laptop believes itself to be, where that is known.
    pub fn zone_minutes(&self) -> Option<i32> {
        self.zone_minutes
    }

    /// RFC 3339 text, the form of every stored instant.
    pub fn text(&self) -> String {
        self.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, false)
    }

    /// Thirty-two bytes that nobody can guess and no other draw of this moment repeats.
    pub fn draw(&self) -> [u8; 32] {
        self.drawn.set(self.drawn.get() + 1);
        let mut hasher = Sha256::new();
        hasher.update(b"cunshou/draw/1\n");
        hasher.update(self.entropy);
        hasher.update(self.drawn.get().to_be_bytes());
        hasher.finalize().into()
    }

    /// A new UUIDv7 of this instant, greater than the ones before it: the bits after the time count (RFC 9562, 6.2,
    /// method 1), forty-eight stay random. So the rows of a long list go to the end of their tables, one after another.
    pub fn id(&self) -> Uuid {
        let random = self.draw();
        let mut tail = [0_u8; 10];
        tail.copy_from_slice(&random[..10]);
        // The version takes four bits of the first byte and the variant two of the third: 26 bits are left to count with.
        let count = self.drawn.get();
        let from_bit = |bit: u32| (count >> bit).to_le_bytes()[0];
        tail[..4].copy_from_slice(&[from_bit(22), from_bit(14), from_bit(8), from_bit(0)]);
        let millis = u64::try_from(self.at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}

fn in_china(at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    FixedOffset::east_opt(CHINA_STANDARD_TIME).map_or(at, |china| at.with_timezone(&china))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_differ_and_carry_its_time() {
        let at = DateTime::parse_from_rfc3339("2025-11-03T01:30:00+00:00").unwrap();
        let moment = Moment::new(at, [7; 32]);
        let (first, second) = (moment.id(), moment.id());
        assert!(first < second, "each draw is another, and greater");
        assert_eq!(first.get_version_num(), 7, "ids are UUIDv7");
        assert_eq!(moment.text(), "2025-11-03T09:30:00.000+08:00", "instants are kept in China's time");
        let other = Moment::new(at, [8; 32]).id();
        assert_ne!(first, other, "another's first id of the same instant is another");
        let mut last = second;
        for _ in 0..20_000 {
            let next = moment.id();
            assert!(last < next, "the count goes on beyond its lowest bits: {last} {next}");
            last = next;
        }
        assert_eq!((last.get_version_num(), last.get_variant()), (7, uuid::Variant::RFC4122));
    }
}
