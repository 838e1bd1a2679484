//! The real binary: exit statuses, JSON answers, the sample day, stock tools on what it writes.

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const PASSWORD: &str = "石桥村2026";
const MORNING: &str = "2025-11-03T09:00:00+08:00";
const VILLAGE: &str = "341799101203";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn cli<I: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = I>) -> Command {
    let mut command = support::program(env!("CARGO_BIN_EXE_cunshou-cli"));
    command.args(args).env_remove("CUNSHOU_PASSWORD").stdin(Stdio::null());
    command
}

/// What a command answered: exit status, the JSON on stdout, the words on stderr.
#[derive(Debug)]
struct Answered {
    exit: i32,
    json: Value,
    words: String,
}

fn answered(output: &Output) -> Answered {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.lines().count() <= 1, "one JSON value: {text}");
    Answered {
        exit: output.status.code().expect("the command ended by itself"),
        json: serde_json::from_str(&text).unwrap_or(Value::Null),
        words: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A demo book on 3 November 2025 with the sample roster in it.
struct Village {
    folder: TempDir,
}

impl Village {
    fn new() -> Self {
        Self::following("guichi-2026", MORNING)
    }

    fn following(policy_id: &str, now: &str) -> Self {
        let village = Self { folder: TempDir::new().expect("a folder") };
        let policy = root().join(format!("policies/{policy_id}.toml"));
        let policy = policy.to_str().expect("a path");
        let made = village.run(&[
            "book",
            "create",
            "--kind",
            "demo",
            "--village",
            VILLAGE,
            "--name",
            "石桥村",
            "--town",
            "青溪镇",
            "--policy",
            policy,
            "--user",
            "周会计",
            "--now",
            now,
        ]);
        assert_eq!(made.exit, 0, "{made:?}");
        assert_eq!(
            made.json["recovery_key"].as_str().map(|key| key.split('-').count()),
            Some(8),
            "shown once"
        );
        village
    }

    fn with_people() -> Self {
        let village = Self::new();
        let roster = root().join("tests/fixtures/rosters/roster_village.xlsx");
        let imported = village.run(&["roster", "import", roster.to_str().expect("a path")]);
        assert_eq!(imported.exit, 0, "{imported:?}");
        village
    }

    fn book(&self) -> PathBuf {
        self.folder.path().join("village.cunshou")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = cli(args);
        command.arg("--book").arg(self.book()).arg("--json").env("CUNSHOU_PASSWORD", PASSWORD);
        command
    }

    fn run(&self, args: &[&str]) -> Answered {
        answered(&self.command(args).output().expect("the command runs"))
    }

    fn done(&self, args: &[&str]) -> Value {
        let answer = self.run(args);
        assert_eq!(answer.exit, 0, "{args:?}: {answer:?}");
        answer.json
    }

    fn refused(&self, args: &[&str], code: &str) -> Value {
        let answer = self.run(args);
        assert_eq!(
            (answer.exit, answer.json["error"]["code"].as_str()),
            (1, Some(code)),
            "{args:?}: {answer:?}"
        );
        assert!(answer.words.contains(code), "the code and the words are on stderr: {answer:?}");
        answer.json["error"].clone()
    }
}

// ---- usage and passwords

#[test]
fn a_wrong_call_exits_2_and_a_refusal_1() {
    for args in [&[][..], &["collect"], &["receipt", "pdf", "1", "--paper", "b4"], &["nonsense"]] {
        assert_eq!(cli(args).output().expect("it runs").status.code(), Some(2), "{args:?}");
    }
    let village = Village::new();
    let mut nameless = cli(["verify", "--json", "--book"]);
    let answer = answered(&nameless.arg(village.book()).output().expect("it runs"));
    assert_eq!((answer.exit, answer.json["error"]["code"].as_str()), (2, Some("E-CLI-001")), "no password");

    let mut wrong = village.command(&["verify"]);
    let answer = answered(&wrong.env("CUNSHOU_PASSWORD", "别的密码123").output().expect("it runs"));
    assert_eq!((answer.exit, answer.json["error"]["code"].as_str()), (1, Some("E-BOOK-001")), "{answer:?}");
    assert!(answer.words.contains("密码不对"), "{answer:?}");

    fs::write(village.path("password"), format!("{PASSWORD}\n")).expect("written");
    let file = village.path("password");
    let mut by_file = village.command(&["verify", "--password-file", &file]);
    assert_eq!(answered(&by_file.env_remove("CUNSHOU_PASSWORD").output().expect("it runs")).json["ok"], true);
}

#[test]
fn a_live_book_needs_the_townships_paper() {
    let folder = TempDir::new().expect("a folder");
    let book = folder.path().join("live.cunshou");
    let policy = root().join("policies/guichi-2026.toml");
    let mut create = cli(["book", "create", "--json", "--village", VILLAGE, "--name", "石桥村", "--book"]);
    create.arg(&book).arg("--policy").arg(policy).env("CUNSHOU_PASSWORD", PASSWORD);
    let answer = answered(&create.output().expect("it runs"));
    assert_eq!((answer.exit, answer.json["error"]["code"].as_str()), (1, Some("E-BOOK-013")), "{answer:?}");
    assert!(!book.exists(), "nothing is left");
}

// ---- policy

/// The golden cases as requests, without what is expected of them.
fn golden() -> Vec<(Value, Value)> {
    let text = fs::read_to_string(root().join("tests/fixtures/policy/guichi-2026.cases.jsonl"))
        .expect("golden cases");
    text.lines()
        .map(|line| {
            let mut request: Value = serde_json::from_str(line).expect("a case is JSON");
            let fields = request.as_object_mut().expect("a case is an object");
            let expect = fields.remove("expect").expect("a case expects something");
            for margin in ["note", "rule", "article", "quote", "ambiguous"] {
                fields.remove(margin);
            }
            (request, expect)
        })
        .collect()
}

#[test]
fn assess_answers_each_golden_case_and_goes_on_after_a_malformed_line() {
    let cases = golden();
    let mut lines: Vec<String> = cases.iter().map(|(request, _)| request.to_string()).collect();
    lines.insert(7, "{\"id\": \"broken\", ".to_owned());
    let run = |lines: &[String], extra: &[&str]| {
        let policy = root().join("policies/guichi-2026.toml");
        let mut assess = cli(["policy", "assess"]);
        let assess =
            assess.args(extra).arg("--policy").arg(policy).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = assess.spawn().expect("it runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = lines.join("\n") + "\n";
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("it writes").expect("all of it");
        let answers: Vec<Value> = String::from_utf8(output.stdout)
            .expect("text")
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        (output.status.code(), answers)
    };
    let (exit, mut answers) = run(&lines, &[]);
    assert_eq!(
        (exit, answers.len()),
        (Some(1), lines.len()),
        "one answer a line, and the run says that one was bad"
    );
    let broken = answers.remove(7);
    assert_eq!(broken["error"]["code"], "E-REQ-001");
    for ((request, expect), answer) in cases.iter().zip(&answers) {
        assert_eq!(request["id"], answer["id"], "the order is kept");
        for field in ["decision", "fee", "subsidy", "due", "benefit_from", "waiting_months"] {
            if let Some(expected) = expect.get(field) {
                assert_eq!(&answer[field], expected, "{} {field}", answer["id"]);
            }
        }
        let rules = answer["rules"].as_object().expect("values name their rules");
        assert!(
            rules
                .values()
                .flat_map(|rules| rules.as_array().expect("a list"))
                .all(|rule| rule["quote"].is_string())
        );
    }
    lines.remove(7);
    let (exit, answers) = run(&lines, &["--brief"]);
    assert_eq!(exit, Some(0));
    assert!(answers[0]["rules"]["fee"][0].is_string(), "--brief gives ids only");
}

#[test]
fn a_policy_file_is_checked_and_a_changed_sum_is_found() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("notices")).expect("a folder");
    for name in ["guichi-2026.toml", "guichi-2026.cases.toml", "notices/guichi-2026.txt"] {
        fs::copy(root().join("policies").join(name), folder.path().join(name)).expect("copied");
    }
    let file = folder.path().join("guichi-2026.toml");
    let check = || {
        let mut check = cli(["policy", "check", "--json"]);
        answered(
            &check.arg(&file).arg(folder.path().join("guichi-2026.cases.toml")).output().expect("it runs"),
        )
    };
    let good = check();
    assert_eq!((good.exit, &good.json["files"][0]["ok"]), (0, &json!(true)), "{good:?}");
    assert_eq!(good.json["files"].as_array().map(Vec::len), Some(1), "a case file goes with its policy");
    assert!(good.json["files"][0]["cases"].as_u64() >= Some(30));
    let text = fs::read_to_string(&file).expect("the file");
    fs::write(&file, text.replacen("\"360.00\"", "\"350.00\"", 1)).expect("written");
    let bad = check();
    assert_eq!((bad.exit, &bad.json["ok"]), (1, &json!(false)));
    assert!(
        bad.json["files"][0]["problems"][0]["message"].as_str().is_some_and(|message| !message.is_empty()),
        "{bad:?}"
    );
}

