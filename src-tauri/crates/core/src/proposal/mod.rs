//! 待确认的变动: what an office's list says of somebody that the book does not know, until the clerk takes or declines it.
//!
//! Invariant: nothing of it is applied by itself; what is taken goes through the same acts as what the clerk enters by
//! hand; a no keeps its reason and is not asked again. Must not know: files, sums.

mod store;

use crate::book::{Acting, Book};
use crate::error::{Error, OrNotFound, Result};
use crate::household::life::{LifeAct, LifeRequest, Paper};
use crate::moment::Moment;
use crate::person::{Person, Standing, Student};
use crate::storage::Tx;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Rows of a page.
pub const PAGE_SIZE: u32 = 50;

/// What a list proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// He died.
    Death,
    /// He moved out.
    MovedAway,
    /// He came back.
    MovedIn,
    /// Somebody who moved in is not on the roster.
    NewPerson,
    /// He goes to school.
    Student,
    /// His pension stopped: is he alive?
    PensionStopped,
    /// He counts as dead or gone, and draws a pension.
    AliveOnList,
    /// He was on the paid list before and is not any more.
    NoLongerPaid,
}

impl ProposalKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Death,
        Self::MovedAway,
        Self::MovedIn,
        Self::NewPerson,
        Self::Student,
        Self::PensionStopped,
        Self::AliveOnList,
        Self::NoLongerPaid,
    ];

    /// The word in tables and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Death => "death",
            Self::MovedAway => "moved_away",
            Self::MovedIn => "moved_in",
            Self::NewPerson => "new_person",
            Self::Student => "student",
            Self::PensionStopped => "pension_stopped",
            Self::AliveOnList => "alive_on_list",
            Self::NoLongerPaid => "no_longer_paid",
        }
    }
}

impl std::str::FromStr for ProposalKind {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}

/// One proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The row.
    pub proposal_id: Uuid,
    /// The list that it comes from.
    pub import_id: Uuid,
    /// Its file.
    pub file_name: String,
    /// The day up to which the list is.
    pub list_date: Option<NaiveDate>,
    /// Whom it is about; `None` = somebody who is not on the roster.
    pub person_id: Option<Uuid>,
    /// His name.
    pub name: String,
    /// His number as screens show it.
    pub certno_masked: String,
    /// His household.
    pub household_id: Option<Uuid>,
    /// Its number.
    pub hh_no: String,
    /// 村民组.
    pub village_group: String,
    /// What he is in the book now.
    pub standing: Option<Standing>,
    /// What is proposed.
    pub kind: ProposalKind,
    /// The day that the list gives.
    pub happened_on: Option<NaiveDate>,
    /// What the list says, in words.
    pub words: String,
    /// The list's further facts: `paper`, `words`, `remarks`, `level`, `school`.
    pub facts: Value,
    /// `open`, `taken`, `declined`, `withdrawn`.
    pub state: String,
    /// Why it was declined, or what came of it.
    pub reason: String,
    /// Who decided, and when.
    pub decided: Option<(String, String)>,
    certno: String,
}

impl Proposal {
    /// True if the day must be said before it can be taken.
    pub fn wants_day(&self) -> bool {
        self.happened_on.is_none()
            && matches!(self.kind, ProposalKind::Death | ProposalKind::MovedAway | ProposalKind::MovedIn)
    }

    /// True if it must be said whether the school is in the area.
    pub fn wants_school(&self) -> bool {
        self.kind == ProposalKind::Student && self.fact("school").is_empty()
    }

    fn fact(&self, key: &str) -> String {
        self.facts.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// A page of proposals.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalPage {
    /// The rows, by kind, then in the order of the list.
    pub rows: Vec<Proposal>,
    /// All that fit.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if nothing fits.
    pub pages: u32,
    /// Open ones, of all kinds.
    pub open: u32,
}

/// What the clerk says of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Take {
        /// The day, where the list has none or another is right.
        on: Option<NaiveDate>,
        /// `in_area` or `out_of_area`, where the list does not say where the school is.
        school: Option<String>,
        /// In the clerk's words.
        note: String,
    },
    /// It is not so.
    Decline {
        /// Why.
        reason: String,
    },
}

impl Book {
    /// Proposals; `open_only` leaves out what was decided.
    pub fn proposals(&self, open_only: bool, kind: Option<ProposalKind>, page: u32) -> Result<ProposalPage> {
        let all = self.read(|tx| tx.proposal_rows())?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let open = count(all.iter().filter(|one| one.state == "open").count());
        let fits =
            |one: &Proposal| (!open_only || one.state == "open") && kind.is_none_or(|kind| one.kind == kind);
        let fitting: Vec<_> = all.into_iter().filter(fits).collect();
        let total = count(fitting.len());
        let pages = total.div_ceil(PAGE_SIZE).max(1);
        let page = page.clamp(1, pages);
        let from = ((page - 1) * PAGE_SIZE) as usize;
        let rows = fitting.into_iter().skip(from).take(PAGE_SIZE as usize).collect();
        Ok(ProposalPage { rows, total, page, pages, open })
    }

