//! One integration binary: features through [`cunshou_core::Book`], the laws of the whole, the invariants of the code.

mod book;
mod close;
mod collect;
mod completeness;
mod laws;
mod levy_year;
mod other_notices;
mod package;
mod papers;
mod policy_package;
mod storm;
mod tidy;
