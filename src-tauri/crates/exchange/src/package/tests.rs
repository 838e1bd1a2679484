//! A small close: written, read back by standard tools, and attacked.

use super::journal::JOURNAL;
use super::manifest::SIGNATURE;
use super::money::{DIFFERENCES, PAYMENTS};
use super::people::{
    CANVASSING_LAYOUT, CanvassingRow, ENROLMENTS_LAYOUT, EnrolmentRow, HOUSEHOLDS_LAYOUT, HouseholdRow,
    PeopleRows,
};
use super::summary::SUMMARY;
use super::table::{Layout, TableRow, harmless};
use super::write::sign;
use super::*;
use crate::canonical::canonical_json;
use crate::card::device_key;
use crate::crypt::{identity_from, recipient_of};
use crate::workbook;
use chrono::{DateTime, FixedOffset, NaiveDate};
use cunshou_policy::Yuan;
use ed25519_dalek::SigningKey;
use std::io::Cursor;
use std::process::{Command, Stdio};

fn at(minute: u32) -> DateTime<FixedOffset> {
    format!("2025-11-03T09:{minute:02}:00+08:00").parse().expect("an instant")
}

fn yuan(text: &str) -> Yuan {
    text.parse().expect("an amount")
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number)
}

fn row(line: u128, receipt: u32, name: &str, certno: &str, due: &str, subsidy: &str) -> PaymentRow {
    PaymentRow {
        row_id: id(line),
        corrects: None,
        receipt_no: format!("341799001001-A-{receipt:06}"),
        line_no: 1,
        payment_id: id(1_000 + u128::from(receipt)),
        levy_year: 2026,
        means: MEANS_CASH.to_owned(),
        hh_no: format!("60001000{receipt}"),
        head_certno: certno.to_owned(),
        rlts: "02".to_owned(),
        psn_cert_type: "01".to_owned(),
        certno: certno.to_owned(),
        psn_name: name.to_owned(),
        psn_name_alt: None,
        gend: "1".to_owned(),
        brdy: NaiveDate::from_ymd_opt(1967, 7, 15),
        naty: "01".to_owned(),
        resd_natu: "农业户口".to_owned(),
        mob: "15461415669".to_owned(),
        insutype: INSUTYPE.to_owned(),
        psn_type: "1501".to_owned(),
        category: if subsidy == "0.00" { String::new() } else { "minimum_living_allowance".to_owned() },
        category_source: String::new(),
        cashym: "202511".to_owned(),
        accrym_begn: "202601".to_owned(),
        accrym_end: "202612".to_owned(),
        benefit_from: NaiveDate::from_ymd_opt(2026, 1, 1),
        benefit_to: NaiveDate::from_ymd_opt(2026, 12, 31),
        waiting_months: None,
        std_amt: yuan("400.00"),
        psn_clct_amt: yuan(due),
        collective_aid: Yuan::ZERO,
        finsubs_amt: yuan(subsidy),
        subsidy_fund: if subsidy == "0.00" { String::new() } else { "district_finance".to_owned() },
        clct_sumamt: yuan("400.00"),
        clct_way: CLCT_WAY.to_owned(),
        clct_type: CLCT_TYPE_NORMAL.to_owned(),
        revs_flag: REVS_NORMAL.to_owned(),
        orig_receipt_no: None,
        clct_time: at(receipt),
        agnter_name: "=周国平".to_owned(),
        policy_id: "guichi-2026".to_owned(),
        article: "二（一）".to_owned(),
    }
}

fn chain(payloads: &[(&str, String)], mut prev: [u8; 32], from: u64) -> Vec<JournalEntry> {
    (from..)
        .zip(payloads)
        .map(|(seq, (kind, payload))| {
            let payload = payload.clone().into_bytes();
            let entry = JournalEntry {
                seq,
                kind: (*kind).to_owned(),
                hash: entry_hash(&prev, &payload),
                payload,
                prev,
            };
            prev = entry.hash;
            entry
        })
        .collect()
}

