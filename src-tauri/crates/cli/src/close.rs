//! `count`, `close`, `export`: the end of the day.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::print::FitArgs;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::Args;
use cunshou_core::journal::{CountRecord, NoteCount};
use cunshou_core::package::{Recipient, Written};
use cunshou_core::papers::head_words;
use cunshou_exchange::canonical::hex;
use cunshou_exchange::package::{Manifest, verify_package};
use cunshou_paper::{Fonts, close_sheet};
use cunshou_policy::Yuan;
use serde_json::json;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Count {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, num_args = 1.., value_name = "面额=张数", value_parser = parse_note, help = "如 100=3 50=1 0.5=4；空钱箱不写")]
    note: Vec<NoteCount>,
    #[arg(long = "count-id", value_name = "编号", help = "盘点编号；同一编号再来一次，就是同一次盘点")]
    id: Option<Uuid>,
}

/// A denomination and its pieces.
pub fn parse_note(text: &str) -> Result<NoteCount, String> {
    text.split_once('=')
        .and_then(|(note, pieces)| Some((note.trim().parse::<Yuan>().ok()?, pieces.trim().parse().ok()?)))
        .map(|(note, pieces)| NoteCount { note, pieces })
        .ok_or_else(|| "请写成 面额=张数，如 100=3".to_owned())
}

impl Count {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let done = till.book.count_by_form(self.id.unwrap_or_else(|| now.id()), &self.note, &now)?;
        let count = &done.record;
        let json = json!({
            "count_no": count.count_no, "count_id": count.count_id, "already_recorded": done.already_recorded,
            "session_no": count.session_no, "counted": count.counted,
            "expected": count.expected, "variance": count.variance,
        });
        Ok(Said::done(json, count_words(count)))
    }
}

/// A count in a sentence.
pub fn count_words(count: &CountRecord) -> String {
    let verdict = if count.variance.is_zero() { "账款相符" } else { "账款不符" };
    format!("实点 {}，应有 {}，相差 {}：{verdict}", count.counted, count.expected, count.variance)
}

#[derive(Debug, Args)]
pub struct CloseDay {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "原因", help = "账款不符的原因")]
    reason: Option<String>,
    #[arg(long, value_name = "代码", help = "差额怎样处理：settled、carried、reported")]
    outcome: Option<String>,
    #[arg(long, value_name = "文件", help = "把日结单写成 PDF")]
    sheet: Option<PathBuf>,
    #[command(flatten)]
    fit: FitArgs,
}

impl CloseDay {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let close = till.book.close_session(self.reason.as_deref(), self.outcome.as_deref(), &now)?;
        if let Some(path) = &self.sheet {
            let sheet = close_sheet(&till.book.close_paper(&close), &Fonts::shipped())?;
            files::write(path, &self.fit.fitted(&till, sheet)?.pdf()?)?;
        }
        let record = &close.record;
        let json = json!({
            "close_no": record.close_no, "session_no": record.session_no, "business_date": record.business_date,
            "float": record.float, "cash_taken": record.cash, "expected": record.expected, "counted": record.counted,
            "variance": record.variance, "payments": record.payments, "people": record.people,
            "perpetual_due": record.perpetual_due, "journal_head": hex(&close.head),
            "journal_head_words": head_words(&close.head), "sheet": self.sheet, "also": record.also,
        });
        let text = format!(
            "第 {} 号日结：{} 笔、{} 人，收现金 {}，实点 {}，相差 {}\n流水校验词：{}",
            record.close_no,
            record.payments,
            record.people,
            record.cash,
            record.counted,
            record.variance,
            head_words(&close.head)
        );
        Ok(Said::done(json, text))
    }
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "日结号", help = "第几号日结")]
    close: u32,
    #[arg(long, value_name = "文件夹", help = "写到哪里（U盘）")]
    to: PathBuf,
    #[arg(long, value_name = "文件", help = "口令文件（还没有乡镇名片时用）")]
    passphrase_file: Option<PathBuf>,
}

impl Export {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let passphrase = self.passphrase_file.as_deref().map(files::read_secret).transpose()?;
        let to = passphrase.as_deref().map_or(Recipient::Township, Recipient::Passphrase);
        let now = till.moment()?;
        let written = till.book.export(self.close, &self.to, to, &now)?;
        let manifest = manifest_of(&written);
        let json = json!({
            "package": written.path, "sha256": written.package.zip_sha256, "package_id": written.package.package_id,
            "close_no": written.package.close_no, "size": written.size, "encrypted_to": written.encrypted_to,
            "counts": manifest.as_ref().map(|manifest| &manifest.counts),
            "totals": manifest.as_ref().map(|manifest| &manifest.totals), "verified": true,
        });
        Ok(Said::done(json, format!("对账包已写好，读回核对无误：{}\n可以拔出U盘。", written.path.display())))
    }
}

/// What a package says about itself.
fn manifest_of(written: &Written) -> Option<Manifest> {
    verify_package(&written.package.zip, None, None).manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_denomination_and_pieces() {
        let note = parse_note("0.5=4").unwrap();
        assert_eq!((note.note, note.pieces), (Yuan::from_fen(50), 4));
        assert!(parse_note("100").is_err() && parse_note("100=-1").is_err());
    }
}
