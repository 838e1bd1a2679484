//! `book`, `verify`: a book as a whole.

use crate::access::{BookArgs, Globals, PasswordArgs, may_set_clock};
use crate::clock;
use crate::policy::read_policy;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::{DateTime, FixedOffset, NaiveTime};
use clap::{Args, Subcommand, ValueEnum};
use cunshou_core::Book;
use cunshou_core::book::{BookKind, KdfCost, NewBook};
use cunshou_core::shipped::ShippedPolicy;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "新建一本账簿；恢复钥匙只显示这一次")]
    Create(Create),
}

/// The kinds of a book, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Live,
    Training,
    Demo,
}

impl From<Kind> for BookKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Live => Self::Live,
            Kind::Training => Self::Training,
            Kind::Demo => Self::Demo,
        }
    }
}

/// What stands for the township's paper in a book that takes no real money.
const NO_PAPER_NEEDED: &str = "（非真实账簿，不需要委托文件）";
/// Who opens a book for which no name was given.
const SOME_CLERK: &str = "经办人";
/// The hour at which the clock of a demo book begins.
const DEMO_HOUR: u32 = 9;

#[derive(Debug, Args)]
pub struct Create {
    #[arg(long, value_name = "文件", help = "账簿文件（还不存在）")]
    book: PathBuf,
    #[arg(long, value_name = "代码", help = "村的 12 位代码")]
    village: String,
    #[arg(long, value_name = "村名", help = "村名")]
    name: String,
    #[arg(long, value_name = "乡镇名", default_value = "", help = "乡镇名")]
    town: String,
    #[arg(long, required = true, num_args = 1.., value_name = "文件", help = "政策文件，可以几个年度各一个")]
    policy: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "live", help = "真实、练习或演示")]
    kind: Kind,
    #[arg(
        long,
        value_name = "文件名和文号",
        default_value = "",
        help = "乡镇委托代收的文件（真实账簿必须有）"
    )]
    entrusted: String,
    #[arg(long, value_name = "姓名", default_value = SOME_CLERK, help = "第一位经办人")]
    user: String,
    #[command(flatten)]
    password: PasswordArgs,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Create(command) => command.run(globals),
        }
    }
}

impl Create {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let kind = BookKind::from(self.kind);
        if globals.now.is_some() {
            may_set_clock(kind.word())?;
        }
        let policies = self.policy.iter().map(|path| read_policy(path)).collect::<Result<Vec<_>, _>>()?;
        let real = clock::real();
        let at = match (globals.now, kind) {
            (Some(now), _) => now,
            (None, BookKind::Demo) => inside_a_window(&policies, real)?,
            (None, _) => real,
        };
        let password = self.password.password()?;
        let is_real = kind == BookKind::Live;
        let new = NewBook {
            village_code: &self.village,
            village_name: &self.name,
            town_name: &self.town,
            kind,
            policies: &policies,
            entrusted_paper: if is_real || !self.entrusted.is_empty() {
                &self.entrusted
            } else {
                NO_PAPER_NEEDED
            },
            user: &self.user,
            password: &password,
            cost: if is_real { KdfCost::LIVE } else { KdfCost::LIGHT },
            own_clock: Some(at).filter(|_| kind == BookKind::Demo),
        };
        let created = Book::create(&self.book, &new, &clock::moment_at(at)?)?;
        let identity = created.book.identity();
        let json = json!({
            "book": self.book, "book_id": identity.book_id, "kind": kind.word(), "village_code": identity.village_code,
            "series": identity.series, "recovery_key": created.recovery_key,
        });
        let text = format!(
            "账簿已建：{}（{}，票号段 {}）\n恢复钥匙（只显示这一次，请抄下交乡镇保管）：\n  {}",
            self.book.display(),
            identity.village_name,
            identity.series,
            created.recovery_key
        );
        Ok(Said::done(json, text))
    }
}

/// Where the clock of a demo book begins: now, if one of its notices takes money now, else when the first one begins to.
fn inside_a_window(
    policies: &[ShippedPolicy],
    real: DateTime<FixedOffset>,
) -> Result<DateTime<FixedOffset>, Refusal> {
    let Some(first) = policies.first() else { return Ok(real) };
    let policy = first.loaded()?.policy;
    let opens = policy.windows().map(|window| window.from).min();
    let begins = opens.filter(|_| policy.window_on(real.date_naive()).is_none());
    let at = begins
        .zip(NaiveTime::from_hms_opt(DEMO_HOUR, 0, 0))
        .and_then(|(day, hour)| day.and_time(hour).and_local_timezone(*real.offset()).single());
    Ok(at.unwrap_or(real))
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    book: BookArgs,
}

static LAWS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../../../assets/text/laws.toml")).unwrap_or_default());

impl Verify {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        verify(&self.book.open(globals)?.book)
    }
}

/// All laws of a book, in words.
pub fn verify(book: &Book) -> Result<Said, Refusal> {
    let reports = book.verify()?;
    let is_good = reports.iter().all(cunshou_core::journal::LawReport::ok);
    let mut text = String::new();
    for report in &reports {
        let mark = if report.ok() { "成立" } else { "不成立" };
        let label = LAWS.get(report.law).map_or(report.law, String::as_str);
        let _ = writeln!(text, "{mark}  {label}");
        for violation in &report.violations {
            let _ = writeln!(text, "      {violation}");
        }
    }
    text.push_str(if is_good {
        "账簿核对无误。"
    } else {
        "账簿有问题：请不要继续收款，带上备份联系乡镇。"
    });
    let laws: Vec<_> = reports
        .iter()
        .map(|report| json!({"law": report.law, "ok": report.ok(), "violations": report.violations}))
        .collect();
    Ok(Said::found(is_good, json!({"ok": is_good, "laws": laws, "journal_head": book.head().hash}), text))
}
