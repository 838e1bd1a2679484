//! Getting at a book: which file, which password, whose name, what time it is in there.
//!
//! Invariant: the wait after wrong passwords follows the machine's clock, whatever `--now` says.

use crate::backup;
use crate::clock;
use crate::files;
use crate::refusal::{CliError, Refusal};
use chrono::{DateTime, Duration, FixedOffset};
use clap::Args;
use cunshou_core::book::Secret;
use cunshou_core::{Book, Moment};
use std::io::Write as _;
use std::path::PathBuf;

/// Where the password is looked for if no file is named.
const PASSWORD_VARIABLE: &str = "CUNSHOU_PASSWORD";

/// What every command takes.
#[derive(Debug, Args)]
pub struct Globals {
    /// One JSON value on stdout.
    #[arg(long, global = true, help = "用一个 JSON 值回答")]
    pub json: bool,
    /// The time of the act.
    #[arg(
        long,
        global = true,
        value_name = "时刻",
        help = "另设时间，如 2025-11-05T09:30:00+08:00（只用于练习和演示账簿）"
    )]
    pub now: Option<DateTime<FixedOffset>>,
}

/// How a password is given.
#[derive(Debug, Args)]
pub struct PasswordArgs {
    /// A file whose first line is the password.
    #[arg(long, value_name = "文件", help = "密码文件（不给就读环境变量 CUNSHOU_PASSWORD）")]
    password_file: Option<PathBuf>,
}

impl PasswordArgs {
    /// The password.
    ///
    /// # Errors
    /// Neither the file nor the variable is there.
    pub fn password(&self) -> Result<String, Refusal> {
        match &self.password_file {
            Some(path) => files::read_secret(path),
            None => std::env::var(PASSWORD_VARIABLE).map_err(|_| CliError::NoPassword.into()),
        }
    }
}

/// Which book, and who opens it.
#[derive(Debug, Args)]
pub struct BookArgs {
    /// The data file.
    #[arg(long, value_name = "文件", help = "账簿文件")]
    book: PathBuf,
    #[command(flatten)]
    password: PasswordArgs,
    /// Who.
    #[arg(long, value_name = "姓名", help = "经办人（不给就是账簿的第一位）")]
    user: Option<String>,
}

/// An open book with its clock.
#[derive(Debug)]
pub struct Till {
    /// The book.
    pub book: Book,
    now: Option<DateTime<FixedOffset>>,
}

impl BookArgs {
    /// The password with which the book is opened.
    pub fn password(&self) -> Result<String, Refusal> {
        self.password.password()
    }

    /// Opens the book.
    pub fn open(&self, globals: &Globals) -> Result<Till, Refusal> {
        let real = clock::real();
        if let Some(now) = globals.now {
            may_set_clock(&Book::known(&self.book, now)?.kind)?;
        }
        let password = self.password.password()?;
        let secret = Secret::Password { user: self.user.as_deref(), password: &password };
        let sticks = cunshou_stick::folders();
        let book = Book::open_with_sticks(&self.book, secret, &sticks, &clock::moment_at(real)?)?;
        if let Some(up) = book.brought_up() {
            // Beside the answer, which may be one JSON value.
            let _ = std::io::stderr().write_all(backup::brought_up_words(up).as_bytes());
        }
        Ok(Till { book, now: globals.now })
    }
}

/// Whether the time of a book of this kind may be set by hand: where no money hangs on it, and while we build it.
pub fn may_set_clock(kind: &str) -> Result<(), Refusal> {
    if kind == cunshou_core::book::BookKind::Live.word() && !cfg!(debug_assertions) {
        return Err(CliError::NowOnLive.into());
    }
    Ok(())
}

impl Till {
    /// A book that was just made, at an instant of its own.
    pub fn at(book: Book, now: DateTime<FixedOffset>) -> Self {
        Self { book, now: Some(now) }
    }

    /// True if the instant was given with the command: then it is meant, and the laptop's clock is not asked about.
    pub fn clock_was_said(&self) -> bool {
        self.now.is_some()
    }

    /// Lets time pass in a book that is at an instant of its own.
    pub fn pass(&mut self, time: Duration) {
        self.now = self.now.map(|now| now + time);
    }

    /// The moment of the next act.
    pub fn moment(&self) -> Result<Moment, Refusal> {
        clock::moment_at(self.now.unwrap_or_else(|| self.book.clock(clock::real())))
    }
}
