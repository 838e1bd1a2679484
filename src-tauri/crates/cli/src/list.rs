//! `list`: lists of departments and offices come in; what they propose is decided.

use crate::access::{BookArgs, Globals};
use crate::category;
use crate::files;
use crate::office;
use crate::refusal::Refusal;
use crate::roster::ReadingArgs;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand};
use cunshou_core::sample::{Sample, SampleList};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "导入一份名单", long_about = category::HELP)]
    Import(Box<Import>),
    #[command(about = "各部门的名单：何时导入、什么日期、还压着没有")]
    Categories(Categories),
    #[command(about = "撤销一份部门名单")]
    UndoCategory(UndoCategory),
    #[command(about = "名单上有、账簿里没有的人，可能是谁")]
    Waiting(Waiting),
    #[command(about = "名单上的人是不是账簿里的这个人")]
    Match(Match),
    #[command(about = "待办：退费申请、要问的部门")]
    Work(Work),
    #[command(about = "名单提出、等人确认的变动")]
    Proposals(office::Proposals),
    #[command(about = "确认或不采纳名单提出的变动")]
    Decide(office::Decide),
    #[command(about = "税务系统的应缴数与本机核定不同的人")]
    Differences(office::Differences),
    #[command(about = "把示例村的花名册和各单位名单（虚构的）写到一个文件夹，供练习导入")]
    Samples(Samples),
}

/// Which list, and how it is to be read.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("kind").required(true).multiple(false)))]
pub struct Import {
    #[command(flatten)]
    pub book: BookArgs,
    #[command(flatten)]
    pub category: category::CategoryArgs,
    #[command(flatten)]
    pub office: office::OfficeArgs,
    #[arg(long, help = "只看，不写入账簿")]
    pub dry_run: bool,
    #[arg(long, value_name = "文件", help = "把坏行写成一个 xlsx，交回去改")]
    pub bad_rows: Option<PathBuf>,
    #[arg(long, value_name = "日期", help = "名单截至哪一天（不写就从文件里找）")]
    pub on: Option<NaiveDate>,
    #[arg(long, value_name = "文号", default_value = "", help = "随名单来的文号")]
    pub document: String,
    #[arg(long, conflicts_with = "incremental", help = "名单是全量：不在上面的人就是取消")]
    pub full: bool,
    #[arg(long, help = "名单只列变动的人：不在上面不说明什么")]
    pub incremental: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Args)]
pub struct Samples {
    #[arg(long, value_name = "文件夹", help = "写到哪个文件夹")]
    pub to: PathBuf,
}

impl Samples {
    fn run(&self) -> Result<Said, Refusal> {
        let mut text = String::new();
        let mut rows = Vec::new();
        for list in write_samples(&self.to)? {
            let _ = writeln!(text, "{}  {}", list.file, list.words);
            rows.push(json!({
                "file": self.to.join(&list.file), "kind": list.kind.word(), "stands": list.stands, "words": list.words,
            }));
        }
        Ok(Said::done(json!({ "lists": rows }), text))
    }
}

/// Writes the sample village's roster and lists into a folder.
pub fn write_samples(folder: &Path) -> Result<&'static [SampleList], Refusal> {
    std::fs::create_dir_all(folder).map_err(|error| Refusal::io(folder, &error))?;
    let lists = &Sample::shipped().lists;
    for list in lists {
        files::write(&folder.join(&list.file), list.bytes())?;
    }
    Ok(lists)
}

#[derive(Debug, Args)]
pub struct Categories {
    #[command(flatten)]
    pub book: BookArgs,
}

#[derive(Debug, Args)]
pub struct UndoCategory {
    #[command(flatten)]
    pub book: BookArgs,
    #[arg(value_name = "导入编号")]
    pub import_id: Uuid,
}

#[derive(Debug, Args)]
pub struct Waiting {
    #[command(flatten)]
    pub book: BookArgs,
    #[arg(long, default_value_t = 1, value_name = "页", help = "第几页")]
    pub page: u32,
    #[arg(long, help = "先重新比对一次")]
    pub rematch: bool,
}

#[derive(Debug, Args)]
pub struct Match {
    #[command(flatten)]
    pub book: BookArgs,
    #[arg(value_name = "名单行编号")]
    pub entry_id: Uuid,
    #[arg(value_name = "人员编号")]
    pub person_id: Uuid,
    #[arg(long, help = "不是同一个人")]
    pub no: bool,
}

#[derive(Debug, Args)]
pub struct Work {
    #[command(flatten)]
    pub book: BookArgs,
    #[arg(long, help = "办完的也列出来")]
    pub all: bool,
    #[arg(long, default_value_t = 1, value_name = "页", help = "第几页")]
    pub page: u32,
    #[arg(long, value_name = "待办编号", requires = "outcome", help = "办完这一件")]
    pub done: Option<Uuid>,
    #[arg(long, value_name = "结果", help = "办理结果")]
    pub outcome: Option<String>,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Import(command) if command.category.category_list.is_some() => {
                category::import(command, globals)
            }
            Self::Import(command) => office::import(command, globals),
            Self::Samples(command) => command.run(),
            Self::Proposals(command) => command.run(globals),
            Self::Decide(command) => command.run(globals),
            Self::Differences(command) => command.run(globals),
            Self::Categories(command) => category::lists(command, globals),
            Self::UndoCategory(command) => category::undo(command, globals),
            Self::Waiting(command) => category::waiting(command, globals),
            Self::Match(command) => category::decide(command, globals),
            Self::Work(command) => category::work(command, globals),
        }
    }
}
