//! A small answer: written, read back, and attacked.

use super::*;
use crate::card::device_key;
use crate::crypt::{To, With, decrypt, encrypt, identity_from, recipient_of};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn row(table: &'static str, number: u128, status: AckStatus) -> AckRow {
    AckRow {
        table,
        row_id: id(number),
        status,
        reason_code: String::new(),
        reason: String::new(),
        booked_on: None,
    }
}

fn rows() -> Vec<AckRow> {
    vec![
        AckRow {
            reason_code: "identity_mismatch".to_owned(),
            reason: "=姓名与公安库不符".to_owned(),
            ..row("payments", 2, AckStatus::Rejected)
        },
        AckRow { booked_on: Some(day("2025-11-06")), ..row("payments", 1, AckStatus::Accepted) },
        row("closes", 9, AckStatus::Received),
    ]
}

fn slip(slip_no: &str, amount: &str) -> SlipArrival {
    SlipArrival {
        amount: amount.parse().expect("an amount"),
        arrived_on: day("2025-11-05"),
        slip_no: slip_no.to_owned(),
    }
}

fn ack() -> Ack {
    Ack {
        ack_no: 3,
        answered_at: "2025-11-07T09:00:00+08:00".to_owned(),
        app_version: "0.1.0".to_owned(),
        book_id: "book".to_owned(),
        close_no: 1,
        counts: AckCounts::default(),
        device_id: "device".to_owned(),
        format: String::new(),
        journal_head: "0".repeat(64),
        kind: "live".to_owned(),
        package_id: id(77),
        package_sha256: "1".repeat(64),
        rows_sha256: String::new(),
        series: "A".to_owned(),
        slips: vec![slip("YS2", "40.00"), slip("YS1", "400.00")],
        town_code: "341799001".to_owned(),
        town_key: String::new(),
        version: 0,
        village_code: "341799001001".to_owned(),
    }
}

fn written() -> Vec<u8> {
    write_ack(&ack(), &rows(), &device_key([3; 32])).expect("an answer")
}

/// The answer with its text changed and signed again: whoever holds the key can write anything.
fn resigned(change: impl Fn(String) -> String, rows: impl Fn(String) -> String) -> Result<Answer, AckFault> {
    let (files, _) = archive::read(&written());
    let csv = rows(String::from_utf8(files[2].1.clone()).expect("text")).into_bytes();
    let json = String::from_utf8(files[0].1.clone()).expect("text");
    let signed: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let old_hash = signed["rows_sha256"].as_str().expect("a hash").to_owned();
    let json = change(json.replace(&old_hash, &hex(&sha256(&[&csv])))).into_bytes();
    let key = device_key([3; 32]);
    let signature = BASE64.encode(key.sign(&[SIGNATURE_DOMAIN, &json].concat()).to_bytes()).into_bytes();
    let files = [(ACK, json), (SIGNATURE, signature), (ROWS, csv)];
    let zip = archive::write(&files.map(|(name, content)| (name.to_owned(), content))).expect("a zip");
    read_ack(&zip, &key.verifying_key())
}

#[test]
fn an_answer_is_read_back_as_it_was_written_in_one_order() {
    let answer = read_ack(&written(), &device_key([3; 32]).verifying_key()).expect("read");
    let told: Vec<_> = answer
        .rows
        .iter()
        .map(|row| (row.table, row.row_id, row.status.word(), row.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("payments", id(1), "accepted", ""),
            ("payments", id(2), "rejected", "=姓名与公安库不符"),
            ("closes", id(9), "received", ""),
        ]
    );
    assert_eq!(answer.ack.counts, AckCounts { accepted: 1, received: 1, rejected: 1, rows: 3 });
    assert_eq!(answer.ack.slips.iter().map(|slip| slip.slip_no.as_str()).collect::<Vec<_>>(), ["YS1", "YS2"]);
    assert_eq!(ack_file_name(&answer.ack), "cunshou-ack-341799001001-A-z1-a3.csa");
    let mut turned = rows();
    turned.reverse();
    assert_eq!(write_ack(&ack(), &turned, &device_key([3; 32])), Ok(written()), "one answer, one file");
}

