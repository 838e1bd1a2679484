//! Bytes in, rows out, and back: workbooks and csv files, the sync package, the pairing cards.
//!
//! Invariant: everything here is a function of its arguments. A file is bytes, the date is an argument, randomness and
//! keys are passed in, and memory is bounded by named caps whatever the file claims about itself.
//! Must not know: SQL, the book, the window, the clock. So the township's verifier cannot lean on the laptop's state.

pub mod identity;
pub mod roster;
pub mod workbook;
mod xlsx;
