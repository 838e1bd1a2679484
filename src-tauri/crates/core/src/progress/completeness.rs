//! 完整: whether every member of every household is done, who is missing and why, and who was insured last year.
//!
//! Invariant: everyone who is here stands in exactly one place: paid, paid elsewhere with proof, exempt with proof, refused
//! with a visit, or missing for one reason; the village is the sum of its households. Must not know: drawers, receipts.

use super::HouseholdCount;
use crate::book::{Book, BookPolicy};
use crate::codes::{self, EnrolmentState};
use crate::enrolment::{BillLine, Choice, LeftOut, Payable, State, bill, is_over};
use crate::error::{Error, Result};
use crate::household::{Household, natural};
use crate::levy_year::LastYear;
use crate::person::{Asked, Person, search_key, search_words};
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_policy::{CategoryCode, Decision, LeavingOut, Policy, Rule, Word, Yuan, explain};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows on a page of who is missing.
pub const MISSING_PAGE: u32 = 100;

/// What is open about a member who is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// His money can be taken now.
    CanPay,
    /// The notice wants an answer or a paper first.
    FactsOpen,
    /// The notice sends him elsewhere.
    Referred,
    /// The notice does not let his money be taken now.
    NotNow,
    /// The notice leaves it open.
    Undetermined,
    /// The notice cannot be asked about him.
    CannotAsk,
    /// It is recorded why he does not pay, and the proof is not seen yet.
    ProofMissing,
    /// He refuses, and nobody visited him.
    VisitMissing,
    /// He refuses, and the notice wants whole households.
    NotAllowed,
    /// The year is over and he did not pay.
    WasUnpaid,
}

impl Open {
    /// All of them, in the order of their table.
    pub const ALL: [Self; 10] = [
        Self::CanPay,
        Self::FactsOpen,
        Self::Referred,
        Self::NotNow,
        Self::Undetermined,
        Self::CannotAsk,
        Self::ProofMissing,
        Self::VisitMissing,
        Self::NotAllowed,
        Self::WasUnpaid,
    ];

    /// The word in tables and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::CanPay => "can_pay",
            Self::FactsOpen => "facts_open",
            Self::Referred => "referred",
            Self::NotNow => "not_now",
            Self::Undetermined => "undetermined",
            Self::CannotAsk => "cannot_ask",
            Self::ProofMissing => "proof_missing",
            Self::VisitMissing => "visit_missing",
            Self::NotAllowed => "not_allowed",
            Self::WasUnpaid => "was_unpaid",
        }
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        codes::missing_reasons().iter().find(|code| code.code == self.word()).map_or("", |code| code.label)
    }
}

impl std::str::FromStr for Open {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|open| open.word() == word).ok_or(())
    }
}

/// Which list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Whoever is not done.
    #[default]
    Missing,
    /// Insured last year, and neither insured nor exempt yet this year.
    Stopped,
    /// Not insured last year, insured this year.
    New,
    /// Those of a group that must be insured, who are missing: which of [`Completeness::targets`].
    Target(usize),
}

/// Who is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingQuery {
    /// The year of cover.
    pub levy_year: i32,
    /// Which list.
    pub view: View,
    /// Only for this reason.
    pub why: Option<Open>,
    /// Only of this 村民组.
    pub village_group: Option<String>,
    /// Words that must all fit.
    pub text: String,
    /// From 1.
    pub page: u32,
}

/// People by where they stand. The last five are the sum of all who are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// All who are here.
    pub total: u32,
    /// Paid here.
    pub paid: u32,
    /// Paid elsewhere, with proof.
    pub paid_elsewhere: u32,
    /// Exempt, with proof where one is wanted.
    pub exempt: u32,
    /// Refused, with a visit, where the notice allows it.
    pub refused: u32,
    /// The rest.
    pub missing: u32,
}

impl Done {
    fn add(&mut self, stand: &Stand) {
        self.total += 1;
        *match (stand.open, stand.state) {
            (None, EnrolmentState::Paid) => &mut self.paid,
            (None, EnrolmentState::PaidElsewhere) => &mut self.paid_elsewhere,
            (None, EnrolmentState::Exempt) => &mut self.exempt,
            (None, EnrolmentState::Refused) => &mut self.refused,
            _ => &mut self.missing,
        } += 1;
    }

