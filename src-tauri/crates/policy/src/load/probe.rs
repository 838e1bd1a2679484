//! Which row of the file stands behind an answer: a copy of the file in which each place that names a rule names one
//! of its own, so that the rules of an answer tell the places that made it.
//!
//! Invariant: nothing but the names of rules differs between a policy and its probe, so both answer alike. This
//! module must not know any notice.

use super::locate::Place;
use crate::file::{AfterWindow, Outcome, PolicyFile, StudentPayment};

/// A place of the file that names a rule.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub place: Place,
    /// The row, as the officer finds it: the notice's word for it, or table and number.
    pub label: String,
    /// The rule that it names.
    pub rule: String,
    /// Some answer must rest on it; the tables for leaflet and township have no answers.
    pub answers: bool,
}

/// The probe of a file and its places, in the order of the probe's rules.
pub(super) fn probe(file: &PolicyFile) -> (PolicyFile, Vec<Site>) {
    let mut copy = file.clone();
    let mut sites = Vec::new();
    each_rule(&mut copy, &mut |site, rule| {
        let own = format!("\0{:04}", sites.len());
        sites.push(Site { rule: std::mem::replace(rule, own), ..site });
    });
    for (nth, site) in sites.iter().enumerate() {
        if let Some(text) = file.rules.get(&site.rule) {
            copy.rules.insert(format!("\0{nth:04}"), text.clone());
        }
    }
    (copy, sites)
}

type Visit<'v> = &'v mut dyn FnMut(Site, &mut String);

struct Row<'v> {
    visit: Visit<'v>,
    head: &'static str,
    nth: usize,
    label: String,
    answers: bool,
}

impl Row<'_> {
    fn rule(&mut self, key: &'static str, rule: &mut String) {
        self.rule_if(self.answers, key, rule);
    }

    fn rule_if(&mut self, answers: bool, key: &'static str, rule: &mut String) {
        let place = Place { head: self.head, nth: self.nth, key };
        let label = if key == "rule" || key == "label" {
            self.label.clone()
        } else {
            format!("{} {key}", self.label)
        };
        let site = Site { place, label, rule: String::new(), answers };
        (self.visit)(site, rule);
    }

    fn outcome(&mut self, key: &'static str, outcome: Option<&mut Outcome>) {
        self.outcome_if(self.answers, key, outcome);
    }

    fn outcome_if(&mut self, answers: bool, key: &'static str, outcome: Option<&mut Outcome>) {
        if let Some(outcome) = outcome {
            self.rule_if(answers, key, &mut outcome.rule);
            outcome.also.iter_mut().for_each(|r| self.rule_if(answers, key, r));
        }
    }
}

fn row<'v>(visit: Visit<'v>, head: &'static str, nth: usize, label: Option<&String>) -> Row<'v> {
    let numbered = || if head.starts_with("[[") { format!("{head} {}", nth + 1) } else { head.to_owned() };
    Row { visit, head, nth, label: label.cloned().unwrap_or_else(numbered), answers: true }
}

