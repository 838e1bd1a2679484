//! `canvass`: visits to those who have not paid, where they are, who answers for them, and the papers of a round.
//!
//! Invariant: numbers are masked, and no answer names a category.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::household::member_no;
use crate::print::FitArgs;
use crate::refusal::Refusal;
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::Error;
use cunshou_core::canvass::{
    Answer, CadreFilter, CadreInput, CanvassRow, ListFilter, Round, RoundEntry, RoundRow, Signature, Visit,
    VisitInput, WhereaboutsInput, parse_rows,
};
use cunshou_core::codes;
use cunshou_paper::{Fonts, refusal_sheets, round_sheet};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "记一次走访")]
    Add(Add),
    #[command(about = "还没缴的人：电话、去向、上次走访、下次走访")]
    List(List),
    #[command(about = "一户的走访记录")]
    Show(Show),
    #[command(about = "记下一个人的去向（两外）")]
    Whereabouts(Where),
    #[command(subcommand, about = "包组包户的干部")]
    Cadre(CadreCommand),
    #[command(subcommand, about = "走访表：列出、录入")]
    Round(RoundCommand),
    #[command(about = "制一张走访表，写成 PDF")]
    Sheet(Sheet),
    #[command(about = "不愿参保的人签字的告知单，写成 PDF")]
    Refusal(RefusalSheet),
}

#[derive(Debug, Subcommand)]
pub enum CadreCommand {
    #[command(about = "列出干部和各组由谁负责")]
    List(CadreList),
    #[command(about = "登记或修改一位干部")]
    Save(CadreSave),
    #[command(about = "从名单上去掉一位干部")]
    Remove(CadreRemove),
    #[command(about = "让一位干部包一户（不写干部就按组）")]
    Household(CadreHousehold),
}

#[derive(Debug, Subcommand)]
pub enum RoundCommand {
    #[command(about = "列出走访表")]
    List(RoundList),
    #[command(about = "看一张走访表")]
    Show(RoundShow),
    #[command(about = "按序号录入走访表")]
    Enter(RoundEnter),
}

#[derive(Debug, Args)]
pub struct Filter {
    #[arg(long, value_name = "组", help = "只看这个村民组")]
    group: Option<String>,
    #[arg(long, value_name = "姓名", help = "只看这位干部负责的；写 - 看没有人负责的")]
    cadre: Option<String>,
    #[arg(long, help = "只看今天该走访和过了日子的")]
    due: bool,
    #[arg(long, help = "连记为不愿参保的人一起")]
    with_refused: bool,
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "户号", help = "户号")]
    household: String,
    #[arg(long, num_args = 1.., required_unless_present = "corrects", value_name = "成员号=结果", value_parser = parse_answer, help = "如 1=will_pay 2=refused，结果也可以写代号 1=5")]
    person: Vec<(u32, String)>,
    #[arg(long, value_name = "日期", help = "走访日期（不写就是今天）")]
    on: Option<NaiveDate>,
    #[arg(long, value_name = "姓名", default_value = "", help = "走访人（不写就是经办人）")]
    visitor: String,
    #[arg(long, value_name = "方式", default_value = "door", help = "door、phone、message、other")]
    way: String,
    #[arg(long, value_name = "姓名", default_value = "", help = "见到谁")]
    met: String,
    #[arg(long, value_name = "说明", default_value = "", help = "说明")]
    note: String,
    #[arg(long, value_name = "日期", help = "下次走访")]
    next: Option<NaiveDate>,
    #[arg(long, help = "已当面告知通知里不参保的后果")]
    warned: bool,
    #[arg(long, value_name = "日期", conflicts_with = "declined_on", help = "在告知单上签字的日期")]
    signed_on: Option<NaiveDate>,
    #[arg(long, value_name = "日期", help = "不愿签字，写明的日期")]
    declined_on: Option<NaiveDate>,
    #[arg(long, help = "把不愿参保的人记为不愿参保")]
    mark_refused: bool,
    #[arg(long, value_name = "记录号", help = "更正第几号走访记录（不写人就是作废那一条）")]
    corrects: Option<u32>,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    filter: Filter,
    #[arg(long, value_name = "页", default_value_t = 1, help = "第几页")]
    page: u32,
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
}

