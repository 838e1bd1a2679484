//! `ack import`: the township's answer comes back and settles each row.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::Book;
use cunshou_core::ack::{AckStatus, AnsweredQuery, AnsweredRow, PackageAnswer, ReadAnswer, SlipAnswer};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "读入镇里的回执（.csa）")]
    Import(Import),
    #[command(about = "列出镇里退回的行，和对不上的银行回单")]
    Open(Open),
}

#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文件", help = "镇里的回执（.csa）")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Open {
    #[command(flatten)]
    book: BookArgs,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Import(command) => {
                let mut till = command.book.open(globals)?;
                read(&mut till, &command.file)
            }
            Self::Open(command) => {
                let till = command.book.open(globals)?;
                let rows = rejected(&till.book, None)?;
                let slips = till.book.open_slips()?;
                let mut text = format!("镇里退回 {} 行，对不上的银行回单 {} 张\n", rows.len(), slips.len());
                tell(&mut text, &rows, &slips);
                let slips: Vec<_> = slips.iter().map(slip_json).collect();
                let rows: Vec<_> = rows.iter().map(row_json).collect();
                Ok(Said::done(json!({"rejected": rows, "slips": slips}), text))
            }
        }
    }
}

/// Reads an answer and tells what it settles.
pub fn read(till: &mut Till, path: &Path) -> Result<Said, Refusal> {
    let bytes = files::read(path)?;
    let now = till.moment()?;
    let read = till.book.read_ack(&bytes, &now)?;
    told(&till.book, &read)
}

fn told(book: &Book, read: &ReadAnswer) -> Result<Said, Refusal> {
    let rows = rejected(book, Some(read.package.close_no))?;
    let payments = &read.package.payments;
    let mut text = match (read.already_read, read.is_older) {
        (true, _) => "这份回执以前读过，什么都没有改。\n".to_owned(),
        (false, true) => "已读入。它比以前读过的旧，以编号大的为准。\n".to_owned(),
        (false, false) => "已读入。\n".to_owned(),
    };
    let _ = writeln!(
        text,
        "第 {} 号日结的第 {} 号回执：已入库 {} 人，被退回 {} 人，只是收到 {} 人",
        read.package.close_no, read.ack_no, payments.accepted, payments.rejected, payments.received
    );
    tell(&mut text, &rows, &read.slips);
    for receipt_no in &read.completed {
        let _ = writeln!(text, "  收据 {receipt_no}：钱已到账，待遇起始日定下来了");
    }
    let json = json!({
        "close_no": read.package.close_no, "ack_no": read.ack_no, "already_read": read.already_read,
        "is_older": read.is_older, "counts": read.counts, "package": package_json(&read.package),
        "rejected": rows.iter().map(row_json).collect::<Vec<_>>(),
        "slips": read.slips.iter().map(slip_json).collect::<Vec<_>>(), "completed": read.completed,
    });
    Ok(Said::done(json, text))
}

/// What the newest answers send back, of one package or of all.
fn rejected(book: &Book, close_no: Option<u32>) -> Result<Vec<AnsweredRow>, Refusal> {
    let query = AnsweredQuery { close_no, status: Some(AckStatus::Rejected), payments_only: false };
    let mut rows = Vec::new();
    loop {
        let page = u32::try_from(rows.len()).unwrap_or(u32::MAX) / cunshou_core::ack::PAGE_SIZE + 1;
        let found = book.answered_rows(query, page)?;
        let is_last = found.rows.is_empty();
        rows.extend(found.rows);
        if is_last || rows.len() >= found.total as usize {
            return Ok(rows);
        }
    }
}

/// How a package is answered, for scripts.
pub fn package_json(answer: &PackageAnswer) -> Value {
    json!({
        "close_no": answer.close_no, "ack_no": answer.ack_no, "answered_at": answer.answered_at,
        "read_at": answer.read_at, "payments": answer.payments, "others_rejected": answer.others_rejected,
    })
}

fn row_json(row: &AnsweredRow) -> Value {
    json!({
        "table": row.table, "row_id": row.row_id, "close_no": row.close_no, "hh_no": row.hh_no, "name": row.name,
        "levy_year": row.levy_year, "receipt_no": row.receipt_no, "reason_code": row.answer.reason_code,
        "reason": row.answer.why(), "todo": row.answer.todo(), "ack_no": row.answer.ack_no,
    })
}

fn slip_json(slip: &SlipAnswer) -> Value {
    json!({
        "slip_no": slip.slip_no, "amount": slip.amount, "arrived_on": slip.arrived_on, "ours": slip.ours,
        "state": slip.state.word(), "message": slip.words(),
    })
}

/// Rows that were sent back and slips, a line each.
fn tell(text: &mut String, rows: &[AnsweredRow], slips: &[SlipAnswer]) {
    for row in rows {
        let (name, label, answer) = (&row.name, &row.table_label, &row.answer);
        let _ = writeln!(text, "  {label}  {} 户 {name}：{}。{}。", row.hh_no, answer.words(), answer.todo());
    }
    for slip in slips {
        let _ = writeln!(text, "  {}", slip.words());
    }
}
