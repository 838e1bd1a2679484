//! 一户的变化: households that split and merge, people who move, marry, are born, die, leave and come back.
//!
//! Invariant: nobody is lost or doubled; a household with anyone in it has one head; a member number is never given to
//! another; a payment stays with its person. Each act is dated by its paper, and a mistake is undone by another act.
//! Must not know: sums and notices, except by asking for the bill before and after.

use super::relation::{self, Proposal};
use super::{HEAD, Household, MemberInput, draft, field_label};
use crate::book::{Acting, Book, in_force};
use crate::codes;
use crate::enrolment::{BillLine, Payable, State};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use crate::person::{Person, PersonEvent, Standing};
use crate::storage::Tx;
use crate::work::NewWork;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The event of a death.
pub(crate) const DEATH: &str = "death";
/// The event of somebody's leaving the village.
pub(crate) const MOVED_AWAY: &str = "moved_away";
/// The work that a death after a payment makes, in `assets/text/work.toml`.
const PAID_AND_DEAD: &str = "paid_and_dead";
/// Longer paper numbers and notes are cut.
const MOST_CHARS: usize = 200;

/// By what paper, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The day that the paper gives; not after today.
    pub happened_on: NaiveDate,
    /// A code of `assets/codes/life_paper.tsv`; empty = not said.
    pub kind: String,
    /// The number on it.
    pub number: String,
    /// In the clerk's words.
    pub note: String,
}

impl Paper {
    /// No paper yet, of that day.
    pub fn of_day(happened_on: NaiveDate) -> Self {
        Self { happened_on, kind: String::new(), number: String::new(), note: String::new() }
    }
}

/// What somebody is to the head, as the clerk said or confirmed it.
pub type Relations = BTreeMap<Uuid, String>;

/// Who heads a household from now on, and what the others are to him.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewHead {
    /// The head.
    pub person_id: Uuid,
    /// What everybody else who is there is to him.
    pub relations: Relations,
}

/// Where people come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A household that is there.
    Household(Uuid),
    /// A new one.
    New(NewPlace),
}

/// A household that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPlace {
    /// Its number; `None` = the next free one.
    pub hh_no: Option<String>,
    /// 村民组; empty in a split = that of the old household.
    pub village_group: String,
    /// Address; empty in a split = that of the old household.
    pub address: String,
}

/// Why somebody goes to another household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MoveReason {
    /// 婚嫁, and back after a divorce.
    Marriage,
    /// 收养.
    Adoption,
    /// Any other reason.
    #[default]
    Other,
}

impl MoveReason {
    /// The word of the act.
    pub fn word(self) -> &'static str {
        match self {
            Self::Marriage => "marriage",
            Self::Adoption => "adoption",
            Self::Other => "move",
        }
    }

    /// The reason that a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Marriage, Self::Adoption, Self::Other].into_iter().find(|reason| reason.word() == word)
    }
}

/// An act of household life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeAct {
    /// 分户: some of a household found one of their own.
    Split {
        /// The household that they leave.
        household_id: Uuid,
        /// Who leaves.
        people: Vec<Uuid>,
        /// The new household.
        place: NewPlace,
        /// Who of them heads it.
        head: NewHead,
        /// Who heads those who stay, if the head leaves.
        next_head: Option<NewHead>,
    },
    /// 并户: everybody of a household joins another.
    Merge {
        /// The household that ends.
        from: Uuid,
        /// The household that takes them in.
        into: Uuid,
        /// What each of them is to its head.
        relations: Relations,
    },
    /// Some of a household join another.
    Move {
        /// Who.
        people: Vec<Uuid>,
        /// Where to.
        into: Uuid,
        /// What each of them is to its head.
        relations: Relations,
        /// Why.
        reason: MoveReason,
        /// Who heads those who stay, if the head leaves.
        next_head: Option<NewHead>,
    },
    /// 换户主.
    Head {
        /// The household.
        household_id: Uuid,
        /// Who heads it from now on.
        head: NewHead,
    },
    /// A child is born; the day of the paper is the birth date.
    Birth {
        /// The household.
        household_id: Uuid,
        /// The child.
        child: Box<MemberInput>,
    },
    /// Somebody died.
    Death {
        /// Who.
        person_id: Uuid,
        /// Who heads those who stay, if he was the head.
        next_head: Option<NewHead>,
    },
    /// 户口迁出: people leave the village.
    Leave {
        /// Who, all of one household.
        people: Vec<Uuid>,
        /// Who heads those who stay, if the head leaves.
        next_head: Option<NewHead>,
    },
    /// Somebody who had left comes back to his household.
    Return {
        /// Who.
        person_id: Uuid,
        /// What he is to its head; the head himself where nobody is left.
        relation: String,
    },
    /// 迁入: people come from outside.
    MoveIn {
        /// Where to.
        place: Place,
        /// Who; the first with the relation of a head heads a new household.
        members: Vec<MemberInput>,
    },
}

impl LifeAct {
    /// The word of the act in tables.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Split { .. } => "split",
            Self::Merge { .. } => "merge",
            Self::Move { reason, .. } => reason.word(),
            Self::Head { .. } => "head",
            Self::Birth { .. } => "birth",
            Self::Death { .. } => "death",
            Self::Leave { .. } => "leave",
            Self::Return { .. } => "return",
            Self::MoveIn { .. } => "move_in",
        }
    }
}

/// An act with its paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeRequest {
    /// The act.
    pub act: LifeAct,
    /// Its paper.
    pub paper: Paper,
    /// The clerk has said that somebody of the same name and birth date is another person.
    pub same_person_confirmed: bool,
}

