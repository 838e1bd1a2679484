//! A policy ready to be asked: the file with every name resolved to a number, so that an answer is made without
//! looking anything up by text.
//!
//! Invariant: a [`Policy`] exists only after [`Policy::load`] or [`Policy::load_trusted`] found nothing wrong; every
//! index in it points into its own tables. This module must not know any notice, and never reads a file or a clock.

use crate::file::{
    AfterWindow, Aside, BirthRange, Category, CategoryGap, ChannelRow, ContinuityExempt, Department, Hotline,
    LateEntry, LeavingOut, Newborn, Outcome, PolicyFile, Reading, RefundWhen, ScopeThen, StudentPayment,
    StudentRules, Target,
};
use crate::load::LoadFault;
use crate::money::Yuan;
use crate::words::{
    CategoryCode, Channel, Decision, EventType, Fact, Fund, Note, PreviousYear, Proof, Reason, Route, Set,
    StudentLevel,
};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

/// A rule of one policy, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIx(pub(crate) u16);

/// A reading of one policy, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReadingIx(pub(crate) u8);

/// An office or a paper of one policy, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeeIx(pub(crate) u16);

/// A sentence of the notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// Its name in the policy file.
    pub id: String,
    /// Where it stands in the notice.
    pub article: String,
    /// Word for word.
    pub quote: String,
}

/// One notice, checked and ready to be asked.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) file: PolicyFile,
    pub(crate) file_sha256: String,
    pub(crate) notice: String,
    pub(crate) rules: Vec<Rule>,
    pub(crate) see: Vec<String>,
    pub(crate) law: Law,
}

