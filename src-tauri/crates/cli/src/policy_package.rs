//! `policy pack|keygen|sign|verify|add`: a county's notice on its way to the villages by stick.
//!
//! Invariant: nothing is packed, and nothing called right, that has not passed every check and its own cases.

use crate::access::{BookArgs, Globals};
use crate::clock;
use crate::files;
use crate::policy::{load, read_policy};
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::book::BookPolicy;
use cunshou_core::policy_package::{TrustedBy, checked};
use cunshou_exchange::canonical::hex;
use cunshou_exchange::policy_package::{
    PolicyPackage, PolicySheet, county_key, make_policy_package, public_key, read_policy_package,
    sign_policy_package,
};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "县里：把政策文件、算例、通知原文打成一个政策包（.csq）")]
    Pack(Pack),
    #[command(about = "县里：做一把签名钥匙")]
    Keygen(Keygen),
    #[command(about = "县里：给政策包签名；六个词不变")]
    Sign(Sign),
    #[command(about = "打开政策包，从头核对，写出六个词")]
    Verify(Verify),
    #[command(about = "村里：把政策包收进账簿")]
    Add(Add),
}

#[derive(Debug, Args)]
pub struct Pack {
    #[arg(long, value_name = "文件", help = "policies/<id>.toml，算例和通知原文放在旁边")]
    policy: PathBuf,
    #[arg(long, value_name = "版本", help = "第几版，县里从 1 数起")]
    version: u32,
    #[arg(long, value_name = "日期", help = "从哪一天起执行，如 2026-09-01")]
    effective: NaiveDate,
    #[arg(long, value_name = "SHA256", help = "替换的政策文件的 sha256")]
    replaces: Option<String>,
    #[arg(short, long, value_name = "文件", help = "写到哪里；不给就是 <id>-<版本>.csq")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Keygen {
    #[arg(short, long, value_name = "文件", help = "钥匙文件写到哪里；已有的不会盖掉")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Sign {
    #[arg(long, value_name = "文件", help = "钥匙文件")]
    key: PathBuf,
    #[arg(value_name = "文件", help = "政策包（.csq），签在原处")]
    file: PathBuf,
    #[arg(short, long, value_name = "文件", help = "另写一份")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[arg(value_name = "文件", help = "政策包（.csq）")]
    file: PathBuf,
    #[arg(long, value_name = "公钥", help = "县里的公钥，64 位十六进制：凭它证明来源")]
    key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文件", help = "政策包（.csq）")]
    file: PathBuf,
    #[arg(long, value_name = "六个词", help = "县里纸上的六个词；县里签了名、镇里名片上有县里公钥的不用")]
    words: Option<String>,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Pack(command) => command.run(),
            Self::Keygen(command) => command.run(),
            Self::Sign(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Add(command) => command.run(globals),
        }
    }
}

/// What is in a package, for scripts.
fn told(path: &Path, package: &PolicyPackage, policy: &BookPolicy, cases: usize) -> Value {
    json!({
        "package": path, "policy_id": policy.policy.id(), "title": policy.policy.title(),
        "doc_no": policy.policy.doc_no(), "area_label": policy.policy.area_label(),
        "levy_year": policy.levy_year, "package_version": package.sheet.package_version,
        "effective_on": package.sheet.effective_on, "replaces_sha256": package.sheet.replaces_sha256,
        "policy_sha256": policy.sha256, "sheet_sha256": package.sheet_sha256, "cases": cases,
        "words": package.words, "signed_by": package.key_hex(),
    })
}

/// What is in a package, for people.
fn described(package: &PolicyPackage, policy: &BookPolicy, cases: usize) -> String {
    let (own, sheet) = (&policy.policy, &package.sheet);
    format!(
        "《{}》{}\n{}，{} 年度，第 {} 版，{} 起执行\n{cases} 个算例全部通过，个人缴费 {} 元\n六个词：{}\n",
        own.title(),
        own.doc_no(),
        own.area_label(),
        policy.levy_year,
        sheet.package_version,
        sheet.effective_on,
        own.fee(),
        package.words.join(" "),
    )
}

