//! `user`, `rekey`, `review`, `audit`: who may open the book, two pairs of eyes and hands, and what was done.

use crate::access::{BookArgs, Globals};
use crate::close::parse_note;
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use cunshou_core::audit::{AuditFilter, act_label};
use cunshou_core::book::Rekeyed;
use cunshou_core::journal::NoteCount;
use cunshou_core::user::{HandOverForm, HandedOver, Role};
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出有密码的人")]
    List(List),
    #[command(about = "添加一个人，给他自己的密码")]
    Add(Add),
    #[command(about = "换密码；忘了就用恢复钥匙")]
    Password(Password),
    #[command(about = "删除一个人，并更换账簿钥匙")]
    Remove(Remove),
    #[command(about = "交接钱箱：点清，两个人都用密码确认")]
    HandOver(HandOver),
    #[command(about = "打开或关闭“按身份管”（要恢复钥匙）")]
    Roles(Roles),
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Add(command) => command.run(globals),
            Self::Password(command) => command.run(globals),
            Self::Remove(command) => command.run(globals),
            Self::HandOver(command) => command.run(globals),
            Self::Roles(command) => command.run(globals),
        }
    }
}

/// The roles, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleArg {
    Clerk,
    Reviewer,
    Township,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Clerk => Self::Clerk,
            RoleArg::Reviewer => Self::Reviewer,
            RoleArg::Township => Self::Township,
        }
    }
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let users = till.book.users()?;
        let rows: Vec<_> = users
            .iter()
            .map(|user| json!({"name": user.name, "role": user.role, "has_password": user.has_password, "since": user.created_at}))
            .collect();
        let mut text = String::new();
        for user in &users {
            let no_password = if user.has_password { "" } else { "（还没有密码）" };
            let _ = writeln!(text, "{} {}{no_password}", user.name, user.role.label());
        }
        Ok(Said::done(json!({"users": rows, "roles_on": till.book.roles_are_on()}), text))
    }
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "姓名", help = "姓名，收据上要印")]
    name: String,
    #[arg(long, value_enum, default_value = "clerk", help = "代办员、复核人或乡镇")]
    role: RoleArg,
    #[arg(long, value_name = "文件", help = "他的密码的文件")]
    new_password_file: PathBuf,
}

impl Add {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let password = files::read_secret(&self.new_password_file)?;
        till.book.add_user(&self.name, self.role.into(), &password, &now)?;
        let role = Role::from(self.role);
        Ok(Said::done(
            json!({"name": self.name, "role": role}),
            format!("已添加{} {}", role.label(), self.name),
        ))
    }
}

#[derive(Debug, Args)]
pub struct Password {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "姓名", help = "谁的密码（不给就是自己的）")]
    name: Option<String>,
    #[arg(long, value_name = "文件", help = "新密码的文件")]
    new_password_file: PathBuf,
    #[arg(long, value_name = "文件", help = "他现在的密码或恢复钥匙的文件（不给就是打开账簿用的那个）")]
    proof_file: Option<PathBuf>,
}

impl Password {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let name = self.name.clone().unwrap_or_else(|| till.book.user().to_owned());
        let proof = match &self.proof_file {
            Some(path) => files::read_secret(path)?,
            None => self.book.password()?,
        };
        let new = files::read_secret(&self.new_password_file)?;
        till.book.set_password(&name, &proof, &new, &now)?;
        Ok(Said::done(json!({ "name": name }), format!("{name} 的密码已换。以前的备份仍用以前的密码打开。")))
    }
}

/// Who stays, and where his password is.
#[derive(Debug, Clone)]
pub struct Stay {
    name: String,
    file: PathBuf,
}

fn parse_stay(text: &str) -> Result<Stay, String> {
    text.split_once('=')
        .filter(|(name, file)| !name.trim().is_empty() && !file.trim().is_empty())
        .map(|(name, file)| Stay { name: name.trim().to_owned(), file: PathBuf::from(file.trim()) })
        .ok_or_else(|| "请写成 姓名=密码文件".to_owned())
}

/// Name and password of everybody who stays; whoever opened the book is among them.
fn stays(own: (&str, &str), others: &[Stay]) -> Result<Vec<(String, String)>, Refusal> {
    let mut all = vec![(own.0.to_owned(), own.1.to_owned())];
    for stay in others.iter().filter(|stay| stay.name != own.0) {
        all.push((stay.name.clone(), files::read_secret(&stay.file)?));
    }
    Ok(all)
}

fn pairs(stays: &[(String, String)]) -> Vec<(&str, &str)> {
    stays.iter().map(|(name, password)| (name.as_str(), password.as_str())).collect()
}

fn rekeyed_said(rekeyed: &Rekeyed) -> Said {
    let json = json!({"recovery_key": rekeyed.recovery_key, "without_password": rekeyed.without_password});
    let mut text = format!(
        "账簿钥匙已更换。新的恢复钥匙（只显示这一次，请抄下交乡镇保管，旧的作废）：\n  {}\n以前的备份仍要用以前的密码和恢复钥匙。请马上再做一份备份。",
        rekeyed.recovery_key
    );
    if !rekeyed.without_password.is_empty() {
        let _ =
            write!(text, "\n没有密码的人（用新的恢复钥匙给他设）：{}", rekeyed.without_password.join("、"));
    }
    Said::done(json, text)
}

#[derive(Debug, Args)]
pub struct Remove {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "姓名", help = "删除谁")]
    name: String,
    #[arg(long, num_args = 1.., value_parser = parse_stay, value_name = "姓名=密码文件", help = "留下的其他人和他们的密码文件")]
    stay: Vec<Stay>,
}

