//! Printers: which there are, how each is off, and receipts printed one sheet after the other.
//!
//! Invariant: each sheet is followed to its end and counted before the next; Ctrl-C ends the program, and the sheet that was
//! with the printer stays in the book as one of which nobody knows.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::receipt::{BatchChoice, CopyState, ReceiptBatch};
use cunshou_paper::{Fonts, Form, Medium, Paper, PrinterFit, receipts, test_page};
use cunshou_print::settings::{FILE, Tuning};
use cunshou_print::{
    Batch, BatchDesk, BatchEnd, BatchProgress, BatchWhy, PrintError, PrintSettings, Wish, kinds, print_batch,
    send, words,
};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{thread, time::Duration};

/// How long the spooler is left in peace between two askings.
const WAIT: Duration = Duration::from_millis(300);

/// For which printer a paper is put right.
#[derive(Debug, Args)]
pub struct FitArgs {
    #[arg(long, value_name = "打印机", help = "按这台打印机的偏移和缩放出")]
    printer: Option<String>,
    #[arg(long, value_name = "文件", help = "打印机的设置文件（不给就用账簿旁边的 printing.toml）")]
    printing: Option<PathBuf>,
}

impl FitArgs {
    /// What is set about printers.
    pub fn settings(&self, book: &Path) -> Result<PrintSettings, Refusal> {
        let beside = || book.parent().unwrap_or(Path::new("")).join(FILE);
        Ok(PrintSettings::load(&self.printing.clone().unwrap_or_else(beside))?)
    }

    /// The paper put right for the printer, if one is named.
    pub fn fitted(&self, till: &Till, paper: Paper) -> Result<Paper, Refusal> {
        match &self.printer {
            Some(printer) => Ok(self.settings(till.book.path())?.fitted(paper, printer)),
            None => Ok(paper),
        }
    }
}

/// Which receipts.
#[derive(Debug, Args)]
pub struct ChoiceArgs {
    #[arg(value_name = "收据号", help = "收据号，或只写序号；不写就按下面的条件选")]
    receipt: Vec<String>,
    #[arg(long, value_name = "组名", help = "只要这个村民组的")]
    group: Option<String>,
    #[arg(long, value_name = "班次", help = "只要这一班的")]
    session: Option<u32>,
    #[arg(long, value_name = "文字", default_value = "", help = "收据号、户号、姓名、拼音首字母")]
    find: String,
    #[arg(long, help = "打过的也要（算补打）；不写就只要还没打过的")]
    printed_too: bool,
}

impl ChoiceArgs {
    /// The numbers, and what is to be said about them.
    fn read(&self, till: &Till) -> Result<(Vec<String>, ReceiptBatch), Refusal> {
        let batch = if self.receipt.is_empty() {
            till.book.receipt_batch(&BatchChoice {
                text: self.find.clone(),
                village_group: self.group.clone(),
                session_no: self.session,
                printed_too: self.printed_too,
            })?
        } else {
            ReceiptBatch::default()
        };
        let receipt_nos: Vec<String> = if self.receipt.is_empty() {
            batch.rows.iter().map(|row| row.receipt_no.clone()).collect()
        } else {
            let stored = till.book.receipts_of(&self.receipt)?;
            stored.into_iter().map(|receipt| receipt.payment.receipt_no).collect()
        };
        if receipt_nos.is_empty() {
            return Err(PrintError::NothingToPrint.into());
        }
        Ok((receipt_nos, batch))
    }
}

/// `receipt print`
#[derive(Debug, Args)]
pub struct PrintReceipts {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    choice: ChoiceArgs,
    #[arg(long, value_name = "纸型", value_parser = crate::receipt::parse_form, help = "a5、241x93、241x139、a4x2、a4x3、roll80 或 roll58")]
    paper: Form,
    #[command(flatten)]
    fit: FitArgs,
    #[arg(long, value_name = "张数", help = "打出这么多张收据就停")]
    most: Option<usize>,
}

/// `receipt save`
#[derive(Debug, Args)]
pub struct SaveReceipts {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    choice: ChoiceArgs,
    #[arg(long, value_name = "纸型", value_parser = crate::receipt::parse_form, help = "a5、241x93、241x139、a4x2、a4x3、roll80 或 roll58")]
    paper: Form,
    #[command(flatten)]
    fit: FitArgs,
    #[arg(long, value_name = "文件", help = "写到哪里")]
    out: PathBuf,
}

struct Desk<'a> {
    till: &'a mut Till,
    form: Form,
    fonts: Fonts,
    most: Option<usize>,
    printed: usize,
    loud: bool,
}

