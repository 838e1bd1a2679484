//! `backup`, `restore`: verified copies of a book, and the day on which one of them is needed.

use crate::access::{BookArgs, Globals, PasswordArgs, Till};
use crate::clock;
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::Args;
use cunshou_core::Book;
use cunshou_core::book::{
    BackupCause, BackupStatus, BroughtUp, CopyFacts, Evidence, Losses, LostReceipt, LostVoidedOrder, Secret,
    VoidedBefore, close_of_package_name, missing_ranges, missing_words,
};
use cunshou_policy::Yuan;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "文件夹", help = "放备份的文件夹；不给就放到设好的备份文件夹和备份U盘")]
    to: Option<PathBuf>,
    #[arg(long, num_args = 1.., value_name = "文件夹", help = "哪些U盘（不给就是插着的）；上面有“村收备份”文件夹的才写")]
    stick: Vec<PathBuf>,
    #[arg(long, value_name = "文件夹", help = "设为备份文件夹，以后每次日结都备份到这里")]
    set_folder: Option<PathBuf>,
    #[arg(long, value_name = "份数", help = "每个文件夹保留最近几份（另外每月留一份）")]
    keep: Option<u32>,
    #[arg(long, help = "只看备份的情况，不备份")]
    status: bool,
}

/// What was kept of a book before a newer program changed its tables, and what was not.
pub fn brought_up_words(up: &BroughtUp) -> String {
    let beside = up.beside().unwrap_or_default();
    let mut text =
        format!("账簿已换成新版程序的格式。换之前照原样留了一份，打开读回核对无误：{}\n", beside.display());
    for row in up.elsewhere() {
        let place = Path::new(&row.folder).join(&row.file_name);
        let _ = match &row.fault {
            None => writeln!(text, "另存到：{}", place.display()),
            Some(code) => writeln!(text, "没有存成：{}（{code}）", place.display()),
        };
    }
    if !up.outlives_the_disk() {
        text += "这一份和账簿在同一块盘上，盘坏了会一起坏。请再备份到U盘。\n";
        if up.other_sticks > 0 {
            text += "插着的U盘上没有“村收备份”文件夹，没有往上面写。\n";
        }
    }
    text
}

impl Backup {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let status = till.book.backup_status(now.at())?;
        if self.set_folder.is_some() || self.keep.is_some() {
            let folder = self.set_folder.as_ref().or(status.folder.as_ref()).cloned();
            till.book.set_backup(folder.as_deref(), self.keep.unwrap_or(status.keep), &now)?;
        }
        if self.status {
            return Ok(status_said(&till.book.backup_status(now.at())?));
        }
        if let Some(to) = &self.to {
            let backed = till.book.back_up(to, BackupCause::Asked, &now)?;
            let json = json!({
                "backup": backed.path, "bytes": backed.bytes, "journal_seq": backed.head.seq,
                "journal_head": backed.head.hash, "verified": true, "same_disk": backed.same_disk,
                "removed": backed.removed,
            });
            let warning = if backed.same_disk {
                "\n这里和账簿在同一块盘上：盘坏了会一起坏。"
            } else {
                ""
            };
            return Ok(Said::done(
                json,
                format!("备份已写好，打开读回核对无误：{}{warning}", backed.path.display()),
            ));
        }
        let found = if self.stick.is_empty() { cunshou_stick::folders() } else { self.stick.clone() };
        let tries = till.book.back_up_everywhere(&found, BackupCause::Asked, &now)?;
        let mut text = String::new();
        let mut rows = Vec::new();
        let is_good = tries.iter().all(|one| one.outcome.is_ok());
        for one in tries {
            match one.outcome {
                Ok(backed) => {
                    let _ = writeln!(text, "备份已写好，打开读回核对无误：{}", backed.path.display());
                    rows.push(json!({"folder": one.folder, "backup": backed.path, "verified": true}));
                }
                Err(error) => {
                    let refusal = Refusal::from(error);
                    let words = &refusal.words;
                    let _ = writeln!(
                        text,
                        "{}：没有备份成。{}{}",
                        one.folder.display(),
                        words.message,
                        words.todo
                    );
                    rows.push(json!({"folder": one.folder, "error": refusal.json()["error"]}));
                }
            }
        }
        Ok(Said::found(is_good, json!({ "backups": rows }), text))
    }
}

