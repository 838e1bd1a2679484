//! What an office's list brings, written; and taken back.

use super::plan::Plan;
use super::{OfficeReport, OfficeSaid};
use crate::book::Acting;
use crate::enrolment::LeftOut;
use crate::error::{Error, OrNotFound, Result};
use crate::journal::{ListImported, Record};
use crate::levy_year::InsuranceSource;
use crate::list::reading::{OnProgress, ROWS_A_WORD, Step, say};
use crate::storage::Tx;
use crate::work::NewWork;
use cunshou_exchange::office_list::OfficeList;
use uuid::Uuid;

/// The reason of somebody who has paid elsewhere, in `assets/codes/leave_out_reason.tsv`.
pub(super) const PAID_ELSEWHERE: &str = "paid_elsewhere";
/// So many people are marked between two words about how far it is.
const MARKS_A_WORD: usize = 100;
/// What a previous year is that the insurance office's list says.
const RESIDENT_HERE: &str = "resident_here";

impl Tx<'_> {
    pub(super) fn apply_office_plan(
        &self,
        acting: &Acting<'_>,
        plan: Plan,
        list: &OfficeList,
        said: &OfficeSaid,
        file_sha256: &str,
        watch: OnProgress<'_>,
    ) -> Result<OfficeReport> {
        let import_id = acting.now.id();
        let mut report = plan.report;
        let counts = serde_json::json!({
            "matched": report.matched, "unmatched": report.unmatched, "added": report.added,
            "changed": report.changed, "same": report.same, "proposals": report.proposals, "work": report.work,
        });
        let bad = u32::try_from(report.bad.len()).unwrap_or(u32::MAX);
        self.insert_office_import(
            acting,
            import_id,
            list.kind,
            (&report.file_name, file_sha256),
            (report.matched, bad),
            (said.office.trim(), said.document_no.trim()),
            (report.list_date, report.levy_year, report.is_full),
            &counts.to_string(),
        )?;
        // Each row is written, and each mark: the second is the longer half.
        let of = plan.rows.len() + plan.marks.len() + plan.insured.len();
        for (done, stored) in plan.rows.iter().enumerate() {
            if done % ROWS_A_WORD == 0 {
                say(watch, Step::Writing, done, of)?;
            }
            self.insert_office_row(
                import_id,
                stored.at,
                &list.rows[stored.at],
                stored.person_id,
                stored.outcome,
            )?;
        }
        if let Some(levy_year) = report.levy_year {
            for (done, mark) in plan.marks.iter().enumerate() {
                if done % MARKS_A_WORD == 0 {
                    say(watch, Step::Writing, plan.rows.len() + done, of)?;
                }
                // An older list never takes the place of what a newer one says.
                let is_newest = report.newer_list.is_none();
                if is_newest || self.enrolment_list(mark.person_id, levy_year)?.is_none() {
                    self.mark_paid(acting, import_id, levy_year, mark.person_id, &mark.note, &mark.proof)?;
                }
            }
            for (done, (person_id, is_new)) in plan.insured.iter().enumerate() {
                if done % MARKS_A_WORD == 0 {
                    say(watch, Step::Writing, plan.rows.len() + done, of)?;
                }
                self.put_insurance_year(
                    *person_id,
                    levy_year,
                    InsuranceSource::List,
                    RESIDENT_HERE,
                    Some(import_id),
                    acting,
                )?;
                if *is_new {
                    self.insured_by_list(acting, *person_id, import_id)?;
                }
            }
            for twice in &plan.twice {
                self.paid_twice(acting, import_id, levy_year, twice.person_id, &twice.words)?;
            }
        }
        for proposal in &plan.proposals {
            self.insert_proposal(acting, import_id, proposal)?;
        }
        let imported = ListImported {
            import_id,
            list_kind: list.kind.word().to_owned(),
            department: said.office.trim().to_owned(),
            document_no: said.document_no.trim().to_owned(),
            list_date: Some(report.list_date),
            file_name: report.file_name.clone(),
            file_sha256: file_sha256.to_owned(),
            rows: report.rows,
            bad,
        };
        // The last moment at which stopping still changes nothing.
        say(watch, Step::Writing, of, of)?;
        self.append(&Record::ListImported(imported), acting.user, acting.now)?;
        report.import_id = Some(import_id);
        Ok(report)
    }

    pub(super) fn paid_twice(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        levy_year: i32,
        person_id: Uuid,
        words: &str,
    ) -> Result<()> {
        let work = NewWork {
            kind: "paid_twice",
            person_id,
            levy_year: Some(levy_year),
            facts: serde_json::json!({ "words": words }),
            article: String::new(),
            import_id: Some(import_id),
        };
        self.open_work(acting, &work)?;
        Ok(())
    }

    /// By a list somebody counts as paid elsewhere; what was recorded before is kept.
    pub(super) fn mark_paid(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        levy_year: i32,
        person_id: Uuid,
        note: &str,
        proof: &str,
    ) -> Result<()> {
        self.keep_enrolment(import_id, person_id, levy_year)?;
        let left_out = LeftOut {
            person_id,
            reason: PAID_ELSEWHERE.to_owned(),
            note: note.to_owned(),
            proof: proof.to_owned(),
            approval_no: None,
        };
        self.put_enrolment(&left_out, levy_year, PAID_ELSEWHERE, acting)?;
        self.mark_enrolment_of_list(import_id, person_id, levy_year)
    }

    pub(super) fn insured_by_list(
        &self,
        acting: &Acting<'_>,
        person_id: Uuid,
        import_id: Uuid,
    ) -> Result<()> {
        let Some(before) = self.person(person_id)? else { return Ok(()) };
        let mut after = before.clone();
        after.previous_year = Some(RESIDENT_HERE.to_owned());
        self.set_previous_year(person_id, Some(RESIDENT_HERE))?;
        self.note_member_change(acting, "insured_by_list", Some(&before), Some(&after), Some(import_id))
    }

    /// Takes back what an office's list brought.
    ///
    /// # Errors
    /// [`Error::ImportInUse`] names somebody of whom something rests on it.
    pub(crate) fn undo_office(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        if let Some(name) = self.office_in_use(import_id)? {
            return Err(Error::ImportInUse { name });
        }
        for (person_id, levy_year, before) in self.kept_enrolments(import_id)? {
            self.delete_enrolment(person_id, levy_year, acting)?;
            if let Some(before) = before {
                self.restore_enrolment(person_id, levy_year, &before)?;
            }
        }
        for (person_id, previous_year) in self.previous_years_of(import_id)? {
            let before = self
                .person(person_id)?
                .or_not_found(|| Error::NoSuchPerson { member: person_id.to_string() })?;
            self.set_previous_year(person_id, previous_year.as_deref())?;
            let mut after = before.clone();
            after.previous_year = previous_year;
            self.note_member_change(acting, "insured_by_list", Some(&before), Some(&after), None)?;
        }
        self.delete_insurance_years_of(import_id)?;
        self.withdraw_proposals(acting, import_id)?;
        self.delete_work_of(import_id)
    }
}
