//! Who has a password: adding and removing people, changing a password, changing the key, and the door of acts.
//!
//! Invariant: a password slot is written before anybody is told that it is there. The key file holds the old and the
//! new key while the data file goes from one to the other, so that a crash between leaves a book that opens.

use super::keys::{KdfCost, KeyFile, PASSWORD_LEAST};
use super::tries::Tries;
use super::{Acting, Book, BookKind};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::storage::Tx;
use crate::user::{Act, Role, User, may};
use zeroize::Zeroizing;

/// `on` while what a role may not do is refused.
const ROLES: &str = "roles";
/// Minutes without a key press after which the window locks.
const IDLE_MINUTES: &str = "idle_minutes";
/// Until somebody sets it otherwise.
const IDLE_DEFAULT: u32 = 10;
/// More is as good as never.
const IDLE_MOST: u32 = 240;

/// The book under a new key.
#[derive(Debug)]
pub struct Rekeyed {
    /// The new recovery key, shown this once; the old one opens only older copies.
    pub recovery_key: String,
    /// Who has no password any more, since nobody typed it.
    pub without_password: Vec<String>,
}

impl Book {
    /// Refuses what the role of whoever is here does not allow, while roles are on.
    pub(crate) fn allow(&self, act: Act) -> Result<()> {
        self.allow_role(&self.user, self.role, act)
    }

    pub(crate) fn allow_role(&self, user: &str, role: Role, act: Act) -> Result<()> {
        // The recovery key comes from the township's safe: whoever holds it may look after people.
        let by_key = self.by_recovery && matches!(act, Act::People | Act::Setup);
        if !self.roles_on || by_key || may(role, act) {
            return Ok(());
        }
        Err(Error::NotAllowed { user: user.to_owned(), role: role.label() })
    }

    /// Does an act of a kind: asks the role, then [`Book::transact`].
    pub(crate) fn transact_as<T>(
        &mut self,
        act: Act,
        now: &Moment,
        run: impl FnOnce(&Tx<'_>, &Acting<'_>) -> Result<T>,
    ) -> Result<T> {
        self.allow(act)?;
        self.transact_unasked(now, run)
    }

    /// What whoever is here is.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether roles are on.
    pub fn roles_are_on(&self) -> bool {
        self.roles_on
    }

    /// Whether the book was opened with the recovery key: a new password is wanted then.
    pub fn opened_by_recovery(&self) -> bool {
        self.by_recovery
    }

    /// Everybody who is here, in the order in which they came.
    pub fn users(&self) -> Result<Vec<User>> {
        let with_password = KeyFile::read(&self.files.keys())?.users();
        let mut users = self.read(|tx| tx.users())?;
        users.retain(|user| user.removed_at.is_none());
        for user in &mut users {
            user.has_password = with_password.contains(&user.name);
        }
        Ok(users)
    }

