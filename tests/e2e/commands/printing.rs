//! Printers, and receipts together.

use super::{Till, is_pdf, text};
use serde_json::{Value, json};

/// Which printer takes what, and how it is put right.
pub async fn printers(till: &Till<'_>, folder: &Value) {
    till.does("remember_printer", json!({ "kind": "close", "printer": "laser", "paper": "" })).await;
    assert_eq!(till.does("printer_choice", json!({ "kind": "close" })).await["printer"], "laser");
    let fit = |right: &str| json!({ "printer": "needles", "medium": "241x93", "right": right, "down": "-1", "scale": "99.5" });
    till.refuses("set_printer_fit", fit("31"), "E-PRN-010").await;
    till.refuses("test_page_preview", fit("两毫米"), "E-PRN-010").await;
    let setup = till.does("set_printer_fit", fit("２．５")).await;
    assert_eq!((&setup["fits"][0]["right"], &setup["fits"][0]["scale"]), (&json!("2.5"), &json!("99.5")));
    assert_eq!(till.does("print_setup", Value::Null).await, setup);
    let page = till.does("test_page_preview", fit("2.5")).await;
    assert!(text(&page["svg"][0]).starts_with("<svg"));
    is_pdf(&till.does("save_test_page", json!({ "fit": fit("2.5"), "folder": folder })).await);
    if let Err(no) = till.ask("print_test_page", fit("2.5")).await {
        assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
    }
}

/// Receipts together: one that was saved and did not come out, so that it is printed for the first time.
pub async fn batch(till: &Till<'_>, folder: &Value, number: &Value) {
    assert_eq!(till.does("batch_form", Value::Null).await["sessions"][0]["is_open"], true);
    let all = json!({ "text": "", "village_group": null, "session_no": null, "printed_too": false });
    let plan = till.does("batch_plan", all.clone()).await;
    assert_eq!((&plan["receipts"], &plan["firsts"]), (&json!(1), &json!(1)), "{plan}");
    assert_eq!(&plan["rows"][0]["receipt_no"], number);
    is_pdf(&till.does("save_batch", json!({ "batch": all, "paper": "a4x3", "folder": folder })).await);
    let nobody =
        json!({ "text": "没有这样的人", "village_group": null, "session_no": null, "printed_too": true });
    let print = |batch: &Value| json!({ "batch": batch, "paper": "a5", "printer": "no-such-printer" });
    till.refuses("print_batch", print(&nobody), "E-PRN-013").await;
    till.refuses("go_on_batch", json!({ "printer": "no-such-printer" }), "E-PRN-013").await;
    till.does("print_batch", print(&all)).await;
    till.does("stop_batch", json!({ "drop_sheet": true })).await;
    let ended = loop {
        let status = till.does("batch_status", Value::Null).await;
        if status["running"] == false {
            break status["end"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!(
        (&ended["printed"], &ended["left"], &ended["next_receipt_no"]),
        (&json!(0), &json!(1), number)
    );
    assert!(!text(&ended["words"]).is_empty(), "{ended}");
    assert_eq!(till.does("batch_plan", all).await["firsts"], 1, "nothing came out, so it is still the first");
}
