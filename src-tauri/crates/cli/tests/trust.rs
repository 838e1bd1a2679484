//! The real binary: copies, the day on which a disk is lost, people with passwords.

use serde_json::Value;
use std::path::Path;
use support::command::{Answered, DEMO_BOOK, path_here, program};
use tempfile::TempDir;

const PASSWORD: &str = "石桥村2026";
const NEW: &str = "吴会计的密码";
const MORNING: &str = "2025-11-03T09:00:00+08:00";

struct Village {
    folder: TempDir,
    recovery_key: String,
}

impl Village {
    fn new() -> Self {
        let mut village = Self { folder: TempDir::new().expect("a folder"), recovery_key: String::new() };
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../policies/guichi-2026.toml");
        let policy = policy.to_str().expect("a path").to_owned();
        let more = ["--policy", &policy, "--now", MORNING, "--book", &village.path("b.cunshou")];
        let made = village.run(&[&DEMO_BOOK[..], &more].concat()).json;
        made["recovery_key"].as_str().expect("shown once").clone_into(&mut village.recovery_key);
        village
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn secret(&self, name: &str, secret: &str) -> String {
        std::fs::write(self.path(name), secret).expect("written");
        self.path(name)
    }

    #[expect(clippy::unused_self, reason = "called like the others")]
    fn run(&self, args: &[&str]) -> Answered {
        let mut command = program(env!("CARGO_BIN_EXE_cunshou-cli"));
        if !args.contains(&"--now") {
            command.args(["--now", MORNING]);
        }
        Answered::by(command.args(args).arg("--json").env("CUNSHOU_PASSWORD", PASSWORD))
    }

    fn on_book(&self, args: &[&str]) -> Answered {
        let book = self.path("b.cunshou");
        self.run(&[args, &["--book", &book]].concat())
    }

    fn done(&self, args: &[&str]) -> Value {
        self.on_book(args).done()
    }

    fn refused(&self, args: &[&str], code: &str) {
        self.on_book(args).refused(code);
    }
}

#[test]
fn a_copy_becomes_the_book_again_under_a_new_series() {
    let village = Village::new();
    village.refused(&["backup"], "E-BAK-003");
    std::fs::create_dir(village.path("second")).expect("a folder");
    let second = village.path("second");
    let copied = village.done(&["backup", "--set-folder", &second, "--keep", "5"]);
    let copy = path_here(copied["backups"][0]["backup"].as_str().expect("a path"));
    assert!(copy.exists() && copied["backups"][0]["verified"] == true, "{copied}");
    let status = village.done(&["backup", "--status"]);
    assert_eq!(
        (&status["payments_since"], &status["age_days"]),
        (&Value::from(0), &Value::from(0)),
        "{status}"
    );
    let from = copy.to_str().expect("a path");
    let drill = village.done(&["practise", "--from", from]);
    assert_eq!(drill["is_earlier_state"], true, "{drill}");

    let look = [
        "restore",
        "--from",
        from,
        "--last-receipt",
        "3",
        "--last-close",
        "cunshou-341799101203-ABCD-z2.csp",
    ];
    let Answered { exit, json: looked, .. } = village.run(&look);
    assert_eq!((exit, looked["lost"]["receipts"].as_array().map(Vec::len)), (0, Some(3)), "{looked}");
    assert_eq!(looked["lost"]["closes"], serde_json::json!([1, 2]));
    let to = village.path("restored.cunshou");
    let Answered { exit, json: restored, .. } = village.run(&[&look[..], &["--to", &to]].concat());
    assert_eq!(
        (exit, &restored["series_opened"], &restored["ok"]),
        (0, &Value::from(true), &Value::from(true))
    );
    assert_ne!(restored["series"], restored["restored_from"], "no number is given twice");
    let Answered { exit, json: again, .. } = village.run(&[&look[..], &["--to", &to]].concat());
    assert_eq!(
        (exit, again["error"]["code"].as_str()),
        (1, Some("E-BOOK-010")),
        "a book is never written over"
    );
    let lost = village.run(&["lost-receipts", "--book", &to]).json;
    assert_eq!(lost["receipts"].as_array().map(Vec::len), Some(3));
    // One of them had been taken back before: both papers tick it off, and it comes back to the list if that was wrong.
    let number = lost["receipts"][1]["receipt_no"].as_str().expect("a number");
    let papers = [
        "lost-voided",
        "--book",
        &to,
        "--receipt",
        number,
        "--amount",
        "1200",
        "--taken-on",
        "2025-11-03",
        "--voided-on",
        "2025-11-03",
        "--slip",
        "第1号",
    ];
    let Answered { exit, json: ticked, .. } = village.run(&papers);
    assert_eq!((exit, &ticked["left"], &ticked["voided"]["amount"]), (0, &2.into(), &"1200.00".into()));
    let lost = village.run(&["lost-receipts", "--book", &to]).json;
    assert_eq!((&lost["left"], &lost["receipts"][1]["voided"]["slip_no"]), (&2.into(), &"第1号".into()));
    // The township hears of it, with what the papers say; and of nothing once that was taken back.
    let phrase = village.secret("phrase", "青溪镇 对账 2026");
    let day = |close_no: &str| {
        let on_book = |args: &[&str]| village.run(&[args, &["--book", &to]].concat()).done();
        on_book(&["session", "open", "--date", "2025-11-03", "--float", "0.00"]);
        on_book(&["count"]);
        on_book(&["close"]);
        let out = village.path("");
        let export = ["export", "--close", close_no, "--to", &out, "--passphrase-file", &phrase];
        on_book(&export)["package"].as_str().expect("a path").to_owned()
    };
    let township = |packages: &[&str]| {
        let args = [&["town", "verify"], packages, &["--passphrase-file", &phrase]].concat();
        let found = village.run(&args).done()["findings"].as_array().expect("a list").clone();
        found.into_iter().find(|finding| finding["code"] == "E-TWN-006")
    };
    let first = day("1");
    let found = township(&[&first]).expect("one claim");
    let row = format!("{number}：1200.00 元，2025-11-03 收，2025-11-03 作废，作废单 第1号");
    assert_eq!(found["rows"], serde_json::json!([row]), "{found}");
    let withdrawal = ["lost-voided-withdraw", "--book", &to, "--receipt", number, "--reason", "票号看错了"];
    let Answered { exit, json: again, .. } = village.run(&withdrawal);
    assert_eq!((exit, &again["left"], &again["voided"]), (0, &3.into(), &Value::Null));
    let second = day("2");
    assert_eq!(township(&[&second, &first]), None, "in whatever order the packages are given");
    let Answered { exit, json: verified, .. } = village.run(&["verify", "--book", &to]);
    assert_eq!((exit, &verified["ok"]), (0, &Value::from(true)), "{verified}");
}

#[test]
fn people_come_and_go_with_their_passwords() {
    let village = Village::new();
    let (new, key) = (village.secret("new", NEW), village.secret("key", &village.recovery_key));
    village.done(&["user", "add", "--name", "吴会计", "--role", "clerk", "--new-password-file", &new]);
    village.refused(&["user", "add", "--name", "吴会计", "--new-password-file", &new], "E-USR-002");
    let form = "0192f0c1-2b3d-7000-8000-00000000a001";
    let over = ["user", "hand-over", "--to", "吴会计", "--their-password-file", &new, "--hand-over-id", form];
    let handed = village.done(&over);
    assert_eq!(handed["already_recorded"], false);
    assert_eq!(village.done(&over)["already_recorded"], true, "the answer got lost, and it was asked again");
    assert_eq!(
        (&handed["to"], &handed["variance"]),
        (&Value::from("吴会计"), &Value::from("0.00")),
        "{handed}"
    );
    village.refused(&["user", "roles", "--on", "--recovery-file", &new], "E-USR-007");
    village.done(&["user", "roles", "--on", "--recovery-file", &key]);
    village.refused(&["rekey"], "E-USR-001");
    village.done(&["user", "roles", "--off", "--recovery-file", &key]);
    let rekeyed = village.done(&["user", "remove", "--name", "吴会计"]);
    assert_eq!(rekeyed["without_password"], serde_json::json!([]), "{rekeyed}");
    let users = village.done(&["user", "list"]);
    assert_eq!(users["users"].as_array().map(Vec::len), Some(1), "{users}");
    let log = village.done(&["audit", "--group", "people"]);
    assert_eq!(log["total"], 5, "added, handed over, roles on and off, removed: {log}");
    village.done(&["audit", "--out", &village.path("log.xlsx")]);
    assert!(Path::new(&village.path("log.xlsx")).exists());
}

#[test]
fn before_new_tables_a_copy_goes_to_the_backup_stick_that_is_plugged_in() {
    let village = Village::new();
    let book = village.folder.path().join("b.cunshou");
    support::as_of_schema(&book, 10);
    let (stick, stranger) = (support::tiny_stick("16m"), support::tiny_stick("1m"));
    let folder = stick.path().join(cunshou_core::book::STICK_FOLDER);
    std::fs::create_dir(&folder).expect("made a backup stick");
    let output = program(env!("CARGO_BIN_EXE_cunshou-cli"))
        .args(["verify", "--json", "--book"])
        .arg(&book)
        .env("CUNSHOU_PASSWORD", PASSWORD)
        .output()
        .expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains(&format!("另存到：{}", folder.display())), "{said}");
    let copies = std::fs::read_dir(&folder).expect("the stick").flatten().map(|entry| entry.path());
    let copies: Vec<_> = copies.filter(|path| path.extension().is_some_and(|end| end == "cunshou")).collect();
    assert_eq!(copies.len(), 1, "one copy with its keys: {copies:?}");
    assert_eq!(
        std::fs::read_dir(stranger.path()).expect("the other").count(),
        0,
        "nothing on a stranger's stick"
    );
    let raw = support::raw(&copies[0], PASSWORD);
    let version: i64 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
    assert_eq!(version, 10, "as it was before");
}
