//! `registration`: who is to be entered, or corrected, in the province's system.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::registration::{RegistrationFilter, RegistrationKind, RegistrationState};
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出登记队列")]
    List(List),
    #[command(about = "标记：已录入、失败、不再需要、重新等待")]
    Mark(Mark),
    #[command(about = "把待录入的人写成一个 xlsx（完整证件号码，记入操作记录）")]
    Export(Export),
}

/// Which entries.
#[derive(Debug, Args)]
struct Which {
    #[arg(long, value_name = "waiting|entered|failed|dropped", value_parser = parse_state, help = "只看一种状态；不写就是待录入和失败的")]
    state: Option<RegistrationState>,
    #[arg(long, help = "所有状态")]
    all: bool,
    #[arg(long, value_name = "new|name|certificate", value_parser = parse_kind, help = "只看一种事项")]
    kind: Option<RegistrationKind>,
    #[arg(long, value_name = "文字", default_value = "", help = "姓名、户号或组的一部分")]
    text: String,
}

impl Which {
    fn filter(&self) -> RegistrationFilter {
        RegistrationFilter { state: self.state, all: self.all, kind: self.kind, text: self.text.clone() }
    }
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    which: Which,
    #[arg(long, default_value_t = 1, value_name = "页", help = "第几页")]
    page: u32,
}

#[derive(Debug, Args)]
pub struct Mark {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "编号", required = true, num_args = 1.., help = "registration list 给出的编号")]
    numbers: Vec<i64>,
    #[arg(long, value_name = "waiting|entered|failed|dropped", value_parser = parse_state, help = "标成什么")]
    state: RegistrationState,
    #[arg(long, value_name = "原因", default_value = "", help = "失败要写原因")]
    reason: String,
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    which: Which,
    #[arg(long, value_name = "文件", help = "写到哪里（xlsx）")]
    out: PathBuf,
}

fn parse_state(text: &str) -> Result<RegistrationState, String> {
    text.parse().map_err(|()| "请写 waiting、entered、failed 或 dropped".to_owned())
}

fn parse_kind(text: &str) -> Result<RegistrationKind, String> {
    text.parse().map_err(|()| "请写 new、name 或 certificate".to_owned())
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Mark(command) => command.run(globals),
            Self::Export(command) => command.run(globals),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let page = till.book.registrations(&self.which.filter(), self.page)?;
        let mut text = format!("共 {} 项\n", page.total);
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|row| {
                let _ = writeln!(
                    text,
                    "  {}  {} {}  {}  {}  {}",
                    row.registration_no,
                    row.hh_no,
                    row.name,
                    row.kind.word(),
                    row.state.word(),
                    row.reason
                );
                json!({
                    "registration_no": row.registration_no, "name": row.name, "hh_no": row.hh_no,
                    "certno_masked": row.certno_masked, "kind": row.kind.word(), "was": row.was,
                    "state": row.state.word(), "reason": row.reason, "wanted_at": row.wanted_at,
                })
            })
            .collect();
        let counts: serde_json::Map<_, _> =
            page.counts.iter().map(|(state, count)| (state.word().to_owned(), json!(count))).collect();
        let json = json!({
            "registrations": rows, "total": page.total, "page": page.page, "pages": page.pages, "counts": counts,
        });
        Ok(Said::done(json, text))
    }
}

impl Mark {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let marked = till.book.mark_registrations(&self.numbers, self.state, &self.reason, &now)?;
        Ok(Said::done(json!({ "marked": marked }), format!("标记了 {marked} 项")))
    }
}

impl Export {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let bytes = till.book.export_registrations(&self.which.filter(), &now)?;
        files::write(&self.out, &bytes)?;
        Ok(Said::done(json!({ "file": self.out }), format!("已写到 {}", self.out.display())))
    }
}
