//! The real binary: exit statuses, JSON answers, the sample day, stock tools on what it writes.

mod afterwards;
mod day;
mod people;
mod policy;
mod usage;
mod village;
