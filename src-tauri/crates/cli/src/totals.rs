//! `totals`, `closes` and `difference`: what was taken in all, the closes before, and what becomes of their differences.

use crate::access::{BookArgs, Globals};
use crate::ack::package_json;
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::ack::PackageAnswer;
use cunshou_core::close::Close;
use cunshou_core::difference::{Difference, DifferenceOrder, Follow, OpenDifferences};
use cunshou_core::papers::short_or_over;
use cunshou_core::totals::{AllowanceSource, Share, ShareOf, Totals as Sums, difference_state_label};
use cunshou_paper::{Fonts, close_sheet};
use cunshou_policy::Yuan;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Totals {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "年度", help = "哪个参保年度；不写就是整本账簿")]
    levy_year: Option<i32>,
    #[arg(long, help = "也按人员类别合计（记入操作记录）")]
    categories: bool,
    #[arg(long, value_name = "文件", help = "写成 xlsx（记入操作记录）")]
    out: Option<PathBuf>,
    #[arg(
        long,
        value_name = "金额",
        requires = "allowance_paper",
        requires = "levy_year",
        help = "登记代办经费每人多少（通知没有写的年度）"
    )]
    allowance: Option<Yuan>,
    #[arg(long, value_name = "文件文号", requires = "allowance", help = "代办经费是哪份文件定的")]
    allowance_paper: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Closes {
    #[command(about = "列出以前的日结")]
    List(List),
    #[command(about = "把某次日结单写成 PDF")]
    Sheet(Sheet),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct Sheet {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "日结号", help = "第几号日结")]
    close_no: u32,
    #[arg(long, value_name = "文件", help = "写到哪里")]
    out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Differences {
    #[command(about = "列出各次日结的差额，了结到哪一步")]
    List(List),
    #[command(about = "了结差额：补齐、退还、上交，或补记了收据")]
    Settle(Settle),
    #[command(about = "差额计入下次")]
    Carry(Carry),
    #[command(about = "差额已报镇里")]
    Report(Report),
}

#[derive(Debug, Args)]
pub struct Settle {
    #[command(flatten)]
    step: Follows,
    #[arg(
        long,
        value_name = "办法",
        help = "made_up 补齐；given_back 退还；handed_in 上交；entered 补记收据"
    )]
    way: String,
    #[arg(long, value_name = "金额", help = "了结多少")]
    amount: Yuan,
    #[arg(long, value_name = "收据号", help = "补记的或冲正的收据（办法是 entered 时）")]
    receipt: Option<String>,
}

#[derive(Debug, Args)]
pub struct Carry {
    #[command(flatten)]
    step: Follows,
}

#[derive(Debug, Args)]
pub struct Report {
    #[command(flatten)]
    step: Follows,
}

#[derive(Debug, Args)]
struct Follows {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "日结号", help = "第几号日结的差额")]
    close_no: u32,
    #[arg(long, value_name = "单号", default_value = "", help = "镇里的文号或收条号")]
    paper: String,
    #[arg(long, value_name = "日期", help = "哪天办的；不写就是今天")]
    on: Option<NaiveDate>,
    #[arg(long, value_name = "说明", default_value = "", help = "怎么办的")]
    note: String,
    #[arg(long, value_name = "编号", help = "这一步的编号；同一编号再来一次，就是同一步")]
    step_id: Option<Uuid>,
}