#[derive(Debug, Args)]
pub struct Where {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "户号", help = "户号")]
    household: String,
    #[arg(long, value_name = "成员号", help = "谁")]
    person: u32,
    #[arg(long, value_name = "去向", help = "village、working、studying、unknown")]
    kind: String,
    #[arg(long, value_name = "地方", default_value = "", help = "省、市")]
    place: String,
    #[arg(long, value_name = "电话", default_value = "", help = "那边的电话")]
    phone: String,
    #[arg(long, value_name = "日期", help = "截至哪天（不写就是今天）")]
    on: Option<NaiveDate>,
    #[arg(long, help = "户册里“是否外出务工”也照此改")]
    feeds_roster: bool,
}

#[derive(Debug, Args)]
pub struct CadreList {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct CadreSave {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "姓名", help = "干部姓名；已经在名单上的就是修改")]
    name: String,
    #[arg(long, value_name = "电话", default_value = "", help = "电话")]
    phone: String,
    #[arg(long, num_args = 0.., value_name = "组", help = "负责的村民组，全部写上")]
    group: Vec<String>,
}

#[derive(Debug, Args)]
pub struct CadreRemove {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "姓名", help = "干部姓名")]
    name: String,
}

#[derive(Debug, Args)]
pub struct CadreHousehold {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
    #[arg(value_name = "姓名", help = "干部姓名；不写就按组")]
    name: Option<String>,
}

#[derive(Debug, Args)]
pub struct RoundList {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct RoundShow {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "表号", help = "第几号走访表")]
    round_no: u32,
    #[arg(long, value_name = "序号", default_value_t = 1, help = "从第几行起，一次一百行")]
    from: u32,
}

#[derive(Debug, Args)]
pub struct RoundEnter {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "表号", help = "第几号走访表")]
    round_no: u32,
    #[arg(value_name = "序号", help = "如 12、12-14、3,5")]
    rows: String,
    #[arg(value_name = "结果", help = "纸上的代号，或者结果的代码")]
    outcome: String,
    #[arg(long, value_name = "日期", help = "走访日期（不写就是今天）")]
    on: Option<NaiveDate>,
    #[arg(long, value_name = "姓名", default_value = "", help = "走访人（不写就是表上的干部）")]
    visitor: String,
    #[arg(long, value_name = "方式", default_value = "door", help = "door、phone、message、other")]
    way: String,
    #[arg(long, value_name = "说明", default_value = "", help = "说明")]
    note: String,
    #[arg(long, value_name = "日期", help = "下次走访")]
    next: Option<NaiveDate>,
    #[arg(long, help = "已经录过的，用这次的改正")]
    replace: bool,
}

#[derive(Debug, Args)]
pub struct Sheet {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    filter: Filter,
    #[arg(long, value_name = "表号", conflicts_with_all = ["group", "cadre", "due", "with_refused"], help = "再打一次已经制好的表")]
    round: Option<u32>,
    #[arg(long, value_name = "文件", help = "写到哪个 PDF")]
    out: PathBuf,
    #[command(flatten)]
    fit: FitArgs,
}

#[derive(Debug, Args)]
pub struct RefusalSheet {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, num_args = 1.., required = true, value_name = "户号", help = "户号，可以写几户，一户一页")]
    household: Vec<String>,
    #[arg(long, value_name = "文件", help = "写到哪个 PDF")]
    out: PathBuf,
    #[command(flatten)]
    fit: FitArgs,
}

fn parse_answer(text: &str) -> Result<(u32, String), String> {
    text.split_once('=')
        .and_then(|(member, outcome)| Some((member.trim().parse().ok()?, outcome.trim().to_owned())))
        .ok_or_else(|| "请写成 成员号=结果，如 1=will_pay".to_owned())
}

/// The code of an outcome that is written as its digit.
fn outcome(text: &str) -> String {
    let known = codes::canvass_outcomes().iter().find(|known| known.key == text);
    known.map_or_else(|| text.to_owned(), |known| known.code.to_owned())
}

fn outcome_label(code: &str) -> &'static str {
    codes::canvass_outcome(code).map_or("", |known| known.label)
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Add(command) => command.run(globals),
            Self::List(command) => command.run(globals),
            Self::Show(command) => command.run(globals),
            Self::Whereabouts(command) => command.run(globals),
            Self::Cadre(CadreCommand::List(command)) => command.run(globals),
            Self::Cadre(CadreCommand::Save(command)) => command.run(globals),
            Self::Cadre(CadreCommand::Remove(command)) => command.run(globals),
            Self::Cadre(CadreCommand::Household(command)) => command.run(globals),
            Self::Round(RoundCommand::List(command)) => command.run(globals),
            Self::Round(RoundCommand::Show(command)) => command.run(globals),
            Self::Round(RoundCommand::Enter(command)) => command.run(globals),
            Self::Sheet(command) => command.run(globals),
            Self::Refusal(command) => command.run(globals),
        }
    }
}

