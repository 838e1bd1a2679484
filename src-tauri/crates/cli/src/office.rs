//! `list import` of the tax and insurance offices' lists, and of lists that only propose.

use crate::access::{BookArgs, Globals};
use crate::files;
use crate::list::Import;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{ArgGroup, Args};
use cunshou_core::list::office::{OfficeNote, OfficeReport, OfficeSaid};
use cunshou_core::list::{ListFile, Reading};
use cunshou_core::proposal::{ProposalKind, Verdict};
use cunshou_exchange::office_list::OfficeKind;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The lists of offices.
#[derive(Debug, Args)]
pub struct OfficeArgs {
    #[arg(long, value_name = "文件", group = "kind", help = "本年度缴费名单（税务、医保）")]
    pub paid_list: Option<PathBuf>,
    #[arg(long, value_name = "文件", group = "kind", help = "资助标识、应缴金额（税务）")]
    pub marked_sums: Option<PathBuf>,
    #[arg(long, value_name = "文件", group = "kind", help = "上年度参保名单（医保）")]
    pub insured_list: Option<PathBuf>,
    #[arg(long, value_name = "文件", group = "kind", help = "死亡人员名单")]
    pub deaths: Option<PathBuf>,
    #[arg(long, value_name = "文件", group = "kind", help = "户口迁移名单")]
    pub moves: Option<PathBuf>,
    #[arg(long, value_name = "文件", group = "kind", help = "在校学生名单")]
    pub school: Option<PathBuf>,
    #[arg(long, value_name = "文件", group = "kind", help = "城乡居民养老待遇名单")]
    pub pension: Option<PathBuf>,
    #[arg(long, value_name = "年度", help = "名单是哪个参保年度的（不写就从文件里找）")]
    pub levy_year: Option<i32>,
    #[arg(long, value_name = "单位", default_value = "", help = "名单是哪个单位给的")]
    pub office: String,
}

#[derive(Debug, Args)]
pub struct Proposals {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, help = "处理过的也列出来")]
    all: bool,
    #[arg(long, value_name = "种类", value_parser = parse_kind, help = "只看一种，例如 death")]
    kind: Option<ProposalKind>,
    #[arg(long, default_value_t = 1, value_name = "页", help = "第几页")]
    page: u32,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("verdict").required(true).multiple(false)))]
pub struct Decide {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "编号", required = true, num_args = 1.., help = "list proposals 给出的编号")]
    ids: Vec<Uuid>,
    #[arg(long, group = "verdict", help = "属实，照办")]
    take: bool,
    #[arg(long, group = "verdict", value_name = "原因", help = "不采纳，写明原因")]
    decline: Option<String>,
    #[arg(long, value_name = "日期", help = "名单上没有日期时，是哪一天")]
    on: Option<NaiveDate>,
    #[arg(long, value_name = "in_area|out_of_area", help = "学校在本地还是外地")]
    school: Option<String>,
    #[arg(long, value_name = "说明", default_value = "", help = "说明")]
    note: String,
}

#[derive(Debug, Args)]
pub struct Differences {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, default_value_t = 1, value_name = "页", help = "第几页")]
    page: u32,
}

fn parse_kind(text: &str) -> Result<ProposalKind, String> {
    text.parse().map_err(|()| {
        let all: Vec<_> = ProposalKind::ALL.iter().map(|kind| kind.word()).collect();
        format!("请写其中一种：{}", all.join("、"))
    })
}

impl Import {
    fn office(&self) -> Option<(OfficeKind, &Path)> {
        [
            (OfficeKind::PaidList, &self.office.paid_list),
            (OfficeKind::MarkedSums, &self.office.marked_sums),
            (OfficeKind::InsuredList, &self.office.insured_list),
            (OfficeKind::Deaths, &self.office.deaths),
            (OfficeKind::Moves, &self.office.moves),
            (OfficeKind::School, &self.office.school),
            (OfficeKind::Pension, &self.office.pension),
        ]
        .into_iter()
        .find_map(|(kind, file)| Some((kind, file.as_deref()?)))
    }

    fn said(&self, reading: Reading) -> OfficeSaid {
        let is_full = match (self.full, self.incremental) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        OfficeSaid {
            levy_year: self.office.levy_year,
            list_date: self.on,
            office: self.office.office.clone(),
            document_no: self.document.clone(),
            is_full,
            reading,
        }
    }
}

/// Brings a list of an office in, or looks at it.
pub fn import(import: &Import, globals: &Globals) -> Result<Said, Refusal> {
    // clap lets nobody call this without one of the files.
    let Some((kind, path)) = import.office() else { return Ok(Said::streamed(false)) };
    let mut till = import.book.open(globals)?;
    let (bytes, name) = (files::read(path)?, files::name_of(path));
    let file = ListFile { name: &name, bytes: &bytes };
    let said = import.said(import.reading.reading(&till, kind.into(), &bytes, &name)?);
    if let Some(path) = &import.bad_rows {
        files::write(path, &till.book.office_bad_rows(kind, file, &said, &till.moment()?)?)?;
    }
    let now = till.moment()?;
    let report = if import.dry_run {
        till.book.preview_office_list(kind, file, &said, &now)?
    } else {
        till.book.import_office_list(kind, file, &said, &now)?
    };
    Ok(Said::done(answer(&report), text(&report)))
}

