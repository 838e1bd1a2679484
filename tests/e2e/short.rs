//! Money that a close found short: what the remittance page and the hand-over say of it, in the real window.

use crate::bad_days::{alt, every_law_holds, family};
use crate::day::{click, fill, press, shown};
use crate::laid::Laid;
use crate::money::hit;
use crate::window::{Window, journey};
use cunshou_core::journal::NoteCount;
use cunshou_core::user::Role;
use fantoccini::key::Key;
use support::{PASSWORD, at, yuan};

const THEIRS: &str = "吴会计的密码";

async fn value(window: &Window, hook: &str) -> String {
    window.find(hook).await.prop("value").await.expect("a value").unwrap_or_default()
}

#[test]
fn what_is_short_is_said_before_money_goes_to_the_bank_or_to_other_hands() {
    journey("short", async |window: Window| {
        window.drawn().await;
        let mut laid = Laid::new(&window, &["guichi-2026"], at("2025-11-03T09:30:00+08:00"), true);
        laid.register(family("张", 1));
        laid.pay("张大山");
        let counted = [NoteCount { note: yuan("100"), pieces: 7 }, NoteCount { note: yuan("50"), pieces: 1 }];
        let now = laid.now();
        laid.book.count(&counted, &now).expect("counted");
        let now = laid.now();
        laid.book.close_session(Some("找零时数错"), Some("carried"), &now).expect("closed, 50 short");
        let now = laid.now();
        laid.book.add_user("吴会计", Role::Clerk, THEIRS, &now).expect("added");
        laid.open_on(&window).await;

        alt(&window, 'j').await;
        let said = shown(&window, "remit-missing").await;
        for told in ["800.00", "750.00", "少 50.00", "第1号日结", "了结", "报镇里"] {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert_eq!(value(&window, "remit-amount").await, "750.00", "what lies there is proposed");
        window.picture("remittance");
        fill(&window, "remit-slip", "NS1").await;
        fill(&window, "remit-day", "20251103").await;
        fill(&window, "remit-amount", "800").await;
        click(&window, "remit-look").await;
        assert!(shown(&window, "remit-beyond").await.contains("多 50.00 元"));
        window.picture("beyond");
        fill(&window, "remit-amount", "750").await;
        click(&window, "remit-look").await;
        click(&window, "remit-record").await;
        assert!(shown(&window, "remit-done").await.contains("750.00"));
        window.picture("paid-in");

        click(&window, "nav-settings").await;
        click(&window, "people-open").await;
        click(&window, "hand-over-open").await;
        let said = shown(&window, "hand-over-differences").await;
        assert!(said.contains("短 50.00 元") && said.contains("签字"), "{said}");
        window.picture("hand-over");
        fill(&window, "hand-over-own", PASSWORD).await;
        // By keyboard: the dialog is longer than the screen, and scrolls to the field that one types in.
        press(&window, &Key::Tab.to_string()).await;
        press(&window, THEIRS).await;
        hit(&window, Key::F10).await;
        window.sees("现在由 吴会计 使用账簿").await;
        window.sees("一并交接：第1号日结").await;
        window.picture("handed-over");
        every_law_holds(&window).await;
    });
}