    fn plus(&mut self, other: &Self) {
        self.total += other.total;
        self.paid += other.paid;
        self.paid_elsewhere += other.paid_elsewhere;
        self.exempt += other.exempt;
        self.refused += other.refused;
        self.missing += other.missing;
    }
}

/// Someone on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRow {
    /// The person.
    pub person_id: Uuid,
    /// His household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// 村民组.
    pub village_group: String,
    /// Its head.
    pub head: String,
    /// His number in it.
    pub member_no: u32,
    /// His name.
    pub name: String,
    /// Masked.
    pub certno_masked: String,
    /// GB/T 4761.
    pub relation: String,
    /// Full years.
    pub age: Option<u32>,
    /// His phone, else the household's.
    pub phone: String,
    /// State in the levy year.
    pub state: EnrolmentState,
    /// What is open; `None` = he is done.
    pub why: Option<Open>,
    /// The same about him: what to ask, which paper to see, what the notice says.
    pub words: String,
    /// What he would pay now.
    pub due: Option<Yuan>,
    /// The article and sentence that do not allow leaving him out.
    pub rule: Option<(String, String)>,
    /// What is recorded about why he does not pay.
    pub recorded: Option<LeftOut>,
    /// Last year's reason for not paying: a hint what to ask, no fact.
    pub last_reason: Option<&'static str>,
    /// Whether he was insured last year.
    pub last_year: LastYear,
}

/// A village group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDone {
    /// 村民组.
    pub village_group: String,
    /// Its people.
    pub people: Done,
    /// Its households.
    pub households: HouseholdCount,
}

/// A target of the notice, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetDone {
    /// The notice's words.
    pub label: String,
    /// By when.
    pub by: Option<NaiveDate>,
    /// Percent to reach.
    pub percent: Option<u32>,
    /// True if it speaks of groups and not of all people.
    pub is_group: bool,
    /// People whom it speaks of.
    pub total: u32,
    /// Paid, paid elsewhere, exempt.
    pub done: u32,
    /// How many more are needed.
    pub wanted: u32,
    /// Article.
    pub article: String,
    /// Sentence.
    pub quote: String,
}

/// Last year's insured people beside this year's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastYearDone {
    /// Insured last year, and here.
    pub insured: u32,
    /// Of these: insured this year too.
    pub kept: u32,
    /// Of these: exempt this year.
    pub exempt: u32,
    /// Of these: neither yet.
    pub stopped: u32,
    /// Insured this year, not last year.
    pub new: u32,
    /// Of whom nothing is known about last year.
    pub unknown: u32,
}

/// The whole village, and a page of the list that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// The year of cover.
    pub levy_year: i32,
    /// Everyone.
    pub people: Done,
    /// Households that are complete, and those that are not.
    pub households: HouseholdCount,
    /// How many are open for which reason.
    pub by_why: Vec<(Open, u32)>,
    /// Group by group.
    pub by_group: Vec<GroupDone>,
    /// The targets.
    pub targets: Vec<TargetDone>,
    /// Beside last year.
    pub last_year: LastYearDone,
    /// The article and sentence that demand whole households.
    pub strict: Option<(String, String)>,
    /// The rows of this page.
    pub rows: Vec<MissingRow>,
    /// All rows of the list.
    pub total: u32,
    /// From 1.
    pub page: u32,
    /// 1 if the list is empty.
    pub pages: u32,
}

/// How complete one household is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdDone {
    /// Its people.
    pub people: Done,
    /// Those who are not done.
    pub missing: Vec<MissingRow>,
}

/// Somebody who is here, with where he stands in a levy year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The same as on the list of who is missing, also for somebody who is done.
    pub(crate) row: MissingRow,
    /// The person, as that year asks about him.
    pub(crate) person: Person,
    /// The second spelling of his head's name.
    pub(crate) head_alt: Option<String>,
}

/// Where one member stands.
#[derive(Debug, Clone)]
struct Stand {
    state: EnrolmentState,
    open: Option<Open>,
    words: String,
    due: Option<Yuan>,
}