impl Totals {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        if let (Some(each), Some(paper), Some(year)) = (self.allowance, &self.allowance_paper, self.levy_year)
        {
            till.book.set_handling_allowance(year, each, paper, &now)?;
        }
        let season = if self.categories {
            till.book.reveal_season(self.levy_year, &now)?
        } else {
            till.book.season(self.levy_year, now.on())?
        };
        if let Some(path) = &self.out {
            files::write(path, &till.book.export_season(self.levy_year, &now)?)?;
        }
        let months: Vec<_> = season
            .months
            .iter()
            .map(|own| sums_json(&own.month.format("%Y-%m").to_string(), &own.totals))
            .collect();
        let shares = |of: ShareOf, shares: &[Share]| -> Vec<Value> {
            shares.iter().map(|share| share_json(&of.label(&share.code), share)).collect()
        };
        let allowance = season.allowance.as_ref().map(|own| {
            let source = match &own.source {
                AllowanceSource::Notice { article, .. } => article,
                AllowanceSource::Paper { paper } => paper,
            };
            json!({"each": own.each, "people": own.people, "amount": own.amount, "source": source, "estimate": true})
        });
        let json = json!({
            "levy_year": season.levy_year, "levy_years": season.levy_years, "months": months,
            "all": sums_json("", &season.all), "standing": share_json("", &season.standing),
            "by_category": self.categories.then(|| shares(ShareOf::Category, &season.by_category)),
            "by_fund": shares(ShareOf::Fund, &season.by_fund), "by_means": shares(ShareOf::Means, &season.by_means),
            "differences": open_json(&season.differences), "open_session": season.open_session,
            "allowance": allowance, "out": self.out,
        });
        let mut text = String::new();
        for own in &season.months {
            let _ = writeln!(text, "{}  {}", own.month.format("%Y-%m"), sums_words(&own.totals));
        }
        let _ = writeln!(text, "合计  {}", sums_words(&season.all));
        if let Some(own) = &season.allowance {
            let _ = writeln!(
                text,
                "代办经费（估算，不从钱箱里取）：{} 人 × {} = {} 元",
                own.people, own.each, own.amount
            );
        }
        Ok(Said::done(json, text))
    }
}

fn sums_words(t: &Sums) -> String {
    format!(
        "收据 {} 张 {} 人次，收现金 {}，作废 {} 张退 {}，冲正 {} 张退 {}，扫码 {} 笔 {}，集体扶持 {}，缴存 {}，没缴存 {}",
        t.receipts,
        t.people,
        t.taken,
        t.voids,
        t.cash_back,
        t.reversals,
        t.reversed,
        t.scans,
        t.scanned,
        t.collective_aid,
        t.remitted,
        t.unremitted
    )
}

fn sums_json(month: &str, t: &Sums) -> Value {
    json!({
        "month": month, "receipts": t.receipts, "people": t.people, "taken": t.taken, "voids": t.voids,
        "cash_back": t.cash_back, "reversals": t.reversals, "reversed": t.reversed, "scans": t.scans,
        "scanned": t.scanned, "collective_aid": t.collective_aid, "remitted": t.remitted,
        "aid_remitted": t.aid_remitted, "unremitted": t.unremitted, "refunds": t.refunds, "refunded": t.refunded,
        "closes": t.closes, "short": t.short, "over": t.over, "settled": t.settled,
    })
}

fn share_json(label: &str, share: &Share) -> Value {
    json!({
        "label": label, "code": share.code, "people": share.people, "fee": share.fee, "subsidy": share.subsidy,
        "collective_aid": share.collective_aid, "due": share.due,
    })
}

fn open_json(open: &OpenDifferences) -> Value {
    json!({
        "count": open.count, "reported": open.reported, "short": open.short, "over": open.over,
        "oldest_on": open.oldest_on,
    })
}

impl Closes {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.closes(globals),
            Self::Sheet(command) => command.run(globals),
        }
    }
}

/// How far a close's package has come.
fn answer_words(answers: &[PackageAnswer], close: &Close) -> String {
    match answers.iter().find(|answer| answer.close_no == close.record.close_no) {
        Some(answer) => {
            let payments = &answer.payments;
            format!(
                "镇里已回执：入库 {} 人，退回 {} 人，等结果 {} 人",
                payments.accepted, payments.rejected, payments.received
            )
        }
        None if close.package_file.is_some() => "对账包已写，还没有回执".to_owned(),
        None => "还没写对账包".to_owned(),
    }
}

