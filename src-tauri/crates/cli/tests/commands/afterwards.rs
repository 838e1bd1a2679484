//! After the money was taken: receipts, the way back, the bank, the village's papers.

use crate::village::{Answered, Village, cli};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

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
        Answered::of(&command.env("CUPS_SERVER", shop.socket()).output().expect("it runs"))
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
    let refused = Answered::of(&cli([&fit[..], &["--right", "31"]].concat()).output().expect("it runs"));
    assert_eq!((refused.exit, refused.json["error"]["code"].as_str()), (1, Some("E-PRN-010")), "{refused:?}");
    let kept = Answered::of(
        &cli([&fit[..], &["--right", "2.5", "--down", "-1"]].concat()).output().expect("it runs"),
    );
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
    assert_eq!(Answered::of(&cli(page).output().expect("it runs")).exit, 0);
    assert!(pdf_text(&test).contains("右移2.5毫米"), "{}", pdf_text(&test));
    let listed = cli(["printer", "list", "--json", "--printing", &settings])
        .env("CUPS_SERVER", shop.socket())
        .output();
    let listed = Answered::of(&listed.expect("it runs")).json;
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
