//! 对账包: what the township gets for a close. The zip is made once and kept; each export encrypts the same bytes.
//!
//! Invariant: nothing leaves while a law of the journal is broken; nothing is called written before it was read back
//! from the stick, decrypted where that is possible, and compared.

mod card;
mod people_rows;
mod rows;
mod store;
mod write;

pub(crate) use card::AGE_IDENTITY;
pub use write::{Recipient, Written};

use crate::book::{Book, BookKind};
use crate::error::{Error, OrNotFound, Result};
use crate::moment::Moment;
use uuid::Uuid;

/// The finished zip of a close.
#[derive(Debug, Clone)]
pub struct Package {
    /// The close.
    pub close_no: u32,
    /// The package's id.
    pub package_id: Uuid,
    /// The zip's bytes.
    pub zip: Vec<u8>,
    /// Their SHA-256, hex.
    pub zip_sha256: String,
}

/// The setting that holds the township's code.
pub(crate) const TOWN_CODE: &str = "town_code";
/// The setting that holds the township's accepted card.
const TOWN_CARD: &str = "town_card";

/// The least length of a passphrase, in characters.
pub const PASSPHRASE_LEAST: usize = 8;

impl Book {
    /// The package of a close: made at the first call, the same bytes ever after.
    ///
    /// # Errors
    /// [`Error::TrainingBook`], [`Error::NoSuchClose`]; [`Error::LawBroken`] if the book does not pass its own laws.
    pub fn package(&mut self, close_no: u32, now: &Moment) -> Result<Package> {
        if self.identity().kind == BookKind::Training {
            return Err(Error::TrainingBook {});
        }
        if let Some(package) = self.read(|tx| tx.package(close_no))? {
            return Ok(package);
        }
        self.read(|tx| tx.close(close_no))?.or_not_found(|| Error::NoSuchClose { close_no })?;
        // A book that was put back to an older state still has to hand over what it holds: the manifest's head tells.
        let stops =
            |report: &crate::journal::LawReport| !report.ok() && report.law != crate::journal::NOTHING_LOST;
        if let Some(broken) = self.verify()?.into_iter().find(stops) {
            let detail = broken.violations.first().cloned().unwrap_or_default();
            return Err(Error::LawBroken { law: broken.law.to_owned(), detail });
        }
        // Packages follow one another: those of earlier closes come first.
        let first_missing = self.read(|tx| tx.last_package_close())? + 1;
        for close_no in first_missing..=close_no {
            self.transact(now, |tx, acting| rows::make(tx, acting, close_no))?;
        }
        self.read(|tx| tx.package(close_no))?.or_not_found(|| Error::NoSuchClose { close_no })
    }
}
