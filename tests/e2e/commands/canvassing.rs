//! The rounds: visits, cadres, whereabouts, refusals.

use super::{Till, is_pdf, text};
use cunshou_core::codes;
use serde_json::{Value, json};

/// Who has not paid is visited, the list for the round is printed and entered, a refuser signs.
pub async fn canvassing(till: &Till<'_>, folder: &Value) {
    let codes = till.does("canvass_codes", Value::Null).await;
    assert_eq!(codes["outcomes"].as_array().map(Vec::len), Some(codes::canvass_outcomes().len()));
    assert!(text(&codes["warning"]["article"]).contains("二（二）9"), "{codes}");
    let today = &codes["today"];
    let duties = till.does("cadres", Value::Null).await;
    let group = &duties["groups"][0]["village_group"];
    let cadre = json!({ "cadre_id": null, "name": "王主任", "phone": "15400000001", "groups": [group] });
    let duties = till.does("save_cadre", cadre.clone()).await;
    till.refuses("save_cadre", cadre, "E-CAN-016").await;
    let cadre_id = &duties["cadres"][0]["cadre_id"];
    let mine = json!({ "village_group": null, "cadre": cadre_id, "due_only": false, "with_refused": false });
    let list = till.does("canvass_list", json!({ "filter": mine, "page": 1 })).await;
    let row = &list["rows"][0];
    assert_eq!((&row["village_group"], &row["cadre"]), (group, &json!("王主任")), "{row}");
    let household_id = &row["household_id"];
    let wrong = json!({ "village_group": null, "cadre": "x", "due_only": false, "with_refused": false });
    till.refuses("canvass_list", json!({ "filter": wrong, "page": 1 }), "E-CAN-017").await;

    let mut visit = json!({
        "household_id": household_id, "visited_on": today, "visitor": "", "way": "door", "met": "", "note": "",
        "next_on": today, "answers": [{ "person_id": row["person_id"], "outcome": "refused" }], "warned": true,
        "signed": true, "signed_on": today, "mark_refused": false, "corrects": null,
    });
    let household = till.does("record_visit", visit.clone()).await;
    assert_eq!(household["visits"][0]["warned"], true, "{household}");
    visit["next_on"] = json!("2020-01-01");
    till.refuses("record_visit", visit.clone(), "E-CAN-006").await;
    let there = json!({
        "person_id": row["person_id"], "kind": "working", "place": "浙江宁波", "phone": "", "as_of": today,
        "feeds_roster": true,
    });
    till.does("record_whereabouts", there).await;
    let person = till.does("canvass_person", json!({ "person_id": row["person_id"] })).await;
    assert_eq!(person["member"]["whereabouts"][0]["place"], "浙江宁波", "{person}");
    assert_eq!(
        (&person["visits"][0]["warned"], &person["cadre"]),
        (&json!(true), &json!("王主任")),
        "{person}"
    );
    till.refuses("canvass_person", json!({ "person_id": "nobody" }), "E-HH-002").await;
    let own = json!({ "household_id": household_id, "cadre_id": cadre_id });
    assert_eq!(till.does("assign_household", own).await["cadre_id"], *cadre_id);
    let household = till.does("canvass_household", json!({ "household_id": household_id })).await;
    assert_eq!(household["can_print_refusal"], true, "{household}");
    assert_eq!(till.does("home", Value::Null).await["visits_today"], 1);

    let sheet = till.does("refusal_preview", json!({ "household_id": household_id })).await;
    assert_eq!(sheet["svg"].as_array().map(Vec::len), Some(1));
    is_pdf(&till.does("save_refusal", json!({ "household_id": household_id, "folder": folder })).await);
    let print = json!({ "household_id": household_id, "printer": "no-such-printer" });
    if let Err(no) = till.ask("print_refusal", print).await {
        assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
    }

    let round = till.does("make_round", mine).await;
    assert_eq!(round["visitor"], "王主任", "{round}");
    let round_no = &round["round_no"];
    assert_eq!(till.does("rounds", Value::Null).await[0]["round_no"], *round_no);
    let page = till.does("round", json!({ "round_no": round_no, "first_row": 1 })).await;
    assert_eq!(page["rows"][0]["person"]["person_id"], row["person_id"]);
    let entry = json!({
        "round_no": round_no, "rows": "1-2", "outcome": "2", "visited_on": today, "visitor": "", "way": "door",
        "note": "", "next_on": null, "replace": false,
    });
    let entered = till.does("enter_round", entry.clone()).await;
    assert_eq!(entered[1]["entered"]["outcome"], "later", "{entered}");
    till.refuses("enter_round", entry, "E-CAN-022").await;
    let pages = till.does("round_preview", json!({ "round_no": round_no })).await;
    assert!(text(&pages["svg"][0]).starts_with("<svg"));
    is_pdf(&till.does("save_round", json!({ "round_no": round_no, "folder": folder })).await);
    let print = json!({ "round_no": round_no, "printer": "no-such-printer" });
    if let Err(no) = till.ask("print_round", print).await {
        assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
    }
    let left = till.does("remove_cadre", json!({ "cadre_id": cadre_id })).await;
    assert_eq!(left["cadres"], json!([]));
}
