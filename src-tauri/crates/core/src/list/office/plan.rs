//! What an office's list would change in the book.
//!
//! Invariant: every good row is somebody's of the book or nobody's; nothing is written here. Must not know: transactions.

use super::store::{Known, KnownState};
use super::text;
use super::{MOST_SHOWN, OfficeReport, OfficeSaid};
use crate::error::{Error, Result};
use crate::list::reading::{OnProgress, ROWS_A_WORD, Step, say};
use crate::moment::Moment;
use crate::person::Standing;
use crate::storage::Tx;
use chrono::NaiveDate;
use cunshou_exchange::identity::RESIDENT_ID_CODE;
use cunshou_exchange::office_list::{BadOfficeRow, OfficeFault, OfficeKind, OfficeList, OfficeRow};
use cunshou_policy::Yuan;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Something to be said about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeNote {
    /// 1-based row of the sheet.
    pub row: u32,
    /// The sheet; empty for a csv.
    pub sheet: String,
    /// The name.
    pub name: String,
    /// The stable word.
    pub code: String,
    /// What it is about, in a sentence.
    pub message: String,
    /// What to do.
    pub todo: String,
    /// His household, if he is of the book.
    pub hh_no: String,
}

/// What is wrong with a bad row, and what to do.
pub(super) fn bad_words(bad: &BadOfficeRow) -> (String, String) {
    match bad.fault {
        OfficeFault::Id(code) => code.words(bad.first_row),
        fault => text::code(fault.word(), &[("written", &bad.written)]),
    }
}

/// A payment that the paid list knows.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) person_id: Uuid,
    pub(super) note: String,
    pub(super) proof: String,
}

/// Work that a list opens.
#[derive(Debug, Clone)]
pub(super) struct Twice {
    pub(super) person_id: Uuid,
    pub(super) words: String,
}

/// A change that a list proposes.
#[derive(Debug, Clone)]
pub(crate) struct NewProposal {
    pub(crate) person_id: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) certno: String,
    pub(crate) kind: &'static str,
    pub(crate) happened_on: Option<NaiveDate>,
    pub(crate) words: String,
    pub(crate) facts: serde_json::Value,
}

/// A row as it is stored.
#[derive(Debug, Clone)]
pub(super) struct StoredRow {
    pub(super) at: usize,
    pub(super) person_id: Option<Uuid>,
    pub(super) outcome: &'static str,
}

