//! The program as it is built for Windows, run by Wine beside this one (`cargo xtask windows`): the sample village's day, books
//! and papers that both make alike, paper through the spooler and GDI to a real CUPS queue. The tests of the command line and
//! its storm of kills run the same program then (`CUNSHOU_TEST_PROGRAM`).
//!
//! Wine is no Windows: its spooler forgets a job at once and says nothing of what becomes of it, and it does not tell what kind
//! of drive a volume is, by which sticks are found.

use cunshou_core::book::Secret;
use cunshou_core::journal::LawReport;
use cunshou_core::{Book, Moment};
use cunshou_paper::{Fonts, Form, Medium, PrinterFit, receipt, test_page};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use support::command::{Answered, program};
use support::cups::{Shop, tool};
use support::{PASSWORD, TestBook, at};
use tempfile::TempDir;

/// How far a dot may be from its place in the other picture: what lies on an edge falls to either side.
const DOTS_OFF: usize = 2;
const DPI: &str = "150";

/// A Windows of its own: Wine looks for printers when it starts.
struct Windows {
    prefix: TempDir,
    printers: Option<PathBuf>,
}

impl Windows {
    /// One with the printers of a shop, or with none.
    fn new(shop: Option<&Shop>) -> Self {
        assert!(std::env::var_os("CUNSHOU_TEST_PROGRAM").is_some(), "run this by `cargo xtask windows`");
        let prefix = tempfile::Builder::new().prefix("wine").tempdir().expect("a folder");
        let new = Self { prefix, printers: shop.map(Shop::socket) };
        new.tool("wineboot", &["--init"]);
        new
    }

    fn in_it(&self, mut command: Command) -> Command {
        // A scheduler that is not there is no printer.
        let printers = self.printers.clone().unwrap_or_else(|| self.prefix.path().join("no-printers"));
        command.env("WINEPREFIX", self.prefix.path()).env("WINEDEBUG", "-all").env("LC_ALL", "C.UTF-8");
        command.env("CUPS_SERVER", printers).stdin(Stdio::null());
        command
    }

    fn tool(&self, program: &str, args: &[&str]) {
        let output =
            self.in_it(tool(program, "wine")).args(args).output().expect("the tool was found before");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Answered {
        let mut command = self.in_it(program(""));
        Answered::by(command.args(args).arg("--json").env("CUNSHOU_PASSWORD", PASSWORD))
    }

    fn done<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Value {
        self.run(args).done()
    }

    fn refused<'a>(&self, args: impl IntoIterator<Item = &'a str>, code: &str) {
        self.run(args).refused(code);
    }
}

impl Drop for Windows {
    fn drop(&mut self) {
        for flag in ["--kill", "--wait"] {
            // That nothing runs any more is no fault.
            let _none_ran = self.in_it(tool("wineserver", "wine")).arg(flag).status();
        }
    }
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a name of this test")
}

/// A village where three households paid.
fn paid_village() -> (TempDir, [cunshou_core::receipt::Receipt; 3]) {
    let mut village = TestBook::new();
    let households = [("张", 1), ("李", 11), ("王", 21)].map(|(name, seed)| village.family(name, seed));
    village.open_session("0.00");
    let taken = households.map(|household| village.pay(&household));
    (village.hold(), taken)
}

#[test]
fn a_day_on_windows_is_a_book_that_this_system_opens_and_the_other_way_round() {
    let (windows, folder) = (Windows::new(None), TempDir::new().expect("a folder"));
    let day = folder.path().join("day");
    windows.done(["demo", "--dir", name(&day)]);
    let password = fs::read_to_string(day.join("password.txt")).expect("the demo says it");
    let now = Moment::new(at("2025-11-04T08:00:00+08:00"), [7; 32]);
    let secret = Secret::Password { user: None, password: password.trim() };
    let book = Book::open(&day.join("village.cunshou"), secret, &now).expect("this system opens it");
    assert!(book.verify().expect("verify").iter().all(LawReport::ok));
    assert!(book.all_receipts().expect("receipts").len() > 10);

    let (village, _) = paid_village();
    let path = village.path().join("village.cunshou");
    let verified = windows.done(["verify", "--book", name(&path)]);
    assert_eq!(verified["ok"], true, "Windows opens what this system made: {verified}");
}

#[test]
fn a_receipt_is_the_same_bytes_on_either_system() {
    let (windows, (village, taken)) = (Windows::new(None), paid_village());
    let path = village.path().join("village.cunshou");
    let now = Moment::new(at("2025-11-04T08:00:00+08:00"), [7; 32]);
    let book = Book::open(&path, Secret::Password { user: None, password: PASSWORD }, &now).expect("opened");
    let number = taken[0].payment.receipt_no.as_str();
    let stored = book.receipt(number).expect("stored");
    let forms =
        [(Form::A5, "a5"), (Form::Form241x93, "241x93"), (Form::A4Three, "a4x3"), (Form::Roll58, "roll58")];
    let ours = forms.map(|(form, _)| {
        receipt(&book.receipt_paper(&stored), form, &Fonts::shipped())
            .expect("laid out")
            .pdf()
            .expect("written")
    });
    drop(book);
    for ((_, code), ours) in forms.iter().zip(&ours) {
        let out = village.path().join(format!("{code}.pdf"));
        let args = ["receipt", "pdf", number, "--paper", code, "--out", name(&out), "--book", name(&path)];
        windows.done(args);
        assert!(fs::read(&out).expect("written") == *ours, "{code} differs");
    }
}