/// The cadre of that name.
fn cadre_id(till: &Till, name: &str) -> Result<Uuid, Refusal> {
    let known = till.book.cadres()?.into_iter().find(|cadre| cadre.name == name);
    let cadre = known.ok_or_else(|| Error::NoSuchCadre { name: name.to_owned() })?;
    Ok(cadre.cadre_id)
}

impl Filter {
    fn read(&self, till: &Till) -> Result<ListFilter, Refusal> {
        if let Some(group) = &self.group
            && !till.book.group_duties()?.iter().any(|known| known.village_group == *group)
        {
            return Err(Error::NoSuchGroup { village_group: group.clone() }.into());
        }
        let cadre = match self.cadre.as_deref() {
            None => CadreFilter::Any,
            Some("-") => CadreFilter::Nobody,
            Some(name) => CadreFilter::Of(cadre_id(till, name)?),
        };
        Ok(ListFilter {
            village_group: self.group.clone(),
            cadre,
            due_only: self.due,
            with_refused: self.with_refused,
        })
    }
}

impl Add {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let household = till.book.household_by_no(&self.household)?;
        let mut answers = Vec::new();
        for (member, heard) in &self.person {
            let person_id = member_no(&household, *member)?.person_id;
            answers.push(Answer { person_id, outcome: outcome(heard) });
        }
        let signed = self.signed_on.map(|on| Signature { signed: true, on });
        let input = VisitInput {
            household_id: household.household_id,
            visited_on: self.on.unwrap_or_else(|| now.on()),
            visitor: self.visitor.clone(),
            way: self.way.clone(),
            met: self.met.clone(),
            note: self.note.clone(),
            next_on: self.next,
            answers,
            warned: self.warned,
            signature: signed.or(self.declined_on.map(|on| Signature { signed: false, on })),
            mark_refused: self.mark_refused,
            corrects: self.corrects,
        };
        let visit = till.book.record_visit(&input, &now)?;
        let text = format!("已记为第 {} 号走访记录：{}", visit.visit_no, sentence(&visit));
        Ok(Said::done(json_visit(&visit), text))
    }
}

/// A visit in a line.
fn sentence(visit: &Visit) -> String {
    let heard: Vec<_> = visit
        .answers
        .iter()
        .map(|answer| format!("{} {}", answer.name, outcome_label(&answer.outcome)))
        .collect();
    let way = codes::canvass_way_label(&visit.way);
    let heard = if heard.is_empty() { "作废".to_owned() } else { heard.join("；") };
    format!("{} {way} {} {heard}", visit.visited_on, visit.visitor)
}

fn json_visit(visit: &Visit) -> Value {
    let answers: Vec<_> =
        visit.answers.iter().map(|answer| json!({"name": answer.name, "outcome": answer.outcome})).collect();
    json!({
        "visit_no": visit.visit_no, "levy_year": visit.levy_year, "visited_on": visit.visited_on,
        "visitor": visit.visitor, "way": visit.way, "met": visit.met, "note": visit.note, "next_on": visit.next_on,
        "warned_rule": visit.warned.as_ref().map(|(rule, _)| rule),
        "signed": visit.signature.map(|signature| signature.signed),
        "signed_on": visit.signature.map(|signature| signature.on),
        "mark_refused": visit.marked, "round_no": visit.round_no, "corrects": visit.corrects,
        "corrected_by": visit.corrected_by, "at": visit.at, "user": visit.user, "answers": answers,
    })
}

