//! `refund`: applications for money that was paid in.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::print::FitArgs;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::codes;
use cunshou_core::refund::{Refund, RefundOrder, RefundState};
use cunshou_paper::{Fonts, refund_application, suspension_application};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "填一份退费申请")]
    Apply(Apply),
    #[command(about = "登记一份申请的进展：已递交、已退费、不予退费、已撤回")]
    Step(Step),
    #[command(about = "把退费申请表、暂停参保申请表写成 PDF（带完整证件号码，记入查看记录）")]
    Forms(Forms),
    #[command(about = "列出所有退费申请")]
    List(List),
    #[command(about = "列出退费理由的代码")]
    Grounds,
}

#[derive(Debug, Args)]
pub struct Apply {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "收据号", help = "收据号，或只写序号")]
    receipt_no: String,
    #[arg(long, required = true, num_args = 1.., value_name = "行号", help = "给收据上的哪几行申请")]
    line: Vec<u32>,
    #[arg(long, value_name = "理由", help = "理由的代码，见 refund grounds")]
    ground: String,
    #[arg(long, value_name = "日期", help = "事情发生的日期")]
    happened_on: Option<NaiveDate>,
    #[arg(long, value_name = "姓名", help = "申请人")]
    applicant: String,
    #[arg(long, value_name = "电话", default_value = "", help = "申请人电话")]
    phone: String,
    #[arg(long, value_name = "材料", help = "证明材料和编号")]
    proof: String,
    #[arg(long, value_name = "说明", default_value = "", help = "说明")]
    note: String,
    #[arg(long, help = "只看通知怎么说，不登记")]
    dry_run: bool,
    #[arg(long, value_name = "编号", help = "申请编号；同一编号再来一次，就是同一份")]
    refund_id: Option<Uuid>,
}

#[derive(Debug, Args)]
pub struct Step {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "申请号", help = "第几号申请")]
    refund_no: u32,
    #[arg(long, value_name = "进展", value_parser = parse_state, help = "submitted 已递交，accepted 已退费，rejected 不予退费，withdrawn 已撤回")]
    state: RefundState,
    #[arg(long, value_name = "日期", help = "哪一天")]
    on: NaiveDate,
    #[arg(long, value_name = "说明", default_value = "", help = "凭什么：文号、凭证号")]
    note: String,
}

#[derive(Debug, Args)]
pub struct Forms {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "申请号", help = "第几号申请")]
    refund_no: u32,
    #[arg(long, value_name = "文件", help = "交税务部门的退费申请表写到哪里")]
    tax: PathBuf,
    #[arg(long, value_name = "文件", help = "交医保部门的暂停参保申请表写到哪里")]
    insurance: PathBuf,
    #[command(flatten)]
    fit: FitArgs,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

fn parse_state(text: &str) -> Result<RefundState, String> {
    let known = text.parse().ok().filter(|state| *state != RefundState::Applied);
    known.ok_or_else(|| "请写 submitted、accepted、rejected 或 withdrawn".to_owned())
}

fn json_of(refund: &Refund) -> Value {
    let steps: Vec<_> = refund
        .steps
        .iter()
        .map(|step| json!({"state": step.state, "on": step.on, "note": step.note}))
        .collect();
    json!({
        "state": refund.state.word(), "steps": steps, "application": refund.record,
        "already_recorded": refund.already_recorded,
    })
}

fn text_of(refund: &Refund) -> String {
    let mut text = format!(
        "第 {} 号退费申请  收据 {}  {}\n",
        refund.record.refund_no,
        refund.record.receipt_no,
        refund.state.word()
    );
    for line in &refund.record.lines {
        let _ = writeln!(text, "  第 {} 行  {} 元  {}", line.line_no, line.amount, line.words);
    }
    text
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Apply(command) => command.run(globals),
            Self::Step(command) => command.run(globals),
            Self::Forms(command) => command.run(globals),
            Self::List(command) => command.run(globals),
            Self::Grounds => Ok(grounds()),
        }
    }
}

fn grounds() -> Said {
    let mut text = String::new();
    for ground in codes::refund_grounds() {
        let _ = writeln!(text, "{}  {}  {}", ground.code, ground.label, ground.proof);
    }
    Said::done(json!({"grounds": codes::refund_grounds()}), text)
}

impl Apply {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let order = RefundOrder {
            refund_id: self.refund_id.unwrap_or_else(|| now.id()),
            receipt_no: self.receipt_no.clone(),
            line_nos: self.line.clone(),
            applicant: self.applicant.clone(),
            phone: self.phone.clone(),
            ground: self.ground.clone(),
            happened_on: self.happened_on,
            proof: self.proof.clone(),
            note: self.note.clone(),
        };
        if self.dry_run {
            let record = till.book.try_refund(&order, &now)?;
            let mut text = String::new();
            for line in &record.lines {
                let _ = writeln!(text, "第 {} 行  {} 元  {}", line.line_no, line.amount, line.words);
            }
            return Ok(Said::done(json!({"application": record}), text));
        }
        let refund = till.book.apply_for_refund(&order, &now)?;
        Ok(Said::done(json_of(&refund), text_of(&refund)))
    }
}

impl Step {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let refund = till.book.record_refund_step(self.refund_no, self.state, self.on, &self.note, &now)?;
        Ok(Said::done(json_of(&refund), text_of(&refund)))
    }
}

impl Forms {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let paper = till.book.refund_paper_revealed(self.refund_no, &now)?;
        let fonts = Fonts::shipped();
        let (tax, insurance) = (refund_application(&paper, &fonts)?, suspension_application(&paper, &fonts)?);
        files::write(&self.tax, &self.fit.fitted(&till, tax)?.pdf()?)?;
        files::write(&self.insurance, &self.fit.fitted(&till, insurance)?.pdf()?)?;
        let json = json!({"refund_no": self.refund_no, "tax": self.tax, "insurance": self.insurance});
        let text = format!("已写到：{}，{}", self.tax.display(), self.insurance.display());
        Ok(Said::done(json, text))
    }
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let rows = till.book.refunds()?;
        let mut text = format!("{} 份退费申请\n", rows.len());
        for row in &rows {
            let _ = writeln!(
                text,
                "第 {} 号  收据 {}  {}  {} 元  {}（{}）",
                row.refund_no,
                row.receipt_no,
                row.head,
                row.amount,
                row.state.word(),
                row.since
            );
        }
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                json!({
                    "refund_no": row.refund_no, "receipt_no": row.receipt_no, "hh_no": row.hh_no, "head": row.head,
                    "applied_on": row.applied_on, "amount": row.amount, "state": row.state.word(), "since": row.since,
                })
            })
            .collect();
        Ok(Said::done(json!({"refunds": rows}), text))
    }
}
