//! `list import --category-list`: a department's list of categories comes in; who waits, and what is to be done.

use crate::access::Globals;
use crate::files;
use crate::list::{Categories, Import, Match, UndoCategory, Waiting, Work};
use crate::refusal::Refusal;
use crate::roster::Note;
use crate::said::Said;
use clap::Args;
use cunshou_core::list::category::{
    CategoryOptions, CategoryReport, DiffKind, Difference, Effect, Held, Owed, PersonRef,
};
use cunshou_core::list::{ListFile, ListKind};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// What the numbers of the answer mean.
pub const HELP: &str = "导入一份名单。--json 的回答：matched、unmatched 按行数（名单行的证件号码在不在账簿里；姓名只作提示）；\
by_category 是每个类别的 {\"rows\": 名单上的行数, \"active\": 当天有效的行数}；added、changed、removed 按人数，\
与同一部门上一份名单比对；有坏行的全量名单先压住所有取消（cancellations_held，人数在 held 里，removed 为 0），\
坏行改好再导入即取消。同一文件不能导入两次。";

/// A list of categories, and which department it comes from.
#[derive(Debug, Args)]
pub struct CategoryArgs {
    #[arg(long, value_name = "文件", group = "kind", help = "部门的资助对象名单（民政、残联、农业农村……）")]
    pub category_list: Option<PathBuf>,
    #[arg(long, value_name = "部门", default_value = "auto", help = "出名单的部门；auto 从文件里看")]
    pub department: String,
    #[arg(long, value_name = "人数", help = "全量名单要取消一半以上的人时，写出人数确认")]
    pub confirm_cancellations: Option<u32>,
}

fn held(held: &[Held]) -> Value {
    let one = |of: &Held| {
        json!({
            "code": of.code, "grade": of.grade, "subtype": of.subtype, "begin_on": of.begin_on, "end_on": of.end_on,
        })
    };
    held.iter().map(one).collect()
}

fn person(of: &PersonRef) -> Value {
    json!({
        "person_id": of.person_id, "hh_no": of.hh_no, "member_no": of.member_no, "name": of.name,
        "certno_masked": of.certno_masked,
    })
}

fn owed(of: &Owed) -> Value {
    json!({ "decision": of.decision, "due": of.due, "article": of.article })
}

fn effect(of: &Effect) -> Value {
    let consequence = of.consequence.as_ref().map(|then| {
        json!({
            "kind": then.kind.word(), "amount": then.amount, "article": then.article, "words": then.words,
        })
    });
    json!({
        "levy_year": of.levy_year, "state": of.state.word(), "before": owed(&of.before), "after": owed(&of.after),
        "changes_due": of.changes_due(), "receipt_no": of.receipt_no, "consequence": consequence,
    })
}

fn difference(of: &Difference) -> Value {
    json!({
        "kind": of.kind.word(), "name": of.name, "certno_masked": of.certno_masked,
        "person": of.person.as_ref().map(person), "rows": of.rows, "was": held(&of.was), "now": held(&of.now),
        "was_active": of.was_active, "held": of.is_held, "effect": of.effect.as_ref().map(effect),
    })
}