fn payment(serial: u64, rows: &[&PaymentRow]) -> (&'static str, String) {
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                r#"{{"due":"{}","fee":"{}","row_id":"{}","subsidy":"{}"}}"#,
                row.psn_clct_amt, row.std_amt, row.row_id, row.finsubs_amt
            )
        })
        .collect();
    let receipt_no = &rows[0].receipt_no;
    (
        PAYMENT_KIND,
        format!(
            r#"{{"kind":"payment","lines":[{}],"receipt_no":"{receipt_no}","serial":{serial}}}"#,
            lines.join(",")
        ),
    )
}

/// Everybody of the payments, in his household and as having paid; one who was visited.
fn people(payments: &[PaymentRow]) -> PeopleRows {
    let household = |(at, row): (u128, &PaymentRow)| HouseholdRow {
        row_id: id(200 + at),
        corrects: None,
        hh_no: row.hh_no.clone(),
        village_group: "一组".to_owned(),
        address: "=石桥村一组".to_owned(),
        head_certno: row.head_certno.clone(),
        member_no: Some(row.line_no),
        rlts: row.rlts.clone(),
        psn_cert_type: row.psn_cert_type.clone(),
        certno: row.certno.clone(),
        psn_name: row.psn_name.clone(),
        psn_name_alt: None,
        gend: row.gend.clone(),
        brdy: row.brdy,
        naty: row.naty.clone(),
        resd_natu: "in_area".to_owned(),
        mob: row.mob.clone(),
        standing: "present".to_owned(),
    };
    let enrolment = |(at, row): (u128, &PaymentRow)| EnrolmentRow {
        row_id: id(300 + at),
        corrects: None,
        levy_year: row.levy_year,
        hh_no: row.hh_no.clone(),
        head_certno: row.head_certno.clone(),
        psn_cert_type: row.psn_cert_type.clone(),
        certno: row.certno.clone(),
        psn_name: row.psn_name.clone(),
        psn_name_alt: None,
        state: people::PAID_HERE.to_owned(),
        reason: String::new(),
        note: "-".to_owned(),
        proof: String::new(),
        approval_no: String::new(),
        receipt_no: Some(row.receipt_no.clone()),
        registration: String::new(),
        registration_kinds: String::new(),
        recorded_at: Some(row.clct_time),
        recorded_by: String::new(),
    };
    let first = &payments[0];
    PeopleRows {
        enrolments: (1..).zip(payments).map(enrolment).collect(),
        households: (1..).zip(payments).map(household).collect(),
        canvassing: vec![CanvassingRow {
            row_id: id(400),
            corrects: Some(id(399)),
            visit_no: 7,
            levy_year: 2026,
            hh_no: first.hh_no.clone(),
            village_group: "一组".to_owned(),
            psn_cert_type: first.psn_cert_type.clone(),
            certno: first.certno.clone(),
            psn_name: first.psn_name.clone(),
            visited_on: NaiveDate::from_ymd_opt(2025, 10, 30).expect("a date"),
            way: "door".to_owned(),
            visitor: "王主任".to_owned(),
            met: String::new(),
            outcome: "later".to_owned(),
            note: "@下月初".to_owned(),
            next_on: NaiveDate::from_ymd_opt(2025, 11, 3),
            warned_rule: String::new(),
            signed: String::new(),
            signed_on: None,
            recorded_at: at(1),
            recorded_by: "周国平".to_owned(),
        }],
    }
}

