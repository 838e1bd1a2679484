//! Who a person is on paper: resident ID numbers, other certificates, names, relations, nations, dates, telephones.
//!
//! Invariant: pure functions over text; the date on which a birth would lie in the future is an argument. What is
//! normalised here is the one spelling that is stored, compared, hashed and exported.
//! Must not know: files, rows, households. The tables of codes and spellings are data in `assets/codes`.

mod certificate;
mod codes;
mod date;
mod name;
mod phone;
mod resident;
#[cfg(test)]
mod tests;
mod text;

pub use certificate::{
    BIRTH_CERTIFICATE_CODE, Certificate, CertificateKind, CertificateType, RESIDENT_ID_CODE,
    birth_certificate_number, certificate_type, certificate_types, check_certificate, mask, unusual_form,
};
pub use codes::{nation_code, nations, relation_code, relations};
pub use date::{date_of_serial, parse_date};
pub use name::{MAX_NAME_CHARS, NameFault, name_fault, normalise_name};
pub use phone::phone;
pub(crate) use resident::with_check_digit;
pub use resident::{
    IdFault, MAX_AGE_YEARS, ResidentId, Sex, check_resident_id, identity_key, normalise_number, region_known,
};
pub use text::{half_width, is_han, squeeze};
