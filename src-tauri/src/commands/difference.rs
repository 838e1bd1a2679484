//! What becomes of the differences of closes: the list, and what is done about one of them.
//!
//! Invariant: what is open, and which ways fit, is the book's answer; a retry carries the id of the form.

use super::{close::CloseRequest, parse};
use crate::{error::CommandError, state::AppState};
use chrono::NaiveDate;
use cunshou_core::{
    Error, codes,
    difference::{self, DifferenceOrder, Follow},
    papers::short_or_over,
    totals::{difference_state_label, step_label},
};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;
use uuid::Uuid;

/// All differences, newest first, and what is open in all.
#[derive(Debug, Serialize, TS)]
pub struct DifferenceList {
    rows: Vec<Difference>,
    open: OpenDifferences,
}

/// What is open in all. Short and over are never set off against each other.
#[derive(Debug, Serialize, TS)]
pub struct OpenDifferences {
    /// Closes with a difference that is not settled.
    count: u32,
    /// Of them those that the township has on paper.
    reported: u32,
    /// Missing money.
    short: String,
    /// Money too much.
    over: String,
    oldest_on: Option<NaiveDate>,
    #[ts(type = "number | null")]
    age_days: Option<i64>,
}

/// The difference of a close.
#[derive(Debug, Serialize, TS)]
pub struct Difference {
    close_no: u32,
    business_date: NaiveDate,
    #[ts(type = "number")]
    age_days: i64,
    /// Negative = missing money.
    variance: String,
    variance_words: String,
    /// What of it is not settled.
    open: String,
    open_words: String,
    #[ts(type = "'open' | 'carried' | 'reported' | 'settled'")]
    state: &'static str,
    state_label: &'static str,
    reason: String,
    closed_by: String,
    steps: Vec<DifferenceStep>,
}

/// Something that was done about it.
#[derive(Debug, Serialize, TS)]
pub struct DifferenceStep {
    step_no: u32,
    on: NaiveDate,
    label: String,
    /// How much it settled, without a sign; empty if nothing.
    amount: String,
    /// Paper, receipt and note.
    said: String,
    by: String,
    at: String,
}

/// The form for one difference.
#[derive(Debug, Serialize, TS)]
pub struct DifferenceForm {
    /// Given when the form opens; a retry sends the same.
    step_id: Uuid,
    difference: Difference,
    ways: Vec<DifferenceWay>,
    /// What is open, without a sign: the sum to propose.
    amount: String,
    /// The day to propose.
    today: NaiveDate,
}

/// A way to settle it.
#[derive(Debug, Serialize, TS)]
pub struct DifferenceWay {
    code: &'static str,
    label: &'static str,
    #[ts(type = "'note' | 'paper' | 'receipt'")]
    needs: &'static str,
}

/// What is done about a difference.
#[derive(Debug, Deserialize, TS)]
pub struct FollowDifferenceRequest {
    step_id: Uuid,
    close_no: u32,
    #[ts(type = "'settled' | 'carried' | 'reported'")]
    state: String,
    /// How it is settled; empty for another state.
    way: String,
    amount: String,
    receipt_no: String,
    paper_no: String,
    on: String,
    note: String,
}

impl OpenDifferences {
    pub(super) fn of(open: &difference::OpenDifferences, today: NaiveDate) -> Self {
        Self {
            count: open.count,
            reported: open.reported,
            short: open.short.to_string(),
            over: open.over.to_string(),
            oldest_on: open.oldest_on,
            age_days: open.oldest_on.map(|oldest| (today - oldest).num_days().max(0)),
        }
    }
}

impl Difference {
    fn of(one: difference::Difference, today: NaiveDate) -> Self {
        Self {
            close_no: one.close_no,
            business_date: one.business_date,
            age_days: one.age_days(today),
            variance: one.variance.to_string(),
            variance_words: short_or_over(one.variance),
            open: one.open.to_string(),
            open_words: if one.is_open() { short_or_over(one.open) } else { String::new() },
            state: one.state.word(),
            state_label: difference_state_label(one.state),
            reason: one.reason,
            closed_by: one.closed_by,
            steps: one.steps.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<difference::RecordedStep> for DifferenceStep {
    fn from(step: difference::RecordedStep) -> Self {
        let record = step.record;
        let way = record.way.as_deref().map_or("", codes::difference_way_label);
        let said = [record.paper_no, record.receipt_no, Some(record.note)];
        let said: Vec<_> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        Self {
            step_no: record.step_no,
            on: record.on,
            label: if way.is_empty() { step_label(&record.state) } else { way.to_owned() },
            amount: match (record.amount.is_zero(), record.amount.is_negative()) {
                (true, _) => String::new(),
                (false, true) => record.amount.negated().to_string(),
                (false, false) => record.amount.to_string(),
            },
            said: said.join("；"),
            by: step.by,
            at: step.at,
        }
    }
}

/// All differences, newest first.
#[tauri::command(async)]
pub fn differences(state: State<'_, AppState>) -> Result<DifferenceList, CommandError> {
    let (book, now) = state.book()?;
    let open = OpenDifferences::of(&book.open_differences()?, now.on());
    let rows = book.differences()?.into_iter().map(|one| Difference::of(one, now.on())).collect();
    Ok(DifferenceList { rows, open })
}

/// Opens the form to say what becomes of a close's difference.
#[tauri::command(async)]
pub fn open_difference(
    state: State<'_, AppState>,
    request: CloseRequest,
) -> Result<DifferenceForm, CommandError> {
    let (book, now) = state.book()?;
    let form = book.open_difference(request.close_no(), &now)?;
    let way = |way: &'static codes::DifferenceWay| DifferenceWay {
        code: way.code,
        label: way.label,
        needs: way.needs,
    };
    let open = form.difference.open;
    Ok(DifferenceForm {
        step_id: form.step_id,
        ways: form.difference.ways().map(way).collect(),
        amount: if open.is_negative() { open.negated() } else { open }.to_string(),
        today: now.on().max(form.difference.business_date),
        difference: Difference::of(form.difference, now.on()),
    })
}

/// Records what is done about a difference; a retry answers the same.
#[tauri::command(async)]
pub fn follow_difference(
    state: State<'_, AppState>,
    request: FollowDifferenceRequest,
) -> Result<Difference, CommandError> {
    let (mut book, now) = state.book()?;
    let followed = book.follow_difference(&request.order()?, &now)?;
    Ok(Difference::of(followed.difference, now.on()))
}

impl FollowDifferenceRequest {
    fn order(self) -> cunshou_core::Result<DifferenceOrder> {
        let follow = match self.state.as_str() {
            "settled" => Follow::Settle {
                amount: parse::yuan(&self.amount)?,
                way: self.way,
                receipt_no: Some(self.receipt_no).filter(|number| !number.trim().is_empty()),
            },
            "carried" => Follow::Carry,
            "reported" => Follow::Report,
            _ => return Err(Error::UnknownOutcome { outcome: self.state }),
        };
        Ok(DifferenceOrder {
            step_id: self.step_id,
            close_no: self.close_no,
            follow,
            paper_no: self.paper_no,
            on: parse::day("on", &self.on)?,
            note: self.note,
        })
    }
}
