//! The drawer from hand to hand: counted, and by two passwords.

use super::{THEIRS, notes, village_of_two};
use cunshou_core::Error;
use cunshou_core::journal::NoteCount;
use cunshou_core::user::{HandOverForm, Role};
use support::{PASSWORD, yuan};
use uuid::Uuid;

/// The form by which 周会计 hands the drawer over.
fn over<'a>(to: &'a str, their_password: &'a str, notes: &'a [NoteCount], say: &'a str) -> HandOverForm<'a> {
    HandOverForm {
        hand_over_id: Uuid::from_u128(0x2026),
        own_password: PASSWORD,
        to,
        their_password,
        notes,
        notes_said: say,
    }
}

#[test]
fn the_drawer_goes_from_hand_to_hand_counted_and_by_two_passwords() {
    let mut village = village_of_two(Role::Clerk);
    let now = village.now();
    let right = notes(&[("100", 25)]);
    let alone = village.book.hand_over(&over("周会计", PASSWORD, &right, ""), &now);
    assert!(matches!(alone, Err(Error::SameHands { .. })), "{alone:?}");
    let absent = village.book.hand_over(&over("吴会计", "不对的这个密码", &right, ""), &now);
    assert!(matches!(absent, Err(Error::WrongProof { .. })), "both are present: {absent:?}");
    let short = village.book.hand_over(&over("吴会计", THEIRS, &notes(&[("100", 24)]), " "), &now);
    assert!(
        matches!(short, Err(Error::DifferenceNeedsReason { variance }) if variance == yuan("-100")),
        "{short:?}"
    );
    let form = over("吴会计", THEIRS, &right, "备用金一并移交");
    let done = village.book.hand_over(&form, &now).expect("handed over");
    assert_eq!((done.over.record.counted, done.over.record.expected), (yuan("2500"), yuan("2500")));
    assert_eq!(village.book.user(), "吴会计", "from now on he has the book");
    let later = village.now();
    let again = village.book.hand_over(&form, &later).expect("the same form");
    assert!(again.already_recorded && again.over == done.over, "{again:?}");
    let less = notes(&[("100", 24)]);
    let other = village.book.hand_over(&HandOverForm { notes: &less, ..form }, &later);
    assert!(matches!(other, Err(Error::HandOverOtherContent { ref to }) if to == "吴会计"), "{other:?}");
    let stranger = village.book.hand_over(&HandOverForm { their_password: PASSWORD, ..form }, &later);
    assert!(matches!(stranger, Err(Error::WrongProof { .. })), "both are asked again: {stranger:?}");
    let family = village.family("钱", 41);
    village.pay(&family);
    assert_eq!(village.book.hand_overs().expect("listed").len(), 1);
    village.assert_lawful();
    let leaves = village.now();
    let gone = village.book.remove_user("周会计", &[("吴会计", THEIRS)], &leaves);
    assert!(
        matches!(gone, Err(Error::SessionOpen { .. })),
        "the session that he opened is closed first: {gone:?}"
    );
}

#[test]
fn who_takes_the_drawer_over_signs_for_the_differences_that_are_open() {
    let mut village = village_of_two(Role::Clerk);
    let now = village.now();
    village.book.count(&notes(&[("100", 24), ("50", 1)]), &now).expect("counted");
    village.book.close_session(Some("找零时数错"), Some("carried"), &now).expect("closed, 50 short");
    let later = village.now();
    let open = village.book.differences_to_hand_over().expect("told before anybody signs");
    assert_eq!((open.short, open.over, open.carried.len()), (yuan("50"), yuan("0"), 1));
    // The float went back with the close: what waits for the bank is handed over, less what is known to be missing.
    let unremitted = village.book.cash_in_hand(later.on()).expect("told").unremitted;
    let there = unremitted.checked_sub(yuan("50")).expect("more than that");
    let pieces = u32::try_from(there.fen() / 5_000).expect("few");
    let right = notes(&[("50", pieces)]);
    let over = village.book.hand_over(&over("吴会计", THEIRS, &right, ""), &later);
    let over = over.expect("what was known before needs no words").over;
    assert_eq!((over.record.expected, over.record.variance), (there, yuan("0")));
    let signed = over.record.differences.as_deref().expect("said by every new hand-over");
    assert_eq!(signed, &open, "both signed for what was shown");
    assert!(over.signed_differences()[0].contains("短 50.00 元"), "{:?}", over.signed_differences());
    assert_eq!(village.book.hand_overs().expect("listed"), [over]);
    village.assert_lawful();
}
