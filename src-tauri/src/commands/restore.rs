//! A copy becomes the book again, and the drill for that day.

use super::{
    book::{BookStatus, restored_path, status},
    parse,
};
use crate::{error::CommandError, state::AppState, words::SAY};
use chrono::NaiveDate;
use cunshou_core::{
    Book,
    book::{self, Evidence, LostVoidedOrder, Secret, close_of_package_name},
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use tauri::State;
use ts_rs::TS;

/// Which copy, opened with what, and what is known of what was lost.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct RestoreRequest {
    from: String,
    /// A password, or the recovery key in its place.
    password: String,
    /// The damaged book, whose head file may still be there; empty = none.
    damaged: String,
    /// Numbers of the last receipts on paper.
    papers: Vec<String>,
    /// The number of the last close on paper, or the name of the last package; empty = not known.
    last_close: String,
    /// The damaged book's files get other names, so that nobody opens it by mistake.
    set_aside: bool,
}

/// A copy of the open book, and what opens it.
#[derive(Deserialize, TS)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct PractiseRequest {
    from: String,
    password: String,
}

/// What a copy holds, and what would be missing.
#[derive(Debug, Serialize, TS)]
pub struct CopyLook {
    village_name: String,
    #[ts(type = "'live' | 'training' | 'demo'")]
    kind: &'static str,
    /// When its newest entry was made.
    newest_at: String,
    rows: Vec<FactRow>,
    losses: Losses,
}

/// A figure in words.
#[derive(Debug, Serialize, TS)]
pub struct FactRow {
    label: String,
    value: String,
}

/// A figure of the copy beside that of the book.
#[derive(Debug, Serialize, TS)]
pub struct ComparedRow {
    label: String,
    copy: String,
    book: String,
    same: bool,
}

/// What paper has to bring back.
#[derive(Debug, Serialize, TS)]
pub struct Losses {
    receipts: Vec<String>,
    closes: Vec<u32>,
    words: String,
}

/// A book that was restored, open.
#[derive(Debug, Serialize, TS)]
pub struct RestoredBook {
    status: BookStatus,
    path: String,
    series: String,
    losses: Losses,
    /// What to do next.
    words: String,
    /// Where the damaged book's files are now.
    set_aside: Vec<String>,
}

/// A drill.
#[derive(Debug, Serialize, TS)]
pub struct Practice {
    rows: Vec<ComparedRow>,
    ok: bool,
    words: String,
}

/// The receipts that went with a lost disk.
#[derive(Debug, Serialize, TS)]
pub struct LostReceipts {
    /// Those that are not here again, in order.
    left: Vec<LostReceipt>,
    /// From which number to which, and how many.
    left_words: String,
    /// Those that were entered from their paper (补录).
    entered: Vec<EnteredReceipt>,
    /// Their sum.
    entered_sum: String,
    /// Those that had been taken back before the loss, as both their papers say.
    voided: Vec<VoidedReceipt>,
}

/// A lost receipt that had been taken back before the loss.
#[derive(Debug, Serialize, TS)]
pub struct VoidedReceipt {
    receipt_no: String,
    /// What came and went back.
    amount: String,
    taken_on: NaiveDate,
    voided_on: NaiveDate,
    slip_no: String,
}

/// What the two papers of such a receipt say.
#[derive(Debug, Deserialize, TS)]
pub struct LostVoidedRequest {
    receipt_no: String,
    amount: String,
    taken_on: String,
    voided_on: String,
    slip_no: String,
    note: String,
}

/// Which of them is missing after all, and why.
#[derive(Debug, Deserialize, TS)]
pub struct WithdrawLostVoidedRequest {
    receipt_no: String,
    reason: String,
}

/// A receipt that is not here again.
#[derive(Debug, Serialize, TS)]
pub struct LostReceipt {
    receipt_no: String,
    /// What is typed as book and sheet when it is entered.
    series: String,
    serial: u32,
}

/// A receipt that was entered from its paper.
#[derive(Debug, Serialize, TS)]
pub struct EnteredReceipt {
    receipt_no: String,
    /// The receipt that stands for it now.
    entered_as: String,
    due: String,
}