/// The PDF in what a print filter made of it.
fn pdf_in(job: &[u8]) -> &[u8] {
    let find = |mark: &[u8]| job.windows(mark.len()).position(|window| window == mark);
    let start = find(b"%PDF").expect("the queue makes PDF of it");
    &job[start..]
}

/// A page as poppler draws it.
struct Picture {
    width: usize,
    height: usize,
    /// From black, row by row.
    greys: Vec<u8>,
}

impl Picture {
    fn of(pdf: &[u8], folder: &Path) -> Self {
        let (from, to) = (folder.join("paper.pdf"), folder.join("page"));
        fs::write(&from, pdf).expect("own folder");
        let mut draw = tool("pdftoppm", "poppler-utils");
        let status = draw.args(["-gray", "-singlefile", "-r", DPI]).args([&from, &to]).status();
        assert!(status.expect("a tool").success());
        let bytes = fs::read(to.with_extension("pgm")).expect("a page");
        let head: Vec<&[u8]> = bytes.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
        let number = |text: &[u8]| String::from_utf8_lossy(text).parse().expect("a size");
        let (width, height): (usize, usize) = (number(head[1]), number(head[2]));
        Self { width, height, greys: bytes[bytes.len() - width * height..].to_vec() }
    }

    /// A hair line of the paper is a grey one in a picture of the printer's dots.
    fn is_inked(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.greys[y * self.width + x] < 208
    }

    /// How many dark dots it has, and how many of them have no ink near them in the other.
    fn alone_beside(&self, other: &Self) -> (usize, usize) {
        let dark = self.greys.iter().enumerate().filter(|(_, grey)| **grey < 128);
        let places: Vec<_> = dark.map(|(place, _)| (place % self.width, place / self.width)).collect();
        let is_alone = |&&(x, y): &&(usize, usize)| {
            let mut near = (y.saturating_sub(DOTS_OFF)..=y + DOTS_OFF)
                .flat_map(|y| (x.saturating_sub(DOTS_OFF)..=x + DOTS_OFF).map(move |x| (x, y)));
            !near.any(|(x, y)| other.is_inked(x, y))
        };
        (places.len(), places.iter().filter(is_alone).count())
    }
}

#[test]
fn paper_goes_through_the_spooler_to_the_printer_at_its_full_size() {
    let shop = Shop::open();
    shop.queue("office", "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd");
    let (windows, folder) = (Windows::new(Some(&shop)), TempDir::new().expect("a folder"));
    let settings = folder.path().join("printing.toml");
    let listed = windows.done(["printer", "list", "--printing", name(&settings)]);
    assert!(listed["printers"].to_string().contains("office"), "{listed}");

    let said = windows.done(["printer", "test", "--paper", "a4", "--printer", "office"]);
    shop.wait_for("the test page", |shop| shop.printed().len() == 1);
    let fit = PrinterFit::default();
    let ours =
        test_page(Medium::A4, "office", fit, &Fonts::shipped()).expect("laid out").pdf().expect("written");
    assert_eq!(said["stage"].as_str().unwrap_or("done"), "done", "{said}");
    let ours = Picture::of(&ours, folder.path());
    let theirs = Picture::of(pdf_in(&shop.printed()[0]), folder.path());
    let sides = (ours.width.abs_diff(theirs.width), ours.height.abs_diff(theirs.height));
    assert!(sides.0 <= 2 && sides.1 <= 2, "{} x {}", theirs.width, theirs.height);
    for ((all, alone), what) in
        [(ours.alone_beside(&theirs), "missing"), (theirs.alone_beside(&ours), "too much")]
    {
        assert!(all > 10_000 && alone * 200 < all, "{alone} of {all} dots are {what}: moved or scaled");
    }

    // A sheet that the printer lacks is refused before anything is drawn.
    windows.refused(["printer", "test", "--paper", "241x93", "--printer", "office"], "E-PRN-007");
    windows.refused(["printer", "test", "--paper", "a4", "--printer", "nobody"], "E-PRN-003");

    // A batch: each sheet is followed to its end and counted.
    let (village, taken) = paid_village();
    let book = village.path().join("village.cunshou");
    let batch = ["receipt", "print", "--paper", "a5", "--printer", "office", "--book", name(&book)];
    windows.done(batch);
    shop.wait_for("three receipts", |shop| shop.printed().len() == 1 + taken.len());
    windows.refused(batch, "E-PRN-013");
    assert_eq!(shop.printed().len(), 1 + taken.len(), "nothing is printed twice by itself");
}
