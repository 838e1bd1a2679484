//! Papers: one receipt, and a thousand in one file, with and without their QR symbols; beside them reportlab and typst
//! drawing the same texts and lines at the same places in the same font.

use super::{Runs, row};
use cunshou_paper::{Fonts, Form, Item, Paper, ReceiptPaper, receipts};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use support::{TestBook, member};

/// As many receipts as a village prints in a season.
const BATCH: u32 = 1_000;

pub(super) fn papers() {
    let mut village = TestBook::new();
    let household = village.register(vec![
        member("王建国", "02", "1960-01-02", 1),
        member("王秀英", "10", "1965-01-02", 2),
        member("王小军", "20", "1985-01-02", 3),
        member("王小雨", "30", "2005-01-02", 4),
    ]);
    village.open_session("0.00");
    let receipt = village.pay(&household);
    let document = village.book.receipt_paper(&receipt);
    let plain = ReceiptPaper { qr_text: String::new(), ..document.clone() };
    let fonts = Fonts::shipped();
    for form in Form::ALL {
        measure(&format!("a receipt for four as PDF, {}", form.code()), 300, "≤ 3 ms, ≤ 25 KB", || {
            receipts(std::slice::from_ref(&document), form, &fonts).expect("laid out")
        });
    }
    measure("  the same without QR, a5", 300, "", || {
        receipts(std::slice::from_ref(&plain), Form::A5, &fonts).expect("laid out")
    });
    for (what, document, goal) in [("", &document, "≤ 0.5 s"), (" without QR", &plain, "")] {
        let batch: Vec<ReceiptPaper> = (1..=BATCH)
            .map(|serial| {
                let receipt_no = format!("341799101203-A1-{serial:06}");
                let qr_text = document.qr_text.replace(&document.receipt_no, &receipt_no);
                ReceiptPaper { receipt_no, qr_text, ..document.clone() }
            })
            .collect();
        measure(&format!("{BATCH} receipts in one file{what}, a5"), 5, goal, || {
            receipts(&batch, Form::A5, &fonts).expect("laid out")
        });
    }
    others(&document, &fonts);
}

fn measure(what: &str, times: usize, goal: &str, lay_out: impl Fn() -> Paper) {
    let mut size = 0;
    let runs = Runs::of(times, |_| size = black_box(lay_out().pdf().expect("written")).len());
    row(&format!("{what} ({} KB)", size.div_ceil(1024)), &runs, goal);
}

/// The other programs, installed beside the run where Python can.
fn others(document: &ReceiptPaper, fonts: &Fonts) {
    let folder = tempfile::tempdir().expect("a folder");
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/paper");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts");
    let python = folder.path().join("python/bin/python");
    let done = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let is_installed = done(Command::new("python3").args(["-m", "venv"]).arg(folder.path().join("python")))
        && done(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(scripts.join("requirements.txt")),
        );
    if !is_installed {
        println!("  beside it: reportlab, typst: not installed");
        return;
    }
    let paper = cunshou_paper::receipt(document, Form::A5, fonts).expect("laid out");
    let list = folder.path().join("page.json");
    std::fs::write(&list, listed(&paper, &document.qr_text).to_string()).expect("written");
    for program in ["reportlab", "typst"] {
        for (copies, qr) in [("1", "qr"), ("1", "plain"), ("1000", "qr"), ("1000", "plain")] {
            let mut draw = Command::new(&python);
            draw.arg(scripts.join("draw.py")).arg(program).arg(&list).arg(&assets).args([copies, qr]);
            let output = draw.stderr(Stdio::inherit()).output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stdout);
            let mut numbers = said.split_whitespace();
            let (Some(ms), Some(bytes)) = (numbers.next(), numbers.next()) else {
                println!("  beside it: {program}: {}", output.status);
                continue;
            };
            let kib = bytes.parse::<usize>().unwrap_or_default().div_ceil(1024);
            let what = if qr == "qr" { "with QR" } else { "without QR" };
            println!("{:<58} {ms:>8}ms", format!("  beside it: {program}, {copies} {what} ({kib} KB)"));
        }
    }
}

/// What stands where on the first page.
fn listed(paper: &Paper, qr_text: &str) -> serde_json::Value {
    let page = &paper.pages[0];
    let mut qr = serde_json::Value::Null;
    let mut lines = Vec::new();
    for item in &page.items {
        match item {
            Item::Line { ends_mm: [x1, y1, x2, y2], width_pt } => lines.push([x1, y1, x2, y2, width_pt]),
            Item::Qr { square_mm, .. } => {
                let svg = page.svg();
                let svg = &svg[svg.find("<svg x=").unwrap_or_default()..];
                let svg = &svg[..svg.find("</svg>").map_or(svg.len(), |end| end + "</svg>".len())];
                let svg = svg.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
                qr = serde_json::json!({"place": square_mm, "text": qr_text, "svg": svg});
            }
            _ => {}
        }
    }
    let texts: Vec<_> = page
        .lines()
        .map(|line| serde_json::json!([line.glyphs[0].x_mm[0], line.baseline_mm, line.size_pt, line.text()]))
        .collect();
    serde_json::json!({
        "width": page.width_mm, "height": page.height_mm, "texts": texts, "lines": lines, "qr": qr,
    })
}
