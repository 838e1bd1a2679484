//! The tables that the screens offer for choosing.

use cunshou_core::codes::{self, Code};
use cunshou_paper::Form;
use serde::Serialize;
use ts_rs::TS;

/// A code and what people call it.
#[derive(Debug, Serialize, TS)]
pub struct CodeItem {
    code: &'static str,
    label: &'static str,
}

/// Why a member may be left out of a payment.
#[derive(Debug, Serialize, TS)]
pub struct LeaveOutReason {
    code: &'static str,
    label: &'static str,
    /// Accepted where the notice demands whole households.
    lawful: bool,
    /// Wants a proof or his own words with it.
    needs_note: bool,
    /// Which paper proves it; empty if none is wanted.
    proof: &'static str,
}

/// All tables.
#[derive(Debug, Serialize, TS)]
pub struct CodeTables {
    relations: Vec<CodeItem>,
    certificates: Vec<CodeItem>,
    nations: Vec<CodeItem>,
    categories: Vec<CodeItem>,
    events: Vec<CodeItem>,
    /// By which paper something is written down that happened to a household.
    life_papers: Vec<CodeItem>,
    leave_out_reasons: Vec<LeaveOutReason>,
    enrolment_states: Vec<CodeItem>,
    missing_reasons: Vec<CodeItem>,
    void_reasons: Vec<CodeItem>,
    papers: Vec<CodeItem>,
    difference_outcomes: Vec<CodeItem>,
    /// The values of each fact that is kept about a person, by fact.
    facts: std::collections::BTreeMap<&'static str, Vec<CodeItem>>,
}

/// The facts that a form offers as choices.
const FACTS: [&str; 8] = [
    "hukou",
    "residence",
    "insurance_current",
    "previous_year_insurance",
    "disability_grade",
    "poverty_monitored_subtype",
    "student_level",
    "student_school",
];

fn items(table: &'static [Code]) -> Vec<CodeItem> {
    table.iter().map(|item| CodeItem { code: item.code, label: item.label }).collect()
}

/// The tables; they ship with the program and need no book.
#[tauri::command(async)]
pub fn code_tables() -> CodeTables {
    let reason = |r: &codes::LeaveOutReason| LeaveOutReason {
        code: r.code,
        label: r.label,
        lawful: r.lawful,
        needs_note: r.needs_note,
        proof: r.proof,
    };
    CodeTables {
        relations: items(codes::relations()),
        certificates: items(codes::certificates()),
        nations: items(codes::nations()),
        categories: codes::categories().iter().map(|c| CodeItem { code: c.code, label: c.label }).collect(),
        events: codes::events().iter().map(|e| CodeItem { code: e.code, label: e.label }).collect(),
        life_papers: items(codes::life_papers()),
        leave_out_reasons: codes::leave_out_reasons().iter().map(reason).collect(),
        enrolment_states: items(codes::enrolment_states()),
        missing_reasons: items(codes::missing_reasons()),
        void_reasons: codes::void_reasons()
            .iter()
            .map(|r| CodeItem { code: r.code, label: r.label })
            .collect(),
        papers: Form::ALL.iter().map(|form| CodeItem { code: form.code(), label: form.label() }).collect(),
        difference_outcomes: items(codes::difference_outcomes()),
        facts: FACTS.iter().map(|fact| (*fact, items(codes::fact_values(fact)))).collect(),
    }
}
