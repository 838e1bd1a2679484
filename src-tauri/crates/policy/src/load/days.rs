//! Days: windows in order, month ends, the benefit year.
//!
//! Invariant: days are included on both ends. This module must not know any notice.

use super::faults::LoadFault;
use super::locate::Found;
use crate::file::PolicyFile;
use crate::time::{is_month_end, next_day};
use chrono::{Datelike, NaiveDate};

pub(super) fn check_days(file: &PolicyFile) -> Vec<Found> {
    let mut faults = Vec::new();
    let (from, to) = (file.policy.benefit_from, file.policy.benefit_to);
    let whole_year = from.month() == 1
        && from.day() == 1
        && from.year() == to.year()
        && to.month() == 12
        && to.day() == 31;
    if !whole_year {
        faults.push(LoadFault::BenefitYearWrong { from, to }.into());
    }
    if file.window.is_empty() {
        faults.push(LoadFault::NoWindow.into());
    }
    // Windows for students lie beside the others; each kind has its own order.
    let mut last: [Option<NaiveDate>; 2] = [None; 2];
    for (nth, window) in file.window.iter().enumerate() {
        let last = &mut last[usize::from(window.who.student)];
        let adjoins = last.is_none_or(|l| l < window.from);
        let ends = window.collection_to.is_none_or(|end| nth == 0 && end >= window.to && end <= to);
        let prolonged = window.follows.as_ref().is_none_or(|id| {
            let before = file.window.iter().find(|w| w.id == *id);
            before.is_some_and(|before| next_day(before.to) == window.from)
        });
        let mut add = |fault: LoadFault| faults.push(fault.at("[[window]]", nth, "id", Some(&window.rule)));
        if window.from > window.to || !adjoins || window.to > to || !ends || !prolonged {
            add(LoadFault::WindowOrder { window: window.id.clone() });
        }
        if window.to_text.is_some() && !is_month_end(window.to) {
            add(LoadFault::NotMonthEnd { window: window.id.clone(), to: window.to });
        }
        *last = Some(window.to);
    }
    faults
}
