//! Every command answers in the real window: one day of the sample village, asked command by command,
//! as the screens ask. The screens themselves are walked through elsewhere.

mod canvassing;
mod guarding;
mod lists;
mod money;
mod printing;
mod roster;

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

    /// The drawer counted by a form of its own; the same form again is the same count.
    async fn counted(&self, notes: Value) -> Value {
        let form = self.does("count_form", Value::Null).await;
        let request = json!({ "count_id": form["count_id"], "notes": notes });
        let first = self.does("count", request.clone()).await;
        assert_eq!(self.does("count", request).await, first);
        first
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
        money::beside_the_cash(&till, household_id, date).await;

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
        printing::printers(&till, &folder).await;
        printing::batch(&till, &folder, number).await;

        canvassing::canvassing(&till, &folder).await;

        // Evening.
        let short = till.counted(json!([{ "note": "100.00", "pieces": 1 }])).await;
        assert_ne!(short["variance"], "0.00");
        let close = json!({ "difference_reason": null, "difference_outcome": null });
        till.refuses("close_session", close.clone(), "E-CLO-002").await;
        let yuan: u32 =
            text(&short["expected"]).strip_suffix(".00").expect("whole yuan").parse().expect("a sum");
        let even = till.counted(json!([{ "note": "1.00", "pieces": yuan }])).await;
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
        let newest = money::money_after(&till, number, date, &folder).await;

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

        let saved = roster::household(&till, &folder, date).await;
        lists::of_a_department(&till, &folder, &saved["members"][0]["person_id"]).await;

        till.refuses("continue_after_loss", Value::Null, "E-BOOK-021").await;

        lists::of_the_office(&till, out.path(), date, (person_id, &certno)).await;

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

        guarding::guarding(&till, &made, &folder).await;

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
