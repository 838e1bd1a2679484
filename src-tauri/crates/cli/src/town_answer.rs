//! `town answer`, `town keys`, `town card`: the township makes its keys, gives villages its card, and answers their packages.
//!
//! Invariant: only a package without a problem, from a village whose card is there, is answered; a row of which nothing is
//! said is received. Whatever does not fit what was handed in (a row of no package, an unknown reason) stops the whole run
//! before anything is written; a payer who may have paid elsewhere is never called accepted.

use crate::access::{Globals, may_set_clock};
use crate::clock;
use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use crate::town::{DeskArgs, Finding, Looked, ORIGIN_UNPROVED, unopened};
use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use clap::Args;
use cunshou_core::codes;
use cunshou_exchange::ack::{
    Ack, AckCounts, AckRow, AckStatus, SlipArrival, ack_file_name, read_ack, write_ack,
};
use cunshou_exchange::canonical::{hex, unhex};
use cunshou_exchange::card::{TownCard, card_words, device_key, make_town_card};
use cunshou_exchange::crypt::{To, encrypt, identity_from, recipient_of};
use cunshou_exchange::office_list::{OfficeKind, OfficeOptions, OfficeRow, read_office_list};
use cunshou_exchange::package::{Manifest, PaymentRow, REVS_NORMAL, Report};
use cunshou_policy::Yuan;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The township's age identity in its folder of keys.
pub const IDENTITY_FILE: &str = "identity.txt";
/// The township's signing key in its folder of keys.
pub const SIGNING_KEY_FILE: &str = "signing-key.txt";

#[derive(Debug, Args)]
pub struct Keys {
    #[arg(long, value_name = "文件夹", help = "钥匙写到哪里；已有的不会盖掉")]
    dir: PathBuf,
}

#[derive(Debug, Args)]
pub struct Card {
    #[arg(long, value_name = "文件", help = "乡镇的签名钥匙")]
    key: PathBuf,
    #[arg(long, value_name = "文件", help = "乡镇的 age 钥匙文件")]
    identity: PathBuf,
    #[arg(long, value_name = "代码", help = "乡镇代码")]
    town_code: String,
    #[arg(long, value_name = "名称", help = "乡镇名称")]
    town_name: String,
    #[arg(long, value_name = "代码", help = "给哪个村，12 位代码")]
    village: String,
    #[arg(long, value_name = "名称", help = "村名")]
    village_name: String,
    #[arg(long, value_name = "公钥", help = "县里的公钥，64 位十六进制")]
    policy_key: Option<String>,
    #[arg(long, value_name = "金额", help = "手里的现金最多放多少")]
    cash_limit: Option<Yuan>,
    #[arg(long, value_name = "天数", help = "手里的现金最多放几天")]
    cash_days: Option<u32>,
    #[arg(long, value_name = "文件", help = "名片写到哪里（.csk）")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Answer {
    #[command(flatten)]
    pub desk: DeskArgs,
    #[arg(long, value_name = "文件", help = "乡镇的签名钥匙")]
    pub key: PathBuf,
    #[arg(long, value_name = "编号", value_parser = clap::value_parser!(u32).range(1..), help = "第几号回执；同一行以编号大的为准")]
    pub ack_no: u32,
    #[arg(long, value_name = "文件", help = "办理结果 csv：row_id,status,reason_code,reason,booked_on")]
    pub results: Option<PathBuf>,
    #[arg(long, value_name = "文件", help = "税务部门的缴费名单：名单上的人算已入库")]
    pub paid_list: Option<PathBuf>,
    #[arg(long, value_name = "文件", help = "到账的银行回单 csv：slip_no,amount,arrived_on")]
    pub arrived: Option<PathBuf>,
    #[arg(long, value_name = "文件夹", help = "回执写到哪里（U盘）")]
    pub to: PathBuf,
}

