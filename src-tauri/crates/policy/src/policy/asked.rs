//! The questions that a policy answers as it stands, without a person: what it is called, what it costs, which windows,
//! sentences and offices it has.
//!
//! Invariant: an answer is a row of the policy itself, never made up. This module must not know who asks, nor how a
//! person is judged: that is [`crate::assess`].

use super::{Policy, ReadingIx, Rule, RuleIx, SeeIx};
use crate::file::{ChannelRow, Department, Hotline, LeavingOut, Reading, Target};
use crate::money::Yuan;
use crate::words::CategoryCode;
use chrono::NaiveDate;

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
