//! The township answers and the village reads it, by the real binary: on the day of the sample village.

use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::process::Command;
use support::command::{Answered, path_here, program};
use tempfile::TempDir;

/// In the folder of the demonstration.
fn run<I: AsRef<OsStr>>(folder: &TempDir, args: impl IntoIterator<Item = I>) -> Answered {
    let mut command = program(env!("CARGO_BIN_EXE_cunshou-cli"));
    command.args(args).arg("--json").current_dir(folder.path());
    Answered::by(command.env_remove("CUNSHOU_PASSWORD"))
}

fn done<const N: usize>(folder: &TempDir, args: [&str; N]) -> Value {
    run(folder, args).done()
}

fn refused<const N: usize>(folder: &TempDir, args: [&str; N], code: &str) {
    run(folder, args).refused(code);
}

fn file(folder: &TempDir, name: &str, text: &str) -> String {
    fs::write(folder.path().join(name), text).expect("written");
    name.to_owned()
}

/// `town answer` of the demo's package with further options.
fn answer(folder: &TempDir, package: &str, ack_no: &str, more: &[&str]) -> Answered {
    let mut args = vec!["town", "answer", package, "--identity", "demo/township/identity.txt"];
    args.extend(["--card", "demo/township/village.csk", "--key", "demo/township/signing-key.txt"]);
    args.extend(["--ack-no", ack_no, "--to", ".", "--now", "2025-11-05T09:00:00+08:00"]);
    args.extend(more);
    run(folder, args)
}

fn import(folder: &TempDir, file: &str) -> Value {
    let book = ["ack", "import", "--book", "demo/village.cunshou", "--password-file", "demo/password.txt"];
    let now = ["--now", "2025-11-05T18:00:00+08:00"];
    run(folder, book.into_iter().chain(now).chain([file])).done()
}

#[test]
fn the_township_answers_and_the_village_reads_it() {
    let folder = TempDir::new().expect("a folder");
    let day = done(&folder, ["demo", "--dir", "demo"]);
    let told = &day["acknowledged"];
    assert_eq!((&told["ack_no"], &told["already_read"]), (&json!(1), &json!(false)));
    assert_eq!(told["package"]["payments"]["accepted"], 59, "{told}");
    assert_eq!(told["package"]["payments"]["rejected"], 1, "the newborn is not in the tax office's system");
    assert_eq!(told["rejected"][0]["reason_code"], "not_registered");
    assert_eq!(told["slips"][0]["state"], "agrees");
    let again = import(&folder, day["ack"].as_str().expect("a file"));
    assert_eq!((&again["already_read"], &again["package"]), (&json!(true), &told["package"]));

    // The tax office's list: one whom the village collected, one who paid by himself before, one with another sum.
    let package = day["package"].as_str().expect("a path").to_owned();
    let package = package.as_str();
    let rows = payments(&folder, package);
    let line = |row: &[String], amount: &str, on: &str, channel: &str| {
        format!("{},{},2026,{amount},{on},{channel}\n", row[0], row[1])
    };
    let list = format!(
        "姓名,身份证号码,参保年度,实缴金额,缴费日期,缴费渠道\n{}{}{}",
        line(&rows[0], &rows[0][2], "2025-11-04", ""),
        line(&rows[1], &rows[1][2], "2025-10-25", ""),
        line(&rows[2], "1.00", "2025-11-04", ""),
    );
    let list = file(&folder, "2026年度缴费名单.csv", &list);
    let slips = file(&folder, "slips.csv", "slip_no,amount,arrived_on\nYS20251103001,100.00,2025-11-04\n");
    let Answered { exit, json: made, words } =
        answer(&folder, package, "2", &["--paid-list", list.as_str(), "--arrived", slips.as_str()]);
    assert_eq!(exit, 0, "{words}");
    let made = (&made["answers"][0], &made["findings"]);
    assert_eq!((&made.0["counts"]["accepted"], &made.0["counts"]["rejected"]), (&json!(1), &json!(0)));
    assert_eq!(
        (made.1[0]["code"].as_str(), made.1[0]["rows"].as_array().map(Vec::len)),
        (Some("E-TWN-003"), Some(2))
    );
    let read = import(&folder, made.0["file"].as_str().expect("a file"));
    let payments = &read["package"]["payments"];
    assert_eq!(
        (&payments["accepted"], &payments["rejected"]),
        (&json!(1), &json!(0)),
        "the newer answer counts"
    );
    assert_eq!(read["slips"][0]["state"], "other_amount", "no silence about another sum");

    let args = ["--book", "demo/village.cunshou", "--password-file", "demo/password.txt"];
    let open = run(&folder, ["ack", "open"].into_iter().chain(args)).json;
    assert_eq!(
        (open["rejected"].as_array().map(Vec::len), open["slips"].as_array().map(Vec::len)),
        (Some(0), Some(1))
    );
    let closes = run(&folder, ["closes", "list"].into_iter().chain(args)).json;
    assert_eq!(closes["closes"][0]["answer"]["ack_no"], 2);
    let Answered { exit, json: verified, words } = run(&folder, ["verify"].into_iter().chain(args));
    assert_eq!((exit, &verified["ok"]), (0, &json!(true)), "{words}");
}