impl From<&book::Losses> for Losses {
    fn from(losses: &book::Losses) -> Self {
        let receipts: Vec<_> = losses.receipts.iter().map(|lost| lost.receipt_no.clone()).collect();
        let words = match (receipts.len(), losses.closes.len()) {
            (0, 0) => SAY.restore_nothing_lost.plain(),
            (0, _) => SAY.restore_closes_lost.plain(),
            (count, _) => SAY.restore_lost.with(&[("count", &count)]),
        };
        Self { receipts, closes: losses.closes.clone(), words }
    }
}

/// The figures of a copy or a book, in words, in one order.
fn figures(facts: &book::CopyFacts) -> Vec<(String, String)> {
    let totals = &facts.totals;
    let close = match (totals.last_close, totals.last_close_on) {
        (0, _) | (_, None) => SAY.fact_none.plain(),
        (no, Some(day)) => SAY.fact_close_value.with(&[("close_no", &no), ("day", &day)]),
    };
    let session = facts.open_session.map_or_else(|| SAY.fact_none.plain(), |day| day.to_string());
    let receipt = facts.head.last_receipt.clone().unwrap_or_else(|| SAY.fact_none.plain());
    vec![
        (SAY.fact_households.plain(), totals.households.to_string()),
        (SAY.fact_people.plain(), totals.people.to_string()),
        (SAY.fact_payments.plain(), totals.payments.to_string()),
        (SAY.fact_due.plain(), totals.due.to_string()),
        (SAY.fact_back.plain(), (totals.voids + totals.reversals).to_string()),
        (SAY.fact_cash_back.plain(), totals.cash_back.to_string()),
        (SAY.fact_standing.plain(), totals.standing.to_string()),
        (SAY.fact_remitted.plain(), totals.remitted.to_string()),
        (SAY.fact_close.plain(), close),
        (SAY.fact_receipt.plain(), receipt),
        (SAY.fact_session.plain(), session),
        (SAY.fact_journal.plain(), facts.head.seq.to_string()),
    ]
}

fn last_close(text: &str) -> Option<u32> {
    let name = Path::new(text.trim()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    text.trim().trim_start_matches(['Z', 'z']).parse().ok().or_else(|| close_of_package_name(&name))
}

impl RestoreRequest {
    fn secret(&self) -> Secret<'_> {
        Secret::Password { user: None, password: &self.password }
    }

    fn damaged(&self) -> Option<PathBuf> {
        Some(self.damaged.trim()).filter(|path| !path.is_empty()).map(PathBuf::from)
    }
}

/// What a copy holds and what would be missing; nothing is changed.
#[tauri::command(async)]
pub fn look_at_copy(state: State<'_, AppState>, request: RestoreRequest) -> Result<CopyLook, CommandError> {
    let now = state.moment_at(state.now())?;
    let copy = Book::look_at_copy(Path::new(&request.from), request.secret(), &now)?;
    let damaged = request.damaged();
    let evidence = Evidence {
        damaged: damaged.as_deref(),
        papers: &request.papers,
        last_close: last_close(&request.last_close),
    };
    let losses = Book::losses(&copy, evidence)?;
    Ok(CopyLook {
        village_name: copy.village_name.clone(),
        kind: copy.kind.word(),
        newest_at: copy.newest_at.clone(),
        rows: figures(&copy).into_iter().map(|(label, value)| FactRow { label, value }).collect(),
        losses: (&losses).into(),
    })
}

/// Makes a book of a copy in the usual folder, and leaves it open.
#[tauri::command(async)]
pub fn restore_book(
    state: State<'_, AppState>,
    request: RestoreRequest,
) -> Result<RestoredBook, CommandError> {
    let now = state.moment_at(state.now())?;
    state.may_close_book()?;
    state.close_book();
    let damaged = request.damaged();
    let evidence = Evidence {
        damaged: damaged.as_deref(),
        papers: &request.papers,
        last_close: last_close(&request.last_close),
    };
    let to = restored_path(&state, Path::new(&request.from), &now);
    let restored = Book::restore(Path::new(&request.from), &to, request.secret(), evidence, &now)?;
    let aside = match &damaged {
        Some(path) if request.set_aside => Book::set_aside(path, &now)?,
        _ => Vec::new(),
    };
    let series = restored.book.identity().series.clone();
    let words = if restored.series_opened {
        SAY.restore_series.with(&[("series", &series)])
    } else {
        SAY.restore_close_first.plain()
    };
    let losses = Losses::from(&restored.losses);
    state.lay_open(restored.book);
    Ok(RestoredBook {
        status: status(&state)?,
        path: to.display().to_string(),
        series,
        losses,
        words,
        set_aside: aside.iter().map(|path| path.display().to_string()).collect(),
    })
}