#[test]
fn a_made_up_notice_is_checked_asked_and_explained_from_its_file() {
    let folder = root().join("tests/fixtures/policy/sixth");
    let file = folder.join("liutang-2032.toml");
    let checked = answered(&cli(["policy", "check", "--json"]).arg(&file).output().expect("it runs"));
    assert_eq!((checked.exit, &checked.json["files"][0]["levy_year"]), (0, &json!(2032)), "{checked:?}");
    let request = json!({"id": "r", "policy": "liutang-2032", "pay_on": "2032-02-29", "person": {
        "birth": "1990-01-01", "hukou": "in_area", "residence": "in_area", "migrant_worker": true,
        "insurance": {"current": "none", "previous_year": "normal"}, "proofs": ["migrant_work_proof"]}});
    let temp = TempDir::new().expect("a folder");
    let path = temp.path().join("request.json");
    fs::write(&path, request.to_string()).expect("written");
    let mut explain = cli(["policy", "explain", "--policy"]);
    explain.arg(&file).arg("--request").arg(&path);
    let text = String::from_utf8(explain.output().expect("it runs").stdout).expect("text");
    assert!(
        text.contains("个人缴420元") && text.contains("三（二）") && text.contains("2032-03-01"),
        "{text}"
    );
}

#[test]
fn a_refused_file_is_told_with_line_words_and_sentence() {
    let folder = TempDir::new().expect("a folder");
    let from = root().join("tests/fixtures/policy/sixth");
    fs::create_dir(folder.path().join("notices")).expect("a folder");
    for name in ["liutang-2032.toml", "liutang-2032.cases.toml", "notices/liutang-2032.txt"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("copied");
    }
    let file = folder.path().join("liutang-2032.toml");
    let text = fs::read_to_string(&file).expect("the file");
    let line = text.lines().position(|l| l.contains("label = \"低保对象\"")).expect("the row") + 1;
    fs::write(&file, text.replacen("percent = 85", "percent = 84", 1)).expect("written");
    let output = cli(["policy", "check"]).arg(&file).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for words in [&*format!("第{line}行"), "84%", "原文：「低保对象资助85%，县财政承担357元，个人缴纳63元」"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn an_answer_is_explained_article_by_article() {
    let folder = TempDir::new().expect("a folder");
    let request = folder.path().join("request.json");
    let (case, _) =
        golden().into_iter().find(|(case, _)| case["id"] == "G26-014").expect("the case of an old man");
    fs::write(&request, case.to_string()).expect("written");
    let mut explain = cli(["policy", "explain", "--policy"]);
    explain.arg(root().join("policies/guichi-2026.toml")).arg("--request").arg(&request);
    let text = String::from_utf8(explain.output().expect("it runs").stdout).expect("text");
    assert!(text.contains("个人缴200元") && text.contains("80周岁及以上老年人口"), "{text}");
}

// ---- a book by hand

#[test]
fn a_day_by_hand_answers_what_scripts_rely_on() {
    let village = Village::new();
    let roster = root().join("tests/fixtures/rosters/roster_village.xlsx");
    let roster = roster.to_str().expect("a path");
    let bad_rows = village.path("bad.xlsx");
    let preview = village.done(&["roster", "import", roster, "--dry-run", "--bad-rows", &bad_rows]);
    assert_eq!(
        (&preview["people"], &preview["households"], &preview["good"]),
        (&json!(1284), &json!(380), &json!(1256))
    );
    assert_eq!((preview["bad"].as_array().map(Vec::len), &preview["import_id"]), (Some(28), &Value::Null));
    assert!(fs::read(&bad_rows).is_ok_and(|bytes| bytes.starts_with(b"PK")), "a workbook to hand back");
    assert_eq!(village.done(&["search", ""])["total"], 0, "a dry run writes nothing");
    assert!(village.done(&["roster", "import", roster])["import_id"].is_string());
    village.refused(&["roster", "import", roster], "E-LST-001");

    let beyond = village.done(&["search", "", "--page", "99"]);
    assert_eq!(
        (&beyond["households"], &beyond["total"], &beyond["pages"]),
        (&json!([]), &json!(379), &json!(19))
    );
    let found = village.done(&["search", "cxx"]);
    assert_eq!((&found["total"], &found["households"][0]["hh_no"]), (&json!(1), &json!("600010043")));
    assert_eq!(found["households"][0]["members"][0]["certno_masked"], "341799********1977");
    let shown = village.done(&["household", "show", "600010043"]);
    assert_eq!(
        (&shown["total_due"], &shown["members"][0]["assessment"]["decision"]),
        (&json!("400.00"), &json!("collect"))
    );
    assert_eq!(
        shown["members"][0]["needs"][0]["fact"], "previous_year_insurance",
        "what is not known is asked"
    );
    village.done(&["household", "answer", "600010043", "previous_year_insurance=normal"]);
    let shown = village.done(&["household", "show", "600010043"]);
    assert_eq!(
        (&shown["members"][0]["needs"], &shown["members"][0]["assessment"]["benefit_from"]),
        (&json!([]), &json!("2026-01-01"))
    );
    fs::write(
        village.path("h.json"),
        r#"{"hh_no":"9","village_group":"一组","members":[{"name":"方国平","relation":"02","certno":"341799198605129516"}]}"#,
    )
    .expect("written");
    assert_eq!(village.done(&["household", "add", &village.path("h.json")])["head"], "方国平");
    fs::write(village.path("h.json"), r#"{"members":[{"nmae":"方国平"}]}"#).expect("written");
    village.refused(&["household", "add", &village.path("h.json")], "E-CLI-006");

    let short =
        village.refused(&["collect", "--household", "600010043", "--tendered", "399.99"], "E-PAY-001");
    assert_eq!((&short["params"]["due"], &short["params"]["tendered"]), (&json!("400.00"), &json!("399.99")));
    let id = "01930000-0000-7000-8000-000000000001";
    let collect = ["collect", "--household", "600010043", "--tendered", "500.00", "--payment-id", id];
    let first = village.done(&collect);
    assert_eq!(
        (&first["due"], &first["change"], &first["already_taken"]),
        (&json!("400.00"), &json!("100.00"), &json!(false))
    );
    let again = village.done(&collect);
    assert_eq!((&again["receipt_no"], &again["already_taken"]), (&first["receipt_no"], &json!(true)));
    village.refused(
        &["collect", "--household", "600010043", "--tendered", "exact", "--payment-id", id],
        "E-PAY-006",
    );
    village.refused(&["collect", "--household", "600010043", "--tendered", "exact"], "E-PAY-005");
    let except = ["collect", "--household", "600010937", "--tendered", "exact", "--except"];
    let refused = village.run(&[&except[..], &["3=refused"]].concat());
    assert_eq!(refused.exit, 1, "this reason wants a note: {refused:?}");
    let taken = village.done(&[&except[..], &["3=refused:说明年再说", "4=later"]].concat());
    assert_eq!((&taken["due"], taken["left_out"].as_array().map(Vec::len)), (&json!("800.00"), Some(2)));

    let list = village.done(&["receipt", "list"]);
    assert_eq!(
        (&list["receipts"][0]["payment_id"], &list["receipts"][0]["state"]),
        (&json!(id), &json!("taken"))
    );
    for paper in ["a5", "241x93"] {
        let out = village.path("r.pdf");
        village.done(&["receipt", "pdf", "1", "--paper", paper, "--out", &out]);
        assert!(fs::read(&out).is_ok_and(|bytes| bytes.starts_with(b"%PDF")));
    }
    village.refused(&["close"], "E-CLO-001");
    let count = village.done(&["count", "--note", "100=11", "50=1", "0.5=98"]);
    assert_eq!((&count["expected"], &count["variance"]), (&json!("1200.00"), &json!("-1.00")));
    village.refused(&["close"], "E-CLO-002");
    let sheet = village.path("z.pdf");
    let close = village.done(&["close", "--reason", "找零找错", "--outcome", "reported", "--sheet", &sheet]);
    assert_eq!((&close["close_no"], &close["counted"]), (&json!(1), &json!("1199.00")));
    assert_eq!(close["journal_head"].as_str().map(str::len), Some(64));

    village.refused(&["export", "--close", "1", "--to", &village.path("")], "E-EXP-003");
    fs::write(village.path("phrase"), "青溪镇 对账 2026\n").expect("written");
    let export = village.done(&[
        "export",
        "--close",
        "1",
        "--to",
        &village.path(""),
        "--passphrase-file",
        &village.path("phrase"),
    ]);
    assert_eq!((&export["counts"]["payments"], &export["totals"]["due"]), (&json!(2), &json!("1200.00")));
    let package = export["package"].as_str().expect("a path");
    let town = |extra: &[&str]| {
        answered(&cli([&["town", "verify", package, "--json"], extra].concat()).output().expect("it runs"))
    };
    let looked = town(&["--passphrase-file", &village.path("phrase")]);
    assert_eq!((looked.exit, &looked.json["packages"][0]["ok"]), (0, &json!(true)), "{looked:?}");
    assert_eq!(looked.json["findings"][0]["code"], "E-TWN-001", "without a card the origin is unproved");
    village.done(&["card", "make", "--out", &village.path("village.csk")]);
    let proved =
        town(&["--passphrase-file", &village.path("phrase"), "--card", &village.path("village.csk")]);
    assert_eq!(proved.json["packages"][0]["origin_proved"], true);
    // The drawer was one yuan short, and nothing was done about it yet: the township sees that, and nothing else.
    let found = proved.json["findings"].as_array().expect("a list");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "E-TWN-002");
    assert_eq!(found[0]["rows"], json!(["第 1 号日结（2025-11-03） 短 1.00 元"]));
    assert_eq!(proved.json["totals"]["due"], "1200.00");
    let sealed = town(&[]);
    assert_eq!((sealed.exit, &sealed.json["packages"][0]["problems"][0]["code"]), (1, &json!("E-CLI-008")));

    fs::create_dir(village.path("backup")).expect("a folder");
    assert!(village.done(&["backup", "--to", &village.path("backup")])["backup"].is_string());
    assert_eq!(village.done(&["verify"])["ok"], true);
    assert_eq!(village.done(&["receipt", "list"])["receipts"][1]["state"], "exported");
}

// ---- what the other notices ask and leave to be completed

impl Village {
    /// Registers somebody of a region that no county has.
    fn resident(&self, name: &str, certno: &str, previous_year: &str) -> String {
        let file = self.path("household.json");
        let member = json!({
            "name": name, "certno": certno, "relation": "02", "hukou": "in_area", "residence": "in_area",
            "previous_year": previous_year, "migrant_worker": false,
        });
        fs::write(&file, json!({ "members": [member] }).to_string()).expect("written");
        let added = self.done(&["household", "add", &file]);
        added["hh_no"].as_str().expect("a number").to_owned()
    }
}

#[test]
fn a_paper_and_the_telephone_are_asked_for_and_answered() {
    let village = Village::following("yankou-2025", "2024-10-08T09:00:00+08:00");
    let hh_no = village.resident("沈新来", "341799195003040019", "none");
    let asked = |village: &Village| {
        let shown = village.done(&["household", "show", &hh_no]);
        let needs = shown["members"][0]["needs"].as_array().expect("needs").clone();
        needs.into_iter().map(|need| need["fact"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked(&village), [json!("paper_seen")]);
    village.done(&["household", "answer", &hh_no, "paper_seen=household_register"]);
    assert_eq!(asked(&village), [json!("cannot_use_app")]);
    village.refused(&["collect", "--household", &hh_no, "--tendered", "exact"], "E-PAY-002");
    village.done(&["household", "answer", &hh_no, "cannot_use_app=true"]);
    let taken = village.done(&["collect", "--household", &hh_no, "--tendered", "exact"]);
    assert_eq!(taken["due"], "400.00");
}

#[test]
fn the_arrival_of_the_money_completes_the_cover() {
    let village = Village::following("gaoyang-2026", "2026-01-12T09:00:00+08:00");
    let hh_no = village.resident("孙到账", "341799197003040018", "normal");
    let taken = village.done(&["collect", "--household", &hh_no, "--tendered", "exact"]);
    assert_eq!(
        (&taken["lines"][0]["benefit_from"], &taken["lines"][0]["cover_words"]),
        (&Value::Null, &json!("待遇自缴费到账之日起至 2026-12-31"))
    );
    village.refused(&["receipt", "arrived", "--receipt", "1", "--on", "2026-01-11"], "E-ARR-001");
    village.refused(&["receipt", "arrived", "--receipt", "1", "--on", "2026-03-01"], "E-ARR-002");
    let arrived =
        village.done(&["receipt", "arrived", "--receipt", "1", "--on", "2026-01-12", "--note", "回单 7781"]);
    let completed = &arrived["receipts"][0];
    assert_eq!((&completed["source"], &completed["corrects"]), (&json!("回单 7781"), &Value::Null));
    assert_eq!(
        (&completed["lines"][0]["benefit_from"], &completed["lines"][0]["benefit_to"]),
        (&json!("2026-01-12"), &json!("2026-12-31"))
    );
    assert_eq!(village.done(&["verify"])["ok"], true);
}

// ---- the sample day

#[test]
fn the_sample_day_has_the_figures_that_it_had_and_stock_tools_open_its_package() {
    let folder = TempDir::new().expect("a folder");
    let dir = folder.path().join("demo");
    let mut demo = cli(["demo", "--json", "--dir"]);
    let day = answered(&demo.arg(&dir).output().expect("it runs"));
    assert_eq!(day.exit, 0, "{}", day.words);
    let figure = |name: &str| day.json[name].clone();
    assert_eq!(figure("roster"), json!({"people": 1284, "households": 342, "good": 1256, "bad": 28}));
    assert_eq!(figure("lists").as_array().map(Vec::len), Some(9), "last year's insured, and each department");
    assert_eq!(figure("found"), json!({"text": "yccs", "households": 1, "head": "尉迟长寿"}));
    assert_eq!(
        (figure("asked"), figure("receipts"), figure("receipt_files")),
        (json!(1), json!(16), json!(32))
    );
    assert_eq!(figure("short_of_cash"), "E-PAY-001");
    assert_eq!(figure("voided")["receipt_no"].as_str().map(|number| number.ends_with("000016")), Some(true));
    assert_eq!(figure("sent_twice"), json!({"serial": 10, "already_taken": true}));
    assert_eq!(figure("people"), json!({"total": 1261, "paid": 60, "exempt": 4, "unpaid": 1197}));
    let sums = json!({
        "fee": "24000.00", "subsidy": "4080.00", "due": "19920.00", "change": "430.00", "counted": "20120.00",
        "variance": "0.00", "unremitted": "0.00",
    });
    assert_eq!(figure("sums"), sums);
    let township = figure("township");
    assert_eq!(
        (&township["ok"], &township["origin_proved"], &township["kind"]),
        (&json!(true), &json!(true), &json!("demo"))
    );
    assert_eq!(township["totals"]["due"], "19920.00", "the township computes what the drawer holds");
    assert_eq!(figure("verified"), true);

    let zip = folder.path().join("package.zip");
    let stock = |command: &mut Command| command.output().expect("the stock tool is installed");
    let package = figure("package");
    let mut age = Command::new("age");
    age.args(["-d", "-i"])
        .arg(dir.join("township/identity.txt"))
        .arg("-o")
        .arg(&zip)
        .arg(support::path_here(package.as_str().expect("a path")));
    let opened = stock(&mut age);
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
    assert!(stock(Command::new("unzip").arg("-t").arg(&zip)).status.success(), "a zip like any other");
    let pdfs = fs::read_dir(dir.join("receipts")).expect("the receipts").count();
    assert_eq!(pdfs, 32);
    for name in [
        "bad-rows.xlsx",
        "void-slip.pdf",
        "remittance-1.pdf",
        "close-z1.pdf",
        "recovery-key.pdf",
        "township/village.csk",
        "password.txt",
        "lists/民政_资助对象名单_新一期.xlsx",
    ] {
        assert!(dir.join(name).is_file(), "{name}");
    }
    let again = answered(&cli(["demo", "--json", "--dir"]).arg(&dir).output().expect("it runs"));
    assert_eq!(
        (again.exit, again.json["error"]["code"].as_str()),
        (1, Some("E-CLI-007")),
        "a demo is never written over"
    );
}

#[test]
fn the_sample_villages_lists_are_written_out_and_read_again() {
    let village = Village::with_people();
    let folder = village.path("示例名单");
    let written =
        answered(&cli(["--json", "list", "samples", "--to"]).arg(&folder).output().expect("it runs"));
    assert_eq!(written.exit, 0, "{}", written.words);
    let lists = written.json["lists"].as_array().expect("the lists");
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), lists.len());
    let deaths = lists.iter().find(|list| list["kind"] == "deaths").expect("a list of deaths");
    let read =
        village.done(&["list", "import", "--dry-run", "--deaths", deaths["file"].as_str().expect("a path")]);
    assert_eq!(read["rows"].as_u64(), Some(2), "two deaths are on it: {read}");
}

// ---- people, who is missing, years of cover

#[test]
fn people_and_who_is_missing_are_listed_marked_and_exported() {
    let village = Village::with_people();
    let people = village.done(&["people", "list"]);
    let total = people["total"].as_u64().expect("a count");
    assert!(people["people"].as_array().is_some_and(|page| page.len() <= 100), "a page has an end");
    let first = &people["people"][0];
    assert!(first["certno_masked"].as_str().is_some_and(|number| number.contains('*')), "{first}");
    let heads = village.done(&["people", "list", "--heads"]);
    assert!(heads["total"].as_u64().is_some_and(|heads| heads > 0 && heads < total));

    let missing = village.done(&["missing", "list"]);
    assert_eq!(missing["people"]["total"].as_u64(), Some(total));
    let why: u64 =
        missing["by_why"].as_object().expect("reasons").values().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(Some(why), missing["people"]["missing"].as_u64(), "each for one reason");
    let row = &missing["missing"][0];
    let hh_no = row["hh_no"].as_str().expect("a number");
    let member = row["member_no"].to_string();
    village.refused(&["household", "mark", hh_no, &member, "paid_elsewhere"], "E-FIL-004");
    let marked = village.done(&["household", "mark", hh_no, &member, "employee_insurance"]);
    assert_eq!((&marked["state"], &marked["proof_missing"]), (&json!("exempt"), &json!(true)));
    let open = village.done(&["missing", "list", "--why", "proof_missing"]);
    assert_eq!(open["total"], 1);
    village.done(&["household", "mark", hh_no, &member, "employee_insurance", "--proof", "看过参保证明"]);
    assert_eq!(village.done(&["missing", "list", "--why", "proof_missing"])["total"], 0);
    village.done(&["household", "unmark", hh_no, &member, "--why", "标错了"]);
    village.refused(&["household", "unmark", hh_no, &member], "E-FIL-006");

    let out = village.path("people.xlsx");
    village.refused(&["people", "export", "--out", &out, "--full", ""], "E-PPL-001");
    assert!(!Path::new(&out).exists(), "a refusal writes nothing");
    let written = village.done(&["people", "export", "--out", &out]);
    assert_eq!(written["people"].as_u64(), Some(total));
    let read = "import sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).active
rows = list(sheet.iter_rows(values_only=True))
assert all(cell is None or isinstance(cell, str) for row in rows for cell in row), 'every cell is text'
print(len(rows) - 1)";
    let told = Command::new("python3").args(["-c", read, &out]).output();
    match told {
        Ok(told) if told.status.success() => {
            assert_eq!(String::from_utf8_lossy(&told.stdout).trim(), total.to_string());
        }
        other => println!("openpyxl is not here to read it back: {other:?}"),
    }
}

#[test]
fn the_years_of_cover_are_listed_and_not_opened_twice() {
    let village = Village::with_people();
    let years = village.done(&["levy-year", "list"]);
    let listed = &years["levy_years"];
    assert_eq!((&listed[0]["levy_year"], &listed[0]["is_current"]), (&json!(2026), &json!(true)));
    village.refused(&["levy-year", "open", "2026"], "E-YEAR-002");
    village.refused(&["levy-year", "open", "2027"], "E-YEAR-001");
}

// ---- after the money was taken

/// Numbers of households whose money can be taken now, with what they owe.
fn payable(village: &Village, wanted: usize) -> Vec<String> {
    let found = village.done(&["search", ""]);
    let mut numbers = Vec::new();
    for household in found["households"].as_array().expect("a page") {
        let hh_no = household["hh_no"].as_str().expect("a number");
        let shown = village.done(&["household", "show", hh_no]);
        let pays = |member: &Value| {
            let decision = &member["assessment"]["decision"];
            decision == "collect" && member["state"] == "unpaid" && member["assessment"]["due"] == "400.00"
        };
        if shown["members"].as_array().is_some_and(|members| !members.is_empty() && members.iter().all(pays))
        {
            numbers.push(hh_no.to_owned());
        }
        if numbers.len() == wanted {
            return numbers;
        }
    }
    panic!("the sample village has {} such households on its first page", numbers.len());
}

/// The text of a PDF without its spaces.
fn pdf_text(path: &str) -> String {
    let output = Command::new("pdftotext").args(["-layout", path, "-"]).output();
    let output = output.unwrap_or_else(|error| panic!("pdftotext: {error}; install poppler-utils"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect()
}

#[test]
fn receipts_are_printed_together_and_a_printer_is_put_right() {
    let shop = support::cups::Shop::open();
    shop.queue("needles", "raw");
    let village = Village::with_people();
    let households = payable(&village, 3);
    village.done(&["session", "open", "--date", "2025-11-03", "--float", "0.00"]);
    for hh_no in &households {
        village.done(&["collect", "--household", hh_no, "--tendered", "exact"]);
    }
    let to_queue = |args: &[&str]| {
        let mut command = village.command(args);
        answered(&command.env("CUPS_SERVER", shop.socket()).output().expect("it runs"))
    };
    let printed = || -> Vec<u64> {
        let list = village.done(&["receipt", "list"]);
        list["receipts"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["printed"].as_u64().expect("n"))
            .collect()
    };

    // Stopped after two; gone on with the one that is left; all once more as reprints.
    let print = ["receipt", "print", "--paper", "241x93", "--printer", "needles"];
    let first = to_queue(&[&print[..], &["--most", "2"]].concat());
    assert_eq!(
        (first.exit, &first.json["printed"], &first.json["why"]),
        (0, &json!(2), &json!("stopped")),
        "{first:?}"
    );
    assert_eq!(printed(), [1, 1, 0]);
    let rest = to_queue(&print);
    assert_eq!((&rest.json["printed"], &rest.json["why"]), (&json!(1), &json!("finished")), "{rest:?}");
    assert_eq!(printed(), [1, 1, 1]);
    let none = to_queue(&print);
    assert_eq!((none.exit, none.json["error"]["code"].as_str()), (1, Some("E-PRN-013")));
    let again = to_queue(&[&print[..], &["--printed-too", "--session", "1"]].concat());
    assert_eq!((&again.json["printed"], &again.json["reprints"]), (&json!(3), &json!(3)), "{again:?}");
    assert_eq!((printed(), shop.printed().len()), (vec![2, 2, 2], 6));
    let gone = to_queue(&["receipt", "print", "3", "--paper", "a5", "--printer", "gone"]);
    assert_eq!((gone.exit, gone.json["error"]["code"].as_str()), (1, Some("E-PRN-003")), "{gone:?}");
    assert_eq!(printed(), [2, 2, 2], "what did not come out is not counted");

    // A printer that is off: kept beside the book, used where it is named, and nowhere else.
    let (plain, fitted, other) =
        (village.path("plain.pdf"), village.path("fitted.pdf"), village.path("other.pdf"));
    let settings = village.path("printing.toml");
    let fit =
        ["printer", "fit", "--json", "--printing", &settings, "--printer", "needles", "--paper", "241x93"];
    let refused = answered(&cli([&fit[..], &["--right", "31"]].concat()).output().expect("it runs"));
    assert_eq!((refused.exit, refused.json["error"]["code"].as_str()), (1, Some("E-PRN-010")), "{refused:?}");
    let kept =
        answered(&cli([&fit[..], &["--right", "2.5", "--down", "-1"]].concat()).output().expect("it runs"));
    assert_eq!(
        (kept.exit, &kept.json["right"], &kept.json["down"]),
        (0, &json!("2.5"), &json!("-1")),
        "{kept:?}"
    );
    let save = |out: &str, more: &[&str]| {
        let paper = if more.contains(&"a5") { "a5" } else { "241x93" };
        let more: Vec<&str> = more.iter().copied().filter(|word| *word != "a5").collect();
        village.done(
            &[&["receipt", "save", "--printed-too", "--paper", paper, "--out", out], &more[..]].concat(),
        );
        fs::read(out).expect("written")
    };
    let (plain_bytes, fitted_bytes) = (save(&plain, &[]), save(&fitted, &["--printer", "needles"]));
    assert_ne!(plain_bytes, fitted_bytes, "put right for the printer that is named");
    assert_eq!(pdf_text(&plain), pdf_text(&fitted), "with the same words");
    let saved = village.done(&["receipt", "save", "--printed-too", "--paper", "241x93", "--out", &plain]);
    assert_eq!((&saved["receipts"], &saved["reprints"]), (&json!(3), &json!(3)));
    let marks = pdf_text(&plain).matches("补打第2次").count();
    assert_eq!(saved["pages"], json!(marks), "three receipts in one file, each page of each a reprint");
    assert_eq!(
        save(&other, &["a5"]),
        save(&other, &["a5", "--printer", "needles"]),
        "each medium for itself"
    );
    let test = village.path("test.pdf");
    let page = ["printer", "test", "--json", "--paper", "241x93", "--right", "2.5", "--out", &test];
    assert_eq!(answered(&cli(page).output().expect("it runs")).exit, 0);
    assert!(pdf_text(&test).contains("右移2.5毫米"), "{}", pdf_text(&test));
    let listed = cli(["printer", "list", "--json", "--printing", &settings])
        .env("CUPS_SERVER", shop.socket())
        .output();
    let listed = answered(&listed.expect("it runs")).json;
    assert_eq!(
        (&listed["printers"][0]["name"], &listed["fits"][0]["right"]),
        (&json!("needles"), &json!("2.5"))
    );
}

#[test]
fn what_was_taken_is_taken_back_paid_in_and_asked_back() {
    let village = Village::with_people();
    let households = payable(&village, 3);
    village.done(&["session", "open", "--date", "2025-11-03", "--float", "0.00"]);
    let collect = |hh_no: &str| village.done(&["collect", "--household", hh_no, "--tendered", "exact"]);
    let mistaken = collect(&households[0]);
    let receipt_no = mistaken["receipt_no"].as_str().expect("a number");
    let void = village.done(&["receipt", "void", receipt_no, "--reason", "收错户"]);
    assert_eq!((void["kind"].as_str(), &void["cash_back"]), (Some("void"), &mistaken["due"]));
    assert_eq!(void["note"].as_str(), Some("收错户"), "words that are no reason of the list are kept");
    village.refused(&["receipt", "void", receipt_no, "--reason", "wrong_household"], "E-VOID-001");
    let listed = village.done(&["receipt", "list"]);
    assert_eq!(listed["receipts"][0]["state"], "voided");

    let first = collect(&households[0]);
    let second = collect(&households[1]);
    let fen = |sum: &Value| sum.as_str().expect("a sum").replace('.', "").parse::<i64>().expect("digits");
    let (a, b) = (fen(&first["due"]), fen(&second["due"]));
    let hundreds = format!("100={}", (a + b) / 10_000);
    village.done(&["count", "--note", &hundreds]);
    let sheet = village.path("z.pdf");
    let close = village.done(&["close", "--sheet", &sheet]);
    assert!(
        pdf_text(&sheet).contains("应有现金里已减去：作废退回1笔"),
        "the sheet says where the cash went: {}",
        pdf_text(&sheet)
    );
    assert_eq!((close["variance"].as_str(), &close["also"]["voids"]), (Some("0.00"), &json!(1)));
    village.refused(
        &["receipt", "void", second["receipt_no"].as_str().expect("a number"), "--reason", "wrong_amount"],
        "E-VOID-005",
    );

    let outstanding = village.done(&["remittance", "outstanding"]);
    assert_eq!(fen(&outstanding["ready"]), a + b);
    let amount = first["due"].as_str().expect("a sum");
    let slip = ["remit", "--slip", "NS-1", "--amount", amount, "--on", "2025-11-03"];
    let paid_in = village.done(&slip);
    assert_eq!((fen(&paid_in["unremitted"]), &paid_in["parts"][0]["receipt_no"]), (b, &first["receipt_no"]));
    village.refused(&slip, "E-REM-002");
    village.refused(&["remit", "--slip", "NS-2", "--amount", "99999.00", "--on", "2025-11-03"], "E-REM-006");
    let first_no = first["receipt_no"].as_str().expect("a number");
    village.refused(
        &["receipt", "void", first_no, "--reason", "wrong_amount", "--approval", "批1"],
        "E-VOID-006",
    );
    let asked = [
        "refund",
        "apply",
        first_no,
        "--line",
        "1",
        "--ground",
        "wrong_person",
        "--applicant",
        "某人",
        "--proof",
        "收据",
    ];
    let applied = village.done(&asked);
    assert_eq!(
        (applied["state"].as_str(), &applied["application"]["refund_no"]),
        (Some("applied"), &json!(1))
    );
    village.refused(&asked, "E-REF-007");
    village.done(&["refund", "step", "1", "--state", "submitted", "--on", "2025-11-03"]);
    let pdf = |name: &str| village.path(name);
    village.done(&["receipt", "void-slip", receipt_no, "--paper", "a5", "--out", &pdf("void.pdf")]);
    village.refused(
        &["receipt", "void-slip", first_no, "--paper", "a5", "--out", &pdf("none.pdf")],
        "E-VOID-008",
    );
    village.done(&["remittance", "sheet", "1", "--out", &pdf("slip.pdf")]);
    village.done(&["refund", "forms", "1", "--tax", &pdf("tax.pdf"), "--insurance", &pdf("rest.pdf")]);
    for name in ["void.pdf", "slip.pdf", "tax.pdf", "rest.pdf"] {
        assert!(fs::read(pdf(name)).expect("written").starts_with(b"%PDF-"), "{name}");
    }
    let refunds = village.done(&["refund", "list"]);
    assert_eq!(refunds["refunds"][0]["state"], "submitted");
    village.refused(&["remittance", "cancel", "1", "--reason", "错"], "E-REM-013");
    let verified = village.done(&["verify"]);
    assert_eq!(verified["ok"], true, "{verified}");
}

#[test]
fn a_telephone_the_collective_and_pre_printed_receipts_are_ordered_by_options() {
    let village = Village::with_people();
    let households = payable(&village, 3);
    village.done(&["session", "open", "--date", "2025-11-03", "--float", "0.00"]);
    village.done(&["ticket", "receive", "--first", "T0001", "--last", "T0050", "--on", "2025-11-03"]);
    let scan = village.done(&[
        "collect",
        "--household",
        &households[0],
        "--tendered",
        "exact",
        "--scan",
        "4200001",
        "--ticket",
        "T0001",
    ]);
    assert_eq!((scan["means"].as_str(), scan["ticket_no"].as_str()), (Some("assisted_scan"), Some("T0001")));
    village.done(&[
        "aid",
        "add",
        "--levy-year",
        "2026",
        "--resolution",
        "决1",
        "--on",
        "2025-11-01",
        "--source",
        "集体收入",
        "--who",
        "全体",
        "--most-each",
        "30",
        "--paper",
        "批1",
    ]);
    let aided = village.done(&[
        "collect",
        "--household",
        &households[1],
        "--tendered",
        "exact",
        "--aid-no",
        "1",
        "--aid",
        "1=30",
    ]);
    assert_eq!(aided["collective_aid"], "30.00");
    let sheet = village.done(&[
        "collect",
        "--household",
        &households[2],
        "--tendered",
        "exact",
        "--paper-book",
        "停电本",
        "--paper-serial",
        "3",
        "--taken-on",
        "2025-11-02",
        "--paper-reason",
        "停电",
    ]);
    assert_eq!(sheet["catch_up"]["taken_on"], "2025-11-02");
    let register = village.done(&["ticket", "register"]);
    assert_eq!((&register["agrees"], &register["books"][0]["left"]), (&json!(true), &json!(49)));
    assert_eq!(village.done(&["aid", "list"])["resolutions"][0]["paid"], "30.00");
    assert_eq!(village.done(&["verify"])["ok"], true);
}

#[test]
fn every_paper_of_the_village_is_written_as_pdf() {
    let village = Village::with_people();
    let hh_no = "600010043";
    let found = village.done(&["search", "cxx"]);
    let member = found["households"][0]["members"][0]["member_no"].to_string();
    let written = |words: &[&str], name: &str| {
        let out = village.path(name);
        let args: Vec<&str> = words.iter().copied().chain(["--out", &out]).collect();
        let said = village.done(&args);
        let checked = Command::new("qpdf").args(["--check", &out]).output().expect("qpdf is installed");
        assert!(checked.status.success(), "{name}: {checked:?}");
        assert!(said["pages"].as_u64() > Some(0) && said["rows"].as_u64() > Some(0), "{name}: {said}");
        said
    };
    let all = written(&["paper", "unpaid"], "unpaid.pdf");
    let group = found["households"][0]["village_group"].as_str().expect("a group");
    let one = written(&["paper", "unpaid", "--group", group], "unpaid-one.pdf");
    assert!(one["rows"].as_u64() < all["rows"].as_u64(), "{one} of {all}");
    written(&["paper", "notice", "--group", group], "notices.pdf");
    written(&["paper", "leaflet", "--contact", "李会计 13800000000"], "leaflet.pdf");
    written(&["paper", "ledger"], "ledger.pdf");
    written(&["paper", "declaration", "--from", "2025-10-20", "--until", "2025-12-31"], "declaration.pdf");
    let blank = written(&["paper", "blank", "--paper-book", "A", "--count", "3"], "blank.pdf");
    assert_eq!((&blank["rows"], &blank["pages"]), (&json!(3), &json!(3)), "two parts on a sheet");
    let out = village.path("none.pdf");
    let refused = |words: &[&str], code: &str| {
        let args: Vec<&str> = words.iter().copied().chain(["--out", &out]).collect();
        village.refused(&args, code)
    };
    refused(&["paper", "x-report"], "E-SES-001");
    refused(&["paper", "tickets"], "E-PAP-007");
    refused(&["paper", "posted", "--from", "2025-12-01", "--until", "2025-12-07"], "E-PAP-004");
    refused(&["paper", "slip", hh_no, "99"], "E-HH-002");
    assert!(!Path::new(&out).exists(), "what is refused writes nothing");
    let slip = written(&["paper", "slip", hh_no, &member], "slip.pdf");
    assert!(slip["title"].as_str().is_some_and(|title| title.starts_with("政策依据单")), "{slip}");
    village.done(&["collect", "--household", hh_no, "--tendered", "exact"]);
    written(&["paper", "posted", "--from", "2025-12-01", "--until", "2025-12-07"], "posted.pdf");
    village.refused(&["paper", "x-report", "--out", &out], "E-CLO-001");
}
