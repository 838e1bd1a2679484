//! A new book: checked input, a fresh key, a key file, the first entry of the journal.

use super::files::BookFiles;
use super::head::HeadFile;
use super::keys::{KdfCost, KeyFile, PASSWORD_LEAST, base32};
use super::{Book, BookKind, Identity};
use crate::error::{Error, Result};
use crate::journal::{BookCreated, Record};
use crate::moment::Moment;
use crate::package::AGE_IDENTITY;
use crate::shipped::ShippedPolicy;
use crate::storage::Storage;
use chrono::{DateTime, FixedOffset};
use cunshou_exchange::card::device_key;
use cunshou_exchange::crypt::identity_from;
use std::path::Path;
use zeroize::Zeroizing;

/// What a new book needs.
#[derive(Debug)]
pub struct NewBook<'a> {
    /// Twelve digits.
    pub village_code: &'a str,
    /// The village's name.
    pub village_name: &'a str,
    /// The township's name.
    pub town_name: &'a str,
    /// Live, training or demo.
    pub kind: BookKind,
    /// The notices to follow.
    pub policies: &'a [ShippedPolicy],
    /// Name and number of the township's paper that entrusts the village to collect; without it there is no cash.
    pub entrusted_paper: &'a str,
    /// The first clerk.
    pub user: &'a str,
    /// His password.
    pub password: &'a str,
    /// What a try at the password costs; a live book raises it to [`KdfCost::LIVE`].
    pub cost: KdfCost,
    /// A demo book's first instant.
    pub own_clock: Option<DateTime<FixedOffset>>,
}

/// A book just made.
#[derive(Debug)]
pub struct Created {
    /// The open book.
    pub book: Book,
    /// The recovery key, shown this once: it goes into the township's safe.
    pub recovery_key: String,
}

impl Book {
    /// Makes the book of a village at `path`, which must not exist.
    ///
    /// # Errors
    /// A refusal names the first input that is not right; nothing is left on the disk.
    pub fn create(path: &Path, new: &NewBook<'_>, now: &Moment) -> Result<Created> {
        let code = new.village_code.trim();
        if code.len() != 12 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::BadVillageCode { village_code: code.to_owned() });
        }
        for (field, text) in [("村名", new.village_name), ("经办人姓名", new.user)] {
            if text.trim().is_empty() {
                return Err(Error::NameMissing { field });
            }
        }
        if new.entrusted_paper.trim().is_empty() {
            return Err(Error::NotEntrusted {});
        }
        if new.password.chars().count() < PASSWORD_LEAST {
            return Err(Error::PasswordTooShort { least: PASSWORD_LEAST });
        }
        if new.policies.is_empty() {
            return Err(Error::NoPolicy {});
        }
        if path.exists() {
            return Err(Error::BookExists { path: path.to_owned() });
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, &error))?;
        }
        let files = BookFiles::at(path);
        let lock = files.take_lock()?;
        let made = Self::make(files.clone(), lock, new, now);
        if made.is_err() {
            for part in [files.data.clone(), files.keys(), files.head()] {
                let _ = std::fs::remove_file(part);
            }
        }
        made
    }

    fn make(files: BookFiles, lock: super::BookLock, new: &NewBook<'_>, now: &Moment) -> Result<Created> {
        let key = Zeroizing::new(now.draw());
        let book_id = now.id().to_string();
        let cost = new.cost.for_kind(new.kind);
        let mut keys = KeyFile::new(&book_id, new.village_name.trim(), new.kind);
        keys.set_password(new.user.trim(), new.password, &key, cost, now)?;
        let recovery_key = keys.set_recovery(&key, cost, now)?;
        let identity = Identity {
            book_id,
            village_code: new.village_code.trim().to_owned(),
            village_name: new.village_name.trim().to_owned(),
            town_name: new.town_name.trim().to_owned(),
            kind: new.kind,
            series: base32(&now.draw(), 4),
            restored_from: None,
            device_id: now.id().to_string(),
            entrusted_paper: new.entrusted_paper.trim().to_owned(),
            own_clock: new.own_clock.filter(|_| new.kind == BookKind::Demo),
        };
        let policies = new.policies.iter().map(ShippedPolicy::loaded).collect::<Result<Vec<_>>>()?;
        one_a_year(&policies)?;
        // The key file first: a data file without its key would be lost.
        keys.write(&files.keys())?;
        let mut storage = Storage::create(&files.data, &key)?;
        let (signing_seed, age_seed) = (now.draw(), now.draw());
        let user = new.user.trim().to_owned();
        let created = BookCreated {
            book_id: identity.book_id.clone(),
            village_code: identity.village_code.clone(),
            village_name: identity.village_name.clone(),
            book_kind: identity.kind,
            series: identity.series.clone(),
            restored_from: None,
            device_id: identity.device_id.clone(),
            device_key: crate::journal::hex(device_key(signing_seed).verifying_key().as_bytes()),
            entrusted_paper: identity.entrusted_paper.clone(),
            policies: policies.iter().map(|p| (p.policy.id().to_owned(), p.sha256.clone())).collect(),
        };
        let head = storage.transact(|tx| {
            tx.insert_book(&identity, &signing_seed, &user, now)?;
            tx.set_setting(AGE_IDENTITY, &identity_from(age_seed))?;
            tx.insert_user(&user, "clerk", now)?;
            for (policy, shipped) in policies.iter().zip(new.policies) {
                tx.insert_policy(policy, shipped, now)?;
            }
            tx.append(&Record::BookCreated(created), &user, now)?;
            tx.head(&identity.book_id)
        })?;
        let mut head_file = HeadFile::open(&files.head())?;
        head_file.write(&head)?;
        let book =
            Self::assemble(storage, files, identity, policies, user, head_file, head, lock, key, now.at());
        Ok(Created { book, recovery_key })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a book, put together in this one place")]
    pub(super) fn assemble(
        storage: Storage,
        files: BookFiles,
        identity: Identity,
        mut policies: Vec<super::BookPolicy>,
        user: String,
        head: HeadFile,
        last_head: super::Head,
        lock: super::BookLock,
        key: Zeroizing<[u8; 32]>,
        opened_at: DateTime<FixedOffset>,
    ) -> Self {
        super::BookPolicy::sort(&mut policies);
        let opened = (opened_at, identity.own_clock);
        Self {
            storage,
            files,
            identity,
            policies,
            user,
            head,
            last_head,
            behind: None,
            head_stale: false,
            key,
            role: crate::user::Role::Clerk,
            roles_on: false,
            by_recovery: false,
            brought_up: None,
            uncertain: false,
            opened,
            everybody: std::cell::RefCell::default(),
            _lock: lock,
        }
    }
}

/// Two notices for one levy year would leave open by which one a payment is judged.
fn one_a_year(policies: &[super::BookPolicy]) -> Result<()> {
    let mut years = std::collections::BTreeSet::new();
    let twice = policies.iter().map(|policy| policy.levy_year).find(|year| !years.insert(*year));
    twice.map_or(Ok(()), |levy_year| Err(Error::TwoPoliciesOneYear { levy_year }))
}
