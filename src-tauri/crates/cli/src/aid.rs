//! `aid`: what the village collective resolved to pay.

use crate::access::{BookArgs, Globals};
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::aid::{AidGrant, Resolution};
use cunshou_policy::Yuan;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "登记一条集体扶持决议")]
    Add(Add),
    #[command(about = "列出集体扶持决议和用了多少")]
    List(List),
    #[command(about = "停用一条决议")]
    End(End),
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "年度", help = "参保年度")]
    levy_year: i32,
    #[arg(long, value_name = "文号", help = "村民会议决议的文号")]
    resolution: String,
    #[arg(long, value_name = "日期", help = "决议日期")]
    on: NaiveDate,
    #[arg(long, value_name = "来源", help = "资金来源")]
    source: String,
    #[arg(long, value_name = "对象", help = "给哪些人")]
    who: String,
    #[arg(long, value_name = "金额", help = "每人最多多少")]
    most_each: Yuan,
    #[arg(long, value_name = "金额", help = "总共最多多少")]
    budget: Option<Yuan>,
    #[arg(long, value_name = "文件", help = "乡镇确认的文件")]
    paper: String,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct End {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "决议号", help = "第几号决议")]
    aid_no: u32,
    #[arg(long, value_name = "原因", help = "为什么停用")]
    reason: String,
}

fn text_of(aid: &Resolution) -> String {
    let ended = if aid.is_ended { "  已停用" } else { "" };
    format!(
        "第 {} 号  {}  每人最多 {}  已给 {} 人 {} 元{ended}",
        aid.aid_no, aid.grant.resolution_no, aid.grant.most_each, aid.people, aid.paid
    )
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Add(command) => command.run(globals),
            Self::List(command) => command.run(globals),
            Self::End(command) => command.run(globals),
        }
    }
}

impl Add {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let grant = AidGrant {
            levy_year: self.levy_year,
            resolution_no: self.resolution.clone(),
            resolved_on: self.on,
            source: self.source.clone(),
            who: self.who.clone(),
            most_each: self.most_each,
            budget: self.budget,
            paper: self.paper.clone(),
        };
        let aid = till.book.resolve_aid(&grant, &now)?;
        Ok(Said::done(json!(aid), text_of(&aid)))
    }
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let all = till.book.resolutions()?;
        let text = all.iter().map(text_of).collect::<Vec<_>>().join("\n");
        Ok(Said::done(json!({"resolutions": all}), text))
    }
}

impl End {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        till.book.end_aid(self.aid_no, &self.reason, &now)?;
        Ok(Said::done(json!({"aid_no": self.aid_no}), format!("第 {} 号决议已停用", self.aid_no)))
    }
}