    /// How many proposals wait.
    pub fn proposals_open(&self) -> Result<u32> {
        self.read(|tx| tx.proposals_open())
    }

    /// Takes or declines proposals, all or none.
    ///
    /// # Errors
    /// [`Error::NoSuchProposal`], [`Error::ProposalDecided`]; [`Error::ProposalReasonMissing`] for a no without a reason;
    /// [`Error::ProposalDayMissing`], [`Error::ProposalSchoolMissing`], [`Error::NotOnRosterYet`]; those of
    /// [`Book::record_life`] (a head who died: who is the next?).
    pub fn decide_proposals(&mut self, ids: &[Uuid], verdict: &Verdict, now: &Moment) -> Result<u32> {
        self.transact(now, |tx, acting| {
            let mut decided = 0;
            for id in ids {
                let unknown = || Error::NoSuchProposal { proposal_id: id.to_string() };
                let proposal = tx.proposal(*id)?.or_not_found(unknown)?;
                if proposal.state != "open" {
                    return Err(Error::ProposalDecided { name: proposal.name });
                }
                let (state, reason) = match verdict {
                    Verdict::Decline { reason } if reason.trim().is_empty() => {
                        return Err(Error::ProposalReasonMissing {});
                    }
                    Verdict::Decline { reason } => ("declined", reason.trim().to_owned()),
                    Verdict::Take { on, school, note } => {
                        tx.take_proposal(acting, &proposal, *on, school.as_deref(), note.trim())?;
                        ("taken", note.trim().to_owned())
                    }
                };
                tx.decide_proposal(acting, *id, state, &reason)?;
                decided += 1;
            }
            tx.audit(acting, "proposals_decided", &decided.to_string())?;
            Ok(decided)
        })
    }
}

impl Tx<'_> {
    fn take_proposal(
        &self,
        acting: &Acting<'_>,
        proposal: &Proposal,
        on: Option<NaiveDate>,
        school: Option<&str>,
        note: &str,
    ) -> Result<()> {
        let name = || proposal.name.clone();
        let day = || on.or(proposal.happened_on).or_not_found(|| Error::ProposalDayMissing { name: name() });
        let person = match proposal.person_id {
            Some(id) => Some(self.person(id)?.or_not_found(|| Error::NoSuchPerson { member: name() })?),
            None => None,
        };
        match (proposal.kind, person) {
            (ProposalKind::NewPerson, _) => {
                let holder = self.holder_of_number(&proposal.certno)?;
                holder.map(|_| ()).or_not_found(|| Error::NotOnRosterYet { name: name() })
            }
            (ProposalKind::Death, Some(person)) if person.standing != Standing::Dead => {
                let act = LifeAct::Death { person_id: person.person_id, next_head: None };
                self.record_by_list(acting, proposal, act, day()?, note)
            }
            (ProposalKind::MovedAway, Some(person)) if person.standing == Standing::Present => {
                let act = LifeAct::Leave { people: vec![person.person_id], next_head: None };
                self.record_by_list(acting, proposal, act, day()?, note)
            }
            (ProposalKind::MovedIn, Some(person)) if person.standing == Standing::Moved => {
                let act = LifeAct::Return { person_id: person.person_id, relation: person.relation.clone() };
                self.record_by_list(acting, proposal, act, day()?, note)
            }
            (ProposalKind::Student, Some(before)) => {
                let of_list = proposal.fact("school");
                let school = school.filter(|school| !school.is_empty()).map_or(of_list, str::to_owned);
                let is_known =
                    |fact, code: &str| crate::codes::fact_values(fact).iter().any(|item| item.code == code);
                if !is_known("student_school", &school) {
                    return Err(Error::ProposalSchoolMissing { name: name() });
                }
                let level = proposal.fact("level");
                if !is_known("student_level", &level) {
                    return Err(Error::BadRow { table: "proposal", detail: level });
                }
                let after = Person { student: Some(Student { level, school }), ..before.clone() };
                self.update_person(&after, None)?;
                self.note_member_change(acting, "member_changed", Some(&before), Some(&after), None)
            }
            (ProposalKind::NoLongerPaid, Some(person)) => {
                if let Some(year) = self.list_year(proposal.import_id)? {
                    self.delete_enrolment(person.person_id, year, acting)?;
                }
                Ok(())
            }
            // The book has it by now, or there is nothing to change in it: that it was looked at is what is written.
            _ => Ok(()),
        }
    }

    fn record_by_list(
        &self,
        acting: &Acting<'_>,
        proposal: &Proposal,
        act: LifeAct,
        happened_on: NaiveDate,
        note: &str,
    ) -> Result<()> {
        let paper =
            Paper { number: proposal.fact("paper"), note: note.to_owned(), ..Paper::of_day(happened_on) };
        self.record_life(acting, &LifeRequest { act, paper, same_person_confirmed: true })?;
        Ok(())
    }
}
