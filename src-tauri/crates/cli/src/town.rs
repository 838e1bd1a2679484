//! `town`: the township's side, which trusts no laptop.
//!
//! Invariant: everything about a package is computed again from its bytes; without a village's enrolled key the answer
//! says that the origin is unproved.

use crate::access::Globals;
use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use crate::town_answer::{Answer, Card, Keys};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::words;
use cunshou_exchange::card::read_village_card;
use cunshou_exchange::crypt::{With, decrypt};
use cunshou_exchange::package::{LostVoided, Report, VoidedPapers, verify_package};
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
    #[command(about = "核对以后给村里写回执（.csa）")]
    Answer(Answer),
    #[command(about = "做乡镇的两把钥匙")]
    Keys(Keys),
    #[command(about = "做给某个村的名片（.csk）")]
    Card(Card),
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    desk: DeskArgs,
}

/// The packages, and what opens and proves them.
#[derive(Debug, Args)]
pub struct DeskArgs {
    #[arg(required = true, value_name = "文件", help = "对账包（.csp），可以多个")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "文件", conflicts_with = "passphrase_file", help = "乡镇的 age 钥匙文件")]
    pub identity: Option<PathBuf>,
    #[arg(long, value_name = "文件", help = "口令文件")]
    pub passphrase_file: Option<PathBuf>,
    #[arg(
        long,
        num_args = 1,
        value_name = "文件",
        help = "村的名片（.csk），可以多个：凭它证明对账包的来源"
    )]
    pub card: Vec<PathBuf>,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Verify(command) => command.run(),
            Self::Answer(command) => command.run(globals),
            Self::Keys(command) => command.run(globals),
            Self::Card(command) => command.run(globals),
        }
    }
}

impl DeskArgs {
    /// The desk at which they are looked at.
    pub fn desk(&self) -> Result<Desk, Refusal> {
        Desk::new(self.identity.as_deref(), self.passphrase_file.as_deref(), &self.card)
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
pub struct Finding {
    code: &'static str,
    message: String,
    rows: Vec<String>,
}

impl Finding {
    /// A finding with the words of its code; each row says where.
    pub fn of(code: &'static str, params: &[(&str, String)], rows: Vec<String>) -> Self {
        Self { code, message: words::say(code, params).message, rows }
    }

    /// Tells it, and where.
    pub fn tell(&self, text: &mut String) {
        let _ = writeln!(text, "{}", self.message);
        for row in &self.rows {
            let _ = writeln!(text, "  {row}");
        }
    }
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
        Ok(Looked::new(path, &self.open(path)?))
    }

    /// The card of a village.
    pub fn card(
        &self,
        village_code: &str,
    ) -> Option<&cunshou_exchange::card::Presented<cunshou_exchange::card::VillageCard>> {
        self.cards.get(village_code)
    }

    /// Opens a package, with all that is in it.
    pub fn open(&self, path: &Path) -> Result<Report, Refusal> {
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
        Ok(known.map_or(told, |card| verify_package(&zip, Some(&card.key), None)))
    }
}

/// The identity in a file as `age-keygen` writes it, with comments around.
pub fn read_identity(path: &Path) -> Result<String, Refusal> {
    let text = files::read_text(path)?;
    let line = text.lines().map(str::trim).find(|line| line.starts_with(IDENTITY_HEAD));
    Ok(line.unwrap_or_default().to_owned())
}

impl Looked {
    pub fn new(path: &Path, report: &Report) -> Self {
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
            sha256: report.sha256.clone(),
            origin_proved: report.origin_proved,
            problems,
            counts: manifest.map(|manifest| json!(manifest.counts)),
            totals: manifest.map(|manifest| json!(manifest.totals)),
            sums,
        }
    }

    /// Finds one more thing wrong with it.
    pub fn refuse(&mut self, code: &str) {
        self.ok = false;
        self.problems.push(ProblemWords { code: code.to_owned(), message: words::say(code, &[]).message });
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
        let desk = self.desk.desk()?;
        let (mut packages, mut reports) = (Vec::new(), Vec::new());
        for path in &self.desk.files {
            packages.push(match desk.open(path) {
                Ok(report) => {
                    let looked = Looked::new(path, &report);
                    reports.extend(looked.ok.then_some(report));
                    looked
                }
                Err(refusal) => unopened(path, refusal),
            });
        }
        let is_good = packages.iter().all(|package| package.ok);
        let unproved: Vec<_> = packages
            .iter()
            .filter(|p| p.ok && !p.origin_proved)
            .map(|package| package.file.clone())
            .collect();
        let mut findings = open_differences(&reports);
        findings.extend(lost_voided(&reports));
        if !unproved.is_empty() {
            findings.insert(0, Finding::of(ORIGIN_UNPROVED, &[], unproved));
        }
        let mut text: String = packages.iter().map(Looked::text).collect();
        for finding in &findings {
            if finding.code == ORIGIN_UNPROVED {
                let _ = writeln!(text, "{}", finding.message);
            } else {
                finding.tell(&mut text);
            }
        }
        let json = json!({"packages": packages, "findings": findings, "totals": totals(&packages)});
        Ok(Said::found(is_good, json, text))
    }
}

