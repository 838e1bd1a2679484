//! `household split|merge|move|head|birth|death|leave|return|move-in|undo|history|certificate`: what happens to
//! households over the year.
//!
//! Invariant: relations that the table is sure of are taken and answered; the others must be said, unless `--likely`.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::household::{MemberFile, member_no};
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::codes;
use cunshou_core::household::life::{
    LifeAct, LifeDone, LifeRequest, MoveReason, NewHead, NewPlace, Paper, Place, Relations,
};
use cunshou_core::household::{HistoryItem, Household, MemberInput, Proposal, life_note_words};
use cunshou_core::person::CertificateAdded;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Day and paper of an act.
#[derive(Debug, Args)]
pub struct PaperArgs {
    #[arg(long, value_name = "日期", help = "材料上的日期（不给就是今天）")]
    on: Option<NaiveDate>,
    #[arg(long, value_name = "代码", default_value = "", help = "凭什么材料：life_paper 表的代码")]
    paper: String,
    #[arg(long, value_name = "号码", default_value = "", help = "材料的号码")]
    paper_no: String,
    #[arg(long, value_name = "文字", default_value = "", help = "备注")]
    note: String,
    #[arg(long, help = "姓名、生日相同的是另一个人，核对过了")]
    other_person: bool,
    #[arg(long, help = "只看会怎样，不登记")]
    dry_run: bool,
}

/// Who is what to the head.
#[derive(Debug, Args)]
pub struct RelationArgs {
    #[arg(
        long,
        num_args = 1..,
        value_name = "成员号=代码",
        value_parser = parse_relation,
        help = "与（新）户主的关系，GB/T 4761"
    )]
    relation: Vec<(u32, String)>,
    #[arg(long, help = "没有说的，按表里最常见的情况")]
    likely: bool,
}

/// Who follows a head who goes.
#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the options are told from those of who goes")]
pub struct NextHeadArgs {
    #[arg(long, value_name = "成员号", help = "户主走了，谁接着当")]
    next_head: Option<u32>,
    #[arg(
        long,
        num_args = 1..,
        value_name = "成员号=代码",
        value_parser = parse_relation,
        help = "留下的人与新户主的关系"
    )]
    next_relation: Vec<(u32, String)>,
    #[arg(long, help = "留下的人没有说的，按表里最常见的情况")]
    next_likely: bool,
}

fn parse_relation(text: &str) -> Result<(u32, String), String> {
    let (number, code) = text.split_once('=').ok_or_else(|| text.to_owned())?;
    Ok((number.parse().map_err(|_| text.to_owned())?, code.to_owned()))
}

fn parse_reason(text: &str) -> Result<MoveReason, String> {
    MoveReason::from_word(text).ok_or_else(|| text.to_owned())
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "分户：一些人从一户分出来，另立一户")]
    Split(Split),
    #[command(about = "并户：一户的人全部并到另一户")]
    Merge(Merge),
    #[command(about = "转户：一些人转到另一户（婚嫁、收养）")]
    Move(Move),
    #[command(about = "换户主")]
    Head(Head),
    #[command(about = "出生：按 JSON 文件登记一个孩子")]
    Birth(Birth),
    #[command(about = "去世")]
    Death(Death),
    #[command(about = "户口迁出")]
    Leave(Leave),
    #[command(about = "迁出的人又迁回")]
    Return(Return),
    #[command(about = "迁入：按 JSON 文件登记迁来的人")]
    MoveIn(MoveIn),
    #[command(about = "撤销一次登记错的变化")]
    Undo(Undo),
    #[command(about = "一户或一个人发生过的事")]
    History(History),
    #[command(about = "给一个人补证件号码（新生儿等）")]
    Certificate(Certificate),
}

