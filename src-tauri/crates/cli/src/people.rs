//! `people`, `missing`, `levy-year`, and the marks of `household`: who is there, who is missing and why, year by year.
//!
//! Invariant: numbers are masked unless a reason is given, which is recorded; a filter by category is recorded.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::household::member_no;
use crate::refusal::Refusal;
use crate::said::Said;
use clap::{Args, Subcommand, ValueEnum};
use cunshou_core::canvass::WhereaboutsFilter;
use cunshou_core::codes::{self, EnrolmentState};
use cunshou_core::enrolment::{LeftOut, Mark};
use cunshou_core::levy_year::Carried;
use cunshou_core::person::{PeopleFilter, SortBy, Standing};
use cunshou_core::progress::{Completeness, Done, MissingQuery, Open, View};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "列出人员：按组、状态、年龄、是否户主等条件，一页一百人")]
    List(List),
    #[command(about = "把列出的人员写成 xlsx（证件号码打星号；--full 写完整号码并记入操作记录）")]
    Export(Export),
}

/// Who is wanted, as it is typed.
#[derive(Debug, Args)]
pub struct Wanted {
    #[arg(value_name = "文字", default_value = "", help = "姓名、拼音、证件号码几位、电话、组别、住址")]
    text: String,
    #[arg(long, value_name = "组", help = "村民组（空文字是没有写组的）")]
    group: Option<String>,
    #[arg(long, value_name = "状态", value_parser = parse_state, help = "unpaid、paid、paid_elsewhere、exempt、refused")]
    state: Option<EnrolmentState>,
    #[arg(long, value_name = "代码", help = "有这种资助身份的（查看会记入操作记录）")]
    category: Option<String>,
    #[arg(long, help = "有资助身份的", conflicts_with = "without_category")]
    with_category: bool,
    #[arg(long, help = "没有资助身份的")]
    without_category: bool,
    #[arg(long, value_name = "岁", help = "满多少岁以上")]
    age_from: Option<u32>,
    #[arg(long, value_name = "岁", help = "不超过多少岁")]
    age_to: Option<u32>,
    #[arg(long, value_name = "情况", value_parser = parse_standing, help = "present、dead、moved")]
    standing: Option<Standing>,
    #[arg(long, help = "去世和迁出的也列出")]
    everyone: bool,
    #[arg(long, help = "只列户主")]
    heads: bool,
    #[arg(long, help = "只列在外务工的")]
    away: bool,
    #[arg(long, value_name = "去向", value_parser = parse_whereabouts, help = "走访记下的去向：away（两外：在外务工、在外上学）、working、studying、village、unknown、not_written（没有记）")]
    whereabouts: Option<WhereaboutsFilter>,
    #[arg(long, value_name = "列", default_value = "roster", value_parser = parse_sort, help = "roster、hh_no、name、age、state、relation、phone、category")]
    sort: SortBy,
    #[arg(long, help = "倒着排")]
    desc: bool,
    #[arg(long, value_name = "年度", help = "哪个参保年度的状态（不给就是正在收的）")]
    year: Option<i32>,
}

fn word<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| text.to_owned())
}

fn parse_state(text: &str) -> Result<EnrolmentState, String> {
    word(text)
}

fn parse_standing(text: &str) -> Result<Standing, String> {
    word(text)
}

fn parse_whereabouts(text: &str) -> Result<WhereaboutsFilter, String> {
    word(text)
}

fn parse_sort(text: &str) -> Result<SortBy, String> {
    word(text)
}

impl Wanted {
    fn filter(&self) -> PeopleFilter {
        PeopleFilter {
            text: self.text.clone(),
            village_group: self.group.clone(),
            state: self.state,
            has_category: (self.with_category || self.without_category).then_some(self.with_category),
            category: self.category.clone(),
            age_from: self.age_from,
            age_to: self.age_to,
            standing: self.standing,
            everyone: self.everyone,
            migrant_worker: self.away.then_some(true),
            heads_only: self.heads,
            whereabouts: self.whereabouts.clone(),
        }
    }
}

