//! The cadres who answer for groups and households (包组干部).

use super::{canvass::CanvassHousehold, parse};
use crate::{error::CommandError, state::AppState};
use cunshou_core::{Book, canvass};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// Who answers for whom.
#[derive(Debug, Serialize, TS)]
pub struct CadreDuties {
    cadres: Vec<CadreItem>,
    groups: Vec<CadreGroup>,
}

/// A cadre.
#[derive(Debug, Serialize, TS)]
pub struct CadreItem {
    cadre_id: Uuid,
    name: String,
    phone: String,
    groups: Vec<String>,
    households: Vec<CadreHousehold>,
}

/// A household with a cadre of its own.
#[derive(Debug, Serialize, TS)]
pub struct CadreHousehold {
    household_id: Uuid,
    hh_no: String,
    head: String,
}

/// A village group.
#[derive(Debug, Serialize, TS)]
pub struct CadreGroup {
    village_group: String,
    households: u32,
    cadre_id: Option<Uuid>,
}

/// A cadre as he was typed.
#[derive(Debug, Deserialize, TS)]
pub struct CadreRequest {
    /// `null` = a new one.
    cadre_id: Option<String>,
    name: String,
    phone: String,
    groups: Vec<String>,
}

/// Which cadre.
#[derive(Debug, Deserialize, TS)]
pub struct CadreIdRequest {
    cadre_id: String,
}

/// Which household, and who answers for it.
#[derive(Debug, Deserialize, TS)]
pub struct CadreOfHouseholdRequest {
    household_id: String,
    /// `null` = the cadre of its group.
    cadre_id: Option<String>,
}

impl From<canvass::Cadre> for CadreItem {
    fn from(cadre: canvass::Cadre) -> Self {
        Self {
            cadre_id: cadre.cadre_id,
            name: cadre.name,
            phone: cadre.phone,
            groups: cadre.groups,
            households: cadre
                .households
                .into_iter()
                .map(|household| CadreHousehold {
                    household_id: household.household_id,
                    hh_no: household.hh_no,
                    head: household.head,
                })
                .collect(),
        }
    }
}

impl CadreDuties {
    fn of(book: &Book) -> cunshou_core::Result<Self> {
        let group = |group: canvass::GroupDuty| CadreGroup {
            village_group: group.village_group,
            households: group.households,
            cadre_id: group.cadre_id,
        };
        Ok(Self {
            cadres: book.cadres()?.into_iter().map(Into::into).collect(),
            groups: book.group_duties()?.into_iter().map(group).collect(),
        })
    }
}

/// The cadres and the groups.
#[tauri::command(async)]
pub fn cadres(state: State<'_, AppState>) -> Result<CadreDuties, CommandError> {
    let (book, _) = state.book()?;
    Ok(CadreDuties::of(&book)?)
}

/// Writes a cadre down with his groups.
#[tauri::command(async)]
pub fn save_cadre(state: State<'_, AppState>, request: CadreRequest) -> Result<CadreDuties, CommandError> {
    let (mut book, now) = state.book()?;
    let input = canvass::CadreInput {
        cadre_id: request.cadre_id.as_deref().map(parse::cadre).transpose()?,
        name: request.name,
        phone: request.phone,
        groups: request.groups,
    };
    book.save_cadre(&input, &now)?;
    Ok(CadreDuties::of(&book)?)
}

/// Takes a cadre off the list.
#[tauri::command(async)]
pub fn remove_cadre(
    state: State<'_, AppState>,
    request: CadreIdRequest,
) -> Result<CadreDuties, CommandError> {
    let (mut book, now) = state.book()?;
    book.remove_cadre(parse::cadre(&request.cadre_id)?, &now)?;
    Ok(CadreDuties::of(&book)?)
}

/// Lets a cadre answer for one household.
#[tauri::command(async)]
pub fn assign_household(
    state: State<'_, AppState>,
    request: CadreOfHouseholdRequest,
) -> Result<CanvassHousehold, CommandError> {
    let (mut book, now) = state.book()?;
    let household_id = parse::household(&request.household_id)?;
    let cadre_id = request.cadre_id.as_deref().map(parse::cadre).transpose()?;
    book.assign_household(household_id, cadre_id, &now)?;
    Ok(CanvassHousehold::of(&book, household_id, now.on())?)
}
