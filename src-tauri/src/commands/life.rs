//! What happens to households over the year: acts with their papers, relations to a new head, histories, certificates
//! that come later.
//!
//! Invariant: nothing is decided here; an act is shown by the same call that would do it.

use super::{
    household::{HouseholdLink, MemberInput},
    parse,
};
use crate::{error::CommandError, state::AppState};
use cunshou_core::{
    codes,
    household::{
        self, HistoryItem, Proposal,
        life::{self, LifeAct, MoveReason, NewHead, NewPlace, Paper, Place},
        life_note_words,
    },
    person::CertificateAdded,
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// What somebody is to a head, as the clerk said or confirmed it.
#[derive(Debug, Deserialize, TS)]
pub struct RelationSaid {
    person_id: String,
    /// GB/T 4761.
    relation: String,
}

/// An act as it was typed. Which fields count follows from `kind`.
#[derive(Debug, Deserialize, TS)]
pub struct LifeRequest {
    #[ts(
        type = "'split' | 'merge' | 'move' | 'marriage' | 'adoption' | 'head' | 'birth' | 'death' | 'leave' | 'return' | 'move_in'"
    )]
    kind: String,
    /// The household that the people belong to, or come into from outside; `null` = a new one.
    household_id: Option<String>,
    people: Vec<String>,
    /// The household that takes them in.
    into: Option<String>,
    /// Of a new household; empty = the next number, and the old group and address.
    hh_no: String,
    village_group: String,
    address: String,
    /// Who heads the new household, or from now on.
    head: Option<String>,
    relations: Vec<RelationSaid>,
    /// Who heads those who stay.
    next_head: Option<String>,
    next_relations: Vec<RelationSaid>,
    /// Who is born or comes from outside.
    members: Vec<MemberInput>,
    happened_on: String,
    /// A code of the papers' table.
    paper: String,
    paper_no: String,
    note: String,
    same_person_confirmed: bool,
}

/// An act that was done, or would be.
#[derive(Debug, Serialize, TS)]
pub struct LifeDone {
    act_id: Uuid,
    households: Vec<LifeHousehold>,
    /// What follows from it, as sentences.
    notes: Vec<String>,
}

/// A household as an act leaves it.
#[derive(Debug, Serialize, TS)]
pub struct LifeHousehold {
    household_id: Uuid,
    hh_no: String,
    head: String,
    members: Vec<LifeMember>,
}

/// A member as an act leaves him.
#[derive(Debug, Serialize, TS)]
pub struct LifeMember {
    name: String,
    relation: &'static str,
    is_present: bool,
}

/// Which act, and why it was a mistake.
#[derive(Debug, Deserialize, TS)]
pub struct UndoLifeRequest {
    act_id: String,
    note: String,
}

/// Whose relations are wanted: to a new head out of `people`, or, with `into`, to the head of the household that takes
/// them in, where `anchor` is `relation` to him.
#[derive(Debug, Deserialize, TS)]
pub struct RelationsRequest {
    household_id: String,
    people: Vec<String>,
    head: Option<String>,
    into: Option<String>,
    anchor: Option<String>,
    relation: Option<String>,
}

/// What somebody is to the head, as the table proposes it.
#[derive(Debug, Serialize, TS)]
pub struct RelationProposal {
    person_id: Uuid,
    /// GB/T 4761; `null` = it must be asked.
    relation: Option<String>,
    /// False = the usual case; look at it.
    is_sure: bool,
}

/// One line of a person's history.
#[derive(Debug, Serialize, TS)]
pub struct PersonHistoryItem {
    at: String,
    words: String,
}

/// A certificate that came later.
#[derive(Debug, Deserialize, TS)]
pub struct AddCertificateRequest {
    person_id: String,
    certificate_type: String,
    certno: String,
    /// The clerk saw what it says otherwise than the roster, and it is right.
    confirmed: bool,
}

/// What became of it.
#[derive(Debug, Serialize, TS)]
pub struct AddedCertificate {
    certno_masked: String,
    /// Who has the number: then nothing was added, and the two wait among the duplicates.
    other: Option<HouseholdLink>,
}

fn said(relations: Vec<RelationSaid>) -> cunshou_core::Result<life::Relations> {
    relations.into_iter().map(|said| Ok((parse::person(&said.person_id)?, said.relation))).collect()
}

fn new_head(head: Option<String>, relations: Vec<RelationSaid>) -> cunshou_core::Result<Option<NewHead>> {
    let head = head.filter(|head| !head.is_empty());
    head.map(|head| Ok(NewHead { person_id: parse::person(&head)?, relations: said(relations)? })).transpose()
}

