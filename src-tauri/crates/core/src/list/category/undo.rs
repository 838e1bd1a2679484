//! Takes a department's list back, while nothing rests on it.

use crate::book::Acting;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::Record;
use crate::person::{Person, PersonCategory};
use crate::storage::Tx;
use serde::Deserialize;
use uuid::Uuid;

impl Tx<'_> {
    /// Takes a department's list back.
    pub(crate) fn undo_category_list(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        let import = self
            .standing_lists()?
            .into_iter()
            .find(|list| list.import_id == import_id)
            .or_not_found(|| Error::NoSuchImport { import_id: import_id.to_string() })?;
        if let Some(at) = import.undone_at {
            return Err(Error::ImportUndone { at });
        }
        if let Some((department, at)) = self.later_list(import_id)? {
            return Err(Error::LaterList { department, at });
        }
        if let Some(name) = self.category_in_use(import_id)? {
            return Err(Error::ImportInUse { name });
        }
        let before = self.before_import(import_id)?;
        let ids: Vec<Uuid> = before.iter().map(|(id, _)| *id).collect();
        let people = self.people_of(&ids)?;
        for (person_id, json) in &before {
            let Some(person) = people.get(person_id) else { continue };
            let was: Was = serde_json::from_str(json)
                .map_err(|error| Error::BadRow { table: "roster_change", detail: error.to_string() })?;
            let after = Person { categories: was.categories, ..person.clone() };
            self.write_categories(acting, person, &after, import_id, "category_list_undone")?;
        }
        self.undo_entries(import_id)?;
        self.delete_work_of(import_id)?;
        self.mark_undone(import_id, acting.now)?;
        self.append(&Record::ImportUndone { import_id }, acting.user, acting.now)?;
        Ok(())
    }
}

/// What a before-image is read for.
#[derive(Deserialize)]
struct Was {
    categories: Vec<PersonCategory>,
}
