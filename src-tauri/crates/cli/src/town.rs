//! `town`: the township's side, which trusts no laptop.
//!
//! Invariant: everything about a package is computed again from its bytes; without a village's enrolled key the answer
//! says that the origin is unproved.

use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::words;
use cunshou_exchange::card::read_village_card;
use cunshou_exchange::crypt::{With, decrypt};
use cunshou_exchange::package::{Report, verify_package};
use cunshou_policy::Yuan;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "打开对账包，从头核对")]
    Verify(Verify),
}

#[derive(Debug, Args)]
pub struct Verify {
    #[arg(required = true, value_name = "文件", help = "对账包（.csp），可以多个")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "文件", conflicts_with = "passphrase_file", help = "乡镇的 age 钥匙文件")]
    identity: Option<PathBuf>,
    #[arg(long, value_name = "文件", help = "口令文件")]
    passphrase_file: Option<PathBuf>,
    #[arg(
        long,
        num_args = 1,
        value_name = "文件",
        help = "村的名片（.csk），可以多个：凭它证明对账包的来源"
    )]
    card: Vec<PathBuf>,
}

impl Command {
    pub fn run(&self) -> Result<Said, Refusal> {
        match self {
            Self::Verify(command) => command.run(),
        }
    }
}

/// What opens packages, and which villages are known.
#[derive(Debug, Default)]
pub struct Desk {
    identity: Option<String>,
    passphrase: Option<String>,
    cards: BTreeMap<String, cunshou_exchange::card::Presented<cunshou_exchange::card::VillageCard>>,
}

/// One package, looked at.
#[derive(Debug, Serialize)]
pub struct Looked {
    file: String,
    pub ok: bool,
    village_code: Option<String>,
    series: Option<String>,
    close_no: Option<u32>,
    business_date: Option<chrono::NaiveDate>,
    kind: Option<String>,
    sha256: String,
    pub origin_proved: bool,
    problems: Vec<ProblemWords>,
    counts: Option<Value>,
    totals: Option<Value>,
    #[serde(skip)]
    sums: (Yuan, Yuan, Yuan, u64, u64),
}

#[derive(Debug, Serialize)]
struct ProblemWords {
    code: String,
    message: String,
}

/// Something that is no fault of one package.
#[derive(Debug, Serialize)]
struct Finding {
    code: &'static str,
    message: String,
    rows: Vec<String>,
}

/// How a file of the age format begins.
const AGE_HEAD: &[u8] = b"age-encryption.org/";
/// How an age identity is written, among the comments of its file.
const IDENTITY_HEAD: &str = "AGE-SECRET-KEY-";

impl Desk {
    /// The desk of a township with its age identity and the cards of its villages.
    pub fn new(
        identity: Option<&Path>,
        passphrase: Option<&Path>,
        cards: &[PathBuf],
    ) -> Result<Self, Refusal> {
        let identity = identity.map(read_identity).transpose()?;
        let passphrase = passphrase.map(files::read_secret).transpose()?;
        let cards = cards
            .iter()
            .map(|path| Ok(read_village_card(&files::read(path)?)?))
            .map(|card: Result<_, Refusal>| card.map(|card| (card.card.village_code.clone(), card)))
            .collect::<Result<_, _>>()?;
        Ok(Self { identity, passphrase, cards })
    }

    /// Opens a package and computes all of it again.
    pub fn look(&self, path: &Path) -> Result<Looked, Refusal> {
        let bytes = files::read(path)?;
        let zip = if bytes.starts_with(AGE_HEAD) {
            let with = match (&self.identity, &self.passphrase) {
                (Some(identity), _) => With::Identity(identity),
                (None, Some(passphrase)) => With::Passphrase(passphrase),
                (None, None) => return Err(CliError::Sealed { path: path.to_owned() }.into()),
            };
            decrypt(&bytes, with)?
        } else {
            bytes
        };
        let told = verify_package(&zip, None, None);
        let known = told.manifest.as_ref().and_then(|manifest| self.cards.get(&manifest.village_code));
        Ok(Looked::new(path, known.map_or(told, |card| verify_package(&zip, Some(&card.key), None))))
    }
}

/// The identity in a file as `age-keygen` writes it, with comments around.
fn read_identity(path: &Path) -> Result<String, Refusal> {
    let text = files::read_text(path)?;
    let line = text.lines().map(str::trim).find(|line| line.starts_with(IDENTITY_HEAD));
    Ok(line.unwrap_or_default().to_owned())
}

