//! The rows of departments' lists.

use super::effect::{LivePayment, Situation};
use super::plan::{Entry, Held, Step};
use super::{Heading, PersonRef, WaitingRow};
use crate::book::Acting;
use crate::codes::EnrolmentState;
use crate::error::Result;
use crate::moment::Moment;
use crate::person::Person;
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use cunshou_exchange::category_list::ListRow;
use cunshou_policy::{Paid, Yuan};
use rusqlite::{Row, named_params};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

fn id(row: &Row<'_>, column: &str) -> Result<Uuid> {
    parsed("category_entry", row.get_ref(column)?.as_str().unwrap_or_default())
}

fn maybe_id(row: &Row<'_>, column: &str) -> Result<Option<Uuid>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parsed("category_entry", &text)).transpose()
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let department: String = row.get("department")?;
    let list_date: Option<NaiveDate> = row.get("list_date")?;
    let document_no: String = row.get("document_no")?;
    Ok(Entry {
        entry_id: id(row, "entry_id")?,
        certno: row.get("certno")?,
        name: row.get("name")?,
        person_id: maybe_id(row, "person_id")?,
        held: Held {
            code: row.get("code")?,
            grade: row.get("grade")?,
            subtype: row.get("subtype")?,
            begin_on: row.get("begin_on")?,
            end_on: row.get("end_on")?,
            risk_cleared: row.get("risk_cleared")?,
        },
        import_id: id(row, "import_id")?,
        source: super::words::source(&department, list_date, &document_no),
        department,
    })
}

/// The newest full list of a department that was held, and what is open of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeldList {
    pub(super) import_id: Uuid,
    /// Rows that nobody mended yet.
    pub(super) open_rows: Vec<u32>,
    /// Entries that it would take away.
    pub(super) entries: Vec<Uuid>,
}

/// Somebody who may be the person of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) person: PersonRef,
    pub(super) birth: Option<NaiveDate>,
    pub(super) head: String,
    pub(super) certno: String,
}

fn person_ref(row: &Row<'_>) -> Result<PersonRef> {
    let certno: String = row.get("certno")?;
    Ok(PersonRef {
        person_id: id(row, "person_id")?,
        household_id: id(row, "household_id")?,
        hh_no: row.get("hh_no")?,
        member_no: row.get("member_no")?,
        village_group: row.get("village_group")?,
        name: row.get("name")?,
        certno_masked: cunshou_exchange::identity::mask(&certno),
    })
}

