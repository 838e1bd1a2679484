//! Writes what was decided about a list, in one act, with the work that it makes somebody do.

use super::plan::{DiffKind, Step};
use super::prepare::Prepared;
use super::{ConsequenceKind, STEPS_A_WORD};
use crate::book::Acting;
use crate::error::Result;
use crate::journal::{ListImported, Record};
use crate::list::reading::{self, OnProgress, Step as Progressing};
use crate::storage::Tx;
use crate::work::NewWork;
use cunshou_exchange::category_list::CategoryList;
use serde_json::json;
use uuid::Uuid;

impl Tx<'_> {
    pub(super) fn apply(
        &self,
        acting: &Acting<'_>,
        import_id: Uuid,
        list: &CategoryList,
        prepared: &Prepared,
        watch: OnProgress<'_>,
    ) -> Result<()> {
        let Prepared { heading, plan, report, .. } = prepared;
        let entry = self.append(
            &Record::ListImported(ListImported {
                import_id,
                list_kind: "category_list".to_owned(),
                department: heading.department.clone(),
                document_no: heading.document_no.clone(),
                list_date: Some(heading.list_date),
                file_name: heading.file_name.clone(),
                file_sha256: heading.file_sha256.clone(),
                rows: heading.rows,
                bad: heading.bad,
            }),
            acting.user,
            acting.now,
        )?;
        let counts = json!({
            "seq": entry.seq,
            "matched": report.matched,
            "unmatched": report.unmatched,
            "added": report.count(DiffKind::Added),
            "changed": report.count(DiffKind::Changed),
            "removed": report.count(DiffKind::Removed),
            "held": report.held(),
            "mends": report.mends,
        });
        self.insert_category_import(acting, import_id, heading, &counts.to_string())?;
        let steps: Vec<&Step> = plan.steps.iter().filter(|step| !step.is_held).collect();
        for (done, step) in steps.iter().enumerate() {
            if done % STEPS_A_WORD == 0 {
                reading::say(watch, Progressing::Writing, done, steps.len())?;
            }
            self.write_step(step, &list.rows, heading, import_id, acting.now)?;
        }
        if heading.is_full {
            self.hold(import_id, &plan.held)?;
        }
        for bad in &list.bad {
            self.hold_row_back(import_id, bad.row, &bad.name, &bad.id_written, bad.code.word())?;
        }
        if let Some(held) = &prepared.held {
            self.free_held(held.import_id, import_id, &plan.freed)?;
            self.mend_rows(held.import_id, import_id, &prepared.mended_rows, prepared.is_whole)?;
        }
        let mut written: Vec<&Uuid> = prepared.after.keys().collect();
        written.sort();
        for person_id in written {
            let (before, after) = (&prepared.people[person_id], &prepared.after[person_id]);
            if before.categories != after.categories {
                self.write_categories(acting, before, after, import_id, "category_list")?;
            }
        }
        self.open_work_of(acting, import_id, prepared)?;
        // The last moment at which stopping still changes nothing.
        reading::say(watch, Progressing::Writing, steps.len(), steps.len())
    }

    /// Opens the work that the notice leaves to somebody about sums that are paid.
    fn open_work_of(&self, acting: &Acting<'_>, import_id: Uuid, prepared: &Prepared) -> Result<()> {
        let Some(policy) = &prepared.policy else { return Ok(()) };
        for difference in prepared.report.differences.iter().filter(|of| !of.is_held) {
            let (Some(person), Some(effect)) = (&difference.person, &difference.effect) else { continue };
            let Some(consequence) = &effect.consequence else { continue };
            let kind = match consequence.kind {
                ConsequenceKind::Refund => "refund_application",
                ConsequenceKind::Open => "ask_office",
                ConsequenceKind::Nothing | ConsequenceKind::NextYear => continue,
            };
            let amount = consequence.amount.map(|amount| amount.to_string()).unwrap_or_default();
            let receipt_no = effect.receipt_no.clone().unwrap_or_default();
            self.open_work(
                acting,
                &NewWork {
                    kind,
                    person_id: person.person_id,
                    levy_year: Some(policy.levy_year),
                    facts: json!({
                        "amount": amount,
                        "see": consequence.see,
                        "words": consequence.words,
                        "receipt_no": receipt_no,
                        "policy_id": policy.policy.id(),
                    }),
                    article: consequence.article.clone(),
                    import_id: Some(import_id),
                },
            )?;
        }
        Ok(())
    }
}