/// A package that can be answered.
struct Open {
    report: Report,
    manifest: Manifest,
    recipient: String,
    said: BTreeMap<Uuid, RowSaid>,
    slips: Vec<SlipArrival>,
}

/// What is said of a row.
#[derive(Debug, Clone)]
struct RowSaid {
    status: AckStatus,
    reason_code: String,
    reason: String,
    booked_on: Option<NaiveDate>,
}

/// Reads the township's signing key.
pub fn read_key(path: &Path) -> Result<SigningKey, Refusal> {
    let text = files::read_text(path)?;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let seed = line.and_then(unhex).ok_or_else(|| CliError::NoSigningKey { path: path.to_owned() })?;
    Ok(SigningKey::from_bytes(&seed))
}

/// Makes the township's two keys in a folder and answers the signing key and the age recipient.
pub fn make_keys(dir: &Path, at: DateTime<FixedOffset>) -> Result<(SigningKey, String), Refusal> {
    let (secret, seed) = (identity_from(clock::random()?), clock::random()?);
    let recipient = recipient_of(&secret)?;
    std::fs::create_dir_all(dir).map_err(|error| Refusal::io(dir, &error))?;
    let created = at.to_rfc3339_opts(SecondsFormat::Secs, false);
    let identity = format!("# created: {created}\n# public key: {recipient}\n{secret}\n");
    write_secret(&dir.join(IDENTITY_FILE), &identity)?;
    let key = device_key(seed);
    let public = hex(key.verifying_key().as_bytes());
    let signing = format!("# created: {created}\n# public key: {public}\n{}\n", hex(&seed));
    write_secret(&dir.join(SIGNING_KEY_FILE), &signing)?;
    Ok((key, recipient))
}

/// A key is never written over, and nobody else reads it.
fn write_secret(path: &Path, text: &str) -> Result<(), Refusal> {
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => CliError::KeyThere { path: path.to_owned() }.into(),
        _ => Refusal::io(path, &error),
    };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(refused)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(refused)
}

impl Keys {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let (key, recipient) = make_keys(&self.dir, globals.now.unwrap_or_else(clock::real))?;
        let words = card_words(&key.verifying_key(), &recipient);
        let json = json!({
            "identity": self.dir.join(IDENTITY_FILE), "key": self.dir.join(SIGNING_KEY_FILE),
            "age_recipient": recipient, "words": words,
        });
        let text = format!(
            "两把钥匙已写到：{}（只留在镇里，不要给任何人，另存一份在保险柜）\n名片的六个词：{}",
            self.dir.display(),
            words.join(" ")
        );
        Ok(Said::done(json, text))
    }
}

impl Card {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let key = read_key(&self.key)?;
        let recipient = recipient_of(&crate::town::read_identity(&self.identity)?)?;
        let card = TownCard {
            town_code: self.town_code.clone(),
            town_name: self.town_name.clone(),
            village_code: self.village.clone(),
            village_name: self.village_name.clone(),
            age_recipient: recipient.clone(),
            verify_key: String::new(),
            policy_key: self.policy_key.clone(),
            cash_limit: self.cash_limit,
            cash_days: self.cash_days,
            roles: Vec::new(),
            issued_at: globals.now.unwrap_or_else(clock::real).to_rfc3339_opts(SecondsFormat::Secs, false),
        };
        files::write(&self.out, &make_town_card(&card, &key)?)?;
        let words = card_words(&key.verifying_key(), &recipient);
        let text = format!("名片已写到：{}\n请和村里对这六个词：{}", self.out.display(), words.join(" "));
        Ok(Said::done(json!({"card": self.out, "words": words}), text))
    }
}