/// What a list would change.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) report: OfficeReport,
    pub(super) rows: Vec<StoredRow>,
    pub(super) marks: Vec<Mark>,
    pub(super) twice: Vec<Twice>,
    /// People who stand on the list, but not as paid.
    unpaid: HashSet<Uuid>,
    pub(super) proposals: Vec<NewProposal>,
    /// Who was insured in the list's year: everybody, and those whose previous year follows.
    pub(super) insured: Vec<(Uuid, bool)>,
    /// Person, his sum, his mark.
    pub(super) sums: Vec<(Uuid, Option<Yuan>, bool)>,
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Plan {
    pub(super) fn of(
        tx: &Tx<'_>,
        list: &OfficeList,
        file_name: &str,
        said: &OfficeSaid,
        current_year: i32,
        now: &Moment,
        watch: OnProgress<'_>,
    ) -> Result<Self> {
        let levy_year = year_of(list, said, current_year)?;
        let (list_date, list_date_from) = date_of(list, said, now.on())?;
        let year = levy_year.unwrap_or(current_year);
        let people = tx.known_for_office(year)?;
        let former = tx.former_numbers()?;
        let by_id: HashMap<Uuid, &Known> = people.iter().map(|known| (known.person_id, known)).collect();
        // An office may still know somebody by the number that he had before; whose number it is now goes before that.
        let before = former.iter().filter_map(|(kind, certno, person_id)| {
            Some(((kind.as_str(), certno.as_str()), *by_id.get(person_id)?))
        });
        let now =
            people.iter().map(|known| ((known.certificate_type.as_str(), known.certno.as_str()), known));
        let by_number: HashMap<(&str, &str), &Known> = before.chain(now).collect();
        let newest = match levy_year {
            Some(year) => tx.newest_office_list(list.kind, year)?,
            None => None,
        };
        let mut plan = Self {
            report: report(list, file_name, levy_year, (list_date, list_date_from)),
            rows: Vec::with_capacity(list.rows.len()),
            marks: Vec::new(),
            twice: Vec::new(),
            unpaid: HashSet::new(),
            proposals: Vec::new(),
            insured: Vec::new(),
            sums: Vec::new(),
        };
        plan.report.newer_list = newest.as_ref().map(|age| age.list_date).filter(|date| *date > list_date);
        let mut of_person: HashMap<Uuid, Vec<usize>> = HashMap::new();
        let mut order: Vec<&Known> = Vec::new();
        for (at, row) in list.rows.iter().enumerate() {
            if at % ROWS_A_WORD == 0 {
                say(watch, Step::Checking, at, list.rows.len())?;
            }
            let known = by_number.get(&(row.certificate_type.as_str(), row.certno.as_str())).copied();
            plan.rows.push(StoredRow {
                at,
                person_id: known.map(|known| known.person_id),
                outcome: if known.is_some() { "matched" } else { "unmatched" },
            });
            let Some(known) = known else {
                plan.unmatched(list, row, file_name);
                continue;
            };
            plan.report.matched += 1;
            let rows = of_person.entry(known.person_id).or_default();
            if rows.is_empty() {
                order.push(known);
                plan.compare_names(row, known);
            }
            rows.push(at);
        }
        for known in &order {
            let rows: Vec<&OfficeRow> =
                of_person[&known.person_id].iter().map(|at| &list.rows[*at]).collect();
            match list.kind {
                OfficeKind::PaidList => plan.paid(&rows, known, list_date, file_name),
                OfficeKind::MarkedSums => plan.marked(&rows, known),
                OfficeKind::InsuredList => plan.insured(&rows, known, levy_year == Some(current_year - 1)),
                OfficeKind::Deaths | OfficeKind::Moves | OfficeKind::School | OfficeKind::Pension => {
                    plan.proposed(list.kind, rows[0], known, file_name);
                }
            }
        }
        let on_list: HashSet<Uuid> = of_person.keys().copied().collect();
        // Whoever has a birth certificate only could not stand on it.
        let here = people.iter().filter(|known| {
            known.standing == Standing::Present && known.certificate_type == RESIDENT_ID_CODE
        });
        plan.report.not_on_list = count(here.filter(|known| !on_list.contains(&known.person_id)).count());
        if list.kind == OfficeKind::PaidList && plan.report.newer_list.is_none() {
            plan.no_longer(&people, said, list_date);
        }
        plan.forget_what_was_answered(tx)?;
        plan.report.proposals = count(plan.proposals.len());
        plan.report.work = count(plan.twice.len());
        Ok(plan)
    }

    fn note(&mut self, row: &OfficeRow, known: &Known, code: &str, facts: &[(&str, &str)]) {
        let (message, todo) = text::code(code, facts);
        self.report.notes.push(OfficeNote {
            row: row.row,
            sheet: row.sheet.clone(),
            name: known.name.clone(),
            code: code.to_owned(),
            message,
            todo,
            hh_no: known.hh_no.clone(),
        });
    }

    fn compare_names(&mut self, row: &OfficeRow, known: &Known) {
        let same = row.name.is_empty()
            || row.name == known.name
            || known.name_alt.as_deref() == Some(row.name.as_str());
        if !same {
            let facts = [
                ("written", row.name.as_str()),
                ("known", known.name.as_str()),
                ("hh_no", known.hh_no.as_str()),
            ];
            self.note(row, known, "name_differs", &facts);
        }
    }

    fn unmatched(&mut self, list: &OfficeList, row: &OfficeRow, file_name: &str) {
        self.report.unmatched += 1;
        if self.report.nobody.len() < MOST_SHOWN {
            self.report.nobody.push(OfficeNote {
                row: row.row,
                sheet: row.sheet.clone(),
                name: row.name.clone(),
                code: "unmatched".to_owned(),
                message: String::new(),
                todo: String::new(),
                hh_no: String::new(),
            });
        }
        // Whoever moved in is wanted on the roster; nobody else is looked for in a list of other villages.
        if list.kind == OfficeKind::Moves && matches!(row.meaning, "in" | "birth") {
            self.proposals.push(NewProposal {
                person_id: None,
                name: row.name.clone(),
                certno: row.certno.clone(),
                kind: "new_person",
                happened_on: row.on,
                words: text::words("new_person", &[]),
                facts: facts_of(row, file_name),
            });
        }
    }

    fn paid(&mut self, rows: &[&OfficeRow], known: &Known, list_date: NaiveDate, file_name: &str) {
        // A payment that was given back is none: a negative row takes one away.
        let given_back = rows.iter().filter(|row| row.sum.is_some_and(Yuan::is_negative)).count();
        let mut paid: Vec<&OfficeRow> = rows.iter().copied().filter(|row| row.meaning == "paid").collect();
        paid.sort_by_key(|row| row.on);
        let payments = paid.len().saturating_sub(given_back);
        if payments == 0 {
            self.unpaid.insert(known.person_id);
            self.report.same += 1;
            return;
        }
        let newest = paid[paid.len() - 1];
        let words = row_words(newest);
        if payments > 1 {
            let all: Vec<String> = paid.iter().map(|row| row_words(row)).collect();
            let all = all.join("；");
            self.note(newest, known, "twice_on_list", &[("written", &all)]);
            let words = text::words("twice_list", &[("file_name", file_name), ("row", &all)]);
            self.twice.push(Twice { person_id: known.person_id, words });
        }
        if known.standing != Standing::Present {
            let standing = crate::codes::fact_label("standing", known.standing.word());
            self.note(newest, known, "gone", &[("known", standing)]);
        }
        let mark = |plan: &mut Self| {
            plan.marks.push(Mark {
                person_id: known.person_id,
                note: text::words("paid_note", &[("list_date", &list_date.to_string()), ("row", &words)]),
                proof: text::words("paid_proof", &[("list_date", &list_date.to_string())]),
            });
        };
        match &known.state {
            KnownState::Paid { receipt_no, business_date, written_on } => {
                // Our own payment comes back in the office's list once its package has gone there. Before that, or by a
                // channel that our cash can never be, it is a second payment.
                let ours = written_on.is_some_and(|written| written <= list_date) && newest.aside != "own";
                if ours {
                    self.report.same += 1;
                } else {
                    let facts = [
                        ("receipt_no", receipt_no.as_str()),
                        ("business_date", &business_date.to_string()),
                        ("file_name", file_name),
                        ("row", &words),
                    ];
                    self.note(newest, known, "paid_twice", &[("written", &words)]);
                    self.twice.retain(|twice| twice.person_id != known.person_id);
                    self.twice
                        .push(Twice { person_id: known.person_id, words: text::words("twice_here", &facts) });
                }
            }
            KnownState::Recorded { state, reason, import_id } => match state.as_str() {
                "paid_elsewhere" => {
                    self.report.same += u32::from(import_id.is_some());
                    self.report.changed += u32::from(import_id.is_none());
                    mark(self);
                }
                _ => {
                    let label = crate::codes::leave_out_reason(reason).map_or("", |reason| reason.label);
                    self.note(newest, known, "was_excused", &[("known", label)]);
                    self.report.changed += 1;
                    mark(self);
                }
            },
            KnownState::Unpaid => {
                self.report.added += 1;
                mark(self);
            }
        }
    }

    /// People whom an older list had as paid and a newer, full one does not: a question, never a silent change.
    fn no_longer(&mut self, people: &[Known], said: &OfficeSaid, list_date: NaiveDate) {
        let marked: HashSet<Uuid> = self.marks.iter().map(|mark| mark.person_id).collect();
        let seen: HashSet<Uuid> = self.rows.iter().filter_map(|row| row.person_id).collect();
        let still = |known: &Known| {
            let person_id = &known.person_id;
            marked.contains(person_id) || (seen.contains(person_id) && !self.unpaid.contains(person_id))
        };
        let by_list: Vec<&Known> =
            people.iter().filter(|known| matches!(&known.state, KnownState::Recorded { state, import_id: Some(_), .. } if state == "paid_elsewhere")).collect();
        let gone: Vec<&Known> = by_list.iter().copied().filter(|known| !still(known)).collect();
        // A list of the payments since the last one lacks nearly everybody of it: that is no news about them.
        let looks_partial = by_list.len() >= 10 && gone.len() * 2 > by_list.len();
        self.report.is_full = said.is_full.unwrap_or(!looks_partial);
        if !self.report.is_full {
            return;
        }
        for known in gone {
            let old_date = known.list_date.map(|date| date.to_string()).unwrap_or_default();
            let facts = [("old_date", old_date.as_str()), ("list_date", &list_date.to_string())];
            self.proposals.push(NewProposal {
                person_id: Some(known.person_id),
                name: known.name.clone(),
                certno: known.certno.clone(),
                kind: "no_longer_paid",
                happened_on: Some(list_date),
                words: text::words("no_longer_paid", &facts),
                facts: serde_json::json!({}),
            });
            self.report.no_longer += 1;
        }
    }

    fn marked(&mut self, rows: &[&OfficeRow], known: &Known) {
        let row = rows[0];
        self.sums.push((known.person_id, row.sum, row.meaning == "mark"));
        let was = &known.official;
        match was {
            None => self.report.added += 1,
            Some((sum, words)) if *sum == row.sum && *words == row.words => self.report.same += 1,
            Some(_) => self.report.changed += 1,
        }
    }

    fn insured(&mut self, rows: &[&OfficeRow], known: &Known, is_previous: bool) {
        if rows.iter().all(|row| row.meaning == "not_paid") {
            self.report.same += 1;
            return;
        }
        let is_new =
            is_previous && !matches!(known.previous_year.as_deref(), Some("normal" | "resident_here"));
        match (is_previous, known.previous_year.as_deref()) {
            (true, Some("normal" | "resident_here")) => self.report.same += 1,
            (true, Some(_)) => self.report.changed += 1,
            _ => self.report.added += 1,
        }
        self.insured.push((known.person_id, is_new));
    }

    fn proposed(&mut self, kind: OfficeKind, row: &OfficeRow, known: &Known, file_name: &str) {
        let on = row.on.map(|on| on.to_string()).unwrap_or_default();
        let standing = crate::codes::fact_label("standing", known.standing.word());
        let dated = |key: &'static str, with_day: &'static str| match row.on {
            Some(_) => text::words(with_day, &[("on", &on)]),
            None => text::words(key, &[]),
        };
        let (what, words) = match (kind, row.meaning, known.standing) {
            (OfficeKind::Deaths, ..) | (OfficeKind::Pension, "dead", _) | (OfficeKind::Moves, "death", _) => {
                if known.standing == Standing::Dead {
                    if let (Some(died), Some(written)) = (known.died_on, row.on)
                        && died != written
                    {
                        let facts = [("known", died.to_string()), ("written", written.to_string())];
                        let facts: Vec<(&str, &str)> =
                            facts.iter().map(|(key, value)| (*key, value.as_str())).collect();
                        self.note(row, known, "date_differs", &facts);
                    }
                    self.report.same += 1;
                    return;
                }
                ("death", dated("death", "death_on"))
            }
            (OfficeKind::Moves, "out", Standing::Present) => {
                ("moved_away", dated("moved_away", "moved_away_on"))
            }
            (OfficeKind::Moves, "in" | "birth", Standing::Moved) => {
                ("moved_in", dated("moved_in", "moved_in_on"))
            }
            (OfficeKind::School, level, Standing::Present) => {
                let is_known = known.student.as_ref().is_some_and(|(had, school)| {
                    had == level && (row.aside.is_empty() || school == row.aside)
                });
                if is_known {
                    self.report.same += 1;
                    return;
                }
                ("student", text::words("student", &[("words", &row.words)]))
            }
            (OfficeKind::Pension, "stopped", Standing::Present) => {
                ("pension_stopped", text::words("pension_stopped", &[]))
            }
            (OfficeKind::Pension, "paid", Standing::Dead | Standing::Moved) => {
                ("alive_on_list", text::words("alive_on_list", &[("known", standing)]))
            }
            _ => {
                self.report.same += 1;
                return;
            }
        };
        self.report.added += 1;
        self.proposals.push(NewProposal {
            person_id: Some(known.person_id),
            name: known.name.clone(),
            certno: known.certno.clone(),
            kind: what,
            happened_on: row.on,
            words,
            facts: facts_of(row, file_name),
        });
    }

    /// What waits for an answer, or was answered with no, is not asked again.
    fn forget_what_was_answered(&mut self, tx: &Tx<'_>) -> Result<()> {
        let known = tx.answered_proposals()?;
        let before = self.proposals.len();
        self.proposals.retain(|one| {
            let key = (one.person_id, one.certno.clone(), one.kind.to_owned(), one.happened_on);
            !known.contains(&key)
        });
        let dropped = count(before - self.proposals.len());
        self.report.same += dropped;
        self.report.added = self.report.added.saturating_sub(dropped);
        Ok(())
    }
}

