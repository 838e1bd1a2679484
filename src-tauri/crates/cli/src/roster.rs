//! `roster`: the village's people come in.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand};
use cunshou_core::list::{
    Difference, ImportRow, ListKind, Reading, RosterPreview, RowNote, Similar, unwatched,
};
use cunshou_exchange::workbook::Encoding;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "导入户籍花名册（xlsx、xls、csv）；好行入账簿，坏行列出来")]
    Import(Import),
    #[command(about = "列出账簿里的各次导入")]
    List(List),
    #[command(about = "撤销一次导入（没有人缴费、修改、上报之前）")]
    Undo(Undo),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct Undo {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "导入编号", help = "roster list 列出的编号")]
    import_id: String,
}

/// How a file is to be read, where it cannot be found out.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadingArgs {
    #[arg(long, value_name = "工作表", help = "只读这张工作表")]
    sheet: Option<String>,
    #[arg(long, value_name = "行号", help = "表头在第几行；0 表示没有表头，各列用 --map 指明")]
    header_row: Option<u32>,
    #[arg(long, value_name = "编码", value_parser = encoding, help = "csv 的编码：utf-8、gb18030、utf-16；不写就自动辨认")]
    encoding: Option<Encoding>,
    #[arg(
        long = "map",
        value_name = "列名=字段",
        value_parser = column,
        help = "指明一列是什么，可写多次；列名也可以写字母（C=姓名）；等号后面空着表示这一列不用"
    )]
    map: Vec<(String, Option<String>)>,
}

fn encoding(word: &str) -> Result<Encoding, String> {
    word.parse().map_err(|()| "可以写 utf-8、gb18030、utf-16".to_owned())
}

fn column(text: &str) -> Result<(String, Option<String>), String> {
    let (column, field) = text.split_once('=').ok_or("写成“列名=字段”，例如 证件号=身份证号码")?;
    let field = field.trim();
    Ok((column.trim().to_owned(), (!field.is_empty()).then(|| field.to_owned())))
}

impl ReadingArgs {
    /// The reading for a file of a kind.
    pub fn reading(&self, till: &Till, kind: ListKind, bytes: &[u8], name: &str) -> Result<Reading, Refusal> {
        let reading = Reading {
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            encoding: self.encoding,
            mapping: Vec::new(),
        };
        Ok(till.book.reading_by_names(kind, bytes, name, reading, &self.map)?)
    }
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
    #[arg(long, help = "账簿里已有的人，名单上写得不同的（姓名写法、电话、住址、组、关系）也按名单更新")]
    take_changes: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Import(command) => command.run(globals),
            Self::List(command) => command.run(globals),
            Self::Undo(command) => command.run(globals),
        }
    }
}

/// What came of a roster.
#[derive(Debug, Serialize)]
pub struct Report {
    file: String,
    sheet: String,
    sheets: Vec<String>,
    hidden_sheets: Vec<String>,
    other_sheets: Vec<String>,
    hidden_rows: Vec<String>,
    encoding: &'static str,
    header_row: u32,
    pub people: u32,
    pub households: u32,
    pub good: u32,
    new_people: u32,
    known_people: u32,
    new_households: u32,
    not_on_list: u32,
    warnings: Vec<Note>,
    pub bad: Vec<Note>,
    differences: Vec<Differs>,
    changed: u32,
    mapping: Vec<Column>,
    columns_left_out: bool,
    already_imported_at: Option<String>,
    similar_to: Option<SimilarFile>,
    import_id: Option<Uuid>,
    bad_rows: Option<PathBuf>,
}

/// What a list says otherwise about somebody of the book.
#[derive(Debug, Serialize)]
struct Differs {
    row: u32,
    sheet: String,
    name: String,
    hh_no: String,
    field: &'static str,
    before: String,
    after: String,
    can_apply: bool,
}

impl From<Difference> for Differs {
    fn from(of: Difference) -> Self {
        let Difference { row, sheet, name, hh_no, field, before, after, can_apply } = of;
        Self { row, sheet, name, hh_no, field, before, after, can_apply }
    }
}

/// A file that brought most of these people.
#[derive(Debug, Serialize)]
struct SimilarFile {
    file: String,
    at: String,
    people: u32,
}

impl From<Similar> for SimilarFile {
    fn from(of: Similar) -> Self {
        Self { file: of.file_name, at: of.at, people: of.people }
    }
}

/// Something about a row.
#[derive(Debug, Serialize)]
pub struct Note {
    pub row: u32,
    sheet: String,
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
        Self {
            row: note.row,
            sheet: note.sheet,
            name: note.name,
            code: note.code,
            message: note.message,
            todo: note.todo,
        }
    }
}

impl Import {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let bytes = files::read(&self.file)?;
        let name = files::name_of(&self.file);
        let reading = self.reading.reading(&till, ListKind::Roster, &bytes, &name)?;
        let order = Order {
            reading,
            dry_run: self.dry_run,
            take_changes: self.take_changes,
            bad_rows: self.bad_rows.clone(),
        };
        let report = import_with(&mut till, &bytes, &name, order)?;
        Ok(Said::done(json!(report), report.text()))
    }
}

/// What is to be done with a roster.
#[derive(Debug, Default)]
struct Order {
    reading: Reading,
    dry_run: bool,
    take_changes: bool,
    bad_rows: Option<PathBuf>,
}

/// Looks at a roster, writes its bad rows out, and takes the good ones over unless it is a dry run.
pub fn import(
    till: &mut Till,
    bytes: &[u8],
    name: &str,
    dry_run: bool,
    bad_rows: Option<PathBuf>,
) -> Result<Report, Refusal> {
    import_with(till, bytes, name, Order { dry_run, bad_rows, ..Order::default() })
}