fn answer(report: &CategoryReport, bad_rows: Option<&PathBuf>) -> Value {
    let by_category: serde_json::Map<String, Value> = report
        .by_category
        .iter()
        .map(|(code, (rows, active))| (code.clone(), json!({ "rows": rows, "active": active })))
        .collect();
    let bad: Vec<Note> = report.bad.iter().cloned().map(Note::from).collect();
    let warnings: Vec<Note> = report.warnings.iter().cloned().map(Note::from).collect();
    let differs: Vec<Value> = report
        .name_differs
        .iter()
        .map(|of| json!({ "row": of.row, "written": of.written, "roster": of.person.name, "hh_no": of.person.hh_no }))
        .collect();
    let waiting: Vec<Value> = report
        .waiting
        .iter()
        .map(|of| {
            let proposals: Vec<Value> = of
                .proposals
                .iter()
                .map(|of| json!({ "person": person(&of.person), "reason": of.reason.word() }))
                .collect();
            json!({
                "row": of.sheet_row, "name": of.name, "certno_masked": of.certno_masked, "proposals": proposals,
                "roster_row": of.roster_row,
            })
        })
        .collect();
    let conflicts: Vec<Value> =
        report.conflicts.iter().map(|of| json!({ "person": person(&of.person), "code": of.code })).collect();
    let origin = &report.origin;
    json!({
        "import_id": report.import_id,
        "file": report.file_name,
        "sheets": origin.sheets,
        "hidden_sheets": origin.hidden_sheets,
        "hidden_rows": origin.hidden_rows.iter().map(|(_, row)| row).collect::<Vec<_>>(),
        "header_row": origin.header_row,
        "mapping": origin.mapping.iter().map(|(header, field)| json!({ "header": header, "field": field })).collect::<Vec<_>>(),
        "department": report.department,
        "document_no": report.document_no,
        "list_date": report.list_date,
        "full": report.is_full,
        "mends": report.mends,
        "rows": report.rows,
        "good": report.good,
        "persons": report.persons,
        "matched": report.matched,
        "matched_persons": report.matched_persons,
        "unmatched": report.unmatched,
        "other_villages": report.other_villages,
        "waiting": waiting,
        "by_category": by_category,
        "by_word": report.by_word,
        "added": report.count(DiffKind::Added),
        "changed": report.count(DiffKind::Changed),
        "removed": report.count(DiffKind::Removed),
        "held": report.held(),
        "unchanged": report.unchanged,
        "differences": report.differences.iter().map(difference).collect::<Vec<_>>(),
        "conflicts": conflicts,
        "bad": bad,
        "warnings": warnings,
        "name_differs": differs,
        "name_variants": report.name_variants,
        "cancellations_held": report.cancellations_held,
        "to_confirm": report.to_confirm.map(|(removed, _)| removed),
        "already_imported_at": report.already_imported_at,
        "bad_rows": bad_rows,
    })
}

/// The counts in words; nobody's category is among them.
fn text(report: &CategoryReport, bad_rows: Option<&PathBuf>) -> String {
    let done = if report.import_id.is_some() { "已导入" } else { "预览（没有写入）" };
    let kind = if report.is_full { "全量" } else { "增量" };
    let mut text = format!(
        "{done}：{}{kind}名单（{}），{} 行，其中账簿里的 {} 行、不在账簿的 {} 行，要改的行 {}\n新增 {} 人，变更 {} 人，取消 {} 人，不变 {} 人\n",
        report.department,
        report.list_date,
        report.rows,
        report.matched,
        report.unmatched,
        report.bad.len(),
        report.count(DiffKind::Added),
        report.count(DiffKind::Changed),
        report.count(DiffKind::Removed),
        report.unchanged,
    );
    if report.cancellations_held {
        let _ = writeln!(text, "名单里还有要改的行，{} 人的取消先压住，改好再导入就取消。", report.held());
    }
    for note in &report.bad {
        let _ = writeln!(text, "  第{}行 {}：{}。{}", note.row, note.name, note.message, note.todo);
    }
    for differs in &report.name_differs {
        let _ = writeln!(
            text,
            "  第{}行 名单上写「{}」，账簿里这个号码是「{}」（户号 {}），请核对",
            differs.row, differs.written, differs.person.name, differs.person.hh_no
        );
    }
    if let Some(path) = bad_rows {
        let _ = writeln!(text, "要改的行已写到：{}", path.display());
    }
    text
}

/// Looks at a list, writes its bad rows out, and applies it unless it is a dry run.
pub fn import(command: &Import, globals: &Globals) -> Result<Said, Refusal> {
    let mut till = command.book.open(globals)?;
    let Some(path) = &command.category.category_list else {
        return Ok(Said::done(Value::Null, String::new()));
    };
    let (bytes, name) = (files::read(path)?, files::name_of(path));
    let file = ListFile { name: &name, bytes: &bytes };
    let options = CategoryOptions {
        reading: command.reading.reading(&till, ListKind::CategoryList, &bytes, &name)?,
        department: &command.category.department,
        document_no: &command.document,
        list_date: command.on,
        is_full: if command.incremental { Some(false) } else { command.full.then_some(true) },
        confirmed: command.category.confirm_cancellations,
        is_script: true,
    };
    if let Some(out) = &command.bad_rows {
        files::write(out, &till.book.category_bad_rows(file, &options, &till.moment()?)?)?;
    }
    let now = till.moment()?;
    let report = if command.dry_run {
        till.book.preview_category_list(file, &options, &now)?
    } else {
        till.book.import_category_list(file, &options, &now)?
    };
    let bad_rows = command.bad_rows.as_ref();
    Ok(Said::done(answer(&report, bad_rows), text(&report, bad_rows)))
}

