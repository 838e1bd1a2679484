//! `card`: a village and its township tell each other their keys.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_exchange::card::read_village_card;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "做本村的名片，交给乡镇")]
    Make(Make),
    #[command(about = "收下乡镇的名片：先当面或打电话对六个词，再加 --yes")]
    Accept(Accept),
}

#[derive(Debug, Args)]
pub struct Make {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "文件", help = "写到哪里（.csk）")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Accept {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文件", help = "乡镇的名片（.csk）")]
    file: PathBuf,
    #[arg(long, help = "六个词已对过，一个不差")]
    yes: bool,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Make(command) => command.run(globals),
            Self::Accept(command) => command.run(globals),
        }
    }
}

impl Make {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let bytes = till.book.make_card(&till.moment()?)?;
        files::write(&self.out, &bytes)?;
        let presented = read_village_card(&bytes)?;
        let json = json!({
            "card": self.out, "village_code": presented.card.village_code, "series": presented.card.series,
            "device_key": presented.card.device_key, "words": presented.words,
        });
        let text =
            format!("名片已写到：{}\n请和乡镇对这六个词：{}", self.out.display(), presented.words.join(" "));
        Ok(Said::done(json, text))
    }
}

impl Accept {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let bytes = files::read(&self.file)?;
        let presented = till.book.read_card(&bytes)?;
        if self.yes {
            let now = till.moment()?;
            till.book.accept_card(&bytes, &now)?;
        }
        let (card, words) = (&presented.card, presented.words.join(" "));
        let json = json!({
            "accepted": self.yes, "town_code": card.town_code, "town_name": card.town_name, "words": presented.words,
        });
        let text = if self.yes {
            format!("已收下{}的名片（{words}）。以后的对账包都加密给它。", card.town_name)
        } else {
            format!(
                "{}的名片，六个词是：{words}\n请当面或打电话和乡镇对一遍，一个不差再加 --yes 收下。",
                card.town_name
            )
        };
        Ok(Said::done(json, text))
    }
}