    /// Gives somebody a password of his own.
    ///
    /// # Errors
    /// [`Error::NameMissing`], [`Error::PasswordTooShort`], [`Error::UserNameTaken`], [`Error::NotAllowed`].
    pub fn add_user(&mut self, name: &str, role: Role, password: &str, now: &Moment) -> Result<()> {
        self.allow(Act::People)?;
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::NameMissing { field: "姓名" });
        }
        long_enough(password)?;
        let path = self.files.keys();
        let mut keys = KeyFile::read(&path)?;
        let (key, cost) = (self.key.clone(), self.cost());
        self.transact_as(Act::People, now, |tx, acting| {
            if tx.role_of(name)?.is_some() {
                return Err(Error::UserNameTaken { user: name.to_owned() });
            }
            tx.put_user(name, role, now)?;
            tx.audit(acting, "user_added", &format!("{name} {}", role.label()))?;
            keys.set_password(name, password, &key, cost, now)?;
            keys.write(&path)
        })
    }

    /// Makes somebody something else.
    ///
    /// # Errors
    /// [`Error::NoSuchUser`], [`Error::NotAllowed`]; [`Error::RoleMissing`] if roles are on and nobody would keep the book.
    pub fn set_role(&mut self, name: &str, role: Role, now: &Moment) -> Result<()> {
        let users = self.users()?;
        if !users.iter().any(|user| user.name == name) {
            return Err(Error::NoSuchUser { user: name.to_owned() });
        }
        let keeps = |user: &User| user.has_password && user.role == Role::Clerk && user.name != name;
        if self.roles_on && role != Role::Clerk && !users.iter().any(keeps) {
            return Err(Error::RoleMissing { role: Role::Clerk.label() });
        }
        self.transact_as(Act::People, now, |tx, acting| {
            tx.put_user(name, role, now)?;
            tx.audit(acting, "role_changed", &format!("{name} {}", role.label()))
        })?;
        if self.user == name {
            self.role = role;
        }
        Ok(())
    }

    /// A new password for somebody who shows his old one, or the recovery key in its place.
    ///
    /// # Errors
    /// [`Error::NoSuchUser`], [`Error::PasswordTooShort`], [`Error::WrongProof`], [`Error::LockedOut`].
    pub fn set_password(&mut self, user: &str, proof: &str, new: &str, now: &Moment) -> Result<()> {
        self.allow(Act::OwnPassword)?;
        if self.read(|tx| tx.role_of(user))?.is_none() {
            return Err(Error::NoSuchUser { user: user.to_owned() });
        }
        long_enough(new)?;
        self.prove(user, proof, now)?;
        let path = self.files.keys();
        let mut keys = KeyFile::read(&path)?;
        let (key, cost) = (self.key.clone(), self.cost());
        self.transact_as(Act::OwnPassword, now, |tx, acting| {
            tx.audit(acting, "password_changed", user)?;
            keys.set_password(user, new, &key, cost, now)?;
            keys.write(&path)
        })?;
        if self.user == user {
            self.by_recovery = false;
        }
        Ok(())
    }

    /// Takes somebody's password away and changes the key, so that a copy of the old key file opens nothing new.
    /// `stays` are the passwords of those who stay, each typed by himself; whoever is here must be among them.
    ///
    /// # Errors
    /// [`Error::OwnUser`], [`Error::NoSuchUser`], [`Error::SessionOpen`] (he has a drawer to hand over first), and those of
    /// [`Book::rekey`].
    pub fn remove_user(&mut self, name: &str, stays: &[(&str, &str)], now: &Moment) -> Result<Rekeyed> {
        self.allow(Act::People)?;
        if name == self.user {
            return Err(Error::OwnUser { user: name.to_owned() });
        }
        self.read(|tx| {
            tx.role_of(name)?.ok_or_else(|| Error::NoSuchUser { user: name.to_owned() })?;
            match tx.open_session_row()? {
                Some(session) if session.opened_by == name => {
                    Err(Error::SessionOpen { business_date: session.business_date })
                }
                _ => Ok(()),
            }
        })?;
        let stays: Vec<_> = stays.iter().filter(|(user, _)| *user != name).copied().collect();
        // He is out first: if the change of the key is cut off, it can be done again.
        self.check_stays(&stays, now)?;
        self.transact_as(Act::People, now, |tx, acting| {
            tx.retire_user(name, now)?;
            tx.audit(acting, "user_removed", name)
        })?;
        self.rekey(&stays, now)
    }

    /// Writes the book under a new key with new slots for the passwords in `stays`, and a new recovery key. Older copies
    /// still need the older secrets.
    ///
    /// # Errors
    /// [`Error::WrongProof`] if whoever is here did not show his own; [`Error::PasswordTooShort`],
    /// [`Error::NoSuchUser`], [`Error::DiskFull`], [`Error::Io`].
    pub fn rekey(&mut self, stays: &[(&str, &str)], now: &Moment) -> Result<Rekeyed> {
        self.allow(Act::People)?;
        self.check_stays(stays, now)?;
        let path = self.files.keys();
        let fresh = Zeroizing::new(now.draw());
        let mut keys = KeyFile::read(&path)?;
        let mut next = keys.without_slots();
        for (user, password) in stays {
            next.set_password(user, password, &fresh, self.cost(), now)?;
        }
        let recovery_key = next.set_recovery(&fresh, self.cost(), now)?;
        // Both keys stand in the file until the data file is over.
        keys.await_next(&next);
        keys.write(&path)?;
        if let Err(error) = self.storage.rekey(&fresh) {
            // Rolled back: the data file is under the old key.
            keys.forget_next();
            let _ = keys.write(&path);
            return Err(crate::storage::at_path(error, &self.files.data));
        }
        self.key = fresh;
        next.write(&path)?;
        let with_password = next.users();
        let mut without_password = Vec::new();
        for user in self.read(|tx| tx.users())?.into_iter().filter(|user| user.removed_at.is_none()) {
            if !with_password.contains(&user.name) {
                without_password.push(user.name);
            }
        }
        self.transact_as(Act::People, now, |tx, acting| {
            tx.audit(acting, "rekeyed", &with_password.join(" "))
        })?;
        Ok(Rekeyed { recovery_key, without_password })
    }

    fn check_stays(&self, stays: &[(&str, &str)], now: &Moment) -> Result<()> {
        let own = stays.iter().find(|(user, _)| *user == self.user);
        let (_, own_password) =
            own.ok_or_else(|| Error::WrongProof { user: self.user.clone(), wait_seconds: 0 })?;
        for (user, password) in stays {
            long_enough(password)?;
            if self.read(|tx| tx.role_of(user))?.is_none() {
                return Err(Error::NoSuchUser { user: (*user).to_owned() });
            }
        }
        self.prove(&self.user, own_password, now)
    }

    /// Switches roles on or off. They are the township's: its recovery key is wanted.
    ///
    /// # Errors
    /// [`Error::RecoveryKeyWanted`]; [`Error::RoleMissing`] if nobody could keep the book, or look after people.
    pub fn switch_roles(&mut self, on: bool, recovery_key: &str, now: &Moment) -> Result<()> {
        let keys = KeyFile::read(&self.files.keys())?;
        if keys.open_with_recovery(recovery_key).is_none() {
            return Err(Error::RecoveryKeyWanted {});
        }
        self.write_roles(on, now)
    }

    /// What the township's card says about roles is done at pairing.
    pub(crate) fn roles_by_card(&mut self, roles: &[String], now: &Moment) -> Result<()> {
        if roles.is_empty() || self.roles_on { Ok(()) } else { self.write_roles(true, now) }
    }

    fn write_roles(&mut self, on: bool, now: &Moment) -> Result<()> {
        let users = self.users()?;
        let missing = |role: Role| !users.iter().any(|user| user.role == role && user.has_password);
        if on && missing(Role::Clerk) {
            return Err(Error::RoleMissing { role: Role::Clerk.label() });
        }
        self.transact_unasked(now, |tx, acting| {
            tx.set_setting(ROLES, if on { "on" } else { "off" })?;
            tx.audit(acting, if on { "roles_on" } else { "roles_off" }, "")
        })?;
        self.roles_on = on;
        Ok(())
    }

    /// Minutes without a key press after which the window locks; 0 = never.
    pub fn idle_minutes(&self) -> Result<u32> {
        let set = self.read(|tx| tx.setting(IDLE_MINUTES))?;
        Ok(set.and_then(|minutes| minutes.parse().ok()).unwrap_or(IDLE_DEFAULT))
    }

    /// Sets them.
    ///
    /// # Errors
    /// [`Error::BadIdleMinutes`].
    pub fn set_idle_minutes(&mut self, minutes: u32, now: &Moment) -> Result<()> {
        if minutes > IDLE_MOST {
            return Err(Error::BadIdleMinutes { minutes, most: IDLE_MOST });
        }
        self.transact_as(Act::Setup, now, |tx, acting| {
            tx.set_setting(IDLE_MINUTES, &minutes.to_string())?;
            tx.audit(acting, "idle_minutes", &minutes.to_string())
        })
    }

    /// Compares a password (or the recovery key in its place) with the key file; a wrong one counts like one at the door.
    pub(crate) fn prove(&self, user: &str, password: &str, now: &Moment) -> Result<()> {
        let mut tries = Tries::read(&self.files.tries());
        if let Some(until) = tries.shut_until(now.at()) {
            return Err(Error::LockedOut { until });
        }
        let keys = KeyFile::read(&self.files.keys())?;
        if keys.open_with_either(user, password).is_none() {
            let wait_seconds = tries.failed(&self.files.tries(), user, now.at());
            return Err(Error::WrongProof { user: user.to_owned(), wait_seconds });
        }
        Ok(())
    }

    /// Somebody else has the book from now on: he showed his password.
    pub(crate) fn is_now(&mut self, user: &str, role: Role) {
        user.clone_into(&mut self.user);
        self.role = role;
        self.by_recovery = false;
    }

    fn cost(&self) -> KdfCost {
        match self.identity.kind {
            BookKind::Live => KdfCost::LIVE,
            BookKind::Training | BookKind::Demo => KdfCost::LIGHT,
        }
    }
}

impl Tx<'_> {
    /// Whether roles are on.
    pub(super) fn roles_on(&self) -> Result<bool> {
        Ok(self.setting(ROLES)?.is_some_and(|roles| roles == "on"))
    }
}

fn long_enough(password: &str) -> Result<()> {
    if password.chars().count() < PASSWORD_LEAST {
        return Err(Error::PasswordTooShort { least: PASSWORD_LEAST });
    }
    Ok(())
}
