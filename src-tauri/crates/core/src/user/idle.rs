//! 闲置上锁: when somebody did something last, and whether the book has been left alone for too long.
//!
//! Invariant: time comes in as the reading of a clock that only goes forward and also runs while the laptop sleeps; a wall
//! clock that is put back opens nothing. Must not know: windows, threads, which clock it is.

use std::time::Duration;

/// The page on the screen locks itself on the minute, and tells of keys at most every half minute: this lock, behind it,
/// comes only where that one failed.
const BEHIND_THE_PAGE: Duration = Duration::from_mins(1);

/// Watches one open book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IdleWatch {
    last: Duration,
}

impl IdleWatch {
    /// Somebody did something at this reading of the clock. An earlier reading changes nothing.
    pub fn touched(&mut self, at: Duration) {
        self.last = self.last.max(at);
    }

    /// Whether nobody did anything for so many minutes (0 = never asked), and a little more.
    pub fn is_over(&self, at: Duration, minutes: u32) -> bool {
        let allowed = Duration::from_mins(u64::from(minutes)) + BEHIND_THE_PAGE;
        minutes > 0 && at.saturating_sub(self.last) >= allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_over_a_minute_after_the_page_should_have_locked() {
        let seconds = Duration::from_secs;
        let mut watch = IdleWatch::default();
        watch.touched(seconds(100));
        for (at, minutes, over) in [
            (100, 10, false),
            (759, 10, false),
            (760, 10, true),
            (90_000, 0, false),
            (50, 1, false),
            (220, 1, true),
        ] {
            assert_eq!(watch.is_over(seconds(at), minutes), over, "at {at}, {minutes} minutes");
        }
        watch.touched(seconds(40));
        assert!(watch.is_over(seconds(760), 10), "a reading from before counts for nothing");
        watch.touched(seconds(700));
        assert!(!watch.is_over(seconds(760), 10), "a later one does");
    }
}