fn year_of(till: &Till, year: Option<i32>) -> Result<i32, Refusal> {
    match year {
        Some(year) => Ok(year),
        None => Ok(till.book.policy_on(till.moment()?.on())?.levy_year),
    }
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    wanted: Wanted,
    #[arg(long, value_name = "页", default_value_t = 1, help = "第几页；比总页数大的，列最后一页")]
    page: u32,
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    book: BookArgs,
    #[command(flatten)]
    wanted: Wanted,
    #[arg(long, value_name = "文件", help = "写到哪里")]
    out: PathBuf,
    #[arg(long, value_name = "用途", help = "写完整证件号码，给谁、做什么用")]
    full: Option<String>,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Export(command) => command.run(globals),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let (year, now) = (year_of(&till, self.wanted.year)?, till.moment()?);
        let (filter, sort) = (self.wanted.filter(), (self.wanted.sort, self.wanted.desc));
        let found = if filter.category.is_some() {
            till.book.reveal_people(&filter, sort, self.page, year, &now)?
        } else {
            till.book.people(&filter, sort, self.page, year, now.on())?
        };
        let mut text = format!("{} 人（第 {} 页，共 {} 页）\n", found.total, found.page, found.pages);
        let people: Vec<Value> = found
            .rows
            .iter()
            .map(|row| {
                let age = row.age.map_or_else(String::new, |age| format!("{age}岁"));
                let _ = writeln!(
                    text,
                    "{}  {}-{}  {}  {}  {age}  {}  {}",
                    row.village_group,
                    row.hh_no,
                    row.member_no,
                    row.name,
                    codes::relation_label(&row.relation),
                    row.certno_masked,
                    row.state.label()
                );
                json!({
                    "hh_no": row.hh_no, "member_no": row.member_no, "name": row.name,
                    "village_group": row.village_group, "certno_masked": row.certno_masked, "age": row.age,
                    "sex": row.sex, "relation": row.relation, "is_head": row.is_head, "phone": row.phone,
                    "has_category": row.has_category,
                    "categories": row.categories.iter().map(|held| held.code.as_str()).collect::<Vec<_>>(),
                    "state": row.state.word(), "standing": row.standing.word(), "whereabouts": row.whereabouts,
                })
            })
            .collect();
        let json = json!({
            "people": people, "total": found.total, "page": found.page, "pages": found.pages, "levy_year": year,
        });
        Ok(Said::done(json, text))
    }
}

impl Export {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let (year, now) = (year_of(&till, self.wanted.year)?, till.moment()?);
        let (filter, sort) = (self.wanted.filter(), (self.wanted.sort, self.wanted.desc));
        let made = till.book.export_people(&filter, sort, year, self.full.as_deref(), &now)?;
        files::write(&self.out, &made.workbook)?;
        let json = json!({"file": self.out, "people": made.people, "full": self.full.is_some()});
        Ok(Said::done(json, format!("已写出 {} 人：{}", made.people, self.out.display())))
    }
}

// ---- missing

#[derive(Debug, Subcommand)]
pub enum Missing {
    #[command(about = "谁还没有办好、差什么；去年参保今年没办的；应保尽保的人群还差谁")]
    List(MissingList),
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Missing,
    Stopped,
    New,
}

#[derive(Debug, Args)]
pub struct MissingList {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文字", default_value = "", help = "姓名、拼音、户号、组别")]
    text: String,
    #[arg(
        long,
        value_enum,
        default_value = "missing",
        help = "missing 没办好的、stopped 去年有今年没有、new 今年新参保"
    )]
    view: Which,
    #[arg(long, value_name = "第几项", help = "政策的第几项人群目标（从 1 起），只列还差的人")]
    target: Option<usize>,
    #[arg(long, value_name = "原因", value_parser = parse_open, help = "can_pay、facts_open、proof_missing、visit_missing 等")]
    why: Option<Open>,
    #[arg(long, value_name = "组", help = "村民组")]
    group: Option<String>,
    #[arg(long, value_name = "页", default_value_t = 1, help = "第几页；比总页数大的，列最后一页")]
    page: u32,
    #[arg(long, value_name = "年度", help = "参保年度（不给就是正在收的）")]
    year: Option<i32>,
}

fn parse_open(text: &str) -> Result<Open, String> {
    word(text)
}

impl Missing {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
        }
    }
}

fn done(people: &Done) -> Value {
    json!({
        "total": people.total, "paid": people.paid, "paid_elsewhere": people.paid_elsewhere,
        "exempt": people.exempt, "refused": people.refused, "missing": people.missing,
    })
}

