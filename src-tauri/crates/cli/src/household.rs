//! `household`, `search`: who lives in the village, and what each owes today.
//!
//! Invariant: numbers are masked; an answer that names a category is noted in the audit log.

use crate::access::{BookArgs, Globals, Till};
use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunshou_core::codes;
use cunshou_core::enrolment::{Bill, BillLine, Payable};
use cunshou_core::household::{HouseholdInput, HouseholdRow, MemberInput};
use cunshou_core::person::{PersonCategory, PersonEvent, Student};
use cunshou_policy::{Proof, Word, Yuan, explain, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Search {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文字", default_value = "", help = "不写就列出所有的户")]
    text: String,
    #[arg(long, value_name = "页", default_value_t = 1, help = "第几页")]
    page: u32,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(about = "看一户：各人今天该缴多少、为什么")]
    Show(Show),
    #[command(about = "按 JSON 文件登记一户")]
    Add(Add),
    #[command(about = "补充通知要问的情况，如 previous_year_insurance=normal")]
    Answer(AnswerFact),
    #[command(about = "标一个人为什么不在这里缴：不用缴、别处已缴、不愿缴")]
    Mark(crate::people::MarkMember),
    #[command(about = "取消这个标记")]
    Unmark(crate::people::UnmarkMember),
    #[command(flatten)]
    Life(crate::life::Command),
}

#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "文件", help = "一户的 JSON")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct AnswerFact {
    #[command(flatten)]
    book: BookArgs,
    #[arg(value_name = "户号", help = "户号")]
    hh_no: String,
    #[arg(long, num_args = 1.., value_name = "成员号", help = "哪些人（不给就是全户）")]
    member: Vec<u32>,
    #[arg(value_name = "情况=答案", value_parser = parse_fact, help = "情况和答案")]
    fact: (String, String),
}

fn parse_fact(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(fact, value)| (fact.to_owned(), value.to_owned()))
        .ok_or_else(|| text.to_owned())
}

impl Command {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        match self {
            Self::Show(command) => command.run(globals),
            Self::Add(command) => command.run(globals),
            Self::Answer(command) => command.run(globals),
            Self::Mark(command) => command.run(globals),
            Self::Unmark(command) => command.run(globals),
            Self::Life(command) => command.run(globals),
        }
    }
}

// ---- search

#[derive(Debug, Serialize)]
pub struct Found {
    hh_no: String,
    pub head: String,
    village_group: String,
    address: String,
    members: Vec<FoundMember>,
    unpaid: u32,
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct FoundMember {
    member_no: u32,
    name: String,
    certno_masked: String,
    age: Option<u32>,
    state: &'static str,
}

impl From<HouseholdRow> for Found {
    fn from(row: HouseholdRow) -> Self {
        Self {
            state: row.state(),
            hh_no: row.hh_no,
            head: row.head,
            village_group: row.village_group,
            address: row.address,
            unpaid: row.unpaid,
            members: row
                .members
                .into_iter()
                .map(|member| FoundMember {
                    member_no: member.member_no,
                    name: member.name,
                    certno_masked: member.certno_masked,
                    age: member.age,
                    state: member.state.word(),
                })
                .collect(),
        }
    }
}

impl Found {
    /// The household in a line.
    pub fn sentence(&self) -> String {
        let names: Vec<_> = self.members.iter().map(|member| member.name.as_str()).collect();
        format!(
            "{}  {}  户主 {}（{} 人：{}）",
            self.hh_no,
            self.village_group,
            self.head,
            names.len(),
            names.join("、")
        )
    }
}

impl Search {
    pub fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let till = self.book.open(globals)?;
        let (found, total, pages) = search(&till, &self.text, self.page)?;
        let mut text = format!("找到 {total} 户（第 {} 页，共 {pages} 页）\n", self.page);
        for household in &found {
            let _ = writeln!(text, "{}", household.sentence());
        }
        Ok(Said::done(json!({"households": found, "total": total, "page": self.page, "pages": pages}), text))
    }
}

/// A page of the households that fit a text, how many fit, and how many pages there are.
pub fn search(till: &Till, text: &str, page: u32) -> Result<(Vec<Found>, u32, u32), Refusal> {
    let on = till.moment()?.on();
    let levy_year = till.book.policy_on(on)?.levy_year;
    let page = till.book.search(text, page, levy_year, on)?;
    Ok((page.households.into_iter().map(Found::from).collect(), page.total, page.pages))
}

// ---- show

#[derive(Debug, Serialize)]
struct Shown<'a> {
    hh_no: &'a str,
    head: &'a str,
    village_group: &'a str,
    address: &'a str,
    phone: &'a str,
    business_date: NaiveDate,
    levy_year: i32,
    policy_id: &'a str,
    members: Vec<ShownMember<'a>>,
    total_fee: Yuan,
    total_subsidy: Yuan,
    total_due: Yuan,
}

