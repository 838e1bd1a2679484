//! `duplicate list|decide|verdicts|take-back`: entries of the roster that look like one person.
//!
//! Invariant: numbers are masked; an entry is named by household and member number.

use crate::access::{BookArgs, Globals, Till};
use crate::household::member_no;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand, ValueEnum};
use cunshou_core::duplicate::{DuplicatePair, Side, Verdict};
use serde_json::{Value, json};
use std::fmt::Write as _;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出像是同一个人的两条登记")]
    List(List),
    #[command(about = "核对两条登记：并为一人、两条都留、不是同一人")]
    Decide(Decide),
    #[command(about = "列出核对过的")]
    Verdicts(Verdicts),
    #[command(about = "撤回一次核对")]
    TakeBack(TakeBack),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "页", default_value_t = 1, help = "第几页")]
    page: u32,
}

/// What is decided.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// One person: the first of the two stays.
    Merge,
    /// Both entries are right.
    Keep,
    /// Two people.
    NotSame,
}

#[derive(Debug, Args)]
pub struct Decide {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号-成员号", help = "一条（合并时留下的是它）")]
    first: String,
    #[arg(value_name = "户号-成员号", help = "另一条")]
    second: String,
    #[arg(long = "as", value_enum, value_name = "结论", help = "merge、keep、not-same")]
    what: What,
    #[arg(long, value_name = "文字", help = "怎么核对的")]
    reason: String,
}

#[derive(Debug, Args)]
pub struct Verdicts {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct TakeBack {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "编号", help = "duplicate verdicts 里的 verdict_no")]
    verdict_no: i64,
    #[arg(long, value_name = "文字", help = "为什么撤回")]
    reason: String,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Decide(command) => command.run(globals),
            Self::Verdicts(command) => command.run(globals),
            Self::TakeBack(command) => command.run(globals),
        }
    }
}

fn side(side: &Side) -> Value {
    json!({
        "entry": format!("{}-{}", side.hh_no, side.person.member_no), "hh_no": side.hh_no,
        "member_no": side.person.member_no, "name": side.person.name, "head": side.head,
        "certificate_type": side.person.certificate_type, "certno_masked": side.person.certno_masked(),
        "birth": side.person.birth, "standing": side.person.standing.word(),
        "payments": side.payments.iter().map(|(year, no)| json!({"levy_year": year, "receipt_no": no})).collect::<Vec<_>>(),
    })
}

fn pair(pair: &DuplicatePair) -> Value {
    let differing: Vec<_> = pair
        .fields
        .iter()
        .filter(|row| row.differs)
        .map(|row| json!({"field": row.field, "first": row.first, "second": row.second}))
        .collect();
    json!({
        "why": pair.why.iter().map(|why| why.word()).collect::<Vec<_>>(),
        "first": side(&pair.first), "second": side(&pair.second), "differs": differing, "hints": pair.hints,
    })
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let page = till.book.duplicates(self.page)?;
        let mut text = format!("像是同一个人的有 {} 对\n", page.total);
        for pair in &page.pairs {
            let why: Vec<_> = pair.why.iter().map(|why| why.label()).collect();
            let _ = writeln!(
                text,
                "{}-{} {} / {}-{} {}：{}",
                pair.first.hh_no,
                pair.first.person.member_no,
                pair.first.person.name,
                pair.second.hh_no,
                pair.second.person.member_no,
                pair.second.person.name,
                why.join("；")
            );
        }
        let pairs: Vec<_> = page.pairs.iter().map(pair).collect();
        Ok(Said::done(
            json!({"pairs": pairs, "total": page.total, "page": page.page, "pages": page.pages}),
            text,
        ))
    }
}

/// The entry that `户号-成员号` names.
fn entry(till: &Till, text: &str) -> Result<Uuid, Refusal> {
    let unknown = || cunshou_core::Error::NoSuchPerson { member: text.to_owned() };
    let (hh_no, number) = text.rsplit_once('-').ok_or_else(unknown)?;
    let household = till.book.household_by_no(hh_no)?;
    Ok(member_no(&household, number.parse().map_err(|_| unknown())?)?.person_id)
}

impl Decide {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let (first, second) = (entry(&till, &self.first)?, entry(&till, &self.second)?);
        let verdict = match self.what {
            What::Merge => Verdict::Merge { kept: first },
            What::Keep => Verdict::KeepBoth,
            What::NotSame => Verdict::NotSame,
        };
        let now = till.moment()?;
        let verdict_no = till.book.decide_duplicate(first, second, verdict, &self.reason, &now)?;
        Ok(Said::done(
            json!({"verdict_no": verdict_no, "verdict": verdict.word()}),
            format!("已记下：{}（编号 {verdict_no}）", verdict.label()),
        ))
    }
}

impl Verdicts {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let rows = till.book.duplicate_verdicts()?;
        let mut text = String::new();
        let mut json_rows = Vec::new();
        for row in &rows {
            let label = cunshou_core::duplicate::verdict_label(&row.verdict);
            let _ = writeln!(
                text,
                "{}  {label}  {}（{}）/ {}（{}）  {}",
                row.verdict_no, row.first.0, row.first.1, row.second.0, row.second.1, row.reason
            );
            json_rows.push(json!({
                "verdict_no": row.verdict_no, "verdict": row.verdict, "reason": row.reason, "at": row.at,
                "user": row.user, "taken_back_at": row.taken_back_at,
                "first": {"name": row.first.0, "hh_no": row.first.1},
                "second": {"name": row.second.0, "hh_no": row.second.1},
            }));
        }
        Ok(Said::done(json!({"verdicts": json_rows}), text))
    }
}

impl TakeBack {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        till.book.take_back_verdict(self.verdict_no, &self.reason, &now)?;
        Ok(Said::done(json!({"verdict_no": self.verdict_no, "taken_back": true}), "已撤回".to_owned()))
    }
}
