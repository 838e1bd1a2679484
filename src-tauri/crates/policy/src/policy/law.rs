//! What the engine walks through: the tables of one notice, each row with the numbers of its sentences and readings.
//!
//! Invariant: a row says nothing by a text that would have to be looked up; only [`super::Resolver`] makes one. This
//! module must not know the shape of a policy file, nor how a row is used.

use super::{ReadingIx, RuleIx, SeeIx};
use crate::file::RefundWhen;
use crate::money::Yuan;
use crate::words::{
    CategoryCode, Channel, Decision, EventType, Fact, Fund, Note, PreviousYear, Proof, Reason, Route, Set,
    StudentLevel,
};
use chrono::NaiveDate;

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
