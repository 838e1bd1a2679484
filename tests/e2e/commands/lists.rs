//! Lists of a department and of the tax office.

use super::{Till, text};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A list with a bad row; `other` is somebody who is not on it.
pub async fn of_a_department(till: &Till<'_>, folder: &Value, other: &Value) {
    // A department's list: looked at, its categories shown, applied, its bad rows handed back, taken back.
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lists/samples/civil_affairs_bad.xlsx");
    let list = json!({
        "path": list.to_str().expect("a plain path"), "department": "", "document_no": "民〔2025〕3号",
        "list_date": null, "is_full": null, "confirmed": null, "page": 1,
    });
    let look =
        till.does("list_look", json!({ "kind": "category_list", "path": list["path"], "reading": {} })).await;
    assert_eq!((look["fault"].is_null(), look["is_remembered"].as_bool()), (true, Some(false)), "{look}");
    let seen = till.does("category_list_preview", list.clone()).await;
    assert_eq!((&seen["department"], &seen["cancellations_held"]), (&json!("民政"), &json!(true)), "{seen}");
    assert!(!seen.to_string().contains("低保"), "no category is told unasked: {seen}");
    let shown = till.does("category_list_reveal", list.clone()).await;
    assert!(shown.to_string().contains("低保对象"), "{shown}");
    till.does("category_list_bad_rows", json!({ "list": list, "to_folder": folder })).await;
    let done = till.does("category_list_apply", list.clone()).await;
    till.refuses("category_list_apply", list, "E-LST-001").await;
    assert_eq!(till.does("category_lists", Value::Null).await[0]["import_id"], done["import_id"]);
    let waiting = till.does("waiting_rows", json!({ "page": 1 })).await;
    let no = json!({
        "entry_id": waiting["rows"][0]["entry_id"], "person_id": other, "is_same": false,
    });
    till.does("decide_waiting", no).await;
    till.does("rematch_waiting", Value::Null).await;
    till.does("work_items", json!({ "open_only": true, "page": 1 })).await;
    let nothing = json!({ "item_id": "00000000-0000-0000-0000-000000000000", "outcome": "办好了" });
    till.refuses("finish_work", nothing, "E-CAT-020").await;
    till.does("category_list_undo", json!({ "import_id": done["import_id"] })).await;
}

/// `payer`: somebody who paid here, by id and certificate.
pub async fn of_the_office(till: &Till<'_>, folder: &Path, date: &Value, payer: (&Value, &Value)) {
    let (person_id, certno) = payer;
    // The tax office hands out who has paid: somebody who paid here paid by telephone too, which is work.
    let paid = folder.join("paid.csv");
    let rows = format!(
        "缴费名单（截至{}）,,\n身份证号码,实缴金额,缴费渠道\n{},400,微信\n",
        text(date),
        text(certno)
    );
    fs::write(&paid, rows).expect("written");
    let list = json!({ "kind": "paid_list", "path": paid });
    let look = till.does("list_look", list.clone()).await;
    assert_eq!(look["mapping"][1]["field"], "实缴金额", "{look}");
    till.refuses("list_look", json!({ "kind": "recipes", "path": paid }), "E-LST-009").await;
    let seen = till.does("office_list_preview", list.clone()).await;
    assert_eq!((&seen["matched"], &seen["import_id"]), (&json!(1), &Value::Null), "{seen}");
    let done = till.does("office_list_apply", list.clone()).await;
    assert_eq!((&done["work"], &done["list_date"]), (&json!(1), date), "{done}");
    till.refuses("office_list_apply", list.clone(), "E-LST-001").await;
    till.does("save_office_bad_rows", json!({ "list": list, "to_folder": folder })).await;
    let ages = till.does("office_list_ages", Value::Null).await;
    assert_eq!(ages[0]["list_date"], *date, "{ages}");
    assert_eq!(till.does("sum_differences", json!({ "page": 1 })).await["total"], 0);
    assert_eq!(till.does("proposals", json!({ "open_only": true, "page": 1 })).await["open"], 0);
    let nothing = json!({ "proposal_ids": ["no such"], "take": true, "reason": "" });
    till.refuses("decide_proposals", nothing, "E-OFF-005").await;
    let cleared = json!({ "person_id": person_id, "reason": "看过缴费记录" });
    till.refuses("clear_paid_mark", cleared, "E-OFF-012").await;
    let filter = json!({ "state": "", "kind": "", "text": "", "page": 1 });
    let queue = till.does("registrations", filter.clone()).await;
    assert_eq!(
        queue["total"].as_u64().map(|total| total > 0),
        Some(true),
        "whoever was added waits: {queue}"
    );
    let none = json!({ "registration_nos": [999_999], "state": "entered", "reason": "" });
    till.refuses("mark_registrations", none, "E-REG-001").await;
    let written = till.does("export_registrations", json!({ "filter": filter, "to_folder": folder })).await;
    assert!(fs::metadata(text(&written)).is_ok_and(|file| file.len() > 0));
}
