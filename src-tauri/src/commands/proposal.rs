//! What offices' lists propose, taken or declined.

use super::parse;
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::{
    Error,
    proposal::{self, ProposalKind, Verdict},
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Which proposals.
#[derive(Debug, Deserialize, TS)]
pub struct ProposalsRequest {
    /// What was decided is left out.
    open_only: bool,
    /// One kind; `null`: all.
    #[serde(default)]
    #[ts(optional)]
    kind: Option<String>,
    page: u32,
}

/// A page of proposals.
#[derive(Debug, Serialize, TS)]
pub struct ProposalPage {
    rows: Vec<Proposal>,
    total: u32,
    page: u32,
    pages: u32,
    open: u32,
}

/// One proposal.
#[derive(Debug, Serialize, TS)]
pub struct Proposal {
    proposal_id: Uuid,
    #[ts(
        type = "'death' | 'moved_away' | 'moved_in' | 'new_person' | 'student' | 'pension_stopped' | 'alive_on_list' | 'no_longer_paid'"
    )]
    kind: &'static str,
    name: String,
    certno_masked: String,
    household_id: Option<Uuid>,
    hh_no: String,
    village_group: String,
    happened_on: Option<NaiveDate>,
    words: String,
    paper: String,
    remarks: String,
    file_name: String,
    list_date: Option<NaiveDate>,
    #[ts(type = "'open' | 'taken' | 'declined' | 'withdrawn'")]
    state: String,
    reason: String,
    decided_by: Option<String>,
    decided_at: Option<String>,
    /// The day must be said first.
    wants_day: bool,
    /// It must be said whether the school is in the area.
    wants_school: bool,
}

/// What the clerk says of proposals.
#[derive(Debug, Deserialize, TS)]
pub struct DecideProposalsRequest {
    proposal_ids: Vec<String>,
    take: bool,
    /// Why not; or what came of it.
    reason: String,
    #[serde(default)]
    #[ts(optional)]
    on: Option<String>,
    /// `in_area` or `out_of_area`.
    #[serde(default)]
    #[ts(optional)]
    school: Option<String>,
}

impl From<proposal::Proposal> for Proposal {
    fn from(one: proposal::Proposal) -> Self {
        let fact =
            |key: &str| one.facts.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let (decided_by, decided_at) = one.decided.clone().unzip();
        Self {
            proposal_id: one.proposal_id,
            kind: one.kind.word(),
            wants_day: one.wants_day(),
            wants_school: one.wants_school(),
            paper: fact("paper"),
            remarks: fact("remarks"),
            name: one.name,
            certno_masked: one.certno_masked,
            household_id: one.household_id,
            hh_no: one.hh_no,
            village_group: one.village_group,
            happened_on: one.happened_on,
            words: one.words,
            file_name: one.file_name,
            list_date: one.list_date,
            state: one.state,
            reason: one.reason,
            decided_by,
            decided_at,
        }
    }
}

/// Proposals, a page at a time.
#[tauri::command(async)]
pub fn proposals(
    state: State<'_, AppState>,
    request: ProposalsRequest,
) -> Result<ProposalPage, CommandError> {
    let (book, _) = state.book()?;
    let kind = request.kind.as_deref().and_then(|word| word.parse::<ProposalKind>().ok());
    let page = book.proposals(request.open_only, kind, request.page)?;
    Ok(ProposalPage {
        rows: page.rows.into_iter().map(Proposal::from).collect(),
        total: page.total,
        page: page.page,
        pages: page.pages,
        open: page.open,
    })
}

/// Takes or declines proposals, all or none.
#[tauri::command(async)]
pub fn decide_proposals(
    state: State<'_, AppState>,
    request: DecideProposalsRequest,
) -> Result<u32, CommandError> {
    let unknown = |text: &String| Error::NoSuchProposal { proposal_id: text.clone() };
    let ids = request
        .proposal_ids
        .iter()
        .map(|text| text.parse::<Uuid>().map_err(|_| unknown(text)))
        .collect::<Result<Vec<_>, _>>()?;
    let verdict = if request.take {
        let on = parse::day_or_none("happened_on", request.on.as_deref())?;
        Verdict::Take { on, school: request.school, note: request.reason }
    } else {
        Verdict::Decline { reason: request.reason }
    };
    let (mut book, now) = state.book()?;
    Ok(book.decide_proposals(&ids, &verdict, &now)?)
}