/// What follows from an act, for the clerk to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeNote {
    /// Nobody is left in a household; it stays with its number.
    HouseholdEmpty {
        /// Its number.
        hh_no: String,
    },
    /// A household was made.
    HouseholdMade {
        /// Its number.
        hh_no: String,
    },
    /// Somebody takes his payment with him.
    PaymentStays {
        /// Who.
        name: String,
        /// The year of cover.
        levy_year: i32,
        /// The receipt.
        receipt_no: String,
    },
    /// Somebody who died or left has paid.
    PaidAndGone {
        /// Who.
        name: String,
        /// The year of cover.
        levy_year: i32,
        /// The receipt.
        receipt_no: String,
    },
    /// The notice asks another sum of somebody, or answers otherwise about him.
    OwesOther {
        /// Who.
        name: String,
        /// In words, before.
        before: String,
        /// In words, now.
        after: String,
    },
    /// Those who died or left stay behind with the household that ended.
    StaysBehind {
        /// Who.
        people: String,
        /// The household.
        hh_no: String,
    },
}

/// An act that was done, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeDone {
    /// Its id.
    pub act_id: Uuid,
    /// Its word.
    pub kind: &'static str,
    /// The households that it touched, as they are now; the one in which people ended up last.
    pub households: Vec<Household>,
    /// What follows from it.
    pub notes: Vec<LifeNote>,
}

/// Households before and after an act.
#[derive(Debug, Default)]
struct Plan {
    before: Vec<Household>,
    after: Vec<Household>,
    /// Those whom the act is about.
    people: Vec<Uuid>,
    notes: Vec<LifeNote>,
}

/// The bill of everybody whom an act may concern.
#[derive(Debug, Default)]
struct Bills {
    levy_year: i32,
    lines: HashMap<Uuid, BillLine>,
}

/// An act as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LifeRow {
    /// Its id.
    pub(super) act_id: Uuid,
    /// Its word.
    pub(super) kind: String,
    /// Its day.
    pub(super) happened_on: NaiveDate,
    /// A code of `life_paper.tsv`.
    pub(super) paper: String,
    /// The number on it.
    pub(super) paper_no: String,
    /// In the clerk's words.
    pub(super) note: String,
    /// The number of the household that people left.
    pub(super) from_no: String,
    /// The number of the household into which they came.
    pub(super) into_no: String,
    /// Who.
    pub(super) people: String,
    /// The act that it undoes.
    pub(super) undoes: Option<Uuid>,
    /// When it was undone.
    pub(super) undone_at: Option<String>,
    /// When it was written down (RFC 3339, +08:00).
    pub(super) at: String,
    /// By whom.
    pub(super) user: String,
}

/// One change of a stored act.
#[derive(Debug)]
pub(super) struct ActChange {
    pub(super) household_id: Uuid,
    pub(super) person_id: Option<Uuid>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl ActChange {
    fn read<T: serde::de::DeserializeOwned>(text: Option<&String>) -> Result<Option<T>> {
        text.map(|text| {
            serde_json::from_str(text)
                .map_err(|error| Error::BadRow { table: "roster_change", detail: error.to_string() })
        })
        .transpose()
    }

    fn before<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>> {
        Self::read(self.before.as_ref())
    }

    fn after<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>> {
        Self::read(self.after.as_ref())
    }

    /// Whom it was about, by name.
    fn name(&self) -> String {
        let one: Option<serde_json::Value> = self.after().or_else(|_| self.before()).ok().flatten();
        let text = |key: &str| one.as_ref()?.get(key)?.as_str().map(str::to_owned);
        text("name").or_else(|| text("hh_no")).unwrap_or_default()
    }
}

impl Book {
    /// Writes an act of household life down.
    ///
    /// # Errors
    /// Each says what is missing or wrong ([`Error::NextHeadAsked`], [`Error::RelationAsked`], [`Error::NotHere`],
    /// [`Error::DayInFuture`], [`Error::BeforeBirth`], [`Error::SameNameAndBirth`] …); nothing is changed then.
    pub fn record_life(&mut self, request: &LifeRequest, now: &Moment) -> Result<LifeDone> {
        self.transact(now, |tx, acting| tx.record_life(acting, request))
    }

    /// What [`Book::record_life`] would do, without doing it.
    ///
    /// # Errors
    /// Those of [`Book::record_life`].
    pub fn preview_life(&self, request: &LifeRequest, now: &Moment) -> Result<LifeDone> {
        self.rehearse(now, |tx, acting| tx.record_life(acting, request))
    }

    /// Undoes an act that was a mistake, by another act, while everything that it changed is as it left it.
    ///
    /// # Errors
    /// [`Error::NoSuchAct`], [`Error::ActUndone`]; [`Error::ActChangedSince`] names who was changed since;
    /// [`Error::MemberHasPaid`] if somebody whom the act brought has paid.
    pub fn undo_life(&mut self, act_id: Uuid, note: &str, now: &Moment) -> Result<LifeDone> {
        self.transact(now, |tx, acting| tx.undo_life(acting, act_id, note))
    }

    /// What members would be to a new head: `people` of one household, himself among them.
    pub fn propose_relations(
        &self,
        household_id: Uuid,
        people: &[Uuid],
        new_head: Uuid,
    ) -> Result<Vec<Proposal>> {
        self.read(|tx| {
            let household = tx.known_household(household_id)?;
            let members = chosen(&household, people)?;
            let head = member(&household, new_head)?;
            let old_head = household.head().unwrap_or(head);
            Ok(relation::to_new_head(&members, old_head, head))
        })
    }