#[derive(Debug, Args)]
pub struct Split {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "从哪一户")]
    hh_no: String,
    #[arg(long, num_args = 1.., required = true, value_name = "成员号", help = "谁分出来")]
    member: Vec<u32>,
    #[arg(long, value_name = "成员号", help = "新户的户主（不给就是第一个）")]
    head: Option<u32>,
    #[arg(long, value_name = "户号", help = "新户号（不给就是下一个）")]
    new_no: Option<String>,
    #[arg(long, value_name = "组", default_value = "", help = "新户的村民组（不给同原户）")]
    group: String,
    #[arg(long, value_name = "住址", default_value = "", help = "新户的住址（不给同原户）")]
    address: String,
    #[command(flatten)]
    relations: RelationArgs,
    #[command(flatten)]
    next: NextHeadArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Merge {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户的人")]
    hh_no: String,
    #[arg(long, value_name = "户号", help = "并到哪一户")]
    into: String,
    #[command(flatten)]
    relations: RelationArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Move {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "从哪一户")]
    hh_no: String,
    #[arg(long, num_args = 1.., required = true, value_name = "成员号", help = "谁")]
    member: Vec<u32>,
    #[arg(long, value_name = "户号", help = "到哪一户")]
    into: String,
    #[arg(
        long,
        value_name = "原因",
        default_value = "move",
        value_parser = parse_reason,
        help = "marriage 婚嫁、adoption 收养、move 其他"
    )]
    reason: MoveReason,
    #[command(flatten)]
    relations: RelationArgs,
    #[command(flatten)]
    next: NextHeadArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Head {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(long, value_name = "成员号", help = "新户主")]
    member: u32,
    #[command(flatten)]
    relations: RelationArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Birth {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(value_name = "文件", help = "孩子的 JSON")]
    file: PathBuf,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Death {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(long, value_name = "成员号", help = "谁")]
    member: u32,
    #[command(flatten)]
    next: NextHeadArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Leave {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(long, num_args = 1.., required = true, value_name = "成员号", help = "谁")]
    member: Vec<u32>,
    #[command(flatten)]
    next: NextHeadArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Return {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(long, value_name = "成员号", help = "谁")]
    member: u32,
    #[arg(long, value_name = "代码", default_value = "", help = "与户主的关系")]
    relation: String,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct MoveIn {
    #[command(flatten)]
    book: BookArgs,
    #[arg(long, value_name = "户号", help = "迁到哪一户（不给就立新户）")]
    into: Option<String>,
    #[arg(long, value_name = "组", default_value = "", help = "新户的村民组")]
    group: String,
    #[arg(long, value_name = "住址", default_value = "", help = "新户的住址")]
    address: String,
    #[arg(value_name = "文件", help = "迁来的人的 JSON（一个列表）")]
    file: PathBuf,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Undo {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "编号", help = "household history 里的 act_id")]
    act_id: String,
    #[arg(long, value_name = "文字", default_value = "", help = "为什么撤销")]
    note: String,
}

#[derive(Debug, Args)]
pub struct History {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(long, value_name = "成员号", help = "只看一个人，不管他以前在哪一户")]
    member: Option<u32>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the field's word, as in the tables")]
pub struct Certificate {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "哪一户")]
    hh_no: String,
    #[arg(long, value_name = "成员号", help = "谁")]
    member: u32,
    #[arg(long = "type", value_name = "代码", default_value = "01", help = "证件类型")]
    certificate_type: String,
    #[arg(value_name = "号码", help = "证件号码")]
    certno: String,
    #[arg(long, help = "证件和登记的不一样，以证件为准")]
    confirmed: bool,
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Split(command) => command.run(globals),
            Self::Merge(command) => command.run(globals),
            Self::Move(command) => command.run(globals),
            Self::Head(command) => command.run(globals),
            Self::Birth(command) => command.run(globals),
            Self::Death(command) => command.run(globals),
            Self::Leave(command) => command.run(globals),
            Self::Return(command) => command.run(globals),
            Self::MoveIn(command) => command.run(globals),
            Self::Undo(command) => command.run(globals),
            Self::History(command) => command.run(globals),
            Self::Certificate(command) => command.run(globals),
        }
    }
}

fn ids(household: &Household, members: &[u32]) -> Result<Vec<Uuid>, Refusal> {
    members.iter().map(|no| Ok(member_no(household, *no)?.person_id)).collect()
}

/// What was said, and under it what the table proposes.
fn relations(
    household: &Household,
    said: &[(u32, String)],
    proposals: Vec<Proposal>,
    likely: bool,
) -> Result<Relations, Refusal> {
    let mut all: Relations = proposals
        .into_iter()
        .filter(|proposal| proposal.is_sure || likely)
        .filter_map(|proposal| Some((proposal.person_id, proposal.relation?)))
        .collect();
    for (number, code) in said {
        all.insert(member_no(household, *number)?.person_id, code.clone());
    }
    Ok(all)
}

