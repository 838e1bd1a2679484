//! A certificate that comes later: the ID number of a newborn, of somebody who was written down by another paper.
//!
//! Invariant: nobody gets somebody else's number; what it says otherwise than the roster is shown before it is taken; the
//! certificate of before is kept, and he is still known by it. Must not know: screens.

use super::{CertificateHolder, Person, certificate_kind, not_found};
use crate::book::Book;
use crate::error::{Error, OrNotFound, Result};
use crate::household::field_label;
use crate::moment::Moment;
use cunshou_exchange::identity::{self, Certificate, Sex};
use cunshou_exchange::roster::RowCode;
use uuid::Uuid;

/// What became of a certificate that was to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateAdded {
    /// It is the person's now.
    Added(Box<Person>),
    /// Somebody else has it: the two wait among the duplicates, nothing else changed.
    Claimed {
        /// Who.
        other: CertificateHolder,
    },
}

/// Where a number says something else than the roster. Pure.
fn differences(person: &Person, certificate: &Certificate) -> Vec<String> {
    let Some(id) = &certificate.resident else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(birth) = person.birth.filter(|birth| *birth != id.birth) {
        found.push(format!("{} {birth} / {}", field_label("birth"), id.birth));
    }
    let known = Sex::from_word(&person.sex);
    if let Some(sex) = known.filter(|sex| *sex != id.sex) {
        found.push(format!("{} {} / {}", field_label("sex"), sex.label(), id.sex.label()));
    }
    found
}

impl Book {
    /// Gives a person another certificate; `confirmed` = the clerk has seen what it says otherwise, and it is right.
    ///
    /// # Errors
    /// [`Error::BadCertificate`], [`Error::CertificateSame`], [`Error::CertificateDiffers`]; nothing is changed then.
    pub fn add_certificate(
        &mut self,
        person_id: Uuid,
        certificate_type: &str,
        certno: &str,
        confirmed: bool,
        now: &Moment,
    ) -> Result<CertificateAdded> {
        let kind = certificate_kind(certificate_type)?;
        self.transact(now, |tx, acting| {
            let before = tx.person(person_id)?.or_not_found(|| not_found(person_id))?;
            if tx.merged_into(person_id)?.is_some() {
                return Err(not_found(person_id));
            }
            let certificate = identity::check_certificate(kind, certno, now.on()).map_err(|fault| {
                Error::BadCertificate {
                    name: before.name.clone(),
                    certno: identity::mask(&identity::normalise_number(certno)),
                    fault: RowCode::from(fault).words(None).0,
                }
            })?;
            if (&certificate.code, &certificate.number) == (&before.certificate_type, &before.certno) {
                return Err(Error::CertificateSame { name: before.name });
            }
            if let Some(holder) = tx.certificate_holder(&certificate.code, &certificate.number)?
                && holder.person_id != person_id
            {
                tx.insert_claim(acting, person_id, holder.person_id)?;
                return Ok(CertificateAdded::Claimed { other: holder.into() });
            }
            let differences = differences(&before, &certificate);
            if !differences.is_empty() && !confirmed {
                return Err(Error::CertificateDiffers {
                    name: before.name,
                    differences: differences.join("；"),
                });
            }
            let mut after = before.clone();
            if let Some(id) = &certificate.resident {
                id.sex.code().clone_into(&mut after.sex);
                after.birth = Some(id.birth);
            }
            after.certificate_type = certificate.code;
            after.certno = certificate.number;
            tx.forget_former_certificate(&after)?;
            tx.insert_former_certificate(acting, person_id, &before, None)?;
            let key = tx.search_key_of(&after)?;
            tx.update_person(&after, Some(&key))?;
            tx.note_member_change(acting, "certificate_added", Some(&before), Some(&after), None)?;
            tx.rematch(acting)?;
            Ok(CertificateAdded::Added(Box::new(after)))
        })
    }

    /// The certificates that somebody had before: the word for each and its number, masked.
    pub fn former_certificates(&self, person_id: Uuid) -> Result<Vec<(&'static str, String)>> {
        let rows = self.read(|tx| tx.former_certificates(person_id))?;
        Ok(rows
            .into_iter()
            .map(|(kind, certno)| {
                (crate::codes::certificate_choice(&kind, &certno).label, identity::mask(&certno))
            })
            .collect())
    }
}