/// Two receipts: a household of two, one of them with a subsidy, and a single person.
fn contents() -> PackageContents {
    let payments = vec![
        row(1, 1, "胡国庆", "341799196707156436", "400.00", "0.00"),
        PaymentRow {
            line_no: 2,
            head_certno: "341799196707156436".to_owned(),
            ..row(2, 1, "+方腊香", "34179919710906072X", "40.00", "360.00")
        },
        row(3, 2, "杨䶮", "341799196102220917", "400.00", "0.00"),
    ];
    let journal = chain(
        &[
            ("session_opened", r#"{"float":"100.00","kind":"session_opened"}"#.to_owned()),
            payment(1, &[&payments[0], &payments[1]]),
            payment(2, &[&payments[2]]),
            ("close", r#"{"close_no":1,"kind":"close"}"#.to_owned()),
        ],
        [0; 32],
        1,
    );
    let close = CloseRow {
        row_id: id(9),
        corrects: None,
        close_no: 1,
        session_no: 1,
        business_date: NaiveDate::from_ymd_opt(2025, 11, 3).expect("a date"),
        opened_at: at(0),
        closed_at: at(59),
        payments: 2,
        persons: 3,
        opening_float: yuan("100.00"),
        cash_taken: yuan("840.00"),
        voids: 0,
        cash_back: Yuan::ZERO,
        reversals: 0,
        reversed: Yuan::ZERO,
        remitted_from_drawer: Yuan::ZERO,
        scans: 0,
        scanned: Yuan::ZERO,
        unremitted: yuan("840.00"),
        expected: yuan("940.00"),
        counted: yuan("939.50"),
        variance: yuan("-0.50"),
        difference_reason: Some("找零差错".to_owned()),
        difference_outcome: Some("carried".to_owned()),
        denominations: "100.00x9;20.00x1;10.00x1;5.00x1;1.00x4;0.50x1".to_owned(),
        perpetual_due: yuan("840.00"),
        closed_by: "周国平".to_owned(),
    };
    PackageContents {
        facts: Facts {
            kind: "live".to_owned(),
            package_id: id(77),
            village_code: "341799001001".to_owned(),
            village_name: "石桥村".to_owned(),
            town_code: "341799001".to_owned(),
            device_id: "device".to_owned(),
            book_id: "book".to_owned(),
            series: "A".to_owned(),
            restored_from: None,
            policies: vec![PolicyRef {
                levy_year: 2026,
                policy_id: "guichi-2026".to_owned(),
                policy_sha256: hex(&[1; 32]),
            }],
            business_date: close.business_date,
            close_no: 1,
            previous_package_sha256: None,
            remitted: Yuan::ZERO,
            unremitted: yuan("840.00"),
            perpetual_due: yuan("840.00"),
            operator: "周国平".to_owned(),
            app_version: "0.1.0".to_owned(),
            written_at: at(59),
        },
        people: people(&payments),
        journal,
        payments,
        closes: vec![close],
        remittances: Vec::new(),
        refunds: Vec::new(),
        differences: Vec::new(),
        village_groups: [("600010001", "一组"), ("600010002", "二组")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into(),
        labels: [("minimum_living_allowance", "低保对象"), ("district_finance", "区财政"), ("cash", "现金")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into(),
    }
}

fn key() -> SigningKey {
    device_key([5; 32])
}

fn package() -> Vec<u8> {
    write_package(&contents(), &key()).expect("a package")
}

fn codes(zip: &[u8]) -> Vec<&'static str> {
    verify_package(zip, Some(&key().verifying_key()), None).problems.iter().map(Problem::code).collect()
}

/// The package with one of its files changed, everything around it made right again but the signature.
fn with_file(zip: &[u8], name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let (files, _) = archive::read(zip);
    let files: Vec<(String, Vec<u8>)> = files
        .into_iter()
        .map(|(of, content)| if of == name { (of, change(content)) } else { (of, content) })
        .collect();
    archive::write(&files).expect("an archive")
}

fn replaced(bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes).expect("text");
    assert!(text.contains(from), "{from} is there to be changed");
    text.replace(from, to).into_bytes()
}

#[test]
fn a_package_is_good_and_always_the_same() {
    let zip = package();
    assert_eq!(zip, package());
    let report = verify_package(&zip, Some(&key().verifying_key()), Some([0; 32]));
    assert_eq!(report.problems, []);
    assert!(report.is_good() && report.origin_proved);
    let manifest = report.manifest.expect("a manifest");
    assert_eq!((manifest.totals.due, manifest.totals.subsidy), (yuan("840.00"), yuan("360.00")));
    assert_eq!((manifest.counts.payments, manifest.counts.persons), (2, 3));
    assert_eq!((manifest.receipt_from, manifest.receipt_to), (Some(1), Some(2)));
    assert_eq!(report.payments, contents().payments);
    assert_eq!(report.people, contents().people);
    assert_eq!(
        (manifest.counts.enrolments, manifest.counts.households, manifest.counts.canvassing),
        (3, 3, 1)
    );
    let names: Vec<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "journal.jsonl",
            "payments.csv",
            "enrolments.csv",
            "households.csv",
            "canvassing.csv",
            "closes.csv",
            "remittances.csv",
            "refunds.csv",
            "differences.csv",
            "summary.xlsx"
        ]
    );
    assert_eq!(report.closes, contents().closes);
    assert_eq!(report.journal, contents().journal);
    assert_eq!(package_file_name("341799001001", "A", 1), "cunshou-341799001001-A-z1.csp");
}

