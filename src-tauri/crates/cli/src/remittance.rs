//! `remit` and `remittance`: money on its way to the treasury account.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::print::FitArgs;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::papers::{beyond_words, difference_lines, ready_words};
use cunshou_core::remittance::{Payer, Remittance, RemittanceOrder};
use cunshou_paper::{Fonts, remittance_sheet};
use cunshou_policy::Yuan;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Remit {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "回单号", help = "银行回单上的号码")]
    slip: String,
    #[arg(long, value_name = "金额", help = "回单上的金额")]
    amount: Yuan,
    #[arg(long, value_name = "日期", help = "回单上的日期，如 2025-11-05")]
    on: NaiveDate,
    #[arg(long, value_name = "账户", default_value = "", help = "缴到哪个账户、哪家银行")]
    account: String,
    #[arg(long, value_name = "谁的钱", default_value = "cash", value_parser = parse_payer, help = "cash 收的现金；collective_aid 村集体扶持的钱")]
    payer: Payer,
    #[arg(long, num_args = 1.., value_name = "收据号=金额", value_parser = parse_part, help = "对应哪些收据各多少；不写就从最早的收据起")]
    part: Vec<(String, Yuan)>,
    #[arg(long, value_name = "说明", default_value = "", help = "说明")]
    note: String,
    #[arg(long, value_name = "编号", help = "缴存编号；同一编号再来一次，就是同一笔")]
    remittance_id: Option<Uuid>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出所有缴存")]
    List(List),
    #[command(about = "还没缴存的钱：哪一班、哪些收据、放了几天")]
    Outstanding(Outstanding),
    #[command(about = "把缴存单写成 PDF")]
    Sheet(Sheet),
    #[command(about = "撤销一笔缴存：登记错了，或银行退回")]
    Cancel(Cancel),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct Outstanding {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "谁的钱", default_value = "cash", value_parser = parse_payer, help = "cash 收的现金；collective_aid 村集体扶持的钱")]
    payer: Payer,
}

#[derive(Debug, Args)]
pub struct Sheet {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "缴存号", help = "第几号缴存")]
    remittance_no: u32,
    #[arg(long, value_name = "文件", help = "写到哪里")]
    out: PathBuf,
    #[command(flatten)]
    fit: FitArgs,
}

#[derive(Debug, Args)]
pub struct Cancel {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "缴存号", help = "第几号缴存")]
    remittance_no: u32,
    #[arg(long, value_name = "原因", help = "为什么撤销")]
    reason: String,
}

fn parse_payer(text: &str) -> Result<Payer, String> {
    text.parse().map_err(|()| "请写 cash 或 collective_aid".to_owned())
}

fn parse_part(text: &str) -> Result<(String, Yuan), String> {
    let part = text.split_once('=').and_then(|(receipt_no, amount)| {
        Some((receipt_no.trim().to_owned(), amount.trim().parse::<Yuan>().ok()?))
    });
    part.ok_or_else(|| "请写成 收据号=金额".to_owned())
}

fn json_of(one: &Remittance) -> Value {
    let record = &one.record;
    let parts: Vec<_> = record
        .parts
        .iter()
        .map(|part| {
            json!({"receipt_no": part.receipt_no, "session_no": part.session_no, "amount": part.amount})
        })
        .collect();
    json!({
        "remittance_no": record.remittance_no, "remittance_id": record.remittance_id, "payer": record.payer,
        "slip_no": record.slip_no, "remitted_on": record.remitted_on, "account": record.account,
        "amount": record.amount, "parts": parts, "note": record.note,
        "cancelled": one.cancelled.as_ref().map(|gone| &gone.reason),
        "already_recorded": one.already_recorded,
    })
}

fn line_of(one: &Remittance) -> String {
    let record = &one.record;
    let gone = one.cancelled.as_ref().map_or_else(String::new, |gone| format!("  已撤销：{}", gone.reason));
    format!(
        "第 {} 号  {}  回单 {}  {} 元  {} 张收据{gone}",
        record.remittance_no,
        record.remitted_on,
        record.slip_no,
        record.amount,
        record.parts.len()
    )
}

