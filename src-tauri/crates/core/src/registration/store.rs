//! The rows of the queue.

use super::{RegistrationKind, RegistrationRow, RegistrationState, Wish};
use crate::book::Acting;
use crate::error::Result;
use crate::person::Person;
use crate::storage::{Tx, many, one, parsed};
use cunshou_exchange::identity;
use rusqlite::{Row, named_params};
use uuid::Uuid;

fn kind(row: &Row<'_>) -> Result<RegistrationKind> {
    parsed("registration", row.get_ref("kind")?.as_str().unwrap_or_default())
}

impl Tx<'_> {
    /// The whole queue, oldest wish first.
    pub(super) fn registration_rows(&self) -> Result<Vec<RegistrationRow>> {
        many(self, include_str!("rows.sql"), [], |row| {
            let kind = kind(row)?;
            let was: String = row.get("was")?;
            let certno: Option<String> = row.get("certno")?;
            let household_id: Option<String> = row.get("household_id")?;
            let decided_at: Option<String> = row.get("decided_at")?;
            let decided_by: Option<String> = row.get("decided_by")?;
            Ok(RegistrationRow {
                registration_no: row.get("registration_no")?,
                person_id: parsed("registration", row.get_ref("person_id")?.as_str().unwrap_or_default())?,
                name: row.get("name")?,
                certno_masked: certno.as_deref().map(identity::mask).unwrap_or_default(),
                household_id: household_id.map(|id| parsed("registration", &id)).transpose()?,
                hh_no: row.get::<_, Option<String>>("hh_no")?.unwrap_or_default(),
                village_group: row.get::<_, Option<String>>("village_group")?.unwrap_or_default(),
                kind,
                was: if kind == RegistrationKind::Certificate { identity::mask(&was) } else { was },
                state: parsed("registration", row.get_ref("state")?.as_str().unwrap_or_default())?,
                reason: row.get("reason")?,
                wanted_at: row.get("wanted_at")?,
                decided: decided_by.zip(decided_at),
            })
        })
    }

    /// How many entries are work.
    pub(crate) fn registrations_open(&self) -> Result<u32> {
        let count = one(self, include_str!("count_open.sql"), [], |row| Ok(row.get("open")?))?;
        Ok(count.unwrap_or(0))
    }

    /// What the province's system knows so far, in full.
    pub(super) fn registration_was(&self, registration_no: i64) -> Result<String> {
        let wanted = named_params! { ":registration_no": registration_no };
        let was = one(
            self,
            "SELECT was FROM registration WHERE registration_no = :registration_no",
            wanted,
            |row| Ok(row.get("was")?),
        )?;
        Ok(was.unwrap_or_default())
    }

    /// The entries of a person that are work: number, kind, what is known so far.
    pub(super) fn open_registrations(&self, person_id: Uuid) -> Result<Vec<(i64, RegistrationKind, String)>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("open_of_person.sql"), wanted, |row| {
            Ok((row.get("registration_no")?, kind(row)?, row.get("was")?))
        })
    }

    /// The entries of a person that are work, as they stand.
    pub(crate) fn wishes_of(&self, person_id: Uuid) -> Result<Vec<Wish>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        many(self, include_str!("wishes_of_person.sql"), wanted, |row| {
            Ok(Wish {
                registration_no: row.get("registration_no")?,
                state: row.get("state")?,
                reason: row.get("reason")?,
                decided_at: row.get("decided_at")?,
                decided_by: row.get("decided_by")?,
            })
        })
    }

    /// Makes an entry work again that was dropped; one that was decided otherwise since stays as it is.
    pub(crate) fn put_back_wish(&self, wish: &Wish) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_back.sql"))?.execute(named_params! {
            ":registration_no": wish.registration_no,
            ":state": wish.state,
            ":reason": wish.reason,
            ":decided_at": wish.decided_at,
            ":decided_by": wish.decided_by,
        })?;
        Ok(())
    }

    pub(super) fn insert_registration(
        &self,
        acting: &Acting<'_>,
        person: &Person,
        kind: RegistrationKind,
        was: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert.sql"))?.execute(named_params! {
            ":person_id": person.person_id.to_string(),
            ":name": person.name,
            ":kind": kind.word(),
            ":was": was,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    /// The newest name stands in the entries that are work.
    pub(super) fn rename_registrations(&self, person: &Person) -> Result<()> {
        self.sql
            .prepare_cached(include_str!("rename.sql"))?
            .execute(named_params! { ":person_id": person.person_id.to_string(), ":name": person.name })?;
        Ok(())
    }

    /// Marks an entry; false if there is none of that number.
    pub(super) fn mark_registration(
        &self,
        acting: &Acting<'_>,
        registration_no: i64,
        state: RegistrationState,
        reason: &str,
    ) -> Result<bool> {
        let changed = self.sql.prepare_cached(include_str!("mark.sql"))?.execute(named_params! {
            ":registration_no": registration_no,
            ":state": state.word(),
            ":reason": reason,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(changed == 1)
    }

    /// Everyone whom a roster brought is new to the province's system, unless it was the book's first roster: those
    /// people are what the province's system knows.
    pub(crate) fn registrations_of_import(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        self.sql.prepare_cached(include_str!("of_import.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    /// Forgets the wishes for the people of an import that is taken back; call it before the people go.
    pub(crate) fn forget_registrations_of_import(&self, import_id: Uuid) -> Result<()> {
        self.sql
            .prepare_cached(include_str!("forget_import.sql"))?
            .execute(named_params! { ":import_id": import_id.to_string() })?;
        Ok(())
    }
}