fn import_with(till: &mut Till, bytes: &[u8], name: &str, order: Order) -> Result<Report, Refusal> {
    let Order { reading, dry_run, take_changes, bad_rows } = order;
    let now = till.moment()?;
    let read = till.book.read_roster(bytes, name, &reading, &now, &mut unwatched)?;
    if let Some(path) = &bad_rows {
        files::write(path, &read.bad_rows_workbook()?)?;
    }
    if dry_run {
        return Ok(Report::new(till.book.preview_read(&read, &now, &mut unwatched)?, bad_rows));
    }
    let (preview, done) = till.book.import_read(read, take_changes, &now, &mut unwatched)?;
    let mut report = Report::new(preview, bad_rows);
    report.import_id = Some(done.import_id);
    report.changed = done.changed;
    Ok(report)
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let rows: Vec<_> = till.book.imports()?.iter().map(import_json).collect();
        let mut text = String::new();
        for import in till.book.imports()? {
            let state = match (&import.undone_at, import.can_undo) {
                (Some(at), _) => format!("已于 {at} 撤销"),
                (None, true) => "可以撤销".to_owned(),
                (None, false) => "不能再撤销".to_owned(),
            };
            let _ = writeln!(
                text,
                "{}  {}  {}  {}  {} 人  {state}",
                import.import_id, import.at, import.user, import.file_name, import.people
            );
        }
        if text.is_empty() {
            text.push_str("还没有导入过名单\n");
        }
        Ok(Said::done(json!({ "imports": rows }), text))
    }
}

fn import_json(import: &ImportRow) -> serde_json::Value {
    json!({
        "import_id": import.import_id, "kind": import.kind.word(), "at": import.at, "user": import.user,
        "file": import.file_name, "file_sha256": import.file_sha256, "people": import.people,
        "households": import.households, "bad": import.bad, "undone_at": import.undone_at,
        "can_undo": import.can_undo, "department": import.department, "document_no": import.document_no,
        "list_date": import.list_date, "levy_year": import.levy_year, "is_full": import.is_full,
        "cancellations_held": import.cancellations_held, "counts": import.counts,
    })
}

impl Undo {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let unknown = |_| cunshou_core::Error::NoSuchImport { import_id: self.import_id.clone() };
        let import_id: Uuid = self.import_id.parse().map_err(unknown)?;
        till.book.undo_import(import_id, &now)?;
        Ok(Said::done(
            json!({ "import_id": import_id, "undone": true }),
            "已撤销，户册恢复到导入之前\n".to_owned(),
        ))
    }
}

impl Report {
    fn new(preview: RosterPreview, bad_rows: Option<PathBuf>) -> Self {
        let origin = preview.origin;
        Self {
            file: preview.file_name,
            sheet: origin.sheets.join("、"),
            hidden_rows: origin.hidden_places(),
            sheets: origin.sheets,
            hidden_sheets: origin.hidden_sheets,
            other_sheets: origin.other_sheets,
            encoding: origin.encoding.word(),
            header_row: origin.header_row,
            people: preview.people,
            households: preview.households,
            good: preview.good,
            new_people: preview.new_people,
            known_people: preview.known_people,
            new_households: preview.new_households,
            not_on_list: preview.not_on_list,
            warnings: preview.warnings.into_iter().map(Note::from).collect(),
            bad: preview.bad.into_iter().map(Note::from).collect(),
            differences: preview.differences.into_iter().map(Differs::from).collect(),
            changed: 0,
            mapping: origin.mapping.into_iter().map(|(header, field)| Column { header, field }).collect(),
            columns_left_out: origin.columns_left_out,
            already_imported_at: preview.already_imported_at,
            similar_to: preview.similar_to.map(SimilarFile::from),
            import_id: None,
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
        if self.sheets.len() > 1 {
            let _ = writeln!(text, "表头相同的工作表合在一起读：{}", self.sheets.join("、"));
        }
        for (what, sheets) in
            [("隐藏的工作表，没有读", &self.hidden_sheets), ("没有读的工作表", &self.other_sheets)]
        {
            if !sheets.is_empty() {
                let _ = writeln!(text, "{what}：{}", sheets.join("、"));
            }
        }
        if !self.hidden_rows.is_empty() {
            let _ = writeln!(text, "隐藏的行也读了：{}", self.hidden_rows.join("、"));
        }
        if let Some(similar) = &self.similar_to {
            let _ = writeln!(
                text,
                "其中 {} 人已由《{}》（{}）导入过，像是同一份名单",
                similar.people, similar.file, similar.at
            );
        }
        for note in &self.bad {
            let place = if note.sheet.is_empty() { String::new() } else { format!("{} ", note.sheet) };
            let _ =
                writeln!(text, "  {place}第{}行 {}：{}。{}", note.row, note.name, note.message, note.todo);
        }
        for of in &self.differences {
            let _ = writeln!(
                text,
                "  第{}行 {}（户号 {}）{}：账簿 {}，名单 {}",
                of.row, of.name, of.hh_no, of.field, of.before, of.after
            );
        }
        if self.changed > 0 {
            let _ = writeln!(text, "按名单更新了 {} 处", self.changed);
        } else if !self.differences.is_empty() {
            text.push_str("以上不同之处没有更新；要按名单更新，请加 --take-changes\n");
        }
        if let Some(path) = &self.bad_rows {
            let _ = writeln!(text, "要改的行已写到：{}", path.display());
        }
        text
    }
}
