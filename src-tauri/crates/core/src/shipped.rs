//! What ships with the program: the policy files and the words. Read-only, embedded.

use crate::book::BookPolicy;
use crate::error::{Error, Result};
use cunshou_policy::Policy;
use include_dir::{Dir, include_dir};
use std::sync::Arc;

static POLICIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../policies");

/// A policy file with its cases and its notice, as text.
#[derive(Debug, Clone)]
pub struct ShippedPolicy {
    /// `policies/<id>.toml`.
    pub toml: String,
    /// `policies/<id>.cases.toml`.
    pub cases: String,
    /// `policies/notices/<id>.txt`.
    pub notice: String,
}

impl ShippedPolicy {
    /// The policies in the program, by file name. A new notice appears here without code.
    pub fn all() -> Vec<Self> {
        let mut files: Vec<_> = POLICIES.files().collect();
        files.sort_by_key(|file| file.path());
        files
            .iter()
            .filter_map(|file| {
                let id = file.path().file_name()?.to_str()?.strip_suffix(".toml")?;
                if id.contains('.') {
                    return None; // the cases of a policy, not a policy
                }
                let text = |path: String| Some(POLICIES.get_file(path)?.contents_utf8()?.to_owned());
                Some(Self {
                    toml: file.contents_utf8()?.to_owned(),
                    cases: text(format!("{id}.cases.toml"))?,
                    notice: text(format!("notices/{id}.txt"))?,
                })
            })
            .collect()
    }

    /// The policies of these ids, in that order.
    pub fn by_ids(ids: &[impl AsRef<str>]) -> Result<Vec<Self>> {
        let all = Self::all();
        ids.iter()
            .map(|id| {
                let id = id.as_ref();
                let found = all
                    .iter()
                    .find(|shipped| shipped.loaded_trusted().is_ok_and(|loaded| loaded.policy.id() == id));
                found
                    .cloned()
                    .ok_or_else(|| Error::PolicyUnusable { policy_id: id.to_owned(), detail: String::new() })
            })
            .collect()
    }

    /// Checks the file in full (quotes, sums, sweep, its own cases) and loads it.
    pub fn loaded(&self) -> Result<BookPolicy> {
        self.finish(Policy::load(&self.toml, Some(&self.cases), &self.notice))
    }

    /// Loads a file that passed every check before.
    pub(crate) fn loaded_trusted(&self) -> Result<BookPolicy> {
        self.finish(Policy::load_trusted(&self.toml, &self.notice))
    }

    fn finish(
        &self,
        loaded: std::result::Result<Policy, Vec<cunshou_policy::LoadProblem>>,
    ) -> Result<BookPolicy> {
        let policy = loaded.map_err(|problems| Error::PolicyUnusable {
            policy_id: String::new(),
            detail: problems.iter().map(problem_words).collect::<Vec<_>>().join("；"),
        })?;
        Ok(BookPolicy {
            awaits_opening: false,
            levy_year: policy.levy_year(),
            sha256: policy.file_sha256().to_owned(),
            policy: Arc::new(policy),
            notice: self.notice.as_str().into(),
            package_version: 0,
            effective_on: None,
        })
    }
}

/// Where a policy file is wrong, in the words of the county officer.
pub(crate) fn problem_words(problem: &cunshou_policy::LoadProblem) -> String {
    crate::words::say(problem.fault.code(), &problem.params()).message.replace("（第行）", "")
}
