//! One integration binary: features through [`cunshou_core::Book`], the laws of the whole, the invariants of the code.

mod book;
mod canvass;
mod close;
mod collect;
mod completeness;
mod corpora;
mod faults;
mod household_life;
mod laws;
mod levy_year;
mod other_notices;
mod package;
mod papers;
mod policy_package;
mod readers;
mod storm;
mod tidy;
