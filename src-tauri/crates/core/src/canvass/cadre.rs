//! 包组包户: which cadre answers for a village group, and, before him, for a single household.
//!
//! Invariant: a group and a household have one cadre at most. Who it was is in the audit log.

use super::{MOST_NAME, check_length};
use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::household::natural;
use crate::moment::Moment;
use cunshou_exchange::identity;
use uuid::Uuid;

/// A cadre of the village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadre {
    /// The row's id.
    pub cadre_id: Uuid,
    /// His name.
    pub name: String,
    /// His phone.
    pub phone: String,
    /// The groups for which he answers, in their natural order.
    pub groups: Vec<String>,
    /// The households for which he answers himself, by number.
    pub households: Vec<HouseholdDuty>,
}

/// A household with a cadre of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdDuty {
    /// The household.
    pub household_id: Uuid,
    /// Its number.
    pub hh_no: String,
    /// Its head's name.
    pub head: String,
}

/// A village group and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDuty {
    /// 村民组; empty for households without one.
    pub village_group: String,
    /// Its households.
    pub households: u32,
    /// Who answers for it.
    pub cadre_id: Option<Uuid>,
}

/// A cadre as he was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CadreInput {
    /// `None` = a new one.
    pub cadre_id: Option<Uuid>,
    /// His name.
    pub name: String,
    /// His phone; may be empty.
    pub phone: String,
    /// The groups for which he answers from now on; taken from whoever had them.
    pub groups: Vec<String>,
}

impl Book {
    /// The cadres, by name.
    pub fn cadres(&self) -> Result<Vec<Cadre>> {
        self.read(|tx| tx.cadres())
    }

    /// The village groups of the roster in their natural order, and who answers for each.
    pub fn group_duties(&self) -> Result<Vec<GroupDuty>> {
        let mut groups = self.read(|tx| tx.group_duties())?;
        groups.sort_by(|a, b| natural(&a.village_group, &b.village_group));
        Ok(groups)
    }

    /// Writes a cadre down, new or changed, with his groups.
    ///
    /// # Errors
    /// [`Error::CadreNameTaken`], [`Error::NameMissing`], [`Error::BadPhone`], [`Error::NoSuchGroup`].
    pub fn save_cadre(&mut self, input: &CadreInput, now: &Moment) -> Result<Uuid> {
        let name = identity::normalise_name(&input.name);
        if name.is_empty() {
            return Err(Error::NameMissing { field: crate::household::field_label("cadre") });
        }
        check_length("cadre", &name, MOST_NAME)?;
        let phone = match input.phone.trim() {
            "" => String::new(),
            given => identity::phone(given).or_not_found(|| Error::BadPhone { phone: given.to_owned() })?,
        };
        self.transact(now, |tx, acting| {
            let known = tx.cadres()?;
            let cadre_id = input.cadre_id.unwrap_or_else(|| now.id());
            if input.cadre_id.is_some() && !known.iter().any(|cadre| cadre.cadre_id == cadre_id) {
                return Err(Error::NoSuchCadre { name });
            }
            if known.iter().any(|other| other.name == name && other.cadre_id != cadre_id) {
                return Err(Error::CadreNameTaken { name });
            }
            let groups = tx.group_duties()?;
            for wanted in &input.groups {
                if !groups.iter().any(|group| group.village_group == *wanted) {
                    return Err(Error::NoSuchGroup { village_group: wanted.clone() });
                }
            }
            tx.put_cadre(cadre_id, &name, &phone)?;
            tx.delete_duties_for_groups(cadre_id)?;
            for group in &input.groups {
                tx.put_group_duty(group, cadre_id)?;
            }
            tx.audit(acting, "cadre_saved", &format!("{name}: {}", input.groups.join(" ")))?;
            Ok(cadre_id)
        })
    }

    /// Takes a cadre off the list; his groups and households have nobody then. Visits keep his name.
    pub fn remove_cadre(&mut self, cadre_id: Uuid, now: &Moment) -> Result<()> {
        self.transact(now, |tx, acting| {
            let known = tx.cadres()?.into_iter().find(|cadre| cadre.cadre_id == cadre_id);
            let cadre = known.or_not_found(|| Error::NoSuchCadre { name: cadre_id.to_string() })?;
            tx.delete_cadre(cadre_id)?;
            tx.audit(acting, "cadre_removed", &cadre.name)
        })
    }

    /// Lets a cadre answer for one household himself; `None` = the cadre of its group again.
    pub fn assign_household(
        &mut self,
        household_id: Uuid,
        cadre_id: Option<Uuid>,
        now: &Moment,
    ) -> Result<()> {
        self.transact(now, |tx, acting| {
            let household = tx
                .household(household_id)?
                .or_not_found(|| Error::NoSuchHousehold { hh_no: household_id.to_string() })?;
            tx.delete_household_duty(household_id)?;
            let mut said = household.hh_no;
            if let Some(cadre_id) = cadre_id {
                let known = tx.cadres()?.into_iter().find(|cadre| cadre.cadre_id == cadre_id);
                let cadre = known.or_not_found(|| Error::NoSuchCadre { name: cadre_id.to_string() })?;
                tx.put_household_duty(household_id, cadre_id)?;
                said = format!("{said} {}", cadre.name);
            }
            tx.audit(acting, "cadre_of_household", &said)
        })
    }
}
