//! Money beside the cash on the table, and after it was taken.

use super::{Till, is_pdf, text};
use serde_json::{Value, json};

/// What happens to money after it was taken: paid in, asked back, given back. Answers the newest receipt's number.
pub async fn money_after(till: &Till<'_>, number: &Value, date: &Value, folder: &Value) -> Value {
    let aid = till.does("open_remittance", json!({ "payer": "collective_aid" })).await;
    assert_eq!((&aid["total"], &aid["receipts"]), (&json!("0.00"), &json!([])));
    let form = till.does("open_remittance", json!({ "payer": "cash" })).await;
    assert_eq!(
        (&form["total"], &form["sessions"][0]["close_no"]),
        (&form["ready"]["due"], &json!(1)),
        "{form}"
    );
    let ready = (&form["ready"]["lies"], &form["ready"]["missing"]);
    assert_eq!(ready, (&form["total"], &json!("0.00")), "no close found anything short");
    let total = &form["total"];
    let allocated = till.does("try_allocation", json!({ "payer": "cash", "amount": total })).await;
    let first = &allocated["parts"][0];
    assert_eq!((&first["receipt_no"], &first["amount"]), (number, total));
    assert_eq!(allocated["beyond_words"], "", "no more than lies there");
    till.refuses("try_allocation", json!({ "payer": "cash", "amount": "99999.00" }), "E-REM-006").await;
    let mut slip = json!({
        "remittance_id": form["remittance_id"], "payer": "cash", "slip_no": "", "remitted_on": date,
        "account": "农商行青溪支行", "amount": total, "parts": [{ "receipt_no": number, "amount": "1.00" }], "note": "",
    });
    till.refuses("remit", slip.clone(), "E-REM-001").await;
    slip["slip_no"] = json!("NS 001");
    till.refuses("remit", slip.clone(), "E-REM-007").await;
    slip["parts"] = allocated["parts"].clone();
    assert_eq!(till.does("way_back", json!({ "receipt_no": number })).await["way"], "reversal");
    assert_eq!(till.does("remit", slip.clone()).await["slip_no"], "NS001");
    assert_eq!(till.does("remit", slip.clone()).await["already_recorded"], true, "a retry is the same");
    let gone = json!({ "remittance_no": 1, "reason": "" });
    till.refuses("cancel_remittance", gone, "E-REM-012").await;
    till.does("cancel_remittance", json!({ "remittance_no": 1, "reason": "回单号填错" })).await;
    slip["remittance_id"] =
        till.does("open_remittance", json!({ "payer": "cash" })).await["remittance_id"].take();
    till.does("remit", slip).await;
    let rows = till.does("remittances", Value::Null).await;
    assert_eq!(
        (&rows[0]["cancelled"], &rows[1]["cancelled"]["reason"]),
        (&Value::Null, &json!("回单号填错"))
    );

    // Its money is at the treasury now.
    let way = till.does("way_back", json!({ "receipt_no": number })).await;
    assert_eq!((&way["way"], &way["label"]), (&json!("refund"), &json!("退费申请")));
    let form = till.does("open_refund", json!({ "receipt_no": number })).await;
    let paid = |line: &&Value| line["can_ask"] == true;
    let line = form["lines"].as_array().expect("lines").iter().find(paid).expect("somebody paid");
    let mut asked = json!({
        "refund_id": form["refund_id"], "receipt_no": number, "line_nos": [line["line_no"]], "applicant": form["head"],
        "phone": "", "ground": "joined_employee_insurance", "happened_on": null, "proof": "参保证明 118", "note": "",
    });
    till.refuses("try_refund", asked.clone(), "E-REF-003").await;
    asked["happened_on"] = date.clone();
    let said = till.does("try_refund", asked.clone()).await;
    assert_eq!(said["lines"][0]["name"], line["name"]);
    assert!(
        !text(&said["lines"][0]["words"]).is_empty() && !text(&said["rules"][0]["article"]).is_empty(),
        "{said}"
    );
    assert_eq!(till.does("refunds", Value::Null).await, json!([]), "a look records nothing");
    let refund = till.does("apply_for_refund", asked).await;
    assert_eq!((&refund["refund_no"], &refund["state_label"]), (&json!(1), &json!("已填写")));
    let mut step = json!({ "refund_no": 1, "state": "accepted", "on": date, "note": "" });
    till.refuses("record_refund_step", step.clone(), "E-REF-005").await;
    step["state"] = json!("submitted");
    assert_eq!(till.does("record_refund_step", step).await["state_label"], "已递交");
    let refund = till.does("refund", json!({ "refund_no": 1 })).await;
    assert_eq!(
        (refund["steps"].as_array().map(Vec::len), refund["next"].as_array().map(Vec::len)),
        (Some(2), Some(3))
    );
    assert_eq!(till.does("refunds", Value::Null).await[0]["is_open"], true);
    assert_eq!(till.does("home", Value::Null).await["refunds_open"], 1);

    // Somebody changes his mind at the table.
    till.refuses("interim", Value::Null, "E-SES-001").await;
    till.does("open_session", json!({ "business_date": date, "float": "0.00", "confirmed": false })).await;
    let found = till.does("search", json!({ "text": "", "page": 1 })).await;
    let mut receipt = Value::Null;
    for row in found["households"].as_array().expect("households") {
        let bill = till.answer_all(&row["household_id"]).await;
        let order = json!({
            "payment_id": bill["payment_id"], "household_id": row["household_id"], "left_out": [],
            "tendered": bill["total_due"], "seen_due": bill["total_due"],
        });
        if bill["total_due"] != "0.00" && till.does("quote", order.clone()).await["blocker"].is_null() {
            receipt = till.does("take_payment", order).await;
            break;
        }
    }
    let newest = receipt["receipt_no"].clone();
    let form = till.does("open_void", json!({ "receipt_no": newest })).await;
    assert_eq!((&form["way"], &form["cash_back"]), (&json!("void"), &receipt["total_due"]), "{form}");
    let mut void = json!({
        "void_id": form["void_id"], "receipt_no": newest, "reason": "changed_mind", "note": "", "approval_no": null,
        "paper_back": false,
    });
    till.refuses("void_receipt", void.clone(), "E-VOID-004").await;
    void["paper_back"] = json!(true);
    let done = till.does("void_receipt", void.clone()).await;
    assert_eq!((&done["void_no"], text(&done["check_code"]).len()), (&json!(1), 8), "{done}");
    assert_eq!(till.does("void_receipt", void.clone()).await["already_done"], true, "a retry is the same");
    void["reason"] = json!("wrong_member");
    till.refuses("void_receipt", void, "E-VOID-007").await;
    till.refuses("open_void", json!({ "receipt_no": newest }), "E-VOID-001").await;
    let way = till.does("way_back", json!({ "receipt_no": newest })).await;
    assert_eq!((&way["way"], &way["taken_back"]["reason"]), (&Value::Null, &json!("缴费人当场要求退回")));
    assert_eq!(till.does("receipt", json!({ "receipt_no": newest })).await["state"], "voided");
    // Their papers: what is taken back, paid in and asked back.
    for (kind, number) in [
        ("void_slip", newest.clone()),
        ("remittance", json!("2")),
        ("refund", json!("1")),
        ("suspension", json!("1")),
    ] {
        let paper = json!({ "kind": kind, "number": number });
        let pages = till.does("money_paper_preview", paper.clone()).await;
        assert!(text(&pages["svg"][0]).starts_with("<svg"), "{kind}");
        let saved = till.does("save_money_paper", json!({ "paper": paper, "folder": folder })).await;
        is_pdf(&saved);
        let print = json!({ "paper": paper, "printer": "no-such-printer" });
        if let Err(no) = till.ask("print_money_paper", print).await {
            assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
        }
    }
    till.refuses("money_paper_preview", json!({ "kind": "void_slip", "number": number }), "E-VOID-008").await;
    let choices = till.does("village_paper_choices", Value::Null).await;
    assert!(choices["groups"].as_array().is_some_and(|groups| !groups.is_empty()), "{choices}");
    let paper = json!({
        "kind": "leaflet", "village_group": null, "household_id": null, "person_id": null, "category": null,
        "from": null, "to": null, "paper_book": null, "first_sheet": null, "sheets": null, "contact": "",
    });
    let pages = till.does("village_paper_preview", paper.clone()).await;
    assert!(text(&pages["svg"][0]).starts_with("<svg"), "{}", pages["pages"]);
    is_pdf(&till.does("save_village_paper", json!({ "paper": paper, "folder": folder })).await);
    let print = json!({ "paper": paper, "printer": "no-such-printer" });
    if let Err(no) = till.ask("print_village_paper", print).await {
        assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
    }
    let so_far = till.does("interim", Value::Null).await;
    assert_eq!((&so_far["receipts"], &so_far["voids"], &so_far["scans"]), (&json!(1), &json!(1), &json!(0)));
    till.counted(json!([])).await;
    let even = json!({ "difference_reason": null, "difference_outcome": null });
    let closed = till.does("close_session", even).await;
    assert_eq!((&closed["also"]["voids"], &closed["also"]["cash_back"]), (&json!(1), &receipt["total_due"]));
    newest
}