impl Looked {
    fn new(path: &Path, report: Report) -> Self {
        let problems = report.problems.iter().map(|problem| ProblemWords {
            code: problem.code().to_owned(),
            message: words::say(problem.code(), &problem.params()).message,
        });
        let problems: Vec<_> = problems.collect();
        let manifest = report.manifest.as_ref();
        let sums = manifest.map_or((Yuan::ZERO, Yuan::ZERO, Yuan::ZERO, 0, 0), |manifest| {
            let (totals, counts) = (&manifest.totals, &manifest.counts);
            (totals.due, totals.subsidy, totals.collective_aid, counts.payments, counts.persons)
        });
        Self {
            file: path.display().to_string(),
            ok: problems.is_empty(),
            village_code: manifest.map(|manifest| manifest.village_code.clone()),
            series: manifest.map(|manifest| manifest.series.clone()),
            close_no: manifest.map(|manifest| manifest.close_no),
            business_date: manifest.map(|manifest| manifest.business_date),
            kind: manifest.map(|manifest| manifest.kind.clone()),
            sha256: report.sha256,
            origin_proved: report.origin_proved,
            problems,
            counts: manifest.map(|manifest| json!(manifest.counts)),
            totals: manifest.map(|manifest| json!(manifest.totals)),
            sums,
        }
    }

    /// The package in a few lines.
    pub fn text(&self) -> String {
        let verdict = if self.ok { "核对无误" } else { "不能收" };
        let origin = if self.origin_proved { "来源已凭名片证明" } else { "来源没有证明" };
        let mut text = format!("{}：{verdict}，{origin}\n", self.file);
        if let (Some(village), Some(close_no)) = (&self.village_code, self.close_no) {
            let (due, subsidy, _, payments, persons) = self.sums;
            let _ = writeln!(
                text,
                "  村 {village}  第 {close_no} 号日结  {payments} 笔 {persons} 人  应缴 {due}  资助 {subsidy}"
            );
        }
        for problem in &self.problems {
            let _ = writeln!(text, "  {} {}", problem.code, problem.message);
        }
        text
    }
}

impl Verify {
    fn run(&self) -> Result<Said, Refusal> {
        let desk = Desk::new(self.identity.as_deref(), self.passphrase_file.as_deref(), &self.card)?;
        let mut packages = Vec::new();
        for path in &self.files {
            packages.push(match desk.look(path) {
                Ok(looked) => looked,
                Err(refusal) => unopened(path, refusal),
            });
        }
        let is_good = packages.iter().all(|package| package.ok);
        let unproved: Vec<_> = packages
            .iter()
            .filter(|p| p.ok && !p.origin_proved)
            .map(|package| package.file.clone())
            .collect();
        let findings = if unproved.is_empty() {
            Vec::new()
        } else {
            let message = words::say(ORIGIN_UNPROVED, &[]).message;
            vec![Finding { code: ORIGIN_UNPROVED, message, rows: unproved }]
        };
        let mut text: String = packages.iter().map(Looked::text).collect();
        for finding in &findings {
            let _ = writeln!(text, "{}", finding.message);
        }
        let json = json!({"packages": packages, "findings": findings, "totals": totals(&packages)});
        Ok(Said::found(is_good, json, text))
    }
}

/// The finding that a package fits itself but no enrolled key speaks for it.
const ORIGIN_UNPROVED: &str = "E-TWN-001";

/// A package that could not even be opened.
fn unopened(path: &Path, refusal: Refusal) -> Looked {
    Looked {
        file: path.display().to_string(),
        ok: false,
        village_code: None,
        series: None,
        close_no: None,
        business_date: None,
        kind: None,
        sha256: String::new(),
        origin_proved: false,
        problems: vec![ProblemWords { code: refusal.words.code, message: refusal.words.message }],
        counts: None,
        totals: None,
        sums: (Yuan::ZERO, Yuan::ZERO, Yuan::ZERO, 0, 0),
    }
}

/// Sums over the packages that were found right.
fn totals(packages: &[Looked]) -> Value {
    let good = || packages.iter().filter(|package| package.ok).map(|package| package.sums);
    json!({
        "packages": good().count(),
        "due": Yuan::sum(good().map(|sums| sums.0)),
        "subsidy": Yuan::sum(good().map(|sums| sums.1)),
        "collective_aid": Yuan::sum(good().map(|sums| sums.2)),
        "payments": good().map(|sums| sums.3).sum::<u64>(),
        "persons": good().map(|sums| sums.4).sum::<u64>(),
    })
}