    /// What people who go to another household would be to its head, if `anchor` is `relation` to him.
    pub fn propose_joining(
        &self,
        people: &[Uuid],
        into: Uuid,
        anchor: Uuid,
        relation: &str,
    ) -> Result<Vec<Proposal>> {
        self.read(|tx| {
            let anchor = tx.known_person(anchor)?;
            let household = tx.known_household(anchor.household_id)?;
            let target = tx.known_household(into)?;
            let members = chosen(&household, people)?;
            let old_head = household.head().unwrap_or(&anchor);
            let Some(head) = target.head() else { return Ok(Vec::new()) };
            Ok(relation::to_head_of_others(&members, old_head, &anchor, relation, head))
        })
    }
}

/// The member of a household.
fn member(household: &Household, person_id: Uuid) -> Result<&Person> {
    household
        .members
        .iter()
        .find(|member| member.person_id == person_id)
        .ok_or_else(|| Error::NoSuchPerson { member: person_id.to_string() })
}

/// Members of a household, each once.
fn chosen<'h>(household: &'h Household, people: &[Uuid]) -> Result<Vec<&'h Person>> {
    if people.is_empty() {
        return Err(Error::NobodyNamed {});
    }
    let mut all = Vec::with_capacity(people.len());
    for person_id in people {
        let found = member(household, *person_id)?;
        if !all.iter().any(|other: &&Person| other.person_id == *person_id) {
            all.push(found);
        }
    }
    Ok(all)
}

fn here(person: &Person) -> Result<()> {
    if person.is_present() {
        return Ok(());
    }
    Err(Error::NotHere {
        name: person.name.clone(),
        standing: codes::fact_label("standing", person.standing.word()),
    })
}

/// The paper, checked against the calendar.
fn paper(given: &Paper, today: NaiveDate) -> Result<Paper> {
    if given.happened_on > today {
        return Err(Error::DayInFuture { happened_on: given.happened_on, today });
    }
    if !given.kind.is_empty() && !codes::life_papers().iter().any(|paper| paper.code == given.kind) {
        return Err(Error::UnknownCode { field: field_label("paper"), code_given: given.kind.clone() });
    }
    let cut = |text: &str| text.trim().chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect();
    Ok(Paper {
        happened_on: given.happened_on,
        kind: given.kind.clone(),
        number: cut(&given.number),
        note: cut(&given.note),
    })
}

/// Nothing happens to somebody before he is born.
fn born_by(people: &[&Person], on: NaiveDate) -> Result<()> {
    for person in people {
        if let Some(birth) = person.birth.filter(|birth| *birth > on) {
            return Err(Error::BeforeBirth {
                name: person.name.clone(),
                birth: birth.to_string(),
                happened_on: on,
            });
        }
    }
    Ok(())
}

/// A relation that was said, known to the table, and not that of a head.
fn said_relation(relations: &Relations, person: &Person, hh_no: &str) -> Result<String> {
    let said = relations.get(&person.person_id).map(String::as_str).unwrap_or_default();
    if said.is_empty() || said == HEAD || said == "01" {
        return Err(Error::RelationAsked { name: person.name.clone(), hh_no: hh_no.to_owned() });
    }
    known_relation(said)
}

fn known_relation(code: &str) -> Result<String> {
    if codes::relations().iter().any(|known| known.code == code) {
        return Ok(code.to_owned());
    }
    Err(Error::UnknownCode { field: field_label("relation"), code_given: code.chars().take(20).collect() })
}

/// Puts a head over those who are here, and what the others are to him.
fn put_head(household: &mut Household, head: &NewHead) -> Result<()> {
    let hh_no = household.hh_no.clone();
    let new = member(household, head.person_id)?;
    here(new)?;
    for person in household.members.iter_mut().filter(|person| person.is_present()) {
        person.relation = if person.person_id == head.person_id {
            HEAD.to_owned()
        } else {
            said_relation(&head.relations, person, &hh_no)?
        };
    }
    household.head_id = Some(head.person_id);
    Ok(())
}

/// What becomes of a household whose head may have gone: the same head, another who is named, or nobody.
fn settle_head(household: &mut Household, next_head: Option<&NewHead>, old: &Household) -> Result<()> {
    let stays = |id: Option<Uuid>| {
        household.members.iter().any(|member| Some(member.person_id) == id && member.is_present())
    };
    if !household.members.iter().any(Person::is_present) {
        household.head_id = None;
        return Ok(());
    }
    if stays(household.head_id) {
        return Ok(());
    }
    let name = || old.head().map_or_else(String::new, |head| head.name.clone());
    let next =
        next_head.ok_or_else(|| Error::NextHeadAsked { name: name(), hh_no: household.hh_no.clone() })?;
    put_head(household, next)
}

/// Somebody with one more event, standing as it makes him stand.
fn with_event(person: &mut Person, event_type: &str, happened_on: NaiveDate) {
    let is_same = |event: &PersonEvent| event.event_type == event_type && event.happened_on == happened_on;
    if !person.events.iter().any(is_same) {
        person.events.push(PersonEvent {
            event_type: event_type.to_owned(),
            happened_on,
            continuous_months: None,
        });
    }
    person.events.sort_by(|a, b| (a.happened_on, &a.event_type).cmp(&(b.happened_on, &b.event_type)));
    person.standing = draft::standing(&person.events);
}

impl Plan {
    fn after_mut(&mut self, household_id: Uuid) -> &mut Household {
        let place = self.after.iter().position(|household| household.household_id == household_id);
        &mut self.after[place.unwrap_or_default()]
    }