#[derive(Debug, Serialize)]
struct ShownMember<'a> {
    member_no: u32,
    name: &'a str,
    certno_masked: String,
    relation: &'a str,
    relation_label: &'static str,
    sex: &'a str,
    birth: Option<NaiveDate>,
    age: Option<u32>,
    state: &'static str,
    standing: &'static str,
    included: bool,
    fee: Yuan,
    subsidy: Yuan,
    due: Yuan,
    spoken: String,
    cover_words: String,
    standing_words: String,
    needs: Vec<explain::Need>,
    assessment: Value,
}

impl Show {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let bill = till.book.open_collect(household.household_id, &till.moment()?)?.bill;
        if globals.json {
            for line in bill.lines.iter().filter(|line| line.person.has_sensitive()) {
                let now = till.moment()?;
                till.book.reveal_categories(line.person.person_id, &now)?;
            }
        }
        let shown = Shown::new(&bill)?;
        Ok(Said::done(json!(shown), shown.text()))
    }
}

/// Where a line of a bill stands, in a word.
fn standing(line: &BillLine) -> &'static str {
    match &line.payable {
        Payable::Yes | Payable::InFull => "payable",
        Payable::Paid { .. } => "paid",
        Payable::PaidElsewhere => "paid_elsewhere",
        Payable::Gone => "gone",
        Payable::No(decision) => decision.word(),
    }
}

impl<'a> Shown<'a> {
    fn new(bill: &'a Bill) -> Result<Self, Refusal> {
        let policy = &bill.policy.policy;
        let totals = bill.totals()?;
        let member = |line: &'a BillLine| {
            let (person, sums, answer) = (&line.person, line.sums(), line.assessment.as_ref());
            ShownMember {
                member_no: person.member_no,
                name: &person.name,
                certno_masked: person.certno_masked(),
                relation: &person.relation,
                relation_label: codes::relation_label(&person.relation),
                sex: &person.sex,
                birth: person.birth,
                age: person.age_on(bill.business_date),
                state: line.state.word(),
                standing: standing(line),
                included: line.included,
                fee: sums.fee,
                subsidy: sums.subsidy,
                due: sums.due,
                spoken: answer.map_or_else(String::new, |answer| explain::spoken(policy, answer)),
                cover_words: answer.map_or_else(String::new, |answer| explain::cover_words(policy, answer)),
                standing_words: answer
                    .map_or_else(String::new, |answer| explain::standing_words(policy, answer)),
                needs: line.questions(policy),
                assessment: answer.map_or(Value::Null, |answer| json!(answer.answer(policy))),
            }
        };
        let household = &bill.household;
        Ok(Self {
            hh_no: &household.hh_no,
            head: household.head().map_or("", |head| &head.name),
            village_group: &household.village_group,
            address: &household.address,
            phone: household.phone(),
            business_date: bill.business_date,
            levy_year: bill.policy.levy_year,
            policy_id: policy.id(),
            members: bill.lines.iter().map(member).collect(),
            total_fee: totals.fee,
            total_subsidy: totals.subsidy,
            total_due: totals.due,
        })
    }

    fn text(&self) -> String {
        let mut text =
            format!("{}  {}  户主 {}  {}\n", self.hh_no, self.village_group, self.head, self.address);
        for member in &self.members {
            let age = member.age.map_or_else(String::new, |age| format!("{age}岁"));
            let _ = writeln!(
                text,
                "  {}  {}  {}  {age}  {}  应缴 {}",
                member.member_no, member.name, member.relation_label, member.certno_masked, member.due
            );
            let mut said = vec![&member.spoken, &member.cover_words, &member.standing_words];
            said.dedup();
            for words in said.into_iter().filter(|words| !words.is_empty()) {
                let _ = writeln!(text, "       {words}");
            }
        }
        let _ = writeln!(
            text,
            "  合计：缴费标准 {}，资助 {}，应缴 {}",
            self.total_fee, self.total_subsidy, self.total_due
        );
        text
    }
}

// ---- add

/// A household as it is written in a file; what is not named is as in an empty form.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HouseholdFile {
    /// Its number; the next free one if there is none.
    pub hh_no: Option<String>,
    village_group: String,
    address: String,
    members: Vec<MemberFile>,
}

/// A member as he is written in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MemberFile {
    name: String,
    name_alt: Option<String>,
    certificate_type: String,
    certno: String,
    sex: Option<String>,
    birth: Option<NaiveDate>,
    nation: String,
    relation: String,
    hukou: Option<String>,
    residence: Option<String>,
    phone: String,
    remarks: String,
    categories: Vec<CategoryFile>,
    events: Vec<EventFile>,
    insurance_current: String,
    previous_year: Option<String>,
    migrant_worker: Option<bool>,
    student: Option<StudentFile>,
    same_person_confirmed: bool,
}

