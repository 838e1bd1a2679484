//! The township's answer in the real window: its card comes in, a package goes out, the answer is found on the stick, read,
//! and shown to the clerk: on its own page, at home, on the receipt, in the household and among what is to be done.

use crate::day::{click, enter, fill, open_sample, press, shown};
use crate::money::{alt, collect, hit};
use crate::window::{Window, journey};
use cunshou_exchange::ack::{AckRow, AckStatus, SlipArrival, ack_file_name, write_ack};
use cunshou_exchange::card::{TownCard, device_key, make_town_card, read_village_card};
use cunshou_exchange::crypt::{To, With, decrypt, encrypt, identity_from, recipient_of};
use cunshou_exchange::package::{Report, verify_package};
use fantoccini::key::Key;
use std::fs;
use std::path::{Path, PathBuf};
use support::answer::answer_to;

const SEED: [u8; 32] = [8; 32];
const AGE: [u8; 32] = [4; 32];

fn file_with(folder: &Path, ending: &str) -> PathBuf {
    let mut found = fs::read_dir(folder).expect("the stick").flatten().map(|entry| entry.path());
    found.find(|path| path.to_string_lossy().ends_with(ending)).expect("a file of that kind")
}

/// The township's card for the village that made a card.
fn town_card(village: &Path) -> (Vec<u8>, String) {
    let own = read_village_card(&fs::read(village).expect("the village's card")).expect("a card").card;
    let card = TownCard {
        town_code: own.village_code[..9].to_owned(),
        town_name: "青溪镇".to_owned(),
        village_code: own.village_code,
        village_name: own.village_name,
        age_recipient: recipient_of(&identity_from(AGE)).expect("a recipient"),
        verify_key: String::new(),
        policy_key: None,
        cash_limit: None,
        cash_days: None,
        roles: Vec::new(),
        issued_at: "2025-11-01T08:00:00+08:00".to_owned(),
    };
    (make_town_card(&card, &device_key(SEED)).expect("a card"), own.age_recipient)
}

/// The township's answer: the first line is sent back, the others are booked, and a slip that nobody paid in.
fn answer(report: &Report, recipient: &str) -> (String, Vec<u8>) {
    let manifest = report.manifest.clone().expect("a manifest");
    let said = |at: usize, (table, row_id): (&'static str, uuid::Uuid)| {
        let status = match (table, at) {
            ("payments", 0) => AckStatus::Rejected,
            ("payments", _) => AckStatus::Accepted,
            _ => AckStatus::Received,
        };
        AckRow {
            table,
            row_id,
            status,
            reason_code: if status == AckStatus::Rejected { "identity_mismatch" } else { "" }.to_owned(),
            reason: String::new(),
            booked_on: (status == AckStatus::Accepted).then_some(manifest.business_date),
        }
    };
    let rows: Vec<_> = report.rows().into_iter().enumerate().map(|(at, row)| said(at, row)).collect();
    let slip = SlipArrival {
        amount: "100".parse().expect("an amount"),
        arrived_on: manifest.business_date,
        slip_no: "YS7".to_owned(),
    };
    let mut ack = answer_to(report, 1, "2025-11-03T17:00:00+08:00");
    ack.slips.push(slip);
    let zip = write_ack(&ack, &rows, &device_key(SEED)).expect("an answer");
    (ack_file_name(&ack), encrypt(&zip, To::Recipients(&[recipient.to_owned()])).expect("sealed"))
}

#[test]
fn the_townships_answer_comes_back_on_the_stick() {
    journey("acknowledgement", async |window: Window| {
        window.drawn().await;
        open_sample(&window).await;
        let stick = tempfile::tempdir().expect("a stick");
        let folder = stick.path().to_str().expect("a plain path").to_owned();

        // Both sides tell each other their keys.
        click(&window, "nav-settings").await;
        let make = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke('make_card', { request: { folder: arguments[0] } }).then(done, done);";
        let made =
            window.client.execute_async(make, vec![folder.clone().into()]).await.expect("the script runs");
        let (card, recipient) = town_card(Path::new(made.as_str().expect("a path")));
        let path = stick.path().join("town.csk");
        fs::write(&path, card).expect("written");
        fill(&window, "card-path", path.to_str().expect("a plain path")).await;
        click(&window, "card-accept").await;
        click(&window, "card-confirm").await;

        // A household pays, the day is closed, its package goes out.
        click(&window, "nav-collect").await;
        fill(&window, "session-float", "0").await;
        click(&window, "session-open").await;
        let (number, due) = collect(&window, "三组").await;
        alt(&window, '5').await;
        enter(&window).await;
        fill(&window, "pieces:10.00", &(due / 1_000).to_string()).await;
        fill(&window, "pieces:1.00", &(due / 100 % 10).to_string()).await;
        hit(&window, Key::F9).await;
        click(&window, "close-session").await;
        window.find("close-no").await;
        fill(&window, "export-folder", &folder).await;
        click(&window, "export-write").await;
        window.find("export-safe").await;

        // The township answers.
        let sealed = fs::read(file_with(stick.path(), ".csp")).expect("the package");
        let zip = decrypt(&sealed, With::Identity(&identity_from(AGE))).expect("the township opens it");
        let report = verify_package(&zip, None, None);
        assert!(report.is_good(), "{:?}", report.problems);
        let (name, bytes) = answer(&report, &recipient);
        fs::write(stick.path().join(&name), &bytes[..bytes.len() - 1]).expect("written");

        // A damaged copy changes nothing; the whole one is found where the package was written, and read by keyboard.
        alt(&window, 'k').await;
        window.find("ack-read").await;
        window.sees(&name).await;
        alt(&window, 'w').await;
        let refused = window.find("error").await.attr("data-code").await.expect("attribute");
        assert_eq!(refused.as_deref(), Some("E-ACK-001"));
        fs::write(stick.path().join(&name), &bytes).expect("written");
        window.picture("found");
        alt(&window, 'w').await;
        let done = shown(&window, "ack-done").await;
        let others = report.payments.len() - 1;
        assert!(done.contains(&format!("已入库 {others} 人")) && done.contains("被退回 1 人"), "{done}");
        let row = shown(&window, "ack-row").await;
        assert!(row.contains("姓名和证件号码对不上") && row.contains("改正后请镇里重报"), "{row}");
        let slip = shown(&window, "ack-slip:YS7").await;
        assert!(slip.contains("账上没有这张回单"), "{slip}");
        window.picture("read");
        alt(&window, 'w').await;
        window.sees("以前读过").await;

        // It is seen wherever one looks.
        alt(&window, '1').await;
        assert!(shown(&window, "home-answer").await.contains("镇里已回执"));
        let open = shown(&window, "home-acks").await;
        assert!(open.contains("镇里退回 1 件") && open.contains("1 张银行回单"), "{open}");
        window.picture("home");
        alt(&window, '4').await;
        window.find(&format!("receipts-row:{number}")).await;
        window.sees("镇里退回").await;
        enter(&window).await;
        let said = shown(&window, "receipt-answer").await;
        assert!(said.contains("被退回：姓名和证件号码对不上"), "{said}");
        window.picture("receipt");
        alt(&window, '3').await;
        window.find("household-search").await;
        press(&window, "三组").await;
        window.find(&format!("household-row:{}", report.payments[0].hh_no)).await;
        enter(&window).await;
        let first = report.payments[0].psn_name.clone();
        window.sees(&first).await;
        window.sees("被退回").await;
        window.picture("household");
    });
}
