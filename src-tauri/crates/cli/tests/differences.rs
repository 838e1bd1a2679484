//! The real binary: what becomes of the difference of a close, and what was taken in all.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Stdio;
use support::{PASSWORD, TestBook, yuan};
use tempfile::TempDir;

/// A day after the first close.
const NOW: &str = "2025-11-04T09:00:00+08:00";

/// A village whose first close differed, and whose second day has begun with one more receipt.
struct Village {
    folder: TempDir,
}

impl Village {
    /// On the first day 1,200.00 were taken, and so much was counted in notes of 10.
    fn that_counted(tens: u32) -> Self {
        let mut village = TestBook::new();
        let (first, second) = (village.family("张", 1), village.family("李", 11));
        village.open_session("0.00");
        village.pay(&first);
        village.count(&[("10", tens)]);
        let now = village.now();
        let differs = tens != 120;
        let (reason, outcome) = (differs.then_some("数钱时发现"), differs.then_some("carried"));
        village.book.close_session(reason, outcome, &now).expect("closed");
        village.set_clock("2025-11-04T08:00:00+08:00");
        village.open_session("0.00");
        village.pay(&second);
        Self { folder: village.hold() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &str, json: bool) -> (i32, String, String) {
        let mut command = support::command::program(env!("CARGO_BIN_EXE_cunshou-cli"));
        command.args(words.split_whitespace()).arg("--book").arg(self.path("village.cunshou"));
        if !words.contains("--now") {
            command.args(["--now", NOW]);
        }
        command.args(json.then_some("--json"));
        let output = command.env("CUNSHOU_PASSWORD", PASSWORD).stdin(Stdio::null()).output();
        let output = output.expect("the command runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("it ended by itself"), text(output.stdout), text(output.stderr))
    }

    /// What a person reads.
    fn said(&self, words: &str) -> String {
        let (exit, said, error) = self.command(words, false);
        assert_eq!(exit, 0, "{words}: {error}");
        said
    }

    fn done(&self, words: &str) -> Value {
        let (exit, said, error) = self.command(words, true);
        assert_eq!(exit, 0, "{words}: {said} {error}");
        serde_json::from_str(&said).expect("one JSON value")
    }

    /// The facts of a refusal.
    fn refused(&self, words: &str, code: &str) -> Value {
        let (exit, said, error) = self.command(words, true);
        let said: Value = serde_json::from_str(&said).expect("one JSON value");
        assert_eq!((exit, said["error"]["code"].as_str()), (1, Some(code)), "{words}: {said}");
        assert!(error.contains(code), "the words are on stderr too: {error}");
        for text in ["message", "todo"] {
            assert!(said["error"][text].as_str().is_some_and(|text| !text.is_empty()), "{text}: {said}");
        }
        said["error"]["params"].clone()
    }

    fn assert_lawful(&self) {
        assert_eq!(self.done("verify")["ok"], true);
    }
}

/// The parts of a value under these names.
fn only(value: &Value, names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| ((*name).to_owned(), value[*name].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[test]
fn a_difference_is_listed_and_followed_until_nothing_of_it_is_left() {
    let village = Village::that_counted(115);
    let list = village.done("difference list");
    let open =
        json!({"count": 1, "reported": 0, "short": "50.00", "over": "0.00", "oldest_on": "2025-11-03"});
    assert_eq!(list["open"], open);
    let first = json!({
        "close_no": 1, "business_date": "2025-11-03", "variance": "-50.00", "open": "-50.00", "state": "carried",
        "reason": "数钱时发现", "outcome": "carried", "steps": [],
    });
    assert_eq!(list["differences"], json!([first]));
    let said = village.said("difference list");
    assert!(said.contains("没了结的差额 1 笔：短 50.00，长 0.00") && said.contains("已放 1 天"), "{said}");

    let report = village.done("difference report 1 --paper 青溪镇报〔2025〕3号");
    assert_eq!(
        only(&report, &["close_no", "state", "open", "step_no", "already_recorded"]),
        json!({"close_no": 1, "state": "reported", "open": "-50.00", "step_no": 1, "already_recorded": false})
    );
    let carry = village.done("difference carry 1 --note 下月再查 --on 2025-11-03");
    assert_eq!((&carry["state"], &carry["step_no"]), (&json!("carried"), &json!(2)));

    let id = "01930000-0000-7000-8000-000000000001";
    let part = format!("difference settle 1 --way made_up --amount 20.00 --note 夹层里找到 --step-id {id}");
    let settled = village.done(&part);
    assert_eq!((&settled["open"], &settled["state"]), (&json!("-30.00"), &json!("carried")));
    let step =
        only(&settled["steps"][2], &["step_no", "step_id", "state", "way", "amount", "open", "on", "note"]);
    let expected = json!({
        "step_no": 3, "step_id": id, "state": "settled", "way": "made_up", "amount": "20.00", "open": "-30.00",
        "on": "2025-11-04", "note": "夹层里找到",
    });
    assert_eq!(step, expected);
    let again = village.done(&part);
    assert_eq!((&again["already_recorded"], &again["open"]), (&json!(true), &json!("-30.00")), "once");
    let tomorrow = village.done(&format!("{part} --now 2025-11-05T09:00:00+08:00"));
    assert_eq!(
        tomorrow["already_recorded"], true,
        "sent again the day after, it is the same step: {tomorrow}"
    );
    let other = part.replace("20.00", "30.00");
    assert_eq!(village.refused(&other, "E-CLO-013")["close_no"], "1", "one id, one content");

    let said = village.said("difference settle 1 --way made_up --amount 30.00 --note 经办人补足");
    assert!(said.contains("差额处理第 4 号"), "{said}");
    let list = village.done("difference list");
    assert_eq!((&list["open"]["count"], &list["open"]["short"]), (&json!(0), &json!("0.00")));
    assert_eq!(list["differences"][0]["state"], "settled");
    assert_eq!(village.refused("difference carry 1 --note 再等等", "E-CLO-007")["close_no"], "1");
    village.assert_lawful();
}

#[test]
fn money_too_much_is_explained_by_a_receipt_or_handed_in_with_a_paper() {
    // A family's 1,200.00 lay there that nobody had entered, and 20.00 more.
    let village = Village::that_counted(242);
    let receipts = village.done("receipt list")["receipts"].clone();
    let number = |place: usize| receipts[place]["receipt_no"].as_str().expect("a number").to_owned();
    let (older, newer) =
        if receipts[0]["serial"] == 1 { (number(0), number(1)) } else { (number(1), number(0)) };
    let entered = |receipt_no: &str| {
        format!("difference settle 1 --way entered --amount 1200.00 --receipt {receipt_no}")
    };
    assert_eq!(
        village.refused(&entered(&older), "E-CLO-012")["receipt_no"],
        json!(older),
        "taken before the close"
    );
    let done = village.done(&entered(&newer));
    assert_eq!((&done["open"], &done["steps"][0]["receipt_no"]), (&json!("20.00"), &json!(newer)));
    village.refused("difference settle 1 --way handed_in --amount 20.00", "E-CLO-011");
    let done = village.done("difference settle 1 --way handed_in --amount 20.00 --paper 收条7");
    assert_eq!((&done["open"], &done["state"]), (&json!("0.00"), &json!("settled")));
    assert_eq!(
        (&done["steps"][1]["amount"], &done["steps"][1]["paper_no"]),
        (&json!("-20.00"), &json!("收条7"))
    );
    village.assert_lawful();
}

#[test]
fn steps_that_cannot_be_are_refused_with_what_to_do_and_leave_nothing() {
    let village = Village::that_counted(115);
    let before = village.done("difference list");
    for (words, code) in [
        ("difference settle 9 --way made_up --amount 1.00 --note 补", "E-CLO-004"),
        ("difference settle 1 --way handed_in --amount 50.00 --paper 收条1", "E-CLO-008"),
        ("difference settle 1 --way made_up --amount 50.01 --note 补足", "E-CLO-009"),
        ("difference settle 1 --way made_up --amount 0.00 --note 补足", "E-PAY-008"),
        ("difference settle 1 --way made_up --amount 50.00", "E-CLO-010"),
        ("difference settle 1 --way entered --amount 50.00", "E-CLO-012"),
        ("difference carry 1", "E-CLO-010"),
        ("difference report 1", "E-CLO-011"),
        ("difference report 1 --paper 报1 --on 2025-11-02", "E-CLO-014"),
        ("difference report 1 --paper 报1 --on 2025-11-05", "E-CLO-014"),
    ] {
        village.refused(words, code);
    }
    assert_eq!(village.command("difference settle 1 --way made_up", true).0, 2, "a sum is asked for");
    assert_eq!(village.done("difference list"), before, "nothing was recorded");
    let even = Village::that_counted(120);
    assert_eq!(even.refused("difference carry 1 --note 没有差额", "E-CLO-006")["close_no"], "1");
    assert_eq!(even.done("difference list")["differences"], json!([]));
}

#[test]
fn totals_say_by_month_and_in_all_what_was_taken_and_what_is_open() {
    let village = Village::that_counted(115);
    let totals = village.done("totals --levy-year 2026");
    let names = [
        "allowance",
        "all",
        "by_category",
        "by_fund",
        "by_means",
        "differences",
        "levy_year",
        "levy_years",
        "months",
        "open_session",
        "out",
        "standing",
    ];
    let mut found: Vec<_> = totals.as_object().expect("an object").keys().map(String::as_str).collect();
    found.sort_unstable();
    let mut wanted = names.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    let month = json!({
        "month": "2025-11", "receipts": 2, "people": 6, "taken": "2400.00", "voids": 0, "cash_back": "0.00", "reversals": 0,
        "reversed": "0.00", "scans": 0, "scanned": "0.00", "collective_aid": "0.00", "remitted": "0.00",
        "aid_remitted": "0.00", "unremitted": "2400.00", "refunds": 0, "refunded": "0.00", "closes": 1, "short": "50.00",
        "over": "0.00", "settled": "0.00",
    });
    assert_eq!(totals["months"], json!([month]));
    assert_eq!((&totals["all"]["taken"], &totals["all"]["month"]), (&json!("2400.00"), &json!("")));
    assert_eq!((&totals["levy_year"], &totals["open_session"]), (&json!(2026), &json!(2)));
    assert_eq!(
        only(&totals["standing"], &["people", "fee", "subsidy", "due"]),
        json!({"people": 6, "fee": "2400.00", "subsidy": "0.00", "due": "2400.00"})
    );
    assert_eq!(totals["differences"]["short"], "50.00");
    assert_eq!(totals["by_category"], Value::Null, "categories are asked for");
    let allowance = only(&totals["allowance"], &["each", "people", "amount", "estimate"]);
    assert_eq!(allowance, json!({"each": "1.00", "people": 6, "amount": "6.00", "estimate": true}));

    let categories = village.done("totals --levy-year 2026 --categories");
    assert_eq!(categories["by_category"][0]["people"], 6);
    assert_eq!(village.done("audit")["total"].as_u64().map(|all| all > 0), Some(true));
    let whole = village.done("totals");
    assert_eq!((&whole["levy_year"], &whole["all"]["taken"]), (&Value::Null, &json!("2400.00")));
    assert_eq!(village.done("totals --levy-year 2031")["all"]["receipts"], 0, "nothing is invented");

    let said = village.said("totals --levy-year 2026");
    for words in ["2025-11  收据 2 张 6 人次，收现金 2400.00", "合计", "代办经费（估算，不从钱箱里取）：6 人"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    village.assert_lawful();
}

#[test]
fn totals_are_written_as_a_workbook_and_an_allowance_needs_its_paper() {
    let village = Village::that_counted(120);
    let out = village.path("totals.xlsx");
    let words = format!("totals --levy-year 2026 --out {}", out.display());
    assert_eq!(village.done(&words)["out"], json!(out));
    assert!(std::fs::read(&out).expect("written").starts_with(b"PK"), "a workbook");
    let acts = village.done("audit")["rows"].clone();
    let noted = |act: &str| acts.as_array().expect("rows").iter().any(|row| row["act"] == act);
    assert!(noted("export_totals"), "{acts}");
    let nowhere = format!("totals --out {}", village.path("no/such/folder/totals.xlsx").display());
    assert_eq!(village.command(&nowhere, true).0, 1, "said, not dropped");
    // The notice of the village itself says how much.
    let entered = "totals --levy-year 2026 --allowance 2.00 --allowance-paper 镇〔2025〕8号";
    assert_eq!(village.refused(entered, "E-CLO-015")["levy_year"], "2026");
    assert_eq!(village.command("totals --levy-year 2026 --allowance 2.00", true).0, 2, "by which paper?");
    assert_eq!(village.command("totals --allowance 2.00 --allowance-paper 镇1号", true).0, 2, "which year?");

    // Where the notice says nothing, the township's paper does.
    let mut silent = TestBook::following("tongcheng-2026", NOW);
    let family = silent.family("张", 1);
    silent.open_session("0.00");
    assert_eq!(silent.pay(&family).payment.total_due, yuan("1200"));
    let silent = Village { folder: silent.hold() };
    assert_eq!(silent.done("totals --levy-year 2026")["allowance"], Value::Null);
    let entered = silent.done("totals --levy-year 2026 --allowance 1.50 --allowance-paper 镇〔2025〕8号");
    let expected =
        json!({"each": "1.50", "people": 3, "amount": "4.50", "source": "镇〔2025〕8号", "estimate": true});
    assert_eq!(entered["allowance"], expected);
    assert_eq!(silent.done("totals --levy-year 2026")["allowance"], expected, "it is remembered");
    silent.refused("totals --levy-year 2026 --allowance 0.00 --allowance-paper 镇1号", "E-PAY-008");
}
