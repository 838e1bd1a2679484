//! Whoever comes into the book, or gets his right number, is looked for in the lists that came in before him.
//!
//! Invariant: what a list says of him holds as if he had been there when it came in.

use super::text;
use crate::book::{Acting, in_force};
use crate::error::Result;
use crate::levy_year::InsuranceSource;
use crate::person::Person;
use crate::storage::Tx;
use cunshou_exchange::office_list::OfficeKind;
use uuid::Uuid;

impl Tx<'_> {
    /// Looks for somebody's number in the lists.
    pub(crate) fn rematch_office(&self, acting: &Acting<'_>, person: &Person) -> Result<()> {
        if person.certno.is_empty() {
            return Ok(());
        }
        for row in self.office_rows_waiting(&person.certno)? {
            self.match_row(row.import_id, row.place, person.person_id)?;
            let Some(levy_year) = row.levy_year.filter(|_| row.meaning != "not_paid") else { continue };
            match row.kind {
                OfficeKind::PaidList if !row.sum.is_some_and(cunshou_policy::Yuan::is_negative) => {
                    let mut parts: Vec<String> =
                        row.happened_on.map(|on| on.to_string()).into_iter().collect();
                    parts.extend(Some(row.words).filter(|words| !words.is_empty()));
                    parts.extend(row.sum.map(|sum| text::words("yuan", &[("sum", &sum.to_string())])));
                    let list_date = row.list_date.to_string();
                    let words = parts.join(&text::words("between", &[]));
                    let note = text::words("paid_note", &[("list_date", &list_date), ("row", &words)]);
                    let proof = text::words("paid_proof", &[("list_date", &list_date)]);
                    self.mark_paid(acting, row.import_id, levy_year, person.person_id, &note, &proof)?;
                }
                OfficeKind::InsuredList => {
                    let (id, import_id) = (person.person_id, Some(row.import_id));
                    self.put_insurance_year(
                        id,
                        levy_year,
                        InsuranceSource::List,
                        "resident_here",
                        import_id,
                        acting,
                    )?;
                    let current = in_force(acting.policies, acting.now.on())?.levy_year;
                    let known = matches!(person.previous_year.as_deref(), Some("normal" | "resident_here"));
                    if levy_year == current - 1 && !known {
                        self.insured_by_list(acting, person.person_id, row.import_id)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Looks for everybody of an import in the lists.
    pub(crate) fn rematch_office_import(&self, acting: &Acting<'_>, import_id: Uuid) -> Result<()> {
        for person_id in self.waited_for(import_id)? {
            if let Some(person) = self.person(person_id)? {
                self.rematch_office(acting, &person)?;
            }
        }
        Ok(())
    }
}