impl MissingList {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let view = match (self.target, self.view) {
            (Some(place), _) => View::Target(place.saturating_sub(1)),
            (None, Which::Missing) => View::Missing,
            (None, Which::Stopped) => View::Stopped,
            (None, Which::New) => View::New,
        };
        let query = MissingQuery {
            levy_year: year_of(&till, self.year)?,
            view,
            why: self.why,
            village_group: self.group.clone(),
            text: self.text.clone(),
            page: self.page,
        };
        let found = till.book.completeness(&query, till.moment()?.on())?;
        Ok(Said::done(missing_json(&found), missing_text(&found)))
    }
}

fn missing_json(found: &Completeness) -> Value {
    let by_why: serde_json::Map<String, Value> =
        found.by_why.iter().map(|(why, people)| (why.word().to_owned(), json!(people))).collect();
    let groups: Vec<_> = found
        .by_group
        .iter()
        .map(|group| {
            json!({
                "village_group": group.village_group, "people": done(&group.people),
                "households": {"total": group.households.total, "done": group.households.done, "open": group.households.open},
            })
        })
        .collect();
    let targets: Vec<_> = found
        .targets
        .iter()
        .map(|target| {
            json!({
                "label": target.label, "by": target.by, "percent": target.percent, "total": target.total,
                "done": target.done, "wanted": target.wanted, "article": target.article,
            })
        })
        .collect();
    let rows: Vec<_> = found
        .rows
        .iter()
        .map(|row| {
            json!({
                "hh_no": row.hh_no, "member_no": row.member_no, "name": row.name, "head": row.head,
                "village_group": row.village_group, "certno_masked": row.certno_masked, "age": row.age,
                "state": row.state.word(), "why": row.why.map(Open::word), "words": row.words, "due": row.due,
                "article": row.rule.as_ref().map(|(article, _)| article), "last_year": row.last_year.word(),
                "last_reason": row.last_reason, "phone": row.phone,
            })
        })
        .collect();
    let last = found.last_year;
    json!({
        "levy_year": found.levy_year, "people": done(&found.people),
        "households": {"total": found.households.total, "done": found.households.done, "open": found.households.open},
        "by_why": by_why, "by_group": groups, "targets": targets,
        "last_year": {
            "insured": last.insured, "kept": last.kept, "exempt": last.exempt, "stopped": last.stopped,
            "new": last.new, "unknown": last.unknown,
        },
        "strict": found.strict.as_ref().map(|(article, quote)| json!({"article": article, "quote": quote})),
        "missing": rows, "total": found.total, "page": found.page, "pages": found.pages,
    })
}

fn missing_text(found: &Completeness) -> String {
    let people = &found.people;
    let mut text = format!(
        "{} 年度：{} 人，已缴 {}，别处已缴 {}，不用缴 {}，不缴（有动员记录）{}，没办好 {}；{} 户里 {} 户没办好\n",
        found.levy_year,
        people.total,
        people.paid,
        people.paid_elsewhere,
        people.exempt,
        people.refused,
        people.missing,
        found.households.total,
        found.households.open
    );
    for (why, count) in &found.by_why {
        let _ = writeln!(text, "  {} {count} 人", why.label());
    }
    let _ = writeln!(text, "列出 {} 人（第 {} 页，共 {} 页）", found.total, found.page, found.pages);
    for row in &found.rows {
        let why = row.why.map_or("", Open::label);
        let _ = writeln!(
            text,
            "  {}  {}-{}  {}（户主 {}）  {why}  {}",
            row.village_group, row.hh_no, row.member_no, row.name, row.head, row.words
        );
    }
    text
}

// ---- levy-year

#[derive(Debug, Subcommand)]
pub enum LevyYears {
    #[command(about = "列出账簿里的参保年度")]
    List(YearList),
    #[command(about = "打开下一个参保年度（户册和还有效的身份带过去，去年参保情况填好）")]
    Open(YearOpen),
}

#[derive(Debug, Args)]
pub struct YearList {
    #[command(flatten)]
    book: BookArgs,
}

#[derive(Debug, Args)]
pub struct YearOpen {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "年度", help = "如 2027")]
    year: i32,
    #[arg(long, help = "只看会带过去什么，不打开")]
    dry_run: bool,
}

impl LevyYears {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::List(command) => command.run(globals),
            Self::Open(command) => command.run(globals),
        }
    }
}

