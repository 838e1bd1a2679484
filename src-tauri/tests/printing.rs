//! Paper through a real CUPS scheduler, started for the test in a folder of its own, to a printer that
//! listens as network printers do (AppSocket): what arrives, and what is said when nothing comes out.
//! (Real papers, batches and a printer that runs out of paper: `tests/it/printing.rs`.)

#![cfg(target_os = "linux")]

use cunshou_print::{JobId, PrintError, Printer, Sheets, Stage, cups::Cups};
use std::fs;
use support::cups::{Shop, files_in, tool};

const A5: (u32, u32) = (14_800, 21_000);
const FORM: (u32, u32) = (24_100, 9_310);

/// The least PDF of one empty page of this size, in points.
fn page(width: u32, height: u32) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for body in [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R /Resources << >> >>"
        ),
        "<< /Length 21 >>\nstream\n10 10 40 20 re f     \nendstream".to_owned(),
    ] {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{body}\nendobj\n", offsets.len()).bytes());
    }
    let table = pdf.len();
    pdf.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for at in &offsets {
        pdf.extend(format!("{at:010} 00000 n \n").bytes());
    }
    pdf.extend(format!("trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}

#[test]
fn a_paper_reaches_the_printer_byte_for_byte_and_no_copy_is_kept() {
    let shop = Shop::open();
    shop.queue("tractor", "raw");
    let cups = Cups::at(shop.socket());
    let pdf = page(683, 264);

    let sheets = Sheets {
        pdf: &pdf,
        title: "R-000001",
        media: "Custom.241x93.1mm",
        size_hundredths_mm: FORM,
        printer: Some("tractor"),
    };
    let job = cups.print(&sheets).expect("the queue takes it");
    let progress = shop.follow(&cups, &job);

    assert_eq!(progress.stage, Stage::Done, "{progress:?} {}", shop.logs());
    assert_eq!(shop.printed(), std::slice::from_ref(&pdf), "the printer holds our bytes and nothing else");
    assert_eq!(cups.progress(&job).as_ref(), Ok(&progress), "how it ended is known after the purge");
    let kept: Vec<_> = files_in(&shop.path("spool"))
        .into_iter()
        .filter(|file| fs::read(file).is_ok_and(|bytes| bytes.windows(8).any(|w| w == b"%PDF-1.4")))
        .collect();
    assert!(kept.is_empty(), "the scheduler kept a copy: {kept:?}");
}

#[test]
fn a_driver_is_told_the_sheet_and_scales_nothing() {
    let shop = Shop::open();
    shop.queue("office", "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd");
    let cups = Cups::at(shop.socket());
    for (at, (width, height, media, size_hundredths_mm)) in
        [(420, 595, "A5", A5), (595, 842, "A4", (21_000, 29_700))].into_iter().enumerate()
    {
        let pdf = page(width, height);
        let sheets = Sheets { pdf: &pdf, title: "R-000002", media, size_hundredths_mm, printer: None };
        let job = cups.print(&sheets).expect("the only printer");
        assert_eq!(shop.follow(&cups, &job).stage, Stage::Done, "{}", shop.logs());

        let file = shop.path("printed.pdf");
        fs::write(&file, &shop.printed()[at]).expect("own folder");
        let told = tool("pdfinfo", "poppler-utils").arg(&file).output().expect("the tool was found before");
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let size =
            told.lines().find_map(|line| line.strip_prefix("Page size:")).expect("pdfinfo names the size");
        let mut points = size.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
        let near = |found: Option<f64>, wanted: u32| {
            found.is_some_and(|found| (found - f64::from(wanted)).abs() < 2.0)
        };
        assert!(near(points.next(), width) && near(points.next(), height), "{media} came out as {size}");
    }
}

#[test]
fn a_tractor_form_goes_to_the_needles_and_is_refused_where_it_would_be_scaled() {
    let shop = Shop::open();
    shop.queue("needles", "drv:///sample.drv/epson24.ppd");
    shop.queue("office", "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd");
    let cups = Cups::at(shop.socket());
    let pdf = page(683, 264);
    let to = |printer| Sheets {
        pdf: &pdf,
        title: "R-000006",
        media: "Custom.241x93.1mm",
        size_hundredths_mm: FORM,
        printer: Some(printer),
    };

    let job = cups.print(&to("needles")).expect("a needle printer has custom sheets");
    assert_eq!(shop.follow(&cups, &job).stage, Stage::Done, "{}", shop.logs());
    assert_eq!(shop.printed().len(), 1);
    assert!(shop.printed()[0].starts_with(b"\x1b@"), "ESC @ opens a page of an Epson needle printer");

    let refused = PrintError::NoSuchSheet { printer: "office".into(), media: "Custom.241x93.1mm".into() };
    assert_eq!(cups.print(&to("office")), Err(refused), "this driver would put it on Letter");
    assert_eq!(shop.printed().len(), 1, "nothing more came out");
}

#[test]
fn a_job_that_somebody_cancels_is_said_to_have_failed() {
    let shop = Shop::open();
    shop.queue("tractor", "raw");
    shop.admin("cupsdisable", &["-r", "paused", "tractor"]);
    let cups = Cups::at(shop.socket());
    let sheets = Sheets {
        pdf: &page(420, 595),
        title: "R-000003",
        media: "A5",
        size_hundredths_mm: A5,
        printer: Some("tractor"),
    };
    let job = cups.print(&sheets).expect("a stopped queue still takes jobs");

    let waiting = cups.progress(&job).expect("the scheduler answers");
    assert_eq!(waiting.stage, Stage::Stopped, "a stopped printer is told at once: {waiting:?}");

    shop.admin("cancel", &[&job.to_string()]);
    assert_eq!(shop.follow(&cups, &job).stage, Stage::Cancelled);
    assert!(shop.printed().is_empty(), "nothing came out");
}

#[test]
fn a_held_job_is_told_and_can_still_come_out() {
    let shop = Shop::open();
    shop.queue("tractor", "raw");
    shop.admin("cupsdisable", &["tractor"]);
    let cups = Cups::at(shop.socket());
    let sheets = Sheets {
        pdf: &page(420, 595),
        title: "R-000004",
        media: "A5",
        size_hundredths_mm: A5,
        printer: Some("tractor"),
    };
    let job = cups.print(&sheets).expect("a stopped queue still takes jobs");

    shop.admin("lp", &["-i", &job.to_string(), "-H", "hold"]);
    shop.admin("cupsenable", &["tractor"]);
    assert_eq!(cups.progress(&job).expect("an answer").stage, Stage::Held);
    shop.admin("lp", &["-i", &job.to_string(), "-H", "resume"]);
    assert_eq!(shop.follow(&cups, &job).stage, Stage::Done, "{}", shop.logs());
    assert_eq!(shop.printed().len(), 1);
}

#[test]
fn what_cannot_be_printed_is_refused_with_a_reason() {
    let shop = Shop::open();
    let cups = Cups::at(shop.socket());
    let pdf = page(420, 595);
    let to = |printer| Sheets { pdf: &pdf, title: "R-000005", media: "A5", size_hundredths_mm: A5, printer };

    assert_eq!(cups.printers(), Ok(vec![]), "a fresh scheduler has no printers");
    assert_eq!(cups.print(&to(None)), Err(PrintError::NoPrinter));
    assert!(
        matches!(cups.print(&to(Some("missing"))), Err(PrintError::Refused { printer, .. }) if printer == "missing")
    );

    shop.queue("tractor", "raw");
    shop.queue("office", "raw");
    assert_eq!(
        cups.print(&to(None)),
        Err(PrintError::NoPrinter),
        "two printers and no default: the clerk must say"
    );
    shop.admin("lpadmin", &["-d", "office"]);
    let defaults: Vec<_> =
        cups.printers().expect("a list").into_iter().filter(|p| p.is_default).map(|p| p.name).collect();
    assert_eq!(defaults, ["office"]);

    let unknown = JobId::named("tractor-4711".into()).expect("well formed");
    assert!(matches!(cups.progress(&unknown), Err(PrintError::UnknownJob { .. })));
    let nobody = Cups::at(shop.path("nobody.sock"));
    assert!(matches!(nobody.progress(&unknown), Err(PrintError::Silent { .. })));
}
