//! 登记队列: who is to be entered, or corrected, in the province's system, which this laptop cannot reach.
//!
//! Invariant: a person waits at most once for each kind; whoever waits as new needs no correction beside it; nothing is
//! marked as entered by itself. Must not know: the province's system, sums.

mod store;
#[cfg(test)]
mod tests;

use crate::book::{Acting, Book};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::person::Person;
use crate::storage::Tx;
use cunshou_exchange::registration::{self as table, RegistrationOut};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows of a page.
pub const PAGE_SIZE: u32 = 50;

/// What is to be done in the province's system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationKind {
    /// He is not in it yet.
    New,
    /// His name stands there wrongly.
    Name,
    /// His certificate stands there wrongly, or the ID number has come since.
    Certificate,
}

impl RegistrationKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::New, Self::Name, Self::Certificate];

    /// The word in tables, files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Name => "name",
            Self::Certificate => "certificate",
        }
    }
}

impl std::str::FromStr for RegistrationKind {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationState {
    /// 待录入.
    Waiting,
    /// 已录入.
    Entered,
    /// 失败, with the reason: it is work again.
    Failed,
    /// 不再需要.
    Dropped,
}

impl RegistrationState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Entered, Self::Failed, Self::Dropped];

    /// The word in tables, files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Entered => "entered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// True while it is work.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Failed)
    }
}

impl std::str::FromStr for RegistrationState {
    type Err = ();

    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or(())
    }
}

/// One entry of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRow {
    /// Its number, in the order of the wishes.
    pub registration_no: i64,
    /// Whom it concerns.
    pub person_id: Uuid,
    /// His name now, or the last one known.
    pub name: String,
    /// His certificate number as screens show it; empty if he is not on the roster any more.
    pub certno_masked: String,
    /// His household's id; `None` if he is not on the roster any more.
    pub household_id: Option<Uuid>,
    /// Its number.
    pub hh_no: String,
    /// 村民组.
    pub village_group: String,
    /// What is to be done.
    pub kind: RegistrationKind,
    /// What the province's system knows so far, as screens show it.
    pub was: String,
    /// How far it is.
    pub state: RegistrationState,
    /// Why it failed, or is not needed.
    pub reason: String,
    /// Since when (RFC 3339, +08:00).
    pub wanted_at: String,
    /// Who marked it last, and when.
    pub decided: Option<(String, String)>,
}

