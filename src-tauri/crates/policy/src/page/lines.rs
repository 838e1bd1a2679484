//! The rules of a notice line by line, each with the sentences that say it.
//!
//! Invariant: a table that the file does not have makes no line. This module must not decide anything.

use super::words::{list, look_up, say};
use super::{Cite, PageLine, PageSection, groups, papers};
use crate::answer::chinese_day;
use crate::explain::yuan;
use crate::file::{
    AfterFacts, AfterWindow, InWindowPaid, LateEntry, LeavingOut, Outcome, RefundWhen, ScopeFacts, ScopeThen,
    StudentPayment,
};
use crate::policy::Policy;
use crate::text::{self, fill, fund_label};
use crate::words::{Decision, Reason, Route, Word};

/// The department of the category, in the file.
const CONFIRMED_BY: &str = "@confirmed_by";

impl PageLine {
    fn new(label: String, words: String, cites: Vec<Cite>) -> Self {
        Self { label, words, cites, readings: Vec::new() }
    }

    /// With the readings that it rests on.
    fn read_as<'a>(mut self, readings: impl IntoIterator<Item = Option<&'a String>>) -> Self {
        for reading in readings.into_iter().flatten() {
            if !self.readings.contains(reading) {
                self.readings.push(reading.clone());
            }
        }
        self
    }
}

/// A sentence with those that belong to it.
fn sentences<'a>(rule: &'a String, also: &'a [String]) -> Vec<&'a String> {
    [rule].into_iter().chain(also).collect()
}

fn label(key: &str) -> String {
    look_up("label", key).to_owned()
}

impl Policy {
    /// Every subject of which the file says something.
    pub(super) fn page_sections(&self) -> Vec<PageSection> {
        let sections = [
            ("fee", self.fee_lines()),
            ("subsidy", self.subsidy_lines()),
            ("designation", self.designation_lines()),
            ("entry", self.entry_lines()),
            ("till", self.till_lines()),
            ("student", self.student_lines()),
            ("scope", self.scope_lines()),
            ("refund", self.refund_lines()),
        ];
        let written = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
        written
            .map(|(id, lines)| PageSection {
                id: id.to_owned(),
                title: look_up("section", id).to_owned(),
                lines,
            })
            .collect()
    }

    /// From when to when cover runs by this way in.
    pub(super) fn route_words(&self, route: Route) -> String {
        let (from, to) = self.benefit_year();
        fill(text::who(route.word()), &[("from", &chinese_day(from)), ("to", &chinese_day(to))])
    }

    fn see_words(&self, see: &[String]) -> String {
        let ask = self.ask();
        let named = if see.is_empty() { ask } else { see };
        list(named.iter().map(|see| if see == CONFIRMED_BY { look_up("words", "confirmed_by") } else { see }))
    }

    /// What becomes of the question, in a few words.
    fn outcome_words(&self, then: Decision, reason: Option<Reason>, see: &[String]) -> String {
        let decision = text::decision_label(then);
        let see_all = self.see_words(see);
        let Some(reason) = reason else {
            return match then {
                Decision::Refund => look_up("words", "refund").to_owned(),
                Decision::Collect | Decision::Answer => decision.to_owned(),
                _ => fill(text::standing("silent"), &[("see", &see_all)]),
            }
            .trim_end_matches('。')
            .to_owned();
        };
        let (sources, offices): (Vec<&String>, Vec<&String>) =
            see.iter().partition(|name| self.is_paper(name));
        let offices = if offices.is_empty() { list(self.ask()) } else { list(offices) };
        let guide = if sources.is_empty() { "guide_offices" } else { "guide" };
        let guide = fill(text::standing(guide), &[("papers", &list(sources)), ("offices", &offices)]);
        let from = self.file.window.first().map(|w| chinese_day(w.from)).unwrap_or_default();
        let template = text::reason(reason, then);
        let due = yuan(self.fee());
        let area = self.area_label();
        let values =
            [("see", &*see_all), ("guide", &*guide), ("from", &*from), ("due", &*due), ("area", area)];
        let mut words = fill(template, &values);
        if !see.is_empty() && !template.contains("{see}") && !template.contains("{guide}") {
            words.push_str(&fill(text::standing("see"), &[("see", &see_all)]));
        }
        say("words", "outcome", &[("decision", decision), ("words", words.trim_end_matches('。'))])
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        self.outcome_words(outcome.then, outcome.reason, &outcome.see)
    }