impl LifeRequest {
    fn request(self) -> cunshou_core::Result<life::LifeRequest> {
        let paper = Paper {
            happened_on: parse::day("event", &self.happened_on)?,
            kind: self.paper,
            number: self.paper_no,
            note: self.note,
        };
        let nobody = || cunshou_core::Error::NobodyNamed {};
        let household = self.household_id.as_deref().map(parse::household).transpose()?;
        let home = || household.ok_or_else(|| cunshou_core::Error::NoSuchHousehold { hh_no: String::new() });
        let into = self.into.as_deref().unwrap_or_default();
        let people = parse::people(&self.people)?;
        let place =
            NewPlace { hh_no: Some(self.hh_no), village_group: self.village_group, address: self.address };
        let members = || self.members.into_iter().map(|member| member.input(None));
        let next_head = new_head(self.next_head, self.next_relations)?;
        let act = match self.kind.as_str() {
            "split" => LifeAct::Split {
                household_id: home()?,
                people,
                place,
                head: new_head(self.head, self.relations)?.ok_or_else(nobody)?,
                next_head,
            },
            "merge" => LifeAct::Merge {
                from: home()?,
                into: parse::household(into)?,
                relations: said(self.relations)?,
            },
            "head" => LifeAct::Head {
                household_id: home()?,
                head: new_head(self.head, self.relations)?.ok_or_else(nobody)?,
            },
            "birth" => LifeAct::Birth {
                household_id: home()?,
                child: Box::new(members().next().ok_or_else(nobody)??),
            },
            "death" => LifeAct::Death { person_id: people.first().copied().ok_or_else(nobody)?, next_head },
            "leave" => LifeAct::Leave { people, next_head },
            "return" => LifeAct::Return {
                person_id: people.first().copied().ok_or_else(nobody)?,
                relation: self.relations.into_iter().next().map(|said| said.relation).unwrap_or_default(),
            },
            "move_in" => LifeAct::MoveIn {
                place: household.map_or(Place::New(place), Place::Household),
                members: members().collect::<Result<_, _>>()?,
            },
            reason => LifeAct::Move {
                people,
                into: parse::household(into)?,
                relations: said(self.relations)?,
                reason: MoveReason::from_word(reason).unwrap_or_default(),
                next_head,
            },
        };
        Ok(life::LifeRequest { act, paper, same_person_confirmed: self.same_person_confirmed })
    }
}

impl From<life::LifeDone> for LifeDone {
    fn from(done: life::LifeDone) -> Self {
        Self {
            act_id: done.act_id,
            notes: done.notes.iter().map(life_note_words).collect(),
            households: done.households.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<household::Household> for LifeHousehold {
    fn from(household: household::Household) -> Self {
        Self {
            head: household.head().map_or_else(String::new, |head| head.name.clone()),
            household_id: household.household_id,
            hh_no: household.hh_no,
            members: household
                .members
                .into_iter()
                .map(|member| LifeMember {
                    relation: codes::relation_label(&member.relation),
                    is_present: member.is_present(),
                    name: member.name,
                })
                .collect(),
        }
    }
}

impl From<Proposal> for RelationProposal {
    fn from(proposal: Proposal) -> Self {
        Self { person_id: proposal.person_id, relation: proposal.relation, is_sure: proposal.is_sure }
    }
}

impl From<HistoryItem> for PersonHistoryItem {
    fn from(item: HistoryItem) -> Self {
        Self { at: item.at, words: item.words }
    }
}

impl From<CertificateAdded> for AddedCertificate {
    fn from(added: CertificateAdded) -> Self {
        match added {
            CertificateAdded::Added(person) => Self { certno_masked: person.certno_masked(), other: None },
            CertificateAdded::Claimed { other } => {
                Self { certno_masked: String::new(), other: Some(other.into()) }
            }
        }
    }
}

/// What an act would do.
#[tauri::command(async)]
pub fn life_preview(state: State<'_, AppState>, request: LifeRequest) -> Result<LifeDone, CommandError> {
    let (book, now) = state.book()?;
    Ok(book.preview_life(&request.request()?, &now)?.into())
}

/// Writes an act down.
#[tauri::command(async)]
pub fn life_record(state: State<'_, AppState>, request: LifeRequest) -> Result<LifeDone, CommandError> {
    let (mut book, now) = state.book()?;
    Ok(book.record_life(&request.request()?, &now)?.into())
}

/// Undoes an act that was a mistake.
#[tauri::command(async)]
pub fn life_undo(state: State<'_, AppState>, request: UndoLifeRequest) -> Result<LifeDone, CommandError> {
    let (mut book, now) = state.book()?;
    let act_id = request
        .act_id
        .parse()
        .map_err(|_| cunshou_core::Error::NoSuchAct { act_id: request.act_id.clone() })?;
    Ok(book.undo_life(act_id, &request.note, &now)?.into())
}

/// What people would be to a new head.
#[tauri::command(async)]
pub fn life_relations(
    state: State<'_, AppState>,
    request: RelationsRequest,
) -> Result<Vec<RelationProposal>, CommandError> {
    let (book, _) = state.book()?;
    let people = parse::people(&request.people)?;
    let proposals = match request.into.as_deref() {
        Some(into) => book.propose_joining(
            &people,
            parse::household(into)?,
            parse::person(request.anchor.as_deref().unwrap_or_default())?,
            request.relation.as_deref().unwrap_or_default(),
        )?,
        None => book.propose_relations(
            parse::household(&request.household_id)?,
            &people,
            parse::person(request.head.as_deref().unwrap_or_default())?,
        )?,
    };
    Ok(proposals.into_iter().map(Into::into).collect())
}

/// What happened to a person, in whatever household.
#[tauri::command(async)]
pub fn person_history(
    state: State<'_, AppState>,
    request: super::household::PersonRequest,
) -> Result<Vec<PersonHistoryItem>, CommandError> {
    let (book, _) = state.book()?;
    let items = book.person_history(parse::person(&request.person_id)?)?;
    Ok(items.into_iter().map(Into::into).collect())
}

/// Gives a person another certificate.
#[tauri::command(async)]
pub fn add_certificate(
    state: State<'_, AppState>,
    request: AddCertificateRequest,
) -> Result<AddedCertificate, CommandError> {
    let (mut book, now) = state.book()?;
    let person_id = parse::person(&request.person_id)?;
    let kind = &request.certificate_type;
    Ok(book.add_certificate(person_id, kind, &request.certno, request.confirmed, &now)?.into())
}
