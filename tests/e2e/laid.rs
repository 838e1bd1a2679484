//! A book that a journey lays into the window's folder: made, and brought to its moment, by the program's own library.

use crate::day::{enter, fill};
use crate::window::Window;
use chrono::{DateTime, Duration, FixedOffset};
use cunshou_core::book::{BookKind, KdfCost, NewBook};
use cunshou_core::household::{HouseholdInput, MemberInput};
use cunshou_core::journal::NoteCount;
use cunshou_core::payment::{Order, Tendered, Terms};
use cunshou_core::shipped::ShippedPolicy;
use cunshou_core::{Book, Moment};
use std::path::PathBuf;
use support::{PASSWORD, VILLAGE, yuan};

/// A demo book in the window's folder, which the journey keeps for a while before the clerk opens it.
pub struct Laid {
    pub book: Book,
    pub path: PathBuf,
    at: DateTime<FixedOffset>,
    acts: u8,
}

impl Laid {
    /// `own_clock` = it keeps a clock of its own from `first` on; else it goes by the laptop's.
    pub fn new(window: &Window, policy_ids: &[&str], first: DateTime<FixedOffset>, own_clock: bool) -> Self {
        let policies = ShippedPolicy::by_ids(policy_ids).expect("the notices ship with the program");
        let new = NewBook {
            village_code: VILLAGE,
            village_name: "石桥村",
            town_name: "青溪镇",
            kind: BookKind::Demo,
            policies: &policies,
            entrusted_paper: "青溪镇 委托代收通知",
            user: "周会计",
            password: PASSWORD,
            cost: KdfCost::LIGHT,
            own_clock: own_clock.then_some(first),
        };
        let path = window.data().join("village.cunshou");
        let now = Moment::new(first, [1; 32]);
        let book = Book::create(&path, &new, &now).expect("the book is made").book;
        Self { book, path, at: first, acts: 1 }
    }

    /// A minute after the last act.
    pub fn now(&mut self) -> Moment {
        self.acts += 1;
        self.at += Duration::minutes(1);
        Moment::new(self.at, [self.acts; 32])
    }

    pub fn register(&mut self, members: Vec<MemberInput>) {
        let input =
            HouseholdInput { village_group: "一组".to_owned(), members, ..HouseholdInput::default() };
        let now = self.now();
        self.book.save_household(&input, &now).expect("the household is registered");
    }

    /// Opens a session, takes what the household of `head` owes, and answers the receipt's number.
    pub fn pay(&mut self, head: &str) -> String {
        let now = self.now();
        self.book.open_session(now.on(), yuan("0"), false, &now).expect("opened");
        let now = self.now();
        let household_id =
            self.book.search(head, 1, 2026, now.on()).expect("searched").households[0].household_id;
        let form = self.book.open_collect(household_id, &now).expect("the form opens");
        let order = Order {
            payment_id: form.payment_id,
            household_id,
            choice: None,
            tendered: Tendered::Exact,
            seen_due: None,
            asked_paid: true,
            seen_official: false,
            terms: Terms::default(),
        };
        self.book.take_payment(&order, &now).expect("taken").payment.receipt_no
    }

    pub fn close(&mut self, hundreds: u32) {
        let now = self.now();
        let notes: &[NoteCount] = &[NoteCount { note: yuan("100"), pieces: hundreds }];
        let counted = if hundreds == 0 { &[] } else { notes };
        self.book.count(counted, &now).expect("counted");
        let now = self.now();
        self.book.close_session(None, None, &now).expect("closed");
    }

    /// Lets the clerk have it: unlocked, on the home page.
    pub async fn open_on(self, window: &Window) {
        drop(self.book);
        window.script("location.reload()").await;
        fill(window, "unlock-password", PASSWORD).await;
        enter(window).await;
        window.find("home-unremitted").await;
    }
}