fn json_row(row: &CanvassRow) -> Value {
    json!({
        "hh_no": row.hh_no, "head": row.head, "village_group": row.village_group, "address": row.address,
        "member_no": row.member_no, "name": row.name, "relation": row.relation, "age": row.age,
        "phone": row.phone, "state": row.state.word(),
        "whereabouts": row.whereabouts.as_ref().map(|there| json!({
            "kind": there.kind, "place": there.place, "phone": there.phone, "as_of": there.as_of,
        })),
        "cadre": row.cadre.as_ref().map(|(_, name)| name), "visits": row.visits,
        "last": row.last.as_ref().map(|last| json!({
            "visited_on": last.visited_on, "way": last.way, "visitor": last.visitor, "outcome": last.outcome,
            "note": last.note,
        })),
        "next_on": row.next_on, "due": row.due.word(),
    })
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let list = till.book.canvass_list(&self.filter.read(&till)?, self.page, till.moment()?.on())?;
        let mut text = format!(
            "{} 户 {} 人：过了日子 {}，今天 {}，还没走访 {}（第 {} 页，共 {} 页）\n",
            list.households, list.people, list.overdue, list.today, list.never, list.page, list.pages
        );
        for row in &list.rows {
            let last = row.last.as_ref().map_or_else(String::new, |last| {
                format!("{} {}", last.visited_on, outcome_label(&last.outcome))
            });
            let there = row.whereabouts.as_ref().map_or_else(String::new, |there| there.words());
            let next = row.next_on.map_or_else(String::new, |next_on| format!("下次 {next_on}"));
            let _ = writeln!(
                text,
                "{}  {}  {}  {}  {there}  走访 {} 次  {last}  {next}",
                row.village_group, row.hh_no, row.name, row.phone, row.visits
            );
        }
        let rows: Vec<_> = list.rows.iter().map(json_row).collect();
        let json = json!({
            "rows": rows, "people": list.people, "households": list.households, "overdue": list.overdue,
            "today": list.today, "never": list.never, "page": list.page, "pages": list.pages,
        });
        Ok(Said::done(json, text))
    }
}

impl Show {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let visits = till.book.visits(household.household_id)?;
        let mut text = format!("{} 条走访记录\n", visits.len());
        for visit in &visits {
            let corrected =
                visit.corrected_by.map_or_else(String::new, |by| format!("（已由第 {by} 号更正）"));
            let _ = writeln!(text, "{}  {}{corrected}", visit.visit_no, sentence(visit));
        }
        let rows: Vec<_> = visits.iter().map(json_visit).collect();
        Ok(Said::done(json!({"hh_no": household.hh_no, "visits": rows}), text))
    }
}

impl Where {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let household = till.book.household_by_no(&self.household)?;
        let person = member_no(&household, self.person)?;
        let input = WhereaboutsInput {
            person_id: person.person_id,
            kind: self.kind.clone(),
            place: self.place.clone(),
            phone: self.phone.clone(),
            as_of: self.on.unwrap_or_else(|| now.on()),
            feeds_roster: self.feeds_roster,
        };
        till.book.record_whereabouts(&input, &now)?;
        let label = codes::whereabouts_label(&self.kind);
        let json =
            json!({"hh_no": household.hh_no, "name": person.name, "kind": self.kind, "place": self.place});
        Ok(Said::done(json, format!("已记下：{} {label} {}", person.name, self.place)))
    }
}

impl CadreList {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let cadres = till.book.cadres()?;
        let groups = till.book.group_duties()?;
        let mut text = format!("{} 位干部\n", cadres.len());
        for cadre in &cadres {
            let households: Vec<_> = cadre.households.iter().map(|duty| duty.hh_no.as_str()).collect();
            let _ = writeln!(
                text,
                "{}  {}  包组：{}  包户：{}",
                cadre.name,
                cadre.phone,
                cadre.groups.join("、"),
                households.join("、")
            );
        }
        for group in groups.iter().filter(|group| group.cadre_id.is_none()) {
            let _ = writeln!(text, "{}（{} 户）还没有人负责", group.village_group, group.households);
        }
        let json = json!({
            "cadres": cadres.iter().map(|cadre| json!({
                "name": cadre.name, "phone": cadre.phone, "groups": cadre.groups,
                "households": cadre.households.iter().map(|duty| &duty.hh_no).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "groups": groups.iter().map(|group| json!({
                "village_group": group.village_group, "households": group.households,
                "cadre": cadres.iter().find(|c| Some(c.cadre_id) == group.cadre_id).map(|c| &c.name),
            })).collect::<Vec<_>>(),
        });
        Ok(Said::done(json, text))
    }
}

impl CadreSave {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let known = till.book.cadres()?.into_iter().find(|cadre| cadre.name == self.name);
        let input = CadreInput {
            cadre_id: known.map(|cadre| cadre.cadre_id),
            name: self.name.clone(),
            phone: self.phone.clone(),
            groups: self.group.clone(),
        };
        till.book.save_cadre(&input, &now)?;
        let json = json!({"name": self.name, "phone": self.phone, "groups": self.group});
        Ok(Said::done(json, format!("已登记：{}，包组 {}", self.name, self.group.join("、"))))
    }
}

impl CadreRemove {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let cadre_id = cadre_id(&till, &self.name)?;
        till.book.remove_cadre(cadre_id, &now)?;
        Ok(Said::done(json!({"name": self.name}), format!("已从名单上去掉 {}", self.name)))
    }
}