    fn line(&self, label: String, words: String, rules: &[&String]) -> PageLine {
        PageLine::new(label, words, self.cites(rules.iter().copied()))
    }

    fn outcome_line(&self, key: &str, outcome: &Outcome) -> PageLine {
        self.line(label(key), self.outcome(outcome), &sentences(&outcome.rule, &outcome.also))
            .read_as([outcome.reading.as_ref()])
    }

    fn fee_lines(&self) -> Vec<PageLine> {
        let fee = &self.file.fee;
        let personal = yuan(fee.personal);
        let mut lines =
            vec![self.line(label("personal"), say("words", "personal", &[("fee", &personal)]), &[&fee.rule])];
        if let Some(fiscal) = &fee.fiscal {
            let year =
                fiscal.for_year.map(|year| say("words", "fiscal_year", &[("year", &year.to_string())]));
            let year = year.unwrap_or_default();
            let mut words = match fiscal.value {
                Some(value) => {
                    let key = if fiscal.is_minimum { "fiscal_minimum" } else { "fiscal" };
                    say("words", key, &[("value", &yuan(value)), ("year", &year)])
                }
                None => say("words", "fiscal_see", &[("see", &self.see_words(&fiscal.see))]),
            };
            if let Some(total) = fiscal.total {
                words += &say("words", "fiscal_total", &[("total", &yuan(total))]);
            }
            let rules: Vec<&String> = [&fiscal.rule].into_iter().chain(fiscal.total_rule.as_ref()).collect();
            lines.push(self.line(label("fiscal"), words, &rules));
        }
        if let Some(whole) = &fee.one_payment {
            let words = say("words", "one_payment", &[("fee", &personal)]);
            lines.push(self.line(label("one_payment"), words, &[&whole.rule]));
            if let Some(rule) = &whole.excess_rule {
                lines.push(self.line(label("excess"), look_up("words", "excess").to_owned(), &[rule]));
            }
        }
        if let Some(continuity) = &fee.continuity {
            let words = say("words", "continuity", &[("see", &self.see_words(&continuity.see))]);
            let line = self.line(label("continuity"), words, &[&continuity.rule]);
            lines.push(line.read_as([continuity.reading.as_ref()]));
        }
        if let Some(allowance) = &fee.handling_allowance {
            let words = say("words", "allowance", &[("amount", &yuan(allowance.amount))]);
            lines.push(self.line(label("allowance"), words, &[&allowance.rule]));
        }
        lines
    }

    fn subsidy_lines(&self) -> Vec<PageLine> {
        let mut lines = Vec::new();
        if let Some(overlap) = &self.file.overlap {
            let words = [look_up("words", "largest"), look_up("words", "tie")].concat();
            let line = self.line(label("overlap"), words, &[&overlap.rule]);
            lines.push(line.read_as([overlap.tie_reading.as_ref()]));
        }
        for category in &self.file.category {
            let named = |key| say("label", key, &[("group", &category.label)]);
            if let Some(own) = &category.list {
                let words = say("words", "list_only", &[("day", &chinese_day(own.cutoff))]);
                let line = self.line(named("list"), words, &[&own.rule]);
                lines.push(line.read_as([own.cutoff_reading.as_ref()]));
            }
            if let Some(more) = &category.more {
                let words = say("words", "more", &[("see", &self.see_words(&more.see))]);
                let line = self.line(named("more"), words, &[&more.rule]);
                lines.push(line.read_as([more.reading.as_ref()]));
            }
        }
        for gap in &self.file.category_gap {
            let mut words = say("words", "open_group", &[("see", &self.see_words(&gap.see))]);
            if gap.unless_student_rule {
                words += look_up("words", "open_group_student");
            }
            let line = self.line(say("label", "open_group", &[("group", &gap.label)]), words, &[&gap.rule]);
            lines.push(line.read_as([gap.reading.as_ref()]));
        }
        for group in &self.file.no_subsidy {
            let named = say("label", "no_subsidy", &[("group", text::category_label(group.code))]);
            lines.push(self.line(named, look_up("words", "no_subsidy").to_owned(), &[&group.rule]));
        }
        lines
    }