/// An entry that is work, as a merge keeps it while it is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wish {
    registration_no: i64,
    state: String,
    reason: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrationFilter {
    /// One state; `None` = all that is work (waiting or failed), unless `all`.
    pub state: Option<RegistrationState>,
    /// Every state.
    pub all: bool,
    /// One kind.
    pub kind: Option<RegistrationKind>,
    /// A part of the name, household number or group.
    pub text: String,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationPage {
    /// Its entries, oldest wish first.
    pub rows: Vec<RegistrationRow>,
    /// All that fit the filter.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are; 1 if nothing fits.
    pub pages: u32,
    /// Entries of the whole queue, by state.
    pub counts: Vec<(RegistrationState, u32)>,
}

impl RegistrationFilter {
    fn fits(&self, row: &RegistrationRow) -> bool {
        let state = match self.state {
            Some(state) => row.state == state,
            None => self.all || row.state.is_open(),
        };
        let text = self.text.trim();
        state
            && self.kind.is_none_or(|kind| row.kind == kind)
            && (text.is_empty()
                || [&row.name, &row.hh_no, &row.village_group].iter().any(|of| of.contains(text)))
    }
}

/// What a change of the roster means for the province's system. Pure.
pub(crate) fn corrections(before: &Person, after: &Person) -> Vec<(RegistrationKind, String, String)> {
    let mut wanted = Vec::new();
    if before.name != after.name {
        wanted.push((RegistrationKind::Name, before.name.clone(), after.name.clone()));
    }
    if (&before.certificate_type, &before.certno) != (&after.certificate_type, &after.certno) {
        wanted.push((RegistrationKind::Certificate, before.certno.clone(), after.certno.clone()));
    }
    wanted
}

impl Book {
    /// A page of the queue.
    pub fn registrations(&self, filter: &RegistrationFilter, page: u32) -> Result<RegistrationPage> {
        let all = self.read(|tx| tx.registration_rows())?;
        let count = |state| all.iter().filter(|row| row.state == state).count();
        let counts = RegistrationState::ALL
            .into_iter()
            .map(|state| (state, u32::try_from(count(state)).unwrap_or(u32::MAX)))
            .collect();
        let fitting: Vec<_> = all.into_iter().filter(|row| filter.fits(row)).collect();
        let total = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
        let pages = total.div_ceil(PAGE_SIZE).max(1);
        let page = page.clamp(1, pages);
        let from = ((page - 1) * PAGE_SIZE) as usize;
        let rows = fitting.into_iter().skip(from).take(PAGE_SIZE as usize).collect();
        Ok(RegistrationPage { rows, total, page, pages, counts })
    }

    /// How many entries are work.
    pub fn registrations_open(&self) -> Result<u32> {
        self.read(|tx| tx.registrations_open())
    }

    /// Marks entries of the queue.
    ///
    /// # Errors
    /// [`Error::NoSuchRegistration`]; [`Error::RegistrationReasonMissing`] for a failure without a reason; nothing is
    /// changed then.
    pub fn mark_registrations(
        &mut self,
        numbers: &[i64],
        state: RegistrationState,
        reason: &str,
        now: &Moment,
    ) -> Result<u32> {
        let reason: String = reason.trim().chars().take(200).collect();
        if state == RegistrationState::Failed && reason.is_empty() {
            return Err(Error::RegistrationReasonMissing {});
        }
        self.transact(now, |tx, acting| {
            let mut marked = 0;
            for number in numbers {
                if !tx.mark_registration(acting, *number, state, &reason)? {
                    return Err(Error::NoSuchRegistration { registration_no: *number });
                }
                marked += 1;
            }
            tx.audit(acting, "registrations_marked", &format!("{} × {marked}", state.word()))?;
            Ok(marked)
        })
    }

    /// The entries that fit, as a workbook for whoever types them into the province's system: with full numbers, so
    /// that it was made is recorded.
    ///
    /// # Errors
    /// [`Error::NothingToRegister`] if no entry fits.
    pub fn export_registrations(&mut self, filter: &RegistrationFilter, now: &Moment) -> Result<Vec<u8>> {
        self.transact(now, |tx, acting| {
            let rows: Vec<_> = tx.registration_rows()?.into_iter().filter(|row| filter.fits(row)).collect();
            let mut out = Vec::with_capacity(rows.len());
            for row in rows {
                let Some(person) = tx.person(row.person_id)? else { continue };
                out.push(tx.registration_out(&row, &person)?);
            }
            if out.is_empty() {
                return Err(Error::NothingToRegister {});
            }
            tx.audit(acting, "registrations_exported", &out.len().to_string())?;
            table::workbook(&out, acting.identity.village_name.as_str(), now.on())
                .map_err(|_| Error::Io { path: "xlsx".into(), kind: std::io::ErrorKind::InvalidData })
        })
    }
}

impl Tx<'_> {
    /// Somebody is to be entered or corrected in the province's system. `was` is what it knows so far, `is` what it
    /// should know: a correction that is taken back before anybody typed it is not wanted any more.
    pub(crate) fn registration_wanted(
        &self,
        acting: &Acting<'_>,
        person: &Person,
        kind: RegistrationKind,
        was: &str,
        is: &str,
    ) -> Result<()> {
        self.rename_registrations(person)?;
        let open = self.open_registrations(person.person_id)?;
        if open.iter().any(|(_, kind, _)| *kind == RegistrationKind::New) {
            return Ok(());
        }
        match open.iter().find(|(_, of, _)| *of == kind) {
            Some((number, _, known)) if kind != RegistrationKind::New && known == is => {
                self.mark_registration(acting, *number, RegistrationState::Dropped, "")?;
                Ok(())
            }
            Some(_) => Ok(()),
            None => self.insert_registration(acting, person, kind, was),
        }
    }

    /// What a change of one person means for the queue: the one place that every change of the roster passes. People
    /// of an import come in by [`Tx::registrations_of_import`] instead.
    pub(crate) fn registration_of_change(
        &self,
        acting: &Acting<'_>,
        before: Option<&Person>,
        after: Option<&Person>,
        import_id: Option<Uuid>,
    ) -> Result<()> {
        match (before, after) {
            (None, Some(after)) if import_id.is_none() => {
                self.rematch_office(acting, after)?;
                self.registration_wanted(acting, after, RegistrationKind::New, "", "")
            }
            (Some(before), Some(after)) => {
                if before.certno != after.certno {
                    self.rematch_office(acting, after)?;
                }
                for (kind, was, is) in corrections(before, after) {
                    self.registration_wanted(acting, after, kind, &was, &is)?;
                }
                Ok(())
            }
            (Some(before), None) => {
                for (number, ..) in self.open_registrations(before.person_id)? {
                    self.mark_registration(acting, number, RegistrationState::Dropped, "")?;
                }
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    fn registration_out(&self, row: &RegistrationRow, person: &Person) -> Result<RegistrationOut> {
        let household = self.household(person.household_id)?;
        let head = household.as_ref().and_then(crate::household::Household::head);
        Ok(RegistrationOut {
            kind: row.kind.word().to_owned(),
            name: person.name.clone(),
            name_alt: person.name_alt.clone().unwrap_or_default(),
            certificate: crate::codes::certificate_choice(&person.certificate_type, &person.certno)
                .label
                .to_owned(),
            certno: person.certno.clone(),
            was: self.registration_was(row.registration_no)?,
            sex: person.sex.clone(),
            birth: person.birth,
            nation: crate::codes::nation_label(&person.nation).to_owned(),
            relation: crate::codes::relation_label(&person.relation).to_owned(),
            phone: person.phone.clone(),
            hh_no: household.as_ref().map(|household| household.hh_no.clone()).unwrap_or_default(),
            head_name: head.map(|head| head.name.clone()).unwrap_or_default(),
            head_certno: head.map(|head| head.certno.clone()).unwrap_or_default(),
            village_group: household.as_ref().map(|h| h.village_group.clone()).unwrap_or_default(),
            address: household.as_ref().map(|h| h.address.clone()).unwrap_or_default(),
            failed: row.reason.clone(),
        })
    }
}