impl Tx<'_> {
    /// Who of the book has which of these numbers, or had it before; an entry that was merged stands for its person.
    pub(super) fn people_by_certno(&self, numbers: &[(String, String)]) -> Result<HashMap<String, Uuid>> {
        let numbers = json!(numbers).to_string();
        let rows =
            many(self, include_str!("people_by_certno.sql"), named_params! { ":numbers": numbers }, |row| {
                Ok((row.get::<_, String>("certno")?, id(row, "person_id")?))
            })?;
        Ok(rows.into_iter().collect())
    }

    /// What the clerk said yes to before: number to person.
    pub(super) fn confirmed_matches(&self) -> Result<HashMap<String, Uuid>> {
        let rows = many(self, include_str!("confirmed_matches.sql"), [], |row| {
            Ok((row.get::<_, String>("certno")?, id(row, "person_id")?))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Where each of these people lives.
    pub(super) fn person_refs(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, PersonRef>> {
        let ids = json!(ids).to_string();
        let rows = many(self, include_str!("person_refs.sql"), named_params! { ":ids": ids }, person_ref)?;
        Ok(rows.into_iter().map(|of| (of.person_id, of)).collect())
    }

    /// What the lists of a department say until now.
    pub(super) fn department_entries(&self, department: &str) -> Result<Vec<Entry>> {
        many(self, include_str!("department_entries.sql"), named_params! { ":department": department }, entry)
    }

    /// What all departments' lists say of some people.
    pub(super) fn entries_of(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Entry>>> {
        let ids = json!(ids).to_string();
        let mut entries: HashMap<Uuid, Vec<Entry>> = HashMap::new();
        for of in many(self, include_str!("entries_of.sql"), named_params! { ":ids": ids }, entry)? {
            if let Some(person_id) = of.person_id {
                entries.entry(person_id).or_default().push(of);
            }
        }
        Ok(entries)
    }

    /// People who hold one of these categories without any list that gave it.
    pub(super) fn typed_by_hand(&self, codes: &[&str]) -> Result<Vec<(PersonRef, String)>> {
        let codes = json!(codes).to_string();
        many(self, include_str!("typed_by_hand.sql"), named_params! { ":codes": codes }, |row| {
            Ok((person_ref(row)?, row.get("code")?))
        })
    }

    /// Where some people stand in a levy year, and what they paid here.
    pub(super) fn situations(&self, ids: &[Uuid], levy_year: i32) -> Result<HashMap<Uuid, Situation>> {
        let mut asked = self.asked_of(ids, levy_year)?;
        let wanted = json!(ids).to_string();
        let rows = many(
            self,
            include_str!("situations.sql"),
            named_params! { ":ids": wanted, ":levy_year": levy_year },
            |row| {
                let person_id = id(row, "person_id")?;
                let state: EnrolmentState =
                    parsed("enrolment", row.get_ref("state")?.as_str().unwrap_or_default())?;
                let receipt_no: Option<String> = row.get("receipt_no")?;
                let payment = match receipt_no {
                    Some(receipt_no) => Some(LivePayment {
                        receipt_no,
                        paid: Paid {
                            on: row.get("business_date")?,
                            amount: Yuan::from_fen(row.get("paid_fen")?),
                            arrived_on: row.get("arrived_on")?,
                            for_year: Some(levy_year),
                        },
                    }),
                    None => None,
                };
                Ok((person_id, state, payment))
            },
        )?;
        Ok(rows
            .into_iter()
            .map(|(person_id, state, payment)| {
                let asked = asked.remove(&person_id).unwrap_or_default();
                (person_id, Situation { asked, state: Some(state), payment })
            })
            .collect())
    }

    /// The day of the newest list of a department, and when it came in.
    pub(super) fn newest_list(&self, department: &str) -> Result<Option<(NaiveDate, Uuid)>> {
        one(self, include_str!("newest_list.sql"), named_params! { ":department": department }, |row| {
            Ok((row.get("list_date")?, id(row, "import_id")?))
        })
    }

    /// The full list of a department that still waits for mended rows.
    pub(super) fn held_list(&self, department: &str) -> Result<Option<HeldList>> {
        let found =
            one(self, include_str!("held_list.sql"), named_params! { ":department": department }, |row| {
                id(row, "import_id")
            })?;
        let Some(import_id) = found else { return Ok(None) };
        let wanted = named_params! { ":import_id": import_id.to_string() };
        let open_rows =
            many(self, include_str!("open_held_rows.sql"), wanted, |row| Ok(row.get("sheet_row")?))?;
        let entries = many(self, include_str!("held_entries.sql"), wanted, |row| id(row, "entry_id"))?;
        Ok(Some(HeldList { import_id, open_rows, entries }))
    }

    /// One more list of a department.
    pub(super) fn insert_category_import(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        heading: &Heading,
        counts: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_category_import.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(),
            ":at": acting.now.text(),
            ":user": acting.user,
            ":file_name": heading.file_name,
            ":file_sha256": heading.file_sha256,
            ":people": heading.rows,
            ":bad": heading.bad,
            ":department": heading.department,
            ":document_no": heading.document_no,
            ":list_date": heading.list_date,
            ":is_full": heading.is_full,
            ":cancellations_held": heading.cancellations_held,
            ":counts": counts,
        })?;
        self.audit(acting, "import", &heading.file_name)
    }

    /// Writes what a step does to the department's rows.
    pub(super) fn write_step(
        &self,
        step: &Step,
        rows: &[ListRow],
        heading: &Heading,
        import_id: Uuid,
        now: &Moment,
    ) -> Result<()> {
        for entry_id in &step.gone {
            self.sql.prepare_cached(include_str!("entry_gone.sql"))?.execute(named_params! {
                ":entry_id": entry_id.to_string(), ":import_id": import_id.to_string(),
            })?;
        }
        for (held, at) in &step.new {
            let row = &rows[*at];
            self.sql.prepare_cached(include_str!("insert_entry.sql"))?.execute(named_params! {
                ":entry_id": now.id().to_string(),
                ":department": heading.department,
                ":certificate_type": row.certificate_type,
                ":certno": row.certno,
                ":name": row.name,
                ":head_name": row.head_name,
                ":birth": row.birth,
                ":word": row.word.trim(),
                ":code": held.code,
                ":grade": held.grade,
                ":subtype": held.subtype,
                ":begin_on": held.begin_on,
                ":end_on": held.end_on,
                ":risk_cleared": held.risk_cleared,
                ":import_id": import_id.to_string(),
                ":sheet_row": row.row,
                ":person_id": step.person_id.map(|id| id.to_string()),
                ":matched_by": step.person_id.map(|_| "certno"),
            })?;
        }
        Ok(())
    }

    /// Entries that a full list with a bad row does not have.
    pub(super) fn hold(&self, import_id: Uuid, entries: &[Uuid]) -> Result<()> {
        for entry_id in entries {
            self.sql
                .prepare_cached(
                    "INSERT INTO held_cancellation (import_id, entry_id) VALUES (:import_id, :entry_id)",
                )?
                .execute(
                    named_params! { ":import_id": import_id.to_string(), ":entry_id": entry_id.to_string() },
                )?;
        }
        Ok(())
    }

    /// The mended rows have these entries after all.
    pub(super) fn free_held(&self, held: Uuid, import_id: Uuid, entries: &[Uuid]) -> Result<()> {
        for entry_id in entries {
            self.sql.prepare_cached(include_str!("free_held.sql"))?.execute(named_params! {
                ":held": held.to_string(), ":import_id": import_id.to_string(), ":entry_id": entry_id.to_string(),
            })?;
        }
        Ok(())
    }

    /// Keeps a row that was held back.
    pub(crate) fn hold_row_back(
        &self,
        import_id: Uuid,
        sheet_row: u32,
        name: &str,
        id_written: &str,
        code: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_held_back_row.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(),
            ":sheet_row": sheet_row,
            ":name": name,
            ":id_written": id_written,
            ":code": code,
        })?;
        Ok(())
    }

    /// Rows of a held list were mended by another list.
    pub(super) fn mend_rows(&self, held: Uuid, import_id: Uuid, rows: &[u32], is_whole: bool) -> Result<()> {
        for sheet_row in rows {
            self.sql.prepare_cached(include_str!("mend_row.sql"))?.execute(named_params! {
                ":held": held.to_string(), ":import_id": import_id.to_string(), ":sheet_row": sheet_row,
            })?;
        }
        if is_whole {
            self.set_held(held, false)?;
        }
        Ok(())
    }

    /// Whether a list still holds its cancellations.
    pub(super) fn set_held(&self, import_id: Uuid, is_held: bool) -> Result<()> {
        self.sql
            .prepare_cached(
                "UPDATE list_import SET cancellations_held = :is_held WHERE import_id = :import_id",
            )?
            .execute(named_params! { ":import_id": import_id.to_string(), ":is_held": is_held })?;
        Ok(())
    }

    /// Rows of rosters that were held back under one of these names: name, the roster's row, the number as written.
    pub(super) fn held_back_of_rosters(&self, names: &[&str]) -> Result<Vec<(String, u32, String)>> {
        let names = json!(names).to_string();
        many(self, include_str!("held_back_of_rosters.sql"), named_params! { ":names": names }, |row| {
            Ok((row.get("name")?, row.get("sheet_row")?, row.get("id_written")?))
        })
    }

    /// Everyone of one of these names, with what tells them apart.
    pub(super) fn candidates(&self, names: &[&str]) -> Result<HashMap<String, Vec<Candidate>>> {
        let names = json!(names).to_string();
        let mut all: HashMap<String, Vec<Candidate>> = HashMap::new();
        let rows = many(self, include_str!("candidates.sql"), named_params! { ":names": names }, |row| {
            Ok(Candidate {
                person: person_ref(row)?,
                birth: row.get("birth")?,
                head: row.get("head")?,
                certno: row.get("certno")?,
            })
        })?;
        for candidate in rows {
            all.entry(candidate.person.name.clone()).or_default().push(candidate);
        }
        Ok(all)
    }

    /// What the clerk said no to: number and person.
    pub(super) fn declined_matches(&self) -> Result<Vec<(String, Uuid)>> {
        many(self, include_str!("declined_matches.sql"), [], |row| {
            Ok((row.get("certno")?, id(row, "person_id")?))
        })
    }

    /// Writes down what the clerk said about a number and a person.
    pub(super) fn put_match(
        &self,
        acting: &Acting<'_>,
        certno: &str,
        person_id: Uuid,
        is_same: bool,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("put_match.sql"))?.execute(named_params! {
            ":certno": certno,
            ":person_id": person_id.to_string(),
            ":is_same": is_same,
            ":at": acting.now.text(),
            ":user": acting.user,
        })?;
        Ok(())
    }

    /// Rows of lists that wait for their person.
    pub(super) fn waiting_rows(&self) -> Result<Vec<WaitingRow>> {
        many(self, include_str!("waiting_rows.sql"), [], |row| {
            let certno: String = row.get("certno")?;
            Ok(WaitingRow {
                entry_id: id(row, "entry_id")?,
                department: row.get("department")?,
                name: row.get("name")?,
                certno_masked: cunshou_exchange::identity::mask(&certno),
                certno,
                birth: row.get("birth")?,
                head_name: row.get("head_name")?,
                list_date: row.get("list_date")?,
                sheet_row: row.get("sheet_row")?,
                proposals: Vec::new(),
                roster_row: None,
            })
        })
    }

    /// The number of a waiting row.
    pub(super) fn waiting_certno(&self, entry_id: Uuid) -> Result<Option<String>> {
        let wanted = named_params! { ":entry_id": entry_id.to_string() };
        one(self, include_str!("waiting_certno.sql"), wanted, |row| Ok(row.get("certno")?))
    }

    /// Gives the waiting rows of a number to a person; the answer is the imports that they came with.
    pub(super) fn take_waiting(
        &self,
        certno: &str,
        person_id: Uuid,
        by: &str,
    ) -> Result<Vec<(Uuid, String)>> {
        let wanted = named_params! { ":certno": certno };
        let rows = many(self, include_str!("waiting_of_certno.sql"), wanted, |row| {
            Ok((id(row, "import_id")?, row.get::<_, String>("code")?))
        })?;
        self.sql.prepare_cached(include_str!("take_waiting.sql"))?.execute(named_params! {
            ":certno": certno, ":person_id": person_id.to_string(), ":matched_by": by,
        })?;
        Ok(rows)
    }

    /// Waiting numbers that somebody of the book has by now.
    pub(super) fn waiting_with_person(&self) -> Result<Vec<(String, Uuid)>> {
        many(self, include_str!("waiting_with_person.sql"), [], |row| {
            Ok((row.get("certno")?, id(row, "person_id")?))
        })
    }

    /// The people whom an import changed, each as he was before it.
    pub(super) fn before_import(&self, import_id: Uuid) -> Result<Vec<(Uuid, String)>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        many(self, include_str!("before_import.sql"), wanted, |row| {
            Ok((id(row, "person_id")?, row.get("before")?))
        })
    }

    /// Somebody of a category list on whom something rests that came after it.
    pub(crate) fn category_in_use(&self, import_id: Uuid) -> Result<Option<String>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        one(self, include_str!("category_in_use.sql"), wanted, |row| Ok(row.get("name")?))
    }

    /// A later list of the same department that still stands: when it came in.
    pub(crate) fn later_list(&self, import_id: Uuid) -> Result<Option<(String, String)>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        one(self, include_str!("later_list.sql"), wanted, |row| Ok((row.get("department")?, row.get("at")?)))
    }

    /// Takes the rows of an import away, and brings back those that it had ended.
    pub(super) fn undo_entries(&self, import_id: Uuid) -> Result<()> {
        for sql in [
            "DELETE FROM held_cancellation WHERE import_id = :import_id",
            "UPDATE held_cancellation SET freed_import_id = NULL WHERE freed_import_id = :import_id",
            include_str!("reopen_held_list.sql"),
            "UPDATE held_back_row SET mended_import_id = NULL WHERE mended_import_id = :import_id",
            "DELETE FROM held_back_row WHERE import_id = :import_id",
            "UPDATE category_entry SET gone_import_id = NULL WHERE gone_import_id = :import_id",
            "DELETE FROM category_entry WHERE import_id = :import_id",
        ] {
            self.sql.prepare_cached(sql)?.execute(named_params! { ":import_id": import_id.to_string() })?;
        }
        Ok(())
    }

    /// Writes the categories of somebody as they are now, with what he was before.
    pub(super) fn write_categories(
        &self,
        acting: &Acting<'_>,
        before: &Person,
        after: &Person,
        import_id: Uuid,
        act: &str,
    ) -> Result<()> {
        self.replace_categories(after)?;
        self.note_member_change(acting, act, Some(before), Some(after), Some(import_id))
    }

    /// The departments' lists that stand, newest first: what each department last said.
    pub(super) fn standing_lists(&self) -> Result<Vec<super::StandingList>> {
        many(self, include_str!("standing_lists.sql"), [], |row| {
            Ok(super::StandingList {
                import_id: id(row, "import_id")?,
                department: row.get("department")?,
                document_no: row.get("document_no")?,
                list_date: row.get("list_date")?,
                file_name: row.get("file_name")?,
                at: row.get("at")?,
                user: row.get("user")?,
                is_full: row.get("is_full")?,
                cancellations_held: row.get("cancellations_held")?,
                rows: row.get("people")?,
                bad: row.get("bad")?,
                undone_at: row.get("undone_at")?,
            })
        })
    }
}