/// Opens a copy beside the open book and compares; recorded, nothing is changed.
#[tauri::command(async)]
pub fn practise_restore(
    state: State<'_, AppState>,
    request: PractiseRequest,
) -> Result<Practice, CommandError> {
    let (mut book, now) = state.book()?;
    let user = book.user().to_owned();
    let secret = Secret::Password { user: Some(&user), password: &request.password };
    let drill = book.practise_restore(Path::new(&request.from), secret, &now)?;
    let rows = figures(&drill.copy).into_iter().zip(figures(&drill.book));
    Ok(Practice {
        rows: rows
            .map(|((label, copy), (_, book))| ComparedRow { same: copy == book, label, copy, book })
            .collect(),
        ok: drill.is_earlier_state,
        words: if drill.is_earlier_state { SAY.practice_good.plain() } else { SAY.practice_bad.plain() },
    })
}

fn lost(book: &Book) -> Result<LostReceipts, CommandError> {
    let lost = book.lost_receipts()?;
    let sums = lost.iter().filter_map(|one| one.entered_as.as_ref()).map(|(_, due)| *due);
    let entered_sum = cunshou_policy::Yuan::sum(sums).ok_or(cunshou_core::Error::TooMuch {})?;
    let (left, known): (Vec<_>, Vec<_>) = lost.into_iter().partition(book::LostReceipt::is_missing);
    Ok(LostReceipts {
        left_words: book::missing_words(&book::missing_ranges(&left)),
        left: left
            .into_iter()
            .map(|one| LostReceipt { receipt_no: one.receipt_no, series: one.series, serial: one.serial })
            .collect(),
        voided: known
            .iter()
            .filter_map(|one| {
                let voided = one.voided.as_ref()?;
                Some(VoidedReceipt {
                    receipt_no: one.receipt_no.clone(),
                    amount: voided.amount.to_string(),
                    taken_on: voided.taken_on,
                    voided_on: voided.voided_on,
                    slip_no: voided.slip_no.clone(),
                })
            })
            .collect(),
        entered: known
            .into_iter()
            .filter_map(|one| {
                let (entered_as, due) = one.entered_as?;
                Some(EnteredReceipt { receipt_no: one.receipt_no, entered_as, due: due.to_string() })
            })
            .collect(),
        entered_sum: entered_sum.to_string(),
    })
}

/// The receipts that went with a lost disk: those that paper has to bring back, and those that it brought back.
#[tauri::command(async)]
pub fn lost_receipts(state: State<'_, AppState>) -> Result<LostReceipts, CommandError> {
    let (book, _) = state.book()?;
    lost(&book)
}

/// Ticks off a lost receipt that had been taken back before the loss, by its two papers.
#[tauri::command(async)]
pub fn enter_lost_voided(
    state: State<'_, AppState>,
    request: LostVoidedRequest,
) -> Result<LostReceipts, CommandError> {
    let (mut book, now) = state.book()?;
    let order = LostVoidedOrder {
        amount: parse::yuan(&request.amount)?,
        taken_on: parse::day("taken_on", &request.taken_on)?,
        voided_on: parse::day("voided_on", &request.voided_on)?,
        receipt_no: request.receipt_no,
        slip_no: request.slip_no,
        note: request.note,
    };
    book.enter_lost_voided(&order, &now)?;
    lost(&book)
}

/// Takes that back: the receipt is missing again.
#[tauri::command(async)]
pub fn withdraw_lost_voided(
    state: State<'_, AppState>,
    request: WithdrawLostVoidedRequest,
) -> Result<LostReceipts, CommandError> {
    let (mut book, now) = state.book()?;
    book.withdraw_lost_voided(&request.receipt_no, &request.reason, &now)?;
    lost(&book)
}