    fn designation_lines(&self) -> Vec<PageLine> {
        let rules = &self.file.designation;
        let mut lines = Vec::new();
        if let Some(cutoff) = &rules.cutoff {
            let words = say("words", "cutoff", &[("day", &chinese_day(cutoff.day))]);
            let readings = [&cutoff.left_reading, &cutoff.changed_reading, &cutoff.late_reading];
            let line = self.line(label("cutoff"), words, &[&cutoff.rule]);
            lines.push(line.read_as(readings.map(Option::as_ref)));
        }
        if let Some(in_window) = &rules.in_window {
            let later = self.outcome(&in_window.later);
            let values = [("day", &*chinese_day(in_window.list_by)), ("later", &*later)];
            let line = self.line(
                label("in_window"),
                say("words", "in_window", &values),
                &[&in_window.rule, &in_window.later.rule],
            );
            lines.push(line.read_as([in_window.later.reading.as_ref()]));
        }
        if let Some(paid) = &rules.in_window_paid {
            lines.push(self.in_window_paid_line(paid));
        }
        match &rules.after_window {
            AfterWindow::Subsidise { named, rule, unnamed, paid } => {
                let words = say("words", "subsidise", &[("groups", &groups(named))]);
                lines.push(self.line(label("after_unpaid"), words, &[rule]));
                lines.push(self.outcome_line("after_unnamed", unnamed));
                lines.push(self.outcome_line("after_paid", paid));
            }
            AfterWindow::OriginalStatus { rule, reading, paid, .. } => {
                let words = look_up("words", "original").to_owned();
                let line = self.line(label("after_unpaid"), words, &[rule]);
                lines.push(line.read_as([reading.as_ref()]));
                lines.push(self.outcome_line("after_paid", paid));
            }
            AfterWindow::Open { unpaid, paid } => {
                lines.push(self.outcome_line("after_unpaid", unpaid));
                lines.push(self.outcome_line("after_paid", paid));
            }
            AfterWindow::NoCutoff { reading } => {
                let words = look_up("words", "no_cutoff").to_owned();
                lines.push(self.line(label("no_cutoff"), words, &[]).read_as([Some(reading)]));
            }
        }
        if let Some(left) = &rules.left_after_payment {
            let words = look_up("words", "no_adjustment").to_owned();
            lines.push(self.line(label("left"), words, &[&left.rule]));
        }
        if let Some(left) = &rules.left_open {
            lines.push(self.outcome_line("left", left));
        }
        lines.push(self.outcome_line("elsewhere", &rules.elsewhere));
        lines
    }

    fn in_window_paid_line(&self, paid: &InWindowPaid) -> PageLine {
        let words = match (paid.then, paid.fund) {
            (Decision::Refund, Some(fund)) => {
                say("words", "refund_difference_fund", &[("fund", fund_label(fund))])
            }
            (Decision::Refund, None) => look_up("words", "refund_difference").to_owned(),
            _ => self.outcome_words(paid.then, paid.reason, &paid.see),
        };
        let readings = [paid.reading.as_ref(), paid.after_benefit_reading.as_ref()];
        self.line(label("in_window_paid"), words, &sentences(&paid.rule, &paid.also)).read_as(readings)
    }

    fn entry_lines(&self) -> Vec<PageLine> {
        let mut lines = self.newborn_lines();
        for late in &self.file.late_entry {
            lines.push(self.late_line(late));
            if let (Some(months), Some(fewer)) = (late.min_continuous_months, &late.if_fewer) {
                let named =
                    say("label", "late_fewer", &[("label", &late.label), ("months", &months.to_string())]);
                let line = self.line(named, self.outcome(fewer), &sentences(&fewer.rule, &fewer.also));
                lines.push(line.read_as([fewer.reading.as_ref()]));
            }
        }
        for window in &self.file.window {
            for (key, outcome) in [("window_others", &window.others), ("window_proof", &window.without_proof)]
            {
                let Some(outcome) = outcome else { continue };
                let named = say("label", key, &[("label", &window.label)]);
                let line = self.line(named, self.outcome(outcome), &sentences(&outcome.rule, &outcome.also));
                lines.push(line.read_as([outcome.reading.as_ref()]));
            }
        }
        lines.push(self.outcome_line("before", &self.file.outside.before));
        for row in &self.file.outside.after {
            let outcome = self.outcome_words(row.then, row.reason, &row.see);
            let values = [("when", &*after_when(&row.when)), ("outcome", &*outcome)];
            let rules = sentences(&row.rule, &row.also);
            let line = self.line(label("after"), say("words", "after_when", &values), &rules);
            lines.push(line.read_as([row.reading.as_ref()]));
        }
        lines
    }