impl Pack {
    fn run(&self) -> Result<Said, Refusal> {
        let files = read_policy(&self.policy)?;
        let loaded = load(&self.policy)?;
        let sheet = PolicySheet {
            area_label: loaded.area_label().to_owned(),
            cases: files.cases,
            effective_on: self.effective,
            format: String::new(),
            levy_year: loaded.levy_year(),
            notice: files.notice,
            package_version: self.version,
            policy_id: loaded.id().to_owned(),
            replaces_sha256: self.replaces.clone(),
            toml: files.toml,
            version: 0,
        };
        let bytes = make_policy_package(&sheet, None)?;
        let package = read_policy_package(&bytes)?;
        let (policy, cases) = checked(&package)?;
        let out = self.out.clone();
        let out = out.unwrap_or_else(|| PathBuf::from(format!("{}-{}.csq", loaded.id(), self.version)));
        files::write(&out, &bytes)?;
        let text = format!(
            "政策包已写到：{}\n{}请把六个词印在发给村里的纸上；有县里钥匙的，再用 policy sign 签名。",
            out.display(),
            described(&package, &policy, cases),
        );
        Ok(Said::done(told(&out, &package, &policy, cases), text))
    }
}

impl Keygen {
    fn run(&self) -> Result<Said, Refusal> {
        let secret = hex(&clock::random()?);
        let refused = |error: std::io::Error| match error.kind() {
            ErrorKind::AlreadyExists => CliError::KeyThere { path: self.out.clone() }.into(),
            _ => Refusal::io(&self.out, &error),
        };
        let mut options = OpenOptions::new();
        // A key that was given out is never written over.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.out).map_err(refused)?;
        writeln!(file, "{secret}").and_then(|()| file.sync_all()).map_err(refused)?;
        let public = public_key(&county_key(&secret)?);
        let text = format!(
            "钥匙已写到：{}（只留在县里，不要给任何人）\n公钥：{public}\n请把公钥交给各乡镇，写进给村里的名片。",
            self.out.display(),
        );
        Ok(Said::done(json!({"key": self.out, "public_key": public}), text))
    }
}

impl Sign {
    fn run(&self) -> Result<Said, Refusal> {
        let key = county_key(&files::read_secret(&self.key)?)?;
        let bytes = files::read(&self.file)?;
        // Whoever signs answers for it: a package that does not pass is not signed.
        checked(&read_policy_package(&bytes)?)?;
        let bytes = sign_policy_package(&bytes, &key)?;
        let out = self.out.as_ref().unwrap_or(&self.file);
        files::write(out, &bytes)?;
        let package = read_policy_package(&bytes)?;
        let (policy, cases) = checked(&package)?;
        let text = format!("已签名：{}\n{}", out.display(), described(&package, &policy, cases));
        Ok(Said::done(told(out, &package, &policy, cases), text))
    }
}

impl Verify {
    fn run(&self) -> Result<Said, Refusal> {
        let package = read_policy_package(&files::read(&self.file)?)?;
        if let Some(key) = &self.key {
            package.check_key(key.trim())?;
        }
        let (policy, cases) = checked(&package)?;
        let origin = match (package.key_hex(), &self.key) {
            (_, Some(_)) => "签名正确，是这把公钥签的。".to_owned(),
            (Some(key), None) => {
                format!("有签名（公钥 {key}）。没有用 --key 给出县里的公钥，来源还没有证明。")
            }
            (None, None) => "没有签名：村里要照县里的纸输入六个词才能收下。".to_owned(),
        };
        let mut json = told(&self.file, &package, &policy, cases);
        json["ok"] = json!(true);
        json["origin_proved"] = json!(self.key.is_some());
        let name = files::name_of(&self.file);
        Ok(Said::done(json, format!("{name}：可用\n{}{origin}", described(&package, &policy, cases))))
    }
}

impl Add {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let bytes = files::read(&self.file)?;
        let now = till.moment()?;
        let offer = till.book.read_policy_package(&bytes, &now)?;
        let seen = Some(offer.sheet_sha256.as_str());
        let accepted = till.book.accept_policy_package(&bytes, self.words.as_deref(), seen, &now)?;
        let package = read_policy_package(&bytes)?;
        let mut json = told(&self.file, &package, &accepted.policy, offer.cases);
        json["added"] = json!(!accepted.already_there);
        json["already_there"] = json!(accepted.already_there);
        json["trusted_by"] = json!(accepted.trusted_by.map(TrustedBy::word));
        json["changes"] = offer
            .changes
            .iter()
            .filter(|change| change.is_changed())
            .map(|change| {
                json!({"kind": change.kind.word(), "label": change.label, "before": change.before, "after": change.after})
            })
            .collect();
        let done = match accepted.trusted_by {
            None => "账簿里已有这个政策包，没有改动。",
            Some(TrustedBy::CountyKey) => "县里签名正确，已收下。",
            Some(TrustedBy::Words) => "六个词都对，已收下。",
        };
        let text = described(&package, &accepted.policy, offer.cases);
        Ok(Said::done(json, format!("{done}\n{text}以前的收据仍按原来的政策，不会变。")))
    }
}