impl CadreHousehold {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let cadre = self.name.as_deref().map(|name| cadre_id(&till, name)).transpose()?;
        till.book.assign_household(household.household_id, cadre, &now)?;
        let json = json!({"hh_no": self.hh_no, "cadre": self.name});
        let text = self.name.as_ref().map_or_else(
            || format!("{} 户按组由干部负责", self.hh_no),
            |name| format!("{} 户由 {name} 负责", self.hh_no),
        );
        Ok(Said::done(json, text))
    }
}

fn json_round(round: &Round) -> Value {
    json!({
        "round_no": round.round_no, "levy_year": round.levy_year, "title": round.title, "visitor": round.visitor,
        "rows": round.rows, "entered": round.entered, "left_out": round.left_out, "at": round.at,
    })
}

fn json_round_row(row: &RoundRow) -> Value {
    json!({
        "row_no": row.row_no, "is_done": row.is_done(), "person": row.person.as_ref().map(json_row),
        "entered": row.entered.as_ref().map(|entered| json!({
            "outcome": entered.outcome, "visited_on": entered.visited_on, "next_on": entered.next_on,
        })),
    })
}

/// Rows of a list, a line each.
fn row_lines(rows: &[RoundRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let name = row.person.as_ref().map_or("（已不在册）", |person| person.name.as_str());
        let entered = row.entered.as_ref().map_or("", |entered| outcome_label(&entered.outcome));
        let done = if row.is_done() { "（不用去）" } else { "" };
        let _ = writeln!(text, "{}  {name}  {entered}{done}", row.row_no);
    }
    text
}

impl RoundList {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let rounds = till.book.rounds()?;
        let mut text = format!("{} 张走访表\n", rounds.len());
        for round in &rounds {
            let _ = writeln!(
                text,
                "第 {} 号  {}  {}  {} 人，已录 {}",
                round.round_no,
                round.at.get(..10).unwrap_or_default(),
                round.title,
                round.rows,
                round.entered
            );
        }
        Ok(Said::done(json!({"rounds": rounds.iter().map(json_round).collect::<Vec<_>>()}), text))
    }
}

impl RoundShow {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let page = till.book.round_page(self.round_no, self.from, till.moment()?.on())?;
        let rows: Vec<_> = page.rows.iter().map(json_round_row).collect();
        Ok(Said::done(json!({"round": json_round(&page.round), "rows": rows}), row_lines(&page.rows)))
    }
}

impl RoundEnter {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let entry = RoundEntry {
            round_no: self.round_no,
            rows: parse_rows(&self.rows)?,
            outcome: self.outcome.clone(),
            visited_on: self.on.unwrap_or_else(|| now.on()),
            visitor: self.visitor.clone(),
            way: self.way.clone(),
            note: self.note.clone(),
            next_on: self.next,
            replace: self.replace,
        };
        let rows = till.book.enter_round(&entry, &now)?;
        let json: Vec<_> = rows.iter().map(json_round_row).collect();
        Ok(Said::done(json!({"rows": json}), row_lines(&rows)))
    }
}

impl Sheet {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let round_no = match self.round {
            Some(round_no) => round_no,
            None => {
                let filter = self.filter.read(&till)?;
                till.book.make_round(&filter, &now)?.round_no
            }
        };
        let document = till.book.round_paper(round_no, now.on())?;
        let paper = round_sheet(&document, &Fonts::shipped())?;
        let (people, pages) = (document.rows.len(), paper.pages.len());
        files::write(&self.out, &self.fit.fitted(&till, paper)?.pdf()?)?;
        let json = json!({"round_no": round_no, "people": people, "households": document.households, "pages": pages, "out": self.out});
        let text = format!("第 {round_no} 号走访表：{people} 人，{pages} 页，已写到：{}", self.out.display());
        Ok(Said::done(json, text))
    }
}

impl RefusalSheet {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let on = till.moment()?.on();
        let mut documents = Vec::new();
        for hh_no in &self.household {
            let household = till.book.household_by_no(hh_no)?;
            documents.push(till.book.refusal_paper(household.household_id, on)?);
        }
        let paper = refusal_sheets(&documents, &Fonts::shipped())?;
        let pages = paper.pages.len();
        files::write(&self.out, &self.fit.fitted(&till, paper)?.pdf()?)?;
        let people: usize = documents.iter().map(|document| document.lines.len()).sum();
        let json = json!({"households": documents.len(), "people": people, "pages": pages, "out": self.out});
        Ok(Said::done(json, format!("告知单 {pages} 页，已写到：{}", self.out.display())))
    }
}