fn status_said(status: &BackupStatus) -> Said {
    let newest = status.newest.as_ref();
    let path = newest.map(|row| Path::new(&row.folder).join(&row.file_name));
    let json = json!({
        "folder": status.folder, "keep": status.keep, "newest": path, "at": newest.map(|row| &row.at),
        "age_days": status.age_days, "payments_since": status.payments_since,
        "closes_since": status.closes_since, "failed": status.failed.as_ref().and_then(|row| row.fault.as_ref()),
    });
    let text = match (&path, status.age_days) {
        (Some(path), Some(days)) => format!(
            "最近一份核对过的备份：{}（{days} 天前），此后又收 {} 笔、日结 {} 次",
            path.display(),
            status.payments_since,
            status.closes_since
        ),
        _ => "还没有一份核对过的备份。".to_owned(),
    };
    Said::found(!status.is_behind() && status.failed.is_none(), json, text)
}

#[derive(Debug, Args)]
pub struct Restore {
    #[arg(long, value_name = "文件", help = "备份的账簿文件（同名的 .keys 要在旁边）")]
    from: PathBuf,
    #[arg(
        long,
        value_name = "文件",
        help = "恢复成哪个账簿文件（还不存在）；不给就只看备份里有什么、会缺什么"
    )]
    to: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordArgs,
    #[arg(long, value_name = "姓名", help = "用谁的密码打开备份（不给就是第一位）")]
    user: Option<String>,
    #[arg(long, value_name = "文件", help = "恢复钥匙的文件（忘了密码时用）")]
    recovery_file: Option<PathBuf>,
    #[arg(long, value_name = "文件", help = "坏掉的账簿文件：旁边的 .head 记得最后一张收据")]
    damaged: Option<PathBuf>,
    #[arg(long, num_args = 1.., value_name = "票号", help = "最后一张纸质收据的票号，每个票号段一个")]
    last_receipt: Vec<String>,
    #[arg(
        long,
        value_name = "日结号或对账包文件名",
        help = "纸上最后一次日结的号，或最后一个对账包的文件名"
    )]
    last_close: Option<String>,
}

impl Restore {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let now = clock::moment_at(globals.now.unwrap_or_else(clock::real))?;
        let typed = match &self.recovery_file {
            Some(path) => files::read_secret(path)?,
            None => self.password.password()?,
        };
        let secret = match self.recovery_file {
            Some(_) => Secret::Recovery(&typed),
            None => Secret::Password { user: self.user.as_deref(), password: &typed },
        };
        let last_close = self.last_close.as_ref().and_then(|text| close_of(text));
        let evidence = Evidence { damaged: self.damaged.as_deref(), papers: &self.last_receipt, last_close };
        let Some(to) = &self.to else {
            let copy = Book::look_at_copy(&self.from, secret, &now)?;
            let losses = Book::losses(&copy, evidence)?;
            let json = json!({"copy": facts_json(&copy), "lost": losses_json(&losses)});
            return Ok(Said::done(json, format!("{}\n{}", facts_words(&copy), losses_words(&losses))));
        };
        let restored = Book::restore(&self.from, to, secret, evidence, &now)?;
        let is_good =
            restored.laws.iter().all(cunshou_core::journal::LawReport::ok) || !restored.series_opened;
        let json = json!({
            "book": to, "copy": facts_json(&restored.copy), "lost": losses_json(&restored.losses),
            "series": restored.book.identity().series, "restored_from": restored.book.identity().restored_from,
            "series_opened": restored.series_opened, "ok": is_good,
        });
        let next = if restored.series_opened {
            format!("新的票号段：{}", restored.book.identity().series)
        } else {
            "备份时有一班还没有日结：先盘点、日结这一班，再换用新票号段。在那之前不能收款。".to_owned()
        };
        let text = format!(
            "已恢复成 {}\n{}\n{}\n{next}",
            to.display(),
            facts_words(&restored.copy),
            losses_words(&restored.losses)
        );
        Ok(Said::found(is_good, json, text))
    }
}