impl BatchDesk for Desk<'_> {
    type Fault = Refusal;

    fn sheet(&mut self, receipt_nos: &[String]) -> Result<Paper, Refusal> {
        paper_of(self.till, receipt_nos, self.form, &self.fonts)
    }

    fn note(&mut self, receipt_nos: &[String], what: CopyState) -> Result<(), Refusal> {
        let now = self.till.moment()?;
        Ok(self.till.book.note_copies(receipt_nos, what, &now)?)
    }

    fn told(&mut self, progress: &BatchProgress) {
        self.printed = progress.printed;
        let said = match (&progress.fares, progress.in_hand.first()) {
            (None, Some(first)) => format!("{} / {}  {first}", progress.printed, progress.total),
            (Some(fares), _) if !fares.complaints.is_empty() && !fares.stage.is_final() => words(fares),
            _ => return,
        };
        if self.loud {
            eprintln!("{said}");
        }
    }

    fn wish(&mut self) -> Wish {
        if self.most.is_some_and(|most| self.printed >= most) { Wish::StopAfterThis } else { Wish::GoOn }
    }

    fn wait(&mut self) {
        thread::sleep(WAIT);
    }
}

/// The receipts as their next copies, in one paper.
fn paper_of(till: &Till, receipt_nos: &[String], form: Form, fonts: &Fonts) -> Result<Paper, Refusal> {
    let stored = till.book.receipts_of(receipt_nos)?;
    let documents: Vec<_> = stored.iter().map(|receipt| till.book.receipt_paper(receipt)).collect();
    Ok(receipts(&documents, form, fonts)?)
}

impl PrintReceipts {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let (receipt_nos, batch) = self.choice.read(&till)?;
        let settings = self.fit.settings(till.book.path())?;
        let printer = cunshou_print::system();
        let named = printer.chosen(self.fit.printer.as_deref())?;
        let order = Batch {
            printer: &*printer,
            settings: &settings,
            named: &named,
            receipt_nos: &receipt_nos,
            up: self.paper.up(),
        };
        let mut desk = Desk {
            till: &mut till,
            form: self.paper,
            fonts: Fonts::shipped(),
            most: self.most,
            printed: 0,
            loud: !globals.json,
        };
        let end = print_batch(order, &mut desk);
        Self::said(&named, &batch, end)
    }

    fn said(named: &str, batch: &ReceiptBatch, end: BatchEnd<Refusal>) -> Result<Said, Refusal> {
        let (why, told) = match end.why {
            BatchWhy::Finished => ("finished", String::new()),
            BatchWhy::Stopped => ("stopped", String::new()),
            BatchWhy::NotOut(fares) => ("not_out", words(&fares)),
            // With nothing out yet the refusal says it all.
            BatchWhy::Refused(fault) if end.printed == 0 => return Err(fault.into()),
            BatchWhy::Fault(refusal) if end.printed == 0 => return Err(refusal),
            BatchWhy::Refused(fault) => ("refused", said_of(&fault.into())),
            BatchWhy::Unknown(error) => ("unknown", said_of(&error.into())),
            BatchWhy::Fault(refusal) => ("fault", said_of(&refusal)),
        };
        let next = end.left.first();
        let rest = next
            .map_or_else(String::new, |first| format!("；从 {first} 起还有 {} 张没有打出来", end.left.len()));
        let text = format!("打出来 {} 张{rest}\n{told}", end.printed);
        let json = json!({
            "printer": named, "printed": end.printed, "left": end.left, "next": next, "why": why, "words": told,
            "reprints": batch.reprints, "taken_back": batch.taken_back,
        });
        Ok(Said::found(matches!(why, "finished" | "stopped"), json, text))
    }
}

fn said_of(refusal: &Refusal) -> String {
    format!("{} {}{}", refusal.words.code, refusal.words.message, refusal.words.todo)
}

impl SaveReceipts {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let (receipt_nos, batch) = self.choice.read(&till)?;
        let paper = paper_of(&till, &receipt_nos, self.paper, &Fonts::shipped())?;
        let pages = paper.pages.len();
        let pdf = self.fit.fitted(&till, paper)?.pdf()?;
        files::write(&self.out, &pdf)?;
        let now = till.moment()?;
        till.book.note_copies(&receipt_nos, CopyState::Saved, &now)?;
        let json = json!({
            "receipts": receipt_nos.len(), "first": receipt_nos.first(), "last": receipt_nos.last(), "pages": pages,
            "reprints": batch.reprints, "taken_back": batch.taken_back, "out": self.out, "bytes": pdf.len(),
        });
        Ok(Said::done(json, format!("{} 张收据已写到：{}", receipt_nos.len(), self.out.display())))
    }
}

/// `printer`
#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出打印机和它们的设置")]
    List(List),
    #[command(about = "设一台打印机在一种纸上的偏移和缩放")]
    Fit(Fit),
    #[command(about = "打一张测试页，或者写成 PDF")]
    Test(Test),
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(long, value_name = "文件", help = "打印机的设置文件")]
    printing: PathBuf,
}

#[derive(Debug, Args)]
pub struct Fit {
    #[arg(long, value_name = "文件", help = "打印机的设置文件（没有就新建）")]
    printing: PathBuf,
    #[command(flatten)]
    measures: Measures,
}

