//! Work in a real book.

use super::*;
use crate::error::Coded;
use crate::household::HouseholdInput;
use crate::household::tests::{Village, nobody};

#[test]
fn the_words_of_work_are_whole() {
    for (kind, words) in &TEXTS.kind {
        assert!(!words.label.is_empty() && words.sentence.contains("{name}"), "{kind}");
    }
}

#[test]
fn work_is_open_once_and_done_with_an_outcome() {
    let mut village = Village::new();
    let member = crate::household::MemberInput {
        name: "王大山".to_owned(),
        certno: nobody("1979-04-12", 10),
        relation: "02".to_owned(),
        ..Default::default()
    };
    let household = village
        .save(&HouseholdInput { members: vec![member], ..HouseholdInput::default() })
        .expect("a household");
    let person_id = household.members[0].person_id;
    let work = NewWork {
        kind: "refund_application",
        person_id,
        levy_year: Some(2026),
        facts: serde_json::json!({ "amount": "360.00", "see": "医保部门" }),
        article: "二（五）6".to_owned(),
        import_id: None,
    };
    let now = village.now();
    let opened = village
        .book
        .transact(&now, |tx, acting| Ok((tx.open_work(acting, &work)?, tx.open_work(acting, &work)?)));
    let (first, second) = opened.expect("the work is opened");
    assert!(first.is_some() && second.is_none(), "the same work is asked for once");
    let page = village.book.work_items(true, 1).expect("a page");
    assert_eq!((page.total, page.open, page.items.len()), (1, 1, 1));
    let item = &page.items[0];
    assert_eq!((item.name.as_str(), item.hh_no.as_str(), item.is_open), ("王大山", "1", true));
    assert!(item.words.contains("王大山") && item.words.contains("360.00"), "{}", item.words);
    let now = village.now();
    let item_id = item.item_id;
    assert_eq!(village.book.finish_work(item_id, " ", &now).expect_err("no words").code(), "E-CAT-021");
    village.book.finish_work(item_id, "已交税务部门", &now).expect("done");
    assert_eq!(village.book.finish_work(item_id, "再办", &now).expect_err("twice").code(), "E-CAT-022");
    assert_eq!(village.book.finish_work(Uuid::nil(), "x", &now).expect_err("none").code(), "E-CAT-020");
    let page = village.book.work_items(true, 1).expect("a page");
    assert_eq!((page.total, page.open), (0, 0));
    let page = village.book.work_items(false, 1).expect("a page");
    assert_eq!((page.total, page.items[0].outcome.as_str()), (1, "已交税务部门"));
    // Done work does not stand in the way of new work.
    let now = village.now();
    let again = village.book.transact(&now, |tx, acting| tx.open_work(acting, &work));
    assert!(again.expect("opened").is_some());
}
