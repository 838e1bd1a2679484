//! The rows of office lists, and what the book knows of the people whom they speak of.

use crate::book::Acting;
use crate::error::Result;
use crate::person::Standing;
use crate::storage::{Tx, many, one, parsed};
use chrono::NaiveDate;
use cunshou_exchange::office_list::{OfficeKind, OfficeRow};
use cunshou_policy::Yuan;
use rusqlite::{Row, named_params};
use std::collections::HashSet;
use uuid::Uuid;

/// How old what an office's list says is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAge {
    /// The import.
    pub import_id: Uuid,
    /// The day up to which it is.
    pub list_date: NaiveDate,
    /// When it came in (RFC 3339, +08:00).
    pub at: String,
    /// The file.
    pub file_name: String,
}

impl ListAge {
    /// Full days since the day of the list.
    pub fn age_days(&self, today: NaiveDate) -> i64 {
        (today - self.list_date).num_days()
    }
}

/// Where somebody stands in a levy year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KnownState {
    Unpaid,
    Paid { receipt_no: String, business_date: NaiveDate, written_on: Option<NaiveDate> },
    Recorded { state: String, reason: String, import_id: Option<Uuid> },
}

/// Somebody of the book, as a list is compared with him.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) person_id: Uuid,
    pub(super) hh_no: String,
    pub(super) name: String,
    pub(super) name_alt: Option<String>,
    pub(super) certificate_type: String,
    pub(super) certno: String,
    pub(super) standing: Standing,
    pub(super) previous_year: Option<String>,
    pub(super) student: Option<(String, String)>,
    pub(super) died_on: Option<NaiveDate>,
    pub(super) state: KnownState,
    /// The day of the list by which he counts as paid.
    pub(super) list_date: Option<NaiveDate>,
    /// The newest sum and mark of the tax office.
    pub(super) official: Option<(Option<Yuan>, String)>,
}

fn uuid(row: &Row<'_>, column: &str) -> Result<Uuid> {
    parsed("office_row", row.get_ref(column)?.as_str().unwrap_or_default())
}

fn uuid_or_none(row: &Row<'_>, column: &str) -> Result<Option<Uuid>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parsed("office_row", &text)).transpose()
}

fn age(row: &Row<'_>) -> Result<ListAge> {
    Ok(ListAge {
        import_id: uuid(row, "import_id")?,
        list_date: row.get("list_date")?,
        at: row.get("at")?,
        file_name: row.get("file_name")?,
    })
}

/// A row that speaks of somebody who came into the book after it.
#[derive(Debug, Clone)]
pub(super) struct WaitingRow {
    pub(super) import_id: Uuid,
    pub(super) place: i64,
    pub(super) kind: OfficeKind,
    pub(super) levy_year: Option<i32>,
    pub(super) list_date: NaiveDate,
    pub(super) happened_on: Option<NaiveDate>,
    pub(super) sum: Option<Yuan>,
    pub(super) words: String,
    pub(super) meaning: String,
}

/// Person, number, kind and day of a proposal that was made before.
pub(super) type Answered = (Option<Uuid>, String, String, Option<NaiveDate>);

/// Person, sum, words, whether it is a mark, and the list's day.
pub(super) type OfficialRow = (Uuid, Option<Yuan>, String, bool, NaiveDate);

