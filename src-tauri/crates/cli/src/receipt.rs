//! `receipt`: what was taken, as a list and on paper.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::print::{FitArgs, PrintReceipts, SaveReceipts};
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::codes;
use cunshou_core::receipt::{CopyState, ReceiptRow};
use cunshou_core::reversal::{VoidOrder, Way};
use cunshou_paper::{Fonts, Form, receipt, void_slip};
use cunshou_policy::explain;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出所有收据")]
    List(List),
    #[command(about = "把一张收据写成 PDF")]
    Pdf(Pdf),
    #[command(about = "成批打印收据：一张一张打，打出来的才算")]
    Print(PrintReceipts),
    #[command(about = "把许多收据写成一个 PDF")]
    Save(SaveReceipts),
    #[command(about = "登记保费到账日期：待遇从到账之日起的收据，登记以后日期就定了")]
    Arrived(Arrived),
    #[command(about = "作废一张收据；日结以后凭乡镇批准编号冲正")]
    Void(Void),
    #[command(about = "把作废（冲正）凭证写成 PDF，给缴费人签字")]
    VoidSlip(Pdf),
}

#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the field is named as its option")]
pub struct Void {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "收据号", help = "收据号，或只写序号")]
    receipt_no: String,
    #[arg(long, value_name = "原因", help = "原因的代码或名称；写别的话，就算“其他原因”并记下这句话")]
    reason: String,
    #[arg(long, value_name = "说明", default_value = "", help = "情况说明")]
    note: String,
    #[arg(long, value_name = "编号", help = "乡镇批准冲正的编号（日结以后才要）")]
    approval: Option<String>,
    #[arg(long, help = "缴费人手里的收据没有收回（要写说明）")]
    paper_lost: bool,
    #[arg(long, value_name = "编号", help = "作废编号；同一编号再来一次，就是同一次作废")]
    void_id: Option<Uuid>,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct Pdf {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "收据号", help = "收据号，或只写序号")]
    receipt_no: String,
    #[arg(long, value_name = "纸型", value_parser = parse_form, help = "a5、241x93、241x139、a4x2、a4x3、roll80 或 roll58")]
    paper: Form,
    #[arg(long, value_name = "文件", help = "写到哪里")]
    out: PathBuf,
    #[command(flatten)]
    fit: FitArgs,
}

#[derive(Debug, Args)]
pub struct Arrived {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, required = true, num_args = 1.., value_name = "收据号", help = "收据号，或只写序号；可以写多张")]
    receipt: Vec<String>,
    #[arg(long, value_name = "日期", help = "到账日期，如 2026-01-31")]
    on: NaiveDate,
    #[arg(long, value_name = "说明", default_value = "", help = "凭什么知道：银行回单号、税务或乡镇的通知")]
    note: String,
}

/// The form of a code, for the arguments.
pub fn parse_form(code: &str) -> Result<Form, String> {
    Form::from_code(code).ok_or_else(|| "没有这种纸型".to_owned())
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Pdf(command) => command.run(globals),
            Self::Print(command) => command.run(globals),
            Self::Save(command) => command.run(globals),
            Self::Arrived(command) => command.run(globals),
            Self::Void(command) => command.run(globals),
            Self::VoidSlip(command) => command.void_slip(globals),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let receipts = till.book.all_receipts()?;
        let mut text = format!("{} 张收据\n", receipts.len());
        for row in &receipts {
            let _ = writeln!(
                text,
                "{}  {}  {}  {}  应缴 {}  {}",
                row.receipt_no,
                row.business_date,
                row.hh_no,
                row.head,
                row.due,
                row.state.word()
            );
        }
        let rows: Vec<Value> = receipts.iter().map(json_row).collect();
        Ok(Said::done(json!({"receipts": rows, "total": rows.len()}), text))
    }
}

fn json_row(row: &ReceiptRow) -> Value {
    json!({
        "receipt_no": row.receipt_no, "serial": row.serial, "payment_id": row.payment_id, "state": row.state.word(),
        "due": row.due, "business_date": row.business_date, "hh_no": row.hh_no, "head": row.head,
        "taken_at": row.taken_at, "printed": row.printed, "unsure": row.unsure, "close_no": row.close_no,
    })
}

