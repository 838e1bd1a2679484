//! `session`: a stretch of collecting begins.

use crate::access::{BookArgs, Globals};
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_policy::Yuan;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "开班：确认业务日期，点清备用金")]
    Open(Open),
}

#[derive(Debug, Args)]
pub struct Open {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "日期", help = "业务日期，如 2025-11-05")]
    date: NaiveDate,
    #[arg(long, value_name = "金额", help = "钱箱里的备用金")]
    float: Yuan,
    #[arg(long, help = "业务日期和电脑日期不同，也确认")]
    confirm: bool,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Open(command) => command.run(globals),
        }
    }
}

impl Open {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        // A clock that was said with the command is meant; the laptop's own is asked about.
        let is_meant = self.confirm || till.clock_was_said() && self.date == now.on();
        let session = till.book.open_session(self.date, self.float, is_meant, &now)?;
        let json = json!({
            "session_no": session.session_no, "business_date": session.business_date, "float": session.float,
            "opened_by": session.opened_by,
        });
        let text = format!(
            "第 {} 班已开，业务日期 {}，备用金 {}",
            session.session_no, session.business_date, session.float
        );
        Ok(Said::done(json, text))
    }
}