fn note(note: &OfficeNote) -> Value {
    json!({
        "row": note.row, "sheet": note.sheet, "name": note.name, "code": note.code, "message": note.message,
        "todo": note.todo, "hh_no": note.hh_no,
    })
}

fn answer(report: &OfficeReport) -> Value {
    let notes = |notes: &[OfficeNote]| notes.iter().map(note).collect::<Vec<_>>();
    let differs: Vec<_> = report.notes.iter().filter(|note| note.code == "name_differs").map(note).collect();
    let origin = &report.origin;
    let mapping: Vec<_> =
        origin.mapping.iter().map(|(header, field)| json!({ "header": header, "field": field })).collect();
    json!({
        "kind": report.kind.word(), "import_id": report.import_id, "file": report.file_name,
        "sheets": origin.sheets, "hidden_sheets": origin.hidden_sheets, "other_sheets": origin.other_sheets,
        "hidden_rows": origin.hidden_rows.len(), "encoding": origin.encoding.word(), "mapping": mapping,
        "levy_year": report.levy_year, "list_date": report.list_date, "list_date_from": report.list_date_from,
        "is_full": report.is_full, "rows": report.rows, "matched": report.matched, "unmatched": report.unmatched,
        "by_category": {}, "added": report.added, "changed": report.changed, "removed": 0, "same": report.same,
        "proposals": report.proposals, "no_longer": report.no_longer, "work": report.work,
        "not_on_list": report.not_on_list, "roster_people_not_on_list": report.not_on_list,
        "differences": report.differences, "bad": notes(&report.bad), "notes": notes(&report.notes),
        "name_differs": differs, "unmatched_rows": notes(&report.nobody), "cancellations_held": false,
        "already_imported_at": report.already_imported_at, "newer_list": report.newer_list,
    })
}

fn text(report: &OfficeReport) -> String {
    let done = if report.import_id.is_some() { "已导入" } else { "预览（没有写入）" };
    let mut text = format!(
        "{done}：{} 行，对上 {} 人，对不上 {} 行；新增 {}，变更 {}，不变 {}；待确认 {}，待办 {}，坏行 {}\n",
        report.rows,
        report.matched,
        report.unmatched,
        report.added,
        report.changed,
        report.same,
        report.proposals,
        report.work,
        report.bad.len()
    );
    let _ = writeln!(text, "截至 {}", report.list_date);
    for note in report.bad.iter().chain(&report.notes) {
        let _ = writeln!(text, "  第{}行 {}：{}。{}", note.row, note.name, note.message, note.todo);
    }
    text
}

impl Proposals {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let page = till.book.proposals(!self.all, self.kind, self.page)?;
        let mut text = format!("待确认 {} 项\n", page.open);
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|one| {
                let _ = writeln!(text, "  {}  {} {}：{}", one.proposal_id, one.hh_no, one.name, one.words);
                json!({
                    "proposal_id": one.proposal_id, "kind": one.kind.word(), "name": one.name, "hh_no": one.hh_no,
                    "certno_masked": one.certno_masked, "happened_on": one.happened_on, "words": one.words,
                    "file": one.file_name, "list_date": one.list_date, "state": one.state, "reason": one.reason,
                    "wants_day": one.wants_day(), "wants_school": one.wants_school(),
                })
            })
            .collect();
        let json = json!({
            "proposals": rows, "total": page.total, "open": page.open, "page": page.page, "pages": page.pages,
        });
        Ok(Said::done(json, text))
    }
}

impl Decide {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let verdict = match &self.decline {
            Some(reason) => Verdict::Decline { reason: reason.clone() },
            None => Verdict::Take { on: self.on, school: self.school.clone(), note: self.note.clone() },
        };
        let now = till.moment()?;
        let decided = till.book.decide_proposals(&self.ids, &verdict, &now)?;
        Ok(Said::done(json!({ "decided": decided }), format!("处理了 {decided} 项")))
    }
}

impl Differences {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let page = till.book.sum_differences(self.page, &till.moment()?)?;
        let mut text = format!("税务系统与本机核定不同的有 {} 人\n", page.total);
        let shown =
            |sum: Option<cunshou_policy::Yuan>| sum.map_or_else(|| "—".to_owned(), |sum| sum.to_string());
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|one| {
                let (ours, theirs) = (shown(one.ours), shown(one.theirs));
                let _ = writeln!(text, "  {} {}：税务系统 {theirs}，本机核定 {ours}", one.hh_no, one.name);
                json!({
                    "name": one.name, "hh_no": one.hh_no, "ours": one.ours, "theirs": one.theirs, "why": one.why,
                    "article": one.article, "list_date": one.list_date, "is_paid": one.is_paid,
                })
            })
            .collect();
        let json = json!({
            "differences": rows, "total": page.total, "page": page.page, "pages": page.pages, "list_date": page.list_date,
        });
        Ok(Said::done(json, text))
    }
}