    fn newborn_lines(&self) -> Vec<PageLine> {
        let Some(newborn) = &self.file.newborn else { return Vec::new() };
        let mut lines = Vec::new();
        let days = newborn.days.to_string();
        let named = |key| say("label", key, &[("days", &days)]);
        let mut words = self.route_words(newborn.within);
        if !newborn.papers.is_empty() {
            words += &say("words", "proofs", &[("papers", &papers(&newborn.papers))]);
        }
        let mut rules = vec![&newborn.rule];
        let elsewhere = |outcome: &Option<Outcome>| {
            let outcome = outcome.as_ref();
            outcome.map(|o| format!("；{}", self.outcome(o))).unwrap_or_default()
        };
        words += &elsewhere(&newborn.within_elsewhere);
        rules.extend(newborn.within_elsewhere.as_ref().map(|o| &o.rule));
        let line = self.line(named("newborn"), words, &rules);
        lines.push(line.read_as([Some(&newborn.reading), newborn.outside_window_reading.as_ref()]));
        let mut rules = vec![newborn.after_rule.as_ref().unwrap_or(&newborn.rule)];
        let mut words = match newborn.after {
            Some(route) => self.route_words(route),
            None => self.outcome_words(Decision::Undetermined, None, &[]),
        };
        words += &elsewhere(&newborn.after_elsewhere);
        rules.extend(newborn.after_elsewhere.as_ref().map(|o| &o.rule));
        let reading = newborn.after_elsewhere.as_ref().and_then(|o| o.reading.as_ref());
        lines.push(self.line(named("newborn_late"), words, &rules).read_as([reading]));
        if let Some(without) = &newborn.without_papers {
            lines.push(self.outcome_line("newborn_proof", without));
        }
        if let Some(range) = &newborn.birth_range {
            let year = self.levy_year();
            let (before, year) = ((year - 1).to_string(), year.to_string());
            let (from, to) = (chinese_day(range.from), chinese_day(range.to));
            let until = chinese_day(self.benefit_year().1);
            let values = [("from", &*from), ("to", &*to)];
            let words = say("words", "birth_range", &[("year", &year), ("to", &until)]);
            let line = self.line(say("label", "birth_range", &values), words, &[&range.rule]);
            lines.push(line.read_as([range.after_days_reading.as_ref()]));
            let paid = &range.paid_year_before;
            let named = say("label", "birth_range_before", &[("year", &before)]);
            lines.push(self.line(named, self.outcome(paid), &[&paid.rule]).read_as([paid.reading.as_ref()]));
            let named = say("label", "birth_range_both", &[("before", &before), ("year", &year)]);
            let see = self.see_words(&range.refund_see);
            let words = say("words", "birth_range_refund", &[("before", &before), ("see", &see)]);
            lines.push(self.line(named, words, &[&range.refund_rule]));
        }
        if let Some(aside) = &newborn.born_before_benefit_year
            && let Some(note) = aside.note
        {
            let words = fill(text::note(note), &[("see", &self.see_words(&aside.see))]);
            let words = words.trim_end_matches('。').to_owned();
            let line = self.line(label("born_before"), words, &[&newborn.rule]);
            lines.push(line.read_as([aside.reading.as_ref()]));
        }
        lines
    }

    fn late_line(&self, late: &LateEntry) -> PageLine {
        let events = late.events.iter().chain(&late.recent_events).map(|event| text::event_label(*event));
        let mut who: Vec<String> = Vec::new();
        for event in events {
            if !who.iter().any(|known| known == event) {
                who.push(event.to_owned());
            }
        }
        if !late.newly_designated.is_empty() {
            who.push(say("words", "newly_designated", &[("groups", &groups(&late.newly_designated))]));
        }
        let (within, waiting) = (late.within_months.to_string(), late.beyond_waiting_months.to_string());
        let (who, cover) = (list(who), self.route_words(late.within));
        let values = [("who", &*who), ("within", &*within), ("cover", &*cover), ("waiting", &*waiting)];
        let mut words = say("words", "late", &values);
        if let Some(months) = late.min_continuous_months {
            words += &say("words", "late_months", &[("months", &months.to_string())]);
        }
        let own = [Some(&late.reading), Some(&late.waiting_reading)];
        let mut rules = vec![&late.who_rule];
        if late.rule != late.who_rule {
            rules.push(&late.rule);
        }
        self.line(say("label", "late", &[("label", &late.label)]), words, &rules)
            .read_as(own)
            .read_as([late.within_reading.as_ref()])
            .read_as(late.readings.iter().map(Some))
    }