impl NextHeadArgs {
    fn next_head(
        &self,
        till: &Till,
        household: &Household,
        going: &[Uuid],
        likely: bool,
    ) -> Result<Option<NewHead>, Refusal> {
        let Some(number) = self.next_head else { return Ok(None) };
        let person_id = member_no(household, number)?.person_id;
        let staying: Vec<Uuid> =
            household.present().map(|member| member.person_id).filter(|id| !going.contains(id)).collect();
        let proposals = if staying.contains(&person_id) {
            till.book.propose_relations(household.household_id, &staying, person_id)?
        } else {
            Vec::new()
        };
        Ok(Some(NewHead {
            person_id,
            relations: relations(household, &self.next_relation, proposals, likely)?,
        }))
    }
}

impl PaperArgs {
    fn run(&self, till: &mut Till, act: LifeAct) -> Result<Said, Refusal> {
        let now = till.moment()?;
        let request = LifeRequest {
            act,
            paper: Paper {
                happened_on: self.on.unwrap_or_else(|| now.on()),
                kind: self.paper.clone(),
                number: self.paper_no.clone(),
                note: self.note.clone(),
            },
            same_person_confirmed: self.other_person,
        };
        let done = if self.dry_run {
            till.book.preview_life(&request, &now)?
        } else {
            till.book.record_life(&request, &now)?
        };
        Ok(answer(&done, self.dry_run))
    }
}

fn household_json(household: &Household) -> Value {
    let members: Vec<_> = household
        .members
        .iter()
        .map(|member| {
            json!({
                "member_no": member.member_no, "name": member.name, "relation": member.relation,
                "relation_label": codes::relation_label(&member.relation), "certno_masked": member.certno_masked(),
                "standing": member.standing.word(),
            })
        })
        .collect();
    let head = household.head().map_or("", |head| &head.name);
    json!({"hh_no": household.hh_no, "head": head, "members": members})
}

fn answer(done: &LifeDone, is_dry: bool) -> Said {
    let notes: Vec<String> = done.notes.iter().map(life_note_words).collect();
    let households: Vec<Value> = done.households.iter().map(household_json).collect();
    let act_id = (!is_dry).then_some(done.act_id);
    let mut text = String::new();
    for household in &done.households {
        let names: Vec<String> = household
            .present()
            .map(|member| format!("{}（{}）", member.name, codes::relation_label(&member.relation)))
            .collect();
        let _ = writeln!(text, "{}  {}", household.hh_no, names.join("、"));
    }
    text.push_str(&notes.join("\n"));
    let json = json!({
        "act_id": act_id, "kind": done.kind, "dry_run": is_dry, "households": households, "notes": notes,
    });
    Said::done(json, text)
}

impl Split {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let people = ids(&household, &self.member)?;
        let head = self.head.or(self.member.first().copied()).unwrap_or_default();
        let head = member_no(&household, head)?.person_id;
        let proposals = till.book.propose_relations(household.household_id, &people, head)?;
        let likely = self.relations.likely;
        let said = relations(&household, &self.relations.relation, proposals, likely)?;
        let act = LifeAct::Split {
            household_id: household.household_id,
            next_head: self.next.next_head(&till, &household, &people, self.next.next_likely)?,
            people,
            place: NewPlace {
                hh_no: self.new_no.clone(),
                village_group: self.group.clone(),
                address: self.address.clone(),
            },
            head: NewHead { person_id: head, relations: said },
        };
        self.paper.run(&mut till, act)
    }
}

/// What people are to the head of the household that takes them in: the first who is said leads the others.
fn joining(
    till: &Till,
    household: &Household,
    people: &[Uuid],
    into: Uuid,
    said: &RelationArgs,
) -> Result<Relations, Refusal> {
    let anchor = said.relation.iter().find_map(|(number, code)| {
        let person_id = member_no(household, *number).ok()?.person_id;
        people.contains(&person_id).then_some((person_id, code))
    });
    let proposals = match anchor {
        Some((anchor, code)) => till.book.propose_joining(people, into, anchor, code)?,
        None => Vec::new(),
    };
    relations(household, &said.relation, proposals, said.likely)
}

impl Merge {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let into = till.book.household_by_no(&self.into)?.household_id;
        let people: Vec<Uuid> = household.present().map(|member| member.person_id).collect();
        let relations = joining(&till, &household, &people, into, &self.relations)?;
        self.paper.run(&mut till, LifeAct::Merge { from: household.household_id, into, relations })
    }
}

