//! 政策包: the county's notices coming in by stick, after the book was made.
//!
//! Invariant: a notice comes in whole and proved (the county's signature, or the six words of its paper), checked in full
//! with its own cases, newer than what is there, and never inside a session; or nothing changes. What was there stays, so
//! that a receipt keeps the policy that it was made under. Must not know: what a notice means, windows, files.

mod changes;
mod store;

pub use changes::{ChangeKind, PolicyChange};

use crate::book::{Book, BookPolicy};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::shipped::{ShippedPolicy, problem_words};
use crate::storage::Tx;
use crate::user::Act;
use cunshou_exchange::policy_package::{PolicyPackage, read_policy_package};
use cunshou_policy::{Policy, cases};
use std::sync::Arc;

/// How many problems of a faulty notice are told; the county sees all of them with `policy check`.
const PROBLEMS_TOLD: usize = 3;

/// Who signed a package, as far as this book can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The county that the township's card names: nothing needs to be typed.
    County,
    /// Nobody: the words of the county's paper decide.
    Nobody,
    /// Somebody, but the book has no card that names the county's key: the words decide.
    Unproved,
    /// Somebody else than the county that the township's card names: only the words can still decide.
    Stranger,
}

/// What made a package trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedBy {
    /// The county's signature.
    CountyKey,
    /// The six words of the county's paper.
    Words,
}

impl TrustedBy {
    /// The word in tables and logs.
    pub fn word(self) -> &'static str {
        match self {
            Self::CountyKey => "county_key",
            Self::Words => "words",
        }
    }
}

/// A package that could be accepted. It was checked in full, but nobody has vouched for it by words yet.
#[derive(Debug, Clone)]
pub struct PolicyOffer {
    /// Which package: what is accepted must be what was looked at.
    pub sheet_sha256: String,
    /// The notice in it.
    pub policy: BookPolicy,
    /// How many worked cases it passed.
    pub cases: usize,
    /// Who signed it.
    pub signer: Signer,
    /// The very package is in the book already.
    pub already_there: bool,
    /// The notice that it is compared with: the same one in force, else the newest that the book follows.
    pub compared_with: Option<BookPolicy>,
    /// Fee, windows and categories, before and after.
    pub changes: Vec<PolicyChange>,
}

/// A package that was accepted, or was there already.
#[derive(Debug, Clone)]
pub struct AcceptedPolicy {
    /// The notice.
    pub policy: BookPolicy,
    /// What made it trusted now; not asked for what was there already.
    pub trusted_by: Option<TrustedBy>,
    /// The very package was there already, and nothing changed.
    pub already_there: bool,
}

/// What the book has of a notice: the newest package.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Installed {
    version: u32,
    sheet_sha256: String,
}

impl Book {
    /// What a package would bring; nothing is stored.
    ///
    /// # Errors
    /// Those of [`Book::accept_policy_package`], but for the words.
    pub fn read_policy_package(&self, bytes: &[u8], now: &Moment) -> Result<PolicyOffer> {
        let package = read_policy_package(bytes)?;
        let signer = self.signer(&package)?;
        let already_there = self.read(|tx| self.fits(tx, &package))?;
        let (policy, cases) = checked(&package)?;
        let known = self.policy(policy.policy.id(), now.on()).or_else(|| self.policy_on(now.on()).ok());
        let compared_with = known.or_else(|| self.policy_versions().first()).cloned();
        Ok(PolicyOffer {
            sheet_sha256: package.sheet_sha256,
            cases,
            signer,
            already_there,
            changes: changes::between(compared_with.as_ref().map(|own| &*own.policy), &policy.policy),
            compared_with,
            policy,
        })
    }

    /// Accepts a package: from its effective day on the book collects under it. `typed` are the six words of the county's
    /// paper; without them the signature of the enrolled county decides. `seen` names the package that was looked at.
    ///
    /// # Errors
    /// [`Error::PolicyPackage`]; [`Error::PolicyFileChanged`]; [`Error::PolicyWordsWrong`], [`Error::PolicyKeyUnknown`] and
    /// [`Error::PolicyWordsMissing`]; [`Error::PolicyInSession`]; [`Error::PolicyOfOtherArea`], [`Error::PolicyYearTaken`];
    /// [`Error::PolicyOlder`], [`Error::PolicySameVersion`]; [`Error::PolicyFaulty`], [`Error::PolicyWithoutCases`],
    /// [`Error::PolicyHeadDiffers`]. Each leaves the book as it was.
    pub fn accept_policy_package(
        &mut self,
        bytes: &[u8],
        typed: Option<&str>,
        seen: Option<&str>,
        now: &Moment,
    ) -> Result<AcceptedPolicy> {
        let package = read_policy_package(bytes)?;
        if seen.is_some_and(|seen| seen != package.sheet_sha256) {
            return Err(Error::PolicyFileChanged {});
        }
        let trusted_by = trust(&package, self.signer(&package)?, typed)?;
        let already_there = self.read(|tx| self.fits(tx, &package))?;
        let (policy, _) = checked(&package)?;
        if already_there {
            return Ok(AcceptedPolicy { policy, trusted_by: None, already_there });
        }
        self.transact_as(Act::Setup, now, |tx, acting| {
            // The file may hold what an earlier version brought: then only the version is new.
            if !tx.has_policy(policy.policy.id(), &policy.sha256)? {
                tx.insert_policy(&policy, &file_of(&package), now)?;
            }
            tx.insert_policy_package(&package, &policy.sha256, trusted_by, acting)?;
            let subject = format!(
                "{} {} {} {}",
                policy.policy.id(),
                policy.package_version,
                package.sheet_sha256,
                trusted_by.word()
            );
            tx.audit(acting, "policy_package_accepted", &subject)
        })?;
        self.follow(policy.clone());
        Ok(AcceptedPolicy { policy, trusted_by: Some(trusted_by), already_there })
    }