impl List {
    fn closes(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let (closes, answers) = (till.book.closes()?, till.book.package_answers()?);
        let mut text = format!("{} 次日结\n", closes.len());
        let mut rows = Vec::new();
        for close in &closes {
            let record = &close.record;
            let _ = writeln!(
                text,
                "第 {} 号  {}  {} 笔  收现金 {}  {}  {}",
                record.close_no,
                record.business_date,
                record.payments,
                record.cash,
                short_or_over(record.variance),
                answer_words(&answers, close)
            );
            rows.push(json!({
                "close_no": record.close_no, "session_no": record.session_no, "business_date": record.business_date,
                "payments": record.payments, "people": record.people, "cash_taken": record.cash,
                "expected": record.expected, "counted": record.counted, "variance": record.variance,
                "also": record.also, "differences": record.differences, "package": close.package_file,
                "answer": answers.iter().find(|answer| answer.close_no == record.close_no).map(package_json),
                "closed_at": close.closed_at, "closed_by": close.closed_by,
            }));
        }
        Ok(Said::done(json!({"closes": rows}), text))
    }

    fn differences(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let today = till.moment()?.on();
        let all = till.book.differences()?;
        let open = till.book.open_differences()?;
        let mut text = format!("没了结的差额 {} 笔：短 {}，长 {}\n", open.count, open.short, open.over);
        for one in &all {
            let _ = writeln!(text, "{}  已放 {} 天", line_of(one), one.age_days(today));
        }
        let rows: Vec<_> = all.iter().map(json_of).collect();
        Ok(Said::done(json!({"differences": rows, "open": open_json(&open)}), text))
    }
}

impl Sheet {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let close = till.book.close(self.close_no)?;
        let pdf = close_sheet(&till.book.close_paper(&close), &Fonts::shipped())?.pdf()?;
        files::write(&self.out, &pdf)?;
        let json = json!({"close_no": self.close_no, "out": self.out, "bytes": pdf.len()});
        Ok(Said::done(json, format!("第 {} 号日结单已写到：{}", self.close_no, self.out.display())))
    }
}

fn json_of(one: &Difference) -> Value {
    let steps: Vec<_> = one
        .steps
        .iter()
        .map(|step| {
            let record = &step.record;
            json!({
                "step_no": record.step_no, "step_id": record.step_id, "state": record.state, "way": record.way,
                "amount": record.amount, "open": record.open, "paper_no": record.paper_no,
                "receipt_no": record.receipt_no, "on": record.on, "note": record.note, "by": step.by, "at": step.at,
            })
        })
        .collect();
    json!({
        "close_no": one.close_no, "business_date": one.business_date, "variance": one.variance, "open": one.open,
        "state": one.state.word(), "reason": one.reason, "outcome": one.outcome, "steps": steps,
    })
}

fn line_of(one: &Difference) -> String {
    let open = if one.is_open() {
        format!("，还有 {} 没了结", short_or_over(one.open))
    } else {
        String::new()
    };
    format!(
        "第 {} 号日结  {}  {}{open}  {}",
        one.close_no,
        one.business_date,
        short_or_over(one.variance),
        difference_state_label(one.state)
    )
}

impl Differences {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.differences(globals),
            Self::Settle(command) => {
                let (way, receipt_no) = (command.way.clone(), command.receipt.clone());
                command.step.run(globals, Follow::Settle { way, amount: command.amount, receipt_no })
            }
            Self::Carry(command) => command.step.run(globals, Follow::Carry),
            Self::Report(command) => command.step.run(globals, Follow::Report),
        }
    }
}

impl Follows {
    fn run(&self, globals: &Globals, follow: Follow) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let form = till.book.open_difference(self.close_no, &now)?;
        let step_id = self.step_id.unwrap_or(form.step_id);
        // A step that was recorded before keeps its day, on whatever day it is sent again.
        let known =
            form.difference.steps.iter().map(|step| &step.record).find(|step| step.step_id == step_id);
        let today = now.on().max(form.difference.business_date);
        let order = DifferenceOrder {
            step_id,
            close_no: self.close_no,
            follow,
            paper_no: self.paper.clone(),
            on: self.on.or(known.map(|step| step.on)).unwrap_or(today),
            note: self.note.clone(),
        };
        let done = till.book.follow_difference(&order, &now)?;
        let mut json = json_of(&done.difference);
        json["step_no"] = json!(done.step.record.step_no);
        json["already_recorded"] = json!(done.already_recorded);
        let text = format!("差额处理第 {} 号\n{}", done.step.record.step_no, line_of(&done.difference));
        Ok(Said::done(json, text))
    }
}
