//! A policy ready to be asked: the file with every name resolved to a number, so that an answer is made without
//! looking anything up by text.
//!
//! Invariant: a [`Policy`] exists only after [`Policy::load`] or [`Policy::load_trusted`] found nothing wrong; every
//! index in it points into its own tables. This module must not know any notice, and never reads a file or a clock.

mod asked;
mod law;
mod resolve;

pub use asked::WindowDays;
pub(crate) use law::{
    After, CategoryRow, Gap, InWindowRow, LateRow, Law, ListRow, RefundLine, Said, SeeRef, StudentRow,
    Verdict, WindowRow,
};
pub(crate) use resolve::Resolver;

use crate::file::PolicyFile;

/// A rule of one policy, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIx(pub(crate) u16);

/// A reading of one policy, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReadingIx(pub(crate) u8);

/// An office or a paper of one policy, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeeIx(pub(crate) u16);

/// A sentence of the notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// Its name in the policy file.
    pub id: String,
    /// Where it stands in the notice.
    pub article: String,
    /// Word for word.
    pub quote: String,
}

/// One notice, checked and ready to be asked.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) file: PolicyFile,
    pub(crate) file_sha256: String,
    pub(crate) notice: String,
    pub(crate) rules: Vec<Rule>,
    pub(crate) see: Vec<String>,
    pub(crate) law: Law,
}