/// The finding that a package fits itself but no enrolled key speaks for it.
pub const ORIGIN_UNPROVED: &str = "E-TWN-001";
/// The finding that differences of a village's closes are not settled, as far as these packages tell.
const DIFFERENCES_OPEN: &str = "E-TWN-002";

/// The finding that receipts went with a lost disk of which the clerk says that they had been taken back before.
const LOST_VOIDED: &str = "E-TWN-006";

/// What clerks say of lost receipts, by the newest entry that these packages have of each: nobody but the township can hold
/// the receipt and the slip of its void side by side.
fn lost_voided(reports: &[Report]) -> Vec<Finding> {
    let mut villages: BTreeMap<&str, BTreeMap<&str, &LostVoided>> = BTreeMap::new();
    for report in reports {
        let Some(manifest) = &report.manifest else { continue };
        let village = villages.entry(&manifest.village_code).or_default();
        for one in &report.lost_voided {
            let newest = village.entry(&one.receipt_no).or_insert(one);
            if newest.seq < one.seq {
                *newest = one;
            }
        }
    }
    let of_village = |(village, receipts): (&str, BTreeMap<&str, &LostVoided>)| {
        let said: Vec<_> =
            receipts.iter().filter_map(|(number, one)| Some((number, one.papers.as_ref()?))).collect();
        let amount = Yuan::sum(said.iter().map(|(_, papers)| papers.amount)).unwrap_or_default();
        let params = [
            ("village_code", village.to_owned()),
            ("count", said.len().to_string()),
            ("amount", amount.to_string()),
        ];
        let row = |(number, papers): &(&&str, &VoidedPapers)| {
            let VoidedPapers { amount, taken_on, voided_on, slip_no } = papers;
            format!("{number}：{amount} 元，{taken_on} 收，{voided_on} 作废，作废单 {slip_no}")
        };
        (!said.is_empty()).then(|| Finding::of(LOST_VOIDED, &params, said.iter().map(row).collect()))
    };
    villages.into_iter().filter_map(of_village).collect()
}

/// What is short and over of a village's closes and not settled, by the newest step that these packages tell of each.
fn open_differences(reports: &[Report]) -> Vec<Finding> {
    struct Followed {
        on: Option<NaiveDate>,
        step_no: u32,
        open: Yuan,
        state: String,
    }
    let mut villages: BTreeMap<&str, BTreeMap<(&str, u32), Followed>> = BTreeMap::new();
    for report in reports {
        let Some(manifest) = &report.manifest else { continue };
        let village = villages.entry(&manifest.village_code).or_default();
        for close in report.closes.iter().filter(|close| !close.variance.is_zero()) {
            let one = village.entry((&manifest.book_id, close.close_no)).or_insert_with(|| Followed {
                on: None,
                step_no: 0,
                open: close.variance,
                state: close.difference_outcome.clone().unwrap_or_default(),
            });
            one.on = Some(close.business_date);
        }
        for step in &report.differences {
            let one = village.entry((&manifest.book_id, step.close_no)).or_insert_with(|| Followed {
                on: None,
                step_no: 0,
                open: step.open,
                state: String::new(),
            });
            if step.step_no > one.step_no {
                (one.step_no, one.open) = (step.step_no, step.open);
                if step.state != "settled" {
                    one.state.clone_from(&step.state);
                }
            }
        }
    }
    let mut findings = Vec::new();
    for (village, closes) in villages {
        let open: Vec<_> = closes.into_iter().filter(|(_, one)| !one.open.is_zero()).collect();
        let sum = |is_short: bool| {
            let side = open.iter().map(|(_, one)| one.open).filter(|open| open.is_negative() == is_short);
            let sum = Yuan::sum(side).unwrap_or_default();
            if is_short { sum.negated() } else { sum }
        };
        if open.is_empty() {
            continue;
        }
        let params = [
            ("village_code", village.to_owned()),
            ("count", open.len().to_string()),
            ("short", sum(true).to_string()),
            ("over", sum(false).to_string()),
        ];
        let row = |((_, close_no), one): &((&str, u32), Followed)| {
            let side = if one.open.is_negative() { "短" } else { "长" };
            let amount = if one.open.is_negative() { one.open.negated() } else { one.open };
            let on = one.on.map_or_else(String::new, |on| format!("（{on}）"));
            let state = match one.state.as_str() {
                "reported" if one.step_no > 0 => "，已报镇里",
                "carried" => "，计入下次",
                _ => "",
            };
            format!("第 {close_no} 号日结{on} {side} {amount} 元{state}")
        };
        findings.push(Finding::of(DIFFERENCES_OPEN, &params, open.iter().map(row).collect()));
    }
    findings
}

/// A package that could not even be opened.
pub fn unopened(path: &Path, refusal: Refusal) -> Looked {
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