impl Remove {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let own = self.book.password()?;
        let stays = stays((till.book.user(), &own), &self.stay)?;
        Ok(rekeyed_said(&till.book.remove_user(&self.name, &pairs(&stays), &now)?))
    }
}

#[derive(Debug, Args)]
pub struct Rekey {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, num_args = 1.., value_parser = parse_stay, value_name = "姓名=密码文件", help = "其他人和他们的密码文件；没写的要重新设密码")]
    stay: Vec<Stay>,
}

impl Rekey {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let own = self.book.password()?;
        let stays = stays((till.book.user(), &own), &self.stay)?;
        Ok(rekeyed_said(&till.book.rekey(&pairs(&stays), &now)?))
    }
}

#[derive(Debug, Args)]
pub struct HandOver {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "姓名", help = "交给谁")]
    to: String,
    #[arg(long, value_name = "文件", help = "接手人的密码文件")]
    their_password_file: PathBuf,
    #[arg(long, num_args = 1.., value_name = "面额=张数", value_parser = parse_note, help = "如 100=3 50=1；空钱箱不写")]
    note: Vec<NoteCount>,
    #[arg(long, value_name = "说明", default_value = "", help = "说明；数目不符时必须写")]
    say: String,
    #[arg(long = "hand-over-id", value_name = "编号", help = "交接编号；同一编号再来一次，就是同一次交接")]
    id: Option<Uuid>,
}

impl HandOver {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let (own, theirs) = (self.book.password()?, files::read_secret(&self.their_password_file)?);
        let form = HandOverForm {
            hand_over_id: self.id.unwrap_or_else(|| now.id()),
            own_password: &own,
            to: &self.to,
            their_password: &theirs,
            notes: &self.note,
            notes_said: &self.say,
        };
        let HandedOver { over, already_recorded } = till.book.hand_over(&form, &now)?;
        let record = &over.record;
        let differences = over.signed_differences();
        let json = json!({
            "hand_over_id": record.hand_over_id, "already_recorded": already_recorded,
            "from": record.from, "to": record.to, "counted": record.counted, "expected": record.expected,
            "variance": record.variance, "session_no": record.session_no, "differences": differences,
        });
        let mut text = format!(
            "{} 已把钱箱交给 {}：实点 {}，应有 {}，相差 {}",
            record.from, record.to, record.counted, record.expected, record.variance
        );
        if !differences.is_empty() {
            let _ = write!(text, "\n一并交接、两人都认的差额：\n  {}", differences.join("\n  "));
        }
        Ok(Said::done(json, text))
    }
}

#[derive(Debug, Args)]
pub struct Roles {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, conflicts_with = "off", required_unless_present = "off", help = "打开")]
    on: bool,
    #[arg(long, help = "关闭")]
    off: bool,
    #[arg(long, value_name = "文件", help = "恢复钥匙的文件")]
    recovery_file: PathBuf,
}

impl Roles {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        till.book.switch_roles(self.on, &files::read_secret(&self.recovery_file)?, &now)?;
        let text = if self.on {
            "已打开“按身份管”。"
        } else {
            "已关闭“按身份管”，每个人都能做每一步。"
        };
        Ok(Said::done(json!({ "roles_on": self.on }), text))
    }
}

#[derive(Debug, Args)]
pub struct Review {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "日结号", help = "第几号日结")]
    close: u32,
    #[arg(long, value_name = "说明", default_value = "", help = "看到了什么")]
    say: String,
}

impl Review {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let review = till.book.review_close(self.close, &self.say, &now)?;
        Ok(Said::done(
            json!({"close_no": review.record.close_no, "by": review.by, "at": review.at}),
            format!("{} 已复核第 {} 号日结", review.by, review.record.close_no),
        ))
    }
}

#[derive(Debug, Args)]
pub struct Audit {
    #[command(flatten)]
    book: BookArgs,
    #[arg(
        long,
        default_value = "",
        value_name = "代码",
        help = "只看一类：reveal、export、import、login、people、settings、backup、change"
    )]
    group: String,
    #[arg(long, default_value = "", value_name = "姓名", help = "只看一个人的")]
    by: String,
    #[arg(long, value_name = "日期", help = "从哪天起")]
    since: Option<NaiveDate>,
    #[arg(long, value_name = "日期", help = "到哪天")]
    until: Option<NaiveDate>,
    #[arg(long, default_value = "", value_name = "文字", help = "对象里有这些字")]
    text: String,
    #[arg(long, default_value_t = 1, value_name = "页", help = "第几页")]
    page: u32,
    #[arg(long, value_name = "文件", help = "存成 xlsx")]
    out: Option<PathBuf>,
}

impl Audit {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let filter = AuditFilter {
            group: self.group.clone(),
            user: self.by.clone(),
            from: self.since,
            to: self.until,
            text: self.text.clone(),
        };
        if let Some(path) = &self.out {
            let now = till.moment()?;
            files::write(path, &till.book.export_audit(&filter, &now)?)?;
            return Ok(Said::done(json!({ "out": path }), format!("已保存：{}", path.display())));
        }
        let page = till.book.audit_page(&filter, self.page)?;
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|row| json!({"at": row.at, "user": row.user, "act": row.act, "label": act_label(&row.act), "subject": row.subject}))
            .collect();
        let mut text = String::new();
        for row in &page.rows {
            let _ = writeln!(text, "{} {} {} {}", row.at, row.user, act_label(&row.act), row.subject);
        }
        Ok(Said::done(
            json!({"rows": rows, "total": page.total, "page": page.page, "pages": page.pages}),
            text,
        ))
    }
}
