//! Names and rows: nothing twice, nothing without its partner, last rows without a condition.
//!
//! This module must not know any notice.

use super::bare;
use super::faults::LoadFault;
use super::locate::Found;
use crate::file::{Category, PolicyFile};
use crate::words::CategoryCode;
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: u32 = 1;
const MOST_READINGS: usize = 64;

/// Statuses that tell nothing about health or hardship; all others stay behind a key press.
const NO_HARDSHIP: [CategoryCode; 5] = [
    CategoryCode::KeyEntitledGroup,
    CategoryCode::PensionEntitledGroup,
    CategoryCode::ResettledFisher,
    CategoryCode::Age80Plus,
    CategoryCode::Centenarian,
];

pub(super) fn check_names(file: &PolicyFile) -> Vec<Found> {
    let mut faults = Vec::new();
    if file.schema != SCHEMA {
        faults.push(LoadFault::OtherSchema { found: file.schema }.into());
    }
    if file.reading.len() > MOST_READINGS {
        faults.push(LoadFault::TooManyReadings { count: file.reading.len() }.into());
    }
    check_statuses(file, &mut faults);
    let mut names = BTreeSet::new();
    let windows = file.window.iter().map(|w| &w.id).chain(file.late_entry.iter().map(|l| &l.id));
    for name in windows.chain(file.reading.iter().map(|r| &r.id)) {
        if !names.insert(name) {
            faults.push(LoadFault::Twice { name: name.clone() }.into());
        }
    }
    for reading in file.reading.iter().filter(|r| r.alternatives.is_empty() || r.chosen.is_empty()) {
        faults.push(LoadFault::NoAlternative { reading: reading.id.clone() }.into());
    }
    let open_end = file.scope.last().is_none_or(|row| !row.when.is_empty());
    if open_end {
        faults.push(LoadFault::ScopeOpen.into());
    }
    let after = &file.outside.after;
    if after.iter().rposition(|row| row.when.is_empty()) != after.len().checked_sub(1)
        || after.iter().filter(|row| row.when.is_empty()).count() != 1
    {
        faults.push(LoadFault::OutsideOpen.into());
    }
    if file.category.len() > 1 && file.overlap.is_none() {
        faults.push(LoadFault::NoOverlapRule.into());
    }
    for (nth, window) in file.window.iter().enumerate() {
        let no_way = |key: &str| LoadFault::NoOtherWay { label: window.label.clone(), key: key.to_owned() };
        if !window.channels.is_empty() && window.other_channel.is_none() {
            faults.push(no_way("other_channel").at("[[window]]", nth, "channels", Some(&window.rule)));
        }
        if !window.proofs.is_empty() && window.without_proof.is_none() {
            faults.push(no_way("without_proof").at("[[window]]", nth, "proofs", Some(&window.rule)));
        }
    }
    if let Some(newborn) =
        file.newborn.as_ref().filter(|n| !n.papers.is_empty() && n.without_papers.is_none())
    {
        let fault = LoadFault::NoOtherWay { label: "[newborn]".to_owned(), key: "without_papers".to_owned() };
        faults.push(fault.at("[newborn]", 0, "papers", Some(&newborn.rule)));
    }
    let mut sentences = BTreeMap::new();
    for (id, rule) in &file.rules {
        if let Some(other) = sentences.insert((rule.article.clone(), bare(&rule.quote)), id) {
            faults.push(LoadFault::QuoteTwice { rule: id.clone(), other: other.clone() }.into());
        }
    }
    faults
}

fn check_statuses(file: &PolicyFile, faults: &mut Vec<Found>) {
    let rows = || file.category.iter().enumerate();
    for (nth, lower) in rows() {
        for upper in file.category.iter().take(nth).filter(|c| fit_the_same(c, lower)) {
            let sums = |c: &Category| (c.subsidy.amount, c.fund);
            if sums(upper) == sums(lower) || upper.label == lower.label {
                let fault = LoadFault::Twice { name: lower.label.clone() };
                faults.push(fault.at("[[category]]", nth, "label", Some(&lower.rule)));
            } else if file.overlap.is_none() || same_conditions(upper, lower) {
                let fault = LoadFault::RowsCollide {
                    label: upper.label.clone(),
                    other: lower.label.clone(),
                    amount: upper.subsidy.amount,
                    other_amount: lower.subsidy.amount,
                };
                faults.push(fault.at("[[category]]", nth, "label", Some(&lower.rule)));
            }
        }
    }
    let rows = file.category.iter().map(|c| (c.code, c.sensitive, &c.label, &c.rule)).enumerate();
    let gaps = file.category_gap.iter().map(|g| (g.code, g.sensitive, &g.label, &g.rule)).enumerate();
    for (head, (nth, (code, sensitive, label, rule))) in
        rows.map(|row| ("[[category]]", row)).chain(gaps.map(|gap| ("[[category_gap]]", gap)))
    {
        if !sensitive && !NO_HARDSHIP.contains(&code) {
            let fault = LoadFault::MustBeSensitive { label: label.clone() };
            faults.push(fault.at(head, nth, "label", Some(rule)));
        }
    }
    let mut gaps = BTreeSet::new();
    for (nth, gap) in file.category_gap.iter().enumerate() {
        if !gaps.insert(gap.code) || file.category.iter().any(|c| c.code == gap.code) {
            let fault = LoadFault::Twice { name: gap.label.clone() };
            faults.push(fault.at("[[category_gap]]", nth, "label", Some(&gap.rule)));
        }
    }
}

fn same_conditions(one: &Category, other: &Category) -> bool {
    format!("{:?}", one.conditions) == format!("{:?}", other.conditions)
}

/// True if one designation can fit both rows: they ask for the same status, and nothing they ask for excludes the
/// other.
fn fit_the_same(one: &Category, other: &Category) -> bool {
    fn meet<T: PartialEq>(one: Option<&Vec<T>>, other: Option<&Vec<T>>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one.iter().any(|value| other.contains(value)))
    }
    let (a, b) = (&one.conditions, &other.conditions);
    one.code == other.code
        && meet(a.hukou.as_ref(), b.hukou.as_ref())
        && meet(a.grade.as_ref(), b.grade.as_ref())
        && meet(a.subtype.as_ref(), b.subtype.as_ref())
        && a.risk_cleared.zip(b.risk_cleared).is_none_or(|(a, b)| a == b)
}
