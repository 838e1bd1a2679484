//! `paper`: the papers of the village as PDF: lists of the unpaid, notices, the list for the wall, ledgers, the subsidy
//! declaration, the leaflet, the slip of one person, the X report, the register of pre-printed receipts.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::Error;
use cunshou_core::papers::Posting;
use cunshou_paper::{
    Fonts, Paper, PaperError, blank_receipts, household_notices, key_group_ledgers, policy_leaflet,
    policy_slip, posted_list, receipt_book, subsidy_declaration, unpaid_lists, x_report,
};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "催缴单：没缴费的人，每个村民组一份")]
    Unpaid(OfGroup),
    #[command(about = "缴费通知单：一户，或一个组、全村每户一张")]
    Notice(Notice),
    #[command(about = "参保公示：已参保的人，证件号码打码")]
    Posted(Posted),
    #[command(about = "重点人群专项台账（写着人员类别，记入查看记录）")]
    Ledger(Ledger),
    #[command(about = "资助参保申报表（带完整证件号码，记入查看记录）")]
    Declaration(Declaration),
    #[command(about = "明白纸：通知的要点，发给群众")]
    Leaflet(Leaflet),
    #[command(about = "政策依据单：一个人为什么缴这么多")]
    Slip(Slip),
    #[command(name = "x-report", about = "中途盘点单（先盘点）")]
    XReport(Plain),
    #[command(about = "票据登记簿：专用票据领、用、废、交、存")]
    Tickets(Plain),
    #[command(about = "应急收据：停电时手写的空白收据，来电以后补录")]
    Blank(Blank),
}

#[derive(Debug, Args)]
pub struct Out {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "文件", help = "写到哪里")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Plain {
    #[command(flatten)]
    to: Out,
}

#[derive(Debug, Args)]
pub struct OfGroup {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "组", help = "只要这个村民组；不写就是全村")]
    group: Option<String>,
}

#[derive(Debug, Args)]
pub struct Notice {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "组", conflicts_with = "household", help = "只要这个村民组；不写就是全村")]
    group: Option<String>,
    #[arg(long, value_name = "户号", help = "只要这一户")]
    household: Option<String>,
    #[arg(
        long,
        value_name = "联系人",
        default_value = "",
        help = "咨询找谁，写上电话；不写就是包组干部或经办人"
    )]
    contact: String,
}

#[derive(Debug, Args)]
pub struct Posted {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "组", help = "只要这个村民组；不写就是全村")]
    group: Option<String>,
    #[arg(long, value_name = "日期", help = "公示第一天")]
    from: NaiveDate,
    #[arg(long, value_name = "日期", help = "公示最后一天")]
    until: NaiveDate,
    #[arg(long, value_name = "联系人", default_value = "", help = "有异议找谁，写上电话")]
    contact: String,
}

#[derive(Debug, Args)]
pub struct Ledger {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "组", help = "只要这个村民组；不写就是全村")]
    group: Option<String>,
    #[arg(long, value_name = "类别", help = "只要这一类人（代码）；不写就是每类一份")]
    category: Option<String>,
}

#[derive(Debug, Args)]
pub struct Declaration {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "日期", help = "从哪天收的")]
    from: NaiveDate,
    #[arg(long, value_name = "日期", help = "到哪天收的")]
    until: NaiveDate,
    #[arg(long, help = "证件号码打码（报乡镇的要完整号码）")]
    masked: bool,
}

#[derive(Debug, Args)]
pub struct Leaflet {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "联系人", default_value = "", help = "村里咨询找谁，写上电话")]
    contact: String,
}

#[derive(Debug, Args)]
pub struct Slip {
    #[command(flatten)]
    to: Out,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
    #[arg(value_name = "成员号", help = "户里第几号成员，见 household show")]
    member_no: u32,
    #[arg(long, value_name = "联系人", default_value = "", help = "不清楚的问谁，写上电话")]
    contact: String,
}

#[derive(Debug, Args)]
pub struct Blank {
    #[command(flatten)]
    to: Out,
    #[arg(long, value_name = "本号", help = "这一本叫什么，如 A；补录时照填")]
    paper_book: String,
    #[arg(long, value_name = "序号", default_value_t = 1, help = "第一张的序号")]
    first: u32,
    #[arg(long, value_name = "张数", default_value_t = 50, help = "印几张")]
    count: u32,
}