impl Default for MemberFile {
    fn default() -> Self {
        let usual = MemberInput::default();
        Self {
            name: usual.name,
            name_alt: None,
            certificate_type: usual.certificate_type,
            certno: usual.certno,
            sex: None,
            birth: None,
            nation: usual.nation,
            relation: usual.relation,
            hukou: usual.hukou,
            residence: usual.residence,
            phone: usual.phone,
            remarks: String::new(),
            categories: Vec::new(),
            events: Vec::new(),
            insurance_current: usual.insurance_current,
            previous_year: None,
            migrant_worker: None,
            student: None,
            same_person_confirmed: false,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    code: String,
    grade: Option<u8>,
    subtype: Option<String>,
    designated_on: Option<NaiveDate>,
    #[serde(default = "in_area")]
    designated_by: String,
    #[serde(default)]
    source: String,
}

fn in_area() -> String {
    "in_area".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventFile {
    #[serde(rename = "type")]
    event_type: String,
    on: NaiveDate,
    continuous_months: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StudentFile {
    level: String,
    school: String,
}

impl From<HouseholdFile> for HouseholdInput {
    fn from(file: HouseholdFile) -> Self {
        Self {
            household_id: None,
            hh_no: file.hh_no,
            village_group: file.village_group,
            address: file.address,
            members: file.members.into_iter().map(MemberInput::from).collect(),
        }
    }
}

impl From<MemberFile> for MemberInput {
    fn from(file: MemberFile) -> Self {
        let category = |own: CategoryFile| PersonCategory {
            code: own.code,
            grade: own.grade,
            subtype: own.subtype,
            designated_on: own.designated_on,
            designated_by: own.designated_by,
            ended_on: None,
            source: own.source,
        };
        let event = |own: EventFile| PersonEvent {
            event_type: own.event_type,
            happened_on: own.on,
            continuous_months: own.continuous_months,
        };
        Self {
            person_id: None,
            name: file.name,
            name_alt: file.name_alt,
            certificate_type: file.certificate_type,
            certno: file.certno,
            sex: file.sex,
            birth: file.birth,
            nation: file.nation,
            relation: file.relation,
            hukou: file.hukou,
            residence: file.residence,
            phone: file.phone,
            remarks: Some(file.remarks),
            categories: Some(file.categories.into_iter().map(category).collect()),
            events: file.events.into_iter().map(event).collect(),
            insurance_current: file.insurance_current,
            previous_year: file.previous_year,
            migrant_worker: file.migrant_worker,
            student: file.student.map(|own| Student { level: own.level, school: own.school }),
            same_person_confirmed: file.same_person_confirmed,
        }
    }
}

impl Add {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let file: HouseholdFile = serde_json::from_str(&files::read_text(&self.file)?).map_err(|error| {
            CliError::BadJson { path: self.file.clone(), line: error.line(), column: error.column() }
        })?;
        let now = till.moment()?;
        let saved = till.book.save_household(&file.into(), &now)?;
        let head = saved.head().map_or("", |head| &head.name);
        let members: Vec<_> = saved
            .members
            .iter()
            .map(|member| json!({"member_no": member.member_no, "name": member.name, "certno_masked": member.certno_masked()}))
            .collect();
        let json = json!({
            "hh_no": saved.hh_no, "household_id": saved.household_id, "head": head, "members": members,
        });
        Ok(Said::done(json, format!("已登记：{} 户主 {head}，{} 人", saved.hh_no, members.len())))
    }
}

// ---- answer

impl AnswerFact {
    fn run(&self, globals: &Globals) -> Result<Said, Refusal> {
        let mut till = self.book.open(globals)?;
        let household = till.book.household_by_no(&self.hh_no)?;
        let person_ids: Vec<Uuid> = if self.member.is_empty() {
            household.present().map(|member| member.person_id).collect()
        } else {
            self.member
                .iter()
                .map(|no| Ok(member_no(&household, *no)?.person_id))
                .collect::<Result<_, Refusal>>()?
        };
        let (fact, value) = &self.fact;
        let now = till.moment()?;
        till.book.answer_facts(&person_ids, fact, value, &now)?;
        let paper = || Proof::from_word(value).or_else(|| Proof::from_word(fact)).map(text::paper_label);
        let label = Some(codes::fact_label(fact, value)).filter(|label| !label.is_empty()).or_else(paper);
        let text = format!("已记下：{} {} 人 {}", household.hh_no, person_ids.len(), label.unwrap_or(value));
        Ok(Said::done(
            json!({"hh_no": household.hh_no, "people": person_ids.len(), "fact": fact, "value": value}),
            text,
        ))
    }
}

/// The member of a household with that number.
pub fn member_no(
    household: &cunshou_core::household::Household,
    member_no: u32,
) -> Result<&cunshou_core::person::Person, Refusal> {
    let found = household.members.iter().find(|member| member.member_no == member_no);
    found.ok_or_else(|| cunshou_core::Error::NoSuchPerson { member: member_no.to_string() }.into())
}