/// The departments' lists.
pub fn lists(command: &Categories, globals: &Globals) -> Result<Said, Refusal> {
    let till = command.book.open(globals)?;
    let mut text = String::new();
    let mut lists = Vec::new();
    for of in till.book.category_lists()? {
        let date = of.list_date.map(|day| day.to_string()).unwrap_or_default();
        let _ = writeln!(text, "{} {} {} {} 行 {}", of.department, date, of.file_name, of.rows, of.import_id);
        lists.push(json!({
            "import_id": of.import_id, "department": of.department, "document_no": of.document_no,
            "list_date": of.list_date, "file": of.file_name, "at": of.at, "user": of.user, "full": of.is_full,
            "cancellations_held": of.cancellations_held, "rows": of.rows, "bad": of.bad, "undone_at": of.undone_at,
        }));
    }
    Ok(Said::done(json!({ "lists": lists }), text))
}

/// Takes a list back.
pub fn undo(command: &UndoCategory, globals: &Globals) -> Result<Said, Refusal> {
    let mut till = command.book.open(globals)?;
    let now = till.moment()?;
    till.book.undo_category_list(command.import_id, &now)?;
    Ok(Said::done(json!({ "import_id": command.import_id, "undone": true }), "已撤销".to_owned()))
}

/// Who waits.
pub fn waiting(command: &Waiting, globals: &Globals) -> Result<Said, Refusal> {
    let mut till = command.book.open(globals)?;
    let now = till.moment()?;
    let found = if command.rematch { Some(till.book.rematch(&now)?) } else { None };
    let page = till.book.waiting_rows(command.page)?;
    let mut text = format!("共 {} 人\n", page.total);
    let mut rows = Vec::new();
    for of in &page.rows {
        let proposals: Vec<Value> = of
            .proposals
            .iter()
            .map(|of| json!({ "person": person(&of.person), "reason": of.reason.word() }))
            .collect();
        let _ = writeln!(text, "  {} {} {}", of.department, of.name, of.certno_masked);
        rows.push(json!({
            "entry_id": of.entry_id, "department": of.department, "name": of.name,
            "certno_masked": of.certno_masked, "proposals": proposals, "roster_row": of.roster_row,
        }));
    }
    Ok(Said::done(json!({ "waiting": rows, "total": page.total, "found": found }), text))
}

/// The clerk's word about a waiting row.
pub fn decide(command: &Match, globals: &Globals) -> Result<Said, Refusal> {
    let mut till = command.book.open(globals)?;
    let now = till.moment()?;
    till.book.decide_waiting(command.entry_id, command.person_id, !command.no, &now)?;
    Ok(Said::done(json!({ "same": !command.no }), "已记下".to_owned()))
}

/// Work to do, and work that is done.
pub fn work(command: &Work, globals: &Globals) -> Result<Said, Refusal> {
    let mut till = command.book.open(globals)?;
    if let (Some(item_id), Some(outcome)) = (command.done, &command.outcome) {
        let now = till.moment()?;
        till.book.finish_work(item_id, outcome, &now)?;
    }
    let page = till.book.work_items(!command.all, command.page)?;
    let mut text = format!("待办 {} 件\n", page.open);
    let mut items = Vec::new();
    for of in &page.items {
        let _ = writeln!(text, "  {}：{} {}（{}）", of.label, of.words, of.item_id, of.article);
        items.push(json!({
            "item_id": of.item_id, "kind": of.kind, "name": of.name, "hh_no": of.hh_no, "levy_year": of.levy_year,
            "words": of.words, "article": of.article, "facts": of.facts, "open": of.is_open, "at": of.at,
            "done_at": of.done_at, "outcome": of.outcome,
        }));
    }
    Ok(Said::done(json!({ "work": items, "total": page.total, "open": page.open }), text))
}
