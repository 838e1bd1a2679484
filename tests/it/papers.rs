//! 收据: what comes out of the printer is what the book stored, and other people's programs can read it.

use cunshou_core::{Error, words};
use cunshou_paper::{Fonts, Form};
use std::path::Path;
use std::process::Command;
use support::{TestBook, member};

/// Runs a reader that the set-up installs; a missing one fails with its package's name.
pub fn read_by(program: &str, package: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(arguments.iter().map(|argument| argument.replace("FILE", &file.display().to_string())))
        .output()
        .unwrap_or_else(|_| panic!("{program} is missing: install {package}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn a_receipt_with_rare_names_opens_in_stock_readers() {
    let mut village = TestBook::new();
    let household = village.register(vec![
        member("𠮷大山", "02", "1979-04-12", 1),
        member("阿依努尔·巴合提", "10", "1981-09-30", 2),
        member("䶮小雨", "20", "2012-06-01", 3),
    ]);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let document = village.book.receipt_paper(&receipt);
    let folder = tempfile::tempdir().expect("a folder");
    for form in Form::ALL {
        let pdf = cunshou_paper::receipt(&document, form, &Fonts::shipped())
            .expect("every glyph is there")
            .pdf()
            .expect("written");
        assert!(pdf.len() <= 25 * 1024, "{} bytes", pdf.len());
        let file = folder.path().join("receipt.pdf");
        std::fs::write(&file, pdf).expect("written");
        let text = read_by("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], &file);
        for expected in [
            "𠮷大山",
            "阿依努尔·巴合提",
            "䶮小雨",
            "1200.00",
            "壹仟贰佰元整",
            "待遇起始以保费到账为准",
            &receipt.payment.receipt_no,
        ] {
            // On a roll a long name goes on in the next line.
            let is_narrow = form.code().starts_with("roll");
            let expected = if is_narrow { expected.trim_end_matches("合提") } else { expected };
            assert!(text.replace(' ', "").contains(&expected.replace(' ', "")), "{expected} in:\n{text}");
        }
        assert!(!text.contains("341799197904120"), "the number is masked");
        read_by("qpdf", "qpdf", &["--check", "FILE"], &file);
        let picture = folder.path().join("receipt");
        read_by(
            "pdftoppm",
            "poppler-utils",
            &["-r", "200", "-png", "-singlefile", "FILE", &picture.display().to_string()],
            &file,
        );
        let symbol =
            read_by("zbarimg", "zbar-tools", &["--quiet", "--raw", "FILE"], &picture.with_extension("png"));
        let expected = format!("{} 1200.00 {}", receipt.payment.receipt_no, receipt.check_code);
        assert_eq!(symbol.trim(), expected, "number, sum, check code; nobody's data");
    }
}

#[test]
fn a_receipt_promises_no_day_that_hangs_on_the_arrival_of_the_money() {
    let mut village = TestBook::following("gaoyang-2026", "2026-01-12T09:00:00+08:00");
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let now = village.now();
    let numbers = [receipt.payment.receipt_no];
    let completed =
        village.book.record_arrival(&numbers, now.on(), "回单 1", &now).expect("arrived").remove(0);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("receipt.pdf");
    for form in [Form::A5, Form::Form241x93] {
        let paper = cunshou_paper::receipt(&village.book.receipt_paper(&completed), form, &Fonts::shipped());
        std::fs::write(&file, paper.expect("laid out").pdf().expect("rendered")).expect("written");
        let text = read_by("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], &file);
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(text.contains("自缴费到账之日起至2026-12-31"), "{text}");
        assert!(!text.contains("（已到账）"), "the paper stays as it was handed out: {text}");
    }
}

#[test]
fn a_character_in_no_font_is_named_and_nothing_is_printed_as_a_box() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let mut document = village.book.receipt_paper(&receipt);
    document.lines[0].name = "张\u{3FFFD}".to_owned();
    let refused = cunshou_paper::receipt(&document, Form::A5, &Fonts::shipped()).expect_err("no font has it");
    let said = words::say(refused.code(), &refused.params());
    assert!(said.message.contains('\u{3FFFD}'), "it is named: {said:?}");
    let mut rare = member("张\u{323AF}", "02", "1960-02-03", 9);
    let other = village.register(vec![rare.clone()]);
    let order = village.order(&other);
    let head = village.book.head().clone();
    let refused = village.take(&order).expect_err("the receipt could not be printed");
    assert!(
        matches!(&refused, Error::Unprintable { character, .. } if character == "\u{323AF}"),
        "{refused:?}"
    );
    assert_eq!(village.book.head(), &head, "no money without a receipt");
    rare.person_id = Some(other.members[0].person_id);
    rare.name_alt = Some("张四".to_owned());
    let now = village.now();
    let input = cunshou_core::household::HouseholdInput {
        household_id: Some(other.household_id),
        village_group: other.village_group.clone(),
        members: vec![rare],
        ..Default::default()
    };
    village.book.save_household(&input, &now).expect("a second spelling");
    let receipt = village.take(&order).expect("with it the receipt can be printed");
    assert_eq!(village.book.receipt_paper(&receipt).lines[0].name, "张四");
}

#[test]
fn a_reprint_says_so_and_a_demo_paper_is_marked() {
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let taken = village.pay(&household);
    let now = village.now();
    village
        .book
        .note_copy(&taken.payment.receipt_no, cunshou_core::receipt::CopyState::Printed, &now)
        .expect("noted");
    let receipt = village.book.receipt("1").expect("stored");
    assert_eq!(receipt.printed, 1);
    let document = village.book.receipt_paper(&receipt);
    let paper = cunshou_paper::receipt(&document, Form::A5, &Fonts::shipped()).expect("laid out");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("receipt.pdf");
    std::fs::write(&file, paper.pdf().expect("rendered")).expect("written");
    let text = read_by("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], &file);
    assert!(text.contains("补打 第1次") || text.replace(' ', "").contains("补打第1次"), "{text}");
    assert!(text.contains("演示"), "{text}");
}

#[test]
fn every_notice_we_serve_has_a_leaflet_that_can_be_printed() {
    for (notice, day) in [
        ("guichi-2024", "2023-12-01T09:00:00+08:00"),
        ("guichi-2026", "2025-12-01T09:00:00+08:00"),
        ("gaoyang-2026", "2025-12-01T09:00:00+08:00"),
        ("tongcheng-2026", "2025-12-01T09:00:00+08:00"),
        ("yankou-2025", "2024-12-01T09:00:00+08:00"),
    ] {
        let mut village = TestBook::following(notice, day);
        let on = village.now().on();
        let document = village.book.leaflet_paper("", on).expect("the notice is in force");
        assert!(!document.windows.is_empty() && !document.channels.is_empty(), "{notice}: {document:?}");
        let paper = cunshou_paper::policy_leaflet(&document, &Fonts::shipped()).expect("laid out");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("leaflet.pdf");
        std::fs::write(&file, paper.pdf().expect("rendered")).expect("written");
        let text = read_by("pdftotext", "poppler-utils", &["-layout", "FILE", "-"], &file);
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for expected in [document.fee.to_string(), document.windows[0].label.clone(), document.doc_no.clone()]
        {
            let expected: String = expected.chars().filter(|c| !c.is_whitespace()).collect();
            assert!(text.contains(&expected), "{notice}: {expected} in {text}");
        }
        assert!(
            text.contains("举报电话"),
            "{notice}: where to complain has a place, with or without a number"
        );
    }
}