#[test]
fn a_package_without_an_enrolled_key_is_checked_against_itself_only() {
    let report = verify_package(&package(), None, None);
    assert!(report.is_good() && !report.origin_proved);
}

/// Every byte of the archive's headers, the manifest and the signature; of the hashed files every seventh.
#[test]
fn no_byte_of_a_package_can_change_unnoticed() {
    let zip = package();
    let enrolled = key().verifying_key();
    let (files, _) = archive::read(&zip);
    let hashed: Vec<_> = files
        .iter()
        .filter(|(name, _)| name != MANIFEST && name != SIGNATURE)
        .map(|(_, content)| {
            let start = zip.windows(content.len()).position(|window| window == content).expect("its place");
            start..start + content.len()
        })
        .collect();
    for at in (0..zip.len()).filter(|at| at % 7 == 0 || !hashed.iter().any(|file| file.contains(at))) {
        let mut changed = zip.clone();
        changed[at] ^= 1 << (at % 8);
        let report = verify_package(&changed, Some(&enrolled), None);
        assert!(!report.is_good(), "byte {at} of {}", zip.len());
    }
    for end in (0..zip.len()).step_by(997) {
        assert!(!verify_package(&zip[..end], Some(&enrolled), None).is_good(), "cut at {end}");
    }
    let longer = [zip.as_slice(), b"\n"].concat();
    assert!(!verify_package(&longer, Some(&enrolled), None).is_good());
}