    /// Takes people out of a household of the plan and puts them into another, under new numbers.
    fn move_people(&mut self, people: &[Uuid], from: Uuid, into: Uuid, mut highest: u32) {
        let mut moving = Vec::new();
        self.after_mut(from).members.retain(|member| {
            let goes = people.contains(&member.person_id);
            if goes {
                moving.push(member.clone());
            }
            !goes
        });
        for mut person in moving {
            highest += 1;
            person.household_id = into;
            person.member_no = highest;
            self.after_mut(into).members.push(person);
        }
    }

    fn note_empty(&mut self) {
        for household in &self.after {
            let was = self.before.iter().find(|before| before.household_id == household.household_id);
            if was.is_some_and(|was| was.present().next().is_some()) && household.present().next().is_none() {
                self.notes.push(LifeNote::HouseholdEmpty { hh_no: household.hh_no.clone() });
            }
        }
    }
}

/// Checks what must hold of every household after an act.
fn lawful(household: &Household) -> Result<()> {
    let heads = household.present().filter(|member| member.relation == HEAD).count();
    let head_is_here = household.present().any(|member| Some(member.person_id) == household.head_id);
    let is_empty = household.present().next().is_none();
    if (is_empty && household.head_id.is_none()) || (heads == 1 && head_is_here) {
        return Ok(());
    }
    Err(Error::HeadMissing { hh_no: household.hh_no.clone() })
}