    fn till_lines(&self) -> Vec<PageLine> {
        let mut lines = Vec::new();
        for row in &self.file.registration {
            let who = list(row.previous_year.iter().map(|state| look_up("previous_year", state.word())));
            let mut words = String::new();
            if !row.papers.is_empty() {
                words += &say("words", "registration", &[("papers", &papers(&row.papers))]);
            }
            if let Some(without) = &row.without {
                words += &say("words", "registration_without", &[("outcome", &self.outcome(without))]);
            }
            if let Some(note) = row.note {
                if !words.is_empty() {
                    words.push('；');
                }
                words += fill(text::note(note), &[("see", &list(self.ask()))]).trim_end_matches('。');
            }
            if words.is_empty() {
                words.push_str(look_up("words", "registration_none"));
            }
            if words.is_empty() {
                continue;
            }
            let rules: Vec<&String> = [&row.rule].into_iter().chain(row.note_rule.as_ref()).collect();
            lines.push(self.line(say("label", "registration", &[("who", &who)]), words, &rules));
        }
        if let Some(payment) = &self.file.payment {
            let words = say("words", "cash", &[("outcome", &self.outcome(&payment.cash_otherwise))]);
            let line = self.line(label("cash"), words, &[&payment.rule, &payment.cash_otherwise.rule]);
            lines.push(line.read_as([payment.reading.as_ref()]));
        }
        let household = &self.file.household;
        let words = match household.leaving_out {
            LeavingOut::LawfulReason => look_up("words", "lawful_reason"),
            LeavingOut::RecordedReason => look_up("words", "recorded_reason"),
        };
        let rules: Vec<&String> = household.rule.iter().collect();
        lines.push(self.line(label("household"), words.to_owned(), &rules));
        if let Some(must) = &self.file.must_enrol {
            lines.push(self.line(label("must_enrol"), groups(&must.categories), &[&must.rule]));
        }
        if let Some(refuser) = &self.file.refuser {
            let line = self.line(label("refuser"), groups(&refuser.categories), &[&refuser.rule]);
            lines.push(line.read_as([refuser.reading.as_ref()]));
        }
        if let Some(aid) = &self.file.collective_aid {
            let words = look_up("words", "collective_aid").to_owned();
            lines.push(self.line(label("collective_aid"), words, &[&aid.rule]));
        }
        lines
    }

    fn student_lines(&self) -> Vec<PageLine> {
        let Some(student) = &self.file.student else { return Vec::new() };
        let levels = list(student.levels.iter().map(|level| look_up("level", level.word())));
        let other = self.outcome(&student.other_channel);
        let channel = look_up("channel", student.channel.word());
        let words = say("words", "channel_only", &[("channel", channel), ("outcome", &other)]);
        let line = self.line(
            say("label", "students", &[("levels", &levels)]),
            words,
            &[&student.other_channel.rule],
        );
        let mut lines = vec![line.read_as([
            student.other_channel.reading.as_ref(),
            student.level_reading.as_ref().map(|reading| &reading.id),
        ])];
        if !student.categories.is_empty() {
            let mut words = say("words", "student_categories", &[("groups", &groups(&student.categories))]);
            if student.designated_anywhere {
                words += look_up("words", "student_anywhere");
            }
            let line = self.line(label("student_subsidy"), words, &[&student.rule]);
            lines.push(line.read_as([student.unlisted_reading.as_ref()]));
            let mut words = match student.payment {
                StudentPayment::Net => look_up("words", "net").to_owned(),
                StudentPayment::PayFirst => say("words", "pay_first", &[("fee", &yuan(self.fee()))]),
            };
            if !student.needs.is_empty() {
                let papers = list(student.needs.iter().map(|fact| text::paper(*fact)));
                words += &say("words", "needs", &[("papers", &papers)]);
            }
            lines.push(self.line(label("student_pay"), words, &[&student.pay_rule]));
        }
        if let Some(aside) = &student.previous_year_elsewhere {
            let words = fill(text::standing("see"), &[("see", &self.see_words(&aside.see))]);
            let words = words.trim_end_matches('。').to_owned();
            let line = self.line(label("previous_elsewhere"), words, &[&student.rule]);
            lines.push(line.read_as([aside.reading.as_ref()]));
        }
        lines
    }

    fn scope_lines(&self) -> Vec<PageLine> {
        let rows = self.file.scope.iter();
        rows.map(|row| {
            let mut words = match row.then {
                ScopeThen::In => look_up("condition", "in").to_owned(),
                ScopeThen::Refuse => self.outcome_words(Decision::Refuse, row.reason, &row.see),
                ScopeThen::Refer => self.outcome_words(Decision::Refer, row.reason, &row.see),
                ScopeThen::Undetermined => self.outcome_words(Decision::Undetermined, row.reason, &row.see),
            };
            if !row.needs_any.is_empty() {
                words += "；";
                words += &say("words", "registration", &[("papers", &papers(&row.needs_any))]);
            }
            let line = self.line(self.scope_who(&row.when), words, &sentences(&row.rule, &row.also));
            line.read_as([row.reading.as_ref()])
        })
        .collect()
    }