/// Visits every place that names a rule.
pub(super) fn each_rule(file: &mut PolicyFile, visit: Visit<'_>) {
    fee_and_scope(file, visit);
    statuses(file, visit);
    ways_in(file, visit);
    let no_answers = |row: Row<'_>, rule: &mut String| Row { answers: false, ..row }.rule("rule", rule);
    for (nth, r) in file.refund.iter_mut().enumerate() {
        let mut row = row(visit, "[[refund]]", nth, None);
        row.rule("rule", &mut r.rule);
        r.also.iter_mut().for_each(|r| row.rule("also", r));
    }
    if let Some(m) = &mut file.must_enrol {
        row(visit, "[must_enrol]", 0, None).rule("rule", &mut m.rule);
    }
    let noted = file.household.note.is_some();
    if let Some(rule) = &mut file.household.rule {
        row(visit, "[household]", 0, None).rule_if(noted, "rule", rule);
    }
    if let Some(c) = &mut file.collective_aid {
        no_answers(row(visit, "[collective_aid]", 0, None), &mut c.rule);
    }
    if let Some(r) = &mut file.refuser {
        no_answers(row(visit, "[refuser]", 0, None), &mut r.rule);
    }
    if let Some(h) = &mut file.hotline {
        no_answers(row(visit, "[hotline]", 0, None), &mut h.rule);
    }
    for (nth, c) in file.channels.iter_mut().enumerate() {
        no_answers(row(visit, "[[channels]]", nth, Some(&c.label)), &mut c.rule);
    }
    for (nth, d) in file.departments.iter_mut().enumerate() {
        no_answers(row(visit, "[[departments]]", nth, Some(&d.name)), &mut d.rule);
    }
    for (nth, t) in file.targets.iter_mut().enumerate() {
        no_answers(row(visit, "[[targets]]", nth, Some(&t.label)), &mut t.rule);
    }
}

fn fee_and_scope(file: &mut PolicyFile, visit: Visit<'_>) {
    let fee = &mut file.fee;
    row(visit, "[fee]", 0, None).rule("rule", &mut fee.rule);
    if let Some(f) = &mut fee.fiscal {
        row(visit, "[fee]", 0, None).rule("fiscal", &mut f.rule);
        f.total_rule.iter_mut().for_each(|r| row(visit, "[fee]", 0, None).rule("fiscal", r));
    }
    if let Some(c) = &mut fee.continuity {
        row(visit, "[fee]", 0, None).rule("continuity", &mut c.rule);
    }
    if let Some(o) = &mut fee.one_payment {
        row(visit, "[fee]", 0, None).rule("one_payment", &mut o.rule);
        o.excess_rule.iter_mut().for_each(|r| row(visit, "[fee]", 0, None).rule("one_payment", r));
    }
    if let Some(a) = &mut fee.handling_allowance {
        row(visit, "[fee]", 0, None).rule("handling_allowance", &mut a.rule);
    }
    for (nth, s) in file.scope.iter_mut().enumerate() {
        let mut row = row(visit, "[[scope]]", nth, None);
        row.rule("rule", &mut s.rule);
        s.also.iter_mut().for_each(|r| row.rule("also", r));
    }
    for (nth, r) in file.registration.iter_mut().enumerate() {
        let mut row = row(visit, "[[registration]]", nth, None);
        row.rule("rule", &mut r.rule);
        r.note_rule.iter_mut().for_each(|r| row.rule("note_rule", r));
        row.outcome("without", r.without.as_mut());
    }
    if let Some(p) = &mut file.payment {
        let mut row = row(visit, "[payment]", 0, None);
        row.rule("rule", &mut p.rule);
        row.outcome("cash_otherwise", Some(&mut p.cash_otherwise));
    }
}

