//! Every command answers in the real window: one day of the sample village, asked command by command,
//! as the screens ask. The screens themselves are walked through elsewhere.

use crate::window::{Window, journey};
use cunshou_core::codes;
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeSet, fs, path::Path};

const NAMES: &str = include_str!("../../src-tauri/src/commands/names.txt");
/// They wait for a person at a dialog of the system.
const BY_HAND: [&str; 2] = ["choose_file", "choose_folder"];
/// These need a printer or a township.
const ELSEWHERE: [&str; 4] = ["print_job", "cancel_print", "accept_card", "confirm_card"];

/// Asks commands, and remembers which.
struct Till<'a> {
    window: &'a Window,
    asked: RefCell<BTreeSet<String>>,
}

impl Till<'_> {
    /// What the command answers, or how it refuses.
    async fn ask(&self, command: &str, request: Value) -> Result<Value, Value> {
        self.asked.borrow_mut().insert(command.to_owned());
        let arguments = if request.is_null() { json!({}) } else { json!({ "request": request }) };
        let script = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
                .then(yes => done({ yes: yes === undefined ? null : yes }), no => done({ no }));";
        let told = self.window.client.execute_async(script, vec![json!(command), arguments]).await;
        let told = told.expect("the script runs");
        match told.get("no") {
            Some(no) => Err(no.clone()),
            None => Ok(told["yes"].clone()),
        }
    }

    async fn does(&self, command: &str, request: Value) -> Value {
        self.ask(command, request).await.unwrap_or_else(|no| panic!("{command} is refused: {no}"))
    }

    /// Refused with this code, and with words for the clerk.
    async fn refuses(&self, command: &str, request: Value, code: &str) {
        let no = self.ask(command, request).await.expect_err(command);
        assert_eq!(no["code"], code, "{command}: {no}");
        for words in ["message", "todo"] {
            let said = no[words].as_str().unwrap_or_default();
            assert!(!said.is_empty() && !said.contains(['{', '}']), "{command} says {words}: {no}");
        }
    }

    /// Answers every question of a household with its first choice, until nothing is open.
    async fn answer_all(&self, household_id: &Value) -> Value {
        loop {
            let bill = self.does("open_collect", json!({ "household_id": household_id })).await;
            let lines = bill["lines"].as_array().expect("lines");
            let open =
                lines.iter().find_map(|line| Some((&line["person_id"], line["needs"].as_array()?.first()?)));
            let Some((person_id, need)) = open else { return bill };
            let value = &need["options"][0]["value"];
            let answer = json!({ "person_ids": [person_id], "fact": need["fact"], "value": value });
            self.does("answer_facts", answer).await;
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

fn is_pdf(path: &Value) {
    let bytes = fs::read(text(path)).expect("the file is there");
    assert!(bytes.starts_with(b"%PDF-"), "{path} is a PDF");
}

/// Copies, people with passwords, two pairs of hands and eyes, what was done; at last the copy becomes the book.
async fn guarding(till: &Till<'_>, made: &Value, folder: &Value) {
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
            "own_password": password, "to": "吴会计", "their_password": "吴会计的新密码", "notes": notes, "say": say,
        })
    };
    // Everything was paid in: a yuan too much lies in the drawer.
    till.refuses("hand_over", over(json!([{ "note": "1.00", "pieces": 1 }]), ""), "E-CLO-002").await;
    till.does("hand_over", over(json!([]), "演示：钱已放在镇里")).await;
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
    assert_eq!(till.does("home", Value::Null).await["lost_receipts"], 7);
    assert_eq!(till.does("verify_book", Value::Null).await["ok"], true);
}