#[test]
fn rows_are_a_table_that_no_spreadsheet_takes_for_formulas() {
    let (files, fault) = archive::read(&written());
    assert_eq!((files.len(), fault), (3, None));
    let expected = concat!(
        "\u{FEFF}table,row_id,status,reason_code,reason,booked_on\r\n",
        "payments,01900000-0000-7000-8000-000000000001,accepted,,,2025-11-06\r\n",
        "payments,01900000-0000-7000-8000-000000000002,rejected,identity_mismatch,'=姓名与公安库不符,\r\n",
        "closes,01900000-0000-7000-8000-000000000009,received,,,\r\n",
    );
    assert_eq!(String::from_utf8_lossy(&files[2].1), expected);
}

#[test]
fn no_byte_of_an_answer_can_change_unnoticed() {
    let zip = written();
    assert!(zip.len() < 4_096, "{} bytes: every one of them is tried", zip.len());
    let key = device_key([3; 32]).verifying_key();
    for at in 0..zip.len() {
        let mut changed = zip.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(read_ack(&changed, &key).is_err(), "byte {at}");
    }
    for end in 0..zip.len() {
        assert!(read_ack(&zip[..end], &key).is_err(), "cut off at {end}");
    }
    let longer = [zip.as_slice(), b"x"].concat();
    assert!(read_ack(&longer, &key).is_err(), "a byte too many");
}

#[test]
fn an_answer_is_refused_for_the_reason_that_it_has() {
    let other = device_key([4; 32]).verifying_key();
    assert_eq!(read_ack(&written(), &other), Err(AckFault::OtherKey));
    assert_eq!(read_ack(b"PK", &other), Err(AckFault::Unreadable));
    assert_eq!(read_ack(&vec![0; MAX_ZIP_BYTES + 1], &other), Err(AckFault::TooLarge));
    let same = |text: String| text;
    assert!(resigned(same, same).is_ok(), "signed again as it was, it is the same answer");
    let later = |text: String| text.replace(r#""version":1"#, r#""version":2"#);
    assert_eq!(resigned(later, same), Err(AckFault::Version { version: 2 }));
    let spaced = |text: String| text.replace(r#""close_no":1"#, r#""close_no": 1"#);
    assert_eq!(resigned(spaced, same), Err(AckFault::NotAsWritten), "one spelling");
    let more = |text: String| text.replace(r#""close_no":1"#, r#""close_no":1,"extra":1"#);
    assert_eq!(resigned(more, same), Err(AckFault::Json));
    let miscounted = |text: String| text.replace(r#""accepted":1"#, r#""accepted":2"#);
    assert_eq!(resigned(miscounted, same), Err(AckFault::RowsChanged));
    let no_money = |text: String| text.replace(r#""amount":"40.00""#, r#""amount":"0.00""#);
    assert_eq!(resigned(no_money, same), Err(AckFault::Slip { place: 2, field: "amount" }));
    let row = |line, field| Err(AckFault::Row { line, field });
    let changed = |from: &'static str, to: &'static str| move |text: String| text.replace(from, to);
    assert_eq!(resigned(same, changed("accepted,,", "booked,,")), row(2, "status"));
    assert_eq!(resigned(same, changed("closes,", "people,")), row(4, "table"));
    assert_eq!(resigned(same, changed("2025-11-06", "6.11.2025")), row(2, "booked_on"));
    assert_eq!(resigned(same, changed("identity_mismatch", "")), row(3, "reason_code"));
    assert_eq!(resigned(same, changed("'=姓名", "341799196707156436姓名")), row(3, "reason"));
    assert_eq!(resigned(same, changed("000000000002", "000000000001")), row(3, "row_id"), "a row twice");
    assert_eq!(resigned(same, changed("received,,,\r\n", "received,,,\n")), Err(AckFault::NotAsWritten));
}

#[test]
fn what_an_answer_may_not_say_is_not_written() {
    let key = device_key([3; 32]);
    let mut bad = rows();
    bad[2].reason = "没有这回事".to_owned();
    assert_eq!(write_ack(&ack(), &bad, &key), Err(AckFault::Row { line: 4, field: "reason" }));
    let mut twice = ack();
    twice.slips.push(slip("YS1", "1.00"));
    assert_eq!(write_ack(&twice, &rows(), &key), Err(AckFault::Slip { place: 2, field: "slip_no" }));
}

#[test]
fn only_the_village_opens_it() {
    let (own, other) = (identity_from([7; 32]), identity_from([8; 32]));
    let sealed =
        encrypt(&written(), To::Recipients(&[recipient_of(&own).expect("a recipient")])).expect("sealed");
    assert_eq!(decrypt(&sealed, With::Identity(&own)), Ok(written()));
    assert!(decrypt(&sealed, With::Identity(&other)).is_err());
}