    fn scope_who(&self, when: &ScopeFacts) -> String {
        let area = [("area", self.area_label())];
        let condition = |key: &str| say("condition", key, &area);
        let mut words = Vec::new();
        if let Some(hukou) = &when.hukou {
            words.push(condition(super::hukou_key(hukou)));
        }
        if let Some(residence) = &when.residence {
            words.push(list(residence.iter().map(|r| condition(&format!("residence_{r}")))));
        }
        if let Some(insurance) = &when.insurance {
            words.push(list(insurance.iter().map(|i| condition(&format!("insurance_{i}")))));
        }
        if let Some(levels) = &when.student_level {
            let levels = list(levels.iter().map(|level| look_up("level", level.word())));
            words.push(say(
                "condition",
                "student_level",
                &[("area", self.area_label()), ("levels", &levels)],
            ));
        } else if let Some(here) = when.student_in_area.as_ref().filter(|here| here.len() == 1) {
            words.push(condition(if here[0] { "student_here" } else { "student_not_here" }));
        }
        if let Some(grounds) = &when.foreigner {
            words.push(list(grounds.iter().map(|ground| condition(&format!("foreigner_{ground}")))));
        }
        if let Some(away) = when.migrant_worker.as_ref().filter(|away| away.len() == 1) {
            words.push(condition(if away[0] { "migrant_worker" } else { "not_migrant_worker" }));
        }
        if let Some(proofs) = &when.any_proof {
            words.push(say("condition", "any_proof", &[("papers", &papers(proofs))]));
        }
        if words.is_empty() { look_up("condition", "everyone").to_owned() } else { words.join("，") }
    }

    fn refund_lines(&self) -> Vec<PageLine> {
        let rows = self.file.refund.iter();
        rows.map(|row| {
            let when = match row.when {
                RefundWhen::Any => "any",
                RefundWhen::AskedBeforeBenefit => "asked_before_benefit",
                RefundWhen::GroundBeforeBenefit => "ground_before_benefit",
                RefundWhen::AfterBenefitStart => "after_benefit_start",
            };
            let mut words = self.outcome_words(row.then, row.reason, &row.see);
            if row.then == Decision::Refund && !row.see.is_empty() {
                words += "，";
                words +=
                    fill(text::standing("see"), &[("see", &self.see_words(&row.see))]).trim_end_matches('。');
            }
            if !row.grounds.is_empty() {
                let grounds = list(row.grounds.iter().map(|ground| text::event_label(*ground)));
                words = say("words", "refund_grounds", &[("grounds", &grounds), ("outcome", &words)]);
            }
            let named = say("label", "refund", &[("when", look_up("when", when))]);
            self.line(named, words, &sentences(&row.rule, &row.also)).read_as([row.reading.as_ref()])
        })
        .collect()
    }

    /// Where one can pay, and whom to ring up.
    pub(super) fn page_channels(&self) -> Vec<PageLine> {
        let channels = self.file.channels.iter().map(|channel| {
            let named = say("label", "channel", &[("label", &channel.label)]);
            self.line(named, channel.words.clone(), &[&channel.rule])
        });
        let hotline = self.file.hotline.iter().map(|hotline| {
            let number = hotline.number.as_deref().unwrap_or_default();
            let words = if number.is_empty() || hotline.words.contains(number) {
                hotline.words.clone()
            } else {
                [number, &hotline.words].join("　")
            };
            self.line(label("hotline"), words, &[&hotline.rule])
        });
        channels.chain(hotline).collect()
    }
}

fn after_when(when: &AfterFacts) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(events) = &when.events {
        words.push(list(events.iter().map(|event| text::event_label(*event))));
    }
    if let Some(codes) = &when.newly_designated {
        words.push(say("words", "newly_designated", &[("groups", &groups(codes))]));
    }
    let flags = [("free", when.free), ("student", when.student), ("past_newborn", when.past_newborn)];
    words.extend(flags.iter().filter(|(_, set)| *set).map(|(key, _)| look_up("when", key).to_owned()));
    if words.is_empty() { look_up("when", "everyone").to_owned() } else { words.join("，") }
}
