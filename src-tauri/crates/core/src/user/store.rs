//! The rows of people, and what the journal says of reviews and hand-overs.

use super::{Role, User};
use crate::error::Result;
use crate::journal::{Envelope, read_record};
use crate::moment::Moment;
use crate::storage::{Tx, many, one, parsed};
use rusqlite::named_params;

impl Tx<'_> {
    /// Everybody who ever had a password here, in the order in which they came; `has_password` is for the key file to say.
    pub(crate) fn users(&self) -> Result<Vec<User>> {
        many(self, include_str!("users.sql"), [], |row| {
            let role: String = row.get("role")?;
            Ok(User {
                name: row.get("name")?,
                role: parsed("user", &role)?,
                has_password: false,
                created_at: row.get("created_at")?,
                removed_at: row.get("removed_at")?,
            })
        })
    }

    /// What somebody is, if he is here.
    pub(crate) fn role_of(&self, name: &str) -> Result<Option<Role>> {
        let sql = "SELECT role FROM user WHERE name = :name AND removed_at IS NULL";
        one(self, sql, named_params! { ":name": name }, |row| {
            let role: String = row.get("role")?;
            parsed("user", &role)
        })
    }

    /// He is here again, or for the first time.
    pub(crate) fn put_user(&self, name: &str, role: Role, now: &Moment) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_user.sql"))?.execute(named_params! {
            ":user_id": now.id().to_string(),
            ":name": name,
            ":role": role.word(),
            ":created_at": now.text(),
        })?;
        Ok(())
    }

    /// He has left.
    pub(crate) fn retire_user(&self, name: &str, now: &Moment) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE user SET removed_at = :at WHERE name = :name")?
            .execute(named_params! { ":at": now.text(), ":name": name })?;
        Ok(())
    }

    /// The entries of the journal about people, oldest first.
    pub(super) fn entries_of_people(&self) -> Result<Vec<Envelope>> {
        let entries =
            many(self, include_str!("entries_of_people.sql"), [], |row| Ok(row.get::<_, u64>("seq")?))?;
        entries.into_iter().map(|seq| read_record(&self.entry(seq)?)).collect()
    }
}