impl Arrived {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let receipts = till.book.record_arrival(&self.receipt, self.on, &self.note, &now)?;
        let completed = receipts.iter().filter_map(|receipt| receipt.arrival.as_ref());
        let mut text = String::new();
        for (receipt, arrival) in receipts.iter().zip(completed.clone()) {
            let _ = writeln!(text, "收据 {}", arrival.receipt_no);
            for cover in &arrival.lines {
                let line = receipt.payment.lines.iter().find(|line| line.row_id == cover.row_id);
                let name = line.map_or("", |line| &line.name);
                let words = explain::arrived_words(cover.benefit_from, cover.benefit_to);
                let _ = writeln!(text, "  {name}  {words}");
            }
        }
        Ok(Said::done(json!({"arrived_on": self.on, "receipts": completed.collect::<Vec<_>>()}), text))
    }
}

impl Void {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let wanted = self.reason.trim();
        let known =
            codes::void_reasons().iter().find(|reason| reason.code == wanted || reason.label == wanted);
        let (reason, note) = match known {
            Some(reason) => (reason.code.to_owned(), self.note.clone()),
            None => ("other".to_owned(), format!("{wanted} {}", self.note)),
        };
        let order = VoidOrder {
            void_id: self.void_id.unwrap_or_else(|| now.id()),
            receipt_no: self.receipt_no.clone(),
            reason,
            note,
            approval_no: self.approval.clone(),
            paper_back: !self.paper_lost,
        };
        let done = till.book.void_receipt(&order, &now)?;
        let record = &done.record;
        let json = json!({
            "receipt_no": record.receipt_no, "void_no": record.void_no, "void_id": record.void_id,
            "kind": done.way.word(), "cash_back": record.cash_back, "session_no": record.session_no,
            "business_date": record.business_date, "reason": record.reason, "note": record.note,
            "approval_no": record.approval_no, "already_done": done.already_done,
        });
        let word = if done.way == Way::Void { "作废" } else { "冲正" };
        let text = format!(
            "收据 {} 已{word}（第 {} 号），退现金 {} 元",
            record.receipt_no, record.void_no, record.cash_back
        );
        Ok(Said::done(json, text))
    }
}

impl Pdf {
    fn void_slip(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let receipt = till.book.receipt(&self.receipt_no)?;
        let receipt_no = receipt.payment.receipt_no.clone();
        let done = receipt
            .taken_back
            .ok_or_else(|| cunshou_core::Error::NotTakenBack { receipt_no: receipt_no.clone() })?;
        let slip = void_slip(&till.book.void_slip_paper(&done)?, self.paper, &Fonts::shipped())?;
        let pdf = self.fit.fitted(&till, slip)?.pdf()?;
        files::write(&self.out, &pdf)?;
        let json = json!({"receipt_no": receipt_no, "void_no": done.record.void_no, "out": self.out, "bytes": pdf.len()});
        Ok(Said::done(json, format!("收据 {receipt_no} 的凭证已写到：{}", self.out.display())))
    }

    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let (receipt_no, bytes) =
            write_pdf(&mut till, &self.receipt_no, self.paper, &self.out, Some(&self.fit))?;
        let json = json!({
            "receipt_no": receipt_no, "paper": self.paper.code(), "out": self.out, "bytes": bytes,
        });
        Ok(Said::done(json, format!("收据 {receipt_no} 已写到：{}", self.out.display())))
    }
}

/// Writes a receipt's paper; answers its full number and the size of the file.
pub fn write_pdf(
    till: &mut Till,
    receipt_no: &str,
    form: Form,
    out: &Path,
    fit: Option<&FitArgs>,
) -> Result<(String, usize), Refusal> {
    let stored = till.book.receipt(receipt_no)?;
    let paper = receipt(&till.book.receipt_paper(&stored), form, &Fonts::shipped())?;
    let pdf = fit.map_or(Ok(paper.clone()), |fit| fit.fitted(till, paper))?.pdf()?;
    files::write(out, &pdf)?;
    let now = till.moment()?;
    till.book.note_copy(&stored.payment.receipt_no, CopyState::Saved, &now)?;
    Ok((stored.payment.receipt_no, pdf.len()))
}