#[derive(Debug, Args)]
pub struct Test {
    #[command(flatten)]
    measures: Measures,
    #[arg(long, value_name = "文件", help = "写成 PDF，不打印")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Measures {
    #[arg(long, value_name = "打印机", help = "哪一台（不给就用系统默认的）")]
    printer: Option<String>,
    #[arg(long, value_name = "纸", help = "a4、a5、241x93、241x139、roll80 或 roll58")]
    paper: String,
    #[arg(
        long,
        value_name = "毫米",
        default_value = "0",
        allow_hyphen_values = true,
        help = "右移多少毫米，负数是左移"
    )]
    right: String,
    #[arg(
        long,
        value_name = "毫米",
        default_value = "0",
        allow_hyphen_values = true,
        help = "下移多少毫米，负数是上移"
    )]
    down: String,
    #[arg(long, value_name = "百分数", default_value = "100", help = "缩放，80 到 120")]
    scale: String,
}

impl Measures {
    fn medium(&self) -> Result<Medium, Refusal> {
        Ok(Medium::from_code(&self.paper)
            .ok_or_else(|| PrintError::NoSuchMedium { code: self.paper.clone() })?)
    }

    fn tuning(&self) -> Result<Tuning, Refusal> {
        Ok(Tuning::typed(&self.right, &self.down, &self.scale)?)
    }

    fn page(&self, printer: &str, fit: PrinterFit) -> Result<Paper, Refusal> {
        Ok(test_page(self.medium()?, printer, fit, &Fonts::shipped())?)
    }
}

impl Command {
    pub fn run(&self) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(),
            Self::Fit(command) => command.run(),
            Self::Test(command) => command.run(),
        }
    }
}

impl List {
    fn run(&self) -> Result<Said, Refusal> {
        let settings = PrintSettings::load(&self.printing)?;
        let printers = cunshou_print::system().printers()?;
        let fits: Vec<_> = settings
            .tunings()
            .map(|(printer, medium, tuning)| {
                json!({
                    "printer": printer, "paper": medium.code(), "right": tuning.right(), "down": tuning.down(),
                    "scale": tuning.scale(),
                })
            })
            .collect();
        let choices: Vec<_> = kinds()
            .map(|kind| (kind, settings.choice(&kind.code)))
            .filter(|(_, choice)| !choice.printer.is_empty())
            .map(
                |(kind, choice)| json!({"kind": kind.code, "printer": choice.printer, "paper": choice.paper}),
            )
            .collect();
        let mut text = String::new();
        for printer in &printers {
            let _ = writeln!(text, "{}{}", printer.name, if printer.is_default { "（默认）" } else { "" });
        }
        for (printer, medium, tuning) in settings.tunings() {
            let _ = writeln!(
                text,
                "{printer}  {}：右移 {} 毫米，下移 {} 毫米，缩放 {}%",
                medium.label(),
                tuning.right(),
                tuning.down(),
                tuning.scale()
            );
        }
        let printers: Vec<_> = printers
            .iter()
            .map(|printer| json!({"name": printer.name, "is_default": printer.is_default}))
            .collect();
        Ok(Said::done(json!({"printers": printers, "fits": fits, "choices": choices}), text))
    }
}

impl Fit {
    fn run(&self) -> Result<Said, Refusal> {
        let mut settings = PrintSettings::load(&self.printing)?;
        let measures = &self.measures;
        // A printer that is named need not be there: the settings may be made beforehand.
        let printer = match &measures.printer {
            Some(named) => named.clone(),
            None => cunshou_print::system().chosen(None)?,
        };
        let (medium, tuning) = (measures.medium()?, measures.tuning()?);
        settings.tune(&printer, medium, tuning);
        settings.save(&self.printing)?;
        let json = json!({
            "printer": printer, "paper": medium.code(), "right": tuning.right(), "down": tuning.down(),
            "scale": tuning.scale(),
        });
        let text = format!(
            "{printer}  {}：右移 {} 毫米，下移 {} 毫米，缩放 {}%",
            medium.label(),
            tuning.right(),
            tuning.down(),
            tuning.scale()
        );
        Ok(Said::done(json, text))
    }
}

impl Test {
    fn run(&self) -> Result<Said, Refusal> {
        let measures = &self.measures;
        let fit = measures.tuning()?.fit();
        if let Some(out) = &self.out {
            let pdf = measures.page(measures.printer.as_deref().unwrap_or_default(), fit)?.pdf()?;
            files::write(out, &pdf)?;
            let json = json!({"paper": measures.paper, "out": out, "bytes": pdf.len()});
            return Ok(Said::done(json, format!("测试页已写到：{}", out.display())));
        }
        let printer = cunshou_print::system();
        let named = printer.chosen(measures.printer.as_deref())?;
        let page = measures.page(&named, fit)?;
        // The page carries its own offsets; what is kept for the printer must not come on top.
        let job = send(&*printer, &PrintSettings::default(), page, "T", Some(&named))?;
        let end = loop {
            let progress = printer.progress(&job)?;
            if progress.stage.is_final() {
                break progress;
            }
            thread::sleep(WAIT);
        };
        let is_out = end.stage == cunshou_print::Stage::Done;
        let json =
            json!({"printer": named, "paper": measures.paper, "printed": is_out, "words": words(&end)});
        Ok(Said::found(is_out, json, words(&end)))
    }
}