/// What is known of the year besides the households.
struct Year<'a> {
    policy: &'a BookPolicy,
    on: NaiveDate,
    is_over: bool,
    states: HashMap<Uuid, State>,
    asked: HashMap<Uuid, Asked>,
    visited: HashSet<Uuid>,
    insured_before: HashMap<Uuid, LastYear>,
    last_states: HashMap<Uuid, State>,
}

impl Book {
    /// How complete the village is in a levy year on a day, and a page of who is missing and why.
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`].
    pub fn completeness(&self, query: &MissingQuery, on: NaiveDate) -> Result<Completeness> {
        let policy = self.policy_of_year(query.levy_year, on)?;
        self.read(|tx| {
            let year = Year::load(tx, policy, on)?;
            let mut households = tx.all_households()?;
            let people = households.iter_mut().flat_map(|household| &mut household.members);
            tx.as_of_year(people, query.levy_year)?;
            Ok(year.completeness(&households, query))
        })
    }

    /// How complete one household is.
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`], [`Error::NoSuchHousehold`].
    pub fn household_completeness(
        &self,
        household_id: Uuid,
        levy_year: i32,
        on: NaiveDate,
    ) -> Result<HouseholdDone> {
        let policy = self.policy_of_year(levy_year, on)?;
        let mut household = self.household(household_id)?;
        self.read(|tx| {
            tx.as_of_year(household.members.iter_mut(), levy_year)?;
            let year = Year::load(tx, policy, on)?;
            let stands = year.stands(&household);
            let mut people = Done::default();
            for (_, stand) in &stands {
                people.add(stand);
            }
            let open = stands.iter().filter(|(_, stand)| stand.open.is_some());
            Ok(HouseholdDone {
                people,
                missing: open.map(|(person, stand)| year.row(&household, person, stand)).collect(),
            })
        })
    }

    /// Everybody who is here with where he stands in a levy year on a day: group by group, household by household.
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`].
    pub(crate) fn everybody_standing(&self, levy_year: i32, on: NaiveDate) -> Result<Vec<Standing>> {
        let policy = self.policy_of_year(levy_year, on)?;
        self.read(|tx| {
            let year = Year::load(tx, policy, on)?;
            let mut households = tx.all_households()?;
            let people = households.iter_mut().flat_map(|household| &mut household.members);
            tx.as_of_year(people, levy_year)?;
            let mut everybody = Vec::new();
            for household in &households {
                let head_alt = household.head().and_then(|head| head.name_alt.clone());
                everybody.extend(year.stands(household).into_iter().map(|(person, stand)| Standing {
                    row: year.row(household, person, &stand),
                    person: person.clone(),
                    head_alt: head_alt.clone(),
                }));
            }
            Ok(everybody)
        })
    }

    /// The notice of a levy year, in the version in force on a day, or the one to come.
    ///
    /// # Errors
    /// [`Error::NoPolicyForYear`].
    pub fn policy_of_year(&self, levy_year: i32, day: NaiveDate) -> Result<&BookPolicy> {
        let found = self.policies(day).into_iter().find(|policy| policy.levy_year == levy_year);
        found.ok_or(Error::NoPolicyForYear { levy_year })
    }
}

impl<'a> Year<'a> {
    fn load(tx: &Tx<'_>, policy: &'a BookPolicy, on: NaiveDate) -> Result<Self> {
        let levy_year = policy.levy_year;
        Ok(Self {
            policy,
            on,
            is_over: is_over(levy_year, on),
            states: tx.all_states(levy_year)?,
            asked: tx.all_asked(levy_year)?,
            visited: tx.visited(levy_year)?,
            insured_before: tx.last_year(levy_year)?,
            last_states: tx.all_states(levy_year - 1)?,
        })
    }

    /// Where each member who is here stands.
    fn stands<'h>(&self, household: &'h Household) -> Vec<(&'h Person, Stand)> {
        let present: Vec<&Person> = household.present().collect();
        let is_unpaid =
            |person: &&Person| matches!(self.states.get(&person.person_id), None | Some(State::Unpaid));
        // The engine is asked about a household only if somebody of it could still pay.
        let lines: HashMap<Uuid, BillLine> = if !self.is_over && present.iter().any(is_unpaid) {
            let choice = Choice::default().with_recorded(&of(household, &self.states));
            let states = of(household, &self.states);
            let asked = of(household, &self.asked);
            let bill = bill(self.policy, household, &states, &asked, &choice, self.on);
            bill.lines.into_iter().map(|line| (line.person.person_id, line)).collect()
        } else {
            HashMap::new()
        };
        present.into_iter().map(|person| (person, self.stand(person, lines.get(&person.person_id)))).collect()
    }

    fn stand(&self, person: &Person, line: Option<&BillLine>) -> Stand {
        let state = self.states.get(&person.person_id).unwrap_or(&State::Unpaid);
        let settled = Stand { state: state.kind(), open: None, words: String::new(), due: None };
        match state {
            State::Paid { .. } => settled,
            State::PaidElsewhere(left) => {
                let seen = !left.proof.is_empty() || !left.note.is_empty();
                if seen { settled } else { settled.open(Open::ProofMissing, proof_words(left)) }
            }
            State::Exempt(left) => {
                let wants =
                    codes::leave_out_reason(&left.reason).is_some_and(|reason| !reason.proof.is_empty());
                if wants && left.proof.is_empty() {
                    settled.open(Open::ProofMissing, proof_words(left))
                } else {
                    settled
                }
            }
            State::Refused(left) => {
                let strict = self.policy.policy.leaving_out() == LeavingOut::LawfulReason;
                if strict && left.approval_no.is_none() {
                    let rule = self.policy.policy.household_rule();
                    settled.open(Open::NotAllowed, rule.map_or_else(String::new, |rule| rule.quote.clone()))
                } else if self.visited.contains(&person.person_id) {
                    settled
                } else {
                    settled.open(Open::VisitMissing, left.note.clone())
                }
            }
            State::Unpaid => match line {
                Some(line) => unpaid(&self.policy.policy, line),
                None => settled.open(Open::WasUnpaid, String::new()),
            },
        }
    }

    fn row(&self, household: &Household, person: &Person, stand: &Stand) -> MissingRow {
        let id = person.person_id;
        let recorded = match self.states.get(&id) {
            Some(State::PaidElsewhere(left) | State::Exempt(left) | State::Refused(left)) => {
                Some(left.clone())
            }
            _ => None,
        };
        let last_reason = match self.last_states.get(&id) {
            Some(State::PaidElsewhere(left) | State::Exempt(left) | State::Refused(left)) => {
                codes::leave_out_reason(&left.reason).map(|reason| reason.label)
            }
            _ => None,
        };
        let strict = strict(&self.policy.policy).filter(|_| stand.open.is_some());
        MissingRow {
            person_id: id,
            household_id: household.household_id,
            hh_no: household.hh_no.clone(),
            village_group: household.village_group.clone(),
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            member_no: person.member_no,
            name: person.name.clone(),
            certno_masked: person.certno_masked(),
            relation: person.relation.clone(),
            age: person.age_on(self.on),
            phone: if person.phone.is_empty() { household.phone().to_owned() } else { person.phone.clone() },
            state: stand.state,
            why: stand.open,
            words: stand.words.clone(),
            due: stand.due,
            rule: strict,
            recorded,
            last_reason,
            last_year: self.insured_last_year(person),
        }
    }

    fn insured_last_year(&self, person: &Person) -> LastYear {
        let listed = self.insured_before.get(&person.person_id).copied();
        listed.unwrap_or_else(|| LastYear::of_roster(person.previous_year.as_deref()))
    }

    fn completeness(&self, households: &[Household], query: &MissingQuery) -> Completeness {
        let policy = &self.policy.policy;
        let mut targets = targets(policy);
        let mut people = Done::default();
        let mut counts = HouseholdCount::default();
        let mut by_why: HashMap<Open, u32> = HashMap::new();
        let mut by_group: Vec<GroupDone> = Vec::new();
        let mut last_year = LastYearDone::default();
        let words = search_words(&query.text);
        let mut rows = Vec::new();
        for household in households {
            let stands = self.stands(household);
            if stands.is_empty() {
                continue;
            }
            let mut done = Done::default();
            for (person, stand) in &stands {
                done.add(stand);
                if let Some(open) = stand.open {
                    *by_why.entry(open).or_default() += 1;
                }
                let before = self.insured_last_year(person);
                last_year.add(before, stand);
                let mut in_target = Vec::with_capacity(targets.len());
                for target in &mut targets {
                    let belongs = target.has(policy, person, self.on);
                    in_target.push(belongs);
                    if belongs {
                        target.add(stand);
                    }
                }
                let listed = match query.view {
                    View::Missing => stand.open.is_some(),
                    View::Stopped => is_stopped(before, stand),
                    View::New => is_new(before, stand),
                    View::Target(place) => {
                        !is_insured_or_exempt(stand) && in_target.get(place).copied().unwrap_or(false)
                    }
                };
                let wanted = listed
                    && query.why.is_none_or(|why| stand.open == Some(why))
                    && query.village_group.as_ref().is_none_or(|group| *group == household.village_group)
                    && fits(&words, household, person);
                if wanted {
                    rows.push((household, *person, stand.clone()));
                }
            }
            people.plus(&done);
            counts.add(done.missing > 0);
            let place = by_group.iter().position(|group| group.village_group == household.village_group);
            let place = place.unwrap_or_else(|| {
                by_group.push(GroupDone {
                    village_group: household.village_group.clone(),
                    people: Done::default(),
                    households: HouseholdCount::default(),
                });
                by_group.len() - 1
            });
            by_group[place].people.plus(&done);
            by_group[place].households.add(done.missing > 0);
        }
        by_group.sort_by(|a, b| natural(&a.village_group, &b.village_group));
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let pages = total.div_ceil(MISSING_PAGE).max(1);
        let page = query.page.clamp(1, pages);
        let shown = rows.iter().skip(((page - 1) * MISSING_PAGE) as usize).take(MISSING_PAGE as usize);
        Completeness {
            levy_year: self.policy.levy_year,
            people,
            households: counts,
            by_why: Open::ALL.into_iter().filter_map(|why| Some((why, *by_why.get(&why)?))).collect(),
            by_group,
            targets: targets.into_iter().map(Counted::done).collect(),
            last_year,
            strict: strict(policy),
            rows: shown.map(|(household, person, stand)| self.row(household, person, stand)).collect(),
            total,
            page,
            pages,
        }
    }
}

impl Stand {
    fn open(mut self, open: Open, words: String) -> Self {
        self.open = Some(open);
        self.words = words;
        self
    }
}

/// What is known of the members of a household.
fn of<T: Clone>(household: &Household, all: &HashMap<Uuid, T>) -> HashMap<Uuid, T> {
    let known = |person: &Person| Some((person.person_id, all.get(&person.person_id)?.clone()));
    household.members.iter().filter_map(known).collect()
}

/// Why somebody who could pay has not: what the notice says about him now. Pure.
fn unpaid(policy: &Policy, line: &BillLine) -> Stand {
    let stand = Stand { state: EnrolmentState::Unpaid, open: None, words: String::new(), due: None };
    let said = || line.assessment.as_ref().map_or_else(String::new, |a| explain::standing_words(policy, a));
    let questions = line.questions(policy);
    let asks = || questions.iter().map(|need| need.question.as_str()).collect::<Vec<_>>().join("；");
    match &line.payable {
        Payable::Yes | Payable::InFull => {
            Stand { due: Some(line.sums().due), ..stand }.open(Open::CanPay, asks())
        }
        Payable::No(Decision::Refer) if questions.is_empty() => stand.open(Open::Referred, said()),
        Payable::No(Decision::Refuse) if questions.is_empty() => stand.open(Open::NotNow, said()),
        Payable::No(_) if line.assessment.is_none() => stand.open(Open::CannotAsk, fault_words(line)),
        Payable::No(_) if !questions.is_empty() => stand.open(Open::FactsOpen, asks()),
        _ => stand.open(Open::Undetermined, said()),
    }
}

fn fault_words(line: &BillLine) -> String {
    line.fault.as_ref().map_or_else(String::new, |fault| {
        let words = crate::words::say(fault.code(), &fault.params());
        format!("{}{}", words.message, words.todo)
    })
}

fn proof_words(left: &LeftOut) -> String {
    codes::leave_out_reason(&left.reason)
        .map_or_else(String::new, |reason| format!("{}：{}", reason.label, reason.proof))
}

fn strict(policy: &Policy) -> Option<(String, String)> {
    let rule = policy.household_rule().filter(|_| policy.leaving_out() == LeavingOut::LawfulReason)?;
    Some((rule.article.clone(), rule.quote.clone()))
}

fn fits(words: &[String], household: &Household, person: &Person) -> bool {
    if words.is_empty() {
        return true;
    }
    let key = search_key(person, &household.hh_no, &household.village_group, &household.address);
    words.iter().all(|word| key.contains(word.as_str()))
}

fn is_insured(stand: &Stand) -> bool {
    matches!(stand.state, EnrolmentState::Paid | EnrolmentState::PaidElsewhere)
}

fn is_insured_or_exempt(stand: &Stand) -> bool {
    is_insured(stand) || stand.state == EnrolmentState::Exempt
}

fn is_stopped(before: LastYear, stand: &Stand) -> bool {
    before.is_insured() && !is_insured_or_exempt(stand)
}

fn is_new(before: LastYear, stand: &Stand) -> bool {
    before == LastYear::NotInsured && is_insured(stand)
}

impl LastYearDone {
    fn add(&mut self, before: LastYear, stand: &Stand) {
        self.insured += u32::from(before.is_insured());
        self.kept += u32::from(before.is_insured() && is_insured(stand));
        self.exempt += u32::from(before.is_insured() && stand.state == EnrolmentState::Exempt);
        self.stopped += u32::from(is_stopped(before, stand));
        self.new += u32::from(is_new(before, stand));
        self.unknown += u32::from(before == LastYear::Unknown);
    }
}

/// A target with its count so far.
struct Counted<'p> {
    label: &'p str,
    by: Option<NaiveDate>,
    percent: Option<u32>,
    groups: &'p [CategoryCode],
    rule: Option<&'p Rule>,
    total: u32,
    done: u32,
}

/// Whom the notice counts: who must enrol, then its targets.
fn targets(policy: &Policy) -> Vec<Counted<'_>> {
    let count =
        |label, by, percent, groups, rule| Counted { label, by, percent, groups, rule, total: 0, done: 0 };
    let rule = |id: &str| policy.rules().iter().find(|rule| rule.id == id);
    let listed: Vec<_> = policy
        .targets()
        .iter()
        .filter(|target| target.percent.is_some() || !target.groups.is_empty())
        .map(|t| count(t.label.as_str(), t.by, t.percent, t.groups.as_slice(), rule(&t.rule)))
        .collect();
    let must = policy.must_enrol().filter(|(groups, _)| listed.iter().all(|one| one.groups != *groups));
    let must = must.map(|(groups, rule)| count(rule.quote.as_str(), None, Some(100), groups, Some(rule)));
    must.into_iter().chain(listed).collect()
}

impl Counted<'_> {
    /// Whether the target speaks of somebody on a day.
    fn has(&self, policy: &Policy, person: &Person, on: NaiveDate) -> bool {
        let holds = |code: CategoryCode| {
            person.categories.iter().any(|held| {
                held.code == code.word()
                    && held.designated_on.is_none_or(|from| from <= on)
                    && held.ended_on.is_none_or(|end| end > on)
                    && policy.counts_grade(code, held.grade)
            })
        };
        let by_age = |code| {
            policy.born_by(code).is_some_and(|by| person.birth.is_some_and(|birth| birth <= by))
                && CategoryCode::ALL.contains(&code)
                && codes::category(code.word()).is_none()
        };
        self.groups.is_empty() || self.groups.iter().any(|code| holds(*code) || by_age(*code))
    }

    fn add(&mut self, stand: &Stand) {
        self.total += 1;
        self.done += u32::from(is_insured_or_exempt(stand));
    }

    fn done(self) -> TargetDone {
        let needed = (u64::from(self.total) * u64::from(self.percent.unwrap_or(100))).div_ceil(100);
        let needed = u32::try_from(needed).unwrap_or(u32::MAX);
        TargetDone {
            label: self.label.to_owned(),
            by: self.by,
            percent: self.percent,
            is_group: !self.groups.is_empty(),
            total: self.total,
            done: self.done,
            wanted: needed.saturating_sub(self.done),
            article: self.rule.map_or_else(String::new, |rule| rule.article.clone()),
            quote: self.rule.map_or_else(String::new, |rule| rule.quote.clone()),
        }
    }
}
