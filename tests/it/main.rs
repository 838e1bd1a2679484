//! One integration binary: features through [`cunshou_core::Book`], the laws of the whole, the invariants of the code.

mod beside;
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
mod money_after;
mod other_notices;
mod package;
mod paid_list;
mod papers;
mod policy_package;
mod printing;
mod readers;
mod storm;
mod tidy;
mod trust;
