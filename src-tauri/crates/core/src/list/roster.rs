//! The roster comes in: looked at first, taken over in one act.
//!
//! Invariant: a dry run writes nothing; an import is one transaction or nothing, also when the clerk stops it; what the
//! list says otherwise about people of the book changes them only if the clerk says so.
//! Must not know: how a workbook is read, money.

use super::plan::{HeldBack, Plan, Preview, Update, count};
use super::reading::{OnProgress, Reading, Step, say, unwatched};
use super::{Imported, ListKind, hash_of};
use crate::book::{Acting, Book};
use crate::error::{Error, Result};
use crate::household::{Household, NewHousehold, json};
use crate::journal::{Record, RosterImported};
use crate::moment::Moment;
use crate::person::{Person, search_key};
use crate::storage::Tx;
use cunshou_exchange::identity::Sex;
use cunshou_exchange::roster::{self, Roster};
use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::thread;
use uuid::Uuid;

/// So many households are written between two words about how far it is.
const HOUSEHOLDS_A_WORD: usize = 100;

impl Book {
    /// Looks at a roster without writing anything: what it would bring, every bad row with its reason, what is there
    /// already.
    ///
    /// # Errors
    /// The file cannot be read, in the words of the reader.
    pub fn preview_roster(&self, bytes: &[u8], file_name: &str, now: &Moment) -> Result<Preview> {
        self.preview_roster_with(bytes, file_name, &Reading::default(), now, &mut unwatched)
    }