impl Tx<'_> {
    pub(crate) fn known_household(&self, household_id: Uuid) -> Result<Household> {
        self.household(household_id)?
            .or_not_found(|| Error::NoSuchHousehold { hh_no: household_id.to_string() })
    }

    pub(crate) fn known_person(&self, person_id: Uuid) -> Result<Person> {
        self.person(person_id)?.or_not_found(|| Error::NoSuchPerson { member: person_id.to_string() })
    }

    /// Does an act; what [`Book::record_life`] rests on, and other acts that follow from a list.
    pub(crate) fn record_life(&self, acting: &Acting<'_>, request: &LifeRequest) -> Result<LifeDone> {
        let paper = paper(&request.paper, acting.now.on())?;
        let mut plan = self.plan(acting, request, &paper)?;
        plan.note_empty();
        for household in &plan.after {
            lawful(household)?;
        }
        let row = Self::act_row(acting, request.act.word(), &paper, &plan, None);
        let bills_before = self.bills(acting, &plan.before)?;
        self.insert_life(&row)?;
        self.write_plan(acting, row.act_id, &plan.before, &plan.after)?;
        // Whoever was born or came may stand on a list that waits for him.
        self.rematch(acting)?;
        let bills_after = self.bills(acting, &plan.after)?;
        let mut notes = plan.notes;
        notes.extend(consequences(&plan.people, &bills_before, &bills_after));
        if let LifeAct::Death { person_id, .. } = &request.act {
            self.work_of_death(acting, *person_id, &paper, &notes)?;
        }
        let households =
            plan.after.iter().map(|after| self.known_household(after.household_id)).collect::<Result<_>>()?;
        Ok(LifeDone { act_id: row.act_id, kind: request.act.word(), households, notes })
    }

    /// Somebody died who has paid: whether the money can come back is work to do.
    fn work_of_death(
        &self,
        acting: &Acting<'_>,
        person_id: Uuid,
        paper: &Paper,
        notes: &[LifeNote],
    ) -> Result<()> {
        for note in notes {
            let LifeNote::PaidAndGone { levy_year, receipt_no, .. } = note else { continue };
            let work = NewWork {
                kind: PAID_AND_DEAD,
                person_id,
                levy_year: Some(*levy_year),
                facts: serde_json::json!({ "receipt_no": receipt_no, "on": paper.happened_on }),
                article: String::new(),
                import_id: None,
            };
            self.open_work(acting, &work)?;
        }
        Ok(())
    }

    fn act_row(acting: &Acting<'_>, kind: &str, paper: &Paper, plan: &Plan, undoes: Option<Uuid>) -> LifeRow {
        let of = |households: &[Household], id: Uuid| {
            households
                .iter()
                .find(|one| one.members.iter().any(|member| member.person_id == id))
                .map(|one| one.hh_no.clone())
        };
        let first = plan.people.first().copied().unwrap_or_default();
        let names: Vec<String> = plan
            .people
            .iter()
            .filter_map(|id| {
                let all = plan.after.iter().chain(&plan.before).flat_map(|household| &household.members);
                all.into_iter().find(|member| member.person_id == *id).map(|member| member.name.clone())
            })
            .collect();
        LifeRow {
            act_id: acting.now.id(),
            kind: kind.to_owned(),
            happened_on: paper.happened_on,
            paper: paper.kind.clone(),
            paper_no: paper.number.clone(),
            note: paper.note.clone(),
            from_no: of(&plan.before, first).unwrap_or_default(),
            into_no: of(&plan.after, first).unwrap_or_default(),
            people: names.join("、"),
            undoes,
            undone_at: None,
            at: acting.now.text(),
            user: acting.user.to_owned(),
        }
    }

    /// The bills of households today, by person; none where no notice is in force.
    fn bills(&self, acting: &Acting<'_>, households: &[Household]) -> Result<Bills> {
        let on = self.open_session_row()?.map_or(acting.now.on(), |session| session.business_date);
        let Ok(policy) = in_force(acting.policies, on) else { return Ok(Bills::default()) };
        let mut lines = HashMap::new();
        for household in households {
            let bill = self.bill(policy, household.household_id, None, on)?;
            lines.extend(bill.lines.into_iter().map(|line| (line.person.person_id, line)));
        }
        Ok(Bills { levy_year: policy.levy_year, lines })
    }

    fn plan(&self, acting: &Acting<'_>, request: &LifeRequest, paper: &Paper) -> Result<Plan> {
        let on = paper.happened_on;
        match &request.act {
            LifeAct::Split { household_id, people, place, head, next_head } => {
                self.plan_split(acting, *household_id, people, place, head, next_head.as_ref(), on)
            }
            LifeAct::Merge { from, into, relations } => self.plan_merge(request, *from, *into, relations, on),
            LifeAct::Move { people, into, relations, next_head, .. } => {
                self.plan_move(request, people, *into, relations, next_head.as_ref(), on)
            }
            LifeAct::Head { household_id, head } => {
                let before = self.known_household(*household_id)?;
                let mut after = before.clone();
                put_head(&mut after, head)?;
                let person = member(&before, head.person_id)?;
                born_by(&[person], on)?;
                let people = vec![head.person_id];
                Ok(Plan { before: vec![before], after: vec![after], people, notes: Vec::new() })
            }
            LifeAct::Birth { household_id, child } => {
                let mut child = child.as_ref().clone();
                let birth = *child.birth.get_or_insert(on);
                let place = Place::Household(*household_id);
                let plan = self.plan_move_in(acting, request, &place, std::slice::from_ref(&child))?;
                let is_child = |person: &&Person| plan.people.contains(&person.person_id);
                let born = plan.after.iter().flat_map(|after| &after.members).find(is_child);
                let birth = born.and_then(|child| child.birth).unwrap_or(birth);
                if birth != on {
                    return Err(Error::BirthDiffers {
                        name: child.name.clone(),
                        birth: birth.to_string(),
                        happened_on: on,
                    });
                }
                Ok(plan)
            }
            LifeAct::Death { person_id, next_head } => {
                let person = self.known_person(*person_id)?;
                self.plan_gone(person.household_id, &[*person_id], DEATH, next_head.as_ref(), on)
            }
            LifeAct::Leave { people, next_head } => {
                let first = self.known_person(*people.first().ok_or(Error::NobodyNamed {})?)?;
                self.plan_gone(first.household_id, people, MOVED_AWAY, next_head.as_ref(), on)
            }
            LifeAct::Return { person_id, relation } => self.plan_return(*person_id, relation, on),
            LifeAct::MoveIn { place, members } => {
                let plan = self.plan_move_in(acting, request, place, members)?;
                let came = |person: &&Person| plan.people.contains(&person.person_id);
                let people: Vec<&Person> =
                    plan.after.iter().flat_map(|after| &after.members).filter(came).collect();
                born_by(&people, on)?;
                Ok(plan)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one a part of the act")]
    fn plan_split(
        &self,
        acting: &Acting<'_>,
        household_id: Uuid,
        people: &[Uuid],
        place: &NewPlace,
        head: &NewHead,
        next_head: Option<&NewHead>,
        on: NaiveDate,
    ) -> Result<Plan> {
        let before = self.known_household(household_id)?;
        let going = chosen(&before, people)?;
        for person in &going {
            here(person)?;
        }
        born_by(&going, on)?;
        if before.present().count() == going.len() {
            return Err(Error::NobodyStays { hh_no: before.hh_no });
        }
        let mut made = self.new_household(acting, place)?;
        if made.village_group.is_empty() {
            made.village_group.clone_from(&before.village_group);
        }
        if made.address.is_empty() {
            made.address.clone_from(&before.address);
        }
        let people: Vec<Uuid> = going.iter().map(|person| person.person_id).collect();
        let new_id = made.household_id;
        let notes = vec![LifeNote::HouseholdMade { hh_no: made.hh_no.clone() }];
        let mut plan = Plan {
            before: vec![before.clone()],
            after: vec![before.clone(), made],
            people: people.clone(),
            notes,
        };
        plan.move_people(&people, household_id, new_id, 0);
        settle_head(plan.after_mut(household_id), next_head, &before)?;
        put_head(plan.after_mut(new_id), head)?;
        Ok(plan)
    }

    fn plan_merge(
        &self,
        request: &LifeRequest,
        from: Uuid,
        into: Uuid,
        relations: &Relations,
        on: NaiveDate,
    ) -> Result<Plan> {
        let ending = self.known_household(from)?;
        let people: Vec<Uuid> = ending.present().map(|person| person.person_id).collect();
        if people.is_empty() {
            return Err(Error::NobodyNamed {});
        }
        let mut plan = self.plan_move(request, &people, into, relations, None, on)?;
        let behind: Vec<&str> = ending
            .members
            .iter()
            .filter(|member| !member.is_present())
            .map(|member| member.name.as_str())
            .collect();
        if !behind.is_empty() {
            plan.notes.push(LifeNote::StaysBehind { people: behind.join("、"), hh_no: ending.hh_no });
        }
        Ok(plan)
    }

    fn plan_move(
        &self,
        request: &LifeRequest,
        people: &[Uuid],
        into: Uuid,
        relations: &Relations,
        next_head: Option<&NewHead>,
        on: NaiveDate,
    ) -> Result<Plan> {
        let first = self.known_person(*people.first().ok_or(Error::NobodyNamed {})?)?;
        let before = self.known_household(first.household_id)?;
        let target = self.known_household(into)?;
        if before.household_id == target.household_id {
            return Err(Error::SameHousehold { hh_no: before.hh_no });
        }
        let going = chosen(&before, people)?;
        for person in &going {
            here(person)?;
            if !request.same_person_confirmed {
                beside(person, &target)?;
            }
        }
        born_by(&going, on)?;
        let people: Vec<Uuid> = going.iter().map(|person| person.person_id).collect();
        let was_empty = target.present().next().is_none();
        let highest = self.highest_member_no(into)?;
        let mut plan = Plan {
            before: vec![before.clone(), target.clone()],
            after: vec![before.clone(), target],
            people: people.clone(),
            notes: Vec::new(),
        };
        plan.move_people(&people, before.household_id, into, highest);
        settle_head(plan.after_mut(before.household_id), next_head, &before)?;
        let after = plan.after_mut(into);
        let hh_no = after.hh_no.clone();
        if was_empty {
            // Whoever comes into an empty house heads it: the one who is said to, or the only one.
            let said = |person: &&Person| relations.get(&person.person_id).is_some_and(|said| said == HEAD);
            let head = after.members.iter().filter(|person| people.contains(&person.person_id)).find(said);
            let head = match (head, people.as_slice()) {
                (Some(head), _) => head.person_id,
                (None, [only]) => *only,
                (None, _) => {
                    return Err(Error::NextHeadAsked { name: first.name, hh_no });
                }
            };
            put_head(after, &NewHead { person_id: head, relations: relations.clone() })?;
        } else {
            for person in after.members.iter_mut().filter(|person| people.contains(&person.person_id)) {
                person.relation = said_relation(relations, person, &hh_no)?;
            }
        }
        Ok(plan)
    }

    fn plan_gone(
        &self,
        household_id: Uuid,
        people: &[Uuid],
        event: &str,
        next_head: Option<&NewHead>,
        on: NaiveDate,
    ) -> Result<Plan> {
        let before = self.known_household(household_id)?;
        let going = chosen(&before, people)?;
        for person in &going {
            // Somebody who left the village can still die.
            if !(event == DEATH && person.standing == Standing::Moved) {
                here(person)?;
            }
        }
        born_by(&going, on)?;
        let mut after = before.clone();
        for person in after.members.iter_mut().filter(|person| people.contains(&person.person_id)) {
            with_event(person, event, on);
        }
        settle_head(&mut after, next_head, &before)?;
        Ok(Plan { before: vec![before], after: vec![after], people: people.to_vec(), notes: Vec::new() })
    }

    fn plan_return(&self, person_id: Uuid, relation: &str, on: NaiveDate) -> Result<Plan> {
        let person = self.known_person(person_id)?;
        if person.standing != Standing::Moved {
            return Err(Error::NotAway {
                name: person.name.clone(),
                standing: codes::fact_label("standing", person.standing.word()),
            });
        }
        let left_on = person
            .events
            .iter()
            .filter(|event| event.event_type == MOVED_AWAY)
            .map(|event| event.happened_on)
            .max();
        if let Some(left_on) = left_on.filter(|left_on| *left_on > on) {
            return Err(Error::BadDate { field: field_label("event"), text: format!("{on} < {left_on}") });
        }
        let before = self.known_household(person.household_id)?;
        let mut after = before.clone();
        let was_empty = before.present().next().is_none();
        let hh_no = before.hh_no.clone();
        for own in after.members.iter_mut().filter(|own| own.person_id == person_id) {
            own.events.retain(|event| event.event_type != MOVED_AWAY);
            own.standing = draft::standing(&own.events);
            own.relation = if was_empty {
                HEAD.to_owned()
            } else {
                said_relation(&Relations::from([(person_id, relation.to_owned())]), own, &hh_no)?
            };
        }
        if was_empty {
            after.head_id = Some(person_id);
        }
        Ok(Plan { before: vec![before], after: vec![after], people: vec![person_id], notes: Vec::new() })
    }

    fn plan_move_in(
        &self,
        acting: &Acting<'_>,
        request: &LifeRequest,
        place: &Place,
        members: &[MemberInput],
    ) -> Result<Plan> {
        if members.is_empty() {
            return Err(Error::NobodyNamed {});
        }
        let (before, mut after, mut highest) = match place {
            Place::Household(household_id) => {
                let household = self.known_household(*household_id)?;
                let highest = self.highest_member_no(*household_id)?;
                (vec![household.clone()], household, highest)
            }
            Place::New(made) => (Vec::new(), self.new_household(acting, made)?, 0),
        };
        let was_empty = after.present().next().is_none();
        let mut people = Vec::with_capacity(members.len());
        for given in members {
            highest += 1;
            let (id, on) = (acting.now.id(), acting.now.on());
            let person = draft::member(given, None, after.household_id, id, highest, on)?;
            if !was_empty && person.relation == HEAD {
                return Err(Error::RelationAsked { name: person.name, hh_no: after.hh_no });
            }
            if !codes::relations().iter().any(|known| known.code == person.relation) {
                return Err(Error::RelationAsked { name: person.name, hh_no: after.hh_no });
            }
            let confirmed = given.same_person_confirmed || request.same_person_confirmed;
            self.check_newcomer(&person, &after, confirmed)?;
            people.push(id);
            after.members.push(person);
        }
        if was_empty {
            let head = after.present().find(|person| person.relation == HEAD).map(|head| head.person_id);
            after.head_id = head;
        }
        let notes = if before.is_empty() {
            vec![LifeNote::HouseholdMade { hh_no: after.hh_no.clone() }]
        } else {
            Vec::new()
        };
        Ok(Plan { before, after: vec![after], people, notes })
    }

    /// Refuses a certificate that somebody has, and asks about somebody of the same name and birth date.
    fn check_newcomer(&self, person: &Person, household: &Household, confirmed: bool) -> Result<()> {
        let taken =
            |hh_no: String, head: String| Error::CertificateTaken { name: person.name.clone(), hh_no, head };
        if let Some(holder) = self.certificate_holder(&person.certificate_type, &person.certno)? {
            return Err(taken(holder.hh_no, holder.head));
        }
        let is_mine = |other: &&Person| {
            (&other.certificate_type, &other.certno) == (&person.certificate_type, &person.certno)
        };
        if household.members.iter().any(|other| is_mine(&other)) {
            return Err(taken(household.hh_no.clone(), person.name.clone()));
        }
        if confirmed {
            return Ok(());
        }
        beside(person, household)?;
        let Some(birth) = person.birth else { return Ok(()) };
        match self.namesakes(&person.name, birth)?.into_iter().next() {
            Some(other) => Err(Error::SameNameAndBirth {
                name: person.name.clone(),
                birth: birth.to_string(),
                hh_no: other.hh_no,
            }),
            None => Ok(()),
        }
    }

    fn new_household(&self, acting: &Acting<'_>, place: &NewPlace) -> Result<Household> {
        let input = super::HouseholdInput {
            hh_no: place.hh_no.clone(),
            village_group: place.village_group.clone(),
            address: place.address.clone(),
            ..super::HouseholdInput::default()
        };
        let hh_no = self.number_for(&input, None)?;
        let (village_group, address) = draft::place(&input);
        Ok(Household {
            household_id: acting.now.id(),
            hh_no,
            head_id: None,
            village_group,
            address,
            members: Vec::new(),
        })
    }

    /// Writes what differs, each change with its before-image under the act.
    pub(crate) fn write_plan(
        &self,
        acting: &Acting<'_>,
        act_id: Uuid,
        before: &[Household],
        after: &[Household],
    ) -> Result<()> {
        let bare = |household: &Household| Household { members: Vec::new(), ..household.clone() };
        let was = |person_id: Uuid| {
            before
                .iter()
                .flat_map(|household| &household.members)
                .find(|member| member.person_id == person_id)
        };
        for household in after {
            match before.iter().find(|old| old.household_id == household.household_id) {
                None => {
                    self.insert_household(household, None, acting.now)?;
                    let made = super::json(&bare(household));
                    self.note_act(
                        acting,
                        act_id,
                        "household_made",
                        household.household_id,
                        None,
                        None,
                        Some(&made),
                    )?;
                }
                Some(old) if bare(old) != bare(household) => {
                    self.update_household(household)?;
                    let (old, new) = (super::json(&bare(old)), super::json(&bare(household)));
                    let id = household.household_id;
                    self.note_act(acting, act_id, "household_changed", id, None, Some(&old), Some(&new))?;
                }
                Some(_) => {}
            }
        }
        for household in after {
            for person in &household.members {
                let key = household.key_of(person);
                let new = super::json(person);
                let (id, hh) = (Some(person.person_id), household.household_id);
                match was(person.person_id) {
                    None => {
                        self.insert_person(person, &key, None, acting.now)?;
                        self.registration_of_change(acting, None, Some(person), None)?;
                        self.note_act(acting, act_id, "member_added", hh, id, None, Some(&new))?;
                    }
                    Some(old) if old == person => {}
                    Some(old) => {
                        self.update_person(person, Some(&key))?;
                        self.registration_of_change(acting, Some(old), Some(person), None)?;
                        let old_json = super::json(old);
                        if old.household_id == hh {
                            self.note_act(
                                acting,
                                act_id,
                                "member_changed",
                                hh,
                                id,
                                Some(&old_json),
                                Some(&new),
                            )?;
                        } else {
                            let from = old.household_id;
                            self.note_act(
                                acting,
                                act_id,
                                "member_left",
                                from,
                                id,
                                Some(&old_json),
                                Some(&new),
                            )?;
                            self.note_act(
                                acting,
                                act_id,
                                "member_joined",
                                hh,
                                id,
                                Some(&old_json),
                                Some(&new),
                            )?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Everything as it was before an act, and whom the act brought; refused if anything was changed since.
    fn taken_back(&self, act_id: Uuid) -> Result<(Plan, Vec<Person>)> {
        let changes = self.changes_of_act(act_id)?;
        let mut ids: Vec<Uuid> = Vec::new();
        let mut see = |id: Uuid| {
            if !ids.contains(&id) {
                ids.push(id);
            }
        };
        for change in &changes {
            see(change.household_id);
        }
        let before: Vec<Household> = ids.iter().map(|id| self.known_household(*id)).collect::<Result<_>>()?;
        let mut after = before.clone();
        let mut people = Vec::new();
        let mut brought = Vec::new();
        for change in &changes {
            let changed = || Error::ActChangedSince { name: change.name() };
            let Some(person_id) = change.person_id else {
                // A household that the act made stays, with nobody in it.
                let place = after.iter().position(|one| one.household_id == change.household_id);
                let own = &mut after[place.ok_or_else(changed)?];
                let old: Option<Household> = change.before()?;
                let left: Option<Household> = change.after()?;
                let is_as_left = left.is_some_and(|left| {
                    (left.head_id, &left.hh_no, &left.village_group, &left.address)
                        == (own.head_id, &own.hh_no, &own.village_group, &own.address)
                });
                if !is_as_left {
                    return Err(Error::ActChangedSince { name: own.hh_no.clone() });
                }
                match old {
                    Some(old) => {
                        own.head_id = old.head_id;
                        own.village_group = old.village_group;
                        own.address = old.address;
                    }
                    None => own.head_id = None,
                }
                continue;
            };
            if people.contains(&person_id) {
                continue;
            }
            let left: Person = change.after()?.ok_or_else(changed)?;
            if self.known_person(person_id)? != left {
                return Err(changed());
            }
            people.push(person_id);
            for household in &mut after {
                household.members.retain(|member| member.person_id != person_id);
            }
            match change.before()? {
                Some(old) => {
                    let old: Person = old;
                    let place = after.iter().position(|one| one.household_id == old.household_id);
                    let own = &mut after[place.ok_or_else(changed)?];
                    own.members.push(old);
                    own.members.sort_by_key(|member| member.member_no);
                }
                None => brought.push(left),
            }
        }
        for household in &after {
            lawful(household).map_err(|_| Error::ActChangedSince { name: household.hh_no.clone() })?;
        }
        for person in &brought {
            if self.has_history(person.person_id)? {
                return Err(Error::MemberHasPaid { name: person.name.clone() });
            }
        }
        Ok((Plan { before, after, people, notes: Vec::new() }, brought))
    }

    fn undo_life(&self, acting: &Acting<'_>, act_id: Uuid, note: &str) -> Result<LifeDone> {
        let act = self.life_act(act_id)?.or_not_found(|| Error::NoSuchAct { act_id: act_id.to_string() })?;
        if let Some(at) = act.undone_at {
            return Err(Error::ActUndone { at });
        }
        if act.undoes.is_some() {
            return Err(Error::NoSuchAct { act_id: act_id.to_string() });
        }
        let (mut plan, brought) = self.taken_back(act_id)?;
        let words = super::history::life_kind(&act.kind);
        let paper = paper(
            &Paper {
                note: format!("{words} {} {}", act.people, note.trim()),
                ..Paper::of_day(acting.now.on())
            },
            acting.now.on(),
        )?;
        plan.note_empty();
        let row = Self::act_row(acting, "undo", &paper, &plan, Some(act_id));
        let bills_before = self.bills(acting, &plan.before)?;
        self.insert_life(&row)?;
        if act.kind == "death" {
            for person_id in &plan.people {
                self.withdraw_work(acting, PAID_AND_DEAD, *person_id, &paper.note)?;
            }
        }
        for person in &brought {
            self.delete_person(person.person_id)?;
            self.registration_of_change(acting, Some(person), None, None)?;
            let old = super::json(person);
            let (hh, id) = (person.household_id, Some(person.person_id));
            self.note_act(acting, row.act_id, "member_removed", hh, id, Some(&old), None)?;
        }
        self.write_plan(acting, row.act_id, &plan.before, &plan.after)?;
        let bills_after = self.bills(acting, &plan.after)?;
        let mut notes = plan.notes;
        notes.extend(consequences(&plan.people, &bills_before, &bills_after));
        let households =
            plan.after.iter().map(|after| self.known_household(after.household_id)).collect::<Result<_>>()?;
        Ok(LifeDone { act_id: row.act_id, kind: "undo", households, notes })
    }
}

/// Somebody of the same name and birth date in a household.
fn beside(person: &Person, household: &Household) -> Result<()> {
    let is_like = |other: &&Person| {
        other.person_id != person.person_id
            && other.name == person.name
            && other.birth.is_some()
            && other.birth == person.birth
    };
    match household.members.iter().find(is_like) {
        Some(other) => Err(Error::SameNameAndBirth {
            name: person.name.clone(),
            birth: other.birth.map_or_else(String::new, |birth| birth.to_string()),
            hh_no: household.hh_no.clone(),
        }),
        None => Ok(()),
    }
}

/// What an act means for money: payments that go with their people, sums that changed.
fn consequences(people: &[Uuid], before: &Bills, after: &Bills) -> Vec<LifeNote> {
    let mut notes = Vec::new();
    let levy_year = after.levy_year;
    let mut lines: Vec<&BillLine> = after.lines.values().collect();
    lines.sort_by_key(|line| (line.person.household_id, line.person.member_no));
    for line in lines {
        let name = || line.person.name.clone();
        let is_concerned = people.contains(&line.person.person_id);
        let receipt = match &line.state {
            State::Paid { receipt_no } if is_concerned => Some(receipt_no.clone()),
            _ => None,
        };
        let old = before.lines.get(&line.person.person_id);
        let moved = old.is_some_and(|old| old.person.household_id != line.person.household_id);
        if let Some(receipt_no) = receipt {
            if !line.person.is_present() {
                notes.push(LifeNote::PaidAndGone { name: name(), levy_year, receipt_no });
            } else if moved {
                notes.push(LifeNote::PaymentStays { name: name(), levy_year, receipt_no });
            }
            continue;
        }
        if let Some(old) = old {
            let (before, after) = (owes(old), owes(line));
            if before != after {
                notes.push(LifeNote::OwesOther { name: name(), before, after });
            }
        }
    }
    notes
}

/// Where somebody stands on the bill, in words.
fn owes(line: &BillLine) -> String {
    let text = super::history::life_standing(match &line.payable {
        Payable::Yes | Payable::InFull => "yes",
        Payable::Paid { .. } => "paid",
        Payable::PaidElsewhere => "paid_elsewhere",
        Payable::Gone => "gone",
        Payable::No(_) => "open",
    });
    text.replace("{due}", &line.sums().due.to_string())
}
