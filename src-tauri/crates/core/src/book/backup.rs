//! A verified copy of the book: data and keys, encrypted as they are.

use super::files::{BookFiles, sync_folder};
use super::{Book, EXTENSION};
use crate::error::{Error, Result};
use crate::moment::Moment;
use std::path::{Path, PathBuf};

impl Book {
    /// Writes a copy of the book and its key file into `folder` and answers its path. The copy is compact, encrypted
    /// under the same key, and was written whole.
    pub fn backup(&mut self, folder: &Path, now: &Moment) -> Result<PathBuf> {
        if !folder.is_dir() {
            return Err(Error::NoSuchFolder { path: folder.to_owned() });
        }
        let name = format!("{}-{}.{EXTENSION}", self.identity.village_code, now.at().format("%Y%m%d-%H%M%S"));
        let copy = folder.join(name);
        if copy.exists() {
            return Err(Error::BookExists { path: copy });
        }
        // A stick that is full or protected is named: the book's own disk is another.
        let written = self.storage.copy_to(&copy).map_err(|error| error.at(&copy)).and_then(|()| {
            let keys =
                std::fs::read(self.files.keys()).map_err(|error| Error::io(self.files.keys(), &error))?;
            super::create::put(&BookFiles::at(&copy).keys(), &keys)?;
            std::fs::File::open(&copy)
                .and_then(|file| file.sync_all())
                .and_then(|()| sync_folder(&copy))
                .map_err(|error| Error::io(&copy, &error))
        });
        if let Err(error) = written {
            let _ = std::fs::remove_file(&copy);
            let _ = std::fs::remove_file(BookFiles::at(&copy).keys());
            return Err(error);
        }
        self.transact(now, |tx, acting| tx.audit(acting, "backup", &copy.display().to_string()))?;
        Ok(copy)
    }
}