    /// [`Book::preview_roster`] as the clerk says how to read it, watched.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`].
    pub fn preview_roster_with(
        &self,
        bytes: &[u8],
        file_name: &str,
        reading: &Reading,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<Preview> {
        let read = self.read_roster(bytes, file_name, reading, now, watch)?;
        self.preview_read(&read, now, watch)
    }

    /// Reads a roster once, for a look at it, its bad rows, and the import.
    ///
    /// # Errors
    /// The file cannot be read, in the words of the reader; [`Error::Cancelled`].
    pub fn read_roster(
        &self,
        bytes: &[u8],
        file_name: &str,
        reading: &Reading,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<ReadRoster> {
        let roster = self.read(|tx| {
            say(watch, Step::Reading, 0, 0)?;
            let columns = tx.columns_of(ListKind::Roster, bytes, file_name, &roster::COLUMNS, reading)?;
            Ok(roster::read_roster_with(bytes, file_name, &reading.options(&columns), now.on())?)
        })?;
        let (file_name, file_sha256) = (file_name.to_owned(), hash_of(bytes));
        Ok(ReadRoster { roster, file_name, file_sha256, reading: reading.clone() })
    }

    /// [`Book::preview_roster`] of a roster that was read.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn preview_read(&self, read: &ReadRoster, now: &Moment, watch: OnProgress<'_>) -> Result<Preview> {
        self.read(|tx| Plan::of(tx, &read.roster, now, watch)?.preview(tx, read))
    }

    /// Takes the good rows of a roster over, in one act; people who are in the book stay as they are.
    ///
    /// # Errors
    /// [`Error::ImportedBefore`] for a file that is in the book, [`Error::NothingNew`] if everybody in it is; nothing
    /// is changed then.
    pub fn import_roster(&mut self, bytes: &[u8], file_name: &str, now: &Moment) -> Result<Imported> {
        self.import_roster_with(bytes, file_name, &Reading::default(), false, now, &mut unwatched)
    }

    /// [`Book::import_roster`] as the clerk says how to read it, watched; with `take_changes` also what the list says
    /// otherwise about people who are in the book.
    ///
    /// # Errors
    /// Also [`Error::Cancelled`]: nothing is changed then.
    pub fn import_roster_with(
        &mut self,
        bytes: &[u8],
        file_name: &str,
        reading: &Reading,
        take_changes: bool,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<Imported> {
        self.read(|tx| tx.not_imported_before(&hash_of(bytes), file_name))?;
        let read = self.read_roster(bytes, file_name, reading, now, watch)?;
        Ok(self.import_read(read, take_changes, now, watch)?.1)
    }

    /// [`Book::import_roster_with`] of a roster that was read: what a look at it would have said, and what it brought.
    ///
    /// # Errors
    /// As for the import.
    pub fn import_read(
        &mut self,
        read: ReadRoster,
        take_changes: bool,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<(Preview, Imported)> {
        self.transact(now, |tx, acting| {
            tx.not_imported_before(&read.file_sha256, &read.file_name)?;
            let mut plan = Plan::of(tx, &read.roster, now, watch)?;
            let preview = plan.preview(tx, &read)?;
            if !take_changes {
                plan.updates.clear();
            }
            if plan.people() == 0 && plan.updates.is_empty() {
                return Err(Error::NothingNew { file_name: read.file_name });
            }
            let ReadRoster { roster, file_name, file_sha256, reading } = read;
            tx.remember_mapping(acting, ListKind::Roster, &roster.origin.header_hash, &reading)?;
            // The rows are in the plan now.
            drop(roster);
            let imported = RosterImported {
                import_id: now.id(),
                file_name,
                file_sha256,
                people: count(plan.people()),
                households: count(plan.households()),
                bad: count(preview.bad.len()),
            };
            Ok((preview, tx.write_roster(acting, plan, imported, watch)?))
        })
    }

    /// The bad rows of a roster as a workbook to hand back: as they were written, with the reason of each.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn bad_rows_workbook(
        &self,
        bytes: &[u8],
        file_name: &str,
        reading: &Reading,
        now: &Moment,
    ) -> Result<Vec<u8>> {
        self.read_roster(bytes, file_name, reading, now, &mut unwatched)?.bad_rows_workbook()
    }
}

/// A roster that was read, with the file that it stood in.
#[derive(Debug)]
pub struct ReadRoster {
    pub(super) roster: Roster,
    pub(super) file_name: String,
    pub(super) file_sha256: String,
    reading: Reading,
}

impl ReadRoster {
    /// [`Book::bad_rows_workbook`].
    ///
    /// # Errors
    /// The workbook cannot be written.
    pub fn bad_rows_workbook(&self) -> Result<Vec<u8>> {
        roster::bad_rows_workbook(&self.roster)
            .map_err(|_| Error::Io { path: (&self.file_name).into(), kind: std::io::ErrorKind::InvalidData })
    }
}

/// Makes the next ones on a thread of its own while those before are taken: SQLite writes on one core only.
fn ahead<I: Send, O: Send>(
    items: Vec<I>,
    make: impl Fn(I) -> O + Send,
    mut take: impl FnMut(O) -> Result<()>,
) -> Result<()> {
    let (ready, next) = sync_channel::<Vec<O>>(1);
    thread::scope(|scope| {
        // Many at a time: to wake the other thread costs more than to make one. Nobody takes any more once one was
        // refused, and the thread ends.
        scope.spawn(move || {
            let mut items = items.into_iter();
            loop {
                let some: Vec<O> = items.by_ref().take(HOUSEHOLDS_A_WORD).map(&make).collect();
                if some.is_empty() || ready.send(some).is_err() {
                    return;
                }
            }
        });
        next.into_iter().flatten().try_for_each(&mut take)
    })
}

impl Tx<'_> {
    fn not_imported_before(&self, file_sha256: &str, file_name: &str) -> Result<()> {
        match self.import_of(file_sha256)? {
            Some(before) => Err(Error::ImportedBefore { file_name: file_name.to_owned(), at: before.at }),
            None => Ok(()),
        }
    }

    fn write_roster(
        &self,
        acting: &Acting<'_>,
        plan: Plan,
        imported: RosterImported,
        watch: OnProgress<'_>,
    ) -> Result<Imported> {
        let import_id = imported.import_id;
        self.insert_import(acting, &imported, plan.updates.len())?;
        let (mut done, of) = (0, plan.people());
        self.noting_at_end(import_id, || {
            let mut written = 0;
            // Whoever is written needs to be kept in memory no longer.
            ahead(plan.new, NewHousehold::from, |new| {
                if written % HOUSEHOLDS_A_WORD == 0 {
                    say(watch, Step::Writing, done, of)?;
                }
                written += 1;
                done += new.household.members.len();
                self.add_household(acting, &new, Some(import_id), "imported")
            })?;
            for (household, members) in &plan.joining {
                say(watch, Step::Writing, done, of)?;
                for member in members {
                    self.add_member(acting, household, member, import_id)?;
                }
                done += members.len();
            }
            Ok(())
        })?;
        self.update_from_list(acting, &plan.updates, import_id)?;
        self.registrations_of_import(acting, import_id)?;
        for HeldBack { row, name, id_written, code } in &plan.held_back {
            self.hold_row_back(import_id, *row, name, id_written, code)?;
        }
        self.rematch(acting)?;
        self.rematch_office_import(acting, import_id)?;
        // The last moment at which stopping still changes nothing.
        say(watch, Step::Writing, of, of)?;
        let RosterImported { people, households, bad, .. } = imported;
        self.append(&Record::RosterImported(imported), acting.user, acting.now)?;
        Ok(Imported { import_id, people, households, bad, changed: count(plan.updates.len()) })
    }

    /// Takes over what a list says about people and households of the book, with what was there before.
    fn update_from_list(&self, acting: &Acting<'_>, updates: &[Update], import_id: Uuid) -> Result<()> {
        let mut people: BTreeMap<Uuid, Vec<&Update>> = BTreeMap::new();
        let mut households: BTreeMap<Uuid, Vec<&Update>> = BTreeMap::new();
        for update in updates {
            match update {
                Update::Address(id, _) | Update::VillageGroup(id, _) => {
                    households.entry(*id).or_default().push(update);
                }
                Update::Phone(id, _)
                | Update::Relation(id, _)
                | Update::Name(id, _)
                | Update::Certificate(id, _) => {
                    people.entry(*id).or_default().push(update);
                }
            }
        }
        for (household_id, updates) in households {
            let Some(before) = self.household(household_id)? else { continue };
            let mut after = before.clone();
            for update in updates {
                match update {
                    Update::Address(_, address) => after.address.clone_from(address),
                    Update::VillageGroup(_, group) => after.village_group.clone_from(group),
                    _ => {}
                }
            }
            self.write_place(acting, "household_updated_by_list", &before, &after, import_id)?;
        }
        for (person_id, updates) in people {
            let Some(before) = self.person(person_id)? else { continue };
            let mut after = before.clone();
            for update in updates {
                match update {
                    Update::Phone(_, phone) => after.phone.clone_from(phone),
                    Update::Relation(_, relation) => after.relation.clone_from(relation),
                    Update::Name(_, name) => after.name.clone_from(name),
                    Update::Certificate(_, row) => {
                        after.certificate_type.clone_from(&row.certificate_type);
                        after.certno.clone_from(&row.certno);
                        after.birth = row.birth.or(after.birth);
                        row.sex.map_or("0", Sex::code).clone_into(&mut after.sex);
                    }
                    Update::Address(..) | Update::VillageGroup(..) => {}
                }
            }
            self.write_member(&after)?;
            self.note_member_change(
                acting,
                "member_updated_by_list",
                Some(&before),
                Some(&after),
                Some(import_id),
            )?;
        }
        Ok(())
    }

    /// Writes a member with the key by which he is found.
    pub(super) fn write_member(&self, member: &Person) -> Result<()> {
        let Some(household) = self.household(member.household_id)? else { return Ok(()) };
        let key = search_key(member, &household.hh_no, &household.village_group, &household.address);
        self.update_person(member, Some(&key))
    }

    /// Writes where a household lives, and the keys of its people.
    pub(super) fn write_place(
        &self,
        acting: &Acting<'_>,
        act: &str,
        before: &Household,
        after: &Household,
        import_id: Uuid,
    ) -> Result<()> {
        self.update_household(after)?;
        for member in &after.members {
            let key = search_key(member, &after.hh_no, &after.village_group, &after.address);
            self.update_person(member, Some(&key))?;
        }
        let bare = |household: &Household| json(&Household { members: Vec::new(), ..household.clone() });
        let (before, after_json) = (bare(before), bare(after));
        self.insert_change(
            acting,
            act,
            after.household_id,
            None,
            Some(&before),
            Some(&after_json),
            Some(import_id),
        )
    }
}