/// What can be beside the cash: a book of pre-printed receipts, a resolution of the collective, and what the till makes of them.
pub async fn beside_the_cash(till: &Till<'_>, household_id: &Value, today: &Value) {
    let book = json!({ "first": "皖01", "last": "皖20", "received_on": today, "source": "青溪镇" });
    let book = till.does("receive_tickets", book).await;
    assert_eq!((&book["received"], &book["next"]), (&json!(20), &json!("皖01")), "{book}");
    let spoilt = json!({ "ticket_no": "皖01", "reason": "写错", "is_kept": true });
    till.does("spoil_ticket", spoilt.clone()).await;
    till.refuses("spoil_ticket", spoilt, "E-TKT-004").await;
    let back = json!({ "first": "皖19", "last": "皖20", "returned_on": today, "to": "青溪镇" });
    assert_eq!(till.does("return_tickets", back).await, 2);
    let register = till.does("ticket_register", Value::Null).await;
    assert_eq!(
        (&register["agrees"], &register["books"][0]["left"]),
        (&json!(true), &json!(17)),
        "{register}"
    );
    let year = till.does("levy_years", Value::Null).await[0]["levy_year"].clone();
    let mut resolution = json!({
        "levy_year": year, "resolution_no": "民决3号", "resolved_on": today, "source": "经营收入", "who": "全体村民",
        "most_each": "50", "budget": null, "paper": "",
    });
    till.refuses("resolve_aid", resolution.clone(), "E-AID-002").await;
    resolution["paper"] = json!("青〔2025〕31号");
    let aid_no = till.does("resolve_aid", resolution).await["aid_no"].clone();
    let bill = till.does("open_collect", json!({ "household_id": household_id })).await;
    assert_eq!((&bill["next_ticket"], &bill["by_scan"]), (&json!("皖02"), &json!(false)), "{bill}");
    let sheet =
        json!({ "paper_book": "停电本1", "paper_serial": "007", "taken_on": "2999-01-01", "reason": "停电" });
    let order = json!({
        "payment_id": bill["payment_id"], "household_id": household_id, "left_out": [], "tendered": null,
        "by_scan": true, "ticket_no": "皖01", "catch_up": sheet, "levy_year": year,
        "aid": { "aid_no": aid_no, "shares": [] },
    });
    let quoted = till.does("quote", order).await;
    assert_eq!(
        (&quoted["by_scan"], &quoted["business_date"]),
        (&json!(true), &json!("2999-01-01")),
        "{quoted}"
    );
    assert_ne!(quoted["blocker"], Value::Null, "everybody has paid");
    till.does("end_aid", json!({ "aid_no": aid_no, "reason": "用完了" })).await;
    assert_eq!(till.does("resolutions", Value::Null).await[0]["is_ended"], true);
}