impl Tx<'_> {
    /// Everybody of the book as a list is compared with him: one query.
    pub(super) fn known_for_office(&self, levy_year: i32) -> Result<Vec<Known>> {
        many(self, include_str!("known_people.sql"), named_params! { ":levy_year": levy_year }, |row| {
            let receipt_no: Option<String> = row.get("receipt_no")?;
            let state: Option<String> = row.get("state")?;
            let state = match (receipt_no, state) {
                (Some(receipt_no), _) => {
                    let written_at: Option<String> = row.get("written_at")?;
                    let written_on = written_at.as_deref().and_then(|at| at.get(..10)?.parse().ok());
                    KnownState::Paid { receipt_no, business_date: row.get("business_date")?, written_on }
                }
                (None, Some(state)) if state != "unpaid" => KnownState::Recorded {
                    state,
                    reason: row.get("reason")?,
                    import_id: uuid_or_none(row, "enrolment_import")?,
                },
                _ => KnownState::Unpaid,
            };
            let level: Option<String> = row.get("student_level")?;
            let school: Option<String> = row.get("student_school")?;
            let official: Option<String> = row.get("official")?;
            Ok(Known {
                person_id: uuid(row, "person_id")?,
                hh_no: row.get("hh_no")?,
                name: row.get("name")?,
                name_alt: row.get("name_alt")?,
                certificate_type: row.get("certificate_type")?,
                certno: row.get("certno")?,
                standing: parsed("person", row.get_ref("standing")?.as_str().unwrap_or_default())?,
                previous_year: row.get("previous_year")?,
                student: level.zip(school),
                died_on: row.get("died_on")?,
                state,
                list_date: row.get("enrolment_list_date")?,
                official: official.as_deref().and_then(official_of),
            })
        })
    }

    /// The numbers that somebody of the book had before: type, number, whose.
    pub(super) fn former_numbers(&self) -> Result<Vec<(String, String, Uuid)>> {
        many(self, include_str!("former_numbers.sql"), [], |row| {
            Ok((row.get("certificate_type")?, row.get("certno")?, uuid(row, "person_id")?))
        })
    }

    /// The newest list of a kind for a year of cover that was not undone.
    pub(crate) fn newest_office_list(&self, kind: OfficeKind, levy_year: i32) -> Result<Option<ListAge>> {
        let wanted = named_params! { ":kind": kind.word(), ":levy_year": levy_year };
        one(self, include_str!("newest_list.sql"), wanted, age)
    }

    #[expect(clippy::too_many_arguments, reason = "one a column")]
    pub(super) fn insert_office_import(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        kind: OfficeKind,
        (file_name, file_sha256): (&str, &str),
        (people, bad): (u32, u32),
        (office, document_no): (&str, &str),
        (list_date, levy_year, is_full): (NaiveDate, Option<i32>, bool),
        counts: &str,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("insert_import.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(),
            ":kind": kind.word(),
            ":at": acting.now.text(),
            ":user": acting.user,
            ":file_name": file_name,
            ":file_sha256": file_sha256,
            ":people": people,
            ":bad": bad,
            ":department": office,
            ":document_no": document_no,
            ":list_date": list_date,
            ":levy_year": levy_year,
            ":is_full": is_full,
            ":counts": counts,
        })?;
        self.audit(acting, "import", file_name)
    }

    pub(super) fn insert_office_row(
        &self,
        import_id: Uuid,
        place: usize,
        row: &OfficeRow,
        person_id: Option<Uuid>,
        outcome: &str,
    ) -> Result<()> {
        let facts = serde_json::json!({ "meaning": row.meaning, "aside": row.aside, "paper": row.paper, "remarks": row.remarks });
        self.sql.prepare_cached(include_str!("insert_row.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(),
            ":place": i64::try_from(place).unwrap_or(i64::MAX),
            ":sheet": row.sheet,
            ":row_no": row.row,
            ":name": row.name,
            ":certno": row.certno,
            ":person_id": person_id.map(|id| id.to_string()),
            ":happened_on": row.on,
            ":fee_fen": row.fee.map(Yuan::fen),
            ":sum_fen": row.sum.map(Yuan::fen),
            ":words": row.words,
            ":facts": facts.to_string(),
            ":outcome": outcome,
        })?;
        Ok(())
    }

    /// Keeps what was recorded about somebody before a list changes it.
    pub(super) fn keep_enrolment(&self, import_id: Uuid, person_id: Uuid, levy_year: i32) -> Result<()> {
        self.sql.prepare_cached(include_str!("keep_enrolment.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(), ":person_id": person_id.to_string(), ":levy_year": levy_year,
        })?;
        Ok(())
    }

    /// Says by which list somebody counts as paid.
    pub(super) fn mark_enrolment_of_list(
        &self,
        import_id: Uuid,
        person_id: Uuid,
        levy_year: i32,
    ) -> Result<()> {
        self.sql.prepare_cached(include_str!("enrolment_of_list.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(), ":person_id": person_id.to_string(), ":levy_year": levy_year,
        })?;
        Ok(())
    }

    /// The list by which somebody counts as paid.
    pub(crate) fn enrolment_list(&self, person_id: Uuid, levy_year: i32) -> Result<Option<ListAge>> {
        let wanted = named_params! { ":person_id": person_id.to_string(), ":levy_year": levy_year };
        one(self, include_str!("enrolment_list.sql"), wanted, age)
    }

    /// Who was changed by a list: person, year of cover, what was recorded before.
    pub(super) fn kept_enrolments(&self, import_id: Uuid) -> Result<Vec<(Uuid, i32, Option<String>)>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        many(self, include_str!("kept_enrolments.sql"), wanted, |row| {
            Ok((uuid(row, "person_id")?, row.get("levy_year")?, row.get("before")?))
        })
    }

    /// Puts back what was recorded before a list.
    pub(super) fn restore_enrolment(&self, person_id: Uuid, levy_year: i32, before: &str) -> Result<()> {
        self.sql.prepare_cached(include_str!("restore_enrolment.sql"))?.execute(named_params! {
            ":person_id": person_id.to_string(), ":levy_year": levy_year, ":before": before,
        })?;
        Ok(())
    }

    /// Somebody on whom something rests that came after an office's list.
    pub(crate) fn office_in_use(&self, import_id: Uuid) -> Result<Option<String>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        one(self, include_str!("in_use.sql"), wanted, |row| Ok(row.get("name")?))
    }

    /// People whose year of insurance an import said, with what their previous year was before it.
    pub(super) fn previous_years_of(&self, import_id: Uuid) -> Result<Vec<(Uuid, Option<String>)>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        many(self, include_str!("previous_years.sql"), wanted, |row| {
            Ok((uuid(row, "person_id")?, row.get("previous_year")?))
        })
    }

    /// Sets the previous year of somebody.
    pub(super) fn set_previous_year(&self, person_id: Uuid, previous_year: Option<&str>) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE person SET previous_year = :previous_year WHERE person_id = :person_id")?
            .execute(
                named_params! { ":person_id": person_id.to_string(), ":previous_year": previous_year },
            )?;
        Ok(())
    }

    /// Rows of lists that speak of a number and that nobody had when they came in.
    pub(super) fn office_rows_waiting(&self, certno: &str) -> Result<Vec<WaitingRow>> {
        many(self, include_str!("waiting_rows.sql"), named_params! { ":certno": certno }, |row| {
            Ok(WaitingRow {
                import_id: uuid(row, "import_id")?,
                place: row.get("place")?,
                kind: parsed("list_import", row.get_ref("kind")?.as_str().unwrap_or_default())?,
                levy_year: row.get("levy_year")?,
                list_date: row.get("list_date")?,
                happened_on: row.get("happened_on")?,
                sum: row.get::<_, Option<i64>>("sum_fen")?.map(Yuan::from_fen),
                words: row.get("words")?,
                meaning: row.get("meaning")?,
            })
        })
    }

    /// A row of a list is somebody's now.
    pub(super) fn match_row(&self, import_id: Uuid, place: i64, person_id: Uuid) -> Result<()> {
        self.sql.prepare_cached(include_str!("match_row.sql"))?.execute(named_params! {
            ":import_id": import_id.to_string(), ":place": place, ":person_id": person_id.to_string(),
        })?;
        Ok(())
    }

    /// People of an import whose number stands in a list that came in before them.
    pub(super) fn waited_for(&self, import_id: Uuid) -> Result<Vec<Uuid>> {
        let wanted = named_params! { ":import_id": import_id.to_string() };
        many(self, include_str!("waited_for.sql"), wanted, |row| uuid(row, "person_id"))
    }

    /// What waits for an answer, or was answered with no: person, number, kind, day.
    pub(super) fn answered_proposals(&self) -> Result<HashSet<Answered>> {
        let rows = many(self, include_str!("answered_proposals.sql"), [], |row| {
            Ok((
                uuid_or_none(row, "person_id")?,
                row.get("certno")?,
                row.get("kind")?,
                row.get("happened_on")?,
            ))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The tax office's newest sums for the people of a household: person, sum, words, whether it is a mark, the list's day.
    pub(super) fn official_rows(&self, household_id: Uuid, levy_year: i32) -> Result<Vec<OfficialRow>> {
        let wanted = named_params! { ":household_id": household_id.to_string(), ":levy_year": levy_year };
        many(self, include_str!("official.sql"), wanted, |row| {
            Ok((
                uuid(row, "person_id")?,
                row.get::<_, Option<i64>>("sum_fen")?.map(Yuan::from_fen),
                row.get("words")?,
                row.get::<_, String>("meaning")? == "mark",
                row.get("list_date")?,
            ))
        })
    }

    /// The households of everybody whom the tax office's lists of a year speak of.
    pub(super) fn official_households(&self, levy_year: i32) -> Result<Vec<Uuid>> {
        many(
            self,
            include_str!("official_households.sql"),
            named_params! { ":levy_year": levy_year },
            |row| uuid(row, "household_id"),
        )
    }

    /// The household of a person.
    pub(super) fn household_of(&self, person_id: Uuid) -> Result<Option<Uuid>> {
        let wanted = named_params! { ":person_id": person_id.to_string() };
        one(self, "SELECT household_id FROM person WHERE person_id = :person_id", wanted, |row| {
            uuid(row, "household_id")
        })
    }
}

/// `sum_fen|words`, as the query joins them.
fn official_of(text: &str) -> Option<(Option<Yuan>, String)> {
    let (sum, words) = text.split_once('|')?;
    Some((sum.parse().ok().map(Yuan::from_fen), words.to_owned()))
}
