//! Judging a policy file before anyone is asked to pay by it.
//!
//! Invariant: a file with any fault is no policy; nothing is a mere warning. Each fault is a value with facts and,
//! where it can be found, the line of the file and the sentence of the notice; the words for the county officer stand
//! in `assets/text/errors-policy.toml`. This module must not know any notice.

mod article;
mod days;
mod faults;
mod lists;
mod locate;
mod names;
mod print;
mod probe;
mod sums;
mod sweep;

pub use faults::{LoadFault, LoadProblem};

use crate::cases::{Case, CaseFault, check_case, read_cases};
use crate::file::PolicyFile;
use crate::policy::{Policy, Resolver, Rule};
use locate::{Found, locate, unreadable};
use sha2::{Digest, Sha256};

/// SHA-256 in hex of a policy file or notice, as books and receipts store it.
pub fn file_sha256(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u8| char::from(HEX[usize::from(n)]);
    Sha256::digest(text.as_bytes()).iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

impl Policy {
    /// Reads a policy file, checks it against its notice, runs its cases, and sweeps every day.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(toml: &str, cases: Option<&str>, notice: &str) -> Result<Self, Vec<LoadProblem>> {
        let policy = Self::load_trusted(toml, notice)?;
        let (cases, mut faults) = cases.map_or_else(Default::default, |text| policy.read_cases(text));
        let (file, sites) = probe::probe(&policy.file);
        match resolve(&file, &policy.file_sha256, notice) {
            Ok(probe) => faults.extend(sweep::sweep(&probe, &sites, &cases)),
            Err(more) => faults.extend(more),
        }
        faults.extend(cases.iter().flat_map(|case| check_case(&policy, case)).map(|m| {
            let fault =
                LoadFault::CaseFails { case: m.case, field: m.field, expected: m.expected, found: m.found };
            Found::from(fault)
        }));
        if faults.is_empty() { Ok(policy) } else { Err(locate(toml, &policy.file, faults)) }
    }

    /// Reads a policy file whose hash was checked before: all checks but the sweep of days and the cases.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load_trusted(toml: &str, notice: &str) -> Result<Self, Vec<LoadProblem>> {
        let file: PolicyFile = toml::from_str(toml).map_err(|e| vec![unreadable(toml, &e)])?;
        let mut faults = names::check_names(&file);
        faults.extend(print::check_notice(&file, notice));
        faults.extend(article::check_articles(&file, notice));
        faults.extend(sums::check_sums(&file));
        faults.extend(days::check_days(&file));
        faults.extend(print::check_print(&file));
        faults.extend(print::check_cover(&file));
        faults.extend(print::check_routes(&file));
        match resolve(&file, &file_sha256(toml), notice) {
            Ok(policy) if faults.is_empty() => Ok(policy),
            Ok(_) => Err(locate(toml, &file, faults)),
            Err(more) => {
                faults.extend(more);
                Err(locate(toml, &file, faults))
            }
        }
    }

    fn read_cases(&self, text: &str) -> (Vec<Case>, Vec<Found>) {
        match read_cases(self.id(), text) {
            Ok(cases) => (cases, Vec::new()),
            Err(CaseFault::File { line, key }) => {
                (Vec::new(), vec![LoadFault::CasesUnreadable { line, key }.into()])
            }
            Err(CaseFault::Request { case, fault }) => {
                (Vec::new(), vec![LoadFault::CaseUnreadable { case, fault }.into()])
            }
        }
    }
}

/// The file with every name resolved, or the names that lead nowhere.
fn resolve(file: &PolicyFile, file_sha256: &str, notice: &str) -> Result<Policy, Vec<Found>> {
    let mut resolver = Resolver::new(file);
    let resolved = resolver.law();
    let faults = std::mem::take(&mut resolver.faults);
    let Some((law, see)) = resolved.filter(|_| faults.is_empty()) else {
        return Err(faults.into_iter().map(Found::from).collect());
    };
    let rules = file
        .rules
        .iter()
        .map(|(id, r)| Rule { id: id.clone(), article: r.article.clone(), quote: r.quote.clone() })
        .collect();
    Ok(Policy {
        file_sha256: file_sha256.to_owned(),
        notice: notice.to_owned(),
        rules,
        see,
        law,
        file: file.clone(),
    })
}

/// A text without its white space, for comparing with a sentence of a notice.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
