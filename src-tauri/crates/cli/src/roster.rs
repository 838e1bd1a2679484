//! `roster`: the village's people come in.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::list::{RosterPreview, RowNote};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "导入户籍花名册（xlsx、xls、csv）；好行入账簿，坏行列出来")]
    Import(Import),
}

#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文件", help = "花名册")]
    file: PathBuf,
    #[arg(long, help = "只看，不写入账簿")]
    dry_run: bool,
    #[arg(long, value_name = "文件", help = "把坏行写成一个 xlsx，交回去改")]
    bad_rows: Option<PathBuf>,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Import(command) => command.run(globals),
        }
    }
}

/// What came of a roster.
#[derive(Debug, Serialize)]
pub struct Report {
    file: String,
    sheet: String,
    hidden_sheets: Vec<String>,
    pub people: u32,
    pub households: u32,
    pub good: u32,
    new_people: u32,
    known_people: u32,
    new_households: u32,
    warnings: Vec<Note>,
    pub bad: Vec<Note>,
    mapping: Vec<Column>,
    already_imported_at: Option<String>,
    import_id: Option<Uuid>,
    bad_rows: Option<PathBuf>,
}

/// Something about a row.
#[derive(Debug, Serialize)]
pub struct Note {
    pub row: u32,
    pub name: String,
    pub code: String,
    pub message: String,
    todo: String,
}

#[derive(Debug, Serialize)]
struct Column {
    header: String,
    field: Option<String>,
}

impl From<RowNote> for Note {
    fn from(note: RowNote) -> Self {
        Self { row: note.row, name: note.name, code: note.code, message: note.message, todo: note.todo }
    }
}

impl Import {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let bytes = files::read(&self.file)?;
        let name = files::name_of(&self.file);
        let report = import(&mut till, &bytes, &name, self.dry_run, self.bad_rows.clone())?;
        Ok(Said::done(json!(report), report.text()))
    }
}

/// Looks at a roster, writes its bad rows out, and takes the good ones over unless it is a dry run.
pub fn import(
    till: &mut Till,
    bytes: &[u8],
    name: &str,
    dry_run: bool,
    bad_rows: Option<PathBuf>,
) -> Result<Report, Refusal> {
    let preview = till.book.preview_roster(bytes, name, &till.moment()?)?;
    if let Some(path) = &bad_rows {
        files::write(path, &till.book.bad_rows_workbook(bytes, name, &till.moment()?)?)?;
    }
    let now = till.moment()?;
    let import_id = if dry_run { None } else { Some(till.book.import_roster(bytes, name, &now)?.import_id) };
    Ok(Report::new(preview, import_id, bad_rows))
}

impl Report {
    fn new(preview: RosterPreview, import_id: Option<Uuid>, bad_rows: Option<PathBuf>) -> Self {
        Self {
            file: preview.file_name,
            sheet: preview.sheet,
            hidden_sheets: preview.hidden_sheets,
            people: preview.people,
            households: preview.households,
            good: preview.good,
            new_people: preview.new_people,
            known_people: preview.known_people,
            new_households: preview.new_households,
            warnings: preview.warnings.into_iter().map(Note::from).collect(),
            bad: preview.bad.into_iter().map(Note::from).collect(),
            mapping: preview.mapping.into_iter().map(|(header, field)| Column { header, field }).collect(),
            already_imported_at: preview.already_imported_at,
            import_id,
            bad_rows,
        }
    }

    /// The counts in one sentence.
    pub fn sentence(&self) -> String {
        let done = if self.import_id.is_some() { "已导入" } else { "预览（没有写入）" };
        format!(
            "{done}：{} 人、{} 户；好行 {}，要改的行 {}，提醒 {}",
            self.people,
            self.households,
            self.good,
            self.bad.len(),
            self.warnings.len()
        )
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.sentence());
        for note in &self.bad {
            let _ = writeln!(text, "  第{}行 {}：{}。{}", note.row, note.name, note.message, note.todo);
        }
        if let Some(path) = &self.bad_rows {
            let _ = writeln!(text, "要改的行已写到：{}", path.display());
        }
        text
    }
}