impl YearList {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let years = till.book.levy_years(till.moment()?.on())?;
        let mut text = String::new();
        let rows: Vec<_> = years
            .iter()
            .map(|year| {
                let state = match (year.state.word(), year.is_current) {
                    ("to_open", _) => "政策已到，还没有打开",
                    (_, true) => "正在收",
                    ("over", _) => "已过去",
                    _ => "可以查看",
                };
                let people = &year.progress.people;
                let _ = writeln!(
                    text,
                    "{} 年度  {state}  {} 人，已缴 {}，未缴 {}  {}",
                    year.levy_year, people.total, people.paid, people.unpaid, year.policy_title
                );
                json!({
                    "levy_year": year.levy_year, "policy_title": year.policy_title, "state": year.state.word(),
                    "is_current": year.is_current, "opened_at": year.opened.as_ref().map(|opened| &opened.at),
                    "people": {
                        "total": people.total, "paid": people.paid, "paid_elsewhere": people.paid_elsewhere,
                        "exempt": people.exempt, "refused": people.refused, "unpaid": people.unpaid,
                    },
                })
            })
            .collect();
        Ok(Said::done(json!({"levy_years": rows}), text))
    }
}

impl YearOpen {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let now = till.moment()?;
        let carried: Carried = if self.dry_run {
            till.book.preview_levy_year(self.year, &now)?
        } else {
            till.book.open_levy_year(self.year, &now)?
        };
        let verb = if self.dry_run { "打开后会" } else { "已打开，" };
        let text = format!(
            "{} 年度：{verb}带过去 {} 人；去年已参保 {}，去年在本村缴费还没有回执 {}，在别处参保 {}，去年情况不清楚要问 {}；\
             还有效的身份 {} 项，已终止留作历史 {} 项",
            self.year,
            carried.people,
            carried.insured,
            carried.paid_not_acknowledged,
            carried.elsewhere,
            carried.unknown,
            carried.categories,
            carried.categories_ended
        );
        Ok(Said::done(json!({"levy_year": self.year, "opened": !self.dry_run, "carried": carried}), text))
    }
}

// ---- household mark, unmark

#[derive(Debug, Args)]
pub struct MarkMember {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
    #[arg(value_name = "成员号", help = "哪一个人")]
    member: u32,
    #[arg(
        value_name = "原因",
        help = "如 employee_insurance、paid_elsewhere、refused（同收费时 --except 的原因）"
    )]
    reason: String,
    #[arg(long, value_name = "说明", default_value = "", help = "本人怎么说、在哪里")]
    note: String,
    #[arg(long, value_name = "证明", default_value = "", help = "看到了什么证明")]
    proof: String,
    #[arg(long, value_name = "文号", help = "乡镇同意的文号")]
    approval: Option<String>,
    #[arg(long, value_name = "年度", help = "参保年度（不给就是正在收的）")]
    year: Option<i32>,
}

#[derive(Debug, Args)]
pub struct UnmarkMember {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
    #[arg(value_name = "成员号", help = "哪一个人")]
    member: u32,
    #[arg(long, value_name = "原因", default_value = "", help = "为什么取消")]
    why: String,
    #[arg(long, value_name = "年度", help = "参保年度（不给就是正在收的）")]
    year: Option<i32>,
}

impl MarkMember {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person = member_no(&household, self.member)?;
        let left_out = LeftOut {
            person_id: person.person_id,
            reason: self.reason.clone(),
            note: self.note.clone(),
            approval_no: self.approval.clone(),
            proof: self.proof.clone(),
        };
        let now = till.moment()?;
        let state = till.book.mark_enrolment(&Mark { left_out, levy_year: self.year }, &now)?;
        let wants = codes::leave_out_reason(&self.reason).map_or("", |reason| reason.proof);
        let proof_missing =
            state == EnrolmentState::Exempt && !wants.is_empty() && self.proof.trim().is_empty();
        let mut text = format!("已记下：{} {}", person.name, state.label());
        if proof_missing {
            let _ = write!(text, "；还要看到：{wants}");
        }
        let json = json!({
            "hh_no": household.hh_no, "member_no": person.member_no, "state": state.word(),
            "proof_missing": proof_missing,
        });
        Ok(Said::done(json, text))
    }
}

impl UnmarkMember {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person = member_no(&household, self.member)?;
        let now = till.moment()?;
        till.book.take_back_mark(person.person_id, self.year, &self.why, &now)?;
        let text = format!("已取消 {} 的标记", person.name);
        Ok(Said::done(json!({"hh_no": household.hh_no, "member_no": person.member_no}), text))
    }
}
