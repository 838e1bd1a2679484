//! `ticket`: the register of pre-printed receipts.

use crate::access::{BookArgs, Globals};
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;
use std::fmt::Write as _;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "登记领来的一本专用票据")]
    Receive(Receive),
    #[command(about = "登记一张作废的专用票据")]
    Spoil(Spoil),
    #[command(about = "登记交回的未用专用票据")]
    Return(Return),
    #[command(about = "票据登记簿：领、用、废、交、存")]
    Register(Register),
}

#[derive(Debug, Args)]
pub struct Receive {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "起号", help = "第一张的号码")]
    first: String,
    #[arg(long, value_name = "止号", help = "最后一张的号码")]
    last: String,
    #[arg(long, value_name = "日期", help = "领来的日期")]
    on: NaiveDate,
    #[arg(long, value_name = "来源", default_value = "", help = "从哪里领的")]
    source: String,
}

#[derive(Debug, Args)]
pub struct Spoil {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "票号", help = "票据号码")]
    ticket_no: String,
    #[arg(long, value_name = "原因", help = "为什么作废")]
    reason: String,
    #[arg(long, help = "这一张找不到了")]
    lost: bool,
}

#[derive(Debug, Args)]
pub struct Return {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "起号", help = "第一张的号码")]
    first: String,
    #[arg(long, value_name = "止号", help = "最后一张的号码")]
    last: String,
    #[arg(long, value_name = "日期", help = "交回的日期")]
    on: NaiveDate,
    #[arg(long, value_name = "给谁", default_value = "", help = "交给谁")]
    to: String,
}

#[derive(Debug, Args)]
pub struct Register {
    #[command(flatten)]
    book: BookArgs,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Receive(command) => command.run(globals),
            Self::Spoil(command) => command.run(globals),
            Self::Return(command) => command.run(globals),
            Self::Register(command) => command.run(globals),
        }
    }
}

impl Receive {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let book = till.book.receive_tickets(&self.first, &self.last, self.on, &self.source, &now)?;
        let text = format!(
            "第 {} 本：{} 到 {}，共 {} 张",
            book.ticket_book_no, book.first, book.last, book.received
        );
        Ok(Said::done(
            json!({"ticket_book_no": book.ticket_book_no, "first": book.first, "last": book.last, "received": book.received}),
            text,
        ))
    }
}

impl Spoil {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        till.book.spoil_ticket(&self.ticket_no, &self.reason, !self.lost, &now)?;
        Ok(Said::done(json!({"ticket_no": self.ticket_no}), format!("票据 {} 已登记作废", self.ticket_no)))
    }
}

impl Return {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let returned = till.book.return_tickets(&self.first, &self.last, self.on, &self.to, &now)?;
        Ok(Said::done(json!({"returned": returned}), format!("已登记交回 {returned} 张")))
    }
}

impl Register {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let register = till.book.ticket_register()?;
        let mut text = String::new();
        for book in &register.books {
            let _ = writeln!(
                text,
                "第 {} 本 {}–{}：领 {}，用 {}，随收据作废 {}，作废 {}，交回 {}，结存 {}",
                book.ticket_book_no,
                book.first,
                book.last,
                book.received,
                book.used,
                book.voided,
                book.spoilt,
                book.returned,
                book.left
            );
        }
        let agrees = if register.agrees() { "票账相符" } else { "票账不符" };
        let _ = writeln!(
            text,
            "开了票的收据 {} 张，没有开票的 {} 张：{agrees}",
            register.payments_with, register.payments_without
        );
        let books: Vec<_> = register
            .books
            .iter()
            .map(|book| {
                json!({
                    "ticket_book_no": book.ticket_book_no, "first": book.first, "last": book.last,
                    "received": book.received, "used": book.used, "voided": book.voided, "spoilt": book.spoilt,
                    "returned": book.returned, "left": book.left, "next": book.next,
                })
            })
            .collect();
        let json = json!({
            "books": books, "payments_with": register.payments_with, "payments_without": register.payments_without,
            "spoilt": register.spoilt, "agrees": register.agrees(),
        });
        Ok(Said::done(json, text))
    }
}