/// Name, certificate number and sum of the first lines of a package's payments, with resident identity cards.
fn payments(folder: &TempDir, package: &str) -> Vec<Vec<String>> {
    let zip = folder.path().join("package.zip");
    let mut age = Command::new("age");
    age.args(["-d", "-i", "demo/township/identity.txt", "-o"])
        .arg(&zip)
        .arg(path_here(package))
        .current_dir(folder.path());
    assert!(age.status().expect("age is installed").success());
    let table =
        Command::new("unzip").args(["-p"]).arg(&zip).arg("payments.csv").output().expect("unzip is there");
    let text = String::from_utf8(table.stdout).expect("text");
    let mut lines =
        text.trim_start_matches('\u{FEFF}').lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let place = |name: &str| header.iter().position(|cell| *cell == name).expect("a column");
    let wanted = [place("psn_name"), place("certno"), place("psn_clct_amt")];
    let (kind, flag) = (place("psn_cert_type"), place("revs_flag"));
    lines
        .filter(|cells| cells[kind] == "01" && cells[flag] == "Z" && cells[wanted[2]] != "0.00")
        .map(|cells| wanted.iter().map(|at| cells[*at].to_owned()).collect())
        .collect()
}

#[test]
fn a_township_makes_its_keys_and_answers_only_what_it_can_vouch_for() {
    let folder = TempDir::new().expect("a folder");
    let keys = done(&folder, ["town", "keys", "--dir", "keys"]);
    assert_eq!(keys["words"].as_array().map(Vec::len), Some(6));
    refused(&folder, ["town", "keys", "--dir", "keys"], "E-CLI-012");
    let card = done(
        &folder,
        [
            "town",
            "card",
            "--key",
            "keys/signing-key.txt",
            "--identity",
            "keys/identity.txt",
            "--town-code",
            "341799101",
            "--town-name",
            "青溪镇",
            "--village",
            "341799101203",
            "--village-name",
            "石桥村",
            "--out",
            "town.csk",
        ],
    );
    assert_eq!(card["words"], keys["words"], "the words that the village compares");

    let day = done(&folder, ["demo", "--dir", "demo"]);
    let package = day["package"].as_str().expect("a path").to_owned();
    let package = package.as_str();
    // Without the village's card nobody says where the package comes from.
    let mut args =
        vec!["town", "answer", package, "--identity", "demo/township/identity.txt", "--ack-no", "1"];
    args.extend(["--key", "demo/township/signing-key.txt", "--to", "."]);
    let Answered { exit, json, .. } = run(&folder, &args);
    assert_eq!((exit, json["packages"][0]["problems"][0]["code"].as_str()), (1, Some("E-TWN-001")));
    assert_eq!(json["answers"], json!([]));
    let bad = [
        (
            "unknown.csv",
            "row_id,status,reason_code\n01900000-0000-7000-8000-000000000000,received,\n",
            "E-CLI-017",
        ),
        (
            "code.csv",
            "row_id,status,reason_code\n01900000-0000-7000-8000-000000000000,rejected,no_such\n",
            "E-CLI-016",
        ),
        ("status.csv", "row_id,status\nx,paid\n", "E-CLI-016"),
        ("header.csv", "row,status\n", "E-CLI-016"),
    ];
    for (name, text, code) in bad {
        let results = file(&folder, name, text);
        let Answered { exit, json, words } = answer(&folder, package, "5", &["--results", results.as_str()]);
        assert_eq!((exit, json["error"]["code"].as_str()), (1, Some(code)), "{name}: {words}");
    }
    let Answered { exit, json, .. } = answer(&folder, package, "5", &["--key", "town.csk"]);
    assert!(exit != 0, "a card is no key: {json}");
    let left = fs::read_dir(folder.path()).expect("the folder").flatten();
    let answers = left.filter(|entry| entry.path().extension().is_some_and(|end| end == "csa")).count();
    assert_eq!(answers, 0, "nothing was written");
}