fn statuses(file: &mut PolicyFile, visit: Visit<'_>) {
    for (nth, c) in file.category.iter_mut().enumerate() {
        let mut row = row(visit, "[[category]]", nth, Some(&c.label));
        row.rule("label", &mut c.rule);
        c.fund_rule.iter_mut().for_each(|r| row.rule("fund_rule", r));
        c.list.iter_mut().for_each(|l| row.rule("list", &mut l.rule));
        c.more.iter_mut().for_each(|m| row.rule("more", &mut m.rule));
    }
    for (nth, g) in file.category_gap.iter_mut().enumerate() {
        row(visit, "[[category_gap]]", nth, Some(&g.label)).rule("label", &mut g.rule);
    }
    for (nth, n) in file.no_subsidy.iter_mut().enumerate() {
        row(visit, "[[no_subsidy]]", nth, None).rule("rule", &mut n.rule);
    }
    if let Some(o) = &mut file.overlap {
        row(visit, "[overlap]", 0, None).rule("rule", &mut o.rule);
    }
    let d = &mut file.designation;
    // Where the data of one day count, a later status is never weighed.
    let weighed = d.cutoff.is_none();
    let mut row = row(visit, "[designation]", 0, None);
    row.outcome("elsewhere", Some(&mut d.elsewhere));
    d.cutoff.iter_mut().for_each(|c| row.rule("cutoff", &mut c.rule));
    if let Some(w) = &mut d.in_window {
        row.rule("in_window", &mut w.rule);
        row.outcome("later", Some(&mut w.later));
    }
    if let Some(p) = &mut d.in_window_paid {
        row.rule("in_window_paid", &mut p.rule);
        p.also.iter_mut().for_each(|r| row.rule("in_window_paid", r));
    }
    row.outcome("overpaid", d.overpaid.as_mut());
    d.left_after_payment.iter_mut().for_each(|l| row.rule("left_after_payment", &mut l.rule));
    row.outcome("left_open", d.left_open.as_mut());
    match &mut d.after_window {
        AfterWindow::Subsidise { rule, unnamed, paid, .. } => {
            row.rule_if(weighed, "after_window", rule);
            row.outcome_if(weighed, "unnamed", Some(unnamed));
            row.outcome("paid", Some(paid));
        }
        AfterWindow::OriginalStatus { rule, paid, .. } => {
            row.rule_if(weighed, "after_window", rule);
            row.outcome("paid", Some(paid));
        }
        AfterWindow::Open { unpaid, paid } => {
            row.outcome_if(weighed, "unpaid", Some(unpaid));
            row.outcome("paid", Some(paid));
        }
        AfterWindow::NoCutoff { .. } => {}
    }
}

fn ways_in(file: &mut PolicyFile, visit: Visit<'_>) {
    for (nth, w) in file.window.iter_mut().enumerate() {
        let mut row = row(visit, "[[window]]", nth, Some(&w.label));
        row.rule("rule", &mut w.rule);
        row.rule("benefit_rule", &mut w.benefit_rule);
        row.outcome("without_proof", w.without_proof.as_mut());
        row.outcome("other_channel", w.other_channel.as_mut());
        row.outcome("others", w.others.as_mut());
    }
    row(visit, "[outside]", 0, None).outcome("before", Some(&mut file.outside.before));
    for (nth, a) in file.outside.after.iter_mut().enumerate() {
        let mut row = row(visit, "[[outside.after]]", nth, None);
        row.rule("rule", &mut a.rule);
        a.also.iter_mut().for_each(|r| row.rule("also", r));
    }
    if let Some(n) = &mut file.newborn {
        let mut row = row(visit, "[newborn]", 0, None);
        row.rule("rule", &mut n.rule);
        n.after_rule.iter_mut().for_each(|r| row.rule("after_rule", r));
        row.outcome("within_elsewhere", n.within_elsewhere.as_mut());
        row.outcome("after_elsewhere", n.after_elsewhere.as_mut());
        row.outcome("without_papers", n.without_papers.as_mut());
        if let Some(r) = &mut n.birth_range {
            row.rule("birth_range", &mut r.rule);
            row.rule("refund_rule", &mut r.refund_rule);
            row.outcome("paid_year_before", Some(&mut r.paid_year_before));
        }
    }
    for (nth, l) in file.late_entry.iter_mut().enumerate() {
        let mut row = row(visit, "[[late_entry]]", nth, Some(&l.label));
        row.rule("rule", &mut l.rule);
        row.rule("who_rule", &mut l.who_rule);
        row.outcome("if_fewer", l.if_fewer.as_mut());
    }
    if let Some(s) = &mut file.student {
        let mut row = row(visit, "[student]", 0, None);
        row.outcome("other_channel", Some(&mut s.other_channel));
        row.rule_if(!s.categories.is_empty(), "rule", &mut s.rule);
        row.rule_if(s.payment == StudentPayment::PayFirst, "pay_rule", &mut s.pay_rule);
    }
}