/// The number of a close: as typed, or as a package's file name says.
fn close_of(text: &str) -> Option<u32> {
    let name = Path::new(text).file_name().unwrap_or_default().to_string_lossy().into_owned();
    text.trim().trim_start_matches(['Z', 'z']).parse().ok().or_else(|| close_of_package_name(&name))
}

fn facts_json(facts: &CopyFacts) -> Value {
    let totals = &facts.totals;
    json!({
        "path": facts.path, "village_code": facts.village_code, "village_name": facts.village_name,
        "kind": facts.kind.word(), "series": facts.series, "journal_seq": facts.head.seq,
        "journal_head": facts.head.hash, "newest_at": facts.newest_at, "last_receipt": facts.head.last_receipt,
        "open_session": facts.open_session, "households": totals.households, "people": totals.people,
        "payments": totals.payments, "due": totals.due, "voids": totals.voids, "reversals": totals.reversals,
        "cash_back": totals.cash_back, "standing": totals.standing, "remitted": totals.remitted, "last_close": totals.last_close,
        "last_close_on": totals.last_close_on,
    })
}

fn facts_words(facts: &CopyFacts) -> String {
    let totals = &facts.totals;
    format!(
        "备份里：{}，到 {} 为止，{} 户、{} 人，收款 {} 笔共 {} 元，退了 {} 张，实际收款 {} 元，日结到第 {} 号，最后一张收据 {}",
        facts.village_name,
        facts.newest_at,
        totals.households,
        totals.people,
        totals.payments,
        totals.due,
        totals.voids + totals.reversals,
        totals.standing,
        totals.last_close,
        facts.head.last_receipt.as_deref().unwrap_or("（没有）")
    )
}

fn losses_json(losses: &Losses) -> Value {
    let receipts: Vec<_> = losses
        .receipts
        .iter()
        .map(|lost| json!({"receipt_no": lost.receipt_no, "known_by": lost.known_by}))
        .collect();
    json!({"receipts": receipts, "closes": losses.closes, "journal_seq": losses.head.as_ref().map(|head| head.seq)})
}

fn losses_words(losses: &Losses) -> String {
    if losses.receipts.is_empty() && losses.closes.is_empty() {
        return "照现在知道的，没有缺收据。请再和最后一张纸质收据对一遍。".to_owned();
    }
    let numbers = missing_words(&missing_ranges(&losses.receipts));
    let closes: Vec<_> = losses.closes.iter().map(u32::to_string).collect();
    let mut text = format!("缺 {} 张收据，要凭纸质收据补录：{}", losses.receipts.len(), numbers);
    if !closes.is_empty() {
        let _ = write!(text, "；缺第 {} 号日结", closes.join("、"));
    }
    text
}

#[derive(Debug, Args)]
pub struct Practise {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "文件", help = "备份的账簿文件")]
    from: PathBuf,
}

impl Practise {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let typed = self.book.password()?;
        let user = till.book.user().to_owned();
        let secret = Secret::Password { user: Some(&user), password: &typed };
        let drill = till.book.practise_restore(&self.from, secret, &now)?;
        let json = json!({
            "copy": facts_json(&drill.copy), "book": facts_json(&drill.book), "is_earlier_state": drill.is_earlier_state,
        });
        let text = format!(
            "{}\n账簿里：收款 {} 笔共 {} 元，退了 {} 张，实际收款 {} 元，日结到第 {} 号\n{}",
            facts_words(&drill.copy),
            drill.book.totals.payments,
            drill.book.totals.due,
            drill.book.totals.voids + drill.book.totals.reversals,
            drill.book.totals.standing,
            drill.book.totals.last_close,
            if drill.is_earlier_state {
                "备份是这本账簿较早时候的样子，逐笔对得上。"
            } else {
                "备份和账簿对不上！"
            }
        );
        Ok(Said::found(drill.is_earlier_state, json, text))
    }
}

