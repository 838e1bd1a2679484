//! 合计: what was taken, given back and paid in, by month and for a year of cover.
//!
//! Invariant: every sum is the book's answer; who is in which category is shown only where that is recorded.

use super::{difference::OpenDifferences, parse};
use crate::{error::CommandError, files, state::AppState, words::SAY};
use cunshou_core::totals::{self, AllowanceSource, ShareOf};
use serde::{Deserialize, Serialize};
use tauri::State;
use ts_rs::TS;

/// Which year of cover.
#[derive(Debug, Deserialize, TS)]
pub struct SeasonRequest {
    /// `null` = the whole book.
    levy_year: Option<i32>,
    /// With how many people are in which category: recorded as shown.
    with_categories: bool,
}

/// Which year of cover leaves, and where to.
#[derive(Debug, Deserialize, TS)]
pub struct ExportSeasonRequest {
    levy_year: Option<i32>,
    to_folder: String,
}

/// How much a head the township's paper gives.
#[derive(Debug, Deserialize, TS)]
pub struct AllowanceRequest {
    levy_year: i32,
    each: String,
    paper: String,
}

/// The totals of a year of cover, or of the whole book.
#[derive(Debug, Serialize, TS)]
pub struct Season {
    levy_year: Option<i32>,
    /// The years to choose from.
    levy_years: Vec<i32>,
    /// Oldest first.
    months: Vec<SeasonTotals>,
    all: SeasonTotals,
    /// Lines that stand.
    standing: SeasonShare,
    /// Empty unless it was asked for.
    by_category: Vec<SeasonShare>,
    by_fund: Vec<SeasonShare>,
    by_means: Vec<SeasonShare>,
    differences: OpenDifferences,
    open_session: Option<u32>,
    /// 代办经费, as an estimate.
    allowance: Option<Allowance>,
    /// The notice of the year says nothing about it: the township's paper can be entered.
    can_enter_allowance: bool,
}

/// What happened in a month, or in all.
#[derive(Debug, Serialize, TS)]
pub struct SeasonTotals {
    /// `2025-11`; empty for all.
    month: String,
    receipts: u32,
    people: u32,
    taken: String,
    voids: u32,
    cash_back: String,
    reversals: u32,
    reversed: String,
    scans: u32,
    scanned: String,
    collective_aid: String,
    remitted: String,
    /// At its end.
    unremitted: String,
    aid_remitted: String,
    refunds: u32,
    refunded: String,
    closes: u32,
    short: String,
    over: String,
    settled: String,
}

/// Lines with something in common.
#[derive(Debug, Serialize, TS)]
pub struct SeasonShare {
    label: String,
    people: u32,
    fee: String,
    subsidy: String,
    collective_aid: String,
    due: String,
}

/// 代办经费, as an estimate.
#[derive(Debug, Serialize, TS)]
pub struct Allowance {
    each: String,
    people: u32,
    amount: String,
    /// The article, or the township's paper.
    source: String,
    /// The sentence; empty for a paper.
    quote: String,
}

impl SeasonTotals {
    fn of(month: String, totals: &totals::Totals) -> Self {
        let t = totals;
        Self {
            month,
            receipts: t.receipts,
            people: t.people,
            taken: t.taken.to_string(),
            voids: t.voids,
            cash_back: t.cash_back.to_string(),
            reversals: t.reversals,
            reversed: t.reversed.to_string(),
            scans: t.scans,
            scanned: t.scanned.to_string(),
            collective_aid: t.collective_aid.to_string(),
            remitted: t.remitted.to_string(),
            unremitted: t.unremitted.to_string(),
            aid_remitted: t.aid_remitted.to_string(),
            refunds: t.refunds,
            refunded: t.refunded.to_string(),
            closes: t.closes,
            short: t.short.to_string(),
            over: t.over.to_string(),
            settled: t.settled.to_string(),
        }
    }
}

impl SeasonShare {
    fn of(share: &totals::Share, label: String) -> Self {
        Self {
            label,
            people: share.people,
            fee: share.fee.to_string(),
            subsidy: share.subsidy.to_string(),
            collective_aid: share.collective_aid.to_string(),
            due: share.due.to_string(),
        }
    }

    fn all(shares: &[totals::Share], of: ShareOf) -> Vec<Self> {
        shares.iter().map(|share| Self::of(share, of.label(&share.code))).collect()
    }
}

impl From<totals::AllowanceEstimate> for Allowance {
    fn from(estimate: totals::AllowanceEstimate) -> Self {
        let (source, quote) = match estimate.source {
            AllowanceSource::Notice { article, quote } => (article, quote),
            AllowanceSource::Paper { paper } => (paper, String::new()),
        };
        Self {
            each: estimate.each.to_string(),
            people: estimate.people,
            amount: estimate.amount.to_string(),
            source,
            quote,
        }
    }
}

impl Season {
    fn of(season: totals::Season, with_categories: bool, today: chrono::NaiveDate) -> Self {
        let month =
            |own: &totals::Month| SeasonTotals::of(own.month.format("%Y-%m").to_string(), &own.totals);
        Self {
            levy_year: season.levy_year,
            levy_years: season.levy_years,
            months: season.months.iter().map(month).collect(),
            all: SeasonTotals::of(String::new(), &season.all),
            standing: SeasonShare::of(&season.standing, String::new()),
            by_category: if with_categories {
                SeasonShare::all(&season.by_category, ShareOf::Category)
            } else {
                Vec::new()
            },
            by_fund: SeasonShare::all(&season.by_fund, ShareOf::Fund),
            by_means: SeasonShare::all(&season.by_means, ShareOf::Means),
            differences: OpenDifferences::of(&season.differences, today),
            open_session: season.open_session,
            allowance: season.allowance.map(Into::into),
            can_enter_allowance: season.can_enter_allowance,
        }
    }
}

/// The totals of a year of cover, or of the whole book.
#[tauri::command(async)]
pub fn season(state: State<'_, AppState>, request: SeasonRequest) -> Result<Season, CommandError> {
    let (mut book, now) = state.book()?;
    let found = if request.with_categories {
        book.reveal_season(request.levy_year, &now)?
    } else {
        book.season(request.levy_year, now.on())?
    };
    Ok(Season::of(found, request.with_categories, now.on()))
}

/// Writes the totals as a workbook into a folder that the clerk chose; recorded.
#[tauri::command(async)]
pub fn export_season(
    state: State<'_, AppState>,
    request: ExportSeasonRequest,
) -> Result<String, CommandError> {
    let (mut book, now) = state.book()?;
    let workbook = book.export_season(request.levy_year, &now)?;
    let facts: [(&str, &dyn std::fmt::Display); 2] =
        [("village_code", &book.identity().village_code), ("day", &now.on().format("%Y%m%d"))];
    Ok(files::write(&request.to_folder, &SAY.totals_file.with(&facts), &workbook)?)
}

/// Enters how much a head the township's paper gives, where the notice says nothing.
#[tauri::command(async)]
pub fn set_handling_allowance(
    state: State<'_, AppState>,
    request: AllowanceRequest,
) -> Result<Season, CommandError> {
    let (mut book, now) = state.book()?;
    book.set_handling_allowance(request.levy_year, parse::yuan(&request.each)?, &request.paper, &now)?;
    Ok(Season::of(book.season(Some(request.levy_year), now.on())?, false, now.on()))
}