impl Remit {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let order = RemittanceOrder {
            remittance_id: self.remittance_id.unwrap_or_else(|| now.id()),
            payer: self.payer,
            slip_no: self.slip.clone(),
            remitted_on: self.on,
            account: self.account.clone(),
            amount: self.amount,
            parts: (!self.part.is_empty()).then(|| self.part.clone()),
            note: self.note.clone(),
        };
        // Told before it is recorded; an order that is refused is refused by recording it.
        let beyond = till.book.try_allocation(self.payer, self.amount).map_or(Yuan::ZERO, |told| told.beyond);
        let done = till.book.remit(&order, &now)?;
        let beyond = if done.already_recorded { Yuan::ZERO } else { beyond };
        let left = till.book.cash_in_hand(now.on())?.unremitted;
        let mut json = json_of(&done);
        json["unremitted"] = json!(left);
        json["beyond"] = json!(beyond);
        let mut text = format!("{}\n还没缴存的现金：{left} 元", line_of(&done));
        if !beyond.is_zero() {
            let _ = write!(text, "\n{}", beyond_words(beyond));
        }
        Ok(Said::done(json, text))
    }
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Outstanding(command) => command.run(globals),
            Self::Sheet(command) => command.run(globals),
            Self::Cancel(command) => command.run(globals),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let all = till.book.remittances()?;
        let mut text = format!("{} 笔缴存\n", all.len());
        for one in &all {
            let _ = writeln!(text, "{}", line_of(one));
        }
        let rows: Vec<_> = all.iter().map(json_of).collect();
        Ok(Said::done(json!({"remittances": rows}), text))
    }
}

impl Outstanding {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let now = till.moment()?;
        let form = till.book.open_remittance(self.payer, &now)?;
        let ready = &form.ready;
        let mut text = format!("还没缴存 {} 元，其中已日结 {} 元\n", form.total, ready.due);
        let words = ready_words(ready);
        let differences = difference_lines(&ready.differences, now.on());
        if !words.message.is_empty() {
            let _ = writeln!(text, "{}\n  {}\n{}", words.message, differences.join("\n  "), words.todo);
        }
        for session in &form.sessions {
            let close = session
                .close_no
                .map_or_else(|| "未日结".to_owned(), |close_no| format!("日结第 {close_no} 号"));
            let _ = writeln!(
                text,
                "{}  {close}  {} 张收据  {} 元  已放 {} 天",
                session.business_date, session.receipts, session.amount, session.age_days
            );
        }
        let receipts: Vec<_> = form
            .outstanding
            .iter()
            .map(|one| {
                json!({
                    "receipt_no": one.receipt_no, "hh_no": one.hh_no, "session_no": one.session_no,
                    "business_date": one.business_date, "close_no": one.close_no, "amount": one.amount,
                })
            })
            .collect();
        let sessions: Vec<_> = form
            .sessions
            .iter()
            .map(|one| {
                json!({
                    "session_no": one.session_no, "business_date": one.business_date, "close_no": one.close_no,
                    "receipts": one.receipts, "amount": one.amount, "age_days": one.age_days,
                })
            })
            .collect();
        let open: Vec<_> = ready
            .differences
            .carried
            .iter()
            .map(|one| {
                json!({
                    "close_no": one.close_no, "business_date": one.business_date, "open": one.open,
                    "state": one.state,
                })
            })
            .collect();
        let json = json!({
            "total": form.total, "ready": ready.due, "lies": ready.lies(), "missing": ready.missing(),
            "paid_though_missing": ready.paid_though_missing(), "over": ready.differences.over,
            "differences": open, "sessions": sessions, "receipts": receipts,
        });
        Ok(Said::done(json, text))
    }
}

impl Sheet {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let remittance = till.book.remittance(self.remittance_no)?;
        let sheet = remittance_sheet(&till.book.remittance_paper(&remittance)?, &Fonts::shipped())?;
        let pdf = self.fit.fitted(&till, sheet)?.pdf()?;
        files::write(&self.out, &pdf)?;
        let json = json!({"remittance_no": self.remittance_no, "out": self.out, "bytes": pdf.len()});
        Ok(Said::done(json, format!("第 {} 号缴存单已写到：{}", self.remittance_no, self.out.display())))
    }
}

impl Cancel {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let gone = till.book.cancel_remittance(self.remittance_no, &self.reason, &now)?;
        Ok(Said::done(json_of(&gone), line_of(&gone)))
    }
}