/// What the engine walks through.
#[derive(Debug, Clone)]
pub(crate) struct Law {
    pub fee: Yuan,
    pub fee_rule: RuleIx,
    pub continuity: Option<Continuity>,
    pub part_rule: RuleIx,
    pub excess_rule: RuleIx,
    pub allowance: Option<(Yuan, RuleIx)>,
    pub scope: Vec<Scope>,
    pub categories: Vec<CategoryRow>,
    pub gaps: Vec<Gap>,
    pub overlap: Option<OverlapRow>,
    pub no_subsidy: Vec<(CategoryCode, RuleIx)>,
    pub elsewhere: Verdict,
    pub cutoff: Option<CutoffRow>,
    pub in_window: Option<InWindowRow>,
    pub after_window: After,
    pub in_window_paid: Option<InWindowPaidRow>,
    pub overpaid: Option<Verdict>,
    pub left_after_payment: Option<(Yuan, RuleIx)>,
    pub left_open: Option<Verdict>,
    pub registration: Vec<RegistrationRow>,
    pub cash: Option<CashRow>,
    pub windows: Vec<WindowRow>,
    pub before: Verdict,
    pub after: Vec<AfterLine>,
    pub newborn: Option<NewbornRow>,
    pub late: Vec<LateRow>,
    pub student: Option<StudentRow>,
    pub refunds: Vec<RefundLine>,
    pub household: Option<(Note, RuleIx, Option<ReadingIx>)>,
    pub must_enrol: Option<(Set<CategoryCode>, RuleIx)>,
    pub fiscal_rules: Vec<RuleIx>,
    pub fiscal_see: Vec<SeeIx>,
    pub fiscal_reading: Option<ReadingIx>,
    pub payment_day: Option<ReadingIx>,
    pub rollover: Option<ReadingIx>,
    pub payment_day_margin: u64,
    pub before_issue: Option<ReadingIx>,
    pub issued_on: Option<NaiveDate>,
    pub benefit_from: NaiveDate,
    pub benefit_to: NaiveDate,
    pub benefit_year: i32,
    pub main_from: NaiveDate,
    pub main_to: NaiveDate,
    pub has_student_window: bool,
    pub asks_grade: bool,
    pub asks_subtype: bool,
    pub asks_migrant: bool,
    pub asks_previous: bool,
    pub least_months: Option<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Continuity {
    pub see: Vec<SeeIx>,
    pub spares_newborn: bool,
    pub ask_first: bool,
    pub rule: RuleIx,
    pub reading: Option<ReadingIx>,
    pub ask_reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub decision: Decision,
    pub reason: Option<Reason>,
    pub see: Vec<SeeRef>,
    pub rule: RuleIx,
    pub also: Vec<RuleIx>,
    pub reading: Option<ReadingIx>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum SeeRef {
    Text(SeeIx),
    ConfirmedBy,
}

#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub row: usize,
    /// `None` = may enrol.
    pub verdict: Option<Verdict>,
    pub rule: RuleIx,
    pub also: Vec<RuleIx>,
    pub reading: Option<ReadingIx>,
    pub needs_any: Set<Fact>,
}

#[derive(Debug, Clone)]
pub(crate) struct CategoryRow {
    pub code: CategoryCode,
    pub row: usize,
    pub amount: Yuan,
    pub due: Yuan,
    pub fund: Fund,
    pub confirmed_by: SeeIx,
    pub rule: RuleIx,
    pub fund_rule: Option<RuleIx>,
    pub readings: Vec<ReadingIx>,
    pub cutoff_reading: Option<ReadingIx>,
    pub reading_if: Option<ReadingIx>,
    pub list: Option<ListRow>,
    pub more: Option<(Said, RuleIx)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ListRow {
    pub cutoff: NaiveDate,
    pub rule: RuleIx,
    pub cutoff_reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct Gap {
    pub code: CategoryCode,
    pub verdict: Verdict,
    pub unless_student_rule: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum After {
    Subsidise { named: Set<CategoryCode>, rule: RuleIx, unnamed: Verdict, paid: Verdict },
    OriginalStatus { rule: RuleIx, note: Option<Note>, reading: Option<ReadingIx>, paid: Verdict },
    Open { unpaid: Verdict, paid: Verdict },
    NoCutoff { reading: ReadingIx },
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct OverlapRow {
    pub rule: RuleIx,
    pub reading: Option<ReadingIx>,
    pub tie_reading: Option<ReadingIx>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CutoffRow {
    pub day: NaiveDate,
    pub rule: RuleIx,
    pub left_reading: Option<ReadingIx>,
    pub changed_reading: Option<ReadingIx>,
    pub late_reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct InWindowRow {
    pub list_by: NaiveDate,
    pub later: Verdict,
    pub rule: RuleIx,
}

#[derive(Debug, Clone)]
pub(crate) struct InWindowPaidRow {
    pub verdict: Verdict,
    pub fund: Option<Fund>,
    pub after_benefit_reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct RegistrationRow {
    pub previous_year: Set<PreviousYear>,
    pub papers: Vec<Proof>,
    pub without: Option<Verdict>,
    pub note: Option<Note>,
    pub rule: RuleIx,
    pub note_rule: RuleIx,
}

#[derive(Debug, Clone)]
pub(crate) struct CashRow {
    pub otherwise: Verdict,
    pub rule: RuleIx,
    pub reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct AfterLine {
    pub row: usize,
    pub events: Option<Set<EventType>>,
    pub newly_designated: Option<Set<CategoryCode>>,
    pub verdict: Verdict,
}

#[derive(Debug, Clone)]
pub(crate) struct RefundLine {
    pub when: RefundWhen,
    pub grounds: Set<EventType>,
    pub verdict: Verdict,
}

#[derive(Debug, Clone)]
pub(crate) struct WindowRow {
    pub row: usize,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub migrant: Option<bool>,
    pub student: bool,
    pub benefit: Route,
    pub rule: RuleIx,
    pub benefit_rule: RuleIx,
    pub reading: Option<ReadingIx>,
    pub others: Option<Verdict>,
    pub without_proof: Option<Verdict>,
    pub channels: Set<Channel>,
    pub other_channel: Option<Verdict>,
}

#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub note: Option<Note>,
    pub see: Vec<SeeIx>,
    pub reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct NewbornRow {
    pub days: u32,
    pub within: Route,
    pub after: Option<Route>,
    pub after_rule: RuleIx,
    pub within_elsewhere: Option<Verdict>,
    pub after_elsewhere: Option<Verdict>,
    pub elsewhere_channel: Option<Channel>,
    pub without_papers: Option<Verdict>,
    pub outside_window_reading: Option<ReadingIx>,
    pub range: Option<BirthRangeRow>,
    pub before_year: Option<Said>,
    pub rule: RuleIx,
    pub reading: ReadingIx,
}

#[derive(Debug, Clone)]
pub(crate) struct BirthRangeRow {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub after_days_reading: Option<ReadingIx>,
    pub paid_year_before: Verdict,
    pub refund_rule: RuleIx,
    pub refund_see: Vec<SeeIx>,
    pub rule: RuleIx,
}

#[derive(Debug, Clone)]
pub(crate) struct LateRow {
    pub events: Set<EventType>,
    pub recent: Set<EventType>,
    pub recent_reading: Option<ReadingIx>,
    pub designated: Set<CategoryCode>,
    pub in_window_reading: Option<ReadingIx>,
    pub late_subsidy_reading: Option<ReadingIx>,
    pub min_months: Option<u32>,
    pub if_fewer: Option<Verdict>,
    pub within_months: u32,
    pub within: Route,
    pub within_note: Option<Note>,
    pub within_reading: Option<ReadingIx>,
    pub readings: Vec<ReadingIx>,
    pub waiting_months: u32,
    pub waiting_reading: ReadingIx,
    pub in_main_window: Option<Said>,
    pub rule: RuleIx,
    pub who_rule: RuleIx,
    pub reading: ReadingIx,
    pub or_window_reading: Option<ReadingIx>,
}

#[derive(Debug, Clone)]
pub(crate) struct StudentRow {
    pub levels: Set<StudentLevel>,
    pub any_school: bool,
    pub level_reading: Option<(Set<StudentLevel>, ReadingIx)>,
    pub channel: Channel,
    pub other_channel: Verdict,
    pub categories: Set<CategoryCode>,
    pub alias: Vec<(CategoryCode, CategoryCode)>,
    pub designated_anywhere: bool,
    pub pay_first: bool,
    pub needs: Set<Fact>,
    pub rule: RuleIx,
    pub pay_rule: RuleIx,
    pub elsewhere: Option<Said>,
    pub unlisted_reading: Option<ReadingIx>,
}

impl WindowRow {
    pub fn admits(&self, migrant_worker: bool) -> bool {
        self.migrant.is_none_or(|m| m == migrant_worker)
    }
}

impl StudentRow {
    pub fn stands_for(&self, code: CategoryCode) -> CategoryCode {
        self.alias.iter().find(|(from, _)| *from == code).map_or(code, |(_, to)| *to)
    }
}

impl Policy {
    /// Its id, which is the file's name.
    pub fn id(&self) -> &str {
        &self.file.policy.id
    }

    /// Title of the notice.
    pub fn title(&self) -> &str {
        &self.file.policy.title
    }

    /// Number of the notice; empty where its text has none.
    pub fn doc_no(&self) -> &str {
        &self.file.policy.doc_no
    }

    /// The area it is for, as people say it.
    pub fn area_label(&self) -> &str {
        &self.file.policy.area_label
    }

    /// The year of cover that is paid for.
    pub fn levy_year(&self) -> i32 {
        self.law.benefit_year
    }

    /// What a person pays without subsidy.
    pub fn fee(&self) -> Yuan {
        self.law.fee
    }

    /// First and last day of the benefit year.
    pub fn benefit_year(&self) -> (NaiveDate, NaiveDate) {
        (self.law.benefit_from, self.law.benefit_to)
    }

    /// SHA-256 (hex) of the policy file as it was loaded.
    pub fn file_sha256(&self) -> &str {
        &self.file_sha256
    }

    /// SHA-256 (hex) of the notice's text.
    pub fn notice_sha256(&self) -> &str {
        &self.file.policy.source_sha256
    }

    /// Whom to ask where the notice names nobody.
    pub fn ask(&self) -> &[String] {
        &self.file.policy.ask
    }

    /// True for a text under `see` that is a paper and no office.
    pub fn is_paper(&self, see: &str) -> bool {
        self.file.policy.papers.iter().any(|paper| paper == see)
    }

    /// What leaving a member of a household out needs.
    pub fn leaving_out(&self) -> LeavingOut {
        self.file.household.leaving_out
    }

    /// True if cash is only for those who cannot pay by telephone: the till begins with 帮办扫码.
    pub fn prefers_scan(&self) -> bool {
        self.law.cash.is_some()
    }

    /// The sentence about households, where the notice has one.
    pub fn household_rule(&self) -> Option<&Rule> {
        let id = self.file.household.rule.as_ref()?;
        self.rules().iter().find(|rule| rule.id == *id)
    }

    /// What the village gets per person collected, with its sentence.
    pub fn handling_allowance(&self) -> Option<(Yuan, &Rule)> {
        self.law.allowance.map(|(amount, rule)| (amount, self.rule(rule)))
    }

    /// The sentence that warns someone of these statuses who does not enrol.
    pub fn refusal_warning(&self, categories: &[CategoryCode]) -> Option<&Rule> {
        let refuser = self.file.refuser.as_ref()?;
        let touched = categories.iter().any(|c| refuser.categories.contains(c));
        touched.then(|| self.rules.iter().find(|r| r.id == refuser.rule)).flatten()
    }

    /// Every sentence that the file uses, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Every way of reading that the file uses.
    pub fn readings(&self) -> &[Reading] {
        &self.file.reading
    }

    /// The ways of paying, for the leaflet.
    pub fn channels(&self) -> &[ChannelRow] {
        &self.file.channels
    }

    /// The telephone for complaints, where the notice speaks of one.
    pub fn hotline(&self) -> Option<&Hotline> {
        self.file.hotline.as_ref()
    }

    /// Which department pushes which list.
    pub fn departments(&self) -> &[Department] {
        &self.file.departments
    }

    /// Who must enrol, with the sentence, where the notice says so.
    pub fn must_enrol(&self) -> Option<(&[CategoryCode], &Rule)> {
        let must = self.file.must_enrol.as_ref()?;
        let rule = self.rules().iter().find(|rule| rule.id == must.rule)?;
        Some((&must.categories, rule))
    }

    /// Which department confirms a status, in the notice's own words; `None` where the notice has no such status.
    pub fn confirmed_by(&self, code: CategoryCode) -> Option<&str> {
        self.file.category.iter().find(|row| row.code == code).map(|row| row.confirmed_by.as_str())
    }

    /// Whether a status of this grade counts for the notice: a grade that is not known does, until it is.
    pub fn counts_grade(&self, code: CategoryCode, grade: Option<u8>) -> bool {
        let mut rows = self.file.category.iter().filter(|row| row.code == code).peekable();
        let Some(grade) = grade.filter(|_| rows.peek().is_some()) else { return true };
        let mut grades = rows.map(|row| row.conditions.grade.as_ref());
        grades.any(|grades| grades.is_none_or(|grades| grades.contains(&grade)))
    }

    /// On or before which day somebody was born who has this status by his age; `None` = it does not come by age.
    pub fn born_by(&self, code: CategoryCode) -> Option<NaiveDate> {
        let rows = self.file.category.iter().filter(|row| row.code == code);
        rows.filter_map(|row| row.conditions.born_on_or_before).max()
    }

    /// The targets of the campaign.
    pub fn targets(&self) -> &[Target] {
        &self.file.targets
    }

    /// The collection windows in order: name on the screen, first and last day, its sentence.
    pub fn windows(&self) -> impl Iterator<Item = WindowDays<'_>> {
        self.law.windows.iter().map(|w| {
            let file = &self.file.window[w.row];
            WindowDays {
                id: &file.id,
                label: &file.label,
                from: w.from,
                to: w.to,
                migrant_workers_only: w.migrant == Some(true),
                students_only: w.student,
                rule: self.rule(w.rule),
            }
        })
    }

    /// The window that is open on a day, or else the next one to open.
    pub fn window_on(&self, day: NaiveDate) -> Option<WindowDays<'_>> {
        self.windows().filter(|w| !w.students_only).find(|w| day <= w.to)
    }

    /// The full text of the notice.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// A rule by its number.
    pub fn rule(&self, rule: RuleIx) -> &Rule {
        &self.rules[usize::from(rule.0)]
    }

    /// A reading by its number.
    pub fn reading(&self, reading: ReadingIx) -> &Reading {
        &self.file.reading[usize::from(reading.0)]
    }

    /// An office or paper by its number.
    pub fn see(&self, see: SeeIx) -> &str {
        &self.see[usize::from(see.0)]
    }

    /// True for statuses that are health or hardship data. Statuses that the file does not list count as such,
    /// except those that follow from the birth date.
    pub fn is_sensitive(&self, code: CategoryCode) -> bool {
        let row = self.file.category.iter().find(|c| c.code == code).map(|c| c.sensitive);
        let gap = || self.file.category_gap.iter().find(|c| c.code == code).map(|c| c.sensitive);
        let by_birth = matches!(code, CategoryCode::Age80Plus | CategoryCode::Centenarian);
        row.or_else(gap).unwrap_or(!by_birth)
    }
}

/// A window as the home page shows it.
#[derive(Debug, Clone, Copy)]
pub struct WindowDays<'a> {
    /// Its name in the file.
    pub id: &'a str,
    /// Its name on the screen.
    pub label: &'a str,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// Only for those who work away from home.
    pub migrant_workers_only: bool,
    /// Only for students, at their school.
    pub students_only: bool,
    /// Its sentence.
    pub rule: &'a Rule,
}

/// Resolves the names of a file. Names that lead nowhere become faults; the index 0 stands in until then.
pub(crate) struct Resolver<'a> {
    file: &'a PolicyFile,
    rule_places: HashMap<&'a str, u16>,
    reading_places: HashMap<&'a str, u8>,
    see: Vec<String>,
    pub faults: Vec<LoadFault>,
}

impl<'a> Resolver<'a> {
    pub fn new(file: &'a PolicyFile) -> Self {
        let rule_places = file
            .rules
            .keys()
            .enumerate()
            .filter_map(|(i, id)| Some((id.as_str(), u16::try_from(i).ok()?)))
            .collect();
        let reading_places = file
            .reading
            .iter()
            .enumerate()
            .filter_map(|(i, r)| Some((r.id.as_str(), u8::try_from(i).ok()?)))
            .collect();
        Self { file, rule_places, reading_places, see: Vec::new(), faults: Vec::new() }
    }

    fn rule(&mut self, id: &str) -> RuleIx {
        if let Some(place) = self.rule_places.get(id) {
            return RuleIx(*place);
        }
        self.faults.push(LoadFault::UnknownRule { rule: id.to_owned() });
        RuleIx(0)
    }

    fn reading(&mut self, id: &str) -> ReadingIx {
        if let Some(place) = self.reading_places.get(id) {
            return ReadingIx(*place);
        }
        self.faults.push(LoadFault::UnknownReading { reading: id.to_owned() });
        ReadingIx(0)
    }

    fn reading_opt(&mut self, id: Option<&String>) -> Option<ReadingIx> {
        id.map(|id| self.reading(id))
    }

    fn see(&mut self, text: &str) -> SeeIx {
        let place = self.see.iter().position(|s| s == text).unwrap_or_else(|| {
            self.see.push(text.to_owned());
            self.see.len() - 1
        });
        SeeIx(u16::try_from(place).unwrap_or(0))
    }

    fn see_all(&mut self, texts: &[String]) -> Vec<SeeIx> {
        texts.iter().map(|t| self.see(t)).collect()
    }

    fn see_refs(&mut self, texts: &[String]) -> Vec<SeeRef> {
        texts
            .iter()
            .map(|t| if t == "@confirmed_by" { SeeRef::ConfirmedBy } else { SeeRef::Text(self.see(t)) })
            .collect()
    }

    fn verdict(&mut self, o: &Outcome) -> Verdict {
        Verdict {
            decision: o.then,
            reason: o.reason,
            see: self.see_refs(&o.see),
            rule: self.rule(&o.rule),
            also: self.rules(&o.also),
            reading: self.reading_opt(o.reading.as_ref()),
        }
    }

    fn rules(&mut self, ids: &[String]) -> Vec<RuleIx> {
        ids.iter().map(|id| self.rule(id)).collect()
    }

    fn said(&mut self, aside: &Aside) -> Said {
        Said {
            note: aside.note,
            see: self.see_all(&aside.see),
            reading: self.reading_opt(aside.reading.as_ref()),
        }
    }

    fn category(&mut self, row: usize, c: &Category) -> CategoryRow {
        CategoryRow {
            code: c.code,
            row,
            amount: c.subsidy.amount,
            due: c.subsidy.due,
            fund: c.fund,
            confirmed_by: self.see(&c.confirmed_by),
            rule: self.rule(&c.rule),
            fund_rule: c.fund_rule.as_ref().map(|rule| self.rule(rule)),
            readings: c.readings.iter().map(|r| self.reading(r)).collect(),
            cutoff_reading: self.reading_opt(c.conditions.cutoff_reading.as_ref()),
            reading_if: self.reading_opt(c.reading_if.as_ref().map(|r| &r.id)),
            list: c.list.as_ref().map(|l| ListRow {
                cutoff: l.cutoff,
                rule: self.rule(&l.rule),
                cutoff_reading: self.reading_opt(l.cutoff_reading.as_ref()),
            }),
            more: c.more.as_ref().map(|m| {
                let said = Said {
                    note: None,
                    see: self.see_all(&m.see),
                    reading: self.reading_opt(m.reading.as_ref()),
                };
                (said, self.rule(&m.rule))
            }),
        }
    }

    fn gap(&mut self, g: &CategoryGap) -> Gap {
        let verdict = Verdict {
            decision: Decision::Undetermined,
            reason: None,
            see: self.see_refs(&g.see),
            rule: self.rule(&g.rule),
            also: Vec::new(),
            reading: self.reading_opt(g.reading.as_ref()),
        };
        Gap { code: g.code, verdict, unless_student_rule: g.unless_student_rule }
    }

    fn late(&mut self, l: &LateEntry) -> LateRow {
        LateRow {
            events: l.events.iter().copied().collect(),
            recent: l.recent_events.iter().copied().collect(),
            recent_reading: self.reading_opt(l.recent_reading.as_ref()),
            designated: l.newly_designated.iter().copied().collect(),
            in_window_reading: self.reading_opt(l.designated_in_window_reading.as_ref()),
            late_subsidy_reading: self.reading_opt(l.late_subsidy_reading.as_ref()),
            min_months: l.min_continuous_months,
            if_fewer: l.if_fewer.as_ref().map(|o| self.verdict(o)),
            within_months: l.within_months,
            within: l.within,
            within_note: l.within_note,
            within_reading: self.reading_opt(l.within_reading.as_ref()),
            readings: l.readings.iter().map(|r| self.reading(r)).collect(),
            waiting_months: l.beyond_waiting_months,
            waiting_reading: self.reading(&l.waiting_reading),
            in_main_window: l.in_main_window.as_ref().map(|a| self.said(a)),
            rule: self.rule(&l.rule),
            who_rule: self.rule(&l.who_rule),
            reading: self.reading(&l.reading),
            or_window_reading: self.reading_opt(l.or_window_reading.as_ref()),
        }
    }

    fn after_window(&mut self, after: &AfterWindow) -> After {
        match after {
            AfterWindow::Subsidise { named, rule, unnamed, paid } => After::Subsidise {
                named: named.iter().copied().collect(),
                rule: self.rule(rule),
                unnamed: self.verdict(unnamed),
                paid: self.verdict(paid),
            },
            AfterWindow::OriginalStatus { rule, note, reading, paid } => After::OriginalStatus {
                rule: self.rule(rule),
                note: *note,
                reading: self.reading_opt(reading.as_ref()),
                paid: self.verdict(paid),
            },
            AfterWindow::Open { unpaid, paid } => {
                After::Open { unpaid: self.verdict(unpaid), paid: self.verdict(paid) }
            }
            AfterWindow::NoCutoff { reading } => After::NoCutoff { reading: self.reading(reading) },
        }
    }

    fn newborn(&mut self, n: &Newborn) -> NewbornRow {
        let rule = self.rule(&n.rule);
        NewbornRow {
            days: n.days,
            within: n.within,
            after: n.after,
            after_rule: n.after_rule.as_ref().map_or(rule, |r| self.rule(r)),
            within_elsewhere: n.within_elsewhere.as_ref().map(|o| self.verdict(o)),
            after_elsewhere: n.after_elsewhere.as_ref().map(|o| self.verdict(o)),
            elsewhere_channel: n.elsewhere_channel,
            without_papers: n.without_papers.as_ref().map(|o| self.verdict(o)),
            outside_window_reading: self.reading_opt(n.outside_window_reading.as_ref()),
            range: n.birth_range.as_ref().map(|r| self.birth_range(r)),
            before_year: n.born_before_benefit_year.as_ref().map(|a| self.said(a)),
            rule,
            reading: self.reading(&n.reading),
        }
    }

    fn birth_range(&mut self, r: &BirthRange) -> BirthRangeRow {
        BirthRangeRow {
            from: r.from,
            to: r.to,
            after_days_reading: self.reading_opt(r.after_days_reading.as_ref()),
            paid_year_before: self.verdict(&r.paid_year_before),
            refund_rule: self.rule(&r.refund_rule),
            refund_see: self.see_all(&r.refund_see),
            rule: self.rule(&r.rule),
        }
    }

    fn student(&mut self, s: &StudentRules) -> StudentRow {
        StudentRow {
            levels: s.levels.iter().copied().collect(),
            any_school: s.any_school,
            level_reading: s
                .level_reading
                .as_ref()
                .map(|l| (l.levels.iter().copied().collect(), self.reading(&l.id))),
            channel: s.channel,
            other_channel: self.verdict(&s.other_channel),
            categories: s.categories.iter().copied().collect(),
            alias: s.alias.iter().map(|(from, to)| (*from, *to)).collect(),
            designated_anywhere: s.designated_anywhere,
            pay_first: s.payment == StudentPayment::PayFirst,
            needs: s.needs.iter().copied().collect(),
            rule: self.rule(&s.rule),
            pay_rule: self.rule(&s.pay_rule),
            elsewhere: s.previous_year_elsewhere.as_ref().map(|a| self.said(a)),
            unlisted_reading: self.reading_opt(s.unlisted_reading.as_ref()),
        }
    }

    fn registrations(&mut self) -> Vec<RegistrationRow> {
        let rows = self.file.registration.iter();
        rows.map(|r| RegistrationRow {
            previous_year: r.previous_year.iter().copied().collect(),
            papers: r.papers.clone(),
            without: r.without.as_ref().map(|o| self.verdict(o)),
            note: r.note,
            rule: self.rule(&r.rule),
            note_rule: self.rule(r.note_rule.as_ref().unwrap_or(&r.rule)),
        })
        .collect()
    }

    fn after_lines(&mut self) -> Vec<AfterLine> {
        let rows = (0..).zip(&self.file.outside.after);
        rows.map(|(row, line)| AfterLine {
            row,
            events: line.when.events.as_ref().map(|e| e.iter().copied().collect()),
            newly_designated: line.when.newly_designated.as_ref().map(|c| c.iter().copied().collect()),
            verdict: Verdict {
                decision: line.then,
                reason: line.reason,
                see: self.see_refs(&line.see),
                rule: self.rule(&line.rule),
                also: self.rules(&line.also),
                reading: self.reading_opt(line.reading.as_ref()),
            },
        })
        .collect()
    }

    fn windows(&mut self) -> Vec<WindowRow> {
        let rows = (0..).zip(&self.file.window);
        rows.map(|(row, w)| WindowRow {
            row,
            from: w.from,
            to: w.to,
            migrant: w.who.migrant_worker,
            student: w.who.student,
            benefit: w.benefit,
            rule: self.rule(&w.rule),
            benefit_rule: self.rule(&w.benefit_rule),
            reading: self.reading_opt(w.reading.as_ref()),
            others: w.others.as_ref().map(|o| self.verdict(o)),
            without_proof: w.without_proof.as_ref().map(|o| self.verdict(o)),
            channels: w.channels.iter().copied().collect(),
            other_channel: w.other_channel.as_ref().map(|o| self.verdict(o)),
        })
        .collect()
    }

    /// Names every rule and reading of the tables that the engine does not walk through.
    fn tables(&mut self) {
        let file = self.file;
        let rules = file.household.rule.iter().chain(file.refuser.as_ref().map(|r| &r.rule));
        let rules = rules.chain(file.collective_aid.as_ref().map(|c| &c.rule));
        let rules = rules.chain(file.hotline.as_ref().map(|h| &h.rule));
        let rules = rules.chain(file.channels.iter().map(|c| &c.rule));
        let rules = rules.chain(file.departments.iter().map(|d| &d.rule));
        for rule in rules.chain(file.targets.iter().map(|t| &t.rule)) {
            self.rule(rule);
        }
        self.see_all(&file.policy.ask);
        self.reading_opt(file.refuser.as_ref().and_then(|r| r.reading.as_ref()));
    }

    /// Resolves the whole file; the faults found are in [`Resolver::faults`].
    pub fn law(&mut self) -> Option<(Law, Vec<String>)> {
        let file = self.file;
        let first = file.window.first()?;
        let fee_rule = self.rule(&file.fee.rule);
        let one = file.fee.one_payment.as_ref();
        let part_rule = one.map_or(fee_rule, |o| self.rule(&o.rule));
        let excess_rule = one.and_then(|o| o.excess_rule.as_ref()).map_or(fee_rule, |r| self.rule(r));
        self.tables();
        let scope = (0..).zip(&file.scope).map(|(row, s)| self.scope(row, s)).collect();
        let law = Law {
            fiscal_rules: file
                .fee
                .fiscal
                .iter()
                .flat_map(|f| std::iter::once(&f.rule).chain(&f.total_rule))
                .map(|rule| self.rule(rule))
                .collect(),
            fiscal_see: file.fee.fiscal.as_ref().map(|f| self.see_all(&f.see)).unwrap_or_default(),
            fiscal_reading: self.reading_opt(file.fee.fiscal.as_ref().and_then(|f| f.reading.as_ref())),
            must_enrol: file
                .must_enrol
                .as_ref()
                .map(|m| (m.categories.iter().copied().collect(), self.rule(&m.rule))),
            fee: file.fee.personal,
            fee_rule,
            continuity: file.fee.continuity.as_ref().map(|c| Continuity {
                see: self.see_all(&c.see),
                spares_newborn: c.not_for.contains(&ContinuityExempt::Newborn),
                ask_first: c.ask_first,
                rule: self.rule(&c.rule),
                reading: self.reading_opt(c.reading.as_ref()),
                ask_reading: self.reading_opt(c.ask_reading.as_ref()),
            }),
            part_rule,
            excess_rule,
            allowance: file.fee.handling_allowance.as_ref().map(|a| (a.amount, self.rule(&a.rule))),
            scope,
            categories: (0..).zip(&file.category).map(|(row, c)| self.category(row, c)).collect(),
            gaps: file.category_gap.iter().map(|g| self.gap(g)).collect(),
            overlap: file.overlap.as_ref().map(|o| OverlapRow {
                rule: self.rule(&o.rule),
                reading: self.reading_opt(o.reading.as_ref()),
                tie_reading: self.reading_opt(o.tie_reading.as_ref()),
            }),
            no_subsidy: file.no_subsidy.iter().map(|n| (n.code, self.rule(&n.rule))).collect(),
            elsewhere: self.verdict(&file.designation.elsewhere),
            cutoff: file.designation.cutoff.as_ref().map(|c| CutoffRow {
                day: c.day,
                rule: self.rule(&c.rule),
                left_reading: self.reading_opt(c.left_reading.as_ref()),
                changed_reading: self.reading_opt(c.changed_reading.as_ref()),
                late_reading: self.reading_opt(c.late_reading.as_ref()),
            }),
            in_window: file.designation.in_window.as_ref().map(|w| InWindowRow {
                list_by: w.list_by,
                later: self.verdict(&w.later),
                rule: self.rule(&w.rule),
            }),
            after_window: self.after_window(&file.designation.after_window),
            in_window_paid: file.designation.in_window_paid.as_ref().map(|p| InWindowPaidRow {
                verdict: Verdict {
                    decision: p.then,
                    reason: p.reason,
                    see: self.see_refs(&p.see),
                    rule: self.rule(&p.rule),
                    also: self.rules(&p.also),
                    reading: self.reading_opt(p.reading.as_ref()),
                },
                fund: p.fund,
                after_benefit_reading: self.reading_opt(p.after_benefit_reading.as_ref()),
            }),
            overpaid: file.designation.overpaid.as_ref().map(|o| self.verdict(o)),
            left_open: file.designation.left_open.as_ref().map(|o| self.verdict(o)),
            registration: self.registrations(),
            cash: file.payment.as_ref().map(|p| CashRow {
                otherwise: self.verdict(&p.cash_otherwise),
                rule: self.rule(&p.rule),
                reading: self.reading_opt(p.reading.as_ref()),
            }),
            left_after_payment: file
                .designation
                .left_after_payment
                .as_ref()
                .map(|l| (l.adjust, self.rule(&l.rule))),
            windows: self.windows(),
            before: self.verdict(&file.outside.before),
            after: self.after_lines(),
            newborn: file.newborn.as_ref().map(|n| self.newborn(n)),
            late: file.late_entry.iter().map(|l| self.late(l)).collect(),
            student: file.student.as_ref().map(|s| self.student(s)),
            refunds: file
                .refund
                .iter()
                .map(|r| RefundLine {
                    when: r.when,
                    grounds: r.grounds.iter().copied().collect(),
                    verdict: Verdict {
                        decision: r.then,
                        reason: r.reason,
                        see: self.see_refs(&r.see),
                        rule: self.rule(&r.rule),
                        also: self.rules(&r.also),
                        reading: self.reading_opt(r.reading.as_ref()),
                    },
                })
                .collect(),
            household: file.household.note.zip(file.household.rule.as_ref()).map(|(note, rule)| {
                (note, self.rule(rule), self.reading_opt(file.household.reading.as_ref()))
            }),
            rollover: self.reading_opt(file.policy.rest_day_reading.as_ref()),
            payment_day: self.reading_opt(file.policy.payment_day_reading.as_ref()),
            payment_day_margin: u64::from(file.policy.payment_day_margin_days),
            before_issue: self.reading_opt(file.policy.before_issue_reading.as_ref()),
            issued_on: file.policy.issued_on,
            benefit_from: file.policy.benefit_from,
            benefit_to: file.policy.benefit_to,
            benefit_year: file.policy.benefit_from.year(),
            main_from: first.from,
            main_to: first.collection_to.unwrap_or(first.to),
            has_student_window: file.window.iter().any(|w| w.who.student),
            asks_grade: file.category.iter().any(|c| c.conditions.grade.is_some() && c.list.is_none()),
            asks_subtype: file.category.iter().any(|c| c.conditions.subtype.is_some()),
            asks_migrant: file.window.iter().any(|w| w.who.migrant_worker.is_some()),
            asks_previous: file.registration.iter().any(|r| r.without.is_some()),
            least_months: file.late_entry.iter().filter_map(|l| l.min_continuous_months).min(),
        };
        Some((law, std::mem::take(&mut self.see)))
    }

    fn scope(&mut self, row: usize, s: &crate::file::ScopeRow) -> Scope {
        let decision = match s.then {
            ScopeThen::In => None,
            ScopeThen::Refuse => Some(Decision::Refuse),
            ScopeThen::Refer => Some(Decision::Refer),
            ScopeThen::Undetermined => Some(Decision::Undetermined),
        };
        let rule = self.rule(&s.rule);
        let reading = self.reading_opt(s.reading.as_ref());
        let see = self.see_refs(&s.see);
        let also = self.rules(&s.also);
        let verdict = decision.map(|decision| {
            let also = also.clone();
            Verdict { decision, reason: s.reason, see, rule, also, reading }
        });
        let needs_any = s.needs_any.iter().map(|p| p.wanted()).collect();
        Scope { row, verdict, rule, also, reading, needs_any }
    }
}