impl Move {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let into = till.book.household_by_no(&self.into)?.household_id;
        let people = ids(&household, &self.member)?;
        let relations = joining(&till, &household, &people, into, &self.relations)?;
        let next_head = self.next.next_head(&till, &household, &people, self.next.next_likely)?;
        self.paper.run(&mut till, LifeAct::Move { people, into, relations, reason: self.reason, next_head })
    }
}

impl Head {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person_id = member_no(&household, self.member)?.person_id;
        let all: Vec<Uuid> = household.present().map(|member| member.person_id).collect();
        let proposals = till.book.propose_relations(household.household_id, &all, person_id)?;
        let relations = relations(&household, &self.relations.relation, proposals, self.relations.likely)?;
        let head = NewHead { person_id, relations };
        self.paper.run(&mut till, LifeAct::Head { household_id: household.household_id, head })
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Refusal> {
    serde_json::from_str(&files::read_text(path)?).map_err(|error| {
        CliError::BadJson { path: path.to_owned(), line: error.line(), column: error.column() }.into()
    })
}

impl Birth {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household_id = till.book.household_by_no(&self.hh_no)?.household_id;
        let child: MemberInput = read::<MemberFile>(&self.file)?.into();
        self.paper.run(&mut till, LifeAct::Birth { household_id, child: Box::new(child) })
    }
}

impl Death {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person_id = member_no(&household, self.member)?.person_id;
        let next_head = self.next.next_head(&till, &household, &[person_id], self.next.next_likely)?;
        self.paper.run(&mut till, LifeAct::Death { person_id, next_head })
    }
}

impl Leave {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let people = ids(&household, &self.member)?;
        let next_head = self.next.next_head(&till, &household, &people, self.next.next_likely)?;
        self.paper.run(&mut till, LifeAct::Leave { people, next_head })
    }
}

impl Return {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person_id = member_no(&household, self.member)?.person_id;
        self.paper.run(&mut till, LifeAct::Return { person_id, relation: self.relation.clone() })
    }
}

impl MoveIn {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let place = match &self.into {
            Some(hh_no) => Place::Household(till.book.household_by_no(hh_no)?.household_id),
            None => Place::New(NewPlace {
                hh_no: None,
                village_group: self.group.clone(),
                address: self.address.clone(),
            }),
        };
        let members = read::<Vec<MemberFile>>(&self.file)?.into_iter().map(MemberInput::from).collect();
        self.paper.run(&mut till, LifeAct::MoveIn { place, members })
    }
}

impl Undo {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let act_id = self
            .act_id
            .parse()
            .map_err(|_| cunshou_core::Error::NoSuchAct { act_id: self.act_id.clone() })?;
        let now = till.moment()?;
        let done = till.book.undo_life(act_id, &self.note, &now)?;
        Ok(answer(&done, false))
    }
}

impl History {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let items: Vec<HistoryItem> = match self.member {
            Some(number) => till.book.person_history(member_no(&household, number)?.person_id)?,
            None => till.book.history(household.household_id)?,
        };
        let text: Vec<String> = items
            .iter()
            .map(|item| format!("{}  {}", item.at.get(..16).unwrap_or(&item.at), item.words))
            .collect();
        let json: Vec<Value> = items
            .iter()
            .map(|item| {
                json!({
                    "at": item.at, "user": item.user, "words": item.words, "act_id": item.act_id,
                    "is_undone": item.is_undone,
                })
            })
            .collect();
        Ok(Said::done(json!({"hh_no": household.hh_no, "history": json}), text.join("\n")))
    }
}

impl Certificate {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person = member_no(&household, self.member)?;
        let now = till.moment()?;
        let (id, kind) = (person.person_id, &self.certificate_type);
        match till.book.add_certificate(id, kind, &self.certno, self.confirmed, &now)? {
            CertificateAdded::Added(person) => Ok(Said::done(
                json!({
                    "added": true, "name": person.name, "certificate_type": person.certificate_type,
                    "certno_masked": person.certno_masked(), "sex": person.sex, "birth": person.birth,
                }),
                format!("已补上：{} {}", person.name, person.certno_masked()),
            )),
            CertificateAdded::Claimed { other } => Ok(Said::done(
                json!({
                    "added": false,
                    "other": {"hh_no": other.hh_no, "name": other.name, "head": other.head},
                }),
                format!(
                    "没有补上：这个号码在户号 {} 的 {} 名下，已列入重复名单，请核对。",
                    other.hh_no, other.name
                ),
            )),
        }
    }
}
