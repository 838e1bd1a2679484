//! Sums: subsidy and due make the fee, percentages are those of the fee, tasks make their total.
//!
//! Invariant: nothing is rounded or mended; a sum that does not add up is a fault. This module must not know any notice.

use super::faults::LoadFault;
use super::locate::Found;
use crate::file::{PolicyFile, SubsidyKind};

pub(super) fn check_sums(file: &PolicyFile) -> Vec<Found> {
    let fee = file.fee.personal;
    let mut faults = Vec::new();
    for (nth, category) in file.category.iter().enumerate() {
        let s = &category.subsidy;
        let label = || category.label.clone();
        let mut add =
            |fault: LoadFault| faults.push(fault.at("[[category]]", nth, "label", Some(&category.rule)));
        let in_bounds = !s.amount.is_negative() && !s.due.is_negative() && !s.amount.is_zero();
        if !in_bounds || s.amount.checked_add(s.due) != Some(fee) {
            add(LoadFault::SumWrong { label: label(), amount: s.amount, due: s.due, fee });
        }
        if s.kind != SubsidyKind::Percent && s.percent.is_some() {
            add(LoadFault::UnknownKey { key: "percent".to_owned() });
        }
        let percent = match s.kind {
            SubsidyKind::Full => Some(100),
            SubsidyKind::Percent => s.percent.or(Some(0)),
            SubsidyKind::Fixed => None,
        };
        if let Some(percent) = percent
            && fee.times(percent) != s.amount.times(100)
        {
            add(LoadFault::PercentWrong { label: label(), percent, fee, amount: s.amount });
        }
    }
    if let Some(fiscal) = &file.fee.fiscal
        && let Some((value, total)) = fiscal.value.zip(fiscal.total)
        && fee.checked_add(value) != Some(total)
    {
        let rule = fiscal.total_rule.as_ref();
        faults.push(LoadFault::TotalWrong { fee, fiscal: value, total }.at("[fee]", 0, "fiscal", rule));
    }
    for (nth, target) in file.targets.iter().enumerate() {
        let sum: u32 = target.tasks.iter().map(|t| t.people).sum();
        if let Some(people) = target.people.filter(|people| *people != sum) {
            let fault = LoadFault::TasksWrong { label: target.label.clone(), people, sum };
            faults.push(fault.at("[[targets]]", nth, "label", Some(&target.rule)));
        }
    }
    faults
}
