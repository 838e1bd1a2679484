//! A day: by hand, under another notice, and the sample village's.

use crate::village::{Answered, Village, cli, root};
use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

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
        Answered::of(
            &cli([&["town", "verify", package, "--json"], extra].concat()).output().expect("it runs"),
        )
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

#[test]
fn the_sample_day_has_the_figures_that_it_had_and_stock_tools_open_its_package() {
    let folder = TempDir::new().expect("a folder");
    let dir = folder.path().join("demo");
    let mut demo = cli(["demo", "--json", "--dir"]);
    let day = Answered::of(&demo.arg(&dir).output().expect("it runs"));
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
        .arg(support::command::path_here(package.as_str().expect("a path")));
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
    let again = Answered::of(&cli(["demo", "--json", "--dir"]).arg(&dir).output().expect("it runs"));
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
        Answered::of(&cli(["--json", "list", "samples", "--to"]).arg(&folder).output().expect("it runs"));
    assert_eq!(written.exit, 0, "{}", written.words);
    let lists = written.json["lists"].as_array().expect("the lists");
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), lists.len());
    let deaths = lists.iter().find(|list| list["kind"] == "deaths").expect("a list of deaths");
    let read =
        village.done(&["list", "import", "--dry-run", "--deaths", deaths["file"].as_str().expect("a path")]);
    assert_eq!(read["rows"].as_u64(), Some(2), "two deaths are on it: {read}");
}