/// Writes a paper and says what it is.
fn written(paper: Result<Paper, PaperError>, out: &Path, rows: usize) -> Result<Said, Refusal> {
    let paper = paper?;
    let pdf = paper.pdf()?;
    files::write(out, &pdf)?;
    let pages = paper.pages.len();
    let json = json!({"title": paper.title, "rows": rows, "pages": pages, "out": out, "bytes": pdf.len()});
    Ok(Said::done(json, format!("{}（{rows} 行，{pages} 页）已写到：{}", paper.title, out.display())))
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Unpaid(command) => command.unpaid(globals),
            Self::Notice(command) => command.run(globals),
            Self::Posted(command) => command.run(globals),
            Self::Ledger(command) => command.run(globals),
            Self::Declaration(command) => command.run(globals),
            Self::Leaflet(command) => command.run(globals),
            Self::Slip(command) => command.run(globals),
            Self::XReport(command) => command.x_report(globals),
            Self::Tickets(command) => command.tickets(globals),
            Self::Blank(command) => command.run(globals),
        }
    }
}

impl OfGroup {
    fn unpaid(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let papers = till.book.unpaid_papers(self.group.as_deref(), till.moment()?.on())?;
        let rows = papers.iter().map(|paper| paper.lines.len()).sum();
        written(unpaid_lists(&papers, &Fonts::shipped()), &self.to.out, rows)
    }
}

impl Notice {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let on = till.moment()?.on();
        let papers = match &self.household {
            Some(hh_no) => {
                let household = till.book.household_by_no(hh_no)?;
                vec![till.book.household_notice_paper(household.household_id, &self.contact, on)?]
            }
            None => till.book.household_notice_papers(self.group.as_deref(), &self.contact, on)?,
        };
        written(household_notices(&papers, &Fonts::shipped()), &self.to.out, papers.len())
    }
}

impl Posted {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let posting = Posting { from: self.from, to: self.until, contact: self.contact.clone() };
        let paper = till.book.posted_paper(self.group.as_deref(), &posting, till.moment()?.on())?;
        written(posted_list(&paper, &Fonts::shipped()), &self.to.out, paper.lines.len())
    }
}

impl Ledger {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.to.book.open(globals)?;
        let now = till.moment()?;
        let papers = till.book.ledger_papers(self.category.as_deref(), self.group.as_deref(), &now)?;
        let rows = papers.iter().map(|paper| paper.lines.len()).sum();
        written(key_group_ledgers(&papers, &Fonts::shipped()), &self.to.out, rows)
    }
}

impl Declaration {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.to.book.open(globals)?;
        let now = till.moment()?;
        let paper = till.book.declaration_paper(self.from, self.until, !self.masked, &now)?;
        written(subsidy_declaration(&paper, &Fonts::shipped()), &self.to.out, paper.lines.len())
    }
}

impl Leaflet {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let paper = till.book.leaflet_paper(&self.contact, till.moment()?.on())?;
        written(policy_leaflet(&paper, &Fonts::shipped()), &self.to.out, paper.sums.len())
    }
}

impl Slip {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let member = household.members.iter().find(|member| member.member_no == self.member_no);
        let named = || Error::NoSuchPerson { member: format!("{}-{}", self.hh_no, self.member_no) };
        let person_id = member.ok_or_else(named)?.person_id;
        let paper = till.book.policy_slip_paper(person_id, &self.contact, till.moment()?.on())?;
        written(policy_slip(&paper, &Fonts::shipped()), &self.to.out, paper.rules.len())
    }
}

impl Blank {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let on = till.moment()?.on();
        let paper = till.book.blank_receipt_paper(&self.paper_book, self.first, self.count, on)?;
        written(blank_receipts(&paper, &Fonts::shipped()), &self.to.out, paper.serials.len())
    }
}

impl Plain {
    fn x_report(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let paper = till.book.x_report_paper(&till.moment()?)?;
        written(x_report(&paper, &Fonts::shipped()), &self.to.out, paper.denominations.len())
    }

    fn tickets(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.to.book.open(globals)?;
        let paper = till.book.ticket_register_paper(till.moment()?.on())?;
        written(receipt_book(&paper, &Fonts::shipped()), &self.to.out, paper.lines.len())
    }
}