#[derive(Debug, Args)]
pub struct LostReceipts {
    #[command(flatten)]
    book: BookArgs,
}

impl LostReceipts {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let lost = till.book.lost_receipts()?;
        let rows: Vec<_> = lost
            .iter()
            .map(|one| {
                let entered_as = one.entered_as.as_ref().map(|(number, _)| number);
                json!({
                    "receipt_no": one.receipt_no, "series": one.series, "serial": one.serial,
                    "known_by": one.known_by, "entered_as": entered_as, "voided": one.voided.as_ref().map(voided_json),
                })
            })
            .collect();
        let missing = till.book.missing_receipts()?;
        let entered: Vec<_> = lost
            .iter()
            .filter_map(|one| Some(format!("{} 已补录为 {}", one.receipt_no, one.entered_as.as_ref()?.0)))
            .collect();
        let mut text = format!("还要补录：{}", missing_words(&missing_ranges(&missing)));
        let voided = lost.iter().filter_map(|one| Some(voided_line(one, one.voided.as_ref()?)));
        for line in entered.into_iter().chain(voided) {
            let _ = write!(text, "\n{line}");
        }
        Ok(Said::done(json!({ "receipts": rows, "left": missing.len() }), text))
    }
}

fn voided_json(voided: &VoidedBefore) -> Value {
    json!({
        "amount": voided.amount, "taken_on": voided.taken_on, "voided_on": voided.voided_on,
        "slip_no": voided.slip_no,
    })
}

fn voided_line(one: &LostReceipt, voided: &VoidedBefore) -> String {
    let VoidedBefore { amount, voided_on, slip_no, .. } = voided;
    format!("{} 丢失以前已作废（{amount} 元，{voided_on}，作废单 {slip_no}）", one.receipt_no)
}

/// How the list stands after one more receipt was ticked off, or came back to it.
fn one_more(till: &Till, one: &LostReceipt) -> Result<Said, Refusal> {
    let missing = till.book.missing_receipts()?;
    let line = one
        .voided
        .as_ref()
        .map_or_else(|| format!("{} 又要补录", one.receipt_no), |voided| voided_line(one, voided));
    let json = json!({
        "receipt_no": one.receipt_no, "voided": one.voided.as_ref().map(voided_json), "left": missing.len(),
    });
    Ok(Said::done(json, format!("{line}\n还要补录：{}", missing_words(&missing_ranges(&missing)))))
}

#[derive(Debug, Args)]
pub struct LostVoided {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "票号", help = "丢失的收据的票号，写全")]
    receipt: String,
    #[arg(long, value_name = "金额", help = "收据上的金额")]
    amount: Yuan,
    #[arg(long, value_name = "日期", help = "收据上的收款日期")]
    taken_on: NaiveDate,
    #[arg(long, value_name = "日期", help = "作废单上的日期")]
    voided_on: NaiveDate,
    #[arg(long, value_name = "号", help = "作废单的号")]
    slip: String,
    #[arg(long, value_name = "说明", default_value = "", help = "说明，例如两张纸放在哪里")]
    note: String,
}

impl LostVoided {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let order = LostVoidedOrder {
            receipt_no: self.receipt.clone(),
            amount: self.amount,
            taken_on: self.taken_on,
            voided_on: self.voided_on,
            slip_no: self.slip.clone(),
            note: self.note.clone(),
        };
        let one = till.book.enter_lost_voided(&order, &now)?;
        one_more(&till, &one)
    }
}

#[derive(Debug, Args)]
pub struct LostVoidedWithdraw {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "票号", help = "丢失的收据的票号，写全")]
    receipt: String,
    #[arg(long, value_name = "原因", help = "为什么撤销")]
    reason: String,
}

impl LostVoidedWithdraw {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let one = till.book.withdraw_lost_voided(&self.receipt, &self.reason, &now)?;
        one_more(&till, &one)
    }
}