impl Answer {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        self.answer(globals.now.unwrap_or_else(clock::real), globals.now.is_some())
    }

    /// Answers at an instant; one that was said by hand fits only packages of books whose clock may be set.
    pub fn answer(&self, now: DateTime<FixedOffset>, is_said: bool) -> Result<Said, Refusal> {
        let (desk, key) = (self.desk.desk()?, read_key(&self.key)?);
        let (mut packages, mut open) = (Vec::new(), Vec::new());
        for path in &self.desk.files {
            match desk.open(path) {
                Err(refusal) => packages.push(unopened(path, refusal)),
                Ok(report) => {
                    let mut looked = Looked::new(path, &report);
                    let card = report.manifest.clone().and_then(|manifest| {
                        let card = desk.card(&manifest.village_code)?;
                        Some((manifest, card.card.age_recipient.clone()))
                    });
                    match card {
                        Some((manifest, recipient)) if looked.ok => {
                            if is_said {
                                may_set_clock(&manifest.kind)?;
                            }
                            let (said, slips) = (BTreeMap::new(), Vec::new());
                            open.push(Open { report, manifest, recipient, said, slips });
                        }
                        None if looked.ok => looked.refuse(ORIGIN_UNPROVED),
                        _ => {}
                    }
                    packages.push(looked);
                }
            }
        }
        let mut findings = self.accept_paid(&mut open, now)?;
        self.take_results(&mut open)?;
        findings.extend(self.take_arrived(&mut open)?);
        let (answers, mut text) = self.write(&open, &key, now)?;
        for refused in packages.iter().filter(|package| !package.ok) {
            let _ = write!(text, "没有回执：{}", refused.text());
        }
        for finding in &findings {
            finding.tell(&mut text);
        }
        let is_good = packages.iter().all(|package| package.ok);
        let json = json!({"answers": answers, "packages": packages, "findings": findings});
        Ok(Said::found(is_good, json, text))
    }

    fn write(
        &self,
        open: &[Open],
        key: &SigningKey,
        now: DateTime<FixedOffset>,
    ) -> Result<(Vec<Value>, String), Refusal> {
        // Everything is made before anything is written.
        let made = open.iter().map(|one| one.make(self.ack_no, key, now)).collect::<Result<Vec<_>, _>>()?;
        let (mut answers, mut text) = (Vec::new(), String::new());
        for (one, (ack, sealed)) in open.iter().zip(made) {
            let path = self.to.join(ack_file_name(&ack));
            files::write(&path, &sealed)?;
            let AckCounts { accepted, received, rejected, .. } = ack.counts;
            let _ = writeln!(
                text,
                "{}：已入库 {accepted} 行，退回 {rejected} 行，只是收到 {received} 行，到账回单 {} 张",
                path.display(),
                ack.slips.len()
            );
            answers.push(json!({
                "file": path, "package": one.report.sha256, "village_code": ack.village_code,
                "close_no": ack.close_no, "ack_no": ack.ack_no, "counts": ack.counts, "slips": ack.slips,
            }));
        }
        Ok((answers, text))
    }

    /// What the office that handles payments says row by row. It counts above the list of those who have paid.
    fn take_results(&self, open: &mut [Open]) -> Result<(), Refusal> {
        let Some(path) = &self.results else { return Ok(()) };
        let fields = ["row_id", "status", "reason_code", "reason", "booked_on"];
        let rows_of =
            |one: &Open| one.report.rows().into_iter().map(|(_, row_id)| row_id).collect::<Vec<_>>();
        let places: HashMap<Uuid, usize> = open
            .iter()
            .enumerate()
            .flat_map(|(at, one)| rows_of(one).into_iter().map(move |row_id| (row_id, at)))
            .collect();
        for (line, cells) in read_csv(path, fields, 2)? {
            let bad = |field| CliError::BadCsv { path: path.clone(), line, field };
            let row_id: Uuid = cells[0].parse().map_err(|_| bad("row_id"))?;
            let status: AckStatus = cells[1].parse().map_err(|()| bad("status"))?;
            let is_rejected = status == AckStatus::Rejected;
            if is_rejected && codes::ack_reason(&cells[2]).is_none() {
                return Err(bad("reason_code").into());
            }
            let booked_on = match cells[4].as_str() {
                "" => None,
                day => Some(day.parse().map_err(|_| bad("booked_on"))?),
            };
            let said = RowSaid {
                status,
                reason_code: if is_rejected { cells[2].clone() } else { String::new() },
                reason: if is_rejected { cells[3].clone() } else { String::new() },
                booked_on: booked_on.filter(|_| status == AckStatus::Accepted),
            };
            let of = places.get(&row_id).and_then(|at| open.get_mut(*at));
            let one = of.ok_or_else(|| CliError::RowOfNoPackage { path: path.clone(), line })?;
            one.said.insert(row_id, said);
        }
        Ok(())
    }

    /// Whoever stands on the tax office's list is accepted, unless what stands there may be another payment.
    fn accept_paid(&self, open: &mut [Open], now: DateTime<FixedOffset>) -> Result<Vec<Finding>, Refusal> {
        let Some(path) = &self.paid_list else { return Ok(Vec::new()) };
        let (bytes, name) = (files::read(path)?, files::name_of(path));
        let options = OfficeOptions::default();
        let list = read_office_list(OfficeKind::PaidList, &bytes, &name, &options, now.date_naive())
            .map_err(cunshou_core::Error::from)?;
        let mut paid: HashMap<(&str, &str), Vec<&OfficeRow>> = HashMap::new();
        for row in list.rows.iter().filter(|row| row.meaning == "paid") {
            paid.entry((row.certificate_type.as_str(), row.certno.as_str())).or_default().push(row);
        }
        let mut others = Vec::new();
        for one in open.iter_mut() {
            for row in one.report.payments.iter().filter(|row| row.revs_flag == REVS_NORMAL) {
                let Some(listed) = paid.get(&(row.psn_cert_type.as_str(), row.certno.as_str())) else {
                    continue;
                };
                let year = |own: &&&OfficeRow| {
                    let said = own.levy_year.or(list.levy_year);
                    said.is_none_or(|year| u32::try_from(year) == Ok(row.levy_year))
                };
                let of_year: Vec<_> = listed.iter().filter(year).collect();
                if let Some(ours) = of_year.iter().find(|own| is_ours(row, own)) {
                    let said = RowSaid {
                        status: AckStatus::Accepted,
                        reason_code: String::new(),
                        reason: String::new(),
                        booked_on: ours.on,
                    };
                    one.said.insert(row.row_id, said);
                } else if !of_year.is_empty() {
                    others.push(format!("{} 第 {} 行", row.receipt_no, row.line_no));
                }
            }
        }
        let mut findings = Vec::new();
        if !others.is_empty() {
            findings.push(Finding::of("E-TWN-003", &[("count", others.len().to_string())], others));
        }
        if !list.bad.is_empty() {
            let rows = list.bad.iter().map(|bad| list.place_of(bad)).collect();
            findings.push(Finding::of("E-TWN-004", &[("count", list.bad.len().to_string())], rows));
        }
        Ok(findings)
    }

    /// What the bank says of slips goes into the newest package of the village that reported the slip.
    fn take_arrived(&self, open: &mut [Open]) -> Result<Vec<Finding>, Refusal> {
        let Some(path) = &self.arrived else { return Ok(Vec::new()) };
        let villages: std::collections::BTreeSet<_> =
            open.iter().map(|one| one.manifest.village_code.clone()).collect();
        let mut nowhere = Vec::new();
        for (line, cells) in read_csv(path, ["slip_no", "amount", "arrived_on"], 3)? {
            let bad = |field| CliError::BadCsv { path: path.clone(), line, field };
            let slip_no: String = cells[0].split_whitespace().collect();
            if slip_no.is_empty() {
                return Err(bad("slip_no").into());
            }
            let slip = SlipArrival {
                amount: cells[1].parse().map_err(|_| bad("amount"))?,
                arrived_on: cells[2].parse().map_err(|_| bad("arrived_on"))?,
                slip_no,
            };
            let reported = open.iter().find(|one| {
                one.report.remittances.iter().any(|remittance| remittance.slip_no == slip.slip_no)
            });
            // The slip of a village may stand in a package that is still to come.
            let village = reported.map(|one| one.manifest.village_code.clone());
            let village = village.or_else(|| villages.first().filter(|_| villages.len() == 1).cloned());
            let newest = open
                .iter_mut()
                .filter(|one| village.as_ref() == Some(&one.manifest.village_code))
                .max_by_key(|one| one.manifest.close_no);
            match newest {
                Some(one) => one.slips.push(slip),
                None => nowhere.push(slip.slip_no),
            }
        }
        if nowhere.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Finding::of("E-TWN-005", &[("count", nowhere.len().to_string())], nowhere)])
    }
}

