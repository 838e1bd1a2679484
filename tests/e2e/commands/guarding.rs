//! Copies of the book, people with passwords, and what was done by whom.

use super::{Till, text};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Copies, people with passwords, two pairs of hands and eyes, what was done; at last the copy becomes the book.
pub async fn guarding(till: &Till<'_>, made: &Value, folder: &Value) {
    let stick = Path::new(text(folder)).join("stick");
    fs::create_dir_all(stick.join("second")).expect("a second folder");
    let (stick, second) = (json!(stick), json!(stick.join("second")));
    till.does("backup_status", Value::Null).await;
    till.refuses("set_backup", json!({ "folder": second, "keep": 1 }), "E-BAK-004").await;
    till.does("set_backup", json!({ "folder": second, "keep": 5 })).await;
    let tries = till.does("back_up", json!({ "after_close": true })).await;
    assert_eq!(tries[0]["error"], Value::Null, "{tries}");
    let status = till.does("make_backup_stick", json!({ "folder": stick })).await;
    assert!(status["newest_path"].as_str().is_some_and(|path| path.contains("村收备份")), "{status}");
    let copy = &status["newest_path"];
    let drill = json!({ "from": copy, "password": made["password"] });
    assert_eq!(till.does("practise_restore", drill).await["ok"], true);

    let people = till.does("people_with_passwords", Value::Null).await;
    let (me, password, key) = (&people["me"], &made["password"], &made["recovery_key"]);
    let other = json!({ "name": "吴会计", "role": "clerk", "password": "吴会计的密码" });
    till.does("add_user", other.clone()).await;
    till.refuses("add_user", other, "E-USR-002").await;
    till.does("set_role", json!({ "name": "吴会计", "role": "reviewer" })).await;
    let proof = |proof: &str| json!({ "name": "吴会计", "proof": proof, "password": "新的密码六字" });
    till.refuses("set_password", json!({ "name": "吴会计", "proof": "x", "password": "短" }), "E-BOOK-014")
        .await;
    till.refuses("set_password", proof("不对的这个密码"), "E-USR-010").await;
    let new = json!({ "name": "吴会计", "proof": "吴会计的密码", "password": "吴会计的新密码" });
    till.does("set_password", new).await;
    till.refuses("set_idle_minutes", json!({ "minutes": 9999 }), "E-USR-009").await;
    assert_eq!(till.does("set_idle_minutes", json!({ "minutes": 0 })).await["idle_minutes"], 0);
    till.refuses("switch_roles", json!({ "on": true, "recovery_key": "x" }), "E-USR-007").await;
    till.does("switch_roles", json!({ "on": true, "recovery_key": key })).await;
    till.does("switch_roles", json!({ "on": false, "recovery_key": key })).await;
    till.refuses("review_close", json!({ "close_no": 1, "notes": "" }), "E-USR-005").await;
    let over = |notes: Value, say: &str| {
        json!({
            "hand_over_id": people["hand_over_id"],
            "own_password": password, "to": "吴会计", "their_password": "吴会计的新密码", "notes": notes, "say": say,
        })
    };
    // Everything was paid in: a yuan too much lies in the drawer.
    till.refuses("hand_over", over(json!([{ "note": "1.00", "pieces": 1 }]), ""), "E-CLO-002").await;
    let handed = till.does("hand_over", over(json!([]), "演示：钱已放在镇里")).await;
    assert_eq!(till.does("hand_over", over(json!([]), "演示：钱已放在镇里")).await, handed, "the same form");
    till.refuses("hand_over", over(json!([]), "另一句话"), "E-CLO-018").await;
    assert_eq!(
        till.does("people_with_passwords", Value::Null).await["hand_overs"].as_array().map(Vec::len),
        Some(1)
    );
    let reviews = till.does("review_close", json!({ "close_no": 1, "notes": "相符" })).await;
    assert_eq!(reviews[0]["by"], "吴会计", "{reviews}");
    assert_eq!(till.does("reviews", Value::Null).await, reviews);
    let stays =
        json!([{ "name": "吴会计", "password": "吴会计的新密码" }, { "name": me, "password": password }]);
    till.refuses("rekey", json!({ "gone": "吴会计", "stays": stays }), "E-USR-003").await;
    let rekeyed = till.does("rekey", json!({ "gone": "", "stays": stays })).await;
    assert_eq!(rekeyed["without_password"], json!([]));

    let log =
        |group: &str| json!({ "group": group, "user": "", "from": null, "to": null, "text": "", "page": 1 });
    let page = till.does("audit_log", log("login")).await;
    assert!(page["total"].as_u64().is_some_and(|rows| rows >= 2), "wrong passwords and changes: {page}");
    let saved = till.does("export_audit", json!({ "filter": log(""), "to_folder": folder })).await;
    assert!(fs::metadata(text(&saved)).is_ok_and(|file| file.len() > 1_000), "{saved}");

    let mut restore = json!({
        "from": copy, "password": "不对的密码", "damaged": "", "papers": ["9"], "last_close": "", "set_aside": false,
    });
    till.refuses("look_at_copy", restore.clone(), "E-BOOK-001").await;
    restore["password"] = password.clone();
    let look = till.does("look_at_copy", restore.clone()).await;
    let lost = look["losses"]["receipts"].as_array().expect("numbers");
    assert_eq!(lost.len(), 7, "two receipts are in the copy, the paper says nine: {look}");
    let restored = till.does("restore_book", restore).await;
    assert_eq!(restored["status"]["state"], "open", "{restored}");
    let told = till.does("lost_receipts", Value::Null).await;
    let left: Vec<_> =
        told["left"].as_array().expect("rows").iter().map(|one| one["receipt_no"].clone()).collect();
    assert_eq!(Value::Array(left), look["losses"]["receipts"]);
    assert!(text(&told["left_words"]).contains("7 张"), "from the first to the last, and how many: {told}");
    let first = &look["losses"]["receipts"][0];
    let mut voided = json!({
        "receipt_no": first, "amount": "400.00", "taken_on": "2025-11-03", "voided_on": "2025-11-03", "slip_no": "", "note": "",
    });
    till.refuses("enter_lost_voided", voided.clone(), "E-RST-007").await;
    voided["slip_no"] = json!("第1号");
    let ticked = till.does("enter_lost_voided", voided).await;
    assert_eq!(ticked["left"].as_array().map(Vec::len), Some(6), "{ticked}");
    let mut back = json!({ "receipt_no": first, "reason": "" });
    till.refuses("withdraw_lost_voided", back.clone(), "E-RST-011").await;
    back["reason"] = json!("票号看错了");
    till.does("withdraw_lost_voided", back).await;
    assert_eq!(till.does("home", Value::Null).await["lost_receipts"], 7);
    assert_eq!(till.does("verify_book", Value::Null).await["ok"], true);
}