#[test]
fn a_changed_sum_is_found_at_every_layer() {
    let zip = package();
    // The row alone: the file is not the signed one, and the row's own hash is wrong.
    let found = codes(&with_file(&zip, PAYMENTS, |bytes| replaced(bytes, ",40.00,", ",10.00,")));
    assert!(found.contains(&"E-PKG-110") && found.contains(&"E-PKG-121"), "{found:?}");
    // The manifest alone.
    let found =
        codes(&with_file(&zip, MANIFEST, |bytes| replaced(bytes, r#""due":"840.00""#, r#""due":"810.00""#)));
    assert!(found.contains(&"E-PKG-108") && found.contains(&"E-PKG-127"), "{found:?}");
    // The journal alone.
    let found =
        codes(&with_file(&zip, JOURNAL, |bytes| replaced(bytes, r#""due":"40.00""#, r#""due":"10.00""#)));
    assert!(found.contains(&"E-PKG-110") && found.contains(&"E-PKG-113"), "{found:?}");
}

/// Something that was done about a difference, by so many fen.
fn step(fen: i64) -> DifferenceRow {
    DifferenceRow {
        row_id: id(90),
        corrects: None,
        step_no: 1,
        close_no: 1,
        state: "settled".to_owned(),
        way: "made_up".to_owned(),
        amount: Yuan::from_fen(fen),
        open: Yuan::ZERO,
        paper_no: None,
        receipt_no: None,
        on_day: contents().facts.business_date,
        note: "补足".to_owned(),
        recorded_by: "周国平".to_owned(),
    }
}

/// A program that did not follow differences wrote no file of them: its packages stay good.
#[test]
fn a_package_without_differences_is_good() {
    let (files, _) = archive::read(&package());
    let mut files: Vec<(String, Vec<u8>)> =
        files.into_iter().filter(|(name, _)| name != DIFFERENCES && name != SIGNATURE).collect();
    let manifest = &mut files[0];
    assert_eq!(manifest.0, MANIFEST);
    let mut said: Manifest = serde_json::from_slice(&manifest.1).expect("a manifest");
    said.files.retain(|file| file.name != DIFFERENCES);
    manifest.1 = canonical_json(&said).expect("canonical");
    let signature = (SIGNATURE.to_owned(), sign(&key(), &manifest.1));
    files.insert(1, signature);
    let zip = archive::write(&files).expect("an archive");
    assert_eq!(codes(&zip), Vec::<&str>::new());
}

/// Whoever has the laptop's key can sign anything that adds up; what does not add up is found though the signature is right.
#[test]
fn a_package_that_does_not_add_up_is_found_though_it_is_signed() {
    let check = |change: &dyn Fn(&mut PackageContents), expect: &[&str]| {
        let mut contents = contents();
        change(&mut contents);
        let zip = write_package(&contents, &key()).expect("a package");
        assert_eq!(codes(&zip), expect);
    };
    check(&|c| c.payments[0].psn_clct_amt = yuan("300.00"), &["E-PKG-126", "E-PKG-125", "E-PKG-127"]);
    check(&|c| c.payments[0].receipt_no = "341799001001-A-000009".to_owned(), &["E-PKG-125", "E-PKG-131"]);
    check(&|c| drop(c.payments.pop()), &["E-PKG-123", "E-PKG-127"]);
    check(
        &|c| {
            let stranger = row(4, 2, "陈洁", "341799198801021684", "400.00", "0.00");
            c.payments.push(stranger);
        },
        &["E-PKG-124", "E-PKG-127"],
    );
    check(&|c| c.differences.push(step(-50)), &["E-PKG-130"]);
    check(&|c| c.closes[0].counted = yuan("900.00"), &["E-PKG-128"]);
    check(&|c| c.closes[0].cash_taken = yuan("800.00"), &["E-PKG-128", "E-PKG-127"]);
    check(
        &|c| {
            let payloads = [payment(1, &[&c.payments[0], &c.payments[1]]), payment(3, &[&c.payments[2]])];
            c.journal = chain(&payloads, [0; 32], 1);
        },
        &["E-PKG-118"],
    );
    check(
        &|c| {
            let payloads =
                [payment(1, &[&c.payments[0], &c.payments[1]]), ("note", payment(2, &[&c.payments[2]]).1)];
            c.journal = chain(&payloads, [0; 32], 1);
        },
        &["E-PKG-124"],
    );
}

/// The rows about people are looked at as the others are: words, ids, and receipts that they name.
#[test]
fn rows_about_people_that_do_not_fit_are_found() {
    let check = |change: &dyn Fn(&mut PeopleRows), expect: &[&str]| {
        let mut contents = contents();
        change(&mut contents.people);
        let zip = write_package(&contents, &key()).expect("a package");
        assert_eq!(codes(&zip), expect);
    };
    check(&|_| {}, &[]);
    check(&|people| people.households[0].standing = "asleep".to_owned(), &["E-PKG-121"]);
    check(&|people| people.enrolments[0].registration = "perhaps".to_owned(), &["E-PKG-121"]);
    check(&|people| people.enrolments[0].receipt_no = None, &["E-PKG-121"]);
    check(&|people| people.enrolments[0].state = "exempt".to_owned(), &["E-PKG-121"]);
    check(&|people| people.enrolments[0].levy_year = 2027, &["E-PKG-131"]);
    check(
        &|people| people.enrolments[2].receipt_no = people.enrolments[0].receipt_no.clone(),
        &["E-PKG-131"],
    );
    check(&|people| people.households[1].row_id = people.households[0].row_id, &["E-PKG-122"]);
    check(&|people| people.households[1].corrects = Some(id(399)), &["E-PKG-132"]);
    // A receipt of an earlier package is that package's matter.
    check(&|people| people.enrolments[0].receipt_no = Some("341799001001-A-000000".to_owned()), &[]);
    let zip = package();
    for (file, from, to) in [
        (people::ENROLMENTS, ",paid,", ",unpaid,"),
        (people::HOUSEHOLDS, ",present,", ",moved,"),
        (people::CANVASSING, ",later,", ",refused,"),
    ] {
        let found = codes(&with_file(&zip, file, |bytes| replaced(bytes, from, to)));
        assert!(found.contains(&"E-PKG-110") && found.contains(&"E-PKG-121"), "{file}: {found:?}");
        let gone: Vec<_> = archive::read(&zip).0.into_iter().filter(|(name, _)| name != file).collect();
        let found = codes(&archive::write(&gone).expect("an archive"));
        assert!(found.contains(&"E-PKG-104"), "{file}: {found:?}");
    }
}

#[test]
fn the_writer_refuses_a_journal_that_is_not_a_chain() {
    let refuse = |change: &dyn Fn(&mut PackageContents), expect: WriteFault| {
        let mut contents = contents();
        change(&mut contents);
        assert_eq!(write_package(&contents, &key()), Err(expect));
    };
    refuse(&|c| c.journal[2].payload.push(b' '), WriteFault::Journal { seq: 3 });
    refuse(&|c| drop(c.journal.remove(1)), WriteFault::Journal { seq: 3 });
    refuse(&|c| c.journal[1].hash[0] ^= 1, WriteFault::Journal { seq: 2 });
    refuse(&|c| c.journal.clear(), WriteFault::NoJournal);
    refuse(&|c| c.facts.close_no = 2, WriteFault::NoClose { close_no: 2 });
}

#[test]
fn another_key_and_another_past_are_found() {
    let zip = write_package(&contents(), &device_key([6; 32])).expect("a package");
    assert_eq!(codes(&zip), ["E-PKG-109", "E-PKG-108"]);
    let report = verify_package(&package(), Some(&key().verifying_key()), Some([1; 32]));
    assert_eq!(report.problems, [Problem::UnknownHead]);
}

#[test]
fn what_is_no_package_is_refused_in_bounded_memory() {
    assert_eq!(codes(b""), ["E-PKG-101"]);
    assert_eq!(codes(b"PK\x03\x04"), ["E-PKG-101"]);
    assert_eq!(codes(&vec![0; archive::MAX_ARCHIVE_BYTES + 1]), ["E-PKG-102"]);
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file(MANIFEST, zip::write::SimpleFileOptions::default()).expect("a file");
    std::io::Write::write_all(&mut bomb, &vec![b' '; 8 << 20]).expect("its content");
    let bomb = bomb.finish().expect("an archive").into_inner();
    assert_eq!(codes(&bomb), ["E-PKG-103"]);
    let (mut files, _) = archive::read(&package());
    files.push(("../evil.txt".to_owned(), Vec::new()));
    let found = codes(&archive::write(&files).expect("an archive"));
    assert_eq!(found, ["E-PKG-105"]);
}

#[test]
fn free_text_is_made_harmless_and_nothing_else_is_touched() {
    let (files, _) = archive::read(&package());
    let csv = &files.iter().find(|(name, _)| name == PAYMENTS).expect("the table").1;
    assert!(csv.starts_with(b"\xEF\xBB\xBF"), "a mark for spreadsheets");
    let text = String::from_utf8(csv.clone()).expect("text");
    assert!(text.contains(",'+方腊香,") && text.contains(",'=周国平,"));
    assert_eq!(text.matches("\r\n").count(), 4);
    let header = text.trim_start_matches('\u{FEFF}').lines().next().expect("a header");
    assert_eq!(header, EXPECTED_HEADER);
    for typed in ["=1+1", "'=1", "''", "-", "张三", ""] {
        let layout = Layout::shipped("column = [{field=\"psn_name\",header=\"n\",free=true}]");
        assert!(!layout.is_complete::<PaymentRow>());
        assert!(!harmless(typed).starts_with(['=', '+', '-', '@']), "{typed}");
    }
    let odd = PaymentRow { psn_name: "'=\"a,\"\r\nb".to_owned(), ..row(1, 1, "", "1", "400.00", "0.00") };
    let bytes = PAYMENTS_LAYOUT.write(std::slice::from_ref(&odd)).expect("a table");
    assert_eq!(PAYMENTS_LAYOUT.read::<PaymentRow>(&bytes), Ok(vec![odd]));
}

/// The order of the published format.
const EXPECTED_HEADER: &str = "row_id,corrects,receipt_no,line_no,payment_id,levy_year,means,hh_no,head_certno,rlts,psn_cert_type,certno,psn_name,psn_name_alt,gend,brdy,naty,resd_natu,mob,insutype,psn_type,category,category_source,cashym,accrym_begn,accrym_end,benefit_from,benefit_to,waiting_months,std_amt,psn_clct_amt,collective_aid,finsubs_amt,subsidy_fund,clct_sumamt,clct_way,clct_type,revs_flag,orig_receipt_no,clct_time,agnter_name,policy_id,article,row_hash";

#[test]
fn the_layouts_name_every_field() {
    assert!(PAYMENTS_LAYOUT.is_complete::<PaymentRow>() && CLOSES_LAYOUT.is_complete::<CloseRow>());
    assert!(HOUSEHOLDS_LAYOUT.is_complete::<HouseholdRow>());
    assert!(ENROLMENTS_LAYOUT.is_complete::<EnrolmentRow>());
    assert!(CANVASSING_LAYOUT.is_complete::<CanvassingRow>());
    assert!(DIFFERENCES_LAYOUT.is_complete::<DifferenceRow>());
    let fields = [PaymentRow::FIELDS, &["row_hash"]].concat().join(",");
    assert_eq!(fields, EXPECTED_HEADER);
}

#[test]
fn the_summary_is_for_people() {
    let (files, _) = archive::read(&package());
    let bytes = &files.iter().find(|(name, _)| name == SUMMARY).expect("the summary").1;
    let book = workbook::read(bytes, SUMMARY).expect("a workbook");
    let lines: Vec<String> = book
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .map(|row| row.cells.iter().map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" "))
        .collect();
    for expect in [
        "实点现金 939.5",
        "低保对象 1 40 360 0",
        "普通居民 2 800 0 0",
        "区财政 1 40 360 0",
        "一组 2 440 360 0",
        "合计 3 840 360 0",
        "341799001001-A-000001 600010001 胡国庆 一组 2 440 360 0 2025-11-03 09:01 =周国平",
    ] {
        assert!(lines.iter().any(|line| line == expect), "{expect} in {lines:#?}");
    }
}

/// The township needs no program of ours to open a package: stock `age` and `unzip` do. Where they are not installed, the
/// test says so and tests nothing.
#[test]
fn stock_tools_open_a_package() {
    let dir = std::env::temp_dir().join(format!("cunshou-package-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder");
    let zip = package();
    let identity = identity_from([7; 32]);
    let secret =
        encrypt(&zip, To::Recipients(&[recipient_of(&identity).expect("a recipient")])).expect("encrypted");
    assert_eq!(decrypt(&secret, With::Identity(&identity)), Ok(zip.clone()));
    let path = |name: &str| dir.join(name);
    std::fs::write(path("identity.txt"), format!("{identity}\n")).expect("written");
    std::fs::write(path("day.csp"), &secret).expect("written");
    std::fs::write(path("day.zip"), &zip).expect("written");
    let age = Command::new("age").arg("-d").arg("-i").arg(path("identity.txt")).arg(path("day.csp")).output();
    let output = age.expect("the stock age is installed by the set-up (Debian package age)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout == zip, "age gives the zip");
    let unzip = Command::new("unzip").arg("-t").arg(path("day.zip")).stdout(Stdio::piped()).output();
    let output = unzip.expect("the stock unzip is installed by the set-up (Debian package unzip)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    std::fs::remove_dir_all(&dir).expect("removed");
}

#[test]
fn the_rows_that_an_answer_may_speak_of_are_read_from_the_package_alone() {
    let zip = write_package(&contents(), &device_key([3; 32])).expect("a package");
    let report = verify_package(&zip, None, None);
    let known = known_package(&zip).expect("a package");
    assert_eq!(known.rows, report.rows().into_iter().collect(), "the same rows as a whole look finds");
    assert_eq!(Some(known.manifest), report.manifest);
    assert!(known.rows.contains(&("payments", id(2))) && known.rows.contains(&("closes", id(9))));
    assert!(known_package(&zip[1..]).is_none(), "no package");
}