    /// Who signed a package.
    fn signer(&self, package: &PolicyPackage) -> Result<Signer> {
        let Some(key) = package.key_hex() else { return Ok(Signer::Nobody) };
        let enrolled = self.accepted_card()?.and_then(|presented| presented.card.policy_key);
        Ok(match enrolled {
            None => Signer::Unproved,
            Some(enrolled) if enrolled == key => Signer::County,
            Some(_) => Signer::Stranger,
        })
    }

    /// Whether a package fits what the book follows; `true` if it is there already.
    fn fits(&self, tx: &Tx<'_>, package: &PolicyPackage) -> Result<bool> {
        let sheet = &package.sheet;
        if let Some(open) = tx.open_session_row()? {
            return Err(Error::PolicyInSession { business_date: open.business_date });
        }
        let own = self.policy_versions();
        if let Some(first) = own.first()
            && own.iter().all(|own| own.policy.area_label() != sheet.area_label)
        {
            let own = first.policy.area_label().to_owned();
            return Err(Error::PolicyOfOtherArea { area: sheet.area_label.clone(), own });
        }
        let same_year =
            |own: &&BookPolicy| own.levy_year == sheet.levy_year && own.policy.id() != sheet.policy_id;
        if let Some(other) = own.iter().find(same_year) {
            return Err(Error::PolicyYearTaken {
                levy_year: sheet.levy_year,
                title: other.policy.title().to_owned(),
            });
        }
        let Some(installed) = tx.installed_policy_package(&sheet.policy_id)? else { return Ok(false) };
        let version = sheet.package_version;
        if version < installed.version {
            return Err(Error::PolicyOlder { version, installed: installed.version });
        }
        if version == installed.version && package.sheet_sha256 != installed.sheet_sha256 {
            return Err(Error::PolicySameVersion { version });
        }
        Ok(version == installed.version)
    }
}

/// What makes a package trusted, or why it is not. Typed words decide alone; wrong ones are never passed over because the
/// signature is right: whoever typed them holds another paper.
fn trust(package: &PolicyPackage, signer: Signer, typed: Option<&str>) -> Result<TrustedBy> {
    match (signer, typed.filter(|typed| !typed.trim().is_empty())) {
        (_, Some(typed)) if !package.is_named_by(typed) => Err(Error::PolicyWordsWrong {}),
        (Signer::County, _) => Ok(TrustedBy::CountyKey),
        (_, Some(_)) => Ok(TrustedBy::Words),
        (Signer::Stranger, None) => {
            Err(Error::PolicyKeyUnknown { found: package.key_hex().unwrap_or_default() })
        }
        (Signer::Nobody | Signer::Unproved, None) => Err(Error::PolicyWordsMissing {}),
    }
}

fn file_of(package: &PolicyPackage) -> ShippedPolicy {
    let sheet = &package.sheet;
    ShippedPolicy { toml: sheet.toml.clone(), cases: sheet.cases.clone(), notice: sheet.notice.clone() }
}

/// The notice of a package after every check, and how many worked cases it passed.
///
/// # Errors
/// [`Error::PolicyFaulty`], [`Error::PolicyWithoutCases`], [`Error::PolicyHeadDiffers`].
pub fn checked(package: &PolicyPackage) -> Result<(BookPolicy, usize)> {
    let sheet = &package.sheet;
    let policy = Policy::load(&sheet.toml, Some(&sheet.cases), &sheet.notice).map_err(|problems| {
        let told = problems.iter().take(PROBLEMS_TOLD).map(problem_words);
        let told: Vec<_> = told.map(|words| words.trim_end_matches('。').to_owned()).collect();
        Error::PolicyFaulty { count: problems.len(), problems: told.join("；") }
    })?;
    let cases = cases::read_cases(policy.id(), &sheet.cases).map_or(0, |cases| cases.len());
    if cases == 0 {
        return Err(Error::PolicyWithoutCases {});
    }
    let head = [
        ("policy_id", sheet.policy_id.clone(), policy.id().to_owned()),
        ("levy_year", sheet.levy_year.to_string(), policy.levy_year().to_string()),
        ("area_label", sheet.area_label.clone(), policy.area_label().to_owned()),
    ];
    if let Some((field, head, inside)) = head.into_iter().find(|(_, head, inside)| head != inside) {
        return Err(Error::PolicyHeadDiffers { field, head, inside });
    }
    let policy = BookPolicy {
        awaits_opening: false,
        levy_year: policy.levy_year(),
        sha256: policy.file_sha256().to_owned(),
        policy: Arc::new(policy),
        notice: sheet.notice.as_str().into(),
        package_version: sheet.package_version,
        effective_on: Some(sheet.effective_on),
    };
    Ok((policy, cases))
}