/// Who has not paid is visited, the list for the round is printed and entered, a refuser signs.
async fn canvassing(till: &Till<'_>, folder: &Value) {
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

/// What happens to money after it was taken: paid in, asked back, given back. Answers the newest receipt's number.
async fn money_after(till: &Till<'_>, number: &Value, date: &Value, folder: &Value) -> Value {
    let aid = till.does("open_remittance", json!({ "payer": "collective_aid" })).await;
    assert_eq!((&aid["total"], &aid["receipts"]), (&json!("0.00"), &json!([])));
    let form = till.does("open_remittance", json!({ "payer": "cash" })).await;
    assert_eq!((&form["total"], &form["sessions"][0]["close_no"]), (&form["ready"], &json!(1)), "{form}");
    let total = &form["total"];
    let allocated = till.does("try_allocation", json!({ "payer": "cash", "amount": total })).await;
    assert_eq!((&allocated[0]["receipt_no"], &allocated[0]["amount"]), (number, total));
    till.refuses("try_allocation", json!({ "payer": "cash", "amount": "99999.00" }), "E-REM-006").await;
    let mut slip = json!({
        "remittance_id": form["remittance_id"], "payer": "cash", "slip_no": "", "remitted_on": date,
        "account": "农商行青溪支行", "amount": total, "parts": [{ "receipt_no": number, "amount": "1.00" }], "note": "",
    });
    till.refuses("remit", slip.clone(), "E-REM-001").await;
    slip["slip_no"] = json!("NS 001");
    till.refuses("remit", slip.clone(), "E-REM-007").await;
    slip["parts"] = allocated;
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
    till.does("count", json!({ "notes": [] })).await;
    let even = json!({ "difference_reason": null, "difference_outcome": null });
    let closed = till.does("close_session", even).await;
    assert_eq!((&closed["also"]["voids"], &closed["also"]["cash_back"]), (&json!(1), &receipt["total_due"]));
    newest
}

/// What can be beside the cash: a book of pre-printed receipts, a resolution of the collective, and what the till makes of them.
async fn beside_the_cash(till: &Till<'_>, household_id: &Value, today: &Value) {
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

/// Which printer takes what, and how it is put right.
async fn printers(till: &Till<'_>, folder: &Value) {
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
async fn batch(till: &Till<'_>, folder: &Value, number: &Value) {
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

#[test]
fn every_command_answers() {
    journey("commands", async |window: Window| {
        window.find("start-sample").await;
        let out = tempfile::tempdir().expect("a folder");
        let folder = json!(out.path().to_str().expect("a plain path"));
        let till = Till { window: &window, asked: RefCell::default() };

        // Nothing is there yet.
        assert_eq!(till.does("book_status", Value::Null).await["state"], "none");
        assert_eq!(till.does("known_books", Value::Null).await, json!([]));
        till.refuses("home", Value::Null, "E-APP-001").await;
        let shipped = till.does("shipped_policies", Value::Null).await;
        assert!(shipped.as_array().expect("a list").iter().any(|p| p["id"] == "guichi-2026"), "{shipped}");
        let codes = till.does("code_tables", Value::Null).await;
        let reasons = codes["leave_out_reasons"].as_array().map(Vec::len);
        assert_eq!(reasons, Some(codes::leave_out_reasons().len()), "every reason is offered");

        // The sample village, with its key on paper.
        let made = till.does("create_sample_book", Value::Null).await;
        assert_eq!((&made["status"]["state"], &made["status"]["kind"]), (&json!("open"), &json!("demo")));
        let key = &made["recovery_key"];
        let sheet = till.does("recovery_preview", json!({ "recovery_key": key })).await;
        assert_eq!(sheet["svg"].as_array().map(Vec::len), Some(1));
        is_pdf(&till.does("save_recovery", json!({ "recovery_key": key, "folder": folder })).await);
        if let Err(no) =
            till.ask("print_recovery", json!({ "recovery_key": key, "printer": "no-such-printer" })).await
        {
            assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
        }
        let home = till.does("home", Value::Null).await;
        assert!(home["people"]["total"].as_u64() > Some(0), "{home}");
        assert_eq!(home["unremitted"]["amount"], "0.00");

        // Morning.
        let session = till.does("session_status", Value::Null).await;
        assert_eq!(session["open"], Value::Null);
        let date = &session["suggested_date"];
        let other = json!({ "business_date": "2025-11-20", "float": "200.00", "confirmed": false });
        till.refuses("open_session", other, "E-SES-005").await;
        let wrong = json!({ "business_date": date, "float": "二百", "confirmed": false });
        till.refuses("open_session", wrong, "E-PAY-008").await;
        let right = json!({ "business_date": date, "float": "200.00", "confirmed": false });
        assert_eq!(till.does("open_session", right).await["open"]["float"], "200.00");

        // Someone comes.
        let found = till.does("search", json!({ "text": "", "page": 1 })).await;
        let rows = found["households"].as_array().expect("households");
        let mut bill = Value::Null;
        for row in rows {
            bill = till.answer_all(&row["household_id"]).await;
            if bill["total_due"] != "0.00" {
                break;
            }
        }
        assert_ne!(bill["total_due"], "0.00", "someone on the first page owes something");
        // In the sample village it may be that nothing is open: what is known is said again.
        let known = json!({ "person_ids": [bill["lines"][0]["person_id"]], "fact": "migrant_worker", "value": "false" });
        till.does("answer_facts", known).await;
        till.does("still_here", Value::Null).await;
        let bill = till.answer_all(&bill["household_id"]).await;
        let household_id = &bill["household_id"];
        let household = till.does("household", json!({ "household_id": household_id })).await;
        let person_id = &household["members"][0]["person_id"];
        let certno = till.does("reveal_certno", json!({ "person_id": person_id })).await;
        assert_ne!(
            certno, household["members"][0]["certno_masked"],
            "the number is masked until it is asked for"
        );
        till.does("reveal_categories", json!({ "person_id": person_id })).await;
        let check = json!({ "certificate_type": "01", "certno": certno });
        let check = till.does("check_certificate", check).await;
        assert_eq!(check["other_household"]["household_id"], *household_id, "the number is known: {check}");

        let mut order = json!({
            "payment_id": bill["payment_id"], "household_id": household_id, "left_out": [], "tendered": "0.01",
        });
        assert_eq!(till.does("quote", order.clone()).await["blocker"]["code"], "E-PAY-001");
        till.refuses("take_payment", order.clone(), "E-PAY-001").await;
        order["tendered"] = bill["total_due"].clone();
        let quoted = till.does("quote", order.clone()).await;
        assert_eq!((&quoted["blocker"], &quoted["change"]), (&Value::Null, &json!("0.00")));
        order["seen_due"] = json!("0.01");
        till.refuses("take_payment", order.clone(), "E-PAY-011").await;
        order["seen_due"] = bill["total_due"].clone();
        let receipt = till.does("take_payment", order.clone()).await;
        assert_eq!((&receipt["total_due"], &receipt["already_taken"]), (&bill["total_due"], &json!(false)));
        let again = till.does("take_payment", order.clone()).await;
        assert_eq!((&again["receipt_no"], &again["already_taken"]), (&receipt["receipt_no"], &json!(true)));
        order["tendered"] = json!("9999.00");
        till.refuses("take_payment", order, "E-PAY-006").await;
        till.does("clear_enrolment", json!({ "person_id": person_id })).await;
        beside_the_cash(&till, household_id, date).await;

        // Everybody in a table, and who is missing.
        let people = |more: Value| {
            let mut request = json!({
                "text": "", "village_group": null, "state": null, "has_category": null, "category": null,
                "age_from": null, "age_to": null, "standing": null, "everyone": false, "away": false,
                "heads_only": false, "sort": "roster", "descending": false, "page": 1, "levy_year": null,
            });
            for (field, value) in more.as_object().expect("fields") {
                request[field] = value.clone();
            }
            request
        };
        let table = till.does("people", people(json!({}))).await;
        assert!(
            table["rows"].as_array().is_some_and(|rows| !rows.is_empty() && rows.len() <= 100),
            "{table}"
        );
        let hidden = people(json!({ "category": "minimum_living_allowance" }));
        till.refuses("people", hidden.clone(), "E-PPL-002").await;
        let shown = till.does("reveal_people", hidden).await;
        assert_eq!(shown["revealed"], true);
        till.refuses("people", people(json!({ "whereabouts": "moon" })), "E-HH-010").await;
        let unwritten = till.does("people", people(json!({ "whereabouts": "not_written" }))).await;
        let known = table["total"].as_u64().zip(unwritten["total"].as_u64()).map(|(all, rest)| all - rest);
        assert_eq!(known, Some(2), "of a couple of the sample village it is known");
        let heads = people(json!({ "heads_only": true }));
        let export = |reason: Value| json!({ "people": heads, "to_folder": folder, "full_reason": reason });
        till.refuses("export_people", export(json!(" ")), "E-PPL-001").await;
        let written = till.does("export_people", export(Value::Null)).await;
        assert!(fs::metadata(text(&written["path"])).is_ok_and(|file| file.len() > 1_000), "{written}");
        let list = |more: &str| {
            json!({
                "view": more, "target": null, "why": null, "village_group": null, "text": "", "page": 1,
                "levy_year": null,
            })
        };
        let missing = till.does("missing", list("missing")).await;
        let sum = ["paid", "paid_elsewhere", "exempt", "refused", "missing"]
            .iter()
            .filter_map(|part| missing["people"][part].as_u64())
            .sum::<u64>();
        assert_eq!(Some(sum), missing["people"]["total"].as_u64(), "everyone stands in one place");
        till.does("missing", list("stopped")).await;
        let whom = &missing["rows"][0]["person_id"];
        let mark = |reason: &str, proof: &str| {
            json!({
                "person_id": whom, "reason": reason, "note": "", "proof": proof, "approval_no": null,
                "levy_year": null,
            })
        };
        till.refuses("mark_enrolment", mark("paid_elsewhere", ""), "E-FIL-004").await;
        let marked = till.does("mark_enrolment", mark("military", "入伍通知书")).await;
        assert_eq!(marked["state"], "exempt");
        let unmark = json!({ "person_id": whom, "why": "标错了", "levy_year": null });
        till.does("unmark_enrolment", unmark.clone()).await;
        till.refuses("unmark_enrolment", unmark, "E-FIL-006").await;
        let years = till.does("levy_years", Value::Null).await;
        assert_eq!(years[0]["is_current"], true, "{years}");
        till.refuses("preview_levy_year", json!({ "levy_year": 1999 }), "E-YEAR-001").await;
        till.refuses("open_levy_year", json!({ "levy_year": years[0]["levy_year"] }), "E-YEAR-002").await;

        // Its cover runs for the year: there is no arrival to wait for.
        let number = &receipt["receipt_no"];
        assert_eq!(receipt["hangs_on_arrival"], false);
        let arrival = json!({ "receipt_nos": [number], "arrived_on": date, "source": "" });
        till.refuses("record_arrival", arrival, "E-ARR-003").await;

        // Its paper.
        assert_eq!(till.does("receipts", json!({ "text": "", "page": 1 })).await["total"], 1);
        assert_eq!(
            till.does("receipt", json!({ "receipt_no": number })).await["capital"],
            receipt["capital"]
        );
        for paper in ["a5", "241x93"] {
            let pages = till.does("receipt_preview", json!({ "receipt_no": number, "paper": paper })).await;
            assert!(text(&pages["svg"][0]).starts_with("<svg"), "{paper}");
        }
        till.refuses("receipt_preview", json!({ "receipt_no": number, "paper": "papyrus" }), "E-APP-003")
            .await;
        let save = json!({ "receipt_no": number, "paper": "a5", "folder": folder });
        is_pdf(&till.does("save_receipt", save).await);
        let print = json!({ "receipt_no": number, "paper": "a5", "printer": "no-such-printer" });
        if let Err(no) = till.ask("print_receipt", print).await {
            assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
        }
        if let Err(no) = till.ask("printers", Value::Null).await {
            assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
        }
        printers(&till, &folder).await;
        batch(&till, &folder, number).await;

        canvassing(&till, &folder).await;

        // Evening.
        till.does("count_form", Value::Null).await;
        let short = till.does("count", json!({ "notes": [{ "note": "100.00", "pieces": 1 }] })).await;
        assert_ne!(short["variance"], "0.00");
        let close = json!({ "difference_reason": null, "difference_outcome": null });
        till.refuses("close_session", close.clone(), "E-CLO-002").await;
        let yuan: u32 =
            text(&short["expected"]).strip_suffix(".00").expect("whole yuan").parse().expect("a sum");
        let even = till.does("count", json!({ "notes": [{ "note": "1.00", "pieces": yuan }] })).await;
        assert_eq!((&even["variance"], &even["words"]), (&json!("0.00"), &json!("账款相符。")));
        let closed = till.does("close_session", close).await;
        assert_eq!(closed["cash_taken"], bill["total_due"]);
        assert_eq!(closed["also"]["unremitted"], bill["total_due"]);
        assert_eq!(text(&closed["journal_head_words"]).split(' ').count(), 6);
        assert_eq!(till.does("closes", Value::Null).await.as_array().map(Vec::len), Some(1));
        till.does("close_preview", json!({ "close_no": 1 })).await;
        is_pdf(&till.does("save_close", json!({ "close_no": 1, "folder": folder })).await);
        if let Err(no) = till.ask("print_close", json!({ "close_no": 1, "printer": "no-such-printer" })).await
        {
            assert!(text(&no["code"]).starts_with("E-PRN-"), "{no}");
        }

        // What becomes of differences, and what was taken in all.
        let told = till.does("differences", Value::Null).await;
        assert_eq!((&told["rows"], &told["open"]["count"]), (&json!([]), &json!(0)));
        till.refuses("open_difference", json!({ "close_no": 1 }), "E-CLO-006").await;
        let follow = json!({
            "step_id": "0198f2c4-7a10-7cc3-9f00-1a2b3c4d5e6f", "close_no": 1, "state": "reported", "way": "", "amount": "0", "receipt_no": "",
            "paper_no": "镇报1号", "on": date, "note": "",
        });
        till.refuses("follow_difference", follow, "E-CLO-006").await;
        let season = till.does("season", json!({ "levy_year": null, "with_categories": false })).await;
        assert_eq!(
            (&season["all"]["receipts"], &season["by_category"]),
            (&json!(closed["payments"]), &json!([]))
        );
        let year = season["levy_years"][0].clone();
        let shown = till.does("season", json!({ "levy_year": year, "with_categories": true })).await;
        assert!(shown["by_category"].as_array().is_some_and(|rows| !rows.is_empty()), "{shown}");
        let sheet = till.does("export_season", json!({ "levy_year": year, "to_folder": folder })).await;
        assert!(fs::read(text(&sheet)).expect("the sheet").starts_with(b"PK"), "{sheet}");
        let allowance = json!({ "levy_year": year, "each": "1", "paper": "镇文" });
        till.refuses("set_handling_allowance", allowance, "E-CLO-015").await;

        // The day's file.
        till.does("export_targets", Value::Null).await;
        assert_eq!(till.does("card_status", Value::Null).await, Value::Null);
        let card = till.does("make_card", json!({ "folder": folder })).await;
        assert!(Path::new(text(&card)).exists(), "{card}");
        let unsealed = json!({ "close_no": 1, "folder": folder, "passphrase": null });
        till.refuses("export_package", unsealed, "E-EXP-003").await;
        let sealed = json!({ "close_no": 1, "folder": folder, "passphrase": "石桥流水十二里" });
        till.refuses("export_package", sealed, "E-EXP-004").await;
        let sealed = json!({ "close_no": 1, "folder": folder, "passphrase": "石桥流水一十二里" });
        let package = till.does("export_package", sealed).await;
        assert!(text(&package["can_remove_words"]).contains("可以拔出"), "{package}");
        assert!(fs::read(text(&package["path"])).expect("the package").starts_with(b"age-encryption.org/"));
        assert_eq!(till.does("home", Value::Null).await["unexported_closes"], json!([]));

        // The township's answers.
        assert_eq!(till.does("find_acks", json!({ "folder": folder })).await, json!([]));
        let answers = till.does("ack_overview", Value::Null).await;
        assert_eq!((&answers["packages"][0]["answer"], &answers["town_name"]), (&Value::Null, &Value::Null));
        till.refuses("read_ack", json!({ "path": package["path"] }), "E-ACK-102").await;
        let rows = json!({ "close_no": 1, "status": "rejected", "page": 1 });
        assert_eq!(till.does("ack_rows", rows).await["total"], 0);
        let report = till.does("verify_book", Value::Null).await;
        assert_eq!(report["ok"], true, "{report}");
        let copy = till.does("backup_book", json!({ "folder": folder })).await;
        assert!(Path::new(text(&copy)).exists(), "{copy}");
        let newest = money_after(&till, number, date, &folder).await;

        // The notice.
        let policies = till.does("policies", Value::Null).await;
        let policy = till.does("policy", json!({ "id": policies[0]["id"] })).await;
        assert!(!policy["notice"].as_array().expect("paragraphs").is_empty());
        till.refuses("policy", json!({ "id": "nowhere-1999" }), "E-APP-004").await;
        let person = json!({
            "birth": "1980-05-01", "hukou": "in_area", "residence": "in_area", "insurance_current": "none",
            "previous_year": "normal", "categories": [], "migrant_worker": false, "student": null, "events": [],
        });
        let trial = json!({ "policy_id": policies[0]["id"], "person": person, "pay_on": date });
        let answer = till.does("trial", trial.clone()).await;
        assert_eq!((&answer["line"]["standing"], &answer["sum"]), (&json!("payable"), &policy["fee"]));
        assert_eq!((&policies[0]["in_force"], &policies[0]["in_book"]), (&json!(true), &json!(true)));
        // Every notice of the program can be read and tried, also one that the book does not follow.
        let rows = policies.as_array().expect("rows");
        assert!(rows.len() >= 5 && rows.iter().any(|row| row["in_book"] == false), "{policies}");
        for row in rows {
            let page = till.does("policy", json!({ "id": row["id"] })).await;
            assert!(!page["sections"].as_array().expect("sections").is_empty(), "{}", row["id"]);
            let mut tried = trial.clone();
            tried["policy_id"] = row["id"].clone();
            tried["pay_on"] = page["windows"][0]["from"].clone();
            let answer = till.does("trial", tried).await;
            assert!(!text(&answer["line"]["spoken"]).is_empty(), "{answer}");
        }
        let mut paid_twice = trial.clone();
        paid_twice["kind"] = json!("refund");
        paid_twice["person"]["paid"] =
            json!([{ "on": date, "amount": policy["fee"], "arrived_on": null, "for_year": null }]);
        let answer = till.does("trial", paid_twice).await;
        assert_ne!(answer["decision_label"], "", "{answer}");
        let mut wrong = trial;
        wrong["person"]["proofs"] = json!(["a letter"]);
        till.refuses("trial", wrong, "E-HH-010").await;

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
        let add =
            json!({ "person_id": baby, "certificate_type": "01", "certno": id_number, "confirmed": false });
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
        let is_ours =
            |pair: &&Value| [&pair["first"]["person_id"], &pair["second"]["person_id"]].contains(&who);
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
        // A department's list: looked at, its categories shown, applied, its bad rows handed back, taken back.
        let list =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lists/samples/civil_affairs_bad.xlsx");
        let list = json!({
            "path": list.to_str().expect("a plain path"), "department": "", "document_no": "民〔2025〕3号",
            "list_date": null, "is_full": null, "confirmed": null, "page": 1,
        });
        let look = till
            .does("list_look", json!({ "kind": "category_list", "path": list["path"], "reading": {} }))
            .await;
        assert_eq!((look["fault"].is_null(), look["is_remembered"].as_bool()), (true, Some(false)), "{look}");
        let seen = till.does("category_list_preview", list.clone()).await;
        assert_eq!(
            (&seen["department"], &seen["cancellations_held"]),
            (&json!("民政"), &json!(true)),
            "{seen}"
        );
        assert!(!seen.to_string().contains("低保"), "no category is told unasked: {seen}");
        let shown = till.does("category_list_reveal", list.clone()).await;
        assert!(shown.to_string().contains("低保对象"), "{shown}");
        till.does("category_list_bad_rows", json!({ "list": list, "to_folder": folder })).await;
        let done = till.does("category_list_apply", list.clone()).await;
        till.refuses("category_list_apply", list, "E-LST-001").await;
        assert_eq!(till.does("category_lists", Value::Null).await[0]["import_id"], done["import_id"]);
        let waiting = till.does("waiting_rows", json!({ "page": 1 })).await;
        let no = json!({
            "entry_id": waiting["rows"][0]["entry_id"], "person_id": saved["members"][0]["person_id"], "is_same": false,
        });
        till.does("decide_waiting", no).await;
        till.does("rematch_waiting", Value::Null).await;
        till.does("work_items", json!({ "open_only": true, "page": 1 })).await;
        let nothing = json!({ "item_id": "00000000-0000-0000-0000-000000000000", "outcome": "办好了" });
        till.refuses("finish_work", nothing, "E-CAT-020").await;
        till.does("category_list_undo", json!({ "import_id": done["import_id"] })).await;

        till.refuses("continue_after_loss", Value::Null, "E-BOOK-021").await;

        // The tax office hands out who has paid: somebody who paid here paid by telephone too, which is work.
        let paid = out.path().join("paid.csv");
        let rows = format!(
            "缴费名单（截至{}）,,\n身份证号码,实缴金额,缴费渠道\n{},400,微信\n",
            text(date),
            text(&certno)
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
        let written =
            till.does("export_registrations", json!({ "filter": filter, "to_folder": folder })).await;
        assert!(fs::metadata(text(&written)).is_ok_and(|file| file.len() > 0));

        // The county sends its notice by stick.
        let (package, right) = crate::policy_package::of_the_county(text(&policies[0]["id"]), 1);
        let path = out.path().join("county.csq");
        fs::write(&path, package).expect("written");
        let path = json!(path.to_str().expect("a plain path"));
        till.refuses("policy_package_preview", json!({ "path": card }), "E-PKP-001").await;
        let seen = till.does("policy_package_preview", json!({ "path": path })).await;
        assert_eq!((&seen["needs_words"], &seen["already_there"]), (&json!(true), &json!(false)), "{seen}");
        let mut order = json!({ "path": path, "sheet_sha256": "0", "words": right });
        till.refuses("policy_package_accept", order.clone(), "E-LAW-012").await;
        order["sheet_sha256"] = seen["sheet_sha256"].clone();
        order["words"] = json!([]);
        till.refuses("policy_package_accept", order.clone(), "E-LAW-001").await;
        order["words"] = json!(["阳光", "白云", "蓝天", "青山", "绿水", "大海"]);
        till.refuses("policy_package_accept", order.clone(), "E-LAW-002").await;
        order["words"] = json!(right);
        let done = till.does("policy_package_accept", order).await;
        assert_eq!((&done["package_version"], &done["already_there"]), (&json!(1), &json!(false)));
        let seen = till.does("policy_package_preview", json!({ "path": path })).await;
        assert_eq!(seen["already_there"], true);
        assert_eq!(till.does("policies", Value::Null).await, policies, "one line a notice");
        assert_eq!(till.does("verify_book", Value::Null).await["ok"], true);

        // Night.
        assert_eq!(till.does("lock_book", Value::Null).await["state"], "locked");
        till.refuses("home", Value::Null, "E-APP-001").await;
        till.refuses("open_book", json!({ "path": null, "user": null, "password": "不对" }), "E-BOOK-001")
            .await;
        let right = json!({ "path": null, "user": null, "password": made["password"] });
        let open = till.does("open_book", right).await;
        assert_eq!((&open["state"], &open["last_receipt"]["receipt_no"]), (&json!("open"), &newest));

        guarding(&till, &made, &folder).await;

        // A book to learn with, beside it.
        let mut new = json!({
            "village_code": "341799101204", "village_name": "青溪村", "town_name": "青溪镇", "kind": "live",
            "policy_ids": ["guichi-2026"], "entrusted_paper": "", "user_name": "王秀英", "password": "青溪村的账簿",
            "folder": folder,
        });
        till.refuses("create_book", new.clone(), "E-BOOK-013").await;
        let mut live = new.clone();
        new["kind"] = json!("training");
        let training = till.does("create_book", new).await;
        assert_eq!(
            (&training["status"]["kind"], &training["status"]["user"]),
            (&json!("training"), &json!("王秀英"))
        );

        // Lists of nobody to try the imports on: for a book to learn with, never for a live one.
        let offered = till.does("sample_lists", Value::Null).await;
        let count = offered["lists"].as_array().map(Vec::len);
        assert!(count > Some(10), "{offered}");
        let to = json!({ "folder": out.path().join("示例名单").to_str().expect("a plain path") });
        let saved = till.does("save_sample_lists", to.clone()).await;
        let lists = saved["lists"].as_array().expect("the lists");
        assert!(lists.iter().all(|list| Path::new(text(&list["path"])).is_file()), "{saved}");
        live["entrusted_paper"] = json!("青溪镇〔2025〕12号");
        till.does("create_book", live).await;
        assert_eq!(till.does("sample_lists", Value::Null).await["lists"], json!([]));
        till.refuses("save_sample_lists", to, "E-APP-007").await;

        let asked = till.asked.borrow();
        let left: Vec<_> = NAMES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once("::").map(|(_, name)| name))
            .filter(|name| !asked.contains(*name) && !BY_HAND.contains(name) && !ELSEWHERE.contains(name))
            .collect();
        assert!(left.is_empty(), "commands that nobody asked: {left:?}");
    });
}