/// True if a row of the tax office's list is this very payment: not before it was taken, the same sum where the list has one,
/// and not paid by himself.
fn is_ours(row: &PaymentRow, listed: &OfficeRow) -> bool {
    listed.on.is_none_or(|day| day >= row.clct_time.date_naive())
        && listed.sum.is_none_or(|sum| sum == row.psn_clct_amt)
        && listed.aside != "own"
}

impl Open {
    /// The answer, sealed for the village.
    fn make(
        &self,
        ack_no: u32,
        key: &SigningKey,
        now: DateTime<FixedOffset>,
    ) -> Result<(Ack, Vec<u8>), Refusal> {
        let manifest = &self.manifest;
        let received = RowSaid {
            status: AckStatus::Received,
            reason_code: String::new(),
            reason: String::new(),
            booked_on: None,
        };
        let row = |(table, row_id): (&'static str, Uuid)| {
            let RowSaid { status, reason_code, reason, booked_on } =
                self.said.get(&row_id).unwrap_or(&received).clone();
            AckRow { table, row_id, status, reason_code, reason, booked_on }
        };
        let rows: Vec<_> = self.report.rows().into_iter().map(row).collect();
        let ack = Ack {
            ack_no,
            answered_at: now.to_rfc3339_opts(SecondsFormat::Secs, false),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            book_id: manifest.book_id.clone(),
            close_no: manifest.close_no,
            counts: AckCounts::default(),
            device_id: manifest.device_id.clone(),
            format: String::new(),
            journal_head: manifest.journal_head.clone(),
            kind: manifest.kind.clone(),
            package_id: manifest.package_id,
            package_sha256: self.report.sha256.clone(),
            rows_sha256: String::new(),
            series: manifest.series.clone(),
            slips: self.slips.clone(),
            town_code: manifest.town_code.clone(),
            town_key: String::new(),
            version: 0,
            village_code: manifest.village_code.clone(),
        };
        let zip = write_ack(&ack, &rows, key)?;
        // What is sealed is read once as the village will read it.
        let answer = read_ack(&zip, &key.verifying_key())?;
        Ok((answer.ack, encrypt(&zip, To::Recipients(std::slice::from_ref(&self.recipient)))?))
    }
}

/// The rows of a csv with these columns, in whatever order they stand; the first `wanted` must be there. Answers the line
/// of each.
fn read_csv<const N: usize>(
    path: &Path,
    fields: [&'static str; N],
    wanted: usize,
) -> Result<Vec<(u64, [String; N])>, Refusal> {
    let text = files::read_text(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let bad = |line, field| CliError::BadCsv { path: path.to_owned(), line, field };
    let header = reader.headers().map_err(|_| bad(1, ""))?.clone();
    let places = fields.map(|field| header.iter().position(|name| name == field));
    if let Some(missing) = (0..wanted.min(N)).find(|at| places[*at].is_none()) {
        return Err(bad(1, fields[missing]).into());
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| bad(error.position().map_or(0, csv::Position::line), ""))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell =
            |place: Option<usize>| place.and_then(|place| record.get(place)).unwrap_or_default().to_owned();
        rows.push((line, places.map(cell)));
    }
    Ok(rows)
}
