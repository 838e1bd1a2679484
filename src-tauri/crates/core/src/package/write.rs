//! Writing a package to the stick: to a temporary name, synced, renamed, read back past the cache, compared.

use super::{PASSPHRASE_LEAST, Package};
use crate::book::Book;
use crate::error::{Error, Result};
use crate::journal::{PackageWritten, Record};
use crate::moment::Moment;
use cunshou_exchange::crypt::{To, WORK_FACTOR, With, decrypt, encrypt};
use cunshou_exchange::package::package_file_name;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// For whom a package is sealed.
#[derive(Debug, Clone, Copy)]
pub enum Recipient<'a> {
    /// The township's card that was accepted in this book.
    Township,
    /// Whoever knows the passphrase (told by telephone, never on the stick).
    Passphrase(&'a str),
}

/// A package on the stick, verified.
#[derive(Debug, Clone)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// The package.
    pub package: Package,
    /// Its size in bytes.
    pub size: u64,
    /// `township` or `passphrase`.
    pub encrypted_to: &'static str,
}

impl Book {
    /// Writes the package of a close into a folder, encrypted, and answers only after it was read back.
    ///
    /// # Errors
    /// Those of [`Book::package`]; [`Error::NoSuchFolder`], [`Error::NoRecipient`], [`Error::PassphraseTooShort`];
    /// [`Error::DiskFull`] and [`Error::Io`]: a half-written file is taken away, the package stays in the book;
    /// [`Error::ReadBackDiffers`] if the stick gives back other bytes.
    pub fn export(
        &mut self,
        close_no: u32,
        folder: &Path,
        to: Recipient<'_>,
        now: &Moment,
    ) -> Result<Written> {
        if !folder.is_dir() {
            return Err(Error::NoSuchFolder { path: folder.to_owned() });
        }
        let card = self.town_card()?;
        let recipients: Vec<_> = card.iter().map(|card| card.age_recipient.clone()).collect();
        let (sealed_for, encrypted_to) = match to {
            Recipient::Township if recipients.is_empty() => return Err(Error::NoRecipient {}),
            Recipient::Township => (To::Recipients(&recipients), "township"),
            Recipient::Passphrase(phrase) if phrase.chars().count() < PASSPHRASE_LEAST => {
                return Err(Error::PassphraseTooShort { least: PASSPHRASE_LEAST });
            }
            Recipient::Passphrase(phrase) => (To::Passphrase(phrase, WORK_FACTOR), "passphrase"),
        };
        let package = self.package(close_no, now)?;
        let sealed = encrypt(&package.zip, sealed_for)?;
        let identity = self.identity();
        let file_name = package_file_name(&identity.village_code, &identity.series, close_no);
        let path = folder.join(&file_name);
        put_on_stick(&path, &sealed)?;
        let back = read_past_cache(&path).map_err(|error| Error::io(&path, &error))?;
        let opens = match to {
            Recipient::Passphrase(phrase) => {
                decrypt(&back, With::Passphrase(phrase)).is_ok_and(|zip| zip == package.zip)
            }
            Recipient::Township => true,
        };
        if back != sealed || !opens {
            return Err(Error::ReadBackDiffers { path });
        }
        let written = PackageWritten {
            close_no,
            package_id: package.package_id,
            zip_sha256: package.zip_sha256.clone(),
            file_name: file_name.clone(),
            encrypted_to: encrypted_to.to_owned(),
        };
        self.transact(now, |tx, acting| {
            let entry = tx.append(&Record::PackageWritten(written), acting.user, now)?;
            tx.insert_package_copy(entry.seq, close_no, &file_name, &now.text())?;
            tx.audit(acting, "export", &file_name)
        })?;
        Ok(Written { path, package, size: sealed.len() as u64, encrypted_to })
    }
}

/// Writes whole or not at all; an older copy of the same package stays until the new one is safe.
fn put_on_stick(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written = (|| {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&part, path)?;
        crate::book::sync_folder(path)
    })();
    written.map_err(|error| {
        let _ = std::fs::remove_file(&part);
        Error::io(path, &error)
    })
}

/// Reads a file again from the medium, not from memory: the system is asked to forget its pages first.
fn read_past_cache(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    crate::book::forget_pages(&file);
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