/// Channel, sum and day of a payment, as the list says.
fn row_words(row: &OfficeRow) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(row.on.map(|on| on.to_string()));
    parts.extend(Some(row.words.clone()).filter(|words| !words.is_empty()));
    parts.extend(row.sum.map(|sum| text::words("yuan", &[("sum", &sum.to_string())])));
    if parts.is_empty() { text::words("not_said", &[]) } else { parts.join(&text::words("between", &[])) }
}

fn facts_of(row: &OfficeRow, file_name: &str) -> serde_json::Value {
    serde_json::json!({
        "paper": if row.paper.is_empty() { text::words("list_paper", &[("file_name", file_name), ("row", &row.row.to_string())]) } else { row.paper.clone() },
        "words": row.words,
        "remarks": row.remarks,
        "level": row.meaning,
        "school": row.aside,
    })
}

fn report(
    list: &OfficeList,
    file_name: &str,
    levy_year: Option<i32>,
    (list_date, list_date_from): (NaiveDate, &'static str),
) -> OfficeReport {
    let bad = list
        .bad
        .iter()
        .map(|bad| {
            let (message, todo) = bad_words(bad);
            OfficeNote {
                row: bad.row,
                sheet: bad.sheet.clone(),
                name: bad.name.clone(),
                code: bad.fault.word().to_owned(),
                message,
                todo,
                hh_no: String::new(),
            }
        })
        .collect();
    OfficeReport {
        kind: list.kind,
        import_id: None,
        file_name: file_name.to_owned(),
        origin: list.origin.in_words(list.kind.columns()),
        levy_year,
        list_date,
        list_date_from,
        is_full: true,
        rows: count(list.rows.len() + list.bad.len() + list.repeated.len()),
        matched: 0,
        unmatched: 0,
        added: 0,
        changed: 0,
        same: 0,
        proposals: 0,
        no_longer: 0,
        work: 0,
        not_on_list: 0,
        differences: 0,
        bad,
        notes: Vec::new(),
        nobody: Vec::new(),
        already_imported_at: None,
        newer_list: None,
    }
}

/// The year of cover that a list is about: as said, as the file says, as its rows say; else the one that the book collects
/// for, of the insured list the one before it.
fn year_of(list: &OfficeList, said: &OfficeSaid, current: i32) -> Result<Option<i32>> {
    if !list.kind.has_levy_year() {
        return Ok(None);
    }
    let of_rows = list.rows.iter().find_map(|row| row.levy_year);
    let usual = if list.kind == OfficeKind::InsuredList { current - 1 } else { current };
    // A bare year in a title is as often the year of the letter: only the years that such a list can be about count.
    let of_title = list.levy_year.filter(|year| [current, current - 1].contains(year));
    let year = said.levy_year.or(of_rows).or(of_title).unwrap_or(usual);
    let fits = match list.kind {
        OfficeKind::InsuredList => year < current,
        _ => year == current,
    };
    if fits || said.levy_year == Some(year) && year <= current {
        Ok(Some(year))
    } else {
        Err(Error::ListOfOtherYear { found: year, wanted: usual })
    }
}

fn date_of(list: &OfficeList, said: &OfficeSaid, today: NaiveDate) -> Result<(NaiveDate, &'static str)> {
    let newest = list.newest_day();
    let found = match (said.list_date, list.list_date, newest) {
        (Some(date), ..) => (date, "said"),
        // The day of the letter cannot lie before a payment that it names.
        (None, Some(date), Some(newest)) if list.kind == OfficeKind::PaidList && newest > date => {
            (newest, "newest_row")
        }
        (None, Some(date), _) => (date, "file"),
        (None, None, Some(newest)) if list.kind == OfficeKind::PaidList => (newest, "newest_row"),
        (None, None, _) if list.kind == OfficeKind::PaidList => return Err(Error::ListDateMissing {}),
        _ => (today, "today"),
    };
    if found.0 > today { Err(Error::ListFromFuture { list_date: found.0 }) } else { Ok(found) }
}
