//! A county's notice coming in from a stick: looked at first, then accepted, by its signature or by six typed words.

use super::list::PathRequest;
use crate::{error::CommandError, files, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::policy_package::{self as core, Signer, TrustedBy};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// What a package would bring; nothing is written.
#[derive(Debug, Serialize, TS)]
pub struct PolicyPackagePreview {
    file_name: String,
    /// Sent back when it is accepted, so that no other file is.
    sheet_sha256: String,
    policy_id: String,
    title: String,
    doc_no: String,
    area_label: String,
    levy_year: i32,
    package_version: u32,
    /// The day from which it is used.
    effective_on: Option<NaiveDate>,
    /// Worked cases that it passed.
    #[ts(type = "number")]
    cases: usize,
    /// Nobody but the clerk, with the county's paper, can say that it is the county's.
    needs_words: bool,
    /// Who signed it.
    signer_words: String,
    already_there: bool,
    compared_with: Option<PolicyPackageCompared>,
    /// Fee, windows and categories, whether they change or not.
    changes: Vec<PolicyPackageChange>,
}

/// The notice that a package is compared with.
#[derive(Debug, Serialize, TS)]
pub struct PolicyPackageCompared {
    title: String,
    levy_year: i32,
    /// 0 = it came with the book.
    package_version: u32,
}

/// One value, before and after; `null` where a notice does not have it.
#[derive(Debug, Serialize, TS)]
pub struct PolicyPackageChange {
    #[ts(type = "'fee' | 'window' | 'category'")]
    kind: &'static str,
    label: String,
    /// A sum, or two days with a slash between.
    before: Option<String>,
    after: Option<String>,
    changed: bool,
}

/// Which package to accept.
#[derive(Debug, Deserialize, TS)]
pub struct PolicyPackageRequest {
    path: String,
    sheet_sha256: String,
    /// As typed from the county's paper; empty where its signature is known.
    words: Vec<String>,
}

/// A package that is in the book now.
#[derive(Debug, Serialize, TS)]
pub struct PolicyPackageAccepted {
    title: String,
    levy_year: i32,
    package_version: u32,
    effective_on: Option<NaiveDate>,
    already_there: bool,
    /// How it came in.
    words: String,
}

fn signer_words(signer: Signer) -> String {
    match signer {
        Signer::County => &SAY.policy_signed_county,
        Signer::Nobody => &SAY.policy_unsigned,
        Signer::Unproved => &SAY.policy_signed_unproved,
        Signer::Stranger => &SAY.policy_signed_stranger,
    }
    .plain()
}

impl From<core::PolicyChange> for PolicyPackageChange {
    fn from(change: core::PolicyChange) -> Self {
        let changed = change.is_changed();
        let core::PolicyChange { kind, label, before, after } = change;
        Self { kind: kind.word(), label, before, after, changed }
    }
}

impl PolicyPackagePreview {
    fn of(file_name: String, offer: core::PolicyOffer) -> Self {
        let own = &offer.policy;
        Self {
            file_name,
            sheet_sha256: offer.sheet_sha256,
            policy_id: own.policy.id().to_owned(),
            title: own.policy.title().to_owned(),
            doc_no: own.policy.doc_no().to_owned(),
            area_label: own.policy.area_label().to_owned(),
            levy_year: own.levy_year,
            package_version: own.package_version,
            effective_on: own.effective_on,
            cases: offer.cases,
            needs_words: offer.signer != Signer::County && !offer.already_there,
            signer_words: signer_words(offer.signer),
            already_there: offer.already_there,
            compared_with: offer.compared_with.map(|other| PolicyPackageCompared {
                title: other.policy.title().to_owned(),
                levy_year: other.levy_year,
                package_version: other.package_version,
            }),
            changes: offer.changes.into_iter().map(Into::into).collect(),
        }
    }
}

/// Looks at a package without writing anything.
#[tauri::command(async)]
pub fn policy_package_preview(
    state: State<'_, AppState>,
    request: PathRequest,
) -> Result<PolicyPackagePreview, CommandError> {
    let (bytes, name) = files::read(&request.path)?;
    let (book, now) = state.book()?;
    Ok(PolicyPackagePreview::of(name, book.read_policy_package(&bytes, &now)?))
}

/// Accepts the package that was looked at.
#[tauri::command(async)]
pub fn policy_package_accept(
    state: State<'_, AppState>,
    request: PolicyPackageRequest,
) -> Result<PolicyPackageAccepted, CommandError> {
    let (bytes, _) = files::read(&request.path)?;
    let (mut book, now) = state.book()?;
    let typed = request.words.join(" ");
    let done = book.accept_policy_package(&bytes, Some(&typed), Some(&request.sheet_sha256), &now)?;
    let words = match done.trusted_by {
        None => &SAY.policy_there,
        Some(TrustedBy::CountyKey) => &SAY.policy_added_by_key,
        Some(TrustedBy::Words) => &SAY.policy_added_by_words,
    };
    Ok(PolicyPackageAccepted {
        title: done.policy.policy.title().to_owned(),
        levy_year: done.policy.levy_year,
        package_version: done.policy.package_version,
        effective_on: done.policy.effective_on,
        already_there: done.already_there,
        words: words.plain(),
    })
}
