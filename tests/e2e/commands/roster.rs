//! The roster: a file and back, a household by hand, and what happens to it over the year.

use super::{Till, text};
use serde_json::{Value, json};
use std::path::Path;

/// Answers the household that was entered by hand.
pub async fn household(till: &Till<'_>, folder: &Value, date: &Value) -> Value {
    // Another roster, and back; a household by hand.
    let roster = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rosters/roster_utf8bom.csv");
    let path = json!(roster.to_str().expect("a plain path"));
    let look = till.does("list_look", json!({ "kind": "roster", "path": path })).await;
    assert_eq!((look["header_row"].as_u64(), look["fault"].is_null()), (Some(2), true), "{look}");
    assert!(till.does("import_progress", Value::Null).await.is_null(), "nothing runs");
    till.does("import_cancel", Value::Null).await;
    let seen = till.does("import_preview", json!({ "path": path })).await;
    assert!(seen["good"].as_u64() > Some(0), "{seen}");
    till.does("save_bad_rows", json!({ "path": path, "to_folder": folder })).await;
    let brought = till.does("import_apply", json!({ "path": path })).await;
    let imports = till.does("imports", Value::Null).await;
    assert_eq!(imports[0]["import_id"], brought["import_id"]);
    till.does("import_undo", json!({ "import_id": brought["import_id"] })).await;
    let mut member = json!({
        "person_id": null, "name": "单国庆", "name_alt": null, "certificate_type": "01",
        "certno": "341799199001010012", "sex": null, "birth": null, "nation": "01", "relation": "02",
        "hukou": "in_area", "residence": "out_of_area", "phone": "", "categories": [], "events": [],
        "insurance_current": "none", "previous_year": "normal", "migrant_worker": true, "student": null,
        "same_person_confirmed": false,
    });
    let mut form = json!({
        "household_id": null, "hh_no": null, "village_group": "三组", "address": "", "members": [member],
    });
    till.refuses("save_household", form.clone(), "E-HH-005").await;
    member["certno"] = json!(support::nobody("1990-01-01", 1));
    form["members"] = json!([member]);
    let saved = till.does("save_household", form).await;
    assert_eq!(saved["members"][0]["residence"], "out_of_area", "told back in the screens' word");

    // What happens to that household over the year, and an entry that looks like him.
    let home = &saved["household_id"];
    let who = &saved["members"][0]["person_id"];
    let mut child = member.clone();
    child["name"] = json!("单小满");
    child["certificate_type"] = json!("birth_certificate");
    child["certno"] = json!("Z349990001");
    child["relation"] = json!("30");
    child["sex"] = json!("女");
    let mut life = json!({
        "kind": "birth", "household_id": home, "people": [], "into": null, "hh_no": "", "village_group": "",
        "address": "", "head": null, "relations": [], "next_head": null, "next_relations": [],
        "members": [child], "happened_on": date, "paper": "birth_certificate", "paper_no": "Z349990001",
        "note": "", "same_person_confirmed": false,
    });
    let seen = till.does("life_preview", life.clone()).await;
    assert_eq!(seen["households"][0]["members"].as_array().map(Vec::len), Some(2), "{seen}");
    let born = till.does("life_record", life.clone()).await;
    let with_child = till.does("household", json!({ "household_id": home })).await;
    let baby = &with_child["members"][1]["person_id"];
    let id_number = support::nobody(text(date), 2);
    let add = json!({ "person_id": baby, "certificate_type": "01", "certno": id_number, "confirmed": false });
    assert_eq!(till.does("add_certificate", add).await["other"], Value::Null);
    let lines = till.does("person_history", json!({ "person_id": baby })).await;
    assert_eq!(lines.as_array().map(Vec::len), Some(2), "{lines}");
    till.refuses("life_undo", json!({ "act_id": born["act_id"], "note": "" }), "E-HH-020").await;
    life["kind"] = json!("death");
    life["people"] = json!([who]);
    till.refuses("life_record", life.clone(), "E-HH-016").await;
    let wanted = json!({
        "household_id": home, "people": [who, baby], "head": baby, "into": null, "anchor": null, "relation": null,
    });
    let proposed = till.does("life_relations", wanted).await;
    assert_eq!(
        (&proposed[0]["relation"], &proposed[0]["is_sure"]),
        (&json!("51"), &json!(true)),
        "{proposed}"
    );
    let mut twin = member.clone();
    twin["certificate_type"] = json!("16");
    twin["certno"] = json!("E12345678");
    twin["birth"] = json!("1990-01-01");
    twin["sex"] = json!("男");
    twin["same_person_confirmed"] = json!(true);
    let form = json!({
        "household_id": null, "hh_no": null, "village_group": "三组", "address": "", "members": [twin],
    });
    let other = till.does("save_household", form).await;
    let pairs = till.does("duplicates", json!({ "page": 1 })).await;
    let is_ours = |pair: &&Value| [&pair["first"]["person_id"], &pair["second"]["person_id"]].contains(&who);
    let pair = pairs["pairs"].as_array().expect("pairs").iter().find(is_ours).expect("they look alike");
    let mut verdict = json!({
        "first": pair["first"]["person_id"], "second": pair["second"]["person_id"], "verdict": "merged",
        "kept": who, "reason": "",
    });
    till.refuses("decide_duplicate", verdict.clone(), "E-DUP-004").await;
    verdict["reason"] = json!("看过护照和身份证");
    let verdict_no = till.does("decide_duplicate", verdict).await;
    let rows = till.does("duplicate_verdicts", Value::Null).await;
    assert_eq!(rows[0]["verdict_no"], verdict_no);
    let emptied = till.does("household", json!({ "household_id": other["household_id"] })).await;
    assert_eq!(emptied["members"], json!([]));
    till.does("take_back_verdict", json!({ "verdict_no": verdict_no, "reason": "再问问" })).await;
    saved
}
